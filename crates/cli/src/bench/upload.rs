//! How fast bytes go to the GL and come back, beside copying them in memory.

use std::hint::black_box;
use std::time::Instant;

use clap::Args;
use galry::gloo::{Buffer, Usage};
use galry::scene::HeadlessCanvas;
use serde_json::json;

use super::report;
use crate::failure::{Failure, Result};

/// Rounds, the fastest of which counts.
const ROUNDS: usize = 5;

/// The largest amount, in megabytes: drivers refuse larger buffers one way or another.
const MOST_MB: u64 = 2000;

#[derive(Debug, Args)]
pub(crate) struct UploadArguments {
    /// Megabytes that are transferred
    #[arg(long, value_name = "M", default_value = "64", value_parser = crate::options::parse_count)]
    mb: u64,
}

/// Gigabytes a second of the fastest of several rounds.
fn rate(bytes: u64, mut work: impl FnMut() -> Result<()>) -> Result<f64> {
    let mut fastest = f64::INFINITY;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        work()?;
        fastest = fastest.min(start.elapsed().as_secs_f64());
    }
    Ok(bytes as f64 / fastest / 1e9)
}

pub(super) fn run(arguments: &UploadArguments, json: bool) -> Result<()> {
    if !(1..=MOST_MB).contains(&arguments.mb) {
        return Err(Failure::wrong_call(format!(
            "--mb {}: expected 1 to {MOST_MB}",
            arguments.mb
        )));
    }
    let bytes = arguments.mb * 1_000_000;
    let canvas = HeadlessCanvas::new([16, 16])?;
    let data: Vec<u8> = (0..bytes).map(|at| at as u8).collect();
    let mut copy = vec![0_u8; data.len()];
    let memcpy_gb_s = rate(bytes, || {
        copy.copy_from_slice(black_box(&data));
        black_box(&copy);
        Ok(())
    })?;
    let buffer = Buffer::<u8>::with_len(canvas.context(), data.len(), Usage::Stream)?;
    let upload_gb_s = rate(bytes, || {
        buffer.write(0, &data)?;
        // What was handed over may still be under way.
        canvas.wait()?;
        Ok(())
    })?;
    let mut back = Vec::new();
    let readback_gb_s = rate(bytes, || {
        back = buffer.read()?;
        Ok(())
    })?;
    let report = json!({
        "peer": "galry",
        "mb": arguments.mb,
        "upload_gb_s": upload_gb_s,
        "readback_gb_s": readback_gb_s,
        "memcpy_gb_s": memcpy_gb_s,
        "renderer": canvas.context().capabilities().renderer,
        "ok": back == data,
    });
    report::print(&report, json)
}
