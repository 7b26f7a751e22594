//! The end of a growing file: reads what was appended, and notices what must not happen.

use std::fs::{File, Metadata};
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::{Error, Result};

/// Bytes read at a time.
const PIECE: usize = 1 << 20;

/// Bytes read before anything is shown.
const AT_FIRST: u64 = 64 << 20;

/// Makes samples of the bytes of a file, in order.
pub(super) trait Decoder: Send + 'static {
    /// Takes the next bytes, and may keep some until the rest comes; else says what is wrong.
    fn decode(&mut self, bytes: &[u8]) -> Result<(), String>;

    /// Whether anybody still holds the samples.
    fn is_wanted(&self) -> bool;

    /// Ends the stream and says why.
    fn fail(self, reason: String);
}

/// A growing file that has been read up to a place.
#[derive(Debug)]
pub(super) struct Tail<D> {
    path: PathBuf,
    file: File,
    /// Where the samples begin; a file may not reach so far yet.
    offset: u64,
    /// Bytes that were read, those before the samples included.
    read: u64,
    buffer: Vec<u8>,
    decoder: D,
    /// What went wrong.
    failure: Option<String>,
}

impl<D: Decoder> Tail<D> {
    pub(super) fn open(path: &Path, offset: u64, decoder: D) -> Result<Self> {
        let failed = |source| Error::Io {
            path: path.to_owned(),
            action: "opening the file",
            source,
        };
        let mut file = File::open(path).map_err(failed)?;
        file.seek(SeekFrom::Start(offset)).map_err(failed)?;
        Ok(Self {
            path: path.to_owned(),
            file,
            offset,
            read: offset,
            buffer: vec![0; PIECE],
            decoder,
            failure: None,
        })
    }

    /// Reads what is there, if it is not too much.
    pub(super) fn read_at_first(&mut self) {
        let start = self.read;
        while self.read - start < AT_FIRST && self.read_piece() {}
    }

    /// Reads what comes until something goes wrong or nobody wants it.
    pub(super) fn run(mut self, every: Duration) {
        while self.failure.is_none() && self.decoder.is_wanted() {
            if !self.read_piece() && self.failure.is_none() {
                self.failure = self.trouble();
                std::thread::sleep(every);
            }
        }
        if let Some(reason) = self.failure {
            tracing::warn!(%reason, "the file is not followed any more");
            self.decoder.fail(reason);
        }
    }

    /// Reads some bytes; false when there are none now.
    fn read_piece(&mut self) -> bool {
        match self.file.read(&mut self.buffer) {
            Ok(0) => false,
            Ok(count) => {
                self.read += count as u64;
                self.failure = self.decoder.decode(&self.buffer[..count]).err();
                self.failure.is_none()
            }
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => true,
            Err(error) => {
                self.failure = Some(format!("{}: reading failed: {error}", self.path.display()));
                false
            }
        }
    }

    /// What happened to the file that must not happen, if anything did.
    fn trouble(&self) -> Option<String> {
        // The name alone: it is shown in a corner.
        let path = Path::new(self.path.file_name().unwrap_or(self.path.as_os_str())).display();
        let open = self.file.metadata().ok()?;
        if self.read > self.offset && open.len() < self.read {
            return Some(format!(
                "{path}: cut short while it was followed: expected at least {} bytes, got {}",
                self.read,
                open.len()
            ));
        }
        match std::fs::metadata(&self.path) {
            Ok(there) if is_same(&open, &there) => None,
            Ok(_) => Some(format!(
                "{path}: replaced by another file while it was followed"
            )),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                Some(format!("{path}: removed while it was followed"))
            }
            // Whatever hinders looking may pass.
            Err(_) => None,
        }
    }
}

#[cfg(unix)]
fn is_same(open: &Metadata, there: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    (open.dev(), open.ino()) == (there.dev(), there.ino())
}

/// Where files have no number, one that is not shorter is taken for the same.
#[cfg(not(unix))]
fn is_same(open: &Metadata, there: &Metadata) -> bool {
    there.len() >= open.len()
}
