//! `cargo xtask exactness`: the tests that hold level of detail against every sample, for long.

use crate::{Result, process, workspace};

/// Runs the random pictures of the scene's tests `cases` times, in a release build. What fails is
/// made as small as possible and saved beside the tests, which try it again from then on.
pub(crate) fn run(cases: &str) -> Result {
    let cases: u32 = cases
        .parse()
        .map_err(|error| format!("exactness {cases}: expected a number of cases: {error}"))?;
    process::run(
        workspace::cargo()
            .args(["test", "--release", "--package", "galry-scene"])
            .args(["--features", "headless", "--test", "gl"])
            .args(["every_picture_is_that_of_every_sample", "--", "--nocapture"])
            .env("PROPTEST_CASES", cases.to_string()),
    )
}
