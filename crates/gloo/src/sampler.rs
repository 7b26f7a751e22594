//! Samplers: how textures are read between and beyond their texels.

use glow::HasContext as _;

use crate::context::{Context, Garbage};
use crate::error::{Error, Result};
use crate::state::Compare;

/// How a texture is read between texels.
///
/// ```
/// # fn main() -> galry_gloo::Result<()> {
/// # #[cfg(feature = "headless")] {
/// # use galry_gloo::*;
/// # use galry_gloo::headless::{HeadlessContext, HeadlessDesc};
/// # let headless = HeadlessContext::new(&HeadlessDesc::default())?;
/// # let context = headless.context();
/// let filter = Filter::Linear;
/// let texture = Texture2d::new(context, &TextureDesc { size: [2, 2], filter, ..TextureDesc::default() })?;
/// assert!(texture.format().is_filterable(context.capabilities()));
/// # }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Filter {
    /// The nearest texel: the only way for integers, and the sure one for floats.
    #[default]
    Nearest,
    /// Mixed from the four nearest.
    Linear,
}

impl Filter {
    pub(crate) const fn raw(self) -> i32 {
        match self {
            Self::Nearest => glow::NEAREST as i32,
            Self::Linear => glow::LINEAR as i32,
        }
    }
}

/// How mip levels are read.
///
/// ```
/// # fn main() -> galry_gloo::Result<()> {
/// # #[cfg(feature = "headless")] {
/// # use galry_gloo::*;
/// # use galry_gloo::headless::{HeadlessContext, HeadlessDesc};
/// # let headless = HeadlessContext::new(&HeadlessDesc::default())?;
/// # let context = headless.context();
/// let texture = Texture2d::new(context, &TextureDesc {
///     size: [64, 64],
///     levels: 7, // 64, 32, 16, 8, 4, 2 and 1 texels a side
///     filter: Filter::Linear,
///     mip: MipFilter::Linear,
///     ..TextureDesc::default()
/// })?;
/// texture.write(TextureRegion::whole([64, 64]), &[[200_u8; 4]; 64 * 64])?;
/// texture.generate_mipmaps()?;
/// # }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum MipFilter {
    /// Only the first level.
    #[default]
    None,
    /// The level whose texels are nearest in size to pixels.
    Nearest,
    /// Mixed from the two nearest.
    Linear,
}

/// The parameter of GL for reading texels that are smaller than pixels.
pub(crate) const fn minify(filter: Filter, mip: MipFilter) -> i32 {
    (match (filter, mip) {
        (Filter::Nearest, MipFilter::None) => glow::NEAREST,
        (Filter::Linear, MipFilter::None) => glow::LINEAR,
        (Filter::Nearest, MipFilter::Nearest) => glow::NEAREST_MIPMAP_NEAREST,
        (Filter::Linear, MipFilter::Nearest) => glow::LINEAR_MIPMAP_NEAREST,
        (Filter::Nearest, MipFilter::Linear) => glow::NEAREST_MIPMAP_LINEAR,
        (Filter::Linear, MipFilter::Linear) => glow::LINEAR_MIPMAP_LINEAR,
    }) as i32
}

/// How a texture is read beyond its edges.
///
/// ```
/// # fn main() -> galry_gloo::Result<()> {
/// # #[cfg(feature = "headless")] {
/// # use galry_gloo::*;
/// # use galry_gloo::headless::{HeadlessContext, HeadlessDesc};
/// # let headless = HeadlessContext::new(&HeadlessDesc::default())?;
/// # let context = headless.context();
/// let wrap = Wrap::Repeat;
/// let tile = Texture2d::new(context, &TextureDesc { size: [8, 8], wrap, ..TextureDesc::default() })?;
/// assert_eq!(tile.size(), [8, 8]);
/// # }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Wrap {
    /// The edge's texel.
    #[default]
    ClampToEdge,
    /// Again from the other side.
    Repeat,
    /// Back and forth.
    MirroredRepeat,
}

impl Wrap {
    pub(crate) const fn raw(self) -> i32 {
        match self {
            Self::ClampToEdge => glow::CLAMP_TO_EDGE as i32,
            Self::Repeat => glow::REPEAT as i32,
            Self::MirroredRepeat => glow::MIRRORED_REPEAT as i32,
        }
    }
}

/// What a sampler does.
///
/// ```
/// use galry_gloo::{Compare, Filter, SamplerDesc};
///
/// // For a shadow: 1 where the reference is no farther than what the texture holds.
/// let shadow = SamplerDesc {
///     filter: Filter::Linear,
///     compare: Some(Compare::LessOrEqual),
///     ..SamplerDesc::default()
/// };
/// assert_eq!(shadow.anisotropy, 0);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct SamplerDesc {
    /// Between texels.
    pub filter: Filter,
    /// Between mip levels.
    pub mip: MipFilter,
    /// Beyond the edges, in all directions.
    pub wrap: Wrap,
    /// Compares a depth texture with a reference, for `sampler2DShadow`: 1 where the reference
    /// passes, 0 elsewhere, mixed by [`Filter::Linear`].
    pub compare: Option<Compare>,
    /// How many texels along the steepest direction are averaged at most; 0 and 1 are one. More
    /// than [`Capabilities::max_anisotropy`](crate::Capabilities::max_anisotropy) is that many.
    pub anisotropy: u32,
}

/// A way to read textures that goes before the texture's own.
///
/// ```
/// # fn main() -> galry_gloo::Result<()> {
/// # #[cfg(feature = "headless")] {
/// # use galry_gloo::*;
/// # use galry_gloo::headless::{HeadlessContext, HeadlessDesc};
/// # let headless = HeadlessContext::new(&HeadlessDesc::default())?;
/// # let context = headless.context();
/// // One texture, read in two ways by two draws.
/// let sharp = Sampler::new(context, &SamplerDesc::default())?;
/// let smooth = Sampler::new(context, &SamplerDesc { filter: Filter::Linear, ..SamplerDesc::default() })?;
/// let texture = Texture2d::new(context, &TextureDesc { size: [8, 8], ..TextureDesc::default() })?;
/// let sharply = TextureBinding { sampler: Some(&sharp), ..TextureBinding::new(0, &texture) };
/// let smoothly = TextureBinding { sampler: Some(&smooth), ..sharply };
/// # assert!(smoothly.sampler.is_some());
/// # }
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Sampler {
    pub(crate) context: Context,
    pub(crate) name: glow::Sampler,
    pub(crate) desc: SamplerDesc,
}

impl Sampler {
    /// Makes a sampler.
    ///
    /// # Errors
    /// [`Error::Refused`], [`Error::ContextLost`].
    pub fn new(context: &Context, desc: &SamplerDesc) -> Result<Self> {
        context.check()?;
        let gl = context.gl();
        // SAFETY: the context is current; the parameters are GL's own enumerants.
        let name = unsafe {
            let name = gl.create_sampler().map_err(|message| Error::Refused {
                what: "sampler",
                message,
            })?;
            let minify = minify(desc.filter, desc.mip);
            gl.sampler_parameter_i32(name, glow::TEXTURE_MIN_FILTER, minify);
            gl.sampler_parameter_i32(name, glow::TEXTURE_MAG_FILTER, desc.filter.raw());
            gl.sampler_parameter_i32(name, glow::TEXTURE_WRAP_S, desc.wrap.raw());
            gl.sampler_parameter_i32(name, glow::TEXTURE_WRAP_T, desc.wrap.raw());
            gl.sampler_parameter_i32(name, glow::TEXTURE_WRAP_R, desc.wrap.raw());
            if let Some(compare) = desc.compare {
                let by_reference = glow::COMPARE_REF_TO_TEXTURE as i32;
                gl.sampler_parameter_i32(name, glow::TEXTURE_COMPARE_MODE, by_reference);
                let function = compare.raw() as i32;
                gl.sampler_parameter_i32(name, glow::TEXTURE_COMPARE_FUNC, function);
            }
            let anisotropy = desc.anisotropy.min(context.capabilities().max_anisotropy);
            if anisotropy > 1 {
                let parameter = glow::TEXTURE_MAX_ANISOTROPY_EXT;
                gl.sampler_parameter_f32(name, parameter, anisotropy as f32);
            }
            name
        };
        context.count_object();
        Ok(Self {
            context: context.clone(),
            name,
            desc: *desc,
        })
    }
}

impl Drop for Sampler {
    fn drop(&mut self) {
        self.context.discard(Garbage::Sampler(self.name));
    }
}
