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
