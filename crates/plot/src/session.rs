//! A figure at work: its scene, its cameras, its furniture.
//!
//! The state says what the figure is; a session makes a scene of it, lays the furniture out
//! around the data, and keeps both in step while the user pans and zooms. A window, a picture and
//! a vector file all go through here, so they show the same.

use std::time::Duration;

use galry_events::gestures::Recognizer;
use galry_events::{Event, NamedKey};
use galry_gloo::Target;
use galry_scene::{
    Axis, AxisScale, Camera, Completion, Line, LineStyle, NodeId, PanZoom, Response,
    ScaleTranslate, Scene, View, ViewId,
};
use galry_visuals::{Description, Fonts, Rectangle, Rectangles, Renderer, Text};

use crate::contents;
use crate::layout::{Furniture, LayoutRequest, LegendEntry, lay_out};
use crate::limits::{self, Shown};
use crate::state::{FigureState, LineState};
use crate::ticks::Tick;
use crate::traces::{self, Spread};
use crate::{Result, Theme};

mod strip;
#[cfg(test)]
mod tests;

/// What the furniture was laid out for.
#[derive(Debug, Clone, Copy, PartialEq)]
struct LaidOutFor {
    size_px: [u32; 2],
    pixel_ratio: f64,
    axes: [Axis; 2],
    grid: Option<bool>,
    selection: Option<[[f64; 2]; 2]>,
}

/// A figure at work.
pub(crate) struct Session<'a> {
    state: FigureState<'a>,
    scene: Scene<'a>,
    fonts: Fonts,
    page: ViewId,
    data: ViewId,
    front: ViewId,
    below: NodeId,
    above: NodeId,
    text: NodeId,
    selection: NodeId,
    lines: Vec<NodeId>,
    /// Lanes for each unit of value, where channels are stacked.
    lane_gain: f64,
    laid_out: Option<LaidOutFor>,
    /// The axes at first, to which a double click on one of them returns.
    home: [Axis; 2],
    /// Pointer gestures beside the data, on an axis.
    gestures: Recognizer,
    /// The drag under way on an axis.
    strip_drag: Option<strip::StripDrag>,
}

impl<'a> Session<'a> {
    /// Builds the scene of a figure.
    pub(crate) fn new(state: FigureState<'a>) -> Result<Self> {
        state.check()?;
        let mut lines = Vec::new();
        for (index, line) in state.axes.lines.iter().enumerate() {
            lines.push(Line::new(
                line.source.clone(),
                line.channel,
                line.positions.clone(),
                line_style(&state, index, line),
            )?);
        }
        contents::check(&lines)?;
        let (axes, lane_gain) = starting_axes(&state, &lines)?;
        let mut scene = Scene::new();
        let whole = [0, 0, 1, 1];
        let background = state.background.unwrap_or(state.theme.background);
        let mut view = View::new(whole, Camera::Pixels);
        view.background = Some(background);
        let page = scene.add_view(view);
        let camera = Camera::PanZoom(PanZoom::new(axes[0], axes[1]));
        let mut view = View::new(whole, camera);
        view.antialias = state.antialias;
        view.level_of_detail = state.level_of_detail;
        if state.bare {
            // Nothing but the background lies below the data, which is quicker to draw over.
            view.background = Some(background);
        }
        let data = scene.add_view(view);
        let front = scene.add_view(View::new(whole, Camera::Pixels));
        let below = scene.add_visual(Rectangles::new(Vec::new()));
        let above = scene.add_visual(Rectangles::new(Vec::new()));
        let selection = scene.add_visual(Rectangles::new(Vec::new()));
        let text = scene.add_visual(Text::new(Vec::new()));
        scene.show(below, page)?;
        let mut nodes = Vec::new();
        for (line, shown) in lines.into_iter().zip(&state.axes.lines) {
            let node = scene.add_line(line);
            scene.node_mut(node)?.parent_from_node = ScaleTranslate {
                scale: [1.0, shown.gain],
                translate: [0.0, shown.offset],
            };
            scene.show(node, data)?;
            nodes.push(node);
        }
        for node in [above, selection, text] {
            scene.show(node, front)?;
        }
        Ok(Self {
            state,
            scene,
            fonts: Fonts::embedded(),
            page,
            data,
            front,
            below,
            above,
            text,
            selection,
            lines: nodes,
            lane_gain,
            laid_out: None,
            home: axes,
            gestures: Recognizer::default(),
            strip_drag: None,
        })
    }

    /// What the title bar of a window says.
    #[cfg_attr(
        not(feature = "window"),
        expect(dead_code, reason = "for windows alone")
    )]
    pub(crate) fn title(&self) -> &str {
        match &self.state.window_title {
            Some(title) => title,
            None if self.state.axes.title.is_empty() => "galry",
            None => &self.state.axes.title,
        }
    }

    /// A copy of the figure that shows what is in view now.
    #[cfg_attr(
        not(feature = "window"),
        expect(dead_code, reason = "for windows alone")
    )]
    pub(crate) fn snapshot(&self) -> Result<FigureState<'a>> {
        let mut state = self.state.clone();
        let [x, y] = self.axes()?;
        state.axes.xlim = Some(x.limits());
        state.axes.ylim = Some(y.limits());
        Ok(state)
    }

    /// Sets the time that a draw may take: see [`Scene::set_frame_budget`].
    #[cfg_attr(
        not(feature = "window"),
        expect(dead_code, reason = "for windows alone")
    )]
    pub(crate) fn set_frame_budget(&mut self, frame_budget: Option<Duration>) {
        self.scene.set_frame_budget(frame_budget);
    }

    /// Draws the figure, all of it unless there is a frame budget.
    pub(crate) fn draw(
        &mut self,
        renderer: &mut Renderer,
        target: Target<'_>,
        size_px: [u32; 2],
        pixel_ratio: f64,
    ) -> Result<Completion> {
        self.arrange(size_px, pixel_ratio)?;
        Ok(self.scene.draw(renderer, target, size_px)?)
    }

    /// The figure as paths and images.
    pub(crate) fn describe(&mut self, size_px: [u32; 2], pixel_ratio: f64) -> Result<Description> {
        self.arrange(size_px, pixel_ratio)?;
        Ok(self.scene.describe()?)
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
        if let Event::Key(key) = event
            && key.pressed
            && !key.modifiers.control
        {
            if key.key == "a" {
                return self.fit_y();
            }
            if key.key == "g" {
                let shown = self.state.axes.grid.unwrap_or(false);
                self.state.axes.grid = Some(!shown);
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
        Ok(changed || on_axis)
    }

    fn axes(&self) -> Result<[Axis; 2]> {
        let view = self.scene.view(self.data)?;
        Ok(view
            .pan_zoom()
            .map_or([Axis::default(); 2], |camera| [camera.x(), camera.y()]))
    }

    fn show(&mut self, [x, y]: [Axis; 2]) -> Result<()> {
        if let Some(camera) = self.scene.view_mut(self.data)?.pan_zoom_mut() {
            camera.show(x, y);
        }
        Ok(())
    }

    /// Fits y to what is in sight.
    fn fit_y(&mut self) -> Result<bool> {
        if self.state.axes.traces.is_some() {
            return Ok(false);
        }
        let [x, y] = self.axes()?;
        let fitted = {
            let shown = shown_lines(&self.scene, &self.lines, &self.state)?;
            facing_like(y, limits::y_axis(&shown, None, y.scale(), &x)?)
        };
        self.show([x, fitted])?;
        Ok(fitted != y)
    }

    /// Linear to logarithmic and back on one axis (0 for x), around all data.
    fn toggle_log(&mut self, index: usize) -> Result<bool> {
        if self.state.axes.traces.is_some() {
            return Ok(false);
        }
        let flipped = |scale| match scale {
            AxisScale::Linear => AxisScale::Log10,
            AxisScale::Log10 => AxisScale::Linear,
        };
        let axes = self.axes()?;
        let mut scales = axes.map(|axis| axis.scale());
        scales[index] = flipped(scales[index]);
        let fitted = {
            let shown = shown_lines(&self.scene, &self.lines, &self.state)?;
            let x = if index == 0 {
                facing_like(axes[0], limits::x_axis(&shown, None, scales[0], false)?)
            } else {
                axes[0]
            };
            [
                x,
                facing_like(axes[1], limits::y_axis(&shown, None, scales[1], &x)?),
            ]
        };
        self.show(fitted)?;
        Ok(true)
    }

    /// Brings furniture and lanes up to date with size and camera.
    fn arrange(&mut self, size_px: [u32; 2], pixel_ratio: f64) -> Result<()> {
        let selection = self
            .scene
            .view(self.data)?
            .pan_zoom()
            .and_then(PanZoom::selection);
        let wanted = LaidOutFor {
            size_px,
            pixel_ratio,
            axes: self.axes()?,
            grid: self.state.axes.grid,
            selection,
        };
        if self.laid_out == Some(wanted) {
            return Ok(());
        }
        self.scene.set_pixel_ratio(pixel_ratio);
        let moved = self
            .laid_out
            .is_none_or(|before| before.axes[0] != wanted.axes[0]);
        if moved {
            self.centre_lanes(&wanted.axes[0])?;
        }
        let whole = [0, 0, size_px[0] as i32, size_px[1] as i32];
        let furniture = if self.state.bare {
            Furniture {
                plot_px: whole,
                ..Furniture::default()
            }
        } else {
            self.furniture(&wanted)
        };
        self.scene.view_mut(self.page)?.rect_px = whole;
        self.scene.view_mut(self.front)?.rect_px = whole;
        self.scene.view_mut(self.data)?.rect_px = furniture.plot_px;
        self.set_rectangles(self.below, furniture.below)?;
        self.set_rectangles(self.above, furniture.above)?;
        let tint =
            selection.map(|corners| selection_rectangle(corners, pixel_ratio, &self.state.theme));
        self.set_rectangles(self.selection, tint.into_iter().collect())?;
        if let Some(text) = self.scene.node_mut(self.text)?.visual_mut::<Text>() {
            text.set_labels(furniture.labels);
        }
        self.laid_out = Some(wanted);
        Ok(())
    }

    fn set_rectangles(&mut self, node: NodeId, rectangles: Vec<Rectangle>) -> Result<()> {
        if let Some(visual) = self.scene.node_mut(node)?.visual_mut::<Rectangles>() {
            visual.set_rectangles(rectangles);
        }
        Ok(())
    }

    /// Subtracts each stacked channel's median over the view.
    fn centre_lanes(&mut self, x: &Axis) -> Result<()> {
        let Some(stack) = &self.state.axes.traces else {
            return Ok(());
        };
        let [from, to] = x.limits();
        for (lane, (&node, shown)) in self.lines.iter().zip(&self.state.axes.lines).enumerate() {
            let node = self.scene.node_mut(node)?;
            let centre = match node.line() {
                Some(line) if stack.remove_offsets => {
                    traces::spread(line, from, to)?.map_or(0.0, |spread| spread.median)
                }
                _ => 0.0,
            };
            let scale = shown.gain * self.lane_gain;
            node.parent_from_node = ScaleTranslate {
                scale: [1.0, scale],
                translate: [0.0, -centre * scale - lane as f64],
            };
        }
        Ok(())
    }

    fn furniture(&self, wanted: &LaidOutFor) -> Furniture {
        let axes = &self.state.axes;
        let entries: Vec<LegendEntry> = axes
            .lines
            .iter()
            .enumerate()
            .map(|(index, line)| {
                let style = line_style(&self.state, index, line);
                LegendEntry {
                    label: line.label.clone(),
                    color: style.color,
                    width_px: style.width_px,
                }
            })
            .collect();
        let [x, y] = wanted.axes;
        let lanes: Option<Vec<Tick>> = axes
            .traces
            .as_ref()
            .map(|_| traces::lane_ticks(axes.lines.iter().map(|line| line.label.as_str())));
        let scale_bar = axes
            .traces
            .as_ref()
            .and_then(|stack| traces::scale_bar(self.lane_gain, &y, &stack.units));
        lay_out(&LayoutRequest {
            theme: &self.state.theme,
            fonts: &self.fonts,
            size_px: wanted.size_px,
            pixel_ratio: wanted.pixel_ratio as f32,
            title: &axes.title,
            xlabel: &axes.xlabel,
            ylabel: &axes.ylabel,
            x,
            y,
            grid: axes.grid,
            legend: axes.legend,
            entries: &entries,
            lanes: lanes.as_deref(),
            scale_bar,
        })
    }
}

/// The axes to begin with, and the lanes for each unit where channels are stacked.
fn starting_axes(state: &FigureState<'_>, lines: &[Line<'_>]) -> Result<([Axis; 2], f64)> {
    let axes = &state.axes;
    let shown = pair(lines.iter(), &axes.lines);
    let x = limits::x_axis(&shown, axes.xlim, axes.xscale, axes.traces.is_some())?;
    let Some(stack) = &axes.traces else {
        let y = limits::y_axis(&shown, axes.ylim, axes.yscale, &x)?;
        return Ok(([x, y], 1.0));
    };
    let y = match axes.ylim {
        Some(limits) => Axis::new(limits, AxisScale::Linear)?,
        None => traces::lanes_axis(lines.len()),
    };
    let gain = match stack.gain {
        Some(gain) => gain,
        None => {
            let [from, to] = x.limits();
            let mut widths = Vec::new();
            for shown in &shown {
                if let Some(Spread { width, .. }) = traces::spread(shown.line, from, to)? {
                    widths.push(width * shown.gain.abs());
                }
            }
            traces::fitting_gain(&widths)
        }
    };
    Ok(([x, y], gain))
}

/// An axis, inverted where another one is.
fn facing_like(other: Axis, axis: Axis) -> Axis {
    let [low, high] = axis.limits();
    if other.is_inverted() == axis.is_inverted() {
        return axis;
    }
    Axis::new([high, low], axis.scale()).unwrap_or(axis)
}

fn pair<'l, 'a: 'l>(
    lines: impl Iterator<Item = &'l Line<'a>>,
    states: &[LineState<'a>],
) -> Vec<Shown<'l, 'a>> {
    lines
        .zip(states)
        .map(|(line, state)| Shown {
            line,
            gain: state.gain,
            offset: state.offset,
        })
        .collect()
}

fn shown_lines<'l, 'a>(
    scene: &'l Scene<'a>,
    nodes: &[NodeId],
    state: &FigureState<'a>,
) -> Result<Vec<Shown<'l, 'a>>> {
    let mut lines = Vec::new();
    for &node in nodes {
        lines.extend(scene.node(node)?.line());
    }
    Ok(pair(lines.into_iter(), &state.axes.lines))
}

fn line_style(state: &FigureState<'_>, index: usize, line: &LineState<'_>) -> LineStyle {
    let theme = &state.theme;
    let stacked = state.axes.traces.is_some();
    let color = line.color.unwrap_or_else(|| {
        if stacked {
            theme.channel_tints[index % 2]
        } else {
            theme.line_color(index)
        }
    });
    let width_px = line
        .width_px
        .unwrap_or(if stacked { 1.0 } else { theme.line_width_px });
    let alpha = color.a * line.alpha.clamp(0.0, 1.0);
    LineStyle {
        color: color.with_alpha(alpha),
        width_px,
    }
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
