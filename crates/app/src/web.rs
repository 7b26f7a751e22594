//! Stands in for windows where there are none yet: the browser.

use crate::{Application, Error, Result, WindowDesc};

/// Not possible in a browser yet.
///
/// # Errors
/// Always [`Error::NotHere`].
pub fn run(_desc: &WindowDesc, _application: &mut dyn Application) -> Result<()> {
    display_available()
}

/// Not possible in a browser yet.
///
/// # Errors
/// Always [`Error::NotHere`].
pub fn display_available() -> Result<()> {
    Err(Error::NotHere {
        why: "windows in a browser are not built yet; draw into a canvas's context with galry-gloo",
    })
}
