//! `galry traces`: the channels of a recording, stacked.

use std::path::Path;

use galry::prelude::{Figure, Follow};
use galry::visuals::text::escape_math;
use serde::Deserialize;

use crate::arguments::{OnOff, OrderChoice, TracesArguments};
use crate::failure::{Failure, Result};
use crate::follow;
use crate::input::{self, Selection, Series, SeriesX};
use crate::options::parse_channels;
use crate::output::{self, LinesStyle};
use crate::plot;

/// Seconds shown when nothing else is asked.
const SHOWN_S: f64 = 10.0;

/// What a JSON file beside a recording can tell about it.
#[derive(Debug, Default, Deserialize)]
struct Description {
    rate_hz: Option<f64>,
    microvolts_per_count: Option<Vec<f64>>,
    channels: Option<Vec<String>>,
}

pub(crate) fn run(arguments: &TracesArguments, json: bool) -> Result<()> {
    arguments.unbuilt.check()?;
    if arguments.order != "file" {
        return Err(match arguments.order.as_str() {
            "probe" | "depth" => Failure::not_built(&format!("--order {}", arguments.order)),
            other => Failure::wrong_call(format!("--order {other}: expected file")),
        });
    }
    let figure = Figure::new();
    output::style(&figure, &arguments.picture, "dark")?;
    let path = &arguments.recording;
    let (in_file, listed) = channel_counts(arguments)?;
    let description = read_description(path)?;
    let rate_hz = arguments.input.rate.or(description.rate_hz);
    input::check_rate(rate_hz)?;
    let order = OrderChoice::Interleaved;
    let file = if arguments.follow {
        follow::check(&arguments.picture)?;
        follow::open_file(path, &arguments.input, in_file, order, rate_hz)?
    } else {
        input::open_file(path, &arguments.input, in_file, order)?
    };
    for note in input::notes(&file, path) {
        output::say(&note);
    }
    let selection = Selection {
        rate_hz,
        ..Selection::default()
    };
    let all = input::series(&file, selection)?;
    let shown = match listed {
        Some(list) => parse_channels(list, all.len())?,
        None => (0..all.len()).collect(),
    };
    let view = if arguments.follow {
        rolling_view(arguments, &all)?
    } else {
        view(arguments, &all)?
    };
    fill(&figure, arguments, &description, &all, &shown)?;
    let axes = figure.axes();
    axes.xlabel(view.xlabel);
    if let Some([from, to]) = view.shown {
        axes.xlim(from, to);
    }
    if arguments.follow {
        axes.follow(Follow::Roll);
    }
    if arguments.picture.title.is_none() {
        let channels = if shown.len() == 1 {
            "channel"
        } else {
            "channels"
        };
        let title = format!("{}, {} {channels}, {}", file.name, shown.len(), view.length);
        figure.window_title(format!("{} – galry", file.name));
        axes.title(escape_math(&title));
    }
    figure.check()?;
    let inputs = std::slice::from_ref(path);
    let files = std::slice::from_ref(&file);
    output::deliver(&figure, &arguments.picture, inputs, files, &file.name, json)
}

/// With raw binary `--channels N` says how many channels the file has; otherwise it lists those
/// to be shown.
fn channel_counts(arguments: &TracesArguments) -> Result<(usize, Option<&str>)> {
    let list = arguments.channels.as_deref();
    if arguments.input.dtype.is_none() {
        return Ok((1, list));
    }
    match list {
        None => Ok((1, None)),
        Some(text) => match text.parse() {
            Ok(count) => Ok((count, None)),
            Err(_) => Err(Failure::wrong_call(format!(
                "--channels {text}: with --dtype expected the number of channels in the file"
            ))),
        },
    }
}

fn read_description(path: &Path) -> Result<Description> {
    let Some(beside) = input::description_beside(path) else {
        return Ok(Description::default());
    };
    let failed = |error: &dyn std::fmt::Display| {
        Failure::failed(format!(
            "{}: cannot be read as the description of {}: {error}",
            beside.display(),
            path.display()
        ))
    };
    let text = std::fs::read_to_string(&beside).map_err(|error| failed(&error))?;
    serde_json::from_str(&text).map_err(|error| failed(&error))
}

/// The part of the recording that is shown.
struct View {
    /// `None` leaves it to the figure.
    shown: Option<[f64; 2]>,
    xlabel: &'static str,
    /// How long the recording is.
    length: String,
}

fn view(arguments: &TracesArguments, series: &[Series]) -> Result<View> {
    let longest = series.iter().map(|one| one.source.len()).max().unwrap_or(0);
    let (end, xlabel, unit) = match series.first().map(|one| &one.x) {
        Some(SeriesX::Rate(hz)) => (longest as f64 / hz, "Time (s)", " s"),
        Some(SeriesX::Values { values, .. }) => {
            let last = values.iter().copied().filter(|x| x.is_finite());
            (last.fold(0.0, f64::max), "Time", "")
        }
        _ => (longest as f64, "Sample", ""),
    };
    if arguments.from.is_some() || arguments.to.is_some() {
        let wrong = |value: f64| !value.is_finite();
        if arguments.from.is_some_and(wrong) || arguments.to.is_some_and(wrong) {
            return Err(Failure::wrong_call(
                "--from and --to must be finite numbers",
            ));
        }
    }
    let span = if unit.is_empty() {
        end
    } else {
        SHOWN_S.min(end)
    };
    let from = arguments
        .from
        .unwrap_or_else(|| arguments.to.map_or(0.0, |to| (to - span).max(0.0)));
    let to = arguments
        .to
        .unwrap_or((from + span).max(from + f64::MIN_POSITIVE));
    if to <= from {
        return Err(Failure::wrong_call(format!(
            "--from {from} --to {to}: expected the end after the start (the recording ends at {})",
            short(end)
        )));
    }
    if arguments.from.is_some_and(|from| from >= end) {
        return Err(Failure::wrong_call(format!(
            "--from {from}: the recording ends at {}{unit}",
            short(end)
        )));
    }
    // The axis tells the range, which changes while one pans.
    let length = format!("{}{unit}", short(end));
    Ok(View {
        shown: Some([from, to]),
        xlabel,
        length,
    })
}

/// As much as is asked of the newest samples.
fn rolling_view(arguments: &TracesArguments, series: &[Series]) -> Result<View> {
    let shown = match (arguments.from, arguments.to) {
        (None, None) => None,
        (Some(from), Some(to)) if from < to && (to - from).is_finite() => Some([from, to]),
        _ => {
            return Err(Failure::wrong_call(
                "--follow: expected both --from and --to, the end after the start: as much as \
                 lies between them is shown of the newest samples",
            ));
        }
    };
    let has_rate = matches!(series.first().map(|one| &one.x), Some(SeriesX::Rate(_)));
    Ok(View {
        shown,
        xlabel: if has_rate { "Time (s)" } else { "Sample" },
        length: String::from("followed"),
    })
}

/// Two decimals at most.
fn short(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn fill(
    figure: &Figure,
    arguments: &TracesArguments,
    description: &Description,
    all: &[Series],
    shown: &[usize],
) -> Result<()> {
    let axes = figure.axes();
    let style = LinesStyle::new(&arguments.picture)?;
    let gains = match &description.microvolts_per_count {
        Some(gains) if gains.len() == all.len() && arguments.input.gain.is_none() => Some(gains),
        _ => None,
    };
    for (lane, &channel) in shown.iter().enumerate() {
        let one = &all[channel];
        let line = axes.channel(one.source.clone(), one.channel);
        plot::place(&line, &one.x);
        let name = description
            .channels
            .as_ref()
            .and_then(|names| names.get(channel))
            .unwrap_or(&one.name);
        line.label(escape_math(name));
        let gain = match gains {
            Some(gains) => gains[channel],
            None => arguments.input.gain.unwrap_or(1.0),
        };
        line.transform(gain, 0.0);
        style.apply(&line, lane);
    }
    let units = match (&arguments.input.units, gains) {
        (Some(units), _) => units.clone(),
        (None, Some(_)) => String::from("µV"),
        (None, None) => String::new(),
    };
    axes.stack_channels(units, arguments.offset_removal == OnOff::On);
    Ok(())
}
