//! A million points in one draw: four bytes a point, faint and added up, so that crowds are bright.
//!
//! `cargo run -p galry-examples --example gloo_million_points [-- --headless FILE.png]`

mod show;

use galry_gloo::{
    Buffer, Context, Draw, DrawState, Primitive, Program, ProgramDesc, Result, Target, Usage,
    VertexArray, VertexBuffer, vertex_layout,
};

const VERTEX: &str = "
layout(location = 0) in vec2 position; // -1 to 1: the integers are normalised
void main() {
    gl_Position = vec4(position * 0.95, 0.0, 1.0);
    gl_PointSize = 1.0;
}
";

const FRAGMENT: &str =
    "layout(location = 0) out vec4 result; void main() { result = vec4(0.07, 0.045, 0.02, 0.0); }";

const COUNT: usize = 1_000_000;

#[repr(C)]
#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable)]
struct Point {
    position: [i16; 2],
}

struct Points(Program, VertexArray);

impl show::Picture for Points {
    fn new(context: &Context) -> Result<Self> {
        let program = Program::new(context, &ProgramDesc::new("points", VERTEX, FRAGMENT))?;
        let points: Vec<Point> = orbit().take(COUNT).collect();
        let points = Buffer::from_slice(context, &points, Usage::Static)?;
        let layout = vertex_layout!(Point { 0 => position: Snorm16x2 });
        let vertices = VertexArray::new(context, &[VertexBuffer::new(&points, &layout)], None)?;
        Ok(Self(program, vertices))
    }

    fn draw(&mut self, context: &Context, target: Target<'_>) -> Result<()> {
        let Self(program, points) = self;
        context.clear(&target, [0.02, 0.02, 0.05, 1.0], None)?;
        let all = 0..COUNT as u32;
        let draw = Draw::new(target, program, points, Primitive::Points, all);
        let state = DrawState::additive();
        context.draw(&Draw { state, ..draw })
    }
}

/// Peter de Jong's map, each point made of the last.
fn orbit() -> impl Iterator<Item = Point> {
    let next = |&[x, y]: &[f32; 2]| {
        let x_next = (1.4 * y).sin() - (-2.3 * x).cos();
        Some([x_next, (2.4 * x).sin() - (-2.1 * y).cos()])
    };
    std::iter::successors(Some([0.1, 0.1]), next).map(|place| Point {
        position: place.map(|value| (value / 2.0 * f32::from(i16::MAX)) as i16),
    })
}

fn main() -> show::Outcome {
    show::show::<Points>("a million points", [700, 700])
}
