//! Files that grow while they are read.

use std::fs::OpenOptions as FileOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use galry_data::{
    ElementType, FollowOptions, Followed, OpenOptions, Order, RawDesc, StreamEnd, follow,
};

fn raw(element_type: ElementType, channels: usize, offset: u64) -> FollowOptions {
    FollowOptions {
        open: OpenOptions::new().with_raw(RawDesc {
            channels,
            offset,
            ..RawDesc::new(element_type)
        }),
        every: Duration::from_millis(1),
        ..FollowOptions::default()
    }
}

fn text() -> FollowOptions {
    FollowOptions {
        every: Duration::from_millis(1),
        ..FollowOptions::default()
    }
}

fn append(path: &Path, bytes: &[u8]) {
    let mut file = FileOptions::new().append(true).open(path).unwrap();
    file.write_all(bytes).unwrap();
}

/// Waits until something holds; a file system is not in a hurry.
fn wait_for(what: &str, mut holds: impl FnMut() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < Duration::from_secs(20), "{what}");
        std::thread::sleep(Duration::from_millis(1));
    }
}

fn values(followed: &Followed, channel: usize) -> Vec<f64> {
    let snapshot = followed.source.snapshot().unwrap();
    let mut values = vec![0.0; snapshot.len() as usize];
    snapshot
        .read(channel, 0..snapshot.len(), &mut values)
        .unwrap();
    values
}

fn end(followed: &Followed) -> Option<String> {
    match followed.source.stream_status().unwrap().end? {
        StreamEnd::Failed(reason) => Some(reason),
        other => panic!("{other:?}"),
    }
}

fn file(folder: &tempfile::TempDir, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

#[test]
fn binary_frames_come_whole_however_they_are_written() {
    let folder = tempfile::tempdir().unwrap();
    // Three bytes to skip, and half a frame.
    let path = file(&folder, "a.bin", &[9, 9, 9, 1, 0, 2, 0, 3]);
    let followed = follow(&path, &raw(ElementType::I16, 2, 3)).unwrap();
    assert_eq!(followed.source.len(), 1);
    append(&path, &[0]);
    append(&path, &[4, 0, 5]);
    wait_for("the second frame", || followed.source.len() == 2);
    append(&path, &[0, 6, 0]);
    wait_for("the third frame", || followed.source.len() == 3);
    assert_eq!(values(&followed, 0), [1.0, 3.0, 5.0]);
    assert_eq!(values(&followed, 1), [2.0, 4.0, 6.0]);
    assert_eq!(end(&followed), None);
}

#[test]
fn a_file_with_nothing_in_it_yet_is_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder, "empty.bin", &[]);
    let followed = follow(&path, &raw(ElementType::F32, 1, 4)).unwrap();
    append(&path, &[0; 4]);
    append(&path, &1.5_f32.to_le_bytes());
    wait_for("a sample", || followed.source.len() == 1);
    assert_eq!(values(&followed, 0), [1.5]);
}

#[test]
fn an_array_grows_beyond_what_its_header_tells() {
    let folder = tempfile::tempdir().unwrap();
    for (descr, to_bytes) in [
        ("<i4", i32::to_le_bytes as fn(i32) -> [u8; 4]),
        (">i4", i32::to_be_bytes),
    ] {
        let header = format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': (7, 2), }}\n");
        let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
        bytes.extend((header.len() as u16).to_le_bytes());
        bytes.extend(header.as_bytes());
        bytes.extend(to_bytes(11));
        let path = file(&folder, "a.npy", &bytes);
        let followed = follow(&path, &text()).unwrap();
        assert_eq!(followed.source.len(), 0);
        for value in 12..31 {
            append(&path, &to_bytes(value));
        }
        wait_for("ten frames", || followed.source.len() == 10);
        assert_eq!(values(&followed, 1)[..3], [12.0, 14.0, 16.0]);
        assert_eq!(values(&followed, 0)[9], 29.0);
    }
}

#[test]
fn a_table_grows_by_whole_lines() {
    let folder = tempfile::tempdir().unwrap();
    let start = "# log\nt,name,a,b\n0,x,1.5,2\n1,y,,4\n2,z,3.";
    let path = file(&folder, "log.csv", start.as_bytes());
    let followed = follow(&path, &text()).unwrap();
    let source = &followed.source;
    assert_eq!(
        (source.len(), source.channels(), followed.x),
        (2, 3, Some(0))
    );
    assert_eq!(source.channel_name(2).as_deref(), Some("b"));
    assert_eq!(followed.notes.len(), 1, "the names are left out");
    append(&path, b"5,8\n3,w,NA,16\n");
    wait_for("two more rows", || source.len() == 4);
    let a = values(&followed, 1);
    assert!(a[0] == 1.5 && a[1].is_nan() && a[2] == 3.5 && a[3].is_nan());
    assert_eq!(values(&followed, 2), [2.0, 4.0, 8.0, 16.0]);
    append(&path, b"4,v,5,6\n5,u,five,7\n6,u,8,9\n");
    wait_for("the wrong cell", || end(&followed).is_some());
    let message = end(&followed).unwrap();
    assert!(
        message.contains("line 8, column 3: expected a number, got \"five\""),
        "{message}"
    );
    assert_eq!(source.len(), 5, "the row before the wrong one is taken");
}

#[test]
fn a_file_that_is_cut_replaced_or_removed_says_so_and_what_was_read_stays() {
    let folder = tempfile::tempdir().unwrap();
    let options = raw(ElementType::U8, 1, 0);
    let reason = |followed: &Followed| {
        wait_for("the end", || end(followed).is_some());
        assert_eq!(values(followed, 0), [1.0, 2.0, 3.0]);
        end(followed).unwrap()
    };
    let path = file(&folder, "cut.bin", &[1, 2, 3]);
    let followed = follow(&path, &options).unwrap();
    FileOptions::new()
        .write(true)
        .open(&path)
        .unwrap()
        .set_len(1)
        .unwrap();
    assert!(
        reason(&followed)
            .ends_with("cut short while it was followed: expected at least 3 bytes, got 1")
    );
    let path = file(&folder, "replaced.bin", &[1, 2, 3]);
    let followed = follow(&path, &options).unwrap();
    let other = file(&folder, "other.bin", &[1, 2, 3, 4]);
    std::fs::rename(other, &path).unwrap();
    assert!(reason(&followed).ends_with("replaced by another file while it was followed"));
    let path = file(&folder, "removed.bin", &[1, 2, 3]);
    let followed = follow(&path, &options).unwrap();
    std::fs::remove_file(&path).unwrap();
    assert!(reason(&followed).ends_with("removed while it was followed"));
}

#[test]
fn what_cannot_grow_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder, "a.bin", &[0; 8]);
    let mut planar = raw(ElementType::U8, 2, 0);
    if let Some(raw) = &mut planar.open.raw {
        raw.order = Order::Planar;
    }
    let error = follow(&path, &planar).unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("follow: channels one after the other")
    );
    let missing = follow(folder.path().join("none.npy"), &text()).unwrap_err();
    assert!(missing.to_string().ends_with("no such file"));
    let wav = file(&folder, "a.wav", b"RIFF\x24\x00\x00\x00WAVEfmt ");
    assert!(
        follow(&wav, &text())
            .unwrap_err()
            .to_string()
            .contains("header")
    );
}
