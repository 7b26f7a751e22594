//! Samples in memory.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use crate::element::{Element, ElementType};
use crate::extent::{Bounds, Extent};
use crate::pyramid::{self, Pyramid};
use crate::source::{Readiness, Source};
use crate::store::{Layout, Order, Store};
use crate::summary::{self, Summary};
use crate::{Error, Result, kernel};

/// Samples in memory, of one or several channels: borrowed, owned or shared, never copied.
///
/// They are one channel without a rate until told otherwise. The pyramid over them is built by
/// the first queries that need it, and takes at most 3.4 % of the samples' memory.
///
/// ```
/// use galry_data::{Extent, Order, Samples, Source};
///
/// let recording = [0_i16, 10, 1, 11, 2, 12];
/// let samples = Samples::from_slice(&recording).with_channels(2, Order::Interleaved)?;
/// let mut extents = [Extent::EMPTY; 2];
/// samples.envelope(0..2, &[0..3], &mut extents)?;
/// assert_eq!((extents[1].min, extents[1].max), (10.0, 12.0));
/// # Ok::<(), galry_data::Error>(())
/// ```
#[derive(Debug)]
pub struct Samples<'a, T> {
    values: Values<'a, T>,
    channels: usize,
    order: Order,
    rate_hz: Option<f64>,
    names: Vec<String>,
    pyramid: OnceLock<Pyramid<T>>,
}

/// The values, however they are held.
enum Values<'a, T> {
    Slice(&'a [T]),
    Vec(Vec<T>),
    Arc(Arc<[T]>),
    Owner(Arc<dyn AsRef<[T]> + Send + Sync + 'a>),
}

impl<T> std::fmt::Debug for Values<'_, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (how, len) = match self {
            Self::Slice(values) => ("Slice", values.len()),
            Self::Vec(values) => ("Vec", values.len()),
            Self::Arc(values) => ("Arc", values.len()),
            Self::Owner(values) => ("Owner", values.as_ref().as_ref().len()),
        };
        write!(f, "{how}({len} values)")
    }
}

impl<'a, T: Element> Samples<'a, T> {
    fn new(values: Values<'a, T>) -> Self {
        Self {
            values,
            channels: 1,
            order: Order::default(),
            rate_hz: None,
            names: Vec::new(),
            pyramid: OnceLock::new(),
        }
    }

    /// Borrows samples.
    #[must_use]
    pub fn from_slice(values: &'a [T]) -> Self {
        Self::new(Values::Slice(values))
    }

    /// Takes samples over.
    #[must_use]
    pub fn from_vec(values: Vec<T>) -> Self {
        Self::new(Values::Vec(values))
    }

    /// Shares samples.
    #[must_use]
    pub fn from_arc(values: Arc<[T]>) -> Self {
        Self::new(Values::Arc(values))
    }

    /// Keeps whatever holds the samples, a buffer of another library for instance. It must give
    /// the same slice each time.
    ///
    /// ```
    /// # use galry_data::{Samples, Source};
    /// let boxed: Box<[i16]> = vec![3, 1, 2].into();
    /// assert_eq!(Samples::from_owner(boxed).len(), 3);
    /// ```
    #[must_use]
    pub fn from_owner(owner: impl AsRef<[T]> + Send + Sync + 'a) -> Self {
        Self::new(Values::Owner(Arc::new(owner)))
    }

    /// Sees the values as samples of `channels` channels, which follow each other in `order`.
    ///
    /// # Errors
    /// [`Error::ChannelLayout`] if `channels` is zero or does not divide the number of values.
    pub fn with_channels(self, channels: usize, order: Order) -> Result<Self> {
        let values = self.values().len();
        if channels == 0 || !values.is_multiple_of(channels) {
            return Err(Error::ChannelLayout {
                values: values as u64,
                channels,
            });
        }
        Ok(self.with_whole_frames(channels, order))
    }

    /// The same where the values are known to be whole frames.
    pub(crate) fn with_whole_frames(mut self, channels: usize, order: Order) -> Self {
        debug_assert!(self.values().len().is_multiple_of(channels));
        self.channels = channels;
        self.order = order;
        self.pyramid = OnceLock::new();
        self
    }

    /// States the rate, in samples a second. One that is not positive and finite is as none.
    #[must_use]
    pub fn with_rate_hz(mut self, rate_hz: f64) -> Self {
        self.rate_hz = (rate_hz.is_finite() && rate_hz > 0.0).then_some(rate_hz);
        self
    }

    /// Names the channels, in order; those without a name stay without.
    #[must_use]
    pub fn with_channel_names(
        mut self,
        names: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        self.names = names.into_iter().map(Into::into).collect();
        self
    }

    /// All values, as they were given.
    #[must_use]
    pub fn values(&self) -> &[T] {
        match &self.values {
            Values::Slice(values) => values,
            Values::Vec(values) => values,
            Values::Arc(values) => values,
            Values::Owner(values) => values.as_ref().as_ref(),
        }
    }

    /// Bytes that the pyramid takes, as far as it is built.
    #[must_use]
    pub fn pyramid_bytes(&self) -> u64 {
        self.pyramid.get().map_or(0, Pyramid::bytes)
    }

    /// Chunks of the pyramid that are built, and chunks in all. Queries of short ranges build
    /// nothing.
    #[must_use]
    pub fn pyramid_progress(&self) -> (usize, usize) {
        self.pyramid().progress()
    }

    fn pyramid(&self) -> &Pyramid<T> {
        self.pyramid.get_or_init(|| Pyramid::new(self.layout()))
    }

    /// Where a channel's sample stands among the values.
    fn position(&self, channel: usize, frame: u64) -> usize {
        let (plane, lane) = self.layout().place(channel);
        self.layout().value_index(plane, frame) as usize + lane
    }

    /// The values from a channel's first sample of a range to its last, other channels between.
    fn span(&self, channel: usize, range: &Range<u64>) -> &[T] {
        if range.is_empty() {
            return &[];
        }
        let last = self.position(channel, range.end - 1);
        &self.values()[self.position(channel, range.start)..=last]
    }
}

impl<'a, T: Element> From<&'a [T]> for Samples<'a, T> {
    fn from(values: &'a [T]) -> Self {
        Self::from_slice(values)
    }
}

impl<T: Element> From<Vec<T>> for Samples<'_, T> {
    fn from(values: Vec<T>) -> Self {
        Self::from_vec(values)
    }
}

impl<T: Element> From<Arc<[T]>> for Samples<'_, T> {
    fn from(values: Arc<[T]>) -> Self {
        Self::from_arc(values)
    }
}

impl<T: Element> Store<T> for Samples<'_, T> {
    fn layout(&self) -> Layout {
        Layout {
            frames: (self.values().len() / self.channels) as u64,
            channels: self.channels,
            order: self.order,
        }
    }

    fn bounds(&self, channel: usize, range: Range<u64>) -> Result<Bounds<T>> {
        let span = self.span(channel, &range);
        Ok(kernel::strided_bounds(span, self.layout().lanes()))
    }

    fn with_frames(
        &self,
        plane: usize,
        range: Range<u64>,
        work: &mut dyn FnMut(&[T]),
    ) -> Result<()> {
        let layout = self.layout();
        let start = layout.value_index(plane, range.start) as usize;
        let end = layout.value_index(plane, range.end) as usize;
        work(&self.values()[start..end]);
        Ok(())
    }
}

impl<T: Element> Source for Samples<'_, T> {
    fn len(&self) -> u64 {
        self.layout().frames
    }

    fn channels(&self) -> usize {
        self.channels
    }

    fn element_type(&self) -> ElementType {
        T::TYPE
    }

    fn rate_hz(&self) -> Option<f64> {
        self.rate_hz
    }

    fn channel_name(&self, channel: usize) -> Option<String> {
        self.names.get(channel).cloned()
    }

    fn read(&self, channel: usize, range: Range<u64>, out: &mut [f64]) -> Result<()> {
        self.layout()
            .shape()
            .check_read(channel, &range, out.len())?;
        let values = self
            .span(channel, &range)
            .iter()
            .step_by(self.layout().lanes());
        for (out, value) in out.iter_mut().zip(values) {
            *out = value.to_f64();
        }
        Ok(())
    }

    fn gather(&self, channel: usize, indices: &[u64], out: &mut [f64]) -> Result<()> {
        self.layout()
            .shape()
            .check_gather(channel, indices, out.len())?;
        for (out, &index) in out.iter_mut().zip(indices) {
            *out = self.values()[self.position(channel, index)].to_f64();
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

    fn outer_extents(&self, channel: usize, ranges: &[Range<u64>], out: &mut [Extent]) -> bool {
        self.pyramid
            .get()
            .is_some_and(|pyramid| pyramid::outer_extents(self, pyramid, channel, ranges, out))
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
