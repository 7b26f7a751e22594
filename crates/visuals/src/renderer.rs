//! What visuals of one context share: programs, uniforms, and the draw call.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use bytemuck::{Pod, Zeroable};
use galry_gloo::{
    Context, Draw, DrawState, Primitive, Program, Texture2d, TextureBinding, UniformBinding,
    UniformBuffer, VertexArray,
};

use crate::composition::{Module, Programs, slot, standard};
use crate::error::{GlContext as _, Result};
use crate::{Error, Fonts, Frame, Placement};

/// How many uniform blocks and how many textures one draw may have of its own.
pub const DRAW_RESOURCES: usize = 8;

/// `FrameBlock` of `frame.wgsl`.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
struct FrameBlock {
    size_px: [f32; 2],
    antialias: f32,
    unused: f32,
}

/// `PlacementBlock` of `place_linear.wgsl`.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
struct PlacementBlock {
    scale: [f32; 2],
    translate: [f32; 2],
}

/// What the visuals of one context share; made once, kept for as long as the
/// context.
///
/// It holds the composed programs (one for each combination of modules), the
/// uniforms that say where drawing goes, and whatever a kind of visual shares
/// among its own (an atlas of glyphs), by type.
pub struct Renderer {
    context: Context,
    programs: Programs,
    frame: UniformBuffer<FrameBlock>,
    placement: UniformBuffer<PlacementBlock>,
    shared: HashMap<TypeId, Box<dyn Any>>,
}

impl std::fmt::Debug for Renderer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Renderer")
            .field("programs", &self.programs)
            .field("shared", &self.shared.len())
            .finish_non_exhaustive()
    }
}

/// One draw of a visual: the program, its vertices, and what is bound besides
/// the frame and the placement.
#[derive(Debug)]
pub struct VisualDraw<'a> {
    /// From [`Renderer::program`].
    pub program: &'a Program,
    /// The vertices; without buffers where the shader makes them.
    pub vertices: &'a VertexArray,
    /// At most [`DRAW_RESOURCES`] uniform blocks; their slots by
    /// [`slot`](crate::composition::slot), groups 1 and 2.
    pub uniforms: &'a [UniformBinding<'a>],
    /// Textures; their units by [`slot`](crate::composition::slot).
    pub textures: &'a [TextureBinding<'a>],
    /// How vertices make triangles.
    pub primitive: Primitive,
    /// Which vertices, or indices where the vertex array has them.
    pub range: Range<u32>,
}

impl Renderer {
    /// Makes the shared uniforms; programs are made when first asked for.
    ///
    /// # Errors
    /// [`Error::Gl`] when the driver has no memory or the context is lost.
    pub fn new(context: &Context) -> Result<Self> {
        let doing = "making the renderer's uniform buffers";
        Ok(Self {
            context: context.clone(),
            programs: Programs::default(),
            frame: UniformBuffer::new(context, &FrameBlock::zeroed()).doing(doing)?,
            placement: UniformBuffer::new(context, &PlacementBlock::zeroed()).doing(doing)?,
            shared: HashMap::new(),
        })
    }

    /// The context that all of this belongs to.
    #[must_use]
    pub fn context(&self) -> &Context {
        &self.context
    }

    /// The fonts that text is measured and drawn with; cheap, and the same for
    /// every renderer.
    #[must_use]
    pub fn fonts(&self) -> Fonts {
        Fonts::embedded()
    }

    /// The program of these modules: made at the first call, shared after.
    ///
    /// # Errors
    /// [`Error::Shader`] when the modules do not fit together, [`Error::Gl`] when
    /// the driver refuses.
    pub fn program(&mut self, label: &str, modules: &[Module]) -> Result<Rc<Program>> {
        self.programs.get(&self.context, label, modules)
    }

    /// The program of the standard visual whose WGSL file has this name, with the
    /// plain hooks.
    ///
    /// # Errors
    /// [`Error::Part`] when there is no such visual, else as
    /// [`program`](Self::program).
    pub fn standard_program(&mut self, visual: &str) -> Result<Rc<Program>> {
        let modules = standard::modules(visual).ok_or_else(|| Error::Part {
            message: format!("expected the name of a standard visual's module, got {visual:?}"),
        })?;
        self.program(visual, &modules)
    }

    /// How many programs were made so far.
    #[must_use]
    pub fn program_count(&self) -> usize {
        self.programs.len()
    }

    /// What visuals of a kind share, by its type: made at the first call.
    ///
    /// # Errors
    /// Those of `make`.
    pub fn shared_or_make<T: Any>(
        &mut self,
        make: impl FnOnce(&Context) -> Result<T>,
    ) -> Result<&mut T> {
        let key = TypeId::of::<T>();
        if !self.shared.contains_key(&key) {
            let value = make(&self.context)?;
            self.shared.insert(key, Box::new(value));
        }
        self.shared
            .get_mut(&key)
            .and_then(|value| value.downcast_mut())
            .ok_or_else(|| Error::Part {
                message: "expected the shared value just made, got none".to_owned(),
            })
    }

    /// What was shared under this type, if anything.
    #[must_use]
    pub fn shared<T: Any>(&self) -> Option<&T> {
        self.shared.get(&TypeId::of::<T>())?.downcast_ref()
    }

    /// Draws with the frame's and the placement's uniforms bound, clipped as the
    /// placement says, blended premultiplied. Uploads a few bytes where the frame
    /// or the placement differs from the last draw's; allocates nothing.
    ///
    /// # Errors
    /// [`Error::Gl`] when the GL layer refuses, [`Error::Length`] when there are
    /// more uniform blocks than [`DRAW_RESOURCES`].
    pub fn draw(
        &self,
        visual: &str,
        frame: &Frame<'_>,
        placement: &Placement,
        draw: &VisualDraw<'_>,
    ) -> Result<()> {
        self.draw_instances(visual, frame, placement, draw, 1)
    }

    /// The same, so many times, the buffers that step an instance moving on.
    ///
    /// # Errors
    /// Those of [`draw`](Self::draw).
    pub fn draw_instances(
        &self,
        visual: &str,
        frame: &Frame<'_>,
        placement: &Placement,
        draw: &VisualDraw<'_>,
        instances: u32,
    ) -> Result<()> {
        let scissor = placement.scissor(frame.size_px);
        let nothing_left = scissor.is_some_and(|rect| rect.width == 0 || rect.height == 0);
        if nothing_left || frame.size_px.contains(&0) || draw.range.is_empty() {
            return Ok(());
        }
        self.frame
            .set(&FrameBlock {
                size_px: frame.size_px.map(|size| size as f32),
                antialias: f32::from(u8::from(placement.antialias)),
                unused: 0.0,
            })
            .doing(visual)?;
        self.placement
            .set(&PlacementBlock {
                scale: placement.scale,
                translate: placement.translate,
            })
            .doing(visual)?;
        self.with_uniforms(draw.uniforms, |uniforms| {
            self.context
                .draw(&Draw {
                    target: frame.target,
                    program: draw.program,
                    vertices: draw.vertices,
                    state: DrawState {
                        scissor,
                        ..DrawState::premultiplied()
                    },
                    uniforms,
                    textures: draw.textures,
                    primitive: draw.primitive,
                    range: draw.range.clone(),
                    instances,
                })
                .doing(visual)
        })
    }

    /// The shared bindings and a visual's own in one slice on the stack.
    fn with_uniforms<R>(
        &self,
        own: &[UniformBinding<'_>],
        draw: impl FnOnce(&[UniformBinding<'_>]) -> Result<R>,
    ) -> Result<R> {
        let frame = UniformBinding {
            slot: FRAME_SLOT,
            buffer: &self.frame,
        };
        let placement = UniformBinding {
            slot: PLACEMENT_SLOT,
            buffer: &self.placement,
        };
        let mut all = [frame; DRAW_RESOURCES + 2];
        all[1] = placement;
        if own.len() > DRAW_RESOURCES {
            return Err(Error::Length {
                what: "uniform blocks of one draw, at most",
                expected: DRAW_RESOURCES,
                actual: own.len(),
            });
        }
        all[2..2 + own.len()].copy_from_slice(own);
        draw(&all[..2 + own.len()])
    }
}

/// A texture on a unit, read as it says itself.
pub(crate) fn bound_texture(unit: u32, texture: &Texture2d) -> TextureBinding<'_> {
    TextureBinding {
        unit,
        texture,
        sampler: None,
    }
}

const FRAME_SLOT: u32 = known_slot(0, 0);
const PLACEMENT_SLOT: u32 = known_slot(0, 1);

/// A slot of a place that is surely in the table; a mistake stops the build.
pub(crate) const fn known_slot(group: u32, binding: u32) -> u32 {
    match slot(group, binding) {
        Some(slot) => slot,
        None => panic!("no such place in the table of slots"),
    }
}
