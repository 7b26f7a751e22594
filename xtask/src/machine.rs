//! What this machine has: libraries, programs, a display, the right to install.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::needs::Mark;
use crate::process;

/// The machine as it was when looked at; make a new one after an installation.
#[derive(Debug)]
pub(crate) struct Machine {
    libraries: HashSet<String>,
    library_folders: Vec<PathBuf>,
}

impl Machine {
    /// Reads the linker's cache, or, where there is none, the usual folders.
    pub(crate) fn look() -> Self {
        let mut libraries = HashSet::new();
        let mut library_folders: Vec<PathBuf> = Vec::new();
        for path in cached_libraries() {
            if let Some(name) = path.file_name() {
                libraries.insert(name.to_string_lossy().into_owned());
            }
            if let Some(folder) = path.parent()
                && !library_folders.iter().any(|known| known == folder)
            {
                library_folders.push(folder.to_path_buf());
            }
        }
        Self {
            libraries,
            library_folders,
        }
    }

    /// Whether what a need is recognised by is there.
    pub(crate) fn has(&self, mark: Mark) -> bool {
        match mark {
            Mark::Library(name) => self.libraries.contains(name),
            Mark::Program(name) => program(name).is_some(),
            Mark::MesaDrivers => self.has_drivers(),
        }
    }

    /// A GPU vendor's EGL serves as well as Mesa's rasteriser, which lies in `dri` or, since Mesa 24,
    /// in one library with its version in the name.
    fn has_drivers(&self) -> bool {
        self.libraries.contains("libEGL_nvidia.so.0")
            || self
                .libraries
                .iter()
                .any(|name| name.starts_with("libgallium-"))
            || self.library_folders.iter().any(|folder| {
                ["swrast_dri.so", "libdril_dri.so"]
                    .iter()
                    .any(|driver| folder.join("dri").join(driver).exists())
            })
    }
}

fn cached_libraries() -> Vec<PathBuf> {
    let cache = ["ldconfig", "/sbin/ldconfig", "/usr/sbin/ldconfig"]
        .iter()
        .find_map(|name| process::answer(Command::new(name).arg("-p")));
    match cache {
        Some(cache) => parse_cache(&cache),
        None => ["/usr/lib", "/usr/lib64", "/usr/local/lib", "/lib", "/lib64"]
            .iter()
            .filter_map(|folder| std::fs::read_dir(folder).ok())
            .flatten()
            .filter_map(|entry| Some(entry.ok()?.path()))
            .collect(),
    }
}

/// The paths in the output of `ldconfig -p`; each line ends in `=> PATH`.
fn parse_cache(cache: &str) -> Vec<PathBuf> {
    cache
        .lines()
        .filter_map(|line| line.rsplit_once("=> "))
        .map(|(_, path)| PathBuf::from(path.trim()))
        .collect()
}

/// Where a program lies: on the path, or where a plain user's path does not reach.
pub(crate) fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .chain(["/usr/bin", "/usr/sbin", "/sbin"].map(PathBuf::from))
        .map(|folder| folder.join(name))
        .find(|candidate| candidate.is_file())
}

/// Whether a window could open: a display is named in the environment, or the system always has one.
pub(crate) fn has_display() -> bool {
    cfg!(any(windows, target_os = "macos"))
        || ["WAYLAND_DISPLAY", "DISPLAY"]
            .iter()
            .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

/// Whether packages come by apt.
pub(crate) fn has_apt() -> bool {
    Path::new("/etc/debian_version").exists() && program("apt-get").is_some()
}

/// Words to put before a command to run it as root: none if we are, nothing at all if we cannot be.
pub(crate) fn root_prefix() -> Option<Vec<&'static str>> {
    if process::answer(Command::new("id").arg("-u")).is_some_and(|id| id.trim() == "0") {
        return Some(Vec::new());
    }
    process::answer(Command::new("sudo").args(["-n", "true"])).map(|_| vec!["sudo", "-n"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_linkers_cache_is_read_by_its_paths() {
        let cache = "2 libs found in cache `/etc/ld.so.cache'\n\
            \tlibEGL.so.1 (libc6,x86-64) => /usr/lib/x86_64-linux-gnu/libEGL.so.1\n\
            \tlibXi.so.6 (libc6,x86-64) => /lib/x86_64-linux-gnu/libXi.so.6\n";
        assert_eq!(
            parse_cache(cache),
            [
                PathBuf::from("/usr/lib/x86_64-linux-gnu/libEGL.so.1"),
                PathBuf::from("/lib/x86_64-linux-gnu/libXi.so.6"),
            ]
        );
    }

    #[test]
    fn a_machine_with_nothing_lacks_everything() {
        let machine = Machine {
            libraries: HashSet::new(),
            library_folders: Vec::new(),
        };
        assert!(!machine.has(Mark::Library("libEGL.so.1")));
        assert!(!machine.has(Mark::MesaDrivers));
        assert!(!machine.has(Mark::Program("no-such-program-anywhere")));
    }

    #[test]
    fn either_name_of_mesas_rasteriser_counts() {
        let machine = Machine {
            libraries: HashSet::from(["libgallium-25.0.7-2.so".to_owned()]),
            library_folders: Vec::new(),
        };
        assert!(machine.has(Mark::MesaDrivers));
    }
}
