//! Counts of pairs on fine grids, from which histograms of any part of the plane are made.
//!
//! As [`CountPyramid`](super::CountPyramid) does along one axis: a grid of 2048 × 2048 rectangles
//! over all pairs, and grids over twice a view where that is too coarse. The bins of a view are
//! whole rectangles of a grid, so their counts are exact.

use std::ops::Range;

use super::pyramid::{holds, step_of};
use super::{BinEdges, Histogram2d, PIECE};
use crate::{Result, Source, Summary, parallel};

/// Rectangles of a grid along each axis.
const STEPS: usize = 1 << 11;

/// Rectangles that a bin has at least along each axis.
const STEPS_A_BIN: f64 = 2.0;

/// Grids that are kept besides the first: each takes 16 MB.
const KEPT: usize = 2;

/// How much wider than the view its own grid is.
const ROOM: f64 = 2.0;

/// Arrays that are counted into at once: each takes 16 MB.
const MOST_ARRAYS: u64 = 4;

/// Histograms of pairs of two channels' samples, of any part of the plane and at any fineness,
/// exact at their edges.
///
/// ```
/// use galry_data::{PairPyramid, Samples};
///
/// let x = Samples::from_vec((0..10_000).map(|i| f64::from(i % 100)).collect());
/// let y = Samples::from_vec((0..10_000).map(|i| f64::from(i / 100)).collect());
/// let pairs = [(&x as _, 0), (&y as _, 0)];
/// let mut pyramid = PairPyramid::new(pairs)?;
/// let found = pyramid.histogram(pairs, [[-0.5, 99.5]; 2], [50, 50])?;
/// assert_eq!(found.counts.iter().sum::<u64>(), 10_000);
/// # Ok::<(), galry_data::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct PairPyramid {
    channels: [usize; 2],
    summaries: [Summary; 2],
    are_integers: [bool; 2],
    /// Pairs that there are.
    len: u64,
    whole: Option<Grid>,
    finer: Vec<Grid>,
    building: Option<Building>,
    passes: u64,
}

/// Counts of rectangles, row by row from the lowest y.
#[derive(Debug, Clone)]
struct Grid {
    edges: [BinEdges; 2],
    counts: Vec<u32>,
}

/// A grid that is not counted yet, or in part.
#[derive(Debug, Clone)]
struct Building {
    edges: [BinEdges; 2],
    /// One for each job that counts at once.
    arrays: Vec<Vec<u32>>,
    /// Pairs from the first that are counted.
    counted: u64,
}

impl PairPyramid {
    /// Finds the ranges of the samples; they are counted when a histogram is asked for. Where one
    /// channel has more samples than the other, those are left out.
    ///
    /// # Errors
    /// A channel beyond its source, or a failed read.
    pub fn new(pairs: [(&dyn Source, usize); 2]) -> Result<Self> {
        let summary = |(source, channel): (&dyn Source, usize)| -> Result<Summary> {
            let found = source.summarize(channel..channel + 1)?;
            Ok(found.first().copied().unwrap_or(Summary::EMPTY))
        };
        Ok(Self {
            channels: pairs.map(|(_, channel)| channel),
            summaries: [summary(pairs[0])?, summary(pairs[1])?],
            are_integers: pairs.map(|(source, _)| !source.element_type().is_float()),
            len: pairs[0].0.len().min(pairs[1].0.len()),
            whole: None,
            finer: Vec::new(),
            building: None,
            passes: 0,
        })
    }

    /// How often all pairs were counted.
    #[must_use]
    pub fn passes(&self) -> u64 {
        self.passes
    }

    /// Counts about so many pairs more for a histogram of about `bins` within `view` (of x and of
    /// y), and gives the part that is done: 1 where the next [`histogram`](Self::histogram) of it
    /// will not pass over the pairs.
    ///
    /// `pairs` are those that the pyramid was made of.
    ///
    /// # Errors
    /// A view that is not finite or does not rise, no bins, or a failed read.
    pub fn build(
        &mut self,
        pairs: [(&dyn Source, usize); 2],
        view: [[f64; 2]; 2],
        bins: [usize; 2],
        samples: u64,
    ) -> Result<f64> {
        let widths = asked_widths(view, bins)?;
        let Some(edges) = self.wanted(view, widths) else {
            self.building = None;
            return Ok(1.0);
        };
        let begun = self.building.take().filter(|building| {
            let serves = self.is_fine(&building.edges, widths) || self.whole.is_none();
            building.edges == edges || (serves && self.holds(&building.edges, view))
        });
        let mut building = begun.unwrap_or_else(|| Building {
            arrays: Vec::new(),
            edges,
            counted: 0,
        });
        let end = building
            .counted
            .saturating_add(samples.max(1))
            .min(self.len);
        building.count(pairs, self.channels, building.counted..end)?;
        building.counted = end;
        if end < self.len {
            self.building = Some(building);
            return Ok(end as f64 / self.len as f64);
        }
        self.passes += 1;
        let grid = building.finish();
        if self.whole.is_none() {
            self.whole = Some(grid);
        } else {
            if self.finer.len() == KEPT {
                self.finer.remove(0);
            }
            self.finer.push(grid);
        }
        // The grid over everything comes first and may not do.
        Ok(if self.wanted(view, widths).is_some() {
            0.5
        } else {
            1.0
        })
    }

    /// A histogram of about `bins` within `view`, whose edges are the nearest that a grid has.
    /// Bins beyond the samples are left out. `pairs` are those that the pyramid was made of; they
    /// are read only where the view is narrower than any grid allows, and the first time.
    ///
    /// # Errors
    /// A view that is not finite or does not rise, no bins, or a failed read.
    pub fn histogram(
        &mut self,
        pairs: [(&dyn Source, usize); 2],
        view: [[f64; 2]; 2],
        bins: [usize; 2],
    ) -> Result<Histogram2d> {
        while self.build(pairs, view, bins, u64::MAX)? < 1.0 {}
        match self.known_histogram(view, bins)? {
            Some(found) => Ok(found),
            None => Ok(Histogram2d {
                x: BinEdges::uniform(view[0], 1)?,
                y: BinEdges::uniform(view[1], 1)?,
                counts: vec![0],
                outside: self.len,
            }),
        }
    }

    /// The same from the grids that are counted: of wider bins where there is no better. `None`
    /// where nothing is counted yet, or no pair is in sight.
    ///
    /// # Errors
    /// A view that is not finite or does not rise, or no bins.
    pub fn known_histogram(
        &self,
        view: [[f64; 2]; 2],
        bins: [usize; 2],
    ) -> Result<Option<Histogram2d>> {
        let widths = asked_widths(view, bins)?;
        let holding = || {
            let grids = self.whole.iter().chain(&self.finer);
            grids.filter(|grid| self.holds(&grid.edges, view))
        };
        let area = |grid: &Grid| step_of(&grid.edges[0]) * step_of(&grid.edges[1]);
        let fine = holding().find(|grid| self.is_fine(&grid.edges, widths));
        let finest = || holding().min_by(|a, b| area(a).total_cmp(&area(b)));
        let seen = self.seen(view);
        match fine.or_else(finest) {
            Some(grid) if seen.iter().all(|[low, high]| low < high) => {
                grid.histogram(seen, widths, self.len).map(Some)
            }
            _ => Ok(None),
        }
    }

    /// The part of a view where samples are.
    fn seen(&self, view: [[f64; 2]; 2]) -> [[f64; 2]; 2] {
        [0, 1].map(|axis| {
            let extent = &self.summaries[axis].extent;
            // Around a single value there is a bin all the same.
            let is_point = extent.min == extent.max;
            let margin = if self.are_integers[axis] || is_point {
                0.5
            } else {
                0.0
            };
            [
                view[axis][0].max(extent.min - margin),
                view[axis][1].min(extent.max + margin),
            ]
        })
    }

    fn holds(&self, edges: &[BinEdges; 2], view: [[f64; 2]; 2]) -> bool {
        let seen = self.seen(view);
        (0..2).all(|axis| holds(&edges[axis], seen[axis]))
    }

    fn is_fine(&self, edges: &[BinEdges; 2], widths: [f64; 2]) -> bool {
        (0..2).all(|axis| {
            let step = step_of(&edges[axis]);
            step * STEPS_A_BIN <= widths[axis] || (self.are_integers[axis] && step <= 1.0)
        })
    }

    /// The edges of a grid that is yet to be counted; `None` where there is one, or nothing to be
    /// seen, or numbers are not finer.
    fn wanted(&self, view: [[f64; 2]; 2], widths: [f64; 2]) -> Option<[BinEdges; 2]> {
        if self
            .summaries
            .iter()
            .any(|summary| summary.extent.is_empty())
        {
            return None;
        }
        let seen = self.seen(view);
        let range = |axis: usize| {
            let extent = &self.summaries[axis].extent;
            let [low, high] = seen[axis];
            let room = (high - low) * (ROOM - 1.0) / 2.0;
            if self.whole.is_none() {
                [extent.min, extent.max]
            } else {
                [(low - room).max(extent.min), (high + room).min(extent.max)]
            }
        };
        if self.whole.is_some() {
            let serves =
                |grid: &Grid| self.is_fine(&grid.edges, widths) && self.holds(&grid.edges, view);
            let is_beside = seen.iter().any(|[low, high]| low >= high);
            if is_beside || self.whole.iter().chain(&self.finer).any(serves) {
                return None;
            }
        }
        let edges = [
            steps(range(0), self.are_integers[0])?,
            steps(range(1), self.are_integers[1])?,
        ];
        let is_finer = |grid: &Grid| {
            (0..2).any(|axis| step_of(&edges[axis]) < step_of(&grid.edges[axis]) * 0.999)
        };
        let mut holding = self.whole.iter().chain(&self.finer);
        let gains = holding.all(|grid| !self.holds(&grid.edges, view) || is_finer(grid));
        gains.then_some(edges)
    }
}

impl Building {
    /// Counts some pairs more, on all threads.
    fn count(
        &mut self,
        pairs: [(&dyn Source, usize); 2],
        channels: [usize; 2],
        samples: Range<u64>,
    ) -> Result<()> {
        let cells = self.edges[0].count() * self.edges[1].count();
        let len = samples.end.saturating_sub(samples.start);
        if self.arrays.is_empty() {
            let jobs = (threads() as u64).clamp(1, MOST_ARRAYS);
            self.arrays.resize_with(jobs as usize, || vec![0; cells]);
        }
        let job = len.div_ceil(self.arrays.len() as u64).max(1);
        let edges = &self.edges;
        parallel::try_pieces(&mut self.arrays, 1, |index, arrays| {
            let counts = &mut arrays[0];
            let [mut xs, mut ys] = [Vec::new(), Vec::new()];
            let mut start = (samples.start + index as u64 * job).min(samples.end);
            let end = (start + job).min(samples.end);
            while start < end {
                let next = (start + PIECE).min(end);
                for ((source, _), channel, room) in [
                    (pairs[0], channels[0], &mut xs),
                    (pairs[1], channels[1], &mut ys),
                ] {
                    room.resize((next - start) as usize, 0.0);
                    source.read(channel, start..next, room)?;
                }
                for (&x, &y) in xs.iter().zip(&ys) {
                    if let (Some(column), Some(row)) = (edges[0].bin_of(x), edges[1].bin_of(y)) {
                        let count = &mut counts[row * edges[0].count() + column];
                        *count = count.saturating_add(1);
                    }
                }
                start = next;
            }
            Ok(())
        })
    }

    fn finish(mut self) -> Grid {
        let mut counts = self.arrays.pop().unwrap_or_default();
        for other in self.arrays {
            for (count, more) in counts.iter_mut().zip(other) {
                *count = count.saturating_add(more);
            }
        }
        counts.resize(self.edges[0].count() * self.edges[1].count(), 0);
        Grid {
            edges: self.edges,
            counts,
        }
    }
}

impl Grid {
    /// Bins of about these widths within a view, along the grid's steps.
    fn histogram(&self, seen: [[f64; 2]; 2], widths: [f64; 2], pairs: u64) -> Result<Histogram2d> {
        let places = [0, 1].map(|axis| {
            let (edges, [low, high]) = (&self.edges[axis], seen[axis]);
            let (steps, step) = (edges.count(), step_of(edges));
            let each = ((widths[axis] / step).round() as usize).clamp(1, steps);
            let place = |value: f64| ((value - edges.first()) / step).max(0.0);
            let first = (place(low) as usize).min(steps - 1) / each * each;
            let end = (place(high).ceil() as usize).clamp(first + 1, steps);
            let mut places: Vec<usize> = (first..end).step_by(each).collect();
            // The last bin is as wide as the others, unless the grid ends before.
            let last = places[places.len() - 1];
            places.push((last + each).min(steps));
            places
        });
        let edges_of = |axis: usize| {
            let values = self.edges[axis].values();
            BinEdges::new(places[axis].iter().map(|&place| values[place]).collect())
        };
        let (x, y) = (edges_of(0)?, edges_of(1)?);
        let across = self.edges[0].count();
        let mut counts = vec![0_u64; x.count() * y.count()];
        for (row, of_row) in places[1].windows(2).zip(counts.chunks_mut(x.count())) {
            for line in row[0]..row[1] {
                let of_line = &self.counts[line * across..(line + 1) * across];
                for (column, count) in places[0].windows(2).zip(of_row.iter_mut()) {
                    let cells = &of_line[column[0]..column[1]];
                    *count += cells.iter().map(|&count| u64::from(count)).sum::<u64>();
                }
            }
        }
        let within: u64 = counts.iter().sum();
        Ok(Histogram2d {
            x,
            y,
            counts,
            outside: pairs.saturating_sub(within),
        })
    }
}

fn asked_widths(view: [[f64; 2]; 2], bins: [usize; 2]) -> Result<[f64; 2]> {
    // Says what is wrong with the question.
    let width = |axis: usize| BinEdges::uniform(view[axis], bins[axis]);
    Ok([step_of(&width(0)?), step_of(&width(1)?)])
}

/// The steps of a grid over a range of values; `None` where numbers are not so fine.
fn steps([low, high]: [f64; 2], is_integer: bool) -> Option<BinEdges> {
    if is_integer {
        // Whole steps, with edges between whole numbers.
        let (low, high) = (low.floor(), high.ceil());
        let each = ((high - low + 1.0) / STEPS as f64).ceil().max(1.0);
        let count = ((high - low + 1.0) / each).ceil().max(1.0);
        let first = low - 0.5;
        return BinEdges::uniform([first, first + count * each], count as usize).ok();
    }
    BinEdges::uniform([low, high], STEPS).ok()
}

fn threads() -> usize {
    #[cfg(not(target_family = "wasm"))]
    {
        rayon::current_num_threads()
    }
    #[cfg(target_family = "wasm")]
    1
}
