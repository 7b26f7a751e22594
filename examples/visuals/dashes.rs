//! Dashes of one line after the other: patterns in pixels, around corners and with every kind of end.
//!
//! `cargo run -p galry-examples --example visuals_dashes [-- --headless FILE.png]`

use galry_examples::{Outcome, Sketch, show};
use galry_visuals::{
    Color, Dashes, Frame, LineCap, LineJoin, Placement, Polyline, PolylineData, PolylineStyle,
    Renderer, Visual as _,
};

/// Lengths of dashes and gaps in widths of the line, and how they end.
const PATTERNS: [(&[f32], LineCap); 5] = [
    (&[3.7, 1.6], LineCap::Butt),
    (&[6.4, 1.6, 1.0, 1.6], LineCap::Butt),
    (&[1.0, 1.65], LineCap::Butt),
    (&[0.0, 2.0], LineCap::Round),
    (&[3.0, 3.0], LineCap::Square),
];

const WIDTH_PX: f32 = 6.0;

/// A wave with a corner in the middle, the `row`-th of all; x and y from 0 to 1.
fn wave(row: usize) -> PolylineData {
    let base = (row as f32 + 0.75) / (PATTERNS.len() as f32 + 0.5);
    let at = |i: u16| {
        let x = f32::from(i) / 400.0;
        let bend = 0.05 * (x * 19.0).sin();
        [0.03 + 0.94 * x, base + bend.abs() - 0.02]
    };
    PolylineData {
        positions: (0..=400).map(at).collect(),
        closed: false,
    }
}

struct Waves(Vec<Polyline>);

impl Sketch for Waves {
    fn draw(&mut self, renderer: &mut Renderer, frame: &Frame<'_>, pixel_ratio: f64) -> Outcome {
        if self.0.is_empty() {
            let width_px = WIDTH_PX * pixel_ratio as f32;
            for (row, (lengths, cap)) in PATTERNS.into_iter().enumerate() {
                let style = PolylineStyle {
                    width_px,
                    color: Color::CYCLE_LIGHT[row],
                    join: LineJoin::Miter,
                    cap,
                    dashes: Some(Dashes::new(lengths, 0.0)?.scaled(width_px)),
                    ..PolylineStyle::default()
                };
                self.0.push(Polyline::new(wave(row), style));
            }
        }
        let white = Color::WHITE.premultiplied();
        renderer.context().clear(&frame.target, white, None)?;
        let [width, height] = frame.size_px.map(|side| side as f32);
        let placement = Placement {
            scale: [width, height],
            ..Placement::default()
        };
        for line in &mut self.0 {
            line.prepare(renderer)?;
            line.draw(renderer, frame, &placement)?;
        }
        Ok(())
    }
}

fn main() -> Outcome {
    show("dashes", [720, 400], &mut Waves(Vec::new()))
}
