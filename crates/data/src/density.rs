//! How long a curve stays at each level.
//!
//! Where a picture's column holds thousands of samples, the range of a curve says little: noise
//! fills it from end to end. What an oscilloscope shows instead is how long the beam stays where.
//! A curve that goes straight from one sample to the next is, for each such step, below a level for
//! a part of the time that grows linearly between the two values. Summed over steps this is a
//! cumulative distribution; [`Dwell`] sums it at evenly spaced levels, four additions a step, and
//! [`Density`] keeps the sums of blocks of samples, so that any range of them costs no more than
//! its levels.

use std::ops::Range;

use crate::{ElementType, Extent, Result, Source, parallel};

/// Sums, at the levels 0, 1, 2, …, for how much of each step of a curve it lies below them.
///
/// ```
/// use galry_data::Dwell;
///
/// let mut dwell = Dwell::new(4);
/// dwell.add_step(0.5, 2.5); // goes up: a quarter of it below 1, three quarters below 2
/// dwell.add_step(3.0, 3.0); // stays at 3
/// let mut below = [0.0; 5];
/// dwell.take(&mut below);
/// assert_eq!(below, [0.0, 0.25, 0.75, 2.0, 2.0]);
/// ```
#[derive(Debug, Clone, Default)]
pub struct Dwell {
    /// Differences of the sums from level to level, and differences of these.
    first: Vec<f32>,
    second: Vec<f32>,
}

impl Dwell {
    /// Nothing yet, for levels 0 to `intervals`.
    #[must_use]
    pub fn new(intervals: usize) -> Self {
        Self {
            first: vec![0.0; intervals + 2],
            second: vec![0.0; intervals + 2],
        }
    }

    /// Adds a step from one level to another, in any order; levels out of range count at its ends,
    /// and what is not a number does not count.
    pub fn add_step(&mut self, from: f32, to: f32) {
        let last = self.first.len() - 1;
        let (a, b) = if from <= to { (from, to) } else { (to, from) };
        if a.is_nan() || b.is_nan() {
            return;
        }
        // The first levels that are not below the two ends; a float saturates as an index.
        let level = |at: f32| (at.ceil().max(0.0) as usize).min(last);
        let (start, end) = (level(a), level(b));
        if start >= end {
            self.first[start] += 1.0;
            return;
        }
        let slope = 1.0 / (b - a);
        let at_start = slope * (start as f32 - a);
        self.first[start] += at_start;
        self.second[start + 1] += slope;
        self.second[end] -= slope;
        self.first[end] += 1.0 - at_start - slope * (end - 1 - start) as f32;
    }

    /// Writes the sum at each level and begins anew. Levels beyond those asked for at first, if
    /// `below` is longer, are left as they are.
    pub fn take(&mut self, below: &mut [f32]) {
        let (mut sum, mut difference) = (0.0, 0.0);
        for ((below, first), second) in below.iter_mut().zip(&self.first).zip(&self.second) {
            difference += second;
            sum += first + difference;
            *below = sum;
        }
        self.first.fill(0.0);
        self.second.fill(0.0);
    }
}

/// Levels of a [`Density`]: intervals of equal length between the smallest and the largest value.
pub const DENSITY_LEVELS: usize = 64;

const EDGES: usize = DENSITY_LEVELS + 1;

/// Bytes of samples in a block.
const BLOCK_BYTES: usize = 8192;

/// Blocks from one running total to the next.
const GROUP: usize = 64;

/// What stands for all the steps of a whole block.
const FULL: f32 = 65_535.0;

/// How long a channel stays at each of [`DENSITY_LEVELS`] levels, by blocks of samples.
///
/// Takes less than 2 % of the memory of the samples. It is made at once ([`Density::new`])
/// or in parts, between which a program can draw ([`Density::begin`], [`Density::go_on`]).
///
/// ```
/// use galry_data::{DENSITY_LEVELS, Density, Samples};
///
/// let square: Vec<f32> = (0..100_000).map(|i| (i / 100 % 4) as f32).collect();
/// let density = Density::new(&Samples::from_vec(square), 0)?;
/// let mut below = [0.0; DENSITY_LEVELS + 1];
/// density.below(0..80_000, &mut below);
/// // Half of the time below the middle between 0 and 3.
/// assert!((below[DENSITY_LEVELS / 2] / below[DENSITY_LEVELS] - 0.5).abs() < 0.01);
/// # Ok::<(), galry_data::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Density {
    channel: usize,
    len: u64,
    extent: Extent,
    block: u64,
    /// Sums at the edges of the levels, in parts of 65535 of the block's steps.
    blocks: Vec<[u16; EDGES]>,
    /// Running totals before each group of blocks, in steps.
    totals: Vec<[f64; EDGES]>,
}

impl Density {
    /// Looks at all samples of a channel once.
    ///
    /// # Errors
    /// A channel beyond the source, or a failed read.
    pub fn new(source: &dyn Source, channel: usize) -> Result<Self> {
        let mut density = Self::begin(source, channel)?;
        while !density.go_on(source, usize::MAX)? {}
        Ok(density)
    }

    /// Finds the levels, and looks at no more yet.
    ///
    /// # Errors
    /// A channel beyond the source, or a failed read.
    pub fn begin(source: &dyn Source, channel: usize) -> Result<Self> {
        let len = source.len();
        let mut extent = [Extent::EMPTY];
        let everything = 0..len;
        source.envelope(channel..channel + 1, &[everything], &mut extent)?;
        Ok(Self {
            channel,
            len,
            extent: extent[0],
            block: Self::samples_per_block(source.element_type()),
            blocks: Vec::new(),
            totals: vec![[0.0; EDGES]],
        })
    }

    /// Looks at the samples of up to `blocks` more blocks of 8 KiB, on all threads; true when there
    /// are none left. The source must be the one that it was begun with.
    ///
    /// # Errors
    /// A failed read; what was done stays.
    pub fn go_on(&mut self, source: &dyn Source, blocks: usize) -> Result<bool> {
        let first = self.blocks.len();
        let left = self.block_count() - first;
        let this = &*self;
        let more = parallel::try_map(left.min(blocks), |index| this.sums(source, first + index))?;
        for block in more {
            self.blocks.push(block);
            if self.blocks.len().is_multiple_of(GROUP) {
                let group = self.blocks.len() - GROUP..self.blocks.len();
                let mut total = self.totals[self.totals.len() - 1];
                self.add_blocks(group, &mut total);
                self.totals.push(total);
            }
        }
        Ok(self.is_complete())
    }

    /// Whether all samples were looked at.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.blocks.len() == self.block_count()
    }

    /// The part of the samples that was looked at, from 0 to 1.
    #[must_use]
    pub fn done(&self) -> f64 {
        match self.block_count() {
            0 => 1.0,
            count => self.blocks.len() as f64 / count as f64,
        }
    }

    /// The values between which the levels lie.
    #[must_use]
    pub fn extent(&self) -> Extent {
        self.extent
    }

    /// Where a value stands among the levels: 0 at the lowest edge, [`DENSITY_LEVELS`] at the
    /// highest.
    #[must_use]
    pub fn level_of(&self, value: f64) -> f64 {
        let span = self.extent.max - self.extent.min;
        if span > 0.0 {
            // Halves first: the extent may exceed what f64 holds.
            (value / 2.0 - self.extent.min / 2.0) / (span / 2.0) * DENSITY_LEVELS as f64
        } else if value > self.extent.min {
            DENSITY_LEVELS as f64
        } else {
            0.0
        }
    }

    /// Samples of a type in a block: ranges of fewer are better read.
    #[must_use]
    pub fn samples_per_block(element_type: ElementType) -> u64 {
        (BLOCK_BYTES / element_type.size_bytes()) as u64
    }

    /// Bytes that it takes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.blocks.len() * size_of::<[u16; EDGES]>()
            + self.totals.len() * size_of::<[f64; EDGES]>()
    }

    /// Writes for how many of the steps that begin in `range` the curve lies below each edge of the
    /// levels. Where the range covers a part of a block, that part of the block's sum counts.
    pub fn below(&self, range: Range<u64>, below: &mut [f64; DENSITY_LEVELS + 1]) {
        below.fill(0.0);
        let mut until = [0.0; EDGES];
        self.below_until(range.end, &mut until);
        let mut before = [0.0; EDGES];
        self.below_until(range.start.min(range.end), &mut before);
        for ((below, until), before) in below.iter_mut().zip(until).zip(before) {
            *below = until - before;
        }
    }

    /// The same from the first sample on.
    fn below_until(&self, end: u64, below: &mut [f64; EDGES]) {
        let at = end.min(self.len);
        let whole = ((at / self.block) as usize).min(self.blocks.len());
        let group = (whole / GROUP).min(self.totals.len() - 1);
        *below = self.totals[group];
        self.add_blocks(group * GROUP..whole, below);
        if let Some(block) = self.blocks.get(whole) {
            let covered = (at - whole as u64 * self.block) as f64 / self.samples_in(whole) as f64;
            let weight = covered * self.weight_of(whole);
            for (below, &part) in below.iter_mut().zip(block) {
                *below += f64::from(part) * weight;
            }
        }
    }

    fn add_blocks(&self, blocks: Range<usize>, below: &mut [f64; EDGES]) {
        for index in blocks {
            let weight = self.weight_of(index);
            for (below, &part) in below.iter_mut().zip(&self.blocks[index]) {
                *below += f64::from(part) * weight;
            }
        }
    }

    fn block_count(&self) -> usize {
        self.len.div_ceil(self.block) as usize
    }

    fn samples_in(&self, block: usize) -> u64 {
        let start = block as u64 * self.block;
        (self.len - start).min(self.block)
    }

    /// Steps for each unit of a block's sums.
    fn weight_of(&self, block: usize) -> f64 {
        self.samples_in(block) as f64 / f64::from(FULL)
    }

    fn sums(&self, source: &dyn Source, block: usize) -> Result<[u16; EDGES]> {
        let start = block as u64 * self.block;
        let samples = self.samples_in(block);
        // The step to the next block's first sample begins here.
        let end = (start + samples + 1).min(self.len);
        let mut values = vec![0.0; (end - start) as usize];
        source.read(self.channel, start..end, &mut values)?;
        let mut dwell = Dwell::new(DENSITY_LEVELS);
        for pair in values.windows(2) {
            if pair[0].is_finite() && pair[1].is_finite() {
                dwell.add_step(self.level_of(pair[0]) as f32, self.level_of(pair[1]) as f32);
            }
        }
        let mut below = [0.0; EDGES];
        dwell.take(&mut below);
        Ok(below.map(|steps| (steps / samples as f32 * FULL).round() as u16))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Samples;

    /// For how much of the step from `a` to `b` a curve lies below `level`.
    fn part_below(a: f64, b: f64, level: f64) -> f64 {
        let (low, high) = (a.min(b), a.max(b));
        if low == high {
            return if low <= level { 1.0 } else { 0.0 };
        }
        ((level - low) / (high - low)).clamp(0.0, 1.0)
    }

    proptest! {
        #[test]
        fn dwell_is_the_sum_of_the_parts_below(
            steps in prop::collection::vec((-3.0f32..13.0, -3.0f32..13.0), 0..50),
        ) {
            let mut dwell = Dwell::new(10);
            for &(from, to) in &steps {
                dwell.add_step(from, to);
            }
            let mut below = [0.0; 11];
            dwell.take(&mut below);
            for (level, &sum) in below.iter().enumerate() {
                let expected: f64 = steps
                    .iter()
                    .map(|&(a, b)| part_below(a.into(), b.into(), level as f64))
                    .sum();
                prop_assert!((f64::from(sum) - expected).abs() < 1e-3, "{level}: {sum} {expected}");
            }
            dwell.take(&mut below);
            prop_assert_eq!(below, [0.0; 11]);
        }

        #[test]
        fn ranges_of_whole_blocks_are_the_sums_of_their_steps(
            seed in any::<u64>(),
            blocks in 0usize..80,
            rest in 1usize..1000,
            (from, to) in (0usize..90, 0usize..90),
        ) {
            // Blocks of 1024 samples of eight bytes.
            let count = blocks * 1024 + rest;
            let mut state = seed | 1;
            let values: Vec<f64> = (0..count)
                .map(|_| {
                    state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                    if state >> 60 == 0 { f64::NAN } else { (state >> 33) as f64 }
                })
                .collect();
            let source = Samples::from_slice(&values);
            let density = Density::new(&source, 0).unwrap();
            let range = from.min(blocks)..to.min(blocks).max(from.min(blocks));
            let mut below = [0.0; EDGES];
            let samples = range.start as u64 * 1024..range.end as u64 * 1024;
            density.below(samples.clone(), &mut below);
            let steps = &values[samples.start as usize..(samples.end as usize + 1).min(count)];
            for level in [0, 7, DENSITY_LEVELS / 2, DENSITY_LEVELS] {
                let expected: f64 = steps
                    .windows(2)
                    .filter(|pair| pair.iter().all(|value| value.is_finite()))
                    .map(|pair| part_below(density.level_of(pair[0]), density.level_of(pair[1]), level as f64))
                    .sum();
                // A block's sums are rounded to 1/65535.
                let slack = 0.02 * (range.len() + 1) as f64;
                prop_assert!((below[level] - expected).abs() < slack, "{level} {} {expected}", below[level]);
            }
        }
    }

    #[test]
    fn parts_of_it_make_the_whole() {
        let source = Samples::from_vec((0..300_000).map(|i| (i as f32).sin()).collect());
        let whole = Density::new(&source, 0).unwrap();
        let mut parts = Density::begin(&source, 0).unwrap();
        assert_eq!(parts.done(), 0.0);
        while !parts.go_on(&source, 10).unwrap() {
            assert!(parts.done() < 1.0);
        }
        assert_eq!(parts.blocks, whole.blocks);
        assert_eq!(parts.totals, whole.totals);
        assert!(whole.bytes() < 300_000 * 4 * 2 / 100, "{}", whole.bytes());
    }

    #[test]
    fn nothing_and_constants_are_no_trouble() {
        for values in [vec![], vec![f64::NAN; 5], vec![2.5; 5000], vec![1.0]] {
            let source = Samples::from_vec(values);
            let density = Density::new(&source, 0).unwrap();
            let mut below = [0.0; EDGES];
            density.below(0..source.len(), &mut below);
            assert!(below.iter().all(|sum| sum.is_finite() && *sum >= 0.0));
            assert!(density.is_complete());
        }
        assert!(Density::new(&Samples::from_vec(vec![0.0]), 1).is_err());
    }
}
