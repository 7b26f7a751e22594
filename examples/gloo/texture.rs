//! A waterfall: each frame overwrites a few rows of a texture, and the shader begins to read behind
//! them, so that nothing is moved and nothing is written twice.
//!
//! `cargo run -p galry-examples --example gloo_texture [-- --headless FILE.png]`

mod show;

use galry_gloo::{
    Context, Draw, Filter, Primitive, Program, ProgramDesc, Result, Target, Texture2d,
    TextureBinding, TextureDesc, TextureFormat, TextureRegion, Uniform, VertexArray, Wrap,
};

const VERTEX: &str = "
out vec2 place;
void main() {
    place = vec2(gl_VertexID & 1, gl_VertexID >> 1);
    gl_Position = vec4(place * 2.0 - 1.0, 0.0, 1.0);
}
";

const FRAGMENT: &str = "
uniform sampler2D powers;
uniform float oldest; // row, in parts of the texture
in vec2 place;
layout(location = 0) out vec4 result;
void main() {
    float power = texture(powers, place + vec2(0.0, oldest)).r;
    result = vec4(mix(vec3(0.02, 0.04, 0.16), vec3(1.0, 0.86, 0.42), power), 1.0);
}
";

const SIZE: [u32; 2] = [256, 240];
const ROWS: u32 = 4;

struct Waterfall(Program, VertexArray, Texture2d, u32);

impl show::Picture for Waterfall {
    const MOVES: bool = true;

    fn new(context: &Context) -> Result<Self> {
        let program = Program::new(context, &ProgramDesc::new("waterfall", VERTEX, FRAGMENT))?;
        let mut desc = TextureDesc::default();
        (desc.size, desc.format) = (SIZE, TextureFormat::R8);
        (desc.filter, desc.wrap) = (Filter::Linear, Wrap::Repeat);
        let powers = Texture2d::new(context, &desc)?;
        let silence = vec![0_u8; (SIZE[0] * SIZE[1]) as usize];
        powers.write(TextureRegion::whole(SIZE), &silence)?;
        // The shader makes the corners of their numbers.
        let corners = VertexArray::new(context, &[], None)?;
        Ok(Self(program, corners, powers, 0))
    }

    fn draw(&mut self, context: &Context, target: Target<'_>) -> Result<()> {
        let Self(program, corners, texture, rows) = self;
        let new = (0..ROWS * SIZE[0]).map(|at| power(*rows + at / SIZE[0], at % SIZE[0]));
        let region = TextureRegion::new([0, *rows % SIZE[1]], [SIZE[0], ROWS]);
        texture.write(region, &new.collect::<Vec<u8>>())?;
        *rows += ROWS;
        program.set_uniform("oldest", Uniform::F32(*rows as f32 / SIZE[1] as f32))?;
        let textures = &[TextureBinding::new(0, texture)];
        let draw = Draw::new(target, program, corners, Primitive::TriangleStrip, 0..4);
        context.draw(&Draw { textures, ..draw })
    }
}

/// A voice and its overtones, gliding.
fn power(time: u32, frequency: u32) -> u8 {
    let tone = 34.0 + 14.0 * (time as f32 * 0.02).sin() + 4.0 * (time as f32 * 0.13).sin();
    let (octave, loudness) = (frequency as f32 / tone, (-(frequency as f32) / 90.0).exp());
    (255.0 * loudness * (-((octave - octave.round().max(1.0)) * 9.0).powi(2)).exp()) as u8
}

fn main() -> show::Outcome {
    show::show::<Waterfall>("a waterfall", [768, 480])
}
