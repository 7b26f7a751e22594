//! Extents of ranges by the pyramid.
//!
//! A range is a run of whole blocks and two partial ones. The whole blocks come first, from the
//! coarsest levels that fit. A partial block is then read from its samples only if the bounds of
//! the *whole* block, which the pyramid knows, would widen what was found: otherwise no part of it
//! can. Each reading left out spares a miss in caches and page tables, which costs more than all
//! the pyramid's blocks together.

use std::ops::Range;

use super::{FACTOR, Pyramid};
use crate::element::Element;
use crate::extent::{Bounds, Extent};
use crate::store::Store;
use crate::{Result, parallel};

/// Samples that a thread reads one by one without asking others for help.
const ALONE: u64 = 1 << 20;
/// Ranges, over all channels, that a thread answers without asking others for help.
const RANGES_ALONE: usize = 1 << 13;
/// Ranges in a job where the work is shared out.
const JOB_RANGES: usize = 512;

/// Answers [`Source::envelope`](crate::Source::envelope).
pub(crate) fn envelope<T: Element>(
    store: &dyn Store<T>,
    pyramid: &Pyramid<T>,
    channels: Range<usize>,
    ranges: &[Range<u64>],
    out: &mut [Extent],
) -> Result<()> {
    let layout = store.layout();
    layout
        .shape()
        .check_envelope(&channels, ranges, out.len())?;
    if out.is_empty() {
        return Ok(());
    }
    pyramid.prepare(store, planes(store, &channels), ranges)?;
    from_built(store, pyramid, channels, ranges, out)
}

/// The planes of some channels, of which there must be one at least.
pub(super) fn planes<T: Element>(store: &dyn Store<T>, channels: &Range<usize>) -> Range<usize> {
    let layout = store.layout();
    layout.place(channels.start).0..layout.place(channels.end - 1).0 + 1
}

/// Answers from what is built and from the samples, and builds nothing.
pub(super) fn from_built<T: Element>(
    store: &dyn Store<T>,
    pyramid: &Pyramid<T>,
    channels: Range<usize>,
    ranges: &[Range<u64>],
    out: &mut [Extent],
) -> Result<()> {
    let layout = store.layout();
    if layout.lanes() > 1 && channels.len() > 1 {
        return super::across::envelope(store, pyramid, channels, ranges, out);
    }

    let answer = |first: usize, out: &mut [Extent]| {
        let (mut channel, mut index) = (first / ranges.len(), first % ranges.len());
        for extent in out {
            let query = Query::new(store, pyramid, channels.start + channel);
            *extent = query.bounds(ranges[index].clone())?.extent();
            index += 1;
            if index == ranges.len() {
                (channel, index) = (channel + 1, 0);
            }
        }
        Ok(())
    };
    let short = ranges.iter().map(|range| range.end - range.start);
    let raw: u64 = short.filter(|&len| len < 2 * pyramid.block()).sum();
    let alone = raw.saturating_mul(channels.len() as u64) <= ALONE
        && (channels.len() == 1 || out.len() <= RANGES_ALONE);
    if alone {
        answer(0, out)
    } else {
        parallel::try_pieces(out, JOB_RANGES, answer)
    }
}

/// Queries about one channel.
pub(super) struct Query<'a, T> {
    store: &'a dyn Store<T>,
    pub(super) pyramid: &'a Pyramid<T>,
    channel: usize,
    pub(super) plane: usize,
    pub(super) lane: usize,
    /// Blocks in a chunk, as a power of two.
    blocks_shift: u32,
    /// Samples in a block.
    block: u64,
}

/// A range as whole blocks and what is left of it.
pub(super) struct Parts {
    /// Whole blocks, counted from the start of the plane.
    pub(super) blocks: Range<u64>,
    /// The block on the left and on the right of which the range covers only some frames.
    pub(super) partial: [Option<(u64, Range<u64>)>; 2],
}

/// A chunk, and those of its blocks that a range covers.
type PartOfChunk = (usize, Range<u64>);

impl<'a, T: Element> Query<'a, T> {
    pub(super) fn new(store: &'a dyn Store<T>, pyramid: &'a Pyramid<T>, channel: usize) -> Self {
        let (plane, lane) = pyramid.layout.place(channel);
        Self {
            store,
            pyramid,
            channel,
            plane,
            lane,
            blocks_shift: pyramid.chunk_shift - pyramid.block_shift,
            block: pyramid.block(),
        }
    }

    fn bounds(&self, range: Range<u64>) -> Result<Bounds<T>> {
        let parts = self.parts(&range);
        if parts.blocks.is_empty() {
            return self.store.bounds(self.channel, range);
        }
        let mut found = Bounds::EMPTY;
        let (edges, inner) = self.chunks(&parts.blocks);
        for (chunk, blocks) in edges.into_iter().flatten() {
            found = found.union(self.part_of_chunk(chunk, blocks)?);
        }
        if !inner.is_empty() {
            found = found.union(self.whole_chunks(0, inner)?);
        }
        for (block, frames) in parts.partial.into_iter().flatten() {
            if self.may_widen(found, block) {
                found = found.union(self.store.bounds(self.channel, frames)?);
            }
        }
        Ok(found)
    }

    /// Splits a range; without a whole block in it, its partial blocks are not told.
    pub(super) fn parts(&self, range: &Range<u64>) -> Parts {
        let frames = self.pyramid.layout.frames;
        let first = range.start.div_ceil(self.block);
        // The ragged last block is whole for a range that reaches the end.
        let end = if range.end == frames {
            frames.div_ceil(self.block)
        } else {
            range.end / self.block
        };
        if range.is_empty() || first >= end {
            return Parts {
                blocks: 0..0,
                partial: [None, None],
            };
        }
        let (left, right) = (first * self.block, (end * self.block).min(range.end));
        Parts {
            blocks: first..end,
            partial: [
                (range.start < left).then(|| (first - 1, range.start..left)),
                (right < range.end).then_some((end, right..range.end)),
            ],
        }
    }

    /// Splits blocks into those of the first and last chunk and the whole chunks between.
    pub(super) fn chunks(&self, blocks: &Range<u64>) -> ([Option<PartOfChunk>; 2], Range<usize>) {
        let first = (blocks.start >> self.blocks_shift) as usize;
        let last = ((blocks.end - 1) >> self.blocks_shift) as usize;
        if first == last {
            return ([Some((first, blocks.clone())), None], 0..0);
        }
        let head = blocks.start..(first as u64 + 1) << self.blocks_shift;
        let tail = (last as u64) << self.blocks_shift..blocks.end;
        ([Some((first, head)), Some((last, tail))], first + 1..last)
    }

    /// The frames of blocks.
    pub(super) fn frames(&self, blocks: &Range<u64>) -> Range<u64> {
        let end = (blocks.end * self.block).min(self.pyramid.layout.frames);
        blocks.start * self.block..end
    }

    pub(super) fn is_built(&self, chunk: usize) -> bool {
        self.pyramid.built(self.plane, chunk).is_some()
    }

    /// Whether samples of a block may lie outside of what was found; known from the pyramid where
    /// it is there.
    pub(super) fn may_widen(&self, found: Bounds<T>, block: u64) -> bool {
        let chunk = (block >> self.blocks_shift) as usize;
        let Some(built) = self.pyramid.built(self.plane, chunk) else {
            return true;
        };
        let shape = self.pyramid.chunk_shape(chunk);
        let within = block - ((chunk as u64) << self.blocks_shift);
        !found.covers(built.block(shape, self.lane, within as usize))
    }

    /// Whole blocks within one chunk, counted from the start of the plane.
    pub(super) fn part_of_chunk(&self, chunk: usize, blocks: Range<u64>) -> Result<Bounds<T>> {
        let Some(built) = self.pyramid.built(self.plane, chunk) else {
            return self.store.bounds(self.channel, self.frames(&blocks));
        };
        let base = (chunk as u64) << self.blocks_shift;
        let within = (blocks.start - base) as usize..(blocks.end - base) as usize;
        Ok(built.fold(self.pyramid.chunk_shape(chunk), self.lane, within))
    }

    /// Whole chunks (level 0) or groups of them.
    pub(super) fn whole_chunks(&self, level: usize, members: Range<usize>) -> Result<Bounds<T>> {
        let (start, end) = (members.start, members.end);
        let up_start = start.div_ceil(FACTOR);
        let up_end = end / FACTOR;
        let top = self.pyramid.groups[self.plane].len() == level;
        if top || up_end <= up_start {
            return self.members(level, members);
        }
        let left = self.members(level, start..up_start * FACTOR)?;
        let right = self.members(level, up_end * FACTOR..end)?;
        let between = self.whole_chunks(level + 1, up_start..up_end)?;
        Ok(left.union(right).union(between))
    }

    /// The members of a level one by one, and where a sum is not to be had what it is made of.
    fn members(&self, level: usize, mut members: Range<usize>) -> Result<Bounds<T>> {
        members.try_fold(Bounds::EMPTY, |found, member| {
            let bounds = match self.pyramid.total(self.plane, level, member, self.lane) {
                Some(total) => total,
                None if level == 0 => {
                    let frames = self.pyramid.chunk_frames(member);
                    self.store.bounds(self.channel, frames)?
                }
                None => {
                    let below = self.pyramid.level_len(self.plane, level - 1);
                    let parts = member * FACTOR..((member + 1) * FACTOR).min(below);
                    self.members(level - 1, parts)?
                }
            };
            Ok(found.union(bounds))
        })
    }
}
