//! Formulas between dollar signs, as axis labels need them: which text is a formula, and its shape.
//!
//! What a formula may hold is told on the front page of [`text`](super).

mod boxes;
mod error;
mod layout;
mod parse;
mod symbols;

use std::borrow::Cow;

pub use error::{MathError, MathProblem};
pub(crate) use layout::Setter;

use super::shape::{ShapedLine, printable};

/// A part of a line.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Segment<'t> {
    /// Text, its escapes undone.
    Plain(Cow<'t, str>),
    /// What stands between two dollar signs, and the number of its first character in the line.
    Formula(&'t str, usize),
}

/// Whether the formulas of a text, if it has any, can be set.
///
/// # Errors
/// The first mistake, by its line and character. A text that cannot be set is measured as if it
/// were plain, and is refused by [`Text::prepare`](crate::Visual::prepare).
///
/// ```
/// use galry_visuals::text::check_math;
///
/// assert!(check_math(r"Power ($\mathrm{\mu V}^2$)").is_ok());
/// assert!(check_math(r"$\frac{1}{2$").is_err());
/// ```
pub fn check_math(text: &str) -> Result<(), MathError> {
    if !text.contains('$') {
        return Ok(());
    }
    for line in printable(text).split('\n') {
        for segment in segments(line) {
            if let Segment::Formula(formula, first) = segment {
                parse::parse(formula).map_err(|(at, problem)| MathError {
                    line: line.to_owned(),
                    character: first + at + 1,
                    problem,
                })?;
            }
        }
    }
    Ok(())
}

/// The text that shows `text` as it is, its dollar signs escaped: for names that come from
/// somewhere else.
///
/// ```
/// use galry_visuals::text::escape_math;
///
/// assert_eq!(escape_math("a$b$c"), r"a\$b\$c");
/// ```
#[must_use]
pub fn escape_math(text: &str) -> Cow<'_, str> {
    if text.contains('$') {
        Cow::Owned(text.replace('$', "\\$"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The same text on one line, a space for each line break, its formulas the same as before.
#[must_use]
pub fn on_one_line(text: &str) -> Cow<'_, str> {
    if !text.contains(['\n', '\r', '\u{2028}', '\u{2029}']) {
        return Cow::Borrowed(text);
    }
    let text = printable(text);
    let lines = text.split('\n').map(|line| written(&segments(line)));
    Cow::Owned(lines.collect::<Vec<_>>().join(" "))
}

/// Parts of a line that may not be divided, each as it is written.
pub(crate) fn pieces(line: &str) -> Vec<String> {
    let mut pieces = Vec::new();
    for segment in segments(line) {
        match segment {
            Segment::Plain(text) => {
                let mut bytes = [0; 4];
                pieces.extend(
                    text.chars()
                        .map(|c| escape_math(c.encode_utf8(&mut bytes)).into_owned()),
                );
            }
            formula @ Segment::Formula(..) => pieces.push(written(&[formula])),
        }
    }
    pieces
}

fn written(segments: &[Segment<'_>]) -> String {
    segments
        .iter()
        .map(|segment| match segment {
            Segment::Plain(text) => escape_math(text).into_owned(),
            Segment::Formula(formula, _) => format!("${formula}$"),
        })
        .collect()
}

/// The plain texts and the formulas of a line, in order.
pub(crate) fn segments(line: &str) -> Vec<Segment<'_>> {
    let dollars = dollars(line);
    if dollars.is_empty() || dollars.len() % 2 == 1 {
        return vec![Segment::Plain(unescaped(line))];
    }
    let mut segments = Vec::new();
    let mut start = 0;
    for pair in dollars.chunks_exact(2) {
        let [open, close] = [pair[0], pair[1]];
        if start < open {
            segments.push(Segment::Plain(unescaped(&line[start..open])));
        }
        let first = line[..=open].chars().count();
        segments.push(Segment::Formula(&line[open + 1..close], first));
        start = close + 1;
    }
    if start < line.len() {
        segments.push(Segment::Plain(unescaped(&line[start..])));
    }
    segments
}

/// Where the unescaped dollar signs of a line are, in bytes.
fn dollars(line: &str) -> Vec<usize> {
    let bytes = line.as_bytes();
    let is_escaped = |at: usize| at > 0 && bytes[at - 1] == b'\\';
    line.match_indices('$')
        .map(|(at, _)| at)
        .filter(|&at| !is_escaped(at))
        .collect()
}

fn unescaped(text: &str) -> Cow<'_, str> {
    if text.contains("\\$") {
        Cow::Owned(text.replace("\\$", "$"))
    } else {
        Cow::Borrowed(text)
    }
}

/// Shapes a line that may hold formulas. One that cannot be set is shown as it is written.
pub(crate) fn shape_line(setter: &mut Setter<'_>, line: &str) -> ShapedLine {
    let mut shaped = ShapedLine::default();
    for segment in segments(line) {
        match segment {
            Segment::Plain(text) => {
                let part = setter.shaper.shape_plain(&text, setter.style);
                let start = shaped.width_em;
                shaped
                    .glyphs
                    .extend(part.glyphs.into_iter().map(|mut glyph| {
                        glyph.x_em += start;
                        glyph
                    }));
                shaped.width_em += part.width_em;
            }
            Segment::Formula(formula, _) => {
                let Ok(nodes) = parse::parse(formula) else {
                    return setter.shaper.shape_plain(line, setter.style);
                };
                let formula = setter.formula(&nodes);
                let start = [shaped.width_em, 0.0];
                formula.flatten(start, &mut shaped.glyphs, &mut shaped.figures);
                shaped.width_em += formula.width;
                let measures = setter.measures();
                shaped.above_em = shaped.above_em.max(formula.above - measures.ascent_em);
                shaped.below_em = shaped.below_em.max(formula.below - measures.descent_em);
                shaped.has_formula = true;
            }
        }
    }
    shaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(line: &str) -> String {
        segments(line)
            .iter()
            .map(|segment| match segment {
                Segment::Plain(text) => format!("[{text}]"),
                Segment::Formula(text, first) => format!("({first}: {text})"),
            })
            .collect()
    }

    #[test]
    fn pairs_of_dollars_hold_formulas() {
        assert_eq!(shown("plain"), "[plain]");
        assert_eq!(shown(""), "[]");
        assert_eq!(shown("$5"), "[$5]");
        assert_eq!(shown("µ $x$ and $y$"), "[µ ](3: x)[ and ](11: y)");
        assert_eq!(shown("$x$"), "(1: x)");
        assert_eq!(shown("$$"), "(1: )");
        assert_eq!(shown("$1, $2 and $3"), "[$1, $2 and $3]");
        assert_eq!(shown(r"\$5 and $x\$y$"), r"[$5 and ](9: x\$y)");
        assert_eq!(shown(r"C:\$x"), "[C:$x]");
    }

    #[test]
    fn what_is_escaped_is_shown_as_it_was() {
        for name in ["a", "$", "a$b$c", r"\$", r"\\$$\", "$$$$"] {
            assert_eq!(
                segments(&escape_math(name)),
                [Segment::Plain(name.into())],
                "{name}"
            );
        }
    }

    #[test]
    fn lines_are_joined_without_making_formulas() {
        assert_eq!(on_one_line("a\nb"), "a b");
        assert_eq!(on_one_line("$x$\nb"), "$x$ b");
        assert_eq!(on_one_line("in $\nor in $"), r"in \$ or in \$");
        assert_eq!(on_one_line("as it is"), "as it is");
    }

    #[test]
    fn pieces_are_characters_and_whole_formulas() {
        assert_eq!(pieces(r"µ $x^2$\$"), ["µ", " ", "$x^2$", r"\$"]);
    }
}
