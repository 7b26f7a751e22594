//! Samples that stay in their file.
//!
//! Everything is read by position, so threads share a file without sharing a cursor, and a file
//! that shrinks is an error and not a crash; or it is mapped into memory, by choice, with the same
//! outcome. Formats differ only in their headers: each one comes
//! down to an [`array::ArrayDesc`].

pub(crate) mod array;
mod keep;
mod loader;
#[cfg(all(unix, feature = "mapping"))]
mod mapping;
pub(crate) mod npy;
mod pages;
pub(crate) mod raw;
mod samples;
#[cfg(test)]
mod tests;
pub(crate) mod wav;

use std::fs::File;
use std::io::{Error as IoError, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use crate::source::Origin;
use crate::{Error, Result};

/// A file that is read by position.
#[derive(Debug)]
pub(crate) struct FileReader {
    path: PathBuf,
    file: Arc<File>,
    bytes: u64,
    /// Where the file lies in memory, if it does.
    #[cfg(all(unix, feature = "mapping"))]
    mapping: Option<Arc<mapping::Mapping>>,
    /// Bytes read so far, by all threads.
    #[cfg(test)]
    read: std::sync::atomic::AtomicU64,
}

#[cfg(test)]
thread_local! {
    /// Bytes that this thread read from any file of samples.
    pub(crate) static READ_HERE: std::cell::Cell<u64> = const { std::cell::Cell::new(0) };
}

impl FileReader {
    /// Opens a file that holds at least one byte.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let failed = |action| {
            let path = path.to_owned();
            move |source: IoError| match source.kind() {
                ErrorKind::NotFound | ErrorKind::NotADirectory => Error::FileMissing { path },
                ErrorKind::PermissionDenied => Error::PermissionDenied { path },
                ErrorKind::IsADirectory => Error::IsFolder { path },
                _ => Error::Io {
                    path,
                    action,
                    source,
                },
            }
        };
        // Asked before opening: to open a pipe would wait for its writer.
        let metadata = std::fs::metadata(path).map_err(failed("looking the file up"))?;
        let path_buf = path.to_owned();
        if metadata.is_dir() {
            return Err(Error::IsFolder { path: path_buf });
        }
        if !metadata.is_file() {
            return Err(Error::NotRegular { path: path_buf });
        }
        let file = File::open(path).map_err(failed("opening the file"))?;
        if metadata.len() == 0 {
            return Err(Error::EmptyFile { path: path_buf });
        }
        Ok(Self {
            path: path_buf,
            file: Arc::new(file),
            bytes: metadata.len(),
            #[cfg(all(unix, feature = "mapping"))]
            mapping: None,
            #[cfg(test)]
            read: std::sync::atomic::AtomicU64::new(0),
        })
    }

    /// The same, mapped into memory where `mapped` says so and the system can.
    pub(crate) fn open_as(path: &Path, mapped: bool) -> Result<Self> {
        let reader = Self::open(path)?;
        if !mapped {
            return Ok(reader);
        }
        #[cfg(all(unix, feature = "mapping"))]
        return Ok(Self {
            mapping: mapping::Mapping::new(&reader.file).map(Arc::new),
            ..reader
        });
        #[cfg(not(all(unix, feature = "mapping")))]
        Err(Error::Option {
            option: "mapped",
            message:
                "expected a build with the feature `mapping`, on a Unix; leave it off to read \
                      by position"
                    .to_owned(),
        })
    }

    /// The same file for another reader.
    #[cfg(feature = "arrow")]
    pub(crate) fn share(&self) -> Self {
        Self {
            path: self.path.clone(),
            file: Arc::clone(&self.file),
            bytes: self.bytes,
            #[cfg(all(unix, feature = "mapping"))]
            mapping: self.mapping.clone(),
            #[cfg(test)]
            read: std::sync::atomic::AtomicU64::new(0),
        }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// What stands behind a source of the file.
    pub(crate) fn origin(&self, format: &'static str) -> Origin {
        Origin {
            path: self.path.clone(),
            format,
            bytes: self.bytes,
        }
    }

    /// Size of the file when it was opened.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Size and time of the last change as they are now.
    pub(crate) fn size_and_change(&self) -> Result<(u64, SystemTime)> {
        let looked = self
            .file
            .metadata()
            .and_then(|metadata| Ok((metadata.len(), metadata.modified()?)));
        looked.map_err(|source| Error::Io {
            path: self.path.clone(),
            action: "looking the file up",
            source,
        })
    }

    /// The file itself, for one reader that goes through it from the start.
    pub(crate) fn stream(&self) -> &File {
        &self.file
    }

    /// Fills `out` from byte `offset` on.
    pub(crate) fn read_at(&self, offset: u64, out: &mut [u8]) -> Result<()> {
        #[cfg(test)]
        self.count(out.len() as u64);
        #[cfg(all(unix, feature = "mapping"))]
        if let Some(mapping) = &self.mapping
            && mapping.copy(&self.file, offset, out)
        {
            return Ok(());
        }
        read_exact_at(&self.file, offset, out).map_err(|source| match source.kind() {
            ErrorKind::UnexpectedEof => Error::FileShrank {
                path: self.path.clone(),
                offset,
                bytes: out.len() as u64,
            },
            _ => Error::Io {
                path: self.path.clone(),
                action: "reading",
                source,
            },
        })
    }

    #[cfg(test)]
    fn count(&self, bytes: u64) {
        READ_HERE.set(READ_HERE.get() + bytes);
        self.read
            .fetch_add(bytes, std::sync::atomic::Ordering::Relaxed);
    }

    /// Bytes read so far, by all threads.
    #[cfg(test)]
    pub(crate) fn read(&self) -> u64 {
        self.read.load(std::sync::atomic::Ordering::Relaxed)
    }

    /// The file's first bytes, at most `limit`.
    pub(crate) fn head(&self, limit: u64) -> Result<Vec<u8>> {
        let mut head = vec![0; limit.min(self.bytes) as usize];
        self.read_at(0, &mut head)?;
        Ok(head)
    }
}

/// Fills `out` from byte `offset` on; an unexpected end is an error of that kind.
pub(crate) fn read_exact_at(file: &File, offset: u64, out: &mut [u8]) -> std::io::Result<()> {
    let mut done = 0;
    while done < out.len() {
        match read_some(file, offset + done as u64, &mut out[done..]) {
            Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
            Ok(count) => done += count,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

#[cfg(unix)]
fn read_some(file: &File, offset: u64, out: &mut [u8]) -> std::io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, out, offset)
}

#[cfg(windows)]
fn read_some(file: &File, offset: u64, out: &mut [u8]) -> std::io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, out, offset)
}
