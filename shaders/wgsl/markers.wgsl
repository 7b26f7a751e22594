// Role: visual. Markers: a symbol about each point, an instance a marker, in the
// order of the data, so that later ones lie over earlier ones.
//
// A symbol is round (a disc, perhaps with a hole) or a polygon whose corners are
// given for a size of one. The part of a pixel's square inside a polygon is
// exact: each side adds the area between it and the square's side, signed by its
// direction. For a disc the square is cut into eight slices across the edge (32 for
// a tiny one), each exact along its length. The line around an outline is the difference of two
// outlines, one moved outwards and one moved inwards. The painter on the CPU
// (`outline.rs` in galry-visuals) does the same sums in the same order.
//
// Needs: frame_size_px, clip_from_framebuffer, framebuffer_from_fragment,
// antialiased (frame); framebuffer_from_visual (position); display_color
// (color).
// Gives: the entry points markers_vertex and markers_fragment.

struct MarkersBlock {
    // Half the width of the line around; zero for none.
    half_line_px: f32,
    // How far the outline may move inwards, as a part of the size.
    inner_radius: f32,
    // How far it gets from its centre: so much a pixel of size, and so much a
    // pixel that it moves outwards.
    reach_by_size: f32,
    reach_by_growth: f32,
    // The hole's radius, as a part of the size; zero for none.
    hole: f32,
    // None for what is round.
    corner_count: u32,
    unused_0: u32,
    unused_1: u32,
    // For each corner its place, and how far it moves when all sides move
    // outwards by one.
    corners: array<vec4<f32>, 12>,
}

@group(1) @binding(0) var<uniform> markers_block: MarkersBlock;

struct MarkersVertex {
    @builtin(vertex_index) vertex: u32,
    // In visual coordinates.
    @location(0) position: vec2<f32>,
    @location(1) size_px: f32,
    // Straight alpha.
    @location(2) face: vec4<f32>,
    @location(3) edge: vec4<f32>,
}

struct MarkersFragment {
    @builtin(position) position: vec4<f32>,
    @location(0) @interpolate(flat, either) center_px: vec2<f32>,
    @location(1) @interpolate(flat, either) size_px: f32,
    // Straight alpha.
    @location(2) @interpolate(flat, either) face: vec4<f32>,
    @location(3) @interpolate(flat, either) edge: vec4<f32>,
}

const MARKERS_STEPS_PER_PX: f32 = 64.0;
const MARKERS_MAX_SIZE_PX: f32 = 16777216.0;

@vertex
fn markers_vertex(in: MarkersVertex) -> MarkersFragment {
    var out: MarkersFragment;
    let place = framebuffer_from_visual(in.position);
    let center = floor(place * MARKERS_STEPS_PER_PX + 0.5) / MARKERS_STEPS_PER_PX;
    // Neither is true of a NaN; infinities are beyond all places.
    let is_somewhere = all(abs(center) < vec2<f32>(1e30));
    let is_something = in.size_px > 0.0
        && -markers_block.half_line_px < markers_block.inner_radius * in.size_px;
    if !is_somewhere || !is_something {
        // Four equal corners: nothing to draw.
        out.position = vec4<f32>(-2.0, -2.0, 0.0, 1.0);
        return out;
    }
    let size = min(in.size_px, MARKERS_MAX_SIZE_PX);
    let reach = size * markers_block.reach_by_size
        + markers_block.half_line_px * markers_block.reach_by_growth + 1.0;
    // Beyond the frame a side may lie anywhere: near it, all numbers stay small.
    let far = frame_size_px() + 2.0;
    let low = clamp(floor(center - reach), vec2<f32>(-2.0), far);
    let high = clamp(ceil(center + reach), vec2<f32>(-2.0), far);
    let right = (in.vertex & 1u) == 1u;
    let bottom = (in.vertex & 2u) == 2u;
    out.position = clip_from_framebuffer(select(low, high, vec2<bool>(right, bottom)));
    out.center_px = center;
    out.size_px = size;
    out.face = in.face;
    out.edge = in.edge;
    return out;
}

// The integral of a height cut to 0 to 1, from 0 to `height`.
fn markers_sum_to(height: f32) -> f32 {
    let cut = clamp(height, 0.0, 1.0);
    return 0.5 * cut * cut + max(height - 1.0, 0.0);
}

// The mean of a height that goes straight from `a` to `b`, cut to 0 to 1.
fn markers_mean_height(a: f32, b: f32) -> f32 {
    let rise = b - a;
    if abs(rise) < 1e-3 {
        return clamp(0.5 * (a + b), 0.0, 1.0);
    }
    return (markers_sum_to(b) - markers_sum_to(a)) / rise;
}

// The signed area of the unit square between a side and y = 0.
fn markers_beside(a: vec2<f32>, b: vec2<f32>) -> f32 {
    let left = clamp(a.x, 0.0, 1.0);
    let right = clamp(b.x, 0.0, 1.0);
    if left == right {
        return 0.0;
    }
    let slope = (b.y - a.y) / (b.x - a.x);
    let at_left = a.y + (left - a.x) * slope;
    let at_right = a.y + (right - a.x) * slope;
    return (right - left) * markers_mean_height(at_left, at_right);
}

// The part of the pixel whose centre is `pixel` inside a disc about the origin.
fn markers_disc(pixel: vec2<f32>, radius: f32) -> f32 {
    let along = max(abs(pixel.x), abs(pixel.y));
    let across = min(abs(pixel.x), abs(pixel.y));
    let distance_px = sqrt(along * along + across * across);
    if distance_px >= radius + 0.7072 {
        return 0.0;
    }
    if distance_px <= radius - 0.7072 {
        return 1.0;
    }
    // A tiny disc ends within the pixel, where slices are a coarse measure.
    let slices = select(8, 32, radius < 1.5);
    let width = 1.0 / f32(slices);
    var sum = 0.0;
    for (var slice = 0; slice < slices; slice += 1) {
        let row = across + ((f32(slice) + 0.5) * width - 0.5);
        let half = sqrt(max(radius * radius - row * row, 0.0));
        sum += max(min(along + 0.5, half) - max(along - 0.5, -half), 0.0);
    }
    return width * sum;
}

// A corner of the outline at a size, moved outwards.
fn markers_corner(index: u32, size_px: f32, grow_px: f32) -> vec2<f32> {
    let corner = markers_block.corners[index];
    return corner.xy * size_px + corner.zw * grow_px;
}

// How much of a pixel the outline covers, moved outwards by `grow_px`.
fn markers_coverage(pixel: vec2<f32>, size_px: f32, grow_px: f32) -> f32 {
    let count = markers_block.corner_count;
    if count == 0u {
        let hole = max(markers_block.hole * size_px - grow_px, 0.0);
        let has_hole = markers_block.hole > 0.0;
        let inside = select(0.0, markers_disc(pixel, hole), has_hole);
        return markers_disc(pixel, 0.5 * size_px + grow_px) - inside;
    }
    let corner = pixel - 0.5;
    var area = 0.0;
    var a = markers_corner(count - 1u, size_px, grow_px) - corner;
    for (var index = 0u; index < count; index += 1u) {
        let b = markers_corner(index, size_px, grow_px) - corner;
        area += markers_beside(a, b);
        a = b;
    }
    return min(abs(area), 1.0);
}

// Whether the outline has the pixel's centre.
fn markers_contains(pixel: vec2<f32>, size_px: f32, grow_px: f32) -> bool {
    let point = pixel + vec2<f32>(0.0017, 0.0011);
    let count = markers_block.corner_count;
    if count == 0u {
        let squared = point.x * point.x + point.y * point.y;
        let radius = 0.5 * size_px + grow_px;
        var hole = 0.0;
        if markers_block.hole > 0.0 {
            hole = max(markers_block.hole * size_px - grow_px, 0.0);
        }
        return squared < radius * radius && squared >= hole * hole;
    }
    var inside = false;
    var a = markers_corner(count - 1u, size_px, grow_px);
    for (var index = 0u; index < count; index += 1u) {
        let b = markers_corner(index, size_px, grow_px);
        let along = b - a;
        if (a.y > point.y) != (b.y > point.y) {
            let side = (point.x - a.x) * along.y - (point.y - a.y) * along.x;
            if (side < 0.0) == (along.y > 0.0) {
                inside = !inside;
            }
        }
        a = b;
    }
    return inside;
}

// How much of a pixel the mark takes, with its outline moved outwards.
fn markers_part(pixel: vec2<f32>, size_px: f32, grow_px: f32) -> f32 {
    if -grow_px >= markers_block.inner_radius * size_px {
        return 0.0;
    }
    if antialiased() {
        return markers_coverage(pixel, size_px, grow_px);
    }
    // A tiny mark takes the pixel that it stands in.
    let is_tiny = size_px + 2.0 * markers_block.half_line_px < 2.0;
    let is_own = all(pixel > vec2<f32>(-0.5)) && all(pixel <= vec2<f32>(0.5));
    return select(0.0, 1.0, markers_contains(pixel, size_px, grow_px) || (is_tiny && is_own));
}

@fragment
fn markers_fragment(in: MarkersFragment) -> @location(0) vec4<f32> {
    let center = framebuffer_from_fragment(in.position);
    let pixel = center - in.center_px;
    let half_line = markers_block.half_line_px;
    let inside = markers_part(pixel, in.size_px, -half_line);
    let face_alpha = in.face.a * inside;
    var color = vec4<f32>(in.face.rgb * face_alpha, face_alpha);
    if half_line > 0.0 {
        let around = max(markers_part(pixel, in.size_px, half_line) - inside, 0.0);
        let edge_alpha = in.edge.a * around;
        color += vec4<f32>(in.edge.rgb * edge_alpha, edge_alpha);
    }
    return display_color(color, center);
}
