//! Images of rasters: where they lie, how they look.

mod detail;
mod grid;

use std::sync::Arc;

use galry_data::Raster;
use galry_visuals::ImageStyle;

use crate::{Error, Result};

pub(crate) use detail::{RasterLayer, RasterRequest};
pub(crate) use grid::RasterAxis;

/// What of a raster is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RasterColors {
    /// One band, by the style's colour scale.
    Band(usize),
    /// Three bands as red, green and blue, four with alpha, two as grey and alpha. Bytes and 16
    /// bits fill the range of colours; of other types 1 is full.
    Direct,
}

/// An image of a [`Raster`] in a node's coordinates.
///
/// Each pixel of the picture that covers several values shows their exact mean, whatever the
/// raster's size. Within a [frame budget](crate::Scene::set_frame_budget) a moving picture of a
/// large one is made of coarse cells, or of single values until these are built, and becomes
/// exact when left alone.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use std::sync::Arc;
/// use galry_data::Grid;
/// use galry_scene::{RasterColors, RasterImage, Scene};
/// use galry_visuals::ImageStyle;
///
/// let grid = Grid::from_vec([3, 2], 1, vec![0_u8, 1, 2, 3, 4, 5])?;
/// // The first value's outer corner at (0, 0), the last one's at (30, −2): rows go down.
/// let image = RasterImage::new(
///     Arc::new(grid),
///     RasterColors::Band(0),
///     [0.0, 30.0, 0.0, -2.0],
///     ImageStyle::default(),
/// )?;
/// let mut scene = Scene::new();
/// scene.add_raster(image);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct RasterImage<'a> {
    raster: Arc<dyn Raster + 'a>,
    colors: RasterColors,
    extent: [f64; 4],
    style: ImageStyle,
}

impl<'a> RasterImage<'a> {
    /// An image between two corners: `extent` is x of the first column's and of the last
    /// column's outer edge, then y of the first row's and of the last row's.
    ///
    /// # Errors
    /// [`Error::Raster`] when the band does not exist, the raster has bands that are no colours,
    /// or the extent has no area.
    pub fn new(
        raster: Arc<dyn Raster + 'a>,
        colors: RasterColors,
        extent: [f64; 4],
        style: ImageStyle,
    ) -> Result<Self> {
        let refuse = |message: String| Err(Error::Raster { message });
        let bands = raster.bands();
        match colors {
            RasterColors::Band(band) if band >= bands => {
                return refuse(format!("expected a band below {bands}, got {band}"));
            }
            RasterColors::Direct if !(2..=4).contains(&bands) => {
                return refuse(format!("expected 2 to 4 bands as colours, got {bands}"));
            }
            _ => {}
        }
        let [x0, x1, y0, y1] = extent;
        let spans = [x1 - x0, y1 - y0];
        if !spans.iter().all(|span| span.is_finite() && *span != 0.0) {
            return refuse(format!("expected an extent with an area, got {extent:?}"));
        }
        Ok(Self {
            raster,
            colors,
            extent,
            style,
        })
    }

    /// The values.
    #[must_use]
    pub fn raster(&self) -> &Arc<dyn Raster + 'a> {
        &self.raster
    }

    /// What of the raster is shown.
    #[must_use]
    pub fn colors(&self) -> RasterColors {
        self.colors
    }

    /// The outer edges: x of the first and the last column, y of the first and the last row.
    #[must_use]
    pub fn extent(&self) -> [f64; 4] {
        self.extent
    }

    /// How it looks.
    #[must_use]
    pub fn style(&self) -> &ImageStyle {
        &self.style
    }

    /// Changes how it looks; no value is read for it.
    pub fn set_style(&mut self, style: ImageStyle) {
        self.style = style;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use galry_data::Grid;

    #[test]
    fn what_cannot_be_shown_is_refused() {
        let message = |bands: usize, colors, extent| {
            let grid = Grid::from_vec([1, 1], bands, vec![0_u8; bands]).unwrap();
            let image = RasterImage::new(Arc::new(grid), colors, extent, ImageStyle::default());
            image.unwrap_err().to_string()
        };
        let extent = [0.0, 1.0, 0.0, 1.0];
        assert_eq!(
            message(1, RasterColors::Band(1), extent),
            "image: expected a band below 1, got 1"
        );
        assert_eq!(
            message(1, RasterColors::Direct, extent),
            "image: expected 2 to 4 bands as colours, got 1"
        );
        assert_eq!(
            message(1, RasterColors::Band(0), [0.0, 0.0, 0.0, 1.0]),
            "image: expected an extent with an area, got [0.0, 0.0, 0.0, 1.0]"
        );
        assert!(message(1, RasterColors::Band(0), [0.0, f64::NAN, 0.0, 1.0]).contains("area"));
    }
}
