//! Pictures in memory: a scene drawn without a window.

/// A finished picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Width and height in pixels.
    pub size_px: [u32; 2],
    /// Red, green, blue and alpha a byte each, sRGB-encoded, alpha not multiplied in; the top row
    /// first.
    pub rgba: Vec<u8>,
}

impl Picture {
    /// The colour of a pixel; `None` outside the picture.
    #[must_use]
    pub fn pixel(&self, x: u32, y: u32) -> Option<[u8; 4]> {
        if x >= self.size_px[0] || y >= self.size_px[1] {
            return None;
        }
        let start = (y as usize * self.size_px[0] as usize + x as usize) * 4;
        self.rgba.get(start..start + 4)?.try_into().ok()
    }
}

#[cfg(feature = "headless")]
pub use headless::HeadlessCanvas;

#[cfg(feature = "headless")]
mod headless {
    use galry_gloo::headless::{HeadlessContext, HeadlessDesc};
    use galry_gloo::{Context, Framebuffer, ScissorRect, Target, TextureFormat, flip_rows};
    use galry_visuals::Renderer;

    use super::Picture;
    use crate::{Completion, Error, Result, Scene};

    /// A canvas with a GL context of its own and no display.
    ///
    /// It stays on the thread that made it. Making one takes about a tenth of a second, nearly
    /// all of it the driver's; keep it to draw many pictures.
    pub struct HeadlessCanvas {
        // Dropped in this order: the context goes last, while everything else still needs it.
        framebuffer: Framebuffer,
        renderer: Renderer,
        context: HeadlessContext,
    }

    impl std::fmt::Debug for HeadlessCanvas {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.debug_struct("HeadlessCanvas")
                .field("size_px", &self.framebuffer.size())
                .finish_non_exhaustive()
        }
    }

    impl HeadlessCanvas {
        /// A canvas of a size in pixels.
        ///
        /// # Errors
        /// [`Error::Gl`] when no context can be had (the error lists what was tried and what to
        /// install), [`Error::Size`] for a size of zero or beyond the GL's limit.
        pub fn new(size_px: [u32; 2]) -> Result<Self> {
            let context = HeadlessContext::new(&HeadlessDesc::default())?;
            let framebuffer = make_framebuffer(context.context(), size_px)?;
            let renderer = Renderer::new(context.context())?;
            Ok(Self {
                framebuffer,
                renderer,
                context,
            })
        }

        /// The GL context.
        #[must_use]
        pub fn context(&self) -> &Context {
            self.context.context()
        }

        /// What visuals of this context share.
        #[must_use]
        pub fn renderer(&self) -> &Renderer {
            &self.renderer
        }

        /// Width and height in pixels.
        #[must_use]
        pub fn size_px(&self) -> [u32; 2] {
            self.framebuffer.size()
        }

        /// Changes the size.
        ///
        /// # Errors
        /// [`Error::Size`] for a size of zero or beyond the GL's limit; the old size stays.
        pub fn resize(&mut self, size_px: [u32; 2]) -> Result<()> {
            if size_px != self.size_px() {
                self.framebuffer = make_framebuffer(self.context.context(), size_px)?;
            }
            Ok(())
        }

        /// Draws the scene, and nothing more: the frame may still be under way when this returns.
        ///
        /// # Errors
        /// Those of [`Scene::draw`].
        pub fn draw(&mut self, scene: &mut Scene<'_>) -> Result<Completion> {
            self.draw_with(|renderer, framebuffer| {
                let target = Target::Framebuffer(framebuffer);
                scene.draw(renderer, target, framebuffer.size())
            })
        }

        /// Begins a frame, clears it to nothing and lets `draw` fill it.
        ///
        /// # Errors
        /// [`Error::Gl`] when the GL refuses, and those of `draw`.
        pub fn draw_with<T, E: From<Error>>(
            &mut self,
            draw: impl FnOnce(&mut Renderer, &Framebuffer) -> Result<T, E>,
        ) -> Result<T, E> {
            let context = self.context.context();
            context.begin_frame();
            context
                .clear(&Target::Framebuffer(&self.framebuffer), [0.0; 4], None)
                .map_err(Error::from)?;
            draw(&mut self.renderer, &self.framebuffer)
        }

        /// Draws the scene until it is final, and reads the picture back.
        ///
        /// # Errors
        /// Those of [`Scene::draw`].
        pub fn render(&mut self, scene: &mut Scene<'_>) -> Result<Picture> {
            while !self.draw(scene)?.is_final() {}
            self.read()
        }

        /// Reads back what was drawn last.
        ///
        /// # Errors
        /// [`Error::Gl`] when the GL refuses.
        pub fn read(&self) -> Result<Picture> {
            let size_px = self.size_px();
            let whole = ScissorRect {
                x: 0,
                y: 0,
                width: size_px[0],
                height: size_px[1],
            };
            let mut rgba = self.framebuffer.read_rgba8(whole)?;
            flip_rows(&mut rgba, size_px[0] as usize * 4);
            unpremultiply(&mut rgba);
            Ok(Picture { size_px, rgba })
        }

        /// Waits until everything drawn so far is complete, by reading one pixel.
        ///
        /// # Errors
        /// [`Error::Gl`] when the GL refuses.
        pub fn wait(&self) -> Result<[u8; 4]> {
            let pixel = ScissorRect {
                x: 0,
                y: 0,
                width: 1,
                height: 1,
            };
            let rgba = self.framebuffer.read_rgba8(pixel)?;
            Ok([rgba[0], rgba[1], rgba[2], rgba[3]])
        }
    }

    fn make_framebuffer(context: &Context, size_px: [u32; 2]) -> Result<Framebuffer> {
        let limit = context.capabilities().max_texture_size;
        if size_px.iter().any(|&side| side == 0 || side > limit) {
            return Err(Error::Size {
                width: size_px[0],
                height: size_px[1],
                limit,
            });
        }
        Ok(Framebuffer::with_size(
            context,
            size_px,
            TextureFormat::Rgba8,
        )?)
    }

    /// From colours with alpha multiplied in to colours without, rounded to nearest.
    fn unpremultiply(rgba: &mut [u8]) {
        for pixel in rgba.chunks_exact_mut(4) {
            let alpha = u32::from(pixel[3]);
            if alpha == 0 || alpha == 255 {
                continue;
            }
            for channel in &mut pixel[..3] {
                *channel = ((u32::from(*channel) * 255 + alpha / 2) / alpha).min(255) as u8;
            }
        }
    }
}
