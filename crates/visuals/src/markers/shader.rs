//! Markers drawn by the GPU: an instance each, `markers.wgsl` does the rest.
//!
//! What differs from mark to mark is a buffer with a value an instance; what is shared is a buffer
//! with one value that all instances read. So one program serves all, and a mark takes 8 to 20
//! bytes.

use std::rc::Rc;

use bytemuck::{Pod, Zeroable};
use galry_gloo::{
    Attribute, AttributeFormat, Buffer, Context, Primitive, Program, UniformBinding, UniformBuffer,
    Usage, VertexArray, VertexBuffer,
};

use super::outline::{MAX_CORNERS, Outline};
use super::symbol::Symbol;
use super::{MarkersData, MarkersStyle, NAME};
use crate::error::GlContext as _;
use crate::renderer::{VisualDraw, known_slot};
use crate::{Error, Frame, Placement, Renderer, Result};

const BLOCK_SLOT: u32 = known_slot(1, 0);

/// `MarkersBlock` of `markers.wgsl`.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
struct Block {
    half_line_px: f32,
    inner_radius: f32,
    reach_by_size: f32,
    reach_by_growth: f32,
    hole: f32,
    corner_count: u32,
    unused: [u32; 2],
    corners: [[f32; 4]; MAX_CORNERS],
}

/// The marks on the GPU.
pub(super) struct MarkersShader {
    program: Rc<Program>,
    block: UniformBuffer<Block>,
    /// `None` when there is nothing to draw.
    vertices: Option<VertexArray>,
    count: u32,
    /// Of one value, or of one a mark.
    sizes: Buffer<f32>,
    faces: Buffer<[u8; 4]>,
    edges: Buffer<[u8; 4]>,
    /// What the shared values are of.
    style: Option<MarkersStyle>,
}

impl MarkersShader {
    pub(super) fn new(renderer: &mut Renderer, data: &MarkersData) -> Result<Self> {
        let program = renderer.standard_program(NAME)?;
        let context = renderer.context();
        let count = u32::try_from(data.positions.len())
            .ok()
            .filter(|&count| i32::try_from(count).is_ok())
            .ok_or(Error::Length {
                what: "markers of one draw, at most",
                expected: i32::MAX as usize,
                actual: data.positions.len(),
            })?;
        let sizes = values(context, &data.sizes_px, 0.0)?;
        let faces = values(context, &data.faces, [0; 4])?;
        let edges = values(context, &data.edges, [0; 4])?;
        let mut vertices = None;
        if count > 0 {
            let positions =
                Buffer::from_slice(context, &data.positions, Usage::Static).doing(NAME)?;
            let attributes = [
                AttributeFormat::F32x2,
                AttributeFormat::F32,
                AttributeFormat::Unorm8x4,
                AttributeFormat::Unorm8x4,
            ];
            let attribute = |location: u32| {
                [Attribute {
                    location,
                    format: attributes[location as usize],
                    offset: 0,
                }]
            };
            let attributes = [0, 1, 2, 3].map(attribute);
            let step = |is_own: bool| if is_own { 1 } else { count };
            let buffers = [
                VertexBuffer::new(&positions, &attributes[0]).per_instance(),
                VertexBuffer {
                    divisor: step(!data.sizes_px.is_empty()),
                    ..VertexBuffer::new(&sizes, &attributes[1])
                },
                VertexBuffer {
                    divisor: step(!data.faces.is_empty()),
                    ..VertexBuffer::new(&faces, &attributes[2])
                },
                VertexBuffer {
                    divisor: step(!data.edges.is_empty()),
                    ..VertexBuffer::new(&edges, &attributes[3])
                },
            ];
            vertices = Some(VertexArray::new(context, &buffers, None).doing(NAME)?);
        }
        Ok(Self {
            program,
            block: UniformBuffer::new(context, &Block::zeroed()).doing(NAME)?,
            vertices,
            count,
            sizes,
            faces,
            edges,
            style: None,
        })
    }

    /// Gives the values that all marks share; a few bytes.
    pub(super) fn set_style(&mut self, style: &MarkersStyle, data: &MarkersData) -> Result<()> {
        if self.style == Some(*style) {
            return Ok(());
        }
        self.style = None;
        let outline = Outline::new(style.symbol);
        let [reach_by_size, reach_by_growth] = outline.reach_factors();
        self.block
            .set(&Block {
                half_line_px: 0.5 * data.line_width_px(style),
                inner_radius: outline.inner_radius,
                reach_by_size,
                reach_by_growth,
                hole: if style.symbol == Symbol::Ring {
                    0.3
                } else {
                    0.0
                },
                corner_count: outline.corner_count as u32,
                unused: [0; 2],
                corners: outline.corners,
            })
            .doing(NAME)?;
        if data.sizes_px.is_empty() {
            self.sizes.write(0, &[style.size_px]).doing(NAME)?;
        }
        if data.faces.is_empty() {
            self.faces.write(0, &[style.face.to_rgba8()]).doing(NAME)?;
        }
        if data.edges.is_empty() {
            self.edges.write(0, &[style.edge.to_rgba8()]).doing(NAME)?;
        }
        self.style = Some(*style);
        Ok(())
    }

    pub(super) fn draw(
        &self,
        renderer: &Renderer,
        frame: &Frame<'_>,
        placement: &Placement,
    ) -> Result<()> {
        let Some(vertices) = &self.vertices else {
            return Ok(());
        };
        let draw = VisualDraw {
            program: &self.program,
            vertices,
            uniforms: &[UniformBinding {
                slot: BLOCK_SLOT,
                buffer: &self.block,
            }],
            textures: &[],
            primitive: Primitive::TriangleStrip,
            range: 0..4,
        };
        renderer.draw_instances(NAME, frame, placement, &draw, self.count)
    }
}

/// A buffer of a value a mark, or of one for all where there are none.
fn values<T: Pod>(context: &Context, own: &[T], shared: T) -> Result<Buffer<T>> {
    let (values, usage) = if own.is_empty() {
        (std::slice::from_ref(&shared), Usage::Dynamic)
    } else {
        (own, Usage::Static)
    };
    Buffer::from_slice(context, values, usage).doing(NAME)
}
