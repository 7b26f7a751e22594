//! Paints columns on the CPU: ranges in, RGBA8 premultiplied out, top row first.
//!
//! The picture is cut into bands of rows, which threads share, and each band into strips of
//! [`LANES`] columns, so that every inner loop runs over sixteen columns of one row: arrays of
//! fixed length and integers of one width, which the compiler turns into plain vector
//! instructions. Series are walked from the topmost down and a row that is covered by opaque
//! colour is never touched again, so ten lines that fill the picture cost little more than one.
//! What a band of pixels holds does not depend on who paints it: the bytes are the same with any
//! number of threads.
//!
//! Exact rows ([`rows`]) and antialiased coverage ([`smooth`]) are two painters; a picture in which
//! any series is antialiased is painted by the second.

mod rows;
mod smooth;

#[cfg(not(target_family = "wasm"))]
use rayon::prelude::*;

use super::edges::EdgeTable;
use super::ranges::{ColumnRanges, ColumnSeries};

/// Columns that one step works on.
pub(super) const LANES: usize = 16;

/// Four bytes, RGBA, premultiplied.
type Pixel = [u8; 4];

/// One row of one strip while it is worked on, a pixel a lane, each as its bytes lie in memory.
type PixelRow = [u32; LANES];

/// How a finished picture lies in memory, and what lies below it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sheet {
    /// RGBA8 premultiplied where no series is.
    pub(super) backdrop: Pixel,
    /// The bottom row first, as GL's framebuffers have it.
    pub(super) bottom_first: bool,
}

/// Turns [`ColumnSeries`] into pixels, keeping its working memory for the next picture.
#[derive(Debug, Default)]
pub(super) struct Painter {
    rows: rows::Occupied,
    edges: EdgeTable,
    /// For each band the series that meet it, topmost first.
    candidates: Vec<Vec<u32>>,
}

impl Painter {
    /// Paints `series`, later over earlier, into `pixels` of shape `(height, width)`.
    ///
    /// A pixel is RGBA8 premultiplied; where no series is, it is the sheet's backdrop. Nothing is
    /// allocated when sizes are those of the last call. Series whose ranges are too short for the picture are
    /// left out, and so is what lies beyond `pixels`.
    pub(super) fn paint(
        &mut self,
        size: [usize; 2],
        series: &[ColumnSeries],
        sheet: Sheet,
        pixels: &mut [u8],
    ) {
        let [width, height] = size;
        let (pixels, _) = pixels.as_chunks_mut::<4>();
        let count = width.saturating_mul(height).min(pixels.len());
        let pixels = &mut pixels[..count];
        if pixels.is_empty() {
            return;
        }
        let height = pixels.len() / width;
        // The band that begins so many rows after the start of the pixels.
        let first_row = |start: usize, pixels: &[Pixel]| {
            if sheet.bottom_first {
                height - start - pixels.len() / width
            } else {
                start
            }
        };
        let antialiased = series
            .iter()
            .any(|series| matches!(series.ranges, ColumnRanges::Subcolumns { .. }));
        if antialiased {
            self.edges.refill(width, series);
            let edges = &self.edges;
            for_each_band(
                pixels,
                width * smooth::BAND_ROWS,
                &mut self.candidates,
                |band, pixels, candidates| {
                    let first_row = first_row(band * smooth::BAND_ROWS, pixels);
                    smooth::paint_band(first_row, width, edges, sheet, pixels, candidates);
                },
            );
        } else {
            self.rows.refill(width, series);
            let occupied = &self.rows;
            for_each_band(
                pixels,
                width * rows::BAND_ROWS,
                &mut self.candidates,
                |band, pixels, candidates| {
                    let first_row = first_row(band * rows::BAND_ROWS, pixels);
                    rows::paint_band(
                        first_row, width, series, occupied, sheet, pixels, candidates,
                    );
                },
            );
        }
    }
}

/// Calls `paint(band, pixels of the band, its scratch)` for each run of `band_pixels` pixels.
fn for_each_band(
    pixels: &mut [Pixel],
    band_pixels: usize,
    scratch: &mut Vec<Vec<u32>>,
    paint: impl Fn(usize, &mut [Pixel], &mut Vec<u32>) + Sync,
) {
    scratch.resize_with(pixels.len().div_ceil(band_pixels), Vec::new);
    #[cfg(not(target_family = "wasm"))]
    pixels
        .par_chunks_mut(band_pixels)
        .zip(scratch.par_iter_mut())
        .enumerate()
        .for_each(|(band, (pixels, scratch))| paint(band, pixels, scratch));
    #[cfg(target_family = "wasm")]
    for (band, (pixels, scratch)) in pixels
        .chunks_mut(band_pixels)
        .zip(scratch.iter_mut())
        .enumerate()
    {
        paint(band, pixels, scratch);
    }
}

/// Copies the first columns of a strip's rows into a band.
fn copy_strip(
    rows: &[PixelRow],
    strip: usize,
    width: usize,
    bottom_first: bool,
    pixels: &mut [Pixel],
) {
    let start = strip * LANES;
    let len = LANES.min(width - start);
    let count = rows.len();
    for (index, pixels) in pixels.chunks_exact_mut(width).take(count).enumerate() {
        let row = &rows[if bottom_first {
            count - 1 - index
        } else {
            index
        }];
        let row: &[Pixel; LANES] = bytemuck::cast_ref(row);
        if len == LANES {
            // A copy of known length is a few instructions, not a call.
            if let Some(pixels) = pixels[start..].first_chunk_mut::<LANES>() {
                *pixels = *row;
            }
        } else {
            pixels[start..start + len].copy_from_slice(&row[..len]);
        }
    }
}
