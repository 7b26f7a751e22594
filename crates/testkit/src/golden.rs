//! Pictures that were looked at and accepted, and what happens when a new one differs.

use std::path::{Path, PathBuf};

use crate::compare::{Comparison, Tolerance, compare};
use crate::context::{last_renderer, report};
use crate::image::Image;

/// Compares a picture with the accepted one, `tests/goldens/NAME.png` of the crate under test.
///
/// With `GALRY_BLESS` set to a part of the name the picture is accepted instead. Goldens bind on
/// Mesa's llvmpipe only: on another renderer the picture was still drawn, which is a test too.
///
/// # Panics
/// If they differ, with one line that says how; the actual, the expected and the amplified
/// difference are then in `galry-images` of the target folder. If there is no accepted picture. If
/// the picture cannot be written.
#[track_caller]
pub fn assert_golden(actual: &Image, name: &str, tolerance: Tolerance) {
    if let Some(renderer) = last_renderer().filter(|renderer| !renderer.contains("llvmpipe")) {
        report(&format!(
            "golden {name:?} is not compared: it binds on llvmpipe, this is {renderer}"
        ));
        return;
    }
    let golden = package_folder()
        .join("tests/goldens")
        .join(format!("{name}.png"));
    let bless = std::env::var("GALRY_BLESS").ok();
    if let Err(message) = check(
        actual,
        name,
        tolerance,
        &golden,
        &images_folder(),
        bless.as_deref(),
    ) {
        let renderer = last_renderer().unwrap_or_else(|| "no renderer".to_owned());
        panic!("golden {name:?}: {message} [{renderer}]");
    }
}

fn check(
    actual: &Image,
    name: &str,
    tolerance: Tolerance,
    golden: &Path,
    images: &Path,
    bless: Option<&str>,
) -> Result<(), String> {
    let save = |image: &Image, path: &Path| image.save(path).map_err(|error| error.to_string());
    let image_path = |part: &str| images.join(format!("{name}.{part}.png"));
    let is_blessed = bless.is_some_and(|filter| !filter.is_empty() && name.contains(filter));
    if !golden.is_file() && !is_blessed {
        save(actual, &image_path("actual"))?;
        return Err(format!(
            "there is no accepted picture; look at {} and accept it by `cargo xtask goldens bless {name}`",
            image_path("actual").display()
        ));
    }
    // A golden that still holds is left alone, so that blessing shows what really changed.
    let expected = match Image::load(golden) {
        Ok(expected) => expected,
        Err(_) if is_blessed => return save(actual, golden),
        Err(error) => return Err(error.to_string()),
    };
    let comparison = compare(actual, &expected, tolerance);
    if comparison.as_ref().is_some_and(Comparison::agrees) {
        return Ok(());
    }
    if is_blessed {
        return save(actual, golden);
    }
    save(actual, &image_path("actual"))?;
    save(&expected, &image_path("expected"))?;
    let message = match comparison {
        Some(comparison) => {
            save(&comparison.difference, &image_path("difference"))?;
            comparison.to_string()
        }
        None => format!(
            "expected {} by {} pixels, got {} by {}",
            expected.width, expected.height, actual.width, actual.height
        ),
    };
    Err(format!("{message}; see {}", image_path("*").display()))
}

/// The folder of the crate whose test runs: cargo says so, and starts tests in it.
fn package_folder() -> PathBuf {
    std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(PathBuf::new, PathBuf::from)
}

/// `galry-images` in the target folder, which is the one above the test with cargo's mark.
fn images_folder() -> PathBuf {
    let executable = std::env::current_exe().unwrap_or_default();
    let target = executable
        .ancestors()
        .find(|folder| folder.join("CACHEDIR.TAG").is_file());
    target
        .map_or_else(|| package_folder().join("target"), Path::to_path_buf)
        .join("galry-images")
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let folder = format!("galry-golden-{}-{name}", std::process::id());
            Self(std::env::temp_dir().join(folder))
        }

        fn check(&self, actual: &Image, bless: Option<&str>) -> Result<(), String> {
            let golden = self.0.join("goldens/spot.png");
            check(
                actual,
                "spot",
                Tolerance::default(),
                &golden,
                &self.0.join("images"),
                bless,
            )
        }

        fn has(&self, path: &str) -> bool {
            self.0.join(path).is_file()
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _gone = std::fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn a_missing_golden_fails_and_shows_the_picture() {
        let folder = Folder::new("missing");
        let message = folder
            .check(&Image::filled(4, 4, [9; 4]), None)
            .unwrap_err();
        assert!(
            message.contains("cargo xtask goldens bless spot"),
            "{message}"
        );
        assert!(folder.has("images/spot.actual.png"));
        assert!(!folder.has("goldens/spot.png"));
    }

    #[test]
    fn blessing_takes_a_part_of_the_name_and_only_then() {
        let folder = Folder::new("bless");
        let image = Image::filled(4, 4, [9; 4]);
        assert!(folder.check(&image, Some("other")).is_err());
        assert!(folder.check(&image, Some("")).is_err());
        folder.check(&image, Some("po")).unwrap();
        folder.check(&image, None).unwrap();
    }

    #[test]
    fn a_difference_fails_with_three_pictures_and_one_line() {
        let folder = Folder::new("differs");
        folder
            .check(&Image::filled(4, 4, [9, 9, 9, 255]), Some("spot"))
            .unwrap();
        let message = folder
            .check(&Image::filled(4, 4, [99, 9, 9, 255]), None)
            .unwrap_err();
        assert!(
            message.starts_with("16 pixels differ by more than 2 (allowed 0)"),
            "{message}"
        );
        assert_eq!(message.lines().count(), 1);
        for part in ["actual", "expected", "difference"] {
            assert!(folder.has(&format!("images/spot.{part}.png")), "{part}");
        }
        let message = folder
            .check(&Image::filled(2, 8, [9, 9, 9, 255]), None)
            .unwrap_err();
        assert!(
            message.starts_with("expected 4 by 4 pixels, got 2 by 8"),
            "{message}"
        );
    }
}
