//! Pointer, wheel, key, touch and window events as plain types.
//!
//! A window, a browser's canvas, an embedding host and a test all say what happened in these words, so one piece of
//! code answers to all of them. The types hold no handles, own their text, can be cloned, compared and printed, and
//! rest on nothing but the standard library.
//!
//! ```
//! use galry_events::{Button, Event, Key, Modifiers, NamedKey, PointerEvent, PointerKind};
//!
//! fn closes(event: &Event) -> bool {
//!     match event {
//!         Event::CloseRequested => true,
//!         Event::Key(key) => key.pressed && (key.key == "q" || key.key == NamedKey::Escape),
//!         _ => false,
//!     }
//! }
//!
//! let press = PointerEvent::new(PointerKind::Press(Button::Primary), [12.0, 30.0]).with_modifiers(Modifiers::SHIFT);
//! assert!(!closes(&Event::Pointer(press)));
//! assert!(closes(&Event::CloseRequested));
//! ```
//!
//! # The main types
//! - [`Event`]: everything that can happen to a window or view.
//! - [`PointerEvent`], [`WheelEvent`], [`PinchEvent`], [`KeyEvent`]: the parts that carry a position, a time and the
//!   [`Modifiers`] held.
//! - [`Button`], [`Buttons`], [`Key`], [`NamedKey`]: what was pressed.
//! - [`gestures::Recognizer`]: clicks, double clicks, drags and two-finger pinches out of pointer events.
//! - [`Script`]: a list of events as a user would cause them, for tests and demonstrations.
//!
//! # Conventions
//! - Positions are *logical pixels*: origin at the top-left corner of the window's contents, x to the right, y down.
//!   Framebuffer pixels are logical pixels times the pixel ratio of the last [`Event::Resize`].
//! - Wheel steps are notches of a wheel: +y is away from the user (zoom in), +x to the right.
//! - Times are seconds on a clock that whoever makes the events chooses (a window: since it opened) and that never
//!   goes back. No code here reads a clock.
//!
//! # What it does not do
//! It opens no window and reads no device; `galry-app` does. It does not say what a gesture means; `galry-scene` does.

#![forbid(unsafe_code)]

mod event;
pub mod gestures;
mod key;
mod pointer;
mod script;

pub use event::Event;
pub use key::{Key, KeyEvent, Modifiers, NamedKey};
pub use pointer::{Button, Buttons, PinchEvent, PointerEvent, PointerKind, WheelEvent};
pub use script::Script;
