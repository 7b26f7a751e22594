//! Pictures where the shape is the subject.

use galry_testkit::{Image, Tolerance, assert_golden, with_context};
use galry_visuals::{
    Color, Placement, Polyline, PolylineData, PolylineStyle, Rectangle, Rectangles,
};

use crate::canvas::Canvas;

const SIZE: [u32; 2] = [96, 64];

fn image(canvas: &Canvas) -> Image {
    // Drawn over white, so that premultiplied and straight alpha are the same.
    Image::from_rgba(SIZE[0], SIZE[1], canvas.pixels().rgba).unwrap()
}

#[test]
fn joins_caps_dots_and_closed_lines() {
    let lines = [
        // Ever sharper turns.
        (
            vec![
                [6.0, 22.0],
                [14.0, 6.0],
                [20.0, 22.0],
                [24.0, 6.0],
                [26.5, 22.0],
                [27.5, 6.0],
            ],
            false,
            3.0,
        ),
        (
            vec![[36.0, 6.0], [54.0, 8.0], [50.0, 24.0], [38.0, 20.0]],
            true,
            2.0,
        ),
        (vec![[62.5, 8.5]], false, 1.0),
        (vec![[68.5, 8.5]], false, 3.0),
        (vec![[80.0, 12.0]], false, 12.0),
        // There and back.
        (vec![[62.0, 20.0], [90.0, 24.0], [70.0, 21.143]], false, 3.0),
        // Thin at a small angle, a gap, thick.
        (
            vec![
                [5.0, 30.0],
                [91.0, 35.0],
                [f32::NAN, 0.0],
                [91.0, 38.0],
                [5.0, 38.0],
            ],
            false,
            0.6,
        ),
        (
            vec![[10.0, 54.0], [40.0, 48.0], [44.0, 57.0], [86.0, 50.0]],
            false,
            9.0,
        ),
    ];
    with_context(|context| {
        let mut canvas = Canvas::new(context, SIZE);
        canvas.clear(Color::WHITE);
        for (index, (positions, closed, width_px)) in lines.into_iter().enumerate() {
            let mut line = Polyline::new(
                PolylineData { positions, closed },
                PolylineStyle {
                    width_px,
                    color: Color::CYCLE_LIGHT[index].with_alpha(0.8),
                    ..PolylineStyle::default()
                },
            );
            canvas.draw(&mut line, &Placement::default());
        }
        assert_golden(&image(&canvas), "polylines", Tolerance::default());
    });
}

#[test]
fn rectangles_of_every_fraction() {
    let rectangles = (0..10)
        .flat_map(|i| {
            let step = 0.1 * i as f32;
            let left = 4.0 + 9.0 * i as f32 + step;
            let color = Color::CYCLE_LIGHT[i % 8];
            let bar = |min, max, color| Rectangle { min, max, color };
            [
                bar([left, 4.0], [left + 5.0, 24.0 + step], color),
                bar([left, 30.0 + step], [left + 0.3 + step, 40.0], color),
                bar(
                    [left - 3.0, 46.0],
                    [left + 4.0, 60.0],
                    color.with_alpha(0.35),
                ),
            ]
        })
        .collect();
    with_context(|context| {
        let mut canvas = Canvas::new(context, SIZE);
        canvas.clear(Color::WHITE);
        canvas.draw(&mut Rectangles::new(rectangles), &Placement::default());
        assert_golden(&image(&canvas), "rectangles", Tolerance::default());
    });
}
