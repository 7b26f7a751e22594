//! A ring of elements for data that change every frame: written while earlier parts are drawn.

use std::collections::VecDeque;
use std::ops::Range;
use std::time::Duration;

use bytemuck::Pod;

use crate::buffer::{Buffer, Usage};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::fence::Fence;

/// A buffer into which each frame writes after the last one, around and around, without waiting for
/// draws that still read earlier parts.
///
/// What [`write`](Self::write) returns is the range of elements to draw. Call
/// [`end_frame`](Self::end_frame) after the draws of a frame: it sets a fence, and a part is written
/// again only once the draws of its frame are done. A ring of three frames' data never waits.
///
/// ```
/// # fn main() -> galry_gloo::Result<()> {
/// # #[cfg(feature = "headless")] {
/// # use galry_gloo::{StreamRing, headless::{HeadlessContext, HeadlessDesc}};
/// # let headless = HeadlessContext::new(&HeadlessDesc::default())?;
/// # let context = headless.context();
/// let mut ring: StreamRing<[f32; 2]> = StreamRing::new(context, 3000)?;
/// for frame in 0..10 {
///     let range = ring.write(&[[frame as f32, 0.0]; 1000])?;
///     // … draw `range` of a vertex array over `ring.buffer()` …
///     assert_eq!(range.len(), 1000);
///     ring.end_frame()?;
/// }
/// # }
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct StreamRing<T> {
    buffer: Buffer<T>,
    len: usize,
    next: usize,
    /// What was written since the last [`end_frame`](Self::end_frame).
    written: Vec<Range<usize>>,
    /// What earlier frames wrote, and when their draws are done; the oldest first.
    drawn: VecDeque<(Range<usize>, std::rc::Rc<Fence>)>,
    waits: u64,
}

impl<T: Pod> StreamRing<T> {
    /// Makes a ring of `len` elements.
    ///
    /// # Errors
    /// As for [`Buffer::from_slice`]; [`Error::ZeroSize`] for no elements.
    pub fn new(context: &Context, len: usize) -> Result<Self> {
        if len == 0 {
            return Err(Error::ZeroSize {
                what: "ring of elements",
            });
        }
        Ok(Self {
            buffer: Buffer::with_len(context, len, Usage::Stream)?,
            len,
            next: 0,
            written: Vec::new(),
            drawn: VecDeque::new(),
            waits: 0,
        })
    }

    /// The buffer, for vertex arrays.
    #[must_use]
    pub const fn buffer(&self) -> &Buffer<T> {
        &self.buffer
    }

    /// The number of elements.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether there are no elements; never.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// How often a write had to wait for draws so far: a larger ring waits less.
    #[must_use]
    pub const fn waits(&self) -> u64 {
        self.waits
    }

    /// Writes elements, all in a row, and says where. Waits for the draws of a part that is written
    /// again.
    ///
    /// # Errors
    /// [`Error::LimitExceeded`] for more elements than are left of the ring in this frame: what was
    /// written in it is not written over before it is drawn; [`Error::Refused`] if the draws of the
    /// part are not done after ten seconds; [`Error::ContextLost`].
    pub fn write(&mut self, data: &[T]) -> Result<Range<u32>> {
        self.buffer.context().check()?;
        let start = if self.next + data.len() <= self.len {
            self.next
        } else {
            0
        };
        let range = start..start + data.len();
        let meets = |other: &Range<usize>| other.start < range.end && range.start < other.end;
        if range.end > self.len || self.written.iter().any(meets) {
            let used: usize = self.written.iter().map(Range::len).sum();
            return Err(Error::LimitExceeded {
                what: "elements written to a ring in a frame",
                limit: (self.len - used) as u64,
                got: data.len() as u64,
            });
        }
        // The last frame that reads the part ends after all before it.
        if let Some(last) = self.drawn.iter().rposition(|(drawn, _)| meets(drawn)) {
            self.wait_for(last)?;
        }
        self.buffer.raw_write_unsynchronized(range.start, data)?;
        self.next = range.end;
        if !range.is_empty() {
            self.written.push(range.clone());
        }
        // A buffer has at most 2 GiB, so its elements are counted by u32.
        Ok(range.start as u32..range.end as u32)
    }

    fn wait_for(&mut self, last: usize) -> Result<()> {
        let fence = &self.drawn[last].1;
        if !fence.is_signaled()? {
            self.waits += 1;
            if !fence.wait(Duration::from_secs(10))? {
                return Err(Error::Refused {
                    what: "writing to a ring",
                    message: "the draws of this part are not done after ten seconds".to_owned(),
                });
            }
        }
        self.drawn.drain(..=last);
        Ok(())
    }

    /// Says that everything that reads what was written is asked for.
    ///
    /// # Errors
    /// [`Error::Refused`], [`Error::ContextLost`].
    pub fn end_frame(&mut self) -> Result<()> {
        if self.written.is_empty() {
            return Ok(());
        }
        let fence = std::rc::Rc::new(Fence::new(self.buffer.context())?);
        let written = self.written.drain(..);
        self.drawn
            .extend(written.map(|range| (range, std::rc::Rc::clone(&fence))));
        Ok(())
    }
}
