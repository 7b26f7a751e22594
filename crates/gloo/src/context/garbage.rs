//! Objects that were dropped and wait for their context to be surely current.

use glow::HasContext as _;

/// A dropped object: its GL name, and the bytes that its storage had.
#[derive(Debug)]
pub(crate) enum Garbage {
    Buffer(glow::Buffer, u64),
    Fence(glow::Fence),
    Framebuffer(glow::Framebuffer),
    Program(glow::Program),
    Query(glow::Query),
    Renderbuffer(glow::Renderbuffer, u64),
    Sampler(glow::Sampler),
    Texture(glow::Texture, u64),
    VertexArray(glow::VertexArray),
}

impl Garbage {
    pub(super) fn bytes(&self) -> u64 {
        match self {
            Self::Buffer(_, bytes) | Self::Renderbuffer(_, bytes) | Self::Texture(_, bytes) => {
                *bytes
            }
            _ => 0,
        }
    }

    /// Deletes the object; its context is current.
    pub(super) fn delete(&self, gl: &glow::Context) {
        // SAFETY: the name is that of an object of this context which nothing else owns any more.
        unsafe {
            match *self {
                Self::Buffer(name, _) => gl.delete_buffer(name),
                Self::Fence(name) => gl.delete_sync(name),
                Self::Framebuffer(name) => gl.delete_framebuffer(name),
                Self::Program(name) => gl.delete_program(name),
                Self::Query(name) => gl.delete_query(name),
                Self::Renderbuffer(name, _) => gl.delete_renderbuffer(name),
                Self::Sampler(name) => gl.delete_sampler(name),
                Self::Texture(name, _) => gl.delete_texture(name),
                Self::VertexArray(name) => gl.delete_vertex_array(name),
            }
        }
    }
}
