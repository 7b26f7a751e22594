//! What figures look like.

use galry_plot::{AxisScale, Color, Figure, Legend, Theme};
use galry_testkit::{Tolerance, assert_golden};

use crate::support::{FIRST, WHITE, bare, draw, figure, image};

#[test]
fn a_bare_figure_is_the_data_alone() {
    // A diagonal through every pixel of the picture's diagonal.
    let figure = bare(vec![0.0, 1.0]);
    figure.size(50, 50).axes().xlim(0.0, 1.0).ylim(0.0, 1.0);
    let drawn = draw(&figure);
    for i in 0..50 {
        assert_eq!(drawn.pixel(i, 49 - i), FIRST, "{i}");
    }
    assert_eq!(drawn.pixel(0, 0), WHITE);
    assert_eq!(drawn.pixel(49, 49), WHITE);
}

#[test]
fn drawing_twice_gives_the_same_picture() {
    let figure = figure((0..500).map(|i| f64::from(i % 37)).collect());
    figure.axes().title("Twice").ylabel("y");
    assert_eq!(draw(&figure), draw(&figure));
    assert_eq!(figure.to_svg().unwrap(), figure.to_svg().unwrap());
}

#[test]
fn reversed_limits_mirror_the_data() {
    let figure = bare(vec![0.0, 3.0, 1.0, 2.5]);
    figure.axes().xlim(-0.01, 3.01).ylim(-0.01, 3.01);
    let upright = draw(&figure);
    figure.axes().ylim(3.01, -0.01);
    let flipped = draw(&figure);
    let rows = upright.height;
    let differing = (0..200)
        .flat_map(|x| (0..rows).map(move |y| (x, y)))
        .filter(|&(x, y)| upright.pixel(x, y) != flipped.pixel(x, rows - 1 - y))
        .count();
    // Rows are floors, which a mirror turns into ceilings at whole values.
    assert!(differing <= 4, "{differing}");
}

#[test]
fn spines_and_text_have_the_colours_of_the_theme() {
    for theme in [Theme::light(), Theme::dark()] {
        let figure = figure(vec![0.0, 1.0]);
        let [quiet, ink, paper, grid] =
            [theme.quiet_ink, theme.ink, theme.background, theme.grid].map(Color::to_rgba8);
        figure.theme(theme).axes().title("Title");
        let drawn = draw(&figure);
        let spines = drawn.bounding_box_of(quiet, 0).unwrap();
        assert!(
            spines.size()[0] > 130 && spines.size()[1] > 40,
            "{spines:?}"
        );
        assert!(drawn.bounding_box_of(grid, 0).is_some());
        assert!(drawn.bounding_box_of(ink, 24).is_some());
        assert_eq!(drawn.pixel(0, 0), paper);
    }
}

#[test]
fn nothing_is_inked_within_the_padding() {
    for ratio in [1.0, 1.25, 2.0] {
        let figure = figure((0..300).map(|i| f64::from(i).sin()).collect());
        figure.size(400, 250).pixel_ratio(ratio);
        figure
            .axes()
            .title("Wide")
            .xlabel("x")
            .ylabel("y")
            .legend(Legend::Right);
        figure.axes().line(vec![1.0, 0.0]).label("another");
        let drawn = draw(&figure);
        let ink = drawn.bounding_box_where(|pixel| pixel != WHITE).unwrap();
        // Less the side bearings and the pixel to which texts are rounded.
        let least = (9.0 * ratio) as u32;
        let [width, height] = [drawn.width, drawn.height];
        assert!(ink.min.iter().all(|&edge| edge >= least), "{ink:?}");
        assert!(
            ink.max[0] <= width - least && ink.max[1] <= height - least,
            "{ink:?}"
        );
    }
}

#[test]
fn the_line_ends_at_the_edge_of_the_data_area() {
    let figure = Figure::new();
    figure.size(200, 120);
    figure.axes().line(vec![0.5; 100]).linewidth(5.0);
    figure.axes().xlim(20.0, 60.0).ylim(0.0, 1.0).grid(false);
    let drawn = draw(&figure);
    let spine = drawn
        .bounding_box_of(Theme::light().quiet_ink.to_rgba8(), 0)
        .unwrap();
    let line = drawn.bounding_box_of(FIRST, 8).unwrap();
    // The data area is all between the spine of y and the end of the spine of x.
    assert_eq!(line.max[0], spine.max[0]);
    assert!(line.min[0] > spine.min[0] && line.min[0] < spine.min[0] + 10);
}

#[test]
fn a_transparent_background_stays_transparent() {
    let figure = figure(vec![0.0, 1.0]);
    figure.background(Color::TRANSPARENT);
    assert_eq!(draw(&figure).pixel(0, 0)[3], 0);
}

#[test]
fn the_svg_has_the_size_and_the_text_of_the_figure() {
    let figure = figure(vec![0.0, 1.0]);
    figure.pixel_ratio(2.0);
    let svg = figure.to_svg().unwrap();
    assert!(svg.starts_with("<svg"), "{}", &svg[..60]);
    assert!(svg.contains("width=\"200\" height=\"120\" viewBox=\"0 0 400 240\""));
    assert!(svg.matches("<path").count() > 10);
    assert!(svg.trim_end().ends_with("</svg>"));
}

#[test]
fn the_picture_is_the_same_from_any_thread_and_several_at_once() {
    let figure = figure((0..2000).map(|i| f64::from(i % 91)).collect());
    figure
        .axes()
        .title("Threads")
        .line(vec![1.0, 50.0])
        .label("b");
    let expected = draw(&figure);
    let threads: Vec<_> = (0..4)
        .map(|_| {
            let figure = figure.clone();
            std::thread::spawn(move || figure.to_picture().unwrap())
        })
        .collect();
    for thread in threads {
        assert_eq!(image(thread.join().unwrap()), expected);
    }
}

#[test]
fn handles_change_a_line_later() {
    let figure = figure(Vec::new());
    let line = figure.axes().line(vec![0.0, 1.0]);
    let red = [255, 0, 0, 255];
    assert!(draw(&figure).bounding_box_of(red, 10).is_none());
    line.color("red").linewidth(6.0);
    assert!(draw(&figure).bounding_box_of(red, 10).is_some());
    assert_eq!(line.given_color().unwrap().to_rgba8(), red);
}

/// Shape and place of text, ticks and hairlines at once.
fn golden(name: &str, change: impl FnOnce(&Figure)) {
    let figure = Figure::new();
    figure.size(128, 128);
    figure.axes().line(vec![0.0, 2.0, 1.0, 3.0]);
    change(&figure);
    assert_golden(&draw(&figure), name, Tolerance::default());
}

#[test]
fn a_small_figure_looks_as_it_did() {
    golden("small_light", |figure| {
        figure.axes().xlabel("Time (s)");
    });
}

#[test]
fn a_small_dark_figure_looks_as_it_did() {
    golden("small_dark", |figure| {
        figure.theme(Theme::dark());
        figure.axes().title("Title").grid(true);
    });
}

#[test]
fn a_small_logarithmic_figure_looks_as_it_did() {
    golden("small_log", |figure| {
        figure.axes().yscale(AxisScale::Log10).ylim(1e-4, 1e4);
    });
}
