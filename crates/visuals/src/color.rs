//! Colours: straight alpha, sRGB-encoded, and how people write them.

mod cycle;
mod map;
mod names;
mod norm;
mod parse;

pub use self::map::{ColorMap, ColorMapKind};
pub use self::norm::{ColorScale, Equalized, Norm, NormKind, NormRule};

use crate::error::{Error, Result};

/// A colour with straight (not premultiplied) alpha.
///
/// Components are sRGB-encoded and lie in 0..=1. Everything in galry blends
/// such values as they are, premultiplied, as SVG, PDF and matplotlib do.
///
/// ```
/// use galry_visuals::Color;
///
/// let blue: Color = "tab:blue".parse()?;
/// assert_eq!(blue.to_rgba8(), [0x1f, 0x77, 0xb4, 255]);
/// assert_eq!("#00f8".parse::<Color>()?.to_rgba8(), [0, 0, 255, 0x88]);
/// assert_eq!("C0".parse::<Color>()?, Color::CYCLE_LIGHT[0]);
/// # Ok::<(), galry_visuals::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Color {
    /// Red, 0..=1, sRGB-encoded.
    pub r: f32,
    /// Green, 0..=1, sRGB-encoded.
    pub g: f32,
    /// Blue, 0..=1, sRGB-encoded.
    pub b: f32,
    /// Opacity: 0 is transparent, 1 opaque.
    pub a: f32,
}

impl Color {
    /// Opaque black.
    pub const BLACK: Self = Self::rgb8(0, 0, 0);
    /// Opaque white.
    pub const WHITE: Self = Self::rgb8(255, 255, 255);
    /// Nothing at all.
    pub const TRANSPARENT: Self = Self::rgba(0.0, 0.0, 0.0, 0.0);

    /// An opaque colour of three bytes, as in `#rrggbb`.
    #[must_use]
    pub const fn rgb8(r: u8, g: u8, b: u8) -> Self {
        Self::rgba(r as f32 / 255.0, g as f32 / 255.0, b as f32 / 255.0, 1.0)
    }

    /// A colour of four bytes with straight alpha, as in `#rrggbbaa`.
    #[must_use]
    pub const fn rgba8(r: u8, g: u8, b: u8, a: u8) -> Self {
        Self::rgb8(r, g, b).with_alpha(a as f32 / 255.0)
    }

    /// A colour of four numbers in 0..=1, straight alpha.
    #[must_use]
    pub const fn rgba(r: f32, g: f32, b: f32, a: f32) -> Self {
        Self { r, g, b, a }
    }

    /// An opaque colour from `0xRRGGBB`.
    #[must_use]
    pub const fn from_hex(rgb: u32) -> Self {
        let [_, r, g, b] = rgb.to_be_bytes();
        Self::rgb8(r, g, b)
    }

    /// The same colour with another opacity, 0..=1.
    #[must_use]
    pub const fn with_alpha(self, a: f32) -> Self {
        Self { a, ..self }
    }

    /// Red, green, blue and alpha with the colour multiplied by alpha: what is
    /// blended (ONE, ONE_MINUS_SRC_ALPHA) and what a clear takes.
    ///
    /// Components are clamped to 0..=1 first; NaN counts as 0.
    #[must_use]
    pub fn premultiplied(self) -> [f32; 4] {
        let [r, g, b, a] = self.clamped();
        [r * a, g * a, b * a, a]
    }

    /// Four bytes with straight alpha, rounded to nearest.
    #[must_use]
    pub fn to_rgba8(self) -> [u8; 4] {
        self.clamped().map(byte_from_unit)
    }

    /// Four bytes with premultiplied alpha, rounded to nearest: what an opaque
    /// draw of this colour leaves in a cleared RGBA8 target.
    #[must_use]
    pub fn to_premultiplied_rgba8(self) -> [u8; 4] {
        self.premultiplied().map(byte_from_unit)
    }

    fn clamped(self) -> [f32; 4] {
        [self.r, self.g, self.b, self.a].map(|component| {
            if component.is_nan() {
                0.0
            } else {
                component.clamp(0.0, 1.0)
            }
        })
    }
}

/// 0..=1 to 0..=255, to the nearest.
fn byte_from_unit(unit: f32) -> u8 {
    (unit * 255.0 + 0.5) as u8
}

impl Default for Color {
    /// Opaque black.
    fn default() -> Self {
        Self::BLACK
    }
}

impl std::str::FromStr for Color {
    type Err = Error;

    /// Understands CSS (`#rgb`, `#rrggbbaa`, `rgb(…)`, `oklch(…)`, names in any
    /// case) and matplotlib's short forms: `C0`, `C1`, … (the light cycle),
    /// `tab:blue`, single letters (`r`, `k`), greys from black to white as
    /// `"0.5"`, and `none`.
    ///
    /// # Errors
    /// [`Error::Color`] with the text, when it is none of these.
    fn from_str(text: &str) -> Result<Self> {
        parse::color_from_text(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_round_trip() {
        for byte in 0..=255 {
            let color = Color::rgba8(byte, 255 - byte, 7, byte);
            assert_eq!(color.to_rgba8(), [byte, 255 - byte, 7, byte]);
        }
    }

    #[test]
    fn values_out_of_range_are_clamped_and_nan_is_zero() {
        let color = Color::rgba(2.0, -1.0, f32::NAN, 0.5);
        assert_eq!(color.to_rgba8(), [255, 0, 0, 128]);
        assert_eq!(color.premultiplied(), [0.5, 0.0, 0.0, 0.5]);
    }
}
