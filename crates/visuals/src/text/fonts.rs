//! The fonts: shared by everything that measures, draws or describes text; no GL.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use super::cache::ShapeCache;
use super::face::{Face, ParsedFace};
use super::math;
use super::outline::{GlyphImage, GlyphShape, Outlines};
use super::pixel_box::PixelBox;
use super::place::{GlyphKey, Mark};
use super::shape::{ShapeStyle, ShapedLine, Shaper, printable};
use super::style::{TextSize, TextStyle};
use crate::PathCommand;

/// The fonts that text is set in, and all that was shaped with them before.
///
/// Clones share the same fonts and caches and cost nothing; any thread may use them.
///
/// ```
/// use galry_visuals::text::{Fonts, TextStyle};
///
/// let fonts = Fonts::embedded();
/// let tick = TextStyle::new(12.0).with_tabular_figures();
/// assert_eq!(
///     fonts.measure("111", &tick).width_px,
///     fonts.measure("888", &tick).width_px,
/// );
/// ```
#[derive(Clone)]
pub struct Fonts {
    inner: Arc<Mutex<Inner>>,
}

struct Inner {
    shaper: Shaper,
    faces: [ParsedFace; 2],
    outlines: Outlines,
    shaped: ShapeCache,
}

impl Inner {
    /// The lines of `text`, shaped now or before.
    fn shaped(&mut self, text: &str, style: &TextStyle) -> Arc<[ShapedLine]> {
        let style = ShapeStyle {
            weight: style.weight,
            tabular_figures: style.tabular_figures,
        };
        let Self {
            shaper,
            faces,
            outlines,
            shaped,
        } = self;
        shaped.get_or_shape(text, style, |text| {
            let _span = tracing::debug_span!("text").entered();
            if !text.contains('$') {
                return shaper.shape(text, style).into();
            }
            let mut setter = math::Setter {
                shaper,
                faces,
                outlines,
                style,
            };
            let text = printable(text);
            let lines = text
                .split('\n')
                .map(|line| math::shape_line(&mut setter, line));
            lines.collect()
        })
    }

    fn ink_em(&mut self, shape: GlyphShape) -> Option<PixelBox> {
        self.outlines.ink_em(&self.faces[shape.face.index()], shape)
    }
}

impl Fonts {
    /// The embedded faces: Inter, regular and semibold, with Latin, Greek, Cyrillic, sub- and
    /// superscripts, currency, arrows and operators. The same on every machine.
    ///
    /// The faces are parsed at the first call in a process (well under a millisecond); later
    /// calls share what is there.
    pub fn embedded() -> Self {
        static EMBEDDED: OnceLock<Fonts> = OnceLock::new();
        EMBEDDED
            .get_or_init(|| Self {
                inner: Arc::new(Mutex::new(Inner {
                    shaper: Shaper::new(),
                    faces: Face::ALL.map(ParsedFace::new),
                    outlines: Outlines::new(),
                    shaped: ShapeCache::default(),
                })),
            })
            .clone()
    }

    /// What `text` measures when set in `style`; lines are broken at line feeds, and formulas between
    /// dollar signs are set as such. A line whose formula cannot be set, as
    /// [`check_math`](super::check_math) tells, is measured as it is written.
    ///
    /// An empty text is one line of no width. A style that shows nothing (a size of 0, below, or
    /// not finite) measures 0. A text seen before is not shaped again.
    pub fn measure(&self, text: &str, style: &TextStyle) -> TextSize {
        self.set(text, style).1
    }

    /// What the glyphs of `text` cover, in pixels right of and below the start of the first
    /// baseline, lines aligned left; `None` when there is no ink (empty, spaces).
    ///
    /// This is what must not be cut; where a label's own anchor and alignment put it,
    /// [`Label::ink_px`](super::Label::ink_px) tells. Slower than [`measure`](Self::measure).
    pub fn ink_px(&self, text: &str, style: &TextStyle) -> Option<PixelBox> {
        let mut ink: Option<PixelBox> = None;
        self.walk_ink(text, style, |glyph_box, _| {
            ink = Some(ink.map_or(glyph_box, |ink| ink.union(&glyph_box)));
        });
        ink
    }

    /// Calls `step` with the box of each glyph's ink, in pixels right of its line's start and below
    /// the first baseline, and with the line's width.
    pub(crate) fn walk_ink(
        &self,
        text: &str,
        style: &TextStyle,
        mut step: impl FnMut(PixelBox, f32),
    ) {
        if !style.is_visible() {
            return;
        }
        let (lines, TextSize { line_height_px, .. }) = self.set(text, style);
        let size_px = style.size_px;
        let mut inner = self.lock();
        let mut baseline_px = 0.0;
        for (index, line) in lines.iter().enumerate() {
            let width_px = line.width_em * size_px;
            for glyph in &line.glyphs {
                if let Some(box_em) = inner.ink_em(GlyphShape::of(glyph)) {
                    let at = [glyph.x_em * size_px, glyph.y_em * size_px + baseline_px];
                    step(box_em.scaled(glyph.scale * size_px).moved(at), width_px);
                }
            }
            for shaped in &line.figures {
                let box_em = PixelBox {
                    min: [0.0; 2],
                    max: shaped.figure_em.size,
                };
                let at = [shaped.x_em * size_px, shaped.y_em * size_px + baseline_px];
                step(box_em.scaled(size_px).moved(at), width_px);
            }
            if let Some(next) = lines.get(index + 1) {
                baseline_px += line.drop_to_px(next, size_px, line_height_px);
            }
        }
    }

    /// The glyphs of `text`, a line each, and what it measures.
    pub(crate) fn set(&self, text: &str, style: &TextStyle) -> (Arc<[ShapedLine]>, TextSize) {
        let mut inner = self.lock();
        let measures = inner.faces[Face::of(style.weight).index()].measures;
        let lines = inner.shaped(text, style);
        if !style.is_visible() {
            let size = TextSize {
                line_count: lines.len(),
                ..TextSize::default()
            };
            return (lines, size);
        }
        let em = style.size_px;
        let line_height_px = (em * measures.line_height_em * style.line_factor())
            .round()
            .max(1.0);
        let widest = lines.iter().map(|line| line.width_em).fold(0.0, f32::max);
        let drops = lines.windows(2);
        let drops = drops.map(|pair| pair[0].drop_to_px(&pair[1], em, line_height_px));
        let [above_em, below_em] = [
            lines.first().map_or(0.0, |line| line.above_em),
            lines.last().map_or(0.0, |line| line.below_em),
        ];
        let size = TextSize {
            width_px: em * widest,
            baseline_span_px: drops.sum(),
            line_count: lines.len(),
            ascent_px: em * (measures.ascent_em + above_em),
            descent_px: em * (measures.descent_em + below_em),
            line_height_px,
            cap_height_px: em * measures.cap_height_em,
        };
        (lines, size)
    }

    /// `text` with the end of each line that is wider than `room_px` replaced by `…`; formulas stay
    /// whole or go. A line with no room for even that becomes empty.
    ///
    /// ```
    /// use galry_visuals::text::{Fonts, TextStyle};
    ///
    /// let (fonts, style) = (Fonts::embedded(), TextStyle::new(12.0));
    /// let short = fonts.shortened("fits\nmuch too long for this", &style, 60.0);
    /// assert!(short.starts_with("fits\nmuch") && short.ends_with('…'));
    /// ```
    #[must_use]
    pub fn shortened(&self, text: &str, style: &TextStyle, room_px: f32) -> String {
        let text = printable(text);
        let lines = text
            .split('\n')
            .map(|line| self.shortened_line(line, style, room_px));
        lines.collect::<Vec<_>>().join("\n")
    }

    fn shortened_line(&self, line: &str, style: &TextStyle, room_px: f32) -> String {
        let fits = |line: &str| self.measure(line, style).width_px <= room_px;
        if fits(line) {
            return line.to_owned();
        }
        let pieces = math::pieces(line);
        let shortened = |count: usize| pieces[..count].concat().trim_end().to_owned() + "…";
        // Longer lines are wider: look for the last that fits.
        let counts: Vec<usize> = (0..pieces.len()).collect();
        match counts.partition_point(|&count| fits(&shortened(count))) {
            0 => String::new(),
            fitting => shortened(fitting - 1),
        }
    }

    /// What a mark covers, in pixels right of and below its pen, before it is turned.
    pub(crate) fn mark_ink_px(&self, mark: &Mark) -> Option<PixelBox> {
        match mark {
            Mark::Glyph(shape, size_px) => {
                let ink = self.lock().ink_em(*shape)?;
                Some(ink.scaled(*size_px))
            }
            Mark::Figure(figure) => Some(PixelBox {
                min: [0.0; 2],
                max: figure.size,
            }),
        }
    }

    /// Paints a mark with its pen where its key says.
    pub(crate) fn image(&self, key: &GlyphKey) -> Option<GlyphImage> {
        let (direction, phase_px) = (key.direction(), key.phase_px());
        if let Some(halo_px) = key.halo_px() {
            let mut path = Vec::new();
            self.walk_outline(&key.mark(), |command| path.push(command));
            return GlyphImage::around_path(&path, halo_px, direction, phase_px);
        }
        match key.mark() {
            Mark::Glyph(shape, size_px) => {
                let mut inner = self.lock();
                let Inner {
                    faces, outlines, ..
                } = &mut *inner;
                let parsed = &faces[shape.face.index()];
                outlines.image(parsed, shape, size_px, direction, phase_px)
            }
            Mark::Figure(figure) => GlyphImage::of_path(&figure.outline(), direction, phase_px),
        }
    }

    /// Calls `step` with each command of a mark's outline, in pixels right of and below its pen,
    /// before it is turned.
    pub(crate) fn walk_outline(&self, mark: &Mark, mut step: impl FnMut(PathCommand)) {
        match mark {
            Mark::Glyph(shape, size_px) => {
                let mut inner = self.lock();
                let Inner {
                    faces, outlines, ..
                } = &mut *inner;
                outlines.walk(&faces[shape.face.index()], *shape, *size_px, step);
            }
            Mark::Figure(figure) => figure.outline().into_iter().for_each(&mut step),
        }
    }

    /// A thread that panicked while holding the lock leaves caches whose entries are whole.
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for Fonts {
    fn default() -> Self {
        Self::embedded()
    }
}

impl std::fmt::Debug for Fonts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Fonts").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::style::Weight;

    fn width(text: &str, style: &TextStyle) -> f32 {
        Fonts::embedded().measure(text, style).width_px
    }

    #[test]
    fn fonts_go_to_other_threads() {
        fn sendable<T: Send + Sync + Clone>() {}
        sendable::<Fonts>();
    }

    #[test]
    fn widths_of_words_add_up() {
        let style = TextStyle::new(20.0);
        let whole = width("Time Hz", &style);
        let parts = width("Time", &style) + width(" ", &style) + width("Hz", &style);
        assert!((whole - parts).abs() < 0.5, "{whole} {parts}");
        assert!(whole > 60.0 && whole < 100.0);
    }

    #[test]
    fn widths_grow_in_proportion_to_the_size() {
        let small = width("Potential (µV)", &TextStyle::new(11.0));
        let large = width("Potential (µV)", &TextStyle::new(33.0));
        assert!((large - 3.0 * small).abs() < 1e-3);
    }

    #[test]
    fn kerning_pulls_av_together() {
        let style = TextStyle::new(100.0);
        let pair = width("AV", &style);
        let apart = width("A", &style) + width("V", &style);
        assert!(pair < apart - 3.0, "{pair} {apart}");
    }

    #[test]
    fn tabular_figures_have_one_width_and_proportional_ones_do_not() {
        let tabular = TextStyle::new(12.0).with_tabular_figures();
        let zero = width("0", &tabular);
        for figure in "123456789".chars() {
            assert_eq!(width(&figure.to_string(), &tabular), zero, "{figure}");
        }
        let proportional = TextStyle::new(12.0);
        assert!(width("1", &proportional) < width("0", &proportional));
    }

    #[test]
    fn semi_bold_is_wider() {
        let regular = TextStyle::new(16.0);
        let title = regular.with_weight(Weight::SemiBold);
        assert!(width("Local field potential", &title) > width("Local field potential", &regular));
    }

    #[test]
    fn lines_stack_by_whole_pixels() {
        let fonts = Fonts::embedded();
        let style = TextStyle::new(12.0);
        let one = fonts.measure("wide line", &style);
        let three = fonts.measure("a\nwide line\n", &style);
        assert_eq!(three.line_count, 3);
        assert_eq!(three.width_px, one.width_px);
        assert_eq!(three.line_height_px, three.line_height_px.round());
        let grown = three.height_px() - one.height_px();
        assert!((grown - 2.0 * one.line_height_px).abs() < 1e-4);
    }

    #[test]
    fn line_spacing_is_a_factor_on_whole_pixels() {
        let fonts = Fonts::embedded();
        let style = TextStyle::new(12.0);
        let measure = |factor| fonts.measure("a\nb\nc", &style.with_line_spacing(factor));
        let one = measure(1.0);
        assert_eq!(one, fonts.measure("a\nb\nc", &style));
        // Inter's line is 1.21 of its size: 14.52 px here.
        assert_eq!(one.line_height_px, 15.0);
        assert_eq!(measure(1.5).line_height_px, 22.0);
        assert_eq!(measure(2.0).line_height_px, 29.0);
        assert_eq!(measure(1e-9).line_height_px, 1.0);
        let double = measure(2.0);
        assert_eq!(double.height_px() - one.height_px(), 2.0 * 14.0);
        for factor in [0.0, -1.0, f32::NAN, f32::INFINITY] {
            assert_eq!(measure(factor), one);
        }
        let reach = |factor| {
            let ink = fonts.ink_px("H\nH", &style.with_line_spacing(factor));
            ink.unwrap().size()[1]
        };
        assert_eq!(reach(2.0) - reach(1.0), 14.0);
    }

    #[test]
    fn an_empty_text_has_the_height_of_a_line_and_no_width() {
        let size = Fonts::embedded().measure("", &TextStyle::new(12.0));
        assert_eq!(size.width_px, 0.0);
        assert_eq!(size.line_count, 1);
        assert!(size.height_px() > 12.0);
    }

    #[test]
    fn sizes_that_show_nothing_measure_nothing() {
        for size_px in [0.0, -3.0, f32::NAN, f32::INFINITY] {
            let style = TextStyle::new(size_px);
            let size = Fonts::embedded().measure("text", &style);
            assert_eq!((size.width_px, size.height_px()), (0.0, 0.0));
            assert_eq!(Fonts::embedded().ink_px("text", &style), None);
        }
    }

    #[test]
    fn ink_lies_within_the_measure_and_reaches_cap_height() {
        let fonts = Fonts::embedded();
        let style = TextStyle::new(100.0);
        let size = fonts.measure("HHH", &style);
        let ink = fonts.ink_px("HHH", &style).unwrap();
        assert!(
            ink.min[0] > 0.0 && ink.max[0] < size.width_px,
            "{ink:?} {size:?}"
        );
        assert!(
            (ink.min[1] + size.cap_height_px).abs() < 0.5,
            "{ink:?} {size:?}"
        );
        assert!(ink.max[1].abs() < 0.5);
        assert_eq!(fonts.ink_px("  ", &style), None);
        // Inter's highest accents (Å) pass its ascent by a hundredth of the size.
        let accents = fonts.ink_px("ÅÊŽ", &style).unwrap();
        assert!(
            -accents.min[1] <= size.ascent_px + 1.5,
            "{accents:?} {size:?}"
        );
        let descenders = fonts.ink_px("gjpqy", &style).unwrap();
        assert!(descenders.max[1] <= size.descent_px);
    }
}
