//! A program under test that writes lines.

use std::io::{BufRead as _, BufReader, Read, Write as _};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use super::{PATIENCE, Result, wait_for};

/// A running program whose output is read line by line; stopped when dropped.
#[derive(Debug)]
pub struct Program {
    child: Child,
    input: Option<ChildStdin>,
    lines: Receiver<String>,
    /// Everything it wrote so far.
    log: Vec<String>,
}

impl Program {
    /// Starts a program; its standard output and error are read, its input stays open for [`Program::say`].
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn start(command: &mut Command) -> Result<Self> {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let (sender, lines) = mpsc::channel();
        let outputs: [Option<Box<dyn Read + Send>>; 2] = [
            child
                .stdout
                .take()
                .map(|output| Box::new(output) as Box<dyn Read + Send>),
            child
                .stderr
                .take()
                .map(|output| Box::new(output) as Box<dyn Read + Send>),
        ];
        for output in outputs.into_iter().flatten() {
            let sender = sender.clone();
            thread::spawn(move || {
                for line in BufReader::new(output).lines() {
                    let Ok(line) = line else { break };
                    if sender.send(line).is_err() {
                        break;
                    }
                }
            });
        }
        let input = child.stdin.take();
        Ok(Self {
            child,
            input,
            lines,
            log: Vec::new(),
        })
    }

    /// The process's number.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Everything that was read so far, for the text of a failure.
    #[must_use]
    pub fn log(&self) -> &[String] {
        &self.log
    }

    /// Writes a line to the program's input.
    ///
    /// # Errors
    /// When the program reads no more.
    pub fn say(&mut self, line: &str) -> Result<()> {
        let Some(input) = &mut self.input else {
            return Err("the program's input is closed".into());
        };
        writeln!(input, "{line}")?;
        input.flush()?;
        Ok(())
    }

    /// The next line that contains `text`; those before it are skipped (they stay in the log).
    ///
    /// # Errors
    /// When none comes within [`PATIENCE`] or the program ends first, with all that it wrote.
    pub fn expect(&mut self, text: &str) -> Result<String> {
        let start = Instant::now();
        loop {
            match self
                .lines
                .recv_timeout(PATIENCE.saturating_sub(start.elapsed()))
            {
                Ok(line) => {
                    self.log.push(line.clone());
                    if line.contains(text) {
                        return Ok(line);
                    }
                }
                Err(RecvTimeoutError::Timeout) => return Err(self.in_vain(text, "it wrote")),
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(self.in_vain(text, "it ended, having written"));
                }
            }
        }
    }

    fn in_vain(&self, text: &str, said: &str) -> Box<dyn std::error::Error + Send + Sync> {
        format!(
            "waited in vain for {text:?} from the program; {said}:\n{}",
            self.log.join("\n")
        )
        .into()
    }

    /// The lines that have come up to now, or come until there was none for this long.
    pub fn drain(&mut self, quiet: Duration) -> Vec<String> {
        let mut lines = Vec::new();
        while let Ok(line) = self.lines.recv_timeout(quiet) {
            lines.push(line);
        }
        self.log.extend_from_slice(&lines);
        lines
    }

    /// Waits until the program ends by itself.
    ///
    /// # Errors
    /// When it has not ended within [`PATIENCE`], with all that it wrote.
    pub fn wait(&mut self) -> Result<ExitStatus> {
        self.input = None;
        let status = wait_for("the program to end", || Ok(self.child.try_wait()?));
        let rest: Vec<_> = self.lines.try_iter().collect();
        self.log.extend(rest);
        status.map_err(|error| format!("{error}; it wrote:\n{}", self.log.join("\n")).into())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ended = self.child.kill();
        let _ended = self.child.wait();
    }
}
