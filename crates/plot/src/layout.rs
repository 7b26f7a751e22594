//! Where the furniture of a figure stands: spines, ticks, labels, title, legend.
//!
//! Everything is worked out in framebuffer pixels. Hairlines lie on whole pixels at every pixel
//! ratio, texts are measured before room is given to them, and where a figure is too small for all
//! of it, the least important goes first, so that nothing ever overlaps or is cut.

mod axes;
mod color_bar;
mod grid;
mod legend;
mod scale_bar;
#[cfg(test)]
mod tests;

use galry_scene::Axis;
use galry_visuals::{
    Anchor, Color, Dashes, Fonts, Label, MarkersStyle, Rectangle, Symbol, TextSize, TextStyle,
    VerticalAnchor, Weight,
};

use crate::Theme;
use crate::ticks::{Tick, Ticks};
use color_bar::BarFit;
pub(crate) use color_bar::ColorBar;
pub(crate) use grid::{GridFurniture, GridRequest, lay_out_grid};
use legend::LegendLayout;

/// Axes that are to be laid out.
#[derive(Debug, Clone)]
pub(crate) struct LayoutRequest<'r> {
    pub(crate) theme: &'r Theme,
    pub(crate) fonts: &'r Fonts,
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
    pub(crate) color_bar: Option<&'r ColorBar>,
}

impl<'r> LayoutRequest<'r> {
    /// Axes from zero to one, without any text.
    pub(crate) fn new(theme: &'r Theme, fonts: &'r Fonts, pixel_ratio: f32) -> Self {
        Self {
            theme,
            fonts,
            pixel_ratio,
            title: "",
            xlabel: "",
            ylabel: "",
            x: Axis::default(),
            y: Axis::default(),
            grid: None,
            legend: crate::Legend::Automatic,
            entries: &[],
            lanes: None,
            scale_bar: None,
            color_bar: None,
        }
    }
}

/// A chart's name in the legend.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LegendEntry {
    pub(crate) label: String,
    pub(crate) color: Color,
    /// Of a line its width, of a marker its size.
    pub(crate) width_px: f32,
    /// Of a dashed line its dashes.
    pub(crate) dashes: Option<Dashes>,
    /// The marker that stands for it, instead of a piece of line.
    pub(crate) marker: Option<Symbol>,
}

/// A marker in the legend.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct LegendMarker {
    /// Its centre, in pixels from the top left of the cell.
    pub(crate) center_px: [f32; 2],
    pub(crate) style: MarkersStyle,
}

/// A vertical bar of a known height, instead of a y axis.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ScaleBar {
    /// Height in units of the y axis.
    pub(crate) height: f64,
    pub(crate) label: String,
}

/// Where everything of one axes stands, in pixels from the top left of its cell.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Furniture {
    /// The data area: x, y, width, height in framebuffer pixels from the top left.
    pub(crate) plot_px: [i32; 4],
    /// Under the data: the grid.
    pub(crate) below: Vec<Rectangle>,
    /// Over the data: spines, ticks, legend.
    pub(crate) above: Vec<Rectangle>,
    /// Over the data, too: what stands for points in the legend.
    pub(crate) markers: Vec<LegendMarker>,
    /// Over all of it, the most important first.
    pub(crate) labels: Vec<Label>,
}

/// How much of the furniture there is room for.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
enum Richness {
    Ticks,
    Labels,
    Title,
    All,
}

/// The smallest data area, in logical pixels, for which furniture is kept.
const SMALLEST_PLOT_PX: [f32; 2] = [60.0, 40.0];

/// The least part of the width that a legend at the right leaves to the data.
const LEAST_BESIDE_LEGEND: f32 = 0.4;

/// The room between the lines of text in the head of a figure, in logical pixels.
const HEAD_GAP_PX: f32 = 4.0;

/// The longest name of a channel, as a part of the picture's width.
const LONGEST_LANE: f32 = 0.25;

/// Whole pixels around the data area.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Margins {
    left: f32,
    right: f32,
    top: f32,
    bottom: f32,
}

impl Margins {
    fn ceil(self) -> Self {
        self.max(Self::default(), |a, _| a.ceil())
    }

    fn max(self, other: Self, pick: fn(f32, f32) -> f32) -> Self {
        Self {
            left: pick(self.left, other.left),
            right: pick(self.right, other.right),
            top: pick(self.top, other.top),
            bottom: pick(self.bottom, other.bottom),
        }
    }
}

/// What stands around a data area of some size, and the room that it needs there.
struct Fit {
    x: Ticks,
    y: Ticks,
    legend: LegendLayout,
    bar: BarFit,
    margins: Margins,
}

struct Builder<'b, 'r> {
    request: &'b LayoutRequest<'r>,
    /// The part of the picture that the axes have with all that stands around them.
    cell_px: [f32; 2],
    richness: Richness,
    furniture: Furniture,
    tick_style: TextStyle,
    label_style: TextStyle,
    title_style: TextStyle,
}

impl<'b, 'r> Builder<'b, 'r> {
    fn new(request: &'b LayoutRequest<'r>, cell_px: [f32; 2], richness: Richness) -> Self {
        let theme = request.theme;
        let style = |size: f32| TextStyle::new(size * request.pixel_ratio);
        Self {
            request,
            cell_px,
            richness,
            furniture: Furniture::default(),
            tick_style: style(theme.tick_px).with_tabular_figures(),
            label_style: style(theme.label_px),
            title_style: style(theme.title_px).with_weight(Weight::SemiBold),
        }
    }

    /// Logical pixels to framebuffer pixels; what is no length is none.
    fn px(&self, logical: f32) -> f32 {
        let px = logical * self.request.pixel_ratio;
        if px.is_finite() { px.max(0.0) } else { 0.0 }
    }

    fn hairline(&self) -> f32 {
        self.px(self.request.theme.hairline_px).round().max(1.0)
    }

    fn tick_length(&self) -> f32 {
        self.px(self.request.theme.tick_length_px).round()
    }

    fn padding(&self) -> f32 {
        self.px(self.request.theme.padding_px)
    }

    fn measure(&self, text: &str, style: &TextStyle) -> TextSize {
        self.request.fonts.measure(text, style)
    }

    fn tick_size(&self) -> TextSize {
        self.measure("0", &self.tick_style)
    }

    /// Width of the widest of some ticks' labels.
    fn widest(&self, ticks: &Ticks) -> f32 {
        ticks
            .major
            .iter()
            .map(|tick| self.measure(&tick.label, &self.tick_style).width_px)
            .fold(0.0, f32::max)
    }

    fn has_title(&self) -> bool {
        self.richness >= Richness::Title && !self.request.title.is_empty()
    }

    fn has_xlabel(&self) -> bool {
        self.richness >= Richness::Labels && !self.request.xlabel.is_empty()
    }

    fn has_ylabel(&self) -> bool {
        self.richness >= Richness::Labels && !self.request.ylabel.is_empty()
    }

    /// Everything, around a data area with such margins.
    fn build(mut self, room: &Margins, fit: &Fit) -> Furniture {
        let [width, height] = self.cell_px;
        self.furniture.plot_px = [
            room.left,
            room.top,
            width - room.left - room.right,
            height - room.top - room.bottom,
        ]
        .map(|px| px as i32);
        self.add_titles(&fit.x);
        self.add_x_axis(&fit.x);
        self.add_y_axis(&fit.y);
        fit.legend.add(&mut self);
        self.add_scale_bar();
        self.add_color_bar(&fit.bar);
        self.drop_what_collides();
        self.furniture
    }

    /// The least margins of all.
    fn least_room(&self) -> Margins {
        let padding = self.padding();
        Margins {
            left: padding,
            right: padding,
            top: padding,
            bottom: padding,
        }
        .ceil()
    }

    /// Whether a data area of this size is worth its furniture.
    fn suffices(&self, plot_px: [f32; 2]) -> bool {
        let least = SMALLEST_PLOT_PX.map(|side| self.px(side));
        plot_px[0] >= least[0] && plot_px[1] >= least[1]
    }

    /// Whether a legend at the right leaves too little to the data.
    fn is_squeezed(&self, fit: &Fit, plot_px: [f32; 2]) -> bool {
        fit.legend.is_column() && plot_px[0] < self.cell_px[0] * LEAST_BESIDE_LEGEND
    }

    fn fit_around(&self, [width, height]: [f32; 2]) -> Fit {
        let theme = self.request.theme;
        let padding = self.padding();
        let legend = LegendLayout::new(self, [width, height]);
        let (x, y) = (self.x_ticks(width), self.y_ticks(height));
        let tick = self.tick_size();
        let mut top = padding + legend.head_px(self);
        if !y.common.is_empty() {
            if top > padding {
                top += self.px(HEAD_GAP_PX);
            }
            top += tick.height_px() + self.px(HEAD_GAP_PX);
        } else if top > padding {
            top += self.px(theme.title_gap_px);
        }
        // The uppermost tick label reaches above the axis by half its height.
        top = top.max(padding + tick.ascent_px - tick.cap_height_px / 2.0);
        let mut bottom = padding + self.x_label_drop() + tick.height_px();
        let row = self.bottom_row_px(&x);
        if row > 0.0 {
            bottom += self.px(theme.label_gap_px) + row;
        }
        // The first and the last label of x may reach beyond the ends of the axis.
        let [before, after] = self.x_overhang(&x, width);
        let left = self.left_margin(&y).max(padding + before);
        let bar = if legend.is_column() {
            BarFit::default()
        } else {
            self.fit_color_bar(height)
        };
        let right = (padding + after)
            .max(padding + legend.right_px())
            .max(padding + bar.right_px);
        Fit {
            bar,
            x,
            y,
            margins: Margins {
                left,
                right: if legend.is_column() {
                    padding + after.max(0.0) + legend.right_px()
                } else {
                    right
                },
                top,
                bottom,
            },
            legend,
        }
    }

    fn left_margin(&self, ticks: &Ticks) -> f32 {
        let theme = self.request.theme;
        let mut left = self.padding() + self.widest(ticks) + self.y_label_gap();
        if self.has_ylabel() {
            left += self.px(theme.label_gap_px)
                + self
                    .measure(self.request.ylabel, &self.label_style)
                    .height_px();
        }
        left
    }

    /// Height of the row below the tick labels of x: the axis' label and what the tick labels
    /// have in common.
    fn bottom_row_px(&self, ticks: &Ticks) -> f32 {
        let label = if self.has_xlabel() {
            self.measure(self.request.xlabel, &self.label_style)
                .height_px()
        } else {
            0.0
        };
        if ticks.common.is_empty() {
            label
        } else {
            label.max(self.tick_size().height_px())
        }
    }

    fn rectangle(min: [f32; 2], size: [f32; 2], color: Color) -> Rectangle {
        Rectangle {
            min,
            max: [min[0] + size[0], min[1] + size[1]],
            color,
        }
    }

    /// Title, axis labels, and what the tick labels of x have in common, in the row of x's label.
    fn add_titles(&mut self, x_ticks: &Ticks) {
        let theme = self.request.theme;
        let [left, top, width, height] = self.furniture.plot_px.map(|px| px as f32);
        let [full_width, full_height] = self.cell_px;
        let padding = self.padding();
        let right = left + width;
        let bottom = full_height - padding;
        let mut free_right = full_width - padding;
        if !x_ticks.common.is_empty() {
            let size = self.measure(&x_ticks.common, &self.tick_style);
            let baseline = if self.has_xlabel() {
                bottom - self.measure("0", &self.label_style).descent_px
            } else {
                bottom - size.descent_px
            };
            self.add_label(
                &x_ticks.common,
                [right, baseline],
                (1.0, VerticalAnchor::Baseline),
                self.tick_style,
                theme.quiet_ink,
            );
            free_right = right - size.width_px - self.px(2.0 * theme.label_gap_px);
        }
        if self.has_title() {
            let left = left - self.hairline();
            let room = full_width - left - padding;
            let title = self.shortened(self.request.title, &self.title_style, room);
            self.add_label(
                &title,
                [left, padding],
                (0.0, VerticalAnchor::Top),
                self.title_style,
                theme.ink,
            );
        }
        if self.has_xlabel() {
            let room = (free_right - left).min(width);
            let text = self.shortened(self.request.xlabel, &self.label_style, room);
            let half = self.measure(&text, &self.label_style).width_px / 2.0;
            let middle = (left + width / 2.0).min(free_right - half);
            self.add_label(
                &text,
                [middle, bottom],
                (0.5, VerticalAnchor::Bottom),
                self.label_style,
                theme.ink,
            );
        }
        if self.has_ylabel() {
            // Beside the title there is room as well.
            let room = top + height - padding;
            let text = self.shortened(self.request.ylabel, &self.label_style, room);
            let half = self.measure(&text, &self.label_style).width_px / 2.0;
            let middle = (top + height / 2.0).min(top + height - half);
            self.add_label(
                &text,
                [padding, middle.max(padding + half)],
                (0.5, VerticalAnchor::Top),
                self.label_style,
                theme.ink,
            );
            if let Some(label) = self.furniture.labels.last_mut()
                && label.text == text
            {
                label.angle_rad = std::f32::consts::FRAC_PI_2;
            }
        }
    }

    /// The text, the end of each of its lines replaced by `…` where it is wider than `room`; empty
    /// where nothing of it fits.
    fn shortened(&self, text: &str, style: &TextStyle, room: f32) -> String {
        let text = self.request.fonts.shortened(text, style, room);
        if text.trim().is_empty() {
            String::new()
        } else {
            text
        }
    }

    fn add_label(
        &mut self,
        text: &str,
        position: [f32; 2],
        (x, y): (f32, VerticalAnchor),
        style: TextStyle,
        color: Color,
    ) {
        if text.is_empty() {
            return;
        }
        self.furniture.labels.push(Label {
            text: text.to_owned(),
            position,
            anchor: Anchor { x, y },
            style,
            color,
            ..Label::default()
        });
    }

    /// The last resort, where measures of a theme are too odd for the rest: of two labels that
    /// overlap the less important goes, and so does one that would be cut.
    fn drop_what_collides(&mut self) {
        let [width, height] = self.cell_px;
        let fonts = self.request.fonts;
        let mut kept = Vec::new();
        self.furniture.labels.retain(|label| {
            let extent = label.extent_px(fonts).moved(label.position);
            let is_inside = extent.min.iter().all(|&edge| edge >= 0.0)
                && extent.max[0] <= width
                && extent.max[1] <= height;
            let keep = is_inside && !kept.iter().any(|other| extent.overlaps(other));
            if keep {
                kept.push(extent);
            }
            keep
        });
    }
}
