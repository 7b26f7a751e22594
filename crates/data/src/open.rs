//! Files by their extension and first bytes.

use std::path::Path;
use std::sync::Arc;

use crate::element::ElementType;
use crate::source::{Origin, Source};
use crate::store::Order;
use crate::table::{Table, TableOptions};
use crate::{Error, Result};

/// How a file is to be read.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct OpenOptions {
    /// Reads the file as raw binary of this description, whatever its name.
    pub raw: Option<RawDesc>,
    /// How text tables are read.
    pub table: TableOptions,
    /// Bytes of a file's samples that are kept in memory; 64 MiB by default.
    pub cache_bytes: u64,
}

impl Default for OpenOptions {
    fn default() -> Self {
        Self {
            raw: None,
            table: TableOptions::default(),
            cache_bytes: 64 << 20,
        }
    }
}

impl OpenOptions {
    /// The defaults: format by name and content.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads the file as raw binary.
    #[must_use]
    pub fn with_raw(mut self, raw: RawDesc) -> Self {
        self.raw = Some(raw);
        self
    }

    /// Reads tables so.
    #[must_use]
    pub fn with_table(mut self, table: TableOptions) -> Self {
        self.table = table;
        self
    }
}

/// What raw binary data are: values of one type in native byte order of little-endian machines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RawDesc {
    /// Type of a value.
    pub element_type: ElementType,
    /// Number of channels.
    pub channels: usize,
    /// Bytes to skip at the start.
    pub offset: u64,
    /// How the channels' values follow each other.
    pub order: Order,
}

impl RawDesc {
    /// One channel from the first byte on.
    #[must_use]
    pub const fn new(element_type: ElementType) -> Self {
        Self {
            element_type,
            channels: 1,
            offset: 0,
            order: Order::Interleaved,
        }
    }
}

/// What was found in a file.
#[derive(Clone, Debug)]
pub enum Opened {
    /// Samples × channels; still in the file, read as needed.
    Array(Arc<dyn Source>),
    /// Named columns; in memory.
    Table(Table),
}

impl Opened {
    /// The file, as [`open`] got it.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.origin().map_or(Path::new(""), |origin| &origin.path)
    }

    /// The format's short name: `npy`, `wav`, `raw`, `csv`, ….
    #[must_use]
    pub fn format(&self) -> &'static str {
        self.origin().map_or("", |origin| origin.format)
    }

    /// Size of the file in bytes.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.origin().map_or(0, |origin| origin.bytes)
    }

    fn origin(&self) -> Option<&Origin> {
        match self {
            Self::Array(source) => source.origin(),
            Self::Table(table) => Some(&table.origin),
        }
    }
}

/// Opens a file of samples or a table.
///
/// # Errors
/// The file is missing, unreadable, empty or a folder; its format is unknown or not built yet; it
/// is malformed or truncated. Each error names the path.
pub fn open(path: impl AsRef<Path>, options: &OpenOptions) -> Result<Opened> {
    let _ = options;
    Err(Error::UnknownFormat {
        path: path.as_ref().to_owned(),
    })
}
