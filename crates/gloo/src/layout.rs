//! How the bytes of a vertex become attributes.

/// The type of an attribute: what lies in the buffer, and what the shader gets.
///
/// `F…` are floats, `U…` and `I…` integers (`uvec`, `ivec` in the shader), `Unorm…` and `Snorm…`
/// integers that arrive as floats from 0 to 1 and −1 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the names say it; the rule stands above")]
pub enum AttributeFormat {
    F32,
    F32x2,
    F32x3,
    F32x4,
    Unorm8x2,
    Unorm8x4,
    Snorm8x4,
    Unorm16x2,
    Unorm16x4,
    Snorm16x2,
    Snorm16x4,
    U8x4,
    I8x4,
    U16,
    U16x2,
    U16x4,
    I16,
    I16x2,
    I16x4,
    U32,
    U32x2,
    U32x3,
    U32x4,
    I32,
    I32x2,
    I32x3,
    I32x4,
}

/// What a shader sees of an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AttributeKind {
    Float,
    Int,
    Uint,
}

impl AttributeFormat {
    pub(crate) const fn components(self) -> i32 {
        match self {
            Self::F32 | Self::U16 | Self::I16 | Self::U32 | Self::I32 => 1,
            Self::F32x2
            | Self::Unorm8x2
            | Self::Unorm16x2
            | Self::Snorm16x2
            | Self::U16x2
            | Self::I16x2
            | Self::U32x2
            | Self::I32x2 => 2,
            Self::F32x3 | Self::U32x3 | Self::I32x3 => 3,
            Self::F32x4
            | Self::Unorm8x4
            | Self::Snorm8x4
            | Self::Unorm16x4
            | Self::Snorm16x4
            | Self::U8x4
            | Self::I8x4
            | Self::U16x4
            | Self::I16x4
            | Self::U32x4
            | Self::I32x4 => 4,
        }
    }

    pub(crate) const fn component_type(self) -> u32 {
        match self {
            Self::F32 | Self::F32x2 | Self::F32x3 | Self::F32x4 => glow::FLOAT,
            Self::Unorm8x2 | Self::Unorm8x4 | Self::U8x4 => glow::UNSIGNED_BYTE,
            Self::Snorm8x4 | Self::I8x4 => glow::BYTE,
            Self::Unorm16x2 | Self::Unorm16x4 | Self::U16 | Self::U16x2 | Self::U16x4 => {
                glow::UNSIGNED_SHORT
            }
            Self::Snorm16x2 | Self::Snorm16x4 | Self::I16 | Self::I16x2 | Self::I16x4 => {
                glow::SHORT
            }
            Self::U32 | Self::U32x2 | Self::U32x3 | Self::U32x4 => glow::UNSIGNED_INT,
            Self::I32 | Self::I32x2 | Self::I32x3 | Self::I32x4 => glow::INT,
        }
    }

    pub(crate) const fn component_bytes(self) -> u32 {
        match self.component_type() {
            glow::BYTE | glow::UNSIGNED_BYTE => 1,
            glow::SHORT | glow::UNSIGNED_SHORT => 2,
            _ => 4,
        }
    }

    /// Bytes in the buffer.
    #[must_use]
    pub const fn bytes(self) -> u32 {
        self.component_bytes() * self.components() as u32
    }

    pub(crate) const fn kind(self) -> AttributeKind {
        match self {
            Self::U8x4
            | Self::U16
            | Self::U16x2
            | Self::U16x4
            | Self::U32
            | Self::U32x2
            | Self::U32x3
            | Self::U32x4 => AttributeKind::Uint,
            Self::I8x4
            | Self::I16
            | Self::I16x2
            | Self::I16x4
            | Self::I32
            | Self::I32x2
            | Self::I32x3
            | Self::I32x4 => AttributeKind::Int,
            _ => AttributeKind::Float,
        }
    }

    /// Whether integers arrive as floats in a fixed range.
    pub(crate) const fn is_normalized(self) -> bool {
        matches!(self.kind(), AttributeKind::Float) && self.component_type() != glow::FLOAT
    }
}

/// One attribute of a vertex.
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
