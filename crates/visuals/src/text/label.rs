//! A label: a text, and where it stands.

use super::direction::Direction;
use super::fonts::Fonts;
use super::pixel_box::PixelBox;
use super::style::{TextSize, TextStyle};
use crate::Color;

/// The part of a text that lies at its point, across lines.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum VerticalAnchor {
    /// The top of the first line (its face's ascent).
    Top,
    /// Half-way between the top of the capitals in the first line and the baseline of the last:
    /// numbers and capitals stand centred on the point.
    Middle,
    /// The baseline of the first line.
    #[default]
    Baseline,
    /// The bottom of the last line (its face's descent).
    Bottom,
}

/// The part of a text that lies at its point; the text turns around it.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Anchor {
    /// Along lines: 0 the left end of the widest line, 0.5 its middle, 1 its right end. Lines of
    /// different width are aligned by the same part, unless [`Align`] says otherwise.
    pub x: f32,
    /// Across lines.
    pub y: VerticalAnchor,
}

impl Anchor {
    /// An anchor of both parts.
    pub const fn new(x: f32, y: VerticalAnchor) -> Self {
        Self { x, y }
    }
}

/// How lines of different width stand to each other.
///
/// ```
/// use galry_visuals::text::{Align, Anchor, Label, VerticalAnchor};
///
/// // In the top right corner, its lines beginning below each other.
/// let note = Label {
///     anchor: Anchor::new(1.0, VerticalAnchor::Top),
///     align: Align::Left,
///     ..Label::new("n = 12\np < 0.001", [200.0, 0.0])
/// };
/// # assert_ne!(note.align, Align::default());
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Align {
    /// By the part that the label's [`Anchor`] names: at the left of a label that hangs on its left
    /// end, about the middle of one that is centred.
    #[default]
    Anchor,
    /// Their left ends below each other.
    Left,
    /// Their middles below each other.
    Center,
    /// Their right ends below each other.
    Right,
}

/// A rim around the glyphs of a label, which keeps it readable on a picture.
///
/// ```
/// use galry_visuals::Color;
/// use galry_visuals::text::{Halo, Label};
///
/// let name = Label {
///     halo: Some(Halo { color: Color::WHITE, width_px: 2.0 }),
///     ..Label::new("C3", [40.0, 20.0])
/// };
/// # assert!(name.halo.is_some());
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Halo {
    /// Its colour. A translucent one is denser where the rims of two glyphs overlap.
    pub color: Color,
    /// How far it reaches around what is covered, in framebuffer pixels, up to 64. What is not
    /// above zero is no halo.
    pub width_px: f32,
}

/// The widest halo; wider ones would fill pages of the atlas.
const WIDEST_HALO_PX: f32 = 64.0;

/// A text and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Label {
    /// What it says. Lines are broken at line feeds; other control characters are dropped.
    pub text: String,
    /// The point at which it stands, in visual coordinates. A label at a point that is not finite
    /// is not drawn.
    pub position: [f32; 2],
    /// Framebuffer pixels right of and below that point.
    pub offset_px: [f32; 2],
    /// The part of the text that lies there.
    pub anchor: Anchor,
    /// How its lines stand to each other; makes no difference to a single one.
    pub align: Align,
    /// Direction of reading: counter-clockwise from the right, in radians.
    pub angle_rad: f32,
    /// Size, weight, figures, line spacing.
    pub style: TextStyle,
    /// Colour.
    pub color: Color,
    /// The rim around it, below the ink of all labels that are drawn together. Extents and boxes of
    /// ink are measured without it.
    pub halo: Option<Halo>,
}

impl Default for Label {
    fn default() -> Self {
        Self {
            text: String::new(),
            position: [0.0; 2],
            offset_px: [0.0; 2],
            anchor: Anchor::default(),
            align: Align::default(),
            angle_rad: 0.0,
            style: TextStyle::default(),
            color: Color::BLACK,
            halo: None,
        }
    }
}

impl Label {
    /// A black label of the default style whose first baseline starts at `position`.
    pub fn new(text: impl Into<String>, position: [f32; 2]) -> Self {
        Self {
            text: text.into(),
            position,
            ..Self::default()
        }
    }

    /// The box that the label's text takes up, in framebuffer pixels from the point that its
    /// position comes to: ascent to descent, advance width, turned, with the offset.
    ///
    /// On the screen the label's point is rounded to a pixel, so the ink may lie up to a pixel
    /// further in either direction.
    pub fn extent_px(&self, fonts: &Fonts) -> PixelBox {
        let size = fonts.measure(&self.text, &self.style);
        let baseline = first_baseline_px(self.anchor.y, &size);
        let left = -self.anchor.x * size.width_px;
        let right = left + size.width_px;
        let top = baseline - size.ascent_px;
        let bottom = top + size.height_px();
        PixelBox {
            min: [left, top],
            max: [right, bottom],
        }
        .turned(Direction::from_angle(self.angle_rad))
        .moved(self.offset_px)
    }

    /// The box around what the label's glyphs cover, measured as [`extent_px`](Self::extent_px) is;
    /// `None` when there is no ink. Slower than that.
    pub fn ink_px(&self, fonts: &Fonts) -> Option<PixelBox> {
        let size = fonts.measure(&self.text, &self.style);
        let baseline = first_baseline_px(self.anchor.y, &size);
        let direction = Direction::from_angle(self.angle_rad);
        let mut ink: Option<PixelBox> = None;
        fonts.walk_ink(&self.text, &self.style, |glyph_box, line_width_px| {
            let start = self.line_start_px(line_width_px, size.width_px);
            let glyph_box = glyph_box.moved([start, baseline]).turned(direction);
            ink = Some(ink.map_or(glyph_box, |ink| ink.union(&glyph_box)));
        });
        ink.map(|ink| ink.moved(self.offset_px))
    }

    /// From the anchored point to the start of a line, along it.
    pub(crate) fn line_start_px(&self, line_width_px: f32, block_width_px: f32) -> f32 {
        let part = match self.align {
            Align::Anchor => self.anchor.x,
            Align::Left => 0.0,
            Align::Center => 0.5,
            Align::Right => 1.0,
        };
        part * (block_width_px - line_width_px) - self.anchor.x * block_width_px
    }

    /// The colour and the width of the halo, if it can be seen.
    pub(crate) fn visible_halo(&self) -> Option<Halo> {
        let halo = self.halo?;
        // A NaN is not above zero either.
        let is_seen = halo.width_px > 0.0 && halo.color.to_rgba8()[3] > 0;
        is_seen.then(|| Halo {
            width_px: halo.width_px.min(WIDEST_HALO_PX),
            ..halo
        })
    }

    /// Whether anything could be seen of it.
    pub(crate) fn is_visible(&self) -> bool {
        let numbers = [self.position, self.offset_px].concat();
        self.style.is_visible()
            && self.color.a > 0.0
            && self.anchor.x.is_finite()
            && numbers.iter().all(|number| number.is_finite())
    }
}

/// Pixels from the anchored point down to the first baseline.
pub(crate) fn first_baseline_px(anchor: VerticalAnchor, size: &TextSize) -> f32 {
    match anchor {
        VerticalAnchor::Top => size.ascent_px,
        VerticalAnchor::Middle => 0.5 * (size.cap_height_px - size.baseline_span_px),
        VerticalAnchor::Baseline => 0.0,
        VerticalAnchor::Bottom => -size.descent_px - size.baseline_span_px,
    }
}

#[cfg(test)]
mod tests {
    use std::f32::consts::FRAC_PI_2;

    use super::*;

    fn label(text: &str) -> Label {
        Label {
            style: TextStyle::new(13.0),
            ..Label::new(text, [0.0; 2])
        }
    }

    #[test]
    fn a_quarter_turn_transposes_the_extent() {
        let fonts = Fonts::embedded();
        for y in [
            VerticalAnchor::Top,
            VerticalAnchor::Middle,
            VerticalAnchor::Baseline,
            VerticalAnchor::Bottom,
        ] {
            let mut flat = label("Potential (µV)\nsecond");
            flat.anchor = Anchor::new(0.25, y);
            let up = Label {
                angle_rad: FRAC_PI_2,
                ..flat.clone()
            };
            let [flat, up] = [flat.extent_px(&fonts), up.extent_px(&fonts)];
            // Right becomes up, down becomes right.
            assert_eq!(up.min, [flat.min[1], -flat.max[0]]);
            assert_eq!(up.max, [flat.max[1], -flat.min[0]]);
        }
    }

    #[test]
    fn anchors_move_the_extent() {
        let fonts = Fonts::embedded();
        let size = fonts.measure("Time (s)", &TextStyle::new(13.0));
        let extent = |x, y| {
            let mut label = label("Time (s)");
            label.anchor = Anchor::new(x, y);
            label.extent_px(&fonts)
        };
        let top_left = extent(0.0, VerticalAnchor::Top);
        assert_eq!(top_left.min, [0.0, 0.0]);
        assert_eq!(top_left.size(), [size.width_px, size.height_px()]);
        let bottom_right = extent(1.0, VerticalAnchor::Bottom);
        assert!(
            bottom_right.max.iter().all(|edge| edge.abs() < 1e-4),
            "{bottom_right:?}"
        );
        let baseline = extent(0.5, VerticalAnchor::Baseline);
        assert_eq!(baseline.max[0], -baseline.min[0]);
        assert_eq!(baseline.min[1], -size.ascent_px);
        let middle = extent(0.5, VerticalAnchor::Middle);
        assert!((middle.min[1] + size.ascent_px - 0.5 * size.cap_height_px).abs() < 1e-4);
    }

    #[test]
    fn lines_are_aligned_apart_from_the_anchor() {
        let fonts = Fonts::embedded();
        let text = "a wide first line\nshort";
        let [wide, short] =
            ["a wide first line", "short"].map(|line| fonts.measure(line, &label("").style));
        for (align, part) in [
            (Align::Left, 0.0),
            (Align::Center, 0.5),
            (Align::Right, 1.0),
        ] {
            for x in [0.0, 0.25, 1.0] {
                let aligned = Label {
                    align,
                    anchor: Anchor::new(x, VerticalAnchor::Top),
                    ..label(text)
                };
                let start = aligned.line_start_px(short.width_px, wide.width_px);
                let left = -x * wide.width_px;
                let expected = left + part * (wide.width_px - short.width_px);
                assert!((start - expected).abs() < 1e-3, "{align:?} {x}");
                assert_eq!(aligned.line_start_px(wide.width_px, wide.width_px), left);
                // The block itself stays where its anchor puts it.
                let by_anchor = Label {
                    align: Align::Anchor,
                    ..aligned.clone()
                };
                assert_eq!(aligned.extent_px(&fonts), by_anchor.extent_px(&fonts));
            }
        }
        let default = Label {
            anchor: Anchor::new(0.25, VerticalAnchor::Top),
            ..label(text)
        };
        let start = default.line_start_px(short.width_px, wide.width_px);
        assert!((start + 0.25 * short.width_px).abs() < 1e-3);
    }

    #[test]
    fn ink_lies_in_the_extent_however_lines_are_aligned() {
        let fonts = Fonts::embedded();
        for align in [Align::Anchor, Align::Left, Align::Center, Align::Right] {
            for angle_rad in [0.0, 0.4, FRAC_PI_2] {
                let label = Label {
                    align,
                    angle_rad,
                    anchor: Anchor::new(0.5, VerticalAnchor::Middle),
                    offset_px: [3.0, 4.0],
                    ..label("HEH\nwide enough\nH")
                };
                let (ink, extent) = (label.ink_px(&fonts).unwrap(), label.extent_px(&fonts));
                for axis in 0..2 {
                    assert!(ink.min[axis] >= extent.min[axis], "{ink:?} {extent:?}");
                    assert!(ink.max[axis] <= extent.max[axis], "{ink:?} {extent:?}");
                }
            }
        }
        let plain = label("left\nlines");
        assert_eq!(
            plain.ink_px(&fonts),
            fonts.ink_px(&plain.text, &plain.style)
        );
        assert_eq!(label(" \n ").ink_px(&fonts), None);
    }

    #[test]
    fn an_offset_moves_the_extent_and_the_point() {
        let fonts = Fonts::embedded();
        let mut moved = label("a");
        moved.offset_px = [3.0, -7.0];
        assert_eq!(
            moved.extent_px(&fonts),
            label("a").extent_px(&fonts).moved([3.0, -7.0])
        );
        let placed = crate::text::place::place(&moved, &fonts);
        assert_eq!(placed.offset_px, [3.0, -7.0]);
    }

    #[test]
    fn labels_that_cannot_be_seen_are_known() {
        assert!(label("a").is_visible());
        for hide in [
            |label: &mut Label| label.position[0] = f32::NAN,
            |label: &mut Label| label.offset_px[1] = f32::INFINITY,
            |label: &mut Label| label.anchor.x = f32::NAN,
            |label: &mut Label| label.style.size_px = 0.0,
            |label: &mut Label| label.color.a = 0.0,
        ] {
            let mut label = label("a");
            hide(&mut label);
            assert!(!label.is_visible());
        }
    }
}
