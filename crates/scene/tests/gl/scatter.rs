//! Scatters in a scene: what is drawn, what it asks of the driver, and its description.

use std::time::Duration;

use galry_scene::{Completion, Coordinates, Node, Scatter, ScatterStyle, Scene, View};
use galry_testkit::with_context;
use galry_visuals::{Color, Item, Symbol};

use crate::support::{Canvas, noise, pan_zoom, source};

fn points(count: usize, style: ScatterStyle) -> Scatter<'static> {
    let channel = |seed| Coordinates::channel(source(&noise(count, seed)), 0);
    Scatter::new(channel(1), channel(2), style).unwrap()
}

fn scene_of(scatter: Scatter<'static>) -> (Scene<'static>, galry_scene::ViewId) {
    let mut scene = Scene::new();
    let node = scene.add_scatter(scatter);
    let mut view = View::new([0, 0, 60, 40], pan_zoom([0.0, 1.0], [0.0, 1.0]));
    view.background = Some(Color::WHITE);
    let view = scene.add_view(view);
    scene.show(node, view).unwrap();
    (scene, view)
}

#[test]
fn a_point_stands_where_its_coordinates_say() {
    with_context(|context| {
        let mut canvas = Canvas::new(context, [60, 40]);
        let style = ScatterStyle {
            symbol: Symbol::Square,
            size_px: 6.0,
            color: Color::BLACK,
            ..ScatterStyle::default()
        };
        let x = Coordinates::channel(source(&[0.25, 0.75]), 0);
        let y = Coordinates::channel(source(&[0.75, f64::NAN]), 0);
        let (mut scene, _) = scene_of(Scatter::new(x, y, style).unwrap());
        let image = canvas.render(&mut scene);
        assert_eq!(image.pixel(15, 10), [0, 0, 0, 255]);
        assert_eq!(image.pixel(15, 30), [255; 4]);
        let dark = image.pixels().iter().filter(|pixel| pixel[0] < 128).count();
        assert!((24..=36).contains(&dark), "one square only: {dark}");
    });
}

#[test]
fn drawing_a_final_picture_again_uploads_nothing() {
    with_context(|context| {
        let mut canvas = Canvas::new(context, [60, 40]);
        let (mut scene, _) = scene_of(points(5000, ScatterStyle::default()));
        canvas.render(&mut scene);
        let cost = canvas.cost_of(&mut scene);
        assert_eq!(cost.programs_compiled, 0);
        assert!(cost.bytes_uploaded <= 64, "{}", cost.bytes_uploaded);
        assert_eq!(cost.draw_calls, 1);
    });
}

#[test]
fn within_a_budget_a_scene_becomes_the_same_picture() {
    with_context(|context| {
        let mut canvas = Canvas::new(context, [60, 40]);
        let style = ScatterStyle {
            size_px: 1.5,
            color: Color::BLACK.with_alpha(0.2),
            ..ScatterStyle::default()
        };
        let (mut scene, _) = scene_of(points(300_000, style));
        let exact = canvas.render(&mut scene);
        let (mut scene, _) = scene_of(points(300_000, style));
        scene.set_frame_budget(Some(Duration::from_nanos(1)));
        let first = canvas.try_draw(&mut scene).unwrap();
        assert!(matches!(first, Completion::Partial { .. }), "{first:?}");
        assert!(scene.points_drawn() > 0);
        while !canvas.try_draw(&mut scene).unwrap().is_final() {}
        let refined = canvas.render(&mut scene);
        assert_eq!(exact.pixels(), refined.pixels());
    });
}

#[test]
fn a_style_that_changes_is_seen() {
    with_context(|context| {
        let mut canvas = Canvas::new(context, [60, 40]);
        let mut scene = Scene::new();
        let node = scene.add_scatter(points(50, ScatterStyle::default()));
        let view = scene.add_view(View::new([0, 0, 60, 40], pan_zoom([0.0, 1.0], [0.0, 1.0])));
        scene.show(node, view).unwrap();
        let before = canvas.render(&mut scene);
        let scatter = scene.node_mut(node).unwrap().scatter_mut().unwrap();
        scatter.set_style(ScatterStyle {
            symbol: Symbol::Star,
            ..scatter.style()
        });
        assert_ne!(before.pixels(), canvas.render(&mut scene).pixels());
        assert!(
            scene
                .node(node)
                .is_ok_and(|node: &Node<'_>| node.line().is_none())
        );
    });
}

#[test]
fn few_points_are_described_as_paths_and_many_as_a_picture() {
    let (mut scene, _) = scene_of(points(100, ScatterStyle::default()));
    let items = scene.describe().unwrap().items;
    assert_eq!(items.len(), 101, "a background and a path each");
    assert!(items.iter().all(|item| matches!(item, Item::Path { .. })));
    let (mut scene, _) = scene_of(points(20_000, ScatterStyle::default()));
    let items = scene.describe().unwrap().items;
    assert!(matches!(items[1], Item::Image { .. }));
    assert_eq!(items.len(), 2);
}
