//! Extents of ranges: by the pyramid, or from every sample.
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
use crate::{Result, kernel, parallel};

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
    let planes = layout.place(channels.start).0..layout.place(channels.end - 1).0 + 1;
    pyramid.prepare(store, planes, ranges)?;

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
    let raw: u64 = short.filter(|&len| len < 2 * Pyramid::<T>::BLOCK).sum();
    let alone = raw.saturating_mul(channels.len() as u64) <= ALONE
        && (channels.len() == 1 || out.len() <= RANGES_ALONE);
    if alone {
        answer(0, out)
    } else {
        parallel::try_pieces(out, JOB_RANGES, answer)
    }
}

/// Queries about one channel.
struct Query<'a, T> {
    store: &'a dyn Store<T>,
    pyramid: &'a Pyramid<T>,
    channel: usize,
    plane: usize,
    lane: usize,
    /// Blocks in a chunk, as a power of two.
    blocks_shift: u32,
}

impl<'a, T: Element> Query<'a, T> {
    const BLOCK: u64 = Pyramid::<T>::BLOCK;

    fn new(store: &'a dyn Store<T>, pyramid: &'a Pyramid<T>, channel: usize) -> Self {
        let (plane, lane) = store.layout().place(channel);
        Self {
            store,
            pyramid,
            channel,
            plane,
            lane,
            blocks_shift: pyramid.chunk_shift - T::BLOCK_SHIFT,
        }
    }

    fn bounds(&self, range: Range<u64>) -> Result<Bounds<T>> {
        let frames = self.pyramid.layout.frames;
        let first = range.start.div_ceil(Self::BLOCK);
        // The ragged last block is whole for a range that reaches the end.
        let end = if range.end == frames {
            frames.div_ceil(Self::BLOCK)
        } else {
            range.end / Self::BLOCK
        };
        if range.is_empty() {
            return Ok(Bounds::EMPTY);
        }
        if first >= end {
            return self.store.bounds(self.channel, range);
        }
        let mut found = self.whole_blocks(first..end)?;
        let (left, right) = (first * Self::BLOCK, (end * Self::BLOCK).min(range.end));
        if range.start < left {
            self.widen(&mut found, first - 1, range.start..left)?;
        }
        if right < range.end {
            self.widen(&mut found, end, right..range.end)?;
        }
        Ok(found)
    }

    /// Unites with a part of a block, whose samples are read only if they could matter.
    fn widen(&self, found: &mut Bounds<T>, block: u64, part: Range<u64>) -> Result<()> {
        let chunk = (block >> self.blocks_shift) as usize;
        if let Some(built) = self.pyramid.built(self.plane, chunk) {
            let shape = self.pyramid.chunk_shape(chunk);
            let within = block - ((chunk as u64) << self.blocks_shift);
            if found.covers(built.block(shape, self.lane, within as usize)) {
                return Ok(());
            }
        }
        *found = found.union(self.store.bounds(self.channel, part)?);
        Ok(())
    }

    fn whole_blocks(&self, blocks: Range<u64>) -> Result<Bounds<T>> {
        let first = (blocks.start >> self.blocks_shift) as usize;
        let last = ((blocks.end - 1) >> self.blocks_shift) as usize;
        if first == last {
            return self.part_of_chunk(first, blocks);
        }
        let head = (first as u64 + 1) << self.blocks_shift;
        let tail = (last as u64) << self.blocks_shift;
        let found = self.part_of_chunk(first, blocks.start..head)?;
        let found = found.union(self.part_of_chunk(last, tail..blocks.end)?);
        Ok(found.union(self.whole_chunks(0, first + 1..last)?))
    }

    /// Whole blocks within one chunk, counted from the start of the plane.
    fn part_of_chunk(&self, chunk: usize, blocks: Range<u64>) -> Result<Bounds<T>> {
        match self.pyramid.built(self.plane, chunk) {
            Some(built) => {
                let base = (chunk as u64) << self.blocks_shift;
                let within = (blocks.start - base) as usize..(blocks.end - base) as usize;
                let shape = self.pyramid.chunk_shape(chunk);
                Ok(built.fold(shape, self.lane, within))
            }
            None => {
                let end = (blocks.end * Self::BLOCK).min(self.pyramid.layout.frames);
                self.store
                    .bounds(self.channel, blocks.start * Self::BLOCK..end)
            }
        }
    }

    /// Whole chunks (level 0) or groups of them.
    fn whole_chunks(&self, level: usize, members: Range<usize>) -> Result<Bounds<T>> {
        let (start, end) = (members.start, members.end);
        let up_start = start.div_ceil(FACTOR);
        let up_end = end / FACTOR;
        let top = self.pyramid.groups[self.plane].len() == level;
        if top || up_end <= up_start {
            let mut found = Bounds::EMPTY;
            for member in members {
                found = found.union(self.member(level, member)?);
            }
            return Ok(found);
        }
        let found = self.whole_chunks(level + 1, up_start..up_end)?;
        (start..up_start * FACTOR)
            .chain(up_end * FACTOR..end)
            .try_fold(found, |found, member| {
                Ok(found.union(self.member(level, member)?))
            })
    }

    fn member(&self, level: usize, member: usize) -> Result<Bounds<T>> {
        if let Some(total) = self.pyramid.total(self.plane, level, member, self.lane) {
            return Ok(total);
        }
        if level == 0 {
            let frames = self.pyramid.chunk_frames(member);
            return self.store.bounds(self.channel, frames);
        }
        let below = self.pyramid.level_len(self.plane, level - 1);
        (member * FACTOR..((member + 1) * FACTOR).min(below))
            .try_fold(Bounds::EMPTY, |found, member| {
                Ok(found.union(self.member(level - 1, member)?))
            })
    }
}

/// A part of a range that one job of a scan reads: index of the range, and frames.
type Piece = (usize, Range<u64>);

/// Cuts ranges into jobs of about `frames` frames, each of one or several pieces.
fn jobs(ranges: &[Range<u64>], frames: u64) -> Vec<Vec<Piece>> {
    let mut jobs = Vec::new();
    let mut job = Vec::new();
    let mut room = frames;
    for (index, range) in ranges.iter().enumerate() {
        let mut start = range.start;
        while start < range.end {
            let end = range.end.min(start + room);
            job.push((index, start..end));
            room -= end - start;
            start = end;
            if room == 0 {
                jobs.push(std::mem::take(&mut job));
                room = frames;
            }
        }
    }
    if !job.is_empty() {
        jobs.push(job);
    }
    jobs
}

/// Answers [`Source::scan`](crate::Source::scan).
pub(crate) fn scan<T: Element>(
    store: &dyn Store<T>,
    channels: Range<usize>,
    ranges: &[Range<u64>],
    out: &mut [Extent],
) -> Result<()> {
    let layout = store.layout();
    layout
        .shape()
        .check_envelope(&channels, ranges, out.len())?;
    out.fill(Extent::EMPTY);
    if out.is_empty() {
        return Ok(());
    }
    let lanes = layout.lanes();
    let jobs = jobs(ranges, (ALONE / 4 / lanes as u64).max(1));
    let planes = layout.place(channels.start).0..layout.place(channels.end - 1).0 + 1;
    for plane in planes {
        // Channels of this plane that were asked for, and their lanes.
        let asked = match lanes {
            1 => plane..plane + 1,
            _ => channels.clone(),
        };
        let first_lane = layout.place(asked.start).1;
        let found = parallel::try_map(jobs.len(), |job| {
            let mut found = Vec::with_capacity(jobs[job].len() * asked.len());
            let mut rows = kernel::Rows::new(lanes);
            for (_, frames) in &jobs[job] {
                store.with_frames(plane, frames.clone(), &mut |frames| {
                    // Across all channels where most are wanted, else one by one.
                    if lanes > 1 && asked.len() * 4 > lanes {
                        rows.bounds(frames, lanes, |lane, bounds| {
                            if asked.contains(&lane) {
                                found.push(bounds);
                            }
                        });
                    } else {
                        for lane in first_lane..first_lane + asked.len() {
                            found.push(kernel::strided_bounds(&frames[lane..], lanes));
                        }
                    }
                })?;
            }
            Ok(found)
        })?;
        for (pieces, found) in jobs.iter().zip(found) {
            for ((index, _), bounds) in pieces.iter().zip(found.chunks(asked.len())) {
                for (channel, bounds) in asked.clone().zip(bounds) {
                    let extent = &mut out[(channel - channels.start) * ranges.len() + index];
                    *extent = extent.union(bounds.extent());
                }
            }
        }
    }
    Ok(())
}
