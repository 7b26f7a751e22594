//! Neighbouring lines that are drawn as themselves, painted by the CPU into one picture.
//!
//! A software rasteriser runs the shader of a line for each pixel of each segment, and has its own
//! cost for each line; painting them together takes a fraction of that (see
//! [`PolylinePainter`]). Only the part of the view that they touch becomes a picture.

use galry_visuals::{
    Frame, ImageQuad, PaintedPolyline, Placement, PolylinePainter, PolylineStyle, Renderer,
    Visual as _,
};

use crate::Result;

/// A line as it is to be painted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stroke<'a> {
    /// Names the positions: others have another number.
    pub(crate) generation: u64,
    pub(crate) positions: &'a [[f32; 2]],
    pub(crate) style: PolylineStyle,
    pub(crate) placement: Placement,
}

/// What a picture was made of.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Key {
    generation: u64,
    style: PolylineStyle,
    placement: Placement,
}

/// Lines in one picture.
#[derive(Debug, Default)]
pub(crate) struct StrokesLayer {
    picture: ImageQuad,
    painter: PolylinePainter,
    painted: Option<(Vec<Key>, [i32; 4])>,
}

impl StrokesLayer {
    /// Paints the lines anew if something about them changed.
    pub(crate) fn update(&mut self, strokes: &[Stroke<'_>], view_px: [i32; 4]) {
        let key = |stroke: &Stroke<'_>| Key {
            generation: stroke.generation,
            style: stroke.style,
            placement: stroke.placement,
        };
        let is_known = self.painted.as_ref().is_some_and(|(known, rect_px)| {
            *rect_px == view_px && known.iter().copied().eq(strokes.iter().map(key))
        });
        if is_known {
            return;
        }
        let rect_px = touched(strokes, view_px);
        self.picture.set_rect_px(rect_px);
        let lines: Vec<PaintedPolyline<'_>> = strokes
            .iter()
            .map(|stroke| PaintedPolyline {
                positions: stroke.positions,
                closed: false,
                style: stroke.style,
                placement: stroke.placement,
            })
            .collect();
        self.painter
            .paint(rect_px, &lines, self.picture.pixels_mut());
        let mut keys = self.painted.take().map_or_else(Vec::new, |(keys, _)| keys);
        keys.clear();
        keys.extend(strokes.iter().map(key));
        self.painted = Some((keys, view_px));
    }

    pub(crate) fn draw(
        &mut self,
        renderer: &mut Renderer,
        frame: &Frame<'_>,
        placement: &Placement,
    ) -> Result<()> {
        if self.picture.size().contains(&0) {
            return Ok(());
        }
        self.picture.prepare(renderer)?;
        self.picture.draw(renderer, frame, placement)?;
        Ok(())
    }

    pub(crate) fn forget_gl(&mut self) {
        self.picture.forget_gl();
    }
}

/// The pixels of a view that lines may touch: x, y, width and height in the frame.
fn touched(strokes: &[Stroke<'_>], view_px: [i32; 4]) -> [i32; 4] {
    let mut low = [f32::INFINITY; 2];
    let mut high = [f32::NEG_INFINITY; 2];
    for stroke in strokes {
        let reach = 0.5 * stroke.style.width_px.max(1.0) + 1.0;
        for &position in stroke.positions {
            let at = stroke.placement.framebuffer_from_visual(position);
            // A point that is not finite is a gap.
            if at.iter().all(|value| value.is_finite()) {
                for axis in 0..2 {
                    low[axis] = low[axis].min(at[axis] - reach);
                    high[axis] = high[axis].max(at[axis] + reach);
                }
            }
        }
    }
    let [first, length] = [[view_px[0], view_px[1]], [view_px[2], view_px[3]]];
    let ends = [0, 1].map(|axis| {
        let (from, to) = (first[axis], first[axis] + length[axis]);
        // Float to integer saturates, and NaN is nothing.
        let start = (low[axis].floor() as i32).clamp(from, to);
        let end = (high[axis].ceil() as i32).clamp(start, to);
        [start, end - start]
    });
    [ends[0][0], ends[1][0], ends[0][1], ends[1][1]]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stroke(positions: &[[f32; 2]]) -> Stroke<'_> {
        Stroke {
            generation: 1,
            positions,
            style: PolylineStyle::default(),
            placement: Placement::default(),
        }
    }

    #[test]
    fn the_picture_is_what_lines_may_touch() {
        let view = [10, 20, 100, 50];
        let inside = [[30.2, 40.0], [f32::NAN, 0.0], [40.0, 45.5]];
        assert_eq!(touched(&[stroke(&inside)], view), [28, 38, 14, 10]);
        let beyond = [[-1e9, 0.0], [1e9, 1e9]];
        assert_eq!(touched(&[stroke(&beyond)], view), view);
        assert_eq!(touched(&[stroke(&[[0.0, 0.0]])], view)[2..], [0, 0]);
        assert_eq!(touched(&[], view)[2..], [0, 0]);
    }

    #[test]
    fn lines_are_painted_again_only_when_something_changed() {
        let mut layer = StrokesLayer::default();
        let positions = [[12.0, 30.0], [60.0, 50.0]];
        let view = [10, 20, 100, 50];
        layer.update(&[stroke(&positions)], view);
        assert!(layer.picture.pixels().iter().any(|&byte| byte > 0));
        layer.picture.pixels_mut().fill(7);
        layer.update(&[stroke(&positions)], view);
        assert!(layer.picture.pixels().iter().all(|&byte| byte == 7));
        let mut moved = stroke(&positions);
        moved.placement.translate = [1.0, 0.0];
        layer.update(&[moved], view);
        assert!(layer.picture.pixels().contains(&0));
    }
}
