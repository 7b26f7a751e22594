//! The file as the Parquet reader sees it: read by position.

use std::io::Read;

use bytes::Bytes;
use parquet::errors::{ParquetError, Result};
use parquet::file::reader::{ChunkReader, Length};

use crate::file::FileReader;

/// Bytes of one read of the file.
const BUFFER: usize = 1 << 16;

pub(super) struct Input(pub(super) FileReader);

impl Length for Input {
    fn len(&self) -> u64 {
        self.0.bytes()
    }
}

impl ChunkReader for Input {
    type T = std::io::BufReader<Positioned>;

    fn get_read(&self, start: u64) -> Result<Self::T> {
        let from = Positioned {
            reader: self.0.share(),
            at: start,
        };
        Ok(std::io::BufReader::with_capacity(BUFFER, from))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        // Asked before memory is: a damaged file may claim any length.
        let is_within = start
            .checked_add(length as u64)
            .is_some_and(|end| end <= self.0.bytes());
        if !is_within {
            return Err(ParquetError::EOF(format!(
                "expected {length} bytes at byte {start}, the file has {}",
                self.0.bytes()
            )));
        }
        let mut bytes = vec![0; length];
        self.0
            .read_at(start, &mut bytes)
            .map_err(|error| ParquetError::External(Box::new(error)))?;
        Ok(bytes.into())
    }
}

/// The file from some byte on.
pub(super) struct Positioned {
    reader: FileReader,
    at: u64,
}

impl Read for Positioned {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let left = self.reader.bytes().saturating_sub(self.at);
        let count = (out.len() as u64).min(left) as usize;
        self.reader
            .read_at(self.at, &mut out[..count])
            .map_err(std::io::Error::other)?;
        self.at += count as u64;
        Ok(count)
    }
}
