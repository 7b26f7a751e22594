//! What a pyramid has to do with being kept between one opening of its data and the next.

use std::fmt;
#[cfg(not(target_family = "wasm"))]
use std::sync::atomic::Ordering;
#[cfg(not(target_family = "wasm"))]
use std::time::Duration;

use super::Pyramid;
use super::chunk::Chunk;
use crate::element::Element;
use crate::extent::Bounds;

/// Chunks of a pyramid that were built before and kept.
pub(crate) trait Kept<T>: fmt::Debug + Send + Sync {
    /// The `len` blocks of a chunk, of which the first is block `first_block` of all; `None` when
    /// they cannot be read or believed.
    fn blocks(&self, chunk: usize, first_block: u64, len: usize) -> Option<Box<[Bounds<T>]>>;

    /// Whether some chunk could not be read or believed.
    #[cfg_attr(
        target_family = "wasm",
        expect(dead_code, reason = "no files in a browser")
    )]
    fn is_damaged(&self) -> bool;
}

impl<T: Element> Pyramid<T> {
    /// A chunk as it was kept, if it was.
    pub(super) fn kept_chunk(&self, plane: usize, chunk: usize) -> Option<Chunk<T>> {
        let kept = self.kept.as_ref()?;
        let index = plane * self.chunks_per_plane + chunk;
        let lanes = self.layout.lanes();
        let before = plane as u64 * self.blocks_per_plane()
            + chunk as u64 * (self.full.stride() * lanes) as u64;
        let len = self.chunk_shape(chunk).stride() * lanes;
        Some(Chunk::from_blocks(kept.blocks(index, before, len)?))
    }

    /// Blocks of all lanes and levels of the chunks of a plane.
    fn blocks_per_plane(&self) -> u64 {
        let full = self.chunks_per_plane.saturating_sub(1) * self.full.stride();
        let last = self.last.stride() * usize::from(self.chunks_per_plane > 0);
        ((full + last) * self.layout.lanes()) as u64
    }
}

#[cfg(not(target_family = "wasm"))]
impl<T: Element> Pyramid<T> {
    /// Takes chunks from where they were kept, as far as they are there and whole.
    pub(crate) fn set_kept(&mut self, kept: Box<dyn Kept<T>>) {
        self.kept = Some(kept);
    }

    pub(crate) fn shifts(&self) -> (u32, u32) {
        (self.block_shift, self.chunk_shift)
    }

    pub(crate) fn chunk_count(&self) -> usize {
        self.chunks.len()
    }

    /// The plane of a chunk, and its number within it, by its number among all.
    pub(crate) fn place(&self, chunk: usize) -> Option<(usize, usize)> {
        let per_plane = self.chunks_per_plane;
        (chunk < self.chunks.len()).then(|| (chunk / per_plane, chunk % per_plane))
    }

    pub(crate) fn is_built(&self, plane: usize, chunk: usize) -> bool {
        self.built(plane, chunk).is_some()
    }

    /// Blocks of all chunks, when all are built.
    pub(crate) fn block_count(&self) -> u64 {
        self.blocks_per_plane() * self.layout.planes() as u64
    }

    /// The blocks of a chunk, counted through all planes, if it is built.
    pub(crate) fn blocks(&self, chunk: usize) -> Option<&[Bounds<T>]> {
        self.chunks.get(chunk)?.built.get().map(Chunk::blocks)
    }

    /// Whether every chunk is built.
    pub(crate) fn is_whole(&self) -> bool {
        self.built_chunks.load(Ordering::Acquire) == self.chunks.len()
    }

    /// Time spent on reading and building chunks from samples, summed over threads.
    pub(crate) fn work(&self) -> Duration {
        Duration::from_nanos(self.work_ns.load(Ordering::Relaxed))
    }

    /// Whether chunks were kept, and whether some of them were damaged.
    pub(crate) fn kept(&self) -> Option<bool> {
        self.kept.as_ref().map(|kept| kept.is_damaged())
    }
}
