//! Visuals far from the origin stay where they are, to the pixel.

use galry_scene::{Axis, AxisScale, Camera, HeadlessCanvas, PanZoom, ScaleTranslate, Scene, View};
use galry_visuals::{Color, Rectangle, Rectangles};

/// Pixels of a unit.
const UNIT_PX: f64 = 40.0;
const SIZE: [u32; 2] = [400, 80];

/// Two blobs of half a unit, from 1 and from 2.
fn blobs() -> Rectangles {
    let blob = |left: f32| Rectangle {
        min: [left, 0.0],
        max: [left + 0.5, 1.0],
        color: Color::BLACK,
    };
    Rectangles::new(vec![blob(1.0), blob(2.0)])
}

/// The columns of ink in a row of a view of ten units from `low`, each once where it begins.
fn edges(scene_offset: f64, child_offset: f64, low: f64) -> Vec<u32> {
    let mut scene = Scene::new();
    let group = scene.add_group();
    let node = scene.add_visual(blobs());
    scene.set_parent(node, Some(group)).unwrap();
    scene.node_mut(group).unwrap().parent_from_node =
        ScaleTranslate::translate([scene_offset, scene_offset]);
    scene.node_mut(node).unwrap().parent_from_node = ScaleTranslate::translate([child_offset, 0.0]);
    let x = Axis::new([low, low + 10.0], AxisScale::Linear).unwrap();
    let y = Axis::new([scene_offset, scene_offset + 2.0], AxisScale::Linear).unwrap();
    let rect = [0, 0, SIZE[0] as i32, SIZE[1] as i32];
    let view = scene.add_view(View::new(rect, Camera::PanZoom(PanZoom::new(x, y))));
    scene.show(group, view).unwrap();
    let picture = HeadlessCanvas::new(SIZE)
        .unwrap()
        .render(&mut scene)
        .unwrap();
    let ink = |column: u32| {
        picture
            .pixel(column, 60)
            .is_some_and(|pixel| pixel[3] > 127)
    };
    (0..SIZE[0])
        .filter(|&column| ink(column) && !column.checked_sub(1).is_some_and(ink))
        .collect()
}

#[test]
fn visuals_a_unit_apart_stay_so_and_move_by_whole_pixels() {
    for offset in [0.0, 1e9, 1.7e12, 1e15] {
        for step in 0..8 {
            // A quarter of a unit is ten pixels, and a number that f64 has at 1e15.
            let low = offset + 0.25 * f64::from(step) - 1.0;
            let first = (2.0 - 0.25 * f64::from(step)) * UNIT_PX;
            let expected = [first, first + UNIT_PX].map(|px| px as u32);
            assert_eq!(edges(offset, 0.0, low), expected, "{offset:e}, {step}");
        }
    }
}

#[test]
fn a_node_within_a_far_one_keeps_its_own_place() {
    // A tenth of a unit is nothing that f64 has at 1e15.
    for tenths in 0..10 {
        let offset = 0.1 * f64::from(tenths);
        let first = ((2.0 + offset) * UNIT_PX).round();
        let expected = [first, first + UNIT_PX].map(|px| px as u32);
        assert_eq!(edges(1e15, offset, 1e15 - 1.0), expected, "{tenths}");
    }
}
