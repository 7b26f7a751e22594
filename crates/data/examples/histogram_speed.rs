//! How long it takes to count samples between edges, and to do so again while zooming.
//!
//! `cargo run --release -p galry-data --example histogram_speed [SAMPLES]`
#![expect(clippy::print_stdout, reason = "an example prints")]

use std::time::Instant;

use galry_data::{
    BinEdges, BinRule, CountPyramid, Result, Samples, histogram, histogram_2d, min_max,
};

fn main() -> Result<()> {
    let count = std::env::args()
        .nth(1)
        .and_then(|text| text.parse().ok())
        .unwrap_or(100_000_000);
    println!("{count} f32, {} threads", rayon::current_num_threads());
    let values = noise(count);
    let samples = Samples::from_slice(&values);

    time("one pass, minimum and maximum", || {
        Ok(min_max(&values).max as f32)
    })?;
    time("100 bins, one thread, plainly", || Ok(plain(&values)))?;
    let edges = BinEdges::uniform([-5.0, 5.0], 100)?;
    time("100 bins, exactly", || {
        Ok(histogram(&samples, 0, &edges)?.total() as f32)
    })?;
    time("edges by the rule `auto`", || {
        let edges = BinRule::Auto.edges(&samples, 0, None)?;
        Ok(edges.count() as f32)
    })?;
    let start = Instant::now();
    let mut pyramid = CountPyramid::new(&samples, 0)?;
    pyramid.build(&samples, [-5.0, 5.0], 200, u64::MAX)?;
    report("first look: range, counts on a fine grid", start);
    println!("  {} bytes", pyramid.bytes());
    let mut view = [-5.0, 5.0];
    let mut slowest = 0.0_f64;
    let mut quick = Vec::new();
    let before = pyramid.passes();
    for _ in 0..200 {
        let start = Instant::now();
        let passes = pyramid.passes();
        std::hint::black_box(pyramid.histogram(&samples, view, 200)?);
        let ms = start.elapsed().as_secs_f64() * 1e3;
        if pyramid.passes() == passes {
            quick.push(ms);
        } else {
            slowest = slowest.max(ms);
        }
        view = view.map(|edge| 0.3 + (edge - 0.3) * 0.93);
    }
    quick.sort_by(f64::total_cmp);
    println!(
        "200 views, zooming by {:.0}: median {:.4} ms, {} more passes of at most {slowest:.1} ms",
        0.93f64.powi(-200),
        quick[quick.len() / 2],
        pyramid.passes() - before
    );
    let half = values.len() / 2;
    let (x, y) = (
        Samples::from_slice(&values[..half]),
        Samples::from_slice(&values[half..]),
    );
    let fine = BinEdges::uniform([-5.0, 5.0], 512)?;
    time("half as many pairs, 512 x 512 bins", || {
        let found = histogram_2d([(&x, 0), (&y, 0)], [&fine, &fine])?;
        Ok(found.most() as f32)
    })
}

fn report(what: &str, start: Instant) {
    println!("{what:<42}{:9.2} ms", start.elapsed().as_secs_f64() * 1e3);
}

fn time(what: &str, work: impl Fn() -> Result<f32>) -> Result<()> {
    let start = Instant::now();
    std::hint::black_box(work()?);
    report(what, start);
    Ok(())
}

/// What one would write without thinking.
fn plain(values: &[f32]) -> f32 {
    let mut counts = [0_u64; 100];
    for &value in values {
        let bin = ((value + 5.0) * 10.0) as usize;
        if let Some(count) = counts.get_mut(bin) {
            *count += 1;
        }
    }
    counts[50] as f32
}

/// Sums of four uniform numbers.
fn noise(count: usize) -> Vec<f32> {
    let mut state = 1_u64;
    (0..count)
        .map(|_| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let parts = [0, 16, 32, 48].map(|shift| ((state >> shift) & 0xffff) as f32 / 65_536.0);
            (parts.iter().sum::<f32>() - 2.0) * 1.7
        })
        .collect()
}
