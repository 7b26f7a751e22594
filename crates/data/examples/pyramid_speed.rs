//! How long it takes to pass over samples, to build their pyramid, and to find columns in it.
//!
//! `cargo run --release -p galry-data --example pyramid_speed [SAMPLES] [SERIES]`
#![expect(clippy::print_stdout, reason = "an example prints")]

use std::ops::Range;
use std::time::Instant;

use galry_data::{Extent, Order, Result, Samples, Source as _, min_max};
use rayon::prelude::*;

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let mut number = |default: usize| {
        let argument = arguments.next();
        argument
            .and_then(|text| text.parse().ok())
            .unwrap_or(default)
    };
    let (samples, series) = (number(100_000_000), number(10));
    let each = samples / series;
    println!(
        "{series} series of {each} f32, {} threads",
        rayon::current_num_threads()
    );
    let data: Vec<Vec<f32>> = (0..series)
        .into_par_iter()
        .map(|i| noise(each, i))
        .collect();

    let pass = best(5, || {
        for values in &data {
            std::hint::black_box(min_max(values));
        }
    });
    println!("one pass                       {pass:9.3} ms");

    let whole = 0.0..1.0;
    let mut build = f64::INFINITY;
    let mut sources = Vec::new();
    for _ in 0..3 {
        sources = data.iter().map(|v| Samples::from_slice(v)).collect();
        build = build.min(best(1, || query(&sources, &whole, 1200)));
    }
    println!(
        "first query, pyramids built    {build:9.3} ms = {:.2} passes",
        build / pass
    );
    let bytes: u64 = sources.iter().map(Samples::pyramid_bytes).sum();
    println!(
        "pyramids                       {:9.3} % of the samples",
        bytes as f64 / samples as f64 * 25.0
    );

    for columns in [1200, 9600] {
        for part in [1.0, 0.1, 0.01, 0.001, 0.0001] {
            let view = 0.5 - part / 2.0..0.5 + part / 2.0;
            let time = best(20, || query(&sources, &view, columns));
            println!("{columns} columns of {part:<6} of it     {time:9.3} ms");
        }
    }
    let scan = best(3, || {
        let ranges = columns(each as u64, &whole, 1200);
        let mut out = vec![Extent::EMPTY; 1200];
        for source in &sources {
            source.scan(0..1, &ranges, &mut out).unwrap_or_default();
        }
    });
    println!("scan of every sample           {scan:9.3} ms");
    let recording: Vec<i16> = (0..samples / 384 * 384)
        .map(|i| (i * 7919 % 10_007) as i16)
        .collect();
    let pass = best(5, || {
        std::hint::black_box(min_max(&recording));
    });
    println!("one pass over i16              {pass:9.3} ms");
    for channels in [1, 2, 384] {
        let build = best(3, || {
            let source =
                Samples::from_slice(&recording).with_channels(channels, Order::Interleaved);
            let Ok(source) = source else { return };
            let whole = 0..source.len();
            let mut out = vec![Extent::EMPTY; channels];
            let answer = source.envelope(0..channels, &[whole], &mut out);
            std::hint::black_box((answer.is_ok(), out));
        });
        println!(
            "built for {channels:3} channels         {build:9.3} ms = {:.2} passes",
            build / pass
        );
    }
    Ok(())
}

/// Asks for a view's columns of all series, in parallel over the series.
fn query(sources: &[Samples<'_, f32>], view: &Range<f64>, count: usize) {
    sources.par_iter().for_each(|source| {
        let ranges = columns(source.len(), view, count);
        let mut out = vec![Extent::EMPTY; count];
        let answer = source.envelope(0..1, &ranges, &mut out);
        std::hint::black_box((answer.is_ok(), out));
    });
}

fn columns(len: u64, view: &Range<f64>, count: usize) -> Vec<Range<u64>> {
    let at = |column: usize| {
        let part = view.start + (view.end - view.start) * column as f64 / count as f64;
        (part * len as f64) as u64
    };
    (0..count)
        .map(|column| at(column)..(at(column + 1) + 1).min(len))
        .collect()
}

/// The shortest time of several, in milliseconds.
fn best(times: usize, mut work: impl FnMut()) -> f64 {
    (0..times)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed().as_secs_f64() * 1e3
        })
        .fold(f64::INFINITY, f64::min)
}

/// Noise that looks normal: a sum of uniform numbers.
fn noise(len: usize, seed: usize) -> Vec<f32> {
    let mut state =
        0x9e37_79b9_7f4a_7c15_u64 ^ (seed as u64 + 1).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mut uniform = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 40) as f32 / 16_777_216.0 - 0.5
    };
    (0..len)
        .map(|_| (0..4).map(|_| uniform()).sum::<f32>() * 1.7)
        .collect()
}
