//! The antialiased line: from ranges of the centre line to where the stroke ends at each edge.
//!
//! Grow a continuous curve by a disc of radius r, and above any x the result is one interval: the
//! curve's part within r of x is connected, and so is the union of the discs' sections. At an edge
//! between two sub-columns its top is the least of what each sub-column within r reaches, and its
//! bottom the mirror of that. A sub-column reaches at least `top - sqrt(r^2 - d^2)`, d the distance
//! to its far side: wherever the curve takes the value `top`, it is no further away than that. The
//! near side would make slow curves too fat. A curve that just passes through is in the middle of
//! its range in the middle of the sub-column, and reaches `middle - sqrt(r^2 - m^2)` from there;
//! where the range is small this is more, and it makes smooth curves and lone points right with few
//! sub-columns. Of a sub-column that lies partly within r, that part of the difference counts: the
//! picture does not jump when the width grows. The two that touch the edge count however thin the
//! line is.
//!
//! A pixel is covered by the mean over its column's edges, by the trapezoid rule, of how much of
//! its row lies between top and bottom: exact vertically, sampled horizontally.

#[cfg(not(target_family = "wasm"))]
use rayon::prelude::*;

use super::ranges::{ColumnRanges, ColumnSeries, Interval};

/// A place that is in no picture, for those who cannot take infinity, in rows.
pub(super) const FAR: f32 = 1e9;

/// Columns of a strip, the unit in which edges are stored.
const LANES: usize = super::painter::LANES;

/// One edge of each column of a strip.
pub(super) type EdgeLane = [f32; LANES];

/// Where the stroke lies at the edges of each column, for all series of a picture.
#[derive(Debug, Default)]
pub(super) struct EdgeTable {
    series: Vec<SeriesEdges>,
    count: usize,
    scratch: Vec<Scratch>,
}

/// Series are dealt to so many tasks; each has working memory of its own.
const TASKS: usize = 16;

/// From so many sub-columns on, what a disc reaches between the edges of one is seen: coarser ones
/// err by more elsewhere.
const TANGENTS_FROM: usize = 16;

/// One series of an [`EdgeTable`].
#[derive(Debug, Default)]
pub(super) struct SeriesEdges {
    /// Straight RGBA8.
    pub(super) color: [u8; 4],
    /// Edges of a column: its sub-columns and one. A series of rows has two that are alike.
    pub(super) per_column: usize,
    /// Shape `(strips, per_column, LANES)`; an empty edge has both ends at positive infinity. Lanes
    /// past the picture repeat its last column.
    pub(super) tops: Vec<EdgeLane>,
    /// As `tops`.
    pub(super) bottoms: Vec<EdgeLane>,
    /// One for each strip.
    pub(super) strips: Vec<Bounds>,
    /// The hull of all strips' outer bounds.
    pub(super) whole: [f32; 2],
}

/// Working memory for one series after the other.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    upper: Side,
    lower: Side,
}

/// What is known of a strip without looking at its edges, in rows as real numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Bounds {
    /// Nothing is covered above the first or below the second.
    pub(super) outer: [f32; 2],
    /// Everything is covered between the two, if they are in this order.
    pub(super) inner: [f32; 2],
}

impl Bounds {
    /// Neutral for [`Bounds::include`].
    const START: Self = Self {
        outer: [f32::INFINITY, f32::NEG_INFINITY],
        inner: [f32::NEG_INFINITY, f32::INFINITY],
    };

    /// No edge covers anything.
    pub(super) const NOTHING: Self = Self {
        outer: [f32::INFINITY, f32::NEG_INFINITY],
        inner: [f32::INFINITY, f32::NEG_INFINITY],
    };

    pub(super) fn of(tops: &[EdgeLane], bottoms: &[EdgeLane]) -> Self {
        let mut least = [f32::INFINITY; LANES];
        let mut greatest = [f32::NEG_INFINITY; LANES];
        let mut inner_top = [f32::NEG_INFINITY; LANES];
        let mut inner_bottom = [f32::INFINITY; LANES];
        for (top, bottom) in tops.iter().zip(bottoms) {
            for lane in 0..LANES {
                let (top, bottom) = (top[lane], bottom[lane]);
                least[lane] = min(least[lane], top);
                inner_top[lane] = max(inner_top[lane], top);
                inner_bottom[lane] = min(inner_bottom[lane], bottom);
                // Empty edges have their bottom at infinity too and must not widen the hull.
                let bottom = if top < f32::INFINITY {
                    bottom
                } else {
                    f32::NEG_INFINITY
                };
                greatest[lane] = max(greatest[lane], bottom);
            }
        }
        (0..LANES).fold(Self::START, |bounds, lane| Self {
            outer: [
                min(bounds.outer[0], least[lane]),
                max(bounds.outer[1], greatest[lane]),
            ],
            inner: [
                max(bounds.inner[0], inner_top[lane]),
                min(bounds.inner[1], inner_bottom[lane]),
            ],
        })
    }
}

impl EdgeTable {
    /// The series of the last [`EdgeTable::refill`], lowest first.
    pub(super) fn series(&self) -> &[SeriesEdges] {
        &self.series[..self.count]
    }

    /// Computes the edges of `series` in a picture of `width` columns.
    pub(super) fn refill(&mut self, width: usize, series: &[ColumnSeries]) {
        self.count = series.len();
        if self.series.len() < series.len() {
            self.series.resize_with(series.len(), SeriesEdges::default);
        }
        let share = series.len().div_ceil(TASKS).max(1);
        self.scratch
            .resize_with(series.len().div_ceil(share), Scratch::default);
        let refill = |((edges, series), scratch): ((&mut [SeriesEdges], &[ColumnSeries]), _)| {
            let scratch: &mut Scratch = scratch;
            for (edges, series) in edges.iter_mut().zip(series) {
                edges.refill(width, series, scratch);
            }
        };
        let edges = &mut self.series[..self.count];
        #[cfg(not(target_family = "wasm"))]
        edges
            .par_chunks_mut(share)
            .zip(series.par_chunks(share))
            .zip(self.scratch.par_iter_mut())
            .for_each(refill);
        #[cfg(target_family = "wasm")]
        edges
            .chunks_mut(share)
            .zip(series.chunks(share))
            .zip(self.scratch.iter_mut())
            .for_each(refill);
    }
}

impl SeriesEdges {
    pub(super) fn refill(&mut self, width: usize, series: &ColumnSeries, scratch: &mut Scratch) {
        self.color = series.color.to_rgba8();
        self.tops.clear();
        self.bottoms.clear();
        self.strips.clear();
        match &series.ranges {
            ColumnRanges::Rows(rows) => {
                self.per_column = 2;
                if let Some(rows) = rows.get(..width) {
                    for strip in rows.chunks(LANES) {
                        let mut top = [f32::INFINITY; LANES];
                        let mut bottom = top;
                        for lane in 0..LANES {
                            let row = strip[lane.min(strip.len() - 1)];
                            if !row.is_empty() {
                                top[lane] = f32::from(row.first);
                                bottom[lane] = f32::from(row.last) + 1.0;
                            }
                        }
                        self.tops.extend([top; 2]);
                        self.bottoms.extend([bottom; 2]);
                    }
                }
            }
            ColumnRanges::Subcolumns {
                per_column,
                intervals,
            } => {
                self.per_column = per_column + 1;
                let stroke = Stroke::new(series.width_px, *per_column, width);
                let found = stroke.as_ref().and_then(|stroke| {
                    let intervals = intervals.get(..stroke.interval_count())?;
                    Some((stroke, intervals))
                });
                if let Some((stroke, intervals)) = found {
                    let Scratch { upper, lower } = scratch;
                    upper.refill(intervals, |range| [range.top, middle_of(range)]);
                    lower.refill(intervals, |range| [-range.bottom, -middle_of(range)]);
                    upper.search(stroke);
                    lower.search(stroke);
                    if *per_column >= TANGENTS_FROM {
                        upper.lower_to_tangents(stroke, intervals);
                        lower.lower_to_tangents(stroke, intervals);
                    }
                    self.lay_out(stroke, &upper.ends, &lower.ends);
                }
            }
        }
        self.take_bounds(width);
    }

    /// Top and bottom at the edges of a column, left to right; none where ranges were too short.
    pub(super) fn column(&self, column: usize) -> impl Iterator<Item = [f32; 2]> {
        let first = column / LANES * self.per_column;
        let lane = column % LANES;
        let strip = first..first + self.per_column;
        let tops = self.tops.get(strip.clone()).unwrap_or_default();
        let bottoms = self.bottoms.get(strip).unwrap_or_default();
        tops.iter()
            .zip(bottoms)
            .map(move |(tops, bottoms)| [tops[lane], bottoms[lane]])
    }

    /// Sorts the edges of each column into strips.
    fn lay_out(&mut self, stroke: &Stroke, upper: &[f32], lower: &[f32]) {
        let k = stroke.per_column;
        for strip in 0..stroke.width.div_ceil(LANES) {
            let starts: [usize; LANES] =
                std::array::from_fn(|lane| (strip * LANES + lane).min(stroke.width - 1) * k);
            for edge in 0..=k {
                let tops = starts.map(|start| upper[start + edge]);
                let mut bottoms = starts.map(|start| -lower[start + edge]);
                for lane in 0..LANES {
                    if tops[lane] == f32::INFINITY {
                        bottoms[lane] = f32::INFINITY;
                    }
                }
                self.tops.push(tops);
                self.bottoms.push(bottoms);
            }
        }
    }

    fn take_bounds(&mut self, width: usize) {
        let Self {
            tops,
            bottoms,
            strips,
            ..
        } = self;
        strips.extend(
            tops.chunks_exact(self.per_column)
                .zip(bottoms.chunks_exact(self.per_column))
                .map(|(tops, bottoms)| Bounds::of(tops, bottoms)),
        );
        // Ranges too short for the picture draw nothing.
        strips.resize(width.div_ceil(LANES), Bounds::NOTHING);
        self.whole = strips.iter().fold(Bounds::NOTHING.outer, |whole, strip| {
            [min(whole[0], strip.outer[0]), max(whole[1], strip.outer[1])]
        });
    }
}

fn middle_of(range: Interval) -> f32 {
    (range.top + range.bottom) * 0.5
}

/// The disc that a curve is grown by, on the grid of sub-columns.
struct Stroke {
    radius_px: f32,
    per_column: usize,
    width: usize,
}

impl Stroke {
    /// None where nothing can be drawn.
    fn new(width_px: f32, per_column: usize, width: usize) -> Option<Self> {
        let drawn = width_px > 0.0
            && width_px.is_finite()
            && (1..=ColumnRanges::MAX_PER_COLUMN).contains(&per_column);
        drawn.then_some(Self {
            radius_px: width_px * 0.5,
            per_column,
            width,
        })
    }

    fn margin(&self) -> usize {
        super::Columns::margin_for(self.radius_px * 2.0)
    }

    fn interval_count(&self) -> usize {
        (self.width + 2 * self.margin()) * self.per_column
    }

    /// Sub-columns that lie wholly within the radius of an edge, on one side; one at least.
    fn within(&self) -> usize {
        ((self.radius_px * self.per_column as f32 + 1e-3) as usize).max(1)
    }

    /// Which part of the next sub-column lies within the radius.
    fn rest(&self) -> f32 {
        let rest = self.radius_px * self.per_column as f32 - self.within() as f32;
        if rest > 2e-3 { rest } else { 0.0 }
    }

    /// Half the disc's height at a distance in sub-columns.
    fn half_height(&self, distance: f32) -> f32 {
        let distance = distance / self.per_column as f32;
        (self.radius_px * self.radius_px - distance * distance)
            .max(0.0)
            .sqrt()
    }

    /// The disc over the sub-columns beside an edge: the nearest, then those behind it.
    fn reaches(&self) -> impl Iterator<Item = Reach> {
        // A line thinner than a sub-column must not vanish.
        let nearest = (0.25 * self.radius_px * self.per_column as f32).min(0.5);
        (0..self.within()).map(move |offset| Reach {
            offset,
            far: self.half_height(offset as f32 + 1.0),
            middle: self.half_height(if offset == 0 {
                nearest
            } else {
                offset as f32 + 0.5
            }),
        })
    }
}

/// Half the height of the disc around an edge, over one sub-column.
#[derive(Clone, Copy)]
struct Reach {
    /// Sub-columns between it and the edge.
    offset: usize,
    /// At its far side.
    far: f32,
    /// In its middle.
    middle: f32,
}

/// Values of all sub-columns, for the search in one direction. Seen from the top, rows are as they
/// are; from the bottom they are negated, so that one search serves both. Where the curve is not
/// defined, values are positive infinity.
#[derive(Debug, Default)]
struct Side {
    /// The ends of the ranges.
    extremes: Vec<f32>,
    /// The middles of the ranges.
    middles: Vec<f32>,
    /// The result at each edge.
    ends: Vec<f32>,
}

impl Side {
    fn refill(
        &mut self,
        intervals: &[Interval],
        extreme_and_middle: impl Fn(Interval) -> [f32; 2],
    ) {
        self.extremes.clear();
        self.middles.clear();
        let of = |interval: &Interval| {
            if interval.top <= interval.bottom {
                extreme_and_middle(*interval)
            } else {
                [f32::INFINITY; 2]
            }
        };
        self.extremes
            .extend(intervals.iter().map(|interval| of(interval)[0]));
        self.middles.extend(intervals.iter().map(|interval| {
            let middle = of(interval)[1];
            // An infinite end has no middle.
            if middle.abs() < f32::INFINITY {
                middle
            } else {
                f32::INFINITY
            }
        }));
    }

    /// Finds the least value that a disc reaches at each edge.
    fn search(&mut self, stroke: &Stroke) {
        /// Edges at a time: they stay in the first cache while every sub-column passes over them.
        const BLOCK: usize = 512;
        self.ends.clear();
        self.ends
            .resize(stroke.width * stroke.per_column + 1, f32::INFINITY);
        let first_edge = stroke.margin() * stroke.per_column;
        for (block, ends) in self.ends.chunks_mut(BLOCK).enumerate() {
            let edge = first_edge + block * BLOCK;
            let count = ends.len();
            for reach in stroke.reaches() {
                let left = edge - 1 - reach.offset..edge - 1 - reach.offset + count;
                let right = edge + reach.offset..edge + reach.offset + count;
                lower_to_reach(
                    ends,
                    [&self.extremes[left.clone()], &self.extremes[right.clone()]],
                    [&self.middles[left], &self.middles[right]],
                    reach,
                );
            }
            let rest = stroke.rest();
            if rest > 0.0 {
                let offset = stroke.within();
                let left = &self.extremes[edge - 1 - offset..][..count];
                let right = &self.extremes[edge + offset..][..count];
                for ((end, &left), &right) in ends.iter_mut().zip(left).zip(right) {
                    // Infinities make this NaN, which min leaves out.
                    *end = min(*end, *end + rest * (min(left, right) - *end));
                }
            }
        }
    }
}

impl Side {
    /// Lowers the ends to where discs along steep parts of the curve touch them.
    ///
    /// [`Side::search`] tries discs at the edges of sub-columns, and a steep curve rises by much
    /// between two. If it rises evenly, by `s` a pixel, the highest place over an edge is due to
    /// the disc at the distance `d = r s / √(1 + s²)`, and lies on the tangent of all discs,
    /// `r √(1 + s²)` over the line through their centres. Even if it does not, nothing is taken
    /// for covered that is further away than where the curve was within the sub-column.
    fn lower_to_tangents(&mut self, stroke: &Stroke, intervals: &[Interval]) {
        /// Steeper ones are beyond what f32 can subtract, and are vertical.
        const STEEPEST: f32 = 1024.0;
        let per_column = stroke.per_column as f32;
        let first_edge = stroke.margin() * stroke.per_column;
        for (index, (interval, &extreme)) in intervals.iter().zip(&self.extremes).enumerate() {
            let slope = (interval.bottom - interval.top) * per_column;
            // Neither for what is flat or empty, nor for what is infinite.
            if !(slope > 0.0 && slope < STEEPEST) {
                continue;
            }
            let secant = (1.0 + slope * slope).sqrt();
            let distance = stroke.radius_px * slope / secant * per_column;
            let offset = distance as usize;
            // The extreme counts as being at the far side.
            let rise = slope * (offset + 1) as f32 / per_column;
            let end = extreme + rise - stroke.radius_px * secant;
            let edges = [index.checked_sub(offset), Some(index + 1 + offset)];
            for edge in edges.into_iter().flatten() {
                let cell = edge
                    .checked_sub(first_edge)
                    .and_then(|edge| self.ends.get_mut(edge));
                // Where nothing is reached at all, the two sides could come to lie the wrong way.
                if let Some(cell) = cell.filter(|cell| **cell < f32::INFINITY) {
                    *cell = min(*cell, end);
                }
            }
        }
    }
}

fn lower_to_reach(ends: &mut [f32], extremes: [&[f32]; 2], middles: [&[f32]; 2], reach: Reach) {
    let extremes = extremes[0].iter().zip(extremes[1]);
    let middles = middles[0].iter().zip(middles[1]);
    for ((end, extremes), middles) in ends.iter_mut().zip(extremes).zip(middles) {
        let by_extreme = min(*extremes.0, *extremes.1) - reach.far;
        let by_middle = min(*middles.0, *middles.1) - reach.middle;
        *end = min(*end, min(by_extreme, by_middle));
    }
}

// Not f32::min: its rule for NaN costs three more instructions. This one keeps `a` if `b` is NaN.
fn min(a: f32, b: f32) -> f32 {
    if b < a { b } else { a }
}

fn max(a: f32, b: f32) -> f32 {
    if b > a { b } else { a }
}
