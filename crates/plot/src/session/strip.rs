//! The strips beside the data, where the axes stand: a drag or the wheel there works on that axis
//! alone.

use galry_events::gestures::{Drag, Gesture};
use galry_events::{Button, Event, WheelEvent};
use galry_scene::{LogicalRect, PanZoom};

use super::Session;
use crate::Result;

/// How much one notch of the wheel zooms, as over the data.
const WHEEL_FACTOR: f64 = 1.25;

/// Right drag: pixels for a zoom by a factor of e, as over the data.
const DRAG_ZOOM_PX: f64 = 160.0;

/// The part of the axis by which one notch pans sideways.
const WHEEL_PAN: f64 = 0.1;

/// A drag that began on an axis.
#[derive(Debug, Clone, Copy)]
pub(super) struct StripDrag {
    axis: usize,
    last: [f64; 2],
}

impl Session<'_> {
    /// Takes an event on the strip of an axis; true when the view changed.
    pub(super) fn handle_strip(&mut self, event: &Event) -> Result<bool> {
        let pixel_ratio = self.scene.pixel_ratio();
        let rect = self.scene.view(self.data)?.logical_rect(pixel_ratio);
        if rect.width <= 0.0 || rect.height <= 0.0 {
            return Ok(false);
        }
        match event {
            Event::Wheel(wheel) => match axis_at(&rect, wheel.position_logical_px) {
                Some(axis) => self.turn_wheel(axis, wheel, &rect),
                None => Ok(false),
            },
            Event::Pointer(pointer) => {
                let mut changed = false;
                for gesture in self.gestures.update(pointer) {
                    changed |= self.take_strip_gesture(&gesture, &rect)?;
                }
                Ok(changed)
            }
            _ => Ok(false),
        }
    }

    fn turn_wheel(&mut self, axis: usize, wheel: &WheelEvent, rect: &LogicalRect) -> Result<bool> {
        let [sideways, away] = wheel.steps;
        if wheel.modifiers.shift || away == 0.0 {
            let steps = if sideways == 0.0 { away } else { sideways };
            return self.change(|camera| camera.pan(alone(axis, -steps * WHEEL_PAN, 0.0)));
        }
        let about = rect.fraction(wheel.position_logical_px);
        let factor = WHEEL_FACTOR.powf(away.clamp(-20.0, 20.0));
        self.change(|camera| camera.zoom(alone(axis, factor, 1.0), about))
    }

    fn take_strip_gesture(&mut self, gesture: &Gesture, rect: &LogicalRect) -> Result<bool> {
        match gesture {
            Gesture::DragStart(drag) => {
                let Some(axis) = axis_at(rect, drag.start_logical_px) else {
                    return Ok(false);
                };
                self.strip_drag = Some(StripDrag {
                    axis,
                    last: drag.start_logical_px,
                });
                // Going back returns to where the drag began.
                self.show(self.axes()?)?;
                self.drag_strip(drag, rect)
            }
            Gesture::Drag(drag) => self.drag_strip(drag, rect),
            Gesture::DragEnd(drag) => {
                let changed = self.drag_strip(drag, rect)?;
                self.strip_drag = None;
                Ok(changed)
            }
            Gesture::DragCancel(_) => {
                self.strip_drag = None;
                Ok(false)
            }
            Gesture::DoubleClick(click) if click.button == Button::Primary => {
                let Some(axis) = axis_at(rect, click.position_logical_px) else {
                    return Ok(false);
                };
                let before = self.axes()?;
                let mut axes = before;
                axes[axis] = self.home[axis];
                if axes != before {
                    self.show(axes)?;
                }
                Ok(axes != before)
            }
            _ => Ok(false),
        }
    }

    fn drag_strip(&mut self, drag: &Drag, rect: &LogicalRect) -> Result<bool> {
        let Some(StripDrag { axis, last }) = self.strip_drag else {
            return Ok(false);
        };
        let now = drag.current_logical_px;
        self.strip_drag = Some(StripDrag { axis, last: now });
        // Right and up are positive.
        let moved_px = [now[0] - last[0], last[1] - now[1]][axis];
        let length_px = [rect.width, rect.height][axis];
        match drag.button {
            Button::Primary => {
                self.change(|camera| camera.pan(alone(axis, moved_px / length_px, 0.0)))
            }
            Button::Secondary => {
                let about = rect.fraction(drag.start_logical_px);
                let factor = (moved_px / DRAG_ZOOM_PX).exp();
                self.change(|camera| camera.zoom(alone(axis, factor, 1.0), about))
            }
            _ => Ok(false),
        }
    }

    /// Changes what is shown; at the end of what numbers can tell apart it stays as it is.
    fn change(
        &mut self,
        change: impl FnOnce(&mut PanZoom) -> galry_scene::Result<()>,
    ) -> Result<bool> {
        let before = self.axes()?;
        if let Some(camera) = self.scene.view_mut(self.data)?.pan_zoom_mut() {
            // Refused at the limits of f64: the view stays, as it does over the data.
            let _stays = change(camera);
        }
        Ok(self.axes()? != before)
    }
}

/// One number for an axis, another for the other one.
fn alone(axis: usize, number: f64, other: f64) -> [f64; 2] {
    let mut both = [other; 2];
    both[axis] = number;
    both
}

/// The axis in whose strip a point lies: 0 below the data, 1 left of them.
fn axis_at(rect: &LogicalRect, [x, y]: [f64; 2]) -> Option<usize> {
    let beside = (rect.y..rect.y + rect.height).contains(&y) && x < rect.x;
    let below = (rect.x..rect.x + rect.width).contains(&x) && y >= rect.y + rect.height;
    match (below, beside) {
        (true, _) => Some(0),
        (_, true) => Some(1),
        _ => None,
    }
}
