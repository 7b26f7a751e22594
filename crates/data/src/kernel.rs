//! Minimum and maximum at memory speed.
//!
//! Values go into as many pairs of accumulators as fill a few vector registers, so the compiler
//! needs no leave to reorder floating-point operations. `if v < lo { v } else { lo }` is one
//! machine instruction and keeps `lo` where `v` is NaN, so NaN costs nothing. Infinities do enter;
//! a result that shows one is found again by a slower loop that leaves them out. Data with
//! infinities are rare, and even then only the blocks that hold one are read twice.

use crate::element::{Element, Number};
use crate::extent::{Bounds, Extent};
use crate::parallel;

/// Values that one job of [`min_max`] takes: 1 MiB of `f32`.
const JOB: usize = 1 << 18;

/// Finds the extent of a slice, on all threads and at memory speed.
///
/// It keeps nothing: this is one pass over memory, and the measure for everything else. NaN and
/// both infinities are left out.
///
/// ```
/// let extent = galry_data::min_max(&[3.0_f32, f32::NAN, -1.0, f32::INFINITY]);
/// assert_eq!((extent.min, extent.max), (-1.0, 3.0));
/// ```
#[must_use]
pub fn min_max<T: Element>(values: &[T]) -> Extent {
    if values.len() <= JOB {
        return bounds(values).extent();
    }
    let jobs = values.len().div_ceil(JOB);
    let found = parallel::try_map(jobs, |job| {
        let start = job * JOB;
        Ok(bounds(&values[start..(start + JOB).min(values.len())]))
    });
    // The jobs cannot fail; an empty list would say so by an empty extent.
    found
        .unwrap_or_default()
        .into_iter()
        .fold(Bounds::EMPTY, Bounds::union)
        .extent()
}

/// Finds the bounds of the finite values.
#[inline]
pub(crate) fn bounds<T: Element>(values: &[T]) -> Bounds<T> {
    let (lo, hi) = T::fold(values);
    checked(lo, hi, || values.iter().copied())
}

/// Finds the bounds of every `step`th of the values: one channel of interleaved frames.
#[inline]
pub(crate) fn strided_bounds<T: Element>(values: &[T], step: usize) -> Bounds<T> {
    if step == 1 {
        return bounds(values);
    }
    let mut found = Bounds::<T>::EMPTY;
    for &value in values.iter().step_by(step) {
        found.include_finite(value);
    }
    checked(found.lo, found.hi, || values.iter().step_by(step).copied())
}

/// Takes bounds in which infinities may have entered, and finds them anew if any did.
#[inline]
fn checked<T: Element, I: Iterator<Item = T>>(
    lo: T,
    hi: T,
    values: impl FnOnce() -> I,
) -> Bounds<T> {
    // For integers both conditions are never true, and the compiler knows it.
    if T::TYPE.is_float()
        && ((!lo.finite() && lo == T::LOWEST) || (!hi.finite() && hi == T::HIGHEST))
    {
        let mut found = Bounds::EMPTY;
        values()
            .filter(|value| value.finite())
            .for_each(|value| found.include_finite(value));
        return found;
    }
    Bounds { lo, hi }
}

/// Folds a slice with `LANES` pairs of accumulators.
#[inline(always)]
pub(crate) fn fold_lanes<T: Number, const LANES: usize>(values: &[T]) -> (T, T) {
    let mut lo = [T::HIGHEST; LANES];
    let mut hi = [T::LOWEST; LANES];
    let (rows, rest) = values.as_chunks::<LANES>();
    for row in rows {
        for lane in 0..LANES {
            let value = row[lane];
            lo[lane] = if value < lo[lane] { value } else { lo[lane] };
            hi[lane] = if value > hi[lane] { value } else { hi[lane] };
        }
    }
    // Halving keeps vectors full as long as possible.
    let mut width = LANES / 2;
    while width > 0 {
        for lane in 0..width {
            let (a, b) = (lo[lane], lo[lane + width]);
            lo[lane] = if b < a { b } else { a };
            let (a, b) = (hi[lane], hi[lane + width]);
            hi[lane] = if b > a { b } else { a };
        }
        width /= 2;
    }
    let (mut lo, mut hi) = (lo[0], hi[0]);
    for &value in rest {
        lo = if value < lo { value } else { lo };
        hi = if value > hi { value } else { hi };
    }
    (lo, hi)
}

/// Unites many bounds.
#[inline]
pub(crate) fn union_all<T: Element>(blocks: &[Bounds<T>]) -> Bounds<T> {
    const LANES: usize = 4;
    let (rows, rest) = blocks.as_chunks::<LANES>();
    let mut lanes = [Bounds::<T>::EMPTY; LANES];
    for row in rows {
        for lane in 0..LANES {
            lanes[lane] = lanes[lane].union(row[lane]);
        }
    }
    let mut found = (lanes[0].union(lanes[1])).union(lanes[2].union(lanes[3]));
    for &block in rest {
        found = found.union(block);
    }
    found
}

/// Room for [`interleaved_bounds`], kept between blocks.
#[derive(Debug)]
pub(crate) struct Rows<T> {
    lo: Vec<T>,
    hi: Vec<T>,
}

impl<T: Element> Rows<T> {
    /// Values in a row at least, so that a few channels still fill vectors.
    const WIDTH: usize = 64;

    pub(crate) fn new(channels: usize) -> Self {
        // Several frames make one row where channels are few.
        let width = channels * (Self::WIDTH / channels.max(1)).max(1);
        Self {
            lo: vec![T::HIGHEST; width],
            hi: vec![T::LOWEST; width],
        }
    }

    /// Finds the bounds of each channel over interleaved frames, across channels: a row of values
    /// at a time against a row of accumulators.
    pub(crate) fn bounds(
        &mut self,
        frames: &[T],
        channels: usize,
        mut found: impl FnMut(usize, Bounds<T>),
    ) {
        self.lo.fill(T::HIGHEST);
        self.hi.fill(T::LOWEST);
        let width = self.lo.len();
        // Four rows for one trip of the accumulators through the cache.
        let mut blocks = frames.chunks_exact(4 * width);
        for block in &mut blocks {
            let (a, rest) = block.split_at(width);
            let (b, rest) = rest.split_at(width);
            let (c, d) = rest.split_at(width);
            let accumulators = self.lo.iter_mut().zip(&mut self.hi);
            for ((((lane, &a), &b), &c), &d) in accumulators.zip(a).zip(b).zip(c).zip(d) {
                let (mut lo, mut hi) = (*lane.0, *lane.1);
                lo = if a < lo { a } else { lo };
                hi = if a > hi { a } else { hi };
                lo = if b < lo { b } else { lo };
                hi = if b > hi { b } else { hi };
                lo = if c < lo { c } else { lo };
                hi = if c > hi { c } else { hi };
                lo = if d < lo { d } else { lo };
                hi = if d > hi { d } else { hi };
                (*lane.0, *lane.1) = (lo, hi);
            }
        }
        for row in blocks.remainder().chunks(width) {
            for ((lo, hi), &value) in self.lo.iter_mut().zip(&mut self.hi).zip(row) {
                *lo = if value < *lo { value } else { *lo };
                *hi = if value > *hi { value } else { *hi };
            }
        }
        for channel in 0..channels {
            let (mut lo, mut hi) = (self.lo[channel], self.hi[channel]);
            for lane in (channel + channels..width).step_by(channels) {
                let (a, b) = (self.lo[lane], self.hi[lane]);
                lo = if a < lo { a } else { lo };
                hi = if b > hi { b } else { hi };
            }
            let values = || frames[channel..].iter().step_by(channels).copied();
            found(channel, checked(lo, hi, values));
        }
    }
}
