//! Sources of samples, pyramids and exact level of detail; knows no GL.
#![forbid(unsafe_code)]

mod element;
mod error;
mod extent;
#[cfg(not(target_family = "wasm"))]
mod file;
mod kernel;
mod open;
mod parallel;
mod pyramid;
mod samples;
mod source;
mod store;
mod summary;
mod table;

pub use element::{Element, ElementType};
pub use error::{Error, Result};
pub use extent::Extent;
pub use kernel::min_max;
#[cfg(not(target_family = "wasm"))]
pub use open::open;
pub use open::{OpenOptions, Opened, RawDesc};
pub use samples::Samples;
pub use source::{Origin, Readiness, Source};
pub use store::Order;
pub use summary::{Summary, summary};
pub use table::{Column, Table, TableOptions};
