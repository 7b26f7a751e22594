//! Texture formats as a table: what OpenGL calls them, how pixels lie in memory, what they can do.

use crate::capabilities::Capabilities;

/// What a shader sees when it reads a texture, and how a framebuffer of it is cleared and read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TextureKind {
    /// 8-bit integers that stand for 0 to 1; `sampler2D`.
    Unorm,
    /// 16- or 32-bit floats; `sampler2D`.
    Float,
    /// Signed integers; `isampler2D`.
    Int,
    /// Unsigned integers; `usampler2D`.
    Uint,
    /// Depth; `sampler2D`.
    Depth,
}

macro_rules! formats {
    ($($(#[$doc:meta])* $name:ident: $internal:ident, $format:ident, $pixel_type:ident, $bytes:literal, $kind:ident;)*) => {
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
        }
    };
}

formats! {
    /// Red, 0 to 1 in 8 bits.
    R8: R8, RED, UNSIGNED_BYTE, 1, Unorm;
    /// Red and green, 0 to 1 in 8 bits each.
    Rg8: RG8, RG, UNSIGNED_BYTE, 2, Unorm;
    /// Red, green and blue, 0 to 1 in 8 bits each.
    Rgb8: RGB8, RGB, UNSIGNED_BYTE, 3, Unorm;
    /// Red, green, blue and alpha, 0 to 1 in 8 bits each: pictures and render targets.
    Rgba8: RGBA8, RGBA, UNSIGNED_BYTE, 4, Unorm;
    /// One `i8`.
    R8i: R8I, RED_INTEGER, BYTE, 1, Int;
    /// One `i16`.
    R16i: R16I, RED_INTEGER, SHORT, 2, Int;
    /// Two `i16`.
    Rg16i: RG16I, RG_INTEGER, SHORT, 4, Int;
    /// Four `i16`.
    Rgba16i: RGBA16I, RGBA_INTEGER, SHORT, 8, Int;
    /// One `i32`.
    R32i: R32I, RED_INTEGER, INT, 4, Int;
    /// Two `i32`.
    Rg32i: RG32I, RG_INTEGER, INT, 8, Int;
    /// Four `i32`.
    Rgba32i: RGBA32I, RGBA_INTEGER, INT, 16, Int;
    /// One `u8`.
    R8ui: R8UI, RED_INTEGER, UNSIGNED_BYTE, 1, Uint;
    /// Four `u8`.
    Rgba8ui: RGBA8UI, RGBA_INTEGER, UNSIGNED_BYTE, 4, Uint;
    /// One `u16`.
    R16ui: R16UI, RED_INTEGER, UNSIGNED_SHORT, 2, Uint;
    /// Two `u16`.
    Rg16ui: RG16UI, RG_INTEGER, UNSIGNED_SHORT, 4, Uint;
    /// One `u32`.
    R32ui: R32UI, RED_INTEGER, UNSIGNED_INT, 4, Uint;
    /// Two `u32`.
    Rg32ui: RG32UI, RG_INTEGER, UNSIGNED_INT, 8, Uint;
    /// Four `u32`.
    Rgba32ui: RGBA32UI, RGBA_INTEGER, UNSIGNED_INT, 16, Uint;
    /// One 16-bit float.
    R16f: R16F, RED, HALF_FLOAT, 2, Float;
    /// Four 16-bit floats.
    Rgba16f: RGBA16F, RGBA, HALF_FLOAT, 8, Float;
    /// One `f32`.
    R32f: R32F, RED, FLOAT, 4, Float;
    /// Two `f32`.
    Rg32f: RG32F, RG, FLOAT, 8, Float;
    /// Four `f32`.
    Rgba32f: RGBA32F, RGBA, FLOAT, 16, Float;
    /// Depth in 24 bits, written as `u32` whose upper 24 bits count.
    Depth24: DEPTH_COMPONENT24, DEPTH_COMPONENT, UNSIGNED_INT, 4, Depth;
    /// Depth as `f32`.
    Depth32f: DEPTH_COMPONENT32F, DEPTH_COMPONENT, FLOAT, 4, Depth;
}

impl TextureFormat {
    /// Whether `Filter::Linear` is allowed: 8-bit and 16-bit float formats everywhere, 32-bit floats
    /// where the driver says so, integers and depth never.
    #[must_use]
    pub fn is_filterable(self, capabilities: &Capabilities) -> bool {
        match self.kind() {
            TextureKind::Unorm => true,
            TextureKind::Float => {
                matches!(self, Self::R16f | Self::Rgba16f) || capabilities.float_filterable
            }
            TextureKind::Int | TextureKind::Uint | TextureKind::Depth => false,
        }
    }

    /// Whether a framebuffer may have a texture of this format as colour.
    #[must_use]
    pub fn is_color_renderable(self, capabilities: &Capabilities) -> bool {
        match self.kind() {
            TextureKind::Unorm | TextureKind::Int | TextureKind::Uint => true,
            TextureKind::Float => capabilities.float_renderable,
            TextureKind::Depth => false,
        }
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
                glow::RGB => 3,
                _ => 4,
            };
            let bytes = match format.pixel_type() {
                glow::BYTE | glow::UNSIGNED_BYTE => 1,
                glow::SHORT | glow::UNSIGNED_SHORT | glow::HALF_FLOAT => 2,
                _ => 4,
            };
            assert_eq!(format.bytes_per_pixel(), channels * bytes, "{format:?}");
        }
    }
}
