//! Glyph outlines by swash: their ink, their pixels, their paths.

use std::collections::HashMap;

use swash::scale::image::Image;
use swash::scale::outline::Outline;
use swash::scale::{Render, ScaleContext, Source};
use swash::zeno::{Command, Format, PathData as _, Transform, Vector};

use super::direction::Direction;
use super::face::{Face, ParsedFace};
use super::pixel_box::PixelBox;
use crate::PathCommand;

/// Size at which outlines are taken to be divided into ems; a power of two, so exactly.
const OUTLINE_SIZE: f32 = 1024.0;

/// Coverage of a glyph.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct GlyphImage {
    /// Columns right of the pixel that holds the pen to the first column.
    pub(crate) left_px: i32,
    /// Rows below the pixel that holds the pen to the first row (above: below 0).
    pub(crate) top_px: i32,
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// A byte a pixel, rows from the top: the part of the pixel that is covered, of 255.
    pub(crate) coverage: Vec<u8>,
}

/// Swash's scratch memory, and the ink of glyphs seen before.
pub(crate) struct Outlines {
    scale: ScaleContext,
    outline: Outline,
    image: Image,
    ink: HashMap<(Face, u16), Option<PixelBox>>,
}

impl Outlines {
    pub(crate) fn new() -> Self {
        Self {
            scale: ScaleContext::new(),
            outline: Outline::new(),
            image: Image::new(),
            ink: HashMap::new(),
        }
    }

    /// What a glyph covers, in ems right of and below its pen; `None` for blanks.
    pub(crate) fn ink_em(
        &mut self,
        face: Face,
        parsed: &ParsedFace,
        glyph: u16,
    ) -> Option<PixelBox> {
        if let Some(ink) = self.ink.get(&(face, glyph)) {
            return *ink;
        }
        let ink = self.scaled(parsed, glyph).then(|| {
            // Fonts put points at the extremes of curves, so the box of the points is tight.
            let bounds = self.outline.bounds();
            PixelBox {
                min: [bounds.min.x, -bounds.max.y],
                max: [bounds.max.x, -bounds.min.y],
            }
            .scaled(1.0 / OUTLINE_SIZE)
        });
        self.ink.insert((face, glyph), ink);
        ink
    }

    /// Paints a glyph with its pen at `phase_px` (right, down; 0..1) within a pixel.
    pub(crate) fn image(
        &mut self,
        parsed: &ParsedFace,
        glyph: u16,
        size_px: f32,
        direction: Direction,
        phase_px: [f32; 2],
    ) -> Option<GlyphImage> {
        let mut scaler = self
            .scale
            .builder(parsed.font)
            .size(size_px)
            .hint(false)
            .build();
        let Direction { cos, sin } = direction;
        self.image.clear();
        let painted = Render::new(&[Source::Outline])
            .format(Format::Alpha)
            // Swash's y runs up.
            .transform(
                (direction != Direction::RIGHT)
                    .then(|| Transform::new(cos, sin, -sin, cos, 0.0, 0.0)),
            )
            .offset(Vector::new(phase_px[0], -phase_px[1]))
            .render_into(&mut scaler, glyph, &mut self.image);
        let placement = self.image.placement;
        if !painted || placement.width == 0 || placement.height == 0 {
            return None;
        }
        Some(GlyphImage {
            left_px: placement.left,
            top_px: -placement.top,
            width: placement.width,
            height: placement.height,
            coverage: self.image.data.clone(),
        })
    }

    /// Calls `step` with each command of a glyph's outline, in ems right of and below its pen.
    pub(crate) fn walk(
        &mut self,
        parsed: &ParsedFace,
        glyph: u16,
        mut step: impl FnMut(PathCommand),
    ) {
        if !self.scaled(parsed, glyph) {
            return;
        }
        let em = |p: Vector| [p.x / OUTLINE_SIZE, -p.y / OUTLINE_SIZE];
        for command in self.outline.path().commands() {
            step(match command {
                Command::MoveTo(p) => PathCommand::MoveTo(em(p)),
                Command::LineTo(p) => PathCommand::LineTo(em(p)),
                Command::QuadTo(a, p) => PathCommand::QuadTo(em(a), em(p)),
                Command::CurveTo(a, b, p) => PathCommand::CubicTo(em(a), em(b), em(p)),
                Command::Close => PathCommand::Close,
            });
        }
    }

    /// Takes the glyph's outline at [`OUTLINE_SIZE`]; false when it has none.
    fn scaled(&mut self, parsed: &ParsedFace, glyph: u16) -> bool {
        let mut scaler = self
            .scale
            .builder(parsed.font)
            .size(OUTLINE_SIZE)
            .hint(false)
            .build();
        scaler.scale_outline_into(glyph, &mut self.outline) && !self.outline.points().is_empty()
    }
}

#[cfg(test)]
mod tests {
    use std::f32::consts::FRAC_PI_2;

    use super::*;

    fn image_of(direction: Direction, phase_px: [f32; 2]) -> GlyphImage {
        let parsed = ParsedFace::new(Face::Regular);
        let glyph = parsed.font.charmap().map('F');
        Outlines::new()
            .image(&parsed, glyph, 20.0, direction, phase_px)
            .unwrap()
    }

    fn ink(image: &GlyphImage) -> f32 {
        image.coverage.iter().map(|&c| f32::from(c) / 255.0).sum()
    }

    #[test]
    fn a_glyph_stands_on_the_baseline() {
        let image = image_of(Direction::RIGHT, [0.0, 0.0]);
        assert_eq!(image.top_px + i32::try_from(image.height).unwrap(), 0);
        assert!((-16..=-14).contains(&image.top_px), "{image:?}");
        assert!((1..=2).contains(&image.left_px));
    }

    #[test]
    fn a_phase_moves_ink_without_changing_its_amount() {
        let still = image_of(Direction::RIGHT, [0.0, 0.0]);
        let moved = image_of(Direction::RIGHT, [0.5, 0.25]);
        assert!((ink(&still) - ink(&moved)).abs() < 0.5);
        let centre = |image: &GlyphImage| {
            let width = usize::try_from(image.width).unwrap();
            let mut sums = [0.0; 2];
            for (index, &coverage) in image.coverage.iter().enumerate() {
                let weight = f32::from(coverage) / 255.0;
                sums[0] += weight * ((index % width) as f32 + 0.5 + image.left_px as f32);
                sums[1] += weight * ((index / width) as f32 + 0.5 + image.top_px as f32);
            }
            sums.map(|sum| sum / ink(image))
        };
        let [a, b] = [centre(&still), centre(&moved)];
        // Swash's rasteriser counts in sixty-fourths of a pixel.
        assert!((b[0] - a[0] - 0.5).abs() < 0.05, "{a:?} {b:?}");
        assert!((b[1] - a[1] - 0.25).abs() < 0.05, "{a:?} {b:?}");
    }

    #[test]
    fn a_quarter_turn_turns_every_pixel() {
        let flat = image_of(Direction::RIGHT, [0.0, 0.0]);
        let up = image_of(Direction::from_angle(FRAC_PI_2), [0.0, 0.0]);
        assert_eq!((up.width, up.height), (flat.height, flat.width));
        for y in 0..flat.height {
            for x in 0..flat.width {
                let a = flat.coverage[(y * flat.width + x) as usize];
                // Right becomes up, down becomes right.
                let b = up.coverage[((up.height - 1 - x) * up.width + y) as usize];
                assert!(a.abs_diff(b) <= 2, "({x}, {y}): {a} {b}");
            }
        }
        // The pen stays where it is: the ink's top edge now lies left of it.
        assert_eq!(up.left_px, flat.top_px);
    }

    #[test]
    fn a_blank_has_no_ink_and_no_image() {
        let parsed = ParsedFace::new(Face::Regular);
        let space = parsed.font.charmap().map(' ');
        let mut outlines = Outlines::new();
        assert_eq!(outlines.ink_em(Face::Regular, &parsed, space), None);
        assert!(
            outlines
                .image(&parsed, space, 20.0, Direction::RIGHT, [0.0; 2])
                .is_none()
        );
    }
}
