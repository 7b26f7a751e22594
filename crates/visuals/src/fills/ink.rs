//! Paints at their place: the colour of each pixel.

use super::{GradientStop, Hatch, HatchPattern, Paint};
use crate::Placement;
use crate::coverage::{disc, strip};

/// Premultiplied, 0 to 1.
pub(super) type Rgba = [f32; 4];

/// A paint that knows where it is.
#[derive(Clone, Debug)]
pub(super) enum Ink {
    Solid(Rgba),
    /// Offsets are `start + x * per_px[0] + y * per_px[1]`.
    Linear {
        start: f32,
        per_px: [f32; 2],
        ramp: Ramp,
    },
    Radial {
        center: [f32; 2],
        per_px: [f32; 2],
        ramp: Ramp,
    },
    Hatch(Hatching),
}

/// Colours along a gradient, premultiplied.
#[derive(Clone, Debug)]
pub(super) struct Ramp(Vec<(f32, Rgba)>);

/// Lines or dots around a place.
#[derive(Clone, Debug)]
pub(super) struct Hatching {
    color: Rgba,
    ground: Rgba,
    spacing: f32,
    half_width: f32,
    /// In spacings, where the lines (or dots) through the origin lie at the first pixel.
    phase: [f32; 2],
    /// Across each set of lines; none for dots.
    normals: Vec<[f32; 2]>,
    antialias: bool,
}

impl Ink {
    /// The ink of a paint in a picture that begins at `origin_px` of the frame.
    pub(super) fn new(paint: &Paint, placement: &Placement, origin_px: [i32; 2]) -> Self {
        let origin = origin_px.map(|px| px as f32);
        let from_origin = |point: [f32; 2]| [point[0] - origin[0], point[1] - origin[1]];
        match paint {
            Paint::Solid(color) => Self::Solid(color.premultiplied()),
            Paint::Linear(gradient) => {
                let gradient = gradient.placed(placement);
                let (a, b) = (from_origin(gradient.from), from_origin(gradient.to));
                let along = [b[0] - a[0], b[1] - a[1]];
                let square = along[0] * along[0] + along[1] * along[1];
                let per_px = along.map(|part| part / square);
                let start = -(a[0] * per_px[0] + a[1] * per_px[1]);
                Self::Linear {
                    start,
                    per_px,
                    ramp: Ramp::new(&gradient.stops),
                }
            }
            Paint::Radial(gradient) => {
                let gradient = gradient.placed(placement);
                Self::Radial {
                    center: from_origin(gradient.center),
                    per_px: gradient.radii.map(f32::recip),
                    ramp: Ramp::new(&gradient.stops),
                }
            }
            Paint::Hatch(hatch) => Self::Hatch(Hatching::new(hatch, placement, origin_px)),
        }
    }

    /// The one colour that it has everywhere, if so.
    pub(super) fn solid(&self) -> Option<Rgba> {
        match self {
            Self::Solid(color) => Some(*color),
            _ => None,
        }
    }

    /// The colour of a pixel.
    pub(super) fn color(&self, column: usize, row: usize) -> Rgba {
        let [x, y] = [column, row].map(|index| index as f32 + 0.5);
        match self {
            Self::Solid(color) => *color,
            Self::Linear {
                start,
                per_px,
                ramp,
            } => ramp.color(start + x * per_px[0] + y * per_px[1]),
            Self::Radial {
                center,
                per_px,
                ramp,
            } => {
                let across = [(x - center[0]) * per_px[0], (y - center[1]) * per_px[1]];
                ramp.color((across[0] * across[0] + across[1] * across[1]).sqrt())
            }
            Self::Hatch(hatching) => hatching.color([x, y]),
        }
    }
}

impl Ramp {
    fn new(stops: &[GradientStop]) -> Self {
        let colored = stops.iter();
        Self(
            colored
                .map(|stop| (stop.offset, stop.color.premultiplied()))
                .collect(),
        )
    }

    /// The colour at an offset; without length of its own (a NaN) a gradient is at its end.
    fn color(&self, offset: f32) -> Rgba {
        let next = self.0.partition_point(|(place, _)| *place <= offset);
        let next = if offset.is_nan() { self.0.len() } else { next };
        let before = next.checked_sub(1).and_then(|last| self.0.get(last));
        match (before, self.0.get(next)) {
            (Some((low, a)), Some((high, b))) => {
                let part = (offset - low) / (high - low);
                std::array::from_fn(|i| a[i] + part * (b[i] - a[i]))
            }
            (Some((_, only)), None) | (None, Some((_, only))) => *only,
            (None, None) => [0.0; 4],
        }
    }
}

impl Hatching {
    fn new(hatch: &Hatch, placement: &Placement, origin_px: [i32; 2]) -> Self {
        let [spacing, width] = hatch.lengths_px();
        // To a part of a spacing even when it is far away.
        let origin = [0, 1].map(|axis| {
            f64::from(hatch.origin[axis]) * f64::from(placement.scale[axis])
                + f64::from(placement.translate[axis])
                - f64::from(origin_px[axis])
        });
        let normal = |angle: f32| {
            let (sin, cos) = angle.sin_cos();
            // Anticlockwise on a screen whose y points down.
            [sin, cos]
        };
        let normals = match hatch.pattern {
            HatchPattern::Lines { angle_rad } => vec![normal(angle_rad)],
            HatchPattern::Cross { angle_rad } => {
                let [x, y] = normal(angle_rad);
                vec![[x, y], [-y, x]]
            }
            HatchPattern::Dots => Vec::new(),
        };
        let part =
            |distance: f64, spacing: f32| (distance / f64::from(spacing)).rem_euclid(1.0) as f32;
        let mut phase = [
            part(origin[0], spacing),
            part(origin[1], 2.0 * spacing * Hatch::DOT_ROW),
        ];
        for (phase, normal) in phase.iter_mut().zip(&normals) {
            let across = normal.map(f64::from);
            *phase = part(origin[0] * across[0] + origin[1] * across[1], spacing);
        }
        Self {
            color: hatch.color.premultiplied(),
            ground: hatch.ground.premultiplied(),
            spacing,
            half_width: 0.5 * width,
            phase,
            normals,
            antialias: placement.antialias,
        }
    }

    fn color(&self, point: [f32; 2]) -> Rgba {
        let free = match self.normals.is_empty() {
            true => 1.0 - self.dots(point),
            false => self.free_of_lines(point),
        };
        let covered = (1.0 - free).clamp(0.0, 1.0);
        let covered = match self.antialias {
            true => covered,
            false => covered.round(),
        };
        over(self.color.map(|part| part * covered), self.ground)
    }

    /// The part of a pixel that no line covers.
    fn free_of_lines(&self, point: [f32; 2]) -> f32 {
        let mut free = 1.0;
        for (normal, phase) in self.normals.iter().zip(self.phase) {
            let across = (point[0] * normal[0] + point[1] * normal[1]) / self.spacing - phase;
            let distance = (across - across.round()) * self.spacing;
            // Close lines may cover a pixel by two or three.
            let near = [-1.0, 0.0, 1.0].map(|line| distance + line * self.spacing);
            let covered: f32 = near
                .iter()
                .map(|&distance| strip(distance, self.half_width, *normal))
                .sum();
            free *= 1.0 - covered;
        }
        free
    }

    /// The part of a pixel that dots cover.
    fn dots(&self, point: [f32; 2]) -> f32 {
        let across = point[0] / self.spacing - self.phase[0];
        let down = point[1] / (self.spacing * Hatch::DOT_ROW) - 2.0 * self.phase[1];
        let row = down.floor();
        let in_row = |row: f32| {
            let shift = 0.5 * row.rem_euclid(2.0);
            let x = across - shift;
            let offset = [
                (x - x.round()) * self.spacing,
                (down - row) * self.spacing * Hatch::DOT_ROW,
            ];
            disc(offset, self.half_width)
        };
        in_row(row) + in_row(row + 1.0)
    }
}

/// One colour over another.
pub(super) fn over(above: Rgba, below: Rgba) -> Rgba {
    let free = 1.0 - above[3];
    std::array::from_fn(|i| above[i] + below[i] * free)
}

/// The colour as it is stored.
pub(super) fn to_rgba8(color: Rgba) -> [u8; 4] {
    color.map(|part| (part.clamp(0.0, 1.0) * 255.0 + 0.5) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Color;

    fn mean(paint: &Paint) -> f32 {
        let ink = Ink::new(paint, &Placement::default(), [-3, 5]);
        let sum: f32 = (0..200)
            .flat_map(|row| (0..200).map(move |column| (column, row)))
            .map(|(column, row)| ink.color(column, row)[3])
            .sum();
        sum / 4e4
    }

    #[test]
    fn hatching_covers_its_part_of_the_area() {
        let patterns = [
            (HatchPattern::Lines { angle_rad: 0.0 }, 1.5 / 7.3),
            (HatchPattern::Lines { angle_rad: 0.7 }, 1.5 / 7.3),
            (
                HatchPattern::Cross { angle_rad: 0.3 },
                1.0 - (1.0 - 1.5 / 7.3_f32).powi(2),
            ),
            (
                HatchPattern::Dots,
                std::f32::consts::PI * 0.75 * 0.75 / (7.3 * 7.3 * Hatch::DOT_ROW),
            ),
        ];
        for (pattern, expected) in patterns {
            let hatch = Hatch {
                pattern,
                spacing_px: 7.3,
                width_px: 1.5,
                ..Hatch::default()
            };
            let covered = mean(&Paint::Hatch(hatch));
            assert!(
                (covered - expected).abs() < 0.03 * expected,
                "{pattern:?}: {covered}, not {expected}"
            );
        }
    }

    #[test]
    fn hatching_moves_with_the_origin_by_exactly_that() {
        let hatch = Hatch {
            pattern: HatchPattern::Cross { angle_rad: 0.4 },
            ..Hatch::default()
        };
        for pattern in [hatch.pattern, HatchPattern::Dots] {
            let paint = Paint::Hatch(Hatch { pattern, ..hatch });
            let moved = Placement {
                translate: [13.0, 29.0],
                ..Placement::default()
            };
            let [here, there] =
                [Placement::default(), moved].map(|placement| Ink::new(&paint, &placement, [0, 0]));
            for (column, row) in [(0, 0), (3, 7), (20, 11)] {
                let (a, b) = (here.color(column, row), there.color(column + 13, row + 29));
                assert!((a[3] - b[3]).abs() < 1e-3, "{pattern:?}: {a:?}, {b:?}");
            }
        }
    }

    #[test]
    fn a_gradient_passes_through_its_stops() {
        let stop = |offset, grey: f32| GradientStop {
            offset,
            color: Color::rgba(grey, grey, grey, 1.0),
        };
        let stops = vec![
            stop(1.0, 1.0),
            stop(0.0, 0.0),
            stop(0.5, 0.2),
            stop(f32::NAN, 0.9),
        ];
        let paint = Paint::Linear(super::super::LinearGradient {
            from: [10.5, 0.0],
            to: [20.5, 0.0],
            stops,
        });
        let ink = Ink::new(&paint, &Placement::default(), [0, 0]);
        for (column, expected) in [
            (2, 0.0),
            (10, 0.0),
            (15, 0.2),
            (18, 0.68),
            (20, 1.0),
            (40, 1.0),
        ] {
            let color = ink.color(column, 3);
            assert!((color[0] - expected).abs() < 1e-5, "{column}: {color:?}");
        }
    }

    #[test]
    fn what_has_no_length_is_its_last_colour() {
        let stops = vec![
            GradientStop {
                offset: 0.0,
                color: Color::BLACK,
            },
            GradientStop {
                offset: 1.0,
                color: Color::WHITE,
            },
        ];
        let paint = Paint::Linear(super::super::LinearGradient {
            from: [4.0, 4.0],
            to: [4.0, 4.0],
            stops: stops.clone(),
        });
        let empty = Paint::Radial(super::super::RadialGradient {
            center: [0.0; 2],
            radii: [1.0; 2],
            stops: Vec::new(),
        });
        let place = Placement::default();
        assert_eq!(Ink::new(&paint, &place, [0, 0]).color(1, 1), [1.0; 4]);
        assert_eq!(Ink::new(&empty, &place, [0, 0]).color(1, 1), [0.0; 4]);
    }
}
