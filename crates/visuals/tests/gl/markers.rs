//! Markers: both ways of drawing against each other and against their outlines, supersampled.

use galry_testkit::reference::Difference;
use galry_testkit::with_context;
use galry_visuals::columns::Method;
use galry_visuals::{
    Color, Description, Item, Markers, MarkersData, MarkersStyle, PathCommand, Placement, Symbol,
    Visual as _,
};

use crate::canvas::{Canvas, pixels_without_antialiasing};

const SIDE: u32 = 32;

/// One mark of each size in the middle of the canvas, somewhere within a pixel.
fn lone(symbol: Symbol, size_px: f32, edge_width_px: f32, step: usize) -> Markers {
    let shift = step as f32;
    Markers::new(
        MarkersData {
            positions: vec![[16.0 + 0.134 * shift, 15.3 + 0.217 * shift]],
            ..MarkersData::default()
        },
        MarkersStyle {
            symbol,
            size_px,
            face: Color::BLACK,
            edge: Color::BLACK,
            edge_width_px,
        },
    )
}

fn picture(
    canvas: &mut Canvas,
    markers: &mut Markers,
    method: Method,
    placement: &Placement,
) -> Vec<u8> {
    markers.set_method(method);
    canvas.clear(Color::TRANSPARENT);
    canvas.draw(markers, placement);
    canvas.pixels().rgba
}

/// The outlines of a description as polygons, curves in 64 pieces.
fn outlines(description: &Description) -> Vec<Vec<[f64; 2]>> {
    let mut all = Vec::new();
    for item in &description.items {
        let Item::Path { commands, .. } = item else {
            panic!("expected paths");
        };
        for command in commands {
            match *command {
                PathCommand::MoveTo(to) => all.push(vec![to.map(f64::from)]),
                PathCommand::LineTo(to) => all.last_mut().unwrap().push(to.map(f64::from)),
                PathCommand::CubicTo(a, b, to) => {
                    let outline: &mut Vec<[f64; 2]> = all.last_mut().unwrap();
                    let from = *outline.last().unwrap();
                    outline.extend((1..=64).map(|piece| {
                        let t = f64::from(piece) / 64.0;
                        let s = 1.0 - t;
                        [0, 1].map(|axis| {
                            s * s * s * from[axis]
                                + 3.0 * s * s * t * f64::from(a[axis])
                                + 3.0 * s * t * t * f64::from(b[axis])
                                + t * t * t * f64::from(to[axis])
                        })
                    }));
                }
                PathCommand::Close => {}
                PathCommand::QuadTo(..) => panic!("no such curve in a marker"),
            }
        }
    }
    all
}

/// Coverage by trying 16 × 16 places in each pixel.
fn supersampled(markers: &Markers) -> Vec<f32> {
    let mut description = Description::new();
    markers.describe(&Placement::default(), &mut description);
    let outlines = outlines(&description);
    let side = SIDE as usize;
    let mut hits = vec![0_u32; side * side];
    for row in 0..side * 16 {
        // Where the row of places meets the outlines, and which way these go there.
        let y = (row as f64 + 0.5) / 16.0;
        let mut crossings: Vec<(f64, i32)> = Vec::new();
        for outline in &outlines {
            for (index, to) in outline.iter().enumerate() {
                let from = outline[(index + outline.len() - 1) % outline.len()];
                if (from[1] <= y) != (to[1] <= y) {
                    let part = (y - from[1]) / (to[1] - from[1]);
                    let turn = if from[1] <= y { 1 } else { -1 };
                    crossings.push((from[0] + part * (to[0] - from[0]), turn));
                }
            }
        }
        crossings.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut winding = 0;
        for pair in crossings.windows(2) {
            winding += pair[0].1;
            if winding != 0 {
                let place =
                    |x: f64| (x * 16.0 - 0.5).ceil().clamp(0.0, side as f64 * 16.0) as usize;
                for column in place(pair[0].0)..place(pair[1].0) {
                    hits[row / 16 * side + column / 16] += 1;
                }
            }
        }
    }
    hits.iter().map(|&hits| hits as f32 / 256.0).collect()
}

#[test]
fn marks_are_close_to_their_outlines_supersampled() {
    let mut report = String::new();
    let mut too_far = 0;
    with_context(|context| {
        let mut canvas = Canvas::new(context, [SIDE; 2]);
        for symbol in Symbol::ALL {
            for size_px in [1.0, 2.0, 5.0, 6.0, 10.0, 21.0] {
                for edge_width_px in [0.0, 1.5] {
                    let mut errors = 0.0;
                    let mut pixels = 0.0;
                    for step in 0..8 {
                        let mut markers = lone(symbol, size_px, edge_width_px, step);
                        let truth = supersampled(&markers);
                        let actual = picture(
                            &mut canvas,
                            &mut markers,
                            Method::Painted,
                            &Placement::default(),
                        );
                        let actual: Vec<f32> =
                            actual.chunks(4).map(|p| f32::from(p[3]) / 255.0).collect();
                        let difference = Difference::of_unit(&actual, &truth);
                        errors += difference.rms.powi(2) * f64::from(SIDE * SIDE);
                        // Only pixels that the mark touches count.
                        pixels += truth.iter().filter(|&&part| part > 0.0).count() as f64;
                    }
                    let rms = (errors / pixels).sqrt();
                    // Places in rows and columns fall to one side of an upright edge together.
                    let is_upright = [
                        Symbol::Square,
                        Symbol::Plus,
                        Symbol::ThickPlus,
                        Symbol::VerticalBar,
                        Symbol::HorizontalBar,
                        Symbol::CrossLines,
                        Symbol::TickUp,
                        Symbol::TickDown,
                        Symbol::TickLeft,
                        Symbol::TickRight,
                    ];
                    let allowed = if is_upright.contains(&symbol) {
                        9.0
                    } else {
                        3.5
                    };
                    too_far += usize::from(rms > allowed);
                    report += &format!("{symbol} {size_px} px, line {edge_width_px}: {rms:.2}\n");
                }
            }
        }
    });
    // The truth of 16 × 16 places is itself off by 1 to 5 on the pixels that are touched.
    assert!(too_far == 0, "{too_far} of\n{report}");
}

#[test]
fn the_shader_and_the_painter_agree() {
    with_context(|context| {
        let mut canvas = Canvas::new(context, [SIDE; 2]);
        for symbol in Symbol::ALL {
            for (size_px, edge_width_px) in [(1.0, 0.0), (5.0, 0.0), (9.3, 1.2), (60.0, 3.0)] {
                for placement in [Placement::default(), pixels_without_antialiasing()] {
                    let mut markers = lone(symbol, size_px, edge_width_px, 3);
                    let mut style = markers.style();
                    style.face = Color::rgba8(255, 120, 40, 200);
                    markers.set_style(style);
                    let [painted, drawn] = [Method::Painted, Method::Shader]
                        .map(|method| picture(&mut canvas, &mut markers, method, &placement));
                    let difference = Difference::of_bytes(&painted, &drawn);
                    let allowed = if placement.antialias { 1.0 } else { 0.0 };
                    // A face of alpha 200 is rounded at other places, all or nothing too.
                    let allowed = f64::max(allowed, 1.0);
                    assert!(
                        difference.worst <= allowed,
                        "{symbol} of {size_px} px: {difference:?}"
                    );
                }
            }
        }
    });
}

#[test]
fn without_antialiasing_both_ways_give_the_same_bytes() {
    let noise = |seed: u32, index: u32| {
        let hash = (index * 3 + seed).wrapping_mul(2_654_435_761);
        (hash >> 8) as f32 / (1 << 24) as f32 * 40.0 - 4.0
    };
    with_context(|context| {
        let mut canvas = Canvas::new(context, [SIDE; 2]);
        for symbol in Symbol::ALL {
            let positions = (0..40).map(|i| [noise(1, i), noise(2, i)]).collect();
            let mut markers = Markers::new(
                MarkersData {
                    positions,
                    sizes_px: (0..40).map(|i| (i % 12) as f32 - 1.0).collect(),
                    faces: (0..40).map(|i| [6 * i, 255 - 5 * i, 90, 255]).collect(),
                    ..MarkersData::default()
                },
                MarkersStyle {
                    symbol,
                    ..MarkersStyle::default()
                },
            );
            let placement = pixels_without_antialiasing();
            let [painted, drawn] = [Method::Painted, Method::Shader]
                .map(|method| picture(&mut canvas, &mut markers, method, &placement));
            assert_eq!(painted, drawn, "{symbol}");
        }
    });
}

#[test]
fn the_later_mark_lies_on_top() {
    with_context(|context| {
        let mut canvas = Canvas::new(context, [SIDE; 2]);
        let mut markers = Markers::new(
            MarkersData {
                positions: vec![[16.0; 2]; 3],
                faces: vec![[255, 0, 0, 255], [0, 255, 0, 255], [0, 0, 255, 255]],
                ..MarkersData::default()
            },
            MarkersStyle {
                size_px: 12.0,
                ..MarkersStyle::default()
            },
        );
        for method in [Method::Painted, Method::Shader] {
            picture(&mut canvas, &mut markers, method, &Placement::default());
            assert_eq!(canvas.pixels().at(16, 16), [0, 0, 255, 255], "{method:?}");
        }
    });
}

#[test]
fn panning_marks_of_a_gpu_uploads_and_compiles_nothing() {
    with_context(|context| {
        let mut canvas = Canvas::new(context, [SIDE; 2]);
        let mut markers = lone(Symbol::Star, 9.0, 1.0, 0);
        picture(
            &mut canvas,
            &mut markers,
            Method::Shader,
            &Placement::default(),
        );
        let before = context.counters();
        let moved = |x: f32| Placement {
            translate: [x, 0.0],
            ..Placement::default()
        };
        canvas.draw(&mut markers, &moved(3.0));
        let spent = context.counters().since(&before);
        assert_eq!(spent.programs_compiled, 0);
        // The placement's own block.
        assert!(spent.bytes_uploaded <= 64, "{}", spent.bytes_uploaded);
        assert_eq!(spent.draw_calls, 1);
    });
}

#[test]
fn values_that_no_mark_can_have_are_left_out() {
    with_context(|context| {
        let mut canvas = Canvas::new(context, [SIDE; 2]);
        for method in [Method::Painted, Method::Shader] {
            let mut markers = Markers::new(
                MarkersData {
                    positions: vec![
                        [f32::NAN, 4.0],
                        [f32::INFINITY, 4.0],
                        [1e30, 1e-30],
                        [1e-30, -1e30],
                        [16.0, 16.0],
                        [16.0, 16.0],
                        [16.0, 16.0],
                    ],
                    sizes_px: vec![5.0, 5.0, 5.0, 5.0, 0.0, -4.0, f32::NAN],
                    ..MarkersData::default()
                },
                MarkersStyle::default(),
            );
            let pixels = picture(&mut canvas, &mut markers, method, &Placement::default());
            assert!(pixels.iter().all(|&byte| byte == 0), "{method:?}");
            // A huge mark whose centre is far out of sight.
            let mut huge = Markers::new(
                MarkersData {
                    positions: vec![[-1e5, 16.0]],
                    ..MarkersData::default()
                },
                MarkersStyle {
                    symbol: Symbol::Square,
                    size_px: 3e5,
                    ..MarkersStyle::default()
                },
            );
            let pixels = picture(&mut canvas, &mut huge, method, &Placement::default());
            assert!(pixels.chunks(4).all(|pixel| pixel[3] == 255), "{method:?}");
            let mut none = Markers::default();
            picture(&mut canvas, &mut none, method, &Placement::default());
        }
    });
}
