//! What is said on the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

const EXAMPLES: &str = "\
Examples:
  cargo xtask figure5 --quick
  cargo xtask figure5 --peers galry,vispy --points 1e5,1e6,1e7 --seeds 1
  cargo xtask figure5 --resume
  cargo xtask figure5 --draw-only --second laptop.json";

/// Measures galry and its peers at the work of the paper's Figure 5, and draws the figure.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask figure5", version, after_help = EXAMPLES, args_conflicts_with_subcommands = true)]
pub(crate) struct Options {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    /// Peers, by name; all if none is named
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub(crate) peers: Vec<String>,
    /// Numbers of points in all ten signals together [default: 1e4,1e5,1e6,1e7,1e8, and 1e9 for galry]
    #[arg(long, value_name = "LIST", value_delimiter = ',', value_parser = parse_count)]
    pub(crate) points: Vec<u64>,
    /// Seeds [default: 1,2,3]
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub(crate) seeds: Vec<u64>,
    /// Antialiasing [default: off,on]
    #[arg(long, value_name = "LIST", value_delimiter = ',', value_parser = parse_switch)]
    pub(crate) antialias: Vec<bool>,
    /// Window, in pixels [default: 1200x800, and the paper's 600x600 for galry]
    #[arg(long, value_name = "WxH", value_parser = parse_size)]
    pub(crate) size: Option<[u32; 2]>,
    /// A few numbers of points, one seed
    #[arg(long)]
    pub(crate) quick: bool,
    /// Leave out the runs that the JSON already has
    #[arg(long)]
    pub(crate) resume: bool,
    /// Check the pictures, and measure nothing
    #[arg(long)]
    pub(crate) check_only: bool,
    /// Measure without checking the pictures first
    #[arg(long, conflicts_with = "check_only")]
    pub(crate) measure_only: bool,
    /// Measure nothing: draw the figure of the JSON that is there
    #[arg(long)]
    pub(crate) draw_only: bool,
    /// JSON of a second machine, for the lower row
    #[arg(long, value_name = "FILE")]
    pub(crate) second: Option<PathBuf>,
    /// Folder of the JSON, the figure and the tables [default: target/figure5]
    #[arg(long, value_name = "FOLDER")]
    pub(crate) out: Option<PathBuf>,
    /// Longest a process may take, in seconds
    #[arg(long, value_name = "S", default_value_t = 60.0)]
    pub(crate) time_limit: f64,
    /// Most memory a process may take, in MB
    #[arg(long, value_name = "MB", default_value_t = 12_000.0)]
    pub(crate) memory_limit: f64,
    /// The program galry [default: beside this one]
    #[arg(long, value_name = "PATH")]
    pub(crate) galry: Option<PathBuf>,
    /// A command put before each run, such as one that waits until the machine is quiet
    #[arg(long, value_name = "COMMAND")]
    pub(crate) wrap: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run one process within limits and tell how it went (used by this program itself)
    #[command(hide = true)]
    Supervise(Limits),
}

/// Limits of a process, and the process.
#[derive(Debug, Args)]
pub(crate) struct Limits {
    /// Seconds
    #[arg(long, value_name = "S")]
    pub(crate) time: f64,
    /// Resident memory in MB
    #[arg(long, value_name = "MB")]
    pub(crate) memory: f64,
    /// The program and its arguments
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, required = true)]
    pub(crate) words: Vec<String>,
}

/// A whole number, also as `1e6`.
pub(crate) fn parse_count(text: &str) -> Result<u64, String> {
    let value: f64 = text
        .parse()
        .map_err(|_not_a_number| format!("{text}: expected a number such as 1e6"))?;
    if value.fract() == 0.0 && (1e3..=1e10).contains(&value) {
        Ok(value as u64)
    } else {
        Err(format!("{text}: expected a whole number from 1e3 to 1e10"))
    }
}

fn parse_switch(text: &str) -> Result<bool, String> {
    match text {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err(format!("{text}: expected on or off")),
    }
}

fn parse_size(text: &str) -> Result<[u32; 2], String> {
    let wrong = || format!("{text}: expected WxH, such as 1200x800");
    let (width, height) = text.split_once('x').ok_or_else(wrong)?;
    match (width.parse(), height.parse()) {
        (Ok(width), Ok(height)) if width >= 16 && height >= 16 => Ok([width, height]),
        _ => Err(wrong()),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_options_are_sound() {
        Options::command().debug_assert();
    }

    #[test]
    fn counts_and_sizes_are_read() {
        assert_eq!(parse_count("1e6"), Ok(1_000_000));
        assert!(parse_count("1.5").is_err() && parse_count("many").is_err());
        assert_eq!(parse_size("600x600"), Ok([600, 600]));
        assert!(parse_size("600").is_err() && parse_size("0x600").is_err());
    }
}
