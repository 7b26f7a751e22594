//! Tables of what was measured, in Markdown, and the ratios that the project promises.

use crate::plan::WINDOW;
use crate::record::{Outcome, Record, Run};

/// Peer, its measure over galry's, at how many points, and what is wanted.
const RATIOS: [(&str, &str, u64, f64); 4] = [
    ("vispy", "frame_ms_full", 1_000_000, 200.0),
    ("matplotlib-fast", "frame_ms_full", 1_000_000, 100.0),
    ("pyqtgraph-peak", "frame_ms_full", 10_000_000, 30.0),
    ("pyqtgraph-peak", "warm_first_ms", 10_000_000, 10.0),
];

/// Name, number of the measure, and how it is written.
const MEASURES: [(&str, &str, usize); 5] = [
    ("process start to first frame, s", "first_frame_s", 2),
    ("first plot in a warm process, ms", "warm_first_ms", 0),
    ("frames a second, zooming", "fps_median", 1),
    ("frame with all data in view, ms", "frame_ms_full", 1),
    ("mean memory while zooming, MB", "rss_mb_mean", 0),
];

/// The middle value, the lower of two.
pub(crate) fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len().checked_sub(1)? / 2).copied()
}

/// What all seeds of one task told under a key.
pub(crate) fn values(
    record: &Record,
    peer: &str,
    key: &str,
    n: u64,
    antialias: bool,
    size: [u32; 2],
) -> Vec<f64> {
    of(record, peer, n, antialias, size)
        .filter_map(|run| run.number(key))
        .collect()
}

fn of<'a>(
    record: &'a Record,
    peer: &'a str,
    n: u64,
    antialias: bool,
    size: [u32; 2],
) -> impl Iterator<Item = &'a Run> {
    record.runs.iter().filter(move |run| {
        run.peer == peer && run.n == n && run.antialias == antialias && run.size == size
    })
}

/// All tables.
pub(crate) fn tables(record: &Record) -> String {
    let mut text = format!(
        "{}; {}; measured {} to {}. Medians over seeds; > a limit: over its {} s or {} MB.\n",
        record.machine.caption(),
        record.machine.environment.join(", "),
        record.measured[0],
        record.measured[1],
        record.limits.time_s,
        record.limits.memory_mb,
    );
    let mut sizes: Vec<[u32; 2]> = record.runs.iter().map(|run| run.size).collect();
    sizes.sort_unstable_by(|a, b| b.cmp(a));
    sizes.dedup();
    for size in sizes {
        for antialias in [false, true] {
            for (name, key, digits) in MEASURES {
                text += &table(record, (name, key, digits), antialias, size);
            }
        }
    }
    text + &checks(record) + &ratios(record)
}

/// How right the pictures are.
fn checks(record: &Record) -> String {
    let rows: String = record
        .checks
        .iter()
        .map(|check| {
            let label = record.peers.iter().find(|peer| peer.name == check.peer);
            let right: Vec<String> = check
                .columns_right
                .iter()
                .map(|part| format!("{:.0} %", part * 100.0))
                .collect();
            let verdict = match (check.ok, check.note.split(';').next()) {
                (true, None | Some("")) => "right",
                (true, Some(note)) => note,
                (false, _) => "wrong",
            };
            format!(
                "| {} | {} | {} | {} | {verdict} |\n",
                label.map_or(check.peer.as_str(), |peer| &peer.label),
                power(check.n),
                on_off(check.antialias),
                right.join(", "),
            )
        })
        .collect();
    if rows.is_empty() {
        return rows;
    }
    format!(
        "\n**pictures**: columns of pixels that hold what the data ask for, in frames 0 and 50\n\n\
         | peer | N | antialiasing | columns right | verdict |\n| --- | --- | --- | --- | --- |\n{rows}"
    )
}

fn on_off(antialias: bool) -> &'static str {
    if antialias { "on" } else { "off" }
}

fn table(
    record: &Record,
    (name, key, digits): (&str, &str, usize),
    antialias: bool,
    size: [u32; 2],
) -> String {
    let mut points: Vec<u64> = record
        .runs
        .iter()
        .filter(|run| run.antialias == antialias && run.size == size)
        .map(|run| run.n)
        .collect();
    points.sort_unstable();
    points.dedup();
    if points.is_empty() {
        return String::new();
    }
    let heads: Vec<String> = points.iter().map(|n| power(*n)).collect();
    let mut text = format!(
        "\n**{name}**, antialiasing {}, {}×{}\n\n| peer | {} |\n|{}\n",
        on_off(antialias),
        size[0],
        size[1],
        heads.join(" | "),
        " --- |".repeat(heads.len() + 1)
    );
    for peer in &record.peers {
        let cells: Vec<String> = points
            .iter()
            .map(|n| cell(record, &peer.name, (key, digits), *n, antialias, size))
            .collect();
        if cells.iter().any(|cell| cell != "–") {
            text += &format!("| {} | {} |\n", peer.label, cells.join(" | "));
        }
    }
    text
}

/// A median; what kept it from being measured; or a dash where nothing was tried.
fn cell(
    record: &Record,
    peer: &str,
    (key, digits): (&str, usize),
    n: u64,
    antialias: bool,
    size: [u32; 2],
) -> String {
    if let Some(value) = median(values(record, peer, key, n, antialias, size)) {
        return format!("{value:.digits$}");
    }
    of(record, peer, n, antialias, size)
        .next()
        .map_or("–", |run| match run.outcome {
            Outcome::TimeLimit => "> time",
            Outcome::MemoryLimit => "> memory",
            Outcome::Failed => "failed",
            Outcome::Skipped => "not tried",
            Outcome::Done => "?",
        })
        .to_owned()
}

/// A number of points as a power of ten where it is one.
fn power(n: u64) -> String {
    let exponent = (n as f64).log10();
    if exponent.fract() == 0.0 {
        format!("1e{exponent}")
    } else {
        n.to_string()
    }
}

/// The promised ratios that were measured, of medians over seeds, antialiasing off.
fn ratios(record: &Record) -> String {
    let mut text = String::new();
    for (peer, key, n, wanted) in RATIOS {
        let of = |peer| median(values(record, peer, key, n, false, WINDOW));
        if let (Some(theirs), Some(ours)) = (of(peer), of("galry")) {
            text += &format!(
                "| {key} at {}: {peer} / galry | {:.0} | ≥ {wanted} |\n",
                power(n),
                theirs / ours
            );
        }
    }
    if text.is_empty() {
        return text;
    }
    format!("\n| ratio, antialiasing off | measured | wanted |\n| --- | --- | --- |\n{text}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: &str = include_str!("../tests/sample.json");

    #[test]
    fn tables_tell_medians_and_limits() {
        let record: Record = serde_json::from_str(SAMPLE).expect("the sample is a record");
        let text = tables(&record);
        let of = |title: &str, peer: &str| {
            let table = text.split("\n**").find(|table| table.starts_with(title));
            let rows = table.unwrap_or_default().lines();
            let row = rows
                .into_iter()
                .find(|row| row.starts_with(&format!("| {peer} ")));
            row.unwrap_or_default().to_owned()
        };
        // Ended within the zoom, its first frame known.
        assert!(
            of("frames a second, zooming**, antialiasing off", "matplotlib").ends_with("> time |"),
            "{text}"
        );
        assert!(
            of(
                "process start to first frame, s**, antialiasing off",
                "matplotlib"
            )
            .ends_with("| 7.80 |"),
            "{text}"
        );
        assert!(of("pictures", "egui_plot").contains("| right |"), "{text}");
        assert!(
            text.contains("tips of peaks are missing") && text.contains("| wrong |"),
            "{text}"
        );
    }

    #[test]
    fn a_ratio_is_theirs_over_ours() {
        let mut record: Record = serde_json::from_str(SAMPLE).expect("the sample is a record");
        assert_eq!(ratios(&record), "", "nobody of whom a ratio is promised");
        let runs: Vec<Run> = record
            .runs
            .iter()
            .filter(|run| run.peer == "galry" && run.n == 1_000_000)
            .cloned()
            .collect();
        for mut run in runs {
            let ours = run.number("frame_ms_full").expect("it was measured");
            run.peer = "vispy".to_owned();
            run.result
                .insert("frame_ms_full".to_owned(), (ours * 250.0).into());
            record.put(run);
        }
        let text = ratios(&record);
        assert!(text.contains("vispy / galry | 250 | ≥ 200"), "{text}");
    }

    #[test]
    fn the_median_is_one_of_the_values() {
        assert_eq!(median(vec![3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(vec![2.0, 1.0]), Some(1.0));
        assert_eq!(median(Vec::new()), None);
    }
}
