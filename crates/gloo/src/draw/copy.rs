//! Clearing targets and copying between them.

use glow::HasContext as _;

use super::checks::blit_kind;
use super::{Target, target_text};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::format::TextureKind;
use crate::framebuffer::Framebuffer;
use crate::sampler::Filter;
use crate::state::ScissorRect;

impl Context {
    /// Sets all colours of a target, and its depth to 1 and its stencil to 0 where it has them; within `scissor`, if
    /// given. The colour is written as it is: premultiply it where the target is premultiplied.
    /// Integer targets get the nearest integers.
    ///
    /// # Errors
    /// [`Error::WrongContext`], [`Error::IncompleteFramebuffer`] for a screen that there is not,
    /// [`Error::ContextLost`].
    pub fn clear(
        &self,
        target: &Target<'_>,
        color: [f32; 4],
        scissor: Option<ScissorRect>,
    ) -> Result<()> {
        self.check()?;
        self.check_target(target)?;
        self.bind_draw_target(*target)?;
        let gl = self.gl();
        self.cache().set_clear_state(gl, scissor);
        // SAFETY: the framebuffer is bound and complete; each output is cleared by the call for its
        // kind; clearing depth that there is not does nothing.
        unsafe {
            match target {
                Target::Screen { .. } => {
                    gl.clear_buffer_f32_slice(glow::COLOR, 0, &color);
                    gl.clear_buffer_depth_stencil(glow::DEPTH_STENCIL, 0, 1.0, 0);
                }
                Target::Framebuffer(framebuffer) => {
                    for (output, format) in (0..).zip(framebuffer.color_formats()) {
                        match format.kind() {
                            TextureKind::Int => {
                                let color = color.map(|channel| channel.round() as i32);
                                gl.clear_buffer_i32_slice(glow::COLOR, output, &color);
                            }
                            TextureKind::Uint => {
                                let color = color.map(|channel| channel.round() as u32);
                                gl.clear_buffer_u32_slice(glow::COLOR, output, &color);
                            }
                            _ => gl.clear_buffer_f32_slice(glow::COLOR, output, &color),
                        }
                    }
                    match framebuffer.depth_format() {
                        Some(format) if format.has_stencil() => {
                            gl.clear_buffer_depth_stencil(glow::DEPTH_STENCIL, 0, 1.0, 0);
                        }
                        Some(_) => gl.clear_buffer_f32_slice(glow::DEPTH, 0, &[1.0]),
                        None => {}
                    }
                }
            }
        }
        self.recorder()
            .write(|| format!("clear {} to {color:?}", target_text(target)));
        Ok(())
    }

    /// Copies the first colour of a framebuffer to a target, nearest pixel where the sizes differ.
    /// What leaves the target is dropped. Several samples a pixel are averaged.
    ///
    /// # Errors
    /// As for [`blit_with`](Self::blit_with).
    pub fn blit(
        &self,
        source: &Framebuffer,
        source_rect: ScissorRect,
        target: &Target<'_>,
        target_rect: ScissorRect,
    ) -> Result<()> {
        self.blit_with(&Blit {
            target_rect,
            ..Blit::new(source, source_rect, *target)
        })
    }

    /// Copies what a [`Blit`] says.
    ///
    /// # Errors
    /// [`Error::WrongContext`]; [`Error::RegionOutside`] if the source rectangle leaves the source;
    /// [`Error::Mismatch`] if one side holds floats and the other integers, if both are one, if
    /// integers, depth or stencil are to be mixed, if depth formats differ, if a target has several
    /// samples, or if a source has and the rectangles or formats differ;
    /// [`Error::IncompleteFramebuffer`] for a screen that there is not; [`Error::ContextLost`].
    pub fn blit_with(&self, blit: &Blit<'_>) -> Result<()> {
        self.check()?;
        self.check_same(&blit.source.context, "source framebuffer")?;
        self.check_target(&blit.target)?;
        if !blit.source_rect.is_within(blit.source.size()) {
            return Err(Error::RegionOutside {
                what: "source of a blit",
                size: blit.source.size(),
                rect: blit.source_rect.as_array(),
            });
        }
        self.check_blit(blit)?;
        self.bind_draw_target(blit.target)?;
        let gl = self.gl();
        let mut cache = self.cache();
        cache.set_clear_state(gl, None);
        cache.set_read_framebuffer(gl, Some(blit.source.name));
        let [sx0, sy0, sx1, sy1] = corners(blit.source_rect);
        let [tx0, ty0, tx1, ty1] = corners(blit.target_rect);
        let mut mask = 0;
        for (is_copied, bit) in [
            (blit.color, glow::COLOR_BUFFER_BIT),
            (blit.depth, glow::DEPTH_BUFFER_BIT),
            (blit.stencil, glow::STENCIL_BUFFER_BIT),
        ] {
            mask |= if is_copied { bit } else { 0 };
        }
        // SAFETY: both framebuffers are bound, complete and different, their formats and samples
        // fit, and the source rectangle lies within the source.
        unsafe {
            gl.blit_framebuffer(
                sx0,
                sy0,
                sx1,
                sy1,
                tx0,
                ty0,
                tx1,
                ty1,
                mask,
                blit.filter.raw() as u32,
            );
        }
        drop(cache);
        self.count(|counters| counters.draw_calls += 1);
        self.recorder()
            .write(|| format!("blit into {}", target_text(&blit.target)));
        Ok(())
    }

    fn check_blit(&self, blit: &Blit<'_>) -> Result<()> {
        let differ = |expected: String, got: String| {
            Err(Error::Mismatch {
                what: "target of a blit",
                expected,
                got,
            })
        };
        let source = blit.source;
        let source_kind = blit_kind(source.color_format().kind());
        let (is_same, target_kind, samples) = match blit.target {
            // Of a host's framebuffer no more is known than that it is to be seen.
            Target::Screen { .. } => (self.cache().screen() == Some(source.name), "colours", 0),
            Target::Framebuffer(target) => (
                target.shares_with(source),
                blit_kind(target.color_format().kind()),
                target.samples(),
            ),
        };
        if is_same {
            return differ(
                "other parts than the source's".to_owned(),
                "the same".to_owned(),
            );
        }
        if blit.color && source_kind != target_kind {
            return differ(source_kind.to_owned(), target_kind.to_owned());
        }
        if samples > 0 {
            return differ(
                "one sample a pixel".to_owned(),
                format!("{samples} samples"),
            );
        }
        let is_mixed = blit.filter == Filter::Linear;
        let cannot_mix = blit.depth
            || blit.stencil
            || source_kind != "colours"
            || !source.color_format().is_filterable(self.capabilities());
        if is_mixed && cannot_mix {
            return Err(Error::Mismatch {
                what: "filter of a blit",
                expected:
                    "Filter::Nearest for integers, depth, stencil and what cannot be filtered"
                        .to_owned(),
                got: "Filter::Linear".to_owned(),
            });
        }
        if source.samples() > 0 {
            if blit.source_rect != blit.target_rect {
                return Err(Error::Mismatch {
                    what: "rectangles of a blit of several samples a pixel",
                    expected: format!("{:?} on both sides", blit.source_rect),
                    got: format!("{:?}", blit.target_rect),
                });
            }
            if let Target::Framebuffer(target) = blit.target
                && blit.color
                && target.color_format() != source.color_format()
            {
                return differ(
                    format!("{:?}, as the source", source.color_format()),
                    format!("{:?}", target.color_format()),
                );
            }
        }
        if blit.depth || blit.stencil {
            let Target::Framebuffer(target) = blit.target else {
                return differ(
                    "a framebuffer of gloo's for depth".to_owned(),
                    "the screen".to_owned(),
                );
            };
            let formats = [source.depth_format(), target.depth_format()];
            let has_stencil = formats[0].is_some_and(crate::TextureFormat::has_stencil);
            if formats[0].is_none() || formats[0] != formats[1] || (blit.stencil && !has_stencil) {
                return differ(
                    format!(
                        "depth as the source's {:?}, with a stencil if that is copied",
                        formats[0]
                    ),
                    format!("{:?}", formats[1]),
                );
            }
        }
        Ok(())
    }
}

/// A copy from a framebuffer to a target.
///
/// ```
/// # fn main() -> galry_gloo::Result<()> {
/// # #[cfg(feature = "headless")] {
/// # use galry_gloo::*;
/// # use galry_gloo::headless::{HeadlessContext, HeadlessDesc};
/// # let headless = HeadlessContext::new(&HeadlessDesc::default())?;
/// # let context = headless.context();
/// let small = Framebuffer::with_size(context, [8, 8], TextureFormat::Rgba8)?;
/// let large = Framebuffer::with_size(context, [32, 32], TextureFormat::Rgba8)?;
/// context.clear(&Target::Framebuffer(&small), [1.0; 4], None)?;
/// context.blit_with(&Blit {
///     target_rect: large.rect(),
///     filter: Filter::Linear,
///     ..Blit::new(&small, small.rect(), Target::Framebuffer(&large))
/// })?;
/// assert_eq!(large.read_rgba8(large.rect())?, [255; 32 * 32 * 4]);
/// # }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Blit<'a> {
    /// Where from. Of colours the first is copied, to all of the target's.
    pub source: &'a Framebuffer,
    /// Which part of it.
    pub source_rect: ScissorRect,
    /// Where to.
    pub target: Target<'a>,
    /// Which part of it; what leaves the target is dropped.
    pub target_rect: ScissorRect,
    /// How pixels are mixed where the sizes differ.
    pub filter: Filter,
    /// Whether colours are copied.
    pub color: bool,
    /// Whether depth is copied.
    pub depth: bool,
    /// Whether the stencil is copied.
    pub stencil: bool,
}

impl<'a> Blit<'a> {
    /// Colours, to the same rectangle, nearest pixel. Give the rest by name.
    #[must_use]
    pub const fn new(source: &'a Framebuffer, rect: ScissorRect, target: Target<'a>) -> Self {
        Self {
            source,
            source_rect: rect,
            target,
            target_rect: rect,
            filter: Filter::Nearest,
            color: true,
            depth: false,
            stencil: false,
        }
    }
}

/// Left, bottom, right and top; larger ones than GL counts are cut off.
fn corners(rect: ScissorRect) -> [i32; 4] {
    let end = |start: i32, length: u32| {
        i32::try_from(i64::from(start) + i64::from(length)).unwrap_or(i32::MAX)
    };
    [
        rect.x,
        rect.y,
        end(rect.x, rect.width),
        end(rect.y, rect.height),
    ]
}
