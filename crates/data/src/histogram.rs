//! Histograms: how many samples lie between edges.
//!
//! [`histogram`] counts in one pass, exactly: a sample belongs to the bin whose lower edge it
//! reaches and whose upper edge it does not, by comparison with the edges themselves; the last
//! bin has its upper edge too, as numpy has it. [`BinRule`] finds edges as numpy does.
//! [`CountPyramid`] answers the same for one range of values after another without passing over
//! the samples each time, and [`histogram_2d`] counts pairs.

mod edges;
mod moments;
mod pair_pyramid;
mod pairs;
mod pyramid;
mod rules;
#[cfg(test)]
mod tests;

use std::ops::Range;

pub use self::edges::BinEdges;
pub use self::pair_pyramid::PairPyramid;
pub use self::pairs::{Histogram2d, histogram_2d};
pub use self::pyramid::CountPyramid;
pub use self::rules::BinRule;

use crate::{Error, Result, Source, parallel};

/// Samples that one job reads at a time.
const PIECE: u64 = 1 << 16;

/// Pieces that one job counts before its counts are added to the others'.
const PIECES_PER_JOB: u64 = 64;

/// Counts of samples between edges.
///
/// ```
/// use galry_data::{BinEdges, Samples, histogram};
///
/// let samples = Samples::from_slice(&[0.5, 1.0, 1.5, 4.0, 9.0, f64::NAN]);
/// let found = histogram(&samples, 0, &BinEdges::uniform([0.0, 4.0], 4)?)?;
/// assert_eq!(found.counts(), [1, 2, 0, 1]);
/// assert_eq!((found.above, found.nan), (1, 1));
/// # Ok::<(), galry_data::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Histogram {
    edges: BinEdges,
    counts: Vec<u64>,
    /// Finite samples below the first edge.
    pub below: u64,
    /// Finite samples above the last edge.
    pub above: u64,
    /// Samples that are NaN.
    pub nan: u64,
    /// Samples that are positive or negative infinity.
    pub infinite: u64,
}

impl Histogram {
    /// No sample counted yet.
    fn empty(edges: &BinEdges) -> Self {
        Self {
            counts: vec![0; edges.count()],
            edges: edges.clone(),
            below: 0,
            above: 0,
            nan: 0,
            infinite: 0,
        }
    }

    fn count(&mut self, values: &[f64]) {
        for &value in values {
            match self.edges.bin_of(value) {
                Some(bin) => self.counts[bin] += 1,
                None if value.is_nan() => self.nan += 1,
                None if value.is_infinite() => self.infinite += 1,
                None if value < self.edges.first() => self.below += 1,
                None => self.above += 1,
            }
        }
    }

    /// Counts some samples of a channel more, on all threads.
    fn count_part(
        &mut self,
        source: &dyn Source,
        channel: usize,
        samples: Range<u64>,
    ) -> Result<()> {
        let parts = fold(
            source,
            channel,
            samples,
            || Self::empty(&self.edges),
            |found, _, values| found.count(values),
        )?;
        for part in &parts {
            self.add(part);
        }
        Ok(())
    }

    fn add(&mut self, other: &Self) {
        for (own, other) in self.counts.iter_mut().zip(&other.counts) {
            *own += other;
        }
        self.below += other.below;
        self.above += other.above;
        self.nan += other.nan;
        self.infinite += other.infinite;
    }

    /// The edges, one more than there are bins.
    #[must_use]
    pub fn edges(&self) -> &[f64] {
        self.edges.values()
    }

    /// How many samples each bin holds.
    #[must_use]
    pub fn counts(&self) -> &[u64] {
        &self.counts
    }

    /// Samples in all bins together.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// Counts as shares of the total for each unit of the values, so that the area is 1. Zero
    /// everywhere where nothing is counted.
    #[must_use]
    pub fn densities(&self) -> Vec<f64> {
        let total = self.total().max(1) as f64;
        let widths = self.edges().windows(2).map(|pair| pair[1] - pair[0]);
        self.counts
            .iter()
            .zip(widths)
            .map(|(&count, width)| count as f64 / total / width)
            .collect()
    }

    /// Samples up to the upper edge of each bin, from the first bin on.
    #[must_use]
    pub fn cumulative(&self) -> Vec<u64> {
        let mut sum = 0;
        self.counts
            .iter()
            .map(|count| {
                sum += count;
                sum
            })
            .collect()
    }
}

/// Counts a channel's samples between edges, in one pass on all threads.
///
/// # Errors
/// A channel beyond the source, or a failed read.
pub fn histogram(source: &dyn Source, channel: usize, edges: &BinEdges) -> Result<Histogram> {
    let mut whole = Histogram::empty(edges);
    whole.count_part(source, channel, 0..source.len())?;
    Ok(whole)
}

/// Adds up, for each bin, the weights of the samples that lie in it; as [`histogram`] otherwise.
/// Samples without a finite value or weight are left out.
///
/// # Errors
/// As [`histogram`]; [`Error::OutputLength`] when there is not a weight for each sample.
pub fn weighted_histogram(
    source: &dyn Source,
    channel: usize,
    weights: &[f64],
    edges: &BinEdges,
) -> Result<Vec<f64>> {
    if weights.len() as u64 != source.len() {
        return Err(Error::OutputLength {
            what: "weights",
            expected: source.len(),
            actual: weights.len() as u64,
        });
    }
    let parts = fold(
        source,
        channel,
        0..source.len(),
        || vec![0.0; edges.count()],
        |sums: &mut Vec<f64>, start, values| {
            let own = &weights[start as usize..][..values.len()];
            for (&value, &weight) in values.iter().zip(own) {
                if let Some(bin) = edges.bin_of(value)
                    && weight.is_finite()
                {
                    sums[bin] += weight;
                }
            }
        },
    )?;
    let mut whole = vec![0.0; edges.count()];
    for part in &parts {
        for (own, other) in whole.iter_mut().zip(part) {
            *own += other;
        }
    }
    Ok(whole)
}

/// Goes through some samples of a channel, on all threads: each job starts with an empty state,
/// takes pieces in, and leaves the state in the order of the samples.
fn fold<S: Send>(
    source: &dyn Source,
    channel: usize,
    samples: Range<u64>,
    empty: impl Fn() -> S + Sync,
    take: impl Fn(&mut S, u64, &[f64]) + Sync,
) -> Result<Vec<S>> {
    let len = samples.end.saturating_sub(samples.start);
    // As many jobs as keep all threads busy, each with one state: states may be large.
    let job = (len.div_ceil(64)).max(PIECE * PIECES_PER_JOB);
    parallel::try_map(len.div_ceil(job) as usize, |index| {
        let mut state = empty();
        let mut room = Vec::new();
        let mut start = samples.start + index as u64 * job;
        let end = (start + job).min(samples.end);
        while start < end {
            let range: Range<u64> = start..(start + PIECE).min(end);
            room.resize((range.end - range.start) as usize, 0.0);
            source.read(channel, range.clone(), &mut room)?;
            take(&mut state, start, &room);
            start = range.end;
        }
        Ok(state)
    })
}
