//! Mistakes are kept with the place of the call, and read well.

use std::sync::Arc;

use galry_data::{Samples, Source};
use galry_plot::{Error, Figure, plot};

/// Checks what a figure's only mistake says, and that it names the line before `next_line`.
fn assert_told(figure: &Figure, part: &str, next_line: u32) {
    let text = figure.check().unwrap_err().to_string();
    let place = format!("mistakes.rs:{})", next_line - 1);
    assert!(
        text.contains(part) && text.ends_with(&place),
        "{text}, not {place}"
    );
}

#[test]
fn a_mistake_names_the_line_of_its_call() {
    let fresh = || {
        let figure = Figure::new();
        let line = figure.axes().line(vec![1.0, 2.0]);
        (figure.clone(), figure.axes(), line)
    };
    let (figure, _, line) = fresh();
    line.linewidth(-1.0);
    assert_told(&figure, "line width: expected", line!());
    let (figure, _, line) = fresh();
    line.rate(0.0);
    assert_told(&figure, "rate: expected", line!());
    let (figure, _, line) = fresh();
    line.x(vec![1.0]);
    assert_told(&figure, "y values (2), got 1", line!());
    let (figure, axes, _) = fresh();
    axes.xlim(1.0, 1.0);
    assert_told(&figure, "must differ", line!());
    let (figure, axes, _) = fresh();
    axes.ylim(f64::NAN, 1.0);
    assert_told(&figure, "finite", line!());
    let (figure, axes, _) = fresh();
    let source: Arc<dyn Source> = Arc::new(Samples::from_vec(vec![1.0f32]));
    axes.channel(source, 1);
    assert_told(&figure, "below 1, got 1", line!());
    let (figure, _, _) = fresh();
    figure.background("nope");
    assert_told(&figure, "\"nope\"", line!());
}

#[test]
fn the_first_mistake_comes_back_wherever_the_figure_is_wanted() {
    let figure = Figure::new();
    let line = figure.axes().line(vec![1.0]);
    line.color("no-colour").linewidth(0.0);
    let first = figure.check().unwrap_err().to_string();
    assert!(first.contains("no-colour"));
    assert_eq!(figure.to_picture().unwrap_err().to_string(), first);
    assert_eq!(figure.to_svg().unwrap_err().to_string(), first);
    assert_eq!(
        figure.save("never-written.png").unwrap_err().to_string(),
        first
    );
    assert!(!std::path::Path::new("never-written.png").exists());
}

#[test]
fn every_mistake_in_a_plot_is_told_with_its_place() {
    let y = [1.0, 2.0];
    let errors = [
        (plot(&y).color("no-colour").check(), line!()),
        (plot(&y).linewidth(f32::NAN).check(), line!()),
        (plot(&y).rate(-1.0).check(), line!()),
        (plot(&y).x(&[1.0]).check(), line!()),
        (plot(&y).xlim(2.0, 2.0).check(), line!()),
        (plot(&y).ylim(0.0, f64::INFINITY).check(), line!()),
    ];
    for (outcome, at) in errors {
        let text = outcome.unwrap_err().to_string();
        assert!(text.ends_with(&format!("mistakes.rs:{at})")), "{text}");
    }
}

#[test]
fn debug_prints_what_display_prints() {
    let error = plot(&[1.0]).rate(f64::NAN).check().unwrap_err();
    assert_eq!(format!("{error:?}"), error.to_string());
    let error = Error::Size {
        width: 0,
        height: 5,
        limit: 10,
    };
    assert_eq!(
        format!("{error:?}"),
        "picture size: expected 1x1 to 10x10 pixels, got 0x5"
    );
}

#[test]
fn impossible_sizes_are_errors() {
    for (size, ratio, message) in [
        (
            [0.0, 5.0],
            1.0,
            "picture size: expected 1x1 to 32768x32768 pixels, got 0x5",
        ),
        (
            [1e5, 5.0],
            1.0,
            "picture size: expected 1x1 to 32768x32768 pixels, got 100000x5",
        ),
        (
            [f64::NAN, 5.0],
            1.0,
            "picture size: expected 1x1 to 32768x32768 pixels, got 0x5",
        ),
        (
            [5.0, 5.0],
            0.0,
            "pixel ratio: expected a number above 0 and at most 16, got 0",
        ),
    ] {
        let figure = Figure::new();
        figure.size(size[0], size[1]).pixel_ratio(ratio);
        assert_eq!(figure.to_picture().unwrap_err().to_string(), message);
    }
}

#[test]
fn an_unknown_ending_and_an_unwritable_place_are_errors() {
    let y = [1.0, 2.0];
    let small = plot(&y).size(80, 60);
    let error = small.save("picture.gif").unwrap_err();
    assert_eq!(
        error.to_string(),
        "picture.gif: expected a name ending in .png or .svg"
    );
    let error = small.save("no-such-folder/picture.svg").unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("no-such-folder/picture.svg: cannot write")
    );
    // The system's reason follows.
    assert!(format!("{error:?}").len() > error.to_string().len());
}
