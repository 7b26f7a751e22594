//! What a frame costs, other contexts, and the same picture as paths.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use galry_data::{ElementType, Extent, Readiness, Result, Samples, Source};
use galry_scene::{LevelOfDetail, Line, Positions, Scene, View};
use galry_testkit::with_context;
use galry_visuals::{Color, Description, Item, Method, PathCommand, Rectangle, Rectangles};

use crate::support::{Canvas, black, line, look_at_x, noise, pan_zoom, scene_of};

const RECT_PX: [i32; 4] = [0, 0, 128, 64];

/// Counts what is asked of it.
#[derive(Debug)]
struct Counting {
    samples: Samples<'static, f64>,
    questions: AtomicU64,
}

impl Counting {
    fn count(&self) -> &Samples<'static, f64> {
        self.questions.fetch_add(1, Ordering::Relaxed);
        &self.samples
    }
}

impl Source for Counting {
    fn len(&self) -> u64 {
        self.samples.len()
    }

    fn channels(&self) -> usize {
        1
    }

    fn element_type(&self) -> ElementType {
        ElementType::F64
    }

    fn read(&self, channel: usize, range: Range<u64>, out: &mut [f64]) -> Result<()> {
        self.count().read(channel, range, out)
    }

    fn gather(&self, channel: usize, indices: &[u64], out: &mut [f64]) -> Result<()> {
        self.count().gather(channel, indices, out)
    }

    fn envelope(
        &self,
        channels: Range<usize>,
        ranges: &[Range<u64>],
        out: &mut [Extent],
    ) -> Result<Readiness> {
        self.count().envelope(channels, ranges, out)
    }

    fn scan(
        &self,
        channels: Range<usize>,
        ranges: &[Range<u64>],
        out: &mut [Extent],
    ) -> Result<()> {
        self.count().scan(channels, ranges, out)
    }
}

fn counting(count: usize) -> Arc<Counting> {
    Arc::new(Counting {
        samples: Samples::from_vec(noise(count, 3)),
        questions: AtomicU64::new(0),
    })
}

#[test]
fn panning_painted_geometry_sends_one_picture() {
    let sources: Vec<Arc<Counting>> = (0..50).map(|_| counting(200)).collect();
    let questions = || -> u64 {
        let counts = sources.iter().map(|s| s.questions.load(Ordering::Relaxed));
        counts.sum()
    };
    with_context(|context| {
        let mut canvas = Canvas::new(context, [128, 64]);
        let mut scene = Scene::new();
        let mut view = View::new(RECT_PX, pan_zoom([100.0, 132.0], [0.0, 1.0]));
        view.method = Method::Painted;
        let view = scene.add_view(view);
        for source in &sources {
            let line = Line::new(source.clone(), 0, Positions::Index, black(1.5)).unwrap();
            let node = scene.add_line(line);
            scene.show(node, view).unwrap();
        }
        canvas.cost_of(&mut scene);
        let asked = questions();
        let pixels = RECT_PX[2] as u64 * RECT_PX[3] as u64;
        for low in [101.0, 110.0, 131.0, 80.0, 69.0] {
            look_at_x(&mut scene, view, low, low + 32.0);
            let cost = canvas.cost_of(&mut scene);
            assert_eq!(cost.draw_calls, 1);
            assert_eq!(cost.programs_compiled, 0);
            assert!(cost.bytes_uploaded <= 4 * pixels + 64, "{cost:?}");
        }
        assert_eq!(questions(), asked);
        // Nothing moved: nothing is painted, and nothing sent.
        assert_eq!(canvas.cost_of(&mut scene).bytes_uploaded, 0);
    });
}

#[test]
fn panning_geometry_sends_only_where_it_stands() {
    let sources: Vec<Arc<Counting>> = (0..50).map(|_| counting(200)).collect();
    let questions = || -> u64 {
        let counts = sources.iter().map(|s| s.questions.load(Ordering::Relaxed));
        counts.sum()
    };
    with_context(|context| {
        let mut canvas = Canvas::new(context, [128, 64]);
        let mut scene = Scene::new();
        let mut view = View::new(RECT_PX, pan_zoom([100.0, 132.0], [0.0, 1.0]));
        view.method = Method::Shader;
        let view = scene.add_view(view);
        for source in &sources {
            let line = Line::new(source.clone(), 0, Positions::Index, black(1.5)).unwrap();
            let node = scene.add_line(line);
            scene.show(node, view).unwrap();
        }
        let first = canvas.cost_of(&mut scene);
        assert_eq!(first.draw_calls, 50);
        assert!(first.bytes_uploaded > 50 * 32 * 32);
        let asked = questions();
        for low in [101.0, 110.0, 131.0, 80.0, 69.0] {
            look_at_x(&mut scene, view, low, low + 32.0);
            let cost = canvas.cost_of(&mut scene);
            assert_eq!(cost.draw_calls, 50);
            assert_eq!(cost.programs_compiled, 0);
            // All lines were collected in one view, so they stand in one place.
            assert_eq!(cost.bytes_uploaded, 16);
            assert_eq!(cost.live_bytes, 0);
        }
        assert_eq!(questions(), asked);
        look_at_x(&mut scene, view, 60.0, 92.0);
        assert!(canvas.cost_of(&mut scene).bytes_uploaded > 50 * 32 * 32);
        assert_eq!(questions(), asked + 50);
    });
}

#[test]
fn drawing_the_same_again_computes_and_uploads_nothing() {
    with_context(|context| {
        let mut canvas = Canvas::new(context, [128, 64]);
        for (antialias, width) in [(false, 4999.0), (true, 4999.0), (true, 20.0)] {
            let source = counting(5000);
            let line = Line::new(source.clone(), 0, Positions::Index, black(1.5)).unwrap();
            let (mut scene, view, _) = scene_of(line, RECT_PX, [0.0, width], [0.0, 1.0]);
            scene.view_mut(view).unwrap().antialias = antialias;
            let image = canvas.render(&mut scene);
            let asked = source.questions.load(Ordering::Relaxed);
            assert!(asked > 0);
            let cost = canvas.cost_of(&mut scene);
            assert_eq!((cost.bytes_uploaded, cost.programs_compiled), (0, 0));
            assert_eq!(cost.draw_calls, 1);
            assert_eq!(source.questions.load(Ordering::Relaxed), asked);
            assert_eq!(canvas.render(&mut scene), image);
        }
    });
}

#[test]
fn a_thousand_lines_as_columns_are_one_draw_call() {
    let y = noise(1000, 8);
    with_context(|context| {
        let mut canvas = Canvas::new(context, [128, 64]);
        for antialias in [false, true] {
            let mut scene = Scene::new();
            let mut view = View::new(RECT_PX, pan_zoom([0.0, 999.0], [0.0, 1.0]));
            view.antialias = antialias;
            let view = scene.add_view(view);
            for _ in 0..1000 {
                let node = scene.add_line(line(&y));
                scene.show(node, view).unwrap();
            }
            assert_eq!(canvas.cost_of(&mut scene).draw_calls, 1);
        }
    });
}

/// A scene of all kinds of drawing: columns, geometry and a visual.
fn varied() -> Scene<'static> {
    let mut scene = Scene::new();
    let mut dense = View::new([0, 0, 64, 64], pan_zoom([0.0, 999.0], [0.0, 1.0]));
    dense.background = Some(Color::rgb8(240, 240, 255));
    let mut exact = View::new([64, 0, 32, 64], pan_zoom([0.0, 999.0], [0.0, 1.0]));
    exact.antialias = false;
    exact.level_of_detail = LevelOfDetail::Off;
    let sparse = View::new([96, 0, 32, 64], pan_zoom([500.0, 510.0], [0.0, 1.0]));
    let node = scene.add_line(line(&noise(1000, 2)));
    let rectangle = Rectangle {
        min: [5.0, 0.25],
        max: [506.0, 0.5],
        color: Color::rgb8(200, 0, 0),
    };
    let visual = scene.add_visual(Rectangles::new(vec![rectangle]));
    for view in [dense, exact, sparse] {
        let view = scene.add_view(view);
        scene.show(node, view).unwrap();
        scene.show(visual, view).unwrap();
    }
    scene
}

#[test]
fn a_scene_goes_from_one_context_to_another() {
    let mut scene = varied();
    let first = with_context(|context| {
        let image = Canvas::new(context, [128, 64]).render(&mut scene);
        scene.forget_gl();
        image
    });
    assert!(first.count_where(|pixel| pixel == [200, 0, 0, 255]) > 100);
    let second = with_context(|context| {
        let mut canvas = Canvas::new(context, [128, 64]);
        let image = canvas.render(&mut scene);
        // Also in the middle of a context's life.
        scene.forget_gl();
        assert_eq!(canvas.render(&mut scene), image);
        scene.forget_gl();
        image
    });
    assert_eq!(first, second);
}

/// The box around all paths with a colour, their strokes included, cut at their clips.
fn box_of(description: &Description) -> [f32; 4] {
    let mut found = [f32::MAX, f32::MAX, f32::MIN, f32::MIN];
    for item in &description.items {
        let Item::Path {
            commands,
            stroke,
            clip_px,
            ..
        } = item
        else {
            panic!("expected paths alone");
        };
        let reach = stroke.map_or(0.0, |stroke| stroke.width_px / 2.0);
        let clip = clip_px.map_or([f32::MIN, f32::MIN, f32::MAX, f32::MAX], |[x, y, w, h]| {
            [x, y, x + w, y + h].map(|px| px as f32)
        });
        for command in commands {
            let (PathCommand::MoveTo([x, y]) | PathCommand::LineTo([x, y])) = *command else {
                continue;
            };
            found[0] = found[0].min((x - reach).max(clip[0]));
            found[1] = found[1].min((y - reach).max(clip[1]));
            found[2] = found[2].max((x + reach).min(clip[2]));
            found[3] = found[3].max((y + reach).min(clip[3]));
        }
    }
    found
}

#[test]
fn the_paths_lie_where_the_ink_is() {
    // A curve that ends within the view on all sides, dense and sparse.
    let curve = |count: usize| -> Vec<f64> {
        let turn = |i: usize| i as f64 / (count - 1) as f64 * std::f64::consts::TAU;
        (0..count).map(|i| turn(i).sin()).collect()
    };
    with_context(|context| {
        let mut canvas = Canvas::new(context, [128, 64]);
        for (count, antialias) in [(2000, false), (2000, true), (30, true), (30, false)] {
            let last = (count - 1) as f64;
            let x = [-0.2 * last, 1.3 * last];
            let (mut scene, view, node) =
                scene_of(line(&curve(count)), [10, 5, 100, 50], x, [-1.5, 2.0]);
            scene.view_mut(view).unwrap().antialias = antialias;
            let style = black(if antialias { 3.0 } else { 1.0 });
            scene
                .node_mut(node)
                .unwrap()
                .line_mut()
                .unwrap()
                .set_style(style);
            let ink = canvas
                .render(&mut scene)
                .bounding_box_where(|pixel| pixel[3] > 0)
                .unwrap();
            let paths = box_of(&scene.describe().unwrap());
            let outer = [
                paths[0].floor(),
                paths[1].floor(),
                paths[2].ceil(),
                paths[3].ceil(),
            ];
            let ink = [ink.min[0], ink.min[1], ink.max[0], ink.max[1]].map(|px| px as f32);
            // A rim that covers less than 1/510 of a pixel leaves no ink.
            for side in 0..4 {
                let apart = (outer[side] - ink[side]).abs();
                let allowed = f32::from(u8::from(antialias));
                assert!(apart <= allowed, "{count} {antialias}: {outer:?} {ink:?}");
            }
        }
    });
}
