//! Shader composition and visuals: what is drawn, from plain arrays and styles.
//!
//! A visual is data and style. `prepare` uploads what changed, `draw` draws it
//! wherever a [`Placement`] says, and `describe` says the same picture as paths
//! and images, for vector output. No scene, no camera and no window are needed:
//! any GL context that `galry-gloo` wraps will do.
//!
//! ```no_run
//! use galry_gloo::{Context, Framebuffer, Target, TextureFormat};
//! use galry_visuals::{Color, Frame, Placement, Polyline, PolylineData, PolylineStyle};
//! use galry_visuals::{Renderer, Visual as _};
//!
//! fn draw(context: &Context) -> Result<(), Box<dyn std::error::Error>> {
//!     let mut renderer = Renderer::new(context)?;
//!     let mut line = Polyline::new(
//!         PolylineData {
//!             positions: (0..100).map(|i| [i as f32, (i as f32 * 0.2).sin()]).collect(),
//!             closed: false,
//!         },
//!         PolylineStyle { width_px: 1.5, ..PolylineStyle::default() },
//!     );
//!     line.prepare(&mut renderer)?;
//!
//!     let picture = Framebuffer::with_size(context, [400, 200], TextureFormat::Rgba8)?;
//!     let frame = Frame { target: Target::Framebuffer(&picture), size_px: [400, 200] };
//!     context.clear(&frame.target, Color::WHITE.premultiplied(), None)?;
//!     // y up, 100 units across 400 px, one unit is 80 px high.
//!     let placement = Placement {
//!         scale: [4.0, -80.0],
//!         translate: [0.0, 100.0],
//!         ..Placement::default()
//!     };
//!     line.draw(&renderer, &frame, &placement)?;
//!     Ok(())
//! }
//! ```
//!
//! # Main types
//! - [`Visual`]: what every visual can do. [`Rectangles`], [`Polyline`], [`Image`],
//!   [`ImageQuad`], [`Markers`], [`Fills`] of a [`Path`] each.
//! - [`Renderer`]: what the visuals of one context share, made once.
//! - [`Frame`] and [`Placement`]: what is drawn into, and where.
//! - [`Description`]: the same picture for vector output.
//! - [`Color`]: colours as people write them, and the default cycles.
//! - [`ColorMap`] by name and [`Norm`]: from values to colours; [`ColorScale`] is both in one.
//! - [`composition`]: programs out of WGSL modules, open to modules of one's own.
//!
//! # Conventions
//! - Framebuffer pixels count from the top left, y down; pixel (i, j) covers
//!   `[i, i + 1) × [j, j + 1)`.
//! - Visual coordinates are f32 and become pixels by `visual * scale + translate`.
//! - Colours are sRGB-encoded with straight alpha at the surface, and blended
//!   premultiplied, encoded as they are.
//! - Widths are in framebuffer pixels; a caller multiplies by its pixel ratio.
//!
//! # What it does not do
//! It knows no cameras, no axes, no data sources and no windows; transforms other
//! than scale and move are modules in a [`composition`] for now.
#![forbid(unsafe_code)]

pub mod columns;
pub mod composition;
pub mod markers;
pub mod text;

mod color;
mod coverage;
mod description;
mod error;
mod fills;
mod image;
mod image_quad;
mod path;
mod placement;
mod polyline;
mod quads;
mod rectangles;
mod renderer;
mod visual;

pub use color::{Color, ColorMap, ColorMapKind, ColorScale, Equalized, Norm, NormKind, NormRule};
pub use columns::{ColumnRanges, ColumnSeries, Columns, Interval, Method, RowRange};
pub use description::{Description, Item, PathCommand, Stroke};
pub use error::{Error, Result};
pub use fills::{
    Fill, FillPainter, FillRule, Fills, GradientStop, Hatch, HatchPattern, LinearGradient, Paint,
    RadialGradient,
};
pub use image::{Image, ImageAxis, ImageData, ImagePlace, ImageStyle, ImageValues, Interpolation};
pub use image_quad::ImageQuad;
pub use markers::{Markers, MarkersData, MarkersStyle, Symbol};
pub use path::Path;
pub use placement::{Bounds, Frame, Placement};
pub use polyline::{
    Dashes, LineCap, LineJoin, PaintedPolyline, Polyline, PolylineData, PolylinePainter,
    PolylineStyle,
};
pub use rectangles::{Rectangle, Rectangles};
pub use renderer::{DRAW_RESOURCES, Renderer, VisualDraw};
pub use text::{Align, Anchor, Fonts, Label, Text, TextSize, TextStyle, VerticalAnchor, Weight};
pub use visual::Visual;
