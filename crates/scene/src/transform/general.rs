//! Any transform: of one kind, or a chain of several.

use std::sync::Arc;

use super::{
    Affine, Bounds3, Chain, Curves, Magnify, Mapping, NonLinear, Perspective, Polar,
    ScaleTranslate3,
};
use crate::{Error, Result, ScaleTranslate};

/// A map of space in f64, from points to points, that is of any kind.
///
/// Transforms are composed by [`after`](Self::after) and [`chain`](Self::chain), which simplify as
/// they go: what is linear is multiplied out, what undoes its neighbour vanishes.
///
/// ```
/// use galry_scene::{Curve, Curves, ScaleTranslate3, Transform};
///
/// let decades = Transform::from(Curves::plane(Curve::Log { base: 10.0 })?);
/// let pixels = Transform::from(ScaleTranslate3::scale([100.0, 100.0, 1.0]));
/// let pixel_from_data = pixels.after(&decades);
/// assert_eq!(pixel_from_data.map_xy([1000.0, 10.0]), [300.0, 100.0]);
/// let data_from_pixel = pixel_from_data.inverse()?;
/// assert_eq!(data_from_pixel.after(&pixel_from_data), Transform::Identity);
/// # Ok::<(), galry_scene::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub enum Transform {
    /// Every point stays, to the last bit.
    #[default]
    Identity,
    /// A scale and a translation on each axis.
    ScaleTranslate(ScaleTranslate3),
    /// Any linear map with a translation.
    Affine(Affine),
    /// A 4×4 matrix with a division by w.
    Perspective(Perspective),
    /// A map that is not linear, forward.
    NonLinear(NonLinear),
    /// A map that is not linear, backward.
    Inverse(NonLinear),
    /// Several, one after the other.
    Chain(Chain),
}

impl From<ScaleTranslate> for Transform {
    /// The same on x and y; z stays.
    fn from(flat: ScaleTranslate) -> Self {
        Self::ScaleTranslate(flat.into())
    }
}

impl From<ScaleTranslate3> for Transform {
    fn from(transform: ScaleTranslate3) -> Self {
        Self::ScaleTranslate(transform)
    }
}

impl From<Affine> for Transform {
    fn from(affine: Affine) -> Self {
        Self::Affine(affine)
    }
}

impl From<Perspective> for Transform {
    fn from(perspective: Perspective) -> Self {
        Self::Perspective(perspective)
    }
}

impl From<Curves> for Transform {
    fn from(curves: Curves) -> Self {
        Self::NonLinear(NonLinear::Curves(curves))
    }
}

impl From<Polar> for Transform {
    fn from(polar: Polar) -> Self {
        Self::NonLinear(NonLinear::Polar(polar))
    }
}

impl From<Magnify> for Transform {
    fn from(lens: Magnify) -> Self {
        Self::NonLinear(NonLinear::Magnify(lens))
    }
}

/// Points of a slice that go through a chain together: few enough to stay in the nearest cache.
const POINTS_AT_ONCE: usize = 512;

impl Transform {
    /// A user's own map.
    #[must_use]
    pub fn own(mapping: impl Mapping) -> Self {
        Self::NonLinear(NonLinear::Own(Arc::new(mapping)))
    }

    /// Several transforms, the first done first, simplified.
    #[must_use]
    pub fn chain(steps: impl IntoIterator<Item = Self>) -> Self {
        super::chain::simplified(steps)
    }

    /// The transform that does `first`, then this one, simplified.
    ///
    /// What leaves everything in place vanishes, chains are laid into one, neighbours that are
    /// linear are multiplied out in f64, and a map that is not linear next to its inverse vanishes
    /// with it. A point that the map cannot bring back (an angle beyond a turn, the logarithm of
    /// nothing) is then not touched at all.
    ///
    /// Two cases stay apart on purpose: a product that would leave f64, and a perspective after
    /// something with an origin, which a 4×4 matrix could not hold without loss.
    #[must_use]
    pub fn after(&self, first: &Self) -> Self {
        Self::chain([first.clone(), self.clone()])
    }

    /// The image of a point; NaN or infinite where it has none.
    #[must_use]
    pub fn map(&self, point: [f64; 3]) -> [f64; 3] {
        match self {
            Self::Identity => point,
            Self::ScaleTranslate(transform) => transform.map(point),
            Self::Affine(affine) => affine.map(point),
            Self::Perspective(perspective) => perspective.map(point),
            Self::NonLinear(map) => map.mapping().forward(point),
            Self::Inverse(map) => map.mapping().backward(point),
            Self::Chain(chain) => chain
                .steps()
                .iter()
                .fold(point, |point, step| step.map(point)),
        }
    }

    /// The x and y of the image of a point at z = 0.
    #[must_use]
    pub fn map_xy(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        let [x, y, _] = self.map([x, y, 0.0]);
        [x, y]
    }

    /// Replaces points by their images, the very ones of [`map`](Self::map).
    pub fn map_slice(&self, points: &mut [[f64; 3]]) {
        match self {
            Self::Identity => {}
            Self::ScaleTranslate(transform) => replace(points, |point| transform.map(point)),
            Self::Affine(affine) => replace(points, |point| affine.map(point)),
            Self::Perspective(perspective) => replace(points, |point| perspective.map(point)),
            Self::NonLinear(map) => map.mapping().forward_slice(points),
            Self::Inverse(map) => map.mapping().backward_slice(points),
            Self::Chain(chain) => {
                for some in points.chunks_mut(POINTS_AT_ONCE) {
                    for step in chain.steps() {
                        step.map_slice(some);
                    }
                }
            }
        }
    }

    /// The transform that undoes this one.
    ///
    /// # Errors
    /// [`Error::NotInvertible`] when it, or a step of it, flattens space, is not finite, or is a
    /// user's own that says so.
    pub fn inverse(&self) -> Result<Self> {
        let map = match self {
            Self::Identity => return Ok(Self::Identity),
            Self::ScaleTranslate(transform) => return transform.inverse().map(Self::from),
            Self::Affine(affine) => return affine.inverse().map(Self::from),
            Self::Perspective(perspective) => return perspective.inverse().map(Self::from),
            Self::Chain(chain) => {
                let undone = chain.steps().iter().rev().map(Self::inverse);
                return Ok(Self::chain(undone.collect::<Result<Vec<_>>>()?));
            }
            Self::NonLinear(map) | Self::Inverse(map) => map,
        };
        let mapping = map.mapping();
        if !mapping.is_invertible() {
            return Err(Error::NotInvertible {
                transform: mapping.name(),
                got: format!("{mapping:?}"),
            });
        }
        Ok(match self {
            Self::Inverse(_) => Self::NonLinear(map.clone()),
            _ => Self::Inverse(map.clone()),
        })
    }

    /// A box that holds the images of all points of `bounds`, in f64.
    ///
    /// Of a scale, a translation and an affine map it is the smallest; of a perspective, of
    /// galry's other maps and of a user's own good ones it is the smallest but for a few units in
    /// the last place, which make up for rounding; of a chain it may be larger, since each step
    /// takes the box around what the one before it made.
    ///
    /// # Errors
    /// [`Error::TransformBounds`] when `bounds` is not [valid](Bounds3::is_valid), when it reaches
    /// the plane where a perspective's w is 0, when its image leaves f64, or when a user's own map
    /// says so.
    pub fn bounds(&self, bounds: &Bounds3) -> Result<Bounds3> {
        if !bounds.is_valid() {
            return Err(self.no_bounds("a finite box with min at most max", bounds));
        }
        let image = match self {
            Self::Identity => *bounds,
            Self::ScaleTranslate(transform) => transform.bounds(bounds),
            Self::Affine(affine) => affine.bounds(bounds),
            Self::Perspective(perspective) => perspective.bounds(bounds)?,
            Self::NonLinear(map) => map.mapping().forward_bounds(bounds)?,
            Self::Inverse(map) => map.mapping().backward_bounds(bounds)?,
            Self::Chain(chain) => {
                let start = Ok(*bounds);
                return chain
                    .steps()
                    .iter()
                    .fold(start, |bounds, step| step.bounds(&bounds?));
            }
        };
        if !image.is_valid() {
            return Err(self.no_bounds("a finite image of a box", &image));
        }
        Ok(image)
    }

    /// Whether lines stay straight and parallels stay parallel: no division, no bending.
    #[must_use]
    pub fn is_linear(&self) -> bool {
        matches!(
            self,
            Self::Identity | Self::ScaleTranslate(_) | Self::Affine(_)
        )
    }

    /// The same as a scale and a translation, if it is no more than that.
    #[must_use]
    pub fn as_scale_translate(&self) -> Option<ScaleTranslate3> {
        match self {
            Self::Identity => Some(ScaleTranslate3::IDENTITY),
            Self::ScaleTranslate(transform) => Some(*transform),
            Self::Affine(affine) => affine.as_scale_translate(),
            _ => None,
        }
    }

    /// What errors call it.
    fn name(&self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::ScaleTranslate(_) => "scale-translate",
            Self::Affine(_) => "affine",
            Self::Perspective(_) => "perspective",
            Self::NonLinear(map) | Self::Inverse(map) => map.mapping().name(),
            Self::Chain(_) => "chain",
        }
    }

    fn no_bounds(&self, expected: &'static str, got: &Bounds3) -> Error {
        Error::TransformBounds {
            transform: self.name(),
            expected,
            got: format!("{:?} to {:?}", got.min, got.max),
        }
    }
}

fn replace(points: &mut [[f64; 3]], map: impl Fn([f64; 3]) -> [f64; 3]) {
    for point in points {
        *point = map(*point);
    }
}
