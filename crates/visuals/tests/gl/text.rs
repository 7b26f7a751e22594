//! Text: where its ink lies and how it looks.

mod formulas;
mod halos;
mod lines;
mod sharing;

use std::f32::consts::{FRAC_PI_2, FRAC_PI_6};

use galry_gloo::Context;
use galry_testkit::{Image, Tolerance, assert_golden, with_context};
use galry_visuals::text::{
    Anchor, Fonts, Label, PixelBox, Text, TextStyle, VerticalAnchor, Weight,
};
use galry_visuals::{Color, Placement, Visual as _};

use crate::canvas::{Canvas, Pixels, pixels_without_antialiasing};

const SIZE: [u32; 2] = [160, 100];

fn label(text: &str, position: [f32; 2]) -> Label {
    Label {
        style: TextStyle::new(13.0),
        ..Label::new(text, position)
    }
}

fn drawn_on(context: &Context, labels: Vec<Label>, placement: &Placement) -> Pixels {
    let mut canvas = Canvas::new(context, SIZE);
    canvas.draw(&mut Text::new(labels), placement);
    canvas.pixels()
}

fn drawn(labels: Vec<Label>) -> Pixels {
    with_context(|context| drawn_on(context, labels, &Placement::default()))
}

/// The box of all pixels with any ink.
fn ink(pixels: &Pixels) -> Option<PixelBox> {
    let mut found: Option<PixelBox> = None;
    for (index, alpha) in pixels.alpha().into_iter().enumerate() {
        if alpha == 0 {
            continue;
        }
        let (x, y) = ((index % pixels.width) as f32, (index / pixels.width) as f32);
        let pixel = PixelBox {
            min: [x, y],
            max: [x + 1.0, y + 1.0],
        };
        found = Some(found.map_or(pixel, |found| found.union(&pixel)));
    }
    found
}

fn assert_close(actual: PixelBox, expected: PixelBox, tolerance_px: f32) {
    for axis in 0..2 {
        for (a, e) in [
            (actual.min[axis], expected.min[axis]),
            (actual.max[axis], expected.max[axis]),
        ] {
            assert!(
                (a - e).abs() <= tolerance_px,
                "{actual:?}, expected {expected:?}"
            );
        }
    }
}

#[test]
fn ink_lies_where_it_is_measured() {
    let fonts = Fonts::embedded();
    for text in ["Potential (µV)", "10⁻³", "−0.25", "gjÅ\nsecond"] {
        let label = label(text, [20.0, 40.0]);
        let expected = fonts
            .ink_px(text, &label.style)
            .unwrap()
            .moved([20.0, 40.0]);
        let actual = ink(&drawn(vec![label])).unwrap();
        // Ink fills whole pixels, and a glyph may stand an eighth of a pixel off.
        assert_close(actual, expected, 1.125);
    }
}

#[test]
fn anchors_put_ink_on_their_side_of_the_point() {
    let at = |x, y| {
        ink(&drawn(vec![Label {
            anchor: Anchor::new(x, y),
            ..label("HE", [80.0, 50.0])
        }]))
        .unwrap()
    };
    let cap = Fonts::embedded()
        .measure("H", &TextStyle::new(13.0))
        .cap_height_px;
    let left = at(0.0, VerticalAnchor::Baseline);
    assert!(left.min[0] >= 80.0 && left.max[1] <= 51.0, "{left:?}");
    let right = at(1.0, VerticalAnchor::Top);
    assert!(right.max[0] <= 80.0 && right.min[1] >= 50.0, "{right:?}");
    let middle = at(0.5, VerticalAnchor::Middle);
    assert!(
        (middle.min[0] + middle.max[0] - 160.0).abs() <= 2.0,
        "{middle:?}"
    );
    assert_close(
        PixelBox {
            min: [0.0, middle.min[1]],
            max: [0.0, middle.max[1]],
        },
        PixelBox {
            min: [0.0, 50.0 - 0.5 * cap],
            max: [0.0, 50.0 + 0.5 * cap],
        },
        1.0,
    );
    assert!(at(0.5, VerticalAnchor::Bottom).max[1] < 50.0);
}

#[test]
fn moving_by_whole_pixels_moves_every_pixel() {
    with_context(|context| {
        let labels = || {
            vec![
                label("Potential", [10.3, 40.7]),
                Label {
                    angle_rad: FRAC_PI_2,
                    ..label("(µV)", [100.0, 45.0])
                },
                Label {
                    angle_rad: FRAC_PI_6,
                    ..label("tilted", [50.0, 80.0])
                },
            ]
        };
        let still = drawn_on(context, labels(), &Placement::default());
        let placement = Placement {
            translate: [10.0, -7.0],
            ..Placement::default()
        };
        let moved = drawn_on(context, labels(), &placement);
        for y in 7..100 {
            for x in 0..150 {
                assert_eq!(still.at(x, y), moved.at(x + 10, y - 7), "({x}, {y})");
            }
        }
        assert!(still.area() > 100.0);
    });
}

#[test]
fn a_label_falls_on_whole_pixels_wherever_its_point_is() {
    with_context(|context| {
        let at = |x| drawn_on(context, vec![label("Hz", [x, 40.0])], &Placement::default());
        assert_eq!(at(20.6), at(21.4));
        assert_ne!(at(20.4), at(21.4));
    });
}

#[test]
fn a_quarter_turn_turns_the_picture() {
    with_context(|context| {
        let flat = drawn_on(
            context,
            vec![label("Fg", [80.0, 50.0])],
            &Placement::default(),
        );
        let up = Label {
            angle_rad: FRAC_PI_2,
            ..label("Fg", [80.0, 50.0])
        };
        let up = drawn_on(context, vec![up], &Placement::default());
        for y in 35..60 {
            for x in 80..120 {
                // Around the point (80, 50) right becomes up and down right.
                let [a, b] = [flat.at(x, y)[3], up.at(30 + y, 129 - x)[3]];
                assert!(a.abs_diff(b) <= 8, "({x}, {y}): {a} {b}");
            }
        }
        assert!((flat.area() - up.area()).abs() < 0.5);
    });
}

#[test]
fn colours_are_blended_by_coverage() {
    with_context(|context| {
        let mut canvas = Canvas::new(context, SIZE);
        canvas.clear(Color::rgb8(0, 0, 0));
        let bar = Label {
            style: TextStyle::new(60.0),
            color: Color::rgba8(255, 128, 0, 128),
            ..Label::new("■", [10.0, 80.0])
        };
        canvas.draw(&mut Text::new(vec![bar]), &Placement::default());
        let pixels = canvas.pixels();
        let inside = ink_center(&pixels);
        assert_eq!(inside[3], 255);
        assert!(
            inside[0].abs_diff(128) <= 1 && inside[1].abs_diff(64) <= 1,
            "{inside:?}"
        );
    });
}

fn ink_center(pixels: &Pixels) -> [u8; 4] {
    let colored = (0..pixels.rgba.len() / 4)
        .map(|i| (i % pixels.width, i / pixels.width))
        .filter(|&(x, y)| pixels.at(x, y)[0] > 100)
        .collect::<Vec<_>>();
    let (x, y) = colored[colored.len() / 2];
    pixels.at(x, y)
}

#[test]
fn without_antialiasing_a_pixel_has_all_or_nothing() {
    with_context(|context| {
        let labels = vec![label("Potential", [10.0, 40.0])];
        let pixels = drawn_on(context, labels, &pixels_without_antialiasing());
        assert!(
            pixels
                .alpha()
                .iter()
                .all(|&alpha| alpha == 0 || alpha == 255)
        );
        assert!(pixels.area() > 50.0);
    });
}

#[test]
fn what_cannot_be_seen_draws_nothing() {
    let hidden = |change: fn(&mut Label)| {
        let mut label = label("hidden", [50.0, 50.0]);
        change(&mut label);
        label
    };
    let pixels = drawn(vec![
        hidden(|l| l.position[0] = f32::NAN),
        hidden(|l| l.position[1] = f32::INFINITY),
        hidden(|l| l.offset_px[0] = f32::NAN),
        hidden(|l| l.style.size_px = 0.0),
        hidden(|l| l.style.size_px = -5.0),
        hidden(|l| l.style.size_px = f32::NAN),
        hidden(|l| l.color = Color::TRANSPARENT),
        hidden(|l| l.text.clear()),
        hidden(|l| l.text = "\u{1}\u{2}\n\n".into()),
        hidden(|l| l.position[0] = 1e30),
        hidden(|l| l.offset_px[1] = -1e30),
    ]);
    assert_eq!(pixels.area(), 0.0);
}

#[test]
fn drawing_before_preparing_says_so() {
    with_context(|context| {
        let canvas = Canvas::new(context, SIZE);
        let error = Text::new(vec![label("a", [0.0; 2])])
            .draw(&canvas.renderer, &canvas.frame(), &Placement::default())
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            "text: expected a call of `prepare` before `draw`"
        );
    });
}

#[test]
fn text_of_an_axis_looks_as_blessed() {
    with_context(|context| {
        let mut canvas = Canvas::new(context, [120, 64]);
        canvas.clear(Color::WHITE);
        let tick = TextStyle::new(12.0).with_tabular_figures();
        let quiet = Color::rgb8(0x6b, 0x72, 0x80);
        let labels = vec![
            Label {
                style: TextStyle::new(16.0).with_weight(Weight::SemiBold),
                ..Label::new("Average", [30.0, 16.0])
            },
            Label {
                anchor: Anchor::new(0.5, VerticalAnchor::Top),
                angle_rad: FRAC_PI_2,
                ..label("σ² (µV)", [2.0, 34.0])
            },
            Label {
                anchor: Anchor::new(1.0, VerticalAnchor::Middle),
                style: tick,
                color: quiet,
                ..Label::new("−10⁻³", [60.0, 32.0])
            },
            Label {
                anchor: Anchor::new(0.5, VerticalAnchor::Top),
                style: tick,
                color: quiet,
                ..Label::new("0.25", [60.0, 44.0])
            },
            Label {
                angle_rad: FRAC_PI_6,
                ..label("tilted", [82.0, 58.0])
            },
        ];
        canvas.draw(&mut Text::new(labels), &Placement::default());
        let image = Image {
            width: 120,
            height: 64,
            rgba: canvas.pixels().rgba,
        };
        assert_golden(&image, "text_of_an_axis", Tolerance::default());
    });
}
