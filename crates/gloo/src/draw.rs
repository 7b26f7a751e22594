//! The one draw call, clearing and copying.

use std::ops::Range;

use glow::HasContext as _;

use crate::context::Context;
use crate::error::{Error, Result};
use crate::format::TextureKind;
use crate::framebuffer::{Framebuffer, status_text};
use crate::program::{BlockInfo, Program, SamplerInfo};
use crate::sampler::{Filter, Sampler};
use crate::state::{Blend, DrawState, ScissorRect};
use crate::texture::Texture2d;
use crate::uniform_buffer::UniformSource;
use crate::vertex_array::VertexArray;

/// Where a draw lands.
#[derive(Debug, Clone, Copy)]
pub enum Target<'a> {
    /// A framebuffer of gloo's.
    Framebuffer(&'a Framebuffer),
    /// The host's: within [`Context::with_host_state`] the one that was bound, else the window's.
    Screen {
        /// Width and height in pixels.
        size_px: [u32; 2],
    },
}

impl Target<'_> {
    /// Width and height in pixels.
    #[must_use]
    pub fn size(&self) -> [u32; 2] {
        match self {
            Self::Framebuffer(framebuffer) => framebuffer.size(),
            Self::Screen { size_px } => *size_px,
        }
    }
}

/// What vertices make.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Primitive {
    /// A point each, as large as the shader's `gl_PointSize`.
    Points,
    /// A line for each two.
    Lines,
    /// Connected lines.
    LineStrip,
    /// Connected lines, the last to the first too.
    LineLoop,
    /// A triangle for each three.
    Triangles,
    /// A triangle for each vertex with the two before it.
    TriangleStrip,
    /// A triangle for each vertex with the one before it and the first.
    TriangleFan,
}

impl Primitive {
    const fn raw(self) -> u32 {
        match self {
            Self::Points => glow::POINTS,
            Self::Lines => glow::LINES,
            Self::LineStrip => glow::LINE_STRIP,
            Self::LineLoop => glow::LINE_LOOP,
            Self::Triangles => glow::TRIANGLES,
            Self::TriangleStrip => glow::TRIANGLE_STRIP,
            Self::TriangleFan => glow::TRIANGLE_FAN,
        }
    }
}

/// A uniform buffer in a slot.
#[derive(Debug, Clone, Copy)]
pub struct UniformBinding<'a> {
    /// The slot that blocks were bound to by [`Program::bind_block`].
    pub slot: u32,
    /// The buffer.
    pub buffer: &'a dyn UniformSource,
}

/// A texture in a unit.
#[derive(Debug, Clone, Copy)]
pub struct TextureBinding<'a> {
    /// The unit that samplers were bound to by [`Program::bind_sampler`].
    pub unit: u32,
    /// The texture.
    pub texture: &'a Texture2d,
    /// How to read it; `None` as the texture itself says.
    pub sampler: Option<&'a Sampler>,
}

/// Everything that a draw needs. Nothing is carried over from the draw before.
#[derive(Debug, Clone)]
pub struct Draw<'a> {
    /// Where it lands.
    pub target: Target<'a>,
    /// What runs.
    pub program: &'a Program,
    /// Where vertices come from.
    pub vertices: &'a VertexArray,
    /// Blending, depth, masks, rectangles.
    pub state: DrawState,
    /// Uniform buffers; every block of the program needs one.
    pub uniforms: &'a [UniformBinding<'a>],
    /// Textures; every sampler of the program needs one.
    pub textures: &'a [TextureBinding<'a>],
    /// What the vertices make.
    pub primitive: Primitive,
    /// Which vertices, or which indices where the vertex array has an index buffer.
    pub range: Range<u32>,
    /// How many times; 1 for a plain draw.
    pub instances: u32,
}

impl<'a> Draw<'a> {
    /// A plain draw: opaque, once, without uniform buffers and textures. Give the rest by name:
    /// `Draw { instances: 100, ..Draw::new(target, &program, &vertices, primitive, 0..4) }`.
    #[must_use]
    pub fn new(
        target: Target<'a>,
        program: &'a Program,
        vertices: &'a VertexArray,
        primitive: Primitive,
        range: Range<u32>,
    ) -> Self {
        Self {
            target,
            program,
            vertices,
            state: DrawState::opaque(),
            uniforms: &[],
            textures: &[],
            primitive,
            range,
            instances: 1,
        }
    }
}

impl Context {
    /// Draws. Checks everything first, so a draw that fails has changed nothing that is visible;
    /// allocates nothing and makes only the calls that differ from what is set.
    ///
    /// An empty range and zero instances draw nothing.
    ///
    /// # Errors
    /// [`Error::WrongContext`]; [`Error::MissingAttribute`] and [`Error::AttributeType`];
    /// [`Error::MissingUniformBlock`] and [`Error::UniformBlockSize`]; [`Error::MissingTexture`],
    /// [`Error::TextureKind`] and [`Error::Unfilterable`]; [`Error::FeedbackLoop`];
    /// [`Error::OutOfRange`] past the vertices, indices or instances, in debug builds
    /// [`Error::IndexOutOfRange`]; [`Error::LimitExceeded`] for slots, units and viewports;
    /// [`Error::Mismatch`] for blending into integers; [`Error::IncompleteFramebuffer`] for a screen
    /// that there is not; [`Error::ContextLost`].
    pub fn draw(&self, draw: &Draw<'_>) -> Result<()> {
        self.check()?;
        self.check_draw(draw)?;
        let count = draw.range.end - draw.range.start;
        if count == 0 || draw.instances == 0 {
            return Ok(());
        }
        self.bind_draw_target(draw.target)?;
        let gl = self.gl();
        {
            let mut cache = self.cache();
            cache.set_program(gl, Some(draw.program.name));
            cache.set_vertex_array(gl, Some(draw.vertices.name));
            cache.set_draw_state(gl, &draw.state, draw.target.size());
            for binding in draw.uniforms {
                let range = binding.buffer.range();
                let (start, bytes) = (range.start as i32, range.bytes as i32);
                cache.set_uniform_slot(gl, binding.slot, range.name, start, bytes);
            }
            for binding in draw.textures {
                cache.set_texture(gl, binding.unit, binding.texture.raw());
                cache.set_sampler(
                    gl,
                    binding.unit,
                    binding.sampler.map(|sampler| sampler.name),
                );
            }
        }
        let (mode, first, count) = (draw.primitive.raw(), draw.range.start as i32, count as i32);
        let instances = draw.instances as i32;
        // SAFETY: everything that the program reads is bound and large enough, and the range lies
        // within the vertices (checked above; of indices, their values in debug builds).
        unsafe {
            match &draw.vertices.indices {
                None if instances == 1 => gl.draw_arrays(mode, first, count),
                None => gl.draw_arrays_instanced(mode, first, count, instances),
                Some(indices) => {
                    let offset = first * indices.index_bytes as i32;
                    if instances == 1 {
                        gl.draw_elements(mode, count, indices.index_type, offset);
                    } else {
                        gl.draw_elements_instanced(
                            mode,
                            count,
                            indices.index_type,
                            offset,
                            instances,
                        );
                    }
                }
            }
        }
        self.count(|counters| counters.draw_calls += 1);
        Ok(())
    }

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
        Ok(())
    }

    fn check_target(&self, target: &Target<'_>) -> Result<()> {
        match target {
            Target::Framebuffer(framebuffer) => {
                self.check_same(&framebuffer.context, "target framebuffer")
            }
            Target::Screen { .. } => Ok(()),
        }
    }

    /// Binds a target for drawing. Of the screen it looks whether there is one, each time that it is
    /// bound anew.
    fn bind_draw_target(&self, target: Target<'_>) -> Result<()> {
        let gl = self.gl();
        let mut cache = self.cache();
        match target {
            Target::Framebuffer(framebuffer) => {
                cache.set_draw_framebuffer(gl, Some(framebuffer.name));
                Ok(())
            }
            Target::Screen { .. } => {
                let screen = cache.screen;
                let before = cache.changes();
                cache.set_draw_framebuffer(gl, screen);
                if cache.changes() == before {
                    return Ok(());
                }
                // SAFETY: the framebuffer is bound.
                let status = unsafe { gl.check_framebuffer_status(glow::DRAW_FRAMEBUFFER) };
                if status == glow::FRAMEBUFFER_COMPLETE {
                    return Ok(());
                }
                cache.forget_draw_framebuffer();
                Err(Error::IncompleteFramebuffer {
                    attachment: "the screen".to_owned(),
                    status: status_text(status),
                })
            }
        }
    }

    fn check_draw(&self, draw: &Draw<'_>) -> Result<()> {
        self.check_target(&draw.target)?;
        self.check_same(&draw.program.context, "program")?;
        self.check_same(&draw.vertices.context, "vertex array")?;
        draw.program.check_vertices(draw.vertices)?;
        check_range(draw)?;
        self.check_state_value(draw)?;
        self.check_bindings(draw)?;
        draw.program.check_reads(
            |block| check_block(draw, block),
            |sampler| check_sampler(draw, sampler),
        )
    }

    fn check_state_value(&self, draw: &Draw<'_>) -> Result<()> {
        if let Some(viewport) = draw.state.viewport {
            let [width, height] = self.capabilities().max_viewport_size;
            for (side, limit) in [(viewport.width, width), (viewport.height, height)] {
                if side > limit {
                    return Err(Error::LimitExceeded {
                        what: "pixels a side of a viewport",
                        limit: limit.into(),
                        got: side.into(),
                    });
                }
            }
        }
        if draw.state.blend != Blend::Opaque
            && let Target::Framebuffer(framebuffer) = draw.target
            && blit_kind(framebuffer.color().format().kind()) != "colours"
        {
            return Err(Error::Mismatch {
                what: "blending into integers",
                expected: "Blend::Opaque".to_owned(),
                got: format!("{:?}", draw.state.blend),
            });
        }
        Ok(())
    }

    fn check_bindings(&self, draw: &Draw<'_>) -> Result<()> {
        let capabilities = self.capabilities();
        for binding in draw.uniforms {
            self.check_same(binding.buffer.range().context, "uniform buffer")?;
            check_below("uniform slot", capabilities.max_uniform_slots, binding.slot)?;
        }
        for binding in draw.textures {
            self.check_same(binding.texture.context(), "texture")?;
            check_below("texture unit", capabilities.max_texture_units, binding.unit)?;
            if let Some(sampler) = binding.sampler {
                self.check_same(&sampler.context, "sampler")?;
                let format = binding.texture.format();
                if sampler.filter == Filter::Linear && !format.is_filterable(capabilities) {
                    return Err(Error::Unfilterable { format });
                }
            }
            if let Target::Framebuffer(framebuffer) = draw.target
                && framebuffer.draws_into(binding.texture)
            {
                return Err(Error::FeedbackLoop { unit: binding.unit });
            }
        }
        Ok(())
    }
}

fn check_below(what: &'static str, count: u32, index: u32) -> Result<()> {
    if index < count {
        return Ok(());
    }
    Err(Error::LimitExceeded {
        what,
        limit: u64::from(count) - 1,
        got: index.into(),
    })
}

fn check_range(draw: &Draw<'_>) -> Result<()> {
    let Range { start, end } = draw.range;
    let vertices = draw.vertices.vertex_count();
    let (what, available) = match draw.vertices.index_count() {
        Some(indices) => ("indices of a draw", indices),
        // Without buffers, vertices are made of their numbers: GL counts them in signed integers.
        None => ("vertices of a draw", vertices.unwrap_or(i32::MAX as u64)),
    };
    if start > end || u64::from(end) > available {
        return Err(Error::OutOfRange {
            what,
            available,
            start: start.into(),
            end: end.into(),
        });
    }
    let instances = draw.vertices.instance_count().unwrap_or(i32::MAX as u64);
    if u64::from(draw.instances) > instances {
        return Err(Error::OutOfRange {
            what: "instances of a draw",
            available: instances,
            start: 0,
            end: draw.instances.into(),
        });
    }
    if let (Some(indices), Some(vertices)) = (&draw.vertices.indices, vertices)
        && let Some(index) = indices.largest.get()
        && u64::from(index) >= vertices
        && start != end
    {
        return Err(Error::IndexOutOfRange {
            vertices,
            index: index.into(),
        });
    }
    Ok(())
}

fn check_block(draw: &Draw<'_>, block: &BlockInfo) -> Result<()> {
    let Some(binding) = draw
        .uniforms
        .iter()
        .rfind(|binding| binding.slot == block.slot)
    else {
        return Err(Error::MissingUniformBlock {
            program: draw.program.label().to_owned(),
            block: block.name.clone(),
            slot: block.slot,
        });
    };
    let got = binding.buffer.range().bytes;
    if got < u64::from(block.bytes) {
        return Err(Error::UniformBlockSize {
            program: draw.program.label().to_owned(),
            block: block.name.clone(),
            expected: block.bytes.into(),
            got,
        });
    }
    Ok(())
}

fn check_sampler(draw: &Draw<'_>, sampler: &SamplerInfo) -> Result<()> {
    let Some(binding) = draw
        .textures
        .iter()
        .rfind(|binding| binding.unit == sampler.unit)
    else {
        return Err(Error::MissingTexture {
            program: draw.program.label().to_owned(),
            sampler: sampler.name.clone(),
            unit: sampler.unit,
        });
    };
    if !sampler.reads(binding.texture.format().kind()) {
        return Err(Error::TextureKind {
            program: draw.program.label().to_owned(),
            sampler: sampler.name.clone(),
            expected: sampler.type_name,
            got: binding.texture.format(),
        });
    }
    Ok(())
}

/// What may be copied to what, and what can be blended.
fn blit_kind(kind: TextureKind) -> &'static str {
    match kind {
        TextureKind::Int => "signed integers",
        TextureKind::Uint => "unsigned integers",
        TextureKind::Unorm | TextureKind::Float | TextureKind::Depth => "colours",
    }
}
