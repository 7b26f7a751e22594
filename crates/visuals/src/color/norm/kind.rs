//! The kinds of norms and their formulas.

use std::sync::Arc;

use super::Equalized;
use crate::error::{Error, Result};

/// How fractions rise between the limits of a [`Norm`](super::Norm).
#[derive(Clone, Debug, PartialEq, Default)]
#[non_exhaustive]
pub enum NormKind {
    /// Equal differences are equal fractions.
    #[default]
    Linear,
    /// Equal ratios are equal fractions; values that are not positive are missing.
    Log,
    /// Logarithmic on both sides of zero, linear around it.
    SymLog {
        /// Values nearer to zero than this are scaled linearly; above 0.
        linear_threshold: f64,
        /// Decades that each half of the linear part takes; above 0, usually 1.
        linear_scale: f64,
        /// Base of the logarithm; above 1, usually 10.
        base: f64,
    },
    /// The linear fraction to a power; below the lower limit it is linear.
    Power {
        /// The exponent, above 0: below 1 spreads small values.
        gamma: f64,
    },
    /// Linear, with limits equally far from a centre, which becomes one half.
    Centered {
        /// The value of one half.
        center: f64,
    },
    /// Linear on each side of a centre, which becomes one half.
    TwoSlope {
        /// The value of one half, between the limits.
        center: f64,
    },
    /// Steps: all values between two neighbouring boundaries become one fraction. A boundary
    /// belongs to the step above it, the last one to the step below. The first step is 0, the
    /// last 1, the others equally far apart; one step alone is one half.
    Boundaries(Arc<[f64]>),
    /// Equal shares of some data are equal fractions.
    Equalized(Equalized),
}

impl NormKind {
    /// Symmetric logarithm to base 10, with a linear part of one decade on each side.
    #[must_use]
    pub fn symlog(linear_threshold: f64) -> Self {
        Self::SymLog {
            linear_threshold,
            linear_scale: 1.0,
            base: 10.0,
        }
    }

    /// Steps between boundaries, in rising order.
    #[must_use]
    pub fn boundaries(boundaries: &[f64]) -> Self {
        Self::Boundaries(boundaries.into())
    }

    /// The limits of kinds that bring their own.
    pub(super) fn own_limits(&self) -> Option<[f64; 2]> {
        match self {
            Self::Boundaries(values) => Some([*values.first()?, *values.last()?]),
            Self::Equalized(data) => Some(data.limits()),
            _ => None,
        }
    }

    pub(super) fn check(&self) -> Result<()> {
        let refuse = |message: String| Err(Error::Norm { message });
        let above = |what: &str, value: f64, least: f64| {
            if value.is_finite() && value > least {
                Ok(())
            } else {
                refuse(format!(
                    "{what}: expected a number above {least}, got {value}"
                ))
            }
        };
        let finite = |what: &str, value: f64| {
            if value.is_finite() {
                Ok(())
            } else {
                refuse(format!("{what}: expected a finite number, got {value}"))
            }
        };
        match self {
            Self::Linear | Self::Log | Self::Equalized(_) => Ok(()),
            Self::SymLog {
                linear_threshold,
                linear_scale,
                base,
            } => {
                above("symlog's linear threshold", *linear_threshold, 0.0)?;
                above("symlog's linear scale", *linear_scale, 0.0)?;
                above("symlog's base", *base, 1.0)
            }
            Self::Power { gamma } => above("power's gamma", *gamma, 0.0),
            Self::Centered { center } | Self::TwoSlope { center } => finite("centre", *center),
            Self::Boundaries(values) => {
                if values.len() < 2 {
                    return refuse(format!(
                        "boundaries: expected at least two, got {}",
                        values.len()
                    ));
                }
                for pair in values.windows(2) {
                    if !pair[0].is_finite() || !pair[1].is_finite() || pair[0] >= pair[1] {
                        return refuse(format!(
                            "boundaries: expected finite numbers in rising order, got {} before {}",
                            pair[0], pair[1]
                        ));
                    }
                }
                Ok(())
            }
        }
    }

    /// The formula, for limits that differ; `value` is not NaN.
    pub(super) fn fraction(&self, value: f64, [low, high]: [f64; 2]) -> f64 {
        match self {
            Self::Linear | Self::Centered { .. } => part(value, low, high),
            Self::Log => part(value.log10(), low.log10(), high.log10()),
            Self::SymLog {
                linear_threshold,
                linear_scale,
                base,
            } => {
                let transform = |value: f64| symlog(value, *linear_threshold, *linear_scale, *base);
                part(transform(value), transform(low), transform(high))
            }
            Self::Power { gamma } => {
                let linear = part(value, low, high);
                if linear > 0.0 {
                    linear.powf(*gamma)
                } else {
                    linear
                }
            }
            Self::TwoSlope { center } => {
                if value < *center {
                    0.5 * part(value, low, *center)
                } else {
                    0.5 + 0.5 * part(value, *center, high)
                }
            }
            Self::Boundaries(values) => {
                let steps = values.len() - 1;
                if value < low {
                    return -1.0;
                }
                if value > high {
                    return 2.0;
                }
                let step = values.partition_point(|&boundary| boundary <= value) - 1;
                if steps == 1 {
                    0.5
                } else {
                    step.min(steps - 1) as f64 / (steps - 1) as f64
                }
            }
            Self::Equalized(data) => data.fraction(value),
        }
    }
}

/// Where a value lies between two others; exactly 0 and 1 at these.
pub(super) fn part(value: f64, low: f64, high: f64) -> f64 {
    let span = high - low;
    if span.is_finite() {
        (value - low) / span
    } else {
        // Limits near the ends of f64: halves of them do not overflow.
        (value * 0.5 - low * 0.5) / (high * 0.5 - low * 0.5)
    }
}

fn symlog(value: f64, threshold: f64, scale: f64, base: f64) -> f64 {
    let adjusted = scale / (1.0 - 1.0 / base);
    let size = value.abs();
    if size <= threshold {
        value * adjusted
    } else {
        (threshold * (adjusted + (size / threshold).ln() / base.ln())).copysign(value)
    }
}

impl std::str::FromStr for NormKind {
    type Err = Error;

    /// Understands `linear`, `log`, `symlog` or `symlog:THRESHOLD`, `power:GAMMA`, `sqrt`,
    /// `centered` or `centered:CENTER`, `twoslope:CENTER` and `boundary:A,B,C,…`. What needs
    /// the data (equalising) is the business of [`NormRule`](super::NormRule).
    ///
    /// # Errors
    /// [`Error::Norm`] when it is none of these.
    fn from_str(text: &str) -> Result<Self> {
        let unknown = || Error::Norm {
            message: format!(
                "expected linear, log, symlog:THRESHOLD, power:GAMMA, sqrt, centered:CENTER, \
                 twoslope:CENTER or boundary:A,B,C, got {text:?}"
            ),
        };
        let lower = text.trim().to_ascii_lowercase();
        let (word, parameter) = lower
            .split_once(':')
            .map_or((&*lower, None), |(word, parameter)| (word, Some(parameter)));
        let number = |text: &str| text.trim().parse::<f64>().ok().filter(|n| n.is_finite());
        let or = |default: Option<f64>| match parameter {
            Some(text) => number(text).ok_or_else(unknown),
            None => default.ok_or_else(unknown),
        };
        let kind = match (word, parameter) {
            ("linear", None) => Self::Linear,
            ("log", None) => Self::Log,
            ("symlog", _) => Self::symlog(or(Some(1.0))?),
            ("power", _) => Self::Power { gamma: or(None)? },
            ("sqrt", None) => Self::Power { gamma: 0.5 },
            ("centered" | "centred", _) => Self::Centered {
                center: or(Some(0.0))?,
            },
            ("twoslope", _) => Self::TwoSlope { center: or(None)? },
            ("boundary" | "boundaries", Some(list)) => {
                let values: Option<Vec<f64>> = list.split(',').map(number).collect();
                Self::boundaries(&values.ok_or_else(unknown)?)
            }
            _ => return Err(unknown()),
        };
        kind.check()?;
        Ok(kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_read() {
        let read = |text: &str| text.parse::<NormKind>();
        assert_eq!(read("Linear").unwrap(), NormKind::Linear);
        assert_eq!(read("symlog:0.5").unwrap(), NormKind::symlog(0.5));
        assert_eq!(read("sqrt").unwrap(), read("power:0.5").unwrap());
        assert_eq!(
            read("centered").unwrap(),
            NormKind::Centered { center: 0.0 }
        );
        assert_eq!(
            read("boundary:0,1,10").unwrap(),
            NormKind::boundaries(&[0.0, 1.0, 10.0])
        );
        for bad in [
            "",
            "lin",
            "power",
            "power:x",
            "log:3",
            "boundary:3,1",
            "symlog:-1",
        ] {
            assert!(read(bad).is_err(), "{bad}");
        }
        assert_eq!(
            read("cube").unwrap_err().to_string(),
            "norm: expected linear, log, symlog:THRESHOLD, power:GAMMA, sqrt, centered:CENTER, \
             twoslope:CENTER or boundary:A,B,C, got \"cube\""
        );
    }
}
