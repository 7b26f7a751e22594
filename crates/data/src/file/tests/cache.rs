//! Pyramids in a cache folder of limited size.

use std::fs;
use std::time::SystemTime;

use super::*;
use crate::{CacheFolder, Cleared};

fn in_cache(path: &Path, cache: &CacheFolder) -> FileArray<i16> {
    one_channel(path, PyramidPlace::Cache(cache.clone()))
}

fn kept_paths(cache: &CacheFolder) -> Vec<PathBuf> {
    let entries = cache.entries().unwrap();
    entries
        .into_iter()
        .filter_map(|entry| entry.data_path)
        .collect()
}

#[test]
fn what_was_built_quickly_is_not_kept() {
    let folder = tempfile::tempdir().unwrap();
    let data = write_noise(folder.path(), "data.bin", 100_000, 1);
    let cache = CacheFolder::new(folder.path().join("cache"));
    let place = PyramidPlace::Cache(cache.clone());
    let default = OpenOptions::new().with_pyramid_place(place);
    assert_exact(&array::<i16>(&data, 1, Order::Interleaved, &default));
    assert!(cache.entries().unwrap().is_empty());
    assert!(!cache.path().exists());
    assert_exact(&in_cache(&data, &cache));
    assert_eq!(cache.entries().unwrap().len(), 1);
}

#[test]
fn a_pyramid_is_found_by_path_and_by_way_of_reading() {
    let folder = tempfile::tempdir().unwrap();
    let cache = CacheFolder::new(folder.path().join("a/b/cache"));
    let data = write_noise(folder.path(), "data.bin", 90_000, 1);
    let place = PyramidPlace::Cache(cache.clone());
    for _ in 0..2 {
        for channels in [1, 2] {
            let options = options(place.clone());
            assert_exact(&array::<i16>(&data, channels, Order::Interleaved, &options));
        }
    }
    let again = in_cache(&data, &cache);
    assert_eq!(again.samples.pyramid().kept(), Some(false));
    let entries = cache.entries().unwrap();
    assert_eq!(entries.len(), 2);
    let path = data.canonicalize().unwrap();
    assert!(
        entries
            .iter()
            .all(|entry| entry.data_path.as_deref() == Some(&*path))
    );
    assert!(
        entries
            .iter()
            .all(|entry| entry.data_bytes == 180_000 && entry.bytes > 0)
    );
    // A copy elsewhere is other data, even with the same time.
    let copy = folder.path().join("copy.bin");
    fs::copy(&data, &copy).unwrap();
    assert_eq!(in_cache(&copy, &cache).samples.pyramid().kept(), None);
}

#[test]
fn what_was_used_longest_ago_makes_room() {
    let folder = tempfile::tempdir().unwrap();
    let cache = CacheFolder::new(folder.path().join("cache"));
    let data: Vec<_> = (0..4)
        .map(|i| write_noise(folder.path(), &format!("data{i}.bin"), 100_000, i))
        .collect();
    assert_exact(&in_cache(&data[0], &cache));
    let one = cache.entries().unwrap()[0].bytes;
    let cache = cache.with_limit_bytes(one * 2 + 100);
    assert_exact(&in_cache(&data[1], &cache));
    // Times that differ, whatever the clock's steps are.
    let hour = Duration::from_secs(3600);
    for entry in cache.entries().unwrap() {
        let file = fs::File::options().write(true).open(&entry.path).unwrap();
        file.set_modified(SystemTime::now() - hour).unwrap();
    }
    // Using the older one makes it the younger one.
    assert_exact(&in_cache(&data[0], &cache));
    assert_exact(&in_cache(&data[2], &cache));
    let mut paths = kept_paths(&cache);
    paths.sort();
    let expected = [&data[0], &data[2]].map(|path| path.canonicalize().unwrap());
    assert_eq!(paths, expected);
    // One that is larger than everything is not kept, and pushes nothing out.
    let tight = cache.clone().with_limit_bytes(one - 1);
    assert_exact(&in_cache(&data[3], &tight));
    assert_eq!(kept_paths(&cache).len(), 2);
}

#[test]
fn clearing_removes_pyramids_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let cache = CacheFolder::new(folder.path());
    let data = write_noise(folder.path(), "data.bin", 100_000, 1);
    assert_exact(&in_cache(&data, &cache));
    let bytes = cache.entries().unwrap()[0].bytes;
    fs::write(folder.path().join("notes.txt"), "mine").unwrap();
    fs::write(folder.path().join(".0.pyramid.7-0.part"), "half").unwrap();
    fs::write(folder.path().join("broken.pyramid"), "broken").unwrap();
    assert_eq!(cache.entries().unwrap().len(), 2);
    let cleared = cache.clear().unwrap();
    let expected = Cleared {
        files: 3,
        bytes: bytes + 10,
    };
    assert_eq!(cleared, expected);
    assert!(data.exists() && folder.path().join("notes.txt").exists());
    assert!(cache.entries().unwrap().is_empty());
    assert_eq!(cache.clear().unwrap(), Cleared::default());
}

#[test]
fn a_folder_that_is_none_is_an_error_to_list_and_none_to_use() {
    let folder = tempfile::tempdir().unwrap();
    let data = write_noise(folder.path(), "data.bin", 100_000, 1);
    let cache = CacheFolder::new(&data);
    assert_exact(&in_cache(&data, &cache));
    let error = cache.entries().unwrap_err().to_string();
    assert!(
        error.ends_with("data.bin: listing the cache failed"),
        "{error}"
    );
}
