//! Polylines against the truth: the union of capsules, supersampled.

use galry_testkit::reference::{Difference, supersampled_strokes};
use galry_testkit::with_context;
use galry_visuals::{
    Color, PaintedPolyline, Placement, Polyline, PolylineData, PolylinePainter, PolylineStyle,
};

use crate::canvas::Canvas;

const SIZE: usize = 64;
const SAMPLES_PER_SIDE: usize = 16;
const WIDTHS_PX: &[f32] = &[0.5, 1.0, 1.5, 2.0, 3.0, 6.0];

/// A class of shapes, and the RMS and worst error in 1/255 that it may have.
struct Class {
    name: &'static str,
    lines: Vec<Vec<[f32; 2]>>,
    widths_px: &'static [f32],
    rms: f64,
    worst: f64,
}

/// Eight points up and down, so many pixels apart.
fn zigzag(spread_px: f32) -> Vec<[f32; 2]> {
    (0..8)
        .map(|i| {
            [
                6.3 + spread_px * i as f32,
                if i % 2 == 0 { 12.4 } else { 50.6 },
            ]
        })
        .collect()
}

/// Segments of a third of a pixel and more.
fn sine(phase: f32) -> Vec<[f32; 2]> {
    (0..200)
        .map(|i| {
            let x = 4.0 + 56.0 * i as f32 / 199.0;
            [x, 32.0 + 20.0 * (x * 0.17 + phase).sin()]
        })
        .collect()
}

fn classes() -> Vec<Class> {
    let angles = || (0..24).map(|i| i as f32 * 0.1347 + 0.02);
    let across = angles()
        .map(|angle| {
            let (sin, cos) = angle.sin_cos();
            vec![
                [32.2 - 60.0 * cos, 31.7 - 60.0 * sin],
                [32.2 + 60.0 * cos, 31.7 + 60.0 * sin],
            ]
        })
        .collect();
    let ends = angles()
        .map(|angle| {
            let (sin, cos) = angle.sin_cos();
            vec![
                [32.2 - 20.0 * cos, 31.7 - 20.0 * sin],
                [32.2 + 20.3 * cos, 31.7 + 20.3 * sin],
            ]
        })
        .collect();
    let joins = (2..10).map(|spread| zigzag(spread as f32)).collect();
    let smooth = (0..8).map(|phase| sine(phase as f32)).collect();
    let overlaps = vec![zigzag(2.0), zigzag(3.0), sine(0.0), sine(1.0)];
    let dots = (0..8)
        .map(|i| vec![[31.9 + 0.13 * i as f32, 32.4 - 0.07 * i as f32]])
        .collect();
    let class = |name, lines, widths_px, rms, worst| Class {
        name,
        lines,
        widths_px,
        rms,
        worst,
    };
    // The truth itself, of 16 x 16 samples, is wrong by up to 6.
    vec![
        class("straight", across, WIDTHS_PX, 0.3, 7.0),
        class("ends", ends, WIDTHS_PX, 0.3, 7.0),
        class("joins", joins, &WIDTHS_PX[..5], 0.3, 5.0),
        // Segments shorter than a pixel do not know how far off the end is.
        class("smooth", smooth, &WIDTHS_PX[..5], 0.8, 25.0),
        class("dots", dots, WIDTHS_PX, 0.1, 5.0),
        // Where parts that do not follow each other overlap, edges (and, of a
        // translucent line, all) are blended twice: what is left to do.
        class("overlaps", overlaps, &WIDTHS_PX[5..], 2.0, 75.0),
    ]
}

#[test]
fn lines_are_close_to_the_truth() {
    let mut report = String::new();
    let mut failed = false;
    with_context(|context| {
        let mut canvas = Canvas::new(context, [SIZE as u32; 2]);
        for class in classes() {
            for width_px in class.widths_px {
                for (alpha, error) in
                    [1.0, 0.5]
                        .into_iter()
                        .zip(errors(&mut canvas, &class, *width_px))
                {
                    failed |= error.rms > class.rms || error.worst > class.worst;
                    report += &format!(
                        "{:9} alpha {alpha:3.1} width {width_px:3.1} px: rms {:5.2} worst {:5.1}\n",
                        class.name, error.rms, error.worst
                    );
                }
            }
        }
    });
    assert!(!failed, "errors in 1/255:\n{report}");
    #[expect(
        clippy::print_stdout,
        reason = "the figures, for those who ask for them"
    )]
    {
        println!("{report}");
    }
}

/// What the painter makes of a line: the alpha of each pixel, 0 to 255.
fn painted(data: &PolylineData, style: PolylineStyle, placement: Placement) -> Vec<u8> {
    let mut pixels = vec![7; SIZE * SIZE * 4];
    let line = PaintedPolyline {
        positions: &data.positions,
        closed: data.closed,
        style,
        placement,
    };
    let size = SIZE as i32;
    PolylinePainter::default().paint([0, 0, size, size], &[line], &mut pixels);
    pixels.chunks_exact(4).map(|pixel| pixel[3]).collect()
}

#[test]
fn painted_lines_are_close_to_the_truth() {
    let mut report = String::new();
    let mut failed = false;
    for class in classes() {
        for &width_px in class.widths_px {
            for alpha in [1.0_f32, 0.5] {
                let (mut drawn, mut truth) = (Vec::new(), Vec::new());
                for line in &class.lines {
                    let points: Vec<[f64; 2]> =
                        line.iter().map(|point| point.map(f64::from)).collect();
                    let coverage = supersampled_strokes(
                        &points,
                        f64::from(width_px),
                        [SIZE, SIZE],
                        SAMPLES_PER_SIDE,
                    );
                    truth.extend(coverage.iter().map(|coverage| coverage * alpha));
                    let data = PolylineData {
                        positions: line.clone(),
                        closed: false,
                    };
                    let style = PolylineStyle {
                        width_px,
                        color: Color::BLACK.with_alpha(alpha),
                        ..PolylineStyle::default()
                    };
                    let pixels = painted(&data, style, Placement::default());
                    drawn.extend(pixels.iter().map(|&alpha| f32::from(alpha) / 255.0));
                }
                let error = Difference::of_unit(&drawn, &truth);
                failed |= error.rms > class.rms || error.worst > class.worst;
                report += &format!(
                    "{:9} alpha {alpha:3.1} width {width_px:3.1} px: rms {:5.2} worst {:5.1}\n",
                    class.name, error.rms, error.worst
                );
            }
        }
    }
    assert!(!failed, "errors in 1/255:\n{report}");
}

#[test]
fn the_shader_and_the_painter_agree() {
    with_context(|context| {
        let mut canvas = Canvas::new(context, [SIZE as u32; 2]);
        let closed = Class {
            name: "closed",
            lines: vec![vec![[10.3, 12.0], [50.0, 20.6], [31.0, 52.2]]],
            widths_px: WIDTHS_PX,
            rms: 0.0,
            worst: 0.0,
        };
        for class in classes().into_iter().chain([closed]) {
            if class.name == "overlaps" {
                continue;
            }
            for &width_px in class.widths_px {
                for antialias in [true, false] {
                    for line in &class.lines {
                        let data = PolylineData {
                            positions: line.clone(),
                            closed: line.len() == 3,
                        };
                        let style = PolylineStyle {
                            width_px,
                            color: Color::BLACK,
                            ..PolylineStyle::default()
                        };
                        let placement = Placement {
                            scale: [0.9, 1.1],
                            translate: [2.3, -1.7],
                            antialias,
                            ..Placement::default()
                        };
                        let painted = painted(&data, style, placement);
                        canvas.clear(Color::TRANSPARENT);
                        canvas.draw(&mut Polyline::new(data, style), &placement);
                        let shaded = canvas.pixels().alpha();
                        let apart = |(a, b): (&u8, &u8)| u32::from(a.abs_diff(*b));
                        let all = painted.iter().zip(&shaded);
                        let worst = all.clone().map(apart).max().unwrap_or(0);
                        let sum: u32 = all.map(apart).sum();
                        let what = format!("{} {width_px} px, antialias {antialias}", class.name);
                        if antialias {
                            // Legs so close that they reach into one pixel: the shader blends
                            // those that do not follow each other one over the other.
                            let most = if class.name == "joins" { 80 } else { 25 };
                            assert!(worst <= most && sum < 1000, "{what}: {worst}, {sum} in all");
                        } else {
                            assert!(sum <= 6 * 255, "{what}: {} pixels", sum / 255);
                        }
                    }
                }
            }
        }
    });
}

/// The class' error when drawn opaque, and when drawn at half opacity.
fn errors(canvas: &mut Canvas, class: &Class, width_px: f32) -> [Difference; 2] {
    let mut drawn = [Vec::new(), Vec::new()];
    let mut truth = [Vec::new(), Vec::new()];
    for line in &class.lines {
        let points: Vec<[f64; 2]> = line.iter().map(|point| point.map(f64::from)).collect();
        let coverage =
            supersampled_strokes(&points, f64::from(width_px), [SIZE, SIZE], SAMPLES_PER_SIDE);
        for (index, alpha) in [1.0f32, 0.5].into_iter().enumerate() {
            truth[index].extend(coverage.iter().map(|coverage| coverage * alpha));
            let mut visual = Polyline::new(
                PolylineData {
                    positions: line.clone(),
                    closed: false,
                },
                PolylineStyle {
                    width_px,
                    color: Color::BLACK.with_alpha(alpha),
                    ..PolylineStyle::default()
                },
            );
            canvas.clear(Color::TRANSPARENT);
            canvas.draw(&mut visual, &Placement::default());
            let pixels = canvas.pixels().alpha();
            drawn[index].extend(pixels.iter().map(|&alpha| f32::from(alpha) / 255.0));
        }
    }
    [0, 1].map(|index| Difference::of_unit(&drawn[index], &truth[index]))
}

#[test]
#[ignore = "prints figures; run with --ignored --nocapture"]
#[expect(clippy::print_stdout, reason = "the figures are what it is for")]
fn figures_of_panning_a_hundred_thousand_points() {
    with_context(|context| {
        for size in [[200u32, 150], [1200, 800]] {
            let positions: Vec<[f32; 2]> = (0..100_000)
                .map(|i| [i as f32 / 100_000.0, (i as f32 * 0.01).sin()])
                .collect();
            let style = PolylineStyle::default();
            let mut line = Polyline::new(
                PolylineData {
                    positions,
                    closed: false,
                },
                style,
            );
            let mut canvas = Canvas::new(context, size);
            let mut times = Vec::new();
            for frame in 0..12 {
                let start = std::time::Instant::now();
                let placement = Placement {
                    scale: [size[0] as f32, 0.45 * size[1] as f32],
                    translate: [frame as f32, 0.5 * size[1] as f32],
                    ..Placement::default()
                };
                canvas.clear(Color::WHITE);
                canvas.draw(&mut line, &placement);
                context.finish();
                times.push(start.elapsed());
            }
            let first = times[0];
            times.sort();
            println!("{size:?}: first {first:?}, median {:?}", times[6]);
        }
    });
}
