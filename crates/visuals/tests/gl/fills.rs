//! Areas in a frame: where they are drawn, and what is uploaded for it.

use galry_testkit::{Image, Tolerance, assert_golden, with_context};
use galry_visuals::{Color, Fill, FillPainter, FillRule, Fills, Hatch, Path, Placement};

use crate::canvas::Canvas;

const SIZE: [u32; 2] = [40, 30];

fn areas() -> Vec<Fill> {
    let ring = Path::wedge([20.0, 15.0], [5.0, 11.0], [0.2, 5.0]);
    let star = [
        [2.0, 3.0],
        [30.0, 12.0],
        [2.0, 21.0],
        [20.0, -4.0],
        [20.0, 28.0],
    ];
    vec![
        Fill::new(Path::polygon(&star), Color::CYCLE_LIGHT[1]).with_rule(FillRule::EvenOdd),
        Fill::new(ring, Color::CYCLE_LIGHT[0].with_alpha(0.6)),
    ]
}

#[test]
fn a_frame_shows_what_the_painter_paints() {
    for antialias in [true, false] {
        let placement = Placement {
            scale: [1.1, -0.9],
            translate: [-3.0, 26.0],
            antialias,
            clip_px: None,
        };
        let drawn = with_context(|context| {
            let mut canvas = Canvas::new(context, SIZE);
            canvas.draw(&mut Fills::new(areas()), &placement);
            canvas.pixels().rgba
        });
        let mut painted = vec![0; drawn.len()];
        let rect = [0, 0, 40, 30];
        FillPainter::default().paint(rect, &areas(), &placement, &mut painted);
        assert_eq!(drawn, painted, "antialias: {antialias}");
    }
}

#[test]
fn a_clip_is_kept_to_and_what_is_out_of_sight_is_nothing() {
    with_context(|context| {
        let mut canvas = Canvas::new(context, SIZE);
        let mut fills = Fills::new(areas());
        let clipped = Placement {
            clip_px: Some([10, 8, 12, 9]),
            ..Placement::default()
        };
        canvas.draw(&mut fills, &clipped);
        let inside = canvas.pixels();
        canvas.clear(Color::TRANSPARENT);
        canvas.redraw(&fills, &Placement::default());
        let whole = canvas.pixels();
        for y in 0..30 {
            for x in 0..40 {
                let is_inside = (10..22).contains(&x) && (8..17).contains(&y);
                let expected = if is_inside { whole.at(x, y) } else { [0; 4] };
                assert_eq!(inside.at(x, y), expected, "({x}, {y})");
            }
        }
        canvas.clear(Color::TRANSPARENT);
        let away = Placement {
            translate: [400.0, 0.0],
            ..Placement::default()
        };
        canvas.redraw(&fills, &away);
        canvas.draw(&mut Fills::new(Vec::new()), &Placement::default());
        assert_eq!(canvas.pixels().area(), 0.0);
    });
}

#[test]
fn the_same_picture_again_uploads_nothing() {
    with_context(|context| {
        let mut canvas = Canvas::new(context, SIZE);
        let mut fills = Fills::new(areas());
        canvas.draw(&mut fills, &Placement::default());
        let before = context.counters();
        canvas.draw(&mut fills, &Placement::default());
        let again = context.counters().since(&before);
        assert_eq!((again.bytes_uploaded, again.draw_calls), (0, 1));
        fills
            .set_fill(0, Fill::new(Path::new(), Color::BLACK))
            .unwrap();
        canvas.draw(&mut fills, &Placement::default());
        let after = context.counters().since(&before);
        assert!(after.bytes_uploaded > 0);
        assert_eq!(after.programs_compiled, 0);
    });
}

#[test]
fn gradients_hatching_and_neighbours() {
    use galry_visuals::{GradientStop, HatchPattern, LinearGradient, Paint};
    let stop = |offset, color| GradientStop { offset, color };
    let gradient = LinearGradient {
        from: [4.0, 4.0],
        to: [34.0, 18.0],
        stops: vec![
            stop(0.0, Color::CYCLE_LIGHT[3]),
            stop(1.0, Color::CYCLE_LIGHT[1].with_alpha(0.2)),
        ],
    };
    let rounded = |x: f32, y: f32| Path::rounded_rectangle([x, y], [x + 30.0, y + 16.0], [6.0; 2]);
    let hatch = |pattern| {
        Paint::Hatch(Hatch {
            pattern,
            color: Color::CYCLE_LIGHT[2],
            ground: Color::CYCLE_LIGHT[2].with_alpha(0.15),
            spacing_px: 6.0,
            width_px: 2.0,
            origin: [0.0; 2],
        })
    };
    let mut fills = vec![
        Fill::new(rounded(4.0, 4.0), Paint::Linear(gradient)),
        Fill::new(
            rounded(38.0, 4.0),
            hatch(HatchPattern::Cross { angle_rad: 0.6 }),
        ),
        Fill::new(rounded(38.0, 24.0), hatch(HatchPattern::Dots)),
    ];
    let slices = (0..5_u8).map(|index| {
        let angles = [1.3 * f32::from(index), 1.3 * f32::from(index) + 1.3];
        let slice = Path::wedge([19.3, 32.4], [3.0, 10.5], angles);
        Fill::new(slice, Color::CYCLE_LIGHT[usize::from(index)])
    });
    fills.extend(slices);
    with_context(|context| {
        let mut canvas = Canvas::new(context, [72, 46]);
        canvas.clear(Color::WHITE);
        canvas.draw(&mut Fills::new(fills), &Placement::default());
        let image = Image::from_rgba(72, 46, canvas.pixels().rgba).unwrap();
        assert_golden(&image, "fills", Tolerance::default());
    });
}
