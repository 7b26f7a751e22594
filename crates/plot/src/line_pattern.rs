//! Which parts of a line are drawn.

use std::str::FromStr;

use galry_visuals::{Dashes, Error};

/// The parts of a line that are drawn; lengths are in widths of the line, so that thick lines have
/// long dashes.
///
/// ```
/// use galry_plot::LinePattern;
///
/// assert_eq!("--".parse::<LinePattern>()?, LinePattern::Dashed);
/// assert_eq!("dotted".parse::<LinePattern>()?, LinePattern::Dotted);
/// // Five widths of line, one of gap, one of line, one of gap.
/// let custom: LinePattern = "5,1,1,1".parse()?;
/// assert_eq!(custom.dashes(2.0).unwrap().lengths_px(), [10.0, 2.0, 2.0, 2.0]);
/// # Ok::<(), galry_visuals::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[non_exhaustive]
pub enum LinePattern {
    /// All of it: `-`, `solid`.
    #[default]
    Solid,
    /// `--`, `dashed`.
    Dashed,
    /// `-.`, `dashdot`.
    DashDot,
    /// `:`, `dotted`.
    Dotted,
    /// Lengths of dashes and gaps in turn, in widths of the line: `5,1,1,1`.
    Custom(Dashes),
}

impl LinePattern {
    /// The dashes of a line of a width in logical pixels; `None` for a solid one.
    #[must_use]
    pub fn dashes(self, width_px: f32) -> Option<Dashes> {
        // As long as matplotlib's.
        let lengths: &[f32] = match self {
            Self::Solid => return None,
            Self::Dashed => &[3.7, 1.6],
            Self::DashDot => &[6.4, 1.6, 1.0, 1.6],
            Self::Dotted => &[1.0, 1.65],
            Self::Custom(dashes) => return Some(dashes.scaled(width_px)),
        };
        let dashes = Dashes::new(lengths, 0.0).ok();
        dashes.map(|dashes| dashes.scaled(width_px))
    }
}

impl FromStr for LinePattern {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Ok(match text {
            "-" | "solid" => Self::Solid,
            "--" | "dashed" => Self::Dashed,
            "-." | "dashdot" => Self::DashDot,
            ":" | "dotted" => Self::Dotted,
            _ => {
                let lengths: Option<Vec<f32>> = text
                    .split(',')
                    .map(|length| length.trim().parse().ok())
                    .collect();
                let lengths = lengths.ok_or_else(|| Error::Dashes {
                    message: format!(
                        "expected -, --, -., :, solid, dashed, dashdot, dotted or lengths such as \
                         \"5,1,1,1\", got {text:?}"
                    ),
                })?;
                Self::Custom(Dashes::new(&lengths, 0.0)?)
            }
        })
    }
}

/// Patterns in: a [`LinePattern`], or text as matplotlib writes it.
pub trait IntoLinePattern {
    /// The pattern, or the text that is none.
    ///
    /// # Errors
    /// [`galry_visuals::Error`] when the text names no pattern.
    fn into_line_pattern(self) -> Result<LinePattern, Error>;
}

impl IntoLinePattern for LinePattern {
    fn into_line_pattern(self) -> Result<LinePattern, Error> {
        Ok(self)
    }
}

impl IntoLinePattern for &str {
    fn into_line_pattern(self) -> Result<LinePattern, Error> {
        self.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_signs_are_matplotlibs() {
        for (text, pattern) in [
            ("-", LinePattern::Solid),
            ("solid", LinePattern::Solid),
            ("--", LinePattern::Dashed),
            ("-.", LinePattern::DashDot),
            (":", LinePattern::Dotted),
        ] {
            assert_eq!(text.parse::<LinePattern>().unwrap(), pattern);
        }
        let text = |text: &str| text.parse::<LinePattern>().unwrap_err().to_string();
        assert!(text("---").ends_with("got \"---\""));
        assert!(text("").starts_with("dashes: expected -, --"));
        assert!(text("3,-1").ends_with("got -1"));
        assert_eq!(LinePattern::Solid.dashes(2.0), None);
        let dashed = LinePattern::Dashed.dashes(2.0).unwrap();
        assert_eq!(dashed.lengths_px(), [7.4, 3.2]);
    }
}
