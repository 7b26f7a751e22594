//! Ten million samples: as quick to pan as a thousand, and not one of them left out.
//!
//! Three samples of the ten million are spikes; the picture of the whole shows all three. Zoom in
//! by the wheel to see one alone.
//!
//! `cargo run -p galry-examples --example plot_ten_million [-- --headless FILE.png]`

use galry::prelude::*;
use galry_examples::{Outcome, headless};

const RATE_HZ: f64 = 30_000.0;

fn main() -> Outcome {
    let mut state = 1u64;
    let mut noise = || {
        // A linear congruential generator: its upper bits are random enough to look at.
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 40) as f32 / 16_777_216.0 - 0.5
    };
    // The sum of four is nearly normal.
    let mut y: Vec<f32> = (0..10_000_000)
        .map(|_| 10.0 * (noise() + noise() + noise() + noise()))
        .collect();
    for spike in [1_234_567, 5_000_000, 8_765_432] {
        y[spike] = -80.0;
    }

    let plot = plot(&y)
        .rate(RATE_HZ)
        .title("Ten million samples, three spikes")
        .xlabel("Time (s)")
        .ylabel("Voltage (µV)");
    match headless()? {
        None => plot.show()?,
        Some(path) => plot.save(path)?,
    }
    Ok(())
}
