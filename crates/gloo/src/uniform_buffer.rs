//! Uniform buffers: small structs that shaders read as blocks.

use std::cell::RefCell;
use std::marker::PhantomData;

use bytemuck::Pod;

use crate::buffer::{RawBuffer, Usage};
use crate::context::Context;
use crate::error::{Error, Result};

/// A struct of type `T` for a uniform block; `T` has to follow std140's layout.
///
/// Its size in the driver is rounded up to 16 bytes, as the driver rounds the block's.
///
/// ```
/// # fn main() -> galry_gloo::Result<()> {
/// # #[cfg(feature = "headless")] {
/// # use galry_gloo::{UniformBuffer, headless::{HeadlessContext, HeadlessDesc}};
/// # let headless = HeadlessContext::new(&HeadlessDesc::default())?;
/// # let context = headless.context();
/// let offset = UniformBuffer::new(context, &[0.25_f32, 0.5])?;
/// let before = context.counters();
/// offset.set(&[0.25, 0.5])?; // what it holds already: no upload
/// assert_eq!(context.counters().since(&before).bytes_uploaded, 0);
/// # }
/// # Ok(())
/// # }
/// ```
pub struct UniformBuffer<T> {
    raw: RawBuffer,
    /// What the driver holds.
    bytes: RefCell<Box<[u8]>>,
    value: PhantomData<T>,
}

impl<T> std::fmt::Debug for UniformBuffer<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let value = std::any::type_name::<T>();
        f.debug_struct("UniformBuffer")
            .field("raw", &self.raw)
            .field("value", &value)
            .finish()
    }
}

impl<T: Pod> UniformBuffer<T> {
    /// Makes a buffer holding `value`.
    ///
    /// # Errors
    /// [`Error::ZeroSize`] for a `T` without bytes, [`Error::LimitExceeded`] above the driver's
    /// largest block, [`Error::OutOfMemory`], [`Error::ContextLost`].
    pub fn new(context: &Context, value: &T) -> Result<Self> {
        let size = size_of::<T>();
        if size == 0 {
            return Err(Error::ZeroSize {
                what: "uniform buffer",
            });
        }
        let limit = u64::from(context.capabilities().max_uniform_block_bytes);
        if size as u64 > limit {
            return Err(Error::LimitExceeded {
                what: "bytes of a uniform buffer",
                limit,
                got: size as u64,
            });
        }
        let mut bytes = vec![0; size.next_multiple_of(16)].into_boxed_slice();
        bytes[..size].copy_from_slice(bytemuck::bytes_of(value));
        let raw = RawBuffer::new(context, bytes.len() as u64, Some(&bytes), Usage::Dynamic)?;
        Ok(Self {
            raw,
            bytes: RefCell::new(bytes),
            value: PhantomData,
        })
    }

    /// Replaces the value; uploads only if it differs, bit by bit.
    ///
    /// # Errors
    /// [`Error::ContextLost`].
    pub fn set(&self, value: &T) -> Result<()> {
        self.raw.context.check()?;
        let new = bytemuck::bytes_of(value);
        let mut bytes = self.bytes.borrow_mut();
        if bytes[..new.len()] == *new {
            return Ok(());
        }
        self.raw.write(0, new)?;
        bytes[..new.len()].copy_from_slice(new);
        Ok(())
    }
}

/// Where a block's bytes lie.
pub(crate) struct UniformRange<'a> {
    pub(crate) context: &'a Context,
    pub(crate) name: glow::Buffer,
    pub(crate) start: u64,
    pub(crate) bytes: u64,
}

pub(crate) mod sealed {
    #[expect(unnameable_types, reason = "sealed: nobody else may implement it")]
    pub trait Sealed {
        #[doc(hidden)]
        #[expect(private_interfaces, reason = "sealed: nobody else may call it")]
        fn range(&self) -> super::UniformRange<'_>;
    }
}

/// Something that a uniform block can read: a [`UniformBuffer`] of whatever type. Only gloo
/// implements it.
pub trait UniformSource: sealed::Sealed + std::fmt::Debug {}

#[expect(private_interfaces, reason = "sealed: nobody else may call it")]
impl<T: Pod> sealed::Sealed for UniformBuffer<T> {
    fn range(&self) -> UniformRange<'_> {
        UniformRange {
            context: &self.raw.context,
            name: self.raw.name,
            start: 0,
            bytes: self.raw.bytes(),
        }
    }
}

impl<T: Pod> UniformSource for UniformBuffer<T> {}
