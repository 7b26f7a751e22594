//! Text tables: comma, tab, semicolon or blank separated columns of numbers.

mod detect;
#[cfg(not(target_family = "wasm"))]
mod growing;
mod number;
mod read;
mod rows;

use std::io::Read;
use std::path::PathBuf;
use std::sync::Arc;

#[cfg(not(target_family = "wasm"))]
pub(crate) use growing::GrowingTable;

use crate::Result;

use crate::samples::Samples;
use crate::source::{Origin, Source};

/// How a text table is read; what is not said is found out from the file.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct TableOptions {
    /// The character between cells; a blank stands for any run of blanks and tabs.
    pub delimiter: Option<char>,
    /// The decimal mark: `.` or `,`. By default `.`, or `,` where cells are separated by
    /// semicolons and their numbers have commas.
    pub decimal: Option<char>,
    /// Lines that begin with it are left out; by default `#`.
    pub comment: Option<char>,
    /// More texts that mean a missing value, besides the empty cell, `NA`, `NaN`, `null`, ….
    pub na: Vec<String>,
    /// Lines at the start of the file to leave out.
    pub skip_rows: u64,
    /// Whether the first line is data, whatever it looks like.
    pub no_header: bool,
}

/// The numeric columns of a table, as long as each other.
#[derive(Clone, Debug)]
pub struct Table {
    /// The numeric columns, in the file's order.
    pub columns: Vec<Column>,
    /// Which of `columns` is x: the one named time, t or x, if any.
    pub x: Option<usize>,
    /// What was left out, in words for the user: one sentence for each skipped column.
    pub notes: Vec<String>,
    /// The file it came from.
    pub origin: Origin,
}

impl Table {
    /// Reads a table from anything, standard input for instance; `origin` says what it was and
    /// stands in errors.
    ///
    /// # Errors
    /// No row of data, a row with more or fewer cells than the first, a cell of a numeric column
    /// that is no number, no numeric column at all, data that are not text, or a failed read.
    pub fn read(input: impl Read, origin: Origin, options: &TableOptions) -> Result<Self> {
        read::read(input, origin, options)
    }

    /// Reads the whole lines of a table that is still written, and how the rest is to be read.
    #[cfg(not(target_family = "wasm"))]
    pub(crate) fn read_growing(
        mut input: impl Read,
        origin: Origin,
        options: &TableOptions,
    ) -> Result<(Self, GrowingTable)> {
        let mut text = Vec::new();
        let read = input.read_to_end(&mut text);
        read.map_err(|source| crate::Error::Io {
            path: origin.path.clone(),
            action: "reading",
            source,
        })?;
        // The last line may lack its end.
        let whole = text.iter().rposition(|&byte| byte == b'\n');
        text.truncate(whole.map_or(0, |end| end + 1));
        let table = Self::read(text.as_slice(), origin, options)?;
        let layout = GrowingTable::new(&text, options);
        Ok((table, layout))
    }

    /// A table of columns in other formats, which must be as long as each other.
    #[cfg(all(feature = "arrow", not(target_family = "wasm")))]
    pub(crate) fn of_columns(
        columns: Vec<Column>,
        notes: Vec<String>,
        origin: Origin,
    ) -> Result<Self> {
        if columns.is_empty() {
            return Err(crate::Error::NoNumericColumn {
                path: origin.path,
                columns: notes.len(),
            });
        }
        Ok(Self {
            x: read::x_column(&columns),
            columns,
            notes,
            origin,
        })
    }

    /// Number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, Column::len)
    }

    /// The column of that name, or none.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// Path of the file, as it was given.
    #[must_use]
    pub fn path(&self) -> &PathBuf {
        &self.origin.path
    }
}

/// A numeric column of a table.
#[derive(Clone, Debug)]
pub struct Column {
    /// The name in the header; without a header `column 1`, `column 2`, ….
    pub name: String,
    /// Number of the column in the file, from 0, skipped ones counted.
    pub index: usize,
    values: ColumnValues,
}

/// Where a column's values are.
#[derive(Clone, Debug)]
enum ColumnValues {
    Memory(Arc<[f64]>),
    /// Still in the file, in their own type.
    #[cfg(all(feature = "arrow", not(target_family = "wasm")))]
    Source(Arc<dyn Source>),
}

impl Column {
    /// A column in memory; a missing value is NaN.
    #[must_use]
    pub fn new(name: impl Into<String>, index: usize, values: Arc<[f64]>) -> Self {
        Self {
            name: name.into(),
            index,
            values: ColumnValues::Memory(values),
        }
    }

    /// A column that stays where it is; the source has one channel.
    #[cfg(all(feature = "arrow", not(target_family = "wasm")))]
    pub(crate) fn of_source(name: String, index: usize, source: Arc<dyn Source>) -> Self {
        Self {
            name,
            index,
            values: ColumnValues::Source(source),
        }
    }

    /// Number of values.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.values {
            ColumnValues::Memory(values) => values.len(),
            #[cfg(all(feature = "arrow", not(target_family = "wasm")))]
            ColumnValues::Source(source) => source.len() as usize,
        }
    }

    /// Whether there is no value.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All values as `f64`; a missing one is NaN. What is in memory is shared, what is still in
    /// the file is read now, whole.
    ///
    /// # Errors
    /// A failed read.
    pub fn values(&self) -> Result<Arc<[f64]>> {
        match &self.values {
            ColumnValues::Memory(values) => Ok(Arc::clone(values)),
            #[cfg(all(feature = "arrow", not(target_family = "wasm")))]
            ColumnValues::Source(source) => {
                let mut values = vec![0.0; self.len()];
                source.read(0, 0..source.len(), &mut values)?;
                Ok(values.into())
            }
        }
    }

    /// The values as a source of one channel that bears the column's name; copies nothing.
    #[must_use]
    pub fn source(&self) -> Arc<dyn Source> {
        match &self.values {
            ColumnValues::Memory(values) => {
                let samples = Samples::from_arc(Arc::clone(values));
                Arc::new(samples.with_channel_names([self.name.as_str()]))
            }
            #[cfg(all(feature = "arrow", not(target_family = "wasm")))]
            ColumnValues::Source(source) => Arc::clone(source),
        }
    }
}
