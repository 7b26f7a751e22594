//! Ticks of a colour bar, whose values lie as a norm says.

use galry_scene::{Axis, AxisScale};
use galry_visuals::{Norm, NormKind};

use super::{Tick, Ticks, format_value};

impl Ticks {
    /// The same for a range of colours: labelled values that a norm puts at least `spacing` apart.
    #[must_use]
    pub fn for_norm(norm: &Norm, spacing: f64) -> Self {
        let axis_of = |scale| Axis::new(norm.limits(), scale);
        let ticks = match norm.kind() {
            // Their numbers have more digits than those of an axis.
            NormKind::Equalized(_) => equalized(norm, 2.0 * spacing),
            NormKind::Log => axis_of(AxisScale::Log10)
                .map_or_else(|_| Self::default(), |axis| Self::for_axis(&axis, spacing)),
            _ => axis_of(AxisScale::Linear)
                .map_or_else(|_| Self::default(), |axis| Self::for_axis(&axis, spacing)),
        };
        // Ticks are even in values; the colours need not be.
        let mut last = f64::NEG_INFINITY;
        let mut kept = ticks;
        kept.minor.clear();
        kept.major.retain(|tick| {
            let at = norm.normalize(tick.value);
            let keep = (0.0..=1.0).contains(&at) && at - last >= spacing * (1.0 - 1e-9);
            if keep {
                last = at;
            }
            keep
        });
        kept
    }
}

/// The roundest numbers near equal distances: nobody knows beforehand where values lie densely.
fn equalized(norm: &Norm, spacing: f64) -> Ticks {
    let [low, high] = norm.limits();
    let spacing = spacing.clamp(0.01, 1.0);
    let mut ticks = Ticks::default();
    let mut from = 0.0;
    while from <= 1.0 {
        let until = (from + spacing / 3.0).min(1.0);
        let [first, last] = [value_at(norm, from), value_at(norm, until)];
        let (value, step) = roundest(first.clamp(low, high), last.clamp(low, high));
        ticks.major.push(Tick {
            value,
            label: format_value(value, step),
        });
        // Many values may share one place.
        let at = norm.normalize(value);
        from = at.max(from) + spacing;
    }
    ticks
}

/// The smallest value of at least a fraction.
fn value_at(norm: &Norm, fraction: f64) -> f64 {
    let [mut low, mut high] = norm.limits();
    // As many halvings as an f64 has bits of precision, and some for its exponent.
    for _ in 0..80 {
        let middle = low + (high - low) / 2.0;
        if norm.normalize(middle) >= fraction {
            high = middle;
        } else {
            low = middle;
        }
    }
    high
}

/// The number between two others that is a power of ten or a multiple of the largest 1, 2 or
/// 5 × 10ⁿ, and that step; the lower one where they are equal.
fn roundest(low: f64, high: f64) -> (f64, f64) {
    let largest = low.abs().max(high.abs());
    if largest == 0.0 || (low <= 0.0 && high >= 0.0) {
        return (0.0, if largest > 0.0 { largest } else { 1.0 });
    }
    let exponent = largest.log10().ceil() as i32;
    for exponent in (exponent - 8..=exponent).rev() {
        let power = 10f64.powi(exponent).copysign(low);
        if (low..=high).contains(&power) {
            return (power, power.abs());
        }
        for factor in [5.0, 2.0, 1.0] {
            // Whole numbers and their inverses are exact, most others are not.
            let step = if exponent < 0 {
                factor / 10f64.powi(-exponent)
            } else {
                factor * 10f64.powi(exponent)
            };
            let value = (low / step - 1e-9).ceil() * step;
            if value <= high * (1.0 + 1e-12 * high.signum()) {
                return (value, step);
            }
        }
    }
    (low, largest * 1e-8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use galry_visuals::Equalized;

    fn labels(norm: &Norm, spacing: f64) -> Vec<String> {
        let ticks = Ticks::for_norm(norm, spacing).major;
        ticks.into_iter().map(|tick| tick.label).collect()
    }

    #[test]
    fn equalized_colours_have_round_numbers_all_along() {
        // As many values in each decade.
        let values = (0..4000).map(|i| 10f64.powf(f64::from(i) / 1000.0).round());
        let data = Equalized::from_values(values).unwrap();
        let norm = Norm::new(NormKind::Equalized(data), [0.0; 2]).unwrap();
        let found = labels(&norm, 0.11);
        assert_eq!(found[..4], ["1", "10", "100", "1000"], "{found:?}");
        let dense = Ticks::for_norm(&norm, 0.05);
        assert!(dense.major.len() >= 7, "{dense:?}");
        let at: Vec<f64> = dense
            .major
            .iter()
            .map(|tick| norm.normalize(tick.value))
            .collect();
        assert!(
            at.windows(2).all(|pair| pair[1] - pair[0] >= 0.099),
            "{at:?}"
        );
    }

    #[test]
    fn few_values_and_one_are_told_all_the_same() {
        for values in [
            vec![7.0],
            vec![-2.0, 0.0, 5.0],
            vec![0.0],
            vec![1e-30, 3e-30],
        ] {
            let data = Equalized::from_values(values).unwrap();
            let norm = Norm::new(NormKind::Equalized(data), [0.0; 2]).unwrap();
            assert!(!labels(&norm, 0.2).is_empty());
        }
    }

    #[test]
    fn others_are_those_of_an_axis() {
        let norm = Norm::new(NormKind::Log, [1.0, 1000.0]).unwrap();
        assert_eq!(labels(&norm, 0.2), ["1", "10", "100", "1000"]);
        let norm = Norm::linear([0.0, 4.0]).unwrap();
        assert_eq!(labels(&norm, 0.3), ["0", "2", "4"]);
        let squeezed = Norm::new(NormKind::Power { gamma: 0.2 }, [0.0, 100.0]).unwrap();
        assert!(labels(&squeezed, 0.2).len() >= 2);
    }
}
