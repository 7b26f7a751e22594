//! What lies in a cache folder, and making room in it.

use std::fs::{self, File};
use std::io::{ErrorKind, Result as IoResult};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::CacheFolder;
use crate::sidecar::{self, Head, UNFINISHED};
use crate::{Error, Result};

/// What was begun so long ago and is still unfinished was given up.
const GIVEN_UP: Duration = Duration::from_secs(24 * 3600);

/// A pyramid in a cache folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CacheEntry {
    /// The pyramid.
    pub path: PathBuf,
    /// Its size in bytes.
    pub bytes: u64,
    /// When it was last used, where the system tells.
    pub used: Option<SystemTime>,
    /// The file that it is of; `None` when its head cannot be read.
    pub data_path: Option<PathBuf>,
    /// Size of that file in bytes when the pyramid was built.
    pub data_bytes: u64,
}

/// What was removed from a cache folder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cleared {
    /// Number of files.
    pub files: u64,
    /// Their bytes in all.
    pub bytes: u64,
}

impl CacheFolder {
    /// The pyramids in the folder, the one that was used last first. None where there is no such
    /// folder.
    ///
    /// # Errors
    /// [`Error::Io`] when the folder cannot be read.
    pub fn entries(&self) -> Result<Vec<CacheEntry>> {
        let found = self
            .files()
            .map_err(|source| self.failed("listing the cache", source))?;
        let finished = found.into_iter().filter(|file| file.is_finished);
        Ok(finished
            .map(|file| {
                let head = File::open(&file.path).ok();
                let head = head.and_then(|file| sidecar::read_head(&file));
                CacheEntry {
                    bytes: file.bytes,
                    used: file.used,
                    data_bytes: head.as_ref().map_or(0, |(head, _)| head.file.bytes),
                    data_path: head.map(|(head, _)| head.path),
                    path: file.path,
                }
            })
            .collect())
    }

    /// Removes all pyramids, and what was left of unfinished ones.
    ///
    /// # Errors
    /// [`Error::Io`] when the folder cannot be read or a pyramid not be removed.
    pub fn clear(&self) -> Result<Cleared> {
        let mut cleared = Cleared::default();
        let files = self
            .files()
            .map_err(|source| self.failed("listing the cache", source))?;
        for file in files {
            remove(&file.path).map_err(|source| Error::Io {
                path: file.path.clone(),
                action: "removing the pyramid",
                source,
            })?;
            cleared.files += 1;
            cleared.bytes += file.bytes;
        }
        Ok(cleared)
    }

    /// Where the pyramid with this head is kept.
    pub(crate) fn place(&self, head: &Head) -> PathBuf {
        let name = format!("{:016x}.{}", name_of(head), sidecar::EXTENSION);
        self.path.join(name)
    }

    /// Makes the folder, and room in it for so many bytes at `path`.
    pub(crate) fn make_room(&self, path: &Path, bytes: u64) -> IoResult<()> {
        if bytes > self.limit_bytes {
            return Err(std::io::Error::other(format!(
                "it takes {bytes} bytes, and the cache may hold {}",
                self.limit_bytes
            )));
        }
        fs::create_dir_all(&self.path)?;
        let mut files = self.files()?;
        files.retain(|file| {
            let keep = file.is_finished || !file.is_given_up();
            if !keep {
                // Another process may have removed it.
                let _ignored = fs::remove_file(&file.path);
            }
            keep && file.is_finished && file.path != path
        });
        let mut taken: u64 = files.iter().map(|file| file.bytes).sum();
        while taken.saturating_add(bytes) > self.limit_bytes {
            let Some(oldest) = files.pop() else { break };
            tracing::debug!(path = %oldest.path.display(), "making room in the cache");
            remove(&oldest.path)?;
            taken -= oldest.bytes;
        }
        Ok(())
    }

    /// All pyramids and unfinished ones, the one that was used last first.
    fn files(&self) -> IoResult<Vec<CachedFile>> {
        let listing = match fs::read_dir(&self.path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            listing => listing?,
        };
        let mut files = Vec::new();
        for entry in listing {
            // Others may remove what is just being listed.
            let Ok(entry) = entry else { continue };
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            let middle = format!(".{}", sidecar::EXTENSION);
            let is_finished = name.ends_with(&middle);
            let is_ours = is_finished || (name.contains(&middle) && name.ends_with(UNFINISHED));
            let Ok(metadata) = entry.metadata() else {
                continue;
            };
            if is_ours && metadata.is_file() {
                files.push(CachedFile {
                    path,
                    bytes: metadata.len(),
                    used: metadata.modified().ok(),
                    is_finished,
                });
            }
        }
        files.sort_by(|a, b| b.used.cmp(&a.used).then_with(|| a.path.cmp(&b.path)));
        Ok(files)
    }

    fn failed(&self, action: &'static str, source: std::io::Error) -> Error {
        Error::Io {
            path: self.path.clone(),
            action,
            source,
        }
    }
}

/// A file in the folder that is a pyramid or was to become one.
struct CachedFile {
    path: PathBuf,
    bytes: u64,
    used: Option<SystemTime>,
    is_finished: bool,
}

impl CachedFile {
    fn is_given_up(&self) -> bool {
        let age = self.used.and_then(|used| used.elapsed().ok());
        age.is_some_and(|age| age > GIVEN_UP)
    }
}

/// Removes a file, unless somebody else did.
fn remove(path: &Path) -> IoResult<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// A number for a path and a way to read it (Fowler, Noll and Vo's hash). Two that share a number
/// share a place, which costs time and nothing else: the head tells them apart.
fn name_of(head: &Head) -> u64 {
    let array = &head.array;
    let numbers = [
        u64::from_le_bytes([array.element, array.encoding, array.order, 0, 0, 0, 0, 0]),
        u64::from(array.block_shift) << 32 | u64::from(array.chunk_shift),
        array.data_offset,
        array.channels,
    ];
    let path = head.path.as_os_str().as_encoded_bytes();
    let bytes = path.iter().copied();
    bytes
        .chain(numbers.iter().flat_map(|number| number.to_le_bytes()))
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        })
}
