//! One run of the paper's benchmark by a Rust plotting library; `xtask/peers/python/peer.py` does the
//! same for Python's, with the same arguments and the same answers.
//!
//! ```text
//! figure5-peers NAME --points N --seed S --size WxH --antialias on|off
//! figure5-peers NAME … --data FILE --frames 0,50 --out FOLDER
//! ```

mod bench;
mod egui_peer;
mod gl;
mod plotters_peer;
mod process;
mod strip_peer;

use std::collections::HashMap;
use std::path::PathBuf;
use std::process::ExitCode;

/// What goes wrong is told in words.
type Result<T = ()> = std::result::Result<T, String>;

/// What was asked for.
struct Arguments {
    peer: String,
    points: usize,
    seed: u64,
    size_px: [u32; 2],
    antialias: bool,
    frames: Option<Frames>,
}

/// Frames to be written as pictures, of samples from a file.
struct Frames {
    data: PathBuf,
    frames: Vec<usize>,
    out: PathBuf,
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("figure5-peers: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result {
    let arguments = parse(std::env::args().skip(1).collect())?;
    match arguments.peer.as_str() {
        "plotters" => bench::run::<plotters_peer::Plotters>(&arguments),
        "egui_plot" => bench::run::<egui_peer::EguiPlot>(&arguments),
        "gl-lines" => bench::run::<strip_peer::Strips>(&arguments),
        other => Err(format!(
            "no such peer: {other} (plotters, egui_plot, gl-lines)"
        )),
    }
}

fn parse(words: Vec<String>) -> Result<Arguments> {
    let mut words = words.into_iter();
    let peer = words.next().ok_or("expected the name of a peer")?;
    let mut options = HashMap::new();
    while let Some(name) = words.next() {
        let value = words.next().ok_or(format!("{name}: expected a value"))?;
        options.insert(name, value);
    }
    let size = options.get("--size").map_or("1200x800", String::as_str);
    let (width, height) = size.split_once('x').ok_or("--size: expected WxH")?;
    let frames = match (options.get("--data"), options.get("--out")) {
        (Some(data), Some(out)) => Some(Frames {
            data: data.into(),
            frames: options
                .get("--frames")
                .map_or("0,50", String::as_str)
                .split(',')
                .map(number)
                .collect::<Result<_>>()?,
            out: out.into(),
        }),
        _ => None,
    };
    Ok(Arguments {
        peer,
        points: number(options.get("--points").map_or("100000", String::as_str))?,
        seed: number(options.get("--seed").map_or("1", String::as_str))?,
        size_px: [number(width)?, number(height)?],
        antialias: options.get("--antialias").is_some_and(|word| word == "on"),
        frames,
    })
}

fn number<T: std::str::FromStr>(word: &str) -> Result<T> {
    word.parse()
        .map_err(|_| format!("{word}: expected a whole number"))
}
