//! Driver state of a draw as a plain value: blending, depth, culling, masks, rectangles.

/// A rectangle in GL's order: pixels, `(x, y)` the lower left corner, y upwards.
///
/// ```
/// use galry_gloo::ScissorRect;
///
/// let rect = ScissorRect::new([10, 20], [100, 50]);
/// // The same, as windows count: from the top, in a picture 300 pixels high.
/// assert_eq!(ScissorRect::from_top_left(10, 230, 100, 50, 300), rect);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ScissorRect {
    /// Left edge in pixels; may be negative.
    pub x: i32,
    /// Lower edge in pixels; may be negative.
    pub y: i32,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}

impl ScissorRect {
    /// A rectangle from its lower left pixel, `[x, y]`, and its `[width, height]`.
    #[must_use]
    pub const fn new([x, y]: [i32; 2], [width, height]: [u32; 2]) -> Self {
        Self {
            x,
            y,
            width,
            height,
        }
    }

    /// The rectangle of a whole picture of `size` pixels.
    #[must_use]
    pub const fn whole(size: [u32; 2]) -> Self {
        Self {
            x: 0,
            y: 0,
            width: size[0],
            height: size[1],
        }
    }

    /// The same rectangle given with its upper left corner and y downwards, as windows count, in a
    /// picture `height_px` pixels high.
    #[must_use]
    pub const fn from_top_left(x: i32, y: i32, width: u32, height: u32, height_px: u32) -> Self {
        let bottom = (height_px as i64) - (y as i64) - (height as i64);
        Self {
            x,
            y: bottom as i32,
            width,
            height,
        }
    }

    /// Whether all of it lies in a picture of `size` pixels.
    pub(crate) fn is_within(&self, size: [u32; 2]) -> bool {
        let fits = |start: i32, length: u32, side: u32| {
            start >= 0 && i64::from(start) + i64::from(length) <= i64::from(side)
        };
        fits(self.x, self.width, size[0]) && fits(self.y, self.height, size[1])
    }

    pub(crate) fn as_array(&self) -> [i64; 4] {
        [
            self.x.into(),
            self.y.into(),
            self.width.into(),
            self.height.into(),
        ]
    }
}

/// A factor of blending.
///
/// ```
/// use galry_gloo::{Blend, BlendEquation, BlendFactor};
///
/// // Multiplies what is there by what is drawn.
/// let multiply = Blend::Custom(BlendEquation::add(BlendFactor::TargetColor, BlendFactor::Zero));
/// assert_ne!(multiply, Blend::Opaque);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BlendFactor {
    /// 0.
    Zero,
    /// 1.
    One,
    /// What the shader wrote.
    SourceColor,
    /// 1 − what the shader wrote.
    OneMinusSourceColor,
    /// The alpha that the shader wrote.
    SourceAlpha,
    /// 1 − the alpha that the shader wrote.
    OneMinusSourceAlpha,
    /// What the target holds.
    TargetColor,
    /// 1 − what the target holds.
    OneMinusTargetColor,
    /// The alpha that the target holds.
    TargetAlpha,
    /// 1 − the alpha that the target holds.
    OneMinusTargetAlpha,
}

impl BlendFactor {
    pub(crate) const fn raw(self) -> u32 {
        match self {
            Self::Zero => glow::ZERO,
            Self::One => glow::ONE,
            Self::SourceColor => glow::SRC_COLOR,
            Self::OneMinusSourceColor => glow::ONE_MINUS_SRC_COLOR,
            Self::SourceAlpha => glow::SRC_ALPHA,
            Self::OneMinusSourceAlpha => glow::ONE_MINUS_SRC_ALPHA,
            Self::TargetColor => glow::DST_COLOR,
            Self::OneMinusTargetColor => glow::ONE_MINUS_DST_COLOR,
            Self::TargetAlpha => glow::DST_ALPHA,
            Self::OneMinusTargetAlpha => glow::ONE_MINUS_DST_ALPHA,
        }
    }
}

/// How the weighted source and target are joined.
///
/// ```
/// use galry_gloo::{BlendEquation, BlendFactor, BlendOperation};
///
/// // The brightest of all that is drawn.
/// let brightest = BlendEquation {
///     color_operation: BlendOperation::Max,
///     alpha_operation: BlendOperation::Max,
///     ..BlendEquation::add(BlendFactor::One, BlendFactor::One)
/// };
/// assert_eq!(brightest.color_source, BlendFactor::One);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BlendOperation {
    /// source + target.
    Add,
    /// source − target.
    Subtract,
    /// target − source.
    ReverseSubtract,
    /// The smaller, channel by channel; the factors do not count.
    Min,
    /// The larger, channel by channel; the factors do not count.
    Max,
}

impl BlendOperation {
    pub(crate) const fn raw(self) -> u32 {
        match self {
            Self::Add => glow::FUNC_ADD,
            Self::Subtract => glow::FUNC_SUBTRACT,
            Self::ReverseSubtract => glow::FUNC_REVERSE_SUBTRACT,
            Self::Min => glow::MIN,
            Self::Max => glow::MAX,
        }
    }
}

/// Blending in full: an operation and two factors for colour, and the same for alpha.
///
/// ```
/// use galry_gloo::{Blend, BlendEquation, BlendFactor, DrawState};
///
/// let equation = BlendEquation::add(BlendFactor::OneMinusTargetAlpha, BlendFactor::One);
/// let behind = DrawState { blend: Blend::Custom(equation), ..DrawState::opaque() };
/// assert_eq!(equation.alpha_source, equation.color_source);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct BlendEquation {
    /// How colours are joined.
    pub color_operation: BlendOperation,
    /// The factor of the shader's colour.
    pub color_source: BlendFactor,
    /// The factor of the target's colour.
    pub color_target: BlendFactor,
    /// How alphas are joined.
    pub alpha_operation: BlendOperation,
    /// The factor of the shader's alpha.
    pub alpha_source: BlendFactor,
    /// The factor of the target's alpha.
    pub alpha_target: BlendFactor,
}

impl BlendEquation {
    /// One pair of factors for colour and alpha, added.
    #[must_use]
    pub const fn add(source: BlendFactor, target: BlendFactor) -> Self {
        Self {
            color_operation: BlendOperation::Add,
            color_source: source,
            color_target: target,
            alpha_operation: BlendOperation::Add,
            alpha_source: source,
            alpha_target: target,
        }
    }
}

/// How a fragment joins what the target holds.
///
/// ```
/// use galry_gloo::{Blend, DrawState};
///
/// assert_eq!(DrawState::premultiplied().blend, Blend::Premultiplied);
/// assert_eq!(DrawState::default().blend, Blend::Opaque);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Blend {
    /// The fragment replaces the target.
    #[default]
    Opaque,
    /// The fragment's colour is already multiplied by its alpha: `source + target · (1 − alpha)`.
    Premultiplied,
    /// `source + target`.
    Additive,
    /// The fragment's colour is not yet multiplied: `source · alpha + target · (1 − alpha)`; alpha
    /// itself is accumulated as for premultiplied colours, so the result is premultiplied.
    Translucent,
    /// Anything else.
    Custom(BlendEquation),
}

impl Blend {
    pub(crate) const fn equation(self) -> Option<BlendEquation> {
        match self {
            Self::Opaque => None,
            Self::Premultiplied => Some(BlendEquation::add(
                BlendFactor::One,
                BlendFactor::OneMinusSourceAlpha,
            )),
            Self::Additive => Some(BlendEquation::add(BlendFactor::One, BlendFactor::One)),
            Self::Translucent => Some(BlendEquation {
                color_source: BlendFactor::SourceAlpha,
                ..BlendEquation::add(BlendFactor::One, BlendFactor::OneMinusSourceAlpha)
            }),
            Self::Custom(equation) => Some(equation),
        }
    }
}

/// A comparison of a fragment's depth with the target's.
///
/// ```
/// use galry_gloo::{Compare, Depth};
///
/// // The farthest wins, as with reversed depth.
/// let farther = Depth { test: Some(Compare::Greater), write: true };
/// assert_ne!(farther, Depth::NEARER);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Compare {
    /// Never passes.
    Never,
    /// Passes when nearer.
    Less,
    /// Passes when equal.
    Equal,
    /// Passes when nearer or equal.
    LessOrEqual,
    /// Passes when farther.
    Greater,
    /// Passes when different.
    NotEqual,
    /// Passes when farther or equal.
    GreaterOrEqual,
    /// Always passes.
    Always,
}

impl Compare {
    pub(crate) const fn raw(self) -> u32 {
        match self {
            Self::Never => glow::NEVER,
            Self::Less => glow::LESS,
            Self::Equal => glow::EQUAL,
            Self::LessOrEqual => glow::LEQUAL,
            Self::Greater => glow::GREATER,
            Self::NotEqual => glow::NOTEQUAL,
            Self::GreaterOrEqual => glow::GEQUAL,
            Self::Always => glow::ALWAYS,
        }
    }
}

/// Whether depth is compared and written.
///
/// ```
/// use galry_gloo::{Depth, DrawState};
///
/// // Solid things first, with depth; then glass, which is hidden by them and hides nothing.
/// let solid = DrawState { depth: Depth::NEARER, ..DrawState::opaque() };
/// let glass = DrawState { depth: Depth { write: false, ..Depth::NEARER }, ..DrawState::premultiplied() };
/// assert_eq!(solid.depth.test, glass.depth.test);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Depth {
    /// The comparison; `None` draws everything and writes no depth.
    pub test: Option<Compare>,
    /// Whether fragments that pass write their depth; only with a comparison.
    pub write: bool,
}

impl Depth {
    /// No depth at all: what flat pictures want.
    pub const OFF: Self = Self {
        test: None,
        write: false,
    };
    /// The nearer fragment wins and leaves its depth.
    pub const NEARER: Self = Self {
        test: Some(Compare::Less),
        write: true,
    };
}

impl Default for Depth {
    fn default() -> Self {
        Self::OFF
    }
}

/// What happens to a stencil value.
///
/// ```
/// use galry_gloo::{StencilFace, StencilOperation};
///
/// // Counts how often each pixel is drawn.
/// let count = StencilFace { pass: StencilOperation::Increment, ..StencilFace::default() };
/// assert_eq!(count.fail, StencilOperation::Keep);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum StencilOperation {
    /// It stays.
    #[default]
    Keep,
    /// It becomes 0.
    Zero,
    /// It becomes the reference.
    Replace,
    /// One more, at most 255.
    Increment,
    /// One less, at least 0.
    Decrement,
    /// Its bits are turned.
    Invert,
    /// One more; 0 after 255.
    IncrementWrap,
    /// One less; 255 after 0.
    DecrementWrap,
}

impl StencilOperation {
    pub(crate) const fn raw(self) -> u32 {
        match self {
            Self::Keep => glow::KEEP,
            Self::Zero => glow::ZERO,
            Self::Replace => glow::REPLACE,
            Self::Increment => glow::INCR,
            Self::Decrement => glow::DECR,
            Self::Invert => glow::INVERT,
            Self::IncrementWrap => glow::INCR_WRAP,
            Self::DecrementWrap => glow::DECR_WRAP,
        }
    }
}

/// How fragments of one side meet the stencil: they are drawn where
/// `reference & read_mask` compares so with `stencil & read_mask`.
///
/// ```
/// use galry_gloo::{Compare, StencilFace};
///
/// // Draws only where the lowest bit is set.
/// let masked = StencilFace {
///     compare: Compare::Equal,
///     reference: 1,
///     read_mask: 1,
///     ..StencilFace::default()
/// };
/// assert_eq!(masked.write_mask, 0xff);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct StencilFace {
    /// The comparison.
    pub compare: Compare,
    /// What is compared with the stencil.
    pub reference: u8,
    /// The bits that are compared.
    pub read_mask: u8,
    /// The bits that are written.
    pub write_mask: u8,
    /// What is done where the comparison fails.
    pub fail: StencilOperation,
    /// What is done where it passes and depth fails.
    pub depth_fail: StencilOperation,
    /// What is done where both pass.
    pub pass: StencilOperation,
}

impl Default for StencilFace {
    /// Draws everywhere and changes nothing.
    fn default() -> Self {
        Self {
            compare: Compare::Always,
            reference: 0,
            read_mask: 0xff,
            write_mask: 0xff,
            fail: StencilOperation::Keep,
            depth_fail: StencilOperation::Keep,
            pass: StencilOperation::Keep,
        }
    }
}

/// How fragments meet the stencil.
///
/// ```
/// use galry_gloo::{DrawState, Stencil, StencilFace, StencilOperation};
///
/// // Marks what is drawn, and draws no colour.
/// let mark = StencilFace { reference: 1, pass: StencilOperation::Replace, ..StencilFace::default() };
/// let state = DrawState {
///     stencil: Some(Stencil::both(mark)),
///     color_mask: [false; 4],
///     ..DrawState::opaque()
/// };
/// assert_eq!(state.stencil.unwrap().front, mark);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Stencil {
    /// Of front faces, lines and points.
    pub front: StencilFace,
    /// Of back faces.
    pub back: StencilFace,
}

impl Stencil {
    /// The same for both sides.
    #[must_use]
    pub const fn both(face: StencilFace) -> Self {
        Self {
            front: face,
            back: face,
        }
    }
}

/// Which faces are left out. Front faces run counter-clockwise in GL's clip space, y upwards.
///
/// ```
/// use galry_gloo::{Cull, DrawState};
///
/// let closed_surface = DrawState { cull: Cull::Back, ..DrawState::opaque() };
/// assert_ne!(closed_surface, DrawState::opaque());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Cull {
    /// None.
    #[default]
    None,
    /// Back faces.
    Back,
    /// Front faces.
    Front,
}

/// The state of one draw, as a value. Default: [`opaque`](Self::opaque).
///
/// ```
/// use galry_gloo::{DrawState, ScissorRect};
/// let state = DrawState {
///     scissor: Some(ScissorRect { x: 10, y: 10, width: 100, height: 50 }),
///     ..DrawState::premultiplied()
/// };
/// assert_ne!(state, DrawState::default());
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DrawState {
    /// How fragments join the target. Integer targets take only [`Blend::Opaque`].
    pub blend: Blend,
    /// Depth.
    pub depth: Depth,
    /// The stencil; `None` draws everywhere and writes none.
    pub stencil: Option<Stencil>,
    /// Culling.
    pub cull: Cull,
    /// Moves polygons in depth: `factor · slope + units · smallest step`, so that what lies on a
    /// surface is not hidden by it.
    pub polygon_offset: Option<[f32; 2]>,
    /// The width of [`Primitive::Lines`](crate::Primitive::Lines) and their like, in pixels. Many
    /// drivers have 1 only: [`Capabilities::max_line_width_px`](crate::Capabilities::max_line_width_px).
    pub line_width_px: f32,
    /// Whether red, green, blue and alpha are written.
    pub color_mask: [bool; 4],
    /// Fragments outside are dropped; `None` keeps all.
    pub scissor: Option<ScissorRect>,
    /// Where clip space lands; `None` is the whole target.
    pub viewport: Option<ScissorRect>,
}

impl DrawState {
    /// Fragments replace the target; no depth, no culling, everything written.
    #[must_use]
    pub const fn opaque() -> Self {
        Self {
            blend: Blend::Opaque,
            depth: Depth::OFF,
            stencil: None,
            cull: Cull::None,
            polygon_offset: None,
            line_width_px: 1.0,
            color_mask: [true; 4],
            scissor: None,
            viewport: None,
        }
    }

    /// As [`opaque`](Self::opaque), with premultiplied colours laid over the target.
    #[must_use]
    pub const fn premultiplied() -> Self {
        Self {
            blend: Blend::Premultiplied,
            ..Self::opaque()
        }
    }

    /// As [`opaque`](Self::opaque), with colours added to the target.
    #[must_use]
    pub const fn additive() -> Self {
        Self {
            blend: Blend::Additive,
            ..Self::opaque()
        }
    }

    /// As [`opaque`](Self::opaque), with straight-alpha colours laid over the target.
    #[must_use]
    pub const fn translucent() -> Self {
        Self {
            blend: Blend::Translucent,
            ..Self::opaque()
        }
    }
}

impl Default for DrawState {
    fn default() -> Self {
        Self::opaque()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rectangles_count_from_the_top_and_land_at_the_bottom() {
        let rect = ScissorRect::from_top_left(2, 3, 10, 20, 100);
        assert_eq!(
            rect,
            ScissorRect {
                x: 2,
                y: 77,
                width: 10,
                height: 20
            }
        );
    }

    #[test]
    fn a_rectangle_is_within_up_to_its_last_pixel() {
        assert!(ScissorRect::whole([4, 3]).is_within([4, 3]));
        assert!(
            !ScissorRect {
                x: 1,
                y: 0,
                width: 4,
                height: 3
            }
            .is_within([4, 3])
        );
        assert!(
            !ScissorRect {
                x: -1,
                y: 0,
                width: 1,
                height: 1
            }
            .is_within([4, 3])
        );
        assert!(
            !ScissorRect {
                x: 0,
                y: i32::MAX,
                width: 1,
                height: u32::MAX
            }
            .is_within([4, 3])
        );
    }
}
