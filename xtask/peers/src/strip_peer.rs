//! The paper's own way: every sample a vertex, a GL line strip a series, no library above GL.

use glow::HasContext as _;

use crate::Result;
use crate::bench::{COLORS, Peer, Window};
use crate::gl::Canvas;

const VERTEX: &str = "#version 300 es
layout(location = 0) in float y;
uniform vec2 scale;
uniform vec2 translate;
void main() {
    gl_Position = vec4(vec2(float(gl_VertexID), y) * scale + translate, 0.0, 1.0);
}";

const FRAGMENT: &str = "#version 300 es
precision mediump float;
uniform vec3 color;
out vec4 pixel;
void main() { pixel = vec4(color, 1.0); }";

pub struct Strips {
    canvas: Canvas,
    program: glow::Program,
    strips: Vec<(glow::VertexArray, glow::Buffer, i32)>,
}

impl Peer for Strips {
    const VERSION: &'static str = "GL_LINE_STRIP, glow 0.17";

    fn new(size_px: [u32; 2], antialias: bool) -> Result<Self> {
        if antialias {
            return Err("OpenGL ES has no antialiased lines".to_owned());
        }
        let canvas = Canvas::new(size_px)?;
        let program = program(&canvas.gl)?;
        Ok(Self {
            canvas,
            program,
            strips: Vec::new(),
        })
    }

    fn plot(&mut self, series: Vec<Vec<f32>>) -> Result {
        let gl = &self.canvas.gl;
        // SAFETY: the context is current, the names are its own, and a slice of f32 may be seen as
        // bytes.
        unsafe {
            for (array, buffer, _) in self.strips.drain(..) {
                gl.delete_vertex_array(array);
                gl.delete_buffer(buffer);
            }
            for samples in &series {
                let bytes = std::slice::from_raw_parts(
                    samples.as_ptr().cast::<u8>(),
                    std::mem::size_of_val(samples.as_slice()),
                );
                let array = gl.create_vertex_array()?;
                let buffer = gl.create_buffer()?;
                gl.bind_vertex_array(Some(array));
                gl.bind_buffer(glow::ARRAY_BUFFER, Some(buffer));
                gl.buffer_data_u8_slice(glow::ARRAY_BUFFER, bytes, glow::STATIC_DRAW);
                gl.enable_vertex_attrib_array(0);
                gl.vertex_attrib_pointer_f32(0, 1, glow::FLOAT, false, 0, 0);
                self.strips.push((array, buffer, samples.len() as i32));
            }
        }
        Ok(())
    }

    fn draw(&mut self, window: Window) -> Result {
        let scale = |[low, high]: [f64; 2]| 2.0 / (high - low);
        let [x, y] = [scale(window.x), scale(window.y)];
        self.canvas.begin();
        let gl = &self.canvas.gl;
        // SAFETY: the context is current, and the names are its own.
        unsafe {
            gl.use_program(Some(self.program));
            let at = |name| gl.get_uniform_location(self.program, name);
            gl.uniform_2_f32(at("scale").as_ref(), x as f32, y as f32);
            gl.uniform_2_f32(
                at("translate").as_ref(),
                (-1.0 - window.x[0] * x) as f32,
                (-1.0 - window.y[0] * y) as f32,
            );
            for ((array, _, count), color) in self.strips.iter().zip(COLORS) {
                let [red, green, blue] = color.map(|part| f32::from(part) / 255.0);
                gl.uniform_3_f32(at("color").as_ref(), red, green, blue);
                gl.bind_vertex_array(Some(*array));
                gl.draw_arrays(glow::LINE_STRIP, 0, *count);
            }
        }
        self.canvas.complete();
        Ok(())
    }

    fn picture(&mut self) -> Result<Vec<u8>> {
        Ok(self.canvas.picture())
    }

    fn renderer(&self) -> String {
        self.canvas.renderer()
    }
}

fn program(gl: &glow::Context) -> Result<glow::Program> {
    // SAFETY: the context is current.
    unsafe {
        let program = gl.create_program()?;
        for (kind, text) in [
            (glow::VERTEX_SHADER, VERTEX),
            (glow::FRAGMENT_SHADER, FRAGMENT),
        ] {
            let shader = gl.create_shader(kind)?;
            gl.shader_source(shader, text);
            gl.compile_shader(shader);
            gl.attach_shader(program, shader);
        }
        gl.link_program(program);
        if gl.get_program_link_status(program) {
            Ok(program)
        } else {
            Err(gl.get_program_info_log(program))
        }
    }
}
