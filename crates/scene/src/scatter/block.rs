//! Points of one stretch of the data, sorted along a curve through the plane.
//!
//! A block is cut into cells: squares with at most a thousand points or so. Within a cell its
//! points lie in runs: the first holds every 1024th point along the curve, the second what is
//! missing to every 256th, and so on, by fours, to the rest. So the first runs of all cells are
//! fair samples of the block, wherever one looks. Each run is sorted from the last point of the
//! data to the first, which is the order in which a picture wants them.
//!
//! Eight bytes a point: its place on the curve and its index within the block.

use super::curve::{MAX_DEPTH, Square, steps};

/// Points of a block: an index is kept in 32 bits with room to spare.
pub(super) const BLOCK_POINTS: u64 = 1 << 19;

/// Points of a cell, unless they cannot be told apart.
const CELL_POINTS: usize = 1024;

/// Runs of a cell.
pub(super) const RUNS: usize = 6;

/// One in how many points the runs up to this one hold.
pub(super) const ONE_IN: [u32; RUNS] = [1024, 256, 64, 16, 4, 1];

/// A square of the curve with its points.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cell {
    /// Where the runs begin among the block's points, and where the last ends.
    pub(super) ends: [u32; RUNS + 1],
    /// First and last step along x and along y.
    pub(super) steps: [[u16; 2]; 2],
    /// Which of the block's squares counts the steps.
    pub(super) square: u32,
}

/// A point: its place on the curve above, its index in the block below.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Entry(u64);

impl Entry {
    fn new(key: u32, index: u32) -> Self {
        Self(u64::from(key) << 32 | u64::from(index))
    }

    pub(super) fn index(self) -> u32 {
        self.0 as u32
    }

    fn key(self) -> u32 {
        (self.0 >> 32) as u32
    }

    pub(super) fn steps(self) -> [u32; 2] {
        steps(self.key())
    }
}

/// A block of points.
#[derive(Debug, Default)]
pub(super) struct Block {
    pub(super) entries: Vec<Entry>,
    pub(super) cells: Vec<Cell>,
    /// `None` where all points stand at one place.
    pub(super) squares: Vec<Option<Square>>,
}

impl Block {
    /// Sorts points, given by their coordinates; those that are not finite are left out.
    pub(super) fn new(x: &[f64], y: &[f64]) -> Self {
        let point = |index: u32| [x[index as usize], y[index as usize]];
        let is_finite = |&index: &u32| point(index).iter().all(|value| value.is_finite());
        let finite: Vec<u32> = (0..x.len() as u32).filter(is_finite).collect();
        let mut block = Self::default();
        block.entries.reserve_exact(finite.len());
        block.add(&finite, &point);
        let runs = block.choose_runs();
        for cell in 0..block.cells.len() {
            block.make_runs(cell, &runs);
        }
        block
    }

    /// Bytes that it takes.
    pub(super) fn bytes(&self) -> usize {
        self.entries.capacity() * size_of::<Entry>()
            + self.cells.capacity() * size_of::<Cell>()
            + self.squares.capacity() * size_of::<Option<Square>>()
    }

    /// Adds points as cells of squares of their own.
    fn add(&mut self, indices: &[u32], point: &dyn Fn(u32) -> [f64; 2]) {
        // Not recursive: points a hundredfold closer to each other at every turn go deep.
        let mut waiting = vec![indices.to_vec()];
        while let Some(indices) = waiting.pop() {
            let square = Square::around(indices.iter().map(|&index| point(index)));
            let mut entries: Vec<Entry> = indices
                .iter()
                .map(|&index| {
                    Entry::new(square.map_or(0, |square| square.key(point(index))), index)
                })
                .collect();
            sort_by_key(&mut entries);
            let number = self.squares.len() as u32;
            self.squares.push(square);
            if square.is_none() {
                self.push_cell(&entries, 0, MAX_DEPTH, number);
                continue;
            }
            let mut parts = vec![(&entries[..], 0)];
            while let Some((part, depth)) = parts.pop() {
                let key = part.first().map_or(0, |entry| entry.key());
                if part.len() <= CELL_POINTS {
                    self.push_cell(part, key, depth, number);
                } else if depth == MAX_DEPTH && part.len() == indices.len() {
                    // Closer together than any square can tell apart.
                    self.push_cell(part, key, depth, number);
                } else if depth == MAX_DEPTH {
                    // Too close together for this square's steps: a square of their own.
                    waiting.push(part.iter().map(|entry| entry.index()).collect());
                } else {
                    let shift = 2 * (MAX_DEPTH - depth - 1);
                    let mut rest = part;
                    for quarter in 0..4 {
                        let is_here = |entry: &Entry| (entry.key() >> shift) & 3 == quarter;
                        let (here, later) = rest.split_at(rest.partition_point(is_here));
                        parts.push((here, depth + 1));
                        rest = later;
                    }
                }
            }
        }
        self.cells.shrink_to_fit();
        self.squares.shrink_to_fit();
    }

    fn push_cell(&mut self, entries: &[Entry], key: u32, depth: u32, square: u32) {
        if entries.is_empty() {
            return;
        }
        let first = self.entries.len() as u32;
        self.entries.extend_from_slice(entries);
        let end = self.entries.len() as u32;
        let side = (1u32 << (MAX_DEPTH - depth)) - 1;
        self.cells.push(Cell {
            ends: [first, end, end, end, end, end, end],
            steps: steps(key).map(|step| [(step & !side) as u16, (step | side) as u16]),
            square,
        });
    }

    /// For each entry, which lie along the curve, the run that it goes into.
    fn choose_runs(&self) -> Vec<u8> {
        let mut runs = vec![0; self.entries.len()];
        let mut kept: Vec<u32> = (0..self.entries.len() as u32).collect();
        for run in (1..RUNS).rev() {
            // Of each four neighbours one goes on, which one is as good as chance.
            let mut going_on = Vec::with_capacity(kept.len() / 4 + 1);
            for four in kept.chunks(4) {
                let chosen = (scramble(four[0] ^ (run as u32) << 28) & 3) as usize;
                for (place, &position) in four.iter().enumerate() {
                    if place == chosen {
                        going_on.push(position);
                    } else {
                        runs[position as usize] = run as u8;
                    }
                }
            }
            kept = going_on;
        }
        runs
    }

    /// Puts the cell's points into their runs.
    fn make_runs(&mut self, cell: usize, runs: &[u8]) {
        let cell = &mut self.cells[cell];
        let (first, end) = (cell.ends[0] as usize, cell.ends[RUNS] as usize);
        let entries = &mut self.entries[first..end];
        let mut sorted: [Vec<Entry>; RUNS] = Default::default();
        for (&entry, &run) in entries.iter().zip(&runs[first..end]) {
            sorted[usize::from(run)].push(entry);
        }
        let mut next = 0;
        for (run, of_run) in sorted.iter_mut().enumerate() {
            of_run.sort_unstable_by_key(|entry| std::cmp::Reverse(entry.index()));
            entries[next..next + of_run.len()].copy_from_slice(of_run);
            next += of_run.len();
            cell.ends[run + 1] = (first + next) as u32;
        }
    }
}

/// A number that looks like chance and is always the same.
pub(super) fn scramble(number: u32) -> u32 {
    let mut bits = number.wrapping_add(0x9e37_79b9);
    bits = (bits ^ bits >> 16).wrapping_mul(0x85eb_ca6b);
    bits = (bits ^ bits >> 13).wrapping_mul(0xc2b2_ae35);
    bits ^ bits >> 16
}

/// Sorts by the place on the curve, and by index where that is equal: indices come in order, and
/// the sort keeps it.
fn sort_by_key(entries: &mut Vec<Entry>) {
    if entries.len() < 4096 {
        entries.sort_unstable();
        return;
    }
    const BITS: u32 = 11;
    let mut other = entries.clone();
    for pass in 0..3 {
        let digit = |entry: Entry| (entry.key() >> (pass * BITS) & ((1 << BITS) - 1)) as usize;
        let mut starts = vec![0u32; 1 << BITS];
        for &entry in entries.iter() {
            starts[digit(entry)] += 1;
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += std::mem::replace(start, sum);
        }
        for &entry in entries.iter() {
            let start = &mut starts[digit(entry)];
            other[*start as usize] = entry;
            *start += 1;
        }
        std::mem::swap(entries, &mut other);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn noise(count: u32, seed: u32) -> Vec<f64> {
        (0..count)
            .map(|i| f64::from(scramble(i ^ scramble(seed))) / f64::from(u32::MAX))
            .collect()
    }

    fn all_indices(block: &Block) -> Vec<u32> {
        let mut indices: Vec<u32> = block.entries.iter().map(|entry| entry.index()).collect();
        indices.sort_unstable();
        indices
    }

    #[test]
    fn cells_hold_every_point_once_in_runs_from_the_last_to_the_first() {
        let (x, y) = (noise(20_000, 1), noise(20_000, 2));
        let block = Block::new(&x, &y);
        assert_eq!(all_indices(&block), (0..20_000).collect::<Vec<_>>());
        let mut end = 0;
        for cell in &block.cells {
            assert_eq!(cell.ends[0], end);
            end = cell.ends[RUNS];
            assert!(cell.ends.is_sorted() && end - cell.ends[0] <= CELL_POINTS as u32);
            for run in cell.ends.windows(2) {
                let run = &block.entries[run[0] as usize..run[1] as usize];
                assert!(run.is_sorted_by(|a, b| a.index() > b.index()));
                for entry in run {
                    let steps = entry.steps();
                    for (of_cell, step) in cell.steps.iter().zip(&steps) {
                        let [low, high] = of_cell.map(u32::from);
                        assert!((low..=high).contains(step));
                    }
                }
            }
        }
    }

    #[test]
    fn the_first_runs_are_a_fair_sample_wherever_one_looks() {
        // Clumps, a gradient and an even ground.
        let count = 400_000;
        let (a, b) = (noise(count, 3), noise(count, 4));
        let x: Vec<f64> = (0..count as usize)
            .map(|i| {
                if i % 3 == 0 {
                    a[i] * a[i]
                } else if i % 3 == 1 {
                    0.6 + 0.05 * a[i]
                } else {
                    a[i]
                }
            })
            .collect();
        let y: Vec<f64> = (0..count as usize)
            .map(|i| if i % 3 == 1 { 0.3 + 0.07 * b[i] } else { b[i] })
            .collect();
        let block = Block::new(&x, &y);
        // Tiles that know nothing of the cells.
        let tile = |i: usize| ((x[i] * 9.7) as usize) * 32 + (y[i] * 7.3) as usize;
        let mut all = vec![0u32; 1024];
        for i in 0..count as usize {
            all[tile(i)] += 1;
        }
        let mut sampled = vec![0u32; 1024];
        let mut checked = 0;
        for (run, one_in) in ONE_IN.into_iter().enumerate() {
            for cell in &block.cells {
                let range = cell.ends[run] as usize..cell.ends[run + 1] as usize;
                for entry in &block.entries[range] {
                    sampled[tile(entry.index() as usize)] += 1;
                }
            }
            for (&sampled, &all) in sampled.iter().zip(&all) {
                if sampled >= 1000 {
                    let ratio = f64::from(sampled * one_in) / f64::from(all);
                    assert!((ratio - 1.0).abs() < 0.05, "one in {one_in}: {ratio}");
                    checked += usize::from(one_in > 1);
                }
            }
        }
        assert!(checked > 10, "{checked}");
    }

    #[test]
    fn points_at_one_place_and_points_apart_by_all_that_numbers_allow() {
        let block = Block::new(&[2.0; 5000], &[3.0; 5000]);
        assert_eq!(all_indices(&block).len(), 5000);
        // A thousandfold closer at every step: squares within squares.
        let x: Vec<f64> = (0..40_000).map(|i| 1e300 / 1000f64.powi(i % 190)).collect();
        let block = Block::new(&x, &vec![0.0; 40_000]);
        assert_eq!(all_indices(&block).len(), 40_000);
        assert!(block.squares.len() > 2);
        let block = Block::new(&[f64::NAN, 1.0, f64::INFINITY], &[0.0, f64::NAN, 0.0]);
        assert!(block.entries.is_empty());
        let block = Block::new(&[-f64::MAX, f64::MAX], &[f64::MIN_POSITIVE, 5e-324]);
        assert_eq!(all_indices(&block), [0, 1]);
    }

    proptest! {
        #[test]
        fn sorting_by_key_keeps_the_order_of_indices(
            keys in prop::collection::vec(0u32..2000, 4096..6000)
        ) {
            let mut entries: Vec<Entry> =
                keys.iter().zip(0..).map(|(&key, index)| Entry::new(key << 7, index)).collect();
            let mut expected = entries.clone();
            expected.sort_unstable();
            sort_by_key(&mut entries);
            prop_assert_eq!(entries, expected);
        }
    }
}
