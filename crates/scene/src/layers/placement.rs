//! Where visuals stand in a view.

use galry_visuals::Placement;

use super::Nodes;
use crate::frames::framebuffer_from_axes;
use crate::{NodeId, ScaleTranslate, View};

/// From a visual's coordinates to framebuffer pixels, multiplied out in f64 first.
///
/// Transforms are laid together from the view inwards: what carries a group far out meets the
/// limits of the view, which are as far out, before anything else does. So a node near its group
/// keeps its own place, however far away the group is. `ancestors` is scratch memory.
pub(super) fn of_visual(
    nodes: &Nodes<'_>,
    id: NodeId,
    view: &View,
    ancestors: &mut Vec<ScaleTranslate>,
) -> Placement {
    ancestors.clear();
    let mut next = Some(id);
    while let Some(node) = next.and_then(|id| nodes.get(id)) {
        ancestors.push(node.parent_from_node);
        next = node.parent;
    }
    let outermost_first = ancestors.iter().rev();
    let framebuffer_from_visual = outermost_first
        .fold(framebuffer_from_axes(view), |outer, &inner| {
            outer.after(&inner.into())
        });
    let along = |axis: usize| {
        let scale = framebuffer_from_visual.scale[axis];
        let origin_px = framebuffer_from_visual.origin[axis] * scale;
        [scale, framebuffer_from_visual.translate[axis] - origin_px].map(|value| value as f32)
    };
    let ([scale_x, translate_x], [scale_y, translate_y]) = (along(0), along(1));
    Placement {
        scale: [scale_x, scale_y],
        translate: [translate_x, translate_y],
        clip_px: Some(view.rect_px),
        antialias: view.antialias,
    }
}
