//! Rules on files that no compiler checks: a source file that no module declares is never compiled,
//! and its tests never run.

use std::path::{Path, PathBuf};

use crate::{Result, workspace};

/// Prints what is untidy; `Ok(false)` if anything is.
pub(crate) fn check_and_tell() -> Result<bool> {
    let complaints = [complaints()?, crate::goldens::complaints()?].concat();
    for complaint in &complaints {
        println!("{complaint}");
    }
    println!("{} untidy", complaints.len());
    Ok(complaints.is_empty())
}

/// Source files of all packages that no `mod` line declares.
pub(crate) fn complaints() -> Result<Vec<String>> {
    let mut complaints = Vec::new();
    for package in workspace::packages()? {
        let source = package.join("src");
        for file in workspace::files(&source, "rs")? {
            if is_root(&source, &file) {
                continue;
            }
            complaints.extend(undeclared(&file)?);
        }
        for entry in workspace::entries(&package.join("tests"))? {
            if !entry.join("main.rs").is_file() {
                continue;
            }
            for file in workspace::files(&entry, "rs")? {
                if file != entry.join("main.rs") {
                    complaints.extend(undeclared(&file)?);
                }
            }
        }
    }
    complaints.extend(unlisted_examples()?);
    Ok(complaints)
}

/// Roots of crates need no declaration.
fn is_root(source: &Path, file: &Path) -> bool {
    file.parent() == Some(&source.join("bin"))
        || (file.parent() == Some(source)
            && (file.ends_with("lib.rs") || file.ends_with("main.rs")))
}

/// A complaint if none of the files that may declare this module does.
fn undeclared(file: &Path) -> Result<Option<String>> {
    let (Some(folder), Some(stem)) = (file.parent(), file.file_stem()) else {
        return Ok(None);
    };
    let name = stem.to_string_lossy();
    let parents: [PathBuf; 3] = [
        folder.join("lib.rs"),
        folder.join("main.rs"),
        folder.with_extension("rs"),
    ];
    for parent in parents.iter().filter(|parent| parent.is_file()) {
        let text = workspace::text(parent)?;
        if declares(&text, &name) || names_path(&text, &name) {
            return Ok(None);
        }
    }
    Ok(Some(format!(
        "{}: no module declares it, so it is never compiled",
        workspace::shown(file)
    )))
}

/// Whether a source text has the line `mod name;`, public or not.
fn declares(text: &str, name: &str) -> bool {
    text.lines().any(|line| {
        line.trim()
            .strip_suffix(';')
            .and_then(|line| line.rsplit_once("mod "))
            .is_some_and(|(before, declared)| {
                declared == name && (before.is_empty() || before.starts_with("pub"))
            })
    })
}

/// Whether a source text has a module under another name that lies in `name.rs`.
fn names_path(text: &str, name: &str) -> bool {
    text.lines().any(|line| {
        line.trim()
            .strip_prefix("#[path = \"")
            .and_then(|line| line.strip_suffix("\"]"))
            .is_some_and(|path| Path::new(path).file_stem() == Some(name.as_ref()))
    })
}

/// Examples that their manifest does not list: cargo would pass them over.
fn unlisted_examples() -> Result<Vec<String>> {
    let folder = workspace::root().join("examples");
    let manifest = workspace::text(&folder.join("Cargo.toml"))?;
    let mut complaints = Vec::new();
    for level in ["gloo", "visuals", "scene", "plot"] {
        let files = workspace::entries(&folder.join(level))?;
        let sources = || {
            files
                .iter()
                .filter(|file| file.extension().is_some_and(|ending| ending == "rs"))
        };
        let mut texts = Vec::new();
        for file in sources() {
            texts.push(workspace::text(file)?);
        }
        for file in sources() {
            let (Some(name), Some(stem)) = (file.file_name(), file.file_stem()) else {
                continue;
            };
            // What another example of the folder declares is a part of it.
            let stem = stem.to_string_lossy();
            let is_module = texts.iter().any(|text| declares(text, &stem));
            let path = format!("\"{level}/{}\"", name.to_string_lossy());
            if !is_module && !manifest.contains(&path) {
                complaints.push(format!(
                    "examples/Cargo.toml: no [[example]] has path = {path}"
                ));
            }
        }
    }
    Ok(complaints)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_is_declared_by_its_whole_name() {
        assert!(declares("mod name;", "name"));
        assert!(declares("#[cfg(test)]\n    pub(crate) mod name;", "name"));
        assert!(!declares("mod name_too;", "name"));
        assert!(!declares("// mod name;", "name"));
        assert!(!declares("mod name {", "name"));
    }

    #[test]
    fn a_module_may_lie_at_a_path_of_its_own() {
        assert!(names_path(
            "#[path = \"native/none.rs\"]\nmod some;",
            "none"
        ));
        assert!(!names_path(
            "#[path = \"native/none.rs\"]\nmod some;",
            "some"
        ));
    }

    #[test]
    fn roots_need_no_declaration() {
        let source = Path::new("a/src");
        assert!(is_root(source, Path::new("a/src/lib.rs")));
        assert!(is_root(source, Path::new("a/src/bin/tool.rs")));
        assert!(!is_root(source, Path::new("a/src/part/main.rs")));
        assert!(!is_root(source, Path::new("a/src/part.rs")));
    }
}
