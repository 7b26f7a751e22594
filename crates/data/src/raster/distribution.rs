//! How often each value of an image occurs.

use super::Raster;
use crate::Result;

/// Values that are read at once.
const CHUNK: u64 = 1 << 20;

/// Values are told apart as long as there are not more than so many between the smallest and the
/// largest that `f32` knows; then neighbours are taken together.
const MOST_BINS: u64 = 1 << 20;

/// Numbers that stand in the order of the values, with no gap between neighbours.
fn key_from_value(value: f32) -> i64 {
    let bits = value.to_bits();
    let size = i64::from(bits & 0x7fff_ffff);
    if bits >> 31 == 0 { size } else { -size }
}

fn value_from_key(key: i64) -> f32 {
    let value = f32::from_bits(key.unsigned_abs() as u32);
    if key < 0 { -value } else { value }
}

/// See [`Raster::distribution`].
pub(super) fn distribution<R: Raster + ?Sized>(raster: &R, band: usize) -> Result<Vec<(f32, u64)>> {
    let limits = raster.limits(band)?;
    if limits.is_empty() {
        return Ok(Vec::new());
    }
    let [first, last] = [limits.min, limits.max].map(|limit| key_from_value(limit as f32));
    let range = (last - first) as u64;
    let shift = (0..).find(|shift| range >> shift < MOST_BINS).unwrap_or(63);
    let bins = (range >> shift) as usize + 1;
    let [width, height] = raster.size();
    // Whole rows where several fit, else parts of one.
    let rows = (CHUNK / width).max(1);
    let across = width.min(CHUNK);
    let of_rows = |top: u64, counts: &mut Vec<u64>| -> Result<()> {
        let bottom = (top + rows).min(height);
        let mut values = Vec::new();
        for left in (0..width).step_by(across as usize) {
            let right = (left + across).min(width);
            values.resize(((right - left) * (bottom - top)) as usize, 0.0);
            raster.read(band, left..right, top..bottom, &mut values)?;
            for &value in values.iter().filter(|value| value.is_finite()) {
                let bin = ((key_from_value(value) - first).max(0) as usize) >> shift;
                counts[bin.min(bins - 1)] += 1;
            }
        }
        Ok(())
    };
    #[cfg(not(target_family = "wasm"))]
    let counts = {
        use rayon::prelude::*;
        let parts = (0..height.div_ceil(rows)).into_par_iter();
        parts
            .try_fold(
                || vec![0; bins],
                |mut counts, part| of_rows(part * rows, &mut counts).map(|()| counts),
            )
            .try_reduce(
                || vec![0; bins],
                |mut a, b| {
                    a.iter_mut().zip(b).for_each(|(a, b)| *a += b);
                    Ok(a)
                },
            )?
    };
    #[cfg(target_family = "wasm")]
    let counts = {
        let mut counts = vec![0; bins];
        for part in 0..height.div_ceil(rows) {
            of_rows(part * rows, &mut counts)?;
        }
        counts
    };
    let found = counts
        .into_iter()
        .enumerate()
        .filter(|&(_, count)| count > 0);
    Ok(found
        .map(|(bin, count)| (value_from_key(first + ((bin as i64) << shift)), count))
        .collect())
}
