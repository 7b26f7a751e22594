//! Dependencies between the workspace's crates point one way; any other edge fails here.
#![expect(
    clippy::expect_used,
    reason = "a test stops where its ground gives way"
)]

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{Dependency, DependencyKind, Package};

/// The arrows as the design draws them: a crate, and those directly below it. What can be reached
/// along them may be used; nothing else.
const BELOW: &[(&str, &[&str])] = &[
    ("galry-gloo", &[]),
    ("galry-shaders", &[]),
    ("galry-events", &[]),
    ("galry-data", &[]),
    ("galry-testkit", &["galry-gloo"]),
    ("galry-visuals", &["galry-gloo", "galry-shaders"]),
    (
        "galry-scene",
        &["galry-visuals", "galry-events", "galry-data"],
    ),
    ("galry-app", &["galry-gloo", "galry-events"]),
    ("galry-plot", &["galry-scene", "galry-app"]),
    ("galry", &["galry-plot"]),
    ("galry-cli", &["galry"]),
];

/// Packages that nobody depends on and that may use what they like.
const FREE: &[&str] = &["galry-examples", "galry-figure5", "galry-tests", "xtask"];

/// An edge, as far as its direction matters.
struct Edge<'a> {
    from: &'a str,
    to: &'a str,
    kind: DependencyKind,
}

fn workspace() -> Vec<Package> {
    galry_tests::packages().expect("cargo metadata answers")
}

fn dependencies(packages: &[Package]) -> impl Iterator<Item = (&str, &Dependency)> {
    packages
        .iter()
        .flat_map(|package| {
            package
                .dependencies
                .iter()
                .map(|edge| (package.name.as_str(), edge))
        })
        .filter(|(_, edge)| edge.path.is_some())
}

/// All that lies below a crate, by any number of arrows.
fn reachable(from: &str) -> BTreeSet<&'static str> {
    let arrows: BTreeMap<_, _> = BELOW.iter().copied().collect();
    let mut found = BTreeSet::new();
    let mut open = vec![from];
    while let Some(name) = open.pop() {
        for below in arrows.get(name).copied().unwrap_or_default() {
            if found.insert(*below) {
                open.push(below);
            }
        }
    }
    found
}

/// Why an edge must not be, or nothing.
fn fault(edge: &Edge<'_>) -> Option<String> {
    let Edge { from, to, kind } = edge;
    let why = if *kind == DependencyKind::Development {
        // A test may look at anything below; only the free packages look at what is above.
        let is_allowed =
            *to == "galry-testkit" || FREE.contains(from) || reachable(from).contains(to);
        (!is_allowed).then_some("a test of a crate may use what lies below it, and the test kit")
    } else if *to == "galry-testkit" {
        Some("the test kit is for tests: make it a dev-dependency")
    } else if FREE.contains(to) {
        Some("nothing may depend on this package")
    } else if FREE.contains(from) || reachable(from).contains(to) {
        None
    } else {
        Some("it is not below in the design")
    };
    why.map(|why| format!("{from} -> {to} ({kind}): {why}"))
}

#[test]
fn dependencies_point_one_way() {
    let packages = workspace();
    let faults: Vec<String> = dependencies(&packages)
        .filter_map(|(from, edge)| {
            fault(&Edge {
                from,
                to: edge.name.as_str(),
                kind: edge.kind,
            })
        })
        .collect();
    assert!(
        faults.is_empty(),
        "edges against the design:\n  {}",
        faults.join("\n  ")
    );
}

#[test]
fn every_package_has_its_place() {
    for package in workspace() {
        let name = package.name.as_str();
        assert!(
            FREE.contains(&name) || BELOW.iter().any(|(known, _)| *known == name),
            "{name} is new: give it a place in BELOW, in this file, and in ARCHITECTURE.md"
        );
    }
}

#[test]
fn the_test_kit_is_named_by_path_without_a_version() {
    let packages = workspace();
    for (from, edge) in dependencies(&packages).filter(|(_, edge)| edge.name == "galry-testkit") {
        assert_eq!(
            edge.req.to_string(),
            "*",
            "{from}: a version of the test kit, which is not published, would keep {from} from being published"
        );
    }
}

#[test]
fn other_crates_are_named_with_a_version() {
    let packages = workspace();
    for (from, edge) in dependencies(&packages).filter(|(_, edge)| edge.name != "galry-testkit") {
        assert_ne!(
            edge.req.to_string(),
            "*",
            "{from} -> {}: needs a version to publish",
            edge.name
        );
    }
}

#[test]
fn windows_are_optional_in_plot_and_in_the_facade() {
    let packages = workspace();
    for (from, edge) in dependencies(&packages) {
        if ["galry-plot", "galry"].contains(&from) && edge.name == "galry-app" {
            assert!(
                edge.optional,
                "{from} -> galry-app must be behind the feature `window`"
            );
        }
    }
}

/// The rules find what they are for: each edge here is a mistake that someone could make.
#[test]
fn a_wrong_edge_is_named() {
    let normal = DependencyKind::Normal;
    for (from, to, kind, word) in [
        ("galry-visuals", "galry-data", normal, "not below"),
        ("galry-gloo", "galry-visuals", normal, "not below"),
        (
            "galry-app",
            "galry-scene",
            DependencyKind::Build,
            "not below",
        ),
        ("galry-plot", "galry-testkit", normal, "for tests"),
        ("galry-cli", "xtask", normal, "nothing may depend"),
        (
            "galry-data",
            "galry-plot",
            DependencyKind::Development,
            "below it",
        ),
    ] {
        let fault = fault(&Edge { from, to, kind }).unwrap_or_default();
        assert!(
            fault.contains(&format!("{from} -> {to}")) && fault.contains(word),
            "{fault}"
        );
    }
    for (from, to) in [
        ("galry-plot", "galry-gloo"),
        ("galry", "galry-app"),
        ("xtask", "galry"),
    ] {
        assert_eq!(
            fault(&Edge {
                from,
                to,
                kind: normal
            }),
            None
        );
    }
}
