//! Pictures of glyphs in one texture, shared by all labels of a renderer.
//!
//! Glyphs are painted when first asked for and stay. A page grows in height as it fills, and what
//! lies on it keeps its place, so vertices stay valid. When the page has its largest size and is
//! full, a fresh page is begun; a full one lives on for as long as a visual draws from it. So
//! nothing that is on the screen is ever painted over, and what is no longer used goes.

use std::cell::RefCell;
use std::rc::Rc;

use galry_gloo::{Context, Filter, Texture2d, TextureDesc, TextureFormat, TextureRegion, Wrap};

use super::fonts::Fonts;
use super::packer::{LARGEST_HEIGHT, PAGE_WIDTH, Packed, Packer, Slot, paint};
use super::place::GlyphKey;
use crate::error::GlContext as _;
use crate::{Error, Result};

/// A page's texture. Visuals that draw from it hold it; it is replaced when the page grows.
pub(crate) type Page = Rc<RefCell<Texture2d>>;

/// The glyphs that the labels of one renderer have in common.
///
/// A renderer makes it with its first label; reach it by
/// [`Renderer::shared`](crate::Renderer::shared).
#[derive(Default)]
pub struct GlyphAtlas {
    page: Option<OpenPage>,
    rasterised: u64,
    pages: u64,
}

struct OpenPage {
    texture: Page,
    packer: Packer,
    /// How many of the painted glyphs are in the texture.
    uploaded: usize,
}

impl GlyphAtlas {
    /// How many glyphs were painted so far: each combination of face, size, direction and quarter
    /// of a pixel once for as long as its page lasts.
    #[must_use]
    pub fn glyphs_rasterised(&self) -> u64 {
        self.rasterised
    }

    /// How many pages were begun so far.
    #[must_use]
    pub fn pages_begun(&self) -> u64 {
        self.pages
    }

    /// Slots of the `wanted` glyphs, all on one page (`None` for glyphs without ink), and the page.
    ///
    /// # Errors
    /// [`Error::Part`] when a glyph is larger than a page or all do not fit on a fresh one,
    /// [`Error::Gl`] when the GL layer refuses.
    pub(crate) fn slots(
        &mut self,
        context: &Context,
        fonts: &Fonts,
        wanted: &[GlyphKey],
    ) -> Result<(Vec<Option<Slot>>, Page)> {
        if let Some(page) = &mut self.page
            && let Some(slots) = page.slots(context, fonts, wanted, &mut self.rasterised)?
        {
            return Ok((slots, Rc::clone(&page.texture)));
        }
        let mut page = OpenPage::new(context)?;
        self.pages += 1;
        let slots = page.slots(context, fonts, wanted, &mut self.rasterised)?;
        let texture = Rc::clone(&page.texture);
        self.page = Some(page);
        let slots = slots.ok_or_else(|| Error::Part {
            message: format!(
                "text: expected the glyphs of one visual to fit on {PAGE_WIDTH} x {LARGEST_HEIGHT} px, \
                 got more; set large text in several visuals, or smaller"
            ),
        })?;
        Ok((slots, texture))
    }
}

impl std::fmt::Debug for GlyphAtlas {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("GlyphAtlas")
            .field("glyphs_rasterised", &self.rasterised)
            .field("pages_begun", &self.pages)
            .finish_non_exhaustive()
    }
}

impl OpenPage {
    fn new(context: &Context) -> Result<Self> {
        let packer = Packer::new(LARGEST_HEIGHT.min(context.capabilities().max_texture_size));
        Ok(Self {
            texture: Rc::new(RefCell::new(texture(context, packer.height)?)),
            packer,
            uploaded: 0,
        })
    }

    /// `None` when the page is full.
    fn slots(
        &mut self,
        context: &Context,
        fonts: &Fonts,
        wanted: &[GlyphKey],
        rasterised: &mut u64,
    ) -> Result<Option<Vec<Option<Slot>>>> {
        let painted_before = self.packer.painted.len();
        let packed = self.pack(fonts, wanted);
        *rasterised += (self.packer.painted.len() - painted_before) as u64;
        // Also when that failed half-way: what was painted is in the table.
        self.upload(context)?;
        packed
    }

    fn pack(&mut self, fonts: &Fonts, wanted: &[GlyphKey]) -> Result<Option<Vec<Option<Slot>>>> {
        let mut slots = Vec::with_capacity(wanted.len());
        for key in wanted {
            match self.packer.slot(*key, || paint(fonts, key))? {
                Packed::At(slot) => slots.push(Some(slot)),
                Packed::Blank => slots.push(None),
                Packed::Full => return Ok(None),
            }
        }
        Ok(Some(slots))
    }

    fn upload(&mut self, context: &Context) -> Result<()> {
        const DOING: &str = "writing glyphs to the atlas";
        let painted = self.packer.painted.len();
        let grew = self.texture.borrow().size()[1] != self.packer.height;
        if grew {
            let grown = texture(context, self.packer.height)?;
            let all = TextureRegion {
                x: 0,
                y: 0,
                width: PAGE_WIDTH,
                height: self.packer.height,
            };
            grown.write(all, &self.packer.texels).doing(DOING)?;
            *self.texture.borrow_mut() = grown;
            self.uploaded = painted;
            return Ok(());
        }
        let texture = self.texture.borrow();
        for slot in &self.packer.painted[self.uploaded..] {
            let [x, y, width, height] = slot.texels.map(u32::from);
            let region = TextureRegion {
                x,
                y,
                width,
                height,
            };
            let rows = self.packer.rows(slot);
            texture.write(region, &rows).doing(DOING)?;
        }
        self.uploaded = painted;
        Ok(())
    }
}

fn texture(context: &Context, height: u32) -> Result<Texture2d> {
    Texture2d::new(
        context,
        &TextureDesc {
            size: [PAGE_WIDTH, height],
            format: TextureFormat::R8,
            filter: Filter::Nearest,
            wrap: Wrap::ClampToEdge,
            label: "glyph atlas",
            ..TextureDesc::default()
        },
    )
    .doing("making the glyph atlas")
}
