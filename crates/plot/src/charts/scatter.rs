//! Points as markers.

use std::panic::Location;
use std::sync::Arc;

use galry_data::Source;
use galry_scene::{
    Coordinates, DensityStyle, Node, NodeId, Positions, ScaleTranslate, ScatterShading,
    ScatterStyle, Scene,
};
use galry_visuals::{Color, ColorMap, ColorScale, Symbol};

use super::{Chart, ChartHandle, Setting};
use crate::Result;
use crate::input::{IntoColor, IntoMarker};
use crate::layout::LegendEntry;

/// Points, each a marker.
#[derive(Debug, Clone)]
pub(crate) struct ScatterState<'a> {
    x: Coordinates<'a>,
    source: Arc<dyn Source + 'a>,
    channel: usize,
    pub(crate) label: String,
    /// `None` takes the next colour of the theme's cycle.
    color: Option<Color>,
    pub(crate) alpha: f32,
    symbol: Symbol,
    size_px: Option<f32>,
    edge: Option<Color>,
    edge_width_px: f32,
    shading: Shading,
    /// How counts become colours, where they do.
    density: DensityStyle,
    /// `None` takes one that is seen on the theme's background.
    map: Option<ColorMap>,
    colorbar: bool,
    /// Factor on the values of y.
    pub(crate) gain: f64,
    /// Added after the factor.
    pub(crate) offset: f64,
}

/// Whether points are drawn one by one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shading {
    Marks,
    Density,
    Automatic,
}

/// Width of a marker in logical pixels, where none is asked for.
const SIZE_PX: f32 = 6.0;

/// The same where points are only counted: each in its own pixel.
const DENSITY_SIZE_PX: f32 = 1.0;

/// What the colours of a density are, where the points have no name.
const POINTS_LABEL: &str = "Points per pixel";

/// The same where each point counts for as many pixels as its marker has.
const MARKERS_LABEL: &str = "Markers per pixel";

/// The first colour of a density on a dark background, as a part of the map: those before it would
/// not be seen.
const FIRST_ON_DARK: f64 = 0.3;

/// The colours of a density, the fewest points of which are to be seen.
fn map_on(background: Color) -> ColorMap {
    let map = ColorMap::default();
    let [r, g, b, _] = background.to_rgba8().map(f32::from);
    if 0.2126 * r + 0.7152 * g + 0.0722 * b > 127.0 {
        return map;
    }
    let first = (map.entries().len() as f64 * FIRST_ON_DARK) as usize;
    let seen: Vec<Color> = map.entries()[first..]
        .iter()
        .map(|&[r, g, b, a]| Color::rgba8(r, g, b, a))
        .collect();
    ColorMap::from_colors(map.name(), map.kind(), &seen).unwrap_or(map)
}

/// The markers in a legend are at least and at most so large, whatever those of the chart are.
const LEGEND_SIZE_PX: [f32; 2] = [5.0, 11.0];

impl<'a> ScatterState<'a> {
    pub(crate) fn new(source: Arc<dyn Source + 'a>, channel: usize) -> Self {
        let x = match source.rate_hz() {
            Some(hz) => Positions::Rate { hz },
            None => Positions::Index,
        };
        Self {
            x: x.into(),
            source,
            channel,
            label: String::new(),
            color: None,
            alpha: 1.0,
            symbol: Symbol::Disc,
            size_px: None,
            edge: None,
            edge_width_px: 0.0,
            shading: Shading::Marks,
            density: DensityStyle::default(),
            map: None,
            colorbar: true,
            gain: 1.0,
            offset: 0.0,
        }
    }

    /// Puts the points at x values, of which there are `count`; else says what is wrong.
    pub(crate) fn set_x(&mut self, x: Coordinates<'a>, count: u64) -> Result<(), String> {
        let points = self.source.len();
        if count != points {
            return Err(format!(
                "expected as many x as y values ({points}), got {count}"
            ));
        }
        self.x = x;
        Ok(())
    }

    /// Puts the points `hz` a second, else says what is wrong.
    pub(crate) fn set_rate(&mut self, hz: f64) -> Result<(), String> {
        self.x = super::checked_rate(hz)?.into();
        Ok(())
    }

    /// Sets the colour, else says what is wrong.
    pub(crate) fn set_color(&mut self, color: impl IntoColor) -> Result<(), String> {
        self.color = Some(color.into_color().map_err(|error| error.to_string())?);
        Ok(())
    }

    /// Sets the marker, else says what is wrong.
    pub(crate) fn set_marker(&mut self, marker: impl IntoMarker) -> Result<(), String> {
        self.symbol = marker.into_marker().map_err(|error| error.to_string())?;
        Ok(())
    }

    /// Sets the width of a marker in logical pixels, else says what is wrong.
    pub(crate) fn set_size(&mut self, size_px: f32) -> Result<(), String> {
        if !(size_px.is_finite() && size_px > 0.0) {
            return Err(format!(
                "marker size: expected a positive number of pixels, got {size_px}"
            ));
        }
        self.size_px = Some(size_px);
        Ok(())
    }

    /// Sets whether points are drawn one by one, else says what is wrong.
    pub(crate) fn set_shading(&mut self, name: &str) -> Result<(), String> {
        self.shading = match name {
            "marks" => Shading::Marks,
            "density" => Shading::Density,
            "auto" | "automatic" => Shading::Automatic,
            _ => {
                return Err(format!(
                    "shading: expected marks, density or automatic, got {name:?}"
                ));
            }
        };
        Ok(())
    }

    /// Whether and how points are drawn by how many there are.
    fn scatter_shading(&self, setting: &Setting<'_>) -> ScatterShading {
        let style = DensityStyle {
            map: self
                .map
                .clone()
                .unwrap_or_else(|| map_on(setting.theme.background)),
            opacity: self.alpha.clamp(0.0, 1.0),
            ..self.density.clone()
        };
        match self.shading {
            Shading::Marks => ScatterShading::Marks,
            Shading::Density => ScatterShading::Density(style),
            Shading::Automatic => ScatterShading::Automatic(style),
        }
    }

    /// What a colour bar shows, if there is to be one: `shown` is what the picture was made with,
    /// once there is one.
    pub(crate) fn bar(&self, shown: Option<&ColorScale>) -> Option<(ColorScale, String)> {
        let has_bar = self.colorbar && (self.shading == Shading::Density || shown.is_some());
        let label = if self.label.is_empty() {
            let is_of_points = self.size() <= 1.0;
            String::from(if is_of_points {
                POINTS_LABEL
            } else {
                MARKERS_LABEL
            })
        } else {
            self.label.clone()
        };
        has_bar.then(|| (shown.cloned().unwrap_or_default(), label))
    }

    /// The width of a marker in logical pixels.
    fn size(&self) -> f32 {
        self.size_px.unwrap_or(match self.shading {
            Shading::Density => DENSITY_SIZE_PX,
            Shading::Marks | Shading::Automatic => SIZE_PX,
        })
    }

    /// As asked, or as the theme has it.
    fn style(&self, setting: &Setting<'_>) -> ScatterStyle {
        let color = self
            .color
            .unwrap_or_else(|| setting.theme.line_color(setting.index));
        let alpha = self.alpha.clamp(0.0, 1.0);
        let faded = |color: Color| color.with_alpha(color.a * alpha);
        ScatterStyle {
            symbol: self.symbol,
            size_px: self.size(),
            color: faded(color),
            edge: self.edge.map_or(Color::TRANSPARENT, faded),
            edge_width_px: self.edge_width_px,
        }
    }

    pub(super) fn add_to(&self, scene: &mut Scene<'a>, setting: &Setting<'_>) -> Result<NodeId> {
        let y = Coordinates::channel(Arc::clone(&self.source), self.channel);
        let mut scatter = galry_scene::Scatter::new(self.x.clone(), y, self.style(setting))?;
        scatter.set_shading(self.scatter_shading(setting));
        let node = scene.add_scatter(scatter);
        scene.node_mut(node)?.parent_from_node = ScaleTranslate {
            scale: [1.0, self.gain],
            translate: [0.0, self.offset],
        };
        Ok(node)
    }

    pub(super) fn x_range(node: &Node<'_>) -> Option<[f64; 2]> {
        // What cannot be read is told when it is drawn.
        node.scatter()?.ranges().ok()?[0]
    }

    pub(super) fn y_range(
        &self,
        node: &Node<'_>,
        [from, to]: [f64; 2],
    ) -> Result<Option<[f64; 2]>> {
        let Some(scatter) = node.scatter() else {
            return Ok(None);
        };
        let values = scatter.y_range(from, to)?;
        Ok(values.map(|values| {
            let ends = values.map(|value| value * self.gain + self.offset);
            [ends[0].min(ends[1]), ends[0].max(ends[1])]
        }))
    }

    pub(super) fn legend_entry(&self, setting: &Setting<'_>) -> LegendEntry {
        let style = self.style(setting);
        // Points that are faint because they are many would not be seen alone.
        let opaque = |color: Color| color.with_alpha(color.a.max(0.6));
        LegendEntry {
            // The colour bar names what has no marker.
            label: match self.shading {
                Shading::Density => String::new(),
                Shading::Marks | Shading::Automatic => self.label.clone(),
            },
            color: opaque(style.color),
            width_px: style.size_px.clamp(LEGEND_SIZE_PX[0], LEGEND_SIZE_PX[1]),
            dashes: None,
            marker: Some(style.symbol),
        }
    }
}

/// A handle of points, to change how they look now or later.
#[derive(Debug, Clone)]
pub struct Scatter {
    pub(crate) chart: ChartHandle,
}

impl Scatter {
    #[track_caller]
    fn with(&self, change: impl FnOnce(&mut ScatterState<'static>)) -> &Self {
        self.try_with(Location::caller(), |scatter| {
            change(scatter);
            Ok(())
        })
    }

    pub(crate) fn try_with(
        &self,
        location: &'static Location<'static>,
        change: impl FnOnce(&mut ScatterState<'static>) -> Result<(), String>,
    ) -> &Self {
        self.chart.try_with(location, |chart| match chart {
            Chart::Scatter(scatter) => change(scatter),
            // A handle names a chart of its own kind.
            _ => Ok(()),
        });
        self
    }

    /// The name in the legend.
    #[track_caller]
    pub fn label(&self, label: impl Into<String>) -> &Self {
        self.try_with(Location::caller(), |scatter| {
            crate::state::set_text(&mut scatter.label, label)
        })
    }

    /// The colour inside: a [`Color`], or text as CSS or matplotlib writes it.
    #[track_caller]
    pub fn color(&self, color: impl IntoColor) -> &Self {
        self.try_with(Location::caller(), |scatter| scatter.set_color(color))
    }

    /// The opacity, from 0 to 1, on top of the colours' own.
    pub fn alpha(&self, alpha: f32) -> &Self {
        self.with(|scatter| scatter.alpha = alpha)
    }

    /// The shape: a [`Symbol`], its name, or matplotlib's letter (`"o"`, `"^"`, `"s"`, …).
    #[track_caller]
    pub fn marker(&self, marker: impl IntoMarker) -> &Self {
        self.try_with(Location::caller(), |scatter| scatter.set_marker(marker))
    }

    /// The width of a marker in logical pixels.
    #[track_caller]
    pub fn size(&self, size_px: f32) -> &Self {
        self.try_with(Location::caller(), |scatter| scatter.set_size(size_px))
    }

    /// The colour of the line around a marker.
    #[track_caller]
    pub fn edgecolor(&self, color: impl IntoColor) -> &Self {
        self.try_with(Location::caller(), |scatter| {
            scatter.edge = Some(color.into_color().map_err(|error| error.to_string())?);
            // A line that nobody gave a width to is a pixel wide.
            if scatter.edge_width_px == 0.0 {
                scatter.edge_width_px = 1.0;
            }
            Ok(())
        })
    }

    /// The width of that line in logical pixels; zero for none.
    pub fn edgewidth(&self, width_px: f32) -> &Self {
        self.with(|scatter| scatter.edge_width_px = width_px)
    }

    /// `marks`: each point is a marker; `density`: the colour of a pixel says how many points'
    /// markers lie on it (of the size of a pixel, unless [`size`](Self::size) says otherwise);
    /// `automatic`: markers where they stand apart, density where they pile up.
    ///
    /// ```no_run
    /// # let (x, y) = (vec![0.0; 3], vec![0.0; 3]);
    /// # let figure = galry_plot::Figure::new();
    /// let points = figure.axes().scatter(x, y);
    /// points.shading("density").norm("equalized").cmap("magma");
    /// figure.save("density.png")?;
    /// # Ok::<(), galry_plot::Error>(())
    /// ```
    #[track_caller]
    pub fn shading(&self, name: &str) -> &Self {
        self.try_with(Location::caller(), |scatter| scatter.set_shading(name))
    }

    /// The colours of a density, by the map's name, `_r` behind it reversed.
    #[track_caller]
    pub fn cmap(&self, name: &str) -> &Self {
        self.try_with(Location::caller(), |scatter| {
            scatter.map = Some(name.parse().map_err(|error| format!("{error}"))?);
            Ok(())
        })
    }

    /// How counts become colours: `log`, unless said otherwise, `linear`, `equalized`, and those of
    /// [`Image::norm`](crate::Image::norm).
    #[track_caller]
    pub fn norm(&self, norm: &str) -> &Self {
        self.try_with(Location::caller(), |scatter| {
            scatter.density.norm = norm.parse().map_err(|error| format!("{error}"))?;
            Ok(())
        })
    }

    /// The count of a density's first colour.
    pub fn vmin(&self, vmin: f64) -> &Self {
        self.with(|scatter| scatter.density.limits[0] = Some(vmin))
    }

    /// The count of a density's last colour; the largest in sight, unless given.
    pub fn vmax(&self, vmax: f64) -> &Self {
        self.with(|scatter| scatter.density.limits[1] = Some(vmax))
    }

    /// Whether a bar at the right shows which colour of a density is how many.
    pub fn colorbar(&self, colorbar: bool) -> &Self {
        self.with(|scatter| scatter.colorbar = colorbar)
    }

    /// The x coordinate of each point, instead of its index. Shared, not copied.
    #[track_caller]
    pub fn x(&self, x: impl Into<Arc<[f64]>>) -> &Self {
        let x = x.into();
        let count = x.len() as u64;
        self.try_with(Location::caller(), |scatter| {
            scatter.set_x(Positions::Shared(x).into(), count)
        })
    }

    /// Points a second: x is in seconds then.
    #[track_caller]
    pub fn rate(&self, hz: f64) -> &Self {
        self.try_with(Location::caller(), |scatter| scatter.set_rate(hz))
    }

    /// A factor on the values of y and a constant added after it.
    pub fn transform(&self, gain: f64, offset: f64) -> &Self {
        self.with(|scatter| {
            scatter.gain = gain;
            scatter.offset = offset;
        })
    }
}
