//! A display of our own for window tests: nothing flashes up on the tester's screen, and a machine
//! with no screen runs the same tests.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use crate::{Result, machine};

/// A running virtual X server; dropping it ends the server.
#[derive(Debug)]
pub(crate) struct Display {
    server: Child,
    /// What `DISPLAY` must say, for example `:99`.
    pub(crate) name: String,
}

impl Display {
    /// Starts a server on a number that nobody else has: the server itself finds one and tells it.
    pub(crate) fn start() -> Result<Self> {
        let program = machine::program("Xvfb")
            .ok_or("Xvfb is missing: run cargo xtask setup, or install the package xvfb")?;
        let mut server = Command::new(program)
            .args([
                "-displayfd",
                "1",
                "-screen",
                "0",
                "1600x1200x24",
                "-nolisten",
                "tcp",
            ])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let mut number = String::new();
        if let Some(output) = server.stdout.take() {
            BufReader::new(output).read_line(&mut number)?;
        }
        let number = number.trim();
        let name = format!(":{number}");
        let display = Self { server, name };
        if number.is_empty() {
            return Err("Xvfb ended before it had a display".into());
        }
        Ok(display)
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing left to end.
        drop(self.server.kill());
        drop(self.server.wait());
    }
}
