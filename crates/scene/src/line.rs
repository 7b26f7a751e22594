//! Lines of samples: what they show, and how much of it a view needs.
//!
//! A [`Line`] names a channel of a source and a style. Each view that shows it holds its own
//! [`LineDetail`], which [`LineDetail::refine`] brings up to date with the view: either the range
//! of the curve over each pixel column (see [`columns`]), or, where few samples are in sight or x
//! goes back and forth, the curve itself (see [`geometry`]).

mod columns;
mod density;
mod geometry;
mod live;
mod pixel_map;
mod positions;
mod subcolumns;

use std::fmt;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use galry_data::{Readiness, Source};
use galry_visuals::{Color, Columns, Dashes, Interval, Placement, RowRange};

pub use columns::LevelOfDetail;
use columns::{ColumnGrid, Patience, RowSpan, Scratch, Series};
pub use density::Shading;
use geometry::Geometry;
pub(crate) use pixel_map::PixelMap;
pub use positions::Positions;
use positions::partition_point_near;
pub(crate) use subcolumns::{Effort, MOST_FINEST_LINES};

use crate::{Completion, Error, Result};

/// How a line is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LineStyle {
    /// Colour; alpha below one lets what lies beneath show through.
    pub color: Color,
    /// Width in logical pixels (1/96 inch at a pixel ratio of one).
    pub width_px: f32,
    /// Dashes, their lengths in logical pixels, with straight ends; `None` draws all of the line.
    ///
    /// Drawn for at most 131,072 samples in sight: more are drawn as without dashes.
    pub dashes: Option<Dashes>,
}

impl Default for LineStyle {
    fn default() -> Self {
        Self {
            color: Color::CYCLE_LIGHT[0],
            width_px: 1.5,
            dashes: None,
        }
    }
}

/// Samples in sight up to which lines are dashed: each dash is cut on its own.
pub(crate) const MOST_DASHED: u64 = 1 << 17;

/// The widest line, in framebuffer pixels: what a width costs follows it.
const MAX_WIDTH_PX: f32 = 1e4;

impl LineStyle {
    /// The width in framebuffer pixels at a pixel ratio; zero for what is no width.
    pub(crate) fn framebuffer_width_px(&self, pixel_ratio: f32) -> f32 {
        let width_px = self.width_px * pixel_ratio;
        // A NaN is not above zero either.
        if width_px > 0.0 {
            width_px.min(MAX_WIDTH_PX)
        } else {
            0.0
        }
    }
}

/// A number that no other line and no other style has: what is kept of one line is not taken for
/// that of another which stands in its place.
pub(crate) fn unique() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// One channel of a source, drawn as a polyline through its samples.
///
/// A sample that is not finite breaks the line; a lone sample between breaks is a point.
#[derive(Clone)]
pub struct Line<'a> {
    /// The samples drawn: the source itself or, if it changes, its last snapshot.
    source: Arc<dyn Source + 'a>,
    /// The source, if it changes.
    live: Option<Arc<dyn Source + 'a>>,
    is_held: bool,
    channel: usize,
    positions: Positions<'a>,
    is_function: bool,
    style: LineStyle,
    shading: Shading,
    density: density::SharedDensity,
    /// Names source (as of its last snapshot), channel and positions.
    identity: u64,
    /// Names the style.
    revision: u64,
}

impl fmt::Debug for Line<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Line")
            .field("source", &self.source)
            .field("channel", &self.channel)
            .field("is_function", &self.is_function)
            .field("style", &self.style)
            .finish_non_exhaustive()
    }
}

impl<'a> Line<'a> {
    /// A line through channel `channel` of `source`, its samples standing at `positions`.
    ///
    /// Looks once at every position that is given as a value, to find out whether x ever
    /// decreases: where it does, the line is drawn as geometry, without level of detail.
    ///
    /// # Errors
    /// [`Error::NoSuchChannel`], [`Error::PositionCount`], [`Error::ChangingPositions`] or
    /// [`Error::Rate`] when source and positions do not fit.
    pub fn new(
        source: Arc<dyn Source + 'a>,
        channel: usize,
        positions: Positions<'a>,
        style: LineStyle,
    ) -> Result<Self> {
        if channel >= source.channels() {
            return Err(Error::NoSuchChannel {
                channels: source.channels(),
                channel,
            });
        }
        let snapshot = source.snapshot();
        if snapshot.is_some() && positions.is_given() {
            return Err(Error::ChangingPositions);
        }
        let (source, live) = match snapshot {
            Some(snapshot) => (snapshot as Arc<dyn Source + 'a>, Some(source)),
            None => (source, None),
        };
        positions.check(source.len())?;
        let is_function = positions.is_non_decreasing();
        Ok(Self {
            source,
            live,
            is_held: false,
            channel,
            positions,
            is_function,
            style,
            shading: Shading::default(),
            density: density::SharedDensity::default(),
            identity: unique(),
            revision: unique(),
        })
    }

    /// The samples drawn: the source or, if it changes, its snapshot for the last frame.
    #[must_use]
    pub fn source(&self) -> &Arc<dyn Source + 'a> {
        &self.source
    }

    /// The channel shown.
    #[must_use]
    pub fn channel(&self) -> usize {
        self.channel
    }

    /// Where the samples stand along x.
    #[must_use]
    pub fn positions(&self) -> &Positions<'a> {
        &self.positions
    }

    /// How the line is drawn.
    #[must_use]
    pub fn style(&self) -> LineStyle {
        self.style
    }

    /// Changes how the line is drawn.
    pub fn set_style(&mut self, style: LineStyle) {
        self.style = style;
        self.revision = unique();
    }

    /// How the line is filled where a column of pixels holds many samples.
    #[must_use]
    pub fn shading(&self) -> Shading {
        self.shading
    }

    /// Changes how the line is filled where a column of pixels holds many samples.
    pub fn set_shading(&mut self, shading: Shading) {
        self.shading = shading;
        self.revision = unique();
    }

    /// Indices of the samples from x = `from` to `to`; all of them where x goes back and forth.
    #[must_use]
    pub fn visible(&self, from: f64, to: f64) -> Range<u64> {
        let len = self.source.len();
        if !self.is_function {
            return 0..len;
        }
        let guess = |x| self.positions.guess(x).map_or(len / 2, |i| i as u64);
        let at = |i| self.positions.at(i);
        let start = partition_point_near(len, guess(from), |i| at(i) < from);
        let end = partition_point_near(len, guess(to), |i| at(i) <= to);
        start..end.max(start)
    }

    /// Smallest and largest value over the samples from x = `from` to `to`, in the source's
    /// units; `None` when there is no finite one.
    ///
    /// # Errors
    /// [`Error::Data`] when the samples cannot be read.
    pub fn value_range(&self, from: f64, to: f64) -> Result<Option<[f64; 2]>> {
        self.value_range_of(self.visible(from.min(to), from.max(to)))
    }

    /// The same over samples given by their indices.
    pub(crate) fn value_range_of(&self, range: Range<u64>) -> Result<Option<[f64; 2]>> {
        if range.is_empty() {
            return Ok(None);
        }
        let mut extent = [galry_data::Extent::EMPTY];
        self.source
            .envelope(self.channel..self.channel + 1, &[range], &mut extent)?;
        Ok((!extent[0].is_empty()).then_some([extent[0].min, extent[0].max]))
    }

    fn series(&self) -> Series<'_, 'a> {
        Series {
            source: &*self.source,
            channel: self.channel,
            positions: &self.positions,
        }
    }
}

/// What a view asks of its lines: two equal requests give the same picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct DetailRequest {
    pub(crate) map: PixelMap,
    pub(crate) pixel_ratio: f32,
    pub(crate) antialias: bool,
    pub(crate) level_of_detail: LevelOfDetail,
    /// Whether the view has few enough lines for the finest division.
    pub(crate) is_finest: bool,
}

impl DetailRequest {
    fn columns(&self) -> usize {
        self.map.size()[0] as usize
    }

    fn rows(&self) -> usize {
        self.map.size()[1] as usize
    }
}

/// What a view needs to draw a line, as of the last [`LineDetail::refine`].
#[derive(Debug, Default)]
pub(crate) struct LineDetail {
    done: Option<(DetailRequest, u64, u64)>,
    /// What was asked last: who asks the same again is at rest.
    asked: Option<(DetailRequest, u64, u64)>,
    /// Whether what is done lacks what could not be read.
    is_lacking: bool,
    /// Whether a finer division was left for a frame at rest.
    is_coarse: bool,
    /// The line that `drawing` is of.
    identity: Option<u64>,
    /// Names the collected geometry, so that who draws it knows when to upload.
    generation: u64,
    scratch: Scratch,
    spans: Vec<RowSpan>,
    /// Whether a read failed, and was told, since the line is this one.
    failed: bool,
    pub(crate) completion: Completion,
    pub(crate) drawing: LineDrawing,
}

/// The ways to draw a line.
#[derive(Debug, Default)]
pub(crate) enum LineDrawing {
    /// Nothing of it is in sight.
    #[default]
    Nothing,
    /// Whole pixels, a run of rows a column.
    Rows(Vec<RowRange>),
    /// Antialiased: the range over each sub-column, with a margin on both sides.
    Subcolumns {
        per_column: u32,
        intervals: Vec<Interval>,
    },
    /// Shaded by how long the curve stays in each pixel: RGBA8, premultiplied, the top row first.
    Shaded(Vec<u8>),
    /// The curve itself.
    Geometry(Geometry),
}

impl LineDetail {
    /// Brings the detail up to date with what a view asks; true when it changed. Where that may
    /// not wait, it is what can be had at once, and asked again unless it is final.
    ///
    /// A failed read is told once; then what can be read is drawn.
    pub(crate) fn refine(
        &mut self,
        line: &Line<'_>,
        request: &DetailRequest,
        effort: &Effort,
    ) -> Result<bool> {
        let may_wait = effort.may_wait;
        let wanted = (*request, line.identity, line.revision);
        if self.done == Some(wanted) && !(may_wait && self.is_lacking) {
            return Ok(false);
        }
        let is_at_rest = self.asked.replace(wanted) == Some(wanted);
        self.done = None;
        self.is_coarse = false;
        if self.identity != Some(line.identity) {
            self.failed = false;
        }
        let patience = if may_wait {
            Patience::Wait
        } else {
            Patience::AtOnce {
                failure_is_known: self.failed,
            }
        };
        let finest = (may_wait || is_at_rest).then_some(effort);
        let refined = self.refine_drawing(line, request, patience, finest);
        self.identity = Some(line.identity);
        let readiness = match refined {
            Err(_) if patience.leaves_failures_out() => {
                self.drawing = LineDrawing::Nothing;
                Readiness::Failed
            }
            Err(error) => {
                self.failed = true;
                return Err(error);
            }
            Ok(readiness) => readiness,
        };
        self.completion = match readiness {
            Readiness::Ready | Readiness::Failed if self.is_coarse => {
                Completion::Partial { done: 1.0 }
            }
            Readiness::Ready | Readiness::Failed => Completion::Final,
            _ => Completion::Partial {
                done: line.source.loading().map_or(0.0, |loading| loading.part()),
            },
        };
        if self.completion.is_final() {
            self.done = Some(wanted);
            self.is_lacking = readiness == Readiness::Failed;
        }
        Ok(true)
    }

    fn refine_drawing(
        &mut self,
        line: &Line<'_>,
        request: &DetailRequest,
        patience: Patience,
        finest: Option<&Effort>,
    ) -> Result<Readiness> {
        let width_px = line.style.framebuffer_width_px(request.pixel_ratio);
        if width_px == 0.0 {
            self.drawing = LineDrawing::Nothing;
            Ok(Readiness::Ready)
        } else if self.wants_geometry(line, request) {
            self.refine_geometry(line, request)
                .map(|()| Readiness::Ready)
        } else if let Some(readiness) = self.refine_shaded(line, request, patience)? {
            Ok(readiness)
        } else if request.antialias {
            self.refine_subcolumns(line, request, patience, width_px, finest)
        } else {
            self.refine_rows(line, request, patience, width_px)
        }
    }

    /// Shades the line, where that is asked for and says something; `None` where it is to be drawn
    /// as solid, for now or at all.
    fn refine_shaded(
        &mut self,
        line: &Line<'_>,
        request: &DetailRequest,
        patience: Patience,
    ) -> Result<Option<Readiness>> {
        if line.shading == Shading::Solid || line.live.is_some() {
            return Ok(None);
        }
        let series = line.series();
        let visible = series.visible(&request.map, 0.0, request.map.size()[0]);
        if !density::is_dense(&visible, request.columns()) {
            return Ok(None);
        }
        let mut pixels = match std::mem::take(&mut self.drawing) {
            LineDrawing::Shaded(pixels) => pixels,
            _ => Vec::new(),
        };
        let readiness = self.refine_rows(line, request, patience, 1.0)?;
        let LineDrawing::Rows(rows) = &self.drawing else {
            return Ok(Some(readiness));
        };
        if readiness != Readiness::Ready {
            return Ok(Some(readiness));
        }
        let canvas = density::Canvas {
            map: &request.map,
            width: request.columns(),
            height: request.rows(),
            rows,
            color: line.style.color,
        };
        let shared = &line.density;
        let scratch = &self.scratch;
        let readiness = density::shade(&series, shared, &canvas, patience, scratch, &mut pixels)?;
        if readiness == Readiness::Ready {
            self.drawing = LineDrawing::Shaded(pixels);
        }
        Ok(Some(readiness))
    }

    /// Curves are always drawn as themselves; functions where antialiased and so sparse that the
    /// true shape of each segment shows, and where dashed, unless there are too many samples.
    fn wants_geometry(&self, line: &Line<'_>, request: &DetailRequest) -> bool {
        if !line.is_function {
            return true;
        }
        let width = request.map.size()[0];
        let visible = line.series().visible(&request.map, 0.0, width);
        if line.style.dashes.is_some() && visible.end - visible.start <= MOST_DASHED {
            return true;
        }
        // One sample beside the view on either side comes with those in it.
        request.antialias && ((visible.end - visible.start) as f64) <= width / 2.0 + 2.0
    }

    fn refine_geometry(&mut self, line: &Line<'_>, request: &DetailRequest) -> Result<()> {
        let is_dashed = line.style.dashes.is_some();
        if let LineDrawing::Geometry(geometry) = &self.drawing
            && self.identity == Some(line.identity)
            && geometry.serves(&request.map, is_dashed)
        {
            return Ok(());
        }
        self.drawing = LineDrawing::Nothing;
        self.generation = unique();
        let geometry =
            Geometry::collect(&line.series(), line.is_function, is_dashed, &request.map)?;
        self.drawing = LineDrawing::Geometry(geometry);
        Ok(())
    }

    /// Names the geometry, if that is what is drawn: another one has another number.
    pub(crate) fn generation(&self) -> u64 {
        self.generation
    }

    fn refine_rows(
        &mut self,
        line: &Line<'_>,
        request: &DetailRequest,
        patience: Patience,
        width_px: f32,
    ) -> Result<Readiness> {
        // A line of one pixel is the curve itself; each pixel more thickens it on both sides.
        let radius = f64::from((width_px - 1.0).max(0.0)) / 2.0;
        let reach = radius.floor() as usize;
        let grid = ColumnGrid {
            first: -(reach as i64),
            count: request.columns() + 2 * reach,
            per_column: 1,
        };
        let readiness = self.find_spans(line, request, patience, grid)?;
        let mut rows = match std::mem::take(&mut self.drawing) {
            LineDrawing::Rows(rows) => rows,
            _ => Vec::new(),
        };
        rows.clear();
        let height = request.rows() as i64;
        rows.extend((0..request.columns()).map(|column| {
            let span = thickened(&self.spans[column..=column + 2 * reach], radius);
            row_range(span, height)
        }));
        self.drawing = LineDrawing::Rows(rows);
        Ok(readiness)
    }

    /// Divides the pixels as finely as the curve needs; finest only with what is left of `finest`.
    fn refine_subcolumns(
        &mut self,
        line: &Line<'_>,
        request: &DetailRequest,
        patience: Patience,
        width_px: f32,
        finest: Option<&Effort>,
    ) -> Result<Readiness> {
        let margin = Columns::margin_for(width_px);
        let grid = |per_column: u32| ColumnGrid {
            first: -((margin as i64) * i64::from(per_column)),
            count: (request.columns() + 2 * margin) * per_column as usize,
            per_column,
        };
        // Most likely as before: then nothing is looked for twice.
        let (likely, mut intervals) = match std::mem::take(&mut self.drawing) {
            LineDrawing::Subcolumns {
                per_column,
                intervals,
            } => (per_column.min(subcolumns::FINE), intervals),
            _ => (subcolumns::COARSE, Vec::new()),
        };
        let mut readiness = self.find_spans(line, request, patience, grid(likely))?;
        let mut per_column = if subcolumns::are_low(&self.spans, likely) {
            subcolumns::FINE
        } else {
            subcolumns::COARSE
        };
        if per_column == subcolumns::FINE && self.is_worth_finest(line, request, width_px) {
            if finest.is_some_and(Effort::take_finest) {
                per_column = subcolumns::FINEST;
            } else {
                self.is_coarse = true;
            }
        }
        if per_column < likely {
            subcolumns::merge_pairs(&mut self.spans);
        } else if per_column > likely {
            readiness = self.find_spans(line, request, patience, grid(per_column))?;
        }
        intervals.clear();
        intervals.extend(self.spans.iter().map(|span| Interval {
            top: span.top as f32,
            bottom: span.bottom as f32,
        }));
        self.drawing = LineDrawing::Subcolumns {
            per_column,
            intervals,
        };
        Ok(readiness)
    }

    /// Whether the finest division would be seen.
    fn is_worth_finest(&self, line: &Line<'_>, request: &DetailRequest, width_px: f32) -> bool {
        let columns = request.columns();
        request.is_finest && {
            let visible = line.series().visible(&request.map, 0.0, columns as f64);
            subcolumns::is_worth_finest(visible.end - visible.start, columns, width_px)
        }
    }

    fn find_spans(
        &mut self,
        line: &Line<'_>,
        request: &DetailRequest,
        patience: Patience,
        grid: ColumnGrid,
    ) -> Result<Readiness> {
        line.series().column_spans(
            &request.map,
            grid,
            request.level_of_detail,
            patience,
            &mut self.scratch,
            &mut self.spans,
        )
    }

    /// Where the geometry, if that is what is drawn, stands in the view at `rect_px`.
    pub(crate) fn placement(&self, request: &DetailRequest, rect_px: [i32; 4]) -> Placement {
        let (scale, translate) = match &self.drawing {
            LineDrawing::Geometry(geometry) => geometry.placement(&request.map),
            _ => ([1.0, 1.0], [0.0, 0.0]),
        };
        Placement {
            scale: scale.map(|s| s as f32),
            translate: [
                (translate[0] + f64::from(rect_px[0])) as f32,
                (translate[1] + f64::from(rect_px[1])) as f32,
            ],
            clip_px: Some(rect_px),
            antialias: request.antialias,
        }
    }
}

/// The span of the middle column grown by a disc, its neighbours reaching in.
fn thickened(neighbours: &[RowSpan], radius: f64) -> RowSpan {
    let reach = neighbours.len() / 2;
    if radius == 0.0 {
        return neighbours[reach];
    }
    let mut grown = RowSpan::EMPTY;
    for (i, span) in neighbours.iter().enumerate() {
        let distance = i.abs_diff(reach) as f64;
        if !span.is_empty() {
            let height = (radius * radius - distance * distance).max(0.0).sqrt();
            grown.include(span.top - height);
            grown.include(span.bottom + height);
        }
    }
    grown
}

/// The rows of a picture `height` rows high that a span touches.
fn row_range(span: RowSpan, height: i64) -> RowRange {
    const NOTHING: RowRange = RowRange { first: 0, last: -1 };
    if span.is_empty() {
        return NOTHING;
    }
    // Saturating: a value far beyond the picture stays beyond it.
    let (first, last) = (span.top.floor() as i64, span.bottom.floor() as i64);
    if last < 0 || first >= height {
        return NOTHING;
    }
    RowRange {
        first: first.max(0) as i16,
        last: last.min(height - 1) as i16,
    }
}
