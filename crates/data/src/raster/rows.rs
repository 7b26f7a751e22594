//! Where the rows of an image lie: in memory or in a file.

use std::ops::Range;

use crate::Result;
use crate::element::Element;

/// Rows of values, `row_values` each.
pub(super) trait Rows<T: Element>: std::fmt::Debug + Send + Sync {
    /// Hands the values `columns` of each of some rows to `work`, in order.
    fn visit(
        &self,
        rows: Range<u64>,
        columns: Range<u64>,
        work: &mut dyn FnMut(u64, &[T]),
    ) -> Result<()>;
}

/// Rows that lie one behind the other in a slice.
pub(super) fn visit_slice<T>(
    values: &[T],
    row_values: u64,
    rows: Range<u64>,
    columns: &Range<u64>,
    work: &mut dyn FnMut(u64, &[T]),
) {
    for row in rows {
        let start = (row * row_values + columns.start) as usize;
        let end = (row * row_values + columns.end) as usize;
        work(row, &values[start..end]);
    }
}

#[cfg(not(target_family = "wasm"))]
pub(super) use self::in_file::FileRows;

#[cfg(not(target_family = "wasm"))]
mod in_file {
    use super::{Element, Range, Result, Rows, visit_slice};
    use crate::file::FileReader;

    /// Bytes that are read at once, by each thread.
    const READ_BYTES: u64 = 1 << 20;
    /// Rows are read whole, neighbours together, once one part in so many of them is wanted.
    const WORTH_PART: u64 = 4;

    /// Rows that lie one behind the other in a file.
    #[derive(Debug)]
    pub(in crate::raster) struct FileRows {
        pub(in crate::raster) reader: FileReader,
        pub(in crate::raster) data_offset: u64,
        pub(in crate::raster) row_values: u64,
        /// Whether the bytes of a value stand in the other order than in memory.
        pub(in crate::raster) swaps: bool,
    }

    impl FileRows {
        fn read<T: Element>(&self, first_value: u64, out: &mut [T]) -> Result<()> {
            let offset = self.data_offset + first_value * size_of::<T>() as u64;
            self.reader.read_at(offset, bytemuck::cast_slice_mut(out))?;
            if self.swaps {
                for value in out {
                    *value = value.swapped();
                }
            }
            Ok(())
        }
    }

    impl<T: Element> Rows<T> for FileRows {
        fn visit(
            &self,
            rows: Range<u64>,
            columns: Range<u64>,
            work: &mut dyn FnMut(u64, &[T]),
        ) -> Result<()> {
            let wanted = columns.end - columns.start;
            if wanted * WORTH_PART < self.row_values {
                let mut room = vec![T::zeroed(); wanted as usize];
                for row in rows {
                    self.read(row * self.row_values + columns.start, &mut room)?;
                    work(row, &room);
                }
                return Ok(());
            }
            let row_bytes = self.row_values * size_of::<T>() as u64;
            let at_once = (READ_BYTES / row_bytes.max(1)).max(1);
            let count = at_once.min(rows.end.saturating_sub(rows.start));
            let mut room = vec![T::zeroed(); (count * self.row_values) as usize];
            let mut row = rows.start;
            while row < rows.end {
                let count = at_once.min(rows.end - row);
                let values = &mut room[..(count * self.row_values) as usize];
                self.read(row * self.row_values, values)?;
                visit_slice(
                    values,
                    self.row_values,
                    0..count,
                    &columns,
                    &mut |own, values| {
                        work(row + own, values);
                    },
                );
                row += count;
            }
            Ok(())
        }
    }
}
