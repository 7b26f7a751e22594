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
    /// Along lines: 0 the left end, 0.5 the middle, 1 the right end. Lines of different width are
    /// aligned by the same part.
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
    /// Direction of reading: counter-clockwise from the right, in radians.
    pub angle_rad: f32,
    /// Size, weight and figures.
    pub style: TextStyle,
    /// Colour.
    pub color: Color,
}

impl Default for Label {
    fn default() -> Self {
        Self {
            text: String::new(),
            position: [0.0; 2],
            offset_px: [0.0; 2],
            anchor: Anchor::default(),
            angle_rad: 0.0,
            style: TextStyle::default(),
            color: Color::BLACK,
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
        let direction = Direction::from_angle(self.angle_rad);
        let corners = [[left, top], [right, top], [left, bottom], [right, bottom]]
            .map(|corner| direction.framebuffer_from_text(corner));
        let around = |pick: fn(f32, f32) -> f32| {
            [0, 1].map(|axis| corners.iter().map(|c| c[axis]).fold(corners[0][axis], pick))
        };
        PixelBox {
            min: around(f32::min),
            max: around(f32::max),
        }
        .moved(self.offset_px)
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
        VerticalAnchor::Middle => 0.5 * (size.cap_height_px - size.baseline_span_px()),
        VerticalAnchor::Baseline => 0.0,
        VerticalAnchor::Bottom => -size.descent_px - size.baseline_span_px(),
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
