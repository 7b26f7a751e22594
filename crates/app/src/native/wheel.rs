//! One event for one click of the wheel on X11.
//!
//! Pointers without a scroll axis (VNC, remote desktops, `xdotool` and other users of XTEST) report a wheel as buttons
//! 4 to 7, a press and a release for a notch. winit 0.30 makes a wheel event of each, exactly alike, so one notch
//! arrives twice. The two can be told apart by the raw event that the X server sends just before: it says whether the
//! button went down or up. Wheels with an axis move it instead, press no button, and pass untouched.

use winit::event::{DeviceEvent, ElementState, MouseScrollDelta};

/// The X buttons that stand for a wheel: up, down, left, right; and the steps winit makes of them.
const WHEEL_BUTTONS: [(u32, [f32; 2]); 4] = [
    (4, [0.0, 1.0]),
    (5, [0.0, -1.0]),
    (6, [1.0, 0.0]),
    (7, [-1.0, 0.0]),
];

/// Leaves out the wheel events that releases of wheel buttons cause.
#[derive(Debug, Default)]
pub(crate) struct WheelFilter {
    /// The wheel button that came up and whose wheel event is still to come.
    released: Option<u32>,
}

impl WheelFilter {
    /// Notes a raw event; each comes before the window event that it causes.
    pub(crate) fn note(&mut self, event: &DeviceEvent) {
        self.released = match *event {
            DeviceEvent::Button {
                button,
                state: ElementState::Released,
            } => Some(button),
            DeviceEvent::Button { .. } => None,
            _ => self.released,
        };
    }

    /// Notes that the pointer did something else in the window: a release noted before caused nothing in it.
    pub(crate) fn forget(&mut self) {
        self.released = None;
    }

    /// Whether a wheel event is a step of its own rather than a release.
    pub(crate) fn is_step(&mut self, delta: &MouseScrollDelta) -> bool {
        let MouseScrollDelta::LineDelta(x, y) = *delta else {
            return true;
        };
        let Some(released) = self.released else {
            return true;
        };
        let is_release = WHEEL_BUTTONS
            .iter()
            .any(|&(button, steps)| button == released && steps == [x, y]);
        if is_release {
            self.released = None;
        }
        !is_release
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn button(button: u32, state: ElementState) -> DeviceEvent {
        DeviceEvent::Button { button, state }
    }

    const UP: MouseScrollDelta = MouseScrollDelta::LineDelta(0.0, 1.0);
    const RIGHT: MouseScrollDelta = MouseScrollDelta::LineDelta(-1.0, 0.0);

    #[test]
    fn a_press_and_its_release_are_one_step() {
        let mut filter = WheelFilter::default();
        for _ in 0..3 {
            for (x_button, delta) in [(4, UP), (7, RIGHT)] {
                filter.note(&button(x_button, ElementState::Pressed));
                assert!(filter.is_step(&delta));
                filter.note(&button(x_button, ElementState::Released));
                assert!(!filter.is_step(&delta));
            }
        }
    }

    #[test]
    fn a_wheel_with_an_axis_passes() {
        let mut filter = WheelFilter::default();
        for _ in 0..3 {
            assert!(filter.is_step(&UP));
        }
    }

    #[test]
    fn a_release_elsewhere_does_not_eat_a_later_step() {
        let mut filter = WheelFilter::default();
        filter.note(&button(4, ElementState::Released));
        filter.forget();
        assert!(filter.is_step(&UP));
        filter.note(&button(4, ElementState::Released));
        filter.note(&button(4, ElementState::Pressed));
        assert!(filter.is_step(&UP));
    }

    #[test]
    fn other_buttons_and_deltas_do_not_matter() {
        let mut filter = WheelFilter::default();
        filter.note(&button(1, ElementState::Released));
        assert!(filter.is_step(&UP));
        filter.note(&button(4, ElementState::Released));
        assert!(filter.is_step(&RIGHT));
        let pixels = MouseScrollDelta::PixelDelta(winit::dpi::PhysicalPosition::new(0.0, 1.0));
        assert!(filter.is_step(&pixels));
    }
}
