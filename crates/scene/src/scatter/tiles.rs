//! The tiles of a view, and which of a block's steps lie in each.

use galry_visuals::markers::TILE_PX;

use super::block::Cell;
use super::curve::{STEPS, Square};
use crate::line::PixelMap;

/// For each column and each row of tiles of a view, the coordinates of all points whose marks may
/// reach it; the last of each list is for the whole view.
#[derive(Debug, Default, Clone)]
pub(super) struct TileRanges {
    pub(super) x: Vec<[f64; 2]>,
    pub(super) y: Vec<[f64; 2]>,
}

/// Columns and rows of tiles that a picture of this size has.
pub(super) fn tile_counts(size: [usize; 2]) -> [usize; 2] {
    size.map(|side| side.div_ceil(TILE_PX))
}

impl TileRanges {
    pub(super) fn new(map: &PixelMap, size: [usize; 2], reach_px: f32) -> Self {
        // A pixel more, for rounding.
        let reach = f64::from(reach_px) + 1.0;
        let ends = |axis: usize| {
            let tiles = (0..tile_counts(size)[axis]).map(move |tile| {
                let first = (tile * TILE_PX) as f64;
                [first - reach, first + TILE_PX as f64 + reach]
            });
            tiles.chain([[-reach, size[axis] as f64 + reach]])
        };
        Self {
            x: ends(0).map(|[from, to]| map.x_between(from, to)).collect(),
            y: ends(1).map(|[from, to]| map.y_between(from, to)).collect(),
        }
    }

    /// The same in the steps of a square; where all points stand at one place, everywhere.
    pub(super) fn steps(&self, square: Option<&Square>) -> TileSteps {
        let steps = |axis: usize, ranges: &[[f64; 2]]| {
            ranges
                .iter()
                .map(|range| match square {
                    Some(square) => range.map(|end| square.step(axis, end) as u16),
                    None => [0, (STEPS - 1) as u16],
                })
                .collect()
        };
        TileSteps {
            x: steps(0, &self.x),
            y: steps(1, &self.y),
        }
    }
}

/// First and last step of each column and row of tiles, and of the whole view.
#[derive(Debug, Default)]
pub(super) struct TileSteps {
    x: Vec<[u16; 2]>,
    y: Vec<[u16; 2]>,
}

fn overlap(a: [u16; 2], b: [u16; 2]) -> bool {
    a[0] <= b[1] && b[0] <= a[1]
}

impl TileSteps {
    /// The steps of the whole view.
    pub(super) fn whole(&self) -> [[u16; 2]; 2] {
        let last = |steps: &[[u16; 2]]| steps.last().copied().unwrap_or([1, 0]);
        [last(&self.x), last(&self.y)]
    }

    /// Whether a cell may have marks in the view.
    pub(super) fn shows(&self, cell: &Cell) -> bool {
        let [x, y] = self.whole();
        overlap(x, cell.steps[0]) && overlap(y, cell.steps[1])
    }

    /// Calls `work` for each tile that the cell's marks may reach, with the tile's steps.
    pub(super) fn for_each_tile(
        &self,
        cell: &Cell,
        mut work: impl FnMut([usize; 2], [[u16; 2]; 2]),
    ) {
        let rows = &self.y[..self.y.len().saturating_sub(1)];
        let columns = &self.x[..self.x.len().saturating_sub(1)];
        for (row, &y) in rows.iter().enumerate() {
            if !overlap(y, cell.steps[1]) {
                continue;
            }
            for (column, &x) in columns.iter().enumerate() {
                if overlap(x, cell.steps[0]) {
                    work([column, row], [x, y]);
                }
            }
        }
    }
}

/// Whether a point's steps lie within these.
pub(super) fn holds(steps: [[u16; 2]; 2], point: [u32; 2]) -> bool {
    (0..2)
        .all(|axis| (u32::from(steps[axis][0])..=u32::from(steps[axis][1])).contains(&point[axis]))
}
