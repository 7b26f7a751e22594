//! `galry plot`: files as lines, points, histograms or images.

mod points;
mod values;

use galry::data::is_image;
use galry::prelude::{Axes, Figure, Follow, Line, Symbol};
use galry::visuals::text::escape_math;

use crate::arguments::PlotArguments;
use crate::failure::{Failure, Result, chain};
use crate::follow;
use crate::input::{self, InputFile, Selection, Series, SeriesX};
use crate::options::{parse_legend, parse_limits, parse_scale};
use crate::output::{self, LinesStyle};

/// Kinds of charts that are still to come.
const UNBUILT_KINDS: &[&str] = &[
    "step",
    "stem",
    "bar",
    "hexbin",
    "ecdf",
    "kde",
    "box",
    "violin",
    "area",
    "errorbar",
    "contour",
    "spectrogram",
    "events",
];

/// From here on lines over each other are likely meant otherwise.
const CROWD: usize = 24;

pub(crate) fn run(arguments: &PlotArguments, json: bool) -> Result<()> {
    arguments.unbuilt.check()?;
    let kind = Kind::new(arguments)?;
    let figure = Figure::new();
    output::style(&figure, &arguments.picture, "light")?;
    input::check_rate(arguments.input.rate)?;
    if matches!(kind, Kind::Image) {
        if arguments.follow {
            return Err(Failure::not_built("--follow of images"));
        }
        return values::images(&figure, arguments, json);
    }
    let mut files = Vec::new();
    if arguments.follow {
        follow::check(&arguments.picture)?;
        follow::check_x(arguments.x.as_deref(), &arguments.files)?;
    }
    for path in &arguments.files {
        let (of_input, order) = (&arguments.input, arguments.order);
        let file = if arguments.follow {
            follow::open_file(path, of_input, arguments.channels, order, of_input.rate)?
        } else {
            input::open_file(path, of_input, arguments.channels, order)?
        };
        for note in input::notes(&file, path) {
            output::say(&note);
        }
        files.push(file);
    }
    if arguments.subplots {
        if let Some(title) = &arguments.picture.title {
            figure.title(title);
        }
        let all = figure.sharex(true).subplots(files.len(), 1);
        for (axes, file) in all.iter().zip(&files) {
            fill_axes(axes, std::slice::from_ref(file), arguments, kind)?;
            axes.title(escape_math(&file.name));
        }
    } else {
        fill_axes(&figure.axes(), &files, arguments, kind)?;
    }
    figure.check()?;
    let name = files.first().map_or("galry", |file| file.name.as_str());
    if arguments.picture.title.is_none() {
        figure.window_title(format!("{name} – galry"));
    }
    let inputs = &arguments.files;
    output::deliver(&figure, &arguments.picture, inputs, &files, name, json)
}

/// What is drawn.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Line,
    Histogram,
    Histogram2d,
    Image,
    Scatter {
        marker: Option<Symbol>,
        size_px: Option<f32>,
    },
}

impl Kind {
    fn new(arguments: &PlotArguments) -> Result<Self> {
        let marker = arguments.marker.as_deref();
        let size_px = arguments.marker_size;
        let is_image = || {
            arguments.input.dtype.is_none()
                && arguments
                    .files
                    .iter()
                    .all(|path| is_image(path).unwrap_or(false))
        };
        let by_file = if arguments.kind.is_none() && is_image() {
            "image"
        } else {
            "line"
        };
        match arguments.kind.as_deref().unwrap_or(by_file) {
            "hist" => Ok(Self::Histogram),
            "hist2d" => Ok(Self::Histogram2d),
            "image" | "heatmap" => Ok(Self::Image),
            "line" => {
                let given = [
                    ("--marker", marker.is_some()),
                    ("--marker-size", size_px.is_some()),
                ];
                match given.into_iter().find(|&(_, is_given)| is_given) {
                    Some((option, _)) => Err(Failure::wrong_call(format!(
                        "{option}: expected --kind scatter with it; lines have no markers yet"
                    ))),
                    None => Ok(Self::Line),
                }
            }
            "scatter" if arguments.follow => {
                Err(Failure::not_built("--follow with --kind scatter"))
            }
            "scatter" => {
                let parse = |text: &str| {
                    text.parse().map_err(|error| {
                        Failure::wrong_call(format!("--marker: {}", chain(&error)))
                    })
                };
                if let Some(size_px) = size_px.filter(|&size| !(size.is_finite() && size > 0.0)) {
                    return Err(Failure::wrong_call(format!(
                        "--marker-size {size_px}: expected a positive number of pixels"
                    )));
                }
                Ok(Self::Scatter {
                    marker: marker.map(parse).transpose()?,
                    size_px,
                })
            }
            kind if UNBUILT_KINDS.contains(&kind) => {
                Err(Failure::not_built(&format!("--kind {kind}")))
            }
            kind => Err(Failure::wrong_call(format!(
                "--kind {kind}: expected line, scatter, hist, hist2d, image or heatmap (other kinds are to come)"
            ))),
        }
    }

    /// What there are several of.
    fn plural(self) -> &'static str {
        match self {
            Self::Scatter { .. } => "sets of points",
            _ => "lines",
        }
    }
}

/// Draws files on axes, over each other.
fn fill_axes(
    axes: &Axes,
    files: &[InputFile],
    arguments: &PlotArguments,
    kind: Kind,
) -> Result<()> {
    set_axes(axes, arguments)?;
    let mut all = Vec::new();
    for file in files {
        all.extend(named_series(file, arguments, files.len() > 1)?);
    }
    match kind {
        Kind::Histogram => return values::histograms(axes, &all, arguments),
        Kind::Histogram2d => return values::pairs(axes, &all, arguments),
        Kind::Line | Kind::Scatter { .. } | Kind::Image => {}
    }
    if all.len() > CROWD {
        output::say(&format!(
            "{} {} lie over each other; galry traces stacks them, --y chooses some",
            all.len(),
            kind.plural()
        ));
    }
    match kind {
        Kind::Histogram | Kind::Histogram2d | Kind::Image => {}
        Kind::Line => add_lines(axes, &all, arguments)?,
        Kind::Scatter { marker, size_px } => {
            points::add(axes, &all, arguments, marker, size_px)?;
        }
    }
    label_axes(axes, &all, arguments);
    Ok(())
}

fn set_axes(axes: &Axes, arguments: &PlotArguments) -> Result<()> {
    axes.xscale(parse_scale("--xscale", &arguments.xscale)?)
        .yscale(parse_scale("--yscale", &arguments.yscale)?)
        .legend(parse_legend(&arguments.legend)?);
    if arguments.grid {
        axes.grid(true);
    }
    if let Some(text) = &arguments.xlim {
        let [left, right] = parse_limits("--xlim", text)?;
        axes.xlim(left, right);
    }
    if arguments.follow {
        axes.follow(if arguments.xlim.is_some() {
            Follow::Roll
        } else {
            Follow::Grow
        });
    }
    if let Some(text) = &arguments.ylim {
        let [bottom, top] = parse_limits("--ylim", text)?;
        axes.ylim(bottom, top);
    }
    Ok(())
}

/// The lines of a file; with several files, named by file.
fn named_series(file: &InputFile, arguments: &PlotArguments, several: bool) -> Result<Vec<Series>> {
    let selection = Selection {
        x: arguments.x.as_deref(),
        y: arguments.y.as_deref(),
        rate_hz: arguments.input.rate,
    };
    let mut series = input::series(file, selection)?;
    if several {
        let single = series.len() == 1;
        for one in &mut series {
            one.name = if single {
                file.name.clone()
            } else {
                format!("{}: {}", file.name, one.name)
            };
        }
    }
    Ok(series)
}

fn add_lines(axes: &Axes, series: &[Series], arguments: &PlotArguments) -> Result<()> {
    let style = LinesStyle::new(&arguments.picture)?;
    for (index, one) in series.iter().enumerate() {
        let line = axes.channel(one.source.clone(), one.channel);
        place(&line, &one.x);
        if series.len() > 1 {
            line.label(escape_math(&one.name));
        }
        if let Some(gain) = arguments.input.gain {
            line.transform(gain, 0.0);
        }
        style.apply(&line, index);
    }
    Ok(())
}

/// Puts a line's samples where they stand.
pub(crate) fn place(line: &Line, x: &SeriesX) {
    match x {
        SeriesX::Index => {}
        SeriesX::Rate(hz) => {
            line.rate(*hz);
        }
        SeriesX::Values { values, .. } => {
            line.x(values.clone());
        }
    }
}

fn label_axes(axes: &Axes, series: &[Series], arguments: &PlotArguments) {
    let x = match (&arguments.xlabel, series.first().map(|one| &one.x)) {
        (Some(label), _) => label.clone(),
        (None, Some(SeriesX::Rate(_))) => String::from("Time (s)"),
        (None, Some(SeriesX::Values { name, .. })) => escape_math(name).into_owned(),
        (None, _) => String::from("Sample"),
    };
    axes.xlabel(x);
    let name = match series {
        [one] => escape_math(&one.name),
        _ => "".into(),
    };
    let y = match (&arguments.ylabel, &arguments.input.units) {
        (Some(label), _) => label.clone(),
        (None, Some(units)) if name.is_empty() => format!("Value ({units})"),
        (None, Some(units)) => format!("{name} ({units})"),
        (None, None) => name.into_owned(),
    };
    axes.ylabel(y);
}
