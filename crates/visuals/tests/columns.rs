//! The column painter against slow and plain versions of itself, and against supersampled strokes.
//! No GL is needed here.
#![expect(clippy::unwrap_used, reason = "helpers of tests may panic as tests do")]

use galry_testkit::reference::{Difference, supersampled_strokes};
use galry_visuals::{
    Color, ColumnRanges, ColumnSeries, Columns, Description, Interval, Item, Paint, PathCommand,
    Placement, RowRange, Visual as _,
};

/// Reproducible numbers (xorshift).
struct Random(u64);

impl Random {
    fn bits(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// 0 to 1.
    fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Nearly normal, variance 1.
    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.unit()).sum::<f64>() - 6.0
    }

    fn below(&mut self, end: usize) -> usize {
        (self.bits() % end as u64) as usize
    }

    fn color(&mut self, opaque: bool) -> Color {
        let [r, g, b, a, ..] = self.bits().to_le_bytes();
        Color::rgba8(r, g, b, if opaque { 255 } else { a })
    }
}

fn painted(size: [usize; 2], series: &[ColumnSeries]) -> Vec<u8> {
    let mut columns = Columns::new();
    columns.set([0, 0, size[0] as i32, size[1] as i32], series.to_vec());
    columns.paint().unwrap().to_vec()
}

fn alphas(size: [usize; 2], series: &[ColumnSeries]) -> Vec<f32> {
    let pixels = painted(size, series);
    pixels
        .chunks(4)
        .map(|pixel| f32::from(pixel[3]) / 255.0)
        .collect()
}

fn rows(color: Color, rows: Vec<RowRange>) -> ColumnSeries {
    ColumnSeries {
        color,
        width_px: 1.0,
        ranges: ColumnRanges::Rows(rows),
    }
}

fn random_rows(random: &mut Random, [width, height]: [usize; 2]) -> Vec<RowRange> {
    (0..width)
        .map(|_| {
            let [a, b] = [random.below(height) as i16, random.below(height) as i16];
            match random.below(4) {
                0 => RowRange::EMPTY,
                1 => RowRange { first: a, last: a },
                _ => RowRange {
                    first: a.min(b),
                    last: a.max(b),
                },
            }
        })
        .collect()
}

/// `round(a * b / 255)` in exact arithmetic.
fn by_255(a: u8, b: u8) -> u8 {
    ((2 * u32::from(a) * u32::from(b) + 255) / 510) as u8
}

/// Each pixel on its own, series by series.
fn plainly_painted([width, height]: [usize; 2], series: &[ColumnSeries]) -> Vec<u8> {
    let mut pixels = vec![[0u8; 4]; width * height];
    for series in series {
        let ColumnRanges::Rows(rows) = &series.ranges else {
            panic!("expected rows");
        };
        let [r, g, b, a] = series.color.to_rgba8();
        let source = [by_255(r, a), by_255(g, a), by_255(b, a), a];
        for (index, pixel) in pixels.iter_mut().enumerate() {
            let (column, row) = (index % width, (index / width) as i16);
            if rows[column].first <= row && row <= rows[column].last {
                for channel in 0..4 {
                    pixel[channel] = source[channel] + by_255(pixel[channel], 255 - a);
                }
            }
        }
    }
    pixels.concat()
}

#[test]
fn rows_are_painted_as_pixel_by_pixel() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for round in 0..60 {
        let size = [1 + random.below(70), 1 + random.below(150)];
        let opaque = round % 3 == 0;
        let series: Vec<ColumnSeries> = (0..random.below(9))
            .map(|_| {
                let opaque = opaque || random.below(3) == 0;
                rows(random.color(opaque), random_rows(&mut random, size))
            })
            .collect();
        assert_eq!(
            painted(size, &series),
            plainly_painted(size, &series),
            "round {round}, {size:?}, {} series",
            series.len()
        );
    }
}

#[test]
fn rows_outside_of_the_picture_do_no_harm() {
    let extremes = [i16::MIN, -1, 0, 3, 4, i16::MAX];
    let series: Vec<ColumnSeries> = extremes
        .iter()
        .map(|&first| {
            let ranges = extremes.iter().map(|&last| RowRange { first, last });
            rows(Color::rgba8(200, 100, 50, 90), ranges.collect())
        })
        .collect();
    assert_eq!(painted([6, 4], &series), plainly_painted([6, 4], &series));
}

#[test]
fn a_thousand_series_are_painted_in_order() {
    let mut random = Random(5);
    let size = [40, 100];
    let series: Vec<ColumnSeries> = (0..1000)
        .map(|_| rows(random.color(true), random_rows(&mut random, size)))
        .collect();
    assert_eq!(painted(size, &series), plainly_painted(size, &series));
}

/// The ranges of a line over the sub-columns of a picture `width` columns wide and its margins.
fn intervals_of(
    points: &[[f64; 2]],
    width: usize,
    width_px: f32,
    per_column: usize,
) -> Vec<Interval> {
    let margin = Columns::margin_for(width_px);
    let count = (width + 2 * margin) * per_column;
    let mut all = vec![Interval::EMPTY; count];
    for ends in points.windows(2) {
        let column = |x: f64| (x + margin as f64) * per_column as f64;
        let first = (column(ends[0][0]).ceil() - 1.0).max(0.0) as usize;
        let last = (column(ends[1][0]).floor()).clamp(-1.0, count as f64 - 1.0);
        let met = all.iter_mut().enumerate().take((last + 1.0) as usize);
        for (index, interval) in met.skip(first) {
            let [a, b] = [ends[0], ends[1]].map(|[x, y]| [column(x), y]);
            for u in [a[0].max(index as f64), b[0].min(index as f64 + 1.0)] {
                let y = (a[1] + (u - a[0]) / (b[0] - a[0]) * (b[1] - a[1])) as f32;
                interval.top = interval.top.min(y);
                interval.bottom = interval.bottom.max(y);
            }
        }
    }
    all
}

fn stroke(
    color: Color,
    width_px: f32,
    per_column: usize,
    intervals: Vec<Interval>,
) -> ColumnSeries {
    ColumnSeries {
        color,
        width_px,
        ranges: ColumnRanges::Subcolumns {
            per_column,
            intervals,
        },
    }
}

/// The curves of the table of quality, reaching out of a picture of 160 x 100.
fn curve(name: &str, samples_per_px: f64) -> Vec<[f64; 2]> {
    let (start, end) = (-8.0, 168.0);
    let count = ((end - start) * samples_per_px) as usize;
    let mut random = Random(88_172_645_463_325_252);
    let mut walk = 0.0;
    let turns = std::f64::consts::TAU / 160.0;
    (0..=count)
        .map(|index| {
            let x = start + (end - start) * index as f64 / count as f64;
            let y = match name {
                "noise" => 14.0 * random.normal(),
                "walk" => {
                    walk += 0.7 * random.normal();
                    walk
                }
                "steep" => 40.0 * (12.0 * turns * x).sin(),
                _ => 40.0 * (2.0 * turns * x).sin(),
            };
            [x, 50.0 + y]
        })
        .collect()
}

/// Root mean square and worst pixel.
type Bounds = (f64, f64);

#[test]
fn quality_is_that_of_the_table() {
    // For 4, 8 and 16 sub-columns, with a tenth to spare.
    let table: [(&str, f64, [Bounds; 3]); 5] = [
        ("noise", 100.0, [(8.3, 74.0), (4.4, 46.0), (2.8, 25.0)]),
        ("noise", 4.0, [(9.6, 71.0), (4.7, 37.0), (3.1, 22.0)]),
        ("walk", 50.0, [(6.0, 73.0), (3.0, 45.0), (1.7, 19.0)]),
        ("steep", 200.0, [(7.4, 29.0), (2.6, 12.0), (0.8, 8.0)]),
        ("slow", 50.0, [(1.5, 14.0), (0.32, 6.0), (0.22, 4.0)]),
    ];
    let size = [160, 100];
    for (name, samples_per_px, bounds) in table {
        let points = curve(name, samples_per_px);
        let truth = supersampled_strokes(&points, 1.5, size, 16);
        for (per_column, (rms, worst)) in [4, 8, 16].into_iter().zip(bounds) {
            let intervals = intervals_of(&points, size[0], 1.5, per_column);
            let actual = alphas(size, &[stroke(Color::BLACK, 1.5, per_column, intervals)]);
            let difference = Difference::of_unit(&actual, &truth);
            assert!(
                difference.rms <= rms && difference.worst <= worst,
                "{name} ({samples_per_px} a pixel), k = {per_column}: {difference:?}"
            );
        }
    }
}

/// Where the stroke begins and ends at an edge, by looking at every sub-column.
fn plain_edge(
    intervals: &[Interval],
    position: usize,
    per_column: usize,
    radius: f64,
) -> Option<[f64; 2]> {
    let half_height = |distance: f64| {
        let distance = distance / per_column as f64;
        (radius * radius - distance * distance).max(0.0).sqrt()
    };
    let reach = radius * per_column as f64;
    let mut found: Option<[f64; 2]> = None;
    let mut partly: Option<[f64; 2]> = None;
    let mut touched: Option<[f64; 2]> = None;
    let widen = |hull: &mut Option<[f64; 2]>, [top, bottom]: [f64; 2]| {
        let hull = hull.get_or_insert([top, bottom]);
        *hull = [hull[0].min(top), hull[1].max(bottom)];
    };
    for (index, interval) in intervals.iter().enumerate() {
        if interval.is_empty() {
            continue;
        }
        let near = if index >= position {
            index - position
        } else {
            position - index - 1
        } as f64;
        let (top, bottom) = (f64::from(interval.top), f64::from(interval.bottom));
        let middle = (top + bottom) / 2.0;
        // Where the disc that rises highest stands, if the curve rises evenly to the far side.
        let slope = (bottom - top) * per_column as f64;
        let secant = slope.hypot(1.0);
        if per_column >= 16
            && slope > 0.0
            && slope < 1024.0
            && (radius * slope / secant * per_column as f64).floor() == near
        {
            let up = radius * secant - slope * (near + 1.0) / per_column as f64;
            widen(&mut touched, [top - up, bottom + up]);
        }
        if near == 0.0 || near + 1.0 <= reach + 1e-3 {
            let far = half_height(near + 1.0);
            widen(&mut found, [top - far, bottom + far]);
            let in_middle = half_height(if near == 0.0 {
                (reach / 4.0).min(0.5)
            } else {
                near + 0.5
            });
            if middle.is_finite() {
                widen(&mut found, [middle - in_middle, middle + in_middle]);
            }
        } else if near < reach {
            widen(&mut partly, [top, bottom]);
        }
    }
    let within = (reach + 1e-3).floor().max(1.0);
    if let (Some(found), Some(partly)) = (&mut found, partly) {
        let rest = (reach - within).max(0.0);
        let blend = |from: f64, to: f64| from + rest * (to - from);
        found[0] = found[0].min(blend(found[0], partly[0]));
        found[1] = found[1].max(blend(found[1], partly[1]));
    }
    if let (Some(found), Some(touched)) = (&mut found, touched) {
        *found = [found[0].min(touched[0]), found[1].max(touched[1])];
    }
    found
}

fn plain_coverage(series: &ColumnSeries, column: usize, row: usize) -> f64 {
    let edges: Vec<Option<[f64; 2]>> = match &series.ranges {
        ColumnRanges::Rows(rows) => {
            let range = rows[column];
            let edge = [f64::from(range.first), f64::from(range.last) + 1.0];
            vec![(!range.is_empty()).then_some(edge); 2]
        }
        ColumnRanges::Subcolumns {
            per_column,
            intervals,
        } => (0..=*per_column)
            .map(|edge| {
                let margin = Columns::margin_for(series.width_px);
                let position = (column + margin) * per_column + edge;
                plain_edge(
                    intervals,
                    position,
                    *per_column,
                    f64::from(series.width_px) / 2.0,
                )
            })
            .collect(),
    };
    let row = row as f64;
    let covered: Vec<f64> = edges
        .iter()
        .map(|edge| {
            edge.map_or(0.0, |[top, bottom]| {
                (bottom.min(row + 1.0) - top.max(row)).clamp(0.0, 1.0)
            })
        })
        .collect();
    let pieces = covered.windows(2).map(|pair| (pair[0] + pair[1]) / 2.0);
    pieces.sum::<f64>() / (covered.len() - 1) as f64
}

/// Premultiplied, in real numbers.
fn plainly_smooth([width, height]: [usize; 2], series: &[ColumnSeries]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for index in 0..width * height {
        let mut pixel = [0.0; 4];
        for series in series {
            let color = series
                .color
                .to_rgba8()
                .map(|channel| f64::from(channel) / 255.0);
            let alpha = plain_coverage(series, index % width, index / width) * color[3];
            for channel in 0..4 {
                let source = if channel == 3 { 1.0 } else { color[channel] };
                pixel[channel] = pixel[channel] * (1.0 - alpha) + source * alpha;
            }
        }
        bytes.extend(pixel.map(|channel| (channel * 255.0).round() as u8));
    }
    bytes
}

fn random_intervals(random: &mut Random, count: usize, height: usize) -> Vec<Interval> {
    let mut y = random.unit() * height as f64;
    (0..count)
        .map(|_| {
            y += random.normal() * 2.0;
            let reach = random.unit() * random.unit() * 20.0;
            let interval = Interval {
                top: y as f32,
                bottom: (y + reach) as f32,
            };
            match random.below(40) {
                0 => Interval::EMPTY,
                1 => Interval {
                    top: f32::NAN,
                    bottom: 1.0,
                },
                2 => Interval {
                    top: f32::NEG_INFINITY,
                    ..interval
                },
                3 => Interval {
                    bottom: f32::INFINITY,
                    ..interval
                },
                4 => Interval {
                    top: 3.0,
                    bottom: -3.0,
                },
                5 => Interval {
                    bottom: interval.top,
                    ..interval
                },
                _ => interval,
            }
        })
        .collect()
}

#[test]
fn smooth_lines_are_painted_as_pixel_by_pixel() {
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    for round in 0..24 {
        let size = [1 + random.below(40), 1 + random.below(120)];
        let mut series: Vec<ColumnSeries> = (0..1 + random.below(5))
            .map(|_| {
                let per_column = [1, 2, 3, 4, 8, 16][random.below(6)];
                let width_px = [0.3, 1.0, 1.3, 1.5, 2.0, 5.5][random.below(6)];
                let count = (size[0] + 2 * Columns::margin_for(width_px)) * per_column;
                let opaque = random.below(2) == 0;
                let intervals = random_intervals(&mut random, count, size[1]);
                stroke(random.color(opaque), width_px, per_column, intervals)
            })
            .collect();
        if round % 4 == 0 {
            series.push(rows(random.color(false), random_rows(&mut random, size)));
        }
        let difference =
            Difference::of_bytes(&painted(size, &series), &plainly_smooth(size, &series));
        assert!(
            difference.worst <= 1.0,
            "round {round}, {size:?}: {difference:?}"
        );
    }
}

#[test]
fn full_coverage_leaves_nothing_of_what_lies_below() {
    let size = [33, 200];
    let filled = |color| {
        let everything = Interval {
            top: -10.0,
            bottom: 400.0,
        };
        stroke(color, 1.5, 8, vec![everything; (33 + 4) * 8])
    };
    let pixels = painted(
        size,
        &[filled(Color::WHITE), filled(Color::rgb8(1, 130, 254))],
    );
    assert!(pixels.chunks(4).all(|pixel| pixel == [1, 130, 254, 255]));
}

#[test]
fn a_lone_point_is_a_round_dot() {
    let (width_px, per_column) = (6.0, 16);
    let margin = Columns::margin_for(width_px);
    let mut intervals = vec![Interval::EMPTY; (12 + 2 * margin) * per_column];
    intervals[(6 + margin) * per_column] = Interval {
        top: 6.0,
        bottom: 6.0,
    };
    let actual = alphas(
        [12, 12],
        &[stroke(Color::BLACK, width_px, per_column, intervals)],
    );
    // Its place within the sub-column is not known: the middle is the best guess.
    let center = 6.0 + 0.5 / per_column as f64;
    let truth = supersampled_strokes(&[[center, 6.0]], f64::from(width_px), [12, 12], 16);
    let difference = Difference::of_unit(&actual, &truth);
    assert!(
        difference.rms < 3.0 && difference.worst < 20.0,
        "{difference:?}"
    );
    let mirrored: Vec<f32> = actual.chunks(12).rev().flatten().copied().collect();
    let mirror = Difference::of_unit(&actual, &mirrored);
    assert!(mirror.worst <= 1.0, "{mirror:?}");
}

#[test]
fn thin_flat_lines_do_not_vanish() {
    for width_px in [0.1f32, 0.25, 0.5, 1.0] {
        for per_column in [1, 4, 8] {
            let margin = Columns::margin_for(width_px);
            let flat = Interval {
                top: 2.5,
                bottom: 2.5,
            };
            let series = stroke(
                Color::BLACK,
                width_px,
                per_column,
                vec![flat; (4 + 2 * margin) * per_column],
            );
            let covered = alphas([4, 5], &[series]).iter().sum::<f32>() / 4.0;
            assert!(
                (covered - width_px).abs() < 0.15 * width_px + 0.004,
                "{width_px} px: {covered}"
            );
        }
    }
}

#[test]
fn moving_a_line_by_whole_pixels_moves_its_picture() {
    let moved = |dy: f64| -> Vec<[f64; 2]> {
        curve("walk", 3.0)
            .into_iter()
            .map(|[x, y]| [x, y + dy])
            .collect()
    };
    let picture = |points: &[[f64; 2]]| {
        let intervals = intervals_of(points, 32, 1.5, 8);
        alphas([32, 260], &[stroke(Color::BLACK, 1.5, 8, intervals)])
    };
    let (here, there) = (picture(&moved(0.0)), picture(&moved(100.0)));
    // Bands of the painter begin elsewhere in the line; sub-pixel places are rounded by f32.
    let difference = Difference::of_unit(&there[32 * 100..], &here[..32 * 160]);
    assert!(difference.worst <= 1.0, "{difference:?}");
}

#[test]
fn any_number_of_threads_paints_the_same_bytes() {
    let size = [100, 333];
    let mut random = Random(17);
    let count = (100 + 4) * 8;
    let series: Vec<ColumnSeries> = (0..5)
        .map(|_| {
            let intervals = random_intervals(&mut random, count, size[1]);
            stroke(random.color(false), 1.5, 8, intervals)
        })
        .collect();
    let with_threads = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| painted(size, &series))
    };
    assert_eq!(with_threads(1), with_threads(3));
}

#[test]
fn painting_again_forgets_the_last_picture() {
    let mut random = Random(3);
    let mut columns = Columns::new();
    for size in [[50, 90], [50, 90], [20, 33], [64, 200]] {
        for smooth in [false, true] {
            let series: Vec<ColumnSeries> = (0..3)
                .map(|_| {
                    if smooth {
                        let count = (size[0] + 4) * 4;
                        stroke(
                            random.color(true),
                            1.5,
                            4,
                            random_intervals(&mut random, count, size[1]),
                        )
                    } else {
                        rows(random.color(true), random_rows(&mut random, size))
                    }
                })
                .collect();
            columns.set([3, 4, size[0] as i32, size[1] as i32], series.clone());
            assert_eq!(columns.paint().unwrap(), painted(size, &series));
        }
    }
    columns.set([0, 0, 2, 1], Vec::new());
    assert_eq!(columns.paint().unwrap(), [0; 8]);
    columns.set([0, 0, 0, 5], Vec::new());
    assert!(columns.paint().unwrap().is_empty());
    columns.set([0, 0, -4, 5], Vec::new());
    assert!(columns.paint().unwrap().is_empty());
}

#[test]
fn mistakes_say_what_was_expected_and_what_came() {
    let message = |rect, series: ColumnSeries| {
        let mut columns = Columns::new();
        columns.set(rect, vec![series]);
        columns.paint().unwrap_err().to_string()
    };
    let black = Color::BLACK;
    assert_eq!(
        message([0, 0, 5, 5], rows(black, vec![RowRange::EMPTY; 4])),
        "row ranges of a series of columns: expected 5, got 4"
    );
    assert_eq!(
        message(
            [0, 0, 5, 5],
            stroke(black, 1.5, 8, vec![Interval::EMPTY; 40])
        ),
        "sub-columns of a series, margins included: expected 72, got 40"
    );
    assert_eq!(
        message([0, 0, 5, 5], stroke(black, 1.5, 0, Vec::new())),
        "columns: expected 1 to 64 sub-columns in a column, got 0"
    );
    assert_eq!(
        message([0, 0, 5, 40_000], rows(black, vec![RowRange::EMPTY; 5])),
        "columns: expected a picture of at most 32767 px a side, got 5 x 40000 px"
    );
}

#[test]
fn silly_widths_draw_nothing_or_ask_for_too_much() {
    assert_eq!(Columns::margin_for(1.5), 2);
    assert_eq!(Columns::margin_for(2.0), 2);
    assert_eq!(Columns::margin_for(2.1), 3);
    assert_eq!(Columns::margin_for(f32::NAN), 1);
    assert_eq!(Columns::margin_for(f32::INFINITY), usize::MAX);
    for width_px in [0.0, -3.0, f32::NAN] {
        let count = (4 + 2 * Columns::margin_for(width_px)) * 2;
        let series = stroke(
            Color::BLACK,
            width_px,
            2,
            vec![
                Interval {
                    top: 0.0,
                    bottom: 9.0
                };
                count
            ],
        );
        assert!(
            painted([4, 4], &[series]).iter().all(|&byte| byte == 0),
            "{width_px}"
        );
    }
    let mut columns = Columns::new();
    columns.set(
        [0, 0, 4, 4],
        vec![stroke(Color::BLACK, f32::INFINITY, 2, Vec::new())],
    );
    assert!(columns.paint().is_err());
}

/// Area and bounding box of closed paths.
fn measure(commands: &[PathCommand]) -> (f64, [f32; 4]) {
    let mut area = 0.0;
    let mut bounds = [
        f32::INFINITY,
        f32::INFINITY,
        f32::NEG_INFINITY,
        f32::NEG_INFINITY,
    ];
    let mut points: Vec<[f32; 2]> = Vec::new();
    for command in commands {
        match command {
            PathCommand::MoveTo(point) | PathCommand::LineTo(point) => {
                points.push(*point);
                bounds = [
                    bounds[0].min(point[0]),
                    bounds[1].min(point[1]),
                    bounds[2].max(point[0]),
                    bounds[3].max(point[1]),
                ];
            }
            PathCommand::Close => {
                let next = points.iter().cycle().skip(1);
                let twice: f64 = points
                    .iter()
                    .zip(next)
                    .map(|(a, b)| {
                        f64::from(a[0]) * f64::from(b[1]) - f64::from(b[0]) * f64::from(a[1])
                    })
                    .sum();
                area += twice.abs() / 2.0;
                points.clear();
            }
            other => panic!("no curves are expected: {other:?}"),
        }
    }
    assert!(points.is_empty(), "every outline is closed");
    (area, bounds)
}

#[test]
fn descriptions_cover_what_is_painted() {
    let describe = |series: Vec<ColumnSeries>| {
        let mut columns = Columns::new();
        columns.set([10, 20, 160, 100], series);
        let mut description = Description::new();
        let placement = Placement {
            clip_px: Some([0, 0, 100, 70]),
            ..Placement::default()
        };
        columns.describe(&placement, &mut description);
        description.items
    };
    let intervals = intervals_of(&curve("slow", 10.0), 160, 1.5, 8);
    let smooth = stroke(Color::BLACK, 1.5, 8, intervals);
    let painted_area = f64::from(
        alphas([160, 100], std::slice::from_ref(&smooth))
            .iter()
            .sum::<f32>(),
    );
    let gap = RowRange::EMPTY;
    let run = RowRange { first: 2, last: 3 };
    let exact = rows(
        Color::WHITE,
        [vec![run; 7], vec![gap; 3], vec![run; 150]].concat(),
    );
    let items = describe(vec![smooth, exact]);
    assert_eq!(items.len(), 2);
    let paths: Vec<_> = items
        .iter()
        .map(|item| {
            let Item::Path {
                commands,
                fill,
                stroke,
                clip_px,
                ..
            } = item
            else {
                panic!("expected a path, got {item:?}");
            };
            assert_eq!((stroke, clip_px), (&None, &Some([10, 20, 90, 50])));
            let Some(Paint::Solid(color)) = fill else {
                panic!("expected a colour, got {fill:?}");
            };
            (*color, commands)
        })
        .collect();
    let (area, bounds) = measure(paths[0].1);
    assert!(
        (area / painted_area - 1.0).abs() < 0.005,
        "{area} for {painted_area}"
    );
    assert!(
        (bounds[1] - (20.0 + 50.0 - 40.75)).abs() < 0.1,
        "{bounds:?}"
    );
    assert_eq!(paths[1].0, Color::WHITE);
    let (area, bounds) = measure(paths[1].1);
    assert!((area - 2.0 * 157.0).abs() < 1e-6);
    assert_eq!(bounds, [10.0, 22.0, 170.0, 24.0]);
    assert_eq!(paths[1].1.len(), 2 * 5, "two rectangles");
}
