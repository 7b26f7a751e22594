//! Textures of every shape, mip levels, swizzles, comparison, and where texels come from.

use galry_gloo::{
    Channel, Compare, Context, CubeFace, Error, Filter, MipFilter, RowLayout, Sampler, SamplerDesc,
    Texture2d, Texture3d, TextureArray, TextureBinding, TextureBox, TextureCube, TextureDesc,
    TextureFormat, TextureRegion, TextureSource, Usage,
};

use crate::support::{
    EVERYTHING, FLAT_VERTEX, canvas, in_each_api, pixels, positions, program, strip,
};

/// What a shader's expression gives of a texture, in bytes.
fn seen(
    context: &Context,
    sampler_type: &str,
    expression: &str,
    texture: &dyn TextureSource,
    sampler: Option<&Sampler>,
) -> Result<[u8; 4], Error> {
    let target = canvas(context, [1, 1]);
    let everything = positions(context, &EVERYTHING);
    let fragment = format!(
        "uniform {sampler_type} picture; layout(location = 0) out vec4 result;
        void main() {{ result = {expression}; }}"
    );
    let program = program(context, FLAT_VERTEX, &fragment);
    let textures = [TextureBinding {
        unit: 0,
        texture,
        sampler,
    }];
    let mut draw = strip(&target, &program, &everything);
    draw.textures = &textures;
    context.draw(&draw)?;
    context.check_errors()?;
    context.check_state()?;
    Ok(pixels(&target)[0])
}

fn grey(value: u8) -> [u8; 4] {
    [value, value, value, 255]
}

#[test]
fn volumes_have_slices_that_are_mixed() {
    in_each_api(|context| {
        let size = [2, 3, 4];
        let volume = Texture3d::new(
            context,
            &TextureDesc {
                size,
                filter: Filter::Linear,
                ..TextureDesc::default()
            },
        )
        .unwrap();
        assert_eq!((volume.size(), volume.levels()), (size, 1));
        let texels: Vec<[u8; 4]> = (0..24).map(|i| grey(10 * i)).collect();
        volume.write(TextureBox::whole(size), &texels).unwrap();
        let at = |x, y, z| {
            let fetch = format!("texelFetch(picture, ivec3({x}, {y}, {z}), 0)");
            seen(context, "sampler3D", &fetch, &volume, None).unwrap()
        };
        assert_eq!(at(1, 2, 3), grey(230));
        assert_eq!(at(0, 1, 2), grey(140));
        // Between slices 0 and 1, at the middle of the first texel: 0 and 60.
        let between = "texture(picture, vec3(0.25, 1.0 / 6.0, 0.25))";
        assert_eq!(
            seen(context, "sampler3D", between, &volume, None).unwrap(),
            grey(30)
        );
        // A part of it.
        let part = TextureBox {
            origin: [1, 1, 1],
            size: [1, 1, 2],
        };
        volume.write(part, &[grey(1), grey(2)]).unwrap();
        assert_eq!((at(1, 1, 1), at(1, 1, 2)), (grey(1), grey(2)));
        assert_eq!(at(1, 1, 3), grey(210));
        let below = TextureBox {
            origin: [0, 0, 3],
            size: [1, 1, 2],
        };
        assert_eq!(
            volume.write(below, &[grey(1), grey(2)]).unwrap_err(),
            Error::OutOfRange {
                what: "layers of a texture",
                available: 4,
                start: 3,
                end: 5
            }
        );
    });
}

#[test]
fn layers_stand_apart_and_cubes_have_six_sides() {
    in_each_api(|context| {
        let desc = TextureDesc {
            size: [1, 1, 3],
            ..TextureDesc::default()
        };
        let layers = TextureArray::new(context, &desc).unwrap();
        let whole = TextureBox::whole([1, 1, 3]);
        layers
            .write(whole, &[grey(10), grey(20), grey(30)])
            .unwrap();
        for layer in 0..3_u8 {
            let fetch = format!("texture(picture, vec3(0.5, 0.5, {layer}.4))");
            let texel = seen(context, "sampler2DArray", &fetch, &layers, None).unwrap();
            assert_eq!(texel, grey(10 * (layer + 1)));
        }
        let cube = TextureCube::new(
            context,
            &TextureDesc {
                size: 2,
                ..TextureDesc::default()
            },
        )
        .unwrap();
        for (face, value) in CubeFace::ALL.into_iter().zip(1..) {
            cube.write(face, TextureRegion::whole([2, 2]), &[grey(value); 4])
                .unwrap();
        }
        let directions = ["1,0,0", "-1,0,0", "0,1,0", "0,-1,0", "0,0,1", "0,0,-1"];
        for (direction, value) in directions.into_iter().zip(1..) {
            let fetch = format!("texture(picture, vec3({direction}))");
            let texel = seen(context, "samplerCube", &fetch, &cube, None).unwrap();
            assert_eq!(texel, grey(value), "{direction}");
        }
    });
}

#[test]
fn a_sampler_of_another_shape_is_an_error() {
    in_each_api(|context| {
        let flat = Texture2d::new(context, &TextureDesc::default()).unwrap();
        let fetch = "texture(picture, vec3(0.5))";
        let error = seen(context, "sampler3D", fetch, &flat, None).unwrap_err();
        assert_eq!(
            error.to_string(),
            "program \"test\": sampler \"picture\": expected sampler3D, got a 2D texture of format Rgba8"
        );
        let cube = TextureCube::new(context, &TextureDesc::default()).unwrap();
        let fetch = "texture(picture, vec2(0.5))";
        let error = seen(context, "sampler2D", fetch, &cube, None).unwrap_err();
        assert!(
            error
                .to_string()
                .ends_with("got a cube texture of format Rgba8")
        );
    });
}

#[test]
fn mip_levels_are_computed_or_written() {
    in_each_api(|context| {
        let desc = TextureDesc {
            size: [4, 2],
            levels: 3,
            mip: MipFilter::Nearest,
            ..TextureDesc::default()
        };
        let texture = Texture2d::new(context, &desc).unwrap();
        let texels: Vec<[u8; 4]> = [0, 40, 80, 120, 0, 40, 80, 120].map(grey).to_vec();
        texture
            .write(TextureRegion::whole([4, 2]), &texels)
            .unwrap();
        texture.generate_mipmaps().unwrap();
        assert_eq!(
            [0, 1, 2].map(|level| texture.level_size(level)),
            [[4, 2], [2, 1], [1, 1]]
        );
        let at = |level, x| {
            let fetch = format!("texelFetch(picture, ivec2({x}, 0), {level})");
            seen(context, "sampler2D", &fetch, &texture, None).unwrap()
        };
        assert_eq!(
            (at(1, 0), at(1, 1), at(2, 0)),
            (grey(20), grey(100), grey(60))
        );
        texture
            .write_level(2, TextureRegion::whole([1, 1]), &[grey(7)])
            .unwrap();
        assert_eq!((at(2, 0), at(1, 0)), (grey(7), grey(20)));
        let lod = "textureLod(picture, vec2(0.5), 2.0)";
        assert_eq!(
            seen(context, "sampler2D", lod, &texture, None).unwrap(),
            grey(7)
        );
        let error = texture.write_level(3, TextureRegion::whole([1, 1]), &[grey(0)]);
        assert_eq!(
            error.unwrap_err().to_string(),
            "mip level of a texture: expected at most 2, got 3"
        );
        let many = TextureDesc { levels: 4, ..desc };
        assert_eq!(
            Texture2d::new(context, &many).unwrap_err().to_string(),
            "mip levels of a texture: expected at most 3, got 4"
        );
        let none = TextureDesc { levels: 0, ..desc };
        assert!(matches!(
            Texture2d::new(context, &none),
            Err(Error::ZeroSize { .. })
        ));
        let integers = TextureDesc {
            format: TextureFormat::R32i,
            levels: 2,
            mip: MipFilter::Nearest,
            ..desc
        };
        let integers = Texture2d::new(context, &integers).unwrap();
        assert!(matches!(
            integers.generate_mipmaps(),
            Err(Error::NoMipmaps { .. })
        ));
    });
}

#[test]
fn swizzles_turn_channels() {
    in_each_api(|context| {
        let desc = TextureDesc {
            swizzle: [Channel::Blue, Channel::Red, Channel::One, Channel::Zero],
            ..TextureDesc::default()
        };
        let texture = Texture2d::new(context, &desc).unwrap();
        texture
            .write(TextureRegion::whole([1, 1]), &[[10_u8, 20, 30, 40]])
            .unwrap();
        let fetch = "texture(picture, vec2(0.5))";
        assert_eq!(
            seen(context, "sampler2D", fetch, &texture, None).unwrap(),
            [30, 10, 255, 0]
        );
    });
}

#[test]
fn depth_is_compared_by_samplers_that_do() {
    in_each_api(|context| {
        let desc = TextureDesc {
            format: TextureFormat::Depth32f,
            ..TextureDesc::default()
        };
        let depth = Texture2d::new(context, &desc).unwrap();
        depth
            .write(TextureRegion::whole([1, 1]), &[0.5_f32])
            .unwrap();
        let less = SamplerDesc {
            compare: Some(Compare::Less),
            filter: Filter::Linear,
            ..SamplerDesc::default()
        };
        let less = Sampler::new(context, &less).unwrap();
        for (reference, passes) in [(0.25, 255), (0.75, 0)] {
            let compare = format!("vec4(texture(picture, vec3(0.5, 0.5, {reference})))");
            let texel = seen(context, "sampler2DShadow", &compare, &depth, Some(&less)).unwrap();
            assert_eq!(texel, [passes; 4]);
        }
        let compare = "vec4(texture(picture, vec3(0.5)))";
        let error = seen(context, "sampler2DShadow", compare, &depth, None).unwrap_err();
        assert_eq!(
            error.to_string(),
            "program \"test\": sampler \"picture\" (sampler2DShadow): expected a Sampler that compares"
        );
        let read = "texture(picture, vec2(0.5))";
        let error = seen(context, "sampler2D", read, &depth, Some(&less)).unwrap_err();
        assert!(
            error
                .to_string()
                .ends_with("expected a Sampler that never compares")
        );
    });
}

#[test]
fn texels_come_from_parts_of_memory_and_from_buffers() {
    in_each_api(|context| {
        let desc = TextureDesc {
            size: [2, 2],
            ..TextureDesc::default()
        };
        let texture = Texture2d::new(context, &desc).unwrap();
        let at = |x, y| {
            let fetch = format!("texelFetch(picture, ivec2({x}, {y}), 0)");
            seen(context, "sampler2D", &fetch, &texture, None).unwrap()
        };
        // Columns 1 and 2 of rows 1 and 2 of a picture of 4 by 3.
        let picture: Vec<[u8; 4]> = (0..12).map(|i| grey(i * 10)).collect();
        let rows = RowLayout {
            row_length: 4,
            skip_rows: 1,
            skip_pixels: 1,
            ..RowLayout::default()
        };
        let whole = TextureRegion::whole([2, 2]);
        texture.write_rows(whole, &picture, &rows).unwrap();
        let all = || [at(0, 0), at(1, 0), at(0, 1), at(1, 1)];
        assert_eq!(all(), [50, 60, 90, 100].map(grey));
        // The last row may end where it is no longer read, and not before.
        texture.write_rows(whole, &picture[..11], &rows).unwrap();
        assert_eq!(
            texture
                .write_rows(whole, &picture[..10], &rows)
                .unwrap_err(),
            Error::Length {
                what: "texture write",
                expected: 44,
                got: 40
            }
        );
        let short = RowLayout {
            row_length: 2,
            ..rows
        };
        assert!(matches!(
            texture.write_rows(whole, &picture, &short),
            Err(Error::Mismatch { .. })
        ));
        let buffer = galry_gloo::Buffer::from_slice(context, &picture, Usage::Static).unwrap();
        let before = context.counters();
        texture
            .write_from_buffer(whole, &buffer, 4, &RowLayout::default())
            .unwrap();
        assert_eq!(context.counters().since(&before).bytes_uploaded, 0);
        assert_eq!(all(), [10, 20, 30, 40].map(grey));
        assert_eq!(
            texture
                .write_from_buffer(whole, &buffer, 36, &RowLayout::default())
                .unwrap_err()
                .to_string(),
            "bytes of a buffer of texels: expected a range within 0..48, got 36..52"
        );
        context.check_errors().unwrap();
        context.check_state().unwrap();
    });
}

#[cfg(feature = "ndarray")]
#[test]
fn arrays_are_written_whatever_their_order() {
    in_each_api(|context| {
        let desc = TextureDesc {
            size: [3, 2],
            format: TextureFormat::R32i,
            ..TextureDesc::default()
        };
        let texture = Texture2d::new(context, &desc).unwrap();
        let array =
            ndarray::Array2::from_shape_fn((2, 3), |(row, column)| (10 * row + column) as i32);
        let turned = array.t().as_standard_layout().into_owned();
        let wider =
            ndarray::Array2::from_shape_fn((2, 6), |(row, column)| (10 * row + column / 2) as i32);
        let every_other = wider.slice(ndarray::s![.., ..;2]);
        for view in [array.view(), turned.t(), every_other] {
            texture
                .write_array([0, 0], &ndarray::Array2::<i32>::zeros((2, 3)).view())
                .unwrap();
            texture.write_array([0, 0], &view).unwrap();
            let fetch = "vec4(texelFetch(picture, ivec2(2, 1), 0).r == 12 &&
                texelFetch(picture, ivec2(1, 0), 0).r == 1 ? 1.0 : 0.0)";
            let texel = seen(context, "isampler2D", fetch, &texture, None).unwrap();
            assert_eq!(texel, [255; 4]);
        }
    });
}

#[test]
fn sizes_beyond_the_limits_are_errors() {
    in_each_api(|context| {
        let capabilities = context.capabilities();
        let size = [1, 1, capabilities.max_array_layers + 1];
        let desc = TextureDesc {
            size,
            ..TextureDesc::default()
        };
        let error = TextureArray::new(context, &desc).unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("layers of a texture: expected at most")
        );
        let desc = TextureDesc {
            size: [1, capabilities.max_texture_3d_size + 1, 1],
            ..TextureDesc::default()
        };
        assert!(matches!(
            Texture3d::new(context, &desc),
            Err(Error::LimitExceeded { .. })
        ));
        let desc = TextureDesc {
            size: 0,
            ..TextureDesc::default()
        };
        assert!(matches!(
            TextureCube::new(context, &desc),
            Err(Error::ZeroSize { .. })
        ));
        let desc = TextureDesc {
            size: [1, 1, 1],
            format: TextureFormat::Depth24,
            ..TextureDesc::default()
        };
        assert!(matches!(
            Texture3d::new(context, &desc),
            Err(Error::Mismatch { .. })
        ));
    });
}

#[test]
fn volumes_layers_and_sides_come_from_buffers_too() {
    in_each_api(|context| {
        let values: Vec<i32> = (0..40).collect();
        let buffer = galry_gloo::Buffer::from_slice(context, &values, Usage::Static).unwrap();
        let format = TextureFormat::R32i;
        let desc = TextureDesc {
            size: [3, 2, 2],
            format,
            ..TextureDesc::default()
        };
        let (volume, layers) = (
            Texture3d::new(context, &desc).unwrap(),
            TextureArray::new(context, &desc).unwrap(),
        );
        let region = TextureBox::whole([3, 2, 2]);
        // Rows of four with the last left out, slices of three rows.
        let rows = RowLayout {
            row_length: 4,
            image_height: 3,
            ..RowLayout::default()
        };
        volume.write_from_buffer(region, &buffer, 8, &rows).unwrap();
        layers.write_from_buffer(region, &buffer, 8, &rows).unwrap();
        // Column 1, row 1, slice 1: two, a slice of twelve, a row of four, one.
        for (sampler, source) in [
            ("isampler3D", &volume as &dyn TextureSource),
            ("isampler2DArray", &layers),
        ] {
            let fetch = "vec4(texelFetch(picture, ivec3(1, 1, 1), 0).r == 19 ? 1.0 : 0.0)";
            assert_eq!(
                seen(context, sampler, fetch, source, None).unwrap(),
                [255; 4]
            );
        }
        let cube = TextureDesc {
            size: 2,
            format,
            ..TextureDesc::default()
        };
        let cube = TextureCube::new(context, &cube).unwrap();
        let whole = TextureRegion::whole([2, 2]);
        for face in CubeFace::ALL {
            cube.write_from_buffer(face, whole, &buffer, 0, &RowLayout::default())
                .unwrap();
        }
        let face = CubeFace::PositiveZ;
        cube.write_from_buffer(face, whole, &buffer, 40, &RowLayout::default())
            .unwrap();
        let fetch = "vec4(texture(picture, vec3(0.0, 0.0, 1.0)).r >= 10 &&
            texture(picture, vec3(0.0, 0.0, -1.0)).r < 4 ? 1.0 : 0.0)";
        assert_eq!(
            seen(context, "isamplerCube", fetch, &cube, None).unwrap(),
            [255; 4]
        );
        let past = volume.write_from_buffer(region, &buffer, 160, &rows);
        assert!(matches!(past, Err(Error::OutOfRange { .. })));
        context.check_errors().unwrap();
        context.check_state().unwrap();
    });
}

#[cfg(feature = "ndarray")]
#[test]
fn volumes_are_written_from_arrays_whatever_their_order() {
    in_each_api(|context| {
        let desc = TextureDesc {
            size: [4, 3, 2],
            format: TextureFormat::R32i,
            ..TextureDesc::default()
        };
        let volume = Texture3d::new(context, &desc).unwrap();
        let value = |(slice, row, column)| (100 * slice + 10 * row + column) as i32;
        let array = ndarray::Array3::from_shape_fn((2, 3, 4), value);
        let turned = array
            .view()
            .reversed_axes()
            .as_standard_layout()
            .into_owned();
        for view in [array.view(), turned.view().reversed_axes()] {
            volume.write_array([0, 0, 0], &view).unwrap();
            let fetch = "vec4(texelFetch(picture, ivec3(3, 2, 1), 0).r == 123 &&
                texelFetch(picture, ivec3(1, 0, 1), 0).r == 101 ? 1.0 : 0.0)";
            let texel = seen(context, "isampler3D", fetch, &volume, None).unwrap();
            assert_eq!(texel, [255; 4]);
        }
        assert!(matches!(
            volume.write_array([1, 0, 0], &array.view()),
            Err(Error::RegionOutside { .. })
        ));
    });
}
