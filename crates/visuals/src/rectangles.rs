//! Filled rectangles with sides along the axes.
//!
//! Every rectangle is four vertices with all its numbers in each: the quad is
//! grown to whole pixels in the vertex stage, and a fragment computes how much of
//! its pixel is covered. All rectangles are one draw. Instances would be smaller
//! in memory, and several times slower on a software rasteriser.

use std::rc::Rc;

use bytemuck::{Pod, Zeroable};
use galry_gloo::{
    Buffer, Context, IndexBuffer, Primitive, Program, Usage, VertexArray, VertexBuffer,
    vertex_layout,
};

use crate::error::GlContext as _;
use crate::renderer::VisualDraw;
use crate::{
    Bounds, Color, Description, Error, FillRule, Frame, Item, Path, Placement, Renderer, Result,
    Visual, quads,
};

const NAME: &str = "rectangles";

/// One filled rectangle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rectangle {
    /// One corner, in visual coordinates.
    pub min: [f32; 2],
    /// The opposite corner, in visual coordinates. Which is smaller does not
    /// matter.
    pub max: [f32; 2],
    /// The colour inside.
    pub color: Color,
}

/// Solid axis-aligned rectangles, one draw for all.
///
/// Edges that fall on whole pixels are exact; elsewhere a pixel gets the covered
/// part of its area, or, without antialiasing, belongs to the rectangle that has
/// its centre, so that rectangles that touch never overlap. A rectangle with a
/// number that is not finite is left out.
///
/// ```
/// use galry_visuals::{Color, Rectangle, Rectangles, Visual as _};
///
/// let bars = Rectangles::new(vec![Rectangle {
///     min: [0.0, 0.0],
///     max: [2.0, 5.0],
///     color: Color::CYCLE_LIGHT[0],
/// }]);
/// assert_eq!(bars.bounds().unwrap().max, [2.0, 5.0]);
/// ```
#[derive(Default)]
pub struct Rectangles {
    rectangles: Vec<Rectangle>,
    changed: bool,
    gpu: Option<Gpu>,
}

struct Gpu {
    program: Rc<Program>,
    /// `None` when there is nothing to draw.
    vertices: Option<VertexArray>,
    index_count: u32,
}

#[repr(C)]
#[derive(Clone, Copy, Pod, Zeroable)]
struct Vertex {
    corners: [f32; 4],
    rgba: [u8; 4],
}

impl std::fmt::Debug for Rectangles {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rectangles")
            .field("rectangles", &self.rectangles)
            .field("changed", &self.changed)
            .finish_non_exhaustive()
    }
}

impl Rectangles {
    /// Rectangles in the order in which they are painted.
    #[must_use]
    pub fn new(rectangles: Vec<Rectangle>) -> Self {
        Self {
            rectangles,
            changed: true,
            gpu: None,
        }
    }

    /// The rectangles.
    #[must_use]
    pub fn rectangles(&self) -> &[Rectangle] {
        &self.rectangles
    }

    /// Takes other rectangles; the next [`prepare`](Visual::prepare) uploads them
    /// if they differ.
    pub fn set_rectangles(&mut self, rectangles: Vec<Rectangle>) {
        if rectangles != self.rectangles {
            self.rectangles = rectangles;
            self.changed = true;
        }
    }

    fn drawn(&self) -> impl Iterator<Item = &Rectangle> {
        self.rectangles.iter().filter(|rectangle| {
            let numbers = rectangle.min.iter().chain(&rectangle.max);
            numbers.into_iter().all(|number| number.is_finite())
        })
    }

    fn upload(&self, context: &Context) -> Result<(Option<VertexArray>, u32)> {
        let vertices: Vec<Vertex> = self
            .drawn()
            .flat_map(|rectangle| {
                let [left, top] = rectangle.min;
                let [right, bottom] = rectangle.max;
                [Vertex {
                    corners: [left, top, right, bottom],
                    rgba: rectangle.color.to_rgba8(),
                }; 4]
            })
            .collect();
        if vertices.is_empty() {
            return Ok((None, 0));
        }
        let indices = quads::indices((0..vertices.len() as u32).step_by(4));
        let array = vertex_array(context, &vertices, &indices).doing(NAME)?;
        Ok((Some(array), indices.len() as u32))
    }
}

fn vertex_array(
    context: &Context,
    vertices: &[Vertex],
    indices: &[u32],
) -> galry_gloo::Result<VertexArray> {
    let buffer = Buffer::from_slice(context, vertices, Usage::Static)?;
    let indices = IndexBuffer::from_slice(context, indices, Usage::Static)?;
    VertexArray::new(
        context,
        &[VertexBuffer {
            buffer: &buffer,
            stride: size_of::<Vertex>() as u32,
            first_byte: 0,
            divisor: 0,
            attributes: &vertex_layout!(Vertex { 0 => corners: F32x4, 1 => rgba: Unorm8x4 }),
        }],
        Some(&indices),
    )
}

impl Visual for Rectangles {
    fn prepare(&mut self, renderer: &mut Renderer) -> Result<()> {
        if self.gpu.is_some() && !self.changed {
            return Ok(());
        }
        let program = renderer.standard_program(NAME)?;
        let (vertices, index_count) = self.upload(renderer.context())?;
        self.gpu = Some(Gpu {
            program,
            vertices,
            index_count,
        });
        self.changed = false;
        Ok(())
    }

    fn draw(&self, renderer: &Renderer, frame: &Frame<'_>, placement: &Placement) -> Result<()> {
        let gpu = self
            .gpu
            .as_ref()
            .ok_or(Error::NotPrepared { visual: NAME })?;
        let Some(vertices) = &gpu.vertices else {
            return Ok(());
        };
        renderer.draw(
            NAME,
            frame,
            placement,
            &VisualDraw {
                program: &gpu.program,
                vertices,
                uniforms: &[],
                textures: &[],
                primitive: Primitive::Triangles,
                range: 0..gpu.index_count,
            },
        )
    }

    fn forget_gl(&mut self) {
        self.gpu = None;
    }

    fn bounds(&self) -> Option<Bounds> {
        Bounds::of(
            self.drawn()
                .flat_map(|rectangle| [rectangle.min, rectangle.max]),
        )
    }

    fn describe(&self, placement: &Placement, out: &mut Description) {
        for rectangle in self.drawn() {
            let corners = [rectangle.min, rectangle.max];
            let [min, max] = corners.map(|corner| placement.framebuffer_from_visual(corner));
            out.items.push(Item::Path {
                commands: Path::rectangle(min, max).into_commands(),
                fill: Some(rectangle.color.into()),
                fill_rule: FillRule::NonZero,
                stroke: None,
                clip_px: placement.clip_px,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PathCommand;

    #[test]
    fn what_is_not_finite_is_left_out_of_bounds_and_description() {
        let rectangle = |min, max| Rectangle {
            min,
            max,
            color: Color::BLACK,
        };
        let rectangles = Rectangles::new(vec![
            rectangle([0.0, 1.0], [2.0, 3.0]),
            rectangle([f32::NAN, 0.0], [9.0, 9.0]),
            rectangle([0.0, 0.0], [f32::INFINITY, 9.0]),
        ]);
        assert_eq!(rectangles.bounds().unwrap().max, [2.0, 3.0]);
        let mut description = Description::new();
        rectangles.describe(&Placement::default(), &mut description);
        assert_eq!(description.items.len(), 1);
    }

    #[test]
    fn a_description_is_placed() {
        let rectangles = Rectangles::new(vec![Rectangle {
            min: [0.0, 0.0],
            max: [1.0, 1.0],
            color: Color::WHITE,
        }]);
        let mut description = Description::new();
        let placement = Placement {
            scale: [10.0, -10.0],
            translate: [5.0, 20.0],
            ..Placement::default()
        };
        rectangles.describe(&placement, &mut description);
        let Item::Path { commands, .. } = &description.items[0] else {
            panic!("expected a path");
        };
        assert_eq!(commands[0], PathCommand::MoveTo([5.0, 20.0]));
        assert_eq!(commands[2], PathCommand::LineTo([15.0, 10.0]));
    }
}
