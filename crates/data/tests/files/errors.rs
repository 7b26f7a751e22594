//! Each mistake, and the sentence that it gets.

use galry_data::{
    ElementType, Extent, OpenOptions, Order, RawDesc, Samples, Source as _, TableOptions, open,
};

use crate::support::{npy, npy_text, wav, write};

/// The error that opening a file of these bytes gives, the folder's name left out.
fn refused(name: &str, bytes: &[u8], options: &OpenOptions) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = write(&folder, name, bytes);
    let error = open(&path, options).expect_err(name).to_string();
    let prefix = folder.path().display().to_string();
    error
        .strip_prefix(&format!("{prefix}/"))
        .unwrap_or(&error)
        .to_owned()
}

fn refused_plainly(name: &str, bytes: &[u8]) -> String {
    refused(name, bytes, &OpenOptions::default())
}

#[test]
fn paths_that_are_no_files_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("no.npy");
    let error = open(&missing, &OpenOptions::default()).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("{}: no such file", missing.display())
    );
    let error = open(folder.path(), &OpenOptions::default()).unwrap_err();
    let text = format!("{}: is a folder, expected a file", folder.path().display());
    assert_eq!(error.to_string(), text);
    assert_eq!(
        refused_plainly("a.npy", b""),
        "a.npy: the file is empty (0 bytes)"
    );
    #[cfg(unix)]
    {
        let error = open("/dev/null", &OpenOptions::default()).unwrap_err();
        let text = "/dev/null: is a pipe or a device, expected a regular file";
        assert_eq!(error.to_string(), text);
    }
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read_is_named() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let path = write(&folder, "a.npy", b"secret");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o000)).unwrap();
    // The superuser may read everything.
    if std::fs::File::open(&path).is_err() {
        let error = open(&path, &OpenOptions::default()).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("{}: permission denied", path.display())
        );
    }
}

#[test]
fn formats_that_are_unknown_or_to_come_are_told_apart() {
    let unknown = "a.bin: unknown format; if it is raw binary, give --dtype \
                   (and --channels, --offset, --order)";
    assert_eq!(refused_plainly("a.bin", b"abc"), unknown);
    assert_eq!(refused_plainly("a", b"abc"), unknown.replace("a.bin", "a"));
    for (name, format) in [
        ("a.npz", "npz"),
        ("a.csv.gz", "gzip"),
        ("a.zst", "zstd"),
        ("a.png", "png"),
        ("a.jpg", "jpeg"),
        ("a.tif", "tiff"),
    ] {
        let text = format!(
            "{name}: reading {format} is not built yet; convert to .npy, .wav, .csv or raw binary"
        );
        assert_eq!(refused_plainly(name, b"abc"), text);
    }
    let text = refused_plainly("a.csv", b"\x1f\x8b\x08\0\0\0");
    assert!(
        text.starts_with("a.csv: reading gzip is not built yet"),
        "{text}"
    );
}

/// One line that says what to do.
#[cfg(not(all(feature = "hdf5", feature = "arrow")))]
#[test]
fn formats_of_features_that_were_left_out_name_them() {
    let mut names = Vec::new();
    if cfg!(not(feature = "hdf5")) {
        names.extend([
            ("a.h5", "HDF5", "hdf5"),
            ("a.HDF5", "HDF5", "hdf5"),
            ("a.nwb", "HDF5", "hdf5"),
        ]);
    }
    if cfg!(not(feature = "arrow")) {
        names.extend([
            ("a.parquet", "Parquet", "arrow"),
            ("a.feather", "Arrow", "arrow"),
            ("a.arrow", "Arrow", "arrow"),
        ]);
    }
    for (name, format, feature) in names {
        let text = format!(
            "{name}: reading {format} needs galry built with its feature {feature}: \
             cargo install galry-cli --features {feature}"
        );
        assert_eq!(refused_plainly(name, b"abc"), text);
    }
}

#[test]
fn npy_mistakes_are_named() {
    let header = |text: &str| refused_plainly("a.npy", &npy_text(1, text, &[0; 8]));
    let cases = [
        (
            refused_plainly("a.npy", b"not numpy's"),
            "a.npy: not a valid npy file: it does not begin with \\x93NUMPY",
        ),
        (
            refused_plainly("a.npy", &npy(9, "<f4", false, "(2,)", &[0; 8])),
            "a.npy: not a valid npy file: version 9: expected 1, 2 or 3",
        ),
        (
            refused_plainly("a.npy", &npy(1, "<f4", false, "(3,)", &[0; 8])),
            "a.npy: truncated: expected 80 bytes, got 76",
        ),
        (
            refused_plainly("a.npy", b"\x93NUMPY\x01\0\x76\0{'descr'"),
            "a.npy: truncated: expected 128 bytes, got 18",
        ),
        (
            refused_plainly("a.npy", b"\x93NUMPY\x02\0\xff\xff\xff\xff{"),
            "a.npy: not a valid npy file: header of 4294967295 bytes: expected at most 1048576",
        ),
        (
            refused_plainly("a.npy", &npy(1, "<f4", false, "(1, 1, 2)", &[0; 8])),
            "a.npy: array of shape (1, 1, 2): expected 1-D, or 2-D as samples × channels",
        ),
        (
            refused_plainly("a.npy", &npy(1, "<f4", false, "(2, 0)", &[0; 8])),
            "a.npy: array of shape (2, 0): expected 1-D, or 2-D as samples × channels",
        ),
        (
            refused_plainly("a.npy", &npy(1, "<c8", false, "(1,)", &[0; 8])),
            "a.npy: sample type <c8 is not supported: expected integers of 8 to 64 bits, f32 or f64",
        ),
        (
            refused_plainly(
                "a.npy",
                &npy(1, "<f8", false, "(9223372036854775807, 4)", &[0; 8]),
            ),
            "a.npy: truncated: expected 18446744073709551615 bytes, got 96",
        ),
        (
            header("[1]"),
            "a.npy: not a valid npy file: its header is not a dictionary",
        ),
        (
            header("{'descr': '<f4', 'shape': (2,)}"),
            "a.npy: not a valid npy file: its header has no 'fortran_order'",
        ),
        (
            header("{'descr': '<f4', 'fortran_order': Maybe, 'shape': (2,)}"),
            "a.npy: not a valid npy file: fortran_order Maybe: expected True or False",
        ),
        (
            header("{'descr': '<f4', 'fortran_order': False, 'shape': (-2,)}"),
            "a.npy: not a valid npy file: shape (-2,): expected a tuple of sizes",
        ),
    ];
    for (actual, expected) in cases {
        assert_eq!(actual, expected);
    }
    let text =
        header("{'descr': [('a', '<f4'), ('b', '<i4')], 'fortran_order': False, 'shape': (1,)}");
    assert!(
        text.starts_with("a.npy: sample type [('a', '<f4'), ('b', '<i4')] is not"),
        "{text}"
    );
}

#[test]
fn wav_mistakes_are_named() {
    let mut cut = wav(1, 2, 16, &[0; 40]);
    cut.truncate(70);
    let odd = wav(1, 2, 16, &[0; 42]);
    let headless = &wav(1, 2, 16, &[0; 40])[..36];
    for (bytes, expected) in [
        (&cut[..], "a.wav: truncated: expected 84 bytes, got 70"),
        (
            &odd,
            "a.wav: not a valid wav file: its data chunk has 42 bytes, \
             which is not a whole number of 4-byte frames",
        ),
        (
            headless,
            "a.wav: not a valid wav file: it has no data chunk",
        ),
        (
            b"abc",
            "a.wav: not a valid wav file: it does not begin with RIFF and WAVE",
        ),
        (
            &wav(1, 0, 16, &[0; 40]),
            "a.wav: not a valid wav file: it has no channels",
        ),
        (
            &wav(2, 1, 4, &[0; 40]),
            "a.wav: sample type 4-bit in 0 bits, format code 2 is not supported: \
             expected integers of 8 to 64 bits, f32 or f64",
        ),
        (
            b"RIFF\0\0\0\0WAVEdata\x04\0\0\0abcd",
            "a.wav: not a valid wav file: it has no fmt chunk before its data",
        ),
    ] {
        assert_eq!(refused_plainly("a.wav", bytes), expected);
    }
}

#[test]
fn raw_mistakes_are_named() {
    let raw = |channels, offset| {
        OpenOptions::new().with_raw(RawDesc {
            channels,
            offset,
            ..RawDesc::new(ElementType::F32)
        })
    };
    assert_eq!(
        refused("a", &[0; 30], &raw(3, 4)),
        "a: 26 bytes from byte 4 on are not a whole number of 12-byte frames (3 × f32); \
         2 bytes are left over"
    );
    assert_eq!(
        refused("a", &[0; 30], &raw(1, 30)),
        "a: offset 30: expected less than the file's 30 bytes"
    );
    assert_eq!(
        refused("a", &[0; 30], &raw(0, 0)),
        "channels: expected at least 1, got 0"
    );
    let huge = refused("a", &[0; 30], &raw(usize::MAX, 0));
    assert!(huge.contains("18446744073709551615-byte frames"), "{huge}");
}

#[test]
fn table_mistakes_are_named() {
    for (text, expected) in [
        (
            "# nothing\n\n",
            "a.csv: the table has only comments or blank lines and no row of data",
        ),
        (
            "a,b\n",
            "a.csv: the table has only a header and no row of data",
        ),
        ("a,b\n1,2\n3\n", "a.csv, line 3: expected 2 cells, got 1"),
        (
            "a,b\r\n1,2\r\n\r\n3,4,5\r\n",
            "a.csv, line 4: expected 2 cells, got 3",
        ),
        (
            "# c\na,b\n1,2\n3,4x\n5,6\n",
            "a.csv, line 4, column b: expected a number, got \"4x\"; \
             if it means a missing value, give --na",
        ),
        (
            "a,b\nP,Q\nR,S\n",
            "a.csv: none of the 2 column(s) is numeric; check the delimiter and the decimal mark",
        ),
        (
            "a,b\n1,\0\n",
            "a.csv: expected a text table, got binary data at byte 6",
        ),
    ] {
        assert_eq!(refused_plainly("a.csv", text.as_bytes()), expected);
    }
    let options = |table| OpenOptions::new().with_table(table);
    let comma = TableOptions {
        delimiter: Some(','),
        decimal: Some(','),
        ..TableOptions::default()
    };
    assert_eq!(
        refused("a.csv", b"1", &options(comma)),
        "decimal: ',' is the delimiter too"
    );
    let wide = TableOptions {
        delimiter: Some('→'),
        ..TableOptions::default()
    };
    assert_eq!(
        refused("a.csv", b"1", &options(wide)),
        "delimiter: expected one ASCII character, neither a quote nor a line's end, got '→'"
    );
    let odd = TableOptions {
        decimal: Some('x'),
        ..TableOptions::default()
    };
    assert_eq!(
        refused("a.csv", b"1", &options(odd)),
        "decimal: expected '.' or ',', got 'x'"
    );
}

#[test]
fn calls_beyond_a_source_are_named() {
    let samples = Samples::from_vec(vec![0_u8; 12])
        .with_channels(3, Order::Planar)
        .unwrap();
    let mut one = [0.0];
    let mut extent = [Extent::EMPTY];
    let text = |result: galry_data::Result<()>| result.unwrap_err().to_string();
    assert_eq!(
        text(samples.read(3, 0..1, &mut one)),
        "channel 3: the source has 3 channel(s), counted from 0"
    );
    assert_eq!(
        text(samples.read(0, 2..5, &mut [])),
        "samples 2..5: expected a range within 0..4"
    );
    assert_eq!(
        text(samples.read(0, 0..3, &mut one)),
        "output: expected room for 3 samples, got 1"
    );
    assert_eq!(
        text(samples.gather(0, &[4], &mut one)),
        "sample 4: expected an index below 4"
    );
    assert_eq!(
        text(samples.scan(1..4, &[], &mut [])),
        "channels 1..4: the source has 3 channel(s), counted from 0"
    );
    assert_eq!(
        text(samples.envelope(0..2, &[0..1], &mut extent).map(|_| ())),
        "output: expected room for 2 extents, got 1"
    );
    #[expect(clippy::reversed_empty_ranges, reason = "the mistake that is tested")]
    let backwards = samples.envelope(0..1, &[3..2], &mut extent).map(|_| ());
    assert_eq!(
        text(backwards),
        "samples 3..2: expected a range within 0..4"
    );
    assert_eq!(
        text(samples.with_channels(5, Order::Planar).map(|_| ())),
        "5 channels: expected a positive number that divides the 12 values"
    );
    assert_eq!(
        "i24".parse::<ElementType>().unwrap_err().to_string(),
        "unknown sample type \"i24\": expected one of \
         i8, u8, i16, u16, i32, u32, i64, u64, f32, f64"
    );
}
