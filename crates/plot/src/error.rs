//! What can go wrong in a plot.

use std::fmt;
use std::panic::Location;
use std::path::PathBuf;

/// The result of making a picture.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What can go wrong in a plot. Its `Debug` form is its message, because that is what
/// `fn main() -> galry::Result<()>` prints.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Something that was asked of the figure earlier, kept until the picture was wanted. Cure:
    /// at the place named.
    #[error("{what} (asked at {file}:{line})")]
    Mistake {
        /// What was asked and what is wrong with it.
        what: String,
        /// The source file of the call.
        file: &'static str,
        /// The line of the call.
        line: u32,
    },
    /// A size that no picture can have.
    #[error("picture size: expected 1x1 to {limit}x{limit} pixels, got {width}x{height}")]
    Size {
        /// Width in pixels.
        width: u64,
        /// Height in pixels.
        height: u64,
        /// The largest side.
        limit: u64,
    },
    /// A pixel ratio that is not a positive number, or too large.
    #[error("pixel ratio: expected a number above 0 and at most 16, got {pixel_ratio}")]
    PixelRatio {
        /// The ratio given.
        pixel_ratio: f64,
    },
    /// No line has a number to show: no samples, or none that is finite at a finite x. Cure: look
    /// at the data; a figure without any line draws empty axes.
    #[error("nothing to show: {what}")]
    NothingToShow {
        /// What was looked at, and what there is instead of numbers.
        what: String,
    },
    /// A file name with an ending that stands for no known format.
    #[error("{}: expected a name ending in .png or .svg", path.display())]
    UnknownFormat {
        /// The path given.
        path: PathBuf,
    },
    /// A file could not be written. The one that stood there, if any, is untouched.
    #[error("{}: cannot write", path.display())]
    Write {
        /// The path given.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A stream could not be written.
    #[error("cannot write the picture")]
    Stream(#[from] std::io::Error),
    /// The PNG could not be encoded.
    #[error("cannot encode the PNG")]
    Png(#[from] png::EncodingError),
    /// The scene could not be drawn.
    #[error(transparent)]
    Scene(#[from] galry_scene::Error),
    /// The samples could not be read.
    #[error(transparent)]
    Data(#[from] galry_data::Error),
    /// A visual could not be made.
    #[error(transparent)]
    Visual(Box<galry_visuals::Error>),
    /// The window could not be opened.
    #[cfg(feature = "window")]
    #[error(transparent)]
    Window(#[from] galry_app::Error),
}

impl Error {
    /// Whether samples could not be read: the rest of the picture can be shown all the same.
    #[cfg(feature = "window")]
    pub(crate) fn is_about_reading(&self) -> bool {
        matches!(
            self,
            Self::Data(_) | Self::Scene(galry_scene::Error::Data(_))
        )
    }
}

impl From<galry_visuals::Error> for Error {
    fn from(error: galry_visuals::Error) -> Self {
        Self::Visual(Box::new(error))
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")?;
        let mut source = std::error::Error::source(self);
        while let Some(cause) = source {
            write!(f, ": {cause}")?;
            source = cause.source();
        }
        Ok(())
    }
}

/// A mistake in a call, kept until the picture is wanted.
#[derive(Debug, Clone)]
pub(crate) struct Mistake {
    pub(crate) what: String,
    pub(crate) location: &'static Location<'static>,
}

impl From<Mistake> for Error {
    fn from(mistake: Mistake) -> Self {
        Self::Mistake {
            what: mistake.what,
            file: mistake.location.file(),
            line: mistake.location.line(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_small_enough_to_be_returned_everywhere() {
        // Clippy warns every caller from here on.
        assert!(size_of::<Error>() < 128, "{}", size_of::<Error>());
    }
}
