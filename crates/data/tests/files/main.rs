//! Files of every format, good and bad. One binary, so that it links once.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a helper that fails fails its test"
)]
#![expect(clippy::single_range_in_vec_init, reason = "one range is asked for")]

mod arrays;
mod errors;
#[cfg(feature = "arrow")]
mod feather;
mod follow;
#[cfg(feature = "hdf5")]
mod hdf5;
mod images;
#[cfg(feature = "arrow")]
mod parquet;
mod support;
mod tables;
#[cfg(feature = "ndarray")]
mod views;
