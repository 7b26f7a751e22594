//! Many labels: drawn, panned, and all of their texts replaced.

use std::time::Instant;

use clap::Args;
use galry::scene::HeadlessCanvas;
use galry::visuals::text::{Label, Text, TextStyle};
use galry::visuals::{Placement, Visual as _};
use serde_json::json;

use super::pan::{frame, time_frames};
use super::process::ms;
use super::report;
use crate::failure::{Failure, Result};
use crate::size;

/// The step from one label to the next, in parts of the picture: neighbours lie far apart, and the
/// picture fills evenly (fractional parts of the plastic number's powers).
const STEPS: [f64; 2] = [0.754_877_666_246_693, 0.569_840_290_998_053];

#[derive(Debug, Args)]
pub(crate) struct LabelsArguments {
    /// Number of labels
    #[arg(long, value_name = "N", default_value = "2000", value_parser = crate::options::parse_count)]
    count: u64,
    /// Height of the text in pixels
    #[arg(long, value_name = "PX", default_value_t = 12.0)]
    size_px: f32,
    /// Size in pixels
    #[arg(long, value_name = "WxH", default_value = "200x150")]
    size: String,
}

/// The labels of one round: no text is that of the round before.
fn labels(arguments: &LabelsArguments, size_px: [u32; 2], round: usize) -> Vec<Label> {
    (0..arguments.count as usize)
        .map(|index| {
            let at = [0, 1].map(|axis| {
                ((index as f64 * STEPS[axis]).fract() * f64::from(size_px[axis])) as f32
            });
            Label {
                style: TextStyle::new(arguments.size_px),
                ..Label::new(format!("{} µV", index * 7 + round * 13), at)
            }
        })
        .collect()
}

pub(super) fn run(arguments: &LabelsArguments, json: bool) -> Result<()> {
    if arguments.count == 0 {
        return Err(Failure::wrong_call("--count: expected at least 1"));
    }
    let size_px = size::parse(&arguments.size, None, Some(1.0))?
        .logical_px
        .map(|side| side.round() as u32);
    let mut canvas = HeadlessCanvas::new(size_px)?;
    let placement = |moved_px: f32| Placement {
        translate: [-moved_px, 0.0],
        ..Placement::default()
    };
    let building = Instant::now();
    let mut text = Text::new(labels(arguments, size_px, 0));
    frame(&mut canvas, |renderer, target| {
        text.prepare(renderer)?;
        Ok(text.draw(renderer, target, &placement(0.0))?)
    })?;
    let build_ms = ms(building.elapsed());
    let pan = time_frames(&mut canvas, |canvas, number| {
        frame(canvas, |renderer, target| {
            text.prepare(renderer)?;
            Ok(text.draw(renderer, target, &placement(number as f32))?)
        })
    })?;
    let relabel = time_frames(&mut canvas, |canvas, number| {
        text.set_labels(labels(arguments, size_px, number));
        frame(canvas, |renderer, target| {
            text.prepare(renderer)?;
            Ok(text.draw(renderer, target, &placement(0.0))?)
        })
    })?;
    let report = json!({
        "peer": "galry",
        "count": arguments.count,
        "size_px": arguments.size_px,
        "size": size_px,
        "build_ms": build_ms,
        "relabel_ms_median": relabel.median_ms,
        "relabel_ms_p95": relabel.p95_ms,
        "relabel_upload_bytes": relabel.upload_bytes_per_frame,
        "pan_ms_median": pan.median_ms,
        "pan_ms_p95": pan.p95_ms,
        "draws_per_frame": pan.draws_per_frame,
        "upload_bytes_per_frame": pan.upload_bytes_per_frame,
        "compiles_after_first": pan.compiles + relabel.compiles,
        "renderer": canvas.context().capabilities().renderer,
        "ok": pan.drawn && relabel.drawn,
    });
    report::print(&report, json)
}
