//! What an area is painted with.

use std::f32::consts::FRAC_PI_4;

use crate::{Color, Placement};

/// What an area is painted with: one colour, a gradient, or hatching.
///
/// ```
/// use galry_visuals::{Color, GradientStop, LinearGradient, Paint};
///
/// let plain = Paint::from(Color::BLACK);
/// let fading = Paint::Linear(LinearGradient {
///     from: [0.0, 0.0],
///     to: [0.0, 5.0],
///     stops: vec![
///         GradientStop { offset: 0.0, color: Color::CYCLE_LIGHT[0] },
///         GradientStop { offset: 1.0, color: Color::TRANSPARENT },
///     ],
/// });
/// assert_ne!(plain, fading);
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Paint {
    /// One colour.
    Solid(Color),
    /// Colours that change along a line.
    Linear(LinearGradient),
    /// Colours that change away from a centre.
    Radial(RadialGradient),
    /// Lines or dots on a ground.
    Hatch(Hatch),
}

impl From<Color> for Paint {
    fn from(color: Color) -> Self {
        Self::Solid(color)
    }
}

/// A colour at a place of a gradient.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GradientStop {
    /// From 0 at the beginning to 1 at the end; what is outside counts as the nearer of them.
    pub offset: f32,
    /// The colour there.
    pub color: Color,
}

/// Colours that change from one point to another, the same all along the lines across.
///
/// Between stops colours are mixed premultiplied; before the first stop and after the last it is
/// theirs. Stops are taken by their offsets, those of one offset in their order. Without stops, or
/// where both points are one, there is nothing or the last colour.
#[derive(Clone, Debug, PartialEq)]
pub struct LinearGradient {
    /// Where offset 0 is, in visual coordinates.
    pub from: [f32; 2],
    /// Where offset 1 is, in visual coordinates. Lines of one colour are straight across the way
    /// from one to the other on the screen.
    pub to: [f32; 2],
    /// The colours.
    pub stops: Vec<GradientStop>,
}

/// Colours that change away from a centre; stops as in [`LinearGradient`].
#[derive(Clone, Debug, PartialEq)]
pub struct RadialGradient {
    /// Where offset 0 is, in visual coordinates.
    pub center: [f32; 2],
    /// How far offset 1 is along x and along y, in visual coordinates.
    pub radii: [f32; 2],
    /// The colours.
    pub stops: Vec<GradientStop>,
}

/// What a hatching is made of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum HatchPattern {
    /// Parallel lines, at an angle in radians from the horizontal, anticlockwise on the screen.
    Lines {
        /// The angle.
        angle_rad: f32,
    },
    /// Two sets of lines, one across the other.
    Cross {
        /// The angle of one of them.
        angle_rad: f32,
    },
    /// Discs in rows, each row moved by half a spacing.
    Dots,
}

/// Lines or dots on a ground. It moves with the visual and does not grow with it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hatch {
    /// What it is made of.
    pub pattern: HatchPattern,
    /// The colour of lines or dots.
    pub color: Color,
    /// The colour below them, often [`Color::TRANSPARENT`].
    pub ground: Color,
    /// From line to line or dot to dot, in framebuffer pixels; at least one.
    pub spacing_px: f32,
    /// Of the lines, or across the dots, in framebuffer pixels.
    pub width_px: f32,
    /// A place that the middle of a line or of a dot is on, in visual coordinates.
    pub origin: [f32; 2],
}

impl Default for Hatch {
    /// Black lines of a pixel, rising to the right, eight pixels apart, on nothing.
    fn default() -> Self {
        Self {
            pattern: HatchPattern::Lines {
                angle_rad: FRAC_PI_4,
            },
            color: Color::BLACK,
            ground: Color::TRANSPARENT,
            spacing_px: 8.0,
            width_px: 1.0,
            origin: [0.0; 2],
        }
    }
}

impl Paint {
    /// Whether there is no colour in it.
    pub(crate) fn is_nothing(&self) -> bool {
        let nothing = |color: &Color| color.to_rgba8()[3] == 0;
        let none = |stops: &[GradientStop]| stops.iter().all(|stop| nothing(&stop.color));
        match self {
            Self::Solid(color) => nothing(color),
            Self::Linear(gradient) => none(&gradient.stops),
            Self::Radial(gradient) => none(&gradient.stops),
            Self::Hatch(hatch) => nothing(&hatch.color) && nothing(&hatch.ground),
        }
    }

    /// The same with its coordinates in framebuffer pixels.
    pub(crate) fn placed(&self, placement: &Placement) -> Self {
        match self {
            Self::Solid(color) => Self::Solid(*color),
            Self::Linear(gradient) => Self::Linear(gradient.placed(placement)),
            Self::Radial(gradient) => Self::Radial(gradient.placed(placement)),
            Self::Hatch(hatch) => Self::Hatch(Hatch {
                origin: placement.framebuffer_from_visual(hatch.origin),
                ..*hatch
            }),
        }
    }
}

impl LinearGradient {
    /// The same in framebuffer pixels, its stops in order.
    pub(super) fn placed(&self, placement: &Placement) -> Self {
        Self {
            from: placement.framebuffer_from_visual(self.from),
            to: placement.framebuffer_from_visual(self.to),
            stops: sorted(&self.stops),
        }
    }
}

impl RadialGradient {
    /// The same in framebuffer pixels, its stops in order.
    pub(super) fn placed(&self, placement: &Placement) -> Self {
        Self {
            center: placement.framebuffer_from_visual(self.center),
            radii: [0, 1].map(|axis| (self.radii[axis] * placement.scale[axis]).abs()),
            stops: sorted(&self.stops),
        }
    }
}

impl Hatch {
    /// How far rows of dots are apart, in spacings: half the square root of three, so that each dot
    /// is as far from the next ones in its row as from those above and below.
    pub const DOT_ROW: f32 = 0.866_025_4;

    /// Spacing and width as they are drawn: numbers that are none replaced, lines no wider than they
    /// are apart.
    #[must_use]
    pub fn lengths_px(&self) -> [f32; 2] {
        // A NaN is neither.
        let spacing = if self.spacing_px > 1.0 {
            self.spacing_px.min(1e6)
        } else {
            1.0
        };
        let width = if self.width_px > 0.0 {
            self.width_px.min(spacing)
        } else {
            0.0
        };
        [spacing, width]
    }
}

/// Stops with sane offsets in their order.
fn sorted(stops: &[GradientStop]) -> Vec<GradientStop> {
    let sane = stops.iter().filter(|stop| !stop.offset.is_nan());
    let mut stops: Vec<GradientStop> = sane
        .map(|stop| GradientStop {
            offset: stop.offset.clamp(0.0, 1.0),
            color: stop.color,
        })
        .collect();
    stops.sort_by(|a, b| a.offset.total_cmp(&b.offset));
    stops
}
