//! The shares of some data below each value, for norms that spread values evenly over colours.

use std::sync::Arc;

use super::kind::part;
use crate::error::{Error, Result};

/// Points kept of the data's distribution.
const POINTS: usize = 1024;

/// A distribution: for values in rising order, the share of the data up to each.
///
/// ```
/// use galry_visuals::{Equalized, Norm, NormKind};
///
/// let data = Equalized::from_values([1.0, 1.0, 2.0, 100.0, f64::NAN])?;
/// let norm = Norm::new(NormKind::Equalized(data), [0.0, 0.0])?;
/// assert_eq!(norm.normalize(1.0), 0.0);
/// assert_eq!(norm.normalize(2.0), 0.5);
/// assert_eq!(norm.normalize(100.0), 1.0);
/// # Ok::<(), galry_visuals::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Equalized {
    /// Rising values, and the share of the data at each: 0 at the first, 1 at the last.
    points: Arc<[[f64; 2]]>,
}

impl Equalized {
    /// The distribution of the finite ones of some values: the smallest becomes 0, the largest 1,
    /// another value the share of those above the smallest that it reaches. Of many different
    /// values a thousand, equally far apart in rank, are kept.
    ///
    /// # Errors
    /// [`Error::Norm`] when no value is finite.
    pub fn from_values(values: impl IntoIterator<Item = f64>) -> Result<Self> {
        let mut values: Vec<f64> = values
            .into_iter()
            .filter(|value| value.is_finite())
            .collect();
        values.sort_by(f64::total_cmp);
        let mut ranks: Vec<[f64; 2]> = Vec::new();
        for (index, &value) in values.iter().enumerate() {
            match ranks.last_mut() {
                Some([last, rank]) if *last == value => *rank = index as f64 + 1.0,
                _ => ranks.push([value, index as f64 + 1.0]),
            }
        }
        if ranks.len() > POINTS {
            let last = ranks.len() - 1;
            ranks = (0..POINTS)
                .map(|point| ranks[point * last / (POINTS - 1)])
                .collect();
        }
        Self::from_ranks(ranks)
    }

    /// The distribution of values that occur several times: each in rising order, and how often it
    /// does. What [`from_values`](Self::from_values) makes of each value so many times, and all of
    /// them are kept.
    ///
    /// # Errors
    /// [`Error::Norm`] when the values do not rise, are not finite, or there is none.
    pub fn from_multiplicities(values: impl IntoIterator<Item = (f64, u64)>) -> Result<Self> {
        let mut ranks: Vec<[f64; 2]> = Vec::new();
        let mut sum = 0;
        for (value, count) in values {
            if !value.is_finite() || ranks.last().is_some_and(|last| last[0] >= value) {
                return Err(Error::Norm {
                    message: "equalized: expected finite values in rising order".to_owned(),
                });
            }
            sum += count;
            ranks.push([value, sum as f64]);
        }
        Self::from_ranks(ranks)
    }

    /// The distribution of a histogram: `counts[i]` data between `edges[i]` and `edges[i + 1]`.
    ///
    /// # Errors
    /// [`Error::Length`] when there is not one edge more than counts, [`Error::Norm`] when the
    /// edges do not rise or nothing is counted.
    pub fn from_counts(edges: &[f64], counts: &[u64]) -> Result<Self> {
        if edges.len() != counts.len() + 1 {
            return Err(Error::Length {
                what: "edges of a histogram, one more than its counts",
                expected: counts.len() + 1,
                actual: edges.len(),
            });
        }
        let rises = |pair: &[f64]| pair[0] < pair[1];
        if !edges.windows(2).all(rises) || !edges.iter().all(|edge| edge.is_finite()) {
            return Err(Error::Norm {
                message: "equalized: expected finite edges in rising order".to_owned(),
            });
        }
        let mut sum = 0;
        let mut ranks = vec![[edges[0], 0.0]];
        for (&edge, &count) in edges[1..].iter().zip(counts) {
            sum += count;
            ranks.push([edge, sum as f64]);
        }
        if sum == 0 {
            return Err(Error::Norm {
                message: "equalized: expected some data, got none".to_owned(),
            });
        }
        Self::from_ranks(ranks)
    }

    fn from_ranks(ranks: Vec<[f64; 2]>) -> Result<Self> {
        let (Some(&[_, first]), Some(&[_, last])) = (ranks.first(), ranks.last()) else {
            return Err(Error::Norm {
                message: "equalized: expected a finite value among the data, got none".to_owned(),
            });
        };
        let share = |rank: f64| {
            if first < last {
                part(rank, first, last)
            } else {
                0.0
            }
        };
        Ok(Self {
            points: ranks
                .into_iter()
                .map(|[value, rank]| [value, share(rank)])
                .collect(),
        })
    }

    /// The smallest and the largest value.
    #[must_use]
    pub fn limits(&self) -> [f64; 2] {
        [self.points[0][0], self.points[self.points.len() - 1][0]]
    }

    /// The share of the data up to a value, by straight lines between known ones.
    pub(super) fn fraction(&self, value: f64) -> f64 {
        let above = self.points.partition_point(|point| point[0] <= value);
        if above == 0 {
            return -1.0;
        }
        let [low, share] = self.points[above - 1];
        match self.points.get(above) {
            Some(&[high, next]) => share + (next - share) * part(value, low, high),
            None if value > low => 2.0,
            None => share,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_of_a_histogram_are_its_running_sums() {
        let data = Equalized::from_counts(&[0.0, 1.0, 2.0, 4.0], &[6, 0, 2]).unwrap();
        for (value, expected) in [
            (0.0, 0.0),
            (0.5, 0.375),
            (1.0, 0.75),
            (1.7, 0.75),
            (4.0, 1.0),
        ] {
            assert_eq!(data.fraction(value), expected);
        }
        assert!(Equalized::from_counts(&[0.0, 1.0], &[0]).is_err());
        assert!(Equalized::from_counts(&[0.0, 1.0], &[1, 2]).is_err());
        assert!(Equalized::from_counts(&[1.0, 0.0], &[1]).is_err());
    }

    #[test]
    fn multiplicities_are_values_so_many_times() {
        let pairs = [(1.0, 3), (2.5, 1), (7.0, 4)];
        let all = pairs
            .iter()
            .flat_map(|&(value, count)| vec![value; count as usize]);
        let expected = Equalized::from_values(all).unwrap();
        assert_eq!(Equalized::from_multiplicities(pairs).unwrap(), expected);
        assert!(Equalized::from_multiplicities([(1.0, 1), (1.0, 1)]).is_err());
        assert!(Equalized::from_multiplicities([(f64::NAN, 1)]).is_err());
        assert!(Equalized::from_multiplicities([]).is_err());
    }

    #[test]
    fn many_values_keep_their_ends_and_their_middle() {
        let data = Equalized::from_values((0..100_000).map(|i| f64::from(i).powi(3))).unwrap();
        assert_eq!(data.fraction(0.0), 0.0);
        assert_eq!(data.fraction(99_999f64.powi(3)), 1.0);
        assert!((data.fraction(50_000f64.powi(3)) - 0.5).abs() < 1e-3);
        assert!(Equalized::from_values([f64::NAN]).is_err());
        let one = Equalized::from_values([2.0, 2.0]).unwrap();
        assert_eq!((one.limits(), one.fraction(2.0)), ([2.0; 2], 0.0));
    }
}
