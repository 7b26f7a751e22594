//! Normalisation: from a value to a fraction of a range, which a colour map then colours.

mod equalized;
mod kind;
mod rule;
mod scale;

pub use self::equalized::Equalized;
pub use self::kind::NormKind;
pub use self::rule::NormRule;
pub use self::scale::ColorScale;

use crate::error::{Error, Result};

/// How values become fractions: a [`NormKind`] between two limits.
///
/// The lower limit becomes exactly 0, the upper exactly 1, values below and above become
/// fractions below 0 and above 1, and NaN stays NaN. Formulas and names are matplotlib's.
///
/// ```
/// use galry_visuals::{Norm, NormKind};
///
/// let norm = Norm::new(NormKind::Log, [1.0, 1000.0])?;
/// assert_eq!(norm.normalize(1000.0), 1.0);
/// assert!((norm.normalize(10.0) - 1.0 / 3.0).abs() < 1e-15);
/// assert!(norm.normalize(0.0).is_nan()); // has no logarithm: missing
/// # Ok::<(), galry_visuals::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Norm {
    kind: NormKind,
    limits: [f64; 2],
}

impl Default for Norm {
    /// Linear from 0 to 1.
    fn default() -> Self {
        Self {
            kind: NormKind::Linear,
            limits: [0.0, 1.0],
        }
    }
}

impl Norm {
    /// A norm between two limits, the lower first. Equal limits are allowed: all values become 0
    /// then. [`NormKind::Boundaries`] and [`NormKind::Equalized`] have limits of their own and
    /// leave these aside; [`NormKind::Centered`] widens them until they lie alike on both sides.
    ///
    /// # Errors
    /// [`Error::Norm`] when a limit or a parameter does not fit the kind.
    pub fn new(kind: NormKind, limits: [f64; 2]) -> Result<Self> {
        kind.check()?;
        let limits = kind.own_limits().unwrap_or(limits);
        let [low, high] = limits;
        let refuse = |message: String| Err(Error::Norm { message });
        if !(low.is_finite() && high.is_finite()) {
            return refuse(format!(
                "limits: expected finite numbers, got {low} and {high}"
            ));
        }
        if low > high {
            return refuse(format!(
                "limits: expected the lower first, got {low} and {high}; to reverse the colours \
                 take the map with _r"
            ));
        }
        if kind == NormKind::Log && low <= 0.0 {
            return refuse(format!(
                "log: expected limits above 0, got {low} and {high}; take symlog for others"
            ));
        }
        if let NormKind::TwoSlope { center } = kind
            && !(low < center && center < high)
        {
            return refuse(format!(
                "two slopes: expected a centre between {low} and {high}, got {center}"
            ));
        }
        let limits = match kind {
            NormKind::Centered { center } => {
                let half = (center - low).abs().max((high - center).abs());
                [center - half, center + half]
            }
            _ => limits,
        };
        Ok(Self { kind, limits })
    }

    /// Linear between two limits.
    ///
    /// # Errors
    /// [`Error::Norm`] when they are not finite or the lower is not first.
    pub fn linear(limits: [f64; 2]) -> Result<Self> {
        Self::new(NormKind::Linear, limits)
    }

    /// The kind of norm.
    #[must_use]
    pub fn kind(&self) -> &NormKind {
        &self.kind
    }

    /// The values that become 0 and 1.
    #[must_use]
    pub fn limits(&self) -> [f64; 2] {
        self.limits
    }

    /// The fraction of a value: 0..=1 within the limits. It never decreases.
    #[must_use]
    pub fn normalize(&self, value: f64) -> f64 {
        let [low, high] = self.limits;
        if value.is_nan() || (self.kind == NormKind::Log && value <= 0.0) {
            return f64::NAN;
        }
        if low == high && self.kind.own_limits().is_none() {
            return 0.0;
        }
        // The limits decide what lies outside, whatever the formula rounds to.
        let fraction = self.kind.fraction(value, self.limits);
        if value < low {
            fraction.min(-f64::MIN_POSITIVE)
        } else if value > high {
            fraction.max(1.0 + f64::EPSILON)
        } else {
            fraction.clamp(0.0, 1.0)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn norm(kind: NormKind, limits: [f64; 2]) -> Norm {
        Norm::new(kind, limits).unwrap()
    }

    fn near(norm: &Norm, value: f64, expected: f64) {
        let actual = norm.normalize(value);
        assert!(
            (actual - expected).abs() < 1e-12,
            "{norm:?} of {value}: expected {expected}, got {actual}"
        );
    }

    #[test]
    fn the_formulas_are_matplotlibs() {
        let linear = norm(NormKind::Linear, [-2.0, 6.0]);
        near(&linear, 0.0, 0.25);
        near(&linear, -4.0, -0.25);
        near(&linear, 10.0, 1.5);

        let log = norm(NormKind::Log, [1.0, 1e4]);
        near(&log, 10.0, 0.25);
        near(&log, 1e-4, -1.0);
        assert!(log.normalize(-1.0).is_nan());

        // Base 10, scale 1: adjusted scale 10/9, so ±1 lie at ±10/9 and ±100 at ±(10/9 + 2).
        let symlog = norm(NormKind::symlog(1.0), [-100.0, 100.0]);
        near(&symlog, 0.0, 0.5);
        near(&symlog, 1.0, 0.5 + 0.5 * (10.0 / 9.0) / (10.0 / 9.0 + 2.0));
        near(
            &symlog,
            -10.0,
            0.5 - 0.5 * (10.0 / 9.0 + 1.0) / (10.0 / 9.0 + 2.0),
        );
        near(&symlog, 0.5, 0.5 + 0.25 * (10.0 / 9.0) / (10.0 / 9.0 + 2.0));

        let power = norm(NormKind::Power { gamma: 0.5 }, [1.0, 5.0]);
        near(&power, 2.0, 0.5);
        near(&power, 0.0, -0.25);

        let centered = norm(NormKind::Centered { center: 1.0 }, [0.0, 4.0]);
        assert_eq!(centered.limits(), [-2.0, 4.0]);
        near(&centered, 1.0, 0.5);

        let two = norm(NormKind::TwoSlope { center: 1.0 }, [0.0, 5.0]);
        near(&two, 0.5, 0.25);
        near(&two, 3.0, 0.75);

        let bounds = norm(NormKind::boundaries(&[0.0, 1.0, 10.0, 100.0]), [0.0, 0.0]);
        for (value, expected) in [
            (0.0, 0.0),
            (0.99, 0.0),
            (1.0, 0.5),
            (50.0, 1.0),
            (100.0, 1.0),
        ] {
            assert_eq!(bounds.normalize(value), expected);
        }
        assert!(bounds.normalize(-1.0) < 0.0 && bounds.normalize(101.0) > 1.0);
        assert_eq!(
            norm(NormKind::boundaries(&[0.0, 1.0]), [0.0; 2]).normalize(0.2),
            0.5
        );
    }

    #[test]
    fn limits_may_be_equal_and_huge() {
        assert_eq!(norm(NormKind::Linear, [3.0, 3.0]).normalize(3.0), 0.0);
        let wide = norm(NormKind::Linear, [-f64::MAX, f64::MAX]);
        near(&wide, 0.0, 0.5);
        assert_eq!(wide.normalize(f64::MAX), 1.0);
        assert_eq!(wide.normalize(f64::NEG_INFINITY), f64::NEG_INFINITY);
    }

    #[test]
    fn what_does_not_fit_is_said() {
        let message = |kind, limits| Norm::new(kind, limits).unwrap_err().to_string();
        assert_eq!(
            message(NormKind::Log, [0.0, 1.0]),
            "norm: log: expected limits above 0, got 0 and 1; take symlog for others"
        );
        assert_eq!(
            message(NormKind::Linear, [2.0, 1.0]),
            "norm: limits: expected the lower first, got 2 and 1; to reverse the colours take \
             the map with _r"
        );
        assert!(message(NormKind::Linear, [f64::NAN, 1.0]).contains("finite"));
        assert!(message(NormKind::TwoSlope { center: 7.0 }, [0.0, 1.0]).contains("got 7"));
        assert!(message(NormKind::Power { gamma: 0.0 }, [0.0, 1.0]).contains("above 0"));
        assert!(message(NormKind::symlog(-1.0), [0.0, 1.0]).contains("above 0"));
        assert!(message(NormKind::boundaries(&[1.0]), [0.0, 1.0]).contains("at least two"));
        assert!(message(NormKind::boundaries(&[1.0, 1.0]), [0.0, 1.0]).contains("rising"));
    }

    fn kinds() -> impl Strategy<Value = NormKind> {
        prop_oneof![
            Just(NormKind::Linear),
            Just(NormKind::Log),
            (0.01..10.0).prop_map(NormKind::symlog),
            (0.1..4.0).prop_map(|gamma| NormKind::Power { gamma }),
            (-5.0..5.0).prop_map(|center| NormKind::Centered { center }),
            Just(NormKind::boundaries(&[0.5, 1.0, 3.0, 20.0])),
            prop::collection::vec(-5.0..50.0, 1..40)
                .prop_map(|values| NormKind::Equalized(Equalized::from_values(values).unwrap())),
        ]
    }

    proptest! {
        #[test]
        fn every_norm_rises_and_its_ends_are_exact(
            kind in kinds(), low in 0.1..10.0, span in 0.001..100.0, values in
            prop::collection::vec(-30.0..120.0, 2..40),
        ) {
            let norm = Norm::new(kind, [low, low + span]).unwrap();
            let [low, high] = norm.limits();
            if *norm.kind() != NormKind::boundaries(&[0.5, 1.0, 3.0, 20.0]) && low < high {
                prop_assert_eq!(norm.normalize(low), 0.0);
                prop_assert_eq!(norm.normalize(high), 1.0);
            }
            prop_assert!(norm.normalize(f64::NAN).is_nan());
            let mut values = values;
            values.sort_by(f64::total_cmp);
            let fractions: Vec<f64> = values.iter().map(|&v| norm.normalize(v)).collect();
            for (pair, fraction) in fractions.windows(2).zip(&values) {
                // NaN stands before all others: values without a logarithm.
                prop_assert!(pair[0].is_nan() || pair[0] <= pair[1], "{norm:?} at {fraction}");
            }
            for (value, fraction) in values.iter().zip(&fractions) {
                if !fraction.is_nan() && low < high {
                    prop_assert_eq!(*value < low, *fraction < 0.0);
                    prop_assert_eq!(*value > high, *fraction > 1.0);
                }
            }
        }
    }
}
