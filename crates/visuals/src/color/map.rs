//! Colour maps: from a fraction of a range to a colour.

mod table;

use std::borrow::Cow;
use std::sync::Arc;

use crate::error::{Error, Result};

use super::Color;

/// Entries of a map that is made from a few colours.
const ENTRIES: usize = 256;

/// Grey, for values that are missing: in no map's range of colours, quiet on light and on dark.
const MISSING: Color = Color::rgb8(0x8c, 0x92, 0x99);

/// What a map is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ColorMapKind {
    /// From little to much.
    Sequential,
    /// Two ways from a middle.
    Diverging,
    /// Ends as it begins: for angles and phases.
    Cyclic,
}

/// A table of colours for the fractions 0..=1 of a range, with colours for what lies below and
/// above it and for what is missing.
///
/// The names are matplotlib's, in any case; `_r` behind a name reverses the map. The tables are
/// the published ones: 256 sRGB-encoded colours (510 for `twilight`), and for ColorBrewer's maps
/// straight lines between its nine or eleven colours. Fraction `f` takes the entry
/// `floor(f · n)`, so that the `n` entries share the range equally and 0 and 1 are exactly the
/// first and the last colour.
///
/// ```
/// use galry_visuals::{Color, ColorMap};
///
/// let map: ColorMap = "viridis".parse()?;
/// assert_eq!(map.color(0.0), [0x44, 0x01, 0x54, 255]);
/// assert_eq!(map.color(1.0), [0xfd, 0xe7, 0x25, 255]);
/// assert_eq!("viridis_r".parse::<ColorMap>()?.color(0.0), map.color(1.0));
///
/// let map = map.with_over(Color::WHITE).with_missing(Color::TRANSPARENT);
/// assert_eq!(map.color(1.5), [255; 4]);
/// assert_eq!(map.color(f64::NAN), [0; 4]);
/// # Ok::<(), galry_visuals::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct ColorMap {
    name: Cow<'static, str>,
    kind: ColorMapKind,
    entries: Arc<[[u8; 4]]>,
    under: Option<Color>,
    over: Option<Color>,
    missing: Color,
}

impl Default for ColorMap {
    /// `viridis`.
    fn default() -> Self {
        Self::standard("viridis").unwrap_or_else(|| Self {
            name: Cow::Borrowed("gray"),
            kind: ColorMapKind::Sequential,
            entries: (0..=255).map(|value| [value, value, value, 255]).collect(),
            under: None,
            over: None,
            missing: MISSING,
        })
    }
}

impl ColorMap {
    /// The names of all maps, each of which also has its reverse under the name with `_r`.
    pub fn names() -> impl Iterator<Item = &'static str> {
        table::headers().map(|header| header.name)
    }

    /// A map of these colours, equally far apart, with straight lines between them in
    /// sRGB-encoded values.
    ///
    /// # Errors
    /// [`Error::Length`] when there are fewer than two colours.
    pub fn from_colors(
        name: impl Into<String>,
        kind: ColorMapKind,
        colors: &[Color],
    ) -> Result<Self> {
        if colors.len() < 2 {
            return Err(Error::Length {
                what: "colours of a colour map, at least",
                expected: 2,
                actual: colors.len(),
            });
        }
        let anchors: Vec<[f32; 4]> = colors
            .iter()
            .map(|color| color.to_rgba8().map(f32::from))
            .collect();
        Ok(Self {
            name: Cow::Owned(name.into()),
            kind,
            entries: between(&anchors),
            under: None,
            over: None,
            missing: MISSING,
        })
    }

    /// A standard map by its exact name, without `_r`.
    fn standard(name: &str) -> Option<Self> {
        let header = table::headers().find(|header| header.name == name)?;
        Some(Self {
            name: Cow::Borrowed(header.name),
            kind: header.kind,
            entries: between(&table::colors(&header)),
            under: None,
            over: None,
            missing: MISSING,
        })
    }

    /// The name; with `_r` when reversed.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the map is made for.
    #[must_use]
    pub fn kind(&self) -> ColorMapKind {
        self.kind
    }

    /// The colours from fraction 0 to 1: straight alpha, sRGB-encoded.
    #[must_use]
    pub fn entries(&self) -> &[[u8; 4]] {
        &self.entries
    }

    /// The same map from the other end; under and over stay where they are.
    #[must_use]
    pub fn reversed(&self) -> Self {
        let name = self.name.strip_suffix("_r").map_or_else(
            || Cow::Owned(format!("{}_r", self.name)),
            |name| Cow::Owned(name.to_owned()),
        );
        Self {
            name,
            entries: self.entries.iter().rev().copied().collect(),
            ..self.clone()
        }
    }

    /// Sets the colour of fractions below 0; the first colour, unless set.
    #[must_use]
    pub fn with_under(mut self, color: Color) -> Self {
        self.under = Some(color);
        self
    }

    /// Sets the colour of fractions above 1; the last colour, unless set.
    #[must_use]
    pub fn with_over(mut self, color: Color) -> Self {
        self.over = Some(color);
        self
    }

    /// Sets the colour of NaN; a neutral grey, unless set.
    #[must_use]
    pub fn with_missing(mut self, color: Color) -> Self {
        self.missing = color;
        self
    }

    /// The colour below 0.
    #[must_use]
    pub fn under(&self) -> [u8; 4] {
        self.under.map_or(self.entries[0], Color::to_rgba8)
    }

    /// The colour above 1.
    #[must_use]
    pub fn over(&self) -> [u8; 4] {
        self.over
            .map_or(self.entries[self.entries.len() - 1], Color::to_rgba8)
    }

    /// The colour of NaN.
    #[must_use]
    pub fn missing(&self) -> [u8; 4] {
        self.missing.to_rgba8()
    }

    /// The colour of a fraction of the range: straight alpha, sRGB-encoded.
    #[must_use]
    pub fn color(&self, fraction: f64) -> [u8; 4] {
        match self.place(fraction) {
            Place::Missing => self.missing(),
            Place::Under => self.under(),
            Place::Entry(index) => self.entries[index],
            Place::Over => self.over(),
        }
    }

    /// Which colour a fraction takes.
    pub(super) fn place(&self, fraction: f64) -> Place {
        let count = self.entries.len();
        if fraction.is_nan() {
            Place::Missing
        } else if fraction < 0.0 {
            Place::Under
        } else if fraction > 1.0 {
            Place::Over
        } else {
            Place::Entry(((fraction * count as f64) as usize).min(count - 1))
        }
    }
}

/// Which colour of a map a fraction takes, in the order of fractions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    Missing,
    Under,
    Entry(usize),
    Over,
}

impl std::str::FromStr for ColorMap {
    type Err = Error;

    /// Finds a map by its name, in any case; `-` is as good as `_`.
    ///
    /// # Errors
    /// [`Error::ColorMap`] with names that are near, when there is no such map.
    fn from_str(text: &str) -> Result<Self> {
        let wanted = text.trim().to_ascii_lowercase().replace('-', "_");
        let (base, is_reversed) = wanted
            .strip_suffix("_r")
            .map_or((&*wanted, false), |base| (base, true));
        let base = if base == "grey" { "gray" } else { base };
        let map = Self::names()
            .find(|name| name.eq_ignore_ascii_case(base))
            .and_then(Self::standard)
            .ok_or_else(|| Error::ColorMap {
                text: text.to_owned(),
                near: near(base),
            })?;
        Ok(if is_reversed { map.reversed() } else { map })
    }
}

/// What an unknown name may have meant, as the end of a sentence.
fn near(base: &str) -> String {
    let mut found: Vec<(f64, &str)> = ColorMap::names()
        .map(|name| {
            let lower = name.to_ascii_lowercase();
            (strsim::jaro_winkler(base, &lower), name)
        })
        .filter(|(likeness, _)| *likeness >= 0.8)
        .collect();
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    let names: Vec<&str> = found.iter().take(3).map(|(_, name)| *name).collect();
    if names.is_empty() {
        "such as viridis, magma, cividis, gray, RdBu, coolwarm or twilight".to_owned()
    } else {
        format!("perhaps {}", names.join(" or "))
    }
}

/// Opaque or translucent colours in a table of at least [`ENTRIES`], by straight lines.
fn between(anchors: &[[f32; 4]]) -> Arc<[[u8; 4]]> {
    let count = anchors.len().max(ENTRIES);
    let last = anchors.len() - 1;
    (0..count)
        .map(|index| {
            let place = index as f64 * last as f64 / (count - 1) as f64;
            let first = (place as usize).min(last);
            let second = (first + 1).min(last);
            let part = (place - first as f64) as f32;
            let (a, b) = (anchors[first], anchors[second]);
            [0, 1, 2, 3].map(|channel| {
                let mixed = a[channel] + (b[channel] - a[channel]) * part;
                (mixed + 0.5) as u8
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_map_is_found_and_ends_where_its_table_does() {
        let mut count = 0;
        for name in ColorMap::names() {
            let map: ColorMap = name.to_ascii_uppercase().parse().unwrap();
            assert_eq!(map.name(), name);
            let size = map.entries().len();
            assert!(size >= 256, "{name}");
            assert_eq!(map.color(0.0), map.entries()[0]);
            assert_eq!(map.color(1.0), map.entries()[size - 1]);
            assert_eq!(map.color(-0.1), map.color(0.0));
            assert_eq!(map.color(f64::INFINITY), map.color(1.0));
            let reversed: ColorMap = format!("{name}_r").parse().unwrap();
            assert_eq!(reversed.name(), format!("{name}_r"));
            assert_eq!(reversed.color(0.0), map.color(1.0));
            assert_eq!(reversed.reversed(), map);
            count += 1;
        }
        assert!(count >= 40);
    }

    #[test]
    fn colors_are_the_published_ones() {
        let color = |name: &str, fraction| name.parse::<ColorMap>().unwrap().color(fraction);
        assert_eq!(color("viridis", 0.5), [0x21, 0x91, 0x8c, 255]);
        assert_eq!(color("magma", 0.0), [0, 0, 4, 255]);
        assert_eq!(color("turbo", 0.0), [0x30, 0x12, 0x3b, 255]);
        assert_eq!(color("Blues", 1.0), [0x08, 0x30, 0x6b, 255]);
        assert_eq!(color("gray", 128.0 / 255.0), [128, 128, 128, 255]);
        // Halfway between the third and the fourth of nine colours.
        let [a, b] = [[0xc6, 0xdb, 0xef], [0x9e, 0xca, 0xe1]];
        let half = color("Blues", 2.5 / 8.0);
        for channel in 0..3 {
            let middle = (a[channel] + b[channel]) / 2;
            assert!((i32::from(half[channel]) - middle).abs() <= 1);
        }
    }

    #[test]
    fn sequential_maps_of_even_lightness_never_turn() {
        for name in ["viridis", "plasma", "magma", "inferno", "cividis", "gray"] {
            let map: ColorMap = name.parse().unwrap();
            let lightness = |[r, g, b, _]: [u8; 4]| {
                0.299 * f64::from(r) + 0.587 * f64::from(g) + 0.114 * f64::from(b)
            };
            for pair in map.entries().windows(2) {
                assert!(lightness(pair[1]) > lightness(pair[0]) - 1.0, "{name}");
            }
            assert!(lightness(map.color(1.0)) > lightness(map.color(0.0)) + 100.0);
        }
    }

    #[test]
    fn diverging_maps_have_their_palest_colour_in_the_middle() {
        for header in table::headers().filter(|h| h.kind == ColorMapKind::Diverging) {
            let map: ColorMap = header.name.parse().unwrap();
            let sum = |f: f64| map.color(f)[..3].iter().map(|&c| u32::from(c)).sum::<u32>();
            assert!(
                sum(0.5) > sum(0.0) && sum(0.5) > sum(1.0),
                "{}",
                header.name
            );
        }
    }

    #[test]
    fn an_unknown_name_says_what_was_perhaps_meant() {
        let message = |text: &str| text.parse::<ColorMap>().unwrap_err().to_string();
        assert_eq!(
            message("virids"),
            "expected the name of a colour map, perhaps viridis, got \"virids\""
        );
        assert_eq!(
            message("@"),
            "expected the name of a colour map, such as viridis, magma, cividis, gray, RdBu, \
             coolwarm or twilight, got \"@\""
        );
        assert!(ColorMap::from_colors("one", ColorMapKind::Sequential, &[Color::BLACK]).is_err());
    }

    #[test]
    fn own_colors_are_joined_by_straight_lines() {
        let map = ColorMap::from_colors(
            "alpha",
            ColorMapKind::Sequential,
            &[Color::TRANSPARENT, Color::BLACK],
        )
        .unwrap();
        assert_eq!(map.color(0.5), [0, 0, 0, 128]);
        assert_eq!(map.entries().len(), 256);
    }
}
