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
    checked(T::fold(values), || values.iter().copied())
}

/// Finds the bounds of each block of a pyramid's lowest level; the last may be shorter.
pub(crate) fn block_bounds<T: Element>(values: &[T], out: &mut [Bounds<T>]) {
    let size = 1 << T::BLOCK_SHIFT;
    let whole = values.len() / size;
    T::fold_blocks(values, out);
    for (found, block) in out.iter_mut().zip(values.chunks_exact(size)) {
        *found = checked(*found, || block.iter().copied());
    }
    if whole * size < values.len() {
        out[whole] = bounds(&values[whole * size..]);
    }
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
    checked(found, || values.iter().step_by(step).copied())
}

/// Takes bounds in which infinities may have entered, and finds them anew if any did.
#[inline]
fn checked<T: Element, I: Iterator<Item = T>>(
    found: Bounds<T>,
    values: impl FnOnce() -> I,
) -> Bounds<T> {
    let Bounds { lo, hi } = found;
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
    found
}

#[inline(always)]
fn lower<T: Number>(value: T, lo: T) -> T {
    if value < lo { value } else { lo }
}

#[inline(always)]
fn higher<T: Number>(value: T, hi: T) -> T {
    if value > hi { value } else { hi }
}

/// Folds rows into as many pairs of accumulators. (Iterators rather than indices: the compiler
/// makes vectors of these for every type.)
#[inline(always)]
fn fold_rows<T: Number, const LANES: usize>(rows: &[[T; LANES]]) -> ([T; LANES], [T; LANES]) {
    let (mut lo, mut hi) = ([T::HIGHEST; LANES], [T::LOWEST; LANES]);
    for row in rows {
        for ((lo, hi), &value) in lo.iter_mut().zip(&mut hi).zip(row) {
            *lo = lower(value, *lo);
            *hi = higher(value, *hi);
        }
    }
    (lo, hi)
}

/// Folds a slice with `LANES` pairs of accumulators.
#[inline(always)]
pub(crate) fn fold_lanes<T: Number, const LANES: usize>(values: &[T]) -> Bounds<T> {
    let (rows, rest) = values.as_chunks::<LANES>();
    let (mut lo, mut hi) = fold_rows(rows);
    // Halving keeps vectors full as long as possible.
    let mut width = LANES / 2;
    while width > 0 {
        for lane in 0..width {
            lo[lane] = lower(lo[lane + width], lo[lane]);
            hi[lane] = higher(hi[lane + width], hi[lane]);
        }
        width /= 2;
    }
    let (mut lo, mut hi) = (lo[0], hi[0]);
    for &value in rest {
        lo = lower(value, lo);
        hi = higher(value, hi);
    }
    Bounds { lo, hi }
}

/// Folds each whole block of `BLOCK` values with `LANES` pairs of accumulators. The accumulators
/// of several blocks are halved together, since that would take longer than the values themselves
/// if done block by block.
#[inline(always)]
pub(crate) fn fold_blocks<T: Number, const LANES: usize, const BLOCK: usize>(
    values: &[T],
    out: &mut [Bounds<T>],
) {
    const TOGETHER: usize = 16;
    let mut lo = [[T::HIGHEST; LANES]; TOGETHER];
    let mut hi = [[T::LOWEST; LANES]; TOGETHER];
    let (blocks, _) = values.as_chunks::<BLOCK>();
    for (blocks, out) in blocks.chunks(TOGETHER).zip(out.chunks_mut(TOGETHER)) {
        for ((block, lo), hi) in blocks.iter().zip(&mut lo).zip(&mut hi) {
            (*lo, *hi) = fold_rows(block.as_chunks::<LANES>().0);
        }
        let mut width = LANES / 2;
        while width > 0 {
            for lo in &mut lo {
                let (near, far) = lo.split_at_mut(width);
                for (near, &far) in near.iter_mut().zip(&*far) {
                    *near = lower(far, *near);
                }
            }
            for hi in &mut hi {
                let (near, far) = hi.split_at_mut(width);
                for (near, &far) in near.iter_mut().zip(&*far) {
                    *near = higher(far, *near);
                }
            }
            width /= 2;
        }
        for (((found, _), lo), hi) in out.iter_mut().zip(blocks).zip(&lo).zip(&hi) {
            *found = Bounds {
                lo: lo[0],
                hi: hi[0],
            };
        }
    }
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

/// Finds the bounds of interleaved channels; the room for it is kept between blocks.
#[derive(Debug)]
pub(crate) struct Rows<T> {
    lo: Vec<T>,
    hi: Vec<T>,
}

impl<T: Element> Rows<T> {
    /// Values in a row at least, so that a few channels still fill vectors.
    const WIDTH: usize = 64;

    pub(crate) fn new(channels: usize) -> Self {
        // Several frames make one row where channels are few: a power of two, to be halved.
        let frames = (Self::WIDTH / channels.max(1)).max(1);
        let width = channels << frames.ilog2();
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
                // Accumulators come second: they are never NaN, a value may be.
                *lane.0 = lower(d, lower(c, lower(b, lower(a, *lane.0))));
                *lane.1 = higher(d, higher(c, higher(b, higher(a, *lane.1))));
            }
        }
        for row in blocks.remainder().chunks(width) {
            for ((lo, hi), &value) in self.lo.iter_mut().zip(&mut self.hi).zip(row) {
                *lo = lower(value, *lo);
                *hi = higher(value, *hi);
            }
        }
        let mut width = width;
        while width > channels {
            width /= 2;
            let (near, far) = self.lo.split_at_mut(width);
            for (near, &far) in near.iter_mut().zip(&*far) {
                *near = lower(far, *near);
            }
            let (near, far) = self.hi.split_at_mut(width);
            for (near, &far) in near.iter_mut().zip(&*far) {
                *near = higher(far, *near);
            }
        }
        for (channel, (&lo, &hi)) in self.lo.iter().zip(&self.hi).take(channels).enumerate() {
            let values = || frames[channel..].iter().step_by(channels).copied();
            found(channel, checked(Bounds { lo, hi }, values));
        }
    }
}
