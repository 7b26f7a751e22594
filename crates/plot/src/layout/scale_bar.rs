//! The bar that says how high a unit is where there is no y axis.

use galry_visuals::VerticalAnchor;

use super::Builder;

/// From the corner of the data area, in logical pixels.
const INSET_PX: f32 = 8.0;

/// Around bar and text on their plate.
const PAD_PX: f32 = 5.0;

/// How much of the traces the plate hides.
const PLATE_ALPHA: f32 = 0.9;

impl Builder<'_, '_> {
    /// In the lower right corner of the data area, where it fits into half of it.
    pub(super) fn add_scale_bar(&mut self) {
        let Some(bar) = &self.request.scale_bar else {
            return;
        };
        let theme = self.request.theme;
        let [left, top, width, height] = self.furniture.plot_px.map(|px| px as f32);
        let bar_px = (bar.height / self.request.y.span().abs()) as f32 * height;
        let bar_px = bar_px.round();
        let thick = (self.hairline() * 2.0).round();
        let text = self.measure(&bar.label, &self.tick_style);
        let pad = self.px(PAD_PX).round();
        let inset = self.px(INSET_PX).round();
        let plate = [
            (text.width_px + 3.0 * pad + thick).ceil(),
            (bar_px.max(text.height_px()) + 2.0 * pad).ceil(),
        ];
        let fits = plate[0] + inset <= width / 2.0 && plate[1] + inset <= height / 2.0;
        if bar_px < 1.0 || !fits {
            return;
        }
        let corner = [
            left + width - inset - plate[0],
            top + height - inset - plate[1],
        ];
        // A plate, so that it can be read over the traces.
        self.furniture.above.push(Self::rectangle(
            corner,
            plate,
            theme.background.with_alpha(PLATE_ALPHA),
        ));
        let bar_x = corner[0] + plate[0] - pad - thick;
        let bar_top = corner[1] + ((plate[1] - bar_px) / 2.0).round();
        self.furniture.above.push(Self::rectangle(
            [bar_x, bar_top],
            [thick, bar_px],
            theme.ink,
        ));
        self.add_label(
            &bar.label,
            [bar_x - pad, bar_top + bar_px / 2.0],
            (1.0, VerticalAnchor::Middle),
            self.tick_style,
            theme.ink,
        );
    }
}
