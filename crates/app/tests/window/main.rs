//! Windows as users meet them: real X events on a virtual X server, real pixels back.
//!
//! winit wants the main thread, so this is a test program of its own. It starts `Xvfb`, runs itself again as a program
//! with a window for each test (`--child NAME`), and plays the user.

#![allow(clippy::print_stdout, reason = "a test program reports by printing")]

mod child;
mod errors;
mod input;
mod life;

use std::process::{Command, ExitCode};

use galry_testkit::x11::{Program, Result, User, XServer, XServerDesc};

/// What every test gets.
pub(crate) struct Desk {
    pub(crate) server: XServer,
    pub(crate) user: User,
}

impl Desk {
    fn new(desc: &XServerDesc) -> Result<Self> {
        let server = XServer::start(desc)?;
        let user = User::connect(&server)?;
        Ok(Self { server, user })
    }

    /// The command that runs this program as one with a window.
    pub(crate) fn command(&self, child: &str) -> Result<Command> {
        let mut command = self.server.command(std::env::current_exe()?);
        command.args(["--child", child]);
        Ok(command)
    }

    /// Starts it.
    pub(crate) fn start(&self, child: &str) -> Result<Program> {
        Program::start(&mut self.command(child)?)
    }

    /// Starts it, and waits for its first frame and its window.
    pub(crate) fn open(&self, child: &str, title: &str) -> Result<(Program, u32)> {
        self.open_command(&mut self.command(child)?, title)
    }

    /// Starts a command, and waits for its first frame and its window.
    pub(crate) fn open_command(
        &self,
        command: &mut Command,
        title: &str,
    ) -> Result<(Program, u32)> {
        // Away from where windows open, so that the pointer enters when the test says so.
        self.user.rest()?;
        let mut program = Program::start(command)?;
        program.expect("draw ")?;
        let window = self.user.find_window(title)?;
        Ok((program, window))
    }
}

/// Fails a test with a text unless something holds.
macro_rules! ensure {
    ($holds:expr, $($text:tt)+) => {
        if !$holds {
            return Err(format!($($text)+).into());
        }
    };
}
pub(crate) use ensure;

type Test = (&'static str, fn(&Desk) -> Result<()>);

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, name] = &arguments[..]
        && flag == "--child"
    {
        return child::main(name);
    }
    let tests: Vec<Test> = [input::TESTS, life::TESTS, errors::TESTS].concat();
    if arguments.iter().any(|argument| argument == "--list") {
        for (name, _) in tests {
            println!("{name}: test");
        }
        return ExitCode::SUCCESS;
    }
    let exact = arguments.iter().any(|argument| argument == "--exact");
    let filters: Vec<_> = arguments
        .iter()
        .filter(|argument| !argument.starts_with('-'))
        .collect();
    let chosen = |name: &str| {
        filters.is_empty()
            || filters.iter().any(|filter| {
                if exact {
                    name == filter.as_str()
                } else {
                    name.contains(filter.as_str())
                }
            })
    };
    let total = tests.len();
    let tests: Vec<_> = tests.into_iter().filter(|(name, _)| chosen(name)).collect();
    println!("\nrunning {} tests", tests.len());
    if !XServer::is_installed()
        && std::env::var_os("GALRY_ALLOW_NO_DISPLAY").is_some_and(|value| value == "1")
    {
        println!(
            "Xvfb is not installed (Debian: apt install xvfb), and GALRY_ALLOW_NO_DISPLAY=1 allows that"
        );
        println!(
            "\ntest result: ok. 0 passed; 0 failed; {} ignored",
            tests.len()
        );
        return ExitCode::SUCCESS;
    }
    run(&tests, total)
}

fn run(tests: &[Test], total: usize) -> ExitCode {
    let mut failures = Vec::new();
    let mut desk = None;
    for (name, test) in tests {
        let result = desk_for(&mut desk).and_then(test);
        println!(
            "test {name} ... {}",
            if result.is_ok() { "ok" } else { "FAILED" }
        );
        if let Err(error) = result {
            failures.push(format!("---- {name} ----\n{error}\n"));
            // What failed may have left keys and buttons down.
            desk = None;
        }
    }
    if !failures.is_empty() {
        println!("\nfailures:\n\n{}", failures.join("\n"));
    }
    println!(
        "\ntest result: {}. {} passed; {} failed; 0 ignored; 0 measured; {} filtered out",
        if failures.is_empty() { "ok" } else { "FAILED" },
        tests.len() - failures.len(),
        failures.len(),
        total - tests.len()
    );
    if failures.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// The desk of the last test, or a new one.
fn desk_for(desk: &mut Option<Desk>) -> Result<&Desk> {
    if desk.is_none() {
        *desk = Some(Desk::new(&XServerDesc::default())?);
    }
    desk.as_ref().ok_or_else(|| "no desk".into())
}
