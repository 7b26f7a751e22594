//! The pyramid of one chunk.

use std::ops::Range;

use super::FACTOR;
use crate::element::Element;
use crate::extent::Bounds;
use crate::kernel::{self, union_all};

/// Where the levels of one lane lie in a chunk's blocks.
#[derive(Debug)]
pub(crate) struct ChunkShape {
    /// First block and number of blocks of each level, the lowest first, the last of one block.
    levels: Vec<(usize, usize)>,
    stride: usize,
}

impl ChunkShape {
    pub(crate) fn new(frames: u64, block: u64) -> Self {
        let mut levels = Vec::new();
        let mut first = 0;
        let mut count = frames.div_ceil(block) as usize;
        loop {
            levels.push((first, count));
            first += count;
            if count <= 1 {
                break;
            }
            count = count.div_ceil(FACTOR);
        }
        Self {
            levels,
            stride: first,
        }
    }

    /// Blocks of one lane, all levels together.
    pub(crate) fn stride(&self) -> usize {
        self.stride
    }

    /// Fills the upper levels of a lane from its lowest.
    pub(crate) fn sum_up(&self, lane: &mut [Bounds<impl Element>]) {
        for pair in self.levels.windows(2) {
            let ((below, count), (above, _)) = (pair[0], pair[1]);
            let (lower, upper) = lane.split_at_mut(above);
            for (sum, blocks) in upper.iter_mut().zip(lower[below..][..count].chunks(FACTOR)) {
                *sum = union_all(blocks);
            }
        }
    }
}

/// The bounds of a chunk's blocks: for each lane, its levels one after the other.
#[derive(Debug)]
pub(crate) struct Chunk<T> {
    blocks: Box<[Bounds<T>]>,
}

impl<T: Element> Chunk<T> {
    /// Builds the pyramid of interleaved frames with blocks of `1 << block_shift` of them.
    pub(crate) fn new(shape: &ChunkShape, frames: &[T], lanes: usize, block_shift: u32) -> Self {
        let mut blocks = vec![Bounds::EMPTY; shape.stride() * lanes].into_boxed_slice();
        // Kernels know blocks of one size; larger ones are made of them.
        let larger = block_shift - T::BLOCK_SHIFT;
        if lanes == 1 && larger == 0 {
            kernel::block_bounds(frames, &mut blocks);
        } else if lanes == 1 {
            let mut small = vec![Bounds::EMPTY; frames.len().div_ceil(1 << T::BLOCK_SHIFT)];
            kernel::block_bounds(frames, &mut small);
            for (block, small) in blocks.iter_mut().zip(small.chunks(1 << larger)) {
                *block = union_all(small);
            }
        } else {
            let mut rows = kernel::Rows::new(lanes);
            for (small, values) in frames.chunks(lanes << T::BLOCK_SHIFT).enumerate() {
                rows.bounds(values, lanes, |lane, bounds| {
                    let block = &mut blocks[lane * shape.stride() + (small >> larger)];
                    *block = block.union(bounds);
                });
            }
        }
        for lane in blocks.chunks_exact_mut(shape.stride().max(1)) {
            shape.sum_up(lane);
        }
        Self::from_blocks(blocks)
    }

    pub(super) fn from_blocks(blocks: Box<[Bounds<T>]>) -> Self {
        Self { blocks }
    }

    /// Blocks of all lanes and levels.
    pub(crate) fn len(&self) -> usize {
        self.blocks.len()
    }

    /// The blocks, lane by lane, each from its lowest level on.
    #[cfg(not(target_family = "wasm"))]
    pub(super) fn blocks(&self) -> &[Bounds<T>] {
        &self.blocks
    }

    /// The bounds of a lane over the whole chunk.
    pub(crate) fn total(&self, shape: &ChunkShape, lane: usize) -> Bounds<T> {
        self.blocks[(lane + 1) * shape.stride - 1]
    }

    /// The bounds of a lane over one block of the lowest level.
    pub(crate) fn block(&self, shape: &ChunkShape, lane: usize, block: usize) -> Bounds<T> {
        self.blocks[lane * shape.stride + block]
    }

    /// The bounds of a lane over blocks of the lowest level.
    pub(crate) fn fold(
        &self,
        shape: &ChunkShape,
        lane: usize,
        mut blocks: Range<usize>,
    ) -> Bounds<T> {
        let lane = &self.blocks[lane * shape.stride..][..shape.stride];
        let mut found = Bounds::EMPTY;
        for &(first, count) in &shape.levels {
            let level = &lane[first..][..count];
            let (start, end) = (blocks.start, blocks.end);
            let up_start = start.div_ceil(FACTOR);
            // The last block of a level may stand for fewer than FACTOR, but never for more.
            let up_end = if end == count {
                end.div_ceil(FACTOR)
            } else {
                end / FACTOR
            };
            if up_end <= up_start || end - start <= FACTOR {
                return found.union(union_all(&level[start..end]));
            }
            found = found
                .union(union_all(&level[start..up_start * FACTOR]))
                .union(union_all(&level[(up_end * FACTOR).min(end)..end]));
            blocks = up_start..up_end;
        }
        found
    }
}
