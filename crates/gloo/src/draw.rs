//! The one draw call: what it is made of, and making it.

mod checks;
mod copy;

pub use self::copy::Blit;

use std::ops::Range;

use glow::HasContext as _;

use crate::context::{Context, StateCache, Wanted};
use crate::error::{Error, Result};
use crate::framebuffer::{Framebuffer, status_text};
use crate::program::Program;
use crate::sampler::Sampler;
use crate::state::DrawState;
use crate::texture::TextureSource;
use crate::uniform_buffer::UniformSource;
use crate::vertex_array::VertexArray;

/// Where a draw lands.
///
/// ```
/// # fn main() -> galry_gloo::Result<()> {
/// # #[cfg(feature = "headless")] {
/// # use galry_gloo::*;
/// # use galry_gloo::headless::{HeadlessContext, HeadlessDesc};
/// # let headless = HeadlessContext::new(&HeadlessDesc::default())?;
/// # let context = headless.context();
/// let picture = Framebuffer::with_size(context, [4, 4], TextureFormat::Rgba8)?;
/// context.clear(&Target::Framebuffer(&picture), [1.0; 4], None)?;
/// // In a window: its pixels, which its size says.
/// let screen = Target::Screen { size_px: [800, 600] };
/// assert_eq!(screen.size(), [800, 600]);
/// # }
/// # Ok(())
/// # }
/// ```
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
///
/// ```
/// # fn main() -> galry_gloo::Result<()> {
/// # #[cfg(feature = "headless")] {
/// # use galry_gloo::*;
/// # use galry_gloo::headless::{HeadlessContext, HeadlessDesc};
/// # let headless = HeadlessContext::new(&HeadlessDesc::default())?;
/// # let context = headless.context();
/// # let vertex = "layout(location = 0) in vec2 position; void main() { gl_Position = vec4(position, 0.0, 1.0); }";
/// # let fragment = "uniform vec4 color; layout(location = 0) out vec4 result; void main() { result = color; }";
/// # let corners = Buffer::from_slice(context, &[[-1.0_f32, -1.0], [3.0, -1.0], [-1.0, 3.0]], Usage::Static)?;
/// # let layout = [Attribute::new(0, AttributeFormat::F32x2, 0)];
/// # let vertices = VertexArray::new(context, &[VertexBuffer::new(&corners, &layout)], None)?;
/// # let program = Program::new(context, &ProgramDesc::new("flat", vertex, fragment))?;
/// # program.set_uniform("color", Uniform::F32x4([1.0, 0.0, 0.0, 1.0]))?;
/// # let picture = Framebuffer::with_size(context, [4, 4], TextureFormat::Rgba8)?;
/// # let target = Target::Framebuffer(&picture);
/// # context.clear(&target, [0.0; 4], None)?;
/// for primitive in [Primitive::Points, Primitive::LineStrip, Primitive::Triangles] {
///     context.draw(&Draw::new(target, &program, &vertices, primitive, 0..3))?;
/// }
/// # }
/// # Ok(())
/// # }
/// ```
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
///
/// ```
/// # fn main() -> galry_gloo::Result<()> {
/// # #[cfg(feature = "headless")] {
/// # use galry_gloo::*;
/// # use galry_gloo::headless::{HeadlessContext, HeadlessDesc};
/// # let headless = HeadlessContext::new(&HeadlessDesc::default())?;
/// # let context = headless.context();
/// # let vertex = "layout(std140) uniform Shift { vec4 shift; }; void main() { gl_Position = shift; }";
/// # let fragment = "layout(location = 0) out vec4 result; void main() { result = vec4(1.0); }";
/// # let vertices = VertexArray::new(context, &[], None)?;
/// # let program = Program::new(context, &ProgramDesc::new("shifted", vertex, fragment))?;
/// # let picture = Framebuffer::with_size(context, [4, 4], TextureFormat::Rgba8)?;
/// # let target = Target::Framebuffer(&picture);
/// program.bind_block("Shift", 3)?;
/// let shift = UniformBuffer::new(context, &[0.5_f32, 0.0, 0.0, 1.0])?;
/// context.draw(&Draw {
///     uniforms: &[UniformBinding { slot: 3, buffer: &shift }],
///     ..Draw::new(target, &program, &vertices, Primitive::Lines, 0..2)
/// })?;
/// # }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy)]
pub struct UniformBinding<'a> {
    /// The slot that blocks were bound to by [`Program::bind_block`].
    pub slot: u32,
    /// The buffer.
    pub buffer: &'a dyn UniformSource,
}

/// A texture in a unit.
///
/// ```
/// # fn main() -> galry_gloo::Result<()> {
/// # #[cfg(feature = "headless")] {
/// # use galry_gloo::*;
/// # use galry_gloo::headless::{HeadlessContext, HeadlessDesc};
/// # let headless = HeadlessContext::new(&HeadlessDesc::default())?;
/// # let context = headless.context();
/// # let vertex = "void main() { gl_Position = vec4(0.0); }";
/// # let fragment = "uniform sampler2D picture; layout(location = 0) out vec4 result; void main() { result = texture(picture, vec2(0.5)); }";
/// # let vertices = VertexArray::new(context, &[], None)?;
/// # let program = Program::new(context, &ProgramDesc::new("textured", vertex, fragment))?;
/// # let picture = Framebuffer::with_size(context, [4, 4], TextureFormat::Rgba8)?;
/// # let target = Target::Framebuffer(&picture);
/// let texture = Texture2d::new(context, &TextureDesc { size: [8, 8], ..TextureDesc::default() })?;
/// program.bind_sampler("picture", 2)?;
/// context.draw(&Draw {
///     textures: &[TextureBinding::new(2, &texture)],
///     ..Draw::new(target, &program, &vertices, Primitive::Lines, 0..2)
/// })?;
/// # }
/// # Ok(())
/// # }
/// ```
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
///
/// ```
/// # fn main() -> galry_gloo::Result<()> {
/// # #[cfg(feature = "headless")] {
/// # use galry_gloo::*;
/// # use galry_gloo::headless::{HeadlessContext, HeadlessDesc};
/// # let headless = HeadlessContext::new(&HeadlessDesc::default())?;
/// # let context = headless.context();
/// # let vertex = "layout(location = 0) in vec2 position; void main() { gl_Position = vec4(position, 0.0, 1.0); }";
/// # let fragment = "uniform vec4 color; layout(location = 0) out vec4 result; void main() { result = color; }";
/// # let corners = Buffer::from_slice(context, &[[-1.0_f32, -1.0], [3.0, -1.0], [-1.0, 3.0]], Usage::Static)?;
/// # let layout = [Attribute::new(0, AttributeFormat::F32x2, 0)];
/// # let vertices = VertexArray::new(context, &[VertexBuffer::new(&corners, &layout)], None)?;
/// # let program = Program::new(context, &ProgramDesc::new("flat", vertex, fragment))?;
/// # program.set_uniform("color", Uniform::F32x4([1.0, 0.0, 0.0, 1.0]))?;
/// # let picture = Framebuffer::with_size(context, [4, 4], TextureFormat::Rgba8)?;
/// # let target = Target::Framebuffer(&picture);
/// # context.clear(&target, [0.0; 4], None)?;
/// context.draw(&Draw {
///     state: DrawState::additive(),
///     ..Draw::new(target, &program, &vertices, Primitive::Triangles, 0..3)
/// })?;
/// assert_eq!(picture.read_rgba8(picture.rect())?[..4], [255, 0, 0, 255]);
/// # }
/// # Ok(())
/// # }
/// ```
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
        let wanted = self.wanted(draw)?;
        let is_set = self.cache().is_drawn(&wanted);
        self.check_draw(draw, is_set)?;
        let count = draw.range.end - draw.range.start;
        if count == 0 || draw.instances == 0 {
            return Ok(());
        }
        if !is_set || !draw.uniforms.is_empty() || !draw.textures.is_empty() {
            self.set_wanted(draw, &wanted)?;
        }
        let gl = self.gl();
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

    /// What a draw sets, its bindings aside; of objects of this context.
    #[inline]
    fn wanted<'a>(&self, draw: &'a Draw<'_>) -> Result<Wanted<&'a DrawState>> {
        self.check_target(&draw.target)?;
        self.check_same(&draw.program.context, "program")?;
        self.check_same(&draw.vertices.context, "vertex array")?;
        let framebuffer = match draw.target {
            Target::Framebuffer(framebuffer) => Some(framebuffer.name),
            Target::Screen { .. } => None,
        };
        Ok(Wanted {
            program: draw.program.name,
            vertices: draw.vertices.name,
            framebuffer,
            size: draw.target.size(),
            state: &draw.state,
        })
    }

    /// Sets all of it that is not set.
    fn set_wanted(&self, draw: &Draw<'_>, wanted: &Wanted<&DrawState>) -> Result<()> {
        let gl = self.gl();
        let mut cache = self.cache();
        bind_draw_target(gl, &mut cache, draw.target)?;
        cache.set_program(gl, Some(wanted.program));
        cache.set_vertex_array(gl, Some(wanted.vertices));
        let mut state = *wanted.state;
        if let Target::Framebuffer(framebuffer) = draw.target
            && !framebuffer.has_stencil()
        {
            // Every fragment passes, as OpenGL has it; and a host's references could not be asked
            // for: drivers cut them to the bits of the framebuffer that is bound.
            state.stencil = None;
        }
        cache.set_draw_state(gl, &state, wanted.size);
        for binding in draw.uniforms {
            let range = binding.buffer.range();
            let (start, bytes) = (range.start as i32, range.bytes as i32);
            cache.set_uniform_slot(gl, binding.slot, range.name, start, bytes);
        }
        for binding in draw.textures {
            let texture = binding.texture.raw_texture();
            let sampler = binding.sampler.map(|sampler| sampler.name);
            cache.set_texture(gl, binding.unit, texture.shape, texture.name);
            cache.set_sampler(gl, binding.unit, sampler);
        }
        cache.note_drawn(wanted);
        Ok(())
    }

    fn bind_draw_target(&self, target: Target<'_>) -> Result<()> {
        bind_draw_target(self.gl(), &mut self.cache(), target)
    }
}

/// Binds a target for drawing. Of the screen it looks whether there is one, each time that it is
/// bound anew.
fn bind_draw_target(gl: &glow::Context, cache: &mut StateCache, target: Target<'_>) -> Result<()> {
    match target {
        Target::Framebuffer(framebuffer) => {
            cache.set_draw_framebuffer(gl, Some(framebuffer.name));
            Ok(())
        }
        Target::Screen { .. } => {
            let screen = cache.screen();
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
