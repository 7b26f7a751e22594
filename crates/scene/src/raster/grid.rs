//! Which means of a raster a view needs along one axis, and where they lie in its picture.

use galry_visuals::ImageAxis;

use crate::Axis;

/// One axis of a view: from framebuffer pixels to places among a raster's values and back.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct RasterAxis {
    pub(crate) axis: Axis,
    /// First pixel of the view and how many there are.
    pub(crate) pixels: [i32; 2],
    /// Whether the axis' low end is at the last pixel: y.
    pub(crate) is_up: bool,
    /// From node coordinates to the axis'.
    pub(crate) scale: f64,
    pub(crate) translate: f64,
    /// Node coordinates of the first and the last value's outer edge.
    pub(crate) ends: [f64; 2],
    pub(crate) count: u64,
}

/// What is asked of the raster along an axis, and where the answers lie.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Asked {
    /// Edges among the raster's values, in rising or falling order.
    pub(crate) edges: Vec<f64>,
    /// Where the means between them lie.
    pub(crate) place: ImageAxis,
}

/// Values beyond those in sight that a kernel may want.
const MARGIN: f64 = 3.0;

/// Positions nearer to an edge between values than this are on it.
const ON_EDGE: f64 = 1e-7;

impl RasterAxis {
    /// A place among the values, of a place in framebuffer pixels: 0 to `count` within.
    fn texel_at(&self, px: f64) -> f64 {
        let fraction = (px - f64::from(self.pixels[0])) / f64::from(self.pixels[1]);
        let fraction = if self.is_up { 1.0 - fraction } else { fraction };
        let node = (self.axis.value_at(fraction) - self.translate) / self.scale;
        let texel = (node - self.ends[0]) / (self.ends[1] - self.ends[0]) * self.count as f64;
        let edge = texel.round();
        if (texel - edge).abs() < ON_EDGE {
            edge
        } else {
            texel
        }
    }

    /// Framebuffer pixels of a place among the values.
    fn px_at(&self, texel: f64) -> f64 {
        let part = texel / self.count as f64;
        let node = self.ends[0] + (self.ends[1] - self.ends[0]) * part;
        let fraction = self.axis.fraction(node * self.scale + self.translate);
        let fraction = if self.is_up { 1.0 - fraction } else { fraction };
        f64::from(self.pixels[0]) + fraction * f64::from(self.pixels[1])
    }

    /// What the view needs; `None` where it shows nothing of the raster.
    pub(crate) fn ask(&self) -> Option<Asked> {
        let [first, count] = self.pixels;
        let limit = self.count as f64;
        let at: Vec<f64> = (0..=count.max(0))
            .map(|pixel| self.texel_at(f64::from(first) + f64::from(pixel)))
            .collect();
        let is_in = |pair: &[f64]| {
            let (low, high) = (pair[0].min(pair[1]), pair[0].max(pair[1]));
            low < limit && high > 0.0 && low < high
        };
        let start = at.windows(2).position(is_in)?;
        let end = at.windows(2).rposition(is_in)? + 1;
        let seen = &at[start..=end];
        let widest = seen
            .windows(2)
            .map(|pair| (pair[1] - pair[0]).abs())
            .fold(0.0, f64::max);
        if widest > 1.0 {
            // A pixel covers several values: a mean for each, the outer ones cut to the image.
            let edges: Vec<f64> = seen.iter().map(|texel| texel.clamp(0.0, limit)).collect();
            let mut places: Vec<f64> = (start..=end)
                .map(|pixel| f64::from(first) + pixel as f64)
                .collect();
            let last = places.len() - 1;
            let own = [0, last].map(|index| {
                let is_cut = seen[index] != edges[index];
                if is_cut {
                    self.px_at(edges[index])
                } else {
                    places[index]
                }
            });
            [places[0], places[last]] = own;
            return Some(Asked {
                edges,
                place: ImageAxis::Edges(places),
            });
        }
        let (low, high) = (
            seen[0].min(seen[seen.len() - 1]),
            seen[0].max(seen[seen.len() - 1]),
        );
        let low = (low.floor() - MARGIN).max(0.0);
        let high = (high.ceil() + MARGIN).min(limit);
        let edges: Vec<f64> = (0..=(high - low) as u64)
            .map(|index| low + index as f64)
            .collect();
        // On a linear axis two ends say all, and rounding stays out.
        let place = if self.axis.scale() == crate::AxisScale::Linear {
            ImageAxis::Span([self.px_at(low), self.px_at(high)])
        } else {
            ImageAxis::Edges(edges.iter().map(|&edge| self.px_at(edge)).collect())
        };
        Some(Asked { edges, place })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::AxisScale;

    fn axis(limits: [f64; 2], pixels: i32, count: u64) -> RasterAxis {
        RasterAxis {
            axis: Axis::new(limits, AxisScale::Linear).unwrap(),
            pixels: [10, pixels],
            is_up: false,
            scale: 1.0,
            translate: 0.0,
            ends: [0.0, 100.0],
            count,
        }
    }

    #[test]
    fn crowded_values_are_asked_for_by_pixel() {
        let asked = axis([-25.0, 75.0], 4, 1000).ask().unwrap();
        assert_eq!(asked.edges, [0.0, 250.0, 500.0, 750.0]);
        assert_eq!(asked.place, ImageAxis::Edges(vec![11.0, 12.0, 13.0, 14.0]));
        let asked = axis([-10.0, 90.0], 4, 1000).ask().unwrap();
        assert_eq!(asked.edges, [0.0, 150.0, 400.0, 650.0, 900.0]);
        let ImageAxis::Edges(places) = asked.place else {
            panic!("expected edges");
        };
        assert!((places[0] - 10.4).abs() < 1e-9 && places[4] == 14.0);
    }

    #[test]
    fn sparse_values_are_asked_for_one_by_one() {
        let asked = axis([40.0, 60.0], 100, 100).ask().unwrap();
        assert_eq!(asked.edges.first(), Some(&37.0));
        assert_eq!(asked.edges.last(), Some(&63.0));
        let ImageAxis::Span([first, last]) = asked.place else {
            panic!("expected a span");
        };
        assert!((first + 5.0).abs() < 1e-9 && (last - 125.0).abs() < 1e-9);
        assert_eq!(axis([100.0, 200.0], 100, 100).ask(), None);
        assert_eq!(axis([-100.0, -1.0], 100, 100).ask(), None);
    }
}
