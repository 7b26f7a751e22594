//! Which values a column or row of pixels takes, and with what weights.
//!
//! Columns and rows of an image are independent of each other, so one table for each axis holds
//! all that painter and shader need to know of positions: no rounding is left to either.

use std::ops::Range;

use super::place::ImageAxis;

/// What is between the values of an image where they lie more than a pixel apart. Where they lie
/// closer, a pixel is always the mean of what it covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Interpolation {
    /// Each value is a rectangle.
    #[default]
    Nearest,
    /// Straight lines from centre to centre.
    Linear,
    /// Catmull and Rom's cubic curves through the centres.
    Cubic,
    /// Lanczos' windowed sine over six values.
    Lanczos,
}

impl std::str::FromStr for Interpolation {
    type Err = crate::Error;

    /// Reads `nearest` (or `none`), `linear` (or `bilinear`), `cubic` (or `bicubic`, `catrom`)
    /// and `lanczos`.
    ///
    /// # Errors
    /// [`Error::Part`](crate::Error::Part) for anything else.
    fn from_str(text: &str) -> crate::Result<Self> {
        match text.to_ascii_lowercase().as_str() {
            "nearest" | "none" => Ok(Self::Nearest),
            "linear" | "bilinear" => Ok(Self::Linear),
            "cubic" | "bicubic" | "catrom" => Ok(Self::Cubic),
            "lanczos" => Ok(Self::Lanczos),
            _ => Err(crate::Error::Part {
                message: format!(
                    "expected the interpolation nearest, linear, cubic or lanczos, got {text:?}"
                ),
            }),
        }
    }
}

/// Positions nearer to an edge between values than this are on it: what f64 loses on the way
/// from axes to pixels must not let a neighbour in.
const ON_EDGE: f64 = 1e-7;

/// The table of one axis.
#[derive(Clone, Debug, Default)]
pub(super) struct Taps {
    /// For each pixel the first value, and where its weights begin in the list.
    entries: Vec<(u32, u32)>,
    weights: Vec<f32>,
    /// The part of each pixel that the image covers.
    coverage: Vec<f32>,
    most: usize,
    /// Whether a pixel takes the mean of several values that it covers.
    is_mean: bool,
}

/// What one pixel takes along one axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Tap<'a> {
    pub(super) first: usize,
    /// One for each value, the sum is one; none where the image does not reach.
    pub(super) weights: &'a [f32],
    pub(super) coverage: f32,
}

impl Taps {
    /// The table of some pixels of an axis with `texels` values.
    pub(super) fn new(
        axis: &ImageAxis,
        texels: u32,
        pixels: Range<i32>,
        interpolation: Interpolation,
        antialias: bool,
    ) -> Self {
        let mut taps = Self::default();
        let [a, b] = axis.ends();
        let [low_px, high_px] = [a.min(b), a.max(b)];
        let mut kernel = Vec::new();
        for pixel in pixels {
            let start = f64::from(pixel);
            let texel = |px: f64| snapped(axis.texel_at(px, texels));
            let [from, to] = [texel(start), texel(start + 1.0)];
            let covered = (high_px.min(start + 1.0) - low_px.max(start)).clamp(0.0, 1.0);
            let center = axis.texel_at(start + 0.5, texels);
            let is_in = (0.0..f64::from(texels)).contains(&center);
            let coverage = match (antialias, is_in) {
                (true, _) => covered as f32,
                (false, true) => 1.0,
                (false, false) => 0.0,
            };
            kernel.clear();
            let mut first = 0;
            if coverage > 0.0 {
                let is_mean = (to - from).abs() >= 1.0;
                first = if is_mean {
                    mean(&mut kernel, from.min(to), from.max(to), texels)
                } else {
                    interpolated(&mut kernel, center, texels, interpolation)
                };
                taps.is_mean |= is_mean && kernel.len() > 1;
            }
            taps.entries.push((first, taps.weights.len() as u32));
            taps.weights
                .extend(kernel.iter().map(|&weight| weight as f32));
            taps.coverage
                .push(if kernel.is_empty() { 0.0 } else { coverage });
            taps.most = taps.most.max(kernel.len());
        }
        taps
    }

    /// How many pixels there are.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// How many values a pixel takes at most.
    pub(super) fn most(&self) -> usize {
        self.most
    }

    /// Whether any pixel takes the mean of several values that it covers.
    pub(super) fn is_mean(&self) -> bool {
        self.is_mean
    }

    pub(super) fn at(&self, pixel: usize) -> Tap<'_> {
        let (first, start) = self.entries[pixel];
        let end = self
            .entries
            .get(pixel + 1)
            .map_or(self.weights.len(), |&(_, next)| next as usize);
        Tap {
            first: first as usize,
            weights: &self.weights[start as usize..end],
            coverage: self.coverage[pixel],
        }
    }
}

/// A position, on an edge where it is as good as there.
fn snapped(texel: f64) -> f64 {
    let edge = texel.round();
    if (texel - edge).abs() < ON_EDGE {
        edge
    } else {
        texel
    }
}

/// Weights of the values between two positions by how much of each lies there.
fn mean(kernel: &mut Vec<f64>, from: f64, to: f64, texels: u32) -> u32 {
    let from = from.clamp(0.0, f64::from(texels));
    let to = to.clamp(0.0, f64::from(texels));
    if to <= from {
        return 0;
    }
    let first = from.floor();
    let end = to.ceil();
    let whole = to - from;
    let mut left = first;
    while left < end {
        kernel.push((to.min(left + 1.0) - from.max(left)) / whole);
        left += 1.0;
    }
    first as u32
}

/// Weights of the values around a position.
fn interpolated(
    kernel: &mut Vec<f64>,
    center: f64,
    texels: u32,
    interpolation: Interpolation,
) -> u32 {
    let last = i64::from(texels) - 1;
    let reach = match interpolation {
        Interpolation::Nearest => {
            kernel.push(1.0);
            return (center.floor() as i64).clamp(0, last) as u32;
        }
        Interpolation::Linear => 1,
        Interpolation::Cubic => 2,
        Interpolation::Lanczos => 3,
    };
    // Counted from centre to centre.
    let place = center - 0.5;
    let base = place.floor() as i64;
    let weights = (base - reach + 1..=base + reach).map(|index| {
        let distance = (place - index as f64).abs();
        let weight = match interpolation {
            Interpolation::Cubic => catmull_rom(distance),
            Interpolation::Lanczos => lanczos(distance),
            _ => (1.0 - distance).max(0.0),
        };
        // Beyond its ends the image goes on as it ends.
        (index.clamp(0, last), weight)
    });
    let first = (base - reach + 1).clamp(0, last);
    let mut sum = 0.0;
    for (index, weight) in weights {
        let slot = (index - first) as usize;
        if kernel.len() <= slot {
            kernel.resize(slot + 1, 0.0);
        }
        kernel[slot] += weight;
        sum += weight;
    }
    for weight in kernel.iter_mut() {
        *weight /= sum;
    }
    first as u32
}

fn catmull_rom(distance: f64) -> f64 {
    let d = distance;
    if d < 1.0 {
        (1.5 * d - 2.5) * d * d + 1.0
    } else if d < 2.0 {
        ((-0.5 * d + 2.5) * d - 4.0) * d + 2.0
    } else {
        0.0
    }
}

fn lanczos(distance: f64) -> f64 {
    let sinc = |x: f64| {
        let x = x * std::f64::consts::PI;
        if x == 0.0 { 1.0 } else { x.sin() / x }
    };
    if distance < 3.0 {
        sinc(distance) * sinc(distance / 3.0)
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn taps(span: [f64; 2], texels: u32, pixels: Range<i32>, how: Interpolation) -> Taps {
        Taps::new(&ImageAxis::Span(span), texels, pixels, how, true)
    }

    #[test]
    fn a_pixel_takes_what_it_covers() {
        // Five values over two pixels: two and a half each.
        let taps = taps([0.0, 2.0], 5, 0..2, Interpolation::Linear);
        assert_eq!(taps.at(0).weights, [0.4, 0.4, 0.2]);
        assert_eq!(
            (taps.at(1).first, taps.at(1).weights),
            (2, &[0.2, 0.4, 0.4][..])
        );
    }

    #[test]
    fn texels_that_are_pixels_are_taken_alone() {
        for span in [[3.0, 7.0], [7.0, 3.0], [3.0 + 1e-12, 7.0 - 1e-12]] {
            for how in [Interpolation::Nearest, Interpolation::Lanczos] {
                let taps = taps(span, 4, 3..7, how);
                for pixel in 0..4 {
                    let expected = if span[0] < span[1] { pixel } else { 3 - pixel };
                    assert_eq!(taps.at(pixel).first, expected);
                    assert_eq!(taps.at(pixel).weights, [1.0]);
                }
            }
        }
    }

    #[test]
    fn borders_are_covered_in_part() {
        let taps = taps([0.25, 1.5], 1, 0..2, Interpolation::Nearest);
        assert_eq!((taps.at(0).coverage, taps.at(1).coverage), (0.75, 0.5));
        let axis = ImageAxis::Span([0.25, 1.4]);
        let hard = Taps::new(&axis, 1, 0..2, Interpolation::Nearest, false);
        assert_eq!((hard.at(0).coverage, hard.at(1).coverage), (1.0, 0.0));
    }

    #[test]
    fn straight_lines_stay_straight() {
        for how in [Interpolation::Linear, Interpolation::Cubic] {
            let taps = taps([0.0, 160.0], 16, 0..160, how);
            for pixel in 30..130 {
                let tap = taps.at(pixel);
                let value: f64 = tap
                    .weights
                    .iter()
                    .enumerate()
                    .map(|(i, &w)| f64::from(w) * (tap.first + i) as f64)
                    .sum();
                let expected = (pixel as f64 + 0.5) / 10.0 - 0.5;
                assert!((value - expected).abs() < 1e-5, "{how:?} {pixel}");
            }
        }
    }

    proptest! {
        #[test]
        fn weights_sum_to_one_and_stay_within(
            start in -50.0..50.0f64, length in -200.0..200.0f64, texels in 1u32..100,
            how in prop::sample::select(vec![
                Interpolation::Nearest, Interpolation::Linear, Interpolation::Cubic,
                Interpolation::Lanczos,
            ]),
            antialias in any::<bool>(),
        ) {
            prop_assume!(length.abs() > 1e-3);
            let axis = ImageAxis::Span([start, start + length]);
            let taps = Taps::new(&axis, texels, -60..60, how, antialias);
            for pixel in 0..taps.len() {
                let tap = taps.at(pixel);
                prop_assert!(tap.first + tap.weights.len() <= texels as usize);
                prop_assert_eq!(tap.coverage > 0.0, !tap.weights.is_empty());
                if tap.coverage > 0.0 {
                    let sum: f32 = tap.weights.iter().sum();
                    prop_assert!((sum - 1.0).abs() < 1e-4, "{}", sum);
                }
            }
        }
    }
}
