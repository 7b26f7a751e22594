//! Windows open, are drawn when asked, change and close.

use std::time::Duration;

use galry_testkit::x11::{Program, Result, wait_for};

use crate::{Desk, Test, ensure};

pub(crate) const TESTS: &[Test] = &[
    ("the_colour_drawn_is_the_colour_seen", color),
    ("a_thousand_requests_are_one_frame", coalesced),
    ("an_idle_window_draws_nothing_and_uses_no_processor", idle),
    (
        "a_pointer_moving_elsewhere_uses_no_processor",
        pointer_elsewhere,
    ),
    ("a_new_size_is_told_and_drawn", resize),
    ("a_window_can_be_renamed", rename),
    ("another_thread_wakes_the_window_once", waker),
    ("a_wish_to_be_woken_comes_true_in_time", timer),
    ("closing_tells_the_application_and_ends_the_run", close),
    ("run_works_twice_in_a_process", twice),
    ("run_works_off_the_main_thread_and_keeps_to_it", threads),
];

/// How long nothing may come before it counts as nothing coming.
const QUIET: Duration = Duration::from_millis(300);

const RED: [u8; 4] = [255, 0, 0, 255];
const GREEN: [u8; 4] = [0, 255, 0, 255];

/// Waits until all four corners and the middle of a window have a colour.
fn see(desk: &Desk, window: u32, color: [u8; 4]) -> Result<()> {
    desk.user
        .wait_for_picture(window, &format!("the colour {color:?}"), |picture| {
            let (right, bottom) = (
                picture.width.saturating_sub(1),
                picture.height.saturating_sub(1),
            );
            [
                (0, 0),
                (right, 0),
                (0, bottom),
                (right, bottom),
                (right / 2, bottom / 2),
            ]
            .into_iter()
            .all(|(x, y)| picture.pixel(x, y) == Some(color))
        })?;
    Ok(())
}

/// Opens the logging window, gives it the keyboard and waits until it has come to rest.
fn open(desk: &Desk) -> Result<(Program, u32)> {
    let (mut program, window) = desk.open("log", "galry log")?;
    desk.user.focus(window)?;
    program.expect("event Focus(true)")?;
    program.drain(QUIET);
    Ok((program, window))
}

fn color(desk: &Desk) -> Result<()> {
    let (program, window) = open(desk)?;
    see(desk, window, [0, 0, 0, 255])?;
    for (key, color) in [
        ("r", RED),
        ("g", GREEN),
        ("b", [0, 0, 255, 255]),
        ("m", [51, 102, 153, 255]),
        ("r", RED),
    ] {
        desk.user.key(key)?;
        see(desk, window, color)?;
    }
    drop(program);
    Ok(())
}

fn coalesced(desk: &Desk) -> Result<()> {
    let (mut program, _) = open(desk)?;
    desk.user.key("r")?;
    let lines = program.drain(QUIET);
    let frames = lines
        .iter()
        .filter(|line| line.starts_with("draw "))
        .count();
    ensure!(
        frames == 1,
        "expected one frame, got {frames}:\n{}",
        lines.join("\n")
    );
    Ok(())
}

/// Processor time of a process so far, in hundredths of a second.
fn processor_ticks(id: u32) -> Result<u64> {
    let text = std::fs::read_to_string(format!("/proc/{id}/stat"))?;
    // Fields 14 and 15, counted behind the name, which may hold anything.
    let fields: Vec<&str> = text
        .rsplit(')')
        .next()
        .unwrap_or_default()
        .split_whitespace()
        .collect();
    let ticks = |index: usize| {
        fields
            .get(index)
            .and_then(|field| field.parse::<u64>().ok())
    };
    ticks(11)
        .zip(ticks(12))
        .map(|(user, system)| user + system)
        .ok_or_else(|| "no times in /proc".into())
}

fn idle(desk: &Desk) -> Result<()> {
    let (mut program, _) = open(desk)?;
    let before = processor_ticks(program.id())?;
    let lines = program.drain(Duration::from_secs(2));
    let used = processor_ticks(program.id())? - before;
    ensure!(
        lines.is_empty(),
        "an idle window said:\n{}",
        lines.join("\n")
    );
    ensure!(
        used <= 1,
        "an idle window used {used} hundredths of a second in two seconds"
    );
    Ok(())
}

fn pointer_elsewhere(desk: &Desk) -> Result<()> {
    let (mut program, window) = open(desk)?;
    let before = processor_ticks(program.id())?;
    for step in 0..8000 {
        desk.user.move_to(window, [600 + step % 100, 500])?;
    }
    let lines = program.drain(QUIET);
    let used = processor_ticks(program.id())? - before;
    ensure!(
        lines.is_empty(),
        "a pointer elsewhere made events:\n{}",
        lines.join("\n")
    );
    ensure!(
        used <= 4,
        "eight thousand moves elsewhere cost {used} hundredths of a second"
    );
    Ok(())
}

fn resize(desk: &Desk) -> Result<()> {
    let (mut program, window) = open(desk)?;
    desk.user.key("g")?;
    see(desk, window, GREEN)?;
    for [width, height] in [[500, 333], [200, 100], [640, 480]] {
        desk.user.resize(window, [width, height])?;
        program.expect(&format!(
            "event Resize {{ size_px: [{width}, {height}], pixel_ratio: 1.0 }}"
        ))?;
        program.expect(&format!("draw {width} {height} 1"))?;
        see(desk, window, GREEN)?;
    }
    // The same size again is no event.
    program.drain(QUIET);
    desk.user.resize(window, [640, 480])?;
    let lines = program.drain(QUIET);
    ensure!(
        !lines.iter().any(|line| line.contains("Resize")),
        "unasked:\n{}",
        lines.join("\n")
    );
    Ok(())
}

fn rename(desk: &Desk) -> Result<()> {
    let (program, window) = open(desk)?;
    desk.user.key("t")?;
    wait_for("the new title", || {
        Ok((desk.user.title(window)? == "galry renamed").then_some(()))
    })?;
    drop(program);
    Ok(())
}

fn waker(desk: &Desk) -> Result<()> {
    let (mut program, _) = open(desk)?;
    for _ in 0..3 {
        desk.user.key("w")?;
        program.expect("wake at")?;
        program.expect("draw 320 240 1")?;
        let wakes = program
            .drain(QUIET)
            .iter()
            .filter(|line| line.starts_with("wake"))
            .count();
        // The window may answer before the thread is through with its thousand, but not each time.
        ensure!(wakes < 500, "a thousand wakes were {} calls", wakes + 1);
    }
    Ok(())
}

fn timer(desk: &Desk) -> Result<()> {
    let (mut program, _) = open(desk)?;
    desk.user.key("e")?;
    let time = |line: String| {
        line.rsplit(' ')
            .next()
            .and_then(|word| word.parse::<f64>().ok())
            .unwrap_or(f64::NAN)
    };
    let asked = time(program.expect("asked at")?);
    let woken = time(program.expect("wake at")?);
    program.expect("draw")?;
    ensure!(
        (0.049..20.0).contains(&(woken - asked)),
        "asked at {asked}, woken at {woken}"
    );
    let lines = program.drain(QUIET);
    ensure!(
        !lines.iter().any(|line| line.contains("wake")),
        "woken again: {lines:?}"
    );
    Ok(())
}

fn close(desk: &Desk) -> Result<()> {
    let (mut program, window) = open(desk)?;
    desk.user.close(window)?;
    program.expect("event CloseRequested")?;
    program.expect("lost while live: true")?;
    program.expect("run ok")?;
    ensure!(program.wait()?.success(), "the program failed");
    ensure!(!desk.user.exists(window)?, "the window is still there");
    Ok(())
}

fn twice(desk: &Desk) -> Result<()> {
    let (mut program, window) = desk.open("twice", "galry first")?;
    see(desk, window, [0, 0, 0, 255])?;
    desk.user.close(window)?;
    program.expect("lost while live: true")?;
    program.expect("run ok")?;
    program.expect("between: lost true, 1 live, written false")?;
    // The program waits for a line now, so the window is gone because run returned, not because the program ended.
    wait_for("the first window to go", || {
        Ok((!desk.user.exists(window)?).then_some(()))
    })?;
    program.say("go on")?;
    let window = desk.user.find_window("galry second")?;
    program.expect("event Resize { size_px: [320, 240], pixel_ratio: 1.0 }")?;
    see(desk, window, [255, 255, 0, 255])?;
    desk.user.focus(window)?;
    program.expect("event Focus(true)")?;
    desk.user.key("q")?;
    program.expect("run ok")?;
    ensure!(program.wait()?.success(), "the program failed");
    Ok(())
}

fn threads(desk: &Desk) -> Result<()> {
    let (mut program, window) = desk.open("threads", "galry worker")?;
    desk.user.close(window)?;
    program.expect("run ok")?;
    program.expect("joined true")?;
    program.expect("run error: windows were first opened from another thread of this process")?;
    ensure!(program.wait()?.success(), "the program failed");
    Ok(())
}
