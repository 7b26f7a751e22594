//! The program in a real window: it draws, follows the hand, and closes when asked.
#![cfg(target_os = "linux")]

use std::collections::HashSet;

use galry_testkit::x11::{Picture, Program, Result, User, XServer, XServerDesc, wait_for};

const TITLE: &str = "a window under test";

/// Whether a picture shows more than a background: a plot has text, a line and axes.
fn is_drawn(picture: &Picture) -> bool {
    let mut colours = HashSet::new();
    for y in 0..400 {
        for x in 0..600 {
            colours.extend(picture.pixel(x, y));
        }
    }
    colours.len() > 8
}

fn differs(a: &Picture, b: &Picture) -> bool {
    (0..400).any(|y| (0..600).any(|x| a.pixel(x, y) != b.pixel(x, y)))
}

#[test]
fn a_plot_follows_the_hand_and_closes_when_asked() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let samples: Vec<f32> = (0..20_000_u16)
        .map(|i| (f32::from(i) * 0.003).sin())
        .collect();
    std::fs::write(
        folder.path().join("wave.npy"),
        galry_tests::npy("(20000,)", &samples),
    )?;

    let server = XServer::start(&XServerDesc::default())?;
    let user = User::connect(&server)?;
    let mut program = Program::start(
        server
            .command(galry_tests::galry()?)
            .current_dir(folder.path())
            .args(["plot", "wave.npy", "--title", TITLE, "--size", "600x400"]),
    )?;
    let window = user.find_window(TITLE)?;
    let drawn = || -> Result<Option<Picture>> {
        let picture = user.capture(window)?;
        Ok(is_drawn(&picture).then_some(picture))
    };
    let first = wait_for("the first picture", drawn)?;

    user.drag(window, 1, &[[300, 200], [320, 200], [380, 200]])?;
    let panned = wait_for("a picture that was dragged", || {
        Ok(drawn()?.filter(|picture| differs(picture, &first)))
    })?;

    // X's fourth button is the wheel, away from the hand.
    user.click(4)?;
    wait_for("a picture that was zoomed", || {
        Ok(drawn()?.filter(|picture| differs(picture, &panned)))
    })?;

    user.close(window)?;
    let status = program.wait()?;
    assert!(status.success(), "{status}: {:?}", program.log());
    Ok(())
}

/// The colours in the upper left of a picture, from which every example fills.
fn colours(picture: &Picture) -> HashSet<[u8; 4]> {
    (0..200)
        .flat_map(|y| (0..300).filter_map(move |x| picture.pixel(x, y)))
        .collect()
}

#[test]
fn every_example_of_gloo_shows_a_window_and_closes_when_asked() -> Result<()> {
    let folder = galry_tests::programs()?.join("examples");
    let examples = [
        ("gloo_triangle", "a triangle"),
        ("gloo_instanced_quads", "instanced rectangles"),
        ("gloo_texture", "a waterfall"),
        ("gloo_million_points", "a million points"),
        ("gloo_render_to_texture", "a star in a texture"),
        ("gloo_picking", "what is under the pointer"),
        ("gloo_streaming_signal", "a signal that arrives"),
        ("gloo_host_loop", "a guest in a host's frame"),
    ];
    let server = XServer::start(&XServerDesc::default())?;
    let user = User::connect(&server)?;
    for (name, title) in examples {
        let mut program = Program::start(&mut server.command(folder.join(name)))?;
        let window = user.find_window(title)?;
        wait_for("a picture", || {
            let found = colours(&user.capture(window)?);
            Ok((found.len() > 1).then_some(()))
        })?;
        if name == "gloo_picking" {
            // The disc under the pointer, and no other, is of another colour.
            user.move_to(window, [250, 268])?;
            wait_for("the disc under the pointer", || {
                let picture = user.capture(window)?;
                let is_orange = |[red, _, blue, _]: [u8; 4]| red > 200 && blue < 60;
                Ok(picture.pixel(250, 268).filter(|&pixel| is_orange(pixel)))
            })?;
        }
        user.close(window)?;
        let status = program.wait()?;
        assert!(status.success(), "{name}: {status}: {:?}", program.log());
    }
    Ok(())
}
