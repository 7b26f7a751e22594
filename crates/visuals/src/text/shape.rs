//! Texts turned into glyphs at places, in units of the em square, so that one shaping serves
//! every size.
//!
//! Parley shapes each line by itself (kerning, ligatures, marks, right-to-left); lines are broken
//! at line feeds only. Nothing is hinted, so advances grow in proportion to the size.

use std::borrow::Cow;

use parley::fontique::{Blob, Collection, CollectionOptions, FontInfoOverride, SourceCache};
use parley::{
    FontContext, FontFamily, FontFamilyName, FontFeature, FontFeatures, LayoutContext,
    PositionedLayoutItem, StyleProperty, setting::Tag,
};

use swash::FontRef;
use swash::shape::ShapeContext;

use super::face::{Face, ParsedFace};
use super::figure::Figure;
use super::quick;
use super::style::Weight;

/// Size at which texts are shaped; a power of two, so that dividing by it is exact.
pub(crate) const SHAPING_SIZE: f32 = 1024.0;
/// Name under which both faces are registered.
const FAMILY: &str = "galry";

/// A glyph at its place in a line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct ShapedGlyph {
    /// The face that the glyph is of.
    pub(crate) face: Face,
    /// Number of the glyph in its face; 0 is the box for characters that the face lacks.
    pub(crate) glyph: u16,
    /// Pen position right of the line's start, in ems.
    pub(crate) x_em: f32,
    /// Pen position below the baseline, in ems; 0 but for marks and in formulas.
    pub(crate) y_em: f32,
    /// Its size, as a part of the text's; 1 but in formulas.
    pub(crate) scale: f32,
    /// Whether it is slanted, as letters in formulas are.
    pub(crate) slanted: bool,
}

impl ShapedGlyph {
    /// A glyph of the text's size at the start of the line.
    pub(crate) fn new(face: Face, glyph: u16) -> Self {
        Self {
            face,
            glyph,
            x_em: 0.0,
            y_em: 0.0,
            scale: 1.0,
            slanted: false,
        }
    }
}

/// A bar, a root sign or an arrow at its place in a line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct ShapedFigure {
    /// Its lengths in ems.
    pub(crate) figure_em: Figure,
    /// Its left top corner, right of the line's start and below the baseline, in ems.
    pub(crate) x_em: f32,
    pub(crate) y_em: f32,
}

/// One line of glyphs, in visual order from the left.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct ShapedLine {
    pub(crate) glyphs: Vec<ShapedGlyph>,
    pub(crate) figures: Vec<ShapedFigure>,
    /// Sum of all advances, in ems.
    pub(crate) width_em: f32,
    /// How far its formulas reach beyond the face's ascent and descent, in ems; at least 0.
    pub(crate) above_em: f32,
    pub(crate) below_em: f32,
    /// Whether it holds a formula, whose parts stand on rows of pixels of their own.
    pub(crate) has_formula: bool,
}

impl ShapedLine {
    /// From this line's baseline down to that of the next, in whole pixels: the distance of plain
    /// lines, and what tall formulas need beside it.
    pub(crate) fn drop_to_px(&self, next: &Self, size_px: f32, line_height_px: f32) -> f32 {
        line_height_px + (size_px * (self.below_em + next.above_em)).ceil()
    }
}

/// What of a style changes the glyphs or their places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ShapeStyle {
    pub(crate) weight: Weight,
    pub(crate) tabular_figures: bool,
}

/// Parley's font database and scratch memory, and the quick way's.
pub(crate) struct Shaper {
    fonts: FontContext,
    layouts: LayoutContext<()>,
    quick: ShapeContext,
    quick_fonts: [FontRef<'static>; 2],
}

impl Shaper {
    /// A shaper that knows the embedded faces and no others.
    pub(crate) fn new() -> Self {
        let mut collection = Collection::new(CollectionOptions {
            shared: false,
            system_fonts: false,
        });
        for face in Face::ALL {
            collection.register_fonts(
                Blob::new(std::sync::Arc::new(face.bytes())),
                Some(FontInfoOverride {
                    family_name: Some(FAMILY),
                    weight: Some(face.weight()),
                    ..FontInfoOverride::default()
                }),
            );
        }
        Self {
            fonts: FontContext {
                collection,
                source_cache: SourceCache::default(),
            },
            layouts: LayoutContext::new(),
            quick: ShapeContext::new(),
            quick_fonts: Face::ALL.map(|face| ParsedFace::new(face).font),
        }
    }

    /// Shapes `text` as it is, without formulas: one entry a line, at least one.
    pub(crate) fn shape(&mut self, text: &str, style: ShapeStyle) -> Vec<ShapedLine> {
        printable(text)
            .split('\n')
            .map(|line| self.shape_plain(line, style))
            .collect()
    }

    /// Shapes one line without control characters.
    pub(crate) fn shape_plain(&mut self, line: &str, style: ShapeStyle) -> ShapedLine {
        if line.is_empty() {
            ShapedLine::default()
        } else if quick::is_simple(line) {
            self.shape_quickly(line, style)
        } else {
            self.shape_line(line, style)
        }
    }

    fn shape_quickly(&mut self, line: &str, style: ShapeStyle) -> ShapedLine {
        let face = Face::of(style.weight);
        let font = self.quick_fonts[face.index()];
        quick::shape(&mut self.quick, face, font, style.tabular_figures, line)
    }

    fn shape_line(&mut self, line: &str, style: ShapeStyle) -> ShapedLine {
        let face = Face::of(style.weight);
        let weight = face.weight();
        const TABULAR: &[FontFeature] = &[FontFeature::new(Tag::new(b"tnum"), 1)];

        let mut builder = self
            .layouts
            .ranged_builder(&mut self.fonts, line, 1.0, false);
        builder.push_default(FontFamily::Single(FontFamilyName::named(FAMILY)));
        builder.push_default(StyleProperty::FontSize(SHAPING_SIZE));
        builder.push_default(weight);
        if style.tabular_figures {
            builder.push_default(FontFeatures::List(Cow::Borrowed(TABULAR)));
        }
        let mut layout = builder.build(line);
        layout.break_all_lines(None);

        let mut shaped = ShapedLine::default();
        // One line went in and nothing limits its width, so one comes out.
        for parley_line in layout.lines() {
            for item in parley_line.items() {
                let PositionedLayoutItem::GlyphRun(run) = item else {
                    continue;
                };
                for glyph in run.positioned_glyphs() {
                    // Numbers of glyphs have 16 bits in the format; parley's are wider.
                    let id = u16::try_from(glyph.id).unwrap_or(0);
                    shaped.glyphs.push(ShapedGlyph {
                        x_em: glyph.x / SHAPING_SIZE,
                        y_em: (glyph.y - run.baseline()) / SHAPING_SIZE,
                        ..ShapedGlyph::new(face, id)
                    });
                }
            }
            shaped.width_em += parley_line.metrics().advance / SHAPING_SIZE;
        }
        shaped
    }
}

impl std::fmt::Debug for Shaper {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shaper").finish_non_exhaustive()
    }
}

/// `text` with line feeds as the only control characters: other line ends become line feeds, tabs
/// spaces, and the rest is dropped.
pub(crate) fn printable(text: &str) -> Cow<'_, str> {
    let is_plain = |c: char| c == '\n' || !(c.is_control() || matches!(c, '\u{2028}' | '\u{2029}'));
    if text.chars().all(is_plain) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            // A line feed after it breaks the line by itself.
            '\r' if characters.peek() != Some(&'\n') => out.push('\n'),
            '\u{2028}' | '\u{2029}' => out.push('\n'),
            '\t' => out.push(' '),
            c if is_plain(c) => out.push(c),
            _ => {}
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    const REGULAR: ShapeStyle = ShapeStyle {
        weight: Weight::Regular,
        tabular_figures: false,
    };

    #[test]
    fn control_characters_are_dropped_and_line_ends_unified() {
        assert_eq!(
            printable("a\u{0}b\u{7}\u{7f}\u{85}c\td\r\ne\rf\u{2028}g"),
            "abc d\ne\nf\ng"
        );
        assert!(matches!(printable("plain\ntext"), Cow::Borrowed(_)));
    }

    #[test]
    fn signs_that_ticks_and_units_need_are_in_both_faces() {
        let needed = "0123456789.,eE+-−×·°%‰ µμσ²³⁰¹⁴⁵⁶⁷⁸⁹⁺⁻₀₁₂₃₄₅₆₇₈₉₊₋ΩαβγδεθλπρφωΔΣ±≤≥≈≠∞√∂∫→←↑↓…–—“”‘’€£¥§¶ÄÖÜäöüßéèêçñåøœŁłŽžЖжЩщЯя";
        let mut shaper = Shaper::new();
        for weight in [Weight::Regular, Weight::SemiBold] {
            for c in needed.chars() {
                let style = ShapeStyle {
                    weight,
                    tabular_figures: true,
                };
                let lines = shaper.shape(&c.to_string(), style);
                assert!(!lines[0].glyphs.is_empty(), "{c:?} gives no glyph");
                assert!(
                    lines[0].glyphs.iter().all(|glyph| glyph.glyph != 0),
                    "{weight:?} lacks {c:?}"
                );
            }
        }
    }

    #[test]
    fn characters_that_no_face_has_give_boxes() {
        let mut shaper = Shaper::new();
        let lines = shaper.shape("a中文b🦀", REGULAR);
        let boxes = lines[0].glyphs.iter().filter(|g| g.glyph == 0).count();
        assert_eq!(boxes, 3, "{:?}", lines[0].glyphs);
        assert_eq!(lines[0].glyphs.len(), 5);
        assert!(lines[0].width_em > 2.0);
    }

    #[test]
    fn the_quick_way_gives_what_parley_gives() {
        let mut shaper = Shaper::new();
        let characters: Vec<char> = ('\u{20}'..='\u{2300}')
            .filter(|c| quick::is_simple(&c.to_string()))
            .collect();
        let mut lines: Vec<String> = [
            "Potential (µV)",
            "AVATAR To. WAY",
            "−0.25",
            "10⁻³",
            "12:30:05",
            "3x4 a->b <= !=",
            "Figure 5: fi ffi fl",
            "x², σ",
            "1/2 (A) [B] {C}",
            "Å Éclair ŁÓDŹ",
            "e+05",
            "C₁₂H₂₂",
        ]
        .map(String::from)
        .into();
        // A linear congruence: any strings will do, the same ones each time.
        let mut state = 1_u64;
        for _ in 0..3000 {
            let mut next = |below: usize| {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                (state >> 33) as usize % below
            };
            let length = 1 + next(12);
            lines.push(
                (0..length)
                    .map(|_| characters[next(characters.len())])
                    .collect(),
            );
            lines.push(
                (0..length)
                    .map(|_| char::from(b' ' + next(95) as u8))
                    .collect(),
            );
        }
        for (index, line) in lines
            .iter()
            .filter(|line| quick::is_simple(line))
            .enumerate()
        {
            let style = ShapeStyle {
                weight: [Weight::Regular, Weight::SemiBold][index % 2],
                tabular_figures: index % 3 == 0,
            };
            let [quick, full] = [
                shaper.shape_quickly(line, style),
                shaper.shape_line(line, style),
            ];
            let glyphs =
                |shaped: &ShapedLine| shaped.glyphs.iter().map(|g| g.glyph).collect::<Vec<_>>();
            assert_eq!(glyphs(&quick), glyphs(&full), "{line:?} {style:?}");
            assert!(
                (quick.width_em - full.width_em).abs() < 2e-3,
                "{line:?} {style:?}"
            );
            for (a, b) in quick.glyphs.iter().zip(&full.glyphs) {
                assert!(
                    (a.x_em - b.x_em).abs() < 2e-3,
                    "{line:?} {style:?}: {a:?} {b:?}"
                );
                assert!(
                    (a.y_em - b.y_em).abs() < 2e-3,
                    "{line:?} {style:?}: {a:?} {b:?}"
                );
            }
        }
    }

    #[test]
    fn right_to_left_text_runs_from_the_right() {
        // No Hebrew in the faces: boxes, but in visual order and inside the width.
        let mut shaper = Shaper::new();
        let line = &shaper.shape("שלום", REGULAR)[0];
        assert!(
            line.glyphs
                .iter()
                .all(|g| g.x_em >= 0.0 && g.x_em < line.width_em)
        );
    }

    #[test]
    fn combining_marks_stay_on_their_letter() {
        let mut shaper = Shaper::new();
        let alone = shaper.shape("x", REGULAR)[0].width_em;
        let marked = shaper.shape("x\u{304}", REGULAR)[0].width_em;
        assert!((alone - marked).abs() < 1e-3, "{alone} {marked}");
    }
}
