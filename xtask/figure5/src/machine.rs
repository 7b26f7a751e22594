//! The machine on which it is measured.

use serde::{Deserialize, Serialize};

use crate::process::answer;

/// What a reader must know of a machine.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Machine {
    pub(crate) processor: String,
    pub(crate) threads: usize,
    pub(crate) memory_gb: f64,
    pub(crate) system: String,
    pub(crate) kernel: String,
    pub(crate) rustc: String,
    /// Of the program that measured.
    pub(crate) revision: String,
    /// Variables of the environment that all peers were given.
    pub(crate) environment: Vec<String>,
}

impl Machine {
    /// This one.
    pub(crate) fn look() -> Self {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let mut machine = Self {
            processor: field("/proc/cpuinfo", "model name").unwrap_or_default(),
            threads,
            memory_gb: field("/proc/meminfo", "MemTotal")
                .and_then(|text| text.split_whitespace().next()?.parse::<f64>().ok())
                .map_or(0.0, |kib| (kib * 1024.0 / 1e8).round() / 10.0),
            system: field("/etc/os-release", "PRETTY_NAME").unwrap_or_default(),
            kernel: std::fs::read_to_string("/proc/sys/kernel/osrelease")
                .map(|text| text.trim().to_owned())
                .unwrap_or_default(),
            rustc: answer("rustc", &["--version"]),
            revision: answer("git", &["rev-parse", "--short", "HEAD"]),
            environment: Vec::new(),
        };
        machine.environment = machine
            .variables()
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        machine
    }

    /// What each run finds in its environment: as many threads of Mesa's rasteriser as there are.
    pub(crate) fn variables(&self) -> [(&'static str, String); 1] {
        [("LP_NUM_THREADS", self.threads.to_string())]
    }

    /// One line for a caption.
    pub(crate) fn caption(&self) -> String {
        format!(
            "{}, {} threads, {} GB, {}",
            self.processor, self.threads, self.memory_gb, self.system
        )
    }
}

/// The value after a name and `:` or `=`, quotes left out.
fn field(path: &str, name: &str) -> Option<String> {
    let text = std::fs::read_to_string(path).ok()?;
    value_of(&text, name)
}

fn value_of(text: &str, name: &str) -> Option<String> {
    let line = text.lines().find(|line| line.starts_with(name))?;
    let value = line[name.len()..].trim_start();
    let value = value.strip_prefix([':', '='])?;
    Some(value.trim().trim_matches('"').to_owned())
}

/// Now, as ISO 8601 in UTC.
pub(crate) fn now() -> String {
    answer("date", &["-u", "+%Y-%m-%dT%H:%M:%SZ"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_in_both_ways_of_writing() {
        let cpu = "processor\t: 0\nmodel name\t: Some CPU @ 2 GHz\n";
        assert_eq!(
            value_of(cpu, "model name").as_deref(),
            Some("Some CPU @ 2 GHz")
        );
        let system = "NAME=\"A\"\nPRETTY_NAME=\"A system 12\"\n";
        assert_eq!(
            value_of(system, "PRETTY_NAME").as_deref(),
            Some("A system 12")
        );
        assert_eq!(value_of(system, "VERSION"), None);
    }
}
