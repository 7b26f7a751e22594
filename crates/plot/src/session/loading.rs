//! What a window shows while its data are still being loaded: limits from a few samples until
//! those of all are known, a quiet sign, and what went wrong.

#[cfg(test)]
mod tests;

use std::time::{Duration, Instant};

use galry_data::{Extent, Readiness};
use galry_scene::{Completion, NodeId, Scene};
use galry_visuals::{Anchor, Label, Rectangle, Rectangles, Text, TextStyle, VerticalAnchor};

use super::{Session, panel};
use crate::charts::{Chart, union};
use crate::state::{AxesState, FigureState};
use crate::{Result, Theme, traces};

/// What takes no longer is not worth a sign.
const UNNOTICED: Duration = Duration::from_millis(250);

/// Height of the line along the bottom edge, in logical pixels.
const LINE_PX: f64 = 2.0;

/// Distance of texts from the corner, in logical pixels.
const INSET_PX: f32 = 8.0;

/// Room that the limits leave around a few samples: others may lie beyond them.
const BEYOND: f64 = 0.1;

/// How far a figure in a window is with its data.
#[derive(Debug)]
pub(super) struct Progress {
    line: NodeId,
    text: NodeId,
    /// When the picture was first seen not to be final.
    since: Option<Instant>,
    /// Whether the sign is in the picture.
    is_shown: bool,
    /// What went wrong, until the next key or click.
    note: Option<String>,
    /// Whether the limits are of a few samples.
    limits_are_coarse: bool,
}

impl Progress {
    pub(super) fn new(line: NodeId, text: NodeId, limits_are_coarse: bool) -> Self {
        Self {
            line,
            text,
            since: None,
            is_shown: false,
            note: None,
            limits_are_coarse,
        }
    }
}

/// Asks without waiting for all that limits along y depend on, which begins to load the files in
/// which it lies; true when some of it is not there yet.
pub(super) fn begin(
    state: &FigureState<'_>,
    charts: &[Vec<NodeId>],
    scene: &Scene<'_>,
) -> Result<bool> {
    let mut is_loading = false;
    for (axes, nodes) in state.axes.iter().zip(charts) {
        if axes.traces.is_some() || axes.ylim.is_some() {
            continue;
        }
        for &node in nodes {
            let Some(line) = scene.node(node)?.line() else {
                continue;
            };
            let source = line.source();
            let range = match axes.xlim {
                Some([from, to]) => line.visible(from.min(to), from.max(to)),
                None => 0..source.len(),
            };
            if source.origin().is_some() && !range.is_empty() {
                let channels = line.channel()..line.channel() + 1;
                let mut extent = [Extent::EMPTY];
                let readiness = source.envelope_now(channels, &[range], &mut extent)?;
                is_loading |= readiness != Readiness::Ready;
            }
        }
    }
    Ok(is_loading)
}

/// The range of y over a few samples of each chart that is a line, and over all of the others.
pub(super) fn sampled_y_range(
    axes: &AxesState<'_>,
    nodes: &[NodeId],
    scene: &Scene<'_>,
    [from, to]: [f64; 2],
) -> Result<Option<[f64; 2]>> {
    let mut range = None;
    for (chart, &node) in axes.charts.iter().zip(nodes) {
        let node = scene.node(node)?;
        let of_chart = match node.line() {
            Some(line) => traces::sampled_range(line, from, to)?.map(|[low, high]| {
                let room = (high - low) * BEYOND;
                let [gain, offset] = chart.gain_and_offset();
                let ends = [low - room, high + room].map(|value| value * gain + offset);
                [ends[0].min(ends[1]), ends[0].max(ends[1])]
            }),
            None => Chart::y_range(chart, node, [from, to])?,
        };
        range = union(range, of_chart);
    }
    Ok(range)
}

impl Session<'_> {
    /// Shows in the picture that something went wrong.
    #[cfg_attr(
        not(feature = "window"),
        expect(dead_code, reason = "for windows alone")
    )]
    pub(crate) fn note(&mut self, text: String) {
        self.progress.note = Some(text);
    }

    /// Takes the note away; true when there was one.
    pub(super) fn forget_note(&mut self) -> bool {
        self.progress.note.take().is_some()
    }

    /// The part of the data in sight that is loaded; `None` when nothing is being loaded.
    fn loading(&self) -> Option<f64> {
        let nodes = self.panels.iter().flat_map(|panel| &panel.charts);
        nodes
            .filter_map(|&node| {
                let line = self.scene.node(node).ok()?.line()?;
                Some(line.source().loading()?.part())
            })
            .reduce(f64::min)
    }

    /// Once all is loaded, moves the limits that were of a few samples to those of all, unless the
    /// user has moved them.
    pub(super) fn settle_limits(&mut self) -> Result<()> {
        if !self.progress.limits_are_coarse || self.loading().is_some() {
            return Ok(());
        }
        self.progress.limits_are_coarse = false;
        let charts: Vec<_> = self
            .panels
            .iter()
            .map(|panel| panel.charts.clone())
            .collect();
        let Ok(homes) = panel::starting_axes(&self.state, &charts, &self.scene, true) else {
            // What cannot be read was told when it was to be drawn.
            return Ok(());
        };
        for (panel, home) in self.panels.iter_mut().zip(homes) {
            let [x, y] = panel.axes(&self.scene)?;
            if y == panel.home[1] {
                panel.follow([x, home[1]], &mut self.scene)?;
            }
            if let Some(camera) = self.scene.view_mut(panel.view)?.pan_zoom_mut() {
                camera.set_home(home[0], home[1]);
            }
            panel.home = home;
        }
        Ok(())
    }

    /// Puts the sign into the picture or takes it out.
    pub(super) fn show_progress(&mut self, size_px: [u32; 2], pixel_ratio: f64) -> Result<()> {
        let waited = self.progress.since.map(|since| since.elapsed());
        let part = self
            .loading()
            .filter(|_| waited.is_some_and(|waited| waited >= UNNOTICED));
        self.progress.is_shown = part.is_some();
        let (rectangles, labels) = sign(
            part,
            self.progress.note.as_deref(),
            &self.state.theme,
            size_px,
            pixel_ratio,
        );
        self.set_rectangles(self.progress.line, rectangles)?;
        if let Some(text) = self
            .scene
            .node_mut(self.progress.text)?
            .visual_mut::<Text>()
        {
            text.set_labels(labels);
        }
        Ok(())
    }

    /// Takes in how complete a picture became. One that still shows the sign, or may have other
    /// limits yet, is not final.
    pub(super) fn drawn(&mut self, completion: Completion) -> Completion {
        if completion.is_final() {
            self.progress.since = None;
        } else {
            self.progress.since.get_or_insert_with(Instant::now);
        }
        if self.progress.is_shown || self.progress.limits_are_coarse {
            let done = self.loading().unwrap_or(1.0);
            return completion.and(Completion::Partial { done });
        }
        completion
    }
}

/// A thin line along the bottom edge, the part that is loaded, and in the corners what that is and
/// what went wrong.
fn sign(
    part: Option<f64>,
    note: Option<&str>,
    theme: &Theme,
    [width, height]: [u32; 2],
    pixel_ratio: f64,
) -> (Vec<Rectangle>, Vec<Label>) {
    let (width, height) = (width as f32, height as f32);
    let ratio = pixel_ratio as f32;
    let label = |text: String, x: f32, anchor: f32, color| Label {
        text,
        position: [x, height - INSET_PX * ratio],
        anchor: Anchor::new(anchor, VerticalAnchor::Bottom),
        style: TextStyle {
            size_px: theme.tick_px * ratio,
            ..TextStyle::default()
        },
        color,
        ..Label::default()
    };
    let mut rectangles = Vec::new();
    let mut labels = Vec::new();
    if let Some(part) = part {
        let top = height - ((LINE_PX * pixel_ratio).round() as f32).max(1.0);
        let right = (width * part as f32).round();
        rectangles.push(Rectangle {
            min: [0.0, top],
            max: [right, height],
            color: theme.line_color(0),
        });
        let percent = (part * 100.0).floor();
        let text = format!("loading {percent} %");
        labels.push(label(text, width - INSET_PX * ratio, 1.0, theme.quiet_ink));
    }
    if let Some(note) = note {
        labels.push(label(note.to_owned(), INSET_PX * ratio, 0.0, theme.ink));
    }
    (rectangles, labels)
}

/// The nodes of the sign, over everything else.
pub(super) fn add_sign(scene: &mut Scene<'_>) -> [NodeId; 2] {
    [
        scene.add_visual(Rectangles::new(Vec::new())),
        scene.add_visual(Text::new(Vec::new())),
    ]
}
