//! The six panels, drawn by galry: first frame, memory and frames a second against the number of
//! points; antialiasing off above, on below, or a second machine below.

use std::path::Path;

use galry::plot::{Axes, AxisScale, Figure};

use crate::Result;
use crate::peers::PEERS;
use crate::plan::WINDOW;
use crate::record::{Outcome, Record, Run};
use crate::table::{median, values};

/// Size in logical pixels.
const SIZE_PX: [f64; 2] = [1180.0, 880.0];

/// About what a panel's data area measures, in logical pixels: marks are lines, sized by it.
const PANEL_PX: [f64; 2] = [320.0, 290.0];

/// Shown numbers of points.
const POINTS: [f64; 2] = [4e3, 2.5e9];

/// Whose lines are thicker, and lie on top.
const OURS: &str = "galry";

/// Half the side of a cross, in logical pixels.
const CROSS_PX: f64 = 3.5;

/// Colours of the peers in the order of `PEERS`: ink for galry, the theme's cycle for the others.
const COLORS: [&str; 9] = [
    "#1b1f24", "#3b93ff", "#0c5508", "#c035bd", "#d3801f", "#82029f", "#535d5e", "#16907a",
    "#916703",
];

/// What a column of panels shows.
struct Measure {
    title: &'static str,
    ylabel: &'static str,
    key: &'static str,
    shown: [f64; 2],
    /// Where a run that was ended before it told this is marked: at the foot or at the top.
    over: Over,
}

/// Where more than the limit lies.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Over {
    Top,
    Foot,
}

const MEASURES: [Measure; 3] = [
    Measure {
        title: "First frame",
        ylabel: "Time since process start (s)",
        key: "first_frame_s",
        shown: [0.02, 500.0],
        over: Over::Top,
    },
    Measure {
        title: "Mean memory",
        ylabel: "Resident memory (MB)",
        key: "rss_mb_mean",
        shown: [4.0, 20_000.0],
        over: Over::Top,
    },
    Measure {
        title: "Zooming",
        ylabel: "Frames per second",
        key: "fps_median",
        shown: [0.002, 10_000.0],
        over: Over::Foot,
    },
];

/// Draws the figure into a PNG file.
///
/// # Errors
/// No GL, or a file that cannot be written.
pub(crate) fn draw(record: &Record, second: Option<&Record>, path: &Path) -> Result {
    let figure = Figure::new();
    figure
        .size(SIZE_PX[0], SIZE_PX[1])
        .pixel_ratio(2.0)
        .shared_legend(true)
        .title(format!(
            "Ten signals of white noise, N points in all, {}×{} pixels  (× over {} s or {} GB)",
            WINDOW[0],
            WINDOW[1],
            record.limits.time_s,
            record.limits.memory_mb / 1e3
        ));
    let axes = figure.subplots(2, 3);
    let rows = match second {
        Some(second) => [(record, false), (second, false)],
        None => [(record, false), (record, true)],
    };
    for (row, (record, antialias)) in rows.into_iter().enumerate() {
        let what = match (second, antialias) {
            (Some(_), _) => renderer(record),
            (None, true) => "antialiasing on".to_owned(),
            (None, false) => "antialiasing off".to_owned(),
        };
        for (column, measure) in MEASURES.iter().enumerate() {
            let letter = char::from(b'A' + (row * MEASURES.len() + column) as u8);
            let axes = &axes[row * MEASURES.len() + column];
            axes.title(format!("{letter}  {}, {what}", measure.title))
                .ylabel(measure.ylabel)
                .xlabel("Points N")
                .xscale(AxisScale::Log10)
                .yscale(AxisScale::Log10)
                .xlim(POINTS[0], POINTS[1])
                .ylim(measure.shown[0], measure.shown[1]);
            panel(axes, record, measure, antialias);
        }
    }
    Ok(figure.save(path)?)
}

/// What drew on the record's machine, in short.
fn renderer(record: &Record) -> String {
    let told = |run: &Run| Some(run.result.get("renderer")?.as_str()?.to_owned());
    let of_ours = record.runs.iter().filter(|run| run.peer == OURS);
    let name = of_ours.filter_map(told).next();
    let name = name.unwrap_or_else(|| record.machine.processor.clone());
    if name.contains("llvmpipe") {
        return format!("no GPU, {} threads", record.machine.threads);
    }
    // The maker and the model; what stands behind is memory, bus and the processor's instructions.
    let words: Vec<&str> = name.split([' ', '/']).take(2).collect();
    words.join(" ")
}

/// A peer's colour, the same whatever other peers a record has.
fn color_of(peer: &str, index: usize) -> &'static str {
    let known = PEERS.iter().position(|known| known.name == peer);
    COLORS[known.unwrap_or(index) % COLORS.len()]
}

fn panel(axes: &Axes, record: &Record, measure: &Measure, antialias: bool) {
    // In the order of the legend, and galry, its first, once more on top.
    let on_top = record.peers.iter().position(|peer| peer.name == OURS);
    for (turn, index) in (0..record.peers.len()).chain(on_top).enumerate() {
        let peer = &record.peers[index];
        let color = color_of(&peer.name, index);
        let [width_px, radius_px] = if peer.name == OURS {
            [2.5, 4.0]
        } else {
            [1.5, 3.0]
        };
        let points = points(record, &peer.name, measure.key, antialias);
        if !points.is_empty() {
            let (x, y): (Vec<f64>, Vec<f64>) =
                points.iter().map(|point| (point.n, point.middle)).unzip();
            let line = axes.line(y);
            line.x(x).color(color).linewidth(width_px);
            if turn < record.peers.len() {
                line.label(&*peer.label);
            }
        }
        for point in &points {
            dot(axes, [point.n, point.middle], color, radius_px);
            if point.most > point.least {
                axes.line(vec![point.least, point.most])
                    .x(vec![point.n; 2])
                    .color(color)
                    .linewidth(1.0);
            }
        }
    }
    crosses(axes, record, measure, antialias);
}

/// A cross for each peer whose runs were over their limits, above each other where they meet.
fn crosses(axes: &Axes, record: &Record, measure: &Measure, antialias: bool) {
    let mut crossed: Vec<f64> = Vec::new();
    for (index, peer) in record.peers.iter().enumerate() {
        if let Some(n) = first_over(record, &peer.name, measure.key, antialias) {
            let before = crossed.iter().filter(|known| **known == n).count();
            cross(axes, n, before, measure, color_of(&peer.name, index));
            crossed.push(n);
        }
    }
}

/// One number of points, over its seeds.
#[derive(Debug, PartialEq)]
struct Point {
    n: f64,
    least: f64,
    middle: f64,
    most: f64,
}

/// What a peer told, by rising numbers of points.
fn points(record: &Record, peer: &str, key: &str, antialias: bool) -> Vec<Point> {
    numbers(record, peer, antialias)
        .into_iter()
        .filter_map(|n| {
            let values = values(record, peer, key, n, antialias, WINDOW);
            Some(Point {
                n: n as f64,
                least: values.iter().copied().fold(f64::INFINITY, f64::min),
                most: values.iter().copied().fold(0.0, f64::max),
                middle: median(values)?,
            })
        })
        .collect()
}

fn numbers(record: &Record, peer: &str, antialias: bool) -> Vec<u64> {
    let mut numbers: Vec<u64> = record
        .runs
        .iter()
        .filter(|run| run.peer == peer && run.antialias == antialias && run.size == WINDOW)
        .map(|run| run.n)
        .collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// The first number of points at which a run was ended before it told this.
fn first_over(record: &Record, peer: &str, key: &str, antialias: bool) -> Option<f64> {
    let ended = |n: &u64| {
        let mut runs = record.runs.iter().filter(|run| {
            run.peer == peer && run.n == *n && run.antialias == antialias && run.size == WINDOW
        });
        let over = |outcome| matches!(outcome, Outcome::TimeLimit | Outcome::MemoryLimit);
        runs.clone().all(|run| run.number(key).is_none()) && runs.any(|run| over(run.outcome))
    };
    let n = numbers(record, peer, antialias).into_iter().find(ended)?;
    Some(n as f64)
}

/// Decades of a range for each logical pixel.
fn decades_a_pixel([low, high]: [f64; 2], extent_px: f64) -> f64 {
    (high / low).log10() / extent_px
}

/// A dot: a line much shorter than it is thick, with round ends.
fn dot(axes: &Axes, [x, y]: [f64; 2], color: &str, radius_px: f32) {
    let step = 10_f64.powf(decades_a_pixel(POINTS, PANEL_PX[0]) * 0.05);
    axes.line(vec![y; 2])
        .x(vec![x / step, x * step])
        .color(color)
        .linewidth(2.0 * radius_px);
}

/// A cross at a number of points, with others between it and the panel's edge.
fn cross(axes: &Axes, n: f64, before: usize, measure: &Measure, color: &str) {
    let [across, up] = [
        decades_a_pixel(POINTS, PANEL_PX[0]),
        decades_a_pixel(measure.shown, PANEL_PX[1]),
    ];
    let inward_px = 10.0 + before as f64 * (2.0 * CROSS_PX + 4.0);
    let x = n.log10();
    let y = match measure.over {
        Over::Top => measure.shown[1].log10() - inward_px * up,
        Over::Foot => measure.shown[0].log10() + inward_px * up,
    };
    let at = |[right, above]: [f64; 2]| {
        [
            10_f64.powf(x + right * CROSS_PX * across),
            10_f64.powf(y + above * CROSS_PX * up),
        ]
    };
    for ends in [[[-1.0, -1.0], [1.0, 1.0]], [[-1.0, 1.0], [1.0, -1.0]]] {
        let [from, to] = ends.map(at);
        axes.line(vec![from[1], to[1]])
            .x(vec![from[0], to[0]])
            .color(color)
            .linewidth(1.5);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Recorded runs of galry and two peers, one of which ran out of time, as the harness wrote them.
    const SAMPLE: &str = include_str!("../tests/sample.json");

    fn sample() -> Record {
        serde_json::from_str(SAMPLE).expect("the sample is a record")
    }

    #[test]
    fn seeds_are_one_point_with_its_spread() {
        let record = sample();
        let points = points(&record, "galry", "fps_median", false);
        assert_eq!(points[0].n, 1e4);
        for point in points {
            assert!(point.least <= point.middle && point.middle <= point.most);
            assert!(point.least < point.most, "the seeds differ: {point:?}");
        }
    }

    #[test]
    fn a_run_that_was_ended_is_marked_where_it_told_nothing() {
        let mut record = sample();
        let over = |record: &Record, peer, key| first_over(record, peer, key, false);
        assert_eq!(over(&record, "matplotlib", "fps_median"), Some(1e6));
        // It had drawn its first frame by then.
        assert_eq!(over(&record, "matplotlib", "first_frame_s"), None);
        assert_eq!(over(&record, "galry", "fps_median"), None);
        // What another seed measured counts.
        let ended = record
            .runs
            .iter()
            .find(|run| run.outcome == Outcome::TimeLimit);
        let mut run: Run = ended.cloned().expect("one was ended");
        run.seed += 10;
        run.result.insert("fps_median".to_owned(), 1.0.into());
        record.put(run);
        assert_eq!(over(&record, "matplotlib", "fps_median"), None);
    }

    #[test]
    fn the_figure_has_six_panels_with_every_peer() {
        let folder = tempfile::TempDir::new().expect("a temporary folder");
        let path = folder.path().join("figure5.svg");
        let record = sample();
        draw(&record, None, &path).expect("it is drawn");
        let svg = std::fs::read_to_string(&path).expect("it is written");
        assert!(svg.starts_with("<svg"), "{}", &svg[..100]);
        for peer in &record.peers {
            let color = color_of(&peer.name, 0);
            let strokes = svg.matches(color).count();
            assert!(strokes >= 6, "{}: {strokes} strokes of {color}", peer.name);
        }
        // A second machine takes the lower row.
        let second = folder.path().join("second.png");
        draw(&record, Some(&record), &second).expect("it is drawn");
        assert!(second.metadata().expect("it is written").len() > 10_000);
        assert_eq!(renderer(&record), "no GPU, 2 threads");
    }

    #[test]
    fn a_peer_keeps_its_color_whoever_is_beside_it() {
        let all: Vec<&str> = PEERS.iter().map(|peer| color_of(peer.name, 0)).collect();
        for (index, peer) in PEERS.iter().enumerate() {
            assert_eq!(color_of(peer.name, 7), COLORS[index]);
        }
        assert!(all.iter().enumerate().all(|(i, a)| !all[..i].contains(a)));
    }
}
