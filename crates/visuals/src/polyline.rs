//! A line of some width, in one colour.
//!
//! Geometry: a quad a segment, grown in the vertex stage after the points are
//! placed, so that a new placement uploads nothing and the width stays in pixels.
//! `polyline.wgsl` says how fragments are shared out among segments and how their
//! coverage is found. Dashes are lengths in pixels, so a dashed line is cut anew where a placement
//! has another scale.

mod dashed;
mod dashes;
mod painter;
mod strips;
mod style;
mod window;

use std::cell::RefCell;
use std::rc::Rc;

use bytemuck::{Pod, Zeroable};
use galry_gloo::{
    Attribute, AttributeFormat, Buffer, Context, IndexBuffer, Primitive, Program, UniformBinding,
    UniformBuffer, Usage, VertexArray, VertexBuffer,
};

use self::dashed::Dashed;
pub use self::dashes::Dashes;
pub use self::painter::{PaintedPolyline, PolylinePainter};
use self::strips::{COPIES, Piece, SEEN, Strips, pieces};
pub use self::style::{LineCap, LineJoin, PolylineStyle};
use crate::error::GlContext as _;
use crate::renderer::{VisualDraw, known_slot};
use crate::{
    Bounds, Description, Error, FillRule, Frame, Item, PathCommand, Placement, Renderer, Result,
    Stroke, Visual,
};

const NAME: &str = "polyline";
const BLOCK_SLOT: u32 = known_slot(1, 0);
/// Wider lines are as good as filling the frame.
const MAX_WIDTH_PX: f32 = 1e5;

/// Where a line goes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PolylineData {
    /// Points in visual coordinates, shape `(n, 2)`. One that is not finite leaves
    /// a gap; repeated points are dropped; a point alone is a round dot.
    pub positions: Vec<[f32; 2]>,
    /// Whether the last point is joined with the first.
    pub closed: bool,
}

/// A line of one width and colour.
///
/// ```
/// use galry_visuals::{Polyline, PolylineData, PolylineStyle, Visual as _};
///
/// let line = Polyline::new(
///     PolylineData {
///         positions: vec![[0.0, 0.0], [1.0, 2.0], [f32::NAN, 0.0], [3.0, 1.0]],
///         closed: false,
///     },
///     PolylineStyle::default(),
/// );
/// assert_eq!(line.bounds().unwrap().max, [3.0, 2.0]);
/// ```
pub struct Polyline {
    data: PolylineData,
    style: PolylineStyle,
    data_changed: bool,
    gpu: Option<Gpu>,
}

struct Gpu {
    program: Rc<Program>,
    block: UniformBuffer<Block>,
    whole: Quads,
    /// The dashes as they were drawn last.
    dashed: RefCell<Option<Dashed>>,
}

/// The segments of a line in the driver's memory.
struct Quads {
    /// `None` when there is nothing to draw.
    vertices: Option<VertexArray>,
    index_count: u32,
}

impl Quads {
    fn new(context: &Context, pieces: &[Piece]) -> Result<Self> {
        let strips = Strips::new(pieces);
        if strips.segments.is_empty() {
            return Ok(Self {
                vertices: None,
                index_count: 0,
            });
        }
        let indices = strips.indices();
        let array = vertex_array(context, &strips.vertices(), &indices).doing(NAME)?;
        Ok(Self {
            vertices: Some(array),
            index_count: indices.len() as u32,
        })
    }
}

/// `PolylineBlock` of `polyline.wgsl`.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
struct Block {
    color: [f32; 4],
    half_width_px: f32,
    /// 0 round, 1 miter, 2 bevel.
    join: f32,
    /// 0 round, 1 butt, 2 square.
    cap: f32,
    miter_limit: f32,
}

impl std::fmt::Debug for Polyline {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Polyline")
            .field("data", &self.data)
            .field("style", &self.style)
            .field("data_changed", &self.data_changed)
            .finish_non_exhaustive()
    }
}

impl Polyline {
    /// A line through points, in a style.
    #[must_use]
    pub fn new(data: PolylineData, style: PolylineStyle) -> Self {
        Self {
            data,
            style,
            data_changed: true,
            gpu: None,
        }
    }

    /// The points.
    #[must_use]
    pub fn data(&self) -> &PolylineData {
        &self.data
    }

    /// Takes other points; the next [`prepare`](Visual::prepare) uploads them all.
    pub fn set_data(&mut self, data: PolylineData) {
        self.data = data;
        self.data_changed = true;
    }

    /// The style.
    #[must_use]
    pub fn style(&self) -> &PolylineStyle {
        &self.style
    }

    /// Takes another style; the next [`prepare`](Visual::prepare) uploads 32 bytes, and the points
    /// where the line had dashes and has none now.
    pub fn set_style(&mut self, style: PolylineStyle) {
        self.data_changed |= self.style.dashes.is_some() != style.dashes.is_some();
        self.style = style;
    }

    fn block(&self) -> Block {
        Block {
            color: self.style.color.premultiplied(),
            half_width_px: 0.5 * self.width_px(),
            join: match self.style.join {
                LineJoin::Round => 0.0,
                LineJoin::Miter => 1.0,
                LineJoin::Bevel => 2.0,
            },
            cap: match self.style.cap {
                LineCap::Round => 0.0,
                LineCap::Butt => 1.0,
                LineCap::Square => 2.0,
            },
            miter_limit: self.style.sane_miter_limit(),
        }
    }

    /// The width, with what is no width as zero.
    fn width_px(&self) -> f32 {
        // A NaN is not above zero either.
        if self.style.width_px > 0.0 {
            self.style.width_px.min(MAX_WIDTH_PX)
        } else {
            0.0
        }
    }

    fn is_visible(&self) -> bool {
        self.width_px() > 0.0 && self.style.color.a > 0.0
    }
}

/// Six attributes over one buffer, each a point further than the one before.
fn vertex_array(
    context: &Context,
    vertices: &[[f32; 2]],
    indices: &[u32],
) -> galry_gloo::Result<VertexArray> {
    const POINT_BYTES: u32 = size_of::<[f32; 2]>() as u32;
    const STEP_BYTES: u32 = COPIES as u32 * POINT_BYTES;
    let buffer = Buffer::from_slice(context, vertices, Usage::Static)?;
    let indices = IndexBuffer::from_slice(context, indices, Usage::Static)?;
    let attributes: [_; SEEN] = std::array::from_fn(|location| {
        [Attribute {
            location: location as u32,
            format: AttributeFormat::F32x2,
            offset: 0,
        }]
    });
    // Six views of the buffer rather than offsets within one: a stride of one
    // point with an offset of five would be more than the stride.
    let views: [_; SEEN] = std::array::from_fn(|index| VertexBuffer {
        buffer: &buffer,
        stride: POINT_BYTES,
        first_byte: index as u32 * STEP_BYTES,
        divisor: 0,
        attributes: &attributes[index],
    });
    VertexArray::new(context, &views, Some(&indices))
}

impl Gpu {
    fn draw(
        &self,
        renderer: &Renderer,
        frame: &Frame<'_>,
        placement: &Placement,
        quads: &Quads,
    ) -> Result<()> {
        let Some(vertices) = &quads.vertices else {
            return Ok(());
        };
        renderer.draw(
            NAME,
            frame,
            placement,
            &VisualDraw {
                program: &self.program,
                vertices,
                uniforms: &[UniformBinding {
                    slot: BLOCK_SLOT,
                    buffer: &self.block,
                }],
                textures: &[],
                primitive: Primitive::Triangles,
                range: 0..quads.index_count,
            },
        )
    }
}

impl Visual for Polyline {
    fn prepare(&mut self, renderer: &mut Renderer) -> Result<()> {
        let block = self.block();
        if let Some(gpu) = &self.gpu {
            gpu.block.set(&block).doing(NAME)?;
            if !self.data_changed {
                return Ok(());
            }
        }
        // Of a dashed line what is drawn is known with its place.
        let pieces = match self.style.dashes {
            None => pieces(&self.data.positions, self.data.closed),
            Some(_) => Vec::new(),
        };
        let whole = Quads::new(renderer.context(), &pieces)?;
        match &mut self.gpu {
            Some(gpu) => {
                gpu.whole = whole;
                gpu.dashed = RefCell::default();
            }
            None => {
                self.gpu = Some(Gpu {
                    program: renderer.standard_program(NAME)?,
                    block: UniformBuffer::new(renderer.context(), &block).doing(NAME)?,
                    whole,
                    dashed: RefCell::default(),
                });
            }
        }
        self.data_changed = false;
        Ok(())
    }

    fn draw(&self, renderer: &Renderer, frame: &Frame<'_>, placement: &Placement) -> Result<()> {
        let gpu = self
            .gpu
            .as_ref()
            .ok_or(Error::NotPrepared { visual: NAME })?;
        if !self.is_visible() {
            return Ok(());
        }
        let Some(dashes) = &self.style.dashes else {
            return gpu.draw(renderer, frame, placement, &gpu.whole);
        };
        let mut dashed = gpu.dashed.borrow_mut();
        let reach_px = 0.5 * self.width_px();
        let wanted = Dashed::wanted(dashes, placement, frame.size_px, reach_px);
        let dashed = match &mut *dashed {
            Some(dashed) if dashed.serves(&wanted) => dashed,
            other => other.insert(Dashed::new(renderer.context(), &self.data, wanted)?),
        };
        gpu.draw(
            renderer,
            frame,
            &dashed.placement(placement),
            dashed.quads(),
        )
    }

    fn forget_gl(&mut self) {
        self.gpu = None;
        self.data_changed = true;
    }

    fn bounds(&self) -> Option<Bounds> {
        Bounds::of(self.data.positions.iter().copied())
    }

    fn describe(&self, placement: &Placement, out: &mut Description) {
        if !self.is_visible() {
            return;
        }
        let mut commands = Vec::new();
        for piece in pieces(&self.data.positions, self.data.closed) {
            let mut points = piece
                .points
                .iter()
                .map(|&point| placement.framebuffer_from_visual(point));
            let Some(first) = points.next() else {
                continue;
            };
            commands.push(PathCommand::MoveTo(first));
            if piece.points.len() == 1 {
                // A line of no length, whose round caps make the dot.
                commands.push(PathCommand::LineTo(first));
            }
            commands.extend(points.map(PathCommand::LineTo));
            if piece.closed {
                commands.push(PathCommand::Close);
            }
        }
        if commands.is_empty() {
            return;
        }
        out.items.push(Item::Path {
            commands,
            fill: None,
            fill_rule: FillRule::NonZero,
            stroke: Some(Stroke {
                color: self.style.color,
                width_px: self.width_px(),
                join: self.style.join,
                cap: self.style.cap,
                miter_limit: self.style.sane_miter_limit(),
                dashes: self.style.dashes,
            }),
            clip_px: placement.clip_px,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn describe(data: PolylineData, style: PolylineStyle) -> Description {
        let mut description = Description::new();
        Polyline::new(data, style).describe(&Placement::default(), &mut description);
        description
    }

    #[test]
    fn a_description_has_the_pieces_as_outlines() {
        use PathCommand::{Close, LineTo, MoveTo};
        let gap = [f32::NAN; 2];
        let [a, b, c] = [[0.0, 0.0], [4.0, 0.0], [4.0, 4.0]];
        let open = PolylineData {
            positions: vec![a, b, gap, c],
            closed: false,
        };
        let description = describe(open, PolylineStyle::default());
        let Item::Path {
            commands,
            stroke,
            fill,
            ..
        } = &description.items[0]
        else {
            panic!("expected a path");
        };
        assert_eq!(commands[..], [MoveTo(a), LineTo(b), MoveTo(c), LineTo(c)]);
        assert_eq!(stroke.unwrap().width_px, 1.5);
        assert_eq!(*fill, None);
        let closed = PolylineData {
            positions: vec![a, b, c],
            closed: true,
        };
        let description = describe(closed, PolylineStyle::default());
        let Item::Path { commands, .. } = &description.items[0] else {
            panic!("expected a path");
        };
        assert_eq!(commands[..], [MoveTo(a), LineTo(b), LineTo(c), Close]);
    }

    #[test]
    fn nothing_visible_is_not_described() {
        let data = || PolylineData {
            positions: vec![[0.0, 0.0], [1.0, 1.0]],
            closed: false,
        };
        for width_px in [0.0, -1.0, f32::NAN] {
            let style = PolylineStyle {
                width_px,
                ..PolylineStyle::default()
            };
            assert!(describe(data(), style).items.is_empty(), "{width_px}");
        }
        let style = PolylineStyle::default();
        assert!(describe(PolylineData::default(), style).items.is_empty());
    }
}
