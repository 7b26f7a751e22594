//! Vertex arrays: counting vertices, sharing buffers, refusing bad layouts.

use galry_gloo::{
    Attribute, AttributeFormat, Buffer, Error, Primitive, Uniform, Usage, VertexArray, VertexBuffer,
};

use crate::support::{POSITION, canvas, in_each_api, pixels, plain, program, strip};

#[test]
fn vertices_are_counted_by_the_shortest_buffer() {
    in_each_api(|context| {
        let mut long = Buffer::from_slice(context, &[[0.0_f32; 2]; 9], Usage::Static).unwrap();
        let short = Buffer::from_slice(context, &[0.0_f32; 5], Usage::Static).unwrap();
        let second = [Attribute {
            location: 1,
            format: AttributeFormat::F32,
            offset: 0,
        }];
        let slow = VertexBuffer {
            divisor: 3,
            ..plain(&short, &second)
        };
        let both = [plain(&long, &POSITION), plain(&short, &second)];
        let array = VertexArray::new(context, &both, None).unwrap();
        assert_eq!(
            (array.vertex_count(), array.instance_count()),
            (Some(5), None)
        );
        let stepped = VertexArray::new(context, &[plain(&long, &POSITION), slow], None).unwrap();
        assert_eq!(
            (stepped.vertex_count(), stepped.instance_count()),
            (Some(9), Some(15))
        );
        long.upload(&[[0.0; 2]; 2]).unwrap();
        assert_eq!(
            array.vertex_count(),
            Some(2),
            "as long as the buffer is now"
        );
        long.upload(&[]).unwrap();
        assert_eq!(array.vertex_count(), Some(0));
    });
}

#[test]
fn one_buffer_serves_both_ends_of_segments() {
    in_each_api(|context| {
        let program = program(
            context,
            "layout(location = 0) in vec2 start;
            layout(location = 1) in vec2 end;
            void main() {
                gl_Position = vec4(gl_VertexID == 0 ? start : end, 0.0, 1.0);
                gl_PointSize = 1.0;
            }",
            "uniform vec4 color; layout(location = 0) out vec4 result; void main() { result = color; }",
        );
        program
            .set_uniform("color", Uniform::F32x4([1.0; 4]))
            .unwrap();
        let points = [[-0.75_f32, 0.0], [-0.25, 0.0], [0.25, 0.0]];
        let buffer = Buffer::from_slice(context, &points, Usage::Static).unwrap();
        let end = [Attribute {
            location: 1,
            format: AttributeFormat::F32x2,
            offset: 0,
        }];
        let apart = [
            VertexBuffer {
                divisor: 1,
                ..plain(&buffer, &POSITION)
            },
            VertexBuffer {
                divisor: 1,
                first_byte: 8,
                ..plain(&buffer, &end)
            },
        ];
        let both = [
            POSITION[0],
            Attribute {
                offset: 8,
                ..end[0]
            },
        ];
        let together = [VertexBuffer {
            divisor: 1,
            ..plain(&buffer, &both)
        }];
        for buffers in [&apart[..], &together] {
            let array = VertexArray::new(context, buffers, None).unwrap();
            assert_eq!(
                array.instance_count(),
                Some(2),
                "three points, two segments"
            );
            let target = canvas(context, [4, 1]);
            let mut draw = strip(&target, &program, &array);
            (draw.primitive, draw.range, draw.instances) = (Primitive::Points, 0..2, 2);
            context.draw(&draw).unwrap();
            assert_eq!(pixels(&target), [[255; 4], [255; 4], [255; 4], [0; 4]]);
        }
    });
}

#[test]
fn bad_layouts_name_the_location_and_the_remedy() {
    in_each_api(|context| {
        let buffer = Buffer::from_slice(context, &[[0.0_f32; 4]; 4], Usage::Static).unwrap();
        let at = |location, format, offset| Attribute {
            location,
            format,
            offset,
        };
        let text = |vertices: VertexBuffer<'_>| {
            VertexArray::new(context, &[vertices], None)
                .unwrap_err()
                .to_string()
        };
        let twice = [
            at(2, AttributeFormat::F32, 0),
            at(2, AttributeFormat::F32, 4),
        ];
        assert_eq!(
            text(plain(&buffer, &twice)),
            "attribute at location 2: the location is given twice"
        );
        assert_eq!(
            text(VertexBuffer {
                stride: 0,
                ..plain(&buffer, &POSITION)
            }),
            "attribute at location 0: expected a stride above zero, got zero"
        );
        assert_eq!(
            text(VertexBuffer {
                stride: 256,
                ..plain(&buffer, &POSITION)
            }),
            "attribute at location 0: expected a stride of at most 255 bytes, got 256"
        );
        assert_eq!(
            text(VertexBuffer {
                stride: 10,
                ..plain(&buffer, &POSITION)
            }),
            "attribute at location 0: expected a stride in multiples of 4 for F32x2, got 10"
        );
        assert_eq!(
            text(plain(&buffer, &[at(1, AttributeFormat::U16x2, 3)])),
            "attribute at location 1: expected an offset in multiples of 2 for U16x2, got 3"
        );
        let error = VertexArray::new(
            context,
            &[plain(&buffer, &[at(99, AttributeFormat::F32, 0)])],
            None,
        );
        assert!(matches!(error, Err(Error::LimitExceeded { got: 99, .. })));
    });
}

#[test]
fn making_a_vertex_array_or_an_index_buffer_disturbs_no_other() {
    in_each_api(|context| {
        let program = crate::support::flat_program(context);
        program
            .set_uniform("color", Uniform::F32x4([1.0; 4]))
            .unwrap();
        let points =
            Buffer::from_slice(context, &[[-0.5_f32, 0.0], [0.5, 0.0]], Usage::Static).unwrap();
        let second = galry_gloo::IndexBuffer::from_slice(context, &[1_u16], Usage::Static).unwrap();
        let array = VertexArray::new(context, &[plain(&points, &POSITION)], Some(&second)).unwrap();
        let target = canvas(context, [2, 1]);
        let mut draw = strip(&target, &program, &array);
        (draw.primitive, draw.range) = (Primitive::Points, 0..1);
        context.draw(&draw).unwrap();
        // The vertex array is bound now; another index buffer must not get into it.
        let other = galry_gloo::IndexBuffer::from_slice(context, &[0_u16], Usage::Static).unwrap();
        context.clear(&draw.target, [0.0; 4], None).unwrap();
        context.draw(&draw).unwrap();
        assert_eq!(pixels(&target), [[0; 4], [255; 4]]);
        drop(other);
    });
}
