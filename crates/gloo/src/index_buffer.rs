//! Index buffers: which vertices make the primitives, in which order.

use std::cell::Cell;
use std::rc::Rc;

use crate::buffer::{RawBuffer, Usage};
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

/// Indices of vertices, 8, 16 or 32 bits each.
///
/// The largest number that fits (255, 65535, 4294967295) names no vertex: it ends a strip, fan or line
/// and begins the next, where [`Capabilities::has_primitive_restart`](crate::Capabilities::has_primitive_restart).
#[derive(Debug)]
pub struct IndexBuffer {
    pub(crate) raw: Rc<RawIndices>,
}

impl IndexBuffer {
    /// Makes a buffer of 8-bit indices. Uploads them.
    ///
    /// # Errors
    /// As for [`from_u16`](Self::from_u16).
    pub fn from_u8(context: &Context, indices: &[u8], usage: Usage) -> Result<Self> {
        let largest = largest(context, indices, u8::MAX);
        Self::from_bytes(context, indices, usage, glow::UNSIGNED_BYTE, 1, largest)
    }

    /// Makes a buffer of 16-bit indices. Uploads them.
    ///
    /// # Errors
    /// [`Error::LimitExceeded`] above 2 GiB, [`Error::OutOfMemory`], [`Error::ContextLost`].
    pub fn from_u16(context: &Context, indices: &[u16], usage: Usage) -> Result<Self> {
        let bytes = bytemuck::cast_slice(indices);
        let largest = largest(context, indices, u16::MAX);
        Self::from_bytes(context, bytes, usage, glow::UNSIGNED_SHORT, 2, largest)
    }

    /// Makes a buffer of 32-bit indices. Uploads them.
    ///
    /// # Errors
    /// As for [`from_u16`](Self::from_u16).
    pub fn from_u32(context: &Context, indices: &[u32], usage: Usage) -> Result<Self> {
        let bytes = bytemuck::cast_slice(indices);
        let largest = largest(context, indices, u32::MAX);
        Self::from_bytes(context, bytes, usage, glow::UNSIGNED_INT, 4, largest)
    }

    fn from_bytes(
        context: &Context,
        bytes: &[u8],
        usage: Usage,
        index_type: u32,
        index_bytes: u32,
        largest: Option<u32>,
    ) -> Result<Self> {
        let buffer = RawBuffer::new(context, bytes.len() as u64, Some(bytes), usage)?;
        let largest = Cell::new(largest);
        Ok(Self {
            raw: Rc::new(RawIndices {
                buffer,
                index_type,
                index_bytes,
                largest,
            }),
        })
    }

    /// Replaces all indices by 8-bit ones.
    ///
    /// # Errors
    /// As for [`upload_u16`](Self::upload_u16).
    pub fn upload_u8(&mut self, indices: &[u8]) -> Result<()> {
        self.check_type(1)?;
        self.raw.buffer.upload(indices)?;
        self.note_largest(indices, u8::MAX);
        Ok(())
    }

    /// Replaces all indices by 16-bit ones.
    ///
    /// # Errors
    /// [`Error::Mismatch`] if the buffer was made with indices of another size, else as for
    /// [`from_u16`](Self::from_u16).
    pub fn upload_u16(&mut self, indices: &[u16]) -> Result<()> {
        self.check_type(2)?;
        self.raw.buffer.upload(bytemuck::cast_slice(indices))?;
        self.note_largest(indices, u16::MAX);
        Ok(())
    }

    /// Replaces all indices by 32-bit ones.
    ///
    /// # Errors
    /// [`Error::Mismatch`] if the buffer was made with 16-bit indices, else as for
    /// [`from_u16`](Self::from_u16).
    pub fn upload_u32(&mut self, indices: &[u32]) -> Result<()> {
        self.check_type(4)?;
        self.raw.buffer.upload(bytemuck::cast_slice(indices))?;
        self.note_largest(indices, u32::MAX);
        Ok(())
    }

    fn note_largest<T: Copy + Into<u32> + PartialEq>(&self, indices: &[T], restart: T) {
        let largest = largest(&self.raw.buffer.context, indices, restart);
        self.raw.largest.set(largest);
    }

    fn check_type(&self, index_bytes: u32) -> Result<()> {
        if self.raw.index_bytes == index_bytes {
            return Ok(());
        }
        Err(Error::Mismatch {
            what: "index buffer",
            expected: format!("{}-bit indices", self.raw.index_bytes * 8),
            got: format!("{}-bit ones", index_bytes * 8),
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
fn largest<T: Copy + Into<u32> + PartialEq>(
    context: &Context,
    indices: &[T],
    restart: T,
) -> Option<u32> {
    if !cfg!(debug_assertions) {
        return None;
    }
    let restarts = context.capabilities().has_primitive_restart;
    let vertices = indices
        .iter()
        .filter(|&&index| !restarts || index != restart);
    vertices.map(|&index| index.into()).max()
}
