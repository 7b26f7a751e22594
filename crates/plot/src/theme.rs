//! Colours and measures of a figure's furniture.

use galry_visuals::Color;

/// How everything but the data looks. Lengths are logical pixels (1/96 inch).
///
/// ```
/// use galry_plot::Theme;
///
/// let wide_margins = Theme { padding_px: 24.0, ..Theme::dark() };
/// assert_eq!(wide_margins.title_px, 16.0);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Theme {
    /// Behind everything.
    pub background: Color,
    /// Text, spines and ticks.
    pub ink: Color,
    /// What should be there but not be looked at.
    pub quiet_ink: Color,
    /// Grid lines.
    pub grid: Color,
    /// Colours that lines take in turn.
    pub cycle: Vec<Color>,
    /// Two quiet tints that the channels of a recording take in turn.
    pub channel_tints: [Color; 2],
    /// Height of axis labels.
    pub label_px: f32,
    /// Height of tick labels.
    pub tick_px: f32,
    /// Height of the title, which is semibold.
    pub title_px: f32,
    /// Height of the legend's text.
    pub legend_px: f32,
    /// Width of spines, ticks and grid lines.
    pub hairline_px: f32,
    /// Length of ticks, which stand outside.
    pub tick_length_px: f32,
    /// Width of lines.
    pub line_width_px: f32,
    /// Around the whole figure.
    pub padding_px: f32,
    /// Between the title and the axes.
    pub title_gap_px: f32,
    /// Between an axis label and its tick labels.
    pub label_gap_px: f32,
}

impl Theme {
    /// Dark ink on white.
    #[must_use]
    pub fn light() -> Self {
        Self {
            background: Color::from_hex(0xff_ffff),
            ink: Color::from_hex(0x1b_1f24),
            quiet_ink: Color::from_hex(0x6b_7280),
            grid: Color::from_hex(0xe8_eaed),
            cycle: Color::CYCLE_LIGHT.to_vec(),
            channel_tints: [Color::from_hex(0x2f_5f9e), Color::from_hex(0x5b_636e)],
            ..Self::measures()
        }
    }

    /// Light ink on near-black.
    #[must_use]
    pub fn dark() -> Self {
        Self {
            background: Color::from_hex(0x16_181d),
            ink: Color::from_hex(0xe6_e8eb),
            quiet_ink: Color::from_hex(0x8b_939c),
            grid: Color::from_hex(0x2b_3038),
            cycle: Color::CYCLE_DARK.to_vec(),
            channel_tints: [Color::from_hex(0x8f_c1ff), Color::from_hex(0xc4_c9d0)],
            ..Self::measures()
        }
    }

    /// The theme of a name: `light` or `dark`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "light" => Some(Self::light()),
            "dark" => Some(Self::dark()),
            _ => None,
        }
    }

    /// The names that [`Theme::named`] knows.
    pub const NAMES: [&'static str; 2] = ["light", "dark"];

    /// The colour of the `index`-th line; the cycle begins again after its last.
    #[must_use]
    pub fn line_color(&self, index: usize) -> Color {
        match self.cycle.len() {
            0 => self.ink,
            count => self.cycle[index % count],
        }
    }

    /// What the two themes share.
    fn measures() -> Self {
        Self {
            background: Color::WHITE,
            ink: Color::BLACK,
            quiet_ink: Color::BLACK,
            grid: Color::BLACK,
            cycle: Vec::new(),
            channel_tints: [Color::BLACK; 2],
            label_px: 13.0,
            tick_px: 12.0,
            title_px: 16.0,
            legend_px: 12.0,
            hairline_px: 1.0,
            tick_length_px: 4.0,
            line_width_px: 1.5,
            padding_px: 12.0,
            title_gap_px: 10.0,
            label_gap_px: 6.0,
        }
    }
}

impl Default for Theme {
    fn default() -> Self {
        Self::light()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_named_theme_exists() {
        for name in Theme::NAMES {
            assert!(Theme::named(name).is_some(), "{name}");
        }
        assert_eq!(Theme::named("Light"), None);
    }

    #[test]
    fn the_cycle_begins_again() {
        let theme = Theme::dark();
        assert_eq!(theme.line_color(8), theme.line_color(0));
        assert_ne!(theme.line_color(1), theme.line_color(0));
    }
}
