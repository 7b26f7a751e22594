//! Views: rectangles of the picture, each looking at some of the scene's nodes.

use galry_visuals::{Color, Method};
use slotmap::SparseSecondaryMap;

use crate::{Follow, LevelOfDetail, LogicalRect, NodeId, PanZoom};

/// How a view maps its nodes to pixels.
#[derive(Debug, Clone)]
#[expect(
    clippy::large_enum_variant,
    reason = "a view has one, and a camera is taken out and put in as it is"
)]
pub enum Camera {
    /// Scene coordinates are framebuffer pixels of the whole picture, from the top left: for what
    /// belongs to the page rather than to the data.
    Pixels,
    /// A plane with two axes that pans and zooms.
    PanZoom(PanZoom),
}

/// A rectangle of the picture that shows some nodes through a camera.
#[derive(Debug, Clone)]
pub struct View {
    /// Place in framebuffer pixels from the top left: x, y, width, height.
    pub rect_px: [i32; 4],
    /// What is shown.
    pub camera: Camera,
    /// Fills the whole rectangle first, in place of what is there; `None` leaves it.
    pub background: Option<Color>,
    /// Smooth edges. Off, every pixel is wholly covered or not at all.
    pub antialias: bool,
    /// Whether lines take their columns from a pyramid or, slowly, from every sample.
    pub level_of_detail: LevelOfDetail,
    /// Who draws lines: the CPU, which then uploads a picture, or shaders, which need nothing new
    /// while a view pans.
    pub method: Method,
    /// Whether and how it moves with the newest samples of its lines.
    pub follow: Follow,
    /// Whether following fits y to the first samples and widens it for those that lie outside of
    /// it later; it never shrinks.
    pub fit_y: bool,
    /// Where the newest sample stands, as of the last frame.
    pub(crate) newest_x: Option<f64>,
    /// Whether the user moved away from the newest samples.
    pub(crate) is_away: bool,
    pub(crate) nodes: Vec<NodeId>,
    /// The same, to find one quickly.
    pub(crate) shown: SparseSecondaryMap<NodeId, ()>,
}

impl View {
    /// A view at a place, antialiased, with level of detail, showing nothing yet.
    #[must_use]
    pub fn new(rect_px: [i32; 4], camera: Camera) -> Self {
        Self {
            rect_px,
            camera,
            background: None,
            antialias: true,
            level_of_detail: LevelOfDetail::On,
            method: Method::Automatic,
            follow: Follow::Stay,
            fit_y: false,
            newest_x: None,
            is_away: false,
            nodes: Vec::new(),
            shown: SparseSecondaryMap::new(),
        }
    }

    /// The nodes shown, in drawing order: later over earlier.
    #[must_use]
    pub fn nodes(&self) -> &[NodeId] {
        &self.nodes
    }

    /// The camera, if it pans and zooms.
    #[must_use]
    pub fn pan_zoom(&self) -> Option<&PanZoom> {
        match &self.camera {
            Camera::PanZoom(camera) => Some(camera),
            Camera::Pixels => None,
        }
    }

    /// The camera, if it pans and zooms, to be changed.
    pub fn pan_zoom_mut(&mut self) -> Option<&mut PanZoom> {
        match &mut self.camera {
            Camera::PanZoom(camera) => Some(camera),
            Camera::Pixels => None,
        }
    }

    /// The rectangle in logical pixels, at `pixel_ratio` framebuffer pixels each.
    #[must_use]
    pub fn logical_rect(&self, pixel_ratio: f64) -> LogicalRect {
        let [x, y, width, height] = self.rect_px.map(|px| f64::from(px) / pixel_ratio);
        LogicalRect {
            x,
            y,
            width,
            height,
        }
    }

    /// Width and height in framebuffer pixels; zero where negative.
    pub(crate) fn size_px(&self) -> [u32; 2] {
        [self.rect_px[2], self.rect_px[3]].map(|side| side.max(0).unsigned_abs())
    }
}
