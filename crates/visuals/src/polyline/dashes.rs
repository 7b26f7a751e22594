//! Dashes: a pattern of lengths along a line, and cutting a line by it.
//!
//! A dash is a piece of the line of its own, so whatever draws pieces draws dashes: its corners are
//! joined and its ends are capped as the style says. Lengths are framebuffer pixels, and so are cut
//! after the points are placed.

use super::strips::Piece;
use super::window::inside;
use crate::{Error, Result};

/// Lengths of a pattern at most, after an odd number is taken twice.
const MOST_LENGTHS: usize = 16;

/// Patterns that repeat within less are drawn as a solid line: no pixel could show them.
const SHORTEST_PERIOD_PX: f64 = 0.25;

/// How far a dash may pass a point of the line: what no pixel shows.
const STRAIGHT_PX: f64 = 0.008;

/// A pattern of dashes and gaps along a line.
///
/// ```
/// use galry_visuals::Dashes;
///
/// // Nine pixels of line, three of gap; begun two pixels in.
/// let dashes = Dashes::new(&[9.0, 3.0], 2.0)?;
/// assert_eq!(dashes.lengths_px(), [9.0, 3.0]);
/// // On a screen of twice the density.
/// assert_eq!(dashes.scaled(2.0).phase_px(), 4.0);
/// # Ok::<(), galry_visuals::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dashes {
    lengths_px: [f32; MOST_LENGTHS],
    count: usize,
    phase_px: f32,
}

impl Dashes {
    /// A pattern of lengths in framebuffer pixels, a dash first and a gap next, over and over; an odd
    /// number of lengths is taken twice, as in SVG. `phase_px` of it lies before the line's start.
    ///
    /// A dash of no length is a dot, where caps are round or square.
    ///
    /// # Errors
    /// [`Error::Dashes`] for no lengths or more than 16, for lengths that are negative or not finite,
    /// for nothing but zeros, and for a phase that is not finite.
    pub fn new(lengths_px: &[f32], phase_px: f32) -> Result<Self> {
        let wrong = |message: String| Err(Error::Dashes { message });
        let times = 1 + lengths_px.len() % 2;
        let count = lengths_px.len() * times;
        if count == 0 || count > MOST_LENGTHS {
            return wrong(format!(
                "expected 1 to {MOST_LENGTHS} lengths, an odd number of them taken twice, got {}",
                lengths_px.len()
            ));
        }
        let is_length = |length: &f32| length.is_finite() && *length >= 0.0;
        if let Some(length) = lengths_px.iter().find(|length| !is_length(length)) {
            return wrong(format!("expected lengths of at least 0 px, got {length}"));
        }
        if lengths_px.iter().all(|&length| length == 0.0) {
            return wrong("expected a length above 0 px, got zeros".to_owned());
        }
        if !phase_px.is_finite() {
            return wrong(format!("expected a phase in pixels, got {phase_px}"));
        }
        let mut all = [0.0; MOST_LENGTHS];
        for (length, &given) in all.iter_mut().zip(lengths_px.iter().cycle().take(count)) {
            *length = given;
        }
        Ok(Self {
            lengths_px: all,
            count,
            phase_px,
        })
    }

    /// Dashes and gaps in turn, an even number.
    #[must_use]
    pub fn lengths_px(&self) -> &[f32] {
        &self.lengths_px[..self.count]
    }

    /// How much of the pattern lies before the line's start.
    #[must_use]
    pub const fn phase_px(&self) -> f32 {
        self.phase_px
    }

    /// The pattern, longer by a factor; for what is no positive number it is as it was.
    #[must_use]
    pub fn scaled(mut self, factor: f32) -> Self {
        if factor > 0.0 && factor.is_finite() {
            for length in &mut self.lengths_px {
                *length = (*length * factor).min(f32::MAX);
            }
            self.phase_px *= factor;
        }
        self
    }

    fn period_px(&self) -> f64 {
        self.lengths_px().iter().map(|&px| f64::from(px)).sum()
    }

    /// Cuts pieces in framebuffer pixels into their dashes; leaves out what does not come near
    /// `window`, its least and its greatest coordinates.
    ///
    /// A dash that reaches out of the window may end there.
    pub(super) fn cut(&self, pieces: &[Piece], window: [[f32; 2]; 2]) -> Vec<Piece> {
        let mut dashes = Vec::new();
        for piece in pieces {
            self.cut_piece(piece, window, &mut dashes);
        }
        dashes
    }

    fn cut_piece(&self, piece: &Piece, window: [[f32; 2]; 2], out: &mut Vec<Piece>) {
        if self.period_px() < SHORTEST_PERIOD_PX || piece.points.len() < 2 {
            out.push(piece.clone());
            return;
        }
        let mut cutter = Cutter {
            dashes: self,
            window: window.map(|corner| corner.map(f64::from)),
            is_start: true,
            open: Vec::new(),
            out,
        };
        let mut arc = f64::from(self.phase_px);
        let back = piece.closed.then(|| piece.points[0]);
        let ends = piece.points[1..].iter().copied().chain(back);
        for (&start, end) in piece.points.iter().zip(ends) {
            arc += cutter.segment(start.map(f64::from), end.map(f64::from), arc);
        }
        cutter.close();
    }
}

struct Cutter<'a> {
    dashes: &'a Dashes,
    window: [[f64; 2]; 2],
    /// Whether no segment was gone along yet.
    is_start: bool,
    /// The points of the dash that is being drawn.
    open: Vec<[f32; 2]>,
    out: &'a mut Vec<Piece>,
}

impl Cutter<'_> {
    /// Goes along a segment that begins `arc` into the pattern; its length.
    fn segment(&mut self, start: [f64; 2], end: [f64; 2], arc: f64) -> f64 {
        let along = [end[0] - start[0], end[1] - start[1]];
        let length = along[0].hypot(along[1]);
        if length == 0.0 || !length.is_finite() {
            return 0.0;
        }
        let at = |distance: f64| {
            let part = distance / length;
            [start[0] + part * along[0], start[1] + part * along[1]].map(|value| value as f32)
        };
        let Some([from, to]) = inside(start, along, self.window) else {
            // Whatever was open ends where nobody sees it.
            self.close();
            return length;
        };
        let (mut distance, to) = (from * length, to * length);
        if from > 0.0 {
            self.close();
        }
        let is_start = std::mem::take(&mut self.is_start);
        let (mut index, mut left) = self.position(arc + distance, is_start && from == 0.0);
        if index % 2 == 1 {
            // By rounding, a dash may have ended just where the segment before did.
            self.close();
        }
        loop {
            let is_dash = index % 2 == 0;
            // A dash that begins where the segment ends is the next one's, if there is one; a dot is
            // this one's.
            if is_dash && self.open.is_empty() && (distance < length || left == 0.0) {
                self.open.push(at(distance));
            }
            if left > to - distance {
                break;
            }
            distance += left;
            if is_dash {
                self.add(at(distance));
                // A gap of no length is none.
                let gap = (index + 1) % self.dashes.count;
                if self.dashes.lengths_px[gap] > 0.0 {
                    self.close();
                    index = gap;
                } else {
                    index = (gap + 1) % self.dashes.count;
                }
            } else {
                index = (index + 1) % self.dashes.count;
            }
            left = f64::from(self.dashes.lengths_px[index]);
        }
        if !self.open.is_empty() {
            self.add(at(to));
            if to < length {
                self.close();
            }
        }
        length
    }

    fn add(&mut self, point: [f32; 2]) {
        if self.open.last() != Some(&point) {
            self.open.push(point);
        }
    }

    /// Ends the dash that is being drawn.
    fn close(&mut self) {
        if !self.open.is_empty() {
            let points = straightened(&self.open);
            self.open.clear();
            let closed = false;
            self.out.push(Piece { points, closed });
        }
    }

    /// Which length of the pattern a place lies in, and how much of that is left; whether a dot that
    /// is just there counts.
    fn position(&self, arc: f64, has_dot: bool) -> (usize, f64) {
        let mut rest = arc.rem_euclid(self.dashes.period_px());
        let lengths = self.dashes.lengths_px();
        for (index, &length) in lengths.iter().enumerate() {
            let length = f64::from(length);
            if rest < length || (has_dot && rest == 0.0 && length == 0.0) {
                return (index, length - rest);
            }
            rest -= length;
        }
        // Rounded up to the whole period: the start of the next.
        (0, f64::from(lengths[0]))
    }
}

/// A dash without the points that a straight line passes within [`STRAIGHT_PX`]; its ends stay.
///
/// Where samples are dense a dash has many segments that are shorter than the line is wide, around
/// the last of which joins would round the ends. One pass, by the cone of directions that all points
/// since the last one kept allow (Sklansky and Gonzalez, 1980).
fn straightened(points: &[[f32; 2]]) -> Vec<[f32; 2]> {
    let (Some(&first), Some(&end)) = (points.first(), points.last()) else {
        return Vec::new();
    };
    let mut kept = vec![first];
    let (mut anchor, mut last) = (first, first);
    let mut cone: Option<Cone> = None;
    for &point in &points[1..] {
        let offset = [0, 1].map(|axis| f64::from(point[axis]) - f64::from(anchor[axis]));
        let is_near = offset[0].hypot(offset[1]) <= STRAIGHT_PX;
        let is_within = match &mut cone {
            Some(cone) => cone.take(offset),
            // As good as the anchor itself.
            None if is_near => true,
            None => {
                cone = Some(Cone::new(offset));
                true
            }
        };
        if !is_within {
            kept.push(last);
            anchor = last;
            let offset = [0, 1].map(|axis| f64::from(point[axis]) - f64::from(anchor[axis]));
            cone = Some(Cone::new(offset));
        }
        last = point;
    }
    if kept.last() != Some(&end) {
        kept.push(end);
    }
    kept
}

/// Directions from a point that pass all points seen so far near enough.
struct Cone {
    /// The direction of the first, of length one; angles are relative to it.
    axis: [f64; 2],
    low: f64,
    high: f64,
    farthest: f64,
}

impl Cone {
    fn new(offset: [f64; 2]) -> Self {
        let length = offset[0].hypot(offset[1]);
        let half = (STRAIGHT_PX / length.max(STRAIGHT_PX)).asin();
        Self {
            axis: offset.map(|value| value / length.max(f64::MIN_POSITIVE)),
            low: -half,
            high: half,
            farthest: length,
        }
    }

    /// Narrows the cone to pass one more point; false, and unchanged, where none does.
    fn take(&mut self, offset: [f64; 2]) -> bool {
        let length = offset[0].hypot(offset[1]);
        let along = offset[0] * self.axis[0] + offset[1] * self.axis[1];
        let across = offset[1] * self.axis[0] - offset[0] * self.axis[1];
        let angle = across.atan2(along);
        // The line goes back: what it passed on the way is not between here and the anchor.
        let goes_back = length < self.farthest - STRAIGHT_PX;
        if goes_back || angle < self.low || angle > self.high {
            return false;
        }
        let half = (STRAIGHT_PX / length.max(STRAIGHT_PX)).asin();
        self.low = self.low.max(angle - half);
        self.high = self.high.min(angle + half);
        self.farthest = self.farthest.max(length);
        true
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const EVERYWHERE: [[f32; 2]; 2] = [[-1e9; 2], [1e9; 2]];

    fn cut(points: &[[f32; 2]], dashes: &[f32], phase: f32, closed: bool) -> Vec<Vec<[f32; 2]>> {
        let piece = Piece {
            points: points.to_vec(),
            closed,
        };
        let dashes = Dashes::new(dashes, phase).unwrap();
        let out = dashes.cut(&[piece], EVERYWHERE);
        out.into_iter().map(|piece| piece.points).collect()
    }

    #[test]
    fn a_straight_line_is_cut_at_the_lengths() {
        let line = [[0.0, 5.0], [20.0, 5.0]];
        let spans = |dashes: &[f32], phase| -> Vec<[f32; 2]> {
            cut(&line, dashes, phase, false)
                .iter()
                .map(|points| [points[0][0], points[points.len() - 1][0]])
                .collect()
        };
        assert_eq!(spans(&[6.0, 4.0], 0.0), [[0.0, 6.0], [10.0, 16.0]]);
        assert_eq!(
            spans(&[6.0, 4.0], 2.0),
            [[0.0, 4.0], [8.0, 14.0], [18.0, 20.0]]
        );
        assert_eq!(spans(&[6.0, 4.0], -3.0), [[3.0, 9.0], [13.0, 19.0]]);
        // An odd number is taken twice.
        assert_eq!(spans(&[5.0], 0.0), [[0.0, 5.0], [10.0, 15.0]]);
        // Dots, and gaps of no length.
        assert_eq!(
            spans(&[0.0, 8.0], 4.0),
            [[4.0, 4.0], [12.0, 12.0], [20.0, 20.0]]
        );
        assert_eq!(
            spans(&[4.0, 0.0, 2.0, 4.0], 0.0),
            [[0.0, 6.0], [10.0, 16.0]]
        );
        assert_eq!(spans(&[3.0, 0.0], 1.0), [[0.0, 20.0]]);
        assert_eq!(spans(&[0.0, 12.0], 0.0), [[0.0, 0.0], [12.0, 12.0]]);
    }

    #[test]
    fn a_dash_goes_around_corners() {
        let corner = [[0.0, 0.0], [4.0, 0.0], [4.0, 4.0]];
        assert_eq!(
            cut(&corner, &[6.0, 1.0], 0.0, false),
            [
                vec![[0.0, 0.0], [4.0, 0.0], [4.0, 2.0]],
                vec![[4.0, 3.0], [4.0, 4.0]]
            ]
        );
        // A dot at a corner is one, whichever segment it is of.
        assert_eq!(
            cut(&corner, &[0.0, 4.0], 0.0, false),
            [[[0.0, 0.0]], [[4.0, 0.0]], [[4.0, 4.0]]]
        );
        let square = [[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [0.0, 4.0]];
        let dashes = cut(&square, &[3.0, 1.0], 0.0, true);
        assert_eq!(dashes.len(), 4);
        assert_eq!(dashes[3], [[0.0, 4.0], [0.0, 1.0]]);
    }

    #[test]
    fn what_is_far_away_is_not_cut() {
        let piece = Piece {
            points: vec![[-1e9, 0.0], [1e9, 0.0], [1e9, 1e9], [5.0, 1e9], [5.0, -1e9]],
            closed: false,
        };
        let pieces = [piece];
        let window = [[0.0, -10.0], [100.0, 10.0]];
        let dashes = Dashes::new(&[5.0, 5.0], 0.0).unwrap();
        let out = dashes.cut(&pieces, window);
        assert!((12..=15).contains(&out.len()), "{}", out.len());
        assert!(out.iter().flat_map(|piece| &piece.points).all(|point| {
            (-1.0..=101.0).contains(&point[0]) && (-11.0..=11.0).contains(&point[1])
        }));
        // Too fine for any pixel: one line, whatever its length.
        let fine = Dashes::new(&[1e-6, 1e-6], 0.0).unwrap();
        assert_eq!(fine.cut(&pieces, window), pieces);
    }

    #[test]
    fn what_is_no_pattern_is_refused() {
        let text = |lengths: &[f32], phase| Dashes::new(lengths, phase).unwrap_err().to_string();
        assert_eq!(
            text(&[], 0.0),
            "dashes: expected 1 to 16 lengths, an odd number of them taken twice, got 0"
        );
        assert!(text(&[1.0; 9], 0.0).ends_with("got 9"));
        assert_eq!(
            text(&[1.0, -2.0], 0.0),
            "dashes: expected lengths of at least 0 px, got -2"
        );
        assert!(text(&[f32::NAN, 1.0], 0.0).ends_with("got NaN"));
        assert!(text(&[0.0, 0.0], 0.0).ends_with("got zeros"));
        assert!(text(&[1.0], f32::INFINITY).ends_with("got inf"));
        let dashes = Dashes::new(&[1.0], 0.0).unwrap();
        assert_eq!(dashes.scaled(f32::NAN), dashes);
        assert_eq!(dashes.scaled(-1.0), dashes);
    }

    /// The distance from a point to a polyline.
    fn distance(point: [f32; 2], line: &[[f32; 2]]) -> f64 {
        let at = point.map(f64::from);
        let mut nearest = f64::INFINITY;
        for ends in line.windows(2) {
            let [a, b] = [ends[0].map(f64::from), ends[1].map(f64::from)];
            let along = [b[0] - a[0], b[1] - a[1]];
            let offset = [at[0] - a[0], at[1] - a[1]];
            let squared = along[0] * along[0] + along[1] * along[1];
            let part = (offset[0] * along[0] + offset[1] * along[1]) / squared.max(1e-30);
            let part = part.clamp(0.0, 1.0);
            let away = [offset[0] - part * along[0], offset[1] - part * along[1]];
            nearest = nearest.min(away[0].hypot(away[1]));
        }
        nearest
    }

    #[test]
    fn dense_points_of_a_smooth_line_are_left_out() {
        let sine: Vec<[f32; 2]> = (0..5000)
            .map(|i| [i as f32 * 0.02, 20.0 * (i as f32 * 0.002).sin()])
            .collect();
        let kept = straightened(&sine);
        assert!(kept.len() < 150, "{}", kept.len());
        assert!(
            sine.iter()
                .all(|&point| distance(point, &kept) < 2.1 * STRAIGHT_PX)
        );
    }

    proptest! {
        /// Whatever the line, nothing of it is farther than that from what is kept of it.
        #[test]
        fn what_is_straightened_passes_every_point(
            steps in prop::collection::vec(prop::array::uniform2(-0.4..0.4_f32), 1..80),
        ) {
            let mut points = vec![[0.0_f32; 2]];
            for step in steps {
                let last = points[points.len() - 1];
                points.push([last[0] + step[0], last[1] + step[1]]);
            }
            let kept = straightened(&points);
            prop_assert_eq!(kept.first(), points.first());
            prop_assert_eq!(kept.last(), points.last());
            if kept.len() > 1 {
                for &point in &points {
                    let away = distance(point, &kept);
                    prop_assert!(away < 2.1 * STRAIGHT_PX, "{} {:?} {:?}", away, points, kept);
                }
            }
        }

        /// The lengths along a line: of dashes as much as the pattern says, wherever it is cut.
        #[test]
        fn as_much_is_drawn_as_the_pattern_says(
            points in prop::collection::vec(prop::array::uniform2(-50.0..50.0_f32), 2..8),
            lengths in prop::collection::vec(0.5..9.0_f32, 1..7),
            phase in -30.0..30.0_f32,
            closed: bool,
        ) {
            let mut points = points;
            points.dedup();
            prop_assume!(points.len() > 2);
            let dashes = Dashes::new(&lengths, phase).unwrap();
            let length = |points: &[[f32; 2]]| -> f64 {
                points
                    .windows(2)
                    .map(|ends| f64::from(ends[1][0] - ends[0][0]).hypot(f64::from(ends[1][1] - ends[0][1])))
                    .sum()
            };
            let mut whole = points.clone();
            if closed {
                whole.push(points[0]);
            }
            let total = length(&whole);
            // The pattern's own integral, by small steps.
            let period = dashes.period_px();
            let drawn_up_to = |arc: f64| {
                let (periods, mut rest) = ((arc / period).floor(), arc.rem_euclid(period));
                let each: f64 = dashes.lengths_px().iter().step_by(2).map(|&px| f64::from(px)).sum();
                let mut drawn = periods * each;
                for (index, &px) in dashes.lengths_px().iter().enumerate() {
                    let part = rest.min(f64::from(px));
                    if index % 2 == 0 {
                        drawn += part;
                    }
                    rest -= part;
                }
                drawn
            };
            let phase = f64::from(phase);
            let expected = drawn_up_to(phase + total) - drawn_up_to(phase);
            let drawn: f64 = cut(&points, &lengths, phase as f32, closed)
                .iter()
                .map(|points| length(points))
                .sum();
            prop_assert!((drawn - expected).abs() < 1e-3 * (1.0 + total), "{drawn} {expected}");
        }
    }
}
