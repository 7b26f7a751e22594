//! Building the pyramid of a file in the background.
//!
//! The first query that may not wait and finds something missing starts the threads. They read a
//! sketch of the whole first, then build the chunks that were asked for last, then all others in
//! the order of the file, and at the end keep the pyramid. Each holds one chunk of samples. They
//! stop with the source, after the chunk they are at; an error stops them all and is told once.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread::{Builder, JoinHandle, available_parallelism};

use super::samples::FileSamples;
use crate::element::Element;
use crate::extent::Extent;
use crate::pyramid::{self, Pyramid, Sketch};
use crate::source::{Loading, Readiness};
use crate::store::Store as _;
use crate::{Error, Result};

/// Threads at most: more do not read faster.
const MOST_THREADS: usize = 4;

/// Answers what is there and sees to the rest.
#[derive(Debug)]
pub(super) struct Loader<T: Element> {
    work: Arc<Work<T>>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

/// What the threads share.
#[derive(Debug)]
pub(super) struct Work<T> {
    samples: Arc<FileSamples<T>>,
    sketch: OnceLock<Sketch<T>>,
    is_sketched: AtomicBool,
    /// Chunks that queries wait for, as plane and number, those of the last query first.
    wanted: Mutex<VecDeque<(usize, usize)>>,
    /// The next chunk for which nobody waits.
    next: AtomicUsize,
    stop: AtomicBool,
    failed: AtomicBool,
    /// The error that was not told yet.
    failure: Mutex<Option<Error>>,
}

impl<T: Element> Loader<T> {
    pub(super) fn new(samples: Arc<FileSamples<T>>) -> Self {
        Self {
            work: Arc::new(Work {
                samples,
                sketch: OnceLock::new(),
                is_sketched: AtomicBool::new(false),
                wanted: Mutex::default(),
                next: AtomicUsize::new(0),
                stop: AtomicBool::new(false),
                failed: AtomicBool::new(false),
                failure: Mutex::default(),
            }),
            threads: Mutex::default(),
        }
    }

    /// Answers [`Source::envelope_now`](crate::Source::envelope_now).
    pub(super) fn envelope_now(
        &self,
        channels: Range<usize>,
        ranges: &[Range<u64>],
        out: &mut [Extent],
    ) -> Result<Readiness> {
        let mut waits_for = Vec::new();
        let readiness = self.work.answer(channels, ranges, out, &mut waits_for)?;
        if !waits_for.is_empty() && readiness != Readiness::Failed {
            self.work.want(waits_for);
            self.start();
        }
        Ok(readiness)
    }

    /// Starts the threads, unless they were started before.
    fn start(&self) {
        let mut threads = lock(&self.threads);
        if !threads.is_empty() {
            return;
        }
        // One core is left to whoever draws.
        let count = available_parallelism().map_or(1, |cores| cores.get() - 1);
        for _ in 0..count.clamp(1, MOST_THREADS) {
            let work = Arc::clone(&self.work);
            let builder = Builder::new().name("galry-loader".to_owned());
            match builder.spawn(move || while work.step() {}) {
                Ok(thread) => threads.push(thread),
                Err(source) if threads.is_empty() => self.work.fail(Error::Io {
                    path: self.work.samples.reader().path().to_owned(),
                    action: "starting a thread to read",
                    source,
                }),
                Err(_) => {}
            }
        }
    }

    /// How far the pyramid is, while it is not whole.
    pub(super) fn loading(&self) -> Option<Loading> {
        let pyramid = self.work.samples.pyramid_if_begun()?;
        let (built, all) = pyramid.progress();
        if built == all || self.work.has_failed() {
            return None;
        }
        let total_bytes = self.work.samples.reader().bytes();
        let done = u128::from(total_bytes) * built as u128 / all as u128;
        Some(Loading {
            done_bytes: done as u64,
            total_bytes,
        })
    }

    #[cfg(test)]
    pub(super) fn work(&self) -> &Arc<Work<T>> {
        &self.work
    }
}

impl<T: Element> Drop for Loader<T> {
    fn drop(&mut self) {
        self.work.stop.store(true, Ordering::Relaxed);
        for thread in lock(&self.threads).drain(..) {
            // One that panicked has said so, and there is nothing to be saved.
            let _panicked = thread.join();
        }
    }
}

impl<T: Element> Work<T> {
    /// Answers from what is there; lists the chunks that an exact answer waits for.
    pub(super) fn answer(
        &self,
        channels: Range<usize>,
        ranges: &[Range<u64>],
        out: &mut [Extent],
        waits_for: &mut Vec<(usize, usize)>,
    ) -> Result<Readiness> {
        let samples = &*self.samples;
        let shape = samples.layout().shape();
        shape.check_envelope(&channels, ranges, out.len())?;
        if let Some(failure) = lock(&self.failure).take() {
            return Err(failure);
        }
        let pyramid = samples.pyramid();
        let sketch = self.sketch.get();
        let answer = pyramid::envelope_now(
            samples,
            pyramid,
            sketch,
            channels.clone(),
            ranges,
            out,
            waits_for,
        );
        match answer {
            Ok(Readiness::Ready) => Ok(Readiness::Ready),
            Ok(_) if self.has_failed() => Ok(Readiness::Failed),
            Err(_) if self.has_failed() => {
                pyramid::envelope_coarse(samples, pyramid, sketch, channels, ranges, out);
                Ok(Readiness::Failed)
            }
            Err(error) => {
                // Told here and now, and from now on known.
                self.failed.store(true, Ordering::Relaxed);
                Err(error)
            }
            other => other,
        }
    }

    /// Puts chunks before all others, and forgets what was wanted of their planes before.
    pub(super) fn want(&self, chunks: Vec<(usize, usize)>) {
        let planes = chunks.first().map(|c| c.0)..=chunks.last().map(|c| c.0);
        let mut wanted = lock(&self.wanted);
        wanted.retain(|(plane, _)| !planes.contains(&Some(*plane)));
        for chunk in chunks.into_iter().rev() {
            wanted.push_front(chunk);
        }
    }

    /// Does one piece of work; false when there is none left.
    pub(super) fn step(&self) -> bool {
        if self.stop.load(Ordering::Relaxed) || self.has_failed() {
            return false;
        }
        let pyramid = self.samples.pyramid();
        match self.try_step(pyramid) {
            Ok(has_more) => has_more,
            Err(error) => {
                self.fail(error);
                false
            }
        }
    }

    fn try_step(&self, pyramid: &Pyramid<T>) -> Result<bool> {
        let samples = &*self.samples;
        // What was kept is read faster than a sketch is made.
        if pyramid.kept().is_none() && !self.is_sketched.load(Ordering::Relaxed) {
            let sketch = self.sketch.get_or_init(|| Sketch::new(pyramid));
            if sketch.read_piece(samples, pyramid)? {
                return Ok(true);
            }
            self.is_sketched.store(true, Ordering::Relaxed);
        }
        let Some((plane, chunk)) = self.take(pyramid) else {
            samples.keep();
            return Ok(false);
        };
        pyramid.build(samples, plane, chunk)?;
        Ok(true)
    }

    /// The chunk to build next.
    fn take(&self, pyramid: &Pyramid<T>) -> Option<(usize, usize)> {
        let is_missing = |&(plane, chunk): &(usize, usize)| !pyramid.is_built(plane, chunk);
        let mut wanted = lock(&self.wanted);
        while let Some(chunk) = wanted.pop_front() {
            if is_missing(&chunk) {
                return Some(chunk);
            }
        }
        drop(wanted);
        loop {
            let chunk = pyramid.place(self.next.fetch_add(1, Ordering::Relaxed))?;
            if is_missing(&chunk) {
                return Some(chunk);
            }
        }
    }

    fn fail(&self, error: Error) {
        if !self.failed.swap(true, Ordering::Relaxed) {
            tracing::warn!(%error, "loading stopped");
            *lock(&self.failure) = Some(error);
        }
    }

    pub(super) fn has_failed(&self) -> bool {
        self.failed.load(Ordering::Relaxed)
    }

    #[cfg(test)]
    pub(super) fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

/// Nothing that is locked here is ever half changed, so a panic elsewhere does not matter.
fn lock<V>(mutex: &Mutex<V>) -> MutexGuard<'_, V> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
