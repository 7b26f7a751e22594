//! Polylines: what must hold for every line.

use galry_testkit::with_context;
use galry_visuals::{Color, Placement, Polyline, PolylineData, PolylineStyle};

use crate::canvas::{Canvas, Pixels, pixels_without_antialiasing};

const GAP: [f32; 2] = [f32::NAN, 0.0];

fn line(positions: &[[f32; 2]], closed: bool, width_px: f32, color: Color) -> Polyline {
    Polyline::new(
        PolylineData {
            positions: positions.to_vec(),
            closed,
        },
        PolylineStyle {
            width_px,
            color,
            ..PolylineStyle::default()
        },
    )
}

fn drawn_with(line: Polyline, size: [u32; 2], placement: &Placement) -> Pixels {
    // Moved in: a visual's GL objects must go before their context does.
    with_context(move |context| {
        let mut line = line;
        let mut canvas = Canvas::new(context, size);
        canvas.draw(&mut line, placement);
        canvas.pixels()
    })
}

fn drawn(positions: &[[f32; 2]], width_px: f32) -> Pixels {
    let line = line(positions, false, width_px, Color::BLACK);
    drawn_with(line, [32, 32], &Placement::default())
}

#[test]
fn a_line_along_the_axes_is_exact() {
    // Past both sides, so that caps are outside.
    let pixels = drawn(&[[-5.0, 10.25], [40.0, 10.25]], 1.5);
    for x in 0..32 {
        let column: Vec<u8> = (8..13).map(|y| pixels.at(x, y)[3]).collect();
        // The line covers 9.5..11.
        // A half is 127 or 128, as the driver likes.
        assert!(
            matches!(column[..], [0, 127 | 128, 255, 0, 0]),
            "column {x}: {column:?}"
        );
    }
    let pixels = drawn(&[[7.0, -5.0], [7.0, 40.0]], 2.0);
    assert_eq!(pixels.area(), 2.0 * 32.0);
    assert_eq!(pixels.at(6, 20)[3], 255);
    assert_eq!(pixels.at(7, 20)[3], 255);
}

#[test]
fn a_thin_line_is_as_faint_as_its_area() {
    let pixels = drawn(&[[-5.0, 10.5], [40.0, 10.5]], 0.25);
    for x in 0..32 {
        assert_eq!(pixels.at(x, 10)[3], 64);
    }
    assert_eq!(pixels.at(3, 9)[3], 0);
}

#[test]
fn translucent_joins_are_blended_once() {
    let zigzag: Vec<[f32; 2]> = (0..9)
        .map(|i| [2.0 + 3.5 * i as f32, if i % 2 == 0 { 6.3 } else { 25.1 }])
        .collect();
    let right_angles = [
        [5.5, 5.5],
        [25.5, 5.5],
        [25.5, 25.5],
        [5.5, 25.5],
        [5.5, 12.5],
    ];
    let color = Color::BLACK.with_alpha(0.5);
    for (name, positions) in [("zigzag", &zigzag[..]), ("right angles", &right_angles)] {
        for width_px in [1.0, 2.0, 3.0] {
            let line = line(positions, false, width_px, color);
            let pixels = drawn_with(line, [32, 32], &Placement::default());
            let most = pixels.alpha().into_iter().max().unwrap();
            assert!(most <= 128, "{name}, {width_px} px: {most}");
        }
    }
}

#[test]
fn a_wide_opaque_line_has_no_holes() {
    // Every pixel whose centre is well inside some segment is full.
    let positions: Vec<[f32; 2]> = (0..60)
        .map(|i| {
            let angle = i as f32 * 2.399;
            [16.0 + 9.0 * angle.cos(), 16.0 + 9.0 * (1.3 * angle).sin()]
        })
        .collect();
    for antialias in [true, false] {
        let placement = Placement {
            antialias,
            ..Placement::default()
        };
        let line = line(&positions, false, 4.0, Color::BLACK);
        let pixels = drawn_with(line, [32, 32], &placement);
        for y in 0..32 {
            for x in 0..32 {
                let point = [x as f32 + 0.5, y as f32 + 0.5];
                let distance = positions
                    .windows(2)
                    .map(|pair| distance_to_segment(point, pair[0], pair[1]))
                    .fold(f32::INFINITY, f32::min);
                if distance < 2.0 - 0.75 {
                    assert_eq!(pixels.at(x, y)[3], 255, "({x}, {y}), antialias {antialias}");
                }
            }
        }
    }
}

fn distance_to_segment(p: [f32; 2], a: [f32; 2], b: [f32; 2]) -> f32 {
    let along = [b[0] - a[0], b[1] - a[1]];
    let from = [p[0] - a[0], p[1] - a[1]];
    let squared = along[0] * along[0] + along[1] * along[1];
    let t = ((from[0] * along[0] + from[1] * along[1]) / squared).clamp(0.0, 1.0);
    (from[0] - t * along[0]).hypot(from[1] - t * along[1])
}

#[test]
fn without_antialiasing_a_pixel_is_full_or_empty() {
    for angle in 0..12 {
        let (sin, cos) = (angle as f32 * 0.3).sin_cos();
        let ends = [
            [16.0 - 10.0 * cos, 16.0 - 10.0 * sin],
            [16.0 + 10.0 * cos, 16.0 + 10.0 * sin],
        ];
        for width_px in [0.3, 1.0, 2.5] {
            let line = line(&ends, false, width_px, Color::BLACK);
            let pixels = drawn_with(line, [32, 32], &pixels_without_antialiasing());
            assert!(
                pixels
                    .alpha()
                    .iter()
                    .all(|&alpha| alpha == 0 || alpha == 255)
            );
            // A column or row of pixels at each step, at least.
            assert!(pixels.area() >= 14.0, "angle {angle}, width {width_px}");
        }
    }
    // On the border of two rows, one of them, and not both.
    let line = line(&[[2.0, 8.0], [30.0, 8.0]], false, 1.0, Color::BLACK);
    let pixels = drawn_with(line, [32, 32], &pixels_without_antialiasing());
    assert_eq!(
        u32::from(pixels.at(16, 7)[3]) + u32::from(pixels.at(16, 8)[3]),
        255
    );
}

#[test]
fn moving_by_whole_pixels_moves_the_picture() {
    let positions = [[4.2, 5.1], [14.9, 9.4], [8.3, 16.2]];
    let here = drawn(&positions, 2.2);
    let moved = Placement {
        translate: [7.0, 9.0],
        ..Placement::default()
    };
    let there = drawn_with(line(&positions, false, 2.2, Color::BLACK), [32, 32], &moved);
    for y in 0..23 {
        for x in 0..25 {
            let (a, b) = (here.at(x, y)[3], there.at(x + 7, y + 9)[3]);
            assert!(a.abs_diff(b) <= 1, "({x}, {y}): {a} and {b}");
        }
    }
}

#[test]
fn the_width_stays_in_pixels_whatever_the_scale() {
    let placement = Placement {
        scale: [1000.0, -0.01],
        translate: [-500.0, 16.5],
        ..Placement::default()
    };
    let line = line(&[[0.0, 0.0], [1.0, 0.0]], false, 3.0, Color::BLACK);
    assert_eq!(drawn_with(line, [32, 32], &placement).area(), 3.0 * 32.0);
}

#[test]
fn gaps_dots_and_empty_lines() {
    let pixels = drawn(&[[4.5, 4.5], GAP, [12.5, 4.5], [20.5, 4.5], GAP, GAP], 3.0);
    assert_eq!(pixels.at(8, 4)[3], 0, "the gap");
    assert_eq!(pixels.at(4, 4)[3], 255, "the dot");
    assert_eq!(pixels.at(16, 4)[3], 255, "the rest");
    let disc = drawn(&[[16.3, 15.8]], 9.0).area();
    let expected = std::f64::consts::PI * 4.5 * 4.5;
    assert!(
        (disc - expected).abs() < 0.02 * expected,
        "{disc}, expected {expected}"
    );
    for positions in [&[][..], &[GAP], &[[f32::INFINITY, 0.0], GAP]] {
        assert_eq!(drawn(positions, 3.0).area(), 0.0);
    }
    assert_eq!(drawn(&[[4.5, 4.5], [9.0, 9.0]], 0.0).area(), 0.0);
    assert_eq!(drawn(&[[4.5, 4.5], [9.0, 9.0]], f32::NAN).area(), 0.0);
}

#[test]
fn repeated_points_change_nothing() {
    let plain = [[4.0, 4.0], [20.0, 9.0], [12.0, 25.0]];
    let repeated = [
        plain[0], plain[0], plain[1], plain[1], plain[1], plain[2], plain[2],
    ];
    assert_eq!(drawn(&plain, 3.0), drawn(&repeated, 3.0));
}

#[test]
fn points_that_fall_together_when_zoomed_out_are_a_dot() {
    let positions: Vec<[f32; 2]> = (0..50).map(|i| [i as f32, (i * i % 13) as f32]).collect();
    let placement = Placement {
        scale: [1e-9; 2],
        translate: [10.5, 10.5],
        ..Placement::default()
    };
    let color = Color::BLACK.with_alpha(0.5);
    let pixels = drawn_with(line(&positions, false, 5.0, color), [32, 32], &placement);
    let dot = drawn_with(line(&[[0.0; 2]], false, 5.0, color), [32, 32], &placement);
    for (index, (a, b)) in pixels.alpha().into_iter().zip(dot.alpha()).enumerate() {
        assert!(a.abs_diff(b) <= 1, "pixel {index}: {a} and {b}");
    }
}

#[test]
fn a_closed_line_has_no_caps() {
    let square = [[8.0, 8.0], [24.0, 8.0], [24.0, 24.0], [8.0, 24.0]];
    let color = Color::BLACK.with_alpha(0.5);
    let pixels = drawn_with(
        line(&square, true, 2.0, color),
        [32, 32],
        &Placement::default(),
    );
    for step in 8..24 {
        for (x, y) in [(step, 7), (step, 24), (7, step), (24, step)] {
            assert!(matches!(pixels.at(x, y)[3], 127 | 128), "({x}, {y})");
        }
    }
    let first_corner = pixels.at(7, 7)[3];
    for corner in [pixels.at(24, 7), pixels.at(7, 24), pixels.at(24, 24)] {
        assert_eq!(corner[3], first_corner, "all joins are alike");
    }
}

#[test]
fn ends_far_outside_do_not_shake_the_line() {
    // The same visible line, its ends ever farther away.
    let near = drawn(&[[-10.0, 2.0], [42.0, 28.0]], 1.5);
    for factor in [10.0f32, 1e3, 1e5] {
        let ends = [
            [16.0 - 26.0 * factor, 15.0 - 13.0 * factor],
            [16.0 + 26.0 * factor, 15.0 + 13.0 * factor],
        ];
        let far = drawn(&ends, 1.5);
        // Positions are f32: so many pixels away, they are this coarse.
        let tolerance = 2.0 + 255.0 * 13.0 * factor * f32::EPSILON;
        for (index, (a, b)) in near.alpha().into_iter().zip(far.alpha()).enumerate() {
            let difference = f32::from(a.abs_diff(b));
            assert!(
                difference <= tolerance,
                "factor {factor}, pixel {index}: {a}, {b}"
            );
        }
    }
    // Beyond all pixels: something sensible, nothing broken.
    let steep = drawn(&[[16.5, -1e30], [16.5, 1e30]], 1.0);
    assert_eq!(steep.area(), 32.0);
}

#[test]
fn a_new_placement_draws_the_same_buffers() {
    with_context(|context| {
        let mut canvas = Canvas::new(context, [32, 32]);
        let positions: Vec<[f32; 2]> = (0..1000).map(|i| [i as f32, (i % 9) as f32]).collect();
        let mut line = line(&positions, false, 1.5, Color::BLACK);
        canvas.draw(&mut line, &Placement::default());
        let before = context.counters();
        for step in 1..20 {
            let placement = Placement {
                scale: [0.1 * step as f32, 1.0],
                translate: [-(step as f32), 3.0],
                ..Placement::default()
            };
            canvas.draw(&mut line, &placement);
        }
        let change = context.counters().since(&before);
        assert_eq!(
            change.bytes_uploaded,
            19 * 16,
            "the placement's own 16 bytes"
        );
        assert_eq!((change.programs_compiled, change.live_objects), (0, 0));
    });
}
