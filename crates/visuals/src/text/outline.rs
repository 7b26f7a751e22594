//! Glyph outlines by swash: their ink, their pixels, their paths.

use std::collections::HashMap;

use swash::scale::image::Image;
use swash::scale::outline::Outline;
use swash::scale::{Render, ScaleContext, Source};
use swash::zeno::{
    Command, Format, Join, Mask, Origin, PathData as _, Placement, Stroke, Style, Transform, Vector,
};

use super::direction::Direction;
use super::face::{Face, ParsedFace};
use super::pixel_box::PixelBox;
use super::shape::ShapedGlyph;
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

/// Which outline of a face.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct GlyphShape {
    pub(crate) face: Face,
    pub(crate) glyph: u16,
    pub(crate) slanted: bool,
}

impl GlyphShape {
    /// The outline of a shaped glyph.
    pub(crate) fn of(glyph: &ShapedGlyph) -> Self {
        Self {
            face: glyph.face,
            glyph: glyph.glyph,
            slanted: glyph.slanted,
        }
    }
}

/// How far slanted letters lean to the right, over their height: by 9.4 degrees, as the italic of
/// the embedded family does.
const SLANT: f32 = 0.1655;
/// The height that stays in place: half that of an x, so that slanting widens no letter's room.
const SLANT_PIVOT_EM: f32 = 0.27;

/// Swash's scratch memory, and the ink of glyphs seen before.
pub(crate) struct Outlines {
    scale: ScaleContext,
    outline: Outline,
    image: Image,
    ink: HashMap<GlyphShape, Option<PixelBox>>,
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
    pub(crate) fn ink_em(&mut self, parsed: &ParsedFace, shape: GlyphShape) -> Option<PixelBox> {
        if let Some(ink) = self.ink.get(&shape) {
            return *ink;
        }
        let ink = self.scaled(parsed, shape, OUTLINE_SIZE).then(|| {
            // Fonts put points at the extremes of curves, so the box of the points is tight.
            let bounds = self.outline.bounds();
            PixelBox {
                min: [bounds.min.x, -bounds.max.y],
                max: [bounds.max.x, -bounds.min.y],
            }
            .scaled(1.0 / OUTLINE_SIZE)
        });
        self.ink.insert(shape, ink);
        ink
    }

    /// Paints a glyph with its pen at `phase_px` (right, down; 0..1) within a pixel.
    pub(crate) fn image(
        &mut self,
        parsed: &ParsedFace,
        shape: GlyphShape,
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
        let is_changed = shape.slanted || direction != Direction::RIGHT;
        self.image.clear();
        let painted = Render::new(&[Source::Outline])
            .format(Format::Alpha)
            .transform(is_changed.then(|| change(shape.slanted, size_px, direction)))
            .offset(Vector::new(phase_px[0], -phase_px[1]))
            .render_into(&mut scaler, shape.glyph, &mut self.image);
        painted
            .then(|| GlyphImage::new(self.image.placement, &self.image.data))
            .flatten()
    }

    /// Calls `step` with each command of a glyph's outline, in pixels right of and below its pen.
    pub(crate) fn walk(
        &mut self,
        parsed: &ParsedFace,
        shape: GlyphShape,
        size_px: f32,
        mut step: impl FnMut(PathCommand),
    ) {
        if !self.scaled(parsed, shape, OUTLINE_SIZE) {
            return;
        }
        let factor = size_px / OUTLINE_SIZE;
        let at = |p: Vector| [p.x * factor, -p.y * factor];
        for command in self.outline.path().commands() {
            step(match command {
                Command::MoveTo(p) => PathCommand::MoveTo(at(p)),
                Command::LineTo(p) => PathCommand::LineTo(at(p)),
                Command::QuadTo(a, p) => PathCommand::QuadTo(at(a), at(p)),
                Command::CurveTo(a, b, p) => PathCommand::CubicTo(at(a), at(b), at(p)),
                Command::Close => PathCommand::Close,
            });
        }
    }

    /// Takes the glyph's outline at a size, slanted where it is; false when it has none.
    fn scaled(&mut self, parsed: &ParsedFace, shape: GlyphShape, size: f32) -> bool {
        let mut scaler = self
            .scale
            .builder(parsed.font)
            .size(size)
            .hint(false)
            .build();
        let found = scaler.scale_outline_into(shape.glyph, &mut self.outline)
            && !self.outline.points().is_empty();
        if found && shape.slanted {
            self.outline
                .transform(&change(true, size, Direction::RIGHT));
        }
        found
    }
}

/// Slanting, if wanted, and then turning; y runs up, as swash has it.
fn change(slanted: bool, size_px: f32, Direction { cos, sin }: Direction) -> Transform {
    let slant = if slanted { SLANT } else { 0.0 };
    let back = -slant * SLANT_PIVOT_EM * size_px;
    Transform::new(
        cos,
        sin,
        slant * cos - sin,
        slant * sin + cos,
        back * cos,
        back * sin,
    )
}

impl GlyphImage {
    /// What swash or zeno painted; `None` when it is empty.
    fn new(placement: Placement, coverage: &[u8]) -> Option<Self> {
        (placement.width > 0 && placement.height > 0).then(|| Self {
            left_px: placement.left,
            top_px: -placement.top,
            width: placement.width,
            height: placement.height,
            coverage: coverage.to_vec(),
        })
    }

    /// Paints the inside of a path, given in pixels right of and below the pen.
    pub(crate) fn of_path(
        path: &[PathCommand],
        direction: Direction,
        phase_px: [f32; 2],
    ) -> Option<Self> {
        let commands = turned(path, direction);
        painted(&commands, Style::default(), phase_px)
    }

    /// Paints all that is within `halo_px` of the inside of a path, given in pixels right of and
    /// below the pen.
    pub(crate) fn around_path(
        path: &[PathCommand],
        halo_px: f32,
        direction: Direction,
        phase_px: [f32; 2],
    ) -> Option<Self> {
        let commands = turned(path, direction);
        let mut line = Stroke::new(2.0 * halo_px);
        line.join(Join::Round);
        let around = painted(&commands, Style::Stroke(line), phase_px);
        let inside = painted(&commands, Style::default(), phase_px);
        match (around, inside) {
            // The line reaches farther than the inside at every side.
            (Some(mut around), Some(inside)) => {
                around.add(&inside);
                Some(around)
            }
            (around, inside) => around.or(inside),
        }
    }

    /// Covers what another picture covers within this one.
    fn add(&mut self, other: &Self) {
        let right = other.left_px - self.left_px;
        let down = other.top_px - self.top_px;
        let width = other.width.max(1) as usize;
        for (row, texels) in (down..).zip(other.coverage.chunks_exact(width)) {
            for (column, texel) in (right..).zip(texels) {
                let is_within =
                    |place: i32, side: u32| u32::try_from(place).is_ok_and(|p| p < side);
                if is_within(column, self.width) && is_within(row, self.height) {
                    let place = row as usize * self.width as usize + column as usize;
                    self.coverage[place] = self.coverage[place].max(*texel);
                }
            }
        }
    }
}

/// A path turned, as zeno has it, y up.
fn turned(path: &[PathCommand], direction: Direction) -> Vec<Command> {
    let at = |p: [f32; 2]| {
        let [right, down] = direction.framebuffer_from_text(p);
        Vector::new(right, -down)
    };
    path.iter()
        .map(|command| match *command {
            PathCommand::MoveTo(p) => Command::MoveTo(at(p)),
            PathCommand::LineTo(p) => Command::LineTo(at(p)),
            PathCommand::QuadTo(a, p) => Command::QuadTo(at(a), at(p)),
            PathCommand::CubicTo(a, b, p) => Command::CurveTo(at(a), at(b), at(p)),
            PathCommand::Close => Command::Close,
        })
        .collect()
}

/// Coverage of a path's inside or of a line along it.
fn painted(commands: &Vec<Command>, style: Style<'_>, phase_px: [f32; 2]) -> Option<GlyphImage> {
    let offset = Vector::new(phase_px[0], -phase_px[1]);
    let (coverage, placement) = Mask::new(commands)
        .format(Format::Alpha)
        .origin(Origin::BottomLeft)
        .style(style)
        .offset(offset)
        .render_offset(offset)
        // Where the top row is, is known once the size is.
        .inspect(|_, _, _| {})
        .render();
    GlyphImage::new(placement, &coverage)
}

#[cfg(test)]
mod tests {
    use std::f32::consts::FRAC_PI_2;

    use super::*;

    fn shape(parsed: &ParsedFace, c: char) -> GlyphShape {
        GlyphShape {
            face: Face::Regular,
            glyph: parsed.font.charmap().map(c),
            slanted: false,
        }
    }

    fn image_of(direction: Direction, phase_px: [f32; 2]) -> GlyphImage {
        let parsed = ParsedFace::new(Face::Regular);
        Outlines::new()
            .image(&parsed, shape(&parsed, 'F'), 20.0, direction, phase_px)
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
        let space = shape(&parsed, ' ');
        let mut outlines = Outlines::new();
        assert_eq!(outlines.ink_em(&parsed, space), None);
        assert!(
            outlines
                .image(&parsed, space, 20.0, Direction::RIGHT, [0.0; 2])
                .is_none()
        );
    }

    #[test]
    fn slanting_leans_tops_to_the_right_and_changes_no_area() {
        let parsed = ParsedFace::new(Face::Regular);
        let upright = shape(&parsed, 'H');
        let slanted = GlyphShape {
            slanted: true,
            ..upright
        };
        let mut outlines = Outlines::new();
        let [a, b] = [upright, slanted].map(|shape| outlines.ink_em(&parsed, shape).unwrap());
        let height = -a.min[1];
        assert!((b.max[0] - a.max[0] - SLANT * (height - SLANT_PIVOT_EM)).abs() < 1e-3);
        assert!((b.min[0] - a.min[0] + SLANT * SLANT_PIVOT_EM).abs() < 1e-3);
        assert_eq!((a.min[1], a.max[1]), (b.min[1], b.max[1]));
        let [a, b] = [upright, slanted].map(|shape| {
            let image = outlines.image(&parsed, shape, 40.0, Direction::RIGHT, [0.0; 2]);
            ink(&image.unwrap())
        });
        assert!((a - b).abs() < 0.5, "{a} {b}");
    }

    #[test]
    fn a_path_is_painted_where_it_lies() {
        let corners = [[2.0, -5.0], [6.5, -5.0], [6.5, -3.0], [2.0, -3.0]];
        let mut path = vec![PathCommand::MoveTo(corners[0])];
        path.extend(
            corners[1..]
                .iter()
                .map(|&corner| PathCommand::LineTo(corner)),
        );
        path.push(PathCommand::Close);
        let image = GlyphImage::of_path(&path, Direction::RIGHT, [0.25, 0.0]).unwrap();
        assert_eq!((image.left_px, image.top_px), (2, -5));
        assert_eq!((image.width, image.height), (5, 2));
        let row = [191, 255, 255, 255, 191];
        for (expected, actual) in row.iter().cycle().zip(&image.coverage) {
            assert!(actual.abs_diff(*expected) <= 1, "{:?}", image.coverage);
        }
        let up = GlyphImage::of_path(&path, Direction::from_angle(FRAC_PI_2), [0.0; 2]).unwrap();
        assert_eq!((up.left_px, up.top_px), (-5, -7));
        assert_eq!((up.width, up.height), (2, 5));
    }
}
