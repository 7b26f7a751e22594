//! The exact picture, tile by tile, from the last point to the first.
//!
//! A pass takes some blocks from the end of the data. It finds the cells in sight and which tiles
//! each may reach; then every tile that is not final yet walks its cells' runs, all at once, from
//! the last index down, and stops when it is full. A tile is final when it is full or has seen all
//! blocks. Nothing but the order of the points decides what a tile shows, so how blocks are taken
//! together and where a pass is interrupted makes no difference.

use std::sync::atomic::{AtomicU64, Ordering};

use galry_visuals::markers::{Stamp, TILE_PX, Tile, steps_from_px};

use super::Scatter;
use super::block::{Block, Entry, RUNS};
use super::clock::Deadline;
use super::tiles::{TileRanges, TileSteps, holds, tile_counts};
use crate::Result;
use crate::line::PixelMap;

/// Points in sight that one pass takes together, about.
const PASS_POINTS: u64 = 1 << 20;

/// Points that a tile takes from its runs at once, about.
const PORTION: u64 = 512;

/// A tile of the picture and how far it is.
#[derive(Debug, Default)]
pub(super) struct ExactTile {
    pub(super) tile: Tile,
    /// Blocks from the first that the tile has not seen; none when it is final.
    pub(super) left: usize,
    /// Whether the picture shows what the tile holds.
    pub(super) shown: bool,
}

/// The picture so far.
#[derive(Debug, Default)]
pub(super) struct Exact {
    pub(super) tiles: Vec<ExactTile>,
    pub(super) size: [usize; 2],
    /// Points that were looked at and laid, of the last picture.
    pub(super) laid: u64,
    /// Cells that each tile has to walk, in this pass.
    work: Vec<Vec<CellRef>>,
}

/// A cell as a tile sees it.
#[derive(Debug, Clone, Copy)]
struct CellRef {
    block: u32,
    cell: u32,
    steps: [[u16; 2]; 2],
}

/// What stays the same through a picture.
#[derive(Clone, Copy)]
pub(super) struct Look<'l, 'a> {
    pub(super) scatter: &'l Scatter<'a>,
    pub(super) map: &'l PixelMap,
    pub(super) ranges: &'l TileRanges,
}

impl Exact {
    /// Forgets the picture and begins another.
    pub(super) fn begin(&mut self, size: [usize; 2], blocks: usize, colored: bool) {
        let [across, down] = tile_counts(size);
        self.size = size;
        self.laid = 0;
        self.tiles.resize_with(across * down, ExactTile::default);
        self.work.resize_with(across * down, Vec::new);
        for (index, state) in self.tiles.iter_mut().enumerate() {
            let first = [index % across, index / across].map(|tile| tile * TILE_PX);
            let sides = [0, 1].map(|axis| size[axis] - first[axis]);
            state.tile.begin(first.map(|px| px as i32), sides, colored);
            state.left = blocks;
            state.shown = false;
        }
    }

    pub(super) fn is_final(&self) -> bool {
        self.tiles.iter().all(|tile| tile.left == 0)
    }

    /// The part of the tiles' work that is done, as far as one can know.
    pub(super) fn done(&self, blocks: usize) -> f64 {
        let left: usize = self.tiles.iter().map(|tile| tile.left).sum();
        1.0 - left as f64 / (blocks * self.tiles.len()).max(1) as f64
    }

    /// Goes on until the picture is final or the time is over; does some work in any case.
    pub(super) fn advance(
        &mut self,
        look: &Look<'_, '_>,
        stamp: &Stamp,
        deadline: &Deadline,
    ) -> Result<()> {
        loop {
            let left = self.tiles.iter().map(|tile| tile.left).max().unwrap_or(0);
            if left == 0 {
                return Ok(());
            }
            let scatter = look.scatter;
            if scatter.index.block(left - 1).is_none() {
                scatter.index.build(left - 1, &scatter.x, &scatter.y)?;
            } else {
                self.pass(left, look, stamp, deadline)?;
            }
            if deadline.is_over() {
                return Ok(());
            }
        }
    }

    /// Takes blocks below `left` for the tiles that are so far.
    fn pass(
        &mut self,
        left: usize,
        look: &Look<'_, '_>,
        stamp: &Stamp,
        deadline: &Deadline,
    ) -> Result<()> {
        let first = self.collect(left, look);
        let laid = AtomicU64::new(0);
        let task = |scratch: &mut Scratch, (state, cells): (&mut ExactTile, &mut Vec<CellRef>)| {
            if state.left != left {
                return Ok(());
            }
            if !cells.is_empty() {
                // Some tile is always done, or nothing would ever be.
                if deadline.is_over() && laid.load(Ordering::Relaxed) > 0 {
                    return Ok(());
                }
                let count = scratch.walk(&mut state.tile, cells, look, stamp)?;
                laid.fetch_add(count.max(1), Ordering::Relaxed);
            }
            state.left = first;
            if state.tile.is_full() {
                state.left = 0;
            }
            Ok(())
        };
        #[cfg(not(target_family = "wasm"))]
        let outcome = {
            use rayon::prelude::*;
            self.tiles
                .par_iter_mut()
                .zip(self.work.par_iter_mut())
                .with_max_len(8)
                .map_init(Scratch::default, task)
                .collect()
        };
        #[cfg(target_family = "wasm")]
        let outcome = {
            let mut scratch = Scratch::default();
            let mut tiles = self.tiles.iter_mut().zip(self.work.iter_mut());
            tiles.try_for_each(|tile| task(&mut scratch, tile))
        };
        self.laid += laid.into_inner();
        outcome
    }

    /// Finds, for the tiles that have `left` blocks to see, the cells of the last of these that
    /// are in sight; returns the first block taken.
    fn collect(&mut self, left: usize, look: &Look<'_, '_>) -> usize {
        for cells in &mut self.work {
            cells.clear();
        }
        let across = tile_counts(self.size)[0];
        let mut points = 0;
        let mut first = left;
        while first > 0 && points < PASS_POINTS {
            let Some(block) = look.scatter.index.block(first - 1) else {
                break;
            };
            first -= 1;
            for_each_cell_in_sight(block, look.ranges, |number, steps| {
                let cell = &block.cells[number];
                points += u64::from(cell.ends[RUNS] - cell.ends[0]);
                steps.for_each_tile(cell, |[column, row], steps| {
                    let tile = row * across + column;
                    if self.tiles[tile].left == left {
                        self.work[tile].push(CellRef {
                            block: first as u32,
                            cell: number as u32,
                            steps,
                        });
                    }
                });
            });
        }
        first
    }
}

/// Calls `work` for each cell that may have marks in the view.
pub(super) fn for_each_cell_in_sight(
    block: &Block,
    ranges: &TileRanges,
    mut work: impl FnMut(usize, &TileSteps),
) {
    let mut square = None;
    let mut steps = TileSteps::default();
    for (number, cell) in block.cells.iter().enumerate() {
        // Cells of one square follow each other.
        if square != Some(cell.square) {
            square = Some(cell.square);
            steps = ranges.steps(block.squares[cell.square as usize].as_ref());
        }
        if steps.shows(cell) {
            work(number, &steps);
        }
    }
}

/// A run that a tile walks.
struct Run<'b> {
    rest: &'b [Entry],
    first_index: u64,
    steps: [[u16; 2]; 2],
}

impl Run<'_> {
    fn next(&self) -> u64 {
        self.rest
            .first()
            .map_or(0, |entry| self.first_index + u64::from(entry.index()))
    }
}

/// Memory that a thread uses again for each tile.
#[derive(Default)]
struct Scratch {
    indices: Vec<u64>,
    x: Vec<f64>,
    y: Vec<f64>,
}

impl Scratch {
    /// Lays the points of some cells into a tile, from the last to the first, until it is full;
    /// returns how many.
    fn walk(
        &mut self,
        tile: &mut Tile,
        cells: &[CellRef],
        look: &Look<'_, '_>,
        stamp: &Stamp,
    ) -> Result<u64> {
        let index = &look.scatter.index;
        let mut runs = Vec::with_capacity(cells.len() * 2);
        for reference in cells {
            let number = reference.block as usize;
            let Some(block) = index.block(number) else {
                continue;
            };
            let ends = &block.cells[reference.cell as usize].ends;
            runs.extend(
                ends.windows(2)
                    .filter(|ends| ends[0] < ends[1])
                    .map(|ends| Run {
                        rest: &block.entries[ends[0] as usize..ends[1] as usize],
                        first_index: index.range(number).start,
                        steps: reference.steps,
                    }),
            );
        }
        let total: u64 = runs.iter().map(|run| run.rest.len() as u64).sum();
        let last = cells.iter().map(|cell| cell.block).max().unwrap_or(0) as usize;
        let first = cells.iter().map(|cell| cell.block).min().unwrap_or(0) as usize;
        let span = index.range(last).end - index.range(first).start;
        // How many indices hold a portion of this tile's points, were they spread evenly.
        let mut stretch = (span * PORTION / total.max(1)).max(1);
        let mut laid = 0;
        while let Some(top) = runs.iter().map(Run::next).max() {
            let from = top.saturating_sub(stretch);
            self.indices.clear();
            for run in &mut runs {
                let base = run.first_index;
                let is_later = |entry: &&Entry| base + u64::from(entry.index()) >= from;
                let count = run.rest.iter().take_while(is_later).count();
                let (taken, rest) = run.rest.split_at(count);
                run.rest = rest;
                self.indices.extend(
                    taken
                        .iter()
                        .filter(|entry| holds(run.steps, entry.steps()))
                        .map(|entry| base + u64::from(entry.index())),
                );
            }
            runs.retain(|run| !run.rest.is_empty());
            let count = self.indices.len() as u64;
            if count < PORTION / 4 {
                stretch = stretch.saturating_mul(4);
            } else if count > PORTION * 2 {
                stretch = (stretch / 2).max(1);
            }
            laid += count;
            if self.lay(tile, look, stamp)? {
                break;
            }
        }
        Ok(laid)
    }

    /// Lays the points at `indices`; whether the tile is full.
    fn lay(&mut self, tile: &mut Tile, look: &Look<'_, '_>, stamp: &Stamp) -> Result<bool> {
        // Sources read fastest in this order; marks are laid in the other.
        self.indices.sort_unstable();
        self.x.resize(self.indices.len(), 0.0);
        self.y.resize(self.indices.len(), 0.0);
        look.scatter.x.gather(&self.indices, &mut self.x)?;
        look.scatter.y.gather(&self.indices, &mut self.y)?;
        for (number, (&x, &y)) in self.x.iter().zip(&self.y).rev().enumerate() {
            if let Some(center) = steps_from_px([look.map.u(x), look.map.v(y)]) {
                tile.stamp(stamp, center);
            }
            if number % 128 == 127 && tile.is_full() {
                return Ok(true);
            }
        }
        Ok(tile.is_full())
    }
}
