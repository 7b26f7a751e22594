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
//! - [`Buffer`], [`IndexBuffer`] and [`UniformBuffer`] hold data, a [`StreamRing`] what changes every
//!   frame; [`VertexArray`] says how vertices are made of it ([`vertex_layout!`] and
//!   [`uniform_layout!`] take the layout from a struct).
//! - [`Texture2d`], [`Texture3d`], [`TextureArray`] and [`TextureCube`] hold pixels of any
//!   [`TextureFormat`], a [`Sampler`] says how they are read; a [`Framebuffer`] of them, or of
//!   [`Renderbuffer`]s, is drawn into and read back, at once or later ([`PendingRead`]).
//! - [`Program`] is compiled from GLSL, lists what it reads, and takes [`Uniform`]s.
//! - [`Draw`] says everything about a draw, [`DrawState`] its blending, depth, masks and rectangles.
//! - A [`Fence`] says when the driver is done, a [`Query`] how long it took and whether anything was
//!   seen.
//! - [`Counters`] count draw calls, state changes, bytes and live objects, so that "this uploads
//!   nothing" is a number; [`Context::record`] writes the calls down.
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
//! - `ndarray`: textures written from arrays of that crate.
//!
//! # What it does not do
//! It opens no windows, composes no shaders, and knows no scene. It has no compute shaders, storage
//! buffers or geometry shaders: the floor does not. Transform feedback and compressed textures, which it
//! has, are left to [`Context::glow`].
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
mod fence;
mod format;
mod framebuffer;
#[cfg(all(feature = "headless", not(target_family = "wasm")))]
pub mod headless;
mod index_buffer;
mod layout;
mod program;
mod query;
mod renderbuffer;
mod ring;
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
pub use crate::draw::{Blit, Draw, Primitive, Target, TextureBinding, UniformBinding};
pub use crate::error::{Error, Result};
pub use crate::fence::Fence;
pub use crate::format::{TextureFormat, TextureKind};
pub use crate::framebuffer::{
    Attachment, Framebuffer, FramebufferDesc, FramebufferRead, PendingRead, flip_rows,
};
pub use crate::index_buffer::{Index, IndexBuffer};
#[doc(hidden)]
pub use crate::layout::field_bytes;
pub use crate::layout::{Attribute, AttributeFormat};
#[cfg(not(target_family = "wasm"))]
pub use crate::program::ProgramBinary;
pub use crate::program::{
    AttributeInfo, BlockInfo, CompileError, MemberInfo, PendingProgram, Program, ProgramDesc,
    SamplerInfo, ShaderStage, Uniform, UniformInfo,
};
pub use crate::query::{Query, QueryKind};
pub use crate::renderbuffer::{Renderbuffer, RenderbufferDesc};
pub use crate::ring::StreamRing;
pub use crate::sampler::{Filter, MipFilter, Sampler, SamplerDesc, Wrap};
pub use crate::state::{
    Blend, BlendEquation, BlendFactor, BlendOperation, Compare, Cull, Depth, DrawState,
    ScissorRect, Stencil, StencilFace, StencilOperation,
};
pub use crate::texture::{
    Channel, CubeFace, RowLayout, SmallestSize, Texture2d, Texture3d, TextureArray, TextureBox,
    TextureCube, TextureDesc, TextureRegion, TextureShape, TextureSource,
};
pub use crate::uniform_buffer::{UniformBuffer, UniformMember, UniformSource};
pub use crate::vertex_array::{VertexArray, VertexBuffer};
