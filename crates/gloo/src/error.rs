//! The one error type of the crate: each variant says what was expected, what came and what to do.

use crate::format::TextureFormat;
use crate::program::CompileError;
use crate::texture::TextureShape;

/// The result of everything in this crate that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Everything that can go wrong, split by who can mend it.
///
/// The context stays usable after each of them, [`ContextLost`](Self::ContextLost) excepted.
///
/// ```
/// # fn main() -> galry_gloo::Result<()> {
/// # #[cfg(feature = "headless")] {
/// # use galry_gloo::*;
/// # use galry_gloo::headless::{HeadlessContext, HeadlessDesc};
/// # let headless = HeadlessContext::new(&HeadlessDesc::default())?;
/// # let context = headless.context();
/// let buffer = Buffer::from_slice(context, &[1_u8, 2, 3], Usage::Static)?;
/// let error = buffer.write(2, &[4, 5]).unwrap_err();
/// assert!(matches!(error, Error::OutOfRange { available: 3, .. }));
/// assert_eq!(
///     error.to_string(),
///     "elements written to a buffer: expected a range within 0..3, got 2..4"
/// );
/// // Nothing was written, and the context is as good as before.
/// assert_eq!(buffer.read()?, [1, 2, 3]);
/// # }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The host said that the context is gone (driver reset, display gone, context destroyed).
    /// Make a new context and build the objects again.
    #[error("the OpenGL context is lost: make a new one and build its objects again")]
    ContextLost,

    /// The driver's OpenGL is too old. Update the driver, or use software rendering.
    #[error("expected OpenGL ES 3.0 or desktop OpenGL 3.3 or newer, got {got:?}")]
    UnsupportedVersion {
        /// The driver's own version string.
        got: String,
    },

    /// An object was handed to a context that did not make it. Make it in the context that uses it.
    #[error("{object}: expected an object of context {expected}, got one of context {got}")]
    WrongContext {
        /// What kind of object it is.
        object: &'static str,
        /// The [id](crate::Context::id) of the context that was called.
        expected: u64,
        /// The id of the context that made the object.
        got: u64,
    },

    /// No context without a window could be made. The attempts say why; usually a package is missing.
    #[error(
        "no headless OpenGL context: {}; on Debian or Ubuntu install {packages}",
        list(attempts)
    )]
    NoHeadlessContext {
        /// What was tried, in order, and what each attempt said.
        attempts: Vec<String>,
        /// The Debian packages that bring EGL and a software rasteriser.
        packages: &'static str,
    },

    /// A shader did not compile. The error shows the driver's messages and the source lines they name.
    #[error("{0}")]
    Compile(Box<CompileError>),

    /// Two stages do not fit together, or a limit was exceeded. The driver's log says which.
    #[error("program {program:?} does not link: {log}")]
    Link {
        /// The program's label.
        program: String,
        /// The driver's log, trimmed.
        log: String,
    },

    /// The program has no active uniform, block or sampler of this name. Compilers drop what is
    /// never used; the names that there are follow.
    #[error(
        "program {program:?}: no {kind} named {name:?}, it has {}",
        names(available)
    )]
    UnknownName {
        /// The program's label.
        program: String,
        /// `uniform`, `uniform block` or `sampler`.
        kind: &'static str,
        /// The name asked for.
        name: String,
        /// The names that exist.
        available: Vec<String>,
    },

    /// A uniform was set with another type than the shader declares.
    #[error("program {program:?}: uniform {name:?}: expected {expected}, got {got}")]
    UniformType {
        /// The program's label.
        program: String,
        /// The uniform's name.
        name: String,
        /// Its type in GLSL.
        expected: &'static str,
        /// The type of the value that was given.
        got: &'static str,
    },

    /// The program reads an attribute that the vertex array does not have. Add it to the layout.
    #[error(
        "program {program:?}: expected attribute {attribute:?} ({value_type}) at location {location}, \
         got a vertex array with {}",
        locations(available)
    )]
    MissingAttribute {
        /// The program's label.
        program: String,
        /// The attribute's name in the shader.
        attribute: String,
        /// Its type in GLSL.
        value_type: &'static str,
        /// Its location.
        location: u32,
        /// The locations that the vertex array has.
        available: Vec<u32>,
    },

    /// An attribute's format does not fit its type in the shader: integers need integer formats,
    /// floats need float or normalised ones.
    #[error(
        "program {program:?}: attribute {attribute:?} is {expected} in the shader, \
         the vertex array has {got}"
    )]
    AttributeType {
        /// The program's label.
        program: String,
        /// The attribute's name in the shader.
        attribute: String,
        /// Its type in GLSL.
        expected: &'static str,
        /// The format in the vertex array.
        got: String,
    },

    /// A vertex layout that cannot be: two attributes at a location, a stride of zero, or misaligned.
    #[error("attribute at location {location}: {problem}")]
    BadLayout {
        /// The attribute's location.
        location: u32,
        /// What is wrong, and what would be right.
        problem: String,
    },

    /// The program samples a texture that the draw does not bind.
    #[error(
        "program {program:?}: sampler {sampler:?} reads texture unit {unit}, which the draw does not bind"
    )]
    MissingTexture {
        /// The program's label.
        program: String,
        /// The sampler's name.
        sampler: String,
        /// The unit that it is bound to.
        unit: u32,
    },

    /// A sampler meets a texture of another kind (float, signed, unsigned) or shape.
    #[error(
        "program {program:?}: sampler {sampler:?}: expected {expected}, got a {shape} texture of format {got:?}"
    )]
    TextureKind {
        /// The program's label.
        program: String,
        /// The sampler's name.
        sampler: String,
        /// What the shader declares.
        expected: &'static str,
        /// The bound texture's format.
        got: TextureFormat,
        /// The bound texture's shape.
        shape: TextureShape,
    },

    /// `sampler2DShadow` and its like need a [`Sampler`](crate::Sampler) that compares; the others
    /// one that does not.
    #[error(
        "program {program:?}: sampler {sampler:?} ({type_name}): expected a Sampler {expected} compares"
    )]
    SamplerCompare {
        /// The program's label.
        program: String,
        /// The sampler's name.
        sampler: String,
        /// What the shader declares.
        type_name: &'static str,
        /// `that` or `that never`.
        expected: &'static str,
    },

    /// The members of a block lie elsewhere than the struct's layout says. Compare with std140.
    #[error("program {program:?}: uniform block {block:?}: expected {expected}, got {got}")]
    BlockLayout {
        /// The program's label.
        program: Box<str>,
        /// The block's name.
        block: Box<str>,
        /// What the shader declares.
        expected: Box<str>,
        /// What the layout says.
        got: Box<str>,
    },

    /// The program reads a uniform block that the draw does not bind.
    #[error(
        "program {program:?}: uniform block {block:?} reads slot {slot}, which the draw does not bind"
    )]
    MissingUniformBlock {
        /// The program's label.
        program: String,
        /// The block's name.
        block: String,
        /// The slot that it is bound to.
        slot: u32,
    },

    /// A uniform buffer is smaller than the block that reads it. Compare the struct with std140.
    #[error(
        "program {program:?}: uniform block {block:?}: expected at least {expected} bytes, got {got}"
    )]
    UniformBlockSize {
        /// The program's label.
        program: String,
        /// The block's name.
        block: String,
        /// The block's size in bytes, by std140.
        expected: u64,
        /// The buffer's size in bytes.
        got: u64,
    },

    /// Data of the wrong length.
    #[error("{what}: expected {expected} bytes, got {got}")]
    Length {
        /// What was written or read.
        what: &'static str,
        /// The bytes needed.
        expected: u64,
        /// The bytes given.
        got: u64,
    },

    /// A range that reaches past the end of what there is, or that ends before it starts.
    #[error("{what}: expected a range within 0..{available}, got {start}..{end}")]
    OutOfRange {
        /// What the range counts.
        what: &'static str,
        /// How many there are.
        available: u64,
        /// The range's start.
        start: u64,
        /// The range's end, exclusive.
        end: u64,
    },

    /// An index buffer names a vertex that does not exist (checked in debug builds).
    #[error("index buffer: expected indices below {vertices}, got {index}")]
    IndexOutOfRange {
        /// The number of vertices.
        vertices: u64,
        /// The largest index.
        index: u64,
    },

    /// A rectangle that leaves the picture.
    #[error(
        "{what}: expected a rectangle within {} by {} pixels, got {} by {} at ({}, {})",
        size[0], size[1], rect[2], rect[3], rect[0], rect[1]
    )]
    RegionOutside {
        /// What was read or written.
        what: &'static str,
        /// Width and height of the picture in pixels.
        size: [u32; 2],
        /// The rectangle: x, y, width, height.
        rect: [i64; 4],
    },

    /// A size of zero where there must be something.
    #[error("{what}: expected a size above zero, got zero")]
    ZeroSize {
        /// What was asked for.
        what: &'static str,
    },

    /// More than this driver, or this crate, can do.
    #[error("{what}: expected at most {limit}, got {got}")]
    LimitExceeded {
        /// What is limited.
        what: &'static str,
        /// The limit.
        limit: u64,
        /// What was asked for.
        got: u64,
    },

    /// The format cannot be filtered on this driver. Use `Filter::Nearest`.
    #[error("texture format {format:?} cannot be filtered here: use Filter::Nearest")]
    Unfilterable {
        /// The format.
        format: TextureFormat,
    },

    /// Mip levels cannot be computed: the format cannot be both filtered and drawn into. Write them
    /// by `write_level`.
    #[error("texture format {format:?}: mip levels cannot be computed: write each by write_level")]
    NoMipmaps {
        /// The format.
        format: TextureFormat,
    },

    /// The format cannot be drawn into on this driver.
    #[error("texture format {format:?} cannot be drawn into here: {reason}")]
    Unrenderable {
        /// The format.
        format: TextureFormat,
        /// Why not.
        reason: &'static str,
    },

    /// A framebuffer was read by the wrong method for its format.
    #[error("framebuffer of format {format:?}: expected {expected}, got {got}")]
    WrongRead {
        /// The format of the framebuffer's first colour texture.
        format: TextureFormat,
        /// The method that fits.
        expected: &'static str,
        /// The method that was called.
        got: &'static str,
    },

    /// Two textures of one framebuffer, or the two sides of a blit, do not fit together.
    #[error("{what}: expected {expected}, got {got}")]
    Mismatch {
        /// What does not fit.
        what: &'static str,
        /// What would fit.
        expected: String,
        /// What came.
        got: String,
    },

    /// The driver refuses to draw into, or read from, this framebuffer.
    #[error("framebuffer incomplete: {attachment}: {status}")]
    IncompleteFramebuffer {
        /// The attachment that is to blame, or all of them.
        attachment: String,
        /// The driver's status, in words.
        status: &'static str,
    },

    /// The draw reads the texture that it draws into. Draw into another one.
    #[error("texture unit {unit}: the draw reads the texture that it draws into")]
    FeedbackLoop {
        /// The unit that the texture is bound to.
        unit: u32,
    },

    /// The driver ran out of memory.
    #[error("{what}: the driver has no memory for {bytes} bytes")]
    OutOfMemory {
        /// What was allocated.
        what: &'static str,
        /// How much.
        bytes: u64,
    },

    /// The driver would not make an object, for reasons of its own.
    #[error("{what}: the driver refused: {message}")]
    Refused {
        /// What was to be made.
        what: &'static str,
        /// What the driver said.
        message: String,
    },

    /// OpenGL's error flag was up. Without foreign GL code this is a fault of galry: report it.
    #[error("OpenGL reports {}", names(codes))]
    Gl {
        /// The flags, by their GL names.
        codes: Vec<String>,
    },

    /// Foreign code changed GL's state behind the cache. Call `forget_state` after it, or wrap the
    /// drawing in `with_host_state`.
    #[error(
        "state {what}: the cache has {cached}, OpenGL has {actual}: call forget_state after foreign GL code"
    )]
    StateMismatch {
        /// The state's name.
        what: &'static str,
        /// What the cache believes.
        cached: String,
        /// What OpenGL answers.
        actual: String,
    },
}

fn list(attempts: &[String]) -> String {
    if attempts.is_empty() {
        "nothing was tried".to_owned()
    } else {
        format!("tried {}", attempts.join("; "))
    }
}

/// Fails where an index is not below a count.
pub(crate) fn check_below(what: &'static str, count: u32, index: u32) -> Result<()> {
    if index < count {
        return Ok(());
    }
    Err(Error::LimitExceeded {
        what,
        limit: u64::from(count) - 1,
        got: index.into(),
    })
}

fn names(names: &[String]) -> String {
    if names.is_empty() {
        "none".to_owned()
    } else {
        names.join(", ")
    }
}

fn locations(locations: &[u32]) -> String {
    match locations {
        [] => "no attributes".to_owned(),
        [one] => format!("location {one}"),
        many => {
            let many: Vec<String> = many.iter().map(u32::to_string).collect();
            format!("locations {}", many.join(", "))
        }
    }
}
