// Role: position. Scales and moves each axis, the map of every linear plot.
// Needs: nothing.
// Gives: framebuffer_from_visual.

struct PlacementBlock {
    scale: vec2<f32>,
    translate: vec2<f32>,
}

@group(0) @binding(1) var<uniform> placement_block: PlacementBlock;

// A visual's coordinates to framebuffer pixels (top left, y down).
fn framebuffer_from_visual(position: vec2<f32>) -> vec2<f32> {
    return position * placement_block.scale + placement_block.translate;
}
