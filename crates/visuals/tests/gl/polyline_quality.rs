//! Polylines against the truth: the union of capsules, supersampled.

use galry_testkit::reference::{Difference, supersampled_strokes};
use galry_testkit::with_context;
use galry_visuals::{Color, Placement, Polyline, PolylineData, PolylineStyle};

use crate::canvas::Canvas;

const SIZE: usize = 64;
const SAMPLES_PER_SIDE: usize = 16;
const WIDTHS_PX: [f32; 6] = [0.5, 1.0, 1.5, 2.0, 3.0, 6.0];

/// A class of shapes, and the RMS and worst error in 1/255 that it may have.
struct Class {
    name: &'static str,
    lines: Vec<Vec<[f32; 2]>>,
    rms: f64,
    worst: f64,
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
    let joins = (0..8)
        .map(|turn| {
            let spread = 2.0 + turn as f32;
            (0..8)
                .map(|i| [6.3 + spread * i as f32, if i % 2 == 0 { 12.4 } else { 50.6 }])
                .collect()
        })
        .collect();
    let smooth = (0..8)
        .map(|phase| {
            (0..200)
                .map(|i| {
                    let x = 4.0 + 56.0 * i as f32 / 199.0;
                    [x, 32.0 + 20.0 * (x * 0.17 + phase as f32).sin()]
                })
                .collect()
        })
        .collect();
    let dots = (0..8).map(|i| vec![[31.9 + 0.13 * i as f32, 32.4 - 0.07 * i as f32]]).collect();
    vec![
        Class { name: "straight", lines: across, rms: 1.0, worst: 8.0 },
        Class { name: "ends", lines: ends, rms: 1.2, worst: 40.0 },
        Class { name: "joins", lines: joins, rms: 3.0, worst: 80.0 },
        Class { name: "smooth", lines: smooth, rms: 1.5, worst: 20.0 },
        Class { name: "dots", lines: dots, rms: 1.0, worst: 60.0 },
    ]
}

#[test]
fn lines_are_close_to_the_truth() {
    let mut report = String::new();
    let mut failed = false;
    for class in classes() {
        for alpha in [1.0f32, 0.5] {
            for width_px in WIDTHS_PX {
                let errors: Vec<Difference> = class
                    .lines
                    .iter()
                    .map(|line| error_of(line, width_px, alpha))
                    .collect();
                let mean_square =
                    errors.iter().map(|error| error.rms.powi(2)).sum::<f64>() / errors.len() as f64;
                let rms = mean_square.sqrt();
                let worst = errors.iter().fold(0.0f64, |worst, error| worst.max(error.worst));
                failed |= rms > class.rms || worst > class.worst;
                report += &format!(
                    "{:9} alpha {alpha:3.1} width {width_px:3.1} px: rms {rms:5.2} worst {worst:5.1}\n",
                    class.name
                );
            }
        }
    }
    assert!(!failed, "errors in 1/255:\n{report}");
    #[expect(clippy::print_stdout, reason = "the figures, for those who ask for them")]
    {
        println!("{report}");
    }
}

fn error_of(line: &[[f32; 2]], width_px: f32, alpha: f32) -> Difference {
    let points: Vec<[f64; 2]> = line.iter().map(|point| point.map(f64::from)).collect();
    let truth: Vec<f32> =
        supersampled_strokes(&points, f64::from(width_px), [SIZE, SIZE], SAMPLES_PER_SIDE)
            .into_iter()
            .map(|coverage| coverage * alpha)
            .collect();
    let mut visual = Polyline::new(
        PolylineData {
            positions: line.to_vec(),
            closed: false,
        },
        PolylineStyle {
            width_px,
            color: Color::BLACK.with_alpha(alpha),
        },
    );
    let drawn: Vec<f32> = with_context(|context| {
        let mut canvas = Canvas::new(context, [SIZE as u32; 2]);
        canvas.draw(&mut visual, &Placement::default());
        canvas.pixels().alpha().iter().map(|&alpha| f32::from(alpha) / 255.0).collect()
    });
    Difference::of_unit(&drawn, &truth)
}
