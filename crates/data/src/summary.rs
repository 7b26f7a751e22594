//! What all samples of a channel come to.

use std::ops::Range;

use crate::element::Element;
use crate::extent::{Bounds, Extent};
use crate::source::{Shape, Source};
use crate::store::Store;
use crate::{Result, kernel, parallel};

/// Values that one job reads.
const JOB_VALUES: u64 = 1 << 18;

/// Extent and counts of all samples of a channel.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Summary {
    /// The smallest and the largest finite value.
    pub extent: Extent,
    /// The same in whole numbers, for integer samples: an `f64` cannot hold every 64-bit integer.
    pub integers: Option<[i128; 2]>,
    /// Samples that are NaN.
    pub nan_count: u64,
    /// Samples that are positive or negative infinity.
    pub infinite_count: u64,
}

impl Summary {
    /// The summary of no sample.
    pub const EMPTY: Self = Self {
        extent: Extent::EMPTY,
        integers: None,
        nan_count: 0,
        infinite_count: 0,
    };

    /// The summary of both.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        let integers = match (self.integers, other.integers) {
            (Some([a, b]), Some([c, d])) => Some([a.min(c), b.max(d)]),
            (one, other) => one.or(other),
        };
        Self {
            extent: self.extent.union(other.extent),
            integers,
            nan_count: self.nan_count + other.nan_count,
            infinite_count: self.infinite_count + other.infinite_count,
        }
    }
}

/// Counts and bounds all samples of each of `channels`, in one parallel pass that keeps nothing.
///
/// # Errors
/// Channels beyond the source, or a failed read.
pub fn summary(source: &dyn Source, channels: Range<usize>) -> Result<Vec<Summary>> {
    source.summarize(channels)
}

/// Sums up any source by reading it piece by piece.
pub(crate) fn by_reading<S: Source + ?Sized>(
    source: &S,
    channels: Range<usize>,
) -> Result<Vec<Summary>> {
    let frames = source.len();
    let shape = Shape {
        frames,
        channels: source.channels(),
    };
    shape.check_channels(&channels)?;
    let piece = JOB_VALUES;
    pieces(frames, piece, channels.len(), |range| {
        let mut values = vec![0.0; (range.end - range.start) as usize];
        let mut found = Vec::with_capacity(channels.len());
        for channel in channels.clone() {
            source.read(channel, range.clone(), &mut values)?;
            found.push(of_values(values.iter().copied(), kernel::bounds(&values)));
        }
        Ok(found)
    })
}

/// Sums up a store in the samples' own type, reading interleaved frames once.
pub(crate) fn of_store<T: Element>(
    store: &dyn Store<T>,
    channels: Range<usize>,
) -> Result<Vec<Summary>> {
    let layout = store.layout();
    layout.shape().check_channels(&channels)?;
    let lanes = layout.lanes();
    let piece = (JOB_VALUES / lanes as u64).max(1);
    let mut all = Vec::with_capacity(channels.len());
    let mut channel = channels.start;
    while channel < channels.end {
        let (plane, first_lane) = layout.place(channel);
        let asked = first_lane..(first_lane + channels.end - channel).min(lanes);
        all.extend(pieces(layout.frames, piece, asked.len(), |range| {
            let mut found = vec![Summary::EMPTY; asked.len()];
            let mut rows = kernel::Rows::new(lanes);
            store.with_frames(plane, range, &mut |frames| {
                if lanes == 1 {
                    found[0] = of_values(frames.iter().copied(), kernel::bounds(frames));
                    return;
                }
                rows.bounds(frames, lanes, |lane, bounds| {
                    if asked.contains(&lane) {
                        let values = frames[lane..].iter().step_by(lanes).copied();
                        found[lane - asked.start] = of_values(values, bounds);
                    }
                });
            })?;
            Ok(found)
        })?);
        channel += asked.len();
    }
    Ok(all)
}

/// Sums up pieces of `piece` frames in parallel and unites what `work` finds for each channel.
fn pieces(
    frames: u64,
    piece: u64,
    channels: usize,
    work: impl Fn(Range<u64>) -> Result<Vec<Summary>> + Sync,
) -> Result<Vec<Summary>> {
    let count = frames.div_ceil(piece) as usize;
    let found = parallel::try_map(count, |index| {
        let start = index as u64 * piece;
        work(start..(start + piece).min(frames))
    })?;
    let mut all = vec![Summary::EMPTY; channels];
    for found in found {
        for (sum, found) in all.iter_mut().zip(found) {
            *sum = sum.union(found);
        }
    }
    Ok(all)
}

/// Counts what the bounds leave out.
pub(crate) fn of_values<T: Element>(values: impl Iterator<Item = T>, bounds: Bounds<T>) -> Summary {
    let (mut nan_count, mut not_finite) = (0, 0);
    if T::TYPE.is_float() {
        for value in values {
            nan_count += u64::from(value.nan());
            not_finite += u64::from(!value.finite());
        }
    }
    let integers = (bounds.lo <= bounds.hi)
        .then(|| Some([bounds.lo.integer()?, bounds.hi.integer()?]))
        .flatten();
    Summary {
        extent: bounds.extent(),
        integers,
        nan_count,
        infinite_count: not_finite - nan_count,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Samples;

    #[test]
    fn integers_beyond_f64_stay_whole() {
        let values = vec![i64::MAX - 1, (1 << 53) + 1, i64::MAX - 3];
        let found = summary(&Samples::from_vec(values), 0..1).unwrap();
        let expected = [(1 << 53) + 1, i128::from(i64::MAX) - 1];
        assert_eq!(found[0].integers, Some(expected));
        let floats = summary(&Samples::from_vec(vec![0.5]), 0..1).unwrap();
        assert_eq!(floats[0].integers, None);
    }
}
