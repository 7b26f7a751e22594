//! `cargo xtask setup`: finds what the machine lacks, installs it where it may, names it where not.

use std::process::Command;

use crate::machine::{self, Machine};
use crate::needs::{HDF5, HEADLESS, Mark, Need, WINDOW, WINDOW_TESTS};
use crate::{Result, process, workspace};

/// How much of galry is to run here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// A picture, in a window if there is a display.
    Demo,
    /// All tests, window tests and checks of the source included.
    Everything,
}

/// Makes sure that the machine has what `scope` needs; well under a second when nothing is missing.
pub(crate) fn ensure(scope: Scope) -> Result {
    if cfg!(target_os = "linux") {
        ensure_libraries(&needs(scope))?;
    }
    if scope == Scope::Everything {
        ensure_component("rustfmt", "fmt")?;
        ensure_component("clippy", "clippy")?;
    }
    println!("setup: nothing is missing");
    Ok(())
}

fn needs(scope: Scope) -> Vec<Need> {
    match scope {
        Scope::Demo if machine::has_display() => [HEADLESS, WINDOW].concat(),
        Scope::Demo => HEADLESS.to_vec(),
        Scope::Everything => [HEADLESS, WINDOW, WINDOW_TESTS, HDF5].concat(),
    }
}

fn lacking(needs: &[Need]) -> Vec<Need> {
    let machine = Machine::look();
    needs
        .iter()
        .filter(|need| !machine.has(need.mark))
        .copied()
        .collect()
}

fn ensure_libraries(needs: &[Need]) -> Result {
    let missing = lacking(needs);
    if missing.is_empty() {
        return Ok(());
    }
    let packages: Vec<&str> = missing.iter().map(|need| need.package).collect();
    if !machine::has_apt() {
        return Err(names_of(&missing).into());
    }
    let Some(prefix) = machine::root_prefix() else {
        return Err(format!(
            "this machine lacks what is needed for {}; install it and run this again:\n  sudo apt-get install {}",
            purposes(&missing),
            packages.join(" ")
        )
        .into());
    };
    println!(
        "setup: installing {} (for {})",
        packages.join(" "),
        purposes(&missing)
    );
    // An old list of packages names files that the servers no longer have. Where the list cannot be
    // had at all, the installation may still work from what is cached, so its own answer decides.
    if let Err(error) = process::run(apt(&prefix).args(["-qq", "update"])) {
        eprintln!("setup: {error}; going on with the list of packages that is here");
    }
    process::run(
        apt(&prefix)
            .args([
                "-qq",
                "-o",
                "Dpkg::Use-Pty=0",
                "install",
                "-y",
                "--no-install-recommends",
            ])
            .args(&packages),
    )?;
    let missing = lacking(needs);
    if missing.is_empty() {
        Ok(())
    } else {
        Err(format!("installed, and still not found: {}", names_of(&missing)).into())
    }
}

fn apt(prefix: &[&str]) -> Command {
    let mut words = prefix.to_vec();
    words.extend(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
    let mut command = Command::new(words[0]);
    command.args(&words[1..]);
    command
}

fn purposes(missing: &[Need]) -> String {
    let mut purposes: Vec<&str> = Vec::new();
    for need in missing {
        if !purposes.contains(&need.purpose) {
            purposes.push(need.purpose);
        }
    }
    purposes.join(", ")
}

/// For systems without apt: the files by name, since each distribution packs them otherwise.
fn names_of(missing: &[Need]) -> String {
    let lines: Vec<String> = missing
        .iter()
        .map(|need| {
            let what = match need.mark {
                Mark::Library(name) | Mark::Program(name) => name,
                Mark::MesaDrivers => "Mesa's drivers",
            };
            format!("  {what} (Debian: {}), for {}", need.package, need.purpose)
        })
        .collect();
    format!(
        "this machine lacks the following; install it by its package manager and run this again:\n{}",
        lines.join("\n")
    )
}

/// A component of the toolchain that runs; rustup may add it, but no toolchain is ever installed.
fn ensure_component(component: &str, subcommand: &str) -> Result {
    if has_subcommand(subcommand) {
        return Ok(());
    }
    if machine::program("rustup").is_some() {
        println!("setup: adding {component} to the toolchain");
        process::run(Command::new("rustup").args(["component", "add", component]))?;
    }
    if has_subcommand(subcommand) {
        Ok(())
    } else {
        Err(format!(
            "cargo {subcommand} does not run: install the component {component} of your Rust toolchain"
        )
        .into())
    }
}

fn has_subcommand(subcommand: &str) -> bool {
    process::answer(workspace::cargo().args([subcommand, "--version"])).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_named_with_its_package_and_purpose() {
        assert_eq!(
            names_of(&HEADLESS[..1]),
            "this machine lacks the following; install it by its package manager and run this again:\n  \
             libEGL.so.1 (Debian: libegl1), for drawing without a display"
        );
    }

    #[test]
    fn a_purpose_is_told_once() {
        assert_eq!(purposes(&HEADLESS[..2]), "drawing without a display");
    }
}
