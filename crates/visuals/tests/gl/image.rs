//! Images: what painter and shader show, held against plain sums over the values.

use galry_testkit::with_context;
use galry_visuals::{
    Color, ColorMap, ColorScale, Image, ImageAxis, ImageData, ImagePlace, ImageStyle, ImageValues,
    Interpolation, Method, Norm, NormKind, Placement,
};

use crate::canvas::{Canvas, Pixels};

const CANVAS: [u32; 2] = [48, 40];

/// Numbers without a pattern, 0 to 255.
fn noise(count: usize) -> Vec<u8> {
    let mut state = 12_345_u32;
    (0..count)
        .map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        })
        .collect()
}

fn gray(limits: [f64; 2]) -> ColorScale {
    ColorScale::new("gray".parse().unwrap(), Norm::linear(limits).unwrap())
}

fn style(scale: ColorScale, interpolation: Interpolation) -> ImageStyle {
    ImageStyle {
        scale,
        interpolation,
        opacity: 1.0,
    }
}

fn draw(canvas: &mut Canvas, image: &mut Image, method: Method) -> Pixels {
    image.set_method(method);
    canvas.clear(Color::TRANSPARENT);
    canvas.draw(image, &Placement::default());
    canvas.pixels()
}

fn whole() -> [i32; 4] {
    [0, 0, CANVAS[0] as i32, CANVAS[1] as i32]
}

/// All kinds of values, with 7 × 5 texels.
fn kinds() -> Vec<ImageValues> {
    let bytes = noise(7 * 5);
    vec![
        ImageValues::U8(bytes.clone()),
        ImageValues::U16(bytes.iter().map(|&b| u16::from(b) * 257).collect()),
        ImageValues::I16(bytes.iter().map(|&b| i16::from(b) - 128).collect()),
        ImageValues::F32(bytes.iter().map(|&b| f32::from(b) / 255.0).collect()),
        ImageValues::Rgba8(noise(7 * 5 * 4)),
    ]
}

fn limits_of(values: &ImageValues) -> [f64; 2] {
    match values {
        ImageValues::U16(_) => [0.0, 65_535.0],
        ImageValues::I16(_) => [-100.0, 100.0],
        ImageValues::F32(_) => [0.0, 1.0],
        _ => [0.0, 255.0],
    }
}

#[test]
fn the_shader_paints_the_painters_bytes_without_interpolation() {
    with_context(|context| {
        let mut canvas = Canvas::new(context, CANVAS);
        for values in kinds() {
            let norm = Norm::linear(limits_of(&values)).unwrap();
            let scale = ColorScale::new(ColorMap::default(), norm);
            let data = ImageData::new([7, 5], values.clone()).unwrap();
            let mut image = Image::new(data, style(scale, Interpolation::Nearest));
            for corners in [
                [3.0, 2.0, 45.0, 37.0],
                [45.3, -8.0, -3.1, 60.5],
                [40.0, 30.0, 2.0, 1.0],
            ] {
                let mut place = ImagePlace::stretched(corners, whole());
                place.antialias = false;
                image.set_place(place);
                let painted = draw(&mut canvas, &mut image, Method::Painted);
                let shaded = draw(&mut canvas, &mut image, Method::Shader);
                let most = if matches!(values, ImageValues::Rgba8(_)) {
                    1
                } else {
                    0
                };
                let difference = largest_difference(&painted, &shaded);
                assert!(
                    difference <= most,
                    "{values:?} at {corners:?}: {difference}"
                );
                assert!(painted.area() > 500.0);
            }
        }
    });
}

#[test]
fn the_shader_agrees_with_the_painter_when_it_interpolates_and_averages() {
    with_context(|context| {
        let mut canvas = Canvas::new(context, CANVAS);
        for values in kinds() {
            let data = ImageData::new([7, 5], values.clone()).unwrap();
            for how in [
                Interpolation::Linear,
                Interpolation::Cubic,
                Interpolation::Lanczos,
            ] {
                let look = style(gray(limits_of(&values)), how);
                let mut image = Image::new(data.clone(), look);
                for corners in [
                    [3.0, 2.5, 45.5, 37.0],
                    [45.3, -8.0, -3.1, 60.5],
                    [4.2, 3.0, 7.0, 5.1],
                ] {
                    image.set_place(ImagePlace::stretched(corners, whole()));
                    let painted = draw(&mut canvas, &mut image, Method::Painted);
                    let shaded = draw(&mut canvas, &mut image, Method::Shader);
                    let difference = largest_difference(&painted, &shaded);
                    assert!(
                        difference <= 1,
                        "{values:?} {how:?} at {corners:?}: {difference}"
                    );
                }
            }
        }
    });
}

fn largest_difference(a: &Pixels, b: &Pixels) -> u8 {
    let differences = a.rgba.iter().zip(&b.rgba).map(|(a, b)| a.abs_diff(*b));
    differences.max().unwrap_or(0)
}

#[test]
fn a_pixel_is_the_mean_of_the_area_that_it_covers() {
    let [width, height] = [331, 207];
    let bytes = noise(width * height);
    let data = ImageData::new([331, 207], ImageValues::U8(bytes.clone())).unwrap();
    let mut image = Image::new(data, style(gray([0.0, 255.0]), Interpolation::Nearest));
    for corners in [
        [0.0, 0.0, 40.0, 30.0],
        [40.7, 30.1, 0.2, -3.0],
        [-20.0, 5.0, 99.5, 28.0],
    ] {
        image.set_place(ImagePlace::stretched(corners, whole()));
        let [x0, y0, x1, y1] = corners;
        let ([left, top, columns, rows], pixels) = image.paint();
        let mut compared = 0;
        for row in 0..rows {
            for column in 0..columns {
                // Both edges of the pixel in values, by the plain rule of three.
                let edges = |pixel: i32, a: f64, b: f64, count: usize| {
                    let at = |px: f64| ((px - a) / (b - a) * count as f64).clamp(0.0, count as f64);
                    let [p, q] = [at(f64::from(pixel)), at(f64::from(pixel) + 1.0)];
                    [p.min(q), p.max(q)]
                };
                let [u0, u1] = edges(left + column, x0, x1, width);
                let [v0, v1] = edges(top + row, y0, y1, height);
                let mut sum = 0.0;
                for v in v0 as usize..(v1.ceil() as usize).min(height) {
                    for u in u0 as usize..(u1.ceil() as usize).min(width) {
                        let share = |low: f64, high: f64, index: usize| {
                            high.min(index as f64 + 1.0) - low.max(index as f64)
                        };
                        let area = share(u0, u1, u) * share(v0, v1, v);
                        sum += area * f64::from(bytes[v * width + u]);
                    }
                }
                let area = (u1 - u0) * (v1 - v0);
                let pixel = &pixels[4 * (row * columns + column) as usize..][..4];
                if pixel[3] < 255 || area < 1e-9 {
                    continue;
                }
                // Gray from 0 to 255 has a colour for each 255/256 of a value.
                let expected = (sum / area * 256.0 / 255.0).min(255.0);
                let actual = f64::from(pixel[0]);
                assert!(
                    actual <= expected + 1e-3 && expected - 1e-3 < actual + 1.0,
                    "({column}, {row}): {actual} for {expected}"
                );
                compared += 1;
            }
        }
        assert!(compared > 500);
    }
}

#[test]
fn missing_values_are_left_out_of_means_and_leave_holes() {
    let nan = f32::NAN;
    let data = ImageData::new([4, 1], ImageValues::F32(vec![nan, 6.0, nan, nan])).unwrap();
    let map: ColorMap = "gray".parse().unwrap();
    let scale = ColorScale::new(
        map.with_missing(Color::rgb8(1, 2, 3)),
        Norm::linear([0.0, 6.0]).unwrap(),
    );
    let mut image = Image::new(data, style(scale, Interpolation::Linear));
    image.set_place(ImagePlace::stretched([0.0, 0.0, 2.0, 1.0], whole()));
    let (_, pixels) = image.paint();
    assert_eq!(pixels, [255, 255, 255, 255, 1, 2, 3, 255]);
    // Between values a missing one leaves a hole of its own size.
    image.set_place(ImagePlace::stretched([0.0, 0.0, 40.0, 1.0], whole()));
    let (_, pixels) = image.paint();
    let is_hole: Vec<bool> = pixels.chunks(4).map(|pixel| pixel[0] == 1).collect();
    let expected: Vec<bool> = (0..40).map(|x| !(10..20).contains(&x)).collect();
    assert_eq!(is_hole, expected);
}

#[test]
fn a_new_place_norm_or_map_uploads_no_values() {
    with_context(|context| {
        let mut canvas = Canvas::new(context, CANVAS);
        let data = ImageData::new([300, 200], ImageValues::U8(noise(60_000))).unwrap();
        let mut image = Image::new(data, style(gray([0.0, 255.0]), Interpolation::Nearest));
        image.set_place(ImagePlace::stretched([0.0, 0.0, 600.0, 400.0], whole()));
        draw(&mut canvas, &mut image, Method::Shader);
        let before = context.counters();
        image.set_style(style(
            ColorScale::new(
                "magma".parse().unwrap(),
                Norm::new(NormKind::symlog(1.0), [-10.0, 200.0]).unwrap(),
            ),
            Interpolation::Linear,
        ));
        draw(&mut canvas, &mut image, Method::Shader);
        image.set_place(ImagePlace::stretched([-300.0, 10.0, 600.0, 400.0], whole()));
        draw(&mut canvas, &mut image, Method::Shader);
        let after = context.counters().since(&before);
        assert!(after.bytes_uploaded < 10_000, "{after:?}");
        assert_eq!(after.programs_compiled, 0);
        let before = context.counters();
        draw(&mut canvas, &mut image, Method::Shader);
        assert_eq!(context.counters().since(&before).bytes_uploaded, 0);
    });
}

#[test]
fn values_wrapped_into_a_texture_have_no_seams() {
    with_context(|context| {
        // Longer than any texture's side.
        let width = context.capabilities().max_texture_size + 1000;
        let values: Vec<u16> = (0..width * 3).map(|index| (index % 256) as u16).collect();
        let data = ImageData::new([width, 3], ImageValues::U16(values)).unwrap();
        let mut canvas = Canvas::new(context, CANVAS);
        let mut image = Image::new(data, style(gray([0.0, 255.0]), Interpolation::Nearest));
        // A texel a pixel around the place where the texture's row ends.
        let start = -f64::from(width - 1020);
        let corners = [start, 0.0, start + f64::from(width), 40.0];
        image.set_place(ImagePlace::stretched(corners, whole()));
        let shaded = draw(&mut canvas, &mut image, Method::Shader);
        let painted = draw(&mut canvas, &mut image, Method::Painted);
        assert_eq!(shaded, painted);
        for x in 0..48 {
            let value = (width - 1020 + x) % 256;
            assert_eq!(shaded.at(x as usize, 2)[0], value as u8);
        }
    });
}

#[test]
fn uneven_edges_opacity_and_borders() {
    let data = ImageData::new([2, 1], ImageValues::U8(vec![0, 255])).unwrap();
    let mut image = Image::new(
        data,
        ImageStyle {
            opacity: 0.5,
            ..style(gray([0.0, 255.0]), Interpolation::Nearest)
        },
    );
    image.set_place(ImagePlace {
        x: ImageAxis::Edges(vec![0.0, 1.0, 4.5]),
        y: ImageAxis::Span([0.0, 1.0]),
        window_px: whole(),
        antialias: true,
    });
    let (rect, pixels) = image.paint();
    assert_eq!(rect, [0, 0, 5, 1]);
    let pixels: Vec<[u8; 4]> = pixels.chunks(4).map(|p| p.try_into().unwrap()).collect();
    assert_eq!(pixels[0], [0, 0, 0, 128]);
    assert_eq!(pixels[1..4], [[128; 4]; 3]);
    assert_eq!(pixels[4], [64; 4]);
}

#[test]
fn an_image_of_nothing_draws_nothing() {
    with_context(|context| {
        let mut canvas = Canvas::new(context, CANVAS);
        for method in [Method::Painted, Method::Shader] {
            let mut image = Image::new(ImageData::default(), ImageStyle::default());
            image.set_place(ImagePlace::stretched([0.0, 0.0, 40.0, 30.0], whole()));
            assert_eq!(draw(&mut canvas, &mut image, method).area(), 0.0);
            let one = ImageData::new([1, 1], ImageValues::F32(vec![f32::NAN])).unwrap();
            let mut image = Image::new(one, ImageStyle::default());
            image.set_place(ImagePlace::stretched([0.0, f64::NAN, 40.0, 30.0], whole()));
            assert_eq!(draw(&mut canvas, &mut image, method).area(), 0.0);
        }
    });
}
