//! A file plotted as it lies on disk: only what the picture needs is read.
//!
//! Four channels of the recording in `examples/data`, in microvolts, a few seconds of it.
//!
//! `cargo run -p galry-examples --example plot_file [-- --headless FILE.png]`

use std::path::Path;

use galry::data::{OpenOptions, Opened, open};
use galry::prelude::*;
use galry_examples::{Outcome, headless};

const RATE_HZ: f64 = 600.615;
/// Channel and microvolts a count, as the recording's JSON file tells them.
const SHOWN: [(usize, f64); 4] = [(0, 0.06195), (15, 0.05722), (30, 0.05698), (45, 0.05548)];

fn main() -> Outcome {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    let opened = open(
        folder.join("eeg_60ch_600hz_i16.npy"),
        &OpenOptions::default(),
    )?;
    let Opened::Array(source) = opened else {
        return Err("expected an array, got a table".into());
    };

    let figure = Figure::new();
    figure.size(1000, 500);
    let axes = figure.axes();
    axes.title("Four channels of an EEG")
        .xlabel("Time (s)")
        .xlim(5.0, 12.0);
    for (channel, microvolts) in SHOWN {
        let line = axes.channel(source.clone(), channel);
        line.label(format!("EEG {:03}", channel + 1));
        line.rate(RATE_HZ).transform(microvolts, 0.0);
    }
    axes.stack_channels("µV", true);

    match headless()? {
        None => figure.show()?,
        Some(path) => figure.save(path)?,
    }
    Ok(())
}
