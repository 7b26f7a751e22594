//! Images: values in rows and columns, possibly huge, and exact means of any parts of them.
//!
//! A picture of an image needs, for each of its pixels, the mean of the values that the pixel
//! covers. [`Raster::means`] finds it from the values, in one pass over those that are asked for.
//! While a view moves, [`Raster::coarse`] answers from *cells*, the means of squares of 8, 16, 32,
//! … values a side, at the cost of the picture; before these are built, [`Raster::sample`] shows
//! single values.

mod cells;
mod distribution;
mod limits;
mod means;
mod memory;
mod number;
#[cfg(not(target_family = "wasm"))]
mod open;
mod rows;
#[cfg(test)]
mod tests;
mod typed;

use std::ops::Range;

pub use self::limits::Limits;
pub use self::memory::Grid;
#[cfg(not(target_family = "wasm"))]
pub use self::open::{is_image, open_raster};

use crate::{ElementType, Error, Origin, Result};

/// An image of any number type, wherever it lies: height × width × bands.
///
/// Column 0, row 0 is the first value; column `x` covers `x` to `x + 1`. Values become `f32` on
/// leaving, which integers of 32 bits and `f64` may not fit exactly.
pub trait Raster: std::fmt::Debug + Send + Sync {
    /// Width and height in values.
    fn size(&self) -> [u64; 2];

    /// Values for each place: 1, or 3 and 4 for colours.
    fn bands(&self) -> usize;

    /// The values' type where they are stored.
    fn element_type(&self) -> ElementType;

    /// The file behind the image, where there is one.
    fn origin(&self) -> Option<&Origin> {
        None
    }

    /// Writes the values of a part of a band to `out`, row by row.
    ///
    /// # Errors
    /// A band or range beyond the image, `out` not as long as the part, or a failed read.
    fn read(&self, band: usize, x: Range<u64>, y: Range<u64>, out: &mut [f32]) -> Result<()>;

    /// Writes single values of a band to `out`, row by row: those of the columns and rows named,
    /// each in rising or falling order.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    fn sample(&self, band: usize, columns: &[u64], rows: &[u64], out: &mut [f32]) -> Result<()>;

    /// Writes the mean over each rectangle between neighbouring edges to `out`, row by row:
    /// `(x_edges.len() - 1) × (y_edges.len() - 1)` of them.
    ///
    /// Edges rise or fall; a value that a rectangle covers in part counts by that part. Values
    /// that are not finite are left out; a rectangle without any other is NaN. Sums of integers
    /// are exact. It costs one pass over the values between the outer edges; less, where the
    /// values are integers of at most 16 bits and all edges are edges of cells that are built.
    ///
    /// # Errors
    /// A band or edges beyond the image, edges that turn, `out` not as long as the answer, or a
    /// failed read.
    fn means(&self, band: usize, x_edges: &[f64], y_edges: &[f64], out: &mut [f32]) -> Result<()>;

    /// The same from cells no wider than the rectangles, where such are built: the rectangles'
    /// edges are then blurred by a cell's width. Gives whether it answered; where not,
    /// `out` is as it was.
    ///
    /// # Errors
    /// As [`means`](Self::means).
    fn coarse(
        &self,
        band: usize,
        x_edges: &[f64],
        y_edges: &[f64],
        out: &mut [f32],
    ) -> Result<bool>;

    /// Builds cells from about so many more values, and gives the part of the image that is
    /// done, 1 at the end. Cells take at most a twelfth of the memory of an image of bytes.
    ///
    /// # Errors
    /// A failed read.
    fn build(&self, values: u64) -> Result<f64>;

    /// The smallest and the largest finite value of a band, and how many are not finite. Builds
    /// what cells are missing, in the same pass.
    ///
    /// # Errors
    /// A band beyond the image, or a failed read.
    fn limits(&self, band: usize) -> Result<Limits>;

    /// The finite values of a band that occur, in rising order, and how often each does. Where
    /// they span more than a million neighbouring `f32`, close ones are taken together: each
    /// stands for itself and those up to the next. One pass over all values, on all threads.
    ///
    /// # Errors
    /// A band beyond the image, or a failed read.
    fn distribution(&self, band: usize) -> Result<Vec<(f32, u64)>> {
        distribution::distribution(self, band)
    }

    /// Whether there is no value.
    fn is_empty(&self) -> bool {
        self.size().contains(&0)
    }
}

/// The shape against which a call's arguments are checked.
#[derive(Clone, Copy, Debug)]
struct Shape {
    size: [u64; 2],
    bands: usize,
}

impl Shape {
    fn check_band(self, band: usize) -> Result<()> {
        if band < self.bands {
            Ok(())
        } else {
            Err(Error::ChannelOutOfRange {
                channel: band,
                channels: self.bands,
            })
        }
    }

    fn check_ranges(self, x: &Range<u64>, y: &Range<u64>, out: usize) -> Result<()> {
        for (range, len) in [(x, self.size[0]), (y, self.size[1])] {
            if range.start > range.end || range.end > len {
                return Err(Error::RangeOutOfBounds {
                    start: range.start,
                    end: range.end,
                    len,
                });
            }
        }
        check_room((x.end - x.start) * (y.end - y.start), out)
    }

    fn check_places(self, columns: &[u64], rows: &[u64], out: usize) -> Result<()> {
        for (places, len) in [(columns, self.size[0]), (rows, self.size[1])] {
            if let Some(&index) = places.iter().find(|&&place| place >= len) {
                return Err(Error::IndexOutOfBounds { index, len });
            }
        }
        check_room(columns.len() as u64 * rows.len() as u64, out)
    }

    fn check_edges(self, x_edges: &[f64], y_edges: &[f64], out: usize) -> Result<()> {
        for (edges, len) in [(x_edges, self.size[0]), (y_edges, self.size[1])] {
            let is_within = |edge: &f64| (0.0..=len as f64).contains(edge);
            if edges.len() < 2 || !edges.iter().all(is_within) {
                return Err(Error::Option {
                    option: "edges",
                    message: format!("expected at least two within 0..={len}"),
                });
            }
            if !edges.is_sorted() && !edges.iter().rev().is_sorted() {
                return Err(Error::Option {
                    option: "edges",
                    message: "expected them in rising or falling order".to_owned(),
                });
            }
        }
        let count = (x_edges.len() - 1) * (y_edges.len() - 1);
        check_room(count as u64, out)
    }
}

fn check_room(expected: u64, actual: usize) -> Result<()> {
    if expected == actual as u64 {
        return Ok(());
    }
    Err(Error::OutputLength {
        what: "values of an image",
        expected,
        actual: actual as u64,
    })
}
