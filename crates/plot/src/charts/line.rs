//! Lines through values.

use std::panic::Location;
use std::sync::Arc;

use galry_data::Source;
use galry_scene::{LineStyle, Node, NodeId, Positions, ScaleTranslate, Scene, Shading};
use galry_visuals::Color;

use super::{Chart, ChartHandle, Setting, lock};
use crate::Result;
use crate::input::IntoColor;
use crate::layout::LegendEntry;
use crate::line_pattern::{IntoLinePattern, LinePattern};

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
    pub(crate) pattern: LinePattern,
    /// Factor on the values.
    pub(crate) gain: f64,
    /// Added after the factor.
    pub(crate) offset: f64,
    pub(crate) shading: Shading,
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
            pattern: LinePattern::default(),
            gain: 1.0,
            offset: 0.0,
            shading: Shading::default(),
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
        self.positions = super::checked_rate(hz)?;
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

    /// Sets which parts are drawn, else says what is wrong.
    pub(crate) fn set_pattern(&mut self, pattern: impl IntoLinePattern) -> Result<(), String> {
        let pattern = pattern.into_line_pattern();
        self.pattern = pattern.map_err(|error| error.to_string())?;
        Ok(())
    }

    /// Sets the colour, else says what is wrong.
    pub(crate) fn set_color(&mut self, color: impl IntoColor) -> Result<(), String> {
        self.color = Some(color.into_color().map_err(|error| error.to_string())?);
        Ok(())
    }

    /// As asked, or as the theme has it.
    fn style(&self, setting: &Setting<'_>) -> LineStyle {
        let theme = setting.theme;
        let color = self.color.unwrap_or_else(|| {
            if setting.is_stacked {
                theme.channel_tints[setting.index % 2]
            } else {
                theme.line_color(setting.index)
            }
        });
        let width_px = self.width_px.unwrap_or(if setting.is_stacked {
            1.0
        } else {
            theme.line_width_px
        });
        let alpha = color.a * self.alpha.clamp(0.0, 1.0);
        LineStyle {
            color: color.with_alpha(alpha),
            width_px,
            dashes: self.pattern.dashes(width_px),
        }
    }

    pub(super) fn add_to(&self, scene: &mut Scene<'a>, setting: &Setting<'_>) -> Result<NodeId> {
        let mut line = galry_scene::Line::new(
            self.source.clone(),
            self.channel,
            self.positions.clone(),
            self.style(setting),
        )?;
        line.set_shading(self.shading);
        let node = scene.add_line(line);
        scene.node_mut(node)?.parent_from_node = ScaleTranslate {
            scale: [1.0, self.gain],
            translate: [0.0, self.offset],
        };
        Ok(node)
    }

    pub(super) fn x_range(node: &Node<'_>) -> Option<[f64; 2]> {
        let line = node.line()?;
        let (first, len) = (line.source().first(), line.source().len());
        let range = line.positions().range(len)?;
        // A ring has let go of what came before.
        Some(if first > 0 && first < len {
            [line.positions().at(first), range[1]]
        } else {
            range
        })
    }

    pub(super) fn y_range(
        &self,
        node: &Node<'_>,
        [from, to]: [f64; 2],
    ) -> Result<Option<[f64; 2]>> {
        let Some(line) = node.line() else {
            return Ok(None);
        };
        let values = line.value_range(from, to)?;
        Ok(values.map(|values| {
            let ends = values.map(|value| value * self.gain + self.offset);
            [ends[0].min(ends[1]), ends[0].max(ends[1])]
        }))
    }

    pub(super) fn legend_entry(&self, setting: &Setting<'_>) -> LegendEntry {
        let style = self.style(setting);
        LegendEntry {
            label: self.label.clone(),
            color: style.color,
            width_px: style.width_px,
            dashes: style.dashes,
            marker: None,
        }
    }
}

/// A handle of a line, to change how it looks now or later.
#[derive(Debug, Clone)]
pub struct Line {
    pub(crate) chart: ChartHandle,
}

impl Line {
    #[track_caller]
    fn with(&self, change: impl FnOnce(&mut LineState<'static>)) -> &Self {
        self.try_with(Location::caller(), |line| {
            change(line);
            Ok(())
        })
    }

    fn try_with(
        &self,
        location: &'static Location<'static>,
        change: impl FnOnce(&mut LineState<'static>) -> Result<(), String>,
    ) -> &Self {
        self.chart.try_with(location, |chart| {
            // A handle names a chart of its own kind.
            match chart {
                Chart::Line(line) => change(line),
                _ => Ok(()),
            }
        });
        self
    }

    /// The name in the legend.
    #[track_caller]
    pub fn label(&self, label: impl Into<String>) -> &Self {
        self.try_with(Location::caller(), |line| {
            crate::state::set_text(&mut line.label, label)
        })
    }

    /// The colour: a [`Color`], or text as CSS or matplotlib writes it.
    #[track_caller]
    pub fn color(&self, color: impl IntoColor) -> &Self {
        self.try_with(Location::caller(), |line| line.set_color(color))
    }

    /// The opacity, from 0 to 1, on top of the colour's own.
    pub fn alpha(&self, alpha: f32) -> &Self {
        self.with(|line| line.alpha = alpha)
    }

    /// The width in logical pixels.
    #[track_caller]
    pub fn linewidth(&self, width_px: f32) -> &Self {
        self.try_with(Location::caller(), |line| line.set_width(width_px))
    }

    /// Which parts are drawn: a [`LinePattern`], or text as matplotlib writes it: `-`, `--`, `-.`, `:`.
    ///
    /// Drawn where at most 131,072 samples are in sight; more are drawn as a solid line.
    #[track_caller]
    pub fn linestyle(&self, pattern: impl IntoLinePattern) -> &Self {
        self.try_with(Location::caller(), |line| line.set_pattern(pattern))
    }

    /// The x coordinate of each sample, instead of its index. Shared, not copied.
    #[track_caller]
    pub fn x(&self, x: impl Into<Arc<[f64]>>) -> &Self {
        let x = x.into();
        let count = x.len();
        self.try_with(Location::caller(), |line| {
            line.set_x(Positions::Shared(x), count)
        })
    }

    /// Samples a second: x is in seconds then.
    #[track_caller]
    pub fn rate(&self, hz: f64) -> &Self {
        self.try_with(Location::caller(), |line| line.set_rate(hz))
    }

    /// How the line is filled where a column of pixels holds many samples: solid, as drawing each
    /// sample would fill it, or by how long it stays at each level, so that noise shows its
    /// distribution.
    pub fn shading(&self, shading: Shading) -> &Self {
        self.with(|line| line.shading = shading)
    }

    /// A factor on the values and a constant added after it: shown is `gain · value + offset`.
    pub fn transform(&self, gain: f64, offset: f64) -> &Self {
        self.with(|line| {
            line.gain = gain;
            line.offset = offset;
        })
    }

    /// The colour given to the line, if any.
    #[must_use]
    pub fn given_color(&self) -> Option<Color> {
        let figure = lock(&self.chart.shared);
        let chart = figure
            .axes
            .get(self.chart.axes)?
            .charts
            .get(self.chart.index)?;
        match chart {
            Chart::Line(line) => line.color,
            _ => None,
        }
    }
}
