//! The state cache: every piece of GL state that gloo touches, set only when it differs.

use super::garbage::Garbage;
use super::slots::{
    ActiveUnit, ArrayBuffer, BlendFactors, BlendOperations, BoundProgram, BoundSampler,
    BoundTexture, BoundVertexArray, ColorMask, CopyWriteBuffer, CulledFace, DepthFunction,
    DepthMask, DepthRange, DrawFramebuffer, FrontFace, GenericUniformBuffer, PackBuffer,
    PackLayout, PolygonMode, ReadFramebuffer, Scissor, Slot, State as _, Toggle, UniformSlot,
    UnpackBuffer, UnpackLayout, Viewport,
};
use crate::capabilities::{Api, CACHED_SLOTS, CACHED_UNITS, Capabilities};
use crate::error::Result;
use crate::state::{Blend, Cull, Depth, DrawState, ScissorRect};
use glow::HasContext as _;

/// GLES 3.0 has the first, desktop 3.3 the second; each switches off what the other API calls so.
const RESTART_GLES: u32 = glow::PRIMITIVE_RESTART_FIXED_INDEX;
const RESTART_DESKTOP: u32 = glow::PRIMITIVE_RESTART;

#[derive(Debug)]
pub(crate) struct StateCache {
    /// Real calls that changed state.
    changes: u64,
    /// Whether the state belongs to a host and is saved at the first touch.
    host: bool,
    /// The framebuffer that stands for the screen.
    pub(crate) screen: Option<glow::Framebuffer>,
    desktop: bool,
    /// Whether the switches that no draw changes are where gloo wants them.
    baseline: bool,
    upload_unit: u32,

    program: Slot<BoundProgram>,
    vertex_array: Slot<BoundVertexArray>,
    draw_framebuffer: Slot<DrawFramebuffer>,
    read_framebuffer: Slot<ReadFramebuffer>,
    array_buffer: Slot<ArrayBuffer>,
    copy_write_buffer: Slot<CopyWriteBuffer>,
    uniform_buffer: Slot<GenericUniformBuffer>,
    pack_buffer: Slot<PackBuffer>,
    unpack_buffer: Slot<UnpackBuffer>,
    pack_layout: Slot<PackLayout>,
    unpack_layout: Slot<UnpackLayout>,
    uniform_slots: [Slot<UniformSlot>; CACHED_SLOTS as usize],
    active_unit: Slot<ActiveUnit>,
    textures: [Slot<BoundTexture>; CACHED_UNITS as usize],
    samplers: [Slot<BoundSampler>; CACHED_UNITS as usize],

    blend: Slot<Toggle<{ glow::BLEND }>>,
    blend_factors: Slot<BlendFactors>,
    blend_operations: Slot<BlendOperations>,
    depth_test: Slot<Toggle<{ glow::DEPTH_TEST }>>,
    depth_function: Slot<DepthFunction>,
    depth_mask: Slot<DepthMask>,
    cull: Slot<Toggle<{ glow::CULL_FACE }>>,
    culled_face: Slot<CulledFace>,
    color_mask: Slot<ColorMask>,
    scissor_test: Slot<Toggle<{ glow::SCISSOR_TEST }>>,
    scissor: Slot<Scissor>,
    viewport: Slot<Viewport>,

    front_face: Slot<FrontFace>,
    depth_range: Slot<DepthRange>,
    stencil_test: Slot<Toggle<{ glow::STENCIL_TEST }>>,
    polygon_offset: Slot<Toggle<{ glow::POLYGON_OFFSET_FILL }>>,
    alpha_to_coverage: Slot<Toggle<{ glow::SAMPLE_ALPHA_TO_COVERAGE }>>,
    sample_coverage: Slot<Toggle<{ glow::SAMPLE_COVERAGE }>>,
    rasterizer_discard: Slot<Toggle<{ glow::RASTERIZER_DISCARD }>>,
    dither: Slot<Toggle<{ glow::DITHER }>>,
    restart_gles: Slot<Toggle<RESTART_GLES>>,
    restart_desktop: Slot<Toggle<RESTART_DESKTOP>>,
    point_size: Slot<Toggle<{ glow::PROGRAM_POINT_SIZE }>>,
    srgb: Slot<Toggle<{ glow::FRAMEBUFFER_SRGB }>>,
    logic_operation: Slot<Toggle<{ glow::COLOR_LOGIC_OP }>>,
    polygon_mode: Slot<PolygonMode>,
}

/// Does something to every slot that is not indexed, in the order in which a host's state goes back.
macro_rules! each_slot {
    ($self:ident, $slot:ident => $body:expr) => {{
        macro_rules! visit {
            ($field:ident) => {{
                let $slot = &mut $self.$field;
                $body;
            }};
        }
        visit!(program);
        visit!(vertex_array);
        visit!(draw_framebuffer);
        visit!(read_framebuffer);
        visit!(array_buffer);
        visit!(copy_write_buffer);
        visit!(uniform_buffer);
        visit!(pack_buffer);
        visit!(unpack_buffer);
        visit!(pack_layout);
        visit!(unpack_layout);
        visit!(blend);
        visit!(blend_factors);
        visit!(blend_operations);
        visit!(depth_test);
        visit!(depth_function);
        visit!(depth_mask);
        visit!(cull);
        visit!(culled_face);
        visit!(color_mask);
        visit!(scissor_test);
        visit!(scissor);
        visit!(viewport);
        visit!(front_face);
        visit!(depth_range);
        visit!(stencil_test);
        visit!(polygon_offset);
        visit!(alpha_to_coverage);
        visit!(sample_coverage);
        visit!(rasterizer_discard);
        visit!(dither);
        visit!(restart_gles);
        visit!(restart_desktop);
        visit!(point_size);
        visit!(srgb);
        visit!(logic_operation);
        visit!(polygon_mode);
        // Last: the units above were visited through it.
        visit!(active_unit);
    }};
}

/// A setter for one slot, counted.
macro_rules! setters {
    ($($(#[$doc:meta])* $function:ident($field:ident: $state:ident, $value:ty);)*) => {
        $($(#[$doc])* pub(crate) fn $function(&mut self, gl: &glow::Context, value: $value) {
            self.changes += u64::from(self.$field.set(gl, self.host, 0, $state(value)));
        })*
    };
}

impl StateCache {
    pub(super) fn new(capabilities: &Capabilities) -> Self {
        Self {
            changes: 0,
            host: false,
            screen: None,
            desktop: capabilities.api == Api::Desktop,
            baseline: false,
            upload_unit: capabilities.max_texture_units,
            program: Slot::default(),
            vertex_array: Slot::default(),
            draw_framebuffer: Slot::default(),
            read_framebuffer: Slot::default(),
            array_buffer: Slot::default(),
            copy_write_buffer: Slot::default(),
            uniform_buffer: Slot::default(),
            pack_buffer: Slot::default(),
            unpack_buffer: Slot::default(),
            pack_layout: Slot::default(),
            unpack_layout: Slot::default(),
            uniform_slots: std::array::from_fn(|_| Slot::default()),
            active_unit: Slot::default(),
            textures: std::array::from_fn(|_| Slot::default()),
            samplers: std::array::from_fn(|_| Slot::default()),
            blend: Slot::default(),
            blend_factors: Slot::default(),
            blend_operations: Slot::default(),
            depth_test: Slot::default(),
            depth_function: Slot::default(),
            depth_mask: Slot::default(),
            cull: Slot::default(),
            culled_face: Slot::default(),
            color_mask: Slot::default(),
            scissor_test: Slot::default(),
            scissor: Slot::default(),
            viewport: Slot::default(),
            front_face: Slot::default(),
            depth_range: Slot::default(),
            stencil_test: Slot::default(),
            polygon_offset: Slot::default(),
            alpha_to_coverage: Slot::default(),
            sample_coverage: Slot::default(),
            rasterizer_discard: Slot::default(),
            dither: Slot::default(),
            restart_gles: Slot::default(),
            restart_desktop: Slot::default(),
            point_size: Slot::default(),
            srgb: Slot::default(),
            logic_operation: Slot::default(),
            polygon_mode: Slot::default(),
        }
    }

    setters! {
        set_program(program: BoundProgram, Option<glow::Program>);
        /// While this binds no vertex array, nothing else may change the element buffer.
        set_vertex_array(vertex_array: BoundVertexArray, Option<glow::VertexArray>);
        set_draw_framebuffer(draw_framebuffer: DrawFramebuffer, Option<glow::Framebuffer>);
        set_read_framebuffer(read_framebuffer: ReadFramebuffer, Option<glow::Framebuffer>);
        set_array_buffer(array_buffer: ArrayBuffer, Option<glow::Buffer>);
        /// All uploads go through this target: it disturbs no vertex array, and WebGL allows any
        /// kind of buffer there.
        set_copy_write_buffer(copy_write_buffer: CopyWriteBuffer, Option<glow::Buffer>);
    }

    /// Prepares reading pixels into memory, rows without padding.
    pub(crate) fn set_tight_pack(&mut self, gl: &glow::Context) {
        self.changes += u64::from(self.pack_buffer.set(gl, self.host, 0, PackBuffer(None)));
        self.changes += u64::from(
            self.pack_layout
                .set(gl, self.host, 0, PackLayout([1, 0, 0, 0])),
        );
    }

    /// Prepares writing pixels from memory, rows without padding.
    pub(crate) fn set_tight_unpack(&mut self, gl: &glow::Context) {
        self.changes += u64::from(self.unpack_buffer.set(gl, self.host, 0, UnpackBuffer(None)));
        self.changes +=
            u64::from(
                self.unpack_layout
                    .set(gl, self.host, 0, UnpackLayout([1, 0, 0, 0])),
            );
    }

    /// Makes a texture the subject of uploads and parameters, on a unit that no draw uses.
    pub(crate) fn set_upload_texture(&mut self, gl: &glow::Context, texture: glow::Texture) {
        self.set_texture(gl, self.upload_unit, texture);
        // Bound already does not mean that its unit is active.
        self.set_active_unit(gl, self.upload_unit);
    }

    pub(crate) fn set_texture(&mut self, gl: &glow::Context, unit: u32, texture: glow::Texture) {
        let texture = BoundTexture(Some(texture));
        if self.textures[unit as usize].known() == Some(texture) {
            return;
        }
        self.set_active_unit(gl, unit);
        let changed = self.textures[unit as usize].set(gl, self.host, unit, texture);
        self.changes += u64::from(changed);
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
        let changed = self.samplers[unit as usize].set(gl, self.host, unit, BoundSampler(sampler));
        self.changes += u64::from(changed);
    }

    fn set_active_unit(&mut self, gl: &glow::Context, unit: u32) {
        self.changes += u64::from(self.active_unit.set(gl, self.host, 0, ActiveUnit(unit)));
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
        self.uniform_buffer.save(gl, self.host, 0);
        let changed = self.uniform_slots[slot as usize].set(gl, self.host, slot, value);
        self.uniform_buffer.note(GenericUniformBuffer(Some(buffer)));
        self.changes += u64::from(changed);
    }

    /// Brings everything that a [`DrawState`] says, and the switches that no draw changes, in place.
    pub(crate) fn set_draw_state(&mut self, gl: &glow::Context, state: &DrawState, size: [u32; 2]) {
        self.set_baseline(gl);
        self.set_blend(gl, state.blend);
        self.set_depth(gl, state.depth);
        self.set_cull(gl, state.cull);
        self.set_color_mask(gl, state.color_mask);
        self.set_scissor(gl, state.scissor);
        let viewport = state.viewport.unwrap_or(ScissorRect::whole(size));
        let changed = self
            .viewport
            .set(gl, self.host, 0, Viewport(integers(&viewport)));
        self.changes += u64::from(changed);
    }

    fn set_blend(&mut self, gl: &glow::Context, blend: Blend) {
        let host = self.host;
        let equation = blend.equation();
        self.changes += u64::from(self.blend.set(gl, host, 0, Toggle(equation.is_some())));
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
            self.changes += u64::from(self.blend_factors.set(gl, host, 0, factors));
            self.changes += u64::from(self.blend_operations.set(gl, host, 0, operations));
        }
    }

    fn set_depth(&mut self, gl: &glow::Context, depth: Depth) {
        let host = self.host;
        self.changes += u64::from(
            self.depth_test
                .set(gl, host, 0, Toggle(depth.test.is_some())),
        );
        if let Some(test) = depth.test {
            let function = DepthFunction([test.raw() as i32]);
            self.changes += u64::from(self.depth_function.set(gl, host, 0, function));
            self.changes += u64::from(self.depth_mask.set(gl, host, 0, DepthMask(depth.write)));
        }
    }

    fn set_cull(&mut self, gl: &glow::Context, cull: Cull) {
        let face = match cull {
            Cull::None => None,
            Cull::Back => Some(glow::BACK),
            Cull::Front => Some(glow::FRONT),
        };
        self.changes += u64::from(self.cull.set(gl, self.host, 0, Toggle(face.is_some())));
        if let Some(face) = face {
            let changed = self
                .culled_face
                .set(gl, self.host, 0, CulledFace([face as i32]));
            self.changes += u64::from(changed);
        }
    }

    fn set_color_mask(&mut self, gl: &glow::Context, mask: [bool; 4]) {
        self.changes += u64::from(self.color_mask.set(gl, self.host, 0, ColorMask(mask)));
    }

    pub(crate) fn set_scissor(&mut self, gl: &glow::Context, scissor: Option<ScissorRect>) {
        let host = self.host;
        self.changes += u64::from(
            self.scissor_test
                .set(gl, host, 0, Toggle(scissor.is_some())),
        );
        if let Some(rect) = scissor {
            self.changes += u64::from(self.scissor.set(gl, host, 0, Scissor(integers(&rect))));
        }
    }

    /// Prepares clearing: everything may be written, within `scissor`.
    pub(crate) fn set_clear_state(&mut self, gl: &glow::Context, scissor: Option<ScissorRect>) {
        self.set_baseline(gl);
        self.set_color_mask(gl, [true; 4]);
        self.changes += u64::from(self.depth_mask.set(gl, self.host, 0, DepthMask(true)));
        self.set_scissor(gl, scissor);
    }

    /// The switches that no draw of gloo changes, but that a host may have moved.
    fn set_baseline(&mut self, gl: &glow::Context) {
        if self.baseline {
            return;
        }
        let host = self.host;
        let mut changes = 0;
        let ccw = FrontFace([glow::CCW as i32]);
        changes += u64::from(self.front_face.set(gl, host, 0, ccw));
        changes += u64::from(self.depth_range.set(gl, host, 0, DepthRange([0.0, 1.0])));
        changes += u64::from(self.stencil_test.set(gl, host, 0, Toggle(false)));
        changes += u64::from(self.polygon_offset.set(gl, host, 0, Toggle(false)));
        changes += u64::from(self.alpha_to_coverage.set(gl, host, 0, Toggle(false)));
        changes += u64::from(self.sample_coverage.set(gl, host, 0, Toggle(false)));
        changes += u64::from(self.rasterizer_discard.set(gl, host, 0, Toggle(false)));
        // Dithering would make pictures depend on the driver.
        changes += u64::from(self.dither.set(gl, host, 0, Toggle(false)));
        if self.desktop {
            changes += u64::from(self.restart_desktop.set(gl, host, 0, Toggle(false)));
            // As in ES, where the shader always sets the size of points.
            changes += u64::from(self.point_size.set(gl, host, 0, Toggle(true)));
            // Colours are encoded already; the hardware must not do it again.
            changes += u64::from(self.srgb.set(gl, host, 0, Toggle(false)));
            changes += u64::from(self.logic_operation.set(gl, host, 0, Toggle(false)));
            changes += u64::from(self.polygon_mode.set(gl, host, 0, PolygonMode(glow::FILL)));
        } else {
            #[cfg(not(target_family = "wasm"))] // WebGL has it always on and no switch.
            {
                changes += u64::from(self.restart_gles.set(gl, host, 0, Toggle(false)));
            }
        }
        self.changes += changes;
        self.baseline = true;
    }

    /// Real calls that changed state, so far.
    pub(crate) fn changes(&self) -> u64 {
        self.changes
    }

    /// Counts a call that set state which belongs to an object, such as a uniform.
    pub(crate) fn count_change(&mut self) {
        self.changes += 1;
    }

    pub(crate) fn forget_draw_framebuffer(&mut self) {
        self.draw_framebuffer.forget();
    }

    /// Forgets everything, after foreign code.
    pub(super) fn forget(&mut self) {
        each_slot!(self, slot => slot.forget());
        self.uniform_slots.iter_mut().for_each(Slot::forget);
        self.textures.iter_mut().for_each(Slot::forget);
        self.samplers.iter_mut().for_each(Slot::forget);
        self.baseline = false;
    }

    /// Notes that objects were deleted: GL resets their bindings by itself, which the memory would
    /// contradict, and a new object may get the same name.
    pub(super) fn forget_bindings(&mut self) {
        self.vertex_array.forget();
        self.draw_framebuffer.forget();
        self.read_framebuffer.forget();
        self.array_buffer.forget();
        self.copy_write_buffer.forget();
        self.uniform_buffer.forget();
        self.uniform_slots.iter_mut().for_each(Slot::forget);
        self.textures.iter_mut().for_each(Slot::forget);
        self.samplers.iter_mut().for_each(Slot::forget);
    }

    /// Notes that an object is deleted which the host had bound: what is put back in its place is
    /// none, as GL itself does.
    pub(super) fn lose_saved(&mut self, item: &Garbage) {
        if !self.host {
            return;
        }
        match *item {
            Garbage::Buffer(name, _) => {
                let gone = Some(name);
                self.array_buffer.lose(ArrayBuffer(gone), ArrayBuffer(None));
                self.copy_write_buffer
                    .lose(CopyWriteBuffer(gone), CopyWriteBuffer(None));
                self.uniform_buffer
                    .lose(GenericUniformBuffer(gone), GenericUniformBuffer(None));
                self.pack_buffer.lose(PackBuffer(gone), PackBuffer(None));
                self.unpack_buffer
                    .lose(UnpackBuffer(gone), UnpackBuffer(None));
                let none = UniformSlot {
                    buffer: None,
                    start: 0,
                    size: 0,
                };
                for slot in &mut self.uniform_slots {
                    slot.lose_where(|saved| saved.buffer == gone, none);
                }
            }
            Garbage::Framebuffer(name) => {
                let gone = Some(name);
                self.draw_framebuffer
                    .lose(DrawFramebuffer(gone), DrawFramebuffer(None));
                self.read_framebuffer
                    .lose(ReadFramebuffer(gone), ReadFramebuffer(None));
            }
            Garbage::Program(name) => self
                .program
                .lose(BoundProgram(Some(name)), BoundProgram(None)),
            Garbage::Sampler(name) => {
                for slot in &mut self.samplers {
                    slot.lose(BoundSampler(Some(name)), BoundSampler(None));
                }
            }
            Garbage::Texture(name, _) => {
                for slot in &mut self.textures {
                    slot.lose(BoundTexture(Some(name)), BoundTexture(None));
                }
            }
            Garbage::VertexArray(name) => {
                self.vertex_array
                    .lose(BoundVertexArray(Some(name)), BoundVertexArray(None));
            }
        }
    }

    /// Starts saving a host's state; false if that was so already.
    pub(super) fn enter_host(&mut self) -> bool {
        if self.host {
            return false;
        }
        self.forget();
        self.host = true;
        true
    }

    /// Puts back what was touched since [`enter_host`](Self::enter_host).
    pub(super) fn leave_host(&mut self, gl: &glow::Context, is_lost: bool) {
        self.host = false;
        if is_lost {
            // Nothing to put back; drop what was saved.
            each_slot!(self, slot => *slot = Slot::default());
            self.uniform_slots = std::array::from_fn(|_| Slot::default());
            self.textures = std::array::from_fn(|_| Slot::default());
            self.samplers = std::array::from_fn(|_| Slot::default());
            self.baseline = false;
            return;
        }
        for (unit, texture) in (0..).zip(&mut self.textures) {
            if texture.has_saved() {
                ActiveUnit(unit).set(gl, 0);
            }
            texture.restore(gl, unit);
        }
        for (unit, sampler) in (0..).zip(&mut self.samplers) {
            sampler.restore(gl, unit);
        }
        // Before the plain binding of uniform buffers, which these calls set too.
        for (slot, uniform) in (0..).zip(&mut self.uniform_slots) {
            uniform.restore(gl, slot);
        }
        each_slot!(self, slot => slot.restore(gl, 0));
        self.baseline = false;
    }

    /// Compares all that is known with the driver, and leaves the driver as it was.
    pub(super) fn verify(&mut self, gl: &glow::Context) -> Result<()> {
        each_slot!(self, slot => slot.verify(gl, 0)?);
        for (slot, uniform) in (0..).zip(&self.uniform_slots) {
            uniform.verify(gl, slot)?;
        }
        let active = ActiveUnit::get(gl, 0);
        let mut units = Ok(());
        for (unit, (texture, sampler)) in (0..).zip(self.textures.iter().zip(&self.samplers)) {
            if texture.known().is_some() || sampler.known().is_some() {
                ActiveUnit(unit).set(gl, 0);
                units = units
                    .and(texture.verify(gl, unit))
                    .and(sampler.verify(gl, unit));
            }
        }
        active.set(gl, 0);
        units
    }

    /// Unbinds a program that is about to be deleted, so that GL frees it at once.
    pub(super) fn release_program(&mut self, gl: &glow::Context, program: glow::Program) {
        // Unknown, it may be current all the same: then GL frees it when another one follows.
        if self.program.known() == Some(BoundProgram(Some(program))) {
            // SAFETY: binding none has no condition.
            unsafe { gl.use_program(None) };
            self.program.note(BoundProgram(None));
        }
    }
}

fn integers(rect: &ScissorRect) -> [i32; 4] {
    // Larger than any target: the driver clamps.
    let side = |length: u32| i32::try_from(length).unwrap_or(i32::MAX);
    [rect.x, rect.y, side(rect.width), side(rect.height)]
}
