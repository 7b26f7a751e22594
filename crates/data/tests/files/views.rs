//! Arrays of the crate `ndarray`, compared with their own columns.

use galry_data::{Samples, Source as _};
use ndarray::{Array1, Array2, Array3, ArrayView1, ArrayView2, Axis, ShapeBuilder as _, s};
use proptest::prelude::*;

/// Channel by channel.
fn all(samples: &Samples<'_, i16>) -> Vec<Vec<f64>> {
    (0..samples.channels())
        .map(|channel| {
            let mut out = vec![0.0; samples.len() as usize];
            samples.read(channel, 0..samples.len(), &mut out).unwrap();
            out
        })
        .collect()
}

fn columns(view: &ArrayView2<'_, i16>) -> Vec<Vec<f64>> {
    let column = |column: ArrayView1<'_, i16>| column.iter().map(|&v| f64::from(v)).collect();
    view.columns().into_iter().map(column).collect()
}

fn counting(rows: usize, columns: usize, fortran: bool) -> Array2<i16> {
    let mut next = 0;
    Array2::from_shape_simple_fn((rows, columns).set_f(fortran), || {
        next += 1;
        next
    })
}

#[test]
fn arrays_without_gaps_are_not_copied() {
    for fortran in [false, true] {
        let array = counting(5, 3, fortran);
        let samples = Samples::from_array_view(array.view());
        assert_eq!(samples.values().as_ptr(), array.as_ptr());
        assert_eq!(all(&samples), columns(&array.view()));
        // A transposed view is the same memory in the other order.
        let transposed = Samples::from_array_view(array.t());
        assert_eq!(transposed.values().as_ptr(), array.as_ptr());
        assert_eq!((transposed.len(), transposed.channels()), (3, 5));
        assert_eq!(all(&transposed), columns(&array.t()));

        let shared = array.clone().into_shared();
        let of_shared = Samples::from_shared_array(shared.clone());
        assert_eq!(of_shared.values().as_ptr(), shared.as_ptr());
        assert_eq!(all(&of_shared), columns(&array.view()));
        let (pointer, expected) = (array.as_ptr(), columns(&array.view()));
        drop((samples, transposed));
        let samples = Samples::from_array(array);
        assert_eq!(samples.values().as_ptr(), pointer);
        assert_eq!(all(&samples), expected);
    }
    let line = Array1::from_vec(vec![1_i16, 2, 3]);
    let samples = Samples::from_array_view(line.slice(s![1..]));
    assert_eq!(samples.values().as_ptr(), &raw const line[1]);
    // Part of a shared array keeps all of it alive, and shows the part.
    drop(samples);
    let shared = line.into_shared();
    let part = shared.clone().slice_move(s![..2]);
    let samples = Samples::from_shared_array(part);
    assert_eq!(samples.values(), [1, 2]);
    assert_eq!(samples.values().as_ptr(), shared.as_ptr());
}

#[test]
fn empty_arrays_have_no_samples() {
    for shape in [[0, 3], [3, 0], [0, 0]] {
        let array = Array2::<i16>::zeros(shape);
        let samples = Samples::from_array_view(array.view());
        assert_eq!(
            (samples.len(), samples.channels()),
            (0, shape[1].max(1)),
            "{shape:?}"
        );
    }
    assert_eq!(Samples::from_array(Array1::<f32>::zeros(0)).len(), 0);
}

proptest! {
    /// Slices with any steps, reversed and transposed, of any order in memory.
    #[test]
    fn any_view_reads_as_its_columns(
        rows in 1_usize..9, width in 1_usize..6, fortran: bool, transposed: bool,
        step in prop::sample::select(vec![-3_isize, -2, -1, 1, 2, 3]),
        across in prop::sample::select(vec![-2_isize, -1, 1, 2]),
        depth in 0_usize..3,
    ) {
        let whole = Array3::from_shape_fn((rows, width, 3).set_f(fortran), |(r, c, d)| {
            (r * 100 + c * 10 + d) as i16
        });
        let view = whole.index_axis(Axis(2), depth);
        let mut view = view.slice(s![..;step, ..;across]);
        if transposed {
            view = view.reversed_axes();
        }
        let expected = columns(&view);
        prop_assert_eq!(&all(&Samples::from_array_view(view)), &expected);
        prop_assert_eq!(&all(&Samples::from_array(view.to_owned())), &expected);
        prop_assert_eq!(&all(&Samples::from_shared_array(view.to_shared())), &expected);
        let first = view.column(0);
        let one = Samples::from_array_view(first);
        prop_assert_eq!(&all(&one)[0], &expected[0]);
    }
}
