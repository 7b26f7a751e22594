//! Lines shaded by how long they stay at each level.

use std::time::Duration;

use galry_scene::{Line, Positions, Scene, Shading, View, ViewId};
use galry_testkit::{Image, with_context};

use crate::support::{Canvas, alpha, black, line, noise, pan_zoom, source};

const SIZE: [u32; 2] = [60, 40];

fn scene(values: &[f64], x: [f64; 2], shading: Shading) -> (Scene<'static>, ViewId) {
    let mut line = Line::new(source(values), 0, Positions::Index, black(1.0)).unwrap();
    line.set_shading(shading);
    let mut scene = Scene::new();
    let node = scene.add_line(line);
    let rect_px = [0, 0, SIZE[0] as i32, SIZE[1] as i32];
    let mut view = View::new(rect_px, pan_zoom(x, [-1.0, 1.0]));
    view.antialias = false;
    let view = scene.add_view(view);
    scene.show(node, view).unwrap();
    (scene, view)
}

fn whole(values: &[f64]) -> [f64; 2] {
    [0.0, values.len() as f64 - 1.0]
}

/// Nearly normal numbers, a quarter of the height of the view wide.
fn gaussian(count: usize) -> Vec<f64> {
    noise(12 * count, 11)
        .chunks(12)
        .map(|twelve| (twelve.iter().sum::<f64>() - 6.0) * 0.25)
        .collect()
}

/// Mean alpha of each row.
fn rows(image: &Image) -> Vec<f64> {
    alpha(image)
        .chunks(SIZE[0] as usize)
        .map(|row| row.iter().map(|&alpha| f64::from(alpha)).sum::<f64>() / f64::from(SIZE[0]))
        .collect()
}

#[test]
fn noise_shows_its_distribution() {
    with_context(|context| {
        let mut canvas = Canvas::new(context, SIZE);
        // By the samples themselves, and by blocks.
        for count in [6000, 600_000] {
            let values = gaussian(count);
            let (mut scene, _) = scene(&values, whole(&values), Shading::Density);
            let shaded = rows(&canvas.render(&mut scene));
            // A step between independent values: their mean is where it stays longest.
            for (upper, lower) in [(4, 10), (10, 15), (15, 19)] {
                assert!(shaded[upper] < shaded[lower], "{count}: {shaded:?}");
                assert!(
                    shaded[39 - upper] < shaded[39 - lower],
                    "{count}: {shaded:?}"
                );
            }
            assert!(
                shaded[19] > 220.0 && shaded[4] < 90.0,
                "{count}: {shaded:?}"
            );
        }
    });
}

#[test]
fn levels_and_samples_give_the_same_shades() {
    with_context(|context| {
        let mut canvas = Canvas::new(context, SIZE);
        let turns = std::f64::consts::TAU * 40_000.0 / 600_000.0;
        let wave: Vec<f64> = (0..600_000)
            .map(|i| 0.9 * (f64::from(i) * turns).sin())
            .collect();
        let (mut all, _) = scene(&wave, whole(&wave), Shading::Density);
        let (mut part, _) = scene(&wave, [0.0, 60_000.0], Shading::Density);
        let by_levels = rows(&canvas.render(&mut all));
        let by_samples = rows(&canvas.render(&mut part));
        for (row, (a, b)) in by_levels.iter().zip(&by_samples).enumerate() {
            assert!(
                (a - b).abs() < 40.0,
                "row {row}: {by_levels:?} {by_samples:?}"
            );
        }
        // A sine stays longest at its ends.
        assert!(by_samples[2] > by_samples[19] + 30.0, "{by_samples:?}");
        assert!(by_levels[2] > by_levels[19] + 30.0, "{by_levels:?}");
    });
}

#[test]
fn what_is_met_is_tinted_and_nothing_else() {
    let mut values = vec![0.0; 100_000];
    values[50_500] = 0.9;
    with_context(|context| {
        let mut canvas = Canvas::new(context, SIZE);
        let x = whole(&values);
        let (mut solid, _) = scene(&values, x, Shading::Solid);
        let (mut shaded, _) = scene(&values, x, Shading::Density);
        let solid = alpha(&canvas.render(&mut solid));
        let shaded = alpha(&canvas.render(&mut shaded));
        for (at, (&solid, &shaded)) in solid.iter().zip(&shaded).enumerate() {
            assert_eq!(solid > 0, shaded > 20, "{at}: {solid} {shaded}");
        }
        // The spike is faint, the line that it leaves is not.
        let width = SIZE[0] as usize;
        assert!(shaded[5 * width + 30] < 60, "{}", shaded[5 * width + 30]);
        assert!(shaded.iter().any(|&alpha| alpha > 230));
    });
}

#[test]
fn few_samples_are_drawn_as_ever() {
    let values = gaussian(6000);
    with_context(|context| {
        let mut canvas = Canvas::new(context, SIZE);
        let (mut solid, _) = scene(&values, [100.0, 900.0], Shading::Solid);
        let (mut shaded, _) = scene(&values, [100.0, 900.0], Shading::Density);
        assert_eq!(canvas.render(&mut shaded), canvas.render(&mut solid));
    });
}

#[test]
fn a_hurried_picture_settles_to_the_patient_one() {
    // Blocks of 1024 samples: more of them than one frame takes.
    let values = gaussian(2_200_000);
    with_context(|context| {
        let mut canvas = Canvas::new(context, SIZE);
        let (mut patient, _) = scene(&values, whole(&values), Shading::Density);
        let expected = canvas.render(&mut patient);
        let (mut hurried, _) = scene(&values, whole(&values), Shading::Density);
        hurried.set_frame_budget(Some(Duration::from_millis(1)));
        assert!(!canvas.try_draw(&mut hurried).unwrap().is_final());
        let mut draws = 1;
        while !canvas.try_draw(&mut hurried).unwrap().is_final() {
            draws += 1;
            assert!(draws < 100);
        }
        assert_eq!(canvas.render(&mut hurried), expected);
        let idle = canvas.cost_of(&mut hurried);
        assert_eq!(idle.bytes_uploaded, 0, "{idle:?}");
    });
}

#[test]
fn a_line_changes_its_shading() {
    let values = gaussian(6000);
    let mut shown = line(&values);
    assert_eq!(shown.shading(), Shading::Solid);
    shown.set_shading(Shading::Density);
    assert_eq!(shown.shading(), Shading::Density);
}
