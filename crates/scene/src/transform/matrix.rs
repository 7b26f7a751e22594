//! Products and inverses of small matrices, given by their rows.

/// `a · b`.
pub(super) fn product<const N: usize>(a: &[[f64; N]; N], b: &[[f64; N]; N]) -> [[f64; N]; N] {
    std::array::from_fn(|row| {
        std::array::from_fn(|column| (0..N).map(|k| a[row][k] * b[k][column]).sum())
    })
}

/// The inverse; `None` of a matrix that is singular to the precision of f64, or not finite.
///
/// Rows and columns are first brought to a largest entry of about one, so that axes of very
/// different units (nanoseconds and volts) do not look singular; then Gauss-Jordan elimination
/// with partial pivoting.
pub(super) fn inverse<const N: usize>(matrix: &[[f64; N]; N]) -> Option<[[f64; N]; N]> {
    /// A pivot this small, beside entries of one, is what rounding leaves of zero.
    const SMALLEST_PIVOT: f64 = 4.0 * f64::EPSILON;
    let mut left = *matrix;
    let rows = scale_rows(&mut left)?;
    let mut turned = transposed(&left);
    let columns = scale_rows(&mut turned)?;
    left = transposed(&turned);

    let mut right: [[f64; N]; N] =
        std::array::from_fn(|i| std::array::from_fn(|j| if i == j { 1.0 } else { 0.0 }));
    for column in 0..N {
        let larger =
            |&a: &usize, &b: &usize| left[a][column].abs().total_cmp(&left[b][column].abs());
        let pivot_row = (column..N).max_by(larger)?;
        left.swap(column, pivot_row);
        right.swap(column, pivot_row);
        let pivot = left[column][column];
        if pivot.is_nan() || pivot.abs() < SMALLEST_PIVOT {
            return None;
        }
        left[column] = left[column].map(|entry| entry / pivot);
        right[column] = right[column].map(|entry| entry / pivot);
        for row in (0..N).filter(|&row| row != column) {
            let factor = left[row][column];
            for k in 0..N {
                left[row][k] -= factor * left[column][k];
                right[row][k] -= factor * right[column][k];
            }
        }
    }
    // M = R⁻¹ · scaled · C⁻¹, so M⁻¹ = C · scaled⁻¹ · R.
    let inverse: [[f64; N]; N] =
        std::array::from_fn(|i| std::array::from_fn(|j| right[i][j] * columns[i] * rows[j]));
    inverse
        .iter()
        .flatten()
        .all(|entry| entry.is_finite())
        .then_some(inverse)
}

/// Divides each row by its largest entry and gives the factors; `None` where there is none.
fn scale_rows<const N: usize>(matrix: &mut [[f64; N]; N]) -> Option<[f64; N]> {
    let mut factors = [1.0; N];
    for (row, factor) in matrix.iter_mut().zip(&mut factors) {
        let largest = row.iter().fold(0.0, |largest: f64, entry| {
            if entry.is_nan() {
                f64::NAN
            } else {
                largest.max(entry.abs())
            }
        });
        *factor = 1.0 / largest;
        if !(factor.is_finite() && *factor > 0.0) {
            return None;
        }
        *row = row.map(|entry| entry * *factor);
    }
    Some(factors)
}

fn transposed<const N: usize>(matrix: &[[f64; N]; N]) -> [[f64; N]; N] {
    std::array::from_fn(|i| std::array::from_fn(|j| matrix[j][i]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_product_with_the_inverse_is_the_identity() {
        let matrix = [[2.0, -1.0, 0.5], [0.0, 3.0, 4.0], [1.0, 1.0, 1.0]];
        let product = product(&matrix, &inverse(&matrix).unwrap());
        for (i, row) in product.iter().enumerate() {
            for (j, entry) in row.iter().enumerate() {
                let expected = f64::from(u8::from(i == j));
                assert!((entry - expected).abs() < 1e-15, "{product:?}");
            }
        }
    }

    #[test]
    fn units_far_apart_are_not_singular() {
        let inverse = inverse(&[[1e-200, 0.0], [0.0, 1e200]]).unwrap();
        assert!((inverse[0][0] / 1e200 - 1.0).abs() < 1e-15);
        assert!((inverse[1][1] / 1e-200 - 1.0).abs() < 1e-15);
    }

    #[test]
    fn what_flattens_space_or_is_no_number_has_no_inverse() {
        assert_eq!(inverse(&[[1.0, 2.0], [2.0, 4.0]]), None);
        assert_eq!(
            inverse(&[[0.1, 0.2, 0.3], [0.4, 0.5, 0.6], [0.7, 0.8, 0.9]]),
            None
        );
        assert_eq!(inverse(&[[0.0, 0.0], [0.0, 1.0]]), None);
        assert_eq!(inverse(&[[f64::NAN, 0.0], [0.0, 1.0]]), None);
        assert_eq!(inverse(&[[f64::INFINITY, 0.0], [0.0, 1.0]]), None);
        assert_eq!(inverse(&[[1.0, f64::NAN], [0.0, 1.0]]), None);
    }
}
