//! A figure in a window.

use std::error::Error as StdError;
use std::sync::Arc;
use std::time::Duration;

use galry_app::{Application, Waker, WindowControl, WindowDesc, WindowFrame};
use galry_data::Wake;
use galry_events::{Event, NamedKey};
use galry_gloo::{Context, Target};
use galry_scene::Completion;
use galry_visuals::Renderer;

use crate::session::Session;
use crate::state::FigureState;
use crate::{Error, Result, export};

/// The time that a frame may take to stay fluid: what takes longer is finished while nothing moves.
const FRAME_BUDGET: Duration = Duration::from_millis(16);

/// The time between two frames that nobody but new samples asked for: sixty a second.
const FRAME_EVERY_S: f64 = 1.0 / 60.0;

/// Shows a figure until its window is closed.
pub(crate) fn show(state: FigureState<'_>) -> Result<()> {
    // The system chooses whole pixels; a window of any size shows the figure.
    let size_logical_px = state
        .size_px
        .map(|side| side.round().clamp(1.0, 16_384.0) as u32);
    state.framebuffer_size()?;
    let session = Session::with_frame_budget(state, Some(FRAME_BUDGET))?;
    let desc = WindowDesc {
        title: session.title().to_owned(),
        size_logical_px,
        ..WindowDesc::default()
    };
    let mut window = FigureWindow {
        session,
        renderer: None,
        failure: None,
        waker: None,
        wake: None,
        last_woken_s: f64::NEG_INFINITY,
    };
    let ended = galry_app::run(&desc, &mut window);
    // What went wrong inside says more than that the loop ended over it.
    match window.failure.take() {
        Some(failure) => Err(failure),
        None => Ok(ended?),
    }
}

struct FigureWindow<'a> {
    session: Session<'a>,
    /// Made with the first frame: only then is there a context.
    renderer: Option<Renderer>,
    failure: Option<Error>,
    /// Asks for the next frame of a picture that is not final.
    waker: Option<Waker>,
    /// Called when there are new samples; they come for as long as it lives.
    wake: Option<Wake>,
    /// When the window was last drawn because it was woken.
    last_woken_s: f64,
}

impl FigureWindow<'_> {
    fn draw_frame(&mut self, context: &Context, frame: &WindowFrame) -> Result<()> {
        let renderer = match &mut self.renderer {
            Some(renderer) => renderer,
            slot => slot.insert(Renderer::new(context)?),
        };
        let target = Target::Screen {
            size_px: frame.size_px,
        };
        let drawn = self
            .session
            .draw(renderer, target, frame.size_px, frame.pixel_ratio);
        let completion = match drawn {
            // Told once for each line; what can be read stays in sight.
            Err(error) if error.is_about_reading() => {
                self.tell(&error);
                Completion::Partial { done: 0.0 }
            }
            drawn => drawn?,
        };
        if let Some(waker) = &self.waker
            && !completion.is_final()
        {
            waker.wake();
        }
        Ok(())
    }

    /// Shows an error in the picture, which goes on.
    fn tell(&mut self, error: &Error) {
        tracing::warn!(%error, "not all of the data can be read");
        // With its causes.
        self.session.note(format!("{error:?}"));
    }

    /// Keys that are about the window rather than the picture; true when taken.
    fn take_window_key(&mut self, event: &Event, window: &mut WindowControl) -> Result<bool> {
        let Event::Key(key) = event else {
            return Ok(false);
        };
        if !key.pressed || key.repeat {
            return Ok(false);
        }
        if key.key == "q" || (key.key == "w" && key.modifiers.control) {
            window.close();
        } else if key.key == "f" || key.key == NamedKey::F11 {
            window.toggle_fullscreen();
        } else if key.key == "s" {
            let path = export::free_name(self.session.title());
            export::save(&self.session.snapshot()?, &path)?;
            tracing::info!(path = %path.display(), "saved the picture");
            window.set_title(&format!(
                "{}: saved {}",
                self.session.title(),
                path.display()
            ));
        } else {
            return Ok(false);
        }
        Ok(true)
    }
}

impl Application for FigureWindow<'_> {
    fn event(&mut self, event: &Event, window: &mut WindowControl) {
        if self.waker.is_none() {
            let waker = window.waker();
            let for_samples = waker.clone();
            let wake: Wake = Arc::new(move || for_samples.wake());
            self.session.watch(&wake);
            (self.waker, self.wake) = (Some(waker), Some(wake));
        }
        if matches!(event, Event::CloseRequested) {
            window.close();
            return;
        }
        let taken = self.take_window_key(event, window).and_then(|taken| {
            Ok(taken || {
                if self.session.handle(event)? {
                    window.request_redraw();
                }
                true
            })
        });
        if let Err(error) = taken {
            if error.is_about_reading() {
                self.tell(&error);
                window.request_redraw();
                return;
            }
            self.failure = Some(error);
            window.close();
        }
    }

    fn draw(
        &mut self,
        context: &Context,
        frame: &WindowFrame,
    ) -> std::result::Result<(), Box<dyn StdError + Send + Sync>> {
        self.draw_frame(context, frame).map_err(Into::into)
    }

    /// There is news, or more to be done. Samples may come a million times a second: they are
    /// drawn as often as a display can show.
    fn wake(&mut self, window: &mut WindowControl) {
        let wait_s = self.last_woken_s + FRAME_EVERY_S - window.time_s();
        if wait_s > 0.0 {
            window.wake_after_s(wait_s);
        } else {
            self.last_woken_s = window.time_s();
            window.request_redraw();
        }
    }

    fn context_lost(&mut self) {
        self.session.forget_gl();
        self.renderer = None;
    }
}
