//! Histograms: how many values lie between edges.

mod bars;

use std::panic::Location;
use std::sync::{Arc, OnceLock};

use galry_data::{BinRule, CountPyramid, Samples, Source, histogram, weighted_histogram};
use galry_scene::{AxisScale, LineStyle, NodeId, Positions, Scene};
use galry_visuals::{Color, Rectangles};

use super::{Chart, ChartHandle, Setting};
use crate::Result;
use crate::input::IntoColor;
use crate::layout::LegendEntry;
use bars::{Bars, filled, mixed, outline};

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
    /// Whether bins become finer while one zooms in.
    pub(crate) rebins: bool,
    /// Computed once for all that ask; a change begins anew.
    bars: Arc<OnceLock<Bars>>,
    /// What is shown of it instead, where a view is so close that it is counted anew.
    shown: Option<Arc<Bars>>,
}

/// A view that is zoomed into has at least so many bins.
const FEWEST_BINS: f64 = 20.0;

/// Bins are never narrower than by so many halvings: numbers are not finer.
const MOST_HALVINGS: f64 = 50.0;

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
            rebins: true,
            bars: Arc::default(),
            shown: None,
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
        let heights: Vec<f64> = match &self.weights {
            Some(weights) => weighted_histogram(source, self.channel, weights, &edges)?,
            None => {
                let found = histogram(source, self.channel, &edges)?;
                found.counts().iter().map(|&count| count as f64).collect()
            }
        };
        let total = heights.iter().sum();
        let edges = edges.values().to_vec();
        Ok(self.bars_of(edges, heights, [0.0, total]))
    }

    fn bars_of(&self, edges: Vec<f64>, heights: Vec<f64>, below_and_total: [f64; 2]) -> Bars {
        let (is_density, is_cumulative) = (self.is_density, self.is_cumulative);
        Bars::new(edges, heights, is_density, is_cumulative, below_and_total)
    }

    /// Whether it may be counted anew while one zooms: where nothing prescribes its bins.
    fn is_counted_anew(&self, x_scale: AxisScale) -> bool {
        self.rebins
            && self.rule == BinRule::Auto
            && self.range.is_none()
            && self.weights.is_none()
            && self.source.stream_status().is_none()
            && x_scale == AxisScale::Linear
    }

    /// How often the bins of a view are halved; `None` where they never are.
    pub(crate) fn halvings(&self, [from, to]: [f64; 2], x_scale: AxisScale) -> Option<u32> {
        let edges = &self.bars.get()?.edges;
        let first_width = edges.get(1)? - edges.first()?;
        if !self.is_counted_anew(x_scale) {
            return None;
        }
        let wanted = ((edges.len() - 1) as f64 / 2.0).max(FEWEST_BINS);
        let in_view = (to - from).abs() / first_width;
        Some((wanted / in_view).log2().ceil().clamp(0.0, MOST_HALVINGS) as u32)
    }

    /// What the values are counted by, once they are counted anew.
    pub(crate) fn pyramid(&self) -> Result<CountPyramid> {
        Ok(CountPyramid::new(&*self.source, self.channel)?)
    }

    /// Counts about `samples` samples more for a view whose bins are halved so often, and shows
    /// what is known; gives the part that is done.
    pub(crate) fn count_anew(
        &mut self,
        pyramid: &mut CountPyramid,
        [from, to]: [f64; 2],
        halvings: u32,
        samples: u64,
    ) -> Result<f64> {
        if halvings == 0 {
            self.shown = None;
            return Ok(1.0);
        }
        let Some([first, last]) = self.bars()?.range() else {
            return Ok(1.0);
        };
        let count = (self.bars()?.edges.len() - 1) as f64;
        let width = (last - first) / count / f64::from(halvings).exp2();
        // Something beside the view, so that panning finds bars there; along whole bins.
        let (from, to, span) = (from.min(to), from.max(to), (to - from).abs());
        let edge = |value: f64| first + ((value - first) / width).floor() * width;
        let low = edge(from - span / 2.0);
        let bins = ((to + span / 2.0 - low) / width).ceil().max(1.0);
        let view = [low, low + bins * width];
        let done = pyramid.build(&*self.source, view, bins as usize, samples)?;
        if pyramid.passes() == 0 {
            return Ok(done);
        }
        let found = pyramid.known_histogram(view, bins as usize)?;
        let summary = pyramid.summary();
        let apart = summary.nan_count + summary.infinite_count;
        let total = self.source.len().saturating_sub(apart) as f64;
        let heights = found.counts().iter().map(|&count| count as f64).collect();
        let bars = self.bars_of(found.edges().to_vec(), heights, [found.below as f64, total]);
        self.shown = Some(Arc::new(bars));
        Ok(done)
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

    /// The bars as they are drawn now.
    fn shown(&self) -> Result<&Bars> {
        match &self.shown {
            Some(bars) => Ok(bars),
            None => self.bars(),
        }
    }

    pub(super) fn add_to(&self, scene: &mut Scene<'a>, setting: &Setting<'_>) -> Result<NodeId> {
        let group = scene.add_group();
        self.fill(group, scene, setting)?;
        Ok(group)
    }

    #[cfg(test)]
    pub(crate) fn edges_and_heights(&self) -> (Vec<f64>, Vec<f64>) {
        let bars = self.shown().unwrap();
        (bars.edges.clone(), bars.heights.clone())
    }

    /// Draws the bars into a group, in place of what is there.
    pub(crate) fn fill(
        &self,
        group: NodeId,
        scene: &mut Scene<'a>,
        setting: &Setting<'_>,
    ) -> Result<()> {
        for child in scene.node(group)?.children().to_vec() {
            scene.remove(child)?;
        }
        let bars = self.shown()?;
        let color = self.color(setting);
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
                ..LineStyle::default()
            };
            let positions = Positions::Shared(Arc::from(x));
            let samples = Arc::new(Samples::from_vec(y));
            let line = scene.add_line(galry_scene::Line::new(samples, 0, positions, style)?);
            scene.set_parent(line, Some(group))?;
        }
        Ok(())
    }

    pub(super) fn x_range(&self) -> Option<[f64; 2]> {
        self.bars().ok()?.range()
    }

    /// From the base to the highest bar within a range of x.
    pub(super) fn y_range(&self, [from, to]: [f64; 2]) -> Result<Option<[f64; 2]>> {
        let bars = self.shown()?;
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
            dashes: None,
            marker: None,
            color: self.color(setting),
            width_px: setting.theme.line_width_px,
        }
    }
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

    /// Whether bins become finer while one zooms in; so it is, unless bins, a range or weights are
    /// given.
    pub fn rebin(&self, rebin: bool) -> &Self {
        self.with(|histogram| histogram.rebins = rebin)
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
    #[track_caller]
    pub fn label(&self, label: impl Into<String>) -> &Self {
        self.try_with(Location::caller(), |histogram| {
            crate::state::set_text(&mut histogram.label, label)
        })
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
