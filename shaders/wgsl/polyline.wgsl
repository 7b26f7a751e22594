// Role: visual. A line of some width: the union of strips along its segments and
// of what joins and ends them; with round joins and caps that is discs moved along
// the segments ("capsules"). Four vertices a segment.
//
// Each fragment belongs to one segment, so that a translucent line is blended
// once where segments meet: to the one that is nearest, of a segment and its two
// neighbours; of two that are equally near (the outside of a join, where both
// are nearest at the point they share) to the earlier. The neighbours compare the
// same numbers, computed by the same function, so that no pixel is left out.
//
// Coverage along a segment is that of a strip, in closed form. Where the line
// bends or ends it is the union of two capsules, in eight slices of the pixel,
// each slice exactly.
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
    // 0 round, 1 miter, 2 bevel.
    join: f32,
    // 0 round, 1 butt, 2 square.
    cap: f32,
    // In widths of the line; at least 1.
    miter_limit: f32,
}

@group(1) @binding(0) var<uniform> polyline_block: PolylineBlock;

struct PolylineVertex {
    @builtin(vertex_index) vertex: u32,
    // Six points in a row, in visual coordinates; the segment goes from the
    // third to the fourth. Where the line begins, the points before are equal to
    // its first; where it ends, those after to its last.
    @location(0) earlier: vec2<f32>,
    @location(1) before: vec2<f32>,
    @location(2) start: vec2<f32>,
    @location(3) end: vec2<f32>,
    @location(4) after: vec2<f32>,
    @location(5) later: vec2<f32>,
}

struct PolylineFragment {
    @builtin(position) position: vec4<f32>,
    // Both ends in framebuffer pixels: this segment and its neighbours.
    @location(0) @interpolate(flat, either) own: vec4<f32>,
    @location(1) @interpolate(flat, either) previous: vec4<f32>,
    @location(2) @interpolate(flat, either) next: vec4<f32>,
    // Whether the line goes on straight (0), bends (1) or ends (2) at the segment's start and end;
    // then, where it ends at the far end of the segment before or of the one after, how much farther
    // than across a corner that end reaches; 0 where it goes on, or ends too far away to matter.
    @location(3) @interpolate(flat, either) bends: vec4<f32>,
}

// A neighbour that is not there: a point too far away to be nearer.
const POLYLINE_NOWHERE: vec4<f32> = vec4<f32>(-1e7, -1e7, -1e7, -1e7);

fn polyline_is_round_join() -> bool {
    return polyline_block.join < 0.5;
}

fn polyline_is_miter() -> bool {
    return polyline_block.join > 0.5 && polyline_block.join < 1.5;
}

fn polyline_is_round_cap() -> bool {
    return polyline_block.cap < 0.5;
}

fn polyline_is_butt() -> bool {
    return polyline_block.cap > 0.5 && polyline_block.cap < 1.5;
}

fn polyline_is_square() -> bool {
    return polyline_block.cap > 1.5;
}

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
    let limit = select(2.0, max(2.0, polyline_block.miter_limit), polyline_is_miter());
    let margin = limit * polyline_radius_px() + 16.0;
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
    var near_a = a;
    var near_b = b;
    // Far away a float is coarser than a pixel: the coordinate that is known is
    // taken from the border itself.
    if from_t > 0.0 {
        let border = select(high, low, along > vec2<f32>(0.0));
        near_a = select(a + from_t * along, border, enter == vec2<f32>(from_t));
    }
    if to_t < 1.0 {
        let border = select(low, high, along > vec2<f32>(0.0));
        near_b = select(a + to_t * along, border, leave == vec2<f32>(to_t));
    }
    return vec4<f32>(near_a, near_b);
}

// Whether two segments in a row differ in direction by so much (3 degrees) that
// the strip of one is no good picture of both; 1 or 0.
fn polyline_bend(one: vec4<f32>, other: vec4<f32>) -> f32 {
    let a = one.zw - one.xy;
    let b = other.zw - other.xy;
    let straight = dot(a, b) > 0.0 && abs(a.x * b.y - a.y * b.x) < 0.05 * dot(a, b);
    return select(1.0, 0.0, straight);
}

// How much farther than across the corner the end of a neighbour reaches; 0 where the neighbour goes
// on, or is longer than that.
fn polyline_far_reach(neighbour: vec4<f32>, is_end: bool) -> f32 {
    let length_px = length(neighbour.zw - neighbour.xy);
    let radius = polyline_radius_px();
    let cap = select(0.0, 0.4143 * radius, polyline_is_square());
    return select(0.0, max(length_px + cap, 0.02), is_end && length_px < 2.0 * radius + 1.5);
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
    out.bends = vec4<f32>(select(1.0, 2.0, begins), select(1.0, 2.0, ends), 0.0, 0.0);
    if !begins {
        out.previous = polyline_near_frame(before, start);
        out.bends.z = polyline_far_reach(out.previous, all(in.earlier == in.before));
        out.bends.x = max(polyline_bend(out.previous, out.own), select(0.0, 1.0, out.bends.z > 0.0));
    }
    if !ends {
        out.next = polyline_near_frame(end, after);
        out.bends.w = polyline_far_reach(out.next, all(in.later == in.after));
        out.bends.y = max(polyline_bend(out.own, out.next), select(0.0, 1.0, out.bends.w > 0.0));
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
    var behind = select(0.75, reach, out.previous.x == POLYLINE_NOWHERE.x);
    var beyond = reach;
    // Beyond an end without a cap there is nothing, unless the segment is so short that the other
    // side of its corner reaches there.
    let ends_bare = polyline_is_butt() && length_px > reach;
    if begins && ends_bare {
        behind = 0.75;
    }
    if ends && ends_bare {
        beyond = 0.75;
    }
    if !ends && polyline_is_miter() {
        // The tip of a miter lies on the strip's edge, so far along.
        beyond = max(reach, polyline_radius_px() * polyline_block.miter_limit + 0.75);
    }
    behind += out.bends.z;
    beyond += out.bends.w;
    let wide = reach + max(out.bends.z, out.bends.w);
    let at_end = (in.vertex & 1u) == 1u;
    let side = select(-wide, wide, (in.vertex & 2u) == 2u);
    let corner = select(out.own.xy - behind * direction, out.own.zw + beyond * direction, at_end);
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

// Where four horizontal lines lie inside a capsule: an interval each, because a
// capsule is convex. All relative to a pixel's centre; low > high is empty.
struct PolylineSections {
    low: vec4<f32>,
    high: vec4<f32>,
}

// `discs`: whether there are discs at both ends, 1 or 0.
fn polyline_sections(
    rows: vec4<f32>,
    a: vec2<f32>,
    b: vec2<f32>,
    radius: f32,
    discs: vec2<f32>,
) -> PolylineSections {
    let nothing = vec4<f32>(1e9);
    // The discs at both ends.
    let below_a = rows - a.y;
    let below_b = rows - b.y;
    let squared_a = select(-nothing, radius * radius - below_a * below_a, discs.x > 0.5);
    let squared_b = select(-nothing, radius * radius - below_b * below_b, discs.y > 0.5);
    let half_a = select(-nothing, sqrt(max(squared_a, vec4<f32>(0.0))), squared_a >= vec4<f32>(0.0));
    let half_b = select(-nothing, sqrt(max(squared_b, vec4<f32>(0.0))), squared_b >= vec4<f32>(0.0));
    // The rectangle between them: so far along the segment, and so far across.
    let length_px = length(b - a);
    var along = vec2<f32>(1.0, 0.0);
    if length_px > 1e-6 {
        along = (b - a) / length_px;
    }
    // No division by zero; a slope of a millionth is none.
    along = select(along, vec2<f32>(1e-6), abs(along) < vec2<f32>(1e-6));
    let begin = -along.y * below_a / along.x;
    let end = (length_px - along.y * below_a) / along.x;
    let left = (along.x * below_a - radius) / along.y;
    let right = (along.x * below_a + radius) / along.y;
    let body_low = a.x + max(min(begin, end), min(left, right));
    let body_high = a.x + min(max(begin, end), max(left, right));
    let is_body = body_low <= body_high;

    var out: PolylineSections;
    out.low = min(min(a.x - half_a, b.x - half_b), select(nothing, body_low, is_body));
    out.high = max(max(a.x + half_a, b.x + half_b), select(-nothing, body_high, is_body));
    return out;
}

// Two segments at one point, and what fills the corner between them: a
// quadrangle (point, corner of one, tip, corner of the other), all the same
// point where there is none.
struct PolylinePair {
    one: vec4<f32>,
    other: vec4<f32>,
    discs: vec4<f32>,
    wedge_near: vec4<f32>,
    wedge_far: vec4<f32>,
}

// Widens sections by where four lines cross an edge of a convex shape.
fn polyline_cross(
    sections: PolylineSections,
    rows: vec4<f32>,
    p: vec2<f32>,
    q: vec2<f32>,
) -> PolylineSections {
    let rise = q.y - p.y;
    let part = (rows - p.y) / select(rise, 1e-6, abs(rise) < 1e-6);
    let x = p.x + part * (q.x - p.x);
    let crosses = part >= vec4<f32>(0.0) & part <= vec4<f32>(1.0);
    var out: PolylineSections;
    out.low = min(sections.low, select(vec4<f32>(1e9), x, crosses));
    out.high = max(sections.high, select(vec4<f32>(-1e9), x, crosses));
    return out;
}

// How much of four slices of a pixel two segments and their corner cover
// together, each 0 to 1.
fn polyline_union(rows: vec4<f32>, pair: PolylinePair, radius: f32) -> vec4<f32> {
    let a = polyline_sections(rows, pair.one.xy, pair.one.zw, radius, pair.discs.xy);
    let b = polyline_sections(rows, pair.other.xy, pair.other.zw, radius, pair.discs.zw);
    var wedge: PolylineSections;
    wedge.low = vec4<f32>(1e9);
    wedge.high = vec4<f32>(-1e9);
    wedge = polyline_cross(wedge, rows, pair.wedge_near.xy, pair.wedge_near.zw);
    wedge = polyline_cross(wedge, rows, pair.wedge_near.zw, pair.wedge_far.xy);
    wedge = polyline_cross(wedge, rows, pair.wedge_far.xy, pair.wedge_far.zw);
    wedge = polyline_cross(wedge, rows, pair.wedge_far.zw, pair.wedge_near.xy);
    if polyline_is_round_join() {
        // Of the disc around the point, what lies in the corner.
        let below = rows - pair.wedge_near.y;
        let squared = radius * radius - below * below;
        let half = select(vec4<f32>(-1e9), sqrt(max(squared, vec4<f32>(0.0))), squared >= vec4<f32>(0.0));
        wedge.low = max(wedge.low, pair.wedge_near.x - half);
        wedge.high = min(wedge.high, pair.wedge_near.x + half);
    }
    let zero = vec4<f32>(0.0);
    let left = vec4<f32>(-0.5);
    let right = vec4<f32>(0.5);
    let by_a = max(min(a.high, right) - max(a.low, left), zero);
    let by_b = max(min(b.high, right) - max(b.low, left), zero);
    let by_both = max(min(min(a.high, b.high), right) - max(max(a.low, b.low), left), zero);
    let low = max(wedge.low, left);
    let high = min(wedge.high, right);
    let by_wedge = max(high - low, zero);
    // Of the corner, what is beyond both: the discs of round ends may reach into it.
    let in_a = max(min(high, a.high) - max(low, a.low), zero);
    let in_b = max(min(high, b.high) - max(low, b.low), zero);
    let in_both = max(min(high, min(a.high, b.high)) - max(low, max(a.low, b.low)), zero);
    return by_a + by_b - by_both + by_wedge - in_a - in_b + in_both;
}

// The far end of a segment of less than a pixel, moved on to a pixel: what comes
// after it is in the pixel too, most likely in the same direction.
fn polyline_far_end(near: vec2<f32>, far: vec2<f32>) -> vec2<f32> {
    let length_px = length(far - near);
    if length_px > 1.0 || length_px < 1e-6 {
        return far;
    }
    return near + (far - near) / length_px;
}

// The far end of a neighbour: its cap where the line ends there.
fn polyline_neighbour_end(near: vec2<f32>, far: vec2<f32>, is_end: bool, radius: f32) -> vec2<f32> {
    if !is_end {
        return polyline_far_end(near, far);
    }
    let more = select(0.0, radius, polyline_is_square());
    return far + more * polyline_direction(vec4<f32>(near, far));
}

// The part of the pixel at `point` that two segments cover. Slices lie across
// the edge (`offset` points to it), where each is exact.
fn polyline_union_coverage(
    point: vec2<f32>,
    pair: PolylinePair,
    offset: vec2<f32>,
    radius: f32,
) -> f32 {
    var seen = pair;
    seen.one = pair.one - point.xyxy;
    seen.other = pair.other - point.xyxy;
    seen.wedge_near = pair.wedge_near - point.xyxy;
    seen.wedge_far = pair.wedge_far - point.xyxy;
    if abs(offset.x) < abs(offset.y) {
        seen.one = seen.one.yxwz;
        seen.other = seen.other.yxwz;
        seen.wedge_near = seen.wedge_near.yxwz;
        seen.wedge_far = seen.wedge_far.yxwz;
    }
    // Straight ends lie along the slices where the line runs across them, and fall between two: there
    // are more of these, then.
    let steps = select(4, 1, polyline_is_round_cap());
    var slices = vec4<f32>(0.0);
    for (var step = 0; step < steps; step++) {
        let rows = (vec4<f32>(1.0, 3.0, 5.0, 7.0) + 8.0 * f32(step)) / (16.0 * f32(steps));
        slices += polyline_union(rows, seen, radius) + polyline_union(-rows, seen, radius);
    }
    return dot(slices, vec4<f32>(0.125 / f32(steps)));
}

fn polyline_direction(segment: vec4<f32>) -> vec2<f32> {
    let along = segment.zw - segment.xy;
    let length_px = length(along);
    return select(vec2<f32>(1.0, 0.0), along / max(length_px, 1e-20), length_px > 1e-6);
}

// The corner between two segments, the first of which ends where the second
// begins: the point, the outer corner of the one, the tip, the outer corner of
// the other.
fn polyline_wedge(first: vec4<f32>, second: vec4<f32>, radius: f32) -> array<vec2<f32>, 4> {
    let point = second.xy;
    let d = polyline_direction(first);
    let e = polyline_direction(second);
    let turn = d.x * e.y - d.y * e.x;
    let side = select(radius, -radius, turn > 0.0);
    let corner = point + side * vec2<f32>(-d.y, d.x);
    let other = point + side * vec2<f32>(-e.y, e.x);
    // The cosine of half the turn, squared: a miter is as long as its inverse.
    let half_squared = 0.5 * (1.0 + dot(d, e));
    let limit = polyline_block.miter_limit;
    var tip = 0.5 * (corner + other);
    if polyline_is_round_join() {
        // Far enough that the disc lies within, also where the line turns back.
        tip = point + (tip - point) / max(half_squared, 1e-3);
    } else if polyline_is_miter() && half_squared * limit * limit >= 1.0 {
        tip = point + (tip - point) / half_squared;
    }
    return array<vec2<f32>, 4>(point, corner, tip, other);
}

// A segment without its discs, made longer where it has square caps, and where it
// goes on while discs are left out.
fn polyline_with_caps(segment: vec4<f32>, bends: vec2<f32>, radius: f32) -> vec4<f32> {
    let is_cap = bends > vec2<f32>(1.5);
    let goes_on = bends < vec2<f32>(0.5);
    let is_longer = (is_cap & vec2<bool>(polyline_is_square()))
        | (goes_on & vec2<bool>(!polyline_is_round_cap()));
    let more = polyline_direction(segment) * radius;
    let start = select(segment.xy, segment.xy - more, is_longer.x);
    let end = select(segment.zw, segment.zw + more, is_longer.y);
    return vec4<f32>(start, end);
}

// Whether there is a disc where a segment goes on (0), bends (1) or ends (2). Where
// the line does not end round there is none anywhere: it would reach beyond an end
// that is nearer than it is wide.
fn polyline_disc(bend: f32) -> f32 {
    let is_corner = bend > 0.5 && bend < 1.5;
    let has_disc = polyline_is_round_cap() && (!is_corner || polyline_is_round_join());
    return select(0.0, 1.0, has_disc);
}

// How far from a segment's end its picture depends on what is there.
fn polyline_end_reach(bend: f32, radius: f32) -> f32 {
    if bend > 1.5 && polyline_is_square() {
        return 1.4143 * radius + 0.75;
    }
    if bend < 1.5 && polyline_is_miter() {
        return polyline_block.miter_limit * radius + 0.75;
    }
    return radius + 0.75;
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
    let previous_squared = dot(to_previous, to_previous);
    let next_squared = dot(to_next, to_next);
    if squared >= previous_squared || squared > next_squared {
        return vec4<f32>(0.0);
    }

    let radius = polyline_radius_px();
    let from_start = point - in.own.xy;
    let from_end = point - in.own.zw;
    let start_squared = min(previous_squared, dot(from_start, from_start));
    let end_squared = min(next_squared, dot(from_end, from_end));
    let start_reach = polyline_end_reach(in.bends.x, radius) + in.bends.z;
    let end_reach = polyline_end_reach(in.bends.y, radius) + in.bends.w;
    let at_start = in.bends.x > 0.5 && start_squared < start_reach * start_reach;
    let at_end = in.bends.y > 0.5 && end_squared < end_reach * end_reach;
    var coverage: f32;
    if at_start || at_end {
        // A neighbour that is there, and of two the nearer.
        let has_previous = at_start && in.previous.x != POLYLINE_NOWHERE.x;
        let has_next = at_end && in.next.x != POLYLINE_NOWHERE.x;
        let at_previous = has_previous && (!has_next || start_squared < end_squared);
        // What is beyond the other end of a short segment is in the pixel too. Discs see to it
        // where the line bends.
        let all_round = polyline_is_round_join() && polyline_is_round_cap();
        let goes_on = in.bends.xy < vec2<f32>(select(1.5, 0.5, all_round));
        var own = in.own;
        if at_start && goes_on.y && (at_previous || !at_end) {
            own = vec4<f32>(own.xy, polyline_far_end(own.xy, own.zw));
        }
        if at_end && goes_on.x && (!at_previous || !at_start) {
            own = vec4<f32>(polyline_far_end(own.zw, own.xy), own.zw);
        }
        let near = select(in.next.xy, in.previous.zw, at_previous);
        let far = select(in.next.zw, in.previous.xy, at_previous);
        let is_cap = select(in.bends.w, in.bends.z, at_previous) > 0.0;
        let far_end = polyline_neighbour_end(near, far, is_cap, radius);
        var pair: PolylinePair;
        pair.one = polyline_with_caps(own, in.bends.xy, radius);
        pair.other = select(vec4<f32>(near, far_end), vec4<f32>(far_end, near), at_previous);
        // What a neighbour that goes on does at its other end is not known here: a disc there may
        // be wrong unless everything is round, and lacks only where it is very short.
        let far_disc = select(0.0, 1.0, all_round || (is_cap && polyline_is_round_cap()));
        let near_disc = polyline_disc(select(in.bends.y, in.bends.x, at_previous));
        pair.discs = vec4<f32>(
            polyline_disc(in.bends.x),
            polyline_disc(in.bends.y),
            select(near_disc, far_disc, at_previous),
            select(far_disc, near_disc, at_previous),
        );
        let bend = select(in.bends.y, in.bends.x, at_previous);
        let has_wedge = !all_round && bend < 1.5
            && pair.other.x != POLYLINE_NOWHERE.x;
        pair.wedge_near = vec4<f32>(1e8);
        pair.wedge_far = vec4<f32>(1e8);
        if has_wedge {
            let first = select(in.own, in.previous, at_previous);
            let second = select(in.next, in.own, at_previous);
            let wedge = polyline_wedge(first, second, radius);
            pair.wedge_near = vec4<f32>(wedge[0], wedge[1]);
            pair.wedge_far = vec4<f32>(wedge[2], wedge[3]);
        }
        coverage = polyline_union_coverage(point, pair, offset, radius);
    } else {
        let distance_px = sqrt(squared);
        // On the line itself: its own normal, or any for a dot.
        let along = in.own.zw - in.own.xy;
        let across = vec2<f32>(-along.y, along.x) + vec2<f32>(0.0, 1e-20);
        let normal = normalize(select(across, offset, distance_px > 1e-4));
        coverage = strip_coverage(distance_px, radius, normal);
    }
    return display_color(polyline_block.color * resolve_coverage(coverage), center);
}
