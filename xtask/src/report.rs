//! What the steps of `cargo xtask test` gave, how long each took, and how many tests ran.

use std::fmt;
use std::time::{Duration, Instant};

use crate::Result;

/// How many tests passed and failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
}

impl Tally {
    /// Adds what a line of a test harness says, `test result: ok. 3 passed; 0 failed; …`, if it is one.
    pub(crate) fn read(&mut self, line: &str) {
        if !line.starts_with("test result:") {
            return;
        }
        self.passed += number_before(line, " passed");
        self.failed += number_before(line, " failed");
    }
}

fn number_before(line: &str, word: &str) -> u64 {
    line.find(word)
        .and_then(|end| line[..end].rsplit(' ').next())
        .and_then(|digits| digits.parse().ok())
        .unwrap_or(0)
}

/// What a step found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Passed,
    Failed(String),
}

#[derive(Debug)]
struct Row {
    name: &'static str,
    outcome: Outcome,
    tally: Tally,
    took: Duration,
}

/// The steps so far.
#[derive(Debug, Default)]
pub(crate) struct Report {
    rows: Vec<Row>,
}

impl Report {
    /// Runs one step under a title and keeps what it gave; a failed step does not stop the next.
    pub(crate) fn step(&mut self, name: &'static str, work: impl FnOnce(&mut Tally) -> Result) {
        println!("\n== {name}");
        let start = Instant::now();
        let mut tally = Tally::default();
        let outcome = match work(&mut tally) {
            Ok(()) => Outcome::Passed,
            Err(error) => Outcome::Failed(error.to_string()),
        };
        let took = start.elapsed();
        match &outcome {
            Outcome::Passed => println!("== {name}: done in {:.1} s", took.as_secs_f64()),
            Outcome::Failed(why) => {
                println!("== {name}: FAILED after {:.1} s: {why}", took.as_secs_f64());
            }
        }
        self.rows.push(Row {
            name,
            outcome,
            tally,
            took,
        });
    }

    /// Whether every step passed.
    pub(crate) fn passed(&self) -> bool {
        self.rows.iter().all(|row| row.outcome == Outcome::Passed)
    }

    /// All tests together. A step that failed for another reason than a test counts as one failure:
    /// the closing line must not say that none failed when something did.
    fn total(&self) -> Tally {
        let mut total = Tally::default();
        for row in &self.rows {
            total.passed += row.tally.passed;
            total.failed += match row.outcome {
                Outcome::Passed => row.tally.failed,
                Outcome::Failed(_) => row.tally.failed.max(1),
            };
        }
        total
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:<10} {:>8} {:>7} {:>7}  result",
            "step", "seconds", "passed", "failed"
        )?;
        let mut all = Duration::ZERO;
        for row in &self.rows {
            all += row.took;
            let (passed, failed) = if row.tally == Tally::default() {
                (String::new(), String::new())
            } else {
                (row.tally.passed.to_string(), row.tally.failed.to_string())
            };
            let result = match &row.outcome {
                Outcome::Passed => "ok",
                Outcome::Failed(why) => why.lines().next().unwrap_or("failed"),
            };
            let seconds = row.took.as_secs_f64();
            writeln!(
                f,
                "{:<10} {seconds:>8.1} {passed:>7} {failed:>7}  {result}",
                row.name
            )?;
        }
        writeln!(f, "{:<10} {:>8.1}", "all", all.as_secs_f64())?;
        let total = self.total();
        write!(f, "\n{} passed, {} failed", total.passed, total.failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_of_several_harnesses_add_up() {
        let mut tally = Tally::default();
        tally.read("running 3 tests");
        tally.read("test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out");
        tally.read("test result: FAILED. 10 passed; 2 failed; 0 ignored; 0 measured");
        assert_eq!(
            tally,
            Tally {
                passed: 13,
                failed: 2
            }
        );
    }

    #[test]
    fn a_step_that_fails_without_tests_counts_as_one_failure() {
        let mut report = Report::default();
        report.step("clippy", |_| Err("two warnings".into()));
        report.step("tests", |tally| {
            tally.passed = 5;
            Ok(())
        });
        assert!(!report.passed());
        assert!(report.to_string().ends_with("5 passed, 1 failed"));
    }

    #[test]
    fn the_table_names_each_step_and_why_it_failed() {
        let mut report = Report::default();
        report.step("docs", |_| Err("a broken link\nmore".into()));
        let table = report.to_string();
        assert!(
            table.contains("docs") && table.contains("a broken link"),
            "{table}"
        );
        assert!(!table.contains("more"), "{table}");
    }
}
