//! The dashes of a line as a placement has them: cut in framebuffer pixels, around the place where
//! they were cut, so that moving the line draws the same ones.

use galry_gloo::Context;

use super::strips::placed_pieces;
use super::{Dashes, PolylineData, Quads};
use crate::{Placement, Result};

/// What dashes depend on, the points aside.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted {
    dashes: Dashes,
    scale: [f32; 2],
    translate: [f32; 2],
    /// Least and greatest coordinates of what may be seen, of the line's width too.
    window: [[f32; 2]; 2],
}

/// Dashes in the driver's memory.
pub(super) struct Dashed {
    cut: Wanted,
    quads: Quads,
}

impl Dashed {
    /// What a draw wants.
    pub(super) fn wanted(
        dashes: &Dashes,
        placement: &Placement,
        size_px: [u32; 2],
        reach_px: f32,
    ) -> Wanted {
        let rect = placement
            .clip_px
            .unwrap_or([0, 0, size_px[0] as i32, size_px[1] as i32])
            .map(|edge| edge as f32);
        let reach = reach_px + 1.0;
        Wanted {
            dashes: *dashes,
            scale: placement.scale,
            translate: placement.translate,
            window: [
                [rect[0] - reach, rect[1] - reach],
                [rect[0] + rect[2] + reach, rect[1] + rect[3] + reach],
            ],
        }
    }

    /// Cuts a line, a window around what is wanted included.
    pub(super) fn new(context: &Context, data: &PolylineData, wanted: Wanted) -> Result<Self> {
        let placement = Placement {
            scale: wanted.scale,
            translate: wanted.translate,
            ..Placement::default()
        };
        let [low, high] = wanted.window;
        let around = [0, 1].map(|axis| (high[axis] - low[axis]).max(0.0));
        let cut = Wanted {
            window: [
                [0, 1].map(|axis| low[axis] - around[axis]),
                [0, 1].map(|axis| high[axis] + around[axis]),
            ],
            ..wanted
        };
        let placed = placed_pieces(&data.positions, data.closed, &placement);
        let dashes = cut.dashes.cut(&placed, cut.window);
        Ok(Self {
            cut,
            quads: Quads::new(context, &dashes)?,
        })
    }

    pub(super) const fn quads(&self) -> &Quads {
        &self.quads
    }

    /// Whether these are the dashes that are wanted, moved at most.
    pub(super) fn serves(&self, wanted: &Wanted) -> bool {
        let cut = &self.cut;
        let is_within = |axis: usize| {
            let moved = wanted.translate[axis] - cut.translate[axis];
            wanted.window[0][axis] - moved >= cut.window[0][axis]
                && wanted.window[1][axis] - moved <= cut.window[1][axis]
        };
        cut.dashes == wanted.dashes && cut.scale == wanted.scale && is_within(0) && is_within(1)
    }

    /// Where they stand for a placement of the line.
    pub(super) fn placement(&self, placement: &Placement) -> Placement {
        Placement {
            scale: [1.0; 2],
            translate: [0, 1].map(|axis| placement.translate[axis] - self.cut.translate[axis]),
            ..*placement
        }
    }
}
