//! Texture formats as a table: what OpenGL calls them, how pixels lie in memory, what they can do.
//!
//! The table is that of sized formats in the specification of OpenGL ES 3.0 (3.8.3), with what
//! `EXT_color_buffer_float`, `EXT_float_blend` and `OES_texture_float_linear` add.

use crate::capabilities::Capabilities;

/// What a shader sees when it reads a texture, and how a framebuffer of it is cleared and read.
///
/// ```
/// use galry_gloo::{TextureFormat, TextureKind};
///
/// assert_eq!(TextureFormat::R16ui.kind(), TextureKind::Uint); // usampler2D
/// assert_eq!(TextureFormat::Rgba8.kind(), TextureKind::Unorm); // sampler2D
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TextureKind {
    /// Integers that stand for 0 to 1; `sampler2D`.
    Unorm,
    /// Integers that stand for −1 to 1; `sampler2D`.
    Snorm,
    /// Floats; `sampler2D`.
    Float,
    /// Signed integers; `isampler2D`.
    Int,
    /// Unsigned integers; `usampler2D`.
    Uint,
    /// Depth; `sampler2D`, or `sampler2DShadow` with a sampler that compares.
    Depth,
    /// Depth and stencil; shaders see the depth.
    DepthStencil,
}

/// On what a thing that a format can do depends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Where {
    Nowhere,
    Everywhere,
    /// Where 32-bit floats can be filtered.
    FloatFilterable,
    /// Where floats can be drawn into.
    FloatRenderable,
    /// Where 32-bit floats can be blended.
    FloatBlendable,
}

impl Where {
    const fn is_here(self, capabilities: &Capabilities) -> bool {
        match self {
            Self::Nowhere => false,
            Self::Everywhere => true,
            Self::FloatFilterable => capabilities.float_filterable,
            Self::FloatRenderable => capabilities.float_renderable,
            Self::FloatBlendable => capabilities.float_blendable,
        }
    }
}

/// What can be done with a format.
#[derive(Debug, Clone, Copy)]
struct Uses {
    filtered: Where,
    rendered: Where,
    blended: Where,
}

/// Fixed-point colours.
const FIXED: Uses = uses(Where::Everywhere, Where::Everywhere, Where::Everywhere);
/// Colours that are only read.
const FILTERED: Uses = uses(Where::Everywhere, Where::Nowhere, Where::Nowhere);
/// 16-bit floats.
const HALF: Uses = uses(
    Where::Everywhere,
    Where::FloatRenderable,
    Where::FloatRenderable,
);
/// 32-bit floats.
const SINGLE: Uses = uses(
    Where::FloatFilterable,
    Where::FloatRenderable,
    Where::FloatBlendable,
);
/// Three 32-bit floats.
const SINGLE_READ: Uses = uses(Where::FloatFilterable, Where::Nowhere, Where::Nowhere);
/// Integers.
const INTEGER: Uses = uses(Where::Nowhere, Where::Everywhere, Where::Nowhere);
/// Three integers.
const READ: Uses = uses(Where::Nowhere, Where::Nowhere, Where::Nowhere);
/// Depth; drawn into, but not as a colour.
const DEPTH: Uses = uses(Where::Nowhere, Where::Nowhere, Where::Nowhere);

const fn uses(filtered: Where, rendered: Where, blended: Where) -> Uses {
    Uses {
        filtered,
        rendered,
        blended,
    }
}

macro_rules! formats {
    ($($(#[$doc:meta])* $name:ident: $internal:ident, $format:ident, $pixel_type:ident, $bytes:literal, $kind:ident, $uses:ident;)*) => {
        /// The layout of a texel.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum TextureFormat { $($(#[$doc])* $name,)* }

        impl TextureFormat {
            /// Every format, in the table's order.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            pub(crate) const fn internal(self) -> u32 {
                match self { $(Self::$name => glow::$internal),* }
            }

            pub(crate) const fn pixel_format(self) -> u32 {
                match self { $(Self::$name => glow::$format),* }
            }

            pub(crate) const fn pixel_type(self) -> u32 {
                match self { $(Self::$name => glow::$pixel_type),* }
            }

            /// Bytes of one texel in the data that `write` takes.
            #[must_use]
            pub const fn bytes_per_pixel(self) -> u32 {
                match self { $(Self::$name => $bytes),* }
            }

            /// What a shader sees.
            #[must_use]
            pub const fn kind(self) -> TextureKind {
                match self { $(Self::$name => TextureKind::$kind),* }
            }

            const fn uses(self) -> Uses {
                match self { $(Self::$name => $uses),* }
            }
        }
    };
}

formats! {
    /// Red, 0 to 1 in 8 bits.
    R8: R8, RED, UNSIGNED_BYTE, 1, Unorm, FIXED;
    /// Red, −1 to 1 in 8 bits.
    R8Snorm: R8_SNORM, RED, BYTE, 1, Snorm, FILTERED;
    /// One `i8`.
    R8i: R8I, RED_INTEGER, BYTE, 1, Int, INTEGER;
    /// One `u8`.
    R8ui: R8UI, RED_INTEGER, UNSIGNED_BYTE, 1, Uint, INTEGER;
    /// One `i16`.
    R16i: R16I, RED_INTEGER, SHORT, 2, Int, INTEGER;
    /// One `u16`.
    R16ui: R16UI, RED_INTEGER, UNSIGNED_SHORT, 2, Uint, INTEGER;
    /// One 16-bit float.
    R16f: R16F, RED, HALF_FLOAT, 2, Float, HALF;
    /// One `i32`.
    R32i: R32I, RED_INTEGER, INT, 4, Int, INTEGER;
    /// One `u32`.
    R32ui: R32UI, RED_INTEGER, UNSIGNED_INT, 4, Uint, INTEGER;
    /// One `f32`.
    R32f: R32F, RED, FLOAT, 4, Float, SINGLE;
    /// Red and green, 0 to 1 in 8 bits each.
    Rg8: RG8, RG, UNSIGNED_BYTE, 2, Unorm, FIXED;
    /// Red and green, −1 to 1 in 8 bits each.
    Rg8Snorm: RG8_SNORM, RG, BYTE, 2, Snorm, FILTERED;
    /// Two `i8`.
    Rg8i: RG8I, RG_INTEGER, BYTE, 2, Int, INTEGER;
    /// Two `u8`.
    Rg8ui: RG8UI, RG_INTEGER, UNSIGNED_BYTE, 2, Uint, INTEGER;
    /// Two `i16`.
    Rg16i: RG16I, RG_INTEGER, SHORT, 4, Int, INTEGER;
    /// Two `u16`.
    Rg16ui: RG16UI, RG_INTEGER, UNSIGNED_SHORT, 4, Uint, INTEGER;
    /// Two 16-bit floats.
    Rg16f: RG16F, RG, HALF_FLOAT, 4, Float, HALF;
    /// Two `i32`.
    Rg32i: RG32I, RG_INTEGER, INT, 8, Int, INTEGER;
    /// Two `u32`.
    Rg32ui: RG32UI, RG_INTEGER, UNSIGNED_INT, 8, Uint, INTEGER;
    /// Two `f32`.
    Rg32f: RG32F, RG, FLOAT, 8, Float, SINGLE;
    /// Red, green and blue, 0 to 1 in 8 bits each.
    Rgb8: RGB8, RGB, UNSIGNED_BYTE, 3, Unorm, FIXED;
    /// As `Rgb8`, encoded as sRGB: shaders see linear light.
    Srgb8: SRGB8, RGB, UNSIGNED_BYTE, 3, Unorm, FILTERED;
    /// Red, green and blue, −1 to 1 in 8 bits each.
    Rgb8Snorm: RGB8_SNORM, RGB, BYTE, 3, Snorm, FILTERED;
    /// Three `i8`.
    Rgb8i: RGB8I, RGB_INTEGER, BYTE, 3, Int, READ;
    /// Three `u8`.
    Rgb8ui: RGB8UI, RGB_INTEGER, UNSIGNED_BYTE, 3, Uint, READ;
    /// Three `i16`.
    Rgb16i: RGB16I, RGB_INTEGER, SHORT, 6, Int, READ;
    /// Three `u16`.
    Rgb16ui: RGB16UI, RGB_INTEGER, UNSIGNED_SHORT, 6, Uint, READ;
    /// Three 16-bit floats.
    Rgb16f: RGB16F, RGB, HALF_FLOAT, 6, Float, FILTERED;
    /// Three `i32`.
    Rgb32i: RGB32I, RGB_INTEGER, INT, 12, Int, READ;
    /// Three `u32`.
    Rgb32ui: RGB32UI, RGB_INTEGER, UNSIGNED_INT, 12, Uint, READ;
    /// Three `f32`.
    Rgb32f: RGB32F, RGB, FLOAT, 12, Float, SINGLE_READ;
    /// Red, green and blue in 5, 6 and 5 bits of a `u16`, red uppermost.
    Rgb565: RGB565, RGB, UNSIGNED_SHORT_5_6_5, 2, Unorm, FIXED;
    /// Red, green and blue of 9 bits with one exponent of 5, uppermost in a `u32`.
    Rgb9e5: RGB9_E5, RGB, UNSIGNED_INT_5_9_9_9_REV, 4, Float, FILTERED;
    /// Small floats without a sign in a `u32`, red in the lowest bits.
    R11fG11fB10f: R11F_G11F_B10F, RGB, UNSIGNED_INT_10F_11F_11F_REV, 4, Float, HALF;
    /// Red, green, blue and alpha, 0 to 1 in 8 bits each: pictures and render targets.
    Rgba8: RGBA8, RGBA, UNSIGNED_BYTE, 4, Unorm, FIXED;
    /// As `Rgba8`, the colours encoded as sRGB: shaders see linear light.
    Srgb8Alpha8: SRGB8_ALPHA8, RGBA, UNSIGNED_BYTE, 4, Unorm, FIXED;
    /// Four channels, −1 to 1 in 8 bits each.
    Rgba8Snorm: RGBA8_SNORM, RGBA, BYTE, 4, Snorm, FILTERED;
    /// Four channels of 4 bits in a `u16`, red uppermost.
    Rgba4: RGBA4, RGBA, UNSIGNED_SHORT_4_4_4_4, 2, Unorm, FIXED;
    /// Three channels of 5 bits and an alpha of one in a `u16`, red uppermost.
    Rgb5A1: RGB5_A1, RGBA, UNSIGNED_SHORT_5_5_5_1, 2, Unorm, FIXED;
    /// Three channels of 10 bits and an alpha of 2 in a `u32`, red in the lowest bits.
    Rgb10A2: RGB10_A2, RGBA, UNSIGNED_INT_2_10_10_10_REV, 4, Unorm, FIXED;
    /// The same as unsigned integers.
    Rgb10A2ui: RGB10_A2UI, RGBA_INTEGER, UNSIGNED_INT_2_10_10_10_REV, 4, Uint, INTEGER;
    /// Four `i8`.
    Rgba8i: RGBA8I, RGBA_INTEGER, BYTE, 4, Int, INTEGER;
    /// Four `u8`.
    Rgba8ui: RGBA8UI, RGBA_INTEGER, UNSIGNED_BYTE, 4, Uint, INTEGER;
    /// Four `i16`.
    Rgba16i: RGBA16I, RGBA_INTEGER, SHORT, 8, Int, INTEGER;
    /// Four `u16`.
    Rgba16ui: RGBA16UI, RGBA_INTEGER, UNSIGNED_SHORT, 8, Uint, INTEGER;
    /// Four 16-bit floats.
    Rgba16f: RGBA16F, RGBA, HALF_FLOAT, 8, Float, HALF;
    /// Four `i32`.
    Rgba32i: RGBA32I, RGBA_INTEGER, INT, 16, Int, INTEGER;
    /// Four `u32`.
    Rgba32ui: RGBA32UI, RGBA_INTEGER, UNSIGNED_INT, 16, Uint, INTEGER;
    /// Four `f32`.
    Rgba32f: RGBA32F, RGBA, FLOAT, 16, Float, SINGLE;
    /// Depth, 0 to 1 in 16 bits.
    Depth16: DEPTH_COMPONENT16, DEPTH_COMPONENT, UNSIGNED_SHORT, 2, Depth, DEPTH;
    /// Depth in 24 bits, written as `u32` whose upper 24 bits count.
    Depth24: DEPTH_COMPONENT24, DEPTH_COMPONENT, UNSIGNED_INT, 4, Depth, DEPTH;
    /// Depth as `f32`.
    Depth32f: DEPTH_COMPONENT32F, DEPTH_COMPONENT, FLOAT, 4, Depth, DEPTH;
    /// Depth in the upper 24 bits of a `u32`, a stencil in the lower 8.
    Depth24Stencil8: DEPTH24_STENCIL8, DEPTH_STENCIL, UNSIGNED_INT_24_8, 4, DepthStencil, DEPTH;
    /// Depth as `f32`, then a stencil in the lowest 8 bits of a `u32`.
    Depth32fStencil8: DEPTH32F_STENCIL8, DEPTH_STENCIL, FLOAT_32_UNSIGNED_INT_24_8_REV, 8, DepthStencil, DEPTH;
}

impl TextureFormat {
    /// Whether `Filter::Linear` is allowed: fixed-point formats and 16-bit floats everywhere, 32-bit
    /// floats where the driver says so, integers and depth never.
    #[must_use]
    pub const fn is_filterable(self, capabilities: &Capabilities) -> bool {
        self.uses().filtered.is_here(capabilities)
    }

    /// Whether a framebuffer may have a texture of this format as colour.
    #[must_use]
    pub const fn is_color_renderable(self, capabilities: &Capabilities) -> bool {
        self.uses().rendered.is_here(capabilities)
    }

    /// Whether what is drawn into it may be blended.
    #[must_use]
    pub const fn is_blendable(self, capabilities: &Capabilities) -> bool {
        self.uses().blended.is_here(capabilities)
    }

    /// Whether shaders find integers in it: it is neither filtered nor blended.
    #[must_use]
    pub const fn is_integer(self) -> bool {
        matches!(self.kind(), TextureKind::Int | TextureKind::Uint)
    }

    /// Whether it holds depth, with or without a stencil.
    #[must_use]
    pub const fn is_depth(self) -> bool {
        matches!(self.kind(), TextureKind::Depth | TextureKind::DepthStencil)
    }

    /// Whether it holds a stencil.
    #[must_use]
    pub const fn has_stencil(self) -> bool {
        matches!(self.kind(), TextureKind::DepthStencil)
    }

    /// Whether mip levels can be computed from the first: what can be filtered and drawn into.
    #[must_use]
    pub const fn has_mipmaps(self, capabilities: &Capabilities) -> bool {
        self.is_filterable(capabilities) && self.is_color_renderable(capabilities)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_per_pixel_agree_with_format_and_type() {
        for &format in TextureFormat::ALL {
            let channels = match format.pixel_format() {
                glow::RED | glow::RED_INTEGER | glow::DEPTH_COMPONENT => 1,
                glow::RG | glow::RG_INTEGER => 2,
                glow::RGB | glow::RGB_INTEGER => 3,
                _ => 4,
            };
            let expected = match format.pixel_type() {
                glow::BYTE | glow::UNSIGNED_BYTE => channels,
                glow::SHORT | glow::UNSIGNED_SHORT | glow::HALF_FLOAT => 2 * channels,
                glow::INT | glow::UNSIGNED_INT | glow::FLOAT => 4 * channels,
                glow::UNSIGNED_SHORT_5_6_5
                | glow::UNSIGNED_SHORT_4_4_4_4
                | glow::UNSIGNED_SHORT_5_5_5_1 => 2,
                glow::FLOAT_32_UNSIGNED_INT_24_8_REV => 8,
                _ => 4,
            };
            assert_eq!(format.bytes_per_pixel(), expected, "{format:?}");
        }
    }

    #[test]
    fn integers_are_neither_filtered_nor_blended_and_depth_is_no_colour() {
        for &format in TextureFormat::ALL {
            let uses = format.uses();
            match format.kind() {
                TextureKind::Int | TextureKind::Uint => {
                    assert_eq!(uses.filtered, Where::Nowhere, "{format:?}");
                    assert_eq!(uses.blended, Where::Nowhere, "{format:?}");
                }
                TextureKind::Depth | TextureKind::DepthStencil => {
                    assert_eq!(uses.rendered, Where::Nowhere, "{format:?}");
                    assert!(format.is_depth());
                }
                _ => assert_ne!(uses.filtered, Where::Nowhere, "{format:?}"),
            }
        }
    }
}
