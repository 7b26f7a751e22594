//! Typed buffers: arrays of plain data in the driver's memory.

use std::cell::Cell;
use std::marker::PhantomData;
use std::rc::Rc;

use bytemuck::Pod;
use glow::HasContext as _;

use crate::context::{Context, Garbage};
use crate::error::{Error, Result};

/// How often a buffer's contents change; a hint for where the driver keeps them.
///
/// ```
/// # fn main() -> galry_gloo::Result<()> {
/// # #[cfg(feature = "headless")] {
/// # use galry_gloo::*;
/// # use galry_gloo::headless::{HeadlessContext, HeadlessDesc};
/// # let headless = HeadlessContext::new(&HeadlessDesc::default())?;
/// # let context = headless.context();
/// let samples = Buffer::<f32>::with_len(context, 1000, Usage::Stream)?;
/// samples.write(0, &[0.5; 1000])?;
/// # }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Usage {
    /// Written once or rarely.
    #[default]
    Static,
    /// Written now and then.
    Dynamic,
    /// Written for nearly every draw.
    Stream,
    /// Written by the driver, read by the program.
    Read,
}

impl Usage {
    const fn raw(self) -> u32 {
        match self {
            Self::Static => glow::STATIC_DRAW,
            Self::Dynamic => glow::DYNAMIC_DRAW,
            Self::Stream => glow::STREAM_DRAW,
            Self::Read => glow::STREAM_READ,
        }
    }
}

/// The largest buffer in bytes: OpenGL's offsets are signed 32-bit integers on the web.
const MAX_BYTES: u64 = i32::MAX as u64;

/// A GL buffer without a type: what buffers of every kind share.
#[derive(Debug)]
pub(crate) struct RawBuffer {
    pub(crate) context: Context,
    pub(crate) name: glow::Buffer,
    usage: Usage,
    /// Bytes in use.
    bytes: Cell<u64>,
    /// Bytes of storage.
    capacity: Cell<u64>,
}

impl RawBuffer {
    /// Makes a buffer of `bytes` bytes, holding `data` where it is given.
    pub(crate) fn new(
        context: &Context,
        bytes: u64,
        data: Option<&[u8]>,
        usage: Usage,
    ) -> Result<Self> {
        context.check()?;
        check_size(bytes)?;
        // SAFETY: the context is current.
        let name = unsafe { context.gl().create_buffer() }.map_err(|message| Error::Refused {
            what: "buffer",
            message,
        })?;
        context.count_object();
        let buffer = Self {
            context: context.clone(),
            name,
            usage,
            bytes: Cell::new(0),
            capacity: Cell::new(0),
        };
        buffer.allocate(bytes, data)?;
        buffer.bytes.set(bytes);
        Ok(buffer)
    }

    pub(crate) fn bytes(&self) -> u64 {
        self.bytes.get()
    }

    fn bind(&self) {
        self.context
            .cache()
            .set_copy_write_buffer(self.context.gl(), Some(self.name));
    }

    /// New storage; the old contents are gone.
    fn allocate(&self, bytes: u64, data: Option<&[u8]>) -> Result<()> {
        check_size(bytes)?;
        self.bind();
        let gl = self.context.gl();
        // SAFETY: the buffer is bound; the size fits an i32 (checked above), and the slice is alive.
        unsafe {
            match data {
                Some(data) => {
                    gl.buffer_data_u8_slice(glow::COPY_WRITE_BUFFER, data, self.usage.raw());
                }
                None => {
                    gl.buffer_data_size(glow::COPY_WRITE_BUFFER, bytes as i32, self.usage.raw());
                }
            }
        }
        self.context
            .recorder()
            .write(|| format!("allocate a buffer of {bytes} bytes"));
        self.context.check_memory("buffer", bytes)?;
        let before = self.capacity.replace(bytes);
        self.context.count(|counters| {
            counters.live_bytes = counters.live_bytes + bytes - before;
            counters.bytes_uploaded += data.map_or(0, |data| data.len() as u64);
        });
        Ok(())
    }

    /// Writes within what is in use; the caller has checked the range.
    pub(crate) fn write(&self, start: u64, data: &[u8]) -> Result<()> {
        self.context.check()?;
        if data.is_empty() {
            return Ok(());
        }
        self.bind();
        let gl = self.context.gl();
        // SAFETY: the buffer is bound, and the caller checked that the range lies within it.
        unsafe { gl.buffer_sub_data_u8_slice(glow::COPY_WRITE_BUFFER, start as i32, data) };
        self.context.recorder().write(|| {
            format!(
                "write {} bytes to a buffer from byte {start} on",
                data.len()
            )
        });
        self.context
            .count(|counters| counters.bytes_uploaded += data.len() as u64);
        Ok(())
    }

    /// Replaces all contents, in new storage where the old is too small.
    pub(crate) fn upload(&self, data: &[u8]) -> Result<()> {
        self.context.check()?;
        let bytes = data.len() as u64;
        check_size(bytes)?;
        let capacity = self.capacity.get();
        if bytes > capacity {
            // Half as much again, so that data which grow by little are not moved each time.
            let grown = if capacity == 0 {
                bytes
            } else {
                bytes.max(capacity + capacity / 2)
            };
            let grown = grown.min(MAX_BYTES);
            if grown == bytes {
                self.allocate(bytes, Some(data))?;
            } else {
                self.allocate(grown, None)?;
                self.write(0, data)?;
            }
        } else if bytes == capacity {
            // New storage of the same size lets the driver keep the old for draws under way.
            self.allocate(bytes, Some(data))?;
        } else {
            if self.usage != Usage::Static {
                self.allocate(capacity, None)?;
            }
            self.write(0, data)?;
        }
        self.bytes.set(bytes);
        Ok(())
    }

    /// Reads the bytes from `start` on back; the caller has checked that there are as many. Waits
    /// for the driver.
    pub(crate) fn read(&self, start: u64, out: &mut [u8]) -> Result<()> {
        self.context.check()?;
        if out.is_empty() {
            return Ok(());
        }
        self.bind();
        read_bound(self.context.gl(), start, out)?;
        self.context
            .count(|counters| counters.bytes_read_back += out.len() as u64);
        Ok(())
    }
}

impl RawBuffer {
    /// Copies bytes from another buffer, or from another part of this one that does not overlap;
    /// the caller has checked the ranges and the context.
    pub(crate) fn copy_from(&self, source: &Self, from: u64, to: u64, bytes: u64) {
        if bytes == 0 {
            return;
        }
        let gl = self.context.gl();
        let mut cache = self.context.cache();
        cache.set_copy_read_buffer(gl, Some(source.name));
        cache.set_copy_write_buffer(gl, Some(self.name));
        // SAFETY: both buffers are bound, and both ranges lie within them (checked by the caller).
        unsafe {
            gl.copy_buffer_sub_data(
                glow::COPY_READ_BUFFER,
                glow::COPY_WRITE_BUFFER,
                from as i32,
                to as i32,
                bytes as i32,
            );
        }
        self.context
            .recorder()
            .write(|| format!("copy {bytes} bytes between buffers"));
    }

    /// Changes the length; what fits of the contents stays, what is new is undefined. The GL name
    /// stays, so vertex arrays go on using the buffer.
    fn resize(&self, bytes: u64) -> Result<()> {
        self.context.check()?;
        check_size(bytes)?;
        if bytes > self.capacity.get() {
            let kept = self.bytes.get();
            let copy = Self::new(&self.context, kept, None, Usage::Stream)?;
            copy.copy_from(self, 0, 0, kept);
            self.allocate(bytes, None)?;
            self.copy_from(&copy, 0, 0, kept);
        }
        self.bytes.set(bytes);
        Ok(())
    }

    /// Writes without waiting for draws that still read other parts; the caller sees to it that
    /// none reads this one, and has checked the range.
    #[cfg(not(target_family = "wasm"))]
    pub(crate) fn write_unsynchronized(&self, start: u64, data: &[u8]) -> Result<()> {
        self.context.check()?;
        if data.is_empty() {
            return Ok(());
        }
        self.bind();
        let gl = self.context.gl();
        let flags =
            glow::MAP_WRITE_BIT | glow::MAP_INVALIDATE_RANGE_BIT | glow::MAP_UNSYNCHRONIZED_BIT;
        // SAFETY: the buffer is bound and the range lies within it; the mapping is written within
        // its length and ended before anything else touches the buffer. The driver does not read the
        // range meanwhile: the caller waited for every draw that could.
        unsafe {
            let (start, length) = (start as i32, data.len() as i32);
            let mapped = gl.map_buffer_range(glow::COPY_WRITE_BUFFER, start, length, flags);
            if mapped.is_null() {
                return self.write(start as u64, data);
            }
            std::ptr::copy_nonoverlapping(data.as_ptr(), mapped, data.len());
            gl.unmap_buffer(glow::COPY_WRITE_BUFFER);
        }
        self.context
            .count(|counters| counters.bytes_uploaded += data.len() as u64);
        Ok(())
    }

    /// WebGL maps nothing.
    #[cfg(target_family = "wasm")]
    pub(crate) fn write_unsynchronized(&self, start: u64, data: &[u8]) -> Result<()> {
        self.write(start, data)
    }
}

impl Drop for RawBuffer {
    fn drop(&mut self) {
        self.context
            .discard(Garbage::Buffer(self.name, self.capacity.get()));
    }
}

/// Whether `count` things from `start` on are among `available` ones.
pub(crate) fn check_range(
    what: &'static str,
    available: usize,
    start: usize,
    count: usize,
) -> Result<()> {
    let end = (start as u64).saturating_add(count as u64);
    if end > available as u64 {
        return Err(Error::OutOfRange {
            what,
            available: available as u64,
            start: start as u64,
            end,
        });
    }
    Ok(())
}

fn check_size(bytes: u64) -> Result<()> {
    if bytes > MAX_BYTES {
        return Err(Error::LimitExceeded {
            what: "bytes of a buffer",
            limit: MAX_BYTES,
            got: bytes,
        });
    }
    Ok(())
}

/// Copies bytes of the bound buffer. GLES has no `glGetBufferSubData`, but maps.
#[cfg(not(target_family = "wasm"))]
fn read_bound(gl: &glow::Context, start: u64, out: &mut [u8]) -> Result<()> {
    // SAFETY: the bound buffer has as many bytes from the start on; the mapping is read within its length
    // and ended before anything else touches the buffer.
    unsafe {
        let (start, length) = (start as i32, out.len() as i32);
        let target = glow::COPY_WRITE_BUFFER;
        let mapped = gl.map_buffer_range(target, start, length, glow::MAP_READ_BIT);
        if mapped.is_null() {
            return Err(Error::Refused {
                what: "reading a buffer",
                message: "it cannot be mapped".to_owned(),
            });
        }
        std::ptr::copy_nonoverlapping(mapped, out.as_mut_ptr(), out.len());
        gl.unmap_buffer(glow::COPY_WRITE_BUFFER);
    }
    Ok(())
}

/// WebGL maps nothing, but has `getBufferSubData`.
#[cfg(target_family = "wasm")]
fn read_bound(gl: &glow::Context, start: u64, out: &mut [u8]) -> Result<()> {
    // SAFETY: the bound buffer has as many bytes from the start on.
    unsafe { gl.get_buffer_sub_data(glow::COPY_WRITE_BUFFER, start as i32, out) };
    Ok(())
}

/// An array of `T` in the driver's memory: vertices, or instances.
///
/// ```
/// # fn main() -> galry_gloo::Result<()> {
/// # #[cfg(feature = "headless")] {
/// # use galry_gloo::{Buffer, Usage, headless::{HeadlessContext, HeadlessDesc}};
/// # let headless = HeadlessContext::new(&HeadlessDesc::default())?;
/// # let context = headless.context();
/// let positions: Buffer<[f32; 2]> =
///     Buffer::from_slice(context, &[[0.0, 0.0], [1.0, 0.0], [0.5, 1.0]], Usage::Static)?;
/// positions.write(2, &[[0.5, 0.8]])?;
/// assert_eq!(positions.read()?[2], [0.5, 0.8]);
/// # }
/// # Ok(())
/// # }
/// ```
pub struct Buffer<T> {
    raw: Rc<RawBuffer>,
    elements: PhantomData<T>,
}

impl<T> std::fmt::Debug for Buffer<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let elements = std::any::type_name::<T>();
        f.debug_struct("Buffer")
            .field("raw", &self.raw)
            .field("elements", &elements)
            .finish()
    }
}

impl<T: Pod> Buffer<T> {
    const STRIDE: u64 = size_of::<T>() as u64;

    /// Makes a buffer holding a copy of `data`, which may be empty. Uploads it.
    ///
    /// # Errors
    /// [`Error::LimitExceeded`] above 2 GiB, [`Error::ZeroSize`] for a `T` without bytes,
    /// [`Error::OutOfMemory`], [`Error::ContextLost`].
    pub fn from_slice(context: &Context, data: &[T], usage: Usage) -> Result<Self> {
        Self::check_stride()?;
        let bytes: &[u8] = bytemuck::cast_slice(data);
        Self::from_raw(RawBuffer::new(
            context,
            bytes.len() as u64,
            Some(bytes),
            usage,
        )?)
    }

    /// Makes a buffer of `len` elements, whose contents are undefined until written.
    ///
    /// # Errors
    /// As for [`from_slice`](Self::from_slice).
    pub fn with_len(context: &Context, len: usize, usage: Usage) -> Result<Self> {
        Self::check_stride()?;
        let bytes = (len as u64).saturating_mul(Self::STRIDE);
        Self::from_raw(RawBuffer::new(context, bytes, None, usage)?)
    }

    fn check_stride() -> Result<()> {
        if Self::STRIDE == 0 {
            return Err(Error::ZeroSize {
                what: "element of a buffer",
            });
        }
        Ok(())
    }

    #[expect(
        clippy::unnecessary_wraps,
        reason = "ends the chain of both constructors"
    )]
    fn from_raw(raw: RawBuffer) -> Result<Self> {
        Ok(Self {
            raw: Rc::new(raw),
            elements: PhantomData,
        })
    }

    /// The number of elements.
    #[must_use]
    pub fn len(&self) -> usize {
        (self.raw.bytes() / Self::STRIDE) as usize
    }

    /// Whether there are no elements.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Overwrites the elements from `start` on, in place.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] if it would reach past the end, [`Error::ContextLost`].
    pub fn write(&self, start: usize, data: &[T]) -> Result<()> {
        check_range(
            "elements written to a buffer",
            self.len(),
            start,
            data.len(),
        )?;
        self.raw
            .write(start as u64 * Self::STRIDE, bytemuck::cast_slice(data))
    }

    /// Replaces all contents; the buffer gets the length of `data`, and grows where it is too short.
    /// Vertex arrays that use the buffer go on using it.
    ///
    /// # Errors
    /// As for [`from_slice`](Self::from_slice).
    pub fn upload(&mut self, data: &[T]) -> Result<()> {
        self.raw.upload(bytemuck::cast_slice(data))
    }

    /// Changes the number of elements. Those that stay keep their values, new ones are undefined
    /// until written. Vertex arrays that use the buffer go on using it.
    ///
    /// # Errors
    /// As for [`from_slice`](Self::from_slice).
    pub fn resize(&mut self, len: usize) -> Result<()> {
        self.raw.resize((len as u64).saturating_mul(Self::STRIDE))
    }

    /// Copies `count` elements of another buffer, from its element `from` on, to `to` and after.
    /// Nothing goes through the program's memory.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] if either range leaves its buffer, [`Error::WrongContext`],
    /// [`Error::ContextLost`].
    pub fn copy_from(&self, source: &Self, from: usize, to: usize, count: usize) -> Result<()> {
        let context = &self.raw.context;
        context.check()?;
        context.check_same(&source.raw.context, "buffer to copy from")?;
        check_range("elements copied from a buffer", source.len(), from, count)?;
        check_range("elements copied to a buffer", self.len(), to, count)?;
        let bytes = |elements: usize| elements as u64 * Self::STRIDE;
        if Rc::ptr_eq(&self.raw, &source.raw) {
            // Parts of one buffer may overlap, which OpenGL refuses.
            let copy = RawBuffer::new(context, bytes(count), None, Usage::Stream)?;
            copy.copy_from(&source.raw, bytes(from), 0, bytes(count));
            self.raw.copy_from(&copy, 0, bytes(to), bytes(count));
        } else {
            self.raw
                .copy_from(&source.raw, bytes(from), bytes(to), bytes(count));
        }
        Ok(())
    }

    pub(crate) fn raw_write_unsynchronized(&self, start: usize, data: &[T]) -> Result<()> {
        let start = start as u64 * Self::STRIDE;
        self.raw
            .write_unsynchronized(start, bytemuck::cast_slice(data))
    }

    pub(crate) fn context(&self) -> &Context {
        &self.raw.context
    }

    /// Reads all elements back. Waits for the driver: for tests and debugging.
    ///
    /// # Errors
    /// [`Error::Refused`] if the driver cannot map the buffer, [`Error::ContextLost`].
    pub fn read(&self) -> Result<Vec<T>> {
        let mut out = vec![T::zeroed(); self.len()];
        self.raw.read(0, bytemuck::cast_slice_mut(&mut out))?;
        Ok(out)
    }

    /// Reads the elements from `start` on into `out`, as many as it has. Waits for the driver.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] past the end, else as for [`read`](Self::read).
    pub fn read_into(&self, start: usize, out: &mut [T]) -> Result<()> {
        check_range("elements read from a buffer", self.len(), start, out.len())?;
        self.raw
            .read(start as u64 * Self::STRIDE, bytemuck::cast_slice_mut(out))
    }

    /// The GL name, for foreign code.
    #[must_use]
    pub fn raw(&self) -> glow::Buffer {
        self.raw.name
    }
}

pub(crate) mod sealed {
    use super::RawBuffer;
    use std::rc::Rc;

    #[expect(unnameable_types, reason = "sealed: nobody else may implement it")]
    pub trait Sealed {
        #[doc(hidden)]
        #[expect(private_interfaces, reason = "sealed: nobody else may call it")]
        fn raw_buffer(&self) -> Rc<RawBuffer>;
    }
}

/// A [`Buffer`] of whatever element: what a vertex array and a texture read. Only gloo implements it.
///
/// ```
/// # fn main() -> galry_gloo::Result<()> {
/// # #[cfg(feature = "headless")] {
/// # use galry_gloo::*;
/// # use galry_gloo::headless::{HeadlessContext, HeadlessDesc};
/// # let headless = HeadlessContext::new(&HeadlessDesc::default())?;
/// # let context = headless.context();
/// let points = Buffer::from_slice(context, &[[0.0_f32; 2]; 9], Usage::Static)?;
/// let weights = Buffer::from_slice(context, &[1.0_f32; 9], Usage::Static)?;
/// let sources: [&dyn VertexSource; 2] = [&points, &weights];
/// assert_eq!(sources.len(), 2);
/// # }
/// # Ok(())
/// # }
/// ```
pub trait VertexSource: sealed::Sealed + std::fmt::Debug {}

#[expect(private_interfaces, reason = "sealed: nobody else may call it")]
impl<T: Pod> sealed::Sealed for Buffer<T> {
    fn raw_buffer(&self) -> Rc<RawBuffer> {
        Rc::clone(&self.raw)
    }
}

impl<T: Pod> VertexSource for Buffer<T> {}
