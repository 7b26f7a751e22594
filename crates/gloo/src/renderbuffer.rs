//! Renderbuffers: targets of draws that no shader reads, multisampled where wanted.

use std::rc::Rc;

use glow::HasContext as _;

use crate::context::{Context, Garbage};
use crate::error::{Error, Result};
use crate::format::TextureFormat;

/// What a renderbuffer shall be.
///
/// ```
/// # fn main() -> galry_gloo::Result<()> {
/// # #[cfg(feature = "headless")] {
/// # use galry_gloo::*;
/// # use galry_gloo::headless::{HeadlessContext, HeadlessDesc};
/// # let headless = HeadlessContext::new(&HeadlessDesc::default())?;
/// # let context = headless.context();
/// let samples = context.capabilities().max_samples.min(4);
/// let desc = RenderbufferDesc { size: [64, 64], format: TextureFormat::Rgba8, samples };
/// let renderbuffer = Renderbuffer::new(context, &desc)?;
/// assert_eq!(renderbuffer.desc(), &desc);
/// # }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RenderbufferDesc {
    /// Width and height in pixels.
    pub size: [u32; 2],
    /// The layout of a pixel: one that can be drawn into, or depth.
    pub format: TextureFormat,
    /// Samples of a pixel; 0 is one, without multisampling. The driver may take more.
    pub samples: u32,
}

#[derive(Debug)]
pub(crate) struct RawRenderbuffer {
    pub(crate) context: Context,
    pub(crate) name: glow::Renderbuffer,
    pub(crate) serial: u64,
    pub(crate) desc: RenderbufferDesc,
}

impl Drop for RawRenderbuffer {
    fn drop(&mut self) {
        let garbage = Garbage::Renderbuffer(self.name, bytes(&self.desc));
        self.context.discard(garbage);
    }
}

/// Pixels to draw into, which no shader reads. A clone is another handle on the same ones.
///
/// ```
/// # fn main() -> galry_gloo::Result<()> {
/// # #[cfg(feature = "headless")] {
/// # use galry_gloo::{Framebuffer, FramebufferDesc, Renderbuffer, RenderbufferDesc, Target, TextureFormat};
/// # use galry_gloo::headless::{HeadlessContext, HeadlessDesc};
/// # let headless = HeadlessContext::new(&HeadlessDesc::default())?;
/// # let context = headless.context();
/// let (size, format) = ([64, 64], TextureFormat::Rgba8);
/// let samples = Renderbuffer::new(context, &RenderbufferDesc { size, format, samples: 4 })?;
/// let color = [(&samples).into()];
/// let drawn = Framebuffer::new(context, &FramebufferDesc { color: &color, depth: None })?;
/// let resolved = Framebuffer::with_size(context, size, format)?;
/// // … draw into `drawn` …
/// context.blit(&drawn, drawn.rect(), &Target::Framebuffer(&resolved), drawn.rect())?;
/// # }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Renderbuffer {
    pub(crate) raw: Rc<RawRenderbuffer>,
}

impl Renderbuffer {
    /// Makes a renderbuffer, whose contents are undefined until drawn.
    ///
    /// # Errors
    /// [`Error::ZeroSize`]; [`Error::LimitExceeded`] above the largest texture and the most samples;
    /// [`Error::Unrenderable`]; [`Error::OutOfMemory`]; [`Error::ContextLost`].
    pub fn new(context: &Context, desc: &RenderbufferDesc) -> Result<Self> {
        context.check()?;
        check_desc(context, desc)?;
        let gl = context.gl();
        // SAFETY: the context is current.
        let name = unsafe { gl.create_renderbuffer() }.map_err(|message| Error::Refused {
            what: "renderbuffer",
            message,
        })?;
        context.count_object();
        let bytes = bytes(desc);
        context.count(|counters| counters.live_bytes += bytes);
        let raw = RawRenderbuffer {
            context: context.clone(),
            name,
            serial: context.new_serial(),
            desc: *desc,
        };
        context.cache().set_renderbuffer(gl, Some(name));
        let [width, height] = desc.size.map(|side| side as i32);
        // SAFETY: the renderbuffer is bound; format, size and samples were checked.
        unsafe {
            gl.renderbuffer_storage_multisample(
                glow::RENDERBUFFER,
                desc.samples as i32,
                desc.format.internal(),
                width,
                height,
            );
        }
        context.check_memory("renderbuffer", bytes)?;
        let raw = Rc::new(raw);
        Ok(Self { raw })
    }

    /// What it is.
    #[must_use]
    pub fn desc(&self) -> &RenderbufferDesc {
        &self.raw.desc
    }

    /// The GL name, for foreign code.
    #[must_use]
    pub fn raw(&self) -> glow::Renderbuffer {
        self.raw.name
    }
}

fn check_desc(context: &Context, desc: &RenderbufferDesc) -> Result<()> {
    let capabilities = context.capabilities();
    let [width, height] = desc.size;
    if width == 0 || height == 0 {
        return Err(Error::ZeroSize {
            what: "renderbuffer",
        });
    }
    // Integers are promised to be drawn into, not with several samples.
    let is_integer = desc.format.is_integer();
    let samples = if is_integer {
        0
    } else {
        capabilities.max_samples
    };
    for (what, limit, got) in [
        (
            "pixels a side of a renderbuffer",
            capabilities.max_texture_size,
            width.max(height),
        ),
        ("samples of a renderbuffer", samples, desc.samples),
    ] {
        if got > limit {
            return Err(Error::LimitExceeded {
                what,
                limit: limit.into(),
                got: got.into(),
            });
        }
    }
    if !desc.format.is_depth() && !desc.format.is_color_renderable(capabilities) {
        return Err(Error::Unrenderable {
            format: desc.format,
            reason: "it is only read",
        });
    }
    Ok(())
}

fn bytes(desc: &RenderbufferDesc) -> u64 {
    let [width, height] = desc.size.map(u64::from);
    width * height * u64::from(desc.samples.max(1)) * u64::from(desc.format.bytes_per_pixel())
}
