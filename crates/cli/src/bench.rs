//! `galry bench`: measurements, each made in the process itself.

mod figure5;
mod markers;
mod noise;
mod process;
mod report;
mod signals;
mod spans;
mod start;
pub(crate) mod stream;
mod traces;

use crate::arguments::{BenchArguments, BenchCommand};
use crate::failure::{Failure, Result};

pub(crate) fn run(arguments: &BenchArguments, json: bool) -> Result<()> {
    let name = match &arguments.what {
        BenchCommand::Figure5(figure5) => return figure5::run(figure5, json),
        BenchCommand::Start(start) => return start::run(start, json),
        BenchCommand::Stream(stream) => return stream::run(stream, json),
        BenchCommand::Traces(traces) => return traces::run(traces, json),
        BenchCommand::Markers(markers) => return markers::run(markers, json),
        BenchCommand::Nodes(_) => "nodes",
        BenchCommand::Line(_) => "line",
        BenchCommand::Labels(_) => "labels",
        BenchCommand::Pick(_) => "pick",
        BenchCommand::Upload(_) => "upload",
    };
    Err(Failure::not_built(&format!("galry bench {name}")))
}
