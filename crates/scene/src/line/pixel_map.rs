//! From data to the pixels of a view, in f64, by the formula of the exact picture.

use crate::{Axis, AxisScale, ScaleTranslate};

/// Maps x to columns and y to rows of a view's pixels.
///
/// With limits A…B and C…D (after the axis' scale) and W × H pixels, a sample (x, y) stands at
/// column coordinate `u = (x − A) / (B − A) · W` and row coordinate `v = (D − y) / (D − C) · H`,
/// in this order of operations: a picture is compared bit by bit with one drawn from every
/// sample, so the rounding is part of the definition.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct PixelMap {
    x: Axis,
    y: Axis,
    x_low: f64,
    x_span: f64,
    y_high: f64,
    y_span: f64,
    size: [f64; 2],
    view_from_node: ScaleTranslate,
}

impl PixelMap {
    pub(crate) fn new(x: Axis, y: Axis, size_px: [u32; 2], view_from_node: ScaleTranslate) -> Self {
        Self {
            x,
            y,
            x_low: x.coordinates()[0],
            x_span: x.span(),
            y_high: y.coordinates()[1],
            y_span: y.span(),
            size: size_px.map(f64::from),
            view_from_node,
        }
    }

    /// Column coordinate of an x in the node's units.
    pub(crate) fn u(&self, x: f64) -> f64 {
        let x = self.x.scale().forward(self.view_from_node.map_x(x));
        (x - self.x_low) / self.x_span * self.size[0]
    }

    /// Row coordinate, from the top, of a y in the node's units.
    pub(crate) fn v(&self, y: f64) -> f64 {
        let y = self.y.scale().forward(self.view_from_node.map_y(y));
        (self.y_high - y) / self.y_span * self.size[1]
    }

    /// Column coordinates in place of many x, the very ones of [`u`](Self::u); NaN in place of what
    /// is not finite.
    pub(crate) fn map_columns(&self, values: &mut [f64]) {
        let [scale, translate] = [
            self.view_from_node.scale[0],
            self.view_from_node.translate[0],
        ];
        let (low, span, size) = (self.x_low, self.x_span, self.size[0]);
        if self.x.scale() != AxisScale::Linear {
            return replace_finite(values, |x| self.u(x));
        }
        // The same operations in the same order, without a choice in between: several at once.
        replace_finite(values, |x| (x * scale + translate - low) / span * size);
    }

    /// Row coordinates in place of many y, the very ones of [`v`](Self::v); NaN in place of what
    /// is not finite.
    pub(crate) fn map_rows(&self, values: &mut [f64]) {
        let [scale, translate] = [
            self.view_from_node.scale[1],
            self.view_from_node.translate[1],
        ];
        let (high, span, size) = (self.y_high, self.y_span, self.size[1]);
        if self.y.scale() != AxisScale::Linear {
            return replace_finite(values, |y| self.v(y));
        }
        replace_finite(values, |y| (high - (y * scale + translate)) / span * size);
    }

    /// About the x, in the node's units, that stands at column coordinate `u`.
    pub(crate) fn x_near(&self, u: f64) -> f64 {
        let x = self
            .x
            .scale()
            .inverse(self.x_low + u / self.size[0] * self.x_span);
        match self.view_from_node.inverse() {
            Some(node_from_view) => node_from_view.map_x(x),
            None => x,
        }
    }

    /// About the y, in the node's units, that stands at row coordinate `v`.
    pub(crate) fn y_near(&self, v: f64) -> f64 {
        let y = self
            .y
            .scale()
            .inverse(self.y_high - v / self.size[1] * self.y_span);
        match self.view_from_node.inverse() {
            Some(node_from_view) => node_from_view.map_y(y),
            None => y,
        }
    }

    /// A range that holds every x, in the node's units, that stands from `from` to `to`.
    pub(crate) fn x_between(&self, from: f64, to: f64) -> [f64; 2] {
        self.widened(0, self.x.scale(), [self.x_near(from), self.x_near(to)])
    }

    /// A range that holds every y, in the node's units, that stands from `from` to `to`.
    pub(crate) fn y_between(&self, from: f64, to: f64) -> [f64; 2] {
        self.widened(1, self.y.scale(), [self.y_near(from), self.y_near(to)])
    }

    /// The range between two numbers, wider by what rounding may have lost.
    fn widened(&self, axis: usize, scale: AxisScale, [a, b]: [f64; 2]) -> [f64; 2] {
        let node_scale = self.view_from_node.scale[axis];
        let offset = self.view_from_node.translate[axis] / node_scale;
        // A node without extent stands wherever it does: nothing can be told from the view.
        if a.is_nan() || b.is_nan() || node_scale == 0.0 || !offset.is_finite() {
            return [f64::NEG_INFINITY, f64::INFINITY];
        }
        let relative = match scale {
            AxisScale::Linear => 1e-14,
            _ => 1e-12,
        };
        let margin = relative * (a.abs() + b.abs() + offset.abs());
        let [mut low, mut high] = [a.min(b) - margin, a.max(b) + margin];
        if scale != AxisScale::Linear {
            // What has no logarithm stands far beyond the low end, where ranges may end.
            let tiny = self.scene_of(axis, low).min(self.scene_of(axis, high));
            if tiny <= 1e-290 {
                low = f64::NEG_INFINITY;
                high = if node_scale < 0.0 {
                    f64::INFINITY
                } else {
                    high
                };
            }
        }
        [low, high]
    }

    /// A coordinate of the node in the view, before the axis' scale.
    fn scene_of(&self, axis: usize, value: f64) -> f64 {
        value * self.view_from_node.scale[axis] + self.view_from_node.translate[axis]
    }

    /// Whether u falls while x grows.
    pub(crate) fn u_falls(&self) -> bool {
        (self.x_span < 0.0) != (self.view_from_node.scale[0] < 0.0)
    }

    pub(crate) fn size(&self) -> [f64; 2] {
        self.size
    }

    /// Whether the two maps differ by a scale and a translation of pixels alone.
    pub(crate) fn has_same_shape(&self, other: &Self) -> bool {
        self.x.scale() == other.x.scale()
            && self.y.scale() == other.y.scale()
            && self.view_from_node == other.view_from_node
    }

    /// Scale and translation from another map's pixels to this one's, for two maps of the same
    /// shape. The origins are subtracted in f64, before anything is scaled.
    pub(crate) fn view_from_anchor(&self, anchor: &Self) -> ([f64; 2], [f64; 2]) {
        let px_per_x = self.size[0] / self.x_span;
        let px_per_y = self.size[1] / self.y_span;
        (
            [
                anchor.x_span / anchor.size[0] * px_per_x,
                anchor.y_span / anchor.size[1] * px_per_y,
            ],
            [
                (anchor.x_low - self.x_low) * px_per_x,
                (self.y_high - anchor.y_high) * px_per_y,
            ],
        )
    }
}

fn replace_finite(values: &mut [f64], map: impl Fn(f64) -> f64) {
    for value in values {
        let mapped = map(*value);
        *value = if value.is_finite() { mapped } else { f64::NAN };
    }
}
