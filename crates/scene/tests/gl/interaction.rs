//! Events reach the right view, and the picture follows.

use galry_events::{Button, Script};
use galry_scene::{Camera, Scene, View, ViewId};
use galry_testkit::with_context;

use crate::support::{Canvas, difference_when_moved, line, noise, pan_zoom, scene_of};

fn play(scene: &mut Scene<'_>, script: &Script) -> bool {
    let mut changed = false;
    for event in script.events() {
        changed |= scene.handle(event).changed;
    }
    changed
}

fn x_limits(scene: &Scene<'_>, view: ViewId) -> [f64; 2] {
    scene.view(view).unwrap().pan_zoom().unwrap().x().limits()
}

fn add_view(scene: &mut Scene<'_>, rect_px: [i32; 4]) -> ViewId {
    scene.add_view(View::new(rect_px, pan_zoom([0.0, 100.0], [0.0, 1.0])))
}

#[test]
fn dragging_moves_the_picture_and_the_wheel_enlarges_it() {
    with_context(|context| {
        let mut canvas = Canvas::new(context, [128, 64]);
        // Samples stand in the middle of pixels, so that rounding cannot move one to the next.
        let rect_px = [0, 0, 128, 64];
        let line = line(&noise(128, 5));
        let (mut scene, view, _) = scene_of(line, rect_px, [-0.5, 127.5], [0.0, 1.0]);
        let before = canvas.render(&mut scene);
        let drag = Script::new().drag(Button::Primary, [[40.0, 30.0], [56.0, 30.0]]);
        assert!(play(&mut scene, &drag));
        let after = canvas.render(&mut scene);
        assert_eq!(difference_when_moved(&before, &after, 16), 0);
        assert_ne!(before, after);
        let wheel = Script::new().wheel([64.0, 32.0], [0.0, 1.0]);
        assert!(play(&mut scene, &wheel));
        let [low, high] = x_limits(&scene, view);
        assert!((high - low - 128.0 / 1.25).abs() < 1e-9);
        assert_ne!(canvas.render(&mut scene), after);
    });
}

#[test]
fn the_topmost_view_takes_the_event() {
    let mut scene = Scene::new();
    let below = add_view(&mut scene, [0, 0, 100, 100]);
    let above = add_view(&mut scene, [50, 0, 100, 100]);
    // A page in front, without a camera that moves, lets events through.
    scene.add_view(View::new([0, 0, 200, 200], Camera::Pixels));
    let script = Script::new().wheel([75.0, 50.0], [0.0, 1.0]);
    assert!(play(&mut scene, &script));
    assert_eq!(x_limits(&scene, below), [0.0, 100.0]);
    assert_ne!(x_limits(&scene, above), [0.0, 100.0]);
    let script = Script::new().wheel([25.0, 50.0], [0.0, 1.0]);
    assert!(play(&mut scene, &script));
    assert_ne!(x_limits(&scene, below), [0.0, 100.0]);
}

#[test]
fn a_drag_stays_with_the_view_in_which_it_began() {
    let mut scene = Scene::new();
    let below = add_view(&mut scene, [0, 0, 100, 100]);
    let above = add_view(&mut scene, [50, 0, 100, 100]);
    let over_both = Script::new().drag(Button::Primary, [[75.0, 50.0], [85.0, 50.0]]);
    play(&mut scene, &over_both);
    assert_eq!(x_limits(&scene, above), [-10.0, 90.0]);
    // The lower view saw nothing of it: it is not still waiting for a release.
    let script = Script::new().move_to([10.0, 50.0]).move_to([30.0, 50.0]);
    assert!(!play(&mut scene, &script));
    assert_eq!(x_limits(&scene, below), [0.0, 100.0]);
    // Out of the lower one into the upper one.
    let script = Script::new().drag(Button::Primary, [[10.0, 50.0], [70.0, 50.0], [60.0, 50.0]]);
    play(&mut scene, &script);
    assert_eq!(x_limits(&scene, below), [-50.0, 50.0]);
    assert_eq!(x_limits(&scene, above), [-10.0, 90.0]);
}

#[test]
fn a_key_goes_to_the_view_under_the_pointer() {
    let mut scene = Scene::new();
    let left = add_view(&mut scene, [0, 0, 100, 100]);
    let right = add_view(&mut scene, [100, 0, 100, 100]);
    let key = galry_events::NamedKey::ArrowLeft;
    play(&mut scene, &Script::new().move_to([10.0, 10.0]).key(key));
    assert_ne!(x_limits(&scene, left), [0.0, 100.0]);
    assert_eq!(x_limits(&scene, right), [0.0, 100.0]);
    scene.remove_view(left).unwrap();
    play(&mut scene, &Script::new().key(key));
    assert_ne!(x_limits(&scene, right), [0.0, 100.0]);
}

#[test]
fn a_view_removed_in_the_middle_of_a_drag_is_forgotten() {
    let mut scene = Scene::new();
    let below = add_view(&mut scene, [0, 0, 100, 100]);
    let above = add_view(&mut scene, [0, 0, 100, 100]);
    let begin = Script::new().move_to([50.0, 50.0]).press(Button::Primary);
    play(&mut scene, &begin);
    scene.remove_view(above).unwrap();
    assert!(!play(&mut scene, &Script::new().move_to([70.0, 50.0])));
    let script = Script::new().drag(Button::Primary, [[50.0, 50.0], [60.0, 50.0]]);
    assert!(play(&mut scene, &script));
    assert_eq!(x_limits(&scene, below), [-10.0, 90.0]);
}

#[test]
fn a_pixel_ratio_turns_logical_pixels_into_framebuffer_pixels() {
    let mut scene = Scene::new();
    scene.set_pixel_ratio(2.0);
    let view = add_view(&mut scene, [0, 0, 200, 200]);
    let script = Script::new().drag(Button::Primary, [[50.0, 50.0], [60.0, 50.0]]);
    play(&mut scene, &script);
    assert_eq!(x_limits(&scene, view), [-10.0, 90.0]);
    assert!(!play(
        &mut scene,
        &Script::new().wheel([150.0, 50.0], [0.0, 1.0])
    ));
}
