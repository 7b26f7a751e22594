//! Textures of more than two dimensions: volumes, arrays of layers, and cubes.

use std::rc::Rc;

use bytemuck::Pod;

use super::raw::{RawRegion, RawTexture, RowLayout, Texels};
#[cfg(feature = "ndarray")]
use super::with_slice;
use super::{TextureDesc, TextureRegion, TextureShape, texture_methods, texture_writes};
use crate::buffer::VertexSource;
use crate::context::Context;
use crate::error::Result;
use crate::format::TextureFormat;

/// A part of a volume or of an array of layers, in texels.
///
/// ```
/// # fn main() -> galry_gloo::Result<()> {
/// # #[cfg(feature = "headless")] {
/// # use galry_gloo::*;
/// # use galry_gloo::headless::{HeadlessContext, HeadlessDesc};
/// # let headless = HeadlessContext::new(&HeadlessDesc::default())?;
/// # let context = headless.context();
/// let desc = TextureDesc { size: [8, 8, 8], format: TextureFormat::R8, ..TextureDesc::default() };
/// let volume = Texture3d::new(context, &desc)?;
/// // The fourth slice.
/// volume.write(TextureBox { origin: [0, 0, 3], size: [8, 8, 1] }, &[9_u8; 64])?;
/// # }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TextureBox {
    /// The first column, row, and slice or layer.
    pub origin: [u32; 3],
    /// Columns, rows, and slices or layers.
    pub size: [u32; 3],
}

impl TextureBox {
    /// All of a texture of `size` texels.
    #[must_use]
    pub const fn whole(size: [u32; 3]) -> Self {
        Self {
            origin: [0; 3],
            size,
        }
    }

    fn raw(&self, level: u32) -> RawRegion {
        RawRegion {
            level,
            origin: self.origin,
            size: self.size,
            face: 0,
        }
    }
}

/// Declares a texture of three numbers.
macro_rules! boxed_texture {
    ($(#[$doc:meta])* $texture:ident, $shape:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone)]
        pub struct $texture {
            pub(crate) raw: Rc<RawTexture>,
        }

        texture_methods!($texture);
        texture_writes!($texture, TextureBox);

        impl $texture {
            /// Makes a texture, whose contents are undefined until written.
            ///
            /// # Errors
            /// As for [`Texture2d::new`](crate::Texture2d::new); a 3D texture takes no depth format.
            pub fn new(context: &Context, desc: &TextureDesc<'_, [u32; 3]>) -> Result<Self> {
                let desc = desc.raw(TextureShape::$shape, desc.size);
                let raw = Rc::new(RawTexture::new(context, &desc)?);
                Ok(Self { raw })
            }

            /// Writes a three-dimensional array of texels, its axes slices (or layers), rows and
            /// columns, from `origin` (column, row, and slice or layer) on.
            ///
            /// Arrays in standard layout (C order, without gaps) are read where they are; others are
            /// copied first.
            ///
            /// # Errors
            /// As for [`write`](Self::write).
            #[cfg(feature = "ndarray")]
            pub fn write_array<T: Pod>(
                &self,
                origin: [u32; 3],
                array: &ndarray::ArrayView3<'_, T>,
            ) -> Result<()> {
                let (depth, height, width) = array.dim();
                let size = [width, height, depth]
                    .map(|length| u32::try_from(length).unwrap_or(u32::MAX));
                let region = TextureBox { origin, size };
                with_slice(array, |data| self.write(region, data))
            }

            /// Columns, rows, and slices or layers.
            #[must_use]
            pub fn size(&self) -> [u32; 3] {
                self.raw.size
            }
        }
    };
}

boxed_texture! {
    /// A volume of texels; `sampler3D`. A clone is another handle on the same texture.
    ///
    /// ```
    /// # fn main() -> galry_gloo::Result<()> {
    /// # #[cfg(feature = "headless")] {
    /// # use galry_gloo::{Filter, Texture3d, TextureBox, TextureDesc, TextureFormat};
    /// # use galry_gloo::headless::{HeadlessContext, HeadlessDesc};
    /// # let headless = HeadlessContext::new(&HeadlessDesc::default())?;
    /// # let context = headless.context();
    /// let size = [8, 8, 4];
    /// let format = TextureFormat::R8;
    /// let filter = Filter::Linear;
    /// let volume = Texture3d::new(context, &TextureDesc { size, format, filter, ..Default::default() })?;
    /// volume.write(TextureBox::whole(size), &[100_u8; 8 * 8 * 4])?;
    /// # }
    /// # Ok(())
    /// # }
    /// ```
    Texture3d, Volume
}

boxed_texture! {
    /// Layers of texels, of one size and format; `sampler2DArray`. A clone is another handle on the
    /// same texture.
    TextureArray, Array
}

/// A side of a cube: the direction in which it lies.
///
/// ```
/// # fn main() -> galry_gloo::Result<()> {
/// # #[cfg(feature = "headless")] {
/// # use galry_gloo::*;
/// # use galry_gloo::headless::{HeadlessContext, HeadlessDesc};
/// # let headless = HeadlessContext::new(&HeadlessDesc::default())?;
/// # let context = headless.context();
/// let sky = TextureCube::new(context, &TextureDesc { size: 2, ..TextureDesc::default() })?;
/// for face in CubeFace::ALL {
///     let shade = if face == CubeFace::PositiveY { 255_u8 } else { 100 };
///     sky.write(face, TextureRegion::whole([2, 2]), &[[shade, shade, 255, 255]; 4])?;
/// }
/// # }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum CubeFace {
    PositiveX,
    NegativeX,
    PositiveY,
    NegativeY,
    PositiveZ,
    NegativeZ,
}

impl CubeFace {
    /// All six.
    pub const ALL: [Self; 6] = [
        Self::PositiveX,
        Self::NegativeX,
        Self::PositiveY,
        Self::NegativeY,
        Self::PositiveZ,
        Self::NegativeZ,
    ];

    pub(crate) const fn index(self) -> u32 {
        self as u32
    }
}

/// Six squares of texels around a point; `samplerCube`. A clone is another handle on the same
/// texture.
///
/// ```
/// # fn main() -> galry_gloo::Result<()> {
/// # #[cfg(feature = "headless")] {
/// # use galry_gloo::*;
/// # use galry_gloo::headless::{HeadlessContext, HeadlessDesc};
/// # let headless = HeadlessContext::new(&HeadlessDesc::default())?;
/// # let context = headless.context();
/// let desc = TextureDesc { size: 16, levels: 5, ..TextureDesc::default() };
/// let surroundings = TextureCube::new(context, &desc)?;
/// surroundings.generate_mipmaps()?;
/// assert_eq!((surroundings.size(), surroundings.levels()), (16, 5));
/// # }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct TextureCube {
    pub(crate) raw: Rc<RawTexture>,
}

texture_methods!(TextureCube);

impl TextureCube {
    /// Makes a texture of six squares of `size` texels a side, whose contents are undefined until
    /// written.
    ///
    /// # Errors
    /// As for [`Texture2d::new`](crate::Texture2d::new).
    pub fn new(context: &Context, desc: &TextureDesc<'_, u32>) -> Result<Self> {
        let desc = desc.raw(TextureShape::Cube, [desc.size, desc.size, 1]);
        let raw = Rc::new(RawTexture::new(context, &desc)?);
        Ok(Self { raw })
    }

    /// Overwrites a part of a side, row after row without padding.
    ///
    /// # Errors
    /// As for [`Texture2d::write`](crate::Texture2d::write).
    pub fn write<T: Pod>(&self, face: CubeFace, region: TextureRegion, data: &[T]) -> Result<()> {
        self.write_level(0, face, region, data)
    }

    /// As [`write`](Self::write), into a mip level.
    ///
    /// # Errors
    /// As for [`Texture2d::write_level`](crate::Texture2d::write_level).
    pub fn write_level<T: Pod>(
        &self,
        level: u32,
        face: CubeFace,
        region: TextureRegion,
        data: &[T],
    ) -> Result<()> {
        let texels = Texels::Slice(bytemuck::cast_slice(data));
        let region = RawRegion {
            face: face.index(),
            ..region.raw(level)
        };
        self.raw.write(&region, &RowLayout::default(), texels)
    }

    /// Overwrites a part of a side from a buffer of the driver's, from byte `first_byte` on.
    ///
    /// # Errors
    /// As for [`Texture2d::write_from_buffer`](crate::Texture2d::write_from_buffer).
    pub fn write_from_buffer(
        &self,
        face: CubeFace,
        region: TextureRegion,
        buffer: &dyn VertexSource,
        first_byte: u64,
        rows: &RowLayout,
    ) -> Result<()> {
        let region = RawRegion {
            face: face.index(),
            ..region.raw(0)
        };
        let buffer = buffer.raw_buffer();
        let texels = Texels::Buffer(&buffer, first_byte);
        self.raw.write(&region, rows, texels)
    }

    /// Texels of a side.
    #[must_use]
    pub fn size(&self) -> u32 {
        self.raw.size[0]
    }
}
