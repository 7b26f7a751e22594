//! Images in memory.

use std::ops::Range;
use std::sync::Arc;

use super::rows::{Rows, visit_slice};
use super::typed::Typed;
use super::{Limits, Raster};
use crate::element::Element;
use crate::{ElementType, Error, Origin, Result};

/// An image in memory: borrowed, owned or shared, never copied.
///
/// ```
/// use galry_data::{Grid, Raster as _};
///
/// let image = Grid::from_slice([4, 2], 1, &[0_u8, 10, 20, 30, 40, 50, 60, 70])?;
/// let mut means = [0.0; 2];
/// // Two rectangles, each two and a half and one and a half columns wide.
/// image.means(0, &[0.0, 2.5, 4.0], &[0.0, 2.0], &mut means)?;
/// assert_eq!(means, [28.0, 140.0 / 3.0]);
/// # Ok::<(), galry_data::Error>(())
/// ```
#[derive(Debug)]
pub struct Grid<'a, T: Element> {
    typed: Typed<T, Values<'a, T>>,
}

/// The values, however they are held.
enum Values<'a, T> {
    Slice(&'a [T], u64),
    Vec(Vec<T>, u64),
    Arc(Arc<[T]>, u64),
}

impl<T> Values<'_, T> {
    /// All values, and how many a row has.
    fn get(&self) -> (&[T], u64) {
        match self {
            Self::Slice(values, row) => (values, *row),
            Self::Vec(values, row) => (values, *row),
            Self::Arc(values, row) => (values, *row),
        }
    }
}

impl<T> std::fmt::Debug for Values<'_, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} values in memory", self.get().0.len())
    }
}

impl<T: Element> Rows<T> for Values<'_, T> {
    fn visit(
        &self,
        rows: Range<u64>,
        columns: Range<u64>,
        work: &mut dyn FnMut(u64, &[T]),
    ) -> Result<()> {
        let (values, row_values) = self.get();
        visit_slice(values, row_values, rows, &columns, work);
        Ok(())
    }
}

impl<'a, T: Element> Grid<'a, T> {
    /// Borrows `size[0]` × `size[1]` × `bands` values, row by row, the bands of a place together.
    ///
    /// # Errors
    /// [`Error::ImageLength`] when there are not as many values.
    pub fn from_slice(size: [u64; 2], bands: usize, values: &'a [T]) -> Result<Self> {
        let row = row_values(size, bands, values.len())?;
        Ok(Self::new(size, bands, Values::Slice(values, row)))
    }

    /// Takes values over.
    ///
    /// # Errors
    /// As [`from_slice`](Self::from_slice).
    pub fn from_vec(size: [u64; 2], bands: usize, values: Vec<T>) -> Result<Self> {
        let row = row_values(size, bands, values.len())?;
        Ok(Self::new(size, bands, Values::Vec(values, row)))
    }

    /// Shares values.
    ///
    /// # Errors
    /// As [`from_slice`](Self::from_slice).
    pub fn from_arc(size: [u64; 2], bands: usize, values: Arc<[T]>) -> Result<Self> {
        let row = row_values(size, bands, values.len())?;
        Ok(Self::new(size, bands, Values::Arc(values, row)))
    }

    /// Names the file that the values came from.
    #[cfg(not(target_family = "wasm"))]
    pub(super) fn with_origin(mut self, origin: Origin) -> Self {
        self.typed.origin = Some(origin);
        self
    }

    fn new(size: [u64; 2], bands: usize, values: Values<'a, T>) -> Self {
        Self {
            typed: Typed::new(values, size, bands, None),
        }
    }
}

fn row_values(size: [u64; 2], bands: usize, actual: usize) -> Result<u64> {
    let row = size[0].checked_mul(bands as u64);
    match row.and_then(|row| row.checked_mul(size[1])) {
        Some(expected) if expected == actual as u64 && bands > 0 => Ok(size[0] * bands as u64),
        _ => Err(Error::ImageLength {
            size,
            bands,
            actual: actual as u64,
        }),
    }
}

/// Hands every call on to the inside, which is the same for memory and files.
impl<T: Element> Raster for Grid<'_, T> {
    fn size(&self) -> [u64; 2] {
        self.typed.size()
    }

    fn bands(&self) -> usize {
        self.typed.bands()
    }

    fn element_type(&self) -> ElementType {
        T::TYPE
    }

    fn origin(&self) -> Option<&Origin> {
        self.typed.origin()
    }

    fn read(&self, band: usize, x: Range<u64>, y: Range<u64>, out: &mut [f32]) -> Result<()> {
        self.typed.read(band, x, y, out)
    }

    fn sample(&self, band: usize, columns: &[u64], rows: &[u64], out: &mut [f32]) -> Result<()> {
        self.typed.sample(band, columns, rows, out)
    }

    fn means(&self, band: usize, x_edges: &[f64], y_edges: &[f64], out: &mut [f32]) -> Result<()> {
        self.typed.means(band, x_edges, y_edges, out)
    }

    fn coarse(
        &self,
        band: usize,
        x_edges: &[f64],
        y_edges: &[f64],
        out: &mut [f32],
    ) -> Result<bool> {
        self.typed.coarse(band, x_edges, y_edges, out)
    }

    fn build(&self, values: u64) -> Result<f64> {
        self.typed.build(values)
    }

    fn limits(&self, band: usize) -> Result<Limits> {
        self.typed.limits(band)
    }
}
