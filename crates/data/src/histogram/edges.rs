//! The edges of bins, and which bin a value belongs to.

use crate::{Error, Result};

/// Bins that are allowed at once.
pub(super) const MOST_BINS: usize = 1 << 24;

/// Edges in rising order, one more than there are bins.
#[derive(Debug, Clone, PartialEq)]
pub struct BinEdges {
    edges: Vec<f64>,
    /// Bins for each unit of the values, where all are equally wide.
    per_unit: Option<f64>,
}

impl BinEdges {
    /// Equally wide bins between two values; around a single one where both are the same.
    ///
    /// # Errors
    /// [`Error::Option`] when the range is not finite or falls, or there are no or too many bins.
    pub fn uniform([low, high]: [f64; 2], bins: usize) -> Result<Self> {
        let refuse = |message: String| {
            Err(Error::Option {
                option: "bins",
                message,
            })
        };
        if !(1..=MOST_BINS).contains(&bins) {
            return refuse(format!("expected 1 to {MOST_BINS}, got {bins}"));
        }
        if !(low.is_finite() && high.is_finite() && (high - low).is_finite() && low <= high) {
            return refuse(format!(
                "expected a finite rising range, got {low} to {high}"
            ));
        }
        // As numpy has it.
        let [low, high] = if low == high {
            [low - 0.5, high + 0.5]
        } else {
            [low, high]
        };
        let step = (high - low) / bins as f64;
        let mut edges: Vec<f64> = (0..bins).map(|index| index as f64 * step + low).collect();
        edges.push(high);
        if !edges.windows(2).all(|pair| pair[0] < pair[1]) {
            return refuse(format!(
                "{bins} bins from {low} to {high}: expected bins wide enough to be told apart"
            ));
        }
        Ok(Self {
            edges,
            per_unit: Some(bins as f64 / (high - low)),
        })
    }

    /// Bins between these edges.
    ///
    /// # Errors
    /// [`Error::Option`] when there are fewer than two edges, or they are not finite or do not
    /// rise.
    pub fn new(edges: Vec<f64>) -> Result<Self> {
        let rises = edges.windows(2).all(|pair| pair[0] < pair[1]);
        if edges.len() < 2 || !rises || !edges.iter().all(|edge| edge.is_finite()) {
            return Err(Error::Option {
                option: "bins",
                message: "expected at least two finite edges in rising order".to_owned(),
            });
        }
        Ok(Self {
            edges,
            per_unit: None,
        })
    }

    /// The edges.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.edges
    }

    /// How many bins there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.edges.len() - 1
    }

    pub(super) fn first(&self) -> f64 {
        self.edges[0]
    }

    pub(super) fn last(&self) -> f64 {
        self.edges[self.edges.len() - 1]
    }

    /// The bin of a value, by comparison with the edges; `None` outside and for NaN.
    #[must_use]
    #[inline]
    pub fn bin_of(&self, value: f64) -> Option<usize> {
        let (first, last) = (self.first(), self.last());
        let is_within = first <= value && value <= last;
        if !is_within {
            return None;
        }
        let end = self.count() - 1;
        let Some(per_unit) = self.per_unit else {
            let above = self.edges.partition_point(|&edge| edge <= value);
            return Some((above - 1).min(end));
        };
        let mut bin = (((value - first) * per_unit) as usize).min(end);
        // Rounding may be off by one; the edges have the last word.
        while value < self.edges[bin] {
            bin -= 1;
        }
        while bin < end && value >= self.edges[bin + 1] {
            bin += 1;
        }
        Some(bin)
    }
}
