//! A guest in a host's frame: what the host had set before its guest drew is set again afterwards.
//!
//! `cargo run -p galry-examples --example gloo_host_loop [-- --headless FILE.png]`

#![expect(unsafe_code, reason = "a host calls OpenGL by hand")]

mod show;

use galry_gloo::glow::{self, HasContext as _};
use galry_gloo::{
    Context, Draw, DrawState, Primitive, Program, ProgramDesc, Result, ScissorRect, Target,
    VertexArray,
};

const VERTEX: &str = "
out vec2 away;
void main() {
    away = vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0 - 1.0;
    gl_Position = vec4(away, 0.0, 1.0);
}
";
const FRAGMENT: &str = "
in vec2 away;
layout(location = 0) out vec4 result;
void main() { result = vec4(0.1, 0.5, 0.45, 1.0) * smoothstep(0.81, 0.8, length(away)); }
";

/// The guest: it knows nothing of the host.
struct Guest(Program, VertexArray);

impl Guest {
    fn show(&self, context: &Context, target: Target<'_>, rect: ScissorRect) -> Result<()> {
        let mut draw = Draw::new(target, &self.0, &self.1, Primitive::TriangleStrip, 0..4);
        draw.state = DrawState::premultiplied();
        draw.state.viewport = Some(rect);
        context.draw(&draw)
    }
}

/// The host paints by clearing rectangles; it says once a frame that they are to be kept to.
fn paint(gl: &glow::Context, [x, y, width, height]: [i32; 4], [red, green, blue]: [f32; 3]) {
    // SAFETY: the context is current while a frame is drawn, and the sizes are not negative.
    unsafe {
        gl.scissor(x, y, width, height);
        gl.clear_color(red, green, blue, 1.0);
        gl.clear(glow::COLOR_BUFFER_BIT);
    }
}

impl show::Picture for Guest {
    fn new(context: &Context) -> Result<Self> {
        let program = Program::new(context, &ProgramDesc::new("disc", VERTEX, FRAGMENT))?;
        Ok(Self(program, VertexArray::new(context, &[], None)?))
    }

    fn draw(&mut self, context: &Context, target: Target<'_>) -> Result<()> {
        // Binds what the window, or the file, is drawn into, as a host's own loop would.
        context.clear(&target, [1.0; 4], None)?;
        let (gl, size_px) = (context.glow(), target.size());
        let [width, height] = size_px.map(|side| side as i32);
        // SAFETY: the context is current.
        unsafe { gl.enable(glow::SCISSOR_TEST) };
        paint(gl, [0, 0, width / 4, height], [0.16, 0.2, 0.3]);
        let rect = ScissorRect::new([width * 5 / 8 - height / 2, 0], [height as u32; 2]);
        // For a guest the screen is whatever the host has bound.
        context.with_host_state(|| self.show(context, Target::Screen { size_px }, rect))?;
        // Still kept to its rectangle, though the guest's draw was kept to none.
        paint(gl, [width / 4 + 20, 20, width / 2, 24], [0.93, 0.7, 0.25]);
        // SAFETY: as above.
        unsafe { gl.disable(glow::SCISSOR_TEST) };
        context.forget_state(); // the host has changed it behind gloo's back
        Ok(())
    }
}

fn main() -> show::Outcome {
    show::show::<Guest>("a guest in a host's frame", [640, 400])
}
