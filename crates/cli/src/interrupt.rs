//! Ctrl+C: the program ends at once, and nothing half-written stays behind.
//!
//! Whatever is written is written aside first, under a name that holds this process's number, and
//! then renamed. So an interrupted program removes such files from the folders into which it was
//! writing, and files that it made for itself.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tempfile::NamedTempFile;

/// What is removed when the program is interrupted.
#[derive(Debug)]
struct Leftovers {
    folders: Vec<PathBuf>,
    files: Vec<PathBuf>,
}

static LEFTOVERS: Mutex<Leftovers> = Mutex::new(Leftovers {
    folders: Vec::new(),
    files: Vec::new(),
});

fn leftovers() -> MutexGuard<'static, Leftovers> {
    // Lists are pushed to whole, whatever happened elsewhere.
    LEFTOVERS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// From now on an interrupt ends the program with the status that shells know: 130 for Ctrl+C.
#[cfg(unix)]
pub(crate) fn watch() {
    use signal_hook::consts::{SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;
    // Where signals cannot be caught they end the program as they always do.
    let Ok(mut signals) = Signals::new([SIGINT, SIGTERM]) else {
        return;
    };
    let _running = std::thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            leftovers().remove_all(std::process::id());
            // Not by the ordinary way, which would end the GL under the feet of other threads.
            signal_hook::low_level::exit(128 + signal);
        }
    });
}

/// Elsewhere the system ends the program by itself.
#[cfg(not(unix))]
pub(crate) fn watch() {}

/// What is written into this folder is removed while it is not whole.
pub(crate) fn clean_folder(folder: &Path) {
    let folder = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    leftovers().folders.push(folder.to_owned());
}

/// The file that is made here is removed. No interrupt comes between making and knowing it.
pub(crate) fn clean_file<E>(
    make: impl FnOnce() -> Result<NamedTempFile, E>,
) -> Result<NamedTempFile, E> {
    let mut leftovers = leftovers();
    let file = make()?;
    leftovers.files.push(file.path().to_owned());
    Ok(file)
}

#[cfg_attr(not(unix), expect(dead_code, reason = "used where signals are caught"))]
impl Leftovers {
    fn remove_all(&self, process: u32) {
        for file in &self.files {
            // It may be gone, and there is nobody to be told.
            let _gone = std::fs::remove_file(file);
        }
        for folder in &self.folders {
            let Ok(entries) = std::fs::read_dir(folder) else {
                continue;
            };
            for entry in entries.flatten() {
                if is_unfinished(&entry.file_name().to_string_lossy(), process) {
                    let _gone = std::fs::remove_file(entry.path());
                }
            }
        }
    }
}

/// Whether this process was writing a file of this name: `.NAME.PROCESS.part`, and another number
/// behind the process's where it writes several of that name.
#[cfg_attr(not(unix), expect(dead_code, reason = "used where signals are caught"))]
fn is_unfinished(name: &str, process: u32) -> bool {
    let Some((_, number)) = name
        .strip_prefix('.')
        .and_then(|name| name.strip_suffix(".part"))
        .and_then(|name| name.rsplit_once('.'))
    else {
        return false;
    };
    number.split('-').next() == Some(&*process.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_this_process_was_writing_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let unfinished = [".a.png.42.part", ".0af.pyramid.42-7.part"];
        let others = [
            "a.png",
            ".a.png.43.part",
            ".a.png.142.part",
            "a.42.part",
            ".42.part",
            ".a.png.42",
        ];
        for name in unfinished.iter().chain(&others) {
            std::fs::write(folder.path().join(name), "x").unwrap();
        }
        let file = folder.path().join("spool");
        std::fs::write(&file, "x").unwrap();
        let leftovers = Leftovers {
            folders: vec![folder.path().to_owned(), "missing".into()],
            files: vec![file],
        };
        leftovers.remove_all(42);
        let mut left: Vec<_> = std::fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        left.sort();
        let mut expected = others;
        expected.sort_unstable();
        assert_eq!(left, expected);
    }
}
