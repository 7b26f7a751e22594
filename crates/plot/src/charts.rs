//! What can be drawn on axes: one kind a module, one door to all of them.
//!
//! A kind is a state (plain data: what is drawn, and how), a handle by which it is changed later,
//! and what [`Chart`] asks of each: a node of the scene, the range of its values, an entry in the
//! legend. Nothing else in this crate knows which kinds there are.

mod histogram;
mod image;
mod line;
mod scatter;

use std::panic::Location;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use galry_scene::{Axis, AxisScale, Node, NodeId, Positions, Scene};

pub use histogram::Histogram;
pub(crate) use histogram::HistogramState;
pub use image::Image;
pub(crate) use image::ImageState;
pub use line::Line;
pub(crate) use line::LineState;
pub use scatter::Scatter;
pub(crate) use scatter::ScatterState;

use crate::input::IntoColor;
use crate::layout::LegendEntry;
use crate::state::{AxesState, FigureState};
use crate::{Result, Theme};

/// A figure that its handles share.
pub(crate) type Shared = Arc<Mutex<FigureState<'static>>>;

pub(crate) fn lock(shared: &Shared) -> MutexGuard<'_, FigureState<'static>> {
    // A panic elsewhere leaves plain data behind, which is as usable as before.
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Something drawn on axes.
#[derive(Debug, Clone)]
pub(crate) enum Chart<'a> {
    /// Values joined by a line.
    Line(LineState<'a>),
    /// Points as markers.
    Scatter(ScatterState<'a>),
    /// A grid of values by colours.
    Image(ImageState<'a>),
    /// Counts of values.
    Histogram(HistogramState<'a>),
}

/// Where a chart stands in its figure, which decides how it looks where nothing was asked.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Setting<'t> {
    pub(crate) theme: &'t Theme,
    /// Its number among the charts of its axes.
    pub(crate) index: usize,
    /// Whether it is a channel above and below others.
    pub(crate) is_stacked: bool,
    /// Whether nothing else is on its axes.
    pub(crate) is_alone: bool,
    /// How values lie along x and y.
    pub(crate) scales: [AxisScale; 2],
}

impl<'t> Setting<'t> {
    pub(crate) fn new(theme: &'t Theme, axes: &AxesState<'_>, index: usize) -> Self {
        Self {
            theme,
            index,
            is_stacked: axes.traces.is_some(),
            is_alone: axes.charts.len() == 1,
            scales: [axes.xscale, axes.yscale],
        }
    }
}

impl<'a> Chart<'a> {
    /// Its name, for the legend.
    pub(crate) fn label(&self) -> &str {
        match self {
            Self::Line(line) => &line.label,
            Self::Scatter(scatter) => &scatter.label,
            Self::Image(image) => &image.label,
            Self::Histogram(histogram) => &histogram.label,
        }
    }

    /// Sets its name.
    pub(crate) fn set_label(&mut self, label: String) {
        match self {
            Self::Line(line) => line.label = label,
            Self::Image(image) => image.label = label,
            Self::Histogram(histogram) => histogram.label = label,
            Self::Scatter(scatter) => scatter.label = label,
        }
    }

    /// Sets its colour, else says what is wrong.
    pub(crate) fn set_color(&mut self, color: impl IntoColor) -> Result<(), String> {
        match self {
            Self::Line(line) => line.set_color(color),
            Self::Histogram(histogram) => histogram.set_color(color),
            Self::Image(_) => {
                Err("color: expected a line, points or a histogram, got an image".to_owned())
            }
            Self::Scatter(scatter) => scatter.set_color(color),
        }
    }

    /// Sets its opacity.
    pub(crate) fn set_alpha(&mut self, alpha: f32) {
        match self {
            Self::Line(line) => line.alpha = alpha,
            Self::Image(image) => image.alpha = alpha,
            Self::Histogram(histogram) => histogram.alpha = alpha,
            Self::Scatter(scatter) => scatter.alpha = alpha,
        }
    }

    /// Puts its samples `hz` a second, else says what is wrong.
    pub(crate) fn set_rate(&mut self, hz: f64) -> Result<(), String> {
        match self {
            Self::Line(line) => line.set_rate(hz),
            Self::Image(_) | Self::Histogram(_) => Ok(()),
            Self::Scatter(scatter) => scatter.set_rate(hz),
        }
    }

    /// Adds the node that shows it to a scene; no view shows that yet.
    ///
    /// # Errors
    /// Data that do not fit together.
    pub(crate) fn add_to(&self, scene: &mut Scene<'a>, setting: &Setting<'_>) -> Result<NodeId> {
        match self {
            Self::Line(line) => line.add_to(scene, setting),
            Self::Scatter(scatter) => scatter.add_to(scene, setting),
            Self::Image(image) => image.add_to(scene),
            Self::Histogram(histogram) => histogram.add_to(scene, setting),
        }
    }

    /// Smallest and largest x, by the node that shows it; `None` where there is nothing.
    pub(crate) fn x_range(&self, node: &Node<'_>) -> Option<[f64; 2]> {
        match self {
            Self::Line(_) => LineState::x_range(node),
            Self::Scatter(_) => ScatterState::x_range(node),
            Self::Image(image) => Some(image.x_range()),
            Self::Histogram(histogram) => histogram.x_range(),
        }
    }

    /// Smallest and largest y from x = `from` to `to`; `None` where there is nothing.
    ///
    /// # Errors
    /// Data that cannot be read.
    pub(crate) fn y_range(
        &self,
        node: &Node<'_>,
        [from, to]: [f64; 2],
    ) -> Result<Option<[f64; 2]>> {
        match self {
            Self::Line(line) => line.y_range(node, [from, to]),
            Self::Scatter(scatter) => scatter.y_range(node, [from, to]),
            Self::Image(image) => Ok(Some(image.y_range())),
            Self::Histogram(histogram) => histogram.y_range([from, to]),
        }
    }

    /// What stands for it in a legend.
    pub(crate) fn legend_entry(&self, setting: &Setting<'_>) -> LegendEntry {
        match self {
            Self::Line(line) => line.legend_entry(setting),
            Self::Scatter(scatter) => scatter.legend_entry(setting),
            Self::Image(_) => ImageState::legend_entry(setting),
            Self::Histogram(histogram) => histogram.legend_entry(setting),
        }
    }

    /// The factor on its values and the constant added after it.
    pub(crate) fn gain_and_offset(&self) -> [f64; 2] {
        match self {
            Self::Line(line) => [line.gain, line.offset],
            Self::Scatter(scatter) => [scatter.gain, scatter.offset],
            Self::Image(_) | Self::Histogram(_) => [1.0, 0.0],
        }
    }

    /// Whether it fills its range, so that no room is left around it in x.
    pub(crate) fn fills_x(&self) -> bool {
        matches!(self, Self::Image(_))
    }

    /// Whether it stands on the lower end of its range, so that no room is left below.
    pub(crate) fn stands_on_base(&self) -> bool {
        matches!(self, Self::Image(_) | Self::Histogram(_))
    }

    /// Whether y grows downwards where nothing else is asked.
    pub(crate) fn is_downward(&self) -> bool {
        matches!(self, Self::Image(image) if image.is_downward())
    }

    /// The range of x over several charts, by the nodes that show them.
    pub(crate) fn x_range_of(
        charts: &[Self],
        nodes: &[NodeId],
        scene: &Scene<'_>,
    ) -> Result<Option<[f64; 2]>> {
        let mut range = None;
        for (chart, &node) in charts.iter().zip(nodes) {
            range = union(range, chart.x_range(scene.node(node)?));
        }
        Ok(range)
    }

    /// The range of y over several charts within an x axis.
    pub(crate) fn y_range_of(
        charts: &[Self],
        nodes: &[NodeId],
        scene: &Scene<'_>,
        x: &Axis,
    ) -> Result<Option<[f64; 2]>> {
        let mut range = None;
        for (chart, &node) in charts.iter().zip(nodes) {
            range = union(range, chart.y_range(scene.node(node)?, x.limits())?);
        }
        Ok(range)
    }
}

/// So many samples a second, else what is wrong.
fn checked_rate(hz: f64) -> Result<Positions<'static>, String> {
    if hz.is_finite() && hz > 0.0 {
        return Ok(Positions::Rate { hz });
    }
    Err(format!(
        "rate: expected a positive number of samples a second, got {hz}"
    ))
}

/// The range that holds both.
pub(crate) fn union(range: Option<[f64; 2]>, other: Option<[f64; 2]>) -> Option<[f64; 2]> {
    match (range, other) {
        (Some(a), Some(b)) => Some([a[0].min(b[0]), a[1].max(b[1])]),
        (range, other) => range.or(other),
    }
}

/// Names a chart of a figure: what every kind's handle holds.
#[derive(Debug, Clone)]
pub(crate) struct ChartHandle {
    pub(crate) shared: Shared,
    /// Number of its axes.
    pub(crate) axes: usize,
    /// Its number among the charts of its axes.
    pub(crate) index: usize,
}

impl ChartHandle {
    /// Changes the chart; what is wrong with the change is kept with the place of the call.
    pub(crate) fn try_with(
        &self,
        location: &'static Location<'static>,
        change: impl FnOnce(&mut Chart<'static>) -> Result<(), String>,
    ) {
        lock(&self.shared).try_change(self.axes, location, |axes| {
            axes.charts.get_mut(self.index).map_or(Ok(()), change)
        });
    }
}
