//! The newest samples as a patient monitor shows them.

use std::ops::Range;
use std::sync::Arc;

use crate::element::ElementType;
use crate::extent::Extent;
use crate::source::{Readiness, Shape, Source, Wake};
use crate::{Error, Result, StreamStatus};

/// The newest samples of a source, at places that stay.
///
/// Sample i stands at place i modulo the width, so that new ones overwrite old ones from the left,
/// with a gap before those that are overwritten next. Places without a sample, and those of the
/// gap, are NaN.
///
/// ```
/// use std::sync::Arc;
/// use galry_data::{Samples, Source, Sweep};
///
/// let samples = Arc::new(Samples::from_vec(vec![0_i16, 1, 2, 3, 4, 5, 6]));
/// let sweep = Sweep::new(samples, 5, 1)?; // five places, one of them the gap
/// let mut shown = [0.0; 5];
/// sweep.read(0, 0..5, &mut shown)?;
/// assert_eq!(shown[..2], [5.0, 6.0]); // the newest
/// assert!(shown[2].is_nan());
/// assert_eq!(shown[3..], [3.0, 4.0]); // what is left of the sweep before
/// # Ok::<(), galry_data::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Sweep {
    source: Arc<dyn Source>,
    width: u64,
    gap: u64,
}

/// Which samples stand at which places.
struct Pieces {
    /// Places of the newest samples, and the sample at place 0.
    newer: (Range<u64>, u64),
    /// Places of what is left of the sweep before, and the sample that stood at place 0.
    older: (Range<u64>, u64),
}

impl Sweep {
    /// Shows the newest `width` samples of a source, of which `gap` (at least one) are left out
    /// behind the newest one.
    ///
    /// # Errors
    /// [`Error::Option`] when the gap leaves nothing of the width.
    pub fn new(source: Arc<dyn Source>, width: u64, gap: u64) -> Result<Self> {
        let gap = gap.max(1);
        if width <= gap {
            return Err(Error::Option {
                option: "width",
                message: format!("expected more samples than the gap of {gap}, got {width}"),
            });
        }
        Ok(Self { source, width, gap })
    }

    /// The place that the next sample will take: where a monitor's cursor stands.
    #[must_use]
    pub fn cursor(&self) -> u64 {
        self.source.len() % self.width
    }

    fn pieces(&self) -> Pieces {
        let len = self.source.len();
        // The newest sample is never at the very end of nothing: a whole sweep stays until the
        // next sample comes.
        let start = len.saturating_sub(1) / self.width * self.width;
        let newer_end = len - start;
        let older_start = if start == 0 {
            self.width
        } else {
            (newer_end + self.gap).min(self.width)
        };
        Pieces {
            newer: (0..newer_end, start),
            older: (older_start..self.width, start.saturating_sub(self.width)),
        }
    }

    fn shape(&self) -> Shape {
        Shape {
            frames: self.width,
            channels: self.source.channels(),
        }
    }

    /// Asks for the extents of both pieces and unites them.
    fn both(
        &self,
        channels: &Range<usize>,
        ranges: &[Range<u64>],
        out: &mut [Extent],
        mut ask: impl FnMut(&[Range<u64>], &mut [Extent]) -> Result<()>,
    ) -> Result<()> {
        self.shape().check_envelope(channels, ranges, out.len())?;
        let Pieces { newer, older } = self.pieces();
        let within = |(places, base): &(Range<u64>, u64)| -> Vec<Range<u64>> {
            let sample = |place: u64| place.clamp(places.start, places.end) + base;
            let samples = |range: &Range<u64>| sample(range.start)..sample(range.end);
            ranges.iter().map(samples).collect()
        };
        if newer.0.is_empty() {
            out.fill(Extent::EMPTY);
            return Ok(());
        }
        ask(&within(&newer), out)?;
        if !older.0.is_empty() {
            let mut found = vec![Extent::EMPTY; out.len()];
            ask(&within(&older), &mut found)?;
            for (out, found) in out.iter_mut().zip(found) {
                *out = out.union(found);
            }
        }
        Ok(())
    }
}

impl Source for Sweep {
    /// The width.
    fn len(&self) -> u64 {
        self.width
    }

    fn channels(&self) -> usize {
        self.source.channels()
    }

    fn element_type(&self) -> ElementType {
        self.source.element_type()
    }

    fn rate_hz(&self) -> Option<f64> {
        self.source.rate_hz()
    }

    fn channel_name(&self, channel: usize) -> Option<String> {
        self.source.channel_name(channel)
    }

    fn revision(&self) -> u64 {
        self.source.revision()
    }

    fn snapshot(&self) -> Option<Arc<dyn Source>> {
        let source = self.source.snapshot()?;
        Some(Arc::new(Self { source, ..*self }))
    }

    fn stream_status(&self) -> Option<StreamStatus> {
        self.source.stream_status()
    }

    fn watch(&self, wake: &Wake) {
        self.source.watch(wake);
    }

    fn read(&self, channel: usize, range: Range<u64>, out: &mut [f64]) -> Result<()> {
        self.shape().check_read(channel, &range, out.len())?;
        out.fill(f64::NAN);
        let Pieces { newer, older } = self.pieces();
        for (places, base) in [newer, older] {
            let (start, end) = (range.start.max(places.start), range.end.min(places.end));
            if start < end {
                let out = &mut out[(start - range.start) as usize..(end - range.start) as usize];
                self.source.read(channel, start + base..end + base, out)?;
            }
        }
        Ok(())
    }

    fn gather(&self, channel: usize, indices: &[u64], out: &mut [f64]) -> Result<()> {
        self.shape().check_gather(channel, indices, out.len())?;
        out.fill(f64::NAN);
        let Pieces { newer, older } = self.pieces();
        let (mut samples, mut at, mut values) = (Vec::new(), Vec::new(), Vec::new());
        for (places, base) in [newer, older] {
            samples.clear();
            at.clear();
            for (position, place) in indices.iter().enumerate() {
                if places.contains(place) {
                    samples.push(place + base);
                    at.push(position);
                }
            }
            values.clear();
            values.resize(samples.len(), 0.0);
            self.source.gather(channel, &samples, &mut values)?;
            for (&position, &value) in at.iter().zip(&values) {
                out[position] = value;
            }
        }
        Ok(())
    }

    fn envelope(
        &self,
        channels: Range<usize>,
        ranges: &[Range<u64>],
        out: &mut [Extent],
    ) -> Result<Readiness> {
        let mut readiness = Readiness::Ready;
        self.both(&channels, ranges, out, |ranges, out| {
            let found = self.source.envelope(channels.clone(), ranges, out)?;
            if found != Readiness::Ready {
                readiness = found;
            }
            Ok(())
        })?;
        Ok(readiness)
    }

    fn scan(
        &self,
        channels: Range<usize>,
        ranges: &[Range<u64>],
        out: &mut [Extent],
    ) -> Result<()> {
        self.both(&channels, ranges, out, |ranges, out| {
            self.source.scan(channels.clone(), ranges, out)
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{Keep, Samples, StreamDesc, stream};

    #[test]
    fn a_gap_as_wide_as_the_sweep_is_refused() {
        let source = Arc::new(Samples::from_vec(vec![0_u8]));
        let error = Sweep::new(source, 10, 10).unwrap_err();
        assert_eq!(
            error.to_string(),
            "width: expected more samples than the gap of 10, got 10"
        );
    }

    #[test]
    fn a_sweep_over_a_stream_stays_as_it_was_taken() {
        let (mut producer, stream) = stream::<i32>(&StreamDesc {
            keep: Keep::Last(8),
            ..StreamDesc::default()
        })
        .unwrap();
        let sweep = Sweep::new(Arc::new(stream), 4, 1).unwrap();
        producer.push(&[0, 1, 2, 3, 4, 5]).unwrap();
        let before = sweep.snapshot().unwrap();
        producer.push(&[6]).unwrap();
        let mut shown = [0.0; 4];
        before.read(0, 0..4, &mut shown).unwrap();
        assert!(shown[0] == 4.0 && shown[1] == 5.0 && shown[2].is_nan() && shown[3] == 3.0);
        assert_ne!(before.revision(), sweep.revision());
        assert_eq!(sweep.cursor(), 3);
    }

    proptest! {
        #[test]
        fn every_place_shows_the_newest_sample_that_belongs_there(
            len in 0_u64..400, width in 3_u64..150, gap in 0_u64..150, bounds in prop::array::uniform2(0_u64..150),
        ) {
            prop_assume!(width > gap.max(1));
            let values: Vec<f64> = (0..len).map(|i| (i * 37 % 101) as f64).collect();
            let sweep = Sweep::new(Arc::new(Samples::from_vec(values.clone())), width, gap).unwrap();
            let truth: Vec<f64> = (0..width)
                .map(|place| {
                    let newest = (0..len).rev().find(|i| i % width == place);
                    let hidden = len > 0 && {
                        let cursor = (len - 1) % width + 1;
                        place >= cursor && place < cursor + gap.max(1)
                    };
                    newest.filter(|_| !hidden).map_or(f64::NAN, |i| values[i as usize])
                })
                .collect();
            let mut read = vec![0.0; width as usize];
            sweep.read(0, 0..width, &mut read).unwrap();
            let places: Vec<u64> = (0..width).collect();
            let mut gathered = vec![0.0; width as usize];
            sweep.gather(0, &places, &mut gathered).unwrap();
            for ((read, gathered), truth) in read.iter().zip(&gathered).zip(&truth) {
                prop_assert!(read == truth || read.is_nan() && truth.is_nan());
                prop_assert!(gathered == truth || gathered.is_nan() && truth.is_nan());
            }
            let [a, b] = bounds.map(|bound| bound.min(width));
            let ranges = [0..width, a.min(b)..a.max(b)];
            let mut found = [Extent::EMPTY; 2];
            sweep.envelope(0..1, &ranges, &mut found).unwrap();
            let mut scanned = [Extent::EMPTY; 2];
            sweep.scan(0..1, &ranges, &mut scanned).unwrap();
            for (index, range) in ranges.into_iter().enumerate() {
                let truth: Extent = truth[range.start as usize..range.end as usize].iter().copied().collect();
                prop_assert_eq!(found[index], truth);
                prop_assert_eq!(scanned[index], truth);
            }
        }
    }
}
