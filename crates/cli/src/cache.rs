//! `galry cache`: what is kept so that files open quickly, and where.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use galry::data::{CacheEntry, CacheFolder, PyramidPlace};
use serde_json::json;

use crate::arguments::CacheCommand;
use crate::failure::{Failure, Result};
use crate::output;

pub(crate) fn run(command: &CacheCommand, json: bool) -> Result<()> {
    let folder = folder().ok_or_else(|| {
        Failure::failed("no cache folder: set GALRY_CACHE_DIR, or HOME so that there is one")
    })?;
    match command {
        CacheCommand::List => list(&folder, json),
        CacheCommand::Clear => clear(&folder, json),
    }
}

/// Where pyramids are kept on this machine, if it has such a place: what `GALRY_CACHE_DIR` says,
/// else the folder that the system has for this purpose.
pub(crate) fn folder() -> Option<CacheFolder> {
    // An empty variable is as none.
    let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    path(variable).map(CacheFolder::new)
}

fn path(variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let absolute = |name: &str| {
        variable(name)
            .map(PathBuf::from)
            .filter(|p| p.is_absolute())
    };
    if let Some(chosen) = variable("GALRY_CACHE_DIR") {
        return Some(chosen.into());
    }
    if cfg!(windows) {
        return Some(absolute("LOCALAPPDATA")?.join("galry").join("cache"));
    }
    if cfg!(target_os = "macos") {
        return Some(absolute("HOME")?.join("Library/Caches/galry"));
    }
    // The XDG base directory specification: a relative path is to be ignored.
    let base = absolute("XDG_CACHE_HOME").or_else(|| Some(absolute("HOME")?.join(".cache")))?;
    Some(base.join("galry"))
}

/// What `--pyramid` says.
pub(crate) fn place(option: &str) -> PyramidPlace {
    match option {
        "auto" => folder().map_or(PyramidPlace::Nowhere, PyramidPlace::Cache),
        "off" => PyramidPlace::Nowhere,
        "beside" => PyramidPlace::Beside,
        path => PyramidPlace::At(path.into()),
    }
}

fn list(folder: &CacheFolder, json: bool) -> Result<()> {
    let entries = folder.entries()?;
    let bytes: u64 = entries.iter().map(|entry| entry.bytes).sum();
    if json {
        let entries: Vec<_> = entries.iter().map(entry_json).collect();
        return output::print_json(&json!({
            "folder": folder.path().display().to_string(),
            "limit_bytes": folder.limit_bytes(),
            "bytes": bytes,
            "entries": entries,
        }));
    }
    let mut text = format!(
        "{}: {} of {}\n",
        folder.path().display(),
        size(bytes),
        size(folder.limit_bytes())
    );
    for entry in &entries {
        let of = entry.data_path.as_ref().map_or_else(
            || format!("{} (unreadable)", entry.path.display()),
            |path| format!("{} ({})", path.display(), size(entry.data_bytes)),
        );
        let line = format!("{:>10}  {:>12}  {of}\n", size(entry.bytes), age(entry));
        text.push_str(&line);
    }
    output::print_lines(&text)
}

fn clear(folder: &CacheFolder, json: bool) -> Result<()> {
    let cleared = folder.clear()?;
    if json {
        return output::print_json(&json!({
            "folder": folder.path().display().to_string(),
            "files": cleared.files,
            "bytes": cleared.bytes,
        }));
    }
    let files = if cleared.files == 1 { "file" } else { "files" };
    output::print_lines(&format!(
        "{}: removed {} {files}, {}\n",
        folder.path().display(),
        cleared.files,
        size(cleared.bytes)
    ))
}

fn entry_json(entry: &CacheEntry) -> serde_json::Value {
    let used = entry
        .used
        .and_then(|used| used.duration_since(UNIX_EPOCH).ok());
    json!({
        "path": entry.path.display().to_string(),
        "bytes": entry.bytes,
        "used_unix_s": used.map(|used| used.as_secs()),
        "data_path": entry.data_path.as_ref().map(|path| path.display().to_string()),
        "data_bytes": entry.data_path.as_ref().map(|_| entry.data_bytes),
    })
}

/// How long ago a pyramid was used.
fn age(entry: &CacheEntry) -> String {
    let used = entry
        .used
        .and_then(|used| SystemTime::now().duration_since(used).ok());
    match used.map_or(0, |age| age.as_secs()) {
        seconds @ ..120 => format!("{seconds} s ago"),
        seconds @ 120..7200 => format!("{} min ago", seconds / 60),
        seconds @ 7200..172_800 => format!("{} h ago", seconds / 3600),
        seconds => format!("{} days ago", seconds / 86_400),
    }
}

/// Bytes with three digits and a decimal prefix.
pub(crate) fn size(bytes: u64) -> String {
    let mut value = bytes as f64;
    for unit in ["B", "kB", "MB", "GB"] {
        if value < 999.5 {
            let decimals = match value {
                _ if unit == "B" || value >= 99.95 => 0,
                _ if value >= 9.995 => 1,
                _ => 2,
            };
            return format!("{value:.decimals$} {unit}");
        }
        value /= 1000.0;
    }
    format!("{value:.2} TB")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path_with(variables: &[(&str, &str)]) -> Option<PathBuf> {
        path(|name| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| value.into())
        })
    }

    #[test]
    fn sizes_have_three_digits() {
        assert_eq!(size(0), "0 B");
        assert_eq!(size(999), "999 B");
        assert_eq!(size(1000), "1.00 kB");
        assert_eq!(size(33_400_000), "33.4 MB");
        assert_eq!(size(999_600_000), "1.00 GB");
        assert_eq!(size(2 << 30), "2.15 GB");
        assert_eq!(size(5_000_000_000_000), "5.00 TB");
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn the_folder_is_where_the_system_wants_it() {
        let home = ("HOME", "/home/ada");
        let found = |variables: &[_]| path_with(variables).map(|path| path.display().to_string());
        assert_eq!(found(&[home]).as_deref(), Some("/home/ada/.cache/galry"));
        let xdg = ("XDG_CACHE_HOME", "/cache");
        assert_eq!(found(&[home, xdg]).as_deref(), Some("/cache/galry"));
        let relative = ("XDG_CACHE_HOME", "cache");
        assert_eq!(
            found(&[home, relative]).as_deref(),
            Some("/home/ada/.cache/galry")
        );
        let own = ("GALRY_CACHE_DIR", "here");
        assert_eq!(found(&[home, xdg, own]).as_deref(), Some("here"));
        assert_eq!(found(&[]), None);
    }

    #[test]
    fn a_word_or_a_path_says_where_pyramids_are_kept() {
        assert_eq!(place("off"), PyramidPlace::Nowhere);
        assert_eq!(place("beside"), PyramidPlace::Beside);
        assert_eq!(place("a/b"), PyramidPlace::At("a/b".into()));
    }
}
