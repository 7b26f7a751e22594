//! How colours are written: CSS, and what matplotlib users type.

use super::{Color, names};
use crate::error::{Error, Result};

pub(super) fn color_from_text(text: &str) -> Result<Color> {
    let trimmed = text.trim();
    short_form(trimmed)
        .or_else(|| css(trimmed))
        .ok_or_else(|| Error::Color {
            text: text.to_owned(),
        })
}

/// matplotlib's forms. They come first: `b` and `0.5` mean nothing in CSS.
fn short_form(text: &str) -> Option<Color> {
    if let Some(index) = text.strip_prefix('C').and_then(cycle_index) {
        return Some(Color::CYCLE_LIGHT[index]);
    }
    if let Some(name) = text.strip_prefix("tab:") {
        return lookup(&names::TABLEAU, name);
    }
    if text.eq_ignore_ascii_case("none") {
        return Some(Color::TRANSPARENT);
    }
    lookup(&names::LETTERS, text).or_else(|| grey(text))
}

fn cycle_index(digits: &str) -> Option<usize> {
    // `usize::from_str` would let a sign through.
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let index: usize = digits.parse().ok()?;
    Some(index % Color::CYCLE_LIGHT.len())
}

/// A grey level written as a number in 0..=1.
fn grey(text: &str) -> Option<Color> {
    // "inf" and "nan" parse as floats, and are no greys.
    let level: f32 = text.parse().ok()?;
    (0.0..=1.0)
        .contains(&level)
        .then(|| Color::rgba(level, level, level, 1.0))
}

fn css(text: &str) -> Option<Color> {
    let lower = text.to_ascii_lowercase();
    if let Some(color) = lookup(&names::CSS, &lower) {
        return Some(color);
    }
    // The parser also takes hex digits without the sign, which would make the
    // misspelt name "fade" a colour; CSS does not.
    let starts_right = text.starts_with('#') || text.contains('(') || lower == "transparent";
    if !starts_right {
        return None;
    }
    let [r, g, b, a] = csscolorparser::parse(text).ok()?.to_array();
    Some(Color::rgba(r, g, b, a))
}

fn lookup(table: &[(&str, u32)], name: &str) -> Option<Color> {
    let found = table.binary_search_by_key(&name, |entry| entry.0).ok()?;
    Some(Color::from_hex(table[found].1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rgba8(text: &str) -> [u8; 4] {
        text.parse::<Color>().unwrap().to_rgba8()
    }

    #[test]
    fn css_forms() {
        assert_eq!(rgba8("#102030"), [16, 32, 48, 255]);
        assert_eq!(rgba8("#fff"), [255; 4]);
        assert_eq!(rgba8(" RebeccaPurple "), [0x66, 0x33, 0x99, 255]);
        assert_eq!(rgba8("rgb(10 20 30 / 50%)"), [10, 20, 30, 128]);
        assert_eq!(rgba8("hsl(120, 100%, 50%)"), [0, 255, 0, 255]);
        assert_eq!(rgba8("transparent"), [0; 4]);
    }

    #[test]
    fn matplotlib_forms() {
        assert_eq!(rgba8("g"), [0, 128, 0, 255]);
        assert_eq!(rgba8("tab:orange"), [0xff, 0x7f, 0x0e, 255]);
        assert_eq!(rgba8("0.5"), [128, 128, 128, 255]);
        assert_eq!(rgba8("none"), [0; 4]);
        assert_eq!(rgba8("C1"), Color::CYCLE_LIGHT[1].to_rgba8());
        assert_eq!(rgba8("C9"), rgba8("C1"), "the cycle goes round");
    }

    #[test]
    fn what_is_no_colour_is_an_error_that_shows_the_text() {
        for text in [
            "",
            "blurple",
            "fade",
            "C",
            "C-1",
            "tab:mauve",
            "1.5",
            "nan",
            "#12",
            "rgb(1",
        ] {
            let error = text.parse::<Color>().unwrap_err().to_string();
            assert_eq!(
                error,
                format!(
                    "expected a colour such as \"#3b93ff\", \"steelblue\", \"tab:blue\", \"C0\" or \
                     \"0.5\", got {text:?}"
                )
            );
        }
    }
}
