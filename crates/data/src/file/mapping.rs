//! Files mapped into memory.
//!
//! Bytes are copied out of a map as they are read from a file, so that nothing above knows which
//! it was. A file that shrinks takes pages from under its maps; whoever touches one is sent a
//! signal (`SIGBUS`), by which a process dies if it does nothing about it. A handler for the
//! whole process does: a fault within one of our maps gets a page of zeros in its place and a
//! mark on the map, and whoever was reading finds the mark and reads the file by position instead,
//! which says what is wrong. A fault anywhere else goes to the handler that was there before.

use std::fs::File;
use std::sync::Once;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Maps at one time; a file beyond that is read by position.
const MOST_MAPS: usize = 256;

/// A place in the table of maps that nobody has.
const FREE: usize = 0;

/// A place that somebody is about to fill.
const TAKEN: usize = 1;

/// Where a map lies. The handler reads this, so there is no lock.
#[derive(Debug)]
struct Place {
    /// The first address; published last and withdrawn first.
    start: AtomicUsize,
    /// The first address behind it.
    end: AtomicUsize,
    is_broken: AtomicBool,
}

static PLACES: [Place; MOST_MAPS] = [const {
    Place {
        start: AtomicUsize::new(FREE),
        end: AtomicUsize::new(0),
        is_broken: AtomicBool::new(false),
    }
}; MOST_MAPS];

/// What was done about the signal before.
static BEFORE: OnceLock<libc::sigaction> = OnceLock::new();

/// Bytes of a page of memory, known before the handler needs it.
static PAGE_BYTES: AtomicUsize = AtomicUsize::new(0);

/// A file mapped into memory, as long as it was when it was mapped.
#[derive(Debug)]
pub(super) struct Mapping {
    map: memmap2::MmapRaw,
    place: &'static Place,
}

impl Mapping {
    /// Maps a file; `None` where the system refuses or too many are mapped: it is read by position
    /// then.
    pub(super) fn new(file: &File) -> Option<Self> {
        // Read only: nothing here ever writes through it.
        let map = memmap2::MmapOptions::new().map_raw_read_only(file).ok()?;
        if !catch_faults() {
            return None;
        }
        let place = PLACES.iter().find(|place| {
            let taken =
                place
                    .start
                    .compare_exchange(FREE, TAKEN, Ordering::SeqCst, Ordering::SeqCst);
            taken.is_ok()
        })?;
        let start = map.as_ptr() as usize;
        place.is_broken.store(false, Ordering::SeqCst);
        place.end.store(start + map.len(), Ordering::SeqCst);
        place.start.store(start, Ordering::SeqCst);
        Some(Self { map, place })
    }

    /// Copies bytes from `offset` on; whether they are those of the file, which is the one that was
    /// mapped.
    #[expect(unsafe_code, reason = "memory that the file's owner may take away")]
    pub(super) fn copy(&self, file: &File, offset: u64, out: &mut [u8]) -> bool {
        let Ok(offset) = usize::try_from(offset) else {
            return false;
        };
        let is_within = offset
            .checked_add(out.len())
            .is_some_and(|end| end <= self.map.len());
        if !is_within || self.place.is_broken.load(Ordering::SeqCst) {
            return false;
        }
        // SAFETY: the range lies within the map, which lives as long as `self`, and `out` is memory
        // of ours that cannot overlap it. No reference to the map is made, for others may write to
        // the file meanwhile: bytes are copied, whatever they are. Pages that are gone are replaced
        // by the handler while the copy waits.
        unsafe {
            std::ptr::copy_nonoverlapping(
                self.map.as_ptr().add(offset),
                out.as_mut_ptr(),
                out.len(),
            );
        }
        // Within the page where a file ends now, what is behind the end reads as zeros without a
        // fault; so the length is asked for.
        let end = (offset + out.len()) as u64;
        let is_long_enough = file.metadata().is_ok_and(|metadata| metadata.len() >= end);
        // Marked before a page is replaced, so that zeros are never taken for the file's bytes.
        is_long_enough && !self.place.is_broken.load(Ordering::SeqCst)
    }
}

impl Drop for Mapping {
    fn drop(&mut self) {
        // Before the memory goes back: what is mapped there next is not ours.
        self.place.start.store(FREE, Ordering::SeqCst);
    }
}

/// Installs the handler; false where that is not possible.
#[expect(unsafe_code, reason = "a handler of signals")]
fn catch_faults() -> bool {
    static INSTALL: Once = Once::new();
    INSTALL.call_once(|| {
        // SAFETY: asks for a number.
        let page = unsafe { libc::sysconf(libc::_SC_PAGESIZE) };
        let Ok(page) = usize::try_from(page) else {
            return;
        };
        PAGE_BYTES.store(page, Ordering::SeqCst);
        // SAFETY: a `sigaction` of zeros is valid: no flags, the default action.
        let mut ours: libc::sigaction = unsafe { std::mem::zeroed() };
        ours.sa_sigaction = on_fault as *const () as usize;
        ours.sa_flags = libc::SA_SIGINFO | libc::SA_ONSTACK;
        // SAFETY: as above.
        let mut before: libc::sigaction = unsafe { std::mem::zeroed() };
        // SAFETY: both pointers are valid for the call; `on_fault` has the signature that
        // `SA_SIGINFO` asks for and calls nothing that is not safe within a handler.
        let done = unsafe { libc::sigaction(libc::SIGBUS, &raw const ours, &raw mut before) };
        if done == 0 {
            let _was_empty = BEFORE.set(before);
        } else {
            PAGE_BYTES.store(0, Ordering::SeqCst);
        }
    });
    PAGE_BYTES.load(Ordering::SeqCst) > 0
}

/// Replaces the page of a fault within one of our maps by zeros; hands on any other.
#[expect(unsafe_code, reason = "a handler of signals")]
extern "C" fn on_fault(
    signal: libc::c_int,
    info: *mut libc::siginfo_t,
    context: *mut libc::c_void,
) {
    // SAFETY: the system hands a valid `siginfo_t` to a handler with `SA_SIGINFO`.
    let address = unsafe { (*info).si_addr() } as usize;
    let page = PAGE_BYTES.load(Ordering::SeqCst);
    let holds = |place: &&Place| {
        let start = place.start.load(Ordering::SeqCst);
        start > TAKEN && start <= address && address < place.end.load(Ordering::SeqCst)
    };
    if let Some(place) = PLACES.iter().find(holds) {
        place.is_broken.store(true, Ordering::SeqCst);
        // SAFETY: the page lies within a map of ours (maps begin at pages), so nothing else is
        // replaced; the map is read only, and so is the page of zeros. `mmap` is a plain system
        // call, safe within a handler.
        let mapped = unsafe {
            libc::mmap(
                (address & !(page - 1)) as *mut libc::c_void,
                page,
                libc::PROT_READ,
                libc::MAP_FIXED | libc::MAP_PRIVATE | libc::MAP_ANON,
                -1,
                0,
            )
        };
        if mapped != libc::MAP_FAILED {
            return;
        }
    }
    hand_on(signal, info, context);
}

/// What would have happened without us.
#[expect(unsafe_code, reason = "another handler, or the default one")]
fn hand_on(signal: libc::c_int, info: *mut libc::siginfo_t, context: *mut libc::c_void) {
    let handler = BEFORE
        .get()
        .map_or(libc::SIG_DFL, |before| before.sa_sigaction);
    if handler == libc::SIG_DFL || handler == libc::SIG_IGN {
        // SAFETY: as in `catch_faults`. The fault happens again on return, and ends the process.
        unsafe {
            let default: libc::sigaction = std::mem::zeroed();
            libc::sigaction(signal, &raw const default, std::ptr::null_mut());
        }
        return;
    }
    let wants_info = BEFORE
        .get()
        .is_some_and(|before| before.sa_flags & libc::SA_SIGINFO != 0);
    if wants_info {
        type WithInfo = extern "C" fn(libc::c_int, *mut libc::siginfo_t, *mut libc::c_void);
        // SAFETY: the handler was installed with `SA_SIGINFO`, so this is its signature.
        let handler: WithInfo = unsafe { std::mem::transmute(handler) };
        handler(signal, info, context);
    } else {
        // SAFETY: the handler was installed without `SA_SIGINFO`, so this is its signature.
        let handler: extern "C" fn(libc::c_int) = unsafe { std::mem::transmute(handler) };
        handler(signal);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file_of(bytes: &[u8]) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), bytes).unwrap();
        file
    }

    #[test]
    fn bytes_are_those_of_the_file_until_it_shrinks() {
        let bytes: Vec<u8> = (0..100_000_u32).map(|i| (i * 7 % 251) as u8).collect();
        let temporary = file_of(&bytes);
        let file = temporary.as_file();
        let mapping = Mapping::new(file).unwrap();
        let mut out = vec![0; 1000];
        assert!(mapping.copy(file, 50_000, &mut out));
        assert_eq!(out, bytes[50_000..51_000]);
        assert!(!mapping.copy(file, 99_500, &mut out), "beyond the end");
        assert!(!mapping.copy(file, u64::MAX, &mut out));
        // Within its last page there is no fault, and the zeros there are not believed.
        file.set_len(99_999).unwrap();
        assert!(!mapping.copy(file, 99_000, &mut out));
        assert!(mapping.copy(file, 98_999, &mut out));
        // A page that is gone is no crash and no zeros.
        file.set_len(10_000).unwrap();
        assert!(!mapping.copy(file, 50_000, &mut out));
        assert!(
            !mapping.copy(file, 0, &mut out),
            "nor is anything believed later"
        );
        // Other maps are as before.
        let other = file_of(&bytes);
        let another = Mapping::new(other.as_file()).unwrap();
        assert!(another.copy(other.as_file(), 99_000, &mut out));
        assert_eq!(out, bytes[99_000..]);
    }

    #[test]
    fn many_threads_meet_the_end_at_once() {
        let file = file_of(&vec![1; 1 << 20]);
        let mapping = Mapping::new(file.as_file()).unwrap();
        std::thread::scope(|scope| {
            for thread in 0..4_u64 {
                let (mapping, file) = (&mapping, file.as_file());
                scope.spawn(move || {
                    let mut out = [0; 4096];
                    for round in 0..2000_u64 {
                        let at = (round * 37 + thread * 61) % 255 * 4096;
                        if mapping.copy(file, at, &mut out) {
                            assert_eq!(out, [1; 4096]);
                        }
                    }
                });
            }
            file.as_file().set_len(5000).unwrap();
        });
    }

    #[test]
    fn places_are_given_back() {
        let file = file_of(b"some");
        for _ in 0..2 * MOST_MAPS {
            assert!(Mapping::new(file.as_file()).is_some());
        }
        let all: Vec<_> = (0..2 * MOST_MAPS)
            .map_while(|_| Mapping::new(file.as_file()))
            .collect();
        assert!(all.len() <= MOST_MAPS && all.len() > MOST_MAPS / 2);
    }

    /// Run in a process of its own by the test below.
    #[test]
    fn die_of_a_fault_elsewhere() {
        if std::env::var_os("GALRY_TEST_FAULT").is_none() {
            return;
        }
        let file = file_of(&[1; 8192]);
        let _mapping = Mapping::new(file.as_file()).unwrap();
        let other = file_of(&[1; 8192]);
        let foreign = memmap2::MmapOptions::new()
            .map_raw_read_only(other.as_file())
            .unwrap();
        other.as_file().set_len(0).unwrap();
        #[expect(unsafe_code, reason = "a fault is wanted")]
        // SAFETY: the address is mapped; that the page is gone ends the process, as it should.
        let value = unsafe { foreign.as_ptr().read_volatile() };
        panic!("read {value} from a page that is gone");
    }

    #[test]
    fn a_fault_elsewhere_still_ends_the_process() {
        use std::os::unix::process::ExitStatusExt as _;
        let test = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "file::mapping::tests::die_of_a_fault_elsewhere"])
            .env("GALRY_TEST_FAULT", "1")
            .output()
            .unwrap();
        assert_eq!(test.status.signal(), Some(libc::SIGBUS), "{test:?}");
    }
}
