//! Files in: what is in them, and which lines that makes.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use galry::data::{
    ElementType, OpenOptions, Opened, Order, PyramidPlace, RawDesc, Source, TableOptions, open,
};
use tempfile::NamedTempFile;

use crate::arguments::{InputArguments, OrderChoice};
use crate::failure::{Failure, Result};
use crate::options::parse_raw_type;
use crate::{cache, interrupt};

/// A file that is open. Standard input is kept in a file until the program ends.
#[derive(Debug)]
pub(crate) struct InputFile {
    pub(crate) opened: Opened,
    /// How the file is called in legends.
    pub(crate) name: String,
    /// A channel that becomes no line unless it is asked for.
    pub(crate) left_out: Option<usize>,
    _spool: Option<NamedTempFile>,
}

impl InputFile {
    /// The samples, unless they are in a table.
    pub(crate) fn array(&self) -> Option<Arc<dyn Source>> {
        match &self.opened {
            Opened::Array(source) => Some(Arc::clone(source)),
            Opened::Table(_) => None,
        }
    }
}

impl InputFile {
    /// A file that is not standard input.
    pub(crate) fn new(opened: Opened, name: String) -> Self {
        Self {
            opened,
            name,
            left_out: None,
            _spool: None,
        }
    }
}

/// Opens a file, or standard input for `-`.
pub(crate) fn open_file(
    path: &Path,
    arguments: &InputArguments,
    channels: usize,
    order: OrderChoice,
) -> Result<InputFile> {
    let mut options = open_options(arguments, channels, order)?;
    if path == Path::new("-") {
        options.pyramid.place = PyramidPlace::Nowhere;
        let spool = spool_stdin()?;
        let opened = open(spool.path(), &options).map_err(|error| {
            // The name of the spool file would mean nothing to the user.
            let text = crate::failure::chain(&error);
            let spool_path = spool.path().display().to_string();
            Failure::failed(text.replace(&spool_path, "standard input"))
        })?;
        return Ok(InputFile {
            opened,
            name: String::from("standard input"),
            left_out: None,
            _spool: Some(spool),
        });
    }
    // The pyramid is written aside before it is in its place.
    match &options.pyramid.place {
        PyramidPlace::Cache(folder) => interrupt::clean_folder(folder.path()),
        PyramidPlace::Beside => interrupt::clean_folder(path.parent().unwrap_or(path)),
        PyramidPlace::At(path) => interrupt::clean_folder(path.parent().unwrap_or(path)),
        PyramidPlace::Nowhere => {}
    }
    let opened = open(path, &options)?;
    Ok(InputFile::new(opened, stem(path)))
}

/// The file's name without folder and ending.
pub(crate) fn stem(path: &Path) -> String {
    path.file_stem()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .into_owned()
}

pub(crate) fn open_options(
    arguments: &InputArguments,
    channels: usize,
    order: OrderChoice,
) -> Result<OpenOptions> {
    let raw = arguments
        .dtype
        .as_deref()
        .map(|name| {
            let (element_type, byte_order) = parse_raw_type(name)?;
            if channels == 0 {
                return Err(Failure::wrong_call("--channels 0: expected at least 1"));
            }
            Ok(RawDesc {
                element_type,
                byte_order,
                channels,
                offset: arguments.offset,
                order: match order {
                    OrderChoice::Interleaved => Order::Interleaved,
                    OrderChoice::Planar => Order::Planar,
                },
            })
        })
        .transpose()?;
    Ok(OpenOptions {
        raw,
        mapped: arguments.mapped,
        table: TableOptions {
            delimiter: arguments.delimiter,
            decimal: arguments.decimal,
            comment: arguments.comment,
            na: arguments.na.iter().cloned().collect(),
            skip_rows: arguments.skip_rows,
            no_header: arguments.no_header,
        },
        transpose: arguments.transpose,
        ..OpenOptions::default()
    }
    .with_pyramid_place(cache::place(&arguments.pyramid)))
}

/// Keeps standard input in a file whose ending tells what it is.
fn spool_stdin() -> Result<NamedTempFile> {
    let failed = |error| Failure::failed(format!("standard input: {error}"));
    let mut stdin = std::io::stdin().lock();
    let mut magic = [0; 6];
    let mut known = 0;
    while known < magic.len() {
        match stdin.read(&mut magic[known..]).map_err(failed)? {
            0 => break,
            count => known += count,
        }
    }
    let suffix = match &magic[..known] {
        b"\x93NUMPY" => ".npy",
        start if start.starts_with(b"RIFF") => ".wav",
        _ => ".csv",
    };
    let mut builder = tempfile::Builder::new();
    builder.prefix("galry-").suffix(suffix);
    let mut spool = interrupt::clean_file(|| builder.tempfile()).map_err(failed)?;
    let mut input = (&magic[..known]).chain(stdin);
    std::io::copy(&mut input, &mut spool).map_err(failed)?;
    Ok(spool)
}

/// A line to be drawn.
#[derive(Debug, Clone)]
pub(crate) struct Series {
    pub(crate) source: Arc<dyn Source>,
    pub(crate) channel: usize,
    pub(crate) x: SeriesX,
    pub(crate) name: String,
}

/// Where the samples stand.
#[derive(Debug, Clone)]
pub(crate) enum SeriesX {
    Index,
    Rate(f64),
    Values { name: String, values: Arc<[f64]> },
}

/// Which columns become x and y; all but x by default.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Selection<'s> {
    pub(crate) x: Option<&'s str>,
    pub(crate) y: Option<&'s str>,
    pub(crate) rate_hz: Option<f64>,
}

/// Fails on a rate that no recording can have.
pub(crate) fn check_rate(rate_hz: Option<f64>) -> Result<()> {
    match rate_hz {
        Some(hz) if !(hz.is_finite() && hz > 0.0) => Err(Failure::wrong_call(format!(
            "--rate {hz}: expected a positive number of samples a second"
        ))),
        _ => Ok(()),
    }
}

/// The lines of a file.
pub(crate) fn series(file: &InputFile, selection: Selection<'_>) -> Result<Vec<Series>> {
    match &file.opened {
        Opened::Array(source) => array_series(source, file, selection),
        Opened::Table(table) => table_series(table, &file.name, selection),
    }
}

fn array_series(
    source: &Arc<dyn Source>,
    file: &InputFile,
    selection: Selection<'_>,
) -> Result<Vec<Series>> {
    let name = file.name.as_str();
    let names: Vec<String> = (0..source.channels())
        .map(|channel| {
            source
                .channel_name(channel)
                .unwrap_or_else(|| channel.to_string())
        })
        .collect();
    let x_channel = selection.x.map(|x| find(&names, x, name)).transpose()?;
    let x = match (x_channel, selection.rate_hz.or(source.rate_hz())) {
        (Some(channel), _) => SeriesX::Values {
            name: names[channel].clone(),
            values: read_channel(source, channel)?,
        },
        (None, Some(hz)) => SeriesX::Rate(hz),
        (None, None) => SeriesX::Index,
    };
    let single = source.channels() == 1;
    let channels: Vec<usize> = match selection.y {
        Some(list) => list
            .split(',')
            .map(|y| find(&names, y, name))
            .collect::<Result<_>>()?,
        None => (0..names.len())
            .filter(|channel| Some(*channel) != x_channel)
            .filter(|channel| Some(*channel) != file.left_out)
            .collect(),
    };
    Ok(channels
        .into_iter()
        .map(|channel| Series {
            source: Arc::clone(source),
            channel,
            x: x.clone(),
            name: if single {
                name.to_owned()
            } else {
                names[channel].clone()
            },
        })
        .collect())
}

fn table_series(
    table: &galry::data::Table,
    name: &str,
    selection: Selection<'_>,
) -> Result<Vec<Series>> {
    let names: Vec<String> = table.columns.iter().map(|c| c.name.clone()).collect();
    let x_column = match selection.x {
        Some(x) => Some(find(&names, x, name)?),
        None => table.x,
    };
    let x = match (selection.rate_hz, x_column) {
        (Some(hz), None) => SeriesX::Rate(hz),
        (_, Some(column)) => SeriesX::Values {
            name: names[column].clone(),
            values: table.columns[column].values()?,
        },
        (None, None) => SeriesX::Index,
    };
    let columns: Vec<usize> = match selection.y {
        Some(list) => list
            .split(',')
            .map(|y| find(&names, y, name))
            .collect::<Result<_>>()?,
        None => (0..names.len())
            .filter(|column| Some(*column) != x_column)
            .collect(),
    };
    if columns.is_empty() {
        return Err(Failure::failed(format!(
            "{name}: expected a numeric column besides x, found none"
        )));
    }
    Ok(columns
        .into_iter()
        .map(|column| Series {
            source: table.columns[column].source(),
            channel: 0,
            x: x.clone(),
            name: names[column].clone(),
        })
        .collect())
}

/// A column by name, else by number.
fn find(names: &[String], wanted: &str, file: &str) -> Result<usize> {
    let wanted = wanted.trim();
    names
        .iter()
        .position(|name| name == wanted)
        .or_else(|| {
            wanted
                .parse()
                .ok()
                .filter(|&index: &usize| index < names.len())
        })
        .ok_or_else(|| {
            let known = if names.len() > 12 {
                format!("{}, …", names[..12].join(", "))
            } else {
                names.join(", ")
            };
            Failure::wrong_call(format!("{file}: no column {wanted}; there are {known}"))
        })
}

fn read_channel(source: &Arc<dyn Source>, channel: usize) -> Result<Arc<[f64]>> {
    let len = usize::try_from(source.len())
        .map_err(|error| Failure::failed(format!("column {channel}: {error}")))?;
    let mut values = vec![0.0; len];
    source.read(channel, 0..source.len(), &mut values)?;
    Ok(values.into())
}

/// What to say about a file that is likely meant otherwise.
pub(crate) fn notes(file: &InputFile, path: &Path) -> Vec<String> {
    match &file.opened {
        Opened::Array(source) => {
            let (channels, samples) = (source.channels(), source.len());
            if channels > 100 && channels as u64 > samples {
                vec![format!(
                    "{}: {channels} lines of {samples} samples; --transpose takes the rows as channels",
                    path.display()
                )]
            } else {
                Vec::new()
            }
        }
        Opened::Table(table) => table
            .notes
            .iter()
            .map(|note| format!("{}: {note}", path.display()))
            .collect(),
    }
}

/// A description beside an array: `NAME.json` for `NAME.npy`, or for `NAME_i16.npy`.
pub(crate) fn description_beside(path: &Path) -> Option<PathBuf> {
    let stem = path.file_stem()?.to_str()?;
    let without_type = ElementType::ALL
        .into_iter()
        .find_map(|known| stem.strip_suffix(known.name())?.strip_suffix('_'));
    [Some(stem), without_type]
        .into_iter()
        .flatten()
        .map(|stem| path.with_file_name(format!("{stem}.json")))
        .find(|candidate| candidate.is_file())
}
