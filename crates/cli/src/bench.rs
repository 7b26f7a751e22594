//! `galry bench`: measurements, each made in the process itself.

mod figure5;
pub(crate) mod labels;
pub(crate) mod line;
mod markers;
pub(crate) mod nodes;
mod noise;
mod pan;
mod process;
mod report;
mod signals;
mod spans;
mod start;
pub(crate) mod stream;
mod traces;
pub(crate) mod upload;

use crate::arguments::{BenchArguments, BenchCommand};
use crate::failure::{Failure, Result};

pub(crate) fn run(arguments: &BenchArguments, json: bool) -> Result<()> {
    match &arguments.what {
        BenchCommand::Figure5(figure5) => figure5::run(figure5, json),
        BenchCommand::Start(start) => start::run(start, json),
        BenchCommand::Stream(stream) => stream::run(stream, json),
        BenchCommand::Traces(traces) => traces::run(traces, json),
        BenchCommand::Markers(markers) => markers::run(markers, json),
        BenchCommand::Nodes(nodes) => nodes::run(nodes, json),
        BenchCommand::Line(line) => line::run(line, json),
        BenchCommand::Labels(labels) => labels::run(labels, json),
        BenchCommand::Upload(upload) => upload::run(upload, json),
        BenchCommand::Pick(_) => Err(Failure::not_built("galry bench pick")),
    }
}
