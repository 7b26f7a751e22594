//! Thick lines by supersampling.

/// How much of each pixel a thick line covers, from 0 to 1, by trying `samples_per_side` squared
/// places in each pixel.
///
/// The line is the union of the capsules around its segments: each place counts once, however many
/// segments pass over it, so joins and caps are round. `points` are `[x, y]` in pixels; one that is
/// not finite breaks the line, and a point alone is a disc.
#[must_use]
pub fn supersampled_strokes(
    points: &[[f64; 2]],
    width_px: f64,
    size: [usize; 2],
    samples_per_side: usize,
) -> Vec<f32> {
    let mut grid = Grid::new(size, samples_per_side);
    let radius = width_px * 0.5 * samples_per_side as f64;
    let mut previous: Option<[f64; 2]> = None;
    for point in points {
        if !point.iter().all(|coordinate| coordinate.is_finite()) {
            previous = None;
            continue;
        }
        let here = point.map(|coordinate| coordinate * samples_per_side as f64);
        grid.cover(&Capsule {
            from: previous.unwrap_or(here),
            to: here,
            radius,
        });
        previous = Some(here);
    }
    grid.coverage()
}

/// All places within `radius` of a segment.
struct Capsule {
    from: [f64; 2],
    to: [f64; 2],
    radius: f64,
}

impl Capsule {
    /// Where the horizontal line at `y` is inside: one interval, because a capsule is convex.
    fn section(&self, y: f64) -> Option<[f64; 2]> {
        let pieces = [
            self.disc_section(self.from, y),
            self.disc_section(self.to, y),
            self.body_section(y),
        ];
        pieces
            .into_iter()
            .flatten()
            .reduce(|a, b| [a[0].min(b[0]), a[1].max(b[1])])
    }

    fn disc_section(&self, center: [f64; 2], y: f64) -> Option<[f64; 2]> {
        let height = self.radius * self.radius - (y - center[1]).powi(2);
        (height >= 0.0).then(|| [center[0] - height.sqrt(), center[0] + height.sqrt()])
    }

    /// The rectangle between the discs: at most a length along the segment, and a radius across.
    fn body_section(&self, y: f64) -> Option<[f64; 2]> {
        let [dx, dy] = [self.to[0] - self.from[0], self.to[1] - self.from[1]];
        let length = dx.hypot(dy);
        if length == 0.0 {
            return None;
        }
        let (along_x, along_y) = (dx / length, dy / length);
        let height = y - self.from[1];
        let along = linear_section(along_x, along_y * height, [0.0, length])?;
        let across = linear_section(-along_y, along_x * height, [-self.radius, self.radius])?;
        let section = [along[0].max(across[0]), along[1].min(across[1])];
        (section[0] <= section[1]).then(|| section.map(|x| x + self.from[0]))
    }
}

/// The x for which `slope * x + offset` lies in `range`.
fn linear_section(slope: f64, offset: f64, range: [f64; 2]) -> Option<[f64; 2]> {
    if slope == 0.0 {
        let inside = range[0] <= offset && offset <= range[1];
        return inside.then_some([f64::NEG_INFINITY, f64::INFINITY]);
    }
    let ends = range.map(|end| (end - offset) / slope);
    Some([ends[0].min(ends[1]), ends[0].max(ends[1])])
}

/// The places that are tried, at the centres of a fine grid's cells.
struct Grid {
    covered: Vec<bool>,
    size: [usize; 2],
    samples_per_side: usize,
}

impl Grid {
    fn new(size: [usize; 2], samples_per_side: usize) -> Self {
        Self {
            covered: vec![false; size[0] * size[1] * samples_per_side * samples_per_side],
            size,
            samples_per_side,
        }
    }

    fn cover(&mut self, capsule: &Capsule) {
        let width = self.size[0] * self.samples_per_side;
        let height = self.size[1] * self.samples_per_side;
        let top = capsule.from[1].min(capsule.to[1]) - capsule.radius;
        let bottom = capsule.from[1].max(capsule.to[1]) + capsule.radius;
        for row in cells(top, bottom, height) {
            let Some([left, right]) = capsule.section(row as f64 + 0.5) else {
                continue;
            };
            let cells = cells(left, right, width);
            if !cells.is_empty() {
                self.covered[row * width + cells.start..row * width + cells.end].fill(true);
            }
        }
    }

    fn coverage(&self) -> Vec<f32> {
        let [width, height] = self.size;
        let side = self.samples_per_side;
        let mut counts = vec![0u32; width * height];
        for (row, places) in self.covered.chunks(width * side).enumerate() {
            for (column, places) in places.chunks(side).enumerate() {
                let count = places.iter().filter(|&&covered| covered).count();
                counts[row / side * width + column] += count as u32;
            }
        }
        counts
            .into_iter()
            .map(|count| count as f32 / (side * side) as f32)
            .collect()
    }
}

/// Cells of `0..count` whose centres lie in `from..=to`.
fn cells(from: f64, to: f64, count: usize) -> std::ops::Range<usize> {
    let first = (from - 0.5).ceil().max(0.0) as usize;
    let end = ((to - 0.5).floor() + 1.0).max(0.0) as usize;
    first..end.min(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(actual: f32, expected: f64, tolerance: f64) {
        assert!(
            (f64::from(actual) - expected).abs() <= tolerance,
            "expected {expected}, got {actual}"
        );
    }

    #[test]
    fn a_flat_line_covers_its_width() {
        let picture = supersampled_strokes(&[[-10.0, 1.5], [10.0, 1.5]], 1.5, [1, 3], 16);
        assert_eq!(picture, [0.25, 1.0, 0.25]);
    }

    #[test]
    fn a_steep_line_covers_its_width() {
        let picture = supersampled_strokes(&[[1.5, -10.0], [1.5, 10.0]], 2.0, [3, 1], 16);
        assert_eq!(picture, [0.5, 1.0, 0.5]);
    }

    #[test]
    fn a_lone_point_is_a_disc() {
        let picture = supersampled_strokes(&[[4.0, 4.0]], 6.0, [8, 8], 16);
        near(
            picture.iter().sum::<f32>(),
            std::f64::consts::PI * 9.0,
            0.05,
        );
        assert_eq!(picture[3 * 8 + 3], 1.0);
        assert_eq!(picture[0], 0.0);
    }

    #[test]
    fn a_diagonal_has_the_area_of_its_capsule() {
        let picture = supersampled_strokes(&[[3.0, 3.0], [9.0, 11.0]], 2.0, [12, 14], 32);
        near(
            picture.iter().sum::<f32>(),
            10.0 * 2.0 + std::f64::consts::PI,
            0.05,
        );
    }

    #[test]
    fn overlapping_segments_count_once() {
        let once = supersampled_strokes(&[[1.0, 2.0], [5.0, 2.0]], 1.0, [6, 4], 8);
        let twice = supersampled_strokes(&[[1.0, 2.0], [5.0, 2.0], [1.0, 2.0]], 1.0, [6, 4], 8);
        assert_eq!(once, twice);
    }

    #[test]
    fn a_missing_point_breaks_the_line() {
        let gap = [f64::NAN, 0.0];
        let picture = supersampled_strokes(&[[0.5, 0.5], gap, [7.5, 0.5]], 1.0, [8, 1], 64);
        near(picture[0], std::f64::consts::FRAC_PI_4, 0.01);
        assert!(picture[1..7].iter().all(|&coverage| coverage == 0.0));
        near(picture[7], std::f64::consts::FRAC_PI_4, 0.01);
    }

    #[test]
    fn what_lies_outside_is_cut_off() {
        let picture = supersampled_strokes(&[[-50.0, -50.0], [-40.0, -3.0]], 3.0, [4, 4], 4);
        assert!(picture.iter().all(|&coverage| coverage == 0.0));
        assert!(
            supersampled_strokes(&[], 3.0, [2, 1], 4)
                .iter()
                .all(|&coverage| coverage == 0.0)
        );
    }
}
