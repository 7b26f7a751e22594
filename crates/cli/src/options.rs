//! Values of options, as people write them.

use galry::data::{ByteOrder, ElementType};
use galry::plot::AxisScale;
use galry::prelude::{Color, Legend, Theme};

use crate::failure::{Failure, Result};

/// A range written `A,B`, in data units.
pub(crate) fn parse_limits(name: &str, text: &str) -> Result<[f64; 2]> {
    let wrong = |why: &str| Failure::wrong_call(format!("{name} {text}: {why}"));
    let expected = "expected two numbers, like -5,5";
    let (low, high) = text.split_once(',').ok_or_else(|| wrong(expected))?;
    let number = |text: &str| {
        text.trim()
            .parse::<f64>()
            .map_err(|_not_a_number| wrong(expected))
    };
    let limits = [number(low)?, number(high)?];
    if !limits.iter().all(|limit| limit.is_finite()) {
        return Err(wrong("limits must be finite numbers"));
    }
    if limits[0] == limits[1] {
        return Err(wrong("limits must differ"));
    }
    Ok(limits)
}

/// A count, which may be written as `1e8`.
pub(crate) fn parse_count(text: &str) -> Result<u64, String> {
    let expected = || format!("expected a whole number like 1000000 or 1e6, got {text}");
    if let Ok(count) = text.parse() {
        return Ok(count);
    }
    let number: f64 = text.parse().map_err(|_not_a_number| expected())?;
    if number.is_finite() && number >= 0.0 && number.fract() == 0.0 && number < 1e15 {
        Ok(number as u64)
    } else {
        Err(expected())
    }
}

/// Colours separated by commas, those within brackets aside: `C0,rgb(1, 2, 3),red`.
pub(crate) fn parse_colors(text: &str) -> Result<Vec<Color>> {
    let mut colors = Vec::new();
    let mut depth = 0usize;
    let mut start = 0;
    for (at, character) in text.char_indices().chain([(text.len(), ',')]) {
        match character {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ',' if depth == 0 || at == text.len() => {
                colors.push(parse_color("--color", &text[start..at])?);
                start = (at + 1).min(text.len());
            }
            _ => {}
        }
    }
    Ok(colors)
}

/// A colour as CSS or matplotlib writes it.
pub(crate) fn parse_color(name: &str, text: &str) -> Result<Color> {
    text.trim()
        .parse()
        .map_err(|error: galry::visuals::Error| Failure::wrong_call(format!("{name}: {error}")))
}

/// The scale of an axis.
pub(crate) fn parse_scale(name: &str, text: &str) -> Result<AxisScale> {
    match text {
        "linear" => Ok(AxisScale::Linear),
        "log" => Ok(AxisScale::Log10),
        "symlog" => Ok(AxisScale::Symlog { linear_within: 2.0 }),
        "time" | "category" => Err(Failure::not_built(&format!("{name} {text}"))),
        _ => Err(Failure::wrong_call(format!(
            "{name} {text}: expected linear, log or symlog"
        ))),
    }
}

/// The type of raw binary by its short name.
pub(crate) fn parse_element_type(name: &str) -> Result<ElementType> {
    name.parse().map_err(|_unknown| {
        let names = ElementType::ALL.map(ElementType::name).join(", ");
        Failure::wrong_call(format!(
            "--dtype {name}: expected one of {names}; with > before it where the highest byte comes \
             first"
        ))
    })
}

/// The same, and which byte comes first: `>i16` the highest, `<i16` or `i16` the lowest.
pub(crate) fn parse_raw_type(name: &str) -> Result<(ElementType, ByteOrder)> {
    let (order, rest) = match name.split_at_checked(1) {
        Some((">", rest)) => (ByteOrder::Big, rest),
        Some(("<", rest)) => (ByteOrder::Little, rest),
        _ => (ByteOrder::Little, name),
    };
    match parse_element_type(rest) {
        Ok(element_type) => Ok((element_type, order)),
        // With all that was written.
        Err(_) => Err(parse_element_type(name).err().unwrap_or_else(|| {
            Failure::wrong_call(format!("--dtype {name}: expected a type of numbers"))
        })),
    }
}

/// Where the legend stands.
pub(crate) fn parse_legend(text: &str) -> Result<Legend> {
    match text {
        "auto" | "best" => Ok(Legend::Automatic),
        "none" | "off" => Ok(Legend::None),
        "above" | "top" => Ok(Legend::Above),
        "right" => Ok(Legend::Right),
        _ => Err(Failure::wrong_call(format!(
            "--legend {text}: expected auto, none, above or right"
        ))),
    }
}

/// A theme by name.
pub(crate) fn parse_theme(text: &str) -> Result<Theme> {
    Theme::named(text).ok_or_else(|| {
        Failure::wrong_call(format!(
            "--theme {text}: expected {}",
            Theme::NAMES.join(" or ")
        ))
    })
}

/// Channels such as `0,4,8-15`, each below `count`, in the order given.
pub(crate) fn parse_channels(text: &str, count: usize) -> Result<Vec<usize>> {
    let wrong = || {
        Failure::wrong_call(format!(
            "--channels {text}: expected channels like 0,4,8-15, each below {count}"
        ))
    };
    let mut channels = Vec::new();
    for part in text.split(',') {
        let number = |text: &str| {
            text.trim()
                .parse::<usize>()
                .map_err(|_not_a_number| wrong())
        };
        let (first, last) = match part.split_once('-') {
            Some((first, last)) => (number(first)?, number(last)?),
            None => (number(part)?, number(part)?),
        };
        if first > last || last >= count {
            return Err(wrong());
        }
        channels.extend(first..=last);
    }
    Ok(channels)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_two_different_finite_numbers() {
        assert_eq!(parse_limits("--xlim", "-5,5").unwrap(), [-5.0, 5.0]);
        assert_eq!(parse_limits("--xlim", "5, -1e3").unwrap(), [5.0, -1000.0]);
        for text in ["3,3", "nan,1", "0,inf", "0", "a,b", "", "1,2,3"] {
            let error = parse_limits("--xlim", text).unwrap_err();
            assert_eq!(error.exit_status(), 2, "{text}");
        }
    }

    #[test]
    fn counts_may_have_exponents() {
        assert_eq!(parse_count("1e8"), Ok(100_000_000));
        assert_eq!(parse_count("12"), Ok(12));
        assert!(parse_count("-1").is_err() && parse_count("1.5").is_err());
    }

    #[test]
    fn colours_are_split_outside_of_brackets() {
        let colors = parse_colors("red,rgb(0, 128, 255),C1").unwrap();
        assert_eq!(colors.len(), 3);
        assert_eq!(colors[1].to_rgba8(), [0, 128, 255, 255]);
        assert!(parse_colors("blurple").is_err());
    }

    #[test]
    fn channels_are_numbers_and_ranges() {
        assert_eq!(parse_channels("0,4-6", 8).unwrap(), [0, 4, 5, 6]);
        for text in ["8", "4-2", "x", "", "1-"] {
            assert!(parse_channels(text, 8).is_err(), "{text}");
        }
    }
}
