//! A host, played by raw OpenGL: everything that it had set is there again afterwards.

use galry_gloo::glow::HasContext as _;
use galry_gloo::headless::{HeadlessContext, HeadlessDesc};
use galry_gloo::{
    Api, Buffer, Context, CubeFace, Depth, DrawState, Error, Framebuffer, FramebufferDesc,
    IndexBuffer, Query, QueryKind, Renderbuffer, RenderbufferDesc, RowLayout, Sampler, SamplerDesc,
    Stencil, StencilFace, StencilOperation, StreamRing, Target, Texture2d, Texture3d, TextureArray,
    TextureBinding, TextureBox, TextureCube, TextureDesc, TextureFormat, TextureRegion,
    TextureSource, Uniform, UniformBinding, UniformBuffer, Usage, VertexArray, glow,
};
use galry_testkit::with_context_of;

use crate::support::{
    EVERYTHING, FLAT_FRAGMENT, FLAT_VERTEX, POSITION, canvas, in_each_api, pixels, plain,
    positions, program, strip,
};

const UNITS: u32 = 32;
const SLOTS: u32 = 24;
const TEXTURE_TARGETS: [u32; 4] = [
    glow::TEXTURE_2D,
    glow::TEXTURE_3D,
    glow::TEXTURE_2D_ARRAY,
    glow::TEXTURE_CUBE_MAP,
];

/// All state of a host that gloo could have touched, by name and value.
fn snapshot(context: &Context) -> Vec<(String, Vec<i64>)> {
    let gl = context.glow();
    let desktop = context.capabilities().api == Api::Desktop;
    let mut state = Vec::new();
    let integers = [
        ("program", glow::CURRENT_PROGRAM),
        ("vertex array", glow::VERTEX_ARRAY_BINDING),
        ("draw framebuffer", glow::DRAW_FRAMEBUFFER_BINDING),
        ("read framebuffer", glow::READ_FRAMEBUFFER_BINDING),
        ("renderbuffer", glow::RENDERBUFFER_BINDING),
        ("array buffer", glow::ARRAY_BUFFER_BINDING),
        ("element buffer", glow::ELEMENT_ARRAY_BUFFER_BINDING),
        ("copy read", glow::COPY_READ_BUFFER),
        ("copy write", glow::COPY_WRITE_BUFFER),
        ("uniform buffer", glow::UNIFORM_BUFFER_BINDING),
        ("pack buffer", glow::PIXEL_PACK_BUFFER_BINDING),
        ("unpack buffer", glow::PIXEL_UNPACK_BUFFER_BINDING),
        ("pack alignment", glow::PACK_ALIGNMENT),
        ("pack row length", glow::PACK_ROW_LENGTH),
        ("pack skip rows", glow::PACK_SKIP_ROWS),
        ("pack skip pixels", glow::PACK_SKIP_PIXELS),
        ("unpack alignment", glow::UNPACK_ALIGNMENT),
        ("unpack row length", glow::UNPACK_ROW_LENGTH),
        ("unpack skip rows", glow::UNPACK_SKIP_ROWS),
        ("unpack skip pixels", glow::UNPACK_SKIP_PIXELS),
        ("unpack image height", glow::UNPACK_IMAGE_HEIGHT),
        ("unpack skip images", glow::UNPACK_SKIP_IMAGES),
        ("active unit", glow::ACTIVE_TEXTURE),
        ("blend source rgb", glow::BLEND_SRC_RGB),
        ("blend target rgb", glow::BLEND_DST_RGB),
        ("blend source alpha", glow::BLEND_SRC_ALPHA),
        ("blend target alpha", glow::BLEND_DST_ALPHA),
        ("blend equation rgb", glow::BLEND_EQUATION_RGB),
        ("blend equation alpha", glow::BLEND_EQUATION_ALPHA),
        ("depth function", glow::DEPTH_FUNC),
        ("depth mask", glow::DEPTH_WRITEMASK),
        ("cull face", glow::CULL_FACE_MODE),
        ("front face", glow::FRONT_FACE),
        ("stencil mask", glow::STENCIL_WRITEMASK),
        ("stencil back mask", glow::STENCIL_BACK_WRITEMASK),
        ("stencil function", glow::STENCIL_FUNC),
        ("stencil reference", glow::STENCIL_REF),
        ("stencil value mask", glow::STENCIL_VALUE_MASK),
        ("stencil fail", glow::STENCIL_FAIL),
        ("stencil depth fail", glow::STENCIL_PASS_DEPTH_FAIL),
        ("stencil pass", glow::STENCIL_PASS_DEPTH_PASS),
        ("stencil back function", glow::STENCIL_BACK_FUNC),
        ("stencil back reference", glow::STENCIL_BACK_REF),
        ("stencil back value mask", glow::STENCIL_BACK_VALUE_MASK),
        ("stencil back fail", glow::STENCIL_BACK_FAIL),
        (
            "stencil back depth fail",
            glow::STENCIL_BACK_PASS_DEPTH_FAIL,
        ),
        ("stencil back pass", glow::STENCIL_BACK_PASS_DEPTH_PASS),
    ];
    let mut switches = vec![
        ("blend", glow::BLEND),
        ("depth test", glow::DEPTH_TEST),
        ("cull", glow::CULL_FACE),
        ("scissor test", glow::SCISSOR_TEST),
        ("stencil test", glow::STENCIL_TEST),
        ("polygon offset", glow::POLYGON_OFFSET_FILL),
        ("alpha to coverage", glow::SAMPLE_ALPHA_TO_COVERAGE),
        ("sample coverage", glow::SAMPLE_COVERAGE),
        ("discard", glow::RASTERIZER_DISCARD),
        ("dither", glow::DITHER),
    ];
    if desktop {
        switches.extend([
            ("restart", glow::PRIMITIVE_RESTART),
            ("point size", glow::PROGRAM_POINT_SIZE),
            ("srgb", glow::FRAMEBUFFER_SRGB),
            ("logic", glow::COLOR_LOGIC_OP),
        ]);
    } else {
        switches.push(("restart", glow::PRIMITIVE_RESTART_FIXED_INDEX));
    }
    // SAFETY: parameters of a current context, with room for their values.
    unsafe {
        for (name, parameter) in integers {
            state.push((
                name.to_owned(),
                vec![gl.get_parameter_i32(parameter).into()],
            ));
        }
        for (name, parameter) in switches {
            state.push((name.to_owned(), vec![gl.is_enabled(parameter).into()]));
        }
        for (name, parameter) in [("viewport", glow::VIEWPORT), ("scissor", glow::SCISSOR_BOX)] {
            let mut rect = [0; 4];
            gl.get_parameter_i32_slice(parameter, &mut rect);
            state.push((name.to_owned(), rect.map(i64::from).to_vec()));
        }
        let mask = gl.get_parameter_bool_array::<4>(glow::COLOR_WRITEMASK);
        state.push(("colour mask".to_owned(), mask.map(i64::from).to_vec()));
        for (name, parameter, count) in [
            ("depth range", glow::DEPTH_RANGE, 2),
            ("clear colour", glow::COLOR_CLEAR_VALUE, 4),
            ("polygon offset factor", glow::POLYGON_OFFSET_FACTOR, 1),
            ("polygon offset units", glow::POLYGON_OFFSET_UNITS, 1),
            ("line width", glow::LINE_WIDTH, 1),
        ] {
            let mut range = [0.0; 4];
            gl.get_parameter_f32_slice(parameter, &mut range[..count]);
            state.push((
                name.to_owned(),
                range
                    .map(|value| f64::from(value).to_bits() as i64)
                    .to_vec(),
            ));
        }
        if desktop {
            let mut modes = [0; 2];
            gl.get_parameter_i32_slice(glow::POLYGON_MODE, &mut modes);
            state.push(("polygon mode".to_owned(), vec![modes[0].into()]));
        }
        for slot in 0..SLOTS {
            let parameters = [
                glow::UNIFORM_BUFFER_BINDING,
                glow::UNIFORM_BUFFER_START,
                glow::UNIFORM_BUFFER_SIZE,
            ];
            let values = parameters.map(|p| i64::from(gl.get_parameter_indexed_i32(p, slot)));
            state.push((format!("uniform slot {slot}"), values.to_vec()));
        }
        let active = gl.get_parameter_i32(glow::ACTIVE_TEXTURE) as u32;
        for unit in 0..UNITS {
            gl.active_texture(glow::TEXTURE0 + unit);
            let bindings = [
                glow::TEXTURE_BINDING_2D,
                glow::TEXTURE_BINDING_3D,
                glow::TEXTURE_BINDING_2D_ARRAY,
                glow::TEXTURE_BINDING_CUBE_MAP,
                glow::SAMPLER_BINDING,
            ];
            let bindings = bindings.map(|binding| i64::from(gl.get_parameter_i32(binding)));
            state.push((format!("unit {unit}"), bindings.to_vec()));
        }
        gl.active_texture(active);
    }
    state
}

/// Sets everything to something that is neither GL's start value nor what gloo wants.
fn disturb(context: &Context, objects: &HostObjects) {
    let gl = context.glow();
    let desktop = context.capabilities().api == Api::Desktop;
    // SAFETY: the host's objects are alive; the values are legal.
    unsafe {
        gl.bind_vertex_array(Some(objects.vertex_array));
        gl.use_program(Some(objects.program));
        gl.bind_framebuffer(glow::DRAW_FRAMEBUFFER, Some(objects.framebuffers[0]));
        gl.bind_framebuffer(glow::READ_FRAMEBUFFER, Some(objects.framebuffers[1]));
        gl.bind_renderbuffer(glow::RENDERBUFFER, Some(objects.renderbuffers[1]));
        for (index, target) in [
            glow::ARRAY_BUFFER,
            glow::ELEMENT_ARRAY_BUFFER,
            glow::COPY_READ_BUFFER,
            glow::COPY_WRITE_BUFFER,
            glow::PIXEL_PACK_BUFFER,
            glow::PIXEL_UNPACK_BUFFER,
        ]
        .into_iter()
        .enumerate()
        {
            gl.bind_buffer(target, Some(objects.buffers[index]));
        }
        for slot in 0..SLOTS {
            let buffer = Some(objects.buffers[6 + slot as usize % 2]);
            if slot % 3 == 0 {
                gl.bind_buffer_range(glow::UNIFORM_BUFFER, slot, buffer, 256, 512);
            } else {
                gl.bind_buffer_base(glow::UNIFORM_BUFFER, slot, buffer);
            }
        }
        gl.bind_buffer(glow::UNIFORM_BUFFER, Some(objects.buffers[6]));
        for unit in 0..UNITS {
            gl.active_texture(glow::TEXTURE0 + unit);
            for (target, textures) in TEXTURE_TARGETS.into_iter().zip(&objects.textures) {
                gl.bind_texture(target, Some(textures[unit as usize % 2]));
            }
            gl.bind_sampler(unit, (unit % 3 == 0).then_some(objects.sampler));
        }
        gl.active_texture(glow::TEXTURE0 + 5);
        for (parameter, value) in [
            (glow::PACK_ALIGNMENT, 8),
            (glow::PACK_ROW_LENGTH, 17),
            (glow::PACK_SKIP_ROWS, 1),
            (glow::PACK_SKIP_PIXELS, 2),
            (glow::UNPACK_ALIGNMENT, 2),
            (glow::UNPACK_ROW_LENGTH, 19),
            (glow::UNPACK_SKIP_ROWS, 3),
            (glow::UNPACK_SKIP_PIXELS, 4),
            (glow::UNPACK_IMAGE_HEIGHT, 23),
            (glow::UNPACK_SKIP_IMAGES, 5),
        ] {
            gl.pixel_store_i32(parameter, value);
        }
        for capability in [
            glow::BLEND,
            glow::DEPTH_TEST,
            glow::CULL_FACE,
            glow::SCISSOR_TEST,
            glow::STENCIL_TEST,
            glow::POLYGON_OFFSET_FILL,
            glow::SAMPLE_ALPHA_TO_COVERAGE,
            glow::SAMPLE_COVERAGE,
            glow::RASTERIZER_DISCARD,
            glow::DITHER,
        ] {
            gl.enable(capability);
        }
        gl.blend_func_separate(
            glow::DST_COLOR,
            glow::ZERO,
            glow::SRC_COLOR,
            glow::DST_ALPHA,
        );
        gl.blend_equation_separate(glow::FUNC_SUBTRACT, glow::MAX);
        gl.depth_func(glow::GEQUAL);
        gl.depth_mask(false);
        gl.depth_range_f32(0.25, 0.75);
        gl.cull_face(glow::FRONT_AND_BACK);
        gl.front_face(glow::CW);
        for (face, shift) in [(glow::FRONT, 0), (glow::BACK, 1)] {
            gl.stencil_func_separate(face, glow::NOTEQUAL + shift, 3 + shift as i32, 0x3f + shift);
            gl.stencil_op_separate(face, glow::INVERT, glow::DECR, glow::INCR + shift);
            gl.stencil_mask_separate(face, 0x1f + shift);
        }
        gl.polygon_offset(1.5, 2.5);
        gl.line_width(0.5);
        gl.color_mask(false, true, false, true);
        gl.scissor(1, 2, 3, 4);
        gl.viewport(5, 6, 7, 8);
        gl.clear_color(0.1, 0.2, 0.3, 0.4);
        if desktop {
            for capability in [
                glow::PRIMITIVE_RESTART,
                glow::FRAMEBUFFER_SRGB,
                glow::COLOR_LOGIC_OP,
            ] {
                gl.enable(capability);
            }
            gl.disable(glow::PROGRAM_POINT_SIZE);
            gl.polygon_mode(glow::FRONT_AND_BACK, glow::LINE);
        } else {
            gl.enable(glow::PRIMITIVE_RESTART_FIXED_INDEX);
        }
    }
}

struct HostObjects {
    program: glow::Program,
    vertex_array: glow::VertexArray,
    framebuffers: [glow::Framebuffer; 2],
    buffers: [glow::Buffer; 8],
    renderbuffers: [glow::Renderbuffer; 2],
    /// Two of each of [`TEXTURE_TARGETS`].
    textures: [[glow::Texture; 2]; 4],
    sampler: glow::Sampler,
}

impl HostObjects {
    fn new(context: &Context) -> Self {
        let gl = context.glow();
        let keep = |_| 0_u8;
        // SAFETY: plain creation of objects in a current context.
        unsafe {
            let program = gl.create_program().unwrap();
            let header = match context.capabilities().api {
                Api::Gles => "#version 300 es\nprecision highp float;\n",
                Api::Desktop => "#version 330 core\n",
            };
            for (kind, source) in [
                (glow::VERTEX_SHADER, FLAT_VERTEX),
                (glow::FRAGMENT_SHADER, FLAT_FRAGMENT),
            ] {
                let shader = gl.create_shader(kind).unwrap();
                gl.shader_source(shader, &format!("{header}{source}"));
                gl.compile_shader(shader);
                gl.attach_shader(program, shader);
                gl.delete_shader(shader);
            }
            gl.link_program(program);
            assert!(gl.get_program_link_status(program));
            let buffers = std::array::from_fn(|_| gl.create_buffer().unwrap());
            for &buffer in &buffers {
                gl.bind_buffer(glow::COPY_READ_BUFFER, Some(buffer));
                let bytes: Vec<u8> = (0..1024).map(keep).collect();
                gl.buffer_data_u8_slice(glow::COPY_READ_BUFFER, &bytes, glow::STATIC_DRAW);
            }
            let framebuffers = std::array::from_fn(|_| gl.create_framebuffer().unwrap());
            let renderbuffers = std::array::from_fn(|_| gl.create_renderbuffer().unwrap());
            // With a stencil, so that drivers tell the whole reference.
            let (target, point) = (glow::FRAMEBUFFER, glow::DEPTH_STENCIL_ATTACHMENT);
            gl.bind_framebuffer(target, Some(framebuffers[0]));
            gl.bind_renderbuffer(glow::RENDERBUFFER, Some(renderbuffers[0]));
            gl.renderbuffer_storage(glow::RENDERBUFFER, glow::DEPTH24_STENCIL8, 9, 9);
            let depth = Some(renderbuffers[0]);
            gl.framebuffer_renderbuffer(target, point, glow::RENDERBUFFER, depth);
            Self {
                program,
                vertex_array: gl.create_vertex_array().unwrap(),
                framebuffers,
                buffers,
                renderbuffers,
                textures: std::array::from_fn(|_| {
                    std::array::from_fn(|_| gl.create_texture().unwrap())
                }),
                sampler: gl.create_sampler().unwrap(),
            }
        }
    }
}

/// Uses everything that gloo has, and drops it.
fn whole_frame(context: &Context) -> Vec<[u8; 4]> {
    context.begin_frame();
    let program = program(
        context,
        "layout(location = 0) in vec2 position; layout(std140) uniform Shift { vec4 shift; };
        void main() { gl_Position = vec4(position + shift.xy, 0.0, 1.0); }",
        "uniform sampler2D picture; uniform vec4 tint; layout(location = 0) out vec4 result;
        void main() { result = tint * texture(picture, vec2(0.5)); }",
    );
    program.bind_block("Shift", 9).unwrap();
    program.bind_sampler("picture", 11).unwrap();
    program
        .set_uniform("tint", Uniform::F32x4([1.0, 0.5, 1.0, 1.0]))
        .unwrap();
    let shift = UniformBuffer::new(context, &[0.0_f32; 4]).unwrap();
    let desc = TextureDesc {
        size: [3, 1],
        ..TextureDesc::default()
    };
    let picture = Texture2d::new(context, &desc).unwrap();
    picture
        .write(TextureRegion::whole([3, 1]), &[[200_u8, 100, 50, 255]; 3])
        .unwrap();
    let sampler = Sampler::new(context, &SamplerDesc::default()).unwrap();
    let corners = Buffer::from_slice(context, &EVERYTHING, Usage::Dynamic).unwrap();
    corners.write(0, &EVERYTHING[..1]).unwrap();
    assert_eq!(corners.read().unwrap(), EVERYTHING);
    let indices = IndexBuffer::from_slice(context, &[0_u16, 1, 2, 3], Usage::Static).unwrap();
    let vertices =
        VertexArray::new(context, &[plain(&corners, &POSITION)], Some(&indices)).unwrap();
    let target = canvas(context, [3, 3]);
    let uniforms = [UniformBinding {
        slot: 9,
        buffer: &shift,
    }];
    let textures = [TextureBinding {
        unit: 11,
        texture: &picture,
        sampler: Some(&sampler),
    }];
    let mut draw = strip(&target, &program, &vertices);
    draw.uniforms = &uniforms;
    draw.textures = &textures;
    for state in [DrawState::premultiplied(), DrawState::opaque()] {
        draw.state = state;
        context.draw(&draw).unwrap();
    }
    let copy = canvas(context, [3, 3]);
    context
        .blit(
            &target,
            target.rect(),
            &Target::Framebuffer(&copy),
            copy.rect(),
        )
        .unwrap();
    rarer_objects(context);
    context.check_state().unwrap();
    pixels(&copy)
}

/// Textures of other shapes, stencils and samples, all fixed state, reads of every kind.
fn rarer_objects(context: &Context) {
    let desc = TextureDesc {
        size: [2, 2, 2],
        ..TextureDesc::default()
    };
    let volume = Texture3d::new(context, &desc).unwrap();
    let layers = TextureArray::new(context, &desc).unwrap();
    let (region, texels) = (TextureBox::whole([2, 2, 2]), [[255_u8; 4]; 8]);
    volume.write(region, &texels).unwrap();
    // With a gap of two rows between slices and two texels between rows.
    let rows = RowLayout {
        row_length: 4,
        image_height: 4,
        ..RowLayout::default()
    };
    layers
        .write_rows(region, &[[255_u8; 4]; 32], &rows)
        .unwrap();
    let cube = TextureDesc {
        size: 2,
        ..TextureDesc::default()
    };
    let cube = TextureCube::new(context, &cube).unwrap();
    for face in CubeFace::ALL {
        let whole = TextureRegion::whole([2, 2]);
        cube.write(face, whole, &[[255_u8; 4]; 4]).unwrap();
    }
    let part = |format| {
        let desc = RenderbufferDesc {
            size: [2, 2],
            format,
            samples: 4,
        };
        Renderbuffer::new(context, &desc).unwrap()
    };
    let (color, depth) = (
        part(TextureFormat::Rgba8),
        part(TextureFormat::Depth24Stencil8),
    );
    let desc = FramebufferDesc {
        color: &[(&color).into()],
        depth: Some((&depth).into()),
    };
    let samples = Framebuffer::new(context, &desc).unwrap();
    let target = Target::Framebuffer(&samples);
    context.clear(&target, [0.0; 4], None).unwrap();
    let program = program(
        context,
        FLAT_VERTEX,
        "uniform highp sampler3D volume; uniform highp sampler2DArray layers;
        uniform samplerCube cube; layout(location = 0) out vec4 result;
        void main() {
            result = texture(volume, vec3(0.5)) * texture(layers, vec3(0.5))
                * texture(cube, vec3(1.0, 0.0, 0.0));
        }",
    );
    let sources: [(&str, &dyn TextureSource); 3] =
        [("volume", &volume), ("layers", &layers), ("cube", &cube)];
    let textures: Vec<TextureBinding<'_>> = (3..)
        .zip(sources)
        .map(|(unit, (name, texture))| {
            program.bind_sampler(name, unit).unwrap();
            TextureBinding {
                unit,
                texture,
                sampler: None,
            }
        })
        .collect();
    let everything = positions(context, &EVERYTHING);
    let mut draw = strip(&samples, &program, &everything);
    draw.textures = &textures;
    draw.state = DrawState {
        stencil: Some(Stencil::both(StencilFace {
            reference: 1,
            pass: StencilOperation::Replace,
            write_mask: 0x07,
            ..StencilFace::default()
        })),
        polygon_offset: Some([1.0, 1.0]),
        depth: Depth::NEARER,
        ..DrawState::additive()
    };
    let query = Query::new(context, QueryKind::AnySamplesPassed).unwrap();
    query.measure(|| context.draw(&draw)).unwrap().unwrap();
    let resolved = canvas(context, [2, 2]);
    let to = Target::Framebuffer(&resolved);
    context
        .blit(&samples, samples.rect(), &to, resolved.rect())
        .unwrap();
    let later = resolved.read_rgba8_later(resolved.rect()).unwrap();
    assert_eq!(later.wait().unwrap(), [[255; 4]; 4]);
    let mut ring: StreamRing<u32> = StreamRing::new(context, 4).unwrap();
    ring.write(&[1, 2, 3]).unwrap();
    ring.end_frame().unwrap();
    let mut grown = Buffer::from_slice(context, &[1_u8, 2], Usage::Dynamic).unwrap();
    grown.resize(3).unwrap();
    assert_eq!(grown.read().unwrap()[..2], [1, 2]);
}

#[test]
fn a_hosts_state_is_as_it_was_and_the_picture_as_without_it() {
    in_each_api(|context| {
        let alone = whole_frame(context);
        assert_eq!(alone, [[200, 50, 50, 255]; 9]);
        let objects = HostObjects::new(context);
        disturb(context, &objects);
        let before = snapshot(context);
        for _ in 0..2 {
            let hosted = context.with_host_state(|| whole_frame(context));
            assert_eq!(hosted, alone);
            for (before, after) in before.iter().zip(snapshot(context)) {
                assert_eq!(*before, after);
            }
        }
        context.with_host_state(|| context.begin_frame());
        assert_eq!(snapshot(context), before);
        context.check_errors().unwrap();
    });
}

#[test]
fn a_panic_in_a_hosts_frame_puts_the_state_back() {
    in_each_api(|context| {
        let objects = HostObjects::new(context);
        disturb(context, &objects);
        let before = snapshot(context);
        let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            context.with_host_state(|| {
                whole_frame(context);
                std::panic::resume_unwind(Box::new("on purpose"));
            });
        }));
        assert!(panicked.is_err());
        assert_eq!(snapshot(context), before);
    });
}

#[test]
fn the_screen_is_what_the_host_had_bound() {
    in_each_api(|context| {
        let target = canvas(context, [2, 2]);
        let gl = context.glow();
        // SAFETY: the framebuffer is alive.
        unsafe { gl.bind_framebuffer(glow::DRAW_FRAMEBUFFER, Some(target.raw())) };
        context.with_host_state(|| {
            // Nested calls change nothing about it.
            context.with_host_state(|| {
                let screen = Target::Screen { size_px: [2, 2] };
                context.clear(&screen, [1.0, 0.0, 1.0, 1.0], None).unwrap();
                let other = canvas(context, [1, 1]);
                context
                    .blit(&other, other.rect(), &screen, other.rect())
                    .unwrap();
            });
        });
        assert_eq!(
            pixels(&target),
            [
                [0; 4],
                [255, 0, 255, 255],
                [255, 0, 255, 255],
                [255, 0, 255, 255]
            ]
        );
        context.set_screen_framebuffer(Some(target.raw()));
        context
            .clear(&Target::Screen { size_px: [2, 2] }, [0.0; 4], None)
            .unwrap();
        assert_eq!(pixels(&target), [[0; 4]; 4]);
        context.set_screen_framebuffer(None);
    });
}

#[test]
fn a_context_without_a_screen_says_so_and_goes_on() {
    let platforms = &[galry_gloo::headless::Platform::Device];
    with_context_of(
        &HeadlessDesc {
            platforms,
            ..HeadlessDesc::default()
        },
        |context| {
            let screen = Target::Screen { size_px: [2, 2] };
            for _ in 0..2 {
                let error = context.clear(&screen, [0.0; 4], None).unwrap_err();
                assert_eq!(
                    error.to_string(),
                    "framebuffer incomplete: the screen: the context has no screen (it was made \
                 without a surface)"
                );
                assert!(matches!(error, Error::IncompleteFramebuffer { .. }));
            }
            let everything = positions(context, &EVERYTHING);
            let target = canvas(context, [1, 1]);
            let program = crate::support::flat_program(context);
            let mut draw = strip(&target, &program, &everything);
            draw.target = screen;
            assert!(context.draw(&draw).is_err());
            draw.target = Target::Framebuffer(&target);
            context.draw(&draw).unwrap();
        },
    );
}

#[test]
fn a_shared_context_of_a_host_is_wrapped_as_well() {
    let headless = HeadlessContext::new(&HeadlessDesc::default()).unwrap();
    let gl = headless.context().glow();
    let _same: &glow::Context = gl;
    let host = HostContext::new();
    // SAFETY: the host's context is current while it and what is made with it are alive.
    let context = unsafe { Context::from_glow_arc(std::sync::Arc::clone(&host.gl)) }.unwrap();
    let target = Framebuffer::with_size(&context, [1, 1], TextureFormat::Rgba8).unwrap();
    context
        .clear(&Target::Framebuffer(&target), [0.0, 0.0, 1.0, 1.0], None)
        .unwrap();
    assert_eq!(pixels(&target), [[0, 0, 255, 255]]);
    drop(target);
    context.begin_frame();
    context.check_errors().unwrap();
}

/// A host with its own loader, as egui has.
struct HostContext {
    gl: std::sync::Arc<glow::Context>,
    _headless: HeadlessContext,
}

impl HostContext {
    fn new() -> Self {
        let headless = HeadlessContext::new(&HeadlessDesc::default()).unwrap();
        // SAFETY: the context is current, and its own loader is asked.
        let gl =
            unsafe { glow::Context::from_loader_function_cstr(|name| headless.proc_address(name)) };
        Self {
            gl: std::sync::Arc::new(gl),
            _headless: headless,
        }
    }
}
