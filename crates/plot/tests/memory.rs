//! What goes into a figure is not copied, except slices that it must own. A binary of its own,
//! because it counts every allocation of its process.

#![allow(
    unsafe_code,
    reason = "an allocator that counts is the only way to see copies"
)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use galry_plot::{Figure, plot};

static ALLOCATED: AtomicUsize = AtomicUsize::new(0);

/// The system's allocator, counting what is asked of it.
struct Counting;

// SAFETY: every call goes on to the system's allocator with the same arguments.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATED.fetch_add(layout.size(), Ordering::Relaxed);
        // SAFETY: the caller keeps the contract of `GlobalAlloc::alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the pointer came from `System` with this layout.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Bytes allocated by all threads while `work` runs, freed or not.
fn allocated_by<R>(work: impl FnOnce() -> R) -> usize {
    let before = ALLOCATED.load(Ordering::Relaxed);
    let _result = work();
    ALLOCATED.load(Ordering::Relaxed) - before
}

#[test]
fn data_are_not_copied() {
    const COUNT: usize = 32 << 20;
    let bytes = COUNT * size_of::<f32>();
    let y: Vec<f32> = (0..COUNT).map(|i| (i % 1000) as f32).collect();
    let small = |figure: &Figure| drop(figure.size(300, 200).clone());

    // GL, fonts and programs are not what is measured.
    plot(&[1.0, 2.0]).size(300, 200).to_picture().unwrap();
    let fixed = allocated_by(|| plot(&[1.0, 2.0]).size(300, 200).to_picture().unwrap());

    let borrowed = allocated_by(|| plot(&y).size(300, 200).to_picture().unwrap());
    // The pyramid takes some per cent.
    assert!(
        borrowed < fixed + bytes / 8,
        "{borrowed} bytes for {bytes} of data, {fixed} without"
    );

    let cloned = allocated_by(|| {
        let figure = Figure::new();
        figure.axes().line(&y);
    });
    assert!((bytes..bytes + (1 << 20)).contains(&cloned), "{cloned}");

    let shared: Arc<[f32]> = Arc::from(y.as_slice());
    let moved = allocated_by(|| {
        let figure = Figure::new();
        small(&figure);
        let axes = figure.axes();
        axes.line(shared.clone());
        axes.line(y);
        // A copy of the description shares the data.
        drop(figure.clone());
    });
    assert!(moved < 1 << 20, "{moved}");
}
