//! What can go wrong with samples and files of samples.

use std::path::PathBuf;

/// The result of an operation on data.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A mistake in a call, or a file that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A type's name was not understood; write one of those that are listed.
    #[error(
        "unknown sample type {text:?}: expected one of i8, u8, i16, u16, i32, u32, i64, u64, f32, f64"
    )]
    UnknownElementType {
        /// The name as given.
        text: String,
    },

    /// A channel was asked for that the source does not have; channels count from 0.
    #[error("channel {channel}: the source has {channels} channel(s), counted from 0")]
    ChannelOutOfRange {
        /// The channel asked for.
        channel: usize,
        /// Channels there are.
        channels: usize,
    },

    /// A range of channels goes beyond the source, or backwards.
    #[error("channels {start}..{end}: the source has {channels} channel(s), counted from 0")]
    ChannelsOutOfRange {
        /// First channel asked for.
        start: usize,
        /// One past the last channel asked for.
        end: usize,
        /// Channels there are.
        channels: usize,
    },

    /// A range of samples goes beyond the source, or backwards.
    #[error("samples {start}..{end}: expected a range within 0..{len}")]
    RangeOutOfBounds {
        /// First sample asked for.
        start: u64,
        /// One past the last sample asked for.
        end: u64,
        /// Samples there are in each channel.
        len: u64,
    },

    /// A sample was asked for that the source does not have.
    #[error("sample {index}: expected an index below {len}")]
    IndexOutOfBounds {
        /// The index asked for.
        index: u64,
        /// Samples there are in each channel.
        len: u64,
    },

    /// The slice for the answer is not as long as the question; make it so.
    #[error("output: expected room for {expected} {what}, got {actual}")]
    OutputLength {
        /// What the slice holds.
        what: &'static str,
        /// The length needed.
        expected: u64,
        /// The length given.
        actual: u64,
    },

    /// The values do not divide into that many channels; check the number of channels.
    #[error("{channels} channels: expected a positive number that divides the {values} values")]
    ChannelLayout {
        /// Values in all.
        values: u64,
        /// Channels asked for.
        channels: usize,
    },

    /// The slices of a planar block differ in length; give equally many samples of each channel.
    #[error("channel {channel}: expected {expected} samples, as of channel 0, got {actual}")]
    UnevenChannels {
        /// The first channel that differs.
        channel: usize,
        /// Samples of channel 0.
        expected: u64,
        /// Samples of that channel.
        actual: u64,
    },

    /// An image's values are not as many as its size and bands say.
    #[error(
        "image of {} x {} places with {bands} band(s): expected as many values, got {actual}",
        size[0], size[1]
    )]
    ImageLength {
        /// Width and height.
        size: [u64; 2],
        /// Values for each place.
        bands: usize,
        /// Values given.
        actual: u64,
    },

    /// The file holds no image; `galry plot` without `--kind` shows what it holds.
    #[error("{}: expected an image (a 2-D .npy, a .png, or raw binary with --channels as its width), got {what}", path.display())]
    NotAnImage {
        /// The path as given.
        path: PathBuf,
        /// What it holds.
        what: String,
    },

    /// There is no such file; check the path.
    #[error("{}: no such file", path.display())]
    FileMissing {
        /// The path as given.
        path: PathBuf,
    },

    /// The path names a folder; name a file in it.
    #[error("{}: is a folder, expected a file", path.display())]
    IsFolder {
        /// The path as given.
        path: PathBuf,
    },

    /// The path names a pipe or a device, which cannot be read by position; save it to a file.
    #[error("{}: is a pipe or a device, expected a regular file", path.display())]
    NotRegular {
        /// The path as given.
        path: PathBuf,
    },

    /// The file may not be read; change its permissions.
    #[error("{}: permission denied", path.display())]
    PermissionDenied {
        /// The path as given.
        path: PathBuf,
    },

    /// The file holds nothing at all.
    #[error("{}: the file is empty (0 bytes)", path.display())]
    EmptyFile {
        /// The path as given.
        path: PathBuf,
    },

    /// The system refused an operation on a file; its reason is the error's source.
    #[error("{}: {action} failed", path.display())]
    Io {
        /// The path as given.
        path: PathBuf,
        /// What was being done.
        action: &'static str,
        /// What the system said.
        source: std::io::Error,
    },

    /// The file became shorter after it was opened; open it again.
    #[error("{}: expected {bytes} bytes at byte {offset}, but the file was cut short after it was opened", path.display())]
    FileShrank {
        /// The path as given.
        path: PathBuf,
        /// Where the read began.
        offset: u64,
        /// How much was to be read.
        bytes: u64,
    },

    /// A format that galry means to read but cannot yet; convert the file meanwhile.
    #[error("{}: reading {format} is not built yet; convert to .npy, .wav, .csv or raw binary", path.display())]
    NotBuiltYet {
        /// The path as given.
        path: PathBuf,
        /// The format's name.
        format: &'static str,
    },

    /// A format that this build of galry was made without; build it with the feature.
    #[error("{}: reading {format} needs galry built with its feature {feature}: cargo install galry-cli --features {feature}", path.display())]
    FeatureMissing {
        /// The path as given.
        path: PathBuf,
        /// The format's name.
        format: &'static str,
        /// The cargo feature.
        feature: &'static str,
    },

    /// The file holds several arrays; name one behind the path and a colon.
    #[error("{}: holds {count} arrays, name one as {}:NAME: {items}", path.display(), path.display())]
    SeveralItems {
        /// The path as given.
        path: PathBuf,
        /// Number of arrays.
        count: usize,
        /// The first of them.
        items: String,
    },

    /// The file holds no array by that name; name one that is listed.
    #[error("{}: no array {item}; there is {}", path.display(), if items.is_empty() { "none" } else { items })]
    NoSuchItem {
        /// The path as given.
        path: PathBuf,
        /// The name asked for.
        item: String,
        /// The first of those there are.
        items: String,
    },

    /// The file holds no array of numbers that could be shown.
    #[error("{}: this {format} file holds no array of numbers in one or two dimensions", path.display())]
    NoItem {
        /// The path as given.
        path: PathBuf,
        /// The format's name.
        format: &'static str,
    },

    /// A table in which no column holds numbers.
    #[error("{}: none of the {columns} column(s) holds plain numbers", path.display())]
    NoNumericColumn {
        /// The path as given.
        path: PathBuf,
        /// Number of columns.
        columns: usize,
    },

    /// A column of Arrow holds something else than numbers, or chunks of several types.
    #[error("an Arrow column of {data_type}: expected numbers of 8 to 64 bits, in one type")]
    ArrowType {
        /// The type as Arrow names it.
        data_type: String,
    },

    /// The named item is something else than an array of numbers in one or two dimensions.
    #[error("{}: {item}: expected numbers in one or two dimensions, got {what}", path.display())]
    NotAnArray {
        /// The path as given.
        path: PathBuf,
        /// The name asked for.
        item: String,
        /// What it is.
        what: String,
    },

    /// Values in the file cannot be decoded; the file is damaged or was changed after it was
    /// opened.
    #[error("{}: {item} cannot be read: {message}", path.display())]
    Decode {
        /// The path as given.
        path: PathBuf,
        /// The array or column.
        item: String,
        /// What is wrong.
        message: String,
    },

    /// Neither extension nor content tell the format; say what it is.
    #[error("{}: unknown format; if it is raw binary, give --dtype (and --channels, --offset, --order)", path.display())]
    UnknownFormat {
        /// The path as given.
        path: PathBuf,
    },

    /// The file's header is not one of its format; the file is damaged or misnamed.
    #[error("{}: not a valid {format} file: {message}", path.display())]
    Header {
        /// The path as given.
        path: PathBuf,
        /// The format's name.
        format: &'static str,
        /// What is wrong with the header.
        message: String,
    },

    /// The file holds samples of a type that galry does not read; convert them.
    #[error("{}: sample type {dtype} is not supported: expected integers of 8 to 64 bits, f32 or f64", path.display())]
    UnsupportedType {
        /// The path as given.
        path: PathBuf,
        /// The type as the file names it.
        dtype: String,
    },

    /// The array is not a list of samples or a table of samples × channels; reshape it.
    #[error("{}: array of shape {shape}: expected 1-D, or 2-D as samples × channels", path.display())]
    Dimensions {
        /// The path as given.
        path: PathBuf,
        /// The shape as Python writes it.
        shape: String,
    },

    /// The file ends before its header says; it was cut short, or is still being written.
    #[error("{}: truncated: expected {expected} bytes, got {actual}", path.display())]
    Truncated {
        /// The path as given.
        path: PathBuf,
        /// Bytes that the file should have at least.
        expected: u64,
        /// Bytes that it has.
        actual: u64,
    },

    /// A raw file's size does not fit the description; check type, channels and offset.
    #[error("{}: {bytes} bytes from byte {offset} on are not a whole number of {frame_bytes}-byte frames ({channels} × {dtype}); {excess} bytes are left over", path.display())]
    RawSize {
        /// The path as given.
        path: PathBuf,
        /// Bytes after the offset.
        bytes: u64,
        /// Bytes that are skipped.
        offset: u64,
        /// Bytes of one sample of every channel.
        frame_bytes: u64,
        /// Number of channels.
        channels: usize,
        /// Type of one value.
        dtype: crate::ElementType,
        /// Bytes beyond the last whole frame.
        excess: u64,
    },

    /// A raw file's offset lies at or behind its end.
    #[error("{}: offset {offset}: expected less than the file's {bytes} bytes", path.display())]
    RawOffset {
        /// The path as given.
        path: PathBuf,
        /// The offset given.
        offset: u64,
        /// Size of the file.
        bytes: u64,
    },

    /// An option contradicts itself or another one.
    #[error("{option}: {message}")]
    Option {
        /// The option's name.
        option: &'static str,
        /// What is wrong, and what to do.
        message: String,
    },

    /// The file is named as a text table but is not text; give `--dtype` if it is raw binary.
    #[error("{}: expected a text table, got binary data at byte {byte}", path.display())]
    NotText {
        /// The path as given.
        path: PathBuf,
        /// Where the first byte stands that no text has.
        byte: u64,
    },

    /// A table without a row of data.
    #[error("{}: the table has {found} and no row of data", path.display())]
    NoRows {
        /// The path as given.
        path: PathBuf,
        /// What was found instead: `only a header`, `only comments and blank lines`.
        found: &'static str,
    },

    /// A table in which no column is numeric; check the delimiter and the decimal mark.
    #[error("{}: none of the {columns} column(s) is numeric; check the delimiter and the decimal mark", path.display())]
    NoNumbers {
        /// The path as given.
        path: PathBuf,
        /// Number of columns.
        columns: usize,
    },

    /// A cell of a numeric column is not a number; mend it, or name its text as missing.
    #[error("{}, line {line}, column {column}: expected a number, got {cell:?}; if it means a missing value, give --na", path.display())]
    BadCell {
        /// The path as given.
        path: PathBuf,
        /// Line of the file, from 1.
        line: u64,
        /// The column's name.
        column: String,
        /// The cell as it stands there.
        cell: String,
    },

    /// A row has more or fewer cells than the first one.
    #[error("{}, line {line}: expected {expected} cells, got {actual}", path.display())]
    RaggedRow {
        /// The path as given.
        path: PathBuf,
        /// Line of the file, from 1.
        line: u64,
        /// Cells of the first row.
        expected: usize,
        /// Cells of this row.
        actual: usize,
    },
}
