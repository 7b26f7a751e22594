//! The pieces of edges in the pixels of one row.

use super::edges::Edge;

/// What one edge does in one pixel.
///
/// Coordinates are from 0 to 1 within the pixel, x to the right and y down.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Piece {
    /// The pixel's column, plus one: 0 is left of the picture.
    pub(super) column: u32,
    /// Which fill's.
    pub(super) fill: u32,
    pub(super) from: [f32; 2],
    pub(super) to: [f32; 2],
    /// Where the edge comes in or goes out by the pixel's left side, what that side's winding
    /// changes by on the way down across it: −1 where the edge comes, +1 where it goes.
    pub(super) left_change: i8,
}

impl Piece {
    /// Where on the left side the edge crosses it, if it does.
    pub(super) fn left_y(&self) -> Option<f32> {
        match self.left_change {
            0 => None,
            change if change < 0 => Some(self.from[1]),
            _ => Some(self.to[1]),
        }
    }

    /// What the piece adds to the winding right of it: +1 downwards, −1 upwards.
    pub(super) fn winding(&self) -> i32 {
        if self.to[1] > self.from[1] { 1 } else { -1 }
    }

    /// Highest and lowest y.
    pub(super) fn rows(&self) -> [f32; 2] {
        let [a, b] = [self.from[1], self.to[1]];
        [a.min(b), a.max(b)]
    }

    /// Where it crosses a height that is one of its own.
    pub(super) fn x_at(&self, y: f32) -> f32 {
        let ([x0, y0], [x1, y1]) = (self.from, self.to);
        let x = x0 + (y - y0) * ((x1 - x0) / (y1 - y0));
        x.clamp(x0.min(x1), x0.max(x1))
    }
}

/// First row that an edge has pieces in, and the one after the last.
pub(super) fn rows(edge: &Edge) -> [usize; 2] {
    let high = edge.from[1].min(edge.to[1]);
    let low = edge.from[1].max(edge.to[1]);
    let first = high.floor();
    [first as usize, low.ceil().max(first + 1.0) as usize]
}

/// Adds an edge's pieces in a row of so many columns.
pub(super) fn add(edge: &Edge, row: usize, columns: u32, out: &mut Vec<Piece>) {
    let top = row as f64;
    let slope = (edge.to[0] - edge.from[0]) / (edge.to[1] - edge.from[1]);
    let [least, most] = [edge.from[0].min(edge.to[0]), edge.from[0].max(edge.to[0])];
    let within = |end: [f64; 2]| {
        let y = end[1].clamp(top, top + 1.0);
        match y == end[1] {
            true => end,
            // From the same end for the row above and the one below, so that they meet.
            false => {
                let x = edge.from[0] + (y - edge.from[1]) * slope;
                [x.clamp(least, most), y]
            }
        }
    };
    let (a, b) = (within(edge.from), within(edge.to));
    let last = b[0].floor();
    let mut column = a[0].floor();
    let mut from = [(a[0] - column) as f32, (a[1] - top) as f32];
    let mut left_change = 0;
    let mut add = |column: f64, from, to, left_change| {
        // What is at the right border has no pixel.
        if column < f64::from(columns) {
            out.push(Piece {
                column: (column + 1.0) as u32,
                fill: edge.fill,
                from,
                to,
                left_change,
            });
        }
    };
    let rise = (b[1] - a[1]) / (b[0] - a[0]);
    let [high, low] = [a[1].min(b[1]), a[1].max(b[1])];
    let y_at = |x: f64| ((a[1] + (x - a[0]) * rise).clamp(high, low) - top) as f32;
    while column < last {
        let y = y_at(column + 1.0);
        add(column, from, [1.0, y], left_change);
        column += 1.0;
        (from, left_change) = ([0.0, y], -1);
    }
    while column > last {
        let y = y_at(column);
        add(column, from, [0.0, y], 1);
        column -= 1.0;
        from = [1.0, y];
    }
    let to = [(b[0] - last) as f32, (b[1] - top) as f32];
    add(last, from, to, left_change);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(from: [f64; 2], to: [f64; 2], row: usize) -> Vec<Piece> {
        let mut out = Vec::new();
        add(&Edge { from, to, fill: 7 }, row, 10, &mut out);
        out
    }

    #[test]
    fn an_edge_is_cut_at_the_sides_of_pixels() {
        let there = pieces([0.5, 1.25], [2.5, 1.75], 1);
        let places: Vec<_> = there
            .iter()
            .map(|piece| (piece.column, piece.from, piece.to, piece.left_change))
            .collect();
        assert_eq!(
            places,
            [
                (1, [0.5, 0.25], [1.0, 0.375], 0),
                (2, [0.0, 0.375], [1.0, 0.625], -1),
                (3, [0.0, 0.625], [0.5, 0.75], -1),
            ]
        );
        let mut back = pieces([2.5, 1.75], [0.5, 1.25], 1);
        back.reverse();
        for (there, back) in there.iter().zip(&back) {
            assert_eq!((there.from, there.to), (back.to, back.from));
            assert_eq!(there.left_change, -back.left_change);
            assert_eq!(there.left_y(), back.left_y());
        }
    }

    #[test]
    fn rows_meet_where_an_edge_crosses_their_border() {
        let (from, to) = ([3.7, 0.2], [8.1, 2.9]);
        assert_eq!(rows(&Edge { from, to, fill: 0 }), [0, 3]);
        for row in 0..2 {
            let above = pieces(from, to, row).last().copied().unwrap();
            let below = pieces(from, to, row + 1)[0];
            assert_eq!((above.to[1], below.from[1]), (1.0, 0.0));
            assert_eq!((above.column, above.to[0]), (below.column, below.from[0]));
        }
    }

    #[test]
    fn a_level_edge_is_in_one_row() {
        let edge = Edge {
            from: [1.5, 0.5],
            to: [3.5, 0.5],
            fill: 0,
        };
        assert_eq!(rows(&edge), [0, 1]);
        let all = pieces(edge.from, edge.to, 0);
        assert_eq!(all.len(), 3);
        assert!(all.iter().all(|piece| piece.rows() == [0.5, 0.5]));
    }
}
