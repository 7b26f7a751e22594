//! The Mollweide projection as a user's own transform, through the public trait alone.
//!
//! It lays the globe into an ellipse, and every country keeps its area. With the latitude φ, an
//! auxiliary angle θ solves `2θ + sin 2θ = π sin φ`; then `x = (2√2/π) (λ − λ₀) cos θ` and
//! `y = √2 sin θ` (Snyder, Map Projections: A Working Manual, 1987, page 249). Newton's iteration
//! for θ is slow near the poles. With u = π − 2|θ| the equation is `u − sin u = π (1 − sin |φ|)`,
//! which starts well from its series, `u ≈ v + v³/60` with `v = ∛(6c)`.

use std::f64::consts::{FRAC_PI_2, PI, SQRT_2};

use galry_scene::{Bounds3, Error, Mapping, MappingShader, Result};

/// Longitude and latitude in radians to a plane in radii of the globe.
#[derive(Debug)]
pub(crate) struct Mollweide {
    /// The longitude in the middle, in radians; the map shows half a turn on each side.
    meridian_rad: f64,
}

/// x of a radian of longitude at the equator.
const PER_LONGITUDE: f64 = 2.0 * SQRT_2 / PI;

/// More than the formulas below lose, relative to the result.
const ROUNDING: f64 = 1e-12;

impl Mollweide {
    pub(crate) fn new(meridian_rad: f64) -> Self {
        Self { meridian_rad }
    }

    /// `π − 2|θ|` of a latitude; NaN beyond the poles.
    fn from_pole(latitude: f64) -> f64 {
        let to_pole = FRAC_PI_2 - latitude.abs();
        // A pole in degrees is not quite one in radians.
        if to_pole < -1e-12 {
            return f64::NAN;
        }
        // π (1 − sin |φ|), without the difference.
        let c = 2.0 * PI * (0.5 * to_pole).sin().powi(2);
        let v = (6.0 * c).cbrt();
        let mut u = v + v.powi(3) / 60.0;
        if v < 1e-3 {
            return u;
        }
        for _ in 0..5 {
            u -= (minus_sine(u) - c) / (2.0 * (0.5 * u).sin().powi(2));
        }
        u
    }

    fn y(latitude: f64) -> f64 {
        (SQRT_2 * (0.5 * Self::from_pole(latitude)).cos()).copysign(latitude)
    }

    /// `π − 2|θ|` of a y; NaN outside of the ellipse.
    fn from_top(y: f64) -> f64 {
        2.0 * (y.abs() / SQRT_2).acos()
    }

    fn latitude(y: f64) -> f64 {
        let u = Self::from_top(y);
        let to_pole = 2.0 * (minus_sine(u) / (2.0 * PI)).sqrt().clamp(0.0, 1.0).asin();
        (FRAC_PI_2 - to_pole).copysign(y)
    }

    fn no_bounds(expected: &'static str, bounds: &Bounds3) -> Error {
        Error::TransformBounds {
            transform: "mollweide",
            expected,
            got: format!("{:?} to {:?}", bounds.min, bounds.max),
        }
    }
}

/// `u − sin u` from 0 to π; by its series where the difference would cancel.
fn minus_sine(u: f64) -> f64 {
    if u >= 1.0 {
        return u - u.sin();
    }
    let square = u * u;
    let divisors = [272.0, 210.0, 156.0, 110.0, 72.0, 42.0, 20.0];
    let series = divisors
        .iter()
        .fold(1.0, |rest, divisor| 1.0 - square / divisor * rest);
    u * square / 6.0 * series
}

/// The values from `low` to `high` that are nearest to zero and farthest from it.
fn nearest_and_farthest(low: f64, high: f64) -> [f64; 2] {
    [low.max(-high).max(0.0), low.abs().max(high.abs())]
}

/// The box of all products of a number of the one range with one of the other.
fn product_of_ranges(a: [f64; 2], b: [f64; 2]) -> [f64; 2] {
    let products = [a[0] * b[0], a[0] * b[1], a[1] * b[0], a[1] * b[1]];
    let low = products.into_iter().fold(f64::INFINITY, f64::min);
    let high = products.into_iter().fold(f64::NEG_INFINITY, f64::max);
    let margin = ROUNDING * low.abs().max(high.abs());
    [low - margin, high + margin]
}

impl Mapping for Mollweide {
    fn name(&self) -> &'static str {
        "mollweide"
    }

    fn forward(&self, [longitude, latitude, z]: [f64; 3]) -> [f64; 3] {
        let cosine = (0.5 * Self::from_pole(latitude)).sin();
        let x = PER_LONGITUDE * (longitude - self.meridian_rad) * cosine;
        [x, Self::y(latitude), z]
    }

    fn backward(&self, [x, y, z]: [f64; 3]) -> [f64; 3] {
        let cosine = (0.5 * Self::from_top(y)).sin();
        // At a pole all longitudes meet.
        let turn = if cosine == 0.0 {
            0.0
        } else {
            x / (PER_LONGITUDE * cosine)
        };
        [self.meridian_rad + turn, Self::latitude(y), z]
    }

    /// y grows with the latitude; x with the longitude, and shrinks towards the poles.
    fn forward_bounds(&self, bounds: &Bounds3) -> Result<Bounds3> {
        let latitudes = [bounds.min[1], bounds.max[1]];
        let [y_low, y_high] = latitudes.map(Self::y);
        if y_low.is_nan() || y_high.is_nan() {
            return Err(Self::no_bounds("latitudes up to the poles", bounds));
        }
        let widths = nearest_and_farthest(latitudes[0], latitudes[1])
            .map(|latitude| PER_LONGITUDE * (0.5 * Self::from_pole(latitude)).sin());
        let turns = [bounds.min[0], bounds.max[0]].map(|longitude| longitude - self.meridian_rad);
        let [x_low, x_high] = product_of_ranges(turns, widths);
        Ok(Bounds3 {
            min: [x_low, y_low - ROUNDING, bounds.min[2]],
            max: [x_high, y_high + ROUNDING, bounds.max[2]],
        })
    }

    fn backward_bounds(&self, bounds: &Bounds3) -> Result<Bounds3> {
        let ys = [bounds.min[1], bounds.max[1]];
        let inverse_widths = nearest_and_farthest(ys[0], ys[1])
            .map(|y| 1.0 / (PER_LONGITUDE * (0.5 * Self::from_top(y)).sin()));
        if !inverse_widths.iter().all(|width| width.is_finite()) {
            return Err(Self::no_bounds(
                "a box below the top of the ellipse",
                bounds,
            ));
        }
        let [low, high] = product_of_ranges([bounds.min[0], bounds.max[0]], inverse_widths);
        // Towards the poles latitudes change ever faster with y.
        let margin = 1e-7;
        let [south, north] = ys.map(Self::latitude);
        Ok(Bounds3 {
            min: [
                low + self.meridian_rad - margin,
                south - margin,
                bounds.min[2],
            ],
            max: [
                high + self.meridian_rad + margin,
                north + margin,
                bounds.max[2],
            ],
        })
    }

    fn shader(&self) -> MappingShader {
        MappingShader {
            parameters: vec![("globe", [self.meridian_rad as f32, 0.0, 0.0, 0.0])],
            forward: FORWARD.into(),
            backward: BACKWARD.into(),
        }
    }
}

const FORWARD: &str = "
let half_to_pole = 0.5 * (1.5707963268 - abs(point.y));
let c = 6.2831853072 * sin(half_to_pole) * sin(half_to_pole);
let v = pow(max(6.0 * c, 1e-30), 0.33333333333);
var u = v + v * v * v / 60.0;
if v > 1e-2 {
    for (var step = 0; step < 4; step++) {
        let s = u * u;
        let series = u * s / 6.0
            * (1.0 - s / 20.0 * (1.0 - s / 42.0 * (1.0 - s / 72.0 * (1.0 - s / 110.0))));
        let half = sin(0.5 * u);
        u -= (select(u - sin(u), series, u < 1.0) - c) / (2.0 * half * half);
    }
}
let x = 0.9003163162 * (point.x - globe.x) * sin(0.5 * u);
return vec3<f32>(x, sign(point.y) * 1.4142135624 * cos(0.5 * u), point.z);";

// By atan2: drivers allow themselves an arc sine that is wrong by 1e-4.
const BACKWARD: &str = "
let cosine = sqrt(max(0.0, (1.4142135624 - abs(point.y)) * (1.4142135624 + abs(point.y)) / 2.0));
let u = 2.0 * atan2(cosine, abs(point.y) / 1.4142135624);
let s = u * u;
let series = u * s / 6.0
    * (1.0 - s / 20.0 * (1.0 - s / 42.0 * (1.0 - s / 72.0 * (1.0 - s / 110.0))));
let rest = select(u - sin(u), series, u < 1.0);
let half = min(1.0, rest / 6.2831853072);
let latitude = 1.5707963268 - 2.0 * atan2(sqrt(half), sqrt(1.0 - half));
var turn = 0.0;
if cosine > 0.0 { turn = point.x / (0.9003163162 * cosine); }
return vec3<f32>(globe.x + turn, sign(point.y) * latitude, point.z);";
