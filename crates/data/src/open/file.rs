//! Opening a file by its extension and first bytes.

use std::path::Path;

use super::{OpenOptions, Opened};
use crate::file::array::{self, ArrayDesc};
use crate::file::{FileReader, npy, raw, wav};
use crate::item::{self, Item};
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
    let (path, item) = item::split(path.as_ref());
    let reader = FileReader::open_as(&path, options.mapped)?;
    if let Some(desc) = &options.raw {
        let desc = raw::describe(&reader, desc)?;
        return Ok(array(reader, desc, options));
    }
    let format = Format::of(&reader)?;
    if let (Some(item), false) = (&item, format.has_items()) {
        return Err(Error::NoSuchItem {
            path,
            item: item.clone(),
            items: "it holds one array or table".to_owned(),
        });
    }
    match format {
        Format::Npy => {
            let desc = npy::describe(&reader)?;
            Ok(array(reader, desc, options))
        }
        Format::Wav => {
            let desc = wav::describe(&reader)?;
            Ok(array(reader, desc, options))
        }
        Format::Table(format) => {
            let origin = reader.origin(format);
            let table = Table::read(reader.stream(), origin, &options.table)?;
            Ok(Opened::Table(table))
        }
        #[cfg(feature = "arrow")]
        Format::Parquet => crate::parquet::open(&reader, options).map(Opened::Table),
        #[cfg(feature = "arrow")]
        Format::Arrow => crate::feather::open(&reader, options).map(Opened::Table),
        #[cfg(not(feature = "arrow"))]
        Format::Arrow => Err(feature_missing(&reader, "Arrow", "arrow")),
        #[cfg(not(feature = "arrow"))]
        Format::Parquet => Err(feature_missing(&reader, "Parquet", "arrow")),
        #[cfg(feature = "hdf5")]
        Format::Hdf5 => crate::hdf5::open(reader, item.as_deref(), options).map(Opened::Array),
        #[cfg(not(feature = "hdf5"))]
        Format::Hdf5 => Err(feature_missing(&reader, "HDF5", "hdf5")),
        Format::Later(format) => Err(Error::NotBuiltYet {
            path: reader.path().to_owned(),
            format,
        }),
        Format::Unknown => Err(Error::UnknownFormat {
            path: reader.path().to_owned(),
        }),
    }
}

/// The arrays of a file that may hold several, in the order of their names; none for other files.
///
/// # Errors
/// As [`open`].
pub fn items(path: impl AsRef<Path>) -> Result<Vec<Item>> {
    let reader = FileReader::open(path.as_ref())?;
    match Format::of(&reader)? {
        #[cfg(feature = "hdf5")]
        Format::Hdf5 => crate::hdf5::items(reader.path()),
        #[cfg(not(feature = "hdf5"))]
        Format::Hdf5 => Err(feature_missing(&reader, "HDF5", "hdf5")),
        _ => Ok(Vec::new()),
    }
}

/// What a build says that cannot read a format.
#[cfg(not(all(feature = "hdf5", feature = "arrow")))]
fn feature_missing(reader: &FileReader, format: &'static str, feature: &'static str) -> Error {
    Error::FeatureMissing {
        path: reader.path().to_owned(),
        format,
        feature,
    }
}

fn array(reader: FileReader, mut desc: ArrayDesc, options: &OpenOptions) -> Opened {
    if options.transpose {
        desc.layout = array::transposed(desc.layout);
    }
    Opened::Array(array::source(reader, &desc, options))
}

/// What a file seems to be.
pub(crate) enum Format {
    Npy,
    Wav,
    Hdf5,
    Parquet,
    Arrow,
    /// A text table, by its short name.
    Table(&'static str),
    /// Known, but not read yet.
    Later(&'static str),
    Unknown,
}

impl Format {
    /// Whether files of this format hold arrays by name.
    fn has_items(&self) -> bool {
        matches!(self, Self::Hdf5)
    }

    pub(crate) fn of(reader: &FileReader) -> Result<Self> {
        let head = reader.head(16)?;
        Ok(Self::of_head(&head).unwrap_or_else(|| Self::of_extension(reader.path())))
    }

    /// By the first bytes, which no text and hardly any raw data begin with.
    fn of_head(head: &[u8]) -> Option<Self> {
        const LATER: [(&[u8], &str); 9] = [
            (b"PK\x03\x04", "npz (zip)"),
            (b"\x1f\x8b", "gzip"),
            (b"\x28\xb5\x2f\xfd", "zstd"),
            (b"FEA1", "feather of version 1"),
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
        if head.starts_with(b"\x89HDF\r\n\x1a\n") {
            return Some(Self::Hdf5);
        }
        if head.starts_with(b"PAR1") {
            return Some(Self::Parquet);
        }
        if head.starts_with(b"ARROW1") {
            return Some(Self::Arrow);
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
            "parquet" => Self::Parquet,
            "arrow" | "feather" => Self::Arrow,
            "h5" | "hdf5" | "nwb" => Self::Hdf5,
            "png" => Self::Later("png"),
            "jpg" | "jpeg" => Self::Later("jpeg"),
            "tif" | "tiff" => Self::Later("tiff"),
            _ => Self::Unknown,
        }
    }
}
