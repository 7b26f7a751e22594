//! Antialiased coverage, laid together from the topmost series down.
//!
//! A column's coverage as a function of the row is the sum over its edges of two ramps, one up
//! where the stroke begins and one down where it ends. So nothing has to be integrated pixel by
//! pixel: each end adds its step to two rows of a table of differences, and one running sum down
//! the rows gives the coverage of every pixel. Sums are integers modulo 2^16 with full coverage at
//! 65535, so what is wholly covered is so to the last bit.
//!
//! What is still visible of the series below is kept at 16 bits, as are the colours gathered so
//! far; only the finished pixel is rounded to 8 bits, once.

use super::{LANES, Pixel, PixelRow, Sheet, copy_strip};
use crate::columns::edges::{EdgeTable, SeriesEdges};

/// Rows of a band: what the working rows of one strip may take of the first cache.
pub(super) const BAND_ROWS: usize = 96;

/// A 16-bit fraction a lane: 65535 is one.
type Row = [u16; LANES];

/// Differences of coverage between a row and the one above. The last two rows take what lies below
/// the band.
type Differences = [Row; BAND_ROWS + 2];

const NOTHING: Row = [0; LANES];

/// Product of two fractions, at most 1/65535 too small.
const fn times(a: u16, b: u16) -> u16 {
    ((a as u32 * b as u32) >> 16) as u16
}

/// A fraction in 8 bits, rounded to the nearest.
const fn to_byte(value: u16) -> u8 {
    ((value - (value >> 8) + 128) >> 8) as u8
}

const fn from_byte(value: u8) -> u16 {
    value as u16 * 257
}

/// Paints the rows from `first_row` on, as many as `pixels` holds, at most [`BAND_ROWS`].
pub(super) fn paint_band(
    first_row: usize,
    width: usize,
    edges: &EdgeTable,
    sheet: Sheet,
    pixels: &mut [Pixel],
    candidates: &mut Vec<u32>,
) {
    let row_count = pixels.len() / width;
    let band = Band {
        first_row: first_row as f32,
        row_count,
    };
    candidates.clear();
    candidates.extend(
        (0u32..)
            .zip(edges.series())
            .filter(|(_, series)| band.rows_of(series.whole).is_some())
            .map(|(index, _)| index),
    );
    candidates.reverse();
    if candidates.is_empty() {
        pixels.fill(sheet.backdrop);
        return;
    }
    let mut differences = [NOTHING; BAND_ROWS + 2];
    let mut layers = Layers::new();
    let mut finished: [PixelRow; BAND_ROWS] = [[0; LANES]; BAND_ROWS];
    for strip in 0..width.div_ceil(LANES) {
        layers.reset(row_count);
        for &index in candidates.iter() {
            let series = &edges.series()[index as usize];
            layers.add(&band, series, strip, &mut differences);
            if layers.open_count == 0 {
                break;
            }
        }
        layers.finish(sheet.backdrop, &mut finished[..row_count]);
        copy_strip(
            &finished[..row_count],
            strip,
            width,
            sheet.bottom_first,
            pixels,
        );
    }
}

struct Band {
    first_row: f32,
    row_count: usize,
}

impl Band {
    /// The rows of the band that an interval of the picture touches, end exclusive.
    fn rows_of(&self, [top, bottom]: [f32; 2]) -> Option<[usize; 2]> {
        let first = (top - self.first_row).max(0.0).floor() as usize;
        // A negative number becomes 0.
        let end = ((bottom - self.first_row).ceil() as usize).min(self.row_count);
        (first < end).then_some([first, end])
    }
}

/// A float this large has no fraction: adding it rounds a smaller number to the nearest integer,
/// which the lower bits then hold. Vector units lack the saturating cast of Rust, and have this.
const TO_INTEGER: f32 = 8_388_608.0;
const INTEGER_BITS: u32 = 0x7f_ffff;

/// Adds a step of `weight` where each of `ends` lies; a fall is a step of the negative.
fn add_steps(
    differences: &mut Differences,
    ends: &[f32; LANES],
    band: &Band,
    weight: u16,
    sign: i16,
) {
    let limit = band.row_count as f32;
    let mut rows = [0u32; LANES];
    let mut later = [0u16; LANES];
    for lane in 0..LANES {
        let end = ends[lane] - band.first_row;
        let end = if end > 0.0 { end } else { 0.0 };
        let end = if end < limit { end } else { limit };
        let nearest = (end + TO_INTEGER) - TO_INTEGER;
        let row = if nearest > end {
            nearest - 1.0
        } else {
            nearest
        };
        rows[lane] = (row + TO_INTEGER).to_bits() & INTEGER_BITS;
        // The part of the row that lies before the end falls to the next row.
        let part = (end - row) * f32::from(weight) + TO_INTEGER;
        later[lane] = part.to_bits() as u16;
    }
    for lane in 0..LANES {
        let row = (rows[lane] as usize).min(BAND_ROWS);
        let (now, later) = (weight - later[lane], later[lane]);
        let (now, later) = if sign < 0 {
            (now.wrapping_neg(), later.wrapping_neg())
        } else {
            (now, later)
        };
        let now_cell = &mut differences[row][lane];
        *now_cell = now_cell.wrapping_add(now);
        let later_cell = &mut differences[row + 1][lane];
        *later_cell = later_cell.wrapping_add(later);
    }
}

/// The weights of a column's edges by the trapezoid rule, their sum 65535. The rest that the
/// division leaves is spread over all of them: laid on one edge, it would be seen.
fn weights(edge_count: usize) -> impl Iterator<Item = u16> {
    let pieces = 2 * (edge_count as u32 - 1);
    let up_to = move |pieces_taken: u32| u32::from(u16::MAX) * pieces_taken / pieces;
    (0..edge_count as u32).map(move |edge| {
        let first = (2 * edge).saturating_sub(1);
        let end = (2 * edge + 1).min(pieces);
        (up_to(end) - up_to(first)) as u16
    })
}

/// The rows of one strip while series are added.
struct Layers {
    /// How much of what lies below is seen.
    seen: [Row; BAND_ROWS],
    /// Red, green and blue gathered so far, premultiplied.
    colors: [[Row; 3]; BAND_ROWS],
    /// Rows of which something is seen.
    open: [bool; BAND_ROWS],
    open_count: usize,
    /// Rows that any series has touched, end exclusive.
    touched: [usize; 2],
    row_count: usize,
}

impl Layers {
    const fn new() -> Self {
        Self {
            seen: [[u16::MAX; LANES]; BAND_ROWS],
            colors: [[NOTHING; 3]; BAND_ROWS],
            open: [true; BAND_ROWS],
            open_count: 0,
            touched: [BAND_ROWS, 0],
            row_count: 0,
        }
    }

    /// Makes `row_count` rows empty.
    fn reset(&mut self, row_count: usize) {
        for row in self.touched[0]..self.touched[1] {
            self.seen[row] = [u16::MAX; LANES];
            self.colors[row] = [NOTHING; 3];
            self.open[row] = true;
        }
        self.touched = [BAND_ROWS, 0];
        self.open_count = row_count;
        self.row_count = row_count;
    }

    /// Lays one strip of a series under what is there.
    fn add(
        &mut self,
        band: &Band,
        series: &SeriesEdges,
        strip: usize,
        differences: &mut Differences,
    ) {
        let bounds = series.strips[strip];
        let Some([first, end]) = band.rows_of(bounds.outer) else {
            return;
        };
        self.touched = [self.touched[0].min(first), self.touched[1].max(end)];
        let paint = Paint::new(series.color);
        let last_row = band.first_row + band.row_count as f32;
        if bounds.inner[0] <= band.first_row && bounds.inner[1] >= last_row {
            for row in first..end {
                self.add_row(row, &[u16::MAX; LANES], &paint);
            }
            return;
        }
        let edges = strip * series.per_column..(strip + 1) * series.per_column;
        for ((weight, tops), bottoms) in weights(series.per_column)
            .zip(&series.tops[edges.clone()])
            .zip(&series.bottoms[edges])
        {
            add_steps(differences, tops, band, weight, 1);
            add_steps(differences, bottoms, band, weight, -1);
        }
        let mut coverage = NOTHING;
        for (row, differences) in (first..end).zip(&mut differences[first..end]) {
            for (coverage, difference) in coverage.iter_mut().zip(&*differences) {
                *coverage = coverage.wrapping_add(*difference);
            }
            *differences = NOTHING;
            self.add_row(row, &coverage, &paint);
        }
        // What ends in the last row falls to the next, and below the band lies the rest.
        differences[end] = NOTHING;
        differences[band.row_count] = NOTHING;
        differences[band.row_count + 1] = NOTHING;
    }

    fn add_row(&mut self, row: usize, coverage: &Row, paint: &Paint) {
        if !self.open[row] {
            return;
        }
        let seen = &mut self.seen[row];
        // Small loops over arrays of one width, without branches: each becomes two vectors.
        let covered = if paint.opaque {
            *coverage
        } else {
            coverage.map(|coverage| times(coverage, paint.alpha))
        };
        let mut taken = NOTHING;
        for lane in 0..LANES {
            let part = times(seen[lane], covered[lane]);
            // Exact at both ends: all of what is seen is taken, or nothing.
            let all = u16::from(covered[lane] == u16::MAX).wrapping_neg();
            taken[lane] = (seen[lane] & all) | (part & !all);
            seen[lane] -= taken[lane];
        }
        for (channels, &color) in self.colors[row].iter_mut().zip(&paint.color) {
            for lane in 0..LANES {
                channels[lane] += times(taken[lane], color);
            }
        }
        if *seen == NOTHING {
            self.open[row] = false;
            self.open_count -= 1;
        }
    }

    /// Lays the rows over the backdrop and rounds to RGBA8.
    fn finish(&self, backdrop: Pixel, rows: &mut [PixelRow]) {
        let below = backdrop.map(from_byte);
        for (row, pixels) in rows.iter_mut().enumerate() {
            if row < self.touched[0] || row >= self.touched[1] {
                *pixels = [u32::from_ne_bytes(backdrop); LANES];
                continue;
            }
            let [reds, greens, blues] = &self.colors[row];
            let seen = &self.seen[row];
            for lane in 0..LANES {
                // A sum of parts of one whole: it cannot exceed it.
                let laid = |over: u16, below: u16| to_byte(over + times(seen[lane], below));
                pixels[lane] = u32::from_ne_bytes([
                    laid(reds[lane], below[0]),
                    laid(greens[lane], below[1]),
                    laid(blues[lane], below[2]),
                    laid(u16::MAX - seen[lane], below[3]),
                ]);
            }
        }
    }
}

/// A colour as 16-bit fractions, not premultiplied.
struct Paint {
    color: [u16; 3],
    alpha: u16,
    opaque: bool,
}

impl Paint {
    fn new([r, g, b, a]: [u8; 4]) -> Self {
        Self {
            color: [r, g, b].map(from_byte),
            alpha: from_byte(a),
            opaque: a == u8::MAX,
        }
    }
}
