//! A small picture drawn into a texture, read back for its mean colour, and shown large on that.
//!
//! `cargo run -p galry-examples --example gloo_render_to_texture [-- --headless FILE.png]`

mod show;

use galry_gloo::{
    Context, Draw, Framebuffer, Primitive, Program, ProgramDesc, Result, Target, TextureBinding,
    TextureFormat, VertexArray,
};

const STAR: &str = "
void main() { // the middle, then five points and the dents between them
    float angle = float(gl_VertexID - 1) * 0.6283185;
    float radius = gl_VertexID == 0 ? 0.0 : gl_VertexID % 2 == 0 ? 0.38 : 0.95;
    gl_Position = vec4(vec2(sin(angle), cos(angle)) * radius, 0.0, 1.0);
}
";
const YELLOW: &str =
    "layout(location = 0) out vec4 result; void main() { result = vec4(0.98, 0.75, 0.2, 1.0); }";

const SQUARE: &str = "
out vec2 place;
void main() {
    place = vec2(gl_VertexID & 1, gl_VertexID >> 1);
    gl_Position = vec4(place * 1.9 - 0.95, 0.0, 1.0);
}
";
const PICTURE: &str = "
uniform sampler2D picture;
in vec2 place;
layout(location = 0) out vec4 result;
void main() { result = texture(picture, place); }
";

struct Star {
    small: Framebuffer,
    program: Program,
    no_vertices: VertexArray,
    mean: [f32; 4],
}

impl show::Picture for Star {
    fn new(context: &Context) -> Result<Self> {
        let star = Program::new(context, &ProgramDesc::new("star", STAR, YELLOW))?;
        let small = Framebuffer::with_size(context, [32, 32], TextureFormat::Rgba8)?;
        // The shaders make the vertices of their numbers.
        let no_vertices = VertexArray::new(context, &[], None)?;
        let target = Target::Framebuffer(&small);
        context.clear(&target, [0.12, 0.16, 0.3, 1.0], None)?;
        let fan = Primitive::TriangleFan;
        context.draw(&Draw::new(target, &star, &no_vertices, fan, 0..12))?;
        // In a loop, one would ask `is_ready` in a later frame instead of waiting in this one.
        let texels = small.read_rgba8_later(small.rect())?.wait()?;
        let sum = |channel: usize| texels.iter().map(|texel| f32::from(texel[channel])).sum();
        let mean = [0, 1, 2, 3].map(|channel| -> f32 { sum(channel) });
        Ok(Self {
            small,
            program: Program::new(context, &ProgramDesc::new("picture", SQUARE, PICTURE))?,
            no_vertices,
            mean: mean.map(|sum| sum / 255.0 / texels.len() as f32),
        })
    }

    fn draw(&mut self, context: &Context, target: Target<'_>) -> Result<()> {
        context.clear(&target, self.mean, None)?;
        let texture = self
            .small
            .color()
            .map(|color| TextureBinding::new(0, color));
        let (strip, textures) = (Primitive::TriangleStrip, texture.as_slice());
        let draw = Draw::new(target, &self.program, &self.no_vertices, strip, 0..4);
        context.draw(&Draw { textures, ..draw })
    }
}

fn main() -> show::Outcome {
    show::show::<Star>("a star in a texture", [480, 480])
}
