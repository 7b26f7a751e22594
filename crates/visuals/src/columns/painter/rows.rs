//! Exact rows: a pixel has a series' colour where `first <= row <= last`.
//!
//! Inside a tile of 16 columns by 32 rows, row numbers relative to the tile fit one byte, so
//! sixteen columns are compared by two instructions.

use super::{LANES, Pixel, PixelRow, Sheet, copy_strip};
use crate::columns::ranges::{ColumnRanges, ColumnSeries, RowRange};

/// Rows of a tile.
pub(super) const BAND_ROWS: usize = 32;

/// A byte a lane: all ones where the condition holds.
type Mask = [u8; LANES];

const NONE: Mask = [0; LANES];
const ALL: Mask = [u8::MAX; LANES];

/// The rows that each series occupies in each strip, and altogether; and its colour.
#[derive(Debug, Default)]
pub(super) struct Occupied {
    strips: Vec<RowRange>,
    whole: Vec<RowRange>,
    paints: Vec<Paint>,
    strip_count: usize,
}

/// A colour ready to be laid over a pixel.
#[derive(Clone, Copy, Debug, Default)]
struct Paint {
    /// Premultiplied RGBA8.
    bytes: [u8; 4],
    /// 255 less the alpha.
    transparency: u16,
}

impl Paint {
    fn from_straight([r, g, b, a]: [u8; 4]) -> Self {
        let by_alpha = |channel: u8| divide_by_255(u16::from(channel) * u16::from(a));
        Self {
            bytes: [by_alpha(r), by_alpha(g), by_alpha(b), a],
            transparency: u16::from(u8::MAX - a),
        }
    }

    const fn is_opaque(self) -> bool {
        self.transparency == 0
    }
}

/// `value / 255`, rounded to the nearest, exact for every product of two bytes.
const fn divide_by_255(value: u16) -> u8 {
    let biased = value + 128;
    ((biased + (biased >> 8)) >> 8) as u8
}

impl Occupied {
    /// Takes stock of `series` for a picture of `width` columns.
    pub(super) fn refill(&mut self, width: usize, series: &[ColumnSeries]) {
        self.strip_count = width.div_ceil(LANES);
        self.strips.clear();
        self.whole.clear();
        self.paints.clear();
        for series in series {
            self.paints
                .push(Paint::from_straight(series.color.to_rgba8()));
            let rows = rows_of(series, width);
            let mut whole = UNTOUCHED;
            let before = self.strips.len();
            if rows.len() == width {
                self.strips.extend(rows.chunks(LANES).map(|rows| {
                    let hull = hull(rows);
                    whole = union(whole, hull);
                    hull
                }));
            }
            self.strips.resize(before + self.strip_count, UNTOUCHED);
            self.whole.push(whole);
        }
    }
}

/// Neutral for [`union`]; its ends cannot reach a row.
const UNTOUCHED: RowRange = RowRange {
    first: i16::MAX,
    last: i16::MIN,
};

fn rows_of(series: &ColumnSeries, width: usize) -> &[RowRange] {
    match &series.ranges {
        ColumnRanges::Rows(rows) => rows.get(..width).unwrap_or_default(),
        ColumnRanges::Subcolumns { .. } => &[],
    }
}

fn union(a: RowRange, b: RowRange) -> RowRange {
    RowRange {
        first: a.first.min(b.first),
        last: a.last.max(b.last),
    }
}

/// The rows that any of these columns covers.
fn hull(rows: &[RowRange]) -> RowRange {
    rows.iter().fold(UNTOUCHED, |hull, &range| {
        if range.is_empty() {
            hull
        } else {
            union(hull, range)
        }
    })
}

/// Whether a range meets rows `first..=last`.
const fn meets(range: RowRange, first: i16, last: i16) -> bool {
    range.first <= last && range.last >= first
}

/// Ends of the ranges relative to a tile's first row.
#[derive(Clone, Copy)]
struct TileRanges {
    first: [i8; LANES],
    last: [i8; LANES],
}

impl TileRanges {
    /// Rows above the tile become -1 and rows below it 32, which keeps every comparison.
    fn new(rows: &[RowRange], strip: usize, first_row: i16) -> Self {
        let mut ranges = [RowRange::EMPTY; LANES];
        let start = strip * LANES;
        if let Some(full) = rows[start..].first_chunk::<LANES>() {
            ranges = *full;
        } else {
            ranges[..rows.len() - start].copy_from_slice(&rows[start..]);
        }
        let relative = |row: i16| row.saturating_sub(first_row).clamp(-1, BAND_ROWS as i16) as i8;
        Self {
            first: ranges.map(|range| relative(range.first)),
            last: ranges.map(|range| relative(range.last)),
        }
    }

    fn mask(&self, row: i8) -> Mask {
        std::array::from_fn(|lane| {
            let inside = (self.first[lane] <= row) & (row <= self.last[lane]);
            if inside { u8::MAX } else { 0 }
        })
    }
}

/// Paints the rows from `first_row` on, as many as `pixels` holds, at most [`BAND_ROWS`].
pub(super) fn paint_band(
    first_row: usize,
    width: usize,
    series: &[ColumnSeries],
    occupied: &Occupied,
    sheet: Sheet,
    pixels: &mut [Pixel],
    candidates: &mut Vec<u32>,
) {
    let row_count = pixels.len() / width;
    let (Ok(first), Ok(last)) = (
        i16::try_from(first_row),
        i16::try_from(first_row + row_count - 1),
    ) else {
        // Rows are numbered by i16: nothing can reach these.
        pixels.fill(sheet.backdrop);
        return;
    };
    candidates.clear();
    candidates.extend(
        (0u32..)
            .zip(&occupied.whole)
            .filter(|&(_, &whole)| meets(whole, first, last))
            .map(|(index, _)| index),
    );
    // Topmost first.
    candidates.reverse();
    if candidates.is_empty() {
        pixels.fill(sheet.backdrop);
        return;
    }
    let backdrop = u32::from_ne_bytes(sheet.backdrop);
    let opaque = candidates
        .iter()
        .all(|&index| occupied.paints[index as usize].is_opaque());
    for strip in 0..occupied.strip_count {
        let mut tile = Tile {
            rows: [[backdrop; LANES]; BAND_ROWS],
            row_count,
        };
        let layer_of = |&index: &u32| {
            let index = index as usize;
            let range = occupied.strips[index * occupied.strip_count + strip];
            meets(range, first, last).then(|| Layer {
                ranges: TileRanges::new(rows_of(&series[index], width), strip, first),
                paint: occupied.paints[index],
                first: usize::try_from(range.first.saturating_sub(first)).unwrap_or(0),
                end: (usize::try_from(range.last - first).unwrap_or(0) + 1).min(row_count),
            })
        };
        if opaque {
            tile.paint_opaque(candidates.iter().filter_map(layer_of));
        } else {
            let base = candidates
                .iter()
                .position(|index| layer_of(index).is_some_and(|layer| layer.fills(row_count)))
                .map_or(candidates.len(), |base| base + 1);
            // Below an opaque layer that fills the tile nothing is seen.
            tile.paint_any(candidates[..base].iter().rev().filter_map(layer_of));
        }
        copy_strip(
            &tile.rows[..row_count],
            strip,
            width,
            sheet.bottom_first,
            pixels,
        );
    }
}

/// One series in one tile.
#[derive(Clone, Copy)]
struct Layer {
    ranges: TileRanges,
    paint: Paint,
    /// Rows of the tile that it can touch.
    first: usize,
    end: usize,
}

impl Layer {
    /// Whether it hides everything below it in a tile of so many rows.
    fn fills(&self, row_count: usize) -> bool {
        self.paint.is_opaque()
            && self.ranges.first.iter().all(|&first| first <= 0)
            && self
                .ranges
                .last
                .iter()
                .all(|&last| last as isize >= row_count as isize - 1)
    }
}

struct Tile {
    rows: [PixelRow; BAND_ROWS],
    row_count: usize,
}

impl Tile {
    /// From the topmost layer down, each pixel written once.
    fn paint_opaque(&mut self, layers: impl Iterator<Item = Layer>) {
        let mut free = [ALL; BAND_ROWS];
        // A bit for each row that still has a free pixel.
        let mut open = u32::MAX >> (BAND_ROWS - self.row_count);
        for layer in layers {
            let color = u32::from_ne_bytes(layer.paint.bytes);
            for row in layer.first..layer.end {
                if open & (1 << row) == 0 {
                    continue;
                }
                let mut mask = layer.ranges.mask(row as i8);
                let free = &mut free[row];
                for lane in 0..LANES {
                    mask[lane] &= free[lane];
                    free[lane] &= !mask[lane];
                }
                if mask == ALL {
                    self.rows[row] = [color; LANES];
                } else if mask != NONE {
                    select(&mut self.rows[row], &mask, color);
                }
                if *free == NONE {
                    open &= !(1 << row);
                }
            }
            if open == 0 {
                return;
            }
        }
    }

    /// From the lowest layer up, each laid over what is there.
    fn paint_any(&mut self, layers: impl Iterator<Item = Layer>) {
        for layer in layers {
            let color = u32::from_ne_bytes(layer.paint.bytes);
            for row in layer.first..layer.end {
                let mask = layer.ranges.mask(row as i8);
                if mask == NONE {
                    continue;
                }
                let pixels = &mut self.rows[row];
                if layer.paint.is_opaque() {
                    select(pixels, &mask, color);
                } else {
                    over(pixels, &mask, layer.paint);
                }
            }
        }
    }
}

/// Writes `color` where the mask is set.
fn select(pixels: &mut PixelRow, mask: &Mask, color: u32) {
    for lane in 0..LANES {
        pixels[lane] = if mask[lane] != 0 { color } else { pixels[lane] };
    }
}

/// Lays a translucent colour over where the mask is set: `source + round(pixel * (255 - alpha) / 255)`.
fn over(pixels: &mut PixelRow, mask: &Mask, paint: Paint) {
    const BYTES: usize = 4 * LANES;
    let source: [u8; BYTES] = bytemuck::cast([paint.bytes; LANES]);
    let below: [u8; BYTES] = bytemuck::cast(*pixels);
    let mut result = [0; BYTES];
    for byte in 0..BYTES {
        // At most 255: the pixel's channel is at most its alpha, the source's at most its own.
        let kept = divide_by_255(u16::from(below[byte]) * paint.transparency);
        result[byte] = source[byte].wrapping_add(kept);
    }
    let result: PixelRow = bytemuck::cast(result);
    for lane in 0..LANES {
        pixels[lane] = if mask[lane] != 0 {
            result[lane]
        } else {
            pixels[lane]
        };
    }
}
