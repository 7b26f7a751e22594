//! Buffers: what is written comes back, and what does not fit is refused.

use galry_gloo::{
    Buffer, Error, Framebuffer, IndexBuffer, TextureFormat, UniformBinding, UniformBuffer, Usage,
};

use crate::support::{EVERYTHING, FLAT_VERTEX, in_each_api, positions, program, strip};

#[test]
fn what_is_written_comes_back() {
    in_each_api(|context| {
        let buffer = Buffer::from_slice(context, &[1_u32, 2, 3, 4], Usage::Dynamic).unwrap();
        buffer.write(1, &[20, 30]).unwrap();
        assert_eq!(buffer.read().unwrap(), [1, 20, 30, 4]);
        assert_eq!((buffer.len(), buffer.is_empty()), (4, false));
    });
}

#[test]
fn a_range_up_to_the_end_is_written_and_one_past_it_is_an_error() {
    in_each_api(|context| {
        let buffer = Buffer::with_len(context, 3, Usage::Static).unwrap();
        buffer.write(0, &[1_u8, 2, 3]).unwrap();
        buffer.write(3, &[]).unwrap();
        for (start, data) in [(2, &[8_u8, 9][..]), (4, &[]), (usize::MAX, &[1])] {
            let error = buffer.write(start, data).unwrap_err();
            assert!(
                matches!(error, Error::OutOfRange { available: 3, .. }),
                "{error}"
            );
        }
        assert_eq!(buffer.read().unwrap(), [1, 2, 3]);
    });
}

#[test]
fn empty_buffers_are_buffers() {
    in_each_api(|context| {
        let mut buffer = Buffer::<[f32; 2]>::from_slice(context, &[], Usage::Stream).unwrap();
        assert!(buffer.is_empty());
        buffer.write(0, &[]).unwrap();
        assert_eq!(buffer.read().unwrap(), [[0.0; 2]; 0]);
        buffer.upload(&[[1.0, 2.0]]).unwrap();
        assert_eq!(buffer.read().unwrap(), [[1.0, 2.0]]);
        buffer.upload(&[]).unwrap();
        assert_eq!(buffer.len(), 0);
    });
}

#[test]
fn uploads_replace_shrink_and_grow() {
    in_each_api(|context| {
        for usage in [Usage::Static, Usage::Dynamic, Usage::Stream] {
            let mut buffer = Buffer::from_slice(context, &[0_u16; 4], usage).unwrap();
            for len in [4_u16, 2, 3, 5, 6, 40, 1, 41] {
                let data: Vec<u16> = (0..len).map(|i| i * 3 + len).collect();
                buffer.upload(&data).unwrap();
                assert_eq!(buffer.read().unwrap(), data, "{usage:?} {len}");
            }
        }
    });
}

#[test]
fn a_buffer_that_grows_by_little_is_seldom_moved() {
    in_each_api(|context| {
        let mut buffer = Buffer::from_slice(context, &[0_u8; 100], Usage::Dynamic).unwrap();
        let mut sizes = Vec::new();
        for len in 100..400 {
            buffer.upload(&vec![1_u8; len]).unwrap();
            sizes.push(context.counters().live_bytes);
        }
        sizes.dedup();
        assert!(sizes.len() < 6, "{sizes:?}");
    });
}

#[test]
fn counters_tell_bytes_and_objects() {
    in_each_api(|context| {
        let before = context.counters();
        let buffer = Buffer::from_slice(context, &[0_u32; 8], Usage::Static).unwrap();
        buffer.write(2, &[1, 2]).unwrap();
        let _contents = buffer.read().unwrap();
        let made = context.counters().since(&before);
        assert_eq!((made.bytes_uploaded, made.bytes_read_back), (40, 32));
        assert_eq!((made.live_objects, made.live_bytes), (1, 32));
        drop(buffer);
        assert_eq!(context.counters().live_objects, 1, "until the next frame");
        context.begin_frame();
        assert_eq!(
            (
                context.counters().live_objects,
                context.counters().live_bytes
            ),
            (0, 0)
        );
    });
}

#[test]
fn sizes_beyond_the_limit_are_refused_before_the_driver_sees_them() {
    in_each_api(|context| {
        for len in [1_usize << 29, usize::MAX] {
            let error = Buffer::<f32>::with_len(context, len, Usage::Static).unwrap_err();
            assert!(
                matches!(
                    error,
                    Error::LimitExceeded {
                        limit: 0x7fff_ffff,
                        ..
                    }
                ),
                "{error}"
            );
        }
        let error = Buffer::<[u8; 0]>::with_len(context, 1, Usage::Static).unwrap_err();
        assert_eq!(
            error,
            Error::ZeroSize {
                what: "element of a buffer"
            }
        );
        assert_eq!(context.counters().live_objects, 0);
    });
}

#[test]
fn indices_keep_their_width() {
    in_each_api(|context| {
        let mut narrow = IndexBuffer::from_slice(context, &[0_u16, 1, 2], Usage::Static).unwrap();
        let mut wide = IndexBuffer::from_slice(context, &[0_u32, 1, 2], Usage::Static).unwrap();
        assert_eq!((narrow.len(), wide.len()), (3, 3));
        narrow.upload(&[5_u16; 7]).unwrap();
        wide.upload::<u32>(&[]).unwrap();
        assert_eq!((narrow.len(), wide.is_empty()), (7, true));
        let error = narrow.upload(&[1_u32]).unwrap_err().to_string();
        assert_eq!(
            error,
            "index buffer: expected 16-bit indices, got 32-bit ones"
        );
        assert!(wide.upload(&[1_u16]).is_err());
    });
}

#[test]
fn a_uniform_buffer_uploads_only_what_differs() {
    in_each_api(|context| {
        let uniform = UniformBuffer::new(context, &[1.0_f32, 2.0, 3.0]).unwrap();
        assert_eq!(
            context.counters().live_bytes,
            16,
            "rounded up as blocks are"
        );
        let before = context.counters();
        uniform.set(&[1.0, 2.0, 3.0]).unwrap();
        assert_eq!(context.counters().since(&before).bytes_uploaded, 0);
        uniform.set(&[1.0, 2.0, f32::NAN]).unwrap();
        uniform.set(&[1.0, 2.0, f32::NAN]).unwrap();
        assert_eq!(context.counters().since(&before).bytes_uploaded, 12);
        let mut large = [[0.0_f32; 4]; 8];
        let uniform = UniformBuffer::new(context, &large).unwrap();
        let before = context.counters();
        (large[2][3], large[3][0]) = (1.0, 2.0);
        uniform.set(&large).unwrap();
        assert_eq!(context.counters().since(&before).bytes_uploaded, 32);
    });
}

#[test]
fn a_part_of_a_uniform_buffer_is_all_that_changes() {
    // Sizes that are no multiple of a word, and places anywhere.
    #[repr(C)]
    #[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable)]
    struct Odd([u8; 23]);
    in_each_api(|context| {
        let program = program(
            context,
            FLAT_VERTEX,
            "layout(std140) uniform Bytes { uvec4 first; uint second; uint third; };
            layout(location = 0) out uvec4 result;
            void main() { result = gl_FragCoord.x < 1.0 ? first : uvec4(second, third, 0u, 0u); }",
        );
        program.bind_block("Bytes", 1).unwrap();
        let target = Framebuffer::with_size(context, [2, 1], TextureFormat::Rgba32ui).unwrap();
        let everything = positions(context, &EVERYTHING);
        let mut value = Odd([1; 23]);
        // The block needs 24 bytes, and blocks are rounded up to 16.
        let uniform = UniformBuffer::new(context, &value).unwrap();
        let uniforms = [UniformBinding {
            slot: 1,
            buffer: &uniform,
        }];
        for (number, place) in (2..).zip([0, 3, 4, 11, 15, 16, 21, 22]) {
            value.0[place] = number;
            value.0[place / 2] = number;
            uniform.set(&value).unwrap();
            let mut draw = strip(&target, &program, &everything);
            draw.uniforms = &uniforms;
            context.draw(&draw).unwrap();
            let read = target.output(0).unwrap().read_u32(target.rect()).unwrap();
            let seen: &[u8] = bytemuck::cast_slice(&read);
            assert_eq!(seen[..23], value.0, "{place}");
        }
    });
}

#[test]
fn a_part_of_the_indices_is_overwritten_and_read_back() {
    in_each_api(|context| {
        let indices = IndexBuffer::from_slice(context, &[0_u16, 1, 2, 9], Usage::Dynamic).unwrap();
        indices.write(2, &[7_u16, 3]).unwrap();
        assert_eq!(indices.read::<u16>().unwrap(), [0, 1, 7, 3]);
        let error = indices.write(3, &[1_u16, 2]).unwrap_err().to_string();
        assert_eq!(
            error,
            "indices written to a buffer: expected a range within 0..4, got 3..5"
        );
        assert!(matches!(
            indices.write(0, &[1_u8]),
            Err(Error::Mismatch { .. })
        ));
        assert!(matches!(indices.read::<u32>(), Err(Error::Mismatch { .. })));
        assert_eq!(indices.read::<u16>().unwrap(), [0, 1, 7, 3]);
    });
}

#[test]
fn a_part_of_a_buffer_is_read() {
    in_each_api(|context| {
        let buffer = Buffer::from_slice(context, &[1_u32, 2, 3, 4], Usage::Read).unwrap();
        let mut part = [0; 2];
        buffer.read_into(1, &mut part).unwrap();
        assert_eq!(part, [2, 3]);
        let error = buffer.read_into(3, &mut part).unwrap_err().to_string();
        assert_eq!(
            error,
            "elements read from a buffer: expected a range within 0..4, got 3..5"
        );
        assert!(buffer.read_into(usize::MAX, &mut part).is_err());
        buffer.read_into(4, &mut []).unwrap();
    });
}
