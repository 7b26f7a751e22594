//! Samples that a function gives.

use std::fmt;
use std::ops::Range;
use std::sync::OnceLock;

use crate::element::ElementType;
use crate::extent::{Bounds, Extent};
use crate::pyramid::{self, Pyramid};
use crate::source::{Readiness, Source};
use crate::store::{Layout, Order, Store};
use crate::summary::{self, Summary};
use crate::{Result, kernel};

/// Values found at a time.
const PIECE: u64 = 1 << 12;

/// A channel whose samples are computed when they are asked for: sample i is `function(i)`.
///
/// The function is called once for each sample when a view first needs it, from several threads,
/// and again where a few samples are looked at closely; only a pyramid is kept. It must give the
/// same value each time.
///
/// ```
/// use galry_data::{Extent, FunctionSource, Source};
///
/// let chirp = FunctionSource::new(10_000_000, |i| (i as f64 * i as f64 * 1e-9).sin());
/// let mut extent = [Extent::EMPTY];
/// chirp.envelope(0..1, &[0..10_000_000], &mut extent)?;
/// assert!(extent[0].max > 0.999_999 && extent[0].max <= 1.0);
///
/// // y = x² from −1 to 1, by 2001 samples.
/// let parabola = FunctionSource::over([-1.0, 1.0], 2001, |x| x * x);
/// let mut middle = [1.0];
/// parabola.read(0, 1000..1001, &mut middle)?;
/// assert_eq!(middle, [0.0]);
/// # Ok::<(), galry_data::Error>(())
/// ```
pub struct FunctionSource<F> {
    function: F,
    len: u64,
    rate_hz: Option<f64>,
    pyramid: OnceLock<Pyramid<f64>>,
}

impl<F> fmt::Debug for FunctionSource<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FunctionSource")
            .field("len", &self.len)
            .field("rate_hz", &self.rate_hz)
            .finish_non_exhaustive()
    }
}

impl<F: Fn(u64) -> f64 + Send + Sync> FunctionSource<F> {
    /// The samples `function(0)` to `function(len − 1)`.
    #[must_use]
    pub fn new(len: u64, function: F) -> Self {
        Self {
            function,
            len,
            rate_hz: None,
            pyramid: OnceLock::new(),
        }
    }

    /// States the rate, in samples a second. One that is not positive and finite is as none.
    #[must_use]
    pub fn with_rate_hz(mut self, rate_hz: f64) -> Self {
        self.rate_hz = (rate_hz.is_finite() && rate_hz > 0.0).then_some(rate_hz);
        self
    }

    fn pyramid(&self) -> &Pyramid<f64> {
        self.pyramid.get_or_init(|| Pyramid::new(self.layout()))
    }

    fn values(&self, range: Range<u64>) -> Vec<f64> {
        range.map(&self.function).collect()
    }
}

impl FunctionSource<()> {
    /// A function of x at `len` places from `x[0]` to `x[1]`, both included, evenly apart.
    pub fn over<F: Fn(f64) -> f64 + Send + Sync>(
        x: [f64; 2],
        len: u64,
        function: F,
    ) -> FunctionSource<impl Fn(u64) -> f64 + Send + Sync> {
        let last = len.saturating_sub(1).max(1);
        FunctionSource::new(len, move |i| {
            function(if i == last {
                x[1]
            } else {
                x[0] + (x[1] - x[0]) * i as f64 / last as f64
            })
        })
    }
}

impl<F: Fn(u64) -> f64 + Send + Sync> Store<f64> for FunctionSource<F> {
    fn layout(&self) -> Layout {
        Layout {
            frames: self.len,
            channels: 1,
            order: Order::Interleaved,
        }
    }

    fn bounds(&self, _channel: usize, range: Range<u64>) -> Result<Bounds<f64>> {
        let mut found = Bounds::EMPTY;
        let mut start = range.start;
        while start < range.end {
            let end = range.end.min(start + PIECE);
            found = found.union(kernel::bounds(&self.values(start..end)));
            start = end;
        }
        Ok(found)
    }

    fn with_frames(
        &self,
        _plane: usize,
        range: Range<u64>,
        work: &mut dyn FnMut(&[f64]),
    ) -> Result<()> {
        work(&self.values(range));
        Ok(())
    }
}

impl<F: Fn(u64) -> f64 + Send + Sync> Source for FunctionSource<F> {
    fn len(&self) -> u64 {
        self.len
    }

    fn channels(&self) -> usize {
        1
    }

    fn element_type(&self) -> ElementType {
        ElementType::F64
    }

    fn rate_hz(&self) -> Option<f64> {
        self.rate_hz
    }

    fn read(&self, channel: usize, range: Range<u64>, out: &mut [f64]) -> Result<()> {
        let shape = self.layout().shape();
        shape.check_read(channel, &range, out.len())?;
        for (out, index) in out.iter_mut().zip(range) {
            *out = (self.function)(index);
        }
        Ok(())
    }

    fn gather(&self, channel: usize, indices: &[u64], out: &mut [f64]) -> Result<()> {
        let shape = self.layout().shape();
        shape.check_gather(channel, indices, out.len())?;
        for (out, &index) in out.iter_mut().zip(indices) {
            *out = (self.function)(index);
        }
        Ok(())
    }

    fn envelope(
        &self,
        channels: Range<usize>,
        ranges: &[Range<u64>],
        out: &mut [Extent],
    ) -> Result<Readiness> {
        pyramid::envelope(self, self.pyramid(), channels, ranges, out)?;
        Ok(Readiness::Ready)
    }

    fn scan(
        &self,
        channels: Range<usize>,
        ranges: &[Range<u64>],
        out: &mut [Extent],
    ) -> Result<()> {
        pyramid::scan(self, channels, ranges, out)
    }

    fn summarize(&self, channels: Range<usize>) -> Result<Vec<Summary>> {
        summary::of_store(self, channels)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    #[test]
    fn a_function_is_called_once_for_each_sample_and_equals_a_vector() {
        let calls = AtomicU64::new(0);
        let value = |i: u64| match i % 97 {
            0 => f64::NAN,
            1 => f64::INFINITY,
            _ => ((i * 7919) % 10_007) as f64,
        };
        let len = 1_500_000;
        let source = FunctionSource::new(len, |i| {
            calls.fetch_add(1, Ordering::Relaxed);
            value(i)
        });
        let whole: Vec<_> = (0..100).map(|c| c * 15_000..(c + 1) * 15_000).collect();
        let mut found = vec![Extent::EMPTY; whole.len()];
        source.envelope(0..1, &whole, &mut found).unwrap();
        // Once for the pyramid, and in the two blocks at both ends of a range at most.
        assert!(calls.load(Ordering::Relaxed) <= len + 100 * 128);
        for (range, found) in whole.into_iter().zip(found) {
            assert_eq!(found, range.map(value).collect::<Extent>());
        }
    }

    #[test]
    fn a_function_of_x_includes_both_ends() {
        let source = FunctionSource::over([-2.0, 3.0], 11, |x| x);
        let mut found = [0.0; 11];
        source.read(0, 0..11, &mut found).unwrap();
        assert_eq!((found[0], found[4], found[10]), (-2.0, 0.0, 3.0));
    }
}
