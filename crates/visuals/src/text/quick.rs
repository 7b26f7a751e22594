//! A quick way for the texts that plots are full of: one line, left to right, Latin and figures.
//!
//! Parley takes such a text apart into directions, scripts, words and fonts, and finds one of
//! each. Swash's shaper alone gives the same glyphs at the same places in a tenth of the time; a
//! test holds them equal. Everything else goes to parley.

use swash::FontRef;
use swash::shape::ShapeContext;
use swash::text::Script;

use super::face::Face;
use super::shape::{SHAPING_SIZE, ShapedGlyph, ShapedLine};

/// Whether `line` is surely set from left to right in one script and face, its glyphs in the order
/// of its characters.
pub(crate) fn is_simple(line: &str) -> bool {
    line.chars().all(|c| {
        matches!(c,
            ' '..='~'
            // Latin-1 without the soft hyphen, Latin Extended-A without its one digraph.
            | '\u{a0}'..='\u{ac}' | '\u{ae}'..='\u{148}' | '\u{14a}'..='\u{17e}'
            // Dashes, quotation marks, dots, per mille.
            | '–' | '—' | '‘' | '’' | '“' | '”' | '…' | '‰'
            // Super- and subscripts.
            | '⁰' | '⁴'..='⁹' | '⁺' | '⁻' | '₀'..='₉' | '₊' | '₋'
            | '€' | '−')
    })
}

/// Shapes a [simple](is_simple) line.
pub(crate) fn shape(
    context: &mut ShapeContext,
    face: Face,
    font: FontRef<'static>,
    tabular_figures: bool,
    line: &str,
) -> ShapedLine {
    let mut shaper = context
        .builder(font)
        .script(Script::Latin)
        .size(SHAPING_SIZE)
        .features(tabular_figures.then_some(("tnum", 1)))
        .build();
    shaper.add_str(line);
    let mut shaped = ShapedLine::default();
    shaper.shape_with(|cluster| {
        for glyph in cluster.glyphs {
            shaped.glyphs.push(ShapedGlyph {
                x_em: shaped.width_em + glyph.x / SHAPING_SIZE,
                // Swash's y runs up.
                y_em: -glyph.y / SHAPING_SIZE,
                ..ShapedGlyph::new(face, glyph.id)
            });
            shaped.width_em += glyph.advance / SHAPING_SIZE;
        }
    });
    shaped
}
