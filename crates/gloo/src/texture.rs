//! Two-dimensional textures.

use std::rc::Rc;

use bytemuck::Pod;
use glow::HasContext as _;

use crate::context::{Context, Garbage};
use crate::debug;
use crate::error::{Error, Result};
use crate::format::TextureFormat;
use crate::sampler::{Filter, Wrap};

/// What a texture shall be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextureDesc<'a> {
    /// Width and height in texels.
    pub size: [u32; 2],
    /// The layout of a texel.
    pub format: TextureFormat,
    /// How it is read between texels.
    pub filter: Filter,
    /// How it is read beyond its edges.
    pub wrap: Wrap,
    /// A name for debuggers; may be empty.
    pub label: &'a str,
}

impl Default for TextureDesc<'_> {
    /// One RGBA texel of 8 bits a channel, nearest, clamped, without a name.
    fn default() -> Self {
        Self {
            size: [1, 1],
            format: TextureFormat::Rgba8,
            filter: Filter::Nearest,
            wrap: Wrap::ClampToEdge,
            label: "",
        }
    }
}

/// A part of a texture, in texels. Row 0 is the one that a shader finds at `v = 0`.
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

#[derive(Debug)]
struct Shared {
    context: Context,
    name: glow::Texture,
    serial: u64,
    size: [u32; 2],
    format: TextureFormat,
}

impl Drop for Shared {
    fn drop(&mut self) {
        self.context
            .discard(Garbage::Texture(self.name, bytes(self.size, self.format)));
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
    shared: Rc<Shared>,
}

impl Texture2d {
    /// Makes a texture, whose contents are undefined until written.
    ///
    /// # Errors
    /// [`Error::ZeroSize`]; [`Error::LimitExceeded`] above the driver's largest texture;
    /// [`Error::Unfilterable`] for [`Filter::Linear`] where the format has none;
    /// [`Error::OutOfMemory`]; [`Error::ContextLost`].
    pub fn new(context: &Context, desc: &TextureDesc<'_>) -> Result<Self> {
        context.check()?;
        let [width, height] = desc.size;
        if width == 0 || height == 0 {
            return Err(Error::ZeroSize { what: "texture" });
        }
        let limit = context.capabilities().max_texture_size;
        if width.max(height) > limit {
            return Err(Error::LimitExceeded {
                what: "texels a side of a texture",
                limit: limit.into(),
                got: width.max(height).into(),
            });
        }
        if desc.filter == Filter::Linear && !desc.format.is_filterable(context.capabilities()) {
            return Err(Error::Unfilterable {
                format: desc.format,
            });
        }
        let gl = context.gl();
        // SAFETY: the context is current.
        let name = unsafe { gl.create_texture() }.map_err(|message| Error::Refused {
            what: "texture",
            message,
        })?;
        context.count_object();
        let bytes = bytes(desc.size, desc.format);
        context.count(|counters| counters.live_bytes += bytes);
        let serial = context.new_serial();
        let (size, format) = (desc.size, desc.format);
        let shared = Shared {
            context: context.clone(),
            name,
            serial,
            size,
            format,
        };
        let texture = Self {
            shared: Rc::new(shared),
        };
        texture.allocate(desc);
        context.check_memory("texture", bytes)?;
        debug::label(
            context,
            glow::TEXTURE,
            debug::texture_number(name),
            desc.label,
        );
        Ok(texture)
    }

    fn allocate(&self, desc: &TextureDesc<'_>) {
        let context = &self.shared.context;
        let (gl, mut cache) = (context.gl(), context.cache());
        cache.set_upload_texture(gl, self.shared.name);
        // Without data the unpack buffer still counts: it has to be none.
        cache.set_tight_unpack(gl);
        let parameters = [
            (glow::TEXTURE_MIN_FILTER, desc.filter.raw()),
            (glow::TEXTURE_MAG_FILTER, desc.filter.raw()),
            (glow::TEXTURE_WRAP_S, desc.wrap.raw()),
            (glow::TEXTURE_WRAP_T, desc.wrap.raw()),
            // One level is complete, whatever the filter.
            (glow::TEXTURE_MAX_LEVEL, 0),
        ];
        // SAFETY: the texture is bound on the active unit; size and format were checked. Immutable
        // storage would be stricter, but desktop 3.3 has none.
        unsafe {
            for (parameter, value) in parameters {
                gl.tex_parameter_i32(glow::TEXTURE_2D, parameter, value);
            }
            gl.tex_image_2d(
                glow::TEXTURE_2D,
                0,
                desc.format.internal() as i32,
                desc.size[0] as i32,
                desc.size[1] as i32,
                0,
                desc.format.pixel_format(),
                desc.format.pixel_type(),
                glow::PixelUnpackData::Slice(None),
            );
        }
    }

    /// Overwrites a part, row after row without padding. `T` is whatever has the right bytes: `u8`,
    /// `[i16; 2]`, `f32`, a struct.
    ///
    /// # Errors
    /// [`Error::RegionOutside`] if the region leaves the texture, [`Error::Length`] if the data has
    /// not its length, [`Error::ContextLost`].
    pub fn write<T: Pod>(&self, region: TextureRegion, data: &[T]) -> Result<()> {
        let context = &self.shared.context;
        context.check()?;
        let TextureRegion {
            x,
            y,
            width,
            height,
        } = region;
        let fits = |start: u32, length: u32, side: u32| {
            u64::from(start) + u64::from(length) <= u64::from(side)
        };
        if !fits(x, width, self.shared.size[0]) || !fits(y, height, self.shared.size[1]) {
            return Err(Error::RegionOutside {
                what: "texture write",
                size: self.shared.size,
                rect: [x.into(), y.into(), width.into(), height.into()],
            });
        }
        let data: &[u8] = bytemuck::cast_slice(data);
        let expected = bytes([width, height], self.shared.format);
        if data.len() as u64 != expected {
            return Err(Error::Length {
                what: "texture write",
                expected,
                got: data.len() as u64,
            });
        }
        if data.is_empty() {
            return Ok(());
        }
        let gl = context.gl();
        let mut cache = context.cache();
        cache.set_upload_texture(gl, self.shared.name);
        cache.set_tight_unpack(gl);
        // SAFETY: the texture is bound on the active unit, the region lies within it, rows are
        // packed tightly, and the data has exactly their bytes (all checked above).
        unsafe {
            gl.tex_sub_image_2d(
                glow::TEXTURE_2D,
                0,
                x as i32,
                y as i32,
                width as i32,
                height as i32,
                self.shared.format.pixel_format(),
                self.shared.format.pixel_type(),
                glow::PixelUnpackData::Slice(Some(data)),
            );
        }
        context.count(|counters| counters.bytes_uploaded += expected);
        Ok(())
    }

    /// Width and height in texels.
    #[must_use]
    pub fn size(&self) -> [u32; 2] {
        self.shared.size
    }

    /// The layout of a texel.
    #[must_use]
    pub fn format(&self) -> TextureFormat {
        self.shared.format
    }

    /// The GL name, for foreign code.
    #[must_use]
    pub fn raw(&self) -> glow::Texture {
        self.shared.name
    }

    pub(crate) fn context(&self) -> &Context {
        &self.shared.context
    }

    pub(crate) fn serial(&self) -> u64 {
        self.shared.serial
    }
}

fn bytes(size: [u32; 2], format: TextureFormat) -> u64 {
    u64::from(size[0]) * u64::from(size[1]) * u64::from(format.bytes_per_pixel())
}
