//! A signal that arrives while it is drawn: each frame writes its new samples into a ring and draws
//! the ring as two strips, from the oldest sample to the end and from the start to the newest.
//!
//! `cargo run -p galry-examples --example gloo_streaming_signal [-- --headless FILE.png]`

mod show;

use galry_gloo::{
    Attribute, AttributeFormat, Buffer, Context, Draw, Primitive, Program, ProgramDesc, Result,
    Target, Uniform, Usage, VertexArray, VertexBuffer,
};

const VERTEX: &str = "
layout(location = 0) in float value;
uniform int oldest;
uniform int count;
void main() {
    int age = (gl_VertexID - oldest + count) % count; // 0 the oldest
    gl_Position = vec4(float(age) / float(count - 1) * 2.0 - 1.0, value * 0.8, 0.0, 1.0);
}
";

const FRAGMENT: &str =
    "layout(location = 0) out vec4 result; void main() { result = vec4(0.1, 0.35, 0.7, 1.0); }";

const COUNT: usize = 2000;
const PER_FRAME: usize = 25;

struct Signal {
    program: Program,
    ring: Buffer<f32>,
    vertices: VertexArray,
    received: usize,
}

impl show::Picture for Signal {
    const MOVES: bool = true;

    fn new(context: &Context) -> Result<Self> {
        let program = Program::new(context, &ProgramDesc::new("signal", VERTEX, FRAGMENT))?;
        program.set_uniform("count", Uniform::I32(COUNT as i32))?;
        let ring = Buffer::from_slice(context, &[0.0_f32; COUNT], Usage::Stream)?;
        let layout = [Attribute::new(0, AttributeFormat::F32, 0)];
        let vertices = VertexArray::new(context, &[VertexBuffer::new(&ring, &layout)], None)?;
        Ok(Self {
            program,
            ring,
            vertices,
            received: 0,
        })
    }

    fn draw(&mut self, context: &Context, target: Target<'_>) -> Result<()> {
        let (program, vertices) = (&self.program, &self.vertices);
        let new: [f32; PER_FRAME] = std::array::from_fn(|at| sample(self.received + at));
        // The ring's length is a multiple of the step, so the new ones never wrap.
        self.ring.write(self.received % COUNT, &new)?;
        self.received += PER_FRAME;
        let oldest = self.received % COUNT;
        program.set_uniform("oldest", Uniform::I32(oldest as i32))?;
        context.clear(&target, [1.0; 4], None)?;
        for range in [oldest as u32..COUNT as u32, 0..oldest as u32] {
            let strip = Primitive::LineStrip;
            context.draw(&Draw::new(target, program, vertices, strip, range))?;
        }
        Ok(())
    }
}

fn sample(number: usize) -> f32 {
    let time_s = number as f32 / 1000.0;
    (time_s * 9.0).sin() * (0.6 + 0.4 * (time_s * 61.0).sin())
}

fn main() -> show::Outcome {
    show::show::<Signal>("a signal that arrives", [800, 300])
}
