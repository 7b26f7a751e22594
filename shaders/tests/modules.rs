//! The list of modules and the folder agree, and every header is complete.

use std::collections::BTreeSet;
use std::path::Path;

#[test]
fn every_file_is_listed_once() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("wgsl");
    let files: BTreeSet<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "wgsl"))
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    let listed: BTreeSet<String> = galry_shaders::all()
        .iter()
        .map(|module| module.name.to_owned())
        .collect();
    assert_eq!(files, listed);
    assert_eq!(galry_shaders::all().len(), listed.len());
}

#[test]
fn every_module_says_its_role_what_it_needs_and_what_it_gives() {
    for module in galry_shaders::all() {
        for heading in ["// Role: ", "// Needs: ", "// Gives: "] {
            assert!(
                module.source.lines().any(|line| line.starts_with(heading)),
                "{}.wgsl: expected a line that starts with {heading:?}",
                module.name
            );
        }
    }
}
