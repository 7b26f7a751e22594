//! Clicks, double clicks, drags and two-finger pinches out of pointer events.
//!
//! A [`Recognizer`] is fed every [`PointerEvent`] in order and answers with the gestures that each completes. It reads
//! no clock: times come with the events. It says what the hand did; what that means is up to the caller.
//!
//! ```
//! use galry_events::gestures::{Gesture, Recognizer};
//! use galry_events::{Button, PointerEvent, PointerKind};
//!
//! let mut recognizer = Recognizer::default();
//! let mut pan = [0.0, 0.0];
//! for event in [
//!     PointerEvent::new(PointerKind::Press(Button::Primary), [10.0, 10.0]),
//!     PointerEvent::new(PointerKind::Move, [30.0, 10.0]).with_buttons(Button::Primary),
//!     PointerEvent::new(PointerKind::Move, [30.0, 25.0]).with_buttons(Button::Primary),
//!     PointerEvent::new(PointerKind::Release(Button::Primary), [30.0, 25.0]),
//! ] {
//!     for gesture in recognizer.update(&event) {
//!         if let Gesture::DragStart(drag) | Gesture::Drag(drag) | Gesture::DragEnd(drag) = gesture {
//!             pan[0] += drag.delta_logical_px[0];
//!             pan[1] += drag.delta_logical_px[1];
//!         }
//!     }
//! }
//! assert_eq!(pan, [20.0, 15.0]);
//! ```
//!
//! # Rules
//! - The first button that a pointer presses owns the gesture until it is released; other buttons do nothing meanwhile.
//! - A press becomes a drag once the pointer is further from the press than the threshold, and never a click again.
//!   The first drag gesture covers the whole way from the press, so the deltas of one drag add up to
//!   `current - start`.
//! - A second click of the same button, near the first and soon after it, is a [`Gesture::DoubleClick`] in place of a
//!   [`Gesture::Click`]; a third begins anew.
//! - Two fingers on a touch screen are a pinch; a drag that one of them had begun ends there. After a pinch, the finger
//!   that stays does nothing until it is lifted.

use crate::{Button, Modifiers, PointerEvent, PointerKind};

/// When a press is a drag, and when two clicks are a double click.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// How far a mouse may move between press and release and still click, in logical pixels; default 4.
    pub drag_threshold_logical_px: f64,
    /// The same for a finger; default 10.
    pub touch_threshold_logical_px: f64,
    /// The longest time from the first press to the second of a double click, in seconds; default 0.4.
    pub double_click_s: f64,
    /// How far apart the two presses of a double click may be, in logical pixels; default 8.
    pub double_click_logical_px: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            drag_threshold_logical_px: 4.0,
            touch_threshold_logical_px: 10.0,
            double_click_s: 0.4,
            double_click_logical_px: 8.0,
        }
    }
}

/// What the hand did.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Gesture {
    /// Pressed and released in one place.
    Click(Click),
    /// The second of two clicks in quick succession; the first came as [`Gesture::Click`].
    DoubleClick(Click),
    /// The pointer passed the threshold with a button held.
    DragStart(Drag),
    /// It moved on.
    Drag(Drag),
    /// The button was released; the delta is the last part of the way, often zero.
    DragEnd(Drag),
    /// The system took the pointer away in the middle of a drag; no end follows.
    DragCancel(Drag),
    /// Two fingers moved.
    Pinch(Pinch),
}

/// The details of a click.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Click {
    /// The button.
    pub button: Button,
    /// Where it was pressed, in logical pixels.
    pub position_logical_px: [f64; 2],
    /// The modifier keys held at the press.
    pub modifiers: Modifiers,
    /// Which pointer, see [`PointerEvent::pointer`].
    pub pointer: u64,
    /// When it was released, in seconds.
    pub time_s: f64,
}

/// The details of a drag so far.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Drag {
    /// The button that is held.
    pub button: Button,
    /// Where it was pressed, in logical pixels.
    pub start_logical_px: [f64; 2],
    /// Where the pointer is now, in logical pixels.
    pub current_logical_px: [f64; 2],
    /// The way since the last gesture of this drag (since the press in the first), in logical pixels.
    pub delta_logical_px: [f64; 2],
    /// The modifier keys held at the press; those held now stand in the event.
    pub modifiers: Modifiers,
    /// Which pointer, see [`PointerEvent::pointer`].
    pub pointer: u64,
    /// When, in seconds.
    pub time_s: f64,
}

/// The details of a movement of two fingers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pinch {
    /// How much further apart the fingers are than at the last event of the pinch; finite and above 0.
    pub factor: f64,
    /// The middle between the fingers, in logical pixels.
    pub position_logical_px: [f64; 2],
    /// How far the middle moved since the last event of the pinch, in logical pixels.
    pub delta_logical_px: [f64; 2],
    /// When, in seconds.
    pub time_s: f64,
}

/// Fingers nearer than this count as this far apart, so that the factor of a pinch stays finite.
const SMALLEST_SPREAD_LOGICAL_PX: f64 = 1.0;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Phase {
    /// Down, still near the press.
    Pressed,
    Dragging,
    /// One of the two fingers of a pinch.
    Pinching,
    /// Down, but its gesture is over.
    Spent,
}

/// A pointer with a button down.
#[derive(Clone, Copy, Debug)]
struct Held {
    pointer: u64,
    button: Button,
    modifiers: Modifiers,
    start: [f64; 2],
    last: [f64; 2],
    press_time_s: f64,
    phase: Phase,
}

impl Held {
    fn is_touch(&self) -> bool {
        self.pointer != PointerEvent::MOUSE
    }

    /// The drag as of `event`, whose position becomes the last one.
    fn drag(&mut self, event: &PointerEvent) -> Drag {
        let from = if self.phase == Phase::Pressed {
            self.start
        } else {
            self.last
        };
        self.last = event.position_logical_px;
        Drag {
            button: self.button,
            start_logical_px: self.start,
            current_logical_px: self.last,
            delta_logical_px: difference(self.last, from),
            modifiers: self.modifiers,
            pointer: self.pointer,
            time_s: event.time_s,
        }
    }
}

/// The click that a second one could follow.
#[derive(Clone, Copy, Debug)]
struct FirstClick {
    button: Button,
    touch: bool,
    position: [f64; 2],
    press_time_s: f64,
}

/// Turns pointer events into gestures; see the [module](self) for the rules.
#[derive(Clone, Debug, Default)]
pub struct Recognizer {
    settings: Settings,
    held: Vec<Held>,
    first_click: Option<FirstClick>,
}

impl Recognizer {
    /// A recognizer with other settings than the default ones.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self {
            settings,
            ..Self::default()
        }
    }

    /// Takes the next event and gives the gestures that it makes, usually none or one.
    pub fn update(&mut self, event: &PointerEvent) -> Vec<Gesture> {
        let mut gestures = Vec::new();
        let index = self
            .held
            .iter()
            .position(|held| held.pointer == event.pointer);
        match (event.kind, index) {
            (PointerKind::Press(button), None) => self.press(event, button, &mut gestures),
            (PointerKind::Press(button), Some(index)) if self.held[index].button == button => {
                // Its release went missing, so this press is a new one.
                self.let_go(index, event, &mut gestures);
                self.press(event, button, &mut gestures);
            }
            (PointerKind::Move, Some(index)) => self.moved(index, event, &mut gestures),
            (PointerKind::Release(button), Some(index)) if self.held[index].button == button => {
                self.release(index, event, &mut gestures);
            }
            (PointerKind::Leave, Some(index))
                if !event.buttons.contains(self.held[index].button) =>
            {
                self.let_go(index, event, &mut gestures);
            }
            _ => {}
        }
        gestures
    }

    /// The button that `pointer` holds a gesture with, and whether that is a drag by now.
    #[must_use]
    pub fn held(&self, pointer: u64) -> Option<(Button, bool)> {
        let held = self.held.iter().find(|held| held.pointer == pointer)?;
        Some((held.button, held.phase == Phase::Dragging))
    }

    /// Forgets everything held; nothing more comes of it.
    pub fn reset(&mut self) {
        self.held.clear();
        self.first_click = None;
    }

    fn press(&mut self, event: &PointerEvent, button: Button, gestures: &mut Vec<Gesture>) {
        let position = event.position_logical_px;
        let mut new = Held {
            pointer: event.pointer,
            button,
            modifiers: event.modifiers,
            start: position,
            last: position,
            press_time_s: event.time_s,
            phase: Phase::Pressed,
        };
        if new.is_touch() {
            if self.held.iter().any(|held| held.phase == Phase::Pinching) {
                new.phase = Phase::Spent;
            } else if let Some(other) = self.held.iter_mut().find(|held| {
                held.is_touch() && matches!(held.phase, Phase::Pressed | Phase::Dragging)
            }) {
                if other.phase == Phase::Dragging {
                    let here = PointerEvent {
                        position_logical_px: other.last,
                        ..*event
                    };
                    gestures.push(Gesture::DragEnd(other.drag(&here)));
                }
                other.phase = Phase::Pinching;
                new.phase = Phase::Pinching;
                self.first_click = None;
            }
        }
        self.held.push(new);
    }

    fn moved(&mut self, index: usize, event: &PointerEvent, gestures: &mut Vec<Gesture>) {
        match self.held[index].phase {
            Phase::Pressed => {
                if self.is_beyond_threshold(index, event) {
                    gestures.push(self.start_drag(index, event));
                } else {
                    self.held[index].last = event.position_logical_px;
                }
            }
            Phase::Dragging => {
                if self.held[index].last != event.position_logical_px {
                    gestures.push(Gesture::Drag(self.held[index].drag(event)));
                }
            }
            Phase::Pinching => gestures.extend(self.pinch(index, event)),
            Phase::Spent => {}
        }
    }

    fn release(&mut self, index: usize, event: &PointerEvent, gestures: &mut Vec<Gesture>) {
        match self.held[index].phase {
            Phase::Pressed if self.is_beyond_threshold(index, event) => {
                gestures.push(self.start_drag(index, event));
                gestures.push(Gesture::DragEnd(self.held[index].drag(event)));
            }
            Phase::Pressed => {
                let held = self.held[index];
                gestures.push(self.click(&held, event.time_s));
            }
            Phase::Dragging => gestures.push(Gesture::DragEnd(self.held[index].drag(event))),
            Phase::Pinching => self.end_pinch(),
            Phase::Spent => {}
        }
        self.held.remove(index);
    }

    /// Ends what a pointer holds without a release of its own.
    fn let_go(&mut self, index: usize, event: &PointerEvent, gestures: &mut Vec<Gesture>) {
        match self.held[index].phase {
            Phase::Dragging => {
                let here = PointerEvent {
                    position_logical_px: self.held[index].last,
                    ..*event
                };
                gestures.push(Gesture::DragCancel(self.held[index].drag(&here)));
            }
            Phase::Pinching => self.end_pinch(),
            Phase::Pressed | Phase::Spent => {}
        }
        self.held.remove(index);
    }

    fn start_drag(&mut self, index: usize, event: &PointerEvent) -> Gesture {
        self.first_click = None;
        let held = &mut self.held[index];
        let drag = held.drag(event);
        held.phase = Phase::Dragging;
        Gesture::DragStart(drag)
    }

    fn is_beyond_threshold(&self, index: usize, event: &PointerEvent) -> bool {
        let held = &self.held[index];
        let threshold = if held.is_touch() {
            self.settings.touch_threshold_logical_px
        } else {
            self.settings.drag_threshold_logical_px
        };
        distance(event.position_logical_px, held.start) > threshold
    }

    fn click(&mut self, held: &Held, time_s: f64) -> Gesture {
        let click = Click {
            button: held.button,
            position_logical_px: held.start,
            modifiers: held.modifiers,
            pointer: held.pointer,
            time_s,
        };
        let follows = self.first_click.is_some_and(|first| {
            first.button == held.button
                && first.touch == held.is_touch()
                && (0.0..=self.settings.double_click_s)
                    .contains(&(held.press_time_s - first.press_time_s))
                && distance(held.start, first.position) <= self.settings.double_click_logical_px
        });
        if follows {
            self.first_click = None;
            return Gesture::DoubleClick(click);
        }
        self.first_click = Some(FirstClick {
            button: held.button,
            touch: held.is_touch(),
            position: held.start,
            press_time_s: held.press_time_s,
        });
        Gesture::Click(click)
    }

    fn pinch(&mut self, index: usize, event: &PointerEvent) -> Option<Gesture> {
        let other = self
            .held
            .iter()
            .enumerate()
            .find(|&(other, held)| other != index && held.phase == Phase::Pinching)
            .map(|(_, held)| held.last)?;
        let (before, now) = (self.held[index].last, event.position_logical_px);
        if before == now {
            return None;
        }
        self.held[index].last = now;
        let spread = |position| distance(position, other).max(SMALLEST_SPREAD_LOGICAL_PX);
        let step = difference(now, before);
        Some(Gesture::Pinch(Pinch {
            factor: spread(now) / spread(before),
            position_logical_px: [0.5 * (now[0] + other[0]), 0.5 * (now[1] + other[1])],
            delta_logical_px: [0.5 * step[0], 0.5 * step[1]],
            time_s: event.time_s,
        }))
    }

    fn end_pinch(&mut self) {
        for held in &mut self.held {
            if held.phase == Phase::Pinching {
                held.phase = Phase::Spent;
            }
        }
    }
}

fn difference(to: [f64; 2], from: [f64; 2]) -> [f64; 2] {
    [to[0] - from[0], to[1] - from[1]]
}

fn distance(a: [f64; 2], b: [f64; 2]) -> f64 {
    let [x, y] = difference(a, b);
    x.hypot(y)
}

#[cfg(test)]
mod tests;
