//! Without antialiasing a picture is the one that drawing every sample gives, pixel for pixel.

use std::cell::RefCell;
use std::sync::Arc;

use galry_data::{Samples, Source};
use galry_scene::{LevelOfDetail, Line, Positions, Scene};
use galry_testkit::reference::{Window, exact_rows};
use galry_testkit::{Image, with_context};
use galry_visuals::Color;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use crate::support::{Canvas, alpha, black, noise, scene_of};

/// What the values of a series look like.
#[derive(Debug, Clone, Copy)]
enum Shape {
    Noise,
    Steps,
    Spikes,
    Constant,
}

#[derive(Debug, Clone, Copy)]
enum Element {
    F32,
    F64,
    I16,
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
    element: Element,
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
    let element = prop_oneof![Just(Element::F32), Just(Element::F64), Just(Element::I16)];
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
        any::<[bool; 2]>(),
        (1usize..90, 1usize..50),
    )
        .prop_map(
            |((len, shape, element, along, seed), gaps, x, y, reversed, size)| Case {
                len,
                shape,
                element,
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

    fn window(&self, x: &[f64]) -> Window {
        let around = |middle: f64, half: f64, is_reversed: bool| {
            let (low, high) = (middle - half, middle + half);
            if is_reversed {
                (high, low)
            } else {
                (low, high)
            }
        };
        let extent = (x[x.len() - 1] - x[0]).max(1.0);
        let half = 0.5 * extent / self.zoom;
        let y_half = 1100.0 / self.y_zoom;
        Window {
            x_limits: around(x[0] + self.middle * extent, half, self.reversed[0]),
            y_limits: around(self.y_middle * 2000.0 - 1000.0, y_half, self.reversed[1]),
            size: self.size,
        }
    }
}

/// The source of a case, and its values as they come back.
fn stored(case: &Case) -> (Arc<dyn Source>, Vec<f64>) {
    let values = case.values();
    match case.element {
        Element::F64 => (Arc::new(Samples::from_vec(values.clone())), values),
        Element::F32 => {
            let stored: Vec<f32> = values.iter().map(|&y| y as f32).collect();
            let values = stored.iter().map(|&y| f64::from(y)).collect();
            (Arc::new(Samples::from_vec(stored)), values)
        }
        Element::I16 => {
            // NaN becomes zero and infinity the largest: integers have no gaps.
            let stored: Vec<i16> = values.iter().map(|&y| y as i16).collect();
            let values = stored.iter().map(|&y| f64::from(y)).collect();
            (Arc::new(Samples::from_vec(stored)), values)
        }
    }
}

fn scene_for<'a>(line: Line<'a>, window: &Window) -> (Scene<'a>, galry_scene::ViewId) {
    let (left, right) = window.x_limits;
    let (bottom, top) = window.y_limits;
    let size = window.size.map(|side| side as i32);
    let rect_px = [3, 2, size[0], size[1]];
    let (scene, view, _) = scene_of(line, rect_px, [left, right], [bottom, top]);
    (scene, view)
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
            cases: 400,
            failure_persistence: None,
            ..ProptestConfig::default()
        });
        let outcome = runner.run(&cases(), |case| {
            let (source, y) = stored(&case);
            let x = case.positions();
            let window = case.window(&x);
            prop_assume!(window.x_limits.0 != window.x_limits.1);
            let positions = match case.along {
                Along::Index => Positions::Index,
                Along::Rate(hz) => Positions::Rate { hz },
                Along::Sorted(_) => Positions::Borrowed(&x),
            };
            let line = Line::new(source, 0, positions, black(1.0)).unwrap();
            let (mut scene, view) = scene_for(line, &window);
            let image = canvas.borrow_mut().render(&mut scene);
            same_pixels(&image, &exact_rows(|i| x[i], &y, &window), window.size)?;
            scene.view_mut(view).unwrap().level_of_detail = LevelOfDetail::Off;
            let slow = canvas.borrow_mut().render(&mut scene);
            prop_assert_eq!(image, slow);
            Ok(())
        });
        if let Err(error) = outcome {
            panic!("{error}");
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
        let mut view = galry_scene::View::new(
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
