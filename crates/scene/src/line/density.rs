//! Lines shaded by how long they stay at each level, as an oscilloscope's phosphor is.
//!
//! Where a column of pixels holds many samples, the range of the curve alone is a solid block. Here
//! each pixel is as opaque as the curve stays long in it: the time in a row is the difference of
//! the times below its two edges, from the source's [`Density`] where columns hold several of its
//! blocks, from the samples themselves where they hold fewer. Every pixel that the curve meets at
//! all keeps a faint tint, so that a single spike among a million samples is still seen.

use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use galry_data::{DENSITY_LEVELS, Density, Dwell, Readiness, Source};
use galry_visuals::{Color, RowRange};

use super::columns::{Patience, Scratch, Series};
use super::pixel_map::PixelMap;
use crate::Result;

/// How the inside of a line's range over a column is filled where the column holds many samples.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Shading {
    /// With the line's colour: the picture that drawing every sample gives.
    #[default]
    Solid,
    /// With more of it the longer the curve stays there: the distribution of noise is seen. From
    /// sixteen samples a column on, for lines of one pixel over samples that do not change;
    /// elsewhere as solid.
    Density,
}

/// Samples in a column of pixels from which their distribution says something.
const LEAST_SAMPLES: u64 = 16;

/// Blocks of a [`Density`] in a column from which it stands for the samples.
const LEAST_BLOCKS: u64 = 2;

/// Blocks of 8 KiB that are looked at for one frame while something moves.
const BLOCKS_A_FRAME: usize = 1024;

/// How opaque a pixel is that the curve only just meets.
const FAINTEST: f32 = 0.12;

/// A pixel in which the curve stays as long as in the longest of a typical column lacks e⁻²·⁵ of
/// being opaque.
const STEEPNESS: f32 = 2.5;

/// The distribution of a channel, made when first needed and shared by all clones of its line.
#[derive(Debug, Clone, Default)]
pub(super) struct SharedDensity(Arc<Mutex<Option<Density>>>);

impl SharedDensity {
    /// Works on the distribution, as far as patience goes; `None` until it is there.
    fn get<T>(
        &self,
        source: &dyn Source,
        channel: usize,
        patience: Patience,
        work: impl FnOnce(&Density) -> T,
    ) -> Result<Option<T>> {
        // Whatever panicked left whole blocks behind.
        let mut shared = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let density = match &mut *shared {
            Some(density) => density,
            none => none.insert(Density::begin(source, channel)?),
        };
        let most = match patience {
            Patience::Wait => usize::MAX,
            Patience::AtOnce { .. } => BLOCKS_A_FRAME,
        };
        Ok(density.go_on(source, most)?.then(|| work(density)))
    }
}

/// The size of a picture and which of its rows a line meets.
#[derive(Debug, Clone, Copy)]
pub(super) struct Canvas<'c> {
    pub(super) map: &'c PixelMap,
    pub(super) width: usize,
    pub(super) height: usize,
    /// Those of each column.
    pub(super) rows: &'c [RowRange],
    pub(super) color: Color,
}

/// Whether columns of pixels hold so many samples that shading says something.
pub(super) fn is_dense(visible: &Range<u64>, width: usize) -> bool {
    visible.end.saturating_sub(visible.start) >= LEAST_SAMPLES * width.max(1) as u64
}

/// Shades a line into RGBA8 pixels, premultiplied, row by row from the top. Coarse while the
/// distribution is not known yet; the pixels are then left as they are.
pub(super) fn shade(
    series: &Series<'_, '_>,
    density: &SharedDensity,
    canvas: &Canvas<'_>,
    patience: Patience,
    scratch: &Scratch,
    pixels: &mut Vec<u8>,
) -> Result<Readiness> {
    let ranges: Vec<Range<u64>> = (0..canvas.width)
        .map(|column| series.steps_of_column(canvas.map, column, scratch))
        .collect();
    let samples: u64 = ranges.iter().map(|range| range.end - range.start).sum();
    let block = Density::samples_per_block(series.source.element_type());
    let times = if samples < LEAST_BLOCKS * block * canvas.width as u64 {
        times_by_samples(series, canvas, &ranges)?
    } else {
        let times = density.get(series.source, series.channel, patience, |density| {
            times_by_levels(density, canvas, &ranges)
        })?;
        match times {
            Some(times) => times,
            None => return Ok(Readiness::Coarse),
        }
    };
    tint(canvas, &times, pixels);
    Ok(Readiness::Ready)
}

/// Parts of each column's time in each of its rows; shape `(width, height)`.
type Times = Vec<f32>;

fn for_each_column(
    times: &mut Times,
    height: usize,
    work: impl Fn(usize, &mut [f32]) -> Result<()> + Sync,
) -> Result<()> {
    let height = height.max(1);
    #[cfg(not(target_family = "wasm"))]
    {
        use rayon::prelude::*;
        times
            .par_chunks_mut(height)
            .enumerate()
            .try_for_each(|(column, times)| work(column, times))
    }
    #[cfg(target_family = "wasm")]
    {
        times
            .chunks_mut(height)
            .enumerate()
            .try_for_each(|(column, times)| work(column, times))
    }
}

fn times_by_samples(
    series: &Series<'_, '_>,
    canvas: &Canvas<'_>,
    ranges: &[Range<u64>],
) -> Result<Times> {
    let mut times = vec![0.0; canvas.width * canvas.height];
    let last = series.source.len();
    for_each_column(&mut times, canvas.height, |column, times| {
        let range = &ranges[column];
        if range.is_empty() {
            return Ok(());
        }
        let mut values = vec![0.0; ((range.end + 1).min(last) - range.start) as usize];
        let read = range.start..range.start + values.len() as u64;
        series.source.read(series.channel, read, &mut values)?;
        let mut dwell = Dwell::new(canvas.height);
        for pair in values.windows(2) {
            if pair[0].is_finite() && pair[1].is_finite() {
                dwell.add_step(canvas.map.v(pair[0]) as f32, canvas.map.v(pair[1]) as f32);
            }
        }
        let mut above = vec![0.0; canvas.height + 1];
        dwell.take(&mut above);
        let steps = (range.end - range.start) as f32;
        for (time, edges) in times.iter_mut().zip(above.windows(2)) {
            *time = (edges[1] - edges[0]) / steps;
        }
        Ok(())
    })?;
    Ok(times)
}

fn times_by_levels(density: &Density, canvas: &Canvas<'_>, ranges: &[Range<u64>]) -> Times {
    // The edges of rows among the levels are the same for all columns.
    let edges: Vec<f64> = (0..=canvas.height)
        .map(|row| density.level_of(canvas.map.y_near(row as f64)))
        .map(|level| level.clamp(0.0, DENSITY_LEVELS as f64))
        .collect();
    let mut times = vec![0.0; canvas.width * canvas.height];
    // Nothing fails here.
    let _never = for_each_column(&mut times, canvas.height, |column, times| {
        let range = &ranges[column];
        if range.is_empty() {
            return Ok(());
        }
        let mut below = [0.0; DENSITY_LEVELS + 1];
        density.below(range.clone(), &mut below);
        let steps = (range.end - range.start) as f64;
        let at = |level: f64| {
            let lower = (level as usize).min(DENSITY_LEVELS - 1);
            below[lower] + (level - lower as f64) * (below[lower + 1] - below[lower])
        };
        let mut last = at(edges[0]);
        for (time, &edge) in times.iter_mut().zip(&edges[1..]) {
            let next = at(edge);
            *time = ((next - last).abs() / steps) as f32;
            last = next;
        }
        Ok(())
    });
    times
}

/// The longest time of a typical column: the median over columns of the longest time in a row.
fn typical(times: &Times, height: usize) -> f32 {
    let mut longest: Vec<f32> = times
        .chunks(height.max(1))
        .map(|column| column.iter().copied().fold(0.0, f32::max))
        .filter(|&longest| longest > 0.0)
        .collect();
    if longest.is_empty() {
        return 1.0;
    }
    let middle = longest.len() / 2;
    *longest.select_nth_unstable_by(middle, f32::total_cmp).1
}

/// How opaque a pixel is in which the curve stays for a part of a column's time.
fn opacity(time: f32, typical: f32) -> f32 {
    FAINTEST + (1.0 - FAINTEST) * (1.0 - (-STEEPNESS * time / typical).exp())
}

fn tint(canvas: &Canvas<'_>, times: &Times, pixels: &mut Vec<u8>) {
    pixels.clear();
    pixels.resize(canvas.width * canvas.height * 4, 0);
    let typical = typical(times, canvas.height);
    let color = canvas.color;
    for (column, rows) in canvas.rows.iter().enumerate().take(canvas.width) {
        for row in rows.first.max(0)..=rows.last {
            let row = usize::from(row.unsigned_abs());
            let time = times[column * canvas.height + row];
            let pixel = color
                .with_alpha(color.a * opacity(time, typical))
                .to_premultiplied_rgba8();
            let at = (row * canvas.width + column) * 4;
            pixels[at..at + 4].copy_from_slice(&pixel);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longer_it_stays_the_more_opaque_it_is() {
        let times = [0.0, 1e-6, 0.01, 0.1, 0.5, 1.0];
        let alphas: Vec<f32> = times.iter().map(|&time| opacity(time, 0.1)).collect();
        assert!(
            alphas.windows(2).all(|pair| pair[0] < pair[1]),
            "{alphas:?}"
        );
        assert_eq!(alphas[0], FAINTEST);
        assert!(alphas[3] > 0.9 && alphas[5] <= 1.0, "{alphas:?}");
    }

    #[test]
    fn a_typical_column_is_one_in_the_middle() {
        assert_eq!(typical(&vec![0.0; 6], 2), 1.0);
        assert_eq!(
            typical(&vec![0.1, 0.2, 0.9, 0.1, 0.0, 0.0, 0.3, 0.3], 2),
            0.3
        );
    }
}
