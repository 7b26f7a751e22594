//! The programs with a window that the tests run.
//!
//! Each writes what happens as lines: `event …` as Rust's debug text, `draw WIDTH HEIGHT RATIO`, `wake`, `lost`,
//! `run ok` or `run error: …`. Keys command it: `r`, `g`, `b`, `m` colour the window, `t` names it, `w` and `e` ask to be
//! woken, `q` closes it.

use std::io::BufRead as _;
use std::process::ExitCode;
use std::thread;

use galry_app::{
    Application, Cursor, DrawResult, Error, WindowControl, WindowDesc, WindowFrame, run,
};
use galry_events::{Event, Key};
use galry_gloo::{Buffer, Context, Target, Usage};

pub(crate) fn main(name: &str) -> ExitCode {
    match name {
        "log" => report(run(&desc("galry log"), &mut Log::default())),
        "display" => report(galry_app::display_available()),
        "twice" => twice(),
        "nested" => report(run(&desc("galry nested"), &mut Nested)),
        "panic" => panics(),
        "draw-error" => report(run(
            &desc("galry draw-error"),
            &mut Log {
                fails: true,
                ..Log::default()
            },
        )),
        "threads" => threads(),
        other => {
            println!("no child {other:?}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

fn desc(title: &str) -> WindowDesc {
    WindowDesc {
        title: title.to_owned(),
        size_logical_px: [320, 240],
        ..WindowDesc::default()
    }
}

fn report(result: galry_app::Result<()>) {
    match result {
        Ok(()) => println!("run ok"),
        Err(Error::Draw(source)) => {
            println!("run error: {} because {source}", Error::Draw("".into()));
        }
        Err(error) => println!("run error: {error}"),
    }
}

/// Waits for a line on standard input; `false` at its end.
fn line() -> bool {
    std::io::stdin().lock().lines().next().is_some()
}

/// Logs everything, and does what keys say.
#[derive(Default)]
struct Log {
    color: [f32; 4],
    /// The context of the first frame, kept beyond its end on purpose.
    context: Option<Context>,
    /// Dropped while the context is still there.
    tidy: Option<Buffer<u8>>,
    /// Kept beyond its context on purpose.
    forgotten: Option<Buffer<u8>>,
    fails: bool,
}

impl Application for Log {
    fn event(&mut self, event: &Event, window: &mut WindowControl) {
        println!("event {event:?}");
        match event {
            Event::CloseRequested => window.close(),
            Event::Key(key) if key.pressed => self.key(&key.key, window),
            _ => {}
        }
    }

    fn draw(&mut self, context: &Context, frame: &WindowFrame) -> DrawResult {
        let [width, height] = frame.size_px;
        println!("draw {width} {height} {}", frame.pixel_ratio);
        if self.fails {
            return Err("no ink".into());
        }
        if self.context.is_none() {
            println!("renderer {}", context.capabilities().renderer);
        }
        if self.context.is_none() {
            self.context = Some(context.clone());
            self.tidy = Some(Buffer::from_slice(context, &[1, 2, 3], Usage::Static)?);
            self.forgotten = Some(Buffer::from_slice(context, &[1, 2, 3], Usage::Static)?);
        }
        let target = Target::Screen {
            size_px: frame.size_px,
        };
        context.clear(&target, self.color, None)?;
        Ok(())
    }

    fn wake(&mut self, window: &mut WindowControl) {
        println!("wake at {:.3}", window.time_s());
        window.request_redraw();
    }

    fn context_lost(&mut self) {
        self.tidy = None;
        println!(
            "lost while live: {}",
            self.context
                .as_ref()
                .is_some_and(|context| !context.is_lost())
        );
    }
}

impl Log {
    fn key(&mut self, key: &Key, window: &mut WindowControl) {
        let mut paint = |color| {
            self.color = color;
            for _ in 0..1000 {
                window.request_redraw();
            }
        };
        match key.character() {
            Some("r") => paint([1.0, 0.0, 0.0, 1.0]),
            Some("g") => paint([0.0, 1.0, 0.0, 1.0]),
            Some("b") => paint([0.0, 0.0, 1.0, 1.0]),
            // A colour that any conversion on the way to the screen would change.
            Some("m") => paint([0.2, 0.4, 0.6, 1.0]),
            Some("t") => {
                window.set_title("galry renamed");
                window.set_cursor(Cursor::Crosshair);
            }
            Some("w") => {
                let waker = window.waker();
                thread::spawn(move || (0..1000).for_each(|_| waker.wake()));
            }
            Some("e") => {
                println!("asked at {:.3}", window.time_s());
                window.wake_after_s(0.05);
            }
            Some("q") => window.close(),
            _ => {}
        }
    }
}

/// Runs one application in two windows, one after the other.
fn twice() {
    let mut log = Log::default();
    report(run(&desc("galry first"), &mut log));
    if let (Some(context), Some(buffer)) = (&log.context, &log.forgotten) {
        let (lost, live) = (context.is_lost(), context.counters().live_objects);
        println!(
            "between: lost {lost}, {live} live, written {}",
            buffer.write(0, &[4]).is_ok()
        );
    }
    if !line() {
        return;
    }
    log.color = [1.0, 1.0, 0.0, 1.0];
    report(run(&desc("galry second"), &mut log));
}

/// Opens a window from within a window.
struct Nested;

impl Application for Nested {
    fn event(&mut self, event: &Event, window: &mut WindowControl) {
        if matches!(event, Event::Resize { .. }) {
            report(run(&desc("galry inner"), &mut Log::default()));
            window.close();
        }
    }

    fn draw(&mut self, _context: &Context, _frame: &WindowFrame) -> DrawResult {
        Ok(())
    }
}

/// Panics while a window is open, and tries another one.
fn panics() {
    struct Panics;
    impl Application for Panics {
        fn event(&mut self, _event: &Event, _window: &mut WindowControl) {}
        fn draw(&mut self, _context: &Context, _frame: &WindowFrame) -> DrawResult {
            panic!("on purpose")
        }
    }
    let caught = std::panic::catch_unwind(|| report(run(&desc("galry panics"), &mut Panics)));
    println!("caught {}", caught.is_err());
    report(run(&desc("galry after"), &mut Log::default()));
}

/// Opens windows from a thread that is not the main one, then from the main one.
fn threads() {
    let worker = thread::spawn(|| report(run(&desc("galry worker"), &mut Log::default())));
    println!("joined {}", worker.join().is_ok());
    report(run(&desc("galry main"), &mut Log::default()));
}
