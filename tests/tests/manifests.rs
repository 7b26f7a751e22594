//! What every manifest and crate folder must hold, so that the crates publish and stay alike.
#![expect(
    clippy::expect_used,
    reason = "a test stops where its ground gives way"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use cargo_metadata::{Metadata, MetadataCommand, Package};

/// Dependencies that may stand in the tree twice, each with the reason.
const TWICE: &[(&str, &str)] = &[(
    "thiserror",
    "calloop, under winit on Wayland, still takes version 1",
)];

/// Crates that call into the system or the driver; all others forbid unsafe code at their root.
const MAY_BE_UNSAFE: &[&str] = &["galry-gloo", "galry-app", "galry-testkit"];

fn workspace() -> Vec<Package> {
    galry_tests::packages().expect("cargo metadata answers")
}

/// The whole tree as it is built on this machine, which needs nothing that was not fetched for it.
fn tree() -> Metadata {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = std::process::Command::new(rustc)
        .arg("-vV")
        .output()
        .expect("rustc tells its version");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let host = text
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .expect("rustc names its host");
    MetadataCommand::new()
        .current_dir(galry_tests::root())
        .other_options(
            ["--offline", "--filter-platform", host]
                .map(str::to_owned)
                .to_vec(),
        )
        .exec()
        .expect("cargo metadata answers")
}

fn folder(package: &Package) -> PathBuf {
    package
        .manifest_path
        .parent()
        .expect("a manifest lies in a folder")
        .as_std_path()
        .to_path_buf()
}

/// An empty list in `publish` is how cargo writes `publish = false`.
fn is_published(package: &Package) -> bool {
    package
        .publish
        .as_ref()
        .is_none_or(|registries| !registries.is_empty())
}

#[test]
fn the_stated_rust_version_is_true() {
    let tree = tree();
    let ours = workspace()
        .iter()
        .map(|package| {
            package
                .rust_version
                .clone()
                .expect("each package states rust-version")
        })
        .max()
        .expect("there are packages");
    let newer: Vec<String> = tree
        .packages
        .iter()
        .filter_map(|package| {
            let theirs = package
                .rust_version
                .as_ref()
                .filter(|theirs| **theirs > ours)?;
            Some(format!(
                "{} {} asks for Rust {theirs}",
                package.name, package.version
            ))
        })
        .collect();
    assert!(
        newer.is_empty(),
        "rust-version is {ours}, but:\n  {}\nraise it in Cargo.toml, or hold the dependency back",
        newer.join("\n  ")
    );
}

#[test]
fn each_direct_dependency_has_one_version() {
    let tree = tree();
    let mut versions: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for package in &tree.packages {
        versions
            .entry(package.name.as_str())
            .or_default()
            .push(package.version.to_string());
    }
    let mut direct: Vec<String> = workspace()
        .iter()
        .flat_map(|package| package.dependencies.clone())
        .map(|dependency| dependency.name)
        .collect();
    direct.sort();
    direct.dedup();
    let doubled: Vec<String> = direct
        .iter()
        .filter(|name| TWICE.iter().all(|(known, _)| known != *name))
        .filter_map(|name| versions.get(name.as_str()).map(|list| (name, list)))
        .filter(|(_, list)| list.len() > 1)
        .map(|(name, list)| format!("{name}: {}", list.join(", ")))
        .collect();
    assert!(
        doubled.is_empty(),
        "in more than one version (see cargo tree --duplicates):\n  {}",
        doubled.join("\n  ")
    );
}

#[test]
fn all_packages_share_version_edition_licence_and_lints() {
    for package in workspace() {
        let name = &package.name;
        let text = fs::read_to_string(&package.manifest_path).expect("the manifest is readable");
        for line in [
            "version.workspace",
            "edition.workspace",
            "rust-version.workspace",
        ] {
            assert!(
                text.contains(&format!("\n{line} = true")),
                "{name}: expected `{line} = true`"
            );
        }
        let licence = match name.as_str() {
            // It holds a font.
            "galry-visuals" => "license = \"(MIT OR Apache-2.0) AND OFL-1.1\"",
            _ => "license.workspace = true",
        };
        assert!(
            text.contains(&format!("\n{licence}")),
            "{name}: expected `{licence}`"
        );
        assert!(
            text.contains("[lints]\nworkspace = true"),
            "{name}: expected lints.workspace = true"
        );
        assert!(
            package.description.is_some(),
            "{name}: expected a description"
        );
    }
}

#[test]
fn every_published_crate_carries_both_licences() {
    let root = galry_tests::root();
    for package in workspace().iter().filter(|package| is_published(package)) {
        for file in ["LICENSE-MIT", "LICENSE-APACHE"] {
            let ours = fs::read(root.join(file)).expect("the root has the licence");
            let theirs = fs::read(folder(package).join(file)).unwrap_or_default();
            assert!(
                ours == theirs,
                "{}: {file} is missing or differs from the root's",
                package.name
            );
        }
    }
}

/// A file that is included from outside the package would not be in it once published.
#[test]
fn what_a_published_crate_includes_lies_in_it() {
    for package in workspace().iter().filter(|package| is_published(package)) {
        let folder = folder(package)
            .canonicalize()
            .expect("the package's folder is there");
        for file in galry_tests::files(&folder.join("src"), "rs").expect("src is readable") {
            let text = fs::read_to_string(&file).expect("the source is readable");
            for path in included(&text) {
                let found = file.parent().expect("a file lies in a folder").join(path);
                let found = found
                    .canonicalize()
                    .unwrap_or_else(|error| panic!("{}: includes {path}: {error}", file.display()));
                assert!(
                    found.starts_with(&folder),
                    "{}: includes {path}, which lies outside {}",
                    file.display(),
                    package.name
                );
            }
        }
    }
}

/// The literal paths of `include_str!`, `include_bytes!` and `include!` in a source text.
fn included(text: &str) -> Vec<&str> {
    ["include_str!(\"", "include_bytes!(\"", "include!(\""]
        .iter()
        .flat_map(|start| text.split(start).skip(1))
        .filter_map(|rest| rest.split('"').next())
        .collect()
}

#[test]
fn crates_without_a_driver_forbid_unsafe_code() {
    for package in workspace() {
        let name = package.name.as_str();
        if MAY_BE_UNSAFE.contains(&name) {
            continue;
        }
        for target in &package.targets {
            if target.is_lib() || target.is_bin() {
                let root = fs::read_to_string(&target.src_path).expect("the source is readable");
                let forbids = if name == "galry-data" {
                    // Mapping files takes a handler of signals.
                    "#![cfg_attr(not(feature = \"mapping\"), forbid(unsafe_code))]"
                } else {
                    "#![forbid(unsafe_code)]"
                };
                assert!(
                    root.contains(forbids),
                    "{}: expected {forbids}",
                    target.src_path
                );
            }
        }
    }
}

#[test]
fn no_module_is_named_mod_rs() {
    for part in ["crates", "shaders", "examples", "tests", "xtask"] {
        let folder = galry_tests::root().join(part);
        for file in galry_tests::files(&folder, "rs").expect("the folder is readable") {
            assert_ne!(
                file.file_name(),
                Some(Path::new("mod.rs").as_os_str()),
                "{}",
                file.display()
            );
        }
    }
}

#[test]
fn included_paths_are_found() {
    let text =
        r#"const A: &str = include_str!("../a.wgsl"); const B: &[u8] = include_bytes!("b.ttf");"#;
    assert_eq!(included(text), ["../a.wgsl", "b.ttf"]);
}
