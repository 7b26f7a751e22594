//! Logarithms and powers: each axis by a curve of its own, growing everywhere.
//!
//! The formulas stand here once; the scales of axes ([`AxisScale`]) use them too.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::bounds::ROUNDING;
use super::{Bounds3, Mapping, MappingShader};
use crate::{AxisScale, Error, Result};

/// The length of the linear part of a symmetric logarithm on each side of zero, in decades: the one
/// that holds the decade below the threshold as well, `1 / (1 - 1/10)`, as matplotlib has it.
pub(crate) const LINEAR_DECADES: f64 = 10.0 / 9.0;

/// What stands for the decimal logarithm of a value that is not positive.
const LOG_OF_NOTHING: f64 = -1000.0;

/// The decimal logarithm; far beyond all others where there is none.
pub(crate) fn log10(value: f64) -> f64 {
    if value > 0.0 {
        value.log10()
    } else if value.is_nan() {
        f64::NAN
    } else {
        LOG_OF_NOTHING
    }
}

/// The value of a decimal logarithm.
pub(crate) fn power_of_10(exponent: f64) -> f64 {
    10f64.powf(exponent)
}

/// The symmetric logarithm, linear up to `linear_within` on both sides of zero.
pub(crate) fn symlog(value: f64, linear_within: f64) -> f64 {
    let ratio = value / linear_within;
    if ratio.abs() > 1.0 {
        (LINEAR_DECADES + ratio.abs().log10()).copysign(ratio)
    } else {
        ratio * LINEAR_DECADES
    }
}

/// The value of a symmetric logarithm.
pub(crate) fn symlog_inverse(coordinate: f64, linear_within: f64) -> f64 {
    let ratio = if coordinate.abs() > LINEAR_DECADES {
        power_of_10(coordinate.abs() - LINEAR_DECADES).copysign(coordinate)
    } else {
        coordinate / LINEAR_DECADES
    };
    ratio * linear_within
}

/// How one coordinate is bent.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[non_exhaustive]
pub enum Curve {
    /// Not at all.
    #[default]
    Linear,
    /// Its logarithm. Values that are not positive have none and are taken far beyond the low end
    /// (at 1e-1000), so that a line towards them leaves the picture instead of ending.
    Log {
        /// The base, finite and above 1.
        base: f64,
    },
    /// Its logarithm on both sides of zero, and around zero, where it has none, itself: the
    /// symmetric logarithm of matplotlib, in decades.
    Symlog {
        /// Values up to this, and down to its opposite, lie linearly. Positive and finite.
        linear_within: f64,
    },
    /// Its size to a power, with its sign: `sign(x) · |x|^exponent`.
    Power {
        /// Positive and finite, and so is its inverse: 0.5 for the square root.
        exponent: f64,
    },
}

impl From<AxisScale> for Curve {
    fn from(scale: AxisScale) -> Self {
        match scale {
            AxisScale::Linear => Self::Linear,
            AxisScale::Log10 => Self::Log { base: 10.0 },
            AxisScale::Symlog { linear_within } => Self::Symlog { linear_within },
        }
    }
}

impl Curve {
    fn check(self) -> Result<()> {
        let is_positive = |number: f64| number > 0.0 && number.is_finite();
        let (is_right, transform, expected, got) = match self {
            Self::Linear => return Ok(()),
            Self::Log { base } => {
                let is_right = base > 1.0 && base.is_finite();
                (is_right, "log", "a finite base above 1", base)
            }
            Self::Symlog { linear_within } => {
                let is_right = is_positive(linear_within);
                (
                    is_right,
                    "symlog",
                    "a linear part of a positive length",
                    linear_within,
                )
            }
            Self::Power { exponent } => {
                let is_right = is_positive(exponent) && is_positive(1.0 / exponent);
                (is_right, "power", "a positive exponent", exponent)
            }
        };
        if is_right {
            return Ok(());
        }
        Err(Error::TransformParameter {
            transform,
            expected,
            got: got.to_string(),
        })
    }

    /// Where a value lies.
    fn forward(self, value: f64) -> f64 {
        match self {
            Self::Linear => value,
            Self::Log { base: 10.0 } => log10(value),
            Self::Log { base } if value > 0.0 => value.log2() / base.log2(),
            Self::Log { base } => log10(value) / base.log10(),
            Self::Symlog { linear_within } => symlog(value, linear_within),
            Self::Power { exponent } => value.abs().powf(exponent).copysign(value),
        }
    }

    /// The value that lies there.
    fn backward(self, coordinate: f64) -> f64 {
        match self {
            Self::Linear => coordinate,
            Self::Log { base } => base.powf(coordinate),
            Self::Symlog { linear_within } => symlog_inverse(coordinate, linear_within),
            Self::Power { exponent } => coordinate.abs().powf(1.0 / exponent).copysign(coordinate),
        }
    }

    /// What its WGSL takes.
    fn parameter(self) -> [f32; 4] {
        let [x, y] = match self {
            Self::Linear => [0.0; 2],
            Self::Log { base } => [base.log2(), LOG_OF_NOTHING / base.log10()],
            Self::Symlog { linear_within } => [linear_within, LINEAR_DECADES],
            Self::Power { exponent } => [exponent, 1.0 / exponent],
        };
        [x as f32, y as f32, 0.0, 0.0]
    }

    /// WGSL of [`forward`](Self::forward) of the number `v`, with the parameter `k`.
    fn wgsl_forward(self) -> &'static str {
        match self {
            Self::Linear => "v",
            Self::Log { .. } => "select(k.y, log2(v) / k.x, v > 0.0)",
            // 0.30103 is the decimal logarithm of 2.
            Self::Symlog { .. } => {
                "select(v / k.x * k.y, sign(v) * (k.y + log2(abs(v / k.x)) * 0.30102999566398120), \
                 abs(v / k.x) > 1.0)"
            }
            Self::Power { .. } => "select(0.0, sign(v) * pow(abs(v), k.x), abs(v) > 0.0)",
        }
    }

    /// WGSL of [`backward`](Self::backward).
    fn wgsl_backward(self) -> &'static str {
        match self {
            Self::Linear => "v",
            Self::Log { .. } => "exp2(v * k.x)",
            Self::Symlog { .. } => {
                "k.x * select(v / k.y, sign(v) * exp2((abs(v) - k.y) * 3.3219280948873623), \
                 abs(v) > k.y)"
            }
            Self::Power { .. } => "select(0.0, sign(v) * pow(abs(v), k.y), abs(v) > 0.0)",
        }
    }
}

/// Bends each axis by a curve of its own.
///
/// ```
/// use galry_scene::{Curve, Curves, Transform};
///
/// let log_log = Curves::new([Curve::Log { base: 10.0 }, Curve::Log { base: 2.0 }, Curve::Linear])?;
/// let [x, y] = Transform::from(log_log).map_xy([1000.0, 8.0]);
/// assert!((x - 3.0).abs() < 1e-12 && (y - 3.0).abs() < 1e-12);
/// # Ok::<(), galry_scene::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Curves {
    axes: [Curve; 3],
}

impl Curves {
    /// Curves for x, y and z.
    ///
    /// # Errors
    /// [`Error::TransformParameter`] when a number of a curve is not what it must be.
    pub fn new(axes: [Curve; 3]) -> Result<Self> {
        for axis in axes {
            axis.check()?;
        }
        Ok(Self { axes })
    }

    /// The same curve for x and y; z stays.
    ///
    /// # Errors
    /// As for [`new`](Self::new).
    pub fn plane(curve: Curve) -> Result<Self> {
        Self::new([curve, curve, Curve::Linear])
    }

    /// The curves of x, y and z.
    #[must_use]
    pub fn axes(&self) -> [Curve; 3] {
        self.axes
    }

    /// Whether it leaves every point where it is.
    #[must_use]
    pub fn is_identity(&self) -> bool {
        self.axes
            .iter()
            .all(|curve| matches!(curve, Curve::Linear | Curve::Power { exponent: 1.0 }))
    }

    /// Each curve grows, so ends go to ends; what is bent is rounded.
    fn bounds_between(&self, min: [f64; 3], max: [f64; 3]) -> Bounds3 {
        let rounding = self.axes.map(|curve| match curve {
            Curve::Linear => 0.0,
            _ => ROUNDING,
        });
        Bounds3 {
            min: std::array::from_fn(|i| min[i] - rounding[i] * min[i].abs()),
            max: std::array::from_fn(|i| max[i] + rounding[i] * max[i].abs()),
        }
    }

    fn body(&self, expression: fn(Curve) -> &'static str) -> Cow<'static, str> {
        let mut body = String::new();
        for (axis, curve) in ["x", "y", "z"].into_iter().zip(self.axes) {
            // Whole words only: no expression has another `v` or `k` followed by these.
            let expression = expression(curve)
                .replace("k.", &format!("of_{axis}."))
                .replace('v', &format!("point.{axis}"));
            // Writing to a String cannot fail.
            _ = writeln!(body, "let {axis} = {expression};");
        }
        body.push_str("return vec3<f32>(x, y, z);");
        body.into()
    }
}

impl Mapping for Curves {
    fn name(&self) -> &'static str {
        "curves"
    }

    fn forward(&self, point: [f64; 3]) -> [f64; 3] {
        std::array::from_fn(|i| self.axes[i].forward(point[i]))
    }

    fn backward(&self, point: [f64; 3]) -> [f64; 3] {
        std::array::from_fn(|i| self.axes[i].backward(point[i]))
    }

    fn forward_bounds(&self, bounds: &Bounds3) -> Result<Bounds3> {
        Ok(self.bounds_between(self.forward(bounds.min), self.forward(bounds.max)))
    }

    fn backward_bounds(&self, bounds: &Bounds3) -> Result<Bounds3> {
        Ok(self.bounds_between(self.backward(bounds.min), self.backward(bounds.max)))
    }

    fn shader(&self) -> MappingShader {
        let [x, y, z] = self.axes.map(Curve::parameter);
        MappingShader {
            parameters: vec![("of_x", x), ("of_y", y), ("of_z", z)],
            forward: self.body(Curve::wgsl_forward),
            backward: self.body(Curve::wgsl_backward),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn along_x(curve: Curve) -> Curves {
        Curves::new([curve, Curve::Linear, Curve::Linear]).unwrap()
    }

    #[test]
    fn logarithms_have_any_base_and_none_of_what_is_not_positive() {
        let binary = along_x(Curve::Log { base: 2.0 });
        assert_eq!(binary.forward([8.0, -1.0, 5.0]), [3.0, -1.0, 5.0]);
        assert_eq!(binary.backward([-1.0, 0.0, 0.0])[0], 0.5);
        let decimal = along_x(Curve::Log { base: 10.0 });
        assert_eq!(decimal.forward([-3.0, 0.0, 0.0])[0], -1000.0);
        // A value that is not positive lies at 1e-1000 in every base.
        assert!((binary.forward([0.0; 3])[0] + 1000.0 * 10f64.log2()).abs() < 1e-9);
        assert!(decimal.forward([f64::NAN, 0.0, 0.0])[0].is_nan());
    }

    #[test]
    fn powers_keep_the_sign() {
        let root = along_x(Curve::Power { exponent: 0.5 });
        assert_eq!(root.forward([-9.0, -9.0, 0.0]), [-3.0, -9.0, 0.0]);
        assert_eq!(root.backward([-3.0, 0.0, 0.0])[0], -9.0);
    }

    #[test]
    fn the_scales_of_axes_are_the_same_curves() {
        let scales = [
            AxisScale::Linear,
            AxisScale::Log10,
            AxisScale::Symlog { linear_within: 0.5 },
        ];
        for scale in scales {
            let curve = Curve::from(scale);
            for value in [-1e9, -1.0, -0.1, 0.0, 1e-300, 0.4, 0.6, 3.0, 1e200] {
                assert_eq!(curve.forward(value), scale.forward(value));
            }
            for coordinate in [-20.0, -1.0, 0.0, 0.3, 1.2, 40.0] {
                assert_eq!(curve.backward(coordinate), scale.inverse(coordinate));
            }
        }
    }
}
