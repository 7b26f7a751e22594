//! What many tests need: both families of OpenGL, a few programs, a canvas.

use galry_gloo::headless::HeadlessDesc;
use galry_gloo::{
    Api, Attribute, AttributeFormat, Buffer, Context, Draw, Framebuffer, Primitive, Program,
    ProgramDesc, Target, TextureFormat, Usage, VertexArray, VertexBuffer,
};
use galry_testkit::with_context_of;

/// Runs a test in OpenGL ES and in desktop OpenGL: the code path must be one.
pub(crate) fn in_each_api(test: impl Fn(&Context)) {
    for api in [Api::Gles, Api::Desktop] {
        with_context_of(
            &HeadlessDesc {
                api,
                ..HeadlessDesc::default()
            },
            |context| {
                assert_eq!(context.capabilities().api, api);
                test(context);
            },
        );
    }
}

/// Whether the driver is Mesa's: the only one that can be told to be another, and the one whose
/// words and strictness are known.
pub(crate) fn is_mesa(context: &Context) -> bool {
    context.capabilities().version_text.contains("Mesa")
}

/// Positions in clip space, one colour for all.
pub(crate) const FLAT_VERTEX: &str = "
layout(location = 0) in vec2 position;
void main() {
    gl_Position = vec4(position, 0.0, 1.0);
    gl_PointSize = 1.0;
}
";

pub(crate) const FLAT_FRAGMENT: &str = "
uniform vec4 color;
layout(location = 0) out vec4 result;
void main() {
    result = color;
}
";

pub(crate) fn program(context: &Context, vertex: &str, fragment: &str) -> Program {
    Program::new(
        context,
        &ProgramDesc {
            label: "test",
            vertex,
            fragment,
        },
    )
    .unwrap()
}

pub(crate) fn flat_program(context: &Context) -> Program {
    program(context, FLAT_VERTEX, FLAT_FRAGMENT)
}

pub(crate) const POSITION: [Attribute; 1] = [Attribute {
    location: 0,
    format: AttributeFormat::F32x2,
    offset: 0,
}];

/// A vertex array of positions; the buffer lives on in it.
pub(crate) fn positions(context: &Context, positions: &[[f32; 2]]) -> VertexArray {
    let buffer = Buffer::from_slice(context, positions, Usage::Static).unwrap();
    VertexArray::new(context, &[plain(&buffer, &POSITION)], None).unwrap()
}

pub(crate) fn plain<'a, T: bytemuck::Pod>(
    buffer: &'a Buffer<T>,
    attributes: &'a [Attribute],
) -> VertexBuffer<'a> {
    VertexBuffer::new(buffer, attributes)
}

/// The corners of a rectangle in clip space, as a strip.
pub(crate) fn rectangle(min: [f32; 2], max: [f32; 2]) -> [[f32; 2]; 4] {
    [min, [max[0], min[1]], [min[0], max[1]], max]
}

pub(crate) const EVERYTHING: [[f32; 2]; 4] = [[-1.0, -1.0], [1.0, -1.0], [-1.0, 1.0], [1.0, 1.0]];

/// A framebuffer, cleared to nothing.
pub(crate) fn canvas(context: &Context, size: [u32; 2]) -> Framebuffer {
    let canvas = Framebuffer::with_size(context, size, TextureFormat::Rgba8).unwrap();
    context
        .clear(&Target::Framebuffer(&canvas), [0.0; 4], None)
        .unwrap();
    canvas
}

/// A strip of four vertices; tests change what they are about.
pub(crate) fn strip<'a>(
    target: &'a Framebuffer,
    program: &'a Program,
    vertices: &'a VertexArray,
) -> Draw<'a> {
    Draw::new(
        Target::Framebuffer(target),
        program,
        vertices,
        Primitive::TriangleStrip,
        0..4,
    )
}

/// All pixels of a canvas, the bottom row first.
pub(crate) fn pixels(canvas: &Framebuffer) -> Vec<[u8; 4]> {
    canvas
        .read_rgba8(canvas.rect())
        .unwrap()
        .as_chunks::<4>()
        .0
        .to_vec()
}

/// Fails if OpenGL reports an error after a call, or has another state than is remembered.
pub(crate) fn assert_content(context: &Context, call: &impl std::fmt::Debug) {
    context
        .check_errors()
        .and_then(|()| context.check_state())
        .unwrap_or_else(|error| panic!("{call:?}: {error}"));
}
