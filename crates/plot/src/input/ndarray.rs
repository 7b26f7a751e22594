//! Arrays of the crate `ndarray`: one dimension, or frames × channels.

use std::sync::Arc;

use galry_data::{Element, Frames, Samples, Source};
use ndarray::{ArcArray, Array, ArrayView};

use super::{IntoSource, ToSource};

impl<'a, T: Element, D: Frames> ToSource<'a> for ArrayView<'a, T, D> {
    fn to_source(self) -> Arc<dyn Source + 'a> {
        Arc::new(Samples::from_array_view(self))
    }
}

impl<'a, T: Element, D: Frames> ToSource<'a> for &'a Array<T, D> {
    fn to_source(self) -> Arc<dyn Source + 'a> {
        self.view().to_source()
    }
}

impl<'a, T: Element, D: Frames + 'static> ToSource<'a> for Array<T, D> {
    fn to_source(self) -> Arc<dyn Source + 'a> {
        Arc::new(Samples::from_array(self))
    }
}

impl<'a, T: Element, D: Frames + 'static> ToSource<'a> for ArcArray<T, D> {
    fn to_source(self) -> Arc<dyn Source + 'a> {
        Arc::new(Samples::from_shared_array(self))
    }
}

/// Copied once.
impl<T: Element, D: Frames + 'static> IntoSource for ArrayView<'_, T, D> {
    fn into_source(self) -> Arc<dyn Source> {
        self.to_owned().into_source()
    }
}

/// Copied once.
impl<T: Element, D: Frames + 'static> IntoSource for &Array<T, D> {
    fn into_source(self) -> Arc<dyn Source> {
        self.clone().into_source()
    }
}

impl<T: Element, D: Frames + 'static> IntoSource for Array<T, D> {
    fn into_source(self) -> Arc<dyn Source> {
        Arc::new(Samples::from_array(self))
    }
}

impl<T: Element, D: Frames + 'static> IntoSource for ArcArray<T, D> {
    fn into_source(self) -> Arc<dyn Source> {
        Arc::new(Samples::from_shared_array(self))
    }
}

#[cfg(test)]
mod tests {
    use ndarray::{Array1, Array2};

    use super::*;
    use crate::{Figure, plot};

    fn channel(source: &dyn Source, channel: usize) -> Vec<f64> {
        let mut out = vec![0.0; source.len() as usize];
        source.read(channel, 0..source.len(), &mut out).unwrap();
        out
    }

    #[test]
    fn every_kind_of_array_goes_into_plots_and_figures() {
        let line = Array1::from_vec(vec![1_i16, 2, 3]);
        let image = Array2::from_shape_fn((3, 2), |(row, column)| (row * 10 + column) as f32);
        for source in [
            line.view().to_source(),
            (&line).to_source(),
            line.clone().to_source(),
            line.to_shared().to_source(),
        ] {
            assert_eq!(channel(&*source, 0), [1.0, 2.0, 3.0]);
        }
        for source in [
            image.view().into_source(),
            (&image).into_source(),
            image.clone().into_source(),
            image.to_shared().into_source(),
        ] {
            assert_eq!(source.channels(), 2);
            assert_eq!(channel(&*source, 1), [1.0, 11.0, 21.0]);
        }
        plot(&line).and(image.view()).check().unwrap();
        let figure = Figure::new();
        figure.axes().line(image.column(1));
        figure.check().unwrap();
    }
}
