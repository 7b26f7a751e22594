//! How much of a pixel simple shapes cover: the formulas of `coverage.wgsl`.

/// The area of the unit square on the inner side of a straight edge, so far (positive: inside) from
/// its centre.
pub(crate) fn halfplane(inside_px: f32, normal: [f32; 2]) -> f32 {
    let n = normal.map(f32::abs);
    let a = n[0].max(n[1]).max(0.5);
    let b = n[0].min(n[1]);
    let s = inside_px.abs();
    let beyond = if s <= 0.5 * (a - b) {
        0.5 - s / a
    } else {
        let rest = (0.5 * (a + b) - s).max(0.0);
        rest * rest / (2.0 * a * b).max(1e-6)
    };
    if inside_px >= 0.0 {
        1.0 - beyond
    } else {
        beyond
    }
}

/// The area of the unit square within a strip; its middle line is so far from the square's centre.
pub(crate) fn strip(distance_px: f32, half_width_px: f32, normal: [f32; 2]) -> f32 {
    halfplane(half_width_px - distance_px, normal) - halfplane(-half_width_px - distance_px, normal)
}

/// The area of the unit square around `pixel` within a disc about the origin.
pub(crate) fn disc(pixel: [f32; 2], radius: f32) -> f32 {
    let [x, y] = pixel.map(f32::abs);
    let (along, across) = if x >= y { (x, y) } else { (y, x) };
    let distance = (along * along + across * across).sqrt();
    if distance >= radius + 0.7072 {
        return 0.0;
    }
    if distance <= radius - 0.7072 {
        return 1.0;
    }
    // A tiny disc ends within the pixel, where slices are a coarse measure.
    let slices = if radius < 1.5 { 32 } else { 8 };
    let width = 1.0 / slices as f32;
    let mut sum = 0.0;
    for slice in 0..slices {
        let row = across + ((slice as f32 + 0.5) * width - 0.5);
        let half = (radius * radius - row * row).max(0.0).sqrt();
        sum += ((along + 0.5).min(half) - (along - 0.5).max(-half)).max(0.0);
    }
    width * sum
}
