//! Means of squares of values, by levels: what a moving picture is made of.

use std::ops::Range;

use super::Limits;
use super::number::{self, Sum};
use super::rows::{Rows, visit_slice};
use crate::element::Element;
use crate::{Result, kernel, parallel};

/// Values a side of the smallest cells.
pub(super) const CELL: usize = 8;

/// Cells of one size.
#[derive(Debug)]
pub(super) struct Level {
    /// Values a side of a cell; those at the far edges may hold fewer.
    pub(super) side: usize,
    /// Columns and rows of cells.
    size: [usize; 2],
    bands: usize,
    /// The mean of each cell and band; NaN without a finite value.
    means: Vec<f32>,
}

impl Rows<f32> for Level {
    fn visit(
        &self,
        rows: Range<u64>,
        columns: Range<u64>,
        work: &mut dyn FnMut(u64, &[f32]),
    ) -> Result<()> {
        let row_values = (self.size[0] * self.bands) as u64;
        visit_slice(&self.means, row_values, rows, &columns, work);
        Ok(())
    }
}

/// Cells of 8 values a side while they are built, from the first row on.
#[derive(Debug)]
pub(super) struct Building {
    size: [usize; 2],
    bands: usize,
    rows_done: usize,
    means: Vec<f32>,
    limits: Vec<Limits>,
}

impl Building {
    /// Nothing built yet of an image of this size.
    pub(super) fn new(image: [u64; 2], bands: usize) -> Self {
        let size = image.map(|side| (side as usize).div_ceil(CELL));
        Self {
            size,
            bands,
            rows_done: 0,
            means: Vec::new(),
            limits: vec![Limits::EMPTY; bands],
        }
    }

    pub(super) fn is_done(&self) -> bool {
        self.rows_done == self.size[1]
    }

    /// The part that is done.
    pub(super) fn progress(&self) -> f64 {
        if self.is_done() {
            1.0
        } else {
            self.rows_done as f64 / self.size[1] as f64
        }
    }

    /// Builds so many more rows of cells, on all threads.
    pub(super) fn go_on<T: Element>(
        &mut self,
        rows: &dyn Rows<T>,
        image: [u64; 2],
        count: usize,
    ) -> Result<()> {
        let first = self.rows_done;
        let count = count.min(self.size[1] - first);
        let row_values = image[0] * self.bands as u64;
        let width = self.size[0] * self.bands;
        let made = parallel::try_map(count, |index| {
            let start = ((first + index) * CELL) as u64;
            let end = (start + CELL as u64).min(image[1]);
            let mut sums = vec![Sum::default(); width];
            let mut limits = vec![Limits::EMPTY; self.bands];
            rows.visit(start..end, 0..row_values, &mut |_, values| {
                add_row(values, self.bands, &mut sums, &mut limits);
            })?;
            let means: Vec<f32> = sums.into_iter().map(Sum::mean).collect();
            Ok((means, limits))
        })?;
        for (means, limits) in made {
            self.means.extend(means);
            for (all, own) in self.limits.iter_mut().zip(limits) {
                *all = all.union(own);
            }
        }
        self.rows_done += count;
        Ok(())
    }

    /// Builds the levels above.
    pub(super) fn finish(self, image: [u64; 2]) -> Cells {
        let mut levels = vec![Level {
            side: CELL,
            size: self.size,
            bands: self.bands,
            means: self.means,
        }];
        while let Some(last) = levels.last() {
            if last.size.iter().all(|&side| side <= 1) || last.means.is_empty() {
                break;
            }
            let next = coarser(last, image);
            levels.push(next);
        }
        Cells {
            levels,
            limits: self.limits,
        }
    }
}

/// Adds a row's values to its cells.
fn add_row<T: Element>(values: &[T], bands: usize, sums: &mut [Sum], limits: &mut [Limits]) {
    if bands == 1 {
        let mut finite = 0.0;
        for (values, cell) in values.chunks(CELL).zip(sums.iter_mut()) {
            let sum = number::sum(values);
            finite += sum.count;
            cell.add(sum.sum, sum.count);
        }
        let extent = kernel::bounds(values).extent();
        let own = Limits {
            min: extent.min,
            max: extent.max,
            missing: values.len() as u64 - finite as u64,
        };
        limits[0] = limits[0].union(own);
        return;
    }
    for (band, limits) in limits.iter_mut().enumerate() {
        let mut finite = 0.0;
        for (cell, values) in values.chunks(CELL * bands).enumerate() {
            let sum = number::strided(&values[band.min(values.len())..], bands);
            finite += sum.count;
            sums[cell * bands + band].add(sum.sum, sum.count);
        }
        let own = &values[band.min(values.len())..];
        let extent = kernel::strided_bounds(own, bands).extent();
        *limits = limits.union(Limits {
            min: extent.min,
            max: extent.max,
            missing: (values.len() / bands) as u64 - finite as u64,
        });
    }
}

/// Cells of twice the side, each the mean of four, by how many values these hold.
fn coarser(below: &Level, image: [u64; 2]) -> Level {
    let side = below.side * 2;
    let size = image.map(|length| (length as usize).div_ceil(side));
    // Values that a cell holds along an axis: fewer at the far edge.
    let held = |index: usize, axis: usize| {
        let start = index * below.side;
        (image[axis] as usize).saturating_sub(start).min(below.side) as f64
    };
    let mut means = Vec::with_capacity(size[0] * size[1] * below.bands);
    for row in 0..size[1] {
        for column in 0..size[0] {
            for band in 0..below.bands {
                let mut sum = Sum::default();
                for y in 2 * row..(2 * row + 2).min(below.size[1]) {
                    for x in 2 * column..(2 * column + 2).min(below.size[0]) {
                        let mean = below.means[(y * below.size[0] + x) * below.bands + band];
                        if mean.is_finite() {
                            let weight = held(x, 0) * held(y, 1);
                            sum.add(weight * f64::from(mean), weight);
                        }
                    }
                }
                means.push(sum.mean());
            }
        }
    }
    Level {
        side,
        size,
        bands: below.bands,
        means,
    }
}

/// All levels, and the limits of each band.
#[derive(Debug)]
pub(super) struct Cells {
    levels: Vec<Level>,
    pub(super) limits: Vec<Limits>,
}

impl Cells {
    /// The largest cells whose side is at most `side` values.
    pub(super) fn level(&self, side: f64) -> Option<&Level> {
        self.levels.iter().rfind(|level| level.side as f64 <= side)
    }

    /// The largest cells such that every edge is one of theirs.
    pub(super) fn level_of_edges(&self, edges: [&[f64]; 2], image: [u64; 2]) -> Option<&Level> {
        let fits = |level: &&Level| {
            let side = level.side as f64;
            (0..2).all(|axis| {
                edges[axis]
                    .iter()
                    .all(|&edge| edge % side == 0.0 || edge == image[axis] as f64)
            })
        };
        self.levels.iter().rfind(fits)
    }
}
