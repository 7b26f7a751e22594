// Role: color. Leaves colours as they are; stands in for a colour hook.
// Needs: nothing.
// Gives: display_color.

// The colour to blend: premultiplied, coverage already in it. The position is
// the pixel's centre in framebuffer pixels.
fn display_color(color: vec4<f32>, position_px: vec2<f32>) -> vec4<f32> {
    return color;
}
