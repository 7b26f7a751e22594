//! A text's rows of cells, one at a time.

use std::io::Read;

use super::detect::Delimiter;

/// Bytes that are read at a time.
const BUFFER: usize = 1 << 18;

/// One row: its cells one after the other, where each ends, and the line it ends on.
#[derive(Debug, Default)]
pub(super) struct Row {
    bytes: Vec<u8>,
    ends: Vec<usize>,
    /// Line of the file, from 1.
    pub(super) line: u64,
}

impl Row {
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The cells in order.
    pub(super) fn cells(&self) -> impl Iterator<Item = &[u8]> {
        let mut start = 0;
        self.ends.iter().map(move |&end| {
            let cell = &self.bytes[start..end];
            start = end;
            cell
        })
    }

    fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
    }
}

/// Why there is no row.
#[derive(Debug)]
pub(super) enum RowError {
    Io(std::io::Error),
    /// A zero byte, at this distance from where reading began.
    NotText(u64),
}

/// Reads rows; blank lines and comments are left out.
#[derive(Debug)]
pub(super) struct Rows<R> {
    input: Input<R>,
    kind: Kind,
    comment: u8,
    /// Line on which the next row begins, for blank-separated rows.
    line: u64,
}

#[derive(Debug)]
enum Kind {
    /// Boxed, because its tables are large.
    Csv(Box<csv_core::Reader>),
    Blanks,
}

/// Buffered bytes.
#[derive(Debug)]
struct Input<R> {
    reader: R,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    /// Bytes read before those in the buffer.
    before: u64,
}

impl<R: Read> Input<R> {
    /// The bytes at hand; more are read when there are none. Empty at the end.
    fn fill(&mut self) -> Result<&[u8], RowError> {
        while self.start == self.end {
            self.before += self.end as u64;
            (self.start, self.end) = (0, 0);
            match self.reader.read(&mut self.buffer) {
                Ok(0) => break,
                Ok(count) => {
                    if let Some(at) = self.buffer[..count].iter().position(|&byte| byte == 0) {
                        return Err(RowError::NotText(self.before + at as u64));
                    }
                    self.end = count;
                }
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => return Err(RowError::Io(error)),
            }
        }
        Ok(&self.buffer[self.start..self.end])
    }
}

impl<R: Read> Rows<R> {
    /// Reads from `reader`, whose first line is line `line` of the file.
    pub(super) fn new(reader: R, delimiter: Delimiter, comment: u8, line: u64) -> Self {
        let kind = match delimiter {
            Delimiter::Blanks => Kind::Blanks,
            Delimiter::Byte(byte) => {
                let mut builder = csv_core::ReaderBuilder::new();
                builder.delimiter(byte).comment(Some(comment));
                let mut reader = builder.build();
                reader.set_line(line);
                Kind::Csv(Box::new(reader))
            }
        };
        Self {
            input: Input {
                reader,
                buffer: vec![0; BUFFER],
                start: 0,
                end: 0,
                before: 0,
            },
            kind,
            comment,
            line,
        }
    }

    /// Reads the next row; false at the end.
    pub(super) fn next(&mut self, row: &mut Row) -> Result<bool, RowError> {
        match &mut self.kind {
            Kind::Csv(reader) => loop {
                if !next_csv(&mut self.input, reader, row)? {
                    return Ok(false);
                }
                // A line of blanks is a row of one empty cell to csv-core.
                if row.len() > 1 || !row.bytes.trim_ascii().is_empty() {
                    return Ok(true);
                }
            },
            Kind::Blanks => loop {
                if !next_line(&mut self.input, &mut row.bytes)? {
                    return Ok(false);
                }
                row.line = self.line;
                self.line += 1;
                split_blanks(row);
                if row.len() > 0 && row.bytes.first() != Some(&self.comment) {
                    return Ok(true);
                }
            },
        }
    }
}

fn next_csv<R: Read>(
    input: &mut Input<R>,
    reader: &mut csv_core::Reader,
    row: &mut Row,
) -> Result<bool, RowError> {
    row.clear();
    row.bytes.resize(row.bytes.capacity().max(256), 0);
    row.ends.resize(row.ends.capacity().max(16), 0);
    let (mut bytes, mut cells) = (0, 0);
    // The byte that ended the row tells whether the reader has counted its line already.
    let mut last = 0;
    loop {
        let from = input.fill()?;
        let (result, read, written, ended) =
            reader.read_record(from, &mut row.bytes[bytes..], &mut row.ends[cells..]);
        if read > 0 {
            last = from[read - 1];
        }
        input.start += read;
        bytes += written;
        cells += ended;
        match result {
            csv_core::ReadRecordResult::InputEmpty => {}
            csv_core::ReadRecordResult::OutputFull => row.bytes.resize(row.bytes.len() * 2, 0),
            csv_core::ReadRecordResult::OutputEndsFull => row.ends.resize(row.ends.len() * 2, 0),
            csv_core::ReadRecordResult::Record => {
                row.bytes.truncate(bytes);
                row.ends.truncate(cells);
                row.line = reader.line() - u64::from(last == b'\n');
                return Ok(true);
            }
            csv_core::ReadRecordResult::End => {
                row.clear();
                return Ok(false);
            }
        }
    }
}

/// Reads a line without its end; false where there is none.
fn next_line<R: Read>(input: &mut Input<R>, line: &mut Vec<u8>) -> Result<bool, RowError> {
    line.clear();
    let mut any = false;
    loop {
        let from = input.fill()?;
        if from.is_empty() {
            return Ok(any);
        }
        any = true;
        match from.iter().position(|&byte| byte == b'\n') {
            Some(at) => {
                line.extend_from_slice(&from[..at]);
                input.start += at + 1;
                return Ok(true);
            }
            None => {
                line.extend_from_slice(from);
                input.start = input.end;
            }
        }
    }
}

/// Splits a line into its words, in place; quotes around a word are taken off.
fn split_blanks(row: &mut Row) {
    row.ends.clear();
    let (mut read, mut write) = (0, 0);
    let len = row.bytes.len();
    while read < len {
        if row.bytes[read].is_ascii_whitespace() {
            read += 1;
            continue;
        }
        let quote = row.bytes[read];
        if matches!(quote, b'"' | b'\'') {
            let close = row.bytes[read + 1..].iter().position(|&byte| byte == quote);
            if let Some(close) = close {
                row.bytes.copy_within(read + 1..read + 1 + close, write);
                write += close;
                row.ends.push(write);
                read += close + 2;
                continue;
            }
        }
        while read < len && !row.bytes[read].is_ascii_whitespace() {
            row.bytes[write] = row.bytes[read];
            (read, write) = (read + 1, write + 1);
        }
        row.ends.push(write);
    }
    row.bytes.truncate(write);
}
