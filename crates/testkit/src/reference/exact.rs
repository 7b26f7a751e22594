//! The exact picture of a line, by visiting each segment and each column that it meets.

/// What part of the data a picture shows, and how large it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    /// x at the left and at the right edge, in data units; may be reversed.
    pub x_limits: (f64, f64),
    /// y at the bottom and at the top edge, in data units; may be reversed.
    pub y_limits: (f64, f64),
    /// Width and height in pixels.
    pub size: [usize; 2],
}

impl Window {
    /// Column coordinate of x: 0 at the left edge, the width at the right one.
    #[must_use]
    pub fn column_of(&self, x: f64) -> f64 {
        let (left, right) = self.x_limits;
        (x - left) / (right - left) * self.size[0] as f64
    }

    /// Row coordinate of y: 0 at the top edge, the height at the bottom one.
    #[must_use]
    pub fn row_of(&self, y: f64) -> f64 {
        let (bottom, top) = self.y_limits;
        (top - y) / (top - bottom) * self.size[1] as f64
    }
}

/// The smallest and the largest row coordinate that a line takes over each pixel column, both
/// edges of the column included; `None` where it does not come.
///
/// Sample `i` stands at `(x(i), y[i])`. Neighbours are joined by straight lines; a sample that is
/// not finite breaks the line, and one that stands alone between breaks is a point. Samples may
/// share an x. The value at a column's edge `u` between samples `a` and `b`, in their order, is
/// `v_a + (u - u_a) / (u_b - u_a) * (v_b - v_a)`. Nothing is clipped. Costs samples plus columns
/// met by segments.
#[must_use]
pub fn exact_columns(
    x: impl Fn(usize) -> f64,
    y: &[f64],
    window: &Window,
) -> Vec<Option<[f64; 2]>> {
    let mut columns = vec![None; window.size[0]];
    let mut previous: Option<[f64; 2]> = None;
    for (index, &y) in y.iter().enumerate() {
        let x = x(index);
        if !(x.is_finite() && y.is_finite()) {
            previous = None;
            continue;
        }
        let here = [window.column_of(x), window.row_of(y)];
        // The sample itself; alone, it is a point.
        include_segment(&mut columns, here, here);
        if let Some(previous) = previous {
            include_segment(&mut columns, previous, here);
        }
        previous = Some(here);
    }
    columns
}

/// The pixels of an exact line: `true` where, in pixel `(column, row)`, some value of the line
/// over the closed column lies in the row, or some value lies above and another below it.
///
/// See [`exact_columns`] for the line. Rows are floors of row coordinates, and only then what lies
/// outside the picture is left out.
#[must_use]
pub fn exact_rows(x: impl Fn(usize) -> f64, y: &[f64], window: &Window) -> Vec<bool> {
    let [width, height] = window.size;
    let mut mask = vec![false; width * height];
    for (column, range) in exact_columns(x, y, window).into_iter().enumerate() {
        let Some([smallest, largest]) = range else {
            continue;
        };
        for row in 0..height {
            if smallest.floor() <= row as f64 && row as f64 <= largest.floor() {
                mask[row * width + column] = true;
            }
        }
    }
    mask
}

/// Widens the ranges of all columns that the segment from `a` to `b`, in `[column, row]`, meets.
fn include_segment(columns: &mut [Option<[f64; 2]>], a: [f64; 2], b: [f64; 2]) {
    let (left, right) = if a[0] <= b[0] { (a, b) } else { (b, a) };
    let value_at = |edge: f64| a[1] + (edge - a[0]) / (b[0] - a[0]) * (b[1] - a[1]);
    // A column `c` is met if `c <= right` and `c + 1 >= left`; a float beyond the range of usize
    // saturates, so segments far outside cost nothing.
    let first = (left[0].ceil() - 1.0).max(0.0) as usize;
    let end = if right[0] < 0.0 {
        0
    } else {
        (right[0].floor() as usize)
            .saturating_add(1)
            .min(columns.len())
    };
    for (column, range) in columns.iter_mut().enumerate().take(end).skip(first) {
        let (start, stop) = (column as f64, (column + 1) as f64);
        let from = if left[0] < start {
            value_at(start)
        } else {
            left[1]
        };
        let to = if right[0] > stop {
            value_at(stop)
        } else {
            right[1]
        };
        let range = range.get_or_insert([from, from]);
        for value in [from, to] {
            range[0] = range[0].min(value);
            range[1] = range[1].max(value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(width: usize, height: usize) -> Window {
        Window {
            x_limits: (0.0, width as f64),
            y_limits: (0.0, height as f64),
            size: [width, height],
        }
    }

    /// Draws points given as `[column, row]` and returns the picture as text.
    fn picture(width: usize, height: usize, points: &[[f64; 2]]) -> Vec<String> {
        let y: Vec<f64> = points
            .iter()
            .map(|point| height as f64 - point[1])
            .collect();
        let mask = exact_rows(|index| points[index][0], &y, &window(width, height));
        mask.chunks(width)
            .map(|row| row.iter().map(|&set| if set { '#' } else { '.' }).collect())
            .collect()
    }

    #[test]
    fn a_diagonal_touches_both_pixels_at_each_corner() {
        // At u = 1 the value is 1, which is in row 1 and belongs to column 0 as well.
        assert_eq!(
            picture(3, 3, &[[0.0, 0.0], [3.0, 3.0]]),
            ["#..", "##.", ".##"]
        );
    }

    #[test]
    fn a_flat_line_between_corners_stays_in_its_row() {
        assert_eq!(
            picture(4, 3, &[[0.5, 1.5], [2.5, 1.5]]),
            ["....", "###.", "...."]
        );
    }

    #[test]
    fn a_sample_on_an_edge_belongs_to_both_columns() {
        assert_eq!(picture(3, 2, &[[1.0, 0.5]]), ["##.", "..."]);
    }

    #[test]
    fn a_missing_sample_breaks_the_line_and_leaves_points() {
        let gap = [1.5, f64::NAN];
        assert_eq!(
            picture(
                4,
                2,
                &[
                    [0.5, 0.5],
                    gap,
                    [2.5, 1.5],
                    [2.7, f64::INFINITY],
                    [3.5, 0.5]
                ]
            ),
            ["#..#", "..#."]
        );
    }

    #[test]
    fn a_break_within_a_column_shows_the_hull_of_its_pieces() {
        assert_eq!(
            picture(1, 4, &[[0.2, 0.5], [0.5, f64::NAN], [0.8, 3.5]]),
            ["#", "#", "#", "#"]
        );
    }

    #[test]
    fn a_vertical_segment_is_one_run() {
        assert_eq!(
            picture(2, 4, &[[0.5, 3.5], [0.5, 1.2], [1.5, 1.2]]),
            ["..", "##", "#.", "#."]
        );
    }

    #[test]
    fn steep_segments_from_outside_are_clipped_after_flooring() {
        // Through (0, -1) and (2, 3): at u = 1 the row is 1.
        assert_eq!(picture(2, 2, &[[0.0, -1.0], [2.0, 3.0]]), ["#.", "##"]);
        // Just above the picture is not in it.
        assert_eq!(picture(1, 1, &[[0.0, -0.1], [1.0, -0.1]]), ["."]);
        assert_eq!(picture(1, 1, &[[0.0, 1.0], [1.0, 1.0]]), ["."]);
    }

    #[test]
    fn samples_outside_still_carry_the_line() {
        assert_eq!(picture(2, 2, &[[-2.0, 0.5], [10.0, 0.5]]), ["##", ".."]);
        assert_eq!(picture(2, 1, &[[-5.0, 0.5], [-1.0, 0.5]]), [".."]);
        assert_eq!(picture(2, 1, &[[3.0, 0.5], [5.0, 0.5]]), [".."]);
    }

    #[test]
    fn a_line_that_ends_on_the_right_edge_stays_in_the_last_column() {
        assert_eq!(picture(2, 1, &[[2.0, 0.5]]), [".#"]);
        assert_eq!(picture(2, 1, &[[0.0, 0.5]]), ["#."]);
    }

    #[test]
    fn reversed_limits_mirror_the_picture() {
        let y = [0.5, 0.5, 2.5];
        let forward = Window {
            x_limits: (0.0, 4.0),
            y_limits: (0.0, 3.0),
            size: [4, 3],
        };
        let reversed = Window {
            x_limits: (4.0, 0.0),
            y_limits: (3.0, 0.0),
            ..forward
        };
        let mut turned = exact_rows(|index| index as f64 + 0.5, &y, &reversed);
        turned.reverse();
        assert_eq!(turned, exact_rows(|index| index as f64 + 0.5, &y, &forward));
    }

    #[test]
    fn no_samples_make_no_pixels() {
        assert_eq!(picture(2, 1, &[]), [".."]);
        assert_eq!(exact_columns(|_| 0.0, &[f64::NAN], &window(1, 1)), [None]);
    }
}
