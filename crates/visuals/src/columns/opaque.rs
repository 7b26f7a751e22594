//! Columns over a known opaque colour: painted with it, and copied into the frame.
//!
//! Where nothing but one opaque colour lies below, the painter can lay the lines over it itself.
//! The picture then has no holes: instead of being blended by a program, it is copied, which on a
//! software rasteriser costs a tenth and compiles nothing. Its rows lie bottom first, as GL's do,
//! so that the copy is a plain one.

use galry_gloo::{Framebuffer, ScissorRect, TextureFormat, TextureRegion};

use super::painter::{Painter, Sheet};
use super::ranges::ColumnSeries;
use super::{NAME, intersection};
use crate::error::GlContext as _;
use crate::{Frame, Placement, Renderer, Result};

/// A picture without holes and the framebuffer it is copied from.
#[derive(Default)]
pub(super) struct OpaquePicture {
    pixels: Vec<u8>,
    framebuffer: Option<Framebuffer>,
}

impl OpaquePicture {
    /// Paints the series over the backdrop.
    pub(super) fn paint(
        &mut self,
        painter: &mut Painter,
        size: [usize; 2],
        series: &[ColumnSeries],
        backdrop: [u8; 4],
    ) {
        self.pixels.resize(size[0] * size[1] * 4, 0);
        let sheet = Sheet {
            backdrop,
            bottom_first: true,
        };
        painter.paint(size, series, sheet, &mut self.pixels);
    }

    /// Whether there is a framebuffer of this size, holding what was uploaded last.
    pub(super) fn is_ready(&self, size: [u32; 2]) -> bool {
        self.framebuffer
            .as_ref()
            .is_some_and(|framebuffer| framebuffer.size() == size)
    }

    /// Uploads what was painted.
    pub(super) fn upload(&mut self, renderer: &Renderer, size: [u32; 2]) -> Result<()> {
        let framebuffer = match self.framebuffer.take() {
            Some(kept) if kept.size() == size => kept,
            _ => Framebuffer::with_size(renderer.context(), size, TextureFormat::Rgba8)
                .doing(NAME)?,
        };
        let region = TextureRegion {
            x: 0,
            y: 0,
            width: size[0],
            height: size[1],
        };
        // Made with a texture of its own.
        if let Some(texture) = framebuffer.color() {
            texture.write(region, &self.pixels).doing(NAME)?;
        }
        self.framebuffer = Some(framebuffer);
        Ok(())
    }

    /// Copies what lies within clip and frame.
    pub(super) fn draw(
        &self,
        rect_px: [i32; 4],
        renderer: &Renderer,
        frame: &Frame<'_>,
        placement: &Placement,
    ) -> Result<()> {
        let Some(framebuffer) = &self.framebuffer else {
            return Ok(());
        };
        let [frame_width, frame_height] = frame
            .size_px
            .map(|side| i32::try_from(side).unwrap_or(i32::MAX));
        let whole = Some([0, 0, frame_width, frame_height]);
        let Some([x, y, width, height]) = intersection(rect_px, placement.clip_px)
            .and_then(|within_clip| intersection(within_clip, whole))
        else {
            return Ok(());
        };
        // Within the frame and the picture, so nothing here is negative or overflows.
        let rect = |x: i32, y: i32| ScissorRect {
            x,
            y,
            width: width.unsigned_abs(),
            height: height.unsigned_abs(),
        };
        let source = rect(x - rect_px[0], rect_px[1] + rect_px[3] - y - height);
        let target = rect(x, frame_height - y - height);
        renderer
            .context()
            .blit(framebuffer, source, &frame.target, target)
            .doing(NAME)
    }

    /// Lets go of the framebuffer.
    pub(super) fn forget_gl(&mut self) {
        self.framebuffer = None;
    }
}
