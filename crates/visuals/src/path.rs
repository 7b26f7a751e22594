//! Outlines: what is filled, in a visual's own coordinates.

mod shapes;

use lyon_geom::{CubicBezierSegment, Point, QuadraticBezierSegment, point};

use crate::{Bounds, PathCommand, Placement};

/// How far a flattened curve may lie from the curve, in pixels. Its area is wrong by two thirds of
/// that along the curve, a third of a step of 255.
const TOLERANCE_PX: f64 = 0.002;

/// Closed outlines of straight lines and Bézier curves, in visual coordinates.
///
/// Each `move_to` begins an outline, and an outline that does not come back to its start is
/// closed. One with a number that is not finite is left out.
///
/// ```
/// use galry_visuals::Path;
///
/// let leaf = Path::new()
///     .move_to([0.0, 0.0])
///     .quad_to([2.0, 0.0], [2.0, 2.0])
///     .quad_to([0.0, 2.0], [0.0, 0.0]);
/// // The control points lie outside; the box is that of the curves.
/// assert_eq!(leaf.bounds().unwrap().max, [2.0, 2.0]);
/// let square = Path::polygon(&[[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]]);
/// assert_eq!(square.commands().len(), 5);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Path {
    commands: Vec<PathCommand>,
}

impl Path {
    /// No outline.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The outlines of these steps, in visual coordinates.
    #[must_use]
    pub fn from_commands(commands: Vec<PathCommand>) -> Self {
        Self { commands }
    }

    /// The steps.
    #[must_use]
    pub fn commands(&self) -> &[PathCommand] {
        &self.commands
    }

    /// The steps, taken out.
    #[must_use]
    pub fn into_commands(self) -> Vec<PathCommand> {
        self.commands
    }

    /// Whether there is no step.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.commands.is_empty()
    }

    /// Begins an outline.
    #[must_use]
    pub fn move_to(self, to: [f32; 2]) -> Self {
        self.with(PathCommand::MoveTo(to))
    }

    /// Goes straight on.
    #[must_use]
    pub fn line_to(self, to: [f32; 2]) -> Self {
        self.with(PathCommand::LineTo(to))
    }

    /// Goes on along a quadratic Bézier curve with one control point.
    #[must_use]
    pub fn quad_to(self, control: [f32; 2], to: [f32; 2]) -> Self {
        self.with(PathCommand::QuadTo(control, to))
    }

    /// Goes on along a cubic Bézier curve with two control points.
    #[must_use]
    pub fn cubic_to(self, first: [f32; 2], second: [f32; 2], to: [f32; 2]) -> Self {
        self.with(PathCommand::CubicTo(first, second, to))
    }

    /// Goes straight back to the start of the outline.
    #[must_use]
    pub fn close(self) -> Self {
        self.with(PathCommand::Close)
    }

    /// Adds the outlines of another path: with [`FillRule::EvenOdd`](crate::FillRule), or where
    /// they run the other way around, what lies within both is a hole.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.commands.extend(other.commands);
        self
    }

    fn with(mut self, command: PathCommand) -> Self {
        self.commands.push(command);
        self
    }

    /// The smallest box around the outlines, curves and not their control points; `None` when
    /// there is nothing.
    #[must_use]
    pub fn bounds(&self) -> Option<Bounds> {
        let mut bounds: Option<Bounds> = None;
        for outline in outlines(&self.commands) {
            outline.walk(
                |position| position.map(f64::from),
                |step| {
                    let own = step.bounds();
                    bounds = Some(bounds.map_or(own, |bounds| bounds.union(&own)));
                },
            );
        }
        bounds
    }

    /// The outlines as closed polygons in framebuffer pixels from `origin_px`: calls `line` with
    /// both ends of each side. What has no finite place is left out.
    pub(crate) fn for_each_side(
        &self,
        placement: &Placement,
        origin_px: [f64; 2],
        mut line: impl FnMut([f64; 2], [f64; 2]),
    ) {
        let place = |position: [f32; 2]| {
            [0, 1].map(|axis| {
                f64::from(position[axis]) * f64::from(placement.scale[axis])
                    + f64::from(placement.translate[axis])
                    - origin_px[axis]
            })
        };
        let numbers = placement.scale.iter().chain(&placement.translate);
        if !numbers.copied().all(f32::is_finite) {
            return;
        }
        for outline in outlines(&self.commands) {
            outline.walk(place, |step| step.flatten(&mut line));
        }
    }

    /// The same path in framebuffer pixels, without outlines that are not finite.
    pub(crate) fn placed(&self, placement: &Placement) -> Vec<PathCommand> {
        let place = |position| placement.framebuffer_from_visual(position);
        outlines(&self.commands)
            .flat_map(|outline| outline.commands.iter().chain(&[PathCommand::Close]))
            .map(|command| match *command {
                PathCommand::MoveTo(to) => PathCommand::MoveTo(place(to)),
                PathCommand::LineTo(to) => PathCommand::LineTo(place(to)),
                PathCommand::QuadTo(control, to) => PathCommand::QuadTo(place(control), place(to)),
                PathCommand::CubicTo(first, second, to) => {
                    PathCommand::CubicTo(place(first), place(second), place(to))
                }
                PathCommand::Close => PathCommand::Close,
            })
            .collect()
    }
}

/// One outline: where it begins, and its steps without the closing one.
#[derive(Clone, Copy, Debug)]
struct Outline<'a> {
    start: [f32; 2],
    commands: &'a [PathCommand],
}

/// One step of an outline that stands somewhere.
#[derive(Clone, Copy, Debug)]
enum Step {
    Line([[f64; 2]; 2]),
    Quad(QuadraticBezierSegment<f64>),
    Cubic(CubicBezierSegment<f64>),
}

/// The outlines that have an extent and finite numbers. Steps that follow no beginning have no
/// place to start from and are passed over.
fn outlines(commands: &[PathCommand]) -> impl Iterator<Item = Outline<'_>> {
    let mut rest = commands;
    std::iter::from_fn(move || {
        loop {
            let begins = |command: &PathCommand| matches!(command, PathCommand::MoveTo(_));
            rest = &rest[rest.iter().position(begins)?..];
            let PathCommand::MoveTo(start) = *rest.first()? else {
                return None;
            };
            let ends = |command: &PathCommand| begins(command) || *command == PathCommand::Close;
            let count = rest.iter().skip(1).position(ends);
            let (own, after) = rest.split_at(count.map_or(rest.len(), |count| count + 1));
            rest = after;
            if own.len() > 1 && own.iter().all(is_finite) {
                return Some(Outline {
                    start,
                    commands: own,
                });
            }
        }
    })
}

fn is_finite(command: &PathCommand) -> bool {
    let all = |points: &[[f32; 2]]| points.iter().flatten().all(|value| value.is_finite());
    match command {
        PathCommand::MoveTo(to) | PathCommand::LineTo(to) => all(&[*to]),
        PathCommand::QuadTo(control, to) => all(&[*control, *to]),
        PathCommand::CubicTo(first, second, to) => all(&[*first, *second, *to]),
        PathCommand::Close => true,
    }
}

impl Outline<'_> {
    /// Calls `step` with each step, the closing one included, at its place.
    fn walk(&self, place: impl Fn([f32; 2]) -> [f64; 2], mut step: impl FnMut(Step)) {
        let start = place(self.start);
        let mut from = start;
        for command in self.commands {
            let to = match *command {
                PathCommand::MoveTo(_) | PathCommand::Close => continue,
                PathCommand::LineTo(to) => {
                    let to = place(to);
                    step(Step::Line([from, to]));
                    to
                }
                PathCommand::QuadTo(control, to) => {
                    let (control, to) = (place(control), place(to));
                    step(Step::Quad(QuadraticBezierSegment {
                        from: at(from),
                        ctrl: at(control),
                        to: at(to),
                    }));
                    to
                }
                PathCommand::CubicTo(first, second, to) => {
                    let (first, second, to) = (place(first), place(second), place(to));
                    step(Step::Cubic(CubicBezierSegment {
                        from: at(from),
                        ctrl1: at(first),
                        ctrl2: at(second),
                        to: at(to),
                    }));
                    to
                }
            };
            from = to;
        }
        step(Step::Line([from, start]));
    }
}

fn at([x, y]: [f64; 2]) -> Point<f64> {
    point(x, y)
}

impl Step {
    fn bounds(&self) -> Bounds {
        let corners = match self {
            Self::Line([a, b]) => {
                return Bounds {
                    min: [0, 1].map(|axis| a[axis].min(b[axis])),
                    max: [0, 1].map(|axis| a[axis].max(b[axis])),
                };
            }
            Self::Quad(curve) => curve.bounding_box(),
            Self::Cubic(curve) => curve.bounding_box(),
        };
        Bounds {
            min: corners.min.to_array(),
            max: corners.max.to_array(),
        }
    }

    /// Straight sides that lie within the tolerance.
    fn flatten(&self, line: &mut impl FnMut([f64; 2], [f64; 2])) {
        // A curve far beyond any picture is not cut into more sides than could be seen.
        let tolerance = |reach: f64| TOLERANCE_PX.max(reach * 1e-6);
        match self {
            Self::Line([a, b]) => line(*a, *b),
            Self::Quad(curve) => {
                let reach = reach(&[curve.from, curve.ctrl, curve.to]);
                curve.for_each_flattened(tolerance(reach), &mut |side| {
                    line(side.from.to_array(), side.to.to_array());
                });
            }
            Self::Cubic(curve) => {
                let reach = reach(&[curve.from, curve.ctrl1, curve.ctrl2, curve.to]);
                curve.for_each_flattened(tolerance(reach), &mut |side| {
                    line(side.from.to_array(), side.to.to_array());
                });
            }
        }
    }
}

fn reach(points: &[Point<f64>]) -> f64 {
    let parts = points
        .iter()
        .flat_map(|point| [point.x.abs(), point.y.abs()]);
    parts.fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Twice the area, by the shoelace formula.
    fn area(path: &Path) -> f64 {
        let mut twice = 0.0;
        path.for_each_side(&Placement::default(), [0.0; 2], |a, b| {
            twice += a[0] * b[1] - b[0] * a[1];
        });
        0.5 * twice
    }

    #[test]
    fn an_open_outline_is_closed() {
        let triangle = Path::new()
            .move_to([0.0, 0.0])
            .line_to([4.0, 0.0])
            .line_to([4.0, 2.0]);
        assert_eq!(area(&triangle), 4.0);
        assert_eq!(area(&triangle.clone().close()), 4.0);
        let twice = triangle.clone().close().and(triangle);
        assert_eq!(area(&twice), 8.0);
    }

    #[test]
    fn an_outline_that_is_not_finite_is_left_out() {
        let square = Path::rectangle([0.0, 0.0], [2.0, 2.0]);
        for bad in [f32::NAN, f32::INFINITY] {
            let torn = Path::new()
                .move_to([0.0, 0.0])
                .line_to([bad, 1.0])
                .line_to([9.0, 9.0]);
            assert_eq!(torn.bounds(), None);
            let both = torn.and(square.clone());
            assert_eq!(area(&both), 4.0);
            assert_eq!(both.bounds().unwrap().max, [2.0, 2.0]);
            assert_eq!(both.placed(&Placement::default()).len(), 5);
        }
        let nowhere = Placement {
            scale: [f32::NAN, 1.0],
            ..Placement::default()
        };
        square.for_each_side(&nowhere, [0.0; 2], |_, _| panic!("there is no such place"));
    }

    #[test]
    fn steps_without_a_beginning_are_left_out() {
        let stray = Path::new().line_to([1.0, 1.0]).close().line_to([5.0, 5.0]);
        assert_eq!(stray.bounds(), None);
        let lone = Path::new().move_to([1.0, 1.0]);
        assert_eq!(lone.bounds(), None);
        assert_eq!(
            area(&stray.and(Path::rectangle([0.0, 0.0], [1.0, 3.0]))),
            3.0
        );
    }

    #[test]
    fn a_flattened_curve_has_its_area() {
        let circle = Path::ellipse([3.0, 4.0], [20.0, 10.0]);
        let expected = std::f64::consts::PI * 200.0;
        // The outline is about 97 long.
        assert!((area(&circle) - expected).abs() < 97.0 * TOLERANCE_PX);
        let bounds = circle.bounds().unwrap();
        assert_eq!((bounds.min, bounds.max), ([-17.0, -6.0], [23.0, 14.0]));
    }
}
