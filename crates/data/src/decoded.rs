//! Samples that are decoded group by group: bands of a compressed data set, row groups of a table.
//!
//! Decoded groups are kept in memory, those of all columns of a file together bounded; the one
//! used longest ago goes first.

use std::any::Any;
use std::collections::HashMap;
use std::fmt::Debug;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::Result;
use crate::element::Element;

/// Decodes groups of values.
pub(crate) trait Decode<T>: Debug + Send + Sync {
    /// The values of a group, as many as was said of it.
    fn decode(&self, group: usize) -> Result<Vec<T>>;
}

/// The values of an array or a column, group after group.
#[derive(Debug)]
pub(crate) struct Decoded<T> {
    decoder: Box<dyn Decode<T>>,
    /// Where each group starts among all values, and where the last one ends.
    starts: Vec<u64>,
    cache: Arc<DecodedCache>,
    column: usize,
}

impl<T: Element> Decoded<T> {
    /// `lengths` are the numbers of values of the groups; `column` sets them apart from others in
    /// the same cache.
    pub(crate) fn new(
        decoder: impl Decode<T> + 'static,
        lengths: impl IntoIterator<Item = u64>,
        cache: Arc<DecodedCache>,
        column: usize,
    ) -> Self {
        let mut starts = vec![0];
        let mut end = 0;
        for length in lengths {
            end += length;
            starts.push(end);
        }
        Self {
            decoder: Box::new(decoder),
            starts,
            cache,
            column,
        }
    }

    /// Reads values from `start` on, which must be there.
    pub(crate) fn read(&self, start: u64, out: &mut [T]) -> Result<()> {
        let mut done = 0;
        // The last group that starts at or before the value; empty ones start where they end.
        let mut group = self.starts.partition_point(|&first| first <= start) - 1;
        while done < out.len() {
            let from = (start + done as u64 - self.starts[group]) as usize;
            let values = self.group(group)?;
            let count = (values.len() - from).min(out.len() - done);
            out[done..done + count].copy_from_slice(&values[from..from + count]);
            done += count;
            group += 1;
        }
        Ok(())
    }

    fn group(&self, group: usize) -> Result<Arc<Vec<T>>> {
        let slot = self.cache.slot((self.column, group));
        // Whoever comes second waits for the first rather than decode it too.
        let mut content = lock(&slot);
        let kept = content.as_ref().map(Arc::clone);
        if let Some(values) = kept.and_then(|kept| kept.downcast().ok()) {
            return Ok(values);
        }
        let values = Arc::new(self.decoder.decode(group)?);
        *content = Some(Arc::clone(&values) as Content);
        drop(content);
        let bytes = size_of_val(values.as_slice()) as u64;
        self.cache.keep((self.column, group), bytes);
        Ok(values)
    }
}

type Content = Arc<dyn Any + Send + Sync>;
type Slot = Arc<Mutex<Option<Content>>>;
/// Column and group.
type Key = (usize, usize);

/// Decoded groups of one file.
#[derive(Debug)]
pub(crate) struct DecodedCache {
    limit_bytes: u64,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    slots: HashMap<Key, Entry>,
    bytes: u64,
    /// Counts uses, so that each entry knows its last.
    clock: u64,
}

#[derive(Debug, Default)]
struct Entry {
    slot: Slot,
    bytes: u64,
    used: u64,
}

impl DecodedCache {
    pub(crate) fn new(limit_bytes: u64) -> Arc<Self> {
        Arc::new(Self {
            limit_bytes,
            kept: Mutex::default(),
        })
    }

    fn slot(&self, key: Key) -> Slot {
        let mut kept = lock(&self.kept);
        kept.clock += 1;
        let clock = kept.clock;
        let entry = kept.slots.entry(key).or_default();
        entry.used = clock;
        Arc::clone(&entry.slot)
    }

    /// Takes note of a group that was decoded, and lets others go.
    fn keep(&self, key: Key, bytes: u64) {
        let mut kept = lock(&self.kept);
        let kept = &mut *kept;
        if let Some(entry) = kept.slots.get_mut(&key) {
            kept.bytes = kept.bytes - entry.bytes + bytes;
            entry.bytes = bytes;
        }
        while kept.bytes > self.limit_bytes {
            let others = kept.slots.iter().filter(|(other, _)| **other != key);
            let oldest = others.min_by_key(|(_, entry)| entry.used);
            let Some((&oldest, _)) = oldest else { break };
            if let Some(entry) = kept.slots.remove(&oldest) {
                kept.bytes -= entry.bytes;
            }
        }
    }

    /// Bytes of the groups in memory.
    #[cfg(test)]
    fn bytes(&self) -> u64 {
        lock(&self.kept).bytes
    }
}

/// Contents are set whole, so a panic elsewhere cannot have left half of one.
fn lock<V>(mutex: &Mutex<V>) -> MutexGuard<'_, V> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A number that sets an item of a file apart from others and from any byte of the file.
pub(crate) fn key_of(item: &str) -> u64 {
    // FNV-1a.
    let hash = item.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    });
    hash | 1 << 63
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    /// Groups of `lengths` values that count up.
    #[derive(Debug)]
    struct Counting {
        starts: Vec<i32>,
        lengths: Vec<u64>,
        decoded: Arc<AtomicUsize>,
    }

    impl Decode<i32> for Counting {
        fn decode(&self, group: usize) -> Result<Vec<i32>> {
            self.decoded.fetch_add(1, Ordering::Relaxed);
            let start = self.starts[group];
            Ok((start..start + self.lengths[group] as i32).collect())
        }
    }

    fn counting(lengths: &[u64], cache: &Arc<DecodedCache>) -> (Decoded<i32>, Arc<AtomicUsize>) {
        let decoded = Arc::new(AtomicUsize::new(0));
        let starts = lengths.iter().scan(0, |sum, &length| {
            let start = *sum;
            *sum += length as i32;
            Some(start)
        });
        let decoder = Counting {
            starts: starts.collect(),
            lengths: lengths.to_vec(),
            decoded: Arc::clone(&decoded),
        };
        let values = Decoded::new(decoder, lengths.iter().copied(), Arc::clone(cache), 0);
        (values, decoded)
    }

    #[test]
    fn any_range_of_ragged_groups_reads_as_written() {
        let (values, _) = counting(&[3, 0, 1, 0, 0, 5, 2, 0], &DecodedCache::new(20));
        for start in 0..11_i32 {
            for end in start + 1..=11 {
                let mut out = vec![-1; (end - start) as usize];
                values.read(start as u64, &mut out).unwrap();
                assert_eq!(out, (start..end).collect::<Vec<_>>());
            }
        }
    }

    #[test]
    fn memory_is_bounded_and_what_is_kept_is_not_decoded_again() {
        let cache = DecodedCache::new(2 * 40);
        let (values, decoded) = counting(&[10; 8], &cache);
        let mut out = vec![0; 80];
        values.read(0, &mut out).unwrap();
        assert_eq!((decoded.load(Ordering::Relaxed), cache.bytes()), (8, 80));
        values.read(60, &mut out[..20]).unwrap();
        assert_eq!(decoded.load(Ordering::Relaxed), 8);
        values.read(0, &mut out[..1]).unwrap();
        assert_eq!((decoded.load(Ordering::Relaxed), cache.bytes()), (9, 80));
        // A group larger than all memory is kept alone.
        let cache = DecodedCache::new(0);
        let (values, decoded) = counting(&[10; 2], &cache);
        values.read(0, &mut out[..5]).unwrap();
        values.read(5, &mut out[..5]).unwrap();
        assert_eq!((decoded.load(Ordering::Relaxed), cache.bytes()), (1, 40));
    }

    #[test]
    fn keys_of_items_differ_from_offsets_and_each_other() {
        assert_ne!(key_of("/a"), key_of("/b"));
        assert!(key_of("/a") > u64::MAX / 2);
    }
}
