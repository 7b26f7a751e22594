//! What a line looks like to the column painter: plain arrays, no GL.

use crate::Color;

/// The rows that a line covers in one pixel column, without antialiasing.
///
/// Row 0 is the top row of the picture, both ends are inclusive and lie inside the picture.
/// `first > last` means that the line does not touch the column.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, bytemuck::Pod, bytemuck::Zeroable)]
pub struct RowRange {
    /// Topmost row covered.
    pub first: i16,
    /// Bottommost row covered.
    pub last: i16,
}

impl RowRange {
    /// Covers nothing.
    pub const EMPTY: Self = Self { first: 1, last: 0 };

    /// Whether no row is covered.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.first > self.last
    }
}

impl Default for RowRange {
    fn default() -> Self {
        Self::EMPTY
    }
}

/// The range of a curve's centre line over one sub-column, in pixels from the picture's top, y down.
///
/// Values may lie outside the picture and may be infinite. Anything but `top <= bottom` is empty.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, bytemuck::Pod, bytemuck::Zeroable)]
pub struct Interval {
    /// Smallest row coordinate: the highest place that the curve reaches.
    pub top: f32,
    /// Largest row coordinate: the lowest place that the curve reaches.
    pub bottom: f32,
}

impl Interval {
    /// The curve is not defined here. The union of this and any interval is that interval.
    pub const EMPTY: Self = Self {
        top: f32::INFINITY,
        bottom: f32::NEG_INFINITY,
    };

    /// Whether the curve is not defined here.
    #[must_use]
    pub fn is_empty(self) -> bool {
        // Not `top > bottom`: that would let NaN through.
        !matches!(
            self.top.partial_cmp(&self.bottom),
            Some(std::cmp::Ordering::Less | std::cmp::Ordering::Equal)
        )
    }
}

impl Default for Interval {
    fn default() -> Self {
        Self::EMPTY
    }
}

/// A line as ranges per pixel column, either for an exact picture or for an antialiased one.
#[derive(Clone, Debug, PartialEq)]
pub enum ColumnRanges {
    /// Antialiasing off: one range of rows for each pixel column, left to right; shape `(width,)`.
    Rows(Vec<RowRange>),
    /// Antialiasing on: `per_column` ranges of the centre line for each pixel column, left to right.
    ///
    /// They begin `margin` whole columns left of the picture and end as many right of it, because
    /// the line's width lets its neighbours reach in: shape `((width + 2 * margin) * per_column,)`
    /// with `margin = Columns::margin_for(width_px)`.
    Subcolumns {
        /// Sub-columns in a pixel column, 1 to [`ColumnRanges::MAX_PER_COLUMN`].
        per_column: usize,
        /// The ranges.
        intervals: Vec<Interval>,
    },
}

impl ColumnRanges {
    /// The finest division of a pixel column.
    pub const MAX_PER_COLUMN: usize = 64;
}

/// One line of a [`Columns`](super::Columns) visual.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnSeries {
    /// The line's colour; taken to 8 bits a channel.
    pub color: Color,
    /// Width of the line in framebuffer pixels. Only sub-columns use it: rows are already final.
    pub width_px: f32,
    /// Where the line is.
    pub ranges: ColumnRanges,
}

/// Who turns ranges into pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Method {
    /// The painter on software rasterisers, the shader on GPUs.
    #[default]
    Automatic,
    /// The CPU paints, the finished picture is uploaded.
    Painted,
    /// The ranges are uploaded, one fragment shader paints.
    Shader,
}
