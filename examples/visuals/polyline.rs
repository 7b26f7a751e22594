//! A thick line, rectangles and text, drawn by a renderer from plain arrays.
//!
//! A visual's coordinates are its own; a placement maps them to pixels, so the same chart fits a
//! window of any size without uploading anything again.
//!
//! `cargo run -p galry-examples --example visuals_polyline [-- --headless FILE.png]`

use galry_examples::{Outcome, Sketch, show};
use galry_visuals::{
    Anchor, Color, Frame, Label, LineJoin, Placement, Polyline, PolylineData, PolylineStyle,
    Rectangle, Rectangles, Renderer, Text, TextStyle, VerticalAnchor, Visual,
};

/// Where each month stands along x, its name, and millimetres of rain.
const RAIN_MM: [(f32, &str, f32); 6] = [
    (0.0, "January", 54.0),
    (1.0, "February", 43.0),
    (2.0, "March", 49.0),
    (3.0, "April", 53.0),
    (4.0, "May", 65.0),
    (5.0, "June", 54.0),
];

/// Bars, a line through their tops, and names below; widths in framebuffer pixels.
fn chart(pixel_ratio: f32) -> Vec<Box<dyn Visual>> {
    let bars = RAIN_MM.map(|(x, _, rain)| Rectangle {
        min: [x - 0.35, 0.0],
        max: [x + 0.35, rain],
        color: Color::CYCLE_LIGHT[0].with_alpha(0.35),
    });
    let line = PolylineData {
        positions: RAIN_MM.map(|(x, _, rain)| [x, rain]).to_vec(),
        closed: false,
    };
    let style = PolylineStyle {
        width_px: 6.0 * pixel_ratio,
        color: Color::CYCLE_LIGHT[1],
        join: LineJoin::Miter,
        ..PolylineStyle::default()
    };
    let names = RAIN_MM.map(|(x, name, _)| Label {
        offset_px: [0.0, 8.0 * pixel_ratio],
        anchor: Anchor::new(0.5, VerticalAnchor::Top),
        style: TextStyle::new(14.0 * pixel_ratio),
        ..Label::new(name, [x, 0.0])
    });
    vec![
        Box::new(Rectangles::new(bars.to_vec())),
        Box::new(Polyline::new(line, style)),
        Box::new(Text::new(names.to_vec())),
    ]
}

struct Rain(Vec<Box<dyn Visual>>);

impl Sketch for Rain {
    fn draw(&mut self, renderer: &mut Renderer, frame: &Frame<'_>, pixel_ratio: f64) -> Outcome {
        if self.0.is_empty() {
            self.0 = chart(pixel_ratio as f32);
        }
        let white = Color::WHITE.premultiplied();
        renderer.context().clear(&frame.target, white, None)?;
        // Six months across, 80 mm high with y up, the ground at nine tenths.
        let [width, height] = frame.size_px.map(|side| side as f32);
        let placement = Placement {
            scale: [width / 6.0, -height / 80.0],
            translate: [width / 12.0, height * 0.9],
            ..Placement::default()
        };
        for visual in &mut self.0 {
            visual.prepare(renderer)?;
            visual.draw(renderer, frame, &placement)?;
        }
        Ok(())
    }
}

fn main() -> Outcome {
    show("rain", [720, 400], &mut Rain(Vec::new()))
}
