//! Formulas: their ink where it is measured, crisp bars, and mistakes that are told.

use std::f32::consts::FRAC_PI_2;

use galry_testkit::with_context;
use galry_visuals::text::{Anchor, Fonts, Label, Text, TextStyle, VerticalAnchor};
use galry_visuals::{Description, Item, PathCommand, Placement, Visual as _};

use super::{SIZE, assert_close, drawn, ink, label};
use crate::canvas::Canvas;

#[test]
fn ink_of_formulas_lies_where_it_is_measured() {
    let fonts = Fonts::embedded();
    for text in [
        r"$10^{-3}$",
        r"$\frac{\partial u}{\partial t}$ (mV)",
        r"$\sqrt{x^2+y^2}$",
        r"$\hat x\,\vec v\,\bar y$",
        "$\\frac{1}{2}$\n$\\frac{3}{4}$",
    ] {
        for angle_rad in [0.0, FRAC_PI_2] {
            let label = Label {
                style: TextStyle::new(18.0),
                anchor: Anchor::new(0.5, VerticalAnchor::Middle),
                angle_rad,
                ..label(text, [80.0, 50.0])
            };
            let expected = label.ink_px(&fonts).unwrap().moved([80.0, 50.0]);
            let extent = label.extent_px(&fonts).moved([80.0, 50.0]);
            let found = ink(&drawn(vec![label])).unwrap();
            // Whole pixels, the rounded point, and rows that parts of a formula are put on.
            assert_close(found, expected, 2.0);
            for axis in 0..2 {
                assert!(
                    found.min[axis] >= extent.min[axis] - 1.5,
                    "{found:?} {extent:?}"
                );
                assert!(
                    found.max[axis] <= extent.max[axis] + 1.5,
                    "{found:?} {extent:?}"
                );
            }
        }
    }
}

#[test]
fn the_bar_of_a_fraction_is_whole_rows_of_full_ink() {
    for (size_px, thick) in [(9.0, 1), (12.0, 1), (16.0, 1), (24.0, 2), (40.0, 3)] {
        let fraction = Label {
            style: TextStyle::new(size_px),
            ..label(r"$\frac{\,\,\,\,\,\,}{\,}$", [30.0, 60.0])
        };
        let pixels = drawn(vec![fraction]);
        let found = ink(&pixels).unwrap();
        assert_eq!(found.size()[1], thick as f32, "{size_px}");
        let middle = 0.5 * (found.min[0] + found.max[0]);
        for row in found.min[1] as usize..found.max[1] as usize {
            assert_eq!(pixels.at(middle as usize, row)[3], 255, "{size_px}");
        }
    }
}

#[test]
fn tall_formulas_push_lines_apart() {
    let fonts = Fonts::embedded();
    let style = TextStyle::new(13.0);
    let plain = fonts.measure("a\nb", &style);
    let tall = fonts.measure(
        "$\\frac{a}{\\frac{b}{c}}$\n$\\frac{\\frac{a}{b}}{c}$",
        &style,
    );
    assert!(tall.baseline_span_px > plain.baseline_span_px);
    assert_eq!(tall.baseline_span_px, tall.baseline_span_px.round());
    assert_eq!(tall.line_height_px, plain.line_height_px);
    let label = label(
        "$\\frac{a}{\\frac{b}{c}}$\n$\\frac{\\frac{a}{b}}{c}$",
        [60.0, 40.0],
    );
    let found = ink(&drawn(vec![label.clone()])).unwrap();
    assert_close(
        found,
        label.ink_px(&fonts).unwrap().moved([60.0, 40.0]),
        2.0,
    );
}

#[test]
fn a_formula_that_cannot_be_set_is_an_error_of_prepare() {
    with_context(|context| {
        let mut canvas = Canvas::new(context, SIZE);
        let mut text = Text::new(vec![label(r"µ $\foo$", [20.0, 40.0])]);
        let error = text.prepare(&mut canvas.renderer).unwrap_err();
        assert_eq!(
            error.to_string(),
            r#"formula at character 4 of "µ $\\foo$": expected a known command, got \foo"#
        );
        text.set_labels(vec![label(r"µ $\phi$", [20.0, 40.0])]);
        canvas.draw(&mut text, &Placement::default());
        assert!(canvas.pixels().area() > 10.0);
    });
}

#[test]
fn a_single_dollar_and_an_escaped_one_are_dollars() {
    let width = |text: &str| {
        Fonts::embedded()
            .measure(text, &TextStyle::new(20.0))
            .width_px
    };
    assert_eq!(width(r"\$5"), width("$5"));
    assert_eq!(width(r"\$5 and \$6"), width("$5 and \\$6"));
    assert!(width("$5$") < width("$5"));
}

#[test]
fn formulas_are_described_as_they_are_drawn() {
    let fraction = Label {
        style: TextStyle::new(30.0),
        ..label(r"$\frac{a}{\sqrt{b}}$", [40.0, 50.0])
    };
    let drawn_ink = ink(&drawn(vec![fraction.clone()])).unwrap();
    let mut out = Description::new();
    Text::new(vec![fraction]).describe(&Placement::default(), &mut out);
    let [Item::Path { commands, .. }] = out.items.as_slice() else {
        panic!("expected one path, got {:?}", out.items);
    };
    let mut bounds = [[f32::MAX; 2], [f32::MIN; 2]];
    for command in commands {
        let (PathCommand::MoveTo(p)
        | PathCommand::LineTo(p)
        | PathCommand::QuadTo(_, p)
        | PathCommand::CubicTo(_, _, p)) = *command
        else {
            continue;
        };
        for axis in 0..2 {
            bounds[0][axis] = bounds[0][axis].min(p[axis]);
            bounds[1][axis] = bounds[1][axis].max(p[axis]);
        }
    }
    let [min, max] = bounds;
    assert_close(drawn_ink, galry_visuals::text::PixelBox { min, max }, 1.0);
}
