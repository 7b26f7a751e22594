// Role: frame. The size of what is drawn into, and the only place that knows
// which way up GL is: everything else counts pixels from the top left, y down.
// Needs: nothing.
// Gives: clip_from_framebuffer, framebuffer_from_fragment, antialiased,
// frame_size_px.

struct FrameBlock {
    size_px: vec2<f32>,
    // 1 to smooth edges, 0 to give a pixel all or nothing.
    antialias: f32,
    unused: f32,
}

@group(0) @binding(0) var<uniform> frame_block: FrameBlock;

// Width and height of the frame.
fn frame_size_px() -> vec2<f32> {
    return frame_block.size_px;
}

// Whether edges are to be smoothed.
fn antialiased() -> bool {
    return frame_block.antialias > 0.5;
}

// A point in framebuffer pixels (top left, y down) to GL's clip space: the one
// flip of y.
fn clip_from_framebuffer(position_px: vec2<f32>) -> vec4<f32> {
    let unit = position_px / frame_block.size_px;
    return vec4<f32>(2.0 * unit.x - 1.0, 1.0 - 2.0 * unit.y, 0.0, 1.0);
}

// The centre of the fragment's pixel in framebuffer pixels (top left, y down),
// from the position builtin, which GL counts from the bottom.
fn framebuffer_from_fragment(fragment: vec4<f32>) -> vec2<f32> {
    return vec2<f32>(fragment.x, frame_block.size_px.y - fragment.y);
}
