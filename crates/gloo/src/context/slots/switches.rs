//! Switches and values of the fixed parts of the pipeline.

use glow::HasContext as _;

use super::State;

/// A capability that is on or off.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::context) struct Toggle<const CAPABILITY: u32>(pub(in crate::context) bool);

impl<const CAPABILITY: u32> State for Toggle<CAPABILITY> {
    const NAME: &'static str = match CAPABILITY {
        glow::BLEND => "blend enabled",
        glow::DEPTH_TEST => "depth test enabled",
        glow::CULL_FACE => "culling enabled",
        glow::SCISSOR_TEST => "scissor enabled",
        glow::STENCIL_TEST => "stencil test enabled",
        glow::POLYGON_OFFSET_FILL => "polygon offset enabled",
        glow::PRIMITIVE_RESTART_FIXED_INDEX => "primitive restart enabled",
        glow::DITHER => "dither enabled",
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
        pub(in crate::context) struct $name(pub(in crate::context) [i32; $count]);

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
// What is done where the stencil fails, where depth fails, and where both pass; front, then back.
integers!(StencilOperations, 6, "stencil operations", [STENCIL_FAIL, STENCIL_PASS_DEPTH_FAIL, STENCIL_PASS_DEPTH_PASS, STENCIL_BACK_FAIL, STENCIL_BACK_PASS_DEPTH_FAIL, STENCIL_BACK_PASS_DEPTH_PASS], gl, v => {
    gl.stencil_op_separate(glow::FRONT, v[0] as u32, v[1] as u32, v[2] as u32);
    gl.stencil_op_separate(glow::BACK, v[3] as u32, v[4] as u32, v[5] as u32);
});
integers!(StencilMask, 2, "stencil mask", [STENCIL_WRITEMASK, STENCIL_BACK_WRITEMASK], gl, v => {
    gl.stencil_mask_separate(glow::FRONT, v[0] as u32);
    gl.stencil_mask_separate(glow::BACK, v[1] as u32);
});
integers!(UnpackLayout, 6, "unpack layout", [UNPACK_ALIGNMENT, UNPACK_ROW_LENGTH, UNPACK_SKIP_ROWS, UNPACK_SKIP_PIXELS, UNPACK_IMAGE_HEIGHT, UNPACK_SKIP_IMAGES], gl, v => {
    gl.pixel_store_i32(glow::UNPACK_ALIGNMENT, v[0]);
    gl.pixel_store_i32(glow::UNPACK_ROW_LENGTH, v[1]);
    gl.pixel_store_i32(glow::UNPACK_SKIP_ROWS, v[2]);
    gl.pixel_store_i32(glow::UNPACK_SKIP_PIXELS, v[3]);
    gl.pixel_store_i32(glow::UNPACK_IMAGE_HEIGHT, v[4]);
    gl.pixel_store_i32(glow::UNPACK_SKIP_IMAGES, v[5]);
});
integers!(PackLayout, 4, "pack layout", [PACK_ALIGNMENT, PACK_ROW_LENGTH, PACK_SKIP_ROWS, PACK_SKIP_PIXELS], gl, v => {
    gl.pixel_store_i32(glow::PACK_ALIGNMENT, v[0]);
    gl.pixel_store_i32(glow::PACK_ROW_LENGTH, v[1]);
    gl.pixel_store_i32(glow::PACK_SKIP_ROWS, v[2]);
    gl.pixel_store_i32(glow::PACK_SKIP_PIXELS, v[3]);
});

/// Comparison, reference and mask of front faces, then of back faces.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::context) struct StencilFunction(pub(in crate::context) [i32; 6]);

impl State for StencilFunction {
    const NAME: &'static str = "stencil function";
    fn get(gl: &glow::Context, _index: u32) -> Self {
        let names = [
            glow::STENCIL_FUNC,
            glow::STENCIL_REF,
            glow::STENCIL_VALUE_MASK,
            glow::STENCIL_BACK_FUNC,
            glow::STENCIL_BACK_REF,
            glow::STENCIL_BACK_VALUE_MASK,
        ];
        // SAFETY: reads parameters that every supported version has.
        Self(names.map(|name| unsafe { gl.get_parameter_i32(name) }))
    }
    fn set(self, gl: &glow::Context, _index: u32) {
        let v = self.0;
        // SAFETY: the values are GL's own enumerants, or came from the host.
        unsafe {
            gl.stencil_func_separate(glow::FRONT, v[0] as u32, v[1], v[2] as u32);
            gl.stencil_func_separate(glow::BACK, v[3] as u32, v[4], v[5] as u32);
        }
    }
    /// Drivers answer with references cut to the bits of the framebuffer that is bound just then.
    fn is_answer(&self, answer: &Self) -> bool {
        [0, 2, 3, 5].iter().all(|&i| self.0[i] == answer.0[i])
    }
}

/// Declares a rectangle: asked as four integers at once.
macro_rules! rectangle {
    ($name:ident, $text:literal, $query:ident, $set:ident) => {
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub(in crate::context) struct $name(pub(in crate::context) [i32; 4]);

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
pub(in crate::context) struct ColorMask(pub(in crate::context) [bool; 4]);

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
pub(in crate::context) struct DepthMask(pub(in crate::context) bool);

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
pub(in crate::context) struct DepthRange(pub(in crate::context) [f32; 2]);

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

/// How far polygons are moved in depth: by slope, and by units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::context) struct PolygonOffset(pub(in crate::context) [f32; 2]);

impl State for PolygonOffset {
    const NAME: &'static str = "polygon offset";
    fn get(gl: &glow::Context, _index: u32) -> Self {
        // SAFETY: reads parameters that every supported version has.
        Self(unsafe {
            [
                gl.get_parameter_f32(glow::POLYGON_OFFSET_FACTOR),
                gl.get_parameter_f32(glow::POLYGON_OFFSET_UNITS),
            ]
        })
    }
    fn set(self, gl: &glow::Context, _index: u32) {
        // SAFETY: no condition beyond a current context.
        unsafe { gl.polygon_offset(self.0[0], self.0[1]) }
    }
}

/// The width of lines in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::context) struct LineWidth(pub(in crate::context) f32);

impl State for LineWidth {
    const NAME: &'static str = "line width";
    fn get(gl: &glow::Context, _index: u32) -> Self {
        // SAFETY: reads a parameter that every supported version has.
        Self(unsafe { gl.get_parameter_f32(glow::LINE_WIDTH) })
    }
    fn set(self, gl: &glow::Context, _index: u32) {
        // SAFETY: the width is above zero (checked by the draw, or the host's own).
        unsafe { gl.line_width(self.0) }
    }
}

/// How polygons are filled (desktop only).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::context) struct PolygonMode(pub(in crate::context) u32);

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
