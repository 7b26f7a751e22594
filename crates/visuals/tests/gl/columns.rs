//! Columns in a framebuffer: the painter and the shader give the same picture.

use galry_testkit::with_context;
use galry_visuals::{
    Color, ColumnRanges, ColumnSeries, Columns, Interval, Method, Placement, RowRange, Visual as _,
};

use crate::canvas::Canvas;

/// Reproducible numbers (xorshift).
struct Random(u64);

impl Random {
    fn bits(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, end: usize) -> usize {
        (self.bits() % end as u64) as usize
    }

    fn unit(&mut self) -> f32 {
        (self.bits() >> 40) as f32 / (1u32 << 24) as f32
    }

    fn color(&mut self, opaque: bool) -> Color {
        let [r, g, b, a, ..] = self.bits().to_le_bytes();
        Color::rgba8(r, g, b, if opaque { 255 } else { a })
    }
}

fn random_rows(random: &mut Random, [width, height]: [usize; 2]) -> ColumnRanges {
    let rows = (0..width).map(|_| {
        let [a, b] = [random.below(height) as i16, random.below(height) as i16];
        if random.below(5) == 0 {
            RowRange::EMPTY
        } else {
            RowRange {
                first: a.min(b),
                last: a.max(b),
            }
        }
    });
    ColumnRanges::Rows(rows.collect())
}

fn random_subcolumns(
    random: &mut Random,
    [width, height]: [usize; 2],
    width_px: f32,
) -> ColumnRanges {
    let per_column = [1, 4, 8][random.below(3)];
    let count = (width + 2 * Columns::margin_for(width_px)) * per_column;
    let mut y = random.unit() * height as f32;
    let intervals = (0..count).map(|_| {
        y += 4.0 * random.unit() - 2.0;
        let reach = 30.0 * random.unit() * random.unit();
        match random.below(50) {
            0 => Interval::EMPTY,
            1 => Interval {
                top: f32::NEG_INFINITY,
                bottom: y,
            },
            _ => Interval {
                top: y,
                bottom: y + reach,
            },
        }
    });
    ColumnRanges::Subcolumns {
        per_column,
        intervals: intervals.collect(),
    }
}

fn series_of(
    random: &mut Random,
    size: [usize; 2],
    opaque: bool,
    smooth: bool,
) -> Vec<ColumnSeries> {
    (0..1 + random.below(7))
        .map(|_| {
            let width_px = [1.0, 1.5, 4.0][random.below(3)];
            // A row or two among sub-columns is allowed as well.
            let ranges = if smooth && random.below(5) > 0 {
                random_subcolumns(random, size, width_px)
            } else {
                random_rows(random, size)
            };
            ColumnSeries {
                color: random.color(opaque),
                width_px,
                ranges,
            }
        })
        .collect()
}

#[test]
fn painter_and_shader_draw_the_same_picture() {
    with_context(|context| {
        let mut random = Random(0x9e37_79b9_7f4a_7c15);
        let mut canvas = Canvas::new(context, [80, 140]);
        // Kept over all rounds: what the last picture left must not be seen.
        let mut columns = Columns::new();
        for round in 0..32 {
            let size = [1 + random.below(70), 1 + random.below(130)];
            let rect_px = [5, 7, size[0] as i32, size[1] as i32];
            let (opaque, smooth) = (round % 2 == 0, round % 4 >= 2);
            columns.set(rect_px, series_of(&mut random, size, opaque, smooth));
            let mut pictures = [Method::Painted, Method::Shader].map(|method| {
                columns.set_method(method);
                canvas.clear(Color::TRANSPARENT);
                canvas.draw(&mut columns, &Placement::default());
                canvas.pixels().rgba
            });
            let [painted, shaded] = &mut pictures;
            let worst = painted
                .iter()
                .zip(&*shaded)
                .map(|(a, b)| a.abs_diff(*b))
                .max();
            let allowed = u8::from(smooth);
            assert!(worst <= Some(allowed), "round {round}, {size:?}: {worst:?}");
            assert!(
                painted.iter().any(|&byte| byte > 0),
                "round {round} is not empty"
            );

            // And the picture is what the painter gives without GL, at its place.
            let stride = size[0] * 4;
            for (row, expected) in columns.paint().unwrap().chunks(stride).enumerate() {
                let first = ((row + 7) * 80 + 5) * 4;
                assert_eq!(&painted[first..first + stride], expected, "row {row}");
            }
        }
    });
}

#[test]
fn tables_longer_than_a_texture_row_are_wrapped() {
    with_context(|context| {
        let size = [900, 20];
        let mut random = Random(11);
        let mut canvas = Canvas::new(context, [900, 20]);
        let mut columns = Columns::new();
        for smooth in [false, true] {
            let series: Vec<ColumnSeries> = (0..12)
                .map(|_| ColumnSeries {
                    color: random.color(false),
                    width_px: 1.5,
                    ranges: if smooth {
                        random_subcolumns(&mut random, size, 1.5)
                    } else {
                        random_rows(&mut random, size)
                    },
                })
                .collect();
            columns.set([0, 0, 900, 20], series);
            let [painted, shaded] = [Method::Painted, Method::Shader].map(|method| {
                columns.set_method(method);
                canvas.clear(Color::TRANSPARENT);
                canvas.draw(&mut columns, &Placement::default());
                canvas.pixels().rgba
            });
            let worst = painted
                .iter()
                .zip(&shaded)
                .map(|(a, b)| a.abs_diff(*b))
                .max();
            assert!(worst <= Some(u8::from(smooth)), "{worst:?}");
        }
    });
}

#[test]
fn one_draw_call_and_no_upload_when_nothing_changed() {
    with_context(|context| {
        let mut random = Random(23);
        let mut canvas = Canvas::new(context, [80, 140]);
        for method in [Method::Painted, Method::Shader] {
            let mut columns = Columns::new();
            columns.set_method(method);
            columns.set(
                [0, 0, 64, 128],
                series_of(&mut random, [64, 128], true, false),
            );
            canvas.draw(&mut columns, &Placement::default());
            let before = context.counters();
            canvas.draw(&mut columns, &Placement::default());
            let spent = context.counters().since(&before);
            assert_eq!(
                (spent.draw_calls, spent.bytes_uploaded),
                (1, 0),
                "{method:?}"
            );
            assert_eq!(spent.programs_compiled, 0, "{method:?}");

            columns.set_position_px([4, 5]);
            let before = context.counters();
            canvas.draw(&mut columns, &Placement::default());
            let spent = context.counters().since(&before);
            assert!(spent.bytes_uploaded <= 64, "{method:?}: {spent:?}");
        }
    });
}

#[test]
fn uploads_are_few_bytes_a_column_or_four_a_pixel() {
    with_context(|context| {
        let mut random = Random(29);
        let mut canvas = Canvas::new(context, [640, 200]);
        for (method, allowed) in [
            (Method::Painted, 4 * 640 * 200),
            (Method::Shader, 16 * 640 * 10),
        ] {
            let mut columns = Columns::new();
            columns.set_method(method);
            columns.set([0, 0, 640, 200], Vec::new());
            canvas.draw(&mut columns, &Placement::default());
            let series = (0..10)
                .map(|_| ColumnSeries {
                    color: random.color(true),
                    width_px: 1.0,
                    ranges: random_rows(&mut random, [640, 200]),
                })
                .collect();
            columns.set([0, 0, 640, 200], series);
            let before = context.counters();
            canvas.draw(&mut columns, &Placement::default());
            let uploaded = context.counters().since(&before).bytes_uploaded;
            assert!(uploaded <= allowed, "{method:?}: {uploaded} bytes");
        }
    });
}

#[test]
fn only_the_clip_may_change_and_the_background_shows_through() {
    with_context(|context| {
        for method in [Method::Painted, Method::Shader] {
            let mut canvas = Canvas::new(context, [16, 16]);
            canvas.clear(Color::rgb8(0, 0, 200));
            let mut columns = Columns::new();
            columns.set_method(method);
            let rows = vec![RowRange { first: 4, last: 11 }; 16];
            columns.set(
                [0, 0, 16, 16],
                vec![ColumnSeries {
                    color: Color::rgba8(255, 0, 0, 128),
                    width_px: 1.0,
                    ranges: ColumnRanges::Rows(rows),
                }],
            );
            let placement = Placement {
                clip_px: Some([0, 0, 16, 8]),
                ..Placement::default()
            };
            canvas.draw(&mut columns, &placement);
            let pixels = canvas.pixels();
            assert_eq!(pixels.at(8, 3), [0, 0, 200, 255], "{method:?}");
            let [r, g, b, a] = pixels.at(8, 5);
            assert!(
                r.abs_diff(128) <= 1 && g == 0 && b.abs_diff(100) <= 1 && a == 255,
                "{method:?}"
            );
            assert_eq!(pixels.at(8, 9), [0, 0, 200, 255], "{method:?}: clipped");
        }
    });
}

#[test]
fn nothing_is_drawn_without_series_or_before_prepare() {
    with_context(|context| {
        let mut canvas = Canvas::new(context, [8, 8]);
        let mut columns = Columns::new();
        let error = columns
            .draw(&canvas.renderer, &canvas.frame(), &Placement::default())
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            "columns: expected a call of `prepare` before `draw`"
        );
        for method in [Method::Painted, Method::Shader, Method::Automatic] {
            columns.set_method(method);
            for rect_px in [[0, 0, 8, 8], [2, 2, 0, 3], [0; 4]] {
                columns.set(rect_px, Vec::new());
                canvas.draw(&mut columns, &Placement::default());
            }
        }
        assert!(canvas.pixels().rgba.iter().all(|&byte| byte == 0));
    });
}

/// Ten series that fill most of the picture, as the paper's benchmark draws them.
fn full_height(
    random: &mut Random,
    [width, height]: [usize; 2],
    smooth: bool,
) -> Vec<ColumnSeries> {
    let mut noise = |count: usize, spread: f32| -> Vec<Interval> {
        let mut extreme = || (0.3 + spread * random.unit()) * 0.5 * height as f32;
        (0..count)
            .map(|_| Interval {
                top: 0.5 * height as f32 - extreme(),
                bottom: 0.5 * height as f32 + extreme(),
            })
            .collect()
    };
    (0..10)
        .map(|index| ColumnSeries {
            color: Color::rgb8(25 * index, 90, 200),
            width_px: 1.5,
            ranges: if smooth {
                ColumnRanges::Subcolumns {
                    per_column: 8,
                    intervals: noise((width + 4) * 8, 0.4),
                }
            } else {
                let rows = noise(width, 0.4).into_iter().map(|range| RowRange {
                    first: range.top as i16,
                    last: range.bottom as i16,
                });
                ColumnRanges::Rows(rows.collect())
            },
        })
        .collect()
}

#[test]
#[ignore = "prints figures; run with --ignored --nocapture"]
#[expect(clippy::print_stdout, reason = "that is its purpose")]
fn figures_of_ten_series_over_the_full_height() {
    with_context(|context| {
        let size = [1200, 800];
        let mut canvas = Canvas::new(context, [1200, 800]);
        for smooth in [false, true] {
            for method in [Method::Painted, Method::Shader] {
                let mut columns = Columns::new();
                columns.set_method(method);
                let mut milliseconds: Vec<f64> = (0..40)
                    .map(|seed| {
                        let series = full_height(&mut Random(seed + 1), size, smooth);
                        let start = std::time::Instant::now();
                        columns.set([0, 0, 1200, 800], series);
                        canvas.draw(&mut columns, &Placement::default());
                        context.finish();
                        start.elapsed().as_secs_f64() * 1e3
                    })
                    .collect();
                milliseconds.sort_by(f64::total_cmp);
                let (best, median) = (milliseconds[0], milliseconds[20]);
                println!(
                    "antialiased {smooth}, {method:?}: best {best:.1} ms, median {median:.1} ms"
                );
            }
        }
    });
}

#[test]
fn a_known_backdrop_changes_nothing_but_the_cost() {
    with_context(|context| {
        let mut random = Random(31);
        let mut canvas = Canvas::new(context, [80, 140]);
        let mut columns = Columns::new();
        columns.set_method(Method::Painted);
        for round in 0..48 {
            let size = [1 + random.below(70), 1 + random.below(130)];
            // Beyond the frame on every side, too.
            let corner = [0, 1].map(|_| random.below(60) as i32 - 30);
            let rect_px = [corner[0], corner[1], size[0] as i32, size[1] as i32];
            let (opaque, smooth) = (round % 2 == 0, round % 4 >= 2);
            columns.set(rect_px, series_of(&mut random, size, opaque, smooth));
            let backdrop = random.color(true);
            let clip_px = (round % 3 == 0).then(|| [7, 9, 1 + random.below(60) as i32, 31]);
            let placement = Placement {
                clip_px,
                ..Placement::default()
            };
            let [blended, copied] = [None, Some(backdrop)].map(|known| {
                columns.set_backdrop(known);
                canvas.clear(backdrop);
                canvas.draw(&mut columns, &placement);
                canvas.pixels().rgba
            });
            let worst = blended
                .iter()
                .zip(&copied)
                .map(|(a, b)| a.abs_diff(*b))
                .max();
            // Without a backdrop the layers are flattened to bytes first and then blended: where
            // nothing is translucent and no edge smooth, that is the same.
            let allowed = match (opaque, smooth) {
                (true, false) => 0,
                (true, true) => 1,
                (false, _) => 3,
            };
            assert!(
                worst <= Some(allowed),
                "round {round}, {rect_px:?}: {worst:?}"
            );
        }
    });
}

#[test]
fn a_picture_over_a_backdrop_is_uploaded_once_and_compiles_nothing() {
    with_context(|context| {
        let mut random = Random(37);
        let mut canvas = Canvas::new(context, [80, 140]);
        let mut columns = Columns::new();
        columns.set_method(Method::Painted);
        columns.set_backdrop(Some(Color::WHITE));
        columns.set(
            [0, 0, 64, 128],
            series_of(&mut random, [64, 128], true, true),
        );
        let before = context.counters();
        canvas.draw(&mut columns, &Placement::default());
        let first = context.counters().since(&before);
        assert_eq!((first.draw_calls, first.programs_compiled), (1, 0));
        assert_eq!(first.bytes_uploaded, 64 * 128 * 4);
        let before = context.counters();
        canvas.draw(&mut columns, &Placement::default());
        let again = context.counters().since(&before);
        assert_eq!((again.draw_calls, again.bytes_uploaded), (1, 0));
    });
}
