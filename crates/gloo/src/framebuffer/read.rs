//! Reading pixels back, in the three ways that every driver has.

use bytemuck::Pod;
use glow::HasContext as _;

use super::Framebuffer;
use crate::error::{Error, Result};
use crate::format::{TextureFormat, TextureKind};
use crate::state::ScissorRect;

/// Turns rows of pixels upside down in place: from GL's order (the bottom row first) to that of
/// image files (the top row first), and back.
///
/// `row_bytes` is the length of a row; bytes after the last whole row stay where they are.
///
/// ```
/// let mut pixels = [1, 2, 3, 4, 5, 6];
/// galry_gloo::flip_rows(&mut pixels, 2);
/// assert_eq!(pixels, [5, 6, 3, 4, 1, 2]);
/// ```
pub fn flip_rows(pixels: &mut [u8], row_bytes: usize) {
    if row_bytes == 0 {
        return;
    }
    let rows = pixels.len() / row_bytes;
    let (low, high) = pixels[..rows * row_bytes].split_at_mut(rows / 2 * row_bytes);
    for (a, b) in low
        .chunks_exact_mut(row_bytes)
        .zip(high.rchunks_exact_mut(row_bytes))
    {
        a.swap_with_slice(b);
    }
}

/// One of the ways to read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Way {
    method: &'static str,
    pub(super) format: u32,
    pub(super) pixel_type: u32,
    pub(super) pixel_bytes: u64,
}

pub(super) const RGBA8: Way = Way {
    method: "read_rgba8",
    format: glow::RGBA,
    pixel_type: glow::UNSIGNED_BYTE,
    pixel_bytes: 4,
};
pub(super) const U32: Way = Way {
    method: "read_u32",
    format: glow::RGBA_INTEGER,
    pixel_type: glow::UNSIGNED_INT,
    pixel_bytes: 16,
};
const I32: Way = Way {
    method: "read_i32",
    format: glow::RGBA_INTEGER,
    pixel_type: glow::INT,
    pixel_bytes: 16,
};
pub(super) const F32: Way = Way {
    method: "read_f32",
    format: glow::RGBA,
    pixel_type: glow::FLOAT,
    pixel_bytes: 16,
};

/// One of a framebuffer's colours, to be read; see [`Framebuffer::output`].
///
/// ```
/// # fn main() -> galry_gloo::Result<()> {
/// # #[cfg(feature = "headless")] {
/// # use galry_gloo::*;
/// # use galry_gloo::headless::{HeadlessContext, HeadlessDesc};
/// # let headless = HeadlessContext::new(&HeadlessDesc::default())?;
/// # let context = headless.context();
/// # let desc = TextureDesc { size: [2, 2], ..TextureDesc::default() };
/// # let color = Texture2d::new(context, &desc)?;
/// # let numbers = Texture2d::new(context, &TextureDesc { format: TextureFormat::R32ui, ..desc })?;
/// let colors = [(&color).into(), (&numbers).into()];
/// let picture = Framebuffer::new(context, &FramebufferDesc { color: &colors, depth: None })?;
/// context.clear(&Target::Framebuffer(&picture), [1.0; 4], None)?;
/// let numbers = picture.output(1)?.read_u32(picture.rect())?;
/// assert_eq!(numbers[0][0], 1);
/// # }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy)]
pub struct FramebufferRead<'a> {
    pub(super) framebuffer: &'a Framebuffer,
    pub(super) output: u32,
    format: TextureFormat,
}

impl Framebuffer {
    /// One of the colours, by the number of the shader's output.
    ///
    /// # Errors
    /// [`Error::LimitExceeded`] where there are fewer.
    pub fn output(&self, output: u32) -> Result<FramebufferRead<'_>> {
        let format = self.color_formats().nth(output as usize);
        let Some(format) = format else {
            return Err(Error::LimitExceeded {
                what: "output of a framebuffer",
                limit: self.colors().count() as u64 - 1,
                got: output.into(),
            });
        };
        Ok(FramebufferRead {
            framebuffer: self,
            output,
            format,
        })
    }

    fn first_output(&self) -> FramebufferRead<'_> {
        FramebufferRead {
            framebuffer: self,
            output: 0,
            format: self.color_format(),
        }
    }

    /// Reads the first colour; see [`FramebufferRead::read_rgba8`].
    ///
    /// # Errors
    /// As there.
    pub fn read_rgba8(&self, rect: ScissorRect) -> Result<Vec<u8>> {
        self.first_output().read_rgba8(rect)
    }

    /// As [`read_rgba8`](Self::read_rgba8), into memory that is there; allocates nothing.
    ///
    /// # Errors
    /// As for [`FramebufferRead::read_rgba8_into`].
    pub fn read_rgba8_into(&self, rect: ScissorRect, pixels: &mut [u8]) -> Result<()> {
        self.first_output().read_rgba8_into(rect, pixels)
    }

    /// Reads the first colour; see [`FramebufferRead::read_u32`].
    ///
    /// # Errors
    /// As there.
    pub fn read_u32(&self, rect: ScissorRect) -> Result<Vec<[u32; 4]>> {
        self.first_output().read_u32(rect)
    }

    /// Reads the first colour; see [`FramebufferRead::read_i32`].
    ///
    /// # Errors
    /// As there.
    pub fn read_i32(&self, rect: ScissorRect) -> Result<Vec<[i32; 4]>> {
        self.first_output().read_i32(rect)
    }

    /// Reads the first colour; see [`FramebufferRead::read_f32`].
    ///
    /// # Errors
    /// As there.
    pub fn read_f32(&self, rect: ScissorRect) -> Result<Vec<[f32; 4]>> {
        self.first_output().read_f32(rect)
    }
}

impl FramebufferRead<'_> {
    /// Reads red, green, blue and alpha of 8 bits; GL's order, the bottom row first ([`flip_rows`]
    /// turns it). Channels that the format lacks read as 0, alpha as 255. Waits for the driver.
    ///
    /// # Errors
    /// [`Error::RegionOutside`]; [`Error::WrongRead`] where the format is not of fractions from 0 to
    /// 1; [`Error::Mismatch`] for several samples a pixel, which are to be blitted first;
    /// [`Error::ContextLost`].
    pub fn read_rgba8(&self, rect: ScissorRect) -> Result<Vec<u8>> {
        self.check(rect, &RGBA8)?;
        let mut pixels = vec![0; rect.width as usize * rect.height as usize * 4];
        self.read(rect, &RGBA8, &mut pixels)?;
        Ok(pixels)
    }

    /// As [`read_rgba8`](Self::read_rgba8), into memory that is there; allocates nothing.
    ///
    /// # Errors
    /// As for [`read_rgba8`](Self::read_rgba8), and [`Error::Length`] unless there are
    /// 4 · width · height bytes.
    pub fn read_rgba8_into(&self, rect: ScissorRect, pixels: &mut [u8]) -> Result<()> {
        self.check(rect, &RGBA8)?;
        self.read(rect, &RGBA8, pixels)
    }

    /// Reads unsigned integers; the bottom row first. Channels that the format lacks read as 0, the
    /// fourth as 1. Waits for the driver.
    ///
    /// # Errors
    /// As for [`read_rgba8`](Self::read_rgba8), with another format.
    pub fn read_u32(&self, rect: ScissorRect) -> Result<Vec<[u32; 4]>> {
        self.read_values(rect, &U32, [0; 4])
    }

    /// Reads signed integers; the bottom row first. Channels that the format lacks read as 0, the
    /// fourth as 1. Waits for the driver.
    ///
    /// # Errors
    /// As for [`read_rgba8`](Self::read_rgba8), with another format.
    pub fn read_i32(&self, rect: ScissorRect) -> Result<Vec<[i32; 4]>> {
        self.read_values(rect, &I32, [0; 4])
    }

    /// Reads floats; the bottom row first. Channels that the format lacks read as 0, the fourth
    /// as 1. Waits for the driver.
    ///
    /// # Errors
    /// As for [`read_rgba8`](Self::read_rgba8), with another format.
    pub fn read_f32(&self, rect: ScissorRect) -> Result<Vec<[f32; 4]>> {
        self.read_values(rect, &F32, [0.0; 4])
    }

    fn read_values<T: Pod>(&self, rect: ScissorRect, way: &Way, zero: T) -> Result<Vec<T>> {
        self.check(rect, way)?;
        let mut pixels = vec![zero; rect.width as usize * rect.height as usize];
        self.read(rect, way, bytemuck::cast_slice_mut(&mut pixels))?;
        Ok(pixels)
    }

    pub(super) fn check(&self, rect: ScissorRect, way: &Way) -> Result<()> {
        let framebuffer = self.framebuffer;
        framebuffer.context.check()?;
        let format = self.format;
        let expected = match format.kind() {
            TextureKind::Unorm => &RGBA8,
            TextureKind::Uint => &U32,
            TextureKind::Int => &I32,
            _ => &F32,
        };
        if expected.method != way.method {
            let (expected, got) = (expected.method, way.method);
            return Err(Error::WrongRead {
                format,
                expected,
                got,
            });
        }
        if framebuffer.samples() > 0 {
            return Err(Error::Mismatch {
                what: "framebuffer read",
                expected: "one sample a pixel: blit it to such a framebuffer first".to_owned(),
                got: format!("{} samples", framebuffer.samples()),
            });
        }
        if !rect.is_within(framebuffer.size()) {
            return Err(Error::RegionOutside {
                what: "framebuffer read",
                size: framebuffer.size(),
                rect: rect.as_array(),
            });
        }
        Ok(())
    }

    /// After `check`.
    fn read(&self, rect: ScissorRect, way: &Way, pixels: &mut [u8]) -> Result<()> {
        let expected = u64::from(rect.width) * u64::from(rect.height) * way.pixel_bytes;
        if pixels.len() as u64 != expected {
            let got = pixels.len() as u64;
            return Err(Error::Length {
                what: "framebuffer read",
                expected,
                got,
            });
        }
        if pixels.is_empty() {
            return Ok(());
        }
        self.read_to(rect, way, None, glow::PixelPackData::Slice(Some(pixels)));
        let context = &self.framebuffer.context;
        context.count(|counters| counters.bytes_read_back += expected);
        Ok(())
    }

    /// Reads into memory, or into a buffer that is to be bound; there is room for all of it.
    pub(super) fn read_to(
        &self,
        rect: ScissorRect,
        way: &Way,
        buffer: Option<glow::Buffer>,
        to: glow::PixelPackData<'_>,
    ) {
        let context = &self.framebuffer.context;
        let gl = context.gl();
        let mut cache = context.cache();
        cache.set_read_framebuffer(gl, Some(self.framebuffer.name));
        cache.set_pack(gl, buffer);
        let (width, height) = (rect.width as i32, rect.height as i32);
        // SAFETY: the framebuffer is complete and bound and has this output, the rectangle lies
        // within it, rows are packed tightly, and there is room for their bytes (all checked by the
        // callers). The framebuffer reads its first output again afterwards.
        unsafe {
            if self.output > 0 {
                gl.read_buffer(glow::COLOR_ATTACHMENT0 + self.output);
            }
            gl.read_pixels(
                rect.x,
                rect.y,
                width,
                height,
                way.format,
                way.pixel_type,
                to,
            );
            if self.output > 0 {
                gl.read_buffer(glow::COLOR_ATTACHMENT0);
            }
        }
        context.recorder().write(|| {
            let output = self.output;
            format!("read {width} by {height} pixels of output {output}")
        });
    }
}

#[cfg(test)]
mod tests {
    use super::flip_rows;

    #[test]
    fn rows_are_flipped_whatever_their_number() {
        let mut none: [u8; 0] = [];
        flip_rows(&mut none, 4);
        let mut one = [1, 2];
        flip_rows(&mut one, 2);
        assert_eq!(one, [1, 2]);
        let mut four = [1, 2, 3, 4];
        flip_rows(&mut four, 1);
        assert_eq!(four, [4, 3, 2, 1]);
        let mut ragged = [1, 2, 3, 4, 9];
        flip_rows(&mut ragged, 2);
        assert_eq!(ragged, [3, 4, 1, 2, 9]);
        flip_rows(&mut ragged, 0);
        assert_eq!(ragged, [3, 4, 1, 2, 9]);
    }
}
