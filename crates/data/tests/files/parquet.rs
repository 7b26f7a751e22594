//! Parquet files, written by the format's own library and by another program.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use galry_data::{
    ElementType, Error, Extent, OpenOptions, Opened, Samples, Source as _, Table, open,
};
use parquet::basic::{Compression, ZstdLevel};
use parquet::column::writer::ColumnWriter;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use proptest::prelude::*;

fn table_with(path: &Path, options: &OpenOptions) -> Table {
    match open(path, options).unwrap() {
        Opened::Table(table) => table,
        Opened::Array(source) => panic!("expected a table, got {source:?}"),
    }
}

fn table(path: &Path) -> Table {
    table_with(path, &OpenOptions::new())
}

fn values(table: &Table, name: &str) -> Vec<f64> {
    table.column(name).unwrap().values().unwrap().to_vec()
}

fn types(table: &Table) -> Vec<(&str, ElementType)> {
    let of = |column: &'_ galry_data::Column| column.source().element_type();
    let columns = table.columns.iter();
    columns
        .map(|column| (column.name.as_str(), of(column)))
        .collect()
}

/// Writes row groups of a schema; `fill` writes each column of each.
fn write(
    path: &Path,
    schema: &str,
    groups: usize,
    properties: WriterProperties,
    mut fill: impl FnMut(usize, usize, &mut ColumnWriter<'_>),
) {
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let file = std::fs::File::create(path).unwrap();
    let mut writer = SerializedFileWriter::new(file, schema, Arc::new(properties)).unwrap();
    for group in 0..groups {
        let mut rows = writer.next_row_group().unwrap();
        let mut index = 0;
        while let Some(mut column) = rows.next_column().unwrap() {
            fill(group, index, column.untyped());
            column.close().unwrap();
            index += 1;
        }
        rows.close().unwrap();
    }
    writer.close().unwrap();
}

fn i32s(writer: &mut ColumnWriter<'_>, values: &[i32], levels: Option<&[i16]>) {
    match writer {
        ColumnWriter::Int32ColumnWriter(writer) => {
            writer.write_batch(values, levels, None).unwrap();
        }
        _ => panic!("no column of i32"),
    }
}

fn i64s(writer: &mut ColumnWriter<'_>, values: &[i64], levels: Option<&[i16]>) {
    match writer {
        ColumnWriter::Int64ColumnWriter(writer) => {
            writer.write_batch(values, levels, None).unwrap();
        }
        _ => panic!("no column of i64"),
    }
}

fn f64s(writer: &mut ColumnWriter<'_>, values: &[f64], levels: Option<&[i16]>) {
    match writer {
        ColumnWriter::DoubleColumnWriter(writer) => {
            writer.write_batch(values, levels, None).unwrap();
        }
        _ => panic!("no column of f64"),
    }
}

fn foreign() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files/foreign/foreign.parquet")
}

#[test]
fn whole_numbers_stay_whole_and_missing_ones_are_nan() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.parquet");
    let schema = "message m {
        required int32 small (INT_8); required int32 wide (UINT_32); optional int64 full;
        optional int64 holey (UINT_64); optional double float; required int64 huge (UINT_64);
    }";
    write(
        &path,
        schema,
        2,
        WriterProperties::default(),
        |_, index, writer| match index {
            0 => i32s(writer, &[-128, 127, 3], None),
            1 => i32s(writer, &[-1, 0, 5], None),
            2 => i64s(writer, &[i64::MIN, 7, i64::MAX], Some(&[1, 1, 1])),
            3 => i64s(writer, &[-1, 2], Some(&[1, 0, 1])),
            4 => f64s(writer, &[0.5], Some(&[0, 1, 0])),
            _ => i64s(writer, &[-1, 0, 1], None),
        },
    );
    let table = table(&path);
    assert_eq!((table.rows(), table.x), (6, None));
    assert_eq!(
        types(&table),
        [
            ("small", ElementType::I8),
            ("wide", ElementType::U32),
            ("full", ElementType::I64),
            ("holey", ElementType::F64),
            ("float", ElementType::F64),
            ("huge", ElementType::U64),
        ]
    );
    assert_eq!(
        values(&table, "small"),
        [-128.0, 127.0, 3.0, -128.0, 127.0, 3.0]
    );
    assert_eq!(values(&table, "wide")[..3], [4_294_967_295.0, 0.0, 5.0]);
    let holey = values(&table, "holey");
    assert!(holey[0] == u64::MAX as f64 && holey[1].is_nan() && holey[2] == 2.0);
    let float = values(&table, "float");
    assert!(float[0].is_nan() && float[1] == 0.5 && float[5].is_nan());
    let full = table.column("full").unwrap().source();
    let found = galry_data::summary(&*full, 0..1).unwrap();
    let expected = [i128::from(i64::MIN), i128::from(i64::MAX)];
    assert_eq!(found[0].integers, Some(expected));
    assert_eq!(full.channel_name(0).as_deref(), Some("full"));
}

#[test]
fn columns_of_unknown_gaps_become_floats_and_others_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.parquet");
    let schema = "message m {
        optional int32 n; required int64 time (TIMESTAMP_MICROS); required binary name (UTF8);
        required group g { required int32 inner; } required int64 money (DECIMAL(9, 2));
    }";
    let properties = WriterProperties::builder()
        .set_statistics_enabled(EnabledStatistics::None)
        .build();
    write(&path, schema, 1, properties, |_, index, writer| {
        match (index, writer) {
            (0, writer) => i32s(writer, &[1, 2], Some(&[1, 1])),
            (3, writer) => i32s(writer, &[1, 2], None),
            (_, ColumnWriter::ByteArrayColumnWriter(writer)) => {
                writer
                    .write_batch(&["a".into(), "b".into()], None, None)
                    .unwrap();
            }
            (_, writer) => i64s(writer, &[1, 2], None),
        }
    });
    let table = table(&path);
    assert_eq!(
        types(&table),
        [("n", ElementType::F64), ("time", ElementType::I64)]
    );
    assert_eq!(table.x, Some(1));
    assert_eq!(
        table.notes,
        [
            "column \"time\" holds times since 1970, shown as whole numbers",
            "column \"name\" is skipped: it holds text or bytes",
            "column \"g.inner\" is skipped: it holds a part of a structure",
            "column \"money\" is skipped: it holds decimal numbers",
        ]
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    /// Row groups of any length, any compression, a cache of any size.
    #[test]
    fn envelopes_equal_those_in_memory(
        lengths in prop::collection::vec(0_usize..2000, 1..6),
        compression in prop::sample::select(vec![
            Compression::UNCOMPRESSED, Compression::SNAPPY, Compression::LZ4_RAW,
            Compression::ZSTD(ZstdLevel::default()), Compression::GZIP(Default::default()),
        ]),
        cache_bytes in prop::sample::select(vec![0_u64, 6_000, 64 << 20]),
        seed: u32,
    ) {
        prop_assume!(lengths.iter().sum::<usize>() > 0);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.parquet");
        let mut next = seed;
        let groups: Vec<Vec<i32>> = lengths.iter().map(|&length| {
            (0..length).map(|_| {
                next = next.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (next >> 8) as i32 - (1 << 23)
            }).collect()
        }).collect();
        let properties = WriterProperties::builder().set_compression(compression).build();
        let schema = "message m { required int32 a; required int32 b; }";
        write(&path, schema, groups.len(), properties, |group, _, writer| {
            i32s(writer, &groups[group], None);
        });
        let all: Vec<i32> = groups.concat();
        let memory = Samples::from_slice(&all);
        let options = OpenOptions { cache_bytes, ..OpenOptions::default() };
        let table = table_with(&path, &options);
        let len = memory.len();
        let ranges = [0..len, len / 3..len / 2, len / 2..len, len..len];
        for column in &table.columns {
            let source = column.source();
            prop_assert_eq!(source.len(), len);
            let mut expected = [Extent::EMPTY; 4];
            let mut found = expected;
            memory.scan(0..1, &ranges, &mut expected).unwrap();
            source.envelope(0..1, &ranges, &mut found).unwrap();
            prop_assert_eq!(found, expected);
            source.scan(0..1, &ranges, &mut found).unwrap();
            prop_assert_eq!(found, expected);
            let values: Vec<i32> = column.values().unwrap().iter().map(|&v| v as i32).collect();
            prop_assert_eq!(&values, &all);
        }
    }
}

#[test]
fn files_of_another_program_are_read() {
    let table = table(&foreign());
    assert_eq!(
        types(&table),
        [
            ("time", ElementType::F64),
            ("a", ElementType::I16),
            ("b", ElementType::F32),
            ("gaps", ElementType::F64),
        ]
    );
    assert_eq!((table.rows(), table.x), (1000, Some(0)));
    let (a, gaps) = (values(&table, "a"), values(&table, "gaps"));
    assert_eq!(values(&table, "time")[999], 9.99);
    for row in 0..1000 {
        assert_eq!(a[row], row as f64 - 500.0);
        assert!(if row % 7 == 0 {
            gaps[row].is_nan()
        } else {
            gaps[row] == row as f64
        });
    }
}

/// Cut at any place or with any byte changed, a file is read, or is one clear error.
#[test]
fn damaged_files_are_errors() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = std::fs::read(foreign()).unwrap();
    let path = folder.path().join("a.parquet");
    let look = |what: &str| match open(&path, &OpenOptions::new()) {
        Err(error) => {
            assert!(error.to_string().contains("a.parquet"), "{what}: {error}");
            false
        }
        Ok(Opened::Table(table)) => table.columns.iter().all(|column| column.values().is_ok()),
        Ok(other) => panic!("{what}: {other:?}"),
    };
    assert!(look_at(&bytes, &path, &look));
    for end in (1..bytes.len()).step_by(37) {
        assert!(!look_at(&bytes[..end], &path, &look), "cut at {end}");
    }
    for at in (0..bytes.len()).step_by(5) {
        let mut damaged = bytes.clone();
        damaged[at] ^= 0x55;
        look_at(&damaged, &path, &look);
    }
    let text = crate::support::write(&folder, "b.parquet", b"not at all");
    assert!(matches!(
        open(&text, &OpenOptions::new()),
        Err(Error::Header {
            format: "Parquet",
            ..
        })
    ));
}

fn look_at(bytes: &[u8], path: &Path, look: &impl Fn(&str) -> bool) -> bool {
    std::fs::write(path, bytes).unwrap();
    look("a damaged file")
}
