//! The shortest way to a picture: `plot(&y).show()`.

use std::panic::Location;
use std::path::Path;

use galry_scene::{Coordinates, Picture, Positions};

use crate::charts::{Chart, LineState, ScatterState};
use crate::export;
use crate::input::{IntoColor, IntoMarker, ToSource};
use crate::line_pattern::IntoLinePattern;
use crate::state::{FigureState, checked_limits, checked_text, set_text};
use crate::{Result, Theme};

/// Plots values against their index. Borrows them until the picture is made and copies nothing.
///
/// ```
/// use galry_plot::plot;
///
/// # fn main() -> galry_plot::Result<()> {
/// let y: Vec<f32> = (0..10_000).map(|i| (i as f32 / 500.0).sin()).collect();
/// let picture = plot(&y).title("A sine").size(400, 300).to_picture()?;
/// assert_eq!(picture.size_px, [400, 300]);
/// # Ok(())
/// # }
/// ```
pub fn plot<'a>(y: impl ToSource<'a>) -> Plot<'a> {
    let mut state = FigureState::default();
    state.add_source(FIRST, &y.to_source());
    Plot { state }
}

/// Plots points, each a marker. Borrows them until the picture is made and copies nothing.
///
/// ```
/// use galry_plot::scatter;
///
/// # fn main() -> galry_plot::Result<()> {
/// let x: Vec<f64> = (0..500).map(|i| (f64::from(i) * 0.7).sin()).collect();
/// let y: Vec<f32> = (0..500).map(|i| (i as f32 * 0.3).cos()).collect();
/// let picture = scatter(&x, &y).marker("diamond").marker_size(8.0).size(300, 300).to_picture()?;
/// assert_eq!(picture.size_px, [300, 300]);
/// # Ok(())
/// # }
/// ```
#[track_caller]
pub fn scatter<'a>(x: impl ToSource<'a>, y: impl ToSource<'a>) -> Plot<'a> {
    let state = FigureState::default();
    Plot { state }.scatter(x, y)
}

/// A figure of one axes over borrowed data, on its way to a picture. See [`plot`].
#[derive(Debug, Clone)]
#[must_use = "a plot is seen once it is shown or saved"]
pub struct Plot<'a> {
    state: FigureState<'a>,
}

/// A plot has one axes.
const FIRST: usize = 0;

impl<'a> Plot<'a> {
    fn try_with_line(
        mut self,
        location: &'static Location<'static>,
        change: impl FnOnce(&mut LineState<'a>) -> Result<(), String>,
    ) -> Self {
        self.state
            .try_change(FIRST, location, |axes| match axes.charts.last_mut() {
                Some(Chart::Line(line)) => change(line),
                _ => Err("expected a line before what is said of lines".to_owned()),
            });
        self
    }

    fn try_with_chart(
        mut self,
        location: &'static Location<'static>,
        change: impl FnOnce(&mut Chart<'a>) -> Result<(), String>,
    ) -> Self {
        self.state.try_change(FIRST, location, |axes| {
            axes.charts.last_mut().map_or(Ok(()), change)
        });
        self
    }

    fn try_with_scatter(
        self,
        location: &'static Location<'static>,
        change: impl FnOnce(&mut ScatterState<'a>) -> Result<(), String>,
    ) -> Self {
        self.try_with_chart(location, |chart| match chart {
            Chart::Scatter(scatter) => change(scatter),
            Chart::Line(_) | Chart::Image(_) | Chart::Histogram(_) => {
                Err("expected points before what is said of markers".to_owned())
            }
        })
    }

    fn with(mut self, change: impl FnOnce(&mut FigureState<'a>)) -> Self {
        change(&mut self.state);
        self
    }

    /// Adds another line; what follows about a line is about this one.
    pub fn and(self, y: impl ToSource<'a>) -> Self {
        self.with(|figure| {
            figure.add_source(FIRST, &y.to_source());
        })
    }

    /// The x coordinate of each sample of the last line, instead of its index.
    #[track_caller]
    pub fn x(self, x: &'a [f64]) -> Self {
        self.try_with_line(Location::caller(), |line| {
            line.set_x(Positions::Borrowed(x), x.len())
        })
    }

    /// Samples a second: x is in seconds then.
    #[track_caller]
    pub fn rate(mut self, hz: f64) -> Self {
        self.state.try_change(FIRST, Location::caller(), |axes| {
            axes.charts
                .iter_mut()
                .try_for_each(|chart| chart.set_rate(hz))
        });
        self
    }

    /// The colour of the last line: a [`Color`](galry_visuals::Color), or text as CSS or
    /// matplotlib writes it.
    #[track_caller]
    pub fn color(self, color: impl IntoColor) -> Self {
        self.try_with_chart(Location::caller(), |chart| chart.set_color(color))
    }

    /// The width of the last line in logical pixels.
    #[track_caller]
    pub fn linewidth(self, width_px: f32) -> Self {
        self.try_with_line(Location::caller(), |line| line.set_width(width_px))
    }

    /// Which parts of the line are drawn: a [`LinePattern`](crate::LinePattern), or text as
    /// matplotlib writes it: `-`, `--`, `-.`, `:`.
    #[track_caller]
    pub fn linestyle(self, pattern: impl IntoLinePattern) -> Self {
        self.try_with_line(Location::caller(), |line| line.set_pattern(pattern))
    }

    /// The name of the last line in the legend.
    #[track_caller]
    pub fn label(self, label: impl Into<String>) -> Self {
        self.try_with_chart(Location::caller(), |chart| {
            chart.set_label(checked_text(label)?);
            Ok(())
        })
    }

    /// The opacity of the last line or of the last points, from 0 to 1, on top of the colour's own.
    pub fn alpha(self, alpha: f32) -> Self {
        self.try_with_chart(Location::caller(), |chart| {
            chart.set_alpha(alpha);
            Ok(())
        })
    }

    /// Adds points; what follows about points is about these.
    #[track_caller]
    pub fn scatter(self, x: impl ToSource<'a>, y: impl ToSource<'a>) -> Self {
        let (x, y) = (x.to_source(), y.to_source());
        self.with(|figure| {
            figure.add_chart(FIRST, Chart::Scatter(ScatterState::new(y, 0)));
        })
        .try_with_scatter(Location::caller(), |scatter| {
            let count = x.len();
            scatter.set_x(Coordinates::channel(x, 0), count)
        })
    }

    /// The shape of the last points: a [`Symbol`](galry_visuals::Symbol), its name, or
    /// matplotlib's letter.
    #[track_caller]
    pub fn marker(self, marker: impl IntoMarker) -> Self {
        self.try_with_scatter(Location::caller(), |scatter| scatter.set_marker(marker))
    }

    /// The width of the markers of the last points in logical pixels.
    #[track_caller]
    pub fn marker_size(self, size_px: f32) -> Self {
        self.try_with_scatter(Location::caller(), |scatter| scatter.set_size(size_px))
    }

    /// The title, above the axes.
    #[track_caller]
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.state.try_change(FIRST, Location::caller(), |axes| {
            set_text(&mut axes.title, title)
        });
        self
    }

    /// What x is, with its units in parentheses.
    #[track_caller]
    pub fn xlabel(mut self, label: impl Into<String>) -> Self {
        self.state.try_change(FIRST, Location::caller(), |axes| {
            set_text(&mut axes.xlabel, label)
        });
        self
    }

    /// What y is, with its units in parentheses.
    #[track_caller]
    pub fn ylabel(mut self, label: impl Into<String>) -> Self {
        self.state.try_change(FIRST, Location::caller(), |axes| {
            set_text(&mut axes.ylabel, label)
        });
        self
    }

    /// The shown range of x, left end first; reversed limits invert the axis.
    #[track_caller]
    pub fn xlim(mut self, left: f64, right: f64) -> Self {
        self.state.try_change(FIRST, Location::caller(), |axes| {
            axes.xlim = Some(checked_limits([left, right])?);
            Ok(())
        });
        self
    }

    /// The shown range of y, lower end first; reversed limits invert the axis.
    #[track_caller]
    pub fn ylim(mut self, bottom: f64, top: f64) -> Self {
        self.state.try_change(FIRST, Location::caller(), |axes| {
            axes.ylim = Some(checked_limits([bottom, top])?);
            Ok(())
        });
        self
    }

    /// How everything but the data looks.
    pub fn theme(self, theme: Theme) -> Self {
        self.with(|figure| figure.theme = theme)
    }

    /// Width and height in logical pixels, which need not be whole numbers.
    pub fn size(self, width_px: impl Into<f64>, height_px: impl Into<f64>) -> Self {
        let size_px = [width_px.into(), height_px.into()];
        self.with(|figure| figure.size_px = size_px)
    }

    /// Pixels of the picture for each logical pixel.
    pub fn pixel_ratio(self, pixel_ratio: f64) -> Self {
        self.with(|figure| figure.pixel_ratio = pixel_ratio)
    }

    /// Smooth edges (the default), or every pixel wholly one colour.
    pub fn antialias(self, antialias: bool) -> Self {
        self.with(|figure| figure.antialias = antialias)
    }

    /// No axes, text, margin or padding: the data area is the whole picture.
    pub fn bare(self, bare: bool) -> Self {
        self.with(|figure| figure.bare = bare)
    }

    /// The first mistake made so far, if any.
    ///
    /// # Errors
    /// [`crate::Error::Mistake`], with the place of the call.
    pub fn check(&self) -> Result<()> {
        self.state.check()
    }

    /// Draws the plot into memory.
    ///
    /// # Errors
    /// A mistake made earlier, a size that cannot be, unreadable data, or no GL.
    pub fn to_picture(&self) -> Result<Picture> {
        export::picture(&self.state)
    }

    /// Draws the plot as the bytes of a PNG file.
    ///
    /// # Errors
    /// Those of [`Plot::to_picture`].
    pub fn to_png(&self) -> Result<Vec<u8>> {
        export::png(&self.state)
    }

    /// Draws the plot as the text of an SVG file. Needs no GL.
    ///
    /// # Errors
    /// A mistake made earlier, a size that cannot be, or unreadable data.
    pub fn to_svg(&self) -> Result<String> {
        export::svg(&self.state)
    }

    /// Writes the plot to a `.png` or `.svg` file, beside its place first and then renamed.
    ///
    /// # Errors
    /// Those of [`Plot::to_picture`], an unknown ending, or a file that cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        export::save(&self.state, path.as_ref())
    }

    /// Shows the plot in a window until it is closed.
    ///
    /// # Errors
    /// A mistake made earlier, no display, no GL, or unreadable data.
    #[cfg(feature = "window")]
    pub fn show(&self) -> Result<()> {
        crate::window::show(self.state.clone())
    }
}
