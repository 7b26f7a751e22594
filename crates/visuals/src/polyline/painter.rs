//! Polylines painted by the CPU, for software rasterisers and for where there is no GL.
//!
//! The same coverage as `polyline.wgsl` finds: that of a strip along a segment, that of two capsules
//! together where a line bends or ends. The coverage of one line is collected in a mask, so a
//! translucent line that crosses itself is blended once there; then the mask is blended with the
//! line's colour. Bands of rows are painted side by side.
//!
//! Each pixel belongs to one of two segments that follow each other, to the nearer. What is covered
//! already is left alone, so many segments upon each other cost little more than finding that out.

mod coverage;

use super::strips::placed_pieces;
use super::{LineCap, LineJoin, MAX_WIDTH_PX, PolylineStyle};
use crate::Placement;
use coverage::{Capsule, Corner, Domain, Wedge, halfplane, union_coverage};

/// One line to be painted, and where it stands.
#[derive(Clone, Copy, Debug)]
pub struct PaintedPolyline<'a> {
    /// The points, as in [`PolylineData`](crate::PolylineData).
    pub positions: &'a [[f32; 2]],
    /// Whether the last point is joined with the first.
    pub closed: bool,
    /// The style.
    pub style: PolylineStyle,
    /// Where the points stand in the frame; its clip is not looked at.
    pub placement: Placement,
}

/// Paints polylines into pictures; keeps its memory from one to the next.
///
/// ```
/// use galry_visuals::{PaintedPolyline, Placement, PolylinePainter, PolylineStyle};
///
/// let line = PaintedPolyline {
///     positions: &[[0.0, 2.5], [8.0, 2.5]],
///     closed: false,
///     style: PolylineStyle::default(),
///     placement: Placement::default(),
/// };
/// let mut pixels = vec![0; 8 * 5 * 4];
/// PolylinePainter::default().paint([0, 0, 8, 5], &[line], &mut pixels);
/// // The middle row is covered, and a quarter of a pixel above and below.
/// let alpha = |row: usize| pixels[(row * 8 + 4) * 4 + 3];
/// assert_eq!([alpha(0), alpha(1), alpha(2), alpha(3)], [0, 64, 255, 64]);
/// ```
#[derive(Debug, Default)]
pub struct PolylinePainter {
    segments: Vec<Segment>,
    lines: Vec<PreparedLine>,
}

/// A line's segments among all, and how they are drawn.
#[derive(Clone, Copy, Debug)]
struct PreparedLine {
    first: usize,
    end: usize,
    /// Lowest and highest row coordinate that it may touch.
    rows: [f32; 2],
    shape: Shape,
    antialias: bool,
    /// Premultiplied, 0 to 255.
    color: [u32; 4],
}

/// What is around the segments of a line.
#[derive(Clone, Copy, Debug)]
struct Shape {
    radius: f32,
    join: LineJoin,
    cap: LineCap,
    miter_limit: f32,
}

/// What a line does at an end of a segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
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
    fn has_disc(&self, end: End) -> bool {
        let is_possible = end != End::Bend || self.join == LineJoin::Round;
        is_possible && self.cap == LineCap::Round
    }

    /// Whether a segment without a disc there goes on by half the line's width.
    fn is_longer(&self, end: End) -> bool {
        match end {
            End::Cap => self.cap == LineCap::Square,
            End::Straight => self.cap != LineCap::Round,
            End::Bend => false,
        }
    }

    fn is_all_round(&self) -> bool {
        self.join == LineJoin::Round && self.cap == LineCap::Round
    }

    /// How far from such an end the picture depends on what is there.
    fn reach(&self, end: End) -> f32 {
        let radii = match end {
            End::Cap if self.cap == LineCap::Square => std::f32::consts::SQRT_2,
            End::Bend if self.join == LineJoin::Miter => self.miter_limit,
            _ => 1.0,
        };
        self.radius * radii + EDGE_PX
    }

    /// How far from a segment anything of it may be, its neighbours' ends included.
    fn most_reach(&self) -> f32 {
        let ends = self.reach(End::Bend).max(self.reach(End::Cap));
        ends + 3.0 * self.radius + 2.0 * EDGE_PX
    }

    /// How much farther than across the corner the end of a neighbour reaches: nothing where the
    /// neighbour is longer than that.
    fn far_reach(&self, neighbour: &Capsule) -> f32 {
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
    fn corner(&self) -> Corner {
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
struct Segment {
    own: Capsule,
    previous: Option<Capsule>,
    next: Option<Capsule>,
    /// What the line does at the start and at the end.
    ends: [End; 2],
    /// Whether the line ends at the far end of the segment before and of the one after.
    far_caps: [bool; 2],
    /// How much farther than across a corner those ends reach.
    far_reach: [f32; 2],
    /// The pixels that it deals with.
    domain: Domain,
}

/// Rows of a band.
const BAND_ROWS: usize = 16;

/// From so many segments on a line is likely to cover its pixels many times over.
const DENSE: usize = 4096;

/// How far apart segments are that follow each other when such a line is painted.
const STRIDE: usize = 64;

/// The distance from a line's edge from which a pixel is not touched any more.
const EDGE_PX: f32 = 0.75;

impl PolylinePainter {
    /// Paints lines, the later over the earlier, into a picture that shows `rect_px` (x, y, width,
    /// height of the frame): `pixels` are premultiplied RGBA8, the top row first, and all of them
    /// are overwritten. Lines that are no lines (see [`PolylineStyle`]) are left out.
    ///
    /// # Panics
    /// Never; `pixels` that are too few are painted as far as they go.
    pub fn paint(&mut self, rect_px: [i32; 4], lines: &[PaintedPolyline<'_>], pixels: &mut [u8]) {
        pixels.fill(0);
        let [x, y, width, height] = rect_px;
        if width <= 0 || height <= 0 {
            return;
        }
        let size = [width as usize, height as usize];
        self.segments.clear();
        self.lines.clear();
        for line in lines {
            self.prepare(line, [x as f32, y as f32], [width as f32, height as f32]);
        }
        let (segments, lines) = (&self.segments, &self.lines);
        let paint = |(band, pixels): (usize, &mut [u8])| {
            let mut band = Band::new(size[0], band * BAND_ROWS, pixels.len() / (size[0] * 4));
            let (top, bottom) = (band.top as f32, (band.top + band.rows) as f32);
            for line in lines {
                if line.rows[0] > bottom || line.rows[1] < top {
                    continue;
                }
                band.cover(&segments[line.first..line.end], line);
                band.blend(line, pixels);
            }
        };
        let rows = size[0] * 4 * BAND_ROWS;
        #[cfg(not(target_family = "wasm"))]
        {
            use rayon::prelude::*;
            pixels.par_chunks_mut(rows).enumerate().for_each(paint);
        }
        #[cfg(target_family = "wasm")]
        pixels.chunks_mut(rows).enumerate().for_each(paint);
    }

    /// Puts a line's segments into pixels of the picture.
    fn prepare(&mut self, line: &PaintedPolyline<'_>, origin: [f32; 2], size: [f32; 2]) {
        let style = line.style;
        // A NaN is not above zero either.
        let is_line = style.width_px > 0.0 && style.color.a > 0.0;
        if !is_line {
            return;
        }
        let antialias = line.placement.antialias;
        let half = 0.5 * style.width_px.min(MAX_WIDTH_PX);
        let radius = if antialias { half } else { half.max(0.5) };
        let first = self.segments.len();
        let shape = Shape {
            radius,
            join: style.join,
            cap: style.cap,
            miter_limit: style.sane_miter_limit(),
        };
        // As far as anything of a segment may reach.
        let margin = shape.reach(End::Bend).max(2.0 * radius) + 16.0;
        let window = [[-margin; 2], size.map(|side| side + margin)];
        let mut placed = placed_pieces(line.positions, line.closed, &line.placement);
        for point in placed.iter_mut().flat_map(|piece| &mut piece.points) {
            *point = [0, 1].map(|axis| point[axis] - origin[axis]);
        }
        if let Some(dashes) = &style.dashes {
            placed = dashes.cut(&placed, window);
        }
        for piece in &placed {
            let points = &piece.points;
            let count = points.len();
            let segments = match (count, piece.closed) {
                (1, _) => 1,
                (count, true) => count,
                (count, false) => count - 1,
            };
            let capsule = |index: usize| {
                let (a, b) = (points[index % count], points[(index + 1) % count]);
                Capsule::near(a, b, window[0], window[1])
            };
            let mut previous = piece.closed.then(|| capsule(count - 1)).flatten();
            let mut own = capsule(0);
            for index in 0..segments {
                let has_next = piece.closed || index + 1 < segments;
                let next = has_next.then(|| capsule(index + 1)).flatten();
                if let Some(own) = own {
                    let is_end = [index == 0, index + 1 == segments];
                    let is_next_to_end = [index == 1, index + 2 == segments];
                    let open = |is: bool| is && !piece.closed;
                    let caps = [is_end.map(open), is_next_to_end.map(open)];
                    self.segments
                        .push(Segment::new(own, [previous, next], caps, &shape));
                }
                (previous, own) = (own, next);
            }
        }
        let mut rows = [f32::INFINITY, f32::NEG_INFINITY];
        for segment in &self.segments[first..] {
            let [low, high] = segment.own.rows();
            rows = [rows[0].min(low), rows[1].max(high)];
        }
        let reach = shape.most_reach();
        let color = style.color.to_premultiplied_rgba8().map(u32::from);
        self.lines.push(PreparedLine {
            first,
            end: self.segments.len(),
            rows: [rows[0] - reach, rows[1] + reach],
            shape,
            antialias,
            color,
        });
    }
}

/// Some rows of the picture while they are painted.
struct Band {
    width: usize,
    top: usize,
    rows: usize,
    mask: Vec<u8>,
    /// First and last column of each row that the mask holds something in.
    touched: Vec<[usize; 2]>,
}

const UNTOUCHED: [usize; 2] = [usize::MAX, 0];

impl Band {
    fn new(width: usize, top: usize, rows: usize) -> Self {
        Self {
            width,
            top,
            rows,
            mask: vec![0; width * rows],
            touched: vec![UNTOUCHED; rows],
        }
    }

    /// Collects a line's coverage.
    fn cover(&mut self, segments: &[Segment], line: &PreparedLine) {
        let shape = &line.shape;
        let reach = shape.most_reach();
        let (top, bottom) = (self.top as f32, (self.top + self.rows) as f32);
        // What is left free is a product, so any order will do. Neighbouring segments of a
        // dense line cover nearly the same pixels, a little more each: far apart ones first, most
        // pixels are full before all those in between are looked at.
        let stride = if segments.len() > DENSE { STRIDE } else { 1 };
        for segment in (0..stride).flat_map(|first| segments.iter().skip(first).step_by(stride)) {
            let [low, high] = segment.own.rows();
            // The rows whose middles lie within; float to integer rounds towards zero.
            let first = (low - reach + 0.5).max(top);
            let last = (high + reach - 0.5).min(bottom - 0.5);
            if first >= bottom || last < top {
                continue;
            }
            for row in first as usize..=last as usize {
                self.cover_row(segment, line, row);
            }
        }
    }

    fn cover_row(&mut self, segment: &Segment, line: &PreparedLine, row: usize) {
        let y = row as f32 + 0.5;
        let [left, right] = segment.domain.columns(y);
        // The columns whose centres lie within; float to integer rounds towards zero.
        let first = (left + 0.5).max(0.0);
        let last = (right - 0.5).min(self.width as f32 - 1.0);
        if !(first <= last + 1.0 && last >= 0.0) {
            return;
        }
        let (left, right) = (first as usize, last as usize);
        if left > right {
            return;
        }
        let local = row - self.top;
        let touched = &mut self.touched[local];
        *touched = [touched[0].min(left), touched[1].max(right)];
        let mask = &mut self.mask[local * self.width..(local + 1) * self.width];
        // Without antialiasing, a border that runs through pixel centres must fall to one side.
        let nudge = if line.antialias {
            [0.0; 2]
        } else {
            [0.0017, 0.0011]
        };
        for (column, covered) in (left..=right).zip(&mut mask[left..=right]) {
            if *covered == u8::MAX {
                continue;
            }
            let point = [column as f32 + 0.5 + nudge[0], y + nudge[1]];
            let Some(coverage) = segment.coverage(point, &line.shape) else {
                continue;
            };
            let value = match line.antialias {
                true => (coverage.clamp(0.0, 1.0) * 255.0 + 0.5) as u8,
                false => u8::from(coverage >= 0.5) * u8::MAX,
            };
            // What segments leave free that do not follow each other, as if by chance.
            let free = u32::from(u8::MAX - *covered) * u32::from(u8::MAX - value);
            *covered = u8::MAX - ((free + 127) / 255) as u8;
        }
    }

    /// Blends what was collected, and forgets it.
    fn blend(&mut self, line: &PreparedLine, pixels: &mut [u8]) {
        for (row, touched) in self.touched.iter_mut().enumerate() {
            let [left, right] = std::mem::replace(touched, UNTOUCHED);
            if left > right {
                continue;
            }
            let first = row * self.width;
            let mask = &mut self.mask[first + left..=first + right];
            let pixels = &mut pixels[(first + left) * 4..(first + right + 1) * 4];
            for (covered, pixel) in mask.iter_mut().zip(pixels.chunks_exact_mut(4)) {
                let part = u32::from(std::mem::take(covered));
                if part == 0 {
                    continue;
                }
                let left = 255 * 255 - part * line.color[3];
                for (below, above) in pixel.iter_mut().zip(line.color) {
                    // Both products are in parts of 255²; the second at most so much.
                    let sum = part * above * 255 + u32::from(*below) * left;
                    *below = ((sum + 32_512) / 65_025) as u8;
                }
            }
        }
    }
}

impl Segment {
    /// A segment and its neighbours; `caps`: whether the line ends at its ends, and `far_caps` at
    /// the far ends of its neighbours.
    fn new(
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
        // Where a line bends by less than 3 degrees, what lies beyond its ends is narrow; beyond
        // other points that two segments share lies the earlier's part.
        // Beyond an end without a cap there is nothing, unless the segment is so short that the
        // other side of its corner reaches there.
        let cap_reach = match shape.cap {
            LineCap::Butt if own.length > reach => EDGE_PX,
            _ => reach,
        };
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
            far_caps,
            far_reach,
        }
    }

    /// The part of the pixel around `point` that the line covers there; `None` where another
    /// segment deals with it.
    fn coverage(&self, point: [f32; 2], shape: &Shape) -> Option<f32> {
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
        Some(halfplane(radius - distance, normal) - halfplane(-radius - distance, normal))
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
        let far = self
            .far_caps
            .map(|is_cap| shape.is_all_round() || (is_cap && shape.has_disc(End::Cap)));
        let is_longer = self
            .far_caps
            .map(|is_cap| is_cap && shape.is_longer(End::Cap));
        let (neighbour, its_discs) = if at_previous {
            let previous = self.previous.map(|previous| match self.far_caps[0] {
                true => previous.longer(radius, [is_longer[0], false]),
                false => previous.with_far_start(),
            });
            (previous, [far[0], discs[0]])
        } else {
            let next = self.next.map(|next| match self.far_caps[1] {
                true => next.longer(radius, [false, is_longer[1]]),
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
