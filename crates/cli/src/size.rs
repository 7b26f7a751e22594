//! Sizes of pictures: `1200x800`, `89mm`, `89mmx60mm`, `3.5in`.

use crate::failure::{Failure, Result};

/// Logical pixels to the inch.
const LOGICAL_DPI: f64 = 96.0;

/// Dots to the inch where a size is given as a length.
const PRINT_DPI: f64 = 300.0;

/// Height over width where only a width is given.
const ASPECT: f64 = 2.0 / 3.0;

/// A size in logical pixels and how many pixels each is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct PictureSize {
    pub(crate) logical_px: [f64; 2],
    pub(crate) pixel_ratio: f64,
}

/// Reads a size, with the resolution that goes with it.
pub(crate) fn parse(text: &str, dpi: Option<f64>, pixel_ratio: Option<f64>) -> Result<PictureSize> {
    let wrong = || {
        Failure::wrong_call(format!(
            "--size {text}: expected a size like 1200x800, 89mm, 89mmx60mm or 3.5in"
        ))
    };
    for (name, value) in [("--dpi", dpi), ("--pixel-ratio", pixel_ratio)] {
        if let Some(value) = value
            && !(value.is_finite() && value > 0.0)
        {
            return Err(Failure::wrong_call(format!(
                "{name} {value}: expected a number above 0"
            )));
        }
    }
    let (width, height) = match text.split_once(['x', 'X', '×']) {
        Some((width, height)) => (width, Some(height)),
        None => (text, None),
    };
    let (width, width_is_length) = side(width).ok_or_else(wrong)?;
    let (height, height_is_length) = match height {
        Some(height) => side(height).ok_or_else(wrong)?,
        // A width alone is one only if it is a length; `1200` would be a slip.
        None if width_is_length => (width * ASPECT, true),
        None => return Err(wrong()),
    };
    let is_length = width_is_length || height_is_length;
    let ratio = pixel_ratio
        .or(dpi.map(|dpi| dpi / LOGICAL_DPI))
        .unwrap_or(if is_length {
            PRINT_DPI / LOGICAL_DPI
        } else {
            1.0
        });
    Ok(PictureSize {
        logical_px: [width, height],
        pixel_ratio: ratio,
    })
}

/// A side in logical pixels, and whether it was given as a length.
fn side(text: &str) -> Option<(f64, bool)> {
    let text = text.trim();
    for (unit, per_inch) in [("mm", 25.4), ("cm", 2.54), ("in", 1.0), ("pt", 72.0)] {
        if let Some(number) = text.strip_suffix(unit) {
            let length: f64 = number.trim().parse().ok()?;
            return length
                .is_finite()
                .then_some((length / per_inch * LOGICAL_DPI, true));
        }
    }
    let pixels: u32 = text.strip_suffix("px").unwrap_or(text).parse().ok()?;
    Some((f64::from(pixels), false))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pixels_and_lengths_are_understood() {
        let size = |text| parse(text, None, None).unwrap();
        assert_eq!(size("1200x800").logical_px, [1200.0, 800.0]);
        assert_eq!(size("1200x800").pixel_ratio, 1.0);
        let column = size("89mm");
        assert_eq!(column.pixel_ratio, 300.0 / 96.0);
        assert!((column.logical_px[0] * column.pixel_ratio - 1051.18).abs() < 0.01);
        let inches = parse("3.5inx2in", Some(200.0), None).unwrap();
        assert_eq!(inches.logical_px[1] * inches.pixel_ratio, 400.0);
        assert_eq!(parse("10x10", None, Some(2.0)).unwrap().pixel_ratio, 2.0);
    }

    #[test]
    fn slips_are_told() {
        for text in ["", "1200", "wide", "-5x5", "1e9x2", "5x", "infmm", "nanmm"] {
            let error = parse(text, None, None).unwrap_err();
            assert_eq!(error.exit_status(), 2, "{text}");
        }
        assert!(parse("5x5", Some(0.0), None).is_err());
    }
}
