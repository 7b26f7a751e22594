//! A list of events as a user would cause them.

use crate::{
    Button, Buttons, Event, Key, KeyEvent, Modifiers, PinchEvent, PointerEvent, PointerKind,
    WheelEvent,
};

/// A list of events as a user's hands would cause them, for tests and demonstrations.
///
/// It keeps what a window keeps (the pointer's place, the buttons and modifiers held, a clock), so that the events are
/// whole and in order. Iterate over it, or borrow [`Script::events`].
///
/// ```
/// use galry_events::{Button, Modifiers, NamedKey, Script};
///
/// let script = Script::new()
///     .drag(Button::Primary, [[100.0, 100.0], [140.0, 100.0]])
///     .wheel([60.0, 60.0], [0.0, 2.0])
///     .holding(Modifiers::ALT, |script| script.key(NamedKey::ArrowLeft));
/// for event in &script {
///     println!("{event:?}"); // hand it to a scene, a camera, an application
/// }
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Script {
    events: Vec<Event>,
    position: [f64; 2],
    buttons: Buttons,
    modifiers: Modifiers,
    time_s: f64,
}

/// How long each event takes: quick enough for a double click, as a hand is.
const STEP_S: f64 = 0.01;

impl Script {
    /// An empty script: the pointer in the top-left corner, nothing held, time 0.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The events so far.
    #[must_use]
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// Lets time pass, in seconds.
    #[must_use]
    pub fn wait(mut self, seconds: f64) -> Self {
        self.time_s += seconds;
        self
    }

    /// Moves the mouse to a place in logical pixels.
    #[must_use]
    pub fn move_to(mut self, position_logical_px: [f64; 2]) -> Self {
        self.position = position_logical_px;
        self.pointer(PointerKind::Move)
    }

    /// Presses a button where the mouse is.
    #[must_use]
    pub fn press(mut self, button: Button) -> Self {
        self.buttons.insert(button);
        self.pointer(PointerKind::Press(button))
    }

    /// Releases a button where the mouse is.
    #[must_use]
    pub fn release(mut self, button: Button) -> Self {
        self.buttons.remove(button);
        self.pointer(PointerKind::Release(button))
    }

    /// Moves the mouse to a place in logical pixels and clicks there.
    #[must_use]
    pub fn click(self, button: Button, position_logical_px: [f64; 2]) -> Self {
        self.move_to(position_logical_px)
            .press(button)
            .release(button)
    }

    /// Clicks twice at a place in logical pixels.
    #[must_use]
    pub fn double_click(self, button: Button, position_logical_px: [f64; 2]) -> Self {
        self.click(button, position_logical_px)
            .press(button)
            .release(button)
    }

    /// Drags along places in logical pixels: pressed at the first, released at the last. No place: no event.
    #[must_use]
    pub fn drag(
        mut self,
        button: Button,
        path_logical_px: impl IntoIterator<Item = [f64; 2]>,
    ) -> Self {
        let mut path = path_logical_px.into_iter();
        let Some(start) = path.next() else {
            return self;
        };
        self = self.move_to(start).press(button);
        for position in path {
            self = self.move_to(position);
        }
        self.release(button)
    }

    /// Turns the wheel over a place in logical pixels by notches, see [`WheelEvent::steps`].
    #[must_use]
    pub fn wheel(mut self, position_logical_px: [f64; 2], steps: [f64; 2]) -> Self {
        if self.position != position_logical_px {
            self = self.move_to(position_logical_px);
        }
        let event = WheelEvent::new(steps, self.position)
            .with_modifiers(self.modifiers)
            .at_time(self.time_s);
        self.push(event)
    }

    /// Pinches on a touchpad about a place in logical pixels, see [`PinchEvent::factor`].
    #[must_use]
    pub fn pinch(self, position_logical_px: [f64; 2], factor: f64) -> Self {
        let event = PinchEvent {
            factor,
            position_logical_px,
            modifiers: self.modifiers,
            time_s: self.time_s,
        };
        self.push(event)
    }

    /// Presses and releases a key; a character is also entered as text unless Control, Alt or Meta is held.
    #[must_use]
    pub fn key(mut self, key: impl Into<Key>) -> Self {
        let key = key.into();
        let enters_text = !(self.modifiers.control || self.modifiers.alt || self.modifiers.meta);
        let text = key.character().filter(|_| enters_text).map(str::to_owned);
        let event = |pressed| KeyEvent::new(key.clone(), pressed).with_modifiers(self.modifiers);
        let (down, up) = (
            event(true).at_time(self.time_s),
            event(false).at_time(self.time_s + STEP_S),
        );
        self = self.push(down);
        self.events.extend(text.map(Event::Text));
        self.push(up)
    }

    /// Does what `inner` adds with these modifier keys held as well.
    ///
    /// The modifiers stand in the events; no key events of their own are made.
    #[must_use]
    pub fn holding(mut self, modifiers: Modifiers, inner: impl FnOnce(Self) -> Self) -> Self {
        let before = self.modifiers;
        self.modifiers |= modifiers;
        self = inner(self);
        self.modifiers = before;
        self
    }

    /// Adds any other event as it is.
    #[must_use]
    pub fn event(mut self, event: impl Into<Event>) -> Self {
        self.events.push(event.into());
        self
    }

    fn pointer(self, kind: PointerKind) -> Self {
        let event = PointerEvent {
            kind,
            position_logical_px: self.position,
            buttons: self.buttons,
            modifiers: self.modifiers,
            pointer: PointerEvent::MOUSE,
            time_s: self.time_s,
        };
        self.push(event)
    }

    fn push(mut self, event: impl Into<Event>) -> Self {
        self.events.push(event.into());
        self.time_s += STEP_S;
        self
    }
}

impl IntoIterator for Script {
    type Item = Event;
    type IntoIter = std::vec::IntoIter<Event>;

    fn into_iter(self) -> Self::IntoIter {
        self.events.into_iter()
    }
}

impl<'a> IntoIterator for &'a Script {
    type Item = &'a Event;
    type IntoIter = std::slice::Iter<'a, Event>;

    fn into_iter(self) -> Self::IntoIter {
        self.events.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::NamedKey;
    use crate::gestures::{Gesture, Recognizer};

    /// The gestures in the pointer events of a script.
    fn gestures(script: &Script) -> Vec<Gesture> {
        let mut recognizer = Recognizer::default();
        let mut gestures = Vec::new();
        for event in script {
            if let Event::Pointer(event) = event {
                gestures.extend(recognizer.update(event));
            }
        }
        gestures
    }

    #[test]
    fn a_scripted_drag_is_recognized_with_its_modifiers() {
        let script = Script::new().holding(Modifiers::CONTROL, |script| {
            script.drag(Button::Secondary, [[1.0, 1.0], [11.0, 1.0], [21.0, 1.0]])
        });
        let gestures = gestures(&script);
        assert_eq!(gestures.len(), 3, "{gestures:?}");
        let Gesture::DragEnd(end) = gestures[2] else {
            panic!("{gestures:?}")
        };
        assert_eq!(
            (end.button, end.current_logical_px),
            (Button::Secondary, [21.0, 1.0])
        );
        assert_eq!(end.modifiers, Modifiers::CONTROL);
    }

    #[test]
    fn a_scripted_double_click_is_one_and_after_a_wait_it_is_not() {
        let double = gestures(&Script::new().double_click(Button::Primary, [5.0, 5.0]));
        assert!(
            matches!(double[..], [Gesture::Click(_), Gesture::DoubleClick(_)]),
            "{double:?}"
        );
        let place = [5.0, 5.0];
        let single = gestures(
            &Script::new()
                .click(Button::Primary, place)
                .wait(1.0)
                .click(Button::Primary, place),
        );
        assert!(
            matches!(single[..], [Gesture::Click(_), Gesture::Click(_)]),
            "{single:?}"
        );
    }

    #[test]
    fn keys_enter_text_unless_they_are_shortcuts() {
        let texts = |script: Script| {
            script
                .into_iter()
                .filter(|event| matches!(event, Event::Text(_)))
                .count()
        };
        assert_eq!(texts(Script::new().key('a').key(' ')), 2);
        assert_eq!(texts(Script::new().key(NamedKey::Home)), 0);
        assert_eq!(
            texts(Script::new().holding(Modifiers::CONTROL, |script| script.key('a'))),
            0
        );
    }

    #[test]
    fn time_never_goes_back() {
        let script = Script::new()
            .click(Button::Primary, [1.0, 1.0])
            .key('a')
            .wheel([2.0, 2.0], [0.0, 1.0])
            .pinch([2.0, 2.0], 1.5)
            .wait(1.0)
            .key(NamedKey::End);
        let times: Vec<_> = script.events().iter().filter_map(Event::time_s).collect();
        assert_eq!(times.len(), 10);
        assert!(times.is_sorted(), "{times:?}");
    }

    #[test]
    fn an_empty_drag_is_nothing() {
        assert_eq!(Script::new().drag(Button::Primary, []).events(), []);
    }
}
