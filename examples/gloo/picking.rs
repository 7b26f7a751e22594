//! What is under the pointer: every disc draws its number into a picture of integers, and the one
//! pixel under the pointer is read.
//!
//! `cargo run -p galry-examples --example gloo_picking [-- --headless FILE.png]`

mod show;

use galry_gloo::{
    Context, Draw, Framebuffer, Primitive, Program, ProgramDesc, Result, ScissorRect, Target,
    TextureFormat, Uniform, VertexArray,
};

const VERTEX: &str = "
flat out uint number; // from 1: 0 is nobody's
out vec2 away;
void main() {
    number = uint(gl_InstanceID) + 1u;
    float angle = float(number) * 2.3999632;
    vec2 middle = vec2(cos(angle), sin(angle)) * sqrt(float(number) / 300.0) * 0.92;
    away = vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0 - 1.0;
    gl_Position = vec4(middle + away * 0.045, 0.0, 1.0);
}
";
const NUMBER: &str = "
flat in uint number; in vec2 away; layout(location = 0) out uint result;
void main() { if (dot(away, away) > 1.0) discard; result = number; }
";
const COLOR: &str = "
uniform uint picked;
flat in uint number; in vec2 away; layout(location = 0) out vec4 result;
void main() {
    if (dot(away, away) > 1.0) discard;
    vec3 own = mix(vec3(0.15, 0.3, 0.6), vec3(0.45, 0.75, 0.8), float(number) / 300.0);
    result = vec4(number == picked ? vec3(0.95, 0.4, 0.1) : own, 1.0);
}
";

/// Two programs, no vertices, and where the pointer is.
struct Discs([Program; 2], VertexArray, [i32; 2]);

impl show::Picture for Discs {
    fn new(context: &Context) -> Result<Self> {
        let numbers = Program::new(context, &ProgramDesc::new("numbers", VERTEX, NUMBER))?;
        let colors = Program::new(context, &ProgramDesc::new("colors", VERTEX, COLOR))?;
        let no_vertices = VertexArray::new(context, &[], None)?;
        Ok(Self([numbers, colors], no_vertices, [0; 2]))
    }

    fn point_at(&mut self, place_px: [f32; 2]) {
        self.2 = place_px.map(|at| at as i32);
    }

    fn draw(&mut self, context: &Context, target: Target<'_>) -> Result<()> {
        let Self([numbers, colors], no_vertices, pointer_px) = self;
        let draw = |target, program| {
            let strip = Primitive::TriangleStrip;
            let draw = Draw::new(target, program, no_vertices, strip, 0..4);
            context.draw(&Draw {
                instances: 300,
                ..draw
            })
        };
        let picture = Framebuffer::with_size(context, target.size(), TextureFormat::R32ui)?;
        context.clear(&Target::Framebuffer(&picture), [0.0; 4], None)?;
        draw(Target::Framebuffer(&picture), numbers)?;
        let read = picture
            .output(0)?
            .read_u32(ScissorRect::new(*pointer_px, [1; 2]));
        // Outside of the picture there is nobody.
        let picked = read.map_or(0, |pixels| pixels[0][0]);
        colors.set_uniform("picked", Uniform::U32(picked))?;
        context.clear(&target, [1.0; 4], None)?;
        draw(target, colors)
    }
}

fn main() -> show::Outcome {
    show::show::<Discs>("what is under the pointer", [500, 500])
}
