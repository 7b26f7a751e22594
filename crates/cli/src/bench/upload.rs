//! How fast bytes go to the GL and come back, beside copying them in memory.

use std::hint::black_box;
use std::time::Instant;

use clap::Args;
use galry::gloo::{Buffer, StreamRing, Usage};
use galry::scene::HeadlessCanvas;
use serde_json::json;

use super::report;
use crate::failure::{Failure, Result};

/// Rounds, the fastest of which counts.
const ROUNDS: usize = 5;

/// Bytes of a write to the ring.
const MEGABYTE: usize = 1_000_000;

/// Writes that the ring holds.
const RING_WRITES: usize = 8;

/// The largest amount, in megabytes: drivers refuse larger buffers one way or another.
const MOST_MB: u64 = 2000;

#[derive(Debug, Args)]
pub(crate) struct UploadArguments {
    /// Megabytes that are transferred
    #[arg(long, value_name = "M", default_value = "64", value_parser = crate::options::parse_count)]
    mb: u64,
}

/// Seconds of the fastest round of each kind of work, all kinds in turn: a busy machine slows all.
fn fastest<const N: usize>(mut work: [&mut dyn FnMut() -> Result<()>; N]) -> Result<[f64; N]> {
    let mut fastest = [f64::INFINITY; N];
    for _ in 0..ROUNDS {
        for (work, fastest) in work.iter_mut().zip(&mut fastest) {
            let start = Instant::now();
            work()?;
            *fastest = fastest.min(start.elapsed().as_secs_f64());
        }
    }
    Ok(fastest)
}

pub(super) fn run(arguments: &UploadArguments, json: bool) -> Result<()> {
    if !(1..=MOST_MB).contains(&arguments.mb) {
        return Err(Failure::wrong_call(format!(
            "--mb {}: expected 1 to {MOST_MB}",
            arguments.mb
        )));
    }
    let bytes = arguments.mb * MEGABYTE as u64;
    let canvas = HeadlessCanvas::new([16, 16])?;
    let data: Vec<u8> = (0..bytes).map(|at| at as u8).collect();
    let [mut copy, mut back] = [vec![0_u8; data.len()], vec![0_u8; data.len()]];
    let mut ring_copy = vec![0_u8; RING_WRITES * MEGABYTE];
    let buffer = Buffer::<u8>::with_len(canvas.context(), data.len(), Usage::Stream)?;
    let mut ring = StreamRing::<u8>::new(canvas.context(), RING_WRITES * MEGABYTE)?;
    let seconds = fastest([
        &mut || {
            copy.copy_from_slice(black_box(&data));
            black_box(&copy);
            Ok(())
        },
        &mut || {
            buffer.write(0, &data)?;
            // What was handed over may still be under way.
            canvas.wait()?;
            Ok(())
        },
        &mut || Ok(buffer.read_into(0, &mut back)?),
        &mut || {
            for (place, part) in (0..RING_WRITES).cycle().zip(data.chunks(MEGABYTE)) {
                ring_copy[place * MEGABYTE..][..part.len()].copy_from_slice(black_box(part));
                black_box(&ring_copy);
            }
            Ok(())
        },
        &mut || {
            for part in data.chunks(MEGABYTE) {
                ring.write(part)?;
                ring.end_frame()?;
            }
            canvas.wait()?;
            Ok(())
        },
    ])?;
    let [memcpy, upload, readback, ring_memcpy, ring_upload] =
        seconds.map(|seconds| bytes as f64 / seconds / 1e9);
    let report = json!({
        "peer": "galry",
        "mb": arguments.mb,
        "upload_gb_s": upload,
        "readback_gb_s": readback,
        "memcpy_gb_s": memcpy,
        "ring_gb_s": ring_upload,
        "ring_memcpy_gb_s": ring_memcpy,
        "ring_waits": ring.waits(),
        "renderer": canvas.context().capabilities().renderer,
        "ok": back == data,
    });
    report::print(&report, json)
}
