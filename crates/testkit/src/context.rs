//! A context for each test, and what must hold when the test is over.

use std::cell::RefCell;
use std::sync::Once;

use galry_gloo::headless::{HeadlessContext, HeadlessDesc};
use galry_gloo::{Context, Error};

thread_local! {
    /// The renderer of the last context on this thread: goldens bind on one renderer only.
    static RENDERER: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Runs a test in a fresh headless OpenGL ES context, on the test's own thread.
///
/// When it returns, no GL error may be up, the remembered state must be the driver's, the driver may
/// have sent no severe message, and everything that the test made must be dropped.
///
/// Where there is no EGL and `GALRY_ALLOW_NO_GL` is `1`, the whole test binary ends here, successfully
/// and with a line that says so: tests that need GL live in binaries of their own.
///
/// # Panics
/// If one of these does not hold, or if there is no EGL.
#[track_caller]
pub fn with_context<R>(test: impl FnOnce(&Context) -> R) -> R {
    with_context_of(&HeadlessDesc::default(), test)
}

/// As [`with_context`], with a context of one's choice: desktop OpenGL, say.
///
/// # Panics
/// As [`with_context`].
#[track_caller]
pub fn with_context_of<R>(desc: &HeadlessDesc<'_>, test: impl FnOnce(&Context) -> R) -> R {
    let headless = match HeadlessContext::new(desc) {
        Ok(headless) => headless,
        Err(error @ Error::NoHeadlessContext { .. }) if may_lack_gl() => {
            report(&format!(
                "all tests of this binary skipped, as GALRY_ALLOW_NO_GL=1: {error}"
            ));
            std::process::exit(0);
        }
        Err(error) => panic!("{error}"),
    };
    let context = headless.context();
    announce(context);
    RENDERER.set(Some(context.capabilities().renderer.clone()));
    let result = test(context);

    if let Err(error) = headless.make_current() {
        panic!("after the test: {error}");
    }
    if !context.is_lost() {
        if let Err(error) = context.check_errors() {
            panic!("after the test: {error}");
        }
        if let Err(error) = context.check_state() {
            panic!("after the test: {error}");
        }
    }
    let severe = headless.severe_messages();
    assert_eq!(severe, 0, "after the test: the driver sent severe messages");
    context.begin_frame();
    let left = context.counters();
    assert_eq!(
        left.live_objects, 0,
        "after the test: objects are still alive"
    );
    assert_eq!(
        left.live_bytes, 0,
        "after the test: the bytes of live objects do not add up"
    );
    result
}

/// The renderer of this thread's last context.
pub(crate) fn last_renderer() -> Option<String> {
    RENDERER.with_borrow(Clone::clone)
}

fn may_lack_gl() -> bool {
    std::env::var_os("GALRY_ALLOW_NO_GL").is_some_and(|value| value == "1")
}

/// Once a process: pictures that differ are explained by the driver more often than by the code.
fn announce(context: &Context) {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let capabilities = context.capabilities();
        assert!(
            !capabilities.renderer.is_empty(),
            "the renderer has no name"
        );
        report(&format!(
            "OpenGL: {}, {}",
            capabilities.renderer, capabilities.version_text
        ));
    });
}

#[expect(clippy::print_stderr, reason = "what a test runner shows of a test")]
pub(crate) fn report(line: &str) {
    eprintln!("{line}");
}
