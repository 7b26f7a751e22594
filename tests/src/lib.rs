//! What crosses crates: the layering, the manifests, the program, every example.
//!
//! The tests lie in `tests/`; here is only what several of them share: where things are, and how the
//! programs and examples under test come to be built.
#![forbid(unsafe_code)]

use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use cargo_metadata::{MetadataCommand, Package};

/// The root of the checkout.
#[must_use]
pub fn root() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().unwrap_or(own).to_path_buf()
}

/// The packages of the workspace, as cargo sees them.
///
/// # Errors
/// Cargo does not answer.
pub fn packages() -> cargo_metadata::Result<Vec<Package>> {
    let mut question = MetadataCommand::new();
    Ok(question.current_dir(root()).no_deps().exec()?.packages)
}

/// All files under a folder whose name ends in `.extension`, sorted.
///
/// # Errors
/// The folder or one below it cannot be listed.
pub fn files(folder: &Path, extension: &str) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path, extension)?);
        } else if path.extension().is_some_and(|ending| ending == extension) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// Builds the programs and examples of the workspace, once for each test binary, and gives the folder
/// in which they lie: the one above this test's own.
///
/// All are built together, with the features that `cargo test --workspace` unifies, so that after such
/// a run there is nothing left to compile.
///
/// # Errors
/// The message of a build that failed.
pub fn programs() -> Result<PathBuf, String> {
    static BUILT: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    BUILT.get_or_init(build_programs).clone()
}

fn build_programs() -> Result<PathBuf, String> {
    let own = std::env::current_exe().map_err(|error| error.to_string())?;
    // …/PROFILE/deps/this-test
    let folder = own
        .ancestors()
        .nth(2)
        .ok_or("the test does not lie in cargo's target folder")?;
    let mut build = Command::new(env!("CARGO"));
    build
        .current_dir(root())
        .args(["build", "--quiet", "--workspace", "--bins", "--examples"]);
    if folder.ends_with("release") {
        build.arg("--release");
    }
    let output = build.output().map_err(|error| error.to_string())?;
    if output.status.success() {
        Ok(folder.to_path_buf())
    } else {
        Err(String::from_utf8_lossy(&output.stderr).into_owned())
    }
}

/// The program `galry`, freshly built.
///
/// # Errors
/// The message of a build that failed.
pub fn galry() -> Result<PathBuf, String> {
    Ok(programs()?.join(format!("galry{}", std::env::consts::EXE_SUFFIX)))
}

/// The bytes of a `.npy` file with one array of `f32`, whose shape is written as Python does: `(3,)`.
#[must_use]
pub fn npy(shape: &str, samples: &[f32]) -> Vec<u8> {
    let mut header = format!("{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}");
    // Magic, version and the header's length take ten bytes; the data begin at a multiple of 64.
    while (10 + header.len() + 1) % 64 != 0 {
        header.push(' ');
    }
    header.push('\n');
    let length = u16::try_from(header.len()).unwrap_or(u16::MAX);
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend(length.to_le_bytes());
    bytes.extend(header.as_bytes());
    for sample in samples {
        bytes.extend(sample.to_le_bytes());
    }
    bytes
}

/// The examples of the front page, compiled as they stand there.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
#[derive(Debug)]
pub struct Readme;

/// The guide's chapters, compiled and run as they stand there.
#[cfg(doctest)]
#[doc = include_str!("../../docs/guide/src/gloo.md")]
#[derive(Debug)]
pub struct GuideGloo;
