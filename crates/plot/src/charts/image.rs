//! Images: grids of values by colours, or of colours.

mod pairs;

use std::panic::Location;
use std::sync::Arc;

use galry_data::{PairPyramid, Raster, Source};
use galry_scene::{NodeId, RasterColors, RasterImage, Scene};
use galry_visuals::{
    ColorMap, ColorScale, Equalized, ImageStyle, Interpolation, NormKind, NormRule,
};

pub(crate) use pairs::PairCounts;

use super::{Chart, ChartHandle, Setting};
use crate::layout::LegendEntry;
use crate::{Error, Result};
use pairs::CountImage;

/// The smallest value shown by a logarithmic norm whose data reach down to zero, as a part of the
/// largest.
const LOG_FLOOR: f64 = 1e-4;

/// One image.
#[derive(Debug, Clone)]
pub(crate) struct ImageState<'a> {
    pub(crate) raster: Arc<dyn Raster + 'a>,
    /// Left, right, bottom and top; the place of whole numbers, unless given.
    pub(crate) extent: Option<[f64; 4]>,
    /// Whether the first row is the lowest.
    pub(crate) is_upward: bool,
    pub(crate) map: ColorMap,
    pub(crate) norm: NormRule,
    pub(crate) vmin: Option<f64>,
    pub(crate) vmax: Option<f64>,
    pub(crate) interpolation: Interpolation,
    pub(crate) alpha: f32,
    pub(crate) label: String,
    pub(crate) colorbar: bool,
    /// What the values are counts of.
    pub(crate) pairs: Option<PairCounts<'a>>,
}

impl<'a> ImageState<'a> {
    pub(crate) fn new(raster: Arc<dyn Raster + 'a>) -> Self {
        Self {
            raster,
            extent: None,
            is_upward: false,
            map: ColorMap::default(),
            norm: NormRule::default(),
            vmin: None,
            vmax: None,
            interpolation: Interpolation::Nearest,
            alpha: 1.0,
            label: String::new(),
            colorbar: true,
            pairs: None,
        }
    }

    /// Counts of pairs in `bins`, the lowest row first; bins without any are left blank.
    pub(crate) fn of_pairs(
        sources: [(Arc<dyn Source + 'a>, usize); 2],
        bins: [usize; 2],
    ) -> Result<Self> {
        let pairs = PairCounts::new(sources, bins)?;
        let CountImage { raster, extent } = pairs.base();
        let mut image = Self::new(raster);
        image.extent = Some(extent);
        image.pairs = Some(pairs);
        image.is_upward = true;
        image.map = image.map.with_missing(galry_visuals::Color::TRANSPARENT);
        Ok(image)
    }

    /// Counts about `samples` pairs more for a view whose bins are halved so often, and shows what
    /// is known; gives the part that is done.
    pub(crate) fn count_anew(
        &mut self,
        pyramid: &mut PairPyramid,
        view: [[f64; 2]; 2],
        halvings: [u32; 2],
        samples: u64,
    ) -> Result<f64> {
        let Some(pairs) = &self.pairs else {
            return Ok(1.0);
        };
        let (done, known) = pairs.count_anew(pyramid, view, halvings, samples)?;
        if let Some(CountImage { raster, extent }) = known {
            self.raster = raster;
            self.extent = Some(extent);
        }
        Ok(done)
    }

    fn is_colors(&self) -> bool {
        self.raster.bands() > 1
    }

    /// Left, right, bottom and top.
    fn sides(&self) -> [f64; 4] {
        let [width, height] = self.raster.size().map(|side| side as f64);
        self.extent.unwrap_or(if self.is_upward {
            [-0.5, width - 0.5, -0.5, height - 0.5]
        } else {
            [-0.5, width - 0.5, height - 0.5, -0.5]
        })
    }

    /// The same of all that there is, whatever part of it is counted now.
    fn whole_sides(&self) -> [f64; 4] {
        match &self.pairs {
            Some(pairs) => pairs.base().extent,
            None => self.sides(),
        }
    }

    /// The norm between the limits given, or those of the values.
    fn scale(&self) -> Result<ColorScale> {
        let found = match (self.vmin, self.vmax) {
            (Some(low), Some(high)) => [low, high],
            _ => {
                let limits = self.raster.limits(0)?;
                if limits.is_empty() {
                    [0.0, 1.0]
                } else {
                    [limits.min, limits.max]
                }
            }
        };
        let high = self.vmax.unwrap_or(found[1]);
        let mut low = self.vmin.unwrap_or(found[0]);
        let mut high_or = high;
        if self.norm == NormRule::Kind(NormKind::Log) && self.vmin.is_none() && low <= 0.0 {
            let floor = if self.raster.element_type().is_float() {
                high * LOG_FLOOR
            } else {
                1.0
            };
            low = floor;
            if self.vmax.is_none() && high <= 0.0 {
                [low, high_or] = [1.0, 10.0];
            }
        }
        let limits = [low, high_or.max(low)];
        let mut failed = None;
        let norm = self.norm.norm(limits, || {
            let values = self.raster.distribution(0).unwrap_or_else(|error| {
                failed = Some(error);
                Vec::new()
            });
            let within = |&(value, _): &(f64, u64)| (limits[0]..=limits[1]).contains(&value);
            let values = values
                .into_iter()
                .map(|(value, count)| (f64::from(value), count));
            let mut values: Vec<(f64, u64)> = values.filter(within).collect();
            if values.is_empty() {
                values.push((limits[0], 1));
            }
            Equalized::from_multiplicities(values)
        });
        if let Some(error) = failed {
            return Err(error.into());
        }
        Ok(ColorScale::new(
            self.map.clone(),
            norm.map_err(value_error)?,
        ))
    }

    /// What a colour bar shows, if there is to be one.
    pub(crate) fn bar(&self) -> Result<Option<(ColorScale, String)>> {
        if !self.colorbar || self.is_colors() {
            return Ok(None);
        }
        Ok(Some((self.scale()?, self.label.clone())))
    }

    pub(super) fn add_to(&self, scene: &mut Scene<'a>) -> Result<NodeId> {
        Ok(scene.add_raster(self.raster_image()?))
    }

    /// What the scene shows.
    pub(crate) fn raster_image(&self) -> Result<RasterImage<'a>> {
        let (colors, scale) = if self.is_colors() {
            (RasterColors::Direct, ColorScale::default())
        } else {
            (RasterColors::Band(0), self.scale()?)
        };
        let [left, right, bottom, top] = self.sides();
        let (first, last) = if self.is_upward {
            (bottom, top)
        } else {
            (top, bottom)
        };
        let style = ImageStyle {
            scale,
            interpolation: self.interpolation,
            opacity: self.alpha,
        };
        let extent = [left, right, first, last];
        let raster = Arc::clone(&self.raster);
        Ok(RasterImage::new(raster, colors, extent, style)?)
    }

    pub(super) fn x_range(&self) -> [f64; 2] {
        let [left, right, ..] = self.whole_sides();
        [left.min(right), left.max(right)]
    }

    /// Smallest and largest y.
    pub(super) fn y_range(&self) -> [f64; 2] {
        let [.., bottom, top] = self.whole_sides();
        [bottom.min(top), bottom.max(top)]
    }

    /// Whether y grows downwards.
    pub(super) fn is_downward(&self) -> bool {
        let [.., bottom, top] = self.sides();
        top < bottom
    }

    /// No entry: the colour bar says what it is.
    pub(super) fn legend_entry(setting: &Setting<'_>) -> LegendEntry {
        LegendEntry {
            label: String::new(),
            dashes: None,
            marker: None,
            color: setting.theme.ink,
            width_px: 1.0,
        }
    }
}

fn value_error(error: galry_visuals::Error) -> Error {
    galry_scene::Error::from(error).into()
}

/// A handle of an image, to change how it looks now or later.
#[derive(Debug, Clone)]
pub struct Image {
    pub(crate) chart: ChartHandle,
}

impl Image {
    #[track_caller]
    fn with(&self, change: impl FnOnce(&mut ImageState<'static>)) -> &Self {
        self.try_with(Location::caller(), |image| {
            change(image);
            Ok(())
        })
    }

    fn try_with(
        &self,
        location: &'static Location<'static>,
        change: impl FnOnce(&mut ImageState<'static>) -> Result<(), String>,
    ) -> &Self {
        self.chart.try_with(location, |chart| match chart {
            Chart::Image(image) => change(image),
            _ => Ok(()),
        });
        self
    }

    /// What the values are, beside the colour bar.
    #[track_caller]
    pub fn label(&self, label: impl Into<String>) -> &Self {
        self.try_with(Location::caller(), |image| {
            crate::state::set_text(&mut image.label, label)
        })
    }

    /// The colour map by name, `_r` behind it reversed.
    #[track_caller]
    pub fn cmap(&self, name: &str) -> &Self {
        self.try_with(Location::caller(), |image| {
            let missing = image.map.missing();
            let map: ColorMap = name.parse().map_err(|error| format!("{error}"))?;
            let [r, g, b, a] = missing;
            image.map = map.with_missing(galry_visuals::Color::rgba8(r, g, b, a));
            Ok(())
        })
    }

    /// The value of the first colour; the smallest, unless given.
    pub fn vmin(&self, vmin: f64) -> &Self {
        self.with(|image| image.vmin = Some(vmin))
    }

    /// The value of the last colour; the largest, unless given.
    pub fn vmax(&self, vmax: f64) -> &Self {
        self.with(|image| image.vmax = Some(vmax))
    }

    /// How values become colours: `linear`, `log`, `symlog:THRESHOLD`, `power:GAMMA`,
    /// `centered:CENTER`, …; `equalized` gives each colour to as many values as any other.
    #[track_caller]
    pub fn norm(&self, norm: &str) -> &Self {
        self.try_with(Location::caller(), |image| {
            image.norm = norm.parse().map_err(|error| format!("{error}"))?;
            Ok(())
        })
    }

    /// What is between values that lie more than a pixel apart: `nearest`, `linear`, `cubic`,
    /// `lanczos`.
    #[track_caller]
    pub fn interpolation(&self, name: &str) -> &Self {
        self.try_with(Location::caller(), |image| {
            image.interpolation = name.parse().map_err(|error| format!("{error}"))?;
            Ok(())
        })
    }

    /// Where the outer edges lie: left, right, bottom and top.
    #[track_caller]
    pub fn extent(&self, left: f64, right: f64, bottom: f64, top: f64) -> &Self {
        self.try_with(Location::caller(), |image| {
            crate::state::checked_limits([left, right])?;
            crate::state::checked_limits([bottom, top])?;
            image.extent = Some([left, right, bottom, top]);
            Ok(())
        })
    }

    /// `upper`: the first row is the highest; `lower`: the lowest.
    #[track_caller]
    pub fn origin(&self, origin: &str) -> &Self {
        self.try_with(Location::caller(), |image| {
            image.is_upward = match origin {
                "upper" => false,
                "lower" => true,
                _ => return Err(format!("origin: expected upper or lower, got {origin:?}")),
            };
            Ok(())
        })
    }

    /// The opacity, from 0 to 1.
    pub fn alpha(&self, alpha: f32) -> &Self {
        self.with(|image| image.alpha = alpha)
    }

    /// Whether a bar at the right shows which colour is which value.
    pub fn colorbar(&self, colorbar: bool) -> &Self {
        self.with(|image| image.colorbar = colorbar)
    }
}
