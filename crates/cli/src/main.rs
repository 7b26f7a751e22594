//! The program `galry`: plot, look at recordings, measure.

#![forbid(unsafe_code)]

mod arguments;
mod bench;
mod cache;
mod doctor;
mod failure;
mod follow;
mod info;
mod input;
mod interrupt;
mod options;
mod output;
mod plot;
mod progress;
mod size;
mod traces;
mod unbuilt;

use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser as _;
use clap::error::ErrorKind;

use crate::arguments::{Arguments, Command};
use crate::failure::{Failure, Result};

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return parsing_ended(&error),
    };
    start_logging();
    interrupt::watch();
    match run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            report(&failure.to_string());
            ExitCode::from(failure.exit_status())
        }
    }
}

fn run(arguments: Arguments) -> Result<()> {
    let json = arguments.json;
    match arguments.command {
        Command::Plot(plot) => plot::run(&plot, json),
        Command::Traces(traces) => traces::run(&traces, json),
        Command::Info(info) => info::run(&info, json),
        Command::Bench(bench) => bench::run(&bench, json),
        Command::Doctor => doctor::run(json),
        Command::Completions { shell } => {
            arguments::write_completions(shell);
            Ok(())
        }
        Command::Simulate { .. } => Err(Failure::not_built("galry simulate")),
        Command::Spikes { .. } => Err(Failure::not_built("galry spikes")),
        Command::Serve { .. } => Err(Failure::not_built("galry serve")),
        Command::Cache { command } => cache::run(&command, json),
    }
}

/// Help and version are answers; everything else is a wrong call, told in one line.
fn parsing_ended(error: &clap::Error) -> ExitCode {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            // A closed pipe (`galry --help | head`) is no failure.
            let _closed_pipe = error.print();
            ExitCode::SUCCESS
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            report("a command is missing; galry --help lists them");
            ExitCode::from(2)
        }
        _ => {
            let text = error.to_string();
            report(&failure::one_line(&text));
            ExitCode::from(2)
        }
    }
}

/// One line on stderr; stdout stays empty, so that nobody reads half an answer.
fn report(message: &str) {
    // Nothing is left to be done when stderr is closed.
    let _closed = writeln!(std::io::stderr(), "galry: {message}");
}

/// Logs go to stderr; `GALRY_LOG` chooses which.
fn start_logging() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("GALRY_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("off"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()))
        .init();
}
