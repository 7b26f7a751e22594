//! A lens: enlarges around a centre, within a radius, and leaves the rest as it is.
//!
//! Distances from the centre are mapped, directions stay. With distances in radii of the lens, the
//! inner part, up to `plateau` in the image, is enlarged evenly; from there to the rim a distance t
//! goes to `m t / (1 + (m − 1) t)`, the graphical fisheye of Sarkar and Brown (Graphical Fisheye
//! Views of Graphs, 1992), with m chosen such that the two parts meet without a bend. It is
//! inverted by the same formula with 1/m. At the rim the map is continuous and its slope is not.

use super::bounds::ROUNDING;
use super::{Bounds3, Mapping, MappingShader};
use crate::{Error, Result};

/// A lens over one axis or over x and y, that enlarges around its centre.
///
/// Points beyond the radius stay where they are, to the last bit. A round lens is round in the
/// units of what is mapped: put it after a view's transform to have it round on the screen.
///
/// ```
/// use galry_scene::{Magnify, Transform};
///
/// // Around (100, 100), five times, evenly over the inner half of the lens.
/// let lens = Magnify::disc([100.0, 100.0], 50.0, 5.0)?.with_plateau(0.5)?;
/// let lens = Transform::from(lens);
/// assert_eq!(lens.map_xy([104.0, 97.0]), [120.0, 85.0]);
/// assert_eq!(lens.map_xy([151.0, 100.0]), [151.0, 100.0]);
/// # Ok::<(), galry_scene::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Magnify {
    center: [f64; 3],
    /// 1 for the axes that the lens bends, 0 for the others.
    mask: [f64; 3],
    radius: f64,
    magnification: f64,
    plateau: f64,
}

impl Magnify {
    /// A lens along one axis (0, 1 or 2 for x, y or z): a band that is enlarged across.
    ///
    /// # Errors
    /// [`Error::TransformParameter`] for another axis, a centre that is not finite, a radius that
    /// is not positive and finite, or a magnification that is not finite or below 1.
    pub fn along(axis: usize, center: f64, radius: f64, magnification: f64) -> Result<Self> {
        if axis > 2 {
            return Err(wrong("an axis from 0 to 2", &axis));
        }
        let at_axis = |value: f64| std::array::from_fn(|i| if i == axis { value } else { 0.0 });
        Self::new(at_axis(center), at_axis(1.0), radius, magnification)
    }

    /// A round lens over x and y.
    ///
    /// # Errors
    /// As for [`along`](Self::along).
    pub fn disc(center: [f64; 2], radius: f64, magnification: f64) -> Result<Self> {
        let [x, y] = center;
        Self::new([x, y, 0.0], [1.0, 1.0, 0.0], radius, magnification)
    }

    fn new(center: [f64; 3], mask: [f64; 3], radius: f64, magnification: f64) -> Result<Self> {
        if let Some(wrong_one) = center.into_iter().find(|part| !part.is_finite()) {
            return Err(wrong("a finite centre", &wrong_one));
        }
        if !(radius > 0.0 && radius.is_finite()) {
            return Err(wrong("a positive radius", &radius));
        }
        if !(magnification >= 1.0 && magnification.is_finite()) {
            return Err(wrong("a magnification of at least 1", &magnification));
        }
        Ok(Self {
            center,
            mask,
            radius,
            magnification,
            plateau: 0.0,
        })
    }

    /// The same lens, enlarging evenly over this part of its radius, as seen in the image. At
    /// first it is 0: the magnification holds at the centre alone.
    ///
    /// # Errors
    /// [`Error::TransformParameter`] for a part that is not from 0 to below 1.
    pub fn with_plateau(self, plateau: f64) -> Result<Self> {
        // Just below one the rim would have no room in f64.
        if !(0.0..=1.0 - 1e-6).contains(&plateau) {
            return Err(wrong("a plateau from 0 to below 1", &plateau));
        }
        Ok(Self { plateau, ..self })
    }

    /// The centre; 0 on the axes that the lens leaves alone.
    #[must_use]
    pub fn center(&self) -> [f64; 3] {
        self.center
    }

    /// The distance from the centre beyond which nothing is changed.
    #[must_use]
    pub fn radius(&self) -> f64 {
        self.radius
    }

    /// How much it enlarges at the centre.
    #[must_use]
    pub fn magnification(&self) -> f64 {
        self.magnification
    }

    /// The part of the radius, in the image, that is enlarged evenly.
    #[must_use]
    pub fn plateau(&self) -> f64 {
        self.plateau
    }

    /// The slope at the inner end of the rim, with lengths in parts of the rim.
    fn rim_slope(&self) -> f64 {
        (self.magnification - self.plateau) / (1.0 - self.plateau)
    }

    /// By how much a distance, in radii, is enlarged. Falls from the magnification to 1.
    fn enlarged(&self, t: f64) -> f64 {
        let edge = self.plateau / self.magnification;
        if t >= 1.0 {
            1.0
        } else if t <= edge {
            self.magnification
        } else {
            let u = (t - edge) / (1.0 - edge);
            let slope = self.rim_slope();
            let v = slope * u / (1.0 + (slope - 1.0) * u);
            (self.plateau + (1.0 - self.plateau) * v) / t
        }
    }

    /// By how much a distance in the image, in radii, is made smaller again. Grows from the inverse
    /// of the magnification to 1.
    fn reduced(&self, t: f64) -> f64 {
        let edge = self.plateau / self.magnification;
        if t >= 1.0 {
            1.0
        } else if t <= self.plateau {
            1.0 / self.magnification
        } else {
            let v = (t - self.plateau) / (1.0 - self.plateau);
            let slope = self.rim_slope();
            let u = v / (slope - (slope - 1.0) * v);
            (edge + (1.0 - edge) * u) / t
        }
    }

    fn map(&self, point: [f64; 3], factor_at: fn(&Self, f64) -> f64) -> [f64; 3] {
        let offset: [f64; 3] = std::array::from_fn(|i| (point[i] - self.center[i]) * self.mask[i]);
        let [x, y, z] = offset;
        let factor = factor_at(self, x.hypot(y).hypot(z) / self.radius);
        if factor == 1.0 {
            return point;
        }
        std::array::from_fn(|i| {
            if self.mask[i] == 0.0 {
                point[i]
            } else {
                self.center[i] + offset[i] * factor
            }
        })
    }

    /// Exact but for rounding. Along an axis the image grows with the coordinate, whatever the
    /// others are; and for one coordinate it moves outward or inward with their distance from the
    /// centre, always the same way: so each extreme has its place. `nearer_is_farther` says that
    /// what is nearer to the centre goes farther out.
    fn bounds_by(
        &self,
        bounds: &Bounds3,
        factor_at: fn(&Self, f64) -> f64,
        nearer_is_farther: bool,
    ) -> Bounds3 {
        let mut image = *bounds;
        // The points of the box nearest to the centre and farthest from it, on each axis.
        let near: [f64; 3] =
            std::array::from_fn(|i| self.center[i].clamp(bounds.min[i], bounds.max[i]));
        let far: [f64; 3] = std::array::from_fn(|i| {
            let [low, high] = [bounds.min[i], bounds.max[i]];
            if self.center[i] - low > high - self.center[i] {
                low
            } else {
                high
            }
        });
        for i in (0..3).filter(|&i| self.mask[i] != 0.0) {
            let at = |end: f64, goes_out: bool| {
                let mut point = if goes_out == nearer_is_farther {
                    near
                } else {
                    far
                };
                point[i] = end;
                self.map(point, factor_at)[i]
            };
            image.min[i] = at(bounds.min[i], bounds.min[i] <= self.center[i]);
            image.max[i] = at(bounds.max[i], bounds.max[i] >= self.center[i]);
        }
        let margin = std::array::from_fn(|i| {
            self.mask[i] * ROUNDING * (image.reach()[i] + self.center[i].abs() + self.radius)
        });
        image.grown_by(margin)
    }
}

fn wrong(expected: &'static str, got: &dyn ToString) -> Error {
    Error::TransformParameter {
        transform: "magnify",
        expected,
        got: got.to_string(),
    }
}

impl Mapping for Magnify {
    fn name(&self) -> &'static str {
        "magnify"
    }

    fn forward(&self, point: [f64; 3]) -> [f64; 3] {
        self.map(point, Self::enlarged)
    }

    fn backward(&self, point: [f64; 3]) -> [f64; 3] {
        self.map(point, Self::reduced)
    }

    fn forward_bounds(&self, bounds: &Bounds3) -> Result<Bounds3> {
        Ok(self.bounds_by(bounds, Self::enlarged, true))
    }

    fn backward_bounds(&self, bounds: &Bounds3) -> Result<Bounds3> {
        Ok(self.bounds_by(bounds, Self::reduced, false))
    }

    fn shader(&self) -> MappingShader {
        let edge = self.plateau / self.magnification;
        let [x, y, z] = self.center.map(|part| part as f32);
        let mask = self.mask.map(|part| part as f32);
        MappingShader {
            parameters: vec![
                ("lens", [x, y, z, self.radius as f32]),
                (
                    "bent",
                    [mask[0], mask[1], mask[2], self.magnification as f32],
                ),
                (
                    "rim",
                    [self.plateau, edge, self.rim_slope(), 0.0].map(|part| part as f32),
                ),
            ],
            forward: "let offset = (point - lens.xyz) * bent.xyz;\n\
                      let t = length(offset) / lens.w;\n\
                      if t >= 1.0 { return point; }\n\
                      var factor = bent.w;\n\
                      if t > rim.y {\n\
                          let u = (t - rim.y) / (1.0 - rim.y);\n\
                          let v = rim.z * u / (1.0 + (rim.z - 1.0) * u);\n\
                          factor = (rim.x + (1.0 - rim.x) * v) / t;\n\
                      }\n\
                      return point + offset * (factor - 1.0);"
                .into(),
            backward: "let offset = (point - lens.xyz) * bent.xyz;\n\
                       let t = length(offset) / lens.w;\n\
                       if t >= 1.0 { return point; }\n\
                       var factor = 1.0 / bent.w;\n\
                       if t > rim.x {\n\
                           let v = (t - rim.x) / (1.0 - rim.x);\n\
                           let u = v / (rim.z - (rim.z - 1.0) * v);\n\
                           factor = (rim.y + (1.0 - rim.y) * u) / t;\n\
                       }\n\
                       return point + offset * (factor - 1.0);"
                .into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lens_is_continuous_and_grows_outward() {
        for plateau in [0.0, 0.3, 0.9] {
            for magnification in [1.0, 1.5, 20.0] {
                let lens = Magnify::along(0, 10.0, 4.0, magnification).unwrap();
                let lens = lens.with_plateau(plateau).unwrap();
                let image = |step: i32| lens.forward([10.0 + f64::from(step) * 5e-4, 0.0, 0.0])[0];
                for step in 0..10_000 {
                    let rise = image(step + 1) - image(step);
                    let most = 5e-4 * magnification * (1.0 + 1e-9) + 1e-12;
                    assert!(
                        rise > 0.0 && rise <= most,
                        "{plateau} {magnification} {step}: {rise}"
                    );
                }
                assert_eq!(image(8000), 14.0);
                let centre_slope = (image(1) - image(0)) / 5e-4;
                assert!((centre_slope / magnification - 1.0).abs() < 0.01);
            }
        }
    }

    #[test]
    fn a_band_bends_its_own_axis_alone() {
        let lens = Magnify::along(1, 0.0, 1.0, 3.0)
            .unwrap()
            .with_plateau(0.6)
            .unwrap();
        assert_eq!(lens.forward([0.1, 0.1, 0.1]), [0.1, 3.0 * 0.1, 0.1]);
    }

    #[test]
    fn points_at_infinity_stay_there() {
        let lens = Magnify::disc([1.0, 1.0], 1.0, 3.0).unwrap();
        assert_eq!(lens.forward([f64::INFINITY, 0.0, 0.0])[0], f64::INFINITY);
        assert!(lens.forward([f64::NAN, 0.0, 0.0])[0].is_nan());
    }
}
