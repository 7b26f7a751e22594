//! Pyramids of files: kept, found again, and never believed when they should not be.

#![expect(
    clippy::single_range_in_vec_init,
    reason = "a query of one range is a list of one range"
)]

mod cache;
mod kept;
mod loading;

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::FileReader;
use super::array::FileArray;
use super::raw;
use crate::element::Element;
use crate::{Extent, OpenOptions, Order, PyramidPlace, RawDesc, Source};

/// Noise that is the same each time.
fn noise<T>(len: usize, seed: u64, convert: impl Fn(u64) -> T) -> Vec<T> {
    let mut state = seed | 1;
    (0..len)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            convert(state >> 20)
        })
        .collect()
}

fn write_noise(folder: &Path, name: &str, len: usize, seed: u64) -> PathBuf {
    let path = folder.join(name);
    let values = noise(len, seed, |bits| bits as i16);
    std::fs::write(&path, bytemuck::cast_slice::<i16, u8>(&values)).unwrap();
    path
}

fn options(place: PyramidPlace) -> OpenOptions {
    let mut options = OpenOptions::new().with_pyramid_place(place);
    options.pyramid.min_work = Duration::ZERO;
    options
}

fn array<T: Element>(
    path: &Path,
    channels: usize,
    order: Order,
    options: &OpenOptions,
) -> FileArray<T> {
    let reader = FileReader::open(path).unwrap();
    let desc = RawDesc {
        channels,
        order,
        ..RawDesc::new(T::TYPE)
    };
    let desc = raw::describe(&reader, &desc).unwrap();
    FileArray::new(reader, &desc, options)
}

fn one_channel(path: &Path, place: PyramidPlace) -> FileArray<i16> {
    array(path, 1, Order::Interleaved, &options(place))
}

/// Ranges from whole to a few samples.
fn ranges(len: u64) -> Vec<Range<u64>> {
    let mut ranges = Vec::new();
    for count in [1, 7, 60] {
        ranges.extend((0..count).map(|i| len * i / count..len * (i + 1) / count));
    }
    ranges.sort_by_key(|range| range.start);
    ranges
}

fn envelope(source: &dyn Source, ranges: &[Range<u64>]) -> Vec<Extent> {
    let mut out = vec![Extent::EMPTY; ranges.len() * source.channels()];
    source
        .envelope(0..source.channels(), ranges, &mut out)
        .unwrap();
    out
}

/// Checks that a source answers what its samples say.
fn assert_exact(source: &dyn Source) {
    let ranges = ranges(source.len());
    let mut truth = vec![Extent::EMPTY; ranges.len() * source.channels()];
    source
        .scan(0..source.channels(), &ranges, &mut truth)
        .unwrap();
    assert_eq!(envelope(source, &ranges), truth);
}
