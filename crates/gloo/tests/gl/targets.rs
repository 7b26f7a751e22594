//! Layers, samples, stencils and several outputs as targets; reading back later; fences, queries,
//! rings and recordings.

use std::time::Duration;

use galry_gloo::{
    Attachment, Blit, Buffer, Compare, CubeFace, Depth, DrawState, Error, Fence, Filter,
    Framebuffer, FramebufferDesc, IndexBuffer, Primitive, Program, ProgramDesc, Query, QueryKind,
    Renderbuffer, RenderbufferDesc, Stencil, StencilFace, StencilOperation, StreamRing, Target,
    Texture2d, Texture3d, TextureArray, TextureCube, TextureDesc, TextureFormat, Uniform,
    UniformBinding, UniformBuffer, Usage, VertexArray, uniform_layout,
};

use crate::support::{
    EVERYTHING, FLAT_VERTEX, POSITION, canvas, flat_program, in_each_api, pixels, plain, positions,
    program, rectangle, strip,
};

const RED: [f32; 4] = [1.0, 0.0, 0.0, 1.0];

#[test]
fn slices_layers_sides_and_levels_are_drawn_into() {
    in_each_api(|context| {
        let desc = TextureDesc {
            size: [4, 4, 4],
            levels: 2,
            ..TextureDesc::default()
        };
        let volume = Texture3d::new(context, &desc).unwrap();
        let layers = TextureArray::new(context, &desc).unwrap();
        let cube = TextureCube::new(
            context,
            &TextureDesc {
                size: 4,
                ..TextureDesc::default()
            },
        )
        .unwrap();
        let flat = Texture2d::new(
            context,
            &TextureDesc {
                size: [4, 4],
                levels: 3,
                ..TextureDesc::default()
            },
        )
        .unwrap();
        let parts = [
            (
                Attachment::Slice {
                    texture: &volume,
                    slice: 3,
                    level: 0,
                },
                4,
            ),
            (
                Attachment::Slice {
                    texture: &volume,
                    slice: 1,
                    level: 1,
                },
                2,
            ),
            (
                Attachment::Layer {
                    texture: &layers,
                    layer: 3,
                    level: 1,
                },
                2,
            ),
            (
                Attachment::Face {
                    texture: &cube,
                    face: CubeFace::NegativeZ,
                    level: 0,
                },
                4,
            ),
            (
                Attachment::Texture {
                    texture: &flat,
                    level: 2,
                },
                1,
            ),
        ];
        for (number, (part, side)) in (1_u8..).zip(parts) {
            let desc = FramebufferDesc {
                color: &[part],
                depth: None,
            };
            let target = Framebuffer::new(context, &desc).unwrap();
            assert_eq!(target.size(), [side; 2], "{part:?}");
            let shade = f32::from(number) / 255.0;
            context
                .clear(&Target::Framebuffer(&target), [shade; 4], None)
                .unwrap();
            assert_eq!(pixels(&target), vec![[number; 4]; (side * side) as usize]);
        }
        // A slice of half the slices, a layer that halves do not touch.
        let text = |part| {
            let desc = FramebufferDesc {
                color: &[part],
                depth: None,
            };
            Framebuffer::new(context, &desc).unwrap_err().to_string()
        };
        assert_eq!(
            text(Attachment::Slice {
                texture: &volume,
                slice: 2,
                level: 1
            }),
            "layer of a framebuffer: expected at most 1, got 2"
        );
        assert_eq!(
            text(Attachment::Layer {
                texture: &layers,
                layer: 0,
                level: 2
            }),
            "mip level of a framebuffer: expected at most 1, got 2"
        );
        context.check_errors().unwrap();
    });
}

#[test]
fn samples_are_averaged_by_a_blit() {
    in_each_api(|context| {
        let (size, format) = ([4, 4], TextureFormat::Rgba8);
        let desc = RenderbufferDesc {
            size,
            format,
            samples: 4,
        };
        let color = Renderbuffer::new(context, &desc).unwrap();
        let depth = RenderbufferDesc {
            format: TextureFormat::Depth24,
            ..desc
        };
        let depth = Renderbuffer::new(context, &depth).unwrap();
        let desc = FramebufferDesc {
            color: &[(&color).into()],
            depth: Some((&depth).into()),
        };
        let samples = Framebuffer::new(context, &desc).unwrap();
        assert_eq!((samples.samples(), samples.color().is_none()), (4, true));
        let target = Target::Framebuffer(&samples);
        context.clear(&target, [0.0; 4], None).unwrap();
        let program = flat_program(context);
        program
            .set_uniform("color", Uniform::F32x4([1.0; 4]))
            .unwrap();
        // Half of the third column's width, all of the first two.
        let part = positions(context, &rectangle([-1.0, -1.0], [0.25, 1.0]));
        let mut draw = strip(&samples, &program, &part);
        draw.state.depth = Depth::NEARER;
        context.draw(&draw).unwrap();
        assert!(matches!(
            samples.read_rgba8(samples.rect()),
            Err(Error::Mismatch { .. })
        ));
        let whole = canvas(context, size);
        let to = Target::Framebuffer(&whole);
        context
            .blit(&samples, samples.rect(), &to, whole.rect())
            .unwrap();
        let row = &pixels(&whole)[..4];
        assert_eq!((row[0], row[1], row[3]), ([255; 4], [255; 4], [0; 4]));
        assert!((64..=192).contains(&row[2][0]), "{row:?}");
        let smaller = galry_gloo::ScissorRect {
            width: 2,
            ..whole.rect()
        };
        let error = context
            .blit(&samples, samples.rect(), &to, smaller)
            .unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("rectangles of a blit of several samples")
        );
        let error = context
            .blit(&whole, whole.rect(), &target, whole.rect())
            .unwrap_err();
        assert!(
            error
                .to_string()
                .ends_with("expected one sample a pixel, got 4 samples")
        );
        // Parts of one framebuffer have as many samples each.
        let plain = Texture2d::new(
            context,
            &TextureDesc {
                size,
                ..TextureDesc::default()
            },
        )
        .unwrap();
        let desc = FramebufferDesc {
            color: &[(&color).into(), (&plain).into()],
            depth: None,
        };
        assert_eq!(
            Framebuffer::new(context, &desc).unwrap_err().to_string(),
            "parts of a framebuffer: expected 4 samples, got 0 samples"
        );
        let many = RenderbufferDesc {
            size,
            format,
            samples: context.capabilities().max_samples + 1,
        };
        assert!(matches!(
            Renderbuffer::new(context, &many),
            Err(Error::LimitExceeded { .. })
        ));
        let read_only = RenderbufferDesc {
            size,
            format: TextureFormat::Rgb9e5,
            samples: 0,
        };
        assert!(matches!(
            Renderbuffer::new(context, &read_only),
            Err(Error::Unrenderable { .. })
        ));
        context.check_errors().unwrap();
        context.check_state().unwrap();
    });
}

#[test]
fn a_stencil_keeps_draws_within_what_was_drawn() {
    in_each_api(|context| {
        let size = [4, 1];
        let color = Texture2d::new(
            context,
            &TextureDesc {
                size,
                ..TextureDesc::default()
            },
        )
        .unwrap();
        let stencil = Renderbuffer::new(
            context,
            &RenderbufferDesc {
                size,
                format: TextureFormat::Depth24Stencil8,
                samples: 0,
            },
        )
        .unwrap();
        let desc = FramebufferDesc {
            color: &[(&color).into()],
            depth: Some((&stencil).into()),
        };
        let target = Framebuffer::new(context, &desc).unwrap();
        context
            .clear(&Target::Framebuffer(&target), [0.0; 4], None)
            .unwrap();
        let program = flat_program(context);
        program.set_uniform("color", Uniform::F32x4(RED)).unwrap();
        let left = positions(context, &rectangle([-1.0, -1.0], [0.0, 1.0]));
        let mut draw = strip(&target, &program, &left);
        draw.state = DrawState {
            stencil: Some(Stencil::both(StencilFace {
                reference: 3,
                pass: StencilOperation::Replace,
                ..StencilFace::default()
            })),
            color_mask: [false; 4],
            ..DrawState::opaque()
        };
        context.draw(&draw).unwrap();
        assert_eq!(pixels(&target), [[0; 4]; 4]);
        context.check_state().unwrap();
        let everything = positions(context, &EVERYTHING);
        let mut draw = strip(&target, &program, &everything);
        draw.state.stencil = Some(Stencil::both(StencilFace {
            compare: Compare::Equal,
            reference: 3,
            ..StencilFace::default()
        }));
        context.draw(&draw).unwrap();
        let red = [255, 0, 0, 255];
        assert_eq!(pixels(&target), [red, red, [0; 4], [0; 4]]);
        // Clearing takes the stencil with it.
        let screen = Target::Framebuffer(&target);
        context.clear(&screen, [0.0; 4], None).unwrap();
        context.draw(&draw).unwrap();
        assert_eq!(pixels(&target), [[0; 4]; 4]);
        context.check_errors().unwrap();
    });
}

#[test]
fn depth_and_colours_are_copied_as_asked() {
    in_each_api(|context| {
        let make = |size: [u32; 2]| {
            let texture = |format| {
                let desc = TextureDesc {
                    size,
                    format,
                    ..TextureDesc::default()
                };
                Texture2d::new(context, &desc).unwrap()
            };
            let (color, depth) = (
                texture(TextureFormat::Rgba8),
                texture(TextureFormat::Depth32f),
            );
            let desc = FramebufferDesc {
                color: &[(&color).into()],
                depth: Some((&depth).into()),
            };
            let framebuffer = Framebuffer::new(context, &desc).unwrap();
            context
                .clear(&Target::Framebuffer(&framebuffer), [0.0; 4], None)
                .unwrap();
            framebuffer
        };
        let (from, to) = (make([2, 1]), make([2, 1]));
        let program = flat_program(context);
        program.set_uniform("color", Uniform::F32x4(RED)).unwrap();
        let left = positions(context, &rectangle([-1.0, -1.0], [0.0, 1.0]));
        let mut draw = strip(&from, &program, &left);
        // At z = 0, so depth 0.5.
        draw.state.depth = Depth::NEARER;
        context.draw(&draw).unwrap();
        let blit = Blit {
            color: false,
            depth: true,
            ..Blit::new(&from, from.rect(), Target::Framebuffer(&to))
        };
        context.blit_with(&blit).unwrap();
        assert_eq!(pixels(&to), [[0; 4]; 2]);
        let everything = positions(context, &EVERYTHING);
        let mut behind = strip(&to, &program, &everything);
        behind.state.depth = Depth::NEARER;
        context.draw(&behind).unwrap();
        // Nothing is nearer than itself.
        assert_eq!(pixels(&to), [[0; 4], [255, 0, 0, 255]]);
        let wide = canvas(context, [4, 1]);
        let mut mixed = Blit {
            target_rect: wide.rect(),
            filter: Filter::Linear,
            ..Blit::new(&from, from.rect(), Target::Framebuffer(&wide))
        };
        context.blit_with(&mixed).unwrap();
        let reds: Vec<u8> = pixels(&wide).iter().map(|pixel| pixel[0]).collect();
        assert!(
            reds[0] == 255 && reds[3] == 0 && reds[1] > reds[2] && reds[2] > 0,
            "{reds:?}"
        );
        mixed.depth = true;
        assert!(matches!(
            context.blit_with(&mixed),
            Err(Error::Mismatch { .. })
        ));
        let error = context
            .blit_with(&Blit {
                target: Target::Framebuffer(&wide),
                ..blit
            })
            .unwrap_err();
        assert!(
            error.to_string().contains("depth as the source's"),
            "{error}"
        );
        context.check_errors().unwrap();
        context.check_state().unwrap();
    });
}

#[test]
fn each_output_is_read_at_once_and_later() {
    in_each_api(|context| {
        let texture = |format| {
            let desc = TextureDesc {
                size: [2, 2],
                format,
                ..TextureDesc::default()
            };
            Texture2d::new(context, &desc).unwrap()
        };
        let (color, ids) = (texture(TextureFormat::Rgba8), texture(TextureFormat::R32ui));
        let desc = FramebufferDesc {
            color: &[(&color).into(), (&ids).into()],
            depth: None,
        };
        let target = Framebuffer::new(context, &desc).unwrap();
        let program = program(
            context,
            FLAT_VERTEX,
            "layout(location = 0) out vec4 result; layout(location = 1) out uint id;
            void main() { result = vec4(1.0); id = 100u + uint(gl_FragCoord.x); }",
        );
        let everything = positions(context, &EVERYTHING);
        context
            .draw(&strip(&target, &program, &everything))
            .unwrap();
        let output = target.output(1).unwrap();
        let expected = [[100, 0, 0, 1], [101, 0, 0, 1]].repeat(2);
        assert_eq!(output.read_u32(target.rect()).unwrap(), expected);
        let later = output.read_u32_later(target.rect()).unwrap();
        let color = target.read_rgba8_later(target.rect()).unwrap();
        // What is drawn afterwards is not read.
        context
            .clear(&Target::Framebuffer(&target), [0.0; 4], None)
            .unwrap();
        let done = Fence::new(context).unwrap();
        assert!(done.wait(Duration::from_secs(10)).unwrap());
        assert!(done.is_signaled().unwrap());
        assert!(later.is_ready().unwrap());
        assert_eq!(later.wait().unwrap(), expected);
        assert_eq!(color.wait().unwrap(), [[255; 4]; 4]);
        assert_eq!(
            target.output(2).unwrap_err().to_string(),
            "output of a framebuffer: expected at most 1, got 2"
        );
        assert!(matches!(
            output.read_rgba8_later(target.rect()),
            Err(Error::WrongRead { .. })
        ));
        // The first output is what is read by default again.
        assert_eq!(target.read_rgba8(target.rect()).unwrap(), [0; 16]);
        context.check_errors().unwrap();
        context.check_state().unwrap();
    });
}

#[test]
fn queries_tell_what_is_seen_and_how_long_it_took() {
    in_each_api(|context| {
        let (target, program) = (canvas(context, [8, 8]), flat_program(context));
        let everything = positions(context, &EVERYTHING);
        let beside = positions(context, &rectangle([2.0, 2.0], [3.0, 3.0]));
        let seen = Query::new(context, QueryKind::AnySamplesPassed).unwrap();
        assert_eq!(seen.result().unwrap(), None);
        for (vertices, expected) in [(&everything, 1), (&beside, 0)] {
            let draw = strip(&target, &program, vertices);
            seen.measure(|| context.draw(&draw)).unwrap().unwrap();
            context.finish();
            assert_eq!(seen.result().unwrap(), Some(expected));
        }
        // One within another of its kind is refused, and does not run.
        let other = Query::new(context, QueryKind::AnySamplesPassed).unwrap();
        let inner = seen
            .measure(|| other.measure(|| unreachable!("there is room for one")))
            .unwrap();
        assert!(matches!(inner, Err(Error::Mismatch { .. })));
        assert!(context.capabilities().has_timer_queries || !crate::support::is_mesa(context));
        match Query::new(context, QueryKind::TimeElapsed) {
            Ok(time) => {
                let draw = strip(&target, &program, &everything);
                time.measure(|| (0..100).try_for_each(|_| context.draw(&draw)))
                    .unwrap()
                    .unwrap();
                context.finish();
                assert!(
                    time.result()
                        .unwrap()
                        .is_some_and(|nanoseconds| nanoseconds > 0)
                );
            }
            Err(error) => assert!(matches!(error, Error::Refused { .. })),
        }
        context.check_errors().unwrap();
    });
}

#[test]
fn a_ring_is_written_around_and_around() {
    in_each_api(|context| {
        let mut ring: StreamRing<[f32; 2]> = StreamRing::new(context, 10).unwrap();
        let vertices = {
            let buffer = plain(ring.buffer(), &POSITION);
            VertexArray::new(context, &[buffer], None).unwrap()
        };
        let (target, program) = (canvas(context, [1, 1]), flat_program(context));
        program
            .set_uniform("color", Uniform::F32x4([1.0; 4]))
            .unwrap();
        let mut starts = Vec::new();
        for frame in 0..7 {
            context
                .clear(&Target::Framebuffer(&target), [0.0; 4], None)
                .unwrap();
            let range = ring.write(&EVERYTHING).unwrap();
            starts.push(range.start);
            let mut draw = strip(&target, &program, &vertices);
            draw.range = range;
            context.draw(&draw).unwrap();
            ring.end_frame().unwrap();
            assert_eq!(pixels(&target), [[255; 4]], "frame {frame}");
        }
        assert_eq!(starts, [0, 4, 0, 4, 0, 4, 0]);
        // What this frame wrote is not written over.
        ring.write(&EVERYTHING).unwrap();
        ring.write(&EVERYTHING).unwrap();
        assert_eq!(
            ring.write(&EVERYTHING).unwrap_err().to_string(),
            "elements written to a ring in a frame: expected at most 2, got 4"
        );
        ring.end_frame().unwrap();
        ring.write(&EVERYTHING).unwrap();
        assert!(ring.write(&[[0.0; 2]; 11]).is_err());
        assert!(matches!(
            StreamRing::<u8>::new(context, 0),
            Err(Error::ZeroSize { .. })
        ));
        context.check_errors().unwrap();
        context.check_state().unwrap();
    });
}

#[test]
fn buffers_grow_with_their_contents_and_copy_among_themselves() {
    in_each_api(|context| {
        let mut buffer = Buffer::from_slice(context, &EVERYTHING, Usage::Dynamic).unwrap();
        let vertices = VertexArray::new(context, &[plain(&buffer, &POSITION)], None).unwrap();
        buffer.resize(100).unwrap();
        assert_eq!(vertices.vertex_count(), Some(100));
        assert_eq!(buffer.read().unwrap()[..4], EVERYTHING);
        buffer.resize(3).unwrap();
        assert_eq!(buffer.read().unwrap(), EVERYTHING[..3]);
        buffer.resize(4).unwrap();
        let numbers: Vec<u32> = (0..10).collect();
        let numbers = Buffer::from_slice(context, &numbers, Usage::Static).unwrap();
        let copy = Buffer::with_len(context, 4, Usage::Static).unwrap();
        copy.copy_from(&numbers, 3, 0, 4).unwrap();
        assert_eq!(copy.read().unwrap(), [3, 4, 5, 6]);
        // Parts that overlap.
        numbers.copy_from(&numbers, 0, 2, 6).unwrap();
        assert_eq!(numbers.read().unwrap(), [0, 1, 0, 1, 2, 3, 4, 5, 8, 9]);
        assert_eq!(
            copy.copy_from(&numbers, 8, 0, 3).unwrap_err().to_string(),
            "elements copied from a buffer: expected a range within 0..10, got 8..11"
        );
        context.check_errors().unwrap();
        context.check_state().unwrap();
    });
}

#[test]
fn the_largest_index_begins_a_new_strip() {
    in_each_api(|context| {
        if !context.capabilities().has_primitive_restart {
            return;
        }
        let (target, program) = (canvas(context, [4, 1]), flat_program(context));
        program
            .set_uniform("color", Uniform::F32x4([1.0; 4]))
            .unwrap();
        let corners = [
            rectangle([-1.0, -1.0], [-0.5, 1.0]),
            rectangle([0.5, -1.0], [1.0, 1.0]),
        ];
        let corners = Buffer::from_slice(context, corners.as_flattened(), Usage::Static).unwrap();
        let usage = Usage::Static;
        for indices in [
            IndexBuffer::from_slice(context, &[0_u8, 1, 2, 3, 255, 4, 5, 6, 7], usage),
            IndexBuffer::from_slice(context, &[0_u16, 1, 2, 3, 65535, 4, 5, 6, 7], usage),
            IndexBuffer::from_slice(context, &[0_u32, 1, 2, 3, u32::MAX, 4, 5, 6, 7], usage),
        ] {
            context
                .clear(&Target::Framebuffer(&target), [0.0; 4], None)
                .unwrap();
            let indices = indices.unwrap();
            let buffers = [plain(&corners, &POSITION)];
            let vertices = VertexArray::new(context, &buffers, Some(&indices)).unwrap();
            let mut draw = strip(&target, &program, &vertices);
            draw.range = 0..9;
            context.draw(&draw).unwrap();
            assert_eq!(pixels(&target), [[255; 4], [0; 4], [0; 4], [255; 4]]);
        }
        context.check_errors().unwrap();
    });
}

const BLOCK_VERTEX: &str = "layout(location = 0) in vec2 position;
    layout(std140) uniform Place { vec2 shift; float zoom; vec4 tint; };
    void main() { gl_Position = vec4(position * zoom + shift + tint.xy, 0.0, 1.0); }";

const WHITE: &str = "layout(location = 0) out vec4 result; void main() { result = vec4(1.0); }";

#[repr(C)]
#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable)]
struct Place {
    shift: [f32; 2],
    zoom: f32,
    padding: f32,
    tint: [f32; 4],
}

/// As nobody should write it: std140 wants vec4 at multiples of 16 bytes.
#[repr(C)]
#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable)]
struct Packed {
    shift: [f32; 2],
    zoom: f32,
    tint: [f32; 4],
    padding: f32,
}

#[test]
fn a_structs_layout_is_held_against_the_block() {
    in_each_api(|context| {
        let program = program(context, BLOCK_VERTEX, WHITE);
        let blocks = program.blocks();
        let members: Vec<(&str, u32)> = blocks[0]
            .members
            .iter()
            .map(|member| (member.name.as_str(), member.offset))
            .collect();
        assert_eq!(members, [("shift", 0), ("zoom", 8), ("tint", 16)]);
        let (target, everything) = (canvas(context, [1, 1]), positions(context, &EVERYTHING));
        let place = Place {
            shift: [0.0; 2],
            zoom: 1.0,
            padding: 0.0,
            tint: [0.0; 4],
        };
        let good = UniformBuffer::with_layout(
            context,
            &place,
            &const {
                uniform_layout!(Place {
                    shift: vec2,
                    zoom: float,
                    tint: vec4
                })
            },
        )
        .unwrap();
        let packed: Packed = bytemuck::Zeroable::zeroed();
        let bad = UniformBuffer::with_layout(
            context,
            &packed,
            &const {
                uniform_layout!(Packed {
                    shift: vec2,
                    zoom: float,
                    tint: vec4
                })
            },
        )
        .unwrap();
        let short = UniformBuffer::with_layout(
            context,
            &place,
            &const {
                uniform_layout!(Place {
                    shift: vec2,
                    tint: vec4
                })
            },
        )
        .unwrap();
        let result = |buffer: &dyn galry_gloo::UniformSource| {
            let uniforms = [UniformBinding { slot: 0, buffer }];
            let mut draw = strip(&target, &program, &everything);
            draw.uniforms = &uniforms;
            context.draw(&draw).map_err(|error| error.to_string())
        };
        assert_eq!(result(&good), Ok(()));
        assert_eq!(pixels(&target), [[255; 4]]);
        assert_eq!(
            result(&bad).unwrap_err(),
            "program \"test\": uniform block \"Place\": expected vec4 tint at byte 16, got vec4 tint \
             at byte 12"
        );
        assert_eq!(
            result(&short).unwrap_err(),
            "program \"test\": uniform block \"Place\": expected float zoom at byte 8, got no zoom"
        );
    });
}

#[test]
fn programs_are_compiled_side_by_side_and_kept_as_bytes() {
    in_each_api(|context| {
        let desc = |label, fragment| ProgramDesc::new(label, FLAT_VERTEX, fragment);
        let pending: Vec<_> = ["a", "b"]
            .map(|label| Program::begin(context, &desc(label, WHITE)).unwrap())
            .into();
        let wrong = Program::begin(context, &desc("wrong", "void main() { x }")).unwrap();
        let dropped = Program::begin(context, &desc("dropped", WHITE)).unwrap();
        drop(dropped);
        let programs: Vec<Program> = pending
            .into_iter()
            .map(|pending| {
                while !pending.is_ready().unwrap() {}
                pending.finish().unwrap()
            })
            .collect();
        assert_eq!(programs[1].label(), "b");
        assert!(matches!(wrong.finish(), Err(Error::Compile(_))));
        let (target, everything) = (canvas(context, [1, 1]), positions(context, &EVERYTHING));
        let Some(binary) = programs[0].binary().unwrap() else {
            assert!(!context.capabilities().has_program_binaries);
            return;
        };
        let before = context.counters();
        let again = Program::from_binary(context, "again", &binary).unwrap();
        assert_eq!(context.counters().since(&before).programs_compiled, 0);
        context.draw(&strip(&target, &again, &everything)).unwrap();
        assert_eq!(pixels(&target), [[255; 4]]);
        let mut foreign = binary.clone();
        foreign.format = 77;
        let mut damaged = binary.clone();
        damaged.bytes.fill(0x5a);
        let mut short = binary.clone();
        short.bytes.truncate(3);
        for wrong in [foreign, damaged, short] {
            assert!(matches!(
                Program::from_binary(context, "wrong", &wrong),
                Err(Error::Refused { .. })
            ));
        }
        context.check_errors().unwrap();
    });
}

#[test]
fn a_recording_tells_what_was_asked() {
    in_each_api(|context| {
        let (target, program) = (canvas(context, [2, 2]), flat_program(context));
        let everything = positions(context, &EVERYTHING);
        let draw = strip(&target, &program, &everything);
        let (_, first) = context.record(|| context.draw(&draw).unwrap());
        let last = "draw TriangleStrip of vertices 0..4, 1 times, by \"test\" into Rgba8 of 2 by 2";
        assert_eq!(first.last().map(String::as_str), Some(last));
        assert!(
            first.contains(&"blend enabled: false".to_owned()),
            "{first:#?}"
        );
        assert!(first.iter().any(|line| line.starts_with("program: ")));
        // The same again is the draw alone.
        let (_, second) = context.record(|| context.draw(&draw).unwrap());
        assert_eq!(second, [last]);
        let lines = Primitive::Lines;
        let (_, other) = context.record(|| {
            let draw = galry_gloo::Draw {
                primitive: lines,
                ..draw.clone()
            };
            context.draw(&draw).unwrap();
        });
        assert_eq!(other.len(), 1);
    });
}
