//! Counts of pairs as an image, counted anew while one zooms.

use std::sync::Arc;

use galry_data::{BinRule, Grid, Histogram2d, PairPyramid, Raster, Source, histogram_2d};
use galry_scene::AxisScale;

use crate::Result;

/// Bins are never narrower than by so many halvings: numbers are not finer.
const MOST_HALVINGS: f64 = 50.0;

/// What an image of counts was made of.
#[derive(Debug, Clone)]
pub(crate) struct PairCounts<'a> {
    sources: [(Arc<dyn Source + 'a>, usize); 2],
    bins: [usize; 2],
    /// The counts over all pairs.
    base: CountImage<'a>,
}

/// Counts and where they lie: left, right, bottom and top.
#[derive(Debug, Clone)]
pub(super) struct CountImage<'a> {
    pub(super) raster: Arc<dyn Raster + 'a>,
    pub(super) extent: [f64; 4],
}

impl CountImage<'_> {
    /// Bins without any pair are left blank.
    fn new(found: &Histogram2d) -> Result<Self> {
        let size = [found.x.count() as u64, found.y.count() as u64];
        let counts: Vec<f64> = found
            .counts
            .iter()
            .map(|&count| if count == 0 { f64::NAN } else { count as f64 })
            .collect();
        let ends = |edges: &[f64]| [edges[0], edges[edges.len() - 1]];
        let ([left, right], [bottom, top]) = (ends(found.x.values()), ends(found.y.values()));
        Ok(Self {
            raster: Arc::new(Grid::from_vec(size, 1, counts)?),
            extent: [left, right, bottom, top],
        })
    }
}

impl<'a> PairCounts<'a> {
    /// Counts the pairs of two channels in `bins` over all of them.
    pub(super) fn new(
        sources: [(Arc<dyn Source + 'a>, usize); 2],
        bins: [usize; 2],
    ) -> Result<Self> {
        let edges_of = |(source, channel): &(Arc<dyn Source + 'a>, usize), bins| {
            BinRule::Count(bins).edges(&**source, *channel, None)
        };
        let edges = [
            edges_of(&sources[0], bins[0])?,
            edges_of(&sources[1], bins[1])?,
        ];
        let found = histogram_2d(borrowed(&sources), [&edges[0], &edges[1]])?;
        Ok(Self {
            base: CountImage::new(&found)?,
            sources,
            bins,
        })
    }

    /// The counts over all pairs.
    pub(super) fn base(&self) -> CountImage<'a> {
        self.base.clone()
    }

    /// What the pairs are counted by, once they are counted anew.
    pub(crate) fn pyramid(&self) -> Result<PairPyramid> {
        Ok(PairPyramid::new(borrowed(&self.sources))?)
    }

    /// How often the bins of a view are halved along x and y; `None` where they never are.
    pub(crate) fn halvings(&self, view: [[f64; 2]; 2], scales: [AxisScale; 2]) -> Option<[u32; 2]> {
        let is_still =
            |(source, _): &(Arc<dyn Source + 'a>, usize)| source.stream_status().is_none();
        if scales != [AxisScale::Linear; 2] || !self.sources.iter().all(is_still) {
            return None;
        }
        Some([0, 1].map(|axis| {
            let [low, high] = self.range(axis);
            let part = (view[axis][1] - view[axis][0]).abs() / (high - low);
            (1.0 / part).log2().floor().clamp(0.0, MOST_HALVINGS) as u32
        }))
    }

    fn range(&self, axis: usize) -> [f64; 2] {
        [self.base.extent[2 * axis], self.base.extent[2 * axis + 1]]
    }

    /// Counts about `samples` pairs more for a view whose bins are halved so often; gives the part
    /// that is done, and the image as far as it is known.
    pub(super) fn count_anew(
        &self,
        pyramid: &mut PairPyramid,
        view: [[f64; 2]; 2],
        halvings: [u32; 2],
        samples: u64,
    ) -> Result<(f64, Option<CountImage<'a>>)> {
        if halvings == [0, 0] {
            return Ok((1.0, Some(self.base())));
        }
        // Along whole bins, so that they stand still while the view moves.
        let mut bins = [1, 1];
        let wanted = [0, 1].map(|axis| {
            let [first, last] = self.range(axis);
            let width = (last - first) / self.bins[axis] as f64 / f64::from(halvings[axis]).exp2();
            let [from, to] = view[axis];
            let (from, to) = (from.min(to).max(first), from.max(to).min(last));
            let low = first + ((from - first) / width).floor() * width;
            let count = ((to - low) / width).ceil().max(1.0);
            bins[axis] = count as usize;
            [low, low + count * width]
        });
        let done = pyramid.build(borrowed(&self.sources), wanted, bins, samples)?;
        let known = match pyramid.known_histogram(wanted, bins)? {
            Some(found) => Some(CountImage::new(&found)?),
            None => None,
        };
        Ok((done, known))
    }
}

fn borrowed<'s>([x, y]: &'s [(Arc<dyn Source + '_>, usize); 2]) -> [(&'s dyn Source, usize); 2] {
    [(&*x.0, x.1), (&*y.0, y.1)]
}
