//! Pyramids of files, kept between one opening and the next.
//!
//! A sidecar is a head, which says of what exact data it is and how the pyramid is cut, and then
//! the blocks of all chunks, in the order of the pyramid. All numbers are little-endian. The head
//! has a checksum of its own and holds one for each chunk, so chunks are read as they are needed
//! and each is believed or not by itself: what does not match is built from the data again.
//!
//! A sidecar is never the truth, so nothing that goes wrong with one is an error: it is left
//! unread, or unwritten, and a line is logged.

mod head;
mod read;
#[cfg(test)]
mod tests;
mod write;

pub(crate) use self::head::{ArrayKey, FileKey, Head};
pub(crate) use self::read::{Sidecar, read_head};
pub(crate) use self::write::{UNFINISHED, len, write};

use std::path::{Path, PathBuf};

/// The ending of a sidecar's name in a cache folder.
pub(crate) const EXTENSION: &str = "pyramid";

/// What is added to the name of a file for the sidecar beside it.
const BESIDE: &str = ".galry-pyramid";

/// Where the sidecar beside a file lies.
pub(crate) fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(BESIDE);
    path.with_file_name(name)
}
