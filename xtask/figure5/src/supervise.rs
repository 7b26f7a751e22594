//! One process within limits of time and memory.
//!
//! It is a process of its own, so that a command put before it (`--wrap`) may wait as long as it likes
//! without its waiting being counted.

use std::io::{BufRead as _, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::Result;
use crate::options::Limits;
use crate::process::last_line;
use crate::record::Outcome;

/// Between two looks at the process.
const LOOK: Duration = Duration::from_millis(10);

/// What is told of a process.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Told {
    pub(crate) outcome: Outcome,
    pub(crate) note: String,
    pub(crate) wall_s: f64,
    pub(crate) seen_mb: f64,
    pub(crate) result: Map<String, Value>,
}

/// Runs the process and prints one line of JSON.
pub(crate) fn run(limits: &Limits) -> Result {
    println!("{}", serde_json::to_string(&watch(limits)?)?);
    Ok(())
}

fn watch(limits: &Limits) -> Result<Told> {
    let (program, arguments) = limits
        .words
        .split_first()
        .ok_or("expected a program to run")?;
    let began = Instant::now();
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("{program}: {error}"))?;
    let answers = child.stdout.take().map(collect);
    let complaints = child.stderr.take().map(collect);
    let mut seen_mb: f64 = 0.0;
    let (outcome, note) = loop {
        if let Some(status) = child.try_wait()? {
            break if status.success() {
                (Outcome::Done, String::new())
            } else {
                (Outcome::Failed, status.to_string())
            };
        }
        seen_mb = seen_mb.max(memory_mb(&child).unwrap_or(0.0));
        if began.elapsed().as_secs_f64() > limits.time {
            end(&mut child)?;
            break (Outcome::TimeLimit, format!("over {} s", limits.time));
        }
        if seen_mb > limits.memory {
            end(&mut child)?;
            break (Outcome::MemoryLimit, format!("over {} MB", limits.memory));
        }
        std::thread::sleep(LOOK);
    };
    let wall_s = began.elapsed().as_secs_f64();
    let said = joined(complaints);
    let note = match outcome {
        Outcome::Failed => format!("{}: {note}", last_line(said.as_bytes())),
        _ => note,
    };
    Ok(Told {
        outcome,
        note,
        wall_s,
        seen_mb,
        result: merged(&joined(answers)),
    })
}

fn end(child: &mut Child) -> Result {
    child.kill()?;
    child.wait()?;
    Ok(())
}

/// All that a pipe gives, read aside so that it never fills.
fn collect(pipe: impl Read + Send + 'static) -> JoinHandle<String> {
    std::thread::spawn(move || {
        let mut text = String::new();
        for line in BufReader::new(pipe)
            .split(b'\n')
            .map_while(std::io::Result::ok)
        {
            text += &String::from_utf8_lossy(&line);
            text.push('\n');
        }
        text
    })
}

fn joined(text: Option<JoinHandle<String>>) -> String {
    text.and_then(|thread| thread.join().ok())
        .unwrap_or_default()
}

/// The JSON objects of an answer, one a line, put together; later values win, and what is no object
/// (a warning of some library) is passed over.
pub(crate) fn merged(answer: &str) -> Map<String, Value> {
    let mut result = Map::new();
    for line in answer.lines() {
        if let Ok(Value::Object(values)) = serde_json::from_str(line) {
            result.extend(values);
        }
    }
    result
}

/// Resident memory of a child, where the system tells.
fn memory_mb(child: &Child) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    let kib: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib * 1024.0 / 1e6)
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    fn shell(script: &str, time: f64, memory: f64) -> Told {
        watch(&Limits {
            time,
            memory,
            words: ["sh", "-c", script].map(str::to_owned).to_vec(),
        })
        .expect("a shell runs")
    }

    #[test]
    fn a_run_tells_all_that_it_measured() {
        let told = shell(
            r#"echo '{"n":10,"ok":false}'; echo a warning; echo '{"ok":true}'"#,
            60.0,
            1e6,
        );
        assert_eq!(told.outcome, Outcome::Done);
        assert_eq!(
            Value::Object(told.result),
            serde_json::json!({"n": 10, "ok": true})
        );
    }

    #[test]
    fn a_run_over_its_time_keeps_what_it_knew() {
        let told = shell(r#"echo '{"first_frame_s":1.5}'; exec sleep 600"#, 0.3, 1e6);
        assert_eq!(told.outcome, Outcome::TimeLimit);
        assert_eq!(told.result["first_frame_s"], 1.5);
        assert!(told.note.contains("0.3 s"), "{}", told.note);
    }

    #[test]
    fn a_run_over_its_memory_is_ended() {
        let told = shell("exec sleep 600", 60.0, 0.001);
        assert_eq!(told.outcome, Outcome::MemoryLimit);
    }

    #[test]
    fn a_failure_is_told_in_its_own_words() {
        let told = shell("echo that was wrong >&2; exit 3", 60.0, 1e6);
        assert_eq!(told.outcome, Outcome::Failed);
        assert!(
            told.note.contains("that was wrong") && told.note.contains('3'),
            "{}",
            told.note
        );
    }
}
