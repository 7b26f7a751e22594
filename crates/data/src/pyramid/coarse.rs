//! Extents from what is there so far, while the rest is still being loaded.
//!
//! A chunk that is not built is stood for by a sketch: the bounds of a few of its samples, or of
//! a chunk near by. What a sketch says is too small by what it did not see; what the built chunks
//! say is too large by the blocks that a range touches without covering them. Both are told apart
//! from an exact answer, and replaced by it.

use std::ops::Range;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::Pyramid;
use super::query::{Query, from_built, planes};
use crate::element::Element;
use crate::extent::{Bounds, Extent};
use crate::kernel;
use crate::store::Store;
use crate::{Readiness, Result};

/// Pieces that are read for a sketch, over all planes.
const PIECES: usize = 1 << 10;
/// Pieces of each plane at least.
const LEAST_PIECES: usize = 16;
/// Bytes of a piece, unless one frame takes more.
const PIECE_BYTES: usize = 4096;

/// The bounds of a few samples here and there.
#[derive(Debug)]
pub(crate) struct Sketch<T> {
    /// Chunks that a piece stands for.
    stride: usize,
    per_plane: usize,
    pieces: Vec<OnceLock<Box<[Bounds<T>]>>>,
    /// Pieces taken up so far.
    taken: AtomicUsize,
}

impl<T: Element> Sketch<T> {
    /// An empty sketch of what a pyramid is of.
    pub(crate) fn new(pyramid: &Pyramid<T>) -> Self {
        let planes = pyramid.layout.planes();
        let most = (PIECES / planes.max(1)).max(LEAST_PIECES);
        let stride = pyramid.chunks_per_plane.div_ceil(most).max(1);
        let per_plane = pyramid.chunks_per_plane.div_ceil(stride);
        Self {
            stride,
            per_plane,
            pieces: (0..per_plane * planes).map(|_| OnceLock::new()).collect(),
            taken: AtomicUsize::new(0),
        }
    }

    /// Reads one more piece; false when there is none left. The pieces come spread over the data,
    /// first far from each other, then between.
    pub(crate) fn read_piece(&self, store: &dyn Store<T>, pyramid: &Pyramid<T>) -> Result<bool> {
        let taken = self.taken.fetch_add(1, Ordering::Relaxed);
        let Some(piece) = spread(taken, self.pieces.len()) else {
            return Ok(taken < self.pieces.len().next_power_of_two());
        };
        let (plane, index) = (piece / self.per_plane, piece % self.per_plane);
        let chunk = (index * self.stride + self.stride / 2).min(pyramid.chunks_per_plane - 1);
        if pyramid.built(plane, chunk).is_some() {
            return Ok(true);
        }
        let lanes = pyramid.layout.lanes();
        let frames = pyramid.chunk_frames(chunk);
        let len = (PIECE_BYTES / (lanes * size_of::<T>())).max(1) as u64;
        let len = len.min(frames.end - frames.start);
        let start = frames.start + (frames.end - frames.start - len) / 2;
        store.with_frames(plane, start..start + len, &mut |values| {
            let bounds = (0..lanes).map(|lane| kernel::strided_bounds(&values[lane..], lanes));
            // Read once, so it was not there.
            let _was_there = self.pieces[piece].set(bounds.collect());
        })?;
        Ok(true)
    }

    fn bounds(&self, plane: usize, chunk: usize, lane: usize) -> Option<Bounds<T>> {
        let piece = plane * self.per_plane + chunk / self.stride;
        self.pieces.get(piece)?.get().map(|bounds| bounds[lane])
    }
}

/// The `turn`th of `count` things in an order that is spread over all of them (van der Corput's);
/// none for some turns below the next power of two, and for all above.
fn spread(turn: usize, count: usize) -> Option<usize> {
    let bits = count.next_power_of_two().trailing_zeros();
    if turn >> bits != 0 {
        return None;
    }
    let reversed = match bits {
        0 => 0,
        bits => turn.reverse_bits() >> (usize::BITS - bits),
    };
    (reversed < count).then_some(reversed)
}

/// Answers from what is there, exactly if that is possible; else also lists the chunks, as plane
/// and number in it, that an exact answer waits for.
pub(crate) fn envelope_now<T: Element>(
    store: &dyn Store<T>,
    pyramid: &Pyramid<T>,
    sketch: Option<&Sketch<T>>,
    channels: Range<usize>,
    ranges: &[Range<u64>],
    out: &mut [Extent],
    waits_for: &mut Vec<(usize, usize)>,
) -> Result<Readiness> {
    let shape = store.layout().shape();
    shape.check_envelope(&channels, ranges, out.len())?;
    waits_for.clear();
    if out.is_empty() {
        return Ok(Readiness::Ready);
    }
    for plane in planes(store, &channels) {
        pyramid.missing(plane, ranges, waits_for);
    }
    if waits_for.is_empty() {
        from_built(store, pyramid, channels, ranges, out)?;
        return Ok(Readiness::Ready);
    }
    Ok(envelope_coarse(
        store, pyramid, sketch, channels, ranges, out,
    ))
}

/// Answers from blocks and sketches alone, without reading anything.
pub(crate) fn envelope_coarse<T: Element>(
    store: &dyn Store<T>,
    pyramid: &Pyramid<T>,
    sketch: Option<&Sketch<T>>,
    channels: Range<usize>,
    ranges: &[Range<u64>],
    out: &mut [Extent],
) -> Readiness {
    let mut readiness = Readiness::Pending;
    if ranges.is_empty() {
        return readiness;
    }
    for (channel, out) in channels.zip(out.chunks_exact_mut(ranges.len())) {
        let query = Query::new(store, pyramid, channel);
        for (range, out) in ranges.iter().zip(out) {
            let found = query.outer_bounds(range, |chunk| {
                sketch?.bounds(query.plane, chunk, query.lane)
            });
            *out = found.extent();
            if !out.is_empty() {
                readiness = Readiness::Coarse;
            }
        }
    }
    readiness
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_piece_has_its_turn_once() {
        for count in 0..40_usize {
            let turns = 0..2 * count.next_power_of_two();
            let mut order: Vec<usize> = turns.filter_map(|turn| spread(turn, count)).collect();
            if count > 4 {
                assert!(order[0].abs_diff(order[1]) * 3 > count, "{order:?}");
            }
            order.sort_unstable();
            assert!(order.iter().copied().eq(0..count), "{count}: {order:?}");
        }
    }
}
