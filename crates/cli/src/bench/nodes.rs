//! Many line nodes in a scene, each in a place of its own, built, drawn and panned.

use std::sync::Arc;
use std::time::Instant;

use clap::Args;
use galry::data::Samples;
use galry::prelude::Theme;
use galry::scene::{
    Axis, AxisScale, Camera, HeadlessCanvas, Line, LineStyle, PanZoom, Positions, ScaleTranslate,
    Scene, View,
};
use serde_json::json;

use super::pan::time_frames;
use super::process::ms;
use super::{noise, report};
use crate::arguments::OnOff;
use crate::failure::{Failure, Result};
use crate::size;

#[derive(Debug, Args)]
pub(crate) struct NodesArguments {
    /// Number of nodes
    #[arg(long, value_name = "L", default_value = "1000", value_parser = crate::options::parse_count)]
    lines: u64,
    /// Points of each
    #[arg(long, value_name = "P", default_value = "100", value_parser = crate::options::parse_count)]
    points: u64,
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

pub(super) fn run(arguments: &NodesArguments, json: bool) -> Result<()> {
    let (lines, points) = (arguments.lines as usize, arguments.points as usize);
    if lines == 0 || points == 0 {
        return Err(Failure::wrong_call(
            "--lines, --points: expected at least 1 of both",
        ));
    }
    let size_px = size::parse(&arguments.size, None, Some(1.0))?
        .logical_px
        .map(|side| side.round() as u32);
    let mut canvas = HeadlessCanvas::new(size_px)?;
    let values: Vec<Arc<[f32]>> = (0..lines)
        .map(|line| noise::normal(points, arguments.seed, line).into())
        .collect();
    let theme = Theme::light();
    let building = Instant::now();
    let mut scene = Scene::new();
    let [width, height] = size_px.map(|side| side as i32);
    let axes = |shift: f64| -> Result<[Axis; 2]> {
        let x = Axis::new([shift, shift + points as f64], AxisScale::Linear)?;
        let y = Axis::new([-3.0, lines as f64 + 2.0], AxisScale::Linear)?;
        Ok([x, y])
    };
    let [x, y] = axes(0.0)?;
    let camera = Camera::PanZoom(PanZoom::new(x, y));
    let mut view = View::new([0, 0, width, height], camera);
    view.background = Some(theme.background);
    view.antialias = arguments.antialias == OnOff::On;
    let view = scene.add_view(view);
    for (index, values) in values.iter().enumerate() {
        let style = LineStyle {
            color: theme.line_color(index),
            width_px: 1.0,
            ..LineStyle::default()
        };
        let source = Arc::new(Samples::from_arc(Arc::clone(values)));
        let node = scene.add_line(Line::new(source, 0, Positions::Index, style)?);
        scene.node_mut(node)?.parent_from_node = ScaleTranslate {
            scale: [1.0, 0.3],
            translate: [0.0, index as f64],
        };
        scene.show(node, view)?;
    }
    let build_ms = ms(building.elapsed());
    let first = Instant::now();
    canvas.draw(&mut scene)?;
    canvas.wait()?;
    let first_ms = ms(first.elapsed());
    let px = points as f64 / f64::from(size_px[0]);
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
        "lines": lines,
        "points": points,
        "seed": arguments.seed,
        "size": size_px,
        "antialias": arguments.antialias == OnOff::On,
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
