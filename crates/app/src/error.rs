//! What can go wrong between asking for a window and drawing into it.

use std::fmt;

/// The crate's result.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Something that was tried and did not work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// What was tried.
    pub what: String,
    /// Why it did not work, and what would help if that is known.
    pub why: String,
}

impl Attempt {
    pub(crate) fn new(what: impl Into<String>, why: impl fmt::Display) -> Self {
        Self {
            what: what.into(),
            why: why.to_string(),
        }
    }
}

impl fmt::Display for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.what, self.why)
    }
}

/// Writes attempts behind one another.
struct List<'a>(&'a [Attempt]);

impl fmt::Display for List<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, attempt) in self.0.iter().enumerate() {
            let separator = if index == 0 { "" } else { "; " };
            write!(f, "{separator}{attempt}")?;
        }
        Ok(())
    }
}

/// Why a window could not be opened, or did not last.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No display server can be reached, or the libraries to talk to it are missing.
    ///
    /// Cure: start the program in a desktop session, set `DISPLAY` or `WAYLAND_DISPLAY`, install what is named, use
    /// `xvfb-run`, or draw into a file.
    #[error(
        "no display to open a window on ({}); start it in a desktop session, set DISPLAY or WAYLAND_DISPLAY, run it \
         under xvfb-run, or write to a file instead",
        List(.tried)
    )]
    NoDisplay {
        /// The display servers that were tried, and why each could not be used.
        tried: Vec<Attempt>,
    },

    /// A display is there, but no OpenGL that galry can use.
    ///
    /// Cure: install the driver's libraries; on Debian `libegl1 libgl1-mesa-dri` (Mesa, which can do without a GPU).
    #[error(
        "no usable OpenGL for a window, which needs OpenGL ES 3.0 or OpenGL 3.3 ({}); install the graphics driver, or \
         Mesa's software renderer (Debian: apt install libegl1 libgl1-mesa-dri)",
        List(.tried)
    )]
    NoGl {
        /// The ways that were tried, and why each failed.
        tried: Vec<Attempt>,
    },

    /// The window system refused to start, though a display answered.
    ///
    /// It cannot be tried again in the same process. Cure: see the reason; usually a library or an extension of the
    /// display server is missing.
    #[error("the window system could not be started: {reason}")]
    EventLoop {
        /// What the window system said.
        reason: String,
    },

    /// The process opened its first window from another thread; windows stay with that thread.
    ///
    /// Cure: open all windows from one thread.
    #[error(
        "windows were first opened from another thread of this process; open all windows from that one thread"
    )]
    OtherThread,

    /// Windows cannot be opened from here at all.
    ///
    /// Cure: as the text says, for example call from the main thread on macOS.
    #[error("no window can be opened here: {why}")]
    NotHere {
        /// Why, and what to do instead.
        why: &'static str,
    },

    /// `run` was called while another `run` on the same thread has not returned.
    ///
    /// Cure: close the first window, or call `run` after it has returned.
    #[error("a window is already open on this thread; call run again after it has returned")]
    AlreadyRunning,

    /// The window could not be shown, or its frames not presented.
    ///
    /// Cure: see the reason; usually the display server went away.
    #[error("{doing}: {reason}")]
    Window {
        /// What was being done.
        doing: &'static str,
        /// What the window system said.
        reason: String,
    },

    /// The driver took the GL context away (it was reset or updated, or the computer slept).
    ///
    /// Cure: call `run` again; everything on the GPU has to be made anew.
    #[error("the OpenGL context was lost (the graphics driver was reset); open the window again")]
    ContextLost,

    /// [`Application::draw`](crate::Application::draw) gave an error, kept as the source.
    #[error("drawing the window's contents failed")]
    Draw(#[source] Box<dyn std::error::Error + Send + Sync>),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_say_what_was_tried_and_what_to_do() {
        let tried = vec![
            Attempt::new("Wayland", "WAYLAND_DISPLAY is not set"),
            Attempt::new("X11", "DISPLAY is not set"),
        ];
        assert_eq!(
            Error::NoDisplay {
                tried: tried.clone()
            }
            .to_string(),
            "no display to open a window on (Wayland: WAYLAND_DISPLAY is not set; X11: DISPLAY is not set); start it \
             in a desktop session, set DISPLAY or WAYLAND_DISPLAY, run it under xvfb-run, or write to a file instead"
        );
        let tried = vec![Attempt::new(
            "EGL with OpenGL ES 3.0",
            "libEGL.so.1 not found",
        )];
        assert_eq!(
            Error::NoGl { tried }.to_string(),
            "no usable OpenGL for a window, which needs OpenGL ES 3.0 or OpenGL 3.3 (EGL with OpenGL ES 3.0: \
             libEGL.so.1 not found); install the graphics driver, or Mesa's software renderer (Debian: apt install \
             libegl1 libgl1-mesa-dri)"
        );
    }

    #[test]
    fn short_messages_stand_on_their_own() {
        for (error, text) in [
            (
                Error::EventLoop {
                    reason: "no XInput".to_owned(),
                },
                "the window system could not be started: no XInput",
            ),
            (
                Error::OtherThread,
                "windows were first opened from another thread of this process; open all windows from that one thread",
            ),
            (
                Error::NotHere { why: "because" },
                "no window can be opened here: because",
            ),
            (
                Error::AlreadyRunning,
                "a window is already open on this thread; call run again after it has returned",
            ),
            (
                Error::Window {
                    doing: "showing a frame",
                    reason: "bad surface".to_owned(),
                },
                "showing a frame: bad surface",
            ),
            (
                Error::ContextLost,
                "the OpenGL context was lost (the graphics driver was reset); open the window again",
            ),
            (
                Error::Draw("no ink".into()),
                "drawing the window's contents failed",
            ),
        ] {
            assert_eq!(error.to_string(), text);
        }
    }

    #[test]
    fn the_cause_of_a_draw_error_is_kept() {
        let error = Error::Draw("no ink".into());
        let source = std::error::Error::source(&error).map(ToString::to_string);
        assert_eq!(source.as_deref(), Some("no ink"));
    }
}
