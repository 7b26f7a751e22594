//! The part of a segment that lies within a window.

/// From where to where, of 0 to 1, a segment from `start` that goes so far `along` lies within a
/// window of least and greatest coordinates; `None` where it misses it (Liang and Barsky, 1984). In
/// numbers that are fine enough for what begins far away.
pub(super) fn inside(
    start: [f64; 2],
    along: [f64; 2],
    [low, high]: [[f64; 2]; 2],
) -> Option<[f64; 2]> {
    let (mut from, mut to) = (0.0_f64, 1.0_f64);
    for axis in 0..2 {
        let [a, b] = [low[axis] - start[axis], high[axis] - start[axis]];
        if along[axis] == 0.0 {
            if a > 0.0 || b < 0.0 {
                return None;
            }
        } else {
            let [a, b] = [a / along[axis], b / along[axis]];
            from = from.max(a.min(b));
            to = to.min(a.max(b));
        }
    }
    (from <= to).then_some([from, to])
}
