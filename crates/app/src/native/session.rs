//! One window from opening to closing: winit's calls in, the application's calls out.

use std::time::{Duration, Instant};

use galry_events::Event;
use winit::application::ApplicationHandler;
use winit::dpi::LogicalSize;
use winit::event::{DeviceEvent, DeviceId, StartCause, WindowEvent};
use winit::event_loop::{ActiveEventLoop, ControlFlow, DeviceEvents, EventLoopProxy};
use winit::window::{CursorIcon, Fullscreen, Window, WindowAttributes, WindowId};

use super::Wake;
use super::graphics::Graphics;
use super::input::{Input, Now};
use super::raw_buttons::RawButtons;
use crate::{Application, Cursor, Error, Result, Waker, WindowControl, WindowDesc, WindowFrame};

pub(super) struct Session<'a> {
    desc: &'a WindowDesc,
    application: &'a mut dyn Application,
    graphics: Option<Graphics>,
    control: WindowControl,
    waker: Waker,
    wake: Wake,
    /// When the application wants to be woken next.
    wake_at: Option<Instant>,
    opened_at: Instant,
    input: Input,
    /// The size and pixel ratio that the application knows.
    told_size: Option<([u32; 2], f64)>,
    /// Nothing of the window can be seen, so nothing is drawn.
    occluded: bool,
    /// On X11 alone.
    raw_buttons: Option<RawButtons>,
    result: Result<()>,
}

impl<'a> Session<'a> {
    pub(super) fn new(
        desc: &'a WindowDesc,
        application: &'a mut dyn Application,
        proxy: EventLoopProxy<Wake>,
        wake: Wake,
    ) -> Self {
        let waker = Waker::new(move || {
            // A loop that has ended has nobody to wake.
            let _ended = proxy.send_event(wake);
        });
        Self {
            desc,
            application,
            graphics: None,
            control: WindowControl::new(desc.size_logical_px, 1.0, waker.clone()),
            waker,
            wake,
            wake_at: None,
            opened_at: Instant::now(),
            input: Input::default(),
            told_size: None,
            occluded: false,
            raw_buttons: None,
            result: Ok(()),
        }
    }

    /// What became of the run.
    pub(super) fn finish(self) -> Result<()> {
        self.result
    }

    fn open(&mut self, event_loop: &ActiveEventLoop) -> Result<()> {
        self.raw_buttons = RawButtons::new(event_loop);
        let wanted = if self.raw_buttons.is_some() {
            DeviceEvents::Always
        } else {
            DeviceEvents::Never
        };
        event_loop.listen_device_events(wanted);
        self.listen_to_raw_buttons();
        let graphics = Graphics::open(event_loop, &attributes(self.desc), self.desc.vsync)?;
        let size = graphics.window().inner_size();
        self.graphics = Some(graphics);
        self.size_changed(event_loop, [size.width, size.height]);
        // The window appears with its first frame in it, or as close to that as the system allows: X11 forgets what
        // was drawn while hidden, so the frame is drawn once more.
        self.draw(event_loop);
        if let Some(graphics) = &self.graphics {
            graphics.window().set_visible(true);
            graphics.window().request_redraw();
        }
        Ok(())
    }

    /// Ends the run with an error; the first one counts.
    fn fail(&mut self, event_loop: &ActiveEventLoop, error: Error) {
        if self.result.is_ok() {
            self.result = Err(error);
        }
        event_loop.exit();
    }

    fn listen_to_raw_buttons(&self) {
        if let Some(raw_buttons) = &self.raw_buttons {
            raw_buttons.listen(true);
        }
    }

    fn now(&self) -> Now {
        Now {
            time_s: self.opened_at.elapsed().as_secs_f64(),
            pixel_ratio: self.control.pixel_ratio(),
        }
    }

    /// Brings the control up to date, lets the application speak to it, and does what was asked.
    fn with_application(
        &mut self,
        event_loop: &ActiveEventLoop,
        call: impl FnOnce(&mut dyn Application, &mut WindowControl),
    ) {
        // After an error or a close the application has had its last word.
        let Some(graphics) = self.graphics.as_ref().filter(|_| !event_loop.exiting()) else {
            return;
        };
        self.control.set_now(
            self.opened_at.elapsed().as_secs_f64(),
            graphics.window().fullscreen().is_some(),
        );
        call(self.application, &mut self.control);
        self.carry_out(event_loop);
    }

    fn carry_out(&mut self, event_loop: &ActiveEventLoop) {
        let requests = self.control.take_requests();
        let Some(window) = self.graphics.as_ref().map(Graphics::window) else {
            return;
        };
        if let Some(title) = requests.title {
            window.set_title(&title);
        }
        if let Some(cursor) = requests.cursor {
            set_cursor(window, cursor);
        }
        if let Some(fullscreen) = requests.fullscreen {
            window.set_fullscreen(fullscreen.then_some(Fullscreen::Borderless(None)));
        }
        if let Some(delay_s) = requests.wake_after_s {
            // A delay too long for a clock is one that never ends.
            let at = Duration::try_from_secs_f64(delay_s)
                .ok()
                .and_then(|delay| Instant::now().checked_add(delay));
            self.wake_at = match (self.wake_at, at) {
                (Some(earlier), Some(at)) => Some(earlier.min(at)),
                (earlier, at) => earlier.or(at),
            };
        }
        if requests.redraw {
            window.request_redraw();
        }
        if requests.close {
            event_loop.exit();
        }
    }

    fn size_changed(&mut self, event_loop: &ActiveEventLoop, size_px: [u32; 2]) {
        let Some(graphics) = &self.graphics else {
            return;
        };
        let pixel_ratio = graphics.window().scale_factor();
        if self.told_size.replace((size_px, pixel_ratio)) == Some((size_px, pixel_ratio)) {
            return;
        }
        graphics.resize(size_px);
        graphics.window().request_redraw();
        self.control.set_size(size_px, pixel_ratio);
        let event = Event::Resize {
            size_px,
            pixel_ratio,
        };
        self.with_application(event_loop, |application, control| {
            application.event(&event, control);
        });
    }

    fn draw(&mut self, event_loop: &ActiveEventLoop) {
        let frame = WindowFrame {
            size_px: self.control.size_px(),
            pixel_ratio: self.control.pixel_ratio(),
        };
        if event_loop.exiting() || self.occluded || frame.size_px.contains(&0) {
            return;
        }
        let Some(graphics) = &self.graphics else {
            return;
        };
        if let Err(error) = graphics.make_current() {
            return self.fail(event_loop, error);
        }
        graphics.context().begin_frame();
        let drawn = self
            .application
            .draw(graphics.context(), &frame)
            .map_err(Error::Draw);
        // Drawing may have made another context current.
        let shown = drawn
            .and_then(|()| graphics.make_current())
            .and_then(|()| graphics.present());
        if let Err(error) = shown {
            self.fail(event_loop, error);
        }
    }

    /// Lets the application drop what it made from the context, then drops the context and the window.
    fn close(&mut self) {
        self.waker.retire();
        if let Some(raw_buttons) = &self.raw_buttons {
            raw_buttons.listen(false);
        }
        let Some(graphics) = self.graphics.take() else {
            return;
        };
        if graphics.make_current().is_err() {
            graphics.context().mark_lost();
        }
        self.application.context_lost();
        if graphics.make_current().is_ok() {
            // Frees what was dropped a line above.
            graphics.context().begin_frame();
        }
    }
}

impl ApplicationHandler<Wake> for Session<'_> {
    fn new_events(&mut self, event_loop: &ActiveEventLoop, _cause: StartCause) {
        if self.wake_at.is_some_and(|at| at <= Instant::now()) {
            self.wake_at = None;
            self.with_application(event_loop, |application, control| application.wake(control));
        }
    }

    fn resumed(&mut self, event_loop: &ActiveEventLoop) {
        if self.graphics.is_none()
            && let Err(error) = self.open(event_loop)
        {
            self.fail(event_loop, error);
        }
    }

    fn user_event(&mut self, event_loop: &ActiveEventLoop, wake: Wake) {
        // One of an earlier run may still have been on its way.
        if wake == self.wake {
            self.waker.answered();
            self.with_application(event_loop, |application, control| application.wake(control));
        }
    }

    fn window_event(&mut self, event_loop: &ActiveEventLoop, id: WindowId, event: WindowEvent) {
        if matches!(event, WindowEvent::Focused(_)) {
            // winit has just listened to all raw events anew, for whichever window it was, an earlier run's too.
            self.listen_to_raw_buttons();
        }
        let Some(graphics) = self
            .graphics
            .as_ref()
            .filter(|graphics| graphics.window().id() == id)
        else {
            return;
        };
        match &event {
            WindowEvent::RedrawRequested => self.draw(event_loop),
            WindowEvent::Resized(size) => self.size_changed(event_loop, [size.width, size.height]),
            // The new size in framebuffer pixels, if it changes too, follows as an event of its own.
            WindowEvent::ScaleFactorChanged { .. } => {
                self.size_changed(event_loop, self.control.size_px());
            }
            WindowEvent::Occluded(occluded) => {
                self.occluded = *occluded;
                if !occluded {
                    graphics.window().request_redraw();
                }
            }
            _ => {}
        }
        for event in self.input.translate(&event, self.now()) {
            self.with_application(event_loop, |application, control| {
                application.event(&event, control);
            });
        }
    }

    fn device_event(&mut self, _event_loop: &ActiveEventLoop, _id: DeviceId, event: DeviceEvent) {
        if self.raw_buttons.is_some() {
            self.input.wheel_filter().note(&event);
        }
    }

    fn about_to_wait(&mut self, event_loop: &ActiveEventLoop) {
        event_loop.set_control_flow(
            self.wake_at
                .map_or(ControlFlow::Wait, ControlFlow::WaitUntil),
        );
    }

    fn exiting(&mut self, event_loop: &ActiveEventLoop) {
        event_loop.listen_device_events(DeviceEvents::Never);
        self.close();
    }
}

/// The window that `desc` describes, hidden as yet.
fn attributes(desc: &WindowDesc) -> WindowAttributes {
    let [width, height] = desc.size_logical_px.map(|side| side.max(1));
    let attributes = Window::default_attributes()
        .with_title(&desc.title)
        .with_inner_size(LogicalSize::new(width, height))
        .with_resizable(desc.resizable)
        .with_transparent(false)
        .with_visible(false)
        .with_fullscreen(desc.fullscreen.then_some(Fullscreen::Borderless(None)));
    #[cfg(all(unix, not(target_vendor = "apple"), not(target_os = "android")))]
    let attributes = {
        // One field serves both X11 and Wayland.
        use winit::platform::wayland::WindowAttributesExtWayland as _;
        attributes.with_name(&desc.app_id, &desc.app_id)
    };
    attributes
}

fn set_cursor(window: &Window, cursor: Cursor) {
    let icon = match cursor {
        Cursor::Hidden => return window.set_cursor_visible(false),
        Cursor::Arrow => CursorIcon::Default,
        Cursor::Crosshair => CursorIcon::Crosshair,
        Cursor::Pointer => CursorIcon::Pointer,
        Cursor::Grab => CursorIcon::Grab,
        Cursor::Grabbing => CursorIcon::Grabbing,
        Cursor::Move => CursorIcon::Move,
        Cursor::Text => CursorIcon::Text,
        Cursor::ResizeHorizontal => CursorIcon::EwResize,
        Cursor::ResizeVertical => CursorIcon::NsResize,
        Cursor::ResizeFalling => CursorIcon::NwseResize,
        Cursor::ResizeRising => CursorIcon::NeswResize,
        Cursor::ZoomIn => CursorIcon::ZoomIn,
        Cursor::Progress => CursorIcon::Progress,
        Cursor::NotAllowed => CursorIcon::NotAllowed,
    };
    window.set_cursor(icon);
    window.set_cursor_visible(true);
}
