//! Stands in where there is no X11, and no wheel that arrives twice.

use winit::event_loop::ActiveEventLoop;

/// Never made.
#[derive(Debug)]
pub(crate) struct RawButtons {}

impl RawButtons {
    pub(crate) fn new(_event_loop: &ActiveEventLoop) -> Option<Self> {
        None
    }

    pub(crate) fn listen(&self, _buttons: bool) {}
}
