//! A segment of a line beside its neighbours: which pixels are its own, and how much of them the line
//! covers there.

use super::coverage::{Capsule, Corner, Domain, Wedge, union_coverage};
use crate::coverage::strip;
use crate::polyline::{LineCap, LineJoin};

/// The distance from a line's edge from which a pixel is not touched any more.
const EDGE_PX: f32 = 0.75;

/// What is around the segments of a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape {
    pub(super) radius: f32,
    pub(super) join: LineJoin,
    pub(super) cap: LineCap,
    pub(super) miter_limit: f32,
}

/// What a line does at an end of a segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// It goes on, nearly straight.
    Straight,
    /// It goes on in another direction.
    Bend,
    /// It ends.
    Cap,
}

impl Shape {
    /// Whether there is a disc around such an end. Where the line does not end round there is none
    /// anywhere: it would reach beyond an end that is nearer than it is wide.
    pub(super) fn has_disc(&self, end: End) -> bool {
        let is_possible = end != End::Bend || self.join == LineJoin::Round;
        is_possible && self.cap == LineCap::Round
    }

    /// Whether a segment without a disc there goes on by half the line's width.
    pub(super) fn is_longer(&self, end: End) -> bool {
        match end {
            End::Cap => self.cap == LineCap::Square,
            End::Straight => self.cap != LineCap::Round,
            End::Bend => false,
        }
    }

    pub(super) fn is_all_round(&self) -> bool {
        self.join == LineJoin::Round && self.cap == LineCap::Round
    }

    /// How far from such an end the picture depends on what is there.
    pub(super) fn reach(&self, end: End) -> f32 {
        let radii = match end {
            End::Cap if self.cap == LineCap::Square => std::f32::consts::SQRT_2,
            End::Bend if self.join == LineJoin::Miter => self.miter_limit,
            _ => 1.0,
        };
        self.radius * radii + EDGE_PX
    }

    /// How much farther than across the corner the end of a neighbour reaches; 0 where the neighbour
    /// is longer than that.
    pub(super) fn far_reach(&self, neighbour: &Capsule) -> f32 {
        let cap = match self.cap {
            LineCap::Square => (std::f32::consts::SQRT_2 - 1.0) * self.radius,
            LineCap::Butt | LineCap::Round => 0.0,
        };
        if neighbour.length < 2.0 * (self.radius + EDGE_PX) {
            (neighbour.length + cap).max(0.02)
        } else {
            0.0
        }
    }

    /// What fills a corner where there is no disc.
    pub(super) fn corner(&self) -> Corner {
        match self.join {
            LineJoin::Round => Corner::Arc,
            LineJoin::Miter => Corner::Miter {
                limit: self.miter_limit,
            },
            LineJoin::Bevel => Corner::Bevel,
        }
    }
}

/// A segment in pixels from the picture's top left.
#[derive(Clone, Copy, Debug)]
pub(super) struct Segment {
    pub(super) own: Capsule,
    previous: Option<Capsule>,
    next: Option<Capsule>,
    /// What the line does at the start and at the end.
    ends: [End; 2],
    /// Where the line ends at the far end of the segment before or of the one after, how much farther
    /// than across a corner that end reaches; 0 where it goes on, or ends too far away to matter.
    far_reach: [f32; 2],
    /// The pixels that it deals with.
    pub(super) domain: Domain,
}

impl Segment {
    /// A segment and its neighbours; `caps`: whether the line ends at its ends, and `far_caps` at
    /// the far ends of its neighbours.
    pub(super) fn new(
        own: Capsule,
        [previous, next]: [Option<Capsule>; 2],
        [caps, far_caps]: [[bool; 2]; 2],
        shape: &Shape,
    ) -> Self {
        let far_reach = [(far_caps[0], previous), (far_caps[1], next)].map(|(is_cap, far)| {
            far.filter(|_| is_cap)
                .map_or(0.0, |far| shape.far_reach(&far))
        });
        let end = |is_cap: bool, far: f32, a: Option<Capsule>, b: Option<Capsule>| match (a, b) {
            _ if is_cap => End::Cap,
            (Some(a), Some(b)) if far == 0.0 && !a.bends_to(&b) => End::Straight,
            _ => End::Bend,
        };
        let ends = [
            end(caps[0], far_reach[0], previous, Some(own)),
            end(caps[1], far_reach[1], Some(own), next),
        ];
        let reach = shape.radius + EDGE_PX;
        // Beyond an end without a cap there is nothing, unless the segment is so short that the
        // other side of its corner reaches there.
        let cap_reach = match shape.cap {
            LineCap::Butt if own.length > reach => EDGE_PX,
            _ => reach,
        };
        // Where a line bends by less than 3 degrees, what lies beyond its ends is narrow; beyond
        // other points that two segments share lies the earlier's part.
        let before = match ends[0] {
            End::Cap => cap_reach,
            _ if previous.is_none() => reach,
            _ => 0.1 * reach,
        };
        let beyond = match ends[1] {
            End::Cap => cap_reach,
            End::Bend => shape.reach(End::Bend),
            End::Straight => 0.1 * reach,
        };
        let wide = reach + far_reach[0].max(far_reach[1]);
        Self {
            domain: own.domain(wide, [before + far_reach[0], beyond + far_reach[1]]),
            own,
            previous,
            next,
            ends,
            far_reach,
        }
    }

    /// Lowest and highest row coordinate that anything of it may touch.
    pub(super) fn rows(&self, shape: &Shape) -> [f32; 2] {
        let ends = shape.reach(End::Bend).max(shape.reach(End::Cap));
        let reach = ends + self.far_reach[0].max(self.far_reach[1]);
        let [low, high] = self.own.rows();
        [low - reach, high + reach]
    }

    /// The part of the pixel around `point` that the line covers there; `None` where another
    /// segment deals with it.
    pub(super) fn coverage(&self, point: [f32; 2], shape: &Shape) -> Option<f32> {
        let (own, radius) = (&self.own, shape.radius);
        let bends = self.ends.map(|end| end != End::Straight);
        let from_start = own.start_offset(point);
        let from_end = own.end_offset(point);
        // Where the line goes nearly straight on, the bisector divides: both sides ask the same.
        if let Some(previous) = self.previous.filter(|_| !bends[0])
            && own.along_both(&previous, from_start) <= 0.0
        {
            return None;
        }
        if let Some(next) = self.next.filter(|_| !bends[1])
            && own.along_both(&next, from_end) > 0.0
        {
            return None;
        }
        let along = own.along(from_start);
        let offset = if along <= 0.0 {
            from_start
        } else if along >= own.length {
            from_end
        } else {
            own.across(from_start)
        };
        let distance_squared = squared(offset);
        // Elsewhere the nearer of two; of equal ones, beyond the point that they share, the earlier.
        let mut neighbours = [f32::INFINITY; 2];
        if let Some(previous) = self.previous.filter(|_| bends[0]) {
            neighbours[0] = previous.squared_distance(point);
            if distance_squared >= neighbours[0] {
                return None;
            }
        }
        if let Some(next) = self.next.filter(|_| bends[1]) {
            neighbours[1] = next.squared_distance(point);
            if distance_squared > neighbours[1] {
                return None;
            }
        }
        // Where a neighbour at an angle reaches into the pixel, both are counted together.
        let reach_squared = [0, 1].map(|side| {
            let reach = shape.reach(self.ends[side]) + self.far_reach[side];
            reach * reach
        });
        let start_squared = squared(from_start).min(neighbours[0]);
        let end_squared = squared(from_end).min(neighbours[1]);
        let at_start = bends[0] && start_squared < reach_squared[0];
        let at_end = bends[1] && end_squared < reach_squared[1];
        if at_start || at_end {
            let near = [at_start, at_end];
            let squared = [start_squared, end_squared];
            return Some(self.coverage_with_neighbour(point, offset, near, squared, shape));
        }
        let distance = distance_squared.sqrt();
        let normal = if distance > 1e-4 {
            [offset[0] / distance, offset[1] / distance]
        } else {
            own.normal()
        };
        Some(strip(distance, radius, normal))
    }

    /// The same near an end at which the line bends or ends, with a neighbour that is there: which
    /// ends are near, and the squares of how far they and what is beyond them are. `offset` goes
    /// from the segment's nearest point to `point`.
    fn coverage_with_neighbour(
        &self,
        point: [f32; 2],
        offset: [f32; 2],
        [at_start, at_end]: [bool; 2],
        [start_squared, end_squared]: [f32; 2],
        shape: &Shape,
    ) -> f32 {
        let radius = shape.radius;
        // A neighbour that is there, and of two the nearer.
        let has_previous = at_start && self.previous.is_some();
        let has_next = at_end && self.next.is_some();
        let at_previous = has_previous && (!has_next || start_squared < end_squared);
        // What is beyond the other end of a short segment is in the pixel too. Discs see to it
        // where the line bends.
        let goes_on = self.ends.map(|end| match end {
            End::Straight => true,
            End::Bend => !shape.is_all_round(),
            End::Cap => false,
        });
        let mut own = self.own;
        if at_start && goes_on[1] && (at_previous || !at_end) {
            own = own.with_far_end();
        }
        if at_end && goes_on[0] && (!at_previous || !at_start) {
            own = own.with_far_start();
        }
        let discs = self.ends.map(|end| shape.has_disc(end));
        own = own.longer(radius, self.ends.map(|end| shape.is_longer(end)));
        // As the shader, which does not know what a neighbour that goes on does at its other end.
        let far_caps = self.far_reach.map(|reach| reach > 0.0);
        let far =
            far_caps.map(|is_cap| shape.is_all_round() || (is_cap && shape.has_disc(End::Cap)));
        let is_longer = shape.is_longer(End::Cap);
        let (neighbour, its_discs) = if at_previous {
            let previous = self.previous.map(|previous| match far_caps[0] {
                true => previous.longer(radius, [is_longer, false]),
                false => previous.with_far_start(),
            });
            (previous, [far[0], discs[0]])
        } else {
            let next = self.next.map(|next| match far_caps[1] {
                true => next.longer(radius, [false, is_longer]),
                false => next.with_far_end(),
            });
            (next, [discs[1], far[1]])
        };
        let end = self.ends[usize::from(!at_previous)];
        let has_wedge = !shape.is_all_round() && end == End::Bend;
        let corner = match (self.previous, self.next) {
            (Some(previous), _) if at_previous => Some((previous, self.own)),
            (_, Some(next)) if !at_previous => Some((self.own, next)),
            _ => None,
        };
        let wedge = corner
            .filter(|_| has_wedge)
            .map(|(first, second)| Wedge::new(&first, &second, radius, shape.corner()));
        let other = neighbour.as_ref().map(|neighbour| (neighbour, its_discs));
        let (own, wedge) = ((&own, discs), wedge.as_ref());
        if shape.cap == LineCap::Round {
            union_coverage::<8>(point, own, other, wedge, offset, radius)
        } else {
            union_coverage::<32>(point, own, other, wedge, offset, radius)
        }
    }
}

fn squared(offset: [f32; 2]) -> f32 {
    offset[0] * offset[0] + offset[1] * offset[1]
}
