//! What can go wrong in this crate.

use galry_gloo as gloo;

use crate::composition::ShaderError;

/// An error of this crate.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The GL layer below refused. Cause and cure are in the source.
    #[error("{doing}: refused by the GL layer")]
    Gl {
        /// What was being done, with the visual's name.
        doing: String,
        /// What the GL layer said.
        source: gloo::Error,
    },

    /// A composed shader is not valid: correct the module at the place named.
    #[error(transparent)]
    Shader(#[from] ShaderError),

    /// A text that names no colour: write it as in CSS, or as matplotlib does.
    #[error(
        "expected a colour such as \"#3b93ff\", \"steelblue\", \"tab:blue\", \"C0\" or \"0.5\", got {text:?}"
    )]
    Color {
        /// The text as given.
        text: String,
    },

    /// A text that names no colour map: take one of those named, with `_r` for its reverse.
    #[error("expected the name of a colour map, {near}, got {text:?}")]
    ColorMap {
        /// The text as given.
        text: String,
        /// Names that may have been meant.
        near: String,
    },

    /// Limits or parameters that a norm cannot have: change them as the message says.
    #[error("norm: {message}")]
    Norm {
        /// What was expected and what came.
        message: String,
    },

    /// A pattern of dashes that cannot be: change it as the message says.
    #[error("dashes: {message}")]
    Dashes {
        /// What was expected and what came.
        message: String,
    },

    /// An array whose length does not fit what it is for: give as many as asked.
    #[error("{what}: expected {expected}, got {actual}")]
    Length {
        /// What the array is.
        what: &'static str,
        /// How many values were expected.
        expected: usize,
        /// How many values came.
        actual: usize,
    },

    /// An index of something that is not there: count from zero to below the count.
    #[error("{what}: expected an index below {count}, got {index}")]
    Index {
        /// What is counted.
        what: &'static str,
        /// The index asked for.
        index: usize,
        /// How many there are.
        count: usize,
    },

    /// A region that reaches outside its picture: clip it first.
    #[error(
        "picture of {} x {} px: expected a region inside, got {} x {} px at ({}, {})",
        size[0], size[1], region[2], region[3], region[0], region[1]
    )]
    Region {
        /// Width and height of the picture, px.
        size: [u32; 2],
        /// x, y, width and height of the region, px from the top left.
        region: [u32; 4],
    },

    /// A visual was drawn without being prepared: call `prepare` first, with the
    /// renderer that draws it.
    #[error("{visual}: expected a call of `prepare` before `draw`")]
    NotPrepared {
        /// Which visual.
        visual: &'static str,
    },

    /// A formula in a text that cannot be set: correct it at the place named.
    #[error(transparent)]
    Math(#[from] crate::text::MathError),

    /// Anything of a part that has its own kinds of mistakes (fonts, glyphs).
    #[error("{message}")]
    Part {
        /// What was expected, what came, what to do.
        message: String,
    },
}

/// The result of this crate's functions.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Says what was being done when the GL layer refused.
pub(crate) trait GlContext<T> {
    /// Wraps the error with `doing`.
    fn doing(self, doing: &str) -> Result<T>;
}

impl<T> GlContext<T> for gloo::Result<T> {
    fn doing(self, doing: &str) -> Result<T> {
        self.map_err(|source| Error::Gl {
            doing: doing.to_owned(),
            source,
        })
    }
}
