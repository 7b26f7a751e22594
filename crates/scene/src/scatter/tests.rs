//! The picture with level of detail against the one of every point, without GL.

mod density;

use std::time::Duration;

use galry_data::Samples;
use proptest::prelude::*;

use super::block::scramble;
use super::*;
use crate::line::{LevelOfDetail, PixelMap};
use crate::{Axis, AxisScale, Completion, ScaleTranslate};

const SIZE: [u32; 2] = [75, 50];

/// From 0 to 1, as good as chance.
fn chance(seed: u32, index: u32) -> f64 {
    f64::from(scramble(index ^ scramble(seed))) / f64::from(u32::MAX)
}

fn scatter(x: Vec<f64>, y: Vec<f64>, style: ScatterStyle, block_points: u64) -> Scatter<'static> {
    let channel = |values| Coordinates::channel(Arc::new(Samples::from_vec(values)), 0);
    let mut scatter = Scatter::new(channel(x), channel(y), style).unwrap();
    scatter.index = Arc::new(Index::of_blocks(scatter.len, block_points));
    scatter
}

fn request(x: Axis, y: Axis, antialias: bool) -> ScatterRequest {
    ScatterRequest {
        map: PixelMap::new(x, y, SIZE, ScaleTranslate::IDENTITY),
        rect_px: [3, 7, SIZE[0] as i32, SIZE[1] as i32],
        pixel_ratio: 1.0,
        antialias,
        level_of_detail: LevelOfDetail::On,
    }
}

fn unit_request(from: f64, to: f64) -> ScatterRequest {
    let axis = || Axis::new([from, to], AxisScale::Linear).unwrap();
    request(axis(), axis(), true)
}

fn picture(
    layer: &mut ScatterLayer,
    scatter: &Scatter<'_>,
    request: &ScatterRequest,
    budget: Option<Duration>,
) -> Vec<u8> {
    while !layer.refine(scatter, request, budget).unwrap().is_final() {}
    layer.pixels().to_vec()
}

fn every_point(scatter: &Scatter<'_>, request: &ScatterRequest) -> Vec<u8> {
    let off = ScatterRequest {
        level_of_detail: LevelOfDetail::Off,
        ..*request
    };
    picture(&mut ScatterLayer::default(), scatter, &off, None)
}

/// The first byte that differs, and both values.
fn first_difference(a: &[u8], b: &[u8]) -> Option<(usize, u8, u8)> {
    assert_eq!(a.len(), b.len());
    let mut both = a.iter().zip(b).enumerate();
    both.find(|(_, (a, b))| a != b)
        .map(|(index, (&a, &b))| (index, a, b))
}

/// How the points of a test lie.
#[derive(Debug, Clone, Copy)]
enum Pattern {
    Even,
    Clumps,
    Walk,
    Sorted,
    Decades,
    OnePlace,
    Holes,
}

fn points(pattern: Pattern, count: u32, seed: u32) -> [Vec<f64>; 2] {
    let at = |index: u32| -> [f64; 2] {
        let [a, b] = [chance(seed, 2 * index), chance(seed, 2 * index + 1)];
        match pattern {
            Pattern::Even => [a, b],
            Pattern::Clumps => {
                let center = chance(seed + 1, index % 5);
                [center + 0.01 * a * a, center * center + 0.02 * b]
            }
            Pattern::Walk => {
                let along = f64::from(index) / f64::from(count);
                [along + 0.02 * a, 0.5 + 0.3 * (9.0 * along).sin() + 0.02 * b]
            }
            Pattern::Sorted => [f64::from(index) / f64::from(count), b],
            Pattern::Decades => [10f64.powf(-12.0 * a), 10f64.powf(-300.0 * b)],
            Pattern::OnePlace => [0.5, 0.25],
            Pattern::Holes if index.is_multiple_of(3) => [f64::NAN, b],
            Pattern::Holes if index.is_multiple_of(7) => [a, f64::NEG_INFINITY],
            Pattern::Holes => [a, b],
        }
    };
    let all: Vec<[f64; 2]> = (0..count).map(at).collect();
    [0, 1].map(|axis| all.iter().map(|point| point[axis]).collect())
}

prop_compose! {
    fn any_style()(
        symbol in prop::sample::select(&Symbol::ALL[..]),
        size_px in prop_oneof![6 => 0.5f32..12.0, 1 => 30.0f32..200.0, 1 => Just(f32::NAN)],
        alpha in prop_oneof![Just(1.0f32), 0.02f32..1.0],
        edge_width_px in prop_oneof![3 => Just(0.0f32), 1 => 0.2f32..3.0],
    ) -> ScatterStyle {
        ScatterStyle {
            symbol,
            size_px,
            color: Color::rgba8(40, 120, 220, 255).with_alpha(alpha),
            edge: Color::rgba8(250, 20, 20, 255).with_alpha(1.0 - 0.5 * alpha),
            edge_width_px,
        }
    }
}

fn any_axis() -> impl Strategy<Value = Axis> {
    let window = (-0.3f64..1.1, -10.0f64..0.5, any::<bool>());
    let linear = window.prop_map(|(middle, log_width, inverted)| {
        let half = 10f64.powf(log_width) / 2.0;
        let limits = [middle - half, middle + half];
        let limits = if inverted {
            [limits[1], limits[0]]
        } else {
            limits
        };
        Axis::new(limits, AxisScale::Linear).unwrap()
    });
    let log = (-13.0f64..0.0, 0.1f64..5.0).prop_map(|(low, width)| {
        Axis::new([10f64.powf(low), 10f64.powf(low + width)], AxisScale::Log10).unwrap()
    });
    prop_oneof![4 => linear, 1 => log]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn level_of_detail_changes_no_byte(
        pattern in prop::sample::select(&[
            Pattern::Even, Pattern::Clumps, Pattern::Walk, Pattern::Sorted, Pattern::Decades,
            Pattern::OnePlace, Pattern::Holes,
        ][..]),
        count in prop_oneof![0u32..50, 50u32..9000],
        seed in any::<u32>(),
        block_points in prop::sample::select(&[300u64, 2000, 1 << 19][..]),
        style in any_style(),
        axes in prop::array::uniform2(any_axis()),
        antialias in any::<bool>(),
        nanos in prop::sample::select(&[None, Some(1u64), Some(400_000)][..]),
    ) {
        let [x, y] = points(pattern, count, seed % 1000);
        let scatter = scatter(x, y, style, block_points);
        let request = request(axes[0], axes[1], antialias);
        let budget = nanos.map(Duration::from_nanos);
        let mut layer = ScatterLayer::default();
        let exact = picture(&mut layer, &scatter, &request, budget);
        let truth = every_point(&scatter, &request);
        prop_assert_eq!(first_difference(&exact, &truth), None);
        // And once more, coming from another view.
        let elsewhere = unit_request(0.0, 1.0);
        layer.refine(&scatter, &elsewhere, budget).unwrap();
        let again = picture(&mut layer, &scatter, &request, budget);
        prop_assert_eq!(first_difference(&exact, &again), None);
    }
}

#[test]
fn a_dense_picture_looks_at_few_of_its_points_and_sorts_few() {
    let [x, y] = points(Pattern::Even, 600_000, 1);
    let style = ScatterStyle {
        size_px: 5.0,
        ..ScatterStyle::default()
    };
    let scatter = scatter(x, y, style, 50_000);
    let mut layer = ScatterLayer::default();
    let request = unit_request(0.02, 0.98);
    let exact = picture(&mut layer, &scatter, &request, None);
    assert!(layer.points() < 30_000, "{}", layer.points());
    assert!(
        scatter.index_progress().0 <= 4,
        "{:?}",
        scatter.index_progress()
    );
    assert_eq!(
        first_difference(&exact, &every_point(&scatter, &request)),
        None
    );
}

#[test]
fn zoomed_in_a_view_looks_at_what_it_shows() {
    let [x, y] = points(Pattern::Even, 600_000, 2);
    let scatter = scatter(x, y, ScatterStyle::default(), 100_000);
    let mut layer = ScatterLayer::default();
    // A hundredth of each side: 60 points are in sight.
    picture(&mut layer, &scatter, &unit_request(0.4, 0.41), None);
    assert!(layer.points() < 500, "{}", layer.points());
    assert_eq!(scatter.index_progress(), (6, 6));
    let bytes = scatter.index_bytes() as f64 / 600_000.0;
    assert!(bytes < 8.3, "{bytes} bytes a point");
}

#[test]
fn a_moving_view_shows_a_sample_and_a_still_one_becomes_exact() {
    let [x, y] = points(Pattern::Even, 400_000, 3);
    let style = ScatterStyle {
        size_px: 1.0,
        color: Color::BLACK.with_alpha(0.1),
        ..ScatterStyle::default()
    };
    let scatter = scatter(x, y, style, 50_000);
    let mut layer = ScatterLayer::default();
    let budget = Some(Duration::from_nanos(1));
    let mut request = unit_request(0.0, 1.0);
    for step in 1..5 {
        request = unit_request(0.0, 1.0 - 0.01 * f64::from(step));
        let completion = layer.refine(&scatter, &request, budget).unwrap();
        assert!(matches!(completion, Completion::Partial { .. }));
        assert!(
            layer.pixels().iter().any(|&byte| byte > 0),
            "a sample is shown"
        );
        assert!(layer.points() < 4000, "{}", layer.points());
    }
    // Still: each step changes some tiles, each once, until nothing is left to change.
    let mut pictures = vec![layer.pixels().to_vec()];
    let mut done = 0.0;
    while let Completion::Partial { done: now } = layer.refine(&scatter, &request, budget).unwrap()
    {
        assert!(now >= done, "it goes on");
        done = now;
        pictures.push(layer.pixels().to_vec());
    }
    let exact = layer.pixels().to_vec();
    assert_eq!(
        first_difference(&exact, &every_point(&scatter, &request)),
        None
    );
    for (index, &last) in exact.iter().enumerate() {
        let mut values: Vec<u8> = pictures.iter().map(|picture| picture[index]).collect();
        values.push(last);
        values.dedup();
        assert!(values.len() <= 2, "byte {index} was {values:?}");
    }
}

#[test]
fn x_and_y_of_different_lengths_are_an_error() {
    let channel = |count| Coordinates::channel(Arc::new(Samples::from_vec(vec![0.0; count])), 0);
    let error = Scatter::new(channel(3), channel(4), ScatterStyle::default()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "points: expected as many x as y values (4), got 3"
    );
}
