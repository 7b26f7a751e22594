//! What a user does to a figure, without a window.

use galry_events::{Button, Modifiers, NamedKey, Script};

use super::*;
use crate::Figure;

const SIZE: [u32; 2] = [600, 400];

fn session() -> Session<'static> {
    let figure = Figure::new();
    let axes = figure.axes();
    axes.title("Waves").xlabel("Sample").ylabel("Height (m)");
    axes.line(
        (0..1000)
            .map(|i| (f64::from(i) / 40.0).sin() * f64::from(i))
            .collect::<Vec<_>>(),
    );
    arranged(&figure)
}

fn arranged(figure: &Figure) -> Session<'static> {
    let mut session = Session::new(figure.state()).unwrap();
    session.arrange(SIZE, 1.0).unwrap();
    session
}

fn play(session: &mut Session<'_>, script: &Script) -> bool {
    let mut changed = false;
    for event in script {
        changed |= session.handle(event).unwrap();
        session.arrange(SIZE, 1.0).unwrap();
    }
    changed
}

fn axes_of(session: &Session<'_>) -> [Axis; 2] {
    session.panels[0].axes(&session.scene).unwrap()
}

fn rect(session: &Session<'_>) -> [f64; 4] {
    let rect = session.panels[0].logical_rect(&session.scene).unwrap();
    [rect.x, rect.y, rect.width, rect.height]
}

/// A point of the data area, in parts of it from the top left.
fn inside(session: &Session<'_>, [x, y]: [f64; 2]) -> [f64; 2] {
    let [left, top, width, height] = rect(session);
    [left + x * width, top + y * height]
}

fn tick_texts(session: &Session<'_>) -> Vec<String> {
    let wanted = session.laid_out.as_ref().unwrap();
    let furniture = session.furniture(wanted);
    furniture
        .labels
        .into_iter()
        .map(|label| label.text)
        .collect()
}

#[test]
fn the_wheel_zooms_about_the_pointer_and_the_ticks_follow() {
    let mut session = session();
    let before = axes_of(&session);
    let ticks = tick_texts(&session);
    let at = inside(&session, [0.25, 0.5]);
    let value = before[0].value_at(0.25);
    assert!(play(&mut session, &Script::new().wheel(at, [0.0, 4.0])));
    let after = axes_of(&session);
    assert!(after[0].span() < before[0].span() / 2.0);
    assert!(after[1].span() < before[1].span() / 2.0);
    assert!((after[0].fraction(value) - 0.25).abs() < 1e-9);
    assert_ne!(tick_texts(&session), ticks);
}

#[test]
fn a_drag_pans_and_a_double_click_returns() {
    let mut session = session();
    let home = axes_of(&session);
    let (from, to) = (inside(&session, [0.5, 0.5]), inside(&session, [0.7, 0.5]));
    assert!(play(
        &mut session,
        &Script::new().drag(Button::Primary, [from, to])
    ));
    let panned = axes_of(&session);
    assert!((panned[0].limits()[0] - (home[0].limits()[0] - 0.2 * home[0].span())).abs() < 1.0);
    assert_eq!(panned[1], home[1]);
    let centre = inside(&session, [0.5, 0.5]);
    let script = Script::new()
        .wait(5.0)
        .double_click(Button::Primary, centre);
    assert!(play(&mut session, &script));
    assert_eq!(axes_of(&session), home);
}

#[test]
fn a_fits_y_to_what_is_in_sight() {
    let mut session = session();
    let home = axes_of(&session);
    let left = Axis::new([0.0, 100.0], AxisScale::Linear).unwrap();
    session.show(0, [left, home[1]]).unwrap();
    assert!(play(&mut session, &Script::new().key('a')));
    let [x, y] = axes_of(&session);
    assert_eq!(x, left);
    assert!(y.limits()[1] < home[1].limits()[1] / 5.0, "{y:?}");
}

#[test]
fn fitting_an_inverted_axis_leaves_it_inverted() {
    let figure = Figure::new();
    figure.axes().ylim(100.0, -100.0).line(vec![0.0, 1.0, 2.0]);
    let mut session = arranged(&figure);
    assert!(play(&mut session, &Script::new().key('a').key('l')));
    let [_, y] = axes_of(&session);
    assert!(y.is_inverted());
    assert_eq!(y.scale(), AxisScale::Log10);
}

#[test]
fn g_toggles_the_grid() {
    let mut session = session();
    let lines = |session: &Session<'_>| {
        session
            .furniture(session.laid_out.as_ref().unwrap())
            .below
            .len()
    };
    let at_first = lines(&session);
    assert!(play(&mut session, &Script::new().key('g')));
    let both = lines(&session);
    assert!(both > at_first && at_first > 0);
    assert!(play(&mut session, &Script::new().key('g')));
    assert_eq!(lines(&session), 0);
}

#[test]
fn l_and_k_make_axes_logarithmic_and_linear_again() {
    let mut session = session();
    let scales = |session: &Session<'_>| axes_of(session).map(|axis| axis.scale());
    assert!(play(&mut session, &Script::new().key('l')));
    assert_eq!(scales(&session), [AxisScale::Linear, AxisScale::Log10]);
    assert!(play(&mut session, &Script::new().key('k')));
    assert_eq!(scales(&session), [AxisScale::Log10; 2]);
    assert!(play(&mut session, &Script::new().key('l').key('L')));
    assert_eq!(scales(&session), [AxisScale::Linear; 2]);
}

#[test]
fn the_wheel_beside_an_axis_zooms_it_alone() {
    let mut session = session();
    let before = axes_of(&session);
    let [left, top, width, height] = rect(&session);
    let on_y = [left - 10.0, top + height / 4.0];
    assert!(play(&mut session, &Script::new().wheel(on_y, [0.0, 1.0])));
    let zoomed = axes_of(&session);
    assert_eq!(zoomed[0], before[0]);
    assert!((zoomed[1].span() * 1.25 / before[1].span() - 1.0).abs() < 1e-9);
    let value = before[1].value_at(0.75);
    assert!((zoomed[1].fraction(value) - 0.75).abs() < 1e-9);
    let on_x = [left + width / 2.0, top + height + 10.0];
    assert!(play(&mut session, &Script::new().wheel(on_x, [0.0, -1.0])));
    let both = axes_of(&session);
    assert!(both[0].span() > zoomed[0].span());
    assert_eq!(both[1], zoomed[1]);
}

#[test]
fn a_drag_on_an_axis_works_on_it_alone() {
    let mut session = session();
    let home = axes_of(&session);
    let [left, top, width, height] = rect(&session);
    let y = top + height + 12.0;
    let path = [
        [left + 50.0, y],
        [left + 100.0, y + 30.0],
        [left + 50.0 + width / 4.0, y - 90.0],
    ];
    assert!(play(
        &mut session,
        &Script::new().drag(Button::Primary, path)
    ));
    let panned = axes_of(&session);
    assert_eq!(panned[1], home[1]);
    let moved = home[0].limits()[0] - panned[0].limits()[0];
    assert!((moved / home[0].span() - 0.25).abs() < 1e-2, "{moved}");
    // Right drag upwards beside y zooms in.
    let left = rect(&session)[0];
    let path = [
        [left - 5.0, top + 100.0],
        [left - 5.0, top + 80.0],
        [left - 5.0, top + 40.0],
    ];
    assert!(play(
        &mut session,
        &Script::new().wait(5.0).drag(Button::Secondary, path)
    ));
    let zoomed = axes_of(&session);
    assert_eq!(zoomed[0], panned[0]);
    assert!(zoomed[1].span() < panned[1].span());
    // Back, to where each drag began.
    assert!(play(&mut session, &Script::new().key(NamedKey::Backspace)));
    assert_eq!(axes_of(&session), panned);
    // Home, one axis only.
    let left = rect(&session)[0];
    let script = Script::new()
        .wait(5.0)
        .double_click(Button::Primary, [left + 90.0, y]);
    assert!(play(&mut session, &script));
    assert_eq!(axes_of(&session), home);
}

#[test]
fn nothing_happens_in_the_corners() {
    let mut session = session();
    let home = axes_of(&session);
    for at in [[2.0, 2.0], [2.0, 398.0], [598.0, 2.0]] {
        let script = Script::new()
            .wheel(at, [0.0, 1.0])
            .drag(Button::Primary, [at, [300.0, 200.0]]);
        assert!(!play(&mut session, &script), "{at:?}");
    }
    assert_eq!(axes_of(&session), home);
}

#[test]
fn a_box_zooms_to_its_corners() {
    let mut session = session();
    let home = axes_of(&session);
    let path = [[0.25, 0.25], [0.5, 0.5], [0.75, 0.75]].map(|at| inside(&session, at));
    let script = Script::new().holding(Modifiers::CONTROL, |script| {
        script.drag(Button::Primary, path)
    });
    assert!(play(&mut session, &script));
    let [x, y] = axes_of(&session);
    assert!((x.span() / home[0].span() - 0.5).abs() < 0.02);
    assert!((y.span() / home[1].span() - 0.5).abs() < 0.02);
}

/// Two axes above each other and two beside them, all with the same data.
fn four(share_x: bool, share_y: bool) -> Session<'static> {
    let figure = Figure::new();
    figure.sharex(share_x).sharey(share_y);
    for (index, axes) in figure.subplots(2, 2).iter().enumerate() {
        axes.line(
            (0..=100 * (index + 1))
                .map(|i| i as f64)
                .collect::<Vec<_>>(),
        );
    }
    arranged(&figure)
}

fn all_axes(session: &Session<'_>) -> Vec<[Axis; 2]> {
    let axes = |panel: &Panel| panel.axes(&session.scene).unwrap();
    session.panels.iter().map(axes).collect()
}

fn middle_of(session: &Session<'_>, panel: usize) -> [f64; 2] {
    let rect = session.panels[panel].logical_rect(&session.scene).unwrap();
    [rect.x + rect.width / 2.0, rect.y + rect.height / 2.0]
}

#[test]
fn each_axes_pans_zooms_and_takes_keys_alone() {
    let mut session = four(false, false);
    let before = all_axes(&session);
    assert_ne!(before[0], before[1]);
    let at = middle_of(&session, 2);
    let script = Script::new().wheel(at, [0.0, 2.0]).key('l');
    assert!(play(&mut session, &script));
    let after = all_axes(&session);
    for index in [0, 1, 3] {
        assert_eq!(after[index], before[index], "{index}");
    }
    assert!(after[2][0].span() < before[2][0].span());
    assert_eq!(after[2][1].scale(), AxisScale::Log10);
    let strip = session.panels[1].logical_rect(&session.scene).unwrap();
    let below = [strip.x + strip.width / 2.0, strip.y + strip.height + 8.0];
    assert!(play(&mut session, &Script::new().wheel(below, [0.0, 1.0])));
    let again = all_axes(&session);
    assert!(again[1][0].span() < before[1][0].span());
    assert_eq!(again[1][1], before[1][1]);
    assert_eq!(
        [again[0], again[2], again[3]],
        [after[0], after[2], after[3]]
    );
}

#[test]
fn shared_axes_begin_alike_and_move_together() {
    let mut session = four(true, true);
    let alike = |session: &Session<'_>| {
        let axes = all_axes(session);
        for (a, b, axis) in [(0, 2, 0), (1, 3, 0), (0, 1, 1), (2, 3, 1)] {
            assert_eq!(axes[a][axis], axes[b][axis], "{a} {b} {axis}");
        }
        axes
    };
    let before = alike(&session);
    // The longer line of the lower row.
    assert!(before[0][0].limits()[1] > 300.0, "{before:?}");
    let at = middle_of(&session, 3);
    assert!(play(&mut session, &Script::new().wheel(at, [0.0, 3.0])));
    let after = alike(&session);
    assert_eq!(after[0], before[0]);
    assert!(after[1][0].span() < before[1][0].span());
    assert!(after[2][1].span() < before[2][1].span());
    let script = Script::new().wait(5.0).double_click(Button::Primary, at);
    assert!(play(&mut session, &script));
    assert_eq!(alike(&session), before);
}

#[test]
fn a_colour_bar_tells_the_counts_that_are_in_sight() {
    // A hundred at one place, one at each of two others.
    let x = [vec![0.0; 100], vec![1.0, 2.0]].concat();
    let figure = Figure::new();
    let points = figure.axes().scatter(x.clone(), x);
    points.shading("density").norm("linear").size(3.0);
    let mut session = arranged(&figure);
    session.describe(SIZE, 1.0).unwrap();
    let texts = tick_texts(&session);
    assert!(texts.iter().any(|text| text == "100"), "{texts:?}");
    assert!(
        texts.iter().any(|text| text == "Markers per pixel"),
        "{texts:?}"
    );
    let whole = rect(&session);
    // Around the two others alone, one is the most.
    let close = [[0.5, 2.5]; 2].map(|limits| Axis::new(limits, AxisScale::Linear).unwrap());
    session.show(0, close).unwrap();
    session.describe(SIZE, 1.0).unwrap();
    let texts = tick_texts(&session);
    assert!(!texts.iter().any(|text| text == "100"), "{texts:?}");
    assert_eq!(whole[2], rect(&session)[2], "the axes do not shake");
    // Markers where they stand apart have no bar.
    points.shading("automatic");
    let mut session = arranged(&figure);
    session.show(0, close).unwrap();
    session.describe(SIZE, 1.0).unwrap();
    let texts = tick_texts(&session);
    assert!(
        !texts.iter().any(|text| text == "Markers per pixel"),
        "{texts:?}"
    );
}

#[test]
fn what_is_wrong_with_a_density_is_said_where_it_was_asked() {
    let figure = Figure::new();
    figure.axes().scatter(vec![0.0], vec![0.0]).shading("thick");
    let error = figure.check().unwrap_err().to_string();
    assert!(
        error.contains("expected marks, density or automatic"),
        "{error}"
    );
    let figure = Figure::new();
    figure.axes().scatter(vec![0.0], vec![0.0]).norm("cubed");
    let error = figure.check().unwrap_err().to_string();
    assert!(error.contains("equalized"), "{error}");
}

/// About normally distributed, the same every time.
fn bell(count: u32) -> Vec<f64> {
    (0..count)
        .map(|i| {
            let u = (f64::from(i) + 0.5) / f64::from(count);
            let scrambled = (f64::from(i) * 0.618_033_988_749_895).fract() - 0.5;
            (u / (1.0 - u)).ln() + 1e-3 * scrambled
        })
        .collect()
}

fn bars_of(session: &Session<'_>) -> (Vec<f64>, Vec<f64>) {
    match &session.state.axes[0].charts[0] {
        Chart::Histogram(histogram) => histogram.edges_and_heights(),
        _ => panic!("a histogram"),
    }
}

#[test]
fn zooming_into_a_histogram_counts_it_anew() {
    let values = bell(50_000);
    let figure = Figure::new();
    figure.axes().hist(values.clone());
    let mut session = arranged(&figure);
    let (whole, _) = bars_of(&session);
    let home = axes_of(&session);
    for half in [2.0, 0.4, 0.05, 1e-3] {
        let x = Axis::new([-half, half], AxisScale::Linear).unwrap();
        session.show(0, [x, home[1]]).unwrap();
        session.arrange(SIZE, 1.0).unwrap();
        let (edges, heights) = bars_of(&session);
        let in_sight = edges.iter().filter(|edge| edge.abs() <= half).count();
        assert!(
            (15..=2 * whole.len()).contains(&in_sight),
            "{half}: {in_sight}"
        );
        // As a plain loop counts between these very edges.
        let last = heights.len() - 1;
        for (bin, (pair, &height)) in edges.windows(2).zip(&heights).enumerate() {
            let within = |value: &&f64| {
                **value >= pair[0] && (**value < pair[1] || (bin == last && **value == pair[1]))
            };
            let count = values.iter().filter(within).count();
            assert!(
                (height - count as f64).abs() <= f64::from(u8::from(bin == last)),
                "{bin}"
            );
        }
        // The highest bar in sight nearly fills the axes.
        let most = edges
            .windows(2)
            .zip(&heights)
            .filter(|(pair, _)| pair[1] > -half && pair[0] < half)
            .fold(0.0_f64, |most, (_, &height)| most.max(height));
        let [low, high] = axes_of(&session)[1].limits();
        assert_eq!(low, 0.0);
        assert!(most > 0.8 * high && most <= high, "{most} of {high}");
    }
    session.show(0, home).unwrap();
    session.arrange(SIZE, 1.0).unwrap();
    assert_eq!(bars_of(&session).0, whole, "and back");
}

#[test]
fn a_histogram_whose_bins_were_given_keeps_them() {
    let figure = Figure::new();
    figure.axes().hist(bell(5000)).bins(12);
    let mut session = arranged(&figure);
    let whole = bars_of(&session);
    let [_, y] = axes_of(&session);
    let x = Axis::new([-0.1, 0.1], AxisScale::Linear).unwrap();
    session.show(0, [x, y]).unwrap();
    session.arrange(SIZE, 1.0).unwrap();
    assert_eq!(bars_of(&session), whole);
}

#[test]
fn within_a_frame_budget_counting_goes_on_from_frame_to_frame() {
    let figure = Figure::new();
    figure.axes().hist(bell(9_000_000));
    let mut session =
        Session::with_frame_budget(figure.state(), Some(Duration::from_millis(16))).unwrap();
    session.arrange(SIZE, 1.0).unwrap();
    let (whole, _) = bars_of(&session);
    let [_, y] = axes_of(&session);
    let x = Axis::new([-0.5, 0.5], AxisScale::Linear).unwrap();
    session.show(0, [x, y]).unwrap();
    let mut frames = 0;
    loop {
        session.arrange(SIZE, 1.0).unwrap();
        frames += 1;
        if session.counting.is_final() {
            break;
        }
        let is_whole = bars_of(&session).0 == whole;
        assert_eq!(
            is_whole,
            frames < 3,
            "{frames}: wide bins stay until a grid is counted"
        );
    }
    assert_eq!(frames, 6, "four million samples a frame, two grids");
    let (edges, _) = bars_of(&session);
    let wanted = (whole[1] - whole[0]) / (edges[1] - edges[0]);
    assert!(
        (wanted.log2() - wanted.log2().round()).abs() < 0.2,
        "halved: {wanted}"
    );
}

#[test]
fn zooming_into_pairs_counts_them_anew() {
    let count = 40_000;
    let x = bell(count);
    let y: Vec<f64> = (0..count)
        .map(|i| (f64::from(i) * 0.754_877_666_246_693).fract())
        .collect();
    let figure = Figure::new();
    figure.axes().hist2d(x.clone(), y.clone(), [40, 30]);
    let mut session = arranged(&figure);
    let close = [[-0.5, 0.5], [0.2, 0.3]];
    let axes = close.map(|limits| Axis::new(limits, AxisScale::Linear).unwrap());
    session.show(0, axes).unwrap();
    session.arrange(SIZE, 1.0).unwrap();
    let Chart::Image(image) = &session.state.axes[0].charts[0] else {
        panic!("an image");
    };
    let [left, right, bottom, top] = image.extent.unwrap();
    assert!(left <= -0.5 && right >= 0.5 && bottom <= 0.2 && top >= 0.3);
    let size = image.raster.size();
    assert!(
        (20..=45).contains(&size[0]) && (15..=34).contains(&size[1]),
        "{size:?}"
    );
    let mut counts = vec![0.0; (size[0] * size[1]) as usize];
    image
        .raster
        .read(0, 0..size[0], 0..size[1], &mut counts)
        .unwrap();
    let all: f64 = counts
        .iter()
        .filter(|count| count.is_finite())
        .map(|&c| f64::from(c))
        .sum();
    let expected = x
        .iter()
        .zip(&y)
        .filter(|&(&x, &y)| (left..right).contains(&x) && (bottom..top).contains(&y));
    assert_eq!(all, expected.count() as f64);
}
