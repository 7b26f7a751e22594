//! What a stream held at a moment.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use super::query::Query;
use super::tree::{Segment, Shape, Tree, scan};
use super::{Shared, StreamDesc, StreamStatus};
use crate::element::{Element, ElementType};
use crate::extent::{Bounds, Extent};
use crate::source::{self, Readiness, Source};
use crate::summary::{self, Summary};
use crate::{Result, kernel, parallel};

/// Extents, over all channels, that a thread finds without asking others for help.
const ALONE: usize = 1 << 13;
/// Extents in a job where the work is shared out.
const JOB: usize = 512;

/// What a [`Stream`](super::Stream) held at a moment: it never changes.
///
/// Samples before [`first`](Source::first) were let go of: they read as NaN and are in no extent.
pub struct Snapshot<T> {
    desc: StreamDesc,
    pub(super) shape: Arc<Shape>,
    pub(super) trees: Vec<Tree<T>>,
    /// Number of the first segment of each tree, then of the segment after the last.
    pub(super) starts: Vec<u64>,
    /// Frames after the last segment.
    tail: Vec<T>,
    status: StreamStatus,
    revision: u64,
}

impl<T: Element> fmt::Debug for Snapshot<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Snapshot")
            .field("desc", &self.desc)
            .field("status", &self.status)
            .field("revision", &self.revision)
            .finish_non_exhaustive()
    }
}

impl<T: Element> Snapshot<T> {
    pub(super) fn new(
        shared: &Shared<T>,
        trees: Vec<Tree<T>>,
        first_segment: u64,
        tail: Vec<T>,
        status: StreamStatus,
        revision: u64,
    ) -> Self {
        let mut starts = Vec::with_capacity(trees.len() + 1);
        starts.push(first_segment);
        for tree in &trees {
            starts.push(starts[starts.len() - 1] + tree.segments());
        }
        Self {
            desc: shared.desc.clone(),
            shape: Arc::clone(&shared.shape),
            trees,
            starts,
            tail,
            status,
            revision,
        }
    }

    /// How the stream stood at that moment.
    #[must_use]
    pub fn status(&self) -> &StreamStatus {
        &self.status
    }

    fn shape(&self) -> source::Shape {
        source::Shape {
            frames: self.status.len,
            channels: self.desc.channels,
        }
    }

    /// The first frame behind all segments.
    pub(super) fn tail_start(&self) -> u64 {
        self.starts[self.trees.len()] << self.shape.segment_shift
    }

    pub(super) fn scan_tail(&self, lane: usize, frames: Range<u64>) -> Bounds<T> {
        let start = self.tail_start();
        let within = (frames.start - start) as usize..(frames.end - start) as usize;
        scan(&self.tail, self.shape.lanes, lane, within)
    }

    /// A segment that is kept.
    pub(super) fn segment(&self, number: u64) -> &Arc<Segment<T>> {
        let tree = self.starts.partition_point(|&start| start <= number) - 1;
        self.trees[tree].segment(number - self.starts[tree])
    }

    /// Calls `work` with the frames of a range that are kept, piece by piece, each with the number
    /// of its first frame.
    fn pieces(&self, range: Range<u64>, mut work: impl FnMut(u64, &[T])) {
        let lanes = self.shape.lanes;
        let mut start = range.start.max(self.status.first);
        while start < range.end {
            let tail_start = self.tail_start();
            let (base, values) = if start >= tail_start {
                (tail_start, &self.tail)
            } else {
                let number = start >> self.shape.segment_shift;
                let segment = self.segment(number);
                (number << self.shape.segment_shift, &segment.values)
            };
            let end = range.end.min(base + (values.len() / lanes) as u64);
            let within = (start - base) as usize * lanes..(end - base) as usize * lanes;
            work(start, &values[within]);
            start = end;
        }
    }

    /// Finds one extent for each channel and range, several at a time where there are many.
    fn answer(
        &self,
        channels: &Range<usize>,
        ranges: &[Range<u64>],
        out: &mut [Extent],
        find: impl Fn(&mut Query<'_, T>, Range<u64>) -> Bounds<T> + Sync,
    ) -> Result<()> {
        self.shape().check_envelope(channels, ranges, out.len())?;
        let work = |first: usize, out: &mut [Extent]| {
            let (mut channel, mut index) = (first / ranges.len(), first % ranges.len());
            let mut query = Query::new(self, channels.start + channel);
            for extent in out {
                if index == ranges.len() {
                    (channel, index) = (channel + 1, 0);
                    query = Query::new(self, channels.start + channel);
                }
                *extent = find(&mut query, ranges[index].clone()).extent();
                index += 1;
            }
            Ok(())
        };
        if out.len() <= ALONE {
            work(0, out)
        } else {
            parallel::try_pieces(out, JOB, work)
        }
    }
}

impl<T: Element> Source for Snapshot<T> {
    fn len(&self) -> u64 {
        self.status.len
    }

    fn first(&self) -> u64 {
        self.status.first
    }

    fn channels(&self) -> usize {
        self.desc.channels
    }

    fn element_type(&self) -> ElementType {
        T::TYPE
    }

    fn rate_hz(&self) -> Option<f64> {
        self.desc.rate_hz
    }

    fn channel_name(&self, channel: usize) -> Option<String> {
        self.desc.channel_names.get(channel).cloned()
    }

    fn revision(&self) -> u64 {
        self.revision
    }

    fn stream_status(&self) -> Option<StreamStatus> {
        Some(self.status.clone())
    }

    fn read(&self, channel: usize, range: Range<u64>, out: &mut [f64]) -> Result<()> {
        self.shape().check_read(channel, &range, out.len())?;
        let gone = range.end.min(self.status.first).saturating_sub(range.start);
        out[..gone as usize].fill(f64::NAN);
        let start = range.start;
        self.pieces(range, |first, frames| {
            let values = frames[channel..].iter().step_by(self.shape.lanes);
            for (out, value) in out[(first - start) as usize..].iter_mut().zip(values) {
                *out = value.to_f64();
            }
        });
        Ok(())
    }

    fn gather(&self, channel: usize, indices: &[u64], out: &mut [f64]) -> Result<()> {
        self.shape().check_gather(channel, indices, out.len())?;
        let mut query = Query::new(self, channel);
        for (out, &index) in out.iter_mut().zip(indices) {
            *out = if index < self.status.first {
                f64::NAN
            } else if index >= self.tail_start() {
                let frame = (index - self.tail_start()) as usize;
                self.tail[frame * self.shape.lanes + channel].to_f64()
            } else {
                query.value(index).to_f64()
            };
        }
        Ok(())
    }

    fn envelope(
        &self,
        channels: Range<usize>,
        ranges: &[Range<u64>],
        out: &mut [Extent],
    ) -> Result<Readiness> {
        #[expect(
            clippy::redundant_closure_for_method_calls,
            reason = "the method itself is of one lifetime"
        )]
        self.answer(&channels, ranges, out, |query, range| query.bounds(range))?;
        Ok(Readiness::Ready)
    }

    fn scan(
        &self,
        channels: Range<usize>,
        ranges: &[Range<u64>],
        out: &mut [Extent],
    ) -> Result<()> {
        let lanes = self.shape.lanes;
        self.answer(&channels, ranges, out, |query, range| {
            let mut found = Bounds::EMPTY;
            self.pieces(range, |_, frames| {
                found = found.union(kernel::strided_bounds(&frames[query.lane()..], lanes));
            });
            found
        })
    }

    /// Of the samples that are kept.
    fn summarize(&self, channels: Range<usize>) -> Result<Vec<Summary>> {
        self.shape().check_channels(&channels)?;
        let lanes = self.shape.lanes;
        parallel::try_map(channels.len(), |index| {
            let channel = channels.start + index;
            let mut sum = Summary::EMPTY;
            self.pieces(0..self.status.len, |_, frames| {
                let frames = &frames[channel..];
                let bounds = kernel::strided_bounds(frames, lanes);
                let values = frames.iter().step_by(lanes).copied();
                sum = sum.union(summary::of_values(values, bounds));
            });
            Ok(sum)
        })
    }
}
