//! An application of one's own: it owns a scene and a renderer, and decides what events mean.
//!
//! Escape closes, a new size is laid out, everything else goes to the scene, which says whether it
//! changed. Nothing is drawn unless something did.
//!
//! `cargo run -p galry-examples --example scene_host_loop [-- --headless FILE.png]`

use std::sync::Arc;

use galry_app::{Application, DrawResult, WindowControl, WindowDesc, WindowFrame};
use galry_data::Samples;
use galry_events::{Event, NamedKey, Script};
use galry_examples::{Outcome, headless, save};
use galry_gloo::{Context, Target};
use galry_scene::{Axis, AxisScale, Camera, HeadlessCanvas, Line, LineStyle, PanZoom};
use galry_scene::{Positions, Result, Scene, View, ViewId};
use galry_visuals::{Color, Renderer};

struct Host {
    scene: Scene<'static>,
    view: ViewId,
    renderer: Option<Renderer>,
}

impl Host {
    fn new() -> Result<Self> {
        let mut scene = Scene::new();
        let samples: Vec<_> = (0..5000).map(|i| (f64::from(i) * 0.01).sin()).collect();
        let samples = Arc::new(Samples::from_vec(samples));
        let line = Line::new(samples, 0, Positions::Index, LineStyle::default())?;
        let line = scene.add_line(line);
        let x = Axis::new([0.0, 4999.0], AxisScale::Linear)?;
        let y = Axis::new([-2.4, 2.4], AxisScale::Linear)?;
        let mut view = View::new([0; 4], Camera::PanZoom(PanZoom::new(x, y)));
        view.background = Some(Color::WHITE);
        let view = scene.add_view(view);
        scene.show(line, view)?;
        let renderer = None;
        Ok(Self {
            scene,
            view,
            renderer,
        })
    }

    /// Does what an event asks; true when the picture is another one then.
    fn take(&mut self, event: &Event) -> Result<bool> {
        match event {
            Event::Resize {
                size_px,
                pixel_ratio,
            } => {
                let [width, height] = size_px.map(|side| side as i32);
                self.scene.set_pixel_ratio(*pixel_ratio);
                self.scene.view_mut(self.view)?.rect_px = [0, 0, width, height];
            }
            event => return Ok(self.scene.handle(event).changed),
        }
        Ok(true)
    }
}

fn closes(event: &Event) -> bool {
    match event {
        Event::Key(key) => key.pressed && key.key == NamedKey::Escape,
        event => *event == Event::CloseRequested,
    }
}

impl Application for Host {
    fn event(&mut self, event: &Event, window: &mut WindowControl) {
        match self.take(event) {
            _ if closes(event) => window.close(),
            Ok(changed) if changed => window.request_redraw(),
            Ok(_) => {}
            Err(error) => window.set_title(&error.to_string()),
        }
    }

    fn draw(&mut self, context: &Context, frame: &WindowFrame) -> DrawResult {
        let renderer = match &mut self.renderer {
            Some(renderer) => renderer,
            slot => slot.insert(Renderer::new(context)?),
        };
        let size_px = frame.size_px;
        self.scene
            .draw(renderer, Target::Screen { size_px }, size_px)?;
        Ok(())
    }

    fn context_lost(&mut self) {
        self.scene.forget_gl();
        self.renderer = None;
    }
}

fn main() -> Outcome {
    let mut host = Host::new()?;
    let Some(path) = headless()? else {
        return Ok(galry_app::run(&WindowDesc::default(), &mut host)?);
    };
    // Without a window the same application takes the same events from a script.
    let size_px = [800, 400];
    let script = Script::new().event(Event::Resize {
        size_px,
        pixel_ratio: 1.0,
    });
    for event in script.wheel([400.0, 200.0], [0.0, 2.0]) {
        host.take(&event)?;
    }
    save(
        &path,
        &HeadlessCanvas::new(size_px)?.render(&mut host.scene)?,
    )
}
