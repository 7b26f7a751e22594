//! What views show of the tree of nodes.

use galry_scene::{Camera, LineStyle, ScaleTranslate, Scene, View};
use galry_testkit::{Image, with_context};
use galry_visuals::{Color, Method, Rectangle, Rectangles};

use crate::support::{Canvas, black, line, look_at_x, noise, pan_zoom, scene_of};

const RECT_PX: [i32; 4] = [0, 0, 64, 32];

/// Columns with ink.
fn columns(image: &Image) -> Option<[u32; 2]> {
    let bounds = image.bounding_box_where(|pixel| pixel[3] > 0)?;
    Some([bounds.min[0], bounds.max[0]])
}

fn flat_view() -> View {
    let mut view = View::new(RECT_PX, pan_zoom([0.0, 64.0], [-1.0, 1.0]));
    view.antialias = false;
    view
}

/// A flat line from x = 10.5 to 20.5.
fn piece() -> galry_scene::Line<'static> {
    let positions = galry_scene::Positions::Shared([10.5, 20.5].into());
    let source = crate::support::source(&[0.0, 0.0]);
    galry_scene::Line::new(source, 0, positions, black(1.0)).unwrap()
}

#[test]
fn invisible_and_removed_nodes_disappear() {
    with_context(|context| {
        let mut canvas = Canvas::new(context, [64, 32]);
        let mut scene = Scene::new();
        let (group, node) = (scene.add_group(), scene.add_line(piece()));
        scene.set_parent(node, Some(group)).unwrap();
        let view = scene.add_view(flat_view());
        scene.show(group, view).unwrap();
        assert_eq!(columns(&canvas.render(&mut scene)), Some([10, 21]));
        for id in [node, group] {
            scene.node_mut(id).unwrap().visible = false;
            assert_eq!(columns(&canvas.render(&mut scene)), None);
            scene.node_mut(id).unwrap().visible = true;
            assert_eq!(columns(&canvas.render(&mut scene)), Some([10, 21]));
        }
        scene.remove(group).unwrap();
        assert_eq!(columns(&canvas.render(&mut scene)), None);
    });
}

#[test]
fn a_group_moves_what_it_carries() {
    with_context(|context| {
        let mut canvas = Canvas::new(context, [64, 32]);
        let mut scene = Scene::new();
        let (group, node) = (scene.add_group(), scene.add_line(piece()));
        scene.set_parent(node, Some(group)).unwrap();
        let view = scene.add_view(flat_view());
        scene.show(group, view).unwrap();
        scene.node_mut(group).unwrap().parent_from_node = ScaleTranslate::translate([5.0, 0.0]);
        assert_eq!(columns(&canvas.render(&mut scene)), Some([15, 26]));
        scene.node_mut(node).unwrap().parent_from_node = ScaleTranslate::scale([2.0, 1.0]);
        assert_eq!(columns(&canvas.render(&mut scene)), Some([25, 47]));
        // A mirrored line: x falls along the samples.
        scene.node_mut(node).unwrap().parent_from_node = ScaleTranslate {
            scale: [-1.0, 1.0],
            translate: [30.0, 0.0],
        };
        assert_eq!(columns(&canvas.render(&mut scene)), Some([14, 25]));
    });
}

#[test]
fn a_node_shown_without_its_parent_is_where_the_parent_puts_it() {
    with_context(|context| {
        let mut canvas = Canvas::new(context, [64, 32]);
        let mut scene = Scene::new();
        let (group, node) = (scene.add_group(), scene.add_line(piece()));
        scene.set_parent(node, Some(group)).unwrap();
        scene.node_mut(group).unwrap().parent_from_node = ScaleTranslate::translate([5.0, 0.0]);
        let view = scene.add_view(flat_view());
        scene.show(node, view).unwrap();
        assert_eq!(columns(&canvas.render(&mut scene)), Some([15, 26]));
        // Shown twice it is still drawn once, which a translucent line would tell.
        scene.show(group, view).unwrap();
        scene
            .node_mut(node)
            .unwrap()
            .line_mut()
            .unwrap()
            .set_style(LineStyle {
                color: Color::rgba(0.0, 0.0, 0.0, 0.5),
                width_px: 1.0,
                ..LineStyle::default()
            });
        assert_eq!(canvas.render(&mut scene).pixel(16, 16)[3], 128);
        scene.node_mut(group).unwrap().visible = false;
        assert_eq!(columns(&canvas.render(&mut scene)), None);
    });
}

#[test]
fn a_line_put_in_the_place_of_another_is_drawn() {
    with_context(|context| {
        let mut canvas = Canvas::new(context, [64, 32]);
        for antialias in [false, true] {
            let first = noise(20, 1);
            let second = noise(20, 2);
            let (mut scene, view, node) = scene_of(line(&first), RECT_PX, [0.0, 19.0], [0.0, 1.0]);
            scene.view_mut(view).unwrap().antialias = antialias;
            let before = canvas.render(&mut scene);
            *scene.node_mut(node).unwrap().line_mut().unwrap() = line(&second);
            let after = canvas.render(&mut scene);
            assert_ne!(before, after);
            let (mut fresh, view, _) = scene_of(line(&second), RECT_PX, [0.0, 19.0], [0.0, 1.0]);
            fresh.view_mut(view).unwrap().antialias = antialias;
            assert_eq!(canvas.render(&mut fresh), after);
        }
    });
}

#[test]
fn geometry_left_and_entered_elsewhere_is_the_new_one() {
    let y = noise(4000, 9);
    let windows = [
        (0.0, 20.0),
        (0.0, 3999.0),
        (3000.0, 3020.0),
        (3005.0, 3017.0),
    ];
    with_context(|context| {
        let mut canvas = Canvas::new(context, [64, 32]);
        let make = |[low, high]: [f64; 2]| {
            let (mut scene, view, _) = scene_of(line(&y), RECT_PX, [low, high], [0.0, 1.0]);
            scene.view_mut(view).unwrap().antialias = true;
            (scene, view)
        };
        let (mut scene, view) = make([0.0, 20.0]);
        for (low, high) in windows {
            look_at_x(&mut scene, view, low, high);
            let image = canvas.render(&mut scene);
            let fresh = canvas.render(&mut make([low, high]).0);
            let difference = crate::support::difference_when_moved(&fresh, &image, 0);
            assert!(difference <= 1, "{low} to {high}: {difference}");
        }
    });
}

#[test]
fn a_new_style_shows_and_uploads_no_vertices() {
    with_context(|context| {
        let mut canvas = Canvas::new(context, [64, 32]);
        let (mut scene, view, node) =
            scene_of(line(&noise(20, 1)), RECT_PX, [0.0, 19.0], [0.0, 1.0]);
        let of_view = scene.view_mut(view).unwrap();
        (of_view.antialias, of_view.method) = (true, Method::Shader);
        let thin = canvas.render(&mut scene);
        scene
            .node_mut(node)
            .unwrap()
            .line_mut()
            .unwrap()
            .set_style(black(5.0));
        assert!(canvas.cost_of(&mut scene).bytes_uploaded <= 64);
        let ink = |image: &Image| image.count_where(|pixel| pixel[3] > 0);
        assert!(ink(&canvas.render(&mut scene)) > 2 * ink(&thin));
    });
}

#[test]
fn two_views_show_one_node_each_in_its_own_way() {
    with_context(|context| {
        let mut canvas = Canvas::new(context, [128, 32]);
        let (mut scene, _, node) = scene_of(piece(), RECT_PX, [0.0, 64.0], [-1.0, 1.0]);
        let mut right = View::new([64, 0, 64, 32], pan_zoom([10.0, 26.0], [-1.0, 1.0]));
        right.antialias = false;
        right.background = Some(Color::rgb8(255, 255, 255));
        let right = scene.add_view(right);
        scene.show(node, right).unwrap();
        let image = canvas.render(&mut scene);
        let bounds = image.bounding_box_of([0, 0, 0, 255], 0).unwrap();
        // From 10.5 in the left view to 20.5 in the right one, four times as large.
        assert_eq!([bounds.min[0], bounds.max[0]], [10, 64 + 43]);
        assert_eq!(image.pixel(30, 16)[3], 0);
        assert_eq!(image.pixel(64, 16), [255; 4]);
        assert_eq!(image.pixel(66, 16), [0, 0, 0, 255]);
    });
}

#[test]
fn lines_and_visuals_of_a_page_stand_in_pixels() {
    with_context(|context| {
        let mut canvas = Canvas::new(context, [64, 32]);
        let mut scene = Scene::new();
        let mut view = View::new([8, 4, 40, 20], Camera::Pixels);
        view.antialias = false;
        let view = scene.add_view(view);
        let node = scene.add_line(piece());
        scene.node_mut(node).unwrap().parent_from_node = ScaleTranslate::translate([0.0, 10.5]);
        scene.show(node, view).unwrap();
        let bounds = canvas
            .render(&mut scene)
            .bounding_box_where(|pixel| pixel[3] > 0)
            .unwrap();
        assert_eq!((bounds.min, bounds.max), ([10, 10], [21, 11]));
        let rectangle = Rectangle {
            min: [30.0, 6.0],
            max: [90.0, 9.0],
            color: Color::rgb8(0, 0, 255),
        };
        let node = scene.add_visual(Rectangles::new(vec![rectangle]));
        scene.show(node, view).unwrap();
        let bounds = canvas
            .render(&mut scene)
            .bounding_box_of([0, 0, 255, 255], 0)
            .unwrap();
        assert_eq!((bounds.min, bounds.max), ([30, 6], [48, 9]));
    });
}
