//! Draws: the right pixels, for every primitive, state, index and instance.

use galry_gloo::{
    Attribute, AttributeFormat, Blend, BlendEquation, BlendFactor, BlendOperation, Buffer, Compare,
    Context, Cull, Depth, DrawState, Framebuffer, FramebufferDesc, IndexBuffer, Primitive,
    ScissorRect, Target, Texture2d, TextureDesc, TextureFormat, Uniform, UniformBinding,
    UniformBuffer, Usage, VertexArray, vertex_layout,
};

use crate::support::{
    EVERYTHING, POSITION, canvas, flat_program, in_each_api, pixels, plain, positions, program,
    rectangle, strip,
};

const CLEAR: [u8; 4] = [0; 4];

fn red(program: &galry_gloo::Program) {
    program
        .set_uniform("color", Uniform::F32x4([1.0, 0.0, 0.0, 1.0]))
        .unwrap();
}

#[test]
fn a_rectangle_sets_its_pixels_and_no_others() {
    in_each_api(|context| {
        let (target, program) = (canvas(context, [8, 4]), flat_program(context));
        red(&program);
        let vertices = positions(context, &rectangle([-0.5, -0.5], [0.25, 1.0]));
        context.draw(&strip(&target, &program, &vertices)).unwrap();
        for (index, &pixel) in pixels(&target).iter().enumerate() {
            let (x, y) = (index % 8, index / 8);
            let inside = (2..5).contains(&x) && (1..4).contains(&y);
            assert_eq!(
                pixel,
                if inside { [255, 0, 0, 255] } else { CLEAR },
                "({x}, {y})"
            );
        }
    });
}

#[test]
fn every_primitive_draws() {
    in_each_api(|context| {
        let (target, program) = (canvas(context, [8, 8]), flat_program(context));
        red(&program);
        let vertices = positions(context, &rectangle([-0.6, -0.6], [0.6, 0.6]));
        let mut counts = Vec::new();
        for primitive in [
            Primitive::Points,
            Primitive::Lines,
            Primitive::LineStrip,
            Primitive::LineLoop,
            Primitive::Triangles,
            Primitive::TriangleStrip,
            Primitive::TriangleFan,
        ] {
            context
                .clear(&Target::Framebuffer(&target), [0.0; 4], None)
                .unwrap();
            let mut draw = strip(&target, &program, &vertices);
            draw.primitive = primitive;
            context.draw(&draw).unwrap();
            counts.push(
                pixels(&target)
                    .iter()
                    .filter(|&&pixel| pixel != CLEAR)
                    .count(),
            );
        }
        assert_eq!(counts[0], 4, "a pixel a point");
        assert!(counts.iter().all(|&count| count > 0), "{counts:?}");
        assert!(
            counts[5] > counts[4],
            "two triangles cover more than one: {counts:?}"
        );
    });
}

#[test]
fn ranges_pick_vertices_and_indices() {
    in_each_api(|context| {
        let (target, program) = (canvas(context, [4, 1]), flat_program(context));
        red(&program);
        // A point in the middle of each of the four pixels.
        let points = [[-0.75, 0.0], [-0.25, 0.0], [0.25, 0.0], [0.75, 0.0]];
        let buffer = Buffer::from_slice(context, &points, Usage::Static).unwrap();
        let indices = IndexBuffer::from_slice(context, &[3_u16, 0, 2, 1], Usage::Static).unwrap();
        let indexed =
            VertexArray::new(context, &[plain(&buffer, &POSITION)], Some(&indices)).unwrap();
        let direct = positions(context, &points);
        let lit = |vertices: &VertexArray, range: std::ops::Range<u32>| {
            context
                .clear(&Target::Framebuffer(&target), [0.0; 4], None)
                .unwrap();
            let mut draw = strip(&target, &program, vertices);
            (draw.primitive, draw.range) = (Primitive::Points, range);
            context.draw(&draw).unwrap();
            pixels(&target)
                .iter()
                .map(|&pixel| pixel != CLEAR)
                .collect::<Vec<_>>()
        };
        assert_eq!(lit(&direct, 1..3), [false, true, true, false]);
        assert_eq!(lit(&indexed, 0..2), [true, false, false, true]);
        assert_eq!(lit(&indexed, 2..4), [false, true, true, false]);
        assert_eq!(lit(&direct, 2..2), [false; 4]);
        let wide = IndexBuffer::from_slice(context, &[1_u32, 1, 2], Usage::Static).unwrap();
        let wide = VertexArray::new(context, &[plain(&buffer, &POSITION)], Some(&wide)).unwrap();
        assert_eq!(lit(&wide, 1..3), [false, true, true, false]);
    });
}

#[repr(C)]
#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable)]
struct Instance {
    shift: f32,
    color: [u8; 4],
}

#[test]
fn instances_step_through_their_own_buffer() {
    in_each_api(|context| {
        let program = program(
            context,
            "layout(location = 0) in vec2 position;
            layout(location = 1) in float shift;
            layout(location = 2) in vec4 color;
            out vec4 shade;
            void main() { shade = color; gl_Position = vec4(position + vec2(shift, 0.0), 0.0, 1.0); }",
            "in vec4 shade; layout(location = 0) out vec4 result; void main() { result = shade; }",
        );
        let quad = rectangle([-1.0, -1.0], [-0.5, 1.0]);
        let quad = Buffer::from_slice(context, &quad, Usage::Static).unwrap();
        let colors = [[255, 0, 0, 255], [0, 255, 0, 255], [0, 0, 255, 255]];
        let instances: Vec<Instance> = (0..3_u8)
            .map(|i| Instance {
                shift: f32::from(i) * 0.5,
                color: colors[usize::from(i)],
            })
            .collect();
        let instances = Buffer::from_slice(context, &instances, Usage::Static).unwrap();
        let layout = vertex_layout!(Instance { 1 => shift: F32, 2 => color: Unorm8x4 });
        let stepping = plain(&instances, &layout).per_instance();
        let indices = IndexBuffer::from_slice(context, &[0_u16, 1, 2, 3], Usage::Static).unwrap();
        for indices in [None, Some(&indices)] {
            let buffers = [plain(&quad, &POSITION), stepping];
            let vertices = VertexArray::new(context, &buffers, indices).unwrap();
            let target = canvas(context, [4, 1]);
            let mut draw = strip(&target, &program, &vertices);
            draw.instances = 3;
            context.draw(&draw).unwrap();
            assert_eq!(pixels(&target), [colors[0], colors[1], colors[2], CLEAR]);
        }
    });
}

#[test]
fn vertices_can_be_made_of_their_numbers() {
    in_each_api(|context| {
        let program = program(
            context,
            "void main() {
                vec2 corner = vec2(float((gl_VertexID << 1) & 2), float(gl_VertexID & 2));
                gl_Position = vec4(corner * 2.0 - 1.0, 0.0, 1.0);
            }",
            "layout(location = 0) out vec4 result; void main() { result = vec4(0, 1, 0, 1); }",
        );
        let nothing = VertexArray::new(context, &[], None).unwrap();
        assert_eq!(
            (nothing.vertex_count(), nothing.instance_count()),
            (None, None)
        );
        let target = canvas(context, [3, 3]);
        let mut draw = strip(&target, &program, &nothing);
        (draw.primitive, draw.range) = (Primitive::Triangles, 0..3);
        context.draw(&draw).unwrap();
        assert_eq!(pixels(&target), [[0, 255, 0, 255]; 9]);
    });
}

#[test]
fn blending_follows_its_equations() {
    in_each_api(|context| {
        let (target, program) = (canvas(context, [1, 1]), flat_program(context));
        let everything = positions(context, &EVERYTHING);
        let blended = |blend: Blend, color: [f32; 4]| {
            let under = [51.0 / 255.0, 102.0 / 255.0, 0.0, 1.0];
            context
                .clear(&Target::Framebuffer(&target), under, None)
                .unwrap();
            program.set_uniform("color", Uniform::F32x4(color)).unwrap();
            let mut draw = strip(&target, &program, &everything);
            draw.state.blend = blend;
            context.draw(&draw).unwrap();
            pixels(&target)[0]
        };
        let color = [0.4, 0.0, 0.2, 0.4];
        assert_eq!(blended(Blend::Opaque, color), [102, 0, 51, 102]);
        assert_eq!(blended(Blend::Premultiplied, color), [133, 61, 51, 255]);
        assert_eq!(blended(Blend::Additive, color), [153, 102, 51, 255]);
        // Straight colours: 255 · (0.4 · 0.4 + 0.2 · 0.6) = 71.4, which drivers round as they like.
        let straight = blended(Blend::Translucent, color);
        assert!((71..=72).contains(&straight[0]), "{straight:?}");
        assert_eq!(straight[1..], [61, 20, 255]);
        let largest = BlendEquation {
            color_operation: BlendOperation::Max,
            alpha_operation: BlendOperation::Min,
            ..BlendEquation::add(BlendFactor::One, BlendFactor::One)
        };
        assert_eq!(blended(Blend::Custom(largest), color), [102, 102, 51, 102]);
    });
}

#[test]
fn masks_scissors_and_viewports_limit_what_is_drawn() {
    in_each_api(|context| {
        let (target, program) = (canvas(context, [4, 4]), flat_program(context));
        program
            .set_uniform("color", Uniform::F32x4([1.0; 4]))
            .unwrap();
        let everything = positions(context, &EVERYTHING);
        let drawn = |state: DrawState| {
            context
                .clear(&Target::Framebuffer(&target), [0.0; 4], None)
                .unwrap();
            let mut draw = strip(&target, &program, &everything);
            draw.state = state;
            context.draw(&draw).unwrap();
            pixels(&target)
        };
        let masked = drawn(DrawState {
            color_mask: [true, false, true, false],
            ..DrawState::opaque()
        });
        assert_eq!(masked, [[255, 0, 255, 0]; 16]);
        let corner = ScissorRect {
            x: 1,
            y: 0,
            width: 2,
            height: 1,
        };
        let inside = |pixels: &[[u8; 4]]| -> Vec<usize> {
            (0..16).filter(|&index| pixels[index] != CLEAR).collect()
        };
        let cut = drawn(DrawState {
            scissor: Some(corner),
            ..DrawState::opaque()
        });
        assert_eq!(inside(&cut), [1, 2]);
        let placed = drawn(DrawState {
            viewport: Some(corner),
            ..DrawState::opaque()
        });
        assert_eq!(inside(&placed), [1, 2]);
        let outside = ScissorRect {
            x: -9,
            y: -9,
            width: 3,
            height: 3,
        };
        assert_eq!(
            inside(&drawn(DrawState {
                scissor: Some(outside),
                ..DrawState::opaque()
            })),
            [0; 0]
        );
    });
}

#[test]
fn clearing_is_not_hindered_by_the_draw_before() {
    in_each_api(|context| {
        let (target, program) = (canvas(context, [2, 2]), flat_program(context));
        let everything = positions(context, &EVERYTHING);
        let mut draw = strip(&target, &program, &everything);
        draw.state.color_mask = [false; 4];
        draw.state.scissor = Some(ScissorRect {
            x: 0,
            y: 0,
            width: 1,
            height: 1,
        });
        context.draw(&draw).unwrap();
        context
            .clear(&Target::Framebuffer(&target), [1.0; 4], None)
            .unwrap();
        assert_eq!(pixels(&target), [[255; 4]; 4]);
        let corner = ScissorRect {
            x: 1,
            y: 1,
            width: 1,
            height: 1,
        };
        context
            .clear(&Target::Framebuffer(&target), [0.0; 4], Some(corner))
            .unwrap();
        assert_eq!(pixels(&target), [[255; 4], [255; 4], [255; 4], CLEAR]);
    });
}

fn with_depth(context: &Context) -> Framebuffer {
    let size = [2, 2];
    let color = Texture2d::new(
        context,
        &TextureDesc {
            size,
            ..TextureDesc::default()
        },
    )
    .unwrap();
    let format = TextureFormat::Depth24;
    let depth = Texture2d::new(
        context,
        &TextureDesc {
            size,
            format,
            ..TextureDesc::default()
        },
    )
    .unwrap();
    let desc = FramebufferDesc {
        color: &[(&color).into()],
        depth: Some((&depth).into()),
    };
    Framebuffer::new(context, &desc).unwrap()
}

#[test]
fn the_nearer_fragment_wins_and_culling_drops_faces() {
    in_each_api(|context| {
        let target = with_depth(context);
        let program = program(
            context,
            "layout(location = 0) in vec2 position; uniform float depth;
            void main() { gl_Position = vec4(position, depth, 1.0); }",
            "uniform vec4 color; layout(location = 0) out vec4 result; void main() { result = color; }",
        );
        let everything = positions(context, &EVERYTHING);
        let layer = |depth: f32, color: [f32; 4], state: DrawState| {
            program.set_uniform("depth", Uniform::F32(depth)).unwrap();
            program.set_uniform("color", Uniform::F32x4(color)).unwrap();
            let mut draw = strip(&target, &program, &everything);
            draw.state = state;
            context.draw(&draw).unwrap();
            pixels(&target)[0]
        };
        let (red, green) = ([1.0, 0.0, 0.0, 1.0], [0.0, 1.0, 0.0, 1.0]);
        let nearer = DrawState {
            depth: Depth::NEARER,
            ..DrawState::opaque()
        };
        context
            .clear(&Target::Framebuffer(&target), [0.0; 4], None)
            .unwrap();
        assert_eq!(layer(-0.5, red, nearer), [255, 0, 0, 255]);
        assert_eq!(layer(0.5, green, nearer), [255, 0, 0, 255], "farther");
        assert_eq!(layer(-0.8, green, nearer), [0, 255, 0, 255], "nearer");
        let farther = Depth {
            test: Some(Compare::Greater),
            write: false,
        };
        let farther = DrawState {
            depth: farther,
            ..DrawState::opaque()
        };
        assert_eq!(layer(0.0, red, farther), [255, 0, 0, 255]);
        assert_eq!(
            layer(-0.7, green, farther),
            [0, 255, 0, 255],
            "the layer before left no depth"
        );
        context
            .clear(&Target::Framebuffer(&target), [0.0; 4], None)
            .unwrap();
        assert_eq!(
            layer(0.9, red, nearer),
            [255, 0, 0, 255],
            "clearing took the depth along"
        );

        let cull = |cull| DrawState {
            cull,
            ..DrawState::opaque()
        };
        assert_eq!(
            layer(0.0, green, cull(Cull::Front)),
            [255, 0, 0, 255],
            "it runs ccw: a front"
        );
        assert_eq!(layer(0.0, green, cull(Cull::Back)), [0, 255, 0, 255]);
    });
}

#[test]
fn a_block_reads_its_buffer() {
    in_each_api(|context| {
        let program = program(
            context,
            "layout(location = 0) in vec2 position; void main() { gl_Position = vec4(position, 0.0, 1.0); }",
            "layout(std140) uniform Paint { vec4 first; vec4 second; };
            layout(location = 0) out vec4 result;
            void main() { result = first + second; }",
        );
        program.bind_block("Paint", 5).unwrap();
        let (target, everything) = (canvas(context, [1, 1]), positions(context, &EVERYTHING));
        let paint = UniformBuffer::new(context, &[[0.2_f32, 0.0, 0.0, 1.0], [0.0; 4]]).unwrap();
        let uniforms = [UniformBinding {
            slot: 5,
            buffer: &paint,
        }];
        let mut draw = strip(&target, &program, &everything);
        draw.uniforms = &uniforms;
        context.draw(&draw).unwrap();
        assert_eq!(pixels(&target), [[51, 0, 0, 255]]);
        paint
            .set(&[[0.2, 0.0, 0.0, 1.0], [0.0, 0.4, 0.0, 0.0]])
            .unwrap();
        context.draw(&draw).unwrap();
        assert_eq!(pixels(&target), [[51, 102, 0, 255]]);
    });
}

#[test]
fn attributes_of_every_kind_arrive() {
    #[repr(C)]
    #[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable)]
    struct Vertex {
        position: [f32; 2],
        unsigned: [u8; 4],
        signed: [i16; 2],
        number: u32,
        part: [u16; 2],
    }
    in_each_api(|context| {
        let program = program(
            context,
            "layout(location = 0) in vec2 position;
            layout(location = 1) in uvec4 unsigned_;
            layout(location = 2) in ivec2 signed_;
            layout(location = 3) in uint number;
            layout(location = 4) in vec2 part;
            flat out vec4 shade;
            void main() {
                bool right = unsigned_ == uvec4(1u, 2u, 3u, 255u) && signed_ == ivec2(-5, 300)
                    && number == 4000000000u;
                shade = vec4(right ? 1.0 : 0.0, part, 1.0);
                gl_Position = vec4(position, 0.0, 1.0);
                gl_PointSize = 1.0;
            }",
            "flat in vec4 shade; layout(location = 0) out vec4 result; void main() { result = shade; }",
        );
        let vertex = Vertex {
            position: [0.0; 2],
            unsigned: [1, 2, 3, 255],
            signed: [-5, 300],
            number: 4_000_000_000,
            part: [65535, 13107],
        };
        let layout: [Attribute; 5] = vertex_layout!(Vertex {
            0 => position: F32x2,
            1 => unsigned: U8x4,
            2 => signed: I16x2,
            3 => number: U32,
            4 => part: Unorm16x2,
        });
        assert_eq!(layout[4].format, AttributeFormat::Unorm16x2);
        let buffer = Buffer::from_slice(context, &[vertex], Usage::Static).unwrap();
        let vertices = VertexArray::new(context, &[plain(&buffer, &layout)], None).unwrap();
        let target = canvas(context, [1, 1]);
        let mut draw = strip(&target, &program, &vertices);
        (draw.primitive, draw.range) = (Primitive::Points, 0..1);
        context.draw(&draw).unwrap();
        assert_eq!(pixels(&target), [[255, 255, 51, 255]]);
    });
}

#[test]
fn drawing_twice_is_drawing_once() {
    in_each_api(|context| {
        let (target, program) = (canvas(context, [16, 16]), flat_program(context));
        red(&program);
        let vertices = positions(
            context,
            &[[-0.9, -0.8], [0.7, -0.3], [0.1, 0.9], [0.8, 0.8]],
        );
        let draw = strip(&target, &program, &vertices);
        context.draw(&draw).unwrap();
        let once = pixels(&target);
        context.draw(&draw).unwrap();
        assert_eq!(pixels(&target), once);
    });
}
