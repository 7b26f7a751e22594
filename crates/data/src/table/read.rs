//! Reads a table, one row at a time, into columns of numbers.

use std::io::{Cursor, Read};
use std::path::PathBuf;
use std::sync::Arc;

use super::detect::{Dialect, dialect};
use super::number::Cell;
use super::rows::{Row, RowError, Rows};
use super::{Column, Table, TableOptions};
use crate::source::Origin;
use crate::{Error, Result};

/// Bytes at the start by which the way of writing is found out.
const SAMPLE: u64 = 1 << 16;
/// A column that begins with so many texts and no number is not kept any longer.
const HOPELESS: u64 = 10_000;

/// A column while it is read.
#[derive(Debug, Default)]
struct Growing {
    name: String,
    values: Vec<f64>,
    numbers: u64,
    texts: u64,
    /// Line and content of the first cell that is no number.
    first_text: Option<(u64, String)>,
}

impl Growing {
    fn push(&mut self, cell: Cell, text: &[u8], line: u64) {
        let value = match cell {
            Cell::Number(value) => {
                self.numbers += 1;
                value
            }
            Cell::Missing => f64::NAN,
            Cell::Text => {
                self.texts += 1;
                if self.first_text.is_none() {
                    self.first_text = Some((line, lossy(text)));
                }
                if self.texts == HOPELESS && self.numbers == 0 {
                    self.values = Vec::new();
                }
                f64::NAN
            }
        };
        if self.texts < HOPELESS || self.numbers > 0 {
            self.values.push(value);
        }
    }
}

fn lossy(text: &[u8]) -> String {
    String::from_utf8_lossy(text.trim_ascii()).into_owned()
}

/// Reads a whole table.
pub(super) fn read(mut input: impl Read, origin: Origin, options: &TableOptions) -> Result<Table> {
    check(options)?;
    let path = || origin.path.clone();
    let mut sample = Vec::new();
    let failed = |source| Error::Io {
        path: path(),
        action: "reading",
        source,
    };
    let skipped = start(&mut input, &mut sample, options.skip_rows).map_err(failed)?;
    let missing = SAMPLE.saturating_sub(sample.len() as u64);
    (&mut input)
        .take(missing)
        .read_to_end(&mut sample)
        .map_err(failed)?;
    let whole = (sample.len() as u64) < SAMPLE;
    // UTF-16 and other binary data have zero bytes, which no table has.
    if let Some(at) = sample.iter().position(|&byte| byte == 0) {
        return Err(Error::NotText {
            path: path(),
            byte: skipped + at as u64,
        });
    }
    let complete = match sample.iter().rposition(|&byte| byte == b'\n') {
        Some(at) if !whole => at + 1,
        _ => sample.len(),
    };
    let dialect = dialect(&sample[..complete], options);
    let input = Cursor::new(sample).chain(input);
    let rows = Rows::new(
        input,
        dialect.delimiter,
        dialect.comment,
        options.skip_rows + 1,
    );
    let columns = columns(rows, &dialect, &origin, skipped)?;
    finish(columns, origin)
}

fn check(options: &TableOptions) -> Result<()> {
    for (option, value) in [
        ("delimiter", options.delimiter),
        ("comment", options.comment),
        ("decimal", options.decimal),
    ] {
        let message = match value {
            Some(c) if !c.is_ascii() || matches!(c, '\n' | '\r' | '"') => {
                format!("expected one ASCII character, neither a quote nor a line's end, got {c:?}")
            }
            Some(c) if option == "decimal" && !matches!(c, '.' | ',') => {
                format!("expected '.' or ',', got {c:?}")
            }
            Some(c) if option == "decimal" && options.delimiter == Some(c) => {
                format!("{c:?} is the delimiter too")
            }
            _ => continue,
        };
        return Err(Error::Option { option, message });
    }
    Ok(())
}

/// Reads past the byte order mark and the lines to skip; what was read beyond goes to `rest`.
/// Returns how many bytes are left out.
fn start(input: &mut impl Read, rest: &mut Vec<u8>, lines: u64) -> std::io::Result<u64> {
    const MARK: &[u8] = b"\xef\xbb\xbf";
    input.take(SAMPLE).read_to_end(rest)?;
    let mut skipped = 0;
    if rest.starts_with(MARK) {
        rest.drain(..MARK.len());
        skipped += MARK.len() as u64;
    }
    for _ in 0..lines {
        loop {
            if let Some(at) = rest.iter().position(|&byte| byte == b'\n') {
                rest.drain(..=at);
                skipped += at as u64 + 1;
                break;
            }
            skipped += rest.len() as u64;
            rest.clear();
            if input.take(SAMPLE).read_to_end(rest)? == 0 {
                return Ok(skipped);
            }
        }
    }
    Ok(skipped)
}

/// Reads all rows.
fn columns(
    mut rows: Rows<impl Read>,
    dialect: &Dialect,
    origin: &Origin,
    skipped: u64,
) -> Result<Vec<Growing>> {
    let failed = |error| match error {
        RowError::Io(source) => Error::Io {
            path: origin.path.clone(),
            action: "reading",
            source,
        },
        RowError::NotText(at) => Error::NotText {
            path: origin.path.clone(),
            byte: skipped + at,
        },
    };
    let no_rows = |found| Error::NoRows {
        path: origin.path.clone(),
        found,
    };
    let mut row = Row::default();
    if !rows.next(&mut row).map_err(failed)? {
        return Err(no_rows("only comments or blank lines"));
    }
    let mut columns: Vec<Growing> = Vec::with_capacity(row.len());
    for (index, cell) in row.cells().enumerate() {
        let name = match lossy(cell) {
            name if dialect.header && !name.is_empty() => name,
            _ => format!("column {}", index + 1),
        };
        columns.push(Growing {
            name: unique(name, &columns),
            ..Growing::default()
        });
    }
    if dialect.header && !rows.next(&mut row).map_err(failed)? {
        return Err(no_rows("only a header"));
    }
    loop {
        if row.len() != columns.len() {
            return Err(Error::RaggedRow {
                path: origin.path.clone(),
                line: row.line,
                expected: columns.len(),
                actual: row.len(),
            });
        }
        for (column, text) in columns.iter_mut().zip(row.cells()) {
            column.push(dialect.cells.read(text), text, row.line);
        }
        if !rows.next(&mut row).map_err(failed)? {
            return Ok(columns);
        }
    }
}

/// The name, numbered where a column before has it already.
fn unique(name: String, columns: &[Growing]) -> String {
    let taken = |name: &str| columns.iter().any(|column| column.name == name);
    if !taken(&name) {
        return name;
    }
    (2..)
        .map(|number| format!("{name} ({number})"))
        .find(|name| !taken(name))
        .unwrap_or(name)
}

/// Keeps the numeric columns.
fn finish(growing: Vec<Growing>, origin: Origin) -> Result<Table> {
    let all = growing.len();
    let mut columns = Vec::new();
    let mut notes = Vec::new();
    for (index, column) in growing.into_iter().enumerate() {
        let Growing {
            name,
            values,
            numbers,
            texts,
            first_text,
        } = column;
        if numbers == 0 && texts == 0 {
            notes.push(format!(
                "column {name:?} is skipped: all of its cells are empty"
            ));
            continue;
        }
        if let Some((line, cell)) = first_text {
            if texts <= numbers {
                return Err(Error::BadCell {
                    path: origin.path,
                    line,
                    column: name,
                    cell,
                });
            }
            let cells = texts + numbers;
            notes.push(format!(
                "column {name:?} is skipped: {texts} of {cells} cells are not numbers, \
                 {cell:?} in line {line} for one"
            ));
            continue;
        }
        columns.push(Column::new(name, index, Arc::from(values)));
    }
    if columns.is_empty() {
        return Err(no_numbers(origin.path, all));
    }
    let x = x_column(&columns);
    Ok(Table {
        columns,
        x,
        notes,
        origin,
    })
}

fn no_numbers(path: PathBuf, columns: usize) -> Error {
    Error::NoNumbers { path, columns }
}

/// The column that is x by its name: time before t before x.
pub(super) fn x_column(columns: &[Column]) -> Option<usize> {
    ["time", "t", "x"].into_iter().find_map(|wanted| {
        columns
            .iter()
            .position(|column| is_called(&column.name, wanted))
    })
}

/// Whether a column's name is `wanted`, alone or with a unit: `Time`, `time (s)`, `time_s`.
fn is_called(name: &str, wanted: &str) -> bool {
    const UNITS: [&str; 14] = [
        "s", "sec", "secs", "second", "seconds", "ms", "us", "\u{b5}s", "ns", "min", "minutes",
        "h", "hours", "days",
    ];
    let name = name.trim().to_lowercase();
    let Some(unit) = name.strip_prefix(wanted) else {
        return false;
    };
    if unit.is_empty() {
        return true;
    }
    let bracketed = unit.trim_start();
    if bracketed.starts_with(['(', '[']) && bracketed.ends_with([')', ']']) {
        return true;
    }
    let Some(unit) = unit.strip_prefix(['_', ' ', '/', '.']) else {
        return false;
    };
    UNITS.contains(&unit.trim())
}
