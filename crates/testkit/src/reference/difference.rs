//! How far two pictures are apart.

/// The difference of two pictures of coverage or of one colour channel, in steps of 1/255.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// Root of the mean square over all pixels.
    pub rms: f64,
    /// Largest absolute difference of a pixel.
    pub worst: f64,
    /// Which pixel that is, the first of several.
    pub worst_index: usize,
}

impl Difference {
    /// Compares two pictures whose values go from 0 to 1. Empty ones do not differ.
    ///
    /// # Panics
    /// If the pictures have different lengths, which is a mistake in the test.
    #[track_caller]
    #[must_use]
    pub fn of_unit(actual: &[f32], expected: &[f32]) -> Self {
        assert_eq!(actual.len(), expected.len(), "pictures of different sizes");
        Self::of(
            actual
                .iter()
                .zip(expected)
                .map(|(&a, &b)| 255.0 * (f64::from(a) - f64::from(b))),
        )
    }

    /// Compares two pictures whose values are bytes. Empty ones do not differ.
    ///
    /// # Panics
    /// If the pictures have different lengths, which is a mistake in the test.
    #[track_caller]
    #[must_use]
    pub fn of_bytes(actual: &[u8], expected: &[u8]) -> Self {
        assert_eq!(actual.len(), expected.len(), "pictures of different sizes");
        Self::of(
            actual
                .iter()
                .zip(expected)
                .map(|(&a, &b)| f64::from(a) - f64::from(b)),
        )
    }

    fn of(differences: impl Iterator<Item = f64>) -> Self {
        let mut count = 0usize;
        let mut squares = 0.0;
        let mut worst = 0.0;
        let mut worst_index = 0;
        for (index, difference) in differences.enumerate() {
            count += 1;
            squares += difference * difference;
            // A NaN is as wrong as can be, and stays.
            if difference.abs() > worst || difference.is_nan() {
                worst = difference.abs();
                worst_index = index;
            }
        }
        Self {
            rms: if count == 0 {
                0.0
            } else {
                (squares / count as f64).sqrt()
            },
            worst,
            worst_index,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_pictures_do_not_differ() {
        let same = Difference {
            rms: 0.0,
            worst: 0.0,
            worst_index: 0,
        };
        assert_eq!(Difference::of_unit(&[0.0, 0.5], &[0.0, 0.5]), same);
        assert_eq!(Difference::of_bytes(&[], &[]), same);
    }

    #[test]
    fn one_wrong_pixel_in_four_counts_half_its_size() {
        let difference = Difference::of_bytes(&[7, 7, 3, 7], &[7, 7, 13, 7]);
        assert_eq!(
            difference,
            Difference {
                rms: 5.0,
                worst: 10.0,
                worst_index: 2
            }
        );
    }

    #[test]
    fn coverage_is_measured_in_steps_of_a_byte() {
        let difference = Difference::of_unit(&[1.0], &[0.0]);
        assert_eq!((difference.rms, difference.worst), (255.0, 255.0));
    }

    #[test]
    fn a_value_that_is_no_number_is_the_worst() {
        assert!(
            Difference::of_unit(&[f32::NAN, 0.0], &[0.0, 0.0])
                .worst
                .is_nan()
        );
    }

    #[test]
    #[should_panic(expected = "pictures of different sizes")]
    fn different_lengths_are_a_mistake() {
        let _ = Difference::of_bytes(&[1], &[]);
    }
}
