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
mod segment;

use super::strips::placed_pieces;
use super::{MAX_WIDTH_PX, PolylineStyle};
use crate::Placement;
use coverage::Capsule;
use segment::{End, Segment, Shape};

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

/// Rows of a band.
const BAND_ROWS: usize = 16;

/// From so many segments on a line is likely to cover its pixels many times over.
const DENSE: usize = 4096;

/// How far apart segments are that follow each other when such a line is painted.
const STRIDE: usize = 64;

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
            let [low, high] = segment.rows(&shape);
            rows = [rows[0].min(low), rows[1].max(high)];
        }
        let color = style.color.to_premultiplied_rgba8().map(u32::from);
        self.lines.push(PreparedLine {
            first,
            end: self.segments.len(),
            rows,
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
        let (top, bottom) = (self.top as f32, (self.top + self.rows) as f32);
        // What is left free is a product, so any order will do. Neighbouring segments of a
        // dense line cover nearly the same pixels, a little more each: far apart ones first, most
        // pixels are full before all those in between are looked at.
        let stride = if segments.len() > DENSE { STRIDE } else { 1 };
        for segment in (0..stride).flat_map(|first| segments.iter().skip(first).step_by(stride)) {
            let [low, high] = segment.rows(&line.shape);
            // The rows whose middles lie within; float to integer rounds towards zero.
            let first = (low + 0.5).max(top);
            let last = (high - 0.5).min(bottom - 0.5);
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
