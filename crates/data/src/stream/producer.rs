//! The end of a stream into which samples are pushed.

use std::fmt;
use std::sync::{Arc, MutexGuard};

use super::tree::{Node, Retired, Segment, Tree};
use super::{Keep, Shared, State, StreamDesc, StreamEnd, StreamStatus};
use crate::element::Element;
use crate::pyramid::FACTOR;
use crate::{Error, Result};

/// The end of a stream into which samples are pushed, from whatever thread.
///
/// A push costs what its samples cost, however many there are already: they are copied once and
/// the bounds of their blocks found, on the calling thread. It waits for readers no longer than
/// they copy 256 KiB (see [`Stream`](super::Stream)). Dropping the producer ends the stream; what
/// was pushed stays readable.
pub struct Producer<T: Element> {
    shared: Arc<Shared<T>>,
    /// Frames that wait for the rest of their segment; as long as the state's tail.
    tail_frames: usize,
    /// Frames taken so far, where that is limited.
    len: u64,
    retired: Retired<T>,
    /// A planar block as frames.
    woven: Vec<T>,
    end: StreamEnd,
}

impl<T: Element> fmt::Debug for Producer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Producer")
            .field("desc", &self.shared.desc)
            .field("status", &self.status())
            .finish_non_exhaustive()
    }
}

impl<T: Element> Producer<T> {
    pub(super) fn new(shared: Arc<Shared<T>>) -> Self {
        Self {
            shared,
            tail_frames: 0,
            len: 0,
            retired: Retired::new(),
            woven: Vec::new(),
            end: StreamEnd::Finished,
        }
    }

    /// Appends frames: one sample of each channel, then the next of each. Readers may see a long
    /// block grow, but never a part of a frame.
    ///
    /// # Errors
    /// [`Error::ChannelLayout`] when the values are not whole frames; none is taken then.
    pub fn push(&mut self, frames: &[T]) -> Result<()> {
        let lanes = self.shared.shape.lanes;
        if !frames.len().is_multiple_of(lanes) {
            return Err(Error::ChannelLayout {
                values: frames.len() as u64,
                channels: lanes,
            });
        }
        let frames = self.accepted(frames);
        if frames.is_empty() {
            return Ok(());
        }
        let segment_values = self.shared.shape.segment_values();
        let mut rest = frames;
        while !rest.is_empty() {
            let room = segment_values - self.tail_frames * lanes;
            let (now, later) = rest.split_at(room.min(rest.len()));
            if now.len() == segment_values {
                // Nothing of a whole segment needs the lock.
                let mut values = self.buffer();
                values.extend_from_slice(now);
                self.append_segment(values);
            } else {
                self.append_to_tail(now);
            }
            rest = later;
        }
        self.shared.wake();
        Ok(())
    }

    /// Appends equally many samples of each channel, one slice a channel.
    ///
    /// # Errors
    /// [`Error::ChannelLayout`] when there is not one slice for each channel, and
    /// [`Error::UnevenChannels`] when their lengths differ; nothing is taken then.
    pub fn push_planar(&mut self, channels: &[&[T]]) -> Result<()> {
        let lanes = self.shared.shape.lanes;
        if channels.len() != lanes {
            return Err(Error::ChannelLayout {
                values: channels.len() as u64,
                channels: lanes,
            });
        }
        let expected = channels[0].len();
        if let Some((channel, samples)) =
            (channels.iter().enumerate()).find(|(_, s)| s.len() != expected)
        {
            return Err(Error::UnevenChannels {
                channel,
                expected: expected as u64,
                actual: samples.len() as u64,
            });
        }
        if lanes == 1 {
            return self.push(channels[0]);
        }
        // Piece by piece, so that the copy stays in the cache.
        let piece = self.shared.shape.segment_frames();
        let mut woven = std::mem::take(&mut self.woven);
        let mut result = Ok(());
        for start in (0..expected).step_by(piece) {
            let end = expected.min(start + piece);
            woven.resize((end - start) * lanes, T::LOWEST);
            for (lane, samples) in channels.iter().enumerate() {
                let places = woven[lane..].iter_mut().step_by(lanes);
                for (place, &sample) in places.zip(&samples[start..end]) {
                    *place = sample;
                }
            }
            result = result.and(self.push(&woven));
        }
        self.woven = woven;
        result
    }

    /// Notes that samples of each channel were lost before they came here, in a device or a
    /// network. They are counted and shown, and take no place among the samples.
    pub fn add_dropped(&mut self, samples: u64) {
        self.change(|status| status.dropped += samples);
    }

    /// Ends the stream and says why; readers can tell it from one that is done.
    pub fn fail(mut self, reason: impl Into<String>) {
        self.end = StreamEnd::Failed(reason.into());
    }

    /// How the stream stands.
    #[must_use]
    pub fn status(&self) -> StreamStatus {
        self.shared.lock().status.clone()
    }

    /// What the stream was made of.
    #[must_use]
    pub fn desc(&self) -> &StreamDesc {
        &self.shared.desc
    }

    /// Whether anybody can still look at the stream (snapshots taken before do not count).
    #[must_use]
    pub fn has_readers(&self) -> bool {
        Arc::strong_count(&self.shared) > 1
    }

    fn change(&self, change: impl FnOnce(&mut StreamStatus)) {
        let mut state = self.shared.lock();
        change(&mut state.status);
        state.revision += 1;
        drop(state);
        self.shared.wake();
    }

    /// Those of the frames for which there is room; counts the others.
    fn accepted<'f>(&mut self, frames: &'f [T]) -> &'f [T] {
        let Keep::First(most) = self.shared.desc.keep else {
            return frames;
        };
        let lanes = self.shared.shape.lanes;
        let count = (frames.len() / lanes) as u64;
        let accepted = count.min(most - self.len);
        self.len += accepted;
        if accepted < count {
            self.add_dropped(count - accepted);
        }
        &frames[..accepted as usize * lanes]
    }

    /// Room for a segment, used before where that is possible.
    fn buffer(&mut self) -> Vec<T> {
        self.retired
            .reuse()
            .unwrap_or_else(|| Vec::with_capacity(self.shared.shape.segment_values()))
    }

    fn append_to_tail(&mut self, frames: &[T]) {
        let shape = &*self.shared.shape;
        let count = frames.len() / shape.lanes;
        let full = self.tail_frames + count == shape.segment_frames();
        let fresh = if full || self.tail_frames > 0 {
            Vec::new()
        } else {
            self.buffer()
        };
        let mut state = self.shared.lock();
        if fresh.capacity() > 0 {
            state.tail = fresh;
        }
        state.tail.extend_from_slice(frames);
        if full {
            let values = std::mem::take(&mut state.tail);
            let segment = Arc::new(Segment::new(values));
            state.trees.push_back(Tree::Segment(Arc::clone(&segment)));
            let gone = self.advance(state, count as u64);
            self.tail_frames = 0;
            segment.sum_up(&self.shared.shape);
            self.settle(gone);
        } else {
            let gone = self.advance(state, count as u64);
            self.tail_frames += count;
            self.retire(gone);
        }
    }

    fn append_segment(&mut self, values: Vec<T>) {
        let shape = &*self.shared.shape;
        let segment = Segment::new(values);
        segment.sum_up(shape);
        let count = shape.segment_frames() as u64;
        let mut state = self.shared.lock();
        state.trees.push_back(Tree::Segment(Arc::new(segment)));
        let gone = self.advance(state, count);
        self.settle(gone);
    }

    /// Counts new frames, and takes out what a ring lets go of for them.
    fn advance(&self, mut state: MutexGuard<'_, State<T>>, frames: u64) -> Vec<Tree<T>> {
        let mut gone = Vec::new();
        let state = &mut *state;
        let status = &mut state.status;
        status.len += frames;
        state.revision += 1;
        if let Keep::Last(kept) = self.shared.desc.keep {
            let first = status.len.saturating_sub(kept);
            if let Some(seen) = state.seen {
                status.dropped += first.saturating_sub(status.first.max(seen));
            }
            status.first = first;
            while let Some(tree) = state.trees.front()
                && (state.first_segment + tree.segments()) << self.shared.shape.segment_shift
                    <= first
            {
                state.first_segment += tree.segments();
                gone.extend(state.trees.pop_front());
            }
        }
        gone
    }

    /// After a segment was appended: joins trees, and lets go of others.
    fn settle(&mut self, gone: Vec<Tree<T>>) {
        self.retire(gone);
        let shared = &*self.shared;
        loop {
            let state = shared.lock();
            let Some(level) = state.trees.back().map(Tree::level) else {
                break;
            };
            let equal = state.trees.iter().rev();
            let equal = equal.take_while(|tree| tree.level() == level);
            if level >= shared.shape.levels || equal.take(FACTOR).count() < FACTOR {
                break;
            }
            let children: Vec<_> = state
                .trees
                .range(state.trees.len() - FACTOR..)
                .cloned()
                .collect();
            drop(state);
            // Only this producer changes the trees, so they are the same afterwards.
            let node = Tree::Node(Arc::new(Node::new(&shared.shape, children)));
            let mut state = shared.lock();
            let len = state.trees.len();
            // The node holds them too: nothing is freed here.
            state.trees.truncate(len - FACTOR);
            state.trees.push_back(node);
        }
    }

    fn retire(&mut self, gone: Vec<Tree<T>>) {
        if let Keep::Last(kept) = self.shared.desc.keep {
            // As much again as the ring: what a reader holds for a frame.
            let most = (kept >> self.shared.shape.segment_shift) + 1;
            self.retired.retire(gone, most);
        }
    }
}

impl<T: Element> Drop for Producer<T> {
    fn drop(&mut self) {
        let end = if std::thread::panicking() {
            StreamEnd::Panicked
        } else {
            self.end.clone()
        };
        self.change(|status| status.end = Some(end));
    }
}
