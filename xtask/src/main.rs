//! Every chore of the project, as one program: `cargo xtask --help`.
//!
//! It takes nothing beyond the standard library, so that the first command that a newcomer types
//! compiles in seconds and its messages come before the long build, not after it.
#![forbid(unsafe_code)]
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a chore talks to the terminal"
)]

mod bench;
mod demo;
mod exactness;
mod figure5;
mod goldens;
mod machine;
mod needs;
mod process;
mod quality;
mod report;
mod setup;
mod steps;
mod tidy;
mod wasm;
mod workspace;

use std::process::ExitCode;

/// What a chore gives: nothing, or one message for the person at the terminal.
type Result<T = ()> = std::result::Result<T, Box<dyn std::error::Error>>;

const HELP: &str = "\
The chores of galry.

Usage: cargo xtask COMMAND

  demo                  show the recording in examples/data, in a window or, without a display, as a PNG
  test [STEP…]          set up, then run everything that is tested; or only the steps named
  setup                 install what this machine lacks, or say what to install
  goldens bless FILTER  accept the pictures of the image tests whose name holds FILTER
  goldens check         name goldens that nothing uses, that are too large, and tolerances that are loosened
  tidy                  find source files that no module declares and goldens that nothing uses
  pictures              draw the pictures of the README again (docs/images)
  bench                 galry bench figure5 at 1e5 and 1e8 points, and the ratios that matter
  figure5 [OPTION…]     the paper's Figure 5: galry and its peers measured and drawn (figure5 --help)
  exactness [CASES]     hold level of detail against every sample in CASES random pictures (200000), in a release build
  quality               how far galry's lines and marks, and matplotlib's, are from the truth
  wasm                  build the library crates for wasm32-unknown-unknown

Steps of `test`, in this order: setup format tidy clippy tests doctests docs package

`cargo xtask test fast` leaves out what is slow to compile: setup format tidy.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match run(&words) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("xtask: {error}");
            ExitCode::from(1)
        }
    }
}

/// Runs one command; `Ok(false)` is a command that ran and found something wrong, already told.
fn run(words: &[&str]) -> Result<bool> {
    match words {
        [] | ["help" | "--help" | "-h"] => println!("{HELP}"),
        ["demo"] => demo::show()?,
        ["test", names @ ..] => return steps::run(names),
        ["setup"] => setup::ensure(setup::Scope::Everything)?,
        ["goldens", "bless", filter] => goldens::bless(filter)?,
        ["goldens", "bless"] => {
            return Err(
                "goldens bless: expected a filter, the name of a golden or a part of it".into(),
            );
        }
        ["goldens", "check"] => return goldens::check_and_tell(),
        ["tidy"] => return tidy::check_and_tell(),
        ["pictures"] => demo::draw_pictures()?,
        ["bench"] => bench::figure5()?,
        ["figure5", words @ ..] => return figure5::run(words),
        ["exactness"] => exactness::run("200000")?,
        ["exactness", cases] => exactness::run(cases)?,
        ["quality"] => quality::run()?,
        ["wasm"] => wasm::build()?,
        [command, ..] => {
            return Err(format!("no such command: {command} (see cargo xtask --help)").into());
        }
    }
    Ok(true)
}
