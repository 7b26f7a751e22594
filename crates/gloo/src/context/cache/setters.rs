//! Setting state, one function for each thing that gloo wants of it.

use super::super::slots::{
    ActiveUnit, ArrayBuffer, BlendFactors, BlendOperations, BoundProgram, BoundRenderbuffer,
    BoundSampler, BoundTexture, BoundVertexArray, ColorMask, CopyReadBuffer, CopyWriteBuffer,
    CulledFace, DepthFunction, DepthMask, DepthRange, DrawFramebuffer, FrontFace,
    GenericUniformBuffer, LineWidth, PackBuffer, PackLayout, PolygonMode, PolygonOffset,
    ReadFramebuffer, Scissor, StencilFunction, StencilMask, StencilOperations, Toggle, UniformSlot,
    UnpackBuffer, UnpackLayout, Viewport,
};
use super::StateCache;
use crate::state::{Blend, Cull, Depth, DrawState, ScissorRect, Stencil, StencilFace};
use crate::texture::TextureShape;

/// Sets one slot, counted.
macro_rules! set {
    ($self:ident, $gl:ident, $slot:ident, $value:expr) => {{
        let value = $value;
        if $self.plain.$slot.set($gl, $self.host, 0, value) {
            $self.note(None, &value);
        }
    }};
}

/// A setter for one slot.
macro_rules! setters {
    ($($(#[$doc:meta])* $function:ident($slot:ident: $state:ident, $value:ty);)*) => {
        $($(#[$doc])* pub(crate) fn $function(&mut self, gl: &glow::Context, value: $value) {
            set!(self, gl, $slot, $state(value));
        })*
    };
}

/// How rows lie in the memory that texels are read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct UnpackRows {
    /// Texels of a row, those that are left out included; 0 for no more than are written.
    pub(crate) row_length: i32,
    pub(crate) skip_rows: i32,
    pub(crate) skip_pixels: i32,
    /// Rows of an image, those that are left out included; 0 for no more than are written.
    pub(crate) image_height: i32,
    pub(crate) skip_images: i32,
}

impl StateCache {
    setters! {
        set_program(program: BoundProgram, Option<glow::Program>);
        /// While this binds no vertex array, nothing else may change the element buffer.
        set_vertex_array(vertex_array: BoundVertexArray, Option<glow::VertexArray>);
        set_draw_framebuffer(draw_framebuffer: DrawFramebuffer, Option<glow::Framebuffer>);
        set_read_framebuffer(read_framebuffer: ReadFramebuffer, Option<glow::Framebuffer>);
        set_renderbuffer(renderbuffer: BoundRenderbuffer, Option<glow::Renderbuffer>);
        set_array_buffer(array_buffer: ArrayBuffer, Option<glow::Buffer>);
        set_copy_read_buffer(copy_read_buffer: CopyReadBuffer, Option<glow::Buffer>);
        /// All uploads go through this target: it disturbs no vertex array, and WebGL allows any
        /// kind of buffer there.
        set_copy_write_buffer(copy_write_buffer: CopyWriteBuffer, Option<glow::Buffer>);
    }

    /// Prepares reading pixels, rows without padding, into memory or a buffer.
    pub(crate) fn set_pack(&mut self, gl: &glow::Context, buffer: Option<glow::Buffer>) {
        set!(self, gl, pack_buffer, PackBuffer(buffer));
        set!(self, gl, pack_layout, PackLayout([1, 0, 0, 0]));
    }

    /// Prepares writing pixels from memory or a buffer.
    pub(crate) fn set_unpack(
        &mut self,
        gl: &glow::Context,
        buffer: Option<glow::Buffer>,
        rows: UnpackRows,
    ) {
        set!(self, gl, unpack_buffer, UnpackBuffer(buffer));
        let layout = UnpackLayout([
            1,
            rows.row_length,
            rows.skip_rows,
            rows.skip_pixels,
            rows.image_height,
            rows.skip_images,
        ]);
        set!(self, gl, unpack_layout, layout);
    }

    /// Makes a texture the subject of uploads and parameters, on a unit that no draw uses.
    pub(crate) fn set_upload_texture(
        &mut self,
        gl: &glow::Context,
        shape: TextureShape,
        texture: glow::Texture,
    ) {
        self.set_texture(gl, self.upload_unit, shape, texture);
        // Bound already does not mean that its unit is active.
        self.set_active_unit(gl, self.upload_unit);
    }

    pub(crate) fn set_texture(
        &mut self,
        gl: &glow::Context,
        unit: u32,
        shape: TextureShape,
        texture: glow::Texture,
    ) {
        macro_rules! set_target {
            ($slot:ident) => {{
                let value = BoundTexture(Some(texture));
                if self.textures[unit as usize].$slot.known() == Some(value) {
                    return;
                }
                self.set_active_unit(gl, unit);
                if self.textures[unit as usize]
                    .$slot
                    .set(gl, self.host, unit, value)
                {
                    self.note(Some(unit), &value);
                }
            }};
        }
        match shape {
            TextureShape::Flat => set_target!(flat),
            TextureShape::Volume => set_target!(volume),
            TextureShape::Array => set_target!(array),
            TextureShape::Cube => set_target!(cube),
        }
    }

    pub(crate) fn set_sampler(
        &mut self,
        gl: &glow::Context,
        unit: u32,
        sampler: Option<glow::Sampler>,
    ) {
        if self.samplers[unit as usize].known() == Some(BoundSampler(sampler)) {
            return;
        }
        if self.host {
            // Asking for the host's sampler needs its unit active.
            self.set_active_unit(gl, unit);
        }
        let value = BoundSampler(sampler);
        if self.samplers[unit as usize].set(gl, self.host, unit, value) {
            self.note(Some(unit), &value);
        }
    }

    fn set_active_unit(&mut self, gl: &glow::Context, unit: u32) {
        set!(self, gl, active_unit, ActiveUnit(unit));
    }

    /// Binds all `size` bytes of a buffer from `start` on to a uniform slot.
    pub(crate) fn set_uniform_slot(
        &mut self,
        gl: &glow::Context,
        slot: u32,
        buffer: glow::Buffer,
        start: i32,
        size: i32,
    ) {
        let value = UniformSlot {
            buffer: Some(buffer),
            start,
            size,
        };
        if self.uniform_slots[slot as usize].known() == Some(value) {
            return;
        }
        // The call sets the plain binding of the same name too.
        self.plain.uniform_buffer.save(gl, self.host, 0);
        if self.uniform_slots[slot as usize].set(gl, self.host, slot, value) {
            self.note(Some(slot), &value);
        }
        let plain = GenericUniformBuffer(Some(buffer));
        self.plain.uniform_buffer.note(plain);
    }

    /// Brings everything that a [`DrawState`] says, and the switches that no draw changes, in place.
    pub(crate) fn set_draw_state(&mut self, gl: &glow::Context, state: &DrawState, size: [u32; 2]) {
        self.set_baseline(gl);
        self.set_blend(gl, state.blend);
        self.set_depth(gl, state.depth);
        self.set_stencil(gl, state.stencil.as_ref());
        self.set_cull(gl, state.cull);
        self.set_polygon_offset(gl, state.polygon_offset);
        set!(self, gl, line_width, LineWidth(state.line_width_px));
        set!(self, gl, color_mask, ColorMask(state.color_mask));
        self.set_scissor(gl, state.scissor);
        let viewport = state.viewport.unwrap_or(ScissorRect::whole(size));
        set!(self, gl, viewport, Viewport(integers(&viewport)));
    }

    fn set_blend(&mut self, gl: &glow::Context, blend: Blend) {
        let equation = blend.equation();
        set!(self, gl, blend, Toggle(equation.is_some()));
        // Factors do not matter while blending is off.
        if let Some(equation) = equation {
            let factors = BlendFactors([
                equation.color_source.raw() as i32,
                equation.color_target.raw() as i32,
                equation.alpha_source.raw() as i32,
                equation.alpha_target.raw() as i32,
            ]);
            let operations = BlendOperations([
                equation.color_operation.raw() as i32,
                equation.alpha_operation.raw() as i32,
            ]);
            set!(self, gl, blend_factors, factors);
            set!(self, gl, blend_operations, operations);
        }
    }

    fn set_depth(&mut self, gl: &glow::Context, depth: Depth) {
        set!(self, gl, depth_test, Toggle(depth.test.is_some()));
        if let Some(test) = depth.test {
            set!(self, gl, depth_function, DepthFunction([test.raw() as i32]));
            set!(self, gl, depth_mask, DepthMask(depth.write));
        }
    }

    fn set_stencil(&mut self, gl: &glow::Context, stencil: Option<&Stencil>) {
        set!(self, gl, stencil_test, Toggle(stencil.is_some()));
        if let Some(Stencil { front, back }) = stencil {
            let function = |face: &StencilFace| {
                [
                    face.compare.raw() as i32,
                    face.reference.into(),
                    face.read_mask.into(),
                ]
            };
            let operations = |face: &StencilFace| {
                [face.fail, face.depth_fail, face.pass].map(|operation| operation.raw() as i32)
            };
            let [a, b, c] = function(front);
            let [d, e, f] = function(back);
            set!(
                self,
                gl,
                stencil_function,
                StencilFunction([a, b, c, d, e, f])
            );
            let [a, b, c] = operations(front);
            let [d, e, f] = operations(back);
            set!(
                self,
                gl,
                stencil_operations,
                StencilOperations([a, b, c, d, e, f])
            );
            let masks = [front.write_mask.into(), back.write_mask.into()];
            set!(self, gl, stencil_mask, StencilMask(masks));
        }
    }

    fn set_cull(&mut self, gl: &glow::Context, cull: Cull) {
        let face = match cull {
            Cull::None => None,
            Cull::Back => Some(glow::BACK),
            Cull::Front => Some(glow::FRONT),
        };
        set!(self, gl, cull, Toggle(face.is_some()));
        if let Some(face) = face {
            set!(self, gl, culled_face, CulledFace([face as i32]));
        }
    }

    fn set_polygon_offset(&mut self, gl: &glow::Context, offset: Option<[f32; 2]>) {
        set!(self, gl, polygon_offset_fill, Toggle(offset.is_some()));
        if let Some(offset) = offset {
            set!(self, gl, polygon_offset, PolygonOffset(offset));
        }
    }

    pub(crate) fn set_scissor(&mut self, gl: &glow::Context, scissor: Option<ScissorRect>) {
        set!(self, gl, scissor_test, Toggle(scissor.is_some()));
        if let Some(rect) = scissor {
            set!(self, gl, scissor, Scissor(integers(&rect)));
        }
    }

    /// Prepares clearing: everything may be written, within `scissor`.
    pub(crate) fn set_clear_state(&mut self, gl: &glow::Context, scissor: Option<ScissorRect>) {
        self.set_baseline(gl);
        set!(self, gl, color_mask, ColorMask([true; 4]));
        set!(self, gl, depth_mask, DepthMask(true));
        set!(self, gl, stencil_mask, StencilMask([0xff; 2]));
        self.set_scissor(gl, scissor);
    }

    /// The switches that no draw of gloo changes, but that a host may have moved.
    fn set_baseline(&mut self, gl: &glow::Context) {
        if self.baseline {
            return;
        }
        set!(self, gl, front_face, FrontFace([glow::CCW as i32]));
        set!(self, gl, depth_range, DepthRange([0.0, 1.0]));
        set!(self, gl, alpha_to_coverage, Toggle(false));
        set!(self, gl, sample_coverage, Toggle(false));
        set!(self, gl, rasterizer_discard, Toggle(false));
        // Dithering would make pictures depend on the driver.
        set!(self, gl, dither, Toggle(false));
        if self.can_restart {
            // As in WebGL, which has it always on.
            set!(self, gl, restart_fixed, Toggle(true));
        }
        if self.desktop {
            set!(self, gl, restart_desktop, Toggle(false));
            // As in ES, where the shader always sets the size of points.
            set!(self, gl, point_size, Toggle(true));
            // Colours are encoded already; the hardware must not do it again.
            set!(self, gl, srgb, Toggle(false));
            set!(self, gl, logic_operation, Toggle(false));
            set!(self, gl, polygon_mode, PolygonMode(glow::FILL));
        }
        self.baseline = true;
    }
}

fn integers(rect: &ScissorRect) -> [i32; 4] {
    // Larger than any target: the driver clamps.
    let side = |length: u32| i32::try_from(length).unwrap_or(i32::MAX);
    [rect.x, rect.y, side(rect.width), side(rect.height)]
}
