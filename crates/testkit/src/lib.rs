//! Headless contexts, picture comparison and numeric helpers for galry's tests.
//!
//! ```
//! use galry_gloo::{Framebuffer, Target, TextureFormat};
//! use galry_testkit::{Image, with_context};
//!
//! let image = with_context(|context| {
//!     let picture = Framebuffer::with_size(context, [8, 8], TextureFormat::Rgba8).unwrap();
//!     context.clear(&Target::Framebuffer(&picture), [1.0, 0.0, 0.0, 1.0], None).unwrap();
//!     Image::from_framebuffer(&picture).unwrap()
//! });
//! assert_eq!(image.pixel(3, 3), [255, 0, 0, 255]);
//! ```
//!
//! - [`with_context`] runs a test in a context of its own and looks for leaks and GL errors after it.
//! - [`Image`] is a picture in memory: PNG, and properties such as the box and the area of its ink.
//! - [`assert_golden`] compares a picture with one that was accepted; [`Tolerance`] says how closely.
//! - [`mod@reference`] draws lines slowly and surely.
//!
//! Prefer a property to a golden: a test that says "the box of the ink is 10 pixels wide" explains
//! itself. This crate is not published, and is for integration tests only.
#![forbid(unsafe_code)]

mod compare;
mod context;
mod golden;
mod image;
pub mod reference;
#[cfg(feature = "x11")]
pub mod x11;

pub use crate::compare::{Comparison, Tolerance, compare};
pub use crate::context::{with_context, with_context_of};
pub use crate::golden::assert_golden;
pub use crate::image::{Image, ImageError, PixelBounds};
