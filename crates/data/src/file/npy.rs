//! numpy's `.npy`: a Python dictionary in text, then the values.
//!
//! The header is read here rather than by a crate: it has three keys, and lengths in it come from
//! the file, so every product must be checked.

use super::FileReader;
use super::array::{ArrayDesc, Encoding};
use crate::element::ElementType;
use crate::store::{Layout, Order};
use crate::{Error, Result};

/// What every `.npy` file begins with.
pub(crate) const MAGIC: &[u8] = b"\x93NUMPY";

/// Bytes that a header may have; numpy itself refuses above 10,000 characters.
const HEADER_LIMIT: u64 = 1 << 20;

/// Reads the header and checks that the file holds what it says.
pub(crate) fn describe(reader: &FileReader) -> Result<ArrayDesc> {
    let desc = describe_growing(reader)?;
    let values = u128::from(desc.layout.frames) * desc.layout.channels as u128;
    let expected = values * desc.element_type.size_bytes() as u128 + u128::from(desc.data_offset);
    if expected > u128::from(reader.bytes()) {
        return Err(Error::Truncated {
            path: reader.path().to_owned(),
            expected: u64::try_from(expected).unwrap_or(u64::MAX),
            actual: reader.bytes(),
        });
    }
    Ok(desc)
}

/// Reads the header, whatever the file holds so far.
pub(crate) fn describe_growing(reader: &FileReader) -> Result<ArrayDesc> {
    let invalid = |message: String| Error::Header {
        path: reader.path().to_owned(),
        format: "npy",
        message,
    };
    let head = reader.head(12)?;
    if !head.starts_with(MAGIC) {
        return Err(invalid("it does not begin with \\x93NUMPY".to_owned()));
    }
    let truncated = |expected| Error::Truncated {
        path: reader.path().to_owned(),
        expected,
        actual: reader.bytes(),
    };
    let (Some(&[major, _]), Some(&[a, b])) = (head.get(6..8), head.get(8..10)) else {
        return Err(truncated(10));
    };
    let (text_start, text_bytes) = match (major, head.get(10..12)) {
        (1, _) => (10, u64::from(u16::from_le_bytes([a, b]))),
        (2 | 3, Some(&[c, d])) => (12, u64::from(u32::from_le_bytes([a, b, c, d]))),
        (2 | 3, _) => return Err(truncated(12)),
        _ => return Err(invalid(format!("version {major}: expected 1, 2 or 3"))),
    };
    if text_bytes > HEADER_LIMIT {
        return Err(invalid(format!(
            "header of {text_bytes} bytes: expected at most {HEADER_LIMIT}"
        )));
    }
    let data_offset = text_start + text_bytes;
    if data_offset > reader.bytes() {
        return Err(truncated(data_offset));
    }
    let mut text = vec![0; text_bytes as usize];
    reader.read_at(text_start, &mut text)?;
    let header = Header::parse(&String::from_utf8_lossy(&text)).map_err(invalid)?;

    let Some((element_type, encoding)) = element_type(&header.descr) else {
        return Err(Error::UnsupportedType {
            path: reader.path().to_owned(),
            dtype: header.descr,
        });
    };
    let (frames, channels) = match header.shape[..] {
        [frames] => (frames, 1),
        [frames, channels] if channels > 0 => (frames, channels),
        _ => {
            return Err(Error::Dimensions {
                path: reader.path().to_owned(),
                shape: header.shape_text(),
            });
        }
    };
    let Ok(channels) = usize::try_from(channels) else {
        return Err(invalid(format!("{channels} channels are too many")));
    };
    Ok(ArrayDesc {
        format: "npy",
        element_type,
        encoding,
        data_offset,
        layout: Layout {
            frames,
            channels,
            order: if header.fortran_order {
                Order::Planar
            } else {
                Order::Interleaved
            },
        },
        rate_hz: None,
    })
}

/// The type that numpy writes as `<f4`; truth values are read as `u8`, 0 or 1.
fn element_type(descr: &str) -> Option<(ElementType, Encoding)> {
    let (order, kind) = descr.split_at_checked(1)?;
    let encoding = match order {
        "<" | "|" => Encoding::LittleEndian,
        ">" => Encoding::BigEndian,
        "=" if cfg!(target_endian = "big") => Encoding::BigEndian,
        "=" => Encoding::LittleEndian,
        _ => return None,
    };
    let kind = match kind {
        "i1" => ElementType::I8,
        "u1" | "b1" => ElementType::U8,
        "i2" => ElementType::I16,
        "u2" => ElementType::U16,
        "i4" => ElementType::I32,
        "u4" => ElementType::U32,
        "i8" => ElementType::I64,
        "u8" => ElementType::U64,
        "f4" => ElementType::F32,
        "f8" => ElementType::F64,
        _ => return None,
    };
    Some((kind, encoding))
}

/// The three entries of a header.
#[derive(Debug, PartialEq)]
struct Header {
    /// The type as written, or the whole expression where it is not one string.
    descr: String,
    fortran_order: bool,
    shape: Vec<u64>,
}

impl Header {
    /// Reads `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }`.
    fn parse(text: &str) -> Result<Self, String> {
        let body = text.trim();
        let body = body
            .strip_prefix('{')
            .and_then(|body| body.strip_suffix('}'));
        let mut rest = body.ok_or("its header is not a dictionary")?;
        let (mut descr, mut fortran_order, mut shape) = (None, None, None);
        loop {
            rest = rest.trim_start_matches([',', ' ', '\t', '\n']);
            if rest.is_empty() {
                break;
            }
            let (key, after) = quoted(rest).ok_or("its header has an entry without a name")?;
            let after = after.trim_start().strip_prefix(':');
            let after = after.ok_or_else(|| format!("entry {key:?} has no value"))?;
            let (value, after) = value(after.trim_start());
            match key {
                "descr" => descr = Some(quoted(value).map_or(value, |(text, _)| text).to_owned()),
                "fortran_order" => fortran_order = Some(truth(value)?),
                "shape" => shape = Some(integers(value)?),
                _ => {}
            }
            rest = after;
        }
        Ok(Self {
            descr: descr.ok_or("its header has no 'descr'")?,
            fortran_order: fortran_order.ok_or("its header has no 'fortran_order'")?,
            shape: shape.ok_or("its header has no 'shape'")?,
        })
    }

    /// The shape as Python writes it.
    fn shape_text(&self) -> String {
        let numbers: Vec<String> = self.shape.iter().map(u64::to_string).collect();
        format!("({})", numbers.join(", "))
    }
}

/// A string in quotes, and what follows.
fn quoted(text: &str) -> Option<(&str, &str)> {
    let quote = text.chars().next().filter(|&c| c == '\'' || c == '"')?;
    text[1..].split_once(quote)
}

/// A value up to the comma that ends it, and what follows.
fn value(text: &str) -> (&str, &str) {
    let mut depth = 0_u32;
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), _) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(c),
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')' | ']' | '}') => depth = depth.saturating_sub(1),
            (None, ',') if depth == 0 => return (text[..at].trim_end(), &text[at..]),
            _ => {}
        }
    }
    (text.trim_end(), "")
}

fn truth(text: &str) -> Result<bool, String> {
    match text {
        "True" => Ok(true),
        "False" => Ok(false),
        _ => Err(format!("fortran_order {text}: expected True or False")),
    }
}

fn integers(text: &str) -> Result<Vec<u64>, String> {
    let inner = text.strip_prefix(['(', '[']);
    let inner = inner.and_then(|inner| inner.strip_suffix([')', ']']));
    let wrong = || format!("shape {text}: expected a tuple of sizes");
    inner
        .ok_or_else(wrong)?
        .split(',')
        .map(str::trim)
        .filter(|number| !number.is_empty())
        // Python 2 wrote long integers with an L.
        .map(|number| number.trim_end_matches('L').parse().ok().ok_or_else(wrong))
        .collect()
}
