//! What a map that is not linear gives: the trait behind polar, logarithms, lenses and a user's own.

use std::any::Any;
use std::borrow::Cow;
use std::fmt;

use super::Bounds3;
use crate::Result;

/// A map of space in both directions, with bounds and a WGSL form.
///
/// All that is not linear is one of these: [`Curves`](super::Curves), [`Polar`](super::Polar) and
/// [`Magnify`](super::Magnify) here, and whatever a user brings through
/// [`Transform::own`](super::Transform::own). No method may panic, whatever the numbers; a point
/// without an image becomes NaN.
///
/// ```
/// use galry_scene::{Bounds3, Mapping, MappingShader, Result, Transform};
///
/// /// The Mercator projection: degrees of longitude and latitude to a plane that keeps angles.
/// #[derive(Debug)]
/// struct Mercator;
///
/// impl Mapping for Mercator {
///     fn name(&self) -> &'static str {
///         "mercator"
///     }
///     fn forward(&self, [longitude, latitude, z]: [f64; 3]) -> [f64; 3] {
///         [longitude.to_radians(), latitude.to_radians().tan().asinh(), z]
///     }
///     fn backward(&self, [x, y, z]: [f64; 3]) -> [f64; 3] {
///         [x.to_degrees(), y.sinh().atan().to_degrees(), z]
///     }
///     // Each coordinate grows with its own: corners go to corners.
///     fn forward_bounds(&self, bounds: &Bounds3) -> Result<Bounds3> {
///         Ok(Bounds3 { min: self.forward(bounds.min), max: self.forward(bounds.max) })
///     }
///     fn backward_bounds(&self, bounds: &Bounds3) -> Result<Bounds3> {
///         Ok(Bounds3 { min: self.backward(bounds.min), max: self.backward(bounds.max) })
///     }
///     fn shader(&self) -> MappingShader {
///         MappingShader {
///             parameters: vec![],
///             forward: "return vec3<f32>(radians(point.x), asinh(tan(radians(point.y))), point.z);".into(),
///             backward: "return vec3<f32>(degrees(point.x), degrees(atan(sinh(point.y))), point.z);".into(),
///         }
///     }
/// }
///
/// let mercator = Transform::own(Mercator);
/// let [x, y] = mercator.map_xy([13.4, 52.5]);
/// let [longitude, latitude] = mercator.inverse()?.map_xy([x, y]);
/// assert!((longitude - 13.4).abs() < 1e-12 && (latitude - 52.5).abs() < 1e-12);
/// # Ok::<(), galry_scene::Error>(())
/// ```
pub trait Mapping: Any + fmt::Debug + Send + Sync {
    /// A word for errors and for the names of WGSL functions: letters, digits and underscores.
    fn name(&self) -> &'static str;

    /// The image of a point.
    fn forward(&self, point: [f64; 3]) -> [f64; 3];

    /// The point whose image this is. Where several have it, the one of the principal branch.
    fn backward(&self, point: [f64; 3]) -> [f64; 3];

    /// A box that holds the images of all points of `bounds` that have one, in f64: what rounding
    /// adds included. The smallest is best, a larger one is right. `bounds` is
    /// [valid](Bounds3::is_valid).
    ///
    /// # Errors
    /// [`Error::TransformBounds`](crate::Error::TransformBounds) when there is no such box.
    fn forward_bounds(&self, bounds: &Bounds3) -> Result<Bounds3>;

    /// The same for [`backward`](Self::backward).
    ///
    /// # Errors
    /// As for [`forward_bounds`](Self::forward_bounds).
    fn backward_bounds(&self, bounds: &Bounds3) -> Result<Bounds3>;

    /// The same map in WGSL, both ways.
    fn shader(&self) -> MappingShader;

    /// Whether [`backward`](Self::backward) undoes [`forward`](Self::forward); without it there is
    /// no inverse.
    fn is_invertible(&self) -> bool {
        true
    }

    /// Replaces points by their images.
    fn forward_slice(&self, points: &mut [[f64; 3]]) {
        for point in points {
            *point = self.forward(*point);
        }
    }

    /// Replaces points by those whose images they are.
    fn backward_slice(&self, points: &mut [[f64; 3]]) {
        for point in points {
            *point = self.backward(*point);
        }
    }
}

/// A [`Mapping`] in WGSL: the bodies of two functions and the numbers that they take.
///
/// Each becomes `fn …(point: vec3<f32>, <first>: vec4<f32>, …) -> vec3<f32> { body }`, the
/// parameters under their names. The bodies may depend on the kind of the map, never on its
/// numbers: these are the parameters, so that changing one compiles nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct MappingShader {
    /// Names and values of what both functions take besides the point.
    pub parameters: Vec<(&'static str, [f32; 4])>,
    /// Statements that return the image of `point`.
    pub forward: Cow<'static, str>,
    /// Statements that return the point whose image `point` is.
    pub backward: Cow<'static, str>,
}
