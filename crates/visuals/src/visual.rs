//! What every visual can do.

use crate::{Bounds, Description, Frame, Placement, Renderer, Result};

/// Something that can be drawn: data and style in plain arrays.
///
/// Setters only note what changed; [`prepare`](Self::prepare) uploads it;
/// [`draw`](Self::draw) draws it as often as wished, wherever a [`Placement`]
/// says.
pub trait Visual: std::any::Any + std::fmt::Debug {
    /// Uploads what changed since the last call, and nothing else. The first
    /// call also makes the program, unless another visual of the kind did.
    ///
    /// # Errors
    /// When the GL layer refuses (memory, limits, a lost context).
    fn prepare(&mut self, renderer: &mut Renderer) -> Result<()>;

    /// Draws into the frame; neither allocates nor compiles.
    ///
    /// # Errors
    /// [`Error::NotPrepared`](crate::Error::NotPrepared) before the first
    /// [`prepare`](Self::prepare), or when the GL layer refuses.
    fn draw(&self, renderer: &Renderer, frame: &Frame<'_>, placement: &Placement) -> Result<()>;

    /// The smallest box around the data in visual coordinates, without what is
    /// given in pixels (widths); `None` when there is nothing.
    fn bounds(&self) -> Option<Bounds>;

    /// Lets go of all GL objects; the next [`prepare`](Self::prepare) makes them anew, in whatever
    /// context.
    fn forget_gl(&mut self);

    /// Adds the same picture as paths and images.
    fn describe(&self, placement: &Placement, out: &mut Description);
}
