//! Index buffers: which vertices make the primitives, in which order.

use std::cell::Cell;
use std::rc::Rc;

use crate::buffer::{RawBuffer, Usage, check_range};
use crate::context::Context;
use crate::error::{Error, Result};

/// What an index buffer and the vertex arrays that use it share.
#[derive(Debug)]
pub(crate) struct RawIndices {
    pub(crate) buffer: RawBuffer,
    /// The GL type of an index.
    pub(crate) index_type: u32,
    pub(crate) index_bytes: u32,
    /// The largest index; kept in debug builds, where draws check it.
    pub(crate) largest: Cell<Option<u32>>,
}

impl RawIndices {
    pub(crate) fn len(&self) -> u64 {
        self.buffer.bytes() / u64::from(self.index_bytes)
    }
}

/// What an index can be: `u8`, `u16` or `u32`. Only gloo implements it.
///
/// ```
/// # fn main() -> galry_gloo::Result<()> {
/// # #[cfg(feature = "headless")] {
/// # use galry_gloo::*;
/// # use galry_gloo::headless::{HeadlessContext, HeadlessDesc};
/// # let headless = HeadlessContext::new(&HeadlessDesc::default())?;
/// # let context = headless.context();
/// fn of_strip<I: Index>(context: &Context, indices: &[I]) -> Result<IndexBuffer> {
///     IndexBuffer::from_slice(context, indices, Usage::Static)
/// }
/// assert_eq!(of_strip(context, &[0_u8, 1, 2])?.len(), 3);
/// assert_eq!(of_strip(context, &[0_u32, 1, 2, 3])?.len(), 4);
/// # }
/// # Ok(())
/// # }
/// ```
pub trait Index: sealed::Sealed {}

mod sealed {
    #[expect(unnameable_types, reason = "sealed: nobody else may implement it")]
    pub trait Sealed: bytemuck::Pod + Ord + Into<u32> {
        /// The type's name in GL.
        #[doc(hidden)]
        const TYPE: u32;
        /// The index that begins a new primitive.
        #[doc(hidden)]
        const RESTART: Self;
    }
}

/// Declares a type of indices.
macro_rules! index {
    ($type:ident, $name:ident) => {
        impl sealed::Sealed for $type {
            const TYPE: u32 = glow::$name;
            const RESTART: Self = Self::MAX;
        }

        impl Index for $type {}
    };
}

index!(u8, UNSIGNED_BYTE);
index!(u16, UNSIGNED_SHORT);
index!(u32, UNSIGNED_INT);

/// Indices of vertices, 8, 16 or 32 bits each.
///
/// The largest number that fits (255, 65535, 4294967295) names no vertex: it ends a strip, fan or line
/// and begins the next, where [`Capabilities::has_primitive_restart`](crate::Capabilities::has_primitive_restart).
///
/// ```
/// # fn main() -> galry_gloo::Result<()> {
/// # #[cfg(feature = "headless")] {
/// # use galry_gloo::{IndexBuffer, Usage, headless::{HeadlessContext, HeadlessDesc}};
/// # let headless = HeadlessContext::new(&HeadlessDesc::default())?;
/// # let context = headless.context();
/// // Two triangles of four vertices.
/// let indices = IndexBuffer::from_slice(context, &[0_u16, 1, 2, 2, 1, 3], Usage::Static)?;
/// assert_eq!(indices.len(), 6);
/// # }
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct IndexBuffer {
    pub(crate) raw: Rc<RawIndices>,
}

impl IndexBuffer {
    /// Makes a buffer of indices. Uploads them. What is written later must be of the same type.
    ///
    /// # Errors
    /// [`Error::LimitExceeded`] above 2 GiB, [`Error::OutOfMemory`], [`Error::ContextLost`].
    pub fn from_slice<I: Index>(context: &Context, indices: &[I], usage: Usage) -> Result<Self> {
        let bytes = bytemuck::cast_slice(indices);
        let buffer = RawBuffer::new(context, bytes.len() as u64, Some(bytes), usage)?;
        let largest = Cell::new(largest(context, indices));
        Ok(Self {
            raw: Rc::new(RawIndices {
                buffer,
                index_type: I::TYPE,
                index_bytes: size_of::<I>() as u32,
                largest,
            }),
        })
    }

    /// Replaces all indices; the buffer gets their number, and grows where it is too short.
    ///
    /// # Errors
    /// [`Error::Mismatch`] if the buffer was made with indices of another size, else as for
    /// [`from_slice`](Self::from_slice).
    pub fn upload<I: Index>(&mut self, indices: &[I]) -> Result<()> {
        self.check_type::<I>()?;
        self.raw.buffer.upload(bytemuck::cast_slice(indices))?;
        let largest = largest(&self.raw.buffer.context, indices);
        self.raw.largest.set(largest);
        Ok(())
    }

    /// Overwrites the indices from `start` on, in place.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] if it would reach past the end, [`Error::Mismatch`] if the buffer was
    /// made with indices of another size, [`Error::ContextLost`].
    pub fn write<I: Index>(&self, start: usize, indices: &[I]) -> Result<()> {
        self.check_type::<I>()?;
        let what = "indices written to a buffer";
        check_range(what, self.len(), start, indices.len())?;
        let first_byte = (start * size_of::<I>()) as u64;
        let bytes = bytemuck::cast_slice(indices);
        self.raw.buffer.write(first_byte, bytes)?;
        if cfg!(debug_assertions) {
            // The largest may be among those that are gone.
            let largest = largest(&self.raw.buffer.context, &self.read::<I>()?);
            self.raw.largest.set(largest);
        }
        Ok(())
    }

    /// Reads all indices back. Waits for the driver: for tests and debugging.
    ///
    /// # Errors
    /// [`Error::Mismatch`] if the buffer was made with indices of another size, [`Error::Refused`] if
    /// the driver cannot map the buffer, [`Error::ContextLost`].
    pub fn read<I: Index>(&self) -> Result<Vec<I>> {
        self.check_type::<I>()?;
        let mut indices = vec![I::zeroed(); self.len()];
        let bytes = bytemuck::cast_slice_mut(&mut indices);
        self.raw.buffer.read(0, bytes)?;
        Ok(indices)
    }

    fn check_type<I: Index>(&self) -> Result<()> {
        if self.raw.index_type == I::TYPE {
            return Ok(());
        }
        Err(Error::Mismatch {
            what: "index buffer",
            expected: format!("{}-bit indices", self.raw.index_bytes * 8),
            got: format!("{}-bit ones", size_of::<I>() * 8),
        })
    }

    /// The number of indices.
    #[must_use]
    pub fn len(&self) -> usize {
        self.raw.len() as usize
    }

    /// Whether there are no indices.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A pass over the indices that release builds spare.
fn largest<I: Index>(context: &Context, indices: &[I]) -> Option<u32> {
    if !cfg!(debug_assertions) {
        return None;
    }
    let restarts = context.capabilities().has_primitive_restart;
    let vertices = indices
        .iter()
        .filter(|&&index| !restarts || index != I::RESTART);
    vertices.map(|&index| index.into()).max()
}
