//! The range of an image's values.

/// The finite values of a band, summed up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// The smallest finite value; infinite where there is none.
    pub min: f64,
    /// The largest finite value; minus infinity where there is none.
    pub max: f64,
    /// How many values are not finite.
    pub missing: u64,
}

impl Limits {
    /// Those of no value.
    pub const EMPTY: Self = Self {
        min: f64::INFINITY,
        max: f64::NEG_INFINITY,
        missing: 0,
    };

    /// Those of both together.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self {
            min: self.min.min(other.min),
            max: self.max.max(other.max),
            missing: self.missing + other.missing,
        }
    }

    /// Whether there is no finite value.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.min > self.max
    }
}
