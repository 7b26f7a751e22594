//! Arrow's files (`.arrow`, and `.feather` of version 2): a table whose columns stay in the file.
//!
//! The footer and the heads of all record batches are read at once, and tell where the values of
//! each column lie; the values of a column are read and decompressed by batches, only where they
//! are looked at. Which columns are taken, and what becomes of missing values, is as in Parquet.

mod layout;
mod piece;

use std::sync::Arc;

use arrow_ipc::{Block, Endianness, Field, RecordBatch, Schema, root_as_footer, root_as_message};

use self::layout::{Kind, Walk};
use self::piece::{Piece, Pieces};
use crate::decoded::{Decoded, DecodedCache};
use crate::element::{ElementType, with_element};
use crate::file::FileReader;
use crate::file::array::{self, ArrayDesc};
use crate::parquet::{FromStored, MOST_ROWS};
use crate::source::Source;
use crate::table::{Column, Table};
use crate::{Error, OpenOptions, Result};

/// What the file begins and ends with.
const MAGIC: &[u8] = b"ARROW1";

const FORMAT: &str = "arrow";

/// Opens a file as a table of columns that are still in it.
pub(crate) fn open(reader: &FileReader, options: &OpenOptions) -> Result<Table> {
    let invalid = |message: String| Error::Header {
        path: reader.path().to_owned(),
        format: "Arrow",
        message,
    };
    let bytes = footer(reader)?;
    let footer = root_as_footer(&bytes).map_err(|error| invalid(error.to_string()))?;
    let Some(schema) = footer.schema() else {
        return Err(invalid("it has no schema".to_owned()));
    };
    if schema.endianness() != Endianness::Little {
        return Err(invalid("its highest bytes come first".to_owned()));
    }
    let mut columns = Columns::new(schema);
    for block in footer.recordBatches().iter().flatten() {
        let (head, body) = head(reader, block)?;
        let message = root_as_message(&head).map_err(|error| invalid(error.to_string()))?;
        let batch = message
            .header_as_record_batch()
            .ok_or_else(|| invalid("a record batch that is none".to_owned()))?;
        columns
            .take_batch(batch, body, reader.bytes())
            .map_err(invalid)?;
    }
    let origin = reader.origin(FORMAT);
    if columns.rows == 0 {
        return Err(Error::NoRows {
            path: origin.path,
            found: "columns",
        });
    }
    let cache = DecodedCache::new(options.cache_bytes);
    let mut found = Vec::new();
    for (index, column) in columns.columns.into_iter().enumerate() {
        let Some(column) = column else { continue };
        let name = column.name.clone();
        let stored = Stored {
            reader,
            column,
            index,
            rows: columns.rows,
            cache: &cache,
            options,
        };
        found.push(Column::of_source(name, index, stored.source()));
    }
    Table::of_columns(found, columns.notes, origin)
}

/// The footer's bytes.
fn footer(reader: &FileReader) -> Result<Vec<u8>> {
    let truncated = |expected| Error::Truncated {
        path: reader.path().to_owned(),
        expected,
        actual: reader.bytes(),
    };
    let tail_bytes = 4 + MAGIC.len() as u64;
    let Some(tail_at) = reader.bytes().checked_sub(tail_bytes).filter(|&at| at >= 8) else {
        return Err(truncated(8 + tail_bytes));
    };
    let mut tail = [0; 10];
    reader.read_at(tail_at, &mut tail)?;
    let [a, b, c, d, magic @ ..] = tail;
    let length = i32::from_le_bytes([a, b, c, d]);
    let start = u64::try_from(length)
        .ok()
        .and_then(|length| tail_at.checked_sub(length))
        .filter(|&start| start >= 8 && magic == *MAGIC);
    let Some(start) = start else {
        return Err(Error::Header {
            path: reader.path().to_owned(),
            format: "Arrow",
            message: "it does not end with a footer; it was cut short, or is a stream".to_owned(),
        });
    };
    let mut bytes = vec![0; (tail_at - start) as usize];
    reader.read_at(start, &mut bytes)?;
    Ok(bytes)
}

/// The head of a record batch, and where its body begins.
fn head(reader: &FileReader, block: &Block) -> Result<(Vec<u8>, u64)> {
    let parts = (
        u64::try_from(block.offset()),
        u64::try_from(block.metaDataLength()),
    );
    let (Ok(offset), Ok(length @ 8..)) = parts else {
        return Err(beyond(reader));
    };
    let body = offset.saturating_add(length);
    if body > reader.bytes() {
        return Err(beyond(reader));
    }
    let mut bytes = vec![0; length as usize];
    reader.read_at(offset, &mut bytes)?;
    // A mark and a length, or in old files a length alone.
    let skip = if bytes.starts_with(&[0xff; 4]) { 8 } else { 4 };
    bytes.drain(..skip);
    Ok((bytes, body))
}

fn beyond(reader: &FileReader) -> Error {
    Error::Header {
        path: reader.path().to_owned(),
        format: "Arrow",
        message: "a record batch lies beyond the file's end".to_owned(),
    }
}

/// A column, as far as its batches are known.
struct Found {
    name: String,
    kind: Kind,
    pieces: Vec<Piece>,
}

/// The columns of a schema; those that hold no numbers are left out.
struct Columns<'s> {
    fields: Vec<Field<'s>>,
    columns: Vec<Option<Found>>,
    notes: Vec<String>,
    rows: u64,
}

impl<'s> Columns<'s> {
    fn new(schema: Schema<'s>) -> Self {
        let fields: Vec<Field<'s>> = schema.fields().iter().flatten().collect();
        let mut notes = Vec::new();
        let columns = fields
            .iter()
            .map(|field| {
                let name = field.name().unwrap_or_default().to_owned();
                match Kind::of(field) {
                    Ok(kind) => {
                        if let Some(what) = kind.means {
                            notes.push(format!(
                                "column {name:?} holds {what}, shown as whole numbers"
                            ));
                        }
                        let pieces = Vec::new();
                        Some(Found { name, kind, pieces })
                    }
                    Err(why) => {
                        notes.push(format!("column {name:?} is skipped: it holds {why}"));
                        None
                    }
                }
            })
            .collect();
        Self {
            fields,
            columns,
            notes,
            rows: 0,
        }
    }

    fn take_batch(
        &mut self,
        batch: RecordBatch<'_>,
        body: u64,
        file_bytes: u64,
    ) -> Result<(), String> {
        let mut walk = Walk::new(batch, body, file_bytes);
        let rows = u64::try_from(batch.length())
            .map_err(|_negative| "a record batch of negative length".to_owned())?;
        self.rows = self.rows.saturating_add(rows);
        if self.rows > MOST_ROWS {
            return Err(format!("it claims {} rows", self.rows));
        }
        for (field, column) in self.fields.iter().zip(&mut self.columns) {
            match column {
                Some(found) => found.pieces.push(walk.piece(rows)?),
                None => walk.skip(field)?,
            }
        }
        Ok(())
    }
}

/// All that makes a source of a column.
struct Stored<'s> {
    reader: &'s FileReader,
    column: Found,
    index: usize,
    rows: u64,
    cache: &'s Arc<DecodedCache>,
    options: &'s OpenOptions,
}

impl Stored<'_> {
    fn source(self) -> Arc<dyn Source> {
        let kind = self.column.kind;
        let misses = self.column.pieces.iter().any(|piece| piece.misses);
        let element_type = if misses && !kind.element_type.is_float() {
            ElementType::F64
        } else {
            kind.element_type
        };
        with_element!(element_type, T => self.typed::<T>())
    }

    fn typed<T: FromStored>(self) -> Arc<dyn Source> {
        let Found { name, kind, pieces } = self.column;
        let (mut desc, labels) = ArrayDesc::of_column::<T>(FORMAT, &name, self.rows);
        let reader = self.reader.share();
        // In one piece and as in memory: read by position.
        if let [only] = pieces.as_slice()
            && let Some(offset) = only.plain(kind)
        {
            desc.data_offset = offset;
            return array::labelled_source(reader, &desc, labels, self.options);
        }
        let lengths: Vec<u64> = pieces.iter().map(|piece| piece.rows).collect();
        let pieces = Pieces {
            reader: self.reader.share(),
            name,
            kind,
            pieces,
        };
        let cache = Arc::clone(self.cache);
        let decoded = Decoded::<T>::new(pieces, lengths, cache, self.index);
        array::decoded_source(reader, &desc, decoded, labels, self.options)
    }
}
