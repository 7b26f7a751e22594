//! `--follow`: files that grow while they are looked at.

use std::path::{Path, PathBuf};

use galry::data::{FollowOptions, Opened, follow};

use crate::arguments::{InputArguments, OrderChoice, PictureArguments};
use crate::failure::{Failure, Result};
use crate::input::{self, InputFile};
use crate::output;

/// Fails where following makes no sense: a picture in a file does not change.
pub(crate) fn check(picture: &PictureArguments) -> Result<()> {
    match picture.output.first() {
        None => Ok(()),
        Some(path) => Err(Failure::wrong_call(format!(
            "--follow shows a growing file in a window; without it -o {} draws what is there",
            path.display()
        ))),
    }
}

/// Opens a file that another program appends to.
pub(crate) fn open_file(
    path: &Path,
    arguments: &InputArguments,
    channels: usize,
    order: OrderChoice,
    rate_hz: Option<f64>,
) -> Result<InputFile> {
    if path == Path::new("-") {
        return Err(Failure::wrong_call(
            "--follow -: expected a file; standard input is read to its end",
        ));
    }
    let options = FollowOptions {
        open: input::open_options(arguments, channels, order)?,
        rate_hz,
        ..FollowOptions::default()
    };
    let followed = follow(path, &options)?;
    for note in &followed.notes {
        output::say(&format!("{}: {note}", path.display()));
    }
    if let Some(x) = followed.x
        && let Some(name) = followed.source.channel_name(x)
    {
        output::say(&format!(
            "{}: column {name:?} is left out while the file is followed: samples are numbered, \
             or stand --rate a second",
            path.display()
        ));
    }
    let mut file = InputFile::new(Opened::Array(followed.source), input::stem(path));
    file.left_out = followed.x;
    Ok(file)
}

/// Files that are followed need room on x that is known beforehand.
pub(crate) fn check_x(x: Option<&str>, files: &[PathBuf]) -> Result<()> {
    match (x, files.first()) {
        (Some(x), Some(file)) => Err(Failure::wrong_call(format!(
            "--x {x}: {} is followed, whose samples are numbered or stand --rate a second",
            file.display()
        ))),
        _ => Ok(()),
    }
}
