//! Extents of ranges from every sample: the slow truth.

use std::ops::Range;

use crate::element::Element;
use crate::extent::Extent;
use crate::store::Store;
use crate::{Result, kernel, parallel};

/// Values that one job reads.
const JOB_VALUES: u64 = 1 << 18;

/// A part of a range that one job of a scan reads: index of the range, and frames.
type Piece = (usize, Range<u64>);

/// Cuts ranges into jobs of about `frames` frames, each of one or several pieces.
fn jobs(ranges: &[Range<u64>], frames: u64) -> Vec<Vec<Piece>> {
    let mut jobs = Vec::new();
    let mut job = Vec::new();
    let mut room = frames;
    for (index, range) in ranges.iter().enumerate() {
        let mut start = range.start;
        while start < range.end {
            let end = range.end.min(start + room);
            job.push((index, start..end));
            room -= end - start;
            start = end;
            if room == 0 {
                jobs.push(std::mem::take(&mut job));
                room = frames;
            }
        }
    }
    if !job.is_empty() {
        jobs.push(job);
    }
    jobs
}

/// Answers [`Source::scan`](crate::Source::scan).
pub(crate) fn scan<T: Element>(
    store: &dyn Store<T>,
    channels: Range<usize>,
    ranges: &[Range<u64>],
    out: &mut [Extent],
) -> Result<()> {
    let layout = store.layout();
    layout
        .shape()
        .check_envelope(&channels, ranges, out.len())?;
    out.fill(Extent::EMPTY);
    if out.is_empty() {
        return Ok(());
    }
    let lanes = layout.lanes();
    let jobs = jobs(ranges, (JOB_VALUES / lanes as u64).max(1));
    let planes = layout.place(channels.start).0..layout.place(channels.end - 1).0 + 1;
    for plane in planes {
        // Channels of this plane that were asked for, and their lanes.
        let asked = match lanes {
            1 => plane..plane + 1,
            _ => channels.clone(),
        };
        let first_lane = layout.place(asked.start).1;
        let found = parallel::try_map(jobs.len(), |job| {
            let mut found = Vec::with_capacity(jobs[job].len() * asked.len());
            let mut rows = kernel::Rows::new(lanes);
            for (_, frames) in &jobs[job] {
                store.with_frames(plane, frames.clone(), &mut |frames| {
                    // Across all channels where most are wanted, else one by one.
                    if lanes > 1 && asked.len() * 4 > lanes {
                        rows.bounds(frames, lanes, |lane, bounds| {
                            if asked.contains(&lane) {
                                found.push(bounds);
                            }
                        });
                    } else {
                        for lane in first_lane..first_lane + asked.len() {
                            found.push(kernel::strided_bounds(&frames[lane..], lanes));
                        }
                    }
                })?;
            }
            Ok(found)
        })?;
        for (pieces, found) in jobs.iter().zip(found) {
            for ((index, _), bounds) in pieces.iter().zip(found.chunks(asked.len())) {
                for (channel, bounds) in asked.clone().zip(bounds) {
                    let extent = &mut out[(channel - channels.start) * ranges.len() + index];
                    *extent = extent.union(bounds.extent());
                }
            }
        }
    }
    Ok(())
}
