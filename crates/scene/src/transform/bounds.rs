//! Boxes in space, and the margins that keep what rounding does inside them.

/// A box with sides along the axes, in f64.
///
/// ```
/// use galry_scene::Bounds3;
///
/// let bounds = Bounds3 { min: [0.0, -1.0, 0.0], max: [10.0, 1.0, 0.0] };
/// assert!(bounds.contains([5.0, 0.0, 0.0]));
/// assert!(!bounds.contains([5.0, 2.0, 0.0]));
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds3 {
    /// Smallest x, y and z.
    pub min: [f64; 3],
    /// Largest x, y and z.
    pub max: [f64; 3],
}

impl Bounds3 {
    /// The flat box of two coordinates, at z = 0.
    #[must_use]
    pub const fn flat(min: [f64; 2], max: [f64; 2]) -> Self {
        Self {
            min: [min[0], min[1], 0.0],
            max: [max[0], max[1], 0.0],
        }
    }

    /// Whether a point lies inside or on the border.
    #[must_use]
    pub fn contains(&self, point: [f64; 3]) -> bool {
        (0..3).all(|i| (self.min[i]..=self.max[i]).contains(&point[i]))
    }

    /// Whether every number is finite and no side has a negative length.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        (0..3).all(|i| {
            self.min[i].is_finite() && self.max[i].is_finite() && self.min[i] <= self.max[i]
        })
    }

    /// The eight corners.
    #[must_use]
    pub fn corners(&self) -> [[f64; 3]; 8] {
        std::array::from_fn(|corner| {
            std::array::from_fn(|axis| {
                if corner >> axis & 1 == 0 {
                    self.min[axis]
                } else {
                    self.max[axis]
                }
            })
        })
    }

    /// The box between two ends on each axis, whichever is the larger.
    pub(super) fn between(a: [f64; 3], b: [f64; 3]) -> Self {
        Self {
            min: std::array::from_fn(|i| a[i].min(b[i])),
            max: std::array::from_fn(|i| a[i].max(b[i])),
        }
    }

    /// Wider on both sides by a length for each axis.
    pub(super) fn grown_by(&self, margin: [f64; 3]) -> Self {
        Self {
            min: std::array::from_fn(|i| self.min[i] - margin[i]),
            max: std::array::from_fn(|i| self.max[i] + margin[i]),
        }
    }

    /// The largest distance from zero on each axis.
    pub(super) fn reach(&self) -> [f64; 3] {
        std::array::from_fn(|i| self.min[i].abs().max(self.max[i].abs()))
    }
}

/// What the functions of a mathematical library may be wrong by, relative to the result, with room
/// to spare: eight units in the last place.
pub(super) const ROUNDING: f64 = 8.0 * f64::EPSILON;
