//! Safe OpenGL ES 3 objects over [glow]: buffers, textures, programs, framebuffers, state, counters.
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
