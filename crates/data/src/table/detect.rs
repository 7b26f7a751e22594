//! Finds out from a table's first lines how it is written.

use super::TableOptions;
use super::number::{Cell, CellReader};
use super::rows::{Row, Rows};

/// Rows that are looked at.
const ROWS: usize = 64;

/// What separates cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Delimiter {
    Byte(u8),
    /// Any run of blanks and tabs.
    Blanks,
}

/// How a table is written.
#[derive(Clone, Debug)]
pub(super) struct Dialect {
    pub(super) delimiter: Delimiter,
    pub(super) comment: u8,
    pub(super) header: bool,
    pub(super) cells: CellReader,
}

/// The first rows as text cells, or as many as can be read.
fn rows(sample: &[u8], delimiter: Delimiter, comment: u8) -> Vec<Vec<Vec<u8>>> {
    let mut reader = Rows::new(sample, delimiter, comment, 1);
    let mut row = Row::default();
    let mut rows = Vec::new();
    while rows.len() < ROWS && matches!(reader.next(&mut row), Ok(true)) {
        rows.push(row.cells().map(<[u8]>::to_vec).collect());
    }
    rows
}

/// Finds out what the options leave open; `sample` is the file's beginning, in whole lines.
pub(super) fn dialect(sample: &[u8], options: &TableOptions) -> Dialect {
    let comment = options.comment.map_or(b'#', |comment| comment as u8);
    let delimiter = match options.delimiter {
        Some(' ') => Delimiter::Blanks,
        Some(delimiter) => Delimiter::Byte(delimiter as u8),
        None => delimiter(sample, comment),
    };
    let rows = rows(sample, delimiter, comment);
    let mut cells = CellReader {
        decimal_comma: options.decimal == Some(','),
        na: options.na.clone(),
    };
    if options.decimal.is_none() && delimiter == Delimiter::Byte(b';') {
        cells.decimal_comma = has_decimal_commas(&rows, &cells);
    }
    let header = !options.no_header && has_header(&rows, &cells);
    Dialect {
        delimiter,
        comment,
        header,
        cells,
    }
}

/// The delimiter that splits all rows into the same number of cells, at least two. Those that
/// numbers and names may contain come later: a semicolon wins over a (decimal) comma, and a comma
/// over blanks.
fn delimiter(sample: &[u8], comment: u8) -> Delimiter {
    const CANDIDATES: [Delimiter; 4] = [
        Delimiter::Byte(b'\t'),
        Delimiter::Byte(b';'),
        Delimiter::Byte(b','),
        Delimiter::Blanks,
    ];
    let mut best = (0, Delimiter::Byte(b','));
    for candidate in CANDIDATES {
        let rows = rows(sample, candidate, comment);
        let Some(most) = rows.last().map(Vec::len).filter(|&cells| cells > 1) else {
            continue;
        };
        let agreeing = rows.iter().filter(|row| row.len() == most).count();
        if agreeing == rows.len() {
            return candidate;
        }
        // Else the one that most rows agree on; the row that does not will be reported.
        if agreeing * 2 > rows.len() && agreeing > best.0 {
            best = (agreeing, candidate);
        }
    }
    best.1
}

/// Whether cells are numbers only if their comma is a decimal mark.
fn has_decimal_commas(rows: &[Vec<Vec<u8>>], cells: &CellReader) -> bool {
    let with_comma = CellReader {
        decimal_comma: true,
        na: cells.na.clone(),
    };
    let number = |reader: &CellReader, cell: &[u8]| matches!(reader.read(cell), Cell::Number(_));
    let (mut commas, mut points) = (0, 0);
    for cell in rows.iter().flatten() {
        match (number(cells, cell), number(&with_comma, cell)) {
            (false, true) => commas += 1,
            (true, false) => points += 1,
            _ => {}
        }
    }
    commas > points
}

/// Whether the first row names the columns: no cell of it is a number, or one stands as text
/// above a number.
fn has_header(rows: &[Vec<Vec<u8>>], cells: &CellReader) -> bool {
    let Some((first, rest)) = rows.split_first() else {
        return false;
    };
    let first: Vec<Cell> = first.iter().map(|cell| cells.read(cell)).collect();
    if !first.contains(&Cell::Text) {
        return false;
    }
    if first.iter().all(|cell| *cell == Cell::Text) && rest.is_empty() {
        return true;
    }
    let numbers_below = |column: usize| {
        let below = rest.iter().filter_map(|row| row.get(column));
        let (mut numbers, mut texts) = (0, 0);
        for cell in below {
            match cells.read(cell) {
                Cell::Number(_) => numbers += 1,
                Cell::Text => texts += 1,
                Cell::Missing => {}
            }
        }
        numbers > texts
    };
    let named = (0..first.len()).any(|column| first[column] == Cell::Text && numbers_below(column));
    named || !first.iter().any(|cell| matches!(cell, Cell::Number(_)))
}
