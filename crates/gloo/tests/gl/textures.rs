//! Textures: every format holds what was written, sub-images land where they should.

use galry_gloo::{
    Error, Filter, Sampler, SamplerDesc, Texture2d, TextureBinding, TextureDesc, TextureFormat,
    TextureKind, TextureRegion, Wrap,
};

use crate::support::{
    EVERYTHING, FLAT_VERTEX, canvas, in_each_api, pixels, positions, program, strip,
};

#[test]
fn regions_land_where_they_should_whatever_the_row_length() {
    in_each_api(|context| {
        // Three bytes a texel: rows that are no multiple of four.
        let program = program(
            context,
            FLAT_VERTEX,
            "uniform sampler2D picture; layout(location = 0) out vec4 result;
            void main() { result = texelFetch(picture, ivec2(gl_FragCoord.xy), 0); }",
        );
        let desc = TextureDesc {
            size: [5, 3],
            format: TextureFormat::Rgb8,
            ..TextureDesc::default()
        };
        let picture = Texture2d::new(context, &desc).unwrap();
        picture
            .write(TextureRegion::whole([5, 3]), &[0_u8; 45])
            .unwrap();
        let part = TextureRegion {
            x: 1,
            y: 1,
            width: 3,
            height: 2,
        };
        let data: Vec<u8> = (1..=18).collect();
        picture.write(part, &data).unwrap();
        let (target, everything) = (canvas(context, [5, 3]), positions(context, &EVERYTHING));
        let textures = [TextureBinding {
            unit: 0,
            texture: &picture,
            sampler: None,
        }];
        let mut draw = strip(&target, &program, &everything);
        draw.textures = &textures;
        context.draw(&draw).unwrap();
        let seen = pixels(&target);
        for (index, &[red, green, blue, _]) in seen.iter().enumerate() {
            let (x, y) = (index % 5, index / 5);
            let expected = if (1..4).contains(&x) && y >= 1 {
                let first = (((y - 1) * 3 + x - 1) * 3 + 1) as u8;
                [first, first + 1, first + 2]
            } else {
                [0; 3]
            };
            assert_eq!([red, green, blue], expected, "({x}, {y})");
        }
    });
}

#[test]
fn every_format_is_read_by_a_shader_of_its_kind() {
    in_each_api(|context| {
        let (target, everything) = (canvas(context, [1, 1]), positions(context, &EVERYTHING));
        for &format in TextureFormat::ALL {
            let desc = TextureDesc {
                format,
                ..TextureDesc::default()
            };
            let texture = Texture2d::new(context, &desc).unwrap();
            let bytes = format.bytes_per_pixel() as usize;
            let half = 0x3c00_u16.to_le_bytes();
            let single = 1.0_f32.to_le_bytes();
            let (data, sampler, test) = match (format, format.kind()) {
                (_, TextureKind::Unorm) => (vec![255; bytes], "sampler2D", "texel.r == 1.0"),
                (_, TextureKind::Snorm) => (vec![127; bytes], "sampler2D", "texel.r == 1.0"),
                (_, TextureKind::Int) => (vec![255; bytes], "isampler2D", "texel.r == -1"),
                (_, TextureKind::Uint) => (vec![1; bytes], "usampler2D", "(texel.r & 255u) == 1u"),
                // Mantissa 0x100 of 9 bits, exponent 16: 256 / 512 · 2^(16 − 15).
                (TextureFormat::Rgb9e5, _) => (
                    (0x100_u32 | 16 << 27).to_le_bytes().to_vec(),
                    "sampler2D",
                    "texel.r == 1.0 && texel.g == 0.0",
                ),
                // Exponent 15 of 5 bits above a mantissa of 6.
                (TextureFormat::R11fG11fB10f, _) => (
                    (15_u32 << 6).to_le_bytes().to_vec(),
                    "sampler2D",
                    "texel.r == 1.0 && texel.g == 0.0",
                ),
                (_, TextureKind::Float) if format!("{format:?}").ends_with("16f") => {
                    (half.repeat(bytes / 2), "sampler2D", "texel.r == 1.0")
                }
                (TextureFormat::Depth32f, _) | (_, TextureKind::Float) => {
                    (single.repeat(bytes / 4), "sampler2D", "texel.r == 1.0")
                }
                (TextureFormat::Depth32fStencil8, _) => (
                    [single, [7, 0, 0, 0]].concat(),
                    "sampler2D",
                    "texel.r == 1.0",
                ),
                _ => (vec![255; bytes], "sampler2D", "texel.r > 0.9999"),
            };
            texture.write(TextureRegion::whole([1, 1]), &data).unwrap();
            let texel = format!("{}vec4", sampler.strip_suffix("sampler2D").unwrap());
            let program = program(
                context,
                FLAT_VERTEX,
                &format!(
                    "uniform {sampler} picture; layout(location = 0) out vec4 result;
                    void main() {{
                        {texel} texel = texelFetch(picture, ivec2(0), 0);
                        result = {test} ? vec4(1.0) : vec4(0.5);
                    }}"
                ),
            );
            let textures = [TextureBinding {
                unit: 0,
                texture: &texture,
                sampler: None,
            }];
            let mut draw = strip(&target, &program, &everything);
            draw.textures = &textures;
            context.draw(&draw).unwrap();
            assert_eq!(pixels(&target), [[255; 4]], "{format:?}");
        }
    });
}

#[test]
fn filters_mix_and_samplers_go_before_the_texture() {
    in_each_api(|context| {
        let program = program(
            context,
            FLAT_VERTEX,
            "uniform sampler2D picture; uniform vec2 at;
            layout(location = 0) out vec4 result;
            void main() { result = texture(picture, at); }",
        );
        let desc = TextureDesc {
            size: [2, 1],
            filter: Filter::Linear,
            ..TextureDesc::default()
        };
        let picture = Texture2d::new(context, &desc).unwrap();
        picture
            .write(TextureRegion::whole([2, 1]), &[[0_u8; 4], [255; 4]])
            .unwrap();
        let nearest = Sampler::new(context, &SamplerDesc::default()).unwrap();
        let around = SamplerDesc {
            wrap: Wrap::Repeat,
            ..SamplerDesc::default()
        };
        let around = Sampler::new(context, &around).unwrap();
        let back = SamplerDesc {
            wrap: Wrap::MirroredRepeat,
            ..SamplerDesc::default()
        };
        let back = Sampler::new(context, &back).unwrap();
        let (target, everything) = (canvas(context, [1, 1]), positions(context, &EVERYTHING));
        let seen = |sampler: Option<&Sampler>, at: f32| {
            program
                .set_uniform("at", galry_gloo::Uniform::F32x2([at, 0.5]))
                .unwrap();
            let textures = [TextureBinding {
                unit: 0,
                texture: &picture,
                sampler,
            }];
            let mut draw = strip(&target, &program, &everything);
            draw.textures = &textures;
            context.draw(&draw).unwrap();
            pixels(&target)[0][0]
        };
        assert!(
            (127..=128).contains(&seen(None, 0.5)),
            "{}",
            seen(None, 0.5)
        );
        assert_eq!(seen(Some(&nearest), 0.45), 0);
        assert_eq!(seen(Some(&nearest), 1.2), 255, "clamped");
        assert_eq!(seen(Some(&around), 1.2), 0);
        assert_eq!(seen(Some(&back), 1.2), 255);
        assert_eq!(seen(Some(&back), 1.7), 0);
        assert!(
            (127..=128).contains(&seen(None, 0.5)),
            "the texture's own again"
        );
    });
}

#[test]
fn what_cannot_be_filtered_is_refused() {
    in_each_api(|context| {
        for &format in TextureFormat::ALL {
            let desc = TextureDesc {
                format,
                filter: Filter::Linear,
                ..TextureDesc::default()
            };
            let result = Texture2d::new(context, &desc);
            assert_eq!(
                result.is_ok(),
                format.is_filterable(context.capabilities()),
                "{format:?}"
            );
            if matches!(format.kind(), TextureKind::Int | TextureKind::Uint) {
                assert_eq!(result.unwrap_err(), Error::Unfilterable { format });
            }
        }
    });
}

#[test]
fn bad_sizes_regions_and_lengths_are_errors() {
    in_each_api(|context| {
        let sized = |size| {
            Texture2d::new(
                context,
                &TextureDesc {
                    size,
                    ..TextureDesc::default()
                },
            )
        };
        assert_eq!(
            sized([0, 4]).unwrap_err(),
            Error::ZeroSize { what: "texture" }
        );
        let limit = context.capabilities().max_texture_size;
        let error = sized([1, limit + 1]).unwrap_err().to_string();
        assert_eq!(
            error,
            format!(
                "texels a side of a texture: expected at most {limit}, got {}",
                limit + 1
            )
        );
        let texture = sized([4, 2]).unwrap();
        let region = |x, y, width, height| TextureRegion {
            x,
            y,
            width,
            height,
        };
        for outside in [
            region(1, 0, 4, 1),
            region(0, 2, 1, 1),
            region(u32::MAX, 0, u32::MAX, 1),
        ] {
            let error = texture.write(outside, &[0_u8; 16]).unwrap_err();
            assert!(
                matches!(error, Error::RegionOutside { size: [4, 2], .. }),
                "{error}"
            );
        }
        let error = texture
            .write(region(0, 0, 4, 2), &[[0_u8; 4]; 7])
            .unwrap_err()
            .to_string();
        assert_eq!(error, "texture write: expected 32 bytes, got 28");
        texture.write::<u8>(region(4, 2, 0, 0), &[]).unwrap();
    });
}

#[test]
fn more_memory_than_there_is_is_an_error() {
    in_each_api(|context| {
        let side = context.capabilities().max_texture_size;
        let desc = TextureDesc {
            size: [side, side],
            format: TextureFormat::Rgba32f,
            ..TextureDesc::default()
        };
        // Four gigabytes: llvmpipe refuses; a large GPU may not.
        if let Err(error) = Texture2d::new(context, &desc) {
            let bytes = u64::from(side) * u64::from(side) * 16;
            assert_eq!(
                error.to_string(),
                format!("texture: the driver has no memory for {bytes} bytes")
            );
        }
    });
}
