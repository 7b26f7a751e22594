//! What a view draws, in order: columns shared by neighbouring lines, lines as geometry, visuals.
//!
//! Level of detail depends on the view, so it is held here, for each view and node. Lines that
//! follow each other in drawing order and are drawn by columns go into one visual, so that a
//! thousand channels are one draw call.

mod placement;

use galry_visuals::{
    ColorScale, ColumnRanges, ColumnSeries, Columns, Description, Frame, ImageQuad, LineCap,
    Method, Placement, Polyline, PolylineData, PolylineStyle, Renderer, Visual as _,
};
use std::time::Duration;

use slotmap::{SecondaryMap, SlotMap};

use crate::line::{DetailRequest, Effort, LineDetail, LineDrawing, MOST_FINEST_LINES, PixelMap};
use crate::raster::{RasterAxis, RasterLayer, RasterRequest};
use crate::scatter::{ScatterLayer, ScatterRequest};
use crate::scene::Content;
use crate::strokes::{Stroke, StrokesLayer};
use crate::{
    Axis, AxisScale, Camera, Completion, Error, LevelOfDetail, Line, Node, NodeId, Result,
    ScaleTranslate, View,
};

/// Rows are numbered by i16.
const MAX_SIDE_PX: u32 = i16::MAX as u32;

type Nodes<'a> = SlotMap<NodeId, Node<'a>>;

/// What one view draws.
#[derive(Debug, Default)]
pub(crate) struct Layers {
    lines: SecondaryMap<NodeId, LineLayer>,
    rasters: SecondaryMap<NodeId, RasterLayer>,
    scatters: SecondaryMap<NodeId, ScatterLayer>,
    /// Lines that the CPU paints as themselves, in the order of drawing.
    strokes: Vec<StrokesLayer>,
    columns: Vec<ColumnsLayer>,
    sequence: Vec<Step>,
    rect_px: [i32; 4],
}

/// One thing to draw.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Step {
    /// The columns of this number.
    Columns(usize),
    /// The line of this node, shaded.
    Shaded(NodeId),
    /// The line of this node, as geometry.
    Geometry(NodeId),
    /// The points of this node.
    Scatter(NodeId),
    /// The image of this node.
    Raster(NodeId),
    /// The visual of this node, and where it stands.
    Visual(NodeId, Placement),
}

/// A line in a view.
#[derive(Debug, Default)]
struct LineLayer {
    detail: LineDetail,
    request: Option<DetailRequest>,
    polyline: Option<Polyline>,
    /// What is shaded of it.
    picture: ImageQuad,
    /// The generation of the geometry that the polyline holds.
    uploaded: Option<u64>,
    /// What was refined since the columns were last filled.
    changed: bool,
}

/// Neighbouring lines drawn by columns, in one visual.
#[derive(Debug, Default)]
struct ColumnsLayer {
    visual: Columns,
    members: Vec<NodeId>,
}

/// A line to be refined, taken out of the arena so that several threads can work.
struct Job<'j, 'a> {
    node: NodeId,
    line: &'j Line<'a>,
    request: DetailRequest,
    detail: LineDetail,
    result: Result<bool>,
}

impl Layers {
    pub(crate) fn forget(&mut self, node: NodeId) {
        self.lines.remove(node);
        self.rasters.remove(node);
        self.scatters.remove(node);
    }

    /// Points that the pictures of scatters were made of.
    pub(crate) fn points(&self) -> u64 {
        self.scatters.values().map(ScatterLayer::points).sum()
    }

    /// Which colour stands for how many markers of a scatter, where that is shown.
    pub(crate) fn color_scale(&self, node: NodeId) -> Option<&ColorScale> {
        self.scatters.get(node)?.color_scale()
    }

    /// Lets go of GL objects, and keeps what was computed.
    pub(crate) fn forget_gl(&mut self) {
        for layer in self.lines.values_mut() {
            layer.polyline = None;
            layer.picture.forget_gl();
        }
        for layer in self.scatters.values_mut() {
            layer.forget_gl();
        }
        for layer in &mut self.strokes {
            layer.forget_gl();
        }
        for layer in self.rasters.values_mut() {
            layer.forget_gl();
        }
        for layer in &mut self.columns {
            layer.visual.forget_gl();
        }
    }

    /// How many things a view shows that are refined step by step.
    pub(crate) fn sharing(nodes: &Nodes<'_>, view: &View) -> usize {
        if view.size_px().contains(&0) {
            return 0;
        }
        let shown = visible_nodes(nodes, view.nodes());
        let contents = shown.iter().filter_map(|(id, _)| nodes.get(*id));
        contents
            .filter(|node| matches!(node.content, Content::Scatter(_) | Content::Raster(_)))
            .count()
    }

    /// Finds out what to draw. Each thing that is refined step by step has the time of `budget`.
    /// Computes only what changed, and waits for samples that are not
    /// loaded only where it may.
    pub(crate) fn arrange(
        &mut self,
        nodes: &Nodes<'_>,
        view: &View,
        pixel_ratio: f64,
        budget: Option<Duration>,
    ) -> Result<Completion> {
        // A view without area shows nothing.
        let shown = if view.size_px().contains(&0) {
            Vec::new()
        } else {
            visible_nodes(nodes, view.nodes())
        };
        let completion = self
            .refine_lines(nodes, view, &shown, pixel_ratio, budget.is_none())?
            .and(self.refine_scatters(nodes, view, &shown, pixel_ratio, budget)?)
            .and(self.refine_rasters(nodes, view, &shown, budget)?);
        self.sequence.clear();
        let mut used = 0;
        let (mut members, mut ancestors) = (Vec::new(), Vec::new());
        for &(id, _) in &shown {
            let step = match nodes.get(id).map(|node| &node.content) {
                Some(Content::Visual(_)) => {
                    Step::Visual(id, placement::of_visual(nodes, id, view, &mut ancestors))
                }
                Some(Content::Raster(_)) => Step::Raster(id),
                Some(Content::Scatter(_)) => Step::Scatter(id),
                Some(Content::Line(_)) => match self.lines.get(id).map(|l| &l.detail.drawing) {
                    Some(LineDrawing::Rows(_) | LineDrawing::Subcolumns { .. }) => {
                        members.push(id);
                        continue;
                    }
                    Some(LineDrawing::Geometry(_)) => Step::Geometry(id),
                    Some(LineDrawing::Shaded(_)) => Step::Shaded(id),
                    _ => continue,
                },
                _ => continue,
            };
            self.end_columns(nodes, view, &mut used, &mut members);
            self.sequence.push(step);
        }
        self.end_columns(nodes, view, &mut used, &mut members);
        self.columns.truncate(used);
        self.rect_px = view.rect_px;
        Ok(completion)
    }

    /// Brings the images in sight up to date, each in the time given.
    fn refine_rasters(
        &mut self,
        nodes: &Nodes<'_>,
        view: &View,
        shown: &[(NodeId, ScaleTranslate)],
        budget: Option<Duration>,
    ) -> Result<Completion> {
        let images: Vec<_> = shown
            .iter()
            .filter_map(|&(id, view_from_node)| {
                Some((id, nodes.get(id)?.raster()?, view_from_node))
            })
            .collect();
        let (Some(axes), false) = (axes_of(view), images.is_empty()) else {
            return Ok(Completion::Final);
        };
        let is_budgeted = view.level_of_detail == LevelOfDetail::On;
        let budget = budget.filter(|_| is_budgeted);
        let mut completion = Completion::Final;
        for (id, image, view_from_node) in images {
            let [x, y] = [0, 1].map(|axis| RasterAxis {
                axis: axes[axis],
                pixels: [view.rect_px[axis], view.rect_px[axis + 2]],
                is_up: axis == 1,
                scale: view_from_node.scale[axis],
                translate: view_from_node.translate[axis],
                ends: [image.extent()[2 * axis], image.extent()[2 * axis + 1]],
                count: image.raster().size()[axis],
            });
            let request = RasterRequest {
                x,
                y,
                rect_px: view.rect_px,
                antialias: view.antialias,
            };
            if let Some(layer) = self.rasters.entry(id) {
                let refined = layer.or_default().refine(image, &request, budget)?;
                completion = completion.and(refined);
            }
        }
        Ok(completion)
    }

    /// Brings the points in sight up to date, each in the time given.
    fn refine_scatters(
        &mut self,
        nodes: &Nodes<'_>,
        view: &View,
        shown: &[(NodeId, ScaleTranslate)],
        pixel_ratio: f64,
        budget: Option<Duration>,
    ) -> Result<Completion> {
        let scatters: Vec<_> = shown
            .iter()
            .filter_map(|&(id, view_from_node)| {
                Some((id, nodes.get(id)?.scatter()?, view_from_node))
            })
            .collect();
        let (Some([x, y]), false) = (axes_of(view), scatters.is_empty()) else {
            return Ok(Completion::Final);
        };
        check_size(view)?;
        let mut completion = Completion::Final;
        for (id, scatter, view_from_node) in scatters {
            let request = ScatterRequest {
                map: PixelMap::new(x, y, view.size_px(), view_from_node),
                rect_px: view.rect_px,
                pixel_ratio: pixel_ratio as f32,
                antialias: view.antialias,
                level_of_detail: view.level_of_detail,
            };
            if let Some(layer) = self.scatters.entry(id) {
                let refined = layer.or_default().refine(scatter, &request, budget)?;
                completion = completion.and(refined);
            }
        }
        Ok(completion)
    }

    /// Refines every line in sight, on all threads; tells whether all are as exact as they will be.
    fn refine_lines(
        &mut self,
        nodes: &Nodes<'_>,
        view: &View,
        shown: &[(NodeId, ScaleTranslate)],
        pixel_ratio: f64,
        may_wait: bool,
    ) -> Result<Completion> {
        let mut completion = Completion::Final;
        let Some([x, y]) = axes_of(view) else {
            return Ok(completion);
        };
        let is_line = |id| nodes.get(id).is_some_and(|node| node.line().is_some());
        let line_count = shown.iter().filter(|&&(id, _)| is_line(id)).count();
        if line_count > 0 {
            check_size(view)?;
        }
        let mut jobs: Vec<Job<'_, '_>> = shown
            .iter()
            .filter_map(|&(id, view_from_node)| {
                let Content::Line(line) = &nodes.get(id)?.content else {
                    return None;
                };
                let layer = self.lines.entry(id)?.or_default();
                let map = PixelMap::new(x, y, view.size_px(), view_from_node);
                Some(Job {
                    node: id,
                    line,
                    request: DetailRequest {
                        map,
                        pixel_ratio: pixel_ratio as f32,
                        antialias: view.antialias,
                        level_of_detail: view.level_of_detail,
                        is_finest: line_count <= MOST_FINEST_LINES,
                    },
                    detail: std::mem::take(&mut layer.detail),
                    result: Ok(false),
                })
            })
            .collect();
        run(&mut jobs, &Effort::new(may_wait));
        let mut failure = None;
        for job in jobs {
            let Some(layer) = self.lines.get_mut(job.node) else {
                continue;
            };
            match job.result {
                Ok(changed) => layer.changed |= changed,
                Err(error) => failure = Some(error),
            }
            completion = completion.and(job.detail.completion);
            layer.request = Some(job.request);
            layer.detail = job.detail;
        }
        failure.map_or(Ok(completion), Err)
    }

    /// Puts the lines collected so far into one visual.
    fn end_columns(
        &mut self,
        nodes: &Nodes<'_>,
        view: &View,
        used: &mut usize,
        members: &mut Vec<NodeId>,
    ) {
        if members.is_empty() {
            return;
        }
        if self.columns.len() == *used {
            self.columns.push(ColumnsLayer::default());
        }
        let layer = &mut self.columns[*used];
        let changed = members
            .iter()
            .any(|&id| self.lines.get(id).is_none_or(|line| line.changed));
        if changed || layer.members != *members || self.rect_px != view.rect_px {
            let series = members
                .iter()
                .filter_map(|&id| column_series(nodes, id, self.lines.get_mut(id)?))
                .collect();
            layer.visual.set(view.rect_px, series);
            layer.members.clone_from(members);
        }
        layer.visual.set_method(view.method);
        // Only the first layer has nothing but the view's background below it.
        let is_lowest = self.sequence.is_empty();
        layer
            .visual
            .set_backdrop(view.background.filter(|_| is_lowest));
        self.sequence.push(Step::Columns(*used));
        *used += 1;
        members.clear();
    }

    /// Uploads what changed and draws.
    pub(crate) fn draw(
        &mut self,
        nodes: &mut Nodes<'_>,
        view: &View,
        renderer: &mut Renderer,
        frame: &Frame<'_>,
    ) -> Result<()> {
        let is_painted = match view.method {
            Method::Painted => true,
            Method::Shader => false,
            _ => renderer.context().capabilities().is_software,
        };
        let sequence = std::mem::take(&mut self.sequence);
        let drawn = self.draw_steps(&sequence, nodes, view, renderer, frame, is_painted);
        self.sequence = sequence;
        drawn
    }

    /// Draws steps in their order; `is_painted`: lines as geometry by the CPU.
    fn draw_steps(
        &mut self,
        sequence: &[Step],
        nodes: &mut Nodes<'_>,
        view: &View,
        renderer: &mut Renderer,
        frame: &Frame<'_>,
        is_painted: bool,
    ) -> Result<()> {
        let mut used = 0;
        let mut next = 0;
        while let Some(&step) = sequence.get(next) {
            next += 1;
            match step {
                Step::Geometry(_) if is_painted => {
                    let is_line = |step: &&Step| matches!(step, Step::Geometry(_));
                    let count = 1 + sequence[next..].iter().take_while(is_line).count();
                    let members = &sequence[next - 1..next - 1 + count];
                    self.draw_strokes(used, members, nodes, view, renderer, frame)?;
                    next += count - 1;
                    used += 1;
                }
                Step::Columns(index) => {
                    let visual = &mut self.columns[index].visual;
                    visual.prepare(renderer)?;
                    visual.draw(renderer, frame, &columns_placement(view))?;
                }
                Step::Shaded(id) => {
                    if let Some(layer) = self.lines.get_mut(id) {
                        layer.update_picture(view.rect_px)?;
                        layer.picture.prepare(renderer)?;
                        layer
                            .picture
                            .draw(renderer, frame, &columns_placement(view))?;
                    }
                }
                Step::Geometry(id) => {
                    let (Some(layer), Some(node)) = (self.lines.get_mut(id), nodes.get(id)) else {
                        continue;
                    };
                    layer.update_polyline(node);
                    let placement = layer.placement(view);
                    if let Some(polyline) = &mut layer.polyline {
                        polyline.prepare(renderer)?;
                        polyline.draw(renderer, frame, &placement)?;
                    }
                }
                Step::Scatter(id) => {
                    if let Some(layer) = self.scatters.get_mut(id) {
                        layer.draw(renderer, frame)?;
                    }
                }
                Step::Raster(id) => {
                    if let Some(layer) = self.rasters.get_mut(id) {
                        layer.draw(renderer, frame, &columns_placement(view))?;
                    }
                }
                Step::Visual(id, placement) => {
                    if let Some(Content::Visual(visual)) =
                        nodes.get_mut(id).map(|node| &mut node.content)
                    {
                        visual.prepare(renderer)?;
                        visual.draw(renderer, frame, &placement)?;
                    }
                }
            }
        }
        self.strokes.truncate(used);
        Ok(())
    }

    /// Draws neighbouring lines as one picture, the `index`-th of its kind.
    fn draw_strokes(
        &mut self,
        index: usize,
        members: &[Step],
        nodes: &Nodes<'_>,
        view: &View,
        renderer: &mut Renderer,
        frame: &Frame<'_>,
    ) -> Result<()> {
        if self.strokes.len() == index {
            self.strokes.push(StrokesLayer::default());
        }
        let stroke = |step: &Step| {
            let &Step::Geometry(id) = step else {
                return None;
            };
            self.lines.get(id)?.stroke(nodes.get(id)?, view)
        };
        let strokes: Vec<Stroke<'_>> = members.iter().filter_map(stroke).collect();
        let layer = &mut self.strokes[index];
        layer.update(&strokes, view.rect_px);
        layer.draw(renderer, frame, &columns_placement(view))
    }

    /// The same as paths and images.
    pub(crate) fn describe(&self, nodes: &Nodes<'_>, view: &View, out: &mut Description) {
        for &step in &self.sequence {
            match step {
                Step::Columns(index) => {
                    self.columns[index]
                        .visual
                        .describe(&columns_placement(view), out);
                }
                Step::Shaded(id) => {
                    if let Some(LineDrawing::Shaded(pixels)) =
                        self.lines.get(id).map(|layer| &layer.detail.drawing)
                    {
                        let mut picture = ImageQuad::new();
                        picture.set_rect_px(view.rect_px);
                        if picture.write(pixels).is_ok() {
                            picture.describe(&columns_placement(view), out);
                        }
                    }
                }
                Step::Geometry(id) => {
                    if let (Some(layer), Some(node)) = (self.lines.get(id), nodes.get(id))
                        && let Some((data, style)) = layer.polyline_data(node)
                    {
                        Polyline::new(data, style).describe(&layer.placement(view), out);
                    }
                }
                Step::Scatter(id) => {
                    if let (Some(layer), Some(node)) = (self.scatters.get(id), nodes.get(id))
                        && let Some(scatter) = node.scatter()
                    {
                        layer.describe(scatter, out);
                    }
                }
                Step::Raster(id) => {
                    if let Some(layer) = self.rasters.get(id) {
                        layer.describe(&columns_placement(view), out);
                    }
                }
                Step::Visual(id, placement) => {
                    if let Some(Content::Visual(visual)) = nodes.get(id).map(|node| &node.content) {
                        visual.describe(&placement, out);
                    }
                }
            }
        }
    }
}

impl LineLayer {
    fn polyline_style(&self, node: &Node<'_>) -> Option<PolylineStyle> {
        let style = node.line()?.style();
        let pixel_ratio = self.request?.pixel_ratio;
        let dashes = style.dashes.map(|dashes| dashes.scaled(pixel_ratio));
        Some(PolylineStyle {
            color: style.color,
            width_px: style.framebuffer_width_px(pixel_ratio),
            // Round ends would close the gaps of thick lines.
            cap: if dashes.is_some() {
                LineCap::Butt
            } else {
                LineCap::Round
            },
            dashes,
            ..PolylineStyle::default()
        })
    }

    fn polyline_data(&self, node: &Node<'_>) -> Option<(PolylineData, PolylineStyle)> {
        let LineDrawing::Geometry(geometry) = &self.detail.drawing else {
            return None;
        };
        let data = PolylineData {
            positions: geometry.positions().to_vec(),
            ..PolylineData::default()
        };
        Some((data, self.polyline_style(node)?))
    }

    /// What is to be painted, where the line is drawn as itself.
    fn stroke(&self, node: &Node<'_>, view: &View) -> Option<Stroke<'_>> {
        let LineDrawing::Geometry(geometry) = &self.detail.drawing else {
            return None;
        };
        Some(Stroke {
            generation: self.detail.generation(),
            positions: geometry.positions(),
            style: self.polyline_style(node)?,
            placement: self.placement(view),
        })
    }

    /// Gives the visual new positions or a new style, if they are new.
    fn update_polyline(&mut self, node: &Node<'_>) {
        let Some(style) = self.polyline_style(node) else {
            return;
        };
        let generation = self.detail.generation();
        match &mut self.polyline {
            Some(polyline) if self.uploaded == Some(generation) => polyline.set_style(style),
            _ => {
                self.polyline = self
                    .polyline_data(node)
                    .map(|(data, style)| Polyline::new(data, style));
                self.uploaded = Some(generation);
            }
        }
    }

    /// Gives the picture its place and, if they are new, its pixels.
    fn update_picture(&mut self, rect_px: [i32; 4]) -> Result<()> {
        self.picture.set_rect_px(rect_px);
        if let LineDrawing::Shaded(pixels) = &self.detail.drawing
            && self.changed
        {
            self.picture.write(pixels)?;
            self.changed = false;
        }
        Ok(())
    }

    fn placement(&self, view: &View) -> Placement {
        self.request.map_or_else(Placement::default, |request| {
            self.detail.placement(&request, view.rect_px)
        })
    }
}

/// All visible nodes below and including `roots`, each once, in drawing order, with their
/// transforms: those of their ancestors included, whether the view shows these or not.
pub(crate) fn visible_nodes(nodes: &Nodes<'_>, roots: &[NodeId]) -> Vec<(NodeId, ScaleTranslate)> {
    let mut shown = Vec::new();
    let mut seen = SecondaryMap::new();
    // Not recursive: a chain of nodes may be longer than a stack is deep.
    let mut waiting = Vec::new();
    for &root in roots {
        if let Some(view_from_parent) = view_from_parent(nodes, root) {
            waiting.push((root, view_from_parent));
        }
        while let Some((id, view_from_parent)) = waiting.pop() {
            let Some(node) = nodes.get(id).filter(|node| node.visible) else {
                continue;
            };
            if seen.insert(id, ()).is_some() {
                continue;
            }
            let view_from_node = view_from_parent.after(&node.parent_from_node);
            shown.push((id, view_from_node));
            let children = node.children.iter().rev();
            waiting.extend(children.map(|&child| (child, view_from_node)));
        }
    }
    shown
}

/// What all ancestors of a node do to it; `None` if one of them is invisible.
fn view_from_parent(nodes: &Nodes<'_>, id: NodeId) -> Option<ScaleTranslate> {
    let mut view_from_parent = ScaleTranslate::IDENTITY;
    let mut ancestor = nodes.get(id)?.parent;
    while let Some(node) = ancestor.and_then(|id| nodes.get(id)) {
        if !node.visible {
            return None;
        }
        view_from_parent = node.parent_from_node.after(&view_from_parent);
        ancestor = node.parent;
    }
    Some(view_from_parent)
}

/// Rows of lines and tiles of points are numbered by few bits.
fn check_size(view: &View) -> Result<()> {
    let [width, height] = view.size_px();
    if width.max(height) > MAX_SIDE_PX {
        return Err(Error::ViewSize {
            width,
            height,
            limit: MAX_SIDE_PX,
        });
    }
    Ok(())
}

/// The axes along which a view's lines lie.
fn axes_of(view: &View) -> Option<[Axis; 2]> {
    match &view.camera {
        Camera::PanZoom(camera) => Some([camera.x(), camera.y()]),
        Camera::Pixels => {
            let [x, y, width, height] = view.rect_px.map(f64::from);
            let axis = |limits| Axis::new(limits, AxisScale::Linear).ok();
            Some([axis([x, x + width])?, axis([y + height, y])?])
        }
    }
}

fn run(jobs: &mut [Job<'_, '_>], effort: &Effort) {
    let work = |job: &mut Job<'_, '_>| {
        job.result = job.detail.refine(job.line, &job.request, effort);
    };
    #[cfg(not(target_family = "wasm"))]
    if jobs.len() > 1 {
        use rayon::prelude::*;
        jobs.par_iter_mut().with_max_len(1).for_each(work);
        return;
    }
    jobs.iter_mut().for_each(work);
}

fn column_series(nodes: &Nodes<'_>, id: NodeId, layer: &mut LineLayer) -> Option<ColumnSeries> {
    let style = nodes.get(id)?.line()?.style();
    layer.changed = false;
    let ranges = match &layer.detail.drawing {
        LineDrawing::Rows(rows) => ColumnRanges::Rows(rows.clone()),
        LineDrawing::Subcolumns {
            per_column,
            intervals,
        } => ColumnRanges::Subcolumns {
            per_column: *per_column as usize,
            intervals: intervals.clone(),
        },
        _ => return None,
    };
    Some(ColumnSeries {
        color: style.color,
        width_px: style.framebuffer_width_px(layer.request?.pixel_ratio),
        ranges,
    })
}

/// Columns know their own rectangle; only the clip and the antialiasing matter.
fn columns_placement(view: &View) -> Placement {
    Placement {
        clip_px: Some(view.rect_px),
        antialias: view.antialias,
        ..Placement::default()
    }
}
