//! One axis of a view: which values it shows and how they lie along it.

use crate::transform::curves;
use crate::{Error, Result};

/// How values lie along an axis.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum AxisScale {
    /// Equal differences are equal lengths.
    #[default]
    Linear,
    /// Equal ratios are equal lengths. Values that are not positive have no place and are taken
    /// far beyond the low end (a logarithm of −1000), so that a line towards them falls out of
    /// the picture instead of ending.
    Log10,
    /// Equal ratios are equal lengths on both sides of zero, and around zero, where they cannot
    /// be, equal differences are: the symmetric logarithm of matplotlib.
    Symlog {
        /// Values up to this, and down to its opposite, lie linearly. Positive and finite.
        linear_within: f64,
    },
}

impl AxisScale {
    /// The coordinate along the axis, before limits: the value itself or its logarithm.
    #[must_use]
    pub fn forward(self, value: f64) -> f64 {
        match self {
            Self::Linear => value,
            Self::Log10 => curves::log10(value),
            Self::Symlog { linear_within } => curves::symlog(value, linear_within),
        }
    }

    /// The value at a coordinate along the axis.
    #[must_use]
    pub fn inverse(self, coordinate: f64) -> f64 {
        match self {
            Self::Linear => coordinate,
            Self::Log10 => curves::power_of_10(coordinate),
            Self::Symlog { linear_within } => curves::symlog_inverse(coordinate, linear_within),
        }
    }
}

/// The limits of an axis in data values, low end of the screen first, and its scale.
///
/// `limits[0]` stands at the left (or bottom) of the view and may be the larger one: the axis is
/// then inverted.
///
/// ```
/// use galry_scene::{Axis, AxisScale};
///
/// let axis = Axis::new([1.0, 1000.0], AxisScale::Log10).unwrap();
/// assert_eq!(axis.fraction(10.0), 1.0 / 3.0);
/// assert!(Axis::new([2.0, 2.0], AxisScale::Linear).is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Axis {
    limits: [f64; 2],
    scale: AxisScale,
}

impl Default for Axis {
    fn default() -> Self {
        Self {
            limits: [0.0, 1.0],
            scale: AxisScale::Linear,
        }
    }
}

impl Axis {
    /// An axis that shows `limits[0]` to `limits[1]`.
    ///
    /// # Errors
    /// [`Error::Limits`] when the limits are equal, not finite, too far apart for f64, or not
    /// positive on a logarithmic axis, or when the linear part of a symmetric logarithm is none.
    pub fn new(limits: [f64; 2], scale: AxisScale) -> Result<Self> {
        let error = |reason| Error::Limits {
            low: limits[0],
            high: limits[1],
            reason,
        };
        if !limits.iter().all(|limit| limit.is_finite()) {
            return Err(error("must both be finite numbers"));
        }
        if limits[0] == limits[1] {
            return Err(error("must differ"));
        }
        if scale == AxisScale::Log10 && limits.iter().any(|&limit| limit <= 0.0) {
            return Err(error("must be positive on a logarithmic axis"));
        }
        if let AxisScale::Symlog { linear_within } = scale
            && !(linear_within > 0.0 && linear_within.is_finite())
        {
            return Err(error(
                "need a linear part of a positive length on a symlog axis",
            ));
        }
        let axis = Self { limits, scale };
        let span = axis.span();
        if !span.is_finite() {
            return Err(error("must lie less than 1.7e308 apart"));
        }
        if span == 0.0 || !(1.0 / span).is_finite() {
            return Err(error("lie closer together than numbers can tell apart"));
        }
        Ok(axis)
    }

    /// The values at the low and the high end.
    #[must_use]
    pub fn limits(&self) -> [f64; 2] {
        self.limits
    }

    /// How values lie along the axis.
    #[must_use]
    pub fn scale(&self) -> AxisScale {
        self.scale
    }

    /// The limits as coordinates along the axis (logarithms on a logarithmic one).
    #[must_use]
    pub fn coordinates(&self) -> [f64; 2] {
        self.limits.map(|limit| self.scale.forward(limit))
    }

    /// Difference of the coordinates of the two ends; negative when inverted.
    #[must_use]
    pub fn span(&self) -> f64 {
        let [low, high] = self.coordinates();
        high - low
    }

    /// Whether the axis shows larger values at its low end.
    #[must_use]
    pub fn is_inverted(&self) -> bool {
        self.limits[1] < self.limits[0]
    }

    /// Where a value stands: 0 at the low end, 1 at the high end.
    #[must_use]
    pub fn fraction(&self, value: f64) -> f64 {
        (self.scale.forward(value) - self.coordinates()[0]) / self.span()
    }

    /// The value that stands at a fraction of the axis.
    #[must_use]
    pub fn value_at(&self, fraction: f64) -> f64 {
        match fraction {
            // The ends are returned as they were given: no rounding on the way.
            0.0 => self.limits[0],
            1.0 => self.limits[1],
            _ => self
                .scale
                .inverse(self.coordinates()[0] + fraction * self.span()),
        }
    }

    /// The axis that shows the part from fraction `from` to fraction `to` of this one.
    ///
    /// # Errors
    /// [`Error::Limits`] when that part cannot be told apart or lies beyond f64.
    pub fn part(&self, from: f64, to: f64) -> Result<Self> {
        Self::new([self.value_at(from), self.value_at(to)], self.scale)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::curves::LINEAR_DECADES;

    #[test]
    fn unusable_limits_say_why() {
        let message = |limits, scale| Axis::new(limits, scale).unwrap_err().to_string();
        assert_eq!(
            message([1.0, 1.0], AxisScale::Linear),
            "axis limits 1 and 1 must differ"
        );
        assert_eq!(
            message([f64::NAN, 1.0], AxisScale::Linear),
            "axis limits NaN and 1 must both be finite numbers"
        );
        assert_eq!(
            message([-1.0, 1.0], AxisScale::Log10),
            "axis limits -1 and 1 must be positive on a logarithmic axis"
        );
        assert!(Axis::new([-1.7e308, 1.7e308], AxisScale::Linear).is_err());
        assert!(Axis::new([0.0, 5e-324], AxisScale::Linear).is_err());
    }

    #[test]
    fn symmetric_logarithms_are_linear_around_zero() {
        let scale = AxisScale::Symlog { linear_within: 2.0 };
        assert_eq!(scale.forward(0.0), 0.0);
        assert_eq!(scale.forward(1.0), LINEAR_DECADES / 2.0);
        assert_eq!(scale.forward(2.0), LINEAR_DECADES);
        assert!((scale.forward(-200.0) + LINEAR_DECADES + 2.0).abs() < 1e-12);
        assert!(scale.forward(f64::NAN).is_nan());
        for value in [-1e300, -7.0, -2.0, -1e-9, 0.0, 1e-300, 1.9, 2.1, 5e7] {
            let again = scale.inverse(scale.forward(value));
            assert!(
                (again - value).abs() <= value.abs() * 1e-12,
                "{value} {again}"
            );
        }
        let axis = Axis::new([-100.0, 100.0], scale).unwrap();
        assert_eq!(axis.fraction(0.0), 0.5);
        for linear_within in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            let error = Axis::new([0.0, 1.0], AxisScale::Symlog { linear_within }).unwrap_err();
            assert_eq!(
                error.to_string(),
                "axis limits 0 and 1 need a linear part of a positive length on a symlog axis"
            );
        }
    }

    #[test]
    fn values_and_fractions_go_there_and_back() {
        let inverted = Axis::new([5.0, -5.0], AxisScale::Linear).unwrap();
        assert!(inverted.is_inverted());
        assert_eq!(inverted.fraction(5.0), 0.0);
        assert_eq!(inverted.value_at(0.75), -2.5);
        let log = Axis::new([1.0, 100.0], AxisScale::Log10).unwrap();
        assert_eq!(log.value_at(0.5), 10.0);
        assert!(log.fraction(0.0) < -400.0);
    }
}
