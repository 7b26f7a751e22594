//! Raw button events of X11, and no others.
//!
//! The [wheel filter](super::wheel) needs to know whether buttons go down or up. winit can ask the X server for raw
//! events only together with raw motion, which wakes the program whenever the pointer moves anywhere, and goes on
//! piling up in the X server between two runs, when nobody reads. So winit is told to listen always, and its choice is
//! narrowed right after it was made: to buttons while a window is open, to nothing afterwards.

use std::ffi::{CStr, c_char, c_int, c_uchar, c_ulong, c_void};

use raw_window_handle::{HasDisplayHandle as _, RawDisplayHandle};
use winit::event_loop::ActiveEventLoop;

/// `XIAllMasterDevices`: the device for which winit selects its raw events, so that this choice replaces winit's.
const ALL_MASTER_DEVICES: c_int = 1;
/// `XI_RawButtonPress` and `XI_RawButtonRelease`.
const RAW_BUTTON_EVENTS: [usize; 2] = [15, 16];

/// `XIEventMask` of libXi: a bit for each kind of event.
#[repr(C)]
struct EventMask {
    device: c_int,
    mask_bytes: c_int,
    mask: *mut c_uchar,
}

type SelectEvents = unsafe extern "C" fn(*mut c_void, c_ulong, *mut EventMask, c_int) -> c_int;
type DefaultRootWindow = unsafe extern "C" fn(*mut c_void) -> c_ulong;
type Flush = unsafe extern "C" fn(*mut c_void) -> c_int;

unsafe extern "C" {
    fn dlopen(name: *const c_char, flags: c_int) -> *mut c_void;
    fn dlsym(library: *mut c_void, name: *const c_char) -> *mut c_void;
}

/// Loads a library that winit has loaded already, and finds a function in it.
fn function(library: &CStr, name: &CStr) -> Option<std::ptr::NonNull<c_void>> {
    const RTLD_LAZY: c_int = 1;
    // SAFETY: both names end in a zero byte; a library that cannot be opened is not searched.
    let found = unsafe {
        let library = dlopen(library.as_ptr(), RTLD_LAZY);
        if library.is_null() {
            library
        } else {
            dlsym(library, name.as_ptr())
        }
    };
    std::ptr::NonNull::new(found)
}

/// Narrows winit's raw events.
#[derive(Debug)]
pub(crate) struct RawButtons {
    /// winit's own connection, which lives as long as the process: winit keeps it in a static.
    display: *mut c_void,
    root: c_ulong,
    select_events: SelectEvents,
    flush: Flush,
}

impl RawButtons {
    /// For winit's connection to an X server; `None` on anything else.
    pub(crate) fn new(event_loop: &ActiveEventLoop) -> Option<Self> {
        let RawDisplayHandle::Xlib(handle) = event_loop.display_handle().ok()?.as_raw() else {
            return None;
        };
        let display = handle.display?.as_ptr();
        // SAFETY: these functions have these signatures in every version of the two libraries (their C headers), and
        // the display is open.
        unsafe {
            let default_root_window: DefaultRootWindow =
                std::mem::transmute(function(c"libX11.so.6", c"XDefaultRootWindow")?);
            Some(Self {
                display,
                root: default_root_window(display),
                select_events: std::mem::transmute::<std::ptr::NonNull<c_void>, SelectEvents>(
                    function(c"libXi.so.6", c"XISelectEvents")?,
                ),
                flush: std::mem::transmute::<std::ptr::NonNull<c_void>, Flush>(function(
                    c"libX11.so.6",
                    c"XFlush",
                )?),
            })
        }
    }

    /// Listens to buttons, or to nothing.
    pub(crate) fn listen(&self, buttons: bool) {
        let mut bytes: [c_uchar; 4] = [0; 4];
        if buttons {
            for event in RAW_BUTTON_EVENTS {
                bytes[event / 8] |= 1 << (event % 8);
            }
        }
        let mut mask = EventMask {
            device: ALL_MASTER_DEVICES,
            mask_bytes: 4,
            mask: bytes.as_mut_ptr(),
        };
        // SAFETY: the display is open, the mask is one whole structure whose bytes outlive the call, which copies it.
        // An error of the server comes later, to winit's handler, which goes on.
        unsafe {
            (self.select_events)(self.display, self.root, &raw mut mask, 1);
            (self.flush)(self.display);
        }
    }
}
