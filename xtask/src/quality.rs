//! `cargo xtask quality`: lines, dashes, markers and areas as galry draws them, as matplotlib's Agg
//! does, and as they are.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{Result, process, workspace};

/// Draws and compares; the table goes to the terminal, the differences to `target/quality`.
pub(crate) fn run() -> Result {
    let root = workspace::root();
    let folder = workspace::target().join("quality");
    let pictures = folder.join("pictures");
    process::run(
        workspace::cargo()
            .args(["run", "--release", "--quiet", "--package", "galry-visuals"])
            .args(["--example", "quality", "--"])
            .arg(&pictures),
    )?;
    let sources = root.join("xtask/quality");
    let python = python(&sources, &folder.join("python"))?;
    let sheet = folder.join("differences.png");
    process::run(
        Command::new(python)
            .arg(sources.join("compare.py"))
            .arg(&pictures)
            .arg(&sheet),
    )?;
    println!("differences: {}", sheet.display());
    Ok(())
}

/// Makes the virtual environment unless it has what is pinned; its interpreter.
fn python(sources: &Path, folder: &Path) -> Result<PathBuf> {
    let (scripts, suffix) = if cfg!(windows) {
        ("Scripts", ".exe")
    } else {
        ("bin", "")
    };
    let python = folder.join(scripts).join(format!("python{suffix}"));
    let requirements = sources.join("requirements.txt");
    let pinned = std::fs::read_to_string(&requirements)?;
    let stamp = folder.join("installed.txt");
    if std::fs::read_to_string(&stamp).ok().as_ref() == Some(&pinned) {
        return Ok(python);
    }
    println!("making a virtual environment in {}", folder.display());
    let system = ["python3", "python"]
        .into_iter()
        .find(|name| process::answer(Command::new(name).arg("--version")).is_some())
        .ok_or("there is no python3: install it")?;
    process::run(Command::new(system).args(["-m", "venv"]).arg(folder))?;
    process::run(
        Command::new(&python)
            .args(["-m", "pip", "install", "--quiet"])
            .args(["--disable-pip-version-check", "-r"])
            .arg(&requirements),
    )?;
    std::fs::write(&stamp, pinned)?;
    Ok(python)
}
