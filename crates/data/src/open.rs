//! What files hold, and how they are opened: by extension and first bytes.

#[cfg(not(target_family = "wasm"))]
mod file;
mod pyramid;

use std::path::Path;
use std::sync::Arc;

#[cfg(not(target_family = "wasm"))]
pub(crate) use self::file::Format;
#[cfg(not(target_family = "wasm"))]
pub use self::file::{items, open};
pub use self::pyramid::{PyramidOptions, PyramidPlace};
use crate::element::ElementType;
use crate::source::{Origin, Source};
use crate::store::Order;
use crate::table::{Table, TableOptions};

/// How a file is to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenOptions {
    /// Reads the file as raw binary of this description, whatever its name.
    pub raw: Option<RawDesc>,
    /// How text tables are read.
    pub table: TableOptions,
    /// Bytes of a file's samples that are kept in memory; 64 MiB by default.
    pub cache_bytes: u64,
    /// Maps the file into memory instead of reading it by position (feature `mapping`, on a Unix).
    /// A file that shrinks is an error all the same: see the feature's description.
    pub mapped: bool,
    /// Sees the rows of a two-dimensional array as channels and its columns as samples.
    pub transpose: bool,
    /// How large the pyramid of a file may be, and where it is kept.
    pub pyramid: PyramidOptions,
}

impl Default for OpenOptions {
    fn default() -> Self {
        Self {
            raw: None,
            table: TableOptions::default(),
            cache_bytes: 64 << 20,
            mapped: false,
            transpose: false,
            pyramid: PyramidOptions::default(),
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

    /// Keeps the pyramid of a file there.
    #[must_use]
    pub fn with_pyramid_place(mut self, place: PyramidPlace) -> Self {
        self.pyramid.place = place;
        self
    }

    /// Reads tables so.
    #[must_use]
    pub fn with_table(mut self, table: TableOptions) -> Self {
        self.table = table;
        self
    }
}

/// Which byte of a value comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum ByteOrder {
    /// The lowest, as nearly all machines have it.
    #[default]
    Little,
    /// The highest.
    Big,
}

/// What raw binary data are: values of one type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RawDesc {
    /// Type of a value.
    pub element_type: ElementType,
    /// Which byte of a value comes first.
    pub byte_order: ByteOrder,
    /// Number of channels.
    pub channels: usize,
    /// Bytes to skip at the start.
    pub offset: u64,
    /// How the channels' values follow each other.
    pub order: Order,
}

impl RawDesc {
    /// One channel from the first byte on, the lowest byte of a value first.
    #[must_use]
    pub const fn new(element_type: ElementType) -> Self {
        Self {
            element_type,
            byte_order: ByteOrder::Little,
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
