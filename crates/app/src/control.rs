//! What an application asks of its window.
//!
//! A [`WindowControl`] only notes what is asked; whoever called the application carries it out afterwards. So the same
//! application runs in a window, in a test and in a host that owns the loop.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The shape of the pointer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Cursor {
    /// The usual arrow.
    #[default]
    Arrow,
    /// Thin cross: a place is chosen exactly.
    Crosshair,
    /// Pointing hand: here is a link or button.
    Pointer,
    /// Open hand: this can be dragged.
    Grab,
    /// Closed hand: this is being dragged.
    Grabbing,
    /// Four arrows: this is being moved.
    Move,
    /// The bar between letters.
    Text,
    /// Arrows left and right: a vertical edge is dragged.
    ResizeHorizontal,
    /// Arrows up and down: a horizontal edge is dragged.
    ResizeVertical,
    /// Diagonal arrows from the top left to the bottom right.
    ResizeFalling,
    /// Diagonal arrows from the bottom left to the top right.
    ResizeRising,
    /// Zoom.
    ZoomIn,
    /// Busy, but the program answers.
    Progress,
    /// Not allowed here.
    NotAllowed,
    /// None at all.
    Hidden,
}

/// What was asked of a window and not yet done.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct WindowRequests {
    /// Draw a frame.
    pub redraw: bool,
    /// Close the window.
    pub close: bool,
    /// Show this title.
    pub title: Option<String>,
    /// Show this shape of pointer.
    pub cursor: Option<Cursor>,
    /// Enter (`true`) or leave full screen.
    pub fullscreen: Option<bool>,
    /// Call [`Application::wake`](crate::Application::wake) after this many seconds, at least 0.
    pub wake_after_s: Option<f64>,
}

/// Asks things of the window, and knows its size.
#[derive(Debug)]
pub struct WindowControl {
    size_px: [u32; 2],
    pixel_ratio: f64,
    time_s: f64,
    fullscreen: bool,
    cursor: Cursor,
    waker: Waker,
    requests: WindowRequests,
}

impl WindowControl {
    /// A control with no window behind it, for tests and for hosts that own the loop.
    ///
    /// Takes the size in framebuffer pixels and framebuffer pixels to one logical pixel. The host carries out
    /// [`WindowControl::take_requests`]. `wake` is called, from any thread, when the application is to be woken: the
    /// host then calls [`Waker::answered`] and [`Application::wake`](crate::Application::wake) on its own thread.
    #[must_use]
    pub fn detached(
        size_px: [u32; 2],
        pixel_ratio: f64,
        wake: impl Fn() + Send + Sync + 'static,
    ) -> Self {
        Self::new(size_px, pixel_ratio, Waker::new(wake))
    }

    pub(crate) fn new(size_px: [u32; 2], pixel_ratio: f64, waker: Waker) -> Self {
        Self {
            size_px,
            pixel_ratio,
            time_s: 0.0,
            fullscreen: false,
            cursor: Cursor::Arrow,
            waker,
            requests: WindowRequests::default(),
        }
    }

    /// Width and height in framebuffer pixels; a side is 0 while minimised on some systems.
    #[must_use]
    pub fn size_px(&self) -> [u32; 2] {
        self.size_px
    }

    /// Framebuffer pixels to one logical pixel.
    #[must_use]
    pub fn pixel_ratio(&self) -> f64 {
        self.pixel_ratio
    }

    /// Seconds since the window opened: the clock of the events' times.
    #[must_use]
    pub fn time_s(&self) -> f64 {
        self.time_s
    }

    /// Whether the window is, or is asked to be, in full screen.
    #[must_use]
    pub fn is_fullscreen(&self) -> bool {
        self.requests.fullscreen.unwrap_or(self.fullscreen)
    }

    /// Asks for a frame. Any number of requests before it is drawn are one.
    pub fn request_redraw(&mut self) {
        self.requests.redraw = true;
    }

    /// Asks for the window to close and the loop to end.
    pub fn close(&mut self) {
        self.requests.close = true;
    }

    /// Asks for another title.
    pub fn set_title(&mut self, title: &str) {
        self.requests.title = Some(title.to_owned());
    }

    /// Asks for another shape of the pointer; the same shape again costs nothing.
    pub fn set_cursor(&mut self, cursor: Cursor) {
        if cursor != self.cursor {
            self.cursor = cursor;
            self.requests.cursor = Some(cursor);
        }
    }

    /// Asks to enter (`true`) or leave full screen.
    pub fn set_fullscreen(&mut self, fullscreen: bool) {
        self.requests.fullscreen = Some(fullscreen);
    }

    /// Asks to enter full screen, or to leave it when in it.
    pub fn toggle_fullscreen(&mut self) {
        self.set_fullscreen(!self.is_fullscreen());
    }

    /// Asks for [`Application::wake`](crate::Application::wake) to be called once, this many seconds from now.
    ///
    /// Of several wishes the earliest holds. Below 0 counts as 0; infinity and what is not a number ask for nothing.
    pub fn wake_after_s(&mut self, delay_s: f64) {
        if delay_s < f64::INFINITY {
            let earlier = self.requests.wake_after_s.unwrap_or(f64::INFINITY);
            self.requests.wake_after_s = Some(earlier.min(delay_s.max(0.0)));
        }
    }

    /// A handle that wakes the application from any thread.
    #[must_use]
    pub fn waker(&self) -> Waker {
        self.waker.clone()
    }

    /// Takes what was asked since the last call; for hosts and tests.
    pub fn take_requests(&mut self) -> WindowRequests {
        std::mem::take(&mut self.requests)
    }

    /// Tells the control of a new size in framebuffer pixels and a new pixel ratio; for hosts and tests.
    pub fn set_size(&mut self, size_px: [u32; 2], pixel_ratio: f64) {
        self.size_px = size_px;
        self.pixel_ratio = pixel_ratio;
    }

    /// Tells the control the time in seconds, and whether the window is in full screen; for hosts and tests.
    pub fn set_now(&mut self, time_s: f64, fullscreen: bool) {
        self.time_s = time_s;
        self.fullscreen = fullscreen;
    }
}

struct WakerShared {
    /// A wake is on its way: further ones add nothing.
    pending: AtomicBool,
    wake: Box<dyn Fn() + Send + Sync>,
}

/// Wakes an application from any thread: [`Application::wake`](crate::Application::wake) is called soon on its own.
///
/// Cheap to clone. Many wakes before that call are one. Once the window is closed it does nothing.
#[derive(Clone)]
pub struct Waker {
    shared: Arc<WakerShared>,
}

impl Waker {
    pub(crate) fn new(wake: impl Fn() + Send + Sync + 'static) -> Self {
        Self {
            shared: Arc::new(WakerShared {
                pending: AtomicBool::new(false),
                wake: Box::new(wake),
            }),
        }
    }

    /// Wakes the application.
    pub fn wake(&self) {
        if !self.shared.pending.swap(true, Ordering::AcqRel) {
            (self.shared.wake)();
        }
    }

    /// Tells the waker that its call has been answered: the next [`Waker::wake`] calls again. For hosts and tests.
    pub fn answered(&self) {
        self.shared.pending.store(false, Ordering::Release);
    }

    /// Makes all further wakes do nothing.
    #[cfg_attr(
        target_family = "wasm",
        expect(dead_code, reason = "no window to close in a browser yet")
    )]
    pub(crate) fn retire(&self) {
        self.shared.pending.store(true, Ordering::Release);
    }
}

impl fmt::Debug for Waker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Waker")
            .field("pending", &self.shared.pending)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;

    use super::*;

    fn control() -> WindowControl {
        WindowControl::detached([300, 200], 2.0, || {})
    }

    #[test]
    fn requests_are_noted_once_and_taken_once() {
        let mut control = control();
        for _ in 0..1000 {
            control.request_redraw();
        }
        control.set_title("a");
        control.set_title("b");
        control.close();
        let requests = control.take_requests();
        assert_eq!(
            requests,
            WindowRequests {
                redraw: true,
                close: true,
                title: Some("b".to_owned()),
                ..WindowRequests::default()
            }
        );
        assert_eq!(control.take_requests(), WindowRequests::default());
        assert_eq!(
            (control.size_px(), control.pixel_ratio()),
            ([300, 200], 2.0)
        );
    }

    #[test]
    fn a_cursor_is_asked_for_only_when_it_changes() {
        let mut control = control();
        control.set_cursor(Cursor::Arrow);
        assert_eq!(control.take_requests().cursor, None);
        control.set_cursor(Cursor::Grab);
        control.set_cursor(Cursor::Grab);
        assert_eq!(control.take_requests().cursor, Some(Cursor::Grab));
        control.set_cursor(Cursor::Grab);
        assert_eq!(control.take_requests().cursor, None);
    }

    #[test]
    fn full_screen_toggles_from_what_was_asked_last() {
        let mut control = control();
        control.toggle_fullscreen();
        assert!(control.is_fullscreen());
        control.toggle_fullscreen();
        assert_eq!(control.take_requests().fullscreen, Some(false));
        control.set_now(1.0, true);
        control.toggle_fullscreen();
        assert_eq!(control.take_requests().fullscreen, Some(false));
    }

    #[test]
    fn the_earliest_wish_to_be_woken_holds() {
        let mut control = control();
        control.wake_after_s(f64::INFINITY);
        assert_eq!(control.take_requests().wake_after_s, None);
        control.wake_after_s(2.0);
        control.wake_after_s(0.5);
        control.wake_after_s(1.0);
        assert_eq!(control.take_requests().wake_after_s, Some(0.5));
        control.wake_after_s(-1.0);
        assert_eq!(control.take_requests().wake_after_s, Some(0.0));
        control.wake_after_s(f64::NAN);
        assert_eq!(control.take_requests().wake_after_s, None);
    }

    #[test]
    fn many_wakes_are_one_until_answered() {
        let count = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&count);
        let control = WindowControl::detached([1, 1], 1.0, move || {
            counted.fetch_add(1, Ordering::Relaxed);
        });
        let waker = control.waker();
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| (0..100).for_each(|_| waker.wake()));
            }
        });
        assert_eq!(count.load(Ordering::Relaxed), 1);
        waker.answered();
        control.waker().wake();
        assert_eq!(count.load(Ordering::Relaxed), 2);
        waker.retire();
        waker.wake();
        assert_eq!(count.load(Ordering::Relaxed), 2);
    }
}
