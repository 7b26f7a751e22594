//! A line drawn as itself: its samples in sight, relative to a view near the present one.
//!
//! Positions are kept as f32 pixels of the view in which they were collected (the *anchor*), cut
//! off a few screens outside of it. While the view stays near the anchor only a scale and a
//! translation change, so panning uploads nothing; when it has moved or zoomed too far for f32 or
//! left what was collected, samples are collected again around the new view.

use std::ops::Range;

use super::MOST_DASHED;
use super::columns::Series;
use super::pixel_map::PixelMap;
use crate::Result;

/// How far beyond the anchor's edges positions are kept, in widths and heights of the view.
const KEPT_AROUND: [f64; 2] = [1.0, 4.0];

/// How far beyond what is kept a line is cut, in pixels: half of a width that is still a line.
const REACH_PX: f64 = 64.0;

/// Samples of a function that are kept at most, unless more are in sight.
const MAX_KEPT: u64 = 1 << 16;

/// The zoom, relative to the anchor, beyond which positions are collected again.
const ZOOM_KEPT: f64 = 2.0;

/// A curve near a view.
#[derive(Debug, Clone)]
pub(crate) struct Geometry {
    anchor: PixelMap,
    /// Anchor pixels, x right and y down; NaN between pieces.
    positions: Vec<[f32; 2]>,
    /// How far around the anchor they go, in widths and heights of it.
    kept_around: [f64; 2],
    is_dashed: bool,
}

impl Geometry {
    /// Collects the samples around a view.
    pub(crate) fn collect(
        series: &Series<'_, '_>,
        is_function: bool,
        is_dashed: bool,
        map: &PixelMap,
    ) -> Result<Self> {
        // Dashes count from where the line begins, so it is not cut before it is dashed.
        let samples = series.source.len() - series.source.first();
        let is_whole = is_dashed && samples <= MOST_DASHED;
        let mut kept_around = KEPT_AROUND;
        if is_function && !is_whole {
            let width = map.size()[0];
            let beside = KEPT_AROUND[0] * width;
            let kept = series.visible(map, -beside, width + beside);
            if kept.end - kept.start > MAX_KEPT {
                // Samples crowd beside the view: moving there changes to columns anyway.
                kept_around[0] = 0.0;
            }
        }
        Ok(Self {
            anchor: *map,
            positions: if is_whole {
                collect_whole(series, map)?
            } else {
                collect(series, is_function, map, kept_around)?
            },
            kept_around,
            is_dashed,
        })
    }

    pub(crate) fn positions(&self) -> &[[f32; 2]] {
        &self.positions
    }

    /// Scale and translation from anchor pixels to pixels of the view.
    pub(crate) fn placement(&self, map: &PixelMap) -> ([f64; 2], [f64; 2]) {
        map.view_from_anchor(&self.anchor)
    }

    /// Whether a view can be drawn from it.
    pub(crate) fn serves(&self, map: &PixelMap, is_dashed: bool) -> bool {
        if !map.has_same_shape(&self.anchor) || self.is_dashed != is_dashed {
            return false;
        }
        let (scale, translate) = self.placement(map);
        (0..2).all(|axis| {
            let zoom = scale[axis];
            // The view's two edges in anchor pixels.
            let size = self.anchor.size()[axis];
            let low = -translate[axis] / zoom;
            let high = (map.size()[axis] - translate[axis]) / zoom;
            let kept = self.kept_around[axis] * size;
            (1.0 / ZOOM_KEPT..=ZOOM_KEPT).contains(&zoom) && low >= -kept && high <= size + kept
        })
    }
}

/// All samples as pixels of the view, however far outside.
fn collect_whole(series: &Series<'_, '_>, map: &PixelMap) -> Result<Vec<[f32; 2]>> {
    let range = series.source.first()..series.source.len();
    let mut values = vec![0.0; range.clone().count()];
    series
        .source
        .read(series.channel, range.clone(), &mut values)?;
    let place = |(index, y): (u64, f64)| {
        let at = [map.u(series.positions.at(index)), map.v(y)];
        // Infinite places are gaps, as those that are not numbers.
        at.map(|value| {
            if value.is_finite() {
                value as f32
            } else {
                f32::NAN
            }
        })
    };
    Ok(range.zip(values).map(place).collect())
}

/// The samples around the view as pixels of it, cut at the kept box.
fn collect(
    series: &Series<'_, '_>,
    is_function: bool,
    map: &PixelMap,
    kept_around: [f64; 2],
) -> Result<Vec<[f32; 2]>> {
    let size = map.size();
    // At least so far that a wide line's ends stay out of sight.
    let low = [0, 1].map(|axis| -kept_around[axis] * size[axis] - REACH_PX);
    let high = [0, 1].map(|axis| (1.0 + kept_around[axis]) * size[axis] + REACH_PX);
    let len = series.source.len();
    let range = if is_function {
        // One sample more on each side: the segments that enter and leave.
        let inside = series.visible(map, low[0], high[0]);
        inside.start.saturating_sub(1)..(inside.end + 1).min(len)
    } else {
        0..len
    };
    let mut pieces = Pieces::new(low, high);
    let mut values = vec![0.0; range.clone().count().min(READ_AT_ONCE)];
    let mut start = range.start;
    while start < range.end {
        let part: Range<u64> = start..range.end.min(start + values.len() as u64);
        let values = &mut values[..(part.end - part.start) as usize];
        series.source.read(series.channel, part.clone(), values)?;
        for (index, &y) in part.clone().zip(values.iter()) {
            pieces.push([map.u(series.positions.at(index)), map.v(y)]);
        }
        start = part.end;
    }
    Ok(pieces.finish())
}

/// Samples read at a time, so that memory does not follow their number.
const READ_AT_ONCE: usize = 1 << 16;

/// Cuts a polyline at a box and at points that are not finite.
#[derive(Debug)]
struct Pieces {
    low: [f64; 2],
    high: [f64; 2],
    last: Option<[f64; 2]>,
    /// Whether a segment has begun or ended at `last`.
    has_segment: bool,
    /// Whether `last` is the last of `positions`.
    is_open: bool,
    positions: Vec<[f32; 2]>,
}

impl Pieces {
    fn new(low: [f64; 2], high: [f64; 2]) -> Self {
        Self {
            low,
            high,
            last: None,
            has_segment: false,
            is_open: false,
            positions: Vec::new(),
        }
    }

    fn push(&mut self, point: [f64; 2]) {
        if !(point[0].is_finite() && point[1].is_finite()) {
            self.end_piece();
            return;
        }
        if let Some(last) = self.last {
            self.has_segment = true;
            match clip(last, point, self.low, self.high) {
                Some((from, to)) => {
                    if !(self.is_open && from == last) {
                        self.begin(from);
                    }
                    self.add(to);
                    self.is_open = to == point;
                }
                None => self.is_open = false,
            }
        }
        self.last = Some(point);
    }

    /// A break. A point that stood alone stays a point.
    fn end_piece(&mut self) {
        if let Some(last) = self.last.take()
            && !self.has_segment
            && (0..2).all(|axis| (self.low[axis]..=self.high[axis]).contains(&last[axis]))
        {
            self.begin(last);
        }
        self.has_segment = false;
        self.is_open = false;
    }

    fn finish(mut self) -> Vec<[f32; 2]> {
        self.end_piece();
        self.positions
    }

    fn begin(&mut self, point: [f64; 2]) {
        if !self.positions.is_empty() {
            self.positions.push([f32::NAN; 2]);
        }
        self.add(point);
    }

    fn add(&mut self, point: [f64; 2]) {
        self.positions.push(point.map(|value| value as f32));
    }
}

/// The part of a segment within a box (Liang and Barsky, 1984); `None` when it misses the box.
fn clip(
    from: [f64; 2],
    to: [f64; 2],
    low: [f64; 2],
    high: [f64; 2],
) -> Option<([f64; 2], [f64; 2])> {
    // Where the box is entered and left: how far along, and at which border.
    let (mut enter, mut leave) = ((0.0f64, None), (1.0f64, None));
    for axis in 0..2 {
        let delta = to[axis] - from[axis];
        if delta == 0.0 {
            if from[axis] < low[axis] || from[axis] > high[axis] {
                return None;
            }
            continue;
        }
        let (first, second) = if delta > 0.0 {
            (low[axis], high[axis])
        } else {
            (high[axis], low[axis])
        };
        let at = |border: f64| (border - from[axis]) / delta;
        if at(first) > enter.0 {
            enter = (at(first), Some((axis, first)));
        }
        if at(second) < leave.0 {
            leave = (at(second), Some((axis, second)));
        }
    }
    if enter.0 > leave.0 {
        return None;
    }
    let at = |(t, border): (f64, Option<(usize, f64)>)| {
        let mut point = [0, 1].map(|axis| from[axis] + t * (to[axis] - from[axis]));
        // From far away the sum is coarser than a pixel; the border is where it is.
        if let Some((axis, border)) = border {
            point[axis] = border;
        }
        point
    };
    let start = if enter.1.is_none() { from } else { at(enter) };
    let end = if leave.1.is_none() { to } else { at(leave) };
    Some((start, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(points: &[[f64; 2]]) -> Vec<[f32; 2]> {
        let mut pieces = Pieces::new([0.0, 0.0], [10.0, 10.0]);
        for &point in points {
            pieces.push(point);
        }
        pieces.finish()
    }

    #[test]
    fn a_curve_inside_is_kept_whole() {
        let inside = [[0.0, 1.0], [5.0, 9.0], [10.0, 1.0]];
        assert_eq!(cut(&inside), [[0.0, 1.0], [5.0, 9.0], [10.0, 1.0]]);
    }

    #[test]
    fn a_curve_is_cut_at_the_box_and_goes_on_where_it_comes_back() {
        let positions = cut(&[[0.0, 5.0], [4.0, 15.0], [8.0, 5.0]]);
        assert_eq!(positions[..2], [[0.0, 5.0], [2.0, 10.0]]);
        assert!(positions[2][0].is_nan());
        assert_eq!(positions[3..], [[6.0, 10.0], [8.0, 5.0]]);
    }

    #[test]
    fn a_lone_point_stays_and_one_outside_goes() {
        let nan = f64::NAN;
        assert_eq!(cut(&[[nan, 0.0], [3.0, 3.0], [4.0, nan]]), [[3.0, 3.0]]);
        assert!(cut(&[[30.0, 3.0], [4.0, nan]]).is_empty());
    }

    #[test]
    fn a_segment_from_far_away_is_cut_at_the_very_border() {
        let far = 1e30;
        assert_eq!(cut(&[[3.0, far], [3.0, -far]]), [[3.0, 10.0], [3.0, 0.0]]);
        assert_eq!(cut(&[[-far, 5.0], [far, 5.0]]), [[0.0, 5.0], [10.0, 5.0]]);
    }

    #[test]
    fn a_segment_that_misses_the_box_is_left_out() {
        assert!(cut(&[[-5.0, 8.0], [3.0, 20.0]]).is_empty());
        assert!(cut(&[[-5.0, f64::MAX], [3.0, f64::MAX]]).is_empty());
    }
}
