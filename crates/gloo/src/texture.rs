//! Textures: two-dimensional ones here, others by their shape.

mod layered;
mod raw;

use std::rc::Rc;

use bytemuck::Pod;

use crate::buffer::VertexSource;
use crate::context::Context;
use crate::error::Result;
use crate::format::TextureFormat;
use crate::sampler::{Filter, MipFilter, Wrap};

pub use self::layered::{CubeFace, Texture3d, TextureArray, TextureBox, TextureCube};
pub use self::raw::RowLayout;
use self::raw::{RawDesc, RawRegion, Texels};
pub(crate) use self::raw::{RawTexture, level_size};

/// What a texture is an array of.
///
/// ```
/// use galry_gloo::TextureShape;
///
/// assert_eq!(TextureShape::Array.to_string(), "2D array");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TextureShape {
    /// Columns and rows: [`Texture2d`].
    Flat,
    /// Columns, rows and slices: [`Texture3d`].
    Volume,
    /// Layers of columns and rows: [`TextureArray`].
    Array,
    /// Six sides of a cube: [`TextureCube`].
    Cube,
}

impl TextureShape {
    pub(crate) const fn target(self) -> u32 {
        match self {
            Self::Flat => glow::TEXTURE_2D,
            Self::Volume => glow::TEXTURE_3D,
            Self::Array => glow::TEXTURE_2D_ARRAY,
            Self::Cube => glow::TEXTURE_CUBE_MAP,
        }
    }

    /// The target of a side's pixels; of what has no sides, its own.
    const fn image_target(self, face: u32) -> u32 {
        match self {
            Self::Cube => glow::TEXTURE_CUBE_MAP_POSITIVE_X + face,
            _ => self.target(),
        }
    }

    const fn faces(self) -> u32 {
        match self {
            Self::Cube => 6,
            _ => 1,
        }
    }
}

impl std::fmt::Display for TextureShape {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Flat => "2D",
            Self::Volume => "3D",
            Self::Array => "2D array",
            Self::Cube => "cube",
        })
    }
}

/// What a shader finds in a channel of a texture.
///
/// ```
/// # fn main() -> galry_gloo::Result<()> {
/// # #[cfg(feature = "headless")] {
/// # use galry_gloo::*;
/// # use galry_gloo::headless::{HeadlessContext, HeadlessDesc};
/// # let headless = HeadlessContext::new(&HeadlessDesc::default())?;
/// # let context = headless.context();
/// use galry_gloo::Channel::{One, Red};
///
/// // One byte a texel, which a shader sees as an opaque grey.
/// let grey = Texture2d::new(context, &TextureDesc {
///     size: [16, 16],
///     format: TextureFormat::R8,
///     swizzle: [Red, Red, Red, One],
///     ..TextureDesc::default()
/// });
/// // WebGL has no swizzles.
/// # assert!(grey.is_ok());
/// # }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Channel {
    /// What the texture holds as red.
    Red,
    /// What it holds as green.
    Green,
    /// What it holds as blue.
    Blue,
    /// What it holds as alpha.
    Alpha,
    /// 0.
    Zero,
    /// 1.
    One,
}

impl Channel {
    /// Every channel where it is.
    pub const ALL: [Self; 4] = [Self::Red, Self::Green, Self::Blue, Self::Alpha];

    pub(crate) const fn raw(self) -> i32 {
        (match self {
            Self::Red => glow::RED,
            Self::Green => glow::GREEN,
            Self::Blue => glow::BLUE,
            Self::Alpha => glow::ALPHA,
            Self::Zero => glow::ZERO,
            Self::One => glow::ONE,
        }) as i32
    }
}

/// A texture of whatever shape: what a draw reads. Only gloo implements it.
///
/// ```
/// # fn main() -> galry_gloo::Result<()> {
/// # #[cfg(feature = "headless")] {
/// # use galry_gloo::*;
/// # use galry_gloo::headless::{HeadlessContext, HeadlessDesc};
/// # let headless = HeadlessContext::new(&HeadlessDesc::default())?;
/// # let context = headless.context();
/// let flat = Texture2d::new(context, &TextureDesc { size: [4, 4], ..TextureDesc::default() })?;
/// let volume = Texture3d::new(context, &TextureDesc { size: [4, 4, 4], ..TextureDesc::default() })?;
/// let sources: [&dyn TextureSource; 2] = [&flat, &volume];
/// let bindings = [TextureBinding::new(0, sources[0]), TextureBinding::new(1, sources[1])];
/// # assert_eq!(bindings[1].unit, 1);
/// # }
/// # Ok(())
/// # }
/// ```
pub trait TextureSource: sealed::Sealed + std::fmt::Debug {}

pub(crate) mod sealed {
    use super::RawTexture;

    #[expect(unnameable_types, reason = "sealed: nobody else may implement it")]
    pub trait Sealed {
        #[doc(hidden)]
        #[expect(private_interfaces, reason = "sealed: nobody else may call it")]
        fn raw_texture(&self) -> &RawTexture;
    }
}

/// What textures whose parts are one region have: writing to it.
macro_rules! texture_writes {
    ($texture:ident, $region:ident) => {
        impl $texture {
            /// Overwrites a part of the first level, row after row, and slice after slice, without
            /// padding. `T` is whatever has the right bytes: `u8`, `[i16; 2]`, `f32`, a struct.
            ///
            /// # Errors
            /// [`Error::RegionOutside`](crate::Error::RegionOutside) if the region leaves the
            /// texture, [`Error::OutOfRange`](crate::Error::OutOfRange) past the last slice or layer,
            /// [`Error::Length`](crate::Error::Length) if the data has not its length,
            /// [`Error::ContextLost`](crate::Error::ContextLost).
            pub fn write<T: Pod>(&self, region: $region, data: &[T]) -> Result<()> {
                self.write_level(0, region, data)
            }

            /// As [`write`](Self::write), into a mip level.
            ///
            /// # Errors
            /// As for [`write`](Self::write), and
            /// [`Error::LimitExceeded`](crate::Error::LimitExceeded) for a level that there is not.
            pub fn write_level<T: Pod>(
                &self,
                level: u32,
                region: $region,
                data: &[T],
            ) -> Result<()> {
                let texels = Texels::Slice(bytemuck::cast_slice(data));
                self.raw
                    .write(&region.raw(level), &RowLayout::default(), texels)
            }

            /// As [`write`](Self::write), from memory whose rows and slices stand further apart: a
            /// part of a larger picture, say, without a copy.
            ///
            /// # Errors
            /// As for [`write`](Self::write); [`Error::Length`](crate::Error::Length) only if the
            /// data ends too early; [`Error::Mismatch`](crate::Error::Mismatch) for rows that reach
            /// into the next.
            pub fn write_rows<T: Pod>(
                &self,
                region: $region,
                data: &[T],
                rows: &RowLayout,
            ) -> Result<()> {
                let texels = Texels::Slice(bytemuck::cast_slice(data));
                self.raw.write(&region.raw(0), rows, texels)
            }

            /// As [`write_rows`](Self::write_rows), from a buffer that the driver has already, from a
            /// byte on. Nothing goes through this program's memory.
            ///
            /// # Errors
            /// As for [`write`](Self::write); [`Error::OutOfRange`](crate::Error::OutOfRange) if the
            /// buffer ends too early; [`Error::WrongContext`](crate::Error::WrongContext).
            pub fn write_from_buffer(
                &self,
                region: $region,
                buffer: &dyn VertexSource,
                first_byte: u64,
                rows: &RowLayout,
            ) -> Result<()> {
                let buffer = buffer.raw_buffer();
                let texels = Texels::Buffer(&buffer, first_byte);
                self.raw.write(&region.raw(0), rows, texels)
            }
        }
    };
}

/// What textures of every shape have.
macro_rules! texture_methods {
    ($texture:ident) => {
        impl $texture {
            /// The layout of a texel.
            #[must_use]
            pub fn format(&self) -> TextureFormat {
                self.raw.format
            }

            /// The number of mip levels.
            #[must_use]
            pub fn levels(&self) -> u32 {
                self.raw.levels
            }

            /// Computes all mip levels but the first from it.
            ///
            /// # Errors
            /// [`Error::NoMipmaps`](crate::Error::NoMipmaps) for formats that cannot be both
            /// filtered and drawn into; [`Error::ContextLost`](crate::Error::ContextLost).
            pub fn generate_mipmaps(&self) -> Result<()> {
                self.raw.generate_mipmaps()
            }

            /// The GL name, for foreign code.
            #[must_use]
            pub fn raw(&self) -> glow::Texture {
                self.raw.name
            }
        }

        #[expect(private_interfaces, reason = "sealed: nobody else may call it")]
        impl $crate::texture::sealed::Sealed for $texture {
            fn raw_texture(&self) -> &RawTexture {
                &self.raw
            }
        }

        impl $crate::texture::TextureSource for $texture {}
    };
}
use {texture_methods, texture_writes};

/// What a texture shall be. `S` is its size in texels: `[width, height]` of a 2D texture,
/// `[width, height, depth]` of a 3D one, `[width, height, layers]` of an array, `u32` of a cube.
///
/// ```
/// # fn main() -> galry_gloo::Result<()> {
/// # #[cfg(feature = "headless")] {
/// # use galry_gloo::*;
/// # use galry_gloo::headless::{HeadlessContext, HeadlessDesc};
/// # let headless = HeadlessContext::new(&HeadlessDesc::default())?;
/// # let context = headless.context();
/// let texture = Texture2d::new(context, &TextureDesc {
///     size: [640, 480],
///     format: TextureFormat::R16f,
///     filter: Filter::Linear,
///     label: "temperatures",
///     ..TextureDesc::default()
/// })?;
/// assert_eq!(texture.format().bytes_per_pixel(), 2);
/// # }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextureDesc<'a, S = [u32; 2]> {
    /// The size in texels.
    pub size: S,
    /// The layout of a texel.
    pub format: TextureFormat,
    /// How it is read between texels.
    pub filter: Filter,
    /// How mip levels are read.
    pub mip: MipFilter,
    /// How it is read beyond its edges.
    pub wrap: Wrap,
    /// The number of mip levels; each is half as large as the one before.
    pub levels: u32,
    /// What shaders find as red, green, blue and alpha. WebGL has only [`Channel::ALL`].
    pub swizzle: [Channel; 4],
    /// A name for debuggers; may be empty.
    pub label: &'a str,
}

/// A size of one texel.
///
/// ```
/// use galry_gloo::TextureDesc;
///
/// // Columns and rows; columns, rows and slices; the side of a cube.
/// assert_eq!(TextureDesc::<[u32; 2]>::default().size, [1, 1]);
/// assert_eq!(TextureDesc::<[u32; 3]>::default().size, [1, 1, 1]);
/// assert_eq!(TextureDesc::<u32>::default().size, 1);
/// ```
pub trait SmallestSize {
    /// One.
    const SMALLEST: Self;
}

impl SmallestSize for u32 {
    const SMALLEST: Self = 1;
}

impl<const N: usize> SmallestSize for [u32; N] {
    const SMALLEST: Self = [1; N];
}

impl<S: SmallestSize> Default for TextureDesc<'_, S> {
    /// One RGBA texel of 8 bits a channel, one level, nearest, clamped, without a name.
    fn default() -> Self {
        Self {
            size: S::SMALLEST,
            format: TextureFormat::Rgba8,
            filter: Filter::Nearest,
            mip: MipFilter::None,
            wrap: Wrap::ClampToEdge,
            levels: 1,
            swizzle: Channel::ALL,
            label: "",
        }
    }
}

impl<'a, S: Copy> TextureDesc<'a, S> {
    fn raw(&self, shape: TextureShape, size: [u32; 3]) -> RawDesc<'a> {
        RawDesc {
            shape,
            size,
            format: self.format,
            filter: self.filter,
            mip: self.mip,
            wrap: self.wrap,
            levels: self.levels,
            swizzle: self.swizzle,
            label: self.label,
        }
    }
}

/// A part of a texture, in texels. Row 0 is the one that a shader finds at `v = 0`.
///
/// ```
/// # fn main() -> galry_gloo::Result<()> {
/// # #[cfg(feature = "headless")] {
/// # use galry_gloo::*;
/// # use galry_gloo::headless::{HeadlessContext, HeadlessDesc};
/// # let headless = HeadlessContext::new(&HeadlessDesc::default())?;
/// # let context = headless.context();
/// let texture = Texture2d::new(context, &TextureDesc { size: [64, 64], ..TextureDesc::default() })?;
/// texture.write(TextureRegion::whole([64, 64]), &[[0_u8; 4]; 64 * 64])?;
/// texture.write(TextureRegion::new([10, 20], [2, 1]), &[[255_u8; 4], [128; 4]])?;
/// # }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TextureRegion {
    /// The first column.
    pub x: u32,
    /// The first row.
    pub y: u32,
    /// Columns.
    pub width: u32,
    /// Rows.
    pub height: u32,
}

impl TextureRegion {
    /// A part from its first column and row, `[x, y]`, and its `[width, height]`.
    #[must_use]
    pub const fn new([x, y]: [u32; 2], [width, height]: [u32; 2]) -> Self {
        Self {
            x,
            y,
            width,
            height,
        }
    }

    /// All of a texture of `size` texels.
    #[must_use]
    pub const fn whole(size: [u32; 2]) -> Self {
        Self {
            x: 0,
            y: 0,
            width: size[0],
            height: size[1],
        }
    }
}

/// A rectangle of texels. A clone is another handle on the same texture.
///
/// ```
/// # fn main() -> galry_gloo::Result<()> {
/// # #[cfg(feature = "headless")] {
/// # use galry_gloo::{Texture2d, TextureDesc, TextureFormat, TextureRegion};
/// # use galry_gloo::headless::{HeadlessContext, HeadlessDesc};
/// # let headless = HeadlessContext::new(&HeadlessDesc::default())?;
/// # let context = headless.context();
/// let rows = Texture2d::new(context, &TextureDesc {
///     size: [640, 2],
///     format: TextureFormat::Rg16i,
///     ..TextureDesc::default()
/// })?;
/// let second_row = TextureRegion { x: 0, y: 1, width: 640, height: 1 };
/// rows.write(second_row, &[[-1_i16, 1]; 640])?;
/// # }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Texture2d {
    raw: Rc<RawTexture>,
}

texture_methods!(Texture2d);
texture_writes!(Texture2d, TextureRegion);

impl Texture2d {
    /// Makes a texture, whose contents are undefined until written.
    ///
    /// # Errors
    /// [`Error::ZeroSize`](crate::Error::ZeroSize);
    /// [`Error::LimitExceeded`](crate::Error::LimitExceeded) above the driver's largest texture and
    /// for more levels than halve to one texel; [`Error::Unfilterable`](crate::Error::Unfilterable)
    /// for [`Filter::Linear`] where the format has none;
    /// [`Error::OutOfMemory`](crate::Error::OutOfMemory);
    /// [`Error::ContextLost`](crate::Error::ContextLost).
    pub fn new(context: &Context, desc: &TextureDesc<'_>) -> Result<Self> {
        let [width, height] = desc.size;
        let desc = desc.raw(TextureShape::Flat, [width, height, 1]);
        let raw = Rc::new(RawTexture::new(context, &desc)?);
        Ok(Self { raw })
    }

    /// Writes a two-dimensional array of texels, its first row at row `y`, its first column at
    /// column `x`.
    ///
    /// Arrays in standard layout (C order, without gaps) are read where they are; others are copied
    /// first.
    ///
    /// # Errors
    /// As for [`write`](Self::write).
    #[cfg(feature = "ndarray")]
    pub fn write_array<T: Pod>(
        &self,
        [x, y]: [u32; 2],
        array: &ndarray::ArrayView2<'_, T>,
    ) -> Result<()> {
        let (height, width) = array.dim();
        let side = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        let region = TextureRegion {
            x,
            y,
            width: side(width),
            height: side(height),
        };
        with_slice(array, |data| self.write(region, data))
    }

    /// Width and height in texels.
    #[must_use]
    pub fn size(&self) -> [u32; 2] {
        [self.raw.size[0], self.raw.size[1]]
    }

    /// Width and height of a mip level in texels.
    #[must_use]
    pub fn level_size(&self, level: u32) -> [u32; 2] {
        let [width, height, _] = level_size(TextureShape::Flat, self.raw.size, level);
        [width, height]
    }
}

/// Hands over an array's elements in standard layout (C order): as they lie, or copied.
#[cfg(feature = "ndarray")]
fn with_slice<T: Pod, D: ndarray::Dimension>(
    array: &ndarray::ArrayView<'_, T, D>,
    write: impl FnOnce(&[T]) -> Result<()>,
) -> Result<()> {
    if let Some(data) = array.as_slice() {
        return write(data);
    }
    let copy = array.as_standard_layout();
    // An array in standard layout is a slice.
    write(copy.as_slice().unwrap_or_default())
}

impl TextureRegion {
    fn raw(&self, level: u32) -> RawRegion {
        RawRegion {
            level,
            origin: [self.x, self.y, 0],
            size: [self.width, self.height, 1],
            face: 0,
        }
    }
}
