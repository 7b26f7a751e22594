//! The folder in which pyramids of files are kept.

#[cfg(not(target_family = "wasm"))]
mod folder;

use std::path::{Path, PathBuf};

#[cfg(not(target_family = "wasm"))]
pub use self::folder::{CacheEntry, Cleared};

/// A folder for pyramids, of limited size: what was used longest ago goes first.
///
/// Nothing but pyramids is ever listed or removed. The folder is made when the first one is
/// written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CacheFolder {
    path: PathBuf,
    limit_bytes: u64,
}

impl CacheFolder {
    /// What all pyramids together may take, unless told otherwise: 2 GiB.
    pub const DEFAULT_LIMIT_BYTES: u64 = 2 << 30;

    /// A folder that belongs to the program alone, such as `~/.cache/galry`.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            limit_bytes: Self::DEFAULT_LIMIT_BYTES,
        }
    }

    /// The same with another limit.
    #[must_use]
    pub fn with_limit_bytes(mut self, limit_bytes: u64) -> Self {
        self.limit_bytes = limit_bytes;
        self
    }

    /// Where it lies.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What all pyramids together may take.
    #[must_use]
    pub fn limit_bytes(&self) -> u64 {
        self.limit_bytes
    }
}
