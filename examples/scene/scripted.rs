//! Pan and zoom by scripted events: the same hands for a test, a film and a window.
//!
//! Events are plain values. A script makes those that a user would cause; the scene cannot tell
//! the difference. The picture has three rows: at home, after a drag, after the wheel.
//!
//! `cargo run -p galry-examples --example scene_scripted [-- --headless FILE.png]`

use std::path::PathBuf;
use std::sync::Arc;

use galry_data::Samples;
use galry_events::{Button, Script};
use galry_examples::{Outcome, headless, save};
use galry_scene::{
    Axis, AxisScale, Camera, HeadlessCanvas, Line, LineStyle, PanZoom, Picture, Positions, Scene,
    View,
};
use galry_visuals::Color;

const SIZE_PX: [u32; 2] = [800, 160];
const GAP_PX: u32 = 4;

fn scene() -> galry_scene::Result<Scene<'static>> {
    let samples: Vec<f64> = (0..1000).map(|i| (f64::from(i) * 0.06).sin()).collect();
    let samples = Arc::new(Samples::from_vec(samples));
    let line = Line::new(samples, 0, Positions::Index, LineStyle::default())?;
    let x = Axis::new([0.0, 1000.0], AxisScale::Linear)?;
    let y = Axis::new([-2.0, 2.0], AxisScale::Linear)?;
    let camera = Camera::PanZoom(PanZoom::new(x, y));
    let [width, height] = SIZE_PX.map(|side| side as i32);
    let mut view = View::new([0, 0, width, height], camera);
    view.background = Some(Color::WHITE);
    let mut scene = Scene::new();
    let (line, view) = (scene.add_line(line), scene.add_view(view));
    scene.show(line, view)?;
    Ok(scene)
}

fn main() -> Outcome {
    // This example is about having no hands: even without `--headless` it opens no window.
    let path = headless()?.unwrap_or_else(|| PathBuf::from("scripted.png"));
    let mut canvas = HeadlessCanvas::new(SIZE_PX)?;
    let mut scene = scene()?;
    let scripts = [
        Script::new(),
        Script::new().drag(Button::Primary, [[500.0, 80.0], [400.0, 80.0]]),
        Script::new().wheel([400.0, 80.0], [0.0, 3.0]),
    ];
    let mut film = Picture {
        size_px: [SIZE_PX[0], 0],
        rgba: Vec::new(),
    };
    for script in &scripts {
        for event in script {
            scene.handle(event);
        }
        let picture = canvas.render(&mut scene)?;
        film.size_px[1] += picture.size_px[1] + GAP_PX;
        film.rgba.extend(picture.rgba);
        film.rgba
            .extend([200, 205, 210, 255].repeat((SIZE_PX[0] * GAP_PX) as usize));
    }
    save(&path, &film)
}
