//! Sources of samples, exact minima and maxima of any ranges of them, and the files they lie in.
//!
//! A picture of a line needs, for each of its columns of pixels, the smallest and the largest of
//! the samples that fall there. This crate finds them from pyramids, so that the second look at a
//! billion samples costs what the columns cost; the answer equals, bit for bit, that of looking at
//! every sample. It knows no GL and draws nothing.
//!
//! ```
//! use galry_data::{Extent, Samples, Source};
//!
//! let signal: Vec<f32> = (0..1_000_000).map(|i| (i as f32 * 1e-3).sin()).collect();
//! let samples = Samples::from_slice(&signal); // borrows, copies nothing
//!
//! // A hundred columns of ten thousand samples each.
//! let columns: Vec<_> = (0..100).map(|c| c * 10_000..(c + 1) * 10_000).collect();
//! let mut extents = [Extent::EMPTY; 100];
//! samples.envelope(0..1, &columns, &mut extents)?;
//! assert!(extents[0].min >= -1.0 && extents[0].max <= 1.0);
//! # Ok::<(), galry_data::Error>(())
//! ```
//!
//! # Main types
//! - [`Source`]: what every array of samples × channels answers, wherever it lies.
//! - [`Samples`]: samples in memory, borrowed, owned or shared, of any [`Element`] type.
//! - [`open`]: files, as an array that stays in the file (`.npy`, `.wav`, raw binary by
//!   [`RawDesc`]) or as a [`Table`] of columns (`.csv`, `.tsv`, `.txt`, `.dat`).
//! - [`stream`]: samples that other threads push while they are looked at, all of them or the last
//!   N ([`Stream`], [`Producer`], [`Snapshot`]).
//! - [`follow`]: files that another program appends to, as streams.
//! - [`Sweep`]: the newest samples as a patient monitor shows them. [`FunctionSource`]: samples that
//!   a function gives.
//! - [`Raster`]: an image, with exact means of any parts: a [`Grid`] in memory, or a file by
//!   `open_raster` (2-D `.npy`, `.png`, raw binary).
//! - [`histogram`], [`CountPyramid`], [`histogram_2d`]: exact counts between edges, in one pass or, for
//!   one view after another, from counts on fine grids; [`BinRule`] chooses edges as numpy does.
//! - [`Extent`]: a smallest and a largest value. [`Summary`]: that and counts, for a whole channel.
//! - [`min_max`]: one pass over a slice at memory speed.
//!
//! # Conventions
//! - Samples are counted from 0 within their channel; ranges are half-open.
//! - Extents are over **finite** values: NaN and both infinities are left out. A zero is positive.
//! - Integers stay integers, in memory and in pyramids; values become `f64` on leaving, those of 64
//!   bits rounded to the nearest. Values are those in the file: an 8-bit `.wav` is unsigned.
//! - Pyramids are built chunk by chunk when a query first needs a good part of a chunk, on all
//!   threads, and take at most 3.4 % of the data. A short view of a large file reads little of it.
//! - Files are read by position and never mapped; memory is bounded by
//!   [`OpenOptions::cache_bytes`] and [`PyramidOptions::max_bytes`].
//! - The pyramid of a file is kept, if asked, in a [`CacheFolder`], beside the file or in a file
//!   of its own ([`PyramidPlace`]), so that the next opening is exact without reading the samples.
//!   It is checksummed, and left unused when the data changed. The crate reads no environment: who
//!   calls it says where the cache lies.
//! - A query may wait ([`Source::envelope`]) or not ([`Source::envelope_now`]): then the pyramid of
//!   a file is built by threads of its own, and the answer is coarse, and says so, until it is
//!   exact. They end with the source.
//!
//! # Features
//! - `ndarray`: arrays and views of the crate `ndarray` as [`Samples`], without a copy where they
//!   lie without gaps.
//! - `hdf5`: data sets of HDF5 files (`.h5`, `.hdf5`, `.nwb`) by the system's library, which must
//!   be there to build; [`items`] lists them. Data sets in one piece are read by position as raw
//!   files are; chunked ones are decoded by bands of rows, kept within `cache_bytes`.
//! - `arrow`: Parquet, Arrow and Feather (version 2) files, as a [`Table`] whose columns stay in the file and are decoded by row
//!   groups or batches, kept within `cache_bytes` for all columns together; `arrow_source`, columns of Arrow
//!   in memory.
//!
//! # What it does not do
//! Read `.npz`, compressed text and images: these are errors that say so.
//! For the web everything is built but [`open`]; [`Table::read`] takes any reader there.
// Mapping files takes a handler of signals; nothing else is unsafe here.
#![cfg_attr(not(feature = "mapping"), forbid(unsafe_code))]

#[cfg(feature = "arrow")]
mod arrow;
mod cache;
#[cfg(all(any(feature = "arrow", feature = "hdf5"), not(target_family = "wasm")))]
mod decoded;
mod density;
mod element;
mod error;
mod extent;
#[cfg(all(feature = "arrow", not(target_family = "wasm")))]
mod feather;
#[cfg(not(target_family = "wasm"))]
mod file;
#[cfg(not(target_family = "wasm"))]
mod follow;
mod function;
#[cfg(all(feature = "hdf5", not(target_family = "wasm")))]
mod hdf5;
mod histogram;
mod item;
mod kernel;
#[cfg(feature = "ndarray")]
mod ndarray;
mod open;
mod parallel;
#[cfg(all(feature = "arrow", not(target_family = "wasm")))]
mod parquet;
mod pyramid;
mod raster;
mod samples;
#[cfg(not(target_family = "wasm"))]
mod sidecar;
mod source;
mod store;
mod stream;
mod summary;
mod sweep;
mod table;

#[cfg(feature = "arrow")]
pub use self::arrow::arrow_source;
#[cfg(feature = "ndarray")]
pub use self::ndarray::Frames;
pub use cache::CacheFolder;
#[cfg(not(target_family = "wasm"))]
pub use cache::{CacheEntry, Cleared};
pub use density::{DENSITY_LEVELS, Density, Dwell};
pub use element::{Element, ElementType};
pub use error::{Error, Result};
pub use extent::Extent;
#[cfg(not(target_family = "wasm"))]
pub use follow::{FollowOptions, Followed, follow};
pub use function::FunctionSource;
pub use histogram::{
    BinEdges, BinRule, CountPyramid, Histogram, Histogram2d, PairPyramid, histogram, histogram_2d,
    weighted_histogram,
};
pub use item::Item;
pub use kernel::min_max;
pub use open::{ByteOrder, OpenOptions, Opened, PyramidOptions, PyramidPlace, RawDesc};
#[cfg(not(target_family = "wasm"))]
pub use open::{items, open};
pub use raster::{Grid, Limits, Raster};
#[cfg(not(target_family = "wasm"))]
pub use raster::{is_image, open_raster};
pub use samples::Samples;
pub use source::{Loading, Origin, Readiness, Source, Wake};
pub use store::Order;
pub use stream::{Keep, Producer, Snapshot, Stream, StreamDesc, StreamEnd, StreamStatus, stream};
pub use summary::{Summary, summary};
pub use sweep::Sweep;
pub use table::{Column, Table, TableOptions};
