//! Cameras: what a view shows, and how a user moves it.
//!
//! A camera is a value. It takes events, in logical pixels, and answers whether the view changed;
//! who owns the view redraws it then. It neither draws nor asks for anything.

use galry_events::gestures::{Drag, Gesture, Recognizer};
use galry_events::{Button, Event, KeyEvent, NamedKey, WheelEvent};

use crate::{Axis, Result};

/// How much one notch of the wheel zooms.
const WHEEL_FACTOR: f64 = 1.25;

/// Right drag: pixels for a zoom by a factor of e.
const DRAG_ZOOM_PX: f64 = 160.0;

/// The part of the view by which an arrow key pans.
const ARROW_PAN: f64 = 0.24;

/// The part of the view by which one notch pans sideways.
const WHEEL_PAN: f64 = 0.1;

/// Views remembered for going back.
const HISTORY: usize = 100;

/// The smallest extent of a view relative to its position: below it, f64 positions a pixel apart
/// would fall together.
const SMALLEST_RELATIVE_SPAN: f64 = 1e-12;

/// A rectangle in logical pixels, from the window's top-left corner.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct LogicalRect {
    /// Left edge.
    pub x: f64,
    /// Top edge.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

impl LogicalRect {
    /// Whether a point lies inside.
    #[must_use]
    pub fn contains(&self, [x, y]: [f64; 2]) -> bool {
        (self.x..self.x + self.width).contains(&x) && (self.y..self.y + self.height).contains(&y)
    }

    /// Where a point lies: 0 to 1 from left to right and from bottom to top.
    #[must_use]
    pub fn fraction(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        [(x - self.x) / self.width, 1.0 - (y - self.y) / self.height]
    }
}

/// What a camera made of an event.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Response {
    /// The camera shows something else than before.
    pub changed: bool,
    /// The event meant something to the camera and should go no further.
    pub consumed: bool,
}

impl Response {
    const IGNORED: Self = Self {
        changed: false,
        consumed: false,
    };
    const CONSUMED: Self = Self {
        changed: false,
        consumed: true,
    };
    const CHANGED: Self = Self {
        changed: true,
        consumed: true,
    };
}

/// A camera over a plane that pans and zooms.
///
/// Left drag pans, right drag zooms each axis from
/// where it began, the wheel and pinching zoom about the pointer, Shift+wheel or a sideways wheel
/// pans x, Ctrl+left drag zooms to a box, arrows pan; double click, `h`, `r` and Home go home,
/// Backspace or Alt+← back, Alt+→ forward.
///
/// ```
/// use galry_events::{Event, WheelEvent};
/// use galry_scene::{Axis, LogicalRect, PanZoom};
///
/// let mut camera = PanZoom::new(Axis::default(), Axis::default());
/// let rect = LogicalRect { x: 0.0, y: 0.0, width: 200.0, height: 100.0 };
/// let notch = WheelEvent::new([0.0, 1.0], [50.0, 50.0]);
/// assert!(camera.handle(&Event::Wheel(notch), rect).changed);
/// assert!((camera.x().fraction(0.25) - 0.25).abs() < 1e-12); // what lay under the pointer stays
/// ```
#[derive(Debug, Clone)]
pub struct PanZoom {
    axes: [Axis; 2],
    home: [Axis; 2],
    back: Vec<[Axis; 2]>,
    forward: Vec<[Axis; 2]>,
    gestures: Recognizer,
    /// The axes when the drag under way began: each move starts again from them, so that
    /// rounding does not add up.
    drag_start: Option<[Axis; 2]>,
    selection: Option<[[f64; 2]; 2]>,
}

impl PanZoom {
    /// A camera that shows these axes and comes home to them.
    #[must_use]
    pub fn new(x: Axis, y: Axis) -> Self {
        Self {
            axes: [x, y],
            home: [x, y],
            back: Vec::new(),
            forward: Vec::new(),
            gestures: Recognizer::default(),
            drag_start: None,
            selection: None,
        }
    }

    /// The horizontal axis.
    #[must_use]
    pub fn x(&self) -> Axis {
        self.axes[0]
    }

    /// The vertical axis.
    #[must_use]
    pub fn y(&self) -> Axis {
        self.axes[1]
    }

    /// Shows these axes; going back returns to what was shown.
    pub fn show(&mut self, x: Axis, y: Axis) {
        self.remember(self.axes);
        self.axes = [x, y];
    }

    /// Shows these axes without a step to go back to, as a view does that follows another.
    pub fn follow(&mut self, x: Axis, y: Axis) {
        self.axes = [x, y];
    }

    /// The axes that it comes home to: x and y.
    #[must_use]
    pub fn home(&self) -> [Axis; 2] {
        self.home
    }

    /// Changes what home is, without going there.
    pub fn set_home(&mut self, x: Axis, y: Axis) {
        self.home = [x, y];
    }

    /// Corners of the zoom box being drawn, in logical pixels; `None` when there is none.
    #[must_use]
    pub fn selection(&self) -> Option<[[f64; 2]; 2]> {
        self.selection
    }

    /// Whether a drag is under way, so that a coarser picture may do.
    #[must_use]
    pub fn is_moving(&self) -> bool {
        self.drag_start.is_some()
    }

    /// Moves the picture by a part of the view: positive is right and up.
    ///
    /// # Errors
    /// [`crate::Error::Limits`] when the view would leave what f64 can tell apart; it then stays.
    pub fn pan(&mut self, by: [f64; 2]) -> Result<()> {
        self.axes = panned(&self.axes, by)?;
        Ok(())
    }

    /// Enlarges the picture by a factor for each axis about a point that stays, given as a part
    /// of the view from its bottom-left corner.
    ///
    /// # Errors
    /// [`crate::Error::Limits`] when the view would leave what f64 can tell apart; it then stays.
    pub fn zoom(&mut self, factor: [f64; 2], about: [f64; 2]) -> Result<()> {
        self.axes = zoomed(&self.axes, factor, about)?;
        Ok(())
    }

    /// Shows what it showed at first.
    pub fn go_home(&mut self) -> bool {
        let home = self.home;
        self.go_to(home)
    }

    /// Takes an event that happened in a window where the view lies at `rect`.
    pub fn handle(&mut self, event: &Event, rect: LogicalRect) -> Response {
        if rect.width <= 0.0 || rect.height <= 0.0 {
            return Response::IGNORED;
        }
        match event {
            Event::Pointer(pointer) => {
                let mut response = Response::IGNORED;
                for gesture in self.gestures.update(pointer) {
                    let answer = self.take_gesture(&gesture, rect);
                    response.changed |= answer.changed;
                    response.consumed |= answer.consumed;
                }
                response
            }
            Event::Wheel(wheel) if rect.contains(wheel.position_logical_px) => {
                self.take_wheel(wheel, rect)
            }
            Event::Pinch(pinch) if rect.contains(pinch.position_logical_px) => {
                let about = rect.fraction(pinch.position_logical_px);
                self.step(|axes| zoomed(axes, [pinch.factor; 2], about))
            }
            Event::Key(key) if key.pressed => self.take_key(key),
            _ => Response::IGNORED,
        }
    }

    fn take_gesture(&mut self, gesture: &Gesture, rect: LogicalRect) -> Response {
        match gesture {
            Gesture::DoubleClick(click)
                if click.button == Button::Primary && rect.contains(click.position_logical_px) =>
            {
                self.move_to_home()
            }
            Gesture::DragStart(drag) if rect.contains(drag.start_logical_px) => {
                self.drag_start = Some(self.axes);
                self.take_drag(drag, rect)
            }
            Gesture::Drag(drag) => self.take_drag(drag, rect),
            Gesture::DragEnd(drag) => {
                let response = self.take_drag(drag, rect);
                self.end_drag(drag, rect, response)
            }
            Gesture::DragCancel(_) => {
                self.selection = None;
                match self.drag_start.take() {
                    Some(start) => {
                        self.axes = start;
                        Response::CHANGED
                    }
                    None => Response::IGNORED,
                }
            }
            Gesture::Pinch(pinch) if rect.contains(pinch.position_logical_px) => {
                let about = rect.fraction(pinch.position_logical_px);
                let by = [
                    pinch.delta_logical_px[0] / rect.width,
                    -pinch.delta_logical_px[1] / rect.height,
                ];
                self.step(|axes| zoomed(&panned(axes, by)?, [pinch.factor; 2], about))
            }
            _ => Response::IGNORED,
        }
    }

    fn take_drag(&mut self, drag: &Drag, rect: LogicalRect) -> Response {
        let Some(start) = self.drag_start else {
            return Response::IGNORED;
        };
        let moved = [0, 1].map(|i| drag.current_logical_px[i] - drag.start_logical_px[i]);
        let axes = match drag.button {
            Button::Primary if drag.modifiers.control => {
                self.selection = Some([drag.start_logical_px, drag.current_logical_px]);
                return Response::CHANGED;
            }
            Button::Primary => panned(&start, [moved[0] / rect.width, -moved[1] / rect.height]),
            Button::Secondary => {
                let factor = [moved[0], -moved[1]].map(|px| (px / DRAG_ZOOM_PX).exp());
                zoomed(&start, factor, rect.fraction(drag.start_logical_px))
            }
            _ => return Response::IGNORED,
        };
        match axes {
            Ok(axes) if axes != self.axes => {
                self.axes = axes;
                Response::CHANGED
            }
            // At the end of what numbers can tell apart the view stays where it is.
            _ => Response::CONSUMED,
        }
    }

    fn end_drag(&mut self, drag: &Drag, rect: LogicalRect, response: Response) -> Response {
        let Some(start) = self.drag_start.take() else {
            return response;
        };
        if self.selection.take().is_some() {
            let corners = [drag.start_logical_px, drag.current_logical_px]
                .map(|corner| rect.fraction(corner).map(|part| part.clamp(0.0, 1.0)));
            let part = |i: usize| {
                let (a, b) = (corners[0][i], corners[1][i]);
                checked(start[i].part(a.min(b), a.max(b))?, start[i])
            };
            if let (Ok(x), Ok(y)) = (part(0), part(1)) {
                self.axes = [x, y];
            }
            self.remember_start(start);
            return Response::CHANGED;
        }
        self.remember_start(start);
        response
    }

    fn take_wheel(&mut self, wheel: &WheelEvent, rect: LogicalRect) -> Response {
        let [sideways, away] = wheel.steps;
        let about = rect.fraction(wheel.position_logical_px);
        if wheel.modifiers.shift || away == 0.0 {
            let steps = if sideways == 0.0 { away } else { sideways };
            return self.step(|axes| panned(axes, [-steps * WHEEL_PAN, 0.0]));
        }
        let factor = WHEEL_FACTOR.powf(away.clamp(-20.0, 20.0));
        self.step(|axes| zoomed(axes, [factor; 2], about))
    }

    fn take_key(&mut self, key: &KeyEvent) -> Response {
        let alt = key.modifiers.alt;
        let pan = |x: f64, y: f64| [x * ARROW_PAN, y * ARROW_PAN];
        let is_shortcut = alt || key.modifiers.control || key.modifiers.meta;
        if !is_shortcut && (key.key == "h" || key.key == "r") || key.key == NamedKey::Home {
            self.move_to_home()
        } else if key.key == NamedKey::Backspace || (alt && key.key == NamedKey::ArrowLeft) {
            self.go_back()
        } else if alt && key.key == NamedKey::ArrowRight {
            self.go_forward()
        } else if key.key == NamedKey::ArrowLeft {
            self.step(|axes| panned(axes, pan(1.0, 0.0)))
        } else if key.key == NamedKey::ArrowRight {
            self.step(|axes| panned(axes, pan(-1.0, 0.0)))
        } else if key.key == NamedKey::ArrowUp {
            self.step(|axes| panned(axes, pan(0.0, -1.0)))
        } else if key.key == NamedKey::ArrowDown {
            self.step(|axes| panned(axes, pan(0.0, 1.0)))
        } else {
            Response::IGNORED
        }
    }

    fn move_to_home(&mut self) -> Response {
        if self.go_home() {
            Response::CHANGED
        } else {
            Response::CONSUMED
        }
    }

    fn go_back(&mut self) -> Response {
        let Some(axes) = self.back.pop() else {
            return Response::CONSUMED;
        };
        self.forward.push(self.axes);
        self.axes = axes;
        Response::CHANGED
    }

    fn go_forward(&mut self) -> Response {
        let Some(axes) = self.forward.pop() else {
            return Response::CONSUMED;
        };
        self.back.push(self.axes);
        self.axes = axes;
        Response::CHANGED
    }

    /// One small change, not remembered as a view of its own.
    fn step(&mut self, change: impl FnOnce(&[Axis; 2]) -> Result<[Axis; 2]>) -> Response {
        match change(&self.axes) {
            Ok(axes) if axes != self.axes => {
                self.axes = axes;
                Response::CHANGED
            }
            _ => Response::CONSUMED,
        }
    }

    fn go_to(&mut self, axes: [Axis; 2]) -> bool {
        if axes == self.axes {
            return false;
        }
        self.remember(self.axes);
        self.axes = axes;
        true
    }

    /// Remembers what a drag began with, if it led anywhere.
    fn remember_start(&mut self, start: [Axis; 2]) {
        if start != self.axes {
            self.remember(start);
        }
    }

    fn remember(&mut self, axes: [Axis; 2]) {
        if self.back.last() != Some(&axes) {
            self.back.push(axes);
        }
        if self.back.len() > HISTORY {
            self.back.remove(0);
        }
        self.forward.clear();
    }
}

fn panned(axes: &[Axis; 2], by: [f64; 2]) -> Result<[Axis; 2]> {
    let pan = |i: usize| {
        if by[i] == 0.0 {
            return Ok(axes[i]);
        }
        checked(axes[i].part(-by[i], 1.0 - by[i])?, axes[i])
    };
    Ok([pan(0)?, pan(1)?])
}

fn zoomed(axes: &[Axis; 2], factor: [f64; 2], about: [f64; 2]) -> Result<[Axis; 2]> {
    let zoom = |i: usize| {
        if factor[i] == 1.0 {
            return Ok(axes[i]);
        }
        let low = about[i] * (1.0 - 1.0 / factor[i]);
        checked(axes[i].part(low, low + 1.0 / factor[i])?, axes[i])
    };
    Ok([zoom(0)?, zoom(1)?])
}

/// `axis`, or `before` when its extent is too small beside its position to tell pixels apart.
fn checked(axis: Axis, before: Axis) -> Result<Axis> {
    let [low, high] = axis.coordinates();
    let span = axis.span().abs();
    if span < low.abs().max(high.abs()) * SMALLEST_RELATIVE_SPAN && span < before.span().abs() {
        return Ok(before);
    }
    Ok(axis)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::AxisScale;
    use galry_events::Script;

    const RECT: LogicalRect = LogicalRect {
        x: 100.0,
        y: 50.0,
        width: 400.0,
        height: 200.0,
    };

    fn camera() -> PanZoom {
        let axis = |limits| Axis::new(limits, AxisScale::Linear).unwrap();
        PanZoom::new(axis([0.0, 40.0]), axis([-1.0, 1.0]))
    }

    fn play(camera: &mut PanZoom, script: &Script) -> bool {
        script.events().iter().fold(false, |changed, event| {
            camera.handle(event, RECT).changed | changed
        })
    }

    fn assert_close(actual: [f64; 2], expected: [f64; 2]) {
        for i in 0..2 {
            assert!(
                (actual[i] - expected[i]).abs() < 1e-9,
                "{actual:?} is not {expected:?}"
            );
        }
    }

    #[test]
    fn dragging_left_pans_by_as_many_pixels() {
        let mut camera = camera();
        let script = Script::new().drag(Button::Primary, [[200.0, 100.0], [240.0, 120.0]]);
        assert!(play(&mut camera, &script));
        assert_close(camera.x().limits(), [-4.0, 36.0]);
        assert_close(camera.y().limits(), [-0.8, 1.2]);
    }

    #[test]
    fn dragging_there_and_back_leaves_no_trace() {
        let mut camera = camera();
        let before = camera.axes;
        let there = Script::new().drag(Button::Primary, [[200.0, 100.0], [333.0, 121.0]]);
        play(&mut camera, &there);
        assert_ne!(camera.axes, before);
        camera.go_back();
        assert_eq!(camera.axes, before);
    }

    #[test]
    fn the_wheel_keeps_what_lies_under_the_pointer() {
        let mut camera = camera();
        let script = Script::new().wheel([200.0, 200.0], [0.0, 3.0]);
        assert!(play(&mut camera, &script));
        assert!((camera.x().value_at(0.25) - 10.0).abs() < 1e-9);
        assert!((camera.y().value_at(0.25) + 0.5).abs() < 1e-9);
        let span = 40.0 / WHEEL_FACTOR.powi(3);
        assert!((camera.x().span() - span).abs() < 1e-9);
    }

    #[test]
    fn a_drag_with_the_right_button_zooms_each_axis_from_its_start() {
        let mut camera = camera();
        let script = Script::new().drag(Button::Secondary, [[300.0, 150.0], [460.0, 150.0]]);
        play(&mut camera, &script);
        assert!((camera.x().span() - 40.0 / 1f64.exp()).abs() < 1e-9);
        assert_close(camera.y().limits(), [-1.0, 1.0]);
        assert!((camera.x().value_at(0.5) - 20.0).abs() < 1e-9);
    }

    #[test]
    fn control_and_drag_zooms_to_the_box() {
        use galry_events::Modifiers;
        let mut camera = camera();
        let script = Script::new().holding(Modifiers::CONTROL, |script| {
            script.drag(Button::Primary, [[200.0, 100.0], [300.0, 200.0]])
        });
        play(&mut camera, &script);
        assert_close(camera.x().limits(), [10.0, 20.0]);
        assert_close(camera.y().limits(), [-0.5, 0.5]);
        assert_eq!(camera.selection(), None);
    }

    #[test]
    fn boxes_stop_where_numbers_end_too() {
        use galry_events::Modifiers;
        let mut camera = camera();
        let script = Script::new().holding(Modifiers::CONTROL, |script| {
            script.drag(Button::Primary, [[200.0, 100.0], [210.0, 105.0]])
        });
        for _ in 0..100 {
            play(&mut camera, &script);
        }
        let [low, high] = camera.x().limits();
        assert!(low < high && (high - low) / high > 1e-13);
    }

    #[test]
    fn a_drag_that_led_nowhere_is_not_remembered() {
        let mut camera = camera();
        let path = [[200.0, 100.0], [240.0, 120.0], [200.0, 100.0]];
        play(&mut camera, &Script::new().drag(Button::Primary, path));
        assert!(!camera.go_back().changed);
    }

    #[test]
    fn letters_with_control_are_not_the_cameras() {
        use galry_events::Modifiers;
        let mut camera = camera();
        play(
            &mut camera,
            &Script::new().wheel([200.0, 200.0], [0.0, 3.0]),
        );
        let with_control = Script::new().holding(Modifiers::CONTROL, |script| script.key("r"));
        assert!(!play(&mut camera, &with_control));
        assert!(play(&mut camera, &Script::new().key("r")));
    }

    #[test]
    fn a_double_click_comes_home() {
        let mut camera = camera();
        let home = camera.axes;
        let script = Script::new()
            .wheel([200.0, 200.0], [0.0, 5.0])
            .double_click(Button::Primary, [200.0, 100.0]);
        play(&mut camera, &script);
        assert_eq!(camera.axes, home);
    }

    #[test]
    fn events_outside_the_view_do_nothing() {
        let mut camera = camera();
        let script = Script::new()
            .wheel([10.0, 10.0], [0.0, 1.0])
            .drag(Button::Primary, [[10.0, 10.0], [200.0, 100.0]]);
        assert!(!play(&mut camera, &script));
    }

    #[test]
    fn zooming_stops_where_numbers_end() {
        let mut camera = camera();
        for _ in 0..2000 {
            play(
                &mut camera,
                &Script::new().wheel([333.0, 111.0], [0.0, 1.0]),
            );
        }
        let [low, high] = camera.x().limits();
        assert!(low < high && (high - low) / high > 1e-13);
        for _ in 0..8000 {
            play(
                &mut camera,
                &Script::new().wheel([333.0, 111.0], [0.0, -1.0]),
            );
        }
        assert!(camera.x().span().is_finite());
    }
}
