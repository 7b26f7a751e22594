//! Which objects are bound where.

use glow::HasContext as _;

use super::{AnySlot, Slot, State};

/// Declares a binding: a newtype over an optional GL name.
macro_rules! binding {
    ($name:ident, $object:ty, $text:literal, $get:ident($query:expr), $gl:ident, $value:ident => $set:expr) => {
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub(in crate::context) struct $name(pub(in crate::context) Option<$object>);

        impl State for $name {
            const NAME: &'static str = $text;
            fn get(gl: &glow::Context, _index: u32) -> Self {
                // SAFETY: reads a parameter that every supported version has; the context is current.
                Self(unsafe { gl.$get($query) })
            }
            fn set(self, $gl: &glow::Context, _index: u32) {
                let $value = self.0;
                // SAFETY: the name is none, or that of a live object of this context.
                unsafe { $set }
            }
            fn text(&self) -> String {
                name_text(self.0)
            }
        }
    };
}

/// The number in an object's name.
fn name_text(name: Option<impl std::fmt::Debug>) -> String {
    name.map_or_else(
        || "none".to_owned(),
        |name| {
            format!("{name:?}")
                .trim_matches(|c: char| !c.is_ascii_digit())
                .to_owned()
        },
    )
}

binding!(BoundProgram, glow::Program, "program", get_parameter_program(glow::CURRENT_PROGRAM), gl, name => gl.use_program(name));
binding!(BoundVertexArray, glow::VertexArray, "vertex array", get_parameter_vertex_array(glow::VERTEX_ARRAY_BINDING), gl, name => gl.bind_vertex_array(name));
binding!(DrawFramebuffer, glow::Framebuffer, "draw framebuffer", get_parameter_framebuffer(glow::DRAW_FRAMEBUFFER_BINDING), gl, name => gl.bind_framebuffer(glow::DRAW_FRAMEBUFFER, name));
binding!(ReadFramebuffer, glow::Framebuffer, "read framebuffer", get_parameter_framebuffer(glow::READ_FRAMEBUFFER_BINDING), gl, name => gl.bind_framebuffer(glow::READ_FRAMEBUFFER, name));
binding!(ArrayBuffer, glow::Buffer, "array buffer", get_parameter_buffer(glow::ARRAY_BUFFER_BINDING), gl, name => gl.bind_buffer(glow::ARRAY_BUFFER, name));
// The queries of the copy targets have the values of the targets themselves.
binding!(CopyReadBuffer, glow::Buffer, "copy-read buffer", get_parameter_buffer(glow::COPY_READ_BUFFER), gl, name => gl.bind_buffer(glow::COPY_READ_BUFFER, name));
binding!(CopyWriteBuffer, glow::Buffer, "copy-write buffer", get_parameter_buffer(glow::COPY_WRITE_BUFFER), gl, name => gl.bind_buffer(glow::COPY_WRITE_BUFFER, name));
binding!(GenericUniformBuffer, glow::Buffer, "uniform buffer", get_parameter_buffer(glow::UNIFORM_BUFFER_BINDING), gl, name => gl.bind_buffer(glow::UNIFORM_BUFFER, name));
binding!(PackBuffer, glow::Buffer, "pixel pack buffer", get_parameter_buffer(glow::PIXEL_PACK_BUFFER_BINDING), gl, name => gl.bind_buffer(glow::PIXEL_PACK_BUFFER, name));
binding!(UnpackBuffer, glow::Buffer, "pixel unpack buffer", get_parameter_buffer(glow::PIXEL_UNPACK_BUFFER_BINDING), gl, name => gl.bind_buffer(glow::PIXEL_UNPACK_BUFFER, name));
binding!(BoundRenderbuffer, glow::Renderbuffer, "renderbuffer", get_parameter_renderbuffer(glow::RENDERBUFFER_BINDING), gl, name => gl.bind_renderbuffer(glow::RENDERBUFFER, name));

/// The texture of one target of a unit, which is active.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::context) struct BoundTexture<const TARGET: u32>(
    pub(in crate::context) Option<glow::Texture>,
);

impl<const TARGET: u32> State for BoundTexture<TARGET> {
    const NAME: &'static str = match TARGET {
        glow::TEXTURE_3D => "3D texture of a unit",
        glow::TEXTURE_2D_ARRAY => "array texture of a unit",
        glow::TEXTURE_CUBE_MAP => "cube texture of a unit",
        _ => "2D texture of a unit",
    };
    fn get(gl: &glow::Context, _index: u32) -> Self {
        let query = match TARGET {
            glow::TEXTURE_3D => glow::TEXTURE_BINDING_3D,
            glow::TEXTURE_2D_ARRAY => glow::TEXTURE_BINDING_2D_ARRAY,
            glow::TEXTURE_CUBE_MAP => glow::TEXTURE_BINDING_CUBE_MAP,
            _ => glow::TEXTURE_BINDING_2D,
        };
        // SAFETY: reads a parameter of the active unit; the context is current.
        Self(unsafe { gl.get_parameter_texture(query) })
    }
    fn set(self, gl: &glow::Context, _index: u32) {
        // SAFETY: the name is none, or that of a live texture of this target.
        unsafe { gl.bind_texture(TARGET, self.0) }
    }
    fn text(&self) -> String {
        name_text(self.0)
    }
}

/// The textures of a unit, one for each target.
#[derive(Debug, Default)]
pub(in crate::context) struct TextureSlots {
    pub(in crate::context) flat: Slot<BoundTexture<{ glow::TEXTURE_2D }>>,
    pub(in crate::context) volume: Slot<BoundTexture<{ glow::TEXTURE_3D }>>,
    pub(in crate::context) array: Slot<BoundTexture<{ glow::TEXTURE_2D_ARRAY }>>,
    pub(in crate::context) cube: Slot<BoundTexture<{ glow::TEXTURE_CUBE_MAP }>>,
}

impl TextureSlots {
    pub(in crate::context) fn each(&mut self) -> [&mut dyn AnySlot; 4] {
        [
            &mut self.flat,
            &mut self.volume,
            &mut self.array,
            &mut self.cube,
        ]
    }
}

/// The sampler of a unit: asked of the active unit, set by number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::context) struct BoundSampler(pub(in crate::context) Option<glow::Sampler>);

impl State for BoundSampler {
    const NAME: &'static str = "sampler of a unit";
    fn get(gl: &glow::Context, _index: u32) -> Self {
        // SAFETY: reads a parameter of the active unit; the context is current.
        Self(unsafe { gl.get_parameter_sampler(glow::SAMPLER_BINDING) })
    }
    fn set(self, gl: &glow::Context, index: u32) {
        // SAFETY: the unit is below the limit and the name is none or live.
        unsafe { gl.bind_sampler(index, self.0) }
    }
    fn text(&self) -> String {
        name_text(self.0)
    }
}

/// The active texture unit, from 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::context) struct ActiveUnit(pub(in crate::context) u32);

impl State for ActiveUnit {
    const NAME: &'static str = "active texture unit";
    fn get(gl: &glow::Context, _index: u32) -> Self {
        // SAFETY: reads a parameter; the context is current.
        let unit = unsafe { gl.get_parameter_i32(glow::ACTIVE_TEXTURE) };
        Self((unit as u32).wrapping_sub(glow::TEXTURE0))
    }
    fn set(self, gl: &glow::Context, _index: u32) {
        // SAFETY: units come from below the limit, or from the host itself.
        unsafe { gl.active_texture(glow::TEXTURE0 + self.0) }
    }
}

/// What a uniform slot reads: a buffer, the first byte, and the bytes (0 for all of it).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::context) struct UniformSlot {
    pub(in crate::context) buffer: Option<glow::Buffer>,
    pub(in crate::context) start: i32,
    pub(in crate::context) size: i32,
}

impl State for UniformSlot {
    const NAME: &'static str = "uniform slot";
    fn get(gl: &glow::Context, index: u32) -> Self {
        // SAFETY: reads indexed parameters below the limit; the context is current.
        unsafe {
            Self {
                buffer: indexed_buffer(gl, index),
                start: gl.get_parameter_indexed_i32(glow::UNIFORM_BUFFER_START, index),
                size: gl.get_parameter_indexed_i32(glow::UNIFORM_BUFFER_SIZE, index),
            }
        }
    }
    fn set(self, gl: &glow::Context, index: u32) {
        // SAFETY: the slot is below the limit; the buffer is none or live, and the range lies in it
        // (checked by the uniform buffer, or had from the host).
        unsafe {
            if self.buffer.is_none() || self.size == 0 {
                gl.bind_buffer_base(glow::UNIFORM_BUFFER, index, self.buffer);
            } else {
                gl.bind_buffer_range(
                    glow::UNIFORM_BUFFER,
                    index,
                    self.buffer,
                    self.start,
                    self.size,
                );
            }
        }
    }
    fn text(&self) -> String {
        format!(
            "buffer {}, bytes {} to {}",
            name_text(self.buffer),
            self.start,
            i64::from(self.start) + i64::from(self.size)
        )
    }
}

#[cfg(not(target_family = "wasm"))]
unsafe fn indexed_buffer(gl: &glow::Context, index: u32) -> Option<glow::Buffer> {
    // SAFETY: the caller passes a slot below the limit on a current context.
    let name = unsafe { gl.get_parameter_indexed_i32(glow::UNIFORM_BUFFER_BINDING, index) };
    std::num::NonZeroU32::new(name as u32).map(glow::NativeBuffer)
}

/// glow cannot ask WebGL for indexed bindings as objects; a host there sets its own slots anyway.
#[cfg(target_family = "wasm")]
unsafe fn indexed_buffer(_gl: &glow::Context, _index: u32) -> Option<glow::Buffer> {
    None
}
