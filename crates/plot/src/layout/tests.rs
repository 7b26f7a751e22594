//! Properties that hold for figures of every size and content.

use galry_scene::AxisScale;
use galry_visuals::text::PixelBox;
use proptest::prelude::*;

use super::*;
use crate::Legend;

/// Everything a request borrows.
#[derive(Debug, Clone)]
struct Case {
    size_px: [u32; 2],
    pixel_ratio: f32,
    title: String,
    xlabel: String,
    ylabel: String,
    x: Axis,
    y: Axis,
    grid: Option<bool>,
    legend: Legend,
    entries: Vec<String>,
    lanes: Option<usize>,
    font_factor: f32,
}

impl Default for Case {
    fn default() -> Self {
        Self {
            size_px: [600, 400],
            pixel_ratio: 1.0,
            title: String::from("Three seconds of EEG"),
            xlabel: String::from("Time (s)"),
            ylabel: String::from("Potential (µV)"),
            x: Axis::new([0.0, 3.0], AxisScale::Linear).unwrap(),
            y: Axis::new([-80.0, 140.0], AxisScale::Linear).unwrap(),
            grid: None,
            legend: Legend::Automatic,
            entries: Vec::new(),
            lanes: None,
            font_factor: 1.0,
        }
    }
}

impl Case {
    fn lay_out(&self) -> GridFurniture {
        let mut theme = Theme::light();
        for size in [
            &mut theme.label_px,
            &mut theme.tick_px,
            &mut theme.title_px,
            &mut theme.legend_px,
        ] {
            *size *= self.font_factor;
        }
        let entries: Vec<LegendEntry> = self
            .entries
            .iter()
            .enumerate()
            .map(|(index, label)| LegendEntry {
                label: label.clone(),
                color: theme.line_color(index),
                width_px: 1.5,
                dashes: None,
                marker: None,
            })
            .collect();
        let lanes: Option<Vec<Tick>> = self.lanes.map(|count| {
            (0..count)
                .map(|lane| Tick {
                    value: -(lane as f64),
                    label: format!("EEG {lane:03}"),
                })
                .collect()
        });
        let y = self.lanes.map_or(self.y, crate::traces::lanes_axis);
        let fonts = Fonts::embedded();
        let axes = LayoutRequest {
            theme: &theme,
            fonts: &fonts,
            pixel_ratio: self.pixel_ratio,
            title: &self.title,
            xlabel: &self.xlabel,
            ylabel: &self.ylabel,
            x: self.x,
            y,
            grid: self.grid,
            legend: self.legend,
            entries: &entries,
            lanes: lanes.as_deref(),
            color_bar: None,
            scale_bar: lanes.as_ref().map(|_| ScaleBar {
                height: 1.0,
                label: String::from("100 µV"),
            }),
        };
        lay_out_grid(&GridRequest {
            size_px: self.size_px,
            title: "",
            entries: &[],
            columns: 1,
            axes: &[axes],
        })
    }
}

fn boxes(furniture: &GridFurniture) -> Vec<PixelBox> {
    let fonts = Fonts::embedded();
    furniture
        .labels
        .iter()
        .map(|label| label.extent_px(&fonts).moved(label.position))
        .collect()
}

fn texts(furniture: &GridFurniture) -> Vec<&str> {
    furniture
        .labels
        .iter()
        .map(|label| label.text.as_str())
        .collect()
}

fn is_whole(rectangle: &Rectangle) -> bool {
    rectangle
        .min
        .iter()
        .chain(&rectangle.max)
        .all(|edge| edge.fract() == 0.0)
}

/// Whether what the furniture promises is kept.
fn check(case: &Case, furniture: &GridFurniture) -> Result<(), TestCaseError> {
    check_room(case.size_px, furniture)?;
    check_spines(case, furniture)
}

/// Nothing overlaps, nothing is cut, nothing lies between pixels.
fn check_room(size_px: [u32; 2], furniture: &GridFurniture) -> Result<(), TestCaseError> {
    let [width, height] = size_px.map(|side| side as f32);
    for &[x, y, plot_width, plot_height] in &furniture.plots_px {
        prop_assert!(plot_width > 0 && plot_height > 0 && x >= 0 && y >= 0);
        prop_assert!(x + plot_width <= size_px[0] as i32);
        prop_assert!(y + plot_height <= size_px[1] as i32);
    }
    let boxes = boxes(furniture);
    for (i, a) in boxes.iter().enumerate() {
        let text = &furniture.labels[i].text;
        prop_assert!(a.min[0] >= 0.0 && a.min[1] >= 0.0, "{text} is cut: {a:?}");
        prop_assert!(
            a.max[0] <= width && a.max[1] <= height,
            "{text} is cut: {a:?}"
        );
        for (j, b) in boxes.iter().enumerate().skip(i + 1) {
            let other = &furniture.labels[j].text;
            prop_assert!(!a.overlaps(b), "{text} {a:?} overlaps {other} {b:?}");
        }
    }
    for rectangle in furniture.above.iter().chain(&furniture.below) {
        prop_assert!(is_whole(rectangle), "{rectangle:?} between pixels");
        let inside = rectangle.min.iter().all(|&edge| edge >= 0.0)
            && rectangle.max[0] <= width
            && rectangle.max[1] <= height;
        prop_assert!(inside, "{rectangle:?} is cut");
    }
    Ok(())
}

/// The spines of the only axes meet the data area and each other.
fn check_spines(case: &Case, furniture: &GridFurniture) -> Result<(), TestCaseError> {
    let [width, height] = case.size_px;
    let [x, y, plot_width, plot_height] = furniture.plots_px[0];
    if furniture.above.is_empty() {
        prop_assert_eq!(furniture.plots_px[0], [0, 0, width as i32, height as i32]);
        return Ok(());
    }
    let [left, top, right, bottom] = [x, y, x + plot_width, y + plot_height].map(|px| px as f32);
    let spine = &furniture.above[0];
    prop_assert_eq!([spine.min[1], spine.max[0]], [bottom, right]);
    if case.lanes.is_none() {
        let upright = furniture
            .above
            .iter()
            .any(|r| r.min == [spine.min[0], top] && r.max == [left, bottom]);
        prop_assert!(upright, "no spine of y");
    }
    for grid in &furniture.below {
        prop_assert!(grid.min[0] >= left && grid.max[0] <= right.max(grid.min[0] + 4.0));
    }
    Ok(())
}

fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        "[A-Za-zµ ()]{1,12}",
        "[A-Za-zµ ()]{30,120}",
        Just(String::from("Two\nlines")),
    ]
}

fn axis() -> impl Strategy<Value = Axis> {
    let linear = (
        prop_oneof![
            Just(0.0),
            -1e3..1e3,
            Just(1e9),
            Just(-1e9),
            Just(1e15),
            -1e300..1e300
        ],
        prop_oneof![1e-9..1e-3, 1e-3..1e3, 1e3..1e12, 1e290..1e300],
        any::<bool>(),
    )
        .prop_filter_map("an axis", |(low, span, inverted)| {
            let limits = if inverted {
                [low + span, low]
            } else {
                [low, low + span]
            };
            Axis::new(limits, AxisScale::Linear).ok()
        });
    let log = (-300.0..300.0, 0.01..200.0f64, any::<bool>()).prop_filter_map(
        "an axis",
        |(low, span, inverted): (f64, f64, bool)| {
            let (low, high) = (10f64.powf(low), 10f64.powf((low + span).min(305.0)));
            let limits = if inverted { [high, low] } else { [low, high] };
            Axis::new(limits, AxisScale::Log10).ok()
        },
    );
    prop_oneof![3 => linear, 1 => log]
}

prop_compose! {
    fn cases()(
        (width, height) in (60u32..2000, 40u32..1500),
        pixel_ratio in prop::sample::select(vec![1.0f32, 1.25, 1.5, 2.0, 3.0]),
        (title, xlabel, ylabel) in (words(), words(), words()),
        (x, y) in (axis(), axis()),
        grid in prop::option::of(any::<bool>()),
        legend in prop::sample::select(vec![
            Legend::Automatic, Legend::Automatic, Legend::Right, Legend::Above, Legend::None,
        ]),
        entries in prop_oneof![
            prop::collection::vec(words(), 0..5),
            prop::collection::vec(words(), 0..70),
        ],
        lanes in prop::option::weighted(0.2, 1usize..400),
        font_factor in prop::sample::select(vec![1.0f32, 1.0, 0.5, 2.5]),
    ) -> Case {
        Case {
            size_px: [width, height],
            pixel_ratio, title, xlabel, ylabel, x, y, grid, legend, entries, lanes, font_factor,
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn nothing_overlaps_or_is_cut(case in cases()) {
        check(&case, &case.lay_out())?;
    }

    #[test]
    fn from_300_by_200_on_everything_is_there(
        width in 300u32..1600, height in 200u32..1200, count in 0usize..8,
        pixel_ratio in prop::sample::select(vec![1.0f32, 1.25, 1.5, 2.0, 3.0]),
        (low, span) in (-1e3f64..1e3, 1e-2f64..1e4),
    ) {
        let case = Case {
            size_px: [width, height].map(|side| (side as f32 * pixel_ratio) as u32),
            pixel_ratio,
            entries: (0..count).map(|i| format!("unit {i}")).collect(),
            y: Axis::new([low, low + span], AxisScale::Linear).unwrap(),
            ..Case::default()
        };
        let furniture = case.lay_out();
        check(&case, &furniture)?;
        let texts = texts(&furniture);
        for wanted in [&case.title, &case.xlabel, &case.ylabel] {
            prop_assert!(
                texts.iter().any(|text| text == wanted || text.ends_with('…')),
                "{wanted} is missing from {texts:?}"
            );
        }
        let shown = texts.iter().filter(|text| text.starts_with("unit")).count();
        let note = format!("and {} more", count - shown);
        prop_assert!(shown == count || texts.contains(&note.as_str()), "{texts:?}");
        // Every tick has its label.
        let numbers = texts.iter().filter(|text| text.ends_with(|c: char| c.is_ascii_digit()));
        prop_assert!(numbers.count() >= 4 + shown, "{texts:?}");
    }
}

#[test]
fn the_legend_shares_the_baseline_of_the_title() {
    let case = Case {
        entries: vec![String::from("frontal"), String::from("occipital")],
        ..Case::default()
    };
    let furniture = case.lay_out();
    let fonts = Fonts::embedded();
    let baseline = |text: &str| {
        let label = furniture
            .labels
            .iter()
            .find(|label| label.text == text)
            .unwrap();
        let size = fonts.measure(text, &label.style);
        label.extent_px(&fonts).moved(label.position).min[1] + size.ascent_px
    };
    assert!((baseline("frontal") - baseline(&case.title)).abs() <= 0.5);
    assert_eq!(baseline("frontal"), baseline("occipital"));
}

#[test]
fn a_tick_at_the_end_goes_on_from_the_spine() {
    for pixel_ratio in [1.0, 2.0, 3.0] {
        let case = Case {
            size_px: [600, 400].map(|side| side * pixel_ratio as u32),
            pixel_ratio,
            y: Axis::new([0.0, 100.0], AxisScale::Linear).unwrap(),
            ..Case::default()
        };
        let furniture = case.lay_out();
        let [left, top, _, height] = furniture.plots_px[0].map(|px| px as f32);
        let hairline = pixel_ratio;
        let x_tick = |r: &&Rectangle| r.min == [left - hairline, top + height + hairline];
        assert!(furniture.above.iter().any(|r| x_tick(&r)), "{pixel_ratio}");
        let y_tick = |r: &&Rectangle| r.max == [left - hairline, top + height + hairline];
        assert!(furniture.above.iter().any(|r| y_tick(&r)), "{pixel_ratio}");
    }
}

#[test]
fn what_numbers_have_in_common_is_shown_or_the_numbers_are_not() {
    for width in [150, 200, 300, 600] {
        let case = Case {
            size_px: [width, 200],
            x: Axis::new([1e9, 1e9 + 2.0], AxisScale::Linear).unwrap(),
            y: Axis::new([0.0, 3e-7], AxisScale::Linear).unwrap(),
            ..Case::default()
        };
        let furniture = case.lay_out();
        check(&case, &furniture).unwrap();
        let texts = texts(&furniture);
        let has = |part: &str| texts.iter().any(|text| text.contains(part));
        let numbers = texts
            .iter()
            .any(|text| text.starts_with(|c: char| c.is_ascii_digit()));
        assert_eq!(numbers, has("×10⁻⁷") || has("+ 1"), "{width}: {texts:?}");
        if width >= 300 {
            assert!(has("×10⁻⁷") && has("+ 1\u{2009}000"), "{width}: {texts:?}");
        }
    }
}

#[test]
fn odd_measures_of_a_theme_are_survived() {
    for odd in [f32::NAN, f32::INFINITY, -5.0, 0.0, 1e-3, 1e9] {
        let mut theme = Theme::light();
        theme.padding_px = odd;
        theme.legend_px = odd;
        theme.hairline_px = 1.0;
        theme.tick_px = odd;
        let entries = [LegendEntry {
            label: String::from("a"),
            color: theme.ink,
            width_px: odd,
            dashes: None,
            marker: None,
        }];
        let case = Case::default();
        let fonts = Fonts::embedded();
        let axes = LayoutRequest {
            title: "Title",
            xlabel: "x",
            ylabel: "y",
            x: case.x,
            y: case.y,
            entries: &entries,
            ..LayoutRequest::new(&theme, &fonts, 1.0)
        };
        let furniture = lay_out_grid(&GridRequest {
            size_px: case.size_px,
            title: "Title",
            entries: &entries,
            columns: 1,
            axes: &[axes],
        });
        assert!(
            furniture.plots_px[0][2] > 0 && furniture.plots_px[0][3] > 0,
            "{odd}"
        );
    }
}

#[test]
fn entries_without_room_are_counted() {
    let case = Case {
        entries: (0..60).map(|i| format!("channel {i}")).collect(),
        ..Case::default()
    };
    let furniture = case.lay_out();
    let texts = texts(&furniture);
    let shown = texts
        .iter()
        .filter(|text| text.starts_with("channel"))
        .count();
    let note = format!("and {} more", 60 - shown);
    assert!(texts.contains(&note.as_str()), "{texts:?}");
    assert!(shown > 10);
}

/// Furniture of `rows` x `columns` axes with y axes of different lengths of numbers.
fn grid(size_px: [u32; 2], rows: usize, columns: usize, title: &str) -> GridFurniture {
    let theme = Theme::light();
    let fonts = Fonts::embedded();
    let titles: Vec<String> = (0..rows * columns).map(|i| format!("Panel {i}")).collect();
    let entries: Vec<LegendEntry> = (0..5)
        .map(|index| LegendEntry {
            label: format!("peer {index}"),
            color: theme.line_color(index),
            width_px: 1.5,
            dashes: None,
            marker: None,
        })
        .collect();
    let axes: Vec<LayoutRequest<'_>> = titles
        .iter()
        .enumerate()
        .map(|(index, title)| LayoutRequest {
            title,
            xlabel: "Samples",
            ylabel: if index % 2 == 0 { "Time (s)" } else { "" },
            x: Axis::new([0.0, 3.0], AxisScale::Linear).unwrap(),
            y: Axis::new([0.0, 10f64.powi(index as i32)], AxisScale::Linear).unwrap(),
            ..LayoutRequest::new(&theme, &fonts, 1.0)
        })
        .collect();
    lay_out_grid(&GridRequest {
        size_px,
        title,
        entries: if title.is_empty() { &[] } else { &entries },
        columns,
        axes: &axes,
    })
}

#[test]
fn data_areas_of_a_grid_have_one_size_and_line_up() {
    for (rows, columns, size_px) in [
        (2, 3, [1200, 800]),
        (3, 1, [600, 700]),
        (1, 4, [1100, 300]),
        (2, 2, [640, 480]),
    ] {
        for title in ["", "All of them"] {
            let furniture = grid(size_px, rows, columns, title);
            let plots = &furniture.plots_px;
            assert_eq!(plots.len(), rows * columns);
            for (index, plot) in plots.iter().enumerate() {
                assert_eq!(plot[2..], plots[0][2..], "{plots:?}");
                assert_eq!(plot[0], plots[index % columns][0], "{plots:?}");
                assert_eq!(plot[1], plots[index / columns * columns][1], "{plots:?}");
            }
            check_room(size_px, &furniture).unwrap();
            let texts = texts(&furniture);
            assert_eq!(
                texts.contains(&"All of them"),
                !title.is_empty(),
                "{texts:?}"
            );
            assert!(texts.contains(&"Panel 0"), "{texts:?}");
            let named = texts.iter().filter(|text| text.starts_with("peer")).count();
            assert_eq!(named, if title.is_empty() { 0 } else { 5 }, "{texts:?}");
        }
    }
}

#[test]
fn a_grid_too_small_for_furniture_is_data_alone() {
    let furniture = grid([97, 60], 4, 5, "Title");
    assert!(furniture.labels.is_empty() && furniture.above.is_empty());
    let cells = &furniture.cells_px;
    assert_eq!(furniture.plots_px, *cells);
    let area: i32 = cells.iter().map(|cell| cell[2] * cell[3]).sum();
    assert_eq!(area, 97 * 60, "{cells:?}");
    assert!(GridFurniture::bare([10, 10], 0, 0).cells_px.is_empty());
}

proptest! {
    #[test]
    fn grids_of_any_shape_keep_what_is_promised(
        rows in 1usize..5,
        columns in 1usize..5,
        width in 40u32..1500,
        height in 40u32..1000,
        titled in any::<bool>(),
    ) {
        let furniture = grid([width, height], rows, columns, if titled { "Title" } else { "" });
        prop_assert_eq!(furniture.plots_px.len(), rows * columns);
        check_room([width, height], &furniture)?;
    }
}

#[test]
fn each_line_of_a_title_is_shortened_by_itself() {
    let fonts = Fonts::embedded();
    let theme = Theme::light();
    let title = "a first line that is by far too long for any such narrow picture as this\nshort";
    let request = LayoutRequest {
        title,
        xlabel: r"a label that is as much too long for this picture, and $\frac{a}{b}$",
        ..LayoutRequest::new(&theme, &fonts, 1.0)
    };
    let axes = [request];
    let furniture = lay_out_grid(&GridRequest {
        size_px: [300, 300],
        title: "",
        entries: &[],
        columns: 1,
        axes: &axes,
    });
    let texts: Vec<&str> = furniture.labels.iter().map(|l| l.text.as_str()).collect();
    let title = texts
        .iter()
        .find(|text| text.starts_with("a first"))
        .unwrap();
    let lines: Vec<&str> = title.split('\n').collect();
    assert!(lines[0].ends_with('…') && lines[1] == "short", "{title}");
    let label = texts
        .iter()
        .find(|text| text.starts_with("a label"))
        .unwrap();
    assert!(label.ends_with('…') && !label.contains('$'), "{label}");
}
