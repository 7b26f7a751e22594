//! A square of 2¹⁶ × 2¹⁶ steps over some points, and the order of Morton's curve through it.
//!
//! Steps are found by a function that never decreases, so whatever lies between two coordinates
//! lies between their steps: a range of coordinates is culled by comparing whole numbers, and no
//! rounding can lose a point.

/// Steps along a side.
pub(super) const STEPS: u32 = 1 << 16;

/// Depth of the finest squares of the curve: one step a side.
pub(super) const MAX_DEPTH: u32 = 16;

/// How coordinates become steps.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Square {
    low: [f64; 2],
    steps_per_unit: [f64; 2],
}

impl Square {
    /// The smallest one around the points; `None` when no two of them differ.
    pub(super) fn around(points: impl Iterator<Item = [f64; 2]>) -> Option<Self> {
        let start = ([f64::INFINITY; 2], [f64::NEG_INFINITY; 2]);
        let (low, high) = points.fold(start, |(low, high), point| {
            (
                [low[0].min(point[0]), low[1].min(point[1])],
                [high[0].max(point[0]), high[1].max(point[1])],
            )
        });
        let differs = low[0] < high[0] || low[1] < high[1];
        differs.then(|| Self {
            low,
            // Halves, so that the farthest apart of numbers are not infinitely far apart.
            steps_per_unit: [0, 1].map(|axis| {
                let half_width = 0.5 * high[axis] - 0.5 * low[axis];
                (0.5 * f64::from(STEPS) / half_width).min(f64::MAX / 4.0)
            }),
        })
    }

    /// The step of a coordinate: 0 to [`STEPS`] − 1, what lies outside at the ends.
    pub(super) fn step(&self, axis: usize, value: f64) -> u32 {
        let step = (0.5 * value - 0.5 * self.low[axis]) * self.steps_per_unit[axis] * 2.0;
        // Float to integer saturates.
        (step as u32).min(STEPS - 1)
    }

    /// The place on the curve.
    pub(super) fn key(&self, point: [f64; 2]) -> u32 {
        interleave(self.step(0, point[0])) | interleave(self.step(1, point[1])) << 1
    }
}

/// Puts a zero before each of sixteen bits.
fn interleave(bits: u32) -> u32 {
    let mut bits = bits & 0xffff;
    bits = (bits | bits << 8) & 0x00ff_00ff;
    bits = (bits | bits << 4) & 0x0f0f_0f0f;
    bits = (bits | bits << 2) & 0x3333_3333;
    (bits | bits << 1) & 0x5555_5555
}

/// Takes every second of the bits.
fn pick(bits: u32) -> u32 {
    let mut bits = bits & 0x5555_5555;
    bits = (bits | bits >> 1) & 0x3333_3333;
    bits = (bits | bits >> 2) & 0x0f0f_0f0f;
    bits = (bits | bits >> 4) & 0x00ff_00ff;
    (bits | bits >> 8) & 0x0000_ffff
}

/// The two steps of a place on the curve.
pub(super) fn steps(key: u32) -> [u32; 2] {
    [pick(key), pick(key >> 1)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_curve_goes_there_and_back() {
        for (x, y) in [(0, 0), (1, 0), (65_535, 65_535), (12_345, 54_321)] {
            assert_eq!(steps(interleave(x) | interleave(y) << 1), [x, y]);
        }
    }

    #[test]
    fn points_that_do_not_differ_have_no_square() {
        assert_eq!(Square::around([[1.0, 2.0]; 3].into_iter()), None);
        assert_eq!(Square::around(std::iter::empty()), None);
        let level = Square::around([[1.0, 2.0], [3.0, 2.0]].into_iter()).unwrap();
        assert_eq!(level.step(0, 3.0), STEPS - 1);
        assert_eq!(level.step(1, 2.0), 0);
    }

    proptest! {
        #[test]
        fn steps_never_decrease(
            values in prop::collection::vec(prop::num::f64::NORMAL | prop::num::f64::SUBNORMAL, 3..20)
        ) {
            let square = Square::around(values.iter().map(|&v| [v, -v]));
            prop_assume!(square.is_some());
            let square = square.unwrap();
            let mut sorted = values;
            sorted.sort_by(f64::total_cmp);
            let steps: Vec<u32> = sorted.iter().map(|&v| square.step(0, v)).collect();
            prop_assert!(steps.is_sorted(), "{steps:?}");
            prop_assert_eq!(square.step(0, sorted[0]), 0);
        }
    }
}
