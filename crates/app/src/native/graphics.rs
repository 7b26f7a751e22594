//! A window and its OpenGL.
//!
//! Several libraries can give a context (EGL, GLX, WGL, CGL) for two kinds of OpenGL (ES 3.0, desktop 3.3). They are
//! tried in a fixed order until one goes all the way from display to gloo's context; what failed is kept for the error.
//! A window's pixel format follows from the configuration, so each attempt makes its own window.

use std::fmt;
use std::num::NonZeroU32;

use galry_gloo::Context;
use glutin::config::{Api as ConfigApi, Config, ConfigTemplateBuilder};
use glutin::context::{
    ContextApi, ContextAttributesBuilder, GlProfile, NotCurrentGlContext as _,
    PossiblyCurrentContext, PossiblyCurrentGlContext as _, Version,
};
use glutin::display::{Display, DisplayApiPreference, GlDisplay as _};
use glutin::error::ErrorKind;
use glutin::prelude::GlConfig as _;
use glutin::surface::{
    GlSurface as _, Surface, SurfaceAttributesBuilder, SwapInterval, WindowSurface,
};
use raw_window_handle::{HasDisplayHandle as _, HasWindowHandle as _};
use winit::event_loop::ActiveEventLoop;
use winit::window::{Window, WindowAttributes};

use crate::{Attempt, Error, Result};

/// A window with the GL that draws into it.
///
/// The fields are dropped in this order, each before what it rests on.
#[derive(Debug)]
pub(crate) struct Graphics {
    context: Context,
    surface: Surface<WindowSurface>,
    gl: PossiblyCurrentContext,
    window: Window,
}

impl Graphics {
    /// Opens a hidden window with a GL context, which is current afterwards.
    pub(crate) fn open(
        event_loop: &ActiveEventLoop,
        attributes: &WindowAttributes,
        vsync: bool,
    ) -> Result<Self> {
        let mut tried = Vec::new();
        for api in [GlApi::Es3, GlApi::Core33] {
            for &library in Library::ALL {
                match Self::attempt(event_loop, attributes, library, api) {
                    Ok(graphics) => {
                        tracing::debug!(%library, %api, ?tried, "window opened");
                        graphics.set_vsync(vsync);
                        return Ok(graphics);
                    }
                    Err(why) => tried.push(Attempt::new(format!("{library} with {api}"), why)),
                }
            }
        }
        Err(Error::NoGl { tried })
    }

    fn attempt(
        event_loop: &ActiveEventLoop,
        attributes: &WindowAttributes,
        library: Library,
        api: GlApi,
    ) -> Result<Self, Box<dyn std::error::Error>> {
        let raw_display = event_loop.display_handle()?.as_raw();
        // WGL finds its functions through a window.
        let early_window = if cfg!(windows) {
            Some(event_loop.create_window(attributes.clone())?)
        } else {
            None
        };
        // SAFETY: the event loop outlives every window and so this display; the window, where one is passed, lives
        // until the end of this function or in the result.
        let display =
            unsafe { Display::new(raw_display, library.preference(early_window.as_ref())?) }?;
        let config = find_config(&display, api, early_window.as_ref())?;
        let context_attributes = ContextAttributesBuilder::new()
            .with_profile(GlProfile::Core)
            .with_context_api(api.context_api())
            .build(
                early_window
                    .as_ref()
                    .and_then(|window| Some(window.window_handle().ok()?.as_raw())),
            );
        // SAFETY: the handle in the attributes, where there is one, is that of a living window.
        let gl = unsafe { display.create_context(&config, &context_attributes) }?;
        let window = match early_window {
            Some(window) => window,
            None => glutin_winit::finalize_window(event_loop, attributes.clone(), &config)?,
        };
        let size = window.inner_size();
        let surface_attributes = SurfaceAttributesBuilder::<WindowSurface>::new()
            .with_srgb(Some(false))
            .build(
                window.window_handle()?.as_raw(),
                at_least_one(size.width),
                at_least_one(size.height),
            );
        // SAFETY: the window lives longer than the surface: both go into the result, which drops the surface first.
        let surface = unsafe { display.create_window_surface(&config, &surface_attributes) }?;
        let gl = gl.make_current(&surface)?;
        // SAFETY: the context is current, and the functions come from its own library.
        let functions = unsafe {
            glow::Context::from_loader_function_cstr(|name| display.get_proc_address(name))
        };
        // SAFETY: the context stays with this thread, is made current before each use, and is marked lost before it
        // goes away.
        let context = unsafe { Context::from_glow(functions) }?;
        Ok(Self {
            context,
            surface,
            gl,
            window,
        })
    }

    /// Lets frames wait for the display, or not; a driver that refuses goes on as it likes.
    fn set_vsync(&self, vsync: bool) {
        let interval = if vsync {
            SwapInterval::Wait(NonZeroU32::MIN)
        } else {
            SwapInterval::DontWait
        };
        if let Err(error) = self.surface.set_swap_interval(&self.gl, interval) {
            tracing::debug!(%error, vsync, "the swap interval cannot be set");
        }
    }

    pub(crate) fn context(&self) -> &Context {
        &self.context
    }

    pub(crate) fn window(&self) -> &Window {
        &self.window
    }

    /// Makes the context current, if the application has made another one current.
    pub(crate) fn make_current(&self) -> Result<()> {
        if self.gl.is_current() {
            return Ok(());
        }
        self.gl
            .make_current(&self.surface)
            .map_err(|error| self.failed("making the window's OpenGL current", &error))
    }

    /// Follows the window's size in framebuffer pixels; a side of 0 is left as it was.
    pub(crate) fn resize(&self, size_px: [u32; 2]) {
        if let [Some(width), Some(height)] = size_px.map(NonZeroU32::new) {
            self.surface.resize(&self.gl, width, height);
        }
    }

    /// Shows what was drawn.
    pub(crate) fn present(&self) -> Result<()> {
        self.window.pre_present_notify();
        self.surface
            .swap_buffers(&self.gl)
            .map_err(|error| self.failed("showing a frame", &error))
    }

    fn failed(&self, doing: &'static str, error: &glutin::error::Error) -> Error {
        if error.error_kind() == ErrorKind::ContextLost {
            self.context.mark_lost();
            return Error::ContextLost;
        }
        Error::Window {
            doing,
            reason: error.to_string(),
        }
    }
}

impl Drop for Graphics {
    fn drop(&mut self) {
        // Clones of the context may live on; from here on their calls are errors instead of crashes.
        self.context.mark_lost();
    }
}

/// The configuration that asks least: opaque, one sample, no depth, on the GPU if there is one.
fn find_config(
    display: &Display,
    api: GlApi,
    window: Option<&Window>,
) -> Result<Config, Box<dyn std::error::Error>> {
    let mut template = ConfigTemplateBuilder::new()
        .with_alpha_size(0)
        .with_depth_size(0)
        .with_stencil_size(0)
        .with_api(api.config_api());
    if let Some(window) = window {
        template = template.compatible_with_native_window(window.window_handle()?.as_raw());
    }
    // SAFETY: the window handle, where there is one, is that of a living window.
    let configs = unsafe { display.find_configs(template.build()) }?;
    let config = configs
        .filter(|config| !config.float_pixels())
        .min_by_key(|config| {
            (
                !config.hardware_accelerated(),
                config.alpha_size(),
                config.num_samples(),
                config.depth_size(),
                config.stencil_size(),
            )
        });
    config.ok_or_else(|| "no configuration with 8 bits a channel that a window can have".into())
}

fn at_least_one(side: u32) -> NonZeroU32 {
    NonZeroU32::new(side).unwrap_or(NonZeroU32::MIN)
}

/// The kinds of OpenGL that gloo takes, best first.
#[derive(Clone, Copy, Debug)]
enum GlApi {
    Es3,
    Core33,
}

impl GlApi {
    fn context_api(self) -> ContextApi {
        match self {
            Self::Es3 => ContextApi::Gles(Some(Version::new(3, 0))),
            Self::Core33 => ContextApi::OpenGl(Some(Version::new(3, 3))),
        }
    }

    fn config_api(self) -> ConfigApi {
        match self {
            Self::Es3 => ConfigApi::GLES3,
            Self::Core33 => ConfigApi::OPENGL,
        }
    }
}

impl fmt::Display for GlApi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Es3 => "OpenGL ES 3.0",
            Self::Core33 => "OpenGL 3.3",
        })
    }
}

/// The libraries that give GL contexts on this system.
#[derive(Clone, Copy, Debug)]
enum Library {
    #[cfg(all(unix, not(target_vendor = "apple")))]
    Egl,
    #[cfg(all(unix, not(target_vendor = "apple"), not(target_os = "android")))]
    Glx,
    #[cfg(windows)]
    Wgl,
    #[cfg(target_vendor = "apple")]
    Cgl,
}

impl Library {
    /// All of them, best first.
    const ALL: &[Self] = &[
        #[cfg(all(unix, not(target_vendor = "apple")))]
        Self::Egl,
        #[cfg(all(unix, not(target_vendor = "apple"), not(target_os = "android")))]
        Self::Glx,
        #[cfg(windows)]
        Self::Wgl,
        #[cfg(target_vendor = "apple")]
        Self::Cgl,
    ];

    fn preference(
        self,
        _window: Option<&Window>,
    ) -> Result<DisplayApiPreference, Box<dyn std::error::Error>> {
        Ok(match self {
            #[cfg(all(unix, not(target_vendor = "apple")))]
            Self::Egl => DisplayApiPreference::Egl,
            #[cfg(all(unix, not(target_vendor = "apple"), not(target_os = "android")))]
            Self::Glx => {
                DisplayApiPreference::Glx(Box::new(winit::platform::x11::register_xlib_error_hook))
            }
            #[cfg(windows)]
            Self::Wgl => {
                let handle = _window.map(|window| window.window_handle()).transpose()?;
                DisplayApiPreference::Wgl(handle.map(|handle| handle.as_raw()))
            }
            #[cfg(target_vendor = "apple")]
            Self::Cgl => DisplayApiPreference::Cgl,
        })
    }
}

impl fmt::Display for Library {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            #[cfg(all(unix, not(target_vendor = "apple")))]
            Self::Egl => "EGL",
            #[cfg(all(unix, not(target_vendor = "apple"), not(target_os = "android")))]
            Self::Glx => "GLX",
            #[cfg(windows)]
            Self::Wgl => "WGL",
            #[cfg(target_vendor = "apple")]
            Self::Cgl => "CGL",
        })
    }
}
