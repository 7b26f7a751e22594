//! The state cache: every piece of GL state that gloo touches, set only when it differs.

mod setters;

pub(crate) use self::setters::UnpackRows;

use glow::HasContext as _;

use super::garbage::Garbage;
use super::recorder::Recorder;
use super::slots::{
    ActiveUnit, AnySlot, ArrayBuffer, BlendFactors, BlendOperations, BoundProgram,
    BoundRenderbuffer, BoundSampler, BoundTexture, BoundVertexArray, ColorMask, CopyReadBuffer,
    CopyWriteBuffer, CulledFace, DepthFunction, DepthMask, DepthRange, DrawFramebuffer, FrontFace,
    GenericUniformBuffer, LineWidth, PackBuffer, PackLayout, PolygonMode, PolygonOffset,
    ReadFramebuffer, Scissor, Slot, State, StencilFunction, StencilMask, StencilOperations,
    TextureSlots, Toggle, UniformSlot, UnpackBuffer, UnpackLayout, Viewport,
};
use crate::capabilities::{Api, CACHED_SLOTS, CACHED_UNITS, Capabilities};
use crate::error::Result;
use crate::state::DrawState;

/// Declares the slots that are not indexed, in the order in which a host's state goes back.
macro_rules! plain_slots {
    ($($slot:ident: $state:ty,)*) => {
        #[derive(Debug, Default)]
        struct PlainSlots {
            $($slot: Slot<$state>,)*
        }

        impl PlainSlots {
            fn each(&mut self) -> impl Iterator<Item = &mut dyn AnySlot> {
                [$(&mut self.$slot as &mut dyn AnySlot),*].into_iter()
            }
        }
    };
}

plain_slots! {
    program: BoundProgram,
    vertex_array: BoundVertexArray,
    draw_framebuffer: DrawFramebuffer,
    read_framebuffer: ReadFramebuffer,
    renderbuffer: BoundRenderbuffer,
    array_buffer: ArrayBuffer,
    copy_read_buffer: CopyReadBuffer,
    copy_write_buffer: CopyWriteBuffer,
    uniform_buffer: GenericUniformBuffer,
    pack_buffer: PackBuffer,
    unpack_buffer: UnpackBuffer,
    pack_layout: PackLayout,
    unpack_layout: UnpackLayout,
    blend: Toggle<{ glow::BLEND }>,
    blend_factors: BlendFactors,
    blend_operations: BlendOperations,
    depth_test: Toggle<{ glow::DEPTH_TEST }>,
    depth_function: DepthFunction,
    depth_mask: DepthMask,
    stencil_test: Toggle<{ glow::STENCIL_TEST }>,
    stencil_function: StencilFunction,
    stencil_operations: StencilOperations,
    stencil_mask: StencilMask,
    cull: Toggle<{ glow::CULL_FACE }>,
    culled_face: CulledFace,
    polygon_offset_fill: Toggle<{ glow::POLYGON_OFFSET_FILL }>,
    polygon_offset: PolygonOffset,
    line_width: LineWidth,
    color_mask: ColorMask,
    scissor_test: Toggle<{ glow::SCISSOR_TEST }>,
    scissor: Scissor,
    viewport: Viewport,
    front_face: FrontFace,
    depth_range: DepthRange,
    alpha_to_coverage: Toggle<{ glow::SAMPLE_ALPHA_TO_COVERAGE }>,
    sample_coverage: Toggle<{ glow::SAMPLE_COVERAGE }>,
    rasterizer_discard: Toggle<{ glow::RASTERIZER_DISCARD }>,
    dither: Toggle<{ glow::DITHER }>,
    restart_fixed: Toggle<{ glow::PRIMITIVE_RESTART_FIXED_INDEX }>,
    restart_desktop: Toggle<{ glow::PRIMITIVE_RESTART }>,
    point_size: Toggle<{ glow::PROGRAM_POINT_SIZE }>,
    srgb: Toggle<{ glow::FRAMEBUFFER_SRGB }>,
    logic_operation: Toggle<{ glow::COLOR_LOGIC_OP }>,
    polygon_mode: PolygonMode,
    // Last: units are visited through it.
    active_unit: ActiveUnit,
}

/// What a draw sets, its uniform buffers and textures aside.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted<S> {
    pub(crate) program: glow::Program,
    pub(crate) vertices: glow::VertexArray,
    /// `None` for whatever is the screen.
    pub(crate) framebuffer: Option<glow::Framebuffer>,
    pub(crate) size: [u32; 2],
    /// A [`DrawState`], lent or kept.
    pub(crate) state: S,
}

#[derive(Debug)]
pub(crate) struct StateCache {
    /// Real calls that changed state.
    changes: u64,
    /// Whether the state belongs to a host and is saved at the first touch.
    host: bool,
    /// The framebuffer that stands for the screen.
    screen: Option<glow::Framebuffer>,
    desktop: bool,
    /// Whether there is a switch for primitive restart at the largest index. WebGL has it always on.
    can_restart: bool,
    /// Whether the switches that no draw changes are where gloo wants them.
    baseline: bool,
    /// What the last draw had set, while nothing at all was set or forgotten since: a draw that wants
    /// the same compares this and not every slot.
    drawn: Option<Wanted<DrawState>>,
    upload_unit: u32,
    recorder: Recorder,
    plain: PlainSlots,
    uniform_slots: [Slot<UniformSlot>; CACHED_SLOTS as usize],
    textures: [TextureSlots; CACHED_UNITS as usize],
    samplers: [Slot<BoundSampler>; CACHED_UNITS as usize],
}

impl StateCache {
    pub(super) fn new(capabilities: &Capabilities, recorder: Recorder) -> Self {
        Self {
            changes: 0,
            host: false,
            screen: None,
            desktop: capabilities.api == Api::Desktop,
            can_restart: capabilities.has_primitive_restart && cfg!(not(target_family = "wasm")),
            baseline: false,
            drawn: None,
            upload_unit: capabilities.max_texture_units,
            recorder,
            plain: PlainSlots::default(),
            uniform_slots: std::array::from_fn(|_| Slot::default()),
            textures: std::array::from_fn(|_| TextureSlots::default()),
            samplers: std::array::from_fn(|_| Slot::default()),
        }
    }

    /// Counts a call that set state, and writes it down.
    fn note<T: State>(&mut self, index: Option<u32>, value: &T) {
        self.changes += 1;
        self.drawn = None;
        self.recorder.write(|| match index {
            None => format!("{}: {}", T::NAME, value.text()),
            Some(index) => format!("{} {index}: {}", T::NAME, value.text()),
        });
    }

    pub(crate) const fn screen(&self) -> Option<glow::Framebuffer> {
        self.screen
    }

    /// Says which framebuffer stands for the screen; the one that did before.
    pub(crate) fn set_screen(
        &mut self,
        screen: Option<glow::Framebuffer>,
    ) -> Option<glow::Framebuffer> {
        self.drawn = None;
        std::mem::replace(&mut self.screen, screen)
    }

    /// Whether the last draw had set the same, and nothing was set since.
    #[inline]
    pub(crate) fn is_drawn(&self, wanted: &Wanted<&DrawState>) -> bool {
        self.drawn.as_ref().is_some_and(|drawn| {
            drawn.program == wanted.program
                && drawn.vertices == wanted.vertices
                && drawn.framebuffer == wanted.framebuffer
                && drawn.size == wanted.size
                && drawn.state == *wanted.state
        })
    }

    /// Notes what a draw has set; the next one may compare itself with it.
    pub(crate) fn note_drawn(&mut self, wanted: &Wanted<&DrawState>) {
        self.drawn = Some(Wanted {
            program: wanted.program,
            vertices: wanted.vertices,
            framebuffer: wanted.framebuffer,
            size: wanted.size,
            state: *wanted.state,
        });
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
        self.plain.draw_framebuffer.forget();
        self.drawn = None;
    }

    /// Forgets everything, after foreign code.
    pub(super) fn forget(&mut self) {
        self.plain.each().for_each(AnySlot::forget);
        self.forget_indexed();
        self.forget_draw_state();
    }

    fn forget_draw_state(&mut self) {
        self.baseline = false;
        self.drawn = None;
    }

    fn forget_indexed(&mut self) {
        self.uniform_slots.iter_mut().for_each(Slot::forget);
        let textures = self.textures.iter_mut().flat_map(TextureSlots::each);
        textures.for_each(AnySlot::forget);
        self.samplers.iter_mut().for_each(Slot::forget);
    }

    /// Notes that objects were deleted: GL resets their bindings by itself, which the memory would
    /// contradict, and a new object may get the same name.
    pub(super) fn forget_bindings(&mut self) {
        let plain = &mut self.plain;
        let bindings: [&mut dyn AnySlot; 10] = [
            &mut plain.vertex_array,
            &mut plain.draw_framebuffer,
            &mut plain.read_framebuffer,
            &mut plain.renderbuffer,
            &mut plain.array_buffer,
            &mut plain.copy_read_buffer,
            &mut plain.copy_write_buffer,
            &mut plain.uniform_buffer,
            &mut plain.pack_buffer,
            &mut plain.unpack_buffer,
        ];
        bindings.into_iter().for_each(AnySlot::forget);
        self.forget_indexed();
        self.drawn = None;
    }

    /// Notes that an object is deleted which the host had bound: what is put back in its place is
    /// none, as GL itself does.
    pub(super) fn lose_saved(&mut self, item: &Garbage) {
        if !self.host {
            return;
        }
        let plain = &mut self.plain;
        match *item {
            Garbage::Buffer(name, _) => {
                let gone = Some(name);
                plain
                    .array_buffer
                    .lose(ArrayBuffer(gone), ArrayBuffer(None));
                plain
                    .copy_read_buffer
                    .lose(CopyReadBuffer(gone), CopyReadBuffer(None));
                plain
                    .copy_write_buffer
                    .lose(CopyWriteBuffer(gone), CopyWriteBuffer(None));
                plain
                    .uniform_buffer
                    .lose(GenericUniformBuffer(gone), GenericUniformBuffer(None));
                plain.pack_buffer.lose(PackBuffer(gone), PackBuffer(None));
                plain
                    .unpack_buffer
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
                plain
                    .draw_framebuffer
                    .lose(DrawFramebuffer(gone), DrawFramebuffer(None));
                plain
                    .read_framebuffer
                    .lose(ReadFramebuffer(gone), ReadFramebuffer(None));
            }
            Garbage::Program(name) => plain
                .program
                .lose(BoundProgram(Some(name)), BoundProgram(None)),
            Garbage::Renderbuffer(name, _) => plain
                .renderbuffer
                .lose(BoundRenderbuffer(Some(name)), BoundRenderbuffer(None)),
            Garbage::Sampler(name) => {
                for slot in &mut self.samplers {
                    slot.lose(BoundSampler(Some(name)), BoundSampler(None));
                }
            }
            Garbage::Texture(name, _) => {
                let gone = Some(name);
                for slots in &mut self.textures {
                    slots.flat.lose(BoundTexture(gone), BoundTexture(None));
                    slots.volume.lose(BoundTexture(gone), BoundTexture(None));
                    slots.array.lose(BoundTexture(gone), BoundTexture(None));
                    slots.cube.lose(BoundTexture(gone), BoundTexture(None));
                }
            }
            Garbage::VertexArray(name) => plain
                .vertex_array
                .lose(BoundVertexArray(Some(name)), BoundVertexArray(None)),
            // Queries and fences are bound by no state that is saved.
            Garbage::Fence(_) | Garbage::Query(_) => {}
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
            self.plain.each().for_each(AnySlot::reset);
            self.uniform_slots.iter_mut().for_each(Slot::reset);
            let textures = self.textures.iter_mut().flat_map(TextureSlots::each);
            textures.for_each(AnySlot::reset);
            self.samplers.iter_mut().for_each(Slot::reset);
            self.forget_draw_state();
            return;
        }
        for (unit, textures) in (0..).zip(&mut self.textures) {
            let mut textures = textures.each();
            if textures.iter().any(|slot| slot.has_saved()) {
                ActiveUnit(unit).set(gl, 0);
            }
            textures.iter_mut().for_each(|slot| slot.restore(gl, unit));
        }
        for (unit, sampler) in (0..).zip(&mut self.samplers) {
            sampler.restore(gl, unit);
        }
        // Before the plain binding of uniform buffers, which these calls set too.
        for (slot, uniform) in (0..).zip(&mut self.uniform_slots) {
            uniform.restore(gl, slot);
        }
        self.plain.each().for_each(|slot| slot.restore(gl, 0));
        self.forget_draw_state();
    }

    /// Compares all that is known with the driver, and leaves the driver as it was.
    pub(super) fn verify(&mut self, gl: &glow::Context) -> Result<()> {
        for slot in self.plain.each() {
            slot.verify(gl, 0)?;
        }
        for (slot, uniform) in (0..).zip(&self.uniform_slots) {
            uniform.verify(gl, slot)?;
        }
        let active = ActiveUnit::get(gl, 0);
        let mut units = Ok(());
        let slots = self.textures.iter_mut().zip(&mut self.samplers);
        for (unit, (textures, sampler)) in (0..).zip(slots) {
            let of_unit = textures.each().into_iter();
            let known: Vec<&mut dyn AnySlot> = of_unit
                .chain([sampler as &mut dyn AnySlot])
                .filter(|slot| slot.is_known())
                .collect();
            if !known.is_empty() {
                ActiveUnit(unit).set(gl, 0);
            }
            for slot in known {
                units = units.and(slot.verify(gl, unit));
            }
        }
        active.set(gl, 0);
        units
    }

    /// Unbinds a program that is about to be deleted, so that GL frees it at once.
    pub(super) fn release_program(&mut self, gl: &glow::Context, program: glow::Program) {
        // Unknown, it may be current all the same: then GL frees it when another one follows.
        if self.plain.program.known() == Some(BoundProgram(Some(program))) {
            // SAFETY: binding none has no condition.
            unsafe { gl.use_program(None) };
            self.plain.program.note(BoundProgram(None));
        }
    }
}
