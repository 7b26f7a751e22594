//! Lines of any number of samples, drawn exactly from what they cover in each pixel column.
//!
//! A polyline whose x does not decrease is, in one pixel column, one vertical run. So a picture of
//! `w` columns needs `w` pairs of numbers a line, however many samples the line has, and drawing
//! it costs what its pixels cost. [`ColumnRanges`] holds these numbers, [`ColumnSeries`] adds a
//! colour and a width, and [`Columns`] draws any number of series in one call.

mod ranges;

pub use ranges::{ColumnRanges, ColumnSeries, Interval, Method, RowRange};

/// Lines drawn by pixel columns.
#[derive(Debug, Default)]
pub struct Columns {
    rect_px: [i32; 4],
    series: Vec<ColumnSeries>,
    method: Method,
}

impl Columns {
    /// Nothing to draw yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the picture's place, `[x, y, width, height]` in framebuffer pixels from the top left,
    /// and its series; later series lie over earlier ones.
    pub fn set(&mut self, rect_px: [i32; 4], series: Vec<ColumnSeries>) {
        self.rect_px = rect_px;
        self.series = series;
    }

    /// Chooses who paints; [`Method::Automatic`] at first.
    pub fn set_method(&mut self, method: Method) {
        self.method = method;
    }

    /// Whole pixel columns that sub-column ranges must cover left and right of the picture, so
    /// that a line of this width reaches in from outside.
    #[must_use]
    pub fn margin_for(width_px: f32) -> usize {
        let radius = if width_px.is_finite() { width_px.max(0.0) * 0.5 } else { 0.0 };
        // Saturating float to integer: widths are small, a silly one must not panic.
        radius.ceil() as usize + 1
    }
}
