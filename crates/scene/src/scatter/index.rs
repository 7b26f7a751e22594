//! All points in blocks, each sorted when it is first needed.
//!
//! Blocks follow each other as the data do, so a picture, whose last points lie on top, begins
//! with the last block, and where points are dense it needs no other.

use std::ops::Range;
use std::sync::OnceLock;

use super::block::{BLOCK_POINTS, Block};
use super::coordinates::Coordinates;
use crate::Result;

/// The blocks of a scatter.
#[derive(Debug, Default)]
pub(super) struct Index {
    blocks: Vec<OnceLock<Block>>,
    block_points: u64,
    len: u64,
}

impl Index {
    /// An index of `len` points, none of them sorted yet.
    pub(super) fn new(len: u64) -> Self {
        Self::of_blocks(len, BLOCK_POINTS)
    }

    /// The same in blocks of another size.
    pub(super) fn of_blocks(len: u64, block_points: u64) -> Self {
        let mut blocks = Vec::new();
        blocks.resize_with(len.div_ceil(block_points) as usize, OnceLock::new);
        Self {
            blocks,
            block_points,
            len,
        }
    }

    /// Number of blocks.
    pub(super) fn len(&self) -> usize {
        self.blocks.len()
    }

    /// A block, if it is sorted.
    pub(super) fn block(&self, block: usize) -> Option<&Block> {
        self.blocks.get(block)?.get()
    }

    /// Indices of a block's points.
    pub(super) fn range(&self, block: usize) -> Range<u64> {
        let first = block as u64 * self.block_points;
        first..(first + self.block_points).min(self.len)
    }

    /// Bytes of the blocks that are sorted.
    pub(super) fn bytes(&self) -> u64 {
        let blocks = self.blocks.iter().filter_map(OnceLock::get);
        blocks.map(|block| block.bytes() as u64).sum()
    }

    /// Blocks that are sorted.
    pub(super) fn built(&self) -> usize {
        self.blocks
            .iter()
            .filter(|block| block.get().is_some())
            .count()
    }

    /// Sorts a block.
    pub(super) fn sort(
        &self,
        block: usize,
        x: &Coordinates<'_>,
        y: &Coordinates<'_>,
    ) -> Result<()> {
        let range = self.range(block);
        let len = (range.end - range.start) as usize;
        let (mut xs, mut ys) = (vec![0.0; len], vec![0.0; len]);
        x.read(range.clone(), &mut xs)?;
        y.read(range, &mut ys)?;
        // Another view may have sorted it meanwhile: the same block.
        self.blocks[block].get_or_init(|| Block::new(&xs, &ys));
        Ok(())
    }

    /// Sorts a block and those before it that are not sorted yet, one a thread.
    pub(super) fn build(
        &self,
        last: usize,
        x: &Coordinates<'_>,
        y: &Coordinates<'_>,
    ) -> Result<()> {
        let missing: Vec<usize> = (0..=last)
            .rev()
            .filter(|&block| self.block(block).is_none())
            .take(threads())
            .collect();
        let build = |&block: &usize| self.sort(block, x, y);
        #[cfg(not(target_family = "wasm"))]
        {
            use rayon::prelude::*;
            missing.par_iter().with_max_len(1).try_for_each(build)
        }
        #[cfg(target_family = "wasm")]
        missing.iter().try_for_each(build)
    }
}

/// Threads that work at once.
fn threads() -> usize {
    #[cfg(not(target_family = "wasm"))]
    {
        rayon::current_num_threads()
    }
    #[cfg(target_family = "wasm")]
    1
}
