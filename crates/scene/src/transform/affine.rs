//! Affine transforms of space: rotations, shears, scales and translations.

use super::{Bounds3, ScaleTranslate3, matrix};
use crate::{Error, Result};

/// An affine transform of space, in f64: `y = linear · (x − origin) + translate`.
///
/// `linear[i]` is row `i`: what makes coordinate `i` of the result. Points are columns, to the
/// right of the matrix. As with [`ScaleTranslate3`], the point `origin` goes to the point
/// `translate`, so that far from zero nothing cancels; [`to_rows`](Self::to_rows) multiplies all
/// into one 4×4 matrix.
///
/// ```
/// use galry_scene::Affine;
///
/// let quarter = Affine::rotate([0.0, 0.0, 1.0], 90f64.to_radians())?;
/// let [x, y, z] = quarter.map([2.0, 0.0, 7.0]);
/// assert!(x.abs() < 1e-15 && (y - 2.0).abs() < 1e-15 && z == 7.0);
/// # Ok::<(), galry_scene::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Affine {
    /// Rows of the linear part.
    pub linear: [[f64; 3]; 3],
    /// Subtracted first, in the units of what is mapped.
    pub origin: [f64; 3],
    /// Added last, in the units of the result.
    pub translate: [f64; 3],
}

impl Default for Affine {
    fn default() -> Self {
        ScaleTranslate3::IDENTITY.into()
    }
}

impl From<ScaleTranslate3> for Affine {
    fn from(simple: ScaleTranslate3) -> Self {
        let [x, y, z] = simple.scale;
        Self {
            linear: [[x, 0.0, 0.0], [0.0, y, 0.0], [0.0, 0.0, z]],
            origin: simple.origin,
            translate: simple.translate,
        }
    }
}

impl Affine {
    /// Takes a 4×4 matrix by its rows, points being columns to its right: the translation stands
    /// in the last column.
    ///
    /// # Errors
    /// [`Error::TransformParameter`] when the last row is not 0, 0, 0, 1: then it divides, and is a
    /// [`Perspective`](super::Perspective).
    pub fn from_rows(rows: [[f64; 4]; 4]) -> Result<Self> {
        if rows[3] != [0.0, 0.0, 0.0, 1.0] {
            return Err(Error::TransformParameter {
                transform: "affine",
                expected: "0, 0, 0, 1 as the last row",
                got: format!("{:?}", rows[3]),
            });
        }
        Ok(Self {
            linear: std::array::from_fn(|i| [rows[i][0], rows[i][1], rows[i][2]]),
            origin: [0.0; 3],
            translate: std::array::from_fn(|i| rows[i][3]),
        })
    }

    /// A turn about an axis through zero, counter-clockwise for who looks against the axis (the
    /// right-hand rule), by Rodrigues' formula. The axis may have any length.
    ///
    /// # Errors
    /// [`Error::TransformParameter`] when the axis has no direction or the angle is not finite.
    pub fn rotate(axis: [f64; 3], angle_rad: f64) -> Result<Self> {
        let error = |expected, got: String| Error::TransformParameter {
            transform: "rotation",
            expected,
            got,
        };
        if !angle_rad.is_finite() {
            return Err(error("a finite angle", angle_rad.to_string()));
        }
        // Scaled first: squares of large or small lengths leave f64.
        let largest = axis
            .iter()
            .fold(0.0, |largest: f64, part| largest.max(part.abs()));
        let scaled = axis.map(|part| part / largest);
        let length = scaled.iter().map(|part| part * part).sum::<f64>().sqrt();
        let [x, y, z] = scaled.map(|part| part / length);
        if ![x, y, z].iter().all(|part| part.is_finite()) {
            return Err(error("an axis with a direction", format!("{axis:?}")));
        }
        let (sin, cos) = angle_rad.sin_cos();
        let rest = 1.0 - cos;
        Ok(Self {
            linear: [
                [
                    cos + x * x * rest,
                    x * y * rest - z * sin,
                    x * z * rest + y * sin,
                ],
                [
                    y * x * rest + z * sin,
                    cos + y * y * rest,
                    y * z * rest - x * sin,
                ],
                [
                    z * x * rest - y * sin,
                    z * y * rest + x * sin,
                    cos + z * z * rest,
                ],
            ],
            ..Self::default()
        })
    }

    /// The 4×4 matrix by its rows, points being columns to its right. Far from zero its last
    /// column loses what the two points kept.
    #[must_use]
    pub fn to_rows(&self) -> [[f64; 4]; 4] {
        let moved = self.linear_of(self.origin);
        let row = |i: usize| {
            let [x, y, z] = self.linear[i];
            [x, y, z, self.translate[i] - moved[i]]
        };
        [row(0), row(1), row(2), [0.0, 0.0, 0.0, 1.0]]
    }

    /// The image of a point.
    #[must_use]
    pub fn map(&self, point: [f64; 3]) -> [f64; 3] {
        let [x, y, z] = difference(point, self.origin);
        std::array::from_fn(|i| {
            let row = &self.linear[i];
            row[0] * x + row[1] * y + row[2] * z + self.translate[i]
        })
    }

    /// The transform that does `first`, then this one.
    #[must_use]
    pub fn after(&self, first: &Self) -> Self {
        let linear = matrix::product(&self.linear, &first.linear);
        let gap = difference(self.origin, first.translate);
        // As for scale-translates: the origin of one is followed through, or that of the other
        // traced back, whichever leaves the smaller numbers to be subtracted later.
        let back = matrix::inverse(&first.linear).map(|inverse| {
            let moved = rows_times(&inverse, gap);
            std::array::from_fn(|i| first.origin[i] + moved[i])
        });
        let (origin, translate) = match back {
            Some(back) if 2.0 * size(gap) > size(first.linear_of(back)) => (back, self.translate),
            _ => (
                first.origin,
                difference(self.translate, self.linear_of(gap)),
            ),
        };
        Self {
            linear,
            origin,
            translate,
        }
    }

    /// The transform that undoes this one.
    ///
    /// # Errors
    /// [`Error::NotInvertible`] when it flattens space, to the precision of f64, or has a number
    /// that is not finite.
    pub fn inverse(&self) -> Result<Self> {
        match matrix::inverse(&self.linear) {
            Some(linear) if self.is_finite() => Ok(Self {
                linear,
                origin: self.translate,
                translate: self.origin,
            }),
            _ => Err(Error::NotInvertible {
                transform: "affine",
                got: format!("{:?}", self.to_rows()),
            }),
        }
    }

    /// Whether every number in it is finite.
    #[must_use]
    pub fn is_finite(&self) -> bool {
        let numbers = self.linear.iter().flatten();
        let mut numbers = numbers.chain(&self.origin).chain(&self.translate);
        numbers.all(|number| number.is_finite())
    }

    /// The same as a scale and a translation, if it is no more than that.
    #[must_use]
    pub fn as_scale_translate(&self) -> Option<ScaleTranslate3> {
        let [[x, xy, xz], [yx, y, yz], [zx, zy, z]] = self.linear;
        ([xy, xz, yx, yz, zx, zy] == [0.0; 6]).then_some(ScaleTranslate3 {
            origin: self.origin,
            scale: [x, y, z],
            translate: self.translate,
        })
    }

    /// Each coordinate is a sum of terms in one variable each: the ends of the terms make the ends
    /// of the sum. Rounding keeps order, and the sum is made as for every point: nothing is added.
    pub(super) fn bounds(&self, bounds: &Bounds3) -> Bounds3 {
        let low = difference(bounds.min, self.origin);
        let high = difference(bounds.max, self.origin);
        let end = |row: &[f64; 3], i: usize, pick: fn(f64, f64) -> f64| {
            let term = |k: usize| pick(row[k] * low[k], row[k] * high[k]);
            term(0) + term(1) + term(2) + self.translate[i]
        };
        Bounds3 {
            min: std::array::from_fn(|i| end(&self.linear[i], i, f64::min)),
            max: std::array::from_fn(|i| end(&self.linear[i], i, f64::max)),
        }
    }

    fn linear_of(&self, vector: [f64; 3]) -> [f64; 3] {
        rows_times(&self.linear, vector)
    }
}

fn rows_times(rows: &[[f64; 3]; 3], [x, y, z]: [f64; 3]) -> [f64; 3] {
    std::array::from_fn(|i| rows[i][0] * x + rows[i][1] * y + rows[i][2] * z)
}

fn difference(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    std::array::from_fn(|i| a[i] - b[i])
}

fn size(vector: [f64; 3]) -> f64 {
    vector
        .iter()
        .fold(0.0, |largest, part| largest.max(part.abs()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_make_coordinates_and_the_last_column_moves() {
        let rows = [
            [1.0, 2.0, 3.0, 10.0],
            [0.0, 1.0, 0.0, 20.0],
            [0.0, 0.0, 2.0, 30.0],
            [0.0, 0.0, 0.0, 1.0],
        ];
        let affine = Affine::from_rows(rows).unwrap();
        assert_eq!(affine.map([1.0, 1.0, 1.0]), [16.0, 21.0, 32.0]);
        assert_eq!(affine.to_rows(), rows);
    }

    #[test]
    fn turning_far_out_about_what_is_there_keeps_its_shape() {
        let far = [1e15, -1e15, 1e15];
        let here = ScaleTranslate3 {
            origin: far,
            ..ScaleTranslate3::IDENTITY
        };
        let turn = Affine::rotate([0.0, 0.0, 3.0], 90f64.to_radians()).unwrap();
        let turned = turn.after(&here.into());
        let [x, y, _] = turned.map([far[0] + 2.0, far[1], far[2]]);
        assert!(x.abs() < 1e-15 && (y - 2.0).abs() < 1e-15, "{x} {y}");
        let back = turned.inverse().unwrap();
        assert_eq!(back.map([0.0, 2.0, 0.0]), [far[0] + 2.0, far[1], far[2]]);
    }
}
