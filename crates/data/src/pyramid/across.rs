//! Extents of several interleaved channels at once.
//!
//! Asked channel by channel, each would read the frames of its partial blocks again, and a frame
//! holds all channels. Here the ranges come one after the other, and the frames that any channel
//! needs are read once for all that need them.

use std::ops::Range;

use super::Pyramid;
use super::query::Query;
use crate::element::Element;
use crate::extent::{Bounds, Extent};
use crate::kernel::{self, Rows};
use crate::store::Store;
use crate::{Result, parallel};

/// Extents, over all channels, in a job.
const JOB_EXTENTS: usize = 1 << 13;
/// Where at least one channel in so many needs the frames, all are scanned, a vector at a time.
const ALL_PART: usize = 8;

/// Answers an envelope query about channels of one plane.
pub(super) fn envelope<T: Element>(
    store: &dyn Store<T>,
    pyramid: &Pyramid<T>,
    channels: Range<usize>,
    ranges: &[Range<u64>],
    out: &mut [Extent],
) -> Result<()> {
    let in_job = (JOB_EXTENTS / channels.len()).max(1);
    let found = parallel::try_map(ranges.len().div_ceil(in_job), |job| {
        let ranges = &ranges[job * in_job..ranges.len().min((job + 1) * in_job)];
        let mut across = Across::new(store, pyramid, channels.clone());
        let mut all = vec![Bounds::EMPTY; ranges.len() * channels.len()];
        for (range, found) in ranges.iter().zip(all.chunks_exact_mut(channels.len())) {
            across.bounds(range, found)?;
        }
        Ok(all)
    })?;
    let found = found
        .iter()
        .flat_map(|all| all.chunks_exact(channels.len()));
    for (index, found) in found.enumerate() {
        for (channel, bounds) in found.iter().enumerate() {
            out[channel * ranges.len() + index] = bounds.extent();
        }
    }
    Ok(())
}

/// A job: queries of each channel, and room to scan frames.
struct Across<'a, T> {
    store: &'a dyn Store<T>,
    lanes: usize,
    asked: Range<usize>,
    queries: Vec<Query<'a, T>>,
    rows: Rows<T>,
    /// Channels, from the first asked for, that need the frames at hand.
    needing: Vec<usize>,
}

impl<'a, T: Element> Across<'a, T> {
    fn new(store: &'a dyn Store<T>, pyramid: &'a Pyramid<T>, asked: Range<usize>) -> Self {
        let lanes = store.layout().lanes();
        Self {
            store,
            lanes,
            queries: asked
                .clone()
                .map(|channel| Query::new(store, pyramid, channel))
                .collect(),
            asked,
            rows: Rows::new(lanes),
            needing: Vec::new(),
        }
    }

    /// Finds the bounds of each channel over a range.
    fn bounds(&mut self, range: &Range<u64>, found: &mut [Bounds<T>]) -> Result<()> {
        let parts = self.queries[0].parts(range);
        if parts.blocks.is_empty() {
            return self.scan(range.clone(), found, |_, _| true);
        }
        let (edges, inner) = self.queries[0].chunks(&parts.blocks);
        for (chunk, blocks) in edges.into_iter().flatten() {
            if self.queries[0].is_built(chunk) {
                for (query, found) in self.queries.iter().zip(&mut *found) {
                    *found = found.union(query.part_of_chunk(chunk, blocks.clone())?);
                }
            } else {
                let frames = self.queries[0].frames(&blocks);
                self.scan(frames, found, |_, _| true)?;
            }
        }
        if !inner.is_empty() {
            for (query, found) in self.queries.iter().zip(&mut *found) {
                *found = found.union(query.whole_chunks(0, inner.clone())?);
            }
        }
        for (block, frames) in parts.partial.into_iter().flatten() {
            self.scan(frames, found, |query, found| query.may_widen(found, block))?;
        }
        Ok(())
    }

    /// Unites the bounds of those channels that need it with their samples in some frames.
    fn scan(
        &mut self,
        frames: Range<u64>,
        found: &mut [Bounds<T>],
        needs: impl Fn(&Query<'_, T>, Bounds<T>) -> bool,
    ) -> Result<()> {
        self.needing.clear();
        for (index, (query, &found)) in self.queries.iter().zip(&*found).enumerate() {
            if needs(query, found) {
                self.needing.push(index);
            }
        }
        if self.needing.is_empty() || frames.is_empty() {
            return Ok(());
        }
        let (lanes, asked) = (self.lanes, &self.asked);
        let (rows, needing) = (&mut self.rows, &self.needing);
        self.store.with_frames(0, frames, &mut |values| {
            if needing.len() * ALL_PART >= lanes {
                rows.bounds(values, lanes, |lane, bounds| {
                    if asked.contains(&lane) {
                        let found = &mut found[lane - asked.start];
                        *found = found.union(bounds);
                    }
                });
            } else {
                for &index in needing {
                    let values = &values[asked.start + index..];
                    found[index] = found[index].union(kernel::strided_bounds(values, lanes));
                }
            }
        })
    }
}
