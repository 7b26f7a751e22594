//! Names that stay readable on a busy map, by a rim around their letters.
//!
//! Rims lie below the ink of all labels, so names may stand close to each other.
//!
//! `cargo run -p galry-examples --example visuals_halos [-- --headless FILE.png]`

use galry_examples::{Outcome, Sketch, show};
use galry_visuals::text::{Halo, Weight};
use galry_visuals::{
    Anchor, Color, Fill, Fills, Frame, Label, Path, Placement, Renderer, Text, TextStyle,
    VerticalAnchor, Visual as _,
};

/// Rings around two hills, every second one darker.
fn map() -> Vec<Fill> {
    let ring = |center: [f32; 2], step: u8| {
        let radius = 210.0 - 15.0 * f32::from(step);
        let shade = if step.is_multiple_of(2) { 0.42 } else { 0.78 };
        let color = Color::rgba(0.9 * shade, shade, 0.75 * shade, 1.0);
        Fill::new(Path::ellipse(center, [1.2 * radius, radius]), color)
    };
    let hills = [[190.0, 150.0], [440.0, 190.0]];
    let ground = Fill::new(
        Path::rectangle([0.0; 2], [640.0, 340.0]),
        Color::from_hex(0xc9_d6c0),
    );
    let rings = (0..14_u8).flat_map(|step| hills.map(|center| ring(center, step)));
    std::iter::once(ground).chain(rings).collect()
}

/// A name at a place, with or without its rim.
fn name(text: &str, at: [f32; 2], size: f32, halo_width: f32, ratio: f32) -> Label {
    Label {
        anchor: Anchor::new(0.5, VerticalAnchor::Middle),
        style: TextStyle::new(size * ratio).with_weight(Weight::SemiBold),
        color: Color::from_hex(0x1b_1f24),
        halo: Some(Halo {
            color: Color::WHITE,
            width_px: halo_width * ratio,
        }),
        ..Label::new(text, at.map(|place| place * ratio))
    }
}

/// The map and its names, once it is known how fine the pixels are.
struct Sheet(Option<(Fills, Text)>);

impl Sketch for Sheet {
    fn draw(&mut self, renderer: &mut Renderer, frame: &Frame<'_>, pixel_ratio: f64) -> Outcome {
        let ratio = pixel_ratio as f32;
        let (map, names) = self.0.get_or_insert_with(|| {
            let names = vec![
                name("without", [190.0, 60.0], 13.0, 0.0, ratio),
                name("one pixel", [190.0, 90.0], 13.0, 1.0, ratio),
                name("two pixels", [190.0, 120.0], 13.0, 2.0, ratio),
                name("three pixels", [190.0, 150.0], 13.0, 3.0, ratio),
                name("Hippocampus\nCA1", [440.0, 180.0], 24.0, 3.0, ratio),
                name(
                    r"$\sigma^2 = \frac{1}{n}\sum x_i^2$",
                    [440.0, 262.0],
                    20.0,
                    2.5,
                    ratio,
                ),
                Label {
                    angle_rad: 0.5,
                    ..name("along the slope", [250.0, 250.0], 15.0, 2.0, ratio)
                },
            ];
            (Fills::new(map()), Text::new(names))
        });
        let white = Color::WHITE.premultiplied();
        renderer.context().clear(&frame.target, white, None)?;
        map.prepare(renderer)?;
        let placement = Placement {
            scale: [ratio; 2],
            ..Placement::default()
        };
        map.draw(renderer, frame, &placement)?;
        names.prepare(renderer)?;
        names.draw(renderer, frame, &Placement::default())?;
        Ok(())
    }
}

fn main() -> Outcome {
    show("halos", [640, 340], &mut Sheet(None))
}
