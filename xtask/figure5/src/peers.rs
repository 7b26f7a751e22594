//! Who is measured, and what each is asked to do.

use std::path::Path;

use crate::Result;

/// By what a peer runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Home {
    /// The program `galry`.
    Galry,
    /// `xtask/peers/python`, in a virtual environment.
    Python,
    /// `xtask/peers`, a workspace of its own.
    Rust,
}

/// A plotting library, set up in one way.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Peer {
    /// Its name on the command line and in the JSON.
    pub(crate) name: &'static str,
    /// Its name in the figure.
    pub(crate) label: &'static str,
    pub(crate) home: Home,
    /// Whether it draws without antialiasing, and whether with.
    pub(crate) can: [bool; 2],
    /// What it is asked to do, in a sentence for the record.
    pub(crate) asked: &'static str,
}

impl Peer {
    /// Whether it can draw so.
    pub(crate) fn draws(&self, antialias: bool) -> bool {
        self.can[usize::from(antialias)]
    }
}

/// All peers, in the order of the legend.
pub(crate) const PEERS: &[Peer] = &[
    Peer {
        name: "galry",
        label: "galry",
        home: Home::Galry,
        can: [true, true],
        asked: "galry bench figure5: a scene of ten lines, level of detail on; 1e9 points are i16 samples in a raw file, read by position",
    },
    Peer {
        name: "pyqtgraph-peak",
        label: "PyQtGraph, clip + peak",
        home: Home::Python,
        can: [true, true],
        asked: "a PlotWidget on Qt's offscreen platform, setClipToView(True), setDownsampling(auto=True, mode='peak'); the paint event that a changed range asks for",
    },
    Peer {
        name: "pyqtgraph",
        label: "PyQtGraph",
        home: Home::Python,
        can: [true, true],
        asked: "a PlotWidget on Qt's offscreen platform, as it comes; the paint event that a changed range asks for",
    },
    Peer {
        name: "plotters",
        label: "plotters",
        home: Home::Rust,
        can: [false, true],
        asked: "a bitmap chart a frame, ten LineSeries of the samples in sight; its lines are always antialiased",
    },
    Peer {
        name: "egui_plot",
        label: "egui_plot",
        home: Home::Rust,
        can: [true, true],
        asked: "a Plot of ten lines of borrowed points, its bounds set each frame, painted by egui_glow into a framebuffer, one pixel read back; feathering off or on",
    },
    Peer {
        name: "vispy",
        label: "Vispy",
        home: Home::Python,
        can: [true, true],
        asked: "a SceneCanvas by headless EGL, ten Line visuals (method gl, antialias off or on), the pan-zoom camera's rect set each frame, drawn into a framebuffer, one pixel read back",
    },
    Peer {
        name: "gl-lines",
        label: "GL line strips",
        home: Home::Rust,
        can: [true, false],
        asked: "the paper's own method with no library above GL: ten vertex buffers uploaded once, a GL_LINE_STRIP each, one pixel read back",
    },
    Peer {
        name: "matplotlib-fast",
        label: "matplotlib, fast style",
        home: Home::Python,
        can: [true, true],
        asked: "ten Axes.plot on an Agg canvas with the style `fast`, limits set each frame, canvas.draw()",
    },
    Peer {
        name: "matplotlib",
        label: "matplotlib",
        home: Home::Python,
        can: [true, true],
        asked: "ten Axes.plot on an Agg canvas, as it comes, limits set each frame, canvas.draw()",
    },
];

/// The peer of a name.
pub(crate) fn peer(name: &str) -> Result<&'static Peer> {
    PEERS.iter().find(|peer| peer.name == name).ok_or_else(|| {
        let names: Vec<&str> = PEERS.iter().map(|peer| peer.name).collect();
        format!("--peers {name}: expected one of {}", names.join(", ")).into()
    })
}

/// One thing asked of a peer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Task<'a> {
    pub(crate) n: u64,
    pub(crate) seed: u64,
    pub(crate) antialias: bool,
    pub(crate) size_px: [u32; 2],
    /// Samples in a file, rather than noise of the peer's own.
    pub(crate) file: Option<File<'a>>,
}

/// A raw file of samples, one signal after the other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct File<'a> {
    pub(crate) path: &'a Path,
    /// `f32` or `i16`.
    pub(crate) dtype: &'static str,
    /// A standard deviation of its noise.
    pub(crate) scale: f64,
}

/// The programs by which peers run.
#[derive(Clone, Debug, Default)]
pub(crate) struct Programs {
    pub(crate) galry: String,
    /// Python, and the program that it runs.
    pub(crate) python: [String; 2],
    pub(crate) rust: String,
}

impl Programs {
    /// The words of a run that measures.
    pub(crate) fn measure(&self, peer: &Peer, task: &Task<'_>) -> Vec<String> {
        let mut words = self.start(peer, task);
        if let (Home::Galry, Some(file)) = (peer.home, &task.file) {
            words.extend(galry_file(file));
        }
        if peer.home == Home::Galry {
            words.push("--json".to_owned());
        }
        words
    }

    /// The words of runs that write two frames, `frame-K.png`, into a folder.
    pub(crate) fn frames(
        &self,
        peer: &Peer,
        task: &Task<'_>,
        frames: [u64; 2],
        out: &Path,
    ) -> Vec<Vec<String>> {
        let Some(file) = &task.file else {
            return Vec::new();
        };
        let start = self.start(peer, task);
        if peer.home == Home::Galry {
            return frames
                .iter()
                .map(|frame| {
                    let picture = out.join(format!("frame-{frame}.png"));
                    let mut words = start.clone();
                    words.extend(galry_file(file));
                    words.extend(["--frame".to_owned(), frame.to_string()]);
                    words.extend(["--out".to_owned(), picture.display().to_string()]);
                    words
                })
                .collect();
        }
        let mut words = start;
        words.extend(["--data".to_owned(), file.path.display().to_string()]);
        words.extend([
            "--frames".to_owned(),
            format!("{},{}", frames[0], frames[1]),
        ]);
        words.extend(["--out".to_owned(), out.display().to_string()]);
        vec![words]
    }

    fn start(&self, peer: &Peer, task: &Task<'_>) -> Vec<String> {
        let mut words = match peer.home {
            Home::Galry => vec![self.galry.clone(), "bench".into(), "figure5".into()],
            Home::Python => [&self.python[..], &[peer.name.into()]].concat(),
            Home::Rust => vec![self.rust.clone(), peer.name.into()],
        };
        let [width, height] = task.size_px;
        for (name, value) in [
            ("--points", task.n.to_string()),
            ("--seed", task.seed.to_string()),
            ("--size", format!("{width}x{height}")),
            (
                "--antialias",
                if task.antialias { "on" } else { "off" }.to_owned(),
            ),
        ] {
            words.extend([name.to_owned(), value]);
        }
        words
    }
}

fn galry_file(file: &File<'_>) -> [String; 6] {
    [
        "--file".to_owned(),
        file.path.display().to_string(),
        "--dtype".to_owned(),
        file.dtype.to_owned(),
        "--scale".to_owned(),
        file.scale.to_string(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_peers_are_asked_for_the_same() {
        let programs = Programs {
            galry: "galry".into(),
            python: ["python".into(), "peer.py".into()],
            rust: "peers".into(),
        };
        let task = Task {
            n: 1000,
            seed: 3,
            antialias: true,
            size_px: [600, 400],
            file: None,
        };
        for peer in PEERS {
            let words = programs.measure(peer, &task).join(" ");
            assert!(
                words.contains("--points 1000 --seed 3 --size 600x400 --antialias on"),
                "{words}"
            );
            assert_eq!(words.ends_with("--json"), peer.name == "galry");
        }
    }

    #[test]
    fn an_unknown_peer_is_told_with_the_known() {
        let error = peer("gnuplot").expect_err("it is unknown").to_string();
        assert!(
            error.contains("gnuplot") && error.contains("vispy"),
            "{error}"
        );
    }
}
