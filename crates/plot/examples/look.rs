//! Writes figures of many kinds and sizes to a folder, to be looked at: `look FOLDER`.

use std::path::{Path, PathBuf};

use galry_plot::{AxisScale, Figure, Legend, Theme};

fn main() -> galry_plot::Result<()> {
    let folder = std::env::args_os()
        .nth(1)
        .map_or_else(std::env::temp_dir, PathBuf::from);
    for (name, figure) in figures() {
        save(&figure, &folder, name)?;
    }
    for (name, theme, legend_entries) in [
        ("legend-1", Theme::light(), 1),
        ("legend-3", Theme::light(), 3),
        ("legend-3-dark", Theme::dark(), 3),
        ("legend-12", Theme::light(), 12),
        ("legend-60", Theme::light(), 60),
    ] {
        let figure = waves(legend_entries);
        figure.theme(theme);
        save(&figure, &folder, name)?;
    }
    for (name, size, pixel_ratio) in [
        ("size-300x200", [300, 200], 1.0),
        ("size-600x400", [600, 400], 1.0),
        ("size-1200x800", [1200, 800], 1.0),
        ("ratio-2", [600, 400], 2.0),
        ("ratio-1.5", [600, 400], 1.5),
    ] {
        let figure = waves(3);
        figure.size(size[0], size[1]).pixel_ratio(pixel_ratio);
        save(&figure, &folder, name)?;
    }
    for (name, lanes) in [("traces-4", 4), ("traces-60", 60)] {
        save(&traces(lanes), &folder, name)?;
    }
    Ok(())
}

fn save(figure: &Figure, folder: &Path, name: &str) -> galry_plot::Result<()> {
    figure.save(folder.join(format!("{name}.png")))?;
    figure.save(folder.join(format!("{name}.svg")))
}

/// Numbers from 0 to 1 that look random, the same at each call.
fn noise(seed: u64) -> impl Iterator<Item = f64> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    std::iter::repeat_with(move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1u64 << 53) as f64
    })
}

/// A slow wave with noise.
fn wave(index: u64, count: usize) -> Vec<f64> {
    noise(index + 1)
        .take(count)
        .enumerate()
        .map(|(i, random)| {
            let at = i as f64 / 60.0 + index as f64;
            at.sin() * 60.0 + (random - 0.5) * 30.0
        })
        .collect()
}

fn waves(count: u64) -> Figure {
    const NAMES: [&str; 3] = ["frontal", "central", "occipital"];
    let figure = Figure::new();
    figure.size(1000, 600);
    let axes = figure.axes();
    axes.title("Three seconds of EEG at three electrodes")
        .xlabel("Time (s)")
        .ylabel("Potential (µV)");
    for index in 0..count {
        let line = axes.line(wave(index, 900));
        line.rate(300.0);
        match NAMES.get(index as usize) {
            Some(name) => line.label(*name),
            None => line.label(format!("electrode {index}")),
        };
    }
    figure
}

fn traces(count: usize) -> Figure {
    let figure = Figure::new();
    figure.size(1000, 700).theme(Theme::dark());
    let axes = figure.axes();
    axes.title("Channels, 0–10 s of 24 s").xlabel("Time (s)");
    for index in 0..count {
        let line = axes.line(wave(index as u64, 6000));
        line.rate(600.0).label(format!("EEG {:03}", index + 1));
    }
    axes.stack_channels("µV", true);
    figure
}

/// One wave without a legend.
fn plain(change: impl FnOnce(&Figure)) -> Figure {
    let figure = waves(1);
    figure.size(700, 450);
    figure.axes().legend(Legend::None);
    change(&figure);
    figure
}

fn figures() -> Vec<(&'static str, Figure)> {
    let mut figures = numbers();
    figures.extend(oddities());
    figures
}

/// Axes of all kinds.
fn numbers() -> Vec<(&'static str, Figure)> {
    vec![
        (
            "offset-x",
            plain(|figure| {
                figure.axes().xlim(1.0, 1.000_002);
            }),
        ),
        (
            "offset-y",
            plain(|figure| {
                let line = figure.axes().line(wave(2, 900));
                line.rate(300.0).transform(1e-3, 1e9).label("far");
                figure
                    .axes()
                    .ylim(1e9 - 0.1, 1e9 + 0.1)
                    .title("Far from zero");
            }),
        ),
        (
            "powers",
            plain(|figure| {
                let line = figure.axes().line(wave(2, 900));
                line.rate(3e-7).transform(1e-9, 0.0);
                figure
                    .axes()
                    .ylim(-1e-7, 1e-7)
                    .xlim(0.0, 3e9)
                    .title("")
                    .xlabel("");
            }),
        ),
        (
            "log-y",
            plain(|figure| {
                let axes = figure.axes();
                axes.line(
                    (0..900)
                        .map(|i| 10f64.powf(f64::from(i) / 150.0 - 3.0))
                        .collect::<Vec<_>>(),
                )
                .rate(300.0);
                axes.yscale(AxisScale::Log10)
                    .ylim(1e-3, 1e3)
                    .title("A power law");
            }),
        ),
        (
            "log-log",
            plain(|figure| {
                let axes = figure.axes();
                axes.line((0..9000).map(|i| f64::from(i).sqrt()).collect::<Vec<_>>());
                axes.yscale(AxisScale::Log10).xscale(AxisScale::Log10);
                axes.xlim(1.0, 9000.0)
                    .ylim(0.5, 200.0)
                    .grid(true)
                    .title("Both logarithmic");
            }),
        ),
        (
            "inverted",
            plain(|figure| {
                figure
                    .axes()
                    .ylim(80.0, -80.0)
                    .grid(true)
                    .title("Upside down");
            }),
        ),
    ]
}

/// Oddities of data and texts.
fn oddities() -> Vec<(&'static str, Figure)> {
    let exact: Vec<f64> = (0..200).map(|i| (f64::from(i) / 20.0).sin()).collect();
    vec![
        ("exact-ends", {
            let figure = Figure::new();
            figure.size(500, 300);
            let axes = figure.axes();
            axes.line(exact).linewidth(4.0);
            axes.xlim(0.0, 200.0).ylim(-1.0, 1.0);
            figure
        }),
        ("empty", {
            let figure = Figure::new();
            figure.size(500, 300).axes().title("Nothing yet");
            figure
        }),
        ("one-sample", {
            let figure = Figure::new();
            figure
                .size(500, 300)
                .axes()
                .title("One sample")
                .line(vec![5.0]);
            figure
        }),
        ("huge", {
            let figure = Figure::new();
            figure
                .size(500, 300)
                .axes()
                .line(vec![-1e300, 1e300, f64::INFINITY, 5e299, 0.0]);
            figure
        }),
        ("long-texts", {
            let figure = waves(5);
            figure.size(500, 320);
            let text = "A text that is much longer than anyone would want it to be in a figure";
            figure.axes().title(text).xlabel(text).ylabel(text);
            figure
        }),
    ]
}
