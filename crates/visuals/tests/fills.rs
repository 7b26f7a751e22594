//! The painter of areas against samples of what it should paint, each decided by itself. No GL is
//! needed here.

use galry_visuals::{
    Color, Description, Fill, FillPainter, FillRule, Fills, GradientStop, Hatch, Item,
    LinearGradient, Paint, Path, PathCommand, Placement, Visual as _,
};
use proptest::prelude::*;

const WIDTH: usize = 24;
const HEIGHT: usize = 20;
/// Samples a pixel and axis.
const SAMPLES: usize = 24;

fn paint(fills: &[Fill], placement: &Placement) -> Vec<u8> {
    let mut pixels = vec![1; WIDTH * HEIGHT * 4];
    let rect = [0, 0, WIDTH as i32, HEIGHT as i32];
    FillPainter::default().paint(rect, fills, placement, &mut pixels);
    pixels
}

/// A polygon in whole steps of an eighth of a pixel, so that samples between them are never on it.
fn polygon(corners: &[[i32; 2]]) -> Path {
    let corners: Vec<[f32; 2]> = corners
        .iter()
        .map(|corner| corner.map(|step| step as f32 / 8.0))
        .collect();
    Path::polygon(&corners)
}

/// Outlines in eighths of a pixel, what is inside of them, and a premultiplied colour.
type Area = (Vec<Vec<[i32; 2]>>, FillRule, [f32; 4]);

/// The colour of a place: the areas around it, one over the other.
fn sample(fills: &[Area], x: f64, y: f64) -> [f64; 4] {
    let mut color = [0.0; 4];
    for (outlines, rule, own) in fills {
        let mut winding = 0;
        for corners in outlines {
            for (index, from) in corners.iter().enumerate() {
                let to = corners[(index + 1) % corners.len()];
                let [a, b] = [*from, to].map(|corner| corner.map(|step| f64::from(step) / 8.0));
                if (a[1] <= y) != (b[1] <= y) {
                    let crossing = a[0] + (y - a[1]) * (b[0] - a[0]) / (b[1] - a[1]);
                    if crossing <= x {
                        winding += if b[1] > a[1] { 1 } else { -1 };
                    }
                }
            }
        }
        let inside = match rule {
            FillRule::NonZero => winding != 0,
            FillRule::EvenOdd => winding % 2 != 0,
        };
        if inside {
            let own = own.map(f64::from);
            color = std::array::from_fn(|i| own[i] + color[i] * (1.0 - own[3]));
        }
    }
    color
}

fn fills_of(areas: &[Area]) -> Vec<Fill> {
    areas
        .iter()
        .map(|(outlines, rule, [r, g, b, a])| {
            let path = outlines
                .iter()
                .fold(Path::new(), |path, corners| path.and(polygon(corners)));
            // Straight again.
            let color = Color::rgba(r / a, g / a, b / a, *a);
            Fill::new(path, color).with_rule(*rule)
        })
        .collect()
}

fn areas() -> impl Strategy<Value = Vec<Area>> {
    let corner = [-60..260_i32, -60..220_i32];
    let outline = prop::collection::vec(corner, 3..7);
    let rule = prop_oneof![Just(FillRule::NonZero), Just(FillRule::EvenOdd)];
    let alpha = prop_oneof![Just(1.0_f32), 0.2..0.9_f32];
    let color = (alpha, prop::array::uniform3(0.0..1.0_f32))
        .prop_map(|(a, [r, g, b])| [r * a, g * a, b * a, a]);
    let area = (prop::collection::vec(outline, 1..3), rule, color);
    prop::collection::vec(area, 1..5)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_pixel_is_the_mean_of_what_is_in_it(areas in areas()) {
        let painted = paint(&fills_of(&areas), &Placement::default());
        let (mut squares, mut worst) = (0.0_f64, 0.0_f64);
        for (index, pixel) in painted.chunks_exact(4).enumerate() {
            let (column, row) = (index % WIDTH, index / WIDTH);
            let mut mean = [0.0_f64; 4];
            for step in 0..SAMPLES * SAMPLES {
                let part = |step: usize| (step as f64 + 0.5) / SAMPLES as f64;
                let x = column as f64 + part(step % SAMPLES);
                let y = row as f64 + part(step / SAMPLES);
                let color = sample(&areas, x, y);
                for (mean, part) in mean.iter_mut().zip(color) {
                    *mean += part / (SAMPLES * SAMPLES) as f64;
                }
            }
            for (actual, expected) in pixel.iter().zip(mean) {
                let error = (f64::from(*actual) - 255.0 * expected).abs();
                squares += error * error;
                worst = worst.max(error);
            }
        }
        let rms = (squares / painted.len() as f64).sqrt();
        // What the samples themselves are off by: a half of a row of them, at worst along an edge.
        prop_assert!(rms <= 0.75, "rms {}", rms);
        prop_assert!(worst <= 255.0 / SAMPLES as f64, "worst {}", worst);
    }

    #[test]
    fn without_antialiasing_a_pixel_is_what_its_centre_is(areas in areas()) {
        let placement = Placement { antialias: false, ..Placement::default() };
        let painted = paint(&fills_of(&areas), &placement);
        for (index, pixel) in painted.chunks_exact(4).enumerate() {
            let (column, row) = (index % WIDTH, index / WIDTH);
            let near = |x: f64, y: f64| {
                let middle = |index: usize, by: f64| index as f64 + 0.5 + 1e-4 * by;
                sample(&areas, middle(column, x), middle(row, y))
            };
            let expected = near(0.0, 0.0);
            // On an edge either side will do.
            let around = [[-1.0, 0.0], [1.0, 0.0], [0.0, -1.0], [0.0, 1.0]];
            if around.iter().any(|&[x, y]| near(x, y) != expected) {
                continue;
            }
            for (actual, expected) in pixel.iter().zip(expected) {
                let error = (f64::from(*actual) - 255.0 * expected).abs();
                prop_assert!(error <= 0.51, "({column}, {row}): {pixel:?}");
            }
        }
    }

    #[test]
    fn a_picture_is_a_window(areas in areas(), [x, y] in [-9..9_i32, -9..9_i32]) {
        let fills = fills_of(&areas);
        let whole = paint(&fills, &Placement::default());
        let (width, height) = (WIDTH as i32, HEIGHT as i32);
        let mut window = vec![0; whole.len()];
        let rect = [x, y, width, height];
        FillPainter::default().paint(rect, &fills, &Placement::default(), &mut window);
        for row in 0.max(y)..height.min(height + y) {
            for column in 0.max(x)..width.min(width + x) {
                let at = |pixels: &[u8], column: i32, row: i32| {
                    let first = 4 * (row * width + column) as usize;
                    <[u8; 4]>::try_from(&pixels[first..first + 4]).unwrap()
                };
                let (a, b) = (at(&whole, column, row), at(&window, column - x, row - y));
                let near = a.iter().zip(b).all(|(a, b)| a.abs_diff(b) <= 1);
                prop_assert!(near, "({column}, {row}): {a:?}, {b:?}");
            }
        }
    }

    #[test]
    fn what_no_picture_can_hold_is_no_mistake(
        numbers in prop::collection::vec(
            prop_oneof![any::<f32>(), Just(f32::NAN), -1e4..1e4_f32], 6..40),
        [sx, sy] in [any::<f32>(), any::<f32>()],
    ) {
        let step = |points: &[f32]| [points[0], points[1]];
        let path = numbers.chunks_exact(6).fold(Path::new(), |path, six| {
            path.move_to(step(six)).line_to(step(&six[2..])).cubic_to(
                step(&six[4..]),
                step(six),
                step(&six[1..]),
            )
        });
        let fills = [Fill::new(path, Color::BLACK).with_rule(FillRule::EvenOdd)];
        let placement = Placement { scale: [sx, sy], ..Placement::default() };
        let painted = paint(&fills, &placement);
        prop_assert!(painted.chunks_exact(4).all(|pixel| pixel[..3] == [0; 3]));
    }
}

/// The four quarters of a disc, each of another colour, about a centre within a pixel.
fn quarters() -> Vec<Fill> {
    (0..4_u8)
        .map(|quarter| {
            let from = f32::from(quarter) * std::f32::consts::FRAC_PI_2 + 0.3;
            let angles = [from, from + std::f32::consts::FRAC_PI_2];
            let slice = Path::wedge([11.3, 9.6], [0.0, 8.0], angles);
            Fill::new(slice, Color::WHITE)
        })
        .collect()
}

#[test]
fn neighbours_leave_no_seam() {
    let slices = paint(&quarters(), &Placement::default());
    let disc = Fill::new(
        Path::wedge([11.3, 9.6], [0.0, 8.0], [0.3, 9.0]),
        Color::WHITE,
    );
    let whole = paint(&[disc], &Placement::default());
    let worst = slices.iter().zip(&whole).map(|(a, b)| a.abs_diff(*b)).max();
    assert!(worst.unwrap() <= 1, "{worst:?}");
}

#[test]
fn what_is_covered_does_not_show_along_the_edge() {
    let path = || Path::ellipse([12.0, 10.0], [7.0, 6.0]);
    let above = Fill::new(path(), Color::WHITE);
    let alone = paint(std::slice::from_ref(&above), &Placement::default());
    let below = Fill::new(path(), Color::rgb8(200, 0, 0));
    assert_eq!(paint(&[below, above], &Placement::default()), alone);
}

#[test]
fn an_area_of_pixels_is_exact_whatever_its_scale() {
    // A thousand data units a pixel, far from the origin, y upwards.
    let placement = Placement {
        scale: [1e-3, -1e-3],
        translate: [-1000.0, 1010.0],
        antialias: true,
        clip_px: None,
    };
    let corners = [
        [1.002e6, 1.0e6],
        [1.0085e6, 1.0e6],
        [1.0085e6, 1.00525e6],
        [1.002e6, 1.00525e6],
    ];
    let painted = paint(
        &[Fill::new(Path::polygon(&corners), Color::BLACK)],
        &placement,
    );
    let area: f64 = painted
        .chunks_exact(4)
        .map(|pixel| f64::from(pixel[3]) / 255.0)
        .sum();
    assert!((area - 6.5 * 5.25).abs() < 0.05, "{area}");
}

#[test]
fn a_description_names_rule_and_paint_where_they_are() {
    let stop = |offset| GradientStop {
        offset,
        color: Color::BLACK,
    };
    let gradient = LinearGradient {
        from: [0.0, 0.0],
        to: [1.0, 2.0],
        stops: vec![stop(1.0), stop(0.0)],
    };
    let path = || Path::rectangle([0.0, 0.0], [1.0, 2.0]);
    let fills = Fills::new(vec![
        Fill::new(path(), Paint::Linear(gradient)).with_rule(FillRule::EvenOdd),
        Fill::new(path(), Paint::Hatch(Hatch::default())),
        Fill::new(path(), Color::TRANSPARENT),
        Fill::new(Path::polygon(&[[f32::NAN; 2]; 3]), Color::BLACK),
    ]);
    let placement = Placement {
        scale: [10.0, -10.0],
        translate: [5.0, 40.0],
        ..Placement::default()
    };
    let mut description = Description::new();
    fills.describe(&placement, &mut description);
    assert_eq!(description.items.len(), 2);
    let Item::Path {
        commands,
        fill: Some(Paint::Linear(gradient)),
        fill_rule,
        ..
    } = &description.items[0]
    else {
        panic!("expected a gradient, got {:?}", description.items[0]);
    };
    assert_eq!(commands[0], PathCommand::MoveTo([5.0, 40.0]));
    assert_eq!(*commands.last().unwrap(), PathCommand::Close);
    assert_eq!(*fill_rule, FillRule::EvenOdd);
    assert_eq!((gradient.from, gradient.to), ([5.0, 40.0], [15.0, 20.0]));
    assert_eq!(gradient.stops, [stop(0.0), stop(1.0)]);
}

#[test]
fn an_area_is_found_where_it_is() {
    let fills = Fills::new(quarters());
    let at = |x: f32, y: f32| fills.fill_at([x, y], &Placement::default());
    assert_eq!(at(15.0, 13.0), Some(0));
    assert_eq!(at(8.0, 13.0), Some(1));
    assert_eq!(at(8.0, 6.0), Some(2));
    assert_eq!(at(15.0, 6.0), Some(3));
    assert_eq!(at(20.0, 2.0), None);
    assert_eq!(at(f32::NAN, 2.0), None);
}

#[test]
fn another_area_in_the_place_of_one_must_have_one() {
    let mut fills = Fills::new(quarters());
    let spare = Fill::new(Path::new(), Color::BLACK);
    fills.set_fill(3, spare.clone()).unwrap();
    let error = fills.set_fill(4, spare).unwrap_err();
    assert_eq!(error.to_string(), "areas: expected an index below 4, got 4");
}

/// How long it takes to paint a frame of 1200 x 800 pixels, for docs/performance.md:
/// `cargo test --release -p galry-visuals --test fills figures_of -- --ignored --nocapture`.
#[test]
#[ignore = "prints times, which are for people to read"]
#[expect(clippy::print_stdout, reason = "that is what it is for")]
fn figures_of_areas() {
    let color = |index: usize| Color::CYCLE_LIGHT[index % 8];
    let slab = |columns: usize, rows: usize| -> Vec<Fill> {
        let step = [1200.0 / columns as f32, 800.0 / rows as f32];
        let corner = |column: usize, row: usize| {
            let (x, y) = (column as f32, row as f32);
            let shake = [
                0.3 * (7.1 * x + 3.7 * y).sin(),
                0.3 * (5.3 * x - 2.9 * y).cos(),
            ];
            [(x + shake[0]) * step[0], (y + shake[1]) * step[1]]
        };
        let cells = (0..rows).flat_map(|row| (0..columns).map(move |column| (column, row)));
        cells
            .map(|(x, y)| {
                let corners = [
                    corner(x, y),
                    corner(x + 1, y),
                    corner(x + 1, y + 1),
                    corner(x, y + 1),
                ];
                Fill::new(Path::polygon(&corners), color(3 * x + y))
            })
            .collect()
    };
    let wave = |count: usize| {
        let x: Vec<f32> = (0..count)
            .map(|i| 1200.0 * i as f32 / count as f32)
            .collect();
        let upper: Vec<f32> = x.iter().map(|x| 300.0 + 250.0 * (0.03 * x).sin()).collect();
        let lower: Vec<f32> = x.iter().map(|x| 500.0 + 250.0 * (0.05 * x).cos()).collect();
        vec![Fill::new(Path::between(&x, &lower, &upper), color(0))]
    };
    let scenes = [
        (
            "one triangle over the frame",
            vec![Fill::new(
                Path::polygon(&[[0.0, 0.0], [1200.0, 9.0], [500.0, 800.0]]),
                color(0),
            )],
        ),
        ("100 cells", slab(12, 8)),
        ("2,400 cells", slab(60, 40)),
        ("60,000 cells", slab(300, 200)),
        ("a band of 2 x 1,000 points", wave(1000)),
        ("a band of 2 x 100,000 points", wave(100_000)),
        ("a band of 2 x 1,000,000 points", wave(1_000_000)),
    ];
    let mut pixels = vec![0; 1200 * 800 * 4];
    let mut painter = FillPainter::default();
    for (name, fills) in scenes {
        let mut times: Vec<f64> = (0..9_u8)
            .map(|frame| {
                let placement = Placement {
                    translate: [0.37 * f32::from(frame), 0.0],
                    ..Placement::default()
                };
                let start = std::time::Instant::now();
                painter.paint([0, 0, 1200, 800], &fills, &placement, &mut pixels);
                start.elapsed().as_secs_f64() * 1e3
            })
            .collect();
        times.sort_by(f64::total_cmp);
        println!("{name}: {:.1} ms", times[4]);
    }
}
