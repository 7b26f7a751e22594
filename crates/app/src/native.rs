//! Windows by winit and glutin.
//!
//! winit allows one event loop in a process, so the thread that opens the first window keeps it and runs it on demand.
//! Everything about one window lives in a [`Session`](session::Session), which ends with its run.

mod display;
mod graphics;
mod input;
#[cfg(all(unix, not(target_vendor = "apple"), not(target_os = "android")))]
mod raw_buttons;
#[cfg(not(all(unix, not(target_vendor = "apple"), not(target_os = "android"))))]
#[path = "native/no_raw_buttons.rs"]
mod raw_buttons;
mod session;
mod wheel;

use std::cell::{Cell, RefCell};
use std::mem::ManuallyDrop;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

use winit::event_loop::EventLoop;
use winit::platform::run_on_demand::EventLoopExtRunOnDemand as _;

use crate::{Application, Error, Result, WindowDesc};

pub use display::display_available;

/// Wakes the run with this number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Wake(u64);

thread_local! {
    /// The loop, while no run uses it. Never dropped: at the end of a thread the libraries it rests on may be gone.
    static IDLE_LOOP: RefCell<Option<ManuallyDrop<EventLoop<Wake>>>> = const { RefCell::new(None) };
    static RUNNING: Cell<bool> = const { Cell::new(false) };
    static RUN_COUNT: Cell<u64> = const { Cell::new(0) };
}

/// What became of the process's one event loop.
#[derive(Clone, Debug)]
enum LoopState {
    NotMade,
    /// It lives on the thread that made it.
    Made,
    Failed(String),
}

static LOOP_STATE: Mutex<LoopState> = Mutex::new(LoopState::NotMade);

/// Opens a window, runs `application` in it, and returns when it is closed.
///
/// Can be called any number of times, one after another. On X11, Wayland and Windows it works from any thread, but then
/// always from the same one; on macOS from the main thread only.
///
/// # Errors
/// [`Error::NoDisplay`] and [`Error::NoGl`] name what was tried and what to set or install; [`Error::EventLoop`],
/// [`Error::OtherThread`], [`Error::NotHere`] and [`Error::AlreadyRunning`] say why no window can open from here;
/// [`Error::Window`] and [`Error::ContextLost`] come when the window or its GL fails later; [`Error::Draw`] holds
/// the error that [`Application::draw`] gave.
pub fn run(desc: &WindowDesc, application: &mut dyn Application) -> Result<()> {
    let mut running = Running::start()?;
    let run = RUN_COUNT.with(|count| {
        count.set(count.get() + 1);
        count.get()
    });
    let event_loop = running.event_loop()?;
    let mut session =
        session::Session::new(desc, application, event_loop.create_proxy(), Wake(run));
    let ended = event_loop.run_app_on_demand(&mut session);
    session.finish()?;
    ended.map_err(|error| Error::Window {
        doing: "running the window's event loop",
        reason: error.to_string(),
    })
}

/// Marks the thread as running a window, and gives the loop back at the end, a panic in the application included.
struct Running {
    event_loop: Option<ManuallyDrop<EventLoop<Wake>>>,
}

impl Running {
    fn start() -> Result<Self> {
        if RUNNING.replace(true) {
            return Err(Error::AlreadyRunning);
        }
        Ok(Self {
            event_loop: IDLE_LOOP.take(),
        })
    }

    fn event_loop(&mut self) -> Result<&mut EventLoop<Wake>> {
        if self.event_loop.is_none() {
            self.event_loop = Some(ManuallyDrop::new(make_event_loop()?));
        }
        self.event_loop.as_deref_mut().ok_or(Error::AlreadyRunning)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if thread::panicking() {
            // winit believes that the run still goes on, so the loop cannot start another one.
            if self.event_loop.take().is_some() {
                *lock_loop_state() = LoopState::Failed(
                    "an earlier window ended in a panic; restart the program".to_owned(),
                );
            }
        }
        IDLE_LOOP.set(self.event_loop.take());
        RUNNING.set(false);
    }
}

fn lock_loop_state() -> MutexGuard<'static, LoopState> {
    LOOP_STATE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Makes the process's event loop; works at most once.
fn make_event_loop() -> Result<EventLoop<Wake>> {
    let mut state = lock_loop_state();
    match &*state {
        LoopState::NotMade => {}
        LoopState::Made => return Err(Error::OtherThread),
        LoopState::Failed(reason) => {
            return Err(Error::EventLoop {
                reason: reason.clone(),
            });
        }
    }
    if cfg!(target_os = "macos") && thread::current().name() != Some("main") {
        return Err(Error::NotHere {
            why: "macOS shows windows from the main thread only; call run from there",
        });
    }
    // winit counts a failed attempt as the one that is allowed, so what can be known is asked beforehand.
    let backend = display::probe()?;
    let mut builder = EventLoop::with_user_event();
    display::configure(&mut builder, backend);
    // winit panics where a library or an extension of the X server is missing.
    let made = match catch_unwind(AssertUnwindSafe(|| builder.build())) {
        Ok(Ok(event_loop)) => Ok(event_loop),
        Ok(Err(error)) => Err(error.to_string()),
        Err(panic) => Err(panic_text(&*panic)),
    };
    match made {
        Ok(event_loop) => {
            *state = LoopState::Made;
            Ok(event_loop)
        }
        Err(reason) => {
            *state = LoopState::Failed(reason.clone());
            Err(Error::EventLoop { reason })
        }
    }
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    panic
        .downcast_ref::<String>()
        .cloned()
        .or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()))
        .unwrap_or_else(|| "unknown reason".to_owned())
}
