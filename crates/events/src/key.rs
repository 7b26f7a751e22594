//! Keys by what they mean, not where they lie.

use std::fmt;
use std::ops::{BitOr, BitOrAssign};

/// The modifier keys held while something happens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Modifiers {
    /// Shift, either side.
    pub shift: bool,
    /// Control, either side.
    pub control: bool,
    /// Alt, or Option on a Mac.
    pub alt: bool,
    /// The Windows key, Super, or Command on a Mac.
    pub meta: bool,
}

impl Modifiers {
    /// None held.
    pub const NONE: Self = Self {
        shift: false,
        control: false,
        alt: false,
        meta: false,
    };
    /// Shift alone.
    pub const SHIFT: Self = Self {
        shift: true,
        ..Self::NONE
    };
    /// Control alone.
    pub const CONTROL: Self = Self {
        control: true,
        ..Self::NONE
    };
    /// Alt alone.
    pub const ALT: Self = Self {
        alt: true,
        ..Self::NONE
    };
    /// Meta alone.
    pub const META: Self = Self {
        meta: true,
        ..Self::NONE
    };

    /// Whether none is held.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self == Self::NONE
    }
}

impl BitOr for Modifiers {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self {
            shift: self.shift || other.shift,
            control: self.control || other.control,
            alt: self.alt || other.alt,
            meta: self.meta || other.meta,
        }
    }
}

impl BitOrAssign for Modifiers {
    fn bitor_assign(&mut self, other: Self) {
        *self = *self | other;
    }
}

impl fmt::Display for Modifiers {
    /// Writes the keys with a plus behind each, ready to stand before a key: `Ctrl+Shift+`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (held, name) in [
            (self.control, "Ctrl+"),
            (self.alt, "Alt+"),
            (self.shift, "Shift+"),
            (self.meta, "Meta+"),
        ] {
            if held {
                f.write_str(name)?;
            }
        }
        Ok(())
    }
}

/// A key, by what the user's layout makes of it.
///
/// Compares with a string or a [`NamedKey`] directly: `key == "q"`, `key == NamedKey::Home`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    /// A key that writes: its character, Shift and the layout applied (`"a"`, `"A"`, `"?"`, `"é"`).
    ///
    /// Control and Alt do not change it: Ctrl+A is `"a"`. The space bar is [`NamedKey::Space`].
    Character(String),
    /// A key that has a name.
    Named(NamedKey),
}

impl Key {
    /// The character of a key that writes; a space for the space bar.
    #[must_use]
    pub fn character(&self) -> Option<&str> {
        match self {
            Self::Character(text) => Some(text),
            Self::Named(NamedKey::Space) => Some(" "),
            Self::Named(_) => None,
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Character(text) => f.write_str(text),
            Self::Named(named) => named.fmt(f),
        }
    }
}

impl From<NamedKey> for Key {
    fn from(named: NamedKey) -> Self {
        Self::Named(named)
    }
}

impl From<&str> for Key {
    /// The key that writes `text`; a single space is the space bar.
    fn from(text: &str) -> Self {
        if text == " " {
            Self::Named(NamedKey::Space)
        } else {
            Self::Character(text.to_owned())
        }
    }
}

impl From<char> for Key {
    fn from(character: char) -> Self {
        Self::from(character.encode_utf8(&mut [0; 4]) as &str)
    }
}

impl PartialEq<str> for Key {
    fn eq(&self, text: &str) -> bool {
        self.character() == Some(text)
    }
}

impl PartialEq<&str> for Key {
    fn eq(&self, text: &&str) -> bool {
        self == *text
    }
}

impl PartialEq<NamedKey> for Key {
    fn eq(&self, named: &NamedKey) -> bool {
        matches!(self, Self::Named(own) if own == named)
    }
}

/// Declares the named keys once, with their names as shown to the user.
macro_rules! named_keys {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)*) => {
        /// A key that has a name rather than a character.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum NamedKey {
            $($(#[$doc])* $variant,)*
        }

        impl NamedKey {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The name as shown to the user: `Page Up`, `F5`, `←`.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }
        }
    };
}

named_keys! {
    /// The arrow to the left.
    ArrowLeft = "\u{2190}",
    /// The arrow to the right.
    ArrowRight = "\u{2192}",
    /// The arrow up.
    ArrowUp = "\u{2191}",
    /// The arrow down.
    ArrowDown = "\u{2193}",
    /// Home, on the keypad too.
    Home = "Home",
    /// End, on the keypad too.
    End = "End",
    /// Page up.
    PageUp = "Page Up",
    /// Page down.
    PageDown = "Page Down",
    /// Escape.
    Escape = "Esc",
    /// Enter or Return, on the keypad too.
    Enter = "Enter",
    /// The key that deletes to the left.
    Backspace = "Backspace",
    /// The key that deletes to the right.
    Delete = "Del",
    /// Insert.
    Insert = "Ins",
    /// Tab; with Shift it goes back.
    Tab = "Tab",
    /// The space bar.
    Space = "Space",
    /// Shift itself.
    Shift = "Shift",
    /// Control itself.
    Control = "Ctrl",
    /// Alt, or Option on a Mac, itself.
    Alt = "Alt",
    /// The Windows key, Super or Command itself.
    Meta = "Meta",
    /// The key that opens the context menu.
    ContextMenu = "Menu",
    /// Print screen.
    PrintScreen = "Print",
    /// Pause.
    Pause = "Pause",
    /// Caps lock.
    CapsLock = "Caps Lock",
    /// F1.
    F1 = "F1",
    /// F2.
    F2 = "F2",
    /// F3.
    F3 = "F3",
    /// F4.
    F4 = "F4",
    /// F5.
    F5 = "F5",
    /// F6.
    F6 = "F6",
    /// F7.
    F7 = "F7",
    /// F8.
    F8 = "F8",
    /// F9.
    F9 = "F9",
    /// F10.
    F10 = "F10",
    /// F11.
    F11 = "F11",
    /// F12.
    F12 = "F12",
    /// A key that none of the other names fits.
    Unknown = "Unknown",
}

impl fmt::Display for NamedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A key went down, repeats, or came up.
#[derive(Clone, Debug, PartialEq)]
pub struct KeyEvent {
    /// Which key.
    pub key: Key,
    /// Down (`true`) or up.
    pub pressed: bool,
    /// Whether the keyboard repeats a key that is held; always `false` for a key coming up.
    pub repeat: bool,
    /// The modifier keys held; those that are themselves pressed or let go may be counted in or not.
    pub modifiers: Modifiers,
    /// When, in seconds, on the clock of whoever made the event.
    pub time_s: f64,
}

impl KeyEvent {
    /// An event at time 0 with no modifiers that is no repeat.
    #[must_use]
    pub fn new(key: impl Into<Key>, pressed: bool) -> Self {
        Self {
            key: key.into(),
            pressed,
            repeat: false,
            modifiers: Modifiers::NONE,
            time_s: 0.0,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_compare_with_text_and_names() {
        assert_eq!(Key::from('q'), "q");
        assert_ne!(Key::from('q'), "Q");
        assert_eq!(Key::from(NamedKey::Home), NamedKey::Home);
        assert_ne!(Key::from(NamedKey::Home), NamedKey::End);
        assert_eq!(Key::from(' '), NamedKey::Space);
        assert_eq!(Key::from(NamedKey::Space), " ");
        assert_ne!(Key::from(NamedKey::Home), "Home");
    }

    #[test]
    fn a_binding_reads_as_users_write_it() {
        let modifiers = Modifiers::SHIFT | Modifiers::CONTROL;
        assert_eq!(
            format!("{modifiers}{}", Key::from(NamedKey::PageUp)),
            "Ctrl+Shift+Page Up"
        );
        assert_eq!(format!("{}{}", Modifiers::NONE, Key::from('?')), "?");
        assert_eq!(format!("{}", Modifiers::ALT | Modifiers::META), "Alt+Meta+");
    }

    #[test]
    fn modifiers_join() {
        let mut modifiers = Modifiers::NONE;
        assert!(modifiers.is_empty());
        modifiers |= Modifiers::META;
        modifiers |= Modifiers::SHIFT;
        assert_eq!(
            modifiers,
            Modifiers {
                shift: true,
                control: false,
                alt: false,
                meta: true
            }
        );
    }

    #[test]
    fn named_keys_have_names_of_their_own() {
        let mut names: Vec<_> = NamedKey::ALL.iter().map(|key| key.name()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), NamedKey::ALL.len());
    }
}
