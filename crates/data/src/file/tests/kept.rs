//! Sidecars: found again when they fit, left alone when they do not.

use std::fs::{self, File};
use std::time::{Duration, SystemTime};

use proptest::prelude::*;

use super::*;

/// A small file and its sidecar's place.
fn small(folder: &Path) -> (PathBuf, PathBuf) {
    let data = write_noise(folder, "data.bin", 9000, 5);
    (data, folder.join("kept"))
}

#[test]
fn a_second_opening_reads_the_sidecar_and_not_the_samples() {
    let folder = tempfile::tempdir().unwrap();
    let data = write_noise(folder.path(), "data.bin", 3_000_000, 1);
    let whole = [0..3_000_000];
    let first = one_channel(&data, PyramidPlace::Beside);
    let found = envelope(&first, &whole);
    assert!(first.samples.reader().read() > 6_000_000);
    drop(first);
    let second = one_channel(&data, PyramidPlace::Beside);
    assert_eq!(envelope(&second, &whole), found);
    let (built, all) = second.samples.pyramid().progress();
    assert_eq!(built, all);
    // The digest: 34 pieces of 4 KiB.
    assert!(
        second.samples.reader().read() <= 34 * 4096,
        "{}",
        second.samples.reader().read()
    );
    assert_exact(&second);
    let sidecar = folder.path().join("data.bin.galry-pyramid");
    assert!(fs::metadata(sidecar).unwrap().len() * 20 <= 6_000_000);
}

#[test]
fn a_sidecar_damaged_at_any_byte_is_not_believed_and_mended() {
    let folder = tempfile::tempdir().unwrap();
    let (data, kept) = small(folder.path());
    let place = PyramidPlace::At(kept.clone());
    assert_exact(&one_channel(&data, place.clone()));
    let good = fs::read(&kept).unwrap();
    assert!(good.len() > 400, "{}", good.len());
    for byte in 0..good.len() {
        let mut bad = good.clone();
        bad[byte] ^= [0x01, 0x80, 0xff][byte % 3];
        fs::write(&kept, &bad).unwrap();
        assert_exact(&one_channel(&data, place.clone()));
        // What does not even begin like a sidecar is not ours to replace.
        let expected = if byte < 8 { &bad } else { &good };
        assert_eq!(&fs::read(&kept).unwrap(), expected, "byte {byte}");
    }
}

#[test]
fn a_sidecar_cut_short_anywhere_or_too_long_is_not_believed() {
    let folder = tempfile::tempdir().unwrap();
    let (data, kept) = small(folder.path());
    let place = PyramidPlace::At(kept.clone());
    assert_exact(&one_channel(&data, place.clone()));
    let good = fs::read(&kept).unwrap();
    for len in 0..good.len() {
        fs::write(&kept, &good[..len]).unwrap();
        assert_exact(&one_channel(&data, place.clone()));
    }
    let mut long = good.clone();
    long.push(0);
    fs::write(&kept, &long).unwrap();
    assert_exact(&one_channel(&data, place));
    assert_eq!(fs::read(&kept).unwrap(), good);
}

#[test]
fn a_sidecar_cut_short_while_in_use_is_not_missed() {
    let folder = tempfile::tempdir().unwrap();
    let data = write_noise(folder.path(), "data.bin", 3_000_000, 1);
    drop(envelope(
        &one_channel(&data, PyramidPlace::Beside),
        &[0..3_000_000],
    ));
    let source = one_channel(&data, PyramidPlace::Beside);
    drop(envelope(&source, &[0..300_000]));
    let kept = File::options()
        .write(true)
        .open(folder.path().join("data.bin.galry-pyramid"))
        .unwrap();
    kept.set_len(2000).unwrap();
    assert_exact(&source);
}

#[test]
fn data_that_changed_have_another_pyramid() {
    let folder = tempfile::tempdir().unwrap();
    let (data, kept) = small(folder.path());
    let place = PyramidPlace::At(kept.clone());
    assert_exact(&one_channel(&data, place.clone()));
    let good_time = fs::metadata(&data).unwrap().modified().unwrap();
    let set_time = |time: SystemTime| {
        let file = File::options().write(true).open(&data).unwrap();
        file.set_modified(time).unwrap();
    };
    let good = fs::read(&data).unwrap();
    let change = |bytes: &[u8], time: SystemTime| {
        fs::write(&data, bytes).unwrap();
        set_time(time);
        assert_exact(&one_channel(&data, place.clone()));
        fs::write(&data, &good).unwrap();
        set_time(good_time);
        assert_exact(&one_channel(&data, place.clone()));
    };
    // Longer, and shorter, with the same time.
    let mut longer = good.clone();
    longer.extend([0, 0x7f]);
    change(&longer, good_time);
    change(&good[..17_000], good_time);
    // Another value at the head, in the middle and at the tail, with the same time and size.
    for place in [0, 8192, good.len() - 2] {
        let mut other = good.clone();
        (other[place], other[place + 1]) = (0xff, 0x7f);
        change(&other, good_time);
    }
    // At another time: a change may lie where nobody looks.
    let after = good_time + Duration::from_nanos(1);
    let before_1970 = SystemTime::UNIX_EPOCH - Duration::from_millis(1500);
    for time in [after, before_1970] {
        set_time(time);
        let source = one_channel(&data, place.clone());
        assert_eq!(source.samples.pyramid().kept(), None);
    }
    set_time(good_time);
    assert_eq!(
        one_channel(&data, place).samples.pyramid().kept(),
        Some(false)
    );
}

#[test]
fn a_sidecar_of_other_data_or_another_reading_is_not_taken() {
    let folder = tempfile::tempdir().unwrap();
    let (data, kept) = small(folder.path());
    let other = write_noise(folder.path(), "other.bin", 9000, 6);
    let place = PyramidPlace::At(kept);
    assert_exact(&one_channel(&other, place.clone()));
    assert_exact(&one_channel(&data, place.clone()));
    for channels in [1, 2, 3] {
        for order in [Order::Interleaved, Order::Planar] {
            let options = options(place.clone());
            assert_exact(&array::<i16>(&data, channels, order, &options));
            assert_exact(&array::<u16>(&data, channels, order, &options));
            assert_exact(&array::<f32>(&data, channels, order, &options));
        }
    }
}

#[test]
fn what_is_no_pyramid_is_never_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let (data, kept) = small(folder.path());
    let before = fs::read(&data).unwrap();
    assert_exact(&one_channel(&data, PyramidPlace::At(data.clone())));
    assert_eq!(fs::read(&data).unwrap(), before);
    fs::write(&kept, "a letter").unwrap();
    assert_exact(&one_channel(&data, PyramidPlace::At(kept.clone())));
    assert_eq!(fs::read_to_string(&kept).unwrap(), "a letter");
    assert_exact(&one_channel(
        &data,
        PyramidPlace::At(folder.path().to_owned()),
    ));
}

#[test]
fn a_place_that_cannot_be_written_is_no_failure() {
    let folder = tempfile::tempdir().unwrap();
    let (data, _) = small(folder.path());
    for name in ["data.bin/kept", "missing/kept"] {
        let place = PyramidPlace::At(folder.path().join(name));
        assert_exact(&one_channel(&data, place));
    }
    let names: Vec<_> = fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(names.len(), 1, "{names:?}");
}

#[test]
fn a_moved_file_takes_the_sidecar_beside_it_along() {
    let folder = tempfile::tempdir().unwrap();
    let (data, _) = small(folder.path());
    assert_exact(&one_channel(&data, PyramidPlace::Beside));
    let moved = folder.path().join("moved");
    fs::create_dir(&moved).unwrap();
    for name in ["data.bin", "data.bin.galry-pyramid"] {
        fs::rename(folder.path().join(name), moved.join(name)).unwrap();
    }
    let source = one_channel(&moved.join("data.bin"), PyramidPlace::Beside);
    assert_eq!(source.samples.pyramid().kept(), Some(false));
}

#[test]
fn memory_for_the_pyramid_is_bounded_by_its_setting() {
    let folder = tempfile::tempdir().unwrap();
    let data = write_noise(folder.path(), "data.bin", 3_000_000, 9);
    for (channels, max_bytes) in [(1, 200_000), (1, 20_000), (1, 2000), (6, 20_000)] {
        let mut options = options(PyramidPlace::At(folder.path().join("kept")));
        options.pyramid.max_bytes = max_bytes;
        let source = array::<i16>(&data, channels, Order::Interleaved, &options);
        assert_exact(&source);
        assert!(source.samples.pyramid().is_whole());
        let bytes = source.samples.pyramid().bytes();
        assert!(bytes <= max_bytes, "{bytes} bytes, {max_bytes} allowed");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_sidecar_takes_at_most_a_twentieth_of_the_data(
        frames in 1..30_000_usize, channels in 1..40_usize, planar: bool, wide: bool,
    ) {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data.bin");
        let values = noise(frames * channels, 3, |bits| bits as f64 - 1e12);
        fs::write(&data, bytemuck::cast_slice::<f64, u8>(&values)).unwrap();
        let kept = folder.path().join("kept");
        let options = options(PyramidPlace::At(kept.clone()));
        let order = if planar { Order::Planar } else { Order::Interleaved };
        for _ in 0..2 {
            if wide {
                assert_exact(&array::<f64>(&data, channels, order, &options));
            } else {
                assert_exact(&array::<u8>(&data, channels, order, &options));
            }
        }
        let bytes = (frames * channels * 8) as u64;
        match fs::metadata(&kept) {
            Ok(kept) => prop_assert!(kept.len() * 20 <= bytes, "{} of {bytes}", kept.len()),
            // Only what is small, or has few samples of many channels, has none.
            Err(_) => prop_assert!(bytes < 100_000 || frames < 300, "{frames} x {channels}"),
        }
    }
}
