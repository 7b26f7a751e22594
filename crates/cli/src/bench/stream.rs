//! `galry bench stream`: a thread pushes samples into a ring while a scene draws its channels.
//!
//! Frames are asked for 60 times a second and complete (one pixel read back) before they count;
//! the view rolls with the newest samples. At a given rate the producer plays a device with a
//! buffer of a tenth of a second: what comes while that is full is dropped and counted, as is what
//! the ring lets go of before any frame held it. The newest samples of the last frame are compared
//! with those that were pushed.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use clap::{Args, ValueEnum};
use galry::data::{
    Element, Extent, Keep, Producer, Source, Stream, StreamDesc, StreamStatus, stream,
};
use galry::prelude::Theme;
use galry::scene::{
    Axis, AxisScale, Camera, Follow, HeadlessCanvas, Line, LineStyle, PanZoom, Positions,
    ScaleTranslate, Scene, View,
};
use serde_json::json;

use super::noise;
use super::process::{memory_mb, ms};
use super::report::{self, is_drawn, quantile};
use crate::arguments::OnOff;
use crate::failure::{Failure, Result};
use crate::size;

/// Values that are made beforehand and pushed again and again.
const MADE: usize = 1 << 21;

/// Bytes that a ring may take without being asked for.
const RING_BYTES: u64 = 1 << 28;

/// Seconds that a ring holds at a given rate, if they take no more than that.
const RING_S: f64 = 10.0;

/// Values pushed at once at full speed.
const PUSHED: usize = 1 << 16;

/// Between two pushes at a given rate.
const PUSH_EVERY: Duration = Duration::from_millis(1);

/// What the device holds when nobody takes it, in seconds.
const DEVICE_S: f64 = 0.1;

/// Between two frames.
const FRAME_EVERY: Duration = Duration::from_nanos(16_666_667);

/// Standard deviation of integer samples.
const COUNTS: f32 = 1000.0;

#[derive(Debug, Args)]
pub(crate) struct StreamArguments {
    /// Number of channels
    #[arg(long, value_name = "C", default_value_t = 1)]
    pub(crate) channels: usize,
    /// Samples a second and channel, or max for as fast as it goes
    #[arg(long, value_name = "HZ|max", value_parser = parse_rate)]
    pub(crate) rate: PushRate,
    /// How long, in seconds
    #[arg(long, value_name = "S", default_value_t = 5.0)]
    pub(crate) seconds: f64,
    /// Type of the samples
    #[arg(long, value_name = "TYPE", value_enum, default_value = "i16")]
    pub(crate) dtype: SampleType,
    /// Samples of each channel that the ring holds, such as 1e7
    #[arg(long, value_name = "N", value_parser = crate::options::parse_count)]
    pub(crate) ring: Option<u64>,
    /// Size in pixels
    #[arg(long, value_name = "WxH", default_value = "1200x800")]
    pub(crate) size: String,
    /// Smooth edges
    #[arg(long, value_name = "on|off", value_enum, default_value = "off")]
    pub(crate) antialias: OnOff,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum SampleType {
    I16,
    F32,
}

/// How fast samples are pushed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum PushRate {
    Max,
    Hz(f64),
}

fn parse_rate(text: &str) -> Result<PushRate, String> {
    if text == "max" {
        return Ok(PushRate::Max);
    }
    match text.parse() {
        Ok(hz) if f64::is_finite(hz) && hz > 0.0 => Ok(PushRate::Hz(hz)),
        _ => Err(format!("expected a positive number or max, got {text}")),
    }
}

pub(crate) fn run(arguments: &StreamArguments, json: bool) -> Result<()> {
    if arguments.channels == 0 {
        return Err(Failure::wrong_call("--channels 0: expected at least 1"));
    }
    if !(arguments.seconds > 0.0 && arguments.seconds <= 3600.0) {
        return Err(Failure::wrong_call(format!(
            "--seconds {}: expected more than 0 and at most 3600",
            arguments.seconds
        )));
    }
    let made = (MADE / arguments.channels).max(1) * arguments.channels;
    let noise = noise::normal(made, 1, 0);
    match arguments.dtype {
        SampleType::F32 => measure(arguments, &noise, 1.0, json),
        SampleType::I16 => {
            let counts: Vec<i16> = noise.iter().map(|y| (y * COUNTS) as i16).collect();
            measure(arguments, &counts, COUNTS, json)
        }
    }
}

fn measure<T: Element>(
    arguments: &StreamArguments,
    made: &[T],
    deviation: f32,
    json: bool,
) -> Result<()> {
    let size = size::parse(&arguments.size, None, Some(1.0))?;
    let size_px = size.logical_px.map(|side| side.round() as u32);
    let (rate_hz, ring) = ring(arguments, size_of::<T>());
    let (producer, stream) = stream::<T>(&StreamDesc {
        channels: arguments.channels,
        keep: Keep::Last(ring),
        rate_hz,
        ..StreamDesc::default()
    })?;
    let mut screen = Screen::new(arguments, &stream, ring, deviation, size_px)?;
    screen.frame()?;
    let upload_before = screen.canvas.context().counters().bytes_uploaded;
    let done = AtomicBool::new(false);
    let run = Run {
        rate: arguments.rate,
        length: Duration::from_secs_f64(arguments.seconds),
        made,
        done: &done,
    };
    let (pushed, frames) = std::thread::scope(|scope| {
        let pusher = scope.spawn(|| run.push_all(producer));
        let frames = screen.frames_until(&done);
        // A frame that failed must not leave the other thread pushing.
        done.store(true, Ordering::Release);
        (pusher.join(), frames)
    });
    let mut frames = frames?;
    let pushed = pushed.map_err(|_panic| Failure::failed("the producer panicked"))??;
    let uploaded = screen.canvas.context().counters().bytes_uploaded - upload_before;
    screen.frame()?;
    let drawn = is_drawn(&screen.canvas.read()?);
    let exact = is_exact(&stream, made)?;
    let count = frames.len();
    frames.sort_by(f64::total_cmp);
    let values = pushed.status.len * arguments.channels as u64;
    let report = json!({
        "peer": "galry",
        "channels": arguments.channels,
        "rate_hz": rate_hz,
        "dtype": T::TYPE.name(),
        "ring_samples": ring,
        "seconds": pushed.seconds,
        "size": size_px,
        "antialias": arguments.antialias == OnOff::On,
        "pushed_samples": values,
        "sustained_msamples_s": values as f64 / pushed.seconds / 1e6,
        "producer_busy": pushed.busy_s / pushed.seconds,
        "dropped_samples": pushed.status.dropped * arguments.channels as u64,
        "frames": count,
        "fps": count as f64 / pushed.seconds,
        "frame_ms_median": quantile(&frames, 0.5),
        "frame_ms_p95": quantile(&frames, 0.95),
        "upload_bytes_per_frame": uploaded / count.max(1) as u64,
        "rss_mb": memory_mb().map(|(_, peak)| peak),
        "renderer": screen.canvas.context().capabilities().renderer,
        "ok": drawn && exact,
    });
    report::print(&report, json)
}

/// The rate, if there is one, and the samples that the ring holds.
fn ring(arguments: &StreamArguments, size_bytes: usize) -> (Option<f64>, u64) {
    let most = (RING_BYTES / size_bytes as u64 / arguments.channels as u64).max(1 << 16);
    let (rate_hz, ring) = match arguments.rate {
        PushRate::Max => (None, most),
        PushRate::Hz(hz) => (Some(hz), ((hz * RING_S) as u64).clamp(1000, most)),
    };
    (rate_hz, arguments.ring.unwrap_or(ring).max(2))
}

/// Whether the newest samples are those that were pushed, and their extents those of a scan.
fn is_exact<T: Element>(stream: &Stream<T>, made: &[T]) -> Result<bool> {
    let snapshot = stream.snapshot();
    let channels = snapshot.channels();
    let (first, len) = (snapshot.first(), snapshot.len());
    let cycle = (made.len() / channels) as u64;
    let newest = len.saturating_sub(1000).max(first)..len;
    let mut values = vec![0.0; (newest.end - newest.start) as usize];
    for channel in [0, channels - 1] {
        snapshot.read(channel, newest.clone(), &mut values)?;
        let expected = |frame: u64| made[(frame % cycle) as usize * channels + channel].to_f64();
        if !newest
            .clone()
            .zip(&values)
            .all(|(frame, &y)| y == expected(frame))
        {
            return Ok(false);
        }
    }
    let parts = 100;
    let edge = |part: u64| first + (len - first) / parts * part;
    let ranges: Vec<_> = (0..parts).map(|part| edge(part)..edge(part + 1)).collect();
    let (mut by_tree, mut by_scan) = (vec![Extent::EMPTY; 100], vec![Extent::EMPTY; 100]);
    snapshot.envelope(0..1, &ranges, &mut by_tree)?;
    snapshot.scan(0..1, &ranges, &mut by_scan)?;
    Ok(by_tree == by_scan)
}

/// What the producer does.
struct Run<'r, T> {
    rate: PushRate,
    length: Duration,
    made: &'r [T],
    done: &'r AtomicBool,
}

/// What the producer did.
struct Pushed {
    status: StreamStatus,
    seconds: f64,
    /// Seconds within pushes.
    busy_s: f64,
}

impl<T: Element> Run<'_, T> {
    fn push_all(&self, mut producer: Producer<T>) -> Result<Pushed> {
        let began = Instant::now();
        let mut busy = Duration::ZERO;
        let mut result = Ok(());
        let mut source = Cycle::new(self.made, producer.desc().channels);
        let mut due_done = 0;
        while result.is_ok() && began.elapsed() < self.length && !self.done.load(Ordering::Acquire)
        {
            let count = match self.rate {
                PushRate::Max => (PUSHED / source.channels).max(1) as u64,
                PushRate::Hz(hz) => {
                    std::thread::sleep(PUSH_EVERY);
                    let due = (began.elapsed().as_secs_f64() * hz) as u64 - due_done;
                    due_done += due;
                    let held = due.min((hz * DEVICE_S) as u64 + 1);
                    if held < due {
                        producer.add_dropped(due - held);
                    }
                    held
                }
            };
            let pushing = Instant::now();
            result = source.push(&mut producer, count);
            busy += pushing.elapsed();
        }
        let seconds = began.elapsed().as_secs_f64();
        self.done.store(true, Ordering::Release);
        result?;
        Ok(Pushed {
            status: producer.status(),
            seconds,
            busy_s: busy.as_secs_f64(),
        })
    }
}

/// Frames that begin again when they are through.
struct Cycle<'r, T> {
    made: &'r [T],
    channels: usize,
    next: usize,
}

impl<'r, T: Element> Cycle<'r, T> {
    fn new(made: &'r [T], channels: usize) -> Self {
        Self {
            made,
            channels,
            next: 0,
        }
    }

    fn push(&mut self, producer: &mut Producer<T>, frames: u64) -> Result<()> {
        let mut rest = frames as usize * self.channels;
        while rest > 0 {
            let end = self.made.len().min(self.next + rest);
            producer.push(&self.made[self.next..end])?;
            rest -= end - self.next;
            self.next = if end == self.made.len() { 0 } else { end };
        }
        Ok(())
    }
}

/// The scene and where it is drawn.
struct Screen {
    scene: Scene<'static>,
    canvas: HeadlessCanvas,
}

impl Screen {
    fn new<T: Element>(
        arguments: &StreamArguments,
        stream: &Stream<T>,
        ring: u64,
        deviation: f32,
        size_px: [u32; 2],
    ) -> Result<Self> {
        let channels = arguments.channels;
        let source: Arc<dyn Source> = Arc::new(stream.clone());
        let positions =
            |rate: Option<f64>| rate.map_or(Positions::Index, |hz| Positions::Rate { hz });
        let positions = positions(source.rate_hz());
        let theme = Theme::light();
        let mut scene = Scene::new();
        let x = Axis::new([0.0, positions.at(ring - 1)], AxisScale::Linear)?;
        let y = Axis::new([0.0, channels as f64], AxisScale::Linear)?;
        let [width, height] = size_px.map(|side| side as i32);
        let camera = Camera::PanZoom(PanZoom::new(x, y));
        let mut view = View::new([0, 0, width, height], camera);
        view.background = Some(theme.background);
        view.antialias = arguments.antialias == OnOff::On;
        view.follow = Follow::Roll;
        let view = scene.add_view(view);
        for channel in 0..channels {
            let style = LineStyle {
                color: theme.line_color(channel),
                width_px: 1.0,
                ..LineStyle::default()
            };
            let line = Line::new(Arc::clone(&source), channel, positions.clone(), style)?;
            let node = scene.add_line(line);
            // Ten standard deviations a channel, the first at the top.
            scene.node_mut(node)?.parent_from_node = ScaleTranslate {
                scale: [1.0, 0.1 / f64::from(deviation)],
                translate: [0.0, (channels - channel) as f64 - 0.5],
            };
            scene.show(node, view)?;
        }
        let canvas = HeadlessCanvas::new(size_px)?;
        Ok(Self { scene, canvas })
    }

    fn frame(&mut self) -> Result<()> {
        self.canvas.draw(&mut self.scene)?;
        self.canvas.wait()?;
        Ok(())
    }

    /// Draws frames, and tells how long each took, in milliseconds.
    fn frames_until(&mut self, done: &AtomicBool) -> Result<Vec<f64>> {
        let mut frames = Vec::new();
        let mut due = Instant::now();
        while !done.load(Ordering::Acquire) {
            let now = Instant::now();
            if now < due {
                std::thread::sleep(due - now);
            }
            let began = Instant::now();
            // A frame that comes late moves those after it.
            due = due.max(began - FRAME_EVERY) + FRAME_EVERY;
            self.frame()?;
            frames.push(ms(began.elapsed()));
        }
        Ok(frames)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_numbers_or_max() {
        assert_eq!(parse_rate("max"), Ok(PushRate::Max));
        assert_eq!(parse_rate("3e4"), Ok(PushRate::Hz(30_000.0)));
        for text in ["0", "-1", "nan", "fast", "inf"] {
            assert!(parse_rate(text).is_err(), "{text}");
        }
    }

    #[test]
    fn frames_begin_again_in_order() {
        let (mut producer, stream) = stream::<i16>(&StreamDesc {
            channels: 2,
            ..StreamDesc::default()
        })
        .unwrap();
        let made = [0, 1, 2, 3, 4, 5];
        let mut cycle = Cycle::new(&made, 2);
        cycle.push(&mut producer, 2).unwrap();
        cycle.push(&mut producer, 6).unwrap();
        assert!(is_exact(&stream, &made).unwrap());
        assert_eq!(stream.status().len, 8);
        assert!(!is_exact(&stream, &[0, 1, 2, 3, 4, 6]).unwrap());
    }
}
