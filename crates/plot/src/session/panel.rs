//! One axes of a figure at work: its view, its charts, its camera.

use galry_scene::{
    Axis, AxisScale, Camera, Follow, LogicalRect, NodeId, PanZoom, ScaleTranslate, Scene, View,
    ViewId,
};
use galry_visuals::{Color, ColorScale};

use super::rebin::Recount;
use super::{live, loading};
use crate::Result;
use crate::charts::{Chart, Setting};
use crate::layout::{ColorBar, LayoutRequest, LegendEntry};
use crate::limits::{self, Room};
use crate::state::{AxesState, FigureState};
use crate::ticks::Tick;
use crate::traces::{self, Spread};

/// Lanes of samples that keep coming are centred again when so much of the view has passed.
const CENTRED_EVERY: f64 = 0.25;

/// One axes at work.
#[derive(Debug)]
pub(super) struct Panel {
    /// The view of the data.
    pub(super) view: ViewId,
    /// The node of each chart.
    pub(super) charts: Vec<NodeId>,
    /// Lanes for each unit of value, where channels are stacked.
    pub(super) lane_gain: f64,
    /// Where the low end of x stood and how many samples were in sight when lanes were last
    /// centred on samples that keep coming.
    centred: Option<(f64, u64)>,
    /// The axes at first, to which a double click on one of them returns.
    pub(super) home: [Axis; 2],
    /// The part of the picture that belongs to the axes, in framebuffer pixels.
    pub(super) cell_px: [i32; 4],
    /// What is counted anew, for each chart.
    pub(super) recounts: Vec<Recount>,
    /// How often something was.
    pub(super) revision: u64,
}

/// Adds the charts of some axes to a scene.
pub(super) fn add_charts<'a>(
    axes: &AxesState<'a>,
    state: &FigureState<'a>,
    scene: &mut Scene<'a>,
) -> Result<Vec<NodeId>> {
    let with_setting = axes.charts.iter().enumerate();
    with_setting
        .map(|(index, chart)| chart.add_to(scene, &Setting::new(&state.theme, axes, index)))
        .collect()
}

/// The axes to begin with of all panels, those that are shared around all of their data; around a
/// few samples of lines where that may not wait.
pub(super) fn starting_axes(
    state: &FigureState<'_>,
    charts: &[Vec<NodeId>],
    scene: &Scene<'_>,
    may_wait: bool,
) -> Result<Vec<[Axis; 2]>> {
    let panels = || state.axes.iter().zip(charts);
    let mut x_ranges = Vec::new();
    for (axes, nodes) in panels() {
        x_ranges.push(Chart::x_range_of(&axes.charts, nodes, scene)?);
    }
    if state.share_x {
        share(&mut x_ranges, |index| index % state.columns.max(1));
    }
    let mut x_axes = Vec::new();
    let mut y_ranges = Vec::new();
    for ((axes, nodes), x_range) in panels().zip(x_ranges) {
        let is_full = axes.charts.iter().any(Chart::fills_x);
        let room = if axes.traces.is_some() || is_full {
            Room::None
        } else {
            Room::Margin
        };
        let x = match live::rolling_axis(axes) {
            Some(x) => x,
            None => limits::axis(axes.xlim, x_range, axes.xscale, room)?,
        };
        x_axes.push(x);
        y_ranges.push(if axes.traces.is_some() || axes.ylim.is_some() {
            None
        } else if may_wait {
            Chart::y_range_of(&axes.charts, nodes, scene, &x)?
        } else {
            loading::sampled_y_range(axes, nodes, scene, x.limits())?
        });
    }
    if state.share_y {
        share(&mut y_ranges, |index| index / state.columns.max(1));
    }
    panels()
        .zip(x_axes)
        .zip(y_ranges)
        .map(|(((axes, _), x), y_range)| {
            let y = match (axes.ylim, &axes.traces) {
                (Some(limits), Some(_)) => Axis::new(limits, AxisScale::Linear)?,
                (None, Some(_)) => traces::lanes_axis(axes.charts.len()),
                (asked, None) => {
                    let y = limits::axis(asked, y_range, axes.yscale, y_room(axes))?;
                    if asked.is_none() && axes.charts.iter().any(Chart::is_downward) {
                        let [low, high] = y.limits();
                        Axis::new([high, low], y.scale())?
                    } else {
                        y
                    }
                }
            };
            Ok([x, y])
        })
        .collect()
}

/// The room above and below what some axes show.
pub(super) fn y_room(axes: &AxesState<'_>) -> Room {
    if axes.charts.iter().any(Chart::fills_x) {
        Room::None
    } else if !axes.charts.is_empty() && axes.charts.iter().all(Chart::stands_on_base) {
        Room::Above
    } else {
        Room::Margin
    }
}

/// Gives all ranges of a group the one that holds them.
fn share(ranges: &mut [Option<[f64; 2]>], group_of: impl Fn(usize) -> usize) {
    let whole: Vec<_> = (0..ranges.len())
        .map(|index| {
            let same = |&other: &usize| group_of(other) == group_of(index);
            (0..ranges.len()).filter(same).fold(None, |range, other| {
                crate::charts::union(range, ranges[other])
            })
        })
        .collect();
    ranges.copy_from_slice(&whole);
}

impl Panel {
    /// Makes the view of some axes.
    pub(super) fn new(
        axes: &AxesState<'_>,
        charts: Vec<NodeId>,
        home: [Axis; 2],
        state: &FigureState<'_>,
        background: Option<Color>,
        scene: &mut Scene<'_>,
    ) -> Result<Self> {
        let lane_gain = lane_gain(axes, &charts, &home[0], scene)?;
        let camera = Camera::PanZoom(PanZoom::new(home[0], home[1]));
        let mut view = View::new([0, 0, 1, 1], camera);
        view.antialias = state.antialias;
        view.level_of_detail = state.level_of_detail;
        view.background = background;
        view.follow = axes.follow;
        view.fit_y = axes.ylim.is_none() && axes.traces.is_none();
        let view = scene.add_view(view);
        for &node in &charts {
            scene.show(node, view)?;
        }
        Ok(Self {
            view,
            charts,
            lane_gain,
            centred: None,
            home,
            cell_px: [0; 4],
            recounts: Vec::new(),
            revision: 0,
        })
    }

    /// What is shown now.
    pub(super) fn axes(&self, scene: &Scene<'_>) -> Result<[Axis; 2]> {
        let camera = scene.view(self.view)?.pan_zoom();
        Ok(camera.map_or([Axis::default(); 2], |camera| [camera.x(), camera.y()]))
    }

    /// The colours of points that are shown by how many there are, as last drawn.
    pub(super) fn density_scale<'s>(&self, scene: &'s Scene<'_>) -> Option<&'s ColorScale> {
        let mut charts = self.charts.iter();
        charts.find_map(|&node| scene.color_scale(node, self.view))
    }

    /// Shows these axes; going back returns to what was shown.
    pub(super) fn show(&self, [x, y]: [Axis; 2], scene: &mut Scene<'_>) -> Result<()> {
        if let Some(camera) = scene.view_mut(self.view)?.pan_zoom_mut() {
            camera.show(x, y);
        }
        Ok(())
    }

    /// Shows these axes without a step to go back to.
    pub(super) fn follow(&self, [x, y]: [Axis; 2], scene: &mut Scene<'_>) -> Result<()> {
        if let Some(camera) = scene.view_mut(self.view)?.pan_zoom_mut() {
            camera.follow(x, y);
        }
        Ok(())
    }

    /// The data area in logical pixels.
    pub(super) fn logical_rect(&self, scene: &Scene<'_>) -> Result<LogicalRect> {
        Ok(scene.view(self.view)?.logical_rect(scene.pixel_ratio()))
    }

    /// Whether a place in logical pixels belongs to the axes.
    pub(super) fn has(&self, position_logical_px: [f64; 2], scene: &Scene<'_>) -> bool {
        let [x, y, width, height] = self.cell_px.map(|px| f64::from(px) / scene.pixel_ratio());
        LogicalRect {
            x,
            y,
            width,
            height,
        }
        .contains(position_logical_px)
    }

    /// Subtracts each stacked channel's median over the view.
    pub(super) fn centre_lanes(
        &mut self,
        axes: &AxesState<'_>,
        x: &Axis,
        scene: &mut Scene<'_>,
    ) -> Result<()> {
        let Some(stack) = &axes.traces else {
            return Ok(());
        };
        let [from, to] = x.limits();
        if axes.follow != Follow::Stay {
            let in_sight = match self.charts.first() {
                Some(&node) => scene.node(node)?.line().map(|line| line.visible(from, to)),
                None => None,
            };
            let in_sight = in_sight.map_or(0, |range| range.end - range.start);
            let (at, before) = self.centred.unwrap_or((from, 0));
            // Lanes that moved with every frame could not be compared.
            let has_moved = (from - at).abs() >= x.span().abs() * CENTRED_EVERY;
            let has_filled = in_sight > 2 * before;
            if !has_moved && !has_filled {
                return Ok(());
            }
            if has_filled && stack.gain.is_none() {
                let widths = lane_widths(axes, &self.charts, x, scene)?;
                self.lane_gain = traces::fitting_gain(&widths);
            }
            self.centred = Some((from, in_sight));
        }
        let is_window = scene.frame_budget().is_some();
        for (lane, (&node, chart)) in self.charts.iter().zip(&axes.charts).enumerate() {
            let node = scene.node_mut(node)?;
            let centre = match node.line() {
                Some(line) if stack.remove_offsets => match traces::spread(line, from, to) {
                    // A window tells what cannot be read where it is to be drawn.
                    Err(_) if is_window => 0.0,
                    spread => spread?.map_or(0.0, |spread| spread.median),
                },
                _ => 0.0,
            };
            let scale = chart.gain_and_offset()[0] * self.lane_gain;
            node.parent_from_node = ScaleTranslate {
                scale: [1.0, scale],
                translate: [0.0, -centre * scale - lane as f64],
            };
        }
        Ok(())
    }

    /// What is to be laid out around the data.
    pub(super) fn layout_request<'r>(
        &self,
        axes: &'r AxesState<'_>,
        parts: &'r PanelParts,
        [x, y]: [Axis; 2],
        base: &LayoutRequest<'r>,
    ) -> LayoutRequest<'r> {
        LayoutRequest {
            title: &axes.title,
            xlabel: &axes.xlabel,
            ylabel: &axes.ylabel,
            x,
            y,
            grid: axes.grid.or(if axes.charts.iter().any(Chart::fills_x) {
                // Colours are read off at the bar.
                Some(false)
            } else {
                None
            }),
            legend: axes.legend,
            entries: &parts.entries,
            lanes: parts.lanes.as_deref(),
            color_bar: parts.color_bar.as_ref(),
            scale_bar: axes
                .traces
                .as_ref()
                .and_then(|stack| traces::scale_bar(self.lane_gain, &y, &stack.units)),
            ..base.clone()
        }
    }
}

/// What a layout request borrows.
#[derive(Debug)]
pub(super) struct PanelParts {
    entries: Vec<LegendEntry>,
    lanes: Option<Vec<Tick>>,
    color_bar: Option<ColorBar>,
}

impl PanelParts {
    /// `with_legend`: whether the axes have a legend of their own.
    /// `density`: the colours of points that are shown by how many there are.
    pub(super) fn new(
        axes: &AxesState<'_>,
        state: &FigureState<'_>,
        with_legend: bool,
        density: Option<&ColorScale>,
    ) -> Self {
        Self {
            entries: if with_legend {
                entries(axes, state)
            } else {
                Vec::new()
            },
            lanes: axes
                .traces
                .as_ref()
                .map(|_| traces::lane_ticks(axes.charts.iter().map(Chart::label))),
            color_bar: axes
                .charts
                .iter()
                .find_map(|chart| color_bar(chart, density)),
        }
    }
}

/// What the colours of a chart mean. What went wrong with its values was said when it was made.
fn color_bar(chart: &Chart<'_>, density: Option<&ColorScale>) -> Option<ColorBar> {
    let (scale, label) = match chart {
        Chart::Image(image) => image.bar().ok().flatten()?,
        Chart::Scatter(scatter) => scatter.bar(density)?,
        Chart::Line(_) | Chart::Histogram(_) => return None,
    };
    Some(ColorBar {
        scale,
        label,
        is_of_view: match chart {
            Chart::Scatter(_) => true,
            Chart::Image(image) => image.pairs.is_some(),
            Chart::Line(_) | Chart::Histogram(_) => false,
        },
    })
}

/// What stands in the legend of some axes.
pub(super) fn entries(axes: &AxesState<'_>, state: &FigureState<'_>) -> Vec<LegendEntry> {
    let charts = axes.charts.iter().enumerate();
    charts
        .map(|(index, chart)| chart.legend_entry(&Setting::new(&state.theme, axes, index)))
        .collect()
}

/// The lanes for each unit of value, where channels are stacked.
fn lane_gain(axes: &AxesState<'_>, charts: &[NodeId], x: &Axis, scene: &Scene<'_>) -> Result<f64> {
    let Some(stack) = &axes.traces else {
        return Ok(1.0);
    };
    if let Some(gain) = stack.gain {
        return Ok(gain);
    }
    Ok(traces::fitting_gain(&lane_widths(axes, charts, x, scene)?))
}

/// How wide the values of stacked channels lie within x.
fn lane_widths(
    axes: &AxesState<'_>,
    charts: &[NodeId],
    x: &Axis,
    scene: &Scene<'_>,
) -> Result<Vec<f64>> {
    let [from, to] = x.limits();
    let mut widths = Vec::new();
    for (&node, chart) in charts.iter().zip(&axes.charts) {
        if let Some(line) = scene.node(node)?.line()
            && let Some(Spread { width, .. }) = traces::spread(line, from, to)?
        {
            widths.push(width * chart.gain_and_offset()[0].abs());
        }
    }
    Ok(widths)
}
