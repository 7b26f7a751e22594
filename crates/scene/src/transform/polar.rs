//! Polar coordinates.

use std::f64::consts::{FRAC_PI_2, PI, TAU};

use super::bounds::ROUNDING;
use super::{Bounds3, Mapping, MappingShader};
use crate::{Error, Result};

/// From an angle and a radius to x and y; z stays.
///
/// The first coordinate is the angle θ in radians, the second the radius r. θ = 0 lies in the
/// direction `zero`, an angle from +x towards +y; θ grows towards +y (counter-clockwise where y
/// points up) or, clockwise, the other way: `x = r cos(zero ± θ)`, `y = r sin(zero ± θ)`. A
/// negative radius lies opposite.
///
/// The inverse gives angles in (−π, π] and radii that are not negative, and the angle 0 at the
/// centre.
///
/// ```
/// use galry_scene::{Polar, Transform};
///
/// // A compass: north up, growing clockwise.
/// let compass = Transform::from(Polar::new(90f64.to_radians())?.clockwise());
/// let [east, north] = compass.map_xy([90f64.to_radians(), 2.0]);
/// assert!((east - 2.0).abs() < 1e-15 && north.abs() < 1e-15);
/// # Ok::<(), galry_scene::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Polar {
    zero_rad: f64,
    /// 1 counter-clockwise, −1 clockwise.
    direction: f64,
}

impl Default for Polar {
    /// θ = 0 along +x, growing towards +y.
    fn default() -> Self {
        Self {
            zero_rad: 0.0,
            direction: 1.0,
        }
    }
}

impl Polar {
    /// θ = 0 lies in this direction, from +x towards +y; θ grows the same way.
    ///
    /// # Errors
    /// [`Error::TransformParameter`] for an angle that is not finite.
    pub fn new(zero_rad: f64) -> Result<Self> {
        if !zero_rad.is_finite() {
            return Err(Error::TransformParameter {
                transform: "polar",
                expected: "a finite angle",
                got: zero_rad.to_string(),
            });
        }
        Ok(Self {
            // Whole turns would only cost digits.
            zero_rad: wrapped(zero_rad),
            ..Self::default()
        })
    }

    /// The same with θ growing the other way.
    #[must_use]
    pub fn clockwise(self) -> Self {
        Self {
            direction: -1.0,
            ..self
        }
    }

    /// The direction of θ = 0, from −π to π from +x towards +y.
    #[must_use]
    pub fn zero_rad(&self) -> f64 {
        self.zero_rad
    }

    /// Whether θ grows from +y towards +x.
    #[must_use]
    pub fn is_clockwise(&self) -> bool {
        self.direction < 0.0
    }

    fn direction_rad(&self, angle: f64) -> f64 {
        self.zero_rad + self.direction * angle
    }

    fn angle_rad(&self, x: f64, y: f64) -> f64 {
        if x == 0.0 && y == 0.0 {
            return 0.0;
        }
        wrapped(self.direction * (y.atan2(x) - self.zero_rad))
    }
}

/// The same direction from −π, excluded but for rounding, to π.
fn wrapped(angle: f64) -> f64 {
    angle - TAU * ((angle - PI) / TAU).ceil()
}

/// Above this many radians quarters of a turn are no longer told apart safely.
const MOST_RAD: f64 = 1e8;

impl Mapping for Polar {
    fn name(&self) -> &'static str {
        "polar"
    }

    fn forward(&self, [angle, radius, z]: [f64; 3]) -> [f64; 3] {
        let (sin, cos) = self.direction_rad(angle).sin_cos();
        [radius * cos, radius * sin, z]
    }

    fn backward(&self, [x, y, z]: [f64; 3]) -> [f64; 3] {
        [self.angle_rad(x, y), x.hypot(y), z]
    }

    /// Exact but for rounding: extremes lie at the corners, and where the sector crosses an axis.
    /// (The origin, where the radii enclose zero, lies between two corners.)
    fn forward_bounds(&self, bounds: &Bounds3) -> Result<Bounds3> {
        let [a, b] = [bounds.min[0], bounds.max[0]].map(|angle| self.direction_rad(angle));
        let (low, high) = (a.min(b), a.max(b));
        let radii = [bounds.min[1], bounds.max[1]];
        let reach = bounds.reach()[1];
        let margin = ROUNDING * reach;
        let mut image = Bounds3 {
            min: [f64::INFINITY, f64::INFINITY, bounds.min[2]],
            max: [f64::NEG_INFINITY, f64::NEG_INFINITY, bounds.max[2]],
        };
        if high - low >= TAU || low.abs().max(high.abs()) > MOST_RAD {
            (image.min[0], image.min[1]) = (-reach, -reach);
            (image.max[0], image.max[1]) = (reach, reach);
            return Ok(image.grown_by([margin, margin, 0.0]));
        }
        let mut include = |[cos, sin]: [f64; 2]| {
            for radius in radii {
                for (i, part) in [radius * cos, radius * sin].into_iter().enumerate() {
                    image.min[i] = image.min[i].min(part);
                    image.max[i] = image.max[i].max(part);
                }
            }
        };
        for end in [low, high] {
            include([end.cos(), end.sin()]);
        }
        // A hair wider, or rounding might leave out a quarter on the very end.
        let first = (low / FRAC_PI_2 - 1e-9).ceil() as i64;
        let last = (high / FRAC_PI_2 + 1e-9).floor() as i64;
        for quarter in first..=last {
            include(
                [[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [0.0, -1.0]][quarter.rem_euclid(4) as usize],
            );
        }
        Ok(image.grown_by([margin, margin, 0.0]))
    }

    /// Exact but for rounding; a box that holds the origin, or meets the ray where angles jump from
    /// π to −π, has all of them.
    fn backward_bounds(&self, bounds: &Bounds3) -> Result<Bounds3> {
        let [x_low, y_low, z_low] = bounds.min;
        let [x_high, y_high, z_high] = bounds.max;
        // From zero to the nearest point of the box.
        let nearest = [0, 1].map(|i| bounds.min[i].max(-bounds.max[i]).max(0.0));
        let reach = bounds.reach();
        let radii = [nearest[0].hypot(nearest[1]), reach[0].hypot(reach[1])];
        let angles = if nearest == [0.0, 0.0] {
            [-PI, PI]
        } else {
            // Seen from the origin the box spans less than half a turn about its middle.
            let middle = self.angle_rad(0.5 * x_low + 0.5 * x_high, 0.5 * y_low + 0.5 * y_high);
            let corners = [
                [x_low, y_low],
                [x_low, y_high],
                [x_high, y_low],
                [x_high, y_high],
            ];
            let turns = corners.map(|[x, y]| wrapped(self.angle_rad(x, y) - middle));
            let [low, high] = [
                middle + turns.into_iter().fold(0.0, f64::min),
                middle + turns.into_iter().fold(0.0, f64::max),
            ];
            let seam = PI * (1.0 - ROUNDING);
            if low < -seam || high > seam {
                [-PI, PI]
            } else {
                [low, high]
            }
        };
        let image = Bounds3 {
            min: [angles[0], radii[0], z_low],
            max: [angles[1], radii[1], z_high],
        };
        let margin = [ROUNDING * PI, ROUNDING * radii[1], 0.0];
        let mut image = image.grown_by(margin);
        image.min[1] = image.min[1].max(0.0);
        Ok(image)
    }

    fn shader(&self) -> MappingShader {
        MappingShader {
            parameters: vec![(
                "polar",
                [self.zero_rad as f32, self.direction as f32, 0.0, 0.0],
            )],
            forward: "let angle = polar.x + polar.y * point.x;\n\
                      return vec3<f32>(point.y * cos(angle), point.y * sin(angle), point.z);"
                .into(),
            backward: "let radius = length(point.xy);\n\
                       if radius == 0.0 { return vec3<f32>(0.0, 0.0, point.z); }\n\
                       let angle = polar.y * (atan2(point.y, point.x) - polar.x);\n\
                       let turns = ceil((angle - 3.1415926536) / 6.2831853072);\n\
                       return vec3<f32>(angle - 6.2831853072 * turns, radius, point.z);"
                .into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn angles_grow_from_x_towards_y() {
        let [x, y, z] = Polar::default().forward([PI / 6.0, 2.0, 9.0]);
        assert!((x - 3f64.sqrt()).abs() < 1e-15 && (y - 1.0).abs() < 1e-15 && z == 9.0);
        let [angle, radius, _] = Polar::default().backward([0.0, -3.0, 0.0]);
        assert_eq!([angle, radius], [-FRAC_PI_2, 3.0]);
        assert_eq!(Polar::default().backward([-1.0, -0.0, 0.0])[0], PI);
        assert_eq!(Polar::default().backward([0.0; 3]), [0.0; 3]);
    }

    #[test]
    fn bounds_of_a_sector_reach_where_it_crosses_an_axis() {
        let sector = Bounds3::flat([PI / 4.0, 1.0], [3.0 * PI / 4.0, 2.0]);
        let image = Polar::default().forward_bounds(&sector).unwrap();
        let expected = Bounds3::flat([-(2f64.sqrt()), 0.5f64.sqrt()], [2f64.sqrt(), 2.0]);
        for i in 0..2 {
            assert!((image.min[i] - expected.min[i]).abs() < 1e-14, "{image:?}");
            assert!((image.max[i] - expected.max[i]).abs() < 1e-14, "{image:?}");
        }
        let disc = Bounds3::flat([0.0, -1.0], [7.0, 3.0]);
        let image = Polar::default().forward_bounds(&disc).unwrap();
        assert!(image.contains([-3.0, -3.0, 0.0]) && !image.contains([3.1, 0.0, 0.0]));
    }

    #[test]
    fn a_box_across_the_seam_or_the_centre_has_all_angles() {
        let seam = Bounds3::flat([-3.0, -1.0], [-2.0, 1.0]);
        let image = Polar::default().backward_bounds(&seam).unwrap();
        assert!(image.min[0] <= -PI && image.max[0] >= PI && image.min[1] > 1.99);
        // The seam lies opposite to zero.
        let turned = Polar::new(PI).unwrap().backward_bounds(&seam).unwrap();
        assert!(turned.max[0] < 0.5 && turned.min[0] > -0.5, "{turned:?}");
        let centre = Bounds3::flat([-1.0, -1.0], [1.0, 1.0]);
        let image = Polar::default().backward_bounds(&centre).unwrap();
        assert!(image.min[1] == 0.0 && image.max[0] >= PI);
    }
}
