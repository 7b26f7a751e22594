//! `cargo xtask test`: the steps, in the order in which they are cheapest to fail.
//!
//! Every combination of profile and features compiles the world again, so there are three, no more:
//! one check build (clippy), one test build that also holds the programs and examples that tests run,
//! and the documentation. Optional features are built beside them in `galry-data` and `galry-gloo`
//! alone, which have few dependencies.

use std::process::Command;

use crate::report::{Report, Tally};
use crate::setup::{self, Scope};
use crate::{Result, goldens, process, tidy, workspace};

type Step = (&'static str, fn(&mut Tally) -> Result);

const STEPS: &[Step] = &[
    ("setup", |_| setup::ensure(Scope::Everything)),
    ("format", |_| format()),
    ("tidy", |_| tidy()),
    ("clippy", |_| clippy()),
    ("tests", tests),
    ("features", features),
    ("doctests", doc_tests),
    ("docs", |_| docs()),
    ("package", |_| package()),
];

/// Steps that need no long build.
const FAST: &[&str] = &["setup", "format", "tidy"];

/// Runs the named steps, or all; `Ok(false)` if one failed.
pub(crate) fn run(names: &[&str]) -> Result<bool> {
    let names = if names == ["fast"] { FAST } else { names };
    if let Some(unknown) = names
        .iter()
        .find(|name| STEPS.iter().all(|(step, _)| step != *name))
    {
        return Err(format!("test: no such step: {unknown} (see cargo xtask --help)").into());
    }
    let mut report = Report::default();
    for (name, work) in STEPS {
        if names.is_empty() || names.contains(name) {
            report.step(name, work);
        }
    }
    println!("\n{report}");
    Ok(report.passed())
}

fn format() -> Result {
    process::run(workspace::cargo().args(["fmt", "--all", "--check"]))
}

fn tidy() -> Result {
    let complaints = [tidy::complaints()?, goldens::complaints()?].concat();
    for complaint in &complaints {
        println!("{complaint}");
    }
    match complaints.len() {
        0 => Ok(()),
        count => Err(format!("{count} untidy").into()),
    }
}

fn clippy() -> Result {
    process::run(workspace::cargo().args([
        "clippy",
        "--workspace",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ]))
}

/// Unit, property, image, window, layering and program tests, and every example once, headless.
fn tests(tally: &mut Tally) -> Result {
    // Together, so that the programs have the features that the tests unify; a build of its own for
    // the program alone would compile the window libraries a second time.
    process::run(workspace::cargo().args(["build", "--workspace", "--bins", "--examples"]))?;
    let mut command = workspace::cargo();
    command
        .args([
            "test",
            "--workspace",
            "--no-fail-fast",
            "--lib",
            "--bins",
            "--tests",
        ])
        // Window tests bring an X server of their own; nothing may flash up on the tester's screen.
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY");
    count(
        on_software(&mut command),
        tally,
        "a test failed (see above)",
    )
}

/// Features that are off by default, in the crate that has them alone: what they bring is compiled
/// here and nowhere else. Its own warnings are errors, as clippy's.
fn features(tally: &mut Tally) -> Result {
    let with_features = ["-p", "galry-data", "-p", "galry-gloo", "--all-features"];
    process::run(workspace::cargo().arg("clippy").args(with_features).args([
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ]))?;
    let mut command = workspace::cargo();
    command
        .arg("test")
        .args(with_features)
        .args(["--no-fail-fast", "--lib", "--tests"]);
    count(
        on_software(&mut command),
        tally,
        "a test of a feature failed (see above)",
    )
}

fn doc_tests(tally: &mut Tally) -> Result {
    let mut command = workspace::cargo();
    command.args(["test", "--workspace", "--no-fail-fast", "--doc"]);
    count(
        on_software(&mut command),
        tally,
        "a doc test failed (see above)",
    )
}

/// Libraries only: the program and the facade share the name `galry`, and a program has no interface.
fn docs() -> Result {
    process::run(
        workspace::cargo()
            .args(["doc", "--workspace", "--no-deps", "--lib"])
            .env("RUSTDOCFLAGS", "-D warnings"),
    )
}

/// Each library crate packs; that what it includes lies in it, a test of `galry-tests` looks at, which
/// spares a second build of everything from the packed sources.
fn package() -> Result {
    process::run(
        workspace::cargo()
            .args([
                "package",
                "--workspace",
                "--no-verify",
                "--allow-dirty",
                "--quiet",
            ])
            .args(["--exclude", "galry-examples", "--exclude", "galry-testkit"])
            .args(["--exclude", "galry-tests", "--exclude", "xtask"])
            .args(["--exclude", "galry-figure5"]),
    )
}

/// Mesa's software rasteriser with a fixed number of threads, for the same pictures everywhere.
fn on_software(command: &mut Command) -> &mut Command {
    command
        .env("LIBGL_ALWAYS_SOFTWARE", "1")
        .env("LP_NUM_THREADS", "2")
}

fn count(command: &mut Command, tally: &mut Tally, failure: &str) -> Result {
    if process::watch(command, |line| tally.read(line))? {
        Ok(())
    } else {
        Err(failure.into())
    }
}
