//! What textures of every shape share: storage, levels, parameters, and writing texels.

use glow::HasContext as _;

use super::{Channel, TextureShape};
use crate::buffer::RawBuffer;
use crate::context::{Context, Garbage, UnpackRows};
use crate::debug;
use crate::error::{Error, Result};
use crate::format::TextureFormat;
use crate::sampler::{Filter, MipFilter, Wrap, minify};

/// What a texture of whatever shape shall be.
#[derive(Debug, Clone, Copy)]
pub(super) struct RawDesc<'a> {
    pub(super) shape: TextureShape,
    /// Columns, rows, and slices, layers or 1.
    pub(super) size: [u32; 3],
    pub(super) format: TextureFormat,
    pub(super) filter: Filter,
    pub(super) mip: MipFilter,
    pub(super) wrap: Wrap,
    pub(super) levels: u32,
    pub(super) swizzle: [Channel; 4],
    pub(super) label: &'a str,
}

/// A box of texels in a level.
#[derive(Debug, Clone, Copy)]
pub(super) struct RawRegion {
    pub(super) level: u32,
    pub(super) origin: [u32; 3],
    pub(super) size: [u32; 3],
    /// The side of a cube, from 0.
    pub(super) face: u32,
}

/// Where texels come from.
#[derive(Clone, Copy)]
pub(super) enum Texels<'a> {
    /// Memory; the whole of it.
    Slice(&'a [u8]),
    /// A buffer, from a byte on.
    Buffer(&'a RawBuffer, u64),
}

/// How texels lie in memory where rows or slices stand further apart than they are long.
///
/// ```
/// # fn main() -> galry_gloo::Result<()> {
/// # #[cfg(feature = "headless")] {
/// # use galry_gloo::*;
/// # use galry_gloo::headless::{HeadlessContext, HeadlessDesc};
/// # let headless = HeadlessContext::new(&HeadlessDesc::default())?;
/// # let context = headless.context();
/// // A part of a larger picture in memory, 100 texels wide, without copying it out first.
/// let picture = vec![[0_u8; 4]; 100 * 80];
/// let texture = Texture2d::new(context, &TextureDesc { size: [16, 16], ..TextureDesc::default() })?;
/// let rows = RowLayout { row_length: 100, skip_rows: 30, skip_pixels: 50, ..RowLayout::default() };
/// texture.write_rows(TextureRegion::whole([16, 16]), &picture, &rows)?;
/// # }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct RowLayout {
    /// Texels from the start of a row to that of the next; 0 for the width of what is written.
    pub row_length: u32,
    /// Rows before the first that is written.
    pub skip_rows: u32,
    /// Texels in a row before the first that is written.
    pub skip_pixels: u32,
    /// Rows from the start of a slice to that of the next; 0 for the height of what is written.
    pub image_height: u32,
    /// Slices before the first that is written.
    pub skip_images: u32,
}

impl RowLayout {
    /// Texels up to the last that is read.
    fn texels(&self, [width, height, depth]: [u32; 3]) -> u64 {
        let or = |given: u32, own: u32| u64::from(if given == 0 { own } else { given });
        let row_length = or(self.row_length, width);
        let image_height = or(self.image_height, height);
        let slice = u64::from(self.skip_images) + u64::from(depth) - 1;
        let row = u64::from(self.skip_rows) + u64::from(height) - 1;
        let texel = u64::from(self.skip_pixels) + u64::from(width);
        (slice * image_height + row)
            .saturating_mul(row_length)
            .saturating_add(texel)
    }

    fn unpack(&self) -> UnpackRows {
        UnpackRows {
            row_length: self.row_length as i32,
            skip_rows: self.skip_rows as i32,
            skip_pixels: self.skip_pixels as i32,
            image_height: self.image_height as i32,
            skip_images: self.skip_images as i32,
        }
    }

    /// Rows and slices that reach into their neighbours are more likely a mistake than a wish, and
    /// counts above what GL's signed integers hold are one.
    fn check(&self, [width, height, _]: [u32; 3]) -> Result<()> {
        let short = |length: u32, skipped: u32, used: u32| {
            length != 0 && u64::from(length) < u64::from(skipped) + u64::from(used)
        };
        let row = short(self.row_length, self.skip_pixels, width);
        let image = short(self.image_height, self.skip_rows, height);
        if row || image {
            return Err(Error::Mismatch {
                what: "row layout of a texture write",
                expected: format!(
                    "rows and slices of at least {width} by {height} and what is skipped"
                ),
                got: format!("{self:?}"),
            });
        }
        let all = [
            self.row_length,
            self.skip_rows,
            self.skip_pixels,
            self.image_height,
            self.skip_images,
        ];
        let largest = all.into_iter().max().unwrap_or(0);
        if i32::try_from(largest).is_err() {
            return Err(Error::LimitExceeded {
                what: "texels of a row layout",
                limit: i32::MAX as u64,
                got: largest.into(),
            });
        }
        Ok(())
    }
}

#[derive(Debug)]
pub(crate) struct RawTexture {
    pub(crate) context: Context,
    pub(crate) name: glow::Texture,
    pub(crate) serial: u64,
    pub(crate) shape: TextureShape,
    pub(crate) size: [u32; 3],
    pub(crate) format: TextureFormat,
    pub(crate) levels: u32,
    bytes: u64,
}

impl Drop for RawTexture {
    fn drop(&mut self) {
        self.context
            .discard(Garbage::Texture(self.name, self.bytes));
    }
}

impl RawTexture {
    pub(super) fn new(context: &Context, desc: &RawDesc<'_>) -> Result<Self> {
        context.check()?;
        check_desc(context, desc)?;
        // SAFETY: the context is current.
        let name = unsafe { context.gl().create_texture() }.map_err(|message| Error::Refused {
            what: "texture",
            message,
        })?;
        context.count_object();
        let bytes = bytes_of_levels(desc);
        context.count(|counters| counters.live_bytes += bytes);
        let texture = Self {
            context: context.clone(),
            name,
            serial: context.new_serial(),
            shape: desc.shape,
            size: desc.size,
            format: desc.format,
            levels: desc.levels,
            bytes,
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

    fn bind(&self) {
        let (gl, mut cache) = (self.context.gl(), self.context.cache());
        cache.set_upload_texture(gl, self.shape, self.name);
    }

    fn allocate(&self, desc: &RawDesc<'_>) {
        self.bind();
        let context = &self.context;
        let gl = context.gl();
        // Without data the unpack buffer still counts: it has to be none.
        context.cache().set_unpack(gl, None, UnpackRows::default());
        let target = self.shape.target();
        let parameters = [
            (glow::TEXTURE_MIN_FILTER, minify(desc.filter, desc.mip)),
            (glow::TEXTURE_MAG_FILTER, desc.filter.raw()),
            (glow::TEXTURE_WRAP_S, desc.wrap.raw()),
            (glow::TEXTURE_WRAP_T, desc.wrap.raw()),
            (glow::TEXTURE_WRAP_R, desc.wrap.raw()),
            // So many levels are complete, whatever the filter.
            (glow::TEXTURE_MAX_LEVEL, desc.levels as i32 - 1),
        ];
        // SAFETY: the texture is bound on the active unit; size, levels and format were checked.
        // Immutable storage would be stricter, but desktop 3.3 has none.
        unsafe {
            for (parameter, value) in parameters {
                gl.tex_parameter_i32(target, parameter, value);
            }
            if desc.swizzle != Channel::ALL {
                let names = [
                    glow::TEXTURE_SWIZZLE_R,
                    glow::TEXTURE_SWIZZLE_G,
                    glow::TEXTURE_SWIZZLE_B,
                    glow::TEXTURE_SWIZZLE_A,
                ];
                for (name, channel) in names.into_iter().zip(desc.swizzle) {
                    gl.tex_parameter_i32(target, name, channel.raw());
                }
            }
            let nothing = || glow::PixelUnpackData::Slice(None);
            let (internal, format, kind) = (
                desc.format.internal() as i32,
                desc.format.pixel_format(),
                desc.format.pixel_type(),
            );
            for level in 0..desc.levels {
                let [width, height, depth] = level_size(desc.shape, desc.size, level);
                let (width, height, level) = (width as i32, height as i32, level as i32);
                match desc.shape {
                    TextureShape::Flat | TextureShape::Cube => {
                        for face in 0..desc.shape.faces() {
                            gl.tex_image_2d(
                                desc.shape.image_target(face),
                                level,
                                internal,
                                width,
                                height,
                                0,
                                format,
                                kind,
                                nothing(),
                            );
                        }
                    }
                    TextureShape::Volume | TextureShape::Array => gl.tex_image_3d(
                        target,
                        level,
                        internal,
                        width,
                        height,
                        depth as i32,
                        0,
                        format,
                        kind,
                        nothing(),
                    ),
                }
            }
        }
    }

    /// Overwrites a box of texels, which must lie in its level.
    pub(super) fn write(
        &self,
        region: &RawRegion,
        rows: &RowLayout,
        texels: Texels<'_>,
    ) -> Result<()> {
        self.context.check()?;
        self.check_region(region)?;
        rows.check(region.size)?;
        if region.size.contains(&0) {
            return check_length(0, &texels, RowLayout::default() != *rows);
        }
        let pixel = u64::from(self.format.bytes_per_pixel());
        let needed = rows.texels(region.size).saturating_mul(pixel);
        check_length(needed, &texels, RowLayout::default() != *rows)?;
        let (data, buffer) = match texels {
            Texels::Slice(data) => (glow::PixelUnpackData::Slice(Some(data)), None),
            Texels::Buffer(buffer, first) => {
                self.context
                    .check_same(&buffer.context, "buffer of texels")?;
                let offset = glow::PixelUnpackData::BufferOffset(first as u32);
                (offset, Some(buffer.name))
            }
        };
        self.bind();
        let gl = self.context.gl();
        self.context.cache().set_unpack(gl, buffer, rows.unpack());
        let [x, y, z] = region.origin.map(|at| at as i32);
        let [width, height, depth] = region.size.map(|side| side as i32);
        let (level, format, kind) = (
            region.level as i32,
            self.format.pixel_format(),
            self.format.pixel_type(),
        );
        // SAFETY: the texture is bound on the active unit, the box lies within its level, and the
        // memory, or the bound buffer, has all the bytes that the layout of rows reaches (all
        // checked above).
        unsafe {
            match self.shape {
                TextureShape::Flat | TextureShape::Cube => {
                    let target = self.shape.image_target(region.face);
                    gl.tex_sub_image_2d(target, level, x, y, width, height, format, kind, data);
                }
                TextureShape::Volume | TextureShape::Array => gl.tex_sub_image_3d(
                    self.shape.target(),
                    level,
                    x,
                    y,
                    z,
                    width,
                    height,
                    depth,
                    format,
                    kind,
                    data,
                ),
            }
        }
        let written = region
            .size
            .iter()
            .map(|&side| u64::from(side))
            .product::<u64>()
            * pixel;
        if buffer.is_none() {
            self.context
                .count(|counters| counters.bytes_uploaded += written);
        }
        self.context.recorder().write(|| {
            let shape = self.shape;
            format!(
                "write {written} bytes to a {shape} texture of {:?}",
                self.format
            )
        });
        Ok(())
    }

    fn check_region(&self, region: &RawRegion) -> Result<()> {
        if region.level >= self.levels {
            return Err(Error::LimitExceeded {
                what: "mip level of a texture",
                limit: u64::from(self.levels) - 1,
                got: region.level.into(),
            });
        }
        let size = level_size(self.shape, self.size, region.level);
        let fits = |axis: usize| {
            u64::from(region.origin[axis]) + u64::from(region.size[axis]) <= u64::from(size[axis])
        };
        if !fits(0) || !fits(1) {
            let [x, y, _] = region.origin;
            let [width, height, _] = region.size;
            return Err(Error::RegionOutside {
                what: "texture write",
                size: [size[0], size[1]],
                rect: [x.into(), y.into(), width.into(), height.into()],
            });
        }
        if !fits(2) {
            return Err(Error::OutOfRange {
                what: "layers of a texture",
                available: size[2].into(),
                start: region.origin[2].into(),
                end: u64::from(region.origin[2]) + u64::from(region.size[2]),
            });
        }
        Ok(())
    }

    /// Computes all levels but the first from it.
    pub(super) fn generate_mipmaps(&self) -> Result<()> {
        self.context.check()?;
        if !self.format.has_mipmaps(self.context.capabilities()) {
            return Err(Error::NoMipmaps {
                format: self.format,
            });
        }
        self.bind();
        // SAFETY: the texture is bound on the active unit, its first level is there, and its format
        // can be filtered and drawn into.
        unsafe { self.context.gl().generate_mipmap(self.shape.target()) };
        self.context
            .recorder()
            .write(|| format!("generate mip levels of a {} texture", self.shape));
        Ok(())
    }
}

/// Columns, rows and slices of a level.
pub(crate) fn level_size(shape: TextureShape, size: [u32; 3], level: u32) -> [u32; 3] {
    let halved = |side: u32| side.checked_shr(level).unwrap_or(0).max(1);
    let [width, height, depth] = size;
    let depth = match shape {
        TextureShape::Volume => halved(depth),
        _ => depth,
    };
    [halved(width), halved(height), depth]
}

/// How many levels there are down to a single texel.
fn most_levels(shape: TextureShape, [width, height, depth]: [u32; 3]) -> u32 {
    let largest = match shape {
        TextureShape::Volume => width.max(height).max(depth),
        _ => width.max(height),
    };
    largest.max(1).ilog2() + 1
}

fn bytes_of_levels(desc: &RawDesc<'_>) -> u64 {
    let faces = if desc.shape == TextureShape::Cube {
        6
    } else {
        1
    };
    let texels: u64 = (0..desc.levels)
        .map(|level| {
            let size = level_size(desc.shape, desc.size, level);
            size.iter().map(|&side| u64::from(side)).product::<u64>()
        })
        .sum();
    texels * faces * u64::from(desc.format.bytes_per_pixel())
}

fn check_desc(context: &Context, desc: &RawDesc<'_>) -> Result<()> {
    let capabilities = context.capabilities();
    if desc.size.contains(&0) {
        return Err(Error::ZeroSize { what: "texture" });
    }
    let [width, height, depth] = desc.size;
    let side = match desc.shape {
        TextureShape::Flat | TextureShape::Array => capabilities.max_texture_size,
        TextureShape::Volume => capabilities.max_texture_3d_size,
        TextureShape::Cube => capabilities.max_cube_size,
    };
    let mut limits = vec![("texels a side of a texture", side, width.max(height))];
    match desc.shape {
        TextureShape::Volume => limits.push(("texels a side of a texture", side, depth)),
        TextureShape::Array => {
            limits.push(("layers of a texture", capabilities.max_array_layers, depth));
        }
        _ => {}
    }
    let most = most_levels(desc.shape, desc.size);
    limits.push(("mip levels of a texture", most, desc.levels));
    for (what, limit, got) in limits {
        if got > limit {
            return Err(Error::LimitExceeded {
                what,
                limit: limit.into(),
                got: got.into(),
            });
        }
    }
    if desc.levels == 0 {
        return Err(Error::ZeroSize {
            what: "number of mip levels of a texture",
        });
    }
    let linear = desc.filter == Filter::Linear || desc.mip == MipFilter::Linear;
    if linear && !desc.format.is_filterable(capabilities) {
        return Err(Error::Unfilterable {
            format: desc.format,
        });
    }
    if desc.shape == TextureShape::Volume && desc.format.is_depth() {
        return Err(Error::Mismatch {
            what: "format of a 3D texture",
            expected: "colours or integers".to_owned(),
            got: format!("{:?}", desc.format),
        });
    }
    if cfg!(target_family = "wasm") && desc.swizzle != Channel::ALL {
        return Err(Error::Refused {
            what: "swizzle of a texture",
            message: "WebGL has none".to_owned(),
        });
    }
    Ok(())
}

/// Memory must have just what is read where rows are packed, and at least that where they are not;
/// a buffer at least.
fn check_length(needed: u64, texels: &Texels<'_>, is_spread: bool) -> Result<()> {
    match texels {
        Texels::Slice(data) => {
            let got = data.len() as u64;
            let fits = if is_spread {
                got >= needed
            } else {
                got == needed
            };
            if fits {
                return Ok(());
            }
            Err(Error::Length {
                what: "texture write",
                expected: needed,
                got,
            })
        }
        Texels::Buffer(buffer, first) => {
            let end = first.saturating_add(needed);
            if end <= buffer.bytes() {
                return Ok(());
            }
            Err(Error::OutOfRange {
                what: "bytes of a buffer of texels",
                available: buffer.bytes(),
                start: *first,
                end,
            })
        }
    }
}
