//! Projective transforms: a 4×4 matrix and a division by w.

use super::bounds::ROUNDING;
use super::{Affine, Bounds3, matrix};
use crate::{Error, Result};

/// A projective transform of space, in f64: the 4×4 matrix makes (X, Y, Z, w) of (x, y, z, 1), and
/// the image is (X, Y, Z) / w.
///
/// `rows[i]` is row `i`: what makes coordinate `i` of the result, w being the last. Points are
/// columns, to the right of the matrix. A point with w = 0 has no image: infinities or NaN come.
///
/// ```
/// use galry_scene::Perspective;
///
/// let camera = Perspective::field_of_view(90f64.to_radians(), 1.0, 1.0, 100.0)?;
/// // Three to the right at a distance of six: half way to the border.
/// let [x, _, _] = camera.map([3.0, 0.0, -6.0]);
/// assert!((x - 0.5).abs() < 1e-15);
/// # Ok::<(), galry_scene::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Perspective {
    /// Rows of the matrix.
    pub rows: [[f64; 4]; 4],
}

impl From<Affine> for Perspective {
    fn from(affine: Affine) -> Self {
        Self {
            rows: affine.to_rows(),
        }
    }
}

impl Perspective {
    /// Takes a 4×4 matrix by its rows, points being columns to its right.
    #[must_use]
    pub const fn from_rows(rows: [[f64; 4]; 4]) -> Self {
        Self { rows }
    }

    /// What an eye at zero sees that looks along −z with y up, as OpenGL has it: a box from −1 to 1
    /// with the near plane at z = −1. `aspect` is width / height, the planes' distances are
    /// positive.
    ///
    /// # Errors
    /// [`Error::TransformParameter`] for an angle not between 0 and π, an aspect that is not
    /// positive, or planes that are not at `0 < near < far`, or not finite.
    pub fn field_of_view(vertical_rad: f64, aspect: f64, near: f64, far: f64) -> Result<Self> {
        let error = |expected, got: String| Error::TransformParameter {
            transform: "perspective",
            expected,
            got,
        };
        if !(vertical_rad > 0.0 && vertical_rad < std::f64::consts::PI) {
            return Err(error("an angle between 0 and pi", vertical_rad.to_string()));
        }
        if !(aspect > 0.0 && aspect.is_finite()) {
            return Err(error("a positive aspect", aspect.to_string()));
        }
        if !(0.0 < near && near < far && far.is_finite()) {
            return Err(error(
                "planes at 0 < near < far",
                format!("{near} and {far}"),
            ));
        }
        let up = 1.0 / (0.5 * vertical_rad).tan();
        let depth = near - far;
        Ok(Self {
            rows: [
                [up / aspect, 0.0, 0.0, 0.0],
                [0.0, up, 0.0, 0.0],
                [0.0, 0.0, (far + near) / depth, 2.0 * far * near / depth],
                [0.0, 0.0, -1.0, 0.0],
            ],
        })
    }

    /// The image of a point.
    #[must_use]
    pub fn map(&self, point: [f64; 3]) -> [f64; 3] {
        let [x, y, z, w] = self.homogeneous(point);
        [x / w, y / w, z / w]
    }

    /// The transform that does `first`, then this one.
    #[must_use]
    pub fn after(&self, first: &Self) -> Self {
        Self {
            rows: matrix::product(&self.rows, &first.rows),
        }
    }

    /// The transform that undoes this one.
    ///
    /// # Errors
    /// [`Error::NotInvertible`] when the matrix is singular, to the precision of f64, or not
    /// finite.
    pub fn inverse(&self) -> Result<Self> {
        match matrix::inverse(&self.rows) {
            Some(rows) => Ok(Self { rows }),
            None => Err(Error::NotInvertible {
                transform: "perspective",
                got: format!("{:?}", self.rows),
            }),
        }
    }

    /// Whether every number in it is finite.
    #[must_use]
    pub fn is_finite(&self) -> bool {
        self.rows.iter().flatten().all(|entry| entry.is_finite())
    }

    /// The same as an affine transform, if w is the same everywhere and not zero.
    #[must_use]
    pub fn as_affine(&self) -> Option<Affine> {
        let w = self.rows[3][3];
        if self.rows[3][..3] != [0.0; 3] || w == 0.0 {
            return None;
        }
        let mut rows = self.rows.map(|row| row.map(|entry| entry / w));
        rows[3] = [0.0, 0.0, 0.0, 1.0];
        Affine::from_rows(rows).ok()
    }

    /// Where w keeps its sign the extremes lie at corners; what the sums may have lost is added.
    pub(super) fn bounds(&self, bounds: &Bounds3) -> Result<Bounds3> {
        let corners = bounds.corners().map(|corner| self.homogeneous(corner));
        let fold = |axis: usize, start: f64, pick: fn(f64, f64) -> f64| {
            corners.iter().map(|c| c[axis]).fold(start, pick)
        };
        let [low, high] = [
            fold(3, f64::INFINITY, f64::min),
            fold(3, f64::NEG_INFINITY, f64::max),
        ];
        let reach = bounds.reach();
        // The largest that the terms of a row come to, before they cancel.
        let terms = self
            .rows
            .map(|row| (0..3).map(|k| (row[k] * reach[k]).abs()).sum::<f64>() + row[3].abs());
        let nearest = low.abs().min(high.abs()) - ROUNDING * terms[3];
        if !(low > 0.0 || high < 0.0) || nearest <= 0.0 {
            return Err(Error::TransformBounds {
                transform: "perspective",
                expected: "a box on one side of the plane where w is 0",
                got: format!("w from {low} to {high}"),
            });
        }
        let mut image = Bounds3 {
            min: [f64::INFINITY; 3],
            max: [f64::NEG_INFINITY; 3],
        };
        for [x, y, z, w] in corners {
            for (i, coordinate) in [x / w, y / w, z / w].into_iter().enumerate() {
                image.min[i] = image.min[i].min(coordinate);
                image.max[i] = image.max[i].max(coordinate);
            }
        }
        // (X ± δX) / (w ± δw) differs by δX/w + (X/w) δw/w at most.
        let reach = image.reach();
        let margin = std::array::from_fn(|i| ROUNDING * (terms[i] + reach[i] * terms[3]) / nearest);
        Ok(image.grown_by(margin))
    }

    fn homogeneous(&self, [x, y, z]: [f64; 3]) -> [f64; 4] {
        self.rows
            .map(|row| row[0] * x + row[1] * y + row[2] * z + row[3])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_near_and_the_far_plane_lie_at_the_ends_of_the_box() {
        let camera = Perspective::field_of_view(1.0, 2.0, 0.5, 20.0).unwrap();
        let height = 20.0 * 0.5f64.tan();
        let corner = camera.map([2.0 * height, height, -20.0]);
        for (actual, expected) in corner.into_iter().zip([1.0, 1.0, 1.0]) {
            assert!((actual - expected).abs() < 1e-14, "{corner:?}");
        }
        assert!((camera.map([0.0, 0.0, -0.5])[2] + 1.0).abs() < 1e-14);
    }

    #[test]
    fn what_divides_by_a_constant_is_affine() {
        let mut rows = Affine::default().to_rows();
        rows[0][3] = 6.0;
        rows[3][3] = 2.0;
        let affine = Perspective::from_rows(rows).as_affine().unwrap();
        assert_eq!(affine.map([4.0, 2.0, 0.0]), [5.0, 1.0, 0.0]);
        let camera = Perspective::field_of_view(1.0, 1.0, 1.0, 2.0).unwrap();
        assert_eq!(camera.as_affine(), None);
    }
}
