//! Pictures far from zero are as steady as those near it.
//!
//! A f64 holds 53 bits: neighbours are 1.2e-10 apart at 1e6, 1.2e-7 at 1e9, 0.125 at 1e15 and 256
//! at 1.7e18 (nanoseconds since 1970). Features are therefore one unit apart up to 1e15 and 1024
//! apart at 1.7e18; all positions and limits below are held exactly.

use galry_scene::{Line, Positions, Scene, View, ViewId};
use galry_testkit::with_context;

use crate::support::{Canvas, black, difference_when_moved, look_at_x, noise, pan_zoom, source};

/// Offset of x, and the distance of samples.
const PLACES: [(f64, f64); 5] = [
    (0.0, 1.0),
    (1e6, 1.0),
    (1e9, 1.0),
    (1e15, 1.0),
    (1.7e18, 1024.0),
];

/// Ten pixels a sample, samples in the middle of pixels.
fn scene_at<'a>(x: &'a [f64], y: &[f64], antialias: bool, step: f64) -> (Scene<'a>, ViewId) {
    let mut scene = Scene::new();
    let line = Line::new(source(y), 0, Positions::Borrowed(x), black(1.5)).unwrap();
    let node = scene.add_line(line);
    let low = x[20] - step / 2.0;
    let camera = pan_zoom([low, low + 16.0 * step], [-0.1, 1.1]);
    let mut view = View::new([0, 0, 160, 64], camera);
    view.antialias = antialias;
    let view = scene.add_view(view);
    scene.show(node, view).unwrap();
    (scene, view)
}

fn worst_when_panned(antialias: bool) -> u8 {
    let y = noise(60, 11);
    with_context(|context| {
        let mut canvas = Canvas::new(context, [160, 64]);
        let mut worst = 0;
        let mut first = None;
        for (offset, step) in PLACES {
            let x: Vec<f64> = (0..60).map(|i| offset + f64::from(i) * step).collect();
            let (mut scene, view) = scene_at(&x, &y, antialias, step);
            let image = canvas.render(&mut scene);
            // The same picture wherever it is.
            let first = first.get_or_insert_with(|| image.clone());
            worst = worst.max(difference_when_moved(first, &image, 0));
            let low = x[20] - step / 2.0;
            // Far enough to collect geometry again on the way.
            for samples in 1..=14 {
                let low = low - f64::from(samples) * step;
                look_at_x(&mut scene, view, low, low + 16.0 * step);
                let moved = canvas.render(&mut scene);
                let by = samples as u32 * 10;
                worst = worst.max(difference_when_moved(&image, &moved, by));
            }
        }
        worst
    })
}

#[test]
fn panning_by_whole_pixels_moves_the_picture_by_them() {
    assert_eq!(worst_when_panned(false), 0);
}

#[test]
fn antialiased_geometry_stays_steady() {
    assert!(worst_when_panned(true) <= 1);
}
