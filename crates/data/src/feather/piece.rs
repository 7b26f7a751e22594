//! The values of a column in one record batch.

use std::io::Read;

use super::layout::Kind;
use crate::decoded::Decode;
use crate::element::ElementType;
use crate::file::FileReader;
use crate::parquet::FromStored;
use crate::{Error, Result};

/// How buffers are compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Codec {
    Lz4,
    Zstd,
}

/// Where a buffer lies in the file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) offset: u64,
    pub(super) bytes: u64,
}

/// A column in one record batch.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    pub(super) rows: u64,
    /// Whether values are missing.
    pub(super) misses: bool,
    /// A bit for each value, set where it is there.
    pub(super) validity: Place,
    pub(super) values: Place,
    pub(super) codec: Option<Codec>,
}

impl Piece {
    /// Where the values lie, if they are as in memory and all there.
    pub(super) fn plain(&self, kind: Kind) -> Option<u64> {
        let is_plain = !kind.bits && !self.misses && self.codec.is_none();
        let bytes = self
            .rows
            .checked_mul(kind.element_type.size_bytes() as u64)?;
        (is_plain && bytes <= self.values.bytes).then_some(self.values.offset)
    }
}

/// A column, batch by batch.
#[derive(Debug)]
pub(super) struct Pieces {
    pub(super) reader: FileReader,
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) pieces: Vec<Piece>,
}

impl<T: FromStored> Decode<T> for Pieces {
    fn decode(&self, group: usize) -> Result<Vec<T>> {
        let piece = self.pieces[group];
        let Some(bytes) = self.bytes_of(piece.rows) else {
            return Err(self.failed(format!("{} values are too many", piece.rows)));
        };
        let bytes = self.read(piece.values, piece.codec, bytes)?;
        let mut values = self.convert::<T>(&bytes, piece.rows as usize);
        if let (true, Some(missing)) = (piece.misses, T::MISSING) {
            let bits = self.read(piece.validity, piece.codec, piece.rows.div_ceil(8))?;
            for (at, value) in values.iter_mut().enumerate() {
                if bits[at / 8] >> (at % 8) & 1 == 0 {
                    *value = missing;
                }
            }
        }
        Ok(values)
    }
}

impl Pieces {
    fn failed(&self, message: String) -> Error {
        Error::Decode {
            path: self.reader.path().to_owned(),
            item: format!("column {}", self.name),
            message,
        }
    }

    fn bytes_of(&self, rows: u64) -> Option<u64> {
        if self.kind.bits {
            Some(rows.div_ceil(8))
        } else {
            rows.checked_mul(self.kind.element_type.size_bytes() as u64)
        }
    }

    /// The first bytes of a buffer, decompressed.
    fn read(&self, place: Place, codec: Option<Codec>, expected: u64) -> Result<Vec<u8>> {
        let short =
            |actual: u64| self.failed(format!("expected {expected} bytes of values, got {actual}"));
        let raw = |place: Place| -> Result<Vec<u8>> {
            let mut bytes = vec![0; place.bytes as usize];
            self.reader.read_at(place.offset, &mut bytes)?;
            Ok(bytes)
        };
        let Some(codec) = codec.filter(|_| expected > 0) else {
            if place.bytes < expected {
                return Err(short(place.bytes));
            }
            return raw(Place {
                bytes: expected,
                ..place
            });
        };
        let packed: Vec<u8> = raw(place)?;
        let Some((length, packed)) = packed.split_first_chunk() else {
            return Err(short(0));
        };
        // Minus one stands for bytes as they are.
        let mut bytes = Vec::new();
        let unpacked: Box<dyn Read + '_> = match (i64::from_le_bytes(*length), codec) {
            (-1, _) => Box::new(packed),
            (_, Codec::Lz4) => Box::new(lz4_flex::frame::FrameDecoder::new(packed)),
            (_, Codec::Zstd) => {
                let decoder = zstd::stream::read::Decoder::new(packed);
                Box::new(decoder.map_err(|error| self.failed(error.to_string()))?)
            }
        };
        unpacked
            .take(expected)
            .read_to_end(&mut bytes)
            .map_err(|error| self.failed(error.to_string()))?;
        if (bytes.len() as u64) < expected {
            return Err(short(bytes.len() as u64));
        }
        Ok(bytes)
    }

    /// Values of the column's type, which is `T` unless that is `f64`.
    fn convert<T: FromStored>(&self, bytes: &[u8], rows: usize) -> Vec<T> {
        macro_rules! to_floats {
            ($type:ident) => {
                bytes
                    .as_chunks()
                    .0
                    .iter()
                    .map(|&bytes| T::from_f64($type::from_le_bytes(bytes) as f64))
                    .collect()
            };
        }
        if self.kind.bits {
            let bit = |at: usize| i32::from(bytes[at / 8] >> (at % 8) & 1);
            return (0..rows).map(|at| T::from_i32(bit(at), false)).collect();
        }
        if T::TYPE == self.kind.element_type {
            let mut values = vec![T::zeroed(); rows];
            bytemuck::cast_slice_mut(&mut values).copy_from_slice(bytes);
            if cfg!(target_endian = "big") {
                for value in &mut values {
                    *value = value.swapped();
                }
            }
            return values;
        }
        match self.kind.element_type {
            ElementType::I8 => to_floats!(i8),
            ElementType::U8 => to_floats!(u8),
            ElementType::I16 => to_floats!(i16),
            ElementType::U16 => to_floats!(u16),
            ElementType::I32 => to_floats!(i32),
            ElementType::U32 => to_floats!(u32),
            ElementType::I64 => to_floats!(i64),
            ElementType::U64 => to_floats!(u64),
            ElementType::F32 => to_floats!(f32),
            ElementType::F64 => to_floats!(f64),
        }
    }
}
