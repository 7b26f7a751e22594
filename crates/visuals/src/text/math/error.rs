//! What can be wrong with a formula.

use super::symbols;

/// A formula that cannot be set: correct the text at the place named.
///
/// ```
/// use galry_visuals::text::check_math;
///
/// let error = check_math(r"Power ($\mathrm{\mu V}^2/\mathrm{Hx$)").unwrap_err();
/// assert_eq!(error.character, 33);
/// assert_eq!(
///     error.to_string(),
///     r#"formula at character 33 of "Power ($\\mathrm{\\mu V}^2/\\mathrm{Hx$)": expected a closing brace for this one"#
/// );
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("formula at character {character} of {line:?}: {problem}")]
pub struct MathError {
    /// The line of text that the formula is in, without control characters.
    pub line: String,
    /// The place of the mistake in that line: its character, counted from 1.
    pub character: usize,
    /// What was expected there.
    pub problem: MathProblem,
}

/// What is wrong at the place that a [`MathError`] names.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MathProblem {
    /// A command that is not in the subset: take one that is, or write the sign itself.
    #[error("expected a known command{}, got {name}", near(name))]
    UnknownCommand {
        /// The command with its backslash.
        name: String,
    },
    /// A backslash that ends the formula: write a command after it.
    #[error("expected a command after the backslash")]
    NoCommand,
    /// A brace that is not closed before the formula ends.
    #[error("expected a closing brace for this one")]
    UnclosedBrace,
    /// A closing brace without an opening one before it.
    #[error("expected an opening brace before this closing one")]
    UnopenedBrace,
    /// The bracket around the degree of a root, not closed before the formula ends.
    #[error("expected a closing bracket for this one")]
    UnclosedBracket,
    /// A command or a sign that has nothing to apply to.
    #[error("expected what {command} is to apply to")]
    MissingArgument {
        /// The command or sign as written.
        command: String,
    },
    /// Two superscripts or two subscripts of one thing: use braces.
    #[error("expected one {sign} only, got a second: put braces around what belongs together")]
    SecondScript {
        /// `^` or `_`.
        sign: char,
    },
    /// Braces in braces in braces.
    #[error(
        "expected at most {} levels, one within the other",
        super::parse::MOST_LEVELS
    )]
    TooDeep,
}

/// The known command that is most like an unknown one, as a part of a sentence.
fn near(name: &str) -> String {
    let name = name.trim_start_matches('\\');
    symbols::command_names()
        .map(|known| (strsim::jaro_winkler(name, known), known))
        .filter(|(likeness, _)| *likeness >= 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, known)| format!(" such as \\{known}"))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use crate::text::math::check_math;

    fn message(text: &str) -> String {
        check_math(text).unwrap_err().to_string()
    }

    #[test]
    fn every_mistake_is_named_with_its_place() {
        for (text, expected) in [
            (
                r"$\alhpa$",
                r#"formula at character 2 of "$\\alhpa$": expected a known command such as \alpha, got \alhpa"#,
            ),
            (
                r"µ and $x \qqq$",
                r#"formula at character 10 of "µ and $x \\qqq$": expected a known command, got \qqq"#,
            ),
            (
                r"$\7$",
                r#"formula at character 2 of "$\\7$": expected a known command, got \7"#,
            ),
            (r"$a\$", ""),
            (
                "$x^{2$",
                r#"formula at character 4 of "$x^{2$": expected a closing brace for this one"#,
            ),
            (
                "$x}$",
                r#"formula at character 3 of "$x}$": expected an opening brace before this closing one"#,
            ),
            (
                r"$\sqrt[3$",
                r#"formula at character 7 of "$\\sqrt[3$": expected a closing bracket for this one"#,
            ),
            (
                r"$\frac1$",
                r#"formula at character 2 of "$\\frac1$": expected what \frac is to apply to"#,
            ),
            (
                "$10^$",
                r#"formula at character 4 of "$10^$": expected what ^ is to apply to"#,
            ),
            (
                "$x^2^3$",
                r#"formula at character 5 of "$x^2^3$": expected one ^ only, got a second: put braces around what belongs together"#,
            ),
        ] {
            if expected.is_empty() {
                // The backslash takes the dollar with it: there is no formula.
                assert_eq!(check_math(text), Ok(()));
            } else {
                assert_eq!(message(text), expected);
            }
        }
        let deep = format!("${}x{}$", "{".repeat(99), "}".repeat(99));
        assert!(message(&deep).ends_with("expected at most 32 levels, one within the other"));
        let second_line = check_math("fine $x$\n$\\oops$").unwrap_err();
        assert_eq!(
            (second_line.character, second_line.line),
            (2, r"$\oops$".to_owned())
        );
    }
}
