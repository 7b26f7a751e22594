//! Boxes in boxes: what a laid out formula is.
//!
//! Lengths are ems of the label's own size: x right from a box's left end, y down from its
//! baseline. A box holds the boxes of its parts, so that what a part covers lies in its parent.

use crate::text::figure::{Figure, FigureKind};
use crate::text::shape::{ShapedFigure, ShapedGlyph};

/// A part of a formula with its measures.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct MathBox {
    pub(crate) width: f32,
    /// How far it reaches above the baseline, and below.
    pub(crate) above: f32,
    pub(crate) below: f32,
    pub(crate) content: Content,
}

/// What a box shows.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) enum Content {
    /// Room and nothing else.
    #[default]
    Nothing,
    Glyphs(Vec<ShapedGlyph>),
    /// Fills its box.
    Figure {
        kind: FigureKind,
        thickness: f32,
        hook: f32,
    },
    /// Boxes, each moved right and down.
    Boxes(Vec<([f32; 2], MathBox)>),
}

impl MathBox {
    /// Room of some width.
    pub(crate) fn space(width: f32) -> Self {
        Self {
            width,
            ..Self::default()
        }
    }

    /// A figure of some width and height that stands on the baseline.
    pub(crate) fn figure(kind: FigureKind, [width, height]: [f32; 2], thickness: f32) -> Self {
        Self {
            width,
            above: height,
            below: 0.0,
            content: Content::Figure {
                kind,
                thickness,
                hook: 0.0,
            },
        }
    }

    /// The smallest box around moved boxes; it begins at 0 and is at least `width` wide.
    pub(crate) fn around(parts: Vec<([f32; 2], Self)>, width: f32) -> Self {
        // Boxes that are empty in height say nothing about it.
        let tall = || parts.iter().filter(|(_, part)| part.above > -part.below);
        let above = tall().map(|([_, y], part)| part.above - y).reduce(f32::max);
        let below = tall().map(|([_, y], part)| part.below + y).reduce(f32::max);
        let right = parts.iter().map(|([x, _], part)| x + part.width);
        Self {
            width: right.fold(width, f32::max),
            above: above.unwrap_or(0.0),
            below: below.unwrap_or(0.0),
            content: Content::Boxes(parts),
        }
    }

    /// Above and below together.
    pub(crate) fn height(&self) -> f32 {
        self.above + self.below
    }

    /// Adds all that the box shows, moved by `at`.
    pub(crate) fn flatten(
        &self,
        [x, y]: [f32; 2],
        glyphs: &mut Vec<ShapedGlyph>,
        figures: &mut Vec<ShapedFigure>,
    ) {
        match &self.content {
            Content::Nothing => {}
            Content::Glyphs(own) => glyphs.extend(own.iter().map(|glyph| ShapedGlyph {
                x_em: glyph.x_em + x,
                y_em: glyph.y_em + y,
                ..*glyph
            })),
            Content::Figure {
                kind,
                thickness,
                hook,
            } => figures.push(ShapedFigure {
                x_em: x,
                y_em: y - self.above,
                figure_em: Figure {
                    kind: *kind,
                    size: [self.width, self.height()],
                    thickness: *thickness,
                    hook: *hook,
                },
            }),
            Content::Boxes(parts) => {
                for ([right, down], part) in parts {
                    part.flatten([x + right, y + down], glyphs, figures);
                }
            }
        }
    }
}
