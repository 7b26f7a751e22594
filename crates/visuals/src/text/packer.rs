//! A page of the atlas without GL: the table of glyphs, the free space, and the texels.

use std::collections::HashMap;

use etagere::{BucketedAtlasAllocator, size2};

use super::fonts::Fonts;
use super::outline::GlyphImage;
use super::place::{GlyphKey, Mark};
use crate::{Error, Result};

/// Width of a page in texels, and its largest height; every GL allows 2048.
pub(crate) const PAGE_WIDTH: u32 = 2048;
pub(crate) const LARGEST_HEIGHT: u32 = 4096;
/// Height of a fresh page: the ticks, labels and titles of a few figures.
pub(crate) const FIRST_HEIGHT: u32 = 128;

/// Where a glyph's picture is, and where it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Slot {
    /// Left top texel, width, height.
    pub(crate) texels: [u16; 4],
    /// Pixels from the pixel that holds the pen to the left top one.
    pub(crate) corner_px: [i32; 2],
}

/// Paints a glyph, unless it could not fit on any page.
pub(crate) fn paint(fonts: &Fonts, key: &GlyphKey) -> Result<Option<GlyphImage>> {
    let mark = key.mark();
    let Some(ink) = fonts.mark_ink_px(&mark) else {
        return Ok(None);
    };
    // A bound for any direction: the diagonal, and a pixel for the phase on each side.
    let [width, height] = ink.size();
    let halo_px = key.halo_px().unwrap_or_default();
    let side_px = width.hypot(height) + 2.0 * halo_px + 2.0;
    if side_px > PAGE_WIDTH as f32 {
        let what = match mark {
            Mark::Glyph(_, size_px) => format!("one of {side_px:.0} px in text of {size_px} px"),
            Mark::Figure(_) => format!("a line of a formula of {side_px:.0} px"),
        };
        return Err(Error::Part {
            message: format!(
                "text: expected glyphs of at most {PAGE_WIDTH} px, got {what}; set it smaller"
            ),
        });
    }
    Ok(fonts.image(key))
}

/// What became of a glyph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Packed {
    At(Slot),
    Blank,
    Full,
}

/// A page without GL: the table of glyphs, the free space, and the texels.
pub(crate) struct Packer {
    allocator: BucketedAtlasAllocator,
    slots: HashMap<GlyphKey, Option<Slot>>,
    /// In the order of painting, so that new ones are the last.
    pub(crate) painted: Vec<Slot>,
    pub(crate) texels: Vec<u8>,
    pub(crate) height: u32,
    largest_height: u32,
}

impl Packer {
    pub(crate) fn new(largest_height: u32) -> Self {
        let height = FIRST_HEIGHT.min(largest_height);
        Self {
            allocator: BucketedAtlasAllocator::new(size2(PAGE_WIDTH as i32, height as i32)),
            slots: HashMap::new(),
            painted: Vec::new(),
            texels: vec![0; (PAGE_WIDTH * height) as usize],
            height,
            largest_height,
        }
    }

    pub(crate) fn slot(
        &mut self,
        key: GlyphKey,
        paint: impl FnOnce() -> Result<Option<GlyphImage>>,
    ) -> Result<Packed> {
        if let Some(known) = self.slots.get(&key) {
            return Ok(known.map_or(Packed::Blank, Packed::At));
        }
        let Some(image) = paint()? else {
            self.slots.insert(key, None);
            return Ok(Packed::Blank);
        };
        let Some([x, y]) = self.allocate(image.width, image.height) else {
            return Ok(Packed::Full);
        };
        self.copy(&image, x, y);
        let slot = Slot {
            texels: [x, y, image.width, image.height].map(|texel| texel as u16),
            corner_px: [image.left_px, image.top_px],
        };
        self.slots.insert(key, Some(slot));
        self.painted.push(slot);
        Ok(Packed::At(slot))
    }

    /// Finds room, growing the page as far as it may.
    fn allocate(&mut self, width: u32, height: u32) -> Option<[u32; 2]> {
        if width > PAGE_WIDTH || height > self.largest_height {
            return None;
        }
        let size = size2(width as i32, height as i32);
        loop {
            if let Some(allocation) = self.allocator.allocate(size) {
                let corner = allocation.rectangle.min;
                return Some([corner.x as u32, corner.y as u32]);
            }
            if self.height >= self.largest_height {
                return None;
            }
            self.height = (2 * self.height).min(self.largest_height);
            self.allocator
                .grow(size2(PAGE_WIDTH as i32, self.height as i32));
            self.texels.resize((PAGE_WIDTH * self.height) as usize, 0);
        }
    }

    fn copy(&mut self, image: &GlyphImage, x: u32, y: u32) {
        let width = image.width as usize;
        for (row, coverage) in image.coverage.chunks_exact(width).enumerate() {
            let start = (y as usize + row) * PAGE_WIDTH as usize + x as usize;
            self.texels[start..start + width].copy_from_slice(coverage);
        }
    }

    /// The texels of a slot, row after row.
    pub(crate) fn rows(&self, slot: &Slot) -> Vec<u8> {
        let [x, y, width, height] = slot.texels.map(usize::from);
        (y..y + height)
            .flat_map(|row| {
                let start = row * PAGE_WIDTH as usize + x;
                &self.texels[start..start + width]
            })
            .copied()
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::label::Label;
    use crate::text::place::place;
    use crate::text::style::TextStyle;

    fn keys(text: &str, size_px: f32) -> Vec<GlyphKey> {
        let label = Label {
            style: TextStyle::new(size_px),
            ..Label::new(text, [0.0; 2])
        };
        let placed = place(&label, &Fonts::embedded());
        placed.glyphs.iter().map(|glyph| glyph.key).collect()
    }

    fn overlap(a: &Slot, b: &Slot) -> bool {
        let span =
            |slot: &Slot, axis: usize| slot.texels[axis]..slot.texels[axis] + slot.texels[axis + 2];
        (0..2).all(|axis| {
            span(a, axis).start < span(b, axis).end && span(b, axis).start < span(a, axis).end
        })
    }

    #[test]
    fn a_glyph_is_painted_once_and_blanks_never() {
        let fonts = Fonts::embedded();
        let mut packer = Packer::new(4096);
        let mut paintings = 0;
        for key in keys("abc abc  ", 13.0).iter().chain(&keys("abc", 13.0)) {
            packer
                .slot(*key, || {
                    paintings += 1;
                    paint(&fonts, key)
                })
                .unwrap();
        }
        let distinct: std::collections::HashSet<_> = keys("abc abc  ", 13.0).into_iter().collect();
        assert_eq!(paintings, distinct.len());
        assert!(packer.painted.len() < paintings);
    }

    #[test]
    fn slots_keep_their_place_and_texels_while_the_page_grows() {
        let fonts = Fonts::embedded();
        let mut packer = Packer::new(1024);
        let pack = |packer: &mut Packer, size_px: f32| -> Vec<Packed> {
            keys("Galry 0123456789 MWQ@", size_px)
                .iter()
                .map(|key| packer.slot(*key, || paint(&fonts, key)).unwrap())
                .collect()
        };
        let first = pack(&mut packer, 20.0);
        let rows: Vec<_> = packer
            .painted
            .iter()
            .map(|slot| packer.rows(slot))
            .collect();
        for size_px in [31.0, 55.0, 90.0, 120.0] {
            pack(&mut packer, size_px);
        }
        assert!(packer.height > FIRST_HEIGHT);
        assert_eq!(pack(&mut packer, 20.0), first);
        for (slot, before) in packer.painted.iter().zip(&rows) {
            assert_eq!(&packer.rows(slot), before);
        }
        for (index, a) in packer.painted.iter().enumerate() {
            assert!(
                packer.painted[..index].iter().all(|b| !overlap(a, b)),
                "{a:?}"
            );
        }
    }

    #[test]
    fn a_full_page_says_so() {
        let fonts = Fonts::embedded();
        let mut packer = Packer::new(256);
        let key = keys("M", 200.0)[0];
        let mut sizes = (150..250).map(|size| keys("M", size as f32)[0]);
        assert!(matches!(
            packer.slot(key, || paint(&fonts, &key)),
            Ok(Packed::At(_))
        ));
        assert!(sizes.any(|key| packer.slot(key, || paint(&fonts, &key)).unwrap() == Packed::Full));
        assert!(matches!(
            packer.slot(key, || paint(&fonts, &key)),
            Ok(Packed::At(_))
        ));
    }

    #[test]
    fn a_glyph_larger_than_a_page_is_an_error_that_says_so() {
        let fonts = Fonts::embedded();
        let key = keys("M", 5000.0)[0];
        let error = paint(&fonts, &key).unwrap_err();
        assert_eq!(
            error.to_string(),
            "text: expected glyphs of at most 2048 px, got one of 5095 px in text of 5000 px; set it smaller"
        );
        let key = keys("M", f32::MAX)[0];
        assert!(paint(&fonts, &key).is_err());
    }
}
