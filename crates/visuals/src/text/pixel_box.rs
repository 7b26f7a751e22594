//! A box in framebuffer pixels.

use super::direction::Direction;

/// A box in framebuffer pixels, x to the right and y down; what its origin is, its maker says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PixelBox {
    /// Left and top.
    pub min: [f32; 2],
    /// Right and bottom.
    pub max: [f32; 2],
}

impl PixelBox {
    /// Width and height.
    pub fn size(&self) -> [f32; 2] {
        [self.max[0] - self.min[0], self.max[1] - self.min[1]]
    }

    /// The smallest box around both.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        Self {
            min: [0, 1].map(|axis| self.min[axis].min(other.min[axis])),
            max: [0, 1].map(|axis| self.max[axis].max(other.max[axis])),
        }
    }

    /// The same box `by` pixels to the right and down.
    #[must_use]
    pub fn moved(&self, by: [f32; 2]) -> Self {
        Self {
            min: [0, 1].map(|axis| self.min[axis] + by[axis]),
            max: [0, 1].map(|axis| self.max[axis] + by[axis]),
        }
    }

    /// The box around the same box when its x runs along `direction` and its y across.
    #[must_use]
    pub(crate) fn turned(&self, direction: Direction) -> Self {
        let [[left, top], [right, bottom]] = [self.min, self.max];
        let corners = [[left, top], [right, top], [left, bottom], [right, bottom]]
            .map(|corner| direction.framebuffer_from_text(corner));
        let around = |pick: fn(f32, f32) -> f32| {
            [0, 1].map(|axis| corners.iter().map(|c| c[axis]).fold(corners[0][axis], pick))
        };
        Self {
            min: around(f32::min),
            max: around(f32::max),
        }
    }

    /// Whether the two share more than an edge.
    pub fn overlaps(&self, other: &Self) -> bool {
        (0..2).all(|axis| self.min[axis] < other.max[axis] && other.min[axis] < self.max[axis])
    }

    /// The same box with every coordinate times `factor`, which is above 0.
    #[must_use]
    pub(crate) fn scaled(&self, factor: f32) -> Self {
        Self {
            min: self.min.map(|value| value * factor),
            max: self.max.map(|value| value * factor),
        }
    }
}
