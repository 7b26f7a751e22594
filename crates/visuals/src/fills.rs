//! Areas: polygons with holes, curves, bands between curves, in colours, gradients and hatching.
//!
//! The CPU paints them, wherever they stand, when they are drawn: only the pixels that edges run
//! through are computed, each exactly. A pixel's colour is the mean over its square of what all
//! areas of the visual show there together, so neighbours that share an edge leave no seam, and an
//! area that another one covers does not shine through along its edge. (Painting one area after the
//! other, each by the part of the pixel that it covers, does both.) The picture of the part of the
//! frame that is touched is then uploaded; it is kept as long as neither areas nor place change.

mod cell;
mod edges;
mod ink;
mod paint;
mod painter;
mod pieces;

use std::cell::{OnceCell, RefCell};

pub use paint::{GradientStop, Hatch, HatchPattern, LinearGradient, Paint, RadialGradient};
pub use painter::FillPainter;

use crate::{
    Bounds, Description, Error, Frame, ImageQuad, Item, Path, Placement, Renderer, Result, Visual,
};

const NAME: &str = "fills";

/// Which places an outline that crosses itself, or several outlines, are around.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum FillRule {
    /// Those that it winds around, counted by direction: outlines that run the same way around add
    /// up, one that runs the other way makes a hole.
    #[default]
    NonZero,
    /// Those that an odd number of sides lies before, whichever way they run: each outline within
    /// another is a hole, or an island in one.
    EvenOdd,
}

impl FillRule {
    /// Whether a place that is wound around so often is inside.
    fn is_inside(self, winding: i32) -> bool {
        match self {
            Self::NonZero => winding != 0,
            Self::EvenOdd => winding & 1 != 0,
        }
    }
}

/// One area.
#[derive(Clone, Debug, PartialEq)]
pub struct Fill {
    /// Its outlines, in visual coordinates.
    pub path: Path,
    /// What is inside of them.
    pub rule: FillRule,
    /// What it is painted with.
    pub paint: Paint,
}

impl Fill {
    /// The inside of a path, by [`FillRule::NonZero`].
    #[must_use]
    pub fn new(path: Path, paint: impl Into<Paint>) -> Self {
        Self {
            path,
            rule: FillRule::NonZero,
            paint: paint.into(),
        }
    }

    /// The same by another rule.
    #[must_use]
    pub fn with_rule(self, rule: FillRule) -> Self {
        Self { rule, ..self }
    }
}

/// Areas, the later over the earlier, all in one draw.
///
/// ```
/// use galry_visuals::{Color, Fill, FillRule, Fills, Path, Visual as _};
///
/// let frame = Path::rectangle([0.0, 0.0], [10.0, 8.0])
///     .and(Path::ellipse([5.0, 4.0], [3.0, 3.0]));
/// let fills = Fills::new(vec![
///     Fill::new(frame, Color::CYCLE_LIGHT[0]).with_rule(FillRule::EvenOdd),
/// ]);
/// assert_eq!(fills.bounds().unwrap().max, [10.0, 8.0]);
/// ```
#[derive(Debug, Default)]
pub struct Fills {
    fills: Vec<Fill>,
    /// The box around all of them, once it was asked for: each new place needs it.
    bounds: OnceCell<Option<Bounds>>,
    /// Painted while drawing, since only then is it known where.
    painted: RefCell<Painted>,
    is_prepared: bool,
}

/// The picture of the last draw.
#[derive(Debug, Default)]
struct Painted {
    painter: FillPainter,
    picture: ImageQuad,
    /// What the picture is of: another placement needs another picture.
    of: Option<(Placement, [u32; 2])>,
}

impl Fills {
    /// Areas in the order in which they are painted.
    #[must_use]
    pub fn new(fills: Vec<Fill>) -> Self {
        Self {
            fills,
            ..Self::default()
        }
    }

    /// The areas.
    #[must_use]
    pub fn fills(&self) -> &[Fill] {
        &self.fills
    }

    /// Takes other areas; they are painted with the next draw.
    pub fn set_fills(&mut self, fills: Vec<Fill>) {
        self.fills = fills;
        self.forget();
    }

    /// Takes another area in the place of one.
    ///
    /// # Errors
    /// [`Error::Index`] when there is none of that index.
    pub fn set_fill(&mut self, index: usize, fill: Fill) -> Result<()> {
        let count = self.fills.len();
        let place = self.fills.get_mut(index).ok_or(Error::Index {
            what: "areas",
            index,
            count,
        })?;
        *place = fill;
        self.forget();
        Ok(())
    }

    /// Says that the areas are others now.
    fn forget(&mut self) {
        self.bounds.take();
        self.painted.get_mut().of = None;
    }

    /// The topmost area around a place in framebuffer pixels, by its index.
    ///
    /// ```
    /// use galry_visuals::{Color, Fill, Fills, Path, Placement};
    ///
    /// let slice = |from| Path::wedge([50.0, 50.0], [10.0, 40.0], [from, from + 1.5]);
    /// let fills = Fills::new(vec![
    ///     Fill::new(slice(0.0), Color::BLACK),
    ///     Fill::new(slice(2.0), Color::BLACK),
    /// ]);
    /// assert_eq!(fills.fill_at([70.0, 60.0], &Placement::default()), Some(0));
    /// assert_eq!(fills.fill_at([50.0, 50.0], &Placement::default()), None);
    /// ```
    #[must_use]
    pub fn fill_at(&self, position_px: [f32; 2], placement: &Placement) -> Option<usize> {
        let [x, y] = position_px.map(f64::from);
        self.fills.iter().rposition(|fill| {
            let mut winding = 0;
            fill.path.for_each_side(placement, [0.0; 2], |a, b| {
                if (a[1] <= y) != (b[1] <= y) {
                    let crossing = a[0] + (y - a[1]) * ((b[0] - a[0]) / (b[1] - a[1]));
                    let change = if b[1] > a[1] { 1 } else { -1 };
                    winding += if crossing <= x { change } else { 0 };
                }
            });
            fill.rule.is_inside(winding)
        })
    }

    /// The pixels that may be touched: x, y, width and height.
    fn touched_px(&self, placement: &Placement, size_px: [u32; 2]) -> [i32; 4] {
        let visible = placement.visible_px(size_px);
        let Some(bounds) = self.bounds() else {
            return [visible[0], visible[1], 0, 0];
        };
        let range = |axis: usize| {
            let place = |value: f64| {
                value * f64::from(placement.scale[axis]) + f64::from(placement.translate[axis])
            };
            let (a, b) = (place(bounds.min[axis]), place(bounds.max[axis]));
            let (first, end) = (visible[axis], visible[axis] + visible[axis + 2]);
            // Float to integer saturates, and a NaN is zero.
            let low = (a.min(b).floor() as i32).clamp(first, end);
            let high = (a.max(b).ceil() as i32).clamp(first, end);
            (low, (high - low).max(0))
        };
        let ((x, width), (y, height)) = (range(0), range(1));
        [x, y, width, height]
    }
}

impl Visual for Fills {
    fn prepare(&mut self, renderer: &mut Renderer) -> Result<()> {
        self.painted.get_mut().picture.prepare(renderer)?;
        self.is_prepared = true;
        Ok(())
    }

    /// Paints where areas or place changed since the last draw, in memory that is kept.
    fn draw(&self, renderer: &Renderer, frame: &Frame<'_>, placement: &Placement) -> Result<()> {
        if !self.is_prepared {
            return Err(Error::NotPrepared { visual: NAME });
        }
        let mut painted = self.painted.borrow_mut();
        let of = (*placement, frame.size_px);
        if painted.of != Some(of) {
            let Painted {
                painter, picture, ..
            } = &mut *painted;
            let rect_px = self.touched_px(placement, frame.size_px);
            picture.set_rect_px(rect_px);
            painter.paint(rect_px, &self.fills, placement, picture.pixels_mut());
            painted.of = Some(of);
        }
        painted.picture.upload(renderer.context())?;
        painted.picture.draw(renderer, frame, placement)
    }

    fn forget_gl(&mut self) {
        self.painted.get_mut().picture.forget_gl();
        self.is_prepared = false;
    }

    fn bounds(&self) -> Option<Bounds> {
        *self.bounds.get_or_init(|| {
            let all = self.fills.iter().filter_map(|fill| fill.path.bounds());
            all.reduce(|a, b| a.union(&b))
        })
    }

    fn describe(&self, placement: &Placement, out: &mut Description) {
        for fill in &self.fills {
            let commands = fill.path.placed(placement);
            if commands.is_empty() || fill.paint.is_nothing() {
                continue;
            }
            out.items.push(Item::Path {
                commands,
                fill: Some(fill.paint.placed(placement)),
                fill_rule: fill.rule,
                stroke: None,
                clip_px: placement.clip_px,
            });
        }
    }
}
