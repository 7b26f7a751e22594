//! Arrays within a file that holds several: how they are named and listed.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::ElementType;

#[cfg(feature = "hdf5")]
/// Items that an error lists; `galry info FILE` lists all.
const LISTED: usize = 12;

/// An array within a container: an HDF5 file, an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its name in the file, as it follows the path and a colon: `FILE.h5:/path/of/dataset`.
    pub name: String,
    /// The type of its values.
    pub element_type: ElementType,
    /// Number of samples, or of samples and of channels.
    pub shape: Vec<u64>,
}

impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} ({}, {})",
            self.name,
            self.element_type,
            self.shape_text()
        )
    }
}

impl Item {
    /// The shape in words: `1000 × 4`.
    #[must_use]
    pub fn shape_text(&self) -> String {
        let lengths: Vec<String> = self.shape.iter().map(u64::to_string).collect();
        lengths.join(" × ")
    }
}

/// The first items, and how many more there are.
#[cfg(feature = "hdf5")]
pub(crate) fn list(items: &[Item]) -> String {
    let first: Vec<String> = items.iter().take(LISTED).map(Item::to_string).collect();
    let mut text = first.join(", ");
    if items.len() > LISTED {
        text = format!("{text}, and {} more", items.len() - LISTED);
    }
    text
}

/// Splits `FILE:ITEM` where there is such a file and none of the whole name.
#[cfg_attr(
    target_family = "wasm",
    expect(dead_code, reason = "no files in a browser")
)]
pub(crate) fn split(path: &Path) -> (PathBuf, Option<String>) {
    let whole = || (path.to_owned(), None);
    if path.exists() {
        return whole();
    }
    let Some(text) = path.to_str() else {
        return whole();
    };
    for (at, _) in text.rmatch_indices(':') {
        let (file, item) = (&text[..at], &text[at + 1..]);
        if !item.is_empty() && Path::new(file).is_file() {
            return (PathBuf::from(file), Some(item.to_owned()));
        }
    }
    whole()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_split_off_files_that_exist() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.h5");
        std::fs::write(&file, "x").unwrap();
        let odd = folder.path().join("b:c.h5");
        std::fs::write(&odd, "x").unwrap();
        let with = |path: &Path, item: &str| PathBuf::from(format!("{}:{item}", path.display()));
        assert_eq!(split(&file), (file.clone(), None));
        assert_eq!(split(&odd), (odd.clone(), None));
        let item = Some("/g/x:y".to_owned());
        assert_eq!(split(&with(&file, "/g/x:y")), (file.clone(), item.clone()));
        assert_eq!(split(&with(&odd, "/g/x:y")), (odd.clone(), item));
        let missing = with(&folder.path().join("none.h5"), "/x");
        assert_eq!(split(&missing), (missing.clone(), None));
        let nameless = with(&file, "");
        assert_eq!(split(&nameless), (nameless.clone(), None));
    }

    #[cfg(feature = "hdf5")]
    #[test]
    fn long_lists_are_cut() {
        let item = |number: u64| Item {
            name: format!("/{number}"),
            element_type: ElementType::I16,
            shape: vec![number, 2],
        };
        assert_eq!(list(&[item(3)]), "/3 (i16, 3 × 2)");
        let many: Vec<Item> = (0..20).map(item).collect();
        assert!(list(&many).ends_with("/11 (i16, 11 × 2), and 8 more"));
    }
}
