//! `.wav`: chunks, of which `fmt ` says what the samples are and `data` holds them.
//!
//! Chunks are found by position, so long ones are skipped for nothing; those of odd length are
//! padded; RF64, which holds more than 4 GiB, tells the length of its data in another chunk.

use super::FileReader;
use super::array::{ArrayDesc, Encoding};
use crate::element::ElementType;
use crate::store::{Layout, Order};
use crate::{Error, Result};

/// Whether a file that begins so is one.
pub(crate) fn is_wav(head: &[u8]) -> bool {
    let riff = head.starts_with(b"RIFF") || head.starts_with(b"RF64");
    riff && head.get(8..12) == Some(b"WAVE")
}

/// What the chunk `fmt ` says.
struct Format {
    element_type: ElementType,
    encoding: Encoding,
    channels: u16,
    rate_hz: u32,
}

/// Finds the samples and checks that the file holds what its header says.
pub(crate) fn describe(reader: &FileReader) -> Result<ArrayDesc> {
    let invalid = |message: &str| Error::Header {
        path: reader.path().to_owned(),
        format: "wav",
        message: message.to_owned(),
    };
    if !is_wav(&reader.head(12)?) {
        return Err(invalid("it does not begin with RIFF and WAVE"));
    }
    let mut format = None;
    let mut long_data_bytes = None;
    let mut at = 12;
    loop {
        if at + 8 > reader.bytes() {
            return Err(invalid("it has no data chunk"));
        }
        let mut chunk = [0; 8];
        reader.read_at(at, &mut chunk)?;
        let [a, b, c, d, size @ ..] = chunk;
        let size = u32::from_le_bytes(size);
        at += 8;
        match &[a, b, c, d] {
            b"fmt " => {
                let mut body = vec![0; size.min(40) as usize];
                check_end(reader, at + u64::from(size))?;
                reader.read_at(at, &mut body)?;
                format = Some(parse_format(reader, &body)?);
            }
            b"ds64" if size >= 16 => {
                let mut body = [0; 16];
                check_end(reader, at + u64::from(size))?;
                reader.read_at(at, &mut body)?;
                let [.., a, b, c, d, e, f, g, h] = body;
                long_data_bytes = Some(u64::from_le_bytes([a, b, c, d, e, f, g, h]));
            }
            b"data" => {
                let format =
                    format.ok_or_else(|| invalid("it has no fmt chunk before its data"))?;
                let bytes = match (size, long_data_bytes) {
                    (u32::MAX, Some(bytes)) => bytes,
                    _ => u64::from(size),
                };
                return with_data(reader, &format, at, bytes);
            }
            _ => {}
        }
        at += u64::from(size) + u64::from(size % 2);
    }
}

fn check_end(reader: &FileReader, end: u64) -> Result<()> {
    if end <= reader.bytes() {
        return Ok(());
    }
    Err(Error::Truncated {
        path: reader.path().to_owned(),
        expected: end,
        actual: reader.bytes(),
    })
}

fn with_data(
    reader: &FileReader,
    format: &Format,
    data_offset: u64,
    bytes: u64,
) -> Result<ArrayDesc> {
    check_end(reader, data_offset.saturating_add(bytes))?;
    let value_bytes = format
        .encoding
        .value_bytes(format.element_type.size_bytes()) as u64;
    let frame_bytes = value_bytes * u64::from(format.channels);
    if !bytes.is_multiple_of(frame_bytes) {
        return Err(Error::Header {
            path: reader.path().to_owned(),
            format: "wav",
            message: format!(
                "its data chunk has {bytes} bytes, which is not a whole number of {frame_bytes}-byte frames"
            ),
        });
    }
    Ok(ArrayDesc {
        format: "wav",
        element_type: format.element_type,
        encoding: format.encoding,
        data_offset,
        layout: Layout {
            frames: bytes / frame_bytes,
            channels: usize::from(format.channels),
            order: Order::Interleaved,
        },
        rate_hz: (format.rate_hz > 0).then(|| f64::from(format.rate_hz)),
    })
}

/// Codes of `fmt `: integers, floating point, and "see the extension".
const PCM: u16 = 1;
const FLOAT: u16 = 3;
const EXTENSIBLE: u16 = 0xFFFE;

fn parse_format(reader: &FileReader, body: &[u8]) -> Result<Format> {
    let invalid = |message: &str| Error::Header {
        path: reader.path().to_owned(),
        format: "wav",
        message: message.to_owned(),
    };
    let word = |at: usize| match body.get(at..at + 2) {
        Some(&[a, b]) => Ok(u16::from_le_bytes([a, b])),
        _ => Err(invalid("its fmt chunk is too short")),
    };
    let mut code = word(0)?;
    let channels = word(2)?;
    let rate_hz = u32::from(word(4)?) | u32::from(word(6)?) << 16;
    let frame_bytes = word(12)?;
    let bits = word(14)?;
    if code == EXTENSIBLE {
        code = word(24)?;
    }
    if channels == 0 {
        return Err(invalid("it has no channels"));
    }
    if frame_bytes % channels != 0 {
        return Err(invalid("its frames do not divide into its channels"));
    }
    // Samples may sit in wider containers (24 bits in 4 bytes): the frame tells.
    let container_bits = u32::from(frame_bytes / channels) * 8;
    let little = Encoding::LittleEndian;
    let (element_type, encoding) = match (code, container_bits, bits) {
        (PCM, 8, 1..=8) => (ElementType::U8, little),
        (PCM, 16, 9..=16) => (ElementType::I16, little),
        (PCM, 24, 17..=24) => (ElementType::I32, Encoding::Packed24),
        (PCM, 32, 17..=32) => (ElementType::I32, little),
        (FLOAT, 32, 32) => (ElementType::F32, little),
        (FLOAT, 64, 64) => (ElementType::F64, little),
        _ => {
            return Err(Error::UnsupportedType {
                path: reader.path().to_owned(),
                dtype: format!("{bits}-bit in {container_bits} bits, format code {code}"),
            });
        }
    };
    Ok(Format {
        element_type,
        encoding,
        channels,
        rate_hz,
    })
}
