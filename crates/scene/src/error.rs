//! What can go wrong in a scene.

/// The result of a scene's functions.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What can go wrong in a scene.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Limits that no axis can show. Cause: equal, not finite or not positive ones. Cure: other
    /// limits, or none, which fits the data.
    #[error("axis limits {low} and {high} {reason}")]
    Limits {
        /// The limit at the low end.
        low: f64,
        /// The limit at the high end.
        high: f64,
        /// What they must do.
        reason: &'static str,
    },
    /// A node was asked for that is not in the scene. Cause: it was removed, or belongs to
    /// another scene. Cure: keep handles beside the scene that gave them.
    #[error("no such node: it was removed or belongs to another scene")]
    NoSuchNode,
    /// A view was asked for that is not in the scene. Cause: it was removed, or belongs to
    /// another scene. Cure: keep handles beside the scene that gave them.
    #[error("no such view: it was removed or belongs to another scene")]
    NoSuchView,
    /// A node would be its own ancestor. Cure: take it out of its parent first.
    #[error("a node cannot be its own ancestor")]
    ParentCycle,
    /// A line's x and y disagree. Cause: arrays of different lengths.
    #[error("line: expected as many x as y values ({samples}), got {positions}")]
    PositionCount {
        /// Number of samples in the line's channel.
        samples: u64,
        /// Number of x values.
        positions: u64,
    },
    /// Positions as values for samples that keep coming. Cure: positions by index or by rate.
    #[error(
        "line: expected positions by index or by rate for a source that changes, got a value for each sample"
    )]
    ChangingPositions,
    /// The x and y of points disagree. Cause: arrays of different lengths.
    #[error("points: expected as many x as y values ({y}), got {x}")]
    PointCount {
        /// Number of x values.
        x: u64,
        /// Number of y values.
        y: u64,
    },
    /// An image that cannot be shown. Cause: a band that does not exist, an extent without area.
    #[error("image: {message}")]
    Raster {
        /// What was expected and what came.
        message: String,
    },
    /// A channel does not exist in its source.
    #[error("line: expected a channel below {channels}, got {channel}")]
    NoSuchChannel {
        /// Number of channels in the source.
        channels: usize,
        /// The channel asked for.
        channel: usize,
    },
    /// A sampling rate that is not a positive number.
    #[error("line: expected a positive sampling rate in Hz, got {rate_hz}")]
    Rate {
        /// The rate given.
        rate_hz: f64,
    },
    /// A picture size that cannot be drawn. Cause: zero, or above what the GL offers.
    #[error("picture size: expected 1x1 to {limit}x{limit} pixels, got {width}x{height}")]
    Size {
        /// Width asked for, in framebuffer pixels.
        width: u32,
        /// Height asked for, in framebuffer pixels.
        height: u32,
        /// The largest side.
        limit: u32,
    },
    /// A view with lines that is too large. Cause: its rows are numbered by 16 bits. Cure: a smaller
    /// view; what lies beyond the picture cannot be seen anyway.
    #[error("view size: expected at most {limit} pixels a side, got {width}x{height}")]
    ViewSize {
        /// The view's width in framebuffer pixels.
        width: u32,
        /// The view's height in framebuffer pixels.
        height: u32,
        /// The largest side.
        limit: u32,
    },
    /// A transform that was asked for with numbers that make none. Cause: a base, a radius or an
    /// angle out of its range. Cure: the range that the message names.
    #[error("{transform}: expected {expected}, got {got}")]
    TransformParameter {
        /// The kind of transform.
        transform: &'static str,
        /// What would do.
        expected: &'static str,
        /// What came.
        got: String,
    },
    /// A transform that cannot be undone. Cause: a scale of zero, a matrix that flattens space, a
    /// number that is not finite, a view without area. Cure: look at the numbers in the message;
    /// a flat thing needs a scale of 1, not 0, across.
    #[error("{transform}: expected a transform with an inverse, got {got}")]
    NotInvertible {
        /// The kind of transform.
        transform: &'static str,
        /// Its numbers.
        got: String,
    },
    /// A box without a finite image. Cause: it reaches where a perspective divides by zero, it or
    /// its image is not finite. Cure: cut the box to what is in sight first.
    #[error("bounds under {transform}: expected {expected}, got {got}")]
    TransformBounds {
        /// The kind of transform.
        transform: &'static str,
        /// What would do.
        expected: &'static str,
        /// What came.
        got: String,
    },
    /// A transform that cannot be written in WGSL. Cause: a name that is no identifier, a binding
    /// beyond the table of slots, more numbers than a uniform block holds. Cure: another name or
    /// binding; a chain of fewer steps, or its map on the CPU.
    #[error("a transform in WGSL: expected {expected}, got {got}")]
    TransformShader {
        /// What would do.
        expected: &'static str,
        /// What came.
        got: String,
    },
    /// Coordinates in a frame that is not known. Cause: a pixel ratio that is no positive number, a
    /// frame that was not drawn yet or has no area. Cure: set the ratio; draw first, or set the
    /// frame's size.
    #[error("coordinate frames: expected {expected}, got {got}")]
    Frame {
        /// What would do.
        expected: &'static str,
        /// What came.
        got: String,
    },
    /// The data could not be read.
    #[error("reading the samples of a line")]
    Data(#[from] galry_data::Error),
    /// A visual could not be drawn.
    #[error("drawing a visual")]
    Visual(#[from] galry_visuals::Error),
    /// The GL refused.
    #[error("using OpenGL")]
    Gl(#[from] galry_gloo::Error),
}
