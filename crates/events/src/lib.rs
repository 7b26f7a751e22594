//! Pointer, wheel, key, touch and window events as plain types.
