//! Every program in `examples/` runs with no display and draws something.
//!
//! What lies in a crate's own `examples/` folder is a tool for its authors, with a command line of its own.
#![expect(
    clippy::expect_used,
    reason = "a test stops where its ground gives way"
)]

use std::collections::BTreeSet;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Name and source of each example of the examples' own package.
fn listed() -> Vec<(String, PathBuf)> {
    let folder = galry_tests::root().join("examples");
    galry_tests::packages()
        .expect("cargo metadata answers")
        .into_iter()
        .flat_map(|package| package.targets)
        .filter(cargo_metadata::Target::is_example)
        .map(|target| (target.name, target.src_path.into_std_path_buf()))
        .filter(|(_, source)| source.starts_with(&folder))
        .collect()
}

/// How many colours a picture has, counted up to a handful.
fn colours(path: &Path) -> usize {
    let file = File::open(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut reader = png::Decoder::new(BufReader::new(file))
        .read_info()
        .expect("it is a PNG");
    let mut bytes = vec![0; reader.output_buffer_size().expect("its size is known")];
    let frame = reader.next_frame(&mut bytes).expect("it can be decoded");
    let samples = frame.color_type.samples();
    bytes[..frame.buffer_size()]
        .chunks(samples)
        .collect::<BTreeSet<_>>()
        .len()
}

#[test]
fn every_example_draws_a_picture_without_a_display() {
    let folder = galry_tests::programs()
        .expect("the examples build")
        .join("examples");
    let out = tempfile::tempdir().expect("there is room for pictures");
    let examples = listed();
    assert!(
        !examples.is_empty(),
        "expected examples in the folder of each level"
    );
    let mut failures = Vec::new();
    for (name, source) in &examples {
        let picture = out.path().join(format!("{name}.png"));
        let run = Command::new(folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX)))
            .current_dir(galry_tests::root())
            .arg("--headless")
            .arg(&picture)
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY")
            .output()
            .expect("the example starts");
        if !run.status.success() {
            failures.push(format!(
                "{}: {}: {}",
                source.display(),
                run.status,
                String::from_utf8_lossy(&run.stderr).trim()
            ));
        } else if !picture.is_file() {
            failures.push(format!("{}: wrote no picture", source.display()));
        } else if colours(&picture) < 2 {
            failures.push(format!("{}: the picture is blank", source.display()));
        }
    }
    assert!(
        failures.is_empty(),
        "of {} examples:\n  {}",
        examples.len(),
        failures.join("\n  ")
    );
}
