//! Draws the shapes that `cargo xtask quality` compares: each as galry draws it, by the shader and by
//! the painter, and as paths for whoever draws the same.
//!
//! `cargo run --release -p galry-visuals --example quality -- FOLDER`

use std::fmt::Write as _;
use std::path::Path;

use galry_gloo::{Framebuffer, Target, TextureFormat, flip_rows};
use galry_testkit::with_context;
use galry_visuals::{
    Color, Dashes, Description, Fill, FillPainter, Fills, Frame, Item, LineCap, LineJoin, Markers,
    MarkersData, MarkersStyle, PaintedPolyline, Path as Outline, PathCommand, Placement, Polyline,
    PolylineData, PolylinePainter, PolylineStyle, Rectangle, Rectangles, Renderer, Symbol, Visual,
};

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

/// Width and height of each picture.
const SIZE: u32 = 64;

/// Widths of lines in pixels.
const WIDTHS_PX: [f32; 6] = [0.5, 1.0, 1.5, 2.0, 3.0, 6.0];

/// A shape of a class, alone in its picture.
struct Shape {
    class: &'static str,
    kind: Kind,
}

enum Kind {
    Line(PolylineData, PolylineStyle),
    Markers(MarkersData, MarkersStyle),
    Rectangles(Vec<Rectangle>),
    Fills(Vec<Fill>),
}

impl Kind {
    fn visual(&self) -> Box<dyn Visual> {
        match self {
            Self::Line(data, style) => Box::new(Polyline::new(data.clone(), *style)),
            Self::Markers(data, style) => Box::new(Markers::new(data.clone(), *style)),
            Self::Rectangles(all) => Box::new(Rectangles::new(all.clone())),
            Self::Fills(all) => Box::new(Fills::new(all.clone())),
        }
    }
}

fn main() -> Outcome {
    let folder = std::env::args_os()
        .nth(1)
        .ok_or("expected a folder to write to")?;
    let folder = Path::new(&folder);
    std::fs::create_dir_all(folder)?;
    with_context(|context| {
        let mut renderer = Renderer::new(context)?;
        let target = Framebuffer::with_size(context, [SIZE; 2], TextureFormat::Rgba8)?;
        let mut lines = Vec::new();
        for (number, shape) in shapes()?.iter().enumerate() {
            let mut visual = shape.kind.visual();
            let frame = Frame {
                target: Target::Framebuffer(&target),
                size_px: [SIZE; 2],
            };
            context.clear(&frame.target, [0.0; 4], None)?;
            visual.prepare(&mut renderer)?;
            visual.draw(&renderer, &frame, &Placement::default())?;
            let mut pixels = target.read_rgba8(target.rect())?;
            flip_rows(&mut pixels, SIZE as usize * 4);
            std::fs::write(folder.join(format!("{number}.shader")), alpha(&pixels))?;
            let painted = match &shape.kind {
                Kind::Line(data, style) => Some(paint(data, style)),
                Kind::Fills(fills) => Some(paint_fills(fills)),
                _ => None,
            };
            if let Some(painted) = painted {
                let file = folder.join(format!("{number}.painter"));
                std::fs::write(file, alpha(&painted))?;
            }
            let mut description = Description::new();
            visual.describe(&Placement::default(), &mut description);
            lines.push(json(number, shape, &description)?);
        }
        let shapes = lines.join(",\n");
        let text = format!("{{\"size\": {SIZE}, \"shapes\": [\n{shapes}\n]}}\n");
        Ok(std::fs::write(folder.join("shapes.json"), text)?)
    })
}

fn paint(data: &PolylineData, style: &PolylineStyle) -> Vec<u8> {
    let mut pixels = vec![0; (SIZE * SIZE * 4) as usize];
    let line = PaintedPolyline {
        positions: &data.positions,
        closed: data.closed,
        style: *style,
        placement: Placement::default(),
    };
    let rect = [0, 0, SIZE as i32, SIZE as i32];
    PolylinePainter::default().paint(rect, &[line], &mut pixels);
    pixels
}

fn paint_fills(fills: &[Fill]) -> Vec<u8> {
    let mut pixels = vec![0; (SIZE * SIZE * 4) as usize];
    let rect = [0, 0, SIZE as i32, SIZE as i32];
    FillPainter::default().paint(rect, fills, &Placement::default(), &mut pixels);
    pixels
}

fn alpha(rgba: &[u8]) -> Vec<u8> {
    rgba.chunks_exact(4).map(|pixel| pixel[3]).collect()
}

fn line(positions: Vec<[f32; 2]>, closed: bool, style: PolylineStyle) -> Kind {
    let color = Color::BLACK;
    let data = PolylineData { positions, closed };
    Kind::Line(data, PolylineStyle { color, ..style })
}

fn butt(width_px: f32) -> PolylineStyle {
    PolylineStyle {
        width_px,
        cap: LineCap::Butt,
        ..PolylineStyle::default()
    }
}

fn angles() -> impl Iterator<Item = f32> {
    (0..24_u8).map(|i| f32::from(i) * 0.1347 + 0.02)
}

/// A piece of line through the middle, at an angle.
fn across(angle: f32, radius: f32) -> Vec<[f32; 2]> {
    let (sin, cos) = angle.sin_cos();
    vec![
        [32.2 - radius * cos, 31.7 - radius * sin],
        [32.2 + radius * cos, 31.7 + radius * sin],
    ]
}

fn shapes() -> Outcome<Vec<Shape>> {
    let mut shapes = plain_lines();
    shapes.extend(corners_and_dashes()?);
    shapes.extend(marks());
    shapes.extend(areas());
    Ok(shapes)
}

fn plain_lines() -> Vec<Shape> {
    let mut shapes = Vec::new();
    let mut add = |class, kind| shapes.push(Shape { class, kind });
    for width_px in WIDTHS_PX {
        for angle in angles() {
            let whole = line(across(angle, 60.0), false, butt(width_px));
            add("lines", whole);
        }
        for cap in [LineCap::Round, LineCap::Butt, LineCap::Square] {
            for angle in angles().step_by(4) {
                let style = PolylineStyle {
                    cap,
                    ..butt(width_px)
                };
                add("ends", line(across(angle, 20.3), false, style));
            }
        }
        for phase in [0.0_f32, 0.7, 1.9] {
            let sine = (0..200_u8).map(|i| {
                let x = 4.0 + 56.0 * f32::from(i) / 199.0;
                [x, 32.0 + 20.0 * (x * 0.17 + phase).sin()]
            });
            let round = PolylineStyle {
                cap: LineCap::Round,
                ..butt(width_px)
            };
            add("curves", line(sine.collect(), false, round));
        }
    }
    shapes
}

fn corners_and_dashes() -> Outcome<Vec<Shape>> {
    let mut shapes = Vec::new();
    let mut add = |class, kind| shapes.push(Shape { class, kind });
    for width_px in [1.5_f32, 3.0, 6.0] {
        for join in [LineJoin::Round, LineJoin::Miter, LineJoin::Bevel] {
            // matplotlib's miter limit is the width in pixels: narrow lines have none.
            if join == LineJoin::Miter && width_px < 4.0 {
                continue;
            }
            let style = PolylineStyle {
                join,
                ..butt(width_px)
            };
            for spread in [14.0_f32, 10.0] {
                let zigzag = (0..4_u8).map(|i| {
                    let y = if i % 2 == 0 { 14.4 } else { 48.6 };
                    [6.3 + spread * f32::from(i), y]
                });
                add("corners", line(zigzag.collect(), false, style));
            }
            let polygon = (0..5_u8).map(|i| {
                let (sin, cos) = (f32::from(i) * 1.2566 + 0.2).sin_cos();
                [32.3 + 22.0 * cos, 31.6 + 22.0 * sin]
            });
            add("corners", line(polygon.collect(), true, style));
        }
        let patterns: [&[f32]; 3] = [&[3.7, 1.6], &[6.4, 1.6, 1.0, 1.6], &[1.0, 1.65]];
        for lengths in patterns {
            let dashes = Some(Dashes::new(lengths, 0.0)?.scaled(width_px));
            let style = PolylineStyle {
                dashes,
                ..butt(width_px)
            };
            for angle in angles().step_by(5) {
                add("dashes", line(across(angle, 28.0), false, style));
            }
            let wave = |step: f32, count: u8| {
                let at = move |i: u8| {
                    let x = f32::from(i) * step;
                    [6.0 + 10.0 * x, 32.0 + 18.0 * x.sin()]
                };
                line((0..count).map(at).collect(), false, style)
            };
            add("dashes", wave(0.025, 201));
            add("dashes around corners", wave(1.0, 6));
        }
    }
    Ok(shapes)
}

fn marks() -> Vec<Shape> {
    let mut shapes = Vec::new();
    let mut add = |class, kind| shapes.push(Shape { class, kind });
    for symbol in Symbol::ALL {
        let class = if symbol == Symbol::Disc {
            "discs"
        } else {
            "markers"
        };
        for size_px in [4.0, 7.3, 12.0, 19.0] {
            let at = |i: u8| {
                let (column, row) = (f32::from(i % 3), f32::from(i / 3));
                [13.2 + 19.31 * column, 12.7 + 19.17 * row]
            };
            let data = MarkersData {
                positions: (0..9).map(at).collect(),
                ..MarkersData::default()
            };
            let style = MarkersStyle {
                symbol,
                size_px,
                face: Color::BLACK,
                ..MarkersStyle::default()
            };
            add(class, Kind::Markers(data, style));
        }
    }
    for step in 0..6_u8 {
        let shift = f32::from(step) * 0.17;
        let bars = (0..5_u8).map(|i| {
            let i = f32::from(i);
            Rectangle {
                min: [4.1 + 12.0 * i + shift, 50.3 - 8.0 * i - shift],
                max: [10.6 + 12.0 * i + shift, 58.8],
                color: Color::BLACK,
            }
        });
        add("rectangles", Kind::Rectangles(bars.collect()));
    }
    shapes
}

/// Polygons thin and wide, with and without holes, and areas with curved edges.
fn areas() -> Vec<Shape> {
    let mut shapes = Vec::new();
    let mut add = |class, path: Outline| {
        let kind = Kind::Fills(vec![Fill::new(path, Color::BLACK)]);
        shapes.push(Shape { class, kind });
    };
    let around = |radius: f32, angle: f32| {
        let (sin, cos) = angle.sin_cos();
        [32.3 + radius * cos, 31.6 + radius * sin]
    };
    for turn in angles().step_by(3) {
        let star = |inner: f32, outer: f32, count: u8| -> Vec<[f32; 2]> {
            let step = std::f32::consts::PI / f32::from(count);
            let corner = |i: u8| {
                let radius = if i.is_multiple_of(2) { outer } else { inner };
                around(radius, turn + step * f32::from(i))
            };
            (0..2 * count).map(corner).collect()
        };
        for (inner, outer, count) in [(26.0, 27.3, 9), (9.7, 28.1, 5), (2.2, 29.4, 12)] {
            let outline = Outline::polygon(&star(inner, outer, count));
            add("polygons", outline);
        }
        let sliver = [
            around(29.0, turn),
            around(28.0, turn + 3.1),
            around(28.4, turn + 3.13),
        ];
        add("polygons", Outline::polygon(&sliver));
        // Agg knows but the one rule, by which a hole runs the other way around.
        let mut rings = [star(21.0, 28.0, 6), star(11.0, 16.0, 4)];
        rings[1].reverse();
        let outline = Outline::polygons(rings.iter().map(Vec::as_slice));
        add("holes", outline);
        let slice = Outline::wedge([32.3, 31.6], [8.4, 27.2], [turn, turn + 1.1]);
        add("curved areas", slice);
        let radius = 4.0 + 7.0 * turn;
        let ellipse = Outline::ellipse([32.3, 31.6], [28.2, radius]);
        add("curved areas", ellipse);
        let corners = [[5.3 + turn, 9.8], [57.1, 52.2 - turn]];
        let rounded = Outline::rounded_rectangle(corners[0], corners[1], [radius, 9.5]);
        add("curved areas", rounded);
    }
    shapes
}

/// A shape as a line of JSON.
fn json(number: usize, shape: &Shape, description: &Description) -> Outcome<String> {
    let mut items = Vec::new();
    for item in &description.items {
        let Item::Path {
            commands,
            fill,
            stroke,
            ..
        } = item
        else {
            return Err(format!("{}: expected nothing but paths", shape.class).into());
        };
        let steps: Vec<String> = commands.iter().map(step).collect();
        let mut text = format!(
            "{{\"path\": [{}], \"fill\": {}",
            steps.join(", "),
            fill.is_some()
        );
        if let Some(stroke) = stroke {
            let lengths = stroke.dashes.map(|dashes| dashes.lengths_px().to_vec());
            write!(
                text,
                ", \"width\": {}, \"join\": \"{:?}\", \"cap\": \"{:?}\", \"dashes\": {:?}",
                stroke.width_px,
                stroke.join,
                stroke.cap,
                lengths.unwrap_or_default()
            )?;
        }
        text.push('}');
        items.push(text);
    }
    Ok(format!(
        "{{\"number\": {number}, \"class\": \"{}\", \"items\": [{}]}}",
        shape.class,
        items.join(", ")
    ))
}

fn step(command: &PathCommand) -> String {
    match command {
        PathCommand::MoveTo(a) => format!("[\"M\", {a:?}]"),
        PathCommand::LineTo(a) => format!("[\"L\", {a:?}]"),
        PathCommand::QuadTo(a, b) => format!("[\"Q\", {a:?}, {b:?}]"),
        PathCommand::CubicTo(a, b, c) => format!("[\"C\", {a:?}, {b:?}, {c:?}]"),
        PathCommand::Close => "[\"Z\"]".to_owned(),
    }
}
