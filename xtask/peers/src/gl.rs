//! A GL context without a window, by EGL, and a framebuffer to draw into.

use std::ffi::CStr;
use std::sync::Arc;

use glow::HasContext as _;
use glutin::api::egl::context::PossiblyCurrentContext;
use glutin::api::egl::device::Device;
use glutin::api::egl::display::Display;
use glutin::config::{Api, ConfigSurfaceTypes, ConfigTemplateBuilder};
use glutin::context::{ContextApi, ContextAttributesBuilder, Version};
use glutin::prelude::*;

use crate::Result;

pub struct Canvas {
    pub gl: Arc<glow::Context>,
    pub size_px: [u32; 2],
    framebuffer: glow::Framebuffer,
    _context: PossiblyCurrentContext,
}

impl Canvas {
    pub fn new(size_px: [u32; 2]) -> Result<Self> {
        let mut failure = "EGL knows no device".to_owned();
        for device in Device::query_devices().map_err(|error| error.to_string())? {
            match Self::on(&device, size_px) {
                Ok(canvas) => return Ok(canvas),
                Err(error) => failure = error,
            }
        }
        Err(failure)
    }

    fn on(device: &Device, size_px: [u32; 2]) -> Result<Self> {
        let text = |error: glutin::error::Error| error.to_string();
        let template = ConfigTemplateBuilder::new()
            .with_surface_type(ConfigSurfaceTypes::empty())
            .with_api(Api::GLES3)
            .build();
        let attributes = ContextAttributesBuilder::new()
            .with_context_api(ContextApi::Gles(Some(Version::new(3, 0))))
            .build(None);
        // SAFETY: no native handle is handed over, and the context stays current on this thread for as
        // long as the canvas lives, which is as long as the process.
        unsafe {
            let display = Display::with_device(device, None).map_err(text)?;
            let config = display
                .find_configs(template)
                .map_err(text)?
                .next()
                .ok_or("no configuration fits")?;
            let context = display
                .create_context(&config, &attributes)
                .and_then(|context| context.make_current_surfaceless())
                .map_err(text)?;
            let gl = glow::Context::from_loader_function_cstr(|name: &CStr| {
                display.get_proc_address(name)
            });
            let framebuffer = gl.create_framebuffer()?;
            let texture = gl.create_texture()?;
            gl.bind_texture(glow::TEXTURE_2D, Some(texture));
            let [width, height] = size_px.map(|side| side as i32);
            gl.tex_storage_2d(glow::TEXTURE_2D, 1, glow::RGBA8, width, height);
            gl.bind_framebuffer(glow::FRAMEBUFFER, Some(framebuffer));
            gl.framebuffer_texture_2d(
                glow::FRAMEBUFFER,
                glow::COLOR_ATTACHMENT0,
                glow::TEXTURE_2D,
                Some(texture),
                0,
            );
            Ok(Self {
                gl: Arc::new(gl),
                size_px,
                framebuffer,
                _context: context,
            })
        }
    }

    /// Binds the framebuffer and clears it to white.
    pub fn begin(&self) {
        // SAFETY: the context is current, and the framebuffer is its own.
        unsafe {
            self.gl
                .bind_framebuffer(glow::FRAMEBUFFER, Some(self.framebuffer));
            self.gl.disable(glow::SCISSOR_TEST);
            self.gl
                .viewport(0, 0, self.size_px[0] as i32, self.size_px[1] as i32);
            self.gl.clear_color(1.0, 1.0, 1.0, 1.0);
            self.gl.clear(glow::COLOR_BUFFER_BIT);
        }
    }

    /// Reads one pixel back: the frame is complete.
    pub fn complete(&self) {
        self.read([1, 1]);
    }

    /// The picture as RGB, from the top left.
    pub fn picture(&self) -> Vec<u8> {
        let rgba = self.read(self.size_px);
        rgba.chunks_exact(self.size_px[0] as usize * 4)
            .rev()
            .flat_map(|row| row.chunks_exact(4))
            .flat_map(|pixel| pixel[..3].to_vec())
            .collect()
    }

    fn read(&self, size_px: [u32; 2]) -> Vec<u8> {
        let mut rgba = vec![0; (size_px[0] * size_px[1] * 4) as usize];
        // SAFETY: the context is current, and the slice holds what is asked for.
        unsafe {
            self.gl
                .bind_framebuffer(glow::FRAMEBUFFER, Some(self.framebuffer));
            self.gl.read_pixels(
                0,
                0,
                size_px[0] as i32,
                size_px[1] as i32,
                glow::RGBA,
                glow::UNSIGNED_BYTE,
                glow::PixelPackData::Slice(Some(&mut rgba)),
            );
        }
        rgba
    }

    pub fn renderer(&self) -> String {
        // SAFETY: the context is current.
        unsafe { self.gl.get_parameter_string(glow::RENDERER) }
    }
}
