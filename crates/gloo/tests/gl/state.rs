//! The state cache: no call that changes nothing, and never another picture than without it.

use galry_gloo::glow::HasContext as _;
use galry_gloo::{
    Blend, Buffer, Cull, Depth, DrawState, Error, Framebuffer, ScissorRect, Stencil, StencilFace,
    Target, Texture2d, TextureBinding, TextureDesc, TextureFormat, Uniform, Usage, glow,
};

use crate::support::{
    EVERYTHING, FLAT_VERTEX, canvas, flat_program, in_each_api, pixels, positions, program, strip,
};

fn busy() -> DrawState {
    DrawState {
        blend: Blend::Additive,
        depth: Depth::NEARER,
        stencil: Some(Stencil::both(StencilFace::default())),
        cull: Cull::Back,
        polygon_offset: Some([1.0, 2.0]),
        line_width_px: 1.0,
        color_mask: [true, false, true, true],
        scissor: Some(ScissorRect {
            x: 1,
            y: 0,
            width: 1,
            height: 2,
        }),
        viewport: Some(ScissorRect {
            x: 0,
            y: 0,
            width: 2,
            height: 1,
        }),
    }
}

#[test]
fn setting_what_is_set_makes_no_call() {
    in_each_api(|context| {
        let (target, program) = (canvas(context, [2, 2]), flat_program(context));
        let everything = positions(context, &EVERYTHING);
        for state in [DrawState::opaque(), busy()] {
            let mut draw = strip(&target, &program, &everything);
            draw.state = state;
            context.draw(&draw).unwrap();
            let before = context.counters();
            for _ in 0..100 {
                context.draw(&draw).unwrap();
            }
            let work = context.counters().since(&before);
            assert_eq!((work.draw_calls, work.state_changes), (100, 0));
        }
    });
}

#[test]
fn a_change_of_one_thing_is_one_call() {
    in_each_api(|context| {
        let (target, program) = (canvas(context, [2, 2]), flat_program(context));
        let everything = positions(context, &EVERYTHING);
        let changes = |from: DrawState, to: DrawState| {
            let mut draw = strip(&target, &program, &everything);
            draw.state = from;
            context.draw(&draw).unwrap();
            let before = context.counters();
            draw.state = to;
            context.draw(&draw).unwrap();
            context.counters().since(&before).state_changes
        };
        let opaque = DrawState::opaque();
        changes(DrawState::premultiplied(), busy());
        assert_eq!(
            changes(opaque, DrawState::additive()),
            1,
            "the factors are still there"
        );
        assert_eq!(
            changes(opaque, DrawState::premultiplied()),
            2,
            "other factors"
        );
        assert_eq!(changes(DrawState::premultiplied(), opaque), 1);
        assert_eq!(
            changes(
                opaque,
                DrawState {
                    cull: Cull::Back,
                    ..opaque
                }
            ),
            1
        );
        assert_eq!(
            changes(
                opaque,
                DrawState {
                    color_mask: [false; 4],
                    ..opaque
                }
            ),
            1
        );
    });
}

#[test]
fn a_state_between_leaves_no_trace() {
    in_each_api(|context| {
        let program = flat_program(context);
        program
            .set_uniform("color", Uniform::F32x4([0.5, 0.25, 1.0, 0.5]))
            .unwrap();
        let everything = positions(context, &EVERYTHING);
        let picture = |states: &[DrawState]| {
            let mut last = Vec::new();
            for &state in states {
                let target = canvas(context, [2, 2]);
                let mut draw = strip(&target, &program, &everything);
                draw.state = state;
                context.draw(&draw).unwrap();
                context.check_state().unwrap();
                last = pixels(&target);
            }
            last
        };
        let states = [
            DrawState::opaque(),
            DrawState::premultiplied(),
            DrawState::translucent(),
            busy(),
        ];
        for first in states {
            context.forget_state();
            let fresh = picture(&[first]);
            for between in states {
                assert_eq!(
                    picture(&[first, between, first]),
                    fresh,
                    "{first:?} {between:?}"
                );
            }
        }
    });
}

#[test]
fn foreign_code_is_found_and_forgetting_heals() {
    in_each_api(|context| {
        let (target, program) = (canvas(context, [1, 1]), flat_program(context));
        program
            .set_uniform("color", Uniform::F32x4([1.0; 4]))
            .unwrap();
        let everything = positions(context, &EVERYTHING);
        let draw = strip(&target, &program, &everything);
        context.draw(&draw).unwrap();
        // SAFETY: plain state of a current context.
        unsafe {
            context.glow().enable(glow::CULL_FACE);
            context.glow().cull_face(glow::FRONT);
        }
        let error = context.check_state().unwrap_err();
        assert_eq!(
            error.to_string(),
            "state culling enabled: the cache has Toggle(false), OpenGL has Toggle(true): \
             call forget_state after foreign GL code"
        );
        assert!(matches!(
            error,
            Error::StateMismatch {
                what: "culling enabled",
                ..
            }
        ));
        context.forget_state();
        context.check_state().unwrap();
        context.clear(&draw.target, [0.0; 4], None).unwrap();
        context.draw(&draw).unwrap();
        assert_eq!(pixels(&target), [[255; 4]]);
    });
}

#[test]
fn names_that_are_used_again_are_not_mistaken_for_the_old() {
    in_each_api(|context| {
        let program = program(
            context,
            FLAT_VERTEX,
            "uniform sampler2D picture; layout(location = 0) out vec4 result;
            void main() { result = texelFetch(picture, ivec2(0), 0); }",
        );
        for round in 0..4_u8 {
            let everything = positions(context, &EVERYTHING);
            let target = canvas(context, [1, 1]);
            let picture = Texture2d::new(context, &TextureDesc::default()).unwrap();
            let shade = [round + 1; 4];
            picture
                .write(galry_gloo::TextureRegion::whole([1, 1]), &shade)
                .unwrap();
            let textures = [TextureBinding {
                unit: 0,
                texture: &picture,
                sampler: None,
            }];
            let mut draw = strip(&target, &program, &everything);
            draw.textures = &textures;
            context.draw(&draw).unwrap();
            assert_eq!(pixels(&target), [shade]);
            context.check_state().unwrap();
            drop((everything, target, picture));
            context.begin_frame();
            context.check_state().unwrap();
        }
    });
}

#[test]
fn a_deleted_program_that_was_current_is_let_go() {
    in_each_api(|context| {
        let (target, everything) = (canvas(context, [1, 1]), positions(context, &EVERYTHING));
        let program = flat_program(context);
        context
            .draw(&strip(&target, &program, &everything))
            .unwrap();
        let name = program.raw();
        drop(program);
        context.begin_frame();
        // SAFETY: asking about any name is allowed.
        assert!(!unsafe { context.glow().is_program(name) });
        context.check_state().unwrap();
    });
}

#[test]
fn uploads_disturb_no_draw() {
    in_each_api(|context| {
        let (target, program) = (canvas(context, [1, 1]), flat_program(context));
        let everything = positions(context, &EVERYTHING);
        let buffer = Buffer::from_slice(context, &[0_u8; 4], Usage::Dynamic).unwrap();
        let desc = TextureDesc {
            format: TextureFormat::R8,
            ..TextureDesc::default()
        };
        let texture = Texture2d::new(context, &desc).unwrap();
        let frame = || {
            buffer.write(0, &[1, 2, 3, 4]).unwrap();
            texture
                .write(galry_gloo::TextureRegion::whole([1, 1]), &[9_u8])
                .unwrap();
            context
                .draw(&strip(&target, &program, &everything))
                .unwrap();
        };
        frame();
        let before = context.counters();
        frame();
        assert_eq!(context.counters().since(&before).state_changes, 0);
    });
}

#[test]
fn two_targets_take_turns_with_their_own_viewports() {
    in_each_api(|context| {
        let program = flat_program(context);
        program
            .set_uniform("color", Uniform::F32x4([1.0; 4]))
            .unwrap();
        let everything = positions(context, &EVERYTHING);
        let targets: [Framebuffer; 2] = [canvas(context, [2, 3]), canvas(context, [5, 1])];
        for _ in 0..2 {
            for target in &targets {
                context
                    .clear(&Target::Framebuffer(target), [0.0; 4], None)
                    .unwrap();
                context.draw(&strip(target, &program, &everything)).unwrap();
                assert!(pixels(target).iter().all(|&pixel| pixel == [255; 4]));
            }
        }
    });
}

/// Everything that can happen between two equal draws, of which the second then compares itself with
/// the first.
#[test]
fn whatever_happens_between_equal_draws_the_second_is_as_the_first() {
    in_each_api(|context| {
        let (target, other) = (canvas(context, [2, 2]), canvas(context, [2, 2]));
        let program = flat_program(context);
        program
            .set_uniform("color", Uniform::F32x4([1.0; 4]))
            .unwrap();
        let everything = positions(context, &EVERYTHING);
        let mut draw = strip(&target, &program, &everything);
        draw.state.color_mask = [true, false, true, true];
        draw.state.scissor = Some(ScissorRect::new([1, 0], [1, 2]));
        let clear = || {
            let black = [0.0; 4];
            context.clear(&Target::Framebuffer(&target), black, None)
        };
        clear().unwrap();
        context.draw(&draw).unwrap();
        let fresh = pixels(&target);
        let on_screen = galry_gloo::Draw {
            target: Target::Screen { size_px: [2, 2] },
            ..draw.clone()
        };
        let drop_one = || drop(positions(context, &EVERYTHING));
        let between: [(&str, &dyn Fn()); 8] = [
            ("nothing", &|| {}),
            ("clearing another target", &|| {
                let whole = Target::Framebuffer(&other);
                context.clear(&whole, [0.0; 4], None).unwrap();
            }),
            ("a blit", &|| {
                let to = Target::Framebuffer(&other);
                context
                    .blit(&target, target.rect(), &to, other.rect())
                    .unwrap();
            }),
            ("an object dropped and freed", &|| {
                drop_one();
                context.begin_frame();
            }),
            ("foreign code", &|| {
                // SAFETY: plain state of a current context.
                unsafe { context.glow().color_mask(false, false, false, false) };
                context.forget_state();
            }),
            ("a guest's frame", &|| {
                context.with_host_state(|| {
                    context.draw(&strip(&other, &program, &everything)).unwrap();
                });
            }),
            ("another screen", &|| {
                context.set_screen_framebuffer(Some(other.raw()));
                context.draw(&on_screen).unwrap();
                context.set_screen_framebuffer(Some(target.raw()));
                context.draw(&on_screen).unwrap();
                context.set_screen_framebuffer(None);
                assert_eq!(pixels(&target), fresh);
            }),
            ("a draw that fails", &|| {
                let mut wrong = draw.clone();
                wrong.range = 0..5;
                context.draw(&wrong).unwrap_err();
            }),
        ];
        for (name, between) in between {
            clear().unwrap();
            context.draw(&draw).unwrap();
            clear().unwrap();
            between();
            context.draw(&draw).unwrap();
            assert_eq!(pixels(&target), fresh, "{name}");
            context.check_state().unwrap();
        }
    });
}
