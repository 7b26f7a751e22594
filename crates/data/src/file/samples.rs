//! Samples in a file, as pyramids and queries see them: what threads share.

use std::cell::RefCell;
use std::ops::Range;
use std::sync::OnceLock;

use super::FileReader;
use super::array::ArrayDesc;
use super::keep::Keeper;
use super::pages::Pages;
use crate::element::Element;
use crate::extent::Bounds;
use crate::pyramid::Pyramid;
use crate::store::{Layout, Store};
use crate::{OpenOptions, Result, kernel};

/// Samples in a file.
#[derive(Debug)]
pub(super) struct FileSamples<T> {
    layout: Layout,
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

impl<T: Element> FileSamples<T> {
    pub(super) fn new(reader: FileReader, desc: &ArrayDesc, options: &OpenOptions) -> Self {
        let values = desc.layout.frames * desc.layout.channels as u64;
        Self {
            layout: desc.layout,
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

    /// The same with values that must be decoded.
    #[cfg(any(feature = "arrow", feature = "hdf5"))]
    pub(super) fn with_decoded(mut self, decoded: crate::decoded::Decoded<T>) -> Self {
        self.pages = self.pages.with_decoded(decoded);
        self
    }

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

    /// The pyramid, if it was asked for before.
    pub(super) fn pyramid_if_begun(&self) -> Option<&Pyramid<T>> {
        self.pyramid.get()
    }

    /// Keeps the pyramid, if all of it is built and that is wanted.
    pub(super) fn keep(&self) {
        if let Some(pyramid) = self.pyramid.get() {
            self.keeper.keep(self.reader(), pyramid);
        }
    }

    pub(super) fn pages(&self) -> &Pages<T> {
        &self.pages
    }

    /// Positions among all values from a channel's first sample of a range to its last.
    pub(super) fn span(&self, channel: usize, range: &Range<u64>) -> Range<u64> {
        if range.is_empty() {
            return 0..0;
        }
        self.position(channel, range.start)..self.position(channel, range.end - 1) + 1
    }

    pub(super) fn position(&self, channel: usize, frame: u64) -> u64 {
        let (plane, lane) = self.layout.place(channel);
        self.layout.value_index(plane, frame) + lane as u64
    }

    /// Hands one channel's samples to `work`, in slices of which every `lanes`th value counts,
    /// the first included.
    pub(super) fn visit_channel(
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

impl<T: Element> Store<T> for FileSamples<T> {
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
