//! Shows a picture in a window or, with `--headless FILE.png`, writes it to a file.

use std::path::Path;

use galry_app::{Application, DrawResult, WindowControl, WindowDesc, WindowFrame};
use galry_events::{Event, NamedKey};
use galry_gloo::headless::{HeadlessContext, HeadlessDesc};
use galry_gloo::{Context, Framebuffer, Result, Target, TextureFormat, flip_rows};

pub(crate) type Outcome = std::result::Result<(), Box<dyn std::error::Error + Send + Sync>>;

/// What an example draws.
pub(crate) trait Picture: Sized {
    /// Whether it is drawn again and again.
    const MOVES: bool = false;

    /// Makes everything that draws need.
    fn new(context: &Context) -> Result<Self>;

    /// The pointer is at these pixels, counted from the lower left. By default nothing follows.
    fn point_at(&mut self, _place_px: [f32; 2]) {}

    /// Draws a frame.
    fn draw(&mut self, context: &Context, target: Target<'_>) -> Result<()>;
}

/// Shows a picture of `size` pixels as the command line asks.
pub(crate) fn show<P: Picture>(title: &str, size: [u32; 2]) -> Outcome {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [] => {
            let title = title.to_owned();
            let desc = WindowDesc {
                title,
                size_logical_px: size,
                ..WindowDesc::default()
            };
            Ok(galry_app::run(&desc, &mut Window::<P>::default())?)
        }
        [flag, file] if flag == "--headless" => write::<P>(size, Path::new(file)),
        _ => Err("expected no arguments, or --headless FILE.png".into()),
    }
}

fn write<P: Picture>(size: [u32; 2], file: &Path) -> Outcome {
    let headless = HeadlessContext::new(&HeadlessDesc::default())?;
    let context = headless.context();
    let framebuffer = Framebuffer::with_size(context, size, TextureFormat::Rgba8)?;
    let mut picture = P::new(context)?;
    picture.point_at(size.map(|side| side as f32 * 0.6));
    for _ in 0..if P::MOVES { 60 } else { 1 } {
        context.begin_frame();
        picture.draw(context, Target::Framebuffer(&framebuffer))?;
    }
    let mut pixels = framebuffer.read_rgba8(framebuffer.rect())?;
    flip_rows(&mut pixels, size[0] as usize * 4);
    let file = std::io::BufWriter::new(std::fs::File::create(file)?);
    let mut encoder = png::Encoder::new(file, size[0], size[1]);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&pixels)?;
    Ok(writer.finish()?)
}

struct Window<P> {
    picture: Option<P>,
    size_px: [u32; 2],
    pixel_ratio: f64,
}

impl<P> Default for Window<P> {
    fn default() -> Self {
        Self {
            picture: None,
            size_px: [1; 2],
            pixel_ratio: 1.0,
        }
    }
}

impl<P: Picture> Application for Window<P> {
    fn event(&mut self, event: &Event, window: &mut WindowControl) {
        match event {
            Event::CloseRequested => window.close(),
            Event::Key(key) if key.pressed && key.key == NamedKey::Escape => window.close(),
            Event::Resize {
                size_px,
                pixel_ratio,
            } => {
                (self.size_px, self.pixel_ratio) = (*size_px, *pixel_ratio);
                self.wake(window);
            }
            Event::Pointer(pointer) => {
                let [x, y] = pointer.position_logical_px.map(|at| at * self.pixel_ratio);
                let place = [x as f32, self.size_px[1] as f32 - y as f32];
                if let Some(picture) = &mut self.picture {
                    picture.point_at(place);
                }
                self.wake(window);
            }
            _ => {}
        }
    }

    fn draw(&mut self, context: &Context, frame: &WindowFrame) -> DrawResult {
        let picture = match &mut self.picture {
            Some(picture) => picture,
            none => none.insert(P::new(context)?),
        };
        let size_px = frame.size_px;
        Ok(picture.draw(context, Target::Screen { size_px })?)
    }

    fn wake(&mut self, window: &mut WindowControl) {
        window.request_redraw();
        if P::MOVES {
            window.wake_after_s(1.0 / 60.0);
        }
    }

    fn context_lost(&mut self) {
        self.picture = None;
    }
}
