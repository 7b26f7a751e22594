//! Contexts without a window, by EGL: for tests, servers and pictures in files.

mod egl;

use std::cell::RefCell;
use std::ffi::CStr;
use std::rc::{Rc, Weak};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use glow::HasContext as _;

use self::egl::EglContext;
use crate::capabilities::Api;
use crate::context::{Context, Maker};
use crate::error::{Error, Result};

/// The Debian packages that bring EGL and a software rasteriser.
const PACKAGES: &str = "libegl1 libgles2 libgl1-mesa-dri";

/// A way to get a context without a window.
///
/// ```
/// use galry_gloo::headless::{HeadlessContext, HeadlessDesc, Platform};
///
/// // Only without any display server.
/// let desc = HeadlessDesc { platforms: &[Platform::Device], ..HeadlessDesc::default() };
/// match HeadlessContext::new(&desc) {
///     Ok(headless) => assert!(!headless.context().is_lost()),
///     Err(error) => assert!(error.to_string().contains("headless")),
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Platform {
    /// EGL's list of devices, and no surface at all. Needs no display server.
    Device,
    /// EGL's default display, and no surface.
    DefaultDisplay,
    /// EGL's default display, and a small surface that is never shown, for drivers that insist on one.
    Pbuffer,
}

/// What a headless context shall be.
///
/// ```
/// use galry_gloo::Api;
/// use galry_gloo::headless::{HeadlessContext, HeadlessDesc};
///
/// let desc = HeadlessDesc { api: Api::Gles, version: Some((3, 0)), ..HeadlessDesc::default() };
/// let headless = HeadlessContext::new(&desc)?;
/// assert!(headless.context().capabilities().version >= (3, 0));
/// # Ok::<(), galry_gloo::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeadlessDesc<'a> {
    /// The family of OpenGL.
    pub api: Api,
    /// The lowest version; `None` is OpenGL ES 3.0 or desktop 3.3 core.
    pub version: Option<(u8, u8)>,
    /// Whether the driver reports mistakes, to `tracing`; on in debug builds.
    pub debug: bool,
    /// What to try, in this order.
    pub platforms: &'a [Platform],
}

impl Default for HeadlessDesc<'_> {
    fn default() -> Self {
        Self {
            api: Api::Gles,
            version: None,
            debug: cfg!(debug_assertions),
            platforms: &[
                Platform::Device,
                Platform::DefaultDisplay,
                Platform::Pbuffer,
            ],
        }
    }
}

/// A context without a window, and its owner: draw into framebuffers.
///
/// Any number may exist, on any threads, each on the one that made it. One at a time is current on
/// a thread: a new one is, and [`make_current`](Self::make_current) changes it.
///
/// ```
/// use galry_gloo::{Framebuffer, Target, TextureFormat};
/// use galry_gloo::headless::{HeadlessContext, HeadlessDesc};
///
/// # fn main() -> galry_gloo::Result<()> {
/// let headless = HeadlessContext::new(&HeadlessDesc::default())?;
/// let context = headless.context();
/// let picture = Framebuffer::with_size(context, [4, 4], TextureFormat::Rgba8)?;
/// context.clear(&Target::Framebuffer(&picture), [1.0, 0.0, 0.0, 1.0], None)?;
/// assert_eq!(picture.read_rgba8(picture.rect())?[..4], [255, 0, 0, 255]);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct HeadlessContext {
    context: Context,
    egl: Rc<EglContext>,
    platform: Platform,
    severe: Arc<AtomicU64>,
}

impl HeadlessContext {
    /// Makes a context and makes it current. Takes about 10 ms, the first time in a process some
    /// 100 ms.
    ///
    /// # Errors
    /// [`Error::NoHeadlessContext`] with everything that was tried and what each attempt said, and
    /// the packages that help.
    pub fn new(desc: &HeadlessDesc<'_>) -> Result<Self> {
        let _span = tracing::debug_span!("context").entered();
        let mut attempts = Vec::new();
        for &platform in desc.platforms {
            let Some(egl) = EglContext::new(desc, platform, &mut attempts) else {
                continue;
            };
            match Self::wrap(desc, platform, egl) {
                Ok(headless) => return Ok(headless),
                Err(error) => attempts.push(format!("{platform:?}: {error}")),
            }
        }
        Err(Error::NoHeadlessContext {
            attempts,
            packages: PACKAGES,
        })
    }

    fn wrap(desc: &HeadlessDesc<'_>, platform: Platform, egl: EglContext) -> Result<Self> {
        let egl = Rc::new(egl);
        CURRENT.set(Rc::downgrade(&egl));
        // SAFETY: the context was just made current on this thread.
        let mut gl =
            unsafe { glow::Context::from_loader_function_cstr(|name: &CStr| egl.address(name)) };
        let severe = Arc::new(AtomicU64::new(0));
        if desc.debug && gl.supports_debug() {
            report_messages(&mut gl, &severe);
        }
        let gl = Arc::new(gl);
        let maker = HeadlessMaker {
            gl: Some(Arc::clone(&gl)),
            egl: Rc::clone(&egl),
        };
        let context = Context::with_maker(gl, Some(Box::new(maker)))?;
        Ok(Self {
            context,
            egl,
            platform,
            severe,
        })
    }

    /// The context itself. It is current while this one was the last to be made current.
    #[must_use]
    pub fn context(&self) -> &Context {
        &self.context
    }

    /// The way by which the context was had.
    #[must_use]
    pub fn platform(&self) -> Platform {
        self.platform
    }

    /// Makes the context current on its thread. Free when it is.
    ///
    /// # Errors
    /// [`Error::Refused`] with what EGL said.
    pub fn make_current(&self) -> Result<()> {
        make_current(&self.egl)
    }

    /// The address of a function of the driver, for a loader of one's own; null if it has none.
    #[must_use]
    pub fn proc_address(&self, name: &CStr) -> *const std::ffi::c_void {
        self.egl.address(name)
    }

    /// Messages of high severity from the driver so far, except those that come back as
    /// [`Error::Compile`] and [`Error::OutOfMemory`] anyway. Always 0 without `debug`.
    #[must_use]
    pub fn severe_messages(&self) -> u64 {
        self.severe.load(Ordering::Relaxed)
    }
}

impl Drop for HeadlessContext {
    /// Frees what was dropped. Objects that outlive this value stay valid, and so does the context
    /// while a clone of it exists.
    fn drop(&mut self) {
        let context = self.context.clone();
        context.with_current(&mut || context.begin_frame());
    }
}

thread_local! {
    /// The headless context that is current on this thread, as far as gloo knows.
    static CURRENT: RefCell<Weak<EglContext>> = const { RefCell::new(Weak::new()) };
}

fn make_current(egl: &Rc<EglContext>) -> Result<()> {
    let message = |message| Error::Refused {
        what: "making a headless context current",
        message,
    };
    if !egl.is_current() {
        egl.make_current().map_err(message)?;
    }
    // While the thread ends there is nothing left to remember.
    let _unused = CURRENT.try_with(|current| current.replace(Rc::downgrade(egl)));
    Ok(())
}

/// Keeps the EGL context alive as long as any clone of the context or object of it.
struct HeadlessMaker {
    /// Dropped while the context is current: glow unhooks its debug callback then.
    gl: Option<Arc<glow::Context>>,
    egl: Rc<EglContext>,
}

impl Maker for HeadlessMaker {
    fn with_current(&self, f: &mut dyn FnMut()) {
        let before = CURRENT
            .try_with(|current| current.borrow().upgrade())
            .ok()
            .flatten();
        if let Err(error) = make_current(&self.egl) {
            tracing::error!(%error, "objects of a headless context are not freed");
            return;
        }
        f();
        if let Some(before) = before.filter(|before| !Rc::ptr_eq(before, &self.egl))
            && let Err(error) = make_current(&before)
        {
            tracing::error!(%error, "the context that was current before is so no more");
        }
    }
}

impl Drop for HeadlessMaker {
    fn drop(&mut self) {
        let gl = RefCell::new(self.gl.take());
        self.with_current(&mut || drop(gl.take()));
        // Where it could not be made current, the functions leak rather than being dropped wrongly.
        if let Some(gl) = gl.take() {
            let _leaked: *const glow::Context = Arc::into_raw(gl);
        }
        if self.egl.is_current() {
            self.egl.release();
        }
    }
}

/// Hands the driver's messages to `tracing`.
fn report_messages(gl: &mut glow::Context, severe: &Arc<AtomicU64>) {
    let severe = Arc::clone(severe);
    // SAFETY: the context is current and has the extension; the callback is Send and Sync and lives
    // until the functions are dropped, which happens with the context current.
    unsafe {
        gl.enable(glow::DEBUG_OUTPUT);
        gl.debug_message_callback(move |source, _kind, id, severity, message| match severity {
            glow::DEBUG_SEVERITY_HIGH => {
                // Both come back to the caller as errors.
                let is_returned = source == glow::DEBUG_SOURCE_SHADER_COMPILER
                    || message.starts_with("GL_OUT_OF_MEMORY");
                if is_returned {
                    tracing::debug!(target: "galry_gloo::driver", id, "{message}");
                } else {
                    severe.fetch_add(1, Ordering::Relaxed);
                    tracing::error!(target: "galry_gloo::driver", id, "{message}");
                }
            }
            glow::DEBUG_SEVERITY_MEDIUM => {
                tracing::warn!(target: "galry_gloo::driver", id, "{message}");
            }
            _ => tracing::trace!(target: "galry_gloo::driver", id, "{message}"),
        });
    }
}
