//! Arrow and Feather files that another program wrote.

use std::path::{Path, PathBuf};

use galry_data::{
    ElementType, Error, Extent, OpenOptions, Opened, Samples, Source as _, Table, open,
};

/// Rows of every file.
const ROWS: usize = 1000;

fn foreign(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/files/foreign")
        .join(name)
}

fn table_with(path: &Path, options: &OpenOptions) -> Table {
    match open(path, options).unwrap() {
        Opened::Table(table) => table,
        Opened::Array(source) => panic!("expected a table, got {source:?}"),
    }
}

fn values(table: &Table, name: &str) -> Vec<f64> {
    table.column(name).unwrap().values().unwrap().to_vec()
}

/// One batch as in memory, and batches of 300 rows compressed in both ways.
#[test]
fn columns_are_read_as_written_and_whole_numbers_stay_whole() {
    for name in ["plain.arrow", "lz4.feather", "zstd.arrow"] {
        let path = foreign(name);
        for cache_bytes in [0, 64 << 20] {
            let options = OpenOptions {
                cache_bytes,
                ..OpenOptions::default()
            };
            let table = table_with(&path, &options);
            let kinds: Vec<(&str, ElementType)> = table
                .columns
                .iter()
                .map(|column| (column.name.as_str(), column.source().element_type()))
                .collect();
            assert_eq!(
                kinds,
                [
                    ("time", ElementType::F64),
                    ("a", ElementType::I16),
                    ("b", ElementType::F32),
                    ("gaps", ElementType::F64),
                    ("flag", ElementType::U8),
                    ("big", ElementType::U64),
                    ("when", ElementType::I64),
                ],
                "{name}"
            );
            assert_eq!((table.rows(), table.x), (ROWS, Some(0)));
            let columns = ["time", "a", "b", "gaps", "flag", "when"];
            let [time, a, b, gaps, flag, when] = columns.map(|column| values(&table, column));
            for row in 0..ROWS {
                let at = row as f64;
                assert_eq!(
                    [time[row], a[row], b[row]],
                    [at / 100.0, at - 500.0, at * 0.5]
                );
                assert_eq!(flag[row], f64::from(u8::from(row % 3 == 0)));
                assert_eq!(when[row], 1.7e18 + at * 1e9);
                assert!(if row % 7 == 0 {
                    gaps[row].is_nan()
                } else {
                    gaps[row] == at
                });
            }
            let big = table.column("big").unwrap().source();
            let found = galry_data::summary(&*big, 0..1).unwrap();
            assert_eq!(
                found[0].integers,
                Some([i128::from(u64::MAX) - 999, i128::from(u64::MAX)])
            );
        }
    }
}

#[test]
fn other_columns_are_left_out_and_named() {
    let table = table_with(&foreign("lz4.feather"), &OpenOptions::new());
    assert_eq!(
        table.notes,
        [
            "column \"word\" is skipped: it holds text",
            "column \"kind\" is skipped: it holds categories",
            "column \"list\" is skipped: it holds no plain numbers",
            "column \"pair\" is skipped: it holds structures",
            "column \"when\" holds times since 1970, shown as whole numbers",
        ]
    );
}

#[test]
fn envelopes_equal_those_in_memory() {
    let expected: Vec<i16> = (0..ROWS).map(|row| row as i16 - 500).collect();
    let memory = Samples::from_slice(&expected);
    let ranges = [0..1000, 1..299, 299..301, 450..1000, 7..7];
    for name in ["plain.arrow", "lz4.feather", "zstd.arrow"] {
        let table = table_with(&foreign(name), &OpenOptions::new());
        let source = table.column("a").unwrap().source();
        let mut truth = [Extent::EMPTY; 5];
        let mut found = truth;
        memory.scan(0..1, &ranges, &mut truth).unwrap();
        source.envelope(0..1, &ranges, &mut found).unwrap();
        assert_eq!(found, truth, "{name}");
        source.scan(0..1, &ranges, &mut found).unwrap();
        assert_eq!(found, truth, "{name}");
    }
}

/// Cut at any place or with any byte changed, a file is read, or is one clear error.
#[test]
fn damaged_files_are_errors() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.arrow");
    let is_read = |bytes: &[u8]| {
        std::fs::write(&path, bytes).unwrap();
        match open(&path, &OpenOptions::new()) {
            Err(error) => {
                assert!(error.to_string().contains("a.arrow"), "{error}");
                false
            }
            Ok(Opened::Table(table)) => table.columns.iter().all(|one| one.values().is_ok()),
            Ok(other) => panic!("{other:?}"),
        }
    };
    for name in ["plain.arrow", "lz4.feather", "zstd.arrow"] {
        let bytes = std::fs::read(foreign(name)).unwrap();
        assert!(is_read(&bytes));
        for end in (1..bytes.len()).step_by(97) {
            assert!(!is_read(&bytes[..end]), "{name} cut at {end}");
        }
        for at in (0..bytes.len()).step_by(13) {
            let mut damaged = bytes.clone();
            damaged[at] ^= 0x55;
            is_read(&damaged);
        }
    }
    std::fs::write(&path, "not at all, but long enough").unwrap();
    assert!(matches!(
        open(&path, &OpenOptions::new()),
        Err(Error::Header {
            format: "Arrow",
            ..
        })
    ));
    std::fs::write(&path, "ARROW1").unwrap();
    assert!(matches!(
        open(&path, &OpenOptions::new()),
        Err(Error::Truncated { .. })
    ));
}
