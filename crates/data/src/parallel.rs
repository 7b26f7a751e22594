//! Work spread over threads, where there are any.
//!
//! Nothing here is called while a lock is held: a thread that waits for its share may take up
//! another query of the same source, which would wait for that very lock.

use crate::Result;

/// Calls `work` for 0 to `count` − 1, in parallel, and stops at the first error.
#[cfg(not(target_family = "wasm"))]
pub(crate) fn try_for_each(count: usize, work: impl Fn(usize) -> Result<()> + Sync) -> Result<()> {
    use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};
    if count < 2 {
        return (0..count).try_for_each(work);
    }
    (0..count).into_par_iter().try_for_each(&work)
}

/// Calls `work` for 0 to `count` − 1 and stops at the first error.
#[cfg(target_family = "wasm")]
pub(crate) fn try_for_each(count: usize, work: impl Fn(usize) -> Result<()> + Sync) -> Result<()> {
    (0..count).try_for_each(work)
}

/// Collects what `work` gives for 0 to `count` − 1, in this order, computed in parallel.
#[cfg(not(target_family = "wasm"))]
pub(crate) fn try_map<R: Send>(
    count: usize,
    work: impl Fn(usize) -> Result<R> + Sync,
) -> Result<Vec<R>> {
    use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};
    if count < 2 {
        return (0..count).map(work).collect();
    }
    (0..count).into_par_iter().map(&work).collect()
}

/// Collects what `work` gives for 0 to `count` − 1, in this order.
#[cfg(target_family = "wasm")]
pub(crate) fn try_map<R: Send>(
    count: usize,
    work: impl Fn(usize) -> Result<R> + Sync,
) -> Result<Vec<R>> {
    (0..count).map(work).collect()
}

/// Calls `work` with each piece of `items` of `size` (the last may be shorter) and the index of
/// its first item, in parallel, and stops at the first error.
#[cfg(not(target_family = "wasm"))]
pub(crate) fn try_pieces<I: Send>(
    items: &mut [I],
    size: usize,
    work: impl Fn(usize, &mut [I]) -> Result<()> + Sync + Send,
) -> Result<()> {
    use rayon::iter::{IndexedParallelIterator as _, ParallelIterator as _};
    use rayon::slice::ParallelSliceMut as _;
    items
        .par_chunks_mut(size)
        .enumerate()
        .try_for_each(|(piece, items)| work(piece * size, items))
}

/// Calls `work` with each piece of `items` of `size` and the index of its first item.
#[cfg(target_family = "wasm")]
pub(crate) fn try_pieces<I: Send>(
    items: &mut [I],
    size: usize,
    work: impl Fn(usize, &mut [I]) -> Result<()> + Sync + Send,
) -> Result<()> {
    for (piece, items) in items.chunks_mut(size).enumerate() {
        work(piece * size, items)?;
    }
    Ok(())
}

/// Time, where there is a clock.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stopwatch {
    #[cfg(not(target_family = "wasm"))]
    began: std::time::Instant,
}

impl Stopwatch {
    pub(crate) fn start() -> Self {
        Self {
            #[cfg(not(target_family = "wasm"))]
            began: std::time::Instant::now(),
        }
    }

    /// Time since the start; none where there is no clock.
    pub(crate) fn elapsed(self) -> std::time::Duration {
        #[cfg(not(target_family = "wasm"))]
        return self.began.elapsed();
        #[cfg(target_family = "wasm")]
        return std::time::Duration::ZERO;
    }
}
