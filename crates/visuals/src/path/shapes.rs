//! Paths of usual shapes.

use std::f32::consts::{FRAC_PI_2, TAU};

use super::Path;
use crate::PathCommand;

impl Path {
    /// The polygon through points; of fewer than two there is nothing.
    #[must_use]
    pub fn polygon(points: &[[f32; 2]]) -> Self {
        let mut steps = points.iter();
        let Some(first) = steps.next() else {
            return Self::new();
        };
        let mut commands = Vec::with_capacity(points.len() + 1);
        commands.push(PathCommand::MoveTo(*first));
        commands.extend(steps.map(|point| PathCommand::LineTo(*point)));
        commands.push(PathCommand::Close);
        Self { commands }
    }

    /// Polygons, one within the other where some are holes of others: fill them by
    /// [`FillRule::EvenOdd`](crate::FillRule).
    #[must_use]
    pub fn polygons<'a>(rings: impl IntoIterator<Item = &'a [[f32; 2]]>) -> Self {
        let commands = rings
            .into_iter()
            .flat_map(|ring| Self::polygon(ring).commands)
            .collect();
        Self { commands }
    }

    /// The rectangle between two opposite corners.
    #[must_use]
    pub fn rectangle(min: [f32; 2], max: [f32; 2]) -> Self {
        Self::polygon(&[min, [max[0], min[1]], max, [min[0], max[1]]])
    }

    /// The rectangle between two opposite corners, each corner a quarter of an ellipse of these
    /// radii; they are made smaller where two would overlap.
    #[must_use]
    pub fn rounded_rectangle(min: [f32; 2], max: [f32; 2], radii: [f32; 2]) -> Self {
        let low = [0, 1].map(|axis| min[axis].min(max[axis]));
        let high = [0, 1].map(|axis| min[axis].max(max[axis]));
        let half = [0, 1].map(|axis| 0.5 * (high[axis] - low[axis]));
        // A NaN is not above zero either.
        let sane = radii.map(|radius| if radius > 0.0 { radius } else { 0.0 });
        let fit = [0, 1].map(|axis| match sane[axis] > half[axis] {
            true => half[axis] / sane[axis],
            false => 1.0,
        });
        let [rx, ry] = sane.map(|radius| radius * fit[0].min(fit[1]));
        // Written so that a box that is not finite is a rectangle, which is left out.
        if !(rx > 0.0 && ry > 0.0) {
            return Self::rectangle(low, high);
        }
        let centers = [
            [high[0] - rx, low[1] + ry],
            [high[0] - rx, high[1] - ry],
            [low[0] + rx, high[1] - ry],
            [low[0] + rx, low[1] + ry],
        ];
        let path = Self::new().move_to([low[0] + rx, low[1]]);
        let quarters = centers.into_iter().zip([-1.0, 0.0, 1.0, 2.0]);
        let path = quarters.fold(path, |path, (center, quarter)| {
            let from = quarter * FRAC_PI_2;
            path.with_arc(center, [rx, ry], from, from + FRAC_PI_2)
        });
        path.close()
    }

    /// The ellipse around a centre, with radii along x and y.
    #[must_use]
    pub fn ellipse(center: [f32; 2], radii: [f32; 2]) -> Self {
        Self::new().with_arc(center, radii, 0.0, TAU).close()
    }

    /// The piece of a ring around a centre from one angle to another, in radians from the x axis
    /// towards the y axis: a slice of a pie where the inner radius is zero. From a full turn on it
    /// is the whole ring, its inside a hole by either rule.
    ///
    /// ```
    /// use std::f32::consts::FRAC_PI_2;
    /// use galry_visuals::Path;
    ///
    /// let slice = Path::wedge([0.0, 0.0], [0.0, 2.0], [0.0, FRAC_PI_2]);
    /// let bounds = slice.bounds().unwrap();
    /// assert!(bounds.min.iter().all(|low| low.abs() < 1e-6));
    /// assert!(bounds.max.iter().all(|high| (high - 2.0).abs() < 1e-6));
    /// ```
    #[must_use]
    pub fn wedge(center: [f32; 2], radii: [f32; 2], [from, to]: [f32; 2]) -> Self {
        let inner = [radii[0].min(radii[1]); 2];
        let outer = [radii[0].max(radii[1]); 2];
        let has_hole = inner[0] > 0.0;
        if (to - from).abs() >= TAU {
            let whole = Self::ellipse(center, outer);
            return match has_hole {
                true => whole.and(Self::new().with_arc(center, inner, 0.0, -TAU).close()),
                false => whole,
            };
        }
        let path = Self::new().with_arc(center, outer, from, to);
        match has_hole {
            true => path.with_arc(center, inner, to, from).close(),
            false => path.line_to(center).close(),
        }
    }

    /// The area between two curves over the same x: one outline for each run of points whose three
    /// numbers are finite. Points that one of the arrays lacks are left out.
    ///
    /// ```
    /// use galry_visuals::{Path, PathCommand};
    ///
    /// let gap = f32::NAN;
    /// let band = Path::between(
    ///     &[0.0, 1.0, 2.0, 3.0, 4.0],
    ///     &[0.0, 0.0, 0.0, 0.0, 0.0],
    ///     &[1.0, 2.0, gap, 2.0, 1.0],
    /// );
    /// let outlines = band.commands().iter();
    /// let begins = |step: &&PathCommand| matches!(step, PathCommand::MoveTo(_));
    /// assert_eq!(outlines.filter(begins).count(), 2);
    /// ```
    #[must_use]
    pub fn between(x: &[f32], lower: &[f32], upper: &[f32]) -> Self {
        let rows: Vec<[f32; 3]> = x
            .iter()
            .zip(lower)
            .zip(upper)
            .map(|((x, lower), upper)| [*x, *lower, *upper])
            .collect();
        let is_whole = |row: &[f32; 3]| row.iter().all(|value| value.is_finite());
        let mut path = Self::new();
        for run in rows.split(|row| !is_whole(row)) {
            let there = run.iter().map(|[x, lower, _]| [*x, *lower]);
            let back = run.iter().rev().map(|[x, _, upper]| [*x, *upper]);
            let points: Vec<[f32; 2]> = there.chain(back).collect();
            path = path.and(Self::polygon(&points));
        }
        path
    }

    /// Goes straight to where an arc of an ellipse begins, or begins an outline there, and along it
    /// from one angle to another.
    fn with_arc(mut self, center: [f32; 2], radii: [f32; 2], from: f32, to: f32) -> Self {
        let at = |angle: f32| {
            let (sin, cos) = angle.sin_cos();
            [center[0] + radii[0] * cos, center[1] + radii[1] * sin]
        };
        self.commands.push(match self.commands.is_empty() {
            true => PathCommand::MoveTo(at(from)),
            false => PathCommand::LineTo(at(from)),
        });
        // An eighth of a turn by one cubic curve is off by 4e-6 of the radius, with handles of four
        // thirds of the tangent of a quarter of the angle.
        let count = ((to - from).abs() / (TAU / 8.0)).ceil().clamp(1.0, 8.0);
        let step = (to - from) / count;
        let handle = 4.0 / 3.0 * (0.25 * step).tan();
        let tangent = |angle: f32| {
            let (sin, cos) = angle.sin_cos();
            [-radii[0] * sin * handle, radii[1] * cos * handle]
        };
        for index in 0..count as u8 {
            let begin = from + step * f32::from(index);
            let (a, b) = (at(begin), at(begin + step));
            let (leaving, arriving) = (tangent(begin), tangent(begin + step));
            self.commands.push(PathCommand::CubicTo(
                [a[0] + leaving[0], a[1] + leaving[1]],
                [b[0] - arriving[0], b[1] - arriving[1]],
                b,
            ));
        }
        self
    }
}
