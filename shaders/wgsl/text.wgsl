// Role: visual. Labels as glyphs fetched from an atlas, a quad each.
//
// A label hangs on one point. That point is rounded to a whole pixel here, so
// that moving the placement uploads nothing, and every glyph stands a whole
// number of pixels from it: the part of a pixel that remains was painted into
// the glyph. So a texel of the atlas is a pixel of the frame, one to one, and is
// fetched without a filter.
//
// Needs: clip_from_framebuffer, framebuffer_from_fragment, antialiased (frame);
// framebuffer_from_visual (position); display_color (color).
// Gives: the entry points text_vertex and text_fragment.

struct TextVertex {
    @builtin(vertex_index) vertex: u32,
    // The label's point, in visual coordinates.
    @location(0) position: vec2<f32>,
    // Pixels right of and below that point, before rounding.
    @location(1) offset_px: vec2<f32>,
    // From the rounded point to the glyph's left top pixel.
    @location(2) corner_px: vec2<i32>,
    // The glyph's left top texel in the atlas, its width and height.
    @location(3) texels: vec4<u32>,
    // Straight alpha.
    @location(4) color: vec4<f32>,
}

struct TextFragment {
    @builtin(position) position: vec4<f32>,
    // From a pixel's place in the frame to its texel in the atlas.
    @location(0) @interpolate(flat, either) texel_from_pixel: vec2<f32>,
    // Straight alpha.
    @location(1) @interpolate(flat, either) color: vec4<f32>,
}

// Coverage of the glyphs, one byte a pixel.
@group(1) @binding(0) var text_atlas: texture_2d<f32>;

// A little below a half: points in the middle of a pixel, where
// hairlines lie, all fall to the same side, whatever the last bit says.
const TEXT_ROUNDING: f32 = 0.484375;

@vertex
fn text_vertex(in: TextVertex) -> TextFragment {
    let point = framebuffer_from_visual(in.position) + in.offset_px;
    let corner = floor(point + TEXT_ROUNDING) + vec2<f32>(in.corner_px);
    let right = (in.vertex & 1u) == 1u;
    let bottom = (in.vertex & 2u) == 2u;
    let size = vec2<f32>(in.texels.zw);

    var out: TextFragment;
    out.position = clip_from_framebuffer(
        corner + select(vec2<f32>(0.0), size, vec2<bool>(right, bottom))
    );
    out.texel_from_pixel = vec2<f32>(in.texels.xy) - corner;
    out.color = in.color;
    return out;
}

@fragment
fn text_fragment(in: TextFragment) -> @location(0) vec4<f32> {
    let center = framebuffer_from_fragment(in.position);
    let texel = vec2<i32>(floor(center + in.texel_from_pixel));
    // Coverage is an area, so it weighs colours as an edge's does, dark on light
    // and light on dark alike.
    var coverage = textureLoad(text_atlas, texel, 0).r;
    if !antialiased() {
        coverage = step(0.5, coverage);
    }
    let alpha = in.color.a * coverage;
    return display_color(vec4<f32>(in.color.rgb * alpha, alpha), center);
}
