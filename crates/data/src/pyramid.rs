//! Exact minima and maxima of blocks of samples, by powers of a factor.
//!
//! A plane of samples (see `store.rs`) is cut into chunks of about a million values. A chunk's
//! pyramid holds, for each lane, the bounds of its blocks of 64 to 256 samples, then of 16 such blocks,
//! and so on up to one; it is built when a query first needs enough of the chunk, once. Above the
//! chunks, groups of 16, 256, … chunks are summed up when a query first spans them. All in the
//! samples' own type, so it takes at most 3.4 % of the data's memory.
//!
//! Chunks are built side by side, each by one thread under the chunk's own lock. No work is shared
//! out under that lock, so no thread can come to wait for itself.

mod across;
mod chunk;
mod query;
mod scan;
#[cfg(test)]
mod tests;

pub(crate) use query::envelope;
pub(crate) use scan::scan;

use std::ops::Range;
use std::sync::{Mutex, OnceLock, PoisonError};

use self::chunk::{Chunk, ChunkShape};
use crate::element::Element;
use crate::extent::Bounds;
use crate::store::{Layout, Store};
use crate::{Result, kernel, parallel};

/// Blocks of a level that make one of the next.
pub(crate) const FACTOR: usize = 16;

/// Values that a chunk may hold: small enough that a few chunks keep all threads busy, large
/// enough that building them is one long read.
const CHUNK_VALUES: u64 = 1 << 20;
/// Samples of a channel that a chunk may hold.
const CHUNK_FRAMES: u64 = 1 << 18;

/// A query that needs at least one part in so many of a chunk has it built.
const BUILD_PART: u64 = 4;

/// The pyramids of all planes of a store.
#[derive(Debug)]
pub(crate) struct Pyramid<T> {
    layout: Layout,
    /// Samples of a channel in a chunk, as a power of two.
    chunk_shift: u32,
    chunks_per_plane: usize,
    /// All chunks, plane by plane.
    chunks: Vec<Cell<T>>,
    full: ChunkShape,
    last: ChunkShape,
    /// For each plane and level, groups of 16 of what lies below.
    groups: Vec<Vec<Vec<Group<T>>>>,
}

/// A chunk that is there or not yet.
#[derive(Debug)]
struct Cell<T> {
    built: OnceLock<Chunk<T>>,
    building: Mutex<()>,
}

/// The bounds of each lane over a group of chunks, once they are known.
type Group<T> = OnceLock<Box<[Bounds<T>]>>;

impl<T: Element> Pyramid<T> {
    /// Samples in a block of the lowest level.
    pub(crate) const BLOCK: u64 = 1 << T::BLOCK_SHIFT;

    /// Lays out a pyramid without building anything of it.
    pub(crate) fn new(layout: Layout) -> Self {
        let lanes = layout.lanes() as u64;
        let frames = (CHUNK_VALUES / lanes.max(1)).clamp(Self::BLOCK, CHUNK_FRAMES);
        Self::with_chunk_shift(layout, frames.ilog2())
    }

    /// The same with chunks of a chosen size, which tests make small.
    pub(crate) fn with_chunk_shift(layout: Layout, chunk_shift: u32) -> Self {
        let chunk_shift = chunk_shift.max(T::BLOCK_SHIFT);
        let chunks_per_plane = layout.frames.div_ceil(1 << chunk_shift) as usize;
        let count = chunks_per_plane * layout.planes();
        let last_frames =
            layout.frames - ((chunks_per_plane as u64).saturating_sub(1) << chunk_shift);
        let groups = (0..layout.planes())
            .map(|_| {
                let mut levels = Vec::new();
                let mut below = chunks_per_plane;
                while below > FACTOR {
                    below = below.div_ceil(FACTOR);
                    levels.push((0..below).map(|_| OnceLock::new()).collect());
                }
                levels
            })
            .collect();
        Self {
            layout,
            chunk_shift,
            chunks_per_plane,
            chunks: (0..count)
                .map(|_| Cell {
                    built: OnceLock::new(),
                    building: Mutex::new(()),
                })
                .collect(),
            full: ChunkShape::new(1 << chunk_shift, Self::BLOCK),
            last: ChunkShape::new(last_frames, Self::BLOCK),
            groups,
        }
    }

    /// The frames of a chunk within its plane.
    fn chunk_frames(&self, chunk: usize) -> Range<u64> {
        let start = (chunk as u64) << self.chunk_shift;
        start..(start + (1 << self.chunk_shift)).min(self.layout.frames)
    }

    fn chunk_shape(&self, chunk: usize) -> &ChunkShape {
        if chunk + 1 == self.chunks_per_plane {
            &self.last
        } else {
            &self.full
        }
    }

    fn built(&self, plane: usize, chunk: usize) -> Option<&Chunk<T>> {
        self.chunks[plane * self.chunks_per_plane + chunk]
            .built
            .get()
    }

    /// Builds a chunk unless it is there.
    fn build(&self, store: &dyn Store<T>, plane: usize, chunk: usize) -> Result<()> {
        let cell = &self.chunks[plane * self.chunks_per_plane + chunk];
        // The lock guards no data, so a builder that panicked left nothing broken behind.
        let _building = cell.building.lock().unwrap_or_else(PoisonError::into_inner);
        if cell.built.get().is_some() {
            return Ok(());
        }
        let shape = self.chunk_shape(chunk);
        let mut result = None;
        store.with_frames(plane, self.chunk_frames(chunk), &mut |frames| {
            result = Some(Chunk::new(shape, frames, self.layout.lanes()));
        })?;
        if let Some(chunk) = result {
            let _was_there = cell.built.set(chunk);
        }
        Ok(())
    }

    /// Builds, in parallel, each chunk of which the ranges need so much that it pays.
    fn prepare(
        &self,
        store: &dyn Store<T>,
        planes: Range<usize>,
        ranges: &[Range<u64>],
    ) -> Result<()> {
        let mut missing = Vec::new();
        for plane in planes {
            self.missing(plane, ranges, &mut missing);
        }
        if missing.is_empty() {
            return Ok(());
        }
        tracing::debug!(chunks = missing.len(), "building the pyramid");
        parallel::try_for_each(missing.len(), |index| {
            let (plane, chunk) = missing[index];
            self.build(store, plane, chunk)
        })
    }

    /// Lists the chunks of a plane that are not there and should be.
    fn missing(&self, plane: usize, ranges: &[Range<u64>], missing: &mut Vec<(usize, usize)>) {
        let mut current = usize::MAX;
        let mut needed = 0;
        let mut close = |chunk: usize, needed: u64| {
            if chunk == usize::MAX {
                return;
            }
            let frames = self.chunk_frames(chunk);
            if needed * BUILD_PART >= frames.end - frames.start
                && missing.last() != Some(&(plane, chunk))
            {
                missing.push((plane, chunk));
            }
        };
        for range in ranges {
            // A range without a whole block has no use for a pyramid.
            if range.end - range.start < Self::BLOCK {
                continue;
            }
            let first = (range.start >> self.chunk_shift) as usize;
            let last = ((range.end - 1) >> self.chunk_shift) as usize;
            for chunk in first..=last {
                if self.built(plane, chunk).is_some() {
                    continue;
                }
                if chunk != current {
                    close(current, needed);
                    (current, needed) = (chunk, 0);
                }
                let frames = self.chunk_frames(chunk);
                needed += range.end.min(frames.end) - range.start.max(frames.start);
            }
        }
        close(current, needed);
    }

    /// The bounds of a lane over a group of chunks, summed up now if it was not before; level 0
    /// is the chunks themselves. None where a chunk of it is not there.
    fn total(&self, plane: usize, level: usize, index: usize, lane: usize) -> Option<Bounds<T>> {
        if level == 0 {
            return Some(
                self.built(plane, index)?
                    .total(self.chunk_shape(index), lane),
            );
        }
        let cell = &self.groups[plane][level - 1][index];
        if let Some(group) = cell.get() {
            return Some(group[lane]);
        }
        let below = self.level_len(plane, level - 1);
        let members = index * FACTOR..((index + 1) * FACTOR).min(below);
        let mut sum = vec![Bounds::EMPTY; self.layout.lanes()].into_boxed_slice();
        for member in members {
            for (lane, bounds) in sum.iter_mut().enumerate() {
                *bounds = bounds.union(self.total(plane, level - 1, member, lane)?);
            }
        }
        Some(cell.get_or_init(|| sum)[lane])
    }

    fn level_len(&self, plane: usize, level: usize) -> usize {
        match level {
            0 => self.chunks_per_plane,
            _ => self.groups[plane][level - 1].len(),
        }
    }

    /// Bytes that the parts built so far take.
    pub(crate) fn bytes(&self) -> u64 {
        let lanes = self.layout.lanes();
        let blocks: usize = self
            .chunks
            .iter()
            .filter_map(|cell| cell.built.get())
            .map(Chunk::len)
            .sum();
        let groups = self.groups.iter().flatten().flatten();
        let groups = groups.filter(|group| group.get().is_some()).count() * lanes;
        ((blocks + groups) * size_of::<Bounds<T>>()) as u64
    }

    /// Chunks built so far, and in all.
    pub(crate) fn progress(&self) -> (usize, usize) {
        let built = self.chunks.iter().filter(|cell| cell.built.get().is_some());
        (built.count(), self.chunks.len())
    }
}

impl<T: Element> Chunk<T> {
    /// Builds the pyramid of interleaved frames.
    fn new(shape: &ChunkShape, frames: &[T], lanes: usize) -> Self {
        let mut blocks = vec![Bounds::EMPTY; shape.stride() * lanes].into_boxed_slice();
        if lanes == 1 {
            kernel::block_bounds(frames, &mut blocks);
        } else {
            let mut rows = kernel::Rows::new(lanes);
            for (block, values) in frames.chunks(lanes << T::BLOCK_SHIFT).enumerate() {
                rows.bounds(values, lanes, |lane, bounds| {
                    blocks[lane * shape.stride() + block] = bounds;
                });
            }
        }
        for lane in blocks.chunks_exact_mut(shape.stride().max(1)) {
            shape.sum_up(lane);
        }
        Self::from_blocks(blocks)
    }
}
