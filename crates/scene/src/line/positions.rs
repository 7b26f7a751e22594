//! Where the samples of a line stand along x.

use std::sync::Arc;

use crate::{Error, Result};

/// The x coordinate of each sample of a line, in data units.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub enum Positions<'a> {
    /// The sample's index: 0, 1, 2, …
    #[default]
    Index,
    /// The index divided by a sampling rate, so that x is in seconds.
    Rate {
        /// Samples a second; positive and finite.
        hz: f64,
    },
    /// One value a sample, borrowed.
    Borrowed(&'a [f64]),
    /// One value a sample, shared.
    Shared(Arc<[f64]>),
}

impl Positions<'_> {
    /// The x coordinate of a sample. Positions given as values must hold that index.
    #[must_use]
    pub fn at(&self, index: u64) -> f64 {
        match self {
            Self::Index => index as f64,
            Self::Rate { hz } => index as f64 / hz,
            Self::Borrowed(values) => values[index as usize],
            Self::Shared(values) => values[index as usize],
        }
    }

    /// Number of values; `None` where the index is all there is.
    pub(crate) fn len(&self) -> Option<u64> {
        self.values().map(|values| values.len() as u64)
    }

    fn values(&self) -> Option<&[f64]> {
        match self {
            Self::Index | Self::Rate { .. } => None,
            Self::Borrowed(values) => Some(values),
            Self::Shared(values) => Some(values),
        }
    }

    /// Whether there is a value for each sample, rather than a rule.
    pub(crate) fn is_given(&self) -> bool {
        self.values().is_some()
    }

    /// Smallest and largest finite position among the first `len` samples; `None` if there is
    /// none.
    #[must_use]
    pub fn range(&self, len: u64) -> Option<[f64; 2]> {
        match self.values() {
            None if len == 0 => None,
            None => Some([self.at(0), self.at(len - 1)]),
            Some(values) => {
                values
                    .iter()
                    .filter(|x| x.is_finite())
                    .fold(None, |range: Option<[f64; 2]>, &x| {
                        Some(range.map_or([x, x], |[low, high]| [low.min(x), high.max(x)]))
                    })
            }
        }
    }

    /// Whether x never decreases and is finite throughout, so that level of detail applies.
    #[must_use]
    pub fn is_non_decreasing(&self) -> bool {
        self.values().is_none_or(|values| {
            values.iter().all(|x| x.is_finite()) && values.is_sorted_by(|a, b| a <= b)
        })
    }

    /// A first guess of the index of the sample at `x`: exact search starts there.
    pub(crate) fn guess(&self, x: f64) -> Option<f64> {
        match self {
            Self::Index => Some(x),
            Self::Rate { hz } => Some(x * hz),
            Self::Borrowed(_) | Self::Shared(_) => None,
        }
    }

    /// Checks that there is a position for each of `samples` samples.
    pub(crate) fn check(&self, samples: u64) -> Result<()> {
        match self {
            Self::Rate { hz } if !(hz.is_finite() && *hz > 0.0) => {
                return Err(Error::Rate { rate_hz: *hz });
            }
            _ => {}
        }
        match self.values() {
            Some(values) if values.len() as u64 != samples => Err(Error::PositionCount {
                samples,
                positions: values.len() as u64,
            }),
            _ => Ok(()),
        }
    }
}

/// The first index in `0..len` at which `is_before` is false, where it is true up to some index
/// and false from there on. Looks outwards from `guess`, so that a good guess costs two looks.
pub(crate) fn partition_point_near(
    len: u64,
    guess: u64,
    mut is_before: impl FnMut(u64) -> bool,
) -> u64 {
    let guess = guess.min(len);
    let (mut low, mut high);
    let mut step = 1;
    if guess < len && is_before(guess) {
        // The answer lies above: double the step until it is passed.
        low = guess + 1;
        high = low;
        while high < len && is_before(high) {
            low = high + 1;
            high = high.saturating_add(step).min(len);
            step *= 2;
        }
    } else {
        high = guess;
        low = guess;
        while low > 0 && !is_before(low - 1) {
            high = low - 1;
            low = low.saturating_sub(step);
            step *= 2;
        }
    }
    while low < high {
        let middle = low + (high - low) / 2;
        if is_before(middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn positions_follow_the_rate() {
        assert_eq!(Positions::Rate { hz: 4.0 }.at(6), 1.5);
        assert_eq!(Positions::Index.range(0), None);
        assert_eq!(Positions::Rate { hz: 2.0 }.range(5), Some([0.0, 2.0]));
        assert!(Positions::Rate { hz: 0.0 }.check(1).is_err());
    }

    #[test]
    fn disorder_and_gaps_are_noticed() {
        assert!(Positions::Borrowed(&[1.0, 1.0, 2.0]).is_non_decreasing());
        assert!(!Positions::Borrowed(&[1.0, 0.0]).is_non_decreasing());
        assert!(!Positions::Borrowed(&[1.0, f64::NAN]).is_non_decreasing());
        assert_eq!(
            Positions::Borrowed(&[3.0, f64::NAN, 1.0]).range(3),
            Some([1.0, 3.0])
        );
        assert_eq!(
            Positions::Borrowed(&[1.0])
                .check(2)
                .unwrap_err()
                .to_string(),
            "line: expected as many x as y values (2), got 1"
        );
    }

    proptest! {
        #[test]
        fn the_partition_point_does_not_depend_on_the_guess(
            len in 0u64..200, point in 0u64..200, guess in 0u64..400,
        ) {
            let point = point.min(len);
            prop_assert_eq!(partition_point_near(len, guess, |i| i < point), point);
        }
    }
}
