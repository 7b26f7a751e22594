//! A virtual X server and a user at it: real X events for tests of windows.
//!
//! [`XServer`] runs `Xvfb`, [`Program`] a program that shows a window on it and writes lines, and [`User`] moves the
//! pointer, presses buttons and keys, resizes and closes windows, and reads their pixels. Nothing sleeps for a guessed
//! time: what has to happen is waited for, up to a limit.
//!
//! ```no_run
//! use galry_testkit::x11::{Program, User, XServer, XServerDesc};
//!
//! # fn main() -> galry_testkit::x11::Result<()> {
//! let server = XServer::start(&XServerDesc::default())?;
//! let user = User::connect(&server)?;
//! let mut program = Program::start(server.command("galry").args(["plot", "data.npy"]))?;
//! let window = user.find_window("data.npy")?;
//! user.move_to(window, [100, 80])?;
//! user.click(1)?;
//! let picture = user.capture(window)?;
//! println!("{:?}", picture.pixel(0, 0));
//! user.close(window)?;
//! assert!(program.wait()?.success());
//! # Ok(())
//! # }
//! ```

mod program;
mod server;
mod user;

use std::time::{Duration, Instant};

pub use program::Program;
pub use server::{XServer, XServerDesc};
pub use user::{Picture, User};

/// What a step of a test gives: any error ends the test with its text.
pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// How long anything may take that should happen at once on a quiet machine.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// Asks again and again until there is an answer.
///
/// # Errors
/// When none has come within [`PATIENCE`], naming `what` was waited for; and at once when asking fails.
pub fn wait_for<T>(what: &str, mut ask: impl FnMut() -> Result<Option<T>>) -> Result<T> {
    let start = Instant::now();
    loop {
        if let Some(answer) = ask()? {
            return Ok(answer);
        }
        if start.elapsed() > PATIENCE {
            return Err(format!("waited {} s in vain for {what}", PATIENCE.as_secs()).into());
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}
