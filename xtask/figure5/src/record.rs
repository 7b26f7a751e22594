//! What was measured: every run, the machine, the versions, what each peer was asked to do.

use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::Result;
use crate::machine::Machine;

/// The file's first word, so that a program knows what it reads.
const FORMAT: &str = "galry figure5, 1";

/// The whole JSON.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Record {
    pub(crate) format: String,
    pub(crate) machine: Machine,
    /// When the first and the last run began, UTC.
    pub(crate) measured: [String; 2],
    pub(crate) limits: Limits,
    pub(crate) peers: Vec<PeerRecord>,
    pub(crate) checks: Vec<Check>,
    pub(crate) runs: Vec<Run>,
}

/// What a process may take.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Limits {
    pub(crate) time_s: f64,
    pub(crate) memory_mb: f64,
}

/// A peer, as it was measured.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PeerRecord {
    pub(crate) name: String,
    pub(crate) label: String,
    pub(crate) version: String,
    pub(crate) asked: String,
}

/// Whether a peer's picture is right.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Check {
    pub(crate) peer: String,
    pub(crate) n: u64,
    pub(crate) antialias: bool,
    pub(crate) size: [u32; 2],
    pub(crate) ok: bool,
    /// Parts of the columns that hold what they must, in each frame that was looked at.
    pub(crate) columns_right: Vec<f64>,
    pub(crate) note: String,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Outcome {
    /// It measured all there is.
    #[serde(rename = "done")]
    Done,
    /// It took longer than it may; what it had measured until then counts.
    #[serde(rename = "time limit")]
    TimeLimit,
    /// It took more memory than it may; what it had measured until then counts.
    #[serde(rename = "memory limit")]
    MemoryLimit,
    /// It ended with an error.
    #[serde(rename = "failed")]
    Failed,
    /// It was not started, since fewer points were too many already.
    #[serde(rename = "skipped")]
    Skipped,
}

/// One process.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Run {
    pub(crate) peer: String,
    pub(crate) n: u64,
    pub(crate) seed: u64,
    pub(crate) antialias: bool,
    pub(crate) size: [u32; 2],
    pub(crate) outcome: Outcome,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) note: String,
    /// How long the process took, all in all.
    pub(crate) wall_s: f64,
    /// The most memory that was seen from outside.
    pub(crate) seen_mb: f64,
    /// What it told, under the keys of `galry bench figure5`.
    pub(crate) result: Map<String, Value>,
}

impl Run {
    /// A number that the run told.
    pub(crate) fn number(&self, key: &str) -> Option<f64> {
        self.result.get(key).and_then(Value::as_f64)
    }

    /// Whether two runs are of the same task.
    pub(crate) fn is_of(&self, other: &Self) -> bool {
        self.is_like(other) && self.n == other.n && self.seed == other.seed
    }

    /// Whether two runs differ in number and seed alone.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        self.peer == other.peer && self.antialias == other.antialias && self.size == other.size
    }
}

impl Record {
    /// Nothing measured yet, on this machine.
    pub(crate) fn new(machine: Machine, limits: Limits) -> Self {
        Self {
            format: FORMAT.to_owned(),
            machine,
            measured: Default::default(),
            limits,
            peers: Vec::new(),
            checks: Vec::new(),
            runs: Vec::new(),
        }
    }

    /// Reads a record.
    ///
    /// # Errors
    /// A file that is unreadable, no JSON, or of another format.
    pub(crate) fn load(path: &Path) -> Result<Self> {
        let told = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
        let text = std::fs::read_to_string(path).map_err(|error| told(&error))?;
        let record: Self = serde_json::from_str(&text).map_err(|error| told(&error))?;
        if record.format != FORMAT {
            return Err(told(&format!(
                "expected the format `{FORMAT}`, got `{}`",
                record.format
            ))
            .into());
        }
        Ok(record)
    }

    /// Writes the record beside its place, then renames it.
    ///
    /// # Errors
    /// A folder that cannot be written.
    pub(crate) fn save(&self, path: &Path) -> Result {
        galry::plot::write_whole(path, self.to_text()?.as_bytes())
            .map_err(|error| format!("{}: {error}", path.display()).into())
    }

    /// JSON with a line for each run, check and peer.
    pub(crate) fn to_text(&self) -> Result<String> {
        let Value::Object(fields) = serde_json::to_value(self)? else {
            return Err("a record is an object".into());
        };
        // Values sort their keys; a person wants the machine before the runs.
        let order = [
            "format", "machine", "measured", "limits", "peers", "checks", "runs",
        ];
        let parts: Vec<String> = order
            .iter()
            .map(|name| match &fields[*name] {
                Value::Array(items) if items.iter().all(Value::is_object) && !items.is_empty() => {
                    let lines: Vec<String> =
                        items.iter().map(|item| format!("    {item}")).collect();
                    format!("  \"{name}\": [\n{}\n  ]", lines.join(",\n"))
                }
                Value::Object(items) => {
                    let lines: Vec<String> = items
                        .iter()
                        .map(|(key, value)| format!("    \"{key}\": {value}"))
                        .collect();
                    format!("  \"{name}\": {{\n{}\n  }}", lines.join(",\n"))
                }
                value => format!("  \"{name}\": {value}"),
            })
            .collect();
        Ok(format!("{{\n{}\n}}\n", parts.join(",\n")))
    }

    /// Puts a run in place of an older one of the same task, or at the end.
    pub(crate) fn put(&mut self, run: Run) {
        match self.runs.iter_mut().find(|known| known.is_of(&run)) {
            Some(known) => *known = run,
            None => self.runs.push(run),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: &str = include_str!("../tests/sample.json");

    #[test]
    fn what_was_written_is_read_again() {
        let folder = tempfile::TempDir::new().expect("a temporary folder");
        let path = folder.path().join("figure5.json");
        let record: Record = serde_json::from_str(SAMPLE).expect("the sample is a record");
        record.save(&path).expect("it is written");
        assert_eq!(Record::load(&path).expect("it is read"), record);
        // A line for each run, and the sample itself is written so.
        let text = std::fs::read_to_string(&path).expect("it is there");
        let lines = text.lines().filter(|line| line.contains("\"outcome\""));
        assert_eq!(lines.count(), record.runs.len());
        assert_eq!(text, SAMPLE);
    }

    #[test]
    fn another_format_is_refused() {
        let folder = tempfile::TempDir::new().expect("a temporary folder");
        let path = folder.path().join("other.json");
        for (text, word) in [
            ("{}", "other.json"),
            ("no JSON", "other.json"),
            (
                &SAMPLE.replace(FORMAT, "galry figure5, 7"),
                "galry figure5, 7",
            ),
        ] {
            std::fs::write(&path, text).expect("it is writable");
            let error = Record::load(&path)
                .expect_err("it is no record")
                .to_string();
            assert!(error.contains(word), "{error}");
        }
    }

    #[test]
    fn a_run_takes_the_place_of_an_older_one() {
        let mut record: Record = serde_json::from_str(SAMPLE).expect("the sample is a record");
        let count = record.runs.len();
        let mut run = record.runs[3].clone();
        run.wall_s = 1e9;
        record.put(run.clone());
        assert_eq!((record.runs.len(), &record.runs[3]), (count, &run));
        run.seed = 77;
        record.put(run);
        assert_eq!(record.runs.len(), count + 1);
    }
}
