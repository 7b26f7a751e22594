//! Data of all kinds make a sane picture or a clear error, never a panic.

use galry_plot::{AxisScale, Error, Figure, plot};

use crate::support::{FIRST, WHITE, draw, figure, image};

#[test]
fn a_figure_without_lines_draws_axes() {
    let empty = Figure::new();
    empty.size(200, 120);
    let drawn = draw(&empty);
    let ink = drawn.bounding_box_where(|pixel| pixel != WHITE).unwrap();
    assert!(ink.size()[0] > 150 && ink.size()[1] > 80, "{ink:?}");
    assert!(drawn.bounding_box_of(FIRST, 8).is_none());
}

#[test]
fn lines_without_a_number_are_an_error() {
    for (values, message) in [
        (vec![], "nothing to show: no samples"),
        (
            vec![f64::NAN],
            "nothing to show: the only sample is not a finite number",
        ),
        (
            vec![f64::NAN, f64::INFINITY, f64::NEG_INFINITY],
            "nothing to show: none of 3 samples is a finite number",
        ),
    ] {
        let error = figure(values.clone()).to_picture().unwrap_err();
        assert!(matches!(error, Error::NothingToShow { .. }));
        assert_eq!(error.to_string(), message);
        assert_eq!(plot(&values).to_svg().unwrap_err().to_string(), message);
    }
}

#[test]
fn one_line_with_numbers_is_enough() {
    let figure = figure(vec![f64::NAN; 3]);
    figure.axes().line(vec![1.0, 2.0]);
    figure.to_picture().unwrap();
}

#[test]
fn odd_data_make_a_picture_with_their_line_in_it() {
    for values in [
        vec![5.0],
        vec![0.0],
        vec![3.0; 50],
        vec![1e300, -1e300, 1e300],
        vec![1e300; 4],
        vec![
            1.0,
            f64::INFINITY,
            2.0,
            f64::NEG_INFINITY,
            f64::NAN,
            3.0,
            4.0,
        ],
        vec![1e9, 1e9 + 1e-6],
        vec![5e-324, 0.0],
        vec![f64::MAX / 8.0, -f64::MAX / 8.0],
    ] {
        let figure = figure(values.clone());
        figure.axes().grid(false);
        figure.antialias(false);
        assert!(
            draw(&figure).bounding_box_of(FIRST, 0).is_some(),
            "{values:?}"
        );
        figure.antialias(true);
        draw(&figure);
        figure.to_svg().unwrap();
    }
}

#[test]
fn extreme_data_are_survived_on_every_scale() {
    for values in [
        vec![f64::MAX, -f64::MAX],
        vec![-1.0, 0.0],
        vec![5e-324, f64::MAX],
        vec![0.0, 1e300],
    ] {
        for scale in [AxisScale::Linear, AxisScale::Log10] {
            let figure = figure(values.clone());
            figure.axes().yscale(scale).xscale(scale);
            draw(&figure);
        }
    }
}

#[test]
fn x_in_any_order_makes_a_curve() {
    let figure = Figure::new();
    figure.size(200, 120);
    let axes = figure.axes();
    let turn = |i: u32| f64::from(i) * std::f64::consts::TAU / 60.0;
    axes.line((0..=60).map(|i| turn(i).sin()).collect::<Vec<_>>())
        .x((0..=60).map(|i| turn(i).cos()).collect::<Vec<_>>());
    let drawn = draw(&figure);
    let ring = drawn.bounding_box_of(FIRST, 60).unwrap();
    assert!(ring.size()[0] > 120 && ring.size()[1] > 50, "{ring:?}");
    // Hollow.
    let middle = drawn.pixel(
        ring.min[0] + ring.size()[0] / 2,
        ring.min[1] + ring.size()[1] / 2 + 7,
    );
    assert_ne!(middle, FIRST);
    let x = [2.0, f64::NAN, 0.0, 1.0];
    image(
        plot(&[1.0, 2.0, 3.0, 4.0])
            .x(&x)
            .size(200, 120)
            .to_picture()
            .unwrap(),
    );
}
