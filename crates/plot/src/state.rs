//! What a figure is: plain data, no GL, no window. Everything else is made from it.

use std::panic::Location;
use std::sync::Arc;

use galry_data::Source;
use galry_scene::{Axis, AxisScale, Follow, LevelOfDetail};
use galry_visuals::Color;
use galry_visuals::text::{check_math, escape_math};

use crate::charts::{Chart, LineState};
use crate::error::Mistake;
use crate::{Error, Result, Theme};

/// The largest side of a picture in pixels that is tried at all.
pub(crate) const LARGEST_SIDE_PX: u64 = 32_768;

/// The most axes in one figure.
pub(crate) const MOST_AXES: usize = 1024;

/// Where the names of the charts stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Legend {
    /// Shown where a chart has a label: in a row above the axes if it fits there, else in a
    /// column on the right.
    #[default]
    Automatic,
    /// Not shown.
    None,
    /// In rows above the axes.
    Above,
    /// In a column to the right of the axes.
    Right,
}

/// A figure, as described so far.
#[derive(Debug, Clone)]
pub(crate) struct FigureState<'a> {
    /// Logical pixels; a length on paper need not be a whole number of them.
    pub(crate) size_px: [f64; 2],
    pub(crate) pixel_ratio: f64,
    pub(crate) theme: Theme,
    pub(crate) background: Option<Color>,
    pub(crate) antialias: bool,
    pub(crate) level_of_detail: LevelOfDetail,
    /// No axes, text, margin or padding: the data area is the whole picture.
    pub(crate) bare: bool,
    pub(crate) window_title: Option<String>,
    /// Columns of the grid in which the axes stand, at least one.
    pub(crate) columns: usize,
    /// The axes, row by row, at least one.
    pub(crate) axes: Vec<AxesState<'a>>,
    /// Above all axes.
    pub(crate) title: String,
    /// One legend above all axes, in place of one for each.
    pub(crate) shared_legend: bool,
    /// Whether the axes of a column show the same x.
    pub(crate) share_x: bool,
    /// Whether the axes of a row show the same y.
    pub(crate) share_y: bool,
    pub(crate) mistakes: Vec<Mistake>,
}

impl Default for FigureState<'_> {
    fn default() -> Self {
        Self {
            size_px: [1200.0, 800.0],
            pixel_ratio: 1.0,
            theme: Theme::light(),
            background: None,
            antialias: true,
            level_of_detail: LevelOfDetail::On,
            bare: false,
            window_title: None,
            columns: 1,
            axes: vec![AxesState::default()],
            title: String::new(),
            shared_legend: false,
            share_x: false,
            share_y: false,
            mistakes: Vec::new(),
        }
    }
}

/// A coordinate system with its charts and furniture.
#[derive(Debug, Clone, Default)]
pub(crate) struct AxesState<'a> {
    /// In drawing order: later over earlier.
    pub(crate) charts: Vec<Chart<'a>>,
    pub(crate) title: String,
    pub(crate) xlabel: String,
    pub(crate) ylabel: String,
    pub(crate) xlim: Option<[f64; 2]>,
    pub(crate) ylim: Option<[f64; 2]>,
    pub(crate) xscale: AxisScale,
    pub(crate) yscale: AxisScale,
    pub(crate) grid: Option<bool>,
    pub(crate) legend: Legend,
    pub(crate) follow: Follow,
    pub(crate) traces: Option<TracesState>,
}

/// Channels stacked above each other instead of a y axis.
#[derive(Debug, Clone, Default)]
pub(crate) struct TracesState {
    /// Subtract each channel's median over the view.
    pub(crate) remove_offsets: bool,
    /// Lanes for each unit of the values; `None` chooses one that fits.
    pub(crate) gain: Option<f64>,
    /// What the values are, for the scale bar: "µV".
    pub(crate) units: String,
}

/// The limits if an axis can show them, else what is wrong. Whether they suit a logarithmic axis
/// is known when the picture is made.
pub(crate) fn checked_limits(limits: [f64; 2]) -> Result<[f64; 2], String> {
    match Axis::new(limits, AxisScale::Linear) {
        Ok(axis) => Ok(axis.limits()),
        Err(error) => Err(error.to_string()),
    }
}

/// A text that can be set, else what is wrong with its formulas.
pub(crate) fn checked_text(text: impl Into<String>) -> Result<String, String> {
    let text = text.into();
    check_math(&text).map_err(|error| error.to_string())?;
    Ok(text)
}

/// Takes a text in the place of one, unless its formulas cannot be set.
pub(crate) fn set_text(place: &mut String, text: impl Into<String>) -> Result<(), String> {
    *place = checked_text(text)?;
    Ok(())
}

impl<'a> FigureState<'a> {
    /// Keeps a mistake until the picture is wanted.
    pub(crate) fn note(&mut self, what: impl Into<String>, location: &'static Location<'static>) {
        self.mistakes.push(Mistake {
            what: what.into(),
            location,
        });
    }

    /// Makes a change of some axes that can be wrong, and keeps what is wrong with it.
    pub(crate) fn try_change(
        &mut self,
        axes: usize,
        location: &'static Location<'static>,
        change: impl FnOnce(&mut AxesState<'a>) -> Result<(), String>,
    ) {
        if let Some(axes) = self.axes.get_mut(axes)
            && let Err(what) = change(axes)
        {
            self.note(what, location);
        }
    }

    /// Makes a change of some axes.
    pub(crate) fn change(&mut self, axes: usize, change: impl FnOnce(&mut AxesState<'a>)) {
        if let Some(axes) = self.axes.get_mut(axes) {
            change(axes);
        }
    }

    /// Divides the figure into axes in a grid, else says what is wrong. There are as many axes as
    /// places afterwards: those that fit stay, empty ones are added.
    pub(crate) fn divide(&mut self, rows: usize, columns: usize) -> Result<(), String> {
        let count = rows.saturating_mul(columns);
        if !(1..=MOST_AXES).contains(&count) {
            return Err(format!(
                "subplots: expected 1 to {MOST_AXES} axes, got {rows} rows of {columns} columns"
            ));
        }
        self.columns = columns;
        self.axes.resize_with(count, AxesState::default);
        Ok(())
    }

    /// Adds a chart to some axes and gives its number among their charts.
    pub(crate) fn add_chart(&mut self, axes: usize, chart: Chart<'a>) -> usize {
        let Some(axes) = self.axes.get_mut(axes) else {
            return 0;
        };
        axes.charts.push(chart);
        axes.charts.len() - 1
    }

    /// Adds all channels of a source as lines and gives the number of the first.
    pub(crate) fn add_source(&mut self, axes: usize, source: &Arc<dyn Source + 'a>) -> usize {
        let first = self.axes.get(axes).map_or(0, |axes| axes.charts.len());
        for channel in 0..source.channels() {
            let mut line = LineState::new(Arc::clone(source), channel);
            if let Some(name) = source.channel_name(channel) {
                line.label = escape_math(&name).into_owned();
            }
            self.add_chart(axes, Chart::Line(line));
        }
        first
    }

    /// What a window calls the figure: its title, or else that of its first axes.
    #[cfg_attr(
        not(feature = "window"),
        expect(dead_code, reason = "for windows alone")
    )]
    pub(crate) fn name(&self) -> &str {
        let of_axes = self.axes.first().map_or("", |axes| axes.title.as_str());
        let titles = [self.title.as_str(), of_axes];
        match &self.window_title {
            Some(title) => title,
            None => titles
                .into_iter()
                .find(|title| !title.is_empty())
                .unwrap_or("galry"),
        }
    }

    /// Width and height of the picture in framebuffer pixels.
    pub(crate) fn framebuffer_size(&self) -> Result<[u32; 2]> {
        let ratio = self.pixel_ratio;
        if !(ratio > 0.0 && ratio <= 16.0) {
            return Err(Error::PixelRatio { pixel_ratio: ratio });
        }
        let sides = self.size_px.map(|side| (side * ratio).round() as u64);
        if sides
            .iter()
            .any(|side| !(1..=LARGEST_SIDE_PX).contains(side))
        {
            return Err(Error::Size {
                width: sides[0],
                height: sides[1],
                limit: LARGEST_SIDE_PX,
            });
        }
        Ok(sides.map(|side| side as u32))
    }

    /// The first mistake that was made, if any.
    pub(crate) fn check(&self) -> Result<()> {
        match self.mistakes.first() {
            Some(mistake) => Err(mistake.clone().into()),
            None => Ok(()),
        }
    }
}
