//! Golden pictures: accepting them, and finding those that nothing uses or that are too large.

use std::path::{Path, PathBuf};

use crate::{Result, process, workspace};

/// The largest golden in bytes; a larger one stands in `OVERSIZED.txt` beside it with a reason.
const LARGEST_BYTES: u64 = 4096;

/// Reruns the image tests so that they write the pictures whose name holds `filter`.
pub(crate) fn bless(filter: &str) -> Result {
    let outcome = process::run(
        workspace::cargo()
            .args(["test", "--workspace", "--no-fail-fast", "--tests"])
            .env("GALRY_BLESS", filter)
            .env("LIBGL_ALWAYS_SOFTWARE", "1"),
    );
    let changed = process::answer(
        std::process::Command::new("git")
            .current_dir(workspace::root())
            .args([
                "status",
                "--short",
                "--untracked-files=all",
                "--",
                "*/goldens/*.png",
            ]),
    );
    match changed.as_deref() {
        Some("") => println!("no golden changed"),
        Some(list) => print!("goldens changed; look at each before you commit it:\n{list}"),
        None => {}
    }
    outcome
}

/// Prints every complaint and every loosened tolerance; `Ok(false)` if there are complaints.
pub(crate) fn check_and_tell() -> Result<bool> {
    for package in workspace::packages()? {
        for file in workspace::files(&package.join("tests"), "rs")? {
            for (index, line) in workspace::text(&file)?.lines().enumerate() {
                if line.contains("Tolerance::loosened") {
                    println!("{}:{}: {}", workspace::shown(&file), index + 1, line.trim());
                }
            }
        }
    }
    let complaints = complaints()?;
    for complaint in &complaints {
        println!("{complaint}");
    }
    let count: usize = folders()?
        .iter()
        .map(|folder| pictures(folder).map_or(0, |list| list.len()))
        .sum();
    println!("{count} goldens, {} complaints", complaints.len());
    Ok(complaints.is_empty())
}

/// Goldens that no test names, and goldens over the size without a reason.
pub(crate) fn complaints() -> Result<Vec<String>> {
    let mut complaints = Vec::new();
    for folder in folders()? {
        let mut sources = String::new();
        if let Some(tests) = folder.parent() {
            for file in workspace::files(tests, "rs")? {
                sources.push_str(&workspace::text(&file)?);
            }
        }
        let list = folder.join("OVERSIZED.txt");
        let excused = if list.is_file() {
            workspace::text(&list)?
        } else {
            String::new()
        };
        for picture in pictures(&folder)? {
            let stem = picture
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            if !sources.contains(&format!("\"{stem}\"")) {
                complaints.push(format!("{}: no test names it", workspace::shown(&picture)));
            }
            let bytes = picture.metadata()?.len();
            if bytes > LARGEST_BYTES && !is_excused(&excused, &stem) {
                complaints.push(format!(
                    "{}: {bytes} bytes, at most {LARGEST_BYTES} (or a line `{stem}: reason` in {})",
                    workspace::shown(&picture),
                    workspace::shown(&list)
                ));
            }
        }
    }
    Ok(complaints)
}

/// Whether the list has the line `stem: reason`, the reason not empty.
fn is_excused(list: &str, stem: &str) -> bool {
    list.lines()
        .filter_map(|line| line.split_once(':'))
        .any(|(name, reason)| name.trim() == stem && !reason.trim().is_empty())
}

fn folders() -> Result<Vec<PathBuf>> {
    let mut folders: Vec<PathBuf> = workspace::packages()?
        .iter()
        .map(|package| package.join("tests/goldens"))
        .collect();
    folders.retain(|folder| folder.is_dir());
    Ok(folders)
}

fn pictures(folder: &Path) -> Result<Vec<PathBuf>> {
    workspace::files(folder, "png")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_oversized_golden_needs_a_reason() {
        assert!(is_excused("ticks: text of three sizes", "ticks"));
        assert!(!is_excused("ticks:", "ticks"));
        assert!(!is_excused("ticks_too: text", "ticks"));
    }
}
