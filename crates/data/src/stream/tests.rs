//! Streams against plain vectors of the same samples. (Segments are made small, so that a few
//! thousand samples have trees.)

#![expect(clippy::single_range_in_vec_init, reason = "one range is asked for")]

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use proptest::prelude::*;

use super::*;

fn desc(channels: usize, keep: Keep) -> StreamDesc {
    StreamDesc {
        channels,
        keep,
        ..StreamDesc::default()
    }
}

/// A stream whose segments are as short as they can be.
fn small<T: Element>(channels: usize, keep: Keep) -> (Producer<T>, Stream<T>) {
    let kept = match keep {
        Keep::Last(kept) => Some(kept),
        _ => None,
    };
    let shape = Shape::with_segment_shift::<T>(channels, kept, 0);
    with_shape(&desc(channels, keep), shape)
}

/// What a snapshot should answer: every sample that was taken, those let go of as NaN.
struct Truth {
    channels: usize,
    first: u64,
    values: Vec<f64>,
}

impl Truth {
    fn value(&self, channel: usize, frame: u64) -> f64 {
        if frame < self.first {
            return f64::NAN;
        }
        self.values[frame as usize * self.channels + channel]
    }

    fn extent(&self, channel: usize, range: Range<u64>) -> Extent {
        range.map(|frame| self.value(channel, frame)).collect()
    }
}

fn bits(extent: &Extent) -> (u64, u64) {
    (extent.min.to_bits(), extent.max.to_bits())
}

fn check<T: Element>(snapshot: &Snapshot<T>, truth: &Truth, ranges: &[Range<u64>]) {
    let len = (truth.values.len() / truth.channels) as u64;
    assert_eq!((snapshot.len(), snapshot.first()), (len, truth.first));
    let channels = truth.channels;
    let mut found = vec![Extent::EMPTY; ranges.len() * channels];
    snapshot.envelope(0..channels, ranges, &mut found).unwrap();
    let mut scanned = vec![Extent::EMPTY; ranges.len() * channels];
    snapshot.scan(0..channels, ranges, &mut scanned).unwrap();
    for channel in 0..channels {
        for (index, range) in ranges.iter().enumerate() {
            let expected = bits(&truth.extent(channel, range.clone()));
            let at = channel * ranges.len() + index;
            assert_eq!(bits(&found[at]), expected, "channel {channel}, {range:?}");
            assert_eq!(bits(&scanned[at]), expected, "scan of {range:?}");
        }
        let mut values = vec![0.0; len as usize];
        snapshot.read(channel, 0..len, &mut values).unwrap();
        let indices: Vec<u64> = (0..len).step_by(7).collect();
        let mut gathered = vec![0.0; indices.len()];
        snapshot.gather(channel, &indices, &mut gathered).unwrap();
        for (frame, value) in values.iter().enumerate() {
            let expected = truth.value(channel, frame as u64);
            assert!(value.to_bits() == expected.to_bits() || value.is_nan() && expected.is_nan());
            if frame % 7 == 0 {
                assert_eq!(gathered[frame / 7].to_bits(), value.to_bits());
            }
        }
    }
    let summaries = snapshot.summarize(0..channels).unwrap();
    for (channel, summary) in summaries.iter().enumerate() {
        let kept = truth.first..len;
        let nan = kept.clone().filter(|&i| truth.value(channel, i).is_nan());
        assert_eq!(summary.nan_count, nan.count() as u64);
        assert_eq!(bits(&summary.extent), bits(&truth.extent(channel, kept)));
    }
}

/// A plain generator: each step depends on the last.
fn noise(state: &mut u64) -> f64 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    match *state >> 54 {
        0..=9 => f64::NAN,
        10..=12 => f64::INFINITY,
        13 => f64::NEG_INFINITY,
        14..=40 => -0.0,
        _ => (*state >> 40) as f64 / 65_536.0 - 128.0,
    }
}

fn run<T: Element>(
    (channels, keep, seed, pushes): (usize, Keep, u64, Vec<(usize, bool, bool)>),
    from_f64: impl Fn(f64) -> T,
) {
    let (mut producer, stream) = small::<T>(channels, keep);
    let mut state = seed | 1;
    let mut truth = Truth {
        channels,
        first: 0,
        values: Vec::new(),
    };
    let mut held = Vec::new();
    let mut refused = 0;
    for (frames, planar, look) in pushes {
        let values: Vec<T> = (0..frames * channels)
            .map(|_| from_f64(noise(&mut state)))
            .collect();
        if planar {
            let lanes: Vec<Vec<T>> = (0..channels)
                .map(|lane| {
                    values[lane.min(values.len())..]
                        .iter()
                        .step_by(channels)
                        .copied()
                        .collect()
                })
                .collect();
            let lanes: Vec<&[T]> = lanes.iter().map(Vec::as_slice).collect();
            producer.push_planar(&lanes).unwrap();
        } else {
            producer.push(&values).unwrap();
        }
        truth
            .values
            .extend(values.iter().map(|value| value.to_f64()));
        let len = (truth.values.len() / channels) as u64;
        match keep {
            Keep::First(most) if len > most => {
                refused += len - most;
                truth.values.truncate(most as usize * channels);
            }
            Keep::Last(kept) => truth.first = len.saturating_sub(kept),
            _ => {}
        }
        if look {
            let len = (truth.values.len() / channels) as u64;
            let mut ranges = vec![0..len, 0..0, len..len, truth.first..len];
            for _ in 0..12 {
                let a = (noise(&mut state).to_bits() >> 3) % (len + 1);
                let b = (noise(&mut state).to_bits() >> 3) % (len + 1);
                ranges.push(a.min(b)..a.max(b));
            }
            ranges.sort_by_key(|range| (range.start, range.end));
            let snapshot = stream.snapshot();
            check(&snapshot, &truth, &ranges);
            held.push((snapshot, truth.first, truth.values.len(), ranges));
        }
    }
    if let Keep::First(_) = keep {
        assert_eq!(stream.status().dropped, refused);
    }
    // What was pushed afterwards, and what was let go of, changed nothing that is held.
    for (snapshot, first, values, ranges) in held {
        let truth = Truth {
            channels,
            first,
            values: truth.values[..values].to_vec(),
        };
        check(&snapshot, &truth, &ranges);
    }
}

fn cases() -> impl Strategy<Value = (usize, Keep, u64, Vec<(usize, bool, bool)>)> {
    let keep = prop_oneof![
        Just(Keep::All),
        (1..3000_u64).prop_map(Keep::First),
        prop_oneof![1..100_u64, 100..5000_u64].prop_map(Keep::Last),
    ];
    let frames = prop_oneof![0..5_usize, 0..300_usize, 60..70_usize, 1000..6000_usize];
    let pushes = prop::collection::vec((frames, any::<bool>(), prop::bool::weighted(0.3)), 1..24);
    (
        prop_oneof![Just(1_usize), 2..5_usize],
        keep,
        any::<u64>(),
        pushes,
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn snapshots_equal_brute_force(case in cases()) {
        match case.2 % 6 {
            0 => run(case, |value| value),
            1 => run(case, |value| value as i16),
            2 => run(case, |value| value as u8),
            3 => run(case, |value| (value * 1e15) as i64),
            _ => run(case, |value| value as f32),
        }
    }
}

#[test]
fn the_sizes_of_the_public_interface_are_right_too() {
    // Two segments of the usual size, and a ring of a few.
    for keep in [Keep::All, Keep::Last(200_000)] {
        let (mut producer, stream) = stream::<f32>(&desc(1, keep)).unwrap();
        let mut state = 77;
        let values: Vec<f32> = (0..300_000).map(|_| noise(&mut state) as f32).collect();
        for block in values.chunks(7001) {
            producer.push(block).unwrap();
        }
        let first = stream.status().first;
        assert_eq!(first, if keep == Keep::All { 0 } else { 100_000 });
        let truth = Truth {
            channels: 1,
            first,
            values: values.iter().map(|&value| f64::from(value)).collect(),
        };
        let ranges = [
            0..300_000,
            99_999..100_001,
            131_000..262_145,
            299_998..300_000,
        ];
        check(&stream.snapshot(), &truth, &ranges);
    }
}

/// What a sample of the threads' tests must be, so that a torn one would show.
fn expected(frame: u64, channel: u64) -> i64 {
    (frame.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ channel) as i64 >> 12
}

#[test]
fn readers_never_see_a_torn_frame_while_a_ring_is_overwritten() {
    const CHANNELS: u64 = 3;
    const FRAMES: u64 = 200_000;
    for keep in [Keep::Last(1000), Keep::Last(5000), Keep::All] {
        let (mut producer, stream) = small::<i64>(CHANNELS as usize, keep);
        let done = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let mut block = Vec::new();
                let mut frame = 0;
                while frame < FRAMES {
                    let count = (1 + frame % 331).min(FRAMES - frame);
                    block.clear();
                    for frame in frame..frame + count {
                        block.extend((0..CHANNELS).map(|channel| expected(frame, channel)));
                    }
                    producer.push(&block).unwrap();
                    frame += count;
                }
                drop(producer);
                done.store(true, Ordering::Release);
            });
            for _ in 0..2 {
                scope.spawn(|| {
                    let (mut last, mut first) = (0, 0);
                    let mut finished = false;
                    while !finished {
                        finished = done.load(Ordering::Acquire);
                        let snapshot = stream.snapshot();
                        assert!(snapshot.len() >= last && snapshot.first() >= first);
                        (last, first) = (snapshot.len(), snapshot.first());
                        if let Keep::Last(kept) = keep {
                            assert_eq!(first, last.saturating_sub(kept));
                        }
                        let start = last.saturating_sub(1000).max(first);
                        for channel in 0..CHANNELS {
                            let mut values = vec![0.0; (last - start) as usize];
                            let lane = channel as usize;
                            snapshot.read(lane, start..last, &mut values).unwrap();
                            let truth: Vec<f64> = (start..last)
                                .map(|frame| expected(frame, channel) as f64)
                                .collect();
                            assert_eq!(values, truth);
                            let mut extent = [Extent::EMPTY];
                            snapshot
                                .envelope(lane..lane + 1, &[start..last], &mut extent)
                                .unwrap();
                            assert_eq!(extent[0], truth.into_iter().collect());
                        }
                    }
                    assert_eq!(last, FRAMES);
                });
            }
        });
        assert_eq!(stream.status().end, Some(StreamEnd::Finished));
    }
}

#[test]
fn what_a_ring_lets_go_of_unseen_is_counted() {
    let (mut producer, stream) = small::<i16>(1, Keep::Last(100));
    producer.push(&[0; 500]).unwrap();
    assert_eq!(stream.status().dropped, 0, "nobody looks yet");
    let _seen = stream.snapshot();
    producer.push(&[0; 100]).unwrap();
    assert_eq!(stream.status().dropped, 0, "those let go of had been seen");
    producer.push(&[0; 70]).unwrap();
    assert_eq!(stream.status().dropped, 70);
    let snapshot = stream.snapshot();
    assert_eq!(snapshot.status().dropped, 70);
    producer.push(&[0; 5]).unwrap();
    producer.add_dropped(3);
    assert_eq!(producer.status().dropped, 73);
    assert_eq!(snapshot.status().dropped, 70, "a snapshot stays");
}

#[test]
fn memory_of_a_ring_is_used_again() {
    let (mut producer, stream) = small::<f32>(1, Keep::Last(64 * 64));
    let mut places = std::collections::HashSet::new();
    for round in 0..2000 {
        producer.push(&[0.5; 64]).unwrap();
        let snapshot = stream.snapshot();
        let last = snapshot.starts[snapshot.trees.len()] - 1;
        places.insert(snapshot.segment(last).values.as_ptr() as usize);
        assert!(places.len() < 200, "new memory in round {round}");
    }
}

#[test]
fn readers_are_woken_once_for_all_news() {
    let (mut producer, stream) = small::<u8>(1, Keep::All);
    let count = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&count);
    let wake: Wake = Arc::new(move || {
        counted.fetch_add(1, Ordering::Relaxed);
    });
    let woken = || count.load(Ordering::Relaxed);
    stream.watch(&wake);
    for _ in 0..10 {
        producer.push(&[1, 2, 3]).unwrap();
    }
    assert_eq!(woken(), 1);
    let snapshot = stream.snapshot();
    assert_eq!(woken(), 1);
    producer.push(&[4]).unwrap();
    producer.push(&[]).unwrap();
    assert_eq!(woken(), 2);
    assert_eq!(snapshot.len(), 30);
    let _now = stream.snapshot();
    drop(producer);
    assert_eq!(woken(), 3, "the end is news");
    drop(wake);
    assert_eq!(stream.status().end, Some(StreamEnd::Finished));
}

#[test]
fn without_news_the_snapshot_is_the_same() {
    let (mut producer, stream) = small::<u8>(1, Keep::All);
    producer.push(&[1]).unwrap();
    let first = stream.snapshot();
    assert!(Arc::ptr_eq(&first, &stream.snapshot()));
    producer.push(&[2]).unwrap();
    let second = stream.snapshot();
    assert!(!Arc::ptr_eq(&first, &second));
    assert_ne!(first.revision(), second.revision());
}

#[test]
fn a_producer_that_dies_ends_its_stream_and_nothing_else() {
    let (mut producer, stream) = small::<f64>(1, Keep::All);
    let died = std::thread::spawn(move || {
        producer.push(&[1.0, 2.0]).unwrap();
        panic!("the device is gone");
    });
    assert!(died.join().is_err());
    assert_eq!(stream.status().end, Some(StreamEnd::Panicked));
    assert_eq!(stream.snapshot().len(), 2);

    let (producer, stream) = small::<f64>(1, Keep::All);
    producer.fail("the cable was pulled");
    let end = stream.status().end.unwrap();
    assert_eq!(end.to_string(), "ended: the cable was pulled");
}

#[test]
fn mistakes_say_what_was_expected() {
    let (mut producer, stream) = small::<f32>(2, Keep::All);
    let message = |result: Result<()>| result.unwrap_err().to_string();
    assert_eq!(
        message(producer.push(&[1.0])),
        "2 channels: expected a positive number that divides the 1 values"
    );
    assert_eq!(
        message(producer.push_planar(&[&[1.0], &[]])),
        "channel 1: expected 1 samples, as of channel 0, got 0"
    );
    assert!(producer.push_planar(&[&[1.0]]).is_err());
    assert_eq!(
        stream.status(),
        StreamStatus::default(),
        "nothing was taken"
    );
    assert!(stream.snapshot().read(2, 0..0, &mut []).is_err());
    assert!(stream.snapshot().read(0, 0..1, &mut [0.0]).is_err());
    for wrong in [
        desc(0, Keep::All),
        desc(1, Keep::Last(0)),
        StreamDesc {
            rate_hz: Some(f64::NAN),
            ..StreamDesc::default()
        },
    ] {
        assert!(matches!(
            super::stream::<f32>(&wrong),
            Err(Error::Option { .. })
        ));
    }
}
