//! Rectangles: exact areas.

use galry_testkit::with_context;
use galry_visuals::{Color, Placement, Rectangle, Rectangles};

use crate::canvas::{Canvas, Pixels, pixels_without_antialiasing};

fn rectangle(min: [f32; 2], max: [f32; 2], color: Color) -> Rectangle {
    Rectangle { min, max, color }
}

fn drawn(rectangles: Vec<Rectangle>, placement: &Placement) -> Pixels {
    with_context(|context| {
        let mut canvas = Canvas::new(context, [16, 12]);
        canvas.draw(&mut Rectangles::new(rectangles), placement);
        canvas.pixels()
    })
}

#[test]
fn edges_on_whole_pixels_are_exact() {
    let color = Color::rgba8(10, 200, 30, 255);
    for placement in [Placement::default(), pixels_without_antialiasing()] {
        let pixels = drawn(vec![rectangle([2.0, 3.0], [9.0, 7.0], color)], &placement);
        for y in 0..12 {
            for x in 0..16 {
                let inside = (2..9).contains(&x) && (3..7).contains(&y);
                let expected = if inside { [10, 200, 30, 255] } else { [0; 4] };
                assert_eq!(pixels.at(x, y), expected, "({x}, {y})");
            }
        }
    }
}

#[test]
fn every_pixel_gets_its_covered_area() {
    let (min, max) = ([1.3f32, 2.75f32], [8.6f32, 3.2f32]);
    let pixels = drawn(
        vec![rectangle(min, max, Color::BLACK)],
        &Placement::default(),
    );
    let overlap = |cell: usize, axis: usize| {
        let cell = cell as f32;
        ((cell + 1.0).min(max[axis]) - cell.max(min[axis])).max(0.0)
    };
    for y in 0..12 {
        for x in 0..16 {
            let expected = 255.0 * overlap(x, 0) * overlap(y, 1);
            let alpha = f32::from(pixels.at(x, y)[3]);
            assert!(
                (alpha - expected).abs() <= 1.0,
                "({x}, {y}): {alpha}, expected {expected}"
            );
        }
    }
}

#[test]
fn without_antialiasing_a_pixel_belongs_to_the_rectangle_with_its_centre() {
    let red = Color::rgb8(255, 0, 0).with_alpha(0.5);
    let edges = [1.0, 2.5, 4.49, 4.51, 9.5, 15.0];
    let row = edges
        .windows(2)
        .map(|pair| rectangle([pair[0], 1.0], [pair[1], 3.0], red))
        .collect();
    let pixels = drawn(row, &pixels_without_antialiasing());
    for x in 0..16 {
        let expected = if (1..15).contains(&x) { 128 } else { 0 };
        assert_eq!(pixels.at(x, 1)[3], expected, "column {x}: each pixel once");
    }
}

#[test]
fn a_placement_scales_flips_and_clips() {
    let placement = Placement {
        scale: [2.0, -1.0],
        translate: [1.0, 10.0],
        clip_px: Some([0, 0, 5, 12]),
        ..Placement::default()
    };
    let pixels = drawn(
        vec![rectangle([1.0, 2.0], [4.0, 5.0], Color::WHITE)],
        &placement,
    );
    assert_eq!(pixels.area(), 2.0 * 3.0);
    assert_eq!(pixels.at(3, 5), [255; 4]);
    assert_eq!(pixels.at(4, 7), [255; 4]);
    assert_eq!(pixels.at(5, 5), [0; 4]);
}

#[test]
fn translucent_colours_are_blended_premultiplied() {
    with_context(|context| {
        let mut canvas = Canvas::new(context, [4, 4]);
        canvas.clear(Color::WHITE);
        let mut half = Rectangles::new(vec![rectangle(
            [0.0, 0.0],
            [4.0, 4.0],
            Color::rgba8(255, 0, 0, 51),
        )]);
        canvas.draw(&mut half, &Placement::default());
        assert_eq!(canvas.pixels().at(1, 1), [255, 204, 204, 255]);
    });
}

#[test]
fn sides_far_outside_and_numbers_that_overflow_fill_what_they_cover() {
    let placement = Placement {
        scale: [1e38, 1.0],
        ..Placement::default()
    };
    let wide = rectangle([-1e30, 2.0], [1e30, 4.0], Color::BLACK);
    let pixels = drawn(vec![wide], &placement);
    assert_eq!(pixels.area(), 32.0);
    let broken = rectangle([f32::NAN, 0.0], [5.0, 5.0], Color::BLACK);
    assert_eq!(drawn(vec![broken], &Placement::default()).area(), 0.0);
    assert_eq!(drawn(Vec::new(), &Placement::default()).area(), 0.0);
}

#[test]
fn changed_rectangles_are_uploaded_and_equal_ones_are_not() {
    with_context(|context| {
        let mut canvas = Canvas::new(context, [16, 12]);
        let one = vec![rectangle([1.0, 1.0], [3.0, 3.0], Color::BLACK)];
        let mut rectangles = Rectangles::new(one.clone());
        canvas.draw(&mut rectangles, &Placement::default());
        let before = context.counters();
        rectangles.set_rectangles(one);
        canvas.draw(&mut rectangles, &Placement::default());
        assert_eq!(context.counters().since(&before).bytes_uploaded, 0);
        rectangles.set_rectangles(vec![rectangle([4.0, 4.0], [8.0, 8.0], Color::BLACK)]);
        canvas.draw(&mut rectangles, &Placement::default());
        assert_eq!(canvas.pixels().area(), 4.0 + 16.0);
        rectangles.set_rectangles(Vec::new());
        canvas.clear(Color::TRANSPARENT);
        canvas.draw(&mut rectangles, &Placement::default());
        assert_eq!(canvas.pixels().area(), 0.0);
    });
}
