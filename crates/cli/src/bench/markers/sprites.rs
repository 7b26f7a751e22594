//! Bare point sprites with a soft edge, as one would write them over GL: what markers are held
//! against.

use galry::gloo::{
    Attribute, AttributeFormat, Buffer, Draw, DrawState, Primitive, Program, ProgramDesc, Uniform,
    Usage, VertexArray, VertexBuffer,
};
use galry::scene::HeadlessCanvas;
use galry::visuals::Placement;

use super::median_of_frames;
use crate::failure::Result;

const VERTEX: &str = "
layout(location = 0) in vec2 position;
uniform vec2 scale;
uniform vec2 translate;
uniform float size_px;
void main() {
    gl_Position = vec4(position * scale + translate, 0.0, 1.0);
    gl_PointSize = size_px + 1.0;
}
";

const FRAGMENT: &str = "
uniform float size_px;
layout(location = 0) out vec4 result;
void main() {
    vec2 from_center = (gl_PointCoord - 0.5) * (size_px + 1.0);
    float coverage = clamp(0.5 * size_px + 0.5 - length(from_center), 0.0, 1.0);
    result = vec4(0.23, 0.58, 1.0, 1.0) * coverage;
}
";

/// The median frame of panning over the points, in milliseconds.
pub(super) fn pan_ms(
    canvas: &mut HeadlessCanvas,
    positions: &[[f32; 2]],
    size_px: f32,
    placement_at: &dyn Fn([u32; 2], f32) -> Placement,
) -> Result<f64> {
    let context = canvas.context().clone();
    let program = Program::new(&context, &ProgramDesc::new("sprites", VERTEX, FRAGMENT))?;
    let buffer = Buffer::from_slice(&context, positions, Usage::Static)?;
    let layout = [Attribute {
        location: 0,
        format: AttributeFormat::F32x2,
        offset: 0,
    }];
    let vertices = VertexArray::new(&context, &[VertexBuffer::new(&buffer, &layout)], None)?;
    program.set_uniform("size_px", Uniform::F32(size_px))?;
    let count = positions.len() as u32;
    median_of_frames(canvas, |renderer, frame, moved_px| {
        let placement = placement_at(frame.size_px, moved_px);
        let [width, height] = frame.size_px.map(|side| side as f32);
        let clip = |value: [f32; 2]| [2.0 * value[0] / width, -2.0 * value[1] / height];
        let [x, y] = clip(placement.translate);
        program.set_uniform("scale", Uniform::F32x2(clip(placement.scale)))?;
        program.set_uniform("translate", Uniform::F32x2([x - 1.0, y + 1.0]))?;
        renderer.context().draw(&Draw {
            state: DrawState::premultiplied(),
            ..Draw::new(
                frame.target,
                &program,
                &vertices,
                Primitive::Points,
                0..count,
            )
        })?;
        Ok(())
    })
}
