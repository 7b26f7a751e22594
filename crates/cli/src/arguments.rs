//! The words of the command line.

use std::path::PathBuf;

use clap::{Args, CommandFactory as _, Parser, Subcommand, ValueEnum};

use crate::unbuilt::UnbuiltPlotOptions;

const PLOT_EXAMPLES: &str = "\
Examples:
  galry plot signal.npy
  galry plot table.csv --x time --y voltage,current --xlim 0,2.5 -o picture.png
  galry plot sound.wav --theme dark --size 89mm -o figure.svg
  galry plot raw.bin --dtype i16 --channels 4 --rate 30000 --units µV
  galry plot values.npy --kind hist --bins 100
  galry plot map.npy --kind image --colormap RdBu_r --norm centered:0 -o map.png
  cat table.csv | galry plot - -o - > picture.png";

const TRACES_EXAMPLES: &str = "\
Examples:
  galry traces recording.npy --rate 600
  galry traces raw.bin --dtype i16 --channels 384 --rate 30000 --from 10 --to 11
  galry traces recording.npy --channels 0,4,8-15 -o traces.png";

const BENCH_EXAMPLES: &str = "\
Examples:
  galry bench figure5 --points 1e8 --seed 1 --json
  galry bench figure5 --points 1e5 --seed 1 --frame 50 --out frame.png
  galry bench traces raw.bin --dtype i16 --channels 4 --pyramid beside --json
  galry bench markers --points 1e7 --symbol disc --size-px 5 --json";

const CACHE_HELP: &str = "\
The first look at a large file builds a pyramid of minima and maxima, which is kept so that the
next one is exact at once. Pyramids lie in $XDG_CACHE_HOME/galry or ~/.cache/galry, or where
GALRY_CACHE_DIR says; those used longest ago make room for new ones.

Examples:
  galry cache list
  galry cache clear --json";

/// Exact, fast pictures of data too large to look at.
#[derive(Debug, Parser)]
#[command(name = "galry", version, about, max_term_width = 100)]
#[command(after_help = "Exit status: 0 done, 1 failed, 2 wrong call, 130 interrupted.")]
pub(crate) struct Arguments {
    /// Print exactly one JSON object, on one line, on standard output.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Draw files of numbers as lines.
    Plot(Box<PlotArguments>),
    /// Look at the channels of a recording, stacked.
    Traces(Box<TracesArguments>),
    /// Tell what is in a file.
    Info(InfoArguments),
    /// Measure (advanced).
    Bench(BenchArguments),
    /// Tell what this machine offers: GL, display, fonts.
    Doctor,
    /// Print shell completions.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Make a recording whose truth is known (not built yet).
    Simulate {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, hide = true)]
        rest: Vec<String>,
    },
    /// Look at a spike sorting (not built yet).
    Spikes {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, hide = true)]
        rest: Vec<String>,
    },
    /// Show pictures to a browser (not built yet).
    Serve {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, hide = true)]
        rest: Vec<String>,
    },
    /// List or clear what is kept so that large files open quickly.
    #[command(after_help = CACHE_HELP)]
    Cache {
        #[command(subcommand)]
        command: CacheCommand,
    },
}

/// What is done with the cache.
#[derive(Debug, Clone, Copy, Subcommand)]
pub(crate) enum CacheCommand {
    /// List the pyramids that are kept, the one used last first.
    List,
    /// Remove them all.
    Clear,
}

/// A choice between two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum OnOff {
    On,
    Off,
}

/// Where a picture is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum RendererChoice {
    /// A window where there is a display, else a file.
    Auto,
    /// Never a window.
    Surfaceless,
    /// A window or an error.
    Window,
}

/// How a line is filled where a column of pixels holds many samples, and points where they pile up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ShadingChoice {
    Solid,
    Density,
    /// Points as markers where they stand apart, by density where they pile up.
    Auto,
}

/// Order of channels in raw binary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum OrderChoice {
    Interleaved,
    Planar,
}

/// How files are read.
#[derive(Debug, Args)]
#[command(next_help_heading = "Input")]
pub(crate) struct InputArguments {
    /// Type of raw binary: i8, u8, i16, u16, i32, u32, i64, f32 or f64; with > before it (">i16") the
    /// highest byte comes first
    #[arg(long, value_name = "TYPE")]
    pub(crate) dtype: Option<String>,
    /// Bytes to skip at the start of raw binary
    #[arg(long, value_name = "BYTES", default_value_t = 0)]
    pub(crate) offset: u64,
    /// Map files into memory instead of reading them by position
    #[arg(long)]
    pub(crate) mapped: bool,
    /// Samples a second
    #[arg(long, value_name = "HZ", allow_hyphen_values = true)]
    pub(crate) rate: Option<f64>,
    /// Factor on the values
    #[arg(long, value_name = "G", allow_hyphen_values = true)]
    pub(crate) gain: Option<f64>,
    /// Units of the values, after the gain
    #[arg(long, value_name = "U")]
    pub(crate) units: Option<String>,
    /// See the rows of a 2-D array as channels
    #[arg(long)]
    pub(crate) transpose: bool,
    /// Delimiter of a text table, found by itself otherwise
    #[arg(long, value_name = "C")]
    pub(crate) delimiter: Option<char>,
    /// Decimal sign of a text table
    #[arg(long, value_name = "C")]
    pub(crate) decimal: Option<char>,
    /// Lines of a text table that begin with it are left out
    #[arg(long, value_name = "C")]
    pub(crate) comment: Option<char>,
    /// A cell that stands for a missing value, besides the usual ones
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub(crate) na: Option<String>,
    /// Rows to skip before a text table begins
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) skip_rows: u64,
    /// The first row of a text table is data
    #[arg(long)]
    pub(crate) no_header: bool,
    /// Where the pyramid of a large file is kept for the next opening: auto (the user's cache),
    /// off, beside (the file) or a path
    #[arg(
        long,
        value_name = "WHERE",
        default_value = "auto",
        help_heading = "Advanced"
    )]
    pub(crate) pyramid: String,
}

/// How a picture looks and where it goes.
#[derive(Debug, Args)]
#[command(next_help_heading = "Picture")]
pub(crate) struct PictureArguments {
    /// Write to a file (.png or .svg; - is PNG on standard output) instead of opening a window
    #[arg(short, long, value_name = "PATH")]
    pub(crate) output: Vec<PathBuf>,
    /// Size in logical pixels (WxH), or lengths: 89mm, 89mmx60mm, 3.5in
    #[arg(long, value_name = "WxH", default_value = "1200x800")]
    pub(crate) size: String,
    /// Dots to the inch; 300 where the size is a length
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    pub(crate) dpi: Option<f64>,
    /// Pixels for each logical pixel
    #[arg(long, value_name = "R", allow_hyphen_values = true)]
    pub(crate) pixel_ratio: Option<f64>,
    /// light or dark
    #[arg(long, value_name = "NAME")]
    pub(crate) theme: Option<String>,
    /// Colour behind everything
    #[arg(long, value_name = "C")]
    pub(crate) background: Option<String>,
    /// Nothing behind the picture
    #[arg(long, conflicts_with = "background")]
    pub(crate) transparent: bool,
    /// Colours of the lines, as CSS or matplotlib write them
    #[arg(long, value_name = "C[,C…]")]
    pub(crate) color: Option<String>,
    /// Width of the lines in logical pixels
    #[arg(long, value_name = "PX", allow_hyphen_values = true)]
    pub(crate) line_width: Option<f32>,
    /// Which parts of lines are drawn: -, --, -., :, or lengths of dashes and gaps in widths of the
    /// line
    #[arg(long, value_name = "S", allow_hyphen_values = true)]
    pub(crate) line_style: Option<String>,
    /// How a line is filled where a pixel holds many samples: by how long it stays at each level, or
    /// solid; points by how many there are, or each as a marker
    #[arg(long, value_enum, default_value = "solid")]
    pub(crate) shading: ShadingChoice,
    /// Opacity of the lines, 0 to 1
    #[arg(long, value_name = "A", allow_hyphen_values = true)]
    pub(crate) alpha: Option<f32>,
    /// Title above the axes
    #[arg(long, value_name = "T")]
    pub(crate) title: Option<String>,
    /// Text sizes, as the height of axis labels in points
    #[arg(long, value_name = "PT", allow_hyphen_values = true)]
    pub(crate) font_size: Option<f32>,
    /// Smooth edges
    #[arg(long, value_name = "on|off", value_enum, default_value = "on")]
    pub(crate) antialias: OnOff,
    /// Where to draw when no file is named
    #[arg(long, value_enum, default_value = "auto")]
    pub(crate) renderer: RendererChoice,
    /// off draws from every sample: the slow truth
    #[arg(
        long,
        value_name = "on|off",
        value_enum,
        default_value = "on",
        help_heading = "Advanced"
    )]
    pub(crate) lod: OnOff,
    /// No axes, text, margin or padding: the data area is the whole picture
    #[arg(long, help_heading = "Advanced")]
    pub(crate) bare: bool,
}

#[derive(Debug, Args)]
#[command(after_help = PLOT_EXAMPLES)]
pub(crate) struct PlotArguments {
    /// Files: .npy, .csv, .tsv, .txt, .dat, .wav, raw binary with --dtype; - is standard input
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// What is drawn: line, hist, hist2d, image or heatmap; a .png is an image by itself
    #[arg(long, value_name = "KIND")]
    pub(crate) kind: Option<String>,
    /// Bins of histograms: how many, a rule (auto, fd, sturges, scott, doane, sqrt, rice) or
    /// edges (0,1,2.5)
    #[arg(long, value_name = "N|RULE", allow_hyphen_values = true)]
    pub(crate) bins: Option<String>,
    /// How values become colours: linear, log, equalized, symlog:T, power:G, sqrt,
    /// centered:C, boundary:A,B,…
    #[arg(long, value_name = "NORM")]
    pub(crate) norm: Option<String>,
    /// Value of the first colour
    #[arg(long, value_name = "V", allow_hyphen_values = true)]
    pub(crate) vmin: Option<f64>,
    /// Value of the last colour
    #[arg(long, value_name = "V", allow_hyphen_values = true)]
    pub(crate) vmax: Option<f64>,
    /// Colours of the values: viridis, magma, RdBu, …; with _r reversed
    #[arg(long, value_name = "NAME")]
    pub(crate) colormap: Option<String>,
    /// Column that becomes x, by name or number
    #[arg(long, value_name = "COL")]
    pub(crate) x: Option<String>,
    /// Columns that become lines, by name or number
    #[arg(long, value_name = "COL[,COL…]")]
    pub(crate) y: Option<String>,
    /// Number of channels in raw binary
    #[arg(long, value_name = "N", default_value_t = 1, help_heading = "Input")]
    pub(crate) channels: usize,
    /// How channels follow each other in raw binary
    #[arg(
        long,
        value_enum,
        default_value = "interleaved",
        help_heading = "Input"
    )]
    pub(crate) order: OrderChoice,
    #[command(flatten)]
    pub(crate) input: InputArguments,
    /// Shown range of x; reversed limits invert the axis
    #[arg(long, value_name = "A,B", allow_hyphen_values = true)]
    pub(crate) xlim: Option<String>,
    /// Shown range of y; reversed limits invert the axis
    #[arg(long, value_name = "A,B", allow_hyphen_values = true)]
    pub(crate) ylim: Option<String>,
    /// linear, log or symlog (linear from −2 to 2)
    #[arg(long, value_name = "S", default_value = "linear")]
    pub(crate) xscale: String,
    /// linear, log or symlog (linear from −2 to 2)
    #[arg(long, value_name = "S", default_value = "linear")]
    pub(crate) yscale: String,
    /// What x is
    #[arg(long, value_name = "T")]
    pub(crate) xlabel: Option<String>,
    /// What y is
    #[arg(long, value_name = "T")]
    pub(crate) ylabel: Option<String>,
    /// auto, none, above or right
    #[arg(long, value_name = "WHERE", default_value = "auto")]
    pub(crate) legend: String,
    /// Grid lines at the ticks of both axes
    #[arg(long)]
    pub(crate) grid: bool,
    /// Each file on axes of its own, one above the other, x linked
    #[arg(long)]
    pub(crate) subplots: bool,
    /// Go on with what is appended to the files: all of it in view or, with --xlim, as much as
    /// that of the newest
    #[arg(long)]
    pub(crate) follow: bool,
    #[command(flatten)]
    pub(crate) picture: PictureArguments,
    /// Shape of the markers: disc, square, diamond, triangle-up, plus, cross, star, …
    #[arg(long, value_name = "M")]
    pub(crate) marker: Option<String>,
    /// Width of the markers in logical pixels
    #[arg(long, value_name = "PX", allow_hyphen_values = true)]
    pub(crate) marker_size: Option<f32>,
    #[command(flatten)]
    pub(crate) unbuilt: UnbuiltPlotOptions,
}

#[derive(Debug, Args)]
#[command(after_help = TRACES_EXAMPLES)]
pub(crate) struct TracesArguments {
    /// The recording: .npy, .wav, a table, or raw binary with --dtype
    #[arg(value_name = "RECORDING")]
    pub(crate) recording: PathBuf,
    /// First second shown
    #[arg(long, value_name = "S", allow_hyphen_values = true)]
    pub(crate) from: Option<f64>,
    /// Last second shown; ten seconds after the first by default
    #[arg(long, value_name = "S", allow_hyphen_values = true)]
    pub(crate) to: Option<f64>,
    /// Channels shown, such as 0,4,8-15; with raw binary a single number is how many there are
    #[arg(long, value_name = "LIST")]
    pub(crate) channels: Option<String>,
    /// Subtract each channel's median over the view
    #[arg(long, value_name = "on|off", value_enum, default_value = "on")]
    pub(crate) offset_removal: OnOff,
    /// Go on with what is appended to the recording, the newest in view
    #[arg(long)]
    pub(crate) follow: bool,
    /// Order of channels; only file is built yet
    #[arg(long, value_name = "ORDER", default_value = "file")]
    pub(crate) order: String,
    #[command(flatten)]
    pub(crate) input: InputArguments,
    #[command(flatten)]
    pub(crate) picture: PictureArguments,
    #[command(flatten)]
    pub(crate) unbuilt: crate::unbuilt::UnbuiltTracesOptions,
}

#[derive(Debug, Args)]
pub(crate) struct InfoArguments {
    /// The file
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Number of channels in raw binary
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) channels: usize,
    /// How channels follow each other in raw binary
    #[arg(long, value_enum, default_value = "interleaved")]
    pub(crate) order: OrderChoice,
    #[command(flatten)]
    pub(crate) input: InputArguments,
}

#[derive(Debug, Args)]
#[command(after_help = BENCH_EXAMPLES)]
pub(crate) struct BenchArguments {
    #[command(subcommand)]
    pub(crate) what: BenchCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum BenchCommand {
    /// The paper's benchmark: noise signals under a continuous zoom.
    Figure5(Figure5Arguments),
    /// Many line nodes with places of their own, built, drawn and panned.
    Nodes(crate::bench::nodes::NodesArguments),
    /// One thick line drawn as geometry, panned.
    Line(crate::bench::line::LineArguments),
    /// Many labels, panned, and all their texts replaced.
    Labels(crate::bench::labels::LabelsArguments),
    /// A scatter of many points, panned and then left still.
    Markers(MarkersArguments),
    /// Picking (not built yet).
    Pick(UnbuiltBench),
    /// Transfers to and from the GL.
    Upload(crate::bench::upload::UploadArguments),
    /// A thread pushes samples into a ring while its channels are drawn.
    Stream(crate::bench::stream::StreamArguments),
    /// A recording from disk: opened, shown whole, scrolled through, zoomed into and back.
    Traces(TracesBenchArguments),
    /// Start-up: from the process to the first figure, the driver's shader cache off and on.
    Start(StartArguments),
}

/// Whatever is said to a benchmark that is still to come.
#[derive(Debug, Args)]
pub(crate) struct UnbuiltBench {
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, hide = true)]
    pub(crate) rest: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct StartArguments {
    /// Size in pixels
    #[arg(long, value_name = "WxH", default_value = "1200x800")]
    pub(crate) size: String,
    /// Samples in the figure
    #[arg(long, value_name = "N", default_value = "1e6", value_parser = crate::options::parse_count)]
    pub(crate) points: u64,
    /// Processes started for each state of the shader cache; the median is told
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub(crate) repeat: usize,
    /// Measure in this very process, with whatever shader cache the environment names
    #[arg(long, value_name = "WHAT", value_enum, hide = true)]
    pub(crate) only: Option<StartStage>,
    /// When this process was started, in nanoseconds since 1970
    #[arg(long, value_name = "NS", default_value_t = 0, hide = true)]
    pub(crate) spawned_ns: u64,
}

/// What a child of `bench start` measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum StartStage {
    /// A context and nothing else.
    Context,
    /// The scene of `bench figure5`.
    Scene,
    /// A standard figure.
    Figure,
}

impl StartStage {
    /// The word for it on the command line.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Context => "context",
            Self::Scene => "scene",
            Self::Figure => "figure",
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct Figure5Arguments {
    /// Samples in all series together, such as 1e8
    #[arg(long, value_name = "N", value_parser = crate::options::parse_count)]
    pub(crate) points: u64,
    /// Seed of the noise
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub(crate) seed: u64,
    /// Number of series
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub(crate) series: usize,
    /// Size in pixels
    #[arg(long, value_name = "WxH", default_value = "1200x800")]
    pub(crate) size: String,
    /// Smooth edges
    #[arg(long, value_name = "on|off", value_enum, default_value = "off")]
    pub(crate) antialias: OnOff,
    /// off draws from every sample
    #[arg(long, value_name = "on|off", value_enum, default_value = "on")]
    pub(crate) lod: OnOff,
    /// Take the samples from this raw file, one series after the other, instead of making noise
    #[arg(long, value_name = "PATH")]
    pub(crate) file: Option<PathBuf>,
    /// Type of the file's samples
    #[arg(long, value_name = "TYPE", default_value = "i16", requires = "file")]
    pub(crate) dtype: String,
    /// A standard deviation of the file's noise; y is shown from -5 to 5 of them
    #[arg(long, value_name = "S", default_value_t = 1.0, requires = "file")]
    pub(crate) scale: f64,
    /// Keep the file's minima and maxima there, for the next run
    #[arg(long, value_name = "PATH", requires = "file")]
    pub(crate) pyramid: Option<PathBuf>,
    /// Write this frame of the zoom to --out
    #[arg(long, value_name = "K", requires = "out")]
    pub(crate) frame: Option<u64>,
    /// Where --frame is written
    #[arg(long, value_name = "PATH", requires = "frame")]
    pub(crate) out: Option<PathBuf>,
}

impl Figure5Arguments {
    /// The defaults, for so many samples.
    pub(crate) fn of(points: u64) -> Self {
        Self {
            points,
            seed: 1,
            series: 10,
            size: String::from("1200x800"),
            antialias: OnOff::Off,
            lod: OnOff::On,
            file: None,
            dtype: String::from("i16"),
            scale: 1.0,
            pyramid: None,
            frame: None,
            out: None,
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct TracesBenchArguments {
    /// The recording: .npy, .wav or raw binary with --dtype
    #[arg(value_name = "RECORDING")]
    pub(crate) recording: PathBuf,
    /// Number of channels in raw binary
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) channels: usize,
    /// Size in pixels
    #[arg(long, value_name = "WxH", default_value = "1200x800")]
    pub(crate) size: String,
    /// Smooth edges
    #[arg(long, value_name = "on|off", value_enum, default_value = "off")]
    pub(crate) antialias: OnOff,
    #[command(flatten)]
    pub(crate) input: InputArguments,
}

#[derive(Debug, Args)]
pub(crate) struct MarkersArguments {
    /// Number of points, such as 1e7
    #[arg(long, value_name = "N", value_parser = crate::options::parse_count)]
    pub(crate) points: u64,
    /// Seed of the points
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub(crate) seed: u64,
    /// Shape of the markers
    #[arg(long, value_name = "M", default_value = "disc")]
    pub(crate) symbol: String,
    /// Their width in pixels
    #[arg(long, value_name = "PX", default_value_t = 5.0)]
    pub(crate) size_px: f32,
    /// Their opacity
    #[arg(long, value_name = "A", default_value_t = 1.0)]
    pub(crate) alpha: f32,
    /// off draws every point: the slow truth
    #[arg(long, value_name = "on|off", value_enum, default_value = "on")]
    pub(crate) lod: OnOff,
    /// Smooth edges
    #[arg(long, value_name = "on|off", value_enum, default_value = "on")]
    pub(crate) antialias: OnOff,
    /// Size in pixels
    #[arg(long, value_name = "WxH", default_value = "1200x800")]
    pub(crate) size: String,
    /// Each as a marker, by how many there are, or one turning into the other
    #[arg(long, value_enum, default_value = "solid")]
    pub(crate) shading: ShadingChoice,
    /// Time that a frame may take while panning; a window gives it 16
    #[arg(long, value_name = "MS", default_value_t = 33.0)]
    pub(crate) budget_ms: f64,
    /// Leave out the array of markers and the sprites of GL
    #[arg(long)]
    pub(crate) no_comparison: bool,
    /// Write the exact picture to a file
    #[arg(long, value_name = "PATH")]
    pub(crate) out: Option<PathBuf>,
}

/// Prints the completions of a shell.
pub(crate) fn write_completions(shell: clap_complete::Shell) {
    let mut command = Arguments::command();
    clap_complete::generate(shell, &mut command, "galry", &mut std::io::stdout());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_is_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn values_may_start_with_a_minus() {
        let arguments =
            Arguments::try_parse_from(["galry", "plot", "a.npy", "--xlim", "-5,5"]).unwrap();
        let Command::Plot(plot) = arguments.command else {
            panic!("not a plot");
        };
        assert_eq!(plot.xlim.as_deref(), Some("-5,5"));
    }
}
