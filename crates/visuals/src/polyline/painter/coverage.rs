//! How much of a pixel strips and capsules cover: the formulas of `coverage.wgsl` and
//! `polyline.wgsl`.

use crate::polyline::window::inside;

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
        let [start, end, low, high] = [a, b, low, high].map(|point| point.map(f64::from));
        let along = [0, 1].map(|axis| end[axis] - start[axis]);
        let [near_a, near_b] = inside(start, along, [low, high])?
            .map(|part| [0, 1].map(|axis| (start[axis] + part * along[axis]) as f32));
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

    /// The same, longer by `more` at both ends where `ends` says so.
    pub(super) fn longer(&self, more: f32, ends: [bool; 2]) -> Self {
        let step = |has: bool| if has { more } else { 0.0 };
        let [before, beyond] = ends.map(step);
        let [x, y] = self.direction;
        Self {
            a: [self.a[0] - before * x, self.a[1] - before * y],
            b: [self.b[0] + beyond * x, self.b[1] + beyond * y],
            length: self.length + before + beyond,
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

    /// Where the slices of a pixel lie in the segment grown by `radius`, relative to the pixel's
    /// centre; low > high is nowhere. `discs`: whether there are discs around its ends. `turned`
    /// exchanges x and y.
    fn sections<const SLICES: usize>(
        &self,
        point: [f32; 2],
        turned: bool,
        radius: f32,
        discs: [bool; 2],
    ) -> [[f32; SLICES]; 2] {
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
        let [at_a, at_b] = discs.map(|has_disc| if has_disc { radius * radius } else { -1.0 });
        let [mut lows, mut highs] = [[0.0; SLICES]; 2];
        // Without a branch, so that several slices are computed at once.
        let slices = lows.iter_mut().zip(&mut highs).enumerate();
        for (slice, (out_low, out_high)) in slices {
            let y = (slice as f32 + 0.5) / SLICES as f32 - 0.5;
            let (below_a, below_b) = (y - a[1], y - b[1]);
            let half = |below: f32, squared_radius: f32| {
                let squared = squared_radius - below * below;
                let root = squared.max(0.0).sqrt();
                if squared >= 0.0 { root } else { -NOWHERE }
            };
            let (half_a, half_b) = (half(below_a, at_a), half(below_b, at_b));
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

/// What fills the corner between two segments.
#[derive(Clone, Copy, Debug)]
pub(super) enum Corner {
    /// The edges going on, up to a miter so many widths long.
    Miter { limit: f32 },
    /// A straight cut.
    Bevel,
    /// A piece of a disc around the point.
    Arc,
}

/// The corner between two segments, the first of which ends where the second begins.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wedge {
    /// The point, the outer corner of the one, the tip, the outer corner of the other.
    points: [[f32; 2]; 4],
    /// The radius around the point beyond which there is nothing.
    arc: Option<f32>,
}

impl Wedge {
    pub(super) fn new(first: &Capsule, second: &Capsule, radius: f32, corner: Corner) -> Self {
        let kind = corner;
        let point = second.a;
        let (d, e) = (first.direction, second.direction);
        let turn = d[0] * e[1] - d[1] * e[0];
        let side = if turn > 0.0 { -radius } else { radius };
        let beside = |d: [f32; 2]| [point[0] - side * d[1], point[1] + side * d[0]];
        let (corner, other) = (beside(d), beside(e));
        // The cosine of half the turn, squared: a miter is as long as its inverse.
        let half_squared = 0.5 * (1.0 + d[0] * e[0] + d[1] * e[1]);
        let middle = [0, 1].map(|axis| 0.5 * (corner[axis] + other[axis]));
        let along_middle =
            |inverse: f32| [0, 1].map(|axis| point[axis] + (middle[axis] - point[axis]) / inverse);
        let tip = match kind {
            Corner::Miter { limit } if half_squared * limit * limit >= 1.0 => {
                along_middle(half_squared)
            }
            Corner::Miter { .. } | Corner::Bevel => middle,
            // Far enough that the disc lies within, also where the line turns back.
            Corner::Arc => along_middle(half_squared.max(1e-3)),
        };
        Self {
            points: [point, corner, tip, other],
            arc: matches!(kind, Corner::Arc).then_some(radius),
        }
    }

    /// Where the slices of a pixel lie in it, as of a capsule.
    fn sections<const SLICES: usize>(&self, point: [f32; 2], turned: bool) -> [[f32; SLICES]; 2] {
        let corners = self.points.map(|p| {
            let p = [p[0] - point[0], p[1] - point[1]];
            if turned { [p[1], p[0]] } else { p }
        });
        let [mut lows, mut highs] = [[f32::INFINITY; SLICES], [f32::NEG_INFINITY; SLICES]];
        for (index, p) in corners.iter().enumerate() {
            let q = corners[(index + 1) % corners.len()];
            let rise = q[1] - p[1];
            let per_row = 1.0 / if rise.abs() < 1e-6 { 1e-6 } else { rise };
            for slice in 0..SLICES {
                let y = (slice as f32 + 0.5) / SLICES as f32 - 0.5;
                let part = (y - p[1]) * per_row;
                if (0.0..=1.0).contains(&part) {
                    let x = p[0] + part * (q[0] - p[0]);
                    lows[slice] = lows[slice].min(x);
                    highs[slice] = highs[slice].max(x);
                }
            }
        }
        if let Some(radius) = self.arc {
            let [x, middle] = corners[0];
            for (slice, (low, high)) in lows.iter_mut().zip(&mut highs).enumerate() {
                let below = (slice as f32 + 0.5) / SLICES as f32 - 0.5 - middle;
                let squared = radius * radius - below * below;
                let half = if squared >= 0.0 { squared.sqrt() } else { -1e9 };
                *low = low.max(x - half);
                *high = high.min(x + half);
            }
        }
        [lows, highs]
    }
}

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

/// A segment and whether there are discs around its ends.
pub(super) type Grown<'c> = (&'c Capsule, [bool; 2]);

/// The part of the pixel around `point` that one or two segments and the corner between them cover,
/// in slices across the edge, to which `offset` points; each slice exactly.
///
/// Eight slices serve lines with round ends. Straight ends lie along the slices where the line runs
/// across them, and fall between two: these want 32.
pub(super) fn union_coverage<const SLICES: usize>(
    point: [f32; 2],
    one: Grown<'_>,
    other: Option<Grown<'_>>,
    wedge: Option<&Wedge>,
    offset: [f32; 2],
    radius: f32,
) -> f32 {
    let turned = offset[0].abs() < offset[1].abs();
    let nowhere = [[f32::INFINITY; SLICES], [f32::NEG_INFINITY; SLICES]];
    let [a_low, a_high] = one.0.sections::<SLICES>(point, turned, radius, one.1);
    let [b_low, b_high] = other.map_or(nowhere, |(other, discs)| {
        other.sections::<SLICES>(point, turned, radius, discs)
    });
    let within = |low: f32, high: f32| (high.min(0.5) - low.max(-0.5)).max(0.0);
    let mut sum = 0.0;
    for slice in 0..SLICES {
        let (a, b) = ([a_low[slice], a_high[slice]], [b_low[slice], b_high[slice]]);
        sum += within(a[0], a[1]) + within(b[0], b[1]) - within(a[0].max(b[0]), a[1].min(b[1]));
    }
    if let Some(wedge) = wedge {
        let [low, high] = wedge.sections::<SLICES>(point, turned);
        for slice in 0..SLICES {
            let (a, b) = ([a_low[slice], a_high[slice]], [b_low[slice], b_high[slice]]);
            let (low, high) = (low[slice], high[slice]);
            // What is beyond both: the discs of round ends may reach into the corner.
            let both = [a[0].max(b[0]), a[1].min(b[1])];
            sum += within(low, high)
                - within(low.max(a[0]), high.min(a[1]))
                - within(low.max(b[0]), high.min(b[1]))
                + within(low.max(both[0]), high.min(both[1]));
        }
    }
    sum / SLICES as f32
}
