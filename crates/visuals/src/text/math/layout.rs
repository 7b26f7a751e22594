//! From the tree of a formula to boxes, after the rules of TeX for text style.
//!
//! Measures that TeX takes from a font's tables for mathematics are computed from the glyphs of
//! the face, or are stated here: the embedded face has no such tables. Scripts are set at a fixed
//! part of the size, two levels deep; what a formula holds more deeply stays as small as that.

use swash::FontRef;

use super::boxes::{Content, MathBox};
use super::parse::{Node, Run};
use super::symbols::{Accent, Class};
use crate::text::face::{Face, FaceMeasures, ParsedFace};
use crate::text::figure::FigureKind;
use crate::text::outline::{GlyphShape, Outlines};
use crate::text::pixel_box::PixelBox;
use crate::text::shape::{ShapeStyle, ShapedGlyph, Shaper};
use crate::text::style::Weight;

/// Sizes of a formula, of its scripts, and of their scripts and whatever is deeper.
const SIZES: [f32; 3] = [1.0, 0.72, 0.58];
/// Thickness of bars, of root signs and of arrows, in ems: about that of the face's minus.
const THICKNESS: f32 = 0.075;
/// Least room between a bar and what stands over or under it.
const BAR_GAP: f32 = 0.1;
/// Room at both ends of a fraction, and how far its bar reaches beyond its wider part.
const FRACTION_ROOM: f32 = 0.1;
const BAR_OVERHANG: f32 = 0.03;
/// Least distance of a fraction's baselines from the formula's, so that those of neighbours agree.
const NUMERATOR_RISE: f32 = 0.46;
const DENOMINATOR_DROP: f32 = 0.40;
/// How high superscripts and how low subscripts of letters stand.
const SUPERSCRIPT_RISE: f32 = 0.38;
const SUBSCRIPT_DROP: f32 = 0.16;
/// How far below the top of a tall base the baseline of its superscript is, and how far below its
/// bottom that of its subscript.
const SUPERSCRIPT_BELOW_TOP: f32 = 0.30;
const SUBSCRIPT_BELOW_BOTTOM: f32 = 0.06;
/// Least room between a superscript and a subscript of one base.
const SCRIPT_GAP: f32 = 0.12;
/// Room after scripts.
const SCRIPT_ROOM: f32 = 0.04;
/// Width of a root sign left of its bar, and the height of its degree over its foot.
const ROOT_HOOK: f32 = 0.52;
const ROOT_DEGREE_RISE: f32 = 0.48;
/// Room between what is in a root and its bar.
const ROOT_GAP: f32 = 0.12;
/// Width and height of an arrow over a letter, and the width of a bar.
const ARROW: [f32; 2] = [0.46, 0.26];
const BAR_WIDTH: f32 = 0.36;
/// Room between a letter and a bar or an arrow over it.
const ACCENT_GAP: f32 = 0.09;
/// Room around operators, between operands and between sides. The face's own signs have room
/// of their own, so this is less than TeX's.
const THIN: f32 = 1.0 / 6.0;
const MEDIUM: f32 = 0.13;
const THICK: f32 = 0.19;

/// What formulas are set with.
pub(crate) struct Setter<'f> {
    pub(crate) shaper: &'f mut Shaper,
    pub(crate) faces: &'f [ParsedFace; 2],
    pub(crate) outlines: &'f mut Outlines,
    pub(crate) style: ShapeStyle,
}

/// A part that was laid out.
struct Part {
    inner: MathBox,
    class: Class,
    /// How far a slanted letter leans beyond its width: superscripts keep that off.
    lean: f32,
    /// Whether scripts stand as at a letter, whatever its own height.
    is_letter: bool,
}

impl Part {
    fn ordinary(inner: MathBox) -> Self {
        Self {
            inner,
            class: Class::Ordinary,
            lean: 0.0,
            is_letter: false,
        }
    }
}

impl Setter<'_> {
    /// The measures of the face of the style.
    pub(crate) fn measures(&self) -> &FaceMeasures {
        let (face, _) = self.face(false);
        &self.faces[face.index()].measures
    }

    /// The box of a formula.
    pub(crate) fn formula(&mut self, nodes: &[Node]) -> MathBox {
        self.row(nodes, 0).inner
    }

    /// Parts side by side, with the room between them that their classes ask for.
    fn row(&mut self, nodes: &[Node], level: usize) -> Part {
        let size = size(level);
        let mut laid_out: Vec<(Option<Part>, f32)> = nodes
            .iter()
            .map(|node| match node {
                Node::Space(em) => (None, em * size),
                node => (Some(self.part(node, level)), 0.0),
            })
            .collect();
        settle_binaries(&mut laid_out);
        if let [(part, _)] = laid_out.as_mut_slice()
            && let Some(part) = part.take()
        {
            return part;
        }
        let mut parts = Vec::new();
        let mut x: f32 = 0.0;
        let mut before: Option<Class> = None;
        let mut lean = 0.0;
        for (part, space) in laid_out {
            let Some(part) = part else {
                x = (x + space).max(0.0);
                continue;
            };
            if let Some(before) = before {
                x += room_between(before, part.class, level) * size;
            }
            before = Some(part.class);
            lean = part.lean;
            let width = part.inner.width;
            parts.push(([x, 0.0], part.inner));
            x += width;
        }
        Part {
            lean,
            ..Part::ordinary(MathBox::around(parts, x))
        }
    }

    fn part(&mut self, node: &Node, level: usize) -> Part {
        match node {
            Node::Run(run) => self.run(run, level),
            Node::Space(em) => Part::ordinary(MathBox::space(em * size(level))),
            Node::Group(nodes) => {
                let row = self.row(nodes, level);
                Part {
                    class: Class::Ordinary,
                    ..row
                }
            }
            Node::Scripts { base, above, below } => {
                let base = match base {
                    Some(base) => self.part(base, level),
                    None => Part {
                        is_letter: true,
                        ..Part::ordinary(MathBox::default())
                    },
                };
                let [above, below] = [above, below].map(|script| {
                    script
                        .as_ref()
                        .map(|nodes| self.row(nodes, level + 1).inner)
                });
                self.scripts(base, above, below, level)
            }
            Node::Fraction {
                numerator,
                denominator,
            } => {
                let [numerator, denominator] =
                    [numerator, denominator].map(|nodes| self.row(nodes, level + 1).inner);
                Part::ordinary(self.fraction(numerator, denominator, level))
            }
            Node::Root { degree, radicand } => {
                let degree = degree
                    .as_ref()
                    .map(|nodes| self.row(nodes, level + 2).inner);
                let radicand = self.row(radicand, level).inner;
                Part::ordinary(self.root(degree, radicand, level))
            }
            Node::Accent { accent, base } => {
                let base = self.row(base, level);
                self.accent(*accent, base, level)
            }
        }
    }

    /// The face of a weight, and the style to shape with.
    fn face(&self, bold: bool) -> (Face, ShapeStyle) {
        let weight = if bold {
            Weight::SemiBold
        } else {
            self.style.weight
        };
        (
            Face::of(weight),
            ShapeStyle {
                weight,
                ..self.style
            },
        )
    }

    /// Characters side by side.
    fn run(&mut self, run: &Run, level: usize) -> Part {
        let size = size(level);
        let (_, style) = self.face(run.bold);
        let line = self.shaper.shape_plain(&run.text, style);
        let mut glyphs = line.glyphs;
        for glyph in &mut glyphs {
            glyph.x_em *= size;
            glyph.y_em *= size;
            glyph.scale = size;
            glyph.slanted = run.slanted;
        }
        let mut inner = MathBox {
            width: line.width_em * size,
            ..MathBox::default()
        };
        let ink = self.ink(&glyphs);
        let mut lean = 0.0;
        if let Some(ink) = ink {
            inner.above = -ink.min[1];
            inner.below = ink.max[1];
            if run.slanted {
                lean = (ink.max[0] - inner.width + 0.03 * size).max(0.0);
            }
        }
        inner.content = Content::Glyphs(glyphs);
        Part {
            inner,
            class: run.class,
            lean,
            is_letter: run.class != Class::Operator || run.text.chars().count() > 1,
        }
    }

    /// What glyphs cover, right of the start and below the baseline.
    fn ink(&mut self, glyphs: &[ShapedGlyph]) -> Option<PixelBox> {
        glyphs
            .iter()
            .filter_map(|glyph| {
                let parsed = &self.faces[glyph.face.index()];
                let ink = self.outlines.ink_em(parsed, GlyphShape::of(glyph))?;
                Some(ink.scaled(glyph.scale).moved([glyph.x_em, glyph.y_em]))
            })
            .reduce(|all, ink| all.union(&ink))
    }

    /// The height of the middle of the minus, where the bars of fractions lie.
    fn axis(&mut self) -> f32 {
        let (face, _) = self.face(false);
        let parsed = &self.faces[face.index()];
        let glyph = parsed.font.charmap().map('−');
        let shape = GlyphShape {
            face,
            glyph,
            slanted: false,
        };
        let ink = self.outlines.ink_em(parsed, shape);
        ink.map_or(0.25, |ink| -0.5 * (ink.min[1] + ink.max[1]))
    }

    fn x_height(&self) -> f32 {
        self.measures().x_height_em
    }

    fn scripts(
        &mut self,
        base: Part,
        above: Option<MathBox>,
        below: Option<MathBox>,
        level: usize,
    ) -> Part {
        let (size, script_size) = (size(level), size(level + 1));
        let x_height = self.x_height() * size;
        let mut rise = SUPERSCRIPT_RISE * size;
        let mut drop = SUBSCRIPT_DROP * size;
        if !base.is_letter {
            rise = rise.max(base.inner.above - SUPERSCRIPT_BELOW_TOP * script_size);
            drop = drop.max(base.inner.below + SUBSCRIPT_BELOW_BOTTOM * script_size);
        }
        if let Some(above) = &above {
            // However deep it reaches, it stays off the baseline.
            rise = rise.max(above.below + 0.25 * x_height);
        }
        if let Some(below) = &below {
            drop = drop.max(below.above - 0.8 * x_height);
        }
        if let (Some(above), Some(below)) = (&above, &below) {
            drop += 0.06 * size;
            let gap = (rise - above.below) - (below.above - drop);
            drop += (SCRIPT_GAP * size - gap).max(0.0);
        }
        let width = base.inner.width;
        let mut parts = vec![([0.0, 0.0], base.inner)];
        if let Some(above) = above {
            parts.push(([width + base.lean, -rise], above));
        }
        if let Some(below) = below {
            parts.push(([width, drop], below));
        }
        let right = parts
            .iter()
            .map(|([x, _], part)| x + part.width)
            .fold(width, f32::max);
        Part {
            class: base.class,
            lean: 0.0,
            is_letter: base.is_letter,
            inner: MathBox::around(parts, right + SCRIPT_ROOM * size),
        }
    }

    fn fraction(&mut self, numerator: MathBox, denominator: MathBox, level: usize) -> MathBox {
        let size = size(level);
        let (axis, thickness) = (self.axis() * size, THICKNESS * size);
        let gap = BAR_GAP * size + thickness / 2.0;
        let rise = (axis + gap + numerator.below).max(NUMERATOR_RISE * size);
        let drop = (denominator.above + gap - axis).max(DENOMINATOR_DROP * size);
        let (room, overhang) = (FRACTION_ROOM * size, BAR_OVERHANG * size);
        let bar_width = numerator.width.max(denominator.width) + 2.0 * overhang;
        let centred = |part: &MathBox| room + (bar_width - part.width) / 2.0;
        let bar = MathBox::figure(FigureKind::Bar, [bar_width, thickness], thickness);
        MathBox::around(
            vec![
                ([centred(&numerator), -rise], numerator),
                ([room, thickness / 2.0 - axis], bar),
                ([centred(&denominator), drop], denominator),
            ],
            bar_width + 2.0 * room,
        )
    }

    fn root(&mut self, degree: Option<MathBox>, radicand: MathBox, level: usize) -> MathBox {
        let size = size(level);
        let thickness = THICKNESS * size;
        let hook = ROOT_HOOK * size;
        // Roots of low letters are as high as others, so that signs side by side agree.
        let top = radicand.above.max(0.73 * size) + ROOT_GAP * size + thickness;
        let foot = radicand.below.max(0.06 * size);
        let room = 0.05 * size;
        let sign_width = hook + radicand.width + room;
        let sign = MathBox {
            width: sign_width,
            above: top + foot,
            below: 0.0,
            content: Content::Figure {
                kind: FigureKind::Root,
                thickness,
                hook,
            },
        };
        let mut parts = Vec::new();
        let mut x = 0.0;
        if let Some(degree) = degree {
            // Its foot stands in the hook, over where the sign begins.
            let over = ROOT_DEGREE_RISE * size - foot + degree.below;
            let tucked = 0.42 * hook;
            x = (degree.width - tucked).max(0.0);
            parts.push(([x + tucked - degree.width, -over], degree));
        }
        parts.push(([x, foot], sign));
        parts.push(([x + hook, 0.0], radicand));
        MathBox::around(parts, x + sign_width + room)
    }

    fn accent(&mut self, accent: Accent, base: Part, level: usize) -> Part {
        let size = size(level);
        let width = base.inner.width;
        let (mut glyphs, mut figures) = (Vec::new(), Vec::new());
        base.inner.flatten([0.0; 2], &mut glyphs, &mut figures);
        // Over the middle of what the base shows, where that leans too.
        let ink = self.ink(&glyphs);
        let middle = match ink {
            Some(ink) if figures.is_empty() => 0.5 * (ink.min[0] + ink.max[0]),
            _ => width / 2.0,
        };
        let slanted = glyphs.iter().any(|glyph| glyph.slanted);
        let lean = if slanted { 0.5 * base.lean } else { 0.0 };
        let top = base.inner.above.max(self.x_height() * size);
        let thickness = THICKNESS * size;
        let (mark, at) = match accent {
            Accent::Mark(mark) => self.mark(mark, middle + lean, top, size),
            Accent::Bar | Accent::Overline => {
                let bar_width = match accent {
                    Accent::Overline => width,
                    _ => BAR_WIDTH * size,
                };
                let bar = MathBox::figure(FigureKind::Bar, [bar_width, thickness], thickness);
                let left = if accent == Accent::Overline {
                    0.0
                } else {
                    middle + lean - bar_width / 2.0
                };
                (bar, [left, -top - ACCENT_GAP * size])
            }
            Accent::Arrow => {
                let arrow_size = ARROW.map(|side| side * size);
                let arrow = MathBox::figure(FigureKind::Arrow, arrow_size, thickness);
                let left = middle + lean - arrow_size[0] / 2.0;
                (arrow, [left, -top - 0.4 * ACCENT_GAP * size])
            }
        };
        // What is wider than its letter pushes the letter to the right.
        let push = (-at[0]).max(0.0);
        let parts = vec![([push, 0.0], base.inner), ([at[0] + push, at[1]], mark)];
        Part {
            inner: MathBox::around(parts, width + push),
            ..base
        }
    }

    /// A combining mark centred on `middle`, and where its box goes over a base that reaches up to
    /// `top`.
    fn mark(&mut self, mark: char, middle: f32, top: f32, size: f32) -> (MathBox, [f32; 2]) {
        let (face, _) = self.face(false);
        let font: FontRef<'_> = self.faces[face.index()].font;
        let mut glyph = ShapedGlyph {
            scale: size,
            ..ShapedGlyph::new(face, font.charmap().map(mark))
        };
        let Some(ink) = self.ink(&[glyph]) else {
            return (MathBox::default(), [middle, 0.0]);
        };
        glyph.x_em -= ink.min[0];
        let [width, _] = ink.size();
        let mark = MathBox {
            width,
            above: -ink.min[1],
            below: ink.max[1],
            content: Content::Glyphs(vec![glyph]),
        };
        // Marks of the face are made for letters as high as x.
        let raise = top - self.x_height() * size;
        (mark, [middle - width / 2.0, -raise])
    }
}

fn size(level: usize) -> f32 {
    SIZES[level.min(SIZES.len() - 1)]
}

/// A sign that could stand between operands but has none on one side is a sign like any other:
/// the minus of −3, the star of x*.
fn settle_binaries(parts: &mut [(Option<Part>, f32)]) {
    let mut before: Option<Class> = None;
    let mut open_binary: Option<usize> = None;
    for index in 0..parts.len() {
        let Some(class) = parts[index].0.as_ref().map(|part| part.class) else {
            continue;
        };
        let lacks_left = matches!(
            before,
            None | Some(
                Class::Binary
                    | Class::Operator
                    | Class::Relation
                    | Class::Opening
                    | Class::Punctuation
            )
        );
        let ends_operand = matches!(class, Class::Relation | Class::Closing | Class::Punctuation);
        if ends_operand && let Some(binary) = open_binary.take() {
            make_ordinary(&mut parts[binary]);
        }
        open_binary = None;
        before = Some(class);
        if class == Class::Binary {
            if lacks_left {
                make_ordinary(&mut parts[index]);
                before = Some(Class::Ordinary);
            } else {
                open_binary = Some(index);
            }
        }
    }
    if let Some(binary) = open_binary {
        make_ordinary(&mut parts[binary]);
    }
}

fn make_ordinary(part: &mut (Option<Part>, f32)) {
    if let Some(part) = &mut part.0 {
        part.class = Class::Ordinary;
    }
}

/// Room between two parts, in ems of their size; in scripts only around operators.
fn room_between(left: Class, right: Class, level: usize) -> f32 {
    use Class::{Binary, Closing, Opening, Operator, Ordinary, Punctuation, Relation};
    let in_script = level > 0;
    match (left, right) {
        (Operator, Ordinary | Operator) | (Ordinary | Closing, Operator) => THIN,
        _ if in_script => 0.0,
        (Punctuation, _) => THIN,
        (Relation, Relation | Closing | Punctuation) | (Opening, Relation) => 0.0,
        (Relation, _) | (_, Relation) => THICK,
        (Binary, _) | (_, Binary) => MEDIUM,
        _ => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::math::parse::parse;

    fn boxed(formula: &str) -> MathBox {
        let faces = Face::ALL.map(ParsedFace::new);
        let mut setter = Setter {
            shaper: &mut Shaper::new(),
            faces: &faces,
            outlines: &mut Outlines::new(),
            style: ShapeStyle {
                weight: Weight::Regular,
                tabular_figures: false,
            },
        };
        setter.formula(&parse(formula).unwrap())
    }

    fn parts(boxed: &MathBox) -> &[([f32; 2], MathBox)] {
        match &boxed.content {
            Content::Boxes(parts) => parts,
            _ => &[],
        }
    }

    fn assert_nested(outer: &MathBox) {
        for ([x, y], inner) in parts(outer) {
            assert!(
                *x >= -1e-5 && x + inner.width <= outer.width + 1e-5,
                "{outer:?}"
            );
            if inner.height() > 0.0 {
                assert!(inner.above - y <= outer.above + 1e-5, "{outer:?}");
                assert!(inner.below + y <= outer.below + 1e-5, "{outer:?}");
            }
            assert_nested(inner);
        }
    }

    #[test]
    fn a_bar_lies_between_numerator_and_denominator() {
        for formula in [
            r"\frac{a}{b}",
            r"\frac{g_j}{\sqrt{x}}",
            r"\frac{1}{\frac{2}{3}}",
        ] {
            let fraction = boxed(formula);
            let [(above, numerator), (at, bar), (below, denominator)] = parts(&fraction) else {
                panic!("expected three boxes, got {fraction:?}");
            };
            let [top, bottom] = [at[1] - bar.above, at[1]];
            assert!(above[1] + numerator.below <= top - BAR_GAP + 1e-5);
            assert!(below[1] - denominator.above >= bottom + BAR_GAP - 1e-5);
            assert!(bar.width > numerator.width.max(denominator.width));
            let middle = |(x, part): (f32, &MathBox)| x + part.width / 2.0;
            assert!((middle((above[0], numerator)) - middle((at[0], bar))).abs() < 1e-5);
            assert!((middle((below[0], denominator)) - middle((at[0], bar))).abs() < 1e-5);
        }
    }

    #[test]
    fn scripts_are_smaller_level_by_level_and_keep_apart() {
        let formula = boxed("x^{2^2}_{g}");
        let [_, (above, superscript), (below, subscript)] = parts(&formula) else {
            panic!("expected three boxes, got {formula:?}");
        };
        assert!(above[1] < 0.0 && below[1] > 0.0);
        let gap = (below[1] - subscript.above) - (above[1] + superscript.below);
        assert!(gap >= SCRIPT_GAP - 1e-5, "{gap}");
        let mut glyphs = Vec::new();
        formula.flatten([0.0; 2], &mut glyphs, &mut Vec::new());
        let scales: Vec<f32> = glyphs.iter().map(|glyph| glyph.scale).collect();
        assert_eq!(scales, [SIZES[0], SIZES[1], SIZES[2], SIZES[1]]);
    }

    #[test]
    fn a_minus_between_operands_has_room_and_a_sign_has_none() {
        let sum = |parts: &[&str]| parts.iter().map(|part| boxed(part).width).sum::<f32>();
        assert!((boxed("a-b").width - sum(&["a", "-", "b"]) - 2.0 * MEDIUM).abs() < 1e-5);
        assert!((boxed("-b").width - sum(&["-", "b"])).abs() < 1e-5);
        assert!((boxed("a=-b").width - sum(&["a", "=", "-", "b"]) - 2.0 * THICK).abs() < 1e-5);
    }

    #[test]
    fn a_root_covers_its_radicand() {
        for formula in [r"\sqrt{x}", r"\sqrt[3]{\frac{a}{b}}", r"\sqrt{g}"] {
            let root = boxed(formula);
            let found = parts(&root);
            let (sign_at, sign) = &found[found.len() - 2];
            let (at, radicand) = &found[found.len() - 1];
            assert!(sign_at[1] - sign.above + THICKNESS <= -radicand.above);
            assert!(sign_at[1] >= radicand.below);
            assert!(at[0] + radicand.width <= sign_at[0] + sign.width);
        }
    }

    fn formulas() -> impl Strategy<Value = String> {
        let leaf = prop::sample::select(vec![
            "x", "f", "12", r"\alpha", "+", "=", "(", r"\sum", r"\,", "", r"\sin", "M", ",",
        ])
        .prop_map(str::to_owned);
        leaf.prop_recursive(5, 40, 3, |inner| {
            let two = (inner.clone(), inner.clone());
            prop_oneof![
                two.clone().prop_map(|(a, b)| format!("{{{a}}}{{{b}}}")),
                two.clone().prop_map(|(a, b)| format!("{{{a}}}^{{{b}}}")),
                two.clone()
                    .prop_map(|(a, b)| format!("{{{a}}}_{{{b}}}^{{{a}}}")),
                two.clone()
                    .prop_map(|(a, b)| format!(r"\frac{{{a}}}{{{b}}}")),
                two.prop_map(|(a, b)| format!(r"\sqrt[{{{a}}}]{{{b}}}")),
                inner.clone().prop_map(|a| format!(r"\vec{{{a}}}")),
                inner.clone().prop_map(|a| format!(r"\hat{{{a}}}")),
                inner.prop_map(|a| format!(r"\overline{{{a}}}\mathrm{{{a}}}")),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn boxes_lie_within_their_parents(formula in formulas()) {
            assert_nested(&boxed(&formula));
        }
    }
}
