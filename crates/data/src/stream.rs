//! Samples that arrive while they are looked at.

mod producer;
mod query;
mod snapshot;
#[cfg(test)]
mod tests;
mod tree;

use std::collections::VecDeque;
use std::fmt;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

pub use producer::Producer;
pub use snapshot::Snapshot;
use tree::{Shape, Tree};

use crate::element::{Element, ElementType};
use crate::extent::Extent;
use crate::source::{Readiness, Source, Wake};
use crate::summary::Summary;
use crate::{Error, Result};

/// Which samples a stream keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Keep {
    /// All of them.
    #[default]
    All,
    /// The first so many of each channel; those after are dropped, and counted.
    First(u64),
    /// The last so many of each channel, as a ring does; older ones are let go of. Those that went
    /// before any snapshot held them are counted as dropped.
    Last(u64),
}

/// What a stream is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct StreamDesc {
    /// Number of channels, at least 1.
    pub channels: usize,
    /// Which samples are kept.
    pub keep: Keep,
    /// Samples a second and channel, where it is known; positive and finite.
    pub rate_hz: Option<f64>,
    /// Names of the channels, in order; those without a name stay without.
    pub channel_names: Vec<String>,
}

impl Default for StreamDesc {
    /// One channel without a rate that keeps everything.
    fn default() -> Self {
        Self {
            channels: 1,
            keep: Keep::All,
            rate_hz: None,
            channel_names: Vec::new(),
        }
    }
}

/// Why no more samples come.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StreamEnd {
    /// The producer was dropped: it is done.
    Finished,
    /// The producer was dropped by a panic of its thread.
    Panicked,
    /// The producer said that it failed, and why.
    Failed(String),
}

impl fmt::Display for StreamEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Finished => f.write_str("ended"),
            Self::Panicked => f.write_str("ended: the producer panicked"),
            Self::Failed(reason) => write!(f, "ended: {reason}"),
        }
    }
}

/// How a stream stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct StreamStatus {
    /// Samples that each channel got since the stream began, the dropped ones of
    /// [`Keep::First`] not counted.
    pub len: u64,
    /// The oldest sample that is kept.
    pub first: u64,
    /// Samples of each channel that nobody could ever see: not kept, let go of before any
    /// snapshot held them, or lost before they came here
    /// ([`Producer::add_dropped`]).
    pub dropped: u64,
    /// Why no more samples come; `None` while they may.
    pub end: Option<StreamEnd>,
}

/// Makes a stream: the producer's end, which goes to the thread that has the samples, and the
/// readers' end, a [`Source`].
///
/// A stream has one producer, since its samples have one order; it may be handed from thread to
/// thread.
///
/// # Errors
/// [`Error::Option`] for no channel, nothing to keep, or a rate that is not positive and finite.
///
/// ```
/// use galry_data::{Keep, Source, StreamDesc, stream};
///
/// // Two channels, of which the last million samples are kept.
/// let (mut producer, stream) = stream::<i16>(&StreamDesc {
///     channels: 2,
///     keep: Keep::Last(1_000_000),
///     rate_hz: Some(30_000.0),
///     ..StreamDesc::default()
/// })?;
/// let worker = std::thread::spawn(move || {
///     for i in 0..1000 {
///         producer.push(&[i, -i, i, -i])?; // two frames
///     }
///     Ok::<(), galry_data::Error>(())
/// });
/// worker.join().unwrap()?;
///
/// let now = stream.snapshot(); // stays as it is, whatever comes
/// assert_eq!(now.len(), 2000);
/// let mut last = [0.0];
/// now.read(1, 1999..2000, &mut last)?;
/// assert_eq!(last, [-999.0]);
/// # Ok::<(), galry_data::Error>(())
/// ```
pub fn stream<T: Element>(desc: &StreamDesc) -> Result<(Producer<T>, Stream<T>)> {
    let option = |option, message: &str| Error::Option {
        option,
        message: message.to_owned(),
    };
    if desc.channels == 0 {
        return Err(option("channels", "expected at least 1, got 0"));
    }
    if matches!(desc.keep, Keep::First(0) | Keep::Last(0)) {
        return Err(option("keep", "expected at least 1 sample, got 0"));
    }
    if let Some(rate_hz) = desc.rate_hz
        && !(rate_hz.is_finite() && rate_hz > 0.0)
    {
        let message = format!("expected a positive and finite number, got {rate_hz}");
        return Err(option("rate_hz", &message));
    }
    let kept = match desc.keep {
        Keep::Last(kept) => Some(kept),
        Keep::All | Keep::First(_) => None,
    };
    Ok(with_shape(desc, Shape::new::<T>(desc.channels, kept)))
}

fn with_shape<T: Element>(desc: &StreamDesc, shape: Shape) -> (Producer<T>, Stream<T>) {
    let shared = Arc::new(Shared {
        desc: desc.clone(),
        shape: Arc::new(shape),
        state: Mutex::new(State {
            trees: VecDeque::new(),
            first_segment: 0,
            tail: Vec::new(),
            status: StreamStatus::default(),
            revision: 0,
            seen: None,
        }),
        latest: Mutex::new(Weak::new()),
        wakes: Mutex::new(Vec::new()),
        woken: AtomicBool::new(false),
    });
    (Producer::new(Arc::clone(&shared)), Stream { shared })
}

/// The readers' end of a stream.
///
/// Cheap to clone. As a [`Source`] it answers each call with what it holds at that moment; take a
/// [`snapshot`](Self::snapshot) for several calls that belong together, as a scene does for each
/// frame. In a ring, indices go on counting from the stream's start, and samples that were let go
/// of read as NaN.
///
/// Taking a snapshot locks the stream while at most 256 KiB of samples are copied (one block of
/// each channel, if that is more), some tens of microseconds; the producer locks it for no longer.
/// Neither waits for anything else.
pub struct Stream<T> {
    shared: Arc<Shared<T>>,
}

impl<T> Clone for Stream<T> {
    fn clone(&self) -> Self {
        Self {
            shared: Arc::clone(&self.shared),
        }
    }
}

impl<T: Element> fmt::Debug for Stream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stream")
            .field("desc", &self.shared.desc)
            .field("status", &self.status())
            .finish_non_exhaustive()
    }
}

/// What both ends hold.
struct Shared<T> {
    desc: StreamDesc,
    shape: Arc<Shape>,
    /// Held only while a few pointers, or the samples of one segment, are copied.
    state: Mutex<State<T>>,
    /// The last snapshot, if anybody still has it.
    latest: Mutex<Weak<Snapshot<T>>>,
    wakes: Mutex<Vec<Weak<dyn Fn() + Send + Sync>>>,
    /// Whether readers were told of data that no snapshot has taken in yet.
    woken: AtomicBool,
}

struct State<T> {
    /// Oldest first; their levels never rise.
    trees: VecDeque<Tree<T>>,
    /// Number of the first tree's first segment.
    first_segment: u64,
    /// Whole frames after the last segment; fewer than a segment has.
    tail: Vec<T>,
    status: StreamStatus,
    /// Counts changes.
    revision: u64,
    /// Length of the longest snapshot, once there was one.
    seen: Option<u64>,
}

impl<T: Element> Shared<T> {
    fn lock(&self) -> MutexGuard<'_, State<T>> {
        lock(&self.state)
    }

    /// Tells readers that something is new, unless they know.
    fn wake(&self) {
        if self.woken.swap(true, Ordering::AcqRel) {
            return;
        }
        let mut alive = Vec::new();
        lock(&self.wakes).retain(|wake| {
            let wake = wake.upgrade();
            let is_alive = wake.is_some();
            alive.extend(wake);
            is_alive
        });
        // Called with nothing locked: a callback may do what it likes.
        for wake in alive {
            wake();
        }
    }
}

/// Nothing that is locked here is left half-changed by a panic.
fn lock<V: ?Sized>(mutex: &Mutex<V>) -> MutexGuard<'_, V> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<T: Element> Stream<T> {
    /// What the stream holds now. It does not change any more, and keeps its samples in memory
    /// for as long as it lives; without news, the last one is given again.
    #[must_use]
    pub fn snapshot(&self) -> Arc<Snapshot<T>> {
        let shared = &*self.shared;
        // First, so that news from here on wakes again.
        shared.woken.store(false, Ordering::Release);
        let mut latest = lock(&shared.latest);
        let held = latest.upgrade();
        let mut tail = Vec::with_capacity(shared.shape.segment_values());
        let mut trees = Vec::new();
        let mut state = shared.lock();
        if let Some(held) = held
            && held.revision() == state.revision
        {
            return held;
        }
        state.seen = Some(state.status.len);
        tail.extend_from_slice(&state.tail);
        trees.extend(state.trees.iter().cloned());
        let (first_segment, revision) = (state.first_segment, state.revision);
        let status = state.status.clone();
        drop(state);
        let snapshot = Arc::new(Snapshot::new(
            shared,
            trees,
            first_segment,
            tail,
            status,
            revision,
        ));
        *latest = Arc::downgrade(&snapshot);
        snapshot
    }

    /// How the stream stands now.
    #[must_use]
    pub fn status(&self) -> StreamStatus {
        self.shared.lock().status.clone()
    }

    /// What the stream was made of.
    #[must_use]
    pub fn desc(&self) -> &StreamDesc {
        &self.shared.desc
    }
}

impl<T: Element> Source for Stream<T> {
    fn len(&self) -> u64 {
        self.shared.lock().status.len
    }

    fn first(&self) -> u64 {
        self.shared.lock().status.first
    }

    fn channels(&self) -> usize {
        self.shared.desc.channels
    }

    fn element_type(&self) -> ElementType {
        T::TYPE
    }

    fn rate_hz(&self) -> Option<f64> {
        self.shared.desc.rate_hz
    }

    fn channel_name(&self, channel: usize) -> Option<String> {
        self.shared.desc.channel_names.get(channel).cloned()
    }

    fn revision(&self) -> u64 {
        self.shared.lock().revision
    }

    fn snapshot(&self) -> Option<Arc<dyn Source>> {
        Some(Self::snapshot(self))
    }

    fn stream_status(&self) -> Option<StreamStatus> {
        Some(self.status())
    }

    fn watch(&self, wake: &Wake) {
        let wake = Arc::downgrade(wake);
        let mut wakes = lock(&self.shared.wakes);
        // Each channel's line may ask on behalf of the same window.
        if !wakes.iter().any(|known| known.ptr_eq(&wake)) {
            wakes.push(wake);
        }
    }

    fn read(&self, channel: usize, range: Range<u64>, out: &mut [f64]) -> Result<()> {
        Self::snapshot(self).read(channel, range, out)
    }

    fn gather(&self, channel: usize, indices: &[u64], out: &mut [f64]) -> Result<()> {
        Self::snapshot(self).gather(channel, indices, out)
    }

    fn envelope(
        &self,
        channels: Range<usize>,
        ranges: &[Range<u64>],
        out: &mut [Extent],
    ) -> Result<Readiness> {
        Self::snapshot(self).envelope(channels, ranges, out)
    }

    fn scan(
        &self,
        channels: Range<usize>,
        ranges: &[Range<u64>],
        out: &mut [Extent],
    ) -> Result<()> {
        Self::snapshot(self).scan(channels, ranges, out)
    }

    fn summarize(&self, channels: Range<usize>) -> Result<Vec<Summary>> {
        Self::snapshot(self).summarize(channels)
    }
}
