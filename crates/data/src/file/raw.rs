//! Raw binary: values without a header, as the caller describes them.

use super::FileReader;
use super::array::{ArrayDesc, Encoding};
use crate::open::{ByteOrder, RawDesc};
use crate::store::Layout;
use crate::{Error, Result};

/// How the values are written.
pub(crate) fn encoding(raw: &RawDesc) -> Encoding {
    match raw.byte_order {
        ByteOrder::Little => Encoding::LittleEndian,
        ByteOrder::Big => Encoding::BigEndian,
    }
}

/// Finds where the samples lie.
pub(crate) fn describe(reader: &FileReader, raw: &RawDesc) -> Result<ArrayDesc> {
    if raw.channels == 0 {
        return Err(Error::Option {
            option: "channels",
            message: "expected at least 1, got 0".to_owned(),
        });
    }
    let path = || reader.path().to_owned();
    let total = reader.bytes();
    if raw.offset >= total {
        return Err(Error::RawOffset {
            path: path(),
            offset: raw.offset,
            bytes: total,
        });
    }
    let bytes = total - raw.offset;
    let frame_bytes = (raw.channels as u64).saturating_mul(raw.element_type.size_bytes() as u64);
    if !bytes.is_multiple_of(frame_bytes) {
        return Err(Error::RawSize {
            path: path(),
            bytes,
            offset: raw.offset,
            frame_bytes,
            channels: raw.channels,
            dtype: raw.element_type,
            excess: bytes % frame_bytes,
        });
    }
    Ok(ArrayDesc {
        format: "raw",
        element_type: raw.element_type,
        encoding: encoding(raw),
        data_offset: raw.offset,
        layout: Layout {
            frames: bytes / frame_bytes,
            channels: raw.channels,
            order: raw.order,
        },
        rate_hz: None,
    })
}
