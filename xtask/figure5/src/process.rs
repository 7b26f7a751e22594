//! Running other programs.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::Result;

/// The standard output of a command, or nothing if it is missing or fails.
pub(crate) fn answer(program: &str, words: &[&str]) -> String {
    Command::new(program)
        .args(words)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()
        .filter(|output| output.status.success())
        .map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned())
        .unwrap_or_default()
}

/// Runs a command to its end; its failure is an error with the last line that it said.
pub(crate) fn run(command: &mut Command) -> Result {
    let program = Path::new(command.get_program())
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("{program}: {error}"))?;
    if output.status.success() {
        Ok(())
    } else {
        Err(format!(
            "{program}: {} ({})",
            last_line(&output.stderr),
            output.status
        )
        .into())
    }
}

/// The last line that is not blank.
pub(crate) fn last_line(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    text.lines()
        .rev()
        .map(str::trim)
        .find(|line| !line.is_empty())
        .unwrap_or("it said nothing")
        .to_owned()
}
