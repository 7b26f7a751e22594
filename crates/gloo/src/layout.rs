//! How the bytes of a vertex become attributes.

/// What a shader sees of an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AttributeKind {
    Float,
    Int,
    Uint,
}

macro_rules! attribute_formats {
    ($($name:ident: $components:literal, $component:ident, $kind:ident;)*) => {
        /// The type of an attribute: what lies in the buffer, and what the shader gets.
        ///
        /// `F…` are floats of 16 or 32 bits, `U…` and `I…` integers (`uvec`, `ivec` in the shader),
        /// `Unorm…` and `Snorm…` integers that arrive as floats from 0 to 1 and −1 to 1. `Packed…`
        /// are three components of 10 bits and one of 2 in a `u32`, the first in its lowest bits.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        #[expect(missing_docs, reason = "the names say it; the rule stands above")]
        pub enum AttributeFormat { $($name,)* PackedUnorm10x3, PackedSnorm10x3 }

        impl AttributeFormat {
            /// Every format.
            pub const ALL: &[Self] = &[$(Self::$name,)* Self::PackedUnorm10x3, Self::PackedSnorm10x3];

            pub(crate) const fn components(self) -> i32 {
                match self {
                    $(Self::$name => $components,)*
                    Self::PackedUnorm10x3 | Self::PackedSnorm10x3 => 4,
                }
            }

            pub(crate) const fn component_type(self) -> u32 {
                match self {
                    $(Self::$name => glow::$component,)*
                    Self::PackedUnorm10x3 => glow::UNSIGNED_INT_2_10_10_10_REV,
                    Self::PackedSnorm10x3 => glow::INT_2_10_10_10_REV,
                }
            }

            pub(crate) const fn kind(self) -> AttributeKind {
                match self {
                    $(Self::$name => AttributeKind::$kind,)*
                    Self::PackedUnorm10x3 | Self::PackedSnorm10x3 => AttributeKind::Float,
                }
            }
        }
    };
}

attribute_formats! {
    F32: 1, FLOAT, Float;
    F32x2: 2, FLOAT, Float;
    F32x3: 3, FLOAT, Float;
    F32x4: 4, FLOAT, Float;
    F16: 1, HALF_FLOAT, Float;
    F16x2: 2, HALF_FLOAT, Float;
    F16x4: 4, HALF_FLOAT, Float;
    Unorm8: 1, UNSIGNED_BYTE, Float;
    Unorm8x2: 2, UNSIGNED_BYTE, Float;
    Unorm8x4: 4, UNSIGNED_BYTE, Float;
    Snorm8: 1, BYTE, Float;
    Snorm8x2: 2, BYTE, Float;
    Snorm8x4: 4, BYTE, Float;
    Unorm16: 1, UNSIGNED_SHORT, Float;
    Unorm16x2: 2, UNSIGNED_SHORT, Float;
    Unorm16x4: 4, UNSIGNED_SHORT, Float;
    Snorm16: 1, SHORT, Float;
    Snorm16x2: 2, SHORT, Float;
    Snorm16x4: 4, SHORT, Float;
    U8: 1, UNSIGNED_BYTE, Uint;
    U8x2: 2, UNSIGNED_BYTE, Uint;
    U8x4: 4, UNSIGNED_BYTE, Uint;
    I8: 1, BYTE, Int;
    I8x2: 2, BYTE, Int;
    I8x4: 4, BYTE, Int;
    U16: 1, UNSIGNED_SHORT, Uint;
    U16x2: 2, UNSIGNED_SHORT, Uint;
    U16x4: 4, UNSIGNED_SHORT, Uint;
    I16: 1, SHORT, Int;
    I16x2: 2, SHORT, Int;
    I16x4: 4, SHORT, Int;
    U32: 1, UNSIGNED_INT, Uint;
    U32x2: 2, UNSIGNED_INT, Uint;
    U32x3: 3, UNSIGNED_INT, Uint;
    U32x4: 4, UNSIGNED_INT, Uint;
    I32: 1, INT, Int;
    I32x2: 2, INT, Int;
    I32x3: 3, INT, Int;
    I32x4: 4, INT, Int;
}

impl AttributeFormat {
    /// Bytes of what has to lie at a multiple of its size.
    pub(crate) const fn component_bytes(self) -> u32 {
        match self.component_type() {
            glow::BYTE | glow::UNSIGNED_BYTE => 1,
            glow::SHORT | glow::UNSIGNED_SHORT | glow::HALF_FLOAT => 2,
            _ => 4,
        }
    }

    /// Bytes in the buffer.
    #[must_use]
    pub const fn bytes(self) -> u32 {
        match self {
            Self::PackedUnorm10x3 | Self::PackedSnorm10x3 => 4,
            _ => self.component_bytes() * self.components() as u32,
        }
    }

    /// Whether integers arrive as floats in a fixed range.
    pub(crate) const fn is_normalized(self) -> bool {
        matches!(self.kind(), AttributeKind::Float)
            && !matches!(self.component_type(), glow::FLOAT | glow::HALF_FLOAT)
    }
}

/// One attribute of a vertex.
///
/// ```
/// use galry_gloo::{Attribute, AttributeFormat};
///
/// // Three floats from the ninth byte of a vertex on, for `layout(location = 1) in vec3 normal`.
/// let normal = Attribute::new(1, AttributeFormat::F32x3, 8);
/// assert_eq!(normal.format.bytes(), 12);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Attribute {
    /// The location in the shader.
    pub location: u32,
    /// Its type.
    pub format: AttributeFormat,
    /// Bytes from the start of the vertex.
    pub offset: u32,
}

impl Attribute {
    /// An attribute by hand; [`vertex_layout!`](crate::vertex_layout) takes them from a struct.
    #[must_use]
    pub const fn new(location: u32, format: AttributeFormat, offset: u32) -> Self {
        Self {
            location,
            format,
            offset,
        }
    }
}

/// Describes the attributes of a struct, from its own fields: `location => field: format`.
///
/// Gives an array of [`Attribute`]. A format whose size is not that of the field does not compile.
///
/// ```
/// use galry_gloo::{Attribute, AttributeFormat, vertex_layout};
///
/// #[repr(C)]
/// #[derive(Clone, Copy)]
/// struct Vertex {
///     position: [f32; 2],
///     color: [u8; 4],
/// }
///
/// const LAYOUT: [Attribute; 2] = vertex_layout!(Vertex { 0 => position: F32x2, 1 => color: Unorm8x4 });
/// assert_eq!(LAYOUT[1].offset, 8);
/// ```
///
/// ```compile_fail
/// # struct Vertex { position: [f32; 2] }
/// let layout = galry_gloo::vertex_layout!(Vertex { 0 => position: F32x3 });
/// ```
#[macro_export]
macro_rules! vertex_layout {
    ($vertex:ty { $($location:literal => $field:ident: $format:ident),* $(,)? }) => {
        [$({
            const FORMAT: $crate::AttributeFormat = $crate::AttributeFormat::$format;
            const _: () = assert!(
                $crate::field_bytes(|vertex: &$vertex| &vertex.$field) == FORMAT.bytes() as usize,
                "the format's size is not the field's",
            );
            $crate::Attribute {
                location: $location,
                format: FORMAT,
                offset: ::core::mem::offset_of!($vertex, $field) as u32,
            }
        }),*]
    };
}

/// The size of a field, for [`vertex_layout!`].
#[doc(hidden)]
#[must_use]
pub const fn field_bytes<S, F>(_field: fn(&S) -> &F) -> usize {
    size_of::<F>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_know_their_bytes_and_kinds() {
        assert_eq!(AttributeFormat::F32x3.bytes(), 12);
        assert_eq!(AttributeFormat::Unorm8x4.bytes(), 4);
        assert_eq!(AttributeFormat::I16x2.bytes(), 4);
        assert_eq!(AttributeFormat::U32x4.bytes(), 16);
        assert!(AttributeFormat::Snorm16x4.is_normalized());
        assert!(!AttributeFormat::F32.is_normalized());
        assert!(!AttributeFormat::U8x4.is_normalized());
        assert_eq!(AttributeFormat::I8x4.kind(), AttributeKind::Int);
    }

    #[test]
    fn the_macro_takes_offsets_from_the_struct() {
        #[repr(C)]
        struct Vertex {
            time: f32,
            channel: u32,
            color: [u8; 4],
        }
        let layout =
            vertex_layout!(Vertex { 0 => time: F32, 3 => channel: U32, 1 => color: Unorm8x4 });
        let expected = [
            Attribute {
                location: 0,
                format: AttributeFormat::F32,
                offset: 0,
            },
            Attribute {
                location: 3,
                format: AttributeFormat::U32,
                offset: 4,
            },
            Attribute {
                location: 1,
                format: AttributeFormat::Unorm8x4,
                offset: 8,
            },
        ];
        assert_eq!(layout, expected);
        let vertex = Vertex {
            time: 0.0,
            channel: 1,
            color: [2; 4],
        };
        assert!(vertex.time < vertex.channel as f32 && vertex.color[0] == 2);
    }
}
