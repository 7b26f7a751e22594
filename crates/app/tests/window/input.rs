//! What the user does arrives once, in the right words, at the right place.

use std::time::Duration;

use galry_testkit::x11::{Program, Result};

use crate::{Desk, Test, ensure};

pub(crate) const TESTS: &[Test] = &[
    (
        "pointer_moves_and_buttons_arrive_where_they_happen",
        pointer,
    ),
    ("a_drag_goes_on_outside_the_window", drag_outside),
    ("one_click_of_the_wheel_is_one_event", wheel),
    (
        "the_wheel_is_counted_right_in_a_window_without_the_keyboard",
        wheel_without_focus,
    ),
    ("keys_arrive_by_what_they_mean", keys),
    ("modifiers_are_in_every_event", modifiers),
    (
        "positions_are_logical_and_sizes_framebuffer_pixels",
        high_resolution,
    ),
];

/// How long nothing may come before it counts as nothing coming.
const QUIET: Duration = Duration::from_millis(300);

fn pointer(desk: &Desk) -> Result<()> {
    let (mut program, window) = desk.open("log", "galry log")?;
    desk.user.move_to(window, [40, 30])?;
    program.expect("kind: Move, position_logical_px: [40.0, 30.0]")?;
    for (x_button, name) in [
        (1, "Primary"),
        (2, "Middle"),
        (3, "Secondary"),
        (8, "Other(0)"),
        (9, "Other(1)"),
    ] {
        desk.user.click(x_button)?;
        let press = program.expect(&format!(
            "kind: Press({name}), position_logical_px: [40.0, 30.0]"
        ))?;
        ensure!(
            !press.contains("buttons: Buttons(0)"),
            "no button is held after {press}"
        );
        let release = program.expect(&format!(
            "kind: Release({name}), position_logical_px: [40.0, 30.0]"
        ))?;
        ensure!(
            release.contains("buttons: Buttons(0)"),
            "a button is held after {release}"
        );
    }
    Ok(())
}

fn drag_outside(desk: &Desk) -> Result<()> {
    let (mut program, window) = desk.open("log", "galry log")?;
    desk.user
        .drag(window, 1, &[[10, 20], [60, 20], [400, 300]])?;
    program.expect("kind: Press(Primary), position_logical_px: [10.0, 20.0]")?;
    program.expect("kind: Move, position_logical_px: [60.0, 20.0], buttons: Buttons(1)")?;
    program.expect("kind: Move, position_logical_px: [400.0, 300.0], buttons: Buttons(1)")?;
    program.expect(
        "kind: Release(Primary), position_logical_px: [400.0, 300.0], buttons: Buttons(0)",
    )?;
    program.expect("kind: Leave")?;
    Ok(())
}

fn wheel(desk: &Desk) -> Result<()> {
    let (mut program, window) = desk.open("log", "galry log")?;
    desk.user.focus(window)?;
    program.expect("event Focus(true)")?;
    turn_and_count(desk, &mut program, window)
}

fn wheel_without_focus(desk: &Desk) -> Result<()> {
    desk.user.unfocus()?;
    let (mut program, window) = desk.open("log", "galry log")?;
    turn_and_count(desk, &mut program, window)?;
    // The raw events that tell a press from a release are chosen anew when the keyboard comes and goes.
    desk.user.focus(window)?;
    program.expect("event Focus(true)")?;
    desk.user.unfocus()?;
    program.expect("event Focus(false)")?;
    turn_and_count(desk, &mut program, window)?;
    desk.user.move_to(window, [400, 400])?;
    program.expect("kind: Leave")?;
    turn_and_count(desk, &mut program, window)
}

fn turn_and_count(desk: &Desk, program: &mut Program, window: u32) -> Result<()> {
    // Only a change of place is a move.
    desk.user.move_to(window, [49, 60])?;
    desk.user.move_to(window, [50, 60])?;
    program.expect("kind: Move, position_logical_px: [50.0, 60.0]")?;
    let clicks = [4, 4, 4, 5, 6, 7, 5, 5];
    for button in clicks {
        desk.user.click(button)?;
    }
    // A plain click behind them tells that all have come.
    desk.user.click(1)?;
    let mut seen = Vec::new();
    loop {
        let line = program.expect("event ")?;
        if line.contains("Release(Primary)") {
            break;
        }
        if line.contains("Wheel(") {
            ensure!(
                line.contains("position_logical_px: [50.0, 60.0]"),
                "wrong place: {line}"
            );
            seen.push(line);
        }
    }
    let steps = clicks.map(|button| match button {
        4 => "steps: [0.0, 1.0]",
        5 => "steps: [0.0, -1.0]",
        6 => "steps: [-1.0, 0.0]",
        _ => "steps: [1.0, 0.0]",
    });
    ensure!(
        seen.len() == steps.len()
            && seen
                .iter()
                .zip(steps)
                .all(|(line, step)| line.contains(step)),
        "expected {steps:?}, got:\n{}",
        seen.join("\n")
    );
    Ok(())
}

fn keys(desk: &Desk) -> Result<()> {
    let (mut program, window) = desk.open("log", "galry log")?;
    desk.user.focus(window)?;
    program.expect("event Focus(true)")?;
    for (x_name, key, text) in [
        ("a", "Character(\"a\")", Some("a")),
        ("A", "Character(\"A\")", Some("A")),
        ("?", "Character(\"?\")", Some("?")),
        ("space", "Named(Space)", Some(" ")),
        ("Home", "Named(Home)", None),
        ("End", "Named(End)", None),
        ("Left", "Named(ArrowLeft)", None),
        ("Up", "Named(ArrowUp)", None),
        ("Page_Down", "Named(PageDown)", None),
        ("Escape", "Named(Escape)", None),
        ("Return", "Named(Enter)", None),
        ("BackSpace", "Named(Backspace)", None),
        ("Delete", "Named(Delete)", None),
        ("Tab", "Named(Tab)", None),
        ("F1", "Named(F1)", None),
        ("F12", "Named(F12)", None),
    ] {
        desk.user.key(x_name)?;
        program.expect(&format!(
            "event Key(KeyEvent {{ key: {key}, pressed: true, repeat: false"
        ))?;
        if let Some(text) = text {
            program.expect(&format!("event Text({text:?})"))?;
        }
        program.expect(&format!(
            "event Key(KeyEvent {{ key: {key}, pressed: false, repeat: false"
        ))?;
    }
    let texts = program
        .log()
        .iter()
        .filter(|line| line.starts_with("event Text("))
        .count();
    ensure!(
        texts == 4,
        "expected 4 texts, got {texts}:\n{}",
        program.log().join("\n")
    );
    desk.user.unfocus()?;
    program.expect("event Focus(false)")?;
    Ok(())
}

fn modifiers(desk: &Desk) -> Result<()> {
    let (mut program, window) = desk.open("log", "galry log")?;
    desk.user.focus(window)?;
    program.expect("event Focus(true)")?;
    desk.user.move_to(window, [20, 20])?;
    program.expect("kind: Move")?;
    desk.user.holding("Control_L", |user| {
        user.click(1)?;
        user.click(4)?;
        user.key("a")
    })?;
    let held = "shift: false, control: true, alt: false, meta: false";
    for text in [
        "Press(Primary)",
        "Release(Primary)",
        "event Wheel(",
        "Character(\"a\")",
    ] {
        let line = program.expect(text)?;
        ensure!(line.contains(held), "expected Control in {line}");
    }
    desk.user.holding("Shift_L", |user| user.click(5))?;
    let line = program.expect("event Wheel(")?;
    ensure!(
        line.contains("shift: true, control: false"),
        "expected Shift alone in {line}"
    );
    desk.user.click(1)?;
    let line = program.expect("Press(Primary)")?;
    ensure!(
        line.contains("shift: false, control: false, alt: false, meta: false"),
        "expected none in {line}"
    );
    let rest = program.drain(QUIET);
    ensure!(
        !rest.iter().any(|line| line.contains("Text(")),
        "a shortcut wrote text: {rest:?}"
    );
    Ok(())
}

fn high_resolution(desk: &Desk) -> Result<()> {
    let mut command = desk.command("log")?;
    let (mut program, window) =
        desk.open_command(command.env("WINIT_X11_SCALE_FACTOR", "2"), "galry log")?;
    let first = program
        .log()
        .iter()
        .find(|line| line.starts_with("event "))
        .cloned()
        .unwrap_or_default();
    ensure!(
        first == "event Resize { size_px: [640, 480], pixel_ratio: 2.0 }",
        "expected the size as the first event, got {first}"
    );
    ensure!(
        desk.user.size(window)? == [640, 480],
        "the window is {:?}",
        desk.user.size(window)?
    );
    desk.user.move_to(window, [101, 31])?;
    program.expect("kind: Move, position_logical_px: [50.5, 15.5]")?;
    Ok(())
}
