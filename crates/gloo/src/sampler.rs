//! Samplers: how textures are read between and beyond their texels.

use glow::HasContext as _;

use crate::context::{Context, Garbage};
use crate::error::{Error, Result};
use crate::state::Compare;

/// How a texture is read between texels.
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
