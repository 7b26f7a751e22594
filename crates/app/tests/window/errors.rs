//! What goes wrong is said, with the way out.

use galry_testkit::x11::{Program, Result, User, XServer, XServerDesc};

use crate::{Desk, Test, ensure};

pub(crate) const TESTS: &[Test] = &[
    (
        "without_a_display_the_error_names_the_variables",
        no_display,
    ),
    ("a_display_that_answers_is_available", display),
    ("without_gl_the_error_names_all_that_was_tried", no_gl),
    ("without_egl_glx_serves", glx_alone),
    ("without_glx_egl_serves", egl_alone),
    ("an_error_in_draw_ends_the_run_and_comes_out", draw_error),
    ("a_window_within_a_window_is_an_error", nested),
    ("a_panic_leaves_an_error_for_the_next_window", panics),
];

/// Where glvnd looks for EGL's vendors: nowhere, so there is no EGL.
const NO_EGL: (&str, &str) = ("__EGL_VENDOR_LIBRARY_DIRS", "/nonexistent");

fn no_display(desk: &Desk) -> Result<()> {
    for child in ["log", "display"] {
        let mut program = Program::start(desk.command(child)?.env_remove("DISPLAY"))?;
        let line = program.expect("run error: ")?;
        for text in [
            "WAYLAND_DISPLAY is not set",
            "DISPLAY is not set",
            "xvfb-run",
            "write to a file",
        ] {
            ensure!(line.contains(text), "expected {text:?} in {line}");
        }
        ensure!(program.wait()?.success(), "the program crashed");
        let mut program = Program::start(desk.command(child)?.env("DISPLAY", ":9999"))?;
        program.expect("DISPLAY is :9999 but cannot be connected to")?;
        ensure!(program.wait()?.success(), "the program crashed");
    }
    Ok(())
}

fn display(desk: &Desk) -> Result<()> {
    let mut program = desk.start("display")?;
    program.expect("run ok")?;
    // A dead Wayland is passed by, for the X server that answers.
    let mut command = desk.command("display")?;
    let mut program = Program::start(
        command
            .env("WAYLAND_DISPLAY", "galry-none")
            .env("XDG_RUNTIME_DIR", "/nonexistent"),
    )?;
    program.expect("run ok")?;
    Ok(())
}

fn no_gl(_desk: &Desk) -> Result<()> {
    let server = XServer::start(&XServerDesc {
        glx: false,
        ..XServerDesc::default()
    })?;
    let user = User::connect(&server)?;
    let desk = Desk { server, user };
    let mut program = Program::start(desk.command("log")?.env(NO_EGL.0, NO_EGL.1))?;
    let line = program.expect("run error: no usable OpenGL for a window")?;
    for text in [
        "EGL with OpenGL ES 3.0: ",
        "GLX with OpenGL ES 3.0: ",
        "EGL with OpenGL 3.3: ",
        "GLX with OpenGL 3.3: ",
        "apt install libegl1 libgl1-mesa-dri",
    ] {
        ensure!(line.contains(text), "expected {text:?} in {line}");
    }
    ensure!(program.wait()?.success(), "the program crashed");
    Ok(())
}

fn glx_alone(desk: &Desk) -> Result<()> {
    let mut command = desk.command("log")?;
    let (mut program, window) = desk.open_command(command.env(NO_EGL.0, NO_EGL.1), "galry log")?;
    paint(desk, &mut program, window)
}

fn egl_alone(_desk: &Desk) -> Result<()> {
    let server = XServer::start(&XServerDesc {
        glx: false,
        ..XServerDesc::default()
    })?;
    let user = User::connect(&server)?;
    let desk = Desk { server, user };
    let (mut program, window) = desk.open("log", "galry log")?;
    paint(&desk, &mut program, window)
}

/// Colours a window red and closes it.
fn paint(desk: &Desk, program: &mut Program, window: u32) -> Result<()> {
    desk.user.focus(window)?;
    program.expect("event Focus(true)")?;
    desk.user.key("r")?;
    desk.user
        .wait_for_picture(window, "a red window", |picture| {
            picture.pixel(5, 5) == Some([255, 0, 0, 255])
        })?;
    desk.user.close(window)?;
    program.expect("run ok")?;
    Ok(())
}

fn draw_error(desk: &Desk) -> Result<()> {
    let mut program = desk.start("draw-error")?;
    program.expect("lost while live")?;
    program.expect("run error: drawing the window's contents failed because no ink")?;
    ensure!(program.wait()?.success(), "the program crashed");
    let frames = program
        .log()
        .iter()
        .filter(|line| line.starts_with("draw "))
        .count();
    ensure!(frames == 1, "drawn {frames} times");
    Ok(())
}

fn nested(desk: &Desk) -> Result<()> {
    let mut program = desk.start("nested")?;
    program.expect("run error: a window is already open on this thread")?;
    program.expect("run ok")?;
    ensure!(program.wait()?.success(), "the program crashed");
    Ok(())
}

fn panics(desk: &Desk) -> Result<()> {
    let mut program = desk.start("panic")?;
    program.expect("caught true")?;
    program.expect(
        "run error: the window system could not be started: an earlier window ended in a panic",
    )?;
    ensure!(program.wait()?.success(), "the program crashed");
    Ok(())
}
