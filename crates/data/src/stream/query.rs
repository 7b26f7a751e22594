//! Extents of ranges of one channel of a snapshot.
//!
//! As in the pyramids of samples that stay: whole segments first, then whole blocks, and a partial
//! block is read from its samples only where the bounds of the whole block would widen what was
//! found.

use std::ops::Range;

use super::snapshot::Snapshot;
use super::tree::Segment;
use crate::element::Element;
use crate::extent::Bounds;

/// Questions about one channel. Neighbouring ones share a segment, so the last one is kept.
pub(super) struct Query<'a, T> {
    snapshot: &'a Snapshot<T>,
    lane: usize,
    last: Option<(u64, &'a Segment<T>)>,
}

impl<'a, T: Element> Query<'a, T> {
    pub(super) fn new(snapshot: &'a Snapshot<T>, lane: usize) -> Self {
        Self {
            snapshot,
            lane,
            last: None,
        }
    }

    pub(super) fn lane(&self) -> usize {
        self.lane
    }

    fn segment(&mut self, number: u64) -> &'a Segment<T> {
        if let Some((last, segment)) = self.last
            && last == number
        {
            return segment;
        }
        let segment = self.snapshot.segment(number);
        self.last = Some((number, segment));
        segment
    }

    /// A sample in a segment that is kept.
    pub(super) fn value(&mut self, frame: u64) -> T {
        let shape = &*self.snapshot.shape;
        let number = frame >> shape.segment_shift;
        let within = (frame - (number << shape.segment_shift)) as usize;
        self.segment(number).values[within * shape.lanes + self.lane]
    }

    /// The bounds over the kept frames of a range.
    pub(super) fn bounds(&mut self, range: Range<u64>) -> Bounds<T> {
        let snapshot = self.snapshot;
        let shape = &*snapshot.shape;
        let first = crate::Source::first(snapshot);
        let (start, end) = (range.start.max(first), range.end);
        let tail_start = snapshot.tail_start();
        let mut found = Bounds::EMPTY;
        if end > tail_start.max(start) {
            found = snapshot.scan_tail(self.lane, start.max(tail_start)..end);
        }
        let end = end.min(tail_start);
        if start >= end {
            return found;
        }
        let shift = shape.segment_shift;
        let whole = start.div_ceil(1 << shift)..end >> shift;
        if whole.start < whole.end {
            found = found.union(self.whole_segments(whole.clone()));
        }
        // What is left of the segments at both ends, which may be one.
        let (head, tail) = (start >> shift, (end - 1) >> shift);
        let mut parts = [None, None];
        if head < whole.start {
            parts[0] = Some(head);
        }
        if tail >= whole.end && (tail != head || parts[0].is_none()) {
            parts[1] = Some(tail);
        }
        let parts = parts.map(|number| {
            number.map(|number| {
                let base = number << shift;
                let frames = start.max(base) - base..end.min(base + (1 << shift)) - base;
                (
                    self.segment(number),
                    frames.start as usize..frames.end as usize,
                )
            })
        });
        for (segment, frames) in parts.iter().flatten() {
            found = found.union(self.whole_blocks(segment, frames));
        }
        for (segment, frames) in parts.iter().flatten() {
            found = self.partial_blocks(segment, frames, found);
        }
        found
    }

    fn whole_segments(&self, segments: Range<u64>) -> Bounds<T> {
        let snapshot = self.snapshot;
        let starts = &snapshot.starts;
        let mut tree = starts.partition_point(|&start| start <= segments.start) - 1;
        let mut found = Bounds::EMPTY;
        while tree < snapshot.trees.len() && starts[tree] < segments.end {
            let base = starts[tree];
            let within = segments.start.max(base) - base..segments.end.min(starts[tree + 1]) - base;
            found = found.union(snapshot.trees[tree].fold(&snapshot.shape, self.lane, within));
            tree += 1;
        }
        found
    }

    /// The bounds over the whole blocks among frames of a segment.
    fn whole_blocks(&self, segment: &Segment<T>, frames: &Range<usize>) -> Bounds<T> {
        let blocks = whole_blocks::<T>(frames);
        if blocks.is_empty() {
            return Bounds::EMPTY;
        }
        let shape = &*self.snapshot.shape;
        segment
            .fold(shape, self.lane, blocks.clone())
            .unwrap_or_else(|| {
                let frames = blocks.start << T::BLOCK_SHIFT..blocks.end << T::BLOCK_SHIFT;
                segment.scan(shape, self.lane, frames)
            })
    }

    /// Widens what was found by the frames outside of whole blocks.
    fn partial_blocks(
        &self,
        segment: &Segment<T>,
        frames: &Range<usize>,
        found: Bounds<T>,
    ) -> Bounds<T> {
        let shape = &*self.snapshot.shape;
        let blocks = whole_blocks::<T>(frames);
        let ends = if blocks.is_empty() {
            // At most two blocks, neither of them whole.
            let border = (frames.start | ((1 << T::BLOCK_SHIFT) - 1)) + 1;
            let border = border.min(frames.end);
            [frames.start..border, border..frames.end]
        } else {
            [
                frames.start..blocks.start << T::BLOCK_SHIFT,
                blocks.end << T::BLOCK_SHIFT..frames.end,
            ]
        };
        ends.into_iter().fold(found, |found, frames| {
            let block = frames.start >> T::BLOCK_SHIFT;
            let is_covered = || {
                let bounds = segment.block(shape, self.lane, block);
                bounds.is_some_and(|bounds| found.covers(bounds))
            };
            if frames.is_empty() || is_covered() {
                return found;
            }
            found.union(segment.scan(shape, self.lane, frames))
        })
    }
}

/// The blocks that lie wholly within frames of a segment.
fn whole_blocks<T: Element>(frames: &Range<usize>) -> Range<usize> {
    let start = frames.start.div_ceil(1 << T::BLOCK_SHIFT);
    start..(frames.end >> T::BLOCK_SHIFT).max(start)
}
