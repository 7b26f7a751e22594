//! An image in its own type, over whatever holds its rows.

use std::ops::Range;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use super::cells::{Building, CELL, Cells};
use super::means::{self, Cuts};
use super::rows::Rows;
use super::{Limits, Raster, Shape};
use crate::element::Element;
use crate::{ElementType, Origin, Result};

/// Values that are built into cells between two looks at who else wants some.
const STEP_VALUES: u64 = 1 << 24;

/// An image over its rows.
#[derive(Debug)]
pub(super) struct Typed<T: Element, R: Rows<T>> {
    rows: R,
    /// Width and height as they are stored.
    size: [u64; 2],
    bands: usize,
    /// Whether stored rows are the image's columns.
    transposed: bool,
    pub(super) origin: Option<Origin>,
    /// Empty while a thread has it in hand, or once the cells are done.
    building: Mutex<Option<Building>>,
    cells: OnceLock<Cells>,
    marker: std::marker::PhantomData<fn() -> T>,
}

impl<T: Element, R: Rows<T>> Typed<T, R> {
    pub(super) fn new(rows: R, size: [u64; 2], bands: usize, origin: Option<Origin>) -> Self {
        Self {
            rows,
            size,
            bands,
            transposed: false,
            origin,
            building: Mutex::new(Some(Building::new(size, bands))),
            cells: OnceLock::new(),
            marker: std::marker::PhantomData,
        }
    }

    /// Sees stored rows as columns; for a single band.
    #[cfg(not(target_family = "wasm"))]
    pub(super) fn transposed(mut self) -> Self {
        self.transposed = true;
        self
    }

    fn shape(&self) -> Shape {
        Shape {
            size: self.size(),
            bands: self.bands,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<Building>> {
        // It is put in whole, so a panic elsewhere cannot have left half of one.
        self.building.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Cell rows that hold about so many values.
    fn cell_rows(&self, values: u64) -> usize {
        let each = self.size[0] * self.bands as u64 * CELL as u64;
        (values / each.max(1)).max(1) as usize
    }

    /// Calls `fill` with the axes and the room as they are stored, and turns the answer round.
    fn stored<A>(
        &self,
        [x, y]: [A; 2],
        [columns, rows]: [usize; 2],
        out: &mut [f32],
        fill: impl FnOnce([A; 2], &mut [f32]) -> Result<()>,
    ) -> Result<()> {
        if !self.transposed {
            return fill([x, y], out);
        }
        let mut turned = vec![0.0; out.len()];
        fill([y, x], &mut turned)?;
        for row in 0..rows {
            for column in 0..columns {
                out[row * columns + column] = turned[column * rows + row];
            }
        }
        Ok(())
    }

    fn means_of(
        &self,
        rows: &dyn Rows<impl Element>,
        band: usize,
        [x_edges, y_edges]: [&[f64]; 2],
        side: f64,
        out: &mut [f32],
    ) -> Result<()> {
        let counts = [x_edges.len() - 1, y_edges.len() - 1];
        let scaled = |edges: &[f64]| -> Vec<f64> { edges.iter().map(|edge| edge / side).collect() };
        self.stored(
            [scaled(x_edges), scaled(y_edges)],
            counts,
            out,
            |[x, y], out| {
                means::means(
                    rows,
                    [band, self.bands],
                    &Cuts::new(&x),
                    &Cuts::new(&y),
                    out,
                )
            },
        )
    }
}

impl<T: Element, R: Rows<T>> Raster for Typed<T, R> {
    fn size(&self) -> [u64; 2] {
        let [width, height] = self.size;
        if self.transposed {
            [height, width]
        } else {
            [width, height]
        }
    }

    fn bands(&self) -> usize {
        self.bands
    }

    fn element_type(&self) -> ElementType {
        T::TYPE
    }

    fn origin(&self) -> Option<&Origin> {
        self.origin.as_ref()
    }

    fn read(&self, band: usize, x: Range<u64>, y: Range<u64>, out: &mut [f32]) -> Result<()> {
        self.shape().check_band(band)?;
        self.shape().check_ranges(&x, &y, out.len())?;
        let counts = [x.end - x.start, y.end - y.start].map(|count| count as usize);
        let bands = self.bands as u64;
        self.stored([x, y], counts, out, |[columns, rows], out| {
            let width = (columns.end - columns.start) as usize;
            if width == 0 {
                return Ok(());
            }
            let wanted = columns.start * bands..columns.end * bands;
            let start = rows.start;
            self.rows.visit(rows, wanted, &mut |row, values| {
                let out = &mut out[(row - start) as usize * width..][..width];
                let own = values[band..].iter().step_by(self.bands);
                for (out, value) in out.iter_mut().zip(own) {
                    *out = value.to_f64() as f32;
                }
            })
        })
    }

    fn sample(&self, band: usize, columns: &[u64], rows: &[u64], out: &mut [f32]) -> Result<()> {
        self.shape().check_band(band)?;
        self.shape().check_places(columns, rows, out.len())?;
        let counts = [columns.len(), rows.len()];
        let bands = self.bands as u64;
        self.stored([columns, rows], counts, out, |[columns, rows], out| {
            let width = columns.len();
            let (Some(&first), Some(&last)) = (columns.iter().min(), columns.iter().max()) else {
                return Ok(());
            };
            crate::parallel::try_pieces(out, width, |start, out| {
                let row = rows[start / width];
                let wanted = first * bands..(last + 1) * bands;
                self.rows.visit(row..row + 1, wanted, &mut |_, values| {
                    for (out, &column) in out.iter_mut().zip(columns) {
                        let index = ((column - first) * bands) as usize + band;
                        *out = values[index].to_f64() as f32;
                    }
                })
            })
        })
    }

    fn means(&self, band: usize, x_edges: &[f64], y_edges: &[f64], out: &mut [f32]) -> Result<()> {
        self.shape().check_band(band)?;
        self.shape().check_edges(x_edges, y_edges, out.len())?;
        // Cells whose values are all there have the very mean that is asked for.
        let whole = self
            .cells
            .get()
            .filter(|cells| cells.limits[band].missing == 0);
        let level = whole.and_then(|cells| cells.level_of_edges([x_edges, y_edges], self.size()));
        match level {
            Some(level) => {
                let edges = [x_edges, y_edges];
                self.means_of(level, band, edges, level.side as f64, out)
            }
            None => self.means_of(&self.rows, band, [x_edges, y_edges], 1.0, out),
        }
    }

    fn coarse(
        &self,
        band: usize,
        x_edges: &[f64],
        y_edges: &[f64],
        out: &mut [f32],
    ) -> Result<bool> {
        self.shape().check_band(band)?;
        self.shape().check_edges(x_edges, y_edges, out.len())?;
        let side = |edges: &[f64]| {
            let whole = edges[edges.len() - 1] - edges[0];
            whole.abs() / (edges.len() - 1) as f64
        };
        let smaller = side(x_edges).min(side(y_edges));
        let Some(level) = self.cells.get().and_then(|cells| cells.level(smaller)) else {
            return Ok(false);
        };
        let edges = [x_edges, y_edges];
        self.means_of(level, band, edges, level.side as f64, out)?;
        Ok(true)
    }

    fn build(&self, values: u64) -> Result<f64> {
        if self.cells.get().is_some() {
            return Ok(1.0);
        }
        let taken = self.lock().take();
        // Another thread has it in hand.
        let Some(mut building) = taken else {
            return Ok(0.0);
        };
        // Not under the lock, as threads that wait for each other may want it.
        let result = building.go_on(&self.rows, self.size, self.cell_rows(values));
        let done = building.progress();
        if building.is_done() {
            self.cells.get_or_init(|| building.finish(self.size));
        } else {
            *self.lock() = Some(building);
        }
        result.map(|()| done)
    }

    fn limits(&self, band: usize) -> Result<Limits> {
        self.shape().check_band(band)?;
        if self.cells.get().is_none() {
            let taken = self.lock().take();
            let mut building = taken.unwrap_or_else(|| Building::new(self.size, self.bands));
            while !building.is_done() {
                let count = self.cell_rows(STEP_VALUES);
                if let Err(error) = building.go_on(&self.rows, self.size, count) {
                    *self.lock() = Some(building);
                    return Err(error);
                }
            }
            self.cells.get_or_init(|| building.finish(self.size));
        }
        let limits = self.cells.get().map(|cells| cells.limits[band]);
        Ok(limits.unwrap_or(Limits::EMPTY))
    }
}
