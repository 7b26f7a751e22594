//! Single pieces of GL state: how each is asked and set, and a slot that remembers it.
//!
//! Everything that gloo touches is one of these, so that three things hold for all of it alike:
//! setting what is set makes no call, a host's value is saved at the first touch and put back, and
//! a check can compare the memory with the driver.

mod bindings;
mod switches;

use crate::error::{Error, Result};

pub(super) use self::bindings::{
    ActiveUnit, ArrayBuffer, BoundProgram, BoundRenderbuffer, BoundSampler, BoundTexture,
    BoundVertexArray, CopyReadBuffer, CopyWriteBuffer, DrawFramebuffer, GenericUniformBuffer,
    PackBuffer, ReadFramebuffer, TextureSlots, UniformSlot, UnpackBuffer,
};
pub(super) use self::switches::{
    BlendFactors, BlendOperations, ColorMask, CulledFace, DepthFunction, DepthMask, DepthRange,
    FrontFace, LineWidth, PackLayout, PolygonMode, PolygonOffset, Scissor, StencilFunction,
    StencilMask, StencilOperations, Toggle, UnpackLayout, Viewport,
};

/// A piece of state that can be asked and set. `index` is a texture unit or a uniform slot, else 0.
/// State of a texture unit assumes that the unit is active.
pub(super) trait State: Copy + PartialEq + std::fmt::Debug {
    const NAME: &'static str;
    fn get(gl: &glow::Context, index: u32) -> Self;
    fn set(self, gl: &glow::Context, index: u32);

    /// Whether the driver's answer is what it was told.
    fn is_answer(&self, answer: &Self) -> bool {
        self == answer
    }

    /// The value for people.
    fn text(&self) -> String {
        let debug = format!("{self:?}");
        // Without the type's name around it.
        let inner = debug.split_once('(').map(|(_, rest)| rest);
        inner
            .and_then(|rest| rest.strip_suffix(')'))
            .unwrap_or(&debug)
            .to_owned()
    }
}

/// A slot of whatever state: what all of them do alike.
pub(super) trait AnySlot {
    fn forget(&mut self);
    /// Puts the host's value back, if it was saved, and forgets what is known.
    fn restore(&mut self, gl: &glow::Context, index: u32);
    /// Forgets the host's value too.
    fn reset(&mut self);
    fn is_known(&self) -> bool;
    fn has_saved(&self) -> bool;
    /// Compares what is known with what the driver says.
    fn verify(&self, gl: &glow::Context, index: u32) -> Result<()>;
}

/// What is known of a piece of state, and what a host had there.
#[derive(Debug)]
pub(super) struct Slot<T> {
    known: Option<T>,
    saved: Option<T>,
}

impl<T> Default for Slot<T> {
    fn default() -> Self {
        Self {
            known: None,
            saved: None,
        }
    }
}

impl<T: State> Slot<T> {
    pub(super) const fn known(&self) -> Option<T> {
        self.known
    }

    /// Sets the state unless it is set; says whether a call was made.
    #[inline]
    pub(super) fn set(&mut self, gl: &glow::Context, host: bool, index: u32, value: T) -> bool {
        if self.known == Some(value) {
            return false;
        }
        self.save(gl, host, index);
        value.set(gl, index);
        self.known = Some(value);
        true
    }

    /// Keeps the host's value, once, before something changes it.
    pub(super) fn save(&mut self, gl: &glow::Context, host: bool, index: u32) {
        if host && self.saved.is_none() {
            self.saved = Some(T::get(gl, index));
        }
    }

    /// Notes a value that a call to something else has set.
    pub(super) fn note(&mut self, value: T) {
        self.known = Some(value);
    }

    /// Replaces what is to be put back, where it is `gone`: GL would refuse a deleted name.
    pub(super) fn lose(&mut self, gone: T, instead: T) {
        if self.saved == Some(gone) {
            self.saved = Some(instead);
        }
    }

    /// Replaces what is to be put back, where it meets a condition.
    pub(super) fn lose_where(&mut self, is_gone: impl Fn(&T) -> bool, instead: T) {
        if self.saved.as_ref().is_some_and(is_gone) {
            self.saved = Some(instead);
        }
    }
}

impl<T: State> AnySlot for Slot<T> {
    fn forget(&mut self) {
        self.known = None;
    }

    fn restore(&mut self, gl: &glow::Context, index: u32) {
        self.known = None;
        if let Some(saved) = self.saved.take() {
            saved.set(gl, index);
        }
    }

    fn reset(&mut self) {
        *self = Self::default();
    }

    fn is_known(&self) -> bool {
        self.known.is_some()
    }

    fn has_saved(&self) -> bool {
        self.saved.is_some()
    }

    fn verify(&self, gl: &glow::Context, index: u32) -> Result<()> {
        let Some(known) = self.known else {
            return Ok(());
        };
        let actual = T::get(gl, index);
        if known.is_answer(&actual) {
            return Ok(());
        }
        Err(Error::StateMismatch {
            what: T::NAME,
            cached: format!("{known:?}"),
            actual: format!("{actual:?}"),
        })
    }
}
