//! `cargo xtask demo`, from a bare machine to the recording on the screen, and the README's pictures.

use std::path::PathBuf;
use std::process::Command;

use crate::setup::{self, Scope};
use crate::{Result, machine, process, workspace};

/// The recording that the demo shows; `examples/data/README.md` says where it is from.
const RECORDING: &str = "examples/data/eeg_60ch_600hz_i16.npy";
/// Its samples a second, which the file itself does not hold.
const RATE_HZ: &str = "600.615";

/// Sets up, builds, and shows the recording in a window, or writes a picture and prints its path.
pub(crate) fn show() -> Result {
    setup::ensure(Scope::Demo)?;
    let galry = build()?;
    if machine::has_display() {
        println!("galry traces {RECORDING} --rate {RATE_HZ}");
        println!("drag to pan, turn the wheel to zoom, q to close");
        match process::run(&mut traces(&galry)) {
            Ok(()) => return Ok(()),
            Err(error) => eprintln!("demo: no window ({error}); drawing a picture instead"),
        }
    }
    let picture = workspace::target().join("demo/eeg-traces.png");
    if let Some(folder) = picture.parent() {
        std::fs::create_dir_all(folder)?;
    }
    process::run(traces(&galry).arg("-o").arg(&picture))?;
    println!("the recording is drawn in {}", picture.display());
    Ok(())
}

/// Draws the pictures of `docs/images` again, each by the command that the README shows.
pub(crate) fn draw_pictures() -> Result {
    setup::ensure(Scope::Demo)?;
    let galry = build()?;
    let folder = workspace::root().join("docs/images");
    std::fs::create_dir_all(&folder)?;
    let picture = folder.join("eeg-traces.png");
    process::run(traces(&galry).arg("-o").arg(&picture))?;
    println!("{}", workspace::shown(&picture));
    Ok(())
}

fn traces(galry: &PathBuf) -> Command {
    let mut command = Command::new(galry);
    command
        .current_dir(workspace::root())
        .args(["traces", RECORDING, "--rate", RATE_HZ]);
    command
}

/// Builds the program in the dev profile: its dependencies and the kernels that touch every sample or
/// pixel are optimised there too, the picture comes minutes sooner than from a release build, and
/// `cargo xtask test` uses what was compiled.
fn build() -> Result<PathBuf> {
    println!("building galry (dev profile; the first time takes some minutes)");
    process::run(workspace::cargo().args(["build", "--package", "galry-cli"]))?;
    Ok(workspace::target()
        .join("debug")
        .join(format!("galry{}", std::env::consts::EXE_SUFFIX)))
}
