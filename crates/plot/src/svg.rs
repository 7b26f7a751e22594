//! Scalable Vector Graphics from a description.

mod paint;

use std::fmt::{self, Write as _};

use base64::prelude::{BASE64_STANDARD, Engine as _};
use galry_visuals::{
    Color, Dashes, Description, FillRule, Item, LineCap, LineJoin, Paint, PathCommand,
};

use crate::Result;
use crate::export::encode_rgba;

/// Writes a description as an SVG document of `size_px` framebuffer pixels, its lengths in
/// logical pixels.
pub(crate) fn write(
    description: &Description,
    size_px: [u32; 2],
    pixel_ratio: f64,
) -> Result<String> {
    let [width, height] = size_px.map(|side| f64::from(side) / pixel_ratio);
    let mut document = Document::default();
    for item in &description.items {
        document.add(item)?;
    }
    let [view_width, view_height] = size_px;
    let Document {
        clips,
        paints,
        body,
    } = document;
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {view_width} {view_height}\">\n"
    );
    if !clips.is_empty() || !paints.is_empty() {
        text.push_str("<defs>\n");
        for (index, [x, y, width, height]) in clips.iter().enumerate() {
            text.push_str(&format!(
                "<clipPath id=\"c{index}\"><rect x=\"{x}\" y=\"{y}\" width=\"{width}\" \
                 height=\"{height}\"/></clipPath>\n"
            ));
        }
        for (index, paint) in paints.iter().enumerate() {
            text.push_str(&paint::definition(index, paint));
        }
        text.push_str("</defs>\n");
    }
    text.push_str(&body);
    text.push_str("</svg>\n");
    Ok(text)
}

#[derive(Debug, Default)]
struct Document {
    clips: Vec<[i32; 4]>,
    /// Gradients and hatchings.
    paints: Vec<Paint>,
    body: String,
}

impl Document {
    fn add(&mut self, item: &Item) -> Result<()> {
        // Writing to a String cannot fail.
        match item {
            Item::Path {
                commands,
                fill,
                fill_rule,
                stroke,
                clip_px,
            } => {
                let clip = self.clip(*clip_px);
                let _infallible = write_path(&mut self.body, commands);
                let _infallible = match fill {
                    Some(Paint::Solid(color)) => write_color(&mut self.body, "fill", *color),
                    Some(paint) => {
                        let index = self.paint(paint);
                        write!(self.body, " fill=\"url(#p{index})\"")
                    }
                    None => write!(self.body, " fill=\"none\""),
                };
                let body = &mut self.body;
                if *fill_rule == FillRule::EvenOdd {
                    body.push_str(" fill-rule=\"evenodd\"");
                }
                if let Some(stroke) = stroke {
                    let _infallible = write_color(body, "stroke", stroke.color);
                    let _infallible = write!(
                        body,
                        " stroke-width=\"{}\" stroke-linejoin=\"{}\" stroke-linecap=\"{}\"",
                        Number(stroke.width_px),
                        match stroke.join {
                            LineJoin::Round => "round",
                            LineJoin::Miter => "miter",
                            LineJoin::Bevel => "bevel",
                        },
                        match stroke.cap {
                            LineCap::Round => "round",
                            LineCap::Butt => "butt",
                            LineCap::Square => "square",
                        }
                    );
                    if stroke.join == LineJoin::Miter {
                        let _infallible = write!(
                            body,
                            " stroke-miterlimit=\"{}\"",
                            Number(stroke.miter_limit)
                        );
                    }
                    if let Some(dashes) = &stroke.dashes {
                        write_dashes(body, dashes);
                    }
                }
                body.push_str(&clip);
                body.push_str("/>\n");
            }
            Item::Image {
                rect_px,
                size,
                rgba,
                clip_px,
            } => {
                let clip = self.clip(*clip_px);
                let [x, y, width, height] = rect_px.map(Number);
                let _infallible = writeln!(
                    self.body,
                    "<image x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" \
                     preserveAspectRatio=\"none\" image-rendering=\"pixelated\"{clip} \
                     href=\"data:image/png;base64,{}\"/>",
                    BASE64_STANDARD.encode(encode_rgba(*size, rgba, 1.0)?)
                );
            }
        }
        Ok(())
    }

    /// Which definition a paint has; the same paint is defined once.
    fn paint(&mut self, paint: &Paint) -> usize {
        let index = self.paints.iter().position(|known| known == paint);
        index.unwrap_or_else(|| {
            self.paints.push(paint.clone());
            self.paints.len() - 1
        })
    }

    /// The attribute that clips to a rectangle; the same rectangle is defined once.
    fn clip(&mut self, clip_px: Option<[i32; 4]>) -> String {
        let Some(clip) = clip_px else {
            return String::new();
        };
        let index = self.clips.iter().position(|known| *known == clip);
        let index = index.unwrap_or_else(|| {
            self.clips.push(clip);
            self.clips.len() - 1
        });
        format!(" clip-path=\"url(#c{index})\"")
    }
}

/// A number with as many decimals as a picture needs.
#[derive(Debug, Clone, Copy)]
struct Number(f32);

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("{:.3}", self.0);
        let short = text.trim_end_matches('0').trim_end_matches('.');
        f.write_str(if short == "-0" { "0" } else { short })
    }
}

/// A pattern as SVG has it, which is as galry has it.
fn write_dashes(out: &mut String, dashes: &Dashes) {
    let lengths: Vec<String> = dashes
        .lengths_px()
        .iter()
        .map(|&length| Number(length).to_string())
        .collect();
    let _infallible = write!(
        out,
        " stroke-dasharray=\"{}\" stroke-dashoffset=\"{}\"",
        lengths.join(" "),
        Number(dashes.phase_px())
    );
}

fn write_path(out: &mut String, commands: &[PathCommand]) -> fmt::Result {
    out.push_str("<path d=\"");
    let point = |out: &mut String, name: char, points: &[[f32; 2]]| -> fmt::Result {
        out.push(name);
        for (i, [x, y]) in points.iter().enumerate() {
            let gap = if i == 0 { "" } else { " " };
            write!(out, "{gap}{} {}", Number(*x), Number(*y))?;
        }
        Ok(())
    };
    for command in commands {
        match command {
            PathCommand::MoveTo(to) => point(out, 'M', &[*to])?,
            PathCommand::LineTo(to) => point(out, 'L', &[*to])?,
            PathCommand::QuadTo(control, to) => point(out, 'Q', &[*control, *to])?,
            PathCommand::CubicTo(first, second, to) => point(out, 'C', &[*first, *second, *to])?,
            PathCommand::Close => out.push('Z'),
        }
    }
    out.push('"');
    Ok(())
}

fn write_color(out: &mut String, attribute: &str, color: Color) -> fmt::Result {
    let [r, g, b, a] = color.to_rgba8();
    write!(out, " {attribute}=\"#{r:02x}{g:02x}{b:02x}\"")?;
    if a < 255 {
        write!(out, " {attribute}-opacity=\"{}\"", Number(color.a))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use galry_visuals::Stroke;

    use super::*;

    #[test]
    fn numbers_are_short() {
        let text = |value| Number(value).to_string();
        assert_eq!(text(1.0), "1");
        assert_eq!(text(-0.0001), "0");
        assert_eq!(text(10.25), "10.25");
    }

    #[test]
    fn a_path_becomes_an_element() {
        let mut description = Description::new();
        description.items.push(Item::Path {
            commands: vec![
                PathCommand::MoveTo([0.0, 0.0]),
                PathCommand::LineTo([1.5, 2.0]),
                PathCommand::Close,
            ],
            fill: Some(Color::rgb8(255, 0, 0).with_alpha(0.5).into()),
            fill_rule: FillRule::NonZero,
            stroke: None,
            clip_px: Some([0, 0, 5, 5]),
        });
        let text = write(&description, [10, 10], 2.0).unwrap();
        assert!(text.contains("width=\"5\" height=\"5\" viewBox=\"0 0 10 10\""));
        assert!(text.contains(
            "<path d=\"M0 0L1.5 2Z\" fill=\"#ff0000\" fill-opacity=\"0.5\" \
             clip-path=\"url(#c0)\"/>"
        ));
    }

    #[test]
    fn dashes_are_an_attribute() {
        let mut description = Description::new();
        description.items.push(Item::Path {
            commands: vec![
                PathCommand::MoveTo([0.0, 0.0]),
                PathCommand::LineTo([9.0, 2.0]),
            ],
            fill: None,
            fill_rule: FillRule::NonZero,
            stroke: Some(Stroke {
                color: Color::BLACK,
                width_px: 2.0,
                join: LineJoin::Round,
                cap: LineCap::Butt,
                miter_limit: 4.0,
                dashes: Some(Dashes::new(&[7.5, 3.0], 1.25).unwrap()),
            }),
            clip_px: None,
        });
        let text = write(&description, [10, 10], 1.0).unwrap();
        assert!(
            text.contains("stroke-dasharray=\"7.5 3\" stroke-dashoffset=\"1.25\""),
            "{text}"
        );
    }
}
