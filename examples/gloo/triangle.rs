//! The smallest picture: one triangle, a colour a corner.
//!
//! `cargo run -p galry-examples --example gloo_triangle [-- --headless FILE.png]`

mod show;

use galry_gloo::{
    Buffer, Context, Draw, Primitive, Program, ProgramDesc, Result, Target, Usage, VertexArray,
    VertexBuffer, vertex_layout,
};

const VERTEX: &str = "
layout(location = 0) in vec2 position;
layout(location = 1) in vec4 color;
out vec4 shade;
void main() {
    shade = color;
    gl_Position = vec4(position, 0.0, 1.0);
}
";

const FRAGMENT: &str = "
in vec4 shade;
layout(location = 0) out vec4 result;
void main() {
    result = shade;
}
";

#[repr(C)]
#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable)]
struct Vertex {
    position: [f32; 2],
    color: [u8; 4],
}

struct Triangle {
    program: Program,
    vertices: VertexArray,
}

impl show::Picture for Triangle {
    fn new(context: &Context) -> Result<Self> {
        let program = Program::new(context, &ProgramDesc::new("triangle", VERTEX, FRAGMENT))?;
        let corner = |position, color| Vertex { position, color };
        let corners = [
            corner([-0.8, -0.8], [230, 90, 60, 255]),
            corner([0.8, -0.8], [60, 160, 90, 255]),
            corner([0.0, 0.8], [50, 110, 220, 255]),
        ];
        let corners = Buffer::from_slice(context, &corners, Usage::Static)?;
        let layout = vertex_layout!(Vertex { 0 => position: F32x2, 1 => color: Unorm8x4 });
        let corners = VertexBuffer::new(&corners, &layout);
        let vertices = VertexArray::new(context, &[corners], None)?;
        Ok(Self { program, vertices })
    }

    fn draw(&mut self, context: &Context, target: Target<'_>) -> Result<()> {
        context.clear(&target, [1.0; 4], None)?;
        let primitive = Primitive::Triangles;
        context.draw(&Draw::new(
            target,
            &self.program,
            &self.vertices,
            primitive,
            0..3,
        ))
    }
}

fn main() -> show::Outcome {
    show::show::<Triangle>("a triangle", [400, 300])
}
