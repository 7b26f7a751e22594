//! Counts against those of every point, and brightness from one picture to the next.

use galry_visuals::{NormKind, NormRule};

use super::*;

fn shaded(mut scatter: Scatter<'static>, norm: &str) -> Scatter<'static> {
    scatter.set_shading(ScatterShading::Density(style(norm)));
    scatter
}

fn style(norm: &str) -> DensityStyle {
    DensityStyle {
        norm: norm.parse().unwrap(),
        ..DensityStyle::default()
    }
}

/// For each pixel, the points whose disc lies on it: the definition.
fn brute_force(x: &[f64], y: &[f64], request: &ScatterRequest, diameter_px: f32) -> Vec<u32> {
    let radius = f64::from(diameter_px) / 2.0;
    let [width, height] = SIZE.map(|side| side as usize);
    let mut counts = vec![0; width * height];
    for (&x, &y) in x.iter().zip(y) {
        let own = [request.map.u(x).floor(), request.map.v(y).floor()];
        if !(x.is_finite() && y.is_finite() && own.iter().all(|at| at.abs() < 1e6)) {
            continue;
        }
        let reach = radius.floor();
        let rows =
            (own[1] - reach).max(0.0) as i64..=(own[1] + reach).min(height as f64 - 1.0) as i64;
        for row in rows {
            let columns =
                (own[0] - reach).max(0.0) as i64..=(own[0] + reach).min(width as f64 - 1.0) as i64;
            for column in columns {
                let apart = [column as f64 - own[0], row as f64 - own[1]];
                if apart == [0.0; 2] || apart[0].hypot(apart[1]) <= radius {
                    counts[row as usize * width + column as usize] += 1;
                }
            }
        }
    }
    counts
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn counts_at_rest_are_those_of_every_point(
        pattern in prop::sample::select(&[
            Pattern::Even, Pattern::Clumps, Pattern::Walk, Pattern::Sorted, Pattern::Decades,
            Pattern::OnePlace, Pattern::Holes,
        ][..]),
        count in prop_oneof![0u32..50, 50u32..9000],
        seed in any::<u32>(),
        block_points in prop::sample::select(&[300u64, 2000, 1 << 19][..]),
        size_px in 0.5f32..9.0,
        axes in prop::array::uniform2(any_axis()),
        nanos in prop::sample::select(&[None, Some(1u64), Some(400_000)][..]),
        is_off in any::<bool>(),
    ) {
        let [x, y] = points(pattern, count, seed % 1000);
        let of_size = ScatterStyle { size_px, ..ScatterStyle::default() };
        let scatter = shaded(scatter(x.clone(), y.clone(), of_size, block_points), "log");
        let mut request = request(axes[0], axes[1], true);
        if is_off {
            request.level_of_detail = LevelOfDetail::Off;
        }
        let expected = brute_force(&x, &y, &request, size_px);
        let budget = nanos.map(Duration::from_nanos);
        let mut layer = ScatterLayer::default();
        // The second time some blocks may be sorted.
        for _ in 0..2 {
            let elsewhere = unit_request(0.0, 0.003);
            layer.refine(&scatter, &elsewhere, budget).unwrap();
            picture(&mut layer, &scatter, &request, budget);
            prop_assert_eq!(layer.density_field(), &expected[..]);
        }
        for (pixel, &count) in layer.pixels().chunks_exact(4).zip(&expected) {
            prop_assert_eq!(pixel[3] > 0, count > 0);
        }
    }
}

/// The mean of the colours over white, from 0 to 255.
fn brightness(pixels: &[u8]) -> f64 {
    let sum: f64 = pixels
        .chunks_exact(4)
        .map(|pixel| {
            let [r, g, b, a] = [0, 1, 2, 3].map(|part| f64::from(pixel[part]));
            0.2126 * r + 0.7152 * g + 0.0722 * b + 255.0 - a
        })
        .sum();
    sum / (pixels.len() / 4) as f64
}

/// Points around two centres, and some everywhere.
fn blobs(count: u32) -> [Vec<f64>; 2] {
    let normal = |index: u32| {
        let [a, b] = [chance(11, 2 * index), chance(11, 2 * index + 1)];
        let radius = (-2.0 * (1.0 - a * 0.999_999).ln()).sqrt();
        let angle = std::f64::consts::TAU * b;
        [radius * angle.cos(), radius * angle.sin()]
    };
    let at = |index: u32| {
        let [a, b] = normal(index);
        match index % 8 {
            0 => [chance(5, index), chance(6, index)],
            1..=3 => [0.3 + 0.08 * a, 0.4 + 0.1 * b],
            _ => [0.65 + 0.12 * a, 0.6 + 0.08 * b],
        }
    };
    let all: Vec<[f64; 2]> = (0..count).map(at).collect();
    [0, 1].map(|axis| all.iter().map(|point| point[axis]).collect())
}

#[test]
fn an_estimate_is_as_bright_as_the_picture_that_takes_its_place() {
    for size_px in [1.0, 5.0] {
        for norm in ["linear", "log", "equalized"] {
            let [x, y] = blobs(2_000_000);
            let of_size = ScatterStyle {
                size_px,
                ..ScatterStyle::default()
            };
            let scatter = shaded(scatter(x, y, of_size, 1 << 19), norm);
            let mut layer = ScatterLayer::default();
            let mut request = unit_request(0.0, 1.0);
            request.map = PixelMap::new(
                Axis::new([0.0, 1.0], AxisScale::Linear).unwrap(),
                Axis::new([0.0, 1.0], AxisScale::Linear).unwrap(),
                [600, 400],
                ScaleTranslate::IDENTITY,
            );
            request.rect_px = [0, 0, 600, 400];
            let budget = Some(Duration::from_millis(13));
            let completion = layer.refine(&scatter, &request, budget).unwrap();
            assert!(matches!(completion, Completion::Partial { .. }));
            let moving = brightness(layer.pixels());
            let points = layer.points();
            assert!(points < 200_000, "{points}");
            let still = brightness(&picture(&mut layer, &scatter, &request, budget));
            assert!(layer.points() >= 2_000_000);
            assert!(
                (moving - still).abs() < 5.0,
                "{norm}: {moving}, then {still}"
            );
        }
    }
}

#[test]
fn zooming_from_markers_to_density_never_jumps() {
    let [x, y] = blobs(60_000);
    let of_size = ScatterStyle {
        size_px: 4.0,
        color: Color::BLACK,
        ..ScatterStyle::default()
    };
    let mut scatter = scatter(x, y, of_size, 1 << 19);
    scatter.set_shading(ScatterShading::Automatic(style("log")));
    let mut layer = ScatterLayer::default();
    let mut before: Option<f64> = None;
    let (mut mixed, mut largest) = (0, 0.0_f64);
    let mut ends = Vec::new();
    for step in 0..=120 {
        let half = 0.6 * 0.97f64.powi(step);
        let request = unit_request(0.55 - half, 0.55 + half);
        let now = brightness(&picture(&mut layer, &scatter, &request, None));
        mixed += usize::from(layer.points() > 0 && layer.color_scale().is_some());
        ends.push(layer.color_scale().is_some());
        if let Some(before) = before {
            largest = largest.max((now - before).abs());
        }
        before = Some(now);
    }
    assert!(ends[0] && !ends[120], "density far off, markers near by");
    assert_eq!(ends.windows(2).filter(|pair| pair[0] != pair[1]).count(), 1);
    assert!(mixed > 10, "{mixed}");
    assert!(
        largest < 10.0,
        "{largest} of 255 from one picture to the next"
    );
}

#[test]
fn limits_that_are_given_hold_whatever_is_in_sight() {
    let [x, y] = blobs(50_000);
    let given = DensityStyle {
        norm: NormRule::Kind(NormKind::Linear),
        limits: [Some(2.0), Some(50.0)],
        opacity: 0.5,
        ..DensityStyle::default()
    };
    let mut scatter = scatter(x, y, ScatterStyle::default(), 1 << 19);
    scatter.set_shading(ScatterShading::Density(given));
    let mut layer = ScatterLayer::default();
    let pixels = picture(&mut layer, &scatter, &unit_request(0.0, 1.0), None);
    let scale = layer.color_scale().unwrap();
    assert_eq!(scale.norm().limits(), [2.0, 50.0]);
    assert!(
        pixels
            .chunks_exact(4)
            .all(|pixel| pixel[3] == 0 || pixel[3] == 128)
    );
    // A limit below all that is counted, and nothing in sight at all, are no errors.
    for limits in [[None, Some(0.5)], [Some(1e9), None]] {
        for norm in ["linear", "log", "equalized"] {
            scatter.set_shading(ScatterShading::Density(DensityStyle {
                limits,
                ..style(norm)
            }));
            picture(&mut layer, &scatter, &unit_request(0.0, 1.0), None);
            picture(&mut layer, &scatter, &unit_request(5.0, 6.0), None);
        }
    }
    // A logarithm of zero cannot be asked for.
    scatter.set_shading(ScatterShading::Density(DensityStyle {
        limits: [Some(0.0), None],
        ..style("log")
    }));
    let error = layer
        .refine(&scatter, &unit_request(0.0, 1.0), None)
        .unwrap_err();
    let message = std::error::Error::source(&error).unwrap().to_string();
    assert!(message.contains("above 0"), "{message}");
}
