//! Mice, pens, fingers, wheels.

use crate::Modifiers;

/// A button of a pointer, by its role rather than its side: a left-handed mouse swaps the two.
///
/// A finger that touches, or a pen's tip, is [`Button::Primary`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Button {
    /// The one under the index finger; usually left.
    Primary,
    /// The one that opens menus; usually right.
    Secondary,
    /// The wheel pressed down.
    Middle,
    /// Any further button, counted from 0 (0 is usually "back", 1 "forward").
    Other(u16),
}

impl Button {
    /// The button's bit in [`Buttons`]; `None` for those beyond the 32 that a set can hold.
    fn bit(self) -> Option<u32> {
        match self {
            Self::Primary => Some(1),
            Self::Secondary => Some(2),
            Self::Middle => Some(4),
            Self::Other(index @ 0..=28) => Some(8 << index),
            Self::Other(_) => None,
        }
    }
}

/// A set of buttons held down.
///
/// Holds the three named buttons and [`Button::Other`] 0 to 28; others are left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Buttons(u32);

impl Buttons {
    /// No button.
    pub const NONE: Self = Self(0);

    /// Whether `button` is in the set.
    #[must_use]
    pub fn contains(self, button: Button) -> bool {
        button.bit().is_some_and(|bit| self.0 & bit != 0)
    }

    /// Whether no button is in the set.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Puts `button` into the set.
    pub fn insert(&mut self, button: Button) {
        self.0 |= button.bit().unwrap_or(0);
    }

    /// Takes `button` out of the set.
    pub fn remove(&mut self, button: Button) {
        self.0 &= !button.bit().unwrap_or(0);
    }
}

impl From<Button> for Buttons {
    fn from(button: Button) -> Self {
        let mut buttons = Self::NONE;
        buttons.insert(button);
        buttons
    }
}

impl FromIterator<Button> for Buttons {
    fn from_iter<I: IntoIterator<Item = Button>>(iter: I) -> Self {
        let mut buttons = Self::NONE;
        for button in iter {
            buttons.insert(button);
        }
        buttons
    }
}

/// What a pointer did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PointerKind {
    /// It is at another place than before.
    Move,
    /// A button went down; a finger touched.
    Press(Button),
    /// A button came up; a finger was lifted.
    Release(Button),
    /// It left the window, or will not be heard of any more.
    ///
    /// [`PointerEvent::buttons`] tells the two apart for a button that was down: still in the set, the pointer went
    /// out while dragging, and moves and the release still come; missing from the set, no release will come (the
    /// system took the pointer away). A lifted finger is a release, then a leave.
    Leave,
}

/// A pointer moved, pressed, let go or left.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PointerEvent {
    /// What happened.
    pub kind: PointerKind,
    /// Where: logical pixels from the top-left corner, y down; may lie outside while a button is held.
    pub position_logical_px: [f64; 2],
    /// The buttons held *after* the event.
    pub buttons: Buttons,
    /// The modifier keys held.
    pub modifiers: Modifiers,
    /// Which pointer: [`PointerEvent::MOUSE`], or a number above it that a finger keeps from touch to lift.
    pub pointer: u64,
    /// When, in seconds, on the clock of whoever made the event.
    pub time_s: f64,
}

impl PointerEvent {
    /// The [`pointer`](Self::pointer) of the mouse (all mice together, as the system shows one cursor).
    pub const MOUSE: u64 = 0;

    /// An event of the mouse at time 0 with no modifiers; a press has its own button in [`buttons`](Self::buttons).
    #[must_use]
    pub fn new(kind: PointerKind, position_logical_px: [f64; 2]) -> Self {
        let buttons = match kind {
            PointerKind::Press(button) => Buttons::from(button),
            PointerKind::Move | PointerKind::Release(_) | PointerKind::Leave => Buttons::NONE,
        };
        Self {
            kind,
            position_logical_px,
            buttons,
            modifiers: Modifiers::NONE,
            pointer: Self::MOUSE,
            time_s: 0.0,
        }
    }

    /// The same event with these buttons held after it.
    #[must_use]
    pub fn with_buttons(self, buttons: impl Into<Buttons>) -> Self {
        Self {
            buttons: buttons.into(),
            ..self
        }
    }

    /// The same event with these modifier keys held.
    #[must_use]
    pub fn with_modifiers(self, modifiers: Modifiers) -> Self {
        Self { modifiers, ..self }
    }

    /// The same event of another pointer.
    #[must_use]
    pub fn with_pointer(self, pointer: u64) -> Self {
        Self { pointer, ..self }
    }

    /// The same event at another time, in seconds.
    #[must_use]
    pub fn at_time(self, time_s: f64) -> Self {
        Self { time_s, ..self }
    }
}

impl Default for PointerEvent {
    /// The mouse moved to the top-left corner at time 0.
    fn default() -> Self {
        Self::new(PointerKind::Move, [0.0; 2])
    }
}

/// The wheel turned, or two fingers scrolled.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct WheelEvent {
    /// How far, in notches of a wheel: +x to the right, +y away from the user (zoom in, towards the page's top).
    ///
    /// Devices without notches give fractions.
    pub steps: [f64; 2],
    /// Where the pointer is: logical pixels from the top-left corner, y down.
    pub position_logical_px: [f64; 2],
    /// The modifier keys held.
    pub modifiers: Modifiers,
    /// When, in seconds, on the clock of whoever made the event.
    pub time_s: f64,
}

impl WheelEvent {
    /// An event at time 0 with no modifiers.
    #[must_use]
    pub fn new(steps: [f64; 2], position_logical_px: [f64; 2]) -> Self {
        Self {
            steps,
            position_logical_px,
            ..Self::default()
        }
    }

    /// The same event with these modifier keys held.
    #[must_use]
    pub fn with_modifiers(self, modifiers: Modifiers) -> Self {
        Self { modifiers, ..self }
    }

    /// The same event at another time, in seconds.
    #[must_use]
    pub fn at_time(self, time_s: f64) -> Self {
        Self { time_s, ..self }
    }
}

/// Two fingers spread or closed on a touchpad.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PinchEvent {
    /// By how much things should grow since the last event: 1 not at all, 2 twice the size; finite and above 0.
    pub factor: f64,
    /// The point that should stay: logical pixels from the top-left corner, y down.
    pub position_logical_px: [f64; 2],
    /// The modifier keys held.
    pub modifiers: Modifiers,
    /// When, in seconds, on the clock of whoever made the event.
    pub time_s: f64,
}

impl PinchEvent {
    /// An event at time 0 with no modifiers.
    #[must_use]
    pub fn new(factor: f64, position_logical_px: [f64; 2]) -> Self {
        Self {
            factor,
            position_logical_px,
            modifiers: Modifiers::NONE,
            time_s: 0.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_of_buttons_holds_what_was_put_in() {
        let all = [
            Button::Primary,
            Button::Secondary,
            Button::Middle,
            Button::Other(0),
            Button::Other(28),
        ];
        let mut buttons = Buttons::NONE;
        for (index, &button) in all.iter().enumerate() {
            assert!(!buttons.contains(button));
            buttons.insert(button);
            for (other_index, &other) in all.iter().enumerate() {
                assert_eq!(
                    buttons.contains(other),
                    other_index <= index,
                    "{button:?} {other:?}"
                );
            }
        }
        assert_eq!(all.into_iter().collect::<Buttons>(), buttons);
        for button in all {
            buttons.remove(button);
            assert!(!buttons.contains(button));
        }
        assert!(buttons.is_empty());
    }

    #[test]
    fn buttons_beyond_the_set_are_left_out() {
        for index in [29, 31, 32, u16::MAX] {
            let mut buttons = Buttons::from(Button::Other(index));
            assert!(buttons.is_empty(), "{index}");
            buttons.remove(Button::Other(index));
            assert!(!buttons.contains(Button::Other(index)));
        }
    }

    #[test]
    fn a_press_holds_its_own_button() {
        let press = PointerEvent::new(PointerKind::Press(Button::Middle), [1.0, 2.0]);
        assert!(press.buttons.contains(Button::Middle));
        assert!(
            PointerEvent::new(PointerKind::Release(Button::Middle), [1.0, 2.0])
                .buttons
                .is_empty()
        );
    }
}
