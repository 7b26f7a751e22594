//! The straight edges of what is filled, cut to the picture.
//!
//! What lies right of the picture decides nothing in it and is left out, as is what lies above and
//! below. What lies left of it decides what is inside, but not where: it is drawn together to a
//! line in the column before the first.

use super::Fill;
use crate::Placement;

/// Where everything left of the picture lies.
const LEFT: f64 = -0.5;

/// A straight edge in pixels of the picture, in the direction of its outline. Its ends are within
/// the picture or its borders, or both on [`LEFT`] and to the first column from there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Edge {
    pub(super) from: [f64; 2],
    pub(super) to: [f64; 2],
    /// Which of the fills it belongs to.
    pub(super) fill: u32,
}

/// All edges that decide anything in a picture.
#[derive(Debug, Default)]
pub(super) struct Edges {
    size: [f64; 2],
    edges: Vec<Edge>,
}

impl Edges {
    /// Takes the edges of fills in a picture that begins at `origin_px` of the frame.
    pub(super) fn collect(
        &mut self,
        fills: &[Fill],
        placement: &Placement,
        origin_px: [i32; 2],
        size: [usize; 2],
    ) {
        self.size = size.map(|side| side as f64);
        self.edges.clear();
        let origin_px = origin_px.map(f64::from);
        for (index, fill) in fills.iter().enumerate() {
            if fill.paint.is_nothing() {
                continue;
            }
            fill.path.for_each_side(placement, origin_px, |from, to| {
                self.cut(from, to, index as u32);
            });
        }
    }

    pub(super) fn all(&self) -> &[Edge] {
        &self.edges
    }

    fn cut(&mut self, from: [f64; 2], to: [f64; 2], fill: u32) {
        let [width, height] = self.size;
        let (high, low) = (from[1].min(to[1]), from[1].max(to[1]));
        // Along a border between rows it lies above and below nothing.
        if low <= 0.0 || high >= height || (low == high && low.fract() == 0.0) {
            return;
        }
        if from[0] >= width && to[0] >= width {
            return;
        }
        let slope = (to[0] - from[0]) / (to[1] - from[1]);
        let in_rows = |end: [f64; 2]| {
            let y = end[1].clamp(0.0, height);
            match y == end[1] {
                true => end,
                false => [from[0] + (y - from[1]) * slope, y],
            }
        };
        let (a, b) = (in_rows(from), in_rows(to));
        let rise = (b[1] - a[1]) / (b[0] - a[0]);
        let y_at = |x: f64| {
            let y = a[1] + (x - a[0]) * rise;
            y.clamp(a[1].min(b[1]), a[1].max(b[1]))
        };
        // The last column's right border is as good as any place beyond it.
        let in_columns = |end: [f64; 2]| match end[0] > width {
            true => [width, y_at(width)],
            false => end,
        };
        let (a, b) = (in_columns(a), in_columns(b));
        match (a[0] < 0.0, b[0] < 0.0) {
            (false, false) => self.push(a, b, fill),
            (true, true) => self.push_left(a[1], b[1], fill),
            (true, false) => {
                let y = y_at(0.0);
                self.push_left(a[1], y, fill);
                self.push([LEFT, y], [0.0, y], fill);
                self.push([0.0, y], b, fill);
            }
            (false, true) => {
                let y = y_at(0.0);
                self.push(a, [0.0, y], fill);
                self.push([0.0, y], [LEFT, y], fill);
                self.push_left(y, b[1], fill);
            }
        }
    }

    fn push(&mut self, from: [f64; 2], to: [f64; 2], fill: u32) {
        let is_along_rows = from[1] == to[1] && from[1].fract() == 0.0;
        if from != to && !is_along_rows {
            self.edges.push(Edge { from, to, fill });
        }
    }

    /// From one height to another, left of the picture: it counts in rows whose top it crosses.
    fn push_left(&mut self, from: f64, to: f64, fill: u32) {
        let (high, low) = (from.min(to), from.max(to));
        if high.ceil() < low {
            self.push([LEFT, from], [LEFT, to], fill);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Color, FillRule, Paint, Path};

    fn edges(points: &[[f32; 2]]) -> Vec<[[f64; 2]; 2]> {
        let fill = Fill {
            path: Path::polygon(points),
            rule: FillRule::NonZero,
            paint: Paint::Solid(Color::BLACK),
        };
        let mut edges = Edges::default();
        edges.collect(&[fill], &Placement::default(), [0, 0], [10, 8]);
        edges
            .all()
            .iter()
            .map(|edge| [edge.from, edge.to])
            .collect()
    }

    #[test]
    fn what_is_above_below_and_right_is_left_out() {
        for shift in [[0.0, -20.0], [0.0, 20.0], [20.0, 0.0]] {
            let corners = [[1.0, 1.5], [4.0, 1.5], [4.0, 5.5]];
            let moved = corners.map(|[x, y]: [f32; 2]| [x + shift[0], y + shift[1]]);
            assert!(edges(&moved).is_empty(), "{shift:?}");
        }
    }

    #[test]
    fn what_is_left_is_drawn_together() {
        let around = edges(&[[-1e30, -9.0], [1e30, -9.0], [1e30, 90.0], [-1e30, 90.0]]);
        assert_eq!(around, [[[LEFT, 8.0], [LEFT, 0.0]]]);
        assert!(edges(&[[-3.0, 0.2], [-1.0, 0.5], [-3.0, 0.8]]).is_empty());
    }

    #[test]
    fn an_edge_is_cut_at_the_borders() {
        let cut = edges(&[[-2.0, 3.5], [12.0, 3.5], [12.0, 90.0], [-2.0, 90.0]]);
        let expected = [
            [[LEFT, 3.5], [0.0, 3.5]],
            [[0.0, 3.5], [10.0, 3.5]],
            [[LEFT, 8.0], [LEFT, 3.5]],
        ];
        assert_eq!(cut, expected);
    }
}
