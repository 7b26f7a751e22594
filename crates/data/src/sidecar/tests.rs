#![expect(
    clippy::single_range_in_vec_init,
    reason = "a query of one range is a list of one range"
)]

use std::io::{Cursor, Error, Result, Seek, SeekFrom, Write};

use super::write::write_to;
use super::*;
use crate::pyramid::{Pyramid, envelope};
use crate::samples::Samples;
use crate::store::Store as _;
use crate::{Extent, Source as _};

/// A disk with room for so many bytes.
struct SmallDisk {
    bytes: Cursor<Vec<u8>>,
    room: usize,
}

impl Write for SmallDisk {
    fn write(&mut self, buffer: &[u8]) -> Result<usize> {
        let left = self.room.saturating_sub(self.bytes.position() as usize);
        if left == 0 {
            return Err(Error::other("no space left"));
        }
        self.bytes.write(&buffer[..buffer.len().min(left)])
    }

    fn flush(&mut self) -> Result<()> {
        Ok(())
    }
}

impl Seek for SmallDisk {
    fn seek(&mut self, to: SeekFrom) -> Result<u64> {
        self.bytes.seek(to)
    }
}

fn head() -> Head {
    Head {
        path: "a/b".into(),
        file: FileKey {
            bytes: 20_000,
            modified: (-3, 7),
            digest: vec![1, 2, 3],
        },
        array: ArrayKey {
            element: 2,
            encoding: 0,
            order: 0,
            block_shift: 7,
            factor: 16,
            chunk_shift: 18,
            data_offset: 0,
            frames: 10_000,
            channels: 1,
        },
        checksums: Vec::new(),
    }
}

#[test]
fn a_head_is_read_back_as_it_was_written() {
    let mut written = head();
    written.checksums = vec![9; 17];
    let bytes = written.encode();
    assert_eq!(Head::decode(&bytes), Some(written));
    for len in 0..bytes.len() {
        assert_eq!(Head::decode(&bytes[..len]), None);
    }
}

#[test]
fn a_full_disk_is_an_error_wherever_it_strikes() {
    let values: Vec<i16> = (0..10_000).map(|i| (i * 7919) as i16).collect();
    let samples = Samples::from_vec(values);
    let pyramid = Pyramid::new(samples.layout());
    let mut out = [Extent::EMPTY];
    envelope(&samples, &pyramid, 0..1, &[0..samples.len()], &mut out).unwrap();
    let expected = len(&head(), &pyramid) as usize;
    for room in 0..=expected {
        let mut disk = SmallDisk {
            bytes: Cursor::default(),
            room,
        };
        let written = write_to(&mut disk, head(), &pyramid);
        assert_eq!(written.is_ok(), room == expected, "room for {room} bytes");
    }
}
