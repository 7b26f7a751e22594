//! Pyramids of small chunks against brute force. (The public interface's own chunks are so large
//! that a random series seldom has two.)

#![expect(clippy::single_range_in_vec_init, reason = "one range is asked for")]

use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

use proptest::prelude::*;

use super::*;
use crate::extent::Extent;
use crate::kernel;
use crate::store::{Order, Store};

/// Samples that count how many of them are read.
struct Counted<T> {
    values: Vec<T>,
    layout: Layout,
    read: AtomicU64,
}

impl<T: Element> Counted<T> {
    fn new(values: Vec<T>, channels: usize, order: Order) -> Self {
        let frames = (values.len() / channels) as u64;
        Self {
            values,
            layout: Layout {
                frames,
                channels,
                order,
            },
            read: AtomicU64::new(0),
        }
    }

    fn value(&self, channel: usize, frame: u64) -> T {
        let (plane, lane) = self.layout.place(channel);
        self.values[self.layout.value_index(plane, frame) as usize + lane]
    }

    /// What the definition of an extent says, with nothing clever.
    fn brute_force(&self, channel: usize, range: Range<u64>) -> Extent {
        range
            .map(|frame| self.value(channel, frame).to_f64())
            .collect()
    }
}

impl<T: Element> Store<T> for Counted<T> {
    fn layout(&self) -> Layout {
        self.layout
    }

    fn bounds(&self, channel: usize, range: Range<u64>) -> Result<Bounds<T>> {
        self.read
            .fetch_add(range.end - range.start, Ordering::Relaxed);
        let values: Vec<T> = range.map(|frame| self.value(channel, frame)).collect();
        Ok(kernel::bounds(&values))
    }

    fn with_frames(
        &self,
        plane: usize,
        range: Range<u64>,
        work: &mut dyn FnMut(&[T]),
    ) -> Result<()> {
        self.read
            .fetch_add(range.end - range.start, Ordering::Relaxed);
        let start = self.layout.value_index(plane, range.start) as usize;
        let end = self.layout.value_index(plane, range.end) as usize;
        work(&self.values[start..end]);
        Ok(())
    }
}

fn bits(extent: Extent) -> (u64, u64) {
    (extent.min.to_bits(), extent.max.to_bits())
}

/// Asks pyramid and scan, and compares both with brute force, bit for bit.
fn check<T: Element>(store: &Counted<T>, pyramid: &Pyramid<T>, ranges: &[Range<u64>]) {
    let channels = store.layout.channels;
    let mut by_pyramid = vec![Extent::EMPTY; channels * ranges.len()];
    envelope(store, pyramid, 0..channels, ranges, &mut by_pyramid).unwrap();
    let mut by_scan = by_pyramid.clone();
    by_scan.fill(Extent { min: 1.0, max: 2.0 });
    scan(store, 0..channels, ranges, &mut by_scan).unwrap();
    for channel in 0..channels {
        for (index, range) in ranges.iter().enumerate() {
            let truth = bits(store.brute_force(channel, range.clone()));
            let at = channel * ranges.len() + index;
            assert_eq!(bits(by_pyramid[at]), truth, "{channel} {range:?}");
            assert_eq!(bits(by_scan[at]), truth, "scan, {channel} {range:?}");
        }
        if channels > 1 {
            let mut one = vec![Extent::EMPTY; ranges.len()];
            envelope(store, pyramid, channel..channel + 1, ranges, &mut one).unwrap();
            let all = &by_pyramid[channel * ranges.len()..][..ranges.len()];
            assert!(one.iter().zip(all).all(|(a, b)| bits(*a) == bits(*b)));
            scan(store, channel..channel + 1, ranges, &mut one).unwrap();
            assert!(one.iter().zip(all).all(|(a, b)| bits(*a) == bits(*b)));
        }
    }
}

/// Numbers of every kind, as bits to be made a type of.
#[derive(Clone, Debug)]
enum Shape {
    Noise,
    Walk,
    Constant,
    Spikes,
    Broken,
    Nothing,
}

fn series(shape: &Shape, seed: u64, len: usize) -> Vec<f64> {
    let mut state = seed | 1;
    let mut random = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1_u64 << 53) as f64 - 0.5
    };
    let mut level = 0.0;
    (0..len)
        .map(|index| match shape {
            Shape::Noise => random() * 250.0,
            Shape::Walk => {
                level += random();
                level
            }
            Shape::Constant => 7.0,
            Shape::Spikes if random() > 0.499 => random() * 1e12,
            Shape::Spikes => 0.0 * random(),
            Shape::Broken => match (random() * 1000.0) as i32 {
                -500..-450 => f64::NAN,
                -450..-445 => f64::INFINITY,
                -445..-440 => f64::NEG_INFINITY,
                _ if index % 1000 < 400 => f64::NAN,
                _ => random(),
            },
            Shape::Nothing => [f64::NAN, f64::INFINITY, f64::NEG_INFINITY][index % 3],
        })
        .collect()
}

/// Ranges as a view's columns ask for them: ascending, touching or overlapping, some empty.
fn columns(len: u64, start: f64, width: f64, count: usize, overlap: u64) -> Vec<Range<u64>> {
    let at = |column: usize| {
        let frame = (start + width * column as f64) * len as f64;
        (frame as u64).min(len)
    };
    (0..count)
        .map(|column| at(column).saturating_sub(overlap)..(at(column + 1) + overlap).min(len))
        .collect()
}

fn check_type<T: Element>(values: &[f64], convert: impl Fn(f64) -> T, case: &Case) {
    let values: Vec<T> = values.iter().map(|&value| convert(value)).collect();
    let store = Counted::new(values, case.channels, case.order);
    let pyramid = Pyramid::with_shifts(store.layout, T::BLOCK_SHIFT, case.chunk_shift);
    // Narrow first and then wide: some chunks are there, some are not.
    check(&store, &pyramid, &case.narrow);
    check(&store, &pyramid, &case.wide);
    check(&store, &pyramid, &case.narrow);
}

#[derive(Clone, Debug)]
struct Case {
    shape: Shape,
    seed: u64,
    frames: u64,
    channels: usize,
    order: Order,
    chunk_shift: u32,
    narrow: Vec<Range<u64>>,
    wide: Vec<Range<u64>>,
}

fn cases() -> impl Strategy<Value = Case> {
    let shape = prop_oneof![
        Just(Shape::Noise),
        Just(Shape::Walk),
        Just(Shape::Constant),
        Just(Shape::Spikes),
        Just(Shape::Broken),
        Just(Shape::Nothing),
    ];
    let layout = (
        prop_oneof![3 => Just(1_usize), 1 => 2..5_usize, 1 => Just(70_usize)],
        prop_oneof![Just(Order::Interleaved), Just(Order::Planar)],
        6..12_u32,
    );
    let frames = prop_oneof![
        0..600_u64,
        250..260_u64,
        2000..20_000_u64,
        60_000..70_000_u64
    ];
    let view = (0.0..1.0_f64, 0.0..0.01_f64, 1..60_usize, 0..3_u64);
    (shape, any::<u64>(), frames, layout, view).prop_map(
        |(shape, seed, frames, (channels, order, chunk_shift), (start, width, count, overlap))| {
            let frames = if channels > 5 { frames / 16 } else { frames };
            let mut wide = columns(frames, 0.0, 1.0 / count as f64, count, overlap);
            wide.push(0..frames);
            wide.push(frames..frames);
            Case {
                shape,
                seed,
                frames,
                channels,
                order,
                chunk_shift,
                narrow: columns(frames, start, width, count, overlap),
                wide,
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn envelopes_equal_brute_force(case in cases()) {
        let values = series(&case.shape, case.seed, case.frames as usize * case.channels);
        check_type(&values, |value| value, &case);
        check_type(&values, |value| value as f32, &case);
        match case.seed % 8 {
            0 => check_type(&values, |value| value as i8, &case),
            1 => check_type(&values, |value| value as u8, &case),
            2 => check_type(&values, |value| value as i16, &case),
            3 => check_type(&values, |value| value as u16, &case),
            4 => check_type(&values, |value| value as i32, &case),
            5 => check_type(&values, |value| value as u32, &case),
            6 => check_type(&values, |value| (value * 1e15) as i64, &case),
            _ => check_type(&values, |value| (value * 1e15) as u64, &case),
        }
    }

    #[test]
    fn short_queries_read_little(start in 0..1_000_000_u64, len in 1..40_000_u64) {
        let store = Counted::new(vec![0_u8; 1_050_000], 1, Order::Interleaved);
        let pyramid = Pyramid::new(store.layout);
        let mut out = [Extent::EMPTY];
        envelope(&store, &pyramid, 0..1, &[start..start + len], &mut out).unwrap();
        // The last chunk, of 1424 samples, is never reached, and of no other enough is asked.
        prop_assert_eq!(pyramid.progress().0, 0);
        prop_assert_eq!(store.read.load(Ordering::Relaxed), len);
    }
}

#[test]
fn every_sample_is_read_once_for_the_pyramid() {
    let frames = 3_000_000;
    let store = Counted::new(
        (0..frames).map(|i| i as f32).collect(),
        1,
        Order::Interleaved,
    );
    let pyramid = Pyramid::new(store.layout);
    let mut out = [Extent::EMPTY];
    for _ in 0..2 {
        envelope(&store, &pyramid, 0..1, &[0..frames], &mut out).unwrap();
        assert_eq!(
            out[0],
            Extent {
                min: 0.0,
                max: frames as f64 - 1.0
            }
        );
        assert_eq!(store.read.load(Ordering::Relaxed), frames);
    }
    assert_eq!(pyramid.progress().0, pyramid.progress().1);
    // 4 bytes a sample, of which the pyramid may take 3.4 %.
    assert!(
        pyramid.bytes() * 1000 < frames * 4 * 34,
        "{}",
        pyramid.bytes()
    );
}

#[test]
fn a_partial_block_that_cannot_matter_is_not_read() {
    // One peak in whole blocks; nothing at the edges comes near it.
    let mut values = vec![0_i16; 300_000];
    (values[100_000], values[100_001]) = (1000, -1000);
    let store = Counted::new(values, 1, Order::Interleaved);
    let pyramid = Pyramid::new(store.layout);
    let mut out = [Extent::EMPTY];
    envelope(&store, &pyramid, 0..1, &[0..300_000], &mut out).unwrap();
    let before = store.read.load(Ordering::Relaxed);
    envelope(&store, &pyramid, 0..1, &[77..299_999], &mut out).unwrap();
    assert_eq!(
        out[0],
        Extent {
            min: -1000.0,
            max: 1000.0
        }
    );
    assert_eq!(store.read.load(Ordering::Relaxed), before);
}

#[test]
fn many_threads_may_ask_at_once() {
    let values: Vec<i32> = (0..2_000_000).map(|i| i % 65_536 * 7919 % 10_007).collect();
    let store = Counted::new(values, 4, Order::Interleaved);
    let pyramid = Pyramid::with_shifts(store.layout, 6, 12);
    let ranges = columns(500_000, 0.0, 0.01, 100, 1);
    let answers = parallel::try_map(64, |job| {
        let channel = job % 4;
        let mut out = vec![Extent::EMPTY; ranges.len()];
        envelope(&store, &pyramid, channel..channel + 1, &ranges, &mut out)?;
        Ok((channel, out))
    });
    for (channel, out) in answers.unwrap() {
        for (extent, range) in out.iter().zip(&ranges) {
            assert_eq!(*extent, store.brute_force(channel, range.clone()));
        }
    }
    assert_eq!(pyramid.progress().0, pyramid.progress().1);
}
