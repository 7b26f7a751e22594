//! Counts on fine grids, from which histograms of any range are made.
//!
//! A grid divides a range into 2¹⁷ equal steps (whole numbers, for integers) and keeps how many
//! samples lie below each step's edge. A histogram takes its edges from those of a grid, so a
//! bin's count is the difference of two numbers, and exact. The first grid spans all samples;
//! a view so narrow that its bins would be finer than the steps gets a grid of its own, by one
//! more pass: zooming in by a factor of a hundred or so costs one, panning and zooming in between
//! none.

use super::{BinEdges, Histogram};
use crate::{Result, Source, Summary};

/// Steps of a grid.
const STEPS: usize = 1 << 17;

/// Steps that a bin has at least, so that its width is within an eighth of the one asked for.
const STEPS_A_BIN: f64 = 4.0;

/// Grids that are kept besides the first.
const KEPT: usize = 3;

/// How much wider than the view its own grid is.
const ROOM: f64 = 2.0;

/// Histograms of one channel's samples, of any range and at any fineness, exact at their edges.
///
/// ```
/// use galry_data::{CountPyramid, Samples};
///
/// let values: Vec<f32> = (0..100_000).map(|i| (i as f32).sqrt()).collect();
/// let samples = Samples::from_vec(values);
/// let mut pyramid = CountPyramid::new(&samples, 0)?;
/// let whole = pyramid.histogram(&samples, [0.0, 400.0], 50)?;
/// assert_eq!(whole.total(), 100_000);
/// let part = pyramid.histogram(&samples, [100.0, 110.0], 50)?;
/// assert_eq!(pyramid.passes(), 1);
/// assert!(part.edges()[0] <= 100.0 && part.counts().len() >= 50);
/// # Ok::<(), galry_data::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct CountPyramid {
    channel: usize,
    summary: Summary,
    is_integer: bool,
    /// `None` where no sample is finite.
    whole: Option<Grid>,
    finer: Vec<Grid>,
    building: Option<Building>,
    passes: u64,
}

/// Counts below the edges of equal steps.
#[derive(Debug, Clone)]
struct Grid {
    edges: BinEdges,
    /// Samples below each edge; the last one counts those on the last edge too.
    below: Vec<u64>,
}

/// A grid that is not counted yet, or in part.
#[derive(Debug, Clone)]
struct Building {
    found: Histogram,
    /// Samples from the first that are counted.
    counted: u64,
}

impl Grid {
    fn new(found: &Histogram) -> Self {
        let mut sum = found.below;
        let mut below = vec![sum];
        below.extend(found.counts().iter().map(|count| {
            sum += count;
            sum
        }));
        Self {
            edges: found.edges.clone(),
            below,
        }
    }

    fn step(&self) -> f64 {
        step_of(&self.edges)
    }
}

pub(super) fn step_of(edges: &BinEdges) -> f64 {
    (edges.last() - edges.first()) / edges.count() as f64
}

pub(super) fn holds(edges: &BinEdges, [low, high]: [f64; 2]) -> bool {
    edges.first() <= low && high <= edges.last()
}

/// The width of bins as asked for.
fn asked_width(asked: &BinEdges) -> f64 {
    step_of(asked)
}

impl CountPyramid {
    /// Finds the range of the samples; they are counted when a histogram is asked for.
    ///
    /// # Errors
    /// A channel beyond the source, or a failed read.
    pub fn new(source: &dyn Source, channel: usize) -> Result<Self> {
        let summaries = source.summarize(channel..channel + 1)?;
        Ok(Self {
            channel,
            summary: summaries.first().copied().unwrap_or(Summary::EMPTY),
            is_integer: !source.element_type().is_float(),
            whole: None,
            finer: Vec::new(),
            building: None,
            passes: 0,
        })
    }

    /// Smallest and largest value, and what is not finite.
    #[must_use]
    pub fn summary(&self) -> &Summary {
        &self.summary
    }

    /// How often all samples were counted.
    #[must_use]
    pub fn passes(&self) -> u64 {
        self.passes
    }

    /// Bytes that the counts take.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        let grids = self.whole.iter().chain(&self.finer);
        grids.map(|grid| grid.below.len() as u64 * 16).sum()
    }

    /// Counts about so many `samples` more for a histogram of about `bins` bins within `view`, and
    /// gives the part that is done: 1 where the next [`histogram`](Self::histogram) of it will not
    /// pass over the samples. What was begun for a view that this one does not need is dropped.
    ///
    /// `source` is the one that the pyramid was made of.
    ///
    /// # Errors
    /// A view that is not finite or does not rise, no bins, or a failed read.
    pub fn build(
        &mut self,
        source: &dyn Source,
        view: [f64; 2],
        bins: usize,
        samples: u64,
    ) -> Result<f64> {
        let asked = BinEdges::uniform(view, bins)?;
        let Some(edges) = self.wanted(view, asked_width(&asked)) else {
            self.building = None;
            return Ok(1.0);
        };
        let len = source.len();
        let begun = self.building.take().filter(|building| {
            let step = step_of(&building.found.edges);
            building.found.edges == edges
                || (holds(&building.found.edges, self.seen(view))
                    && (self.whole.is_none() || self.is_fine(step, asked_width(&asked))))
        });
        let mut building = begun.unwrap_or_else(|| Building {
            found: Histogram::empty(&edges),
            counted: 0,
        });
        let end = building.counted.saturating_add(samples.max(1)).min(len);
        let counting = building
            .found
            .count_part(source, self.channel, building.counted..end);
        if counting.is_err() {
            // Some of the part may be in: begin again the next time.
            return counting.map(|()| 0.0);
        }
        building.counted = end;
        if end < len {
            self.building = Some(building);
            return Ok(end as f64 / len as f64);
        }
        self.passes += 1;
        let grid = Grid::new(&building.found);
        if self.whole.is_none() {
            self.whole = Some(grid);
        } else {
            if self.finer.len() == KEPT {
                self.finer.remove(0);
            }
            self.finer.push(grid);
        }
        match self.wanted(view, asked_width(&asked)) {
            // The grid over everything comes first and may not do.
            Some(_) => Ok(0.5),
            None => Ok(1.0),
        }
    }

    /// The part of a view where samples are.
    fn seen(&self, view: [f64; 2]) -> [f64; 2] {
        let extent = &self.summary.extent;
        let margin = if self.is_integer { 0.5 } else { 0.0 };
        [
            view[0].max(extent.min - margin),
            view[1].min(extent.max + margin),
        ]
    }

    fn is_fine(&self, step: f64, width: f64) -> bool {
        step * STEPS_A_BIN <= width || (self.is_integer && step <= 1.0)
    }

    /// The edges of a grid that is yet to be counted for such bins; `None` where there is one, or
    /// nothing to be seen, or numbers are not finer.
    fn wanted(&self, view: [f64; 2], width: f64) -> Option<BinEdges> {
        let extent = &self.summary.extent;
        if extent.is_empty() {
            return None;
        }
        if self.whole.is_none() {
            return steps([extent.min, extent.max], self.is_integer).ok();
        }
        let seen = self.seen(view);
        let has = |grid: &Grid| self.is_fine(grid.step(), width) && holds(&grid.edges, seen);
        if seen[0] >= seen[1] || self.whole.iter().chain(&self.finer).any(has) {
            return None;
        }
        let room = (seen[1] - seen[0]) * (ROOM - 1.0) / 2.0;
        let range = [
            (seen[0] - room).max(extent.min),
            (seen[1] + room).min(extent.max),
        ];
        let edges = steps(range, self.is_integer).ok()?;
        let finest = self.finest(seen).map_or(f64::INFINITY, Grid::step);
        // As fine as numbers are: no finer grid is to be had.
        (step_of(&edges) < finest).then_some(edges)
    }

    /// The finest grid that holds what is seen.
    fn finest(&self, seen: [f64; 2]) -> Option<&Grid> {
        let grids = self.whole.iter().chain(&self.finer);
        let holding = grids.filter(|grid| holds(&grid.edges, seen));
        holding.min_by(|a, b| a.step().total_cmp(&b.step()))
    }

    /// A histogram of about `bins` bins within `view`, whose edges are the nearest that a grid
    /// has: all bins are equally wide, the first holds or lies above the view's lower end, the
    /// last its upper end, and edges stay where they are while a view of one width moves.
    /// Integers have edges halfway between whole numbers. Empty where no sample is finite.
    ///
    /// `source` is the one that the pyramid was made of; it is read only where the view is
    /// narrower than any grid allows, and the first time.
    ///
    /// # Errors
    /// A view that is not finite or does not rise, no bins, or a failed read.
    pub fn histogram(
        &mut self,
        source: &dyn Source,
        view: [f64; 2],
        bins: usize,
    ) -> Result<Histogram> {
        while self.build(source, view, bins, u64::MAX)? < 1.0 {}
        self.known_histogram(view, bins)
    }

    /// The same from the grids that are counted: of wider bins where there is no better. Empty
    /// where nothing is counted yet.
    ///
    /// # Errors
    /// A view that is not finite or does not rise, or no bins.
    pub fn known_histogram(&self, view: [f64; 2], bins: usize) -> Result<Histogram> {
        // Says what is wrong with the question.
        let asked = BinEdges::uniform(view, bins)?;
        let Some(whole) = &self.whole else {
            return Ok(self.with_apart(Histogram::empty(&asked)));
        };
        let width = asked_width(&asked);
        let limits = [whole.edges.first(), whole.edges.last()];
        let seen = [view[0].max(limits[0]), view[1].min(limits[1])];
        if seen[0] >= seen[1] {
            let mut empty = Histogram::empty(&asked);
            let all = whole.below[whole.below.len() - 1];
            if view[0] > limits[1] {
                empty.below = all;
            } else {
                empty.above = all;
            }
            return Ok(self.with_apart(empty));
        }
        let has = |grid: &&Grid| self.is_fine(grid.step(), width) && holds(&grid.edges, seen);
        let fine = self.whole.iter().chain(&self.finer).find(has);
        let found = match fine.or_else(|| self.finest(seen)) {
            Some(grid) => grid_histogram(grid, seen, width)?,
            None => Histogram::empty(&asked),
        };
        Ok(self.with_apart(found))
    }

    fn with_apart(&self, histogram: Histogram) -> Histogram {
        Histogram {
            nan: self.summary.nan_count,
            infinite: self.summary.infinite_count,
            ..histogram
        }
    }
}

/// Bins of about a width within a view, along a grid's steps.
fn grid_histogram(grid: &Grid, [low, high]: [f64; 2], width: f64) -> Result<Histogram> {
    let steps = grid.edges.count();
    let each = ((width / grid.step()).round() as usize).clamp(1, steps);
    let place = |value: f64| ((value - grid.edges.first()) / grid.step()).max(0.0);
    let first = (place(low) as usize).min(steps - 1) / each * each;
    let end = (place(high).ceil() as usize).clamp(first + 1, steps);
    let mut places: Vec<usize> = (first..end).step_by(each).collect();
    // The last bin is as wide as the others, unless the grid ends before.
    let last = places[places.len() - 1];
    places.push((last + each).min(steps));
    let edges = places.iter().map(|&place| grid.edges.values()[place]);
    let counts = places
        .windows(2)
        .map(|pair| grid.below[pair[1]] - grid.below[pair[0]])
        .collect();
    let mut found = Histogram::empty(&BinEdges::new(edges.collect())?);
    found.counts = counts;
    found.below = grid.below[places[0]];
    Ok(found)
}

/// The steps of a grid over a range of values.
fn steps([low, high]: [f64; 2], is_integer: bool) -> Result<BinEdges> {
    if is_integer {
        // Whole steps, with edges between whole numbers.
        let (low, high) = (low.floor(), high.ceil());
        let each = ((high - low + 1.0) / STEPS as f64).ceil().max(1.0);
        let count = ((high - low + 1.0) / each).ceil().max(1.0);
        let first = low - 0.5;
        return BinEdges::uniform([first, first + count * each], count as usize);
    }
    BinEdges::uniform([low, high], STEPS)
}
