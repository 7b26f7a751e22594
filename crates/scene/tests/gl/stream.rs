//! Lines over streams: the pictures are those of plain arrays of the same samples.

use std::sync::Arc;

use galry_data::{Keep, Producer, Samples, Source, StreamDesc, Sweep, stream};
use galry_events::{Button, Event, PointerEvent, PointerKind};
use galry_scene::{Follow, Line, Positions, Scene, View, ViewId};
use galry_testkit::with_context;

use crate::support::{Canvas, black, line, linear, noise, scene_of, source};

const RECT_PX: [i32; 4] = [0, 0, 96, 48];
const SIZE_PX: [u32; 2] = [96, 48];

fn make(keep: Keep) -> (Producer<f32>, Arc<dyn Source>) {
    let desc = StreamDesc {
        keep,
        ..StreamDesc::default()
    };
    let (producer, stream) = stream(&desc).unwrap();
    (producer, Arc::new(stream))
}

fn line_over(source: Arc<dyn Source>) -> Line<'static> {
    Line::new(source, 0, Positions::Index, black(1.0)).unwrap()
}

/// What a plain array shows with the same limits, in the same way.
fn plain(canvas: &mut Canvas, y: &[f64], like: &View) -> Vec<[u8; 4]> {
    let camera = like.pan_zoom().unwrap();
    let (x, y_limits) = (camera.x().limits(), camera.y().limits());
    let (mut scene, view, _) = scene_of(line(y), RECT_PX, x, y_limits);
    scene.view_mut(view).unwrap().antialias = like.antialias;
    canvas.render(&mut scene).pixels().to_vec()
}

fn x_of(scene: &Scene<'_>, view: ViewId) -> [f64; 2] {
    scene.view(view).unwrap().pan_zoom().unwrap().x().limits()
}

#[test]
fn a_stream_is_drawn_as_a_plain_array_of_its_samples_while_it_grows() {
    with_context(|context| {
        let mut canvas = Canvas::new(context, SIZE_PX);
        for keep in [Keep::All, Keep::Last(700), Keep::First(2000)] {
            for antialias in [false, true] {
                let (mut producer, stream) = make(keep);
                let (mut scene, view, _) =
                    scene_of(line_over(stream), RECT_PX, [-10.0, 3000.0], [-0.1, 1.1]);
                scene.view_mut(view).unwrap().antialias = antialias;
                let samples: Vec<f32> = noise(3000, 5).iter().map(|&y| y as f32).collect();
                let mut len = 0;
                for (step, count) in [1, 0, 40, 200, 1, 900, 1500, 3].into_iter().enumerate() {
                    producer.push(&samples[len..len + count]).unwrap();
                    len += count;
                    // Whole, and so close that the curve itself is drawn.
                    if step % 3 == 2 {
                        let end = len as f64;
                        let camera = scene.view_mut(view).unwrap().pan_zoom_mut().unwrap();
                        camera.show(linear(end - 30.0, end + 5.0), linear(-0.1, 1.1));
                    } else {
                        let camera = scene.view_mut(view).unwrap().pan_zoom_mut().unwrap();
                        camera.show(linear(-10.0, 3000.0), linear(-0.1, 1.1));
                    }
                    let mut truth: Vec<f64> =
                        samples[..len].iter().map(|&y| f64::from(y)).collect();
                    match keep {
                        Keep::Last(kept) => {
                            let gone = len.saturating_sub(kept as usize);
                            truth[..gone].fill(f64::NAN);
                        }
                        Keep::First(kept) => truth.truncate(kept as usize),
                        _ => {}
                    }
                    let shown = canvas.render(&mut scene).pixels().to_vec();
                    let expected = plain(&mut canvas, &truth, scene.view(view).unwrap());
                    assert!(shown == expected, "{keep:?}, {antialias}, step {step}");
                }
            }
        }
    });
}

#[test]
fn a_frame_without_news_uploads_nothing() {
    with_context(|context| {
        let mut canvas = Canvas::new(context, SIZE_PX);
        for antialias in [false, true] {
            for x in [[0.0, 5000.0], [4990.0, 5010.0]] {
                let (mut producer, stream) = make(Keep::Last(4000));
                let (mut scene, view, _) = scene_of(line_over(stream), RECT_PX, x, [0.0, 1.0]);
                let view_mut = scene.view_mut(view).unwrap();
                view_mut.antialias = antialias;
                view_mut.follow = Follow::Roll;
                producer.push(&[0.5; 5000]).unwrap();
                canvas.try_draw(&mut scene).unwrap();
                assert_eq!(canvas.cost_of(&mut scene).bytes_uploaded, 0);
                producer.push(&[0.25; 10]).unwrap();
                assert!(canvas.cost_of(&mut scene).bytes_uploaded > 0);
                assert_eq!(canvas.cost_of(&mut scene).bytes_uploaded, 0);
            }
        }
    });
}

#[test]
fn a_rolling_view_shows_the_newest_samples_as_a_plain_array_does() {
    with_context(|context| {
        let mut canvas = Canvas::new(context, SIZE_PX);
        let (mut producer, stream) = make(Keep::Last(5000));
        let (mut scene, view, _) = scene_of(line_over(stream), RECT_PX, [0.0, 1000.0], [-0.1, 1.1]);
        scene.view_mut(view).unwrap().follow = Follow::Roll;
        let samples: Vec<f32> = noise(9000, 9).iter().map(|&y| y as f32).collect();
        let mut len = 0;
        for count in [500, 501, 333, 4000, 3001] {
            producer.push(&samples[len..len + count]).unwrap();
            len += count;
            let shown = canvas.render(&mut scene).pixels().to_vec();
            let newest = (len as f64 - 1.0).max(1000.0);
            assert_eq!(x_of(&scene, view), [newest - 1000.0, newest]);
            let mut truth: Vec<f64> = samples[..len].iter().map(|&y| f64::from(y)).collect();
            truth[..len.saturating_sub(5000)].fill(f64::NAN);
            let expected = plain(&mut canvas, &truth, scene.view(view).unwrap());
            assert!(shown == expected, "{len} samples");
        }
    });
}

#[test]
fn a_sweep_overwrites_the_oldest_samples_from_the_left() {
    with_context(|context| {
        let mut canvas = Canvas::new(context, SIZE_PX);
        let (mut producer, stream) = make(Keep::Last(2000));
        let sweep = Arc::new(Sweep::new(stream, 1000, 50).unwrap());
        let (mut scene, view, _) = scene_of(line_over(sweep), RECT_PX, [0.0, 999.0], [-0.1, 1.1]);
        let samples: Vec<f32> = noise(4000, 2).iter().map(|&y| y as f32).collect();
        let mut len = 0;
        for count in [300, 690, 10, 1, 400, 1700] {
            producer.push(&samples[len..len + count]).unwrap();
            len += count;
            let shown = canvas.render(&mut scene).pixels().to_vec();
            let mut truth = vec![f64::NAN; 1000];
            for index in len.saturating_sub(1000)..len {
                truth[index % 1000] = f64::from(samples[index]);
            }
            if len > 1000 {
                let cursor = (len - 1) % 1000 + 1;
                truth[cursor..(cursor + 50).min(1000)].fill(f64::NAN);
            }
            let expected = plain(&mut canvas, &truth, scene.view(view).unwrap());
            assert!(shown == expected, "{len} samples");
        }
    });
}

#[test]
fn a_growing_view_holds_all_that_came() {
    let (mut producer, stream) = make(Keep::All);
    let (mut scene, view, node) = scene_of(line_over(stream), RECT_PX, [0.0, 1.0], [0.0, 1.0]);
    let shown = scene.view_mut(view).unwrap();
    (shown.follow, shown.fit_y) = (Follow::Grow, true);
    let limits = |scene: &Scene<'_>| {
        let camera = scene.view(view).unwrap().pan_zoom().unwrap();
        [camera.x().limits(), camera.y().limits()]
    };
    producer.push(&[5.0]).unwrap();
    scene.follow().unwrap();
    assert_eq!(limits(&scene), [[0.0, 1.0], [4.5, 5.5]], "one sample alone");
    producer.push(&[5.0; 99]).unwrap();
    scene.follow().unwrap();
    assert_eq!(limits(&scene), [[0.0, 99.0], [4.5, 5.5]]);
    producer.push(&[10.0]).unwrap();
    scene.follow().unwrap();
    let [x, y] = limits(&scene);
    assert_eq!((x, y), ([0.0, 100.0], [4.5, 10.25]));
    // Held samples stay, and so does the view.
    scene
        .node_mut(node)
        .unwrap()
        .line_mut()
        .unwrap()
        .set_held(true);
    producer.push(&[20.0; 100]).unwrap();
    scene.follow().unwrap();
    assert_eq!(limits(&scene), [x, y]);
    scene
        .node_mut(node)
        .unwrap()
        .line_mut()
        .unwrap()
        .set_held(false);
    scene.follow().unwrap();
    assert_eq!(limits(&scene)[0], [0.0, 200.0]);
}

#[test]
fn lines_of_one_stream_show_the_same_samples() {
    let desc = StreamDesc {
        channels: 2,
        ..StreamDesc::default()
    };
    let (mut producer, stream) = stream::<i16>(&desc).unwrap();
    let stream: Arc<dyn Source> = Arc::new(stream);
    let mut scene = Scene::new();
    let nodes = [0, 1].map(|channel| {
        let line = Line::new(Arc::clone(&stream), channel, Positions::Index, black(1.0));
        scene.add_line(line.unwrap())
    });
    producer.push(&[1, 2, 3, 4]).unwrap();
    scene.follow().unwrap();
    let shown = nodes.map(|node| Arc::as_ptr(scene.node(node).unwrap().line().unwrap().source()));
    assert!(std::ptr::addr_eq(shown[0], shown[1]));
}

fn drag(scene: &mut Scene<'_>, from: [f64; 2], to: [f64; 2]) {
    let mut event = |kind, position| {
        let mut pointer = PointerEvent::new(kind, position);
        if kind != PointerKind::Release(Button::Primary) {
            pointer.buttons.insert(Button::Primary);
        }
        scene.handle(&Event::Pointer(pointer));
    };
    event(PointerKind::Press(Button::Primary), from);
    event(PointerKind::Move, to);
    event(PointerKind::Release(Button::Primary), to);
}

#[test]
fn a_user_who_pans_away_is_left_alone_until_they_come_back() {
    let (mut producer, stream) = make(Keep::All);
    let (mut scene, view, _) = scene_of(line_over(stream), RECT_PX, [0.0, 96.0], [0.0, 1.0]);
    scene.view_mut(view).unwrap().follow = Follow::Roll;
    producer.push(&[0.5; 1001]).unwrap();
    scene.follow().unwrap();
    assert_eq!(x_of(&scene, view), [904.0, 1000.0]);
    drag(&mut scene, [20.0, 20.0], [60.0, 20.0]);
    assert_eq!(x_of(&scene, view), [864.0, 960.0]);
    assert!(!scene.view(view).unwrap().is_following());
    producer.push(&[0.5; 10]).unwrap();
    scene.follow().unwrap();
    assert_eq!(x_of(&scene, view), [864.0, 960.0]);
    drag(&mut scene, [20.0, 20.0], [-40.0, 20.0]);
    assert!(scene.view(view).unwrap().is_following());
    producer.push(&[0.5; 10]).unwrap();
    scene.follow().unwrap();
    assert_eq!(x_of(&scene, view), [924.0, 1020.0]);
    // Or by being told.
    drag(&mut scene, [20.0, 20.0], [80.0, 20.0]);
    scene.view_mut(view).unwrap().resume_following();
    scene.follow().unwrap();
    assert_eq!(x_of(&scene, view), [924.0, 1020.0]);
}

#[test]
fn given_positions_are_refused_for_samples_that_keep_coming() {
    let (_producer, stream) = make(Keep::All);
    let error = Line::new(stream, 0, Positions::Borrowed(&[]), black(1.0)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "line: expected positions by index or by rate for a source that changes, got a value for each sample"
    );
    let fixed = Arc::new(Samples::from_vec(vec![1.0, 2.0]));
    assert!(Line::new(fixed, 0, Positions::Borrowed(&[0.0, 1.0]), black(1.0)).is_ok());
    assert!(
        scene_of(line_over(source(&[1.0])), RECT_PX, [0.0, 1.0], [0.0, 1.0])
            .0
            .follow()
            .is_ok()
    );
}
