//! The parts of a framebuffer: levels, layers and sides of textures, and renderbuffers.

use glow::HasContext as _;

use std::rc::Rc;

use crate::context::Context;
use crate::error::{Error, Result, check_below};
use crate::format::TextureFormat;
use crate::renderbuffer::{RawRenderbuffer, Renderbuffer};
use crate::texture::{
    CubeFace, RawTexture, Texture2d, Texture3d, TextureArray, TextureCube, level_size,
};

/// A part of a framebuffer.
///
/// ```
/// # fn main() -> galry_gloo::Result<()> {
/// # #[cfg(feature = "headless")] {
/// # use galry_gloo::*;
/// # use galry_gloo::headless::{HeadlessContext, HeadlessDesc};
/// # let headless = HeadlessContext::new(&HeadlessDesc::default())?;
/// # let context = headless.context();
/// let desc = TextureDesc { size: [16, 16, 4], ..TextureDesc::default() };
/// let texture = &TextureArray::new(context, &desc)?;
/// for layer in 0..4 {
///     let color = [Attachment::Layer { texture, layer, level: 0 }];
///     let target = Framebuffer::new(context, &FramebufferDesc { color: &color, depth: None })?;
///     context.clear(&Target::Framebuffer(&target), [0.2 * layer as f32; 4], None)?;
/// }
/// # }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Attachment<'a> {
    /// A mip level of a 2D texture; `(&texture).into()` is the first.
    Texture {
        /// The texture.
        texture: &'a Texture2d,
        /// The level.
        level: u32,
    },
    /// A slice of a 3D texture.
    Slice {
        /// The texture.
        texture: &'a Texture3d,
        /// The slice.
        slice: u32,
        /// The level.
        level: u32,
    },
    /// A layer of an array texture.
    Layer {
        /// The texture.
        texture: &'a TextureArray,
        /// The layer.
        layer: u32,
        /// The level.
        level: u32,
    },
    /// A side of a cube texture.
    Face {
        /// The texture.
        texture: &'a TextureCube,
        /// The side.
        face: CubeFace,
        /// The level.
        level: u32,
    },
    /// A renderbuffer; `(&renderbuffer).into()`.
    Renderbuffer(&'a Renderbuffer),
}

impl<'a> From<&'a Texture2d> for Attachment<'a> {
    fn from(texture: &'a Texture2d) -> Self {
        Self::Texture { texture, level: 0 }
    }
}

impl<'a> From<&'a Renderbuffer> for Attachment<'a> {
    fn from(renderbuffer: &'a Renderbuffer) -> Self {
        Self::Renderbuffer(renderbuffer)
    }
}

/// A part that is kept alive.
#[derive(Debug)]
pub(super) enum Attached {
    Texture {
        texture: Texture2d,
        level: u32,
    },
    Layer {
        texture: Rc<RawTexture>,
        layer: u32,
        level: u32,
    },
    Face {
        texture: Rc<RawTexture>,
        face: CubeFace,
        level: u32,
    },
    Renderbuffer(Rc<RawRenderbuffer>),
}

impl Attached {
    /// Looks whether the context, the layer and the level are right.
    pub(super) fn new(context: &Context, attachment: &Attachment<'_>) -> Result<Self> {
        let attached = match *attachment {
            Attachment::Texture { texture, level } => Self::Texture {
                texture: texture.clone(),
                level,
            },
            Attachment::Slice {
                texture,
                slice,
                level,
            } => Self::Layer {
                texture: Rc::clone(&texture.raw),
                layer: slice,
                level,
            },
            Attachment::Layer {
                texture,
                layer,
                level,
            } => Self::Layer {
                texture: Rc::clone(&texture.raw),
                layer,
                level,
            },
            Attachment::Face {
                texture,
                face,
                level,
            } => Self::Face {
                texture: Rc::clone(&texture.raw),
                face,
                level,
            },
            Attachment::Renderbuffer(renderbuffer) => {
                Self::Renderbuffer(Rc::clone(&renderbuffer.raw))
            }
        };
        let made_by = match &attached {
            Self::Renderbuffer(renderbuffer) => &renderbuffer.context,
            _ => &attached.texture().context,
        };
        context.check_same(made_by, "part of a framebuffer")?;
        if let Some(level) = attached.level() {
            let texture = attached.texture();
            check_below("mip level of a framebuffer", texture.levels, level)?;
            if let Self::Layer { layer, .. } = attached {
                let [_, _, layers] = level_size(texture.shape, texture.size, level);
                check_below("layer of a framebuffer", layers, layer)?;
            }
        }
        Ok(attached)
    }

    fn level(&self) -> Option<u32> {
        match self {
            Self::Texture { level, .. } | Self::Layer { level, .. } | Self::Face { level, .. } => {
                Some(*level)
            }
            Self::Renderbuffer(_) => None,
        }
    }

    /// Of a texture that it is; renderbuffers are looked at before.
    fn texture(&self) -> &RawTexture {
        use crate::texture::sealed::Sealed as _;
        match self {
            Self::Texture { texture, .. } => texture.raw_texture(),
            Self::Layer { texture, .. } | Self::Face { texture, .. } => texture,
            Self::Renderbuffer(_) => unreachable!("renderbuffers are no textures"),
        }
    }

    pub(super) fn texture_2d(&self) -> Option<&Texture2d> {
        match self {
            Self::Texture { texture, .. } => Some(texture),
            _ => None,
        }
    }

    pub(super) fn format(&self) -> TextureFormat {
        match self {
            Self::Renderbuffer(renderbuffer) => renderbuffer.desc.format,
            _ => self.texture().format,
        }
    }

    pub(super) fn size(&self) -> [u32; 2] {
        match self {
            Self::Renderbuffer(renderbuffer) => renderbuffer.desc.size,
            _ => {
                let texture = self.texture();
                let level = self.level().unwrap_or(0);
                let [width, height, _] = level_size(texture.shape, texture.size, level);
                [width, height]
            }
        }
    }

    pub(super) fn samples(&self) -> u32 {
        match self {
            Self::Renderbuffer(renderbuffer) => renderbuffer.desc.samples,
            _ => 0,
        }
    }

    /// A number that no other texture or renderbuffer of the context has.
    pub(super) fn serial(&self) -> u64 {
        match self {
            Self::Renderbuffer(renderbuffer) => renderbuffer.serial,
            _ => self.texture().serial,
        }
    }

    /// Where depth of this format is attached.
    pub(super) fn depth_point(&self) -> u32 {
        if self.format().has_stencil() {
            glow::DEPTH_STENCIL_ATTACHMENT
        } else {
            glow::DEPTH_ATTACHMENT
        }
    }

    /// Attaches it to the framebuffer that is bound for drawing.
    pub(super) fn attach(&self, gl: &glow::Context, point: u32) {
        let target = glow::DRAW_FRAMEBUFFER;
        // SAFETY: a framebuffer of gloo's is bound for drawing; the texture or renderbuffer is alive
        // and of this context, its layer and level exist.
        unsafe {
            match self {
                Self::Texture { texture, level } => gl.framebuffer_texture_2d(
                    target,
                    point,
                    glow::TEXTURE_2D,
                    Some(texture.raw()),
                    *level as i32,
                ),
                Self::Layer {
                    texture,
                    layer,
                    level,
                } => gl.framebuffer_texture_layer(
                    target,
                    point,
                    Some(texture.name),
                    *level as i32,
                    *layer as i32,
                ),
                Self::Face {
                    texture,
                    face,
                    level,
                } => gl.framebuffer_texture_2d(
                    target,
                    point,
                    glow::TEXTURE_CUBE_MAP_POSITIVE_X + face.index(),
                    Some(texture.name),
                    *level as i32,
                ),
                Self::Renderbuffer(renderbuffer) => gl.framebuffer_renderbuffer(
                    target,
                    point,
                    glow::RENDERBUFFER,
                    Some(renderbuffer.name),
                ),
            }
        }
    }

    /// Detaches whatever is at a point of the framebuffer that is bound for drawing.
    #[expect(clippy::unused_self, reason = "the counterpart of attach")]
    pub(super) fn detach(&self, gl: &glow::Context, point: u32) {
        // SAFETY: a framebuffer of gloo's is bound for drawing; no renderbuffer is always allowed.
        unsafe {
            gl.framebuffer_renderbuffer(glow::DRAW_FRAMEBUFFER, point, glow::RENDERBUFFER, None);
        }
    }
}

/// Whether the parts fit together. There is a colour.
pub(super) fn check(context: &Context, color: &[Attached], depth: Option<&Attached>) -> Result<()> {
    let capabilities = context.capabilities();
    let limit = u64::from(capabilities.max_color_attachments);
    if color.len() as u64 > limit {
        return Err(Error::LimitExceeded {
            what: "colours of a framebuffer",
            limit,
            got: color.len() as u64,
        });
    }
    let (size, samples) = (color[0].size(), color[0].samples());
    for attached in color.iter().chain(depth) {
        if attached.size() != size {
            let text = |[width, height]: [u32; 2]| format!("{width} by {height} pixels");
            return Err(Error::Mismatch {
                what: "parts of a framebuffer",
                expected: text(size),
                got: text(attached.size()),
            });
        }
        if attached.samples() != samples {
            return Err(Error::Mismatch {
                what: "parts of a framebuffer",
                expected: format!("{samples} samples"),
                got: format!("{} samples", attached.samples()),
            });
        }
    }
    for attached in color {
        let format = attached.format();
        if !format.is_color_renderable(capabilities) {
            let reason = if format.is_depth() {
                "it holds depth, not colour"
            } else if matches!(format.kind(), crate::format::TextureKind::Float) {
                "this driver cannot draw into such floats"
            } else {
                "OpenGL ES can only read it"
            };
            return Err(Error::Unrenderable { format, reason });
        }
    }
    match depth {
        Some(depth) if !depth.format().is_depth() => Err(Error::Mismatch {
            what: "depth of a framebuffer",
            expected: "a depth format, such as Depth24 or Depth24Stencil8".to_owned(),
            got: format!("{:?}", depth.format()),
        }),
        _ => Ok(()),
    }
}
