//! The bar at the right of the axes that says which colour is which value.

use galry_visuals::{Color, ColorScale, VerticalAnchor};

use super::{Builder, HEAD_GAP_PX, Richness};
use crate::ticks::{Tick, Ticks};

/// From the data area to the bar, in logical pixels.
const GAP_PX: f32 = 16.0;

/// Width of the bar, in logical pixels.
const WIDTH_PX: f32 = 14.0;

/// Between a tick's end and its label, in logical pixels.
const TICK_LABEL_GAP_PX: f32 = 4.0;

/// The least room between two labels, in heights of their text.
const SPACING: f32 = 2.4;

/// As much room is always left for labels that change while one zooms, or the axes would shake.
const CHANGING_LABEL: &str = "8888";

/// The most that a bar takes of the picture's width.
const MOST_OF_WIDTH: f32 = 0.4;

/// Colours and what they mean.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ColorBar {
    pub(crate) scale: ColorScale,
    pub(crate) label: String,
    /// Whether the values are those of what is in sight, and change with it.
    pub(crate) is_of_view: bool,
}

/// A bar beside a data area of some height.
#[derive(Debug, Default)]
pub(super) struct BarFit {
    ticks: Vec<Tick>,
    common: String,
    /// Room at the right of the axes.
    pub(super) right_px: f32,
}

impl Builder<'_, '_> {
    /// The bar, where there is one and room for it.
    pub(super) fn fit_color_bar(&self, height: f32) -> BarFit {
        let bar = self
            .request
            .color_bar
            .filter(|_| self.richness >= Richness::Labels);
        let Some(bar) = bar else {
            return BarFit::default();
        };
        let line = self.tick_size().height_px();
        let spacing = f64::from(line * SPACING / height.max(1.0));
        let ticks = Ticks::for_norm(bar.scale.norm(), spacing);
        let mut fit = BarFit {
            common: ticks.common,
            ticks: ticks.major,
            ..BarFit::default()
        };
        let mut widest = self.widest_bar_label(&fit.ticks);
        if bar.is_of_view {
            widest = widest.max(self.measure(CHANGING_LABEL, &self.tick_style).width_px);
        }
        let mut right = self.px(GAP_PX + WIDTH_PX + TICK_LABEL_GAP_PX)
            + self.tick_length()
            + self.hairline()
            + widest;
        if !bar.label.is_empty() {
            right += self.px(self.request.theme.label_gap_px)
                + self.measure(&bar.label, &self.label_style).height_px();
        }
        if right > self.cell_px[0] * MOST_OF_WIDTH {
            return BarFit::default();
        }
        fit.right_px = right.ceil();
        fit
    }

    fn widest_bar_label(&self, ticks: &[Tick]) -> f32 {
        ticks
            .iter()
            .map(|tick| self.measure(&tick.label, &self.tick_style).width_px)
            .fold(0.0, f32::max)
    }

    pub(super) fn add_color_bar(&mut self, fit: &BarFit) {
        let Some(bar) = self.request.color_bar.filter(|_| fit.right_px > 0.0) else {
            return;
        };
        let theme = self.request.theme;
        let [plot_left, top, plot_width, height] = self.furniture.plot_px.map(|px| px as f32);
        let left = (plot_left + plot_width + self.px(GAP_PX)).round();
        let width = self.px(WIDTH_PX).round().max(1.0);
        let bottom = top + height;
        self.add_strip(bar, [left, top, width, height]);
        let (hairline, length) = (self.hairline(), self.tick_length());
        let right = left + width;
        self.furniture.above.push(Self::rectangle(
            [right, top],
            [hairline, height + hairline],
            theme.quiet_ink,
        ));
        let label_x = right + hairline + length + self.px(TICK_LABEL_GAP_PX);
        let mut widest = 0.0_f32;
        for tick in &fit.ticks {
            let at = bottom - bar.scale.norm().normalize(tick.value) as f32 * height;
            let y = if (at - bottom).abs() <= 0.5 {
                bottom
            } else {
                (at - hairline / 2.0).round()
            };
            self.furniture.above.push(Self::rectangle(
                [right + hairline, y],
                [length, hairline],
                theme.quiet_ink,
            ));
            widest = widest.max(self.measure(&tick.label, &self.tick_style).width_px);
            self.add_label(
                &tick.label,
                [label_x, y + hairline / 2.0],
                (0.0, VerticalAnchor::Middle),
                self.tick_style,
                theme.ink,
            );
        }
        if !fit.common.is_empty() {
            self.add_label(
                &fit.common,
                [left, top - self.px(HEAD_GAP_PX)],
                (0.0, VerticalAnchor::Bottom),
                self.tick_style,
                theme.quiet_ink,
            );
        }
        let text = self.shortened(&bar.label, &self.label_style, height);
        let label_left = label_x + widest + self.px(theme.label_gap_px);
        self.add_label(
            &text,
            [label_left, top + height / 2.0],
            (0.5, VerticalAnchor::Top),
            self.label_style,
            theme.ink,
        );
        if let Some(label) = self.furniture.labels.last_mut()
            && label.text == text
            && !text.is_empty()
        {
            label.angle_rad = std::f32::consts::FRAC_PI_2;
        }
    }

    /// The colours from the lowest to the highest: a rectangle for each run of rows of one.
    fn add_strip(&mut self, bar: &ColorBar, [left, top, width, height]: [f32; 4]) {
        let rows = height as usize;
        let color_of = |row: usize| {
            let fraction = 1.0 - (row as f64 + 0.5) / rows as f64;
            bar.scale.map().color(fraction)
        };
        let mut first = 0;
        for row in 1..=rows {
            if row == rows || color_of(row) != color_of(first) {
                let [r, g, b, a] = color_of(first);
                self.furniture.above.push(Self::rectangle(
                    [left, top + first as f32],
                    [width, (row - first) as f32],
                    Color::rgba8(r, g, b, a),
                ));
                first = row;
            }
        }
    }
}
