//! The two axes: ticks, their labels, spines and grid.

use galry_visuals::VerticalAnchor;

use super::{Builder, HEAD_GAP_PX, LONGEST_LANE};
use crate::ticks::{Tick, Ticks};

/// The least room between the middles of two tick labels of y, in heights of their text: the
/// first that gives enough of them.
const Y_TICK_SPACINGS: [f32; 4] = [2.4, 2.0, 1.7, 1.4];

/// Labelled ticks from which an axis can be read well.
const ENOUGH_TICKS: usize = 3;

/// The room of ticks of x, in logical pixels.
#[derive(Debug, Clone, Copy)]
struct XTickRoom {
    /// The least from one tick to the next.
    spacing_px: f32,
    /// The least between their labels.
    gap_px: f32,
}

/// The first that gives enough ticks is taken.
const X_TICK_ROOMS: [XTickRoom; 3] = [
    XTickRoom {
        spacing_px: 60.0,
        gap_px: 24.0,
    },
    XTickRoom {
        spacing_px: 40.0,
        gap_px: 18.0,
    },
    XTickRoom {
        spacing_px: 24.0,
        gap_px: 12.0,
    },
];

/// Between a tick's end and its label, in logical pixels.
const TICK_LABEL_GAP_PX: f32 = 4.0;

/// Names of channels keep this distance, in heights of their text.
const LANE_SPACING: f32 = 1.1;

impl Builder<'_, '_> {
    /// From the axis down to the top of the tick labels of x.
    pub(super) fn x_label_drop(&self) -> f32 {
        let tick = self.tick_size();
        // The lowest label of y reaches below the axis, and may stand above the first of x.
        let reach = (tick.descent_px + tick.cap_height_px / 2.0).ceil();
        (self.hairline() + self.tick_length() + self.px(TICK_LABEL_GAP_PX)).max(reach)
    }

    /// From the right end of the tick labels of y to the axis.
    pub(super) fn y_label_gap(&self) -> f32 {
        let ticks = if self.request.lanes.is_some() {
            self.px(TICK_LABEL_GAP_PX)
        } else {
            self.hairline() + self.tick_length()
        };
        ticks + self.px(TICK_LABEL_GAP_PX)
    }

    pub(super) fn y_ticks(&self, height: f32) -> Ticks {
        let line = self.tick_size().height_px();
        let Some(lanes) = self.request.lanes else {
            let mut ticks = Ticks::default();
            for spacing in Y_TICK_SPACINGS {
                let spacing = line * spacing / height.max(1.0);
                ticks = Ticks::for_axis(&self.request.y, f64::from(spacing));
                if ticks.major.len() >= ENOUGH_TICKS {
                    break;
                }
            }
            // A row above the axis holds what the labels have in common.
            let room =
                self.cell_px[0] - 2.0 * self.padding() - self.widest(&ticks) - self.y_label_gap();
            return self.without_numbers_unless_shown(ticks, room);
        };
        Ticks {
            major: self.thinned(lanes, height, line * LANE_SPACING),
            ..Ticks::default()
        }
    }

    /// Numbers mean nothing without what they have in common: where there is no room for it, the
    /// ticks stay and their labels go.
    fn without_numbers_unless_shown(&self, mut ticks: Ticks, room: f32) -> Ticks {
        if !ticks.common.is_empty() && self.measure(&ticks.common, &self.tick_style).width_px > room
        {
            ticks.common.clear();
            for tick in &mut ticks.major {
                tick.label.clear();
            }
        }
        ticks
    }

    /// Every n-th lane in sight, so that names keep their distance.
    fn thinned(&self, lanes: &[Tick], height: f32, least: f32) -> Vec<Tick> {
        let at = |tick: &Tick| self.request.y.fraction(tick.value) as f32 * height;
        let apart = match lanes {
            [first, second, ..] => (at(first) - at(second)).abs(),
            _ => f32::INFINITY,
        };
        let stride = (least / apart.max(1e-3)).ceil().clamp(1.0, 1e6) as usize;
        let longest = self.cell_px[0] * LONGEST_LANE;
        lanes
            .iter()
            .step_by(stride)
            .filter(|tick| (0.0..=height).contains(&at(tick)))
            .map(|tick| Tick {
                value: tick.value,
                label: self.shortened(&tick.label.replace('\n', " "), &self.tick_style, longest),
            })
            .collect()
    }

    /// As many ticks as their own labels leave room for.
    pub(super) fn x_ticks(&self, width: f32) -> Ticks {
        let mut best = Ticks::default();
        for room in X_TICK_ROOMS {
            let ticks = self.x_ticks_with(width, room);
            if ticks.major.len() > best.major.len() {
                best = ticks;
            }
            if best.major.len() >= ENOUGH_TICKS {
                break;
            }
        }
        self.without_numbers_unless_shown(best, width)
    }

    fn x_ticks_with(&self, width: f32, room: XTickRoom) -> Ticks {
        let mut spacing_px = self.px(room.spacing_px).max(1.0);
        let mut ticks = Ticks::default();
        for _ in 0..8 {
            let spacing = f64::from(spacing_px / width.max(1.0));
            ticks = Ticks::for_axis(&self.request.x, spacing);
            let needed = self.widest(&ticks) + self.px(room.gap_px);
            let apart = ticks
                .major
                .windows(2)
                .map(|pair| {
                    let [a, b] = [0, 1].map(|i| self.request.x.fraction(pair[i].value));
                    (b - a).abs() as f32 * width
                })
                .fold(f32::INFINITY, f32::min);
            if apart >= needed {
                return ticks;
            }
            spacing_px = needed.max(spacing_px * 1.2);
        }
        ticks.major.truncate(1);
        ticks
    }

    /// How far the labels of x reach beyond the two ends of the axis.
    pub(super) fn x_overhang(&self, ticks: &Ticks, width: f32) -> [f32; 2] {
        ticks.major.iter().fold([0.0; 2], |[before, after], tick| {
            let half = self.measure(&tick.label, &self.tick_style).width_px / 2.0;
            let at = self.request.x.fraction(tick.value) as f32 * width;
            // A label stands at its tick, which is moved to a whole pixel.
            let half = half + 1.0;
            [before.max(half - at), after.max(at + half - width)]
        })
    }

    /// The left edge of a vertical hairline at `at`, which goes on from the spine of y when it
    /// stands there.
    fn snapped_x(&self, at: f32, left: f32) -> f32 {
        let hairline = self.hairline();
        if (at - left).abs() <= 0.5 {
            return left - hairline;
        }
        (at - hairline / 2.0 - 0.5).ceil()
    }

    /// The upper edge of a horizontal hairline at `at`, which goes on from the spine of x when it
    /// stands there.
    fn snapped_y(&self, at: f32, bottom: f32) -> f32 {
        if (at - bottom).abs() <= 0.5 {
            return bottom;
        }
        (at - self.hairline() / 2.0).round()
    }

    pub(super) fn add_x_axis(&mut self, ticks: &Ticks) {
        let theme = self.request.theme;
        let [left, top, width, height] = self.furniture.plot_px.map(|px| px as f32);
        let (hairline, length) = (self.hairline(), self.tick_length());
        let bottom = top + height;
        self.furniture.above.push(Self::rectangle(
            [left - hairline, bottom],
            [width + hairline, hairline],
            theme.quiet_ink,
        ));
        let x_at = |value: f64| left + self.request.x.fraction(value) as f32 * width;
        let label_top = bottom + self.x_label_drop();
        for &value in &ticks.minor {
            let x = self.snapped_x(x_at(value), left);
            self.furniture.above.push(Self::rectangle(
                [x, bottom + hairline],
                [hairline, (length / 2.0).round()],
                theme.quiet_ink,
            ));
        }
        for tick in &ticks.major {
            let x = self.snapped_x(x_at(tick.value), left);
            self.furniture.above.push(Self::rectangle(
                [x, bottom + hairline],
                [hairline, length],
                theme.quiet_ink,
            ));
            // Not on the spine.
            if self.request.grid == Some(true) && x >= left {
                self.furniture.below.push(Self::rectangle(
                    [x, top],
                    [hairline, height],
                    theme.grid,
                ));
            }
            self.add_label(
                &tick.label,
                [x + hairline / 2.0, label_top],
                (0.5, VerticalAnchor::Top),
                self.tick_style,
                theme.ink,
            );
        }
    }

    pub(super) fn add_y_axis(&mut self, ticks: &Ticks) {
        let theme = self.request.theme;
        let [left, top, width, height] = self.furniture.plot_px.map(|px| px as f32);
        let (hairline, length) = (self.hairline(), self.tick_length());
        let bottom = top + height;
        let label_x = left - self.y_label_gap();
        let y_at = |value: f64| bottom - self.request.y.fraction(value) as f32 * height;
        if self.request.lanes.is_some() {
            for tick in &ticks.major {
                self.add_label(
                    &tick.label,
                    [label_x, y_at(tick.value)],
                    (1.0, VerticalAnchor::Middle),
                    self.tick_style,
                    theme.ink,
                );
            }
            return;
        }
        if !ticks.common.is_empty() {
            let above = top - self.px(HEAD_GAP_PX);
            self.add_label(
                &ticks.common,
                [left - hairline, above],
                (0.0, VerticalAnchor::Bottom),
                self.tick_style,
                theme.quiet_ink,
            );
        }
        self.furniture.above.push(Self::rectangle(
            [left - hairline, top],
            [hairline, height],
            theme.quiet_ink,
        ));
        let half = (length / 2.0).round();
        for &value in &ticks.minor {
            let y = self.snapped_y(y_at(value), bottom);
            self.furniture.above.push(Self::rectangle(
                [left - hairline - half, y],
                [half, hairline],
                theme.quiet_ink,
            ));
        }
        for tick in &ticks.major {
            let y = self.snapped_y(y_at(tick.value), bottom);
            self.furniture.above.push(Self::rectangle(
                [left - hairline - length, y],
                [length, hairline],
                theme.quiet_ink,
            ));
            // Not on the spine.
            if self.request.grid.unwrap_or(true) && y < bottom {
                self.furniture.below.push(Self::rectangle(
                    [left, y],
                    [width, hairline],
                    theme.grid,
                ));
            }
            self.add_label(
                &tick.label,
                [label_x, y + hairline / 2.0],
                (1.0, VerticalAnchor::Middle),
                self.tick_style,
                theme.ink,
            );
        }
    }
}
