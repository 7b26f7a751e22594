//! Data sets of HDF5 files, by the system's library.
//!
//! A data set that lies in one piece, uncompressed and in the machine's own type, is read by
//! position like any raw file, without the library. All others are decoded in bands of whole
//! rows, cut where the file's own chunks are cut, so that each chunk is decoded once for a band.
//! The library works for one thread at a time, under a lock of its own.

mod list;

use std::path::Path;
use std::sync::Arc;

use hdf5_metno::plist::dataset_create::Layout as StorageLayout;
use hdf5_metno::{Dataset, Extent, Extents, File, H5Type, Hyperslab, SliceOrIndex};
use ndarray::IxDyn;

use crate::decoded::{Decode, Decoded, DecodedCache, key_of};
use crate::element::{Element, with_element};
use crate::file::FileReader;
use crate::file::array::{self, ArrayDesc, Encoding, Labels};
use crate::item::{self, Item};
use crate::source::Source;
use crate::store::{Layout, Order};
use crate::{Error, OpenOptions, Result};

/// Bytes of a band, roughly: one read of the file, and what one sample may cost to look at.
const BAND_BYTES: u64 = 1 << 20;
/// Bytes of a band at most; larger chunks are cut, and kept whole by the library.
const MOST_BAND_BYTES: u64 = 16 << 20;

/// Bands of an array at most.
const MOST_BANDS: u64 = 1 << 22;
/// Values of an array at most: 4 million million.
const MOST_VALUES: u64 = 1 << 42;

const FORMAT: &str = "hdf5";
/// The same in sentences.
const NAME: &str = "HDF5";

/// The arrays of a file that can be opened, in the order of their names.
pub(crate) fn items(path: &Path) -> Result<Vec<Item>> {
    Ok(list::arrays(&open_file(path, 0)?))
}

/// Opens a data set: the named one, or the only one there is.
pub(crate) fn open(
    reader: FileReader,
    name: Option<&str>,
    options: &OpenOptions,
) -> Result<Arc<dyn Source>> {
    let path = reader.path().to_owned();
    let file = open_file(&path, 0)?;
    let items = list::arrays(&file);
    let item = match (name, items.as_slice()) {
        (Some(name), _) => named(&path, &file, &items, name)?,
        (None, [only]) => only.clone(),
        (None, []) => {
            return Err(Error::NoItem { path, format: NAME });
        }
        (None, _) => {
            return Err(Error::SeveralItems {
                path,
                count: items.len(),
                items: item::list(&items),
            });
        }
    };
    with_element!(item.element_type, T => open_typed::<T>(reader, &file, &item, options))
}

/// Opens the file with room for that many bytes of decoded chunks in the library.
fn open_file(path: &Path, chunk_bytes: usize) -> Result<File> {
    let mut builder = File::with_options();
    builder.with_fapl(|access| access.chunk_cache(1009, chunk_bytes.max(1 << 20), 1.0));
    builder.open(path).map_err(|error| Error::Header {
        path: path.to_owned(),
        format: NAME,
        message: error.to_string(),
    })
}

/// The item of that name; one that is no array says what it is.
fn named(path: &Path, file: &File, items: &[Item], name: &str) -> Result<Item> {
    let wanted = name.trim_matches('/');
    let found = items
        .iter()
        .find(|item| item.name.trim_matches('/') == wanted);
    if let Some(item) = found {
        return Ok(item.clone());
    }
    // Behind a link, or not among the arrays.
    let Ok(dataset) = file.dataset(name) else {
        return Err(Error::NoSuchItem {
            path: path.to_owned(),
            item: name.to_owned(),
            items: item::list(items),
        });
    };
    list::item(name, &dataset).map_err(|why| Error::NotAnArray {
        path: path.to_owned(),
        item: name.to_owned(),
        what: why,
    })
}

fn open_typed<T: Element + H5Type>(
    reader: FileReader,
    file: &File,
    item: &Item,
    options: &OpenOptions,
) -> Result<Arc<dyn Source>> {
    let failed = |error: &hdf5_metno::Error| failure(reader.path(), &item.name, error);
    let dataset = file.dataset(&item.name).map_err(|error| failed(&error))?;
    let labels = Labels {
        names: Vec::new(),
        unit: list::unit(&dataset),
    };
    // Without a column there is one channel without samples.
    let width = item.shape.get(1).copied().unwrap_or(1);
    let frames = if width == 0 { 0 } else { item.shape[0] };
    let layout = Layout {
        frames,
        channels: width.max(1) as usize,
        order: Order::Interleaved,
    };
    // A damaged shape must not make tables of chunks that fill the memory.
    if frames
        .checked_mul(width)
        .is_none_or(|values| values > MOST_VALUES)
    {
        return Err(Error::NotAnArray {
            path: reader.path().to_owned(),
            item: item.name.clone(),
            what: format!("{} values", item.shape_text()),
        });
    }
    let mut desc = ArrayDesc {
        format: FORMAT,
        element_type: T::TYPE,
        encoding: Encoding::LittleEndian,
        data_offset: key_of(&item.name),
        layout,
        rate_hz: list::rate_hz(file, &item.name, &dataset),
    };
    if options.transpose {
        desc.layout = array::transposed(layout);
    }
    if let Some(offset) = plain::<T>(&dataset, frames * width, reader.bytes()) {
        desc.data_offset = offset;
        if cfg!(target_endian = "big") {
            desc.encoding = Encoding::BigEndian;
        }
        return Ok(array::labelled_source(reader, &desc, labels, options));
    }
    let row_bytes = width * size_of::<T>() as u64;
    let chunk = dataset.chunk().unwrap_or_default();
    if !chunks_fit(&dataset, &chunk) {
        return Err(Error::Decode {
            path: reader.path().to_owned(),
            item: item.name.clone(),
            message: format!(
                "chunks of {chunk:?} values in an array of {}; the file seems to be damaged",
                item.shape_text()
            ),
        });
    }
    let (rows, held) = band(&chunk, row_bytes, width, size_of::<T>() as u64);
    // Nothing is gained by many small bands of an endless array.
    let rows = rows.max(frames / MOST_BANDS);
    let budget = options.cache_bytes;
    // The library keeps chunks only where a band is less than a chunk.
    let held = held.min(budget / 2);
    let dataset = if held > 0 {
        let file = open_file(reader.path(), held as usize)?;
        file.dataset(&item.name).map_err(|error| failed(&error))?
    } else {
        dataset
    };
    let bands = Bands {
        dataset,
        path: reader.path().to_owned(),
        name: item.name.clone(),
        shape: item.shape.clone(),
        rows,
    };
    let lengths = (0..frames.div_ceil(rows)).map(|band| rows.min(frames - band * rows) * width);
    let cache = DecodedCache::new(budget - held);
    let decoded = Decoded::<T>::new(bands, lengths, cache, 0);
    Ok(array::decoded_source(
        reader, &desc, decoded, labels, options,
    ))
}

/// Whether no chunk is larger than an array that cannot grow: the library refuses to write such, and
/// reads beyond what it decoded where a damaged file says so.
fn chunks_fit(dataset: &Dataset, chunk: &[usize]) -> bool {
    let Ok(space) = dataset.space() else {
        return false;
    };
    let Ok(Extents::Simple(extents)) = space.extents() else {
        // Not one with sides.
        return true;
    };
    let both = extents.iter().zip(chunk);
    let fits = |(extent, &side): (&Extent, &usize)| extent.max.is_none_or(|max| side <= max);
    // Without values nothing is read.
    extents.size() == 0 || (extents.ndim() >= chunk.len() && both.into_iter().all(fits))
}

/// Where in the file the values lie, if they lie there in one piece and as they are in memory.
fn plain<T: H5Type>(dataset: &Dataset, values: u64, file_bytes: u64) -> Option<u64> {
    let creation = dataset.create_plist().ok()?;
    let is_plain = creation.get_layout().ok()? == StorageLayout::Contiguous
        && creation.get_external().ok()?.is_empty()
        && dataset.filters().is_empty()
        && dataset.dtype().ok()?.is::<T>();
    let offset = dataset.offset()?;
    let end = values
        .checked_mul(size_of::<T>() as u64)?
        .checked_add(offset)?;
    // One that goes beyond the file's end is left to the library, which says so.
    (is_plain && values > 0 && end <= file_bytes).then_some(offset)
}

/// Rows of a band, and bytes of chunks that the library should keep so that none is decoded twice.
fn band(chunk: &[usize], row_bytes: u64, width: u64, value_bytes: u64) -> (u64, u64) {
    let high = chunk.first().map_or(1, |&rows| rows.max(1) as u64);
    let chunk_row_bytes = high.saturating_mul(row_bytes.max(1));
    if chunk_row_bytes > MOST_BAND_BYTES {
        let wide = chunk.get(1).map_or(1, |&columns| columns.max(1) as u64);
        let across = width.max(1).div_ceil(wide);
        let held = high
            .saturating_mul(wide * value_bytes)
            .saturating_mul(across);
        return ((MOST_BAND_BYTES / row_bytes.max(1)).max(1), held);
    }
    let chunks = (BAND_BYTES / chunk_row_bytes).max(1);
    (high * chunks, 0)
}

fn failure(path: &Path, item: &str, error: &hdf5_metno::Error) -> Error {
    Error::Decode {
        path: path.to_owned(),
        item: item.to_owned(),
        message: error.to_string(),
    }
}

/// Bands of whole rows of a data set.
#[derive(Debug)]
struct Bands {
    dataset: Dataset,
    path: std::path::PathBuf,
    name: String,
    shape: Vec<u64>,
    /// Rows of each band but the last.
    rows: u64,
}

impl<T: Element + H5Type> Decode<T> for Bands {
    fn decode(&self, group: usize) -> Result<Vec<T>> {
        let first = group as u64 * self.rows;
        let end = self.shape[0].min(first + self.rows);
        let mut slices = vec![SliceOrIndex::from(first as usize..end as usize)];
        if self.shape.len() == 2 {
            slices.push(SliceOrIndex::from(0..self.shape[1] as usize));
        }
        let band = self
            .dataset
            .read_slice::<T, _, IxDyn>(Hyperslab::from(slices))
            .map_err(|error| failure(&self.path, &self.name, &error))?;
        Ok(band.into_raw_vec_and_offset().0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_follow_chunks() {
        // 384 channels of i16, chunks of 1000 rows: 768 kB a chunk row.
        assert_eq!(band(&[1000, 384], 768, 384, 2), (1000, 0));
        assert_eq!(band(&[100, 16], 768, 384, 2), (1300, 0));
        // Not chunked.
        assert_eq!(band(&[], 8, 1, 8), (1 << 17, 0));
        // One chunk a channel: all of them are wanted again for the next band.
        let (rows, held) = band(&[1 << 20, 1], 768, 384, 2);
        assert_eq!(rows, (16 << 20) / 768);
        assert_eq!(held, 768 << 20);
        // No column at all.
        assert!(band(&[], 0, 0, 2).0 > 0);
    }
}
