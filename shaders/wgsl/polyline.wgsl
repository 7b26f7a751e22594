// Role: visual. A line of some width with round joins and caps: the union of
// discs moved along the segments ("capsules"), four vertices a segment.
//
// Each fragment belongs to one segment, so that a translucent line is blended
// once where segments meet: to the one that is nearest, of a segment and its two
// neighbours; of two that are equally near (the outside of a join, where both
// are nearest at the point they share) to the earlier. The neighbours compare the
// same numbers, computed by the same function, so that no pixel is left out.
//
//              . - - - .              the join's outside: both are equally near
//            '    _ _    '            at the shared point, the earlier draws
//   ---------- P /   \ ---------
//    segment k  /     \  segment k + 1
//
// Needs: frame_size_px, clip_from_framebuffer, framebuffer_from_fragment,
// antialiased (frame); framebuffer_from_visual (position); display_color
// (color); strip_coverage, resolve_coverage (antialias).
// Gives: the entry points polyline_vertex and polyline_fragment.

struct PolylineBlock {
    // Premultiplied.
    color: vec4<f32>,
    half_width_px: f32,
    unused_0: f32,
    unused_1: f32,
    unused_2: f32,
}

@group(1) @binding(0) var<uniform> polyline_block: PolylineBlock;

struct PolylineVertex {
    @builtin(vertex_index) vertex: u32,
    // Four points in a row, in visual coordinates; the segment goes from the
    // second to the third. The first equals the second where the line begins,
    // the last the third where it ends.
    @location(0) before: vec2<f32>,
    @location(1) start: vec2<f32>,
    @location(2) end: vec2<f32>,
    @location(3) after: vec2<f32>,
}

struct PolylineFragment {
    @builtin(position) position: vec4<f32>,
    // Both ends in framebuffer pixels: this segment and its neighbours.
    @location(0) @interpolate(flat, either) own: vec4<f32>,
    @location(1) @interpolate(flat, either) previous: vec4<f32>,
    @location(2) @interpolate(flat, either) next: vec4<f32>,
}

// A neighbour that is not there: a point too far away to be nearer.
const POLYLINE_NOWHERE: vec4<f32> = vec4<f32>(-1e7, -1e7, -1e7, -1e7);

// Half the width; without antialiasing a line is a pixel wide at least, or most
// of its pixels would fall below half.
fn polyline_radius_px() -> f32 {
    return select(max(polyline_block.half_width_px, 0.5), polyline_block.half_width_px, antialiased());
}

// Keeps what overflowed a number again; still far outside of any frame.
fn polyline_point_px(position: vec2<f32>) -> vec2<f32> {
    return clamp(framebuffer_from_visual(position), vec2<f32>(-1e9), vec2<f32>(1e9));
}

// The part of a segment near the frame, so that fragments compute with numbers
// of the frame's size; the two ends, or `POLYLINE_NOWHERE`.
fn polyline_near_frame(a: vec2<f32>, b: vec2<f32>) -> vec4<f32> {
    let margin = 2.0 * polyline_radius_px() + 16.0;
    let low = vec2<f32>(-margin);
    let high = frame_size_px() + margin;
    if all(min(a, b) >= low) && all(max(a, b) <= high) {
        return vec4<f32>(a, b);
    }
    // Where the segment enters and leaves each axis' range (Liang and Barsky).
    let along = b - a;
    let still = abs(along) < vec2<f32>(1e-20);
    let inverse = 1.0 / select(along, vec2<f32>(1.0), still);
    let at_low = (low - a) * inverse;
    let at_high = (high - a) * inverse;
    let inside = (a >= low) & (a <= high);
    let enter = select(min(at_low, at_high), select(vec2<f32>(2.0), vec2<f32>(0.0), inside), still);
    let leave = select(max(at_low, at_high), vec2<f32>(1.0), still);
    let from_t = max(max(enter.x, enter.y), 0.0);
    let to_t = min(min(leave.x, leave.y), 1.0);
    if from_t > to_t {
        return POLYLINE_NOWHERE;
    }
    let near_a = select(a + from_t * along, a, from_t <= 0.0);
    let near_b = select(a + to_t * along, b, to_t >= 1.0);
    return vec4<f32>(near_a, near_b);
}

@vertex
fn polyline_vertex(in: PolylineVertex) -> PolylineFragment {
    let before = polyline_point_px(in.before);
    let start = polyline_point_px(in.start);
    let end = polyline_point_px(in.end);
    let after = polyline_point_px(in.after);
    let begins = all(in.before == in.start);
    let ends = all(in.after == in.end);

    var out: PolylineFragment;
    out.own = polyline_near_frame(start, end);
    out.previous = POLYLINE_NOWHERE;
    out.next = POLYLINE_NOWHERE;
    if !begins {
        out.previous = polyline_near_frame(before, start);
    }
    if !ends {
        out.next = polyline_near_frame(end, after);
    }
    if out.own.x == POLYLINE_NOWHERE.x {
        // Four equal corners: nothing to draw.
        out.position = vec4<f32>(-2.0, -2.0, 0.0, 1.0);
        return out;
    }

    // A pixel whose centre is this far from the edge is not touched any more.
    let reach = polyline_radius_px() + 0.75;
    let along = out.own.zw - out.own.xy;
    let length_px = length(along);
    var direction = vec2<f32>(1.0, 0.0);
    if length_px > 0.0 {
        direction = along / length_px;
    }
    let normal = vec2<f32>(-direction.y, direction.x);
    // Behind a shared start the previous segment is never farther.
    let behind = select(0.75, reach, out.previous.x == POLYLINE_NOWHERE.x);
    let at_end = (in.vertex & 1u) == 1u;
    let side = select(-reach, reach, (in.vertex & 2u) == 2u);
    let corner = select(out.own.xy - behind * direction, out.own.zw + reach * direction, at_end);
    out.position = clip_from_framebuffer(corner + side * normal);
    return out;
}

// From the segment's nearest point to `point`. Interior points get a multiple of
// the normal; the ends are compared by the point itself, so that two segments
// that share an end find the very same numbers there.
fn polyline_offset(point: vec2<f32>, segment: vec4<f32>) -> vec2<f32> {
    let along = segment.zw - segment.xy;
    let from_start = point - segment.xy;
    let from_end = point - segment.zw;
    let position = dot(from_start, along);
    let length_squared = dot(along, along);
    let normal = vec2<f32>(-along.y, along.x);
    let interior = normal * (dot(from_start, normal) / max(length_squared, 1e-20));
    let beyond = select(interior, from_end, position >= length_squared);
    return select(beyond, from_start, position <= 0.0);
}

@fragment
fn polyline_fragment(in: PolylineFragment) -> @location(0) vec4<f32> {
    let center = framebuffer_from_fragment(in.position);
    // Without antialiasing, a border that runs through pixel centres must fall
    // to one side.
    let point = center + select(vec2<f32>(0.0017, 0.0011), vec2<f32>(0.0), antialiased());

    let offset = polyline_offset(point, in.own);
    let squared = dot(offset, offset);
    let to_previous = polyline_offset(point, in.previous);
    let to_next = polyline_offset(point, in.next);
    if squared >= dot(to_previous, to_previous) || squared > dot(to_next, to_next) {
        return vec4<f32>(0.0);
    }

    let distance_px = sqrt(squared);
    // On the line itself: its own normal, or any for a dot.
    let along = in.own.zw - in.own.xy;
    let across = vec2<f32>(-along.y, along.x) + vec2<f32>(0.0, 1e-20);
    let normal = normalize(select(across, offset, distance_px > 1e-4));
    let coverage = strip_coverage(distance_px, polyline_radius_px(), normal);
    return display_color(polyline_block.color * resolve_coverage(coverage), center);
}
