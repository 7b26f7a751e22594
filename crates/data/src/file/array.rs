//! An array of samples in a file, as a source.

use std::cell::RefCell;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use super::FileReader;
use super::keep::Keeper;
pub(crate) use super::pages::Encoding;
use super::pages::Pages;
use crate::element::{Element, ElementType};
use crate::extent::{Bounds, Extent};
use crate::pyramid::{self, Pyramid};
use crate::source::{Origin, Readiness, Source};
use crate::store::{Layout, Store};
use crate::summary::{self, Summary};
use crate::{OpenOptions, Result, kernel};

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
    match desc.element_type {
        ElementType::I8 => Arc::new(FileArray::<i8>::new(reader, desc, options)),
        ElementType::U8 => Arc::new(FileArray::<u8>::new(reader, desc, options)),
        ElementType::I16 => Arc::new(FileArray::<i16>::new(reader, desc, options)),
        ElementType::U16 => Arc::new(FileArray::<u16>::new(reader, desc, options)),
        ElementType::I32 => Arc::new(FileArray::<i32>::new(reader, desc, options)),
        ElementType::U32 => Arc::new(FileArray::<u32>::new(reader, desc, options)),
        ElementType::I64 => Arc::new(FileArray::<i64>::new(reader, desc, options)),
        ElementType::U64 => Arc::new(FileArray::<u64>::new(reader, desc, options)),
        ElementType::F32 => Arc::new(FileArray::<f32>::new(reader, desc, options)),
        ElementType::F64 => Arc::new(FileArray::<f64>::new(reader, desc, options)),
    }
}

/// Samples in a file.
#[derive(Debug)]
pub(super) struct FileArray<T> {
    origin: Origin,
    layout: Layout,
    rate_hz: Option<f64>,
    pages: Pages<T>,
    pyramid: OnceLock<Pyramid<T>>,
    /// What the pyramid may take in memory.
    pyramid_bytes: u64,
    keeper: Keeper,
}

thread_local! {
    /// Room for the frames of a chunk, kept by each thread: fresh memory costs more than a read.
    /// Of the widest type, so that it is aligned for all.
    static FRAMES: RefCell<Vec<u64>> = const { RefCell::new(Vec::new()) };
}

impl<T: Element> FileArray<T> {
    pub(super) fn new(reader: FileReader, desc: &ArrayDesc, options: &OpenOptions) -> Self {
        let origin = Origin {
            path: reader.path().to_owned(),
            format: desc.format,
            bytes: reader.bytes(),
        };
        let values = desc.layout.frames * desc.layout.channels as u64;
        Self {
            origin,
            layout: desc.layout,
            rate_hz: desc.rate_hz,
            pages: Pages::new(
                reader,
                desc.encoding,
                desc.data_offset,
                values,
                options.cache_bytes,
            ),
            pyramid: OnceLock::new(),
            pyramid_bytes: options.pyramid.max_bytes,
            keeper: Keeper::new(desc, &options.pyramid),
        }
    }

    #[cfg(test)]
    pub(super) fn reader(&self) -> &FileReader {
        self.pages.reader()
    }

    /// The pyramid, as far as it is built; at first what was kept of it.
    pub(super) fn pyramid(&self) -> &Pyramid<T> {
        self.pyramid.get_or_init(|| {
            let mut pyramid = Pyramid::with_max_bytes(self.layout, self.pyramid_bytes);
            self.keeper.take_up(self.pages.reader(), &mut pyramid);
            pyramid
        })
    }

    /// Positions among all values from a channel's first sample of a range to its last.
    fn span(&self, channel: usize, range: &Range<u64>) -> Range<u64> {
        if range.is_empty() {
            return 0..0;
        }
        self.position(channel, range.start)..self.position(channel, range.end - 1) + 1
    }

    fn position(&self, channel: usize, frame: u64) -> u64 {
        let (plane, lane) = self.layout.place(channel);
        self.layout.value_index(plane, frame) + lane as u64
    }

    /// Hands one channel's samples to `work`, in slices of which every `lanes`th value counts,
    /// the first included.
    fn visit_channel(
        &self,
        channel: usize,
        range: &Range<u64>,
        mut work: impl FnMut(&[T]),
    ) -> Result<()> {
        let lanes = self.layout.lanes() as u64;
        let span = self.span(channel, range);
        let first = span.start;
        self.pages.visit(span, |start, values| {
            // A page may begin in the middle of a frame.
            let skip = (lanes - (start - first) % lanes) % lanes;
            if let Some(values) = values.get(skip as usize..) {
                work(values);
            }
        })
    }
}

impl<T: Element> Store<T> for FileArray<T> {
    fn layout(&self) -> Layout {
        self.layout
    }

    fn bounds(&self, channel: usize, range: Range<u64>) -> Result<Bounds<T>> {
        let mut found = Bounds::EMPTY;
        let lanes = self.layout.lanes();
        self.visit_channel(channel, &range, |values| {
            found = found.union(kernel::strided_bounds(values, lanes));
        })?;
        Ok(found)
    }

    fn with_frames(
        &self,
        plane: usize,
        range: Range<u64>,
        work: &mut dyn FnMut(&[T]),
    ) -> Result<()> {
        let start = self.layout.value_index(plane, range.start);
        let len = (self.layout.value_index(plane, range.end) - start) as usize;
        // Taken out while in use, so that `work` may come back here.
        let mut room = FRAMES.take();
        room.resize((len * size_of::<T>()).div_ceil(8), 0);
        let values: &mut [T] = &mut bytemuck::cast_slice_mut(&mut room)[..len];
        let result = self.pages.read_direct(start, values);
        if result.is_ok() {
            work(values);
        }
        FRAMES.replace(room);
        result
    }
}

impl<T: Element> Source for FileArray<T> {
    fn len(&self) -> u64 {
        self.layout.frames
    }

    fn channels(&self) -> usize {
        self.layout.channels
    }

    fn element_type(&self) -> ElementType {
        T::TYPE
    }

    fn rate_hz(&self) -> Option<f64> {
        self.rate_hz
    }

    fn origin(&self) -> Option<&Origin> {
        Some(&self.origin)
    }

    fn read(&self, channel: usize, range: Range<u64>, out: &mut [f64]) -> Result<()> {
        self.layout.shape().check_read(channel, &range, out.len())?;
        let lanes = self.layout.lanes();
        let mut out = out.iter_mut();
        self.visit_channel(channel, &range, |values| {
            // The slice goes first: a zip takes from its first part even where the second ends.
            for (value, out) in values.iter().step_by(lanes).zip(&mut out) {
                *out = value.to_f64();
            }
        })
    }

    fn gather(&self, channel: usize, indices: &[u64], out: &mut [f64]) -> Result<()> {
        self.layout
            .shape()
            .check_gather(channel, indices, out.len())?;
        let lanes = self.layout.lanes() as u64;
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
            let base = self.position(channel, first);
            let mut next = 0;
            let span = first..wanted[run - 1] + 1;
            self.pages
                .visit(self.span(channel, &span), |start, values| {
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
        let pyramid = self.pyramid();
        pyramid::envelope(self, pyramid, channels, ranges, out)?;
        self.keeper.keep(self.pages.reader(), pyramid);
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
