//! Where ticks stand and what they say.
//!
//! Linear ticks are the multiples of the smallest step among 1, 2, 2.5 and 5 times a power of ten
//! that leaves the asked room between them; logarithmic ones are powers of ten, thinned where they
//! are many, with 2 … 9 times them as minor ticks where they are few; those of a symmetric logarithm
//! are zero and powers of ten on both sides. All labels of an axis have
//! the same number of decimals. What they share is taken out of them: a power of ten (`×10⁻³`)
//! where the numbers are very large or small, a constant (`+ 1 000 000`) where they differ only far
//! behind the first digit.

mod norm;

use galry_scene::{Axis, AxisScale};

/// The ticks of one axis.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Ticks {
    /// Labelled ticks, from the low end of the axis to the high end.
    pub major: Vec<Tick>,
    /// Values of the ticks between them.
    pub minor: Vec<f64>,
    /// What all labels have in common, to be shown once at the end of the axis: empty, or like
    /// `×10⁻³` or `+ 1.5×10⁹`.
    pub common: String,
}

/// A labelled tick.
#[derive(Debug, Clone, PartialEq)]
pub struct Tick {
    /// Where it stands, in data units.
    pub value: f64,
    /// What it says.
    pub label: String,
}

/// The minus sign of typography.
const MINUS: char = '\u{2212}';

/// Numbers from here on are written with a power of ten taken out.
const LARGE: f64 = 1e6;

/// Steps below this are written with a power of ten taken out.
const SMALL_STEP: f64 = 1e-4;

/// Significant digits of a label beyond which a constant is taken out.
const MOST_DIGITS: f64 = 6.0;

/// Powers of ten up to this exponent, and down to its opposite, are written out.
const MOST_ZEROS: f64 = 3.0;

/// Most ticks an axis can have, whatever was asked.
const MOST_TICKS: f64 = 1000.0;

impl Ticks {
    /// About as many ticks as fit, at least `spacing` apart, where both are parts of the axis'
    /// length (0 to 1).
    #[must_use]
    pub fn for_axis(axis: &Axis, spacing: f64) -> Self {
        match axis.scale() {
            AxisScale::Linear => linear(axis, spacing),
            AxisScale::Log10 => logarithmic(axis, spacing),
            AxisScale::Symlog { linear_within } => symmetric(axis, linear_within, spacing),
        }
    }
}

/// The smallest of 1, 2, 2.5, 5 × 10ⁿ that is at least `least`, as (factor in tenths, exponent).
fn nice_step(least: f64) -> Step {
    let mut exponent = least.log10().floor() as i32;
    // log10 may be off by one at a power of ten.
    if 10f64.powi(exponent) > least {
        exponent -= 1;
    }
    for tenths in [10, 20, 25, 50] {
        let step = Step { tenths, exponent };
        // The tolerance lets a step through that is equal but for rounding.
        if step.value() >= least * (1.0 - 1e-9) {
            return step;
        }
    }
    Step {
        tenths: 10,
        exponent: exponent + 1,
    }
}

/// A step of `tenths / 10 × 10^exponent`, kept in whole numbers so that its multiples are as exact
/// as f64 allows.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Step {
    tenths: u32,
    exponent: i32,
}

impl Step {
    fn value(self) -> f64 {
        self.multiple(1.0)
    }

    /// `index` times the step, rounded once: 3 × 0.1 is 0.3.
    fn multiple(self, index: f64) -> f64 {
        let whole = index * f64::from(self.tenths);
        let exponent = self.exponent - 1;
        if exponent >= 0 {
            whole * 10f64.powi(exponent)
        } else if exponent >= -300 {
            whole / 10f64.powi(-exponent)
        } else {
            // 10^301 and above are at the end of f64: divide in two steps.
            whole / 1e300 / 10f64.powi(-exponent - 300)
        }
    }

    /// Decimals after the point that tell the multiples apart.
    fn decimals(self) -> i32 {
        let own = if self.tenths == 25 { 1 } else { 0 };
        own - self.exponent
    }
}

fn linear(axis: &Axis, spacing: f64) -> Ticks {
    let [low, high] = axis.limits();
    let (from, to) = (low.min(high), low.max(high));
    let least = (to - from) * spacing.clamp(1.0 / MOST_TICKS, 1.0);
    let step = nice_step(least);
    let unit = step.value();
    let slack = 1e-9;
    let first = (from / unit - slack).ceil();
    let last = (to / unit + slack).floor();
    // Far from zero the multiples of a small step are not whole numbers any more; count from the
    // first one then.
    let count = (last - first).clamp(0.0, MOST_TICKS) as usize;
    if !(first.is_finite() && last.is_finite()) || last < first {
        return Ticks::default();
    }
    let largest = from.abs().max(to.abs());
    let mut common = String::new();
    let indices = (0..=count).map(|i| first + i as f64);
    let digits = (largest / unit).log10();
    let mut labels: Vec<String> = Vec::new();
    let values: Vec<f64> = indices.clone().map(|i| step.multiple(i)).collect();
    if digits >= MOST_DIGITS {
        // A round number among the ticks, or else below them, is taken out: it stays the same
        // while the view moves a little.
        let round = 10f64.powf(((to - from) / unit).log10().ceil()) * whole_steps(step);
        let rounder = (first / (10.0 * round)).ceil() * 10.0 * round;
        let base_index = if rounder <= last {
            rounder
        } else {
            (first / round).floor() * round
        };
        let base = step.multiple(base_index);
        common = format!(
            "{} {}",
            if base < 0.0 { MINUS } else { '+' },
            plain(base.abs())
        );
        let after = indices.clone().map(|i| i - base_index);
        if !(SMALL_STEP..LARGE).contains(&unit) {
            let exponent = step.exponent;
            labels.extend(after.map(|i| in_powers(step, i, exponent)));
            common = format!("{}  {common}", times_power(exponent));
        } else {
            let decimals = step.decimals().max(0) as usize;
            labels.extend(after.map(|i| decimal(step.multiple(i), decimals)));
        }
    } else if largest >= LARGE || unit < SMALL_STEP {
        let exponent = exponent_of(largest);
        labels.extend(indices.clone().map(|i| in_powers(step, i, exponent)));
        common = times_power(exponent);
    } else {
        let decimals = step.decimals().max(0) as usize;
        labels.extend(values.iter().map(|&value| decimal(value, decimals)));
    }
    let mut major: Vec<Tick> = values
        .into_iter()
        .zip(labels)
        .map(|(value, label)| Tick { value, label })
        .collect();
    if axis.is_inverted() {
        major.reverse();
    }
    Ticks {
        major,
        minor: Vec::new(),
        common,
    }
}

/// How many steps make a number that is ten or a hundred of the step's power of ten.
fn whole_steps(step: Step) -> f64 {
    match step.tenths {
        10 => 1.0,
        20 => 5.0,
        25 => 4.0,
        _ => 2.0,
    }
}

/// `index × step` as a number of 10^`exponent`.
fn in_powers(step: Step, index: f64, exponent: i32) -> String {
    let reduced = Step {
        tenths: step.tenths,
        exponent: step.exponent - exponent,
    };
    decimal(reduced.multiple(index), reduced.decimals().max(0) as usize)
}

fn logarithmic(axis: &Axis, spacing: f64) -> Ticks {
    let [low, high] = axis.coordinates();
    let (from, to) = (low.min(high), low.max(high));
    let slack = (to - from) * 1e-9;
    let first = (from - slack).ceil();
    let last = (to + slack).floor();
    if last - first < 1.0 {
        // Less than two powers of ten in sight: the numbers between them are what is read.
        return Ticks {
            minor: Vec::new(),
            ..linear_on_log(axis, spacing)
        };
    }
    let least = ((to - from) * spacing).max(1.0);
    // Every power, every second, every fifth, tenth, …
    let stride = [1.0, 2.0, 3.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0]
        .into_iter()
        .find(|&stride| stride >= least * (1.0 - 1e-9))
        .unwrap_or(500.0);
    let mut exponent = (first / stride).ceil() * stride;
    let mut ticks = Ticks::default();
    // Either all labels are written out or none is.
    let written_out = first.abs().max(last.abs()) <= MOST_ZEROS;
    while exponent <= last {
        let value = 10f64.powf(exponent);
        let label = if written_out {
            decimal(value, (-exponent).max(0.0) as usize)
        } else {
            power(exponent as i32)
        };
        ticks.major.push(Tick { value, label });
        exponent += stride;
    }
    if stride == 1.0 {
        let mut decade = from.floor();
        while decade <= to {
            ticks.minor.extend((2..10).filter_map(|factor| {
                let value = f64::from(factor) * 10f64.powf(decade);
                let at = value.log10();
                (at >= from && at <= to).then_some(value)
            }));
            decade += 1.0;
        }
    }
    if axis.is_inverted() {
        ticks.major.reverse();
    }
    ticks
}

/// Zero and powers of ten on both sides of it, every n-th where they are many, from the threshold
/// on; where less than two of them are in sight, round numbers.
fn symmetric(axis: &Axis, linear_within: f64, spacing: f64) -> Ticks {
    let [low, high] = axis.limits();
    let (from, to) = (low.min(high), low.max(high));
    let least = axis.span().abs() * spacing;
    let stride = [1_u16, 2, 3, 5, 10, 20, 50, 100, 200]
        .into_iter()
        .find(|&stride| f64::from(stride) >= least * (1.0 - 1e-9))
        .unwrap_or(500);
    let slack = 1.0 + 1e-9;
    let first = (linear_within / slack).log10().ceil() as i32;
    let last = (from.abs().max(to.abs()) * slack).log10().floor() as i32;
    let shown = |value: f64| value >= from - from.abs() * 1e-9 && value <= to + to.abs() * 1e-9;
    // Counted from the threshold, so that the ticks of both sides match.
    let exponents: Vec<i32> = (first..=last).step_by(usize::from(stride)).collect();
    let powers = || exponents.iter().map(|&exponent| 10f64.powi(exponent));
    let mut values: Vec<f64> = powers().rev().map(|value| -value).collect();
    // Beside a threshold that has its tick, zero may have no room.
    if LEAST_TO_ZERO >= least || exponents.is_empty() {
        values.push(0.0);
    }
    values.extend(powers());
    values.retain(|&value| shown(value));
    if values.len() < 2 {
        return Axis::new([low, high], AxisScale::Linear)
            .map(|plain| spaced(axis, linear(&plain, spacing / 2.0), spacing))
            .unwrap_or_default();
    }
    let written_out = first >= -(MOST_ZEROS as i32) && last <= MOST_ZEROS as i32;
    let label = |value: f64| {
        if value == 0.0 {
            return String::from("0");
        }
        let exponent = value.abs().log10().round() as i32;
        if written_out {
            decimal(value, (-exponent).max(0) as usize)
        } else if value < 0.0 {
            format!("{MINUS}{}", power(exponent))
        } else {
            power(exponent)
        }
    };
    let mut ticks = Ticks {
        major: values
            .into_iter()
            .map(|value| Tick {
                value,
                label: label(value),
            })
            .collect(),
        ..Ticks::default()
    };
    if stride == 1 {
        for decade in first..=last {
            let between = (2..10).map(|factor| f64::from(factor) * 10f64.powi(decade));
            let both = between.flat_map(|value| [-value, value]);
            ticks.minor.extend(both.filter(|&value| shown(value)));
        }
    }
    if axis.is_inverted() {
        ticks.major.reverse();
    }
    ticks
}

/// The least length between zero and the first power of ten of a symmetric logarithm, in decades.
const LEAST_TO_ZERO: f64 = 1.1;

/// Evenly numbered ticks on a logarithmic axis, those left out that come too near each other.
fn linear_on_log(axis: &Axis, spacing: f64) -> Ticks {
    let [low, high] = axis.limits();
    let Ok(plain_axis) = Axis::new([low, high], AxisScale::Linear) else {
        return Ticks::default();
    };
    let mut ticks = linear(&plain_axis, spacing / 2.0);
    ticks.major.retain(|tick| tick.value > 0.0);
    spaced(axis, ticks, spacing)
}

/// Leaves out the ticks that come too near the one before.
fn spaced(axis: &Axis, mut ticks: Ticks, spacing: f64) -> Ticks {
    let mut last = f64::NEG_INFINITY;
    ticks.major.retain(|tick| {
        let at = axis.fraction(tick.value);
        let keep = at - last >= spacing;
        if keep {
            last = at;
        }
        keep
    });
    ticks
}

/// Formats a number as an axis, a legend or a read-out would: a true minus, and as many digits as
/// tell it from its neighbours `resolution` away.
#[must_use]
pub fn format_value(value: f64, resolution: f64) -> String {
    if !value.is_finite() {
        return String::from("–");
    }
    if value != 0.0 && (value.abs() >= LARGE || value.abs() < SMALL_STEP) {
        let exponent = exponent_of(value);
        let digits = (value.abs() / resolution.abs()).log10().clamp(1.0, 8.0) as usize;
        let mantissa = value / 10f64.powi(exponent);
        return format!("{}{}", decimal(mantissa, digits), times_power(exponent));
    }
    let decimals = (-resolution.abs().log10()).ceil().clamp(0.0, 9.0) as usize;
    decimal(value, decimals)
}

/// The power of ten of a number's first digit.
fn exponent_of(value: f64) -> i32 {
    value.abs().log10().floor() as i32
}

/// Fixed decimals with a true minus and no negative zero.
fn decimal(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let is_zero = text.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    if value < 0.0 && !is_zero {
        format!("{MINUS}{text}")
    } else {
        text
    }
}

/// A constant that was taken out of the labels, in full.
fn plain(value: f64) -> String {
    if (1e-3..1e15).contains(&value) {
        let digits = format!("{value}");
        let (whole, fraction) = match digits.split_once('.') {
            Some((whole, fraction)) => (whole, Some(fraction)),
            None => (digits.as_str(), None),
        };
        // Thin spaces between groups of three.
        let mut grouped = String::new();
        for (i, digit) in whole.chars().enumerate() {
            if i > 0 && (whole.len() - i) % 3 == 0 {
                grouped.push('\u{2009}');
            }
            grouped.push(digit);
        }
        match fraction {
            Some(fraction) => format!("{grouped}.{fraction}"),
            None => grouped,
        }
    } else {
        let exponent = exponent_of(value);
        let mantissa = format!("{}", value / 10f64.powi(exponent));
        format!("{mantissa}{}", times_power(exponent))
    }
}

fn times_power(exponent: i32) -> String {
    if exponent == 0 {
        String::new()
    } else {
        format!("×{}", power(exponent))
    }
}

/// `10⁻³`, with the exponent in superscript digits.
fn power(exponent: i32) -> String {
    let superscript = |digit: char| match digit {
        '-' => '⁻',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '0' => '⁰',
        '4' => '⁴',
        '5' => '⁵',
        '6' => '⁶',
        '7' => '⁷',
        '8' => '⁸',
        _ => '⁹',
    };
    let digits: String = exponent.to_string().chars().map(superscript).collect();
    format!("10{digits}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ticks(limits: [f64; 2], spacing: f64) -> Ticks {
        Ticks::for_axis(&Axis::new(limits, AxisScale::Linear).unwrap(), spacing)
    }

    fn labels(ticks: &Ticks) -> Vec<&str> {
        ticks.major.iter().map(|t| t.label.as_str()).collect()
    }

    #[test]
    fn ticks_are_round_numbers_with_equal_decimals() {
        let round = ticks([0.0, 3.0], 0.15);
        assert_eq!(
            labels(&round),
            ["0.0", "0.5", "1.0", "1.5", "2.0", "2.5", "3.0"]
        );
        let quarter = ticks([0.0, 1.0], 0.25);
        assert_eq!(labels(&quarter), ["0.00", "0.25", "0.50", "0.75", "1.00"]);
        let signed = ticks([-75.0, 30.0], 0.2);
        assert_eq!(labels(&signed), ["−75", "−50", "−25", "0", "25"]);
    }

    #[test]
    fn ends_are_included_despite_rounding() {
        assert_eq!(labels(&ticks([0.1, 0.3], 0.4)), ["0.1", "0.2", "0.3"]);
        assert_eq!(labels(&ticks([-0.3, -0.1], 0.4)), ["−0.3", "−0.2", "−0.1"]);
    }

    #[test]
    fn powers_of_ten_are_taken_out_of_large_and_small_numbers() {
        let large = ticks([0.0, 2e9], 0.2);
        assert_eq!(labels(&large), ["0.0", "0.5", "1.0", "1.5", "2.0"]);
        assert_eq!(large.common, "×10⁹");
        let small = ticks([0.0, 2e-6], 0.4);
        assert_eq!(labels(&small), ["0", "1", "2"]);
        assert_eq!(small.common, "×10⁻⁶");
    }

    #[test]
    fn a_constant_is_taken_out_where_only_late_digits_differ() {
        let offset = ticks([1e9, 1e9 + 2.0], 0.4);
        assert_eq!(labels(&offset), ["0", "1", "2"]);
        assert_eq!(offset.common, "+ 1\u{2009}000\u{2009}000\u{2009}000");
        let around = ticks([1e9 - 0.1, 1e9 + 0.1], 0.4);
        assert_eq!(labels(&around), ["−0.1", "0.0", "0.1"]);
        assert_eq!(around.common, offset.common);
        let moved = ticks([1_234_561.3, 1_234_563.7], 0.4);
        assert_eq!(labels(&moved), ["2", "3"]);
        assert_eq!(moved.common, "+ 1\u{2009}234\u{2009}560");
        let below = ticks([-1_234_563.7, -1_234_561.3], 0.4);
        assert_eq!(labels(&below), ["7", "8"]);
        assert_eq!(below.common, "− 1\u{2009}234\u{2009}570");
        let tiny = ticks([5.0, 5.0 + 2e-9], 0.4);
        assert_eq!(labels(&tiny), ["0", "1", "2"]);
        assert!(tiny.common.starts_with("×10⁻⁹  + 5"), "{}", tiny.common);
    }

    #[test]
    fn an_inverted_axis_has_its_ticks_the_other_way_round() {
        assert_eq!(labels(&ticks([2.0, 0.0], 0.4)), ["2", "1", "0"]);
    }

    #[test]
    fn logarithmic_ticks_are_powers_of_ten() {
        let axis = Axis::new([0.001, 1000.0], AxisScale::Log10).unwrap();
        let ticks = Ticks::for_axis(&axis, 0.1);
        assert_eq!(
            labels(&ticks),
            ["0.001", "0.01", "0.1", "1", "10", "100", "1000"]
        );
        assert_eq!(ticks.minor.len(), 6 * 8);
        let wide = Axis::new([1e-30, 1e30], AxisScale::Log10).unwrap();
        assert_eq!(
            labels(&Ticks::for_axis(&wide, 0.2)),
            ["10⁻²⁰", "10⁰", "10²⁰"]
        );
        let narrow = Axis::new([2.0, 6.0], AxisScale::Log10).unwrap();
        assert!(Ticks::for_axis(&narrow, 0.2).major.len() >= 2);
    }

    #[test]
    fn ticks_of_a_symmetric_logarithm_are_the_same_on_both_sides() {
        let scale = AxisScale::Symlog { linear_within: 1.0 };
        let axis = |limits| Axis::new(limits, scale).unwrap();
        let both = Ticks::for_axis(&axis([-1000.0, 1000.0]), 0.1);
        assert_eq!(
            labels(&both),
            ["−1000", "−100", "−10", "−1", "0", "1", "10", "100", "1000"]
        );
        assert_eq!(both.minor.len(), 2 * 3 * 8);
        let far = Ticks::for_axis(&axis([-1e9, 1e9]), 0.1);
        assert_eq!(
            labels(&far),
            ["−10⁹", "−10⁶", "−10³", "−10⁰", "10⁰", "10³", "10⁶", "10⁹"]
        );
        // Near zero, and far from it, round numbers.
        assert_eq!(
            labels(&Ticks::for_axis(&axis([0.0, 0.6]), 0.3)),
            ["0.0", "0.2", "0.4", "0.6"]
        );
        assert!(Ticks::for_axis(&axis([20.0, 60.0]), 0.2).major.len() >= 2);
        assert_eq!(
            labels(&Ticks::for_axis(&axis([10.0, -10.0]), 0.1)),
            ["10", "1", "0", "−1", "−10"]
        );
    }

    #[test]
    fn values_are_written_as_an_axis_would() {
        assert_eq!(format_value(-1.25, 0.01), "−1.25");
        assert_eq!(format_value(-0.001, 0.1), "0.0");
        assert_eq!(format_value(2.5e7, 1e5), "2.50×10⁷");
        assert_eq!(format_value(f64::NAN, 1.0), "–");
    }

    proptest! {
        #[test]
        fn ticks_lie_within_the_axis_and_keep_their_distance(
            low in -1e12f64..1e12, span in 1e-3f64..1e12, spacing in 0.02f64..0.5,
        ) {
            let axis = Axis::new([low, low + span], AxisScale::Linear).unwrap();
            let ticks = Ticks::for_axis(&axis, spacing);
            let at: Vec<f64> = ticks.major.iter().map(|t| axis.fraction(t.value)).collect();
            for pair in at.windows(2) {
                prop_assert!(pair[1] - pair[0] >= spacing * (1.0 - 1e-3) - 1e-3);
            }
            prop_assert!(at.iter().all(|f| (-1e-6..=1.0 + 1e-6).contains(f)));
            // Never further apart than the next larger step would be.
            prop_assert!(ticks.major.len() as f64 >= (1.0 / (spacing * 2.5)).floor() - 1.0);
        }
    }
}
