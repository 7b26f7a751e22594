// Role: antialias. How much of a pixel's unit square a simple shape covers, in
// closed form. Distance alone is not enough: a square is wider along its
// diagonal, so the direction of the edge counts too.
// Needs: antialiased (frame).
// Gives: halfplane_coverage, strip_coverage, box_coverage, resolve_coverage.

// The area of the unit square on the inner side of a straight edge.
//
// `inside_px` is the signed distance from the square's centre to the edge,
// positive when the centre is inside; `normal` is the edge's unit normal, its
// sign does not matter.
//
// The square's width across the edge grows linearly, stays, and shrinks: a
// trapezoid, whose integral this is. With a >= b the normal's two components,
// the flat part is |distance| <= (a - b) / 2, the whole (a + b) / 2.
fn halfplane_coverage(inside_px: f32, normal: vec2<f32>) -> f32 {
    let n = abs(normal);
    let a = max(max(n.x, n.y), 0.5);
    let b = min(n.x, n.y);
    let s = abs(inside_px);
    let rest = max(0.5 * (a + b) - s, 0.0);
    // The area beyond the edge when the centre is inside.
    let flat_part = 0.5 - s / a;
    let corner = rest * rest / max(2.0 * a * b, 1e-6);
    let beyond = select(corner, flat_part, s <= 0.5 * (a - b));
    return select(beyond, 1.0 - beyond, inside_px >= 0.0);
}

// The area of the unit square inside a strip: `distance_px` is that of the
// square's centre from the strip's middle line, with unit normal `normal`.
fn strip_coverage(distance_px: f32, half_width_px: f32, normal: vec2<f32>) -> f32 {
    return halfplane_coverage(half_width_px - distance_px, normal)
        - halfplane_coverage(-half_width_px - distance_px, normal);
}

// The area of the unit square around `center_px` inside an axis-aligned box.
fn box_coverage(center_px: vec2<f32>, low_px: vec2<f32>, high_px: vec2<f32>) -> f32 {
    let covered = min(center_px + 0.5, high_px) - max(center_px - 0.5, low_px);
    let clamped = clamp(covered, vec2<f32>(0.0), vec2<f32>(1.0));
    return clamped.x * clamped.y;
}

// The coverage itself, or all or nothing where antialiasing is off.
fn resolve_coverage(coverage: f32) -> f32 {
    return select(step(0.5, coverage), coverage, antialiased());
}
