//! A record of calls, as lines to read: for bug reports, and for tests that compare sequences.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// Where calls are written while somebody records; a clone is the same one.
#[derive(Debug, Clone, Default)]
pub(crate) struct Recorder {
    shared: Rc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    /// Recordings under way, one within the other.
    depth: Cell<u32>,
    lines: RefCell<Vec<String>>,
}

impl Recorder {
    /// Writes a line if somebody records; makes none otherwise.
    #[inline]
    pub(crate) fn write(&self, line: impl FnOnce() -> String) {
        if self.shared.depth.get() > 0 {
            self.push(line);
        }
    }

    #[cold]
    fn push(&self, line: impl FnOnce() -> String) {
        let line = line();
        self.shared.lines.borrow_mut().push(line);
    }

    /// Runs `f` and gives the lines that were written meanwhile.
    pub(super) fn record<R>(&self, f: impl FnOnce() -> R) -> (R, Vec<String>) {
        struct End<'a>(&'a Shared);
        impl Drop for End<'_> {
            fn drop(&mut self) {
                let depth = self.0.depth.get() - 1;
                self.0.depth.set(depth);
                if depth == 0 {
                    self.0.lines.borrow_mut().clear();
                }
            }
        }

        let shared = &*self.shared;
        shared.depth.set(shared.depth.get() + 1);
        let end = End(shared);
        let first = shared.lines.borrow().len();
        let result = f();
        let lines = shared.lines.borrow()[first..].to_vec();
        drop(end);
        (result, lines)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recordings_lie_one_within_the_other_and_end_with_a_panic() {
        let recorder = Recorder::default();
        recorder.write(|| unreachable!("nobody records"));
        let ((), outer) = recorder.record(|| {
            recorder.write(|| "a".to_owned());
            let ((), inner) = recorder.record(|| recorder.write(|| "b".to_owned()));
            assert_eq!(inner, ["b"]);
            recorder.write(|| "c".to_owned());
        });
        assert_eq!(outer, ["a", "b", "c"]);
        let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            recorder.record(|| std::panic::resume_unwind(Box::new("on purpose")))
        }));
        assert!(panicked.is_err());
        recorder.write(|| unreachable!("nobody records any more"));
        assert!(recorder.shared.lines.borrow().is_empty());
    }
}
