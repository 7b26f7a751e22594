//! Without antialiasing a picture is the one that drawing every sample gives, pixel for pixel.

use std::cell::RefCell;
use std::sync::Arc;

use galry_data::{ElementType, Samples, Source};
use galry_scene::{
    Axis, AxisScale, Camera, LevelOfDetail, Line, PanZoom, Positions, Scene, View, ViewId,
};
use galry_testkit::reference::{Window, exact_rows};
use galry_testkit::{Image, with_context};
use galry_visuals::Color;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use crate::support::{Canvas, alpha, black, noise};

/// What the values of a series look like.
#[derive(Debug, Clone, Copy)]
enum Shape {
    Noise,
    Steps,
    Spikes,
    Constant,
}

/// How values lie along an axis.
#[derive(Debug, Clone, Copy)]
enum Scale {
    Linear,
    Log,
    Symlog(f64),
}

impl Scale {
    /// The coordinate of a value, as the contract has it; shares nothing with the scene's.
    fn coordinate(self, value: f64) -> f64 {
        match self {
            Self::Linear => value,
            _ if value.is_nan() => value,
            Self::Log if value <= 0.0 => -1000.0,
            Self::Log => value.log10(),
            Self::Symlog(within) => {
                let ratio = value / within;
                let sign = if ratio < 0.0 { -1.0 } else { 1.0 };
                match ratio * sign {
                    size if size > 1.0 => sign * (10.0 / 9.0 + size.log10()),
                    _ => ratio * (10.0 / 9.0),
                }
            }
        }
    }

    fn index(self) -> usize {
        match self {
            Self::Linear => 0,
            Self::Log => 1,
            Self::Symlog(_) => 2,
        }
    }

    /// The scene's axis between two places of the extent from `low` to `high`, given as parts of
    /// its length on this axis.
    fn axis(self, [low, high]: [f64; 2], [from, to]: [f64; 2]) -> Option<Axis> {
        let scale = match self {
            Self::Linear => AxisScale::Linear,
            Self::Log => AxisScale::Log10,
            Self::Symlog(linear_within) => AxisScale::Symlog { linear_within },
        };
        let low = if matches!(self, Self::Log) {
            low.max(high.max(1e-3) * 1e-4)
        } else {
            low
        };
        let whole = Axis::new([low, high.max(low * 2.0).max(low + 1e-3)], scale).ok()?;
        whole.part(from, to).ok()
    }
}

#[derive(Debug, Clone)]
enum Along {
    Index,
    Rate(f64),
    /// Sorted, with many equal ones.
    Sorted(u64),
}

#[derive(Debug, Clone)]
struct Case {
    len: usize,
    shape: Shape,
    element: ElementType,
    scales: [Scale; 2],
    along: Along,
    seed: u64,
    /// Runs of what is not finite: where, as a part of the length, how many, and whether NaN.
    gaps: Vec<(f64, usize, bool)>,
    /// Middle of the window as a part of the extent of x, and how many times it is narrower.
    middle: f64,
    zoom: f64,
    /// The same for y.
    y_middle: f64,
    y_zoom: f64,
    reversed: [bool; 2],
    size: [usize; 2],
}

fn cases() -> impl Strategy<Value = Case> {
    let shape = prop_oneof![
        Just(Shape::Noise),
        Just(Shape::Steps),
        Just(Shape::Spikes),
        Just(Shape::Constant)
    ];
    let element = prop::sample::select(ElementType::ALL.to_vec());
    let scale = || {
        prop_oneof![
            4 => Just(Scale::Linear),
            1 => Just(Scale::Log),
            1 => (-1.0f64..3.0).prop_map(|decade| Scale::Symlog(10f64.powf(decade))),
        ]
    };
    let along = prop_oneof![
        Just(Along::Index),
        (0.1f64..50_000.0).prop_map(Along::Rate),
        any::<u64>().prop_map(Along::Sorted)
    ];
    let len = prop_oneof![1usize..20, 1usize..5000];
    let gap = (0.0f64..1.0, 1usize..40, any::<bool>());
    (
        (len, shape, element, along, any::<u64>()),
        prop::collection::vec(gap, 0..4),
        (-0.3f64..1.3, -1.0f64..10.0),
        (0.0f64..1.0, -0.5f64..3.0),
        (any::<[bool; 2]>(), [scale(), scale()]),
        (1usize..90, 1usize..50),
    )
        .prop_map(
            |((len, shape, element, along, seed), gaps, x, y, (reversed, scales), size)| Case {
                len,
                shape,
                element,
                scales,
                along,
                seed,
                gaps,
                middle: x.0,
                zoom: x.1.exp(),
                y_middle: y.0,
                y_zoom: y.1.exp(),
                reversed,
                size: [size.0, size.1],
            },
        )
}

impl Case {
    fn values(&self) -> Vec<f64> {
        let noise = noise(self.len, self.seed);
        let mut values: Vec<f64> = match self.shape {
            Shape::Noise => noise.iter().map(|r| r * 2000.0 - 1000.0).collect(),
            Shape::Steps => (0..self.len)
                .map(|i| if i / 37 % 2 == 0 { -500.0 } else { 800.0 })
                .collect(),
            Shape::Spikes => noise
                .iter()
                .map(|&r| if r > 0.99 { r * 1000.0 } else { 0.0 })
                .collect(),
            Shape::Constant => vec![250.0; self.len],
        };
        for &(start, count, is_nan) in &self.gaps {
            let start = (start * self.len as f64) as usize;
            let what = if is_nan { f64::NAN } else { f64::INFINITY };
            let end = (start + count).min(self.len);
            values[start..end].fill(what);
        }
        values
    }

    fn positions(&self) -> Vec<f64> {
        match self.along {
            Along::Index => (0..self.len).map(|i| i as f64).collect(),
            Along::Rate(hz) => (0..self.len).map(|i| i as f64 / hz).collect(),
            Along::Sorted(seed) => {
                let mut at = 0.0;
                noise(self.len, seed)
                    .iter()
                    .map(|r| {
                        at += (r * 4.0).floor() * 0.75;
                        at
                    })
                    .collect()
            }
        }
    }

    /// The axes of the view; none where there would be no room between their ends.
    fn axes(&self, x: &[f64]) -> Option<[Axis; 2]> {
        let part = |middle: f64, zoom: f64, is_reversed: bool| {
            let (low, high) = (middle - 0.5 / zoom, middle + 0.5 / zoom);
            if is_reversed {
                [high, low]
            } else {
                [low, high]
            }
        };
        let end = x[x.len() - 1].max(x[0] + 1.0);
        let part_of_x = part(self.middle, self.zoom, self.reversed[0]);
        let part_of_y = part(self.y_middle, self.y_zoom, self.reversed[1]);
        Some([
            self.scales[0].axis([x[0], end], part_of_x)?,
            self.scales[1].axis([-1100.0, 1100.0], part_of_y)?,
        ])
    }

    /// The same in coordinates, in which lines are straight.
    fn window(&self, axes: &[Axis; 2]) -> Window {
        let limits = |index: usize| {
            let [low, high] = axes[index]
                .limits()
                .map(|limit| self.scales[index].coordinate(limit));
            (low, high)
        };
        Window {
            x_limits: limits(0),
            y_limits: limits(1),
            size: self.size,
        }
    }
}

/// Values in a type of samples, and as they come back from it. In integers NaN becomes zero and
/// infinity the largest: they have no gaps.
fn stored(case: &Case) -> (Arc<dyn Source>, Vec<f64>) {
    macro_rules! as_type {
        ($type:ty) => {{
            let stored: Vec<$type> = case.values().iter().map(|&y| y as $type).collect();
            let values = stored.iter().map(|&y| y as f64).collect();
            (Arc::new(Samples::from_vec(stored)), values)
        }};
    }
    match case.element {
        ElementType::I8 => as_type!(i8),
        ElementType::U8 => as_type!(u8),
        ElementType::I16 => as_type!(i16),
        ElementType::U16 => as_type!(u16),
        ElementType::I32 => as_type!(i32),
        ElementType::U32 => as_type!(u32),
        ElementType::I64 => as_type!(i64),
        ElementType::U64 => as_type!(u64),
        ElementType::F32 => as_type!(f32),
        ElementType::F64 => as_type!(f64),
    }
}

/// A view of axes with one line, not antialiased, off the corner of the picture.
fn scene_of_axes<'a>(line: Line<'a>, [x, y]: [Axis; 2], size: [usize; 2]) -> (Scene<'a>, ViewId) {
    let size = size.map(|side| side as i32);
    let mut scene = Scene::new();
    let node = scene.add_line(line);
    let camera = Camera::PanZoom(PanZoom::new(x, y));
    let mut view = View::new([3, 2, size[0], size[1]], camera);
    view.antialias = false;
    let view = scene.add_view(view);
    scene.show(node, view).unwrap();
    (scene, view)
}

fn scene_for<'a>(line: Line<'a>, window: &Window) -> (Scene<'a>, ViewId) {
    let axis = |(low, high)| Axis::new([low, high], AxisScale::Linear).unwrap();
    let axes = [axis(window.x_limits), axis(window.y_limits)];
    scene_of_axes(line, axes, window.size)
}

/// Asserts that the picture has ink where the reference has, and nowhere else.
fn same_pixels(image: &Image, expected: &[bool], size: [usize; 2]) -> Result<(), TestCaseError> {
    let alpha = alpha(image);
    let width = image.width as usize;
    for (at, &alpha) in alpha.iter().enumerate() {
        let (column, row) = ((at % width).wrapping_sub(3), (at / width).wrapping_sub(2));
        let inside = column < size[0] && row < size[1];
        let is_set = inside && expected[row * size[0] + column];
        prop_assert_eq!(
            alpha,
            if is_set { 255 } else { 0 },
            "column {} row {}",
            column,
            row
        );
    }
    Ok(())
}

#[test]
fn every_picture_is_that_of_every_sample() {
    with_context(|context| {
        let canvas = RefCell::new(Canvas::new(context, [96, 54]));
        let mut runner = TestRunner::new(ProptestConfig {
            // `cargo xtask exactness` asks for many more.
            cases: std::env::var("PROPTEST_CASES")
                .map_or(2000, |_| ProptestConfig::default().cases),
            source_file: Some(file!()),
            ..ProptestConfig::default()
        });
        // By scale of y: cases, and those with both ink and paper.
        let counts = RefCell::new([[0_u32; 2]; 3]);
        let outcome = runner.run(&cases(), |case| {
            let (source, y) = stored(&case);
            let x = case.positions();
            let axes = case.axes(&x);
            prop_assume!(axes.is_some());
            let axes = axes.unwrap();
            let window = case.window(&axes);
            let positions = match case.along {
                Along::Index => Positions::Index,
                Along::Rate(hz) => Positions::Rate { hz },
                Along::Sorted(_) => Positions::Borrowed(&x),
            };
            let line = Line::new(source, 0, positions, black(1.0)).unwrap();
            let (mut scene, view) = scene_of_axes(line, axes, window.size);
            let image = canvas.borrow_mut().render(&mut scene);
            let y: Vec<f64> = y.iter().map(|&y| case.scales[1].coordinate(y)).collect();
            let x_at = |i: usize| case.scales[0].coordinate(x[i]);
            let expected = exact_rows(x_at, &y, &window);
            let [all, mixed] = &mut counts.borrow_mut()[case.scales[1].index()];
            *all += 1;
            *mixed += u32::from(expected.contains(&true) && expected.contains(&false));
            same_pixels(&image, &expected, window.size)?;
            scene.view_mut(view).unwrap().level_of_detail = LevelOfDetail::Off;
            let slow = canvas.borrow_mut().render(&mut scene);
            prop_assert_eq!(image, slow);
            Ok(())
        });
        if let Err(error) = outcome {
            panic!("{error}");
        }
        for [all, mixed] in counts.into_inner() {
            assert!(12 * mixed > all, "{mixed} of {all} cases show anything");
        }
    });
}

#[test]
fn a_million_samples_are_exact_at_every_zoom() {
    let count = 1_500_000;
    let mut y: Vec<f32> = noise(count, 7).iter().map(|&r| r as f32).collect();
    y[700_000] = 40.0;
    y[700_001..700_100].fill(f32::NAN);
    let values: Vec<f64> = y.iter().map(|&y| f64::from(y)).collect();
    let source: Arc<dyn Source> = Arc::new(Samples::from_vec(y));
    let whole = count as f64;
    let windows = [
        (-10.0, whole + 10.0),
        (whole, 0.0),
        (123_456.7, 987_654.3),
        (699_990.0, 700_110.0),
        (700_000.25, 700_000.75),
        (-5e6, 6e6),
    ];
    with_context(|context| {
        let mut canvas = Canvas::new(context, [96, 54]);
        for x_limits in windows {
            let window = Window {
                x_limits,
                y_limits: (-1.0, 2.0),
                size: [90, 50],
            };
            let line = Line::new(source.clone(), 0, Positions::Index, black(1.0)).unwrap();
            let (mut scene, view) = scene_for(line, &window);
            let image = canvas.render(&mut scene);
            let expected = exact_rows(|i| i as f64, &values, &window);
            if let Err(error) = same_pixels(&image, &expected, window.size) {
                panic!("{x_limits:?}: {error}");
            }
            scene.view_mut(view).unwrap().level_of_detail = LevelOfDetail::Off;
            assert_eq!(canvas.render(&mut scene), image);
        }
    });
}

#[test]
fn later_series_lie_over_earlier_ones() {
    let size = [80, 40];
    let window = Window {
        x_limits: (0.0, 299.0),
        y_limits: (-0.5, 1.5),
        size,
    };
    let colors = [[200, 0, 0], [0, 160, 0], [0, 0, 255]];
    with_context(|context| {
        let mut canvas = Canvas::new(context, [80, 40]);
        let mut scene = Scene::new();
        let mut view = View::new(
            [0, 0, 80, 40],
            crate::support::pan_zoom([0.0, 299.0], [-0.5, 1.5]),
        );
        view.antialias = false;
        let view = scene.add_view(view);
        let mut expected = vec![[0; 4]; 80 * 40];
        for (seed, [red, green, blue]) in (1..).zip(colors) {
            let y = noise(300, seed);
            let mut line = crate::support::line(&y);
            line.set_style(galry_scene::LineStyle {
                color: Color::rgb8(red, green, blue),
                width_px: 1.0,
                ..galry_scene::LineStyle::default()
            });
            let node = scene.add_line(line);
            scene.show(node, view).unwrap();
            let mask = exact_rows(|i| i as f64, &y, &window);
            for (pixel, _) in expected.iter_mut().zip(mask).filter(|(_, is_set)| *is_set) {
                *pixel = [red, green, blue, 255];
            }
        }
        assert_eq!(canvas.render(&mut scene).pixels(), expected);
    });
}
