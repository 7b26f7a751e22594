//! Pyramids built in the background: what is answered meanwhile, and what is read by whom.

use std::fs::File;
use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::file::READ_HERE;
use crate::{Loading, Readiness};

/// Samples of the test's file: twelve chunks, the last one ragged.
const LEN: usize = 3_000_000;
const CHUNK: u64 = 1 << 18;

fn long(folder: &Path) -> PathBuf {
    write_noise(folder, "long.bin", LEN, 11)
}

fn now(source: &dyn Source, ranges: &[Range<u64>]) -> (Readiness, Vec<Extent>) {
    let mut out = vec![Extent::EMPTY; ranges.len() * source.channels()];
    let readiness = source.envelope_now(0..source.channels(), ranges, &mut out);
    (readiness.unwrap(), out)
}

/// What is answered from what is there, without starting threads.
fn answer<T: Element>(
    source: &FileArray<T>,
    ranges: &[Range<u64>],
) -> crate::Result<(Readiness, Vec<Extent>)> {
    let mut out = vec![Extent::EMPTY; ranges.len() * source.channels()];
    let mut waits_for = Vec::new();
    let work = source.loader.work();
    let readiness = work.answer(0..source.channels(), ranges, &mut out, &mut waits_for)?;
    if !waits_for.is_empty() {
        work.want(waits_for);
    }
    Ok((readiness, out))
}

/// One range for each chunk.
fn chunks() -> Vec<Range<u64>> {
    let len = LEN as u64;
    let starts = (0..len).step_by(CHUNK as usize);
    starts
        .map(|start| start..(start + CHUNK).min(len))
        .collect()
}

#[test]
fn a_picture_gets_ready_without_its_thread_reading_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let source = one_channel(&long(folder.path()), PyramidPlace::Nowhere);
    let ranges = ranges(LEN as u64);
    let before = READ_HERE.get();
    let mut asked = 0;
    let found = loop {
        let (readiness, found) = now(&source, &ranges);
        asked += 1;
        if readiness == Readiness::Ready {
            break found;
        }
        std::thread::yield_now();
    };
    assert!(asked > 1);
    // Of each range two blocks at most, once.
    let here = READ_HERE.get() - before;
    assert!(here <= ranges.len() as u64 * 2 * 128 * 2, "{here} bytes");
    assert_eq!(source.loading(), None);
    assert_eq!(found, envelope(&source, &ranges));
    assert_exact(&source);
}

#[test]
fn a_sketch_comes_first_and_is_replaced_chunk_by_chunk() {
    let folder = tempfile::tempdir().unwrap();
    let source = one_channel(&long(folder.path()), PyramidPlace::Nowhere);
    let exact = envelope(
        &one_channel(&long(folder.path()), PyramidPlace::Nowhere),
        &chunks(),
    );
    let work = source.loader.work();
    assert_eq!(source.loading(), None);
    let (readiness, found) = answer(&source, &chunks()).unwrap();
    assert_eq!(readiness, Readiness::Pending);
    assert!(found.iter().all(Extent::is_empty));
    assert_eq!(source.samples.reader().read(), 0);
    // The sketch: a piece a chunk, and a turn or two that find none left.
    while source.samples.pyramid().progress().0 == 0 {
        let (_, found) = answer(&source, &chunks()).unwrap();
        for (found, exact) in found.iter().zip(&exact) {
            assert!(found.is_empty() || (exact.contains(found.min) && exact.contains(found.max)));
        }
        assert!(work.step());
    }
    assert_eq!(source.samples.reader().read(), 12 * 4096 + 2 * CHUNK);
    for built in 1..12 {
        let (readiness, found) = answer(&source, &chunks()).unwrap();
        assert_eq!(readiness, Readiness::Coarse);
        assert_eq!(found[..built], exact[..built], "{built} chunks are built");
        assert!(
            found[built..]
                .iter()
                .zip(&exact[built..])
                .all(|(a, b)| a != b && !a.is_empty())
        );
        let bytes = LEN as u64 * 2;
        let loading = Loading {
            done_bytes: bytes * built as u64 / 12,
            total_bytes: bytes,
        };
        assert_eq!(source.loading(), Some(loading));
        assert!(work.step());
    }
    assert_eq!(
        answer(&source, &chunks()).unwrap(),
        (Readiness::Ready, exact)
    );
    assert!(!work.step());
}

#[test]
fn what_is_looked_at_is_built_first() {
    let folder = tempfile::tempdir().unwrap();
    let source = one_channel(&long(folder.path()), PyramidPlace::Nowhere);
    let work = source.loader.work();
    let is_built = |chunk| source.samples.pyramid().is_built(0, chunk);
    assert_eq!(answer(&source, &chunks()).unwrap().0, Readiness::Pending);
    while !is_built(0) {
        assert!(work.step());
    }
    // Then the view moves to the end.
    let view = [9 * CHUNK..10 * CHUNK, 10 * CHUNK..11 * CHUNK];
    assert_eq!(answer(&source, &view).unwrap().0, Readiness::Coarse);
    assert!(work.step() && work.step());
    assert!(is_built(9) && is_built(10) && !is_built(1));
    assert_eq!(answer(&source, &view).unwrap().0, Readiness::Ready);
}

#[test]
fn a_file_that_shrinks_while_it_is_read_is_an_error_told_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = long(folder.path());
    let source = one_channel(&path, PyramidPlace::Nowhere);
    let work = source.loader.work();
    let exact = envelope(&one_channel(&path, PyramidPlace::Nowhere), &chunks());
    drop(answer(&source, &chunks()));
    while !source.samples.pyramid().is_built(0, 0) {
        assert!(work.step());
    }
    let file = File::options().write(true).open(&path).unwrap();
    file.set_len(CHUNK * 2 + 1000).unwrap();
    while work.step() {}
    let error = answer(&source, &chunks()).unwrap_err().to_string();
    assert!(error.contains("cut short after it was opened"), "{error}");
    for _ in 0..2 {
        let (readiness, found) = now(&source, &chunks());
        assert_eq!(readiness, Readiness::Failed);
        assert_eq!(found[0], exact[0]);
        assert!(!found[11].is_empty());
    }
    assert_eq!(source.loading(), None);
    // What was read before is exact still, and what a glance needs itself fails once as well.
    assert_eq!(now(&source, &chunks()[..1]).0, Readiness::Ready);
    assert!(
        source
            .envelope(0..1, &chunks(), &mut [Extent::EMPTY; 12])
            .is_err()
    );
}

#[test]
fn a_glance_at_what_is_gone_fails_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = long(folder.path());
    let source = one_channel(&path, PyramidPlace::Nowhere);
    File::options()
        .write(true)
        .open(&path)
        .unwrap()
        .set_len(100)
        .unwrap();
    let few = [1000..1020];
    assert!(answer(&source, &few).is_err());
    assert_eq!(answer(&source, &few).unwrap().0, Readiness::Failed);
    assert_eq!(answer(&source, &[0..20]).unwrap().0, Readiness::Ready);
}

#[test]
fn dropping_the_source_ends_its_threads() {
    let folder = tempfile::tempdir().unwrap();
    let source = one_channel(&long(folder.path()), PyramidPlace::Nowhere);
    assert_eq!(now(&source, &chunks()).0, Readiness::Pending);
    let (samples, work) = (
        Arc::downgrade(&source.samples),
        Arc::clone(source.loader.work()),
    );
    drop(source);
    // The threads are gone: what is left of their work is held here alone.
    assert_eq!(Arc::strong_count(&work), 1);
    assert!(!work.step());
    drop(work);
    assert!(samples.upgrade().is_none());
}

#[test]
fn stopped_work_reads_nothing_more() {
    let folder = tempfile::tempdir().unwrap();
    let source = one_channel(&long(folder.path()), PyramidPlace::Nowhere);
    let work = source.loader.work();
    drop(answer(&source, &chunks()));
    assert!(work.step());
    let before = source.samples.reader().read();
    work.stop();
    assert!(!work.step());
    assert_eq!(source.samples.reader().read(), before);
}

#[test]
fn what_was_built_in_the_background_is_kept_and_found_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = long(folder.path());
    for opening in 0..2 {
        let source = one_channel(&path, PyramidPlace::Beside);
        let work = source.loader.work();
        drop(answer(&source, &chunks()));
        while work.step() {}
        assert_eq!(answer(&source, &chunks()).unwrap().0, Readiness::Ready);
        let read = source.samples.reader().read();
        let digest = 34 * 4096;
        if opening == 0 {
            // The digest is taken before and after; the samples are read once.
            assert_eq!(read, 2 * digest + 12 * 4096 + LEN as u64 * 2);
        } else {
            assert_eq!(read, digest);
        }
        assert_exact(&source);
    }
}

#[test]
fn outer_extents_hold_the_extents_and_read_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let source = one_channel(&long(folder.path()), PyramidPlace::Nowhere);
    let ranges: Vec<_> = (0..3000).map(|i| i * 999..i * 999 + 2).collect();
    let mut outer = vec![Extent::EMPTY; ranges.len()];
    assert!(!source.outer_extents(0, &ranges, &mut outer));
    drop(envelope(&source, &[0..CHUNK]));
    let before = source.samples.reader().read();
    assert!(source.outer_extents(0, &ranges, &mut outer));
    assert_eq!(source.samples.reader().read(), before);
    let exact = envelope(&source, &ranges);
    for ((outer, exact), range) in outer.iter().zip(&exact).zip(&ranges) {
        assert!(outer.contains(exact.min) && outer.contains(exact.max));
        assert_eq!(outer.max == f64::INFINITY, range.end > CHUNK, "{range:?}");
    }
    assert!(!source.outer_extents(1, &ranges, &mut outer));
}

#[test]
fn a_wrong_call_is_an_error_here_too() {
    let folder = tempfile::tempdir().unwrap();
    let source = one_channel(&long(folder.path()), PyramidPlace::Nowhere);
    let wrong = source.envelope_now(0..1, &[0..LEN as u64 + 1], &mut [Extent::EMPTY]);
    assert!(wrong.is_err());
    assert_eq!(now(&source, &[0..10]).0, Readiness::Ready);
    assert_eq!(now(&source, &[]).0, Readiness::Ready);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn every_layout_gets_ready_and_exact(
        frames in 1..60_000_usize, channels in 1..9_usize, planar: bool, max_bytes in 100..100_000_u64,
    ) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("data.bin");
        let values = noise(frames * channels, 3, |bits| bits as f32);
        std::fs::write(&path, bytemuck::cast_slice::<f32, u8>(&values)).unwrap();
        let mut options = options(PyramidPlace::Nowhere);
        options.pyramid.max_bytes = max_bytes;
        let order = if planar { Order::Planar } else { Order::Interleaved };
        let source = array::<f32>(&path, channels, order, &options);
        let ranges = ranges(frames as u64);
        let work = source.loader.work();
        drop(answer(&source, &ranges).unwrap());
        while work.step() {}
        let (readiness, found) = answer(&source, &ranges).unwrap();
        prop_assert_eq!(readiness, Readiness::Ready);
        prop_assert_eq!(found, envelope(&source, &ranges));
        assert_exact(&source);
    }
}
