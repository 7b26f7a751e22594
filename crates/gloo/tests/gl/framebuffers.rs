//! Framebuffers: clearing, copying and reading every kind of target.

use galry_gloo::{
    Error, Framebuffer, FramebufferDesc, ScissorRect, Target, Texture2d, TextureDesc,
    TextureFormat, TextureKind, TextureRegion,
};

use crate::support::{
    EVERYTHING, FLAT_VERTEX, canvas, in_each_api, pixels, positions, program, strip,
};

#[test]
fn rows_come_bottom_first_and_parts_can_be_read() {
    in_each_api(|context| {
        let target = canvas(context, [3, 2]);
        let bytes: Vec<u8> = (0..24).collect();
        target
            .color()
            .unwrap()
            .write(TextureRegion::whole([3, 2]), &bytes)
            .unwrap();
        assert_eq!(target.read_rgba8(target.rect()).unwrap(), bytes);
        let right = ScissorRect {
            x: 2,
            y: 0,
            width: 1,
            height: 2,
        };
        assert_eq!(
            target.read_rgba8(right).unwrap(),
            [8, 9, 10, 11, 20, 21, 22, 23]
        );
        let mut into = [0; 8];
        target.read_rgba8_into(right, &mut into).unwrap();
        assert_eq!(into, [8, 9, 10, 11, 20, 21, 22, 23]);
        let nothing = ScissorRect {
            x: 3,
            y: 2,
            width: 0,
            height: 0,
        };
        assert_eq!(target.read_rgba8(nothing).unwrap(), [0; 0]);
    });
}

#[test]
fn bad_reads_are_errors_and_harm_nothing() {
    in_each_api(|context| {
        let target = canvas(context, [3, 2]);
        for (x, y, width, height) in [
            (1, 0, 3, 1),
            (0, -1, 1, 1),
            (i32::MAX, 0, u32::MAX, 1),
            (0, 0, 3, 3),
        ] {
            let error = target
                .read_rgba8(ScissorRect {
                    x,
                    y,
                    width,
                    height,
                })
                .unwrap_err();
            assert!(
                matches!(error, Error::RegionOutside { size: [3, 2], .. }),
                "{error}"
            );
        }
        let error = target
            .read_rgba8_into(target.rect(), &mut [0; 23])
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            "framebuffer read: expected 24 bytes, got 23"
        );
        let error = target.read_u32(target.rect()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "framebuffer of format Rgba8: expected read_rgba8, got read_u32"
        );
        assert_eq!(pixels(&target), [[0; 4]; 6]);
    });
}

#[test]
fn every_colour_format_is_cleared_and_read_by_its_own_method() {
    in_each_api(|context| {
        for &format in TextureFormat::ALL {
            if !format.is_color_renderable(context.capabilities()) {
                let error = Framebuffer::with_size(context, [2, 2], format).unwrap_err();
                assert!(matches!(error, Error::Unrenderable { .. }), "{error}");
                continue;
            }
            let target = Framebuffer::with_size(context, [2, 2], format).unwrap();
            let rect = target.rect();
            let channels: usize = match format {
                TextureFormat::Rgb8 | TextureFormat::Rgb565 | TextureFormat::R11fG11fB10f => 3,
                _ if format.bytes_per_pixel() == 2 && format.kind() == TextureKind::Unorm => {
                    if format == TextureFormat::Rg8 {
                        2
                    } else {
                        4
                    }
                }
                TextureFormat::Srgb8Alpha8 | TextureFormat::Rgb10A2 | TextureFormat::Rgb10A2ui => 4,
                _ if format!("{format:?}").starts_with("Rgba") => 4,
                _ if format!("{format:?}").starts_with("Rg") => 2,
                _ => 1,
            };
            let clear = |color| {
                context
                    .clear(&Target::Framebuffer(&target), color, None)
                    .unwrap();
            };
            match format.kind() {
                TextureKind::Unorm => {
                    // What few bits, or sRGB, hold exactly; else something in every channel.
                    let is_plain = format!("{format:?}").ends_with('8')
                        && format != TextureFormat::Srgb8Alpha8;
                    let color = if is_plain {
                        [255, 51, 102, 153]
                    } else {
                        [255, 0, 255, 0]
                    };
                    clear(color.map(|byte| f32::from(byte) / 255.0));
                    let mut expected = [0, 0, 0, 255];
                    expected[..channels].copy_from_slice(&color[..channels]);
                    let read = target.read_rgba8(rect).unwrap();
                    assert_eq!(read.as_chunks::<4>().0, [expected; 4], "{format:?}");
                }
                TextureKind::Uint => {
                    clear([7.0, 8.0, 9.0, 3.0]);
                    let mut expected = [0, 0, 0, 1];
                    expected[..channels].copy_from_slice(&[7, 8, 9, 3][..channels]);
                    assert_eq!(target.read_u32(rect).unwrap(), [expected; 4], "{format:?}");
                }
                TextureKind::Int => {
                    clear([-7.0, 8.0, -9.0, 10.0]);
                    let mut expected = [0, 0, 0, 1];
                    expected[..channels].copy_from_slice(&[-7, 8, -9, 10][..channels]);
                    assert_eq!(target.read_i32(rect).unwrap(), [expected; 4], "{format:?}");
                }
                _ => {
                    // Small floats have no sign.
                    let is_small = format == TextureFormat::R11fG11fB10f;
                    let color = [if is_small { 1.5 } else { -1.5 }, 2.5, 0.25, 4.0];
                    clear(color);
                    let mut expected = [0.0, 0.0, 0.0, 1.0];
                    expected[..channels].copy_from_slice(&color[..channels]);
                    assert_eq!(target.read_f32(rect).unwrap(), [expected; 4], "{format:?}");
                }
            }
        }
    });
}

#[test]
fn numbers_of_objects_are_drawn_and_read_exactly() {
    in_each_api(|context| {
        let target = Framebuffer::with_size(context, [2, 1], TextureFormat::R32ui).unwrap();
        let program = program(
            context,
            FLAT_VERTEX,
            "layout(location = 0) out uint result;
            void main() { result = 4294967290u + uint(gl_FragCoord.x); }",
        );
        let everything = positions(context, &EVERYTHING);
        context
            .draw(&strip(&target, &program, &everything))
            .unwrap();
        let ids: Vec<u32> = target
            .read_u32(target.rect())
            .unwrap()
            .iter()
            .map(|p| p[0])
            .collect();
        assert_eq!(ids, [4_294_967_290, 4_294_967_291]);
    });
}

#[test]
fn several_textures_take_several_outputs() {
    in_each_api(|context| {
        let make = |format| {
            let desc = TextureDesc {
                size: [2, 2],
                format,
                ..TextureDesc::default()
            };
            Texture2d::new(context, &desc).unwrap()
        };
        let (color, ids) = (make(TextureFormat::Rgba8), make(TextureFormat::R32ui));
        let desc = FramebufferDesc {
            color: &[(&color).into(), (&ids).into()],
            depth: None,
        };
        let target = Framebuffer::new(context, &desc).unwrap();
        let program = program(
            context,
            FLAT_VERTEX,
            "layout(location = 0) out vec4 color; layout(location = 1) out uint id;
            void main() { color = vec4(0, 0, 1, 1); id = 77u; }",
        );
        let everything = positions(context, &EVERYTHING);
        context
            .draw(&strip(&target, &program, &everything))
            .unwrap();
        assert_eq!(pixels(&target), [[0, 0, 255, 255]; 4]);
        let alone = Framebuffer::new(
            context,
            &FramebufferDesc {
                color: &[(&ids).into()],
                depth: None,
            },
        );
        let alone = alone.unwrap();
        assert_eq!(alone.read_u32(alone.rect()).unwrap(), [[77, 0, 0, 1]; 4]);
    });
}

#[test]
fn copies_scale_and_are_not_hindered_by_scissors() {
    in_each_api(|context| {
        let (small, large) = (canvas(context, [2, 1]), canvas(context, [4, 4]));
        small
            .color()
            .unwrap()
            .write(TextureRegion::whole([2, 1]), &[1_u8, 2, 3, 4, 5, 6, 7, 8])
            .unwrap();
        let target = Target::Framebuffer(&large);
        let corner = ScissorRect {
            x: 0,
            y: 0,
            width: 1,
            height: 1,
        };
        context.clear(&target, [0.0; 4], Some(corner)).unwrap();
        let lower = ScissorRect {
            x: 0,
            y: 0,
            width: 4,
            height: 2,
        };
        context.blit(&small, small.rect(), &target, lower).unwrap();
        let (a, b) = ([1, 2, 3, 4], [5, 6, 7, 8]);
        let row = [a, a, b, b];
        let expected = [row, row, [[0; 4]; 4], [[0; 4]; 4]].concat();
        assert_eq!(pixels(&large), expected);
        // What hangs over is dropped.
        let over = ScissorRect {
            x: 3,
            y: 3,
            width: 2,
            height: 1,
        };
        context.blit(&small, small.rect(), &target, over).unwrap();
        assert_eq!(pixels(&large)[15], a);
    });
}

#[test]
fn copies_that_cannot_be_are_errors() {
    in_each_api(|context| {
        let target = canvas(context, [2, 2]);
        let ids = Framebuffer::with_size(context, [2, 2], TextureFormat::R32ui).unwrap();
        let larger = canvas(context, [4, 4]);
        let blit = |from: &Framebuffer, rect, to: &Framebuffer| {
            context
                .blit(from, rect, &Target::Framebuffer(to), rect)
                .unwrap_err()
                .to_string()
        };
        assert_eq!(
            blit(&ids, ids.rect(), &target),
            "target of a blit: expected unsigned integers, got colours"
        );
        let wide = ScissorRect {
            x: 0,
            y: 0,
            width: 3,
            height: 2,
        };
        assert_eq!(
            blit(&target, wide, &larger),
            "source of a blit: expected a rectangle within 2 by 2 pixels, got 3 by 2 at (0, 0)"
        );
        assert_eq!(
            blit(&target, target.rect(), &target),
            "target of a blit: expected other parts than the source's, got the same"
        );
    });
}

#[test]
fn textures_that_do_not_fit_together_are_refused() {
    in_each_api(|context| {
        let make = |size, format| {
            Texture2d::new(
                context,
                &TextureDesc {
                    size,
                    format,
                    ..TextureDesc::default()
                },
            )
            .unwrap()
        };
        let color = make([2, 2], TextureFormat::Rgba8);
        let wider = make([3, 2], TextureFormat::Rgba8);
        let depth = make([2, 2], TextureFormat::Depth32f);
        let text =
            |desc: FramebufferDesc<'_>| Framebuffer::new(context, &desc).unwrap_err().to_string();
        assert_eq!(
            text(FramebufferDesc::default()),
            "number of colours of a framebuffer: expected a size above zero, got zero"
        );
        assert_eq!(
            text(FramebufferDesc {
                color: &[(&color).into(), (&wider).into()],
                depth: None
            }),
            "parts of a framebuffer: expected 2 by 2 pixels, got 3 by 2 pixels"
        );
        assert_eq!(
            text(FramebufferDesc {
                color: &[(&depth).into()],
                depth: None
            }),
            "texture format Depth32f cannot be drawn into here: it holds depth, not colour"
        );
        assert_eq!(
            text(FramebufferDesc {
                color: &[(&color).into()],
                depth: Some((&color).into())
            }),
            "depth of a framebuffer: expected a depth format, such as Depth24 or Depth24Stencil8, got \
             Rgba8"
        );
        let many = vec![(&color).into(); 99];
        assert!(
            text(FramebufferDesc {
                color: &many,
                depth: None
            })
            .starts_with("colours of a framebuffer: expected at most ")
        );
        let both = FramebufferDesc {
            color: &[(&color).into()],
            depth: Some((&depth).into()),
        };
        let both = Framebuffer::new(context, &both).unwrap();
        assert_eq!(both.depth_format(), Some(TextureFormat::Depth32f));
    });
}
