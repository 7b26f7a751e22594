//! What labels share and what a change of them costs.

use galry_testkit::with_context;
use galry_visuals::text::{GlyphAtlas, Label, Text, TextStyle};
use galry_visuals::{Color, Placement, Visual as _};

use super::{SIZE, label};
use crate::canvas::Canvas;

#[test]
fn a_glyph_is_painted_once_a_renderer() {
    with_context(|context| {
        let mut canvas = Canvas::new(context, SIZE);
        let labels = || vec![label("0.25", [10.0, 20.0]), label("0.25", [10.0, 40.0])];
        canvas.draw(&mut Text::new(labels()), &Placement::default());
        let painted = |canvas: &Canvas| {
            canvas
                .renderer
                .shared::<GlyphAtlas>()
                .unwrap()
                .glyphs_rasterised()
        };
        let first = painted(&canvas);
        assert!((4..=5).contains(&first), "{first}");
        canvas.draw(&mut Text::new(labels()), &Placement::default());
        assert_eq!(painted(&canvas), first);
        canvas.draw(
            &mut Text::new(vec![label("7", [1.0, 20.0])]),
            &Placement::default(),
        );
        assert_eq!(painted(&canvas), first + 1);
    });
}

#[test]
fn a_thousand_labels_are_one_draw_and_panning_uploads_no_vertices() {
    with_context(|context| {
        let mut canvas = Canvas::new(context, SIZE);
        let labels = (0..1000)
            .map(|i| {
                label(
                    &format!("{i}"),
                    [(i % 40) as f32 * 4.0, (i / 40) as f32 * 4.0],
                )
            })
            .collect();
        let mut text = Text::new(labels);
        canvas.draw(&mut text, &Placement::default());
        let before = context.counters();
        for step in 1..=3 {
            let translate = [step as f32 * 1.5, 2.0];
            let placement = Placement {
                translate,
                ..Placement::default()
            };
            canvas.draw(&mut text, &placement);
        }
        let spent = context.counters().since(&before);
        assert_eq!(spent.draw_calls, 3);
        assert_eq!(spent.programs_compiled, 0);
        assert!(spent.bytes_uploaded <= 3 * 64, "{}", spent.bytes_uploaded);
    });
}

#[test]
fn equal_labels_upload_nothing_and_others_what_they_need() {
    with_context(|context| {
        let mut canvas = Canvas::new(context, SIZE);
        let mut text = Text::new(vec![label("12", [10.0, 20.0])]);
        canvas.draw(&mut text, &Placement::default());
        let before = context.counters();
        text.set_labels(vec![label("12", [10.0, 20.0])]);
        canvas.draw(&mut text, &Placement::default());
        assert_eq!(context.counters().since(&before).bytes_uploaded, 0);
        text.set_labels(vec![label("21", [10.0, 20.0])]);
        canvas.draw(&mut text, &Placement::default());
        assert!(context.counters().since(&before).bytes_uploaded < 1000);
        text.set_labels(vec![]);
        canvas.clear(Color::TRANSPARENT);
        canvas.draw(&mut text, &Placement::default());
        assert_eq!(canvas.pixels().area(), 0.0);
        text.set_labels(vec![label("1234567890", [10.0, 20.0])]);
        canvas.draw(&mut text, &Placement::default());
        assert!(canvas.pixels().area() > 50.0);
    });
}

#[test]
fn a_page_that_grows_keeps_the_glyphs_of_other_visuals() {
    with_context(|context| {
        let mut canvas = Canvas::new(context, SIZE);
        let mut small = Text::new(vec![label("Small text", [10.0, 30.0])]);
        canvas.draw(&mut small, &Placement::default());
        let before = canvas.pixels();
        // Enough for several growths, then for a second page.
        let many = |sizes: std::ops::Range<u16>| -> Vec<Label> {
            sizes
                .map(|size| Label {
                    style: TextStyle::new(f32::from(size)),
                    ..Label::new("MW@%&QB8", [1000.0, 0.0])
                })
                .collect()
        };
        for sizes in [20..40, 40..120, 120..150] {
            Text::new(many(sizes))
                .prepare(&mut canvas.renderer)
                .unwrap();
        }
        canvas.clear(Color::TRANSPARENT);
        canvas.redraw(&small, &Placement::default());
        assert_eq!(canvas.pixels(), before);
        for sizes in [150..190, 190..220] {
            Text::new(many(sizes))
                .prepare(&mut canvas.renderer)
                .unwrap();
        }
        let pages = canvas
            .renderer
            .shared::<GlyphAtlas>()
            .unwrap()
            .pages_begun();
        assert!(pages > 1, "{pages}");
        canvas.clear(Color::TRANSPARENT);
        canvas.redraw(&small, &Placement::default());
        assert_eq!(canvas.pixels(), before);
    });
}

#[test]
fn text_far_too_large_is_an_error_and_the_next_prepare_recovers() {
    with_context(|context| {
        let mut canvas = Canvas::new(context, SIZE);
        let small = || vec![label("before it", [20.0, 40.0])];
        let mut text = Text::new(small());
        let mut labels = small();
        labels.push(Label {
            style: TextStyle::new(1e6),
            ..Label::new("M", [0.0; 2])
        });
        text.set_labels(labels);
        let error = text.prepare(&mut canvas.renderer).unwrap_err().to_string();
        assert!(
            error.starts_with("text: expected glyphs of at most 2048 px"),
            "{error}"
        );
        // The glyphs before the mistake were painted, and must not be missing now.
        text.set_labels(small());
        canvas.draw(&mut text, &Placement::default());
        let mut other = Canvas::new(context, SIZE);
        other.draw(&mut Text::new(small()), &Placement::default());
        assert_eq!(canvas.pixels(), other.pixels());
        assert!(canvas.pixels().area() > 50.0);
    });
}
