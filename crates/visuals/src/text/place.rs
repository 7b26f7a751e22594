//! Labels as glyphs at whole pixels, and quarters of pixels, around their points.

use super::direction::Direction;
use super::figure::{Figure, FigureKind};
use super::fonts::Fonts;
use super::label::{Label, first_baseline_px};
use super::outline::GlyphShape;

/// Parts of a pixel at which glyphs are painted, an axis.
const PHASES: f32 = 4.0;

/// What is painted: a glyph of a size, or a figure; lengths in pixels, by their bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum MarkBits {
    Glyph(GlyphShape, u32),
    Figure(FigureKind, [u32; 4]),
}

/// What is painted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Mark {
    /// A glyph, and the size of its em square in pixels.
    Glyph(GlyphShape, f32),
    /// A figure, in pixels.
    Figure(Figure),
}

/// Everything that the picture of a glyph or a figure depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct GlyphKey {
    mark: MarkBits,
    direction_bits: [u32; 2],
    phase: [u8; 2],
    /// How far around the mark its halo reaches, in pixels, by its bits; zero for the mark itself.
    halo_bits: u32,
}

impl GlyphKey {
    fn new(mark: Mark, direction: Direction, phase: [u8; 2]) -> Self {
        Self {
            mark: match mark {
                Mark::Glyph(shape, size_px) => MarkBits::Glyph(shape, size_px.to_bits()),
                Mark::Figure(figure) => {
                    let [width, height] = figure.size;
                    let lengths = [width, height, figure.thickness, figure.hook];
                    MarkBits::Figure(figure.kind, lengths.map(f32::to_bits))
                }
            },
            direction_bits: [direction.cos.to_bits(), direction.sin.to_bits()],
            phase,
            halo_bits: 0,
        }
    }

    /// The halo of the same mark.
    pub(crate) fn with_halo(self, halo_px: f32) -> Self {
        Self {
            halo_bits: halo_px.to_bits(),
            ..self
        }
    }

    /// How far around the mark it reaches; `None` for the mark itself.
    pub(crate) fn halo_px(&self) -> Option<f32> {
        (self.halo_bits != 0).then(|| f32::from_bits(self.halo_bits))
    }

    pub(crate) fn mark(&self) -> Mark {
        match self.mark {
            MarkBits::Glyph(shape, size) => Mark::Glyph(shape, f32::from_bits(size)),
            MarkBits::Figure(kind, lengths) => {
                let [width, height, thickness, hook] = lengths.map(f32::from_bits);
                Mark::Figure(Figure {
                    kind,
                    size: [width, height],
                    thickness,
                    hook,
                })
            }
        }
    }

    pub(crate) fn direction(&self) -> Direction {
        Direction {
            cos: f32::from_bits(self.direction_bits[0]),
            sin: f32::from_bits(self.direction_bits[1]),
        }
    }

    /// Where in its pixel the pen is, right and down, in 0..1.
    pub(crate) fn phase_px(&self) -> [f32; 2] {
        self.phase.map(|phase| f32::from(phase) / PHASES)
    }
}

/// A glyph or a figure of a label.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct PlacedGlyph {
    pub(crate) key: GlyphKey,
    /// The pixel that holds the pen, right of and below the label's rounded point.
    pub(crate) pixel: [i32; 2],
}

/// The glyphs of a label, and its point.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PlacedLabel {
    /// Added to the label's framebuffer point before that is rounded to whole pixels.
    pub(crate) offset_px: [f32; 2],
    pub(crate) glyphs: Vec<PlacedGlyph>,
}

/// Places the glyphs of a visible label around its point.
///
/// At quarter turns the distance to the first baseline is added before rounding, so that
/// baselines fall on borders of pixels; lines are whole pixels apart. So are, at quarter turns, the
/// baselines and bars within a formula. What is left of a pixel goes into the glyphs' phases.
pub(crate) fn place(label: &Label, fonts: &Fonts) -> PlacedLabel {
    let direction = Direction::from_angle(label.angle_rad);
    let (lines, size) = fonts.set(&label.text, &label.style);
    let size_px = label.style.size_px;
    let first_baseline = first_baseline_px(label.anchor.y, &size);
    let [before, after] = if direction.is_quarter_turn() {
        [first_baseline, 0.0]
    } else {
        [0.0, first_baseline]
    };
    let before = direction.framebuffer_from_text([0.0, before]);
    let offset_px = [0, 1].map(|axis| label.offset_px[axis] + before[axis]);

    let mut glyphs = Vec::new();
    let mut put = |mark: Mark, pen: [f32; 2]| {
        let [x, y] = direction.framebuffer_from_text(pen).map(pixel_and_phase);
        glyphs.push(PlacedGlyph {
            key: GlyphKey::new(mark, direction, [x.1, y.1]),
            pixel: [x.0, y.0],
        });
    };
    let mut baseline = after;
    for (index, line) in lines.iter().enumerate() {
        let is_snapped = line.has_formula && direction.is_quarter_turn();
        let start = label.line_start_px(line.width_em * size_px, size.width_px);
        for glyph in &line.glyphs {
            let mark = Mark::Glyph(GlyphShape::of(glyph), glyph.scale * size_px);
            let y = baseline + glyph.y_em * size_px;
            let y = if is_snapped { y.round() } else { y };
            put(mark, [start + glyph.x_em * size_px, y]);
        }
        for shaped in &line.figures {
            let corner = [
                start + shaped.x_em * size_px,
                baseline + shaped.y_em * size_px,
            ];
            let (figure, corner) = shaped.figure_em.in_pixels(size_px, corner, is_snapped);
            put(Mark::Figure(figure), corner);
        }
        if let Some(next) = lines.get(index + 1) {
            baseline += line.drop_to_px(next, size_px, size.line_height_px);
        }
    }
    PlacedLabel { offset_px, glyphs }
}

/// The pixel and the phase nearest to a distance in pixels.
fn pixel_and_phase(distance_px: f32) -> (i32, u8) {
    let steps = (distance_px * PHASES).round();
    let pixel = (steps / PHASES).floor();
    (pixel as i32, (steps - pixel * PHASES) as u8)
}

/// The whole pixel that a label's point is rounded to, as the shader does.
pub(crate) fn rounded_point(point_px: [f32; 2]) -> [f32; 2] {
    point_px.map(|value| (value + 0.484_375).floor())
}

#[cfg(test)]
mod tests {
    use std::f32::consts::{FRAC_PI_2, FRAC_PI_4};

    use super::*;
    use crate::text::{Anchor, TextStyle, VerticalAnchor};

    fn label(text: &str) -> Label {
        Label {
            style: TextStyle::new(13.0),
            ..Label::new(text, [0.0; 2])
        }
    }

    #[test]
    fn flat_glyphs_stand_on_one_row_of_pixels() {
        let fonts = Fonts::embedded();
        for text in ["Potential", "10⁻³ µV", "−0.25"] {
            let mut label = label(text);
            label.anchor = Anchor::new(0.5, VerticalAnchor::Middle);
            for glyph in place(&label, &fonts).glyphs {
                assert_eq!(glyph.pixel[1], 0);
                assert_eq!(glyph.key.phase[1], 0);
            }
        }
    }

    #[test]
    fn glyphs_are_placed_to_an_eighth_of_a_pixel() {
        let fonts = Fonts::embedded();
        for angle_rad in [0.0, FRAC_PI_2, FRAC_PI_4] {
            let mut label = label("Wavelength");
            label.angle_rad = angle_rad;
            let direction = Direction::from_angle(angle_rad);
            let (lines, _) = fonts.set(&label.text, &label.style);
            for (placed, shaped) in place(&label, &fonts).glyphs.iter().zip(&lines[0].glyphs) {
                let pen = direction.framebuffer_from_text([shaped.x_em * 13.0, 0.0]);
                let phase = placed.key.phase_px();
                for axis in 0..2 {
                    let at = placed.pixel[axis] as f32 + phase[axis];
                    assert!((at - pen[axis]).abs() <= 0.126, "{at} {pen:?}");
                }
            }
        }
    }

    #[test]
    fn pixels_and_phases_round_to_the_nearest_quarter() {
        assert_eq!(pixel_and_phase(0.0), (0, 0));
        assert_eq!(pixel_and_phase(0.9), (1, 0));
        assert_eq!(pixel_and_phase(2.3), (2, 1));
        assert_eq!(pixel_and_phase(-0.3), (-1, 3));
        assert_eq!(pixel_and_phase(-1.0), (-1, 0));
    }

    #[test]
    fn middles_of_pixels_round_to_one_side() {
        for noise in [-1e-3, 0.0, 1e-3] {
            assert_eq!(rounded_point([100.5 + noise, 7.5 - noise]), [100.0, 7.0]);
        }
        assert_eq!(rounded_point([100.9, -0.4]), [101.0, 0.0]);
    }
}
