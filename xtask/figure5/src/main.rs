//! The paper's Figure 5, measured again: galry and its peers at the same work, one process a run.
//!
//! `cargo xtask figure5` builds and starts this program. It makes what the peers need, checks that
//! each one's picture is right, measures, keeps every run in a JSON file that can be read by eye, and
//! draws the figure by galry itself. `docs/figure5.md` says what each tool is asked to do.
#![forbid(unsafe_code)]
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a chore talks to the terminal"
)]

mod check;
mod figure;
mod machine;
mod measure;
mod options;
mod peers;
mod plan;
mod process;
mod record;
mod signals;
mod supervise;
mod table;
mod tools;

use std::process::ExitCode;

use clap::Parser as _;

use options::{Command, Options};

/// What a chore gives: nothing, or one message for the person at the terminal.
type Result<T = ()> = std::result::Result<T, Box<dyn std::error::Error>>;

fn main() -> ExitCode {
    let options = Options::parse();
    let done = match &options.command {
        Some(Command::Supervise(limits)) => supervise::run(limits),
        None => measure::run(&options),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("figure5: {error}");
            ExitCode::FAILURE
        }
    }
}
