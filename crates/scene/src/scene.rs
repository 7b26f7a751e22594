//! The scene: nodes in an arena, views that show them.

use std::fmt;
use std::time::Duration;

use galry_events::{Event, PointerEvent, PointerKind};
use galry_gloo::Target;
use galry_visuals::{
    Color, ColorScale, Description, FillRule, Frame, Item, Path, Placement, Renderer, Visual,
};
use slotmap::{SecondaryMap, SlotMap, new_key_type};

use crate::follow::follow;
use crate::layers::Layers;
use crate::{
    Completion, Error, Line, RasterImage, Response, Result, ScaleTranslate, Scatter, View,
};

new_key_type! {
    /// Names a node of a scene. The name of a removed node is never given again.
    pub struct NodeId;
    /// Names a view of a scene. The name of a removed view is never given again.
    pub struct ViewId;
}

/// What a node shows.
pub(crate) enum Content<'a> {
    /// Nothing itself: it carries its children.
    Group,
    Line(Line<'a>),
    Raster(RasterImage<'a>),
    Scatter(Scatter<'a>),
    Visual(Box<dyn Visual>),
}

/// Something in the scene: a line, a visual or a group, with a place in its parent.
pub struct Node<'a> {
    pub(crate) content: Content<'a>,
    pub(crate) parent: Option<NodeId>,
    pub(crate) children: Vec<NodeId>,
    /// From the node's coordinates to its parent's, or to the view's axes at the root.
    pub parent_from_node: ScaleTranslate,
    /// Whether the node and all below it are drawn.
    pub visible: bool,
}

impl fmt::Debug for Node<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let content: &dyn fmt::Debug = match &self.content {
            Content::Group => &"Group",
            Content::Line(line) => line,
            Content::Raster(image) => image,
            Content::Scatter(scatter) => scatter,
            Content::Visual(visual) => visual,
        };
        f.debug_struct("Node")
            .field("content", content)
            .field("parent_from_node", &self.parent_from_node)
            .field("visible", &self.visible)
            .field("children", &self.children.len())
            .finish_non_exhaustive()
    }
}

impl<'a> Node<'a> {
    fn new(content: Content<'a>) -> Self {
        Self {
            content,
            parent: None,
            children: Vec::new(),
            parent_from_node: ScaleTranslate::IDENTITY,
            visible: true,
        }
    }

    /// The line that the node shows, if it shows one.
    #[must_use]
    pub fn line(&self) -> Option<&Line<'a>> {
        match &self.content {
            Content::Line(line) => Some(line),
            _ => None,
        }
    }

    /// The line that the node shows, to be changed.
    pub fn line_mut(&mut self) -> Option<&mut Line<'a>> {
        match &mut self.content {
            Content::Line(line) => Some(line),
            _ => None,
        }
    }

    /// The points that the node shows, if it shows some.
    #[must_use]
    pub fn scatter(&self) -> Option<&Scatter<'a>> {
        match &self.content {
            Content::Scatter(scatter) => Some(scatter),
            _ => None,
        }
    }

    /// The points that the node shows, to be changed.
    pub fn scatter_mut(&mut self) -> Option<&mut Scatter<'a>> {
        match &mut self.content {
            Content::Scatter(scatter) => Some(scatter),
            _ => None,
        }
    }

    /// The image that the node shows, if it shows one.
    #[must_use]
    pub fn raster(&self) -> Option<&RasterImage<'a>> {
        match &self.content {
            Content::Raster(image) => Some(image),
            _ => None,
        }
    }

    /// The image that the node shows, to be changed.
    pub fn raster_mut(&mut self) -> Option<&mut RasterImage<'a>> {
        match &mut self.content {
            Content::Raster(image) => Some(image),
            _ => None,
        }
    }

    /// The visual that the node shows, to be changed, if it is of this type.
    pub fn visual_mut<V: Visual>(&mut self) -> Option<&mut V> {
        match &mut self.content {
            Content::Visual(visual) => {
                let visual: &mut dyn std::any::Any = &mut **visual;
                visual.downcast_mut()
            }
            _ => None,
        }
    }

    /// The nodes that this one carries, in the order of drawing.
    #[must_use]
    pub fn children(&self) -> &[NodeId] {
        &self.children
    }

    /// The node that carries this one.
    #[must_use]
    pub fn parent(&self) -> Option<NodeId> {
        self.parent
    }
}

/// Nodes and the views that show them.
///
/// Data may be borrowed for `'a`; GL objects are made on the first draw and belong to that
/// context. [`Scene::forget_gl`] lets go of them, so that the scene can be drawn with another.
#[derive(Debug)]
pub struct Scene<'a> {
    nodes: SlotMap<NodeId, Node<'a>>,
    views: SlotMap<ViewId, View>,
    order: Vec<ViewId>,
    layers: SecondaryMap<ViewId, Layers>,
    pixel_ratio: f64,
    /// Of the frame drawn last, or set.
    frame_size_px: Option<[u32; 2]>,
    frame_budget: Option<Duration>,
    /// Which view holds which pressed pointer.
    held: Vec<(u64, ViewId)>,
    /// The view that the pointer was over last.
    hovered: Option<ViewId>,
}

impl Default for Scene<'_> {
    fn default() -> Self {
        Self::new()
    }
}

impl<'a> Scene<'a> {
    /// An empty scene at a pixel ratio of one.
    #[must_use]
    pub fn new() -> Self {
        Self {
            nodes: SlotMap::with_key(),
            views: SlotMap::with_key(),
            order: Vec::new(),
            layers: SecondaryMap::new(),
            pixel_ratio: 1.0,
            frame_size_px: None,
            frame_budget: None,
            held: Vec::new(),
            hovered: None,
        }
    }

    /// Framebuffer pixels for each logical pixel: widths of lines follow it.
    #[must_use]
    pub fn pixel_ratio(&self) -> f64 {
        self.pixel_ratio
    }

    /// Sets the framebuffer pixels for each logical pixel.
    pub fn set_pixel_ratio(&mut self, pixel_ratio: f64) {
        self.pixel_ratio = pixel_ratio;
    }

    /// Width and height of the whole frame in framebuffer pixels, as drawn last or set.
    #[must_use]
    pub fn frame_size_px(&self) -> Option<[u32; 2]> {
        self.frame_size_px
    }

    /// Says how large the next frame is, for who asks for [render
    /// coordinates](crate::CoordinateFrame::Render) before it is drawn.
    pub fn set_frame_size_px(&mut self, size_px: [u32; 2]) {
        self.frame_size_px = Some(size_px);
    }

    /// The time that a draw may take; `None`, at first: as long as the final picture takes.
    #[must_use]
    pub fn frame_budget(&self) -> Option<Duration> {
        self.frame_budget
    }

    /// Sets the time that a draw may take. Whatever needs longer is drawn in part, says so by
    /// [`Completion::Partial`], and goes on with the next draw of the same picture. Lines by
    /// columns take so little that they are always final once their samples are loaded; without a
    /// budget a draw waits for that, within one it shows what is there.
    pub fn set_frame_budget(&mut self, frame_budget: Option<Duration>) {
        self.frame_budget = frame_budget;
    }

    /// Adds a line; no view shows it yet.
    pub fn add_line(&mut self, line: Line<'a>) -> NodeId {
        self.nodes.insert(Node::new(Content::Line(line)))
    }

    /// Adds points; no view shows them yet.
    pub fn add_scatter(&mut self, scatter: Scatter<'a>) -> NodeId {
        self.nodes.insert(Node::new(Content::Scatter(scatter)))
    }

    /// Adds an image; no view shows it yet.
    pub fn add_raster(&mut self, image: RasterImage<'a>) -> NodeId {
        self.nodes.insert(Node::new(Content::Raster(image)))
    }

    /// Adds a visual; no view shows it yet.
    pub fn add_visual(&mut self, visual: impl Visual) -> NodeId {
        self.nodes
            .insert(Node::new(Content::Visual(Box::new(visual))))
    }

    /// Adds a node that only carries others.
    pub fn add_group(&mut self) -> NodeId {
        self.nodes.insert(Node::new(Content::Group))
    }

    /// A node.
    ///
    /// # Errors
    /// [`Error::NoSuchNode`] when it was removed or belongs to another scene.
    pub fn node(&self, node: NodeId) -> Result<&Node<'a>> {
        self.nodes.get(node).ok_or(Error::NoSuchNode)
    }

    /// A node, to be changed.
    ///
    /// # Errors
    /// [`Error::NoSuchNode`] when it was removed or belongs to another scene.
    pub fn node_mut(&mut self, node: NodeId) -> Result<&mut Node<'a>> {
        self.nodes.get_mut(node).ok_or(Error::NoSuchNode)
    }

    /// Puts a node into a parent (`None`: at the root). It is drawn wherever the parent is.
    ///
    /// # Errors
    /// [`Error::NoSuchNode`] for an unknown one, [`Error::ParentCycle`] when the node would carry
    /// itself; nothing changes then.
    pub fn set_parent(&mut self, node: NodeId, parent: Option<NodeId>) -> Result<()> {
        let old = self.node(node)?.parent;
        let mut ancestor = parent;
        while let Some(id) = ancestor {
            if id == node {
                return Err(Error::ParentCycle);
            }
            ancestor = self.node(id)?.parent;
        }
        if let Some(old) = old {
            self.node_mut(old)?.children.retain(|&child| child != node);
        }
        if let Some(parent) = parent {
            self.node_mut(parent)?.children.push(node);
        }
        self.node_mut(node)?.parent = parent;
        Ok(())
    }

    /// Removes a node and all below it from the scene and from every view.
    ///
    /// # Errors
    /// [`Error::NoSuchNode`] when it was removed before.
    pub fn remove(&mut self, node: NodeId) -> Result<()> {
        self.set_parent(node, None)?;
        let mut removed = vec![node];
        while let Some(id) = removed.pop() {
            if let Some(node) = self.nodes.remove(id) {
                removed.extend(node.children);
            }
            for layers in self.layers.values_mut() {
                layers.forget(id);
            }
        }
        for view in self.views.values_mut() {
            view.nodes.retain(|&shown| self.nodes.contains_key(shown));
            view.shown
                .retain(|shown, ()| self.nodes.contains_key(shown));
        }
        Ok(())
    }

    /// Adds a view, over those added before.
    pub fn add_view(&mut self, view: View) -> ViewId {
        let id = self.views.insert(view);
        self.order.push(id);
        self.layers.insert(id, Layers::default());
        id
    }

    /// Removes a view; the nodes that it showed stay in the scene.
    ///
    /// # Errors
    /// [`Error::NoSuchView`] when it was removed before.
    pub fn remove_view(&mut self, view: ViewId) -> Result<()> {
        self.views.remove(view).ok_or(Error::NoSuchView)?;
        self.layers.remove(view);
        self.order.retain(|&shown| shown != view);
        Ok(())
    }

    /// A view.
    ///
    /// # Errors
    /// [`Error::NoSuchView`] when it was removed or belongs to another scene.
    pub fn view(&self, view: ViewId) -> Result<&View> {
        self.views.get(view).ok_or(Error::NoSuchView)
    }

    /// A view, to be changed.
    ///
    /// # Errors
    /// [`Error::NoSuchView`] when it was removed or belongs to another scene.
    pub fn view_mut(&mut self, view: ViewId) -> Result<&mut View> {
        self.views.get_mut(view).ok_or(Error::NoSuchView)
    }

    /// Shows a node, with all below it, in a view, over what the view shows already. A node can
    /// be shown in many views.
    ///
    /// # Errors
    /// [`Error::NoSuchNode`] or [`Error::NoSuchView`].
    pub fn show(&mut self, node: NodeId, view: ViewId) -> Result<()> {
        self.node(node)?;
        let view = self.view_mut(view)?;
        if view.shown.insert(node, ()).is_none() {
            view.nodes.push(node);
        }
        Ok(())
    }

    /// Gives an event to the camera that it is meant for.
    ///
    /// That is the topmost view under the pointer that has one. A pointer that was pressed in a
    /// view stays with it until all its buttons are released. A key goes to the view that the
    /// pointer was over last, or else to the topmost.
    pub fn handle(&mut self, event: &Event) -> Response {
        let target = match event {
            Event::Pointer(pointer) => self.pointer_target(pointer),
            Event::Wheel(wheel) => self.view_under(wheel.position_logical_px),
            Event::Pinch(pinch) => self.view_under(pinch.position_logical_px),
            Event::Key(_) => self
                .hovered
                .filter(|&id| self.has_camera(id))
                .or_else(|| self.order.iter().copied().rfind(|&id| self.has_camera(id))),
            _ => None,
        };
        let Some(view) = target.and_then(|id| self.views.get_mut(id)) else {
            return Response::default();
        };
        let rect = view.logical_rect(self.pixel_ratio);
        let Some(camera) = view.pan_zoom_mut() else {
            return Response::default();
        };
        let before = camera.x();
        let response = camera.handle(event, rect);
        if response.changed {
            view.note_moved(before);
        }
        response
    }

    /// The view that a pointer event is meant for.
    fn pointer_target(&mut self, pointer: &PointerEvent) -> Option<ViewId> {
        let under = self.view_under(pointer.position_logical_px);
        self.hovered = under.or(self.hovered);
        let held = self
            .held
            .iter()
            .position(|&(held, id)| held == pointer.pointer && self.has_camera(id));
        match (pointer.kind, held) {
            (PointerKind::Press(_), None) => {
                // One whose view is gone may be left.
                self.held.retain(|&(held, _)| held != pointer.pointer);
                self.held.extend(under.map(|id| (pointer.pointer, id)));
                under
            }
            (PointerKind::Release(_) | PointerKind::Leave, Some(index))
                if pointer.buttons.is_empty() =>
            {
                Some(self.held.remove(index).1)
            }
            (_, Some(index)) => Some(self.held[index].1),
            (_, None) => None,
        }
    }

    fn has_camera(&self, id: ViewId) -> bool {
        self.views
            .get(id)
            .is_some_and(|view| view.pan_zoom().is_some())
    }

    /// The topmost view with a camera at a place in logical pixels.
    fn view_under(&self, position_logical_px: [f64; 2]) -> Option<ViewId> {
        self.order.iter().copied().rfind(|&id| {
            self.views.get(id).is_some_and(|view| {
                let rect = view.logical_rect(self.pixel_ratio);
                view.pan_zoom().is_some() && rect.contains(position_logical_px)
            })
        })
    }

    /// Draws all views into a target of `size_px` framebuffer pixels.
    ///
    /// Only what changed since the last draw is computed and uploaded. Within a
    /// [frame budget](Self::set_frame_budget) the picture may be partial; otherwise it is final.
    ///
    /// # Errors
    /// [`Error::Data`] when samples cannot be read (within a frame budget once for each line: later
    /// draws show what can be read), [`Error::Visual`] or [`Error::Gl`] when the GL refuses. The
    /// scene stays usable.
    pub fn draw(
        &mut self,
        renderer: &mut Renderer,
        target: Target<'_>,
        size_px: [u32; 2],
    ) -> Result<Completion> {
        let frame = Frame { target, size_px };
        self.frame_size_px = Some(size_px);
        let completion = self.arrange(self.frame_budget)?;
        for &id in &self.order {
            let (Some(view), Some(layers)) = (self.views.get(id), self.layers.get_mut(id)) else {
                continue;
            };
            if let Some(color) = view.background {
                clear(renderer, &frame, view.rect_px, color)?;
            }
            layers.draw(&mut self.nodes, view, renderer, &frame)?;
        }
        Ok(completion)
    }

    /// The same picture as paths and images, for vector formats. Needs no GL.
    ///
    /// # Errors
    /// [`Error::Data`] when samples cannot be read.
    pub fn describe(&mut self) -> Result<Description> {
        let mut description = Description::new();
        self.arrange(None)?;
        for &id in &self.order {
            let (Some(view), Some(layers)) = (self.views.get(id), self.layers.get(id)) else {
                continue;
            };
            if let Some(color) = view.background {
                description
                    .items
                    .extend(filled_rectangle(view.rect_px, color));
            }
            layers.describe(&self.nodes, view, &mut description);
        }
        Ok(description)
    }

    /// Takes new samples of sources that change into the lines, and moves the views that follow
    /// them. Drawing does the same first; who draws things around a view that depend on its
    /// limits calls this before it makes them.
    ///
    /// # Errors
    /// [`Error::Data`] when samples cannot be read, [`Error::Limits`] when a view cannot follow.
    pub fn follow(&mut self) -> Result<()> {
        follow(&mut self.nodes, &mut self.views)
    }

    /// Points that were looked at for the picture as last drawn, of all scatters: those of the
    /// sample where it is not exact yet, and no more than can be seen where it is.
    #[must_use]
    pub fn points_drawn(&self) -> u64 {
        self.layers.values().map(Layers::points).sum()
    }

    /// Which colour stands for how many markers, of a scatter that a view shows by its
    /// [density](crate::ScatterShading::Density), as last drawn; `None` of all else.
    #[must_use]
    pub fn color_scale(&self, node: NodeId, view: ViewId) -> Option<&ColorScale> {
        self.layers.get(view)?.color_scale(node)
    }

    /// Lets go of all GL objects; the next draw makes them again, in whatever context.
    pub fn forget_gl(&mut self) {
        for layers in self.layers.values_mut() {
            layers.forget_gl();
        }
        for node in self.nodes.values_mut() {
            if let Content::Visual(visual) = &mut node.content {
                visual.forget_gl();
            }
        }
    }

    /// Takes in new samples, and brings the layers of each view up to date with its camera, or
    /// nearer to it within a budget.
    fn arrange(&mut self, budget: Option<Duration>) -> Result<Completion> {
        self.follow()?;
        let mut completion = Completion::Final;
        // What is refined step by step shares the time of the frame, whatever view it is in.
        let sharing = |views: &SlotMap<ViewId, View>| -> usize {
            let of_view = |view| Layers::sharing(&self.nodes, view);
            views.values().map(of_view).sum()
        };
        let budget = budget.map(|budget| budget / sharing(&self.views).max(1) as u32);
        for (id, view) in &self.views {
            if let Some(layers) = self.layers.get_mut(id) {
                let arranged = layers.arrange(&self.nodes, view, self.pixel_ratio, budget)?;
                completion = completion.and(arranged);
            }
        }
        Ok(completion)
    }
}

/// Paints a rectangle by clearing, which no program is needed for. An opaque colour, or a
/// translucent one over nothing.
fn clear(renderer: &Renderer, frame: &Frame<'_>, rect_px: [i32; 4], color: Color) -> Result<()> {
    let placement = Placement {
        clip_px: Some(rect_px),
        ..Placement::default()
    };
    let scissor = placement.scissor(frame.size_px);
    renderer
        .context()
        .clear(&frame.target, color.premultiplied(), scissor)?;
    Ok(())
}

/// The same as a path; `None` without area.
fn filled_rectangle(rect_px: [i32; 4], color: Color) -> Option<Item> {
    let [x, y, width, height] = rect_px.map(|px| px as f32);
    (width > 0.0 && height > 0.0).then(|| Item::Path {
        commands: Path::rectangle([x, y], [x + width, y + height]).into_commands(),
        fill: Some(color.into()),
        fill_rule: FillRule::NonZero,
        stroke: None,
        clip_px: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Camera;

    #[test]
    fn a_node_cannot_carry_itself() {
        let mut scene = Scene::new();
        let (a, b, c) = (scene.add_group(), scene.add_group(), scene.add_group());
        scene.set_parent(b, Some(a)).unwrap();
        scene.set_parent(c, Some(b)).unwrap();
        let error = scene.set_parent(a, Some(c)).unwrap_err();
        assert_eq!(error.to_string(), "a node cannot be its own ancestor");
        assert_eq!(scene.node(a).unwrap().parent(), None);
    }

    #[test]
    fn a_removed_node_takes_its_children_with_it() {
        let mut scene = Scene::new();
        let (a, b) = (scene.add_group(), scene.add_group());
        scene.set_parent(b, Some(a)).unwrap();
        let view = scene.add_view(View::new([0, 0, 10, 10], Camera::Pixels));
        scene.show(a, view).unwrap();
        scene.remove(a).unwrap();
        assert!(matches!(scene.node(b), Err(Error::NoSuchNode)));
        assert!(scene.view(view).unwrap().nodes().is_empty());
        assert!(matches!(scene.remove(a), Err(Error::NoSuchNode)));
    }

    #[test]
    fn handles_of_removed_things_are_errors() {
        let mut scene = Scene::new();
        let node = scene.add_group();
        let view = scene.add_view(View::new([0, 0, 10, 10], Camera::Pixels));
        scene.remove_view(view).unwrap();
        assert!(matches!(scene.show(node, view), Err(Error::NoSuchView)));
        assert!(matches!(scene.remove_view(view), Err(Error::NoSuchView)));
    }
}
