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
