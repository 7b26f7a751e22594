//! Images in files: two-dimensional `.npy`, raw binary, and `.png`.

use std::io::BufReader;
use std::path::Path;
use std::sync::Arc;

use super::rows::FileRows;
use super::typed::Typed;
use super::{Grid, Raster};
use crate::element::{Element, with_element};
use crate::file::array::{ArrayDesc, Encoding};
use crate::file::{FileReader, npy, raw};
use crate::open::OpenOptions;
use crate::store::Order;
use crate::{Error, Result};

/// What a PNG begins with.
const PNG_MAGIC: &[u8] = b"\x89PNG\r\n\x1a\n";
/// Bytes that a decoded PNG may take.
const PNG_BYTES: usize = 1 << 34;

/// Whether a file is a picture by its first bytes, so that it is shown as an image unless
/// something else is asked for.
///
/// # Errors
/// The file is missing, unreadable, empty or a folder.
pub fn is_image(path: impl AsRef<Path>) -> Result<bool> {
    let reader = FileReader::open(path.as_ref())?;
    Ok(reader.head(8)?.starts_with(PNG_MAGIC))
}

/// Opens an image.
///
/// A two-dimensional `.npy` (rows × columns, in either order of both bytes and axes) and raw
/// binary by [`OpenOptions::raw`], whose channels are the columns, stay in the file and are read
/// by position; a `.png` is decoded into memory, its 8 or 16 bits and its bands as they are.
///
/// # Errors
/// The file is missing, unreadable, malformed, or holds something else. Each error names the
/// path.
pub fn open_raster(path: impl AsRef<Path>, options: &OpenOptions) -> Result<Arc<dyn Raster>> {
    let reader = FileReader::open_as(path.as_ref(), options.mapped)?;
    let not_an_image = |what: String| Error::NotAnImage {
        path: path.as_ref().to_owned(),
        what,
    };
    let desc = if let Some(desc) = &options.raw {
        raw::describe(&reader, desc)?
    } else {
        let head = reader.head(8)?;
        if head.starts_with(PNG_MAGIC) {
            return png(&reader);
        }
        if !head.starts_with(npy::MAGIC) {
            return Err(not_an_image("another format".to_owned()));
        }
        npy::describe(&reader)?
    };
    if desc.layout.channels < 2 || desc.layout.frames < 2 {
        let (rows, columns) = (desc.layout.frames, desc.layout.channels);
        return Err(not_an_image(format!("{rows} row(s) of {columns} value(s)")));
    }
    if desc.encoding == Encoding::Packed24 {
        return Err(not_an_image("samples of 24 bits".to_owned()));
    }
    Ok(with_element!(desc.element_type, T => in_file::<T>(reader, &desc)))
}

fn in_file<T: Element>(reader: FileReader, desc: &ArrayDesc) -> Arc<dyn Raster> {
    let transposed = desc.layout.order == Order::Planar;
    let (frames, channels) = (desc.layout.frames, desc.layout.channels as u64);
    let size = if transposed {
        [frames, channels]
    } else {
        [channels, frames]
    };
    let origin = reader.origin(desc.format);
    let rows = FileRows {
        reader,
        data_offset: desc.data_offset,
        row_values: size[0],
        swaps: (desc.encoding == Encoding::BigEndian) != cfg!(target_endian = "big"),
    };
    let typed = Typed::<T, _>::new(rows, size, 1, Some(origin));
    if transposed {
        Arc::new(typed.transposed())
    } else {
        Arc::new(typed)
    }
}

/// Decodes a PNG: palettes and fewer than 8 bits are expanded, 16 bits kept.
fn png(reader: &FileReader) -> Result<Arc<dyn Raster>> {
    let invalid = |message: String| Error::Header {
        path: reader.path().to_owned(),
        format: "png",
        message,
    };
    let limits = png::Limits { bytes: PNG_BYTES };
    let stream = BufReader::new(reader.stream());
    let mut decoder = png::Decoder::new_with_limits(stream, limits);
    decoder.set_transformations(png::Transformations::EXPAND);
    let mut decoder = decoder
        .read_info()
        .map_err(|error| invalid(error.to_string()))?;
    let Some(bytes) = decoder
        .output_buffer_size()
        .filter(|&size| size <= PNG_BYTES)
    else {
        return Err(invalid("it is too large to be decoded".to_owned()));
    };
    let mut pixels = vec![0; bytes];
    let info = decoder
        .next_frame(&mut pixels)
        .map_err(|error| invalid(error.to_string()))?;
    pixels.truncate(info.buffer_size());
    let size = [u64::from(info.width), u64::from(info.height)];
    let bands = info.color_type.samples();
    let origin = reader.origin("png");
    if info.bit_depth == png::BitDepth::Sixteen {
        let values = pixels
            .chunks_exact(2)
            .map(|bytes| u16::from_be_bytes([bytes[0], bytes[1]]))
            .collect();
        return Ok(Arc::new(
            Grid::from_vec(size, bands, values)?.with_origin(origin),
        ));
    }
    Ok(Arc::new(
        Grid::from_vec(size, bands, pixels)?.with_origin(origin),
    ))
}
