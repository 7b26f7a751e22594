//! Scatters: many points as markers, panned and then left still; and the same by other means.
//!
//! Points are normally distributed. The view shows nearly all of them and moves by three pixels a
//! frame; each frame has 16 ms and is complete (one pixel read back) before it counts. Then the
//! view stands still until the picture is exact. Where there are few enough points, an array of
//! `Markers` and bare point sprites through GL are panned over the same points, for comparison.

mod sprites;

use std::sync::Arc;
use std::time::{Duration, Instant};

use galry::data::Samples;
use galry::gloo::Target;
use galry::plot::LevelOfDetail;
use galry::prelude::Theme;
use galry::scene::{
    Axis, AxisScale, Camera, Coordinates, DensityStyle, HeadlessCanvas, NodeId, PanZoom, Scatter,
    ScatterShading, ScatterStyle, Scene, View, ViewId,
};
use galry::visuals::{
    Frame, Markers, MarkersData, MarkersStyle, Placement, Renderer, Symbol, Visual as _,
};
use serde_json::json;

use super::noise;
use super::process::{memory_mb, ms};
use super::report::{self, is_drawn, quantile};
use crate::arguments::{MarkersArguments, OnOff, ShadingChoice};
use crate::failure::{Failure, Result, chain};
use crate::size;

/// Frames timed while panning.
const FRAMES: usize = 60;

/// Longest time for them.
const LONGEST: Duration = Duration::from_secs(10);

/// Points of which an array and sprites are drawn, too.
const MOST_COMPARED: u64 = 2_000_000;

/// Shown range of x and of y, in standard deviations.
const SHOWN: f64 = 3.2;

pub(crate) fn run(arguments: &MarkersArguments, json: bool) -> Result<()> {
    let symbol: Symbol = arguments
        .symbol
        .parse()
        .map_err(|error| Failure::wrong_call(format!("--symbol: {}", chain(&error))))?;
    if arguments.points == 0 {
        return Err(Failure::wrong_call("--points 0: expected at least 1"));
    }
    let size_px = size::parse(&arguments.size, None, Some(1.0))?
        .logical_px
        .map(|side| side.round() as u32);
    let generating = Instant::now();
    let data: [Arc<[f32]>; 2] =
        [0, 1].map(|axis| noise::normal(arguments.points as usize, arguments.seed, axis).into());
    let generate_ms = ms(generating.elapsed());
    let mut bench = Bench::new(arguments, &data, symbol, size_px)?;
    let first = Instant::now();
    bench.frame()?;
    let first_ms = ms(first.elapsed());
    let first_is_final = bench.is_final;
    let first_complete_ms = first_ms + bench.complete()?;
    let drawn = is_drawn(&bench.canvas.read()?);
    let rss_after_first = memory_mb().map(|(now, _)| now);
    let pan = bench.pan()?;
    let complete_ms = bench.complete()?;
    let points_complete = bench.scene.points_drawn();
    let compared = arguments.points <= MOST_COMPARED && !arguments.no_comparison;
    let style = MarkersStyle {
        symbol,
        size_px: arguments.size_px,
        face: bench.style.color,
        ..MarkersStyle::default()
    };
    let antialias = arguments.antialias == OnOff::On;
    let (mut array_ms, mut sprites_ms) = (None, None);
    if compared {
        let positions: Vec<[f32; 2]> = data[0]
            .iter()
            .zip(&data[1][..])
            .map(|(&x, &y)| [x, y])
            .collect();
        sprites_ms = Some(sprites::pan_ms(
            &mut bench.canvas,
            &positions,
            arguments.size_px,
            &placement_at,
        )?);
        array_ms = Some(array_pan_ms(
            &mut bench.canvas,
            positions,
            style,
            antialias,
        )?);
    }
    let index_bytes = bench.scatter()?.index_bytes();
    let report = json!({
        "peer": "galry",
        "n": arguments.points,
        "seed": arguments.seed,
        "symbol": symbol.name(),
        "size_px": arguments.size_px,
        "size": size_px,
        "alpha": arguments.alpha,
        "antialias": antialias,
        "lod": arguments.lod == OnOff::On,
        "budget_ms": arguments.budget_ms,
        "generate_ms": generate_ms,
        "first_ms": first_ms,
        "first_is_final": first_is_final,
        "first_complete_ms": first_complete_ms,
        "pan_ms_median": pan.median_ms,
        "pan_ms_p95": pan.p95_ms,
        "points_drawn": pan.points_drawn,
        "part_drawn": pan.points_drawn as f64 / arguments.points as f64,
        "complete_ms": complete_ms,
        "points_complete": points_complete,
        "bytes_per_point": index_bytes as f64 / arguments.points as f64,
        "rss_mb": memory_mb().map(|(_, peak)| peak),
        "rss_mb_after_first": rss_after_first,
        "data_mb": arguments.points as f64 * 8.0 / 1e6,
        "array_pan_ms_median": array_ms,
        "sprites_pan_ms_median": sprites_ms,
        "upload_bytes_per_frame": pan.upload_bytes_per_frame,
        "compiles_after_first": pan.compiles,
        "renderer": bench.canvas.context().capabilities().renderer,
        "ok": drawn && pan.drawn,
    });
    if let Some(path) = &arguments.out {
        let picture = bench.canvas.render(&mut bench.scene)?;
        let bytes = galry::plot::encode_png(&picture, 1.0)?;
        galry::plot::write_whole(path, &bytes)
            .map_err(|error| Failure::failed(format!("{}: {}", path.display(), chain(&error))))?;
    }
    report::print(&report, json)
}

/// The scene and where it is drawn.
struct Bench {
    scene: Scene<'static>,
    view: ViewId,
    node: NodeId,
    canvas: HeadlessCanvas,
    style: ScatterStyle,
    size_px: [u32; 2],
    is_final: bool,
}

struct Pan {
    median_ms: f64,
    p95_ms: f64,
    points_drawn: u64,
    upload_bytes_per_frame: u64,
    compiles: u64,
    drawn: bool,
}

impl Bench {
    fn new(
        arguments: &MarkersArguments,
        data: &[Arc<[f32]>; 2],
        symbol: Symbol,
        size_px: [u32; 2],
    ) -> Result<Self> {
        let theme = Theme::light();
        let mut scene = Scene::new();
        let [width, height] = size_px.map(|side| side as i32);
        let mut view = View::new(
            [0, 0, width, height],
            Camera::PanZoom(PanZoom::new(axis(0.0)?, axis(0.0)?)),
        );
        view.background = Some(theme.background);
        view.antialias = arguments.antialias == OnOff::On;
        if arguments.lod == OnOff::Off {
            view.level_of_detail = LevelOfDetail::Off;
        }
        let view = scene.add_view(view);
        let style = ScatterStyle {
            symbol,
            size_px: arguments.size_px,
            color: theme.line_color(0).with_alpha(arguments.alpha),
            ..ScatterStyle::default()
        };
        let [x, y] = data
            .each_ref()
            .map(|values| Coordinates::channel(Arc::new(Samples::from_arc(Arc::clone(values))), 0));
        let mut scatter = Scatter::new(x, y, style)?;
        scatter.set_shading(match arguments.shading {
            ShadingChoice::Solid => ScatterShading::Marks,
            ShadingChoice::Density => ScatterShading::Density(DensityStyle::default()),
            ShadingChoice::Auto => ScatterShading::Automatic(DensityStyle::default()),
        });
        let node = scene.add_scatter(scatter);
        scene.show(node, view)?;
        scene.set_frame_budget(Some(Duration::from_secs_f64(
            arguments.budget_ms.max(0.0) / 1e3,
        )));
        Ok(Self {
            scene,
            view,
            node,
            canvas: HeadlessCanvas::new(size_px)?,
            style,
            size_px,
            is_final: false,
        })
    }

    fn scatter(&self) -> Result<&Scatter<'static>> {
        self.scene
            .node(self.node)?
            .scatter()
            .ok_or_else(|| Failure::failed("the points are gone from their scene"))
    }

    /// Moves the view by so many pixels from where it began.
    fn look(&mut self, moved_px: f64) -> Result<()> {
        let shift = moved_px * 2.0 * SHOWN / f64::from(self.size_px[0]);
        if let Some(camera) = self.scene.view_mut(self.view)?.pan_zoom_mut() {
            *camera = PanZoom::new(axis(shift)?, axis(0.0)?);
        }
        Ok(())
    }

    /// Draws a frame and waits until it is complete.
    fn frame(&mut self) -> Result<()> {
        self.is_final = self.canvas.draw(&mut self.scene)?.is_final();
        self.canvas.wait()?;
        Ok(())
    }

    /// Milliseconds until the picture is exact.
    fn complete(&mut self) -> Result<f64> {
        let began = Instant::now();
        while !self.is_final {
            self.frame()?;
        }
        Ok(ms(began.elapsed()))
    }

    fn pan(&mut self) -> Result<Pan> {
        let mut frames = Vec::with_capacity(FRAMES);
        let mut points = Vec::with_capacity(FRAMES);
        let began = Instant::now();
        let before = self.canvas.context().counters();
        while frames.len() < FRAMES && began.elapsed() < LONGEST {
            self.look(3.0 * (frames.len() + 1) as f64)?;
            let frame = Instant::now();
            self.frame()?;
            frames.push(ms(frame.elapsed()));
            points.push(self.scene.points_drawn());
        }
        let spent = self.canvas.context().counters().since(&before);
        let drawn = is_drawn(&self.canvas.read()?);
        let count = frames.len().max(1) as u64;
        frames.sort_by(f64::total_cmp);
        points.sort_unstable();
        Ok(Pan {
            median_ms: quantile(&frames, 0.5),
            p95_ms: quantile(&frames, 0.95),
            points_drawn: points.get(points.len() / 2).copied().unwrap_or(0),
            upload_bytes_per_frame: spent.bytes_uploaded / count,
            compiles: spent.programs_compiled,
            drawn,
        })
    }
}

fn axis(shift: f64) -> Result<Axis> {
    Ok(Axis::new(
        [shift - SHOWN, shift + SHOWN],
        AxisScale::Linear,
    )?)
}

/// Where an array of points stands when the view has moved by so many pixels.
fn placement_at(size_px: [u32; 2], moved_px: f32) -> Placement {
    let [width, height] = size_px.map(|side| side as f32);
    let span = 2.0 * SHOWN as f32;
    Placement {
        scale: [width / span, -height / span],
        translate: [width / 2.0 - moved_px, height / 2.0],
        ..Placement::default()
    }
}

/// The median frame, in milliseconds, of panning by something that draws into the canvas.
fn median_of_frames(
    canvas: &mut HeadlessCanvas,
    mut draw: impl FnMut(&mut Renderer, &Frame<'_>, f32) -> Result<()>,
) -> Result<f64> {
    let mut frames = Vec::new();
    let began = Instant::now();
    let size_px = canvas.size_px();
    // The first compiles.
    for step in 0..=FRAMES / 3 {
        let frame = Instant::now();
        canvas.draw_with(|renderer, framebuffer| -> Result<()> {
            let target = Target::Framebuffer(framebuffer);
            let white = [1.0; 4];
            renderer.context().clear(&target, white, None)?;
            draw(renderer, &Frame { target, size_px }, 3.0 * step as f32)
        })?;
        canvas.wait()?;
        if step > 0 {
            frames.push(ms(frame.elapsed()));
        }
        if began.elapsed() > LONGEST && !frames.is_empty() {
            break;
        }
    }
    frames.sort_by(f64::total_cmp);
    Ok(quantile(&frames, 0.5))
}

/// The same points as an array of markers.
fn array_pan_ms(
    canvas: &mut HeadlessCanvas,
    positions: Vec<[f32; 2]>,
    style: MarkersStyle,
    antialias: bool,
) -> Result<f64> {
    let data = MarkersData {
        positions,
        ..MarkersData::default()
    };
    let mut markers = Markers::new(data, style);
    median_of_frames(canvas, |renderer, frame, moved_px| {
        markers.prepare(renderer)?;
        let placement = Placement {
            antialias,
            ..placement_at(frame.size_px, moved_px)
        };
        markers.draw(renderer, frame, &placement)?;
        Ok(())
    })
}
