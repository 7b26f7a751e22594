//! Which numbers a column holds, and where in a record batch.

use arrow_ipc::{
    BodyCompressionMethod, Buffer, CompressionType, DateUnit, Field, FieldNode, Precision,
    RecordBatch, Type, UnionMode,
};

use super::piece::{Codec, Piece, Place};
use crate::element::ElementType;

/// What a column's values are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kind {
    pub(super) element_type: ElementType,
    /// Whether values are single bits.
    pub(super) bits: bool,
    /// What the numbers stand for, if for something else.
    pub(super) means: Option<&'static str>,
}

impl Kind {
    /// The kind of a column, or what it holds instead of numbers.
    pub(super) fn of(field: &Field<'_>) -> Result<Self, &'static str> {
        let plain = |element_type| Self {
            element_type,
            bits: false,
            means: None,
        };
        let means = |element_type, means| Self {
            means: Some(means),
            ..plain(element_type)
        };
        if field.dictionary().is_some() {
            return Err("categories");
        }
        let odd = "numbers of an odd width";
        Ok(match field.type_type() {
            Type::Int => {
                let int = field.type_as_int().ok_or(odd)?;
                plain(match (int.bitWidth(), int.is_signed()) {
                    (8, true) => ElementType::I8,
                    (16, true) => ElementType::I16,
                    (32, true) => ElementType::I32,
                    (64, true) => ElementType::I64,
                    (8, false) => ElementType::U8,
                    (16, false) => ElementType::U16,
                    (32, false) => ElementType::U32,
                    (64, false) => ElementType::U64,
                    _ => return Err(odd),
                })
            }
            Type::FloatingPoint => {
                let float = field.type_as_floating_point().ok_or(odd)?;
                plain(match float.precision() {
                    Precision::SINGLE => ElementType::F32,
                    Precision::DOUBLE => ElementType::F64,
                    _ => return Err("floats of 16 bits"),
                })
            }
            Type::Bool => Self {
                bits: true,
                ..plain(ElementType::U8)
            },
            Type::Date => {
                let date = field.type_as_date().ok_or(odd)?;
                if date.unit() == DateUnit::DAY {
                    means(ElementType::I32, "dates in days since 1970")
                } else {
                    means(ElementType::I64, "dates in milliseconds since 1970")
                }
            }
            Type::Time => match field.type_as_time().ok_or(odd)?.bitWidth() {
                32 => means(ElementType::I32, "times of day"),
                64 => means(ElementType::I64, "times of day"),
                _ => return Err(odd),
            },
            Type::Timestamp => means(ElementType::I64, "times since 1970"),
            Type::Duration => means(ElementType::I64, "durations"),
            Type::Decimal => return Err("decimal numbers"),
            Type::Utf8 | Type::LargeUtf8 | Type::Utf8View => return Err("text"),
            Type::Struct_ | Type::Union | Type::Map => return Err("structures"),
            _ => return Err("no plain numbers"),
        })
    }
}

/// Goes through the nodes and buffers of a record batch, column by column.
pub(super) struct Walk<'b> {
    nodes: Box<dyn Iterator<Item = FieldNode> + 'b>,
    buffers: Box<dyn Iterator<Item = Buffer> + 'b>,
    /// Buffers beyond the usual ones of each column of views.
    variadic: Box<dyn Iterator<Item = i64> + 'b>,
    codec: Result<Option<Codec>, String>,
    body: u64,
    file_bytes: u64,
}

impl<'b> Walk<'b> {
    pub(super) fn new(batch: RecordBatch<'b>, body: u64, file_bytes: u64) -> Self {
        let codec = batch.compression().map(|compression| {
            if compression.method() != BodyCompressionMethod::BUFFER {
                return Err("its body is compressed in an unknown way".to_owned());
            }
            match compression.codec() {
                CompressionType::LZ4_FRAME => Ok(Codec::Lz4),
                CompressionType::ZSTD => Ok(Codec::Zstd),
                other => Err(format!("its body is compressed by method {}", other.0)),
            }
        });
        Self {
            nodes: Box::new(batch.nodes().into_iter().flatten().copied()),
            buffers: Box::new(batch.buffers().into_iter().flatten().copied()),
            variadic: Box::new(batch.variadicBufferCounts().into_iter().flatten()),
            codec: codec.transpose(),
            body,
            file_bytes,
        }
    }

    /// The next column, of numbers.
    pub(super) fn piece(&mut self, rows: u64) -> Result<Piece, String> {
        let node = self.node()?;
        let (validity, values) = (self.buffer()?, self.buffer()?);
        if u64::try_from(node.length()) != Ok(rows) {
            return Err(format!(
                "a column of {} values in a record batch of {rows}",
                node.length()
            ));
        }
        Ok(Piece {
            rows,
            misses: node.null_count() != 0,
            validity,
            values,
            codec: self.codec.clone()?,
        })
    }

    /// Passes over the next column, of anything.
    pub(super) fn skip(&mut self, field: &Field<'_>) -> Result<(), String> {
        self.node()?;
        if field.dictionary().is_some() {
            return self.skip_buffers(2);
        }
        let mut views = 0;
        let buffers = match field.type_type() {
            Type::Null | Type::RunEndEncoded => 0,
            Type::FixedSizeList | Type::Struct_ => 1,
            Type::Union => match field.type_as_union().map(|union| union.mode()) {
                Some(UnionMode::Dense) => 2,
                _ => 1,
            },
            Type::Binary
            | Type::Utf8
            | Type::LargeBinary
            | Type::LargeUtf8
            | Type::ListView
            | Type::LargeListView => 3,
            Type::BinaryView | Type::Utf8View => {
                views = self.variadic.next().unwrap_or(0);
                2
            }
            _ => 2,
        };
        self.skip_buffers(buffers + views)?;
        for child in field.children().iter().flatten() {
            self.skip(&child)?;
        }
        Ok(())
    }

    fn skip_buffers(&mut self, count: i64) -> Result<(), String> {
        for _ in 0..count {
            self.buffer()?;
        }
        Ok(())
    }

    fn node(&mut self) -> Result<FieldNode, String> {
        let missing = || "a record batch has fewer columns than the schema".to_owned();
        self.nodes.next().ok_or_else(missing)
    }

    /// The place of the next buffer in the file.
    fn buffer(&mut self) -> Result<Place, String> {
        let missing = || "a record batch has fewer buffers than its columns need".to_owned();
        let buffer = self.buffers.next().ok_or_else(missing)?;
        let place = u64::try_from(buffer.offset())
            .ok()
            .and_then(|offset| self.body.checked_add(offset))
            .zip(u64::try_from(buffer.length()).ok())
            .map(|(offset, bytes)| Place { offset, bytes });
        let is_within = |place: &Place| place.offset.saturating_add(place.bytes) <= self.file_bytes;
        place
            .filter(is_within)
            .ok_or_else(|| "a record batch lies beyond the file's end".to_owned())
    }
}
