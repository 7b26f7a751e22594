//! Writing a sidecar: aside first, then renamed.

use std::fs::File;
use std::io::{BufWriter, ErrorKind, Read as _, Result, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use super::head::{Head, MAGIC};
use super::read::little_endian;
use crate::element::Element;
use crate::extent::Bounds;
use crate::pyramid::Pyramid;

/// The ending of a sidecar's name while it is written.
pub(crate) const UNFINISHED: &str = ".part";

/// Writes the sidecar of a pyramid all of which is built. What stands in the place is replaced,
/// where it is not known to be ours only if it is a sidecar.
///
/// # Errors
/// What the system says, or that something else stands in the place; what was begun is removed.
pub(crate) fn write<T: Element>(
    path: &Path,
    place_is_ours: bool,
    head: Head,
    pyramid: &Pyramid<T>,
) -> Result<()> {
    if !place_is_ours && is_foreign(path) {
        return Err(std::io::Error::new(
            ErrorKind::AlreadyExists,
            "a file that is no pyramid stands there",
        ));
    }
    let aside = aside(path);
    // Not synchronised with the disk: what a power cut loses, the checksums notice.
    let written = File::create_new(&aside)
        .and_then(|file| write_to(&mut BufWriter::with_capacity(1 << 18, file), head, pyramid));
    let renamed = written.and_then(|()| std::fs::rename(&aside, path));
    if renamed.is_err() {
        // The first failure is what matters; there may be nothing to remove.
        let _ignored = std::fs::remove_file(&aside);
    }
    renamed
}

/// Bytes that the sidecar of a whole pyramid takes.
pub(crate) fn len<T: Element>(head: &Head, pyramid: &Pyramid<T>) -> u64 {
    let table = pyramid.chunk_count() * size_of::<u32>();
    let blocks = pyramid.block_count() * size_of::<Bounds<T>>() as u64;
    (head.encode().len() + table) as u64 + blocks
}

/// Whether something that is not a sidecar of any version would be overwritten.
fn is_foreign(path: &Path) -> bool {
    let mut start = Vec::new();
    match File::open(path).and_then(|file| file.take(8).read_to_end(&mut start)) {
        Ok(_) => start != MAGIC,
        Err(error) => error.kind() != ErrorKind::NotFound,
    }
}

/// A name in the same folder that nobody else writes to.
fn aside(path: &Path) -> PathBuf {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let process = std::process::id();
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.{process}-{number}{UNFINISHED}"))
}

/// Writes the blocks first, which tells the checksums, then the head before them.
pub(super) fn write_to<T: Element>(
    out: &mut (impl Write + Seek),
    mut head: Head,
    pyramid: &Pyramid<T>,
) -> Result<()> {
    let start = out.stream_position()?;
    head.checksums = vec![0; pyramid.chunk_count()];
    let room = head.encode();
    out.write_all(&vec![0; room.len()])?;
    let mut values: Vec<T> = Vec::new();
    for (chunk, checksum) in head.checksums.iter_mut().enumerate() {
        let blocks = pyramid
            .blocks(chunk)
            .ok_or_else(|| std::io::Error::other("a chunk of the pyramid is missing"))?;
        values.clear();
        values.extend(blocks.iter().flat_map(|b| [b.lo, b.hi].map(little_endian)));
        let bytes: &[u8] = bytemuck::cast_slice(&values);
        *checksum = crc32fast::hash(bytes);
        out.write_all(bytes)?;
    }
    out.seek(SeekFrom::Start(start))?;
    out.write_all(&head.encode())?;
    out.flush()
}
