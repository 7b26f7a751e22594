//! A figure with two lines, their names, a title and labels, in the dark theme.
//!
//! The handles stay good: what they change is in the next picture.
//!
//! `cargo run -p galry-examples --example plot_two_lines [-- --headless FILE.png]`

use galry::prelude::*;
use galry_examples::{Outcome, headless};

/// A mass on a spring, pulled out by one, after `time_s` seconds.
fn height(time_s: f64, damping: f64) -> f64 {
    (-damping * time_s).exp() * (4.0 * time_s).cos()
}

fn main() -> Outcome {
    let times: Vec<f64> = (0..=2000).map(|i| f64::from(i) / 200.0).collect();
    let heights = |damping| -> Vec<f64> { times.iter().map(|&t| height(t, damping)).collect() };

    let figure = Figure::new();
    figure.theme(Theme::dark()).size(900, 500);
    let axes = figure.axes();
    axes.title("A mass on a spring")
        .xlabel("Time (s)")
        .ylabel("Height (m)");
    let in_air = axes.line(heights(0.1));
    let in_oil = axes.line(heights(0.6));
    in_air.label("in air").x(times.as_slice());
    in_oil.label("in oil").x(times.as_slice()).linewidth(3.0);

    match headless()? {
        None => figure.show()?,
        Some(path) => figure.save(path)?,
    }
    Ok(())
}
