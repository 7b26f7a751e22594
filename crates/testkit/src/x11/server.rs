//! Xvfb for the time of a test.

use std::ffi::OsStr;
use std::io::{self, BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;

use super::{PATIENCE, Result};

/// The server to start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct XServerDesc {
    /// Width and height of its one screen in pixels; default 1280 × 1024.
    pub screen_px: [u32; 2],
    /// Whether it speaks GLX; default yes.
    pub glx: bool,
}

impl Default for XServerDesc {
    fn default() -> Self {
        Self {
            screen_px: [1280, 1024],
            glx: true,
        }
    }
}

/// A running `Xvfb` with a display number of its own; stopped when dropped.
#[derive(Debug)]
pub struct XServer {
    child: Child,
    display: String,
}

impl XServer {
    /// Whether `Xvfb` is installed.
    #[must_use]
    pub fn is_installed() -> bool {
        let paths = std::env::var_os("PATH").unwrap_or_default();
        std::env::split_paths(&paths).any(|folder| folder.join("Xvfb").is_file())
    }

    /// Starts a server on a free display number and waits until it takes connections.
    ///
    /// # Errors
    /// When `Xvfb` is not installed (the text names the package) or does not come up.
    pub fn start(desc: &XServerDesc) -> Result<Self> {
        let [width, height] = desc.screen_px;
        let mut command = Command::new("Xvfb");
        // The server itself finds a free number, and writes it to standard output when it is ready.
        command.args([
            "-displayfd",
            "1",
            "-noreset",
            "-nolisten",
            "tcp",
            "-screen",
            "0",
        ]);
        command.arg(format!("{width}x{height}x24"));
        command.args([if desc.glx { "+extension" } else { "-extension" }, "GLX"]);
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut child = command.spawn().map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => {
                "Xvfb is not installed; on Debian: apt install xvfb".to_owned()
            }
            _ => format!("Xvfb cannot be started: {error}"),
        })?;
        let Some(output) = child.stdout.take() else {
            return Err("Xvfb has no output".into());
        };
        let (sender, receiver) = mpsc::channel();
        thread::spawn(move || {
            let mut line = String::new();
            let read = BufReader::new(output).read_line(&mut line);
            // Nobody listens any more when it came too late.
            let _late = sender.send(read.map(|_| line));
        });
        // From here on the server is stopped whatever happens.
        let mut server = Self {
            child,
            display: String::new(),
        };
        let line = receiver
            .recv_timeout(PATIENCE)
            .map_err(|late| format!("Xvfb did not come up in time: {late}"))??;
        let number = line.trim();
        if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(
                format!("Xvfb ended instead of naming its display (it wrote {line:?})").into(),
            );
        }
        server.display = format!(":{number}");
        Ok(server)
    }

    /// The display's name, as in `DISPLAY`.
    #[must_use]
    pub fn display(&self) -> &str {
        &self.display
    }

    /// A command whose windows appear on this server, drawn by the processor.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command
            .env("DISPLAY", &self.display)
            .env("LIBGL_ALWAYS_SOFTWARE", "1");
        // A Wayland session around the test must not catch the windows, nor its scale change their size.
        for name in [
            "WAYLAND_DISPLAY",
            "WAYLAND_SOCKET",
            "WINIT_X11_SCALE_FACTOR",
        ] {
            command.env_remove(name);
        }
        command
    }
}

impl Drop for XServer {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ended = self.child.kill();
        let _ended = self.child.wait();
    }
}
