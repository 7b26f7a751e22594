//! A line's points as the vertex stage reads them.
//!
//! Each segment is a quad of four vertices, and each vertex sees six points in a
//! row: two before, both ends, two after. Every point is stored four times, and
//! the six attributes read the same buffer a point apart:
//!
//! ```text
//! buffer    p0 p0 p0 p0 p1 p1 p1 p1 p2 p2 p2 p2 p3 p3 p3 p3 ..
//! earlier   ^ vertex 0  ^ vertex 4
//! before                ^ vertex 0  ^ vertex 4
//! start                             ^ vertex 0
//! end                                           ^ vertex 0
//! ```
//!
//! So a point costs 32 bytes, where four vertices with all six points each cost
//! 192. Pieces of a line (between gaps) follow each other in the buffer, each with
//! two points of padding at both ends; the indices leave out what lies between.

use crate::{Placement, quads};

/// How often each point is stored: the vertices of a segment.
pub(super) const COPIES: usize = 4;

/// How many points in a row each of a segment's vertices sees.
pub(super) const SEEN: usize = 6;

/// Points and quads of a line.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Strips {
    /// Each point once; the buffer holds each [`COPIES`] times.
    pub(super) points: Vec<[f32; 2]>,
    /// The first of the [`SEEN`] points that each segment's vertices read.
    pub(super) segments: Vec<u32>,
}

/// One piece of a line without gaps.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Piece {
    /// Finite points, no two neighbours equal; at least one.
    pub(super) points: Vec<[f32; 2]>,
    /// Whether the last point is joined with the first.
    pub(super) closed: bool,
}

/// Cuts a line at points that are not finite, and drops repeated points.
///
/// A closed line with gaps goes on from its last point to its first, when both
/// are there.
pub(super) fn pieces(positions: &[[f32; 2]], closed: bool) -> Vec<Piece> {
    let is_gap = |point: &[f32; 2]| !point.iter().all(|value| value.is_finite());
    let Some(first_gap) = positions.iter().position(is_gap) else {
        return piece(positions.iter().copied(), closed)
            .into_iter()
            .collect();
    };
    let (head, tail) = positions.split_at(first_gap);
    if !closed {
        return positions
            .split(is_gap)
            .filter_map(|part| piece(part.iter().copied(), false))
            .collect();
    }
    // From the first gap once round, so that what goes on is in one piece.
    let round: Vec<[f32; 2]> = tail.iter().chain(head).copied().collect();
    round
        .split(is_gap)
        .filter_map(|part| piece(part.iter().copied(), false))
        .collect()
}

/// The same, in framebuffer pixels.
pub(super) fn placed_pieces(
    positions: &[[f32; 2]],
    closed: bool,
    placement: &Placement,
) -> Vec<Piece> {
    let mut pieces = pieces(positions, closed);
    for point in pieces.iter_mut().flat_map(|piece| &mut piece.points) {
        // What overflowed becomes a number again, still far outside.
        *point = placement
            .framebuffer_from_visual(*point)
            .map(|value| value.clamp(-1e9, 1e9));
    }
    pieces
}

fn piece(points: impl Iterator<Item = [f32; 2]>, closed: bool) -> Option<Piece> {
    let mut points: Vec<[f32; 2]> = points.collect();
    points.dedup();
    if closed {
        while points.len() > 1 && points.first() == points.last() {
            points.pop();
        }
    }
    // Two points closed would be drawn there and back.
    let closed = closed && points.len() > 2;
    (!points.is_empty()).then_some(Piece { points, closed })
}

impl Strips {
    /// Lays the pieces one after the other.
    pub(super) fn new(pieces: &[Piece]) -> Self {
        let mut strips = Self::default();
        for piece in pieces {
            strips.add(piece);
        }
        strips
    }

    fn add(&mut self, piece: &Piece) {
        let (Some(&first), Some(&last)) = (piece.points.first(), piece.points.last()) else {
            return;
        };
        let count = piece.points.len();
        let begin = self.points.len();
        let segments = if piece.closed {
            self.points.extend([piece.points[count - 2], last]);
            self.points.extend_from_slice(&piece.points);
            self.points
                .extend([first, piece.points[1], piece.points[2]]);
            count
        } else {
            // A point equal to the next says: the line begins there; likewise where it ends.
            self.points.extend([first; 2]);
            self.points.extend_from_slice(&piece.points);
            self.points.extend([last; 2]);
            // A dot is a segment from its point to its point.
            self.points.extend((count == 1).then_some(last));
            count.max(2) - 1
        };
        self.segments
            .extend((begin..begin + segments).map(|index| index as u32));
    }

    /// Each point four times.
    pub(super) fn vertices(&self) -> Vec<[f32; 2]> {
        self.points
            .iter()
            .flat_map(|&point| [point; COPIES])
            .collect()
    }

    /// Six indices a segment.
    pub(super) fn indices(&self) -> Vec<u32> {
        quads::indices(self.segments.iter().map(|&segment| segment * COPIES as u32))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: [f32; 2] = [0.0, 0.0];
    const B: [f32; 2] = [1.0, 0.0];
    const C: [f32; 2] = [1.0, 1.0];
    const D: [f32; 2] = [0.0, 1.0];
    const GAP: [f32; 2] = [2.0, f32::NAN];

    fn windows(positions: &[[f32; 2]], closed: bool) -> Vec<[[f32; 2]; SEEN]> {
        let strips = Strips::new(&pieces(positions, closed));
        strips
            .segments
            .iter()
            .map(|&first| std::array::from_fn(|offset| strips.points[first as usize + offset]))
            .collect()
    }

    #[test]
    fn an_open_line_begins_and_ends() {
        assert_eq!(
            windows(&[A, B, C], false),
            [[A, A, A, B, C, C], [A, A, B, C, C, C]]
        );
    }

    #[test]
    fn a_closed_line_goes_round() {
        assert_eq!(
            windows(&[A, B, C], true),
            [[B, C, A, B, C, A], [C, A, B, C, A, B], [A, B, C, A, B, C]]
        );
        assert_eq!(windows(&[A, B, C, A], true), windows(&[A, B, C], true));
    }

    #[test]
    fn one_point_is_a_dot() {
        assert_eq!(windows(&[A], false), [[A; SEEN]]);
        assert_eq!(windows(&[A, A, A], true), [[A; SEEN]]);
    }

    #[test]
    fn gaps_cut_and_repeated_points_vanish() {
        assert_eq!(
            windows(&[GAP, A, A, B, GAP, GAP, C, GAP], false),
            [[A, A, A, B, B, B], [C; SEEN]]
        );
        assert_eq!(windows(&[GAP, GAP], true), [[A; SEEN]; 0]);
        assert_eq!(windows(&[], true), [[A; SEEN]; 0]);
        assert_eq!(windows(&[[f32::INFINITY, 0.0], A], false), [[A; SEEN]]);
    }

    #[test]
    fn a_closed_line_with_a_gap_joins_its_last_point_to_its_first() {
        assert_eq!(
            windows(&[A, B, GAP, C, D], true),
            [[C, C, C, D, A, B], [C, C, D, A, B, B], [C, D, A, B, B, B]]
        );
        assert_eq!(windows(&[A, B], true), [[A, A, A, B, B, B]]);
    }

    #[test]
    fn vertices_and_indices_belong_together() {
        let strips = Strips::new(&pieces(&[A, B, C], false));
        assert_eq!(strips.vertices().len(), 7 * COPIES);
        let indices = strips.indices();
        assert_eq!(indices.len(), 2 * 6);
        // The last vertex reads five points ahead, which are there.
        let last = *indices.iter().max().unwrap() as usize;
        assert_eq!(last + (SEEN - 1) * COPIES, strips.vertices().len() - 1);
    }
}
