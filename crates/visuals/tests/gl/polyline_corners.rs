//! Joins and caps against what they are by definition, supersampled.

use galry_testkit::reference::Difference;
use galry_testkit::with_context;
use galry_visuals::{
    Color, LineCap, LineJoin, PaintedPolyline, Placement, Polyline, PolylineData, PolylinePainter,
    PolylineStyle,
};

use crate::canvas::Canvas;

const SIZE: usize = 56;
const SAMPLES_PER_SIDE: usize = 12;

type Point = [f64; 2];

fn minus(a: Point, b: Point) -> Point {
    [a[0] - b[0], a[1] - b[1]]
}

fn dot(a: Point, b: Point) -> f64 {
    a[0] * b[0] + a[1] * b[1]
}

fn cross(a: Point, b: Point) -> f64 {
    a[0] * b[1] - a[1] * b[0]
}

fn unit(a: Point) -> Point {
    let length = dot(a, a).sqrt();
    if length > 0.0 {
        [a[0] / length, a[1] / length]
    } else {
        [1.0, 0.0]
    }
}

/// Whether a point lies in a line of some points.
fn is_inside(p: Point, points: &[Point], closed: bool, style: &PolylineStyle) -> bool {
    let radius = f64::from(style.width_px) / 2.0;
    let count = points.len();
    let segments = if closed { count } else { (count - 1).max(1) };
    let at = |index: usize| points[index % count];
    for index in 0..segments {
        let (a, b) = (at(index), if count == 1 { at(0) } else { at(index + 1) });
        let along = unit(minus(b, a));
        let length = dot(minus(b, a), along);
        let [mut from, mut to] = [0.0, length];
        if style.cap == LineCap::Square && !closed {
            from -= if index == 0 { radius } else { 0.0 };
            to += if index + 1 == segments { radius } else { 0.0 };
        }
        let offset = minus(p, a);
        let (t, s) = (dot(offset, along), cross(along, offset));
        if (from..=to).contains(&t) && s.abs() <= radius {
            return true;
        }
        let near = |q: Point| dot(minus(p, q), minus(p, q)) <= radius * radius;
        let [starts, ends] = [index == 0 && !closed, index + 1 == segments && !closed];
        if style.cap == LineCap::Round && ((starts && near(a)) || (ends && near(b))) {
            return true;
        }
        if ends {
            continue;
        }
        // The corner at b: the convex shape of the point, both outer corners and the tip.
        let next = unit(minus(at(index + 2), b));
        let side = if cross(along, next) > 0.0 {
            -radius
        } else {
            radius
        };
        let beside = |d: Point| [b[0] - side * d[1], b[1] + side * d[0]];
        let (corner, other) = (beside(along), beside(next));
        let half_squared = 0.5 * (1.0 + dot(along, next));
        let middle = [0, 1].map(|axis| 0.5 * (corner[axis] + other[axis]));
        let limit = f64::from(style.miter_limit);
        let is_miter = style.join == LineJoin::Miter && half_squared * limit * limit >= 1.0;
        // Of a round join's disc, what lies between the two outer corners.
        let is_round = style.join == LineJoin::Round;
        if is_round && !near(b) {
            continue;
        }
        let tip = if is_miter || is_round {
            [0, 1].map(|axis| b[axis] + (middle[axis] - b[axis]) / half_squared.max(1e-3))
        } else {
            middle
        };
        let shape = [b, corner, tip, other];
        let sides: Vec<f64> = (0..4)
            .map(|i| cross(minus(shape[(i + 1) % 4], shape[i]), minus(p, shape[i])))
            .collect();
        if sides.iter().all(|&side| side >= 0.0) || sides.iter().all(|&side| side <= 0.0) {
            return true;
        }
    }
    false
}

fn truth(points: &[[f32; 2]], closed: bool, style: &PolylineStyle) -> Vec<f32> {
    let points: Vec<Point> = points.iter().map(|point| point.map(f64::from)).collect();
    let per_side = SAMPLES_PER_SIDE as f64;
    (0..SIZE * SIZE)
        .map(|pixel| {
            let (column, row) = ((pixel % SIZE) as f64, (pixel / SIZE) as f64);
            let inside = (0..SAMPLES_PER_SIDE * SAMPLES_PER_SIDE).filter(|sample| {
                let x = (sample % SAMPLES_PER_SIDE) as f64 + 0.5;
                let y = (sample / SAMPLES_PER_SIDE) as f64 + 0.5;
                is_inside(
                    [column + x / per_side, row + y / per_side],
                    &points,
                    closed,
                    style,
                )
            });
            inside.count() as f32 / (SAMPLES_PER_SIDE * SAMPLES_PER_SIDE) as f32
        })
        .collect()
}

/// A corner of every angle, an angle in each direction, ends less than a pixel from a corner, and
/// closed shapes.
fn lines() -> Vec<(Vec<[f32; 2]>, bool)> {
    let mut lines = Vec::new();
    for step in 0..6 {
        let turn = 0.3 + 0.45 * step as f32;
        let start = 0.77 * step as f32 + 0.1;
        let arm = |angle: f32| [28.2 + 18.0 * angle.cos(), 27.7 + 18.0 * angle.sin()];
        lines.push((vec![arm(start), [28.2, 27.7], arm(start + turn)], false));
        let part = 0.012 + 0.02 * step as f32;
        let [x, y] = arm(start + turn);
        let leg = [28.2 + part * (x - 28.2), 27.7 + part * (y - 27.7)];
        lines.push((vec![arm(start), [28.2, 27.7], leg], false));
        lines.push((vec![leg, [28.2, 27.7], arm(start)], false));
    }
    lines.push((vec![[11.3, 12.2], [45.1, 16.4], [23.6, 43.8]], true));
    lines.push((
        vec![[14.0, 14.0], [42.0, 14.0], [42.0, 42.0], [14.0, 42.0]],
        true,
    ));
    lines.push((vec![[28.4, 28.1]], false));
    lines
}

#[test]
fn joins_and_caps_are_close_to_the_truth() {
    let mut report = String::new();
    let mut failed = false;
    with_context(|context| {
        let mut canvas = Canvas::new(context, [SIZE as u32; 2]);
        for join in [LineJoin::Miter, LineJoin::Bevel, LineJoin::Round] {
            for cap in [LineCap::Butt, LineCap::Square, LineCap::Round] {
                for width_px in [1.5_f32, 8.0] {
                    let style = PolylineStyle {
                        width_px,
                        join,
                        cap,
                        color: Color::BLACK,
                        ..PolylineStyle::default()
                    };
                    let [mut painted, mut shaded, mut true_values] = [vec![], vec![], vec![]];
                    for (positions, closed) in lines() {
                        true_values.extend(truth(&positions, closed, &style));
                        let mut pixels = vec![0; SIZE * SIZE * 4];
                        let line = PaintedPolyline {
                            positions: &positions,
                            closed,
                            style,
                            placement: Placement::default(),
                        };
                        let size = SIZE as i32;
                        PolylinePainter::default().paint([0, 0, size, size], &[line], &mut pixels);
                        painted.extend(
                            pixels
                                .chunks_exact(4)
                                .map(|pixel| f32::from(pixel[3]) / 255.0),
                        );
                        canvas.clear(Color::TRANSPARENT);
                        let data = PolylineData { positions, closed };
                        canvas.draw(&mut Polyline::new(data, style), &Placement::default());
                        let alpha = canvas.pixels().alpha();
                        shaded.extend(alpha.iter().map(|&alpha| f32::from(alpha) / 255.0));
                    }
                    for (who, drawn) in [("painted", &painted), ("shaded", &shaded)] {
                        let error = Difference::of_unit(drawn, &true_values);
                        failed |= error.rms > 0.5 || error.worst > 24.0;
                        report += &format!(
                            "{join:?} {cap:?} {width_px} px {who}: rms {:.2} worst {:.1}\n",
                            error.rms, error.worst
                        );
                    }
                }
            }
        }
    });
    assert!(!failed, "errors in 1/255:\n{report}");
}
