//! Dashed lines: lengths in pixels, around corners, wherever the line is moved.

use galry_testkit::reference::Difference;
use galry_testkit::with_context;
use galry_visuals::{
    Color, Dashes, LineCap, LineJoin, PaintedPolyline, Placement, Polyline, PolylineData,
    PolylinePainter, PolylineStyle,
};

use crate::canvas::{Canvas, Pixels};

const SIZE: u32 = 64;

fn style(width_px: f32, dashes: Option<&[f32]>) -> PolylineStyle {
    PolylineStyle {
        width_px,
        color: Color::BLACK,
        cap: LineCap::Butt,
        dashes: dashes.map(|lengths| Dashes::new(lengths, 0.0).unwrap()),
        ..PolylineStyle::default()
    }
}

fn line(positions: &[[f32; 2]], style: PolylineStyle) -> Polyline {
    let positions = positions.to_vec();
    let closed = false;
    Polyline::new(PolylineData { positions, closed }, style)
}

fn drawn(lines: Vec<Polyline>, placement: Placement) -> Pixels {
    with_context(move |context| {
        let mut canvas = Canvas::new(context, [SIZE; 2]);
        for mut line in lines {
            canvas.draw(&mut line, &placement);
        }
        canvas.pixels()
    })
}

fn painted(positions: &[[f32; 2]], style: PolylineStyle, placement: Placement) -> Vec<u8> {
    let mut pixels = vec![0; (SIZE * SIZE * 4) as usize];
    let line = PaintedPolyline {
        positions,
        closed: false,
        style,
        placement,
    };
    PolylinePainter::default().paint([0, 0, SIZE as i32, SIZE as i32], &[line], &mut pixels);
    pixels
}

#[test]
fn dashes_are_as_long_as_they_are_said_to_be() {
    let ends = [[2.0, 10.0], [62.0, 10.0]];
    let pixels = drawn(
        vec![line(&ends, style(4.0, Some(&[6.0, 4.0])))],
        Placement::default(),
    );
    for x in 0..SIZE as usize {
        let is_dash = (2..62).contains(&x) && (x - 2) % 10 < 6;
        assert_eq!(pixels.at(x, 9)[3] == 255, is_dash, "column {x}");
        assert_eq!(pixels.at(x, 9)[3] == 0, !is_dash, "column {x}");
    }
    // In pixels, whatever the line's own units are.
    let small = [[0.2, 10.0], [6.2, 10.0]];
    let scaled = Placement {
        scale: [10.0, 1.0],
        ..Placement::default()
    };
    let again = drawn(vec![line(&small, style(4.0, Some(&[6.0, 4.0])))], scaled);
    assert_eq!(again.at(7, 9)[3], 255);
    assert_eq!(again.at(8, 9)[3], 0);
}

#[test]
fn a_dashed_line_is_its_dashes_joined_and_capped() {
    let corner: [[f32; 2]; 3] = [[8.0, 50.0], [30.0, 14.0], [54.0, 50.0]];
    for (join, cap) in [
        (LineJoin::Round, LineCap::Butt),
        (LineJoin::Miter, LineCap::Butt),
        (LineJoin::Bevel, LineCap::Square),
        (LineJoin::Round, LineCap::Round),
    ] {
        let style = PolylineStyle {
            join,
            cap,
            ..style(5.0, None)
        };
        // The first leg is 42.190 long: a dash of 12 from 36 on goes around the corner.
        let dashed = PolylineStyle {
            dashes: Some(Dashes::new(&[12.0, 24.0], 0.0).unwrap()),
            ..style
        };
        let along = |from: [f32; 2], to: [f32; 2], distance: f32| {
            let length = (to[0] - from[0]).hypot(to[1] - from[1]);
            [0, 1].map(|axis| from[axis] + (to[axis] - from[axis]) * distance / length)
        };
        let [a, b, c] = corner;
        let leg = (b[0] - a[0]).hypot(b[1] - a[1]);
        let pieces = [
            vec![a, along(a, b, 12.0)],
            vec![along(a, b, 36.0), b, along(b, c, 48.0 - leg)],
            vec![along(b, c, 72.0 - leg), along(b, c, 84.0 - leg)],
        ];
        let separate = pieces.iter().map(|piece| line(piece, style)).collect();
        let expected = drawn(separate, Placement::default());
        let got = drawn(vec![line(&corner, dashed)], Placement::default());
        let painted = painted(&corner, dashed, Placement::default());
        let painted: Vec<u8> = painted.chunks_exact(4).map(|pixel| pixel[3]).collect();
        for (who, alpha) in [("shader", got.alpha()), ("painter", painted)] {
            let difference = Difference::of_bytes(&alpha, &expected.alpha());
            assert!(
                difference.rms < 0.3 && difference.worst < 6.0,
                "{who} {join:?} {cap:?}: {difference:?}"
            );
        }
    }
}

#[test]
fn moving_a_dashed_line_uploads_its_place_alone() {
    with_context(|context| {
        let mut canvas = Canvas::new(context, [SIZE; 2]);
        let positions: Vec<[f32; 2]> = (0..400)
            .map(|i| [i as f32 - 200.0, 30.0 + 20.0 * (0.1 * i as f32).sin()])
            .collect();
        let mut line = line(&positions, style(2.0, Some(&[7.0, 3.0])));
        let at = |x: f32| Placement {
            translate: [x, 0.0],
            ..Placement::default()
        };
        canvas.draw(&mut line, &at(0.0));
        let first = canvas.pixels();
        let before = context.counters();
        for step in 1..=60 {
            canvas.draw(&mut line, &at(step as f32));
        }
        let change = context.counters().since(&before);
        assert_eq!(change.bytes_uploaded, 60 * 16);
        // The dashes moved with it, by whole pixels.
        canvas.clear(Color::TRANSPARENT);
        canvas.draw(&mut line, &at(20.0));
        let moved = canvas.pixels();
        for y in 0..SIZE as usize {
            for x in 0..SIZE as usize - 20 {
                assert_eq!(first.at(x, y), moved.at(x + 20, y));
            }
        }
        // Another scale, another style, far away: cut anew, and as long as before.
        let mut solid = *line.style();
        solid.dashes = None;
        for placement in [
            Placement {
                scale: [0.5, 1.0],
                ..at(0.0)
            },
            at(170.0),
        ] {
            canvas.clear(Color::TRANSPARENT);
            canvas.draw(&mut line, &placement);
            let dashed = canvas.pixels().area();
            line.set_style(solid);
            canvas.clear(Color::TRANSPARENT);
            canvas.draw(&mut line, &placement);
            let part = dashed / canvas.pixels().area();
            assert!((part - 0.7).abs() < 0.06, "{part}");
            line.set_style(style(2.0, Some(&[7.0, 3.0])));
        }
    });
}

#[test]
fn endless_lines_and_needless_patterns_cost_no_more_than_the_picture() {
    let far = [
        [-1e30, 32.0],
        [1e30, 32.0],
        [f32::NAN; 2],
        [32.0, -1e9],
        [32.0, 1e9],
    ];
    for lengths in [[5.0, 5.0], [1e-30, 1e-30], [1e30, 1e30], [0.0, 1.0]] {
        let style = style(3.0, Some(&lengths));
        let _drawn = drawn(vec![line(&far, style)], Placement::default());
        let _painted = painted(&far, style, Placement::default());
    }
}
