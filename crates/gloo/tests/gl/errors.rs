//! Every error that a draw can meet, provoked, with its whole text. The errors of single objects
//! stand with their tests.

use galry_gloo::headless::{HeadlessContext, HeadlessDesc};
use galry_gloo::{
    Attribute, AttributeFormat, Blend, Buffer, Error, Filter, Framebuffer, FramebufferDesc,
    IndexBuffer, Sampler, SamplerDesc, ScissorRect, Target, Texture2d, TextureBinding, TextureDesc,
    TextureFormat, UniformBinding, UniformBuffer, Usage, VertexArray, VertexBuffer,
};

use crate::support::{
    EVERYTHING, FLAT_FRAGMENT, FLAT_VERTEX, POSITION, canvas, flat_program, in_each_api, plain,
    positions, program, strip,
};

#[test]
fn attributes_that_are_missing_or_of_another_type() {
    in_each_api(|context| {
        let target = canvas(context, [1, 1]);
        let program = program(
            context,
            "layout(location = 0) in vec2 position; layout(location = 2) in uint kind;
            void main() { gl_Position = vec4(position, float(kind), 1.0); }",
            FLAT_FRAGMENT,
        );
        let text = |vertices: &VertexArray| {
            let error = context
                .draw(&strip(&target, &program, vertices))
                .unwrap_err();
            // Asked again, the answer is the same.
            assert_eq!(
                context
                    .draw(&strip(&target, &program, vertices))
                    .unwrap_err(),
                error
            );
            error.to_string()
        };
        assert_eq!(
            text(&positions(context, &EVERYTHING)),
            "program \"test\": expected attribute \"kind\" (uint) at location 2, got a vertex array \
             with location 0"
        );
        let nothing = VertexArray::new(context, &[], None).unwrap();
        assert!(text(&nothing).ends_with("got a vertex array with no attributes"));
        let kinds = Buffer::from_slice(context, &[0.0_f32; 4], Usage::Static).unwrap();
        let floats = [Attribute {
            location: 2,
            format: AttributeFormat::F32,
            offset: 0,
        }];
        let corners = Buffer::from_slice(context, &EVERYTHING, Usage::Static).unwrap();
        let buffers = [plain(&corners, &POSITION), plain(&kinds, &floats)];
        assert_eq!(
            text(&VertexArray::new(context, &buffers, None).unwrap()),
            "program \"test\": attribute \"kind\" is uint in the shader, the vertex array has F32"
        );
    });
}

#[test]
fn ranges_past_the_vertices_indices_and_instances() {
    in_each_api(|context| {
        let (target, program) = (canvas(context, [1, 1]), flat_program(context));
        let corners = Buffer::from_slice(context, &EVERYTHING, Usage::Static).unwrap();
        let vertices = VertexArray::new(context, &[plain(&corners, &POSITION)], None).unwrap();
        let text = |vertices: &VertexArray, range: std::ops::Range<u32>, instances: u32| {
            let mut draw = strip(&target, &program, vertices);
            (draw.range, draw.instances) = (range, instances);
            context.draw(&draw).unwrap_err().to_string()
        };
        assert_eq!(
            text(&vertices, 1..5, 1),
            "vertices of a draw: expected a range within 0..4, got 1..5"
        );
        #[expect(clippy::reversed_empty_ranges, reason = "the mistake under test")]
        let reversed = 3..1;
        assert!(text(&vertices, reversed, 1).ends_with("got 3..1"));
        let stepped = VertexBuffer {
            divisor: 2,
            ..plain(&corners, &POSITION)
        };
        let stepped = VertexArray::new(context, &[stepped], None).unwrap();
        assert_eq!(
            text(&stepped, 0..4, 9),
            "instances of a draw: expected a range within 0..8, got 0..9"
        );
        let indices = IndexBuffer::from_slice(context, &[0_u16, 1, 4], Usage::Static).unwrap();
        let indexed =
            VertexArray::new(context, &[plain(&corners, &POSITION)], Some(&indices)).unwrap();
        assert_eq!(
            text(&indexed, 0..4, 1),
            "indices of a draw: expected a range within 0..3, got 0..4"
        );
        if cfg!(debug_assertions) {
            assert_eq!(
                text(&indexed, 0..3, 1),
                "index buffer: expected indices below 4, got 4"
            );
            // What is overwritten is forgotten.
            indices.write(2, &[3_u16]).unwrap();
            let mut draw = strip(&target, &program, &indexed);
            draw.range = 0..3;
            context.draw(&draw).unwrap();
        }
    });
}

#[test]
fn textures_that_are_missing_or_of_another_kind() {
    in_each_api(|context| {
        let target = canvas(context, [2, 2]);
        let everything = positions(context, &EVERYTHING);
        let program = program(
            context,
            FLAT_VERTEX,
            "uniform usampler2D ids; layout(location = 0) out vec4 result;
            void main() { result = vec4(texelFetch(ids, ivec2(0), 0)); }",
        );
        program.bind_sampler("ids", 3).unwrap();
        let text = |bindings: &[TextureBinding<'_>]| {
            let mut draw = strip(&target, &program, &everything);
            draw.textures = bindings;
            context.draw(&draw).unwrap_err().to_string()
        };
        let texture = Texture2d::new(context, &TextureDesc::default()).unwrap();
        let bound = |unit| TextureBinding {
            unit,
            texture: &texture,
            sampler: None,
        };
        assert_eq!(
            text(&[bound(2)]),
            "program \"test\": sampler \"ids\" reads texture unit 3, which the draw does not bind"
        );
        assert_eq!(
            text(&[bound(3)]),
            "program \"test\": sampler \"ids\": expected usampler2D, got a 2D texture of format Rgba8"
        );
        let limit = context.capabilities().max_texture_units - 1;
        assert_eq!(
            text(&[bound(99)]),
            format!("texture unit: expected at most {limit}, got 99")
        );
        let desc = TextureDesc {
            format: TextureFormat::R32ui,
            ..TextureDesc::default()
        };
        let ids = Texture2d::new(context, &desc).unwrap();
        let linear = SamplerDesc {
            filter: Filter::Linear,
            ..SamplerDesc::default()
        };
        let linear = Sampler::new(context, &linear).unwrap();
        assert_eq!(
            text(&[TextureBinding {
                unit: 3,
                texture: &ids,
                sampler: Some(&linear)
            }]),
            "texture format R32ui cannot be filtered here: use Filter::Nearest"
        );
        let own = TextureBinding {
            unit: 3,
            texture: target.color().unwrap(),
            sampler: None,
        };
        assert_eq!(
            text(&[own]),
            "texture unit 3: the draw reads the texture that it draws into"
        );
    });
}

#[test]
fn blocks_that_are_missing_or_too_small() {
    in_each_api(|context| {
        let (target, everything) = (canvas(context, [1, 1]), positions(context, &EVERYTHING));
        let program = program(
            context,
            FLAT_VERTEX,
            "layout(std140) uniform View { vec4 a; vec4 b; };
            layout(location = 0) out vec4 result; void main() { result = a + b; }",
        );
        program.bind_block("View", 4).unwrap();
        let text = |bindings: &[UniformBinding<'_>]| {
            let mut draw = strip(&target, &program, &everything);
            draw.uniforms = bindings;
            context.draw(&draw).unwrap_err().to_string()
        };
        assert_eq!(
            text(&[]),
            "program \"test\": uniform block \"View\" reads slot 4, which the draw does not bind"
        );
        let small = UniformBuffer::new(context, &[0.0_f32; 3]).unwrap();
        assert_eq!(
            text(&[UniformBinding {
                slot: 4,
                buffer: &small
            }]),
            "program \"test\": uniform block \"View\": expected at least 32 bytes, got 16"
        );
        let limit = context.capabilities().max_uniform_slots - 1;
        assert_eq!(
            text(&[UniformBinding {
                slot: 99,
                buffer: &small
            }]),
            format!("uniform slot: expected at most {limit}, got 99")
        );
        let empty = UniformBuffer::new(context, &[0_u8; 0]).unwrap_err();
        assert_eq!(
            empty.to_string(),
            "uniform buffer: expected a size above zero, got zero"
        );
        let large = UniformBuffer::new(context, &[[0_u8; 1024]; 1024])
            .unwrap_err()
            .to_string();
        assert!(
            large.starts_with("bytes of a uniform buffer: expected at most "),
            "{large}"
        );
    });
}

#[test]
fn states_that_cannot_be() {
    in_each_api(|context| {
        let (program, everything) = (flat_program(context), positions(context, &EVERYTHING));
        let ids = Framebuffer::with_size(context, [1, 1], TextureFormat::R32ui).unwrap();
        let mut draw = strip(&ids, &program, &everything);
        draw.state.blend = Blend::Additive;
        assert_eq!(
            context.draw(&draw).unwrap_err().to_string(),
            "blending into integers: expected Blend::Opaque, got Additive"
        );
        let target = canvas(context, [1, 1]);
        let mut draw = strip(&target, &program, &everything);
        draw.state.viewport = Some(ScissorRect {
            x: 0,
            y: 0,
            width: u32::MAX,
            height: 1,
        });
        let limit = context.capabilities().max_viewport_size[0];
        assert_eq!(
            context.draw(&draw).unwrap_err().to_string(),
            format!("pixels a side of a viewport: expected at most {limit}, got 4294967295")
        );
    });
}

#[test]
fn objects_of_another_context_name_both() {
    let first = HeadlessContext::new(&HeadlessDesc::default()).unwrap();
    let second = HeadlessContext::new(&HeadlessDesc::default()).unwrap();
    let (here, there) = (second.context(), first.context());
    first.make_current().unwrap();
    let foreign_program = flat_program(there);
    let foreign_vertices = positions(there, &EVERYTHING);
    let foreign_buffer = Buffer::from_slice(there, &EVERYTHING, Usage::Static).unwrap();
    let foreign_indices = IndexBuffer::from_slice(there, &[0_u16], Usage::Static).unwrap();
    let foreign_target = canvas(there, [1, 1]);
    let foreign_uniform = UniformBuffer::new(there, &[0.0_f32; 4]).unwrap();
    let foreign_sampler = Sampler::new(there, &SamplerDesc::default()).unwrap();
    second.make_current().unwrap();
    let (program, vertices) = (flat_program(here), positions(here, &EVERYTHING));
    let target = canvas(here, [1, 1]);
    let texture = Texture2d::new(here, &TextureDesc::default()).unwrap();

    let expect = |error: Error, object: &str| {
        let (expected, got) = (here.id(), there.id());
        assert_eq!(
            error.to_string(),
            format!("{object}: expected an object of context {expected}, got one of context {got}")
        );
    };
    let draw = || strip(&target, &program, &vertices);
    let failed = |draw| here.draw(&draw).unwrap_err();
    expect(
        failed(galry_gloo::Draw {
            program: &foreign_program,
            ..draw()
        }),
        "program",
    );
    expect(
        failed(galry_gloo::Draw {
            vertices: &foreign_vertices,
            ..draw()
        }),
        "vertex array",
    );
    let screen = Target::Framebuffer(&foreign_target);
    expect(
        failed(galry_gloo::Draw {
            target: screen,
            ..draw()
        }),
        "target framebuffer",
    );
    let uniforms = [UniformBinding {
        slot: 0,
        buffer: &foreign_uniform,
    }];
    expect(
        failed(galry_gloo::Draw {
            uniforms: &uniforms,
            ..draw()
        }),
        "uniform buffer",
    );
    let color = foreign_target.color();
    let textures = [TextureBinding {
        unit: 0,
        texture: color.unwrap(),
        sampler: None,
    }];
    expect(
        failed(galry_gloo::Draw {
            textures: &textures,
            ..draw()
        }),
        "texture",
    );
    let textures = [TextureBinding {
        unit: 0,
        texture: &texture,
        sampler: Some(&foreign_sampler),
    }];
    expect(
        failed(galry_gloo::Draw {
            textures: &textures,
            ..draw()
        }),
        "sampler",
    );
    expect(
        here.clear(&screen, [0.0; 4], None).unwrap_err(),
        "target framebuffer",
    );
    let rect = target.rect();
    let blit = here.blit(&foreign_target, rect, &Target::Framebuffer(&target), rect);
    expect(blit.unwrap_err(), "source framebuffer");
    let array = VertexArray::new(here, &[plain(&foreign_buffer, &POSITION)], None);
    expect(array.unwrap_err(), "vertex buffer");
    expect(
        VertexArray::new(here, &[], Some(&foreign_indices)).unwrap_err(),
        "index buffer",
    );
    let framebuffer = Framebuffer::new(
        here,
        &FramebufferDesc {
            color: &[(color.unwrap()).into()],
            depth: None,
        },
    );
    expect(framebuffer.unwrap_err(), "part of a framebuffer");
    here.draw(&draw()).unwrap();
    here.check_errors().unwrap();
}

/// What this machine's drivers never do has at least a text.
#[test]
fn errors_that_no_driver_here_gives_read_well() {
    let refused = Error::Refused {
        what: "texture",
        message: "no name left".to_owned(),
    };
    assert_eq!(
        refused.to_string(),
        "texture: the driver refused: no name left"
    );
    let memory = Error::OutOfMemory {
        what: "buffer",
        bytes: 7,
    };
    assert_eq!(
        memory.to_string(),
        "buffer: the driver has no memory for 7 bytes"
    );
    assert_eq!(
        Error::ContextLost.to_string(),
        "the OpenGL context is lost: make a new one and build its objects again"
    );
    fn is_portable<T: std::error::Error + Send + Sync + 'static>(_: &T) {}
    is_portable(&refused);
}
