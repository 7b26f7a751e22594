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

/// Indices of vertices, 16 or 32 bits each.
#[derive(Debug)]
pub struct IndexBuffer {
    pub(crate) raw: Rc<RawIndices>,
}

impl IndexBuffer {
    /// Makes a buffer of 16-bit indices. Uploads them.
    ///
    /// # Errors
    /// [`Error::LimitExceeded`] above 2 GiB, [`Error::OutOfMemory`], [`Error::ContextLost`].
    pub fn from_u16(context: &Context, indices: &[u16], usage: Usage) -> Result<Self> {
        let bytes = bytemuck::cast_slice(indices);
        let largest = largest(indices.iter().map(|&index| index.into()));
        Self::from_bytes(context, bytes, usage, glow::UNSIGNED_SHORT, 2, largest)
    }

    /// Makes a buffer of 32-bit indices. Uploads them.
    ///
    /// # Errors
    /// As for [`from_u16`](Self::from_u16).
    pub fn from_u32(context: &Context, indices: &[u32], usage: Usage) -> Result<Self> {
        let bytes = bytemuck::cast_slice(indices);
        let largest = largest(indices.iter().copied());
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

    /// Replaces all indices by 16-bit ones.
    ///
    /// # Errors
    /// [`Error::Mismatch`] if the buffer was made with 32-bit indices, else as for
    /// [`from_u16`](Self::from_u16).
    pub fn upload_u16(&mut self, indices: &[u16]) -> Result<()> {
        self.check_type(2)?;
        self.raw.buffer.upload(bytemuck::cast_slice(indices))?;
        self.raw
            .largest
            .set(largest(indices.iter().map(|&index| index.into())));
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
        self.raw.largest.set(largest(indices.iter().copied()));
        Ok(())
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
fn largest(indices: impl Iterator<Item = u32>) -> Option<u32> {
    if cfg!(debug_assertions) {
        indices.max()
    } else {
        None
    }
}
