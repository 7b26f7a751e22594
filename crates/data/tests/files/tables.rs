//! Text tables as people write them.

use galry_data::{OpenOptions, Opened, Origin, Table, TableOptions, open};
use proptest::prelude::*;

use crate::support::write;

fn read(text: &str, options: &TableOptions) -> galry_data::Result<Table> {
    let origin = Origin {
        path: "t.csv".into(),
        format: "csv",
        bytes: text.len() as u64,
    };
    Table::read(text.as_bytes(), origin, options)
}

fn table(text: &str) -> Table {
    read(text, &TableOptions::default()).unwrap_or_else(|error| panic!("{text:?}: {error}"))
}

fn names(table: &Table) -> Vec<&str> {
    table
        .columns
        .iter()
        .map(|column| column.name.as_str())
        .collect()
}

/// The columns' values, with 999 for what is missing.
fn values(table: &Table) -> Vec<Vec<f64>> {
    let column = |values: &[f64]| {
        let shown = values.iter().map(|&v| if v.is_nan() { 999.0 } else { v });
        shown.collect()
    };
    table
        .columns
        .iter()
        .map(|c| column(&c.values().unwrap()))
        .collect()
}

#[test]
fn delimiters_are_found() {
    for text in [
        "a,b\n1,2.5\n3,4\n",
        "a;b\n1;2.5\n3;4\n",
        "a;b\n1;2,5\n3;4,0\n",
        "a\tb\n1\t2.5\n3\t4",
        "a b\n1 2.5\n3 4\n",
        "  a    b\n  1  2.5\n\t3 4 \n",
        "a,b\r\n1,2.5\r\n3,4\r\n",
        "a,b\r1,2.5\r3,4\r",
        "\u{feff}a,b\n1,2.5\n3,4\n",
        "a , b\n1 , 2.5\n3 , 4\n",
        "\"a\",\"b\"\n\"1\",\"2.5\"\n3,4\n",
        "# by hand\n\na,b\n1,2.5\n# in between\n3,4\n\n",
        "'a' \"b\"\n1 2.5\n3 4",
        "a,b\n1,2.5\n   \n3,4\n",
    ] {
        let table = table(text);
        assert_eq!(names(&table), ["a", "b"], "{text:?}");
        assert_eq!(values(&table), [[1.0, 3.0], [2.5, 4.0]], "{text:?}");
        assert_eq!((table.rows(), table.notes.len()), (2, 0));
    }
}

#[test]
fn headers_are_found() {
    assert_eq!(names(&table("1,2\n3,4\n")), ["column 1", "column 2"]);
    assert_eq!(names(&table("5\n6\n")), ["column 1"]);
    assert_eq!(names(&table("v\n6\n")), ["v"]);
    assert_eq!(
        names(&table("a,a,,b\n1,2,3,4\n")),
        ["a", "a (2)", "column 3", "b"]
    );
    // Years as names, above a column of names.
    let years = table("site,1990\nP,5\nQ,6\n");
    assert_eq!((names(&years), years.rows()), (vec!["column 2"], 3));
    // A text in every row is no header.
    let days = table("mon,1\ntue,2\n");
    assert_eq!((names(&days), days.rows()), (vec!["column 2"], 2));
    let options = TableOptions {
        no_header: true,
        na: vec!["a".to_owned()],
        ..TableOptions::default()
    };
    let kept = read("a,2\n3,4\n", &options).unwrap();
    assert_eq!(values(&kept), [[999.0, 3.0], [2.0, 4.0]]);
}

#[test]
fn x_is_told_by_name() {
    for (header, x) in [
        ("a,Time,b", Some(1)),
        ("x,t,b", Some(1)),
        ("b,c,X", Some(2)),
        ("b,time (s),c", Some(1)),
        ("b,time_s,c", Some(1)),
        ("b,Time [ms],c", Some(1)),
        ("b,t ms,c", Some(1)),
        ("b,x_velocity,c", None),
        ("temperature,timeout,xs", None),
    ] {
        assert_eq!(table(&format!("{header}\n1,2,3\n")).x, x, "{header}");
    }
}

#[test]
fn missing_cells_are_nan() {
    let table = table("a,b\n1,\nNA,2\nnan, n/a \n\"\",3\n");
    let expected = [[1.0, 999.0, 999.0, 999.0], [999.0, 2.0, 999.0, 3.0]];
    assert_eq!(values(&table), expected);
}

#[test]
fn columns_of_text_are_skipped_with_a_note() {
    let table = table("n,name,empty\n1,P,\n2,Q,\n3,4,\n");
    assert_eq!(names(&table), ["n"]);
    assert_eq!(table.columns[0].index, 0);
    assert_eq!(
        table.notes,
        [
            "column \"name\" is skipped: 2 of 3 cells are not numbers, \"P\" in line 2 for one",
            "column \"empty\" is skipped: all of its cells are empty",
        ]
    );
}

#[test]
fn options_override_what_is_found() {
    let options = TableOptions {
        delimiter: Some('|'),
        decimal: Some(','),
        comment: Some('%'),
        na: vec!["-1".to_owned()],
        skip_rows: 2,
        no_header: false,
    };
    let table = read("title\nmore, of | it\n% note\na|b\n1,5|-1\n2|7\n", &options).unwrap();
    assert_eq!(names(&table), ["a", "b"]);
    assert_eq!(values(&table), [[1.5, 2.0], [999.0, 7.0]]);
}

#[test]
fn a_column_is_a_source() {
    let table = table("t,v\n0,5\n1,6\n");
    let source = table.column("v").unwrap().source();
    assert_eq!(
        (source.len(), source.channel_name(0).as_deref()),
        (2, Some("v"))
    );
}

#[test]
fn long_tables_come_through_the_buffers_whole() {
    let folder = tempfile::tempdir().unwrap();
    for (name, delimiter, end) in [
        ("a.csv", ',', "\n"),
        ("a.tsv", '\t', "\r\n"),
        ("a.dat", ' ', "\n"),
    ] {
        let mut text = format!("t{delimiter}v{end}");
        for i in 0..100_000 {
            text += &format!("{i}{delimiter}{}{end}", f64::from(i) * 0.25);
        }
        let path = write(&folder, name, text.as_bytes());
        let Opened::Table(table) = open(&path, &OpenOptions::default()).unwrap() else {
            panic!("no table");
        };
        assert_eq!((table.rows(), table.x), (100_000, Some(0)));
        assert!(
            table.columns[1]
                .values()
                .unwrap()
                .iter()
                .enumerate()
                .all(|(i, &v)| v == i as f64 * 0.25)
        );
        // A wrong cell far behind is named by its line.
        let path = write(
            &folder,
            name,
            format!("{text}1{delimiter}oops{end}").as_bytes(),
        );
        let error = open(&path, &OpenOptions::default())
            .unwrap_err()
            .to_string();
        assert!(
            error.contains(", line 100002, column v: expected a number, got \"oops\""),
            "{error}"
        );
        let path = write(
            &folder,
            name,
            format!("{text}{end}1{delimiter}2{delimiter}3{end}").as_bytes(),
        );
        let error = open(&path, &OpenOptions::default())
            .unwrap_err()
            .to_string();
        assert!(
            error.contains(", line 100003: expected 2 cells, got 3"),
            "{error}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// What is written is read, to the last bit.
    #[test]
    fn numbers_survive(
        rows in prop::collection::vec(prop::collection::vec(any::<f64>(), 3), 1..20),
        delimiter in prop::sample::select(vec![',', ';', '\t', ' ']),
        quoted in any::<bool>(),
    ) {
        let mut text = String::from("a,b,c\n").replace(',', &delimiter.to_string());
        for row in &rows {
            let cells: Vec<String> = row
                .iter()
                .map(|v| if quoted { format!("\"{v}\"") } else { format!("{v:e}") })
                .collect();
            text += &cells.join(&delimiter.to_string());
            text += "\n";
        }
        let options = TableOptions { delimiter: Some(delimiter), ..TableOptions::default() };
        let Ok(table) = read(&text, &options) else {
            // Nothing but NaN.
            return Ok(());
        };
        for column in &table.columns {
            for (row, value) in rows.iter().zip(column.values().unwrap().iter()) {
                let written = row[column.index];
                prop_assert!(written.to_bits() == value.to_bits() || written.is_nan() && value.is_nan());
            }
        }
    }

    /// Any text at all is a table or an error.
    #[test]
    fn no_text_does_harm(text in "[ab19,;. \t\"#\n\r'-]{0,80}", bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        let _either = read(&text, &TableOptions::default());
        let origin = Origin { path: "t".into(), format: "csv", bytes: 0 };
        let _either = Table::read(&bytes[..], origin, &TableOptions::default());
    }
}
