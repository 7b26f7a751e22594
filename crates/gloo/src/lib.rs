//! Safe OpenGL ES 3 objects over [glow]: buffers, textures, programs, framebuffers, state, counters.
//!
//! ```text
//! Buffer, IndexBuffer ──> VertexArray ─┐
//! UniformBuffer, Texture2d, Sampler ───┤
//! GLSL ──> Program ────────────────────┼──> Context::draw ──> Framebuffer, or the screen ──> pixels
//! DrawState ───────────────────────────┘
//! ```
//!
//! ```
//! use galry_gloo::{
//!     Attribute, AttributeFormat, Buffer, Draw, Framebuffer, Primitive, Program, ProgramDesc,
//!     Target, TextureFormat, Usage, VertexArray, VertexBuffer,
//! };
//! # fn main() -> galry_gloo::Result<()> {
//! # #[cfg(feature = "headless")] {
//! use galry_gloo::headless::{HeadlessContext, HeadlessDesc};
//!
//! let headless = HeadlessContext::new(&HeadlessDesc::default())?;
//! let context = headless.context();
//! let program = Program::new(context, &ProgramDesc::new(
//!     "triangle",
//!     "layout(location = 0) in vec2 position;
//!      void main() { gl_Position = vec4(position, 0.0, 1.0); }",
//!     "layout(location = 0) out vec4 color;
//!      void main() { color = vec4(1.0, 0.5, 0.0, 1.0); }",
//! ))?;
//! let corners = [[-1.0_f32, -1.0], [1.0, -1.0], [0.0, 1.0]];
//! let corners = Buffer::from_slice(context, &corners, Usage::Static)?;
//! let layout = [Attribute::new(0, AttributeFormat::F32x2, 0)];
//! let vertices = VertexArray::new(context, &[VertexBuffer::new(&corners, &layout)], None)?;
//!
//! let picture = Framebuffer::with_size(context, [64, 64], TextureFormat::Rgba8)?;
//! let target = Target::Framebuffer(&picture);
//! context.begin_frame();
//! context.clear(&target, [0.0; 4], None)?;
//! context.draw(&Draw::new(target, &program, &vertices, Primitive::Triangles, 0..3))?;
//! let pixels = picture.read_rgba8(picture.rect())?;
//! assert_eq!(pixels[(32 * 64 + 32) * 4..][..4], [255, 128, 0, 255]);
//! # }
//! # Ok(())
//! # }
//! ```
//!
//! # The main types
//! - [`Context`] wraps any [`glow::Context`], wherever it comes from: a window, a host such as egui, or
#![cfg_attr(
    feature = "headless",
    doc = "  [`headless::HeadlessContext`]. It frees what was dropped, remembers state, and hands a host's"
)]
#![cfg_attr(
    not(feature = "headless"),
    doc = "  the feature `headless`. It frees what was dropped, remembers state, and hands a host's"
)]
//!   state back by [`Context::with_host_state`]. [`Capabilities`] say what the driver can do.
//! - [`Buffer`], [`IndexBuffer`] and [`UniformBuffer`] hold data, [`VertexArray`] says how vertices are
//!   made of it ([`vertex_layout!`] takes the layout from a struct).
//! - [`Texture2d`] and [`Sampler`] hold and read pixels of any [`TextureFormat`]; a [`Framebuffer`] is
//!   drawn into and read back.
//! - [`Program`] is compiled from GLSL, lists what it reads, and takes [`Uniform`]s.
//! - [`Draw`] says everything about a draw, [`DrawState`] its blending, depth, masks and rectangles.
//! - [`Counters`] count draw calls, state changes, bytes and live objects, so that "this uploads
//!   nothing" is a number.
//! - [`Error`] says what was expected, what came and what to do.
//!
//! # Conventions
//! - OpenGL ES 3.0, as WebGL 2 has it, is the floor; desktop OpenGL 3.3 core runs the same code.
//! - Pixels count in GL's order: (0, 0) is the lower left one, rows come bottom first. [`flip_rows`]
//!   turns them for image files, [`ScissorRect::from_top_left`] turns rectangles.
//! - Sizes are `[width, height]` in pixels, colours red, green, blue, alpha from 0 to 1.
//! - A context stays on its thread, and so do its objects. gloo never makes a context current: whoever
//!   made it does, and it is current whenever it or an object of it is used. Dropping an object needs
//!   no current context: it only queues the name, and [`Context::begin_frame`] frees it.
//! - Setting what is set already makes no call; a draw allocates nothing.
//! - A call that fails has changed nothing that is visible, and the context stays usable.
//!
//! # Safety
//! What the driver does with memory is kept in bounds: lengths, ranges, formats and bindings are
//! checked before a call. The values of indices are checked in debug builds only; in release builds
//! an index past the vertices reads what the driver's own bounds checks let it read.
//!
//! # Features
//! - `headless`: contexts without a window, by EGL. Off by default; it brings glutin.
//!
//! # What it does not do
//! It opens no windows, composes no shaders, and knows no scene. It has no compute shaders, storage
//! buffers or geometry shaders: the floor does not. Three-dimensional and array textures, multisampled
//! targets, queries and fences are not there yet.
#![allow(
    unsafe_code,
    reason = "this crate makes OpenGL's calls safe for all others"
)]

mod buffer;
mod capabilities;
mod context;
mod counters;
mod debug;
mod draw;
mod error;
mod format;
mod framebuffer;
#[cfg(all(feature = "headless", not(target_family = "wasm")))]
pub mod headless;
mod index_buffer;
mod layout;
mod program;
mod sampler;
mod state;
mod texture;
mod uniform_buffer;
mod vertex_array;

pub use glow;

pub use crate::buffer::{Buffer, Usage, VertexSource};
pub use crate::capabilities::{Api, Capabilities, ShadingLanguage};
pub use crate::context::Context;
pub use crate::counters::Counters;
pub use crate::draw::{Draw, Primitive, Target, TextureBinding, UniformBinding};
pub use crate::error::{Error, Result};
pub use crate::format::{TextureFormat, TextureKind};
pub use crate::framebuffer::{Framebuffer, FramebufferDesc, flip_rows};
pub use crate::index_buffer::IndexBuffer;
#[doc(hidden)]
pub use crate::layout::field_bytes;
pub use crate::layout::{Attribute, AttributeFormat};
pub use crate::program::{
    AttributeInfo, BlockInfo, CompileError, Program, ProgramDesc, SamplerInfo, ShaderStage,
    Uniform, UniformInfo,
};
pub use crate::sampler::{Filter, Sampler, SamplerDesc, Wrap};
pub use crate::state::{
    Blend, BlendEquation, BlendFactor, BlendOperation, Compare, Cull, Depth, DrawState, ScissorRect,
};
pub use crate::texture::{Texture2d, TextureDesc, TextureRegion};
pub use crate::uniform_buffer::{UniformBuffer, UniformSource};
pub use crate::vertex_array::{VertexArray, VertexBuffer};
