//! Exact means over rectangles: rows are reduced to the columns asked for, then summed.

use std::ops::Range;

use super::number::{self, Sum};
use super::rows::Rows;
use crate::element::Element;
use crate::{Result, parallel};

/// Rows of rectangles that one thread does at a time.
const JOB_ROWS: usize = 8;

/// One side of a rectangle: from which value to which, and how much of the outer ones.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Cut {
    first: usize,
    /// The last value that is touched; as `first` where there is only one.
    last: usize,
    first_part: f64,
    last_part: f64,
}

impl Cut {
    fn new(a: f64, b: f64) -> Self {
        let (low, high) = (a.min(b), a.max(b));
        let first = low.floor();
        let last = (high.ceil() - 1.0).max(first);
        Self {
            first: first as usize,
            last: last as usize,
            first_part: high.min(first + 1.0) - low,
            last_part: high - last,
        }
    }

    fn is_empty(self) -> bool {
        self.first == self.last && self.first_part <= 0.0
    }

    /// How much of a value lies between the edges.
    fn part(self, index: usize) -> f64 {
        if index < self.first || index > self.last {
            0.0
        } else if index == self.first {
            self.first_part
        } else if index == self.last {
            self.last_part
        } else {
            1.0
        }
    }
}

/// The edges of all rectangles along one axis, in rising order.
pub(super) struct Cuts {
    cuts: Vec<Cut>,
    falls: bool,
}

impl Cuts {
    pub(super) fn new(edges: &[f64]) -> Self {
        let falls = edges.first() > edges.last();
        let mut cuts: Vec<Cut> = edges
            .windows(2)
            .map(|pair| Cut::new(pair[0], pair[1]))
            .collect();
        if falls {
            cuts.reverse();
        }
        Self { cuts, falls }
    }

    /// The values that are touched.
    fn touched(cuts: &[Cut]) -> Range<usize> {
        let first = cuts.iter().find(|cut| !cut.is_empty());
        let last = cuts.iter().rfind(|cut| !cut.is_empty());
        match (first, last) {
            (Some(first), Some(last)) => first.first..last.last + 1,
            _ => 0..0,
        }
    }
}

/// Writes the means of a band to `out`, row by row, in the order of the edges.
pub(super) fn means<T: Element>(
    rows: &dyn Rows<T>,
    [band, bands]: [usize; 2],
    x: &Cuts,
    y: &Cuts,
    out: &mut [f32],
) -> Result<()> {
    let width = x.cuts.len();
    let columns = Cuts::touched(&x.cuts);
    let wanted = (columns.start * bands) as u64..(columns.end * bands) as u64;
    parallel::try_pieces(out, width * JOB_ROWS, |start, out| {
        let count = out.len() / width;
        // Falling edges are summed in rising order, and written from the end.
        let first = start / width;
        let own = if y.falls {
            let end = y.cuts.len() - first;
            &y.cuts[end - count..end]
        } else {
            &y.cuts[first..first + count]
        };
        let mut sums = vec![Sum::default(); width * count];
        let mut reduced = vec![Sum::default(); width];
        let touched = Cuts::touched(own);
        let mut begin = 0;
        rows.visit(
            touched.start as u64..touched.end as u64,
            wanted.clone(),
            &mut |row, values| {
                let row = row as usize;
                reduce(values, [band, bands], columns.start, &x.cuts, &mut reduced);
                while begin < count && own[begin].last < row {
                    begin += 1;
                }
                for (index, cut) in own.iter().enumerate().skip(begin) {
                    if cut.first > row {
                        break;
                    }
                    let part = cut.part(row);
                    if part > 0.0 {
                        let sums = &mut sums[index * width..][..width];
                        for (sum, row) in sums.iter_mut().zip(&reduced) {
                            sum.add(part * row.sum, part * row.count);
                        }
                    }
                }
            },
        )?;
        for (index, sums) in sums.chunks(width).enumerate() {
            let target = if y.falls { count - 1 - index } else { index };
            let out = &mut out[target * width..][..width];
            for (column, sum) in sums.iter().enumerate() {
                let target = if x.falls { width - 1 - column } else { column };
                out[target] = sum.mean();
            }
        }
        Ok(())
    })
}

/// Sums a row's values over each column; `values` begin at the value of column `start`.
fn reduce<T: Element>(
    values: &[T],
    [band, bands]: [usize; 2],
    start: usize,
    cuts: &[Cut],
    out: &mut [Sum],
) {
    let at = |index: usize| (index - start) * bands + band;
    for (out, cut) in out.iter_mut().zip(cuts) {
        *out = Sum::default();
        if cut.is_empty() {
            continue;
        }
        let mut outer = |index: usize, part: f64| {
            let value = values[at(index)];
            if value.finite() {
                out.add(part * value.to_f64(), part);
            }
        };
        outer(cut.first, cut.first_part);
        if cut.last > cut.first {
            outer(cut.last, cut.last_part);
        }
        if cut.last > cut.first + 1 {
            let inner = &values[at(cut.first + 1)..at(cut.last)];
            let inner = if bands == 1 {
                number::sum(inner)
            } else {
                number::strided(inner, bands)
            };
            out.add(inner.sum, inner.count);
        }
    }
}
