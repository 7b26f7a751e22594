//! Scatters of a figure: where points stand, how they look, what is wrong with them.

use galry_plot::{Color, Figure, Symbol, scatter};

/// Pixels nearer to a colour than to anything else in a picture.
fn count_of(picture: &galry_plot::Picture, [r, g, b]: [u8; 3]) -> usize {
    let near = |pixel: &&[u8]| {
        let distance = |a: u8, b: u8| u32::from(a.abs_diff(b));
        distance(pixel[0], r) + distance(pixel[1], g) + distance(pixel[2], b) < 30
    };
    picture.rgba.chunks_exact(4).filter(near).count()
}

#[test]
fn points_stand_at_their_coordinates_in_a_bare_picture() {
    let picture = scatter(&[2.0, 7.0], &[1_i16, 3])
        .marker("s")
        .marker_size(10.0)
        .color("red")
        .xlim(0.0, 10.0)
        .ylim(0.0, 4.0)
        .bare(true)
        .size(100, 40)
        .to_picture()
        .unwrap();
    assert_eq!(picture.pixel(20, 30), Some([255, 0, 0, 255]));
    assert_eq!(picture.pixel(70, 10), Some([255, 0, 0, 255]));
    assert_eq!(picture.pixel(45, 20), Some([255; 4]));
}

#[test]
fn the_axes_hold_all_points_and_the_legend_shows_a_marker() {
    let figure = Figure::new();
    figure.size(400, 300);
    let axes = figure.axes();
    let points = axes.scatter(vec![-3.0, 5.0, 1.0], vec![2.0, 9.0, 4.0]);
    points
        .label("measured")
        .color(Color::rgb8(0, 160, 0))
        .marker(Symbol::Disc)
        .size(9.0);
    let with_legend = count_of(&figure.to_picture().unwrap(), [0, 160, 0]);
    points.label("");
    let without = count_of(&figure.to_picture().unwrap(), [0, 160, 0]);
    // Three discs of 9 px have some 150 pixels inside; one more stands in the legend.
    assert!((100..220).contains(&without), "{without}");
    assert!(with_legend > without + 30, "{with_legend} and {without}");
}

#[test]
fn a_handle_changes_points_later() {
    let figure = Figure::new();
    figure.size(200, 150);
    let points = figure.axes().scatter(vec![0.0, 1.0], vec![0.0, 1.0]);
    let before = figure.to_picture().unwrap();
    points.marker("*").size(20.0).edgecolor("black").alpha(0.5);
    assert_ne!(before, figure.to_picture().unwrap());
}

#[test]
fn few_points_are_paths_in_an_svg_and_many_a_picture() {
    let values = |count: u32| -> Vec<f64> { (0..count).map(|i| f64::from(i % 977)).collect() };
    let few = scatter(values(50), values(50)).to_svg().unwrap();
    assert!(few.matches("<path").count() >= 50 && !few.contains("<image"));
    let many = scatter(values(20_000), values(20_000)).to_svg().unwrap();
    assert!(many.contains("<image"));
}

#[test]
fn mistakes_are_told_with_their_place() {
    let message = |figure: &Figure| figure.check().unwrap_err().to_string();
    let figure = Figure::new();
    figure.axes().scatter(vec![1.0; 3], vec![1.0; 4]);
    let text = message(&figure);
    assert!(
        text.contains("expected as many x as y values (4), got 3"),
        "{text}"
    );
    assert!(text.contains("scatter.rs"), "{text}");
    let figure = Figure::new();
    figure.axes().scatter(vec![1.0], vec![1.0]).marker("blob");
    assert!(message(&figure).contains("expected a marker"));
    let figure = Figure::new();
    figure.axes().scatter(vec![1.0], vec![1.0]).size(-1.0);
    assert!(message(&figure).contains("marker size: expected a positive number"));
    let plot = galry_plot::plot(&[1.0, 2.0]).marker("o");
    assert!(
        plot.check()
            .unwrap_err()
            .to_string()
            .contains("expected points")
    );
}
