//! How text is set: size, weight, figures, line spacing; and what it then measures.

/// Weight of the face.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Weight {
    /// For labels, ticks and legends (400).
    #[default]
    Regular,
    /// For titles (600).
    SemiBold,
}

/// How a text is set.
///
/// The default is regular, 13 px, proportional figures, lines as far apart as the face asks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TextStyle {
    /// Size of the em square in framebuffer pixels. A text whose size is not finite or not above 0
    /// has no extent and draws nothing.
    pub size_px: f32,
    /// Weight of the face.
    pub weight: Weight,
    /// Gives all figures one width, so that numbers below each other line up and a changing
    /// number does not jump.
    pub tabular_figures: bool,
    /// Factor on the face's distance from one baseline to the next. What is not finite or not
    /// above 0 counts as 1.
    pub line_spacing: f32,
}

impl TextStyle {
    /// Regular text of `size_px` framebuffer pixels with proportional figures.
    pub const fn new(size_px: f32) -> Self {
        Self {
            size_px,
            weight: Weight::Regular,
            tabular_figures: false,
            line_spacing: 1.0,
        }
    }

    /// The same with another weight.
    #[must_use]
    pub const fn with_weight(mut self, weight: Weight) -> Self {
        self.weight = weight;
        self
    }

    /// The same with lines `factor` times as far apart as the face asks.
    ///
    /// ```
    /// use galry_visuals::text::{Fonts, TextStyle};
    ///
    /// let style = TextStyle::new(12.0);
    /// let span = |style| Fonts::embedded().measure("two\nlines", style).baseline_span_px;
    /// assert!(span(&style.with_line_spacing(2.0)) >= 2.0 * span(&style) - 1.0);
    /// ```
    #[must_use]
    pub const fn with_line_spacing(mut self, factor: f32) -> Self {
        self.line_spacing = factor;
        self
    }

    /// The same with figures of one width, as ticks want them.
    #[must_use]
    pub const fn with_tabular_figures(mut self) -> Self {
        self.tabular_figures = true;
        self
    }

    /// The line spacing that holds.
    pub(crate) fn line_factor(&self) -> f32 {
        if self.line_spacing.is_finite() && self.line_spacing > 0.0 {
            self.line_spacing
        } else {
            1.0
        }
    }

    /// Whether text of this size can be seen at all.
    pub(crate) fn is_visible(&self) -> bool {
        self.size_px.is_finite() && self.size_px > 0.0
    }
}

impl Default for TextStyle {
    fn default() -> Self {
        Self::new(13.0)
    }
}

/// What a text measures, in framebuffer pixels.
///
/// All but the width and the number of lines follow from the style alone, so texts of one style
/// line up whatever letters they hold; formulas that reach further make a text taller. What the letters themselves cover is told by
/// [`Fonts::ink_px`](super::Fonts::ink_px).
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct TextSize {
    /// Advance width of the widest line, side bearings included.
    pub width_px: f32,
    /// From the first baseline up to the face's top (accented capitals fit) or that of a taller
    /// formula, above 0.
    pub ascent_px: f32,
    /// From the last baseline down to the face's bottom or that of a deeper formula, above 0.
    pub descent_px: f32,
    /// From one baseline of plain text to the next: a whole number of at least 1, so that all lines fall on
    /// pixels alike.
    pub line_height_px: f32,
    /// Height of a capital or figure above the baseline.
    pub cap_height_px: f32,
    /// Number of lines, at least 1.
    pub line_count: usize,
    /// From the baseline of the first line to that of the last: a whole number. More than lines of
    /// plain text need where tall formulas stand below each other.
    pub baseline_span_px: f32,
}

impl TextSize {
    /// From the top of the first line to the bottom of the last.
    pub fn height_px(&self) -> f32 {
        self.ascent_px + self.baseline_span_px + self.descent_px
    }
}
