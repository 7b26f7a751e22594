//! Text: labels of any size, angle and anchor, drawn in one call.
//!
//! A text becomes pixels in four steps. *Shaping* turns characters into glyphs at places, once a
//! text, in units of the em square. *Placing* turns a label into glyphs at whole pixels and
//! quarters of pixels around its point. *Painting* turns each distinct glyph into coverage, once,
//! in an atlas that all labels of a [`Renderer`] share. *Drawing* is a quad a glyph, whose texels
//! are pixels of the frame one to one.
//!
//! ```
//! use galry_visuals::text::{Anchor, Fonts, Label, Text, TextStyle, VerticalAnchor};
//!
//! let tick = Label {
//!     anchor: Anchor::new(0.5, VerticalAnchor::Top),
//!     style: TextStyle::new(12.0).with_tabular_figures(),
//!     ..Label::new("10⁻³", [80.0, 200.0])
//! };
//! let extent = tick.extent_px(&Fonts::embedded());
//! assert!(extent.size()[0] < 30.0);
//! let ticks = Text::new(vec![tick]);
//! # assert_eq!(ticks.labels().len(), 1);
//! ```
//!
//! # The main types
//! - [`Text`]: the visual; [`Label`]: one of its texts, with [`Anchor`] and [`TextStyle`].
//! - [`Fonts`]: measures text without GL: [`TextSize`], [`PixelBox`].
//! - [`GlyphAtlas`]: what is shared; its counters.
//!
//! # Conventions
//! Sizes are framebuffer pixels: multiply by the pixel ratio. Coverage is an area and is blended as
//! the edges of shapes are. Glyphs are not hinted; they are crisp because baselines lie on borders
//! of pixels and nothing is resampled. So a label's point is rounded to whole pixels, at every
//! angle: a label that moves slowly moves pixel by pixel.
//!
//! # What it does not do
//! No system fonts, no colour glyphs, no wrapping. A character that the embedded faces
//! lack is shown as a box. Formulas are of a subset of TeX's, told in the section on them.
//!
//! # Formulas
//! A line of text with an even number of unescaped dollar signs, at least two, holds formulas:
//! what stands between the first and the second, the third and the fourth. A line with an odd
//! number is plain, so `$5` needs no care; `\$` is a dollar sign everywhere.
//!
//! A formula may hold
//! - letters (Latin and lower-case Greek ones slanted), numbers and signs as they are; a hyphen is
//!   a minus, an apostrophe a prime; spaces are left out, as the room between signs follows from
//!   what they are;
//! - superscripts `^` and subscripts `_` of one character, command or group, one in the other;
//! - groups `{…}`;
//! - Greek letters: `\alpha` to `\omega`, `\Gamma` to `\Omega`, and the variants `\varepsilon`,
//!   `\vartheta`, `\varpi`, `\varrho`, `\varsigma`, `\varphi`;
//! - `\frac{…}{…}`, `\sqrt{…}` and `\sqrt[…]{…}`;
//! - `\mathrm{…}` upright, `\mathbf{…}` semibold, `\mathit{…}` slanted, `\text{…}` upright with its
//!   spaces, `\operatorname{…}`;
//! - accents: `\hat`, `\bar`, `\overline`, `\dot`, `\ddot`, `\tilde`, `\vec`, `\acute`, `\grave`,
//!   `\breve`, `\check`;
//! - signs: `\pm \times \cdot \div \ast \leq \geq \neq \approx \sim \to \infty \partial \hbar \ell
//!   \degree \circ \prime \sum \prod \int \ldots \cdots \emptyset \parallel \dagger \AA` and arrows;
//! - functions: `\sin \cos \tan \log \ln \exp \min \max \lim` and others;
//! - room: `\,` `\:` `\;` `\!` `\quad` `\qquad` `\ ` `~`;
//! - `\$ \% \# \& \_ \{ \}` for these characters themselves.
//!
//! All of it is set as TeX sets text style (fractions small, the limits of sums beside them) in
//! the label's own face and weight. The embedded family has no italic, so letters are slanted by
//! 9.4°, which is what Inter's italic does. Brackets do not grow.

mod atlas;
mod cache;
mod describe;
mod direction;
mod face;
mod figure;
mod fonts;
mod label;
mod math;
mod outline;
mod packer;
mod pixel_box;
mod place;
mod quick;
mod shape;
mod style;

use std::rc::Rc;

use bytemuck::{Pod, Zeroable};
use galry_gloo::{
    Attribute, AttributeFormat, Buffer, Context, IndexBuffer, Primitive, Program, Usage,
    VertexArray, VertexBuffer,
};

pub use atlas::GlyphAtlas;
pub use fonts::Fonts;
pub use label::{Align, Anchor, Halo, Label, VerticalAnchor};
pub use math::{MathError, MathProblem, check_math, escape_math, on_one_line};
pub use pixel_box::PixelBox;
pub use style::{TextSize, TextStyle, Weight};

use crate::error::GlContext as _;
use crate::renderer::{VisualDraw, bound_texture, known_slot};
use crate::{Bounds, Description, Error, Frame, Placement, Renderer, Result, Visual, quads};
use atlas::Page;
use place::{GlyphKey, place};

const NAME: &str = "text";
/// Texture unit of `text_atlas` in `text.wgsl`.
const ATLAS_UNIT: u32 = known_slot(1, 0);

/// Labels, all in one draw.
///
/// Labels that cannot be seen are left out: empty, transparent, of a size that is not above 0, or
/// at a point that is not finite.
#[derive(Default)]
pub struct Text {
    labels: Vec<Label>,
    fonts: Fonts,
    changed: bool,
    gpu: Option<Gpu>,
}

struct Gpu {
    program: Rc<Program>,
    page: Page,
    /// `None` when there is nothing to draw.
    quads: Option<Quads>,
}

struct Quads {
    vertices: Buffer<GlyphVertex>,
    array: VertexArray,
    /// How many quads there is room for, and how many are drawn.
    room: usize,
    count: usize,
}

/// `TextVertex` of `text.wgsl`; all four of a glyph are alike.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
struct GlyphVertex {
    position: [f32; 2],
    offset_px: [f32; 2],
    corner_px: [i32; 2],
    texels: [u16; 4],
    rgba: [u8; 4],
}

impl std::fmt::Debug for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Text")
            .field("labels", &self.labels)
            .field("changed", &self.changed)
            .finish_non_exhaustive()
    }
}

impl Text {
    /// Labels in the order in which they are painted, in the embedded fonts.
    #[must_use]
    pub fn new(labels: Vec<Label>) -> Self {
        Self {
            labels,
            fonts: Fonts::embedded(),
            changed: true,
            gpu: None,
        }
    }

    /// The labels.
    #[must_use]
    pub fn labels(&self) -> &[Label] {
        &self.labels
    }

    /// Takes other labels; the next [`prepare`](Visual::prepare) uploads them if they differ.
    pub fn set_labels(&mut self, labels: Vec<Label>) {
        if labels != self.labels {
            self.labels = labels;
            self.changed = true;
        }
    }

    fn drawn(&self) -> impl Iterator<Item = &Label> {
        self.labels.iter().filter(|label| label.is_visible())
    }

    /// The glyphs of all labels, and the vertices that show them, in two passes: the atlas is asked
    /// once, so that all lie on one page. Halos come first, so that none lies on a neighbour's ink.
    fn glyphs(&self) -> Result<(Vec<GlyphKey>, Vec<GlyphVertex>)> {
        let (mut keys, mut vertices) = (Vec::new(), Vec::new());
        let mut ink = (Vec::new(), Vec::new());
        for label in self.drawn() {
            check_math(&label.text)?;
            let placed = place(label, &self.fonts);
            let vertex = |pixel: [i32; 2], rgba: [u8; 4]| GlyphVertex {
                position: label.position,
                offset_px: placed.offset_px,
                corner_px: pixel,
                texels: [0; 4],
                rgba,
            };
            if let Some(halo) = label.visible_halo() {
                let rgba = halo.color.to_rgba8();
                for glyph in &placed.glyphs {
                    keys.push(glyph.key.with_halo(halo.width_px));
                    vertices.push(vertex(glyph.pixel, rgba));
                }
            }
            let rgba = label.color.to_rgba8();
            for glyph in &placed.glyphs {
                ink.0.push(glyph.key);
                ink.1.push(vertex(glyph.pixel, rgba));
            }
        }
        keys.append(&mut ink.0);
        vertices.append(&mut ink.1);
        Ok((keys, vertices))
    }
}

impl Gpu {
    fn upload(
        &mut self,
        context: &Context,
        text: &Text,
        renderer_atlas: &mut GlyphAtlas,
    ) -> Result<()> {
        let (keys, glyphs) = text.glyphs()?;
        let (slots, page) = renderer_atlas.slots(context, &text.fonts, &keys)?;
        self.page = page;
        let mut vertices = Vec::with_capacity(4 * glyphs.len());
        for (glyph, slot) in glyphs.iter().zip(slots) {
            let Some(slot) = slot else { continue };
            let corner_px =
                [0, 1].map(|axis| glyph.corner_px[axis].saturating_add(slot.corner_px[axis]));
            vertices.extend(
                [GlyphVertex {
                    corner_px,
                    texels: slot.texels,
                    ..*glyph
                }; 4],
            );
        }
        let count = vertices.len() / 4;
        match &mut self.quads {
            Some(quads) if quads.room >= count => {
                quads.vertices.write(0, &vertices).doing(NAME)?;
                quads.count = count;
            }
            _ if count == 0 => self.quads = None,
            _ => self.quads = Some(Quads::new(context, vertices).doing(NAME)?),
        }
        Ok(())
    }
}

impl Quads {
    fn new(context: &Context, mut vertices: Vec<GlyphVertex>) -> galry_gloo::Result<Self> {
        let count = vertices.len() / 4;
        // Room to grow, so that a number that gets longer needs no new buffers.
        let room = count.next_power_of_two();
        vertices.resize(4 * room, GlyphVertex::zeroed());
        let buffer = Buffer::from_slice(context, &vertices, Usage::Dynamic)?;
        let indices = quads::indices((0..4 * room as u32).step_by(4));
        let indices = IndexBuffer::from_slice(context, &indices, Usage::Static)?;
        let attribute = |location, format, offset| Attribute {
            location,
            format,
            offset,
        };
        let array = VertexArray::new(
            context,
            &[VertexBuffer {
                buffer: &buffer,
                stride: size_of::<GlyphVertex>() as u32,
                first_byte: 0,
                divisor: 0,
                attributes: &[
                    attribute(0, AttributeFormat::F32x2, 0),
                    attribute(1, AttributeFormat::F32x2, 8),
                    attribute(2, AttributeFormat::I32x2, 16),
                    attribute(3, AttributeFormat::U16x4, 24),
                    attribute(4, AttributeFormat::Unorm8x4, 32),
                ],
            }],
            Some(&indices),
        )?;
        Ok(Self {
            vertices: buffer,
            array,
            room,
            count,
        })
    }
}

impl Visual for Text {
    fn prepare(&mut self, renderer: &mut Renderer) -> Result<()> {
        if self.gpu.is_some() && !self.changed {
            return Ok(());
        }
        let program = renderer.standard_program(NAME)?;
        let _span = tracing::debug_span!("text").entered();
        let context = renderer.context().clone();
        let atlas = renderer.shared_or_make(|_| Ok(GlyphAtlas::default()))?;
        let mut gpu = match self.gpu.take() {
            Some(gpu) => gpu,
            None => Gpu {
                program,
                page: atlas.slots(&context, &self.fonts, &[])?.1,
                quads: None,
            },
        };
        gpu.upload(&context, self, atlas)?;
        self.gpu = Some(gpu);
        self.changed = false;
        Ok(())
    }

    fn draw(&self, renderer: &Renderer, frame: &Frame<'_>, placement: &Placement) -> Result<()> {
        let gpu = self
            .gpu
            .as_ref()
            .ok_or(Error::NotPrepared { visual: NAME })?;
        let Some(quads) = &gpu.quads else {
            return Ok(());
        };
        renderer.draw(
            NAME,
            frame,
            placement,
            &VisualDraw {
                program: &gpu.program,
                vertices: &quads.array,
                uniforms: &[],
                textures: &[bound_texture(ATLAS_UNIT, &gpu.page.borrow())],
                primitive: Primitive::Triangles,
                range: 0..6 * quads.count as u32,
            },
        )
    }

    /// The box around the labels' points; how far their texts reach is in pixels, and told by
    /// [`Label::extent_px`].
    fn forget_gl(&mut self) {
        self.gpu = None;
    }

    fn bounds(&self) -> Option<Bounds> {
        Bounds::of(self.drawn().map(|label| label.position))
    }

    /// A filled path a label, its glyphs where they are drawn, over those of all halos.
    fn describe(&self, placement: &Placement, out: &mut Description) {
        let halos = self
            .drawn()
            .filter_map(|label| describe::halo_path(label, &self.fonts, placement));
        out.items.extend(halos);
        let ink = self
            .drawn()
            .filter_map(|label| describe::filled_path(label, &self.fonts, placement));
        out.items.extend(ink);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_that_cannot_be_seen_leave_nothing() {
        let at = |position| Label::new("a", position);
        let text = Text::new(vec![
            at([f32::NAN, 0.0]),
            Label::new("", [1.0, 1.0]),
            Label::new(" \u{7}", [1.0, 1.0]),
            Label {
                style: TextStyle::new(-1.0),
                ..at([9.0, 9.0])
            },
        ]);
        let mut out = Description::new();
        text.describe(&Placement::default(), &mut out);
        assert_eq!(out.items, []);
        assert_eq!(text.bounds().unwrap().max, [1.0, 1.0]);
    }

    #[test]
    fn setting_the_same_labels_changes_nothing() {
        let labels = vec![Label::new("a", [0.0; 2])];
        let mut text = Text::new(labels.clone());
        text.changed = false;
        text.set_labels(labels);
        assert!(!text.changed);
        text.set_labels(vec![]);
        assert!(text.changed);
    }
}
