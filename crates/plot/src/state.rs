//! What a figure is: plain data, no GL, no window. Everything else is made from it.

use std::panic::Location;
use std::sync::Arc;

use galry_data::Source;
use galry_scene::{Axis, AxisScale, LevelOfDetail, Positions};
use galry_visuals::Color;

use crate::error::Mistake;
use crate::input::IntoColor;
use crate::{Error, Result, Theme};

/// The largest side of a picture in pixels that is tried at all.
pub(crate) const LARGEST_SIDE_PX: u64 = 32_768;

/// Where the names of the lines stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Legend {
    /// Shown where a line has a label: in a row above the axes if it fits there, else in a
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
    pub(crate) axes: AxesState<'a>,
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
            axes: AxesState::default(),
            mistakes: Vec::new(),
        }
    }
}

/// A coordinate system with its lines and furniture.
#[derive(Debug, Clone, Default)]
pub(crate) struct AxesState<'a> {
    pub(crate) lines: Vec<LineState<'a>>,
    pub(crate) title: String,
    pub(crate) xlabel: String,
    pub(crate) ylabel: String,
    pub(crate) xlim: Option<[f64; 2]>,
    pub(crate) ylim: Option<[f64; 2]>,
    pub(crate) xscale: AxisScale,
    pub(crate) yscale: AxisScale,
    pub(crate) grid: Option<bool>,
    pub(crate) legend: Legend,
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

/// One line.
#[derive(Debug, Clone)]
pub(crate) struct LineState<'a> {
    pub(crate) source: Arc<dyn Source + 'a>,
    pub(crate) channel: usize,
    pub(crate) positions: Positions<'a>,
    pub(crate) label: String,
    /// `None` takes the next colour of the theme's cycle.
    pub(crate) color: Option<Color>,
    pub(crate) alpha: f32,
    /// `None` takes the theme's width.
    pub(crate) width_px: Option<f32>,
    /// Factor on the values.
    pub(crate) gain: f64,
    /// Added after the factor.
    pub(crate) offset: f64,
}

impl<'a> LineState<'a> {
    pub(crate) fn new(source: Arc<dyn Source + 'a>, channel: usize) -> Self {
        let positions = match source.rate_hz() {
            Some(hz) => Positions::Rate { hz },
            None => Positions::Index,
        };
        Self {
            source,
            channel,
            positions,
            label: String::new(),
            color: None,
            alpha: 1.0,
            width_px: None,
            gain: 1.0,
            offset: 0.0,
        }
    }

    /// Puts the samples at x values, of which there are `count`; else says what is wrong.
    pub(crate) fn set_x(&mut self, positions: Positions<'a>, count: usize) -> Result<(), String> {
        let samples = self.source.len();
        if count as u64 != samples {
            return Err(format!(
                "expected as many x as y values ({samples}), got {count}"
            ));
        }
        self.positions = positions;
        Ok(())
    }

    /// Puts the samples `hz` a second, else says what is wrong.
    pub(crate) fn set_rate(&mut self, hz: f64) -> Result<(), String> {
        if !(hz.is_finite() && hz > 0.0) {
            return Err(format!(
                "rate: expected a positive number of samples a second, got {hz}"
            ));
        }
        self.positions = Positions::Rate { hz };
        Ok(())
    }

    /// Sets the width in logical pixels, else says what is wrong.
    pub(crate) fn set_width(&mut self, width_px: f32) -> Result<(), String> {
        if !(width_px.is_finite() && width_px > 0.0) {
            return Err(format!(
                "line width: expected a positive number of pixels, got {width_px}"
            ));
        }
        self.width_px = Some(width_px);
        Ok(())
    }

    /// Sets the colour, else says what is wrong.
    pub(crate) fn set_color(&mut self, color: impl IntoColor) -> Result<(), String> {
        self.color = Some(color.into_color().map_err(|error| error.to_string())?);
        Ok(())
    }
}

/// The limits if an axis can show them, else what is wrong. Whether they suit a logarithmic axis
/// is known when the picture is made.
pub(crate) fn checked_limits(limits: [f64; 2]) -> Result<[f64; 2], String> {
    match Axis::new(limits, AxisScale::Linear) {
        Ok(axis) => Ok(axis.limits()),
        Err(error) => Err(error.to_string()),
    }
}

impl<'a> FigureState<'a> {
    /// Keeps a mistake until the picture is wanted.
    pub(crate) fn note(&mut self, what: impl Into<String>, location: &'static Location<'static>) {
        self.mistakes.push(Mistake {
            what: what.into(),
            location,
        });
    }

    /// Makes a change that can be wrong, and keeps what is wrong with it.
    pub(crate) fn try_change(
        &mut self,
        location: &'static Location<'static>,
        change: impl FnOnce(&mut AxesState<'a>) -> Result<(), String>,
    ) {
        if let Err(what) = change(&mut self.axes) {
            self.note(what, location);
        }
    }

    /// Adds all channels of a source as lines and gives the number of the first.
    pub(crate) fn add_source(&mut self, source: &Arc<dyn Source + 'a>) -> usize {
        let first = self.axes.lines.len();
        for channel in 0..source.channels() {
            let mut line = LineState::new(Arc::clone(source), channel);
            if let Some(name) = source.channel_name(channel) {
                line.label = name;
            }
            self.axes.lines.push(line);
        }
        first
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
