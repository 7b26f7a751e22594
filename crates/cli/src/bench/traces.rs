//! A recording from disk under the hand: opened, shown whole, scrolled through, zoomed into.
//!
//! Draws have a frame budget, as in a window, so that they show what is loaded; each is complete
//! (one pixel read back) before it counts. No two frames show the same view.

use std::sync::Arc;
use std::time::{Duration, Instant};

use galry::data::Source;
use galry::prelude::Theme;
use galry::scene::{
    Axis, AxisScale, Camera, Completion, HeadlessCanvas, Line, LineStyle, PanZoom, Positions,
    ScaleTranslate, Scene, View, ViewId,
};
use serde_json::json;

use super::process::{memory_mb, ms, seconds_since_start};
use super::report::{self, is_drawn};
use crate::arguments::{OnOff, OrderChoice, TracesBenchArguments};
use crate::failure::{Failure, Result};
use crate::{input, size};

/// The time that a draw may take, as in a window.
const FRAME_BUDGET: Duration = Duration::from_millis(16);

/// Frames of the scroll.
const SCROLL_FRAMES: usize = 200;

/// The part of the recording that is in view while scrolling, unless that is fewer samples than
/// there are columns.
const SCROLL_PART: f64 = 0.01;

/// How far a frame of the scroll lies from the one before, in views.
const SCROLL_STEP: f64 = 0.1;

/// Frames of the zoom in, and of the zoom out.
const ZOOM_FRAMES: usize = 100;

/// Samples in view where the zoom turns back.
const ZOOM_SAMPLES: f64 = 10.0;

/// The place that the zoom goes to, as a part of the recording.
const ZOOM_PLACE: f64 = 0.37;

/// Samples looked at for a channel's place and height, in pieces spread over the recording.
const LOOKED_AT: u64 = 1 << 14;
const PIECE: u64 = 1 << 8;

/// The part of its lane that a typical channel fills.
const FILL: f64 = 0.8;

pub(crate) fn run(arguments: &TracesBenchArguments, json: bool) -> Result<()> {
    let main_began = Instant::now();
    let size = size::parse(&arguments.size, None, Some(1.0))?;
    let size_px = size.logical_px.map(|side| side.round() as u32);
    let opening = Instant::now();
    let path = &arguments.recording;
    let order = OrderChoice::Interleaved;
    let file = input::open_file(path, &arguments.input, arguments.channels, order)?;
    let source = file.array().ok_or_else(|| {
        Failure::failed(format!(
            "{}: expected an array of samples × channels, got a table",
            path.display()
        ))
    })?;
    let open_ms = ms(opening.elapsed());
    if (source.len() as f64) < ZOOM_SAMPLES {
        return Err(Failure::failed(format!(
            "{}: expected at least {ZOOM_SAMPLES} samples, got {}",
            path.display(),
            source.len()
        )));
    }
    let mut bench = Bench::new(&source, size_px, arguments.antialias == OnOff::On)?;
    let first = bench.first()?;
    let first_frame_s = seconds_since_start(main_began);
    let loaded_ms = bench.wait_until_loaded(&*source)?;
    let counters = bench.canvas.context().counters();
    let scroll = bench.scroll()?;
    let zoom = bench.zoom()?;
    let spent = bench.canvas.context().counters().since(&counters);
    let frames = (scroll.times_ms.len() + zoom.times_ms.len()) as u64;
    let rss_mb = memory_mb().map(|(_, peak)| peak);
    let data_mb = source.origin().map_or(0, |origin| origin.bytes) as f64 / 1e6;
    let measured = json!({
        "peer": "galry",
        "samples": source.len(),
        "channels": source.channels(),
        "dtype": source.element_type().name(),
        "data_mb": data_mb,
        "size": size_px,
        "antialias": arguments.antialias == OnOff::On,
        "open_ms": open_ms,
        "coarse_ms": first.coarse_ms,
        "first_ms": first.exact_ms,
        "first_frame_s": first_frame_s,
        "draws_until_exact": first.draws,
        "longest_draw_ms": first.longest_ms,
        "loaded_ms": loaded_ms,
        "scroll_ms_median": scroll.quantile(0.5),
        "scroll_ms_p95": scroll.quantile(0.95),
        "scroll_partial_frames": scroll.partial,
        "zoom_ms_median": zoom.quantile(0.5),
        "zoom_ms_p95": zoom.quantile(0.95),
        "zoom_ms_max": zoom.quantile(1.0),
        "zoom_partial_frames": zoom.partial,
        "draws_per_frame": spent.draw_calls / frames.max(1),
        "upload_bytes_per_frame": spent.bytes_uploaded / frames.max(1),
        "rss_mb": rss_mb,
        "renderer": bench.canvas.context().capabilities().renderer,
        "ok": first.drawn && scroll.drawn && zoom.drawn,
    });
    report::print(&measured, json)
}

/// The recording in a scene, and where it is drawn.
struct Bench {
    scene: Scene<'static>,
    view: ViewId,
    canvas: HeadlessCanvas,
    y: Axis,
    last_index: f64,
    width_px: f64,
}

/// From the open file to its first pictures.
struct First {
    /// Until something was drawn.
    coarse_ms: f64,
    /// Until the picture was exact.
    exact_ms: f64,
    longest_ms: f64,
    draws: u64,
    drawn: bool,
}

/// Frames under a movement.
#[derive(Default)]
struct Movement {
    times_ms: Vec<f64>,
    /// Frames that were not exact.
    partial: usize,
    drawn: bool,
}

impl Movement {
    fn quantile(&self, part: f64) -> f64 {
        let mut times = self.times_ms.clone();
        times.sort_by(f64::total_cmp);
        report::quantile(&times, part)
    }
}

impl Bench {
    fn new(source: &Arc<dyn Source>, size_px: [u32; 2], antialias: bool) -> Result<Self> {
        let canvas = HeadlessCanvas::new(size_px)?;
        let theme = Theme::named("dark").unwrap_or_default();
        let channels = source.channels();
        let places = (0..channels)
            .map(|channel| Place::of(&**source, channel))
            .collect::<Result<Vec<_>>>()?;
        let mut widths: Vec<f64> = places.iter().map(|place| place.width).collect();
        widths.sort_by(f64::total_cmp);
        let typical = widths[widths.len() / 2];
        let gain = if typical > 0.0 { FILL / typical } else { 1.0 };
        let y = Axis::new([0.8 - channels as f64, 0.8], AxisScale::Linear)?;
        let last_index = source.len() as f64 - 1.0;
        let x = Axis::new([0.0, last_index], AxisScale::Linear)?;
        let [width, height] = size_px.map(|side| side as i32);
        let camera = Camera::PanZoom(PanZoom::new(x, y));
        let mut view = View::new([0, 0, width, height], camera);
        view.background = Some(theme.background);
        view.antialias = antialias;
        let mut scene = Scene::new();
        scene.set_frame_budget(Some(FRAME_BUDGET));
        let view = scene.add_view(view);
        for (lane, place) in places.iter().enumerate() {
            let style = LineStyle {
                color: theme.channel_tints[lane % 2],
                width_px: 1.0,
                ..LineStyle::default()
            };
            let line = Line::new(Arc::clone(source), lane, Positions::Index, style)?;
            let node = scene.add_line(line);
            scene.node_mut(node)?.parent_from_node = ScaleTranslate {
                scale: [1.0, gain],
                translate: [0.0, -place.centre * gain - lane as f64],
            };
            scene.show(node, view)?;
        }
        Ok(Self {
            scene,
            view,
            canvas,
            y,
            last_index,
            width_px: f64::from(size_px[0]),
        })
    }

    fn look(&mut self, from: f64, to: f64) -> Result<()> {
        let x = Axis::new([from, to], AxisScale::Linear)?;
        if let Some(camera) = self.scene.view_mut(self.view)?.pan_zoom_mut() {
            *camera = PanZoom::new(x, self.y);
        }
        Ok(())
    }

    /// Draws a frame and waits until it is complete.
    fn complete_frame(&mut self) -> Result<(Duration, Completion)> {
        let began = Instant::now();
        let completion = self.canvas.draw(&mut self.scene)?;
        self.canvas.wait()?;
        Ok((began.elapsed(), completion))
    }

    /// Draws the whole recording until the picture is exact.
    fn first(&mut self) -> Result<First> {
        let began = Instant::now();
        let mut first = First {
            coarse_ms: f64::NAN,
            exact_ms: f64::NAN,
            longest_ms: 0.0,
            draws: 0,
            drawn: false,
        };
        // Looking whether something was drawn takes time of its own.
        let mut looking = Duration::ZERO;
        loop {
            let (took, completion) = self.complete_frame()?;
            first.draws += 1;
            first.longest_ms = first.longest_ms.max(ms(took));
            let now = ms(began.elapsed().saturating_sub(looking));
            if !first.drawn {
                let began = Instant::now();
                first.drawn = is_drawn(&self.canvas.read()?);
                looking += began.elapsed();
                if first.drawn {
                    first.coarse_ms = now;
                }
            }
            if completion.is_final() {
                first.exact_ms = now;
                return Ok(first);
            }
        }
    }

    /// Waits until the rest is loaded; milliseconds of that.
    fn wait_until_loaded(&mut self, source: &dyn Source) -> Result<f64> {
        let began = Instant::now();
        while source.loading().is_some() {
            self.complete_frame()?;
        }
        Ok(ms(began.elapsed()))
    }

    fn moved(&mut self, views: impl Iterator<Item = [f64; 2]>) -> Result<Movement> {
        let mut movement = Movement::default();
        for [from, to] in views {
            self.look(from, to)?;
            let (took, completion) = self.complete_frame()?;
            movement.times_ms.push(ms(took));
            movement.partial += usize::from(!completion.is_final());
        }
        movement.drawn = is_drawn(&self.canvas.read()?);
        Ok(movement)
    }

    /// Scrolls through the recording, from its middle on.
    fn scroll(&mut self) -> Result<Movement> {
        let span = (self.last_index * SCROLL_PART)
            .max(self.width_px)
            .min(self.last_index);
        let most = self.last_index - span;
        let start = most / 2.0;
        self.moved((0..SCROLL_FRAMES).map(move |frame| {
            let from = start + span * SCROLL_STEP * frame as f64;
            // From the end back to the beginning.
            let from = if most > 0.0 { from % most } else { 0.0 };
            [from, from + span]
        }))
    }

    /// Zooms from the whole recording to ten samples and back, evenly in scale.
    fn zoom(&mut self) -> Result<Movement> {
        let whole = self.last_index;
        let steps = ZOOM_FRAMES as f64;
        let views = (0..2 * ZOOM_FRAMES).map(move |frame| {
            // Between the frames of the way there on the way back: no two are alike.
            let step = match frame.checked_sub(ZOOM_FRAMES) {
                None => frame as f64,
                Some(back) => steps - 0.5 - back as f64,
            };
            let span = whole * (ZOOM_SAMPLES / whole).powf(step / steps);
            let from = (whole - span) * ZOOM_PLACE;
            [from, from + span]
        });
        self.moved(views)
    }
}

/// The middle of a channel and the distance between nearly its lowest and highest value.
struct Place {
    centre: f64,
    width: f64,
}

impl Place {
    fn of(source: &dyn Source, channel: usize) -> Result<Self> {
        let len = source.len();
        let pieces = (LOOKED_AT / PIECE).min(len.div_ceil(PIECE));
        let piece = PIECE.min(len);
        let mut values = vec![0.0; piece as usize];
        let mut found = Vec::new();
        for index in 0..pieces {
            let start = (len - piece) / pieces.max(2) * index;
            source.read(channel, start..start + piece, &mut values)?;
            found.extend(values.iter().copied().filter(|value| value.is_finite()));
        }
        found.sort_by(f64::total_cmp);
        let at = |part| report::quantile(&found, part);
        let (low, centre, high) = (at(0.001), at(0.5), at(0.999));
        Ok(if found.is_empty() {
            Self {
                centre: 0.0,
                width: 0.0,
            }
        } else {
            Self {
                centre,
                width: high - low,
            }
        })
    }
}
