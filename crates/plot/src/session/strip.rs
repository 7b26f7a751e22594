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

/// The place beside the data where an axis stands.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Strip {
    panel: usize,
    /// 0 for x, 1 for y.
    axis: usize,
    /// The data area.
    rect: LogicalRect,
}

/// A drag that began on an axis.
#[derive(Debug, Clone, Copy)]
pub(super) struct StripDrag {
    strip: Strip,
    last: [f64; 2],
}

impl Session<'_> {
    /// Takes an event on the strip of an axis; true when the view changed.
    pub(super) fn handle_strip(&mut self, event: &Event) -> Result<bool> {
        match event {
            Event::Wheel(wheel) => match self.strip_at(wheel.position_logical_px)? {
                Some(strip) => self.turn_wheel(strip, wheel),
                None => Ok(false),
            },
            Event::Pointer(pointer) => {
                let mut changed = false;
                for gesture in self.gestures.update(pointer) {
                    changed |= self.take_strip_gesture(&gesture)?;
                }
                Ok(changed)
            }
            _ => Ok(false),
        }
    }

    /// The strip in which a place lies.
    fn strip_at(&self, position_logical_px: [f64; 2]) -> Result<Option<Strip>> {
        let Some(panel) = self.panel_at(position_logical_px) else {
            return Ok(None);
        };
        let rect = self.panels[panel].logical_rect(&self.scene)?;
        if rect.width <= 0.0 || rect.height <= 0.0 {
            return Ok(None);
        }
        let axis = axis_at(&rect, position_logical_px);
        Ok(axis.map(|axis| Strip { panel, axis, rect }))
    }

    fn turn_wheel(&mut self, strip: Strip, wheel: &WheelEvent) -> Result<bool> {
        let axis = strip.axis;
        let [sideways, away] = wheel.steps;
        if wheel.modifiers.shift || away == 0.0 {
            let steps = if sideways == 0.0 { away } else { sideways };
            return self.change(strip.panel, |camera| {
                camera.pan(alone(axis, -steps * WHEEL_PAN, 0.0))
            });
        }
        let about = strip.rect.fraction(wheel.position_logical_px);
        let factor = WHEEL_FACTOR.powf(away.clamp(-20.0, 20.0));
        self.change(strip.panel, |camera| {
            camera.zoom(alone(axis, factor, 1.0), about)
        })
    }

    fn take_strip_gesture(&mut self, gesture: &Gesture) -> Result<bool> {
        match gesture {
            Gesture::DragStart(drag) => {
                let Some(strip) = self.strip_at(drag.start_logical_px)? else {
                    return Ok(false);
                };
                self.strip_drag = Some(StripDrag {
                    strip,
                    last: drag.start_logical_px,
                });
                // Going back returns to where the drag began.
                let shown = self.panels[strip.panel].axes(&self.scene)?;
                self.show(strip.panel, shown)?;
                self.drag_strip(drag)
            }
            Gesture::Drag(drag) => self.drag_strip(drag),
            Gesture::DragEnd(drag) => {
                let changed = self.drag_strip(drag)?;
                self.strip_drag = None;
                Ok(changed)
            }
            Gesture::DragCancel(_) => {
                self.strip_drag = None;
                Ok(false)
            }
            Gesture::DoubleClick(click) if click.button == Button::Primary => {
                let Some(Strip { panel, axis, .. }) = self.strip_at(click.position_logical_px)?
                else {
                    return Ok(false);
                };
                let before = self.panels[panel].axes(&self.scene)?;
                let mut axes = before;
                axes[axis] = self.panels[panel].home[axis];
                if axes != before {
                    self.show(panel, axes)?;
                }
                Ok(axes != before)
            }
            _ => Ok(false),
        }
    }

    fn drag_strip(&mut self, drag: &Drag) -> Result<bool> {
        let Some(StripDrag { strip, last }) = self.strip_drag else {
            return Ok(false);
        };
        let now = drag.current_logical_px;
        self.strip_drag = Some(StripDrag { strip, last: now });
        let Strip { panel, axis, rect } = strip;
        // Right and up are positive.
        let moved_px = [now[0] - last[0], last[1] - now[1]][axis];
        let length_px = [rect.width, rect.height][axis];
        match drag.button {
            Button::Primary => self.change(panel, |camera| {
                camera.pan(alone(axis, moved_px / length_px, 0.0))
            }),
            Button::Secondary => {
                let about = rect.fraction(drag.start_logical_px);
                let factor = (moved_px / DRAG_ZOOM_PX).exp();
                self.change(panel, |camera| camera.zoom(alone(axis, factor, 1.0), about))
            }
            _ => Ok(false),
        }
    }

    /// Changes what is shown; at the end of what numbers can tell apart it stays as it is.
    fn change(
        &mut self,
        panel: usize,
        change: impl FnOnce(&mut PanZoom) -> galry_scene::Result<()>,
    ) -> Result<bool> {
        let panel = &self.panels[panel];
        let before = panel.axes(&self.scene)?;
        if let Some(camera) = self.scene.view_mut(panel.view)?.pan_zoom_mut() {
            // Refused at the limits of f64: the view stays, as it does over the data.
            let _stays = change(camera);
        }
        Ok(panel.axes(&self.scene)? != before)
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
