//! Start-up: how long from the start of a process to a bare context, to the first frame of the
//! paper's benchmark, and to a standard figure; with the driver's shader cache off, cold and warm.
//!
//! Each is measured in a process of its own. The parent notes the time and starts it; the child takes
//! the time at the end, when its picture is complete. Making the data is subtracted.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use galry::gloo::headless::{HeadlessContext, HeadlessDesc};
use galry::plot::plot;
use serde_json::{Map, Value, json};
use tempfile::TempDir;

use super::figure5;
use super::noise;
use super::process::ms;
use super::report;
use super::spans::Spans;
use crate::arguments::{StartArguments, StartStage};
use crate::failure::{Failure, Result};
use crate::{output, size};

/// What the driver keeps of compiled shaders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cache {
    /// Nothing is kept.
    Off,
    /// An empty folder.
    Cold,
    /// A folder that an equal process filled before.
    Warm,
}

const CACHES: [(Cache, &str); 3] = [
    (Cache::Off, "cache_off"),
    (Cache::Cold, "cache_cold"),
    (Cache::Warm, "cache_warm"),
];

/// Times in a child, summed by the names of their spans.
const PARTS: [(&str, &str); 4] = [
    ("context", "context_ms"),
    ("program", "programs_ms"),
    ("text", "text_ms"),
    ("draw", "first_draw_ms"),
];

pub(crate) fn run(arguments: &StartArguments, json: bool) -> Result<()> {
    if let Some(stage) = arguments.only {
        let report = Value::Object(measure(stage, arguments)?);
        return output::print_json(&report);
    }
    if arguments.repeat == 0 {
        return Err(Failure::wrong_call("--repeat 0: expected at least 1"));
    }
    let mut report = Map::new();
    for (cache, name) in CACHES {
        let bare = child(StartStage::Context, cache, arguments)?;
        let scene = child(StartStage::Scene, cache, arguments)?;
        let figure = child(StartStage::Figure, cache, arguments)?;
        let mut times = figure;
        let first = number(&scene, "first_frame_ms")?;
        // The process that only makes a context has nothing else to do: all of it is the context's.
        let context = number(&bare, "first_frame_ms")?;
        times.insert("bare_context_ms".to_owned(), json!(context));
        times.insert("figure5_first_frame_ms".to_owned(), json!(first));
        times.insert(
            "figure5_over_bare_context".to_owned(),
            json!(first / context),
        );
        if cache == Cache::Warm {
            // As a user meets it: these are also the answer's own.
            report.extend(times.clone());
        }
        report.insert(name.to_owned(), Value::Object(times));
    }
    report.insert("points".to_owned(), json!(arguments.points));
    report.insert("repeat".to_owned(), json!(arguments.repeat));
    let ok = CACHES
        .iter()
        .all(|(_, name)| report[*name]["ok"] == json!(true));
    report.insert("ok".to_owned(), json!(ok));
    let report = Value::Object(report);
    if json {
        output::print_json(&report)
    } else {
        output::print_lines(&table(&report))
    }
}

/// The median of each time over processes that are all alike.
fn child(
    stage: StartStage,
    cache: Cache,
    arguments: &StartArguments,
) -> Result<Map<String, Value>> {
    let folder = temporary_folder()?;
    if cache == Cache::Warm {
        start(stage, cache, &folder, arguments)?;
    }
    let mut answers = Vec::new();
    for _ in 0..arguments.repeat {
        let fresh = temporary_folder()?;
        let folder = if cache == Cache::Cold {
            &fresh
        } else {
            &folder
        };
        answers.push(start(stage, cache, folder, arguments)?);
    }
    let mut medians = Map::new();
    for key in answers[0].keys().filter(|key| key.ends_with("_ms")) {
        let mut values: Vec<f64> = answers
            .iter()
            .map(|answer| number(answer, key))
            .collect::<Result<_>>()?;
        values.sort_by(f64::total_cmp);
        medians.insert(key.clone(), json!(values[values.len() / 2]));
    }
    let ok = answers.iter().all(|answer| answer["ok"] == json!(true));
    medians.insert("ok".to_owned(), json!(ok));
    Ok(medians)
}

fn temporary_folder() -> Result<TempDir> {
    TempDir::new().map_err(|error| Failure::failed(format!("a temporary folder: {error}")))
}

/// Starts one process and reads its answer.
fn start(
    stage: StartStage,
    cache: Cache,
    folder: &TempDir,
    arguments: &StartArguments,
) -> Result<Map<String, Value>> {
    let failed = |what: String| Failure::failed(format!("bench start: {what}"));
    let program = std::env::current_exe().map_err(|error| failed(error.to_string()))?;
    let mut command = Command::new(program);
    command
        .args(["bench", "start", "--json", "--size", &arguments.size])
        .args(["--points", &arguments.points.to_string()])
        .args(["--only", stage.name()])
        .env("MESA_SHADER_CACHE_DIR", folder.path())
        .env("__GL_SHADER_DISK_CACHE_PATH", folder.path())
        .stdin(Stdio::null())
        .stderr(Stdio::inherit());
    for (name, off) in [
        ("MESA_SHADER_CACHE_DISABLE", "true"),
        ("__GL_SHADER_DISK_CACHE", "0"),
    ] {
        command.env_remove(name);
        if cache == Cache::Off {
            command.env(name, off);
        }
    }
    command.args(["--spawned-ns", &now_ns().to_string()]);
    let answer = command
        .output()
        .map_err(|error| failed(error.to_string()))?;
    if !answer.status.success() {
        return Err(failed(format!("a child ended with {}", answer.status)));
    }
    serde_json::from_slice(&answer.stdout)
        .map_err(|error| failed(format!("a child's answer: {error}")))
}

/// Nanoseconds since 1970: the one clock that parent and child share.
fn now_ns() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.map_or(0, |now| u64::try_from(now.as_nanos()).unwrap_or(u64::MAX))
}

/// In a child: does what is to be measured.
fn measure(stage: StartStage, arguments: &StartArguments) -> Result<Map<String, Value>> {
    let spans = Spans::default();
    let collected = spans.clone();
    let _guard = tracing::subscriber::set_default(collected);
    let size = size::parse(&arguments.size, None, Some(1.0))?;
    let (generated_in, ok) = match stage {
        StartStage::Context => {
            let context = HeadlessContext::new(&HeadlessDesc::default())
                .map_err(galry::scene::Error::from)?;
            (Duration::ZERO, context.context().id() > 0)
        }
        StartStage::Scene => figure5::first_picture(
            arguments.points,
            size.logical_px.map(|side| side.round() as u32),
        )?,
        StartStage::Figure => {
            let began = Instant::now();
            let samples = noise::normal(arguments.points as usize, 1, 0);
            let generated_in = began.elapsed();
            let picture = {
                let _draw = tracing::debug_span!("draw").entered();
                let [width, height] = size.logical_px;
                plot(&samples)
                    .title("White noise")
                    .xlabel("Sample")
                    .ylabel("Value")
                    .size(width, height)
                    .to_picture()?
            };
            (generated_in, report::is_drawn(&picture))
        }
    };
    let since_start = now_ns().saturating_sub(arguments.spawned_ns);
    let mut report = Map::new();
    for (span, key) in PARTS {
        report.insert(key.to_owned(), json!(ms(spans.own_time(span))));
    }
    let first_frame_ms = since_start as f64 / 1e6 - ms(generated_in);
    report.insert("first_frame_ms".to_owned(), json!(first_frame_ms));
    report.insert("ok".to_owned(), json!(ok));
    Ok(report)
}

fn number(values: &Map<String, Value>, key: &str) -> Result<f64> {
    values
        .get(key)
        .and_then(Value::as_f64)
        .ok_or_else(|| Failure::failed(format!("bench start: no number under {key}")))
}

fn table(report: &Value) -> String {
    let Some(Value::Object(first)) = report.get(CACHES[0].1) else {
        return String::new();
    };
    let mut text = format!("{:<28}", "shader cache");
    for (_, name) in CACHES {
        text += &format!("{:>12}", name.trim_start_matches("cache_"));
    }
    for key in first.keys() {
        text += &format!("\n{key:<28}");
        for (_, name) in CACHES {
            text += &match &report[name][key] {
                Value::Number(number) => format!("{:>12.2}", number.as_f64().unwrap_or(f64::NAN)),
                other => format!("{:>12}", other.to_string()),
            };
        }
    }
    text + "\n"
}
