//! Arrays of the crate `ndarray` as samples: one dimension, or frames × channels.

use ndarray::{ArcArray, Array, ArrayRef, ArrayView, Dimension, Ix1, Ix2};

use crate::element::Element;
use crate::samples::Samples;
use crate::store::Order;

/// The dimensions that samples can have: [`Ix1`], samples of one channel, and [`Ix2`], frames ×
/// channels.
///
/// Others become one of them by `into_dimensionality`.
pub trait Frames: Dimension + Send + Sync + sealed::Sealed {
    /// Number of channels of an array of this shape. An array without columns is one channel
    /// without samples.
    #[doc(hidden)]
    fn channels(&self) -> usize;
}

mod sealed {
    #[expect(unnameable_types, reason = "so that nobody else implements it")]
    pub trait Sealed {}
    impl Sealed for ndarray::Ix1 {}
    impl Sealed for ndarray::Ix2 {}
}

impl Frames for Ix1 {
    fn channels(&self) -> usize {
        1
    }
}

impl Frames for Ix2 {
    fn channels(&self) -> usize {
        self[1].max(1)
    }
}

/// The order in which an array's values lie in memory, without gaps; none if they do not.
///
/// "Contiguous" in ndarray's sense will not do: it holds for reversed axes too.
fn order_in_memory<T, D: Dimension>(array: &ArrayRef<T, D>) -> Option<Order> {
    if array.is_standard_layout() {
        Some(Order::Interleaved)
    } else if array.t().is_standard_layout() {
        Some(Order::Planar)
    } else {
        None
    }
}

/// A shared array whose values lie in one of the two orders.
struct Whole<T, D>(ArcArray<T, D>);

impl<T, D: Dimension> AsRef<[T]> for Whole<T, D> {
    fn as_ref(&self) -> &[T] {
        self.0.as_slice_memory_order().unwrap_or_default()
    }
}

impl<'a, T: Element> Samples<'a, T> {
    /// Borrows a view, as frames × channels if it has two dimensions.
    ///
    /// Nothing is copied where the values lie without gaps, rows first (interleaved) or columns
    /// first (planar). Others, such as a column of a wider array or a reversed one, are copied
    /// once.
    ///
    /// ```
    /// use galry_data::{Samples, Source};
    ///
    /// let recording = ndarray::array![[0_i16, 10], [1, 11], [2, 12]];
    /// let samples = Samples::from_array_view(recording.view());
    /// assert_eq!((samples.len(), samples.channels()), (3, 2));
    /// assert_eq!(samples.values().as_ptr(), recording.as_ptr());
    /// ```
    #[must_use]
    pub fn from_array_view<D: Frames>(view: ArrayView<'a, T, D>) -> Self {
        let channels = view.raw_dim().channels();
        let order = order_in_memory(&view);
        let slice = match order {
            Some(Order::Interleaved) => view.to_slice(),
            Some(Order::Planar) => view.reversed_axes().to_slice(),
            None => return Self::copy_of(&view),
        };
        // In one of the two orders there always is a slice.
        Self::from_slice(slice.unwrap_or_default()).shaped(channels, order)
    }

    /// Takes an array over, without a copy under the same conditions as
    /// [`from_array_view`](Self::from_array_view).
    #[must_use]
    pub fn from_array<D: Frames + 'static>(array: Array<T, D>) -> Self {
        Self::from_shared_array(array.into_shared())
    }

    /// Shares an array, without a copy under the same conditions as
    /// [`from_array_view`](Self::from_array_view).
    #[must_use]
    pub fn from_shared_array<D: Frames + 'static>(array: ArcArray<T, D>) -> Self {
        let channels = array.raw_dim().channels();
        match order_in_memory(&array) {
            Some(order) => Self::from_owner(Whole(array)).shaped(channels, Some(order)),
            None => Self::copy_of(&array.view()),
        }
    }

    /// The values row by row, in memory of their own.
    fn copy_of<D: Frames>(view: &ArrayView<'_, T, D>) -> Self {
        let values: Vec<T> = view.iter().copied().collect();
        Self::from_vec(values).shaped(view.raw_dim().channels(), None)
    }

    fn shaped(self, channels: usize, order: Option<Order>) -> Self {
        self.with_whole_frames(channels, order.unwrap_or_default())
    }
}
