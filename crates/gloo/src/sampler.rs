//! Samplers: how textures are read between and beyond their texels.

use glow::HasContext as _;

use crate::context::{Context, Garbage};
use crate::error::{Error, Result};

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
    /// Beyond the edges.
    pub wrap: Wrap,
}

/// A way to read textures that goes before the texture's own.
#[derive(Debug)]
pub struct Sampler {
    pub(crate) context: Context,
    pub(crate) name: glow::Sampler,
    pub(crate) filter: Filter,
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
            gl.sampler_parameter_i32(name, glow::TEXTURE_MIN_FILTER, desc.filter.raw());
            gl.sampler_parameter_i32(name, glow::TEXTURE_MAG_FILTER, desc.filter.raw());
            gl.sampler_parameter_i32(name, glow::TEXTURE_WRAP_S, desc.wrap.raw());
            gl.sampler_parameter_i32(name, glow::TEXTURE_WRAP_T, desc.wrap.raw());
            name
        };
        context.count_object();
        Ok(Self {
            context: context.clone(),
            name,
            filter: desc.filter,
        })
    }
}

impl Drop for Sampler {
    fn drop(&mut self) {
        self.context.discard(Garbage::Sampler(self.name));
    }
}
