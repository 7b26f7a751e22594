//! How a line looks: its width and colour, its corners and its ends.

use super::Dashes;
use crate::Color;

/// How two segments of a line meet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum LineJoin {
    /// A disc of the line's width around the point.
    #[default]
    Round,
    /// Both edges go on until they meet; beyond the style's miter limit as [`Bevel`](Self::Bevel).
    Miter,
    /// Cut straight from corner to corner.
    Bevel,
}

/// How a line ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum LineCap {
    /// A half disc of the line's width around the point.
    #[default]
    Round,
    /// At the point. A point alone is nothing then.
    Butt,
    /// Half the width beyond the point. A point alone is a square.
    Square,
}

/// How a line looks.
///
/// ```
/// use galry_visuals::{LineCap, LineJoin, PolylineStyle};
///
/// let style = PolylineStyle {
///     width_px: 6.0,
///     join: LineJoin::Miter,
///     cap: LineCap::Butt,
///     ..PolylineStyle::default()
/// };
/// assert_eq!(style.miter_limit, 4.0);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PolylineStyle {
    /// Full width in framebuffer pixels. Below a pixel, a line gets fainter, as
    /// its area says; without antialiasing it is a pixel wide at least. Nothing is
    /// drawn for zero, negative widths and NaN.
    pub width_px: f32,
    /// The colour; where the line's segments meet, it is blended once.
    pub color: Color,
    /// How its segments meet. Where the line bends by less than three degrees, and where
    /// segments are shorter than its width is thick, corners are about as good as round.
    pub join: LineJoin,
    /// How it ends, and where it has gaps.
    pub cap: LineCap,
    /// The longest miter, from the inner corner to the outer, in widths of the line, as in SVG;
    /// what is not above 1 allows none.
    pub miter_limit: f32,
    /// Its dashes, each joined and capped as the line itself; `None` draws all of it. The pattern
    /// goes on around corners, and begins anew after each gap.
    pub dashes: Option<Dashes>,
}

impl Default for PolylineStyle {
    /// 1.5 px, the first colour of the light cycle, round joins and caps.
    fn default() -> Self {
        Self {
            width_px: 1.5,
            color: Color::CYCLE_LIGHT[0],
            join: LineJoin::Round,
            cap: LineCap::Round,
            miter_limit: 4.0,
            dashes: None,
        }
    }
}

/// The miter limit beyond which a corner is as good as a needle.
const MOST_MITER: f32 = 50.0;

impl PolylineStyle {
    /// The limit as the painter and the shader take it.
    pub(super) fn sane_miter_limit(&self) -> f32 {
        // NaN is not above 1 either.
        if self.miter_limit > 1.0 {
            self.miter_limit.min(MOST_MITER)
        } else {
            1.0
        }
    }
}
