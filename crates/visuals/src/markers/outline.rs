//! How much of a pixel a symbol covers: the one door for all symbols.
//!
//! A symbol is round (a disc, or a disc with a hole) or a polygon. The part of a pixel's square
//! inside a polygon is found exactly: each side adds the area between it and the pixel's lower
//! side, signed by its direction. For a disc the square is cut into eight slices across the edge
//! (32 for a tiny one), each exact along its length. `markers.wgsl` does the same sums in the same order.
//!
//! A line around the outline is the difference of two outlines, one moved outwards and one moved
//! inwards by half the line's width.

use super::symbol::Symbol;
use crate::PathCommand;
use crate::coverage::disc;

/// Corners of the symbol with most of them.
pub(super) const MAX_CORNERS: usize = 12;

/// The largest mark, framebuffer pixels: what lies farther away than this reaches no picture.
pub(super) const MAX_SIZE_PX: f32 = 16_777_216.0;

/// Where a pixel's centre is looked at without antialiasing, so that an edge through pixel
/// centres falls to one side.
const NUDGE: [f32; 2] = [0.0017, 0.0011];

/// An outline of size one that can be made larger and moved outwards.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Outline {
    pub(super) symbol: Symbol,
    /// For each corner its place, and how far it moves when all sides move outwards by one.
    pub(super) corners: [[f32; 4]; MAX_CORNERS],
    /// 0 for what is round.
    pub(super) corner_count: usize,
    pub(super) inner_radius: f32,
}

impl Outline {
    pub(super) fn new(symbol: Symbol) -> Self {
        let places = symbol.corners();
        let count = places.len();
        let mut corners = [[0.0; 4]; MAX_CORNERS];
        for (index, corner) in corners.iter_mut().take(count).enumerate() {
            let here = places[index];
            let before = outward(places[(index + count - 1) % count], here);
            let after = outward(here, places[(index + 1) % count]);
            // The mitre: both sides have moved by one where their lines meet.
            let dot = before[0] * after[0] + before[1] * after[1];
            let mitre = [0, 1].map(|axis| (before[axis] + after[axis]) / (1.0 + dot).max(0.05));
            *corner = [here[0], here[1], mitre[0], mitre[1]];
        }
        Self {
            symbol,
            corners,
            corner_count: count,
            inner_radius: symbol.inner_radius(),
        }
    }

    /// How far the outline gets along x or y: at most the first times its size and the second
    /// times what it is moved outwards.
    pub(super) fn reach_factors(&self) -> [f32; 2] {
        let largest = |part: std::ops::Range<usize>| {
            self.corners
                .iter()
                .flat_map(|corner| corner[part.clone()].iter())
                .fold(0.0, |largest: f32, value| largest.max(value.abs()))
        };
        match self.corner_count {
            0 => [0.5, 1.0],
            _ => [largest(0..2), largest(2..4)],
        }
    }

    /// The outline at a size, moved outwards by `grow_px`; `None` when nothing is left of it.
    pub(super) fn placed(&self, size_px: f32, grow_px: f32) -> Option<Placed> {
        // A NaN is not above zero either.
        let left = size_px > 0.0 && -grow_px < self.inner_radius * size_px;
        if !left {
            return None;
        }
        let size_px = size_px.min(MAX_SIZE_PX);
        let mut corners = [[0.0; 2]; MAX_CORNERS];
        for (to, from) in corners.iter_mut().zip(&self.corners) {
            *to = [0, 1].map(|axis| from[axis] * size_px + from[axis + 2] * grow_px);
        }
        let radius = 0.5 * size_px + grow_px;
        let hole = match self.symbol {
            Symbol::Ring => (0.3 * size_px - grow_px).max(0.0),
            _ => 0.0,
        };
        let reach_px = corners
            .iter()
            .take(self.corner_count)
            .flatten()
            .fold(0.0, |reach: f32, place| reach.max(place.abs()));
        Some(Placed {
            corners,
            corner_count: self.corner_count,
            radius,
            hole,
            reach_px: if self.corner_count == 0 {
                radius
            } else {
                reach_px
            },
        })
    }
}

/// The unit normal of a side, away from the inside.
fn outward(from: [f32; 2], to: [f32; 2]) -> [f32; 2] {
    let [x, y] = [to[0] - from[0], to[1] - from[1]];
    let length = x.hypot(y).max(1e-9);
    [y / length, -x / length]
}

/// An outline in pixels about its own centre.
#[derive(Clone, Copy, Debug)]
pub(super) struct Placed {
    corners: [[f32; 2]; MAX_CORNERS],
    corner_count: usize,
    radius: f32,
    hole: f32,
    /// The farthest that it gets from its centre along x or y.
    pub(super) reach_px: f32,
}

impl Placed {
    /// The part of a pixel inside; `pixel` is the pixel's centre from the mark's.
    pub(super) fn coverage(&self, pixel: [f32; 2]) -> f32 {
        if self.corner_count == 0 {
            return disc(pixel, self.radius) - disc(pixel, self.hole);
        }
        // From the pixel's own corner, where the square is 0 to 1 both ways.
        let corner = [pixel[0] - 0.5, pixel[1] - 0.5];
        let mut area = 0.0;
        let mut from = self.corners[self.corner_count - 1];
        for &to in &self.corners[..self.corner_count] {
            area += beside(
                [from[0] - corner[0], from[1] - corner[1]],
                [to[0] - corner[0], to[1] - corner[1]],
            );
            from = to;
        }
        area.abs().min(1.0)
    }

    /// The outline about a place, going round one way or the other.
    pub(super) fn commands(&self, center: [f32; 2], reversed: bool, out: &mut Vec<PathCommand>) {
        if self.corner_count == 0 {
            circle(center, self.radius, reversed, out);
            if self.hole > 0.0 {
                circle(center, self.hole, !reversed, out);
            }
            return;
        }
        let corner = |index: usize| {
            let index = if reversed {
                self.corner_count - 1 - index
            } else {
                index
            };
            [0, 1].map(|axis| center[axis] + self.corners[index][axis])
        };
        out.push(PathCommand::MoveTo(corner(0)));
        out.extend((1..self.corner_count).map(|index| PathCommand::LineTo(corner(index))));
        out.push(PathCommand::Close);
    }

    /// Whether the pixel's centre lies inside.
    pub(super) fn contains(&self, pixel: [f32; 2]) -> bool {
        let [x, y] = [pixel[0] + NUDGE[0], pixel[1] + NUDGE[1]];
        if self.corner_count == 0 {
            let squared = x * x + y * y;
            return squared < self.radius * self.radius && squared >= self.hole * self.hole;
        }
        let mut inside = false;
        let mut from = self.corners[self.corner_count - 1];
        for &to in &self.corners[..self.corner_count] {
            let (dx, dy) = (to[0] - from[0], to[1] - from[1]);
            if (from[1] > y) != (to[1] > y) {
                // Left of the side, without a division: both hold the same sign of dy.
                let side = (x - from[0]) * dy - (y - from[1]) * dx;
                inside ^= (side < 0.0) == (dy > 0.0);
            }
            from = to;
        }
        inside
    }
}

/// A circle of four curves, off by 0.03 % of its radius at most.
fn circle([x, y]: [f32; 2], radius: f32, reversed: bool, out: &mut Vec<PathCommand>) {
    const HANDLE: f32 = 0.552_284_8;
    let turn = if reversed { -1.0 } else { 1.0 };
    let at = |along: [f32; 2]| [x + along[0] * radius, y + turn * along[1] * radius];
    let mut direction = [1.0, 0.0];
    out.push(PathCommand::MoveTo(at(direction)));
    for _ in 0..4 {
        let next = [-direction[1], direction[0]];
        let handle =
            |from: [f32; 2], to: [f32; 2]| at([from[0] + HANDLE * to[0], from[1] + HANDLE * to[1]]);
        out.push(PathCommand::CubicTo(
            handle(direction, next),
            handle(next, direction),
            at(next),
        ));
        direction = next;
    }
    out.push(PathCommand::Close);
}

/// The signed area of the unit square between a side and y = 0.
fn beside(from: [f32; 2], to: [f32; 2]) -> f32 {
    let left = from[0].clamp(0.0, 1.0);
    let right = to[0].clamp(0.0, 1.0);
    if left == right {
        return 0.0;
    }
    let slope = (to[1] - from[1]) / (to[0] - from[0]);
    let at_left = from[1] + (left - from[0]) * slope;
    let at_right = from[1] + (right - from[0]) * slope;
    (right - left) * mean_height(at_left, at_right)
}

/// The mean of a height that goes straight from `a` to `b`, cut to 0 to 1.
fn mean_height(a: f32, b: f32) -> f32 {
    let rise = b - a;
    if rise.abs() < 1e-3 {
        return (0.5 * (a + b)).clamp(0.0, 1.0);
    }
    (sum_to(b) - sum_to(a)) / rise
}

/// The integral of a height cut to 0 to 1, from 0 to `height`.
fn sum_to(height: f32) -> f32 {
    let cut = height.clamp(0.0, 1.0);
    0.5 * cut * cut + (height - 1.0).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All pixels about a mark at a place within its pixel.
    fn total(placed: &Placed, center: [f32; 2]) -> f32 {
        let reach = placed.reach_px.ceil() as i32 + 2;
        let mut sum = 0.0;
        for y in -reach..=reach {
            for x in -reach..=reach {
                sum += placed.coverage([x as f32 + 0.5 - center[0], y as f32 + 0.5 - center[1]]);
            }
        }
        sum
    }

    #[test]
    fn what_is_covered_adds_up_to_the_area() {
        for symbol in Symbol::ALL {
            for size in [0.7, 1.0, 2.5, 5.0, 17.3] {
                let placed = Outline::new(symbol).placed(size, 0.0).unwrap();
                let corners = symbol.corners();
                let polygon: f32 = (0..corners.len())
                    .map(|i| {
                        let [a, b] = [corners[i], corners[(i + 1) % corners.len()]];
                        (a[0] * b[1] - a[1] * b[0]) / 2.0
                    })
                    .sum();
                let round = std::f32::consts::PI
                    * match symbol {
                        Symbol::Disc => 0.25,
                        Symbol::Ring => 0.25 - 0.09,
                        _ => 0.0,
                    };
                let expected = size * size * (polygon + round);
                for center in [[0.0, 0.0], [0.3, 0.7], [0.5, 0.5], [0.984_375, 0.1]] {
                    let area = total(&placed, center);
                    let error = (area - expected).abs() / expected.max(1.0);
                    assert!(
                        error < 0.015,
                        "{symbol} of {size} px: {area}, not {expected}"
                    );
                }
            }
        }
    }

    #[test]
    fn an_outline_grows_and_shrinks_by_what_is_asked() {
        let square = Outline::new(Symbol::Square);
        let grown = square.placed(10.0, 0.5).unwrap();
        assert!((grown.reach_px - 5.1).abs() < 1e-5);
        assert!(square.placed(10.0, -4.7).is_none(), "nothing is left");
        for size in [0.0, -1.0, f32::NAN] {
            assert!(square.placed(size, 1.0).is_none());
        }
        assert!(
            square
                .placed(f32::INFINITY, 0.0)
                .unwrap()
                .reach_px
                .is_finite()
        );
    }

    #[test]
    fn without_antialiasing_a_square_has_its_area_in_pixels() {
        let placed = Outline::new(Symbol::Square)
            .placed(5.0 / 0.92, 0.0)
            .unwrap();
        for step in 0..64 {
            let center = step as f32 / 64.0;
            let count = (-5..6)
                .filter(|&x| placed.contains([x as f32 + 0.5 - center, 0.0]))
                .count();
            assert_eq!(count, 5, "centre at {center}");
        }
    }
}
