//! Pictures arrive byte for byte.

use galry_testkit::with_context;
use galry_visuals::{Color, ImageQuad, Placement};

use crate::canvas::Canvas;

/// Premultiplied pixels with every alpha, none like its neighbour.
fn picture(width: usize, height: usize) -> Vec<u8> {
    let mut pixels = Vec::new();
    for index in 0..width * height {
        let alpha = (index * 37 % 256) as u32;
        let premultiplied = |value: usize| ((value % 256) as u32 * alpha / 255) as u8;
        pixels.extend([
            premultiplied(index * 11),
            premultiplied(index * 5 + 3),
            premultiplied(index * 101),
            alpha as u8,
        ]);
    }
    pixels
}

#[test]
fn every_byte_arrives_at_its_pixel() {
    with_context(|context| {
        for (rect, size) in [([0, 0, 20, 16], [20, 16]), ([3, 5, 9, 7], [20, 16])] {
            let [x, y, width, height] = rect.map(|value: i32| value as usize);
            let mut canvas = Canvas::new(context, size);
            let mut quad = ImageQuad::new();
            quad.set_rect_px(rect);
            let source = picture(width, height);
            quad.write(&source).unwrap();
            canvas.draw(&mut quad, &Placement::default());
            let pixels = canvas.pixels();
            for row in 0..16 {
                for column in 0..20 {
                    let inside = (x..x + width).contains(&column) && (y..y + height).contains(&row);
                    let expected = if inside {
                        let first = 4 * ((row - y) * width + column - x);
                        source[first..first + 4].try_into().unwrap()
                    } else {
                        [0; 4]
                    };
                    assert_eq!(pixels.at(column, row), expected, "({column}, {row})");
                }
            }
        }
    });
}

#[test]
fn opaque_pictures_replace_and_translucent_ones_blend() {
    with_context(|context| {
        let mut canvas = Canvas::new(context, [256, 2]);
        canvas.clear(Color::rgb8(200, 100, 50));
        let mut quad = ImageQuad::new();
        quad.set_rect_px([0, 0, 256, 2]);
        let mut pixels = Vec::new();
        for alpha in 0..=255u8 {
            pixels.extend([alpha / 2, 0, alpha, alpha]);
        }
        for value in 0..=255u8 {
            pixels.extend([value, 255 - value, 7, 255]);
        }
        quad.write(&pixels).unwrap();
        canvas.draw(&mut quad, &Placement::default());
        let drawn = canvas.pixels();
        for value in 0..=255u8 {
            let x = usize::from(value);
            assert_eq!(drawn.at(x, 1), [value, 255 - value, 7, 255]);
            let kept = f64::from(255 - value) / 255.0;
            let expected = [
                f64::from(value / 2) + 200.0 * kept,
                100.0 * kept,
                f64::from(value) + 50.0 * kept,
                255.0,
            ];
            for (actual, expected) in drawn.at(x, 0).into_iter().zip(expected) {
                assert!((f64::from(actual) - expected).abs() <= 1.0, "alpha {value}");
            }
        }
    });
}

#[test]
fn a_place_partly_outside_is_cut() {
    with_context(|context| {
        let mut canvas = Canvas::new(context, [8, 8]);
        let mut quad = ImageQuad::new();
        quad.set_rect_px([-3, -2, 8, 8]);
        let source = picture(8, 8);
        quad.write(&source).unwrap();
        let placement = Placement {
            clip_px: Some([0, 0, 4, 8]),
            ..Placement::default()
        };
        canvas.draw(&mut quad, &placement);
        let pixels = canvas.pixels();
        assert_eq!(pixels.at(0, 0)[..], source[4 * (2 * 8 + 3)..][..4]);
        assert_eq!(pixels.at(3, 5)[..], source[4 * (7 * 8 + 6)..][..4]);
        assert_eq!(pixels.at(4, 0), [0; 4], "clipped");
        assert_eq!(pixels.at(0, 6), [0; 4], "below the picture");
    });
}

#[test]
fn only_changed_rows_are_uploaded() {
    with_context(|context| {
        let mut canvas = Canvas::new(context, [16, 16]);
        let mut quad = ImageQuad::new();
        quad.set_rect_px([0, 0, 16, 16]);
        quad.write(&picture(16, 16)).unwrap();
        canvas.draw(&mut quad, &Placement::default());
        assert!(!quad.is_changed());

        let before = context.counters();
        canvas.draw(&mut quad, &Placement::default());
        assert_eq!(context.counters().since(&before).bytes_uploaded, 0);

        quad.write_region([4, 6, 2, 3], &[9; 24]).unwrap();
        canvas.clear(Color::TRANSPARENT);
        canvas.draw(&mut quad, &Placement::default());
        assert_eq!(context.counters().since(&before).bytes_uploaded, 3 * 16 * 4);
        assert_eq!(canvas.pixels().at(5, 8), [9; 4]);
        assert_eq!(
            canvas.pixels().at(6, 8)[..],
            picture(16, 16)[4 * (8 * 16 + 6)..][..4]
        );

        // A new place uploads its 16 bytes of uniforms; a new size everything.
        let before = context.counters();
        quad.set_rect_px([1, 0, 16, 16]);
        canvas.draw(&mut quad, &Placement::default());
        assert_eq!(context.counters().since(&before).bytes_uploaded, 16);
        quad.set_rect_px([1, 0, 8, 8]);
        canvas.clear(Color::TRANSPARENT);
        canvas.draw(&mut quad, &Placement::default());
        assert_eq!(canvas.pixels().area(), 0.0, "a new size starts transparent");
    });
}

#[test]
fn pictures_without_pixels_draw_nothing() {
    with_context(|context| {
        let mut canvas = Canvas::new(context, [4, 4]);
        let mut quad = ImageQuad::new();
        canvas.draw(&mut quad, &Placement::default());
        quad.set_rect_px([0, 0, 0, 4]);
        canvas.draw(&mut quad, &Placement::default());
        assert_eq!(canvas.pixels().area(), 0.0);
    });
}
