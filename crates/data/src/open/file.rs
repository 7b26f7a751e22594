//! Opening a file by its extension and first bytes.

use std::path::Path;

use super::{OpenOptions, Opened};
use crate::file::array::{self, ArrayDesc};
use crate::file::{FileReader, npy, raw, wav};
use crate::source::Origin;
use crate::store::{Layout, Order};
use crate::table::Table;
use crate::{Error, Result};

/// Opens a file of samples or a table.
///
/// With [`OpenOptions::raw`] the file is raw binary, whatever its name. Otherwise its first bytes
/// tell, then its extension: `.npy` and `.wav` are arrays that stay in the file, `.csv`, `.tsv`,
/// `.txt` and `.dat` are tables that are read whole.
///
/// # Errors
/// The file is missing, unreadable, empty or a folder; its format is unknown or not built yet; it
/// is malformed or truncated. Each error names the path.
pub fn open(path: impl AsRef<Path>, options: &OpenOptions) -> Result<Opened> {
    let reader = FileReader::open(path.as_ref())?;
    if let Some(desc) = &options.raw {
        let desc = raw::describe(&reader, desc)?;
        return Ok(array(reader, desc, options));
    }
    match Format::of(&reader)? {
        Format::Npy => {
            let desc = npy::describe(&reader)?;
            Ok(array(reader, desc, options))
        }
        Format::Wav => {
            let desc = wav::describe(&reader)?;
            Ok(array(reader, desc, options))
        }
        Format::Table(format) => {
            let origin = Origin {
                path: reader.path().to_owned(),
                format,
                bytes: reader.bytes(),
            };
            let table = Table::read(reader.stream(), origin, &options.table)?;
            Ok(Opened::Table(table))
        }
        Format::Later(format) => Err(Error::NotBuiltYet {
            path: reader.path().to_owned(),
            format,
        }),
        Format::Unknown => Err(Error::UnknownFormat {
            path: reader.path().to_owned(),
        }),
    }
}

fn array(reader: FileReader, mut desc: ArrayDesc, options: &OpenOptions) -> Opened {
    if options.transpose {
        desc.layout = transposed(desc.layout);
    }
    Opened::Array(array::source(reader, &desc, options))
}

/// The same values with samples and channels exchanged; an array without samples stays.
fn transposed(layout: Layout) -> Layout {
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

/// What a file seems to be.
pub(crate) enum Format {
    Npy,
    Wav,
    /// A text table, by its short name.
    Table(&'static str),
    /// Known, but not read yet.
    Later(&'static str),
    Unknown,
}

impl Format {
    pub(crate) fn of(reader: &FileReader) -> Result<Self> {
        let head = reader.head(16)?;
        Ok(Self::of_head(&head).unwrap_or_else(|| Self::of_extension(reader.path())))
    }

    /// By the first bytes, which no text and hardly any raw data begin with.
    fn of_head(head: &[u8]) -> Option<Self> {
        const LATER: [(&[u8], &str); 12] = [
            (b"PK\x03\x04", "npz (zip)"),
            (b"\x1f\x8b", "gzip"),
            (b"\x28\xb5\x2f\xfd", "zstd"),
            (b"PAR1", "parquet"),
            (b"ARROW1", "arrow"),
            (b"FEA1", "feather"),
            (b"\x89HDF\r\n\x1a\n", "hdf5"),
            (b"\x89PNG\r\n\x1a\n", "png"),
            (b"\xff\xd8\xff", "jpeg"),
            (b"II*\0", "tiff"),
            (b"MM\0*", "tiff"),
            (b"II+\0", "tiff"),
        ];
        if head.starts_with(npy::MAGIC) {
            return Some(Self::Npy);
        }
        if wav::is_wav(head) {
            return Some(Self::Wav);
        }
        let later = LATER.iter().find(|(magic, _)| head.starts_with(magic));
        later.map(|&(_, format)| Self::Later(format))
    }

    fn of_extension(path: &Path) -> Self {
        let extension = path.extension().unwrap_or_default().to_string_lossy();
        match extension.to_ascii_lowercase().as_str() {
            "npy" => Self::Npy,
            "wav" | "wave" => Self::Wav,
            "csv" => Self::Table("csv"),
            "tsv" => Self::Table("tsv"),
            "txt" => Self::Table("txt"),
            "dat" => Self::Table("dat"),
            "npz" => Self::Later("npz"),
            "gz" => Self::Later("gzip"),
            "zst" => Self::Later("zstd"),
            "parquet" => Self::Later("parquet"),
            "arrow" => Self::Later("arrow"),
            "feather" => Self::Later("feather"),
            "h5" | "hdf5" => Self::Later("hdf5"),
            "nwb" => Self::Later("nwb"),
            "png" => Self::Later("png"),
            "jpg" | "jpeg" => Self::Later("jpeg"),
            "tif" | "tiff" => Self::Later("tiff"),
            _ => Self::Unknown,
        }
    }
}
