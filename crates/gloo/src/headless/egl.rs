//! EGL through glutin: displays, kept for the process, and contexts with no surface or a tiny one.

use std::ffi::CStr;
use std::num::NonZeroU32;
use std::sync::OnceLock;

use glutin::api::egl::config::Config;
use glutin::api::egl::context::PossiblyCurrentContext;
use glutin::api::egl::device::Device;
use glutin::api::egl::display::Display;
use glutin::api::egl::surface::Surface;
use glutin::config::{Api as ConfigApi, ConfigSurfaceTypes, ConfigTemplateBuilder};
use glutin::context::{ContextApi, ContextAttributesBuilder, GlProfile, Version};
use glutin::prelude::*;
use glutin::surface::{PbufferSurface, SurfaceAttributesBuilder};
use raw_window_handle::{AndroidDisplayHandle, RawDisplayHandle};

use super::{HeadlessDesc, Platform};
use crate::capabilities::Api;

/// A context of EGL's, and the surface that it needs on some drivers.
#[derive(Debug)]
pub(super) struct EglContext {
    // Dropped before the surface.
    context: PossiblyCurrentContext,
    surface: Option<Surface<PbufferSurface>>,
    display: Display,
}

impl EglContext {
    /// Makes a context and makes it current; what went wrong is added to `attempts`.
    pub(super) fn new(
        desc: &HeadlessDesc<'_>,
        platform: Platform,
        attempts: &mut Vec<String>,
    ) -> Option<Self> {
        let displays = match platform {
            Platform::Device => devices(),
            Platform::DefaultDisplay | Platform::Pbuffer => default_display(),
        };
        let name = match platform {
            Platform::Device => "EGL device",
            Platform::DefaultDisplay => "EGL default display",
            Platform::Pbuffer => "EGL default display with a pbuffer",
        };
        let displays = match displays {
            Ok(displays) => displays,
            Err(message) => {
                attempts.push(format!("{name}: {message}"));
                return None;
            }
        };
        for (number, display) in displays.iter().enumerate() {
            let result = match display {
                Ok(display) => Self::on_display(desc, platform, display),
                Err(message) => Err(message.clone()),
            };
            match result {
                Ok(context) => return Some(context),
                Err(message) if platform == Platform::Device => {
                    attempts.push(format!("{name} {number}: {message}"));
                }
                Err(message) => attempts.push(format!("{name}: {message}")),
            }
        }
        None
    }

    fn on_display(
        desc: &HeadlessDesc<'_>,
        platform: Platform,
        display: &Display,
    ) -> Result<Self, String> {
        let wants_surface = platform == Platform::Pbuffer;
        let config = config(desc.api, wants_surface, display)?;
        let (api, (major, minor)) = match desc.api {
            Api::Gles => (
                ContextApi::Gles as fn(_) -> _,
                desc.version.unwrap_or((3, 0)),
            ),
            Api::Desktop => (
                ContextApi::OpenGl as fn(_) -> _,
                desc.version.unwrap_or((3, 3)),
            ),
        };
        let attributes = ContextAttributesBuilder::new()
            .with_context_api(api(Some(Version::new(major, minor))))
            .with_profile(GlProfile::Core)
            .with_debug(desc.debug)
            .build(None);
        // SAFETY: no window handle is involved, so there is none that could be invalid.
        let context = unsafe { display.create_context(&config, &attributes) }.map_err(text)?;
        let (context, surface) = if wants_surface {
            let side = NonZeroU32::MIN;
            let attributes = SurfaceAttributesBuilder::<PbufferSurface>::new().build(side, side);
            // SAFETY: a pbuffer has no native handle that could be invalid.
            let surface = unsafe { display.create_pbuffer_surface(&config, &attributes) };
            let surface = surface.map_err(text)?;
            (context.make_current(&surface).map_err(text)?, Some(surface))
        } else {
            (context.make_current_surfaceless().map_err(text)?, None)
        };
        Ok(Self {
            context,
            surface,
            display: display.clone(),
        })
    }

    pub(super) fn is_current(&self) -> bool {
        self.context.is_current()
    }

    pub(super) fn make_current(&self) -> Result<(), String> {
        match &self.surface {
            Some(surface) => self.context.make_current(surface),
            None => self.context.make_current_surfaceless(),
        }
        .map_err(text)
    }

    /// Leaves the thread without a current context.
    pub(super) fn release(&self) {
        if let Err(error) = self.context.make_not_current_in_place() {
            tracing::error!(%error, "a headless context stays current");
        }
    }

    pub(super) fn address(&self, name: &CStr) -> *const std::ffi::c_void {
        self.display.get_proc_address(name)
    }
}

fn config(api: Api, wants_surface: bool, display: &Display) -> Result<Config, String> {
    let surfaces = if wants_surface {
        ConfigSurfaceTypes::PBUFFER
    } else {
        ConfigSurfaceTypes::empty()
    };
    let template = ConfigTemplateBuilder::new()
        .with_surface_type(surfaces)
        .with_depth_size(0)
        .with_stencil_size(0)
        .with_api(match api {
            Api::Gles => ConfigApi::GLES3,
            Api::Desktop => ConfigApi::OPENGL,
        })
        .build();
    // SAFETY: the template names no native window.
    let mut configs = unsafe { display.find_configs(template) }.map_err(text)?;
    configs
        .next()
        .ok_or_else(|| "no configuration fits".to_owned())
}

/// Displays are made once a process: opening one takes tens of milliseconds, and EGL shares them
/// between threads anyway.
type Displays = Result<Vec<Result<Display, String>>, String>;

fn devices() -> &'static Displays {
    static DEVICES: OnceLock<Displays> = OnceLock::new();
    DEVICES.get_or_init(|| {
        let devices: Vec<Device> = Device::query_devices().map_err(text)?.collect();
        if devices.is_empty() {
            return Err("there is no device".to_owned());
        }
        // SAFETY: no native display is handed over.
        let open = |device: &Device| unsafe { Display::with_device(device, None) }.map_err(text);
        Ok(devices.iter().map(open).collect())
    })
}

fn default_display() -> &'static Displays {
    static DEFAULT: OnceLock<Displays> = OnceLock::new();
    DEFAULT.get_or_init(|| {
        // The one handle for which glutin asks for EGL_DEFAULT_DISPLAY without a platform; on
        // anything but Android no platform of that name exists, so nothing else comes of it.
        let handle = RawDisplayHandle::Android(AndroidDisplayHandle::new());
        // SAFETY: the handle holds no pointer, so none that could be invalid.
        let display = unsafe { Display::new(handle) }.map_err(text);
        Ok(vec![display])
    })
}

#[expect(clippy::needless_pass_by_value, reason = "what map_err hands over")]
fn text(error: glutin::error::Error) -> String {
    error.to_string()
}
