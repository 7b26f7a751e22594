//! Where a picture goes: the frame, and the map from a visual's coordinates.

use galry_gloo::{ScissorRect, Target};

/// What is drawn into, for one frame.
#[derive(Clone, Copy, Debug)]
pub struct Frame<'a> {
    /// The framebuffer or screen.
    pub target: Target<'a>,
    /// Its width and height in framebuffer pixels.
    pub size_px: [u32; 2],
}

/// How a visual's coordinates become framebuffer pixels.
///
/// `framebuffer_px = visual * scale + translate`, in pixels from the top left,
/// y down. Changing a placement uploads no vertices and compiles nothing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Placement {
    /// Framebuffer pixels a visual unit, in x and y; negative flips.
    pub scale: [f32; 2],
    /// Framebuffer pixels added after scaling.
    pub translate: [f32; 2],
    /// x, y, width and height of the only pixels that may change, from the top
    /// left of the frame; `None` lets the whole frame change.
    pub clip_px: Option<[i32; 4]>,
    /// Whether edges are smoothed. Without, a pixel has the full colour or none.
    pub antialias: bool,
}

impl Default for Placement {
    /// Visual coordinates are framebuffer pixels; no clip; smooth edges.
    fn default() -> Self {
        Self {
            scale: [1.0; 2],
            translate: [0.0; 2],
            clip_px: None,
            antialias: true,
        }
    }
}

impl Placement {
    /// A point in visual coordinates to framebuffer pixels.
    ///
    /// The same two operations in f32 as in the shaders.
    #[must_use]
    pub fn framebuffer_from_visual(&self, position: [f32; 2]) -> [f32; 2] {
        [0, 1].map(|axis| position[axis] * self.scale[axis] + self.translate[axis])
    }

    /// What the clip leaves of a frame `size_px` wide and high: x, y, width and height, from the
    /// top left.
    pub(crate) fn visible_px(&self, size_px: [u32; 2]) -> [i32; 4] {
        let [x, y, width, height] = self.clip_px.unwrap_or([0, 0, i32::MAX, i32::MAX]);
        let [left, right] = cut(x, width, size_px[0]);
        let [top, bottom] = cut(y, height, size_px[1]);
        [left, top, right - left, bottom - top].map(|px| px as i32)
    }

    /// The clip as GL wants it (from the bottom left, cut to the frame), for a
    /// frame `size_px` wide and high.
    #[must_use]
    pub fn scissor(&self, size_px: [u32; 2]) -> Option<ScissorRect> {
        let [x, y, width, height] = self.clip_px?;
        let [left, right] = cut(x, width, size_px[0]);
        let [top, bottom] = cut(y, height, size_px[1]);
        Some(ScissorRect {
            x: left as i32,
            y: (i64::from(size_px[1]) - bottom) as i32,
            width: (right - left) as u32,
            height: (bottom - top) as u32,
        })
    }
}

/// Start and end of `[start, start + length)` cut to `[0, limit)`.
fn cut(start: i32, length: i32, limit: u32) -> [i64; 2] {
    // GL sizes fit i32; beyond, a frame could not have been made.
    let limit = i64::from(limit.min(i32::MAX as u32));
    let begin = i64::from(start).clamp(0, limit);
    let end = (i64::from(start) + i64::from(length.max(0))).clamp(begin, limit);
    [begin, end]
}

/// A box in visual coordinates.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// Smallest x and y.
    pub min: [f64; 2],
    /// Largest x and y.
    pub max: [f64; 2],
}

impl Bounds {
    /// The smallest box around the points with two finite coordinates; `None`
    /// when there is no such point.
    #[must_use]
    pub fn of(points: impl IntoIterator<Item = [f32; 2]>) -> Option<Self> {
        points
            .into_iter()
            .filter(|point| point.iter().all(|value| value.is_finite()))
            .map(|point| point.map(f64::from))
            .fold(None, |bounds: Option<Self>, point| {
                let one = Self {
                    min: point,
                    max: point,
                };
                Some(bounds.map_or(one, |bounds| bounds.union(&one)))
            })
    }

    /// The smallest box around both.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        Self {
            min: [0, 1].map(|axis| self.min[axis].min(other.min[axis])),
            max: [0, 1].map(|axis| self.max[axis].max(other.max[axis])),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scissor(clip_px: [i32; 4]) -> [i64; 4] {
        let placement = Placement {
            clip_px: Some(clip_px),
            ..Placement::default()
        };
        let rect = placement.scissor([100, 50]).unwrap();
        [
            i64::from(rect.x),
            i64::from(rect.y),
            i64::from(rect.width),
            i64::from(rect.height),
        ]
    }

    #[test]
    fn a_clip_is_turned_to_bottom_left_and_cut_to_the_frame() {
        assert_eq!(scissor([10, 5, 20, 10]), [10, 35, 20, 10]);
        assert_eq!(scissor([-5, -5, 20, 10]), [0, 45, 15, 5]);
        assert_eq!(scissor([90, 45, 100, 100]), [90, 0, 10, 5]);
        assert_eq!(scissor([0, 0, -3, 10])[2], 0);
        assert_eq!(scissor([i32::MAX, 0, i32::MAX, 10])[2], 0);
    }

    #[test]
    fn bounds_leave_out_what_is_not_finite() {
        assert_eq!(Bounds::of([[f32::NAN, 1.0], [f32::INFINITY, 0.0]]), None);
        assert_eq!(
            Bounds::of([[1.0, 5.0], [f32::NAN, 9.0], [-2.0, 3.0]]),
            Some(Bounds {
                min: [-2.0, 3.0],
                max: [1.0, 5.0]
            })
        );
    }
}
