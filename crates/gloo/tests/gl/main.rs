//! gloo against a real driver: each test has a headless context of its own.
#![allow(
    clippy::unwrap_used,
    clippy::too_many_lines,
    reason = "helpers of tests are tests, and a list of mistakes is as long as it is"
)]
#![allow(
    unsafe_code,
    reason = "hosts are played by raw OpenGL, and allocations are counted"
)]

mod allocations;
mod buffers;
mod contexts;
mod debugging;
mod draws;
mod errors;
mod framebuffers;
mod hosts;
mod loss;
mod programs;
mod random;
mod random_targets;
mod shapes;
mod state;
mod support;
mod targets;
mod textures;
mod vertex_arrays;

/// A file that no `mod` line names would never run.
#[test]
fn every_file_is_a_module() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gl");
    let main = include_str!("main.rs");
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        assert!(
            name == "main" || main.contains(&format!("mod {name};")),
            "{name} is not named"
        );
    }
}
