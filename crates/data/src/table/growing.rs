//! Tables that grow: the rows that come after those by which their writing was found out.

use std::path::Path;

use super::TableOptions;
use super::detect::{Dialect, dialect};
use super::number::Cell;
use super::rows::{Row, RowError, Rows};
use crate::{Error, Result};

/// How a growing table is written, and what of its beginning is still to be left out.
#[derive(Debug)]
pub(crate) struct GrowingTable {
    dialect: Dialect,
    cells: usize,
    /// Lines read so far.
    lines: u64,
    /// Lines at the start that are no rows.
    skip_lines: u64,
    /// Whether the header is still to come.
    header: bool,
}

impl GrowingTable {
    /// Finds out how a table is written from its beginning, in whole lines.
    pub(super) fn new(beginning: &[u8], options: &TableOptions) -> Self {
        let mut lines = beginning.split_inclusive(|&byte| byte == b'\n');
        let skipped = lines.by_ref().take(options.skip_rows as usize);
        let start: usize = skipped.map(<[u8]>::len).sum();
        let rows = without_mark(&beginning[start..]);
        let dialect = dialect(rows, options);
        let mut row = Row::default();
        let mut reader = Rows::new(rows, dialect.delimiter, dialect.comment, 1);
        // A table without a row was refused before.
        let cells = reader.next(&mut row).map_or(0, |_| row.len());
        Self {
            header: dialect.header,
            dialect,
            cells,
            lines: 0,
            skip_lines: options.skip_rows,
        }
    }

    /// Reads whole lines, and appends the cells of some columns, row by row. Rows before a wrong
    /// one are taken.
    pub(crate) fn read(
        &mut self,
        mut lines: &[u8],
        path: &Path,
        columns: &[usize],
        frames: &mut Vec<f64>,
    ) -> Result<()> {
        if self.lines == 0 {
            lines = without_mark(lines);
        }
        while self.skip_lines > 0 && !lines.is_empty() {
            let end = lines.iter().position(|&byte| byte == b'\n');
            lines = &lines[end.map_or(lines.len(), |end| end + 1)..];
            self.skip_lines -= 1;
            self.lines += 1;
        }
        let first_line = self.lines + 1;
        self.lines += lines.iter().filter(|&&byte| byte == b'\n').count() as u64;
        let Dialect {
            delimiter, comment, ..
        } = self.dialect;
        let mut rows = Rows::new(lines, delimiter, comment, first_line);
        let mut row = Row::default();
        let failed = |error| match error {
            RowError::Io(source) => Error::Io {
                path: path.to_owned(),
                action: "reading",
                source,
            },
            RowError::NotText(byte) => Error::NotText {
                path: path.to_owned(),
                byte,
            },
        };
        while rows.next(&mut row).map_err(failed)? {
            if std::mem::take(&mut self.header) {
                continue;
            }
            if row.len() != self.cells {
                return Err(Error::RaggedRow {
                    path: path.to_owned(),
                    line: row.line,
                    expected: self.cells,
                    actual: row.len(),
                });
            }
            let complete = frames.len();
            for &column in columns {
                let text = row.cells().nth(column).unwrap_or_default();
                match self.dialect.cells.read(text) {
                    Cell::Number(value) => frames.push(value),
                    Cell::Missing => frames.push(f64::NAN),
                    Cell::Text => {
                        frames.truncate(complete);
                        return Err(Error::BadCell {
                            path: path.to_owned(),
                            line: row.line,
                            column: (column + 1).to_string(),
                            cell: String::from_utf8_lossy(text).trim().to_owned(),
                        });
                    }
                }
            }
        }
        Ok(())
    }
}

fn without_mark(text: &[u8]) -> &[u8] {
    text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text)
}
