//! Single pieces of GL state: how each is asked and set, and a slot that remembers it.
//!
//! Everything that gloo touches is one of these, so that three things hold for all of it alike:
//! setting what is set makes no call, a host's value is saved at the first touch and put back, and
//! a check can compare the memory with the driver.

use glow::HasContext as _;

use crate::error::{Error, Result};

/// A piece of state that can be asked and set. `index` is a texture unit or a uniform slot, else 0.
/// State of a texture unit assumes that the unit is active.
pub(super) trait State: Copy + PartialEq + std::fmt::Debug {
    const NAME: &'static str;
    fn get(gl: &glow::Context, index: u32) -> Self;
    fn set(self, gl: &glow::Context, index: u32);
}

/// What is known of a piece of state, and what a host had there.
#[derive(Debug)]
pub(super) struct Slot<T> {
    known: Option<T>,
    saved: Option<T>,
}

impl<T> Default for Slot<T> {
    fn default() -> Self {
        Self {
            known: None,
            saved: None,
        }
    }
}

impl<T: State> Slot<T> {
    pub(super) const fn known(&self) -> Option<T> {
        self.known
    }

    /// Sets the state unless it is set; says whether a call was made.
    pub(super) fn set(&mut self, gl: &glow::Context, host: bool, index: u32, value: T) -> bool {
        if self.known == Some(value) {
            return false;
        }
        self.save(gl, host, index);
        value.set(gl, index);
        self.known = Some(value);
        true
    }

    /// Keeps the host's value, once, before something changes it.
    pub(super) fn save(&mut self, gl: &glow::Context, host: bool, index: u32) {
        if host && self.saved.is_none() {
            self.saved = Some(T::get(gl, index));
        }
    }

    /// Notes a value that a call to something else has set.
    pub(super) fn note(&mut self, value: T) {
        self.known = Some(value);
    }

    pub(super) fn forget(&mut self) {
        self.known = None;
    }

    /// Puts the host's value back, if it was saved, and forgets what is known.
    pub(super) fn restore(&mut self, gl: &glow::Context, index: u32) {
        self.known = None;
        if let Some(saved) = self.saved.take() {
            saved.set(gl, index);
        }
    }

    /// Replaces what is to be put back, where it is `gone`: GL would refuse a deleted name.
    pub(super) fn lose(&mut self, gone: T, instead: T) {
        if self.saved == Some(gone) {
            self.saved = Some(instead);
        }
    }

    /// Replaces what is to be put back, where it meets a condition.
    pub(super) fn lose_where(&mut self, is_gone: impl Fn(&T) -> bool, instead: T) {
        if self.saved.as_ref().is_some_and(is_gone) {
            self.saved = Some(instead);
        }
    }

    pub(super) const fn has_saved(&self) -> bool {
        self.saved.is_some()
    }

    /// Compares what is known with what the driver says.
    pub(super) fn verify(&self, gl: &glow::Context, index: u32) -> Result<()> {
        let Some(known) = self.known else {
            return Ok(());
        };
        let actual = T::get(gl, index);
        if actual == known {
            return Ok(());
        }
        Err(Error::StateMismatch {
            what: T::NAME,
            cached: format!("{known:?}"),
            actual: format!("{actual:?}"),
        })
    }
}

/// Declares a binding: a newtype over an optional GL name.
macro_rules! binding {
    ($name:ident, $object:ty, $text:literal, $get:ident($query:expr), $gl:ident, $value:ident => $set:expr) => {
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub(super) struct $name(pub(super) Option<$object>);

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
        }
    };
}

binding!(BoundProgram, glow::Program, "program", get_parameter_program(glow::CURRENT_PROGRAM), gl, name => gl.use_program(name));
binding!(BoundVertexArray, glow::VertexArray, "vertex array", get_parameter_vertex_array(glow::VERTEX_ARRAY_BINDING), gl, name => gl.bind_vertex_array(name));
binding!(DrawFramebuffer, glow::Framebuffer, "draw framebuffer", get_parameter_framebuffer(glow::DRAW_FRAMEBUFFER_BINDING), gl, name => gl.bind_framebuffer(glow::DRAW_FRAMEBUFFER, name));
binding!(ReadFramebuffer, glow::Framebuffer, "read framebuffer", get_parameter_framebuffer(glow::READ_FRAMEBUFFER_BINDING), gl, name => gl.bind_framebuffer(glow::READ_FRAMEBUFFER, name));
binding!(ArrayBuffer, glow::Buffer, "array buffer", get_parameter_buffer(glow::ARRAY_BUFFER_BINDING), gl, name => gl.bind_buffer(glow::ARRAY_BUFFER, name));
// The binding's query has the value of the target itself.
binding!(CopyWriteBuffer, glow::Buffer, "copy-write buffer", get_parameter_buffer(glow::COPY_WRITE_BUFFER), gl, name => gl.bind_buffer(glow::COPY_WRITE_BUFFER, name));
binding!(GenericUniformBuffer, glow::Buffer, "uniform buffer", get_parameter_buffer(glow::UNIFORM_BUFFER_BINDING), gl, name => gl.bind_buffer(glow::UNIFORM_BUFFER, name));
binding!(PackBuffer, glow::Buffer, "pixel pack buffer", get_parameter_buffer(glow::PIXEL_PACK_BUFFER_BINDING), gl, name => gl.bind_buffer(glow::PIXEL_PACK_BUFFER, name));
binding!(UnpackBuffer, glow::Buffer, "pixel unpack buffer", get_parameter_buffer(glow::PIXEL_UNPACK_BUFFER_BINDING), gl, name => gl.bind_buffer(glow::PIXEL_UNPACK_BUFFER, name));
binding!(BoundTexture, glow::Texture, "2D texture of a unit", get_parameter_texture(glow::TEXTURE_BINDING_2D), gl, name => gl.bind_texture(glow::TEXTURE_2D, name));

/// The sampler of a unit: asked of the active unit, set by number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct BoundSampler(pub(super) Option<glow::Sampler>);

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
}

/// The active texture unit, from 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct ActiveUnit(pub(super) u32);

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
pub(super) struct UniformSlot {
    pub(super) buffer: Option<glow::Buffer>,
    pub(super) start: i32,
    pub(super) size: i32,
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

/// A capability that is on or off.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Toggle<const CAPABILITY: u32>(pub(super) bool);

impl<const CAPABILITY: u32> State for Toggle<CAPABILITY> {
    const NAME: &'static str = match CAPABILITY {
        glow::BLEND => "blend enabled",
        glow::DEPTH_TEST => "depth test enabled",
        glow::CULL_FACE => "culling enabled",
        glow::SCISSOR_TEST => "scissor enabled",
        _ => "capability enabled",
    };
    fn get(gl: &glow::Context, _index: u32) -> Self {
        // SAFETY: the capability exists in this context's version (the cache sees to it).
        Self(unsafe { gl.is_enabled(CAPABILITY) })
    }
    fn set(self, gl: &glow::Context, _index: u32) {
        // SAFETY: as above.
        unsafe {
            if self.0 {
                gl.enable(CAPABILITY);
            } else {
                gl.disable(CAPABILITY);
            }
        }
    }
}

/// Declares state that is an array of integers asked one by one.
macro_rules! integers {
    ($name:ident, $count:literal, $text:literal, [$($query:ident),*], $gl:ident, $value:ident => $set:expr) => {
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub(super) struct $name(pub(super) [i32; $count]);

        impl State for $name {
            const NAME: &'static str = $text;
            fn get(gl: &glow::Context, _index: u32) -> Self {
                // SAFETY: reads parameters that every supported version has.
                Self(unsafe { [$(gl.get_parameter_i32(glow::$query)),*] })
            }
            fn set(self, $gl: &glow::Context, _index: u32) {
                let $value = self.0;
                // SAFETY: the values are GL's own enumerants or sizes, or came from the host.
                unsafe { $set; }
            }
        }
    };
}

integers!(BlendFactors, 4, "blend factors", [BLEND_SRC_RGB, BLEND_DST_RGB, BLEND_SRC_ALPHA, BLEND_DST_ALPHA], gl, v => gl.blend_func_separate(v[0] as u32, v[1] as u32, v[2] as u32, v[3] as u32));
integers!(BlendOperations, 2, "blend operations", [BLEND_EQUATION_RGB, BLEND_EQUATION_ALPHA], gl, v => gl.blend_equation_separate(v[0] as u32, v[1] as u32));
integers!(DepthFunction, 1, "depth function", [DEPTH_FUNC], gl, v => gl.depth_func(v[0] as u32));
integers!(CulledFace, 1, "culled face", [CULL_FACE_MODE], gl, v => gl.cull_face(v[0] as u32));
integers!(FrontFace, 1, "front face", [FRONT_FACE], gl, v => gl.front_face(v[0] as u32));
integers!(UnpackLayout, 4, "unpack layout", [UNPACK_ALIGNMENT, UNPACK_ROW_LENGTH, UNPACK_SKIP_ROWS, UNPACK_SKIP_PIXELS], gl, v => {
    gl.pixel_store_i32(glow::UNPACK_ALIGNMENT, v[0]);
    gl.pixel_store_i32(glow::UNPACK_ROW_LENGTH, v[1]);
    gl.pixel_store_i32(glow::UNPACK_SKIP_ROWS, v[2]);
    gl.pixel_store_i32(glow::UNPACK_SKIP_PIXELS, v[3]);
});
integers!(PackLayout, 4, "pack layout", [PACK_ALIGNMENT, PACK_ROW_LENGTH, PACK_SKIP_ROWS, PACK_SKIP_PIXELS], gl, v => {
    gl.pixel_store_i32(glow::PACK_ALIGNMENT, v[0]);
    gl.pixel_store_i32(glow::PACK_ROW_LENGTH, v[1]);
    gl.pixel_store_i32(glow::PACK_SKIP_ROWS, v[2]);
    gl.pixel_store_i32(glow::PACK_SKIP_PIXELS, v[3]);
});

/// Declares a rectangle: asked as four integers at once.
macro_rules! rectangle {
    ($name:ident, $text:literal, $query:ident, $set:ident) => {
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub(super) struct $name(pub(super) [i32; 4]);

        impl State for $name {
            const NAME: &'static str = $text;
            fn get(gl: &glow::Context, _index: u32) -> Self {
                let mut rect = [0; 4];
                // SAFETY: the parameter has four values and there is room for four.
                unsafe { gl.get_parameter_i32_slice(glow::$query, &mut rect) };
                Self(rect)
            }
            fn set(self, gl: &glow::Context, _index: u32) {
                let [x, y, width, height] = self.0;
                // SAFETY: width and height are not negative (checked, or the host's own).
                unsafe { gl.$set(x, y, width, height) }
            }
        }
    };
}

rectangle!(Scissor, "scissor rectangle", SCISSOR_BOX, scissor);
rectangle!(Viewport, "viewport", VIEWPORT, viewport);

/// Which colour channels are written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct ColorMask(pub(super) [bool; 4]);

impl State for ColorMask {
    const NAME: &'static str = "colour mask";
    fn get(gl: &glow::Context, _index: u32) -> Self {
        // SAFETY: the parameter has four values and the array takes four.
        Self(unsafe { gl.get_parameter_bool_array::<4>(glow::COLOR_WRITEMASK) })
    }
    fn set(self, gl: &glow::Context, _index: u32) {
        let [red, green, blue, alpha] = self.0;
        // SAFETY: no condition beyond a current context.
        unsafe { gl.color_mask(red, green, blue, alpha) }
    }
}

/// Whether depth is written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct DepthMask(pub(super) bool);

impl State for DepthMask {
    const NAME: &'static str = "depth mask";
    fn get(gl: &glow::Context, _index: u32) -> Self {
        // SAFETY: reads a parameter; the context is current.
        Self(unsafe { gl.get_parameter_bool(glow::DEPTH_WRITEMASK) })
    }
    fn set(self, gl: &glow::Context, _index: u32) {
        // SAFETY: no condition beyond a current context.
        unsafe { gl.depth_mask(self.0) }
    }
}

/// Where clip space's depth lands, nearest and farthest.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct DepthRange(pub(super) [f32; 2]);

impl State for DepthRange {
    const NAME: &'static str = "depth range";
    fn get(gl: &glow::Context, _index: u32) -> Self {
        let mut range = [0.0; 2];
        // SAFETY: the parameter has two values and there is room for two.
        unsafe { gl.get_parameter_f32_slice(glow::DEPTH_RANGE, &mut range) };
        Self(range)
    }
    fn set(self, gl: &glow::Context, _index: u32) {
        // SAFETY: the f64 form exists on desktop, the f32 form on ES; glow knows which.
        unsafe { gl.depth_range(self.0[0].into(), self.0[1].into()) }
    }
}

/// How polygons are filled (desktop only).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct PolygonMode(pub(super) u32);

impl State for PolygonMode {
    const NAME: &'static str = "polygon mode";
    fn get(gl: &glow::Context, _index: u32) -> Self {
        // Old profiles answer with two values, core ones with one or two.
        let mut modes = [0; 2];
        // SAFETY: there is room for both; asked on desktop only.
        unsafe { gl.get_parameter_i32_slice(glow::POLYGON_MODE, &mut modes) };
        Self(modes[0] as u32)
    }
    fn set(self, gl: &glow::Context, _index: u32) {
        // SAFETY: a mode from the host or FILL; set on desktop only.
        unsafe { gl.polygon_mode(glow::FRONT_AND_BACK, self.0) }
    }
}
