//! How many bins suit some samples, by numpy's rules.

use super::moments::{Moments, moments, quantiles};
use super::{BinEdges, edges};
use crate::{Error, Result, Source};

/// How the edges of bins are chosen. The rules, their names and their results are numpy's.
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub enum BinRule {
    /// The wider bins of Sturges and of Freedman and Diaconis, the latter not too narrow.
    #[default]
    Auto,
    /// Freedman and Diaconis: by the distance of the quartiles.
    FreedmanDiaconis,
    /// Sturges: one bin more for each doubling of the samples.
    Sturges,
    /// Scott: by the standard deviation.
    Scott,
    /// Doane: Sturges with the skewness considered.
    Doane,
    /// The square root of the number of samples.
    Sqrt,
    /// Rice: twice the cube root of the number of samples.
    Rice,
    /// So many bins.
    Count(usize),
    /// These edges.
    Edges(Vec<f64>),
}

impl From<usize> for BinRule {
    fn from(count: usize) -> Self {
        Self::Count(count)
    }
}

impl From<Vec<f64>> for BinRule {
    fn from(edges: Vec<f64>) -> Self {
        Self::Edges(edges)
    }
}

impl std::str::FromStr for BinRule {
    type Err = Error;

    /// Reads a number of bins, `auto`, `fd`, `sturges`, `scott`, `doane`, `sqrt`, `rice`, or
    /// edges as `0,1,2.5,10`.
    ///
    /// # Errors
    /// [`Error::Option`] for anything else.
    fn from_str(text: &str) -> Result<Self> {
        let unknown = || Error::Option {
            option: "bins",
            message: format!(
                "expected a number of bins, edges as 0,1,2.5, or one of auto, fd, sturges, scott, \
                 doane, sqrt, rice; got {text:?}"
            ),
        };
        match text.trim() {
            "auto" => Ok(Self::Auto),
            "fd" => Ok(Self::FreedmanDiaconis),
            "sturges" => Ok(Self::Sturges),
            "scott" => Ok(Self::Scott),
            "doane" => Ok(Self::Doane),
            "sqrt" => Ok(Self::Sqrt),
            "rice" => Ok(Self::Rice),
            list if list.contains(',') => {
                let edges: Option<Vec<f64>> = list
                    .split(',')
                    .map(|word| word.trim().parse().ok())
                    .collect();
                let edges = BinEdges::new(edges.ok_or_else(unknown)?)?;
                Ok(Self::Edges(edges.values().to_vec()))
            }
            number => {
                let Ok(count) = number.parse() else {
                    return Err(unknown());
                };
                BinEdges::uniform([0.0, 1.0], count)?;
                Ok(Self::Count(count))
            }
        }
    }
}

impl BinRule {
    /// The edges for a channel's finite samples, or for those within `range`.
    ///
    /// # Errors
    /// A channel beyond the source, a failed read, or a range that cannot be divided.
    pub fn edges(
        &self,
        source: &dyn Source,
        channel: usize,
        range: Option<[f64; 2]>,
    ) -> Result<BinEdges> {
        if let Self::Edges(edges) = self {
            return BinEdges::new(edges.clone());
        }
        let range = match range {
            Some(range) => range,
            None => {
                let summary = source.summarize(channel..channel + 1)?;
                let extent = summary.first().map(|summary| summary.extent);
                match extent.filter(|extent| !extent.is_empty()) {
                    Some(extent) => [extent.min, extent.max],
                    None => [0.0, 1.0],
                }
            }
        };
        if let Self::Count(count) = self {
            return BinEdges::uniform(range, *count);
        }
        let found = moments(source, channel, range)?;
        let width = self.width(source, channel, range, &found)?;
        let whole = range[1] - range[0];
        let width = if source.element_type().is_float() || width <= 0.0 {
            width
        } else {
            // Bins narrower than whole numbers would stand empty between full ones.
            width.max(1.0)
        };
        let bins = if width > 0.0 && found.count > 0.0 {
            (whole / width).ceil().max(1.0) as usize
        } else {
            1
        };
        BinEdges::uniform(range, bins.min(edges::MOST_BINS))
    }

    /// The width that a rule asks for; zero where it finds none.
    fn width(
        &self,
        source: &dyn Source,
        channel: usize,
        range: [f64; 2],
        found: &Moments,
    ) -> Result<f64> {
        let whole = range[1] - range[0];
        let n = found.count;
        if n == 0.0 {
            return Ok(0.0);
        }
        let sturges = whole / (n.log2() + 1.0);
        let sqrt = whole / n.sqrt();
        let freedman_diaconis = || -> Result<f64> {
            let quartiles = quantiles(source, channel, range, [0.25, 0.75])?;
            Ok(quartiles.map_or(0.0, |[low, high]| 2.0 * (high - low) * n.powf(-1.0 / 3.0)))
        };
        Ok(match self {
            Self::Auto => freedman_diaconis()?.max(sqrt / 2.0).min(sturges),
            Self::FreedmanDiaconis => freedman_diaconis()?,
            Self::Scott => {
                (24.0 * std::f64::consts::PI.sqrt() / n).powf(1.0 / 3.0) * found.deviation
            }
            Self::Doane if n > 2.0 && found.deviation > 0.0 => {
                let spread = (6.0 * (n - 2.0) / ((n + 1.0) * (n + 3.0))).sqrt();
                whole / (1.0 + n.log2() + (1.0 + found.skewness.abs() / spread).log2())
            }
            Self::Doane => 0.0,
            Self::Sqrt => sqrt,
            Self::Rice => whole / (2.0 * n.powf(1.0 / 3.0)),
            Self::Sturges | Self::Count(_) | Self::Edges(_) => sturges,
        })
    }
}
