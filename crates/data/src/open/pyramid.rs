//! What becomes of the pyramid of a file.

use std::path::PathBuf;
use std::time::Duration;

use crate::CacheFolder;

/// How large the pyramid of a file may be, and where it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PyramidOptions {
    /// Where the pyramid is kept between one opening of the file and the next.
    pub place: PyramidPlace,
    /// Bytes of memory that the pyramid may take; 1 GiB by default. It takes 1 to 3.4 % of the
    /// data where that is less, else a sixteenth of it or a sixteenth of that: zooming then reads
    /// more from the file.
    pub max_bytes: u64,
    /// A pyramid that took less work to build (summed over threads) is not kept in a cache
    /// folder; 1 s by default.
    pub min_work: Duration,
}

impl Default for PyramidOptions {
    fn default() -> Self {
        Self {
            place: PyramidPlace::default(),
            max_bytes: 1 << 30,
            min_work: Duration::from_secs(1),
        }
    }
}

/// Where the pyramid of a file is kept, so that opening the file again finds it.
///
/// It is written as soon as all of it is built, and only then. One that is of other data, or of
/// data that changed, is not used; one that is damaged is used where it is whole, and written
/// anew. That none could be read or written is never an error.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum PyramidPlace {
    /// Nowhere: none is read or written.
    #[default]
    Nowhere,
    /// In a cache folder, where it took long enough to build.
    Cache(CacheFolder),
    /// In a file beside the data, `NAME.galry-pyramid`, however quickly it was built.
    Beside,
    /// In this file, however quickly it was built. Nothing else is ever overwritten.
    At(PathBuf),
}
