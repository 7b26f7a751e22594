//! Where the furniture of a figure stands: spines, ticks, labels, title, legend.
//!
//! Everything is worked out in framebuffer pixels. Hairlines lie on whole pixels at every pixel
//! ratio, texts are measured before room is given to them, and where a figure is too small for all
//! of it, the least important goes first, so that nothing ever overlaps or is cut.

mod legend;

use galry_scene::Axis;
use galry_visuals::{
    Anchor, Color, Fonts, Label, Rectangle, TextSize, TextStyle, VerticalAnchor, Weight,
};

use crate::Theme;
use crate::ticks::{Tick, Ticks};
use legend::LegendLayout;

/// What is to be laid out.
#[derive(Debug)]
pub(crate) struct LayoutRequest<'r> {
    pub(crate) theme: &'r Theme,
    pub(crate) fonts: &'r Fonts,
    pub(crate) size_px: [u32; 2],
    pub(crate) pixel_ratio: f32,
    pub(crate) title: &'r str,
    pub(crate) xlabel: &'r str,
    pub(crate) ylabel: &'r str,
    pub(crate) x: Axis,
    pub(crate) y: Axis,
    /// `None`: at the ticks of y alone.
    pub(crate) grid: Option<bool>,
    pub(crate) legend: crate::Legend,
    pub(crate) entries: &'r [LegendEntry],
    /// Names at values of y, instead of numbers: the channels of a recording.
    pub(crate) lanes: Option<&'r [Tick]>,
    pub(crate) scale_bar: Option<ScaleBar>,
}

/// A line's name in the legend.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LegendEntry {
    pub(crate) label: String,
    pub(crate) color: Color,
    pub(crate) width_px: f32,
}

/// A vertical bar of a known height, instead of a y axis.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ScaleBar {
    /// Height in units of the y axis.
    pub(crate) height: f64,
    pub(crate) label: String,
}

/// Where everything stands.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Furniture {
    /// The data area: x, y, width, height in framebuffer pixels from the top left.
    pub(crate) plot_px: [i32; 4],
    /// Under the data: the grid.
    pub(crate) below: Vec<Rectangle>,
    /// Over the data: spines, ticks, legend.
    pub(crate) above: Vec<Rectangle>,
    pub(crate) labels: Vec<Label>,
}

/// How much of the furniture there is room for.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
enum Richness {
    Nothing,
    Ticks,
    Labels,
    All,
}

/// The smallest data area, in logical pixels, for which furniture is kept.
const SMALLEST_PLOT_PX: [f32; 2] = [80.0, 60.0];

/// The least room between the middles of two tick labels of y, in heights of their text.
const Y_TICK_SPACING: f32 = 3.0;

/// The room between tick labels of x, in logical pixels.
const X_TICK_GAP_PX: f32 = 24.0;

/// Between a tick's end and its label, in logical pixels.
const TICK_LABEL_GAP_PX: f32 = 4.0;

/// Lays a figure out.
pub(crate) fn lay_out(request: &LayoutRequest<'_>) -> Furniture {
    for richness in [Richness::All, Richness::Labels, Richness::Ticks] {
        let furniture = Builder::new(request, richness).build();
        let [_, _, width, height] = furniture.plot_px;
        let least = SMALLEST_PLOT_PX.map(|side| side * request.pixel_ratio);
        if width as f32 >= least[0] && height as f32 >= least[1] {
            return furniture;
        }
    }
    Builder::new(request, Richness::Nothing).build()
}

/// Room around the data area.
#[derive(Debug, Clone, Copy, Default)]
struct Margins {
    left: f32,
    right: f32,
    top: f32,
    bottom: f32,
}

struct Builder<'b, 'r> {
    request: &'b LayoutRequest<'r>,
    richness: Richness,
    furniture: Furniture,
    tick_style: TextStyle,
    label_style: TextStyle,
    title_style: TextStyle,
}

impl<'b, 'r> Builder<'b, 'r> {
    fn new(request: &'b LayoutRequest<'r>, richness: Richness) -> Self {
        let theme = request.theme;
        let style = |size: f32| TextStyle::new(size * request.pixel_ratio);
        Self {
            request,
            richness,
            furniture: Furniture::default(),
            tick_style: style(theme.tick_px).with_tabular_figures(),
            label_style: style(theme.label_px),
            title_style: style(theme.title_px).with_weight(Weight::SemiBold),
        }
    }

    fn px(&self, logical: f32) -> f32 {
        logical * self.request.pixel_ratio
    }

    fn hairline(&self) -> f32 {
        self.px(self.request.theme.hairline_px).round().max(1.0)
    }

    fn measure(&self, text: &str, style: &TextStyle) -> TextSize {
        self.request.fonts.measure(text, style)
    }

    fn has_title(&self) -> bool {
        self.richness >= Richness::All && !self.request.title.is_empty()
    }

    fn has_xlabel(&self) -> bool {
        self.richness >= Richness::Labels && !self.request.xlabel.is_empty()
    }

    fn has_ylabel(&self) -> bool {
        self.richness >= Richness::Labels && !self.request.ylabel.is_empty()
    }

    fn build(mut self) -> Furniture {
        let [width, height] = self.request.size_px.map(|side| side as f32);
        if self.richness == Richness::Nothing {
            self.furniture.plot_px = [0, 0, width as i32, height as i32];
            return self.furniture;
        }
        let legend = LegendLayout::new(&self);
        let mut margins = self.vertical_margins(&legend);
        let y_ticks = self.y_ticks(height - margins.top - margins.bottom);
        margins.left = self.left_margin(&y_ticks);
        margins.right = self.px(self.request.theme.padding_px) + legend.right_px;
        let mut x_ticks = self.x_ticks(width - margins.left - margins.right);
        // The last label of x may reach over the end of the axis.
        let overhang = self.x_overhang(&x_ticks, width - margins.left - margins.right);
        let free = self.px(self.request.theme.padding_px) / 2.0 + legend.right_px;
        if overhang > free {
            margins.right += overhang - free;
            x_ticks = self.x_ticks(width - margins.left - margins.right);
        }
        let left = margins.left.round();
        let top = margins.top.round();
        let right = (width - margins.right).round().max(left);
        let bottom = (height - margins.bottom).round().max(top);
        self.furniture.plot_px = [left, top, right - left, bottom - top].map(|px| px as i32);
        self.add_x_axis(&x_ticks);
        self.add_y_axis(&y_ticks);
        self.add_titles();
        legend.add(&mut self);
        self.add_scale_bar();
        self.furniture
    }

    fn vertical_margins(&self, legend: &LegendLayout) -> Margins {
        let theme = self.request.theme;
        let tick = self.measure("0", &self.tick_style);
        let mut top = self.px(theme.padding_px);
        let title_px = if self.has_title() {
            self.measure(self.request.title, &self.title_style).height_px()
        } else {
            0.0
        };
        let head_px = legend.head_px(title_px);
        top += if head_px > 0.0 {
            head_px + self.px(theme.title_gap_px)
        } else {
            // The uppermost tick label reaches above the axis by half its height.
            tick.height_px() / 2.0
        };
        let mut bottom = self.px(theme.padding_px)
            + self.hairline()
            + self.px(theme.tick_length_px + TICK_LABEL_GAP_PX)
            + tick.height_px();
        if self.has_xlabel() {
            bottom += self.px(theme.label_gap_px)
                + self
                    .measure(self.request.xlabel, &self.label_style)
                    .height_px();
        }
        Margins {
            top,
            bottom,
            ..Margins::default()
        }
    }

    fn y_ticks(&self, height: f32) -> Ticks {
        let line = self.measure("0", &self.tick_style).height_px();
        match self.request.lanes {
            Some(lanes) => Ticks {
                major: self.thinned(lanes, height, line * 1.1),
                ..Ticks::default()
            },
            None => {
                let spacing = line * Y_TICK_SPACING / height.max(1.0);
                Ticks::for_axis(&self.request.y, f64::from(spacing))
            }
        }
    }

    /// Every n-th lane, so that names keep their distance.
    fn thinned(&self, lanes: &[Tick], height: f32, least: f32) -> Vec<Tick> {
        let at = |tick: &Tick| self.request.y.fraction(tick.value) as f32 * height;
        let apart = match lanes {
            [first, second, ..] => (at(first) - at(second)).abs(),
            _ => f32::INFINITY,
        };
        let stride = (least / apart.max(1e-3)).ceil().clamp(1.0, 1e6) as usize;
        lanes
            .iter()
            .step_by(stride)
            .filter(|tick| (0.0..=height).contains(&at(tick)))
            .cloned()
            .collect()
    }

    fn left_margin(&self, ticks: &Ticks) -> f32 {
        let theme = self.request.theme;
        let widest = ticks
            .major
            .iter()
            .map(|tick| self.measure(&tick.label, &self.tick_style).width_px)
            .fold(0.0, f32::max);
        let mut left = self.px(theme.padding_px) + widest + self.px(TICK_LABEL_GAP_PX);
        left += if self.request.lanes.is_some() {
            self.px(TICK_LABEL_GAP_PX)
        } else {
            self.px(theme.tick_length_px) + self.hairline()
        };
        if self.has_ylabel() {
            left += self.px(theme.label_gap_px)
                + self
                    .measure(self.request.ylabel, &self.label_style)
                    .height_px();
        }
        left
    }

    /// As many ticks as their own labels leave room for.
    fn x_ticks(&self, width: f32) -> Ticks {
        let mut spacing_px = self.px(60.0);
        let mut ticks = Ticks::default();
        for _ in 0..8 {
            let spacing = f64::from(spacing_px / width.max(1.0));
            ticks = Ticks::for_axis(&self.request.x, spacing);
            let widest = ticks
                .major
                .iter()
                .map(|tick| self.measure(&tick.label, &self.tick_style).width_px)
                .fold(0.0, f32::max);
            let needed = widest + self.px(X_TICK_GAP_PX);
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

    /// How far the last label of x reaches beyond the end of the axis.
    fn x_overhang(&self, ticks: &Ticks, width: f32) -> f32 {
        ticks
            .major
            .iter()
            .map(|tick| {
                let half = self.measure(&tick.label, &self.tick_style).width_px / 2.0;
                self.request.x.fraction(tick.value) as f32 * width + half - width
            })
            .fold(0.0, f32::max)
    }

    /// The left edge of a hairline whose middle is at `at`.
    fn snapped(&self, at: f32) -> f32 {
        (at - self.hairline() / 2.0).round()
    }

    fn rectangle(min: [f32; 2], size: [f32; 2], color: Color) -> Rectangle {
        Rectangle {
            min,
            max: [min[0] + size[0], min[1] + size[1]],
            color,
        }
    }

    fn add_x_axis(&mut self, ticks: &Ticks) {
        let theme = self.request.theme;
        let [left, top, width, height] = self.furniture.plot_px.map(|px| px as f32);
        let hairline = self.hairline();
        let bottom = top + height;
        let spine = Self::rectangle(
            [left - hairline, bottom],
            [width + hairline, hairline],
            theme.quiet_ink,
        );
        self.furniture.above.push(spine);
        let x_at = |value: f64| left + self.request.x.fraction(value) as f32 * width;
        let length = self.px(theme.tick_length_px).round();
        let label_top = bottom + hairline + length + self.px(TICK_LABEL_GAP_PX);
        let mut above = Vec::new();
        let mut below = Vec::new();
        let mut labels = Vec::new();
        for &value in &ticks.minor {
            let x = self.snapped(x_at(value));
            above.push(Self::rectangle(
                [x, bottom + hairline],
                [hairline, (length / 2.0).round()],
                theme.quiet_ink,
            ));
        }
        for tick in &ticks.major {
            let x = self.snapped(x_at(tick.value));
            above.push(Self::rectangle(
                [x, bottom + hairline],
                [hairline, length],
                theme.quiet_ink,
            ));
            if self.request.grid == Some(true) {
                below.push(Self::rectangle([x, top], [hairline, height], theme.grid));
            }
            labels.push(self.label(
                &tick.label,
                [x + hairline / 2.0, label_top],
                (0.5, VerticalAnchor::Top),
                self.tick_style,
                theme.ink,
            ));
        }
        self.furniture.above.append(&mut above);
        self.furniture.below.append(&mut below);
        self.furniture.labels.append(&mut labels);
        if !ticks.common.is_empty() {
            let tick_height = self.measure("0", &self.tick_style).height_px();
            let y = label_top
                + if self.has_xlabel() {
                    tick_height + self.px(theme.label_gap_px)
                } else {
                    0.0
                };
            let label = self.label(
                &ticks.common,
                [left + width, y],
                (1.0, VerticalAnchor::Top),
                self.tick_style,
                theme.quiet_ink,
            );
            // Without a row of its own it would lie on the last tick label.
            if self.has_xlabel() {
                self.furniture.labels.push(label);
            } else if let Some(last) = ticks.major.len().checked_sub(1) {
                let index = self.furniture.labels.len() - ticks.major.len() + last;
                let text = &mut self.furniture.labels[index].text;
                *text = format!("{text} {}", ticks.common);
            }
        }
    }

    fn add_y_axis(&mut self, ticks: &Ticks) {
        let theme = self.request.theme;
        let [left, top, width, height] = self.furniture.plot_px.map(|px| px as f32);
        let hairline = self.hairline();
        let y_at = |value: f64| top + height - self.request.y.fraction(value) as f32 * height;
        if self.request.lanes.is_some() {
            let x = left - self.px(TICK_LABEL_GAP_PX * 2.0);
            for tick in &ticks.major {
                let label = self.label(
                    &tick.label,
                    [x, y_at(tick.value)],
                    (1.0, VerticalAnchor::Middle),
                    self.tick_style,
                    theme.ink,
                );
                self.furniture.labels.push(label);
            }
            return;
        }
        let spine = Self::rectangle([left - hairline, top], [hairline, height], theme.quiet_ink);
        self.furniture.above.push(spine);
        let length = self.px(theme.tick_length_px).round();
        let label_x = left - hairline - length - self.px(TICK_LABEL_GAP_PX);
        let grid = self.request.grid.unwrap_or(true);
        for &value in &ticks.minor {
            let y = self.snapped(y_at(value));
            let half = (length / 2.0).round();
            self.furniture.above.push(Self::rectangle(
                [left - hairline - half, y],
                [half, hairline],
                theme.quiet_ink,
            ));
        }
        for tick in &ticks.major {
            let y = self.snapped(y_at(tick.value));
            self.furniture.above.push(Self::rectangle(
                [left - hairline - length, y],
                [length, hairline],
                theme.quiet_ink,
            ));
            // Not on the spine.
            if grid && y < top + height - hairline {
                self.furniture
                    .below
                    .push(Self::rectangle([left, y], [width, hairline], theme.grid));
            }
            let label = self.label(
                &tick.label,
                [label_x, y + hairline / 2.0],
                (1.0, VerticalAnchor::Middle),
                self.tick_style,
                theme.ink,
            );
            self.furniture.labels.push(label);
        }
        if !ticks.common.is_empty() {
            let label = self.label(
                &ticks.common,
                [left + self.px(TICK_LABEL_GAP_PX), top],
                (0.0, VerticalAnchor::Top),
                self.tick_style,
                theme.quiet_ink,
            );
            self.furniture.labels.push(label);
        }
    }

    fn add_titles(&mut self) {
        let theme = self.request.theme;
        let [left, top, width, height] = self.furniture.plot_px.map(|px| px as f32);
        let [full_width, full_height] = self.request.size_px.map(|side| side as f32);
        let padding = self.px(theme.padding_px);
        if self.has_title() {
            let room = full_width - left - padding;
            let title = self.shortened(self.request.title, &self.title_style, room);
            let label = self.label(
                &title,
                [left, padding],
                (0.0, VerticalAnchor::Top),
                self.title_style,
                theme.ink,
            );
            self.furniture.labels.push(label);
        }
        if self.has_xlabel() {
            let text = self.shortened(self.request.xlabel, &self.label_style, width);
            let label = self.label(
                &text,
                [left + width / 2.0, full_height - padding],
                (0.5, VerticalAnchor::Bottom),
                self.label_style,
                theme.ink,
            );
            self.furniture.labels.push(label);
        }
        if self.has_ylabel() {
            let text = self.shortened(self.request.ylabel, &self.label_style, height);
            let mut label = self.label(
                &text,
                [padding, top + height / 2.0],
                (0.5, VerticalAnchor::Top),
                self.label_style,
                theme.ink,
            );
            label.angle_rad = std::f32::consts::FRAC_PI_2;
            self.furniture.labels.push(label);
        }
    }

    fn add_scale_bar(&mut self) {
        let Some(bar) = &self.request.scale_bar else {
            return;
        };
        let theme = self.request.theme;
        let [left, top, width, height] = self.furniture.plot_px.map(|px| px as f32);
        let bar_height = ((bar.height / self.request.y.span().abs()) as f32 * height).round();
        if bar_height < 1.0 || bar_height > height {
            return;
        }
        let thick = (self.hairline() * 2.0).round();
        let text = self.measure(&bar.label, &self.tick_style);
        let inset = self.px(8.0);
        let x = left + width - inset - thick;
        let y = top + height - inset - bar_height.max(text.height_px());
        let pad = self.px(4.0);
        // A plate, so that it can be read over the traces.
        self.furniture.above.push(Self::rectangle(
            [x - text.width_px - 3.0 * pad, y - pad],
            [
                text.width_px + 3.0 * pad + thick + pad,
                bar_height.max(text.height_px()) + 2.0 * pad,
            ],
            theme.background.with_alpha(0.85),
        ));
        let bar_top = top + height - inset - bar_height;
        self.furniture
            .above
            .push(Self::rectangle([x, bar_top], [thick, bar_height], theme.ink));
        let label = self.label(
            &bar.label,
            [x - pad, bar_top + bar_height / 2.0],
            (1.0, VerticalAnchor::Middle),
            self.tick_style,
            theme.ink,
        );
        self.furniture.labels.push(label);
    }

    /// The text, its end replaced by `…` where it is wider than `room`.
    fn shortened(&self, text: &str, style: &TextStyle, room: f32) -> String {
        if self.measure(text, style).width_px <= room {
            return text.to_owned();
        }
        let mut kept: Vec<char> = text.chars().collect();
        while kept.pop().is_some() {
            let shorter: String = kept.iter().collect::<String>().trim_end().to_owned() + "…";
            if self.measure(&shorter, style).width_px <= room {
                return shorter;
            }
        }
        String::new()
    }

    fn label(
        &self,
        text: &str,
        position: [f32; 2],
        (x, y): (f32, VerticalAnchor),
        style: TextStyle,
        color: Color,
    ) -> Label {
        Label {
            text: text.to_owned(),
            position,
            offset_px: [0.0; 2],
            anchor: Anchor { x, y },
            angle_rad: 0.0,
            style,
            color,
        }
    }
}

