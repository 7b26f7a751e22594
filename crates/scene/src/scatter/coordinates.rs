//! Where the points of a scatter stand along one axis: values in memory or in a source.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use galry_data::Source;

use crate::{Error, Positions, Result};

/// One coordinate of every point, in data units.
#[derive(Clone)]
#[non_exhaustive]
pub enum Coordinates<'a> {
    /// The point's index, or values, as of a line.
    Positions(Positions<'a>),
    /// The samples of a channel, of any type, wherever they lie.
    Channel {
        /// The source.
        source: Arc<dyn Source + 'a>,
        /// Which of its channels.
        channel: usize,
    },
}

impl fmt::Debug for Coordinates<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Positions(Positions::Index) => f.write_str("Index"),
            Self::Positions(Positions::Rate { hz }) => write!(f, "Rate({hz} Hz)"),
            Self::Positions(_) => f.write_str("Values"),
            Self::Channel { source, channel } => {
                write!(f, "Channel({channel} of {source:?})")
            }
        }
    }
}

impl<'a> From<Positions<'a>> for Coordinates<'a> {
    fn from(positions: Positions<'a>) -> Self {
        Self::Positions(positions)
    }
}

impl<'a> Coordinates<'a> {
    /// The samples of a channel.
    #[must_use]
    pub fn channel(source: Arc<dyn Source + 'a>, channel: usize) -> Self {
        Self::Channel { source, channel }
    }

    /// The same, of samples that do not change.
    pub(crate) fn frozen(self) -> Self {
        match self {
            Self::Channel { source, channel } => {
                let snapshot = source.snapshot();
                Self::Channel {
                    source: snapshot.map_or(source, |snapshot| snapshot as Arc<dyn Source + 'a>),
                    channel,
                }
            }
            positions @ Self::Positions(_) => positions,
        }
    }

    /// Number of points; `None` where an index is all there is.
    pub(crate) fn len(&self) -> Option<u64> {
        match self {
            Self::Positions(positions) => positions.len(),
            Self::Channel { source, .. } => Some(source.len()),
        }
    }

    pub(crate) fn check(&self) -> Result<()> {
        match self {
            Self::Positions(positions) => positions.check(positions.len().unwrap_or(0)),
            Self::Channel { source, channel } if *channel >= source.channels() => {
                Err(Error::NoSuchChannel {
                    channels: source.channels(),
                    channel: *channel,
                })
            }
            Self::Channel { .. } => Ok(()),
        }
    }

    /// Writes the coordinates of a range of points.
    pub(crate) fn read(&self, range: Range<u64>, out: &mut [f64]) -> Result<()> {
        match self {
            Self::Positions(positions) => {
                for (out, index) in out.iter_mut().zip(range) {
                    *out = positions.at(index);
                }
            }
            Self::Channel { source, channel } => source.read(*channel, range, out)?,
        }
        Ok(())
    }

    /// Writes the coordinates of the points at `indices`, which do not decrease.
    pub(crate) fn gather(&self, indices: &[u64], out: &mut [f64]) -> Result<()> {
        match self {
            Self::Positions(positions) => {
                for (out, &index) in out.iter_mut().zip(indices) {
                    *out = positions.at(index);
                }
            }
            Self::Channel { source, channel } => source.gather(*channel, indices, out)?,
        }
        Ok(())
    }

    /// Smallest and largest finite coordinate among the first `len`; `None` if there is none.
    pub(crate) fn range(&self, len: u64) -> Result<Option<[f64; 2]>> {
        match self {
            Self::Positions(positions) => Ok(positions.range(len)),
            Self::Channel { source, channel } => {
                let mut extent = [galry_data::Extent::EMPTY];
                let all = 0..len;
                let ranges = std::slice::from_ref(&all);
                source.envelope(*channel..*channel + 1, ranges, &mut extent)?;
                Ok((!extent[0].is_empty()).then_some([extent[0].min, extent[0].max]))
            }
        }
    }
}
