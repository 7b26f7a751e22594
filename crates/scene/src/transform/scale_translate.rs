//! A scale and a translation on each of three axes, held at a point so that nothing cancels.

use super::Bounds3;
use crate::{Error, Result, ScaleTranslate};

/// A scale and a translation in space: `y = (x − origin) · scale + translate` on each axis, in f64.
///
/// The point `origin` goes to the point `translate`. With an origin near what is looked at, two
/// points one apart at 1e15 stay one apart; as `y = x · scale + offset` the offset's rounding alone
/// would move them by pixels. An inverse swaps the two points, and a composition keeps whichever
/// pair loses less.
///
/// ```
/// use galry_scene::ScaleTranslate3;
///
/// // Forty pixels a unit, from 1e15 at pixel 100.
/// let zoomed = ScaleTranslate3 {
///     origin: [1e15, 0.0, 0.0],
///     scale: [40.0, 1.0, 1.0],
///     translate: [100.0, 0.0, 0.0],
/// };
/// assert_eq!(zoomed.map([1e15 + 1.0, 0.0, 0.0]), [140.0, 0.0, 0.0]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ScaleTranslate3 {
    /// Subtracted first, in the units of what is mapped.
    pub origin: [f64; 3],
    /// Factor on x, y and z.
    pub scale: [f64; 3],
    /// Added last, in the units of the result.
    pub translate: [f64; 3],
}

impl Default for ScaleTranslate3 {
    fn default() -> Self {
        Self::IDENTITY
    }
}

impl From<ScaleTranslate> for ScaleTranslate3 {
    /// The same on x and y; z stays.
    fn from(flat: ScaleTranslate) -> Self {
        let [sx, sy] = flat.scale;
        let [tx, ty] = flat.translate;
        Self {
            origin: [0.0; 3],
            scale: [sx, sy, 1.0],
            translate: [tx, ty, 0.0],
        }
    }
}

impl ScaleTranslate3 {
    /// Leaves every point where it is.
    pub const IDENTITY: Self = Self {
        origin: [0.0; 3],
        scale: [1.0; 3],
        translate: [0.0; 3],
    };

    /// Only a scale, about zero.
    #[must_use]
    pub const fn scale(scale: [f64; 3]) -> Self {
        Self {
            scale,
            ..Self::IDENTITY
        }
    }

    /// Only a translation.
    #[must_use]
    pub const fn translate(translate: [f64; 3]) -> Self {
        Self {
            translate,
            ..Self::IDENTITY
        }
    }

    /// The image of a point.
    #[must_use]
    pub fn map(&self, point: [f64; 3]) -> [f64; 3] {
        std::array::from_fn(|i| (point[i] - self.origin[i]) * self.scale[i] + self.translate[i])
    }

    /// The transform that does `first`, then this one.
    #[must_use]
    pub fn after(&self, first: &Self) -> Self {
        let mut folded = Self::IDENTITY;
        for i in 0..3 {
            let (origin, translate) = self.anchor_after(first, i);
            folded.origin[i] = origin;
            folded.scale[i] = self.scale[i] * first.scale[i];
            folded.translate[i] = translate;
        }
        folded
    }

    /// A point of axis `i` and its image under `first` and then this one: the origin of `first`
    /// followed through, or the origin of this one traced back, whichever leaves the smaller
    /// numbers to be subtracted later.
    fn anchor_after(&self, first: &Self, i: usize) -> (f64, f64) {
        let gap = self.origin[i] - first.translate[i];
        let followed = (first.origin[i], self.translate[i] - gap * self.scale[i]);
        let back = first.origin[i] + gap / first.scale[i];
        if back.is_finite() && 2.0 * gap.abs() > (back * first.scale[i]).abs() {
            (back, self.translate[i])
        } else {
            followed
        }
    }

    /// The transform that undoes this one.
    ///
    /// # Errors
    /// [`Error::NotInvertible`] when a scale is zero, or a number or the inverse of a scale is not
    /// finite.
    pub fn inverse(&self) -> Result<Self> {
        let inverse = Self {
            origin: self.translate,
            scale: self.scale.map(|scale| 1.0 / scale),
            translate: self.origin,
        };
        if self.is_finite() && inverse.is_finite() {
            Ok(inverse)
        } else {
            Err(Error::NotInvertible {
                transform: "scale-translate",
                got: format!("{self:?}"),
            })
        }
    }

    /// Whether every number in it is finite.
    #[must_use]
    pub fn is_finite(&self) -> bool {
        let numbers = self.origin.iter().chain(&self.scale).chain(&self.translate);
        numbers.into_iter().all(|number| number.is_finite())
    }

    /// Whether it leaves every point where it is.
    #[must_use]
    pub fn is_identity(&self) -> bool {
        self.scale == [1.0; 3] && self.origin == self.translate
    }

    /// Rounding keeps order, and a corner's image is computed as every point's: nothing is added.
    pub(super) fn bounds(&self, bounds: &Bounds3) -> Bounds3 {
        Bounds3::between(self.map(bounds.min), self.map(bounds.max))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn along_x(origin: f64, scale: f64, translate: f64) -> ScaleTranslate3 {
        ScaleTranslate3 {
            origin: [origin, 0.0, 0.0],
            scale: [scale, 1.0, 1.0],
            translate: [translate, 0.0, 0.0],
        }
    }

    /// What view axes from `low` at 40 pixels a unit do after a node's own transform.
    fn pixel(node: ScaleTranslate3, low: f64, x: f64) -> f64 {
        along_x(low, 40.0, 5.0).after(&node).map([x, 0.0, 0.0])[0]
    }

    #[test]
    fn folding_keeps_units_apart_at_1e15() {
        let far = 1e15;
        // Data far out, in a view that starts there.
        assert_eq!(pixel(along_x(0.0, 1.0, 0.0), far, far + 3.0), 125.0);
        // Data far out, brought near by its node.
        assert_eq!(pixel(along_x(0.0, 1.0, -far), 2.0, far + 3.0), 45.0);
        assert_eq!(pixel(along_x(far, 1.0, 0.0), 2.5, far + 3.0), 25.0);
        assert_eq!(pixel(along_x(far, 0.5, 0.0), 0.25, far + 3.0), 55.0);
        // Data near zero, carried far out by its node, with a unit of its own.
        assert_eq!(pixel(along_x(0.0, 1.0, far), far + 2.0, 3.0), 45.0);
        assert_eq!(pixel(along_x(0.0, 2.0, far), far + 2.0, 3.0), 165.0);
    }

    #[test]
    fn an_inverse_is_as_steady_as_what_it_undoes() {
        let zoomed = along_x(1e15, 1e12, 100.0);
        let back = zoomed.inverse().unwrap();
        assert_eq!(back.map([100.0 + 1e12, 0.0, 0.0])[0], 1e15 + 1.0);
        assert!(back.after(&zoomed).is_identity());
    }

    #[test]
    fn a_scale_that_flattens_has_no_inverse() {
        for scale in [0.0, f64::NAN, f64::INFINITY, 5e-324] {
            assert!(along_x(0.0, scale, 0.0).inverse().is_err(), "{scale}");
        }
        assert!(along_x(f64::NAN, 1.0, 0.0).inverse().is_err());
    }
}
