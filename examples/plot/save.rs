//! One figure as PNG, at two sizes of pixel, and as SVG, for which no GL is needed.
//!
//! Writes `FILE.png`, `FILE@2x.png` and `FILE.svg` (without `--headless`: beside `wave.png`).
//!
//! `cargo run -p galry-examples --example plot_save [-- --headless FILE.png]`

use std::path::PathBuf;

use galry::prelude::*;
use galry_examples::{Outcome, headless};

fn main() -> Outcome {
    let path = headless()?.unwrap_or_else(|| PathBuf::from("wave.png"));
    let square = |i: i32| -> f64 {
        let turn = f64::from(i) * std::f64::consts::TAU / 1000.0;
        (0..8)
            .map(|k| f64::from(2 * k + 1))
            .map(|n| (n * turn).sin() / n)
            .sum()
    };
    let figure = Figure::new();
    figure.size(600, 350);
    let axes = figure.axes();
    axes.title("Eight terms of a square wave").xlabel("Sample");
    axes.line((0..2000).map(square).collect::<Vec<_>>());

    figure.save(&path)?;
    figure.save(path.with_extension("svg"))?;
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    figure.pixel_ratio(2.0);
    figure.save(path.with_file_name(format!("{stem}@2x.png")))?;
    Ok(())
}
