//! `cargo xtask figure5`: builds galry and the program that measures it, and starts the latter.

use std::process::Command;

use crate::setup::{self, Scope};
use crate::{Result, process, workspace};

/// Hands all words on; `Ok(false)` if the measurement failed, which it has told.
pub(crate) fn run(words: &[&str]) -> Result<bool> {
    setup::ensure(Scope::Demo)?;
    process::run(workspace::cargo().args(["build", "--release", "--package", "galry-cli"]))?;
    process::run(workspace::cargo().args(["build", "--release", "--package", "galry-figure5"]))?;
    let program = workspace::target()
        .join("release")
        .join(format!("figure5{}", std::env::consts::EXE_SUFFIX));
    Ok(Command::new(program).args(words).status()?.success())
}
