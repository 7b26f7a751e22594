//! Exact, fast pictures of data too large to look at.
//!
//! ```no_run
//! use galry::prelude::*;
//!
//! fn main() -> galry::Result<()> {
//!     let y: Vec<f64> = (0..10_000_000).map(|i| (f64::from(i) / 1e5).sin()).collect();
//!     plot(&y).title("Ten million samples").show()
//! }
//! ```
//!
//! This crate only gathers the layers; each can be used alone.
//!
//! | layer | crate | for |
//! | --- | --- | --- |
//! | plot | [`plot`](mod@plot) | figures, axes, lines |
//! | scene | [`scene`] | nodes, views, cameras, level of detail |
//! | visuals | [`visuals`] | what is drawn, from plain arrays |
//! | gloo | [`gloo`] | OpenGL ES 3 objects |
//! | data | [`data`] | sources, pyramids, files |
//! | events | [`events`] | pointer, wheel and key events |
//!
//! # Features
//! - `window` (default): windows, and with them `show`. Without it nothing of winit is built.
//! - `ndarray`: arrays and views of the crate `ndarray` go into plots without a copy.
//! - `hdf5`: HDF5 files (`.h5`, `.hdf5`, `.nwb`), by the system's library, which must be there to
//!   build.
//! - `arrow`: Parquet, Arrow and Feather files, and Arrow arrays in memory.

#![forbid(unsafe_code)]

pub use galry_data as data;
pub use galry_events as events;
pub use galry_gloo as gloo;
pub use galry_plot as plot;
pub use galry_plot::{Error, Result};
pub use galry_scene as scene;
pub use galry_visuals as visuals;

/// What a plot needs, by one `use`.
pub mod prelude {
    pub use galry_data::{Keep, StreamDesc, stream};
    pub use galry_data::{Samples, Source};
    pub use galry_plot::{
        Axes, AxisScale, Color, Figure, Follow, Legend, Line, Plot, Scatter, Shading, Symbol,
        Theme, plot, scatter,
    };
}
