//! Uniform buffers: small structs that shaders read as blocks.

use std::cell::RefCell;
use std::marker::PhantomData;

use bytemuck::Pod;

use crate::buffer::{RawBuffer, Usage};
use crate::context::Context;
use crate::error::{Error, Result};

/// One field of a struct that a uniform block reads; [`uniform_layout!`](crate::uniform_layout)
/// takes them from the struct.
///
/// ```
/// use galry_gloo::{UniformMember, uniform_layout};
///
/// #[repr(C)]
/// struct Light {
///     direction: [f32; 3],
///     power: f32,
/// }
/// const LAYOUT: [UniformMember; 2] = uniform_layout!(Light { direction: vec3, power: float });
/// assert_eq!((LAYOUT[1].name, LAYOUT[1].offset), ("power", 12));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UniformMember {
    /// The name of the field, and of the block's member.
    pub name: &'static str,
    /// Bytes from the struct's start.
    pub offset: u32,
    /// The type in GLSL: `float`, `vec4`, `mat4`, …; of an array that of its elements.
    pub type_name: &'static str,
}

/// Describes the fields of a struct for a uniform block, from the struct itself: `field: type`, the
/// type as GLSL names it. Fields for padding are left out.
///
/// [`UniformBuffer::with_layout`] holds it against each program that reads the buffer, so that a
/// field that lies elsewhere than std140 wants is an error and not a wrong picture.
///
/// ```
/// use galry_gloo::{UniformMember, uniform_layout};
///
/// #[repr(C)]
/// #[derive(Clone, Copy)]
/// struct Camera {
///     center: [f32; 2],
///     zoom: f32,
///     _padding: f32,
///     tint: [f32; 4],
/// }
///
/// const LAYOUT: [UniformMember; 3] = uniform_layout!(Camera { center: vec2, zoom: float, tint: vec4 });
/// assert_eq!(LAYOUT[2].offset, 16);
/// ```
#[macro_export]
macro_rules! uniform_layout {
    ($block:ty { $($field:ident: $kind:ident),* $(,)? }) => {
        [$($crate::UniformMember {
            name: ::core::stringify!($field),
            offset: ::core::mem::offset_of!($block, $field) as u32,
            type_name: ::core::stringify!($kind),
        }),*]
    };
}

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
    layout: &'static [UniformMember],
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
        Self::with_layout(context, value, &[])
    }

    /// As [`new`](Self::new), with the layout of the struct, which draws hold against the blocks
    /// that read it.
    ///
    /// # Errors
    /// As for [`new`](Self::new).
    pub fn with_layout(
        context: &Context,
        value: &T,
        layout: &'static [UniformMember],
    ) -> Result<Self> {
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
            layout,
            value: PhantomData,
        })
    }

    /// Replaces the value; uploads only what differs, from the first 16 bytes to the last that do.
    ///
    /// # Errors
    /// [`Error::ContextLost`].
    pub fn set(&self, value: &T) -> Result<()> {
        self.raw.context.check()?;
        let new = bytemuck::bytes_of(value);
        let mut bytes = self.bytes.borrow_mut();
        let differs = |(old, new): (&u8, &u8)| old != new;
        let Some(first) = bytes.iter().zip(new).position(differs) else {
            return Ok(());
        };
        let last = bytes.iter().zip(new).rposition(differs).unwrap_or(first);
        // Whole rows of std140.
        let changed = first / 16 * 16..(last + 1).next_multiple_of(16).min(new.len());
        self.raw
            .write(changed.start as u64, &new[changed.clone()])?;
        bytes[changed.clone()].copy_from_slice(&new[changed]);
        Ok(())
    }
}

/// Where a block's bytes lie.
pub(crate) struct UniformRange<'a> {
    pub(crate) context: &'a Context,
    pub(crate) name: glow::Buffer,
    pub(crate) start: u64,
    pub(crate) bytes: u64,
    /// What is known of the struct; empty for nothing.
    pub(crate) layout: &'static [UniformMember],
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
///
/// ```
/// # fn main() -> galry_gloo::Result<()> {
/// # #[cfg(feature = "headless")] {
/// # use galry_gloo::*;
/// # use galry_gloo::headless::{HeadlessContext, HeadlessDesc};
/// # let headless = HeadlessContext::new(&HeadlessDesc::default())?;
/// # let context = headless.context();
/// let shift = UniformBuffer::new(context, &[0.0_f32; 4])?;
/// let tint = UniformBuffer::new(context, &[[1.0_f32; 4]; 2])?;
/// let sources: [&dyn UniformSource; 2] = [&shift, &tint];
/// let bindings = [0, 1].map(|slot| UniformBinding { slot, buffer: sources[slot as usize] });
/// # assert_eq!(bindings[1].slot, 1);
/// # }
/// # Ok(())
/// # }
/// ```
pub trait UniformSource: sealed::Sealed + std::fmt::Debug {}

#[expect(private_interfaces, reason = "sealed: nobody else may call it")]
impl<T: Pod> sealed::Sealed for UniformBuffer<T> {
    fn range(&self) -> UniformRange<'_> {
        UniformRange {
            context: &self.raw.context,
            name: self.raw.name,
            start: 0,
            bytes: self.raw.bytes(),
            layout: self.layout,
        }
    }
}

impl<T: Pod> UniformSource for UniformBuffer<T> {}
