//! Which display server is there, asked without winit.
//!
//! winit can be started once in a process, panics where a library is missing, and does not turn to X11 when Wayland is
//! named but dead. So the environment, the libraries and the connection are tried first, which also gives errors that
//! say what to install.

use crate::Result;

/// The display server to use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Backend {
    /// A Wayland compositor answers.
    #[cfg(all(unix, not(target_vendor = "apple"), not(target_os = "android")))]
    Wayland,
    /// An X server answers.
    #[cfg(all(unix, not(target_vendor = "apple"), not(target_os = "android")))]
    X11,
    /// The system has one way to show windows.
    #[cfg(not(all(unix, not(target_vendor = "apple"), not(target_os = "android"))))]
    Native,
}

/// Whether a window could be opened: `Ok` when a display server answers and the libraries to talk to it are there.
///
/// Takes about a millisecond, opens nothing, and says nothing about OpenGL. Systems with one way to show windows
/// (Windows, macOS) always answer `Ok`.
///
/// # Errors
/// [`Error::NoDisplay`](crate::Error::NoDisplay) with what was tried, and what to set or install.
pub fn display_available() -> Result<()> {
    probe().map(|_| ())
}

#[cfg(not(all(unix, not(target_vendor = "apple"), not(target_os = "android"))))]
pub(super) fn probe() -> Result<Backend> {
    Ok(Backend::Native)
}

#[cfg(not(all(unix, not(target_vendor = "apple"), not(target_os = "android"))))]
pub(super) fn configure<T>(
    builder: &mut winit::event_loop::EventLoopBuilder<T>,
    _backend: Backend,
) {
    #[cfg(windows)]
    {
        use winit::platform::windows::EventLoopBuilderExtWindows as _;
        builder.with_any_thread(true);
    }
    #[cfg(not(windows))]
    let _unchanged = builder;
}

#[cfg(all(unix, not(target_vendor = "apple"), not(target_os = "android")))]
pub(super) use free_desktop::{configure, probe};

#[cfg(all(unix, not(target_vendor = "apple"), not(target_os = "android")))]
mod free_desktop {
    use std::env;
    use std::ffi::{CStr, OsString};
    use std::os::unix::net::UnixStream;
    use std::path::PathBuf;

    use winit::event_loop::EventLoopBuilder;
    use winit::platform::wayland::EventLoopBuilderExtWayland as _;
    use winit::platform::x11::EventLoopBuilderExtX11 as _;

    use super::Backend;
    use crate::{Attempt, Error, Result};

    /// A library by the name it is loaded under, and the Debian package that brings it.
    type Library = (&'static CStr, &'static str);

    const X11_LIBRARIES: &[Library] = &[
        (c"libX11.so.6", "libx11-6"),
        (c"libX11-xcb.so.1", "libx11-xcb1"),
        (c"libxcb.so.1", "libxcb1"),
        (c"libXcursor.so.1", "libxcursor1"),
        (c"libXi.so.6", "libxi6"),
        (c"libxkbcommon.so.0", "libxkbcommon0"),
        (c"libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
    ];

    const WAYLAND_LIBRARIES: &[Library] = &[
        (c"libwayland-client.so.0", "libwayland-client0"),
        (c"libwayland-egl.so.1", "libwayland-egl1"),
        (c"libxkbcommon.so.0", "libxkbcommon0"),
    ];

    /// The parts of the environment that name displays.
    #[derive(Clone, Debug, Default)]
    pub(super) struct Environment {
        pub(super) wayland_display: Option<OsString>,
        pub(super) wayland_socket: Option<OsString>,
        pub(super) runtime_dir: Option<OsString>,
        pub(super) display: Option<OsString>,
    }

    impl Environment {
        fn current() -> Self {
            let get = |name| env::var_os(name).filter(|value| !value.is_empty());
            Self {
                wayland_display: get("WAYLAND_DISPLAY"),
                wayland_socket: get("WAYLAND_SOCKET"),
                runtime_dir: get("XDG_RUNTIME_DIR"),
                display: get("DISPLAY"),
            }
        }
    }

    pub(in crate::native) fn probe() -> Result<Backend> {
        probe_environment(&Environment::current())
    }

    /// Tries Wayland, then X11.
    pub(super) fn probe_environment(environment: &Environment) -> Result<Backend> {
        let wayland = match try_wayland(environment) {
            Ok(()) => return Ok(Backend::Wayland),
            Err(why) => Attempt::new("Wayland", why),
        };
        let x11 = match try_x11(environment) {
            Ok(()) => return Ok(Backend::X11),
            Err(why) => Attempt::new("X11", why),
        };
        Err(Error::NoDisplay {
            tried: vec![wayland, x11],
        })
    }

    pub(in crate::native) fn configure<T>(builder: &mut EventLoopBuilder<T>, backend: Backend) {
        match backend {
            Backend::Wayland => {
                builder.with_wayland();
                winit::platform::wayland::EventLoopBuilderExtWayland::with_any_thread(
                    builder, true,
                );
            }
            Backend::X11 => {
                builder.with_x11();
                winit::platform::x11::EventLoopBuilderExtX11::with_any_thread(builder, true);
            }
        }
    }

    fn try_wayland(environment: &Environment) -> Result<(), String> {
        // A socket handed down by the compositor can be connected to only once, so it is taken at its word.
        if environment.wayland_socket.is_none() {
            let Some(name) = &environment.wayland_display else {
                return Err("WAYLAND_DISPLAY is not set".to_owned());
            };
            let mut path = PathBuf::from(name);
            if path.is_relative() {
                let Some(folder) = &environment.runtime_dir else {
                    return Err("XDG_RUNTIME_DIR is not set".to_owned());
                };
                path = PathBuf::from(folder).join(path);
            }
            UnixStream::connect(&path)
                .map_err(|error| format!("{} does not answer: {error}", path.display()))?;
        }
        load(WAYLAND_LIBRARIES)
    }

    fn try_x11(environment: &Environment) -> Result<(), String> {
        let Some(name) = &environment.display else {
            return Err("DISPLAY is not set".to_owned());
        };
        x11rb::connect(name.to_str()).map_err(|error| {
            format!(
                "DISPLAY is {} but cannot be connected to: {error}",
                name.to_string_lossy()
            )
        })?;
        load(X11_LIBRARIES)
    }

    /// Loads every library, or says which are missing and the packages that bring them.
    fn load(libraries: &[Library]) -> Result<(), String> {
        let missing: Vec<_> = libraries
            .iter()
            .filter(|(name, _)| !can_load(name))
            .collect();
        if missing.is_empty() {
            return Ok(());
        }
        let names: Vec<_> = missing
            .iter()
            .map(|(name, _)| name.to_string_lossy())
            .collect();
        let packages: Vec<_> = missing.iter().map(|&&(_, package)| package).collect();
        Err(format!(
            "missing {} (Debian: apt install {})",
            names.join(", "),
            packages.join(" ")
        ))
    }

    fn can_load(name: &CStr) -> bool {
        unsafe extern "C" {
            fn dlopen(
                name: *const std::ffi::c_char,
                flags: std::ffi::c_int,
            ) -> *mut std::ffi::c_void;
        }
        /// Binds functions when they are first called: the least work.
        const RTLD_LAZY: std::ffi::c_int = 1;
        // SAFETY: the name ends in a zero byte. The libraries are those that winit loads right after, whose
        // initialisers are known to be harmless; they stay loaded, so nothing can dangle.
        unsafe { !dlopen(name.as_ptr(), RTLD_LAZY).is_null() }
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        fn why(environment: &Environment) -> String {
            match probe_environment(environment) {
                Ok(backend) => format!("{backend:?}"),
                Err(error) => error.to_string(),
            }
        }

        #[test]
        fn an_empty_environment_names_both_variables() {
            let text = why(&Environment::default());
            assert!(
                text.contains("Wayland: WAYLAND_DISPLAY is not set; X11: DISPLAY is not set"),
                "{text}"
            );
        }

        #[test]
        fn displays_that_do_not_answer_are_named() {
            let folder = env::temp_dir();
            let environment = Environment {
                wayland_display: Some("galry-no-such-socket".into()),
                runtime_dir: Some(folder.clone().into()),
                display: Some(":9876".into()),
                ..Environment::default()
            };
            let text = why(&environment);
            let socket = folder.join("galry-no-such-socket");
            assert!(
                text.contains(&format!("{} does not answer: ", socket.display())),
                "{text}"
            );
            assert!(
                text.contains("X11: DISPLAY is :9876 but cannot be connected to: "),
                "{text}"
            );
        }

        #[test]
        fn nonsense_in_the_environment_is_an_error() {
            for display in ["nonsense", ":", ":x", "a b:0:0"] {
                let environment = Environment {
                    display: Some(display.into()),
                    ..Environment::default()
                };
                assert!(
                    why(&environment).contains(&format!("DISPLAY is {display} but")),
                    "{display}"
                );
            }
            let environment = Environment {
                wayland_display: Some("wayland-0".into()),
                ..Environment::default()
            };
            assert!(why(&environment).contains("XDG_RUNTIME_DIR is not set"));
        }

        #[test]
        fn a_missing_library_is_named_with_its_package() {
            let text = load(&[(c"libgalry-none.so.7", "libgalry-none7")]).unwrap_err();
            assert_eq!(
                text,
                "missing libgalry-none.so.7 (Debian: apt install libgalry-none7)"
            );
        }
    }
}
