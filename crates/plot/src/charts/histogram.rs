//! Histograms: how many values lie between edges.

use std::panic::Location;
use std::sync::{Arc, OnceLock};

use galry_data::{BinRule, Samples, Source, histogram, weighted_histogram};
use galry_scene::{AxisScale, LineStyle, NodeId, Positions, ScaleTranslate, Scene};
use galry_visuals::{Color, Rectangle, Rectangles};

use super::{Chart, ChartHandle, Setting};
use crate::Result;
use crate::input::IntoColor;
use crate::layout::LegendEntry;

/// Opacity of the bars, below an outline of the full colour.
const FILL: f32 = 0.35;

/// One histogram.
#[derive(Debug, Clone)]
pub(crate) struct HistogramState<'a> {
    pub(crate) source: Arc<dyn Source + 'a>,
    pub(crate) channel: usize,
    pub(crate) rule: BinRule,
    pub(crate) range: Option<[f64; 2]>,
    pub(crate) weights: Option<Arc<[f64]>>,
    pub(crate) is_density: bool,
    pub(crate) is_cumulative: bool,
    pub(crate) color: Option<Color>,
    pub(crate) alpha: f32,
    pub(crate) label: String,
    /// Computed once for all that ask; a change begins anew.
    bars: Arc<OnceLock<Bars>>,
}

/// Edges, one more than heights.
#[derive(Debug, Clone, Default)]
struct Bars {
    edges: Vec<f64>,
    heights: Vec<f64>,
}

impl<'a> HistogramState<'a> {
    pub(crate) fn new(source: Arc<dyn Source + 'a>, channel: usize) -> Self {
        Self {
            source,
            channel,
            rule: BinRule::Auto,
            range: None,
            weights: None,
            is_density: false,
            is_cumulative: false,
            color: None,
            alpha: 1.0,
            label: String::new(),
            bars: Arc::default(),
        }
    }

    /// Sets the colour, else says what is wrong.
    pub(crate) fn set_color(&mut self, color: impl IntoColor) -> Result<(), String> {
        self.color = Some(color.into_color().map_err(|error| error.to_string())?);
        Ok(())
    }

    fn count(&self) -> Result<Bars> {
        let source = &*self.source;
        let edges = self.rule.edges(source, self.channel, self.range)?;
        let mut heights = match &self.weights {
            Some(weights) => weighted_histogram(source, self.channel, weights, &edges)?,
            None => {
                let found = histogram(source, self.channel, &edges)?;
                found.counts().iter().map(|&count| count as f64).collect()
            }
        };
        let edges = edges.values().to_vec();
        if self.is_density {
            let total: f64 = heights.iter().sum();
            if total != 0.0 {
                for (height, pair) in heights.iter_mut().zip(edges.windows(2)) {
                    *height /= total * (pair[1] - pair[0]);
                }
            }
        }
        if self.is_cumulative {
            let mut sum = 0.0;
            for (height, pair) in heights.iter_mut().zip(edges.windows(2)) {
                let width = if self.is_density {
                    pair[1] - pair[0]
                } else {
                    1.0
                };
                sum += *height * width;
                *height = sum;
            }
        }
        Ok(Bars { edges, heights })
    }

    fn bars(&self) -> Result<&Bars> {
        if self.bars.get().is_none() {
            let bars = self.count()?;
            return Ok(self.bars.get_or_init(|| bars));
        }
        Ok(self.bars.get_or_init(Bars::default))
    }

    fn color(&self, setting: &Setting<'_>) -> Color {
        let color = self
            .color
            .unwrap_or_else(|| setting.theme.line_color(setting.index));
        color.with_alpha(color.a * self.alpha.clamp(0.0, 1.0))
    }

    pub(super) fn add_to(&self, scene: &mut Scene<'a>, setting: &Setting<'_>) -> Result<NodeId> {
        let bars = self.bars()?;
        let color = self.color(setting);
        let group = scene.add_group();
        let fill = scene.add_visual(Rectangles::new(Vec::new()));
        // Bars that touch would show seams where their edges share a pixel. Alone, they may be as
        // opaque as what they look like, and overlap; over each other they stay translucent.
        let is_opaque = setting.is_alone && color.a >= 1.0;
        let fill_color = if is_opaque {
            mixed(setting.theme.background, color, FILL)
        } else {
            color.with_alpha(color.a * FILL)
        };
        let (rectangles, place) = filled(bars, setting.scales, fill_color, is_opaque);
        if let Some(visual) = scene.node_mut(fill)?.visual_mut::<Rectangles>() {
            visual.set_rectangles(rectangles);
        }
        scene.node_mut(fill)?.parent_from_node = place;
        scene.set_parent(fill, Some(group))?;
        let (x, y) = outline(bars);
        if x.len() > 1 {
            let style = LineStyle {
                color,
                width_px: setting.theme.line_width_px,
            };
            let positions = Positions::Shared(Arc::from(x));
            let samples = Arc::new(Samples::from_vec(y));
            let line = scene.add_line(galry_scene::Line::new(samples, 0, positions, style)?);
            scene.set_parent(line, Some(group))?;
        }
        Ok(group)
    }

    pub(super) fn x_range(&self) -> Option<[f64; 2]> {
        let edges = &self.bars().ok()?.edges;
        Some([*edges.first()?, *edges.last()?])
    }

    /// From the base to the highest bar within a range of x.
    pub(super) fn y_range(&self, [from, to]: [f64; 2]) -> Result<Option<[f64; 2]>> {
        let bars = self.bars()?;
        let (from, to) = (from.min(to), from.max(to));
        let seen = bars.edges.windows(2).zip(&bars.heights);
        let heights = seen
            .filter(|(pair, _)| pair[1] > from && pair[0] < to)
            .map(|(_, &height)| height);
        Ok(heights.fold(None, |range: Option<[f64; 2]>, height| {
            let [low, high] = range.unwrap_or([0.0, 0.0]);
            Some([low.min(height), high.max(height)])
        }))
    }

    pub(super) fn legend_entry(&self, setting: &Setting<'_>) -> LegendEntry {
        LegendEntry {
            label: self.label.clone(),
            marker: None,
            color: self.color(setting),
            width_px: setting.theme.line_width_px,
        }
    }
}

/// The bars as rectangles, in numbers that `f32` tells apart, and their place on the axes.
fn filled(
    bars: &Bars,
    [x_scale, y_scale]: [AxisScale; 2],
    color: Color,
    overlap: bool,
) -> (Vec<Rectangle>, ScaleTranslate) {
    let (Some(&first), Some(&last)) = (bars.edges.first(), bars.edges.last()) else {
        return (Vec::new(), ScaleTranslate::IDENTITY);
    };
    let (left, right) = (x_scale.forward(first), x_scale.forward(last));
    let tallest = bars.heights.iter().fold(0.0_f64, |a, &b| a.max(b.abs()));
    let tall = match y_scale {
        AxisScale::Linear if tallest > 0.0 => tallest,
        _ => 1.0,
    };
    let place = ScaleTranslate {
        scale: [right - left, tall],
        translate: [left, 0.0],
    };
    let x = |edge: f64| ((x_scale.forward(edge) - left) / (right - left)) as f32;
    let y = |height: f64| (y_scale.forward(height) / tall) as f32;
    let mut rectangles: Vec<Rectangle> = bars
        .edges
        .windows(2)
        .zip(&bars.heights)
        .filter(|(_, height)| **height != 0.0)
        .map(|(pair, &height)| Rectangle {
            min: [x(pair[0]), y(0.0)],
            max: [x(pair[1]), y(height)],
            color,
        })
        .collect();
    if overlap {
        let joints = bars.edges.windows(3).zip(bars.heights.windows(2));
        rectangles.extend(joints.filter_map(|(edges, heights)| {
            let height = heights[0].min(heights[1]);
            let [left, middle, right] = [0, 1, 2].map(|index| x(edges[index]));
            (height > 0.0).then(|| Rectangle {
                min: [0.5 * (left + middle), y(0.0)],
                max: [0.5 * (middle + right), y(height)],
                color,
            })
        }));
    }
    (rectangles, place)
}

/// A part of one colour over another, opaque.
fn mixed(below: Color, above: Color, part: f32) -> Color {
    let mix = |below: f32, above: f32| below + (above - below) * part;
    Color::rgba(
        mix(below.r, above.r),
        mix(below.g, above.g),
        mix(below.b, above.b),
        1.0,
    )
}

/// The upper edge of all bars, from the base to the base.
fn outline(bars: &Bars) -> (Vec<f64>, Vec<f64>) {
    let (Some(&first), Some(&last)) = (bars.edges.first(), bars.edges.last()) else {
        return (Vec::new(), Vec::new());
    };
    let (mut x, mut y) = (vec![first], vec![0.0]);
    for (pair, &height) in bars.edges.windows(2).zip(&bars.heights) {
        x.extend(pair);
        y.extend([height; 2]);
    }
    x.push(last);
    y.push(0.0);
    (x, y)
}

/// A handle of a histogram, to change it now or later.
#[derive(Debug, Clone)]
pub struct Histogram {
    pub(crate) chart: ChartHandle,
}

impl Histogram {
    #[track_caller]
    fn with(&self, change: impl FnOnce(&mut HistogramState<'static>)) -> &Self {
        self.try_with(Location::caller(), |histogram| {
            change(histogram);
            Ok(())
        })
    }

    fn try_with(
        &self,
        location: &'static Location<'static>,
        change: impl FnOnce(&mut HistogramState<'static>) -> Result<(), String>,
    ) -> &Self {
        self.chart.try_with(location, |chart| match chart {
            Chart::Histogram(histogram) => {
                histogram.bars = Arc::default();
                change(histogram)
            }
            _ => Ok(()),
        });
        self
    }

    /// So many bins, or those of a [`BinRule`]; by the rule `auto`, unless given.
    pub fn bins(&self, bins: impl Into<BinRule>) -> &Self {
        self.with(|histogram| histogram.rule = bins.into())
    }

    /// The range that the bins divide; all values, unless given.
    #[track_caller]
    pub fn range(&self, low: f64, high: f64) -> &Self {
        self.try_with(Location::caller(), |histogram| {
            histogram.range = Some(crate::state::checked_limits([low, high])?);
            Ok(())
        })
    }

    /// A weight for each value, added up in place of counting. Shared, not copied.
    #[track_caller]
    pub fn weights(&self, weights: impl Into<Arc<[f64]>>) -> &Self {
        let weights = weights.into();
        self.try_with(Location::caller(), |histogram| {
            let values = histogram.source.len();
            if weights.len() as u64 != values {
                return Err(format!(
                    "expected as many weights as values ({values}), got {}",
                    weights.len()
                ));
            }
            histogram.weights = Some(weights);
            Ok(())
        })
    }

    /// Shares for each unit of the values, with an area of 1.
    pub fn density(&self, density: bool) -> &Self {
        self.with(|histogram| histogram.is_density = density)
    }

    /// The sum of each bin and all below it.
    pub fn cumulative(&self, cumulative: bool) -> &Self {
        self.with(|histogram| histogram.is_cumulative = cumulative)
    }

    /// The name in the legend.
    pub fn label(&self, label: impl Into<String>) -> &Self {
        self.with(|histogram| histogram.label = label.into())
    }

    /// The colour: a [`Color`], or text as CSS or matplotlib writes it.
    #[track_caller]
    pub fn color(&self, color: impl IntoColor) -> &Self {
        self.try_with(Location::caller(), |histogram| histogram.set_color(color))
    }

    /// The opacity, from 0 to 1.
    pub fn alpha(&self, alpha: f32) -> &Self {
        self.with(|histogram| histogram.alpha = alpha)
    }
}
