//! The shortest plot: values against their index, in a window that pans and zooms.
//!
//! `cargo run -p galry-examples --example plot_show [-- --headless FILE.png]`

use galry::prelude::*;
use galry_examples::{Outcome, headless};

fn main() -> Outcome {
    let y: Vec<f32> = (0..1000)
        .map(|i| (i as f32 * 0.05).sin() * (-0.003 * i as f32).exp())
        .collect();
    match headless()? {
        None => plot(&y).show()?,
        Some(path) => plot(&y).save(path)?,
    }
    Ok(())
}
