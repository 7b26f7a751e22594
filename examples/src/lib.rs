//! What the examples share: the command line, a window for whatever a renderer draws, and files.
//!
//! The examples live in the folders beside this one, a folder a level. Each runs in a window or,
//! with `--headless FILE.png`, writes its picture to a file and needs no display.
#![forbid(unsafe_code)]
#![allow(
    clippy::print_stdout,
    reason = "an example says on the terminal what it wrote"
)]

use std::path::{Path, PathBuf};

use galry_app::{Application, DrawResult, WindowControl, WindowDesc, WindowFrame};
use galry_events::{Event, NamedKey};
use galry_gloo::{Context, Target};
use galry_scene::{HeadlessCanvas, Picture};
use galry_visuals::{Frame, Renderer};

/// How an example ends.
pub type Outcome = Result<(), Box<dyn std::error::Error + Send + Sync>>;

/// Something that a renderer draws, in a window or into a file.
pub trait Sketch {
    /// Draws a frame, at `pixel_ratio` framebuffer pixels for each logical pixel.
    ///
    /// # Errors
    /// Whatever the layers below say; it ends the example.
    fn draw(&mut self, renderer: &mut Renderer, frame: &Frame<'_>, pixel_ratio: f64) -> Outcome;

    /// Takes an event; true asks for another frame. By default nothing matters.
    fn event(&mut self, _event: &Event) -> bool {
        false
    }
}

/// The file after `--headless`, or `None` for a window.
///
/// # Errors
/// Anything else on the command line.
pub fn headless() -> Result<Option<PathBuf>, String> {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    match arguments.as_slice() {
        [] => Ok(None),
        [flag, file] if flag == "--headless" => Ok(Some(file.into())),
        _ => Err("expected no arguments, or --headless FILE.png".to_owned()),
    }
}

/// Shows a sketch of `size_px` pixels as the command line asks.
///
/// # Errors
/// A command line that says something else, no display, no GL, or what the sketch says.
pub fn show(title: &str, size_px: [u32; 2], sketch: &mut impl Sketch) -> Outcome {
    let Some(path) = headless()? else {
        let desc = WindowDesc {
            title: title.to_owned(),
            size_logical_px: size_px,
            ..WindowDesc::default()
        };
        let renderer = None;
        return Ok(galry_app::run(&desc, &mut Window { sketch, renderer })?);
    };
    let mut canvas = HeadlessCanvas::new(size_px)?;
    canvas.draw_with(|renderer, framebuffer| {
        let target = Target::Framebuffer(framebuffer);
        sketch.draw(renderer, &Frame { target, size_px }, 1.0)
    })?;
    save(&path, &canvas.read()?)
}

/// Writes a picture as PNG.
///
/// # Errors
/// The file cannot be written.
pub fn save(path: &Path, picture: &Picture) -> Outcome {
    galry_plot::write_whole(path, &galry_plot::encode_png(picture, 1.0)?)?;
    let [width, height] = picture.size_px;
    println!("wrote {} ({width} × {height})", path.display());
    Ok(())
}

/// A sketch in a window.
struct Window<'a, S> {
    sketch: &'a mut S,
    /// Made with the first frame: only then is there a context.
    renderer: Option<Renderer>,
}

impl<S: Sketch> Application for Window<'_, S> {
    fn event(&mut self, event: &Event, window: &mut WindowControl) {
        let quits = |key: &galry_events::KeyEvent| key.pressed && key.key == NamedKey::Escape;
        match event {
            Event::CloseRequested => window.close(),
            Event::Key(key) if quits(key) => window.close(),
            _ if self.sketch.event(event) => window.request_redraw(),
            _ => {}
        }
    }

    fn draw(&mut self, context: &Context, frame: &WindowFrame) -> DrawResult {
        let renderer = match &mut self.renderer {
            Some(renderer) => renderer,
            slot => slot.insert(Renderer::new(context)?),
        };
        let size_px = frame.size_px;
        let target = Target::Screen { size_px };
        let frame_px = Frame { target, size_px };
        self.sketch.draw(renderer, &frame_px, frame.pixel_ratio)
    }

    fn context_lost(&mut self) {
        self.renderer = None;
    }
}
