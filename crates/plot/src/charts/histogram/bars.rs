//! The bars of a histogram, and how they are drawn.

use galry_scene::{AxisScale, ScaleTranslate};
use galry_visuals::{Color, Rectangle};

/// Edges, one more than heights.
#[derive(Debug, Clone, Default)]
pub(super) struct Bars {
    pub(super) edges: Vec<f64>,
    pub(super) heights: Vec<f64>,
}

impl Bars {
    /// Counts between edges as they are drawn: shares of `total` for each unit of the values, and
    /// sums with all before, of which there are `below` the first edge.
    pub(super) fn new(
        edges: Vec<f64>,
        mut heights: Vec<f64>,
        is_density: bool,
        is_cumulative: bool,
        [below, total]: [f64; 2],
    ) -> Self {
        if is_density && total != 0.0 {
            for (height, pair) in heights.iter_mut().zip(edges.windows(2)) {
                *height /= total * (pair[1] - pair[0]);
            }
        }
        if is_cumulative {
            let mut sum = match is_density {
                true if total != 0.0 => below / total,
                _ => below,
            };
            for (height, pair) in heights.iter_mut().zip(edges.windows(2)) {
                let width = if is_density { pair[1] - pair[0] } else { 1.0 };
                sum += *height * width;
                *height = sum;
            }
        }
        Self { edges, heights }
    }

    /// The first and the last edge.
    pub(super) fn range(&self) -> Option<[f64; 2]> {
        Some([*self.edges.first()?, *self.edges.last()?])
    }
}

/// The bars as rectangles, in numbers that `f32` tells apart, and their place on the axes.
pub(super) fn filled(
    bars: &Bars,
    [x_scale, y_scale]: [AxisScale; 2],
    color: Color,
    overlap: bool,
) -> (Vec<Rectangle>, ScaleTranslate) {
    let (Some(&first), Some(&last)) = (bars.edges.first(), bars.edges.last()) else {
        return (Vec::new(), ScaleTranslate::IDENTITY);
    };
    let (left, right) = (x_scale.forward(first), x_scale.forward(last));
    let tallest = bars.heights.iter().fold(0.0_f64, |a, &b| a.max(b.abs()));
    let tall = match y_scale {
        AxisScale::Linear if tallest > 0.0 => tallest,
        _ => 1.0,
    };
    let place = ScaleTranslate {
        scale: [right - left, tall],
        translate: [left, 0.0],
    };
    let x = |edge: f64| ((x_scale.forward(edge) - left) / (right - left)) as f32;
    let y = |height: f64| (y_scale.forward(height) / tall) as f32;
    let mut rectangles: Vec<Rectangle> = bars
        .edges
        .windows(2)
        .zip(&bars.heights)
        .filter(|(_, height)| **height != 0.0)
        .map(|(pair, &height)| Rectangle {
            min: [x(pair[0]), y(0.0)],
            max: [x(pair[1]), y(height)],
            color,
        })
        .collect();
    if overlap {
        let joints = bars.edges.windows(3).zip(bars.heights.windows(2));
        rectangles.extend(joints.filter_map(|(edges, heights)| {
            let height = heights[0].min(heights[1]);
            let [left, middle, right] = [0, 1, 2].map(|index| x(edges[index]));
            (height > 0.0).then(|| Rectangle {
                min: [0.5 * (left + middle), y(0.0)],
                max: [0.5 * (middle + right), y(height)],
                color,
            })
        }));
    }
    (rectangles, place)
}

/// A part of one colour over another, opaque.
pub(super) fn mixed(below: Color, above: Color, part: f32) -> Color {
    let mix = |below: f32, above: f32| below + (above - below) * part;
    Color::rgba(
        mix(below.r, above.r),
        mix(below.g, above.g),
        mix(below.b, above.b),
        1.0,
    )
}

/// The upper edge of all bars, from the base to the base.
pub(super) fn outline(bars: &Bars) -> (Vec<f64>, Vec<f64>) {
    let (Some(&first), Some(&last)) = (bars.edges.first(), bars.edges.last()) else {
        return (Vec::new(), Vec::new());
    };
    let (mut x, mut y) = (vec![first], vec![0.0]);
    for (pair, &height) in bars.edges.windows(2).zip(&bars.heights) {
        x.extend(pair);
        y.extend([height; 2]);
    }
    x.push(last);
    y.push(0.0);
    (x, y)
}
