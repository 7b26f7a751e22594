// Role: visual. Filled rectangles with sides along the axes, four vertices each.
// An edge on a pixel's border is exact; elsewhere a pixel gets the area that is
// covered. The quad reaches to whole pixels, and the fragment finds the area.
// Needs: frame_size_px, clip_from_framebuffer, framebuffer_from_fragment,
// antialiased (frame); framebuffer_from_visual (position); display_color
// (color); box_coverage (antialias).
// Gives: the entry points rectangles_vertex and rectangles_fragment.

struct RectanglesVertex {
    @builtin(vertex_index) vertex: u32,
    // Two opposite corners, in visual coordinates.
    @location(0) corners: vec4<f32>,
    // Straight alpha.
    @location(1) color: vec4<f32>,
}

struct RectanglesFragment {
    @builtin(position) position: vec4<f32>,
    @location(0) @interpolate(flat, either) low_high_px: vec4<f32>,
    // Premultiplied.
    @location(1) @interpolate(flat, either) color: vec4<f32>,
}

@vertex
fn rectangles_vertex(in: RectanglesVertex) -> RectanglesFragment {
    let one = framebuffer_from_visual(in.corners.xy);
    let other = framebuffer_from_visual(in.corners.zw);
    // Beyond the frame a side may lie anywhere: near it, all numbers stay small.
    let far = frame_size_px() + 2.0;
    var low = clamp(min(one, other), vec2<f32>(-2.0), far);
    var high = clamp(max(one, other), vec2<f32>(-2.0), far);
    if !antialiased() {
        // A pixel belongs to the rectangle that has its centre.
        low = ceil(low - 0.5);
        high = ceil(high - 0.5);
    }
    let right = (in.vertex & 1u) == 1u;
    let bottom = (in.vertex & 2u) == 2u;
    let corner = select(floor(low), ceil(high), vec2<bool>(right, bottom));

    var out: RectanglesFragment;
    out.position = clip_from_framebuffer(corner);
    out.low_high_px = vec4<f32>(low, high);
    out.color = vec4<f32>(in.color.rgb * in.color.a, in.color.a);
    return out;
}

@fragment
fn rectangles_fragment(in: RectanglesFragment) -> @location(0) vec4<f32> {
    let center = framebuffer_from_fragment(in.position);
    let coverage = box_coverage(center, in.low_high_px.xy, in.low_high_px.zw);
    return display_color(in.color * coverage, center);
}
