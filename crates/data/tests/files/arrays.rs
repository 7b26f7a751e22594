//! Files of every format, read back and compared with what was written.

use std::io::Write as _;
use std::sync::Arc;

use crate::support::{npy, npy_text, write};
use galry_data::{
    ByteOrder, ElementType, Extent, OpenOptions, Opened, Order, RawDesc, Samples, Source, open,
    summary,
};
use proptest::prelude::*;

fn array(path: &std::path::Path, options: &OpenOptions) -> Arc<dyn Source> {
    match open(path, options).unwrap() {
        Opened::Array(source) => source,
        Opened::Table(table) => panic!("expected an array, got {table:?}"),
    }
}

fn all(source: &dyn Source, channel: usize) -> Vec<f64> {
    let mut out = vec![0.0; source.len() as usize];
    source.read(channel, 0..source.len(), &mut out).unwrap();
    out
}

/// The bytes of values of a type, in either order.
fn encode(element_type: ElementType, big: bool, values: &[f64]) -> Vec<u8> {
    macro_rules! bytes {
        ($type:ident) => {
            values
                .iter()
                .flat_map(|&value| {
                    let value = value as $type;
                    let bytes = if big {
                        value.to_be_bytes()
                    } else {
                        value.to_le_bytes()
                    };
                    bytes.to_vec()
                })
                .collect()
        };
    }
    match element_type {
        ElementType::I8 => bytes!(i8),
        ElementType::U8 => bytes!(u8),
        ElementType::I16 => bytes!(i16),
        ElementType::U16 => bytes!(u16),
        ElementType::I32 => bytes!(i32),
        ElementType::U32 => bytes!(u32),
        ElementType::I64 => bytes!(i64),
        ElementType::U64 => bytes!(u64),
        ElementType::F32 => bytes!(f32),
        ElementType::F64 => bytes!(f64),
    }
}

fn numpy_name(element_type: ElementType, big: bool) -> String {
    let kind = &element_type.name()[..1];
    let order = if big { '>' } else { '<' };
    format!("{order}{kind}{}", element_type.size_bytes())
}

#[test]
fn npy_of_every_type_and_byte_order_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let values: Vec<f64> = (0..60).map(f64::from).collect();
    for element_type in ElementType::ALL {
        for big in [false, true] {
            for version in 1..=3 {
                let data = encode(element_type, big, &values);
                let bytes = npy(
                    version,
                    &numpy_name(element_type, big),
                    false,
                    "(20, 3)",
                    &data,
                );
                let path = write(&folder, "a.npy", &bytes);
                let source = array(&path, &OpenOptions::default());
                assert_eq!(source.element_type(), element_type);
                assert_eq!((source.len(), source.channels()), (20, 3));
                let expected: Vec<f64> = (0..20).map(|i| f64::from(i * 3 + 1)).collect();
                assert_eq!(all(&*source, 1), expected, "{element_type} {big} {version}");
            }
        }
    }
}

#[test]
fn npy_in_fortran_order_has_its_channels_one_after_the_other() {
    let folder = tempfile::tempdir().unwrap();
    let values: Vec<f64> = (0..60).map(f64::from).collect();
    let data = encode(ElementType::F32, false, &values);
    let path = write(&folder, "a.npy", &npy(1, "<f4", true, "(20, 3)", &data));
    let source = array(&path, &OpenOptions::default());
    assert_eq!(all(&*source, 2), values[40..]);
    let transposed = OpenOptions {
        transpose: true,
        ..OpenOptions::default()
    };
    let source = array(&path, &transposed);
    assert_eq!((source.len(), source.channels()), (3, 20));
    assert_eq!(all(&*source, 4), [4.0, 24.0, 44.0]);
}

#[test]
fn npy_of_other_writers_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other.npy");
    let file = std::fs::File::create(&path).unwrap();
    let mut writer = {
        use npyz::WriterBuilder as _;
        npyz::WriteOptions::new()
            .default_dtype()
            .shape(&[7])
            .writer(file)
            .begin_nd()
            .unwrap()
    };
    writer.extend((0..7).map(|i| i as f64 / 3.0)).unwrap();
    writer.finish().unwrap();
    let source = array(&path, &OpenOptions::default());
    assert_eq!(all(&*source, 0)[6], 2.0);
    assert_eq!(source.origin().unwrap().format, "npy");

    // Python 2's long integers, no comma at the end, double quotes, bytes beyond the data.
    let text = "{\"shape\": (2L,), \"descr\": \"|u1\", \"fortran_order\": False}";
    let path = write(&folder, "old.npy", &npy_text(1, text, &[5, 6, 7, 8]));
    assert_eq!(all(&*array(&path, &OpenOptions::default()), 0), [5.0, 6.0]);
    let path = write(
        &folder,
        "bool.npy",
        &npy(1, "|b1", false, "(3,)", &[1, 0, 1]),
    );
    assert_eq!(
        all(&*array(&path, &OpenOptions::default()), 0),
        [1.0, 0.0, 1.0]
    );
    let path = write(&folder, "none.npy", &npy(1, "<f8", false, "(0,)", &[]));
    let source = array(&path, &OpenOptions::default());
    assert!(source.is_empty());
    let mut out = [Extent::EMPTY];
    source.envelope(0..1, &[0..0], &mut out).unwrap();
    assert!(out[0].is_empty());
}

#[test]
fn wav_of_every_depth_is_read() {
    let folder = tempfile::tempdir().unwrap();
    for (bits, scale, element_type) in [
        (8, 1, ElementType::U8),
        (16, 256, ElementType::I16),
        (24, 65_536, ElementType::I32),
        (32, 16_777_216, ElementType::I32),
    ] {
        let path = folder.path().join(format!("{bits}.wav"));
        let spec = hound::WavSpec {
            channels: 2,
            sample_rate: 48_000,
            bits_per_sample: bits,
            sample_format: hound::SampleFormat::Int,
        };
        let mut writer = hound::WavWriter::create(&path, spec).unwrap();
        for value in -100..100_i32 {
            writer.write_sample(value * scale).unwrap();
        }
        writer.finalize().unwrap();
        let source = array(&path, &OpenOptions::default());
        assert_eq!(source.element_type(), element_type);
        assert_eq!((source.len(), source.channels()), (100, 2));
        assert_eq!(source.rate_hz(), Some(48_000.0));
        // Eight bits are unsigned in the file, and stay so.
        let zero = if bits == 8 { 128 } else { 0 };
        let expected: Vec<f64> = (-100..100)
            .skip(1)
            .step_by(2)
            .map(|value| f64::from(value * scale + zero))
            .collect();
        assert_eq!(all(&*source, 1), expected, "{bits}");
        let mut extent = [Extent::EMPTY];
        source.envelope(1..2, &[0..100], &mut extent).unwrap();
        assert_eq!(extent[0].max, expected[99]);
    }
}

#[test]
fn wav_of_floats_and_with_odd_chunks_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let mut bytes = b"RIFF\0\0\0\0WAVE".to_vec();
    // A chunk of three bytes is followed by one of padding.
    bytes.extend_from_slice(b"LIST\x03\0\0\0abc\0");
    bytes.extend_from_slice(b"fmt \x10\0\0\0\x03\0\x01\0");
    bytes.extend_from_slice(&1000_u32.to_le_bytes());
    bytes.extend_from_slice(&4000_u32.to_le_bytes());
    bytes.extend_from_slice(&[4, 0, 32, 0]);
    bytes.extend_from_slice(b"data\x08\0\0\0");
    bytes.extend_from_slice(&1.5_f32.to_le_bytes());
    bytes.extend_from_slice(&f32::NAN.to_le_bytes());
    bytes.extend_from_slice(b"junk behind");
    let path = write(&folder, "f.wav", &bytes);
    let source = array(&path, &OpenOptions::default());
    assert_eq!(source.rate_hz(), Some(1000.0));
    let values = all(&*source, 0);
    assert!(values[0] == 1.5 && values[1].is_nan());
    let sum = summary(&*source, 0..1).unwrap()[0];
    assert_eq!(
        (sum.extent.min, sum.nan_count, sum.infinite_count),
        (1.5, 1, 0)
    );
}

#[test]
fn opened_says_what_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = write(&folder, "a.bin", &[0; 12]);
    let raw = RawDesc {
        channels: 2,
        offset: 4,
        ..RawDesc::new(ElementType::I16)
    };
    let opened = open(&path, &OpenOptions::new().with_raw(raw)).unwrap();
    assert_eq!((opened.format(), opened.bytes()), ("raw", 12));
    assert_eq!(opened.path(), path);
    let path = write(&folder, "T.CSV", b"a\n1\n");
    let opened = open(&path, &OpenOptions::default()).unwrap();
    assert_eq!((opened.format(), opened.bytes()), ("csv", 4));
}

#[test]
fn a_file_that_shrinks_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = write(&folder, "a.i16", &vec![1; 4_000_000]);
    let options = OpenOptions::new().with_raw(RawDesc::new(ElementType::I16));
    let source = array(&path, &options);
    std::fs::OpenOptions::new()
        .write(true)
        .open(&path)
        .unwrap()
        .set_len(1_000_000)
        .unwrap();
    let mut out = [Extent::EMPTY];
    let whole = 0..source.len();
    let error = source.envelope(0..1, &[whole], &mut out).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("was cut short after it was opened"),
        "{error}"
    );
    source.envelope(0..1, &[0..250_000], &mut out).unwrap();
    assert_eq!(out[0].max, 257.0);
}

#[test]
fn a_small_view_of_a_large_file_reads_little() {
    // Sparse: two gigabytes of nothing, of which hardly any may be touched.
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.i16");
    let mut file = std::fs::File::create(&path).unwrap();
    file.write_all(&[1]).unwrap();
    file.set_len(2 << 30).unwrap();
    let options = OpenOptions::new().with_raw(RawDesc::new(ElementType::I16));
    let start = std::time::Instant::now();
    let source = array(&path, &options);
    let ranges: Vec<_> = (0..100_u64)
        .map(|i| 500_000_000 + 10 * i..500_000_010 + 10 * i)
        .collect();
    let mut out = vec![Extent::EMPTY; 100];
    source.envelope(0..1, &ranges, &mut out).unwrap();
    // To read it all takes many times longer.
    assert!(start.elapsed().as_millis() < 100, "{:?}", start.elapsed());
}

fn cases() -> impl Strategy<Value = (ElementType, usize, Order, usize, u64, u64)> {
    (
        prop::sample::select(ElementType::ALL.to_vec()),
        prop_oneof![Just(1_usize), 2..4_usize, Just(13_usize)],
        prop_oneof![Just(Order::Interleaved), Just(Order::Planar)],
        prop_oneof![1..2000_usize, 200_000..600_000_usize],
        0..16_u64,
        any::<u64>(),
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// A file answers everything exactly as the same samples in memory do.
    #[test]
    fn a_file_equals_memory((element_type, channels, order, values, offset, seed) in cases()) {
        let frames = values / channels + 1;
        let values: Vec<f64> = (0..frames * channels)
            .map(|i| {
                let mixed = (i as u64 ^ seed).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40;
                match (element_type.is_float(), mixed % 50_000) {
                    (true, 0) => f64::NAN,
                    (true, 1) => f64::INFINITY,
                    _ => (mixed % 251) as f64 - if i % 1000 == 7 { 120.0 } else { 0.0 },
                }
            })
            // Through the type, so that memory holds what the file does.
            .collect();
        let bytes = encode(element_type, false, &values);
        let decoded = decode(element_type, &bytes);
        let folder = tempfile::tempdir().unwrap();
        let mut file = vec![0xa5; offset as usize];
        let is_big = seed % 2 == 1;
        file.extend_from_slice(&encode(element_type, is_big, &values));
        let path = write(&folder, "a.raw", &file);
        let byte_order = if is_big { ByteOrder::Big } else { ByteOrder::Little };
        let raw = RawDesc { element_type, byte_order, channels, offset, order };
        // A cache of two pages, so that pages are dropped and read again.
        let options = OpenOptions {
            raw: Some(raw),
            cache_bytes: 2 << 20,
            mapped: cfg!(all(unix, feature = "mapping")) && seed % 4 > 1,
            ..OpenOptions::default()
        };
        let source = array(&path, &options);
        let memory = Samples::from_vec(decoded).with_channels(channels, order).unwrap();
        prop_assert_eq!(source.len(), memory.len());

        let len = source.len();
        let at = |part: u64| len * part / 37;
        for ranges in [
            (0..37).map(|i| at(i)..at(i + 1)).collect::<Vec<_>>(),
            vec![0..len, at(5)..at(6), len..len],
            (0..100.min(len)).map(|i| i..(i + 3).min(len)).collect(),
        ] {
            let mut from_file = vec![Extent::EMPTY; ranges.len() * channels];
            let mut from_memory = from_file.clone();
            let mut scanned = from_file.clone();
            source.envelope(0..channels, &ranges, &mut from_file).unwrap();
            memory.scan(0..channels, &ranges, &mut from_memory).unwrap();
            source.scan(0..channels, &ranges, &mut scanned).unwrap();
            prop_assert_eq!(&from_file, &from_memory);
            prop_assert_eq!(&scanned, &from_memory);
        }
        let channel = seed as usize % channels;
        let indices: Vec<u64> = (0..200).map(|i| (i * i * 17 + seed % 100) % len).collect();
        let mut sorted = indices.clone();
        sorted.sort_unstable();
        for indices in [&sorted, &indices] {
            let (mut a, mut b) = (vec![0.0; 200], vec![0.0; 200]);
            source.gather(channel, indices, &mut a).unwrap();
            memory.gather(channel, indices, &mut b).unwrap();
            prop_assert!(a.iter().zip(&b).all(|(a, b)| a.to_bits() == b.to_bits()));
        }
        let range = at(3)..at(30);
        let n = (range.end - range.start) as usize;
        let (mut a, mut b) = (vec![0.0; n], vec![0.0; n]);
        source.read(channel, range.clone(), &mut a).unwrap();
        memory.read(channel, range, &mut b).unwrap();
        prop_assert!(a.iter().zip(&b).all(|(a, b)| a.to_bits() == b.to_bits()));
        let in_memory = summary(&memory, 0..channels).unwrap();
        for (mut found, expected) in summary(&*source, 0..channels).unwrap().into_iter().zip(in_memory) {
            // The memory holds floating-point numbers; only the file's integers stay whole.
            let integers = found.integers.take();
            prop_assert_eq!(integers.is_some(), !element_type.is_float());
            if let Some([low, high]) = integers {
                prop_assert_eq!([low as f64, high as f64], [expected.extent.min, expected.extent.max]);
            }
            prop_assert_eq!(found, expected);
        }
        let counted = all(&memory, channel);
        let sum = summary(&*source, channel..channel + 1).unwrap()[0];
        prop_assert_eq!(sum.nan_count, counted.iter().filter(|v| v.is_nan()).count() as u64);
        prop_assert_eq!(sum.infinite_count, counted.iter().filter(|v| v.is_infinite()).count() as u64);
        prop_assert_eq!(sum.extent, counted.into_iter().collect::<Extent>());
    }

    /// Damaged headers are errors or arrays, never panics.
    #[test]
    fn damaged_headers_do_no_harm(at in 0..80_usize, byte in any::<u8>(), cut in 0..200_usize) {
        let folder = tempfile::tempdir().unwrap();
        let mut npy = npy(1, "<i2", false, "(10, 2)", &[0; 40]);
        let at_npy = at % npy.len();
        npy[at_npy] = byte;
        npy.truncate(cut.max(1));
        let path = write(&folder, "a.npy", &npy);
        exercise(&path);
        let mut wav = crate::support::wav(1, 2, 16, &[0; 40]);
        let at_wav = at % wav.len();
        wav[at_wav] = byte;
        wav.truncate(cut.max(1));
        let path = write(&folder, "a.wav", &wav);
        exercise(&path);
    }
}

fn exercise(path: &std::path::Path) {
    if let Ok(Opened::Array(source)) = open(path, &OpenOptions::default()) {
        let mut out = [Extent::EMPTY];
        let whole = 0..source.len();
        source.envelope(0..1, &[whole], &mut out).unwrap();
    }
}

/// The values of bytes, as `f64`, which holds all that these tests write.
fn decode(element_type: ElementType, bytes: &[u8]) -> Vec<f64> {
    macro_rules! values {
        ($type:ident) => {
            bytes
                .chunks_exact(size_of::<$type>())
                .map(|chunk| $type::from_le_bytes(chunk.try_into().unwrap()) as f64)
                .collect()
        };
    }
    match element_type {
        ElementType::I8 => values!(i8),
        ElementType::U8 => values!(u8),
        ElementType::I16 => values!(i16),
        ElementType::U16 => values!(u16),
        ElementType::I32 => values!(i32),
        ElementType::U32 => values!(u32),
        ElementType::I64 => values!(i64),
        ElementType::U64 => values!(u64),
        ElementType::F32 => values!(f32),
        ElementType::F64 => values!(f64),
    }
}

#[test]
#[cfg(all(unix, feature = "mapping"))]
fn a_mapped_file_that_shrinks_is_an_error_and_no_crash() {
    let folder = tempfile::tempdir().unwrap();
    let values: Vec<f64> = (0..3_000_000).map(f64::from).collect();
    let path = write(&folder, "a.raw", &encode(ElementType::F32, false, &values));
    let options = OpenOptions {
        mapped: true,
        cache_bytes: 1,
        ..OpenOptions::new().with_raw(RawDesc::new(ElementType::F32))
    };
    let source = array(&path, &options);
    let mut out = [0.0; 4];
    source.read(0, 2_999_990..2_999_994, &mut out).unwrap();
    assert_eq!(out, [2_999_990.0, 2_999_991.0, 2_999_992.0, 2_999_993.0]);
    let file = std::fs::File::options().write(true).open(&path).unwrap();
    file.set_len(400).unwrap();
    let error = source.read(0, 1_000_000..1_000_004, &mut out).unwrap_err();
    assert!(error.to_string().contains("a.raw"), "{error}");
    let mut extents = [Extent::EMPTY];
    assert!(
        source
            .envelope(0..1, &[0..3_000_000], &mut extents)
            .is_err()
    );
    // What is left of it is read all the same.
    source.read(0, 10..14, &mut out).unwrap();
    assert_eq!(out, [10.0, 11.0, 12.0, 13.0]);
}

#[test]
#[cfg(not(all(unix, feature = "mapping")))]
fn mapping_that_was_not_built_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let path = write(&folder, "a.raw", &[0; 8]);
    let options = OpenOptions {
        mapped: true,
        ..OpenOptions::new().with_raw(RawDesc::new(ElementType::F32))
    };
    let error = open(&path, &options).unwrap_err().to_string();
    assert!(error.contains("feature `mapping`"), "{error}");
}
