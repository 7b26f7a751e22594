//! Reading pixels back, in the three ways that every driver has.

use glow::HasContext as _;

use super::Framebuffer;
use crate::error::{Error, Result};
use crate::format::TextureKind;
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
struct Way {
    method: &'static str,
    format: u32,
    pixel_type: u32,
    pixel_bytes: u64,
}

const RGBA8: Way = Way {
    method: "read_rgba8",
    format: glow::RGBA,
    pixel_type: glow::UNSIGNED_BYTE,
    pixel_bytes: 4,
};
const U32: Way = Way {
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
const F32: Way = Way {
    method: "read_f32",
    format: glow::RGBA,
    pixel_type: glow::FLOAT,
    pixel_bytes: 16,
};

impl Framebuffer {
    /// Reads the first colour texture as red, green, blue and alpha of 8 bits; GL's order, the
    /// bottom row first ([`flip_rows`] turns it). Channels that the format lacks read as 0, alpha as
    /// 255. Waits for the driver.
    ///
    /// # Errors
    /// [`Error::RegionOutside`]; [`Error::WrongRead`] where the format is not of 8 bits from 0 to 1;
    /// [`Error::ContextLost`].
    pub fn read_rgba8(&self, rect: ScissorRect) -> Result<Vec<u8>> {
        self.check_read(rect, &RGBA8)?;
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
        self.check_read(rect, &RGBA8)?;
        self.read(rect, &RGBA8, pixels)
    }

    /// Reads the first colour texture of unsigned integers; the bottom row first. Channels that the
    /// format lacks read as 0, the fourth as 1. Waits for the driver.
    ///
    /// # Errors
    /// As for [`read_rgba8`](Self::read_rgba8), with another format.
    pub fn read_u32(&self, rect: ScissorRect) -> Result<Vec<[u32; 4]>> {
        self.check_read(rect, &U32)?;
        let mut pixels = vec![[0; 4]; rect.width as usize * rect.height as usize];
        self.read(rect, &U32, bytemuck::cast_slice_mut(&mut pixels))?;
        Ok(pixels)
    }

    /// Reads the first colour texture of signed integers; the bottom row first. Channels that the
    /// format lacks read as 0, the fourth as 1. Waits for the driver.
    ///
    /// # Errors
    /// As for [`read_rgba8`](Self::read_rgba8), with another format.
    pub fn read_i32(&self, rect: ScissorRect) -> Result<Vec<[i32; 4]>> {
        self.check_read(rect, &I32)?;
        let mut pixels = vec![[0; 4]; rect.width as usize * rect.height as usize];
        self.read(rect, &I32, bytemuck::cast_slice_mut(&mut pixels))?;
        Ok(pixels)
    }

    /// Reads the first colour texture of floats; the bottom row first. Channels that the format lacks
    /// read as 0, the fourth as 1. Waits for the driver.
    ///
    /// # Errors
    /// As for [`read_rgba8`](Self::read_rgba8), with another format.
    pub fn read_f32(&self, rect: ScissorRect) -> Result<Vec<[f32; 4]>> {
        self.check_read(rect, &F32)?;
        let mut pixels = vec![[0.0; 4]; rect.width as usize * rect.height as usize];
        self.read(rect, &F32, bytemuck::cast_slice_mut(&mut pixels))?;
        Ok(pixels)
    }

    fn check_read(&self, rect: ScissorRect, way: &Way) -> Result<()> {
        self.context.check()?;
        let format = self.color().format();
        let expected = match format.kind() {
            TextureKind::Unorm => &RGBA8,
            TextureKind::Uint => &U32,
            TextureKind::Int => &I32,
            TextureKind::Float | TextureKind::Depth => &F32,
        };
        if expected.method != way.method {
            let (expected, got) = (expected.method, way.method);
            return Err(Error::WrongRead {
                format,
                expected,
                got,
            });
        }
        if !rect.is_within(self.size()) {
            return Err(Error::RegionOutside {
                what: "framebuffer read",
                size: self.size(),
                rect: rect.as_array(),
            });
        }
        Ok(())
    }

    /// After `check_read`.
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
        let gl = self.context.gl();
        let mut cache = self.context.cache();
        cache.set_read_framebuffer(gl, Some(self.name));
        cache.set_tight_pack(gl);
        // SAFETY: the framebuffer is complete and bound, the rectangle lies within it, rows are
        // packed tightly, and the memory has exactly their bytes (all checked above).
        unsafe {
            gl.read_pixels(
                rect.x,
                rect.y,
                rect.width as i32,
                rect.height as i32,
                way.format,
                way.pixel_type,
                glow::PixelPackData::Slice(Some(pixels)),
            );
        }
        self.context
            .count(|counters| counters.bytes_read_back += expected);
        Ok(())
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
