//! What rules for bins ask of the samples: number, spread, skewness, quartiles.

use super::{BinEdges, fold, histogram};
use crate::{Result, Source};

/// Bins in which quantiles are first looked for.
const COARSE: usize = 1 << 12;

/// Sums over the samples within a range.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Moments {
    pub(super) count: f64,
    pub(super) mean: f64,
    /// Standard deviation, of the whole and not of a sample.
    pub(super) deviation: f64,
    /// Mean of the cubes of the deviations, each divided by the standard deviation.
    pub(super) skewness: f64,
}

/// Finds the moments of the finite samples within a range, in two passes.
pub(super) fn moments(
    source: &dyn Source,
    channel: usize,
    [low, high]: [f64; 2],
) -> Result<Moments> {
    let sum_of = |function: &(dyn Fn(f64) -> [f64; 2] + Sync)| -> Result<[f64; 2]> {
        let parts = fold(
            source,
            channel,
            0..source.len(),
            || [0.0; 2],
            |sums: &mut [f64; 2], _, values| {
                for &value in values {
                    if low <= value && value <= high {
                        let [a, b] = function(value);
                        sums[0] += a;
                        sums[1] += b;
                    }
                }
            },
        )?;
        Ok(parts.into_iter().fold([0.0; 2], |sums, part| {
            [sums[0] + part[0], sums[1] + part[1]]
        }))
    };
    // Around the range's middle, so that a large offset takes no digits.
    let middle = low + (high - low) / 2.0;
    let [count, sum] = sum_of(&|value| [1.0, value - middle])?;
    if count == 0.0 {
        return Ok(Moments {
            count: 0.0,
            mean: f64::NAN,
            deviation: 0.0,
            skewness: 0.0,
        });
    }
    let mean = middle + sum / count;
    let [squares, cubes] = sum_of(&|value| {
        let own = value - mean;
        [own * own, own * own * own]
    })?;
    let deviation = (squares / count).sqrt();
    let skewness = if deviation > 0.0 {
        cubes / count / (deviation * deviation * deviation)
    } else {
        0.0
    };
    Ok(Moments {
        count,
        mean,
        deviation,
        skewness,
    })
}

/// The quantiles of the finite samples within a range, by straight lines between ranks, in two
/// passes; `None` where there is no sample.
pub(super) fn quantiles<const N: usize>(
    source: &dyn Source,
    channel: usize,
    range: [f64; 2],
    parts: [f64; N],
) -> Result<Option<[f64; N]>> {
    if range[0] == range[1] {
        return Ok(Some([range[0]; N]));
    }
    let edges = BinEdges::uniform(range, COARSE)?;
    let coarse = histogram(source, channel, &edges)?;
    let total = coarse.total();
    if total == 0 {
        return Ok(None);
    }
    let up_to = coarse.cumulative();
    let bin_of_rank = |rank: u64| up_to.partition_point(|&sum| sum <= rank);
    // Between which ranks, and how far from the lower one.
    let ranks = parts.map(|part| {
        let place = part * (total - 1) as f64;
        (place.floor() as u64, place - place.floor())
    });
    let mut wanted: Vec<usize> = ranks
        .iter()
        .flat_map(|&(rank, _)| [rank, (rank + 1).min(total - 1)])
        .map(bin_of_rank)
        .collect();
    wanted.sort_unstable();
    wanted.dedup();
    let found = fold(
        source,
        channel,
        0..source.len(),
        Vec::new,
        |kept: &mut Vec<f64>, _, values| {
            let is_wanted = |value: &f64| {
                let bin = edges.bin_of(*value);
                bin.is_some_and(|bin| wanted.contains(&bin))
            };
            kept.extend(values.iter().copied().filter(is_wanted));
        },
    )?;
    let mut sorted: Vec<f64> = found.into_iter().flatten().collect();
    sorted.sort_unstable_by(f64::total_cmp);
    // Where the samples of each wanted bin begin in the list, and which rank the first has.
    let value_of = |rank: u64| {
        let bin = bin_of_rank(rank);
        let before: u64 = wanted
            .iter()
            .take_while(|&&own| own < bin)
            .map(|&own| coarse.counts()[own])
            .sum();
        let first_rank = up_to[bin] - coarse.counts()[bin];
        sorted[(before + rank - first_rank) as usize]
    };
    Ok(Some(ranks.map(|(rank, part)| {
        let low = value_of(rank);
        let high = value_of((rank + 1).min(total - 1));
        low + (high - low) * part
    })))
}
