//! Where samples lie, as pyramids and queries see it.
//!
//! Interleaved channels form one *plane* of frames with a *lane* for each channel; planar channels
//! are planes of one lane each. A pyramid is kept for each plane, so that interleaved frames are
//! read once for all of their channels.

use std::ops::Range;

use crate::Result;
use crate::element::Element;
use crate::extent::Bounds;
use crate::source::Shape;

/// How the values of several channels follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Order {
    /// One sample of every channel, then the next sample of every channel.
    #[default]
    Interleaved,
    /// All samples of the first channel, then all of the second.
    Planar,
}

/// Shape and order of stored values.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Layout {
    pub(crate) frames: u64,
    pub(crate) channels: usize,
    pub(crate) order: Order,
}

impl Layout {
    pub(crate) fn shape(self) -> Shape {
        Shape {
            frames: self.frames,
            channels: self.channels,
        }
    }

    pub(crate) fn planes(self) -> usize {
        match self.order {
            Order::Interleaved => 1,
            Order::Planar => self.channels,
        }
    }

    pub(crate) fn lanes(self) -> usize {
        match self.order {
            Order::Interleaved => self.channels,
            Order::Planar => 1,
        }
    }

    /// The plane and the lane of a channel.
    pub(crate) fn place(self, channel: usize) -> (usize, usize) {
        match self.order {
            Order::Interleaved => (0, channel),
            Order::Planar => (channel, 0),
        }
    }

    /// Position of a plane's frame among all values.
    pub(crate) fn value_index(self, plane: usize, frame: u64) -> u64 {
        (plane as u64 * self.frames + frame) * self.lanes() as u64
    }
}

/// Samples in their own type, in memory or in a file.
pub(crate) trait Store<T: Element>: Sync {
    fn layout(&self) -> Layout;

    /// Finds the bounds of one channel's samples, from the samples.
    fn bounds(&self, channel: usize, range: Range<u64>) -> Result<Bounds<T>>;

    /// Hands all lanes of a plane's frames to `work`, in one slice.
    fn with_frames(
        &self,
        plane: usize,
        range: Range<u64>,
        work: &mut dyn FnMut(&[T]),
    ) -> Result<()>;
}
