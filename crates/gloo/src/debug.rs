//! Names of objects for GL debuggers.

use glow::HasContext as _;

use crate::context::Context;

/// Names an object where the driver can, in debug builds.
pub(crate) fn label(context: &Context, identifier: u32, name: u32, label: &str) {
    if cfg!(debug_assertions) && context.capabilities().has_debug && !label.is_empty() && name != 0
    {
        // The driver promises at least 256 bytes.
        let end = label
            .char_indices()
            .map(|(at, _)| at)
            .take_while(|&at| at < 250)
            .last();
        let short = if label.len() > 250 {
            &label[..end.unwrap_or(0)]
        } else {
            label
        };
        // SAFETY: the object exists, the driver has the function, the text is short enough.
        unsafe { context.gl().object_label(identifier, name, Some(short)) };
    }
}

#[cfg(not(target_family = "wasm"))]
pub(crate) fn texture_number(name: glow::Texture) -> u32 {
    name.0.get()
}

#[cfg(not(target_family = "wasm"))]
pub(crate) fn program_number(name: glow::Program) -> u32 {
    name.0.get()
}

/// WebGL has no labels.
#[cfg(target_family = "wasm")]
pub(crate) fn texture_number(_name: glow::Texture) -> u32 {
    0
}

/// WebGL has no labels.
#[cfg(target_family = "wasm")]
pub(crate) fn program_number(_name: glow::Program) -> u32 {
    0
}
