//! A line as what it covers in each column of pixels, from plain ranges.
//!
//! This is how galry draws a billion samples: whoever knows the smallest and the largest value in
//! each column has the picture. Here a formula knows them, and no sample exists at all: a chirp
//! whose last columns hold a hundred turns each.
//!
//! `cargo run -p galry-examples --example visuals_columns [-- --headless FILE.png]`

use std::f64::consts::TAU;

use galry_examples::{Outcome, Sketch, show};
use galry_visuals::{
    Color, ColumnRanges, ColumnSeries, Columns, Frame, Interval, Placement, Renderer, Visual as _,
};

const PER_COLUMN: usize = 4;

/// Turns of the chirp up to `x`, which goes from 0 to 1.
fn turns(x: f64) -> f64 {
    1.5 * (11.0 * x).exp_m1() / 11.0
}

/// The smallest and the largest sine between two numbers of turns.
fn range_of_sine(from: f64, to: f64) -> [f64; 2] {
    let ends = [(TAU * from).sin(), (TAU * to).sin()];
    // A crest lies a quarter turn, a trough three quarters after each whole turn.
    let passes = |place: f64| (to - place).floor() > (from - place).floor();
    let low = if passes(0.75) {
        -1.0
    } else {
        ends[0].min(ends[1])
    };
    let high = if passes(0.25) {
        1.0
    } else {
        ends[0].max(ends[1])
    };
    [low, high]
}

fn chirp([width, height]: [u32; 2], color: Color, width_px: f32) -> ColumnSeries {
    let margin = Columns::margin_for(width_px);
    let count = (width as usize + 2 * margin) * PER_COLUMN;
    let x = |index: usize| (index as f64 / PER_COLUMN as f64 - margin as f64) / f64::from(width);
    let row = |value: f64| ((0.5 - 0.45 * value) * f64::from(height)) as f32;
    let intervals = (0..count).map(|index| {
        let [low, high] = range_of_sine(turns(x(index)), turns(x(index + 1)));
        Interval {
            top: row(high),
            bottom: row(low),
        }
    });
    let ranges = ColumnRanges::Subcolumns {
        per_column: PER_COLUMN,
        intervals: intervals.collect(),
    };
    ColumnSeries {
        color,
        width_px,
        ranges,
    }
}

struct Chirp(Columns);

impl Sketch for Chirp {
    fn draw(&mut self, renderer: &mut Renderer, frame: &Frame<'_>, pixel_ratio: f64) -> Outcome {
        let white = Color::WHITE.premultiplied();
        renderer.context().clear(&frame.target, white, None)?;
        let [width, height] = frame.size_px;
        let series = chirp(
            [width, height],
            Color::CYCLE_LIGHT[0],
            1.5 * pixel_ratio as f32,
        );
        self.0
            .set([0, 0, width as i32, height as i32], vec![series]);
        self.0.prepare(renderer)?;
        Ok(self.0.draw(renderer, frame, &Placement::default())?)
    }
}

fn main() -> Outcome {
    show("a chirp", [900, 300], &mut Chirp(Columns::new()))
}
