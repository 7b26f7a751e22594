//! What the peers run by: a virtual environment for Python's, a build for Rust's.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::peers::{Home, Programs};
use crate::process::run;
use crate::{Result, process};

/// The checkout's root.
pub(crate) fn root() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.ancestors().nth(2).unwrap_or(own).to_path_buf()
}

/// Cargo's folder for what it builds.
pub(crate) fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => root().join(folder),
        None => root().join("target"),
    }
}

/// The program `galry`: the one that was named, or the one beside this program.
///
/// # Errors
/// It is not there.
pub(crate) fn galry(named: Option<&Path>) -> Result<String> {
    let path = match named {
        Some(path) => path.to_path_buf(),
        None => std::env::current_exe()?
            .with_file_name(format!("galry{}", std::env::consts::EXE_SUFFIX)),
    };
    if path.is_file() {
        Ok(path.display().to_string())
    } else {
        Err(format!(
            "{}: expected the program galry; build it by cargo build --release -p galry-cli",
            path.display()
        )
        .into())
    }
}

/// Makes what the peers of a home need, and enters their programs.
///
/// # Errors
/// What could not be installed or built, in its own words.
pub(crate) fn prepare(home: Home, programs: &mut Programs) -> Result {
    match home {
        Home::Galry => Ok(()),
        Home::Python => {
            programs.python = python()?;
            Ok(())
        }
        Home::Rust => {
            programs.rust = rust()?;
            Ok(())
        }
    }
}

/// Makes the virtual environment unless it has what is pinned.
fn python() -> Result<[String; 2]> {
    let sources = root().join("xtask/peers/python");
    let folder = target().join("peers/python");
    let (scripts, suffix) = if cfg!(windows) {
        ("Scripts", ".exe")
    } else {
        ("bin", "")
    };
    let python = folder.join(scripts).join(format!("python{suffix}"));
    let pinned = std::fs::read_to_string(sources.join("requirements.txt"))?;
    let stamp = folder.join("installed.txt");
    if std::fs::read_to_string(&stamp).ok().as_ref() != Some(&pinned) {
        println!("making a virtual environment in {}", folder.display());
        let system = ["python3", "python"]
            .into_iter()
            .find(|name| !process::answer(name, &["--version"]).is_empty())
            .ok_or("there is no python3: install it, or leave out Python's peers by --peers")?;
        run(Command::new(system).args(["-m", "venv"]).arg(&folder))?;
        run(Command::new(&python)
            .args([
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "-r",
            ])
            .arg(sources.join("requirements.txt")))?;
        std::fs::write(&stamp, pinned)?;
    }
    Ok([python, sources.join("peer.py")].map(|path| path.display().to_string()))
}

/// Builds the workspace of Rust's peers.
fn rust() -> Result<String> {
    let folder = target().join("peers/rust");
    println!("building Rust's peers in {}", folder.display());
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    run(Command::new(cargo)
        .args(["build", "--release", "--quiet", "--locked"])
        .current_dir(root().join("xtask/peers"))
        .env("CARGO_TARGET_DIR", &folder))?;
    let program = format!("figure5-peers{}", std::env::consts::EXE_SUFFIX);
    Ok(folder.join("release").join(program).display().to_string())
}
