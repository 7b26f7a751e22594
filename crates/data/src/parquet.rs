//! Parquet files: a table whose columns stay in the file.
//!
//! A column is decoded by row groups, only when it is looked at, and only what is looked at. The
//! columns of the format's own number types are taken as they are; others are left out with a
//! note. Missing values are NaN: a column of whole numbers that has some, or may have some because
//! the file does not count them, becomes one of `f64`, and only such a column does.

mod column;
mod input;

use std::sync::Arc;

use parquet::basic::{ConvertedType, LogicalType, Type as PhysicalType};
use parquet::errors::ParquetError;
use parquet::file::metadata::{ParquetMetaData, RowGroupMetaData};
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::schema::types::ColumnDescriptor;

pub(crate) use self::column::FromStored;
use self::column::RowGroups;
use self::input::Input;
use crate::decoded::{Decoded, DecodedCache};
use crate::element::{ElementType, with_element};
use crate::file::FileReader;
use crate::file::array::{self, ArrayDesc};
use crate::source::Source;
use crate::table::{Column, Table};
use crate::{Error, OpenOptions, Result};

/// Rows of a table at most: a million million.
pub(crate) const MOST_ROWS: u64 = 1 << 40;

const FORMAT: &str = "parquet";

/// Opens a file as a table of columns that are still in it.
pub(crate) fn open(reader: &FileReader, options: &OpenOptions) -> Result<Table> {
    let origin = reader.origin(FORMAT);
    let invalid = |message: String| Error::Header {
        path: origin.path.clone(),
        format: "Parquet",
        message,
    };
    let file = unpanicked(|| SerializedFileReader::new(Input(reader.share())))
        .map_err(|error| invalid(error.to_string()))?;
    let file = Arc::new(file);
    let metadata = file.metadata();
    let chunks = metadata
        .row_groups()
        .iter()
        .flat_map(RowGroupMetaData::columns);
    for chunk in chunks {
        let start = chunk.dictionary_page_offset().unwrap_or(0);
        if start
            .min(chunk.data_page_offset())
            .min(chunk.compressed_size())
            < 0
        {
            return Err(invalid("a column lies before the file's start".to_owned()));
        }
    }
    let mut lengths = Vec::with_capacity(metadata.num_row_groups());
    let mut rows = 0_u64;
    for group in metadata.row_groups() {
        let length = u64::try_from(group.num_rows())
            .map_err(|_negative| invalid("a row group of negative length".to_owned()))?;
        rows = rows.saturating_add(length);
        lengths.push(length);
    }
    if rows > MOST_ROWS {
        return Err(invalid(format!("it claims {rows} rows")));
    }
    let cache = DecodedCache::new(options.cache_bytes);
    let mut columns = Vec::new();
    let mut notes = Vec::new();
    let leaves = metadata.file_metadata().schema_descr().columns();
    for (index, leaf) in leaves.iter().enumerate() {
        let name = leaf.path().string();
        let kind = match kind(leaf) {
            Ok(kind) => kind,
            Err(why) => {
                notes.push(format!("column {name:?} is skipped: it holds {why}"));
                continue;
            }
        };
        if let Some(what) = kind.means {
            notes.push(format!(
                "column {name:?} holds {what}, shown as whole numbers"
            ));
        }
        let groups = RowGroups {
            file: Arc::clone(&file),
            path: origin.path.clone(),
            name: name.clone(),
            index,
            max_level: leaf.max_def_level(),
            unsigned: kind.unsigned,
        };
        let element_type = if kind.element_type.is_float() || !may_miss(metadata, index, leaf) {
            kind.element_type
        } else {
            ElementType::F64
        };
        let stored = Stored {
            reader,
            groups,
            lengths: &lengths,
            rows,
            cache: &cache,
            options,
        };
        columns.push(Column::of_source(name, index, stored.source(element_type)));
    }
    if rows == 0 {
        return Err(Error::NoRows {
            path: origin.path,
            found: "columns",
        });
    }
    Table::of_columns(columns, notes, origin)
}

/// What the format's library gives; where damaged data make it panic, an error.
fn unpanicked<V>(work: impl FnOnce() -> Result<V, ParquetError>) -> Result<V, ParquetError> {
    // Nothing that is changed within is seen again after a panic.
    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work));
    outcome.unwrap_or_else(|_panic| Err(ParquetError::General("it is damaged".to_owned())))
}

/// What a column's values are.
struct Kind {
    element_type: ElementType,
    /// Whether whole numbers are stored in signed ones of the same width.
    unsigned: bool,
    /// What the numbers stand for, if for something else.
    means: Option<&'static str>,
}

/// The kind of a column, or what it holds instead of numbers.
fn kind(leaf: &ColumnDescriptor) -> Result<Kind, String> {
    if leaf.max_rep_level() > 0 {
        return Err("lists".to_owned());
    }
    if leaf.path().parts().len() > 1 {
        return Err("a part of a structure".to_owned());
    }
    let plain = |element_type| Kind {
        element_type,
        unsigned: false,
        means: None,
    };
    let physical = leaf.physical_type();
    match physical {
        PhysicalType::FLOAT => return Ok(plain(ElementType::F32)),
        PhysicalType::DOUBLE => return Ok(plain(ElementType::F64)),
        PhysicalType::BOOLEAN => return Ok(plain(ElementType::U8)),
        PhysicalType::INT32 | PhysicalType::INT64 => {}
        PhysicalType::INT96 => return Err("times of 96 bits".to_owned()),
        PhysicalType::BYTE_ARRAY | PhysicalType::FIXED_LEN_BYTE_ARRAY => {
            return Err("text or bytes".to_owned());
        }
    }
    let wide = physical == PhysicalType::INT64;
    let whole = plain(if wide {
        ElementType::I64
    } else {
        ElementType::I32
    });
    let means = |means| {
        Ok(Kind {
            means: Some(means),
            ..whole
        })
    };
    let integer = |element_type, unsigned| {
        Ok(Kind {
            element_type,
            unsigned,
            means: None,
        })
    };
    match leaf.logical_type_ref() {
        Some(LogicalType::Decimal { .. }) => return Err("decimal numbers".to_owned()),
        Some(LogicalType::Date) => return means("dates in days since 1970"),
        Some(LogicalType::Time { .. }) => return means("times of day"),
        Some(LogicalType::Timestamp { .. }) => return means("times since 1970"),
        _ => {}
    }
    match leaf.converted_type() {
        ConvertedType::DECIMAL => Err("decimal numbers".to_owned()),
        ConvertedType::DATE => means("dates in days since 1970"),
        ConvertedType::TIME_MILLIS | ConvertedType::TIME_MICROS => means("times of day"),
        ConvertedType::TIMESTAMP_MILLIS | ConvertedType::TIMESTAMP_MICROS => {
            means("times since 1970")
        }
        ConvertedType::INT_8 => integer(ElementType::I8, false),
        ConvertedType::INT_16 => integer(ElementType::I16, false),
        ConvertedType::UINT_8 => integer(ElementType::U8, true),
        ConvertedType::UINT_16 => integer(ElementType::U16, true),
        ConvertedType::UINT_32 => integer(ElementType::U32, true),
        ConvertedType::UINT_64 => integer(ElementType::U64, true),
        _ => Ok(whole),
    }
}

/// Whether values of a column are missing, or may be for all that the file says.
fn may_miss(metadata: &ParquetMetaData, index: usize, leaf: &ColumnDescriptor) -> bool {
    let counted = |group: &RowGroupMetaData| group.column(index).statistics()?.null_count_opt();
    leaf.max_def_level() > 0
        && metadata
            .row_groups()
            .iter()
            .any(|group| counted(group) != Some(0))
}

/// All that makes a source of a column.
struct Stored<'s> {
    reader: &'s FileReader,
    groups: RowGroups,
    lengths: &'s [u64],
    rows: u64,
    cache: &'s Arc<DecodedCache>,
    options: &'s OpenOptions,
}

impl Stored<'_> {
    fn source(self, element_type: ElementType) -> Arc<dyn Source> {
        with_element!(element_type, T => self.typed::<T>())
    }

    fn typed<T: FromStored>(self) -> Arc<dyn Source> {
        let (desc, labels) = ArrayDesc::of_column::<T>(FORMAT, &self.groups.name, self.rows);
        let (index, cache) = (self.groups.index, Arc::clone(self.cache));
        let lengths = self.lengths.iter().copied();
        let decoded = Decoded::<T>::new(self.groups, lengths, cache, index);
        array::decoded_source(self.reader.share(), &desc, decoded, labels, self.options)
    }
}
