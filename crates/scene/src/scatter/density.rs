//! The picture of how many markers lie on each pixel.
//!
//! At rest every point in sight is counted. Where the time of a frame does not suffice for that, a
//! view that moves is shown an estimate: one in `n` points, counted in cells of as many pixels as
//! `n` markers cover. Such a count spreads as the true one does (both are of as many points, on
//! average), so the estimate has the same largest counts and the same shares of each count, and the
//! colours, which are made of these, do not jump when the true picture takes its place. What the
//! estimate lacks is detail finer than its cells.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use galry_visuals::markers::STEPS_PER_PX;
use galry_visuals::{
    ColorScale, Description, Equalized, Frame, ImageQuad, NormKind, NormRule, Placement, Renderer,
    Visual as _,
};

use super::Scatter;
use super::block::{ONE_IN, RUNS};
use super::clock::{Deadline, Stopwatch};
use super::counts::{CountGrid, CountSummary, Footprint, for_each_row, multiplicities};
use super::detail::ScatterRequest;
use super::exact::{Look, for_each_cell_in_sight};
use super::sample::{self, Level};
use super::shading::DensityStyle;
use super::tiles::{TileRanges, holds};
use crate::line::LevelOfDetail;
use crate::{Completion, Result};

/// Points that are read at once.
const CHUNK: u64 = 1 << 14;

/// A sorted block is read where it holds fewer points in sight than one in so many.
const SPARSE: u64 = 3;

/// A block is sorted when it is found to hold fewer points in sight than one in so many.
const WORTH_SORTING: u64 = 16;

/// The most grids that are counted into at once: each has a count for every pixel.
const MOST_GRIDS: usize = 8;

/// What earlier pictures took, for a point, in nanoseconds.
#[derive(Debug, Clone, Copy)]
struct Pace {
    sampled_ns: f64,
    counted_ns: f64,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            sampled_ns: 60.0,
            counted_ns: 8.0,
        }
    }
}

impl Pace {
    fn learn(pace: &mut f64, points: u64, took: Duration) {
        // Few points say more about the rest of a frame.
        if points > 20_000 {
            let now = took.as_nanos() as f64 / points as f64;
            *pace = (0.5 * *pace + 0.5 * now).clamp(0.2, 10_000.0);
        }
    }
}

/// The cells of an estimate along one axis.
struct Cells {
    /// For each pixel, its cell.
    of: Vec<usize>,
    /// For each cell, how many pixels of the view it has.
    pixels: Vec<u32>,
}

impl Cells {
    /// Cells of `side` pixels, one of which begins at `origin`; at the ends of the view less than
    /// half of a cell goes to the neighbour.
    fn new(pixels: usize, side: usize, origin: f64) -> Self {
        let offset = origin.rem_euclid(side as f64);
        let before = if offset.is_finite() {
            offset as usize
        } else {
            0
        };
        let raw: Vec<usize> = (0..pixels).map(|px| (px + side - before) / side).collect();
        let (Some(&first), Some(&last)) = (raw.first(), raw.last()) else {
            return Self {
                of: Vec::new(),
                pixels: Vec::new(),
            };
        };
        let width = |cell: usize| raw.iter().filter(|&&of| of == cell).count();
        let is_sliver = |cell: usize| 2 * width(cell) < side;
        let from = first + usize::from(is_sliver(first));
        let to = last.saturating_sub(usize::from(is_sliver(last)));
        let (from, to) = if from <= to {
            (from, to)
        } else {
            (first, first)
        };
        let of: Vec<usize> = raw
            .iter()
            .map(|cell| (*cell).clamp(from, to) - from)
            .collect();
        let mut pixels = vec![0; to - from + 1];
        for &cell in &of {
            pixels[cell] += 1;
        }
        Self { of, pixels }
    }
}

/// How many points there are, by colours, as of the last [`DensityLayer::refine`].
#[derive(Debug, Default)]
pub(super) struct DensityLayer {
    of: Option<(ScatterRequest, u64, u64)>,
    completion: Completion,
    footprint: Footprint,
    ranges: TileRanges,
    /// A grid a thread, each with the points of some blocks.
    grids: Vec<CountGrid>,
    /// Blocks that are counted.
    counted: usize,
    /// Points that were looked at for them.
    looked_at: u64,
    /// Points that the picture is made of.
    points: u64,
    /// How many markers lie on each pixel of the view.
    field: Vec<u32>,
    summary: CountSummary,
    scale: ColorScale,
    pace: Pace,
    picture: ImageQuad,
}

impl DensityLayer {
    /// Brings the picture up to date with what a view asks, or nearer to it, in about the time
    /// given.
    pub(super) fn refine(
        &mut self,
        scatter: &Scatter<'_>,
        style: &DensityStyle,
        request: &ScatterRequest,
        budget: Option<Duration>,
    ) -> Result<Completion> {
        let of = (*request, scatter.identity, scatter.revision);
        let is_new = self.of != Some(of);
        if !is_new && self.completion.is_final() {
            return Ok(Completion::Final);
        }
        if is_new {
            self.begin(scatter, request);
        }
        let ranges = std::mem::take(&mut self.ranges);
        let look = Look {
            scatter,
            map: &request.map,
            ranges: &ranges,
        };
        let is_off = request.level_of_detail == LevelOfDetail::Off;
        let budget = budget.filter(|_| !is_off);
        let outcome = self.work(&look, style, is_new, is_off, budget);
        self.ranges = ranges;
        self.completion = outcome?;
        self.of = Some(of);
        Ok(self.completion)
    }

    /// Points that were counted for the picture.
    pub(super) fn points(&self) -> u64 {
        self.points
    }

    /// How many markers lie over each other where a marker lies, on average.
    pub(super) fn depth(&self) -> f64 {
        self.summary.depth()
    }

    /// Which colour stands for how many.
    pub(super) fn scale(&self) -> &ColorScale {
        &self.scale
    }

    /// How many markers lie on each pixel, row by row from the top.
    #[cfg(test)]
    pub(super) fn field(&self) -> &[u32] {
        &self.field
    }

    /// The picture, premultiplied RGBA8, the top row first.
    pub(super) fn pixels(&self) -> &[u8] {
        self.picture.pixels()
    }

    pub(super) fn draw(&mut self, renderer: &mut Renderer, frame: &Frame<'_>) -> Result<()> {
        let placement = self.placement();
        self.picture.prepare(renderer)?;
        self.picture.draw(renderer, frame, &placement)?;
        Ok(())
    }

    pub(super) fn forget_gl(&mut self) {
        self.picture.forget_gl();
    }

    pub(super) fn describe(&self, out: &mut Description) {
        self.picture.describe(&self.placement(), out);
    }

    fn placement(&self) -> Placement {
        Placement {
            clip_px: Some(self.picture.rect_px()),
            ..Placement::default()
        }
    }

    fn begin(&mut self, scatter: &Scatter<'_>, request: &ScatterRequest) {
        self.of = None;
        self.footprint = Footprint::new(scatter.style.size_px * request.pixel_ratio);
        let size = request.map.size().map(|side| side as usize);
        let reach = self.footprint.reach();
        self.ranges = TileRanges::new(&request.map, size, reach as f32);
        self.counted = 0;
        self.picture.set_rect_px(request.rect_px);
    }

    fn size(look: &Look<'_, '_>) -> [usize; 2] {
        look.map.size().map(|side| side as usize)
    }

    fn work(
        &mut self,
        look: &Look<'_, '_>,
        style: &DensityStyle,
        is_new: bool,
        is_off: bool,
        budget: Option<Duration>,
    ) -> Result<Completion> {
        // Something is left for colours and for handing the picture over.
        let time = budget.map(|budget| budget.mul_f64(0.6));
        let deadline = Deadline::after(time);
        if is_new && let Some(time) = time {
            let counts = sample::counts(look);
            let all = self.pace.counted_ns * counts[RUNS - 1] as f64;
            if all > time.as_nanos() as f64 {
                self.estimate(look, style, &counts, time)?;
                return Ok(self.partial(look));
            }
        }
        self.count(look, is_off, &deadline)?;
        if self.counted < look.scatter.index.len() {
            if is_new {
                // It took longer than was to be expected.
                let counts = sample::counts(look);
                self.estimate(look, style, &counts, Duration::ZERO)?;
            }
            return Ok(self.partial(look));
        }
        self.sum_up(look);
        self.points = self.looked_at;
        self.paint(look, style)?;
        Ok(Completion::Final)
    }

    fn partial(&self, look: &Look<'_, '_>) -> Completion {
        Completion::Partial {
            done: self.counted as f64 / look.scatter.index.len().max(1) as f64,
        }
    }

    /// Goes on counting until all is counted or the time is over; does some work in any case.
    fn count(&mut self, look: &Look<'_, '_>, is_off: bool, deadline: &Deadline) -> Result<()> {
        let blocks = look.scatter.index.len();
        if self.counted == 0 {
            let size = Self::size(look);
            let count = threads().min(MOST_GRIDS).min(blocks).max(1);
            self.grids.resize_with(count, CountGrid::default);
            self.looked_at = 0;
            for grid in &mut self.grids {
                grid.begin(size, self.footprint.reach());
            }
        }
        let watch = Stopwatch::start();
        let next = AtomicUsize::new(self.counted);
        let work = |grid: &mut CountGrid| -> Result<u64> {
            let mut points = 0;
            loop {
                let block = next.fetch_add(1, Ordering::Relaxed);
                if block >= blocks {
                    return Ok(points);
                }
                points += count_block(grid, look, block, is_off)?;
                if deadline.is_over() {
                    return Ok(points);
                }
            }
        };
        #[cfg(not(target_family = "wasm"))]
        let counted: Result<u64> = {
            use rayon::prelude::*;
            let grids = self.grids.par_iter_mut().with_max_len(1);
            grids.map(work).try_reduce(|| 0, |a, b| Ok(a + b))
        };
        #[cfg(target_family = "wasm")]
        let counted: Result<u64> = self.grids.iter_mut().map(work).sum();
        match counted {
            Ok(points) => {
                Pace::learn(&mut self.pace.counted_ns, points, watch.elapsed());
                self.looked_at += points;
            }
            Err(error) => {
                // Which blocks are in the grids is not known any more.
                self.counted = 0;
                return Err(error);
            }
        }
        self.counted = next.into_inner().min(blocks);
        Ok(())
    }

    /// Makes the field of all that was counted.
    fn sum_up(&mut self, look: &Look<'_, '_>) {
        let Some((all, others)) = self.grids.split_first_mut() else {
            self.field = vec![0; Self::size(look).iter().product()];
            return;
        };
        for other in others {
            all.merge(other);
        }
        all.spread(&self.footprint, &mut self.field);
    }

    /// Makes the field, and the picture, of as many points as the time allows.
    fn estimate(
        &mut self,
        look: &Look<'_, '_>,
        style: &DensityStyle,
        counts: &[u64; RUNS],
        time: Duration,
    ) -> Result<()> {
        let allowed = time.as_nanos() as f64;
        let fits = |run: &usize| self.pace.sampled_ns * counts[*run] as f64 <= allowed;
        let run = (0..RUNS - 1).rev().find(fits).unwrap_or(0);
        let watch = Stopwatch::start();
        let centers = sample::centers(look, Level::through_run(run))?;
        let [width, height] = Self::size(look);
        let one_in = f64::from(ONE_IN[run]);
        let marks_px = self.footprint.area() as f64 * one_in;
        let side = (marks_px.sqrt().round() as usize).max(1);
        // Cells move with the data, or they would shimmer while the view is panned.
        let columns = Cells::new(width, side, look.map.u(1.0));
        let rows = Cells::new(height, side, look.map.v(1.0));
        let mut in_cell = vec![0_u32; columns.pixels.len() * rows.pixels.len()];
        for center in &centers {
            let [column, row] = center.map(|steps| steps.div_euclid(STEPS_PER_PX) as usize);
            if let (Some(&column), Some(&row)) = (columns.of.get(column), rows.of.get(row)) {
                in_cell[row * columns.pixels.len() + column] += 1;
            }
        }
        for (in_row, down) in in_cell
            .chunks_mut(columns.pixels.len().max(1))
            .zip(&rows.pixels)
        {
            for (count, across) in in_row.iter_mut().zip(&columns.pixels) {
                let markers = f64::from(*count) * marks_px / f64::from(across * down);
                // A point is a point, however little of a marker falls to a pixel.
                *count = (markers.round() as u32).max((*count).min(1));
            }
        }
        self.field.resize(width * height, 0);
        for_each_row(&mut self.field, width, |row, field| {
            let first = rows.of[row] * columns.pixels.len();
            for (count, column) in field.iter_mut().zip(&columns.of) {
                *count = in_cell[first + column];
            }
        });
        self.points = centers.len() as u64;
        Pace::learn(&mut self.pace.sampled_ns, self.points, watch.elapsed());
        self.paint(look, style)
    }

    /// Colours the field.
    fn paint(&mut self, look: &Look<'_, '_>, style: &DensityStyle) -> Result<()> {
        self.summary = CountSummary::of(&self.field);
        self.scale = scale_of(&self.field, self.summary.max, style)?;
        let opacity = style.opacity.clamp(0.0, 1.0);
        let color_of = |count: u32| {
            let color = self.scale.premultiplied()[self.scale.index(count as f32)];
            color.map(|part| (f32::from(part) * opacity).round() as u8)
        };
        // Most counts are small: each is looked up once.
        const TABLE: u32 = 1 << 14;
        let mut table = vec![[0; 4]];
        table.extend((1..=self.summary.max.min(TABLE)).map(color_of));
        let [width, _] = Self::size(look);
        let field = &self.field;
        for_each_row(self.picture.pixels_mut(), width * 4, |row, pixels| {
            let counts = &field[row * width..(row + 1) * width];
            for (&count, pixel) in counts.iter().zip(pixels.chunks_exact_mut(4)) {
                let known = table.get(count as usize).copied();
                pixel.copy_from_slice(&known.unwrap_or_else(|| color_of(count)));
            }
        });
        Ok(())
    }
}

/// The colours of a field's counts.
fn scale_of(field: &[u32], max: u32, style: &DensityStyle) -> Result<ColorScale> {
    let least = match &style.norm {
        // Where a norm has no zero, nothing is below one.
        NormRule::Kind(NormKind::Log) | NormRule::Equalized => 1.0,
        NormRule::Kind(_) => 0.0,
    };
    let low =
        style.limits[0].unwrap_or_else(|| style.limits[1].map_or(least, |high| high.min(least)));
    let high = style.limits[1].unwrap_or_else(|| f64::from(max.max(1)).max(low));
    let norm = style.norm.norm([low, high], || {
        let of_count = multiplicities(field, max);
        let within = |&(count, _): &(u32, u64)| (low..=high).contains(&f64::from(count));
        let mut found: Vec<(f64, u64)> = of_count
            .into_iter()
            .filter(within)
            .map(|(count, pixels)| (f64::from(count), pixels))
            .collect();
        if found.is_empty() {
            found.push((low, 1));
        }
        Equalized::from_multiplicities(found)
    })?;
    Ok(ColorScale::new(style.map.clone(), norm))
}

/// Counts the points of a block; returns how many were looked at. `is_off`: all of them, whatever
/// is in sight.
fn count_block(
    grid: &mut CountGrid,
    look: &Look<'_, '_>,
    number: usize,
    is_off: bool,
) -> Result<u64> {
    let (scatter, index) = (look.scatter, &look.scatter.index);
    let range = index.range(number);
    let len = range.end - range.start;
    let place = |x: &mut [f64], y: &mut [f64], grid: &mut CountGrid| {
        look.map.map_columns(x);
        look.map.map_rows(y);
        grid.add(x, y)
    };
    if let Some(block) = index.block(number).filter(|_| !is_off) {
        let mut in_sight = 0;
        for_each_cell_in_sight(block, look.ranges, |cell, _| {
            let ends = &block.cells[cell].ends;
            in_sight += u64::from(ends[RUNS] - ends[0]);
        });
        if in_sight < len / SPARSE {
            let mut indices = Vec::with_capacity(in_sight as usize);
            for_each_cell_in_sight(block, look.ranges, |cell, steps| {
                let ends = &block.cells[cell].ends;
                let whole = steps.whole();
                let entries = &block.entries[ends[0] as usize..ends[RUNS] as usize];
                let shown = entries.iter().filter(|entry| holds(whole, entry.steps()));
                indices.extend(shown.map(|entry| range.start + u64::from(entry.index())));
            });
            // Sources read fastest in this order.
            indices.sort_unstable();
            let (mut x, mut y) = (vec![0.0; indices.len()], vec![0.0; indices.len()]);
            scatter.x.gather(&indices, &mut x)?;
            scatter.y.gather(&indices, &mut y)?;
            place(&mut x, &mut y, grid);
            return Ok(indices.len() as u64);
        }
    }
    let is_unsorted = index.block(number).is_none();
    let (mut x, mut y) = (vec![0.0; CHUNK as usize], vec![0.0; CHUNK as usize]);
    let mut in_sight = 0;
    for first in range.clone().step_by(CHUNK as usize) {
        let end = (first + CHUNK).min(range.end);
        let count = (end - first) as usize;
        scatter.x.read(first..end, &mut x[..count])?;
        scatter.y.read(first..end, &mut y[..count])?;
        in_sight += place(&mut x[..count], &mut y[..count], grid);
    }
    if is_unsorted && !is_off && in_sight < len / WORTH_SORTING {
        // Views that show so little find it sooner the next time.
        index.sort(number, &scatter.x, &scatter.y)?;
    }
    Ok(len)
}

/// Threads that work at once.
fn threads() -> usize {
    #[cfg(not(target_family = "wasm"))]
    {
        rayon::current_num_threads()
    }
    #[cfg(target_family = "wasm")]
    1
}
