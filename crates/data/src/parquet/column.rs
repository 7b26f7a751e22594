//! One column of a Parquet file, decoded by row groups.

use std::path::PathBuf;
use std::sync::Arc;

use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::DataType;
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader as _, SerializedFileReader};

use super::input::Input;
use super::unpanicked;
use crate::decoded::Decode;
use crate::element::Element;
use crate::{Error, Result};

/// Values that are decoded at once.
const BATCH: usize = 1 << 16;

/// A number made from what the format stores.
pub(crate) trait FromStored: Element {
    /// From 32 bits, which are of an unsigned number if `unsigned`.
    fn from_i32(value: i32, unsigned: bool) -> Self;
    /// From 64 bits, which are of an unsigned number if `unsigned`.
    fn from_i64(value: i64, unsigned: bool) -> Self;
    fn from_f32(value: f32) -> Self;
    fn from_f64(value: f64) -> Self;
    /// What stands for a missing value.
    const MISSING: Option<Self>;
}

macro_rules! from_stored {
    ($($type:ident $missing:expr;)*) => {$(
        // A type is only ever made from a stored type that it can hold.
        impl FromStored for $type {
            fn from_i32(value: i32, unsigned: bool) -> Self {
                if unsigned { value.cast_unsigned() as Self } else { value as Self }
            }
            fn from_i64(value: i64, unsigned: bool) -> Self {
                if unsigned { value.cast_unsigned() as Self } else { value as Self }
            }
            fn from_f32(value: f32) -> Self {
                value as Self
            }
            fn from_f64(value: f64) -> Self {
                value as Self
            }
            const MISSING: Option<Self> = $missing;
        }
    )*};
}

from_stored! {
    i8 None;
    u8 None;
    i16 None;
    u16 None;
    i32 None;
    u32 None;
    i64 None;
    u64 None;
    f32 Some(Self::NAN);
    f64 Some(Self::NAN);
}

/// The row groups of a column.
pub(super) struct RowGroups {
    pub(super) file: Arc<SerializedFileReader<Input>>,
    pub(super) path: PathBuf,
    pub(super) name: String,
    /// Number of the column among all leaves of the schema.
    pub(super) index: usize,
    /// The level at which a value is there; 0 if it always is.
    pub(super) max_level: i16,
    pub(super) unsigned: bool,
}

impl std::fmt::Debug for RowGroups {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RowGroups({} of {})", self.name, self.path.display())
    }
}

impl<T: FromStored> Decode<T> for RowGroups {
    fn decode(&self, group: usize) -> Result<Vec<T>> {
        unpanicked(|| self.try_decode(group)).map_err(|error| Error::Decode {
            path: self.path.clone(),
            item: format!("column {}", self.name),
            message: error.to_string(),
        })
    }
}

impl RowGroups {
    fn try_decode<T: FromStored>(&self, group: usize) -> Result<Vec<T>, ParquetError> {
        let group = self.file.get_row_group(group)?;
        let rows = usize::try_from(group.metadata().num_rows())?;
        let unsigned = self.unsigned;
        let values = match group.get_column_reader(self.index)? {
            ColumnReader::BoolColumnReader(reader) => {
                self.collect(reader, rows, |value| T::from_i32(i32::from(value), false))
            }
            ColumnReader::Int32ColumnReader(reader) => {
                self.collect(reader, rows, |value| T::from_i32(value, unsigned))
            }
            ColumnReader::Int64ColumnReader(reader) => {
                self.collect(reader, rows, |value| T::from_i64(value, unsigned))
            }
            ColumnReader::FloatColumnReader(reader) => self.collect(reader, rows, T::from_f32),
            ColumnReader::DoubleColumnReader(reader) => self.collect(reader, rows, T::from_f64),
            _ => Err(ParquetError::General("it holds no numbers".to_owned())),
        }?;
        if values.len() == rows {
            return Ok(values);
        }
        Err(ParquetError::General(format!(
            "expected {rows} values in a row group, got {}",
            values.len()
        )))
    }

    fn collect<S: DataType, T: FromStored>(
        &self,
        mut reader: ColumnReaderImpl<S>,
        rows: usize,
        convert: impl Fn(S::T) -> T,
    ) -> Result<Vec<T>, ParquetError>
    where
        S::T: Copy,
    {
        let mut out = Vec::new();
        let (mut levels, mut stored) = (Vec::new(), Vec::new());
        while out.len() < rows {
            levels.clear();
            stored.clear();
            let most = BATCH.min(rows - out.len());
            let asked = (self.max_level > 0).then_some(&mut levels);
            let (records, _, _) = reader.read_records(most, asked, None, &mut stored)?;
            if records == 0 {
                break;
            }
            let mut values = stored.iter().map(|&value| convert(value));
            if self.max_level == 0 {
                out.extend(values);
                continue;
            }
            for &level in &levels {
                let value = if level == self.max_level {
                    values.next()
                } else {
                    T::MISSING
                };
                out.push(value.ok_or_else(|| {
                    ParquetError::General("values are missing that were counted".to_owned())
                })?);
            }
        }
        Ok(out)
    }
}
