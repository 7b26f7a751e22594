//! An array of samples in a file, as a source.

use std::ops::Range;
use std::sync::Arc;

use super::FileReader;
use super::loader::Loader;
pub(crate) use super::pages::Encoding;
use super::pages::Pages;
use super::samples::FileSamples;
use crate::element::{Element, ElementType, with_element};
use crate::extent::Extent;
use crate::pyramid;
use crate::source::{Loading, Origin, Readiness, Source};
use crate::store::{Layout, Order, Store as _};
use crate::summary::{self, Summary};
use crate::{OpenOptions, Result};

/// Values between two wanted ones that are rather read than skipped.
const GATHER_GAP: u64 = 1 << 10;

/// Where in a file the samples lie, and what they are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ArrayDesc {
    pub(crate) format: &'static str,
    pub(crate) element_type: ElementType,
    pub(crate) encoding: Encoding,
    pub(crate) data_offset: u64,
    pub(crate) layout: Layout,
    pub(crate) rate_hz: Option<f64>,
}

/// Makes a source of an array in a file. The caller has checked that the file is long enough.
pub(crate) fn source(
    reader: FileReader,
    desc: &ArrayDesc,
    options: &OpenOptions,
) -> Arc<dyn Source> {
    labelled_source(reader, desc, Labels::default(), options)
}

/// What is written about an array beside its samples.
#[derive(Clone, Debug, Default)]
pub(crate) struct Labels {
    /// The channels' names, where they have some.
    pub(crate) names: Vec<String>,
    /// The units of the values.
    pub(crate) unit: Option<String>,
}

#[cfg(feature = "arrow")]
impl ArrayDesc {
    /// A column of a table in a file, and what is written about it. It may not lie in the file as
    /// it is: its place is its name's.
    pub(crate) fn of_column<T: Element>(
        format: &'static str,
        name: &str,
        rows: u64,
    ) -> (Self, Labels) {
        let desc = Self {
            format,
            element_type: T::TYPE,
            encoding: Encoding::LittleEndian,
            data_offset: crate::decoded::key_of(name),
            layout: Layout {
                frames: rows,
                channels: 1,
                order: Order::Interleaved,
            },
            rate_hz: None,
        };
        let labels = Labels {
            names: vec![name.to_owned()],
            unit: None,
        };
        (desc, labels)
    }
}

/// Makes a source of an array in a file, with what is written about it.
pub(crate) fn labelled_source(
    reader: FileReader,
    desc: &ArrayDesc,
    labels: Labels,
    options: &OpenOptions,
) -> Arc<dyn Source> {
    fn of<T: Element>(
        reader: FileReader,
        desc: &ArrayDesc,
        labels: Labels,
        options: &OpenOptions,
    ) -> Arc<dyn Source> {
        let mut array = FileArray::<T>::new(reader, desc, options);
        array.labels = labels;
        Arc::new(array)
    }
    with_element!(desc.element_type, T => of::<T>(reader, desc, labels, options))
}

/// The same values with samples and channels exchanged; an array without samples stays.
pub(crate) fn transposed(layout: Layout) -> Layout {
    match usize::try_from(layout.frames) {
        Ok(frames) if frames > 0 => Layout {
            frames: layout.channels as u64,
            channels: frames,
            order: match layout.order {
                Order::Interleaved => Order::Planar,
                Order::Planar => Order::Interleaved,
            },
        },
        _ => layout,
    }
}

/// Makes a source of values that must be decoded; `desc` says what they come to.
#[cfg(any(feature = "arrow", feature = "hdf5"))]
pub(crate) fn decoded_source<T: Element>(
    reader: FileReader,
    desc: &ArrayDesc,
    decoded: crate::decoded::Decoded<T>,
    labels: Labels,
    options: &OpenOptions,
) -> Arc<dyn Source> {
    let origin = reader.origin(desc.format);
    let samples = FileSamples::new(reader, desc, options).with_decoded(decoded);
    Arc::new(FileArray::over(origin, desc.rate_hz, labels, samples))
}

/// An array in a file.
#[derive(Debug)]
pub(super) struct FileArray<T: Element> {
    origin: Origin,
    rate_hz: Option<f64>,
    labels: Labels,
    pub(super) samples: Arc<FileSamples<T>>,
    pub(super) loader: Loader<T>,
}

impl<T: Element> FileArray<T> {
    pub(super) fn new(reader: FileReader, desc: &ArrayDesc, options: &OpenOptions) -> Self {
        let origin = reader.origin(desc.format);
        let samples = FileSamples::new(reader, desc, options);
        Self::over(origin, desc.rate_hz, Labels::default(), samples)
    }

    fn over(origin: Origin, rate_hz: Option<f64>, labels: Labels, samples: FileSamples<T>) -> Self {
        let samples = Arc::new(samples);
        Self {
            origin,
            rate_hz,
            labels,
            loader: Loader::new(Arc::clone(&samples)),
            samples,
        }
    }
}

impl<T: Element> Source for FileArray<T> {
    fn len(&self) -> u64 {
        self.samples.layout().frames
    }

    fn channels(&self) -> usize {
        self.samples.layout().channels
    }

    fn element_type(&self) -> ElementType {
        T::TYPE
    }

    fn rate_hz(&self) -> Option<f64> {
        self.rate_hz
    }

    fn channel_name(&self, channel: usize) -> Option<String> {
        self.labels.names.get(channel).cloned()
    }

    fn unit(&self) -> Option<String> {
        self.labels.unit.clone()
    }

    fn origin(&self) -> Option<&Origin> {
        Some(&self.origin)
    }

    fn read(&self, channel: usize, range: Range<u64>, out: &mut [f64]) -> Result<()> {
        self.samples
            .layout()
            .shape()
            .check_read(channel, &range, out.len())?;
        let lanes = self.samples.layout().lanes();
        let mut out = out.iter_mut();
        self.samples.visit_channel(channel, &range, |values| {
            // The slice goes first: a zip takes from its first part even where the second ends.
            for (value, out) in values.iter().step_by(lanes).zip(&mut out) {
                *out = value.to_f64();
            }
        })
    }

    fn gather(&self, channel: usize, indices: &[u64], out: &mut [f64]) -> Result<()> {
        self.samples
            .layout()
            .shape()
            .check_gather(channel, indices, out.len())?;
        let lanes = self.samples.layout().lanes() as u64;
        let gap = (GATHER_GAP / lanes).max(1);
        let mut done = 0;
        while done < indices.len() {
            // A run of indices that are near each other, and within one page's length.
            let first = indices[done];
            let near = |pair: &[u64]| {
                pair[0] <= pair[1]
                    && pair[1] - pair[0] <= gap
                    && (pair[1] - first) * lanes < Pages::<T>::PAGE_VALUES
            };
            let run = 1 + indices[done..]
                .windows(2)
                .take_while(|pair| near(pair))
                .count();
            let (wanted, out) = (&indices[done..done + run], &mut out[done..done + run]);
            let base = self.samples.position(channel, first);
            let mut next = 0;
            let span = first..wanted[run - 1] + 1;
            self.samples
                .pages()
                .visit(self.samples.span(channel, &span), |start, values| {
                    while next < run {
                        let at = base + (wanted[next] - first) * lanes - start;
                        let Some(value) = values.get(at as usize) else {
                            break;
                        };
                        out[next] = value.to_f64();
                        next += 1;
                    }
                })?;
            done += run;
        }
        Ok(())
    }

    fn envelope(
        &self,
        channels: Range<usize>,
        ranges: &[Range<u64>],
        out: &mut [Extent],
    ) -> Result<Readiness> {
        let samples = &*self.samples;
        pyramid::envelope(samples, samples.pyramid(), channels, ranges, out)?;
        samples.keep();
        Ok(Readiness::Ready)
    }

    fn envelope_now(
        &self,
        channels: Range<usize>,
        ranges: &[Range<u64>],
        out: &mut [Extent],
    ) -> Result<Readiness> {
        self.loader.envelope_now(channels, ranges, out)
    }

    fn outer_extents(&self, channel: usize, ranges: &[Range<u64>], out: &mut [Extent]) -> bool {
        let samples = &*self.samples;
        samples
            .pyramid_if_begun()
            .is_some_and(|pyramid| pyramid::outer_extents(samples, pyramid, channel, ranges, out))
    }

    fn loading(&self) -> Option<Loading> {
        self.loader.loading()
    }

    fn scan(
        &self,
        channels: Range<usize>,
        ranges: &[Range<u64>],
        out: &mut [Extent],
    ) -> Result<()> {
        pyramid::scan(&*self.samples, channels, ranges, out)
    }

    fn summarize(&self, channels: Range<usize>) -> Result<Vec<Summary>> {
        summary::of_store(&*self.samples, channels)
    }
}
