//! Channels stacked above each other, as recordings are looked at.
//!
//! Each channel has a lane of height one on the y axis, the first on top, and is drawn as
//! `(value − centre) · gain − lane`. The centre is the channel's median over the view, so that
//! offsets between channels do not matter; the gain is the same for all, so that heights compare.

use galry_data::Extent;
use galry_scene::{Axis, AxisScale, Line};

use crate::Result;
use crate::layout::ScaleBar;
use crate::ticks::Tick;

/// Samples looked at to find a median; more are sampled in blocks spread over the view.
const MOST_SAMPLES: u64 = 1 << 16;

/// Length of such a block.
const BLOCK: u64 = 1 << 10;

/// The part of its lane that a typical channel fills when the gain is found by itself.
const FILL: f64 = 0.8;

/// Room above the first and below the last lane.
const ROOM: f64 = 0.8;

/// Half of it lies below the median, and nearly all of it between the two ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Spread {
    pub(crate) median: f64,
    /// Distance from the 1 % to the 99 % quantile.
    pub(crate) width: f64,
}

/// Finite samples of a line from x = `from` to `to`: all of them, or many that are spread over it.
fn sampled(line: &Line<'_>, from: f64, to: f64) -> Result<Vec<f64>> {
    let range = line.visible(from.min(to), from.max(to));
    let count = range.end.saturating_sub(range.start);
    let mut values = Vec::new();
    let mut read = |start: u64, len: u64| -> Result<()> {
        let at = values.len();
        values.resize(at + len as usize, 0.0);
        line.source()
            .read(line.channel(), start..start + len, &mut values[at..])?;
        Ok(())
    };
    if count <= MOST_SAMPLES {
        read(range.start, count)?;
    } else {
        let blocks = MOST_SAMPLES / BLOCK;
        for block in 0..blocks {
            // The last block ends with the range.
            read(range.start + (count - BLOCK) / (blocks - 1) * block, BLOCK)?;
        }
    }
    values.retain(|value: &f64| value.is_finite());
    Ok(values)
}

/// The smallest and the largest of the samples that [`spread`] looks at; `None` without any.
pub(crate) fn sampled_range(line: &Line<'_>, from: f64, to: f64) -> Result<Option<[f64; 2]>> {
    let extent: Extent = sampled(line, from, to)?.into_iter().collect();
    Ok((!extent.is_empty()).then_some([extent.min, extent.max]))
}

/// Median and spread of a line's finite samples from x = `from` to `to`; `None` without any.
pub(crate) fn spread(line: &Line<'_>, from: f64, to: f64) -> Result<Option<Spread>> {
    let mut values = sampled(line, from, to)?;
    if values.is_empty() {
        return Ok(None);
    }
    let mut quantile = |part: f64| {
        let index = ((values.len() - 1) as f64 * part).round() as usize;
        *values.select_nth_unstable_by(index, f64::total_cmp).1
    };
    let (low, high) = (quantile(0.01), quantile(0.99));
    let median = quantile(0.5);
    Ok(Some(Spread {
        median,
        width: high - low,
    }))
}

/// Lanes for each unit of value, so that the typical channel nearly fills its lane.
pub(crate) fn fitting_gain(widths: &[f64]) -> f64 {
    let mut widths: Vec<f64> = widths
        .iter()
        .copied()
        .filter(|width| width.is_finite() && *width > 0.0)
        .collect();
    if widths.is_empty() {
        return 1.0;
    }
    let middle = widths.len() / 2;
    let typical = *widths.select_nth_unstable_by(middle, f64::total_cmp).1;
    FILL / typical
}

/// The y axis of `count` lanes.
pub(crate) fn lanes_axis(count: usize) -> Axis {
    let lowest = -(count.max(1) as f64 - 1.0);
    Axis::new([lowest - ROOM, ROOM], AxisScale::Linear).unwrap_or_default()
}

/// The names of the lanes, at their middles.
pub(crate) fn lane_ticks<'n>(names: impl IntoIterator<Item = &'n str>) -> Vec<Tick> {
    names
        .into_iter()
        .enumerate()
        .map(|(lane, name)| Tick {
            value: -(lane as f64),
            label: name.to_owned(),
        })
        .collect()
}

/// A bar of one, two or five times a power of ten, at most an eighth of the view high and, where
/// there are many lanes, no higher than a few of them: it hides what is behind it.
pub(crate) fn scale_bar(gain: f64, y: &Axis, units: &str) -> Option<ScaleBar> {
    let lanes = y.span().abs();
    let wanted = (lanes / 8.0).min((lanes / 24.0).max(1.5)) / gain;
    if !(wanted.is_finite() && wanted > 0.0) {
        return None;
    }
    let power = 10f64.powi(wanted.log10().floor() as i32);
    let value = [5.0, 2.0, 1.0]
        .into_iter()
        .map(|factor| factor * power)
        .find(|&value| value <= wanted * (1.0 + 1e-9))?;
    let number = if (1e-3..1e6).contains(&value) {
        format!("{value}")
    } else {
        crate::ticks::format_value(value, value)
    };
    Some(ScaleBar {
        height: value * gain,
        label: format!("{number} {units}").trim_end().to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use galry_data::Samples;
    use galry_scene::{LineStyle, Positions};

    use super::*;

    fn line(values: Vec<f64>) -> Line<'static> {
        let source = Arc::new(Samples::from_vec(values));
        Line::new(source, 0, Positions::Index, LineStyle::default()).unwrap()
    }

    #[test]
    fn the_median_is_that_of_the_view_alone() {
        let mut values: Vec<f64> = (0..101).map(f64::from).collect();
        values[50] = f64::NAN;
        let line = line(values);
        let whole = spread(&line, 0.0, 100.0).unwrap().unwrap();
        assert!((whole.median - 50.0).abs() <= 1.0);
        let part = spread(&line, 10.0, 20.0).unwrap().unwrap();
        assert_eq!(part.median, 15.0);
        assert_eq!(spread(&line, 50.0, 50.0).unwrap(), None);
    }

    #[test]
    fn long_views_are_sampled_all_over() {
        let values: Vec<f64> = (0..1_000_000).map(f64::from).collect();
        let found = spread(&line(values), 0.0, 1e6).unwrap().unwrap();
        assert!((found.median - 500_000.0).abs() < 20_000.0, "{found:?}");
        assert!(found.width > 950_000.0);
    }

    #[test]
    fn scale_bars_are_round_numbers() {
        let bar = scale_bar(0.01, &lanes_axis(4), "µV").unwrap();
        assert_eq!(bar.label, "50 µV");
        assert_eq!(bar.height, 0.5);
        let many = scale_bar(0.01, &lanes_axis(60), "µV").unwrap();
        assert_eq!(many.label, "200 µV");
        assert_eq!(scale_bar(f64::INFINITY, &lanes_axis(4), ""), None);
    }
}
