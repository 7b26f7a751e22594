//! The measurement as a whole: tools, checks, runs, and what is made of them.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::options::Options;
use crate::peers::{File, Home, PEERS, Peer, Programs, Task};
use crate::plan::{self, IN_MEMORY, Planned, WINDOW};
use crate::record::{Check, Limits, Outcome, PeerRecord, Record, Run};
use crate::supervise::Told;
use crate::{Result, check, figure, machine, process, signals, table, tools};

/// Numbers of points at which pictures are checked: few, where lines are seen one by one, and many,
/// where libraries that leave points out do so.
const CHECKED: [u64; 2] = [10_000, 1_000_000];

/// The keys of a run's answer that say again what was asked.
const ASKED: [&str; 7] = ["peer", "n", "seed", "series", "size", "antialias", "lod"];

/// Measures, and draws what was measured.
pub(crate) fn run(options: &Options) -> Result {
    let out = options
        .out
        .clone()
        .unwrap_or_else(|| tools::target().join("figure5"));
    std::fs::create_dir_all(&out)?;
    let path = out.join("figure5.json");
    let limits = Limits {
        time_s: options.time_limit,
        memory_mb: options.memory_limit,
    };
    let record = if options.draw_only || (options.resume && path.is_file()) {
        Record::load(&path)?
    } else {
        Record::new(machine::Machine::look(), limits)
    };
    let record = if options.draw_only {
        record
    } else {
        let mut session = Session::new(options, record, out.clone())?;
        if !options.measure_only {
            session.check_pictures()?;
        }
        if !options.check_only {
            session.measure()?;
        }
        session.record
    };
    let tables = out.join("figure5.md");
    std::fs::write(&tables, table::tables(&record))?;
    let second = options.second.as_deref().map(Record::load).transpose()?;
    let picture = out.join("figure5.png");
    figure::draw(&record, second.as_ref(), &picture)?;
    for path in [path, tables, picture] {
        println!("{}", path.display());
    }
    Ok(())
}

/// A measurement under way.
struct Session<'a> {
    options: &'a Options,
    record: Record,
    out: PathBuf,
    peers: Vec<&'static Peer>,
    programs: Programs,
    /// Homes whose peers cannot run, and why.
    missing: Vec<(Home, String)>,
}

impl<'a> Session<'a> {
    fn new(options: &'a Options, record: Record, out: PathBuf) -> Result<Self> {
        let peers = plan::chosen(options)?;
        let mut programs = Programs {
            galry: tools::galry(options.galry.as_deref())?,
            ..Programs::default()
        };
        let mut missing = Vec::new();
        for home in [Home::Galry, Home::Python, Home::Rust] {
            if peers.iter().any(|peer| peer.home == home)
                && let Err(error) = tools::prepare(home, &mut programs)
            {
                eprintln!("figure5: {error}");
                missing.push((home, error.to_string()));
            }
        }
        let mut session = Self {
            options,
            record,
            out,
            peers,
            programs,
            missing,
        };
        let version = process::answer(&session.programs.galry, &["--version"]);
        for peer in session.peers.clone() {
            let version = match peer.home {
                Home::Galry => version.as_str(),
                _ => "",
            };
            session.note_version(peer, version);
        }
        Ok(session)
    }

    fn save(&self) -> Result {
        self.record.save(&self.out.join("figure5.json"))
    }

    fn note_version(&mut self, peer: &Peer, version: &str) {
        match self
            .record
            .peers
            .iter_mut()
            .find(|known| known.name == peer.name)
        {
            Some(known) if version.is_empty() => known.asked = peer.asked.to_owned(),
            Some(known) => known.version = version.to_owned(),
            None => self.record.peers.push(PeerRecord {
                name: peer.name.to_owned(),
                label: peer.label.to_owned(),
                version: version.to_owned(),
                asked: peer.asked.to_owned(),
            }),
        }
        // The order of the legend and of its colours, in whichever order they were measured.
        let place = |name: &str| PEERS.iter().position(|peer| peer.name == name);
        self.record.peers.sort_by_key(|known| place(&known.name));
    }

    fn why_missing(&self, peer: &Peer) -> Option<&str> {
        self.missing
            .iter()
            .find(|(home, _)| *home == peer.home)
            .map(|(_, why)| why.as_str())
    }

    /// Checks each peer's picture, once each for off and on.
    fn check_pictures(&mut self) -> Result {
        let folder = tempfile::TempDir::new()?;
        for n in CHECKED.iter().take(if self.options.quick { 1 } else { 2 }) {
            let series = signals::noise(*n as usize / signals::SERIES, 1);
            let data = folder.path().join("data.f32");
            signals::write_f32(&data, &series)?;
            for peer in self.peers.clone() {
                for antialias in [false, true] {
                    let wanted = self.options.antialias.is_empty()
                        || self.options.antialias.contains(&antialias);
                    let known = self.record.checks.iter().any(|check| {
                        check.ok
                            && check.peer == peer.name
                            && check.n == *n
                            && check.antialias == antialias
                    });
                    if known
                        || !wanted
                        || !peer.draws(antialias)
                        || self.why_missing(peer).is_some()
                    {
                        continue;
                    }
                    let task = Task {
                        n: *n,
                        seed: 1,
                        antialias,
                        size_px: self.options.size.unwrap_or(WINDOW),
                        file: Some(File {
                            path: &data,
                            dtype: "f32",
                            scale: 1.0,
                        }),
                    };
                    let check = self.check(peer, &task, &series, folder.path())?;
                    println!(
                        "picture of {:<16} {:>8} points, antialiasing {:<3}  {}",
                        peer.name,
                        n,
                        if antialias { "on" } else { "off" },
                        if check.note.is_empty() {
                            "right"
                        } else {
                            &check.note
                        }
                    );
                    self.record.checks.retain(|known| {
                        known.peer != check.peer || known.n != *n || known.antialias != antialias
                    });
                    self.record.checks.push(check);
                    self.save()?;
                }
            }
        }
        Ok(())
    }

    fn check(
        &self,
        peer: &Peer,
        task: &Task<'_>,
        series: &[Vec<f32>],
        folder: &Path,
    ) -> Result<Check> {
        let mut check = Check {
            peer: peer.name.to_owned(),
            n: task.n,
            antialias: task.antialias,
            size: task.size_px,
            ok: false,
            columns_right: Vec::new(),
            note: String::new(),
        };
        for words in self.programs.frames(peer, task, check::FRAMES, folder) {
            let told = self.supervise(&words)?;
            if told.outcome != Outcome::Done {
                check.note = told.note;
                return Ok(check);
            }
        }
        let paths = check::FRAMES.map(|frame| folder.join(format!("frame-{frame}.png")));
        let pictures = [
            check::Picture::read(&paths[0])?,
            check::Picture::read(&paths[1])?,
        ];
        for path in paths {
            std::fs::remove_file(path)?;
        }
        let verdict = check::judge(series, &pictures);
        check.ok = verdict.ok;
        check.columns_right = verdict.columns_right;
        check.note = verdict.note;
        Ok(check)
    }

    fn measure(&mut self) -> Result {
        let planned = plan::runs(self.options, &self.peers);
        for (number, one) in planned.iter().enumerate() {
            let own = one.to_run(Outcome::Skipped, String::new());
            let known = self.record.runs.iter().any(|run| run.is_of(&own));
            if self.options.resume && known {
                continue;
            }
            let run = if let Some(why) = self.why_missing(one.peer) {
                one.to_run(Outcome::Skipped, why.to_owned())
            } else if let Some(why) = one.in_vain(&self.record.runs) {
                one.to_run(Outcome::Skipped, why)
            } else {
                self.run_one(*one)?
            };
            println!("{:>4}/{} {}", number + 1, planned.len(), told_of(&run));
            self.record.put(run);
            self.save()?;
        }
        Ok(())
    }

    fn run_one(&mut self, one: Planned) -> Result<Run> {
        let now = machine::now();
        if self.record.measured[0].is_empty() {
            self.record.measured[0].clone_from(&now);
        }
        self.record.measured[1] = now;
        let file = tools::target().join(format!("figure5-noise/{}-{}.i16", one.n, one.seed));
        if one.n > IN_MEMORY {
            if let Some(folder) = file.parent() {
                std::fs::create_dir_all(folder)?;
            }
            signals::ensure_i16(&file, one.n, one.seed)?;
        }
        let task = Task {
            n: one.n,
            seed: one.seed,
            antialias: one.antialias,
            size_px: one.size_px,
            file: (one.n > IN_MEMORY).then_some(File {
                path: &file,
                dtype: "i16",
                scale: signals::I16_SCALE,
            }),
        };
        let mut told = self.supervise(&self.programs.measure(one.peer, &task))?;
        if let Some(version) = told.result.remove("version") {
            self.note_version(one.peer, version.as_str().unwrap_or_default());
        }
        told.result.retain(|key, _| !ASKED.contains(&key.as_str()));
        let mut run = one.to_run(told.outcome, told.note);
        run.wall_s = told.wall_s;
        run.seen_mb = told.seen_mb;
        run.result = told.result;
        Ok(run)
    }

    /// Runs a process within the limits, behind `--wrap`.
    fn supervise(&self, words: &[String]) -> Result<Told> {
        let own = std::env::current_exe()?;
        let mut command = match &self.options.wrap {
            Some(wrap) => {
                let mut command = Command::new(wrap);
                command.arg(own);
                command
            }
            None => Command::new(own),
        };
        let limits = self.record.limits;
        command
            .args(["supervise", "--time", &limits.time_s.to_string()])
            .args(["--memory", &limits.memory_mb.to_string(), "--"])
            .args(words)
            .envs(self.record.machine.variables())
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY")
            .stdin(Stdio::null())
            .stderr(Stdio::piped());
        let output = command.output()?;
        serde_json::from_slice(&output.stdout).map_err(|_no_answer| {
            format!("{}: {}", words[0], process::last_line(&output.stderr)).into()
        })
    }
}

/// One line for the terminal.
fn told_of(run: &Run) -> String {
    let number = |key: &str, digits: usize| {
        run.number(key)
            .map_or("-".to_owned(), |value| format!("{value:.digits$}"))
    };
    format!(
        "{:<16} {:>10} seed {} antialiasing {:<3} {}x{}  first {:>7} s  {:>9} frames/s  {:>7} MB  {}",
        run.peer,
        run.n,
        run.seed,
        if run.antialias { "on" } else { "off" },
        run.size[0],
        run.size[1],
        number("first_frame_s", 2),
        number("fps_median", 2),
        number("rss_mb", 0),
        match run.outcome {
            Outcome::Done => String::new(),
            Outcome::Skipped => format!("skipped: {}", run.note),
            _ => run.note.clone(),
        }
    )
}
