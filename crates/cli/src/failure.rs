//! How the program fails: one line, and an exit status.

use std::error::Error as StdError;
use std::fmt;

/// The result of a command.
pub(crate) type Result<T, E = Failure> = std::result::Result<T, E>;

/// Why a command failed.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The call was wrong: exit status 2.
    WrongCall(String),
    /// Something else was: a file, the data, the GL. Exit status 1.
    Failed(String),
}

impl Failure {
    pub(crate) fn wrong_call(message: impl Into<String>) -> Self {
        Self::WrongCall(message.into())
    }

    pub(crate) fn failed(message: impl Into<String>) -> Self {
        Self::Failed(message.into())
    }

    /// A part of the program's contract that is still to come.
    pub(crate) fn not_built(what: &str) -> Self {
        Self::WrongCall(format!("{what} is not built yet"))
    }

    pub(crate) fn exit_status(&self) -> u8 {
        match self {
            Self::WrongCall(_) => 2,
            Self::Failed(_) => 1,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WrongCall(message) | Self::Failed(message) => f.write_str(&flat(message)),
        }
    }
}

/// An error with its causes, on one line.
pub(crate) fn chain(error: &dyn StdError) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        // A transparent wrapper repeats the text of what it wraps.
        if !text.ends_with(&cause_text) {
            text = format!("{text}: {cause_text}");
        }
        source = cause.source();
    }
    text
}

impl From<galry::data::Error> for Failure {
    fn from(error: galry::data::Error) -> Self {
        Self::Failed(chain(&error))
    }
}

impl From<galry::Error> for Failure {
    fn from(error: galry::Error) -> Self {
        use galry::scene::Error as SceneError;
        let text = chain(&error);
        match error {
            galry::Error::Mistake { what, .. } => Self::WrongCall(what),
            galry::Error::Size { .. }
            | galry::Error::PixelRatio { .. }
            | galry::Error::UnknownFormat { .. }
            | galry::Error::Scene(SceneError::Size { .. } | SceneError::Limits { .. }) => {
                Self::WrongCall(text)
            }
            _ => Self::Failed(text),
        }
    }
}

impl From<galry::scene::Error> for Failure {
    fn from(error: galry::scene::Error) -> Self {
        galry::Error::from(error).into()
    }
}

impl From<galry::gloo::Error> for Failure {
    fn from(error: galry::gloo::Error) -> Self {
        galry::scene::Error::from(error).into()
    }
}

impl From<galry::visuals::Error> for Failure {
    fn from(error: galry::visuals::Error) -> Self {
        galry::scene::Error::from(error).into()
    }
}

/// The same text without line breaks.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What clap says, in one line: the message and the hint, without the usage.
pub(crate) fn one_line(text: &str) -> String {
    let mut parts = Vec::new();
    for block in text.split("\n\n") {
        let block = flat(block);
        let is_usage = block.starts_with("Usage:") || block.starts_with("For more information");
        if !block.is_empty() && !is_usage {
            parts.push(block);
        }
    }
    let message = parts.join("; ");
    let message = message.strip_prefix("error: ").unwrap_or(&message);
    format!("{message}; see --help")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_of_many_lines_becomes_one() {
        let text = "error: unexpected argument '--x'\n\n  tip: a similar one\n\nUsage: galry\n\nFor more information, try '--help'.\n";
        assert_eq!(
            one_line(text),
            "unexpected argument '--x'; tip: a similar one; see --help"
        );
    }

    #[test]
    fn causes_follow_each_other() {
        let inner = std::io::Error::other("no such file");
        let outer = galry::Error::Write {
            path: "a.png".into(),
            source: inner,
        };
        assert_eq!(chain(&outer), "a.png: cannot write: no such file");
    }
}
