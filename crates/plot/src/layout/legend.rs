//! The legend: in rows above the axes where it fits, else in a column at the right.

use galry_visuals::{TextStyle, VerticalAnchor};

use super::{Builder, Richness};
use crate::Legend;

/// Length of the stroke that shows a line's colour, in logical pixels.
const SWATCH_PX: f32 = 18.0;

/// Between the stroke and its name.
const SWATCH_GAP_PX: f32 = 6.0;

/// Between one entry and the next in a row.
const ENTRY_GAP_PX: f32 = 16.0;

/// Most rows above the axes.
const MOST_ROWS: usize = 2;

/// Where the entries go.
#[derive(Debug, Default)]
pub(super) struct LegendLayout {
    rows: Vec<Vec<Placed>>,
    /// Beside the title rather than below it.
    beside_title: bool,
    is_column: bool,
    /// Entries that found no room.
    left_out: usize,
    row_px: f32,
    style: TextStyle,
    /// Room taken at the right of the axes.
    pub(super) right_px: f32,
}

#[derive(Debug, Clone)]
struct Placed {
    index: usize,
    text: String,
    width_px: f32,
}

impl LegendLayout {
    pub(super) fn new(builder: &Builder<'_, '_>) -> Self {
        let request = builder.request;
        let style = TextStyle::new(builder.px(request.theme.legend_px));
        let mut layout = Self {
            row_px: (builder.measure("0", &style).height_px() * 1.25).round(),
            style,
            ..Self::default()
        };
        let wanted = request.legend != Legend::None && request.lanes.is_none();
        if !wanted || builder.richness < Richness::All {
            return layout;
        }
        let entries: Vec<Placed> = request
            .entries
            .iter()
            .enumerate()
            .filter(|(_, entry)| !entry.label.is_empty())
            .map(|(index, entry)| layout.place(builder, index, &entry.label))
            .collect();
        if entries.is_empty() {
            return layout;
        }
        if request.legend != Legend::Right && layout.fill_rows(builder, &entries) {
            return layout;
        }
        layout.fill_column(builder, entries);
        layout
    }

    fn place(&self, builder: &Builder<'_, '_>, index: usize, label: &str) -> Placed {
        let longest = builder.request.size_px[0] as f32 / 3.0;
        let text = builder.shortened(label, &self.style, longest);
        let text_px = builder.measure(&text, &self.style).width_px;
        Placed {
            index,
            width_px: builder.px(SWATCH_PX + SWATCH_GAP_PX) + text_px,
            text,
        }
    }

    /// Tries rows above the axes; false when there would be too many.
    fn fill_rows(&mut self, builder: &Builder<'_, '_>, entries: &[Placed]) -> bool {
        let request = builder.request;
        let gap = builder.px(ENTRY_GAP_PX);
        // The y axis is not laid out yet; a tenth of the width is more than it takes as a rule.
        let room = request.size_px[0] as f32 * 0.9 - 2.0 * builder.px(request.theme.padding_px);
        let total: f32 =
            entries.iter().map(|entry| entry.width_px + gap).sum::<f32>() - gap;
        let title_px = if builder.has_title() {
            builder
                .measure(request.title, &builder.title_style)
                .width_px
                + 2.0 * gap
        } else {
            0.0
        };
        if total + title_px <= room {
            self.rows = vec![entries.to_vec()];
            self.beside_title = true;
            return true;
        }
        let mut rows = vec![Vec::new()];
        let mut used = 0.0;
        for entry in entries {
            if used > 0.0 && used + entry.width_px > room {
                rows.push(Vec::new());
                used = 0.0;
            }
            used += entry.width_px + gap;
            if let Some(row) = rows.last_mut() {
                row.push(entry.clone());
            }
        }
        let fits = rows.len() <= MOST_ROWS || request.legend == Legend::Above;
        if fits {
            self.rows = rows;
        }
        fits
    }

    fn fill_column(&mut self, builder: &Builder<'_, '_>, mut entries: Vec<Placed>) {
        let height = builder.request.size_px[1] as f32;
        let most = ((height * 0.8 / self.row_px) as usize).max(1);
        if entries.len() > most {
            self.left_out = entries.len() - (most - 1);
            entries.truncate(most - 1);
        }
        let more = builder.measure(&self.more(), &self.style).width_px;
        let widest = entries.iter().map(|e| e.width_px).fold(more, f32::max);
        self.is_column = true;
        self.right_px = widest + builder.px(ENTRY_GAP_PX);
        self.rows = entries.into_iter().map(|entry| vec![entry]).collect();
    }

    fn more(&self) -> String {
        if self.left_out == 0 {
            String::new()
        } else {
            format!("and {} more", self.left_out)
        }
    }

    /// Height of title and legend together above the axes.
    pub(super) fn head_px(&self, title_px: f32) -> f32 {
        if self.rows.is_empty() || self.is_column {
            return title_px;
        }
        let rows_px = self.rows.len() as f32 * self.row_px;
        if self.beside_title {
            title_px.max(rows_px)
        } else {
            title_px + rows_px
        }
    }

    /// Draws the legend around the data area, which is known by now.
    pub(super) fn add(&self, builder: &mut Builder<'_, '_>) {
        if self.rows.is_empty() {
            return;
        }
        let [left, top, width, _] = builder.furniture.plot_px.map(|px| px as f32);
        let gap = builder.px(ENTRY_GAP_PX);
        let padding = builder.px(builder.request.theme.padding_px);
        if self.is_column {
            let x = left + width + gap;
            let mut y = top;
            for entry in self.rows.iter().flatten() {
                self.add_entry(builder, entry, [x, y]);
                y += self.row_px;
            }
            if self.left_out > 0 {
                let color = builder.request.theme.quiet_ink;
                let label = builder.label(
                    &self.more(),
                    [x, y + self.row_px / 2.0],
                    (0.0, VerticalAnchor::Middle),
                    self.style,
                    color,
                );
                builder.furniture.labels.push(label);
            }
            return;
        }
        let title_px = if builder.has_title() {
            builder
                .measure(builder.request.title, &builder.title_style)
                .height_px()
        } else {
            0.0
        };
        let mut y = if self.beside_title {
            padding + (title_px - self.row_px).max(0.0) / 2.0
        } else {
            padding + title_px
        };
        for row in &self.rows {
            let row_px: f32 = row.iter().map(|entry| entry.width_px + gap).sum::<f32>() - gap;
            let mut x = if self.beside_title {
                left + width - row_px
            } else {
                left
            };
            for entry in row {
                self.add_entry(builder, entry, [x, y]);
                x += entry.width_px + gap;
            }
            y += self.row_px;
        }
    }

    fn add_entry(&self, builder: &mut Builder<'_, '_>, entry: &Placed, [x, y]: [f32; 2]) {
        let legend_entry = &builder.request.entries[entry.index];
        let middle = y + self.row_px / 2.0;
        let thick = builder.px(legend_entry.width_px).clamp(2.0, self.row_px / 2.0);
        let color = legend_entry.color;
        let swatch = Builder::rectangle(
            [x.round(), (middle - thick / 2.0).round()],
            [builder.px(SWATCH_PX).round(), thick.round()],
            color,
        );
        builder.furniture.above.push(swatch);
        let label = builder.label(
            &entry.text,
            [x.round() + builder.px(SWATCH_PX + SWATCH_GAP_PX), middle],
            (0.0, VerticalAnchor::Middle),
            self.style,
            builder.request.theme.ink,
        );
        builder.furniture.labels.push(label);
    }
}
