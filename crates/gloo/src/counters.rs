//! Counters of what was asked of the driver, so that "panning uploads nothing" is a number.

use std::cell::Cell;

/// What a context did since it was made.
///
/// Take a copy before and one after, and compare with [`since`](Self::since).
///
/// ```
/// # use galry_gloo::Counters;
/// # let (before, after) = (Counters::default(), Counters::default());
/// assert_eq!(after.since(&before).bytes_uploaded, 0);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Counters {
    /// Draw calls that reached the driver, blits included.
    pub draw_calls: u64,
    /// Calls that changed state (bindings included); setting what is set makes none.
    pub state_changes: u64,
    /// Programs compiled and linked.
    pub programs_compiled: u64,
    /// Bytes sent to buffers and textures.
    pub bytes_uploaded: u64,
    /// Bytes read from buffers and framebuffers.
    pub bytes_read_back: u64,
    /// Objects made and not yet freed; dropped ones count until the next
    /// [`begin_frame`](crate::Context::begin_frame).
    pub live_objects: u64,
    /// Bytes of buffer and texture storage made and not yet freed.
    pub live_bytes: u64,
}

impl Counters {
    /// What happened between `before` and `self`. The two live counts are how much they grew, and
    /// zero where they shrank.
    #[must_use]
    pub fn since(&self, before: &Self) -> Self {
        Self {
            draw_calls: self.draw_calls.saturating_sub(before.draw_calls),
            state_changes: self.state_changes.saturating_sub(before.state_changes),
            programs_compiled: self
                .programs_compiled
                .saturating_sub(before.programs_compiled),
            bytes_uploaded: self.bytes_uploaded.saturating_sub(before.bytes_uploaded),
            bytes_read_back: self.bytes_read_back.saturating_sub(before.bytes_read_back),
            live_objects: self.live_objects.saturating_sub(before.live_objects),
            live_bytes: self.live_bytes.saturating_sub(before.live_bytes),
        }
    }
}

/// The counting side; state changes are counted by the state cache.
#[derive(Debug, Default)]
pub(crate) struct CounterCells(Cell<Counters>);

impl CounterCells {
    pub(crate) fn get(&self) -> Counters {
        self.0.get()
    }

    pub(crate) fn change(&self, change: impl FnOnce(&mut Counters)) {
        let mut counters = self.0.get();
        change(&mut counters);
        self.0.set(counters);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn since_subtracts_each_count_and_never_underflows() {
        let before = Counters {
            draw_calls: 2,
            live_objects: 5,
            ..Counters::default()
        };
        let after = Counters {
            draw_calls: 7,
            live_objects: 3,
            bytes_uploaded: 9,
            ..before
        };
        let difference = after.since(&before);
        assert_eq!(
            (
                difference.draw_calls,
                difference.live_objects,
                difference.bytes_uploaded
            ),
            (5, 0, 9)
        );
    }
}
