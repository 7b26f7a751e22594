//! Windows for OpenGL programs: winit and glutin behind a small trait.
//!
//! [`run`] opens a window, hands every event to an [`Application`], lets it draw with a gloo
//! [`Context`](galry_gloo::Context) when something changed, and returns when the window is closed.
//! It can be called again and again.
//!
//! ```no_run
//! use galry_app::{Application, DrawResult, WindowControl, WindowDesc, WindowFrame};
//! use galry_events::Event;
//! use galry_gloo::{Context, Target};
//!
//! /// Turns brighter by each click.
//! struct Lamp {
//!     level: f32,
//! }
//!
//! impl Application for Lamp {
//!     fn event(&mut self, event: &Event, window: &mut WindowControl) {
//!         match event {
//!             Event::CloseRequested => window.close(),
//!             Event::Pointer(pointer) if !pointer.buttons.is_empty() => {
//!                 self.level = (self.level + 0.1).min(1.0);
//!                 window.request_redraw();
//!             }
//!             _ => {}
//!         }
//!     }
//!
//!     fn draw(&mut self, context: &Context, frame: &WindowFrame) -> DrawResult {
//!         let screen = Target::Screen { size_px: frame.size_px };
//!         context.clear(&screen, [self.level, self.level, 0.0, 1.0], None)?;
//!         Ok(())
//!     }
//! }
//!
//! let desc = WindowDesc { title: "lamp".to_owned(), ..WindowDesc::default() };
//! galry_app::run(&desc, &mut Lamp { level: 0.2 })?;
//! # Ok::<(), galry_app::Error>(())
//! ```
//!
//! # The main types
//! - [`Application`]: what runs in a window: `event`, `draw`, `wake`, `context_lost`.
//! - [`WindowDesc`]: the window to open; [`WindowFrame`]: what is drawn into.
//! - [`WindowControl`]: asks the window for a redraw, a title, a cursor, full screen, its end; made without a window
//!   too ([`WindowControl::detached`]), for tests and for hosts that own the loop.
//! - [`Waker`]: wakes the application from any thread.
//! - [`display_available`]: asks beforehand whether a window could open.
//!
//! # Conventions
//! - Nothing is drawn unless something asked for it: idle costs no processor time. A thousand requests between two
//!   frames are one frame.
//! - Events speak logical pixels, frames framebuffer pixels; the pixel ratio is between them ([`galry_events`]).
//! - The surface is opaque, has 8 bits a channel and neither depth nor samples: what needs those draws into a
//!   framebuffer of its own first. GLES 3 is tried before desktop GL 3.3.
//! - The GL context is made current before each [`Application::draw`] and [`Application::context_lost`], and lasts as
//!   long as its `run`. The next `run` brings a new one.
//!
//! # What it does not do
//! It opens one window at a time, and none in a browser. It draws nothing itself.

#![allow(
    unsafe_code,
    reason = "glutin's calls and loading GL functions are unsafe"
)]

mod application;
mod control;
mod error;
#[cfg(not(target_family = "wasm"))]
mod native;
#[cfg(target_family = "wasm")]
mod web;

pub use application::{Application, DrawResult, WindowDesc, WindowFrame};
pub use control::{Cursor, Waker, WindowControl, WindowRequests};
pub use error::{Attempt, Error, Result};
#[cfg(not(target_family = "wasm"))]
pub use native::{display_available, run};
#[cfg(target_family = "wasm")]
pub use web::{display_available, run};
