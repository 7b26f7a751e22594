//! One thick line drawn as geometry, panned: every point in the vertex buffer, no level of detail.

use std::time::Instant;

use clap::Args;
use galry::scene::HeadlessCanvas;
use galry::visuals::{Placement, Polyline, PolylineData, PolylineStyle, Visual as _};
use serde_json::json;

use super::pan::{frame, time_frames};
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
    let size_px = size::parse(&arguments.size, None, Some(1.0))?
        .logical_px
        .map(|side| side.round() as u32);
    let mut canvas = HeadlessCanvas::new(size_px)?;
    let count = arguments.points as usize;
    let [width, height] = size_px.map(|side| side as f32);
    let noise = noise::normal(count, arguments.seed, 0);
    let positions = noise.iter().enumerate().map(|(index, &value)| {
        let along = index as f32 / (count - 1) as f32;
        [along * width, height * (0.5 + 0.1 * value)]
    });
    let data = PolylineData {
        positions: positions.collect(),
        closed: false,
    };
    let style = PolylineStyle {
        width_px: arguments.width,
        ..PolylineStyle::default()
    };
    let antialias = arguments.antialias == OnOff::On;
    let placement = |moved_px: f32| Placement {
        translate: [-moved_px, 0.0],
        antialias,
        ..Placement::default()
    };
    let building = Instant::now();
    let mut line = Polyline::new(data, style);
    let build_ms = ms(building.elapsed());
    let first = Instant::now();
    frame(&mut canvas, |renderer, target| {
        line.prepare(renderer)?;
        Ok(line.draw(renderer, target, &placement(0.0))?)
    })?;
    let first_ms = ms(first.elapsed());
    let pan = time_frames(&mut canvas, |canvas, number| {
        frame(canvas, |renderer, target| {
            line.prepare(renderer)?;
            Ok(line.draw(renderer, target, &placement(number as f32))?)
        })
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
