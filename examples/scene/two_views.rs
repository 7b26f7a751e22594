//! One scene, two views: the whole line above, a part of it below, linked by hand.
//!
//! Drag or turn the wheel in either view. The lower one shows what its camera says; a rectangle in
//! the upper one marks it. Each view finds its own level of detail of the same line.
//!
//! `cargo run -p galry-examples --example scene_two_views [-- --headless FILE.png]`

use std::sync::Arc;

use galry_data::Samples;
use galry_events::Event;
use galry_examples::{Outcome, Sketch, show};
use galry_scene::{
    Axis, AxisScale, Camera, Line, LineStyle, NodeId, PanZoom, Positions, Result, Scene, View,
    ViewId,
};
use galry_visuals::{Color, Frame, Rectangle, Rectangles, Renderer};

const COUNT: u32 = 2_000_000;
const GAP_PX: i32 = 8;

struct TwoViews {
    scene: Scene<'static>,
    whole: ViewId,
    part: ViewId,
    marker: NodeId,
}

impl TwoViews {
    fn new() -> Result<Self> {
        let beats = |i: u32| (f64::from(i) * 8e-3).sin() * (f64::from(i) * 7e-6).sin();
        let samples = Arc::new(Samples::from_vec((0..COUNT).map(beats).collect()));
        let mut scene = Scene::new();
        let marker = scene.add_visual(Rectangles::new(Vec::new()));
        let style = LineStyle::default();
        let line = scene.add_line(Line::new(samples, 0, Positions::Index, style)?);

        let y = Axis::new([-1.1, 1.1], AxisScale::Linear)?;
        let mut view = |x: [f64; 2]| -> Result<ViewId> {
            let camera = PanZoom::new(Axis::new(x, AxisScale::Linear)?, y);
            let mut view = View::new([0; 4], Camera::PanZoom(camera));
            view.background = Some(Color::WHITE);
            Ok(scene.add_view(view))
        };
        let whole = view([0.0, f64::from(COUNT)])?;
        let part = view([250_000.0, 270_000.0])?;
        scene.show(line, whole)?;
        scene.show(marker, whole)?;
        scene.show(line, part)?;
        Ok(Self {
            scene,
            whole,
            part,
            marker,
        })
    }

    /// Marks in the upper view what the lower one shows.
    fn link(&mut self) -> Result<()> {
        let limits = self
            .scene
            .view(self.part)?
            .pan_zoom()
            .map(|camera| camera.x().limits());
        let marked = limits.map(|[left, right]| Rectangle {
            min: [left as f32, -1.1],
            max: [right as f32, 1.1],
            color: Color::CYCLE_LIGHT[1].with_alpha(0.7),
        });
        if let Some(marker) = self.scene.node_mut(self.marker)?.visual_mut::<Rectangles>() {
            marker.set_rectangles(marked.into_iter().collect());
        }
        Ok(())
    }
}

impl Sketch for TwoViews {
    fn event(&mut self, event: &Event) -> bool {
        self.scene.handle(event).changed
    }

    fn draw(&mut self, renderer: &mut Renderer, frame: &Frame<'_>, pixel_ratio: f64) -> Outcome {
        let [width, height] = frame.size_px.map(|side| side as i32);
        let upper = height / 3;
        self.scene.set_pixel_ratio(pixel_ratio);
        self.scene.view_mut(self.whole)?.rect_px = [0, 0, width, upper];
        self.scene.view_mut(self.part)?.rect_px =
            [0, upper + GAP_PX, width, height - upper - GAP_PX];
        self.link()?;
        let gap = Color::from_hex(0xd0_d5db).premultiplied();
        renderer.context().clear(&frame.target, gap, None)?;
        self.scene.draw(renderer, frame.target, frame.size_px)?;
        Ok(())
    }
}

fn main() -> Outcome {
    show("one scene, two views", [900, 500], &mut TwoViews::new()?)
}
