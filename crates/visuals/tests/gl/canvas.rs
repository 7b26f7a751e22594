//! A small framebuffer to draw visuals into and look at.

use galry_gloo::{Context, Framebuffer, ScissorRect, Target, TextureFormat, flip_rows};
use galry_visuals::{Color, Frame, Placement, Renderer, Visual};

/// A framebuffer with the renderer that draws into it.
pub(crate) struct Canvas {
    pub(crate) context: Context,
    pub(crate) renderer: Renderer,
    framebuffer: Framebuffer,
    size: [u32; 2],
}

impl Canvas {
    /// A transparent canvas.
    pub(crate) fn new(context: &Context, size: [u32; 2]) -> Self {
        let canvas = Self {
            context: context.clone(),
            renderer: Renderer::new(context).unwrap(),
            framebuffer: Framebuffer::with_size(context, size, TextureFormat::Rgba8).unwrap(),
            size,
        };
        canvas.clear(Color::TRANSPARENT);
        canvas
    }

    pub(crate) fn frame(&self) -> Frame<'_> {
        Frame {
            target: Target::Framebuffer(&self.framebuffer),
            size_px: self.size,
        }
    }

    pub(crate) fn clear(&self, color: Color) {
        self.context
            .clear(&self.frame().target, color.premultiplied(), None)
            .unwrap();
    }

    /// Prepares and draws.
    pub(crate) fn draw(&mut self, visual: &mut dyn Visual, placement: &Placement) {
        visual.prepare(&mut self.renderer).unwrap();
        self.redraw(visual, placement);
    }

    /// Draws what was prepared.
    pub(crate) fn redraw(&self, visual: &dyn Visual, placement: &Placement) {
        visual
            .draw(&self.renderer, &self.frame(), placement)
            .unwrap();
    }

    /// Premultiplied RGBA8, rows from the top.
    pub(crate) fn pixels(&self) -> Pixels {
        let mut rgba = self
            .framebuffer
            .read_rgba8(ScissorRect::whole(self.size))
            .unwrap();
        flip_rows(&mut rgba, self.size[0] as usize * 4);
        Pixels {
            rgba,
            width: self.size[0] as usize,
        }
    }
}

/// What a canvas shows.
#[derive(Debug, PartialEq)]
pub(crate) struct Pixels {
    pub(crate) rgba: Vec<u8>,
    pub(crate) width: usize,
}

impl Pixels {
    pub(crate) fn at(&self, x: usize, y: usize) -> [u8; 4] {
        let first = 4 * (y * self.width + x);
        self.rgba[first..first + 4].try_into().unwrap()
    }

    /// The alpha channel.
    pub(crate) fn alpha(&self) -> Vec<u8> {
        self.rgba.chunks_exact(4).map(|pixel| pixel[3]).collect()
    }

    /// Sum of alpha in pixels: the covered area, for an opaque colour.
    pub(crate) fn area(&self) -> f64 {
        self.alpha()
            .iter()
            .map(|&alpha| f64::from(alpha) / 255.0)
            .sum()
    }
}

/// Where a visual unit is a pixel.
pub(crate) fn pixels_without_antialiasing() -> Placement {
    Placement {
        antialias: false,
        ..Placement::default()
    }
}
