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
#[cfg(not(target_family = "wasm"))]
mod coarse;
mod kept;
mod outer;
mod query;
mod scan;
#[cfg(test)]
mod tests;

#[cfg(not(target_family = "wasm"))]
pub(crate) use coarse::{Sketch, envelope_coarse, envelope_now};
pub(crate) use kept::Kept;
pub(crate) use outer::outer_extents;
pub(crate) use query::envelope;
pub(crate) use scan::scan;

use std::ops::Range;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

pub(crate) use self::chunk::{Chunk, ChunkShape};
use crate::element::Element;
use crate::extent::Bounds;
use crate::store::{Layout, Store};
use crate::{Result, parallel};

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
    /// Samples in a block of the lowest level, as a power of two.
    block_shift: u32,
    /// Samples of a channel in a chunk, as a power of two.
    chunk_shift: u32,
    chunks_per_plane: usize,
    /// All chunks, plane by plane.
    chunks: Vec<Cell<T>>,
    full: ChunkShape,
    last: ChunkShape,
    /// For each plane and level, groups of 16 of what lies below.
    groups: Vec<Vec<Vec<Group<T>>>>,
    kept: Option<Box<dyn Kept<T>>>,
    built_chunks: AtomicUsize,
    /// Time that threads spent on reading and building chunks, summed over threads.
    work_ns: AtomicU64,
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
    /// Lays out a pyramid without building anything of it.
    pub(crate) fn new(layout: Layout) -> Self {
        Self::with_max_bytes(layout, u64::MAX)
    }

    /// The same with so few of the lowest levels that it takes no more memory than `max_bytes`,
    /// or with one block a chunk if that is still more.
    pub(crate) fn with_max_bytes(layout: Layout, max_bytes: u64) -> Self {
        let lanes = layout.lanes() as u64;
        let frames = (CHUNK_VALUES / lanes.max(1)).clamp(1 << T::BLOCK_SHIFT, CHUNK_FRAMES);
        let chunk_shift = frames.ilog2();
        let values = u128::from(layout.frames) * layout.channels as u128;
        let bytes = |block_shift: u32| {
            // The levels above add a fifteenth.
            (values >> block_shift) * size_of::<Bounds<T>>() as u128 * 16 / 15
        };
        let mut block_shift = T::BLOCK_SHIFT;
        while bytes(block_shift) > u128::from(max_bytes)
            && block_shift + FACTOR.ilog2() <= chunk_shift
        {
            block_shift += FACTOR.ilog2();
        }
        Self::with_shifts(layout, block_shift, chunk_shift)
    }

    /// The same with blocks and chunks of chosen sizes, which tests make small: blocks are of
    /// the type's own size or 16, 256, … times that.
    pub(crate) fn with_shifts(layout: Layout, block_shift: u32, chunk_shift: u32) -> Self {
        let chunk_shift = chunk_shift.max(block_shift);
        let block = 1 << block_shift;
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
            full: ChunkShape::new(1 << chunk_shift, block),
            last: ChunkShape::new(last_frames, block),
            groups,
            kept: None,
            built_chunks: AtomicUsize::new(0),
            work_ns: AtomicU64::new(0),
            block_shift,
        }
    }

    /// Samples in a block of the lowest level.
    fn block(&self) -> u64 {
        1 << self.block_shift
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
    pub(crate) fn build(&self, store: &dyn Store<T>, plane: usize, chunk: usize) -> Result<()> {
        let cell = &self.chunks[plane * self.chunks_per_plane + chunk];
        // The lock guards no data, so a builder that panicked left nothing broken behind.
        let _building = cell.building.lock().unwrap_or_else(PoisonError::into_inner);
        if cell.built.get().is_some() {
            return Ok(());
        }
        let frames = self.chunk_frames(chunk);
        let built = match self.kept_chunk(plane, chunk) {
            Some(kept) => kept,
            None => self.build_from_samples(store, plane, chunk, frames)?,
        };
        if cell.built.set(built).is_ok() {
            self.built_chunks.fetch_add(1, Ordering::Release);
        }
        Ok(())
    }

    fn build_from_samples(
        &self,
        store: &dyn Store<T>,
        plane: usize,
        chunk: usize,
        frames: Range<u64>,
    ) -> Result<Chunk<T>> {
        let began = parallel::Stopwatch::start();
        let shape = self.chunk_shape(chunk);
        let mut built = None;
        store.with_frames(plane, frames, &mut |frames| {
            built = Some(Chunk::new(
                shape,
                frames,
                self.layout.lanes(),
                self.block_shift,
            ));
        })?;
        let ns = began.elapsed().as_nanos();
        self.work_ns
            .fetch_add(u64::try_from(ns).unwrap_or(u64::MAX), Ordering::Relaxed);
        // A store hands over all frames at once.
        Ok(built.unwrap_or_else(|| Chunk::new(shape, &[], self.layout.lanes(), self.block_shift)))
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
            // What was kept is read for less than the samples are.
            let pays = self.kept.is_some() || needed * BUILD_PART >= frames.end - frames.start;
            if pays && missing.last() != Some(&(plane, chunk)) {
                missing.push((plane, chunk));
            }
        };
        for range in ranges {
            // A range without a whole block has no use for a pyramid.
            if range.end - range.start < self.block() {
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
        (self.built_chunks.load(Ordering::Acquire), self.chunks.len())
    }
}
