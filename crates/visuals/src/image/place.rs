//! Where an image lies, in framebuffer pixels.

/// Where the values of an image lie along one axis, in framebuffer pixels from the left or top.
#[derive(Clone, Debug, PartialEq)]
pub enum ImageAxis {
    /// All equally wide: the outer edges of the first and of the last value. The first may be
    /// the larger; the image is flipped then.
    Span([f64; 2]),
    /// The edges of each value, one more than there are values, in rising or falling order.
    Edges(Vec<f64>),
}

impl ImageAxis {
    /// The outer edges of the first and the last value.
    #[must_use]
    pub fn ends(&self) -> [f64; 2] {
        match self {
            Self::Span(ends) => *ends,
            Self::Edges(edges) => [
                edges.first().copied().unwrap_or(0.0),
                edges.last().copied().unwrap_or(0.0),
            ],
        }
    }

    /// Where a place lies among `count` values: 0 at the first one's outer edge, `count` at the
    /// last one's. Beyond both it goes on at the width of the outer value.
    pub(super) fn texel_at(&self, px: f64, count: u32) -> f64 {
        match self {
            Self::Span([first, last]) => (px - first) / (last - first) * f64::from(count),
            Self::Edges(edges) => {
                if edges.len() < 2 {
                    return f64::NAN;
                }
                let rises = edges[0] < edges[edges.len() - 1];
                let passed =
                    edges.partition_point(|&edge| if rises { edge <= px } else { edge >= px });
                let index = passed.clamp(1, edges.len() - 1) - 1;
                let [low, high] = [edges[index], edges[index + 1]];
                index as f64 + (px - low) / (high - low)
            }
        }
    }
}

/// Where an image lies, and which pixels it may cover.
#[derive(Clone, Debug, PartialEq)]
pub struct ImagePlace {
    /// Columns of the image.
    pub x: ImageAxis,
    /// Rows of the image; the first row is the upper one where the first edge is the smaller.
    pub y: ImageAxis,
    /// The pixels that may be painted: x, y, width and height.
    pub window_px: [i32; 4],
    /// Whether pixels at the image's own edges are covered in part; otherwise those are covered
    /// whose centre the image covers.
    pub antialias: bool,
}

impl Default for ImagePlace {
    /// Nowhere.
    fn default() -> Self {
        Self::stretched([0.0; 4], [0; 4])
    }
}

impl ImagePlace {
    /// Values of equal size between two corners: `[x, y]` of the first value's outer corner, then
    /// of the last one's, in framebuffer pixels.
    #[must_use]
    pub fn stretched(corners_px: [f64; 4], window_px: [i32; 4]) -> Self {
        let [x0, y0, x1, y1] = corners_px;
        Self {
            x: ImageAxis::Span([x0, x1]),
            y: ImageAxis::Span([y0, y1]),
            window_px,
            antialias: true,
        }
    }

    /// The pixels that the image touches within the window: x, y, width and height.
    pub(super) fn drawn_px(&self, size: [u32; 2]) -> [i32; 4] {
        let [x, y, width, height] = self.window_px;
        let cut = |axis: &ImageAxis, start: i32, length: i32, texels: u32| {
            let [first, last] = axis.ends();
            let [low, high] = [first.min(last), first.max(last)];
            // Also false where an end is NaN.
            let is_some = texels > 0 && low < high && (high - low).is_finite();
            if !is_some {
                return (start, 0);
            }
            let end = start.saturating_add(length.max(0));
            // Float to integer saturates.
            let from = (low.floor() as i32).clamp(start, end);
            let to = (high.ceil() as i32).clamp(from, end);
            (from, to - from)
        };
        let (x, width) = cut(&self.x, x, width, size[0]);
        let (y, height) = cut(&self.y, y, height, size[1]);
        [x, y, width, height]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_found_on_even_and_uneven_axes() {
        let span = ImageAxis::Span([10.0, 30.0]);
        assert_eq!(span.texel_at(15.0, 4), 1.0);
        let flipped = ImageAxis::Span([30.0, 10.0]);
        assert_eq!(flipped.texel_at(15.0, 4), 3.0);
        let edges = ImageAxis::Edges(vec![0.0, 1.0, 3.0, 7.0]);
        for (px, texel) in [
            (0.0, 0.0),
            (0.5, 0.5),
            (1.0, 1.0),
            (2.0, 1.5),
            (7.0, 3.0),
            (9.0, 3.5),
            (-1.0, -1.0),
        ] {
            assert_eq!(edges.texel_at(px, 3), texel, "{px}");
        }
        let falling = ImageAxis::Edges(vec![7.0, 3.0, 1.0, 0.0]);
        for (px, texel) in [
            (7.0, 0.0),
            (5.0, 0.5),
            (3.0, 1.0),
            (2.0, 1.5),
            (0.0, 3.0),
            (9.0, -0.5),
        ] {
            assert_eq!(falling.texel_at(px, 3), texel, "{px}");
        }
    }

    #[test]
    fn only_what_lies_in_the_window_is_drawn() {
        let drawn = |corners, window| ImagePlace::stretched(corners, window).drawn_px([3, 3]);
        assert_eq!(drawn([1.5, 8.0, 4.2, 2.0], [0, 0, 10, 10]), [1, 2, 4, 6]);
        assert_eq!(
            drawn([-1e12, 0.0, 1e12, 5.0], [3, 0, 10, 10]),
            [3, 0, 10, 5]
        );
        assert_eq!(drawn([20.0, 0.0, 30.0, 5.0], [0, 0, 10, 10])[2], 0);
        assert_eq!(drawn([f64::NAN, 0.0, 30.0, 5.0], [0, 0, 10, 10])[2], 0);
        assert_eq!(drawn([0.0, 0.0, 0.0, 5.0], [0, 0, 10, 10])[2], 0);
    }
}
