//! What a view holds of a scatter: its points as markers, how many there are, or a mixture.

use std::time::Duration;

use galry_visuals::{ColorScale, Description, Frame, ImageQuad, Placement, Renderer, Visual as _};

use super::density::DensityLayer;
use super::marks::MarksLayer;
use super::{Scatter, ScatterShading};
use crate::line::{LevelOfDetail, PixelMap};
use crate::{Completion, Result};

/// What a view asks of a scatter: two equal requests give the same picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct ScatterRequest {
    pub(crate) map: PixelMap,
    pub(crate) rect_px: [i32; 4],
    pub(crate) pixel_ratio: f32,
    pub(crate) antialias: bool,
    pub(crate) level_of_detail: LevelOfDetail,
}

/// Where [`ScatterShading::Automatic`] begins to mix density into markers, and where density alone
/// is left: how many opaque markers lie over each other where a marker lies. Translucent ones pile
/// up higher before they hide what they say.
const MIXED_DEPTHS: [f64; 2] = [2.0, 16.0];

/// Markers fainter than this are taken to be so opaque.
const LEAST_OPACITY: f64 = 0.02;

/// What a view needs to draw a scatter, as of the last [`ScatterLayer::refine`].
#[derive(Debug, Default)]
pub(crate) struct ScatterLayer {
    marks: MarksLayer,
    density: DensityLayer,
    /// Markers and density, where both are seen.
    mixture: ImageQuad,
    /// The part of density in the picture, from 0 to 1.
    density_part: f64,
}

impl ScatterLayer {
    /// Brings the picture up to date with what a view asks, or nearer to it, in about the time
    /// given.
    pub(crate) fn refine(
        &mut self,
        scatter: &Scatter<'_>,
        request: &ScatterRequest,
        budget: Option<Duration>,
    ) -> Result<Completion> {
        let style = match &scatter.shading {
            ScatterShading::Marks => {
                self.density_part = 0.0;
                return self.marks.refine(scatter, request, budget);
            }
            ScatterShading::Density(style) => {
                self.density_part = 1.0;
                return self.density.refine(scatter, style, request, budget);
            }
            ScatterShading::Automatic(style) => style,
        };
        let half = budget.map(|budget| budget / 2);
        let of_density = self.density.refine(scatter, style, request, half)?;
        self.density_part = density_part(self.density.depth(), scatter.style.color.a);
        if self.density_part >= 1.0 {
            return Ok(of_density);
        }
        let of_marks = self.marks.refine(scatter, request, half)?;
        if self.density_part > 0.0 {
            self.mix(request.rect_px);
        }
        Ok(of_density.and(of_marks))
    }

    /// Points that the picture was made of: of markers, a point in two tiles counts twice.
    pub(crate) fn points(&self) -> u64 {
        let of_marks = if self.shows_marks() {
            self.marks.points()
        } else {
            0
        };
        let of_density = if self.shows_density() {
            self.density.points()
        } else {
            0
        };
        of_marks.max(of_density)
    }

    /// Which colour stands for how many markers, where the picture shows that.
    pub(crate) fn color_scale(&self) -> Option<&ColorScale> {
        self.shows_density().then(|| self.density.scale())
    }

    /// The picture, premultiplied RGBA8, the top row first.
    #[cfg(test)]
    pub(crate) fn pixels(&self) -> &[u8] {
        match (self.shows_marks(), self.shows_density()) {
            (true, true) => self.mixture.pixels(),
            (true, false) => self.marks.pixels(),
            _ => self.density.pixels(),
        }
    }

    /// How many markers lie on each pixel, row by row from the top.
    #[cfg(test)]
    pub(crate) fn density_field(&self) -> &[u32] {
        self.density.field()
    }

    /// Uploads the picture if it changed, and draws it.
    pub(crate) fn draw(&mut self, renderer: &mut Renderer, frame: &Frame<'_>) -> Result<()> {
        match (self.shows_marks(), self.shows_density()) {
            (true, true) => {
                let placement = mixture_placement(&self.mixture);
                self.mixture.prepare(renderer)?;
                self.mixture.draw(renderer, frame, &placement)?;
                Ok(())
            }
            (true, false) => self.marks.draw(renderer, frame),
            _ => self.density.draw(renderer, frame),
        }
    }

    pub(crate) fn forget_gl(&mut self) {
        self.marks.forget_gl();
        self.density.forget_gl();
        self.mixture.forget_gl();
    }

    /// Adds what is shown: few markers as paths, all else as a picture.
    pub(crate) fn describe(&self, scatter: &Scatter<'_>, out: &mut Description) {
        match (self.shows_marks(), self.shows_density()) {
            (true, true) => self
                .mixture
                .describe(&mixture_placement(&self.mixture), out),
            (true, false) => self.marks.describe(scatter, out),
            _ => self.density.describe(out),
        }
    }

    fn shows_marks(&self) -> bool {
        self.density_part < 1.0
    }

    fn shows_density(&self) -> bool {
        self.density_part > 0.0
    }

    /// Mixes both pictures.
    fn mix(&mut self, rect_px: [i32; 4]) {
        self.mixture.set_rect_px(rect_px);
        // In 256ths: finer than a step of the picture.
        let part = (self.density_part * 256.0).round() as u32;
        let both = self.marks.pixels().iter().zip(self.density.pixels());
        for (out, (&of_marks, &of_density)) in self.mixture.pixels_mut().iter_mut().zip(both) {
            let sum = u32::from(of_marks) * (256 - part) + u32::from(of_density) * part;
            *out = ((sum + 128) >> 8) as u8;
        }
    }
}

/// The view clips the picture, and nothing moves it.
fn mixture_placement(mixture: &ImageQuad) -> Placement {
    Placement {
        clip_px: Some(mixture.rect_px()),
        ..Placement::default()
    }
}

/// How much of the picture is density, where so many markers of such an opacity lie over each
/// other: it rises smoothly with the logarithm of their number.
fn density_part(depth: f64, opacity: f32) -> f64 {
    let opacity = f64::from(opacity).clamp(LEAST_OPACITY, 1.0);
    let [from, to] = MIXED_DEPTHS.map(f64::ln);
    let along = ((depth * opacity).max(f64::MIN_POSITIVE).ln() - from) / (to - from);
    let along = along.clamp(0.0, 1.0);
    along * along * (3.0 - 2.0 * along)
}
