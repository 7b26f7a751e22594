//! The signals that the benchmark draws: noise in memory, or samples that lie in a file.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use galry::data::{
    OpenOptions, Opened, Order, PyramidPlace, RawDesc, Samples, Source, min_max, open,
};

use super::noise;
use super::process::ms;
use crate::arguments::Figure5Arguments;
use crate::failure::{Failure, Result};
use crate::options::parse_element_type;

/// Signals of one length.
#[derive(Debug)]
pub(crate) struct Signals {
    /// A source and one of its channels for each signal.
    pub(crate) channels: Vec<(Arc<dyn Source>, usize)>,
    /// Samples of each.
    pub(crate) len: u64,
    /// What they take, in memory or on disk.
    pub(crate) bytes: u64,
    /// Making them took so long; nothing if they were there.
    pub(crate) generated_in: Duration,
    /// The samples, where they lie in memory.
    in_memory: Vec<Arc<[f32]>>,
}

impl Signals {
    /// What the arguments ask for.
    ///
    /// # Errors
    /// Fewer than two samples a signal, or a file that is unreadable or of another length.
    pub(crate) fn new(arguments: &Figure5Arguments) -> Result<Self> {
        if arguments.series == 0 {
            return Err(Failure::wrong_call("--series 0: expected at least 1"));
        }
        let len = arguments.points / arguments.series as u64;
        if len < 2 {
            return Err(Failure::wrong_call(format!(
                "--points {}: expected at least 2 for each of {} series",
                arguments.points, arguments.series
            )));
        }
        match &arguments.file {
            Some(path) => Self::in_file(path, arguments, len),
            None => Ok(Self::noise(arguments, len)),
        }
    }

    fn noise(arguments: &Figure5Arguments, len: u64) -> Self {
        let began = Instant::now();
        let in_memory: Vec<Arc<[f32]>> = (0..arguments.series)
            .map(|series| noise::normal(len as usize, arguments.seed, series).into())
            .collect();
        let generated_in = began.elapsed();
        let source = |samples: &Arc<[f32]>| -> (Arc<dyn Source>, usize) {
            (Arc::new(Samples::from_arc(Arc::clone(samples))), 0)
        };
        Self {
            channels: in_memory.iter().map(source).collect(),
            len,
            bytes: len * in_memory.len() as u64 * 4,
            generated_in,
            in_memory,
        }
    }

    fn in_file(path: &Path, arguments: &Figure5Arguments, len: u64) -> Result<Self> {
        let element_type = parse_element_type(&arguments.dtype)?;
        let raw = RawDesc {
            channels: arguments.series,
            order: Order::Planar,
            ..RawDesc::new(element_type)
        };
        let mut options = OpenOptions::new().with_raw(raw);
        if let Some(kept) = &arguments.pyramid {
            options = options.with_pyramid_place(PyramidPlace::At(kept.clone()));
        }
        let opened = open(path, &options)?;
        let bytes = opened.bytes();
        let Opened::Array(source) = opened else {
            return Err(Failure::failed(format!(
                "{}: expected raw binary",
                path.display()
            )));
        };
        if source.len() != len {
            return Err(Failure::wrong_call(format!(
                "--points {}: {} holds {} samples of type {element_type} in {} series",
                arguments.points,
                path.display(),
                source.len(),
                arguments.series,
            )));
        }
        Ok(Self {
            channels: (0..arguments.series)
                .map(|channel| (Arc::clone(&source), channel))
                .collect(),
            len,
            bytes,
            generated_in: Duration::ZERO,
            in_memory: Vec::new(),
        })
    }

    /// Milliseconds of one pass of minimum and maximum over all samples in memory, the best of five.
    pub(crate) fn memory_pass_ms(&self) -> Option<f64> {
        (0..5)
            .filter(|_| !self.in_memory.is_empty())
            .map(|_| {
                let began = Instant::now();
                for samples in &self.in_memory {
                    std::hint::black_box(min_max(samples));
                }
                ms(began.elapsed())
            })
            .reduce(f64::min)
    }
}
