//! Images and histograms: what their pixels say of the values.

use std::sync::Arc;

use galry_data::Grid;
use galry_plot::{Figure, Theme};

use crate::support::draw;

fn bare() -> Figure {
    let figure = Figure::new();
    figure.size(60, 40).bare(true).antialias(false);
    figure
}

#[test]
fn an_image_fills_its_axes_the_first_row_above() {
    let figure = bare();
    let grid = Grid::from_vec([3, 2], 1, vec![0_u8, 51, 102, 153, 204, 255]).unwrap();
    let image = figure.axes().imshow(Arc::new(grid));
    image.cmap("gray");
    let picture = draw(&figure);
    for (index, gray) in [0, 51, 102, 153, 204, 255].into_iter().enumerate() {
        let (x, y) = (10 + 20 * (index as u32 % 3), 10 + 20 * (index as u32 / 3));
        assert!(picture.pixel(x, y)[0].abs_diff(gray) <= 1, "({x}, {y})");
    }
    image.origin("lower").vmin(255.0).vmax(256.0);
    let picture = draw(&figure);
    assert_eq!(
        picture.pixel(50, 10)[0],
        0,
        "255 is now the first colour, and above"
    );
    image.norm("log").vmin(1.0).vmax(1000.0);
    assert!(figure.to_picture().is_ok());
}

#[test]
fn bars_are_as_high_as_their_counts() {
    let figure = bare();
    // One, three and no values; the last bin has the upper edge.
    figure
        .axes()
        .hist(vec![0.5, 1.0, 1.5, 1.9, 3.0])
        .bins(vec![0.0, 1.0, 2.0, 2.5, 3.0])
        .color("#ff0000");
    figure.axes().xlim(0.0, 3.0).ylim(0.0, 4.0);
    let picture = draw(&figure);
    let background = Theme::light().background.to_rgba8();
    let height = |x: u32| {
        (0..40)
            .find(|&y| picture.pixel(x, y) != background)
            .map_or(0, |y| 40 - y)
    };
    for (x, count) in [(10, 1), (30, 3), (45, 0), (55, 1)] {
        let expected = count * 10;
        assert!(
            height(x).abs_diff(expected) <= 2,
            "{x}: {} {expected}",
            height(x)
        );
    }
    // Between the bars there is no seam.
    assert_eq!(picture.pixel(19, 38), picture.pixel(15, 38));
}

#[test]
fn pairs_and_bars_of_colours_are_described_without_gl() {
    let figure = Figure::new();
    let x: Vec<f64> = (0..1000).map(|i| f64::from(i % 37)).collect();
    let y: Vec<f64> = (0..1000).map(|i| f64::from(i % 53)).collect();
    figure
        .axes()
        .hist2d(x, y, [10, 10])
        .norm("log")
        .label("Pairs");
    let svg = figure.to_svg().unwrap();
    assert!(svg.contains("<image"));
    let without = figure.to_svg().unwrap().len();
    assert_eq!(svg.len(), without);
}

#[test]
fn what_cannot_be_is_kept_with_its_place() {
    let message = |change: &dyn Fn(&galry_plot::Image)| {
        let figure = bare();
        let grid = Grid::from_vec([1, 1], 1, vec![0_u8]).unwrap();
        change(&figure.axes().imshow(Arc::new(grid)));
        figure.check().unwrap_err().to_string()
    };
    assert!(message(&|image| drop(image.cmap("virids").clone())).contains("perhaps viridis"));
    assert!(message(&|image| drop(image.norm("lgo").clone())).contains("symlog"));
    assert!(message(&|image| drop(image.origin("left").clone())).contains("upper or lower"));
    assert!(message(&|image| drop(image.extent(0.0, 0.0, 0.0, 1.0).clone())).contains("differ"));
    let figure = bare();
    figure.axes().hist(vec![1.0]).weights(vec![1.0, 2.0]);
    assert!(
        figure
            .check()
            .unwrap_err()
            .to_string()
            .contains("as many weights")
    );
}
