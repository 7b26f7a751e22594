//! Scatters: many points, each drawn as a marker, and how much of them a view needs.
//!
//! A [`Scatter`] names the coordinates of its points and a style. The exact picture is that of
//! drawing every point in the order of the data, the later on top, or that of how many markers lie
//! on each pixel (see [`density`]). Each view holds its own
//! [`ScatterLayer`](detail::ScatterLayer), which for markers paints this picture from the last point to the
//! first and stops, tile by tile, where nothing below can be seen any more (see [`exact`]), with
//! the points sorted so that a tile finds its own (see [`block`]). While a view moves and the
//! time of a frame does not suffice, it shows a fair sample instead (see [`sample`]), and the
//! exact tiles take its place once it is still.

mod block;
mod clock;
mod coordinates;
mod counts;
mod curve;
mod density;
mod detail;
mod exact;
mod index;
mod marks;
mod sample;
mod shading;
mod tiles;

use std::fmt;
use std::sync::Arc;

use galry_data::Source;
use galry_visuals::{Color, MarkersStyle, Symbol};

pub use coordinates::Coordinates;
pub(crate) use detail::{ScatterLayer, ScatterRequest};
use index::Index;
pub use shading::{DensityStyle, ScatterShading};

use crate::line::unique;
use crate::{Error, Result};

/// How the points of a scatter are drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ScatterStyle {
    /// The shape of a marker.
    pub symbol: Symbol,
    /// About its width in logical pixels (1/96 inch at a pixel ratio of one).
    pub size_px: f32,
    /// The colour inside; alpha below one lets what lies beneath show through.
    pub color: Color,
    /// The colour of the line around.
    pub edge: Color,
    /// The width of that line in logical pixels; zero for none.
    pub edge_width_px: f32,
}

impl Default for ScatterStyle {
    fn default() -> Self {
        Self {
            symbol: Symbol::Disc,
            size_px: 6.0,
            color: Color::CYCLE_LIGHT[0],
            edge: Color::TRANSPARENT,
            edge_width_px: 0.0,
        }
    }
}

impl ScatterStyle {
    /// The style in framebuffer pixels.
    fn markers(&self, pixel_ratio: f32) -> MarkersStyle {
        MarkersStyle {
            symbol: self.symbol,
            size_px: self.size_px * pixel_ratio,
            face: self.color,
            edge: self.edge,
            edge_width_px: self.edge_width_px * pixel_ratio,
        }
    }
}

/// Points, each drawn as a marker, the later over the earlier.
///
/// A point with a coordinate that is not finite is left out. Of a source whose samples keep
/// coming, it shows those that were there when it was made. Above its data a scatter takes eight
/// bytes a point (and a little), once the view has needed them all.
///
/// ```
/// use std::sync::Arc;
/// use galry_data::Samples;
/// use galry_scene::{Coordinates, Scatter, ScatterStyle};
///
/// let x = Arc::new(Samples::from_vec(vec![0_i16, 1, 2]));
/// let y = Arc::new(Samples::from_vec(vec![0.5_f32, f32::NAN, 1.5]));
/// let points = Scatter::new(
///     Coordinates::channel(x, 0),
///     Coordinates::channel(y, 0),
///     ScatterStyle::default(),
/// )?;
/// assert_eq!(points.len(), 3);
/// # Ok::<(), galry_scene::Error>(())
/// ```
#[derive(Clone)]
pub struct Scatter<'a> {
    x: Coordinates<'a>,
    y: Coordinates<'a>,
    len: u64,
    style: ScatterStyle,
    shading: ScatterShading,
    index: Arc<Index>,
    /// Names the points, which never change.
    identity: u64,
    /// Names the style.
    revision: u64,
}

impl fmt::Debug for Scatter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scatter")
            .field("x", &self.x)
            .field("y", &self.y)
            .field("style", &self.style)
            .finish_non_exhaustive()
    }
}

impl<'a> Scatter<'a> {
    /// Points at `x` and `y`.
    ///
    /// # Errors
    /// [`Error::PointCount`] when there are not as many x as y, [`Error::NoSuchChannel`] and
    /// [`Error::Rate`] for coordinates that are none.
    pub fn new(x: Coordinates<'a>, y: Coordinates<'a>, style: ScatterStyle) -> Result<Self> {
        // Of samples that keep coming, those that are there now.
        let [x, y] = [x.frozen(), y.frozen()];
        x.check()?;
        y.check()?;
        let len = match (x.len(), y.len()) {
            (Some(x), Some(y)) if x != y => return Err(Error::PointCount { x, y }),
            (Some(len), _) | (None, Some(len)) => len,
            (None, None) => 0,
        };
        Ok(Self {
            x,
            y,
            len,
            style,
            shading: ScatterShading::default(),
            index: Arc::new(Index::new(len)),
            identity: unique(),
            revision: unique(),
        })
    }

    /// A channel of a source over its samples' indices.
    ///
    /// # Errors
    /// Those of [`new`](Self::new).
    pub fn of_channel(
        source: Arc<dyn Source + 'a>,
        channel: usize,
        style: ScatterStyle,
    ) -> Result<Self> {
        let x = Coordinates::Positions(crate::Positions::Index);
        Self::new(x, Coordinates::channel(source, channel), style)
    }

    /// Number of points, those that are left out included.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Whether there is no point.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Where the points stand along x.
    #[must_use]
    pub fn x(&self) -> &Coordinates<'a> {
        &self.x
    }

    /// Where the points stand along y.
    #[must_use]
    pub fn y(&self) -> &Coordinates<'a> {
        &self.y
    }

    /// How the points are drawn.
    #[must_use]
    pub fn style(&self) -> ScatterStyle {
        self.style
    }

    /// Changes how the points are drawn.
    pub fn set_style(&mut self, style: ScatterStyle) {
        self.style = style;
        self.revision = unique();
    }

    /// Whether the points are drawn one by one or by how many there are.
    #[must_use]
    pub fn shading(&self) -> &ScatterShading {
        &self.shading
    }

    /// Changes whether the points are drawn one by one or by how many there are.
    pub fn set_shading(&mut self, shading: ScatterShading) {
        self.shading = shading;
        self.revision = unique();
    }

    /// Smallest and largest finite x, and y: each `None` when there is none. Over all points,
    /// those included whose other coordinate is missing.
    ///
    /// # Errors
    /// [`Error::Data`] when the coordinates cannot be read.
    pub fn ranges(&self) -> Result<[Option<[f64; 2]>; 2]> {
        Ok([self.x.range(self.len)?, self.y.range(self.len)?])
    }

    /// Smallest and largest finite y of the points from x = `from` to `to`; `None` when there is
    /// none. Looks at every point, on all threads.
    ///
    /// # Errors
    /// [`Error::Data`] when the coordinates cannot be read.
    pub fn y_range(&self, from: f64, to: f64) -> Result<Option<[f64; 2]>> {
        let (from, to) = (from.min(to), from.max(to));
        let nothing = [f64::INFINITY, f64::NEG_INFINITY];
        let hull = |a: [f64; 2], b: [f64; 2]| [a[0].min(b[0]), a[1].max(b[1])];
        let of_block = |block: usize| -> Result<[f64; 2]> {
            let range = self.index.range(block);
            let len = (range.end - range.start) as usize;
            let (mut x, mut y) = (vec![0.0; len], vec![0.0; len]);
            self.x.read(range.clone(), &mut x)?;
            self.y.read(range, &mut y)?;
            let within = x.iter().zip(&y).filter(|(x, _)| (from..=to).contains(*x));
            let finite = within.map(|(_, &y)| y).filter(|y| y.is_finite());
            Ok(finite.fold(nothing, |range, y| hull(range, [y, y])))
        };
        #[cfg(not(target_family = "wasm"))]
        let range = {
            use rayon::prelude::*;
            let blocks = (0..self.index.len()).into_par_iter().map(of_block);
            blocks.try_reduce(|| nothing, |a, b| Ok(hull(a, b)))?
        };
        #[cfg(target_family = "wasm")]
        let range = (0..self.index.len())
            .map(of_block)
            .try_fold(nothing, |range, block| {
                block.map(|block| hull(range, block))
            })?;
        Ok((range[0] <= range[1]).then_some(range))
    }

    /// Bytes above the data that sorting the points took so far.
    #[must_use]
    pub fn index_bytes(&self) -> u64 {
        self.index.bytes()
    }

    /// Parts of the data that are sorted, and parts in all: a view sorts what it needs.
    #[must_use]
    pub fn index_progress(&self) -> (usize, usize) {
        (self.index.built(), self.index.len())
    }
}

#[cfg(test)]
mod tests;
