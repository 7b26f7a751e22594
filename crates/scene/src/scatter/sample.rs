//! A fair sample of the points, for views that move.
//!
//! The first runs of all cells in sight; of blocks that are not sorted yet, points at about equal
//! distances in the data. The same points are taken whatever the view shows, so that a picture
//! that moves does not sparkle. They are painted in the order of the data.

use galry_visuals::markers::steps_from_px;

use super::block::{ONE_IN, RUNS, scramble};
use super::exact::{Look, for_each_cell_in_sight};
use super::tiles::holds;
use crate::Result;

/// How dense a sample is: quarters of runs. The last of a run is all of it, which is fairer than a
/// part: of a part, points are taken as if by chance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Level(u32);

impl Level {
    /// From the coarsest to all points.
    pub(super) fn all() -> impl DoubleEndedIterator<Item = Self> {
        (0..4 * RUNS as u32).map(Self)
    }

    /// All points.
    pub(super) const WHOLE: Self = Self(4 * RUNS as u32 - 1);

    /// The coarsest.
    pub(super) const COARSEST: Self = Self(0);

    /// All of the runs up to this one.
    pub(super) fn through_run(run: usize) -> Self {
        Self(4 * run as u32 + 3)
    }

    /// The last run that it takes from.
    fn run(self) -> usize {
        self.0 as usize / 4
    }

    /// How many quarters of it.
    fn quarters(self) -> u32 {
        self.0 % 4 + 1
    }

    /// Whether it takes a point of its last run.
    fn takes(self, index: u32) -> bool {
        scramble(index) & 3 < self.quarters()
    }

    /// Points of this level, where there are so many up to each run.
    pub(super) fn count(self, up_to_runs: &[u64; RUNS]) -> u64 {
        let run = self.run();
        let before = run.checked_sub(1).map_or(0, |run| up_to_runs[run]);
        before + (up_to_runs[run] - before) * u64::from(self.quarters()) / 4
    }
}

/// Points in sight up to each run.
pub(super) fn counts(look: &Look<'_, '_>) -> [u64; RUNS] {
    let index = &look.scatter.index;
    let count = |number: usize| -> [u64; RUNS] {
        let Some(block) = index.block(number) else {
            let range = index.range(number);
            return ONE_IN.map(|one_in| (range.end - range.start).div_ceil(u64::from(one_in)));
        };
        let mut counts = [0; RUNS];
        for_each_cell_in_sight(block, look.ranges, |cell, _| {
            let ends = &block.cells[cell].ends;
            for (level, count) in counts.iter_mut().enumerate() {
                *count += u64::from(ends[level + 1] - ends[0]);
            }
        });
        counts
    };
    let add = |a: [u64; RUNS], b: [u64; RUNS]| std::array::from_fn(|level| a[level] + b[level]);
    #[cfg(not(target_family = "wasm"))]
    {
        use rayon::prelude::*;
        let blocks = (0..index.len()).into_par_iter();
        blocks.map(count).reduce(|| [0; RUNS], add)
    }
    #[cfg(target_family = "wasm")]
    (0..index.len()).map(count).fold([0; RUNS], add)
}

/// Whether a level of the sample is all there is.
pub(super) fn is_whole(look: &Look<'_, '_>, level: Level) -> bool {
    let index = &look.scatter.index;
    level == Level::WHOLE && (0..index.len()).all(|block| index.block(block).is_some())
}

/// Where the marks of a level's points stand, in the order of the data.
pub(super) fn centers(look: &Look<'_, '_>, level: Level) -> Result<Vec<[i32; 2]>> {
    let work = |block: usize| block_centers(look, level, block);
    #[cfg(not(target_family = "wasm"))]
    let blocks: Result<Vec<Vec<[i32; 2]>>> = {
        use rayon::prelude::*;
        (0..look.scatter.index.len())
            .into_par_iter()
            .map(work)
            .collect()
    };
    #[cfg(target_family = "wasm")]
    let blocks: Result<Vec<Vec<[i32; 2]>>> = (0..look.scatter.index.len()).map(work).collect();
    Ok(blocks?.concat())
}

fn block_centers(look: &Look<'_, '_>, level: Level, number: usize) -> Result<Vec<[i32; 2]>> {
    let index = &look.scatter.index;
    let range = index.range(number);
    let mut indices = Vec::new();
    match index.block(number) {
        Some(block) => {
            for_each_cell_in_sight(block, look.ranges, |cell, steps| {
                let ends = &block.cells[cell].ends;
                let whole = steps.whole();
                let run = level.run();
                let before = &block.entries[ends[0] as usize..ends[run] as usize];
                let last = &block.entries[ends[run] as usize..ends[run + 1] as usize];
                let taken = last.iter().filter(|entry| level.takes(entry.index()));
                let in_sight = before
                    .iter()
                    .chain(taken)
                    .filter(|entry| holds(whole, entry.steps()));
                indices.extend(in_sight.map(|entry| range.start + u64::from(entry.index())));
            });
            indices.sort_unstable();
        }
        None => {
            // One of each stretch, which one is as good as chance.
            let one_in = ONE_IN[level.run()];
            let stretches = (range.end - range.start).div_ceil(u64::from(one_in));
            indices.extend((0..stretches).filter_map(|stretch| {
                let first = range.start + stretch * u64::from(one_in);
                let chosen = first + u64::from(scramble(first as u32) % one_in);
                (chosen < range.end).then_some(chosen)
            }));
        }
    }
    let (mut x, mut y) = (vec![0.0; indices.len()], vec![0.0; indices.len()]);
    look.scatter.x.gather(&indices, &mut x)?;
    look.scatter.y.gather(&indices, &mut y)?;
    let centers = x.iter().zip(&y);
    Ok(centers
        .filter(|(x, y)| x.is_finite() && y.is_finite())
        .filter_map(|(&x, &y)| steps_from_px([look.map.u(x), look.map.v(y)]))
        .collect())
}
