//! Samples of the bytes of growing files: binary values, and rows of text.

use std::path::PathBuf;

use super::tail::Decoder;
use crate::element::Element;
use crate::file::array::Encoding;
use crate::table::{GrowingTable, Table};
use crate::{Error, Producer};

/// Binary values, interleaved.
pub(super) struct Values<T: Element> {
    producer: Producer<T>,
    encoding: Encoding,
    /// The first bytes of a frame whose rest has not come.
    rest: Vec<u8>,
}

impl<T: Element> Values<T> {
    pub(super) fn new(producer: Producer<T>, encoding: Encoding) -> Self {
        Self {
            producer,
            encoding,
            rest: Vec::new(),
        }
    }
}

impl<T: Element> Decoder for Values<T> {
    fn decode(&mut self, bytes: &[u8]) -> Result<(), String> {
        self.rest.extend_from_slice(bytes);
        let frame_bytes = size_of::<T>() * self.producer.desc().channels;
        let whole = self.rest.len() / frame_bytes * frame_bytes;
        let mut values = vec![T::zeroed(); whole / size_of::<T>()];
        bytemuck::cast_slice_mut(&mut values).copy_from_slice(&self.rest[..whole]);
        if (self.encoding == Encoding::BigEndian) != cfg!(target_endian = "big") {
            values.iter_mut().for_each(|value| *value = value.swapped());
        }
        self.rest.drain(..whole);
        self.producer
            .push(&values)
            .map_err(|error| error.to_string())
    }

    fn is_wanted(&self) -> bool {
        self.producer.has_readers()
    }

    fn fail(self, reason: String) {
        self.producer.fail(reason);
    }
}

/// Rows of a text table.
pub(super) struct Rows {
    producer: Producer<f64>,
    path: PathBuf,
    layout: GrowingTable,
    /// Number in the file of each column that is a channel.
    columns: Vec<usize>,
    /// The beginning of a line whose end has not come.
    rest: Vec<u8>,
    frames: Vec<f64>,
}

impl Rows {
    pub(super) fn new(
        producer: Producer<f64>,
        path: PathBuf,
        layout: GrowingTable,
        table: &Table,
    ) -> Self {
        Self {
            producer,
            path,
            layout,
            columns: table.columns.iter().map(|column| column.index).collect(),
            rest: Vec::new(),
            frames: Vec::new(),
        }
    }
}

impl Decoder for Rows {
    fn decode(&mut self, bytes: &[u8]) -> Result<(), String> {
        self.rest.extend_from_slice(bytes);
        let Some(end) = self.rest.iter().rposition(|&byte| byte == b'\n') else {
            return Ok(());
        };
        self.frames.clear();
        let lines = &self.rest[..=end];
        let read = self
            .layout
            .read(lines, &self.path, &self.columns, &mut self.frames);
        self.rest.drain(..=end);
        // The rows before one that is wrong are as good as any.
        self.producer
            .push(&self.frames)
            .and(read)
            .map_err(|error: Error| error.to_string())
    }

    fn is_wanted(&self) -> bool {
        self.producer.has_readers()
    }

    fn fail(self, reason: String) {
        self.producer.fail(reason);
    }
}
