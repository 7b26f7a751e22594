//! Many rectangles in one draw: four corners made of their numbers, and a buffer that steps by
//! instance.
//!
//! `cargo run -p galry-examples --example gloo_instanced_quads [-- --headless FILE.png]`

mod show;

use galry_gloo::{
    Buffer, Context, Draw, DrawState, Primitive, Program, ProgramDesc, Result, Target, Usage,
    VertexArray, VertexBuffer, vertex_layout,
};

const VERTEX: &str = "
layout(location = 0) in vec4 bounds; // left, bottom, right, top in clip space
layout(location = 1) in vec4 color;
out vec4 shade;
void main() {
    shade = vec4(color.rgb * color.a, color.a);
    vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
    gl_Position = vec4(mix(bounds.xy, bounds.zw, corner), 0.0, 1.0);
}
";

const FRAGMENT: &str =
    "in vec4 shade; layout(location = 0) out vec4 result; void main() { result = shade; }";

const COUNT: u32 = 400;

#[repr(C)]
#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable)]
struct Quad {
    bounds: [f32; 4],
    color: [u8; 4],
}

struct Quads {
    program: Program,
    vertices: VertexArray,
}

impl show::Picture for Quads {
    fn new(context: &Context) -> Result<Self> {
        let program = Program::new(context, &ProgramDesc::new("quads", VERTEX, FRAGMENT))?;
        let quads: Vec<Quad> = (0..COUNT).map(seed).collect();
        let quads = Buffer::from_slice(context, &quads, Usage::Static)?;
        let layout = vertex_layout!(Quad { 0 => bounds: F32x4, 1 => color: Unorm8x4 });
        let quads = VertexBuffer::new(&quads, &layout).per_instance();
        let vertices = VertexArray::new(context, &[quads], None)?;
        Ok(Self { program, vertices })
    }

    fn draw(&mut self, context: &Context, target: Target<'_>) -> Result<()> {
        context.clear(&target, [1.0; 4], None)?;
        let strip = Primitive::TriangleStrip;
        context.draw(&Draw {
            state: DrawState::premultiplied(),
            instances: COUNT,
            ..Draw::new(target, &self.program, &self.vertices, strip, 0..4)
        })
    }
}

/// A seed of a sunflower: a golden angle further than the last, as far out as its number's root.
fn seed(number: u32) -> Quad {
    let angle = number as f32 * 2.399_963;
    let radius = (number as f32 / COUNT as f32).sqrt() * 0.9;
    let [x, y] = [angle.cos() * radius, angle.sin() * radius];
    let side = 0.015 + 0.03 * radius;
    let bounds = [x - side, y - side, x + side, y + side];
    let color = [60, (200.0 * radius) as u8, 220, 180];
    Quad { bounds, color }
}

fn main() -> show::Outcome {
    show::show::<Quads>("instanced rectangles", [500, 500])
}
