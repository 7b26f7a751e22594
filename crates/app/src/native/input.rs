//! winit's events in galry's words.

use galry_events::{
    Button, Buttons, Event, Key, KeyEvent, Modifiers, NamedKey, PinchEvent, PointerEvent,
    PointerKind, WheelEvent,
};
use winit::dpi::PhysicalPosition;
use winit::event::{
    ElementState, Ime, MouseButton, MouseScrollDelta, Touch, TouchPhase, WindowEvent,
};
use winit::keyboard::{Key as WinitKey, ModifiersState, NamedKey as WinitNamed};

use super::wheel::WheelFilter;

/// How many logical pixels of smooth scrolling make one notch, about what desktops scroll by one.
const LOGICAL_PX_PER_NOTCH: f64 = 100.0;

/// What has to be remembered between events: winit's carry only what changed.
#[derive(Debug, Default)]
pub(crate) struct Input {
    position: [f64; 2],
    buttons: Buttons,
    modifiers: Modifiers,
    wheel: WheelFilter,
}

/// When and at which scale something happened.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Now {
    pub(crate) time_s: f64,
    pub(crate) pixel_ratio: f64,
}

impl Now {
    fn logical_px(self, position: PhysicalPosition<f64>) -> [f64; 2] {
        [position.x / self.pixel_ratio, position.y / self.pixel_ratio]
    }
}

impl Input {
    /// The filter of doubled wheel events, which needs raw events.
    pub(crate) fn wheel_filter(&mut self) -> &mut WheelFilter {
        &mut self.wheel
    }

    /// What a winit event says in galry's words; nothing for those that are not about input.
    pub(crate) fn translate(&mut self, event: &WindowEvent, now: Now) -> Vec<Event> {
        match event {
            WindowEvent::ModifiersChanged(modifiers) => {
                self.modifiers = modifiers_from(modifiers.state());
                Vec::new()
            }
            WindowEvent::CursorMoved { position, .. } => {
                self.wheel.forget();
                self.position = now.logical_px(*position);
                vec![self.pointer(PointerKind::Move, now)]
            }
            WindowEvent::CursorLeft { .. } => vec![self.pointer(PointerKind::Leave, now)],
            WindowEvent::MouseInput { state, button, .. } => {
                let button = button_from(*button);
                let kind = match state {
                    ElementState::Pressed => {
                        self.buttons.insert(button);
                        PointerKind::Press(button)
                    }
                    ElementState::Released => {
                        self.buttons.remove(button);
                        PointerKind::Release(button)
                    }
                };
                vec![self.pointer(kind, now)]
            }
            WindowEvent::MouseWheel { delta, .. } => self.wheel(delta, now).into_iter().collect(),
            WindowEvent::PinchGesture { delta, .. } => {
                let factor = 1.0 + delta;
                if !(factor > 0.0 && factor.is_finite()) {
                    return Vec::new();
                }
                vec![Event::Pinch(PinchEvent {
                    factor,
                    position_logical_px: self.position,
                    modifiers: self.modifiers,
                    time_s: now.time_s,
                })]
            }
            WindowEvent::Touch(touch) => self.touch(touch, now),
            // Keys that were down when the window gained the keyboard did not go down in it.
            WindowEvent::KeyboardInput {
                event,
                is_synthetic: true,
                ..
            } if event.state.is_pressed() => Vec::new(),
            WindowEvent::KeyboardInput { event, .. } => self.key(
                &event.logical_key,
                event.state,
                event.repeat,
                event.text.as_deref(),
                now,
            ),
            WindowEvent::Ime(Ime::Commit(text)) => text_event(text).into_iter().collect(),
            WindowEvent::Focused(focused) => vec![Event::Focus(*focused)],
            WindowEvent::CloseRequested => vec![Event::CloseRequested],
            _ => Vec::new(),
        }
    }

    fn pointer(&self, kind: PointerKind, now: Now) -> Event {
        Event::Pointer(PointerEvent {
            kind,
            position_logical_px: self.position,
            buttons: self.buttons,
            modifiers: self.modifiers,
            pointer: PointerEvent::MOUSE,
            time_s: now.time_s,
        })
    }

    fn wheel(&mut self, delta: &MouseScrollDelta, now: Now) -> Option<Event> {
        if !self.wheel.is_step(delta) {
            return None;
        }
        // winit's x says where the contents go, ours where the wheel goes.
        let steps = match delta {
            MouseScrollDelta::LineDelta(x, y) => [-f64::from(*x), f64::from(*y)],
            MouseScrollDelta::PixelDelta(pixels) => {
                let [x, y] = now.logical_px(*pixels);
                [-x / LOGICAL_PX_PER_NOTCH, y / LOGICAL_PX_PER_NOTCH]
            }
        };
        if steps == [0.0, 0.0] || !steps.iter().all(|step| step.is_finite()) {
            return None;
        }
        // Adding 0 turns -0 into 0.
        let steps = steps.map(|step| step + 0.0);
        Some(Event::Wheel(WheelEvent {
            steps,
            position_logical_px: self.position,
            modifiers: self.modifiers,
            time_s: now.time_s,
        }))
    }

    fn touch(&self, touch: &Touch, now: Now) -> Vec<Event> {
        let primary = Button::Primary;
        let event = |kind, buttons| {
            Event::Pointer(PointerEvent {
                kind,
                position_logical_px: now.logical_px(touch.location),
                buttons,
                modifiers: self.modifiers,
                // 0 is the mouse.
                pointer: touch.id.saturating_add(1),
                time_s: now.time_s,
            })
        };
        match touch.phase {
            TouchPhase::Started => vec![event(PointerKind::Press(primary), primary.into())],
            TouchPhase::Moved => vec![event(PointerKind::Move, primary.into())],
            TouchPhase::Ended => vec![
                event(PointerKind::Release(primary), Buttons::NONE),
                event(PointerKind::Leave, Buttons::NONE),
            ],
            TouchPhase::Cancelled => vec![event(PointerKind::Leave, Buttons::NONE)],
        }
    }

    fn key(
        &self,
        key: &WinitKey,
        state: ElementState,
        repeat: bool,
        text: Option<&str>,
        now: Now,
    ) -> Vec<Event> {
        let pressed = state.is_pressed();
        let mut events = vec![Event::Key(KeyEvent {
            key: key_from(key),
            pressed,
            repeat: pressed && repeat,
            modifiers: self.modifiers,
            time_s: now.time_s,
        })];
        // On a Mac, Option writes further characters; elsewhere Alt makes shortcuts, and AltGr is not Alt.
        let alt_shortcut = self.modifiers.alt && !cfg!(target_os = "macos");
        if pressed && !self.modifiers.control && !self.modifiers.meta && !alt_shortcut {
            events.extend(text.and_then(text_event));
        }
        events
    }
}

/// The text event for `text` without its control characters, if anything is left.
fn text_event(text: &str) -> Option<Event> {
    let text: String = text
        .chars()
        .filter(|character| !character.is_control())
        .collect();
    (!text.is_empty()).then_some(Event::Text(text))
}

fn modifiers_from(state: ModifiersState) -> Modifiers {
    Modifiers {
        shift: state.shift_key(),
        control: state.control_key(),
        alt: state.alt_key(),
        meta: state.super_key(),
    }
}

fn button_from(button: MouseButton) -> Button {
    match button {
        MouseButton::Left => Button::Primary,
        MouseButton::Right => Button::Secondary,
        MouseButton::Middle => Button::Middle,
        MouseButton::Back => Button::Other(0),
        MouseButton::Forward => Button::Other(1),
        MouseButton::Other(number) => Button::Other(number.max(2)),
    }
}

fn key_from(key: &WinitKey) -> Key {
    match key {
        WinitKey::Character(text) => Key::from(text.as_str()),
        WinitKey::Named(named) => Key::Named(named_from(*named)),
        WinitKey::Dead(_) | WinitKey::Unidentified(_) => Key::Named(NamedKey::Unknown),
    }
}

fn named_from(named: WinitNamed) -> NamedKey {
    match named {
        WinitNamed::ArrowLeft => NamedKey::ArrowLeft,
        WinitNamed::ArrowRight => NamedKey::ArrowRight,
        WinitNamed::ArrowUp => NamedKey::ArrowUp,
        WinitNamed::ArrowDown => NamedKey::ArrowDown,
        WinitNamed::Home => NamedKey::Home,
        WinitNamed::End => NamedKey::End,
        WinitNamed::PageUp => NamedKey::PageUp,
        WinitNamed::PageDown => NamedKey::PageDown,
        WinitNamed::Escape => NamedKey::Escape,
        WinitNamed::Enter => NamedKey::Enter,
        WinitNamed::Backspace => NamedKey::Backspace,
        WinitNamed::Delete => NamedKey::Delete,
        WinitNamed::Insert => NamedKey::Insert,
        WinitNamed::Tab => NamedKey::Tab,
        WinitNamed::Space => NamedKey::Space,
        WinitNamed::Shift => NamedKey::Shift,
        WinitNamed::Control => NamedKey::Control,
        WinitNamed::Alt | WinitNamed::AltGraph => NamedKey::Alt,
        WinitNamed::Super | WinitNamed::Meta => NamedKey::Meta,
        WinitNamed::ContextMenu => NamedKey::ContextMenu,
        WinitNamed::PrintScreen => NamedKey::PrintScreen,
        WinitNamed::Pause => NamedKey::Pause,
        WinitNamed::CapsLock => NamedKey::CapsLock,
        WinitNamed::F1 => NamedKey::F1,
        WinitNamed::F2 => NamedKey::F2,
        WinitNamed::F3 => NamedKey::F3,
        WinitNamed::F4 => NamedKey::F4,
        WinitNamed::F5 => NamedKey::F5,
        WinitNamed::F6 => NamedKey::F6,
        WinitNamed::F7 => NamedKey::F7,
        WinitNamed::F8 => NamedKey::F8,
        WinitNamed::F9 => NamedKey::F9,
        WinitNamed::F10 => NamedKey::F10,
        WinitNamed::F11 => NamedKey::F11,
        WinitNamed::F12 => NamedKey::F12,
        _ => NamedKey::Unknown,
    }
}

#[cfg(test)]
mod tests;
