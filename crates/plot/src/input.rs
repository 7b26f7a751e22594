//! Numbers in: everything that can be plotted.

#[cfg(feature = "ndarray")]
mod ndarray;

use std::sync::Arc;

use galry_data::{Element, FunctionSource, Samples, Source, Stream, Sweep};

/// Values that can be shown for as long as `'a`, without a copy.
///
/// Slices, arrays and vectors of any number type are borrowed; owned vectors, shared arrays,
/// [`Samples`] and sources are taken as they are.
pub trait ToSource<'a> {
    /// The values as a source.
    fn to_source(self) -> Arc<dyn Source + 'a>;
}

impl<'a, T: Element> ToSource<'a> for &'a [T] {
    fn to_source(self) -> Arc<dyn Source + 'a> {
        Arc::new(Samples::from_slice(self))
    }
}

impl<'a, T: Element> ToSource<'a> for &'a Vec<T> {
    fn to_source(self) -> Arc<dyn Source + 'a> {
        self.as_slice().to_source()
    }
}

impl<'a, T: Element, const N: usize> ToSource<'a> for &'a [T; N] {
    fn to_source(self) -> Arc<dyn Source + 'a> {
        self.as_slice().to_source()
    }
}

impl<'a, T: Element> ToSource<'a> for Vec<T> {
    fn to_source(self) -> Arc<dyn Source + 'a> {
        Arc::new(Samples::from_vec(self))
    }
}

impl<'a, T: Element> ToSource<'a> for Arc<[T]> {
    fn to_source(self) -> Arc<dyn Source + 'a> {
        Arc::new(Samples::from_arc(self))
    }
}

impl<'a, T: Element> ToSource<'a> for Samples<'a, T> {
    fn to_source(self) -> Arc<dyn Source + 'a> {
        Arc::new(self)
    }
}

impl<'a, T: Element> ToSource<'a> for Stream<T> {
    fn to_source(self) -> Arc<dyn Source + 'a> {
        Arc::new(self)
    }
}

impl<'a> ToSource<'a> for Sweep {
    fn to_source(self) -> Arc<dyn Source + 'a> {
        Arc::new(self)
    }
}

impl<'a, F: Fn(u64) -> f64 + Send + Sync + 'a> ToSource<'a> for FunctionSource<F> {
    fn to_source(self) -> Arc<dyn Source + 'a> {
        Arc::new(self)
    }
}

impl<'a> ToSource<'a> for Arc<dyn Source + 'a> {
    fn to_source(self) -> Self {
        self
    }
}

/// Values that a figure can own.
///
/// Owned vectors, shared arrays, [`Samples`] and sources go in without a copy; what is borrowed
/// (slices, arrays) is copied once.
pub trait IntoSource {
    /// The values as a source that borrows nothing.
    fn into_source(self) -> Arc<dyn Source>;
}

impl<T: Element> IntoSource for &[T] {
    fn into_source(self) -> Arc<dyn Source> {
        Arc::new(Samples::from_vec(self.to_vec()))
    }
}

impl<T: Element> IntoSource for &Vec<T> {
    fn into_source(self) -> Arc<dyn Source> {
        self.as_slice().into_source()
    }
}

impl<T: Element, const N: usize> IntoSource for &[T; N] {
    fn into_source(self) -> Arc<dyn Source> {
        self.as_slice().into_source()
    }
}

impl<T: Element> IntoSource for Vec<T> {
    fn into_source(self) -> Arc<dyn Source> {
        Arc::new(Samples::from_vec(self))
    }
}

impl<T: Element> IntoSource for Arc<[T]> {
    fn into_source(self) -> Arc<dyn Source> {
        Arc::new(Samples::from_arc(self))
    }
}

impl<T: Element> IntoSource for Samples<'static, T> {
    fn into_source(self) -> Arc<dyn Source> {
        Arc::new(self)
    }
}

impl<T: Element> IntoSource for Stream<T> {
    fn into_source(self) -> Arc<dyn Source> {
        Arc::new(self)
    }
}

impl IntoSource for Sweep {
    fn into_source(self) -> Arc<dyn Source> {
        Arc::new(self)
    }
}

impl<F: Fn(u64) -> f64 + Send + Sync + 'static> IntoSource for FunctionSource<F> {
    fn into_source(self) -> Arc<dyn Source> {
        Arc::new(self)
    }
}

impl IntoSource for Arc<dyn Source> {
    fn into_source(self) -> Self {
        self
    }
}

/// Markers in: a [`Symbol`](galry_visuals::Symbol), its name, or matplotlib's letter.
pub trait IntoMarker {
    /// The symbol, or the text that is none.
    ///
    /// # Errors
    /// [`galry_visuals::Error`] when the text names no symbol.
    fn into_marker(self) -> galry_visuals::Result<galry_visuals::Symbol>;
}

impl IntoMarker for galry_visuals::Symbol {
    fn into_marker(self) -> galry_visuals::Result<galry_visuals::Symbol> {
        Ok(self)
    }
}

impl IntoMarker for &str {
    fn into_marker(self) -> galry_visuals::Result<galry_visuals::Symbol> {
        self.parse()
    }
}

/// Colours in: a [`Color`](galry_visuals::Color), or text as CSS or matplotlib writes it.
pub trait IntoColor {
    /// The colour, or the text that is none.
    ///
    /// # Errors
    /// [`galry_visuals::Error`] when the text names no colour.
    fn into_color(self) -> galry_visuals::Result<galry_visuals::Color>;
}

impl IntoColor for galry_visuals::Color {
    fn into_color(self) -> galry_visuals::Result<galry_visuals::Color> {
        Ok(self)
    }
}

impl IntoColor for &str {
    fn into_color(self) -> galry_visuals::Result<galry_visuals::Color> {
        self.parse()
    }
}
