//! Columns as filled outlines, for vector output.

use super::edges::SeriesEdges;
use crate::PathCommand;

/// How far an outline may be from the edges it replaces, in pixels: an eighth of what antialiasing
/// in 8 bits can show would be more, this keeps files small.
const TOLERANCE_PX: f32 = 0.02;

/// The outlines of all runs of covered columns, one closed path each.
///
/// `origin_px` is the picture's top left corner in framebuffer pixels. Nothing further from the
/// picture than its own height is kept, so that infinities become numbers.
pub(super) fn commands(
    edges: &SeriesEdges,
    [width, height]: [usize; 2],
    origin_px: [i32; 2],
) -> Vec<PathCommand> {
    let [left, top] = origin_px.map(|origin| origin as f32);
    let limit = |row: f32| top + row.clamp(-(height as f32), 2.0 * height as f32);
    let mut commands = Vec::new();
    let mut run = Run::default();
    for column in 0..width {
        let steps = edges.per_column.saturating_sub(1).max(1) as f32;
        for (edge, [top, bottom]) in edges.column(column).enumerate() {
            if top == f32::INFINITY {
                run.close(&mut commands);
                continue;
            }
            let x = left + column as f32 + edge as f32 / steps;
            run.upper.push([x, limit(top)]);
            run.lower.push([x, limit(bottom)]);
        }
    }
    run.close(&mut commands);
    commands
}

/// Neighbouring edges that are covered.
#[derive(Default)]
struct Run {
    upper: Vec<[f32; 2]>,
    lower: Vec<[f32; 2]>,
}

impl Run {
    /// Adds the outline, along the top and back along the bottom, and starts anew.
    fn close(&mut self, commands: &mut Vec<PathCommand>) {
        if self.upper.len() > 1 {
            let mut points = simplified(&self.upper);
            points.extend(simplified(&self.lower).into_iter().rev());
            points.dedup();
            let mut points = points.into_iter();
            commands.extend(points.next().map(PathCommand::MoveTo));
            commands.extend(points.map(PathCommand::LineTo));
            commands.push(PathCommand::Close);
        }
        self.upper.clear();
        self.lower.clear();
    }
}

/// Leaves out points that a straight line between those kept passes within [`TOLERANCE_PX`]
/// (vertically; x does not decrease).
fn simplified(points: &[[f32; 2]]) -> Vec<[f32; 2]> {
    let Some((&first, rest)) = points.split_first() else {
        return Vec::new();
    };
    let mut kept = vec![first];
    let mut anchor = first;
    let mut previous = first;
    // Slopes from the anchor that pass all points since.
    let mut slopes = [f32::NEG_INFINITY, f32::INFINITY];
    for &point in rest {
        let run = point[0] - anchor[0];
        let rise = point[1] - anchor[1];
        let passes = run > 0.0 && slopes[0] <= rise / run && rise / run <= slopes[1];
        // Both a step and a bend end the line at the point before.
        if !passes && previous != anchor {
            kept.push(previous);
            anchor = previous;
            slopes = [f32::NEG_INFINITY, f32::INFINITY];
        }
        let (run, rise) = (point[0] - anchor[0], point[1] - anchor[1]);
        if run > 0.0 {
            slopes[0] = slopes[0].max((rise - TOLERANCE_PX) / run);
            slopes[1] = slopes[1].min((rise + TOLERANCE_PX) / run);
        } else {
            // A vertical step.
            if point != anchor {
                kept.push(point);
            }
            anchor = point;
            slopes = [f32::NEG_INFINITY, f32::INFINITY];
        }
        previous = point;
    }
    if kept.last() != Some(&previous) {
        kept.push(previous);
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_straight_line_keeps_its_ends() {
        let points: Vec<[f32; 2]> = (0..100).map(|i| [i as f32, 0.5 * i as f32]).collect();
        assert_eq!(simplified(&points), [[0.0, 0.0], [99.0, 49.5]]);
    }

    #[test]
    fn a_bend_and_a_step_stay() {
        let points = [
            [0.0, 0.0],
            [1.0, 0.0],
            [2.0, 0.0],
            [2.0, 5.0],
            [3.0, 5.0],
            [4.0, 6.0],
        ];
        assert_eq!(
            simplified(&points),
            [[0.0, 0.0], [2.0, 0.0], [2.0, 5.0], [3.0, 5.0], [4.0, 6.0]]
        );
    }

    #[test]
    fn what_is_left_out_lies_within_the_tolerance() {
        let points: Vec<[f32; 2]> = (0..2000)
            .map(|i| [i as f32 / 8.0, 40.0 * (i as f32 / 100.0).sin()])
            .collect();
        let kept = simplified(&points);
        assert!(kept.len() < points.len() / 4, "{}", kept.len());
        for point in &points {
            let after = kept.partition_point(|kept| kept[0] < point[0]).max(1);
            let (a, b) = (kept[after - 1], kept[after]);
            let y = a[1] + (point[0] - a[0]) / (b[0] - a[0]) * (b[1] - a[1]);
            assert!((y - point[1]).abs() < 1.5 * TOLERANCE_PX, "{point:?}: {y}");
        }
    }
}
