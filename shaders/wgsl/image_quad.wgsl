// Role: visual. A picture whose texels are framebuffer pixels, one to one. A
// fragment fetches its own texel, so that no filter and no rounding of texture
// coordinates can touch the bytes.
// Needs: clip_from_framebuffer, framebuffer_from_fragment (frame).
// Gives: the entry points image_quad_vertex and image_quad_fragment.

struct ImageQuadBlock {
    // x, y, width and height in framebuffer pixels (top left, y down), whole.
    rect_px: vec4<f32>,
}

@group(1) @binding(0) var<uniform> image_quad_block: ImageQuadBlock;
// Premultiplied; the first row is the top one.
@group(1) @binding(1) var image_quad_picture: texture_2d<f32>;

// A triangle strip of four vertices without any data.
@vertex
fn image_quad_vertex(@builtin(vertex_index) vertex: u32) -> @builtin(position) vec4<f32> {
    let corner = vec2<f32>(f32(vertex & 1u), f32((vertex >> 1u) & 1u));
    let rect = image_quad_block.rect_px;
    return clip_from_framebuffer(rect.xy + corner * rect.zw);
}

@fragment
fn image_quad_fragment(@builtin(position) position: vec4<f32>) -> @location(0) vec4<f32> {
    let in_rect = framebuffer_from_fragment(position) - image_quad_block.rect_px.xy;
    return textureLoad(image_quad_picture, vec2<i32>(floor(in_rect)), 0);
}
