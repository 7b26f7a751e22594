//! The sum of all events.

use crate::{KeyEvent, PinchEvent, PointerEvent, WheelEvent};

/// Something that happened to a window or view.
///
/// Match with a last arm `_ => …`: kinds will be added.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Event {
    /// A mouse, pen or finger moved, pressed, let go or left.
    Pointer(PointerEvent),
    /// The wheel turned, or two fingers scrolled on a touchpad.
    Wheel(WheelEvent),
    /// Two fingers spread or closed on a touchpad that reports it as one gesture.
    ///
    /// Two fingers on a touch *screen* come as two pointers; [`gestures::Recognizer`](crate::gestures::Recognizer)
    /// makes a pinch of them.
    Pinch(PinchEvent),
    /// A key went down, repeats, or came up.
    Key(KeyEvent),
    /// Text was entered: what the last key press, compose sequence or input method produced.
    ///
    /// Never empty and without control characters. It follows the [`Event::Key`] that caused it.
    Text(String),
    /// The window has this size from now on. Sent once before anything else, then at each change of either.
    Resize {
        /// Width and height in framebuffer pixels; a side may be 0 (minimised): nothing is drawn then.
        size_px: [u32; 2],
        /// Framebuffer pixels to one logical pixel, above 0.
        pixel_ratio: f64,
    },
    /// The window gained (`true`) or lost (`false`) the keyboard.
    ///
    /// Releases of keys held while the keyboard goes elsewhere may never come.
    Focus(bool),
    /// The user asked to close the window. Nothing closes unless the receiver does it.
    CloseRequested,
}

impl Event {
    /// The time of a pointer, wheel, pinch or key event in seconds, on the clock of whoever made it.
    #[must_use]
    pub fn time_s(&self) -> Option<f64> {
        match self {
            Self::Pointer(event) => Some(event.time_s),
            Self::Wheel(event) => Some(event.time_s),
            Self::Pinch(event) => Some(event.time_s),
            Self::Key(event) => Some(event.time_s),
            _ => None,
        }
    }

    /// Where the event happened in logical pixels from the top-left corner, if it has a place.
    #[must_use]
    pub fn position_logical_px(&self) -> Option<[f64; 2]> {
        match self {
            Self::Pointer(event) => Some(event.position_logical_px),
            Self::Wheel(event) => Some(event.position_logical_px),
            Self::Pinch(event) => Some(event.position_logical_px),
            _ => None,
        }
    }
}

impl From<PointerEvent> for Event {
    fn from(event: PointerEvent) -> Self {
        Self::Pointer(event)
    }
}

impl From<WheelEvent> for Event {
    fn from(event: WheelEvent) -> Self {
        Self::Wheel(event)
    }
}

impl From<PinchEvent> for Event {
    fn from(event: PinchEvent) -> Self {
        Self::Pinch(event)
    }
}

impl From<KeyEvent> for Event {
    fn from(event: KeyEvent) -> Self {
        Self::Key(event)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Key, PointerKind};

    #[test]
    fn time_and_place_are_those_of_the_part() {
        let pointer = PointerEvent::new(PointerKind::Move, [3.0, 4.0]).at_time(0.5);
        let event = Event::from(pointer);
        assert_eq!(event.time_s(), Some(0.5));
        assert_eq!(event.position_logical_px(), Some([3.0, 4.0]));
        let wheel = Event::from(WheelEvent::new([0.0, 1.0], [7.0, 8.0]).at_time(2.0));
        assert_eq!(
            (wheel.time_s(), wheel.position_logical_px()),
            (Some(2.0), Some([7.0, 8.0]))
        );
        let key = Event::from(KeyEvent::new(Key::from('a'), true).at_time(3.0));
        assert_eq!((key.time_s(), key.position_logical_px()), (Some(3.0), None));
        assert_eq!(Event::CloseRequested.time_s(), None);
    }
}
