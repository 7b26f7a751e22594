//! The paper's benchmark: noise signals, and a continuous zoom about their centre.
//!
//! Frame k of the zoom shows the central fraction 1 − 0.0099·k of x. A frame is asked for every
//! millisecond and is complete (one pixel read back) before it counts. Nothing computed for one
//! view is kept for a later round: each view differs from the last, and the scene keeps only the
//! last.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use galry::gloo::Counters;
use galry::plot::LevelOfDetail;
use galry::prelude::Theme;
use galry::scene::{
    Axis, AxisScale, Camera, HeadlessCanvas, Line, LineStyle, PanZoom, Positions, Scene, View,
    ViewId,
};
use serde_json::json;

use super::process::{memory_mb, ms, seconds_since_start};
use super::report::{self, is_drawn, quantile};
use super::signals::Signals;
use crate::arguments::{Figure5Arguments, OnOff};
use crate::failure::{Failure, Result, chain};
use crate::size;

/// Frames of one zoom.
const ZOOM_FRAMES: u64 = 100;

/// Most frames timed.
const MOST_FRAMES: usize = 300;

/// Longest time for them.
const LONGEST: Duration = Duration::from_secs(10);

/// Between two requests for a frame.
const INTERVAL: Duration = Duration::from_millis(1);

/// Frames timed with all data in view.
const FULL_FRAMES: usize = 20;

/// Shown range of y.
const Y: [f64; 2] = [-5.0, 5.0];

pub(crate) fn run(arguments: &Figure5Arguments, json: bool) -> Result<()> {
    let main_began = Instant::now();
    let size_px = picture_size(arguments)?;
    let signals = Signals::new(arguments)?;
    let generate_ms = ms(signals.generated_in);
    let mut bench = Bench::new(arguments, &signals, size_px)?;
    if let (Some(frame), Some(path)) = (arguments.frame, &arguments.out) {
        return bench.write_frame(frame, path);
    }
    let first = bench.first_frame()?;
    let first_frame_s = seconds_since_start(main_began) - generate_ms / 1e3;
    let zoom = bench.zoom()?;
    let frame_ms_full = bench.all_in_view()?;
    let peak = memory_mb().map(|(_, peak)| peak);
    let report = json!({
        "peer": "galry",
        "n": signals.len * signals.channels.len() as u64,
        "seed": arguments.seed,
        "series": arguments.series,
        "size": size_px,
        "antialias": arguments.antialias == OnOff::On,
        "lod": arguments.lod == OnOff::On,
        "generate_ms": generate_ms,
        "first_frame_s": first_frame_s,
        "warm_first_ms": first.warm_first_ms,
        "frame_ms_median": zoom.median_ms,
        "frame_ms_p95": zoom.p95_ms,
        "frames": zoom.frames,
        "fps_median": 1e3 / zoom.median_ms,
        "frame_ms_full": frame_ms_full,
        "rss_mb": peak,
        "rss_mb_mean": zoom.rss_mb_mean,
        "data_mb": signals.bytes as f64 / 1e6,
        "in_memory": arguments.file.is_none(),
        "memory_pass_ms": signals.memory_pass_ms(),
        "upload_bytes_per_frame": zoom.upload_bytes_per_frame,
        "compiles_after_first": zoom.compiles_after_first,
        "draws_per_frame": zoom.draws_per_frame,
        "renderer": bench.canvas.context().capabilities().renderer,
        "ok": first.drawn && zoom.drawn,
    });
    report::print(&report, json)
}

/// The benchmark's first frame and nothing else: how long its data took to make, and whether it shows
/// something.
pub(crate) fn first_picture(points: u64, size_px: [u32; 2]) -> Result<(Duration, bool)> {
    let arguments = Figure5Arguments::of(points);
    let signals = Signals::new(&arguments)?;
    let _draw = tracing::debug_span!("draw").entered();
    let mut bench = Bench::new(&arguments, &signals, size_px)?;
    bench.complete_frame()?;
    Ok((signals.generated_in, is_drawn(&bench.canvas.read()?)))
}

fn picture_size(arguments: &Figure5Arguments) -> Result<[u32; 2]> {
    let size = size::parse(&arguments.size, None, Some(1.0))?;
    Ok(size.logical_px.map(|side| side.round() as u32))
}

/// The scene of the benchmark and where it is drawn.
struct Bench {
    scene: Scene<'static>,
    view: ViewId,
    canvas: HeadlessCanvas,
    last_index: f64,
    /// Range of y before it is moved.
    shown_y: [f64; 2],
}

struct First {
    warm_first_ms: f64,
    drawn: bool,
}

struct Zoom {
    median_ms: f64,
    p95_ms: f64,
    frames: usize,
    rss_mb_mean: Option<f64>,
    upload_bytes_per_frame: u64,
    compiles_after_first: u64,
    draws_per_frame: u64,
    drawn: bool,
}

impl Bench {
    fn new(arguments: &Figure5Arguments, signals: &Signals, size_px: [u32; 2]) -> Result<Self> {
        let canvas = HeadlessCanvas::new(size_px)?;
        let theme = Theme::light();
        let mut scene = Scene::new();
        let [width, height] = size_px.map(|side| side as i32);
        let last_index = signals.len as f64 - 1.0;
        let shown_y = Y.map(|y| y * arguments.scale);
        let camera = PanZoom::new(
            Axis::new([0.0, last_index], AxisScale::Linear)?,
            Axis::new(shown_y, AxisScale::Linear)?,
        );
        let mut view = View::new([0, 0, width, height], Camera::PanZoom(camera));
        view.background = Some(theme.background);
        view.antialias = arguments.antialias == OnOff::On;
        if arguments.lod == OnOff::Off {
            view.level_of_detail = LevelOfDetail::Off;
        }
        let view = scene.add_view(view);
        for (index, (source, channel)) in signals.channels.iter().enumerate() {
            let style = LineStyle {
                color: theme.line_color(index),
                width_px: 1.0,
                ..LineStyle::default()
            };
            let node = scene.add_line(Line::new(
                Arc::clone(source),
                *channel,
                Positions::Index,
                style,
            )?);
            scene.show(node, view)?;
        }
        Ok(Self {
            scene,
            view,
            canvas,
            last_index,
            shown_y,
        })
    }

    /// Shows the central part of x, and y moved by `nudge` of its extent.
    fn look(&mut self, part: f64, nudge: f64) -> Result<()> {
        let middle = self.last_index / 2.0;
        let half = middle * part;
        let x = Axis::new([middle - half, middle + half], AxisScale::Linear)?;
        let [bottom, top] = self.shown_y;
        let moved = nudge * (top - bottom);
        let y = Axis::new([bottom + moved, top + moved], AxisScale::Linear)?;
        if let Some(camera) = self.scene.view_mut(self.view)?.pan_zoom_mut() {
            *camera = PanZoom::new(x, y);
        }
        Ok(())
    }

    /// Draws a frame and waits until it is complete.
    fn complete_frame(&mut self) -> Result<Duration> {
        let began = Instant::now();
        self.canvas.draw(&mut self.scene)?;
        self.canvas.wait()?;
        Ok(began.elapsed())
    }

    fn first_frame(&mut self) -> Result<First> {
        let took = self.complete_frame()?;
        Ok(First {
            warm_first_ms: ms(took),
            drawn: is_drawn(&self.canvas.read()?),
        })
    }

    fn counters(&self) -> Counters {
        self.canvas.context().counters()
    }

    fn zoom(&mut self) -> Result<Zoom> {
        // The first timed frame must differ from the one before, too.
        self.look(zoom_part(ZOOM_FRAMES - 1), 0.0)?;
        self.complete_frame()?;
        let began = Instant::now();
        let before = self.counters();
        let mut frames = Vec::with_capacity(MOST_FRAMES);
        let mut memory = Vec::new();
        let mut due = began;
        while frames.len() < MOST_FRAMES && began.elapsed() < LONGEST {
            // A frame that comes late is asked for at once.
            while Instant::now() < due {
                std::hint::spin_loop();
            }
            due = (due + INTERVAL).max(Instant::now());
            let step = frames.len() as u64 % ZOOM_FRAMES;
            self.look(zoom_part(step), 0.0)?;
            frames.push(ms(self.complete_frame()?));
            memory.extend(memory_mb().map(|(now, _)| now));
        }
        // The one pixel that waiting reads is not part of drawing.
        let spent = self.counters().since(&before);
        let count = frames.len() as u64;
        let drawn = is_drawn(&self.canvas.read()?);
        let total: f64 = memory.iter().sum();
        let rss_mb_mean = (!memory.is_empty()).then(|| total / memory.len() as f64);
        frames.sort_by(f64::total_cmp);
        Ok(Zoom {
            median_ms: quantile(&frames, 0.5),
            p95_ms: quantile(&frames, 0.95),
            frames: frames.len(),
            rss_mb_mean,
            upload_bytes_per_frame: spent.bytes_uploaded / count.max(1),
            compiles_after_first: spent.programs_compiled,
            draws_per_frame: spent.draw_calls / count.max(1),
            drawn,
        })
    }

    /// Milliseconds of a frame with all data in view, y nudged each time.
    fn all_in_view(&mut self) -> Result<f64> {
        let mut frames = Vec::with_capacity(FULL_FRAMES);
        for step in 0..FULL_FRAMES {
            self.look(1.0, 0.001 * (step + 1) as f64)?;
            frames.push(ms(self.complete_frame()?));
        }
        frames.sort_by(f64::total_cmp);
        Ok(quantile(&frames, 0.5))
    }

    /// Writes one frame of the zoom as a PNG.
    fn write_frame(&mut self, frame: u64, path: &Path) -> Result<()> {
        self.look(zoom_part(frame % ZOOM_FRAMES), 0.0)?;
        let picture = self.canvas.render(&mut self.scene)?;
        let bytes = galry::plot::encode_png(&picture, 1.0)?;
        galry::plot::write_whole(path, &bytes)
            .map_err(|error| Failure::failed(format!("{}: {}", path.display(), chain(&error))))
    }
}

/// The part of x that a frame of the zoom shows.
fn zoom_part(frame: u64) -> f64 {
    1.0 - 0.0099 * frame as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_zoom_ends_near_a_hundredth() {
        assert_eq!(zoom_part(0), 1.0);
        assert!((zoom_part(99) - 0.0199).abs() < 1e-12);
    }
}
