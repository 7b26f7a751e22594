//! Histograms that are counted anew while one zooms.
//!
//! A view that shows half as much is given bins half as wide, and so on. Their counts come from
//! grids (see [`CountPyramid`]); where the samples have to be passed over for a finer one, that is
//! done in parts, frame by frame, and the wider bins stay until it is done.

use galry_data::{CountPyramid, PairPyramid};
use galry_scene::{Axis, Completion};

use super::Session;
use super::panel;
use crate::Result;
use crate::charts::{Chart, Setting};
use crate::limits;

/// Samples counted for one frame within a budget: some milliseconds.
const SAMPLES_A_FRAME: u64 = 1 << 22;

/// What one chart is counted by, and what is shown of it.
#[derive(Debug, Default)]
pub(super) struct Recount {
    pyramid: Option<Pyramid>,
    /// The view that the counts on show are for, and how often their bins are halved.
    shown: Option<([[f64; 2]; 2], [u32; 2])>,
    /// The part that is counted of what the view needs.
    done: f64,
}

#[derive(Debug)]
enum Pyramid {
    Values(CountPyramid),
    Pairs(PairPyramid),
}

/// Where all samples may be counted at once, a grid over everything and then a finer one.
fn until_done(samples: u64, mut count: impl FnMut() -> Result<f64>) -> Result<f64> {
    loop {
        let done = count()?;
        if done >= 1.0 || samples < u64::MAX {
            return Ok(done);
        }
    }
}

impl Session<'_> {
    /// Counts for the views as they are now, or some of it; what is missing comes with the next
    /// frames.
    pub(super) fn count_anew(&mut self) -> Result<Completion> {
        let may_wait = self.scene.frame_budget().is_none();
        let samples = if may_wait { u64::MAX } else { SAMPLES_A_FRAME };
        let mut completion = Completion::Final;
        for index in 0..self.panels.len() {
            let axes = self.panels[index].axes(&self.scene)?;
            let mut is_other = false;
            for chart in 0..self.panels[index].charts.len() {
                let (done, halved) = self.count_chart(index, chart, axes, samples)?;
                is_other |= halved;
                if done < 1.0 {
                    completion = completion.and(Completion::Partial { done });
                }
            }
            if is_other {
                self.fit_heights(index, axes)?;
            }
        }
        Ok(completion)
    }

    /// Counts one chart; gives the part that is done, and whether its bins have another width.
    fn count_chart(
        &mut self,
        panel: usize,
        chart: usize,
        axes: [Axis; 2],
        samples: u64,
    ) -> Result<(f64, bool)> {
        let view = axes.map(|axis| axis.limits());
        let scales = axes.map(|axis| axis.scale());
        let state = &mut self.state.axes[panel];
        let halvings = match &state.charts[chart] {
            Chart::Histogram(histogram) => histogram.halvings(view[0], scales[0]).map(|x| [x, 0]),
            Chart::Image(image) => image
                .pairs
                .as_ref()
                .and_then(|pairs| pairs.halvings(view, scales)),
            Chart::Line(_) | Chart::Scatter(_) => None,
        };
        let Some(halvings) = halvings else {
            return Ok((1.0, false));
        };
        let recounts = &mut self.panels[panel].recounts;
        recounts.resize_with(state.charts.len(), Recount::default);
        let recount = &mut recounts[chart];
        let (before, done_before) = (recount.shown, recount.done);
        // At first all is shown as the chart was made.
        let was_whole = before.is_none_or(|(_, halved)| halved == [0, 0]);
        if was_whole && halvings == [0, 0] {
            recount.shown = Some((view, halvings));
            return Ok((1.0, false));
        }
        if before == Some((view, halvings)) && recount.done >= 1.0 {
            return Ok((1.0, false));
        }
        let node = self.panels[panel].charts[chart];
        let recount = &mut self.panels[panel].recounts[chart];
        match &mut state.charts[chart] {
            Chart::Histogram(histogram) => {
                if recount.pyramid.is_none() {
                    recount.pyramid = Some(Pyramid::Values(histogram.pyramid()?));
                }
                if let Some(Pyramid::Values(pyramid)) = &mut recount.pyramid {
                    recount.done = until_done(samples, || {
                        histogram.count_anew(pyramid, view[0], halvings[0], samples)
                    })?;
                }
            }
            Chart::Image(image) => {
                if recount.pyramid.is_none()
                    && let Some(pairs) = &image.pairs
                {
                    recount.pyramid = Some(Pyramid::Pairs(pairs.pyramid()?));
                }
                if let Some(Pyramid::Pairs(pyramid)) = &mut recount.pyramid {
                    recount.done = until_done(samples, || {
                        image.count_anew(pyramid, view, halvings, samples)
                    })?;
                }
            }
            Chart::Line(_) | Chart::Scatter(_) => {}
        }
        recount.shown = Some((view, halvings));
        let done = recount.done;
        self.panels[panel].revision += 1;
        match &self.state.axes[panel].charts[chart] {
            Chart::Histogram(histogram) => {
                let setting = Setting::new(&self.state.theme, &self.state.axes[panel], chart);
                histogram.fill(node, &mut self.scene, &setting)?;
            }
            Chart::Image(image) => {
                let shown = image.raster_image()?;
                if let Some(raster) = self.scene.node_mut(node)?.raster_mut() {
                    *raster = shown;
                }
            }
            Chart::Line(_) | Chart::Scatter(_) => {}
        }
        let is_bars = matches!(self.state.axes[panel].charts[chart], Chart::Histogram(_));
        let is_other = before.is_none_or(|(_, halved)| halved != halvings);
        Ok((done, is_bars && (is_other || done_before < 1.0)))
    }

    /// Narrower bins are less high: y follows, unless its limits were given.
    fn fit_heights(&mut self, index: usize, [x, y]: [Axis; 2]) -> Result<()> {
        let (panel, axes) = (&self.panels[index], &self.state.axes[index]);
        if axes.ylim.is_some() || !axes.charts.iter().all(Chart::stands_on_base) {
            return Ok(());
        }
        let range = Chart::y_range_of(&axes.charts, &panel.charts, &self.scene, &x)?;
        let fitted = limits::axis(None, range, y.scale(), panel::y_room(axes))?;
        panel.follow([x, fitted], &mut self.scene)
    }
}
