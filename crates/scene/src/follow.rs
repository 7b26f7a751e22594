//! Lines whose samples keep coming: snapshots of their sources, and views that follow them.

use std::sync::Arc;

use galry_data::Source;
use slotmap::SlotMap;

use crate::layers::visible_nodes;
use crate::scene::Content;
use crate::{Axis, AxisScale, Line, Node, NodeId, Result, ScaleTranslate, View, ViewId};

/// The part of the range of values that is left free above and below.
const MARGIN: f64 = 0.05;

/// How a view follows the newest samples of its lines.
///
/// A user who pans away from the newest samples stops it, and starts it again by coming back to
/// them or going home. (A sweep, as on a patient monitor, needs none of these: the view stays, and
/// the line is one over a [`Sweep`](galry_data::Sweep).)
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Follow {
    /// It stays where it is.
    #[default]
    Stay,
    /// The newest sample stands at the high end of x; the range of x keeps its length. A stream
    /// that has just begun fills the view from its low end first.
    Roll,
    /// All samples that are kept are in sight.
    Grow,
}

/// Snapshots taken for one frame, so that lines of one source show the same samples.
#[derive(Default)]
struct Taken {
    snapshots: Vec<(*const (), Arc<dyn Source>)>,
}

impl Taken {
    /// The frame's snapshot of a source; `None` if the source never changes.
    fn of(&mut self, source: &Arc<dyn Source + '_>) -> Option<Arc<dyn Source>> {
        let address = Arc::as_ptr(source).cast::<()>();
        if let Some((_, snapshot)) = self.snapshots.iter().find(|(taken, _)| *taken == address) {
            return Some(Arc::clone(snapshot));
        }
        let snapshot = source.snapshot()?;
        self.snapshots.push((address, Arc::clone(&snapshot)));
        Some(snapshot)
    }
}

/// Takes in what is new, and moves the views that follow it.
pub(crate) fn follow(
    nodes: &mut SlotMap<NodeId, Node<'_>>,
    views: &mut SlotMap<ViewId, View>,
) -> Result<()> {
    let mut taken = Taken::default();
    let mut changed = false;
    for node in nodes.values_mut() {
        if let Content::Line(line) = &mut node.content {
            changed |= line.update(|source| taken.of(source));
        }
    }
    for view in views.values_mut() {
        // A view without a newest sample was not moved yet.
        if view.follow != Follow::Stay && (changed || view.newest_x.is_none()) {
            view.follow_lines(nodes)?;
        }
    }
    Ok(())
}

impl View {
    /// Whether the view moves with the newest samples now: it is told to, and the user did not
    /// move away from them.
    #[must_use]
    pub fn is_following(&self) -> bool {
        self.follow != Follow::Stay && !self.is_away
    }

    /// Follows again after the user moved away.
    pub fn resume_following(&mut self) {
        self.is_away = false;
        // So that the next frame goes there, whether there is news or not.
        self.newest_x = None;
    }

    /// Finds out whether the user moved away from the newest samples, or came back; `before` is
    /// the axis of x that was shown.
    pub(crate) fn note_moved(&mut self, before: Axis) {
        let (Some(newest), Some(camera)) = (self.newest_x, self.pan_zoom()) else {
            return;
        };
        let x = camera.x();
        let is_away = match self.follow {
            Follow::Stay => return,
            Follow::Grow => x != camera.home()[0],
            Follow::Roll => {
                // A zoom changes how much is shown; it does not stop the rolling.
                let is_zoom = (x.span() / before.span() - 1.0).abs() > 1e-6;
                let tolerance = 1e-6;
                let shows_newest = (-tolerance..=1.0 + tolerance).contains(&x.fraction(newest));
                !shows_newest && (self.is_away || !is_zoom)
            }
        };
        self.is_away = is_away;
    }

    fn follow_lines(&mut self, nodes: &SlotMap<NodeId, Node<'_>>) -> Result<()> {
        let Some(camera) = self.pan_zoom() else {
            return Ok(());
        };
        let mut reach = Reach::default();
        for (id, view_from_node) in visible_nodes(nodes, self.nodes()) {
            if let Some(line) = nodes.get(id).and_then(Node::line) {
                reach.include(line, &view_from_node, self.fit_y)?;
            }
        }
        let Some([oldest, newest]) = reach.x else {
            return Ok(());
        };
        let x = match self.follow {
            Follow::Stay => return Ok(()),
            Follow::Roll => rolled(camera.x(), oldest, newest)?,
            // A single sample has no range yet.
            Follow::Grow => fitted(camera.x(), [oldest, newest]).unwrap_or(camera.x()),
        };
        let home_y = camera.home()[1];
        let y = match reach.y {
            Some(range) if self.newest_x.is_none() => around(home_y, range),
            Some(range) => widened(home_y, range),
            None => home_y,
        };
        self.newest_x = Some(newest);
        let is_away = self.is_away;
        if let Some(camera) = self.pan_zoom_mut() {
            let shows_home_y = camera.y() == home_y;
            camera.set_home(x, y);
            if !is_away {
                // The user's own range of y stays.
                camera.follow(x, if shows_home_y { y } else { camera.y() });
            }
        }
        Ok(())
    }
}

/// What lines reach, in the coordinates of their view.
#[derive(Default)]
struct Reach {
    /// Position of the oldest and the newest sample.
    x: Option<[f64; 2]>,
    y: Option<[f64; 2]>,
}

impl Reach {
    fn include(
        &mut self,
        line: &Line<'_>,
        view_from_node: &ScaleTranslate,
        wants_y: bool,
    ) -> Result<()> {
        let source = line.source();
        let kept = source.first()..source.len();
        if kept.is_empty() {
            return Ok(());
        }
        let at = |index| view_from_node.map_x(line.positions().at(index));
        let ends = [at(kept.start), at(kept.end - 1)];
        self.x = Some(union(self.x, ends));
        if wants_y && let Some(y) = line.value_range_of(kept)? {
            self.y = Some(union(self.y, y.map(|y| view_from_node.map_y(y))));
        }
        Ok(())
    }
}

fn union(range: Option<[f64; 2]>, [a, b]: [f64; 2]) -> [f64; 2] {
    let [low, high] = range.unwrap_or([a, b]);
    [low.min(a).min(b), high.max(a).max(b)]
}

/// The axis moved so that `newest` stands at its high end, but not before `oldest` at its low end.
fn rolled(axis: Axis, oldest: f64, newest: f64) -> Result<Axis> {
    if axis.scale() != AxisScale::Linear {
        return Ok(axis);
    }
    let [low, high] = axis.limits();
    let span = (high - low).abs();
    let end = newest.max(oldest + span);
    let limits = if axis.is_inverted() {
        [end, end - span]
    } else {
        [end - span, end]
    };
    Axis::new(limits, axis.scale())
}

/// The axis from one value to another, as it lies.
fn fitted(axis: Axis, [low, high]: [f64; 2]) -> Result<Axis> {
    let limits = if axis.is_inverted() {
        [high, low]
    } else {
        [low, high]
    };
    Axis::new(limits, axis.scale())
}

/// The axis around values, with a margin on both sides; as it was where they cannot be shown.
fn around(axis: Axis, [low, high]: [f64; 2]) -> Axis {
    let scale = axis.scale();
    let (from, to) = (scale.forward(low), scale.forward(high));
    let margin = match to - from {
        // One value alone stands in the middle.
        0.0 if from == 0.0 => 1.0,
        0.0 => from.abs() * 0.1,
        range => range * MARGIN,
    };
    let range = [scale.inverse(from - margin), scale.inverse(to + margin)];
    fitted(axis, range).unwrap_or(axis)
}

/// The axis if it holds the values, or one that does, with a margin where it was widened.
fn widened(axis: Axis, range: [f64; 2]) -> Axis {
    let holds = range.map(|value| (0.0..=1.0).contains(&axis.fraction(value)));
    if holds == [true; 2] {
        return axis;
    }
    let sorted = |[a, b]: [f64; 2]| [a.min(b), a.max(b)];
    let (shown, wanted) = (sorted(axis.limits()), sorted(around(axis, range).limits()));
    let limit = |end: usize| if holds[end] { shown[end] } else { wanted[end] };
    fitted(axis, [limit(0), limit(1)]).unwrap_or(axis)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn linear(low: f64, high: f64) -> Axis {
        Axis::new([low, high], AxisScale::Linear).unwrap()
    }

    #[test]
    fn a_view_is_filled_first_and_rolls_then() {
        let limits = |axis: Axis| axis.limits();
        assert_eq!(
            limits(rolled(linear(7.0, 17.0), 0.0, 4.0).unwrap()),
            [0.0, 10.0]
        );
        assert_eq!(
            limits(rolled(linear(0.0, 10.0), 0.0, 12.0).unwrap()),
            [2.0, 12.0]
        );
        assert_eq!(
            limits(rolled(linear(10.0, 0.0), 0.0, 12.0).unwrap()),
            [12.0, 2.0]
        );
        // A ring that has let go of its oldest samples rolls on.
        assert_eq!(
            limits(rolled(linear(0.0, 10.0), 95.0, 99.0).unwrap()),
            [95.0, 105.0]
        );
    }

    #[test]
    fn a_range_of_values_grows_and_never_shrinks() {
        assert_eq!(around(linear(0.0, 1.0), [0.0, 10.0]).limits(), [-0.5, 10.5]);
        assert_eq!(around(linear(0.0, 1.0), [5.0, 5.0]).limits(), [4.5, 5.5]);
        let axis = widened(linear(0.0, 1.0), [0.2, 0.4]);
        assert_eq!(axis.limits(), [0.0, 1.0]);
        let axis = widened(axis, [0.2, 10.2]);
        assert_eq!(axis.limits(), [0.0, 10.7]);
        let axis = widened(axis, [-90.0, 10.0]);
        assert_eq!(axis.limits(), [-95.0, 10.7]);
        assert_eq!(widened(axis, [0.0, f64::MAX]).limits()[0], -95.0);
    }
}
