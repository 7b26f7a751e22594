//! Figures, and the handles of what is in them.

use std::panic::Location;
use std::path::Path;
use std::sync::{Arc, Mutex};

use galry_data::{Raster, Source};
use galry_scene::{AxisScale, Coordinates, Follow, LevelOfDetail, Picture};

use crate::charts::{
    Chart, ChartHandle, Histogram, HistogramState, Image, ImageState, Line, LineState, Scatter,
    ScatterState, Shared, lock,
};
use crate::export;
use crate::input::{IntoColor, IntoSource};
use crate::state::{
    AxesState, FigureState, Legend, TracesState, checked_limits, checked_text, set_text,
};
use crate::{Result, Theme};

/// A figure: axes, lines, text, and how they look.
///
/// It owns its data: vectors, shared arrays and sources go in without a copy, slices are copied
/// once. Handles are small, can be cloned and sent, and borrow nothing. Nothing fails until a
/// picture is wanted: a mistake is kept with the place of the call and comes back from
/// [`check`](Self::check), [`save`](Self::save) or [`show`](Self::show).
///
/// ```
/// use galry_plot::Figure;
///
/// # fn main() -> galry_plot::Result<()> {
/// let figure = Figure::new();
/// let axes = figure.axes();
/// axes.title("Two waves").xlabel("Sample").ylabel("Height (m)");
/// let sine = axes.line((0..500).map(|i| (f64::from(i) / 40.0).sin()).collect::<Vec<_>>());
/// let cosine = axes.line((0..500).map(|i| (f64::from(i) / 40.0).cos()).collect::<Vec<_>>());
/// sine.label("sine");
/// cosine.label("cosine").color("tab:orange").linewidth(2.0);
/// let svg = figure.to_svg()?;
/// assert!(svg.starts_with("<svg"));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Figure {
    shared: Shared,
}

impl Default for Figure {
    fn default() -> Self {
        Self::new()
    }
}

impl Figure {
    /// An empty figure of 1200 × 800 logical pixels in the light theme.
    #[must_use]
    pub fn new() -> Self {
        Self {
            shared: Arc::new(Mutex::new(FigureState::default())),
        }
    }

    fn with(&self, change: impl FnOnce(&mut FigureState<'static>)) -> &Self {
        change(&mut lock(&self.shared));
        self
    }

    /// A copy of what the figure is now. Sources are shared, not copied.
    pub(crate) fn state(&self) -> FigureState<'static> {
        lock(&self.shared).clone()
    }

    /// The axes; the first where there are several.
    #[must_use]
    pub fn axes(&self) -> Axes {
        self.nth_axes(0)
    }

    fn nth_axes(&self, index: usize) -> Axes {
        Axes {
            shared: Arc::clone(&self.shared),
            index,
        }
    }

    /// Divides the figure into axes in a grid, data areas of one size whose edges line up, and
    /// gives their handles row by row. Axes that the grid has no place for go, with what they
    /// show; a grid without rows or columns is a mistake that comes back later.
    ///
    /// ```
    /// use galry_plot::Figure;
    ///
    /// # fn main() -> galry_plot::Result<()> {
    /// let figure = Figure::new();
    /// figure.title("One signal and its running sum").sharex(true);
    /// let axes = figure.subplots(2, 1);
    /// axes[0].line(vec![1.0, -1.0, 2.0, 0.5]);
    /// axes[1].line(vec![1.0, 0.0, 2.0, 2.5]);
    /// assert!(figure.to_svg()?.starts_with("<svg"));
    /// # Ok(())
    /// # }
    /// ```
    #[track_caller]
    pub fn subplots(&self, rows: usize, columns: usize) -> Vec<Axes> {
        let location = Location::caller();
        let mut figure = lock(&self.shared);
        if let Err(what) = figure.divide(rows, columns) {
            figure.note(what, location);
        }
        let count = figure.axes.len();
        drop(figure);
        (0..count).map(|index| self.nth_axes(index)).collect()
    }

    /// The title above all axes. What stands between two dollar signs is a formula, as everywhere
    /// in the texts of a figure: see [`galry_visuals::text`].
    #[track_caller]
    pub fn title(&self, title: impl Into<String>) -> &Self {
        let location = Location::caller();
        self.with(|figure| {
            if let Err(what) = set_text(&mut figure.title, title) {
                figure.note(what, location);
            }
        })
    }

    /// One legend above all axes, each name once, in place of a legend for each of them.
    pub fn shared_legend(&self, shared: bool) -> &Self {
        self.with(|figure| figure.shared_legend = shared)
    }

    /// Whether the axes of a column always show the same x.
    pub fn sharex(&self, share: bool) -> &Self {
        self.with(|figure| figure.share_x = share)
    }

    /// Whether the axes of a row always show the same y.
    pub fn sharey(&self, share: bool) -> &Self {
        self.with(|figure| figure.share_y = share)
    }

    /// Width and height in logical pixels, which need not be whole numbers.
    pub fn size(&self, width_px: impl Into<f64>, height_px: impl Into<f64>) -> &Self {
        let size_px = [width_px.into(), height_px.into()];
        self.with(|figure| figure.size_px = size_px)
    }

    /// Pixels of the picture for each logical pixel: 2 for a picture twice as fine.
    pub fn pixel_ratio(&self, pixel_ratio: f64) -> &Self {
        self.with(|figure| figure.pixel_ratio = pixel_ratio)
    }

    /// How everything but the data looks.
    pub fn theme(&self, theme: Theme) -> &Self {
        self.with(|figure| figure.theme = theme)
    }

    /// The colour behind everything, instead of the theme's.
    #[track_caller]
    pub fn background(&self, color: impl IntoColor) -> &Self {
        let location = Location::caller();
        self.with(|figure| match color.into_color() {
            Ok(color) => figure.background = Some(color),
            Err(error) => figure.note(error.to_string(), location),
        })
    }

    /// Smooth edges (the default), or every pixel wholly one colour.
    pub fn antialias(&self, antialias: bool) -> &Self {
        self.with(|figure| figure.antialias = antialias)
    }

    /// Draws from pyramids (the default), or slowly from every sample.
    pub fn level_of_detail(&self, level_of_detail: LevelOfDetail) -> &Self {
        self.with(|figure| figure.level_of_detail = level_of_detail)
    }

    /// No axes, text, margin or padding: the data area is the whole picture.
    pub fn bare(&self, bare: bool) -> &Self {
        self.with(|figure| figure.bare = bare)
    }

    /// What the window's title bar says, instead of the axes' title.
    pub fn window_title(&self, title: impl Into<String>) -> &Self {
        self.with(|figure| figure.window_title = Some(title.into()))
    }

    /// The first mistake made so far, if any.
    ///
    /// # Errors
    /// [`crate::Error::Mistake`], with the place of the call.
    pub fn check(&self) -> Result<()> {
        lock(&self.shared).check()
    }

    /// Draws the figure into memory.
    ///
    /// # Errors
    /// A mistake made earlier, a size that cannot be, unreadable data, or no GL.
    pub fn to_picture(&self) -> Result<Picture> {
        export::picture(&self.state())
    }

    /// Draws the figure as the bytes of a PNG file.
    ///
    /// # Errors
    /// Those of [`Figure::to_picture`].
    pub fn to_png(&self) -> Result<Vec<u8>> {
        export::png(&self.state())
    }

    /// Draws the figure as the text of an SVG file. Needs no GL.
    ///
    /// # Errors
    /// A mistake made earlier, a size that cannot be, or unreadable data.
    pub fn to_svg(&self) -> Result<String> {
        export::svg(&self.state())
    }

    /// Writes the figure to a `.png` or `.svg` file, beside its place first and then renamed, so
    /// that no half-written file is ever seen.
    ///
    /// # Errors
    /// Those of [`Figure::to_picture`], an unknown ending, or a file that cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        export::save(&self.state(), path.as_ref())
    }

    /// Shows the figure in a window until it is closed. Can be called any number of times.
    ///
    /// # Errors
    /// A mistake made earlier, no display, no GL, or unreadable data.
    #[cfg(feature = "window")]
    pub fn show(&self) -> Result<()> {
        crate::window::show(self.state())
    }
}

/// A handle of a figure's axes: the coordinate system, its charts and its text.
#[derive(Debug, Clone)]
pub struct Axes {
    shared: Shared,
    /// Its number among the axes of the figure.
    index: usize,
}

impl Axes {
    fn with(&self, change: impl FnOnce(&mut AxesState<'static>)) -> &Self {
        lock(&self.shared).change(self.index, change);
        self
    }

    fn try_with(
        &self,
        location: &'static Location<'static>,
        change: impl FnOnce(&mut AxesState<'static>) -> Result<(), String>,
    ) -> &Self {
        lock(&self.shared).try_change(self.index, location, change);
        self
    }

    fn chart(&self, index: usize) -> ChartHandle {
        ChartHandle {
            shared: Arc::clone(&self.shared),
            axes: self.index,
            index,
        }
    }

    /// Adds a chart of one channel of a source; one that the source has not is a mistake.
    #[track_caller]
    fn add_channel(
        &self,
        source: Arc<dyn Source>,
        channel: usize,
        chart: impl FnOnce(Arc<dyn Source>, usize) -> Chart<'static>,
    ) -> ChartHandle {
        let location = Location::caller();
        let mut figure = lock(&self.shared);
        let channels = source.channels();
        if channel >= channels {
            let what = format!("expected a channel below {channels}, got {channel}");
            figure.note(what, location);
        }
        let index = figure.add_chart(self.index, chart(source, channel));
        self.chart(index)
    }

    /// Adds a line through values, at x = 0, 1, 2, … or, where the source knows its rate, in
    /// seconds. A source of several channels gives a line for each; the handle is the first's.
    pub fn line(&self, values: impl IntoSource) -> Line {
        let source: Arc<dyn Source> = values.into_source();
        let index = lock(&self.shared).add_source(self.index, &source);
        Line {
            chart: self.chart(index),
        }
    }

    /// Adds a line through one channel of a source.
    #[track_caller]
    pub fn channel(&self, source: Arc<dyn Source>, channel: usize) -> Line {
        Line {
            chart: self.add_channel(source, channel, |source, channel| {
                Chart::Line(LineState::new(source, channel))
            }),
        }
    }

    /// Adds points at `x` and `y`, each a marker; of a source its first channel.
    ///
    /// ```
    /// use galry_plot::Figure;
    ///
    /// let figure = Figure::new();
    /// let points = figure.axes().scatter(vec![1.0, 2.0, 4.0], vec![3.0_f32, 1.0, 2.0]);
    /// points.marker("^").size(9.0).label("measured");
    /// figure.check()?;
    /// # Ok::<(), galry_plot::Error>(())
    /// ```
    #[track_caller]
    pub fn scatter(&self, x: impl IntoSource, y: impl IntoSource) -> Scatter {
        let x: Arc<dyn Source> = x.into_source();
        let points = self.points(y.into_source(), 0);
        let count = x.len();
        points.try_with(Location::caller(), |scatter| {
            scatter.set_x(Coordinates::channel(x, 0), count)
        });
        points
    }

    /// Adds the samples of one channel of a source as points, at x = 0, 1, 2, … or, where the
    /// source knows its rate, in seconds.
    #[track_caller]
    pub fn points(&self, source: Arc<dyn Source>, channel: usize) -> Scatter {
        Scatter {
            chart: self.add_channel(source, channel, |source, channel| {
                Chart::Scatter(ScatterState::new(source, channel))
            }),
        }
    }

    /// Adds an image: a grid of values by colours, or of colours where it has several bands. Its
    /// places are whole numbers, the first row above, unless told otherwise; a bar at the right
    /// says which colour is which value.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use galry_data::Grid;
    /// use galry_plot::Figure;
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let values = (0..60 * 40).map(|i| (f64::from(i) / 7.0).sin()).collect();
    /// let figure = Figure::new();
    /// let image = figure.axes().imshow(Arc::new(Grid::from_vec([60, 40], 1, values)?));
    /// image.cmap("RdBu_r").norm("centered:0").label("Height (m)");
    /// assert!(figure.to_svg()?.contains("<image"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn imshow(&self, raster: Arc<dyn Raster>) -> Image {
        let image = Chart::Image(ImageState::new(raster));
        let index = lock(&self.shared).add_chart(self.index, image);
        Image {
            chart: self.chart(index),
        }
    }

    /// Adds a histogram of values: how many lie in each bin. Of a source of several channels, the
    /// first.
    ///
    /// ```
    /// use galry_plot::Figure;
    ///
    /// # fn main() -> galry_plot::Result<()> {
    /// let figure = Figure::new();
    /// let values: Vec<f64> = (0..1000).map(|i| f64::from(i).sin()).collect();
    /// figure.axes().hist(values).bins(40).density(true);
    /// assert!(figure.to_svg()?.starts_with("<svg"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn hist(&self, values: impl IntoSource) -> Histogram {
        self.hist_channel(values.into_source(), 0)
    }

    /// Adds a histogram of one channel of a source.
    #[track_caller]
    pub fn hist_channel(&self, source: Arc<dyn Source>, channel: usize) -> Histogram {
        Histogram {
            chart: self.add_channel(source, channel, |source, channel| {
                Chart::Histogram(HistogramState::new(source, channel))
            }),
        }
    }

    /// Adds an image of how many pairs lie in each of `bins[0]` × `bins[1]` rectangles; about as
    /// many fill the axes where one zooms in, counted anew.
    #[track_caller]
    pub fn hist2d(&self, x: impl IntoSource, y: impl IntoSource, bins: [usize; 2]) -> Image {
        self.hist2d_channels([(x.into_source(), 0), (y.into_source(), 0)], bins)
    }

    /// The same of two channels of sources.
    #[track_caller]
    pub fn hist2d_channels(
        &self,
        [x, y]: [(Arc<dyn Source>, usize); 2],
        bins: [usize; 2],
    ) -> Image {
        let location = Location::caller();
        let mut figure = lock(&self.shared);
        let index = match ImageState::of_pairs([x, y], bins) {
            Ok(image) => figure.add_chart(self.index, Chart::Image(image)),
            Err(error) => {
                figure.note(error.to_string(), location);
                usize::MAX
            }
        };
        Image {
            chart: self.chart(index),
        }
    }

    /// Stacks the lines as the channels of a recording: the first on top, each in a lane of its
    /// own with its label at the left, a scale bar instead of a y axis. `units` are those of the
    /// values after each line's gain. Each channel's median over the view is subtracted unless
    /// `remove_offsets` is off.
    #[track_caller]
    pub fn stack_channels(&self, units: impl Into<String>, remove_offsets: bool) -> &Self {
        self.try_with(Location::caller(), |axes| {
            axes.traces = Some(TracesState {
                remove_offsets,
                gain: None,
                units: checked_text(units)?,
            });
            Ok(())
        })
    }

    /// Lanes for each unit of stacked channels, instead of what fits.
    pub fn channel_gain(&self, lanes_per_unit: f64) -> &Self {
        self.with(|axes| {
            if let Some(traces) = &mut axes.traces {
                traces.gain = Some(lanes_per_unit);
            }
        })
    }

    /// The title, above the axes; what stands between two dollar signs is a formula, as
    /// [`galry_visuals::text`] tells. One that cannot be set is a mistake that comes back later.
    ///
    /// ```
    /// use galry_plot::Figure;
    ///
    /// let figure = Figure::new();
    /// figure.axes().title(r"Decay $e^{-t/\tau}$").ylabel(r"Power ($\mathrm{\mu V}^2$)");
    /// assert!(figure.check().is_ok());
    /// figure.axes().xlabel(r"$\oops$");
    /// assert!(figure.check().is_err());
    /// ```
    #[track_caller]
    pub fn title(&self, title: impl Into<String>) -> &Self {
        self.try_with(Location::caller(), |axes| set_text(&mut axes.title, title))
    }

    /// What x is, with its units in parentheses.
    #[track_caller]
    pub fn xlabel(&self, label: impl Into<String>) -> &Self {
        self.try_with(Location::caller(), |axes| set_text(&mut axes.xlabel, label))
    }

    /// What y is, with its units in parentheses.
    #[track_caller]
    pub fn ylabel(&self, label: impl Into<String>) -> &Self {
        self.try_with(Location::caller(), |axes| set_text(&mut axes.ylabel, label))
    }

    /// The shown range of x, left end first; reversed limits invert the axis.
    #[track_caller]
    pub fn xlim(&self, left: f64, right: f64) -> &Self {
        self.try_with(Location::caller(), |axes| {
            axes.xlim = Some(checked_limits([left, right])?);
            Ok(())
        })
    }

    /// The shown range of y, lower end first; reversed limits invert the axis.
    #[track_caller]
    pub fn ylim(&self, bottom: f64, top: f64) -> &Self {
        self.try_with(Location::caller(), |axes| {
            axes.ylim = Some(checked_limits([bottom, top])?);
            Ok(())
        })
    }

    /// How the view follows samples that keep coming, of lines over a
    /// [`Stream`](galry_data::Stream): it stays (the default), rolls with the newest, or grows to
    /// hold all that are kept. Rolling, it shows as much as [`xlim`](Self::xlim) tells, else ten
    /// seconds or, without a rate, ten thousand samples. y is fitted to the values and widened
    /// when they leave it, unless [`ylim`](Self::ylim) is given. Panning away stops it; coming
    /// back, or going home, goes on.
    pub fn follow(&self, follow: Follow) -> &Self {
        self.with(|axes| axes.follow = follow)
    }

    /// How values lie along x.
    pub fn xscale(&self, scale: AxisScale) -> &Self {
        self.with(|axes| axes.xscale = scale)
    }

    /// How values lie along y.
    pub fn yscale(&self, scale: AxisScale) -> &Self {
        self.with(|axes| axes.yscale = scale)
    }

    /// Grid lines at the ticks of both axes, or none; by default at those of y.
    pub fn grid(&self, grid: bool) -> &Self {
        self.with(|axes| axes.grid = Some(grid))
    }

    /// Where the names of the lines stand.
    pub fn legend(&self, legend: Legend) -> &Self {
        self.with(|axes| axes.legend = legend)
    }
}
