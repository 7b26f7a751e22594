//! The smallest and the largest finite value of a set of samples.

use crate::element::Element;

/// The smallest and the largest of the **finite** values of a set; NaN and both infinities are
/// left out.
///
/// A zero is always the positive one, so two extents of the same values are the same bits in
/// whatever order the values were visited.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Extent {
    /// The smallest finite value; `f64::INFINITY` in an empty extent.
    pub min: f64,
    /// The largest finite value; `f64::NEG_INFINITY` in an empty extent.
    pub max: f64,
}

impl Extent {
    /// The extent of no value at all.
    pub const EMPTY: Self = Self {
        min: f64::INFINITY,
        max: f64::NEG_INFINITY,
    };

    /// Whether no finite value went in.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.min > self.max
    }

    /// Widens the extent to hold `value`; a value that is not finite changes nothing.
    pub fn include(&mut self, value: f64) {
        if value.is_finite() {
            // Adding zero turns a negative zero into the positive one.
            let value = value + 0.0;
            if value < self.min {
                self.min = value;
            }
            if value > self.max {
                self.max = value;
            }
        }
    }

    /// The smallest extent that holds both.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self {
            min: if other.min < self.min {
                other.min
            } else {
                self.min
            },
            max: if other.max > self.max {
                other.max
            } else {
                self.max
            },
        }
    }

    /// Whether `value` lies within, its ends included.
    #[must_use]
    pub fn contains(&self, value: f64) -> bool {
        self.min <= value && value <= self.max
    }
}

impl Default for Extent {
    fn default() -> Self {
        Self::EMPTY
    }
}

impl FromIterator<f64> for Extent {
    fn from_iter<I: IntoIterator<Item = f64>>(values: I) -> Self {
        let mut extent = Self::EMPTY;
        for value in values {
            extent.include(value);
        }
        extent
    }
}

/// An extent in the samples' own type, as pyramids hold it; `lo > hi` when empty.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Bounds<T> {
    pub(crate) lo: T,
    pub(crate) hi: T,
}

impl<T: Element> Bounds<T> {
    pub(crate) const EMPTY: Self = Self {
        lo: T::HIGHEST,
        hi: T::LOWEST,
    };

    #[inline]
    pub(crate) fn union(self, other: Self) -> Self {
        Self {
            lo: if other.lo < self.lo {
                other.lo
            } else {
                self.lo
            },
            hi: if other.hi > self.hi {
                other.hi
            } else {
                self.hi
            },
        }
    }

    /// Whether uniting with `other` would change nothing.
    #[inline]
    pub(crate) fn covers(self, other: Self) -> bool {
        other.lo >= self.lo && other.hi <= self.hi
    }

    /// Widens the bounds to hold a value that is known to be finite.
    #[inline]
    pub(crate) fn include_finite(&mut self, value: T) {
        if value < self.lo {
            self.lo = value;
        }
        if value > self.hi {
            self.hi = value;
        }
    }

    /// The same as `f64`.
    #[inline]
    pub(crate) fn extent(self) -> Extent {
        if self.lo <= self.hi {
            Extent {
                min: self.lo.to_f64() + 0.0,
                max: self.hi.to_f64() + 0.0,
            }
        } else {
            Extent::EMPTY
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_finite_values_count() {
        let extent: Extent = [f64::NAN, 3.0, f64::INFINITY, -2.0, f64::NEG_INFINITY]
            .into_iter()
            .collect();
        assert_eq!(
            extent,
            Extent {
                min: -2.0,
                max: 3.0
            }
        );
        assert!(extent.contains(0.0) && !extent.contains(3.5));
        let none: Extent = [f64::NAN, f64::INFINITY].into_iter().collect();
        assert!(none.is_empty());
        assert_eq!(none, Extent::EMPTY);
    }

    #[test]
    fn zero_has_no_sign() {
        for values in [[-0.0, 0.0], [0.0, -0.0]] {
            let extent: Extent = values.into_iter().collect();
            assert_eq!(extent.min.to_bits(), 0);
            assert_eq!(extent.max.to_bits(), 0);
        }
    }

    #[test]
    fn a_union_with_nothing_is_the_same() {
        let some = Extent {
            min: -1.0,
            max: 2.0,
        };
        assert_eq!(some.union(Extent::EMPTY), some);
        assert_eq!(Extent::EMPTY.union(some), some);
        assert!(Bounds::<u8>::EMPTY.extent().is_empty());
        assert!(Bounds { lo: 3_u8, hi: 4 }.covers(Bounds::EMPTY));
        assert!(!Bounds::<u8>::EMPTY.covers(Bounds { lo: 255, hi: 255 }));
    }
}
