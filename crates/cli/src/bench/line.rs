//! One thick line drawn as geometry, panned: every point counts, there is no level of detail.
//!
//! Its x goes a little back and forth, so that it is a curve and not a function.

use std::sync::Arc;
use std::time::Instant;

use clap::Args;
use galry::data::Samples;
use galry::prelude::Theme;
use galry::scene::{
    Axis, AxisScale, Camera, HeadlessCanvas, Line, LineStyle, PanZoom, Positions, Scene, View,
};
use serde_json::json;

use super::pan::time_frames;
use super::process::ms;
use super::{noise, report};
use crate::arguments::OnOff;
use crate::failure::{Failure, Result};
use crate::size;

#[derive(Debug, Args)]
pub(crate) struct LineArguments {
    /// Number of points
    #[arg(long, value_name = "N", default_value = "1e5", value_parser = crate::options::parse_count)]
    points: u64,
    /// Width in pixels
    #[arg(long, value_name = "PX", default_value_t = 3.0)]
    width: f32,
    /// Seed of the points
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// Smooth edges
    #[arg(long, value_name = "on|off", value_enum, default_value = "on")]
    antialias: OnOff,
    /// Size in pixels
    #[arg(long, value_name = "WxH", default_value = "200x150")]
    size: String,
}

pub(super) fn run(arguments: &LineArguments, json: bool) -> Result<()> {
    if arguments.points < 2 {
        return Err(Failure::wrong_call("--points: expected at least 2"));
    }
    if !(arguments.width.is_finite() && arguments.width > 0.0) {
        return Err(Failure::wrong_call(format!(
            "--width {}: expected a number of pixels above 0",
            arguments.width
        )));
    }
    let size_px = size::parse(&arguments.size, None, Some(1.0))?
        .logical_px
        .map(|side| side.round() as u32);
    let mut canvas = HeadlessCanvas::new(size_px)?;
    let count = arguments.points as usize;
    let values: Arc<[f32]> = noise::normal(count, arguments.seed, 0).into();
    let back_and_forth = noise::normal(count, arguments.seed, 1);
    let along = back_and_forth.iter().enumerate();
    let positions: Arc<[f64]> = along
        .map(|(index, &step)| index as f64 + f64::from(step))
        .collect();
    let antialias = arguments.antialias == OnOff::On;
    let axes = |shift: f64| -> Result<[Axis; 2]> {
        let x = Axis::new([shift, shift + count as f64], AxisScale::Linear)?;
        Ok([x, Axis::new([-5.0, 5.0], AxisScale::Linear)?])
    };
    let building = Instant::now();
    let mut scene = Scene::new();
    let [width, height] = size_px.map(|side| side as i32);
    let [x, y] = axes(0.0)?;
    let camera = Camera::PanZoom(PanZoom::new(x, y));
    let mut view = View::new([0, 0, width, height], camera);
    let theme = Theme::light();
    view.background = Some(theme.background);
    view.antialias = antialias;
    let view = scene.add_view(view);
    let source = Arc::new(Samples::from_arc(values));
    let style = LineStyle {
        color: theme.line_color(0),
        width_px: arguments.width,
        ..LineStyle::default()
    };
    let positions = Positions::Shared(positions);
    let node = scene.add_line(Line::new(source, 0, positions, style)?);
    scene.show(node, view)?;
    let build_ms = ms(building.elapsed());
    let first = Instant::now();
    canvas.draw(&mut scene)?;
    canvas.wait()?;
    let first_ms = ms(first.elapsed());
    let px = count as f64 / f64::from(size_px[0]);
    let pan = time_frames(&mut canvas, |canvas, frame| {
        let [x, y] = axes(px * frame as f64)?;
        if let Some(camera) = scene.view_mut(view)?.pan_zoom_mut() {
            *camera = PanZoom::new(x, y);
        }
        canvas.draw(&mut scene)?;
        canvas.wait()?;
        Ok(())
    })?;
    let report = json!({
        "peer": "galry",
        "n": count,
        "width": arguments.width,
        "seed": arguments.seed,
        "size": size_px,
        "antialias": antialias,
        "build_ms": build_ms,
        "first_ms": first_ms,
        "pan_ms_median": pan.median_ms,
        "pan_ms_p95": pan.p95_ms,
        "draws_per_frame": pan.draws_per_frame,
        "upload_bytes_per_frame": pan.upload_bytes_per_frame,
        "compiles_after_first": pan.compiles,
        "renderer": canvas.context().capabilities().renderer,
        "ok": pan.drawn,
    });
    report::print(&report, json)
}
