//! Transforms on the GPU against the same ones on the CPU.
//!
//! A fragment maps one point each, read from a texture of floats, by the transform's own WGSL, and
//! writes the image into another.

use std::f64::consts::{FRAC_PI_2, PI};

use galry_gloo::{
    Context, Draw, Framebuffer, Primitive, Target, Texture2d, TextureBinding, TextureDesc,
    TextureFormat, TextureRegion, UniformBinding, UniformBuffer, VertexArray,
};
use galry_scene::{
    Affine, Bounds3, Curve, Curves, Magnify, Perspective, Polar, ScaleTranslate3, Transform,
};
use galry_testkit::with_context;
use galry_visuals::Renderer;
use galry_visuals::composition::{Module, slot};

use crate::mollweide::Mollweide;
use crate::support::noise;

const SIZE: [u32; 2] = [64, 64];

const PROGRAM: &str = "
@group(1) @binding(0) var points: texture_2d<f32>;

@vertex
fn whole(@builtin(vertex_index) vertex: u32) -> @builtin(position) vec4<f32> {
    let corner = vec2<f32>(f32(vertex & 1u), f32(vertex >> 1u));
    return vec4<f32>(4.0 * corner - 1.0, 0.0, 1.0);
}

@fragment
fn mapped(@builtin(position) at: vec4<f32>) -> @location(0) vec4<f32> {
    let point = textureLoad(points, vec2<i32>(at.xy), 0).xyz;
    return vec4<f32>(placed(point), 1.0);
}
";

/// Maps points, as many as the picture has pixels, on the GPU.
fn mapped(context: &Context, transform: &Transform, points: &[[f32; 4]]) -> Vec<[f32; 4]> {
    let shader = transform.shader("placed", 0).unwrap();
    let modules = [shader.module(), Module::new("test", PROGRAM)];
    let mut renderer = Renderer::new(context).unwrap();
    let program = renderer.program("mapped", &modules).unwrap();
    let desc = TextureDesc {
        size: SIZE,
        format: TextureFormat::Rgba32f,
        ..TextureDesc::default()
    };
    let texture = Texture2d::new(context, &desc).unwrap();
    texture.write(TextureRegion::whole(SIZE), points).unwrap();
    let mut values = [[0.0; 4]; 64];
    values[..shader.values().len()].copy_from_slice(shader.values());
    let values = UniformBuffer::new(context, &values).unwrap();
    let vertices = VertexArray::new(context, &[], None).unwrap();
    let picture = Framebuffer::with_size(context, SIZE, TextureFormat::Rgba32f).unwrap();
    let uniforms = [UniformBinding {
        slot: slot(2, 0).unwrap(),
        buffer: &values,
    }];
    let textures = [TextureBinding::new(slot(1, 0).unwrap(), &texture)];
    let target = Target::Framebuffer(&picture);
    let whole = Draw::new(target, &program, &vertices, Primitive::Triangles, 0..3);
    context
        .draw(&Draw {
            uniforms: if shader.values().is_empty() {
                &[]
            } else {
                &uniforms
            },
            textures: &textures,
            ..whole
        })
        .unwrap();
    picture.read_f32(picture.rect()).unwrap()
}

/// Points of a box, as f32, always the same.
fn points_in(low: [f64; 3], high: [f64; 3]) -> Vec<[f32; 4]> {
    let count = (SIZE[0] * SIZE[1]) as usize;
    let random = noise(3 * count, 5);
    random
        .chunks_exact(3)
        .map(|at| {
            let at = |i: usize| (low[i] + at[i] * (high[i] - low[i])) as f32;
            [at(0), at(1), at(2), 0.0]
        })
        .collect()
}

/// The transform agrees with itself on the GPU, for all points of a box, within `tolerance` of the
/// largest coordinate of all images, and so does its inverse for these images.
#[track_caller]
fn assert_same(
    context: &Context,
    name: &str,
    transform: &Transform,
    tolerance: f64,
    ends: [[f64; 3]; 2],
) {
    let points = points_in(ends[0], ends[1]);
    let images = assert_same_one_way(context, name, transform, tolerance, &points);
    let inverse = transform.inverse().unwrap();
    assert_same_one_way(
        context,
        &format!("inverse of {name}"),
        &inverse,
        tolerance,
        &images,
    );
}

#[track_caller]
fn assert_same_one_way(
    context: &Context,
    name: &str,
    transform: &Transform,
    tolerance: f64,
    points: &[[f32; 4]],
) -> Vec<[f32; 4]> {
    let expected: Vec<[f64; 3]> = points
        .iter()
        .map(|&[x, y, z, _]| transform.map([x, y, z].map(f64::from)))
        .collect();
    let actual = mapped(context, transform, points);
    let largest = expected
        .iter()
        .flatten()
        .fold(1.0f64, |largest, part| largest.max(part.abs()));
    for ((actual, expected), point) in actual.iter().zip(&expected).zip(points) {
        for i in 0..3 {
            let difference = (f64::from(actual[i]) - expected[i]).abs() / largest;
            assert!(
                difference <= tolerance,
                "{name}: {point:?} goes to {expected:?}, on the GPU to {actual:?}: \
                 {difference:e} of {largest}"
            );
        }
    }
    expected
        .iter()
        .map(|&[x, y, z]| [x as f32, y as f32, z as f32, 0.0])
        .collect()
}

fn curves(curve: Curve) -> Transform {
    Curves::new([curve; 3]).unwrap().into()
}

#[test]
fn every_kind_maps_on_the_gpu_as_on_the_cpu() {
    let unit = [[-2.0, -3.0, -1.0], [2.0, 3.0, 1.0]];
    let positive = [[0.01; 3], [3.0; 3]];
    let simple = ScaleTranslate3 {
        origin: [1.0, -2.0, 0.5],
        scale: [3.0, -0.5, 2.0],
        translate: [10.0, 20.0, 30.0],
    };
    let turn = Affine {
        origin: [1.0, 2.0, 3.0],
        ..Affine::rotate([1.0, 2.0, 3.0], 1.0).unwrap()
    };
    let camera = Perspective::field_of_view(1.0, 1.5, 1.0, 10.0).unwrap();
    let lens = |lens: Magnify| Transform::from(lens.with_plateau(0.3).unwrap());
    let round = lens(Magnify::disc([0.5, -0.5], 2.0, 4.0).unwrap());
    let band = lens(Magnify::along(1, 0.5, 2.0, 4.0).unwrap());
    let polar = Polar::new(0.7).unwrap();
    // Angles stay away from where the inverse jumps.
    let sector = [[-2.4, 0.1, -1.0], [2.4, 3.0, 1.0]];
    let log = curves(Curve::Log { base: 10.0 });
    let chain = Transform::chain([
        log.clone(),
        simple.into(),
        band.clone(),
        turn.into(),
        round.clone(),
    ]);
    // A rounding of f32 is 6e-8; the driver's logarithms and sines may be wrong by a few.
    let cases: Vec<(&str, Transform, f64, [[f64; 3]; 2])> = vec![
        ("identity", Transform::Identity, 0.0, unit),
        ("scale-translate", simple.into(), 4e-7, unit),
        ("affine", turn.into(), 4e-7, unit),
        (
            "perspective",
            camera.into(),
            4e-6,
            [[-1.0, -1.0, -9.0], [1.0, 1.0, -1.5]],
        ),
        ("log", log, 2e-6, positive),
        (
            "log of base 2",
            curves(Curve::Log { base: 2.0 }),
            2e-6,
            positive,
        ),
        (
            "log of nothing",
            curves(Curve::Log { base: 2.0 }),
            2e-6,
            [[-1.0; 3], [0.0; 3]],
        ),
        (
            "symlog",
            curves(Curve::Symlog { linear_within: 0.5 }),
            2e-6,
            unit,
        ),
        ("power", curves(Curve::Power { exponent: 0.5 }), 2e-6, unit),
        ("polar", polar.into(), 2e-6, sector),
        (
            "clockwise",
            polar.clockwise().into(),
            2e-6,
            [[-0.9, 0.1, 0.0], [3.6, 3.0, 1.0]],
        ),
        ("round lens", round, 2e-6, unit),
        ("band lens", band, 2e-6, unit),
        // Its way back is an exponential of what rounding left of coordinates of about thirty.
        ("chain", chain, 4e-5, positive),
        (
            "a user's own: Mollweide",
            Transform::own(Mollweide::new(0.2)),
            4e-6,
            [[-2.6, -1.5, 0.0], [3.0, 1.5, 0.0]],
        ),
    ];
    with_context(|context| {
        for (name, transform, tolerance, ends) in &cases {
            // Nothing is what the inverse of a logarithm of nothing gives: zero.
            if *name == "log of nothing" {
                assert_same_one_way(
                    context,
                    name,
                    transform,
                    *tolerance,
                    &points_in(ends[0], ends[1]),
                );
            } else {
                assert_same(context, name, transform, *tolerance, *ends);
            }
        }
    });
}

#[test]
fn a_users_projection_keeps_areas_comes_back_and_stays_within_its_bounds() {
    let globe = Transform::own(Mollweide::new(0.2));
    let back = globe.inverse().unwrap();
    let [x, y] = globe.map_xy([0.2 + PI, 0.0]);
    assert!(
        (x - 8f64.sqrt()).abs() < 1e-14 && y.abs() < 1e-14,
        "half the ellipse's width"
    );
    assert!((globe.map_xy([0.7, FRAC_PI_2])[1] - 2f64.sqrt()).abs() < 1e-14);
    assert!(globe.map_xy([0.0, 1.6])[1].is_nan() && back.map_xy([0.0, 1.5])[1].is_nan());
    let random = noise(4 * 2000, 11);
    for at in random.chunks_exact(4) {
        let place = |i: usize| {
            [
                0.2 + PI * (2.0 * at[i] - 1.0),
                1.56 * (2.0 * at[i + 1] - 1.0),
            ]
        };
        let (point, other) = (place(0), place(2));
        let end = back.map_xy(globe.map_xy(point));
        assert!(
            (0..2).all(|i| (end[i] - point[i]).abs() < 1e-8),
            "{point:?} {end:?}"
        );
        // The area of the image of a small square is that on the globe: the cosine of the latitude.
        let step = 1e-4;
        let slope = |axis: usize| {
            let [mut low, mut high] = [point; 2];
            low[axis] -= step;
            high[axis] += step;
            let [low, high] = [low, high].map(|point| globe.map_xy(point));
            [0, 1].map(|i| (high[i] - low[i]) / (2.0 * step))
        };
        let (east, north) = (slope(0), slope(1));
        let area = east[0] * north[1] - east[1] * north[0];
        assert!((area - point[1].cos()).abs() < 1e-4, "{point:?}: {area}");

        let bounds = |a: [f64; 2], b: [f64; 2]| {
            let ends = |pick: fn(f64, f64) -> f64| [0, 1].map(|i| pick(a[i], b[i]));
            Bounds3::flat(ends(f64::min), ends(f64::max))
        };
        for (transform, a, b) in [
            (&globe, point, other),
            (&back, globe.map_xy(point), globe.map_xy(other)),
        ] {
            let domain = bounds(a, b);
            let image = transform.bounds(&domain).unwrap();
            for step in 0..=64 {
                let part = [step % 9, step / 9].map(|k| f64::from(k.min(8)) / 8.0);
                let inside = [0, 1].map(|i| {
                    let [low, high] = [domain.min[i], domain.max[i]];
                    (low + part[i] * (high - low)).clamp(low, high)
                });
                let [x, y] = transform.map_xy(inside);
                assert!(
                    image.contains([x, y, 0.0]),
                    "{inside:?} of {domain:?} to {x} {y}"
                );
            }
        }
    }
}
