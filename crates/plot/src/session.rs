//! A figure at work: its scene, its cameras, its furniture.
//!
//! The state says what the figure is; a session makes a scene of it, lays the furniture out
//! around the data, and keeps both in step while the user pans and zooms. A window, a picture and
//! a vector file all go through here, so they show the same.

use std::time::Duration;

use galry_data::Wake;
use galry_events::gestures::Recognizer;
use galry_events::{Event, NamedKey};
use galry_gloo::Target;
use galry_scene::{
    Axis, AxisScale, Camera, Completion, Follow, NodeId, PanZoom, Response, Scene, View, ViewId,
};
use galry_visuals::{
    ColorScale, Description, Fonts, Markers, MarkersData, Rectangle, Rectangles, Renderer, Text,
};

use crate::charts::Chart;
use crate::contents;
use crate::layout::{
    GridFurniture, GridRequest, LayoutRequest, LegendEntry, LegendMarker, lay_out_grid,
};
use crate::limits::{self, Room};
use crate::state::{AxesState, FigureState};
use crate::{Result, Theme};
use loading::Progress;
use panel::{Panel, PanelParts};

mod live;
mod loading;
mod panel;
mod rebin;
mod strip;
#[cfg(test)]
mod tests;

/// A colour bar is laid out before the counts that it explains are known, and its room decides what
/// is counted: so often it is laid out anew at most.
const MOST_LAYOUTS: usize = 3;

/// What the furniture was laid out for.
#[derive(Debug, Clone, PartialEq)]
struct LaidOutFor {
    size_px: [u32; 2],
    pixel_ratio: f64,
    panels: Vec<ShownPanel>,
    /// What is said of streams.
    note: String,
}

/// What of an axes changes while it is looked at.
#[derive(Debug, Clone, PartialEq)]
struct ShownPanel {
    axes: [Axis; 2],
    grid: Option<bool>,
    selection: Option<[[f64; 2]; 2]>,
    /// Lanes for each unit of value, where channels are stacked.
    lane_gain: f64,
    /// The colours of points that are shown by how many there are.
    density: Option<ColorScale>,
    /// How often something was counted anew.
    revision: u64,
}

/// A figure at work.
pub(crate) struct Session<'a> {
    state: FigureState<'a>,
    scene: Scene<'a>,
    fonts: Fonts,
    page: ViewId,
    front: ViewId,
    below: NodeId,
    above: NodeId,
    text: NodeId,
    selection: NodeId,
    /// Carries the markers of the legend.
    marks: NodeId,
    legend_markers: Vec<(LegendMarker, NodeId)>,
    /// The axes, row by row.
    panels: Vec<Panel>,
    /// The panel that the pointer was over last: keys are about it.
    active: usize,
    laid_out: Option<LaidOutFor>,
    /// Pointer gestures beside the data, on an axis.
    gestures: Recognizer,
    /// The drag under way on an axis.
    strip_drag: Option<strip::StripDrag>,
    progress: Progress,
    /// How far histograms are that are counted anew.
    counting: Completion,
}

impl<'a> Session<'a> {
    /// Builds the scene of a figure, which waits for all of its data.
    pub(crate) fn new(state: FigureState<'a>) -> Result<Self> {
        Self::with_frame_budget(state, None)
    }

    /// Builds the scene of a figure. With a time that a draw may take (see
    /// [`Scene::set_frame_budget`]) nothing waits for data that load in the background.
    pub(crate) fn with_frame_budget(
        state: FigureState<'a>,
        frame_budget: Option<Duration>,
    ) -> Result<Self> {
        state.check()?;
        let mut scene = Scene::new();
        let mut charts = Vec::new();
        for axes in &state.axes {
            charts.push(panel::add_charts(axes, &state, &mut scene)?);
        }
        scene.set_frame_budget(frame_budget);
        let is_loading = frame_budget.is_some() && loading::begin(&state, &charts, &scene)?;
        if !is_loading {
            contents::check(&scene, charts.iter().flatten())?;
        }
        let homes = panel::starting_axes(&state, &charts, &scene, !is_loading)?;
        let whole = [0, 0, 1, 1];
        let background = state.background.unwrap_or(state.theme.background);
        let mut view = View::new(whole, Camera::Pixels);
        view.background = Some(background);
        let page = scene.add_view(view);
        // Bare, nothing but the background lies below the data, which is quicker to draw over.
        let behind_data = state.bare.then_some(background);
        let mut panels = Vec::new();
        for ((axes, charts), home) in state.axes.iter().zip(charts).zip(homes) {
            let panel = Panel::new(axes, charts, home, &state, behind_data, &mut scene)?;
            panels.push(panel);
        }
        let front = scene.add_view(View::new(whole, Camera::Pixels));
        let below = scene.add_visual(Rectangles::new(Vec::new()));
        let above = scene.add_visual(Rectangles::new(Vec::new()));
        let selection = scene.add_visual(Rectangles::new(Vec::new()));
        let text = scene.add_visual(Text::new(Vec::new()));
        scene.show(below, page)?;
        let sign = loading::add_sign(&mut scene);
        let marks = scene.add_group();
        for node in [above, marks, selection, text].into_iter().chain(sign) {
            scene.show(node, front)?;
        }
        Ok(Self {
            state,
            scene,
            fonts: Fonts::embedded(),
            page,
            front,
            below,
            above,
            text,
            selection,
            marks,
            legend_markers: Vec::new(),
            panels,
            active: 0,
            laid_out: None,
            gestures: Recognizer::default(),
            strip_drag: None,
            progress: Progress::new(sign[0], sign[1], is_loading),
            counting: Completion::Final,
        })
    }

    /// What the title bar of a window says.
    #[cfg_attr(
        not(feature = "window"),
        expect(dead_code, reason = "for windows alone")
    )]
    pub(crate) fn title(&self) -> &str {
        self.state.name()
    }

    /// A copy of the figure that shows what is in view now.
    #[cfg_attr(
        not(feature = "window"),
        expect(dead_code, reason = "for windows alone")
    )]
    pub(crate) fn snapshot(&self) -> Result<FigureState<'a>> {
        let mut state = self.state.clone();
        for (axes, panel) in state.axes.iter_mut().zip(&self.panels) {
            let [x, y] = panel.axes(&self.scene)?;
            axes.xlim = Some(x.limits());
            axes.ylim = Some(y.limits());
            (axes.xscale, axes.yscale) = (x.scale(), y.scale());
            axes.follow = Follow::Stay;
        }
        Ok(state)
    }

    /// Has `wake` called when there are new samples, for as long as the caller keeps it.
    #[cfg_attr(
        not(feature = "window"),
        expect(dead_code, reason = "for windows alone")
    )]
    pub(crate) fn watch(&self, wake: &Wake) {
        live::watch(self.chart_nodes(), &self.scene, wake);
    }

    /// The nodes of all charts.
    fn chart_nodes(&self) -> impl Iterator<Item = NodeId> {
        self.panels.iter().flat_map(|panel| panel.charts.clone())
    }

    /// Draws the figure, all of it unless there is a frame budget.
    pub(crate) fn draw(
        &mut self,
        renderer: &mut Renderer,
        target: Target<'_>,
        size_px: [u32; 2],
        pixel_ratio: f64,
    ) -> Result<Completion> {
        self.settle_limits()?;
        let mut completion = Completion::Final;
        for _ in 0..MOST_LAYOUTS {
            self.arrange(size_px, pixel_ratio)?;
            self.show_progress(size_px, pixel_ratio)?;
            completion = self.scene.draw(renderer, target, size_px)?;
            // What is not final is drawn again soon anyway.
            if !completion.is_final() || !self.density_changed() {
                break;
            }
        }
        Ok(self.drawn(completion.and(self.counting)))
    }

    /// The figure as paths and images.
    pub(crate) fn describe(&mut self, size_px: [u32; 2], pixel_ratio: f64) -> Result<Description> {
        let mut description = Description::new();
        for _ in 0..MOST_LAYOUTS {
            self.arrange(size_px, pixel_ratio)?;
            description = self.scene.describe()?;
            if !self.density_changed() {
                break;
            }
        }
        Ok(description)
    }

    /// Whether colours were found in drawing that the furniture does not show yet.
    fn density_changed(&self) -> bool {
        let Some(laid_out) = &self.laid_out else {
            return false;
        };
        let both = self.panels.iter().zip(&laid_out.panels);
        both.into_iter()
            .any(|(panel, shown)| panel.density_scale(&self.scene) != shown.density.as_ref())
    }

    /// Lets go of GL objects, whose context goes away.
    #[cfg_attr(
        not(feature = "window"),
        expect(dead_code, reason = "for windows alone")
    )]
    pub(crate) fn forget_gl(&mut self) {
        self.scene.forget_gl();
    }

    /// Takes an event; true when the picture changed.
    #[cfg_attr(
        not(feature = "window"),
        expect(dead_code, reason = "for windows alone")
    )]
    pub(crate) fn handle(&mut self, event: &Event) -> Result<bool> {
        let is_new = matches!(event, Event::Key(key) if key.pressed);
        let note_gone = is_new && self.forget_note();
        if let Some(position) = position_of(event)
            && let Some(under) = self.panel_at(position)
        {
            self.active = under;
        }
        if let Event::Key(key) = event
            && key.pressed
            && !key.modifiers.control
        {
            if key.key == "a" {
                return self.fit_y();
            }
            if key.key == "g" {
                let active = self.active;
                self.state.change(active, |axes| {
                    axes.grid = Some(!axes.grid.unwrap_or(false));
                });
                return Ok(true);
            }
            if key.key == "l" {
                return self.toggle_log(1);
            }
            if key.key == "k" || key.key == "L" {
                return self.toggle_log(0);
            }
            if key.key == NamedKey::Escape {
                return Ok(false);
            }
        }
        let on_axis = self.handle_strip(event)?;
        let Response { changed, .. } = self.scene.handle(event);
        Ok(changed || on_axis || note_gone)
    }

    /// The axes to which a place in logical pixels belongs.
    fn panel_at(&self, position_logical_px: [f64; 2]) -> Option<usize> {
        self.panels
            .iter()
            .position(|panel| panel.has(position_logical_px, &self.scene))
    }

    /// The axes that keys are about.
    fn active(&self) -> Option<(&Panel, &AxesState<'a>)> {
        Some((
            self.panels.get(self.active)?,
            self.state.axes.get(self.active)?,
        ))
    }

    /// Fits y to what is in sight.
    fn fit_y(&mut self) -> Result<bool> {
        let Some((panel, axes)) = self.active() else {
            return Ok(false);
        };
        if axes.traces.is_some() {
            return Ok(false);
        }
        let [x, y] = panel.axes(&self.scene)?;
        let range = Chart::y_range_of(&axes.charts, &panel.charts, &self.scene, &x)?;
        let fitted = facing_like(
            y,
            limits::axis(None, range, y.scale(), panel::y_room(axes))?,
        );
        self.show(self.active, [x, fitted])?;
        Ok(fitted != y)
    }

    /// Linear to logarithmic and back on one axis (0 for x), around all data.
    fn toggle_log(&mut self, index: usize) -> Result<bool> {
        let Some((panel, axes)) = self.active() else {
            return Ok(false);
        };
        // Bars were made for the scales that they were asked for.
        let has_bars = axes.charts.iter().any(Chart::stands_on_base);
        if axes.traces.is_some() || has_bars {
            return Ok(false);
        }
        let shown = panel.axes(&self.scene)?;
        let mut scales = shown.map(|axis| axis.scale());
        scales[index] = match scales[index] {
            AxisScale::Linear => AxisScale::Log10,
            AxisScale::Log10 | AxisScale::Symlog { .. } => AxisScale::Linear,
        };
        let (charts, nodes) = (&axes.charts, &panel.charts);
        let x = if index == 0 {
            let range = Chart::x_range_of(charts, nodes, &self.scene)?;
            facing_like(
                shown[0],
                limits::axis(None, range, scales[0], Room::Margin)?,
            )
        } else {
            shown[0]
        };
        let range = Chart::y_range_of(charts, nodes, &self.scene, &x)?;
        let y = facing_like(
            shown[1],
            limits::axis(None, range, scales[1], Room::Margin)?,
        );
        self.show(self.active, [x, y])?;
        Ok(true)
    }

    fn show(&mut self, panel: usize, axes: [Axis; 2]) -> Result<()> {
        match self.panels.get(panel) {
            Some(panel) => panel.show(axes, &mut self.scene),
            None => Ok(()),
        }
    }

    /// Lets axes that share x or y follow the one that moved since the last picture.
    fn link(&mut self) -> Result<()> {
        let Some(before) = &self.laid_out else {
            return Ok(());
        };
        if !(self.state.share_x || self.state.share_y) {
            return Ok(());
        }
        let mut now = Vec::new();
        for panel in &self.panels {
            now.push(panel.axes(&self.scene)?);
        }
        let columns = self.state.columns.max(1);
        let mut linked = now.clone();
        for (axis, shared) in [(0, self.state.share_x), (1, self.state.share_y)] {
            let group = |index: usize| {
                if axis == 0 {
                    index % columns
                } else {
                    index / columns
                }
            };
            for (leader, shown) in before.panels.iter().enumerate() {
                if !shared || now[leader][axis] == shown.axes[axis] {
                    continue;
                }
                for (index, axes) in linked.iter_mut().enumerate() {
                    if group(index) == group(leader) {
                        axes[axis] = now[leader][axis];
                    }
                }
            }
        }
        for ((panel, axes), before) in self.panels.iter().zip(linked).zip(now) {
            if axes != before {
                panel.follow(axes, &mut self.scene)?;
            }
        }
        Ok(())
    }

    /// What is to be laid out now.
    fn shown_panels(&self) -> Result<Vec<ShownPanel>> {
        let panels = self.panels.iter().zip(&self.state.axes);
        panels
            .map(|(panel, axes)| {
                let camera = self.scene.view(panel.view)?.pan_zoom();
                Ok(ShownPanel {
                    axes: panel.axes(&self.scene)?,
                    grid: axes.grid,
                    selection: camera.and_then(PanZoom::selection),
                    lane_gain: panel.lane_gain,
                    revision: panel.revision,
                    density: panel.density_scale(&self.scene).cloned(),
                })
            })
            .collect()
    }

    /// Brings furniture and lanes up to date with size and camera.
    fn arrange(&mut self, size_px: [u32; 2], pixel_ratio: f64) -> Result<()> {
        self.scene.follow()?;
        self.link()?;
        self.counting = self.count_anew()?;
        self.centre_lanes()?;
        let wanted = LaidOutFor {
            size_px,
            pixel_ratio,
            panels: self.shown_panels()?,
            note: live::note(self.chart_nodes(), &self.scene),
        };
        if self.laid_out.as_ref() == Some(&wanted) {
            return Ok(());
        }
        self.scene.set_pixel_ratio(pixel_ratio);
        let furniture = if self.state.bare {
            GridFurniture::bare(size_px, self.state.columns, self.panels.len())
        } else {
            self.furniture(&wanted)
        };
        let whole = [0, 0, size_px[0] as i32, size_px[1] as i32];
        self.scene.view_mut(self.page)?.rect_px = whole;
        self.scene.view_mut(self.front)?.rect_px = whole;
        let places = furniture.plots_px.iter().zip(&furniture.cells_px);
        for (panel, (&plot_px, &cell_px)) in self.panels.iter_mut().zip(places) {
            self.scene.view_mut(panel.view)?.rect_px = plot_px;
            panel.cell_px = cell_px;
        }
        self.set_rectangles(self.below, furniture.below)?;
        self.set_rectangles(self.above, furniture.above)?;
        self.set_legend_markers(&furniture.markers)?;
        let selections = wanted.panels.iter().filter_map(|panel| panel.selection);
        let theme = &self.state.theme;
        let tints = selections
            .map(|corners| selection_rectangle(corners, pixel_ratio, theme))
            .collect();
        self.set_rectangles(self.selection, tints)?;
        let mut labels = furniture.labels;
        if !self.state.bare {
            let (theme, ratio) = (&self.state.theme, pixel_ratio as f32);
            let note = live::note_label(&wanted.note, size_px, ratio, theme, &self.fonts);
            labels.extend(note);
        }
        if let Some(text) = self.scene.node_mut(self.text)?.visual_mut::<Text>() {
            text.set_labels(labels);
        }
        self.laid_out = Some(wanted);
        Ok(())
    }

    /// Centres the lanes of stacked channels where the view moved or samples came.
    fn centre_lanes(&mut self) -> Result<()> {
        let panels = self.panels.iter_mut().zip(&self.state.axes);
        for (index, (panel, axes)) in panels.enumerate() {
            let [x, _] = panel.axes(&self.scene)?;
            let before = self.laid_out.as_ref().and_then(|old| old.panels.get(index));
            let moved = before.is_none_or(|before| before.axes[0] != x);
            if moved || axes.follow != Follow::Stay {
                panel.centre_lanes(axes, &x, &mut self.scene)?;
            }
        }
        Ok(())
    }

    fn set_legend_markers(&mut self, markers: &[LegendMarker]) -> Result<()> {
        let known = self.legend_markers.iter().map(|(marker, _)| marker);
        if known.eq(markers) {
            return Ok(());
        }
        for (_, node) in self.legend_markers.drain(..) {
            self.scene.remove(node)?;
        }
        for &marker in markers {
            let data = MarkersData {
                positions: vec![marker.center_px],
                ..MarkersData::default()
            };
            let node = self.scene.add_visual(Markers::new(data, marker.style));
            self.scene.set_parent(node, Some(self.marks))?;
            self.legend_markers.push((marker, node));
        }
        Ok(())
    }

    fn set_rectangles(&mut self, node: NodeId, rectangles: Vec<Rectangle>) -> Result<()> {
        if let Some(visual) = self.scene.node_mut(node)?.visual_mut::<Rectangles>() {
            visual.set_rectangles(rectangles);
        }
        Ok(())
    }

    fn furniture(&self, wanted: &LaidOutFor) -> GridFurniture {
        let state = &self.state;
        let parts: Vec<PanelParts> = state
            .axes
            .iter()
            .zip(&wanted.panels)
            .map(|(axes, shown)| {
                let density = shown.density.as_ref();
                PanelParts::new(axes, state, !state.shared_legend, density)
            })
            .collect();
        let base = LayoutRequest::new(&state.theme, &self.fonts, wanted.pixel_ratio as f32);
        let axes: Vec<LayoutRequest<'_>> = self
            .panels
            .iter()
            .zip(&state.axes)
            .zip(&parts)
            .zip(&wanted.panels)
            .map(|(((panel, axes), parts), shown)| {
                let shown_axes = shown.axes;
                panel.layout_request(axes, parts, shown_axes, &base)
            })
            .collect();
        lay_out_grid(&GridRequest {
            size_px: wanted.size_px,
            title: &state.title,
            entries: &self.shared_entries(),
            columns: state.columns,
            axes: &axes,
        })
    }

    /// The one legend of all axes, each name once.
    fn shared_entries(&self) -> Vec<LegendEntry> {
        let mut all: Vec<LegendEntry> = Vec::new();
        if self.state.shared_legend {
            for axes in &self.state.axes {
                for entry in panel::entries(axes, &self.state) {
                    if all.iter().all(|known| known.label != entry.label) {
                        all.push(entry);
                    }
                }
            }
        }
        all
    }
}

/// Where in the window an event happened, in logical pixels.
fn position_of(event: &Event) -> Option<[f64; 2]> {
    match event {
        Event::Pointer(pointer) => Some(pointer.position_logical_px),
        Event::Wheel(wheel) => Some(wheel.position_logical_px),
        Event::Pinch(pinch) => Some(pinch.position_logical_px),
        _ => None,
    }
}

/// An axis, inverted where another one is.
fn facing_like(other: Axis, axis: Axis) -> Axis {
    let [low, high] = axis.limits();
    if other.is_inverted() == axis.is_inverted() {
        return axis;
    }
    Axis::new([high, low], axis.scale()).unwrap_or(axis)
}

/// The zoom box while it is drawn: a quiet tint.
fn selection_rectangle(corners: [[f64; 2]; 2], pixel_ratio: f64, theme: &Theme) -> Rectangle {
    let [a, b] = corners.map(|corner| corner.map(|at| (at * pixel_ratio).round() as f32));
    Rectangle {
        min: [a[0].min(b[0]), a[1].min(b[1])],
        max: [a[0].max(b[0]), a[1].max(b[1])],
        color: theme.line_color(0).with_alpha(0.2),
    }
}
