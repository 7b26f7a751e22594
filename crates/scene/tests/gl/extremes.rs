//! Views, cameras, widths and data at the ends of what numbers can say.

use galry_scene::{
    Axis, AxisScale, Camera, Error, HeadlessCanvas, Line, LineStyle, PanZoom, Positions,
    ScaleTranslate, Scene, View,
};
use galry_testkit::with_context;
use galry_visuals::{Color, Method};

use crate::support::{BLACK, Canvas, black, line, linear, noise, pan_zoom, scene_of, source};

const RECT_PX: [i32; 4] = [0, 0, 64, 32];

#[test]
fn a_scene_without_anything_is_an_empty_picture() {
    with_context(|context| {
        let mut canvas = Canvas::new(context, [8, 8]);
        let mut scene = Scene::new();
        assert_eq!(
            canvas
                .render(&mut scene)
                .count_where(|pixel| pixel != [0; 4]),
            0
        );
        scene.add_view(View::new([0, 0, 8, 8], Camera::Pixels));
        assert_eq!(
            canvas
                .render(&mut scene)
                .count_where(|pixel| pixel != [0; 4]),
            0
        );
        assert!(scene.describe().unwrap().items.is_empty());
    });
}

#[test]
fn views_without_area_or_outside_show_nothing() {
    with_context(|context| {
        let mut canvas = Canvas::new(context, [64, 32]);
        let places = [
            [0, 0, 0, 0],
            [0, 0, 0, 32],
            [5, 5, -10, 10],
            [i32::MIN, i32::MIN, i32::MIN, i32::MIN],
            [i32::MAX, 0, 100, 32],
            [0, i32::MIN, 64, 32],
            [-64, 0, 64, 32],
        ];
        for antialias in [false, true] {
            for rect_px in places {
                let (mut scene, view, _) =
                    scene_of(line(&noise(500, 1)), rect_px, [0.0, 499.0], [0.0, 1.0]);
                let view = scene.view_mut(view).unwrap();
                view.antialias = antialias;
                view.background = Some(BLACK);
                let image = canvas.render(&mut scene);
                assert_eq!(image.count_where(|pixel| pixel[3] > 0), 0, "{rect_px:?}");
                scene.describe().unwrap();
            }
        }
    });
}

#[test]
fn a_view_that_is_too_large_for_lines_says_so() {
    let rect_px = [0, 0, 40_000, 10];
    let (mut scene, view, node) = scene_of(line(&[0.0, 1.0]), rect_px, [0.0, 1.0], [0.0, 1.0]);
    let error = scene.describe().unwrap_err();
    assert_eq!(
        error.to_string(),
        "view size: expected at most 32767 pixels a side, got 40000x10"
    );
    scene.view_mut(view).unwrap().rect_px = [0, 0, 10, 70_000];
    assert!(matches!(scene.describe(), Err(Error::ViewSize { .. })));
    scene.remove(node).unwrap();
    scene.describe().unwrap();
}

#[test]
fn a_tall_view_has_all_its_rows() {
    with_context(|context| {
        let mut canvas = Canvas::new(context, [4, 8192]);
        let rect_px = [0, 0, 4, 8192];
        let flat = line(&[-1.0, -1.0]);
        let (mut scene, _, _) = scene_of(flat, rect_px, [0.0, 1.0], [-1.0001, 1.0]);
        let bounds = canvas
            .render(&mut scene)
            .bounding_box_where(|pixel| pixel[3] > 0)
            .unwrap();
        assert_eq!((bounds.min, bounds.max), ([0, 8191], [4, 8192]));
    });
}

#[test]
fn silly_widths_are_no_panic() {
    with_context(|context| {
        let mut canvas = Canvas::new(context, [64, 32]);
        for antialias in [false, true] {
            // As columns and, where antialiased, as geometry.
            for count in [10, 500] {
                let mut ink = |width_px| {
                    let (mut scene, view, node) = scene_of(
                        line(&noise(count, 1)),
                        RECT_PX,
                        [0.0, count as f64],
                        [0.0, 1.0],
                    );
                    scene.view_mut(view).unwrap().antialias = antialias;
                    let line = scene.node_mut(node).unwrap().line_mut().unwrap();
                    line.set_style(black(width_px));
                    canvas.render(&mut scene).count_where(|pixel| pixel[3] > 0)
                };
                for nothing in [0.0, -1.0, f32::NAN, f32::NEG_INFINITY] {
                    assert_eq!(ink(nothing), 0, "{nothing} {antialias} {count}");
                }
                for everything in [1000.0, 1e9, f32::MAX, f32::INFINITY] {
                    assert_eq!(ink(everything), 64 * 32, "{everything} {antialias} {count}");
                }
            }
        }
    });
}

#[test]
fn silly_pixel_ratios_are_no_panic() {
    with_context(|context| {
        let mut canvas = Canvas::new(context, [64, 32]);
        let (mut scene, _, _) = scene_of(line(&noise(500, 1)), RECT_PX, [0.0, 499.0], [0.0, 1.0]);
        for pixel_ratio in [0.0, -2.0, f64::NAN, f64::INFINITY, 1e300] {
            scene.set_pixel_ratio(pixel_ratio);
            canvas.render(&mut scene);
            let wheel = galry_events::Script::new().wheel([10.0, 10.0], [0.0, 1.0]);
            for event in wheel.events() {
                scene.handle(event);
            }
        }
    });
}

#[test]
fn huge_values_and_extreme_zooms_are_no_panic() {
    let y = [
        1e300,
        -1e300,
        f64::MAX,
        f64::MIN,
        0.0,
        5e-324,
        1.0,
        f64::NAN,
        2.0,
    ];
    let ranges = [
        [-1.0, 1.0],
        [f64::MIN / 4.0, f64::MAX / 4.0],
        [1e300, 1.000_001e300],
        [0.0, 1e-300],
        [1.0, 1.0 + 1e-15],
        [8.0, -1.0],
    ];
    let scales = [0.0, 1.0, -1.0, 1e-300, 1e300, f64::NAN, f64::INFINITY];
    let curve = [
        0.0,
        5.0,
        3.0,
        1e300,
        f64::NAN,
        -1e300,
        f64::MIN,
        f64::MAX,
        1.0,
    ];
    with_context(|context| {
        let mut canvas = Canvas::new(context, [64, 32]);
        for positions in [Positions::Index, Positions::Borrowed(&curve)] {
            for x_range in ranges {
                for y_range in ranges {
                    for scale in scales {
                        let line = Line::new(source(&y), 0, positions.clone(), black(1.5)).unwrap();
                        let (mut scene, view, node) = scene_of(line, RECT_PX, x_range, y_range);
                        scene.node_mut(node).unwrap().parent_from_node =
                            ScaleTranslate::scale([scale, scale]);
                        scene.view_mut(view).unwrap().antialias = scale > 0.0;
                        canvas.render(&mut scene);
                        scene.describe().unwrap();
                    }
                }
            }
        }
    });
}

#[test]
fn a_steep_line_through_an_extreme_zoom_is_a_column_of_ink() {
    with_context(|context| {
        let mut canvas = Canvas::new(context, [64, 32]);
        let ways = [(false, 1), (true, 1), (true, 100)];
        for (far, (antialias, copies)) in
            [1e30, 1e300].into_iter().flat_map(|y| ways.map(|w| (y, w)))
        {
            // A wall at x = 0.5 from far below to far above; copies make it columns.
            let x: Vec<f64> = [0.5, 0.5].into_iter().cycle().take(2 * copies).collect();
            let y: Vec<f64> = [-far, far].into_iter().cycle().take(2 * copies).collect();
            let wall = Line::new(source(&y), 0, Positions::Borrowed(&x), black(2.0)).unwrap();
            let (mut scene, view, _) = scene_of(wall, RECT_PX, [0.0, 1.0], [0.0, 1.0]);
            scene.view_mut(view).unwrap().antialias = antialias;
            let image = canvas.render(&mut scene);
            for row in 0..32 {
                assert_eq!(
                    image.pixel(32, row)[3],
                    255,
                    "{far} {antialias} {copies} row {row}"
                );
                assert_eq!(image.pixel(20, row)[3], 0);
            }
        }
    });
}

#[test]
fn logarithmic_axes_leave_out_what_is_not_positive() {
    with_context(|context| {
        let mut canvas = Canvas::new(context, [60, 30]);
        let y = [1.0, 10.0, 100.0, -5.0, 0.0, f64::NAN, 1000.0];
        let log = |low, high| Axis::new([low, high], AxisScale::Log10).unwrap();
        let cameras = [
            PanZoom::new(linear(0.0, 6.0), log(1.0, 1000.0)),
            PanZoom::new(log(0.5, 6.0), log(0.1, 1e4)),
            PanZoom::new(log(6.0, 1e-3), linear(-10.0, 1000.0)),
        ];
        for antialias in [false, true] {
            for camera in &cameras {
                let (mut scene, view, _) =
                    scene_of(line(&y), [0, 0, 60, 30], [0.0, 1.0], [0.0, 1.0]);
                let view = scene.view_mut(view).unwrap();
                view.antialias = antialias;
                view.camera = Camera::PanZoom(camera.clone());
                assert!(canvas.render(&mut scene).count_where(|pixel| pixel[3] > 0) > 0);
            }
        }
        // On the first camera the line rises from corner to middle, then falls out of the picture.
        let (mut scene, view, _) = scene_of(line(&y), [0, 0, 60, 30], [0.0, 1.0], [0.0, 1.0]);
        scene.view_mut(view).unwrap().camera = Camera::PanZoom(cameras[0].clone());
        let image = canvas.render(&mut scene);
        assert_eq!(image.pixel(10, 20)[3], 255);
        assert_eq!(image.pixel(20, 29)[3], 255);
        assert_eq!(
            image.count_where(|pixel| pixel[3] > 0),
            image.count_where(|pixel| pixel == [0, 0, 0, 255])
        );
        let right = image.bounding_box_where(|pixel| pixel[3] > 0).unwrap();
        // The last sample stands alone behind a break, on the right edge.
        assert_eq!(right.max[0], 60);
        assert_eq!(image.pixel(30, 10)[3], 0);
    });
}

#[test]
fn samples_that_crowd_beside_a_sparse_view_are_not_collected() {
    // Five samples in sight, half a million within a width of the view.
    let mut x: Vec<f64> = (0..500_000).map(|i| f64::from(i) * 1e-6).collect();
    x.extend([1.1, 1.3, 1.5, 1.7, 1.9]);
    let y = noise(x.len(), 4);
    with_context(|context| {
        let mut canvas = Canvas::new(context, [256, 32]);
        let line = Line::new(source(&y), 0, Positions::Borrowed(&x), black(1.5)).unwrap();
        let (mut scene, view, _) = scene_of(line, [0, 0, 256, 32], [1.0, 2.0], [0.0, 1.0]);
        let of_view = scene.view_mut(view).unwrap();
        (of_view.antialias, of_view.method) = (true, Method::Shader);
        let uploaded = canvas.cost_of(&mut scene).bytes_uploaded;
        assert!(uploaded < 10_000, "{uploaded} bytes");
        assert!(canvas.render(&mut scene).count_where(|pixel| pixel[3] > 0) > 256);
    });
}

#[test]
fn ten_thousand_nodes_in_a_chain_or_side_by_side_are_no_trouble() {
    let mut scene = Scene::new();
    let view = scene.add_view(View::new(RECT_PX, pan_zoom([0.0, 1.0], [0.0, 1.0])));
    let root = scene.add_group();
    let mut last = root;
    for _ in 0..10_000 {
        let node = scene.add_group();
        scene.show(node, view).unwrap();
        // By the child: walking up to the root each time would be quadratic.
        scene.set_parent(last, Some(node)).unwrap();
        last = node;
    }
    scene.show(last, view).unwrap();
    assert_eq!(scene.view(view).unwrap().nodes().len(), 10_000);
    scene.describe().unwrap();
    scene.remove(last).unwrap();
    assert!(scene.view(view).unwrap().nodes().is_empty());
    assert!(matches!(scene.node(root), Err(Error::NoSuchNode)));
}

#[test]
fn a_canvas_draws_a_scene_without_a_window() {
    let mut canvas = HeadlessCanvas::new([64, 32]).unwrap();
    let (mut scene, _, node) = scene_of(line(&[0.5; 2]), RECT_PX, [0.0, 1.0], [0.0, 1.0]);
    scene
        .node_mut(node)
        .unwrap()
        .line_mut()
        .unwrap()
        .set_style(LineStyle {
            color: Color::rgba(1.0, 0.5, 0.0, 0.5),
            width_px: 1.0,
            ..LineStyle::default()
        });
    let picture = canvas.render(&mut scene).unwrap();
    let [red, green, blue, alpha] = picture.pixel(10, 16).unwrap();
    assert_eq!((red, blue, alpha), (255, 0, 128));
    assert!(green.abs_diff(128) <= 1);
    assert_eq!(picture.pixel(64, 0), None);
    assert!(matches!(canvas.resize([0, 5]), Err(Error::Size { .. })));
    assert_eq!(canvas.size_px(), [64, 32]);
    canvas.resize([16, 16]).unwrap();
    assert_eq!(canvas.render(&mut scene).unwrap().size_px, [16, 16]);
}

#[test]
fn exact_lines_are_as_thick_as_their_odd_widths() {
    with_context(|context| {
        let mut canvas = Canvas::new(context, [64, 32]);
        for width_px in [1u8, 3, 5, 9] {
            // Flat at row 16, from column 20 to 40; then a wall in column 50.
            let x = [20.5, 40.5, 45.0, 50.5, 50.5];
            let y = [15.5, 15.5, f64::NAN, 10.5, 20.5];
            let style = black(f32::from(width_px));
            let line = Line::new(source(&y), 0, Positions::Borrowed(&x), style).unwrap();
            let (mut scene, _, _) = scene_of(line, RECT_PX, [0.0, 64.0], [0.0, 32.0]);
            let image = canvas.render(&mut scene);
            let ink = |x: u32, y: u32| image.pixel(x, y)[3] == 255;
            let rows = (0..32).filter(|&y| ink(30, y)).count();
            let columns = (46..64).filter(|&x| ink(x, 16)).count();
            assert_eq!((rows, columns), (width_px.into(), width_px.into()));
            // Round ends: they reach out as far as the line is thick.
            let radius = u32::from(width_px / 2);
            assert!(ink(20 - radius, 16) && !ink(20 - radius - 1, 16));
            assert!(ink(40 + radius, 16) && !ink(40 + radius + 1, 16));
            assert!(radius < 2 || !ink(20 - radius, 16 - radius));
        }
    });
}
