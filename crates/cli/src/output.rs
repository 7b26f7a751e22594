//! Pictures out: files, standard output, or a window.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use galry::data::Source;
use galry::plot::LinePattern;
use galry::prelude::{Color, Figure, Line, Shading};

use crate::arguments::{OnOff, PictureArguments, RendererChoice, ShadingChoice};
use crate::failure::{Failure, Result, chain};
use crate::input::InputFile;
use crate::options::{parse_color, parse_colors, parse_theme};
use crate::{interrupt, progress, size};

/// Height of axis labels in the themes, in logical pixels.
const LABEL_PX: f32 = 13.0;

/// Logical pixels to the point.
const PX_PER_POINT: f32 = 96.0 / 72.0;

/// Applies what the command line says about the picture as a whole.
pub(crate) fn style(
    figure: &Figure,
    arguments: &PictureArguments,
    default_theme: &str,
) -> Result<()> {
    let size = size::parse(&arguments.size, arguments.dpi, arguments.pixel_ratio)?;
    figure
        .size(size.logical_px[0], size.logical_px[1])
        .pixel_ratio(size.pixel_ratio)
        .antialias(arguments.antialias == OnOff::On)
        .bare(arguments.bare);
    if arguments.lod == OnOff::Off {
        figure.level_of_detail(galry::plot::LevelOfDetail::Off);
    }
    let mut theme = parse_theme(arguments.theme.as_deref().unwrap_or(default_theme))?;
    if let Some(points) = arguments.font_size {
        if !(points.is_finite() && points > 0.0 && points < 500.0) {
            return Err(Failure::wrong_call(format!(
                "--font-size {points}: expected a number of points above 0"
            )));
        }
        let factor = points * PX_PER_POINT / LABEL_PX;
        for size in [
            &mut theme.label_px,
            &mut theme.tick_px,
            &mut theme.title_px,
            &mut theme.legend_px,
        ] {
            *size *= factor;
        }
    }
    figure.theme(theme);
    if let Some(color) = &arguments.background {
        figure.background(parse_color("--background", color)?);
    }
    if arguments.transparent {
        figure.background(Color::TRANSPARENT);
    }
    if let Some(title) = &arguments.title {
        figure.axes().title(title);
        figure.window_title(title);
    }
    if let Some(alpha) = arguments.alpha
        && !(0.0..=1.0).contains(&alpha)
    {
        return Err(Failure::wrong_call(format!(
            "--alpha {alpha}: expected a number from 0 to 1"
        )));
    }
    if let Some(width) = arguments.line_width
        && !(width.is_finite() && width > 0.0)
    {
        return Err(Failure::wrong_call(format!(
            "--line-width {width}: expected a number above 0"
        )));
    }
    Ok(())
}

/// What the command line says about lines, whatever they show.
#[derive(Debug)]
pub(crate) struct LinesStyle {
    colors: Vec<Color>,
    width_px: Option<f32>,
    pattern: LinePattern,
    alpha: Option<f32>,
    shading: Shading,
}

impl LinesStyle {
    pub(crate) fn new(arguments: &PictureArguments) -> Result<Self> {
        Ok(Self {
            colors: match &arguments.color {
                Some(text) => parse_colors(text)?,
                None => Vec::new(),
            },
            width_px: arguments.line_width,
            pattern: match &arguments.line_style {
                Some(text) => text.parse().map_err(|error| {
                    Failure::wrong_call(format!("--line-style {text}: {error}"))
                })?,
                None => LinePattern::default(),
            },
            alpha: arguments.alpha,
            shading: match arguments.shading {
                ShadingChoice::Solid => Shading::Solid,
                ShadingChoice::Density => Shading::Density,
                ShadingChoice::Auto => {
                    return Err(Failure::wrong_call(
                        "--shading auto: expected --kind scatter with it; lines are solid or \
                         density"
                            .to_owned(),
                    ));
                }
            },
        })
    }

    /// Styles the `index`-th line; the colours are taken in turn.
    pub(crate) fn apply(&self, line: &Line, index: usize) {
        if !self.colors.is_empty() {
            line.color(self.colors[index % self.colors.len()]);
        }
        if let Some(width_px) = self.width_px {
            line.linewidth(width_px);
        }
        if let Some(alpha) = self.alpha {
            line.alpha(alpha);
        }
        line.linestyle(self.pattern);
        line.shading(self.shading);
    }
}

/// Writes the figure where the command line says, or shows it.
pub(crate) fn deliver(
    figure: &Figure,
    arguments: &PictureArguments,
    inputs: &[PathBuf],
    files: &[InputFile],
    name: &str,
    json: bool,
) -> Result<()> {
    let sources: Vec<_> = files.iter().filter_map(InputFile::array).collect();
    let mut written = Vec::new();
    for path in &arguments.output {
        interrupt::clean_folder(path.parent().unwrap_or(path));
        progress::while_reading(&sources, || write(figure, path, inputs))?;
        written.push(path.display().to_string());
    }
    if arguments.output.is_empty() {
        written.extend(show(figure, arguments.renderer, &sources, name)?);
    }
    if json && arguments.output.iter().any(|path| path == Path::new("-")) {
        // Standard output holds the picture.
        return Ok(());
    }
    if json {
        print_json(&serde_json::json!({ "output": written }))?;
    }
    Ok(())
}

/// Opens a window; without a display, writes a PNG instead and gives its name.
fn show(
    figure: &Figure,
    renderer: RendererChoice,
    sources: &[Arc<dyn Source>],
    name: &str,
) -> Result<Option<String>> {
    let reason = match renderer {
        RendererChoice::Surfaceless => String::from("--renderer surfaceless"),
        RendererChoice::Auto | RendererChoice::Window => match galry::plot::display_available() {
            Ok(()) => {
                figure.show()?;
                return Ok(None);
            }
            Err(error) if renderer == RendererChoice::Window => {
                return Err(Failure::failed(chain(&error)));
            }
            Err(error) => chain(&error),
        },
    };
    let png = progress::while_reading(sources, || figure.to_png())?;
    let path = write_free(name, &png)?;
    say(&format!("{reason}; wrote {}", path.display()));
    Ok(Some(path.display().to_string()))
}

/// Writes under the first of `NAME.png`, `NAME-1.png`, … that is free.
fn write_free(name: &str, bytes: &[u8]) -> Result<PathBuf> {
    let folder = Path::new(".");
    let mut file = interrupt::clean_file(|| tempfile::NamedTempFile::new_in(folder))
        .map_err(|error| Failure::failed(format!("the current folder: {error}")))?;
    file.write_all(bytes)
        .map_err(|error| Failure::failed(format!("the current folder: {error}")))?;
    let mut number = 0;
    loop {
        let path = match number {
            0 => PathBuf::from(format!("{name}.png")),
            _ => PathBuf::from(format!("{name}-{number}.png")),
        };
        match file.persist_noclobber(&path) {
            Ok(_) => return Ok(path),
            Err(error) if error.error.kind() == std::io::ErrorKind::AlreadyExists => {
                file = error.file;
                number += 1;
            }
            Err(error) => {
                return Err(Failure::failed(format!(
                    "{}: {}",
                    path.display(),
                    error.error
                )));
            }
        }
    }
}

fn write(figure: &Figure, path: &Path, inputs: &[PathBuf]) -> Result<()> {
    if path == Path::new("-") {
        let png = figure.to_png()?;
        return std::io::stdout()
            .write_all(&png)
            .map_err(|error| Failure::failed(format!("standard output: {error}")));
    }
    if inputs.iter().any(|input| is_same_file(input, path)) {
        return Err(Failure::wrong_call(format!(
            "{}: is an input, and would be overwritten; name another file",
            path.display()
        )));
    }
    if let Some(format @ ("pdf" | "tif" | "tiff" | "jpg" | "jpeg" | "html")) =
        path.extension().and_then(|extension| extension.to_str())
    {
        return Err(Failure::not_built(&format!("output as .{format}")));
    }
    Ok(figure.save(path)?)
}

fn is_same_file(a: &Path, b: &Path) -> bool {
    match (a.canonicalize(), b.canonicalize()) {
        (Ok(a), Ok(b)) => a == b,
        _ => a == b,
    }
}

/// One JSON object on one line on standard output.
pub(crate) fn print_json(value: &serde_json::Value) -> Result<()> {
    writeln!(std::io::stdout(), "{value}")
        .map_err(|error| Failure::failed(format!("standard output: {error}")))
}

/// Lines on standard output.
pub(crate) fn print_lines(text: &str) -> Result<()> {
    match std::io::stdout().write_all(text.as_bytes()) {
        Ok(()) => Ok(()),
        // A reader that has seen enough (`galry info FILE | head`).
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(Failure::failed(format!("standard output: {error}"))),
    }
}

/// A note on stderr.
pub(crate) fn say(text: &str) {
    // Nothing is left to be done when stderr is closed.
    let _closed = writeln!(std::io::stderr(), "galry: {text}");
}
