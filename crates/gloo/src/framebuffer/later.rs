//! Reading pixels back without waiting: into a buffer of the driver's, to be taken when it is filled.

use bytemuck::Pod;

use super::read::{F32, RGBA8, U32, Way};
use super::{Framebuffer, FramebufferRead};
use crate::buffer::{RawBuffer, Usage};
use crate::error::{Error, Result};
use crate::fence::Fence;
use crate::state::ScissorRect;

/// Pixels that are on their way. The driver fills a buffer while the program goes on; whoever asks
/// too early is told so, and asks again in a later frame.
///
/// ```
/// # fn main() -> galry_gloo::Result<()> {
/// # #[cfg(feature = "headless")] {
/// # use galry_gloo::{Framebuffer, TextureFormat};
/// # use galry_gloo::headless::{HeadlessContext, HeadlessDesc};
/// # let headless = HeadlessContext::new(&HeadlessDesc::default())?;
/// # let context = headless.context();
/// # let ids = Framebuffer::with_size(context, [8, 8], TextureFormat::R32ui)?;
/// let mut pending = Some(ids.output(0)?.read_u32_later(ids.rect())?);
/// while let Some(read) = pending.take() {
///     if read.is_ready()? {
///         let pixels: Vec<[u32; 4]> = read.wait()?;
///         assert_eq!(pixels.len(), 64);
///     } else {
///         pending = Some(read); // … another frame …
///     }
/// }
/// # }
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct PendingRead<T> {
    buffer: RawBuffer,
    fence: Fence,
    pixels: std::marker::PhantomData<T>,
}

impl<T: Pod> PendingRead<T> {
    /// Whether the pixels are there, so that [`wait`](Self::wait) does not wait.
    ///
    /// # Errors
    /// [`Error::ContextLost`].
    pub fn is_ready(&self) -> Result<bool> {
        self.fence.is_signaled()
    }

    /// The pixels, the bottom row first; waits for them where they are not there yet.
    ///
    /// # Errors
    /// [`Error::Refused`] if the driver cannot map the buffer; [`Error::ContextLost`].
    pub fn wait(self) -> Result<Vec<T>> {
        let len = self.buffer.bytes() as usize / size_of::<T>();
        let mut pixels = vec![T::zeroed(); len];
        self.buffer.read(0, bytemuck::cast_slice_mut(&mut pixels))?;
        Ok(pixels)
    }
}

impl Framebuffer {
    /// Begins to read the first colour as red, green, blue and alpha of 8 bits.
    ///
    /// # Errors
    /// As for [`FramebufferRead::read_rgba8_later`].
    pub fn read_rgba8_later(&self, rect: ScissorRect) -> Result<PendingRead<[u8; 4]>> {
        self.output(0)?.read_rgba8_later(rect)
    }
}

impl FramebufferRead<'_> {
    /// Begins to read red, green, blue and alpha of 8 bits.
    ///
    /// # Errors
    /// As for [`read_rgba8`](Self::read_rgba8), and [`Error::OutOfMemory`].
    pub fn read_rgba8_later(&self, rect: ScissorRect) -> Result<PendingRead<[u8; 4]>> {
        self.read_later(rect, &RGBA8)
    }

    /// Begins to read unsigned integers.
    ///
    /// # Errors
    /// As for [`read_u32`](Self::read_u32), and [`Error::OutOfMemory`].
    pub fn read_u32_later(&self, rect: ScissorRect) -> Result<PendingRead<[u32; 4]>> {
        self.read_later(rect, &U32)
    }

    /// Begins to read floats.
    ///
    /// # Errors
    /// As for [`read_f32`](Self::read_f32), and [`Error::OutOfMemory`].
    pub fn read_f32_later(&self, rect: ScissorRect) -> Result<PendingRead<[f32; 4]>> {
        self.read_later(rect, &F32)
    }

    fn read_later<T: Pod>(&self, rect: ScissorRect, way: &Way) -> Result<PendingRead<T>> {
        self.check(rect, way)?;
        if rect.width == 0 || rect.height == 0 {
            return Err(Error::ZeroSize {
                what: "rectangle of a framebuffer read",
            });
        }
        let context = &self.framebuffer.context;
        let bytes = u64::from(rect.width) * u64::from(rect.height) * way.pixel_bytes;
        let buffer = RawBuffer::new(context, bytes, None, Usage::Read)?;
        let to = glow::PixelPackData::BufferOffset(0);
        self.read_to(rect, way, Some(buffer.name), to);
        Ok(PendingRead {
            buffer,
            fence: Fence::new(context)?,
            pixels: std::marker::PhantomData,
        })
    }
}
