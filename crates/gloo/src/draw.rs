//! The one draw call: what it is made of, and making it.

mod checks;
mod copy;

pub use self::copy::Blit;

use std::ops::Range;

use glow::HasContext as _;

use crate::context::Context;
use crate::error::{Error, Result};
use crate::framebuffer::{Framebuffer, status_text};
use crate::program::Program;
use crate::sampler::Sampler;
use crate::state::DrawState;
use crate::texture::TextureSource;
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
    pub texture: &'a dyn TextureSource,
    /// How to read it; `None` as the texture itself says.
    pub sampler: Option<&'a Sampler>,
}

impl<'a> TextureBinding<'a> {
    /// A texture read as it says itself.
    #[must_use]
    pub fn new(unit: u32, texture: &'a dyn TextureSource) -> Self {
        Self {
            unit,
            texture,
            sampler: None,
        }
    }
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
            let mut state = draw.state;
            if let Target::Framebuffer(framebuffer) = draw.target
                && !framebuffer.has_stencil()
            {
                // Every fragment passes, as OpenGL has it; and a host's references could not be
                // asked for: drivers cut them to the bits of the framebuffer that is bound.
                state.stencil = None;
            }
            cache.set_draw_state(gl, &state, draw.target.size());
            for binding in draw.uniforms {
                let range = binding.buffer.range();
                let (start, bytes) = (range.start as i32, range.bytes as i32);
                cache.set_uniform_slot(gl, binding.slot, range.name, start, bytes);
            }
            for binding in draw.textures {
                let texture = binding.texture.raw_texture();
                cache.set_texture(gl, binding.unit, texture.shape, texture.name);
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
        self.recorder().write(|| {
            let what = if draw.vertices.indices.is_some() {
                "indices"
            } else {
                "vertices"
            };
            let (primitive, label) = (draw.primitive, draw.program.label());
            let (range, target) = (&draw.range, target_text(&draw.target));
            format!(
                "draw {primitive:?} of {what} {range:?}, {instances} times, by {label:?} into {target}"
            )
        });
        Ok(())
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
}

/// A target for people.
fn target_text(target: &Target<'_>) -> String {
    let [width, height] = target.size();
    match target {
        Target::Framebuffer(framebuffer) => {
            format!("{:?} of {width} by {height}", framebuffer.color_format())
        }
        Target::Screen { .. } => format!("the screen of {width} by {height}"),
    }
}
