//! The legend: in rows above the axes where it fits, else in a column at the right.

use galry_visuals::text::on_one_line;
use galry_visuals::{Dashes, MarkersStyle, TextStyle, VerticalAnchor};

use super::{Builder, HEAD_GAP_PX, LegendMarker, Richness};
use crate::Legend;

/// Length of the stroke that shows a line's colour, in logical pixels.
const SWATCH_PX: f32 = 20.0;

/// Between the stroke and its name.
const SWATCH_GAP_PX: f32 = 7.0;

/// Between one entry and the next in a row.
const ENTRY_GAP_PX: f32 = 18.0;

/// Height of a row, in heights of its text.
const ROW: f32 = 1.3;

/// Most rows above the axes, unless they were asked for.
const MOST_ROWS: usize = 2;

/// The most that rows above the axes take of the picture's height.
const MOST_OF_HEIGHT: f32 = 0.4;

/// The factor on strokes and gaps in a row that would not fit otherwise.
const COMPACT: f32 = 0.6;

/// The longest name, as a part of the picture's width.
const LONGEST: f32 = 0.3;

/// Where the entries go.
#[derive(Debug, Default)]
pub(super) struct LegendLayout {
    rows: Vec<Vec<Placed>>,
    /// Beside the title rather than below it.
    beside_title: bool,
    is_column: bool,
    /// Entries that found no room.
    left_out: usize,
    /// Factor on lengths along a row: below one where it would not fit otherwise.
    spread: f32,
    row_px: f32,
    style: TextStyle,
    right_px: f32,
}

#[derive(Debug, Clone)]
struct Placed {
    /// `None` says how many were left out.
    index: Option<usize>,
    text: String,
    width_px: f32,
}

impl LegendLayout {
    /// The legend around a data area of this size.
    pub(super) fn new(builder: &Builder<'_, '_>, [width, height]: [f32; 2]) -> Self {
        let request = builder.request;
        let style = TextStyle::new(request.theme.legend_px * request.pixel_ratio);
        let mut layout = Self {
            row_px: (builder.measure("0", &style).height_px() * ROW)
                .round()
                .max(1.0),
            spread: 1.0,
            style,
            ..Self::default()
        };
        let wanted = request.legend != Legend::None && request.lanes.is_none();
        if !wanted || builder.richness < Richness::All {
            return layout;
        }
        let longest = (builder.cell_px[0] * LONGEST).min(width - layout.swatch_px(builder));
        let entries = layout.entries(builder, longest);
        if entries.is_empty() {
            return layout;
        }
        if request.legend != Legend::Right && layout.row_width(builder, &entries) > width {
            // Rather one tight row than two.
            layout.spread = COMPACT;
            let compact = layout.entries(builder, longest);
            if layout.row_width(builder, &compact) <= width {
                layout.rows = vec![compact];
                return layout;
            }
            layout.spread = 1.0;
        }
        if request.legend != Legend::Right && layout.fill_rows(builder, &entries, width) {
            return layout;
        }
        layout.fill_column(builder, entries, height);
        layout
    }

    pub(super) fn is_column(&self) -> bool {
        self.is_column
    }

    /// Room taken at the right of the axes.
    pub(super) fn right_px(&self) -> f32 {
        self.right_px
    }

    fn entries(&self, builder: &Builder<'_, '_>, longest: f32) -> Vec<Placed> {
        let named = builder.request.entries.iter().enumerate();
        named
            .filter(|(_, entry)| !entry.label.is_empty())
            .map(|(index, entry)| self.place(builder, index, &entry.label, longest))
            .collect()
    }

    fn swatch_px(&self, builder: &Builder<'_, '_>) -> f32 {
        self.stroke_px(builder) + builder.px(SWATCH_GAP_PX * self.spread)
    }

    /// Length of the stroke.
    fn stroke_px(&self, builder: &Builder<'_, '_>) -> f32 {
        builder.px(SWATCH_PX * self.spread).round()
    }

    /// From one entry to the next.
    fn gap_px(&self, builder: &Builder<'_, '_>) -> f32 {
        builder.px(ENTRY_GAP_PX * self.spread).round()
    }

    fn place(&self, builder: &Builder<'_, '_>, index: usize, label: &str, longest: f32) -> Placed {
        let text = builder.shortened(&on_one_line(label), &self.style, longest);
        let text_px = builder.measure(&text, &self.style).width_px;
        Placed {
            index: Some(index),
            // Entries begin on whole pixels.
            width_px: (self.swatch_px(builder) + text_px).ceil(),
            text,
        }
    }

    /// What stands for `count` entries that found no room.
    fn more(&self, builder: &Builder<'_, '_>, count: usize) -> Placed {
        let text = format!("and {count} more");
        Placed {
            index: None,
            width_px: builder.measure(&text, &self.style).width_px.ceil(),
            text,
        }
    }

    fn row_width(&self, builder: &Builder<'_, '_>, row: &[Placed]) -> f32 {
        let gap = self.gap_px(builder);
        row.iter().map(|entry| entry.width_px + gap).sum::<f32>() - gap
    }

    /// Tries rows above the axes; false when there would be too many.
    fn fill_rows(&mut self, builder: &Builder<'_, '_>, entries: &[Placed], room: f32) -> bool {
        let request = builder.request;
        let gap = self.gap_px(builder);
        let title_px = if builder.has_title() {
            let title = builder.measure(request.title, &builder.title_style);
            title.width_px + 2.0 * gap
        } else {
            0.0
        };
        if self.row_width(builder, entries) + title_px <= room {
            self.rows = vec![entries.to_vec()];
            self.beside_title = true;
            return true;
        }
        let mut rows: Vec<Vec<Placed>> = vec![Vec::new()];
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
        let by_height = builder.cell_px[1] * MOST_OF_HEIGHT / self.row_px;
        let most = if request.legend == Legend::Above {
            (by_height as usize).max(1)
        } else {
            MOST_ROWS
        };
        if rows.len() > most && request.legend != Legend::Above {
            return false;
        }
        let dropped: usize = rows.iter().skip(most).map(Vec::len).sum();
        rows.truncate(most);
        if dropped > 0
            && let Some(last) = rows.last_mut()
        {
            self.left_out = dropped;
            // The note needs room in the last row.
            while !last.is_empty() {
                let more = self.more(builder, self.left_out);
                if self.row_width(builder, last) + gap + more.width_px <= room {
                    break;
                }
                last.pop();
                self.left_out += 1;
            }
            last.push(self.more(builder, self.left_out));
        }
        self.rows = rows;
        true
    }

    fn fill_column(&mut self, builder: &Builder<'_, '_>, mut entries: Vec<Placed>, height: f32) {
        let most = ((height / self.row_px) as usize).max(1);
        if entries.len() > most {
            self.left_out = entries.len() - (most - 1);
            entries.truncate(most - 1);
            entries.push(self.more(builder, self.left_out));
        }
        let widest = entries.iter().map(|e| e.width_px).fold(0.0, f32::max);
        self.is_column = true;
        self.right_px = widest + builder.px(ENTRY_GAP_PX).round();
        self.rows = entries.into_iter().map(|entry| vec![entry]).collect();
    }

    /// From the top of a row to the baseline of its text.
    fn baseline_in_row(&self, builder: &Builder<'_, '_>) -> f32 {
        let cap = builder.measure("0", &self.style).cap_height_px;
        ((self.row_px + cap) / 2.0).round()
    }

    /// From the top of the head to the baseline of the first row.
    fn first_baseline(&self, builder: &Builder<'_, '_>) -> f32 {
        let in_row = self.baseline_in_row(builder);
        if !builder.has_title() {
            return in_row;
        }
        let title = builder.measure(builder.request.title, &builder.title_style);
        if self.beside_title {
            title.ascent_px.round().max(in_row)
        } else {
            (title.height_px() + builder.px(HEAD_GAP_PX)).round() + in_row
        }
    }

    /// Height of title and legend together above the axes.
    pub(super) fn head_px(&self, builder: &Builder<'_, '_>) -> f32 {
        let title_px = if builder.has_title() {
            builder
                .measure(builder.request.title, &builder.title_style)
                .height_px()
        } else {
            0.0
        };
        if self.rows.is_empty() || self.is_column {
            return title_px;
        }
        let below = self.row_px - self.baseline_in_row(builder);
        let rows = self.rows.len().saturating_sub(1) as f32 * self.row_px;
        title_px.max(self.first_baseline(builder) + rows + below)
    }

    /// Draws the legend around the data area, which is known by now.
    pub(super) fn add(&self, builder: &mut Builder<'_, '_>) {
        let [left, top, width, _] = builder.furniture.plot_px.map(|px| px as f32);
        let gap = self.gap_px(builder);
        let full_width = builder.cell_px[0];
        let mut baseline = if self.is_column {
            top + self.baseline_in_row(builder)
        } else {
            (builder.padding() + self.first_baseline(builder)).round()
        };
        for row in &self.rows {
            let mut x = if self.is_column {
                (full_width - builder.padding() - self.right_px + gap).floor()
            } else if self.beside_title {
                left + width - self.row_width(builder, row)
            } else {
                left - builder.hairline()
            };
            for entry in row {
                self.add_entry(builder, entry, [x, baseline]);
                x += entry.width_px + gap;
            }
            baseline += self.row_px;
        }
    }

    fn add_entry(&self, builder: &mut Builder<'_, '_>, entry: &Placed, [x, baseline]: [f32; 2]) {
        let theme = builder.request.theme;
        let Some(legend_entry) = entry.index.map(|index| &builder.request.entries[index]) else {
            self.add_text(builder, entry, [x, baseline], theme.quiet_ink);
            return;
        };
        let cap = builder.measure("0", &self.style).cap_height_px;
        if let Some(symbol) = legend_entry.marker {
            let center = x + self.stroke_px(builder) / 2.0;
            builder.furniture.markers.push(LegendMarker {
                // In the middle of a pixel, as the text's strokes are.
                center_px: [center, baseline - cap / 2.0].map(|px| px.floor() + 0.5),
                style: MarkersStyle {
                    symbol,
                    size_px: builder.px(legend_entry.width_px).min(self.row_px),
                    face: legend_entry.color,
                    ..MarkersStyle::default()
                },
            });
            let text_x = x + self.swatch_px(builder);
            self.add_text(builder, entry, [text_x, baseline], theme.ink);
            return;
        }
        let thick = builder
            .px(legend_entry.width_px)
            .min(self.row_px / 2.0)
            .max(builder.px(2.0))
            .round()
            .max(1.0);
        let y = (baseline - cap / 2.0 - thick / 2.0).round();
        let length = self.stroke_px(builder);
        let dashes = legend_entry
            .dashes
            .map(|dashes| dashes.scaled(builder.px(1.0)));
        for [start, end] in swatch_parts(length, dashes.as_ref()) {
            let size = [end - start, thick];
            let part = Builder::rectangle([x + start, y], size, legend_entry.color);
            builder.furniture.above.push(part);
        }
        let text_x = x + self.swatch_px(builder);
        self.add_text(builder, entry, [text_x, baseline], theme.ink);
    }

    fn add_text(
        &self,
        builder: &mut Builder<'_, '_>,
        entry: &Placed,
        position: [f32; 2],
        color: galry_visuals::Color,
    ) {
        builder.add_label(
            &entry.text,
            position,
            (0.0, VerticalAnchor::Baseline),
            self.style,
            color,
        );
    }
}

/// The parts of a piece of line of some length that are drawn.
fn swatch_parts(length: f32, dashes: Option<&Dashes>) -> Vec<[f32; 2]> {
    let Some(dashes) = dashes else {
        return vec![[0.0, length]];
    };
    let mut parts = Vec::new();
    let mut at = 0.0;
    for (index, &px) in dashes.lengths_px().iter().cycle().enumerate() {
        // What is shorter than a pixel would be as good as a solid line, and go on for ever.
        let px = px.max(1.0);
        if at >= length {
            break;
        }
        if index % 2 == 0 {
            parts.push([at, (at + px).min(length)]);
        }
        at += px;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_swatch_shows_the_pattern_and_ends_with_the_swatch() {
        assert_eq!(swatch_parts(14.0, None), [[0.0, 14.0]]);
        let dashes = Dashes::new(&[6.0, 3.0], 0.0).unwrap();
        assert_eq!(swatch_parts(14.0, Some(&dashes)), [[0.0, 6.0], [9.0, 14.0]]);
        let fine = Dashes::new(&[0.0, 1e-9], 0.0).unwrap();
        assert_eq!(swatch_parts(4.0, Some(&fine)), [[0.0, 1.0], [2.0, 3.0]]);
    }
}
