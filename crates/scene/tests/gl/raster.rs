//! Images in views: exact at rest, from single values to all of a large raster.

use std::sync::Arc;
use std::time::Duration;

use galry_data::Grid;
use galry_scene::{
    Axis, AxisScale, Camera, Completion, PanZoom, RasterColors, RasterImage, Scene, View, ViewId,
};
use galry_testkit::with_context;
use galry_visuals::{ColorScale, ImageStyle, Norm};

use crate::support::Canvas;

const SIZE: [u32; 2] = [60, 40];

fn noise(count: usize) -> Vec<u8> {
    let mut state = 99_u32;
    (0..count)
        .map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        })
        .collect()
}

fn gray() -> ImageStyle {
    ImageStyle {
        scale: ColorScale::new("gray".parse().unwrap(), Norm::linear([0.0, 255.0]).unwrap()),
        ..ImageStyle::default()
    }
}

fn pan_zoom(x: [f64; 2], y: [f64; 2]) -> Camera {
    let axis = |limits| Axis::new(limits, AxisScale::Linear).unwrap();
    Camera::PanZoom(PanZoom::new(axis(x), axis(y)))
}

fn scene<'a>(values: &'a [u8], size: [u64; 2], extent: [f64; 4]) -> (Scene<'a>, ViewId) {
    let grid = Grid::from_slice(size, 1, values).unwrap();
    let image = RasterImage::new(Arc::new(grid), RasterColors::Band(0), extent, gray()).unwrap();
    let mut scene = Scene::new();
    let node = scene.add_raster(image);
    let [width, height] = SIZE.map(|side| side as i32);
    let camera = pan_zoom([0.0, 1.0], [0.0, 1.0]);
    let view = scene.add_view(View::new([0, 0, width, height], camera));
    scene.show(node, view).unwrap();
    (scene, view)
}

/// What pixel (i, j) must show: the mean of the values that it covers, if any; by brute force.
fn expected(
    values: &[u8],
    size: [u64; 2],
    extent: [f64; 4],
    [x, y]: [[f64; 2]; 2],
    [i, j]: [usize; 2],
) -> Option<f64> {
    let at = |fraction: f64, limits: [f64; 2], ends: [f64; 2], count: u64| {
        let value = limits[0] + fraction * (limits[1] - limits[0]);
        (value - ends[0]) / (ends[1] - ends[0]) * count as f64
    };
    let range = |a: f64, b: f64| [a.min(b), a.max(b)];
    let [w, h] = SIZE.map(f64::from);
    let u = |i: f64| at(i / w, x, [extent[0], extent[1]], size[0]);
    let v = |j: f64| at(1.0 - j / h, y, [extent[2], extent[3]], size[1]);
    let [u0, u1] = range(u(i as f64), u(i as f64 + 1.0));
    let [v0, v1] = range(v(j as f64), v(j as f64 + 1.0));
    // Only pixels wholly covered: the others are blended with what lies below.
    if u0 < 0.0 || v0 < 0.0 || u1 > size[0] as f64 || v1 > size[1] as f64 {
        return None;
    }
    let (mut sum, mut area) = (0.0, 0.0);
    for row in v0.floor() as u64..v1.ceil() as u64 {
        for column in u0.floor() as u64..u1.ceil() as u64 {
            let part = |low: f64, high: f64, index: u64| {
                high.min(index as f64 + 1.0) - low.max(index as f64)
            };
            let own = part(u0, u1, column) * part(v0, v1, row);
            sum += own * f64::from(values[(row * size[0] + column) as usize]);
            area += own;
        }
    }
    Some(sum / area)
}

fn check(picture: &galry_testkit::Image, want: impl Fn([usize; 2]) -> Option<f64>) -> usize {
    let mut compared = 0;
    for j in 0..SIZE[1] as usize {
        for i in 0..SIZE[0] as usize {
            let Some(mean) = want([i, j]) else { continue };
            // A colour of gray for each 255/256 of a value.
            let expected = (mean * 256.0 / 255.0).min(255.0);
            let actual = f64::from(picture.pixel(i as u32, j as u32)[0]);
            assert!(
                actual <= expected + 1e-3 && expected - 1e-3 < actual + 1.0,
                "({i}, {j}): {actual} for {expected}"
            );
            compared += 1;
        }
    }
    compared
}

#[test]
fn every_pixel_is_the_mean_of_what_it_covers() {
    with_context(|context| {
        let size = [1000, 700];
        let values = noise(700_000);
        let mut canvas = Canvas::new(context, SIZE);
        for extent in [[0.0, 1000.0, 700.0, 0.0], [50.0, -10.0, -3.0, 8.0]] {
            let (mut scene, view) = scene(&values, size, extent);
            let [x0, x1] = [extent[0].min(extent[1]), extent[0].max(extent[1])];
            let [y0, y1] = [extent[2].min(extent[3]), extent[2].max(extent[3])];
            for zoom in [1.0, 0.31, 0.1] {
                let part = |a: f64, b: f64| [a + (b - a) * 0.1 * zoom, a + (b - a) * zoom];
                for [x, y] in [
                    [part(x0, x1), part(y0, y1)],
                    [[x1, x0], [y1, y0]],
                    [[x0 - 7.0, x1 + 3.0], [y0, y1]],
                ] {
                    scene.view_mut(view).unwrap().camera = pan_zoom(x, y);
                    let picture = canvas.render(&mut scene);
                    let compared = check(&picture, |pixel| {
                        expected(&values, size, extent, [x, y], pixel)
                    });
                    assert!(compared > 500);
                }
            }
        }
    });
}

#[test]
fn values_wider_than_a_pixel_are_squares() {
    with_context(|context| {
        let values = noise(1_000_000);
        let extent = [0.0, 1000.0, 1000.0, 0.0];
        let (mut scene, view) = scene(&values, [1000, 1000], extent);
        // Six values across, four down, from (500, 500) on: the first row lies at the upper end of y.
        scene.view_mut(view).unwrap().camera = pan_zoom([500.0, 506.0], [496.0, 500.0]);
        let mut canvas = Canvas::new(context, SIZE);
        let picture = canvas.render(&mut scene);
        for j in 0..40 {
            for i in 0..60 {
                let value = values[(500 + j as usize / 10) * 1000 + 500 + i as usize / 10];
                let expected = (f64::from(value) * 256.0 / 255.0).min(255.0) as u8;
                assert_eq!(picture.pixel(i, j)[0], expected, "({i}, {j})");
            }
        }
    });
}

#[test]
fn a_small_budget_gives_a_coarse_picture_that_becomes_the_exact_one() {
    with_context(|context| {
        let size = [4000, 3000];
        let values = noise(12_000_000);
        let extent = [0.0, 4000.0, 3000.0, 0.0];
        let (mut scene, view) = scene(&values, size, extent);
        let mut canvas = Canvas::new(context, SIZE);
        scene.view_mut(view).unwrap().camera = pan_zoom([0.0, 4000.0], [3000.0, 0.0]);
        let exact = canvas.render(&mut scene);
        scene.set_frame_budget(Some(Duration::ZERO));
        // A new view is coarse at once; left alone it is exact after some frames.
        scene.view_mut(view).unwrap().camera = pan_zoom([1.0, 4000.0], [3000.0, 0.0]);
        assert!(!canvas.try_draw(&mut scene).unwrap().is_final());
        scene.view_mut(view).unwrap().camera = pan_zoom([0.0, 4000.0], [3000.0, 0.0]);
        let mut frames = 0;
        let mut last = -1.0;
        while let Completion::Partial { done } = canvas.try_draw(&mut scene).unwrap() {
            assert!(done >= last, "{done} after {last}");
            last = done;
            frames += 1;
            assert!(frames < 100);
        }
        assert!(frames > 2);
        assert_eq!(canvas.render(&mut scene), exact);
    });
}

#[test]
fn panning_uploads_the_picture_alone_and_a_still_one_nothing() {
    with_context(|context| {
        let values = noise(1_000_000);
        let extent = [0.0, 1000.0, 1000.0, 0.0];
        let (mut scene, view) = scene(&values, [1000, 1000], extent);
        scene.view_mut(view).unwrap().camera = pan_zoom([0.0, 900.0], [900.0, 0.0]);
        let mut canvas = Canvas::new(context, SIZE);
        canvas.render(&mut scene);
        scene.view_mut(view).unwrap().camera = pan_zoom([50.0, 950.0], [900.0, 0.0]);
        let cost = canvas.cost_of(&mut scene);
        // Four bytes a pixel, painted or as values for the shader; and, by the shader, where each
        // column and each row of pixels lies.
        let most = SIZE[0] * SIZE[1] * 4 + (SIZE[0] + SIZE[1]) * 64;
        assert!(cost.bytes_uploaded <= u64::from(most), "{cost:?}");
        assert_eq!((cost.draw_calls, cost.programs_compiled), (1, 0));
        assert_eq!(canvas.cost_of(&mut scene).bytes_uploaded, 0);
    });
}

#[test]
fn colors_of_three_bands_are_shown_as_they_are() {
    with_context(|context| {
        let grid = Grid::from_vec([2, 1], 3, vec![10_u8, 20, 30, 200, 100, 50]).unwrap();
        let extent = [0.0, 2.0, 1.0, 0.0];
        let image = RasterImage::new(Arc::new(grid), RasterColors::Direct, extent, gray()).unwrap();
        let mut scene = Scene::new();
        let node = scene.add_raster(image);
        let camera = pan_zoom([0.0, 2.0], [1.0, 0.0]);
        let view = scene.add_view(View::new([0, 0, 60, 40], camera));
        scene.show(node, view).unwrap();
        let picture = Canvas::new(context, SIZE).render(&mut scene);
        assert_eq!(picture.pixel(10, 10), [10, 20, 30, 255]);
        assert_eq!(picture.pixel(50, 30), [200, 100, 50, 255]);
        // The same as a picture for vector formats.
        let description = scene.describe().unwrap();
        assert_eq!(description.items.len(), 1);
    });
}
