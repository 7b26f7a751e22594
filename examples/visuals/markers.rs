//! Every symbol, plain and with a line around it, and a spiral of discs in one draw.
//!
//! What differs from mark to mark is an array; what is shared is said once in the style.
//!
//! `cargo run -p galry-examples --example visuals_markers [-- --headless FILE.png]`

use galry_examples::{Outcome, Sketch, show};
use galry_visuals::{
    Color, Frame, Markers, MarkersData, MarkersStyle, Placement, Renderer, Symbol, Visual as _,
};

/// Symbols a line.
const COLUMNS: usize = 18;

/// All symbols in two lines; `y` and what is between in logical pixels.
fn rows(y: f32, between: f32, pixel_ratio: f32, style: MarkersStyle) -> Vec<Markers> {
    let place = |index: usize| {
        let (column, row) = (index % COLUMNS, index / COLUMNS);
        [22.0 + 39.8 * column as f32, y + between * row as f32].map(|at| at * pixel_ratio)
    };
    let symbols = Symbol::ALL.iter().enumerate();
    symbols
        .map(|(index, &symbol)| {
            let data = MarkersData {
                positions: vec![place(index)],
                ..MarkersData::default()
            };
            Markers::new(data, MarkersStyle { symbol, ..style })
        })
        .collect()
}

/// A spiral of discs whose sizes and colours are their own.
fn spiral(pixel_ratio: f32) -> Markers {
    let count = 1500;
    let turn = |index: usize| index as f32 * 2.399_963;
    let radius = |index: usize| 4.0 * (index as f32).sqrt();
    let positions = (0..count).map(|index| {
        let (sin, cos) = turn(index).sin_cos();
        [
            (360.0 + 2.1 * radius(index) * cos) * pixel_ratio,
            (436.0 + radius(index) * sin) * pixel_ratio,
        ]
    });
    let part = |index: usize| index as f32 / count as f32;
    Markers::new(
        MarkersData {
            positions: positions.collect(),
            sizes_px: (0..count)
                .map(|index| (2.0 + 7.0 * part(index)) * pixel_ratio)
                .collect(),
            faces: (0..count)
                .map(|index| {
                    let [r, g, b, _] = Color::CYCLE_LIGHT[index % 3].to_rgba8();
                    [r, g, b, (255.0 - 105.0 * part(index)) as u8]
                })
                .collect(),
            ..MarkersData::default()
        },
        MarkersStyle::default(),
    )
}

struct Sheet(Vec<Markers>);

impl Sketch for Sheet {
    fn draw(&mut self, renderer: &mut Renderer, frame: &Frame<'_>, pixel_ratio: f64) -> Outcome {
        if self.0.is_empty() {
            let ratio = pixel_ratio as f32;
            let face = Color::CYCLE_LIGHT[0];
            let plain = |size: f32| MarkersStyle {
                size_px: size * ratio,
                face,
                ..MarkersStyle::default()
            };
            let framed = MarkersStyle {
                edge: Color::from_hex(0x1b_1f24),
                edge_width_px: 1.5 * ratio,
                face: face.with_alpha(0.35),
                ..plain(19.0)
            };
            self.0.extend(rows(20.0, 20.0, ratio, plain(6.0)));
            self.0.extend(rows(68.0, 26.0, ratio, plain(12.0)));
            self.0.extend(rows(128.0, 36.0, ratio, plain(20.0)));
            self.0.extend(rows(208.0, 38.0, ratio, framed));
            self.0.push(spiral(ratio));
        }
        let white = Color::WHITE.premultiplied();
        renderer.context().clear(&frame.target, white, None)?;
        for markers in &mut self.0 {
            markers.prepare(renderer)?;
            markers.draw(renderer, frame, &Placement::default())?;
        }
        Ok(())
    }
}

fn main() -> Outcome {
    show("markers", [720, 620], &mut Sheet(Vec::new()))
}
