//! A tile of a picture that marks are laid into, from the last to the first.
//!
//! For each pixel the tile knows how much light of what lies below still gets through, in parts
//! of 65535. A mark takes its share of that, so the last mark is laid first, and a pixel that lets
//! nothing through any more needs no earlier mark: dense data cost what the picture does, however
//! many points there are, translucent ones too. Shares are rounded up, so that layers of whatever
//! opacity end.
//!
//! All of this is in integers and depends on nothing but the marks on the pixel and their order:
//! whatever leaves out only marks that a pixel does not show gives the same bytes.

use super::stamp::{Inks, LANES, Mask, Opacity, STEPS_PER_PX, Shape, Stamp, WHOLE};

/// Pixels along a side of a tile.
pub const TILE_PX: usize = 32;

/// Left and right of the tile's pixels, so that groups of lanes need not be cut.
const MARGIN: usize = LANES;
const STRIDE: usize = MARGIN + TILE_PX + MARGIN;

/// Part of a picture, up to [`TILE_PX`] pixels a side.
///
/// Marks are given from the last, which lies on top, to the first.
///
/// ```
/// use galry_visuals::Color;
/// use galry_visuals::markers::{MarkersStyle, Stamp, Tile, steps_from_px};
///
/// let style = MarkersStyle { size_px: 100.0, face: Color::BLACK, ..MarkersStyle::default() };
/// let stamp = Stamp::new(&style, true);
/// let mut tile = Tile::new();
/// tile.begin([0, 0], [8, 8], !stamp.is_plain());
/// tile.stamp(&stamp, steps_from_px([4.0, 4.0]).unwrap());
/// assert!(tile.is_full(), "no earlier mark can be seen");
/// let mut pixels = [0; 8 * 8 * 4];
/// tile.write(stamp.face(), [0; 4], &mut pixels, 8 * 4);
/// assert_eq!(pixels[..4], [0, 0, 0, 255]);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Tile {
    origin_px: [i32; 2],
    size: [usize; 2],
    /// What still gets through, shape `(TILE_PX, STRIDE)`.
    light: Vec<u16>,
    /// Red, green and blue so far, times 65535; none where all marks have one colour.
    colors: Vec<[u32; 3]>,
}

impl Tile {
    /// A tile without pixels.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Empties the tile, and says which pixels of the picture it has: place and size. `colored`
    /// where marks may have several colours.
    pub fn begin(&mut self, origin_px: [i32; 2], size: [usize; 2], colored: bool) {
        self.origin_px = origin_px;
        self.size = size.map(|side| side.min(TILE_PX));
        self.light.clear();
        self.light.resize(STRIDE * TILE_PX, WHOLE);
        self.colors.clear();
        if colored {
            self.colors.resize(STRIDE * TILE_PX, [0; 3]);
        }
    }

    /// Left and top pixel of the tile in its picture.
    #[must_use]
    pub fn origin_px(&self) -> [i32; 2] {
        self.origin_px
    }

    /// Columns and rows.
    #[must_use]
    pub fn size(&self) -> [usize; 2] {
        self.size
    }

    /// Whether no earlier mark can be seen any more.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.light
            .chunks_exact(STRIDE)
            .take(self.size[1])
            .all(|row| {
                let row = &row[MARGIN..MARGIN + self.size[0]];
                row.iter().fold(0, |all, &light| all | light) == 0
            })
    }

    /// Lays a mark below all those before; its centre in [steps](super::steps_from_px).
    pub fn stamp(&mut self, stamp: &Stamp, center: [i32; 2]) {
        if stamp.is_nothing() {
            return;
        }
        match stamp.mask(center) {
            Some(mask) => self.lay_mask(&mask, stamp.shape().inks, true),
            None => self.lay(stamp.shape(), stamp.shape().inks, center),
        }
    }

    /// The same with other colours than the stamp's, which must be opaque ones.
    pub(super) fn stamp_with(&mut self, stamp: &Stamp, inks: Inks, center: [i32; 2]) {
        match stamp.mask(center) {
            Some(mask) => self.lay_mask(&mask, inks, false),
            None => self.lay(stamp.shape(), inks, center),
        }
    }

    /// Lays a mask; `scaled` where the alpha of the colours is in it already.
    fn lay_mask(&mut self, mask: &Mask<'_>, inks: Inks, scaled: bool) {
        let left = mask.left_px - self.origin_px[0] + MARGIN as i32;
        let top = mask.top_px - self.origin_px[1];
        let plain = self.colors.is_empty();
        for (row, groups) in mask.groups.chunks_exact(mask.groups_per_row).enumerate() {
            let y = top + row as i32;
            if y < 0 || y >= TILE_PX as i32 {
                continue;
            }
            for (index, group) in groups.iter().enumerate() {
                let x = left + (index * LANES) as i32;
                // Groups that begin farther out lie wholly in the margins.
                if x < 0 || x > (STRIDE - LANES) as i32 {
                    continue;
                }
                let first = y as usize * STRIDE + x as usize;
                if plain && scaled {
                    if let Some(light) = self.light[first..].first_chunk_mut::<LANES>() {
                        // One colour is all there is: what face and line take is one.
                        let taken = group.face.iter().zip(&group.edge);
                        for (light, (face, edge)) in light.iter_mut().zip(taken) {
                            *light -= share(*light, face + edge);
                        }
                    }
                } else {
                    for lane in 0..LANES {
                        let opacity = Opacity {
                            face: group.face[lane],
                            edge: group.edge[lane],
                        };
                        let opacity = if scaled {
                            opacity
                        } else {
                            opacity.scaled(inks)
                        };
                        self.lay_pixel(first + lane, opacity, inks);
                    }
                }
            }
        }
    }

    /// Lays a mark without a mask, pixel by pixel.
    pub(super) fn lay(&mut self, shape: &Shape, inks: Inks, center: [i32; 2]) {
        let center = center.map(|steps| f64::from(steps) / f64::from(STEPS_PER_PX));
        let reach = f64::from(shape.reach_px);
        let range = |axis: usize| {
            let origin = f64::from(self.origin_px[axis]);
            let low = (center[axis] - reach - origin).floor();
            let high = (center[axis] + reach - origin).ceil();
            // Saturating, and cut to the tile.
            let cut = |value: f64| value.clamp(0.0, self.size[axis] as f64) as usize;
            cut(low)..cut(high)
        };
        let (columns, rows) = (range(0), range(1));
        for row in rows {
            let y = (f64::from(self.origin_px[1]) + row as f64 + 0.5 - center[1]) as f32;
            for column in columns.clone() {
                let index = row * STRIDE + MARGIN + column;
                if self.light[index] == 0 {
                    continue;
                }
                let x = (f64::from(self.origin_px[0]) + column as f64 + 0.5 - center[0]) as f32;
                self.lay_pixel(index, shape.parts([x, y]).scaled(inks), inks);
            }
        }
    }

    fn lay_pixel(&mut self, index: usize, opacity: Opacity, inks: Inks) {
        let light = self.light[index];
        if self.colors.is_empty() {
            self.light[index] = light - share(light, opacity.face + opacity.edge);
            return;
        }
        let face = share(light, opacity.face);
        let edge = share(light, opacity.edge).min(light - face);
        self.light[index] = light - face - edge;
        for (channel, sum) in self.colors[index].iter_mut().enumerate() {
            *sum += u32::from(face) * u32::from(inks.face[channel])
                + u32::from(edge) * u32::from(inks.edge[channel]);
        }
    }

    /// Writes the tile's pixels, over a colour of four premultiplied bytes, into rows of
    /// `stride_bytes`; `pixels` begins at the tile's first pixel. `color` is that of all marks
    /// where the tile is not colored.
    pub fn write(&self, color: [u8; 4], backdrop: [u8; 4], pixels: &mut [u8], stride_bytes: usize) {
        let rows = pixels.chunks_mut(stride_bytes.max(1)).take(self.size[1]);
        let color = color.map(u32::from);
        let backdrop = backdrop.map(u32::from);
        for (row, pixels) in rows.enumerate() {
            let first = row * STRIDE + MARGIN;
            for (column, pixel) in pixels.chunks_exact_mut(4).take(self.size[0]).enumerate() {
                let light = u32::from(self.light[first + column]);
                let taken = u32::from(WHOLE) - light;
                let sums = match self.colors.get(first + column) {
                    Some(&[r, g, b]) => [r, g, b, taken * 255],
                    None => [
                        taken * color[0],
                        taken * color[1],
                        taken * color[2],
                        taken * 255,
                    ],
                };
                for channel in 0..4 {
                    pixel[channel] = part_of_whole(sums[channel] + light * backdrop[channel]);
                }
            }
        }
    }
}

/// The part of `light` that something of an opacity takes, rounded up: nothing takes nothing, and
/// what is opaque takes all.
fn share(light: u16, opacity: u16) -> u16 {
    let product = u32::from(light) * u32::from(opacity);
    let (high, low) = ((product >> 16) as u16, product as u16);
    high + u16::from(low != 0)
}

/// Divides by 65535, to the nearest.
fn part_of_whole(sum: u32) -> u8 {
    let sum = sum + 32_767;
    // Exact for all sums of 65535 times a byte.
    ((sum + 1 + (sum >> 16)) >> 16) as u8
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markers::MarkersStyle;
    use crate::{Color, Symbol};

    #[test]
    fn shares_are_exact_at_both_ends() {
        for light in [0, 1, 2, 255, 32_768, WHOLE] {
            assert_eq!(share(light, WHOLE), light);
            assert_eq!(share(light, 0), 0);
            assert!(share(light, 1) <= 1);
        }
        for byte in 0..=255_u32 {
            assert_eq!(part_of_whole(byte * 65_535), byte as u8);
            assert_eq!(part_of_whole(byte * 65_535 + 32_767), byte as u8);
        }
    }

    #[test]
    fn layers_of_any_opacity_end() {
        let style = MarkersStyle {
            size_px: 200.0,
            face: Color::BLACK.with_alpha(0.05),
            ..MarkersStyle::default()
        };
        let stamp = Stamp::new(&style, true);
        let mut tile = Tile::new();
        tile.begin([0, 0], [32, 32], false);
        let layers = (1..).find(|_| {
            tile.stamp(&stamp, [1000, 1000]);
            tile.is_full()
        });
        assert!((100..300).contains(&layers.unwrap()), "{layers:?}");
    }

    #[test]
    fn one_colour_gives_the_same_bytes_with_and_without_sums_of_colours() {
        for symbol in Symbol::ALL {
            let style = MarkersStyle {
                symbol,
                size_px: 7.3,
                face: Color::rgba8(200, 30, 90, 130),
                ..MarkersStyle::default()
            };
            let stamp = Stamp::new(&style, true);
            let bytes = [false, true].map(|colored| {
                let mut tile = Tile::new();
                tile.begin([32, 64], [32, 20], colored);
                for step in 0..40 {
                    tile.stamp(&stamp, [2000 + 97 * step, 4000 + 61 * step]);
                }
                let mut pixels = vec![0; 32 * 20 * 4];
                tile.write(stamp.face(), [10, 20, 30, 255], &mut pixels, 32 * 4);
                pixels
            });
            assert_eq!(bytes[0], bytes[1], "{symbol}");
        }
    }

    #[test]
    fn masks_cut_by_tiles_meet_without_a_seam() {
        let style = MarkersStyle {
            size_px: 21.0,
            edge: Color::WHITE,
            edge_width_px: 2.0,
            ..MarkersStyle::default()
        };
        let stamp = Stamp::new(&style, true);
        let center = [64 * 33 + 5, 64 * 31 + 60];
        for [x, y] in [[0, 0], [32, 0], [0, 32], [32, 32]] {
            let (mut by_mask, mut by_pixel) = (Tile::new(), Tile::new());
            by_mask.begin([x, y], [32, 32], true);
            by_pixel.begin([x, y], [32, 32], true);
            by_mask.stamp(&stamp, center);
            by_pixel.lay(stamp.shape(), stamp.shape().inks, center);
            let write = |tile: &Tile| {
                let mut pixels = vec![0; 32 * 32 * 4];
                tile.write(stamp.face(), [0; 4], &mut pixels, 32 * 4);
                pixels
            };
            assert_eq!(write(&by_mask), write(&by_pixel), "{x} {y}");
        }
    }
}
