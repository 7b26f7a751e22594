//! Reading a sidecar, chunk by chunk.

use std::fs::File;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::SystemTime;

use super::head::{Head, PREAMBLE};
use crate::element::Element;
use crate::extent::Bounds;
use crate::file::read_exact_at;
use crate::pyramid::Kept;

/// Heads beyond this length are not believed: a table for 80 TB of samples is shorter.
const MOST_HEAD_BYTES: u32 = 1 << 28;

/// A sidecar whose head fits the data.
#[derive(Debug)]
pub(crate) struct Sidecar {
    file: File,
    head_bytes: u64,
    checksums: Vec<u32>,
    damaged: AtomicBool,
}

impl Sidecar {
    /// Opens a sidecar if it is of these data. `wanted` has no checksums; `blocks` is how many
    /// blocks, of `block_bytes` each, must follow the head.
    pub(crate) fn open(
        path: &Path,
        wanted: &Head,
        chunks: usize,
        blocks: u64,
        block_bytes: usize,
        path_must_match: bool,
    ) -> Option<Self> {
        let file = File::open(path).ok()?;
        let (head, head_bytes) = read_head(&file)?;
        let is_of_it = head.file == wanted.file
            && head.array == wanted.array
            && (!path_must_match || head.path == wanted.path);
        if !is_of_it || head.checksums.len() != chunks {
            tracing::info!(path = %path.display(), "the kept pyramid is of other data");
            return None;
        }
        let expected = head_bytes.checked_add(blocks.checked_mul(block_bytes as u64)?)?;
        if file.metadata().ok()?.len() != expected {
            tracing::warn!(path = %path.display(), "the kept pyramid is cut short");
            return None;
        }
        // What was used last goes last. Without the right to do so it merely goes earlier.
        let _refused = file.set_modified(SystemTime::now());
        Some(Self {
            file,
            head_bytes,
            checksums: head.checksums,
            damaged: AtomicBool::new(false),
        })
    }

    /// Whether some chunk could not be believed.
    pub(crate) fn is_damaged(&self) -> bool {
        self.damaged.load(Ordering::Relaxed)
    }

    fn read_blocks<T: Element>(
        &self,
        chunk: usize,
        first_block: u64,
        len: usize,
    ) -> Option<Box<[Bounds<T>]>> {
        let mut values = vec![T::zeroed(); len * 2];
        let bytes: &mut [u8] = bytemuck::cast_slice_mut(&mut values);
        let offset = self.head_bytes + first_block * size_of::<Bounds<T>>() as u64;
        read_exact_at(&self.file, offset, bytes).ok()?;
        if crc32fast::hash(bytes) != *self.checksums.get(chunk)? {
            return None;
        }
        let pairs = values.chunks_exact(2).map(|pair| {
            let [lo, hi] = [pair[0], pair[1]].map(little_endian);
            Bounds { lo, hi }
        });
        Some(pairs.collect())
    }
}

impl<T: Element> Kept<T> for Sidecar {
    fn blocks(&self, chunk: usize, first_block: u64, len: usize) -> Option<Box<[Bounds<T>]>> {
        let blocks = self.read_blocks(chunk, first_block, len);
        if blocks.is_none() && !self.damaged.swap(true, Ordering::Relaxed) {
            tracing::warn!(
                chunk,
                "the kept pyramid is damaged; what is broken is built again"
            );
        }
        blocks
    }

    fn is_damaged(&self) -> bool {
        self.is_damaged()
    }
}

/// A value to or from the byte order of sidecars.
pub(super) fn little_endian<T: Element>(value: T) -> T {
    if cfg!(target_endian = "big") {
        value.swapped()
    } else {
        value
    }
}

/// The head of a sidecar and its length in bytes, if that is what the file begins with.
pub(crate) fn read_head(file: &File) -> Option<(Head, u64)> {
    let bytes = file.metadata().ok()?.len();
    let mut preamble = [0; PREAMBLE];
    read_exact_at(file, 0, &mut preamble).ok()?;
    let len = Head::encoded_len(&preamble)?;
    if len > MOST_HEAD_BYTES || u64::from(len) > bytes {
        return None;
    }
    let mut head = vec![0; len as usize];
    read_exact_at(file, 0, &mut head).ok()?;
    Some((Head::decode(&head)?, u64::from(len)))
}
