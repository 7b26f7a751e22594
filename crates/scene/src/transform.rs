//! Transforms, in f64, from a node's coordinates to framebuffer pixels.
//!
//! Names read from right to left: `parent_from_node` takes node coordinates and gives the
//! parent's. A chain of linear transforms is folded into one before anything reaches f32, so
//! that a picture at an offset of 1e15 is as steady as one at zero.
//!
//! [`ScaleTranslate`] is what a node has in its parent; [`Transform`] is any map of space, each
//! with its inverse, bounds and WGSL form, in a file of its own below.

mod affine;
mod bounds;
mod chain;
pub(crate) mod curves;
mod general;
mod magnify;
mod mapping;
mod matrix;
mod nonlinear;
mod perspective;
mod polar;
#[cfg(test)]
mod properties;
mod scale_translate;
mod shader;

pub use affine::Affine;
pub use bounds::Bounds3;
pub use chain::Chain;
pub use curves::{Curve, Curves};
pub use general::Transform;
pub use magnify::Magnify;
pub use mapping::{Mapping, MappingShader};
pub use nonlinear::NonLinear;
pub use perspective::Perspective;
pub use polar::Polar;
pub use scale_translate::ScaleTranslate3;
pub use shader::TransformShader;

/// A scale and a translation on each axis: `y = x · scale + translate`, in f64.
///
/// ```
/// use galry_scene::ScaleTranslate;
///
/// let metres_from_feet = ScaleTranslate::scale([0.3048, 0.3048]);
/// let shifted = ScaleTranslate::translate([1.0, 0.0]).after(&metres_from_feet);
/// assert_eq!(shifted.map([10.0, 0.0]), [4.048, 0.0]);
/// assert!((shifted.inverse().unwrap().map_x(4.048) - 10.0).abs() < 1e-12);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ScaleTranslate {
    /// Factor on x and on y.
    pub scale: [f64; 2],
    /// Added after scaling, in the units of the result.
    pub translate: [f64; 2],
}

impl Default for ScaleTranslate {
    fn default() -> Self {
        Self::IDENTITY
    }
}

impl ScaleTranslate {
    /// Leaves every point where it is, to the last bit.
    pub const IDENTITY: Self = Self {
        scale: [1.0, 1.0],
        translate: [0.0, 0.0],
    };

    /// Only a scale.
    #[must_use]
    pub const fn scale(scale: [f64; 2]) -> Self {
        Self {
            scale,
            translate: [0.0, 0.0],
        }
    }

    /// Only a translation.
    #[must_use]
    pub const fn translate(translate: [f64; 2]) -> Self {
        Self {
            scale: [1.0, 1.0],
            translate,
        }
    }

    /// The image of a point.
    #[must_use]
    pub fn map(&self, point: [f64; 2]) -> [f64; 2] {
        [self.map_x(point[0]), self.map_y(point[1])]
    }

    /// The image of an x coordinate.
    #[must_use]
    pub fn map_x(&self, x: f64) -> f64 {
        x * self.scale[0] + self.translate[0]
    }

    /// The image of a y coordinate.
    #[must_use]
    pub fn map_y(&self, y: f64) -> f64 {
        y * self.scale[1] + self.translate[1]
    }

    /// The transform that does `first`, then this one.
    #[must_use]
    pub fn after(&self, first: &Self) -> Self {
        let axis = |i: usize| {
            (
                self.scale[i] * first.scale[i],
                first.translate[i] * self.scale[i] + self.translate[i],
            )
        };
        let ((sx, tx), (sy, ty)) = (axis(0), axis(1));
        Self {
            scale: [sx, sy],
            translate: [tx, ty],
        }
    }

    /// The transform that undoes this one; `None` when a scale is zero or not finite.
    #[must_use]
    pub fn inverse(&self) -> Option<Self> {
        let invertible = |s: f64| s != 0.0 && s.is_finite();
        if !(invertible(self.scale[0]) && invertible(self.scale[1])) {
            return None;
        }
        Some(Self {
            scale: [1.0 / self.scale[0], 1.0 / self.scale[1]],
            translate: [
                -self.translate[0] / self.scale[0],
                -self.translate[1] / self.scale[1],
            ],
        })
    }

    /// Whether every number in it is finite.
    #[must_use]
    pub fn is_finite(&self) -> bool {
        self.scale
            .iter()
            .chain(&self.translate)
            .all(|value| value.is_finite())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn identity_keeps_every_bit() {
        for value in [0.1, -1e300, 1e-300, f64::MAX] {
            assert_eq!(ScaleTranslate::IDENTITY.map([value, value]), [value, value]);
        }
    }

    #[test]
    fn a_zero_scale_has_no_inverse() {
        assert_eq!(ScaleTranslate::scale([0.0, 1.0]).inverse(), None);
        assert_eq!(ScaleTranslate::scale([f64::NAN, 1.0]).inverse(), None);
    }

    proptest! {
        #[test]
        fn a_chain_equals_its_parts(
            s in prop::array::uniform4(-1e3f64..1e3),
            t in prop::array::uniform4(-1e3f64..1e3),
            p in prop::array::uniform2(-1e3f64..1e3),
        ) {
            let first = ScaleTranslate { scale: [s[0], s[1]], translate: [t[0], t[1]] };
            let second = ScaleTranslate { scale: [s[2], s[3]], translate: [t[2], t[3]] };
            let chained = second.after(&first).map(p);
            let stepwise = second.map(first.map(p));
            for axis in 0..2 {
                prop_assert!((chained[axis] - stepwise[axis]).abs() <= 1e-6);
            }
        }

        #[test]
        fn the_inverse_undoes(
            s in prop::array::uniform2(0.01f64..100.0),
            t in prop::array::uniform2(-1e3f64..1e3),
            p in prop::array::uniform2(-1e3f64..1e3),
        ) {
            let transform = ScaleTranslate { scale: s, translate: t };
            let back = transform.inverse().unwrap().map(transform.map(p));
            for axis in 0..2 {
                prop_assert!((back[axis] - p[axis]).abs() <= 1e-6);
            }
        }
    }
}
