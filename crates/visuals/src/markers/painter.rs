//! Paints many marks on the CPU: tiles side by side, in each the marks from the last to the first.
//!
//! Marks are taken in portions from the end. Each is sorted into the tiles that it reaches, except
//! those that are full, and the tiles are painted on all threads; once all tiles are full the rest
//! of the marks is not looked at.

use super::stamp::{Inks, STEPS_PER_PX, Shape, Stamp};
use super::tile::{TILE_PX, Tile};

/// Marks sorted into tiles at once.
const PORTION: usize = 1 << 15;

/// Tiles that the marks of a portion may reach in all, about: large marks make small portions.
const MOST_ENTRIES: usize = 1 << 21;

/// One mark in a portion.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    /// In [`STEPS_PER_PX`].
    pub(super) center: [i32; 2],
    /// Which of the data it is.
    pub(super) index: usize,
}

/// What marks look like.
pub(super) trait Look: Sync {
    /// How far a mark may change pixels.
    fn reach_px(&self, index: usize) -> f32;
    /// Whether all marks have one colour, and which: red, green, blue, straight alpha.
    fn plain_color(&self) -> Option<[u8; 4]>;
    /// Lays a mark.
    fn lay(&self, tile: &mut Tile, mark: Mark);
}

/// All marks look the same.
impl Look for Stamp {
    fn reach_px(&self, _: usize) -> f32 {
        Self::reach_px(self)
    }

    fn plain_color(&self) -> Option<[u8; 4]> {
        self.is_plain().then(|| self.face())
    }

    fn lay(&self, tile: &mut Tile, mark: Mark) {
        tile.stamp(self, mark.center);
    }
}

/// Marks of one size with colours of their own; the stamp is made with opaque colours.
pub(super) struct Inked<'a> {
    pub(super) stamp: &'a Stamp,
    pub(super) inks: &'a (dyn Fn(usize) -> Inks + Sync),
}

impl Look for Inked<'_> {
    fn reach_px(&self, _: usize) -> f32 {
        self.stamp.reach_px()
    }

    fn plain_color(&self) -> Option<[u8; 4]> {
        None
    }

    fn lay(&self, tile: &mut Tile, mark: Mark) {
        tile.stamp_with(self.stamp, (self.inks)(mark.index), mark.center);
    }
}

/// Marks of sizes, and perhaps colours, of their own.
pub(super) struct Shaped<'a> {
    pub(super) shape: &'a (dyn Fn(usize) -> Shape + Sync),
    /// At least how far a mark reaches; below zero for one that is not to be seen.
    pub(super) reach_px: &'a (dyn Fn(usize) -> f32 + Sync),
}

impl Look for Shaped<'_> {
    fn reach_px(&self, index: usize) -> f32 {
        (self.reach_px)(index)
    }

    fn plain_color(&self) -> Option<[u8; 4]> {
        None
    }

    fn lay(&self, tile: &mut Tile, mark: Mark) {
        let shape = (self.shape)(mark.index);
        tile.lay(&shape, shape.inks, mark.center);
    }
}

/// Paints pictures of many marks; keeps its memory between them.
///
/// ```
/// use galry_visuals::Color;
/// use galry_visuals::markers::{MarkPainter, MarkersStyle, Stamp, steps_from_px};
///
/// let style = MarkersStyle { size_px: 3.0, face: Color::BLACK, ..MarkersStyle::default() };
/// let stamp = Stamp::new(&style, true);
/// let centers: Vec<[i32; 2]> =
///     (0..9).filter_map(|i| steps_from_px([f64::from(i), 4.5])).collect();
/// let mut pixels = vec![0; 8 * 8 * 4];
/// MarkPainter::default().paint_stamps([8, 8], &centers, &stamp, &mut pixels);
/// assert_eq!(pixels[(4 * 8 + 4) * 4..][..4], [0, 0, 0, 255]);
/// ```
#[derive(Debug, Default)]
pub struct Painter {
    tiles: Vec<TileState>,
    across: usize,
    portion: Vec<Mark>,
    /// For each tile where its entries begin; then the entries: places in the portion.
    starts: Vec<u32>,
    entries: Vec<u32>,
    laid: u64,
}

#[derive(Debug, Default)]
struct TileState {
    tile: Tile,
    full: bool,
    laid: u64,
}

impl Painter {
    /// Paints marks that look the same at `centers`, given in [steps](super::steps_from_px), the
    /// later over the earlier, into premultiplied RGBA8, the top row first; what is in `pixels`
    /// is replaced. A mark that cannot be seen for later ones is not laid.
    ///
    /// # Panics
    /// When there are not width × height × 4 bytes, which is a mistake in the program.
    #[track_caller]
    pub fn paint_stamps(
        &mut self,
        size: [usize; 2],
        centers: &[[i32; 2]],
        stamp: &Stamp,
        pixels: &mut [u8],
    ) {
        assert_eq!(
            pixels.len(),
            size[0] * size[1] * 4,
            "bytes of a picture of {} x {} pixels",
            size[0],
            size[1]
        );
        if stamp.is_nothing() {
            pixels.fill(0);
            return;
        }
        let place = |index: usize| centers.get(index).copied();
        self.paint(size, centers.len(), &place, stamp, [0; 4], pixels);
    }

    /// Paints `count` marks, of which `place` tells where they stand (`None`: nowhere), over a
    /// premultiplied colour into `pixels`, the top row first.
    pub(super) fn paint(
        &mut self,
        size: [usize; 2],
        count: usize,
        place: &(dyn Fn(usize) -> Option<[i32; 2]> + Sync),
        look: &dyn Look,
        backdrop: [u8; 4],
        pixels: &mut [u8],
    ) {
        let color = look.plain_color();
        self.begin(size, color.is_none());
        let mut left = count;
        while left > 0 && self.tiles.iter().any(|tile| !tile.full) {
            left = self.sort_portion(left, place, look);
            self.paint_portion(look);
        }
        self.laid = self.tiles.iter().map(|tile| tile.laid).sum();
        self.write(size, color.unwrap_or_default(), backdrop, pixels);
    }

    /// Marks that the last picture's tiles were given: one in two tiles counts twice.
    pub(super) fn laid(&self) -> u64 {
        self.laid
    }

    fn begin(&mut self, size: [usize; 2], colored: bool) {
        let counts = size.map(|side| side.div_ceil(TILE_PX));
        self.across = counts[0];
        self.tiles
            .resize_with(counts[0] * counts[1], TileState::default);
        for (index, state) in self.tiles.iter_mut().enumerate() {
            let first = [index % counts[0], index / counts[0]].map(|tile| tile * TILE_PX);
            let sides = [0, 1].map(|axis| size[axis] - first[axis]);
            state.tile.begin(first.map(|px| px as i32), sides, colored);
            state.full = false;
            state.laid = 0;
        }
    }

    /// Takes a portion of the first `left` marks from their end, and sorts it into tiles; returns
    /// how many are left.
    fn sort_portion(
        &mut self,
        left: usize,
        place: &(dyn Fn(usize) -> Option<[i32; 2]> + Sync),
        look: &dyn Look,
    ) -> usize {
        let tile_count = self.tiles.len();
        self.portion.clear();
        self.starts.clear();
        self.starts.resize(tile_count + 1, 0);
        let mut entries = 0;
        let mut next = left;
        while next > 0 && self.portion.len() < PORTION && entries < MOST_ENTRIES {
            next -= 1;
            let Some(center) = place(next) else {
                continue;
            };
            let mark = Mark {
                center,
                index: next,
            };
            let before = entries;
            self.for_each_tile(mark, look, |starts, tile| {
                starts[tile + 1] += 1;
                entries += 1;
            });
            if entries > before {
                self.portion.push(mark);
            }
        }
        for tile in 0..tile_count {
            self.starts[tile + 1] += self.starts[tile];
        }
        self.entries.clear();
        self.entries.resize(entries, 0);
        let mut filled = std::mem::take(&mut self.entries);
        for position in 0..self.portion.len() {
            // Starts move on while tiles are filled, and are moved back below.
            self.for_each_tile(self.portion[position], look, |starts, tile| {
                filled[starts[tile] as usize] = position as u32;
                starts[tile] += 1;
            });
        }
        self.entries = filled;
        self.starts.rotate_right(1);
        self.starts[0] = 0;
        next
    }

    /// Calls `work` for each tile that is not full and that a mark may reach.
    fn for_each_tile(
        &mut self,
        mark: Mark,
        look: &dyn Look,
        mut work: impl FnMut(&mut [u32], usize),
    ) {
        // Rounded up, in steps; a reach of nothing is left out. No mark reaches 2³⁰ pixels.
        let reach = look.reach_px(mark.index);
        if reach.is_nan() || reach <= 0.0 {
            return;
        }
        let reach = (reach * STEPS_PER_PX as f32) as i64 + 1;
        let down = self.tiles.len() / self.across.max(1);
        let range = |axis: usize, count: usize| {
            const TILE: i64 = STEPS_PER_PX as i64 * TILE_PX as i64;
            let center = i64::from(mark.center[axis]);
            let low = (center - reach).div_euclid(TILE).max(0);
            let end = ((center + reach).div_euclid(TILE) + 1).clamp(0, count as i64);
            low as usize..end as usize
        };
        let (columns, rows) = (range(0, self.across), range(1, down));
        for row in rows {
            for column in columns.clone() {
                let tile = row * self.across + column;
                if !self.tiles[tile].full {
                    work(&mut self.starts, tile);
                }
            }
        }
    }

    fn paint_portion(&mut self, look: &dyn Look) {
        let (starts, entries, portion) = (&self.starts, &self.entries, &self.portion);
        let work = |(index, state): (usize, &mut TileState)| {
            let own = &entries[starts[index] as usize..starts[index + 1] as usize];
            for some in own.chunks(256) {
                for &position in some {
                    look.lay(&mut state.tile, portion[position as usize]);
                }
                state.laid += some.len() as u64;
                state.full = state.tile.is_full();
                if state.full {
                    break;
                }
            }
        };
        for_each_indexed(&mut self.tiles, work);
    }

    fn write(&self, size: [usize; 2], color: [u8; 4], backdrop: [u8; 4], pixels: &mut [u8]) {
        let stride = size[0] * 4;
        if stride == 0 || self.across == 0 {
            return;
        }
        let write = |(row, pixels): (usize, &mut [u8])| {
            let tiles = &self.tiles[row * self.across..(row + 1) * self.across];
            for (column, state) in tiles.iter().enumerate() {
                let first = column * TILE_PX * 4;
                state
                    .tile
                    .write(color, backdrop, &mut pixels[first..], stride);
            }
        };
        #[cfg(not(target_family = "wasm"))]
        {
            use rayon::prelude::*;
            pixels
                .par_chunks_mut(stride * TILE_PX)
                .enumerate()
                .for_each(write);
        }
        #[cfg(target_family = "wasm")]
        pixels
            .chunks_mut(stride * TILE_PX)
            .enumerate()
            .for_each(write);
    }
}

fn for_each_indexed<T: Send>(items: &mut [T], work: impl Fn((usize, &mut T)) + Sync + Send) {
    #[cfg(not(target_family = "wasm"))]
    {
        use rayon::prelude::*;
        items.par_iter_mut().enumerate().for_each(work);
    }
    #[cfg(target_family = "wasm")]
    items.iter_mut().enumerate().for_each(work);
}
