//! What one view shows of a raster: exact at rest, coarse while it moves within a frame budget.

use std::time::Duration;

use galry_data::{ElementType, Raster};
use galry_visuals::{
    Description, Frame, Image, ImageData, ImagePlace, ImageValues, Placement, Renderer, Visual as _,
};

use super::grid::{Asked, RasterAxis};
use super::{RasterColors, RasterImage};
use crate::{Completion, Result};

/// Values that are read for a frame without a look at the clock.
const QUICK_VALUES: f64 = 8e6;

/// Values that are done between two looks at the clock.
const STEP_VALUES: f64 = 4e6;

/// What a view asks for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct RasterRequest {
    pub(crate) x: RasterAxis,
    pub(crate) y: RasterAxis,
    /// The view: x, y, width and height in framebuffer pixels.
    pub(crate) rect_px: [i32; 4],
    pub(crate) antialias: bool,
}

/// How far the picture of the last request is.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
enum Stage {
    /// Coarse or single values; so many rows of the exact means are there.
    Coarse { rows: usize },
    #[default]
    Exact,
}

/// A raster in a view.
#[derive(Debug, Default)]
pub(crate) struct RasterLayer {
    request: Option<RasterRequest>,
    asked: Option<[Asked; 2]>,
    stage: Stage,
    visual: Image,
    /// Means by band, row by row, as shown.
    values: Vec<Vec<f32>>,
}

impl RasterLayer {
    /// Brings the picture up to date as far as the time allows.
    pub(crate) fn refine(
        &mut self,
        image: &RasterImage<'_>,
        request: &RasterRequest,
        budget: Option<Duration>,
    ) -> Result<Completion> {
        self.visual.set_style(image.style().clone());
        let is_new = self.request.as_ref() != Some(request);
        if is_new {
            self.request = Some(*request);
            self.asked = match (request.x.ask(), request.y.ask()) {
                (Some(x), Some(y)) => Some([x, y]),
                _ => None,
            };
            self.stage = Stage::Coarse { rows: 0 };
        }
        let Some([x, y]) = self.asked.clone() else {
            self.visual.set_data(ImageData::default());
            self.stage = Stage::Exact;
            return Ok(Completion::Final);
        };
        if self.stage == Stage::Exact {
            return Ok(Completion::Final);
        }
        let raster = &**image.raster();
        let clock = Clock::start(budget);
        let cost = span(&x.edges) * span(&y.edges) * raster.bands() as f64;
        if clock.is_none() || cost <= QUICK_VALUES {
            self.values = all_bands(image, |band| {
                let mut means = vec![0.0; cells(&x) * cells(&y)];
                raster.means(band, &x.edges, &y.edges, &mut means)?;
                Ok(means)
            })?;
            self.stage = Stage::Exact;
            self.show(image, request, [&x, &y])?;
            return Ok(Completion::Final);
        }
        if is_new {
            self.values = all_bands(image, |band| coarse(raster, band, &x, &y))?;
            self.show(image, request, [&x, &y])?;
            return Ok(Completion::Partial { done: 0.0 });
        }
        self.go_on(image, [&x, &y], clock.unwrap_or_default())?;
        self.show(image, request, [&x, &y])?;
        Ok(match self.stage {
            Stage::Exact => Completion::Final,
            Stage::Coarse { rows } => Completion::Partial {
                done: rows as f64 / cells(&y) as f64,
            },
        })
    }

    /// Builds cells, then computes rows of exact means, until the time is up.
    fn go_on(&mut self, image: &RasterImage<'_>, [x, y]: [&Asked; 2], clock: Clock) -> Result<()> {
        let raster = &**image.raster();
        while raster.build(STEP_VALUES as u64)? < 1.0 {
            if clock.is_over() {
                return Ok(());
            }
        }
        let (width, height) = (cells(x), cells(y));
        let row_cost = span(&x.edges) * span(&y.edges) / height as f64;
        let step = ((STEP_VALUES / row_cost) as usize).max(8);
        while let Stage::Coarse { rows } = self.stage {
            let end = (rows + step).min(height);
            for (band, values) in bands_of(image).zip(&mut self.values) {
                let out = &mut values[rows * width..end * width];
                raster.means(band, &x.edges, &y.edges[rows..=end], out)?;
            }
            self.stage = if end == height {
                Stage::Exact
            } else {
                Stage::Coarse { rows: end }
            };
            if clock.is_over() {
                break;
            }
        }
        Ok(())
    }

    /// Gives the values to the visual.
    fn show(
        &mut self,
        image: &RasterImage<'_>,
        request: &RasterRequest,
        [x, y]: [&Asked; 2],
    ) -> Result<()> {
        let size = [cells(x) as u32, cells(y) as u32];
        let values = match image.colors() {
            RasterColors::Band(_) => {
                ImageValues::F32(self.values.first().cloned().unwrap_or_default())
            }
            RasterColors::Direct => {
                ImageValues::Rgba8(colors(&self.values, image.raster().element_type()))
            }
        };
        self.visual.set_data(ImageData::new(size, values)?);
        self.visual.set_place(ImagePlace {
            x: x.place.clone(),
            y: y.place.clone(),
            window_px: request.rect_px,
            antialias: request.antialias,
        });
        Ok(())
    }

    pub(crate) fn draw(
        &mut self,
        renderer: &mut Renderer,
        frame: &Frame<'_>,
        placement: &Placement,
    ) -> Result<()> {
        self.visual.prepare(renderer)?;
        Ok(self.visual.draw(renderer, frame, placement)?)
    }

    pub(crate) fn describe(&self, placement: &Placement, out: &mut Description) {
        self.visual.describe(placement, out);
    }

    pub(crate) fn forget_gl(&mut self) {
        self.visual.forget_gl();
    }
}

/// How many means lie between edges.
fn cells(asked: &Asked) -> usize {
    asked.edges.len() - 1
}

/// Values between the outer edges.
fn span(edges: &[f64]) -> f64 {
    (edges[edges.len() - 1] - edges[0]).abs()
}

fn bands_of(image: &RasterImage<'_>) -> std::ops::Range<usize> {
    match image.colors() {
        RasterColors::Band(band) => band..band + 1,
        RasterColors::Direct => 0..image.raster().bands(),
    }
}

fn all_bands(
    image: &RasterImage<'_>,
    mut of_band: impl FnMut(usize) -> Result<Vec<f32>>,
) -> Result<Vec<Vec<f32>>> {
    bands_of(image).map(&mut of_band).collect()
}

/// Means of cells, or single values where there are none yet.
fn coarse(raster: &dyn Raster, band: usize, x: &Asked, y: &Asked) -> Result<Vec<f32>> {
    let mut out = vec![0.0; cells(x) * cells(y)];
    if !raster.coarse(band, &x.edges, &y.edges, &mut out)? {
        let middles = |edges: &[f64], count: u64| -> Vec<u64> {
            edges
                .windows(2)
                .map(|pair| ((0.5 * (pair[0] + pair[1])) as u64).min(count.saturating_sub(1)))
                .collect()
        };
        let [width, height] = raster.size();
        let (columns, rows) = (middles(&x.edges, width), middles(&y.edges, height));
        raster.sample(band, &columns, &rows, &mut out)?;
    }
    Ok(out)
}

/// Colours out of two, three or four bands: straight alpha.
fn colors(bands: &[Vec<f32>], element: ElementType) -> Vec<u8> {
    let scale = match element {
        ElementType::U8 => 1.0,
        ElementType::U16 => 1.0 / 257.0,
        _ => 255.0,
    };
    // Float to integer saturates, and NaN becomes 0.
    let byte = |band: usize, index: usize| (bands[band][index] * scale + 0.5) as u8;
    let count = bands.first().map_or(0, Vec::len);
    (0..count)
        .flat_map(|index| match bands.len() {
            2 => {
                let gray = byte(0, index);
                [gray, gray, gray, byte(1, index)]
            }
            3 => [byte(0, index), byte(1, index), byte(2, index), u8::MAX],
            _ => [0, 1, 2, 3].map(|band| byte(band, index)),
        })
        .collect()
}

/// The time that is left for a frame; there is none on the web, where no clock is.
#[derive(Debug, Clone, Copy, Default)]
struct Clock {
    #[cfg(not(target_family = "wasm"))]
    end: Option<std::time::Instant>,
}

impl Clock {
    #[cfg(not(target_family = "wasm"))]
    fn start(budget: Option<Duration>) -> Option<Self> {
        budget.map(|budget| Self {
            end: std::time::Instant::now().checked_add(budget),
        })
    }

    #[cfg(target_family = "wasm")]
    fn start(_budget: Option<Duration>) -> Option<Self> {
        None
    }

    #[cfg(not(target_family = "wasm"))]
    fn is_over(self) -> bool {
        self.end.is_some_and(|end| std::time::Instant::now() >= end)
    }

    #[cfg(target_family = "wasm")]
    fn is_over(self) -> bool {
        false
    }
}
