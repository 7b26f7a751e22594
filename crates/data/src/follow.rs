//! Files that another program appends to.

mod tail;
mod values;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tail::{Decoder, Tail};
use values::{Rows, Values};

use crate::file::array::ArrayDesc;
use crate::file::{FileReader, npy};
use crate::open::Format;
use crate::source::{Origin, Source};
use crate::store::{Layout, Order};
use crate::table::Table;
use crate::{Error, Keep, OpenOptions, Result, StreamDesc, stream};

/// How a growing file is read.
#[derive(Clone, Debug, PartialEq)]
pub struct FollowOptions {
    /// As for a file that stays. Transposed arrays and planar channels cannot be followed.
    pub open: OpenOptions,
    /// Which samples are kept in memory; all by default.
    pub keep: Keep,
    /// Samples a second, where it is known.
    pub rate_hz: Option<f64>,
    /// How often the file is looked at; every 30 ms by default.
    pub every: Duration,
}

impl Default for FollowOptions {
    fn default() -> Self {
        Self {
            open: OpenOptions::default(),
            keep: Keep::All,
            rate_hz: None,
            every: Duration::from_millis(30),
        }
    }
}

/// A file that is followed.
#[derive(Clone, Debug)]
pub struct Followed {
    /// The samples, as a [`Stream`](crate::Stream); a table's numeric columns are its channels.
    pub source: Arc<dyn Source>,
    /// Which channel is x in a table: the one named time, t or x, if any.
    pub x: Option<usize>,
    /// The file, as it was at first.
    pub origin: Origin,
    /// What was left out of a table, in words for the user.
    pub notes: Vec<String>,
}

/// Opens a file that another program appends to, as a stream of what it holds and of what comes.
///
/// Arrays (`.npy`, whatever length its header tells, and raw binary by
/// [`OpenOptions::raw`]) may end in the middle of a frame, tables in the middle of a line: the rest
/// is waited for. What the file holds is read before this returns, up to 64 MB, the rest by a
/// thread that looks for more until nobody holds the source any more. A file that is cut short,
/// replaced or removed ends the stream and says why
/// ([`Source::stream_status`]); what was read stays.
///
/// # Errors
/// As [`open`](crate::open); [`Error::Option`] for arrays that cannot grow at their end.
pub fn follow(path: impl AsRef<Path>, options: &FollowOptions) -> Result<Followed> {
    let path = path.as_ref();
    let open = &options.open;
    if let Some(raw) = &open.raw {
        // It may have nothing in it yet.
        let bytes = match FileReader::open(path) {
            Ok(reader) => reader.bytes(),
            Err(Error::EmptyFile { .. }) => 0,
            Err(error) => return Err(error),
        };
        let desc = ArrayDesc {
            format: "raw",
            element_type: raw.element_type,
            encoding: crate::file::raw::encoding(raw),
            data_offset: raw.offset,
            layout: Layout {
                frames: 0,
                channels: raw.channels,
                order: raw.order,
            },
            rate_hz: None,
        };
        return follow_array(path, bytes, &desc, options);
    }
    let reader = FileReader::open(path)?;
    match Format::of(&reader)? {
        Format::Npy => {
            let desc = npy::describe_growing(&reader)?;
            follow_array(path, reader.bytes(), &desc, options)
        }
        Format::Table(format) => follow_table(&reader, reader.origin(format), options),
        Format::Wav => Err(cannot("the length of a .wav file stands in its header")),
        Format::Hdf5 => Err(cannot("HDF5 files are read as they were when opened")),
        Format::Parquet | Format::Arrow => Err(cannot("such a table is written as a whole")),
        Format::Later(format) => Err(Error::NotBuiltYet {
            path: path.to_owned(),
            format,
        }),
        Format::Unknown => Err(Error::UnknownFormat {
            path: path.to_owned(),
        }),
    }
}

fn cannot(why: &str) -> Error {
    Error::Option {
        option: "follow",
        message: format!("{why}; .npy, raw binary and text tables can be followed"),
    }
}

fn follow_array(
    path: &Path,
    bytes: u64,
    desc: &ArrayDesc,
    options: &FollowOptions,
) -> Result<Followed> {
    if options.open.transpose {
        return Err(cannot("a transposed array does not grow at its end"));
    }
    if desc.layout.channels > 1 && desc.layout.order == Order::Planar {
        return Err(cannot(
            "channels one after the other do not grow at their end",
        ));
    }
    let origin = Origin {
        path: path.to_owned(),
        format: desc.format,
        bytes,
    };
    let stream_desc = StreamDesc {
        channels: desc.layout.channels,
        keep: options.keep,
        rate_hz: options.rate_hz,
        ..StreamDesc::default()
    };
    macro_rules! with_type {
        ($($name:ident $type:ty),*) => {
            match desc.element_type {
                $(crate::ElementType::$name => {
                    let (producer, stream) = stream::<$type>(&stream_desc)?;
                    let values = Values::new(producer, desc.encoding);
                    start(path, desc.data_offset, values, options)?;
                    Arc::new(stream) as Arc<dyn Source>
                })*
            }
        };
    }
    let source = with_type!(
        I8 i8, U8 u8, I16 i16, U16 u16, I32 i32, U32 u32, I64 i64, U64 u64, F32 f32, F64 f64
    );
    Ok(Followed {
        source,
        x: None,
        origin,
        notes: Vec::new(),
    })
}

fn follow_table(reader: &FileReader, origin: Origin, options: &FollowOptions) -> Result<Followed> {
    let path: PathBuf = origin.path.clone();
    let (table, layout) = Table::read_growing(reader.stream(), origin, &options.open.table)?;
    let stream_desc = StreamDesc {
        channels: table.columns.len(),
        keep: options.keep,
        rate_hz: options.rate_hz,
        channel_names: table.columns.iter().map(|c| c.name.clone()).collect(),
    };
    let (producer, stream) = stream::<f64>(&stream_desc)?;
    start(
        &path,
        0,
        Rows::new(producer, path.clone(), layout, &table),
        options,
    )?;
    Ok(Followed {
        source: Arc::new(stream),
        x: table.x,
        origin: table.origin,
        notes: table.notes,
    })
}

/// Reads what is there, and leaves the rest to a thread.
fn start<D: Decoder>(path: &Path, offset: u64, decoder: D, options: &FollowOptions) -> Result<()> {
    let mut tail = Tail::open(path, offset, decoder)?;
    tail.read_at_first();
    let every = options.every;
    let spawned = std::thread::Builder::new()
        .name("galry-follow".to_owned())
        .spawn(move || tail.run(every));
    match spawned {
        // The thread ends by itself.
        Ok(_handle) => Ok(()),
        Err(source) => Err(Error::Io {
            path: path.to_owned(),
            action: "starting a thread to follow the file",
            source,
        }),
    }
}
