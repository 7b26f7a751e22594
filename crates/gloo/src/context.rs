//! The context: the driver's functions, what is known of its state, and who must be freed.

mod cache;
mod garbage;
mod recorder;
mod slots;

use std::cell::{Cell, RefCell, RefMut};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use glow::HasContext as _;

pub(crate) use self::cache::{StateCache, UnpackRows, Wanted};
pub(crate) use self::garbage::Garbage;
pub(crate) use self::recorder::Recorder;
use crate::capabilities::Capabilities;
use crate::counters::{CounterCells, Counters};
use crate::error::{Error, Result};
use crate::query::{QUERY_KINDS, QueryKind};

/// An OpenGL context, wrapped: the way to every object and every draw.
///
/// Cheap to clone (a clone is the same context), bound to its thread. gloo never makes a context
/// current: whoever made it does, and it must be current whenever objects of it are used.
///
/// ```
/// # fn main() -> galry_gloo::Result<()> {
/// # #[cfg(feature = "headless")] {
/// # use galry_gloo::*;
/// # use galry_gloo::headless::{HeadlessContext, HeadlessDesc};
/// # let headless = HeadlessContext::new(&HeadlessDesc::default())?;
/// # let context = headless.context();
/// context.begin_frame(); // frees what was dropped since the last one
/// let texture = Texture2d::new(context, &TextureDesc { size: [16, 16], ..TextureDesc::default() })?;
/// assert_eq!(context.counters().live_bytes, 16 * 16 * 4);
/// drop(texture);
/// context.begin_frame();
/// assert_eq!(context.counters().live_objects, 0);
/// # }
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Context {
    shared: Rc<Shared>,
}

struct Shared {
    gl: Arc<glow::Context>,
    id: u64,
    capabilities: Capabilities,
    cache: RefCell<StateCache>,
    counters: CounterCells,
    garbage: RefCell<Vec<Garbage>>,
    is_lost: Cell<bool>,
    next_serial: Cell<u64>,
    recorder: Recorder,
    /// Whether a query of each kind is under way; of a lost context, was when it was lost.
    active_queries: [Cell<bool>; QUERY_KINDS],
    /// An error flag that was read while looking for another one.
    pending_error: Cell<Option<u32>>,
    #[cfg(all(debug_assertions, not(target_family = "wasm")))]
    thread: std::thread::ThreadId,
    /// What made the context, where gloo did; it can make it current for the last clean-up.
    maker: Option<Box<dyn Maker>>,
}

/// Something that made a context and keeps it alive.
pub(crate) trait Maker {
    /// Runs `f` with the context current, and whatever was current before current again.
    fn with_current(&self, f: &mut dyn FnMut());
}

impl std::fmt::Debug for Context {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Context")
            .field("id", &self.shared.id)
            .field("renderer", &self.shared.capabilities.renderer)
            .field("is_lost", &self.shared.is_lost.get())
            .finish_non_exhaustive()
    }
}

impl Context {
    /// Wraps a context that somebody made.
    ///
    /// # Safety
    /// The context is current on this thread now, and whenever the returned value, its clones or
    /// objects made with it are used, [`mark_lost`](Self::mark_lost) having been called excepted.
    ///
    /// # Errors
    /// [`Error::UnsupportedVersion`] below OpenGL ES 3.0 and desktop OpenGL 3.3.
    pub unsafe fn from_glow(gl: glow::Context) -> Result<Self> {
        #[cfg_attr(
            target_family = "wasm",
            expect(
                clippy::arc_with_non_send_sync,
                reason = "a host's context comes as an Arc too"
            )
        )]
        let gl = Arc::new(gl);
        Self::with_maker(gl, None)
    }

    /// Wraps a context that a host shares, such as egui.
    ///
    /// Let frames run inside [`with_host_state`](Self::with_host_state).
    ///
    /// # Safety
    /// As for [`from_glow`](Self::from_glow).
    ///
    /// # Errors
    /// [`Error::UnsupportedVersion`] below OpenGL ES 3.0 and desktop OpenGL 3.3.
    pub unsafe fn from_glow_arc(gl: Arc<glow::Context>) -> Result<Self> {
        Self::with_maker(gl, None)
    }

    /// The context must be current, and `maker` able to make it so again.
    pub(crate) fn with_maker(
        gl: Arc<glow::Context>,
        maker: Option<Box<dyn Maker>>,
    ) -> Result<Self> {
        static NEXT_ID: AtomicU64 = AtomicU64::new(1);
        let capabilities = Capabilities::query(&gl)?;
        let recorder = Recorder::default();
        Ok(Self {
            shared: Rc::new(Shared {
                gl,
                id: NEXT_ID.fetch_add(1, Ordering::Relaxed),
                cache: RefCell::new(StateCache::new(&capabilities, recorder.clone())),
                capabilities,
                counters: CounterCells::default(),
                garbage: RefCell::default(),
                is_lost: Cell::new(false),
                next_serial: Cell::new(1),
                recorder,
                active_queries: Default::default(),
                pending_error: Cell::new(None),
                #[cfg(all(debug_assertions, not(target_family = "wasm")))]
                thread: std::thread::current().id(),
                maker,
            }),
        })
    }

    /// A number that no other context of this process has; errors name it.
    #[must_use]
    pub fn id(&self) -> u64 {
        self.shared.id
    }

    /// What the driver is and can do.
    #[must_use]
    pub fn capabilities(&self) -> &Capabilities {
        &self.shared.capabilities
    }

    /// What was asked of the driver so far.
    #[must_use]
    pub fn counters(&self) -> Counters {
        Counters {
            state_changes: self.shared.cache.borrow().changes(),
            ..self.shared.counters.get()
        }
    }

    /// The driver's functions, for what gloo does not have.
    ///
    /// Call [`forget_state`](Self::forget_state) after changing state through it.
    #[must_use]
    pub fn glow(&self) -> &glow::Context {
        &self.shared.gl
    }

    /// Frees the objects dropped since the last frame. Call it when a frame starts: the context is
    /// surely current then.
    pub fn begin_frame(&self) {
        self.shared.free_garbage();
    }

    /// Forgets what is known of GL's state; call it after foreign GL code.
    pub fn forget_state(&self) {
        self.shared.cache.borrow_mut().forget();
    }

    /// Runs `f` inside a host's frame: what it touches of GL's state is saved at the first touch and
    /// put back at the end, also when `f` panics. Inside, [`Target::Screen`](crate::Target::Screen)
    /// is the framebuffer that the host had bound.
    ///
    /// Costs a query for each piece of state that is touched, nothing for the others. Within another
    /// call of itself it only runs `f`.
    pub fn with_host_state<R>(&self, f: impl FnOnce() -> R) -> R {
        struct Restore<'a>(&'a Shared, Option<glow::Framebuffer>);
        impl Drop for Restore<'_> {
            fn drop(&mut self) {
                let mut cache = self.0.cache.borrow_mut();
                cache.leave_host(&self.0.gl, self.0.is_lost.get());
                cache.set_screen(self.1);
            }
        }

        let shared = &*self.shared;
        if shared.is_lost.get() || !shared.cache.borrow_mut().enter_host() {
            return f();
        }
        // SAFETY: reads a parameter; the context is current by the promise of its maker.
        let bound = unsafe {
            shared
                .gl
                .get_parameter_framebuffer(glow::DRAW_FRAMEBUFFER_BINDING)
        };
        let screen = shared.cache.borrow_mut().set_screen(bound);
        let _restore = Restore(shared, screen);
        f()
    }

    /// Says which framebuffer [`Target::Screen`](crate::Target::Screen) is, where it is not the
    /// default one, as in hosts that draw into a framebuffer of their own.
    pub fn set_screen_framebuffer(&self, framebuffer: Option<glow::Framebuffer>) {
        self.shared.cache.borrow_mut().set_screen(framebuffer);
    }

    /// Says that the driver lost the context. From then on every call returns
    /// [`Error::ContextLost`], and dropping objects asks nothing of the driver.
    pub fn mark_lost(&self) {
        self.shared.is_lost.set(true);
    }

    /// Whether [`mark_lost`](Self::mark_lost) was called.
    #[must_use]
    pub fn is_lost(&self) -> bool {
        self.shared.is_lost.get()
    }

    /// Waits until the driver has done everything asked of it. Slow by nature: for benchmarks.
    pub fn finish(&self) {
        if !self.is_lost() {
            // SAFETY: no condition beyond a current context.
            unsafe { self.shared.gl.finish() };
        }
    }

    /// Hands what was asked so far to the driver, without waiting.
    pub fn flush(&self) {
        if !self.is_lost() {
            // SAFETY: no condition beyond a current context.
            unsafe { self.shared.gl.flush() };
        }
    }

    /// Reads and clears OpenGL's error flags. Slow on some drivers: for tests and bug reports.
    ///
    /// # Errors
    /// [`Error::Gl`] with the flags that were up; [`Error::ContextLost`].
    pub fn check_errors(&self) -> Result<()> {
        self.check()?;
        let mut codes: Vec<String> = self
            .shared
            .pending_error
            .take()
            .map(error_name)
            .into_iter()
            .collect();
        // A lost context may answer for ever; eight is more than there are flags.
        for _ in 0..8 {
            // SAFETY: no condition beyond a current context.
            match unsafe { self.shared.gl.get_error() } {
                glow::NO_ERROR => break,
                code => codes.push(error_name(code)),
            }
        }
        if codes.is_empty() {
            Ok(())
        } else {
            Err(Error::Gl { codes })
        }
    }

    /// Runs `f` and writes down the calls that it makes, a line each: state that changes, draws,
    /// writes, reads, compilations. For bug reports, and for tests that compare sequences.
    ///
    /// Recordings may lie within one another. Nothing is written, or made for it, outside of one.
    ///
    /// ```
    /// # fn main() -> galry_gloo::Result<()> {
    /// # #[cfg(feature = "headless")] {
    /// # use galry_gloo::{Framebuffer, Target, TextureFormat};
    /// # use galry_gloo::headless::{HeadlessContext, HeadlessDesc};
    /// # let headless = HeadlessContext::new(&HeadlessDesc::default())?;
    /// # let context = headless.context();
    /// # let picture = Framebuffer::with_size(context, [8, 8], TextureFormat::Rgba8)?;
    /// let (cleared, lines) =
    ///     context.record(|| context.clear(&Target::Framebuffer(&picture), [1.0; 4], None));
    /// cleared?;
    /// assert_eq!(lines.last().map(String::as_str), Some("clear Rgba8 of 8 by 8 to [1.0, 1.0, 1.0, 1.0]"));
    /// # }
    /// # Ok(())
    /// # }
    /// ```
    pub fn record<R>(&self, f: impl FnOnce() -> R) -> (R, Vec<String>) {
        self.shared.recorder.record(f)
    }

    /// Compares the remembered state with the driver's. Slow: for tests, and for finding foreign
    /// code that forgot to call [`forget_state`](Self::forget_state).
    ///
    /// # Errors
    /// [`Error::StateMismatch`] for the first difference; [`Error::ContextLost`].
    pub fn check_state(&self) -> Result<()> {
        self.check()?;
        self.shared.cache.borrow_mut().verify(&self.shared.gl)
    }

    /// To be called first by everything that talks to the driver.
    pub(crate) fn check(&self) -> Result<()> {
        #[cfg(all(debug_assertions, not(target_family = "wasm")))]
        assert_eq!(
            std::thread::current().id(),
            self.shared.thread,
            "an OpenGL context was used on another thread than its own"
        );
        if self.shared.is_lost.get() {
            Err(Error::ContextLost)
        } else {
            Ok(())
        }
    }

    /// Whether an object of `other` may be used here.
    pub(crate) fn check_same(&self, other: &Self, object: &'static str) -> Result<()> {
        if Rc::ptr_eq(&self.shared, &other.shared) {
            Ok(())
        } else {
            Err(Error::WrongContext {
                object,
                expected: self.shared.id,
                got: other.shared.id,
            })
        }
    }

    pub(crate) fn gl(&self) -> &glow::Context {
        &self.shared.gl
    }

    pub(crate) fn recorder(&self) -> &Recorder {
        &self.shared.recorder
    }

    pub(crate) fn active_query(&self, kind: QueryKind) -> &Cell<bool> {
        &self.shared.active_queries[kind.index()]
    }

    pub(crate) fn cache(&self) -> RefMut<'_, StateCache> {
        self.shared.cache.borrow_mut()
    }

    pub(crate) fn count(&self, change: impl FnOnce(&mut Counters)) {
        self.shared.counters.change(change);
    }

    /// Counts an object that was made.
    pub(crate) fn count_object(&self) {
        self.count(|counters| counters.live_objects += 1);
    }

    /// A number for a new object that no other object of this context had, unlike its GL name.
    pub(crate) fn new_serial(&self) -> u64 {
        let serial = self.shared.next_serial.get();
        self.shared.next_serial.set(serial + 1);
        serial
    }

    /// Queues an object for the next frame's start.
    pub(crate) fn discard(&self, garbage: Garbage) {
        self.shared.garbage.borrow_mut().push(garbage);
    }

    /// Looks whether the driver had memory for what was just asked.
    pub(crate) fn check_memory(&self, what: &'static str, bytes: u64) -> Result<()> {
        // SAFETY: no condition beyond a current context.
        match unsafe { self.shared.gl.get_error() } {
            glow::NO_ERROR => Ok(()),
            glow::OUT_OF_MEMORY => Err(Error::OutOfMemory { what, bytes }),
            other => {
                self.shared.pending_error.set(Some(other));
                Ok(())
            }
        }
    }

    /// Runs `f` with the context current, where gloo made it.
    #[cfg(all(feature = "headless", not(target_family = "wasm")))]
    pub(crate) fn with_current(&self, f: &mut dyn FnMut()) {
        match &self.shared.maker {
            Some(maker) => maker.with_current(f),
            None => f(),
        }
    }
}

impl Shared {
    fn free_garbage(&self) {
        if self.garbage.borrow().is_empty() {
            return;
        }
        let garbage = std::mem::take(&mut *self.garbage.borrow_mut());
        let mut cache = self.cache.borrow_mut();
        for item in &garbage {
            if !self.is_lost.get() {
                if let Garbage::Program(program) = item {
                    cache.release_program(&self.gl, *program);
                }
                cache.lose_saved(item);
                if let Garbage::Framebuffer(name) = item
                    && cache.screen() == Some(*name)
                {
                    cache.set_screen(None);
                }
                item.delete(&self.gl);
            }
            self.counters.change(|counters| {
                counters.live_objects -= 1;
                counters.live_bytes -= item.bytes();
            });
        }
        cache.forget_bindings();
    }

    /// Ends what was under way when the context was lost: Mesa writes to freed memory where a context
    /// ends before its queries.
    fn end_queries(&self) {
        for kind in QueryKind::ALL {
            if self.active_queries[kind.index()].get() {
                // SAFETY: the context is current, and a query of this kind was begun and not ended;
                // its name is alive, since nothing of a lost context is freed.
                unsafe { self.gl.end_query(kind.target()) };
            }
        }
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        // Of a context that somebody else made it is not known whether it is current, nor whether
        // it still exists; what is queued then goes with the context itself.
        if let Some(maker) = &self.maker {
            maker.with_current(&mut || {
                self.free_garbage();
                self.end_queries();
            });
        }
        // The maker goes last of the fields, and with it the last handle on the driver's functions,
        // which must be dropped while the context is current.
    }
}

fn error_name(code: u32) -> String {
    match code {
        glow::INVALID_ENUM => "INVALID_ENUM".to_owned(),
        glow::INVALID_VALUE => "INVALID_VALUE".to_owned(),
        glow::INVALID_OPERATION => "INVALID_OPERATION".to_owned(),
        glow::INVALID_FRAMEBUFFER_OPERATION => "INVALID_FRAMEBUFFER_OPERATION".to_owned(),
        glow::OUT_OF_MEMORY => "OUT_OF_MEMORY".to_owned(),
        glow::CONTEXT_LOST => "CONTEXT_LOST".to_owned(),
        other => format!("error {other:#06x}"),
    }
}
