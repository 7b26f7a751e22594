//! Keeping the pyramid of a file, and taking it up again.

use std::path::PathBuf;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::FileReader;
use super::array::ArrayDesc;
use crate::element::Element;
use crate::extent::Bounds;
use crate::open::{PyramidOptions, PyramidPlace};
use crate::pyramid::Pyramid;
use crate::sidecar::{self, ArrayKey, FileKey, Head, Sidecar};

/// A pyramid is kept if it takes at most one part in so many of its data.
const MOST_PART: u64 = 20;

/// Where the pyramid of a file is kept, and whether it is.
#[derive(Debug)]
pub(super) struct Keeper {
    desc: ArrayDesc,
    place: PyramidPlace,
    min_work: Duration,
    /// What the file was when the pyramid was begun; none when it could not be looked at.
    head: OnceLock<Option<Head>>,
    /// Whether it was decided to write the pyramid or to leave it.
    decided: AtomicBool,
}

impl Keeper {
    pub(super) fn new(desc: &ArrayDesc, options: &PyramidOptions) -> Self {
        Self {
            desc: *desc,
            place: options.place.clone(),
            min_work: options.min_work,
            head: OnceLock::new(),
            decided: AtomicBool::new(false),
        }
    }

    /// Lets the pyramid take its chunks from what was kept, if there is something that fits.
    pub(super) fn take_up<T: Element>(&self, reader: &FileReader, pyramid: &mut Pyramid<T>) {
        if self.place == PyramidPlace::Nowhere || pyramid.chunk_count() == 0 {
            return;
        }
        let head = self.head.get_or_init(|| {
            self.head_of(reader, pyramid)
                .inspect_err(|error| {
                    tracing::warn!(%error, "the pyramid will not be kept");
                })
                .ok()
        });
        let Some((head, path)) = head.as_ref().and_then(|head| {
            let path = self.path(reader, head)?;
            Some((head, path))
        }) else {
            return;
        };
        let kept = Sidecar::open(
            &path,
            head,
            pyramid.chunk_count(),
            pyramid.block_count(),
            size_of::<Bounds<T>>(),
            // Beside the data or by a name of its own it may be moved along with them.
            matches!(self.place, PyramidPlace::Cache(_)),
        );
        if let Some(kept) = kept {
            tracing::debug!(path = %path.display(), "taking up a kept pyramid");
            pyramid.set_kept(Box::new(kept));
        }
    }

    /// Writes the pyramid, once, if it is whole and worth it.
    pub(super) fn keep<T: Element>(&self, reader: &FileReader, pyramid: &Pyramid<T>) {
        if self.place == PyramidPlace::Nowhere
            || self.decided.load(Ordering::Relaxed)
            || !pyramid.is_whole()
            || self.decided.swap(true, Ordering::Relaxed)
        {
            return;
        }
        let worth_it = match (pyramid.kept(), &self.place) {
            // It is there already, or broken.
            (Some(damaged), _) => damaged,
            (None, PyramidPlace::Cache(_)) => pyramid.work() >= self.min_work,
            (None, _) => true,
        };
        let Some(Some(head)) = self.head.get() else {
            return;
        };
        if !worth_it || pyramid.chunk_count() == 0 {
            return;
        }
        let Some(path) = self.path(reader, head) else {
            return;
        };
        match self.write(reader, head, pyramid, &path) {
            Ok(()) => tracing::info!(path = %path.display(), "kept the pyramid"),
            Err(error) => {
                let path = path.display();
                tracing::warn!(%path, %error, "the pyramid could not be kept");
            }
        }
    }

    fn write<T: Element>(
        &self,
        reader: &FileReader,
        head: &Head,
        pyramid: &Pyramid<T>,
        path: &std::path::Path,
    ) -> std::io::Result<()> {
        // Data that changed while they were read have a pyramid of neither state.
        let now = FileKey::of(reader).map_err(std::io::Error::other)?;
        if now != head.file {
            return Err(std::io::Error::other("the data changed meanwhile"));
        }
        let bytes = sidecar::len(head, pyramid);
        if bytes.saturating_mul(MOST_PART) > reader.bytes() {
            return Err(std::io::Error::other(format!(
                "it takes {bytes} bytes, more than a twentieth of the data"
            )));
        }
        if let PyramidPlace::Cache(folder) = &self.place {
            folder.make_room(path, bytes)?;
        }
        let place_is_ours = !matches!(self.place, PyramidPlace::At(_));
        sidecar::write(path, place_is_ours, head.clone(), pyramid)
    }

    fn head_of<T: Element>(
        &self,
        reader: &FileReader,
        pyramid: &Pyramid<T>,
    ) -> std::io::Result<Head> {
        let (block_shift, chunk_shift) = pyramid.shifts();
        Ok(Head {
            path: reader.path().canonicalize()?,
            file: FileKey::of(reader).map_err(std::io::Error::other)?,
            array: ArrayKey::new(&self.desc, block_shift, chunk_shift),
            checksums: Vec::new(),
        })
    }

    fn path(&self, reader: &FileReader, head: &Head) -> Option<PathBuf> {
        match &self.place {
            PyramidPlace::Nowhere => None,
            PyramidPlace::Cache(folder) => Some(folder.place(head)),
            PyramidPlace::Beside => Some(sidecar::beside(reader.path())),
            PyramidPlace::At(path) => Some(path.clone()),
        }
    }
}
