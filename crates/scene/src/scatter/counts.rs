//! How many points stand in each pixel, and how many markers lie on it.

/// The pixels around a point that its marker counts for: a disc.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Footprint {
    /// For each row from the highest, how many pixels it has on either side of the middle.
    half_widths: Vec<usize>,
}

impl Default for Footprint {
    fn default() -> Self {
        Self::new(1.0)
    }
}

impl Footprint {
    /// Larger markers count as if they were so large.
    const LARGEST_PX: f32 = 129.0;

    /// The pixels whose centres lie in a disc around the centre of the point's own pixel; that
    /// pixel at least.
    pub(super) fn new(diameter_px: f32) -> Self {
        let radius = (diameter_px.clamp(0.0, Self::LARGEST_PX) / 2.0).max(0.0);
        let reach = radius as usize;
        let half_width = |row: usize| {
            let down = row.abs_diff(reach) as f32;
            (radius * radius - down * down).max(0.0).sqrt() as usize
        };
        Self {
            half_widths: (0..2 * reach + 1).map(half_width).collect(),
        }
    }

    /// How many pixels it goes beyond the point's own, to each side.
    pub(super) fn reach(&self) -> usize {
        self.half_widths.len() / 2
    }

    /// Number of its pixels.
    pub(super) fn area(&self) -> usize {
        self.half_widths.iter().map(|half| 2 * half + 1).sum()
    }
}

/// Points in each pixel of a view, and in as many around it as their markers reach into the view.
#[derive(Debug, Default)]
pub(super) struct CountGrid {
    margin: usize,
    /// Width and height with the margins.
    size: [usize; 2],
    counts: Vec<u32>,
    /// For each row, the sums of its counts before each pixel and after the last.
    sums: Vec<u32>,
}

impl CountGrid {
    /// Begins anew, for a view of `size` pixels.
    pub(super) fn begin(&mut self, size: [usize; 2], margin: usize) {
        self.margin = margin;
        self.size = size.map(|side| side + 2 * margin);
        self.counts.clear();
        self.counts.resize(self.size[0] * self.size[1], 0);
    }

    /// Counts points by their column and row coordinates; returns how many lie on the grid.
    pub(super) fn add(&mut self, u: &[f64], v: &[f64]) -> u64 {
        let margin = self.margin as f64;
        let ends = [0, 1].map(|axis| (self.size[axis] - self.margin) as f64);
        let mut found = 0;
        for (&u, &v) in u.iter().zip(v) {
            // What is no number lies in no range.
            if u >= -margin && u < ends[0] && v >= -margin && v < ends[1] {
                let column = floor(u) + self.margin as i32;
                let row = floor(v) + self.margin as i32;
                let count = &mut self.counts[row as usize * self.size[0] + column as usize];
                *count = count.saturating_add(1);
                found += 1;
            }
        }
        found
    }

    /// Adds the counts of another grid of the same view.
    pub(super) fn merge(&mut self, other: &Self) {
        for (count, more) in self.counts.iter_mut().zip(&other.counts) {
            *count = count.saturating_add(*more);
        }
    }

    /// How many points have each pixel of the view in their footprint, row by row.
    pub(super) fn spread(&mut self, footprint: &Footprint, out: &mut Vec<u32>) {
        let [width, height] = self.size;
        let [across, down] = self.size.map(|side| side - 2 * self.margin);
        out.clear();
        out.resize(across * down, 0);
        if across == 0 || down == 0 {
            return;
        }
        let margin = self.margin;
        if footprint.reach() == 0 {
            for_each_row(out, across, |row, out| {
                let first = (row + margin) * width + margin;
                out.copy_from_slice(&self.counts[first..first + across]);
            });
            return;
        }
        let stride = width + 1;
        self.sums.resize(stride * height, 0);
        let counts = &self.counts;
        for_each_row(&mut self.sums, stride, |row, sums| {
            let mut sum = 0_u32;
            sums[0] = 0;
            for (at, count) in counts[row * width..(row + 1) * width].iter().enumerate() {
                // Differences of sums that wrapped are right all the same.
                sum = sum.wrapping_add(*count);
                sums[at + 1] = sum;
            }
        });
        let sums = &self.sums;
        for_each_row(out, across, |row, out| {
            let top = row + margin - footprint.reach();
            for (down, &half) in footprint.half_widths.iter().enumerate() {
                let of_row = &sums[(top + down) * stride..(top + down + 1) * stride];
                let before = &of_row[margin - half..];
                let after = &of_row[margin + half + 1..];
                for ((out, after), before) in out.iter_mut().zip(after).zip(before) {
                    *out = out.wrapping_add(after.wrapping_sub(*before));
                }
            }
        });
    }
}

/// The largest whole number that is not above; quicker than asking a library.
pub(super) fn floor(value: f64) -> i32 {
    let truncated = value as i32;
    truncated.saturating_sub(i32::from(f64::from(truncated) > value))
}

/// Works on all rows of a picture, on all threads.
pub(super) fn for_each_row<T: Send>(
    rows: &mut [T],
    stride: usize,
    work: impl Fn(usize, &mut [T]) + Sync + Send,
) {
    #[cfg(not(target_family = "wasm"))]
    {
        use rayon::prelude::*;
        let rows = rows.par_chunks_mut(stride.max(1)).enumerate();
        rows.with_min_len(16).for_each(|(row, out)| work(row, out));
    }
    #[cfg(target_family = "wasm")]
    for (row, out) in rows.chunks_mut(stride.max(1)).enumerate() {
        work(row, out);
    }
}

/// What a picture of counts holds.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct CountSummary {
    pub(super) max: u32,
    sum: f64,
    sum_of_squares: f64,
}

impl CountSummary {
    pub(super) fn of(counts: &[u32]) -> Self {
        let add = |summary: Self, &count: &u32| Self {
            max: summary.max.max(count),
            sum: summary.sum + f64::from(count),
            sum_of_squares: summary.sum_of_squares + f64::from(count) * f64::from(count),
        };
        let join = |a: Self, b: Self| Self {
            max: a.max.max(b.max),
            sum: a.sum + b.sum,
            sum_of_squares: a.sum_of_squares + b.sum_of_squares,
        };
        // Always in the same parts, so that sums are rounded alike on any number of threads.
        let parts = counts.chunks(1 << 16);
        parts
            .map(|part| part.iter().fold(Self::default(), add))
            .fold(Self::default(), join)
    }

    /// How many markers lie over each other where a marker lies, on average; 0 without any.
    pub(super) fn depth(&self) -> f64 {
        if self.sum > 0.0 {
            self.sum_of_squares / self.sum
        } else {
            0.0
        }
    }
}

/// The counts above zero that there are, in rising order, and how many pixels have each.
pub(super) fn multiplicities(counts: &[u32], max: u32) -> Vec<(u32, u64)> {
    const DENSE: u32 = 1 << 20;
    if max < DENSE {
        let mut pixels = vec![0_u64; max as usize + 1];
        for &count in counts {
            pixels[count as usize] += 1;
        }
        let all = (0..).zip(pixels);
        return all.skip(1).filter(|&(_, pixels)| pixels > 0).collect();
    }
    let mut sorted: Vec<u32> = counts.iter().copied().filter(|&count| count > 0).collect();
    sorted.sort_unstable();
    let runs = sorted.chunk_by(|a, b| a == b);
    runs.map(|run| (run[0], run.len() as u64)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_footprint_is_a_disc_and_never_nothing() {
        for (size, area, reach) in [(0.0, 1, 0), (1.9, 1, 0), (2.0, 5, 1), (6.0, 29, 3)] {
            let footprint = Footprint::new(size);
            assert_eq!(
                (footprint.area(), footprint.reach()),
                (area, reach),
                "{size}"
            );
        }
        assert_eq!(Footprint::new(f32::NAN).area(), 1);
        assert_eq!(Footprint::new(f32::INFINITY).reach(), 64);
        assert_eq!(Footprint::new(-3.0), Footprint::new(1.0));
    }

    #[test]
    fn multiplicities_are_the_same_of_small_and_of_huge_counts() {
        let small = [0, 3, 1, 3, 0, 7];
        assert_eq!(multiplicities(&small, 7), [(1, 1), (3, 2), (7, 1)]);
        let huge = [0, 3, 1, 3, 1 << 30];
        assert_eq!(
            multiplicities(&huge, 1 << 30),
            [(1, 1), (3, 2), (1 << 30, 1)]
        );
    }

    proptest! {
        #[test]
        fn spreading_is_counting_for_each_pixel(
            points in prop::collection::vec(prop::array::uniform2(-12.0_f64..40.0), 0..200),
            size_px in 0.5_f32..9.0,
            width in 1_usize..30,
            height in 1_usize..20,
        ) {
            let footprint = Footprint::new(size_px);
            let mut grid = CountGrid::default();
            grid.begin([width, height], footprint.reach());
            let mut other = CountGrid::default();
            other.begin([width, height], footprint.reach());
            let half = points.len() / 2;
            let [u, v] = [0, 1].map(|axis| points.iter().map(|point| point[axis]).collect::<Vec<_>>());
            grid.add(&u[..half], &v[..half]);
            other.add(&u[half..], &v[half..]);
            grid.merge(&other);
            let mut found = Vec::new();
            grid.spread(&footprint, &mut found);
            let radius = f64::from(size_px) / 2.0;
            for row in 0..height {
                for column in 0..width {
                    let covers = |&[u, v]: &[f64; 2]| {
                        let apart = [u.floor() - column as f64, v.floor() - row as f64];
                        apart == [0.0; 2] || apart[0].hypot(apart[1]) <= radius
                    };
                    let expected = points.iter().filter(|point| covers(point)).count();
                    prop_assert_eq!(found[row * width + column] as usize, expected);
                }
            }
        }
    }
}
