//! One pixel that edges run through: the exact mean of what is in it.
//!
//! The heights at which edges begin, end, cross each other or the pixel's left side cut it into
//! slabs. Within a slab no two edges meet, so it is a row of trapezoids, and the area of each is
//! the slab's height times its width at half the height. All fills are in it at once: of each
//! trapezoid it is known which of them it is inside of, so areas that share an edge leave no seam
//! and what is hidden does not show through at the edges of what hides it.

use super::FillRule;
use super::ink::{Rgba, over};
use super::pieces::Piece;

/// From so many pieces on, lines at even distances stand for slabs: their number grows with the
/// square of the pieces'.
const MOST_PIECES: usize = 20;
/// So many of them.
const LINES: usize = 32;
/// Slabs that are lower than this part of a pixel are nothing.
const LEAST_HEIGHT: f32 = 1e-6;

/// One fill in the pixel.
#[derive(Clone, Copy, Debug)]
struct Layer {
    fill: u32,
    rule: FillRule,
    /// At the pixel's top left corner.
    winding: i32,
    color: Rgba,
    /// Where the line that is looked at has come to.
    now: i32,
}

/// Scratch memory for pixels, one at a time.
#[derive(Debug, Default)]
pub(super) struct Cell {
    layers: Vec<Layer>,
    heights: Vec<f32>,
    crossings: Vec<Crossing>,
}

/// A piece where a line meets it.
#[derive(Clone, Copy, Debug)]
struct Crossing {
    x: f32,
    layer: usize,
    winding: i32,
}

impl Cell {
    /// Begins another pixel.
    pub(super) fn clear(&mut self) {
        self.layers.clear();
    }

    /// Adds a fill, from the bottom up: what it winds around the pixel's top left corner, and its
    /// colour in the pixel.
    pub(super) fn push(&mut self, fill: u32, rule: FillRule, winding: i32, color: Rgba) {
        self.layers.push(Layer {
            fill,
            rule,
            winding,
            color,
            now: winding,
        });
    }

    /// The mean colour, of the pieces of those fills that have some in the pixel.
    pub(super) fn mean(&mut self, pieces: &[Piece]) -> Rgba {
        if pieces.len() > MOST_PIECES {
            let step = 1.0 / LINES as f32;
            let lines = (0..LINES).map(|line| (line as f32 + 0.5) * step);
            return lines.fold([0.0; 4], |sum, y| {
                let line = self.line(pieces, y);
                std::array::from_fn(|i| sum[i] + line[i] * step)
            });
        }
        let mut heights = std::mem::take(&mut self.heights);
        heights.clear();
        heights.extend([0.0, 1.0]);
        heights.extend(pieces.iter().flat_map(Piece::rows));
        for (index, a) in pieces.iter().enumerate() {
            heights.extend(pieces[index + 1..].iter().filter_map(|b| meeting(a, b)));
        }
        heights.sort_unstable_by(f32::total_cmp);
        let mut sum = [0.0; 4];
        for slab in heights.windows(2) {
            let height = slab[1] - slab[0];
            if height > LEAST_HEIGHT {
                let line = self.line(pieces, 0.5 * (slab[0] + slab[1]));
                sum = std::array::from_fn(|i| sum[i] + line[i] * height);
            }
        }
        self.heights = heights;
        sum
    }

    /// The colour at the pixel's centre.
    pub(super) fn centre(&mut self, pieces: &[Piece]) -> Rgba {
        self.cross(pieces, 0.5);
        for crossing in &self.crossings {
            if crossing.x <= 0.5 {
                self.layers[crossing.layer].now += crossing.winding;
            }
        }
        mixture(&self.layers)
    }

    /// The mean colour of a line across the pixel.
    fn line(&mut self, pieces: &[Piece], y: f32) -> Rgba {
        self.cross(pieces, y);
        self.crossings.sort_unstable_by(|a, b| a.x.total_cmp(&b.x));
        let mut sum = [0.0; 4];
        let mut x = 0.0;
        for crossing in &self.crossings {
            if crossing.x > x {
                let color = mixture(&self.layers);
                let width = crossing.x - x;
                sum = std::array::from_fn(|i| sum[i] + color[i] * width);
                x = crossing.x;
            }
            self.layers[crossing.layer].now += crossing.winding;
        }
        let color = mixture(&self.layers);
        std::array::from_fn(|i| sum[i] + color[i] * (1.0 - x))
    }

    /// Finds what a line crosses, and how the fills wind around its left end.
    fn cross(&mut self, pieces: &[Piece], y: f32) {
        self.crossings.clear();
        for layer in &mut self.layers {
            layer.now = layer.winding;
        }
        // Pieces of one fill follow each other, and there are few fills.
        let mut layer = 0;
        for piece in pieces {
            if self.layers[layer].fill != piece.fill {
                let place = self
                    .layers
                    .iter()
                    .position(|layer| layer.fill == piece.fill);
                let Some(place) = place else { continue };
                layer = place;
            }
            // The corner's winding is that right below it.
            if piece.left_y().is_some_and(|left| left > 0.0 && left <= y) {
                self.layers[layer].now += i32::from(piece.left_change);
            }
            let [high, low] = piece.rows();
            if high <= y && y < low {
                self.crossings.push(Crossing {
                    x: piece.x_at(y),
                    layer,
                    winding: piece.winding(),
                });
            }
        }
    }
}

/// What a place shows that all layers are around or not, as they wind now.
fn mixture(layers: &[Layer]) -> Rgba {
    layers
        .iter()
        .filter(|layer| layer.rule.is_inside(layer.now))
        .fold([0.0; 4], |below, layer| over(layer.color, below))
}

/// The height at which two pieces cross, if they do.
fn meeting(a: &Piece, b: &Piece) -> Option<f32> {
    let along = |piece: &Piece| [0, 1].map(|axis| piece.to[axis] - piece.from[axis]);
    let (p, q) = (along(a), along(b));
    let cross = p[0] * q[1] - p[1] * q[0];
    // Parallel ones have no place where they cross; a NaN is none either.
    if cross.abs() < 1e-12 {
        return None;
    }
    let between = [0, 1].map(|axis| b.from[axis] - a.from[axis]);
    let on_a = (between[0] * q[1] - between[1] * q[0]) / cross;
    let on_b = (between[0] * p[1] - between[1] * p[0]) / cross;
    let within = |part: f32| 0.0 < part && part < 1.0;
    (within(on_a) && within(on_b)).then(|| a.from[1] + on_a * p[1])
}

#[cfg(test)]
mod tests {
    use super::*;

    const RED: Rgba = [1.0, 0.0, 0.0, 1.0];
    const GREEN: Rgba = [0.0, 1.0, 0.0, 1.0];

    fn piece(fill: u32, from: [f32; 2], to: [f32; 2]) -> Piece {
        Piece {
            column: 1,
            fill,
            from,
            to,
            left_change: 0,
        }
    }

    #[test]
    fn a_corner_covers_its_area() {
        let mut cell = Cell::default();
        cell.push(0, FillRule::NonZero, 0, RED);
        // A triangle within the pixel.
        let corners = [[0.2, 0.1], [0.9, 0.3], [0.4, 0.8]];
        let sides = [0, 1, 2].map(|i| piece(0, corners[i], corners[(i + 1) % 3]));
        let area = 0.5 * (0.7 * 0.7 - 0.2 * 0.2);
        let mean = cell.mean(&sides);
        assert!((mean[3] - area).abs() < 1e-6, "{mean:?}");
    }

    #[test]
    fn areas_that_share_an_edge_leave_nothing_between_them() {
        let mut cell = Cell::default();
        // Everything left of the edge is red, all right of it green.
        cell.push(0, FillRule::NonZero, 1, RED);
        cell.push(1, FillRule::NonZero, 0, GREEN);
        let (a, b) = ([0.3, 0.0], [0.6, 1.0]);
        let mean = cell.mean(&[piece(0, b, a), piece(1, a, b)]);
        // The red one's edge runs upwards: −1 on its right.
        let expected = [0.45, 0.55, 0.0, 1.0];
        for (part, expected) in mean.iter().zip(expected) {
            assert!((part - expected).abs() < 1e-6, "{mean:?}");
        }
    }

    #[test]
    fn what_is_hidden_does_not_show_at_the_edge() {
        let mut cell = Cell::default();
        cell.push(0, FillRule::NonZero, 0, RED);
        cell.push(1, FillRule::NonZero, 0, GREEN);
        let (a, b) = ([0.5, 0.0], [0.5, 1.0]);
        let mean = cell.mean(&[piece(0, a, b), piece(1, a, b)]);
        assert_eq!(mean, [0.0, 0.5, 0.0, 0.5]);
    }

    #[test]
    fn crossing_edges_are_cut_where_they_cross() {
        let mut cell = Cell::default();
        // A bow tie: two triangles with opposite windings.
        let corners = [[0.0, 0.0], [1.0, 1.0], [1.0, 0.0], [0.0, 1.0]];
        for (rule, expected) in [(FillRule::NonZero, 0.5), (FillRule::EvenOdd, 0.5)] {
            cell.clear();
            cell.push(0, rule, 0, RED);
            let sides = [0, 1, 2, 3].map(|i| piece(0, corners[i], corners[(i + 1) % 4]));
            let mean = cell.mean(&sides);
            assert!((mean[3] - expected).abs() < 1e-6, "{rule:?}: {mean:?}");
        }
    }

    #[test]
    fn many_pieces_are_taken_by_lines() {
        let mut cell = Cell::default();
        cell.push(0, FillRule::NonZero, 0, RED);
        let bars: Vec<Piece> = (0..16_u8)
            .flat_map(|bar| {
                let x = f32::from(bar) / 16.0;
                [
                    piece(0, [x, 0.0], [x, 1.0]),
                    piece(0, [x + 1.0 / 32.0, 1.0], [x + 1.0 / 32.0, 0.0]),
                ]
            })
            .collect();
        let mean = cell.mean(&bars);
        assert!((mean[3] - 0.5).abs() < 1e-5, "{mean:?}");
    }
}
