//! Which runs there are, and in which order.

use crate::options::Options;
use crate::peers::{PEERS, Peer, peer};
use crate::record::{Outcome, Run};
use crate::{Result, signals};

/// The window of today, in pixels.
pub(crate) const WINDOW: [u32; 2] = [1200, 800];

/// The window of the paper.
pub(crate) const PAPER_WINDOW: [u32; 2] = [600, 600];

/// Above this, samples lie in a file, and only galry is asked.
pub(crate) const IN_MEMORY: u64 = 100_000_000;

/// One run to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Planned {
    pub(crate) peer: &'static Peer,
    pub(crate) n: u64,
    pub(crate) seed: u64,
    pub(crate) antialias: bool,
    pub(crate) size_px: [u32; 2],
}

impl Planned {
    /// The run as far as it is known before it was made.
    pub(crate) fn to_run(self, outcome: Outcome, note: String) -> Run {
        Run {
            peer: self.peer.name.to_owned(),
            n: self.n,
            seed: self.seed,
            antialias: self.antialias,
            size: self.size_px,
            outcome,
            note,
            wall_s: 0.0,
            seen_mb: 0.0,
            result: serde_json::Map::new(),
        }
    }

    /// Why it would be in vain: a smaller one, or one of another seed, could not even zoom.
    pub(crate) fn in_vain(self, runs: &[Run]) -> Option<String> {
        let own = self.to_run(Outcome::Skipped, String::new());
        runs.iter()
            .filter(|run| run.is_like(&own) && run.n <= self.n && !run.is_of(&own))
            .find(|run| {
                matches!(run.outcome, Outcome::TimeLimit | Outcome::MemoryLimit)
                    && run.number("fps_median").is_none()
            })
            .map(|run| format!("{} points were too many ({})", run.n, run.note))
    }
}

/// The peers that were named, or all.
///
/// # Errors
/// A name that is unknown.
pub(crate) fn chosen(options: &Options) -> Result<Vec<&'static Peer>> {
    if options.peers.is_empty() {
        return Ok(PEERS.iter().collect());
    }
    options.peers.iter().map(|name| peer(name)).collect()
}

/// All runs: every peer at one number of points before the next, every number before the next seed, so
/// that a measurement that is cut short has something of everything.
pub(crate) fn runs(options: &Options, peers: &[&'static Peer]) -> Vec<Planned> {
    let or = |given: &[u64], usual: &[u64], quick: &[u64]| match (given, options.quick) {
        ([], true) => quick.to_vec(),
        ([], false) => usual.to_vec(),
        (given, _) => given.to_vec(),
    };
    let powers = [4, 5, 6, 7, 8, 9].map(|power| 10_u64.pow(power));
    let points = or(&options.points, &powers, &powers[..3]);
    let seeds = or(&options.seeds, &[1, 2, 3], &[1]);
    let antialias = match options.antialias.as_slice() {
        [] => vec![false, true],
        given => given.to_vec(),
    };
    let sizes = match options.size {
        Some(size) => vec![size],
        None if options.quick => vec![WINDOW],
        None => vec![WINDOW, PAPER_WINDOW],
    };
    let mut planned = Vec::new();
    for seed in seeds {
        for n in &points {
            for peer in peers {
                let is_galry = peer.name == "galry";
                for size_px in sizes.iter().take(if is_galry { sizes.len() } else { 1 }) {
                    for antialias in &antialias {
                        if peer.draws(*antialias) && (*n <= IN_MEMORY || is_galry) {
                            planned.push(Planned {
                                peer,
                                n: n - n % signals::SERIES as u64,
                                seed,
                                antialias: *antialias,
                                size_px: *size_px,
                            });
                        }
                    }
                }
            }
        }
    }
    planned
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;

    fn planned(words: &[&str]) -> Vec<Planned> {
        let options = Options::parse_from([&["figure5"], words].concat());
        runs(&options, &chosen(&options).expect("the peers are known"))
    }

    #[test]
    fn the_whole_matrix_has_its_parts() {
        let all = planned(&[]);
        let count = |holds: &dyn Fn(&Planned) -> bool| all.iter().filter(|run| holds(run)).count();
        // Six numbers, two windows, off and on, three seeds.
        assert_eq!(count(&|run| run.peer.name == "galry"), 6 * 2 * 2 * 3);
        assert_eq!(count(&|run| run.peer.name == "vispy"), 5 * 2 * 3);
        assert_eq!(count(&|run| run.peer.name == "plotters"), 5 * 3);
        assert_eq!(
            count(&|run| run.n == 1_000_000_000 && run.peer.name != "galry"),
            0
        );
        assert!(all.windows(2).all(|two| two[0].seed <= two[1].seed));
    }

    #[test]
    fn what_was_too_much_is_not_tried_with_more() {
        let [small, large] = [1_000_000, 10_000_000].map(|n| Planned {
            n,
            ..planned(&["--peers", "vispy"])[0]
        });
        let mut run = small.to_run(Outcome::TimeLimit, "over 60 s".to_owned());
        assert!(large.in_vain(std::slice::from_ref(&run)).is_some());
        assert!(
            Planned { seed: 2, ..small }
                .in_vain(std::slice::from_ref(&run))
                .is_some()
        );
        assert!(
            Planned {
                antialias: true,
                ..large
            }
            .in_vain(std::slice::from_ref(&run))
            .is_none()
        );
        // It was stopped after its zoom: more points may be worth a try.
        run.result.insert("fps_median".to_owned(), 0.5.into());
        assert!(large.in_vain(&[run]).is_none());
    }
}
