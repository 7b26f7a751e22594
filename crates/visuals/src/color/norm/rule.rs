//! How a norm is made once the data are known.

use super::{Equalized, Norm, NormKind};
use crate::error::{Error, Result};

/// What a [`Norm`] is to be, said before the values that it is for are known.
///
/// ```
/// use galry_visuals::{Equalized, NormKind, NormRule};
///
/// let rule: NormRule = "equalized".parse()?;
/// let norm = rule.norm([1.0, 9.0], || Equalized::from_values([1.0, 2.0, 9.0]))?;
/// assert_eq!(norm.normalize(2.0), 0.5);
/// assert_eq!("log".parse::<NormRule>()?, NormRule::Kind(NormKind::Log));
/// # Ok::<(), galry_visuals::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub enum NormRule {
    /// A kind of norm between the limits of the values.
    Kind(NormKind),
    /// Equal shares of the values are equal fractions.
    Equalized,
}

impl Default for NormRule {
    fn default() -> Self {
        Self::Kind(NormKind::Linear)
    }
}

impl From<NormKind> for NormRule {
    fn from(kind: NormKind) -> Self {
        Self::Kind(kind)
    }
}

impl NormRule {
    /// The norm between two limits. Of the values only what the rule needs is asked for:
    /// `distribution` is called where it is about their shares.
    ///
    /// # Errors
    /// Those of [`Norm::new`], and of `distribution`.
    pub fn norm(
        &self,
        limits: [f64; 2],
        distribution: impl FnOnce() -> Result<Equalized>,
    ) -> Result<Norm> {
        match self {
            Self::Kind(kind) => Norm::new(kind.clone(), limits),
            Self::Equalized => Norm::new(NormKind::Equalized(distribution()?), limits),
        }
    }
}

impl std::str::FromStr for NormRule {
    type Err = Error;

    /// Understands `equalized` (or `equalised`) and what [`NormKind`] understands.
    ///
    /// # Errors
    /// [`Error::Norm`] when it is none of these.
    fn from_str(text: &str) -> Result<Self> {
        match &*text.trim().to_ascii_lowercase() {
            "equalized" | "equalised" => Ok(Self::Equalized),
            other => match other.parse() {
                Ok(kind) => Ok(Self::Kind(kind)),
                // What was expected is one word more here.
                Err(Error::Norm { message }) => Err(Error::Norm {
                    message: message.replacen("expected linear,", "expected linear, equalized,", 1),
                }),
                Err(error) => Err(error),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_looked_at_only_where_their_shares_matter() {
        let fail = || Equalized::from_values([]);
        let linear = NormRule::default().norm([0.0, 4.0], fail).unwrap();
        assert_eq!(linear.normalize(1.0), 0.25);
        assert!(NormRule::Equalized.norm([0.0, 4.0], fail).is_err());
        assert_eq!(
            " Equalised ".parse::<NormRule>().unwrap(),
            NormRule::Equalized
        );
        let message = "equal".parse::<NormRule>().unwrap_err().to_string();
        assert!(
            message.contains("expected linear, equalized, log"),
            "{message}"
        );
    }
}
