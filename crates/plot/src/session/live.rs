//! Samples that keep coming: who is woken, what is said of them in the corner.

use std::sync::Arc;

use galry_data::{StreamEnd, StreamStatus, Wake};
use galry_scene::{Axis, AxisScale, Follow, Line, NodeId, Positions, Scene};
use galry_visuals::{Anchor, Fonts, Label, TextStyle, VerticalAnchor};

use crate::Theme;
use crate::charts::Chart;
use crate::state::AxesState;

/// Seconds that a rolling view shows where nothing else is asked.
const ROLLED_S: f64 = 10.0;

/// Samples that it shows where there is no rate.
const ROLLED_SAMPLES: f64 = 10_000.0;

/// The part of the picture's width that the note may take.
const NOTE_PART: f32 = 0.4;

/// The axis of x that a rolling view begins with, where none is asked.
pub(super) fn rolling_axis(axes: &AxesState<'_>) -> Option<Axis> {
    if axes.follow != Follow::Roll || axes.xlim.is_some() {
        return None;
    }
    let length = match axes.charts.first() {
        Some(Chart::Line(line)) if matches!(line.positions, Positions::Rate { .. }) => ROLLED_S,
        _ => ROLLED_SAMPLES,
    };
    Axis::new([0.0, length], AxisScale::Linear).ok()
}

/// Lines over sources that change, one for each of these.
fn live_lines<'s, 'a>(
    nodes: impl Iterator<Item = NodeId>,
    scene: &'s Scene<'a>,
) -> Vec<&'s Line<'a>> {
    let mut all: Vec<&Line<'a>> = Vec::new();
    for id in nodes {
        if let Some(line) = scene.node(id).ok().and_then(|node| node.line())
            && let Some(live) = line.live_source()
        {
            let mut known = all.iter().filter_map(|line| line.live_source());
            if known.all(|known| !Arc::ptr_eq(known, live)) {
                all.push(line);
            }
        }
    }
    all
}

/// Has `wake` called when there are new samples.
pub(super) fn watch(nodes: impl Iterator<Item = NodeId>, scene: &Scene<'_>, wake: &Wake) {
    for live in live_lines(nodes, scene)
        .into_iter()
        .filter_map(Line::live_source)
    {
        live.watch(wake);
    }
}

/// What there is to say of the streams that are drawn; empty when all is well.
pub(super) fn note(nodes: impl Iterator<Item = NodeId>, scene: &Scene<'_>) -> String {
    let lines = live_lines(nodes, scene).into_iter();
    let statuses: Vec<StreamStatus> = lines
        .filter_map(|line| line.source().stream_status())
        .collect();
    note_of(&statuses)
}

fn note_of(statuses: &[StreamStatus]) -> String {
    let mut said = Vec::new();
    let dropped: u64 = statuses.iter().map(|status| status.dropped).sum();
    match dropped {
        0 => {}
        1 => said.push("dropped 1 sample".to_owned()),
        _ => said.push(format!("dropped {} samples", grouped(dropped))),
    }
    for end in statuses.iter().filter_map(|status| status.end.as_ref()) {
        let text = end.to_string();
        // That one of several is done is no news.
        let is_news = *end != StreamEnd::Finished || statuses.iter().all(|s| s.end.is_some());
        if is_news && !said.contains(&text) {
            said.push(text);
        }
    }
    said.join(" · ")
}

/// A number with a comma before each three digits.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The note in the bottom right corner of a picture, cut where it is too long.
pub(super) fn note_label(
    note: &str,
    size_px: [u32; 2],
    pixel_ratio: f32,
    theme: &Theme,
    fonts: &Fonts,
) -> Option<Label> {
    if note.is_empty() {
        return None;
    }
    let [width, height] = size_px.map(|side| side as f32);
    let padding = theme.padding_px * pixel_ratio;
    let style = TextStyle {
        size_px: theme.tick_px * pixel_ratio,
        ..TextStyle::default()
    };
    let fits = |text: &str| fonts.measure(text, &style).width_px <= width * NOTE_PART;
    let mut text = note.to_owned();
    while !fits(&text) {
        // Names of files stand at the start of what is said of them.
        text = text.trim_end_matches('…').to_owned();
        text.pop()?;
        text.push('…');
    }
    Some(Label {
        anchor: Anchor::new(1.0, VerticalAnchor::Bottom),
        style,
        color: theme.quiet_ink,
        ..Label::new(text, [width - padding, height - padding])
    })
}

#[cfg(test)]
mod tests {
    use galry_data::{Keep, Producer, StreamDesc, stream};

    use super::super::Session;
    use super::*;
    use crate::Figure;

    const SIZE: [u32; 2] = [600, 400];

    fn ring(channels: usize, rate_hz: Option<f64>) -> (Producer<f32>, galry_data::Stream<f32>) {
        let desc = StreamDesc {
            channels,
            keep: Keep::Last(20_000),
            rate_hz,
            ..StreamDesc::default()
        };
        stream(&desc).unwrap()
    }

    fn session(figure: &Figure) -> Session<'static> {
        let mut session = Session::new(figure.state()).unwrap();
        session.arrange(SIZE, 1.0).unwrap();
        session
    }

    fn limits(session: &Session<'_>) -> [[f64; 2]; 2] {
        let axes = session.panels[0].axes(&session.scene).unwrap();
        axes.map(|axis| axis.limits())
    }

    fn texts(session: &mut Session<'_>) -> Vec<String> {
        let node = session.scene.node_mut(session.text).unwrap();
        let text: &mut galry_visuals::Text = node.visual_mut().unwrap();
        text.labels()
            .iter()
            .map(|label| label.text.clone())
            .collect()
    }

    #[test]
    fn a_rolling_figure_shows_ten_seconds_and_fits_y_to_what_comes() {
        let (mut producer, stream) = ring(1, Some(1000.0));
        let figure = Figure::new();
        figure.axes().follow(Follow::Roll).line(stream);
        let mut session = session(&figure);
        assert_eq!(
            limits(&session),
            [[0.0, 10.0], [-0.05, 1.05]],
            "nothing came yet"
        );
        producer.push(&[100.0, 200.0]).unwrap();
        session.arrange(SIZE, 1.0).unwrap();
        assert_eq!(limits(&session), [[0.0, 10.0], [95.0, 205.0]]);
        producer.push(&[150.0; 11_999]).unwrap();
        session.arrange(SIZE, 1.0).unwrap();
        assert_eq!(limits(&session), [[2.0, 12.0], [95.0, 205.0]]);
        // The ticks move with the view.
        let shown = texts(&mut session);
        assert!(shown.iter().any(|text| text == "12"), "{shown:?}");
    }

    #[test]
    fn a_saved_picture_of_a_rolling_figure_stays_where_it_was() {
        let (mut producer, stream) = ring(1, None);
        let figure = Figure::new();
        figure
            .axes()
            .follow(Follow::Roll)
            .xlim(0.0, 50.0)
            .line(stream);
        let mut session = session(&figure);
        producer.push(&[1.0; 101]).unwrap();
        session.arrange(SIZE, 1.0).unwrap();
        assert_eq!(limits(&session)[0], [50.0, 100.0]);
        let state = session.snapshot().unwrap();
        producer.push(&[1.0; 100]).unwrap();
        let mut saved = Session::new(state).unwrap();
        saved.arrange(SIZE, 1.0).unwrap();
        assert_eq!(limits(&saved)[0], [50.0, 100.0]);
    }

    #[test]
    fn dropped_samples_and_the_end_are_told_in_the_corner() {
        let (mut producer, stream) = ring(1, None);
        let figure = Figure::new();
        figure.axes().follow(Follow::Roll).line(stream);
        let mut session = session(&figure);
        producer.push(&[1.0; 20_000]).unwrap();
        session.arrange(SIZE, 1.0).unwrap();
        let told = |texts: Vec<String>| texts.last().cloned().unwrap_or_default();
        assert!(!told(texts(&mut session)).contains("dropped"));
        producer.push(&[1.0; 41_234]).unwrap();
        session.arrange(SIZE, 1.0).unwrap();
        assert_eq!(told(texts(&mut session)), "dropped 21,234 samples");
        producer.fail("gone");
        session.arrange(SIZE, 1.0).unwrap();
        assert_eq!(
            told(texts(&mut session)),
            "dropped 21,234 samples · ended: gone"
        );
    }

    #[test]
    fn stacked_channels_find_their_gain_when_samples_come() {
        let (mut producer, stream) = ring(2, Some(100.0));
        let figure = Figure::new();
        let axes = figure.axes();
        axes.follow(Follow::Roll).line(stream);
        axes.stack_channels("µV", true);
        let mut session = session(&figure);
        let frames: Vec<f32> = (0..400)
            .map(|i| if i % 4 < 2 { 500.0 } else { 700.0 })
            .collect();
        producer.push(&frames).unwrap();
        session.arrange(SIZE, 1.0).unwrap();
        assert!((session.panels[0].lane_gain - 0.8 / 200.0).abs() < 1e-9);
        let node = session.scene.node(session.panels[0].charts[1]).unwrap();
        let [_, middle] = [0.0, node.parent_from_node.map_y(600.0)];
        assert!((middle + 1.0).abs() < 0.5, "{middle}");
    }

    #[test]
    fn a_window_is_woken_once_for_all_channels() {
        use std::sync::atomic::{AtomicU32, Ordering};
        let (mut producer, stream) = ring(3, None);
        let figure = Figure::new();
        figure.axes().follow(Follow::Roll).line(stream);
        let mut session = session(&figure);
        let count = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&count);
        let wake: Wake = Arc::new(move || {
            counted.fetch_add(1, Ordering::Relaxed);
        });
        session.watch(&wake);
        producer.push(&[1.0; 3]).unwrap();
        producer.push(&[1.0; 3]).unwrap();
        assert_eq!(count.load(Ordering::Relaxed), 1);
        session.arrange(SIZE, 1.0).unwrap();
        producer.push(&[1.0; 3]).unwrap();
        assert_eq!(count.load(Ordering::Relaxed), 2);
    }

    fn status(dropped: u64, end: Option<StreamEnd>) -> StreamStatus {
        let mut status = StreamStatus::default();
        (status.dropped, status.end) = (dropped, end);
        status
    }

    #[test]
    fn nothing_is_said_while_all_is_well() {
        assert_eq!(note_of(&[]), "");
        assert_eq!(note_of(&[status(0, None)]), "");
        let finished = status(0, Some(StreamEnd::Finished));
        assert_eq!(note_of(&[status(0, None), finished.clone()]), "");
        assert_eq!(note_of(&[finished]), "ended");
    }

    #[test]
    fn what_was_dropped_and_what_died_is_said() {
        assert_eq!(note_of(&[status(1, None)]), "dropped 1 sample");
        assert_eq!(
            note_of(&[status(1000, None), status(234, None)]),
            "dropped 1,234 samples"
        );
        let failed = StreamEnd::Failed("a.bin: removed while it was followed".to_owned());
        assert_eq!(
            note_of(&[status(12_345_678, Some(failed)), status(0, None)]),
            "dropped 12,345,678 samples · ended: a.bin: removed while it was followed"
        );
    }
}
