//! `cargo xtask wasm`: proves that the library crates need nothing that a browser lacks.
//!
//! Where rustup has the target, it is used. Elsewhere Debian's packages of Rust for the web serve: they
//! are unpacked into the user's cache, not installed, and cargo builds the standard library from them.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{Result, machine, process, workspace};

const TARGET: &str = "wasm32-unknown-unknown";

/// Crates that a browser is to run; windows come later, by a backend of their own.
const CRATES: &[&str] = &[
    "galry-shaders",
    "galry-gloo",
    "galry-events",
    "galry-data",
    "galry-visuals",
    "galry-scene",
];

/// Builds the library crates for the web.
pub(crate) fn build() -> Result {
    let mut command = workspace::cargo();
    command.args(["build", "--target", TARGET]);
    for name in CRATES {
        command.args(["--package", name]);
    }
    if has_target() {
        return process::run(&mut command);
    }
    if !machine::has_apt() {
        return Err(format!("the target {TARGET} is missing: rustup target add {TARGET}").into());
    }
    let folder = cache()?;
    if !folder.join(".done").exists() {
        unpack(&folder)?;
    }
    let usr = folder.join("root/usr");
    // rustup's cargo with Debian's compiler: the wrapper that `cargo xtask` came through would
    // otherwise choose the compiler again.
    process::run(
        command
            .arg("-Zbuild-std=std,panic_abort")
            .env("LD_LIBRARY_PATH", usr.join("lib").join(triplet()))
            .env("RUSTC", usr.join("bin/rustc"))
            .env("RUSTC_BOOTSTRAP", "1")
            .env(
                "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
                format!("-Clinker-flavor=wasm-ld -Clinker={}", linker()?.display()),
            ),
    )
}

/// Whether the toolchain has the standard library for the web.
fn has_target() -> bool {
    process::answer(Command::new("rustc").args(["--print", "target-libdir", "--target", TARGET]))
        .is_some_and(|folder| Path::new(folder.trim()).is_dir())
}

fn cache() -> Result<PathBuf> {
    let cache = std::env::var_os("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cache")))
        .ok_or("neither XDG_CACHE_HOME nor HOME is set")?;
    Ok(cache.join("galry/wasm-toolchain"))
}

fn triplet() -> String {
    format!("{}-linux-gnu", std::env::consts::ARCH)
}

/// The newest of Debian's linkers for the web.
fn linker() -> Result<PathBuf> {
    workspace::entries(Path::new("/usr/bin"))?
        .into_iter()
        .rfind(|path| {
            path.file_name()
                .is_some_and(|name| name.to_string_lossy().starts_with("wasm-ld-"))
        })
        .ok_or_else(|| "wasm-ld is missing: install the package lld".into())
}

/// Fetches Debian's compiler and standard library for the web and unpacks them into `folder`.
fn unpack(folder: &Path) -> Result {
    println!("fetching Debian's Rust for the web (once)");
    let packages = folder.join("packages");
    std::fs::create_dir_all(&packages)?;
    let prefix = machine::root_prefix().ok_or("installing lld and LLVM needs root or sudo")?;
    let root = |words: &[&str]| {
        let all = [prefix.as_slice(), words].concat();
        let mut command = Command::new(all[0]);
        command.args(&all[1..]);
        command
    };
    process::run(&mut root(&["apt-get", "-q", "update"]))?;
    // The compiler is linked to one LLVM: install that one, and the linker of the same version.
    let library = dependency("libstd-rust-web-dev", "libstd-rust-web-")?;
    let llvm = dependency(&library, "libllvm")?;
    let version: String = llvm.chars().filter(char::is_ascii_digit).take(2).collect();
    let lld = format!("lld-{version}");
    process::run(&mut root(&[
        "apt-get",
        "-q",
        "install",
        "-y",
        "--no-install-recommends",
        &llvm,
        &lld,
    ]))?;
    process::run(Command::new("apt-get").current_dir(&packages).args([
        "download",
        "rustc-web",
        "libstd-rust-web-dev",
        "rust-web-src",
        &library,
    ]))?;
    for package in workspace::files(&packages, "deb")? {
        process::run(
            Command::new("dpkg")
                .arg("-x")
                .arg(&package)
                .arg(folder.join("root")),
        )?;
    }
    std::fs::remove_dir_all(&packages)?;
    std::fs::write(folder.join(".done"), "")?;
    Ok(())
}

/// The first dependency of a package whose name starts so.
fn dependency(package: &str, start: &str) -> Result<String> {
    let list = process::answer(Command::new("apt-cache").args(["depends", package]))
        .ok_or_else(|| format!("apt does not know the package {package}"))?;
    list.lines()
        .filter_map(|line| line.trim().strip_prefix("Depends: "))
        .find(|name| name.starts_with(start))
        .map(str::to_owned)
        .ok_or_else(|| format!("{package} depends on nothing named {start}…").into())
}
