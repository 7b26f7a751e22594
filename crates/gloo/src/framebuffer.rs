//! Framebuffers: textures as targets of draws, and reading them back.

mod read;

use glow::HasContext as _;

use crate::context::{Context, Garbage};
use crate::error::{Error, Result};
use crate::format::{TextureFormat, TextureKind};
use crate::state::ScissorRect;
use crate::texture::{Texture2d, TextureDesc};

pub use self::read::flip_rows;

/// What a framebuffer shall be made of.
#[derive(Debug, Clone, Copy, Default)]
pub struct FramebufferDesc<'a> {
    /// Colour textures, in the order of the shader's outputs; all of one size.
    pub color: &'a [&'a Texture2d],
    /// A depth texture of the same size.
    pub depth: Option<&'a Texture2d>,
}

/// Something to draw into and to read from. It keeps its textures alive.
#[derive(Debug)]
pub struct Framebuffer {
    pub(crate) context: Context,
    pub(crate) name: glow::Framebuffer,
    first: Texture2d,
    others: Vec<Texture2d>,
    depth: Option<Texture2d>,
}

impl Framebuffer {
    /// Makes a framebuffer of textures.
    ///
    /// # Errors
    /// [`Error::ZeroSize`] without a colour texture; [`Error::WrongContext`]; [`Error::Mismatch`]
    /// for textures of different sizes, or a depth texture without a depth format;
    /// [`Error::Unrenderable`]; [`Error::LimitExceeded`] for too many textures;
    /// [`Error::IncompleteFramebuffer`] if the driver refuses all the same; [`Error::ContextLost`].
    pub fn new(context: &Context, desc: &FramebufferDesc<'_>) -> Result<Self> {
        context.check()?;
        let Some((&first, others)) = desc.color.split_first() else {
            return Err(Error::ZeroSize {
                what: "number of colour textures of a framebuffer",
            });
        };
        check_textures(context, desc, first)?;
        // SAFETY: the context is current.
        let name =
            unsafe { context.gl().create_framebuffer() }.map_err(|message| Error::Refused {
                what: "framebuffer",
                message,
            })?;
        context.count_object();
        let framebuffer = Self {
            context: context.clone(),
            name,
            first: first.clone(),
            others: others.iter().map(|&texture| texture.clone()).collect(),
            depth: desc.depth.cloned(),
        };
        framebuffer.attach()?;
        Ok(framebuffer)
    }

    /// Makes a framebuffer with one colour texture of its own, `size` pixels large.
    ///
    /// # Errors
    /// Those of [`Texture2d::new`] and of [`new`](Self::new).
    pub fn with_size(context: &Context, size: [u32; 2], format: TextureFormat) -> Result<Self> {
        let color = Texture2d::new(
            context,
            &TextureDesc {
                size,
                format,
                ..TextureDesc::default()
            },
        )?;
        Self::new(
            context,
            &FramebufferDesc {
                color: &[&color],
                depth: None,
            },
        )
    }

    fn attach(&self) -> Result<()> {
        let gl = self.context.gl();
        self.context
            .cache()
            .set_draw_framebuffer(gl, Some(self.name));
        let color = std::iter::once(&self.first).chain(&self.others);
        let color: Vec<(u32, &Texture2d)> = (glow::COLOR_ATTACHMENT0..).zip(color).collect();
        let outputs: Vec<u32> = color.iter().map(|&(attachment, _)| attachment).collect();
        let depth = self
            .depth
            .iter()
            .map(|texture| (glow::DEPTH_ATTACHMENT, texture));
        // SAFETY: this framebuffer is bound for drawing; the textures are alive and of this context,
        // and there are no more of them than the driver takes.
        let status = unsafe {
            for (attachment, texture) in color.iter().copied().chain(depth) {
                let raw = Some(texture.raw());
                gl.framebuffer_texture_2d(
                    glow::DRAW_FRAMEBUFFER,
                    attachment,
                    glow::TEXTURE_2D,
                    raw,
                    0,
                );
            }
            gl.draw_buffers(&outputs);
            gl.check_framebuffer_status(glow::DRAW_FRAMEBUFFER)
        };
        if status == glow::FRAMEBUFFER_COMPLETE {
            return Ok(());
        }
        let formats: Vec<String> = color
            .iter()
            .map(|(_, texture)| format!("{:?}", texture.format()))
            .chain(
                self.depth
                    .iter()
                    .map(|texture| format!("{:?}", texture.format())),
            )
            .collect();
        Err(Error::IncompleteFramebuffer {
            attachment: format!("textures of {}", formats.join(", ")),
            status: status_text(status),
        })
    }

    /// The first colour texture.
    #[must_use]
    pub fn color(&self) -> &Texture2d {
        &self.first
    }

    /// All colour textures, in the order of the shader's outputs.
    pub fn colors(&self) -> impl Iterator<Item = &Texture2d> {
        std::iter::once(&self.first).chain(&self.others)
    }

    /// The depth texture.
    #[must_use]
    pub fn depth(&self) -> Option<&Texture2d> {
        self.depth.as_ref()
    }

    /// Width and height in pixels.
    #[must_use]
    pub fn size(&self) -> [u32; 2] {
        self.first.size()
    }

    /// All of it, as a rectangle.
    #[must_use]
    pub fn rect(&self) -> ScissorRect {
        ScissorRect::whole(self.size())
    }

    /// The GL name, for foreign code.
    #[must_use]
    pub fn raw(&self) -> glow::Framebuffer {
        self.name
    }

    /// Whether a texture is among those drawn into.
    pub(crate) fn draws_into(&self, texture: &Texture2d) -> bool {
        let serial = texture.serial();
        self.colors()
            .chain(&self.depth)
            .any(|own| own.serial() == serial)
    }
}

impl Drop for Framebuffer {
    fn drop(&mut self) {
        self.context.discard(Garbage::Framebuffer(self.name));
    }
}

fn check_textures(context: &Context, desc: &FramebufferDesc<'_>, first: &Texture2d) -> Result<()> {
    let capabilities = context.capabilities();
    let limit = u64::from(capabilities.max_color_attachments);
    if desc.color.len() as u64 > limit {
        return Err(Error::LimitExceeded {
            what: "colour textures of a framebuffer",
            limit,
            got: desc.color.len() as u64,
        });
    }
    for texture in desc.color.iter().chain(&desc.depth) {
        context.check_same(texture.context(), "texture of a framebuffer")?;
        if texture.size() != first.size() {
            let text = |[width, height]: [u32; 2]| format!("{width} by {height} texels");
            return Err(Error::Mismatch {
                what: "textures of a framebuffer",
                expected: text(first.size()),
                got: text(texture.size()),
            });
        }
    }
    for texture in desc.color {
        if !texture.format().is_color_renderable(capabilities) {
            let reason = if texture.format().kind() == TextureKind::Depth {
                "it holds depth, not colour"
            } else {
                "this driver cannot draw into floats"
            };
            return Err(Error::Unrenderable {
                format: texture.format(),
                reason,
            });
        }
    }
    match desc.depth {
        Some(depth) if depth.format().kind() != TextureKind::Depth => Err(Error::Mismatch {
            what: "depth texture of a framebuffer",
            expected: "Depth24 or Depth32f".to_owned(),
            got: format!("{:?}", depth.format()),
        }),
        _ => Ok(()),
    }
}

pub(crate) fn status_text(status: u32) -> &'static str {
    match status {
        glow::FRAMEBUFFER_INCOMPLETE_ATTACHMENT => "a texture cannot be drawn into",
        glow::FRAMEBUFFER_INCOMPLETE_MISSING_ATTACHMENT => "there is nothing to draw into",
        glow::FRAMEBUFFER_UNSUPPORTED => "the driver does not support these formats together",
        glow::FRAMEBUFFER_INCOMPLETE_MULTISAMPLE => "the numbers of samples differ",
        glow::FRAMEBUFFER_UNDEFINED => "the context has no screen (it was made without a surface)",
        _ => "the driver does not say why",
    }
}
