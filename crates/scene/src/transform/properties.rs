//! What holds for every transform: inverses undo, boxes hold what they must, compositions equal
//! their steps.

use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::{Error, Result};

/// A user's own map, through the public trait alone: a shear that bends, x by the sine of y.
#[derive(Debug)]
struct Wave;

impl Mapping for Wave {
    fn name(&self) -> &'static str {
        "wave"
    }

    fn forward(&self, [x, y, z]: [f64; 3]) -> [f64; 3] {
        [x + y.sin(), y, z]
    }

    fn backward(&self, [x, y, z]: [f64; 3]) -> [f64; 3] {
        [x - y.sin(), y, z]
    }

    fn forward_bounds(&self, bounds: &Bounds3) -> Result<Bounds3> {
        let mut image = *bounds;
        image.min[0] -= 1.0;
        image.max[0] += 1.0;
        Ok(image)
    }

    fn backward_bounds(&self, bounds: &Bounds3) -> Result<Bounds3> {
        self.forward_bounds(bounds)
    }

    fn shader(&self) -> MappingShader {
        MappingShader {
            parameters: Vec::new(),
            forward: "return point + vec3<f32>(sin(point.y), 0.0, 0.0);".into(),
            backward: "return point - vec3<f32>(sin(point.y), 0.0, 0.0);".into(),
        }
    }
}

/// A user's own map that loses what it maps.
#[derive(Debug)]
struct Shadow;

impl Mapping for Shadow {
    fn name(&self) -> &'static str {
        "shadow"
    }

    fn forward(&self, [x, y, _]: [f64; 3]) -> [f64; 3] {
        [x, y, 0.0]
    }

    fn backward(&self, _: [f64; 3]) -> [f64; 3] {
        [f64::NAN; 3]
    }

    fn forward_bounds(&self, bounds: &Bounds3) -> Result<Bounds3> {
        Ok(*bounds)
    }

    fn backward_bounds(&self, bounds: &Bounds3) -> Result<Bounds3> {
        Ok(*bounds)
    }

    fn shader(&self) -> MappingShader {
        MappingShader {
            parameters: Vec::new(),
            forward: "return vec3<f32>(point.xy, 0.0);".into(),
            backward: "return point;".into(),
        }
    }

    fn is_invertible(&self) -> bool {
        false
    }
}

fn simple(scale: [f64; 3], translate: [f64; 3]) -> Transform {
    Transform::from(ScaleTranslate3 {
        origin: [0.5, -1.0, 2.0],
        scale,
        translate,
    })
}

fn turned(axis: [f64; 3], angle: f64, translate: [f64; 3]) -> Transform {
    Transform::from(Affine {
        translate,
        ..Affine::rotate(axis, angle).unwrap()
    })
}

fn curves(x: Curve, y: Curve, z: Curve) -> Transform {
    Transform::from(Curves::new([x, y, z]).unwrap())
}

/// Scales that are neither zero nor extreme, of both signs.
fn scale() -> impl Strategy<Value = f64> {
    prop_oneof![0.1..10.0f64, -10.0..-0.1f64]
}

fn vector(size: f64) -> impl Strategy<Value = [f64; 3]> {
    prop::array::uniform3(-size..size)
}

fn linear() -> impl Strategy<Value = Transform> {
    let axis = vector(1.0).prop_filter("a direction", |axis| {
        axis.iter().map(|part| part * part).sum::<f64>() > 1e-3
    });
    prop_oneof![
        (prop::array::uniform3(scale()), vector(10.0)).prop_map(|(s, t)| simple(s, t)),
        (axis, -7.0..7.0f64, vector(10.0)).prop_map(|(axis, angle, t)| turned(axis, angle, t)),
        // A shear with a scale.
        (scale(), -2.0..2.0f64, vector(10.0)).prop_map(|(scale, shear, translate)| {
            Transform::from(Affine {
                linear: [[1.0, shear, 0.0], [0.0, scale, 0.0], [0.0, shear, 1.0]],
                origin: [1.0, 2.0, 3.0],
                translate,
            })
        }),
    ]
}

fn perspective() -> impl Strategy<Value = Transform> {
    (0.3..2.0f64, 0.3..3.0f64, -0.02..0.02f64, -0.02..0.02f64).prop_map(|(angle, aspect, x, y)| {
        let camera = Perspective::field_of_view(angle, aspect, 1.0, 100.0).unwrap();
        let mut rows = camera.rows;
        (rows[3][0], rows[3][1]) = (x, y);
        Transform::from(Perspective::from_rows(rows))
    })
}

fn curve() -> impl Strategy<Value = Curve> {
    prop_oneof![
        Just(Curve::Linear),
        Just(Curve::Log { base: 10.0 }),
        (1.5..20.0f64).prop_map(|base| Curve::Log { base }),
        (0.01..5.0f64).prop_map(|linear_within| Curve::Symlog { linear_within }),
        (0.3..3.0f64).prop_map(|exponent| Curve::Power { exponent }),
    ]
}

fn polar() -> impl Strategy<Value = Transform> {
    (-4.0..4.0f64, any::<bool>()).prop_map(|(zero, clockwise)| {
        let polar = Polar::new(zero).unwrap();
        Transform::from(if clockwise { polar.clockwise() } else { polar })
    })
}

fn lens() -> impl Strategy<Value = Transform> {
    let numbers = (vector(3.0), 0.5..6.0f64, 1.0..20.0f64, 0.0..0.95f64);
    (0..4usize, numbers).prop_map(|(axis, (center, radius, magnification, plateau))| {
        let lens = if axis == 3 {
            Magnify::disc([center[0], center[1]], radius, magnification)
        } else {
            Magnify::along(axis, center[axis], radius, magnification)
        };
        Transform::from(lens.unwrap().with_plateau(plateau).unwrap())
    })
}

fn bent() -> impl Strategy<Value = Transform> {
    prop_oneof![
        (curve(), curve(), curve()).prop_map(|(x, y, z)| curves(x, y, z)),
        polar(),
        lens(),
        Just(Transform::own(Wave)),
    ]
}

/// Any transform that maps all of the cube from 0.1 to 3 on each axis, the z of perspectives apart.
fn any_step() -> impl Strategy<Value = Transform> {
    prop_oneof![2 => linear(), 3 => bent()]
}

/// Points where every map is one to one.
fn point() -> impl Strategy<Value = [f64; 3]> {
    prop::array::uniform3(0.1..3.0f64)
}

fn cube() -> impl Strategy<Value = Bounds3> {
    (point(), point()).prop_map(|(a, b)| Bounds3::between(a, b))
}

fn near(a: [f64; 3], b: [f64; 3], tolerance: f64) -> bool {
    (0..3).all(|i| {
        (a[i] - b[i]).abs() <= tolerance * (1.0 + a[i].abs().max(b[i].abs())) || a[i] == b[i]
    })
}

/// The part of a box that lies at these fractions of its sides.
fn inside(bounds: &Bounds3, at: [f64; 3]) -> [f64; 3] {
    std::array::from_fn(|i| {
        (bounds.min[i] + at[i] * (bounds.max[i] - bounds.min[i]))
            .clamp(bounds.min[i], bounds.max[i])
    })
}

/// Fractions with the ends among them, where extremes lie.
fn fraction() -> impl Strategy<Value = [f64; 3]> {
    prop::array::uniform3(prop_oneof![3 => 0.0..1.0f64, 1 => Just(0.0), 1 => Just(1.0)])
}

fn assert_holds(
    transform: &Transform,
    bounds: &Bounds3,
    at: &[[f64; 3]],
) -> Result<(), TestCaseError> {
    let image = transform.bounds(bounds).unwrap();
    for &at in at {
        let point = inside(bounds, at);
        let mapped = transform.map(point);
        prop_assert!(
            image.contains(mapped),
            "{transform:?}: {point:?} of {bounds:?} goes to {mapped:?} outside of {image:?}"
        );
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn the_inverse_undoes(transform in prop_oneof![linear(), bent()], point in point()) {
        let back = transform.inverse().unwrap().map(transform.map(point));
        prop_assert!(near(back, point, 1e-9), "{transform:?}: {point:?} {back:?}");
    }

    #[test]
    fn the_inverse_is_undone(transform in prop_oneof![linear(), lens(), polar()], point in point()) {
        let inverse = transform.inverse().unwrap();
        let again = transform.map(inverse.map(point));
        prop_assert!(near(again, point, 1e-9), "{transform:?}: {point:?} {again:?}");
        let twice = inverse.inverse().unwrap();
        prop_assert!(near(twice.map(point), transform.map(point), 1e-9));
    }

    #[test]
    fn the_inverse_of_a_perspective_undoes(transform in perspective(), point in vector(3.0)) {
        let point = [point[0], point[1], point[2] - 10.0];
        let back = transform.inverse().unwrap().map(transform.map(point));
        prop_assert!(near(back, point, 1e-9), "{transform:?}: {point:?} {back:?}");
    }

    #[test]
    fn bounds_hold_every_point(
        transform in prop_oneof![linear(), bent()],
        bounds in cube(),
        at in prop::collection::vec(fraction(), 64),
    ) {
        assert_holds(&transform, &bounds, &at)?;
        assert_holds(&transform.inverse().unwrap(), &bounds, &at)?;
    }

    #[test]
    fn bounds_of_round_maps_hold_every_point_around_the_centre(
        transform in prop_oneof![polar(), lens()],
        a in vector(5.0),
        b in vector(5.0),
        at in prop::collection::vec(fraction(), 64),
    ) {
        let bounds = Bounds3::between(a, b);
        assert_holds(&transform, &bounds, &at)?;
        assert_holds(&transform.inverse().unwrap(), &bounds, &at)?;
    }

    #[test]
    fn bounds_of_round_maps_are_no_larger_than_they_must(
        transform in prop_oneof![polar(), lens()],
        a in vector(5.0),
        b in vector(5.0),
    ) {
        // Each side is nearly reached by some point of a fine grid.
        let bounds = Bounds3::between(a, b);
        let inverse = transform.inverse().unwrap();
        // The centre and the seam have no neighbours on one side: only forward for polar.
        let both = [transform.clone(), inverse];
        let is_polar = matches!(&transform, Transform::NonLinear(NonLinear::Polar(_)));
        for transform in &both[..if is_polar { 1 } else { 2 }] {
            let image = transform.bounds(&bounds).unwrap();
            let mut reached = Bounds3 { min: [f64::INFINITY; 3], max: [f64::NEG_INFINITY; 3] };
            for i in 0..=100 {
                for j in 0..=100 {
                    let at = [f64::from(i) / 100.0, f64::from(j) / 100.0, 0.0];
                    let [x, y, z0] = transform.map(inside(&bounds, at));
                    let z1 = transform.map(inside(&bounds, [at[0], at[1], 1.0]))[2];
                    let around = Bounds3 { min: [x, y, z0.min(z1)], max: [x, y, z0.max(z1)] };
                    for k in 0..3 {
                        reached.min[k] = reached.min[k].min(around.min[k]);
                        reached.max[k] = reached.max[k].max(around.max[k]);
                    }
                }
            }
            // A step of the grid, enlarged twenty times at most.
            let step = 10.0 / 100.0 * 20.0;
            for k in 0..3 {
                prop_assert!(reached.min[k] - image.min[k] < step, "{transform:?} {image:?} {reached:?}");
                prop_assert!(image.max[k] - reached.max[k] < step, "{transform:?} {image:?} {reached:?}");
            }
        }
    }

    #[test]
    fn bounds_of_a_perspective_hold_every_point(
        transform in perspective(),
        a in vector(4.0),
        b in vector(4.0),
        at in prop::collection::vec(fraction(), 64),
    ) {
        let near_eye = |[x, y, z]: [f64; 3]| [x, y, z - 5.0];
        assert_holds(&transform, &Bounds3::between(near_eye(a), near_eye(b)), &at)?;
    }

    #[test]
    fn a_composition_equals_its_steps(
        steps in prop::collection::vec(any_step(), 1..6),
        point in point(),
    ) {
        let chain = Transform::chain(steps.clone());
        let stepwise = steps.iter().fold(point, |point, step| step.map(point));
        // A step after another may leave what a map takes: then both do, or the point is lost.
        prop_assume!(stepwise.iter().all(|part| part.abs() < 1e6));
        prop_assume!(is_tame(&steps, point));
        prop_assert!(
            near(chain.map(point), stepwise, 1e-6),
            "{chain:?}: {:?} {stepwise:?}", chain.map(point)
        );
        let one_by_one = steps
            .iter()
            .fold(Transform::Identity, |all, step| step.after(&all));
        prop_assert!(near(one_by_one.map(point), stepwise, 1e-6));
        if let Transform::Chain(chain) = &chain {
            prop_assert!(chain.steps().len() <= steps.len());
            for pair in chain.steps().windows(2) {
                prop_assert!(!(pair[0].is_linear() && pair[1].is_linear()), "{chain:?}");
            }
        }
        let mut slice = vec![point; 3];
        chain.map_slice(&mut slice);
        prop_assert_eq!(slice, vec![chain.map(point); 3]);
    }

    #[test]
    fn bounds_of_a_chain_hold_every_point(
        steps in prop::collection::vec(any_step(), 2..5),
        bounds in cube(),
        at in prop::collection::vec(fraction(), 64),
    ) {
        let chain = Transform::chain(steps);
        // An exponential of a thousand leaves f64, and is an error.
        prop_assume!(chain.bounds(&bounds).is_ok());
        assert_holds(&chain, &bounds, &at)?;
    }

    #[test]
    fn a_composition_with_a_perspective_equals_its_steps(
        before in linear(),
        transform in perspective(),
        after in linear(),
        point in point(),
    ) {
        let chain = Transform::chain([before.clone(), transform.clone(), after.clone()]);
        let seen = before.map(point);
        let depth = transform.map(seen);
        prop_assume!(depth.iter().all(|part| part.abs() < 1e3));
        prop_assert!(near(chain.map(point), after.map(depth), 1e-6));
    }

    #[test]
    fn no_number_panics(
        transform in prop_oneof![linear(), bent(), perspective()],
        point in prop::array::uniform3(prop::num::f64::ANY),
        other in prop::array::uniform3(prop::num::f64::ANY),
    ) {
        let inverse = transform.inverse().unwrap();
        for transform in [&transform, &inverse] {
            let _unused = transform.map(point);
            let bounds = Bounds3 { min: point, max: other };
            if let Ok(image) = transform.bounds(&bounds) {
                prop_assert!(image.is_valid());
            }
            let _unused = transform.bounds(&Bounds3::between(point, other));
        }
    }

    #[test]
    fn no_parameter_panics(numbers in prop::collection::vec(prop::num::f64::ANY, 16)) {
        let n = |i: usize| numbers[i];
        let rows: [[f64; 4]; 4] =
            std::array::from_fn(|i| std::array::from_fn(|j| n(4 * i + j)));
        let simple = ScaleTranslate3 {
            origin: [n(0), n(1), n(2)],
            scale: [n(3), n(4), n(5)],
            translate: [n(6), n(7), n(8)],
        };
        let mut all = vec![
            Transform::from(simple),
            Transform::from(Perspective::from_rows(rows)),
            Transform::from(Affine {
                linear: std::array::from_fn(|i| std::array::from_fn(|j| rows[i][j])),
                origin: [n(3), n(7), n(11)],
                translate: [n(12), n(13), n(14)],
            }),
        ];
        all.extend(Affine::rotate([n(0), n(1), n(2)], n(3)).map(Transform::from));
        all.extend(Curves::plane(Curve::Log { base: n(0) }).map(Transform::from));
        all.extend(Curves::plane(Curve::Symlog { linear_within: n(0) }).map(Transform::from));
        all.extend(Curves::plane(Curve::Power { exponent: n(0) }).map(Transform::from));
        all.extend(Polar::new(n(0)).map(Transform::from));
        all.extend(Magnify::disc([n(0), n(1)], n(2), n(3)).map(Transform::from));
        let bounds = Bounds3::flat([-1.0, -1.0], [1.0, 1.0]);
        for transform in &all {
            let _unused = transform.map([1.0, 2.0, 3.0]);
            if let Ok(image) = transform.bounds(&bounds) {
                prop_assert!(image.is_valid());
            }
            if let Ok(inverse) = transform.inverse() {
                let _unused = inverse.map([1.0, 2.0, 3.0]);
            }
        }
        let _unused = Transform::chain(all).map([1.0, 2.0, 3.0]);
    }
}

/// Whether a small change of the point stays small: else rounding alone tells two ways apart.
fn is_tame(steps: &[Transform], point: [f64; 3]) -> bool {
    let through = |point| steps.iter().fold(point, |point, step| step.map(point));
    let here = through(point);
    (0..3).all(|i| {
        let mut beside = point;
        beside[i] += 1e-9;
        near(through(beside), here, 1e-6)
    })
}

#[test]
fn what_undoes_its_neighbour_vanishes() {
    let wave = Transform::own(Wave);
    let bent = [
        curves(Curve::Log { base: 10.0 }, Curve::Linear, Curve::Linear),
        Transform::from(Polar::default()),
        Transform::from(Magnify::disc([1.0, 2.0], 3.0, 4.0).unwrap()),
        wave.clone(),
    ];
    for transform in &bent {
        let inverse = transform.inverse().unwrap();
        assert_eq!(inverse.after(transform), Transform::Identity);
        assert_eq!(transform.after(&inverse), Transform::Identity);
        assert!(!transform.is_linear());
    }
    let all = Transform::chain(bent);
    assert_eq!(all.inverse().unwrap().after(&all), Transform::Identity);
    // Another one of the same kind is another map.
    let other = Transform::own(Wave).inverse().unwrap();
    assert_ne!(other.after(&wave), Transform::Identity);
}

#[test]
fn what_changes_nothing_vanishes() {
    let identities = [
        Transform::from(ScaleTranslate3::IDENTITY),
        Transform::from(Affine::default()),
        Transform::from(Perspective::from(Affine::default())),
        Transform::from(Curves::default()),
        curves(Curve::Power { exponent: 1.0 }, Curve::Linear, Curve::Linear),
        Transform::from(Magnify::along(0, 1.0, 2.0, 1.0).unwrap()),
        Transform::chain([]),
    ];
    for identity in identities {
        assert_eq!(identity.after(&Transform::Identity), Transform::Identity);
        let polar = Transform::from(Polar::default());
        assert_eq!(identity.after(&polar), polar);
        assert_eq!(polar.after(&identity), polar);
    }
}

#[test]
fn linear_steps_fold_and_chains_flatten() {
    let shift = Transform::from(ScaleTranslate3::translate([1.0, 2.0, 3.0]));
    let grow = Transform::from(ScaleTranslate3::scale([2.0; 3]));
    let turn = turned([0.0, 0.0, 1.0], 1.0, [0.0; 3]);
    let polar = Transform::from(Polar::default());
    assert!(matches!(grow.after(&shift), Transform::ScaleTranslate(_)));
    assert!(matches!(turn.after(&shift), Transform::Affine(_)));
    // Turned back it is a scale and a translation again.
    let back = turned([0.0, 0.0, 1.0], 0.0, [0.0; 3]);
    assert!(matches!(back.after(&shift), Transform::ScaleTranslate(_)));
    let chain = polar.after(&grow.after(&shift));
    let longer = chain
        .after(&shift)
        .after(&Transform::from(ScaleTranslate3::scale([3.0; 3])));
    let Transform::Chain(steps) = turn.after(&longer) else {
        panic!("{longer:?}");
    };
    assert_eq!(steps.steps().len(), 3, "{steps:?}");
    // What only undoing brings together folds as well.
    let undone = Transform::chain([
        shift.clone(),
        polar.clone(),
        polar.inverse().unwrap(),
        shift.inverse().unwrap(),
    ]);
    assert_eq!(undone, Transform::Identity);
}

#[test]
fn products_that_leave_f64_stay_apart() {
    let huge = Transform::from(ScaleTranslate3::scale([1e200; 3]));
    let tiny = Transform::from(ScaleTranslate3::scale([1e-200; 3]));
    let both = huge.after(&huge);
    assert!(matches!(&both, Transform::Chain(_)));
    assert_eq!(both.map([1e-300; 3]), [1e100; 3]);
    assert!(both.after(&tiny).map([1.0; 3])[0].is_finite());
}

#[test]
fn a_perspective_keeps_a_far_origin_apart() {
    let here = Transform::from(ScaleTranslate3 {
        origin: [1e15, 0.0, 0.0],
        ..ScaleTranslate3::IDENTITY
    });
    let camera = Perspective::field_of_view(90f64.to_radians(), 1.0, 1.0, 100.0).unwrap();
    let seen = Transform::from(camera).after(&here);
    assert!((seen.map([1e15 + 1.0, 0.0, -4.0])[0] - 0.25).abs() < 1e-15);
    // What comes after, and what has no origin, is multiplied in.
    let viewport = Transform::from(ScaleTranslate3::scale([400.0, 300.0, 1.0]));
    let near = Transform::from(ScaleTranslate3::translate([0.0, 0.0, -4.0]));
    let all = Transform::chain([near, Transform::from(camera), viewport]);
    assert!(matches!(all, Transform::Perspective(_)), "{all:?}");
    assert!((all.map([1.0, 0.0, 0.0])[0] - 100.0).abs() < 1e-12);
}

#[test]
fn wrong_parameters_say_what_would_do() {
    let message = |result: Result<Transform>| result.unwrap_err().to_string();
    let plane = |curve| message(Curves::plane(curve).map(Transform::from));
    assert_eq!(
        plane(Curve::Log { base: 1.0 }),
        "log: expected a finite base above 1, got 1"
    );
    assert_eq!(
        plane(Curve::Symlog {
            linear_within: -2.0
        }),
        "symlog: expected a linear part of a positive length, got -2"
    );
    assert_eq!(
        plane(Curve::Power { exponent: f64::NAN }),
        "power: expected a positive exponent, got NaN"
    );
    assert_eq!(
        message(Polar::new(f64::INFINITY).map(Transform::from)),
        "polar: expected a finite angle, got inf"
    );
    let lens = |result: Result<Magnify>| message(result.map(Transform::from));
    assert_eq!(
        lens(Magnify::along(3, 0.0, 1.0, 2.0)),
        "magnify: expected an axis from 0 to 2, got 3"
    );
    assert_eq!(
        lens(Magnify::disc([0.0, f64::NAN], 1.0, 2.0)),
        "magnify: expected a finite centre, got NaN"
    );
    assert_eq!(
        lens(Magnify::disc([0.0; 2], 0.0, 2.0)),
        "magnify: expected a positive radius, got 0"
    );
    assert_eq!(
        lens(Magnify::disc([0.0; 2], 1.0, 0.5)),
        "magnify: expected a magnification of at least 1, got 0.5"
    );
    assert_eq!(
        lens(Magnify::disc([0.0; 2], 1.0, 2.0).unwrap().with_plateau(1.0)),
        "magnify: expected a plateau from 0 to below 1, got 1"
    );
    assert_eq!(
        message(Affine::rotate([0.0; 3], 1.0).map(Transform::from)),
        "rotation: expected an axis with a direction, got [0.0, 0.0, 0.0]"
    );
    assert_eq!(
        message(Affine::rotate([1.0; 3], f64::NAN).map(Transform::from)),
        "rotation: expected a finite angle, got NaN"
    );
    assert_eq!(
        message(Affine::from_rows([[1.0; 4]; 4]).map(Transform::from)),
        "affine: expected 0, 0, 0, 1 as the last row, got [1.0, 1.0, 1.0, 1.0]"
    );
    let camera = |angle, aspect, near, far| {
        message(Perspective::field_of_view(angle, aspect, near, far).map(Transform::from))
    };
    assert_eq!(
        camera(4.0, 1.0, 1.0, 2.0),
        "perspective: expected an angle between 0 and pi, got 4"
    );
    assert_eq!(
        camera(1.0, 0.0, 1.0, 2.0),
        "perspective: expected a positive aspect, got 0"
    );
    assert_eq!(
        camera(1.0, 1.0, 3.0, 2.0),
        "perspective: expected planes at 0 < near < far, got 3 and 2"
    );
}

#[test]
fn transforms_without_an_inverse_say_so() {
    let message = |transform: Transform| transform.inverse().unwrap_err().to_string();
    assert_eq!(
        message(ScaleTranslate3::scale([1.0, 0.0, 1.0]).into()),
        "scale-translate: expected a transform with an inverse, got ScaleTranslate3 { \
         origin: [0.0, 0.0, 0.0], scale: [1.0, 0.0, 1.0], translate: [0.0, 0.0, 0.0] }"
    );
    let flat = Affine {
        linear: [[1.0, 2.0, 0.0], [2.0, 4.0, 0.0], [0.0, 0.0, 1.0]],
        ..Affine::default()
    };
    assert_eq!(
        message(flat.into()),
        "affine: expected a transform with an inverse, got [[1.0, 2.0, 0.0, 0.0], \
         [2.0, 4.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0], [0.0, 0.0, 0.0, 1.0]]"
    );
    assert_eq!(
        message(Perspective::from_rows([[1.0; 4]; 4]).into()),
        "perspective: expected a transform with an inverse, got [[1.0, 1.0, 1.0, 1.0], \
         [1.0, 1.0, 1.0, 1.0], [1.0, 1.0, 1.0, 1.0], [1.0, 1.0, 1.0, 1.0]]"
    );
    assert_eq!(
        message(Transform::own(Shadow)),
        "shadow: expected a transform with an inverse, got Shadow"
    );
    let polar = Transform::from(Polar::default());
    let error = polar.after(&Transform::own(Shadow)).inverse().unwrap_err();
    assert!(matches!(
        error,
        Error::NotInvertible {
            transform: "shadow",
            ..
        }
    ));
    let not_finite = ScaleTranslate3::translate([f64::NAN, 0.0, 0.0]);
    assert!(Transform::from(not_finite).inverse().is_err());
}

#[test]
fn boxes_without_an_image_say_why() {
    let message = |transform: Transform, bounds| transform.bounds(&bounds).unwrap_err().to_string();
    let camera = Perspective::field_of_view(1.0, 1.0, 1.0, 10.0).unwrap();
    let around_the_eye = Bounds3 {
        min: [-1.0, -1.0, -5.0],
        max: [1.0, 1.0, 2.0],
    };
    assert_eq!(
        message(camera.into(), around_the_eye),
        "bounds under perspective: expected a box on one side of the plane where w is 0, \
         got w from -2 to 5"
    );
    let up_to_the_eye = Bounds3 {
        min: [-1.0, -1.0, -5.0],
        max: [1.0, 1.0, 0.0],
    };
    assert!(Transform::from(camera).bounds(&up_to_the_eye).is_err());
    assert_eq!(
        message(Transform::Identity, Bounds3::flat([1.0, 0.0], [0.0, 1.0])),
        "bounds under identity: expected a finite box with min at most max, \
         got [1.0, 0.0, 0.0] to [0.0, 1.0, 0.0]"
    );
    let exponential = curves(Curve::Log { base: 10.0 }, Curve::Linear, Curve::Linear)
        .inverse()
        .unwrap();
    assert_eq!(
        message(exponential, Bounds3::flat([-1000.0, 0.0], [1000.0, 1.0])),
        "bounds under curves: expected a finite image of a box, \
         got [0.0, 0.0, 0.0] to [inf, 1.0, 0.0]"
    );
    // Behind the eye all is on one side as well.
    let behind = Bounds3 {
        min: [-1.0, -1.0, 1.0],
        max: [1.0, 1.0, 2.0],
    };
    assert!(Transform::from(camera).bounds(&behind).is_ok());
}

#[test]
fn transforms_go_to_other_threads() {
    fn is_shared<T: Send + Sync + 'static>() {}
    is_shared::<Transform>();
    is_shared::<Arc<dyn Mapping>>();
}
