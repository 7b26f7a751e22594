//! Counts held against plain loops over every sample, and numbers recorded from numpy 2.4.

use proptest::prelude::*;

use super::*;
use crate::{Element, Samples};

/// Uniform numbers in 0..1, as the program that recorded numpy's results made them.
fn uniform(count: usize) -> Vec<f64> {
    let mut state = 12_345_u64;
    (0..count)
        .map(|_| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 11) as f64 / 2f64.powi(53)
        })
        .collect()
}

/// 2000 exponential numbers and 1000 between 5 and 5.5.
fn recorded() -> Vec<f64> {
    let numbers = uniform(3000).into_iter().enumerate();
    numbers
        .map(|(index, u)| {
            if index < 2000 {
                -(1.0 - u).ln()
            } else {
                5.0 + u * 0.5
            }
        })
        .collect()
}

#[test]
fn rules_give_numpys_bins() {
    let floats = Samples::from_vec(recorded());
    let integers: Vec<i16> = recorded().into_iter().map(|v| (v * 10.0) as i16).collect();
    let integers = Samples::from_vec(integers);
    let of_floats = [
        ("auto", 16, 0.617_852_116_895_500_8),
        ("fd", 16, 0.617_852_116_895_500_8),
        ("sturges", 13, 0.760_276_293_324_505_4),
        ("scott", 19, 0.520_403_996_180_918_7),
        ("doane", 16, 0.617_852_116_895_500_8),
        ("sqrt", 55, 0.180_221_465_686_377_56),
        ("rice", 29, 0.341_189_061_533_411_4),
    ];
    for (name, count, second) in of_floats {
        let rule: BinRule = name.parse().unwrap();
        let edges = rule.edges(&floats, 0, None).unwrap();
        assert_eq!(edges.count(), count, "{name}");
        assert!((edges.values()[1] - second).abs() < 1e-14, "{name}");
        assert_eq!(edges.first(), 0.000_680_685_703_147_525_7);
        assert_eq!(edges.last(), 9.875_423_584_780_8);
    }
    for (name, count) in [
        ("auto", 16),
        ("fd", 16),
        ("scott", 19),
        ("doane", 16),
        ("rice", 29),
    ] {
        let rule: BinRule = name.parse().unwrap();
        assert_eq!(
            rule.edges(&integers, 0, None).unwrap().count(),
            count,
            "{name}"
        );
    }
    let counts = |samples: &dyn Source| {
        let edges = BinRule::Count(7).edges(samples, 0, None).unwrap();
        histogram(samples, 0, &edges).unwrap().counts().to_vec()
    };
    assert_eq!(counts(&floats), [1499, 366, 99, 1025, 8, 2, 1]);
    assert_eq!(counts(&integers), [1493, 369, 102, 1023, 10, 2, 1]);
    let found = moments::moments(&floats, 0, [0.0, 10.0]).unwrap();
    assert!((found.deviation - 2.169_946_984_480_593_4).abs() < 1e-12);
    assert!((found.mean - 2.438_243_521_157_261_7).abs() < 1e-12);
    let quartiles = moments::quantiles(&floats, 0, [0.0, 10.0], [0.25, 0.75]).unwrap();
    let [low, high] = quartiles.unwrap();
    assert!((low - 0.481_671_477_729_710_9).abs() < 1e-14, "{low}");
    assert!((high - 5.130_199_074_594_346).abs() < 1e-14, "{high}");
}

#[test]
fn degenerate_samples_have_bins_too() {
    let edges = |values: &[f64], rule: BinRule| {
        let samples = Samples::from_slice(values);
        rule.edges(&samples, 0, None).unwrap().values().to_vec()
    };
    for rule in ["auto", "fd", "scott", "doane", "sturges"] {
        let rule: BinRule = rule.parse().unwrap();
        assert_eq!(edges(&[3.0; 10], rule.clone()), [2.5, 3.5]);
        assert_eq!(edges(&[], rule.clone()), [0.0, 1.0]);
        assert_eq!(edges(&[f64::NAN, f64::INFINITY], rule), [0.0, 1.0]);
    }
    let empty = Samples::from_vec(vec![f32::NAN]);
    let mut pyramid = CountPyramid::new(&empty, 0).unwrap();
    let found = pyramid.histogram(&empty, [0.0, 1.0], 3).unwrap();
    assert_eq!((found.counts(), found.nan), (&[0, 0, 0][..], 1));
}

#[test]
fn what_is_wrong_with_bins_is_said() {
    let message = |text: &str| text.parse::<BinRule>().unwrap_err().to_string();
    assert_eq!(message("0"), "bins: expected 1 to 16777216, got 0");
    assert_eq!(
        message("many"),
        "bins: expected a number of bins, edges as 0,1,2.5, or one of auto, fd, sturges, scott, \
         doane, sqrt, rice; got \"many\""
    );
    assert_eq!(
        message("3,2"),
        "bins: expected at least two finite edges in rising order"
    );
    assert_eq!(
        "0,1,5".parse::<BinRule>().unwrap(),
        BinRule::Edges(vec![0.0, 1.0, 5.0])
    );
    assert!(BinEdges::uniform([1.0, 1.0 + f64::EPSILON], 10).is_err());
    assert!(BinEdges::uniform([0.0, f64::INFINITY], 10).is_err());
    let samples = Samples::from_slice(&[1.0, 2.0]);
    let edges = BinEdges::uniform([0.0, 2.0], 2).unwrap();
    assert!(weighted_histogram(&samples, 0, &[1.0], &edges).is_err());
    assert!(histogram(&samples, 1, &edges).is_err());
}

/// Counts by comparing every value with every edge.
fn brute_force<T: Element>(values: &[T], edges: &[f64]) -> Vec<u64> {
    let last = edges.len() - 2;
    (0..=last)
        .map(|bin| {
            let is_in = |value: f64| {
                edges[bin] <= value
                    && (value < edges[bin + 1] || (bin == last && value == edges[bin + 1]))
            };
            values.iter().filter(|value| is_in(value.to_f64())).count() as u64
        })
        .collect()
}

fn check_pyramid<T: Element>(values: &[T], views: &[([f64; 2], usize)]) {
    let samples = Samples::from_slice(values);
    let mut pyramid = CountPyramid::new(&samples, 0).unwrap();
    for &(view, bins) in views {
        let found = pyramid.histogram(&samples, view, bins).unwrap();
        let mut expected = brute_force(values, found.edges());
        // A bin that is not the last of all samples does not have its upper edge.
        let end = found.edges()[found.edges().len() - 1];
        let above_all = values
            .iter()
            .all(|value| value.to_f64() <= end || !value.finite());
        if !above_all && let Some(last) = expected.last_mut() {
            *last -= values.iter().filter(|value| value.to_f64() == end).count() as u64;
        }
        assert_eq!(found.counts(), expected, "{view:?} {bins}");
        let widths: Vec<f64> = found
            .edges()
            .windows(2)
            .map(|pair| pair[1] - pair[0])
            .collect();
        for width in &widths[..widths.len() - 1] {
            assert!(
                (width / widths[0] - 1.0).abs() < 1e-3,
                "{width} {}",
                widths[0]
            );
        }
    }
}

proptest! {
    #[test]
    fn one_pass_counts_what_a_plain_loop_counts(
        values in prop::collection::vec(prop_oneof![
            8 => -10.0..10.0,
            4 => (-8..8).prop_map(f64::from),
            1 => Just(f64::NAN),
            1 => Just(f64::INFINITY),
        ], 0..300),
        low in -12.0..0.0, width in 0.1..20.0, bins in 1usize..40,
    ) {
        let samples = Samples::from_slice(&values);
        for edges in [
            BinEdges::uniform([low, low + width], bins).unwrap(),
            BinEdges::uniform([-8.0, 8.0], 16).unwrap(),
            BinEdges::new(vec![-8.0, -7.0, 0.0, 0.1, 8.0]).unwrap(),
        ] {
            let found = histogram(&samples, 0, &edges).unwrap();
            prop_assert_eq!(found.counts(), brute_force(&values, edges.values()));
            let apart = found.below + found.above + found.nan + found.infinite;
            prop_assert_eq!(found.total() + apart, values.len() as u64);
            let weights = vec![0.5; values.len()];
            let sums = weighted_histogram(&samples, 0, &weights, &edges).unwrap();
            for (sum, &count) in sums.iter().zip(found.counts()) {
                prop_assert_eq!(*sum, count as f64 / 2.0);
            }
        }
    }

    #[test]
    fn zooming_counts_exactly_at_its_edges(
        numbers in prop::collection::vec(-30_000..30_000i32, 1..400),
        views in prop::collection::vec((0.0..1.0, 1e-9f64..1.0, 1usize..60), 1..12),
    ) {
        let views: Vec<([f64; 2], usize)> = views
            .into_iter()
            .map(|(at, width, bins)| {
                let low = -30_000.0 + at * 60_000.0;
                ([low, low + width * width * width * 60_000.0], bins)
            })
            .filter(|(view, _)| view[1] - view[0] > 1e-7)
            .collect();
        let as_i16: Vec<i16> = numbers.iter().map(|&n| n as i16).collect();
        check_pyramid(&as_i16, &views);
        let wide: Vec<i64> = numbers.iter().map(|&n| i64::from(n) * 1000).collect();
        let wide_views: Vec<_> = views.iter().map(|&([a, b], n)| ([a * 1e3, b * 1e3], n)).collect();
        check_pyramid(&wide, &wide_views);
        let as_f32: Vec<f32> = numbers.iter().map(|&n| n as f32 + 0.3).collect();
        check_pyramid(&as_f32, &views);
        let as_f64: Vec<f64> = numbers.iter().map(|&n| f64::from(n) + 1e-5).collect();
        check_pyramid(&as_f64, &views);
    }

    #[test]
    fn pairs_are_counted_exactly(
        pairs in prop::collection::vec((-1.0..5.0, -1.0..5.0), 0..200), x in 1usize..9, y in 1usize..9,
    ) {
        let xs: Vec<f64> = pairs.iter().map(|pair| pair.0).collect();
        let ys: Vec<f64> = pairs.iter().map(|pair| pair.1).collect();
        let (sx, sy) = (Samples::from_slice(&xs), Samples::from_slice(&ys));
        let edges = [BinEdges::uniform([0.0, 4.0], x).unwrap(), BinEdges::uniform([0.0, 4.0], y).unwrap()];
        let found = histogram_2d([(&sx, 0), (&sy, 0)], [&edges[0], &edges[1]]).unwrap();
        let mut expected = vec![0; x * y];
        let mut outside = 0;
        for (a, b) in &pairs {
            match (edges[0].bin_of(*a), edges[1].bin_of(*b)) {
                (Some(column), Some(row)) => expected[row * x + column] += 1,
                _ => outside += 1,
            }
        }
        prop_assert_eq!(&found.counts, &expected);
        prop_assert_eq!(found.outside, outside);
        let coarser = found.coarser(2, 3).unwrap();
        let direct = histogram_2d([(&sx, 0), (&sy, 0)], [&coarser.x, &coarser.y]).unwrap();
        prop_assert_eq!(coarser.counts, direct.counts);
    }
}

#[test]
fn zooming_passes_over_the_samples_seldom() {
    let samples = Samples::from_vec(recorded());
    let mut pyramid = CountPyramid::new(&samples, 0).unwrap();
    let mut width = 10.0;
    let mut views = 0;
    while width > 1e-6 {
        for shift in [-0.2, 0.0, 0.2] {
            let low = 1.0 + shift * width - width / 2.0;
            let view = [low, low + width];
            let found = pyramid.histogram(&samples, view, 200).unwrap();
            if view[0] >= 0.1 {
                assert!(
                    (175..=230).contains(&found.counts().len()),
                    "{}",
                    found.counts().len()
                );
            }
            views += 1;
        }
        width /= 1.1;
    }
    assert!(
        views > 400 && pyramid.passes() <= 6,
        "{} in {views}",
        pyramid.passes()
    );
}

#[test]
fn a_grid_is_counted_in_parts_and_wide_bins_stand_in_for_it() {
    let samples = Samples::from_vec(recorded());
    let len = samples.len();
    let mut pyramid = CountPyramid::new(&samples, 0).unwrap();
    let view = [0.99, 1.01];
    assert_eq!(pyramid.known_histogram(view, 100).unwrap().total(), 0);
    let mut steps = 0;
    let mut wide = 0;
    loop {
        let done = pyramid.build(&samples, view, 100, len / 10 + 1).unwrap();
        steps += 1;
        if pyramid.passes() == 1 {
            wide = wide.max(pyramid.known_histogram(view, 100).unwrap().counts().len());
        }
        if done >= 1.0 {
            break;
        }
    }
    assert_eq!(steps, 10 * pyramid.passes());
    assert!(wide > 0);
    let found = pyramid.known_histogram(view, 100).unwrap();
    let expected = brute_force(&recorded(), found.edges());
    assert_eq!(found.counts()[..99], expected[..99]);
    // What a view does not need is dropped, what it needs goes on.
    assert!(pyramid.build(&samples, [0.5, 0.500_01], 100, 1).unwrap() < 1.0);
    assert_eq!(pyramid.build(&samples, view, 100, 1).unwrap(), 1.0);
}

proptest! {
    #[test]
    fn zooming_counts_pairs_exactly_at_its_edges(
        pairs in prop::collection::vec((-300..300i32, -30_000..30_000i32), 1..300),
        views in prop::collection::vec(
            (0.0..1.0, 0.0..1.0, 1e-3f64..1.0, 1e-3f64..1.0, 1usize..60, 1usize..60), 1..6),
        part in 1u64..400,
    ) {
        let x: Vec<i16> = pairs.iter().map(|pair| pair.0 as i16).collect();
        let y: Vec<f64> = pairs.iter().map(|pair| f64::from(pair.1) + 0.25).collect();
        let (sx, sy) = (Samples::from_slice(&x), Samples::from_slice(&y));
        let both = [(&sx as &dyn Source, 0), (&sy as _, 0)];
        let mut pyramid = PairPyramid::new(both).unwrap();
        for (left, bottom, width, height, columns, rows) in views {
            let axis = |half: f64, at: f64, width: f64| {
                let low = half * (2.0 * at - 1.0);
                [low, low + 2.0 * half * width * width]
            };
            let view = [axis(300.0, left, width), axis(30_000.0, bottom, height)];
            while pyramid.build(both, view, [columns, rows], part).unwrap() < 1.0 {}
            let Some(found) = pyramid.known_histogram(view, [columns, rows]).unwrap() else {
                continue;
            };
            let passes = pyramid.passes();
            prop_assert_eq!(&pyramid.histogram(both, view, [columns, rows]).unwrap(), &found);
            prop_assert_eq!(pyramid.passes(), passes);
            // Upper edges belong to the bins above, but for the last of all.
            let last = |edges: &BinEdges| edges.values()[edges.count()];
            let (top, right) = (last(&found.y), last(&found.x));
            let mut expected = vec![0; found.counts.len()];
            for (&x, &y) in x.iter().zip(&y) {
                let is_on_end = (f64::from(x) == right && x < *sx_max(&sx))
                    || (y == top && y < sy_max(&sy));
                if let (false, Some(column), Some(row)) =
                    (is_on_end, found.x.bin_of(f64::from(x)), found.y.bin_of(y))
                {
                    expected[row * found.x.count() + column] += 1;
                }
            }
            prop_assert_eq!(&found.counts, &expected);
            let all = found.counts.iter().sum::<u64>() + found.outside;
            prop_assert_eq!(all, x.len() as u64);
        }
    }
}

fn sx_max<'s>(samples: &'s Samples<'_, i16>) -> &'s i16 {
    samples.values().iter().max().unwrap()
}

fn sy_max(samples: &Samples<'_, f64>) -> f64 {
    samples.values().iter().copied().fold(f64::MIN, f64::max)
}
