//! Lines of any number of samples, drawn exactly from what they cover in each pixel column.
//!
//! A polyline whose x does not decrease is, in one pixel column, one vertical run. So a picture of
//! `w` columns needs `w` pairs of numbers a line, however many samples the line has, and drawing
//! it costs what its pixels cost. [`ColumnRanges`] holds these numbers, [`ColumnSeries`] adds a
//! colour and a width, and [`Columns`] draws any number of series in one call.
//!
//! Finding the ranges is not done here: visuals know no data. Level of detail finds them, from
//! all samples or from a pyramid, and hands them over for each view.
//!
//! Two ways lead to the same picture. On a software rasteriser the CPU paints it, sixteen columns
//! at a time, and uploads it; on a GPU the ranges are uploaded and one fragment shader looks them
//! up. [`Method`] chooses; without antialiasing both give the same bytes, with it they agree to
//! 1/255. The painter alone, [`Columns::paint`], needs no GL at all.
//!
//! ```
//! use galry_visuals::columns::{ColumnRanges, ColumnSeries, Columns, RowRange};
//! use galry_visuals::Color;
//!
//! // Three columns of a picture of 3 x 2 pixels: both rows, nothing, the lower row.
//! let rows = vec![
//!     RowRange { first: 0, last: 1 },
//!     RowRange::EMPTY,
//!     RowRange { first: 1, last: 1 },
//! ];
//! let mut columns = Columns::new();
//! columns.set(
//!     [0, 0, 3, 2],
//!     vec![ColumnSeries {
//!         color: Color::rgb8(255, 0, 0),
//!         width_px: 1.0,
//!         ranges: ColumnRanges::Rows(rows),
//!     }],
//! );
//! let alphas: Vec<u8> = columns.paint()?.chunks(4).map(|pixel| pixel[3]).collect();
//! assert_eq!(alphas, [255, 0, 0, 255, 0, 255]);
//! # Ok::<(), galry_visuals::Error>(())
//! ```

mod edges;
mod opaque;
mod outline;
mod painter;
mod ranges;
mod shader;

pub use ranges::{ColumnRanges, ColumnSeries, Interval, Method, RowRange};

use crate::{
    Bounds, Color, Description, Error, FillRule, Frame, ImageQuad, Item, Placement, Renderer,
    Result, Visual,
};
use edges::{Scratch, SeriesEdges};
use opaque::OpaquePicture;
use painter::{Painter, Sheet};
use shader::ColumnsShader;

const NAME: &str = "columns";

/// Lines drawn by pixel columns, all in one draw call.
///
/// The place is given in framebuffer pixels: of a [`Placement`] only the clip counts. Whether
/// edges are smooth is decided by the [`ColumnRanges`]; a picture in which any series has
/// sub-columns is antialiased as a whole.
///
/// Colours: an opaque series hides what lies below. Translucent ones are laid over it in bytes
/// where there are only rows, each time `source + round(below * (255 - alpha) / 255)`,
/// premultiplied; in an antialiased picture with 16 bits, rounded once at the end.
#[derive(Default)]
pub struct Columns {
    rect_px: [i32; 4],
    series: Vec<ColumnSeries>,
    method: Method,
    /// Whether the series or the size changed since they were painted.
    unpainted: bool,
    /// The same since they were uploaded to the shader.
    not_in_shader: bool,
    painter: Painter,
    picture: ImageQuad,
    /// The opaque colour that is known to lie below, if any.
    backdrop: Option<Color>,
    /// Whether anything changed since the picture over the backdrop was painted and uploaded.
    opaque_is_stale: bool,
    opaque: OpaquePicture,
    shader: Option<ColumnsShader>,
    prepared: Option<Prepared>,
}

/// What `draw` draws.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Prepared {
    Picture,
    Opaque,
    Shader,
}

impl std::fmt::Debug for Columns {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Columns")
            .field("rect_px", &self.rect_px)
            .field("series", &self.series.len())
            .field("method", &self.method)
            .field("prepared", &self.prepared)
            .finish_non_exhaustive()
    }
}

impl Columns {
    /// Nothing to draw yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the picture's place, `[x, y, width, height]` in framebuffer pixels from the top left,
    /// and its series; later series lie over earlier ones. Mistakes in their lengths come back
    /// from [`prepare`](Visual::prepare) and [`paint`](Self::paint).
    pub fn set(&mut self, rect_px: [i32; 4], series: Vec<ColumnSeries>) {
        self.update(rect_px, |own| *own = series);
    }

    /// As [`set`](Self::set), changing the series in place, so that their memory can be used again.
    pub fn update(&mut self, rect_px: [i32; 4], change: impl FnOnce(&mut Vec<ColumnSeries>)) {
        change(&mut self.series);
        self.rect_px = rect_px;
        self.unpainted = true;
        self.opaque_is_stale = true;
        self.not_in_shader = true;
    }

    /// Says that nothing but this colour lies below the picture, so that a painter may lay the
    /// lines over it and copy the result, which is quicker than blending. A colour that is not
    /// opaque is no such backdrop. `None`, at first: whatever lies below stays visible.
    ///
    /// Opaque lines without antialiasing give the same bytes either way; antialiased they agree to
    /// 1/255, and translucent ones, which are rounded at other places, to 3/255. What lies below is
    /// not painted by all methods: clear it, too.
    pub fn set_backdrop(&mut self, backdrop: Option<Color>) {
        let backdrop = backdrop.filter(|color| color.to_rgba8()[3] == u8::MAX);
        if backdrop != self.backdrop {
            self.backdrop = backdrop;
            self.opaque_is_stale = true;
        }
    }

    /// Moves the picture; nothing is painted or uploaded for it.
    pub fn set_position_px(&mut self, position_px: [i32; 2]) {
        self.rect_px[..2].copy_from_slice(&position_px);
    }

    /// The picture's place as last set.
    #[must_use]
    pub fn rect_px(&self) -> [i32; 4] {
        self.rect_px
    }

    /// The series as last set, the lowest first.
    #[must_use]
    pub fn series(&self) -> &[ColumnSeries] {
        &self.series
    }

    /// Chooses who paints; [`Method::Automatic`] at first.
    pub fn set_method(&mut self, method: Method) {
        self.method = method;
    }

    /// Whole pixel columns that sub-column ranges must cover left and right of the picture, so
    /// that a line of this width (in framebuffer pixels) reaches in from outside.
    #[must_use]
    pub fn margin_for(width_px: f32) -> usize {
        // Float to integer saturates, and NaN becomes 0: a silly width must not panic.
        ((width_px * 0.5).ceil() as usize).saturating_add(1)
    }

    /// Paints the picture on the CPU, if it changed, and returns it: RGBA8 premultiplied, shape
    /// `(height, width, 4)`, the top row first, transparent where no series is.
    ///
    /// # Errors
    /// [`Error::Length`] where a series has not as many ranges as the picture's columns ask for,
    /// [`Error::Part`] for sub-columns or a picture beyond their limits.
    pub fn paint(&mut self) -> Result<&[u8]> {
        self.check()?;
        let [x, y, width, height] = self.rect_px;
        self.picture.set_rect_px([x, y, width, height]);
        if self.unpainted {
            let size = self.size();
            let pixels = self.picture.pixels_mut();
            self.painter
                .paint(size, &self.series, Sheet::default(), pixels);
            self.unpainted = false;
        }
        Ok(self.picture.pixels())
    }

    /// Columns and rows.
    fn size(&self) -> [usize; 2] {
        [self.rect_px[2], self.rect_px[3]].map(|side| usize::try_from(side).unwrap_or(0))
    }

    fn check(&self) -> Result<()> {
        let [width, height] = self.size();
        if width.max(height) > MAX_SIDE_PX {
            return Err(Error::Part {
                message: format!(
                    "columns: expected a picture of at most {MAX_SIDE_PX} px a side, got {width} x {height} px"
                ),
            });
        }
        self.series
            .iter()
            .try_for_each(|series| check_series(series, width))
    }

    /// Paints over the backdrop and uploads, if anything changed.
    fn prepare_opaque(&mut self, renderer: &Renderer, backdrop: Color) -> Result<()> {
        let size = self.size();
        // Sides of at most `MAX_SIDE_PX`, as was checked.
        let size_px = size.map(|side| side as u32);
        self.prepared = Some(Prepared::Opaque);
        if size.contains(&0) {
            self.opaque.forget_gl();
            return Ok(());
        }
        if self.opaque_is_stale || !self.opaque.is_ready(size_px) {
            let backdrop = backdrop.to_premultiplied_rgba8();
            self.opaque
                .paint(&mut self.painter, size, &self.series, backdrop);
            self.opaque.upload(renderer, size_px)?;
            self.opaque_is_stale = false;
        }
        Ok(())
    }

    fn chooses_shader(&self, renderer: &Renderer) -> bool {
        let context = renderer.context();
        let wanted = match self.method {
            Method::Automatic => !context.capabilities().is_software,
            Method::Painted => false,
            Method::Shader => true,
        };
        wanted && ColumnsShader::fits(context, self.size()[0], &self.series)
    }
}

/// Rows are numbered by i16.
const MAX_SIDE_PX: usize = i16::MAX as usize;

fn check_series(series: &ColumnSeries, width: usize) -> Result<()> {
    let (what, expected, actual) = match &series.ranges {
        ColumnRanges::Rows(rows) => ("row ranges of a series of columns", width, rows.len()),
        ColumnRanges::Subcolumns {
            per_column,
            intervals,
        } => {
            if !(1..=ColumnRanges::MAX_PER_COLUMN).contains(per_column) {
                return Err(Error::Part {
                    message: format!(
                        "columns: expected 1 to {} sub-columns in a column, got {per_column}",
                        ColumnRanges::MAX_PER_COLUMN
                    ),
                });
            }
            let margin = Columns::margin_for(series.width_px);
            let expected = margin
                .saturating_mul(2)
                .saturating_add(width)
                .saturating_mul(*per_column);
            (
                "sub-columns of a series, margins included",
                expected,
                intervals.len(),
            )
        }
    };
    if expected == actual {
        return Ok(());
    }
    Err(Error::Length {
        what,
        expected,
        actual,
    })
}

/// Whether any series has sub-columns.
fn is_antialiased(series: &[ColumnSeries]) -> bool {
    series
        .iter()
        .any(|series| matches!(series.ranges, ColumnRanges::Subcolumns { .. }))
}

impl Visual for Columns {
    fn prepare(&mut self, renderer: &mut Renderer) -> Result<()> {
        self.check()?;
        if !self.chooses_shader(renderer) {
            if let Some(backdrop) = self.backdrop {
                return self.prepare_opaque(renderer, backdrop);
            }
            self.paint()?;
            self.picture.prepare(renderer)?;
            self.prepared = Some(Prepared::Picture);
            return Ok(());
        }
        let size = self.size();
        let mut shader = match self.shader.take() {
            Some(shader) => shader,
            None => {
                self.not_in_shader = true;
                ColumnsShader::new(renderer)?
            }
        };
        if self.not_in_shader {
            shader.upload(renderer.context(), size, &self.series)?;
            self.not_in_shader = false;
        }
        shader.place([self.rect_px[0], self.rect_px[1]])?;
        self.shader = Some(shader);
        self.prepared = Some(Prepared::Shader);
        Ok(())
    }

    fn draw(&self, renderer: &Renderer, frame: &Frame<'_>, placement: &Placement) -> Result<()> {
        match (self.prepared, &self.shader) {
            (Some(Prepared::Picture), _) => self.picture.draw(renderer, frame, placement),
            (Some(Prepared::Opaque), _) => {
                self.opaque.draw(self.rect_px, renderer, frame, placement)
            }
            (Some(Prepared::Shader), Some(shader)) => shader.draw(renderer, frame, placement),
            _ => Err(Error::NotPrepared { visual: NAME }),
        }
    }

    /// `None`: the picture's place is given in pixels, not in visual coordinates.
    fn forget_gl(&mut self) {
        self.picture.forget_gl();
        self.opaque.forget_gl();
        self.shader = None;
        self.not_in_shader = true;
        self.prepared = None;
    }

    fn bounds(&self) -> Option<Bounds> {
        None
    }

    /// One filled path a series, an outline for each run of columns.
    fn describe(&self, placement: &Placement, out: &mut Description) {
        let [x, y, ..] = self.rect_px;
        let size = self.size();
        if self.check().is_err() {
            return;
        }
        let Some(clip_px) = intersection(self.rect_px, placement.clip_px) else {
            return;
        };
        let mut edges = SeriesEdges::default();
        let mut scratch = Scratch::default();
        for series in &self.series {
            edges.refill(size[0], series, &mut scratch);
            let commands = outline::commands(&edges, size, [x, y]);
            if !commands.is_empty() {
                out.items.push(Item::Path {
                    commands,
                    fill: Some(series.color.into()),
                    fill_rule: FillRule::NonZero,
                    stroke: None,
                    clip_px: Some(clip_px),
                });
            }
        }
    }
}

/// The part of a rectangle within a clip; `None` where nothing is left.
fn intersection(rect: [i32; 4], clip: Option<[i32; 4]>) -> Option<[i32; 4]> {
    let clip = clip.unwrap_or(rect);
    let cut = |axis: usize| {
        let start = rect[axis].max(clip[axis]);
        let end = |rect: [i32; 4]| rect[axis].saturating_add(rect[axis + 2]);
        let length = end(rect).min(end(clip)).checked_sub(start)?;
        (length > 0).then_some((start, length))
    };
    let ((x, width), (y, height)) = (cut(0)?, cut(1)?);
    Some([x, y, width, height])
}
