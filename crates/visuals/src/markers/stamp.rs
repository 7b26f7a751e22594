//! A style made ready for painting: what one mark does to the pixels around it.
//!
//! A mark stands at a 64th of a pixel, so that one of 64 × 64 masks fits it. A mask holds what
//! part of the light each pixel loses to the mark, and is made when a mark first needs it. Marks
//! too large for that are looked at pixel by pixel.

use std::sync::OnceLock;

use super::outline::{Outline, Placed};
use super::{MarkersData, MarkersStyle};
use crate::{Color, Description, FillRule, Item, PathCommand};

/// Steps of a pixel at which marks stand.
pub const STEPS_PER_PX: i32 = 64;

/// Widest mask, and so the widest mark that has one, in pixels.
const MAX_MASK_PX: usize = 40;

/// Pixels that are painted at once.
pub(super) const LANES: usize = 8;

/// All that is opaque.
pub(super) const WHOLE: u16 = u16::MAX;

/// Where a mark stands, in 64ths of a pixel from the picture's left and top.
///
/// `None` for what is not finite. What lies beyond ±2²⁵ pixels is taken to stand there: no mark is large enough to
/// reach the picture from there.
#[must_use]
pub fn steps_from_px(position_px: [f64; 2]) -> Option<[i32; 2]> {
    position_px.iter().all(|value| value.is_finite()).then(|| {
        position_px.map(|value| {
            // Floor after adding a half, as the shader rounds; without a call of a library. Float
            // to integer saturates.
            let steps = value * f64::from(STEPS_PER_PX) + 0.5;
            let truncated = steps as i32;
            truncated.saturating_sub(i32::from(f64::from(truncated) > steps))
        })
    })
}

/// What is left and what is taken by a mark: parts of 65535, for one pixel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Opacity {
    pub(super) face: u16,
    pub(super) edge: u16,
}

impl Opacity {
    /// The same with the alpha of the colours.
    pub(super) fn scaled(self, inks: Inks) -> Self {
        let scale = |part: u16, alpha: u8| {
            // A byte's part of 65535 is 65535 at most.
            ((u32::from(part) * u32::from(alpha) + 127) / 255) as u16
        };
        Self {
            face: scale(self.face, inks.face[3]),
            edge: scale(self.edge, inks.edge[3]),
        }
    }
}

/// Colours, straight alpha: inside, and on the line around.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Inks {
    pub(super) face: [u8; 4],
    pub(super) edge: [u8; 4],
}

/// The outlines of one size, and what they are filled with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape {
    /// Around the face, and around face and line; equal where there is no line.
    inner: Option<Placed>,
    outer: Option<Placed>,
    pub(super) inks: Inks,
    has_line: bool,
    size_px: f32,
    antialias: bool,
    pub(super) reach_px: f32,
}

impl Shape {
    pub(super) fn new(
        outline: &Outline,
        size_px: f32,
        line_width_px: f32,
        inks: Inks,
        antialias: bool,
    ) -> Self {
        let has_line = line_width_px > 0.0;
        let half = if has_line { 0.5 * line_width_px } else { 0.0 };
        let outer = outline.placed(size_px, half);
        Self {
            inner: if has_line {
                outline.placed(size_px, -half)
            } else {
                outer
            },
            outer,
            inks,
            has_line,
            size_px: if size_px > 0.0 {
                size_px + 2.0 * half
            } else {
                0.0
            },
            antialias,
            // A pixel more without antialiasing: a tiny mark takes the pixel that it stands in.
            reach_px: outer.map_or(0.0, |placed| placed.reach_px) + 1.0,
        }
    }

    pub(super) fn is_nothing(&self) -> bool {
        let has_color = self.inks.face[3] > 0 || (self.has_line && self.inks.edge[3] > 0);
        self.outer.is_none() || !has_color
    }

    /// Whether one colour is all that it has.
    pub(super) fn is_plain(&self) -> bool {
        !self.has_line || self.inks.edge == self.inks.face
    }

    /// Adds the face and the line around it as paths, at a place in framebuffer pixels.
    pub(super) fn describe(
        &self,
        center: [f32; 2],
        clip_px: Option<[i32; 4]>,
        out: &mut Description,
    ) {
        let mut add = |commands: Vec<PathCommand>, [r, g, b, a]: [u8; 4]| {
            if !commands.is_empty() && a > 0 {
                out.items.push(Item::Path {
                    commands,
                    fill: Some(Color::rgba8(r, g, b, a).into()),
                    fill_rule: FillRule::NonZero,
                    stroke: None,
                    clip_px,
                });
            }
        };
        let mut face = Vec::new();
        if let Some(inner) = &self.inner {
            inner.commands(center, false, &mut face);
        }
        add(face, self.inks.face);
        if !self.has_line {
            return;
        }
        let mut line = Vec::new();
        if let Some(outer) = &self.outer {
            outer.commands(center, false, &mut line);
        }
        if let Some(inner) = &self.inner {
            inner.commands(center, true, &mut line);
        }
        add(line, self.inks.edge);
    }

    /// What a pixel loses to the mark; its centre is given from the mark's.
    pub(super) fn opacity(&self, pixel: [f32; 2]) -> Opacity {
        self.parts(pixel).scaled(self.inks)
    }

    /// The same, were all colours opaque.
    pub(super) fn parts(&self, pixel: [f32; 2]) -> Opacity {
        let part = |placed: &Option<Placed>| match placed {
            None => 0.0,
            Some(placed) if self.antialias => placed.coverage(pixel),
            Some(placed) => f32::from(placed.contains(pixel) || self.is_own_pixel(pixel)),
        };
        let inside = part(&self.inner);
        let around = (part(&self.outer) - inside).max(0.0);
        let of = |part: f32| (part * f32::from(WHOLE) + 0.5) as u16;
        let face = of(inside);
        Opacity {
            face,
            edge: of(around).min(WHOLE - face),
        }
    }

    /// Whether a tiny mark stands in this pixel, which it takes whole without antialiasing.
    fn is_own_pixel(&self, pixel: [f32; 2]) -> bool {
        self.size_px < 2.0 && pixel.iter().all(|&offset| offset > -0.5 && offset <= 0.5)
    }
}

/// A style made ready for painting, shared by all its marks and by threads.
///
/// Making one is cheap; the masks that its marks need are made when first needed.
pub struct Stamp {
    shape: Shape,
    masks: Option<Masks>,
}

impl std::fmt::Debug for Stamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Stamp")
            .field("shape", &self.shape)
            .finish_non_exhaustive()
    }
}

/// The masks of one shape.
struct Masks {
    masks: Vec<OnceLock<Box<[Opacity2]>>>,
    /// Pixels left of (and above) the mark's own pixel.
    before_px: i32,
    rows: usize,
    /// Groups of [`LANES`] pixels in a row.
    groups: usize,
}

/// A group of a mask's pixels: what is taken by the face, and by the line.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Opacity2 {
    pub(super) face: [u16; LANES],
    pub(super) edge: [u16; LANES],
}

/// A mask where it lies.
pub(super) struct Mask<'a> {
    pub(super) groups: &'a [Opacity2],
    pub(super) groups_per_row: usize,
    pub(super) left_px: i32,
    pub(super) top_px: i32,
}

impl Stamp {
    /// Makes a style ready, for framebuffer pixels: sizes are taken as they are.
    #[must_use]
    pub fn new(style: &MarkersStyle, antialias: bool) -> Self {
        let inks = Inks {
            face: style.face.to_rgba8(),
            edge: style.edge.to_rgba8(),
        };
        let line_width_px = MarkersData::default().line_width_px(style);
        Self::with_inks(style, line_width_px, inks, antialias)
    }

    pub(super) fn with_inks(
        style: &MarkersStyle,
        line_width_px: f32,
        inks: Inks,
        antialias: bool,
    ) -> Self {
        let outline = Outline::new(style.symbol);
        let shape = Shape::new(&outline, style.size_px, line_width_px, inks, antialias);
        Self {
            masks: Masks::of(&shape),
            shape,
        }
    }

    /// Whether its marks leave no trace: no size, or no colour.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.shape.is_nothing()
    }

    /// How far from its centre a mark may change pixels, along x or y.
    #[must_use]
    pub fn reach_px(&self) -> f32 {
        self.shape.reach_px
    }

    /// Whether all that it paints has one colour, which makes painting quicker.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.shape.is_plain()
    }

    /// The colour inside: red, green, blue and straight alpha.
    #[must_use]
    pub fn face(&self) -> [u8; 4] {
        self.shape.inks.face
    }

    pub(super) fn shape(&self) -> &Shape {
        &self.shape
    }

    /// The mask of a mark at a place, unless the mark is too large for one.
    pub(super) fn mask(&self, [x, y]: [i32; 2]) -> Option<Mask<'_>> {
        let masks = self.masks.as_ref()?;
        let (sub_x, sub_y) = (x.rem_euclid(STEPS_PER_PX), y.rem_euclid(STEPS_PER_PX));
        let index = (sub_y * STEPS_PER_PX + sub_x) as usize;
        let groups = masks.masks[index].get_or_init(|| masks.make(&self.shape, [sub_x, sub_y]));
        Some(Mask {
            groups,
            groups_per_row: masks.groups,
            left_px: x.div_euclid(STEPS_PER_PX) - masks.before_px,
            top_px: y.div_euclid(STEPS_PER_PX) - masks.before_px,
        })
    }
}

impl Masks {
    fn of(shape: &Shape) -> Option<Self> {
        // Compared as floats: sizes may be anything.
        if shape.is_nothing() || shape.reach_px * 2.0 + 1.0 > MAX_MASK_PX as f32 {
            return None;
        }
        let before_px = (shape.reach_px - 0.5).ceil() as i32;
        let rows = 2 * before_px as usize + 1;
        let mut masks = Vec::new();
        masks.resize_with((STEPS_PER_PX * STEPS_PER_PX) as usize, OnceLock::new);
        Some(Self {
            masks,
            before_px,
            rows,
            groups: rows.div_ceil(LANES),
        })
    }

    fn make(&self, shape: &Shape, steps: [i32; 2]) -> Box<[Opacity2]> {
        let center = steps.map(|steps| steps as f32 / STEPS_PER_PX as f32);
        let mut groups = vec![Opacity2::default(); self.rows * self.groups].into_boxed_slice();
        for (row, groups) in groups.chunks_exact_mut(self.groups).enumerate() {
            let y = (row as i32 - self.before_px) as f32 + 0.5 - center[1];
            for column in 0..self.rows {
                let x = (column as i32 - self.before_px) as f32 + 0.5 - center[0];
                let opacity = shape.opacity([x, y]);
                let group = &mut groups[column / LANES];
                group.face[column % LANES] = opacity.face;
                group.edge[column % LANES] = opacity.edge;
            }
        }
        groups
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Color, Symbol};

    fn style(size_px: f32) -> MarkersStyle {
        MarkersStyle {
            symbol: Symbol::Star,
            size_px,
            face: Color::BLACK,
            edge: Color::WHITE,
            edge_width_px: 1.0,
        }
    }

    #[test]
    fn places_are_rounded_to_steps_and_saturate() {
        assert_eq!(steps_from_px([1.0, -1.0]), Some([64, -64]));
        assert_eq!(steps_from_px([0.008, 0.0]), Some([1, 0]));
        assert_eq!(steps_from_px([1e300, -1e300]), Some([i32::MAX, i32::MIN]));
        assert_eq!(steps_from_px([f64::NAN, 0.0]), None);
        assert_eq!(steps_from_px([0.0, f64::INFINITY]), None);
    }

    #[test]
    fn a_mask_is_what_each_pixel_would_be_asked() {
        let stamp = Stamp::new(&style(9.0), true);
        let center = [64 * 20 + 17, 64 * 30 + 63];
        let mask = stamp.mask(center).unwrap();
        let mut taken = 0;
        for (index, group) in mask.groups.iter().enumerate() {
            for lane in 0..LANES {
                let x = mask.left_px + (index % mask.groups_per_row * LANES + lane) as i32;
                let y = mask.top_px + (index / mask.groups_per_row) as i32;
                let pixel = [
                    x as f32 + 0.5 - center[0] as f32 / 64.0,
                    y as f32 + 0.5 - center[1] as f32 / 64.0,
                ];
                let expected = stamp.shape.opacity(pixel);
                assert_eq!(group.face[lane], expected.face, "{x} {y}");
                assert_eq!(group.edge[lane], expected.edge, "{x} {y}");
                taken += u32::from(expected.face > 0);
            }
        }
        assert!(taken > 10);
    }

    #[test]
    fn sizes_that_are_none_leave_nothing_and_huge_ones_have_no_mask() {
        for size_px in [0.0, -3.0, f32::NAN] {
            assert!(Stamp::new(&style(size_px), true).is_nothing(), "{size_px}");
        }
        let huge = Stamp::new(&style(f32::INFINITY), true);
        assert!(!huge.is_nothing() && huge.mask([0, 0]).is_none());
    }
}
