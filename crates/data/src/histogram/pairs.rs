//! Histograms of pairs.

use super::{BinEdges, PIECE};
use crate::{Error, Result, Source, parallel};

/// Counts of pairs of samples in rectangles.
#[derive(Debug, Clone, PartialEq)]
pub struct Histogram2d {
    /// Edges of the columns.
    pub x: BinEdges,
    /// Edges of the rows.
    pub y: BinEdges,
    /// Counts, row by row from the lowest y on.
    pub counts: Vec<u64>,
    /// Pairs outside the edges, or with a value that is not finite.
    pub outside: u64,
}

impl Histogram2d {
    /// The largest count.
    #[must_use]
    pub fn most(&self) -> u64 {
        self.counts.iter().copied().max().unwrap_or(0)
    }

    /// The same with `columns` × `rows` bins in one; what is left over at the far ends makes
    /// narrower bins. Counts stay exact.
    ///
    /// # Errors
    /// [`Error::Option`] when either is zero.
    pub fn coarser(&self, columns: usize, rows: usize) -> Result<Self> {
        if columns == 0 || rows == 0 {
            return Err(Error::Option {
                option: "bins",
                message: "expected at least one bin in one, got 0".to_owned(),
            });
        }
        let every = |edges: &BinEdges, each: usize| {
            let values = edges.values();
            let mut kept: Vec<f64> = values.iter().step_by(each).copied().collect();
            if !edges.count().is_multiple_of(each) {
                kept.push(edges.last());
            }
            BinEdges::new(kept)
        };
        let (x, y) = (every(&self.x, columns)?, every(&self.y, rows)?);
        let mut counts = vec![0; x.count() * y.count()];
        for (index, count) in self.counts.iter().enumerate() {
            let (row, column) = (index / self.x.count(), index % self.x.count());
            counts[row / rows * x.count() + column / columns] += count;
        }
        Ok(Self {
            x,
            y,
            counts,
            outside: self.outside,
        })
    }
}

/// Counts the pairs of two channels' samples in rectangles, in one pass on all threads. Where one
/// has more samples than the other, those are left out.
///
/// # Errors
/// A channel beyond its source, too many bins, or a failed read.
pub fn histogram_2d(
    [x, y]: [(&dyn Source, usize); 2],
    [x_edges, y_edges]: [&BinEdges; 2],
) -> Result<Histogram2d> {
    let bins = x_edges.count().saturating_mul(y_edges.count());
    if bins > super::edges::MOST_BINS {
        return Err(Error::Option {
            option: "bins",
            message: format!(
                "expected at most {} rectangles, got {bins}",
                super::edges::MOST_BINS
            ),
        });
    }
    let len = x.0.len().min(y.0.len());
    let job = len.div_ceil(16).max(PIECE);
    let parts = parallel::try_map(len.div_ceil(job) as usize, |index| {
        let mut counts = vec![0_u64; bins];
        let mut outside = 0;
        let [mut xs, mut ys] = [Vec::new(), Vec::new()];
        let mut start = index as u64 * job;
        let end = (start + job).min(len);
        while start < end {
            let next = (start + PIECE).min(end);
            for ((source, channel), room) in [(x, &mut xs), (y, &mut ys)] {
                room.resize((next - start) as usize, 0.0);
                source.read(channel, start..next, room)?;
            }
            for (&x, &y) in xs.iter().zip(&ys) {
                match (x_edges.bin_of(x), y_edges.bin_of(y)) {
                    (Some(column), Some(row)) => counts[row * x_edges.count() + column] += 1,
                    _ => outside += 1,
                }
            }
            start = next;
        }
        Ok((counts, outside))
    })?;
    let mut found = Histogram2d {
        x: x_edges.clone(),
        y: y_edges.clone(),
        counts: vec![0; bins],
        outside: 0,
    };
    for (counts, outside) in parts {
        for (own, other) in found.counts.iter_mut().zip(counts) {
            *own += other;
        }
        found.outside += outside;
    }
    Ok(found)
}
