//! A transform of one's own: the globe in the Mollweide projection.
//!
//! The projection is a `Mapping` (see `mollweide.rs` beside this file). Under `Transform::own` it is
//! composed with others, inverted, and fitted into the window by its bounds, as galry's own are. The
//! rings are circles of one size on the globe: the projection bends them, and keeps their area.
//!
//! `cargo run -p galry-examples --example scene_map_projection [-- --headless FILE.png]`

mod mollweide;

use galry_examples::{Outcome, Sketch, show};
use galry_scene::{Bounds3, Camera, Result, ScaleTranslate3, Scene, Transform, View};
use galry_visuals::{Color, Frame, Polyline, PolylineData, PolylineStyle, Renderer};

use mollweide::Mollweide;

/// Degrees of longitude and latitude to radii of the globe.
fn map_from_degrees() -> Transform {
    let radian = 1f64.to_radians();
    let radians = Transform::from(ScaleTranslate3::scale([radian, radian, 1.0]));
    Transform::own(Mollweide::new(0.0)).after(&radians)
}

/// The whole globe into a frame, as large as fits, north up.
fn pixel_from_degrees(size_px: [u32; 2]) -> Result<Transform> {
    let map_from_degrees = map_from_degrees();
    let world = Bounds3::flat([-180.0, -90.0], [180.0, 90.0]);
    let map = map_from_degrees.bounds(&world)?;
    let size = size_px.map(f64::from);
    let sides = [0, 1].map(|i| 0.95 * size[i] / (map.max[i] - map.min[i]));
    let scale = sides[0].min(sides[1]);
    let fitted = ScaleTranslate3 {
        origin: [0, 1, 2].map(|i| 0.5 * (map.min[i] + map.max[i])),
        scale: [scale, -scale, 1.0],
        translate: [0.5 * size[0], 0.5 * size[1], 0.0],
    };
    Ok(Transform::from(fitted).after(&map_from_degrees))
}

/// Every thirty degrees a line, in steps of two.
fn graticule() -> Vec<Vec<[f64; 3]>> {
    let steps = |from: i32, to: i32, step: usize| (from..=to).step_by(step).map(f64::from);
    let meridian = |longitude| {
        steps(-90, 90, 2)
            .map(|latitude| [longitude, latitude, 0.0])
            .collect()
    };
    let parallel = |latitude| {
        steps(-180, 180, 2)
            .map(|longitude| [longitude, latitude, 0.0])
            .collect()
    };
    let meridians = steps(-180, 180, 30).map(meridian);
    meridians.chain(steps(-60, 60, 30).map(parallel)).collect()
}

/// Circles eight degrees around points of the globe.
fn rings() -> Vec<Vec<[f64; 3]>> {
    let size = 8f64.to_radians();
    let ring = |longitude: f64, latitude: f64| {
        let north = latitude.to_radians();
        let at = |bearing: f64| {
            let sine = north.sin() * size.cos() + north.cos() * size.sin() * bearing.cos();
            let east =
                (bearing.sin() * size.sin() * north.cos()).atan2(size.cos() - north.sin() * sine);
            [longitude + east.to_degrees(), sine.asin().to_degrees(), 0.0]
        };
        (0..90)
            .map(|step| at(f64::from(4 * step).to_radians()))
            .collect()
    };
    let mut rings = Vec::new();
    for latitude in [-60, -30, 0, 30, 60] {
        for longitude in (-150..=150).step_by(60) {
            rings.push(ring(f64::from(longitude), f64::from(latitude)));
        }
    }
    rings
}

fn globe(size_px: [u32; 2], pixel_ratio: f64) -> Result<Scene<'static>> {
    let pixel_from_degrees = pixel_from_degrees(size_px)?;
    let mut scene = Scene::new();
    let [width, height] = size_px.map(|side| side as i32);
    let mut view = View::new([0, 0, width, height], Camera::Pixels);
    view.background = Some(Color::WHITE);
    let view = scene.add_view(view);
    let grey = Color::from_hex(0x9a_a4b0);
    let lines = graticule().into_iter().map(|line| (line, false, grey, 1.0));
    let rings = rings()
        .into_iter()
        .map(|ring| (ring, true, Color::CYCLE_LIGHT[0], 2.0));
    for (mut points, closed, color, width_px) in lines.chain(rings) {
        pixel_from_degrees.map_slice(&mut points);
        let positions = points
            .iter()
            .map(|&[x, y, _]| [x as f32, y as f32])
            .collect();
        let style = PolylineStyle {
            width_px: width_px * pixel_ratio as f32,
            color,
            ..PolylineStyle::default()
        };
        let line = Polyline::new(PolylineData { positions, closed }, style);
        let node = scene.add_visual(line);
        scene.show(node, view)?;
    }
    Ok(scene)
}

struct Globe {
    scene: Scene<'static>,
    size_px: [u32; 2],
}

impl Sketch for Globe {
    fn draw(&mut self, renderer: &mut Renderer, frame: &Frame<'_>, pixel_ratio: f64) -> Outcome {
        if self.size_px != frame.size_px {
            self.scene = globe(frame.size_px, pixel_ratio)?;
            self.size_px = frame.size_px;
        }
        self.scene.draw(renderer, frame.target, frame.size_px)?;
        Ok(())
    }
}

fn main() -> Outcome {
    let mut globe = Globe {
        scene: Scene::new(),
        size_px: [0; 2],
    };
    show("the globe, every area true", [960, 500], &mut globe)
}
