//! Markers: many small symbols, all in one draw.
//!
//! A [`Symbol`] is an outline; [`MarkersStyle`] says its size, its colours and the line around it,
//! and [`MarkersData`] where the marks stand and what differs from mark to mark. The part of a
//! pixel that a mark covers is the area of its outline within the pixel's square, found in closed
//! form. Marks stand at 64ths of a pixel.
//!
//! Two ways lead to the same picture. On a software rasteriser the CPU paints it, tile by tile,
//! the last mark first, and stops where nothing below can be seen any more; on a GPU each mark is
//! an instance and a fragment finds its own coverage. The painted picture holds what lies below a
//! pixel in 16 bits, so an antialiased one agrees with the drawn one to 1/255 where few marks
//! overlap, and where many translucent ones do it is the more exact of the two.
//!
//! [`Tile`] and [`Stamp`] are the painter's parts, for whoever has more points than an array
//! should hold: level of detail lays only those that can be seen.

mod marks;
mod outline;
mod painter;
mod shader;
mod stamp;
mod symbol;
mod tile;

use std::cell::RefCell;

pub use painter::Painter as MarkPainter;
pub use stamp::{STEPS_PER_PX, Stamp, steps_from_px};
pub use symbol::Symbol;
pub use tile::{TILE_PX, Tile};

use crate::columns::Method;
use crate::{Bounds, Color, Description, Error, Frame, Placement, Renderer, Result, Visual};
use marks::{Marks, Painted};
use shader::MarkersShader;

const NAME: &str = "markers";

/// What all markers share, and what those without a value of their own get.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MarkersStyle {
    /// The shape.
    pub symbol: Symbol,
    /// About the width, in framebuffer pixels; what is not above zero is not drawn.
    pub size_px: f32,
    /// The colour inside.
    pub face: Color,
    /// The colour of the line around.
    pub edge: Color,
    /// The width of that line, half of it outside of the outline; zero for none.
    pub edge_width_px: f32,
}

impl Default for MarkersStyle {
    /// A disc of six pixels in the first colour, without a line.
    fn default() -> Self {
        Self {
            symbol: Symbol::Disc,
            size_px: 6.0,
            face: Color::CYCLE_LIGHT[0],
            edge: Color::TRANSPARENT,
            edge_width_px: 0.0,
        }
    }
}

/// Where markers stand, and what they have of their own. Later ones lie over earlier ones.
///
/// A lone array of positions takes 8 bytes a marker; with all others it is 20.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MarkersData {
    /// Centres in visual coordinates, shape `(n, 2)`. One that is not finite is left out.
    pub positions: Vec<[f32; 2]>,
    /// Sizes in framebuffer pixels, one a marker; empty for the style's.
    pub sizes_px: Vec<f32>,
    /// Colours inside, red, green, blue and straight alpha, one a marker; empty for the style's.
    pub faces: Vec<[u8; 4]>,
    /// Colours of the lines around, likewise.
    pub edges: Vec<[u8; 4]>,
}

/// Many symbols, one draw for all.
///
/// ```
/// use galry_visuals::{Markers, MarkersData, MarkersStyle, Symbol, Visual as _};
///
/// let markers = Markers::new(
///     MarkersData { positions: vec![[0.0, 1.0], [2.0, 5.0]], ..MarkersData::default() },
///     MarkersStyle { symbol: Symbol::Star, size_px: 12.0, ..MarkersStyle::default() },
/// );
/// assert_eq!(markers.bounds().unwrap().max, [2.0, 5.0]);
/// ```
#[derive(Default)]
pub struct Markers {
    marks: Marks,
    method: Method,
    data_changed: bool,
    /// Painted while drawing, since only then is it known where.
    painted: RefCell<Painted>,
    shader: Option<MarkersShader>,
    prepared: Option<Prepared>,
}

/// What `draw` draws.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Prepared {
    Painted,
    Shader,
}

impl std::fmt::Debug for Markers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Markers")
            .field("count", &self.marks.data.positions.len())
            .field("style", &self.marks.style)
            .field("method", &self.method)
            .field("prepared", &self.prepared)
            .finish_non_exhaustive()
    }
}

impl Markers {
    /// Markers at the positions of `data`. Mistakes in the lengths of its arrays come back from
    /// [`prepare`](Visual::prepare).
    #[must_use]
    pub fn new(data: MarkersData, style: MarkersStyle) -> Self {
        Self {
            marks: Marks { data, style },
            data_changed: true,
            ..Self::default()
        }
    }

    /// The data as last set.
    #[must_use]
    pub fn data(&self) -> &MarkersData {
        &self.marks.data
    }

    /// Takes other data; the next [`prepare`](Visual::prepare) uploads them.
    pub fn set_data(&mut self, data: MarkersData) {
        self.marks.data = data;
        self.data_changed = true;
        self.painted.get_mut().forget();
    }

    /// The style as last set.
    #[must_use]
    pub fn style(&self) -> MarkersStyle {
        self.marks.style
    }

    /// Changes the style; nothing is compiled and no position uploaded for it.
    pub fn set_style(&mut self, style: MarkersStyle) {
        if style != self.marks.style {
            self.marks.style = style;
            self.painted.get_mut().forget();
        }
    }

    /// Chooses who paints; [`Method::Automatic`] at first.
    pub fn set_method(&mut self, method: Method) {
        self.method = method;
    }

    /// Marks that the painter laid for the last draw, one for each tile that it touches: what
    /// cannot be seen is not laid. None where the GPU draws.
    #[must_use]
    pub fn laid(&self) -> u64 {
        self.painted.borrow().painter.laid()
    }
}

impl Visual for Markers {
    fn prepare(&mut self, renderer: &mut Renderer) -> Result<()> {
        self.marks.data.check()?;
        let draws = match self.method {
            Method::Automatic => !renderer.context().capabilities().is_software,
            Method::Painted => false,
            Method::Shader => true,
        };
        if !draws {
            let painted = self.painted.get_mut();
            painted.picture.prepare(renderer)?;
            if self.data_changed {
                painted.of = None;
                self.data_changed = false;
            }
            self.prepared = Some(Prepared::Painted);
            return Ok(());
        }
        let mut shader = match self.shader.take() {
            Some(shader) if !self.data_changed => shader,
            _ => MarkersShader::new(renderer, &self.marks.data)?,
        };
        shader.set_style(&self.marks.style, &self.marks.data)?;
        self.shader = Some(shader);
        self.data_changed = false;
        self.prepared = Some(Prepared::Shader);
        Ok(())
    }

    /// Where the CPU paints, this is where it does: a picture is painted anew when the placement
    /// changed, in memory that is kept.
    fn draw(&self, renderer: &Renderer, frame: &Frame<'_>, placement: &Placement) -> Result<()> {
        match (self.prepared, &self.shader) {
            (Some(Prepared::Painted), _) => {
                let mut painted = self.painted.borrow_mut();
                let of = (*placement, frame.size_px);
                if painted.of != Some(of) {
                    let rect_px = placement.visible_px(frame.size_px);
                    self.marks.paint(&mut painted, rect_px, placement);
                    painted.of = Some(of);
                }
                painted.picture.upload(renderer.context())?;
                painted.picture.draw(renderer, frame, placement)
            }
            (Some(Prepared::Shader), Some(shader)) => shader.draw(renderer, frame, placement),
            _ => Err(Error::NotPrepared { visual: NAME }),
        }
    }

    fn forget_gl(&mut self) {
        self.painted.get_mut().picture.forget_gl();
        self.shader = None;
        self.prepared = None;
    }

    fn bounds(&self) -> Option<Bounds> {
        Bounds::of(self.marks.data.positions.iter().copied())
    }

    /// A path a mark, and one for the line around it; of more than ten thousand marks the picture
    /// itself, where a clip says how large it is.
    fn describe(&self, placement: &Placement, out: &mut Description) {
        self.marks.describe(placement, out);
    }
}

#[cfg(test)]
mod tests;
