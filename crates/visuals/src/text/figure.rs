//! What formulas need beside glyphs: bars, root signs, arrows, as outlines of any size.

use crate::{Path, PathCommand};

/// The shape of a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum FigureKind {
    /// A filled rectangle: the bar of a fraction, or over a letter.
    Bar,
    /// The sign of a root, its bar over the whole width, its foot at the bottom.
    Root,
    /// An arrow to the right, its shaft at half its height.
    Arrow,
}

/// A figure of a size, from its top left corner right and down; any unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Figure {
    pub(crate) kind: FigureKind,
    pub(crate) size: [f32; 2],
    /// Of its lines.
    pub(crate) thickness: f32,
    /// Width of a root sign left of where its bar begins.
    pub(crate) hook: f32,
}

/// Height at which a root sign begins, over its foot, as a part of its hook's width.
const ROOT_RISE: f32 = 0.72;
/// Where the hook's corners are, as parts of its width.
const ROOT_CORNERS: [f32; 2] = [0.2, 0.5];

impl Figure {
    /// The same figure at a size in pixels, its left top corner at `corner`, and where that corner
    /// goes. Its lines are at least a pixel thick; `is_snapped`, they are whole pixels thick and
    /// lie on rows of pixels.
    pub(crate) fn in_pixels(
        &self,
        size_px: f32,
        corner: [f32; 2],
        is_snapped: bool,
    ) -> (Self, [f32; 2]) {
        let [width, height] = self.size.map(|side| side * size_px);
        let thickness = (self.thickness * size_px).max(1.0);
        let [x, y] = corner;
        let mut figure = Self {
            kind: self.kind,
            size: [width, height],
            thickness,
            hook: self.hook * size_px,
        };
        if !is_snapped {
            if self.kind == FigureKind::Bar {
                figure.size[1] = thickness;
            }
            return (figure, corner);
        }
        figure.thickness = thickness.round();
        let top = match self.kind {
            FigureKind::Bar => {
                figure.size[1] = figure.thickness;
                (y + 0.5 * (height - figure.thickness)).round()
            }
            FigureKind::Root => {
                let top = y.round();
                figure.size[1] = (y + height).round() - top;
                top
            }
            FigureKind::Arrow => {
                // The shaft lies on whole rows, with as many on either side of it.
                let side = (0.5 * (height - figure.thickness)).round().max(1.0);
                figure.size[1] = 2.0 * side + figure.thickness;
                (y + 0.5 * (height - figure.size[1])).round()
            }
        };
        (figure, [x, top])
    }

    /// The outline, for the non-zero winding rule.
    pub(crate) fn outline(&self) -> Vec<PathCommand> {
        let [width, height] = self.size;
        let half = self.thickness / 2.0;
        let path = match self.kind {
            FigureKind::Bar => Path::rectangle([0.0; 2], self.size),
            FigureKind::Root => {
                let hook = self.hook.min(width);
                let [first, foot] = ROOT_CORNERS.map(|part| part * hook);
                let rise = (height - ROOT_RISE * hook).max(height / 2.0);
                stroked(
                    &[
                        [0.0, rise],
                        [first, rise],
                        [foot, height],
                        [hook, half],
                        [width, half],
                    ],
                    half,
                    height,
                )
            }
            FigureKind::Arrow => {
                let middle = height / 2.0;
                // The head opens by a right angle, so its point reaches beyond its lines' middle.
                let tip = width - half * std::f32::consts::SQRT_2;
                let back = tip - (middle - half);
                let shaft = [[0.0, middle], [tip, middle]];
                let head = [[back, half], [tip, middle], [back, height - half]];
                stroked(&shaft, half, height).and(stroked(&head, half, height))
            }
        };
        path.into_commands()
    }
}

/// The outline of a line through `points`, `half` on either side of it, with sharp corners that
/// are cut at the height `bottom`. All outlines wind the same way.
fn stroked(points: &[[f32; 2]], half: f32, bottom: f32) -> Path {
    let side = |points: &mut dyn Iterator<Item = [f32; 2]>, out: &mut Vec<[f32; 2]>| {
        let points: Vec<[f32; 2]> = points.collect();
        let normals: Vec<[f32; 2]> = points
            .windows(2)
            .map(|ends| normal(ends[0], ends[1]))
            .collect();
        for (index, &point) in points.iter().enumerate() {
            let before = index.checked_sub(1).map(|before| normals[before]);
            let after = normals.get(index).copied();
            let (Some(before), Some(after)) = (before.or(after), after.or(before)) else {
                continue;
            };
            let dot = before[0] * after[0] + before[1] * after[1];
            // The point at `half` from both segments: the sum of their normals over 1 + cos.
            let reach = half / (1.0 + dot).max(0.05);
            let corner = [0, 1].map(|axis| point[axis] + reach * (before[axis] + after[axis]));
            if corner[1] <= bottom {
                out.push(corner);
                continue;
            }
            // Cut off what would lie below: where each of the two sides meets that height.
            for normal in [before, after] {
                let start = [0, 1].map(|axis| point[axis] + half * normal[axis]);
                // Along the segment: by `normal[1]` right, by `-normal[0]` down.
                let slope = if normal[0].abs() > 1e-6 {
                    -normal[1] / normal[0]
                } else {
                    0.0
                };
                out.push([start[0] + slope * (bottom - start[1]), bottom]);
            }
        }
    };
    let mut corners = Vec::new();
    side(&mut points.iter().copied(), &mut corners);
    side(&mut points.iter().rev().copied(), &mut corners);
    Path::polygon(&corners)
}

/// The unit normal to the left of the way from `a` to `b`, seen with y down.
fn normal(a: [f32; 2], b: [f32; 2]) -> [f32; 2] {
    let way = [b[0] - a[0], b[1] - a[1]];
    let length = way[0].hypot(way[1]);
    if length > 0.0 {
        [way[1] / length, -way[0] / length]
    } else {
        [0.0, 0.0]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Twice the signed area of the outline's polygons, and the box of their corners.
    fn area_and_box(figure: &Figure) -> (f32, [[f32; 2]; 2]) {
        let mut doubled = 0.0;
        let mut bounds = [[f32::MAX; 2], [f32::MIN; 2]];
        let mut corners: Vec<[f32; 2]> = Vec::new();
        for command in figure.outline() {
            match command {
                PathCommand::MoveTo(p) | PathCommand::LineTo(p) => {
                    corners.push(p);
                    for axis in 0..2 {
                        bounds[0][axis] = bounds[0][axis].min(p[axis]);
                        bounds[1][axis] = bounds[1][axis].max(p[axis]);
                    }
                }
                _ => {
                    for (a, b) in corners.iter().zip(corners.iter().cycle().skip(1)) {
                        doubled += a[0] * b[1] - b[0] * a[1];
                    }
                    corners.clear();
                }
            }
        }
        (doubled / 2.0, bounds)
    }

    #[test]
    fn outlines_fill_their_box_and_wind_one_way() {
        for kind in [FigureKind::Bar, FigureKind::Root, FigureKind::Arrow] {
            for size in [[20.0, 12.0], [60.0, 20.0], [40.0, 60.0]] {
                let figure = Figure {
                    kind,
                    size,
                    thickness: 1.0,
                    hook: 7.0,
                };
                let (area, [min, max]) = area_and_box(&figure);
                assert!(area > 0.0, "{figure:?}: {area}");
                for axis in 0..2 {
                    assert!(
                        min[axis] >= -1e-3 && max[axis] <= size[axis] + 1e-3,
                        "{figure:?}"
                    );
                }
                assert!((max[0] - size[0]).abs() < 1e-3, "{figure:?} {max:?}");
                assert!(min[0].abs() < 1e-3, "{figure:?} {min:?}");
            }
        }
    }

    #[test]
    fn snapped_lines_are_whole_pixels() {
        for kind in [FigureKind::Bar, FigureKind::Root, FigureKind::Arrow] {
            for size_px in [7.0, 12.0, 13.5, 40.0] {
                let em = Figure {
                    kind,
                    size: [1.0, if kind == FigureKind::Bar { 0.07 } else { 0.9 }],
                    thickness: 0.07,
                    hook: 0.5,
                };
                let corner = [3.3, -0.37 * size_px];
                let (figure, [x, y]) = em.in_pixels(size_px, corner, true);
                let is_whole = |value: f32| value == value.round();
                assert!(figure.thickness >= 1.0 && is_whole(figure.thickness));
                assert!(is_whole(y) && is_whole(figure.size[1]), "{figure:?}");
                assert_eq!(x, 3.3);
                let middle = |top: f32, height: f32| top + height / 2.0;
                let moved = middle(y, figure.size[1]) - middle(corner[1], em.size[1] * size_px);
                assert!(moved.abs() <= 0.5 + 1e-3, "{figure:?} moved by {moved}");
                let (free, at) = em.in_pixels(size_px, corner, false);
                assert_eq!(at, corner);
                assert!(free.thickness >= 1.0);
            }
        }
    }

    #[test]
    fn a_root_has_the_area_of_its_lines() {
        let figure = Figure {
            kind: FigureKind::Root,
            size: [40.0, 20.0],
            thickness: 1.0,
            hook: 7.0,
        };
        let length: f32 = [
            [0.0, 14.96],
            [1.4, 14.96],
            [3.5, 20.0],
            [7.0, 0.5],
            [40.0, 0.5],
        ]
        .windows(2)
        .map(|ends: &[[f32; 2]]| (ends[1][0] - ends[0][0]).hypot(ends[1][1] - ends[0][1]))
        .sum();
        let (area, [min, max]) = area_and_box(&figure);
        // Corners overlap by less than a square of the thickness each.
        assert!((area - length).abs() < 3.0, "{area} {length}");
        assert_eq!((min[1], max[1]), (0.0, 20.0));
    }
}
