//! The shapes that markers have, as outlines of size one.

use std::fmt;
use std::str::FromStr;

use crate::Error;

/// The shape of a marker.
///
/// Sizes are optical: a symbol with corners reaches a little beyond the size, so that all symbols
/// of one size look equally large. Names are read as words or as matplotlib's letters:
///
/// ```
/// use galry_visuals::Symbol;
///
/// assert_eq!("disc".parse::<Symbol>()?, Symbol::Disc);
/// assert_eq!("^".parse::<Symbol>()?, Symbol::TriangleUp);
/// assert!("blob".parse::<Symbol>().is_err());
/// # Ok::<(), galry_visuals::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Symbol {
    /// A filled circle, as wide as the size.
    #[default]
    Disc,
    /// A circle with a hole of six tenths of its diameter.
    Ring,
    /// A square with upright sides.
    Square,
    /// A square standing on a corner.
    Diamond,
    /// A triangle that points up.
    TriangleUp,
    /// A triangle that points down.
    TriangleDown,
    /// A triangle that points left.
    TriangleLeft,
    /// A triangle that points right.
    TriangleRight,
    /// Two bars, upright and level.
    Plus,
    /// Two bars along the diagonals.
    Cross,
    /// A star with five points.
    Star,
    /// An upright bar, a fifth as wide as high.
    VerticalBar,
    /// A level bar, a fifth as high as wide.
    HorizontalBar,
    /// Five equal sides, a corner up.
    Pentagon,
    /// Six equal sides, a corner up.
    Hexagon,
    /// Six equal sides, a side up.
    FlatHexagon,
    /// Eight equal sides, a side up.
    Octagon,
    /// A diamond six tenths as wide as high.
    ThinDiamond,
    /// Two crossed bars a third as wide as long, upright and level.
    ThickPlus,
    /// Two crossed bars a third as wide as long, along the diagonals.
    ThickCross,
    /// Three bars from the centre, one of them down.
    TripodDown,
    /// Three bars from the centre, one of them up.
    TripodUp,
    /// Three bars from the centre, one of them left.
    TripodLeft,
    /// Three bars from the centre, one of them right.
    TripodRight,
    /// The head of an arrow that points right, with a notch behind.
    Arrow,
    /// An arrow that points right, head and tail.
    TailedArrow,
    /// Two thin lines, upright and level.
    CrossLines,
    /// A triangle below the point, its tip on it.
    CaretUp,
    /// A triangle above the point, its tip on it.
    CaretDown,
    /// A triangle right of the point, its tip on it.
    CaretLeft,
    /// A triangle left of the point, its tip on it.
    CaretRight,
    /// A bar from the point up, as long as the size.
    TickUp,
    /// A bar from the point down, as long as the size.
    TickDown,
    /// A bar from the point to the left, as long as the size.
    TickLeft,
    /// A bar from the point to the right, as long as the size.
    TickRight,
}

/// Each symbol, its name and the short names that matplotlib gives it.
const NAMES: [(Symbol, &str, &[&str]); 35] = [
    (Symbol::Disc, "disc", &["o", "circle"]),
    (Symbol::Ring, "ring", &[]),
    (Symbol::Square, "square", &["s"]),
    (Symbol::Diamond, "diamond", &["D"]),
    (Symbol::TriangleUp, "triangle-up", &["^", "triangle"]),
    (Symbol::TriangleDown, "triangle-down", &["v"]),
    (Symbol::TriangleLeft, "triangle-left", &["<"]),
    (Symbol::TriangleRight, "triangle-right", &[">"]),
    (Symbol::Plus, "plus", &["+"]),
    (Symbol::Cross, "cross", &["x"]),
    (Symbol::Star, "star", &["*"]),
    (Symbol::VerticalBar, "vbar", &["|"]),
    (Symbol::HorizontalBar, "hbar", &["_"]),
    (Symbol::Pentagon, "pentagon", &["p"]),
    (Symbol::Hexagon, "hexagon", &["h"]),
    (Symbol::FlatHexagon, "flat-hexagon", &["H"]),
    (Symbol::Octagon, "octagon", &["8"]),
    (Symbol::ThinDiamond, "thin-diamond", &["d"]),
    (Symbol::ThickPlus, "thick-plus", &["P"]),
    (Symbol::ThickCross, "thick-cross", &["X"]),
    (Symbol::TripodDown, "tripod-down", &["1"]),
    (Symbol::TripodUp, "tripod-up", &["2"]),
    (Symbol::TripodLeft, "tripod-left", &["3"]),
    (Symbol::TripodRight, "tripod-right", &["4"]),
    (Symbol::Arrow, "arrow", &[]),
    (Symbol::TailedArrow, "tailed-arrow", &[]),
    (Symbol::CrossLines, "cross-lines", &[]),
    (Symbol::CaretUp, "caret-up", &["caretup"]),
    (Symbol::CaretDown, "caret-down", &["caretdown"]),
    (Symbol::CaretLeft, "caret-left", &["caretleft"]),
    (Symbol::CaretRight, "caret-right", &["caretright"]),
    (Symbol::TickUp, "tick-up", &["tickup"]),
    (Symbol::TickDown, "tick-down", &["tickdown"]),
    (Symbol::TickLeft, "tick-left", &["tickleft"]),
    (Symbol::TickRight, "tick-right", &["tickright"]),
];

impl Symbol {
    /// Every symbol.
    pub const ALL: [Self; NAMES.len()] = {
        let mut all = [Self::Disc; NAMES.len()];
        let mut index = 0;
        while index < all.len() {
            all[index] = NAMES[index].0;
            index += 1;
        }
        all
    };

    /// Its name in words.
    #[must_use]
    pub fn name(self) -> &'static str {
        NAMES
            .iter()
            .find(|(symbol, ..)| *symbol == self)
            .map_or("disc", |&(_, name, _)| name)
    }

    /// Its corners for a size of one, y down, going round so that the inside lies to the right;
    /// none for what is round.
    pub(super) fn corners(self) -> Vec<[f32; 2]> {
        match self {
            Self::Disc | Self::Ring => Vec::new(),
            Self::Square => rectangle(0.46, 0.46),
            Self::Diamond => regular(4, 0.63, 0.0),
            Self::TriangleUp => regular(3, 0.64, 0.0),
            Self::TriangleDown => regular(3, 0.64, 0.5),
            Self::TriangleLeft => regular(3, 0.64, 0.75),
            Self::TriangleRight => regular(3, 0.64, 0.25),
            Self::Plus => arms(ARM, [1.0, 0.0]),
            Self::Cross => arms(ARM, [std::f32::consts::FRAC_1_SQRT_2; 2]),
            Self::Star => star(),
            Self::VerticalBar => rectangle(0.1, 0.5),
            Self::HorizontalBar => rectangle(0.5, 0.1),
            Self::Pentagon => regular(5, 0.56, 0.0),
            Self::Hexagon => regular(6, 0.55, 0.0),
            Self::FlatHexagon => regular(6, 0.55, 1.0 / 12.0),
            Self::Octagon => regular(8, 0.54, 1.0 / 16.0),
            Self::ThinDiamond => regular(4, 0.63, 0.0)
                .into_iter()
                .map(|[x, y]| [THIN * x, y])
                .collect(),
            Self::ThickPlus => arms(THICK_ARM, [1.0, 0.0]),
            Self::ThickCross => arms(THICK_ARM, [std::f32::consts::FRAC_1_SQRT_2; 2]),
            Self::TripodDown => tripod(0.5),
            Self::TripodUp => tripod(0.0),
            Self::TripodLeft => tripod(0.75),
            Self::TripodRight => tripod(0.25),
            Self::Arrow => vec![[0.55, 0.0], [-0.45, 0.45], [-0.2, 0.0], [-0.45, -0.45]],
            Self::TailedArrow => vec![
                [0.55, 0.0],
                [0.0, 0.42],
                [0.0, TAIL],
                [-0.55, TAIL],
                [-0.55, -TAIL],
                [0.0, -TAIL],
                [0.0, -0.42],
            ],
            Self::CrossLines => arms(THIN_ARM, [1.0, 0.0]),
            Self::CaretUp => turned(&CARET, 0),
            Self::CaretRight => turned(&CARET, 1),
            Self::CaretDown => turned(&CARET, 2),
            Self::CaretLeft => turned(&CARET, 3),
            Self::TickUp => turned(&TICK, 0),
            Self::TickRight => turned(&TICK, 1),
            Self::TickDown => turned(&TICK, 2),
            Self::TickLeft => turned(&TICK, 3),
        }
    }

    /// How far the outline may move inwards, as a part of the size, before nothing is left.
    pub(super) fn inner_radius(self) -> f32 {
        match self {
            Self::Disc => 0.5,
            // Half of the ring's own width.
            Self::Ring => 0.1,
            Self::Square => 0.46,
            Self::Diamond => 0.63 * std::f32::consts::FRAC_1_SQRT_2,
            Self::TriangleUp | Self::TriangleDown | Self::TriangleLeft | Self::TriangleRight => {
                0.32
            }
            Self::Plus
            | Self::Cross
            | Self::TripodDown
            | Self::TripodUp
            | Self::TripodLeft
            | Self::TripodRight
            | Self::TickUp
            | Self::TickDown
            | Self::TickLeft
            | Self::TickRight => ARM,
            // Twice the area by the way around.
            Self::CaretUp | Self::CaretDown | Self::CaretLeft | Self::CaretRight => {
                0.75 / (1.0 + 2.0 * 0.75_f32.hypot(0.5))
            }
            // Where a point is as far from the sides of the tip as from those of the notch.
            Self::Arrow => {
                let [tip, notch] = [0.45 / 1.0_f32.hypot(0.45), 0.45 / 0.25_f32.hypot(0.45)];
                0.75 * tip * notch / (tip + notch)
            }
            Self::TailedArrow => TAIL,
            Self::CrossLines => THIN_ARM,
            Self::ThickPlus | Self::ThickCross => THICK_ARM,
            Self::ThinDiamond => 0.63 * THIN / 1.0_f32.hypot(THIN),
            Self::VerticalBar | Self::HorizontalBar => 0.1,
            Self::Star => {
                // Of the line through a point and the notch beside it, from the centre.
                let [tip, notch] = [star()[0], star()[1]];
                let along = [notch[0] - tip[0], notch[1] - tip[1]];
                (tip[0] * along[1] - tip[1] * along[0]).abs() / along[0].hypot(along[1])
            }
            Self::Pentagon => 0.56 * (std::f32::consts::PI / 5.0).cos(),
            Self::Hexagon | Self::FlatHexagon => 0.55 * (std::f32::consts::PI / 6.0).cos(),
            Self::Octagon => 0.54 * (std::f32::consts::PI / 8.0).cos(),
        }
    }
}

/// Half the width of an arm of a plus.
const ARM: f32 = 0.11;

/// Half the width of a thin line.
const THIN_ARM: f32 = 0.05;

/// Half the width of an arrow's tail.
const TAIL: f32 = 0.13;

/// As wide as the size and three quarters of it high, below its tip.
const CARET: [[f32; 2]; 3] = [[0.0, 0.0], [0.5, 0.75], [-0.5, 0.75]];

/// Upwards.
const TICK: [[f32; 2]; 4] = [[-ARM, -1.0], [ARM, -1.0], [ARM, 0.0], [-ARM, 0.0]];

/// Half the width of an arm of a thick plus: a sixth of its length of 1.1.
const THICK_ARM: f32 = 1.1 / 6.0;

/// Width of a thin diamond as a part of its height.
const THIN: f32 = 0.6;

/// How far arms reach from the centre.
const ARM_END: f32 = 0.55;

fn rectangle(x: f32, y: f32) -> Vec<[f32; 2]> {
    vec![[-x, -y], [x, -y], [x, y], [-x, y]]
}

/// A regular polygon in a circle, its first corner up, turned by a part of a whole turn.
fn regular(count: usize, radius: f32, turn: f32) -> Vec<[f32; 2]> {
    (0..count)
        .map(|corner| at(radius, corner as f32 / count as f32 + turn))
        .collect()
}

fn star() -> Vec<[f32; 2]> {
    // The notches of a pentagram.
    let inner = 0.62 * 0.381_966;
    (0..10)
        .map(|corner| {
            let radius = if corner % 2 == 0 { 0.62 } else { inner };
            at(radius, corner as f32 / 10.0)
        })
        .collect()
}

/// A point at a distance, so many turns clockwise from straight up.
fn at(radius: f32, turns: f32) -> [f32; 2] {
    let (sin, cos) = (turns * std::f32::consts::TAU).sin_cos();
    [radius * sin, -radius * cos]
}

/// Three bars from the centre, the first turned by a part of a whole turn from straight up.
fn tripod(turn: f32) -> Vec<[f32; 2]> {
    // Where the sides of two bars meet, a sixth of a turn from both.
    let notch = ARM / (std::f32::consts::PI / 3.0).sin();
    (0..3)
        .flat_map(|arm| {
            let turn = turn + arm as f32 / 3.0;
            let [end, side] = [at(ARM_END, turn), at(ARM, turn + 0.25)];
            [
                [end[0] - side[0], end[1] - side[1]],
                [end[0] + side[0], end[1] + side[1]],
                at(notch, turn + 1.0 / 6.0),
            ]
        })
        .collect()
}

/// Corners turned clockwise by so many quarters.
fn turned(corners: &[[f32; 2]], quarters: usize) -> Vec<[f32; 2]> {
    corners
        .iter()
        .map(|&corner| (0..quarters).fold(corner, |[x, y], _| [-y, x]))
        .collect()
}

/// Two crossed bars of half a width, the first along `direction`.
fn arms(half: f32, [x, y]: [f32; 2]) -> Vec<[f32; 2]> {
    let quarter = [[half, -ARM_END], [half, -half], [ARM_END, -half]];
    (0..4)
        .flat_map(|turn| turned(&quarter, turn))
        .map(|corner| [corner[0] * x - corner[1] * y, corner[0] * y + corner[1] * x])
        .collect()
}

impl fmt::Display for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Symbol {
    type Err = Error;

    /// # Errors
    /// [`Error::Part`] with all names, when it is none of them.
    fn from_str(text: &str) -> Result<Self, Error> {
        NAMES
            .iter()
            .find(|(_, name, short)| *name == text || short.contains(&text))
            .map(|&(symbol, ..)| symbol)
            .ok_or_else(|| Error::Part {
                message: format!(
                    "expected a marker ({}), got {text:?}",
                    NAMES.map(|(_, name, _)| name).join(", ")
                ),
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_go_there_and_back() {
        for symbol in Symbol::ALL {
            assert_eq!(symbol.to_string().parse::<Symbol>().unwrap(), symbol);
        }
        let message = "blob".parse::<Symbol>().unwrap_err().to_string();
        assert!(message.contains("triangle-up"), "{message}");
    }

    #[test]
    fn corners_go_round_clockwise_and_fit_the_table() {
        for symbol in Symbol::ALL {
            let corners = symbol.corners();
            assert!(corners.len() <= 12, "{symbol}");
            let area: f32 = (0..corners.len())
                .map(|i| {
                    let [a, b] = [corners[i], corners[(i + 1) % corners.len()]];
                    (a[0] * b[1] - a[1] * b[0]) / 2.0
                })
                .sum();
            assert!(corners.is_empty() || area > 0.1, "{symbol}: {area}");
            assert!(symbol.inner_radius() > 0.0);
        }
    }
}
