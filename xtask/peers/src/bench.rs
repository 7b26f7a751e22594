//! The benchmark itself: first frame, zoom, all in view, a second plot in the warm process.

use std::time::{Duration, Instant};

use rand_distr::{Distribution as _, StandardNormal};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::SeedableRng as _;
use serde_json::{Value, json};

use crate::process::{memory_mb, seconds_since_start};
use crate::{Arguments, Frames, Result};

const SERIES: usize = 10;
const ZOOM_FRAMES: usize = 100;
const MOST_FRAMES: usize = 300;
const LONGEST: Duration = Duration::from_secs(10);
const FULL_FRAMES: usize = 20;
const FULL_LONGEST: Duration = Duration::from_secs(5);
const INTERVAL: Duration = Duration::from_millis(1);
const Y: [f64; 2] = [-5.0, 5.0];

/// Colours of the series; all peers take the same.
pub const COLORS: [[u8; 3]; 10] = [
    [0x3b, 0x93, 0xff],
    [0xd3, 0x80, 0x1f],
    [0x0c, 0x55, 0x08],
    [0x82, 0x02, 0x9f],
    [0x91, 0x67, 0x03],
    [0xc0, 0x35, 0xbd],
    [0x16, 0x90, 0x7a],
    [0x53, 0x5d, 0x5e],
    [0x3b, 0x93, 0xff],
    [0xd3, 0x80, 0x1f],
];

/// What is shown, in data coordinates: ranges of x (the sample's index) and y.
#[derive(Clone, Copy)]
pub struct Window {
    pub x: [f64; 2],
    pub y: [f64; 2],
}

/// A plotting library at work.
pub trait Peer: Sized {
    /// Its name and version, for the record.
    const VERSION: &'static str;

    /// Makes whatever it draws with.
    fn new(size_px: [u32; 2], antialias: bool) -> Result<Self>;

    /// Takes the series to plot, in place of those before.
    fn plot(&mut self, series: Vec<Vec<f32>>) -> Result;

    /// Draws a complete frame.
    fn draw(&mut self, window: Window) -> Result;

    /// The last frame as RGB, from the top left.
    fn picture(&mut self) -> Result<Vec<u8>>;

    /// What draws: a GL renderer, or the library's own rasteriser.
    fn renderer(&self) -> String;
}

pub fn run<P: Peer>(arguments: &Arguments) -> Result {
    let main_began = Instant::now();
    match &arguments.frames {
        Some(frames) => write_frames::<P>(arguments, frames),
        None => measure::<P>(arguments, main_began),
    }
}

/// One plot and the frames asked of it.
struct Bench<P> {
    peer: P,
    last_index: f64,
}

impl<P: Peer> Bench<P> {
    fn frame_ms(&mut self, part: f64, nudge: f64) -> Result<f64> {
        let began = Instant::now();
        let middle = self.last_index / 2.0;
        let half = middle * part;
        self.peer.draw(Window {
            x: [middle - half, middle + half],
            y: [Y[0] + nudge, Y[1] + nudge],
        })?;
        Ok(ms(began.elapsed()))
    }

    fn zoom(&mut self) -> Result {
        self.frame_ms(zoom_part(ZOOM_FRAMES - 1), 0.0)?;
        let mut frames = Vec::with_capacity(MOST_FRAMES);
        let mut memory = Vec::with_capacity(MOST_FRAMES);
        let began = Instant::now();
        let mut due = began;
        while frames.len() < MOST_FRAMES && began.elapsed() < LONGEST {
            while Instant::now() < due {
                std::hint::spin_loop();
            }
            due = (due + INTERVAL).max(Instant::now());
            frames.push(self.frame_ms(zoom_part(frames.len()), 0.0)?);
            memory.extend(memory_mb().map(|(now, _)| now));
        }
        let median = quantile(&mut frames, 0.5);
        let mean = memory.iter().sum::<f64>() / memory.len() as f64;
        tell(&json!({
            "frame_ms_median": median,
            "frame_ms_p95": quantile(&mut frames, 0.95),
            "frames": frames.len(),
            "fps_median": 1e3 / median,
            "rss_mb_mean": mean,
            "rss_mb": peak_mb(),
            "ok": is_drawn(&self.peer.picture()?),
        }));
        Ok(())
    }

    fn all_in_view(&mut self) -> Result {
        let mut frames = Vec::with_capacity(FULL_FRAMES);
        let began = Instant::now();
        while frames.len() < FULL_FRAMES && (frames.is_empty() || began.elapsed() < FULL_LONGEST) {
            frames.push(self.frame_ms(1.0, 0.01 * (frames.len() + 1) as f64)?);
        }
        tell(&json!({
            "frame_ms_full": quantile(&mut frames, 0.5),
            "rss_mb": peak_mb(),
        }));
        Ok(())
    }
}

fn measure<P: Peer>(arguments: &Arguments, main_began: Instant) -> Result {
    let generating = Instant::now();
    let series = noise(arguments.points, arguments.seed);
    let generate = generating.elapsed();
    let per_series = series[0].len();
    tell(&json!({
        "peer": arguments.peer,
        "n": per_series * SERIES,
        "seed": arguments.seed,
        "version": P::VERSION,
        "generate_ms": ms(generate),
        "data_mb": (per_series * SERIES * 4) as f64 / 1e6,
    }));
    let mut bench = Bench {
        peer: P::new(arguments.size_px, arguments.antialias)?,
        last_index: per_series as f64 - 1.0,
    };
    bench.peer.plot(series)?;
    bench.frame_ms(1.0, 0.0)?;
    let first_frame_s = seconds_since_start(main_began) - generate.as_secs_f64();
    tell(&json!({
        "first_frame_s": first_frame_s,
        "renderer": bench.peer.renderer(),
        "rss_mb": peak_mb(),
        "ok": is_drawn(&bench.peer.picture()?),
    }));
    bench.zoom()?;
    bench.all_in_view()?;
    // A second plot, of data not seen before, in the process that is warm by now.
    bench.peer.plot(Vec::new())?;
    let series = noise(arguments.points, arguments.seed + 1_000_000);
    let began = Instant::now();
    bench.peer.plot(series)?;
    bench.frame_ms(1.0, 0.0)?;
    tell(&json!({ "warm_first_ms": ms(began.elapsed()) }));
    Ok(())
}

fn write_frames<P: Peer>(arguments: &Arguments, frames: &Frames) -> Result {
    let bytes = std::fs::read(&frames.data).map_err(|error| error.to_string())?;
    let samples: Vec<f32> = bytes
        .chunks_exact(4)
        .map(|bytes| f32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
        .collect();
    let per_series = samples.len() / SERIES;
    let series = samples
        .chunks_exact(per_series)
        .map(<[f32]>::to_vec)
        .collect();
    let mut bench = Bench {
        peer: P::new(arguments.size_px, arguments.antialias)?,
        last_index: per_series as f64 - 1.0,
    };
    bench.peer.plot(series)?;
    for frame in &frames.frames {
        bench.frame_ms(zoom_part(*frame), 0.0)?;
        let path = frames.out.join(format!("frame-{frame}.png"));
        write_png(&path, arguments.size_px, &bench.peer.picture()?)
            .map_err(|error| format!("{}: {error}", path.display()))?;
    }
    tell(&json!({ "version": P::VERSION }));
    Ok(())
}

fn write_png(
    path: &std::path::Path,
    size_px: [u32; 2],
    rgb: &[u8],
) -> std::result::Result<(), Box<dyn std::error::Error>> {
    let mut encoder = png::Encoder::new(std::fs::File::create(path)?, size_px[0], size_px[1]);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.write_header()?.write_image_data(rgb)?;
    Ok(())
}

fn noise(points: usize, seed: u64) -> Vec<Vec<f32>> {
    (0..SERIES as u64)
        .map(|series| {
            let seed = seed
                .wrapping_mul(0x9e37_79b9_7f4a_7c15)
                .wrapping_add(series);
            let mut random = Xoshiro256PlusPlus::seed_from_u64(seed);
            (0..points / SERIES)
                .map(|_| StandardNormal.sample(&mut random))
                .collect()
        })
        .collect()
}

fn zoom_part(frame: usize) -> f64 {
    1.0 - 0.0099 * (frame % ZOOM_FRAMES) as f64
}

fn quantile(values: &mut [f64], part: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    values[((values.len() - 1) as f64 * part).round() as usize]
}

/// Whether more than a hundredth of the picture differs from its first pixel.
fn is_drawn(rgb: &[u8]) -> bool {
    let different = rgb.chunks_exact(3).filter(|pixel| *pixel != &rgb[..3]);
    different.count() * 100 > rgb.len() / 3
}

fn peak_mb() -> Option<f64> {
    memory_mb().map(|(_, peak)| peak)
}

fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

/// One line of the answer, at once: a run that is stopped has told what it knew.
fn tell(values: &Value) {
    println!("{values}");
}
