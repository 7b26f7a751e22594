//! Values of a file, decoded and kept in pages of about a mebibyte.
//!
//! The pages in memory are bounded; the one used longest ago goes first. A page is not read for
//! the sake of a few values: queries touch the edges of thousands of columns, each on another
//! page. Small reads go straight to the file (the system keeps its own cache) until they add up
//! to a part of the page worth reading it whole.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::FileReader;
use crate::Result;
use crate::element::Element;

/// Bytes of a page, decoded.
const PAGE_BYTES: u64 = 1 << 20;
/// A page is read whole once one part in so many of it was asked for.
const WORTH_PART: u64 = 4;
/// Pages of which it is remembered how much was asked for.
const REMEMBERED: usize = 1 << 14;

/// How values are written in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// As in memory, the lowest byte first.
    LittleEndian,
    /// As in memory, the highest byte first.
    BigEndian,
    /// Signed integers of three bytes, the lowest first, for values of four.
    Packed24,
}

impl Encoding {
    /// Bytes of a value in the file.
    pub(crate) fn value_bytes(self, element_bytes: usize) -> usize {
        match self {
            Self::Packed24 => 3,
            Self::LittleEndian | Self::BigEndian => element_bytes,
        }
    }
}

/// The values of a file from some byte on.
#[derive(Debug)]
pub(super) struct Pages<T> {
    reader: FileReader,
    encoding: Encoding,
    data_offset: u64,
    /// Values in all.
    values: u64,
    capacity: usize,
    kept: Mutex<Kept<T>>,
    /// Where values come from instead, if they must be decoded.
    #[cfg(any(feature = "arrow", feature = "hdf5"))]
    decoded: Option<crate::decoded::Decoded<T>>,
}

/// The pages in memory.
#[derive(Debug)]
struct Kept<T> {
    pages: HashMap<u64, (Arc<Vec<T>>, u64)>,
    /// Counts uses, so that each page knows its last.
    clock: u64,
    /// Values asked for of pages that are not in memory.
    asked: HashMap<u64, u64>,
}

impl<T: Element> Pages<T> {
    pub(super) const PAGE_VALUES: u64 = PAGE_BYTES / size_of::<T>() as u64;

    pub(super) fn new(
        reader: FileReader,
        encoding: Encoding,
        data_offset: u64,
        values: u64,
        cache_bytes: u64,
    ) -> Self {
        Self {
            reader,
            encoding,
            data_offset,
            values,
            capacity: (cache_bytes / PAGE_BYTES).max(1) as usize,
            kept: Mutex::new(Kept {
                pages: HashMap::new(),
                clock: 0,
                asked: HashMap::new(),
            }),
            #[cfg(any(feature = "arrow", feature = "hdf5"))]
            decoded: None,
        }
    }

    /// Takes the values from there, which keeps them in its own way.
    #[cfg(any(feature = "arrow", feature = "hdf5"))]
    pub(super) fn with_decoded(mut self, decoded: crate::decoded::Decoded<T>) -> Self {
        self.decoded = Some(decoded);
        self
    }

    /// Whether pages are kept here.
    fn keeps_pages(&self) -> bool {
        #[cfg(any(feature = "arrow", feature = "hdf5"))]
        return self.decoded.is_none();
        #[cfg(not(any(feature = "arrow", feature = "hdf5")))]
        return true;
    }

    pub(super) fn reader(&self) -> &FileReader {
        &self.reader
    }

    /// Reads values straight from the file.
    pub(super) fn read_direct(&self, start: u64, out: &mut [T]) -> Result<()> {
        #[cfg(any(feature = "arrow", feature = "hdf5"))]
        if let Some(decoded) = &self.decoded {
            return decoded.read(start, out);
        }
        let width = self.encoding.value_bytes(size_of::<T>());
        let offset = self.data_offset + start * width as u64;
        let bytes: &mut [u8] = bytemuck::cast_slice_mut(out);
        if self.encoding == Encoding::Packed24 {
            // Read to the end of the room, then spread out from its beginning: value i is
            // written over bytes 4i to 4i + 3, all of which are read by then.
            let packed = bytes.len() / 4;
            self.reader.read_at(offset, &mut bytes[packed..])?;
            for index in 0..packed {
                let from = packed + 3 * index;
                let (a, b, c) = (bytes[from], bytes[from + 1], bytes[from + 2]);
                let value = i32::from_le_bytes([0, a, b, c]) >> 8;
                bytes[4 * index..][..4].copy_from_slice(&value.to_ne_bytes());
            }
            return Ok(());
        }
        self.reader.read_at(offset, bytes)?;
        let file_is_big = self.encoding == Encoding::BigEndian;
        let swap = file_is_big != cfg!(target_endian = "big");
        if swap {
            for value in out {
                *value = value.swapped();
            }
        }
        Ok(())
    }

    /// Hands values to `work` in one or several slices, each with the index of its first value.
    pub(super) fn visit(&self, range: Range<u64>, mut work: impl FnMut(u64, &[T])) -> Result<()> {
        let mut start = range.start;
        while start < range.end {
            let page = start / Self::PAGE_VALUES;
            let first = page * Self::PAGE_VALUES;
            let end = range.end.min(first + Self::PAGE_VALUES);
            if let Some(values) = self.page(page, end - start)? {
                let within = (start - first) as usize..(end - first) as usize;
                work(start, &values[within]);
            } else {
                let mut values = vec![T::zeroed(); (end - start) as usize];
                self.read_direct(start, &mut values)?;
                work(start, &values);
            }
            start = end;
        }
        Ok(())
    }

    /// The page, if it is in memory or worth reading for so many values.
    fn page(&self, page: u64, asked: u64) -> Result<Option<Arc<Vec<T>>>> {
        if !self.keeps_pages() {
            return Ok(None);
        }
        if let Some(values) = self.lock().look_up(page) {
            return Ok(Some(values));
        }
        let first = page * Self::PAGE_VALUES;
        let len = (self.values - first).min(Self::PAGE_VALUES);
        if !self.lock().worth_reading(page, asked, len) {
            return Ok(None);
        }
        // Not under the lock: two threads may read the same page, which is harmless.
        let mut values = vec![T::zeroed(); len as usize];
        self.read_direct(first, &mut values)?;
        let values = Arc::new(values);
        self.lock().keep(page, Arc::clone(&values), self.capacity);
        Ok(Some(values))
    }

    fn lock(&self) -> MutexGuard<'_, Kept<T>> {
        // Pages are inserted whole, so a panic elsewhere cannot have left half of one.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Number of pages in memory.
    #[cfg(test)]
    pub(super) fn kept(&self) -> usize {
        self.lock().pages.len()
    }
}

impl<T> Kept<T> {
    fn look_up(&mut self, page: u64) -> Option<Arc<Vec<T>>> {
        self.clock += 1;
        let (values, used) = self.pages.get_mut(&page)?;
        *used = self.clock;
        Some(Arc::clone(values))
    }

    fn worth_reading(&mut self, page: u64, asked: u64, len: u64) -> bool {
        if self.asked.len() >= REMEMBERED {
            self.asked.clear();
        }
        let sum = self.asked.entry(page).or_insert(0);
        *sum += asked;
        *sum * WORTH_PART >= len
    }

    fn keep(&mut self, page: u64, values: Arc<Vec<T>>, capacity: usize) {
        self.asked.remove(&page);
        self.clock += 1;
        self.pages.insert(page, (values, self.clock));
        while self.pages.len() > capacity {
            let oldest = self.pages.iter().min_by_key(|(_, (_, used))| *used);
            let Some((&oldest, _)) = oldest else { break };
            self.pages.remove(&oldest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ten pages of `i16` that count up, of which two may be kept.
    fn pages(folder: &tempfile::TempDir) -> Pages<i16> {
        let values = 10 * Pages::<i16>::PAGE_VALUES;
        let bytes: Vec<u8> = (0..values)
            .flat_map(|index| (index as i16).to_le_bytes())
            .collect();
        let path = folder.path().join("a");
        std::fs::write(&path, bytes).unwrap();
        let reader = FileReader::open(&path).unwrap();
        Pages::new(reader, Encoding::LittleEndian, 0, values, 2 << 20)
    }

    fn read(pages: &Pages<i16>, range: Range<u64>) {
        let mut next = range.start;
        pages
            .visit(range.clone(), |start, values| {
                assert_eq!(start, next);
                for &value in values {
                    assert_eq!(value, next as i16);
                    next += 1;
                }
            })
            .unwrap();
        assert_eq!(next, range.end);
    }

    #[test]
    fn a_page_is_kept_once_much_of_it_was_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let pages = pages(&folder);
        let quarter = Pages::<i16>::PAGE_VALUES / 4;
        read(&pages, 7..1000);
        assert_eq!(pages.kept(), 0);
        read(&pages, 0..quarter);
        assert_eq!(pages.kept(), 1);
    }

    #[test]
    fn memory_is_bounded_and_the_oldest_page_goes() {
        let folder = tempfile::tempdir().unwrap();
        let pages = pages(&folder);
        let page = Pages::<i16>::PAGE_VALUES;
        read(&pages, 0..10 * page);
        assert_eq!(pages.kept(), 2);
        assert!(pages.lock().look_up(9).is_some() && pages.lock().look_up(7).is_none());
        read(&pages, 8 * page..8 * page + 1);
        read(&pages, 0..page);
        assert!(pages.lock().look_up(8).is_some() && pages.lock().look_up(9).is_none());
    }

    #[test]
    fn three_byte_integers_keep_their_sign() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        let values = [0, 1, -1, 8_388_607, -8_388_608, 123_456];
        let bytes: Vec<u8> = values
            .iter()
            .flat_map(|value: &i32| value.to_le_bytes()[..3].to_vec())
            .collect();
        std::fs::write(&path, bytes).unwrap();
        let reader = FileReader::open(&path).unwrap();
        let pages = Pages::<i32>::new(reader, Encoding::Packed24, 0, 6, 0);
        for start in 0..6 {
            let mut out = vec![0; 6 - start];
            pages.read_direct(start as u64, &mut out).unwrap();
            assert_eq!(out, values[start..]);
        }
    }
}
