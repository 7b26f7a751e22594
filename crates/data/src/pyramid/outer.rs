//! Bounds from whole blocks: never too small, at most the blocks at the ends too large, and without
//! reading a sample.

use std::ops::Range;

use super::Pyramid;
use super::query::Query;
use crate::element::Element;
use crate::extent::{Bounds, Extent};
use crate::store::Store;

/// Answers [`Source::outer_extents`](crate::Source::outer_extents) from blocks alone.
pub(crate) fn outer_extents<T: Element>(
    store: &dyn Store<T>,
    pyramid: &Pyramid<T>,
    channel: usize,
    ranges: &[Range<u64>],
    out: &mut [Extent],
) -> bool {
    let shape = store.layout().shape();
    let channels = channel..channel.saturating_add(1);
    if shape.check_envelope(&channels, ranges, out.len()).is_err() {
        return false;
    }
    let query = Query::new(store, pyramid, channel);
    for (range, out) in ranges.iter().zip(out) {
        let is_known = range.is_empty()
            || query
                .chunks_touched(range)
                .all(|chunk| query.is_built(chunk));
        *out = if is_known {
            query.outer_bounds(range, |_| None).extent()
        } else {
            Extent {
                min: f64::NEG_INFINITY,
                max: f64::INFINITY,
            }
        };
    }
    true
}

impl<T: Element> Query<'_, T> {
    /// The bounds of all blocks that a range touches; of a chunk that is not built, what stands in
    /// for it.
    pub(super) fn outer_bounds(
        &self,
        range: &Range<u64>,
        stand_in: impl Fn(usize) -> Option<Bounds<T>>,
    ) -> Bounds<T> {
        let mut found = Bounds::EMPTY;
        if range.is_empty() {
            return found;
        }
        let pyramid = self.pyramid;
        let chunks = self.chunks_touched(range);
        for chunk in chunks {
            let frames = pyramid.chunk_frames(chunk);
            let bounds = match pyramid.built(self.plane, chunk) {
                Some(built) => {
                    let shape = pyramid.chunk_shape(chunk);
                    let start = range.start.max(frames.start) - frames.start;
                    let end = range.end.min(frames.end) - frames.start;
                    let block = pyramid.block();
                    let blocks = (start / block) as usize..end.div_ceil(block) as usize;
                    built.fold(shape, self.lane, blocks)
                }
                None => stand_in(chunk).unwrap_or(Bounds::EMPTY),
            };
            found = found.union(bounds);
        }
        found
    }

    /// The chunks that hold samples of a range, which must not be empty.
    fn chunks_touched(&self, range: &Range<u64>) -> std::ops::RangeInclusive<usize> {
        let shift = self.pyramid.chunk_shift;
        (range.start >> shift) as usize..=((range.end - 1) >> shift) as usize
    }
}
