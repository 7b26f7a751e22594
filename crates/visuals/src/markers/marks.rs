//! Marks as plain data: what each looks like, the picture of all, and their description.

use super::outline::{MAX_SIZE_PX, Outline};
use super::painter::{Inked, Look, Painter, Shaped};
use super::stamp::{Inks, STEPS_PER_PX, Shape, Stamp};
use super::{MarkersData, MarkersStyle};
use crate::{Color, Description, Error, ImageQuad, Placement, Result, Visual as _};

/// Marks that are described one by one; of more, a vector file would be slow to open and larger
/// than the picture, which is described instead.
const MOST_PATHS: usize = 10_000;

/// Where marks stand and what they look like.
#[derive(Debug, Default)]
pub(super) struct Marks {
    pub(super) data: MarkersData,
    pub(super) style: MarkersStyle,
}

/// The picture of the painter, as of the last draw.
#[derive(Debug, Default)]
pub(super) struct Painted {
    pub(super) painter: Painter,
    pub(super) picture: ImageQuad,
    /// What the picture is of: another placement needs another picture.
    pub(super) of: Option<(Placement, [u32; 2])>,
    /// The stamp, and whether it is antialiased.
    stamp: Option<(Stamp, bool)>,
}

impl Painted {
    /// Says that marks or style are others now.
    pub(super) fn forget(&mut self) {
        self.of = None;
        self.stamp = None;
    }
}

impl MarkersData {
    /// The width of the lines around; zero where none of them has a colour.
    pub(super) fn line_width_px(&self, style: &MarkersStyle) -> f32 {
        let has_color = !self.edges.is_empty() || style.edge.to_rgba8()[3] > 0;
        // A NaN is not above zero either.
        if has_color && style.edge_width_px > 0.0 {
            style.edge_width_px.min(MAX_SIZE_PX)
        } else {
            0.0
        }
    }

    pub(super) fn check(&self) -> Result<()> {
        let expected = self.positions.len();
        let lengths = [
            ("sizes of markers", self.sizes_px.len()),
            ("face colours of markers", self.faces.len()),
            ("edge colours of markers", self.edges.len()),
        ];
        match lengths
            .into_iter()
            .find(|&(_, actual)| actual != 0 && actual != expected)
        {
            Some((what, actual)) => Err(Error::Length {
                what,
                expected,
                actual,
            }),
            None => Ok(()),
        }
    }
}

impl Marks {
    fn inks(&self, index: usize) -> Inks {
        let own = |colors: &[[u8; 4]], shared: Color| {
            colors
                .get(index)
                .copied()
                .unwrap_or_else(|| shared.to_rgba8())
        };
        Inks {
            face: own(&self.data.faces, self.style.face),
            edge: own(&self.data.edges, self.style.edge),
        }
    }

    fn size_px(&self, index: usize) -> f32 {
        let own = self.data.sizes_px.get(index);
        own.copied().unwrap_or(self.style.size_px)
    }

    pub(super) fn shape(&self, outline: &Outline, index: usize, antialias: bool) -> Shape {
        Shape::new(
            outline,
            self.size_px(index),
            self.data.line_width_px(&self.style),
            self.inks(index),
            antialias,
        )
    }

    /// Paints the marks into a picture that covers `rect_px` of the frame.
    pub(super) fn paint(&self, painted: &mut Painted, rect_px: [i32; 4], placement: &Placement) {
        let [x, y, width, height] = rect_px;
        let place = |index: usize| -> Option<[i32; 2]> {
            let place = placement.framebuffer_from_visual(self.data.positions[index]);
            let rounded = place.map(|px| (px * STEPS_PER_PX as f32 + 0.5).floor());
            let is_finite = rounded.iter().all(|steps| steps.is_finite());
            is_finite.then(|| {
                [
                    (rounded[0] as i32).saturating_sub(x.saturating_mul(STEPS_PER_PX)),
                    (rounded[1] as i32).saturating_sub(y.saturating_mul(STEPS_PER_PX)),
                ]
            })
        };
        let size = [width, height].map(|side| usize::try_from(side).unwrap_or(0));
        painted.picture.set_rect_px(rect_px);
        let antialias = placement.antialias;
        let Painted {
            painter,
            picture,
            stamp,
            ..
        } = painted;
        let mut paint = |look: &dyn Look| {
            let count = self.data.positions.len();
            painter.paint(size, count, &place, look, [0; 4], picture.pixels_mut());
        };
        let outline = Outline::new(self.style.symbol);
        if !self.data.sizes_px.is_empty() {
            let [by_size, by_growth] = outline.reach_factors();
            let grow_px = 0.5 * self.data.line_width_px(&self.style);
            paint(&Shaped {
                shape: &|index| self.shape(&outline, index, antialias),
                reach_px: &|index| match self.size_px(index) {
                    size_px if size_px > 0.0 => {
                        size_px.min(MAX_SIZE_PX) * by_size + grow_px * by_growth + 1.0
                    }
                    _ => f32::NEG_INFINITY,
                },
            });
            return;
        }
        let is_shared = self.data.faces.is_empty() && self.data.edges.is_empty();
        if stamp
            .as_ref()
            .is_none_or(|&(_, smooth)| smooth != antialias)
        {
            let made = if is_shared {
                Stamp::new(&self.style, antialias)
            } else {
                let opaque = Inks {
                    face: [u8::MAX; 4],
                    edge: [u8::MAX; 4],
                };
                let line_width_px = self.data.line_width_px(&self.style);
                Stamp::with_inks(&self.style, line_width_px, opaque, antialias)
            };
            *stamp = Some((made, antialias));
        }
        if let Some((stamp, _)) = stamp.as_ref().filter(|(stamp, _)| !stamp.is_nothing()) {
            if is_shared {
                paint(stamp);
            } else {
                paint(&Inked {
                    stamp,
                    inks: &|index| self.inks(index),
                });
            }
        } else {
            picture.pixels_mut().fill(0);
        }
    }

    /// The marks that a clip leaves to be seen: index, centre in framebuffer pixels, shape.
    fn seen<'a>(
        &'a self,
        outline: &'a Outline,
        placement: &'a Placement,
    ) -> impl Iterator<Item = ([f32; 2], Shape)> + 'a {
        let positions = self.data.positions.iter().enumerate();
        positions.filter_map(move |(index, &position)| {
            let center = placement.framebuffer_from_visual(position);
            let shape = self.shape(outline, index, placement.antialias);
            let is_seen = placement.clip_px.is_none_or(|clip| {
                (0..2).all(|axis| {
                    let low = f64::from(clip[axis]) - f64::from(shape.reach_px);
                    let high = f64::from(clip[axis])
                        + f64::from(clip[axis + 2])
                        + f64::from(shape.reach_px);
                    (low..high).contains(&f64::from(center[axis]))
                })
            });
            let is_finite = center.iter().all(|value| value.is_finite());
            (is_finite && is_seen && !shape.is_nothing()).then_some((center, shape))
        })
    }

    /// Adds a path a mark, and one for the line around it, or the picture of a crowd.
    pub(super) fn describe(&self, placement: &Placement, out: &mut Description) {
        if self.data.check().is_err() {
            return;
        }
        let outline = Outline::new(self.style.symbol);
        let many = self.seen(&outline, placement).nth(MOST_PATHS).is_some();
        if let Some(clip) = placement.clip_px.filter(|_| many) {
            let mut painted = Painted::default();
            self.paint(&mut painted, clip, placement);
            painted.picture.describe(placement, out);
            return;
        }
        for (center, shape) in self.seen(&outline, placement) {
            shape.describe(center, placement.clip_px, out);
        }
    }
}
