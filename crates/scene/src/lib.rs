//! Transforms, cameras, nodes, views and level of detail: where things are drawn and how they are
//! touched.
//!
//! A [`Scene`] holds nodes (lines of samples, points, or any visual) and views. A view is a rectangle of
//! the picture that shows some of the nodes through a camera; several views can show one node.
//! Drawing a scene asks each view how much of each line it needs, uploads what changed and draws.
//! No window is needed: `HeadlessCanvas` (feature `headless`) draws into memory, and events are
//! plain values.
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use std::sync::Arc;
//! use galry_data::Samples;
//! use galry_scene::{Axis, AxisScale, Camera, Line, LineStyle, PanZoom, Positions, Scene, View};
//!
//! let samples = Samples::from_vec((0..1000).map(|i| f64::from(i).sin()).collect());
//! let line = Line::new(Arc::new(samples), 0, Positions::Index, LineStyle::default())?;
//!
//! let mut scene = Scene::new();
//! let node = scene.add_line(line);
//! let x = Axis::new([0.0, 999.0], AxisScale::Linear)?;
//! let y = Axis::new([-1.1, 1.1], AxisScale::Linear)?;
//! let view = scene.add_view(View::new([0, 0, 400, 300], Camera::PanZoom(PanZoom::new(x, y))));
//! scene.show(node, view)?;
//! # #[cfg(feature = "headless")] {
//! let mut canvas = galry_scene::HeadlessCanvas::new([400, 300])?;
//! let picture = canvas.render(&mut scene)?;
//! assert_eq!(picture.size_px, [400, 300]);
//! # }
//! # Ok(())
//! # }
//! ```
//!
//! # Samples that keep coming
//! A line over a source that changes (a `galry_data::Stream`) shows its newest samples with each
//! draw, all lines of one source the same ones; nothing is computed when nothing came. A view can
//! [follow](Follow) them.
//!
//! # Frames
//! Coordinates are named after Vispy's six frames. *Visual* coordinates are a node's own; *scene*
//! coordinates those of the view's axes, after the nodes' transforms; *document* and *canvas*
//! coordinates are logical pixels from the top left of a page and of the window; *framebuffer*
//! coordinates are device pixels from the top left; *render* coordinates are GL's clip space,
//! known to shaders alone. Everything up to the framebuffer is f64; what reaches the GPU is f32
//! relative to an origin near the view. [`Scene::transform`] gives the way between any two of these
//! [frames](CoordinateFrame) at a node in a view.

#![forbid(unsafe_code)]

mod axis;
mod camera;
mod canvas;
mod completion;
mod error;
mod follow;
mod frames;
mod layers;
mod line;
mod raster;
mod scatter;
mod scene;
mod strokes;
mod transform;
mod view;

pub use axis::{Axis, AxisScale};
pub use camera::{LogicalRect, PanZoom, Response};
#[cfg(feature = "headless")]
pub use canvas::HeadlessCanvas;
pub use canvas::Picture;
pub use completion::Completion;
pub use error::{Error, Result};
pub use follow::Follow;
pub use frames::CoordinateFrame;
pub use line::{LevelOfDetail, Line, LineStyle, Positions, Shading};
pub use raster::{RasterColors, RasterImage};
pub use scatter::{Coordinates, DensityStyle, Scatter, ScatterShading, ScatterStyle};
pub use scene::{Node, NodeId, Scene, ViewId};
pub use transform::{
    Affine, Bounds3, Chain, Curve, Curves, Magnify, Mapping, MappingShader, NonLinear, Perspective,
    Polar, ScaleTranslate, ScaleTranslate3, Transform, TransformShader,
};
pub use view::{Camera, View};
