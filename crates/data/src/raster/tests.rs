//! Means held against plain sums over every value.

use proptest::prelude::*;

use super::{Grid, Raster};
use crate::Element;

/// The mean over a rectangle, from every value of the image.
fn brute_force(values: &[f64], size: [usize; 2], [x0, x1]: [f64; 2], [y0, y1]: [f64; 2]) -> f64 {
    let part = |a: f64, b: f64, index: usize| {
        let (low, high) = (a.min(b), a.max(b));
        (high.min(index as f64 + 1.0) - low.max(index as f64)).max(0.0)
    };
    let (mut sum, mut area) = (0.0, 0.0);
    for y in 0..size[1] {
        for x in 0..size[0] {
            let value = values[y * size[0] + x];
            let own = part(x0, x1, x) * part(y0, y1, y);
            if value.is_finite() && own > 0.0 {
                sum += own * value;
                area += own;
            }
        }
    }
    sum / area
}

fn largest_of(values: &[f64]) -> f64 {
    values
        .iter()
        .filter(|value| value.is_finite())
        .fold(0.0, |largest, value| value.abs().max(largest))
}

fn check(image: &dyn Raster, values: &[f64], x_edges: &[f64], y_edges: &[f64]) {
    let size = image.size().map(|side| side as usize);
    let (columns, rows) = (x_edges.len() - 1, y_edges.len() - 1);
    let mut means = vec![0.0; columns * rows];
    image.means(0, x_edges, y_edges, &mut means).unwrap();
    for row in 0..rows {
        for column in 0..columns {
            let x = [x_edges[column], x_edges[column + 1]];
            let y = [y_edges[row], y_edges[row + 1]];
            let expected = brute_force(values, size, x, y);
            let actual = f64::from(means[row * columns + column]);
            // Cells are kept as `f32`, so that values which cancel each other leave their rounding.
            let largest = largest_of(values).max(f64::from(i16::MAX));
            let allowed = 1e-5 * expected.abs() + 1e-7 * largest;
            let close = (actual - expected).abs() <= allowed;
            assert!(
                close || (actual.is_nan() && expected.is_nan()),
                "{x:?} {y:?}: expected {expected}, got {actual}"
            );
        }
    }
}

/// Edges that rise or fall, some on values' edges, some equal.
fn edges(len: usize) -> impl Strategy<Value = Vec<f64>> {
    let edge = prop_oneof![
        (0.0..=1.0).prop_map(move |part| part * len as f64),
        (0..=len).prop_map(|index| index as f64),
    ];
    (prop::collection::vec(edge, 2..40), any::<bool>()).prop_map(|(mut edges, falls)| {
        edges.sort_by(f64::total_cmp);
        if falls {
            edges.reverse();
        }
        edges
    })
}

fn case() -> impl Strategy<Value = ([usize; 2], Vec<i32>, Vec<f64>, Vec<f64>)> {
    (1..60_usize, 1..40_usize).prop_flat_map(|(width, height)| {
        (
            Just([width, height]),
            prop::collection::vec(-200..200, width * height),
            edges(width),
            edges(height),
        )
    })
}

fn check_type<T: Element>(
    size: [usize; 2],
    numbers: &[i32],
    x: &[f64],
    y: &[f64],
    make: impl Fn(i32) -> T,
) {
    let values: Vec<T> = numbers.iter().map(|&number| make(number)).collect();
    let plain: Vec<f64> = values.iter().map(|value| value.to_f64()).collect();
    let image = Grid::from_slice(size.map(|side| side as u64), 1, &values).unwrap();
    check(&image, &plain, x, y);
    // Cells change nothing.
    while image.build(100).unwrap() < 1.0 {}
    check(&image, &plain, x, y);
    let by_cells: Vec<f64> = (0..=size[0] / 8).map(|index| index as f64 * 8.0).collect();
    if by_cells.len() > 1 {
        check(&image, &plain, &by_cells, &[0.0, size[1] as f64]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn means_equal_brute_force_for_every_type((size, numbers, x, y) in case()) {
        check_type(size, &numbers, &x, &y, |n| n as i8);
        check_type(size, &numbers, &x, &y, |n| n as u8);
        check_type(size, &numbers, &x, &y, |n| n as i16 * 150);
        check_type(size, &numbers, &x, &y, |n| n as u16);
        check_type(size, &numbers, &x, &y, |n| n);
        check_type(size, &numbers, &x, &y, |n| i64::from(n) << 30);
        check_type(size, &numbers, &x, &y, i32::unsigned_abs);
        check_type(size, &numbers, &x, &y, |n| u64::from(n.unsigned_abs()));
        check_type(size, &numbers, &x, &y, f64::from);
        // Every fifth value or so is missing.
        check_type(size, &numbers, &x, &y, |n| match n {
            ..-160 => f32::NAN,
            -160..-120 => f32::INFINITY,
            _ => n as f32 / 7.0,
        });
    }
}

#[test]
fn limits_and_missing_values_are_counted() {
    let values = [1.5_f32, f32::NAN, -3.0, f32::INFINITY, 8.0, 0.0];
    let image = Grid::from_slice([3, 2], 1, &values).unwrap();
    let limits = image.limits(0).unwrap();
    assert_eq!((limits.min, limits.max, limits.missing), (-3.0, 8.0, 2));
    // Two bands: 1.5, −3, 8 and NaN, ∞, 0.
    let image = Grid::from_slice([3, 1], 2, &values).unwrap();
    let limits = image.limits(1).unwrap();
    assert_eq!((limits.min, limits.max, limits.missing), (0.0, 0.0, 2));
    assert_eq!(image.limits(0).unwrap().max, 8.0);
    assert!(image.limits(2).is_err());
}

#[test]
fn coarse_means_are_exact_on_cells_and_near_elsewhere() {
    let [width, height] = [300, 200];
    let values: Vec<u8> = (0..width * height)
        .map(|index| ((index % width) / 2 + (index / width) / 3) as u8)
        .collect();
    let image = Grid::from_slice([300, 200], 1, &values).unwrap();
    let edges = |count: u32, end: f64| -> Vec<f64> {
        (0..=count)
            .map(|i| f64::from(i) * end / f64::from(count))
            .collect()
    };
    let (x, y) = (edges(20, 290.0), edges(11, 200.0));
    let (mut exact, mut coarse) = (vec![0.0; 220], vec![0.0; 220]);
    assert!(
        !image.coarse(0, &x, &y, &mut coarse).unwrap(),
        "nothing is built"
    );
    while image.build(10_000).unwrap() < 1.0 {}
    assert!(image.coarse(0, &x, &y, &mut coarse).unwrap());
    image.means(0, &x, &y, &mut exact).unwrap();
    for (exact, coarse) in exact.iter().zip(&coarse) {
        // Slopes of a half and a third, edges blurred by half a cell of eight.
        assert!((exact - coarse).abs() < 4.0, "{exact} {coarse}");
    }
    assert!(exact != coarse);
    // Rectangles narrower than a cell have no coarse answer.
    let fine = edges(100, 290.0);
    assert!(
        !image
            .coarse(0, &fine, &[0.0, 200.0], &mut [0.0; 100])
            .unwrap()
    );
}

#[test]
fn single_values_and_parts_are_read() {
    let values: Vec<i16> = (0..4 * 3 * 2).collect();
    let image = Grid::from_vec([4, 3], 2, values).unwrap();
    let mut out = [0.0; 4];
    image.read(1, 1..3, 1..3, &mut out).unwrap();
    assert_eq!(out, [11.0, 13.0, 19.0, 21.0]);
    image.sample(0, &[3, 0], &[2, 0], &mut out).unwrap();
    assert_eq!(out, [22.0, 16.0, 6.0, 0.0]);
}

#[test]
fn what_is_wrong_with_a_question_is_said() {
    let image = Grid::from_slice([3, 2], 1, &[0_u8; 6]).unwrap();
    let message = |x: &[f64], y: &[f64], out: usize| {
        let error = image.means(0, x, y, &mut vec![0.0; out]).unwrap_err();
        error.to_string()
    };
    assert_eq!(
        message(&[0.0, 4.0], &[0.0, 1.0], 1),
        "edges: expected at least two within 0..=3"
    );
    assert_eq!(
        message(&[0.0, 2.0, 1.0], &[0.0, 1.0], 2),
        "edges: expected them in rising or falling order"
    );
    assert_eq!(
        message(&[0.0, 2.0], &[0.0, 1.0], 2),
        "output: expected room for 1 values of an image, got 2"
    );
    assert!(message(&[f64::NAN, 2.0], &[0.0, 1.0], 1).contains("within"));
    assert_eq!(
        Grid::from_slice([3, 3], 1, &[0_u8; 6])
            .unwrap_err()
            .to_string(),
        "image of 3 x 3 places with 1 band(s): expected as many values, got 6"
    );
    assert!(Grid::from_slice([u64::MAX, 3], 2, &[0_u8; 6]).is_err());
    let empty = Grid::<u8>::from_vec([0, 5], 1, Vec::new()).unwrap();
    assert!(empty.limits(0).unwrap().is_empty());
}

#[test]
fn a_distribution_holds_every_finite_value() {
    let values: Vec<u16> = (0..7000).map(|i| 30_000 + (i * i % 613) as u16).collect();
    let mut expected = std::collections::BTreeMap::new();
    for &value in &values {
        *expected.entry(value).or_insert(0) += 1;
    }
    let grid = Grid::from_vec([100, 70], 1, values).unwrap();
    let found = grid.distribution(0).unwrap();
    let exact: Vec<(f32, u64)> = expected
        .into_iter()
        .map(|(value, count)| (f32::from(value), count))
        .collect();
    assert_eq!(found, exact);
    assert!(grid.distribution(1).is_err());

    // Of both signs and many sizes: close values stand together, and none is lost.
    let wide: Vec<f32> = (0..6000_u32)
        .map(|i| (i as f32 - 3000.0).powi(5))
        .chain([f32::NAN, f32::INFINITY])
        .collect();
    let least = wide[0];
    let grid = Grid::from_vec([3001, 2], 1, wide).unwrap();
    let found = grid.distribution(0).unwrap();
    assert_eq!(found.iter().map(|(_, count)| count).sum::<u64>(), 6000);
    assert!(found.is_sorted_by(|a, b| a.0 < b.0));
    assert_eq!(found[0].0, least);
    let nothing = Grid::from_vec([2, 1], 1, vec![f64::NAN; 2]).unwrap();
    assert!(nothing.distribution(0).unwrap().is_empty());
}
