//! Files that grow, in a real window: new samples are drawn without a hand, and a file that goes
//! away is told in the picture and not by a crash.
#![cfg(target_os = "linux")]

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;

use galry_testkit::x11::{Picture, Program, Result, User, XServer, XServerDesc, wait_for};

const TITLE: &str = "a growing file under test";
const SIZE: [usize; 2] = [600, 400];

fn append(path: &Path, values: impl Iterator<Item = i16>) -> Result<()> {
    let bytes: Vec<u8> = values.flat_map(i16::to_le_bytes).collect();
    OpenOptions::new()
        .append(true)
        .open(path)?
        .write_all(&bytes)?;
    Ok(())
}

/// Pixels of the line: the only saturated colour of the picture.
fn coloured(picture: &Picture, columns: std::ops::Range<usize>) -> usize {
    let mut count = 0;
    for y in 0..SIZE[1] {
        for x in columns.clone() {
            if let Some([r, g, b]) = picture
                .pixel(x, y)
                .map(|pixel| [pixel[0], pixel[1], pixel[2]])
            {
                count += usize::from(r.max(g).max(b) - r.min(g).min(b) > 80);
            }
        }
    }
    count
}

#[test]
fn what_is_appended_is_drawn_and_a_file_that_goes_away_ends_nothing_but_itself() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("log.bin");
    std::fs::write(&path, [])?;
    let server = XServer::start(&XServerDesc::default())?;
    let user = User::connect(&server)?;
    let mut program = Program::start(
        server
            .command(galry_tests::galry()?)
            .current_dir(folder.path())
            .args([
                "plot", "log.bin", "--dtype", "i16", "--follow", "--title", TITLE,
            ])
            .args(["--size", "600x400", "--xlim", "0,1000"]),
    )?;
    let window = user.find_window(TITLE)?;
    let capture = || user.capture(window);

    // The left half first; the view waits for the rest.
    append(&path, (0..500).map(|i| (i % 50) * 10))?;
    let half = wait_for("the first samples", || {
        let picture = capture()?;
        Ok((coloured(&picture, 0..SIZE[0]) > 500).then_some(picture))
    })?;
    if coloured(&half, 400..SIZE[0]) > 0 {
        return Err("samples stand where none came".into());
    }
    // Then more than the view holds, which rolls on.
    append(&path, (0..2000).map(|i| (i % 50) * 10))?;
    wait_for("the newest samples at the right", || {
        Ok((coloured(&capture()?, 400..SIZE[0]) > 500).then_some(()))
    })?;

    let before = capture()?;
    std::fs::remove_file(&path)?;
    // The sentence in the corner; the picture stays.
    wait_for("a note", || {
        let picture = capture()?;
        let changed = (300..SIZE[0])
            .flat_map(|x| (SIZE[1] - 40..SIZE[1]).map(move |y| (x, y)))
            .filter(|&(x, y)| picture.pixel(x, y) != before.pixel(x, y))
            .count();
        Ok((changed > 50 && coloured(&picture, 0..SIZE[0]) > 500).then_some(()))
    })?;

    user.close(window)?;
    let status = program.wait()?;
    if !status.success() {
        return Err(format!("{status}: {:?}", program.log()).into());
    }
    Ok(())
}
