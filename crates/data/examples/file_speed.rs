//! How long it takes to open a raw file of `i16`, to build its pyramid, and to find columns in it.
//!
//! `cargo run --release -p galry-data --example file_speed FILE [CHANNELS]`
#![expect(clippy::print_stdout, reason = "an example prints")]

use std::time::Instant;

use galry_data::{ElementType, Extent, OpenOptions, Opened, RawDesc, Result, Source, open};

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let Some(path) = arguments.next() else {
        println!("usage: file_speed FILE [CHANNELS]");
        return Ok(());
    };
    let channels = arguments
        .next()
        .and_then(|text| text.parse().ok())
        .unwrap_or(1);
    let raw = RawDesc {
        channels,
        ..RawDesc::new(ElementType::I16)
    };
    let start = Instant::now();
    let opened = open(&path, &OpenOptions::new().with_raw(raw))?;
    println!(
        "opened        {:9.3} ms, {} bytes",
        millis(start),
        opened.bytes()
    );
    let Opened::Array(source) = opened else {
        return Ok(());
    };
    let time = view(&*source, 0.00001)?;
    println!("first, narrow {time:9.3} ms");
    let time = view(&*source, 1.0)?;
    println!("first, whole  {time:9.3} ms");
    for part in [1.0, 0.1, 0.01, 0.001, 0.0001, 0.00001] {
        let mut best = f64::INFINITY;
        for _ in 0..10 {
            best = best.min(view(&*source, part)?);
        }
        println!("{part:<8}      {best:9.3} ms");
    }
    Ok(())
}

/// Finds 1200 columns of the middle part of all channels, and says how long it took.
fn view(source: &dyn Source, part: f64) -> Result<f64> {
    let start = Instant::now();
    let at = |column: u64| {
        let place = 0.5 + part * (column as f64 / 1200.0 - 0.5);
        (place * source.len() as f64) as u64
    };
    let ranges: Vec<_> = (0..1200)
        .map(|column| at(column)..(at(column + 1) + 1).min(source.len()))
        .collect();
    let mut out = vec![Extent::EMPTY; 1200 * source.channels()];
    source.envelope(0..source.channels(), &ranges, &mut out)?;
    Ok(millis(start))
}

fn millis(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1e3
}
