//! Framebuffers: textures and renderbuffers as targets of draws, and reading them back.

mod attachment;
mod later;
mod read;

use glow::HasContext as _;

use crate::context::{Context, Garbage};
use crate::error::{Error, Result};
use crate::format::TextureFormat;
use crate::state::ScissorRect;
use crate::texture::{RawTexture, Texture2d, TextureDesc};

use self::attachment::Attached;
pub use self::attachment::Attachment;
pub use self::later::PendingRead;
pub use self::read::{FramebufferRead, flip_rows};

/// What a framebuffer shall be made of.
///
/// ```
/// # fn main() -> galry_gloo::Result<()> {
/// # #[cfg(feature = "headless")] {
/// # use galry_gloo::*;
/// # use galry_gloo::headless::{HeadlessContext, HeadlessDesc};
/// # let headless = HeadlessContext::new(&HeadlessDesc::default())?;
/// # let context = headless.context();
/// let desc = TextureDesc { size: [64, 64], ..TextureDesc::default() };
/// let color = Texture2d::new(context, &desc)?;
/// let depth = Texture2d::new(context, &TextureDesc { format: TextureFormat::Depth24, ..desc })?;
/// let framebuffer = Framebuffer::new(context, &FramebufferDesc {
///     color: &[(&color).into()],
///     depth: Some((&depth).into()),
/// })?;
/// assert_eq!(framebuffer.depth_format(), Some(TextureFormat::Depth24));
/// # }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct FramebufferDesc<'a> {
    /// Where colours go, in the order of the shader's outputs; all of one size and number of
    /// samples.
    pub color: &'a [Attachment<'a>],
    /// Where depth goes, and the stencil if the format has one; of the same size.
    pub depth: Option<Attachment<'a>>,
}

/// Something to draw into and to read from. It keeps its textures and renderbuffers alive.
///
/// ```
/// # fn main() -> galry_gloo::Result<()> {
/// # #[cfg(feature = "headless")] {
/// # use galry_gloo::*;
/// # use galry_gloo::headless::{HeadlessContext, HeadlessDesc};
/// # let headless = HeadlessContext::new(&HeadlessDesc::default())?;
/// # let context = headless.context();
/// let picture = Framebuffer::with_size(context, [4, 2], TextureFormat::Rgba8)?;
/// context.clear(&Target::Framebuffer(&picture), [0.0, 0.0, 1.0, 1.0], None)?;
/// let lower_left = picture.read_rgba8(ScissorRect::new([0, 0], [1, 1]))?;
/// assert_eq!(lower_left, [0, 0, 255, 255]);
/// # }
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Framebuffer {
    pub(crate) context: Context,
    pub(crate) name: glow::Framebuffer,
    first: Attached,
    others: Vec<Attached>,
    depth: Option<Attached>,
    /// Of every part; kept here because every draw asks.
    size: [u32; 2],
    can_blend: bool,
}

impl Framebuffer {
    /// Makes a framebuffer.
    ///
    /// # Errors
    /// [`Error::ZeroSize`] without a colour; [`Error::WrongContext`]; [`Error::Mismatch`] for parts
    /// of different sizes or samples, or depth of a colour format; [`Error::OutOfRange`] and
    /// [`Error::LimitExceeded`] for layers and levels that there are not, and for too many colours;
    /// [`Error::Unrenderable`]; [`Error::IncompleteFramebuffer`] if the driver refuses all the same,
    /// with the part that is to blame; [`Error::ContextLost`].
    pub fn new(context: &Context, desc: &FramebufferDesc<'_>) -> Result<Self> {
        context.check()?;
        let mut color = desc
            .color
            .iter()
            .map(|attachment| Attached::new(context, attachment))
            .collect::<Result<Vec<_>>>()?;
        let depth = desc
            .depth
            .as_ref()
            .map(|attachment| Attached::new(context, attachment))
            .transpose()?;
        if color.is_empty() {
            return Err(Error::ZeroSize {
                what: "number of colours of a framebuffer",
            });
        }
        attachment::check(context, &color, depth.as_ref())?;
        let capabilities = context.capabilities();
        let can_blend = color
            .iter()
            .map(Attached::format)
            .all(|format| !format.is_integer() && format.is_blendable(capabilities));
        let size = color[0].size();
        let first = color.remove(0);
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
            first,
            others: color,
            depth,
            size,
            can_blend,
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
                color: &[Attachment::from(&color)],
                depth: None,
            },
        )
    }

    fn attach(&self) -> Result<()> {
        let gl = self.context.gl();
        self.context
            .cache()
            .set_draw_framebuffer(gl, Some(self.name));
        let outputs: Vec<u32> = (glow::COLOR_ATTACHMENT0..)
            .zip(self.colors())
            .map(|(point, _)| point)
            .collect();
        let color = outputs.iter().copied().zip(self.colors());
        let depth = self.depth.iter().map(|depth| (depth.depth_point(), depth));
        let all: Vec<(u32, &Attached)> = color.chain(depth).collect();
        for (point, attached) in &all {
            attached.attach(gl, *point);
        }
        // SAFETY: this framebuffer is bound for drawing, and there are no more outputs than the
        // driver takes.
        let status = unsafe {
            gl.draw_buffers(&outputs);
            gl.check_framebuffer_status(glow::DRAW_FRAMEBUFFER)
        };
        if status == glow::FRAMEBUFFER_COMPLETE {
            return Ok(());
        }
        Err(Error::IncompleteFramebuffer {
            attachment: self.culprit(&all),
            status: status_text(status),
        })
    }

    /// The part without which the driver would take the framebuffer, or all of them.
    fn culprit(&self, all: &[(u32, &Attached)]) -> String {
        let gl = self.context.gl();
        for (point, attached) in all {
            attached.detach(gl, *point);
            // SAFETY: this framebuffer is bound for drawing.
            let status = unsafe { gl.check_framebuffer_status(glow::DRAW_FRAMEBUFFER) };
            attached.attach(gl, *point);
            if status == glow::FRAMEBUFFER_COMPLETE && all.len() > 1 {
                return format!("{} of {:?}", point_name(*point), attached.format());
            }
        }
        let names: Vec<String> = all
            .iter()
            .map(|(point, attached)| format!("{} of {:?}", point_name(*point), attached.format()))
            .collect();
        names.join(", ")
    }

    /// The first colour, where it is a 2D texture.
    #[must_use]
    pub fn color(&self) -> Option<&Texture2d> {
        self.first.texture_2d()
    }

    /// The format of the first colour.
    #[must_use]
    pub fn color_format(&self) -> TextureFormat {
        self.first.format()
    }

    /// The formats of all colours, in the order of the shader's outputs.
    pub fn color_formats(&self) -> impl Iterator<Item = TextureFormat> {
        self.colors().map(Attached::format)
    }

    /// The format of depth, and of the stencil where it has one.
    #[must_use]
    pub fn depth_format(&self) -> Option<TextureFormat> {
        self.depth.as_ref().map(Attached::format)
    }

    pub(crate) fn has_stencil(&self) -> bool {
        self.depth_format().is_some_and(TextureFormat::has_stencil)
    }

    /// Samples of a pixel; 0 without multisampling.
    #[must_use]
    pub fn samples(&self) -> u32 {
        self.first.samples()
    }

    /// Whether what is drawn may be blended, in all colours.
    pub(crate) fn can_blend(&self) -> bool {
        self.can_blend
    }

    fn colors(&self) -> impl Iterator<Item = &Attached> {
        std::iter::once(&self.first).chain(&self.others)
    }

    /// Width and height in pixels.
    #[must_use]
    pub fn size(&self) -> [u32; 2] {
        self.size
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
    pub(crate) fn draws_into(&self, texture: &RawTexture) -> bool {
        self.colors()
            .chain(&self.depth)
            .any(|own| own.serial() == texture.serial)
    }

    /// Whether a part of another framebuffer is among those drawn into.
    pub(crate) fn shares_with(&self, other: &Self) -> bool {
        let serials = |framebuffer: &Self| -> Vec<u64> {
            let all = framebuffer.colors().chain(&framebuffer.depth);
            all.map(Attached::serial).collect()
        };
        let own = serials(self);
        serials(other).iter().any(|serial| own.contains(serial))
    }
}

impl Drop for Framebuffer {
    fn drop(&mut self) {
        self.context.discard(Garbage::Framebuffer(self.name));
    }
}

fn point_name(point: u32) -> String {
    match point {
        glow::DEPTH_ATTACHMENT => "depth".to_owned(),
        glow::DEPTH_STENCIL_ATTACHMENT => "depth and stencil".to_owned(),
        color => format!("colour {}", color - glow::COLOR_ATTACHMENT0),
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
