//! Dashed lines: the dashes stay on the data while one pans, whoever draws them.

use galry_scene::{LineStyle, Scene, View, ViewId};
use galry_testkit::{Image, with_context};
use galry_visuals::{Dashes, Method};

use crate::support::{Canvas, black, line, look_at_x, noise, pan_zoom};

const SIZE: i32 = 96;

fn dashed(width_px: f32) -> LineStyle {
    LineStyle {
        dashes: Some(Dashes::new(&[7.0, 3.0], 0.0).unwrap()),
        ..black(width_px)
    }
}

/// A scene of one line over x from 0 to 96, a pixel a unit, drawn in a way.
fn scene(y: &[f64], style: LineStyle, method: Method) -> (Scene<'static>, ViewId) {
    let mut line = line(y);
    line.set_style(style);
    let mut scene = Scene::new();
    let node = scene.add_line(line);
    let camera = pan_zoom([0.0, f64::from(SIZE)], [0.0, 1.0]);
    let mut view = View::new([0, 0, SIZE, SIZE], camera);
    view.method = method;
    let view = scene.add_view(view);
    scene.show(node, view).unwrap();
    (scene, view)
}

fn area(picture: &Image) -> f64 {
    let alphas = picture.pixels().iter().map(|pixel| f64::from(pixel[3]));
    alphas.sum::<f64>() / 255.0
}

#[test]
fn seven_tenths_are_drawn_however_many_samples_there_are() {
    with_context(|context| {
        let mut canvas = Canvas::new(context, [SIZE as u32; 2]);
        for count in [20, 97, 5000] {
            let step = f64::from(SIZE) / (f64::from(count) - 1.0);
            let y: Vec<f64> = (0..count)
                .map(|i| 0.5 + 0.3 * (f64::from(i) * step * 0.07).sin())
                .collect();
            for method in [Method::Painted, Method::Shader] {
                let pictures = [dashed(2.0), black(2.0)].map(|style| {
                    let (mut scene, view) = scene(&y, style, method);
                    look_at_x(&mut scene, view, 0.0, f64::from(count) - 1.0);
                    area(&canvas.render(&mut scene))
                });
                let part = pictures[0] / pictures[1];
                assert!((part - 0.7).abs() < 0.05, "{count} {method:?}: {part}");
            }
        }
    });
}

#[test]
fn the_dashes_go_with_the_data_when_one_pans() {
    with_context(|context| {
        let mut canvas = Canvas::new(context, [SIZE as u32; 2]);
        let y: Vec<f64> = (0..2000)
            .map(|i| 0.5 + 0.4 * (f64::from(i) * 0.11).sin())
            .collect();
        for method in [Method::Painted, Method::Shader] {
            let (mut scene, view) = scene(&y, dashed(3.0), method);
            look_at_x(&mut scene, view, 900.0, 900.0 + f64::from(SIZE));
            let first = canvas.render(&mut scene);
            // Near, farther than what is kept in the driver, and back.
            for moved in [17_u32, 40, 3, 64] {
                for far in [0.0, 700.0] {
                    let low = 900.0 + far;
                    look_at_x(&mut scene, view, low, low + f64::from(SIZE));
                    canvas.render(&mut scene);
                }
                let low = 900.0 + f64::from(moved);
                look_at_x(&mut scene, view, low, low + f64::from(SIZE));
                let picture = canvas.render(&mut scene);
                for row in 0..SIZE as u32 {
                    // The margin: beyond it a line ends where the picture did.
                    for x in 4..SIZE as u32 - moved - 4 {
                        let [a, b] = [first.pixel(x + moved, row)[3], picture.pixel(x, row)[3]];
                        assert!(a.abs_diff(b) <= 3, "{method:?} {moved}: {x} {row} {a} {b}");
                    }
                }
            }
        }
    });
}

#[test]
fn too_many_samples_are_drawn_as_a_solid_line() {
    with_context(|context| {
        let mut canvas = Canvas::new(context, [SIZE as u32; 2]);
        let y = noise(200_000, 3);
        let pictures = [dashed(1.0), black(1.0)].map(|style| {
            let (mut scene, view) = scene(&y, style, Method::Automatic);
            look_at_x(&mut scene, view, 0.0, 200_000.0);
            canvas.render(&mut scene)
        });
        assert_eq!(pictures[0], pictures[1]);
    });
}

#[test]
fn gaps_and_other_styles_are_taken_at_once() {
    with_context(|context| {
        let mut canvas = Canvas::new(context, [SIZE as u32; 2]);
        let mut y = vec![0.5; 97];
        (y[40], y[70]) = (f64::NAN, f64::INFINITY);
        let (mut scene, view) = scene(&y, dashed(2.0), Method::Automatic);
        let node = scene.view(view).unwrap().nodes()[0];
        let dashes = area(&canvas.render(&mut scene));
        scene
            .node_mut(node)
            .unwrap()
            .line_mut()
            .unwrap()
            .set_style(black(2.0));
        let solid = area(&canvas.render(&mut scene));
        scene
            .node_mut(node)
            .unwrap()
            .line_mut()
            .unwrap()
            .set_style(dashed(2.0));
        assert_eq!(area(&canvas.render(&mut scene)), dashes);
        assert!(dashes < 0.8 * solid, "{dashes} {solid}");
    });
}
