//! Samples that stay in their file.
//!
//! Everything is read by position, so threads share a file without sharing a cursor, and a file
//! that shrinks is an error and not a crash. Formats differ only in their headers: each one comes
//! down to an [`array::ArrayDesc`].

pub(crate) mod array;
pub(crate) mod npy;
mod pages;
pub(crate) mod raw;
pub(crate) mod wav;

use std::fs::File;
use std::io::{Error as IoError, ErrorKind};
use std::path::{Path, PathBuf};

use crate::{Error, Result};

/// A file that is read by position.
#[derive(Debug)]
pub(crate) struct FileReader {
    path: PathBuf,
    file: File,
    bytes: u64,
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
            file,
            bytes: metadata.len(),
        })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Size of the file when it was opened.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The file itself, for one reader that goes through it from the start.
    pub(crate) fn stream(&self) -> &File {
        &self.file
    }

    /// Fills `out` from byte `offset` on.
    pub(crate) fn read_at(&self, offset: u64, out: &mut [u8]) -> Result<()> {
        let mut done = 0;
        while done < out.len() {
            match read_some(&self.file, offset + done as u64, &mut out[done..]) {
                Ok(0) => {
                    return Err(Error::FileShrank {
                        path: self.path.clone(),
                        offset,
                        bytes: out.len() as u64,
                    });
                }
                Ok(count) => done += count,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(source) => {
                    return Err(Error::Io {
                        path: self.path.clone(),
                        action: "reading",
                        source,
                    });
                }
            }
        }
        Ok(())
    }

    /// The file's first bytes, at most `limit`.
    pub(crate) fn head(&self, limit: u64) -> Result<Vec<u8>> {
        let mut head = vec![0; limit.min(self.bytes) as usize];
        self.read_at(0, &mut head)?;
        Ok(head)
    }
}

#[cfg(unix)]
fn read_some(file: &File, offset: u64, out: &mut [u8]) -> std::io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, out, offset)
}

#[cfg(windows)]
fn read_some(file: &File, offset: u64, out: &mut [u8]) -> std::io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, out, offset)
}
