//! Areas of every kind: a ring in slices, a band around a curve, hatched bars, a shape with a hole.
//!
//! All of them are one visual and one draw; slices that share an edge leave no seam.
//!
//! `cargo run -p galry-examples --example visuals_fills [-- --headless FILE.png]`

use std::f32::consts::TAU;

use galry_examples::{Outcome, Sketch, show};
use galry_visuals::{
    Color, Fill, FillRule, Fills, Frame, GradientStop, Hatch, HatchPattern, LinearGradient, Paint,
    Path, Placement, RadialGradient, Renderer, Visual as _,
};

/// Logical pixels from the left and the top, as are all positions here.
const RING: [f32; 2] = [150.0, 150.0];

/// A ring of slices whose sizes are the numbers' parts of their sum.
fn ring(numbers: &[f32]) -> Vec<Fill> {
    let sum: f32 = numbers.iter().sum();
    let mut from = -0.25 * TAU;
    let slices = numbers.iter().zip(Color::CYCLE_LIGHT);
    slices
        .map(|(number, color)| {
            let to = from + TAU * number / sum;
            let slice = Path::wedge(RING, [62.0, 118.0], [from, to]);
            from = to;
            Fill::new(slice, color)
        })
        .collect()
}

/// Two bands around a curve, the wider one lighter, over an area that fades downwards.
fn bands() -> Vec<Fill> {
    let x: Vec<f32> = (0..=200_u8).map(|i| 310.0 + 1.9 * f32::from(i)).collect();
    let middle = |x: &f32| 120.0 - 46.0 * (0.024 * (x - 310.0)).sin() - 0.08 * (x - 310.0);
    let spread = |x: &f32| 9.0 + 7.0 * (0.041 * x).cos().powi(2) + 0.03 * (x - 310.0);
    let band = |part: f32| {
        let edge = |sign: f32| -> Vec<f32> {
            let at = |x: &f32| middle(x) + sign * part * spread(x);
            x.iter().map(at).collect()
        };
        Path::between(&x, &edge(-1.0), &edge(1.0))
    };
    let base = vec![268.0; x.len()];
    let below = Path::between(&x, &x.iter().map(middle).collect::<Vec<_>>(), &base);
    let color = Color::CYCLE_LIGHT[0];
    let stop = |offset, a| GradientStop {
        offset,
        color: color.with_alpha(a),
    };
    let fading = LinearGradient {
        from: [0.0, 60.0],
        to: [0.0, 268.0],
        stops: vec![stop(0.0, 0.3), stop(1.0, 0.0)],
    };
    vec![
        Fill::new(below, Paint::Linear(fading)),
        Fill::new(band(1.9), color.with_alpha(0.25)),
        Fill::new(band(1.0), color.with_alpha(0.45)),
        Fill::new(band(0.08), color),
    ]
}

/// Bars with rounded corners, each hatched in its own way.
fn bars(pixel_ratio: f32) -> Vec<Fill> {
    let patterns = [
        HatchPattern::Lines {
            angle_rad: TAU / 8.0,
        },
        HatchPattern::Lines {
            angle_rad: -TAU / 8.0,
        },
        HatchPattern::Cross {
            angle_rad: TAU / 8.0,
        },
        HatchPattern::Lines { angle_rad: 0.0 },
        HatchPattern::Cross { angle_rad: 0.0 },
        HatchPattern::Dots,
    ];
    let heights = [96.0, 142.0, 64.0, 118.0, 81.0, 150.0];
    let all = patterns.into_iter().zip(heights).zip(Color::CYCLE_LIGHT);
    all.zip(0_u8..)
        .map(|(((pattern, height), color), index)| {
            let left = 36.0 + 54.0 * f32::from(index);
            let bar =
                Path::rounded_rectangle([left, 470.0 - height], [left + 40.0, 470.0], [6.0; 2]);
            let is_dots = pattern == HatchPattern::Dots;
            let hatch = Hatch {
                pattern,
                color,
                ground: color.with_alpha(0.15),
                spacing_px: 7.0 * pixel_ratio,
                width_px: if is_dots { 3.2 } else { 1.25 } * pixel_ratio,
                origin: [left, 470.0],
            };
            Fill::new(bar, Paint::Hatch(hatch))
        })
        .collect()
}

/// A ball lit from above, before a star that crosses itself: by one rule it has a hole.
fn ball_and_star() -> Vec<Fill> {
    let tip = |index: u8| {
        let (sin, cos) = (TAU * (0.4 * f32::from(index) - 0.25)).sin_cos();
        [616.0 + 82.0 * cos, 398.0 + 82.0 * sin]
    };
    let star = Path::polygon(&[0, 1, 2, 3, 4].map(tip));
    let light = RadialGradient {
        center: [424.0, 372.0],
        radii: [92.0, 92.0],
        stops: vec![
            GradientStop {
                offset: 0.0,
                color: Color::from_hex(0xff_e9c9),
            },
            GradientStop {
                offset: 0.35,
                color: Color::CYCLE_LIGHT[1],
            },
            GradientStop {
                offset: 1.0,
                color: Color::from_hex(0x5a_2c00),
            },
        ],
    };
    vec![
        Fill::new(
            Path::ellipse([446.0, 396.0], [72.0; 2]),
            Paint::Radial(light),
        ),
        Fill::new(star, Color::CYCLE_LIGHT[3]).with_rule(FillRule::EvenOdd),
    ]
}

/// The areas, once it is known how fine the pixels are.
struct Sheet(Option<Fills>);

impl Sketch for Sheet {
    fn draw(&mut self, renderer: &mut Renderer, frame: &Frame<'_>, pixel_ratio: f64) -> Outcome {
        let ratio = pixel_ratio as f32;
        let fills = self.0.get_or_insert_with(|| {
            let mut all = ring(&[34.0, 21.0, 13.0, 8.0, 5.0, 3.0]);
            all.extend(bands());
            all.extend(bars(ratio));
            all.extend(ball_and_star());
            Fills::new(all)
        });
        let white = Color::WHITE.premultiplied();
        renderer.context().clear(&frame.target, white, None)?;
        fills.prepare(renderer)?;
        let placement = Placement {
            scale: [ratio; 2],
            ..Placement::default()
        };
        fills.draw(renderer, frame, &placement)?;
        Ok(())
    }
}

fn main() -> Outcome {
    show("fills", [720, 500], &mut Sheet(None))
}
