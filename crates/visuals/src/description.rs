//! A picture as paths and images: what vector export is made of.

use crate::{Color, Dashes, FillRule, LineCap, LineJoin, Paint};

/// What a visual draws, in words that SVG and PDF understand.
///
/// Coordinates are framebuffer pixels from the top left, y down. Items are
/// painted in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Description {
    /// From the bottom up.
    pub items: Vec<Item>,
}

impl Description {
    /// An empty picture.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

/// One path or picture.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// An outline, filled, stroked, or both.
    Path {
        /// The outline.
        commands: Vec<PathCommand>,
        /// What its inside is painted with, if anything; coordinates in framebuffer pixels.
        fill: Option<Paint>,
        /// What its inside is.
        fill_rule: FillRule,
        /// The line along the outline, if any; with round joins and caps.
        stroke: Option<Stroke>,
        /// x, y, width and height of what may be painted.
        clip_px: Option<[i32; 4]>,
    },
    /// A picture of pixels.
    Image {
        /// x, y, width and height of the place that it fills.
        rect_px: [f32; 4],
        /// Its own width and height in pixels.
        size: [u32; 2],
        /// Straight-alpha RGBA, four bytes a pixel, rows from the top.
        rgba: Vec<u8>,
        /// x, y, width and height of what may be painted.
        clip_px: Option<[i32; 4]>,
    },
}

/// A line along an outline.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stroke {
    /// Its colour.
    pub color: Color,
    /// Its full width in framebuffer pixels.
    pub width_px: f32,
    /// How its segments meet.
    pub join: LineJoin,
    /// How it ends.
    pub cap: LineCap,
    /// The longest miter in widths of the line; at least 1.
    pub miter_limit: f32,
    /// Its dashes; each outline begins the pattern anew.
    pub dashes: Option<Dashes>,
}

/// One step of an outline; positions in framebuffer pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PathCommand {
    /// Starts a new outline.
    MoveTo([f32; 2]),
    /// A straight line.
    LineTo([f32; 2]),
    /// A quadratic Bézier curve: control point, end.
    QuadTo([f32; 2], [f32; 2]),
    /// A cubic Bézier curve: two control points, end.
    CubicTo([f32; 2], [f32; 2], [f32; 2]),
    /// Back to the start of this outline.
    Close,
}
