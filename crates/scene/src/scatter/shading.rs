//! Whether the points of a scatter are drawn one by one or by how many there are.

use galry_visuals::{ColorMap, NormKind, NormRule};

/// What a scatter's picture says of its points.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum ScatterShading {
    /// Each point is a marker, the later over the earlier: what drawing every point gives.
    #[default]
    Marks,
    /// The colour of a pixel says how many markers lie on it.
    Density(DensityStyle),
    /// Markers where they stand apart, density where they pile up, and in between a mixture, so
    /// that zooming from one to the other never jumps.
    Automatic(DensityStyle),
}

/// How counts become colours.
///
/// What is counted for a pixel is the points whose disc of the marker's size lies on it: those in
/// the pixel itself at a size of one pixel or less. A pixel without any is left blank.
///
/// ```
/// use galry_scene::{DensityStyle, ScatterShading};
/// use galry_visuals::NormRule;
///
/// let style = DensityStyle {
///     norm: NormRule::Equalized,
///     ..DensityStyle::default()
/// };
/// let shading = ScatterShading::Density(style);
/// # let _ = shading;
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct DensityStyle {
    /// The colours from few to many.
    pub map: ColorMap,
    /// How counts become fractions of the map.
    pub norm: NormRule,
    /// The counts of the first and of the last colour. Unless given, those of the picture: from
    /// zero (from one where a norm has no zero) to the largest.
    pub limits: [Option<f64>; 2],
    /// The opacity of the picture, from 0 to 1.
    pub opacity: f32,
}

impl Default for DensityStyle {
    fn default() -> Self {
        Self {
            map: ColorMap::default(),
            norm: NormKind::Log.into(),
            limits: [None; 2],
            opacity: 1.0,
        }
    }
}
