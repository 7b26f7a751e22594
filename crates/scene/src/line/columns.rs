//! Level of detail of a line: the range of the curve over each pixel column.
//!
//! A polyline whose x does not decrease is, in one pixel column, one vertical run from the
//! smallest to the largest value that it takes over the column, the interpolated values at the
//! column's two edges included. So a column costs one question to the source's pyramid and two
//! pairs of samples, however many samples lie in it, and the picture is the one that drawing
//! every sample would give.
//!
//! Which samples fall in a column is decided by their u (see [`PixelMap`]), never by its inverse,
//! which rounds differently: the inverse only says where to start looking.

use std::ops::Range;

use galry_data::{Extent, Readiness, Source};

use super::pixel_map::PixelMap;
use super::positions::{Positions, partition_point_near};
use crate::Result;

/// The columns asked for: their edges stand at `first / per_column`, `(first + 1) / per_column`,
/// … in pixels from the view's left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ColumnGrid {
    /// Number of the first edge; negative to the left of the view.
    pub(crate) first: i64,
    /// Number of columns; there is one edge more.
    pub(crate) count: usize,
    /// Columns for each pixel.
    pub(crate) per_column: u32,
}

impl ColumnGrid {
    fn edge(&self, index: usize) -> f64 {
        (self.first + index as i64) as f64 / f64::from(self.per_column)
    }
}

/// The range of the curve over one column: row coordinates from the top, lowest first; empty when
/// the first exceeds the second.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct RowSpan {
    pub(crate) top: f64,
    pub(crate) bottom: f64,
}

impl RowSpan {
    pub(crate) const EMPTY: Self = Self {
        top: f64::INFINITY,
        bottom: f64::NEG_INFINITY,
    };

    pub(crate) fn is_empty(&self) -> bool {
        self.top > self.bottom
    }

    pub(crate) fn include(&mut self, v: f64) {
        if v < self.top {
            self.top = v;
        }
        if v > self.bottom {
            self.bottom = v;
        }
    }
}

/// Whether ranges come from the pyramid or from every sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum LevelOfDetail {
    /// From the pyramid: the cost of a frame follows the screen.
    #[default]
    On,
    /// From every sample: the same picture, slowly. The truth to compare with.
    Off,
}

/// Whether a question to a source may wait for what is not loaded yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Patience {
    /// The answer is exact, however long it takes.
    Wait,
    /// The answer is what is there.
    AtOnce {
        /// Whether a failed read was told before, so that it is left out from now on.
        failure_is_known: bool,
    },
}

impl Patience {
    pub(crate) fn leaves_failures_out(self) -> bool {
        self == Self::AtOnce {
            failure_is_known: true,
        }
    }
}

/// More than interpolating between two rows can be rounded by, in pixels, wherever it is in sight.
const ROUNDING_PX: f64 = 1e-6;

/// Buffers that live on between frames, so that a frame allocates nothing.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    lower: Vec<u64>,
    upper: Vec<u64>,
    ranges: Vec<Range<u64>>,
    extents: Vec<Extent>,
    pair_edges: Vec<usize>,
    pair_indices: Vec<u64>,
    pair_values: Vec<f64>,
    pair_ranges: Vec<Range<u64>>,
    pair_extents: Vec<Extent>,
}

/// One channel of a source with its positions.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Series<'s, 'a> {
    pub(crate) source: &'s (dyn Source + 'a),
    pub(crate) channel: usize,
    pub(crate) positions: &'s Positions<'a>,
}

impl Series<'_, '_> {
    /// Indices, in the order of the samples, whose u lies from `from` to `to` inclusive.
    pub(crate) fn visible(&self, map: &PixelMap, from: f64, to: f64) -> Range<u64> {
        let len = self.source.len();
        let order = ScreenOrder::new(self, map);
        let start = order.partition(order.guess(from), |u| u < from);
        let end = order.partition(order.guess(to), |u| u <= to);
        order.samples(start..end.max(start).min(len))
    }

    /// The steps from one sample to the next that begin in a column of pixels, as the indices of
    /// their first samples. The edges of the columns must have been found, one for each pixel.
    pub(crate) fn steps_of_column(
        &self,
        map: &PixelMap,
        column: usize,
        scratch: &Scratch,
    ) -> Range<u64> {
        let edge = |index: usize| scratch.lower.get(index).copied().unwrap_or(0);
        let (start, end) = (edge(column), edge(column + 1));
        ScreenOrder::new(self, map).samples(start..end.max(start))
    }

    /// Fills `spans` with the range of the curve over each column of the grid; tells how exact
    /// they are.
    pub(crate) fn column_spans(
        &self,
        map: &PixelMap,
        grid: ColumnGrid,
        level_of_detail: LevelOfDetail,
        patience: Patience,
        scratch: &mut Scratch,
        spans: &mut Vec<RowSpan>,
    ) -> Result<Readiness> {
        spans.clear();
        spans.resize(grid.count, RowSpan::EMPTY);
        let order = ScreenOrder::new(self, map);
        if order.len == 0 || grid.count == 0 {
            return Ok(Readiness::Ready);
        }
        order.find_edges(grid, scratch);
        let readiness =
            self.include_samples(map, &order, level_of_detail, patience, scratch, spans)?;
        if readiness != Readiness::Ready {
            // Two samples for each edge, from all over the file, for what changes anyway.
            return Ok(readiness);
        }
        order.find_pairs(scratch);
        if level_of_detail == LevelOfDetail::On {
            self.leave_out_pairs(map, scratch, spans);
        }
        match self.include_edges(map, grid, scratch, spans) {
            Err(_) if patience.leaves_failures_out() => Ok(Readiness::Failed),
            included => included.map(|()| readiness),
        }
    }

    /// Samples within each closed column.
    fn include_samples(
        &self,
        map: &PixelMap,
        order: &ScreenOrder<'_, '_, '_>,
        level_of_detail: LevelOfDetail,
        patience: Patience,
        scratch: &mut Scratch,
        spans: &mut [RowSpan],
    ) -> Result<Readiness> {
        let columns = spans.len();
        let Scratch {
            lower,
            upper,
            ranges,
            extents,
            ..
        } = scratch;
        ranges.clear();
        // A source takes ranges in the order of its samples.
        let in_sample_order = |i: usize| if order.falls { columns - 1 - i } else { i };
        ranges.extend((0..columns).map(|i| {
            let column = in_sample_order(i);
            order.samples(lower[column]..upper[column + 1].max(lower[column]))
        }));
        extents.clear();
        extents.resize(columns, Extent::EMPTY);
        let channels = self.channel..self.channel + 1;
        let readiness = match (level_of_detail, patience) {
            (LevelOfDetail::On, Patience::Wait) => {
                self.source.envelope(channels, ranges, extents)?
            }
            (LevelOfDetail::On, Patience::AtOnce { .. }) => {
                self.source.envelope_now(channels, ranges, extents)?
            }
            (LevelOfDetail::Off, _) => {
                self.source.scan(channels, ranges, extents)?;
                Readiness::Ready
            }
        };
        for (i, extent) in extents.iter().enumerate() {
            if !extent.is_empty() {
                // v is monotonic in y, so the extremes of y give the extremes of v.
                let span = &mut spans[in_sample_order(i)];
                span.include(map.v(extent.min));
                span.include(map.v(extent.max));
            }
        }
        Ok(readiness)
    }

    /// Leaves out pairs whose edge cannot widen the columns beside it, as far as the source knows
    /// that without reading: the value there lies between those of the two samples.
    fn leave_out_pairs(&self, map: &PixelMap, scratch: &mut Scratch, spans: &[RowSpan]) {
        let Scratch {
            pair_edges,
            pair_indices,
            pair_ranges,
            pair_extents,
            ..
        } = scratch;
        pair_ranges.clear();
        let pairs = pair_indices.chunks_exact(2);
        pair_ranges.extend(pairs.map(|pair| pair[0]..pair[1] + 1));
        pair_extents.clear();
        pair_extents.resize(pair_ranges.len(), Extent::EMPTY);
        let (ranges, extents) = (&*pair_ranges, &mut *pair_extents);
        if !self.source.outer_extents(self.channel, ranges, extents) {
            return;
        }
        let mut kept = 0;
        for (pair, extent) in pair_extents.iter().enumerate() {
            let edge = pair_edges[pair];
            let sides = [edge.checked_sub(1), Some(edge)];
            let mut columns = sides.into_iter().flatten().filter_map(|i| spans.get(i));
            let (v_a, v_b) = (map.v(extent.min), map.v(extent.max));
            let is_within = |span: &RowSpan| {
                span.top + ROUNDING_PX <= v_a.min(v_b) && v_a.max(v_b) + ROUNDING_PX <= span.bottom
            };
            // Where no sample is finite there is no value either.
            if extent.is_empty() || columns.all(is_within) {
                continue;
            }
            pair_edges[kept] = edge;
            pair_indices.copy_within(2 * pair..2 * pair + 2, 2 * kept);
            kept += 1;
        }
        pair_edges.truncate(kept);
        pair_indices.truncate(2 * kept);
    }

    /// Values interpolated where the curve crosses an edge between two samples.
    fn include_edges(
        &self,
        map: &PixelMap,
        grid: ColumnGrid,
        scratch: &mut Scratch,
        spans: &mut [RowSpan],
    ) -> Result<()> {
        let Scratch {
            pair_edges,
            pair_indices,
            pair_values,
            ..
        } = scratch;
        pair_values.clear();
        pair_values.resize(pair_indices.len(), 0.0);
        self.source
            .gather(self.channel, pair_indices, pair_values)?;
        let pairs = pair_indices
            .chunks_exact(2)
            .zip(pair_values.chunks_exact(2));
        for (&edge, (indices, values)) in pair_edges.iter().zip(pairs) {
            if !(values[0].is_finite() && values[1].is_finite()) {
                continue;
            }
            let (v_a, v_b) = (map.v(values[0]), map.v(values[1]));
            let u_a = map.u(self.positions.at(indices[0]));
            let u_b = map.u(self.positions.at(indices[1]));
            let v = v_a + (grid.edge(edge) - u_a) / (u_b - u_a) * (v_b - v_a);
            if edge > 0 {
                spans[edge - 1].include(v);
            }
            if edge < spans.len() {
                spans[edge].include(v);
            }
        }
        Ok(())
    }
}

/// The samples numbered in the order in which they stand on the screen, from the left.
#[derive(Debug, Clone, Copy)]
struct ScreenOrder<'o, 's, 'a> {
    series: &'o Series<'s, 'a>,
    map: &'o PixelMap,
    len: u64,
    falls: bool,
}

impl<'o, 's, 'a> ScreenOrder<'o, 's, 'a> {
    fn new(series: &'o Series<'s, 'a>, map: &'o PixelMap) -> Self {
        Self {
            series,
            map,
            len: series.source.len(),
            falls: map.u_falls(),
        }
    }

    /// The sample at a place on the screen.
    fn sample(&self, place: u64) -> u64 {
        if self.falls {
            self.len - 1 - place
        } else {
            place
        }
    }

    fn samples(&self, places: Range<u64>) -> Range<u64> {
        if self.falls {
            self.len - places.end..self.len - places.start
        } else {
            places
        }
    }

    fn u(&self, place: u64) -> f64 {
        self.map.u(self.series.positions.at(self.sample(place)))
    }

    /// Where to start looking for column coordinate `u`.
    fn guess(&self, u: f64) -> Option<u64> {
        let sample = self.series.positions.guess(self.map.x_near(u))?;
        let place = if self.falls {
            self.len as f64 - sample
        } else {
            sample
        };
        // Saturates at both ends; a NaN starts at 0.
        Some(place.ceil() as u64)
    }

    fn partition(&self, guess: Option<u64>, is_before: impl Fn(f64) -> bool) -> u64 {
        let guess = guess.unwrap_or(self.len / 2);
        partition_point_near(self.len, guess, |place| is_before(self.u(place)))
    }

    /// Lists the edges that stand between two samples, and these, in the order of the samples.
    fn find_pairs(&self, scratch: &mut Scratch) {
        let Scratch {
            lower,
            upper,
            pair_edges,
            pair_indices,
            ..
        } = scratch;
        pair_edges.clear();
        pair_indices.clear();
        let edges = 0..lower.len();
        // A sample that stands on the edge is already in both columns.
        let is_between =
            |edge: usize| lower[edge] == upper[edge] && lower[edge] > 0 && lower[edge] < self.len;
        let mut take = |edge: usize| {
            if is_between(edge) {
                let before = self.sample(lower[edge] - 1);
                let after = self.sample(lower[edge]);
                pair_edges.push(edge);
                pair_indices.extend([before.min(after), before.max(after)]);
            }
        };
        if self.falls {
            edges.rev().for_each(&mut take);
        } else {
            edges.for_each(&mut take);
        }
    }

    /// For each edge the first place at or right of it (`lower`) and the first right of it
    /// (`upper`).
    fn find_edges(&self, grid: ColumnGrid, scratch: &mut Scratch) {
        scratch.lower.clear();
        scratch.upper.clear();
        let mut last = None;
        for index in 0..=grid.count {
            let edge = grid.edge(index);
            let lower = self.partition(self.guess(edge).or(last), |u| u < edge);
            let on_edge = lower < self.len && self.u(lower) <= edge;
            let upper = if on_edge {
                partition_point_near(self.len, lower + 1, |place| self.u(place) <= edge)
            } else {
                lower
            };
            scratch.lower.push(lower);
            scratch.upper.push(upper);
            last = Some(upper);
        }
    }
}
