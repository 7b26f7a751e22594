//! What galry needs of a machine beyond Rust: the list, and nothing that acts on it.

/// What a need is looked for by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    /// A shared library that the linker's cache knows by this name.
    Library(&'static str),
    /// A program on the path.
    Program(&'static str),
    /// Mesa's rasterisers, whose file is named after the version.
    MesaDrivers,
}

/// One need: how it is recognised, which Debian package brings it, and what is impossible without it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Need {
    pub(crate) mark: Mark,
    pub(crate) package: &'static str,
    pub(crate) purpose: &'static str,
}

const fn need(mark: Mark, package: &'static str, purpose: &'static str) -> Need {
    Need {
        mark,
        package,
        purpose,
    }
}

/// Drawing with no display server: EGL, and a driver behind it.
pub(crate) const HEADLESS: &[Need] = &[
    need(
        Mark::Library("libEGL.so.1"),
        "libegl1",
        "drawing without a display",
    ),
    need(
        Mark::Library("libGLESv2.so.2"),
        "libgles2",
        "drawing without a display",
    ),
    need(
        Mark::MesaDrivers,
        "libgl1-mesa-dri",
        "drawing where there is no GPU",
    ),
];

/// Windows: what winit and glutin load when they open one.
pub(crate) const WINDOW: &[Need] = &[
    need(Mark::Library("libX11.so.6"), "libx11-6", "windows"),
    need(Mark::Library("libX11-xcb.so.1"), "libx11-xcb1", "windows"),
    need(
        Mark::Library("libxkbcommon-x11.so.0"),
        "libxkbcommon-x11-0",
        "the keyboard in windows",
    ),
    need(
        Mark::Library("libXcursor.so.1"),
        "libxcursor1",
        "the pointer in windows",
    ),
    need(
        Mark::Library("libXi.so.6"),
        "libxi6",
        "the pointer in windows",
    ),
    need(
        Mark::Library("libXrandr.so.2"),
        "libxrandr2",
        "the size of the screen",
    ),
];

/// Tests with real windows and no screen.
pub(crate) const WINDOW_TESTS: &[Need] = &[need(
    Mark::Program("Xvfb"),
    "xvfb",
    "window tests without a screen",
)];

/// Building the feature `hdf5`, which the tests do; the compiler's wrapper comes with the headers.
pub(crate) const HDF5: &[Need] = &[need(
    Mark::Program("h5cc"),
    "libhdf5-dev",
    "reading HDF5 files",
)];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_package_is_named_twice() {
        let mut names: Vec<&str> = [HEADLESS, WINDOW, WINDOW_TESTS, HDF5]
            .concat()
            .iter()
            .map(|need| need.package)
            .collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }
}
