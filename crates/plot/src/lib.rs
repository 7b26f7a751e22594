//! Figures, axes and lines: `plot(&y).show()`.
//!
//! ```no_run
//! use galry_plot::plot;
//!
//! fn main() -> galry_plot::Result<()> {
//!     let y: Vec<f64> = (0..1_000_000).map(|i| (f64::from(i) / 1e4).sin()).collect();
//!     plot(&y).title("A million samples").ylabel("Height (m)").show()
//! }
//! ```
//!
//! [`plot`] borrows its data until the picture is made. A [`Figure`] owns them and gives handles
//! ([`Axes`], [`Line`], [`Scatter`]) that can be kept and changed. Both draw the same picture in a window
//! (feature `window`, on by default), as PNG and as SVG.
//!
//! Nothing is drawn twice: a picture of any number of samples costs what its pixels cost, and is
//! the one that drawing every sample would give.
//!
//! # Vector output
//! In SVG up to ten thousand points of a scatter are paths; of more, the picture is embedded, which
//! opens faster and is smaller.
//!
//! # Features
//! - `window`: [`Figure::show`] and [`Plot::show`].
//!
//! # What it does not do yet
//! Lines, scatters, images and histograms; the other kinds of charts are to come.

#![forbid(unsafe_code)]

mod charts;
mod contents;
mod error;
mod export;
mod figure;
mod input;
mod layout;
mod limits;
mod line_pattern;
mod plot;
mod session;
mod state;
mod svg;
mod theme;
pub mod ticks;
mod traces;
#[cfg(feature = "window")]
mod window;

pub use charts::{Histogram, Image, Line, Scatter};
pub use error::{Error, Result};
pub use export::{encode_png, write_whole};
pub use figure::{Axes, Figure};
#[cfg(feature = "window")]
pub use galry_app::display_available;
pub use galry_data::BinRule;
pub use galry_scene::{AxisScale, Follow, LevelOfDetail, Picture, Shading};
pub use galry_visuals::{Color, Symbol};
pub use input::{IntoColor, IntoMarker, IntoSource, ToSource};
pub use line_pattern::{IntoLinePattern, LinePattern};
pub use plot::{Plot, plot, scatter};
pub use state::Legend;
pub use theme::Theme;
