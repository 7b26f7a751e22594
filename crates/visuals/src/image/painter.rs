//! Images painted by the CPU, a band of rows a thread.
//!
//! Without interpolation a pixel looks its value up. Otherwise a row of values is first reduced to
//! the columns of pixels, then rows are summed: a value is read once for each row of pixels that
//! it belongs to, not once for each pixel.

use super::ImageStyle;
use super::data::{ImageData, ImageValues};
use super::taps::{Tap, Taps};
use crate::ColorScale;

const BYTES_PER_PIXEL: usize = 4;

/// Paints the whole picture, one entry of the tables a pixel.
pub(super) fn paint(data: &ImageData, style: &ImageStyle, x: &Taps, y: &Taps, pixels: &mut [u8]) {
    let width = data.size()[0] as usize;
    let opacity = opacity(style);
    let target = Target { x, y, opacity };
    match data.values() {
        ImageValues::U8(values) => paint_values(&target, width, values, &style.scale, pixels),
        ImageValues::U16(values) => paint_values(&target, width, values, &style.scale, pixels),
        ImageValues::I16(values) => paint_values(&target, width, values, &style.scale, pixels),
        ImageValues::F32(values) => paint_values(&target, width, values, &style.scale, pixels),
        ImageValues::Rgba8(bytes) => paint_colors(&target, width, bytes, pixels),
    }
}

/// The opacity as it is used: 0 to 1.
pub(super) fn opacity(style: &ImageStyle) -> f32 {
    if style.opacity.is_nan() {
        1.0
    } else {
        style.opacity.clamp(0.0, 1.0)
    }
}

/// The least share of weights that must belong to values that are there: of means any, between
/// values half, so that a missing one leaves a hole of its own size.
pub(super) fn least_share(x: &Taps, y: &Taps) -> f32 {
    if x.is_mean() || y.is_mean() { 0.0 } else { 0.5 }
}

/// Where to paint.
struct Target<'t> {
    x: &'t Taps,
    y: &'t Taps,
    opacity: f32,
}

impl Target<'_> {
    /// Calls `row` for each row of pixels, on all threads.
    fn rows(&self, pixels: &mut [u8], row: impl Fn(Tap<'_>, &mut [u8]) + Sync) {
        let stride = self.x.len() * BYTES_PER_PIXEL;
        if stride == 0 {
            return;
        }
        let work = |(index, pixels): (usize, &mut [u8])| {
            if index < self.y.len() {
                row(self.y.at(index), pixels);
            }
        };
        #[cfg(not(target_family = "wasm"))]
        {
            use rayon::prelude::*;
            if pixels.len() > 1 << 16 {
                pixels
                    .par_chunks_mut(stride)
                    .with_min_len(8)
                    .enumerate()
                    .for_each(work);
                return;
            }
        }
        pixels.chunks_mut(stride).enumerate().for_each(work);
    }
}

/// A value that a colour scale colours.
trait Texel: Copy + Sync {
    fn value(self) -> f32;
}

macro_rules! texels {
    ($($type:ty),*) => {$(
        impl Texel for $type {
            #[inline]
            fn value(self) -> f32 {
                f32::from(self)
            }
        }
    )*};
}

texels!(u8, u16, i16, f32);

fn paint_values<T: Texel>(
    target: &Target<'_>,
    width: usize,
    values: &[T],
    scale: &ColorScale,
    pixels: &mut [u8],
) {
    let colors = scale.premultiplied();
    let looks_up = target.x.most() <= 1 && target.y.most() <= 1;
    let least = f64::from(least_share(target.x, target.y));
    target.rows(pixels, |tap, pixels| {
        if looks_up {
            let row = tap.weights.first().map(|_| &values[tap.first * width..]);
            for (column, pixel) in pixels.chunks_exact_mut(BYTES_PER_PIXEL).enumerate() {
                let own = target.x.at(column);
                let covered = own.coverage * tap.coverage * target.opacity;
                if let Some(row) = row
                    && covered > 0.0
                {
                    let color = colors[scale.index(row[own.first].value())];
                    pixel.copy_from_slice(&faded(color, covered));
                } else {
                    pixel.fill(0);
                }
            }
            return;
        }
        let mut sums = vec![[0.0; 2]; target.x.len()];
        for (offset, &weight) in tap.weights.iter().enumerate() {
            let row = &values[(tap.first + offset) * width..][..width];
            add_row(&mut sums, row, target.x, f64::from(weight));
        }
        let columns = pixels.chunks_exact_mut(BYTES_PER_PIXEL).enumerate();
        for ((column, pixel), [sum, share]) in columns.zip(sums) {
            let covered = target.x.at(column).coverage * tap.coverage * target.opacity;
            if covered == 0.0 {
                pixel.fill(0);
                continue;
            }
            let value = if share > 0.0 && share >= least {
                (sum / share) as f32
            } else {
                f32::NAN
            };
            pixel.copy_from_slice(&faded(colors[scale.index(value)], covered));
        }
    });
}

/// Adds a row's weighted values to the sums of each column, and the weights of those that count.
fn add_row<T: Texel>(sums: &mut [[f64; 2]], row: &[T], x: &Taps, row_weight: f64) {
    for (column, [sum, share]) in sums.iter_mut().enumerate() {
        let tap = x.at(column);
        let values = &row[tap.first.min(row.len())..];
        for (value, &weight) in values.iter().zip(tap.weights) {
            let value = f64::from(value.value());
            let weight = f64::from(weight) * row_weight;
            if value.is_finite() {
                *sum += weight * value;
                *share += weight;
            }
        }
    }
}

fn paint_colors(target: &Target<'_>, width: usize, bytes: &[u8], pixels: &mut [u8]) {
    let stride = width * BYTES_PER_PIXEL;
    target.rows(pixels, |tap, pixels| {
        let mut sums = vec![[0.0f64; 4]; target.x.len()];
        for (offset, &row_weight) in tap.weights.iter().enumerate() {
            let row = &bytes[(tap.first + offset) * stride..][..stride];
            for (column, sum) in sums.iter_mut().enumerate() {
                let own = target.x.at(column);
                let texels = row.chunks_exact(BYTES_PER_PIXEL).skip(own.first);
                for (texel, &weight) in texels.zip(own.weights) {
                    let weight = f64::from(weight) * f64::from(row_weight);
                    let alpha = f64::from(texel[3]) / 255.0;
                    for channel in 0..3 {
                        sum[channel] += weight * alpha * f64::from(texel[channel]);
                    }
                    sum[3] += weight * f64::from(texel[3]);
                }
            }
        }
        let columns = pixels.chunks_exact_mut(BYTES_PER_PIXEL).enumerate();
        for ((column, pixel), sum) in columns.zip(sums) {
            let covered = target.x.at(column).coverage * tap.coverage * target.opacity;
            // Kernels with negative weights may leave the range; no colour is above its alpha.
            let alpha = sum[3].clamp(0.0, 255.0);
            for (byte, value) in pixel.iter_mut().zip(sum) {
                let value = value.clamp(0.0, alpha) * f64::from(covered);
                *byte = (value + 0.5) as u8;
            }
        }
    });
}

/// A premultiplied colour of which a part is seen.
fn faded(color: [u8; 4], part: f32) -> [u8; 4] {
    if part >= 1.0 {
        return color;
    }
    color.map(|byte| (f32::from(byte) * part + 0.5) as u8)
}
