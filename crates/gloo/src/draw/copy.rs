//! Clearing targets and copying between them.

use glow::HasContext as _;

use super::Target;
use super::checks::blit_kind;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::format::TextureKind;
use crate::framebuffer::Framebuffer;
use crate::state::ScissorRect;

impl Context {
    /// Sets all colours of a target, and its depth to 1 where it has depth; within `scissor`, if
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
                    gl.clear_buffer_f32_slice(glow::DEPTH, 0, &[1.0]);
                }
                Target::Framebuffer(framebuffer) => {
                    for (output, texture) in (0..).zip(framebuffer.colors()) {
                        match texture.format().kind() {
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
                    if framebuffer.depth().is_some() {
                        gl.clear_buffer_f32_slice(glow::DEPTH, 0, &[1.0]);
                    }
                }
            }
        }
        Ok(())
    }

    /// Copies colours from the first texture of a framebuffer to a target, nearest pixel where the
    /// sizes differ. What leaves the target is dropped.
    ///
    /// # Errors
    /// [`Error::WrongContext`]; [`Error::RegionOutside`] if the source rectangle leaves the source;
    /// [`Error::Mismatch`] if one side holds floats and the other integers, or if both are one;
    /// [`Error::IncompleteFramebuffer`] for a screen that
    /// there is not; [`Error::ContextLost`].
    pub fn blit(
        &self,
        source: &Framebuffer,
        source_rect: ScissorRect,
        target: &Target<'_>,
        target_rect: ScissorRect,
    ) -> Result<()> {
        self.check()?;
        self.check_same(&source.context, "source framebuffer")?;
        self.check_target(target)?;
        if !source_rect.is_within(source.size()) {
            return Err(Error::RegionOutside {
                what: "source of a blit",
                size: source.size(),
                rect: source_rect.as_array(),
            });
        }
        let source_kind = blit_kind(source.color().format().kind());
        let (is_same, target_kind) = match target {
            // Of a host's framebuffer no more is known than that it is to be seen.
            Target::Screen { .. } => (self.cache().screen == Some(source.name), "colours"),
            Target::Framebuffer(framebuffer) => (
                framebuffer.draws_into(source.color()),
                blit_kind(framebuffer.color().format().kind()),
            ),
        };
        if is_same {
            return Err(Error::Mismatch {
                what: "target of a blit",
                expected: "other textures than the source's".to_owned(),
                got: "the same".to_owned(),
            });
        }
        if source_kind != target_kind {
            return Err(Error::Mismatch {
                what: "target of a blit",
                expected: source_kind.to_owned(),
                got: target_kind.to_owned(),
            });
        }
        self.bind_draw_target(*target)?;
        let gl = self.gl();
        let mut cache = self.cache();
        cache.set_clear_state(gl, None);
        cache.set_read_framebuffer(gl, Some(source.name));
        let corners = |rect: ScissorRect| {
            let end = |start: i32, length: u32| {
                i32::try_from(i64::from(start) + i64::from(length)).unwrap_or(i32::MAX)
            };
            [
                rect.x,
                rect.y,
                end(rect.x, rect.width),
                end(rect.y, rect.height),
            ]
        };
        let [sx0, sy0, sx1, sy1] = corners(source_rect);
        let [tx0, ty0, tx1, ty1] = corners(target_rect);
        // SAFETY: both framebuffers are bound, complete and different, their formats fit, and the
        // source rectangle lies within the source.
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
                glow::COLOR_BUFFER_BIT,
                glow::NEAREST,
            );
        }
        drop(cache);
        self.count(|counters| counters.draw_calls += 1);
        Ok(())
    }
}
