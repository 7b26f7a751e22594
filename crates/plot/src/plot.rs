//! The shortest way to a picture: `plot(&y).show()`.

use std::panic::Location;
use std::path::Path;

use galry_scene::{Picture, Positions};

use crate::export;
use crate::input::{IntoColor, ToSource};
use crate::state::{FigureState, LineState};
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
    state.add_source(&y.to_source());
    Plot { state }
}

/// A figure of one axes over borrowed data, on its way to a picture. See [`plot`].
#[derive(Debug, Clone)]
#[must_use = "a plot is seen once it is shown or saved"]
pub struct Plot<'a> {
    state: FigureState<'a>,
}

impl<'a> Plot<'a> {
    fn line(&mut self) -> Option<&mut LineState<'a>> {
        self.state.axes.lines.last_mut()
    }

    fn with(mut self, change: impl FnOnce(&mut FigureState<'a>)) -> Self {
        change(&mut self.state);
        self
    }

    /// Adds another line; what follows about a line is about this one.
    pub fn and(self, y: impl ToSource<'a>) -> Self {
        self.with(|figure| {
            figure.add_source(&y.to_source());
        })
    }

    /// The x coordinate of each sample of the last line, instead of its index.
    #[track_caller]
    pub fn x(mut self, x: &'a [f64]) -> Self {
        let location = Location::caller();
        let samples = self.line().map_or(0, |line| line.source.len());
        if x.len() as u64 != samples {
            let what = format!(
                "expected as many x as y values ({samples}), got {}",
                x.len()
            );
            self.state.note(what, location);
        } else if let Some(line) = self.line() {
            line.positions = Positions::Borrowed(x);
        }
        self
    }

    /// Samples a second: x is in seconds then.
    #[track_caller]
    pub fn rate(mut self, hz: f64) -> Self {
        if hz.is_finite() && hz > 0.0 {
            for line in &mut self.state.axes.lines {
                line.positions = Positions::Rate { hz };
            }
        } else {
            let what = format!("rate: expected a positive number of samples a second, got {hz}");
            self.state.note(what, Location::caller());
        }
        self
    }

    /// The colour of the last line: a [`Color`](galry_visuals::Color), or text as CSS or
    /// matplotlib writes it.
    #[track_caller]
    pub fn color(mut self, color: impl IntoColor) -> Self {
        let location = Location::caller();
        match (color.into_color(), self.line()) {
            (Ok(color), Some(line)) => line.color = Some(color),
            (Err(error), _) => self.state.note(error.to_string(), location),
            _ => {}
        }
        self
    }

    /// The width of the last line in logical pixels.
    #[track_caller]
    pub fn linewidth(mut self, width_px: f32) -> Self {
        if width_px.is_finite() && width_px > 0.0 {
            if let Some(line) = self.line() {
                line.width_px = Some(width_px);
            }
        } else {
            let what = format!("line width: expected a positive number of pixels, got {width_px}");
            self.state.note(what, Location::caller());
        }
        self
    }

    /// The name of the last line in the legend.
    pub fn label(mut self, label: impl Into<String>) -> Self {
        if let Some(line) = self.line() {
            line.label = label.into();
        }
        self
    }

    /// The title, above the axes.
    pub fn title(self, title: impl Into<String>) -> Self {
        self.with(|figure| figure.axes.title = title.into())
    }

    /// What x is, with its units in parentheses.
    pub fn xlabel(self, label: impl Into<String>) -> Self {
        self.with(|figure| figure.axes.xlabel = label.into())
    }

    /// What y is, with its units in parentheses.
    pub fn ylabel(self, label: impl Into<String>) -> Self {
        self.with(|figure| figure.axes.ylabel = label.into())
    }

    /// The shown range of x, left end first; reversed limits invert the axis.
    #[track_caller]
    pub fn xlim(self, left: f64, right: f64) -> Self {
        let location = Location::caller();
        self.with(|figure| match checked_limits([left, right]) {
            Ok(limits) => figure.axes.xlim = Some(limits),
            Err(error) => figure.note(error.to_string(), location),
        })
    }

    /// The shown range of y, lower end first; reversed limits invert the axis.
    #[track_caller]
    pub fn ylim(self, bottom: f64, top: f64) -> Self {
        let location = Location::caller();
        self.with(|figure| match checked_limits([bottom, top]) {
            Ok(limits) => figure.axes.ylim = Some(limits),
            Err(error) => figure.note(error.to_string(), location),
        })
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

fn checked_limits(limits: [f64; 2]) -> galry_scene::Result<[f64; 2]> {
    galry_scene::Axis::new(limits, galry_scene::AxisScale::Linear).map(|axis| axis.limits())
}
