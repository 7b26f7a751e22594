//! The picture of a scatter's points as markers, and how much of it is exact.
//!
//! A picture that can be exact within the time of a frame is exact at once. Otherwise a view that
//! moves shows a fair sample, as dense as the time allows, and nothing else, so that it does not
//! flicker; once it is still, exact tiles take the sample's place, each once, until the picture is
//! the one that drawing all points would give.

use std::time::Duration;

use galry_visuals::markers::{MarkPainter, STEPS_PER_PX, Stamp, TILE_PX, steps_from_px};
use galry_visuals::{
    Description, Frame, ImageQuad, Markers, MarkersData, Placement, Renderer, Visual as _,
};

use super::block::RUNS;
use super::clock::{Deadline, Stopwatch};
use super::detail::ScatterRequest;
use super::exact::{Exact, Look};
use super::sample::{self, Level};
use super::tiles::{TileRanges, tile_counts};
use super::{Scatter, ScatterStyle};
use crate::line::LevelOfDetail;
use crate::{Completion, Result};

/// Marks that are described one by one.
const MOST_PATHS: u64 = 10_000;

/// What earlier pictures took: from this the governor tells what the next will take.
#[derive(Debug, Clone, Copy)]
struct Governor {
    /// Time for one point of a sample, in nanoseconds.
    sampled_point_ns: f64,
    /// Time that the last exact picture took in all, if it was finished.
    exact: Option<Duration>,
    /// The same of the picture that is being made.
    exact_so_far: Duration,
}

impl Default for Governor {
    fn default() -> Self {
        Self {
            sampled_point_ns: 100.0,
            exact: None,
            exact_so_far: Duration::ZERO,
        }
    }
}

impl Governor {
    /// The finest level of a sample that fits; the coarsest where none does.
    fn level(&self, counts: [u64; RUNS], pixels: usize, time: Duration) -> Level {
        let time = time.saturating_sub(Self::for_pixels(pixels)).as_nanos() as f64;
        let fits = |level: &Level| self.sampled_point_ns * level.count(&counts) as f64 <= time;
        Level::all().rev().find(fits).unwrap_or(Level::COARSEST)
    }

    fn note_sample(&mut self, points: u64, pixels: usize, took: Duration) {
        // Few points say more about the rest of a frame than about points.
        if points > 5000 {
            let of_points = took.saturating_sub(Self::for_pixels(pixels));
            let now = of_points.as_nanos() as f64 / points as f64;
            self.sampled_point_ns = (0.7 * self.sampled_point_ns + 0.3 * now).max(5.0);
        }
    }

    /// About what it takes to begin and to write a picture, however few points are in it.
    fn for_pixels(pixels: usize) -> Duration {
        Duration::from_nanos(2 * pixels as u64)
    }
}

/// Points as markers, as of the last [`MarksLayer::refine`].
#[derive(Debug, Default)]
pub(super) struct MarksLayer {
    of: Option<(ScatterRequest, u64, u64)>,
    completion: Completion,
    stamp: Option<(Stamp, ScatterStyle, f32, bool)>,
    ranges: TileRanges,
    exact: Exact,
    painter: MarkPainter,
    governor: Governor,
    /// Whether a sample stands where the picture is not exact.
    has_sample: bool,
    /// Points in the picture as it is: those of the sample, or those that exact tiles took.
    points: u64,
    picture: ImageQuad,
}

impl MarksLayer {
    /// Brings the picture up to date with what a view asks, or nearer to it, in about the time
    /// given.
    pub(super) fn refine(
        &mut self,
        scatter: &Scatter<'_>,
        request: &ScatterRequest,
        budget: Option<Duration>,
    ) -> Result<Completion> {
        let of = (*request, scatter.identity, scatter.revision);
        let is_new = self.of != Some(of);
        if !is_new && self.completion.is_final() {
            return Ok(Completion::Final);
        }
        if is_new {
            self.begin(scatter, request);
        }
        let Some((stamp, ..)) = self.stamp.take() else {
            return Ok(Completion::Final);
        };
        let ranges = std::mem::take(&mut self.ranges);
        let look = Look {
            scatter,
            map: &request.map,
            ranges: &ranges,
        };
        let outcome = if stamp.is_nothing() || self.exact.tiles.is_empty() {
            self.picture.pixels_mut().fill(0);
            Ok(Completion::Final)
        } else if request.level_of_detail == LevelOfDetail::Off {
            self.draw_every_point(&look, &stamp)
                .map(|()| Completion::Final)
        } else {
            self.work(&look, &stamp, is_new, budget)
        };
        self.ranges = ranges;
        let style = scatter.style;
        self.stamp = Some((stamp, style, request.pixel_ratio, request.antialias));
        self.completion = outcome?;
        self.of = Some(of);
        Ok(self.completion)
    }

    /// Points that the picture was made of: a point in two tiles counts twice.
    pub(super) fn points(&self) -> u64 {
        self.points
    }

    /// The picture, premultiplied RGBA8, the top row first.
    pub(super) fn pixels(&self) -> &[u8] {
        self.picture.pixels()
    }

    /// Uploads the picture if it changed, and draws it.
    pub(super) fn draw(&mut self, renderer: &mut Renderer, frame: &Frame<'_>) -> Result<()> {
        self.picture.prepare(renderer)?;
        self.picture.draw(renderer, frame, &self.placement())?;
        Ok(())
    }

    pub(super) fn forget_gl(&mut self) {
        self.picture.forget_gl();
    }

    /// Adds a path for each mark in sight; of very many the picture, which is smaller then.
    pub(super) fn describe(&self, scatter: &Scatter<'_>, out: &mut Description) {
        let Some((request, ..)) = &self.of else {
            return;
        };
        let look = Look {
            scatter,
            map: &request.map,
            ranges: &self.ranges,
        };
        let in_sight = sample::counts(&look)[RUNS - 1];
        let centers = (in_sight <= MOST_PATHS).then(|| sample::centers(&look, Level::WHOLE));
        let Some(Ok(centers)) = centers else {
            self.picture.describe(&self.placement(), out);
            return;
        };
        let [left, top, ..] = request.rect_px;
        let position = |[x, y]: [i32; 2]| {
            let px = |steps: i32, origin: i32| steps as f32 / STEPS_PER_PX as f32 + origin as f32;
            [px(x, left), px(y, top)]
        };
        let data = MarkersData {
            positions: centers.into_iter().map(position).collect(),
            ..MarkersData::default()
        };
        let style = scatter.style.markers(request.pixel_ratio);
        let placement = Placement {
            antialias: request.antialias,
            ..self.placement()
        };
        Markers::new(data, style).describe(&placement, out);
    }

    /// The view clips the picture, and nothing moves it.
    fn placement(&self) -> Placement {
        Placement {
            clip_px: Some(self.picture.rect_px()),
            ..Placement::default()
        }
    }

    fn begin(&mut self, scatter: &Scatter<'_>, request: &ScatterRequest) {
        self.of = None;
        let wanted = (scatter.style, request.pixel_ratio, request.antialias);
        let kept = self.stamp.take().filter(|(_, style, ratio, antialias)| {
            // A ratio that is no number makes a stamp anew, which does no harm.
            (*style, *ratio, *antialias) == wanted
        });
        let stamp = match kept {
            Some((stamp, ..)) => stamp,
            None => Stamp::new(&wanted.0.markers(wanted.1), wanted.2),
        };
        let size = request.map.size().map(|side| side as usize);
        self.ranges = TileRanges::new(&request.map, size, stamp.reach_px());
        self.exact
            .begin(size, scatter.index.len(), !stamp.is_plain());
        self.picture.set_rect_px(request.rect_px);
        self.has_sample = false;
        self.points = 0;
        self.governor.exact_so_far = Duration::ZERO;
        self.stamp = Some((stamp, wanted.0, wanted.1, wanted.2));
    }

    /// Draws what the time allows.
    fn work(
        &mut self,
        look: &Look<'_, '_>,
        stamp: &Stamp,
        is_new: bool,
        budget: Option<Duration>,
    ) -> Result<Completion> {
        let Some(budget) = budget else {
            self.make_exact(look, stamp, &Deadline::default())?;
            return Ok(self.show(look, stamp));
        };
        // Something is left for handing the picture over.
        let time = budget.mul_f64(0.75);
        if !is_new {
            self.make_exact(look, stamp, &Deadline::after(Some(time)))?;
            return Ok(self.show(look, stamp));
        }
        let counts = sample::counts(look);
        let level = self.governor.level(counts, self.pixels_in_all(), time);
        if !sample::is_whole(look, level) {
            if self.governor.exact.is_some_and(|exact| exact <= time) {
                self.make_exact(look, stamp, &Deadline::after(Some(budget)))?;
                if self.exact.is_final() {
                    return Ok(self.show(look, stamp));
                }
                // It was not true this time.
                self.governor.exact = None;
            }
            self.draw_sample(look, stamp, level)?;
            return Ok(Completion::Partial {
                done: self.exact.done(look.scatter.index.len()),
            });
        }
        self.draw_sample(look, stamp, level)?;
        for tile in &mut self.exact.tiles {
            (tile.left, tile.shown) = (0, true);
        }
        Ok(Completion::Final)
    }

    fn pixels_in_all(&self) -> usize {
        self.exact.size[0] * self.exact.size[1]
    }

    fn make_exact(
        &mut self,
        look: &Look<'_, '_>,
        stamp: &Stamp,
        deadline: &Deadline,
    ) -> Result<()> {
        let watch = Stopwatch::start();
        self.exact.advance(look, stamp, deadline)?;
        self.governor.exact_so_far += watch.elapsed();
        if self.exact.is_final() {
            self.governor.exact = Some(self.governor.exact_so_far);
        }
        self.points = self.points.max(self.exact.laid);
        Ok(())
    }

    fn draw_sample(&mut self, look: &Look<'_, '_>, stamp: &Stamp, level: Level) -> Result<()> {
        let watch = Stopwatch::start();
        let centers = sample::centers(look, level)?;
        let pixels = self.picture.pixels_mut();
        self.painter
            .paint_stamps(self.exact.size, &centers, stamp, pixels);
        self.points = centers.len() as u64;
        let pixels = self.pixels_in_all();
        self.governor
            .note_sample(self.points, pixels, watch.elapsed());
        self.has_sample = true;
        Ok(())
    }

    /// The slow truth: every point, without tiles that are left out, samples or cells.
    fn draw_every_point(&mut self, look: &Look<'_, '_>, stamp: &Stamp) -> Result<()> {
        let scatter = look.scatter;
        let mut centers = Vec::new();
        const CHUNK: u64 = 1 << 16;
        let (mut x, mut y) = (Vec::new(), Vec::new());
        for first in (0..scatter.len).step_by(CHUNK as usize) {
            let end = (first + CHUNK).min(scatter.len);
            x.resize((end - first) as usize, 0.0);
            y.resize((end - first) as usize, 0.0);
            scatter.x.read(first..end, &mut x)?;
            scatter.y.read(first..end, &mut y)?;
            let both = x.iter().zip(&y);
            centers.extend(both.filter_map(|(&x, &y)| {
                // A point without a place stands nowhere, even where the other axis would say.
                let is_point = x.is_finite() && y.is_finite();
                let place = [look.map.u(x), look.map.v(y)];
                is_point.then(|| steps_from_px(place)).flatten()
            }));
        }
        let pixels = self.picture.pixels_mut();
        self.painter
            .paint_stamps(self.exact.size, &centers, stamp, pixels);
        self.points = centers.len() as u64;
        Ok(())
    }

    /// Copies tiles that became final into the picture.
    fn show(&mut self, look: &Look<'_, '_>, stamp: &Stamp) -> Completion {
        let blocks = look.scatter.index.len();
        let is_final = self.exact.is_final();
        // Where there is no sample, what is not final is better than nothing.
        let shows_all = !self.has_sample;
        let [across, _] = tile_counts(self.exact.size);
        let stride = self.exact.size[0] * 4;
        let color = stamp.face();
        let write = |(tiles, pixels): (&mut [super::exact::ExactTile], &mut [u8])| {
            for (column, state) in tiles.iter_mut().enumerate() {
                if !state.shown && (state.left == 0 || shows_all) {
                    state.shown = state.left == 0;
                    let first = column * TILE_PX * 4;
                    state
                        .tile
                        .write(color, [0; 4], &mut pixels[first..], stride);
                }
            }
        };
        let rows = stride * TILE_PX;
        let (tiles, pixels) = (&mut self.exact.tiles, self.picture.pixels_mut());
        #[cfg(not(target_family = "wasm"))]
        {
            use rayon::prelude::*;
            tiles
                .par_chunks_mut(across)
                .zip(pixels.par_chunks_mut(rows))
                .for_each(write);
        }
        #[cfg(target_family = "wasm")]
        tiles
            .chunks_mut(across)
            .zip(pixels.chunks_mut(rows))
            .for_each(write);
        if is_final {
            return Completion::Final;
        }
        Completion::Partial {
            done: self.exact.done(blocks),
        }
    }
}
