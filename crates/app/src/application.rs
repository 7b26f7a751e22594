//! What runs in a window, and the window it asks for.

use galry_events::Event;
use galry_gloo::Context;

use crate::WindowControl;

/// What [`Application::draw`] gives back: any error ends the loop and comes out of [`run`](crate::run).
pub type DrawResult = Result<(), Box<dyn std::error::Error + Send + Sync>>;

/// What runs in a window.
///
/// All calls come from the thread that called [`run`](crate::run), one at a time.
pub trait Application {
    /// Something happened. The first event is always an [`Event::Resize`] with the window's size.
    ///
    /// Nothing is drawn and nothing closes unless asked for by `window`, except that a new size is always drawn.
    fn event(&mut self, event: &Event, window: &mut WindowControl);

    /// Draws one frame into [`Target::Screen`](galry_gloo::Target::Screen); it is shown afterwards.
    ///
    /// The context is current and its queue of dropped objects has been freed. The picture of the last frame is gone.
    /// It is another context in each [`run`](crate::run): an application that lives longer than that makes its GL
    /// objects anew, see [`Application::context_lost`]. Whatever makes another context current meanwhile (a headless
    /// one, say) needs not restore this one before the next frame, only before it goes on drawing here.
    ///
    /// # Errors
    /// Any error ends the loop and is returned by [`run`](crate::run) as [`Error::Draw`](crate::Error::Draw).
    fn draw(&mut self, context: &Context, frame: &WindowFrame) -> DrawResult;

    /// [`Waker::wake`](crate::Waker::wake) was called, or the time of [`WindowControl::wake_after_s`] has come.
    ///
    /// By default asks for a redraw.
    fn wake(&mut self, window: &mut WindowControl) {
        window.request_redraw();
    }

    /// The context goes away after this call; it is still current.
    ///
    /// Drop everything made from it here. What is kept is dead: using it is an error, dropping it later does nothing.
    /// Called once for each context that came to [`Application::draw`] or could have. By default does nothing.
    fn context_lost(&mut self) {}
}

/// The window to open.
#[derive(Clone, Debug, PartialEq)]
pub struct WindowDesc {
    /// The title; default `galry`.
    pub title: String,
    /// Width and height of its contents in logical pixels; a side of 0 counts as 1; default 1200 × 800.
    ///
    /// A window manager may give another size.
    pub size_logical_px: [u32; 2],
    /// Whether the user can change its size; default yes.
    pub resizable: bool,
    /// Whether it opens in full screen; default no.
    pub fullscreen: bool,
    /// Whether frames wait for the display's next refresh; default yes. Ignored where the driver refuses.
    pub vsync: bool,
    /// The name by which desktops group and style a program's windows (X11's class, Wayland's app id); default `galry`.
    pub app_id: String,
}

impl Default for WindowDesc {
    fn default() -> Self {
        Self {
            title: "galry".to_owned(),
            size_logical_px: [1200, 800],
            resizable: true,
            fullscreen: false,
            vsync: true,
            app_id: "galry".to_owned(),
        }
    }
}

/// What a frame is drawn into.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WindowFrame {
    /// Width and height in framebuffer pixels, both above 0.
    pub size_px: [u32; 2],
    /// Framebuffer pixels to one logical pixel, above 0.
    pub pixel_ratio: f64,
}
