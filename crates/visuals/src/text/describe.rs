//! Labels as paths, for vector output.

use super::fonts::Fonts;
use super::label::Label;
use super::place::{PlacedGlyph, place, rounded_point};
use crate::{FillRule, Item, LineCap, LineJoin, PathCommand, Placement, Stroke};

/// The glyphs of a visible label as one filled path, exactly where they are drawn; `None` when
/// there is no ink.
pub(crate) fn filled_path(label: &Label, fonts: &Fonts, placement: &Placement) -> Option<Item> {
    let commands = outlines(label, fonts, placement);
    (!commands.is_empty()).then_some(Item::Path {
        commands,
        fill: Some(label.color.into()),
        fill_rule: FillRule::NonZero,
        stroke: None,
        clip_px: placement.clip_px,
    })
}

/// The halo of a visible label as a path with a line around it; `None` when it has none.
pub(crate) fn halo_path(label: &Label, fonts: &Fonts, placement: &Placement) -> Option<Item> {
    let halo = label.visible_halo()?;
    let commands = outlines(label, fonts, placement);
    (!commands.is_empty()).then_some(Item::Path {
        commands,
        fill: Some(halo.color.into()),
        fill_rule: FillRule::NonZero,
        stroke: Some(Stroke {
            color: halo.color,
            width_px: 2.0 * halo.width_px,
            join: LineJoin::Round,
            cap: LineCap::Round,
            miter_limit: 1.0,
            dashes: None,
        }),
        clip_px: placement.clip_px,
    })
}

/// The outlines of a label's glyphs in framebuffer pixels.
fn outlines(label: &Label, fonts: &Fonts, placement: &Placement) -> Vec<PathCommand> {
    let placed = place(label, fonts);
    let point = placement.framebuffer_from_visual(label.position);
    let point = rounded_point([0, 1].map(|axis| point[axis] + placed.offset_px[axis]));
    let mut commands = Vec::new();
    for glyph in &placed.glyphs {
        let at = framebuffer_from_mark(point, glyph);
        fonts.walk_outline(&glyph.key.mark(), |command| {
            commands.push(match command {
                PathCommand::MoveTo(p) => PathCommand::MoveTo(at(p)),
                PathCommand::LineTo(p) => PathCommand::LineTo(at(p)),
                PathCommand::QuadTo(a, p) => PathCommand::QuadTo(at(a), at(p)),
                PathCommand::CubicTo(a, b, p) => PathCommand::CubicTo(at(a), at(b), at(p)),
                PathCommand::Close => PathCommand::Close,
            });
        });
    }
    commands
}

/// The map from pixels around the pen of what is not yet turned to framebuffer pixels.
fn framebuffer_from_mark(
    point_px: [f32; 2],
    glyph: &PlacedGlyph,
) -> impl Fn([f32; 2]) -> [f32; 2] + use<> {
    let phase = glyph.key.phase_px();
    let pen = [0, 1].map(|axis| point_px[axis] + glyph.pixel[axis] as f32 + phase[axis]);
    let direction = glyph.key.direction();
    move |at| {
        let turned = direction.framebuffer_from_text(at);
        [0, 1].map(|axis| pen[axis] + turned[axis])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Align, Anchor, TextStyle, VerticalAnchor};

    fn points(commands: &[PathCommand]) -> Vec<[f32; 2]> {
        commands
            .iter()
            .flat_map(|command| match *command {
                PathCommand::MoveTo(p) | PathCommand::LineTo(p) => vec![p],
                PathCommand::QuadTo(a, p) => vec![a, p],
                PathCommand::CubicTo(a, b, p) => vec![a, b, p],
                PathCommand::Close => vec![],
            })
            .collect()
    }

    #[test]
    fn lines_are_described_as_they_are_aligned() {
        let fonts = Fonts::embedded();
        for align in [Align::Left, Align::Center, Align::Right] {
            let label = Label {
                style: TextStyle::new(40.0).with_line_spacing(1.5),
                anchor: Anchor::new(1.0, VerticalAnchor::Middle),
                align,
                ..Label::new("wide\nH", [300.0, 100.0])
            };
            let item = filled_path(&label, &fonts, &Placement::default());
            let Some(Item::Path { commands, .. }) = item else {
                panic!("expected a path, got {item:?}");
            };
            let baseline = points(&commands).iter().fold(f32::MIN, |y, p| p[1].max(y));
            let last_line = |p: &&[f32; 2]| p[1] > baseline - 35.0;
            let points = points(&commands);
            let left = points
                .iter()
                .filter(last_line)
                .fold(f32::MAX, |x, p| p[0].min(x));
            let [wide, last] = ["wide", "H"].map(|line| fonts.measure(line, &label.style).width_px);
            let ink = fonts.ink_px("H", &label.style).unwrap();
            let expected = 300.0 + label.line_start_px(last, wide) + ink.min[0];
            assert!(
                (left - expected).abs() < 0.2,
                "{align:?}: {left} {expected}"
            );
        }
    }

    #[test]
    fn a_description_lies_where_the_ink_is_measured() {
        let style = TextStyle::new(40.0);
        let label = Label {
            style,
            ..Label::new("Hg", [3.0, 2.0])
        };
        let placement = Placement {
            scale: [10.0, 20.0],
            translate: [0.25, 0.25],
            clip_px: Some([0, 0, 50, 50]),
            ..Placement::default()
        };
        let item = filled_path(&label, &Fonts::embedded(), &placement);
        let Some(Item::Path {
            commands, clip_px, ..
        }) = item
        else {
            panic!("expected a path, got {item:?}");
        };
        assert_eq!(clip_px, placement.clip_px);
        let ink = Fonts::embedded()
            .ink_px("Hg", &style)
            .unwrap()
            .moved([30.0, 40.0]);
        let points = points(&commands);
        for axis in 0..2 {
            let of_axis = || points.iter().map(|p| p[axis]);
            assert!((of_axis().fold(f32::MAX, f32::min) - ink.min[axis]).abs() < 0.2);
            assert!((of_axis().fold(f32::MIN, f32::max) - ink.max[axis]).abs() < 0.2);
        }
    }
}
