//! How much of a pixel strips and capsules cover: the formulas of `coverage.wgsl` and
//! `polyline.wgsl`.

/// A segment and its direction, in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Capsule {
    a: [f32; 2],
    b: [f32; 2],
    /// Of length one; to the right where both ends are one point.
    direction: [f32; 2],
    pub(super) length: f32,
}

impl Capsule {
    fn new(a: [f32; 2], b: [f32; 2]) -> Self {
        let [x, y] = [b[0] - a[0], b[1] - a[1]];
        let length = (x * x + y * y).sqrt();
        let direction = if length > 1e-6 {
            [x / length, y / length]
        } else {
            [1.0, 0.0]
        };
        Self {
            a,
            b,
            direction,
            length,
        }
    }

    /// The part of a segment within a rectangle; `None` where it does not come near.
    pub(super) fn near(a: [f32; 2], b: [f32; 2], low: [f32; 2], high: [f32; 2]) -> Option<Self> {
        let is_inside =
            |p: [f32; 2]| (0..2).all(|axis| low[axis] <= p[axis] && p[axis] <= high[axis]);
        if is_inside(a) && is_inside(b) {
            return Some(Self::new(a, b));
        }
        // Where the segment enters and leaves each axis' range (Liang and Barsky), in numbers that
        // are fine enough far away.
        let [start, end] = [a, b].map(|point| point.map(f64::from));
        let mut range = [0.0_f64, 1.0];
        for axis in 0..2 {
            let (low, high) = (f64::from(low[axis]), f64::from(high[axis]));
            let along = end[axis] - start[axis];
            if along == 0.0 {
                if start[axis] < low || start[axis] > high {
                    return None;
                }
                continue;
            }
            let at = [(low - start[axis]) / along, (high - start[axis]) / along];
            range[0] = range[0].max(at[0].min(at[1]));
            range[1] = range[1].min(at[0].max(at[1]));
        }
        if range[0] > range[1] {
            return None;
        }
        let [near_a, near_b] = range
            .map(|part| [0, 1].map(|axis| (start[axis] + part * (end[axis] - start[axis])) as f32));
        Some(Self::new(near_a, near_b))
    }

    /// Lowest and highest row coordinate.
    pub(super) fn rows(&self) -> [f32; 2] {
        [self.a[1].min(self.b[1]), self.a[1].max(self.b[1])]
    }

    pub(super) fn start_offset(&self, point: [f32; 2]) -> [f32; 2] {
        [point[0] - self.a[0], point[1] - self.a[1]]
    }

    pub(super) fn end_offset(&self, point: [f32; 2]) -> [f32; 2] {
        [point[0] - self.b[0], point[1] - self.b[1]]
    }

    /// How far along the segment an offset from a point of it goes.
    pub(super) fn along(&self, offset: [f32; 2]) -> f32 {
        offset[0] * self.direction[0] + offset[1] * self.direction[1]
    }

    /// How far an offset goes along this segment and its neighbour together.
    pub(super) fn along_both(&self, other: &Self, offset: [f32; 2]) -> f32 {
        let both = [
            self.direction[0] + other.direction[0],
            self.direction[1] + other.direction[1],
        ];
        offset[0] * both[0] + offset[1] * both[1]
    }

    pub(super) fn normal(&self) -> [f32; 2] {
        [-self.direction[1], self.direction[0]]
    }

    /// The part of an offset across the segment.
    pub(super) fn across(&self, offset: [f32; 2]) -> [f32; 2] {
        let normal = self.normal();
        let size = offset[0] * normal[0] + offset[1] * normal[1];
        [normal[0] * size, normal[1] * size]
    }

    /// The square of the distance from a point to the segment.
    pub(super) fn squared_distance(&self, point: [f32; 2]) -> f32 {
        let from_start = self.start_offset(point);
        let along = self.along(from_start);
        let offset = if along <= 0.0 {
            from_start
        } else if along >= self.length {
            self.end_offset(point)
        } else {
            self.across(from_start)
        };
        offset[0] * offset[0] + offset[1] * offset[1]
    }

    /// The rectangle of all that is within `reach` across the segment and from so far before its
    /// start to so far beyond its end.
    pub(super) fn domain(&self, reach: f32, [before, beyond]: [f32; 2]) -> Domain {
        // A slope of a millionth is none, and there is no division by zero.
        let direction = self
            .direction
            .map(|part| if part.abs() < 1e-6 { 1e-6 } else { part });
        Domain {
            start: self.a,
            direction,
            inverse: direction.map(f32::recip),
            along: [-before, self.length + beyond],
            reach,
        }
    }

    /// Whether the next segment differs in direction by so much (3 degrees) that the strip of one
    /// is no good picture of both.
    pub(super) fn bends_to(&self, next: &Self) -> bool {
        let dot = self.along(next.direction);
        let cross = self.direction[0] * next.direction[1] - self.direction[1] * next.direction[0];
        dot <= 0.0 || cross.abs() >= 0.05 * dot
    }

    /// The end of a segment of less than a pixel, moved on to a pixel: what comes after it is in
    /// the pixel too, most likely in the same direction.
    pub(super) fn with_far_end(&self) -> Self {
        if self.length > 1.0 || self.length < 1e-6 {
            return *self;
        }
        let b = [self.a[0] + self.direction[0], self.a[1] + self.direction[1]];
        Self {
            b,
            length: 1.0,
            ..*self
        }
    }

    /// The same at the start.
    pub(super) fn with_far_start(&self) -> Self {
        if self.length > 1.0 || self.length < 1e-6 {
            return *self;
        }
        let a = [self.b[0] - self.direction[0], self.b[1] - self.direction[1]];
        Self {
            a,
            length: 1.0,
            ..*self
        }
    }

    /// Where the slices of a pixel lie in the capsule, relative to its centre; low > high is nowhere.
    /// `turned` exchanges x and y.
    fn sections(&self, point: [f32; 2], turned: bool, radius: f32) -> [[f32; SLICES]; 2] {
        const NOWHERE: f32 = 1e9;
        let place = |p: [f32; 2]| {
            let p = [p[0] - point[0], p[1] - point[1]];
            if turned { [p[1], p[0]] } else { p }
        };
        let (a, b) = (place(self.a), place(self.b));
        let direction = match turned {
            true => [self.direction[1], self.direction[0]],
            false => self.direction,
        };
        // A slope of a millionth is none, and there is no division by zero.
        let [x, down] = direction.map(|part| if part.abs() < 1e-6 { 1e-6 } else { part });
        let [per_x, per_down] = [1.0 / x, 1.0 / down];
        let squared_radius = radius * radius;
        let [mut lows, mut highs] = [[0.0; SLICES]; 2];
        // Without a branch, so that several slices are computed at once.
        let slices = lows.iter_mut().zip(&mut highs).enumerate();
        for (slice, (out_low, out_high)) in slices {
            let y = (slice as f32 + 0.5) / SLICES as f32 - 0.5;
            let (below_a, below_b) = (y - a[1], y - b[1]);
            let half = |below: f32| {
                let squared = squared_radius - below * below;
                let root = squared.max(0.0).sqrt();
                if squared >= 0.0 { root } else { -NOWHERE }
            };
            let (half_a, half_b) = (half(below_a), half(below_b));
            let begin = -down * below_a * per_x;
            let end = (self.length - down * below_a) * per_x;
            let left = (x * below_a - radius) * per_down;
            let right = (x * below_a + radius) * per_down;
            let low = a[0] + begin.min(end).max(left.min(right));
            let high = a[0] + begin.max(end).min(left.max(right));
            let is_body = low <= high;
            let low = if is_body { low } else { NOWHERE };
            let high = if is_body { high } else { -NOWHERE };
            *out_low = low.min(a[0] - half_a).min(b[0] - half_b);
            *out_high = high.max(a[0] + half_a).max(b[0] + half_b);
        }
        [lows, highs]
    }
}

/// Slices of a pixel.
const SLICES: usize = 8;

/// The rectangle around a segment in which pixels are looked at, made ready for its rows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Domain {
    start: [f32; 2],
    direction: [f32; 2],
    /// Of the direction's parts.
    inverse: [f32; 2],
    /// From where to where along the segment.
    along: [f32; 2],
    reach: f32,
}

impl Domain {
    /// The column coordinates of the row at `y`; low > high is nowhere.
    pub(super) fn columns(&self, y: f32) -> [f32; 2] {
        let below = y - self.start[1];
        let ends = self
            .along
            .map(|along| (along - self.direction[1] * below) * self.inverse[0]);
        let middle = self.direction[0] * below;
        let sides = [middle - self.reach, middle + self.reach].map(|side| side * self.inverse[1]);
        [
            self.start[0] + ends[0].min(ends[1]).max(sides[0].min(sides[1])),
            self.start[0] + ends[0].max(ends[1]).min(sides[0].max(sides[1])),
        ]
    }
}

/// The area of the unit square on the inner side of a straight edge, so far (positive: inside) from
/// its centre.
pub(super) fn halfplane(inside_px: f32, normal: [f32; 2]) -> f32 {
    let n = normal.map(f32::abs);
    let a = n[0].max(n[1]).max(0.5);
    let b = n[0].min(n[1]);
    let s = inside_px.abs();
    let beyond = if s <= 0.5 * (a - b) {
        0.5 - s / a
    } else {
        let rest = (0.5 * (a + b) - s).max(0.0);
        rest * rest / (2.0 * a * b).max(1e-6)
    };
    if inside_px >= 0.0 {
        1.0 - beyond
    } else {
        beyond
    }
}

/// The part of the pixel around `point` that one or two capsules cover, in eight slices across the
/// edge, to which `offset` points; each slice exactly.
pub(super) fn union_coverage(
    point: [f32; 2],
    one: &Capsule,
    other: Option<&Capsule>,
    offset: [f32; 2],
    radius: f32,
) -> f32 {
    let turned = offset[0].abs() < offset[1].abs();
    let [a_low, a_high] = one.sections(point, turned, radius);
    let mut sum = 0.0;
    let within = |low: f32, high: f32| (high.min(0.5) - low.max(-0.5)).max(0.0);
    match other {
        None => {
            for slice in 0..SLICES {
                sum += within(a_low[slice], a_high[slice]);
            }
        }
        Some(other) => {
            let [b_low, b_high] = other.sections(point, turned, radius);
            for slice in 0..SLICES {
                let (a, b) = ([a_low[slice], a_high[slice]], [b_low[slice], b_high[slice]]);
                sum += within(a[0], a[1]) + within(b[0], b[1])
                    - within(a[0].max(b[0]), a[1].min(b[1]));
            }
        }
    }
    sum / SLICES as f32
}
