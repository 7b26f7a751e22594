//! HDF5 files: written by the library itself, and by another program.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use galry_data::{
    ElementType, Error, Extent, OpenOptions, Opened, Samples, Source, items, open, summary,
};
use hdf5_metno::{File, H5Type};
use ndarray::{Array1, Array2};
use proptest::prelude::*;

fn array(path: &Path, options: &OpenOptions) -> Arc<dyn Source> {
    match open(path, options).unwrap() {
        Opened::Array(source) => source,
        Opened::Table(table) => panic!("expected an array, got {table:?}"),
    }
}

fn error(path: &Path) -> Error {
    open(path, &OpenOptions::new()).expect_err("it cannot be opened")
}

fn channel(source: &dyn Source, channel: usize) -> Vec<f64> {
    let mut out = vec![0.0; source.len() as usize];
    source.read(channel, 0..source.len(), &mut out).unwrap();
    out
}

fn with_item(path: &Path, item: &str) -> PathBuf {
    PathBuf::from(format!("{}:{item}", path.display()))
}

fn foreign() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files/foreign/foreign.h5")
}

/// Writes and reads a type of numbers, in one piece and in compressed chunks.
fn round_trip<T: H5Type + galry_data::Element + Into<f64>>(make: fn(i32) -> T) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.h5");
    let values = Array2::from_shape_fn((300, 3), |(row, column)| make((row * 3 + column) as i32));
    {
        let file = File::create(&path).unwrap();
        let plain = file.new_dataset_builder().with_data(&values);
        plain.create("plain").unwrap();
        let packed = file.new_dataset_builder().with_data(&values);
        let packed = packed.chunk((64, 2)).shuffle().deflate(4);
        packed.create("packed").unwrap();
        let column = values.column(1).to_owned();
        let line = file.new_dataset_builder().with_data(&column);
        line.chunk(7).deflate(1).create("line").unwrap();
    }
    for name in ["plain", "packed"] {
        let source = array(&with_item(&path, name), &OpenOptions::new());
        assert_eq!(source.element_type(), T::TYPE, "{name}");
        assert_eq!((source.len(), source.channels()), (300, 3));
        for column in 0..3 {
            let expected: Vec<f64> = values.column(column).iter().map(|&v| v.into()).collect();
            assert_eq!(channel(&*source, column), expected, "{name}");
        }
    }
    let line = array(&with_item(&path, "/line"), &OpenOptions::new());
    let expected: Vec<f64> = values.column(1).iter().map(|&v| v.into()).collect();
    assert_eq!(channel(&*line, 0), expected);
}

#[test]
fn every_type_reads_as_written_and_stays_what_it_is() {
    round_trip::<i8>(|i| (i % 256 - 128) as i8);
    round_trip::<u8>(|i| (i % 256) as u8);
    round_trip::<i16>(|i| (i * 70 - 30_000) as i16);
    round_trip::<u16>(|i| (i * 72) as u16);
    round_trip::<i32>(|i| i * 2_000_000 - 1_000_000_000);
    round_trip::<u32>(|i| i as u32 * 4_000_000);
    round_trip::<f32>(|i| {
        if i == 5 {
            f32::INFINITY
        } else {
            i as f32 / 3.0
        }
    });
    round_trip::<f64>(|i| f64::from(i) / 3.0);
}

#[test]
fn whole_numbers_of_64_bits_stay_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.h5");
    let values = Array1::from_vec(vec![i64::MAX - 1, (1 << 53) + 1]);
    let file = File::create(&path).unwrap();
    let data = file.new_dataset_builder().with_data(&values);
    data.chunk(1).create("x").unwrap();
    drop(file);
    let found = summary(&*array(&path, &OpenOptions::new()), 0..1).unwrap();
    let expected = [(1 << 53) + 1, i128::from(i64::MAX) - 1];
    assert_eq!(found[0].integers, Some(expected));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    /// Chunks of any shape, a cache of any size, either way round: queries equal those of the
    /// same values in memory.
    #[test]
    fn envelopes_equal_those_in_memory(
        rows in 1_usize..3000, width in 1_usize..5, high in 1_usize..400, wide in 1_usize..5,
        cache_bytes in prop::sample::select(vec![0_u64, 5_000, 64 << 20]),
        transpose: bool, chunked: bool, seed: u32,
    ) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.h5");
        let values = Array2::from_shape_fn((rows, width), |(row, column)| {
            let mixed = (row as u32 * 31 + column as u32 + seed).wrapping_mul(2_654_435_761);
            (mixed >> 16) as i16
        });
        let file = File::create(&path).unwrap();
        let data = file.new_dataset_builder().with_data(&values);
        let data = if chunked {
            data.chunk((high.min(rows), wide.min(width))).deflate(1)
        } else {
            data
        };
        data.create("x").unwrap();
        drop(file);

        let options = OpenOptions { cache_bytes, transpose, ..OpenOptions::default() };
        let source = array(&path, &options);
        let view = if transpose { values.t() } else { values.view() };
        let memory = Samples::from_array_view(view);
        prop_assert_eq!(source.len(), memory.len());
        prop_assert_eq!(source.channels(), memory.channels());
        let (len, channels) = (memory.len(), memory.channels());
        let ranges = [0..len, len / 3..len / 2, len / 2..len, len..len];
        let mut expected = vec![Extent::EMPTY; channels * ranges.len()];
        let mut found = expected.clone();
        memory.scan(0..channels, &ranges, &mut expected).unwrap();
        source.envelope(0..channels, &ranges, &mut found).unwrap();
        prop_assert_eq!(&found, &expected);
        source.scan(0..channels, &ranges, &mut found).unwrap();
        prop_assert_eq!(&found, &expected);
        let last = channels - 1;
        prop_assert_eq!(channel(&*source, last), channel(&memory, last));
        let indices = [0, len / 2, len - 1];
        let (mut a, mut b) = ([0.0; 3], [0.0; 3]);
        source.gather(last, &indices, &mut a).unwrap();
        memory.gather(last, &indices, &mut b).unwrap();
        prop_assert_eq!(a, b);
    }
}

#[test]
fn threads_read_one_file_side_by_side() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.h5");
    let values = Array1::from_shape_fn(400_000, |i| (i % 1013) as i32);
    let file = File::create(&path).unwrap();
    let data = file.new_dataset_builder().with_data(&values);
    data.chunk(10_000).deflate(1).create("x").unwrap();
    drop(file);
    let options = OpenOptions {
        cache_bytes: 200_000,
        ..OpenOptions::default()
    };
    let source = array(&path, &options);
    std::thread::scope(|scope| {
        for thread in 0..6_u64 {
            let (source, values) = (&source, &values);
            scope.spawn(move || {
                for step in 0..20 {
                    let start = (thread * 77_777 + step * 13_331) % 350_000;
                    let mut out = vec![0.0; 30_000];
                    source.read(0, start..start + 30_000, &mut out).unwrap();
                    for (at, value) in out.iter().enumerate() {
                        assert_eq!(*value, f64::from(values[start as usize + at]));
                    }
                }
            });
        }
    });
}

#[test]
fn files_of_another_program_are_read() {
    let path = foreign();
    let found = items(&path).unwrap();
    let names: Vec<&str> = found.iter().map(|item| item.name.as_str()).collect();
    // Neither words, cubes, flags nor soft links; what has two names is listed by one.
    assert_eq!(names, ["/big/data", "/plain"]);
    assert_eq!(found[0].to_string(), "/big/data (i16, 1000 × 3)");

    let big = array(&with_item(&path, "/big/data"), &OpenOptions::new());
    assert_eq!(big.element_type(), ElementType::I16);
    assert_eq!(big.rate_hz(), Some(30_000.0));
    assert_eq!(big.unit().as_deref(), Some("volts"));
    let expected: Vec<f64> = (0..1000)
        .map(|row| f64::from((row * 3 + 2) % 251 - 125))
        .collect();
    assert_eq!(channel(&*big, 2), expected);

    let plain = array(&with_item(&path, "plain"), &OpenOptions::new());
    assert_eq!(plain.rate_hz(), Some(250.0));
    assert_eq!(plain.unit().as_deref(), Some("mV"));
    assert_eq!(channel(&*plain, 0)[..3], [0.0, 0.25, 0.5]);
    // By links.
    assert_eq!(
        array(&with_item(&path, "/loop/data"), &OpenOptions::new()).len(),
        1000
    );
    assert_eq!(
        array(&with_item(&path, "soft"), &OpenOptions::new()).len(),
        200
    );
}

#[test]
fn what_cannot_be_opened_says_why() {
    let path = foreign();
    let shown = path.display();
    assert_eq!(
        error(&path).to_string(),
        format!(
            "{shown}: holds 2 arrays, name one as {shown}:NAME: /big/data (i16, 1000 × 3), \
             /plain (f64, 200)"
        )
    );
    let none = error(&with_item(&path, "/none")).to_string();
    assert!(
        none.starts_with(&format!("{shown}: no array /none; there is /big/data (i16")),
        "{none}"
    );
    assert_eq!(
        error(&with_item(&path, "cube")).to_string(),
        format!("{shown}: cube: expected numbers in one or two dimensions, got 3 dimensions")
    );
    let words = error(&with_item(&path, "words")).to_string();
    assert!(words.contains("got values of type"), "{words}");

    let folder = tempfile::tempdir().unwrap();
    let empty = folder.path().join("empty.h5");
    File::create(&empty).unwrap();
    assert_eq!(
        error(&empty).to_string(),
        format!(
            "{}: this HDF5 file holds no array of numbers in one or two dimensions",
            empty.display()
        )
    );
    let text = folder.path().join("text.h5");
    std::fs::write(&text, "not at all").unwrap();
    assert!(matches!(error(&text), Error::Header { format: "HDF5", .. }));
    let npy = crate::support::write(
        &folder,
        "a.npy",
        &crate::support::npy(1, "<i2", false, "(1,)", &[1, 0]),
    );
    assert!(matches!(
        error(&with_item(&npy, "x")),
        Error::NoSuchItem { .. }
    ));
}

#[test]
fn arrays_without_samples_have_none() {
    let folder = tempfile::tempdir().unwrap();
    for (shape, channels) in [((0, 3), 3), ((3, 0), 1)] {
        let path = folder.path().join(format!("{channels}.h5"));
        let file = File::create(&path).unwrap();
        let none = Array2::<f32>::zeros(shape);
        let data = file.new_dataset_builder().with_data(&none);
        data.create("x").unwrap();
        drop(file);
        let source = array(&path, &OpenOptions::new());
        assert_eq!((source.len(), source.channels()), (0, channels));
        let found = summary(&*source, 0..channels).unwrap();
        assert_eq!(found[0].extent, Extent::EMPTY);
    }
}

/// Cut at any place or with any byte changed, a file is read, or is one clear error.
#[test]
fn damaged_files_are_errors() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = std::fs::read(foreign()).unwrap();
    let path = folder.path().join("a.h5");
    let look = |what: &str| {
        let Ok(opened) = open(with_item(&path, "big/data"), &OpenOptions::new()) else {
            return false;
        };
        let Opened::Array(source) = opened else {
            panic!("{what}: no array")
        };
        let mut out = vec![0.0; source.len().min(10_000) as usize];
        let end = out.len() as u64;
        match source.read(0, 0..end, &mut out) {
            Ok(()) => true,
            Err(error) => {
                let text = error.to_string();
                assert!(text.contains("big/data cannot be read"), "{what}: {text}");
                false
            }
        }
    };
    for end in (1..bytes.len()).step_by(61) {
        std::fs::write(&path, &bytes[..end]).unwrap();
        assert!(!look(&format!("cut at {end}")), "cut at {end}");
    }
    for at in (0..bytes.len()).step_by(23) {
        let mut damaged = bytes.clone();
        damaged[at] ^= 0x55;
        std::fs::write(&path, &damaged).unwrap();
        look(&format!("byte {at}"));
    }
}
