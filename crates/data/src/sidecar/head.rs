//! The head of a sidecar: what it is of.

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::element::ElementType;
use crate::file::FileReader;
use crate::file::array::{ArrayDesc, Encoding};
use crate::pyramid::FACTOR;
use crate::store::Order;
use crate::{Error, Result};

pub(super) const MAGIC: &[u8; 8] = b"GALRYPYR";
/// Changes with the meaning of any byte.
pub(super) const VERSION: u32 = 1;
/// Bytes up to and including the length of the head.
pub(super) const PREAMBLE: usize = 16;

/// Bytes of each piece of the data that is looked at.
const PIECE: u64 = 4096;
/// Pieces between the first and the last.
const PIECES_BETWEEN: u64 = 32;

/// One file as it was at one time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FileKey {
    pub(crate) bytes: u64,
    /// Time of the last change since 1970: seconds (rounded down) and nanoseconds.
    pub(crate) modified: (i64, u32),
    /// Checksums of the file's first and last bytes and of pieces between.
    pub(crate) digest: Vec<u32>,
}

impl FileKey {
    /// Looks at an open file as it is now.
    pub(crate) fn of(reader: &FileReader) -> Result<Self> {
        let (bytes, modified) = reader.size_and_change()?;
        if bytes != reader.bytes() {
            return Err(Error::FileShrank {
                path: reader.path().to_owned(),
                offset: 0,
                bytes: reader.bytes(),
            });
        }
        Ok(Self {
            bytes,
            modified: since_1970(modified),
            digest: digest(reader)?,
        })
    }
}

/// Checksums of pieces that are spread over the file, the first and the last among them.
fn digest(reader: &FileReader) -> Result<Vec<u32>> {
    let bytes = reader.bytes();
    let len = PIECE.min(bytes);
    // Of a short file every byte.
    let count = bytes.div_ceil(PIECE).clamp(1, PIECES_BETWEEN + 2);
    let mut piece = vec![0; len as usize];
    (0..count)
        .map(|index| {
            let places = u128::from(bytes - len);
            let offset = places * u128::from(index) / u128::from((count - 1).max(1));
            reader.read_at(offset as u64, &mut piece)?;
            Ok(crc32fast::hash(&piece))
        })
        .collect()
}

fn since_1970(time: SystemTime) -> (i64, u32) {
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => (after.as_secs() as i64, after.subsec_nanos()),
        Err(before) => {
            let before = before.duration();
            match before.subsec_nanos() {
                0 => (-(before.as_secs() as i64), 0),
                nanos => (-(before.as_secs() as i64) - 1, 1_000_000_000 - nanos),
            }
        }
    }
}

/// How a file is read as an array, and how its pyramid is cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ArrayKey {
    pub(crate) element: u8,
    pub(crate) encoding: u8,
    pub(crate) order: u8,
    /// Samples in a block of the lowest level, as a power of two.
    pub(crate) block_shift: u32,
    /// Blocks of a level that make one of the next.
    pub(crate) factor: u32,
    /// Samples of a channel in a chunk, as a power of two.
    pub(crate) chunk_shift: u32,
    pub(crate) data_offset: u64,
    pub(crate) frames: u64,
    pub(crate) channels: u64,
}

impl ArrayKey {
    pub(crate) fn new(desc: &ArrayDesc, block_shift: u32, chunk_shift: u32) -> Self {
        Self {
            element: code(desc.element_type),
            encoding: match desc.encoding {
                Encoding::LittleEndian => 0,
                Encoding::BigEndian => 1,
                Encoding::Packed24 => 2,
            },
            order: match desc.layout.order {
                Order::Interleaved => 0,
                Order::Planar => 1,
            },
            block_shift,
            factor: FACTOR as u32,
            chunk_shift,
            data_offset: desc.data_offset,
            frames: desc.layout.frames,
            channels: desc.layout.channels as u64,
        }
    }
}

fn code(element: ElementType) -> u8 {
    match element {
        ElementType::I8 => 0,
        ElementType::U8 => 1,
        ElementType::I16 => 2,
        ElementType::U16 => 3,
        ElementType::I32 => 4,
        ElementType::U32 => 5,
        ElementType::I64 => 6,
        ElementType::U64 => 7,
        ElementType::F32 => 8,
        ElementType::F64 => 9,
    }
}

/// All that is known of the data of a sidecar, before its blocks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    /// The file's path, with all links resolved.
    pub(crate) path: PathBuf,
    pub(crate) file: FileKey,
    pub(crate) array: ArrayKey,
    /// A checksum for each chunk's blocks.
    pub(crate) checksums: Vec<u32>,
}

impl Head {
    /// The bytes as they are written, checksum included.
    pub(super) fn encode(&self) -> Vec<u8> {
        let path = self.path.as_os_str().as_encoded_bytes();
        let mut bytes = Vec::new();
        bytes.extend(MAGIC);
        bytes.extend(VERSION.to_le_bytes());
        bytes.extend([0; 4]);
        let array = &self.array;
        bytes.extend([array.element, array.encoding, array.order, 0]);
        for number in [array.block_shift, array.factor, array.chunk_shift] {
            bytes.extend(number.to_le_bytes());
        }
        for number in [array.data_offset, array.frames, array.channels] {
            bytes.extend(number.to_le_bytes());
        }
        bytes.extend(self.file.bytes.to_le_bytes());
        bytes.extend(self.file.modified.0.to_le_bytes());
        bytes.extend(self.file.modified.1.to_le_bytes());
        for count in [self.file.digest.len(), path.len(), self.checksums.len()] {
            bytes.extend((count as u32).to_le_bytes());
        }
        bytes.extend(path);
        for checksum in self.file.digest.iter().chain(&self.checksums) {
            bytes.extend(checksum.to_le_bytes());
        }
        let len = bytes.len() as u32 + 4;
        bytes[PREAMBLE - 4..PREAMBLE].copy_from_slice(&len.to_le_bytes());
        let checksum = crc32fast::hash(&bytes);
        bytes.extend(checksum.to_le_bytes());
        bytes
    }

    /// Length of the encoded head, from its first [`PREAMBLE`] bytes; `None` for anything else.
    pub(super) fn encoded_len(preamble: &[u8]) -> Option<u32> {
        let mut cursor = Cursor(preamble);
        let magic = cursor.take::<8>()?;
        let version = cursor.u32()?;
        let len = cursor.u32()?;
        (&magic == MAGIC && version == VERSION && len as usize > PREAMBLE).then_some(len)
    }

    /// Reads the bytes back; `None` unless they are all as they were written.
    pub(super) fn decode(bytes: &[u8]) -> Option<Self> {
        let (covered, checksum) = bytes.split_last_chunk::<4>()?;
        if Self::encoded_len(bytes)? as usize != bytes.len()
            || crc32fast::hash(covered) != u32::from_le_bytes(*checksum)
        {
            return None;
        }
        let mut cursor = Cursor(covered.get(PREAMBLE..)?);
        let [element, encoding, order, _] = cursor.take()?;
        let array = ArrayKey {
            element,
            encoding,
            order,
            block_shift: cursor.u32()?,
            factor: cursor.u32()?,
            chunk_shift: cursor.u32()?,
            data_offset: cursor.u64()?,
            frames: cursor.u64()?,
            channels: cursor.u64()?,
        };
        let bytes = cursor.u64()?;
        let modified = (i64::from_le_bytes(cursor.take()?), cursor.u32()?);
        let [digest, path, checksums] = [cursor.u32()?, cursor.u32()?, cursor.u32()?];
        let path = path_of(cursor.slice(path as usize)?);
        let mut list = |count: u32| -> Option<Vec<u32>> {
            let list = cursor.slice(count as usize * 4)?.as_chunks::<4>().0.iter();
            Some(list.map(|&number| u32::from_le_bytes(number)).collect())
        };
        let head = Self {
            path,
            file: FileKey {
                bytes,
                modified,
                digest: list(digest)?,
            },
            array,
            checksums: list(checksums)?,
        };
        cursor.0.is_empty().then_some(head)
    }
}

#[cfg(unix)]
fn path_of(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt as _;
    Path::new(std::ffi::OsStr::from_bytes(bytes)).to_owned()
}

#[cfg(not(unix))]
fn path_of(bytes: &[u8]) -> PathBuf {
    Path::new(&*String::from_utf8_lossy(bytes)).to_owned()
}

/// Bytes that are taken from the front.
struct Cursor<'b>(&'b [u8]);

impl<'b> Cursor<'b> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*taken)
    }

    fn u32(&mut self) -> Option<u32> {
        self.take().map(u32::from_le_bytes)
    }

    fn u64(&mut self) -> Option<u64> {
        self.take().map(u64::from_le_bytes)
    }

    fn slice(&mut self, len: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        Some(taken)
    }
}
