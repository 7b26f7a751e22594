//! What a source of samples answers.

use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use crate::{ElementType, Error, Extent, Result, StreamStatus, Summary};

/// How far the answer to an envelope query can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Readiness {
    /// Every extent is exact.
    Ready,
    /// Extents are near the exact ones, from what was loaded so far and a few samples of the
    /// rest; ask again.
    Coarse,
    /// Nothing is known yet, and extents are empty; ask again.
    Pending,
    /// As coarse, and so it stays: the rest cannot be read, which was told by an error before.
    Failed,
}

/// How much of a source has been looked at, where that goes on in the background.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Loading {
    /// Bytes of samples looked at.
    pub done_bytes: u64,
    /// Bytes of all samples.
    pub total_bytes: u64,
}

impl Loading {
    /// The part that is done, from 0 to 1.
    #[must_use]
    pub fn part(&self) -> f64 {
        if self.total_bytes == 0 {
            1.0
        } else {
            (self.done_bytes as f64 / self.total_bytes as f64).min(1.0)
        }
    }
}

/// The file behind a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The path as it was given to [`open`](crate::open).
    pub path: PathBuf,
    /// The format's short name: `npy`, `wav`, `raw`, `csv`, …
    pub format: &'static str,
    /// Size of the file in bytes.
    pub bytes: u64,
}

/// Called, from any thread, when a source has something new.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

/// A typed array of samples × channels, possibly huge, wherever it lies.
///
/// Every channel has [`len`](Self::len) samples; ranges and indices count samples of one channel
/// from 0. Sources are shared between threads, so all methods take `&self`; callers may query
/// several channels or several sources in parallel.
///
/// Most sources never change. One that does (a [`Stream`](crate::Stream)) says so by its
/// [`snapshot`](Self::snapshot): whoever asks several questions that belong together asks them of
/// one snapshot.
///
/// All extents are over **finite** values only, and exact: [`envelope`](Self::envelope) and
/// [`scan`](Self::scan) give the same bits.
pub trait Source: std::fmt::Debug + Send + Sync {
    /// Samples in each channel.
    fn len(&self) -> u64;

    /// Number of channels, at least 1.
    fn channels(&self) -> usize;

    /// The samples' type where they are stored.
    fn element_type(&self) -> ElementType;

    /// Samples a second, where the source knows it.
    fn rate_hz(&self) -> Option<f64> {
        None
    }

    /// The channel's name, where it has one.
    fn channel_name(&self, channel: usize) -> Option<String> {
        let _ = channel;
        None
    }

    /// The units of the values, where the source knows them.
    fn unit(&self) -> Option<String> {
        None
    }

    /// The file behind the source, where there is one.
    fn origin(&self) -> Option<&Origin> {
        None
    }

    /// Whether there is no sample.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The first sample that is kept. A ring lets go of its oldest samples and goes on counting:
    /// those before this one read as NaN and are in no extent.
    fn first(&self) -> u64 {
        0
    }

    /// Names the state of a source that changes: equal numbers, equal samples.
    fn revision(&self) -> u64 {
        0
    }

    /// What a source that changes holds now, as one that does not; `None` if it never changes.
    fn snapshot(&self) -> Option<Arc<dyn Source>> {
        None
    }

    /// How a source that is fed from elsewhere stands: what was dropped, whether it has ended.
    fn stream_status(&self) -> Option<StreamStatus> {
        None
    }

    /// Has `wake` called when there is news, once for all news since the last
    /// [`snapshot`](Self::snapshot), and for as long as the caller keeps it alive. Sources that
    /// never change ignore it.
    fn watch(&self, wake: &Wake) {
        let _ = wake;
    }

    /// Writes the samples `range` of a channel to `out`, converted to `f64`.
    ///
    /// # Errors
    /// A channel or range beyond the source, `out` not as long as the range, or a failed read.
    fn read(&self, channel: usize, range: Range<u64>, out: &mut [f64]) -> Result<()>;

    /// Writes the samples at `indices` of a channel to `out`. Indices that do not decrease are
    /// read quickest: near ones share one read.
    ///
    /// # Errors
    /// A channel or index beyond the source, `out` not as long as `indices`, or a failed read.
    fn gather(&self, channel: usize, indices: &[u64], out: &mut [f64]) -> Result<()>;

    /// Finds the extent of each range of each channel, by the pyramid where that pays:
    /// `out[c * ranges.len() + i]` is that of range `i` of channel `channels.start + c`.
    ///
    /// Ranges are sorted; they may be empty, touch, or overlap. The first query of a part of the
    /// data reads that part once; later ones cost a few blocks a range. A query of one channel
    /// stays on the calling thread, except to build what is missing or where it reads very many
    /// samples.
    ///
    /// # Errors
    /// Channels or a range beyond the source, `out` not of `channels.len() * ranges.len()`
    /// extents, or a failed read.
    fn envelope(
        &self,
        channels: Range<usize>,
        ranges: &[Range<u64>],
        out: &mut [Extent],
    ) -> Result<Readiness>;

    /// Answers the same as [`envelope`](Self::envelope) without waiting: exactly where what is
    /// there allows it, else coarsely or not at all, and says which. What is missing is loaded in
    /// the background from then on; ask again for a better answer, until it is
    /// [`Ready`](Readiness::Ready) or [`Failed`](Readiness::Failed). Samples may be read for what
    /// the ranges hold beside whole blocks, so that the cost follows their number.
    ///
    /// A source that loads nothing in the background waits for the exact answer.
    ///
    /// # Errors
    /// As [`envelope`](Self::envelope); a failure in the background is told once, by the next
    /// query, and later ones are answered from what is there.
    fn envelope_now(
        &self,
        channels: Range<usize>,
        ranges: &[Range<u64>],
        out: &mut [Extent],
    ) -> Result<Readiness> {
        self.envelope(channels, ranges, out)
    }

    /// Writes, for each of some ranges of a channel, an extent that holds that of the range, from
    /// what is in memory: where it cannot matter, nobody needs to read the samples. False, with
    /// `out` left as it was, when the source knows none; one that does not know some range gives
    /// all numbers for it.
    fn outer_extents(&self, channel: usize, ranges: &[Range<u64>], out: &mut [Extent]) -> bool {
        let _ = (channel, ranges, out);
        false
    }

    /// How far loading is; `None` when all is there that [`envelope_now`](Self::envelope_now)
    /// could wait for, or when nothing was asked for yet.
    fn loading(&self) -> Option<Loading> {
        None
    }

    /// Answers the same as [`envelope`](Self::envelope) from every sample, without a pyramid:
    /// the slow truth.
    ///
    /// # Errors
    /// As [`envelope`](Self::envelope).
    fn scan(&self, channels: Range<usize>, ranges: &[Range<u64>], out: &mut [Extent])
    -> Result<()>;

    /// Counts and bounds all samples of each of `channels`, in one pass that keeps nothing.
    ///
    /// # Errors
    /// Channels beyond the source, or a failed read.
    fn summarize(&self, channels: Range<usize>) -> Result<Vec<Summary>> {
        crate::summary::by_reading(self, channels)
    }
}

/// The shape against which a call's arguments are checked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shape {
    pub(crate) frames: u64,
    pub(crate) channels: usize,
}

impl Shape {
    pub(crate) fn check_channel(self, channel: usize) -> Result<()> {
        if channel < self.channels {
            Ok(())
        } else {
            Err(Error::ChannelOutOfRange {
                channel,
                channels: self.channels,
            })
        }
    }

    pub(crate) fn check_channels(self, channels: &Range<usize>) -> Result<()> {
        if channels.start <= channels.end && channels.end <= self.channels {
            Ok(())
        } else {
            Err(Error::ChannelsOutOfRange {
                start: channels.start,
                end: channels.end,
                channels: self.channels,
            })
        }
    }

    pub(crate) fn check_range(self, range: &Range<u64>) -> Result<()> {
        if range.start <= range.end && range.end <= self.frames {
            Ok(())
        } else {
            Err(Error::RangeOutOfBounds {
                start: range.start,
                end: range.end,
                len: self.frames,
            })
        }
    }

    pub(crate) fn check_read(self, channel: usize, range: &Range<u64>, out: usize) -> Result<()> {
        self.check_channel(channel)?;
        self.check_range(range)?;
        check_length("samples", range.end - range.start, out)
    }

    pub(crate) fn check_gather(self, channel: usize, indices: &[u64], out: usize) -> Result<()> {
        self.check_channel(channel)?;
        if let Some(&index) = indices.iter().find(|&&index| index >= self.frames) {
            return Err(Error::IndexOutOfBounds {
                index,
                len: self.frames,
            });
        }
        check_length("samples", indices.len() as u64, out)
    }

    pub(crate) fn check_envelope(
        self,
        channels: &Range<usize>,
        ranges: &[Range<u64>],
        out: usize,
    ) -> Result<()> {
        self.check_channels(channels)?;
        for range in ranges {
            self.check_range(range)?;
        }
        check_length("extents", (channels.len() * ranges.len()) as u64, out)
    }
}

fn check_length(what: &'static str, expected: u64, actual: usize) -> Result<()> {
    if expected == actual as u64 {
        Ok(())
    } else {
        Err(Error::OutputLength {
            what,
            expected,
            actual: actual as u64,
        })
    }
}
