//! Sums over values of each type: exact for integers, of the finite ones for floats.

use crate::element::Element;

/// The sum of some finite values, and how many there are.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Sum {
    pub(super) sum: f64,
    pub(super) count: f64,
}

impl Sum {
    pub(super) fn add(&mut self, sum: f64, count: f64) {
        self.sum += sum;
        self.count += count;
    }

    /// The mean; NaN of nothing.
    pub(super) fn mean(self) -> f32 {
        if self.count > 0.0 {
            (self.sum / self.count) as f32
        } else {
            f32::NAN
        }
    }
}

/// Values whose lanes are summed at once, so that the compiler takes vectors for it.
const LANES: usize = 16;

/// The sum of adjacent values.
#[inline]
pub(super) fn sum<T: Element>(values: &[T]) -> Sum {
    if T::TYPE.is_float() {
        let mut lanes = [0.0; LANES];
        let (chunks, rest) = values.as_chunks::<LANES>();
        for chunk in chunks {
            for (lane, value) in lanes.iter_mut().zip(chunk) {
                *lane += value.to_f64();
            }
        }
        let tail: f64 = rest.iter().map(|value| value.to_f64()).sum();
        let sum = lanes.iter().sum::<f64>() + tail;
        if sum.is_finite() {
            return Sum {
                sum,
                count: values.len() as f64,
            };
        }
        return strided(values, 1);
    }
    Sum {
        sum: whole(values),
        count: values.len() as f64,
    }
}

/// The exact sum of integers; rounded once where it exceeds 2⁵³.
#[inline]
fn whole<T: Element>(values: &[T]) -> f64 {
    // Bytes may be added in 32 bits for a while, which doubles the lanes of a vector.
    if size_of::<T>() <= 2 {
        let sum: i64 = values
            .chunks(1 << 14)
            .map(|chunk| i64::from(chunk.iter().map(|&value| narrow(value)).sum::<i32>()))
            .sum();
        return sum as f64;
    }
    if size_of::<T>() == 4 {
        let sum: i64 = values
            .iter()
            .map(|value| value.integer().unwrap_or(0) as i64)
            .sum();
        return sum as f64;
    }
    let sum: i128 = values.iter().filter_map(|value| value.integer()).sum();
    sum as f64
}

/// A value of at most 16 bits.
#[inline]
fn narrow<T: Element>(value: T) -> i32 {
    value.integer().unwrap_or(0) as i32
}

/// The sum of every `step`th value, the first included.
pub(super) fn strided<T: Element>(values: &[T], step: usize) -> Sum {
    let mut found = Sum::default();
    for value in values.iter().step_by(step.max(1)) {
        if value.finite() {
            found.add(value.to_f64(), 1.0);
        }
    }
    found
}
