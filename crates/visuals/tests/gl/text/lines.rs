//! Labels of several lines: how far apart they stand, and how they are aligned.

use std::f32::consts::FRAC_PI_2;

use galry_visuals::text::{Align, Anchor, Fonts, Label, PixelBox, TextStyle, VerticalAnchor};

use super::{assert_close, drawn, ink, label};
use crate::canvas::Pixels;

const LINES: [&str; 3] = ["MHMHMHM", "H", "HMH"];

/// The box of ink in some rows.
fn ink_in_rows(pixels: &Pixels, rows: std::ops::Range<usize>) -> Option<PixelBox> {
    let row_bytes = 4 * pixels.width;
    let part = Pixels {
        rgba: pixels.rgba[row_bytes * rows.start..row_bytes * rows.end].to_vec(),
        width: pixels.width,
    };
    ink(&part).map(|found| found.moved([0.0, rows.start as f32]))
}

#[test]
fn each_line_is_a_band_of_ink_where_it_is_computed() {
    let fonts = Fonts::embedded();
    for (align, part) in [
        (Align::Left, 0.0),
        (Align::Center, 0.5),
        (Align::Right, 1.0),
        (Align::Anchor, 0.25),
    ] {
        for spacing in [1.0, 1.6] {
            let style = TextStyle::new(16.0).with_line_spacing(spacing);
            let block = Label {
                style,
                align,
                anchor: Anchor::new(0.25, VerticalAnchor::Top),
                ..label(&LINES.join("\n"), [40.0, 4.25])
            };
            let size = fonts.measure(&block.text, &style);
            let pixels = drawn(vec![block]);
            let left = 40.0 - 0.25 * size.width_px;
            for (index, line) in LINES.iter().enumerate() {
                let width = fonts.measure(line, &style).width_px;
                let baseline = (4.25 + size.ascent_px).round() + index as f32 * size.line_height_px;
                let expected = fonts
                    .ink_px(line, &style)
                    .unwrap()
                    .moved([left + part * (size.width_px - width), baseline]);
                let rows = (baseline - size.cap_height_px).floor() as usize..baseline as usize;
                let found = ink_in_rows(&pixels, rows.clone()).unwrap();
                // Whole pixels, and an eighth for where a glyph may stand.
                assert_close(found, expected, 1.125);
                // Nothing but capitals: between the bands there is no ink.
                let gap = rows.end..(rows.start + size.line_height_px as usize).min(99);
                assert_eq!(ink_in_rows(&pixels, gap.clone()), None, "{align:?} {gap:?}");
            }
        }
    }
}

#[test]
fn aligned_lines_turn_with_their_label() {
    let fonts = Fonts::embedded();
    let up = Label {
        angle_rad: FRAC_PI_2,
        align: Align::Right,
        anchor: Anchor::new(0.5, VerticalAnchor::Top),
        ..label("HHHH\nH", [60.0, 50.0])
    };
    let expected = up.ink_px(&fonts).unwrap().moved(up.position);
    let second = Label {
        text: "\nH".to_owned(),
        anchor: Anchor::new(1.0, VerticalAnchor::Top),
        position: [60.0, 50.0 - 0.5 * fonts.measure("HHHH", &up.style).width_px],
        ..up.clone()
    };
    let alone = ink(&drawn(vec![second])).unwrap();
    let found = drawn(vec![up]);
    assert_close(ink(&found).unwrap(), expected, 1.125);
    // Reading upwards, the second line is the right one, and right-aligned it ends at the top.
    let columns = |x: std::ops::Range<usize>| {
        let rgba = (0..100).flat_map(|y| x.clone().flat_map(move |x| [(x, y)]));
        let rgba = rgba.flat_map(|(x, y)| found.at(x, y)).collect();
        ink(&Pixels {
            rgba,
            width: x.len(),
        })
        .unwrap()
        .moved([x.start as f32, 0.0])
    };
    let right = columns(alone.min[0] as usize..160);
    assert_close(right, alone, 1.0);
}
