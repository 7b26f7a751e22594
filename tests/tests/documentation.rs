//! What the documentation promises of each public type.

use galry_tests::{files, root};

/// The names of the public types in a source text whose documentation has no example.
fn without_example(source: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut has_example = false;
    for line in source.lines() {
        if line.starts_with("///") {
            has_example |= line.contains("```");
            continue;
        }
        let item = ["pub struct ", "pub enum ", "pub trait "]
            .into_iter()
            .find_map(|start| line.strip_prefix(start));
        if let Some(item) = item
            && !has_example
        {
            let end = item.find(|c: char| !c.is_alphanumeric() && c != '_');
            found.push(&item[..end.unwrap_or(item.len())]);
        }
        // Attributes stand between an item and its documentation, over several lines at times.
        let is_attribute = ["#[", "    ", ")]"]
            .into_iter()
            .any(|start| line.starts_with(start));
        if !is_attribute {
            has_example = false;
        }
    }
    found
}

#[test]
fn a_type_without_an_example_is_found() {
    let source = "/// A.\n///\n/// ```\n/// ```\n#[derive(\n    Debug,\n)]\npub struct A {\n    a: u8,\n}\n\n\
        /// B.\n#[derive(Debug)]\npub enum B<'a> {}\n\n/// ```\n/// ```\nfn c() {}\npub struct D;";
    assert_eq!(without_example(source), ["B", "D"]);
}

/// gloo is used by people who use nothing else of galry: each of its types shows how.
#[test]
fn every_public_type_of_gloo_has_an_example() {
    let mut types = 0;
    for path in files(&root().join("crates/gloo/src"), "rs").unwrap() {
        let source = std::fs::read_to_string(&path).unwrap();
        let without = without_example(&source);
        assert!(without.is_empty(), "{}: {without:?}", path.display());
        types += source.matches("\npub struct ").count();
    }
    assert!(types > 30, "{types}");
}
