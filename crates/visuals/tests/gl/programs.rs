//! One program a kind, and nothing made anew while parameters change.

use galry_testkit::with_context;
use galry_visuals::composition::{Module, standard};
use galry_visuals::{
    Color, Error, Placement, Polyline, PolylineData, PolylineStyle, Rectangle, Rectangles,
    Visual as _,
};

use crate::canvas::Canvas;

fn line(offset: f32) -> Polyline {
    Polyline::new(
        PolylineData {
            positions: (0..50)
                .map(|i| [i as f32, offset + (i % 7) as f32])
                .collect(),
            closed: false,
        },
        PolylineStyle::default(),
    )
}

#[test]
fn every_standard_program_links() {
    with_context(|context| {
        let mut canvas = Canvas::new(context, [4, 4]);
        for name in standard::names() {
            canvas.renderer.standard_program(name).unwrap();
        }
        assert_eq!(canvas.renderer.program_count(), standard::names().count());
    });
}

#[test]
fn ten_visuals_of_a_kind_compile_one_program() {
    with_context(|context| {
        let mut canvas = Canvas::new(context, [32, 32]);
        let before = context.counters();
        for index in 0..10 {
            canvas.draw(&mut line(index as f32), &Placement::default());
        }
        assert_eq!(context.counters().since(&before).programs_compiled, 1);
        assert_eq!(context.counters().since(&before).draw_calls, 10);
    });
}

#[test]
fn changing_parameters_compiles_nothing_and_uploads_no_vertices() {
    with_context(|context| {
        let mut canvas = Canvas::new(context, [32, 32]);
        let mut visual = line(0.0);
        canvas.draw(&mut visual, &Placement::default());
        let before = context.counters();
        visual.set_style(PolylineStyle {
            width_px: 7.0,
            color: "tab:red".parse().unwrap(),
            ..PolylineStyle::default()
        });
        canvas.draw(
            &mut visual,
            &Placement {
                scale: [2.0, -3.0],
                translate: [1.0, 30.0],
                clip_px: Some([2, 2, 20, 20]),
                antialias: false,
            },
        );
        let change = context.counters().since(&before);
        assert_eq!(change.programs_compiled, 0);
        // The style's 32 bytes, the frame's 16 and the placement's 16.
        assert!(change.bytes_uploaded <= 64, "{change:?}");
        assert_eq!(change.live_objects, 0);
    });
}

#[test]
fn panning_uploads_the_placement_alone_however_many_visuals() {
    with_context(|context| {
        let mut canvas = Canvas::new(context, [32, 32]);
        let mut lines: Vec<Polyline> = (0..20).map(|index| line(index as f32)).collect();
        let mut bars = Rectangles::new(vec![Rectangle {
            min: [1.0, 1.0],
            max: [5.0, 9.0],
            color: Color::BLACK,
        }]);
        for line in &mut lines {
            canvas.draw(line, &Placement::default());
        }
        canvas.draw(&mut bars, &Placement::default());
        let before = context.counters();
        for step in 1..=5 {
            let placement = Placement {
                translate: [step as f32, 0.5],
                ..Placement::default()
            };
            for line in &mut lines {
                canvas.draw(line, &placement);
            }
            canvas.draw(&mut bars, &placement);
        }
        let change = context.counters().since(&before);
        assert_eq!(change.programs_compiled, 0);
        assert_eq!(change.draw_calls, 5 * 21);
        assert_eq!(change.bytes_uploaded, 5 * 16, "one placement a frame");
        // The same placement again: nothing at all.
        let before = context.counters();
        let last = Placement {
            translate: [5.0, 0.5],
            ..Placement::default()
        };
        canvas.draw(&mut lines[0], &last);
        assert_eq!(context.counters().since(&before).bytes_uploaded, 0);
    });
}

#[test]
fn a_colour_hook_of_ones_own_is_used_and_shared() {
    with_context(|context| {
        let mut canvas = Canvas::new(context, [4, 4]);
        let mut modules = standard::modules("rectangles").unwrap();
        modules.retain(|module| module.name() != "color_plain");
        modules.push(Module::new(
            "swap.wgsl",
            "fn display_color(color: vec4<f32>, position_px: vec2<f32>) -> vec4<f32> {\n\
                 return color.bgra;\n\
             }",
        ));
        let before = context.counters();
        let one = canvas
            .renderer
            .program("swapped rectangles", &modules)
            .unwrap();
        let two = canvas
            .renderer
            .program("swapped rectangles", &modules)
            .unwrap();
        assert!(std::rc::Rc::ptr_eq(&one, &two));
        assert_eq!(context.counters().since(&before).programs_compiled, 1);
    });
}

#[test]
fn a_mistake_in_a_users_module_comes_with_its_place() {
    with_context(|context| {
        let mut canvas = Canvas::new(context, [4, 4]);
        let mut modules = standard::modules("rectangles").unwrap();
        modules.retain(|module| module.name() != "color_plain");
        modules.push(Module::new(
            "dim.wgsl",
            "fn display_color(color: vec4<f32>, position_px: vec2<f32>) -> vec4<f32> {\n    return dim * color;\n}",
        ));
        let error = canvas.renderer.program("dim", &modules).unwrap_err();
        let Error::Shader(error) = error else {
            panic!("expected a shader error, got {error:?}");
        };
        assert_eq!(
            (error.module.as_deref(), error.line, error.column),
            (Some("dim.wgsl"), 2, 12)
        );
    });
}

#[test]
fn drawing_before_preparing_is_an_error() {
    with_context(|context| {
        let canvas = Canvas::new(context, [4, 4]);
        let error = line(0.0)
            .draw(&canvas.renderer, &canvas.frame(), &Placement::default())
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            "polyline: expected a call of `prepare` before `draw`"
        );
    });
}

#[test]
fn a_visual_that_nobody_knows_is_an_error() {
    with_context(|context| {
        let mut canvas = Canvas::new(context, [4, 4]);
        let error = canvas.renderer.standard_program("frame").unwrap_err();
        assert_eq!(
            error.to_string(),
            "expected the name of a standard visual's module, got \"frame\""
        );
    });
}

#[test]
fn what_the_gl_layer_refuses_says_what_was_being_done() {
    with_context(|context| {
        let mut canvas = Canvas::new(context, [4, 4]);
        let mut picture = galry_visuals::ImageQuad::new();
        let too_wide = context.capabilities().max_texture_size as i32 + 1;
        picture.set_rect_px([0, 0, too_wide, 1]);
        let error = picture.prepare(&mut canvas.renderer).unwrap_err();
        assert_eq!(error.to_string(), "image_quad: refused by the GL layer");
        let source = std::error::Error::source(&error).unwrap().to_string();
        assert!(source.contains(&too_wide.to_string()), "{source}");
    });
}

#[test]
fn what_a_kind_shares_is_made_once() {
    #[derive(Debug, PartialEq)]
    struct Counted(u32);
    with_context(|context| {
        let mut canvas = Canvas::new(context, [4, 4]);
        assert_eq!(canvas.renderer.shared::<Counted>(), None);
        for _ in 0..2 {
            let shared = canvas.renderer.shared_or_make(|_| Ok(Counted(7))).unwrap();
            shared.0 += 1;
        }
        assert_eq!(canvas.renderer.shared(), Some(&Counted(9)));
    });
}
