//! Slow pictures of lines that are right by construction: what fast ones are held against.
//!
//! Everything here takes plain slices, knows no other galry crate and visits every segment of a
//! line, so that a mistake in the code under test is unlikely to be repeated.
//!
//! - [`exact_rows`] sets each pixel whose square a line meets: antialiasing off.
//! - [`supersampled_strokes`] covers pixels by a thick line with round joins and caps, by trying
//!   many places in each: antialiasing on.
//! - [`Difference`] says how far two pictures are apart.
//!
//! Pictures are row-major, the top row first, shape `(height, width)`; coordinates are in pixels,
//! x right and y down from the top left corner.

mod difference;
mod exact;
mod strokes;

pub use difference::Difference;
pub use exact::{Window, exact_columns, exact_rows};
pub use strokes::supersampled_strokes;
