//! How finely the pixels of an antialiased line are divided.
//!
//! Eight sub-columns a pixel are several times closer to the truth than other programs where the
//! curve is dense, since there its range is high and its ends matter little. Where the curve is
//! smooth and rises by some rows within a sub-column, the steps between eight of them show in the
//! third digit. Sixteen make them vanish for the eye, and sixty-four but for what rounding to
//! bytes leaves: so many are for a few lines of many samples, at rest.
//!
//! How finely a view divides a line at rest depends on the curve in it alone, never on what was
//! shown before: a pair of sixteenths is the eighth that holds the same samples.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::columns::RowSpan;

/// Sub-columns for each pixel of a dense curve.
pub(crate) const COARSE: u32 = 8;

/// Sub-columns for each pixel of a smooth curve.
pub(crate) const FINE: u32 = 2 * COARSE;

/// Sub-columns for each pixel of a smooth curve of many samples, at rest.
pub(crate) const FINEST: u32 = 64;

/// A view with more lines than this divides none finest: so many need longer than they are worth.
pub(crate) const MOST_FINEST_LINES: usize = 32;

/// A line wider than this is not divided finest: its edges are found among so many sub-columns
/// that it takes long, and its ends are a small part of it.
const WIDEST_FINEST_PX: f32 = 4.0;

/// Lines that a frame which may not wait divides finest: each takes some milliseconds.
const FINEST_LINES_A_FRAME: usize = 4;

/// What a frame spends on its lines, together.
#[derive(Debug)]
pub(crate) struct Effort {
    /// Whether the picture is to be as good as it gets, however long that takes.
    pub(crate) may_wait: bool,
    /// Lines that may still be divided finest.
    finest: AtomicUsize,
}

impl Effort {
    pub(crate) fn new(may_wait: bool) -> Self {
        let finest = if may_wait {
            usize::MAX
        } else {
            FINEST_LINES_A_FRAME
        };
        Self {
            may_wait,
            finest: AtomicUsize::new(finest),
        }
    }

    /// Takes one of the lines that may be divided finest, if there is one left.
    pub(crate) fn take_finest(&self) -> bool {
        let one_less = |left: usize| left.checked_sub(1);
        self.finest
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_less)
            .is_ok()
    }
}

/// Whether `samples` over `columns` pixels are many enough for [`FINEST`] to be seen in a line of
/// this width: of fewer, each segment spans several sub-columns.
pub(crate) fn is_worth_finest(samples: u64, columns: usize, width_px: f32) -> bool {
    samples >= 10 * columns as u64 && width_px <= WIDEST_FINEST_PX
}

/// A sub-column of an eighth is low if the curve stays within so many rows there.
const LOW_ROWS: f64 = 12.0;

/// Whether most of the sub-columns that the curve meets are low. `spans` are eighths or, for
/// `per_column` of [`FINE`], pairs of sixteenths.
pub(crate) fn are_low(spans: &[RowSpan], per_column: u32) -> bool {
    let together = if per_column == FINE { 2 } else { 1 };
    let (mut low, mut met) = (0_usize, 0_usize);
    for eighth in spans.chunks_exact(together) {
        let whole = union(eighth);
        if !whole.is_empty() {
            met += 1;
            low += usize::from(whole.bottom - whole.top < LOW_ROWS);
        }
    }
    2 * low > met
}

/// Turns sixteenths into eighths.
pub(crate) fn merge_pairs(spans: &mut Vec<RowSpan>) {
    for index in 0..spans.len() / 2 {
        spans[index] = union(&spans[2 * index..2 * index + 2]);
    }
    spans.truncate(spans.len() / 2);
}

fn union(spans: &[RowSpan]) -> RowSpan {
    let mut whole = RowSpan::EMPTY;
    for span in spans {
        if !span.is_empty() {
            whole.include(span.top);
            whole.include(span.bottom);
        }
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans(rows: &[[f64; 2]]) -> Vec<RowSpan> {
        rows.iter()
            .map(|&[top, bottom]| RowSpan { top, bottom })
            .collect()
    }

    #[test]
    fn sixteenths_are_judged_as_the_eighths_that_they_make() {
        let mut sixteenths = spans(&[[0.0, 8.0], [8.0, 16.0], [3.0, 4.0], [4.0, 5.0]]);
        sixteenths.extend([RowSpan::EMPTY; 2]);
        // One of two is low: not most of them, though each sixteenth alone is.
        assert!(!are_low(&sixteenths, FINE));
        assert!(are_low(&sixteenths, COARSE));
        merge_pairs(&mut sixteenths);
        assert_eq!(sixteenths[..2], spans(&[[0.0, 16.0], [3.0, 5.0]]));
        assert!(sixteenths[2].is_empty() && sixteenths.len() == 3);
        assert!(!are_low(&sixteenths, COARSE));
    }

    #[test]
    fn a_frame_that_may_not_wait_has_some_lines_to_divide_finest() {
        let effort = Effort::new(false);
        let taken = (0..100).filter(|_| effort.take_finest()).count();
        assert_eq!(taken, FINEST_LINES_A_FRAME);
        assert!((0..100).all(|_| Effort::new(true).take_finest()));
    }

    #[test]
    fn nothing_is_not_smooth() {
        assert!(!are_low(&[], COARSE));
        assert!(!are_low(&[RowSpan::EMPTY; 4], FINE));
    }
}
