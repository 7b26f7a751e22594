//! A signal that comes from another thread: above it rolls, below it sweeps as on a patient
//! monitor, where new samples overwrite old ones from the left.
//!
//! Drag the upper view to the right and it stays there; drag it back, or press `h`, and it goes on.
//!
//! `cargo run -p galry-examples --example plot_live_signal [-- --headless FILE.png]`

use std::sync::Arc;
use std::time::{Duration, Instant};

use galry::data::{Producer, Sweep};
use galry::prelude::*;
use galry_examples::{Outcome, headless};

const RATE_HZ: f64 = 500.0;

/// The waves of a heartbeat: when in the beat, how long, how high in millivolts.
const WAVES: [[f64; 3]; 5] = [
    [0.18, 0.025, 0.12],
    [0.27, 0.008, -0.14],
    [0.30, 0.010, 1.20],
    [0.335, 0.010, -0.25],
    [0.55, 0.045, 0.30],
];

/// The electrocardiogram of nobody, in millivolts.
fn ecg(index: u64) -> f32 {
    let time_s = index as f64 / RATE_HZ;
    // Breathing makes the heart a little quicker and slower.
    let beat = (time_s * 1.15 + 0.1 * (time_s * 1.6).sin()).fract();
    let waves = WAVES.map(|[at, width, height]| {
        let distance = (beat - at) / width;
        height * (-0.5 * distance * distance).exp()
    });
    let hum = 0.01 * (time_s * 311.0).sin() + 0.03 * (time_s * 1.6).cos();
    (waves.iter().sum::<f64>() + hum) as f32
}

/// Pushes the samples from one number to another.
fn push(producer: &mut Producer<f32>, from: u64, to: u64) -> galry::data::Result<()> {
    let block: Vec<f32> = (from..to).map(ecg).collect();
    producer.push(&block)
}

/// A device that gives its samples a hundred times a second until nobody looks any more.
fn device(mut producer: Producer<f32>) -> galry::data::Result<()> {
    let began = Instant::now();
    let mut pushed = 0;
    while producer.has_readers() {
        std::thread::sleep(Duration::from_millis(10));
        let due = (began.elapsed().as_secs_f64() * RATE_HZ) as u64;
        push(&mut producer, pushed, due)?;
        pushed = due;
    }
    Ok(())
}

fn main() -> Outcome {
    // The last minute is kept.
    let (mut producer, stream) = stream::<f32>(&StreamDesc {
        keep: Keep::Last((60.0 * RATE_HZ) as u64),
        rate_hz: Some(RATE_HZ),
        ..StreamDesc::default()
    })?;

    let figure = Figure::new();
    figure.theme(Theme::dark()).size(1000, 560);
    let [rolling, sweeping] = <[Axes; 2]>::try_from(figure.subplots(2, 1))
        .map_err(|_other_number| "expected two axes")?;
    rolling
        .title("The last ten seconds, rolling")
        .ylabel("Lead II (mV)")
        .ylim(-0.6, 1.4)
        .follow(Follow::Roll);
    rolling.line(stream.clone());
    // Five seconds at places that stay, with a gap before the oldest.
    let sweep = Sweep::new(Arc::new(stream), 2500, 100)?;
    sweeping
        .title("Five seconds, sweeping")
        .xlabel("Time (s)")
        .ylabel("Lead II (mV)")
        .xlim(0.0, 5.0)
        .ylim(-0.6, 1.4);
    sweeping.line(sweep).color("#b1d96c");

    match headless()? {
        None => {
            let device = std::thread::spawn(move || device(producer));
            figure.show()?;
            drop((figure, rolling, sweeping));
            device.join().map_err(|_panic| "the device panicked")??;
        }
        Some(path) => {
            // What would have come after 13 seconds.
            push(&mut producer, 0, (13.2 * RATE_HZ) as u64)?;
            figure.save(path)?;
        }
    }
    Ok(())
}
